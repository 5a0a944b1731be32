"""Enclosures hold the true value: against mpmath with 200 digits, on points and on intervals, and a planted fault."""

import time
from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symnet.limits import LimitReachedError
from symnet.values.numbers import elementary, functions
from symnet.values.numbers.enclosures import Enclosed, as_enclosure, compare, enclosed, hull, quotient
from symnet.values.numbers.functions import BOUNDS, COMPOSED, constant, function, power, root
from symnet.values.numbers.nowhere import Nowhere, OutsideDomainError, UndecidedComparisonError
from symnet.verdicts import Enclosure

DIGITS = 200
BITS = st.sampled_from([53, 120, 200, 400])
ORACLES = {
    "exp": mpmath.exp, "log": mpmath.log, "sqrt": mpmath.sqrt, "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan,
    "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh,
    "arcsin": mpmath.asin, "arccos": mpmath.acos, "arctan": mpmath.atan,
    "arcsinh": mpmath.asinh, "arccosh": mpmath.acosh, "arctanh": mpmath.atanh,
    "erf": mpmath.erf, "erfc": mpmath.erfc, "abs": abs,
}  # fmt: skip
INSIDE = {
    "log": lambda x: abs(x) + Fraction(1, 10**9), "sqrt": abs, "arccosh": lambda x: 1 + abs(x),
    "arcsin": lambda x: x / (1 + abs(x)), "arccos": lambda x: x / (1 + abs(x)), "arctanh": lambda x: x / (1 + abs(x)),
}  # fmt: skip
"""How any number becomes one in the domain of a function."""

SMALL = st.fractions(-50, 50, max_denominator=10**12)
TINY = st.builds(lambda x, k: x / 10**k, st.fractions(-9, 9, max_denominator=99), st.integers(0, 60))
NUMBERS = st.one_of(SMALL, TINY, st.integers(-40, 40).map(Fraction))


def with_digits(number):
    return mpmath.mpf(number.numerator) / number.denominator


def holds(result, value, *, digits=DIGITS):
    """Whether an enclosure holds a value that is known to that many digits."""
    low, high = (with_digits(end) for end in (as_enclosure(result).low, as_enclosure(result).high))
    slack = abs(value) * mpmath.mpf(10) ** (5 - digits)
    return low - slack <= value <= high + slack


def width(result):
    bounds = as_enclosure(result)
    return bounds.high - bounds.low


def test_every_function_has_an_oracle():
    assert set(ORACLES) == set(BOUNDS) | set(COMPOSED)


@pytest.mark.parametrize("name", ORACLES)
@given(x=NUMBERS, bits=BITS)
def test_a_function_at_a_rational_is_enclosed(name, x, bits):
    x = INSIDE.get(name, lambda x: x)(x)
    result = function(name, x, bits)
    with mpmath.workdps(2 * DIGITS):
        assert holds(result, ORACLES[name](with_digits(x)))
    if name in BOUNDS and not isinstance(result, Fraction):
        bounds = as_enclosure(result)
        assert width(result) <= max(abs(bounds.low), abs(bounds.high)) * Fraction(1, 2 ** (bits - 2))


@pytest.mark.parametrize("name", ORACLES)
@given(ends=st.tuples(NUMBERS, NUMBERS), share=st.fractions(0, 1, max_denominator=50), bits=BITS)
def test_a_function_of_an_interval_holds_its_values_inside(name, ends, share, bits):
    inside = INSIDE.get(name, lambda x: x)
    low, high = sorted(map(inside, ends))
    x = low + share * (high - low)
    result = function(name, hull([low, high], bits), bits)
    if isinstance(result, Nowhere):
        assert result.reason == "undecided"
        return
    with mpmath.workdps(2 * DIGITS):
        assert holds(result, ORACLES[name](with_digits(x)))
    at_point = function(name, x, bits)
    assert compare(at_point, result) not in (-1, 1)


@given(x=SMALL, y=SMALL, p=SMALL, q=SMALL, bits=BITS)
def test_arithmetic_of_intervals_holds_that_of_their_numbers(x, y, p, q, bits):
    """The numbers x and y are in [x, p] and [y, q]; so are both ends."""
    left, right = hull([x, p], bits), hull([y, q], bits)
    for a in (x, p, (x + p) / 2):
        for b in (y, q, (y + q) / 2):
            pairs = [(left + right, a + b), (left - right, a - b), (left * right, a * b), (a - right, a - b),
                     (abs(left), abs(a)), (a * right, a * b), (left + b, a + b), (-left, -a)]  # fmt: skip
            ratio = quotient(left, right)
            if not isinstance(ratio, Nowhere):
                pairs += [(ratio, a / b), (quotient(a, right), a / b)]
            for result, value in pairs:
                bounds = as_enclosure(result)
                assert bounds.low <= value <= bounds.high


