"""What symnet prints as text, it reads back as the same expression, or refuses: never as another one."""

from collections import Counter

import pytest
from sympy import Dummy, Function, HadamardPower, Integer, MatrixSymbol, Piecewise, Sum, Symbol, exp, symbols

import symnet as sn
from symnet.parsing import read_expression, symbol_table
from tests.printing.reading_back import agree, compared, read_back

SEEDS = range(1_000_000, 1_000_700)


@pytest.fixture(scope="module")
def outcomes():
    return [outcome for outcome in map(read_back, SEEDS) if outcome is not None]


def test_nothing_is_misread(outcomes):
    assert [outcome for outcome in outcomes if outcome.status == "misread"] == []


def test_almost_all_is_read(outcomes):
    counts = Counter(outcome.status for outcome in outcomes)
    assert counts["refused"] <= 0.03 * len(outcomes), counts
    assert counts["identical"] >= 0.4 * len(outcomes), counts
    assert counts["unsettled"] <= 0.04 * len(outcomes), counts


def test_a_misreading_is_seen():
    """The law has teeth."""
    A, B = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 2, 2)
    assert compared(A * B, B * A) == "misread"
    assert compared(A**2, HadamardPower(A, 2)) == "misread"
    assert compared(A * B, A * B) == "identical"
    assert agree(exp(Symbol("x", real=True)), Symbol("x", real=True), 0) is False


n, m, k = symbols("n m k", integer=True, positive=True)
x, e, T, sigma = (Symbol(name, real=True) for name in ("x", "e", "T", "sigma"))
A, S, X, E = MatrixSymbol("A", n, n), MatrixSymbol("S", n, n), MatrixSymbol("X", n, m), MatrixSymbol("e", n, 1)
index, f = Dummy("k", integer=True), Function("f")
TOLD_APART = {
    "an index that is called as a size": (k * Sum(index, (index, 0, k)), {"k": k}),
    "two indices of one name": (Sum(X[index, Symbol("k", integer=True)], (index, 0, n - 1), (Symbol("k", integer=True), 0, m - 1)), {"X": X, "n": n, "m": m}),
    "an index that is free outside of its sum": (k * Sum(k * x, (k, 1, 3)), {"k": k, "x": x}),
    "a size in a sum over entries": (sn.SumEntries(sn.apply_elementwise(lambda u: u * Symbol("i", real=True), X)), {"X": X, "i": Symbol("i", real=True)}),
    "a power of e, the symbol": ((1 + e) * e**x, {"x": x, "e": e}),
    "an exponential beside e, the symbol": (e * exp(x), {"x": x, "e": e}),
    "an exponential beside e, the column": (exp(x) * E.T * E, {"x": x, "e": E}),
    "a power of which T is the exponent": (x**T + exp(T), {"x": x, "T": T}),
    "a product of sigma and a sum": (sigma * (x + 1) * x, {"x": x, "sigma": sigma}),
    "a function by cases in a function": (sn.relu(Piecewise((x, x > 0), (1, True))), {"x": x}),
    "absolute values in absolute values": (abs(abs(x + 1) - abs(x)), {"x": x}),
    "a norm in a norm": (sn.SumEntries(sn.apply_elementwise(lambda u: u**2, sn.multiply(sn.SumEntries(sn.apply_elementwise(lambda u: u**2, A)), A))), {"A": A}),
    "a power of a function": (sn.tanh(x) ** 2 * f(x) ** 3, {"x": x}),
    "an entrywise power of a product": (HadamardPower(A * S, 2), {"A": A, "S": S}),
    "the power of an entrywise power": (HadamardPower(A, 2) ** 2, {"A": A}),
    "a quotient in a product": (sn.multiply(A, sn.apply_elementwise(lambda u, v: u / v, A, S)), {"A": A, "S": S}),
    "a number inside of a product": (sn.multiply(A, sn.multiply(1 / k, S)), {"A": A, "S": S, "k": k}),
}  # fmt: skip


@pytest.mark.parametrize(("expression", "symbols"), TOLD_APART.values(), ids=TOLD_APART)
def test_what_is_easily_confused_is_told_apart(expression, symbols):
    found = read_expression(sn.text(expression), symbol_table(symbols, functions={"f": f}))
    assert compared(expression, found) in ("identical", "equal")


REFUSED = {
    "a power of a number that is a symbol": ("e^x", {"x": x, "e": e}),
    "a function that is a symbol": ("σ(x)", {"x": x, "σ": sigma}),
    "an index outside of its sum": ("∑ᵢ₌₁³ i + i", {}),
    "the entries of other indices": ("∑_{i,j} (A)ₖₗ", {"A": A}),
    "a row that is not there": ("B_{0,3}", {"B": MatrixSymbol("B", 2, 3)}),
    "an entry of a scalar": ("x_{0,0}", {"x": x}),
    "a power of a softmax": ("softmax²(A)", {"A": A}),
}


@pytest.mark.parametrize(("text", "symbols"), REFUSED.values(), ids=REFUSED)
def test_what_has_two_readings_or_none_is_refused(text, symbols):
    with pytest.raises(sn.SymnetError):
        read_expression(text, symbol_table(symbols))


def test_a_sum_runs_from_where_it_is_said():
    found = read_expression("∑_{q=n}^{n + 2} q x", symbol_table({"x": x, "n": n}))
    q = Symbol("q", integer=True)
    assert compared(Sum(q * x, (q, n, n + 2)), found) in ("identical", "equal")
    assert read_expression("∑ᵢ₌₁³ i", symbol_table({})).doit() == Integer(6)
