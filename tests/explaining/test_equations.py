"""Explanations of equations: the sentence, and that only what is proved is said."""

import pytest
from sympy import (
    HadamardProduct,
    Inverse,
    Lambda,
    MatrixSymbol,
    Max,
    Piecewise,
    Rational,
    Symbol,
    Trace,
    exp,
    floor,
    loggamma,
    symbols,
    zeta,
)

import symnet as sn
from symnet.errors import SymnetError
from symnet.explaining import explain_equation
from symnet.expressions.arithmetic import MatrixProduct, MatrixSum, hadamard
from symnet.expressions.assumptions import Orthogonal
from symnet.expressions.elementwise import Elementwise, apply_elementwise
from symnet.expressions.equations import Equations
from symnet.expressions.slope import Slope
from symnet.limits import LimitReachedError, Limits
from symnet.proof.proving import prove
from symnet.verdicts import Claim

n, k = symbols("n k", integer=True, positive=True)
A, B, C = MatrixSymbol("A", n, k), MatrixSymbol("B", k, n), MatrixSymbol("C", n, k)
S, T = MatrixSymbol("S", n, n), MatrixSymbol("T", n, n)
x = Symbol("x", real=True)


def explained(left, right, *, given=None, facts=(), limits=None):
    bounds = Limits(20.0) if limits is None else limits

    def is_proved(one, other):
        try:
            return prove(Claim(one, other, tuple(facts), given), bounds.part(0.5)) is not None
        except (SymnetError, LimitReachedError):
            return False

    return explain_equation(left, right, prove=is_proved, given=given, facts=facts, limits=bounds)


EQUATIONS = [
    ((A * B).T, A.T * B.T, "the right side should be Bᵀ Aᵀ: exchange the factors Aᵀ and Bᵀ"),
    (Trace(S * T), Trace(S.T * T), "the right side should be tr(S T): do not transpose S"),
    (Trace(S * T), 2 * Trace(T * S), "the right side should be tr(T S): leave out the factor 2"),
    (HadamardProduct(S, T), S * T, "the right side should be S ⊙ T: multiply S and T entry by entry"),
    (Inverse(S * T), Inverse(S) * Inverse(T), "the right side should be T⁻¹ S⁻¹: exchange the factors S⁻¹ and T⁻¹"),
    (A + C, MatrixSum(A, MatrixProduct(-1, C)), "the right side should be A + C: change the sign of the term C"),
    (A + C, A, "the right side should be A + C: the term C is missing"),
    (A, A + C, "the right side should be A: leave out the term C"),
    (sn.tanh(x), 2 * sn.sigmoid(x) - 1, "the right side should be 2 σ(2 x) - 1: write σ(2 x) where σ(x) stands"),
    (sn.tanh(x), 2 * sn.sigmoid(2 * x) + 1, "the right side should be 2 σ(2 x) - 1: change the sign of the term 1"),
    (S * T * S, S * T, "the right side should be S T S: the factor S is missing"),
]


@pytest.mark.parametrize(("left", "right", "sentence"), EQUATIONS, ids=[row[2] for row in EQUATIONS])
def test_a_wrong_equation_is_repaired(left, right, sentence):
    assert explained(left, right) == sentence


@pytest.fixture(scope="module")
def network():
    cost = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy", l2=Rational(1, 10))
    given = Equations(list(cost.equations("batch"))[:-1]) + cost.backward().equations
    return given, {symbol.name: symbol for symbol in (*given.symbols, *given.inputs)}


BACKWARD = [
    (
        "dZ1",
        lambda s: MatrixSum(s["A1"], MatrixProduct(-1, s["Y"])),
        "the right side should be 1/m (A^[1] - Y): divide it by m",
    ),
    (
        "dw1",
        lambda s: MatrixProduct(s["dZ1"], s["A0"].T),
        "the right side should be δ^[1] A^[0]ᵀ + 1/(10 m) W^[1]: the term 1/(10 m) W^[1] is missing",
    ),
    (
        "dZ0",
        lambda s: MatrixProduct(s["w1"].T, s["dZ1"]),
        "the right side should be W^[1]ᵀ δ^[1] ⊙ tanh'(Z^[0]): the factor tanh'(Z^[0]) is missing",
    ),
    (
        "dZ0",
        lambda s: hadamard(MatrixProduct(s["w1"].T, s["dZ1"]), apply_elementwise(sn.tanh, s["Z0"])),
        "the right side should be W^[1]ᵀ δ^[1] ⊙ tanh'(Z^[0]): write tanh'(Z^[0]) where tanh(Z^[0]) stands",
    ),
    (
        "A1",
        lambda s: apply_elementwise(sn.sigmoid, s["Z0"]),
        "the right side should be σ(Z^[1]): write Z^[1] where Z^[0] stands",
    ),
]


@pytest.mark.parametrize(("name", "right", "sentence"), BACKWARD, ids=[f"{row[0]} {row[2]}" for row in BACKWARD])
def test_a_wrong_line_of_a_backward_pass_is_repaired(network, name, right, sentence):
    given, by_name = network
    assert explained(by_name[name], right(by_name), given=given) == sentence


def test_facts_are_used():
    Q = MatrixSymbol("Q", n, n)
    assert explained(Q.T * Q * S, T, facts=[Orthogonal(Q)]) == "the right side should be S: write S where T stands"


def test_two_mistakes_are_not_explained():
    assert explained((S + T) * (S + T), S * S + 2 * S * T + T * T) is None
    assert explained(A * B, 3 * T.T * S) is None


def test_only_what_is_proved_is_said():
    """The fault that this is for: numbers alone would be believed."""
    asked = []

    def never(one, other):
        asked.append((one, other))
        return False

    assert explain_equation((A * B).T, A.T * B.T, prove=never, limits=Limits(20.0)) is None
    assert asked


def test_the_time_limit_holds():
    assert explained((A * B).T, A.T * B.T, limits=Limits(1e-6)) is None


u = Symbol("u", real=True)
DEFINED = [Piecewise((u, u < 1), (1, True)), Max(u, 0), u**2, exp(u), u, 1 + 0 * u, floor(u), loggamma(u), zeta(u)]


@pytest.mark.parametrize("body", DEFINED, ids=str)
def test_whatever_function_is_defined_nearby_an_explanation_is_tried(body):
    given = Equations([(C, Elementwise(Lambda(u, body), A))])
    assert explained(x, 2 * x, given=given) == "the right side should be x: leave out the factor 2"


def test_the_slope_of_a_function_with_pieces_is_refused_in_a_sentence():
    with pytest.raises(SymnetError, match="must be an application"):
        Slope(Piecewise((u, u < 1), (1, True)))
