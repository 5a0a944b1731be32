"""Evaluation in double precision: NumPy's functions on whole arrays; NaN stands where there is no value."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from types import MappingProxyType
from typing import Any

import numpy as np

from symnet.errors import SymnetValueError
from symnet.expressions.shapes import brief

RELATIONS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType({
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
})  # fmt: skip

# What NumPy lacks, from Python's own library: the same C functions.
ENTRY_BY_ENTRY: Mapping[str, Callable[[Any], Any]] = MappingProxyType({
    "erf": np.frompyfunc(math.erf, 1, 1),
    "erfc": np.frompyfunc(math.erfc, 1, 1),
})  # fmt: skip


@dataclass(frozen=True)
class Floats:
    """Double precision; a comparison with NaN is false, a singular matrix has an inverse full of NaN."""

    stable: bool = True
    """Whether a function is computed in the form that keeps its digits, and not from its definition as it stands."""

    def given(self, value: Any) -> Any:
        """Return a value of the user in double precision."""
        return float(value) if np.ndim(value) == 0 else np.asarray(value, dtype=float)

    def number(self, value: Fraction) -> Any:
        """Return a rational, rounded."""
        try:
            return np.float64(float(value))
        except OverflowError:
            return np.float64(math.copysign(math.inf, value))

    def constant(self, name: str) -> Any:
        """Return pi or e, rounded."""
        return np.float64({"pi": math.pi, "e": math.e}[name])

    def filled(self, value: int, rows: int, columns: int) -> Any:
        """Return the matrix whose entries are all one integer."""
        return np.full((rows, columns), float(value))

    def quotient(self, numerator: Any, denominator: Any) -> Any:
        """Return a quotient entry by entry: infinite, or NaN, for a division by 0."""
        return np.true_divide(numerator, denominator)

    def power(self, base: Any, exponent: Any) -> Any:
        """Return powers entry by entry: NaN for a root of a negative number."""
        return np.power(np.asarray(base, dtype=float), exponent)[()]

    def apply(self, name: str, *values: Any) -> Any:
        """Return a function of NumPy or of Python."""
        if name in ENTRY_BY_ENTRY:
            return np.asarray(ENTRY_BY_ENTRY[name](*values), dtype=float)[()]
        return getattr(np, name)(*values)

    def compare(self, relation: str, left: Any, right: Any, *, discrete: bool) -> Any:
        """Return whether a relation holds; no tie is special."""
        return RELATIONS[relation](left, right)

    def jump(self, name: str, value: Any, *, discrete: bool) -> Any:
        """Return ``sign`` or ``floor``."""
        return getattr(np, name)(value)

    def all_of(self, truths: Sequence[Any]) -> Any:
        """Return the conjunction."""
        return reduce(np.logical_and, truths)

    def any_of(self, truths: Sequence[Any]) -> Any:
        """Return the disjunction."""
        return reduce(np.logical_or, truths)

    def is_traced(self, value: Any) -> bool:
        """Return whether a value remembers what it is made of: none does."""
        return False

    def is_somewhere(self, truth: Any) -> bool:
        """Return whether an entry is true."""
        return bool(np.any(truth))

    def negation(self, truth: Any) -> Any:
        """Return the opposite."""
        return np.logical_not(truth)

    def choose(self, values: Sequence[Any], conditions: Sequence[Any]) -> Any:
        """Return entry by entry the first value whose condition holds, NaN where none does."""
        shape = np.broadcast_shapes(*(np.shape(each) for each in (*values, *conditions)))
        whole = [np.broadcast_to(each, shape) for each in (*conditions, *values)]
        return np.select(whole[: len(values)], whole[len(values) :], default=math.nan)[()]

    def extreme(self, values: Sequence[Any], *, largest: bool) -> Any:
        """Return the largest or the smallest of some values, entry by entry."""
        return reduce(np.maximum if largest else np.minimum, values)

    def inverse(self, matrix: Any, check: Callable[[], None]) -> Any:
        """Return the inverse, NaN for a singular matrix."""
        try:
            return np.linalg.inv(matrix)
        except np.linalg.LinAlgError:
            return np.full(matrix.shape, math.nan)

    def determinant(self, matrix: Any, check: Callable[[], None]) -> Any:
        """Return the determinant."""
        return np.linalg.det(matrix)

    def nothing(self, text: str) -> Any:
        """Return NaN."""
        return np.float64(math.nan)

    def as_integer(self, value: Any, expression: Any) -> int:
        """Return a number of rows, columns or terms; raise where it is no integer."""
        if not math.isfinite(value) or value != round(value):
            raise SymnetValueError(f"The size {brief(expression)} must be an integer, but it is {value}.")
        return round(value)

    def settled(self, value: Any) -> Any:
        """Return the value."""
        return value

    def result(self, value: Any) -> Any:
        """Return an array, or a Python number."""
        return value if np.ndim(value) else value.item() if isinstance(value, np.generic) else value


FLOATS = Floats()
