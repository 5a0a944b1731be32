"""A backward pass line by line: what a line is made of is found in its own index form, however it is written."""

import pytest
from sympy import (
    Abs,
    BlockMatrix,
    Function,
    FunctionMatrix,
    Heaviside,
    ImmutableDenseMatrix,
    Lambda,
    MatMul,
    MatrixSymbol,
    Max,
    Piecewise,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    exp,
    floor,
    sign,
    sqrt,
    symbols,
)

import symnet as sn
from symnet.limits import Limits
from symnet.proof import backward
from symnet.proof.backward import Pass, prove_lines
from symnet.proof.index_form import OutsideLanguageError
from symnet.proof.index_form.slopes import conventions, slope, with_parameters

u, v = symbols("u v", real=True)
i, j = symbols("i j", integer=True)
a, b, s, da, ds = symbols("a b s da ds", real=True)
J = Symbol("J", real=True)
W, X, Y, P = MatrixSymbol("W", 2, 3), MatrixSymbol("X", 3, 1), MatrixSymbol("Y", 2, 1), MatrixSymbol("P", 3, 3)
dW, dX, dY = MatrixSymbol("dW", 2, 3), MatrixSymbol("dX", 3, 1), MatrixSymbol("dY", 2, 1)
f = Function("f", real=True)
NAMES = {W: dW, X: dX, Y: dY, a: da, s: ds}

e_0, f_0 = sn.UnitVector(2, 1), sn.UnitVector(3, 1)
FIRST = e_0 * f_0.T
"""The matrix with 1 in its first entry."""


def status(forward, name, line, facts=(), names=NAMES):
    given = Pass(sn.Equations(forward), J, names)
    (verdict,) = prove_lines(given, [(name, line)], facts=facts, limits=Limits(30.0))
    return verdict.status


