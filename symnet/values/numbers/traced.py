"""Exact numbers that remember what they are made of: every partial derivative of a result, by one walk backwards.

The chain rule is applied to single numbers, at one point, with the derivative of each elementary operation written here
once. Nothing of the rules by which symnet derives or proves gradients is used, so that both can be checked against it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np

from symnet.values.numbers.enclosures import Enclosed, compare, enclosed, quotient
from symnet.values.numbers.exact import Exact, by_entry
from symnet.values.numbers.functions import LARGEST_RATIONAL, constant, function, power, size
from symnet.values.numbers.nowhere import Nowhere

Partial = tuple[int, Any]
"""The place of an operand, and the derivative by it."""

ONE = Fraction(1)
CORNER = Nowhere("kink", "a derivative exactly where a function has none")


@dataclass(frozen=True)
class Tape:
    """What each traced number was computed from, in the order in which they were made."""

    bits: int
    partials: list[tuple[Partial, ...]] = field(default_factory=list)

    def note(self, value: Any, partials: tuple[Partial, ...] = ()) -> Any:
        """Return a number with its derivatives by what it was computed from."""
        if isinstance(value, Nowhere):
            return value
        self.partials.append(partials)
        return Traced(self.short(value), len(self.partials) - 1, self)

    def marked(self, value: Any) -> Any:
        """Return a number by which derivatives are wanted: a variable, or what has a name of its own."""
        if isinstance(value, Traced):
            return self.note(value.value, ((value.place, ONE),))
        return self.note(value)

    def short(self, number: Any) -> Any:
        """Return a number, enclosed where its digits are too many."""
        too_long = isinstance(number, Fraction) and size(number) > LARGEST_RATIONAL
        return enclosed(number, self.bits) if too_long else number

    def derivatives(self, of: Any, check: Callable[[], None]) -> Sequence[Any]:
        r"""Return the derivative of one number by every other: ``∂J/∂u = Σ_v ∂J/∂v ∂v/∂u`` over the v made of u.

        >>> tape = Tape(bits=60)
        >>> x, y = (tape.marked(Fraction(number)) for number in (2, 3))
        >>> made = tape.derivatives(x * x * y, lambda: None)
        >>> made[x.place], made[y.place]
        (Fraction(12, 1), Fraction(4, 1))
        """
        found: list[Any] = [Fraction(0)] * len(self.partials)
        if not isinstance(of, Traced):
            return found
        found[of.place] = ONE
        for place in range(of.place, -1, -1):
            outer = found[place]
            if isinstance(outer, Fraction) and not outer:
                continue
            check()
            for operand, partial in self.partials[place]:
                found[operand] = self.short(found[operand] + outer * partial)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """A number at a place of a tape; an operation with it is noted there."""

    value: Any
    place: int
    tape: Tape

    __hash__ = None  # type: ignore[assignment] # what cannot be compared has no hash

    @property
    def low(self) -> Any:
        """What tells the sign from below, as that of an enclosed number."""
        return self.value.low if isinstance(self.value, Enclosed) else self.value

    @property
    def high(self) -> Any:
        """What tells the sign from above."""
        return self.value.high if isinstance(self.value, Enclosed) else self.value

    def __add__(self, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented  # an array asks each of its entries
        partials = ((self.place, ONE), *_by(other, ONE))
        return self.tape.note(self.value + plain(other), partials)

    __radd__ = __add__

    def __neg__(self) -> Any:
        return self.tape.note(-self.value, ((self.place, -ONE),))

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else self + -other

    def __rsub__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else -self + other

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented
        factor = plain(other)
        if isinstance(factor, Fraction) and not isinstance(other, Traced) and not factor:
            return factor
        return self.tape.note(self.value * factor, ((self.place, factor), *_by(other, self.value)))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented
        divisor = plain(other)
        value = quotient(self.value, Fraction(divisor) if isinstance(divisor, int) else divisor)
        by_other = _by(other, -quotient(value, divisor)) if isinstance(other, Traced) else ()
        return self.tape.note(value, ((self.place, quotient(ONE, divisor)), *by_other))

    def __rtruediv__(self, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented
        value = quotient(Fraction(other) if isinstance(other, int) else other, self.value)
        return self.tape.note(value, ((self.place, -quotient(value, self.value)),))

    def __abs__(self) -> Any:
        order = compare(self.value, Fraction(0))
        if order == 0:
            return CORNER
        return order if isinstance(order, Nowhere) else self * Fraction(order)


def plain(number: Any) -> Any:
    """Return a number without what it is made of."""
    return number.value if isinstance(number, Traced) else number


def _by(other: Any, partial: Any) -> tuple[Partial, ...]:
    return ((other.place, partial),) if isinstance(other, Traced) else ()


def _quotient(numerator: Any, denominator: Any) -> Any:
    is_traced = isinstance(numerator, Traced) or isinstance(denominator, Traced)
    return numerator / denominator if is_traced else quotient(numerator, denominator)


def _square(x: Any) -> Any:
    return x * x


def _gauss(x: Any, bits: int) -> Any:
    return 2 * function("exp", -_square(x), bits) / function("sqrt", constant("pi", bits), bits)


SLOPES: Mapping[str, Callable[[Any, Any, int], Any]] = MappingProxyType({
    "exp": lambda _x, value, _bits: value,
    "log": lambda x, _value, _bits: quotient(ONE, x),
    "sqrt": lambda _x, value, _bits: quotient(ONE, 2 * value),
    "sin": lambda x, _value, bits: function("cos", x, bits),
    "cos": lambda x, _value, bits: -function("sin", x, bits),
    "tan": lambda _x, value, _bits: ONE + _square(value),
    "sinh": lambda x, _value, bits: function("cosh", x, bits),
    "cosh": lambda x, _value, bits: function("sinh", x, bits),
    "tanh": lambda _x, value, _bits: ONE - _square(value),
    "arcsin": lambda x, _value, bits: quotient(ONE, function("sqrt", ONE - _square(x), bits)),
    "arccos": lambda x, _value, bits: -quotient(ONE, function("sqrt", ONE - _square(x), bits)),
    "arctan": lambda x, _value, _bits: quotient(ONE, ONE + _square(x)),
    "arcsinh": lambda x, _value, bits: quotient(ONE, function("sqrt", _square(x) + ONE, bits)),
    "arccosh": lambda x, _value, bits: quotient(ONE, function("sqrt", _square(x) - ONE, bits)),
    "arctanh": lambda x, _value, _bits: quotient(ONE, ONE - _square(x)),
    "erf": lambda x, _value, bits: _gauss(x, bits),
    "erfc": lambda x, _value, bits: -_gauss(x, bits),
})  # fmt: skip
"""The derivative of each function at x, where it has a value."""


@dataclass(frozen=True)
class Tracing(Exact):
    """Exact numbers, some of them traced; a point where a function has no derivative counts as a kink."""

    at_kinks: bool = False

    def given(self, value: Any) -> Any:
        """Return traced numbers as they are, others as `Exact` takes them."""
        return value if self.is_traced(value) else super().given(value)

    def is_traced(self, value: Any) -> bool:
        """Return whether a number, or one of an array, is traced."""
        return any(isinstance(entry, Traced) for entry in np.asarray(value, dtype=object).flat)

    def quotient(self, numerator: Any, denominator: Any) -> Any:
        """Return a quotient entry by entry."""
        return by_entry(_quotient)(numerator, denominator)

    def power(self, base: Any, exponent: Any) -> Any:
        """Return powers entry by entry."""
        return by_entry(self._traced_power)(base, exponent)

    def _traced_power(self, base: Any, exponent: Any) -> Any:
        b, e = plain(base), plain(exponent)
        value = self._power(b, e)
        traced = next((each for each in (base, exponent) if isinstance(each, Traced)), None)
        if traced is None or isinstance(value, Nowhere):
            return value
        partials: tuple[Partial, ...] = ()
        if isinstance(base, Traced):
            partials += ((base.place, e * power(b, e - ONE, self.bits) if e != 1 else ONE),)
        if isinstance(exponent, Traced):
            partials += ((exponent.place, value * function("log", b, self.bits)),)
        return traced.tape.note(value, partials)

    def apply(self, name: str, *values: Any) -> Any:
        """Return a function entry by entry, each with its derivative."""
        return by_entry(lambda number: self._applied(name, number))(*values)

    def _applied(self, name: str, number: Any) -> Any:
        if not isinstance(number, Traced):
            return function(name, number, self.bits)
        if name == "abs":
            return abs(number)
        value = function(name, number.value, self.bits)
        if isinstance(value, Nowhere):
            return value
        return number.tape.note(value, ((number.place, SLOPES[name](number.value, value, self.bits)),))

    def compare(self, relation: str, left: Any, right: Any, *, discrete: bool) -> Any:
        """Return whether a relation holds."""
        return super().compare(relation, _all_plain(left), _all_plain(right), discrete=discrete)

    def jump(self, name: str, value: Any, *, discrete: bool) -> Any:
        """Return ``sign`` or ``floor``, which do not change but at their jumps."""
        return super().jump(name, _all_plain(value), discrete=discrete)

    def _chosen(self, values: Sequence[Any], conditions: Sequence[Any]) -> Any:
        """Return the first value whose condition holds; where that is in doubt, there is no derivative."""
        for value, condition in zip(values, conditions, strict=True):
            if condition is not False:
                return value if condition is True else condition
        return Nowhere("outside", "no branch holds")

    def extreme(self, values: Sequence[Any], *, largest: bool) -> Any:
        """Return the largest or the smallest; two that are equal have no derivative in common."""

        def further(*numbers: Any) -> Any:
            best = numbers[0]
            for number in numbers[1:]:
                order = compare(plain(number), plain(best))
                if isinstance(order, Nowhere):
                    return order
                if order == 0 and (isinstance(number, Traced) or isinstance(best, Traced)):
                    return CORNER
                best = number if order == (1 if largest else -1) else best
            return best

        return by_entry(further)(*values)

    def settled(self, value: Any) -> Any:
        """Return a value as it is: what is traced was shortened when it was made."""
        return value


def _all_plain(value: Any) -> Any:
    return by_entry(plain)(value)
