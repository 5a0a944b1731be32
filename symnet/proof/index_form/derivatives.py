"""Derivatives in index form: ∂/∂X_ab of a polynomial in entries, by the chain rule through its atoms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from symnet.proof.index_form.conditions import CONDITIONS
from symnet.proof.index_form.factors import RECIPROCAL
from symnet.proof.index_form.functions import BASE, EXP, LOG, cosine, exponential, odd_function, power, unknown
from symnet.proof.index_form.inverses import DETERMINANT, INVERSE
from symnet.proof.index_form.language import OutsideLanguageError
from symnet.proof.index_form.reciprocals import reciprocal
from symnet.proof.index_form.ring import Ring
from symnet.proof.index_form.structure import delta
from symnet.proof.index_form.terms import COMPOSITE, ONE, ZERO, Atom, Place, Polynomial, number


def symbols_of(ring: Ring, polynomial: Polynomial) -> set[Any]:
    """Return the matrices and scalars that a polynomial is made of, also within functions."""
    seen: set[int] = set()
    waiting = [polynomial]
    while waiting:
        new = {head for term in waiting.pop().terms for (head, _), _ in term.factors} - seen
        seen |= new
        waiting += [body for head in new for body in ring.heads[head].arguments]
    return {ring.heads[head].content for head in seen if ring.heads[head].kind in {"entry", "symbol"}}


def derivative(ring: Ring, polynomial: Polynomial, entry: Atom) -> Polynomial:
    """Return the partial derivative by an entry or a scalar, which is free; conditions count as constant.

    Raises `OutsideLanguageError` for an atom without a derivative.
    """
    parts = [ZERO]
    for term, coefficient in polynomial.terms.items():
        factors, bound = ring.opened(term)
        for position, (atom, exponent) in enumerate(factors):
            change = _derivative_of_atom(ring, atom, entry)
            if change.is_zero:
                continue
            rest = ring.monomial((*factors[:position], (atom, exponent - 1), *factors[position + 1 :]))
            product = ring.scale(ring.multiply(change, rest), coefficient * exponent)
            parts.append(ring.total(product, *bound) if bound else product)
    return ring.add(*parts)


def _derivative_of_atom(ring: Ring, atom: Atom, entry: Atom) -> Polynomial:
    head, places = atom
    if ring.heads[head].kind in {"entry", "symbol"}:
        if head != entry[0]:
            return ZERO
        if any(place.kind == COMPOSITE for place in places):
            raise OutsideLanguageError("it differentiates by a matrix with stacked rows")
        return ring.multiply(ONE, *(delta(ring, place, at) for place, at in zip(places, entry[1], strict=True)))
    bodies = ring.bodies(atom)
    changes = [_of_body(ring, body, entry) for body in bodies]
    if all(change.is_zero for change in changes):
        return ZERO
    kind = ring.heads[head].kind
    if kind in CONDITIONS:
        ring.conventions["what is chosen by a condition is differentiated case by case"] = None
    if kind in {INVERSE, DETERMINANT} or kind not in OUTER:
        raise OutsideLanguageError(f"the derivative of {kind} is not known in index form")
    outer = OUTER[kind](ring, atom, bodies)
    return ring.add(*(ring.multiply(slope, change) for slope, change in zip(outer, changes, strict=True)))


def _of_body(ring: Ring, body: Polynomial, entry: Atom) -> Polynomial:
    return derivative(ring, body, entry)


Outer = Callable[[Ring, Atom, Sequence[Polynomial]], Sequence[Polynomial]]


def _of_unknown(ring: Ring, atom: Atom, bodies: Sequence[Polynomial]) -> Sequence[Polynomial]:
    """∂f/∂u_k of an unknown function: the function whose k-th order is one higher."""
    *name, counts = ring.heads[atom[0]].content
    raised = (tuple(order + (other == k) for other, order in enumerate(counts)) for k in range(len(counts)))
    return [unknown(ring, (*name, orders), bodies) for orders in raised]


OUTER: dict[str, Outer] = {
    EXP: lambda ring, _, bodies: [exponential(ring, bodies[0])],
    LOG: lambda ring, _, bodies: [reciprocal(ring, bodies[0])],
    RECIPROCAL: lambda ring, _, bodies: [ring.scale(power(ring, bodies[0], Fraction(-2)), -1)],
    BASE: lambda *_: [ONE],
    "sin": lambda ring, _, bodies: [cosine(ring, bodies[0])],
    "cos": lambda ring, _, bodies: [ring.scale(odd_function(ring, "sin", bodies[0]), -1)],
    "atan": lambda ring, _, bodies: [reciprocal(ring, ring.add(ONE, ring.power(bodies[0], 2)))],
    "unknown": _of_unknown,
    **{kind: lambda *_: [number(0)] for kind in CONDITIONS},
}
"""The derivative of a function by each of its arguments."""


def written_out(ring: Ring, polynomial: Polynomial, largest: int) -> Polynomial:
    """Return a polynomial with sums over definite sizes up to the largest written out, term by term."""
    parts = [ZERO]
    for term, coefficient in polynomial.terms.items():
        factors, bound = ring.opened(term)
        result = ring.scale(ring.monomial(factors), coefficient)
        for index in sorted(bound):
            size = ring.size_of(index)
            if size.is_Integer and size <= largest:
                places = [Place(0, k) for k in range(int(size))]
                result = ring.add(ZERO, *(ring.rename(result, {index: place}) for place in places))
            else:
                result = ring.total(result, index)
        parts.append(result)
    return ring.add(*parts)