@given(x=SMALL, y=SMALL, n=st.integers(-6, 6), bits=BITS)
def test_integer_powers_of_intervals(x, y, n, bits):
    result = power(hull([x, y], bits), Fraction(n), bits)
    if isinstance(result, Nowhere):
        assert n < 0
        # both ends have one unit, so that the smaller one of a wide interval may be rounded to 0
        assert min(x, y) <= 0 <= max(x, y) or bits == 53
        return
    bounds = as_enclosure(result)
    for value in (x, y, (x + y) / 2):
        assert bounds.low <= value**n <= bounds.high
    assert n % 2 or bounds.low >= 0


@given(
    x=st.fractions(Fraction(1, 100), 50, max_denominator=10**6), y=st.fractions(-9, 9, max_denominator=20), bits=BITS
)
def test_rational_powers(x, y, bits):
    with mpmath.workdps(2 * DIGITS):
        value = mpmath.power(with_digits(x), with_digits(y))
        assert holds(power(x, y, bits), value)
        assert holds(power(enclosed(x, bits), y, bits), value)
        assert holds(power(x, enclosed(y, bits), bits), value)


@given(x=st.fractions(0, 10**6, max_denominator=1000), n=st.integers(2, 7))
def test_a_root_is_rational_or_none(x, n):
    assert root(x**n, n) == x
    found = root(x, n)
    assert found is None or found**n == x


@given(NUMBERS, NUMBERS, BITS)
def test_comparison_is_right_or_unknown(x, y, bits):
    truth = (x > y) - (x < y)
    assert compare(x, y) == truth
    answer: Any = compare(enclosed(x, bits), y)
    assert answer == truth or answer.reason == "undecided"
    if abs(x - y) > Fraction(1, 10**9):
        assert answer == truth


@pytest.mark.parametrize(
    ("name", "argument", "value"),
    [
        ("exp", Fraction(0), Fraction(1)),
        ("log", Fraction(1), Fraction(0)),
        ("sqrt", Fraction(49, 36), Fraction(7, 6)),
        ("sin", Fraction(0), Fraction(0)),
        ("cos", Fraction(0), Fraction(1)),
        ("tanh", Fraction(0), Fraction(0)),
        ("cosh", Fraction(0), Fraction(1)),
        ("arccos", Fraction(1), Fraction(0)),
        ("erfc", Fraction(0), Fraction(1)),
    ],
)
def test_exact_values_stay_exact(name, argument, value):
    assert function(name, argument, 120) == value


@pytest.mark.parametrize(
    ("base", "exponent", "value"),
    [(Fraction(4, 9), Fraction(3, 2), Fraction(8, 27)), (Fraction(8), Fraction(-2, 3), Fraction(1, 4)),
     (Fraction(0), Fraction(1, 2), Fraction(0)), (Fraction(-2), Fraction(-3), Fraction(-1, 8)), (Fraction(0), Fraction(0), 1)],
)  # fmt: skip
def test_exact_powers_stay_exact(base, exponent, value):
    assert power(base, exponent, 120) == value


@pytest.mark.parametrize("argument", [1000, -1000, 10**5, -(10**5), Fraction(10**6, 7)])
def test_large_exponentials_do_not_overflow(argument):
    result = function("exp", Fraction(argument), 120)
    with mpmath.workdps(DIGITS):
        assert holds(result, mpmath.exp(with_digits(Fraction(argument))))
    order: Any = compare(quotient(Fraction(1), result), function("exp", Fraction(-argument), 120))
    assert order.reason == "undecided"


@pytest.mark.parametrize("name", ["exp", "cosh", "erf", "sin"])
def test_what_is_too_large_is_refused_at_once(name):
    result = function(name, Fraction(10) ** 2000, 120)
    with pytest.raises(LimitReachedError, match="a number of more than 4194304 bits"):
        as_enclosure(result)


def test_a_large_exponential_called_by_itself_is_refused_too():
    with pytest.raises(LimitReachedError, match=r"it needs the exponential of a number beyond 2\*\*20"):
        elementary.exp_bounds(Fraction(10**9), 120)
    with pytest.raises(LimitReachedError, match=r"it needs the sine of a number beyond 2\*\*4096"):
        elementary.sin_bounds(Fraction(10**9000), 120)


