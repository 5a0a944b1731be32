"""Places of a part in the whole: row i of the rows of K from o on is row i + o of K; blocks and slices are such parts.

A shifted place lies in the whole wherever the part exists. What is known of its offset is asked of the ring; an offset
of which nothing is known is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sympy import Expr, Integer

from symnet.proof.index_form.factors import RECIPROCAL, is_nonzero, range_of
from symnet.proof.index_form.language import says
from symnet.proof.index_form.ring import Product, Ring
from symnet.proof.index_form.terms import (
    BOUND,
    FREE,
    FRESH,
    NUMBER,
    SHIFTED,
    Atom,
    Factor,
    Place,
    Polynomial,
    Term,
    collected,
    indices_of,
    moved_factors,
    used_indices,
)

MOST_ENDS = 16
"""A sum that leaves out more places than these stays as it is."""

TOTAL = frozenset({"sin", "cos", "atan", "erf", "above", "at"})
"""Functions that have a value wherever their arguments have one."""

Rest = Mapping[Atom, Fraction]


def shifted(ring: Ring, inner: Place, offset: Expr, whole: Expr) -> Place:
    """Return the place of the whole that a place of a part is, which begins at an offset."""
    size = ring.size(whole)
    if offset.is_zero and inner.kind in (BOUND, FRESH) and inner.size == size:
        return inner
    return Place(SHIFTED, ring.size(offset), size, (inner,))


def offset_of(ring: Ring, place: Place) -> Expr:
    """Return at which place of the whole the part of a shifted place begins."""
    return ring.size_of(Place(NUMBER, 0, place.number))


def is_inside(ring: Ring, size: Expr, offset: Expr, whole: Expr) -> bool:
    """Tell whether so many places from an offset on certainly are places of the whole."""
    return all(_is_nonnegative(ring, each) for each in (size, offset, whole - offset - size))


def _is_nonnegative(ring: Ring, size: Expr) -> bool:
    return range_of(ring, ring.polynomial_of_size(size.expand())).is_nonnegative


@says("Place i of a part that begins at place o is place i + o of the whole")
def apply_shifts(ring: Ring, product: Product) -> list[Product] | None:
    """Place i of a part that begins at place o is place i + o of the whole.

    Condition: none; a definite or named place of the part is one of the whole.
    """
    names: dict[Place, Place] = {}
    for _, places in product.factors:
        for place in places:
            found = _resolved(ring, place) if place.kind == SHIFTED else None
            if found is not None:
                names[place] = found
    if not names:
        return None
    return [product._replace(factors=collected(moved_factors(product.factors.items(), names)))]


def _resolved(ring: Ring, place: Place) -> Place | None:
    (inner,), offset = place.parts, offset_of(ring, place)
    if inner.kind == SHIFTED:
        return Place(SHIFTED, ring.size(offset + offset_of(ring, inner)), place.size, inner.parts)
    if inner.kind == NUMBER:
        return place_at(ring, offset + inner.number)
    if inner.kind == FREE and isinstance(ring.name_of(inner), Expr):
        return place_at(ring, offset + ring.name_of(inner))
    return None


def place_at(ring: Ring, position: Expr) -> Place:
    """Return the place of a position that nothing binds."""
    return Place(NUMBER, int(position)) if position.is_Integer else ring.free(position)


def without_shifted_delta(ring: Ring, product: Product, delta: Atom, rest: Rest) -> list[Product] | None:
    """Return a product with a delta of a shifted place used, or None where it says nothing new."""
    first, second = delta[1] if delta[1][0].kind == SHIFTED else delta[1][::-1]
    if second.kind == SHIFTED:
        return _of_two(ring, product, rest, (delta[0], first, second))
    if second.kind == NUMBER:
        return _at_number(ring, product, rest, (delta[0], first, second))
    if second in product.bound or second not in used_indices(rest.items()) or second in indices_of((first,)):
        return None
    factors = collected((*moved_factors(rest.items(), {second: first}), (delta, Fraction(1))))
    return [product._replace(factors=factors)]


def _with_delta(product: Product, rest: Rest, head: int, row: Place, column: Place) -> list[Product]:
    factor: Factor = ((head, (row, column)), Fraction(1))
    return [product._replace(factors=collected((*rest.items(), factor)))]


def _of_two(ring: Ring, product: Product, rest: Rest, delta: tuple[int, Place, Place]) -> list[Product] | None:
    """Two places of the same part are one where they are in the part; those of two parts without a common place never.

    Of a part of a part the place in the whole is that in the greater part.
    """
    head, first, second = delta
    if first.size != second.size:
        return None
    if first.number == second.number and first.parts[0].size == second.parts[0].size:
        return _with_delta(product, rest, head, first.parts[0], second.parts[0])
    for one, other in ((first, second), (second, first)):
        (inner,), (outer,) = one.parts, other.parts
        if inner.kind not in (BOUND, FRESH) or outer.kind not in (BOUND, FRESH):
            return None
        offset = offset_of(ring, one) - offset_of(ring, other)
        size, whole = ring.size_of(inner), ring.size_of(outer)
        if _is_nonnegative(ring, -offset - size):
            return []
        if is_inside(ring, size, offset, whole):
            return _with_delta(product, rest, head, shifted(ring, inner, offset.expand(), whole), outer)
    return None


def _at_number(ring: Ring, product: Product, rest: Rest, delta: tuple[int, Place, Place]) -> list[Product] | None:
    head, first, second = delta
    offset = offset_of(ring, first)
    if _is_nonnegative(ring, offset - second.number - 1):
        return []
    if not offset.is_Integer:
        return None
    return _with_delta(product, rest, head, first.parts[0], Place(NUMBER, second.number - int(offset)))


@says("A sum over a part is the sum over the whole without its ends: Σ_{i<n−1} f(i + 1) = Σ_{i<n} f(i) − f(0)")
def apply_ends(ring: Ring, product: Product) -> list[Product] | None:
    """A sum over a part is the sum over the whole without its ends: Σ_{i<n−1} f(i + 1) = Σ_{i<n} f(i) − f(0).

    Condition: the ends are a definite number of places, at which f has a value too.
    """
    for index in sorted(product.bound):
        places = _shifts_of(product, index)
        if len(places) != 1 or index in places:
            continue
        (place,) = places
        whole, offset = ring.size_of(place), offset_of(ring, place)
        after = (whole - offset - ring.size_of(index)).expand()
        if not (offset.is_Integer and after.is_Integer and offset >= 0 and after >= 0 and offset + after <= MOST_ENDS):
            continue
        if not (_is_nonnegative(ring, ring.size_of(index)) and has_values(ring, product.factors)):
            continue
        everywhere = ring.fresh(place.size)
        ends = [place_at(ring, Integer(k)) for k in range(int(offset))]
        ends += [place_at(ring, whole - 1 - k) for k in range(int(after))]
        rest = product._replace(bound=product.bound - {index})
        return [
            _at(rest, place, everywhere)._replace(bound=rest.bound | {everywhere}),
            *(_at(rest, place, end)._replace(coefficient=-rest.coefficient) for end in ends),
        ]
    return None


def _shifts_of(product: Product, index: Place) -> set[Place]:
    """Return the shifted places of an index, and the index itself where it stands by itself too."""
    places = {place for _, at in product.factors for place in at if index in indices_of((place,))}
    return places if all(place.kind == SHIFTED and place.parts == (index,) for place in places) else {index, *places}


def _at(product: Product, old: Place, new: Place) -> Product:
    return product._replace(factors=collected(moved_factors(product.factors.items(), {old: new})))


def has_values(ring: Ring, factors: Mapping[Atom, Fraction]) -> bool:
    """Tell whether a product certainly has a value at all places: made of entries, and of functions that all have."""
    return all(_has_value(ring, head, power) for (head, _), power in factors.items())


def _has_value(ring: Ring, head: int, power: Fraction) -> bool:
    kind, arguments = ring.heads[head].kind, ring.heads[head].arguments
    if kind == "exp" or (kind == RECIPROCAL and all(is_nonzero(ring, each) for each in arguments)):
        return all(_all_have(ring, each) for each in arguments)
    if power < 0 or power.denominator != 1:
        return False
    if kind in ("entry", "symbol", "delta"):
        return True
    return kind in TOTAL and all(_all_have(ring, each) for each in arguments)


def _all_have(ring: Ring, polynomial: Polynomial) -> bool:
    return all(_term_has(ring, term) for term in polynomial.terms)


def _term_has(ring: Ring, term: Term) -> bool:
    return has_values(ring, dict(term.factors))
