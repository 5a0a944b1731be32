"""Before *proved* is said, an evaluation that knows nothing of the prover must agree.

Soundness is undone by a prover that proves whatever it is given: false claims of each kind must come out *undecided*,
with a text that repeats the disagreement. Which of them are false is told by pencil, beside each.
"""

from typing import Any

import pytest
import sympy
from sympy import (
    Function,
    HadamardProduct,
    Identity,
    KroneckerDelta,
    MatrixSymbol,
    OneMatrix,
    Piecewise,
    Sum,
    Symbol,
    Trace,
    cos,
    log,
    sign,
    sin,
    sqrt,
    symbols,
)
from sympy.matrices.expressions.matexpr import MatrixElement

import symnet as sn
from symnet.expressions.assumptions import Between, Binary, Orthogonal, SameSize, SumToOne, Symmetric
from symnet.expressions.slope import Slope
from symnet.proof.proving import Proof
from symnet.verdicts import Verdict
from symnet.verification.guarding import unguarded

n, m, k = symbols("n m k", integer=True, positive=True)
i = Symbol("i", integer=True)
x, y = symbols("x y", real=True)
c = Symbol("c", real=True)
A, B, S, T = MatrixSymbol("A", n, k), MatrixSymbol("B", k, n), MatrixSymbol("S", n, n), MatrixSymbol("T", n, n)
Y, U, V = MatrixSymbol("Y", n, m), MatrixSymbol("U", n, 1), MatrixSymbol("V", n, 1)
g = Function("g")
STEP, STRICT = (lambda t: Piecewise((1, t >= 0), (0, True))), (lambda t: Piecewise((1, t > 0), (0, True)))


def holds(*exceptions):
    return lambda *_, **__: Proof(exceptions, (), (), (), ("because it is said so",))


