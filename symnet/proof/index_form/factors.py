"""A polynomial as a number times powers of simpler ones: common denominators, common factors, irreducible factors."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any, NamedTuple

from sympy import QQ, Poly, Rational, Symbol

from symnet.proof.index_form.conditions import CASES
from symnet.proof.index_form.monomials import in_monomial
from symnet.proof.index_form.ring import Ring
from symnet.proof.index_form.terms import (
    ZERO,
    Atom,
    Factor,
    Place,
    Polynomial,
    Range,
    Term,
    indices_of,
    number,
    used_indices,
)

RECIPROCAL = "reciprocal"

MOST_TERMS, HIGHEST_DEGREE, MOST_ATOMS, LONGEST_NUMBER = 40, 12, 6, 200
"""Larger polynomials are not factored: SymPy's factorization has no limit of its own."""


class Parts(NamedTuple):
    """``content · f_1^e_1 · f_2^e_2 …``: each f is one atom, or a polynomial with content 1."""

    content: Fraction
    factors: tuple[tuple[Polynomial, Fraction], ...]


def parts(ring: Ring, polynomial: Polynomial) -> Parts:
    """Return a polynomial that is not 0 as a number times powers.

    What it divides by is brought to a common denominator first: 1 − 1/(1 + e^z) has the parts e^z and (1 + e^z)^-1.
    """
    numerator, denominators = over_common_denominator(ring, polynomial)
    content, monomial, rest = _primitive(ring, numerator)
    found: dict[Polynomial, Fraction] = {}
    for atom, power in monomial:
        _count(found, ring.monomial([(atom, Fraction(1))]), power)
    for factor, times in _factored(rest):
        unit, centred = _without_unit(ring, factor)
        for atom, exponent in unit:
            _count(found, ring.monomial([(atom, Fraction(1))]), exponent * times)
        scale, normed = content_of(ring, centred)
        content *= scale**times
        if normed.number is None:
            _count(found, normed, Fraction(times))
    for factor, power in denominators:
        _count(found, factor, -power)
    return Parts(content, tuple((factor, power) for factor, power in found.items() if power))


def _count(found: dict[Polynomial, Fraction], factor: Polynomial, power: Fraction) -> None:
    found[factor] = found.get(factor, Fraction(0)) + power


def cleared(ring: Ring, polynomial: Polynomial) -> Polynomial:
    """Return a polynomial that is 0 where the given one is, without what it is divided by and cannot be 0.

    A divisor that could be 0 says that it is not only where no case may leave it out: the 1 − x of
    ``[x > 0]/(1 + x) + (1 − [x > 0])/(1 − x)`` is 0 at 1, where the other case has a value.
    """
    has_cases = any(ring.kind(atom) in CASES for term in polynomial.terms for atom, _ in term.factors)
    return over_common_denominator(ring, polynomial, only_nonzero=has_cases)[0]


def over_common_denominator(
    ring: Ring, polynomial: Polynomial, *, only_nonzero: bool = False
) -> tuple[Polynomial, list[tuple[Polynomial, Fraction]]]:
    """Return a numerator and the powers that it is divided by; what divides inside a sum over indices stays.

    With `only_nonzero` what could be 0 stays too.
    """
    needed: dict[Atom, Fraction] = {}
    for term in polynomial.terms:
        for atom, power in term.factors:
            if not used_indices([(atom, power)]).isdisjoint(term.bound):
                continue
            wanted = power if ring.kind(atom) == RECIPROCAL else -power
            if wanted > 0:
                needed[atom] = max(needed.get(atom, Fraction(0)), wanted)
    numerator, denominators = polynomial, []
    for atom, power in sorted(needed.items()):
        if only_nonzero and not is_nonzero(ring, _divisor(ring, atom)):
            continue
        if ring.kind(atom) == RECIPROCAL:
            (divisor,) = ring.bodies(atom)
            numerator = ring.multiply(numerator, ring.power(divisor, int(power)))
        else:
            divisor = ring.monomial([(atom, Fraction(1))])
            numerator = ring.multiply(numerator, ring.monomial([(atom, power)]))
        denominators.append((divisor, power))
    return numerator, denominators


def _divisor(ring: Ring, atom: Atom) -> Polynomial:
    return ring.bodies(atom)[0] if ring.kind(atom) == RECIPROCAL else ring.monomial([(atom, Fraction(1))])


def _primitive(ring: Ring, polynomial: Polynomial) -> tuple[Fraction, list[tuple[Atom, Fraction]], Polynomial]:
    """Return the content, the powers of atoms that every term has, and what is left."""
    terms = list(polynomial.terms)
    if not terms:
        return Fraction(0), [], ZERO
    if len(terms) == 1 and not terms[0].bound:
        return polynomial.terms[terms[0]], list(terms[0].factors), number(1)
    summed = {(atom, index) for term in terms for (atom, _) in term.factors for index in term.bound}
    common = {
        atom: min(dict(term.factors).get(atom, Fraction(0)) for term in terms)
        for atom, power in terms[0].factors
        if all((atom, index) not in summed for index in indices_of(atom[1]))
    }
    monomial = [(atom, power) for atom, power in common.items() if power > 0]
    rest = (
        ring.multiply(polynomial, ring.monomial([(atom, -power) for atom, power in monomial]))
        if monomial
        else polynomial
    )
    return Fraction(1), monomial, rest


