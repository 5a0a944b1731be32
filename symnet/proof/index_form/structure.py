"""Rules of sums over indices: deltas, indices that nothing uses, functions at special places, patterns."""

from __future__ import annotations

from fractions import Fraction

from sympy import Mul

from symnet.proof.index_form.factors import range_of
from symnet.proof.index_form.language import OutsideLanguageError, says
from symnet.proof.index_form.patterns import replaced
from symnet.proof.index_form.ring import Product, Ring
from symnet.proof.index_form.shifts import without_shifted_delta
from symnet.proof.index_form.terms import (
    BOUND,
    COMPOSITE,
    FREE,
    FRESH,
    NUMBER,
    SHIFTED,
    Atom,
    Place,
    Polynomial,
    collected,
    indices_of,
    moved_factors,
    number,
    used_indices,
)


def delta(ring: Ring, row: Place, column: Place) -> Polynomial:
    """Return the Kronecker delta of two places: 1 where they are the same, 0 elsewhere."""
    head = ring.head("delta", arity=2, symmetries=((1, 0),))
    return ring.atom(head, (row, column))


@says("A delta of a summed index ends its sum; of other indices, the greater one is written as the lesser")
def apply_deltas(ring: Ring, product: Product) -> list[Product] | None:
    """Condition: none; a delta is 1 exactly where both places are the same."""
    for atom, power in product.factors.items():
        if ring.kind(atom) == "delta":
            if power < 0:
                raise OutsideLanguageError("it divides by an entry of an identity matrix")
            found = _without_delta(ring, product, atom)
            if found is not None:
                return found
    return None


def _without_delta(ring: Ring, product: Product, atom: Atom) -> list[Product] | None:
    """Return a product with one of its deltas used, or None where it says nothing new."""
    row, column = atom[1]
    if SHIFTED in (row.kind, column.kind) and row != column:
        rest = {other: exponent for other, exponent in product.factors.items() if other != atom}
        found = without_shifted_delta(ring, product, atom, rest)
        if found is not None:
            return found
    return _without_plain_delta(ring, product, atom)


def _without_plain_delta(ring: Ring, product: Product, atom: Atom) -> list[Product] | None:
    row, column = atom[1]
    rest = {other: exponent for other, exponent in product.factors.items() if other != atom}
    if row == column or row.kind == column.kind == NUMBER:
        return [product._replace(factors=rest)] if row == column else []
    if COMPOSITE in (row.kind, column.kind) and row not in product.bound and column not in product.bound:
        return _split_delta(ring, product, rest, row, column)
    kept, gone = (column, row) if row in product.bound else (row, column)
    if gone in product.bound:
        return _without_sum(ring, product, rest, kept, gone)
    kept, gone = sorted((row, column))
    if product.factors[atom] == 1 and gone not in used_indices(rest.items()):
        return None
    factors = collected((*moved_factors(rest.items(), {gone: kept}), (atom, Fraction(1))))
    return [product._replace(factors=factors)]


def _without_sum(
    ring: Ring, product: Product, rest: dict[Atom, Fraction], kept: Place, gone: Place
) -> list[Product] | None:
    """Σ_i δ_ik f(i) is f(k) where k is one of the places, and 0 where it is none."""
    if is_outside(ring, kept, gone):
        return []
    if gone in indices_of((kept,)) or not is_place_of(ring, kept, gone):
        return None
    factors = collected(moved_factors(rest.items(), {gone: kept}))
    return [Product(product.coefficient, factors, product.bound - {gone})]


def is_place_of(ring: Ring, place: Place, index: Place) -> bool:
    """Tell whether a place is certainly one of those that an index runs over: Σ_{i<n} δ_{i,n} is 0, and not 1.

    A name or a number is one where an entry there is part of the claim, or the size is known to be larger.
    """
    if place.kind in (BOUND, FRESH):
        return place.size == index.size
    if place.kind == SHIFTED:  # a part lies in the whole
        return place.size == index.size
    if place.kind == COMPOSITE:
        sizes = [ring.size_of(part) for part in place.parts if part.kind in (BOUND, FRESH)]
        return len(sizes) == len(place.parts) and ring.size(Mul(*sizes)) == index.size
    if (place._replace(size=0), index.size) in ring.places_of_size:
        return True
    position = _position(ring, place)
    if position is None:
        return False
    after = ring.subtract(ring.size_polynomial(index), position)
    return range_of(ring, after).is_positive and range_of(ring, position).is_nonnegative


