"""Conditions as numbers: ``[p > c]`` and ``[p = c]`` are 1 where they hold and 0 elsewhere.

With them a piecewise function is a polynomial: ``relu(z) = z [z > 0]``. The thresholds of one p are ordered, so that
the product of two conditions on it is one of them, or 0.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symnet.proof.index_form.language import OutsideLanguageError, says
from symnet.proof.index_form.ring import Product, Ring
from symnet.proof.index_form.terms import ONE, ONE_TERM, Atom, Polynomial, Term, used_indices

ABOVE, AT = "above", "at"
CONDITIONS = frozenset({ABOVE, AT})
CASES = CONDITIONS | {"delta"}
"""What is 1 or 0."""

Choice = Callable[[Atom], Polynomial | None]
"""What an atom becomes; None where it stays."""


@says("Powers and products of conditions: a condition is idempotent, and of two on the same p one decides")
def apply_conditions(ring: Ring, product: Product) -> list[Product] | None:
    """Condition: none; both sides are 0 or 1 for each value of p."""
    seen: dict[tuple[object, ...], tuple[Atom, str, Fraction]] = {}
    for atom, power in product.factors.items():
        head = ring.heads[atom[0]]
        if head.kind not in CONDITIONS:
            continue
        if power != 1:
            if power < 0:
                raise OutsideLanguageError("it divides by a condition")
            return [product._replace(factors={**product.factors, atom: Fraction(1)})]
        threshold = head.content
        key = (head.arguments, atom[1])
        if key not in seen:
            seen[key] = atom, head.kind, threshold
            continue
        return _decided(product, seen[key], (atom, head.kind, threshold))
    return _substituted(ring, product, [atom for atom, kind, _ in seen.values() if kind == AT])


def _decided(product: Product, one: tuple[Atom, str, Fraction], two: tuple[Atom, str, Fraction]) -> list[Product]:
    first, second = sorted((one, two), key=lambda condition: condition[2])  # the lower threshold first

    def without(atom: Atom) -> list[Product]:
        return [product._replace(factors={a: e for a, e in product.factors.items() if a != atom})]

    if first[1] == ABOVE and second[1] == ABOVE:
        return without(first[0])
    if first[1] == ABOVE and second[1] == AT and first[2] < second[2]:
        return without(first[0])
    return []  # at one value and at or above another


def _substituted(ring: Ring, product: Product, conditions: list[Atom]) -> list[Product] | None:
    """Where x = c, x is c: in the rest of the product an atom that stands alone in p is what p = c makes it.

    Where none stands alone, as in Σ_k C[i, k] D[k, j], the exponential of a term of p is what p = c makes it.
    """
    for condition in conditions:
        others = [(other, power) for other, power in product.factors.items() if other != condition]
        choice = _choice(ring, condition, [other for other, _ in others], is_only=len(conditions) == 1)
        if choice is None:
            continue
        rest = ring.monomial(others)
        if rest.is_zero:
            return []
        try:
            changed = ring.substitute(rest, choice)
        except OutsideLanguageError:  # the rest has no value where x = c, as 1/x has none where x = 0
            continue
        if changed != rest:
            return ring.times(product._replace(factors={condition: Fraction(1)}), changed)
    return None


def _choice(ring: Ring, condition: Atom, others: list[Atom], *, is_only: bool) -> Choice | None:
    """Return what atoms become where a condition p = c holds, or None where none of the others can change.

    Every choice writes greater terms for a smaller one, so that conditions do not undo each other; an exponential is
    chosen under a single condition only. What comes back in its own value, as x in x + e^x = 0, is not chosen.
    """
    (body,) = ring.bodies(condition)
    threshold = ring.heads[condition[0]].content
    chosen = solved(body, threshold)
    if chosen is not None:
        atom, value = chosen
        is_used = any(_mentions(ring, other, atom) for other in others)
        choice: Choice = {atom: value}.get
    else:
        is_used = is_only and any(ring.heads[other[0]].arguments for other in others)
        term = min(body.terms)
        value = _value_of(term, body, threshold)
        choice = _exponential_of_term(ring, term, value)
    nested = any(ring.heads[factor[0]].arguments for term in value.terms for factor, _ in term.factors)
    return choice if is_used and not (nested and ring.substitute(value, choice) != value) else None


def _exponential_of_term(ring: Ring, term: Term, value: Polynomial) -> Choice:
    """Return the choice of e^value for e^term."""
    argument = (Polynomial({term: Fraction(1)}),)

    def choice(atom: Atom) -> Polynomial | None:
        if ring.kind(atom) != "exp" or ring.bodies(atom) != argument:
            return None
        return ring.constructors["exp"](ring, None, (value,))

    return choice


def solved(body: Polynomial, threshold: Fraction) -> tuple[Atom, Polynomial] | None:
    """Return an atom that stands alone in ``body = threshold``, and what it equals; None where there is none."""
    for term in sorted(body.terms):
        if len(term.factors) != 1 or term.bound or term.factors[0][1] != 1:
            continue
        atom = term.factors[0][0]
        if any(factor == atom for other in body.terms if other != term for factor, _ in other.factors):
            continue
        return atom, _value_of(term, body, threshold)
    return None


def _value_of(term: Term, body: Polynomial, threshold: Fraction) -> Polynomial:
    """Return what a term of ``body = threshold`` equals."""
    coefficient = body.terms[term]
    value = {other: -c / coefficient for other, c in body.terms.items() if other != term}
    value[ONE_TERM] = value.get(ONE_TERM, Fraction(0)) + threshold / coefficient
    return Polynomial({t: c for t, c in value.items() if c})


def _mentions(ring: Ring, atom: Atom, wanted: Atom) -> bool:
    """Tell whether an atom is the wanted one, or a function at its places."""
    if atom == wanted:
        return True
    its, of_wanted = (used_indices([(each, Fraction(1))]) for each in (atom, wanted))
    return bool(ring.heads[atom[0]].arguments) and of_wanted <= its


def by_cases(ring: Ring, polynomial: Polynomial, function: Callable[[Polynomial], Polynomial]) -> Polynomial:
    """Return a function of a polynomial, case by case where the polynomial has cases.

    ``f(z [z > 0]) = [z > 0] f(z) + (1 − [z > 0]) f(0)``: conditions never stay inside a function, and no deltas, which
    are conditions on places.
    """
    condition = next(
        (
            atom
            for term in sorted(polynomial.terms)
            for atom, power in term.factors
            if ring.kind(atom) in CASES and power == 1 and used_indices([(atom, power)]).isdisjoint(term.bound)
        ),
        None,
    )
    if condition is None:
        return function(polynomial)
    ring.limits.check()
    holds, fails = (ring.where(polynomial, condition, holds=value) for value in (True, False))
    indicator = ring.atom(*condition)
    return ring.add(
        ring.multiply(indicator, by_cases(ring, holds, function)),
        ring.multiply(ring.subtract(ONE, indicator), by_cases(ring, fails, function)),
    )
