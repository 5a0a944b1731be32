"""Entries and parts of a matrix by their places: ``A_{0,1}``, ``A_{:,2}``, ``A_{2,:}``, ``A_{1:2,3:5}``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Expr, Integer
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.errors import SymnetTypeError, SymnetValueError
from symnet.expressions.shapes import brief, shaped
from symnet.expressions.variables import Slice, Variable

Read = Callable[[str], Expr]


def part_of(matrix: Expr, places: str, read: Read) -> Any:
    """Return the entry, row, column or part at the places, which `read` reads.

    As they are printed: an entry by its row and column counted from 0, all else counted from 1 and with its ends.

    >>> from sympy import MatrixSymbol
    >>> A = MatrixSymbol("A", 3, 5)
    >>> part_of(A, "0,1", Integer), part_of(A, ":,2", Integer).shape, part_of(A, "1:2,3:5", Integer).shape
    (A[0, 1], (3, 1), (2, 3))

    Raises `SymnetTypeError` for a scalar, `SymnetValueError` for a place that is not there.
    """
    parts = [part.strip() for part in places.split(",")]
    if not matrix.is_Matrix:
        raise SymnetTypeError(f"Only a matrix has entries, but {brief(matrix)} is a scalar.")
    if isinstance(matrix, Variable):
        raise SymnetValueError(f"An entry of {brief(matrix)} is written as its notation writes it, without a comma.")
    if len(parts) != 2 or not all(parts):
        raise SymnetValueError(f"A place in a matrix is a row and a column, as A_{{0,1}}, but here is {{{places}}}.")
    if parts[0] == ":":
        return Slice(matrix, _inside(read(parts[1]), 1, matrix, axis=1), 1)
    if parts[1] == ":":
        return Slice(matrix, _inside(read(parts[0]), 1, matrix, axis=0), 0)
    if ":" not in places:
        i, j = (_inside(read(part), 0, matrix, axis=axis) for axis, part in enumerate(parts))
        return MatrixElement(matrix, i, j)
    return MatrixSlice(matrix, *(_range(part, read, matrix, axis=axis) for axis, part in enumerate(parts)))


def _inside(place: Expr, first: int, matrix: Expr, *, axis: int) -> Expr:
    """Return a place; raise where it lies outside for all sizes, as row n of n rows that are counted from 0."""
    before = place - first
    if before.is_negative or (before - matrix.shape[axis]).is_nonnegative:
        counted = "entries are counted from 0" if first == 0 else "rows and columns are counted from 1"
        raise SymnetValueError(
            f"There is no {'row' if axis == 0 else 'column'} {place} in {shaped(matrix)}: {counted}."
        )
    return place


def _range(part: str, read: Read, matrix: Expr, *, axis: int) -> tuple[Expr, ...]:
    ends = [read(end) for end in part.split(":")]
    if len(ends) not in (2, 3):
        raise SymnetValueError(f"A range of rows or columns is written 1:3, but here is {part!r}.")
    step = ends[1] if len(ends) == 3 else Integer(1)
    first, last = (_inside(end, 1, matrix, axis=axis) for end in (ends[0], ends[-1]))
    return first - 1, last, step
