"""Exact arithmetic: where there is no value, kinks, and what bits do not tell."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Determinant, Heaviside, Inverse, KroneckerDelta, MatrixSymbol, Max, Piecewise, symbols

import symnet as sn
from symnet.expressions.slope import Slope
from symnet.values.evaluation import EXACT, FLOATS, evaluate
from symnet.values.numbers.exact import Exact
from symnet.values.numbers.nowhere import AtKinkError, OutsideDomainError, UndecidedComparisonError

n, m = symbols("n m", integer=True, positive=True)
x, y, z = symbols("x y z", real=True)
S = MatrixSymbol("S", 2, 2)
GENERIC = Exact(at_kinks=False)
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        (sympy.log(x), OutsideDomainError),
        (1 / x, OutsideDomainError),
        (sympy.sqrt(x - 1), OutsideDomainError),
        (x * sympy.log(x), OutsideDomainError),
        (0 * y + x ** (y - 5), OutsideDomainError),
        (Piecewise((1, x > 0)), OutsideDomainError),
        (sympy.Mul(x, sympy.I, evaluate=False), OutsideDomainError),
        (sympy.log(sympy.exp(y) - sympy.exp(1) ** 2 * sympy.exp(x)), UndecidedComparisonError),
    ],
    ids=range(8),
)
def test_where_there_is_no_value(expression, error):
    with pytest.raises(error, match="there is no value: "):
        evaluate(expression, {x: Fraction(0), y: Fraction(2)}, arithmetic=EXACT)


def test_a_singular_matrix_has_no_inverse():
    with pytest.raises(OutsideDomainError, match="there is no value: the inverse of a singular matrix"):
        evaluate(Inverse(S), {S: [[1, 2], [2, 4]]}, arithmetic=EXACT)
    assert np.isnan(evaluate(Inverse(S), {S: [[1, 2], [2, 4]]})).all()
    assert evaluate(Determinant(S), {S: [[1, 2], [2, 4]]}, arithmetic=EXACT) == 0


def test_a_branch_that_is_not_taken_does_no_harm():
    expression = Piecewise((sympy.log(x), x > 0), (x**2, True))
    for arithmetic in (EXACT, FLOATS):
        assert evaluate(expression, {x: Fraction(-3)}, arithmetic=arithmetic) == 9


KINKS = [
    (Slope(sn.relu(x)), 0, 0),
    (Heaviside(x), 0, HALF),
    (sympy.sign(x), 0, 0),
    (sympy.floor(x), 0, 0),
    (sn.step(x), 0, 1),
    (Piecewise((1, sympy.Eq(x, 0)), (0, True)), 0, 1),
    (Slope(sn.hardtanh(x)), 1, 0),
    (KroneckerDelta(x, 0), 0, 1),
]


@pytest.mark.parametrize(("expression", "point", "value"), KINKS, ids=range(len(KINKS)))
def test_a_jump_has_a_value_only_where_kinks_are_allowed(expression, point, value):
    assert evaluate(expression, {x: Fraction(point)}, arithmetic=EXACT) == value
    with pytest.raises(AtKinkError):
        evaluate(expression, {x: Fraction(point)}, arithmetic=GENERIC)
    evaluate(expression, {x: Fraction(point) + THIRD}, arithmetic=GENERIC)


@pytest.mark.parametrize("function", [sn.relu, sn.hardtanh, sn.leaky_relu, sympy.Abs, lambda t: Max(t, 0), sn.elu])
def test_a_continuous_function_has_its_value_at_a_kink(function):
    assert evaluate(function(x), {x: Fraction(0)}, arithmetic=GENERIC) == 0


def test_integers_tie_without_being_kinks():
    assert evaluate(KroneckerDelta(n, m), {n: 2, m: 2}, arithmetic=GENERIC) == 1


@pytest.mark.parametrize("base", [2, 3])
def test_what_bits_do_not_tell_is_enclosed_by_all_that_it_may_be(base):
    """The root of 5 times the root of b, less the root of 5 b, is 0, which no number of bits shows."""
    nothing = sympy.Add(sympy.sqrt(x) * sympy.sqrt(y), -sympy.sqrt(z))
    values = {x: Fraction(base), y: Fraction(5), z: Fraction(5 * base)}
    relu = evaluate(sn.relu(nothing), values, arithmetic=EXACT)
    assert relu.low <= 0 <= relu.high < Fraction(1, 2**100)
    slope = evaluate(Slope(sn.relu(nothing)), values, arithmetic=EXACT)
    assert (slope.low, slope.high) == (0, 1)
