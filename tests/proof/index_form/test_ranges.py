"""Bounds of polynomials hold: every value at random points lies within them, and an open end is never taken."""

import random
from fractions import Fraction

import pytest
from sympy import Eq, MatrixSymbol, Piecewise, Rational, Symbol, oo, sign, symbols

import symnet as sn
from symnet.expressions.assumptions import Between, Binary
from symnet.limits import Limits
from symnet.proof.index_form import Reader, new_ring
from symnet.proof.index_form.assumed import assume
from symnet.proof.index_form.factors import range_of
from symnet.proof.index_form.inequalities import Inequality, are_satisfiable
from symnet.proof.index_form.terms import Range
from tests.proof.unguarded import proves

p, q = symbols("p q", positive=True)
x = Symbol("x", real=True)
a, b = symbols("a b", real=True)
t = Symbol("t", real=True)
FACTS = (Between(a, 0, 1), Between(b, 2, 3), Binary(t))
DRAWN = {
    p: (Rational(1, 9), 1, 7), q: (Rational(1, 5), 1, 4), x: (-2, 0, Rational(1, 3), 5), a: (Rational(1, 8), Rational(7, 8)),
    b: (Rational(17, 8), Rational(23, 8)), t: (0, 1),
}  # fmt: skip
FORMULAS = {
    "sum": p + q, "product": p * q, "quotient": p / q, "square": x**2, "square and one": 1 + x**2,
    "one less a square": 1 - 1 / (1 + x**2), "reciprocal": 1 / (1 + x**2), "of bounds": a * b, "difference": b - a,
    "reciprocal of bounds": 1 / b, "negative power": a**-2, "with a bit": p * t, "bit and more": p + t,
    "bits": t + a, "square of a bit": t**2 * b, "negative": -p - b, "fourth": x**4 - 1, "root": p ** Rational(1, 2),
}  # fmt: skip


def bounds_of(formula):
    ring = new_ring(Limits(10.0))
    for fact in FACTS:
        assume(fact, ring)
    return range_of(ring, Reader(ring).scalar(formula))


def values_of(formula):
    generator = random.Random(0)  # noqa: S311 - the same points each time
    for _ in range(60):
        at = {symbol: generator.choice(values) for symbol, values in DRAWN.items()}
        value = formula.subs(at)
        yield Fraction(int(value.p), int(value.q)) if value.is_Rational else Fraction(str(value.evalf(20)))


def lies_within(value, bounds):
    above = bounds.low is None or value > bounds.low or (value == bounds.low and not bounds.low_is_open)
    below = bounds.high is None or value < bounds.high or (value == bounds.high and not bounds.high_is_open)
    return above and below


@pytest.mark.parametrize("name", FORMULAS)
def test_every_value_lies_within_the_bounds(name):
    bounds = bounds_of(FORMULAS[name])
    outside = [value for value in values_of(FORMULAS[name]) if not lies_within(value, bounds)]
    assert outside == []


@pytest.mark.parametrize(
    ("name", "positive"),
    [("sum", True), ("square and one", True), ("square", False), ("with a bit", False), ("bit and more", True),
     ("one less a square", False), ("difference", True), ("negative", False), ("negative power", True)],
)  # fmt: skip
def test_what_is_known_to_be_positive(name, positive):
    assert bounds_of(FORMULAS[name]).is_positive is positive


def test_a_bound_that_is_wrong_is_found():
    """The fault that this is for: a closed 0 that makes a product seem positive."""
    assert not lies_within(Fraction(0), bounds_of(p * q))
    assert Fraction(0) in set(values_of(FORMULAS["with a bit"]))


def test_inequalities_agree_with_points():
    """Wherever a point satisfies a random system, the system is satisfiable; and planted contradictions are not."""
    generator = random.Random(1)  # noqa: S311 - the same systems each time
    for _ in range(200):
        point = {name: Fraction(generator.randint(-3, 3)) for name in "xyz"}
        system = []
        for _ in range(generator.randint(1, 6)):
            coefficients = {name: Fraction(generator.randint(-3, 3)) for name in "xyz"}
            coefficients = {name: c for name, c in coefficients.items() if c}
            value = sum((c * point[name] for name, c in coefficients.items()), Fraction(0))
            strict = generator.random() < 0.5
            system.append(Inequality(coefficients, -value + (1 if strict else 0), is_strict=strict))
        assert are_satisfiable(system)
        contradiction = Inequality(
            {n: -c for n, c in system[0].coefficients.items()}, -system[0].constant, is_strict=True
        )
        assert not are_satisfiable([*system, contradiction])


def test_a_matrix_of_bits_has_bits_for_entries():
    Y = MatrixSymbol("Y", 2, 2)
    ring = new_ring(Limits(10.0))
    assume(Binary(Y), ring)
    bounds = range_of(ring, Reader(ring).scalar(Y[0, 1]))
    assert bounds == Range(Fraction(0), Fraction(1), low_is_open=False, high_is_open=False)


def test_a_bound_on_one_side_decides_a_case():
    for facts in ([Between(x, -oo, 6)], [Between(x, -1, 5)]):
        assert proves(sn.relu6(x), sn.relu(x), facts)
    assert proves(sn.hardtanh(x), x, [Between(x, -1, 1)])
    assert not proves(sn.hardtanh(x), x, [Between(x, -1, 2)])
    assert not proves(sn.relu6(x), sn.relu(x), [Between(x, -oo, 7)])


def test_a_condition_on_a_bit_is_the_bit():
    y = Symbol("y", real=True)
    facts = [Binary(x)]
    cases = Piecewise((y, Eq(x, 1)), (a, True))
    assert proves(cases, y * x + (1 - x) * a, facts)
    assert not proves(cases, y * (1 - x) + x * a, facts)
    assert not proves(cases, y * x + (1 - x) * a)
    assert proves(sign(x), x, facts)
    assert proves(sign(x - 1), x - 1, facts)
    assert proves(Piecewise((1, Eq(x, Rational(1, 2))), (0, True)), 0, facts)
    assert not proves(sign(x) ** 2, 1, facts)
