"""Reciprocals of polynomials, in normal form: what a reciprocal meets in a product is divided by its polynomial.

For p in powers of one monomial this is the partial fraction decomposition, which is unique; for other p the leading
term of p is what is divided out.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from symnet.proof.index_form.conditions import by_cases
from symnet.proof.index_form.factors import RECIPROCAL, parts
from symnet.proof.index_form.language import OutsideLanguageError, says
from symnet.proof.index_form.monomials import Coefficients, InMonomial, in_monomial
from symnet.proof.index_form.ring import Pattern, Product, Ring
from symnet.proof.index_form.terms import (
    ONE,
    PARAMETER,
    Atom,
    Place,
    Polynomial,
    Term,
    number,
)


def reciprocal(ring: Ring, polynomial: Polynomial) -> Polynomial:
    """Return 1/p, p not 0, as a product of reciprocals of irreducible polynomials."""
    return by_cases(ring, polynomial, lambda case: _reciprocal(ring, case))


def _reciprocal(ring: Ring, polynomial: Polynomial) -> Polynomial:
    if polynomial.is_zero:
        raise OutsideLanguageError("it divides by 0")
    content, factors = parts(ring, polynomial)
    return ring.scale(ring.multiply(*(to_power(ring, factor, -power) for factor, power in factors)), 1 / content)


def to_power(ring: Ring, factor: Polynomial, power: Fraction) -> Polynomial:
    """Return an integer power of one of the factors of `parts`, or a fractional power of an atom."""
    (term, coefficient), *others = factor.terms.items()
    if not others and not term.bound and len(term.factors) == 1 and coefficient == 1:
        ((atom, exponent),) = term.factors
        return ring.monomial([(atom, exponent * power)])
    if power >= 0:
        return ring.power(factor, int(power))
    return ring.monomial([(reciprocal_atom(ring, factor), -power)])


def reciprocal_atom(ring: Ring, factor: Polynomial) -> Atom:
    """Return the atom 1/p, and teach the ring how it meets its leading term."""
    atom = ring.function(RECIPROCAL, None, (factor,))
    head = atom[0]
    if head not in ring.patterns:
        ring.patterns[head] = []
        body = ring.heads[head].arguments[0]
        if in_monomial(body) is None:
            pattern = _leading_pattern(ring, head, body)
            ring.patterns[head] = [] if pattern is None else [pattern]
    return atom


def _leading_pattern(ring: Ring, head: int, body: Polynomial) -> Pattern | None:
    """Return ``lead/p = (1 − rest/p)/c`` for p = c lead + rest."""
    lead = _lead(body)
    if lead is None:
        return None
    coefficient, rest = body.terms[lead], without_term(body, lead)
    itself = _itself(ring, head)
    divided = ring.multiply(rest, ring.atom(*itself)) if not rest.is_zero else rest
    return Pattern(((itself, Fraction(1)), *lead.factors), ring.scale(ring.subtract(ONE, divided), 1 / coefficient))


def equation_pattern(ring: Ring, head: int, body: Polynomial, threshold: Fraction) -> Pattern | None:
    """Return ``[p = t] lead = [p = t] (t − rest)/c`` for p = c lead + rest."""
    lead = _lead(body)
    if lead is None:
        return None
    itself = _itself(ring, head)
    other = ring.scale(ring.subtract(number(threshold), without_term(body, lead)), 1 / body.terms[lead])
    return Pattern(((itself, Fraction(1)), *lead.factors), ring.multiply(ring.atom(*itself), other))


def _lead(body: Polynomial) -> Term | None:
    """Return the term that is divided out: of most sums and highest degree; None where no term has natural powers."""
    candidates = [term for term in body.terms if term.factors and all(power > 0 for _, power in term.factors)]
    if not candidates:
        return None
    return max(candidates, key=lambda term: (len(term.bound), sum(power for _, power in term.factors), term))


def _itself(ring: Ring, head: int) -> Atom:
    return head, tuple(Place(PARAMETER, slot) for slot in range(ring.heads[head].arity))


def without_term(polynomial: Polynomial, left_out: Term) -> Polynomial:
    """Return a polynomial without one of its terms."""
    return Polynomial({term: c for term, c in polynomial.terms.items() if term != left_out})


@says("Partial fractions: x^e/p(x) for e below 0 or not below the degree of p, and 1/(p(x) q(x)), are sums")
def apply_reciprocals(ring: Ring, product: Product) -> list[Product] | None:
    """Condition: p(x) and q(x) are not 0, which 1/p and 1/q say."""
    met: list[tuple[Atom, InMonomial]] = []
    for atom, power in product.factors.items():
        if ring.kind(atom) != RECIPROCAL:
            continue
        if power < 0:
            return ring.times(product, ring.power(ring.bodies(atom)[0], int(-power)), [(atom, power)])
        found = in_monomial(ring.heads[atom[0]].arguments[0])
        if found is None:
            continue
        here = InMonomial(ring.filled(found.monomial, atom[1]), found.coefficients)
        divided = _divided(ring, product, atom, here)
        if divided is not None:
            return divided
        for other, body in met:
            same = _in_powers_of(here, body)
            decomposed = same and _partial_fractions(ring, product, (atom, here), (other, same))
            if decomposed:
                return decomposed
        met.append((atom, here))
    return None


@says("Partial fractions: 1/(p q) = (1/p − 1/q)/M where q − p is M, a number or a product of exponentials")
def apply_differences(ring: Ring, product: Product) -> list[Product] | None:
    """Condition: p and q are not 0, which 1/p and 1/q say; M is not 0."""
    divisors = [atom for atom, power in product.factors.items() if ring.kind(atom) == RECIPROCAL and power > 0]
    for first, second in combinations(divisors, 2):
        difference = ring.subtract(ring.bodies(second)[0], ring.bodies(first)[0])
        inverse = _inverse_of_unit(ring, difference)
        if inverse is not None:
            without_second = ring.times(product, inverse, [(second, Fraction(1))])
            without_first = ring.times(product, ring.scale(inverse, -1), [(first, Fraction(1))])
            return [*without_second, *without_first]
    return None


def _inverse_of_unit(ring: Ring, polynomial: Polynomial) -> Polynomial | None:
    """Return 1/p for a number or a product of exponentials, which is never 0; None for anything else."""
    if len(polynomial) != 1:
        return None
    ((term, coefficient),) = polynomial.terms.items()
    if term.bound or any(ring.kind(atom) != "exp" for atom, _ in term.factors):
        return None
    return ring.scale(ring.monomial([(atom, -power) for atom, power in term.factors]), 1 / coefficient)


def _divided(ring: Ring, product: Product, atom: Atom, body: InMonomial) -> list[Product] | None:
    """M^pivot = (p − rest)/c, so M^pivot/p = (1 − rest/p)/c."""
    exponent = product.factors.get(body.pivot, Fraction(0)) / body.monomial[0][1]
    degree = max(body.coefficients)
    if exponent >= degree:
        pivot = degree
    elif exponent < 0:
        pivot = Fraction(0)
    else:
        return None
    c = body.coefficients[pivot]
    results = ring.times(product, number(1 / c), [*body.power(pivot), (atom, Fraction(1))])
    for power, coefficient in body.coefficients.items():
        if power != pivot:
            results += ring.times(product, number(-coefficient / c), body.power(pivot - power))
    return results


class _Scaled(NamedTuple):
    """``Σ_j c_j M^j`` times a power of M: what a polynomial in powers of M^s is, as one in powers of M."""

    coefficients: Coefficients
    shift: Fraction


def _in_powers_of(first: InMonomial, second: InMonomial) -> _Scaled | None:
    """Return the second polynomial in powers of the monomial of the first; None where it has another monomial."""
    mine, other = dict(first.monomial), dict(second.monomial)
    if set(mine) != set(other):
        return None
    scale = other[first.pivot] / mine[first.pivot]
    if any(other[atom] != power * scale for atom, power in mine.items()):
        return None
    powers = {exponent * scale: c for exponent, c in second.coefficients.items()}
    lowest = min(powers)
    return _Scaled({exponent - lowest: c for exponent, c in powers.items()}, lowest)


def _partial_fractions(
    ring: Ring, product: Product, first: tuple[Atom, InMonomial], second: tuple[Atom, _Scaled]
) -> list[Product] | None:
    """1/(p q) = u/p + v/q, with u q + v p = 1."""
    (p_atom, p), (q_atom, q) = first, second
    cofactors = bezout(p.coefficients, q.coefficients)
    if cofactors is None:
        return None
    v, u = cofactors  # v p + u q = 1, and 1/q is M^-shift over the coefficients of q
    results = []
    for power, coefficient in u.items():
        results += ring.times(product, number(coefficient), [(q_atom, Fraction(1)), *p.power(q.shift - power)])
    for power, coefficient in v.items():
        results += ring.times(product, number(coefficient), [(p_atom, Fraction(1)), *p.power(-power)])
    return results


def bezout(p: Coefficients, q: Coefficients) -> tuple[Coefficients, Coefficients] | None:
    """Return (v, u) with v p + u q = 1, or None where p and q have a common divisor.

    >>> F = Fraction
    >>> bezout({F(0): F(1), F(1): F(1)}, {F(1): F(1)})
    ({Fraction(0, 1): Fraction(1, 1)}, {Fraction(0, 1): Fraction(-1, 1)})
    """
    one: Coefficients = {Fraction(0): Fraction(1)}
    a: tuple[Coefficients, ...] = (p, one, {})
    b: tuple[Coefficients, ...] = (q, {}, one)
    while b[0]:
        quotient, _ = _divide(a[0], b[0])
        a, b = b, tuple(_minus(left, _times(quotient, right)) for left, right in zip(a, b, strict=True))
    if set(a[0]) != {Fraction(0)}:
        return None
    scale = a[0][Fraction(0)]
    return {e: c / scale for e, c in a[1].items()}, {e: c / scale for e, c in a[2].items()}


def _divide(p: Coefficients, q: Coefficients) -> tuple[Coefficients, Coefficients]:
    quotient: Coefficients = {}
    rest, degree = dict(p), max(q)
    while rest and max(rest) >= degree:
        power = max(rest) - degree
        factor = rest[max(rest)] / q[degree]
        quotient[power] = factor
        rest = _minus(rest, _times({power: factor}, q))
    return quotient, rest


def _times(p: Coefficients, q: Coefficients) -> Coefficients:
    product: Coefficients = {}
    for a, c in p.items():
        for b, d in q.items():
            product[a + b] = product.get(a + b, Fraction(0)) + c * d
    return {e: c for e, c in product.items() if c}


def _minus(p: Coefficients, q: Coefficients) -> Coefficients:
    difference = dict(p)
    for e, c in q.items():
        difference[e] = difference.get(e, Fraction(0)) - c
    return {e: c for e, c in difference.items() if c}
