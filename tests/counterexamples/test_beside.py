"""Facts that bear on a claim although what they are about is not in it, or is no symbol: no number breaks them."""

import pytest
from sympy import Abs, MatrixSymbol, Rational, Symbol, Trace, exp, oo, symbols

import symnet as sn
from symnet.expressions.assumptions import Between, Binary, SumToOne

n, k, m = symbols("n k m", integer=True, positive=True)
x, y = symbols("x y", real=True)
F, G, s = MatrixSymbol("F", n, k), MatrixSymbol("G", k, m), MatrixSymbol("s", n, 1)
A, B = MatrixSymbol("A", n, k), MatrixSymbol("B", k, n)


def summing(*matrices):
    """The rows and the columns sum to one: such a matrix is square."""
    return [SumToOne(matrix, axis) for matrix in matrices for axis in (0, 1)]


TRUE_WHERE_ASSUMED = {
    "sizes": (n, k, summing(F)),
    "powers": (x**n, x**k, summing(F)),
    "terms": (n * x, k * x, summing(F)),
    "one_column": (n, 1, summing(s)),
    "chain": (n, m, summing(F, G)),
    "bounds": (n, 2, [SumToOne(F), Between(F, Rational(1, 3), 1)]),
    "transpose": (n, k, [SumToOne(F.T), SumToOne(F.T, 1)]),
    "product_of_a_number": (n, k, [SumToOne(2 * F), SumToOne(2 * F, 1)]),
    "sum_is_positive": (Abs(x + y), x + y, [x + y > 0]),
    "sum_is_bounded": (Abs(x + y), x + y, [Between(x + y, 1, oo)]),
    "product_is_positive": (Abs(x * y) / (x * y), 1, [x * y > 0]),
    "function_is_bounded": (Abs(x + y), x + y, [Between(x + y - exp(x), 0, oo)]),
    "entry": (Abs(F[0, 0]), F[0, 0], [F[0, 0] > 0]),
    "trace": (Abs(Trace(A * B)), Trace(A * B), [Trace(A * B) > 0]),
    "entries_of_a_transpose": (Abs(F[0, 0]), F[0, 0], [Between(F.T, 0, oo)]),
}


@pytest.mark.parametrize("name", TRUE_WHERE_ASSUMED)
def test_what_follows_from_a_fact_is_not_refuted(name):
    left, right, facts = TRUE_WHERE_ASSUMED[name]
    assert sn.verify(left, right, assuming=facts).status != "refuted"
    assert sn.verify(left, right).status == "refuted"  # so it is the fact that decides


WRONG_WHERE_ASSUMED = {
    "sizes": (n, k + 1, [SumToOne(F), Binary(F)]),
    "no_size_is_tied": (n, k, [SumToOne(F), Between(F, 0, 1)]),
    "sum_is_positive": (Abs(x + y), 2 * x + y, [x + y > 0]),
    "function_is_bounded": (Abs(x + y), 2 * x + y, [exp(x) + y > 1]),
    "entry": (F[0, 0] ** 2, F[0, 0], [F[0, 0] > 1]),
    "two_bounds": (Abs(x - y), y - x, [x - y > 0, x + y > 0]),
}


@pytest.mark.parametrize("name", WRONG_WHERE_ASSUMED)
def test_what_is_wrong_where_the_facts_hold_is_refuted(name):
    left, right, facts = WRONG_WHERE_ASSUMED[name]
    verdict = sn.verify(left, right, assuming=facts)
    assert verdict.status == "refuted"
    assert verdict.counterexample is not None
    values = {Symbol(str(symbol), real=True): value for symbol, value in verdict.counterexample.values.items()}
    for fact in facts:
        if not isinstance(fact, SumToOne | Between | Binary) and fact.free_symbols <= {x, y}:
            assert fact.xreplace({symbol: Rational(str(value)) for symbol, value in values.items()}) == True  # noqa: E712


def test_a_matrix_that_ties_sizes_is_in_the_counterexample_and_its_certificate():
    verdict = sn.verify(n, k + 1, assuming=[SumToOne(F), Binary(F)])
    assert verdict.counterexample is not None
    assert "F" in verdict.counterexample.values
    assert "about nothing" not in verdict.explanation
    assert sn.check_certificate(sn.certificate(verdict)).status == "confirmed"


def test_a_proof_without_the_facts_stays_a_proof():
    verdict = sn.verify((A * B).T, B.T * A.T, assuming=[*summing(F, G), x + y > 0])
    assert verdict.proved
    assert sn.check_certificate(sn.certificate(verdict)).status == "agrees"


def test_a_fact_about_what_is_defined_is_one_about_what_defines_it():
    """The points at which it fails refute nothing, though the claim does not hold the symbol."""
    a, b, c = symbols("a b c", real=True)
    lines = sn.Equations([(c, a + b)])
    assert sn.verify(abs(a + b), a + b, given=lines, assuming=[c > 0]).status != "refuted"
    assert sn.verify(abs(a + b), 2 * a + b, given=lines, assuming=[c > 0]).status == "refuted"
    cost = sn.Network([2, 3], activations="relu").cost("squared_error")
    claim = "relu(w0 X + b0) = w0 X + b0"
    assert sn.verify(claim, network=cost, assuming="the entries of Z0 are > 0").status != "refuted"
    assert sn.verify(claim, network=cost).status == "refuted"
