"""Facts about symbols as rules of a ring."""

from __future__ import annotations

from fractions import Fraction
from functools import singledispatch
from typing import Any

from sympy import Expr, S

from symnet.expressions.assumptions import (
    Between,
    Binary,
    Invertible,
    Nonzero,
    Orthogonal,
    PositiveDefinite,
    SameSize,
    SumToOne,
    Symmetric,
)
from symnet.proof.index_form.language import OutsideLanguageError
from symnet.proof.index_form.ring import Pattern, Ring
from symnet.proof.index_form.structure import delta
from symnet.proof.index_form.terms import BOUND, ONE, PARAMETER, ZERO_PLACE, Place, Range


@singledispatch
def assume(fact: Any, ring: Ring) -> None:
    """Teach a ring a fact, before anything is read into it; each kind of fact has its rule."""
    del ring
    raise TypeError(f"{fact!r} is no fact")


def _head(ring: Ring, symbol: Expr) -> int:
    if not symbol.is_Matrix:
        return ring.head("symbol", symbol)
    symmetries = ((1, 0),) if symbol in ring.symmetric else ()
    return ring.head("entry", symbol, arity=2, symmetries=symmetries)


@assume.register
def _(fact: SumToOne, ring: Ring) -> None:
    """Σ_i Y_ij = 1."""
    head = _head(ring, fact.matrix)
    size = fact.matrix.shape[fact.axis]
    summed = ZERO_PLACE if size == S.One else Place(BOUND, 0, ring.size(size))
    kept = Place(PARAMETER, 0)
    places = (summed, kept) if fact.axis == 0 else (kept, summed)
    ring.patterns.setdefault(head, []).append(Pattern((((head, places), Fraction(1)),), ONE))


@assume.register
def _(fact: Between, ring: Ring) -> None:
    """A < A_ij < b."""
    low, high = (None if end.is_infinite else _fraction(end) for end in (fact.low, fact.high))
    head = _head(ring, fact.symbol)
    ring.narrow(head, Range(low, high))
    if fact.low.is_nonnegative or fact.high.is_nonpositive:
        ring.nonzero.add(head)


def _fraction(end: Expr) -> Fraction:
    if not end.is_Rational:
        raise OutsideLanguageError(f"the bound {end} is no rational number")
    return Fraction(int(end.p), int(end.q))


@assume.register
def _(fact: Nonzero, ring: Ring) -> None:
    """A_ij ≠ 0."""
    ring.nonzero.add(_head(ring, fact.symbol))


@assume.register
def _(fact: Binary, ring: Ring) -> None:
    """A_ij² = A_ij."""
    head = _head(ring, fact.symbol)
    ring.binary.add(head)
    ring.narrow(head, Range(Fraction(0), Fraction(1), low_is_open=False, high_is_open=False))


@assume.register(Symmetric)
@assume.register(PositiveDefinite)
def _(fact: Any, ring: Ring) -> None:
    """A_ij = A_ji."""
    ring.symmetric.add(fact.matrix)
    if isinstance(fact, PositiveDefinite):
        ring.definite.add(fact.matrix)


@assume.register
def _(fact: Orthogonal, ring: Ring) -> None:
    """Σ_k Q_ki Q_kj = δ_ij = Σ_k Q_ik Q_jk."""
    head = _head(ring, fact.matrix)
    size = fact.matrix.shape[0]
    if size == S.One:
        raise OutsideLanguageError("an orthogonal matrix of one entry is 1 or -1")
    middle = Place(BOUND, 0, ring.size(size))
    first, second = Place(PARAMETER, 0), Place(PARAMETER, 1)
    one = Fraction(1)
    rules = ring.patterns.setdefault(head, [])
    for in_rows in (True, False):
        left, right = (((middle, end) if in_rows else (end, middle)) for end in (first, second))
        rules.append(Pattern((((head, left), one), ((head, right), one)), delta(ring, first, second)))
        rules.append(Pattern((((head, left), 2 * one),), ONE))
    ring.orthogonal.add(head)


@assume.register(Invertible)
@assume.register(SameSize)
def _(fact: Any, ring: Ring) -> None:
    """An inverse says by itself that it exists; equal sizes are put into the expressions before they are read."""
    del fact, ring
