"""Exceptional sets: single points are left out with a reason that they are single, and nothing else is."""

from typing import Any

import pytest
from sympy import (
    Eq,
    Function,
    GoldenRatio,
    HadamardProduct,
    Lambda,
    MatrixSymbol,
    Ne,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    Trace,
    atan,
    cos,
    exp,
    log,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
)

import symnet as sn
from symnet.proof.index_form import exceptions
from tests.proof.unguarded import proves

n, m, k = symbols("n m k", integer=True, positive=True)
i, j, w = symbols("i j w", integer=True)
x, y, u, c = symbols("x y u c", real=True)
q = Symbol("q", rational=True)
f = Function("f")
A, B, S = (MatrixSymbol(name, n, n) for name in "ABS")
V, X = MatrixSymbol("V", n, 1), MatrixSymbol("X", n, m)


def steps(argument):
    """Two steps that differ exactly where the argument is 0."""
    return tuple(Piecewise((1, test), (0, True)) for test in (argument >= 0, argument > 0))


def steps_of_entries(body, *matrices):
    return tuple(sn.Elementwise(Lambda((u, c)[: len(matrices)], step), *matrices) for step in steps(body))


EVERYWHERE = {
    "cosine of twice": steps(cos(2 * x) - 2 * cos(x) ** 2 + 1),
    "sine of a sum": steps(sin(x + y) - sin(x) * cos(y) - cos(x) * sin(y)),
    "tangent of twice": steps(tan(2 * x) - 2 * tan(x) / (1 - tan(x) ** 2)),
    "log where both are defined": steps(2 * log(x) - log(x**2)),
    "a root on one side only": steps(sqrt(x**2 * (1 + y**2)) - x * sqrt(1 + y**2)),
    "two arcs": steps(atan(x) + atan(1 / x) - pi / 2),
    "roots of numbers": (sign(sqrt(2) + sqrt(3) - sqrt(5 + 2 * sqrt(6)), evaluate=False) ** 2, 1),
    "a constant by its equation": (sign(GoldenRatio**2 - GoldenRatio - 1, evaluate=False) ** 2, 1),
    "the diagonal": steps_of_entries(u, A - A.T),
    "entries that may be one": steps(A[i, j] - A[j, i]),
    "one row": steps(Sum(V[i, 0], (i, 0, n - 1)) - V[0, 0]),
    "one row, times": steps((n - 1) * x),
    "a square of an entry": steps(V[0, 0] * V[1, 0] - V[1, 0] * V[0, 0] * (sin(x) ** 2 + cos(x) ** 2)),
    "an unknown function that may be even": steps(f(x) - f(-x)),
}
DISCRETE = {
    "sizes": steps(n - k),
    "a size": steps(n - 1),
    "equal sizes": (Piecewise((1, Eq(k, n)), (0, True)), 0),
    "different sizes": (Piecewise((1, Ne(k, n)), (0, True)), 1),
    "indices": (Piecewise((1, Eq(i, j)), (0, True)), 0),
    "an integer": steps(w - 3),
    "a rational": steps(q - 3),
    "the sign of a difference": (sign(n - k) ** 2, 1),
    "a sum that may be empty": (sign(Sum(1, (i, 1, (n - 1) ** 2))), 1),
}
TIED = {
    "symmetric": (steps(A[i, j] - A[j, i]), [sn.Symmetric(A)], None),
    "symmetric, as a trace": ((sign(Trace(A * B) - Trace(B * A.T)) ** 2, 1), [sn.Symmetric(A)], None),
    "positive definite": (steps(A[0, 1] - A[1, 0]), [sn.PositiveDefinite(A)], None),
    "binary": (steps(x), [sn.Binary(x)], None),
    "columns": (steps_of_entries(u - 1, sn.multiply(sn.transpose(MatrixSymbol("o", n, 1)), X)), [sn.SumToOne(X)], None),
    "a definition": (steps(x - 2 * y), [], [(x, 2 * y)]),
    "a definition through another": (steps_of_entries(u, S - 2 * A), [], [(B, 2 * A), (S, B)]),
}
SINGLE = {
    "a symbol": (steps(x), ["x = 0"]),
    "a difference": (steps(x - y), ["-x + y = 0"]),
    "roots": (steps(x**2 - 3 * x + 1), ["x^2 - 3 x = -1"]),
    "sine": (steps(sin(x) - x / 2), ["-x + 2 sin(x) = 0"]),
    "a logarithm": (steps(log(x) - 1 / x), ["x log(x) = 1"]),
    "exponentials": (steps(exp(x * y) - x), ["-x + exp(x y) = 0"]),
    "a preactivation": (steps_of_entries(u, A * X + X), ["Σ_{k} A[i, k] X[k, j] + X[i, j] = 0"]),
    "a product": (steps_of_entries(u, A * X), ["Σ_{k} A[i, k] X[k, j] = 0"]),
    "a form": (steps((V.T * A * V)[0, 0]), ["Σ_{k, l} A[k, l] V[k, 1] V[l, 1] = 0"]),
    "with an unknown function": (steps(x - f(y)), ["-x + f(y) = 0"]),
}
BOUNDED: dict[str, Any] = {
    "inside": (steps(x - Rational(1, 3)), [sn.Between(x, 0, 1)], "x = 1/3"),
    "not 0": (steps(x - 1), [sn.Nonzero(x)], "x = 1"),
}