@pytest.mark.parametrize("name", ["sin", "cos", "arctan"])
@pytest.mark.parametrize("at", [Fraction(1), Fraction(1, 2), Fraction(2), Fraction(11, 7)])
@pytest.mark.parametrize("beside", [0, Fraction(1, 2**90), -Fraction(1, 2**90)])
def test_where_one_way_of_computing_ends_and_the_next_begins(name, at, beside):
    for x in (at + beside, -at - beside):
        with mpmath.workdps(2 * DIGITS):
            assert holds(function(name, x, 200), ORACLES[name](with_digits(x)))


@pytest.mark.parametrize("name", ["sin", "arctan"])
def test_what_is_tiny_is_enclosed_at_once(name):
    """With as many digits of pi as the number has zeros it would take minutes."""
    tiny = Fraction(1, 2**1_000_000)
    start = time.process_time()
    bounds = as_enclosure(function(name, tiny, 120))
    assert time.process_time() - start < 2
    assert bounds.low <= tiny <= bounds.high  # it is x - x**3/6 or x - x**3/3: no difference in these digits
    assert bounds.low > 0
    assert bounds.high - bounds.low < tiny / 2**110


def test_huge_powers_are_enclosed_and_not_written_out():
    huge = power(Fraction(3, 2), Fraction(10**9), 120)
    assert isinstance(huge, Enclosed)
    assert compare(huge, power(Fraction(3, 2), Fraction(10**9 + 1), 120)) == -1
    with pytest.raises(LimitReachedError):
        as_enclosure(huge)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (function("log", Fraction(0), 120), OutsideDomainError),
        (function("sqrt", Fraction(-1), 120), OutsideDomainError),
        (power(Fraction(-8), Fraction(1, 3), 120), OutsideDomainError),
        (power(Fraction(0), Fraction(-1, 2), 120), OutsideDomainError),
        (quotient(Fraction(1), Fraction(0)), OutsideDomainError),
        (function("arctanh", Fraction(1), 120), OutsideDomainError),
        (function("arcsin", Fraction(2), 120), OutsideDomainError),
        (function("log", hull([Fraction(-1), Fraction(1)], 120), 120), UndecidedComparisonError),
        (quotient(Fraction(1), hull([Fraction(-1), Fraction(1)], 120)), UndecidedComparisonError),
        (3 * (1 - Nowhere("outside", "log(-1)")) ** 2 / Fraction(7), OutsideDomainError),
        (constant("pi", 120) - Nowhere("outside", "log(-1)"), OutsideDomainError),
        (Fraction(0) * Nowhere("outside", "log(-1)"), OutsideDomainError),
    ],
)
def test_what_has_no_value_says_so(number, error):
    with pytest.raises(error, match="there is no value: "):
        as_enclosure(number)


def test_enclosed_numbers_are_not_compared_by_accident():
    with pytest.raises(TypeError):
        assert constant("pi", 120) == constant("pi", 120)
    with pytest.raises(TypeError):
        hash(constant("pi", 120))


@pytest.mark.parametrize("bits", [60, 120, 400])
def test_constants(bits):
    with mpmath.workdps(DIGITS):
        assert holds(constant("pi", bits), mpmath.pi())
        assert holds(constant("e", bits), mpmath.e())


def test_more_bits_are_narrower_and_inside():
    random = Random(1)  # noqa: S311 - the same numbers each time
    for name in BOUNDS:
        x = Fraction(random.randint(1, 10**6), 10**5)
        wide, narrow = (as_enclosure(function(name, x, bits)) for bits in (60, 200))
        assert isinstance(wide, Enclosure)
        assert wide.low <= narrow.low <= narrow.high <= wide.high
        assert narrow.high - narrow.low < (wide.high - wide.low) / 2**100


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("end", [0, 1])
def test_a_bound_that_is_too_narrow_is_found(name, end, monkeypatch):
    """Plant a fault: one bound is moved across the value, by about a fifth of the width and more."""
    true_bounds = BOUNDS[name]

    def faulty(x, bits):
        low, high, exponent = true_bounds(x, bits)
        low, high, exponent = low << 8, high << 8, exponent - 8
        step = 2 * (high - low)
        return (low + step, high + step, exponent) if end == 0 else (low - step, high - step, exponent)

    monkeypatch.setattr(functions, "BOUNDS", {**BOUNDS, name: faulty})
    with mpmath.workdps(DIGITS):
        points = [Fraction(k, 7) for k in (1, 2, 3, 5, 8, 13)]
        assert not all(holds(function(name, x, 120), ORACLES[name](with_digits(x))) for x in points)