def _without_unit(ring: Ring, polynomial: Polynomial) -> tuple[tuple[Factor, ...], Polynomial]:
    """Return a monomial in exponentials and the polynomial divided by it, so that it has a constant.

    Of a polynomial in powers of one monomial either end can be the constant: the one that sorts first is taken.
    """
    terms = [term for term in polynomial.terms if not term.bound]
    if len(terms) < len(polynomial) or len(terms) < 2:
        return (), polynomial
    if any(ring.kind(atom) != "exp" for term in terms for atom, _ in term.factors):
        return (), polynomial
    candidates = []
    for term in terms:
        divided = ring.multiply(polynomial, ring.monomial([(atom, -power) for atom, power in term.factors]))
        negative = sum(power < 0 for other in divided.terms for _, power in other.factors)
        rank = in_monomial(divided) is None, negative, _encoded(ring, divided)
        candidates.append((rank, term.factors, divided))
    _, unit, divided = min(candidates, key=lambda candidate: candidate[0])
    return unit, divided


def _encoded(ring: Ring, polynomial: Polynomial) -> tuple[Any, ...]:
    _, normed = content_of(ring, polynomial)
    bodies, _, _ = ring.abstract((normed,))
    return tuple(sorted(bodies[0].terms.items()))


def content_of(ring: Ring, polynomial: Polynomial) -> tuple[Fraction, Polynomial]:
    """Return ``(c, p)`` with ``c p`` the polynomial: the coefficients of p are integers without a common divisor.

    Of p and −p the one with fewer negative coefficients is taken, then the one that sorts first.
    """
    if polynomial.is_zero:
        return Fraction(1), ZERO
    coefficients = list(polynomial.terms.values())
    scale = Fraction(gcd(*(abs(c.numerator) for c in coefficients)), lcm(*(c.denominator for c in coefficients)))
    normed = ring.scale(polynomial, 1 / scale)
    negative = ring.scale(normed, -1)
    if _rank(ring, negative) < _rank(ring, normed):
        return -scale, negative
    return scale, normed


def _rank(ring: Ring, polynomial: Polynomial) -> tuple[Any, ...]:
    negative = sum(coefficient < 0 for coefficient in polynomial.terms.values())
    if 2 * negative != len(polynomial):
        return (negative, ())
    bodies, _, _ = ring.abstract((polynomial,))
    return (negative, tuple(sorted(bodies[0].terms.items())))


def _factored(polynomial: Polynomial) -> list[tuple[Polynomial, int]]:
    """Return the irreducible factors over the rationals of a polynomial in few atoms without sums; else it is one."""
    if polynomial.number is not None:
        return [(polynomial, 1)]
    atoms = sorted({atom for term in polynomial.terms for atom, _ in term.factors})
    steps = {
        atom: lcm(*(power.denominator for term in polynomial.terms for a, power in term.factors if a == atom))
        for atom in atoms
    }
    exponents = {
        tuple(int(dict(term.factors).get(atom, 0) * steps[atom]) for atom in atoms): coefficient
        for term, coefficient in polynomial.terms.items()
    }
    if (
        any(term.bound for term in polynomial.terms)
        or len(polynomial) > MOST_TERMS
        or len(atoms) > MOST_ATOMS
        or not 1 < max(map(sum, exponents)) <= HIGHEST_DEGREE
        or min(map(min, exponents)) < 0
        or any(c.numerator.bit_length() + c.denominator.bit_length() > LONGEST_NUMBER for c in exponents.values())
    ):
        return [(polynomial, 1)]
    symbols = [Symbol(f"x_{position}") for position in range(len(atoms))]
    rationals = {power: Rational(c.numerator, c.denominator) for power, c in exponents.items()}
    scale, found = Poly.from_dict(rationals, *symbols, domain=QQ).factor_list()
    if len(found) == 1 and found[0][1] == 1:
        return [(polynomial, 1)]
    factors = [(_back(factor, atoms, steps), int(power)) for factor, power in found]
    return [(number(Fraction(int(scale.p), int(scale.q))), 1), *factors]


def _back(factor: Any, atoms: list[Atom], steps: dict[Atom, int]) -> Polynomial:
    terms = {}
    for powers, coefficient in factor.terms():
        factors = tuple(
            sorted((atom, Fraction(power, steps[atom])) for atom, power in zip(atoms, powers, strict=True) if power)
        )
        terms[Term(factors)] = Fraction(int(coefficient.p), int(coefficient.q))
    return Polynomial(terms)


ANY = Range()
UNIT = Range(Fraction(0), Fraction(1), low_is_open=False, high_is_open=False)
POSITIVE = Range(low=Fraction(0))


