"""Canonical names for bound indices: two terms that differ only in the names of summed indices become the same term.

A term is a small graph: atoms are joined where they share an index. Indices are told apart by what they touch, round
by round; where that leaves some alike, each of them is tried first, and the least result is taken. This is the usual
way to label a graph canonically, and the graphs are small.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, permutations, product
from typing import Any

from symnet.limits import LimitReachedError, Limits
from symnet.proof.index_form.terms import (
    BOUND,
    COMPOSITE,
    PARAMETER,
    SHIFTED,
    Atom,
    Factor,
    Head,
    Place,
    Polynomial,
    Term,
    free_indices,
    indices_of,
    moved_factors,
)

MOST_LABELLINGS = 2000
"""So many ways to name alike indices are tried before a term counts as too symmetric."""


def canonical_term(factors: Sequence[Factor], bound: Sequence[Place], heads: Sequence[Head], limits: Limits) -> Term:
    """Return the term with its bound indices renamed to the first numbers, and its factors in order."""
    if not bound:
        return Term(tuple(sorted((oriented(atom, heads), power) for atom, power in factors)))
    colours = _refined(factors, {index: (index.size,) for index in bound}, heads)
    best: tuple[tuple[Factor, ...], tuple[Place, ...]] | None = None
    for tried, order in enumerate(_orders(factors, colours, heads), 1):
        if tried > MOST_LABELLINGS:
            raise LimitReachedError(f"a product with {len(bound)} summed indices is too symmetric")
        if not tried % 64:
            limits.check()
        names = {index: Place(BOUND, position, index.size) for position, index in enumerate(order)}
        renamed = tuple(sorted((oriented(atom, heads), power) for atom, power in moved_factors(factors, names)))
        candidate = renamed, tuple(names.values())
        if best is None or candidate < best:
            best = candidate
    assert best is not None  # noqa: S101 - there is at least one order
    return Term(*best)


def oriented(atom: Atom, heads: Sequence[Head]) -> Atom:
    """Return the atom with its places in the least of the orders that give the same value."""
    head, places = atom
    symmetries = heads[head].symmetries
    if not symmetries:
        return atom
    return head, min(places, *(tuple(places[slot] for slot in order) for order in symmetries))


def _refined(factors: Sequence[Factor], colours: dict[Place, Any], heads: Sequence[Head]) -> dict[Place, int]:
    """Tell indices apart by what they touch, until another round tells nothing new. A colour is a rank."""
    ranks = _ranked(colours)
    while len(set(ranks.values())) < len(ranks):
        touched: dict[Place, list[Any]] = {index: [] for index in ranks}
        for (head, places), power in factors:
            seen = tuple(_seen(place, ranks) for place in places)
            orbits = _orbits(heads[head])
            if heads[head].symmetries:
                seen = tuple(sorted(seen))
            for slot, place in enumerate(places):
                for depth, index in enumerate(indices_of((place,))):
                    if index in touched:
                        touched[index].append((head, power, orbits[slot], depth, seen))
        finer = _ranked({index: (ranks[index], sorted(touched[index])) for index in ranks})
        if len(set(finer.values())) == len(set(ranks.values())):
            return finer
        ranks = finer
    return ranks


def _seen(place: Place, ranks: dict[Place, int]) -> tuple[Any, ...]:
    if place.kind == COMPOSITE:
        return (COMPOSITE, tuple(_seen(part, ranks) for part in place.parts))
    if place.kind == SHIFTED:
        return (SHIFTED, (place.number, place.size, *(_seen(part, ranks) for part in place.parts)))
    if place in ranks:
        return (BOUND, (ranks[place],))
    return (-1 - place.kind, (place.number, place.size))


def _ranked(colours: dict[Place, Any]) -> dict[Place, int]:
    order = {colour: rank for rank, colour in enumerate(sorted({_frozen(colour) for colour in colours.values()}))}
    return {index: order[_frozen(colour)] for index, colour in colours.items()}


def _frozen(colour: Any) -> Any:
    return tuple(map(_frozen, colour)) if isinstance(colour, list | tuple) else colour


def _orbits(head: Head) -> list[int]:
    """Return, for each slot, the least slot that a symmetry takes it to."""
    return [min([slot, *(order[slot] for order in head.symmetries)]) for slot in range(head.arity)]


def _orders(factors: Sequence[Factor], colours: dict[Place, int], heads: Sequence[Head]) -> Any:
    """Yield the orders of the bound indices that respect their colours, refined after each choice."""
    ordered = sorted(colours, key=lambda index: (colours[index], index))
    alike = next((list(group) for _, group in _classes(ordered, colours) if len(group) > 1), None)
    if alike is None:
        yield ordered
        return
    for chosen in alike:
        marked = {index: (colour, int(index != chosen)) for index, colour in colours.items()}
        yield from _orders(factors, _refined(factors, marked, heads), heads)


def _classes(ordered: list[Place], colours: dict[Place, int]) -> list[tuple[int, list[Place]]]:
    return [(colour, list(group)) for colour, group in groupby(ordered, key=lambda index: colours[index])]


def abstracted(
    polynomials: Sequence[Polynomial], fixed: Sequence[Place], heads: Sequence[Head], limits: Limits
) -> tuple[tuple[Polynomial, ...], tuple[Place, ...], tuple[tuple[int, ...], ...]]:
    """Return polynomials over parameters, the places that the parameters stand for, and the symmetries among them.

    The places in `fixed` come first and in their order; the other free indices follow in an order that does not depend
    on their names.
    """
    free = (
        sorted(_free_places(polynomials).difference(fixed))
        if not fixed
        else sorted({index for each in polynomials for index in free_indices(each)}.difference(fixed))
    )
    first = list(fixed)
    best: tuple[Any, ...] | None = None
    winners: list[tuple[Place, ...]] = []
    for tried, order in enumerate(_free_orders(polynomials, free, heads)):
        if tried > MOST_LABELLINGS:
            raise LimitReachedError(f"an expression with {len(free)} indices is too symmetric")
        limits.check()
        whole = (*first, *order)
        names = {index: Place(PARAMETER, position) for position, index in enumerate(whole)}
        renamed = tuple(_renamed(each, names, heads, limits) for each in polynomials)
        encoded = tuple(tuple(sorted(each.terms.items())) for each in renamed)
        if best is None or encoded < best[0]:
            best, winners = (encoded, renamed), [whole]
        elif encoded == best[0]:
            winners.append(whole)
    assert best is not None  # noqa: S101 - there is at least one order
    chosen = winners[0]
    symmetries = tuple(tuple(chosen.index(index) for index in other) for other in winners[1:])
    return best[1], chosen, symmetries


def _free_places(polynomials: Sequence[Polynomial]) -> set[Place]:
    """Return the free indices, and in place of one that only stands in one shifted place that place: f(K_{i+1})."""
    found: dict[Place, set[Place]] = {}
    for term in (term for each in polynomials for term in each.terms):
        for place in (place for (_, places), _ in term.factors for place in places):
            for index in set(indices_of((place,))).difference(term.bound):
                found.setdefault(index, set()).add(place)
    return {_alone(index, places) for index, places in found.items()}


def _alone(index: Place, places: set[Place]) -> Place:
    place = next(iter(places))
    return place if len(places) == 1 and place.kind == SHIFTED and place.parts == (index,) else index


def _free_orders(polynomials: Sequence[Polynomial], free: list[Place], heads: Sequence[Head]) -> Any:
    """Yield the orders of free indices; those that touch different things keep one order."""
    if len(free) < 2:
        yield tuple(free)
        return
    marks = _ranked({index: tuple(_touches(polynomials, index, heads)) for index in free})
    ordered = sorted(free, key=lambda index: marks[index])
    groups = [list(group) for _, group in groupby(ordered, key=lambda index: marks[index])]
    for choice in product(*(permutations(group) for group in groups)):
        yield tuple(index for group in choice for index in group)


def _touches(polynomials: Sequence[Polynomial], index: Place, heads: Sequence[Head]) -> list[Any]:
    """Return what an index touches, in words that no name enters."""
    return [
        sorted(
            (coefficient, head, power, _orbits(heads[head])[slot], depth)
            for term, coefficient in each.terms.items()
            for (head, places), power in term.factors
            for slot, place in enumerate(places)
            for depth, found in enumerate((place,) if place == index else indices_of((place,)))
            if found == index
        )
        for each in polynomials
    ]


def _renamed(each: Polynomial, names: dict[Place, Place], heads: Sequence[Head], limits: Limits) -> Polynomial:
    """Return the polynomial with free indices renamed, its terms canonical again."""
    return Polynomial(
        {
            canonical_term(moved_factors(term.factors, names), term.bound, heads, limits): coefficient
            for term, coefficient in each.terms.items()
        }
    )
