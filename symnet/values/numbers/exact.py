"""Evaluation with exact numbers: rationals, and enclosures where a function is not rational."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Expr, Float, Rational

from symnet.errors import SymnetTypeError, SymnetValueError
from symnet.expressions.shapes import brief
from symnet.values.numbers.enclosures import Enclosed, as_enclosure, compare, enclosed, hull, quotient
from symnet.values.numbers.functions import LARGEST_RATIONAL, constant, function, power, size
from symnet.values.numbers.nowhere import Nowhere
from symnet.verdicts import Enclosure

SIGNS: dict[str, frozenset[int]] = {
    "<": frozenset({-1}), "<=": frozenset({-1, 0}), ">": frozenset({1}), ">=": frozenset({0, 1}),
    "==": frozenset({0}), "!=": frozenset({-1, 1}),
}  # fmt: skip
"""Of which signs the difference of two numbers may be, for a relation to hold."""

TIE = Nowhere("kink", "a number is exactly where a function jumps")


@dataclass(frozen=True)
class Exact:
    """Rationals, and enclosures of about so many bits.

    Where the operands of a comparison are equal, a branch begins: with `at_kinks` the comparison is answered as it
    stands; without, the point counts as a kink, and there is a value only if every branch that begins there agrees.
    Where an enclosure does not tell which branch it is, the value is enclosed by all that it may be.
    """

    bits: int = 120
    at_kinks: bool = True
    stable: bool = False

    def given(self, value: Any) -> Any:
        """Return a value of the user as fractions; a float stands for the number that it is, not for its decimals."""
        if np.ndim(value) == 0:
            return _number(value)
        return by_entry(_number)(np.asarray(value, dtype=object)) if np.size(value) else np.asarray(value, dtype=object)

    def number(self, value: Fraction) -> Any:
        """Return the rational."""
        return value

    def constant(self, name: str) -> Any:
        """Return pi or e, enclosed."""
        return constant(name, self.bits)

    def filled(self, value: int, rows: int, columns: int) -> Any:
        """Return the matrix whose entries are all one integer."""
        return np.full((rows, columns), Fraction(value), dtype=object)

    def quotient(self, numerator: Any, denominator: Any) -> Any:
        """Return a quotient entry by entry: nowhere for a division by 0."""
        return by_entry(quotient)(numerator, denominator)

    def power(self, base: Any, exponent: Any) -> Any:
        """Return powers entry by entry: nowhere for a root of a negative number."""
        return by_entry(self._power)(base, exponent)

    def _power(self, base: Any, exponent: Any) -> Any:
        if not self.at_kinks and isinstance(base, Fraction) and not base and exponent == 0:
            return Nowhere("kink", "0 to the power of 0")
        return power(base, exponent, self.bits)

    def apply(self, name: str, *values: Any) -> Any:
        """Return a function entry by entry, enclosed where it is not rational."""
        return by_entry(lambda value: function(name, value, self.bits))(*values)

    def compare(self, relation: str, left: Any, right: Any, *, discrete: bool) -> Any:
        """Return whether a relation holds: true, false, or nowhere, where it cannot be told."""

        def holds(a: Any, b: Any) -> Any:
            if isinstance(a, bool) or isinstance(b, bool):
                return (a == b) is (relation == "==")
            order = compare(a, b)
            if isinstance(order, Nowhere):
                return order
            return TIE if order == 0 and not discrete and not self.at_kinks else order in SIGNS[relation]

        return by_entry(holds)(left, right)

    def jump(self, name: str, value: Any, *, discrete: bool) -> Any:
        """Return ``sign`` or ``floor``: nowhere exactly at a jump, unless kinks are allowed."""
        rule = _sign if name == "sign" else _floor
        return by_entry(lambda number: rule(number, may_jump=discrete or self.at_kinks))(value)

    def all_of(self, truths: Sequence[Any]) -> Any:
        """Return the conjunction: false where one is false, whatever the others."""
        return by_entry(_all_of)(*truths)

    def any_of(self, truths: Sequence[Any]) -> Any:
        """Return the disjunction: true where one is true, whatever the others."""
        return by_entry(lambda *each: _negation(_all_of(*map(_negation, each))))(*truths)

    def is_traced(self, value: Any) -> bool:
        """Return whether a value remembers what it is made of: none does."""
        return False

    def is_somewhere(self, truth: Any) -> bool:
        """Return whether an entry is true, or may be."""
        return bool(np.any(by_entry(lambda each: each is not False)(truth)))

    def negation(self, truth: Any) -> Any:
        """Return the opposite; of what is unknown, the same."""
        return by_entry(_negation)(truth)

    def choose(self, values: Sequence[Any], conditions: Sequence[Any]) -> Any:
        """Return entry by entry the first value whose condition holds, or what holds all that it may be."""

        def chosen(*mixed: Any) -> Any:
            return self._chosen(mixed[: len(values)], mixed[len(values) :])

        return by_entry(chosen)(*values, *conditions)

    def _chosen(self, values: Sequence[Any], conditions: Sequence[Any]) -> Any:
        """Return the first value whose condition holds, or what holds all values whose condition may."""
        candidates: list[Any] = []
        doubt: Nowhere | None = None
        for value, condition in zip(values, conditions, strict=True):
            if condition is False:
                continue
            candidates.append(value)
            if condition is True:
                break
            if condition.reason == "outside":
                return condition
            doubt = condition if doubt is None or condition.reason == "kink" else doubt
        else:
            return Nowhere("outside", "no branch holds") if doubt is None else doubt
        if doubt is None:
            return candidates[0]
        for candidate in candidates:
            if isinstance(candidate, Nowhere):
                return candidate
        if all(isinstance(each, Fraction) and each == candidates[0] for each in candidates):
            return candidates[0]
        return doubt if doubt.reason == "kink" else hull(candidates, self.bits)

    def extreme(self, values: Sequence[Any], *, largest: bool) -> Any:
        """Return the largest or the smallest of some values, entry by entry; of two that overlap, an enclosure."""

        def further(*numbers: Any) -> Any:
            best = numbers[0]
            for number in numbers[1:]:
                order = compare(number, best)
                if isinstance(order, Nowhere):
                    best = order if order.reason == "outside" else _extreme(best, number, self.bits, largest=largest)
                elif order == (1 if largest else -1):
                    best = number
            return best

        return by_entry(further)(*values)

    def inverse(self, matrix: Any, check: Callable[[], None]) -> Any:
        """Return the inverse, nowhere for a singular matrix."""
        return self._eliminated(matrix, check)[1]

    def determinant(self, matrix: Any, check: Callable[[], None]) -> Any:
        """Return the determinant."""
        return self._eliminated(matrix, check)[0]

    def _eliminated(self, matrix: Any, check: Callable[[], None]) -> tuple[Any, Any]:
        """Return the determinant and the inverse, by elimination with rational or surely nonzero pivots."""
        count = len(matrix)
        unit = self.filled(0, count, count)
        np.fill_diagonal(unit, Fraction(1))
        work = np.hstack([matrix, unit])
        determinant: Any = Fraction(1)
        for k in range(count):
            check()
            pivot, doubt = _pivot(work[k:, k])
            if pivot is None:
                reason = Nowhere("outside", "the inverse of a singular matrix") if doubt is None else doubt
                return Fraction(0) if doubt is None else doubt, np.full((count, count), reason, dtype=object)
            if pivot:
                work[[k, k + pivot]] = work[[k + pivot, k]]
                determinant = -determinant
            determinant = determinant * work[k, k]
            work[k] = self.settled(self.quotient(work[k], work[k, k]))
            for row in range(count):
                if row != k:
                    factor = work[row, k]
                    work[row] = work[row] - work[k] * factor
                    work[row, k] = Fraction(0)
        return determinant, work[:, count:]

    def nothing(self, text: str) -> Any:
        """Return `Nowhere`."""
        return Nowhere("outside", text)

    def as_integer(self, value: Any, expression: Any) -> int:
        """Return a number of rows, columns or terms; raise where it is no integer."""
        if isinstance(value, Nowhere):
            value.fail()
        if not isinstance(value, Fraction) or value.denominator != 1:
            raise SymnetValueError(f"The size or place {brief(expression)} must be an integer, but it is {value}.")
        return value.numerator

    def settled(self, value: Any) -> Any:
        """Return a value in which no rational is too long."""
        return by_entry(self._shortened)(value) if isinstance(value, np.ndarray) else self._shortened(value)

    def _shortened(self, number: Any) -> Any:
        too_long = isinstance(number, Fraction) and size(number) > LARGEST_RATIONAL
        return enclosed(number, self.bits) if too_long else number

    def result(self, value: Any) -> Any:
        """Return fractions, and an `Enclosure` for what is not rational; raise where there is no value."""
        if isinstance(value, np.ndarray):
            return by_entry(_given_out)(value)
        return _given_out(value)


EXACT = Exact()
"""Exact numbers; a comparison is answered as it stands, also where its two sides are equal."""


def by_entry(rule: Any) -> Any:
    """Return a rule of numbers as one of arrays of them, or of numbers and arrays."""

    def apply(*operands: Any) -> Any:
        if not any(isinstance(operand, np.ndarray) for operand in operands):
            return rule(*operands)
        return np.frompyfunc(rule, len(operands), 1)(*operands)

    return apply


def _number(value: Any) -> Any:
    if isinstance(value, Fraction | Enclosed | Nowhere):
        return value
    if isinstance(value, Enclosure):
        return value.low if value.is_exact else _from_enclosure(value)
    if isinstance(value, Float) or not isinstance(value, Expr):
        return Fraction(str(value)) if isinstance(value, Float) else Fraction(_plain(value))
    if isinstance(value, Rational):
        return Fraction(int(value.p), int(value.q))
    raise SymnetTypeError(f"The value {brief(value)} must be a rational number; evaluate it first.")


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _from_enclosure(value: Enclosure) -> Any:
    bits = 2 * max(size(value.low), size(value.high), 64)
    return hull([value.low, value.high], bits)


def _given_out(number: Any) -> Any:
    if isinstance(number, Nowhere):
        number.fail()
    return number if isinstance(number, Fraction | bool) else as_enclosure(number)


def _sign(number: Any, *, may_jump: bool) -> Any:
    order = compare(number, Fraction(0))
    if isinstance(order, Nowhere):
        return order
    return TIE if order == 0 and not may_jump else Fraction(order)


def _floor(number: Any, *, may_jump: bool) -> Any:
    if isinstance(number, Nowhere):
        return number
    if isinstance(number, Fraction):
        return TIE if number.denominator == 1 and not may_jump else Fraction(number.numerator // number.denominator)
    low, high = (end.numerator // end.denominator for end in number.bounds)
    return Fraction(low) if low == high else Nowhere("undecided", "the integer part of a number near an integer")


def _negation(truth: Any) -> Any:
    return truth if isinstance(truth, Nowhere) else not truth


def _all_of(*truths: Any) -> Any:
    if any(truth is False for truth in truths):
        return False
    return next((truth for truth in truths if isinstance(truth, Nowhere)), True)


def _extreme(left: Any, right: Any, bits: int, *, largest: bool) -> Any:
    """Return the larger or smaller of two numbers whose intervals overlap: an interval from the ends of both."""
    for each in (left, right):
        if isinstance(each, Nowhere):
            return each
    lows, highs = zip(
        *(each.bounds if isinstance(each, Enclosed) else (each, each) for each in (left, right)), strict=True
    )
    pick = max if largest else min
    return hull([pick(lows), pick(highs)], bits)


def _pivot(column: Any) -> tuple[int | None, Nowhere | None]:
    """Return the place of a number that is surely not 0, or why there is none."""
    doubt = None
    for place, number in enumerate(column):
        order = compare(number, Fraction(0))
        if isinstance(order, Nowhere):
            doubt = order
        elif order:
            return place, None
    return None, doubt
