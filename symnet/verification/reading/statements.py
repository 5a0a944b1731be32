"""What a text claims: the table in which it is meant, what its stars mean, and what is assumed.

``A * B`` is the product of matrices to who writes SymPy, and the product entry by entry to who writes NumPy, as is
``A**2``. Beside ``@`` it is NumPy's. Without, it is read in both ways; where both fit and say different things, the
claim is decided in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sympy import Expr

from symnet.errors import ShapeError, SymnetError, SymnetValueError
from symnet.expressions.assumptions import Fact, equal_sizes
from symnet.parsing.meaning import Stars
from symnet.parsing.reading import read_claim
from symnet.parsing.symbols import SymbolTable
from symnet.verification.reading.assuming import assumed
from symnet.verification.reading.quotients import refuse_differentials

Sides = tuple[Expr, Expr, tuple[Expr, ...]]
"""Two sides, and the scalars that must have a value besides them."""

DOES_NOT_FIT = (
    "* is the product of matrices in SymPy and the product entry by entry in NumPy, where it does not fit here; "
    "write @ or ⊙"
)
BESIDE_AT = (
    "beside @ a * is the product entry by entry, as in NumPy, and does not fit here; "
    "write @ for the product of matrices"
)
KINDS = ("the product of matrices", "the product entry by entry")


class Claimed(NamedTuple):
    """A claim that was read: two sides of one shape, what must have a value besides them, and what is assumed."""

    left: Expr
    right: Expr
    defined: tuple[Expr, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Statement:
    """What a text may mean.

    ======== =======================================================================================================
    readings the claims that it may be, one but for the stars: that of matrices, then that of entries
    doubt    why it is not certain to be meant so; empty where it is
    ======== =======================================================================================================
    """

    readings: tuple[Claimed, ...]
    doubt: str = ""


def read_statement(
    text: str,
    tables: Iterable[SymbolTable],
    assuming: Iterable[Any] = (),
    *,
    names: SymbolTable | None = None,
    is_code: bool = False,
) -> Statement:
    """Return what a text claims, read in the first table in which it can be.

    Where all names are known in the first table and their shapes do not fit, it may be meant in the second: ``δ`` and
    ``b`` are called alike at both grains. Further it is not sought.

    Facts may be about what `names` holds besides the table. With `is_code` a text with ``A.T`` is taken for Python,
    where a star between matrices that fits in SymPy only is in doubt. Sizes that are assumed to be equal are one size.

    >>> import symnet as sn
    >>> from symnet.verification.reading.vocabulary import tables_of
    >>> cost = sn.Network([2, 1], activations="sigmoid").cost("binary_cross_entropy")
    >>> read_statement("δ^[0] = a^[0] - y", tables_of(cost)).readings[0].left.shape
    (1, 1)

    Raises what `read_claim` and `assumed` raise: a `ShapeError` rather than an unknown name. A quotient of
    differentials, ``dA1/dZ1``, is refused in whatever table it is one.
    """
    given = tuple(assuming)
    unfit: ShapeError | None = None
    unknown: SymnetError | None = None
    for place, table in enumerate(tables):
        if unfit is not None and place > 1:
            break
        try:
            facts, _ = assumed(given, _together(table, names))
        except SymnetError as error:  # an assumption that cannot be made is a mistake, and refutes nothing
            unknown = SymnetValueError(str(error)) if isinstance(error, ShapeError) else error
            continue
        sized = table.with_sizes(equal_sizes(facts))
        refuse_differentials(text, sized)
        try:
            readings, doubt = _readings(text, sized, is_code=is_code)
        except ShapeError as error:
            unfit = unfit or error
        except SymnetError as error:
            unknown = error
        else:
            return Statement(tuple(Claimed(*sides, facts) for sides in readings), doubt)
    raise unfit or unknown or SymnetValueError("A claim needs a table of names to be read in.")


def _together(table: SymbolTable, names: SymbolTable | None) -> SymbolTable:
    return table if names is None else replace(table, symbols={**names.symbols, **table.symbols})


def _readings(text: str, table: SymbolTable, *, is_code: bool) -> tuple[list[Sides], str]:
    """Return the sides that a text may stand for, and what is in doubt about them."""
    of_matrices = _fitting(text, table, "matrix")
    if "@" in text and "*" in text:
        return _beside_at(text, table, of_matrices)
    if "*" not in text and not isinstance(of_matrices, ShapeError):
        return [of_matrices], ""
    of_entries = _fitting(text, table, "entries")
    if isinstance(of_matrices, ShapeError):
        if isinstance(of_entries, ShapeError):
            raise of_matrices
        return [of_entries], ""
    if isinstance(of_entries, ShapeError):
        return [of_matrices], DOES_NOT_FIT if is_code and ".T" in text else ""
    return list(dict.fromkeys((of_matrices, of_entries))), ""


def _beside_at(text: str, table: SymbolTable, of_matrices: Sides | ShapeError) -> tuple[list[Sides], str]:
    of_entries = _fitting(text, table, "entries")
    if not isinstance(of_entries, ShapeError):
        return [of_entries], ""
    if isinstance(of_matrices, ShapeError):
        raise of_entries
    return [of_matrices], BESIDE_AT


def _fitting(text: str, table: SymbolTable, stars: Stars) -> Sides | ShapeError:
    """Return the sides, or why the shapes do not fit."""
    try:
        return read_claim(text, table, stars=stars)
    except ShapeError as unfit:
        return unfit
