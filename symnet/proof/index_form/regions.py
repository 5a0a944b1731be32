"""Zero by regions: a polynomial with conditions is 0 if it is 0 in each region into which they divide all numbers.

``|x + y| − |x| − |y|`` for positive x and y: of the eight regions of x, y and x + y only one has points, and there it
is 0. Every monomial counts as a variable of its own; that may add points to a region, and takes none away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from symnet.proof.index_form.conditions import ABOVE, CONDITIONS, solved
from symnet.proof.index_form.factors import cleared, range_of
from symnet.proof.index_form.inequalities import Inequality, are_satisfiable
from symnet.proof.index_form.language import OutsideLanguageError, says
from symnet.proof.index_form.ring import Ring
from symnet.proof.index_form.terms import ONE_TERM, Atom, Polynomial, Term, used_indices

MOST_FORMS = 8
"""Of more different conditions there are too many regions."""

DEEPEST = 2 * MOST_FORMS
"""So many conditions are decided one after the other; one that is decided may come back in another form."""


class Form(NamedTuple):
    """What conditions compare with a threshold: ``body > threshold`` or ``body = threshold``."""

    body: Polynomial
    threshold: Fraction


@says("Case analysis: the difference is 0 in each region of its conditions that has points")
def is_zero_by_regions(ring: Ring, polynomial: Polynomial) -> bool:
    """Tell whether it is; False where that is not known.

    The conditions are those on free indices; one that is summed over stays as it is.
    """
    forms = {form for _, form in _conditions(ring, polynomial)}
    return 0 < len(forms) <= MOST_FORMS and _is_zero(ring, polynomial, (), 0)


def _conditions(ring: Ring, polynomial: Polynomial) -> Iterator[tuple[Atom, Form]]:
    for term in polynomial.terms:
        for atom, _ in term.factors:
            if ring.kind(atom) in CONDITIONS and used_indices([(atom, Fraction(1))]).isdisjoint(term.bound):
                (body,) = ring.bodies(atom)
                yield atom, Form(body, ring.heads[atom[0]].content)


def _is_zero(ring: Ring, polynomial: Polynomial, system: Sequence[Inequality], depth: int) -> bool:
    """Tell whether a polynomial is 0 wherever a system holds."""
    if polynomial.is_zero:
        return True
    form = next((form for _, form in _conditions(ring, polynomial)), None)
    if form is None or depth > DEEPEST:
        return is_zero_at_all_places(ring, polynomial)
    for sign in (1, -1, 0):
        ring.limits.check()
        region = [*system, *_known(ring, form.body), *_side(form, sign)]
        if are_satisfiable(region):
            inside = _inside(ring, polynomial, form, sign)
            if not _is_zero(ring, inside, region, depth + 1):
                return False
    return True


def is_zero_at_all_places(ring: Ring, polynomial: Polynomial) -> bool:
    """Tell whether a polynomial is 0 wherever it is defined, both where the indices of a delta are equal and elsewhere.

    What is divided by is multiplied out in each of these cases by itself.
    """
    if cleared(ring, polynomial).is_zero:
        return True
    deltas = dict.fromkeys(
        atom
        for term in polynomial.terms
        for atom, power in term.factors
        if ring.kind(atom) == "delta" and used_indices([(atom, power)]).isdisjoint(term.bound)
    )
    if not 0 < len(deltas) <= MOST_FORMS:
        return False
    ring.limits.check()
    delta = next(iter(deltas))
    return all(is_zero_at_all_places(ring, ring.where(polynomial, delta, holds=holds)) for holds in (True, False))


def _inside(ring: Ring, polynomial: Polynomial, form: Form, sign: int) -> Polynomial:
    """Return a polynomial with the conditions on a form as they are on one side of its threshold, or at it."""
    result = polynomial
    for atom, found in dict(_conditions(ring, polynomial)).items():
        if found == form:
            result = ring.where(result, atom, holds=(sign == 1) if ring.kind(atom) == ABOVE else (sign == 0))
    chosen = solved(form.body, form.threshold) if sign == 0 else None
    if chosen is None:
        return result
    atom, value = chosen
    try:
        return ring.substitute(result, {atom: value}.get)
    except OutsideLanguageError:  # it has no value there
        return result


def _side(form: Form, sign: int) -> list[Inequality]:
    """Return ``body > threshold``, ``body < threshold`` or ``body = threshold`` as inequalities."""
    line = _linear(form.body, -form.threshold, is_strict=sign != 0)
    return [line, -line] if sign == 0 else [line if sign > 0 else -line]


def _linear(polynomial: Polynomial, constant: Fraction, *, is_strict: bool) -> Inequality:
    coefficients = {term: c for term, c in polynomial.terms.items() if term != ONE_TERM}
    return Inequality(coefficients, polynomial.constant + constant, is_strict)


def _known(ring: Ring, body: Polynomial) -> Iterator[Inequality]:
    """Give what is known of each monomial of a form: that a number is positive, or lies between two others."""
    for term in body.terms:
        if term != ONE_TERM:
            yield from _bounds(ring, term)


def _bounds(ring: Ring, term: Term) -> Iterator[Inequality]:
    bounds = range_of(ring, Polynomial({term: Fraction(1)}))
    if bounds.low is not None:
        yield Inequality({term: Fraction(1)}, -bounds.low, bounds.low_is_open)
    if bounds.high is not None:
        yield Inequality({term: Fraction(-1)}, bounds.high, bounds.high_is_open)
