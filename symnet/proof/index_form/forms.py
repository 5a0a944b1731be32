"""The index form of a matrix: its entry as a polynomial in two groups of indices, its rows and its columns.

A matrix has one row index, or none where it has one row, or several where its rows are stacked columns or stem from a
Kronecker product: of sizes (n, m), the places (j, i) are row j m + i.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sympy import Expr, Mul, S

from symnet.expressions.shapes import same_size
from symnet.proof.index_form.language import OutsideLanguageError
from symnet.proof.index_form.ring import Ring
from symnet.proof.index_form.terms import COMPOSITE, NUMBER, ZERO_PLACE, Place, Polynomial


class MatrixForm(NamedTuple):
    """The entry of a matrix at its own row and column indices, which are fresh."""

    rows: tuple[Place, ...]
    columns: tuple[Place, ...]
    body: Polynomial


def indices(ring: Ring, size: Expr) -> tuple[Place, ...]:
    """Return a new index for a size, and none for size 1."""
    return () if size == S.One else (ring.fresh(ring.size(size)),)


def like(ring: Ring, places: Sequence[Place]) -> tuple[Place, ...]:
    """Return new indices of the same sizes."""
    return tuple(ring.fresh(place.size) for place in places)


def place_of(places: Sequence[Place]) -> Place:
    """Return the indices of a row or column as one place of a symbol."""
    if not places:
        return ZERO_PLACE
    return places[0] if len(places) == 1 else Place(COMPOSITE, 0, 0, tuple(places))


def at(ring: Ring, form: MatrixForm, rows: Sequence[Place], columns: Sequence[Place]) -> Polynomial:
    """Return the entry at places; these are as many as the form has indices."""
    names = dict(zip((*form.rows, *form.columns), (*rows, *columns), strict=True))
    return ring.rename(form.body, names)


def renewed(ring: Ring, form: MatrixForm) -> MatrixForm:
    """Return a form with new row and column indices, to use it a second time."""
    rows, columns = like(ring, form.rows), like(ring, form.columns)
    return MatrixForm(rows, columns, at(ring, form, rows, columns))


def aligned(ring: Ring, *groups: Sequence[Place]) -> tuple[tuple[Place, ...], list[tuple[Place, ...]]]:
    """Return new indices that are as fine as the finest group, and the places that they are in each group.

    One index of size m n in one group meets two of sizes m and n in another: there it becomes a composite place.

    Raises `OutsideLanguageError` where the groups divide the rows differently.
    """
    finest = max(groups, key=len)
    shared = like(ring, finest)
    return shared, [_placed(ring, group, shared) for group in groups]


def _placed(ring: Ring, group: Sequence[Place], shared: Sequence[Place]) -> tuple[Place, ...]:
    placed = []
    rest = list(shared)
    for place in group:
        size, taken = ring.size_of(place), []
        while rest:
            taken.append(rest.pop(0))
            if same_size(Mul(*(ring.size_of(part) for part in taken)), size):
                break
        else:
            raise OutsideLanguageError("rows or columns are stacked in two different ways")
        placed.append(place_of(taken))
    if rest:
        raise OutsideLanguageError("rows or columns are stacked in two different ways")
    return tuple(placed)


def is_number(places: Sequence[Place]) -> bool:
    """Tell whether places are definite."""
    return all(place.kind == NUMBER for place in places)