@pytest.mark.parametrize("name", EVERYWHERE)
def test_what_vanishes_by_an_identity_is_no_exception(name):
    assert not proves(*EVERYWHERE[name])


@pytest.mark.parametrize("name", DISCRETE)
def test_integers_and_sizes_have_no_null_sets(name):
    assert not proves(*DISCRETE[name])


@pytest.mark.parametrize("name", TIED)
def test_what_facts_or_definitions_tie_is_no_exception(name):
    (left, right), facts, given = TIED[name]
    assert not proves(left, right, facts, given)


@pytest.mark.parametrize("name", SINGLE)
def test_single_points_are_left_out_and_named(name):
    (left, right), places = SINGLE[name]
    verdict = sn.verify(left, right)
    assert verdict.status == "proved"
    assert [text for text in verdict.scope if text.startswith("except")] == [f"except where {each}" for each in places]


@pytest.mark.parametrize("name", BOUNDED)
def test_inside_of_open_bounds_single_points_are_single(name):
    (left, right), facts, place = BOUNDED[name]
    verdict = sn.verify(left, right, assuming=facts)
    assert verdict.status == "proved"
    assert f"except where {place}" in verdict.scope


NOWHERE = {
    "a root of what is never positive": sqrt(-(x**2) - y**2),
    "a logarithm of what is never positive": log(-(x**2) - y**2),
    "two roots": sqrt(x) * sqrt(-x),
    "a definition": sqrt(c),
}


@pytest.mark.parametrize("name", NOWHERE)
def test_where_nothing_else_is_defined_no_points_are_left_out(name):
    given = [(c, -(x**2) - y**2)] if name == "a definition" else None
    first, second = (NOWHERE[name] + step for step in steps(x))
    assert not proves(first, second, given=given)


def test_where_more_is_defined_they_are():
    first, second = (sqrt(1 - x**2) * log(y) + step for step in steps(x))
    assert proves(first, second)


def test_without_a_reason_they_would_be_left_out(monkeypatch):
    """The tests above can fail: with the reasons switched off, what holds nowhere is proved."""
    monkeypatch.setattr(exceptions, "_has_thin_zeros", lambda *_: True)
    wrong = [EVERYWHERE["cosine of twice"], EVERYWHERE["the diagonal"], DISCRETE["sizes"]]
    assert all(proves(left, right) for left, right in wrong)


def test_a_product_of_matrices_is_not_constant_on_the_whole():
    left, right = steps_of_entries(u, HadamardProduct(A, B))
    assert sn.verify(left, right).scope[1:] in (
        ("except where A[i, j] = 0", "except where B[i, j] = 0"),
        ("except where B[i, j] = 0", "except where A[i, j] = 0"),
    )
