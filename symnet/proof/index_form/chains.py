"""Products of square matrices in index form: ``Σ_kl A_ik B_kl C_lj`` is the chain of A, B and C.

The inverse and the determinant of a product are products, however the product was written: as transposes, with scalars
inside, or as a sum over entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symnet.proof.index_form.ring import Ring
from symnet.proof.index_form.terms import Factor, Place, Polynomial, indices_of, used_indices


class Link(NamedTuple):
    """One matrix of a chain: its row, its column, and its entry there."""

    row: Place
    column: Place
    body: Polynomial


def chain_of(ring: Ring, polynomial: Polynomial, row: Place, column: Place) -> list[Link]:
    """Return the square matrices of which a matrix is the product, in order; one link where it is no product.

    The indices in which the links meet are new. Square matrices meet in indices of the size of the rows; an index of
    another size is summed over within its link.
    """
    whole = [Link(row, column, polynomial)]
    if len(polynomial) != 1:
        return whole
    ((term, coefficient),) = polynomial.terms.items()
    factors, bound = ring.opened(term)
    joints = {index for index in bound if index.size == row.size} | {column}
    inner = bound - joints
    rest, here, links = list(factors), row, list[Link]()
    while here != column:
        part = _reached(rest, here, inner)
        ends = (used_indices(part) & joints) - {here}
        if len(ends) != 1:
            return whole
        (there,) = ends
        rest = [factor for factor in rest if factor not in part]
        if there == column:
            if not used_indices(rest).isdisjoint(bound):
                return whole
            part = [*part, *rest]
        links.append(Link(here, there, ring.total(ring.monomial(part), *sorted(used_indices(part) & inner))))
        here = there
    links[0] = links[0]._replace(body=ring.scale(links[0].body, coefficient))
    return links


def _reached(factors: Sequence[Factor], start: Place, inner: frozenset[Place]) -> list[Factor]:
    """Return the factors that are reached from an index through indices that are summed over within the link."""
    found: list[Factor] = []
    seen, waiting = {start}, [start]
    while waiting:
        index = waiting.pop()
        for factor in factors:
            touched = set(indices_of(factor[0][1]))
            if index in touched and factor not in found:
                found.append(factor)
                new = (touched & inner) - seen
                seen |= new
                waiting += sorted(new)
    return found
