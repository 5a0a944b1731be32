"""Functions and powers of enclosed numbers: exact where the value is known to be rational, else rounded outwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt
from types import MappingProxyType
from typing import Any

from symnet.values.numbers import elementary
from symnet.values.numbers.elementary import Bounds, magnitude
from symnet.values.numbers.enclosures import (
    TOO_LONG,
    Enclosed,
    aligned,
    compare,
    enclosed,
    hull,
    quotient,
    reciprocal,
    trimmed,
)
from symnet.values.numbers.nowhere import Nowhere

LARGEST_RATIONAL = 2_000
"""Bits of a numerator or denominator; a rational of more becomes an enclosure."""


def function(name: str, number: Any, bits: int) -> Any:
    """Return a function of a number: exactly where a table of exact values knows it, else enclosed.

    >>> function("exp", Fraction(0), 60), function("sqrt", Fraction(9, 4), 60), function("log", Fraction(-1), 60).reason
    (Fraction(1, 1), Fraction(3, 2), 'outside')
    """
    if isinstance(number, Nowhere):
        return number
    if name in COMPOSED:
        return COMPOSED[name](number, bits)
    return _of_rational(name, number, bits) if isinstance(number, Fraction) else _of_interval(name, number, bits)


def _of_rational(name: str, number: Fraction, bits: int) -> Any:
    exact = _exact(name, number)
    if exact is not None:
        return exact
    return Enclosed(*BOUNDS[name](number, bits), bits) if _short_enough(name, number) else TOO_LONG


def _of_interval(name: str, number: Enclosed, bits: int) -> Any:
    """All functions but sin and cos are monotone, so their values lie between those at the ends."""
    if name in ("log", "sqrt") and number.low <= 0:
        surely = number.high < 0 or (name == "log" and number.high <= 0)
        return Nowhere("outside" if surely else "undecided", f"{name} of a number that is not surely positive")
    if number.is_too_long or not all(_short_enough(name, end) for end in number.bounds):
        return TOO_LONG
    low, high = number.bounds
    if name in LIPSCHITZ:
        return _around(BOUNDS[name], low, high, bits)
    ends = (high, low) if name in DECREASING else (low, high)
    first, last = (Enclosed(*BOUNDS[name](end, bits), bits) for end in ends)
    a, b, exponent = aligned(first, last)
    return trimmed(a[0], b[1], exponent, bits)


def _short_enough(name: str, number: Fraction) -> bool:
    """Tell whether a function of a number can be computed, and written out."""
    squared = name in ("erf", "erfc")
    return name not in LARGEST or (2 if squared else 1) * magnitude(number) <= LARGEST[name]


def _around(bounds: Callable[[Fraction, int], Bounds], low: Fraction, high: Fraction, bits: int) -> Any:
    """Return sin or cos of an interval: with a slope of at most 1 it strays by at most half the width."""
    radius = enclosed((high - low) / 2, bits)
    middle = Enclosed(*bounds((low + high) / 2, bits), bits)
    if compare(radius, Fraction(1)) != -1:
        return Enclosed(-1, 1, 0, bits)
    wide = hull([middle + radius, middle - radius], bits)
    a, b, exponent = aligned(wide, Enclosed(-1, 1, 0, bits))
    return trimmed(max(a[0], b[0]), min(a[1], b[1]), exponent, bits)


BOUNDS: Mapping[str, Callable[[Fraction, int], Bounds]] = MappingProxyType({
    "exp": elementary.exp_bounds, "log": elementary.log_bounds, "sqrt": elementary.sqrt_bounds,
    "sin": elementary.sin_bounds, "cos": elementary.cos_bounds, "arctan": elementary.arctan_bounds,
    "erf": elementary.erf_bounds, "erfc": elementary.erfc_bounds,
})  # fmt: skip
"""The functions that are enclosed at a number; all are increasing except those below."""

LARGEST: Mapping[str, int] = MappingProxyType({
    "exp": elementary.LARGEST_EXPONENT, "erf": elementary.LARGEST_EXPONENT, "erfc": elementary.LARGEST_EXPONENT,
    "sin": elementary.LARGEST_ANGLE, "cos": elementary.LARGEST_ANGLE,
})  # fmt: skip
"""Of which magnitude an argument, or its square, may be."""

DECREASING = frozenset({"erfc"})
LIPSCHITZ = frozenset({"sin", "cos"})

AT_ZERO: Mapping[str, Fraction] = MappingProxyType({
    "exp": Fraction(1), "sin": Fraction(0), "cos": Fraction(1), "arctan": Fraction(0), "erf": Fraction(0),
    "erfc": Fraction(1), "sqrt": Fraction(0),
})  # fmt: skip
"""By Lindemann and Weierstrass exp, sin, cos and arctan have no other rational value at a rational number."""


def _exact(name: str, number: Fraction) -> Any:
    """Return the value where it is known to be rational, or to be nowhere; None elsewhere."""
    if not number and name in AT_ZERO:
        return AT_ZERO[name]
    if name == "log":
        if number <= 0:
            return Nowhere("outside", f"the logarithm of {number}")
        return Fraction(0) if number == 1 else None
    if name == "sqrt":
        return Nowhere("outside", f"the square root of {number}") if number < 0 else root(number, 2)
    return None


def root(number: Fraction, degree: int) -> Fraction | None:
    """Return the root of a number that is not negative, where it is rational.

    >>> root(Fraction(8, 27), 3), root(Fraction(2), 2)
    (Fraction(2, 3), None)
    """
    above, below = (_integer_root(part, degree) for part in (number.numerator, number.denominator))
    return None if above is None or below is None else Fraction(above, below)


def _integer_root(number: int, degree: int) -> int | None:
    if degree >= number.bit_length():  # 2 to that power is more
        return number if number < 2 else None
    if degree == 2:
        found = isqrt(number)
        return found if found * found == number else None
    if degree >= number.bit_length():  # 2 to the power of the degree is more already
        return number if number in (0, 1) else None
    low, high = 0, 1 << -(-number.bit_length() // degree) + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle**degree < number else (low, middle)
    return low if low**degree == number else None


def _tan(x: Any, bits: int) -> Any:
    return quotient(function("sin", x, bits), function("cos", x, bits))


def _sinh(x: Any, bits: int) -> Any:
    return (function("exp", x, bits) - function("exp", -x, bits)) / Fraction(2)


def _cosh(x: Any, bits: int) -> Any:
    return (function("exp", x, bits) + function("exp", -x, bits)) / Fraction(2)


def _tanh(x: Any, bits: int) -> Any:
    """X stands only once in 1 - 2/(exp(2 x) + 1), so that an interval grows no wider than it must."""
    return Fraction(1) - quotient(Fraction(2), function("exp", 2 * x, bits) + Fraction(1))


def _arcsin(x: Any, bits: int) -> Any:
    if isinstance(x, Fraction) and abs(x) == 1:
        return constant("pi", bits) * (x / 2)
    return function("arctan", quotient(x, function("sqrt", Fraction(1) - power(x, Fraction(2), bits), bits)), bits)


def _arccos(x: Any, bits: int) -> Any:
    return Fraction(0) if isinstance(x, Fraction) and x == 1 else constant("pi", bits) / 2 - _arcsin(x, bits)


def _arcsinh(x: Any, bits: int) -> Any:
    return function("log", x + function("sqrt", power(x, Fraction(2), bits) + Fraction(1), bits), bits)


def _arccosh(x: Any, bits: int) -> Any:
    both = function("sqrt", x - Fraction(1), bits) * function("sqrt", x + Fraction(1), bits)
    return function("log", x + both, bits)


def _arctanh(x: Any, bits: int) -> Any:
    return function("log", quotient(Fraction(2), Fraction(1) - x) - Fraction(1), bits) / Fraction(2)


COMPOSED: Mapping[str, Callable[[Any, int], Any]] = MappingProxyType({
    "abs": lambda x, _: abs(x),
    "tan": _tan, "sinh": _sinh, "cosh": _cosh, "tanh": _tanh,
    "arcsin": _arcsin, "arccos": _arccos, "arcsinh": _arcsinh, "arccosh": _arccosh, "arctanh": _arctanh,
})  # fmt: skip
"""The functions that are made of others."""


def power(base: Any, exponent: Any, bits: int) -> Any:
    """Return base**exponent over the reals: of a negative base only for an integer exponent.

    >>> power(Fraction(4, 9), Fraction(-3, 2), 60), power(Fraction(-8), Fraction(1, 3), 60).reason
    (Fraction(27, 8), 'outside')
    """
    for operand in (base, exponent):
        if isinstance(operand, Nowhere):
            return operand
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        return _integer_power(base, exponent.numerator, bits)
    side = compare(base, Fraction(0))
    if side == 1:
        return _power_of_positive(base, exponent, bits)
    if side == 0:
        return Fraction(0) if compare(exponent, Fraction(0)) == 1 else Nowhere("outside", "a power of 0, not positive")
    return side if isinstance(side, Nowhere) else Nowhere("outside", "a power of a negative number")


def _power_of_positive(base: Any, exponent: Any, bits: int) -> Any:
    """A rational root where there is one, a square root by itself, else exp(exponent log(base))."""
    if isinstance(exponent, Fraction):
        exact = root(base, exponent.denominator) if isinstance(base, Fraction) else None
        if exact is not None:
            return _integer_power(exact, exponent.numerator, bits)
        if exponent.denominator == 2:
            return _integer_power(function("sqrt", base, bits), exponent.numerator, bits)
    return function("exp", exponent * function("log", base, bits), bits)


def _integer_power(base: Any, exponent: int, bits: int) -> Any:
    if exponent < 0:
        return reciprocal(_integer_power(base, -exponent, bits))
    if isinstance(base, Fraction):
        if size(base) * exponent <= LARGEST_RATIONAL:
            return base**exponent
        base = enclosed(base, bits)
    if exponent % 2 == 0:
        base = abs(base)
    result = Enclosed(1, 1, 0, bits)
    for digit in f"{exponent:b}":
        result = result * result
        result = result * base if digit == "1" else result
    return result


def size(number: Fraction) -> int:
    """Return how many bits a rational has; none for 0, 1 and -1, whose powers do not grow."""
    return (abs(number.numerator) | number.denominator).bit_length() - 1


def constant(name: str, bits: int) -> Enclosed:
    """Return pi or e.

    >>> [round(float(end), 10) for end in constant("e", 60).bounds]
    [2.7182818285, 2.7182818285]
    """
    bounds = elementary.pi_bounds(bits) if name == "pi" else elementary.exp_bounds(Fraction(1), bits)
    return Enclosed(*bounds, bits)
