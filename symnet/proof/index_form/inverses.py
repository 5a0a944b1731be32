"""Inverses and determinants of matrices in index form, and what an inverse does where it meets its matrix."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from symnet.proof.index_form.chains import Link, chain_of
from symnet.proof.index_form.factors import content_of
from symnet.proof.index_form.forms import MatrixForm
from symnet.proof.index_form.functions import general_power
from symnet.proof.index_form.language import OutsideLanguageError
from symnet.proof.index_form.reciprocals import reciprocal
from symnet.proof.index_form.ring import Pattern, Ring
from symnet.proof.index_form.terms import (
    BOUND,
    ONE,
    PARAMETER,
    Factor,
    Place,
    Polynomial,
    Range,
    Term,
    moved_factors,
    used_indices,
)

INVERSE, DETERMINANT = "inverse", "determinant"


class _Scaled(NamedTuple):
    """A matrix as a scalar times a matrix."""

    scalar: Polynomial
    matrix: Polynomial


def inverse(ring: Ring, form: MatrixForm) -> MatrixForm:
    """Return the inverse; the matrix is assumed to have one, since the expression says so."""
    row, column = _square(form)
    if row is None or column is None:
        return MatrixForm((), (), reciprocal(ring, form.body))
    scalar, matrix = _without_scalar(ring, form.body, row, column)
    outside = reciprocal(ring, scalar)
    known = _known_inverse(ring, matrix, row, column)
    if known is not None:
        return MatrixForm(form.rows, form.columns, ring.multiply(outside, known))
    links = chain_of(ring, matrix, row, column)
    if len(links) > 1:
        return MatrixForm(form.rows, form.columns, ring.multiply(outside, _inverse_of_chain(ring, links, row, column)))
    body, places, is_turned, is_symmetric = _oriented(ring, matrix, row, column)
    symmetries = ((1, 0, *range(2, len(places))),) if is_symmetric else ()
    head = ring.head(INVERSE, None, arguments=(body,), arity=len(places), symmetries=symmetries)
    if head not in ring.patterns:
        ring.patterns[head] = []
        ring.patterns[head] = _meetings(ring, head, body, len(places), row.size)
    extra = places[2:]
    ends = (column, row) if is_turned else (row, column)
    return MatrixForm(form.rows, form.columns, ring.multiply(outside, ring.atom(head, (*ends, *extra))))


def _inverse_of_chain(ring: Ring, links: list[Link], row: Place, column: Place) -> Polynomial:
    """Return ``(A B)⁻¹ = B⁻¹ A⁻¹``, at a row and a column."""
    inner = [link.column for link in links[:-1]]
    ends = [row, *(ring.fresh(row.size) for _ in inner), column]
    factors = []
    for link, left, right in zip(reversed(links), ends[:-1], ends[1:], strict=True):
        inverted = inverse(ring, MatrixForm((link.row,), (link.column,), link.body))
        factors.append(ring.rename(inverted.body, {link.row: left, link.column: right}))
    return ring.total(ring.multiply(*factors), *ends[1:-1])


def determinant(ring: Ring, form: MatrixForm) -> Polynomial:
    """Return the determinant: det(c A) = c^n det A, det Aᵀ = det A, det(A B) = det A det B, det A⁻¹ = 1/det A."""
    row, column = _square(form)
    if row is None or column is None:
        return form.body
    scalar, matrix = _without_scalar(ring, form.body, row, column)
    outside = ONE if scalar == ONE else general_power(ring, scalar, ring.size_polynomial(row))
    if matrix == ring.atom(ring.head("delta", arity=2, symmetries=((1, 0),)), (row, column)):
        return outside
    single = _single_atom(matrix)
    if single is not None and ring.heads[single[0]].kind == INVERSE and len(single[1]) == 2:
        inner = form._replace(body=ring.bodies(single)[0])
        return ring.multiply(outside, reciprocal(ring, determinant(ring, inner)))
    links = chain_of(ring, matrix, row, column)
    if len(links) > 1:
        of_links = (determinant(ring, MatrixForm((link.row,), (link.column,), link.body)) for link in links)
        return ring.multiply(outside, *of_links)
    body, places, _, _ = _oriented(ring, matrix, row, column)
    head = ring.head(DETERMINANT, None, arguments=(body,), arity=len(places) - 2)
    known = single[0] if single is not None else None
    if known in ring.orthogonal:
        ring.signs.add(head)
    if known is not None and ring.heads[known].content in ring.definite:
        ring.ranges[head] = Range(low=Fraction(0))
    return ring.multiply(outside, ring.atom(head, tuple(places[2:])))


def _square(form: MatrixForm) -> tuple[Place | None, Place | None]:
    if not form.rows and not form.columns:
        return None, None
    if len(form.rows) != 1 or len(form.columns) != 1:
        raise OutsideLanguageError("it inverts a matrix with stacked rows")
    return form.rows[0], form.columns[0]


def _without_scalar(ring: Ring, body: Polynomial, row: Place, column: Place) -> _Scaled:
    """Take out the content, and of a single term every factor that is the same in each entry."""
    content, normed = content_of(ring, body)
    scalar = ring.scale(ONE, content)
    if len(normed) != 1:
        return _Scaled(scalar, normed)
    ((term, coefficient),) = normed.terms.items()
    outer = [
        factor
        for factor in term.factors
        if used_indices([factor]).isdisjoint({row, column, *term.bound}) and term.factors != (factor,)
    ]
    inner = tuple(factor for factor in term.factors if factor not in outer)
    if not any(index in used_indices(inner) for index in (row, column)):
        return _Scaled(scalar, normed)
    return _Scaled(ring.multiply(scalar, ring.monomial(outer)), Polynomial({Term(inner, term.bound): coefficient}))


def _known_inverse(ring: Ring, matrix: Polynomial, row: Place, column: Place) -> Polynomial | None:
    """Return the inverse of a diagonal, of an inverse, or of an orthogonal matrix; None for any other."""
    if len(matrix) != 1:
        return None
    ((term, coefficient),) = matrix.terms.items()
    delta = ring.head("delta", arity=2, symmetries=((1, 0),))
    deltas = [factor for factor in term.factors if factor[0][0] == delta and set(factor[0][1]) == {row, column}]
    if deltas and not term.bound:
        diagonal = tuple(factor for factor in term.factors if factor not in deltas)
        value = reciprocal(ring, ring.scale(ring.monomial(diagonal), coefficient))
        return ring.multiply(value, ring.monomial(deltas))
    single = _single_atom(matrix)
    if single is None:
        return None
    head, _ = single
    if ring.heads[head].kind == INVERSE:
        return ring.bodies(single)[0]
    if head in ring.orthogonal:
        return ring.rename(matrix, {row: column, column: row})
    return None


def _single_atom(matrix: Polynomial) -> tuple[int, tuple[Place, ...]] | None:
    if len(matrix) != 1:
        return None
    ((term, coefficient),) = matrix.terms.items()
    if coefficient != 1 or term.bound or len(term.factors) != 1 or term.factors[0][1] != 1:
        return None
    return term.factors[0][0]


def _oriented(ring: Ring, matrix: Polynomial, row: Place, column: Place) -> tuple[Polynomial, Any, bool, bool]:
    """Return the matrix or its transpose over parameters, whichever sorts first, and whether it is symmetric."""
    straight, places, _ = ring.abstract((matrix,), (row, column))
    turned, turned_places, _ = ring.abstract((matrix,), (column, row))
    first, second = (tuple(sorted(bodies[0].terms.items())) for bodies in (straight, turned))
    if second < first:
        return turned[0], turned_places, True, False
    return straight[0], places, False, first == second


def _meetings(ring: Ring, head: int, body: Polynomial, arity: int, size: int) -> list[Pattern]:
    """Return ``M⁻¹ M = I`` and ``M M⁻¹ = I``, each solved for the leading term of M."""
    candidates = [term for term in body.terms if {0, 1} <= _parameters(term) and not _is_delta(ring, term)]
    if not candidates:
        return []
    lead = max(candidates, key=lambda term: (sum(power for _, power in term.factors), term))
    coefficient = body.terms[lead]
    rest = Polynomial({term: c for term, c in body.terms.items() if term != lead})
    left, right, middle = Place(PARAMETER, 0), Place(PARAMETER, 1), Place(BOUND, 0, size)
    extra = tuple(Place(PARAMETER, slot) for slot in range(2, arity))
    patterns = []
    for is_left in (True, False):
        # M⁻¹[left, k] M[k, right]  or  M[left, k] M⁻¹[k, right]
        ends = (left, middle, *extra) if is_left else (middle, right, *extra)
        inner = {left: middle} if is_left else {right: middle}
        matrix_ends = {left: inner.get(left, left), right: inner.get(right, right)}
        shifted = {index: Place(BOUND, index.number + 1, index.size) for index in lead.bound}
        met = moved_factors(lead.factors, {**matrix_ends, **shifted})
        itself: Factor = ((head, ends), Fraction(1))
        identity = ring.atom(ring.head("delta", arity=2, symmetries=((1, 0),)), (left, right))
        other = _remainder(ring, itself, rest, matrix_ends, middle)
        patterns.append(Pattern((itself, *met), ring.scale(ring.subtract(identity, other), 1 / coefficient)))
    return patterns


def _remainder(ring: Ring, itself: Factor, rest: Polynomial, ends: dict[Place, Place], middle: Place) -> Polynomial:
    """Return the inverse times the rest of the matrix, summed over the index in which they meet."""
    (head, places), power = itself
    summed = ring.fresh(middle.size)
    sized = {end: ring.fresh(middle.size) for end in ends}  # a parameter has no size, and these ends have one
    meeting = {middle: summed, **sized}
    other = ring.rename(rest, {old: meeting.get(new, new) for old, new in ends.items()})
    met = (head, tuple(meeting.get(place, place) for place in places)), power
    total = ring.total(ring.multiply(ring.monomial([met]), other), summed)
    return ring.rename(total, {new: end for end, new in sized.items()})


def _parameters(term: Term) -> set[int]:
    return {index.number for index in used_indices(term.factors) if index.kind == PARAMETER}


def _is_delta(ring: Ring, term: Term) -> bool:
    return any(ring.kind(atom) == "delta" for atom, _ in term.factors)