FALSE: dict[str, Any] = {
    "factor": (A * B, 2 * A * B, [], None),
    "transpose": (S.T, S, [], None),
    "order": (S * T, T * S, [], None),
    "activation": (sn.relu(S), sn.apply_elementwise(sn.relu6, S), [], None),  # at 7
    "kink": (sn.relu(x - 3), (x - 3) * STEP(x - 3) + KroneckerDelta(x, 3), [], None),  # at 3
    "step at its zero": (STEP(2 * x - 5), STRICT(2 * x - 5), [], None),
    "step of two": (STEP(x - y), STRICT(x - y), [], None),
    "threshold": (STRICT(x - 7), sympy.Integer(0), [], None),
    "threshold of a size": (Piecewise((1, n > 7), (0, True)), sympy.Integer(0), [], None),
    "root": (sqrt(x**2), x, [], None),
    "size 1": (sign(Sum(1, (i, 1, (n - 1) ** 2))), sympy.Integer(1), [], None),
    "equal sizes": (STEP(n - k), STRICT(n - k), [], None),
    "range": (Sum(KroneckerDelta(i, n), (i, 0, n - 1)), sympy.Integer(1), [], None),
    "place": (MatrixElement(S, i, i), MatrixElement(S, 0, 0), [], None),
    "undefined function": (g(x), g(-x), [], None),
    "its derivative": (Slope(g(2 * x)), 2 * g(x), [], None),
    "columns": (OneMatrix(1, n) * Y, OneMatrix(1, m), [SumToOne(Y, 1)], None),
    "binary": (sn.softsign(x), 7 * x, [Binary(x)], None),  # 1/2 against 7
    "between": (sympy.Abs(x - 2), x - 2, [Between(x, 0, 10)], None),
    "symmetric": (S * T, (S * T).T, [Symmetric(S), Symmetric(T)], None),
    "orthogonal": (S, S.T, [Orthogonal(S)], None),
    "same size": (Trace(Identity(n)), m, [SameSize(n, 2 * m)], None),
    "captured index": (Sum(c * U[i, 0], (i, 0, n - 1)), Sum(V[i, 0] * U[i, 0], (i, 0, n - 1)), [], [(c, V[0, 0])]),
    "definition": (y, x**2 + 1, [], [(y, x**2)]),
    "very small": (x, x + x**2 / 10**20, [], None),
    "large": (x**3, x**3 + sign(x - 1000) + 1, [], None),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_that_the_prover_proves_is_undecided(monkeypatch, name):
    left, right, facts, lines = FALSE[name]
    monkeypatch.setattr("symnet.verification.claims.prove", holds())
    given = None if lines is None else sn.Equations(lines)
    verdict = sn.verify(left, right, assuming=facts, given=given)
    assert verdict.status == "undecided", verdict
    assert "the prover and the check of it disagree" in verdict.explanation
    with unguarded():
        assert sn.verify(left, right, assuming=facts, given=given).status == "proved"
    assert sn.check_certificate(verdict.reproducer).status == "rejected"


EVERYWHERE = {
    "double angle": sign(cos(2 * x) - 2 * cos(x) ** 2 + 1) ** 2,
    "logarithm": sign(2 * log(x) - log(x**2)) ** 2,
    "golden ratio": sign(sympy.GoldenRatio**2 - sympy.GoldenRatio - 1, evaluate=False) ** 2,
    "squares": sign(sin(x) ** 2 + cos(x) ** 2 - 1) ** 2,
    "hidden zero": sign(sn.relu(x) * sn.relu(-x)) ** 2,
    "trace": sign(Trace(S * T) - Trace(T * S)) ** 2,
}


@pytest.mark.parametrize("name", EVERYWHERE)
def test_an_exception_that_is_the_rule_proves_nothing(monkeypatch, name):
    monkeypatch.setattr("symnet.verification.claims.prove", holds("something = 0"))
    verdict = sn.verify(EVERYWHERE[name], 1)
    assert verdict.status == "undecided"
    assert "no point was found at which both sides are defined" in verdict.explanation


LEFT_OUT = {
    "another place": (STEP(x - 3) * STEP(x), STRICT(x - 3) * STEP(x), "x = 0"),
    "one of two": (STEP(x) + STEP(x - 3), STRICT(x) + STRICT(x - 3), "x = 0"),
    "in two scalars": (STEP(x - y), STRICT(x - y), "x + y = 0"),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_kink_is_left_out_only_where_an_exception_says_so(monkeypatch, name):
    left, right, exception = LEFT_OUT[name]
    monkeypatch.setattr("symnet.verification.claims.prove", holds(exception))
    assert "the prover and the check of it disagree" in sn.verify(left, right).explanation


CONTRADICTORY: dict[str, list[Any]] = {
    "bounds": [Between(x, 0, 1), Between(x, 2, 3)],
    "binary": [Between(x, 0, 1), Binary(x)],
    "signs": [Between(x, 0, sympy.oo), Between(x, -sympy.oo, 0)],
}


@pytest.mark.parametrize("name", CONTRADICTORY)
def test_nothing_is_proved_of_numbers_that_there_are_not(monkeypatch, name):
    monkeypatch.setattr("symnet.verification.claims.prove", holds())
    verdict = sn.verify((x + 1) ** 2, x**2 + 2 * x + 1, assuming=CONTRADICTORY[name])
    assert verdict.status == "undecided"
    assert verdict.explanation.startswith("no numbers were found that satisfy what is assumed")


def test_an_exception_is_respected():
    assert sn.verify(sign(x) ** 2, 1).scope == ("all sizes", "except where x = 0")
    assert sn.verify(STEP(x - 3), STRICT(x - 3)).proved
    assert sn.verify(sn.apply_elementwise(STEP, S), sn.apply_elementwise(STRICT, S)).proved


COST = sn.Network(["n_0", "n_1", "n_2"], activations=["relu", "sigmoid"]).cost("binary_cross_entropy", l2="lambda")


def spoilt(change):
    lines = dict(COST.gradient())
    return sn.Equations([(name, change(str(name), line)) for name, line in lines.items()])


LINES = {
    "factor": lambda name, line: 2 * line if name == "dw0" else line,
    "sign": lambda name, line: -line if name == "db1" else line,
    "1/m": lambda name, line: Symbol("m", integer=True, positive=True) * line if name == "dZ1" else line,
    "penalty": lambda name, line: line.args[0] if name == "dw1" else line,
    "step": lambda name, line: line.args[0] if name == "dZ0" else line,
}


@pytest.mark.parametrize("name", LINES)
def test_a_false_line_that_the_prover_proves_is_undecided(monkeypatch, name):
    def proves(_given, lines, **_options):
        return [Verdict("proved", f"{symbol}", scope=("all sizes",)) for symbol, _ in lines]

    lines = spoilt(LINES[name])
    false = {str(symbol) for symbol, line in lines if dict(COST.gradient())[symbol] != line}
    assert len(false) == 1
    monkeypatch.setattr("symnet.verification.gradients.prove_lines", proves)
    verdicts = sn.verify_gradient(lines, COST)
    assert {key for key, verdict in verdicts.items() if not verdict.proved} == false
    (verdict,) = (verdicts[key] for key in false)
    assert (verdict.status, "the prover and the check of it disagree" in verdict.explanation) == ("undecided", True)
    assert sn.check_certificate(verdict.reproducer).status == "rejected"


def test_a_derivation_is_looked_at_too(monkeypatch):
    monkeypatch.setattr(
        "symnet.verification.gradients.prove_lines",
        lambda _given, lines, **_: [Verdict("proved", str(symbol), scope=("all sizes",)) for symbol, _ in lines],
    )
    other = sn.Network(["n_0", "n_1", "n_2"], activations=["tanh", "sigmoid"]).cost("squared_error")
    verdicts = sn.verify_derivation(COST.derivation("w0"), other)
    assert verdicts["dw0 1"].status == "undecided"


def test_a_term_that_the_derivation_cannot_see_is_seen():
    """The gradient of w₀₀² is 2 w₀₀ at one entry: whatever calculus says, the numbers know it."""
    net = sn.Network([2, 3], activations=["tanh"])
    w = net.parameters["w0"]
    cost = net.cost("squared_error", regularization=w[0, 0] ** 2)
    plain = net.cost("squared_error").gradient()
    assert sn.verify_gradient(plain, cost)["dw0"].status != "proved"


def test_hadamard_products_of_generic_numbers_agree():
    assert sn.verify(HadamardProduct(A, A, A), HadamardProduct(A, A) * 1).status != "proved"


def test_the_guard_is_on_again_after_it_was_off():
    with pytest.raises(ZeroDivisionError), unguarded():
        raise ZeroDivisionError
    assert sn.verify(sign(cos(2 * x) - 2 * cos(x) ** 2 + 1) ** 2, 1).status == "undecided"