def is_outside(ring: Ring, place: Place, index: Place) -> bool:
    """Tell whether a place certainly is none of those that an index runs over: Σ_{i<n} δ_{i,n} is 0."""
    position = _position(ring, place)
    if position is None or (place._replace(size=0), index.size) in ring.places_of_size:
        return False
    after = ring.subtract(position, ring.size_polynomial(index))
    return range_of(ring, after).is_nonnegative or range_of(ring, ring.scale(position, -1)).is_positive


def _position(ring: Ring, place: Place) -> Polynomial | None:
    """Return the position of a number or of a name that is an integer."""
    if place.kind == NUMBER:
        return number(place.number)
    if place.kind == FREE and ring.name_of(place).is_integer:
        return ring.polynomial_of_size(ring.name_of(place))
    return None


def _split_delta(
    ring: Ring, product: Product, rest: dict[Atom, Fraction], row: Place, column: Place
) -> list[Product] | None:
    """A delta of composite places of the same sizes is the product of the deltas of their parts."""
    first, second = _parts(ring, row, column), _parts(ring, column, row)
    if first is None or second is None or [part.size for part in first] != [part.size for part in second]:
        return None
    head = ring.head("delta", arity=2, symmetries=((1, 0),))
    deltas = [((head, (a, b)), Fraction(1)) for a, b in zip(first, second, strict=True)]
    return [product._replace(factors=collected((*rest.items(), *deltas)))]


def _parts(ring: Ring, place: Place, like: Place) -> tuple[Place, ...] | None:
    if place.kind == COMPOSITE:
        return place.parts
    if place.kind != NUMBER:
        return None
    sizes = [ring.size_of(part) for part in like.parts]
    if not all(size.is_Integer for size in sizes):
        return None
    rest, found = place.number, []
    for part, size in zip(reversed(like.parts), reversed(sizes), strict=True):
        rest, at = divmod(rest, int(size))
        found.append(Place(NUMBER, at, part.size))
    return tuple(reversed(found))


@says("A function at a definite place, or twice at the same one, is a function of fewer places")
def apply_specialisation(ring: Ring, product: Product) -> list[Product] | None:
    """Write it so: its head has one parameter for each different index, so that equal functions are equal atoms."""
    for (head, places), power in product.factors.items():
        if not ring.heads[head].arguments or ring.heads[head].kind not in ring.constructors:
            continue
        used = list(indices_of(places))
        if len(set(used)) < len(places) or any(place.kind in (NUMBER, COMPOSITE) for place in places):
            atom = head, places
            value = ring.constructors["power"](ring, power, (ring.rebuilt(atom, ring.bodies(atom)),))
            return ring.times(product, value, [(atom, power)])
    return None


@says("The patterns that a head brings with it: the columns of Y sum to one, an inverse meets what it inverts")
def apply_patterns(ring: Ring, product: Product) -> list[Product] | None:
    """Apply the patterns of each head that is in the product."""
    for head, _ in list(product.factors):
        for pattern in ring.patterns.get(head, ()):
            result = replaced(ring, pattern, product)
            if result is not None:
                return result
    return None


@says("A sum over an index that nothing uses is a product with its size")
def apply_sizes(ring: Ring, product: Product) -> list[Product] | None:
    """Take such a sum apart."""
    unused = product.bound - used_indices(product.factors.items())
    if not unused:
        return None
    smaller = product._replace(bound=product.bound - unused)
    return ring.times(smaller, ring.multiply(*(ring.size_polynomial(index) for index in sorted(unused))))
