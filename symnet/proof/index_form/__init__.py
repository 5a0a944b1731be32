"""The index form: every expression as a sum of products of indexed entries, in a normal form for all sizes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symnet.limits import Limits
from symnet.proof.index_form import (  # noqa: F401 - their rules must be registered
    applications,
    cases,
    matrices,
    matrix_powers,
    parts,
    scalars,
    stacked,
    sums,
)
from symnet.proof.index_form.conditions import apply_conditions
from symnet.proof.index_form.functions import CONSTRUCTORS
from symnet.proof.index_form.language import OutsideLanguageError
from symnet.proof.index_form.powers import apply_powers
from symnet.proof.index_form.reader import Reader
from symnet.proof.index_form.reciprocals import apply_differences, apply_reciprocals
from symnet.proof.index_form.ring import Ring
from symnet.proof.index_form.shifts import apply_ends, apply_shifts
from symnet.proof.index_form.structure import apply_deltas, apply_patterns, apply_sizes, apply_specialisation

RULES = (
    apply_shifts,
    apply_deltas,
    apply_specialisation,
    apply_conditions,
    apply_powers,
    apply_reciprocals,
    apply_differences,
    apply_patterns,
    apply_sizes,
    apply_ends,
)
"""The rules by which a product is rewritten, in the order in which they are tried."""


def new_ring(limits: Limits, *, tied: Iterable[Any] = ()) -> Ring:
    """Return a ring that knows every rule; `tied` are symbols that are not free.

    >>> ring = new_ring(Limits(10.0))
    >>> ring.heads
    []
    """
    return Ring(limits, RULES, CONSTRUCTORS, tied)


__all__ = ["OutsideLanguageError", "Reader", "Ring", "new_ring"]
