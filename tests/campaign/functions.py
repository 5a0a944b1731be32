"""The scalar functions of the campaign, each by its definition in fractions or many digits.

A function is exact at a fraction wherever its value is one; elsewhere it takes and gives numbers of `DIGITS` digits. What is
nearer to 0 than `TINY` counts as 0 where a function jumps or bends: arguments that vanish by an identity end there.
"""

from collections.abc import Callable
from fractions import Fraction
from math import floor as floor_of
from typing import Any

from mpmath import mp

DIGITS = 120
TINY = Fraction(1, 10**40)
LARGEST = 40  # of an exponent: e^40 has 18 digits, and powers of it stand against each other
mp.dps = DIGITS


class UndefinedError(Exception):
    """An expression has no real value here."""


def real(value):
    """Return a number with many digits."""
    return mp.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value


def snapped(value):
    """Return 0 for what is 0 but for rounding."""
    return Fraction(0) if abs(value) < (TINY if isinstance(value, Fraction) else real(TINY)) else value


def sign(value):
    value = snapped(value)
    return Fraction((value > 0) - (value < 0))


def divided(above, below):
    if snapped(below) == 0:
        raise UndefinedError
    if isinstance(above, Fraction) != isinstance(below, Fraction):
        above, below = real(above), real(below)
    return above / below


def product(one, other):
    """Return a product; a fraction 0 makes it exactly 0."""
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one * other
    if one == 0 or other == 0:
        return Fraction(0)
    return real(one) * real(other)


def total(one, other):
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one + other
    return real(one) + real(other)


def raised(base, exponent):
    """Return a real power; of a negative base only where the exponent is an integer."""
    if exponent.denominator == 1:
        if exponent < 0:
            return divided(Fraction(1), raised(base, -exponent))
        return base**exponent.numerator if exponent else Fraction(1)
    base = snapped(base)
    if base < 0 or (base == 0 and exponent < 0):
        raise UndefinedError
    return mp.power(real(base), real(exponent)) if base else Fraction(0)


def positive(function):
    """Return a function that is defined for positive numbers only."""

    def restricted(value):
        if snapped(value) <= 0:
            raise UndefinedError
        return function(real(value))

    return restricted


def smooth(function):
    return lambda value: function(real(value))


def growing(function):
    """Return a function that is not taken where its values would cost the digits that a difference needs."""

    def bounded(value):
        if abs(value) > LARGEST:
            raise UndefinedError
        return function(real(value))

    return bounded


def exponential(value):
    if value == 0:
        return Fraction(1)
    return growing(mp.exp)(value)


def sigmoid(value):
    return 1 / (1 + exponential(-value)) if value != 0 else Fraction(1, 2)


def relu(value):
    return value if snapped(value) > 0 else Fraction(0)


def clipped(low, high):
    return lambda value: Fraction(low) if value <= low else Fraction(high) if value >= high else value


def elu(value):
    return value if snapped(value) > 0 else exponential(value) - 1


def rounded_down(value):
    if isinstance(value, Fraction):
        return Fraction(floor_of(value))
    nearest = int(mp.nint(value))
    return Fraction(nearest) if snapped(value - nearest) == 0 else Fraction(int(mp.floor(value)))


def absolute(value):
    return abs(value)


def larger(one, other):
    return one if snapped(total(one, -other)) >= 0 else other


def smaller(one, other):
    return other if snapped(total(one, -other)) >= 0 else one


def remainder(value, divisor):
    if snapped(divisor) == 0 or not isinstance(value, Fraction) or not isinstance(divisor, Fraction):
        raise UndefinedError
    return value % divisor


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": exponential,
    "log": positive(mp.log),
    "sqrt": lambda value: raised(value, Fraction(1, 2)),
    "sin": smooth(mp.sin),
    "cos": smooth(mp.cos),
    "tanh": smooth(mp.tanh),
    "sinh": growing(mp.sinh),
    "cosh": growing(mp.cosh),
    "atan": smooth(mp.atan),
    "erf": smooth(mp.erf),
    "gamma": positive(growing(mp.gamma)),
    "abs": absolute,
    "sign": sign,
    "floor": rounded_down,
    "ceiling": lambda value: -rounded_down(-value),
    "heaviside": lambda value: (1 + sign(value)) / 2,
    "mod": remainder,
    "max": larger,
    "min": smaller,
    "sigmoid": sigmoid,
    "relu": relu,
    "leaky_relu": lambda value: value if snapped(value) > 0 else product(Fraction(1, 100), value),
    "relu6": clipped(0, 6),
    "hardtanh": clipped(-1, 1),
    "elu": elu,
    "softplus": lambda value: mp.log(1 + real(exponential(value))),
    "log_sigmoid": lambda value: -mp.log(1 + real(exponential(-value))),
    "softsign": lambda value: divided(value, 1 + abs(value)),
    "silu": lambda value: product(value, sigmoid(value)),
    "step": lambda value: Fraction(1) if snapped(value) >= 0 else Fraction(0),
    "bipolar_step": sign,
    "absolute_value": absolute,
    "squared_relu": lambda value: product(relu(value), relu(value)),
    "gaussian": lambda value: exponential(-product(value, value)),
}