SQUARE = sn.SumEntries(sn.hadamard(W, W))
LINES = {
    "an entry": ([(J, SQUARE + W[0, 0] ** 2)], dW, 2 * W + 2 * W[0, 0] * FIRST, 2 * W),
    "an entry of a product": (
        [(J, SQUARE + MatMul(W, X)[0, 0])],
        dW,
        sn.add(2 * W, e_0 * X.T),
        2 * W,
    ),
    "a form as an entry": ([(J, (X.T * P * X)[0, 0])], dX, sn.add(P * X, P.T * X), P * X),
    "beside a definition": (
        [(Y, W * X), (J, W[0, 0] ** 2 + Trace(Transpose(Y) * Y))],
        dW,
        sn.add(2 * W[0, 0] * FIRST, dY * X.T),
        dY * X.T,
    ),
    "a sum over entries": ([(J, Sum(W[0, i] ** 2, (i, 0, 2)))], dW, 2 * e_0 * e_0.T * W, ZeroMatrix(2, 3)),
    "a function matrix": (
        [(J, sn.SumEntries(FunctionMatrix(2, 3, Lambda((i, j), W[i, j] ** 2))))],
        dW,
        2 * W,
        ZeroMatrix(2, 3),
    ),
    "an explicit matrix": (
        [(J, Trace(ImmutableDenseMatrix([[W[0, 0] ** 2, 1], [0, W[1, 1]]])))],
        dW,
        sn.add(2 * W[0, 0] * FIRST, sn.UnitVector(2, 2) * sn.UnitVector(3, 2).T),
        ZeroMatrix(2, 3),
    ),
    "a scalar in a function of entries": (
        [(J, sn.SumEntries(sn.Elementwise(Lambda(u, exp(a * u)), W)))],
        da,
        sn.SumEntries(sn.Elementwise(Lambda(u, u * exp(a * u)), W)),
        S.Zero,
    ),
    "an entry in a function of entries": (
        [(J, sn.SumEntries(sn.Elementwise(Lambda(u, u * Y[0, 0]), X)))],
        dY,
        sn.SumEntries(X) * e_0,
        ZeroMatrix(2, 1),
    ),
    "a scalar on the way": ([(s, Trace(W.T * W)), (J, s**2)], dW, 2 * ds * W, 2 * W),
    "a scalar on the way, unnamed": (
        [(b, Trace(W.T * W)), (J, b**2)],
        dW,
        4 * b * W,
        ZeroMatrix(2, 3),
    ),
    "a root of a scalar": ([(J, sqrt(1 + Trace(W.T * W)))], dW, W / sqrt(1 + Trace(W.T * W)), 2 * W),
    "a parameter": (
        [(J, sn.SumEntries(sn.Elementwise(Lambda(u, sn.elu(u, a)), W)))],
        da,
        sn.SumEntries(sn.Elementwise(Lambda(u, Piecewise((exp(u) - 1, u <= 0), (0, True))), W)),
        S.Zero,
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_the_right_line_is_proved_and_the_one_that_lacks_a_term_is_not(name):
    forward, symbol, right, wrong = LINES[name]
    assert status(forward, symbol, right) == "proved"
    assert status(forward, symbol, wrong) == "undecided"


def test_users_by_anything_less_than_the_form_would_prove_too_little(monkeypatch):
    """The test above can fail: a prover that overlooks a user proves the line that lacks its term."""
    monkeypatch.setattr(backward, "symbols_of", lambda *_: set())
    assert status([(J, W[0, 0] ** 2)], dW, ZeroMatrix(2, 3)) == "proved"


def test_a_line_that_is_not_read_leaves_what_stands_in_it_undecided():
    part = MatrixSymbol("Q", 2, 1)
    unread = Product(W[0, i] * Y[0, 0], (i, 0, 2))
    forward = [(J, unread + Trace(part.T * part))]
    names = {W: dW, part: dY}
    assert status(forward, dW, 2 * W, names=names) == "undecided"
    assert status(forward, dW, ZeroMatrix(2, 3), names=names) == "undecided"
    assert status([(s, unread), (J, s + Trace(part.T * part))], dY, 2 * part, names=names) == "proved"


def test_a_line_of_blocks_is_read():
    forward = [(J, Trace(BlockMatrix([[W, Y]]) * BlockMatrix([[W, Y]]).T))]
    assert status(forward, dW, 2 * W) == "proved"
    assert status(forward, dW, W) != "proved"
    assert status(forward, dW, ZeroMatrix(2, 3)) != "proved"


TYING = {
    "symmetric": sn.Symmetric, "positive definite": sn.PositiveDefinite, "orthogonal": sn.Orthogonal,
    "columns": sn.SumToOne, "binary": sn.Binary,
}  # fmt: skip


@pytest.mark.parametrize("name", TYING)
def test_nothing_is_differentiated_by_what_may_have_some_values_only(name):
    dP = MatrixSymbol("dP", 3, 3)
    forward = [(J, sn.SumEntries(sn.hadamard(P, P)))]
    facts = [TYING[name](P)]
    assert status(forward, dP, ZeroMatrix(3, 3), facts, {P: dP}) == "undecided"
    assert status(forward, dP, P, facts, {P: dP}) == "undecided"
    assert status(forward, dP, 2 * P, facts, {P: dP}) == "proved"  # without the fact


def test_contradictory_facts_are_said():
    given = Pass(sn.Equations([(J, SQUARE)]), J, NAMES)
    facts = [sn.Between(a, 0, 1), sn.Between(a, 2, 3)]
    (verdict,) = prove_lines(given, [(dW, 2 * W)], facts=facts, limits=Limits(30.0))
    assert (verdict.status, "cannot hold together" in verdict.explanation) == ("undecided", True)


# ------------------------------------------------------------------------------------------------------------ slopes

JUMPING = {"sign": sign(u), "Heaviside": Heaviside(u), "second of a maximum": Heaviside(u - 1) * u, "floor": floor(u)}


@pytest.mark.parametrize("name", JUMPING)
def test_what_jumps_is_not_differentiated(name):
    forward = [(J, sn.SumEntries(sn.Elementwise(Lambda(u, JUMPING[name]), X)))]
    assert status(forward, dX, ZeroMatrix(3, 1)) == "undecided"


def test_a_matrix_within_a_function_of_entries_is_a_parameter_only_as_a_whole():
    function, found = with_parameters(Lambda(u, u * Trace(P)))
    assert (found, function(u, a)) == ([Trace(P)], a * u)
    with pytest.raises(OutsideLanguageError):
        with_parameters(Lambda(u, Trace(u * P)))


def test_a_jump_is_an_error_and_a_kink_a_convention():
    with pytest.raises(OutsideLanguageError, match="jumps"):
        slope(Lambda(u, sign(u)), 1)
    assert slope(Lambda(u, Max(u, 0)), 1) == Lambda(u, Heaviside(u))
    assert list(conventions(Lambda(u, Abs(u)))) == ["Abs(u) is differentiated case by case"]
    assert list(conventions(Lambda(u, u * sn.relu(u)))) == ["relu'(0) = 0"]
    assert list(conventions(Lambda(u, exp(u)))) == []


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "gelu", "mish", "elu", "arctan", "softsign", "huber"])
def test_a_slope_is_the_limit_of_difference_quotients(name):
    is_loss = name == "huber"
    body = sn.loss(name)(u, v) if is_loss else sn.activation(name)(u)
    function = Lambda((u, v), body * u if not is_loss else body)
    at, step = {u: Rational(1, 3), v: Rational(1, 7)}, Rational(1, 10**12)
    for position, variable in ((1, u), (2, v)) if is_loss else ((1, u),):
        exact = slope(function, position).expr.xreplace(at).doit()
        higher, lower = (function.expr.xreplace({**at, variable: at[variable] + sign * step}) for sign in (1, -1))
        assert abs((exact - (higher - lower) / (2 * step)).evalf(60)) < Rational(1, 10**9)
