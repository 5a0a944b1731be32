"""Making a counterexample simpler, one value at a time, as long as it remains one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from symnet.counterexamples.drawing import SIMPLE, Matrix, identity
from symnet.counterexamples.points import ClaimAtPoints, Difference, Point
from symnet.limits import Limits

TRIALS = 120
"""How many simpler points are tried."""

SHARE = 0.5
"""Which part of the time limit may have passed before the next trial."""


def shrink(claim: ClaimAtPoints, found: tuple[Point, Difference], *, limits: Limits) -> tuple[Point, Difference]:
    """Return a simpler counterexample: value after value becomes the simplest one with which the sides differ."""
    search = _Search(claim, found, limits)
    for symbol in claim.scalars:
        search.first(symbol, SIMPLE)
    for symbol in claim.matrices:
        search.first(symbol, _simple_matrices(search.point.values[symbol]))
    for symbol in claim.matrices:
        for place in np.ndindex(*search.point.values[symbol].shape):
            search.first(symbol, _simpler_entries(search.point.values[symbol], place))
    return search.point, search.difference


class _Search:
    """The simplest counterexample so far, and how many trials are left."""

    def __init__(self, claim: ClaimAtPoints, found: tuple[Point, Difference], limits: Limits) -> None:
        self.point, self.difference = found
        self._claim = claim
        self._limits = limits
        self._trials = TRIALS

    def first(self, symbol: Any, candidates: Iterator[Any] | tuple[Any, ...]) -> None:
        """Take the first candidate for the value of a symbol with which the sides still differ."""
        for candidate in candidates:
            if np.array_equal(candidate, self.point.values[symbol]):
                return
            if self._trials <= 0 or self._limits.elapsed > SHARE * self._limits.seconds:
                return
            point = self.point.with_value(symbol, candidate)
            if not self._claim.is_possible(point):
                continue
            self._trials -= 1
            difference = self._claim.difference(point, limits=self._limits)
            if difference is not None:
                self.point, self.difference = point, difference
                return


def _simple_matrices(matrix: Matrix) -> Iterator[Matrix]:
    """Yield the matrices that are easiest to reckon with."""
    rows, columns = matrix.shape
    yield np.full(matrix.shape, Fraction(0), dtype=object)
    if rows == columns:
        yield identity(rows)
    yield np.full(matrix.shape, Fraction(1), dtype=object)
    for size in {rows, columns} if rows != columns or rows > 1 else ():
        yield np.full(matrix.shape, Fraction(1, size), dtype=object)


def _simpler_entries(matrix: Matrix, place: tuple[int, ...]) -> Iterator[Matrix]:
    """Yield the matrix with a simpler number at a place; with its mirror image too, for a symmetric matrix."""
    mirrored = place[0] != place[1] and matrix.shape[0] == matrix.shape[1] and bool(np.all(matrix == matrix.T))
    for number in SIMPLE:
        if number == matrix[place]:
            yield matrix
            return
        changed = matrix.copy()
        changed[place] = number
        if mirrored:
            both = changed.copy()
            both[place[::-1]] = number
            yield both
        yield changed
