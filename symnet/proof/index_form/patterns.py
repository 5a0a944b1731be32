"""Patterns in products: a rule ``product = polynomial`` of the heads that brought it, found wherever it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from symnet.proof.index_form.ring import Pattern, Product, Ring
from symnet.proof.index_form.terms import (
    BOUND,
    FREE,
    PARAMETER,
    Factor,
    Place,
    collected,
    filled,
    indices_of,
    used_indices,
)


def matched(ring: Ring, pattern: Pattern, product: Product) -> tuple[dict[Place, Place], tuple[Factor, ...]] | None:
    """Return the places that a pattern's indices stand for in a product, and the factors that it covers, or None."""
    return next(_matches(ring, pattern.factors, product, {}, ()), None)


def _matches(
    ring: Ring, wanted: Sequence[Factor], product: Product, names: dict[Place, Place], covered: tuple[Factor, ...]
) -> Any:
    if not wanted:
        if _bound_are_used_up(product, names, covered):
            yield names, covered
        return
    (head, places), power = wanted[0]
    taken = {atom for atom, _ in covered}
    for (candidate, at), available in product.factors.items():
        if candidate != head or (candidate, at) in taken or not _covers(available, power):
            continue
        for order in (tuple(range(len(at))), *ring.heads[head].symmetries):
            joined = _unified(places, tuple(at[slot] for slot in order), product.bound, names)
            if joined is not None:
                yield from _matches(ring, wanted[1:], product, joined, (*covered, ((candidate, at), power)))


def _covers(available: Fraction, wanted: Fraction) -> bool:
    return (available >= wanted) if wanted > 0 else (available <= wanted)


def _unified(
    wanted: tuple[Place, ...], found: tuple[Place, ...], bound: frozenset[Place], names: dict[Place, Place]
) -> dict[Place, Place] | None:
    joined = dict(names)
    for place, at in zip(wanted, found, strict=True):
        if place.kind not in (PARAMETER, BOUND):
            if place != at:
                return None
            continue
        if place in joined:
            if joined[place] != at:
                return None
            continue
        if place.kind == BOUND and (at not in bound or at in joined.values()):
            return None
        joined[place] = at
    return joined


def _bound_are_used_up(product: Product, names: dict[Place, Place], covered: tuple[Factor, ...]) -> bool:
    """Tell whether what the pattern's bound indices stand for occurs only in what the pattern covers."""
    summed = {at for place, at in names.items() if place.kind == BOUND}
    if not summed:
        return True
    others = {index for place, at in names.items() if place.kind != BOUND for index in indices_of((at,))}
    rest = collected((*product.factors.items(), *((atom, -power) for atom, power in covered)))
    return summed.isdisjoint(others) and summed.isdisjoint(used_indices(rest.items()))


def replaced(ring: Ring, pattern: Pattern, product: Product) -> list[Product] | None:
    """Return a product with a pattern in it replaced, or None where it does not occur."""
    found = matched(ring, pattern, product)
    if found is None:
        return None
    names, covered = found
    gone = frozenset(at for place, at in names.items() if place.kind == BOUND)
    smaller = product._replace(bound=product.bound - gone)
    highest = max((place.number for place in names if place.kind == PARAMETER), default=-1)
    places = [names.get(_parameter(names, slot), Place(FREE, -1)) for slot in range(highest + 1)]
    results = []
    for term, coefficient in pattern.replacement.terms.items():
        factors, bound = ring.opened(term)
        at = tuple(((head, tuple(filled(place, places) for place in slots)), power) for (head, slots), power in factors)
        kept = collected((*smaller.factors.items(), *((atom, -power) for atom, power in covered), *at))
        results.append(Product(smaller.coefficient * coefficient, kept, smaller.bound | bound))
    return results


def _parameter(names: Mapping[Place, Place], slot: int) -> Place:
    return next((place for place in names if place.kind == PARAMETER and place.number == slot), Place(PARAMETER, slot))