def range_of(ring: Ring, polynomial: Polynomial) -> Range:
    """Return bounds of the values of a polynomial, from those that are known of its atoms.

    An end of a sum is open where that of one term is.
    """
    zero = Fraction(0)
    low, high, low_is_open, high_is_open = zero, zero, False, False
    has_low = has_high = True
    for term, coefficient in polynomial.terms.items():
        bounds = _times(_range_of_term(ring, term), coefficient)
        has_low, has_high = has_low and bounds.low is not None, has_high and bounds.high is not None
        low, high = low + (bounds.low or zero), high + (bounds.high or zero)
        low_is_open, high_is_open = low_is_open or bounds.low_is_open, high_is_open or bounds.high_is_open
    return Range(
        low if has_low else None,
        high if has_high else None,
        low_is_open=low_is_open or not has_low,
        high_is_open=high_is_open or not has_high,
    )


def _times(bounds: Range, coefficient: Fraction) -> Range:
    low, high = (None if end is None else end * coefficient for end in (bounds.low, bounds.high))
    if coefficient < 0:
        return Range(high, low, low_is_open=bounds.high_is_open, high_is_open=bounds.low_is_open)
    return Range(low, high, low_is_open=bounds.low_is_open, high_is_open=bounds.high_is_open)


def _range_of_term(ring: Ring, term: Term) -> Range:
    """Return bounds of a product, where those of its factors are known and not negative; of a sum of such products."""
    factors = [_range_of_power(_range_of_atom(ring, atom), power) for atom, power in term.factors]
    if len(factors) == 1 and term.factors[0][1] == 1 and not term.bound:
        return _range_of_atom(ring, term.factors[0][0])
    if not all(bounds.is_nonnegative for bounds in factors):
        return ANY
    bounds = _range_of_product(factors)
    if not term.bound:
        return bounds
    if all(is_inhabited(ring, index) for index in term.bound):  # a sum of at least one of them
        return Range(bounds.low, low_is_open=bounds.low_is_open)
    return Range(Fraction(0), low_is_open=False)


def _range_of_product(factors: Sequence[Range]) -> Range:
    """Return bounds of a product of numbers that are not negative.

    The lower end is 0 and taken where a factor may be 0; if none may, it is open where that of one factor is. The upper
    end is open where that of one factor is.
    """
    low, high = Fraction(1), Fraction(1)
    for bounds in factors:
        low *= bounds.low or 0
        high *= bounds.high or 0
    is_bounded = all(bounds.high is not None for bounds in factors)
    return Range(
        low,
        high if is_bounded else None,
        low_is_open=all(bounds.is_positive for bounds in factors) and any(bounds.low_is_open for bounds in factors),
        high_is_open=not is_bounded or any(bounds.high_is_open for bounds in factors),
    )


def _range_of_power(bounds: Range, power: Fraction) -> Range:
    if not bounds.is_nonnegative:
        is_even = power.denominator % 2 == 0 or (power.denominator == 1 and power.numerator % 2 == 0)
        return Range(Fraction(0), low_is_open=power < 0) if is_even else ANY
    if power.denominator != 1:
        return Range(Fraction(0), low_is_open=bounds.is_positive or power < 0)
    first, last = (None if end is None else _integer_power(end, power) for end in (bounds.low, bounds.high))
    if power > 0:
        return Range(first, last, low_is_open=bounds.low_is_open, high_is_open=bounds.high_is_open)
    return Range(
        Fraction(0) if last is None else last,
        first,
        low_is_open=bounds.high is None or bounds.high_is_open,
        high_is_open=first is None or bounds.low_is_open,
    )


def _integer_power(end: Fraction, power: Fraction) -> Fraction | None:
    """Return an integer power of an end; None for a division by 0."""
    return None if not end and power < 0 else Fraction(end ** int(power))


def _range_of_atom(ring: Ring, atom: Atom) -> Range:
    head = ring.heads[atom[0]]
    if atom[0] in ring.ranges:
        return ring.ranges[atom[0]]
    if head.kind in {"exp", "prime"}:
        return POSITIVE
    if head.kind in {"above", "at", "delta"}:
        return UNIT
    if head.kind == RECIPROCAL:
        bounds = range_of(ring, head.arguments[0])
        if bounds.is_positive:
            return _range_of_power(bounds, Fraction(-1))
    return ANY


def is_inhabited(ring: Ring, index: Place) -> bool:
    """Tell whether an index certainly runs over at least one place: its size is positive, (n − 1)² is 0 for n = 1."""
    return range_of(ring, ring.size_polynomial(index)).is_positive


def is_positive(ring: Ring, polynomial: Polynomial) -> bool:
    """Tell whether a polynomial is known to be positive, wherever it is defined."""
    return range_of(ring, polynomial).is_positive


def is_nonzero(ring: Ring, polynomial: Polynomial) -> bool:
    """Tell whether a polynomial is known not to be 0."""
    if is_positive(ring, polynomial) or is_positive(ring, ring.scale(polynomial, -1)):
        return True
    if len(polynomial) == 1:
        (term,) = polynomial.terms
        return not term.bound and all(
            atom[0] in ring.nonzero or is_positive(ring, ring.monomial([(atom, Fraction(1))]))
            for atom, _ in term.factors
        )
    return False
