"""What numbers can do for an evaluation: the part in which floating point and exact numbers differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Protocol


class Arithmetic(Protocol):
    """Numbers with ``+ - * /`` of their own, in arrays or alone, and what else an evaluation asks of them.

    A truth value is an array of bools or one bool; an arithmetic may know a third one, for what it cannot decide.
    """

    @property
    def stable(self) -> bool:
        """Whether a function is better computed in the form that keeps its digits than from its definition."""

    def given(self, value: Any) -> Any:
        """Return a value of the user as a number, or as a 2-D array of numbers."""

    def number(self, value: Fraction) -> Any:
        """Return a rational."""

    def constant(self, name: str) -> Any:
        """Return pi or e."""

    def filled(self, value: int, rows: int, columns: int) -> Any:
        """Return the matrix whose entries are all one integer."""

    def quotient(self, numerator: Any, denominator: Any) -> Any:
        """Return a quotient entry by entry."""

    def power(self, base: Any, exponent: Any) -> Any:
        """Return powers entry by entry."""

    def apply(self, name: str, *values: Any) -> Any:
        """Return a function entry by entry, by its name in NumPy: ``exp``, ``arctan``."""

    def compare(self, relation: str, left: Any, right: Any, *, discrete: bool) -> Any:
        """Return whether a relation holds, entry by entry; between integers (discrete) a tie is nothing special."""

    def jump(self, name: str, value: Any, *, discrete: bool) -> Any:
        """Return ``sign`` or ``floor``, entry by entry."""

    def all_of(self, truths: Sequence[Any]) -> Any:
        """Return the conjunction."""

    def any_of(self, truths: Sequence[Any]) -> Any:
        """Return the disjunction."""

    def is_traced(self, value: Any) -> bool:
        """Return whether a value remembers what it is made of: then no plain number may stand for it."""

    def is_somewhere(self, truth: Any) -> bool:
        """Return whether an entry is true, or may be."""

    def negation(self, truth: Any) -> Any:
        """Return the opposite."""

    def choose(self, values: Sequence[Any], conditions: Sequence[Any]) -> Any:
        """Return entry by entry the first value whose condition holds; where none does, there is no value."""

    def extreme(self, values: Sequence[Any], *, largest: bool) -> Any:
        """Return the largest or the smallest of some values, entry by entry."""

    def inverse(self, matrix: Any, check: Callable[[], None]) -> Any:
        """Return the inverse of a square matrix; a long computation calls `check`, which raises when time is up."""

    def determinant(self, matrix: Any, check: Callable[[], None]) -> Any:
        """Return the determinant of a square matrix; a long computation calls `check`."""

    def nothing(self, text: str) -> Any:
        """Return what stands where there is no value."""

    def as_integer(self, value: Any, expression: Any) -> int:
        """Return a number of rows, columns or terms; raise where it is no integer."""

    def settled(self, value: Any) -> Any:
        """Return a value as it should be kept."""

    def result(self, value: Any) -> Any:
        """Return a value as it is given out; raise where there is none."""
