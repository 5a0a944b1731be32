"""Real numbers that are never rounded without saying so: rationals, and intervals that certainly hold the number.

A number is a `Fraction` as long as it is rational; where a function such as exp enters, it becomes an `Enclosed`, whose
operations round outwards. Whatever is computed from the two holds the true value.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symnet.values.numbers.elementary import ceil_shift, down, dyadic, magnitude, up
from symnet.values.numbers.nowhere import Nowhere
from symnet.verdicts import Enclosure

WIDEST = 1 << 22
"""Bits between the largest and the smallest number of one sum; a number that is written out has no more."""

TOO_LONG = Nowhere("limit", f"a number of more than {WIDEST} bits")


@dataclass(frozen=True, slots=True, eq=False)
class Enclosed:
    """A real number in [low, high] 2**exponent; results of operations keep about `bits` bits, rounded outwards.

    >>> third = enclosed(Fraction(1, 3), 60)
    >>> as_enclosure(third * 3).low < 1 < as_enclosure(third * 3).high
    True
    """

    low: int
    high: int
    exponent: int
    bits: int

    def __add__(self, other: Any) -> Any:
        right = _operand(other, self.bits)
        if not isinstance(right, Enclosed):
            return right
        if abs(self.exponent - right.exponent) > WIDEST:
            return TOO_LONG
        a, b, exponent = aligned(self, right)
        return trimmed(a[0] + b[0], a[1] + b[1], exponent, self.bits)

    __radd__ = __add__

    def __neg__(self) -> Enclosed:
        return Enclosed(-self.high, -self.low, self.exponent, self.bits)

    def __sub__(self, other: Any) -> Any:
        right = _operand(other, self.bits)
        return self + -right if isinstance(right, Enclosed) else right

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        if other.__class__ is Fraction and not other:
            return other
        right = _operand(other, self.bits)
        if not isinstance(right, Enclosed):
            return right
        a, b, c, d = self.low, self.high, right.low, right.high
        ends = (a * c, b * d) if a >= 0 and c >= 0 else _ends([a * c, a * d, b * c, b * d])
        return trimmed(*ends, self.exponent + right.exponent, self.bits)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        right = _operand(other, self.bits)
        return self * reciprocal(right) if isinstance(right, Enclosed) else right

    def __rtruediv__(self, other: Any) -> Any:
        return reciprocal(self) * other

    def __abs__(self) -> Enclosed:
        if self.low >= 0:
            return self
        return -self if self.high <= 0 else Enclosed(0, max(-self.low, self.high), self.exponent, self.bits)

    def __eq__(self, other: object) -> Any:
        raise TypeError("Two enclosed numbers are compared with the function compare, which may not know the answer.")

    __hash__ = None  # type: ignore[assignment] # what cannot be compared has no hash

    @property
    def is_too_long(self) -> bool:
        """Whether its ends cannot be written out."""
        return abs(self.exponent) > WIDEST

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """The exact ends."""
        if self.is_too_long:
            TOO_LONG.fail()
        return dyadic(self.low, self.exponent), dyadic(self.high, self.exponent)


def enclosed(number: Fraction, bits: int) -> Enclosed:
    """Return a rational as an interval.

    >>> enclosed(Fraction(1, 2), 60).bounds
    (Fraction(1, 2), Fraction(1, 2))
    """
    unit = bits - magnitude(number)
    return Enclosed(down(number, unit), up(number, unit), -unit, bits)


def as_enclosure(number: Any) -> Enclosure:
    """Return a number as it is reported: with exact ends.

    Raises the error of a number that is nowhere.
    """
    if isinstance(number, Nowhere):
        number.fail()
    low, high = number.bounds if isinstance(number, Enclosed) else (number, number)
    return Enclosure(Fraction(low), Fraction(high))


def _operand(other: Any, bits: int) -> Any:
    if isinstance(other, Enclosed | Nowhere):
        return other
    if isinstance(other, Fraction | int):
        return enclosed(Fraction(other), bits)
    return NotImplemented


def aligned(a: Enclosed, b: Enclosed) -> tuple[tuple[int, int], tuple[int, int], int]:
    """Return the ends of two intervals in one unit, and its exponent."""
    exponent = min(a.exponent, b.exponent)
    (p, q), (r, s) = ((x.low << x.exponent - exponent, x.high << x.exponent - exponent) for x in (a, b))
    return (p, q), (r, s), exponent


def _ends(products: list[int]) -> tuple[int, int]:
    return min(products), max(products)


def trimmed(low: int, high: int, exponent: int, bits: int) -> Enclosed:
    """Return an interval with no more bits than are kept, rounded outwards."""
    excess = max(low.bit_length(), high.bit_length()) - bits
    if excess <= 0:
        return Enclosed(low, high, exponent, bits)
    return Enclosed(low >> excess, ceil_shift(high, excess), exponent + excess, bits)


def reciprocal(number: Any) -> Any:
    """Return 1/x: nowhere at 0, undecided where 0 is in the interval."""
    if isinstance(number, Nowhere):
        return number
    if isinstance(number, Enclosed):
        if number.low <= 0 <= number.high:
            return Nowhere("undecided", "a division by a number that may be 0")
        one = number.bits + 2 + max(number.low.bit_length(), number.high.bit_length())
        low, high = (1 << one) // number.high, -(-(1 << one) // number.low)
        return trimmed(low, high, -one - number.exponent, number.bits)
    return 1 / Fraction(number) if number else Nowhere("outside", "a division by 0")


def quotient(left: Any, right: Any) -> Any:
    """Return a quotient.

    >>> quotient(Fraction(1), Fraction(3)), quotient(Fraction(1), Fraction(0))
    (Fraction(1, 3), Nowhere(reason='outside', text='a division by 0'))
    """
    if isinstance(left, Fraction) and isinstance(right, Fraction) and right:
        return left / right
    return left * reciprocal(right)


def compare(left: Any, right: Any) -> int | Nowhere:
    """Return -1, 0 or 1 where the left number is less, equal or more; `Nowhere` where the intervals overlap.

    >>> compare(Fraction(1, 3), Fraction(1, 2)), compare(enclosed(Fraction(1, 3), 60), Fraction(1, 3)).reason
    (-1, 'undecided')
    """
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return (left > right) - (left < right)
    difference = left - right
    if isinstance(difference, Nowhere):
        return difference
    if difference.low > 0 or difference.high < 0:
        return 1 if difference.low > 0 else -1
    exact = difference.low == difference.high
    return 0 if exact else Nowhere("undecided", "a comparison of numbers that may be equal")


def hull(numbers: list[Any], bits: int) -> Any:
    """Return an interval that holds each of the numbers.

    >>> [float(end) for end in hull([Fraction(0), Fraction(2)], 60).bounds]
    [0.0, 2.0]
    """
    result = _operand(numbers[0], bits)
    for number in numbers[1:]:
        other = _operand(number, bits)
        if isinstance(other, Nowhere) or isinstance(result, Nowhere):
            return other if isinstance(other, Nowhere) else result
        if abs(result.exponent - other.exponent) > WIDEST:
            return TOO_LONG
        a, b, exponent = aligned(result, other)
        result = trimmed(min(a[0], b[0]), max(a[1], b[1]), exponent, bits)
    return result
