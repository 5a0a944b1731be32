"""Functions of polynomials, in normal form: exponentials, logarithms, powers, conditions, sine, unknown functions.

Every constructor returns the polynomial that a function of polynomials is. Each rule holds wherever both of its sides
are defined; a rule that needs more is used only where that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any

from sympy import factorint

from symnet.proof.index_form.conditions import ABOVE, AT, by_cases, solved
from symnet.proof.index_form.factors import RECIPROCAL, content_of, is_nonzero, is_positive, parts, range_of
from symnet.proof.index_form.language import OutsideLanguageError
from symnet.proof.index_form.reciprocals import equation_pattern, reciprocal, to_power
from symnet.proof.index_form.ring import HIGHEST_POWER, Constructor, Ring
from symnet.proof.index_form.terms import ONE, ZERO, Atom, Polynomial, Term, number

EXP, LOG, BASE, PRIME = "exp", "log", "base", "prime"

LARGEST_FACTORED = 10**12
"""Greater integers under roots and logarithms stay whole."""


MOST_SIGNS = 4
"""The sign of a product of more factors stays a condition on the product."""


def exponential(ring: Ring, polynomial: Polynomial) -> Polynomial:
    """Return e^p as a product of powers of e^t, one for each term t of p: exponentials are independent unknowns.

    e^{c log x} is x^c: the logarithm says that x is positive.
    """
    return by_cases(ring, polynomial, lambda case: _exponential(ring, case))


def _exponential(ring: Ring, polynomial: Polynomial) -> Polynomial:
    result = ONE
    for term, coefficient in polynomial.terms.items():
        if len(term.factors) == 1 and not term.bound and term.factors[0][1] == 1:
            atom = term.factors[0][0]
            if ring.kind(atom) == LOG:
                result = ring.multiply(result, power(ring, ring.bodies(atom)[0], coefficient))
                continue
        atom = ring.function(EXP, None, (Polynomial({term: Fraction(1)}),))
        result = ring.multiply(result, ring.atom(*atom, coefficient))
    return result


def logarithm(ring: Ring, polynomial: Polynomial) -> Polynomial:
    """Return log p, p positive, as a sum over the factors of p that are known to be positive, and of the rest."""
    return by_cases(ring, polynomial, lambda case: _logarithm(ring, case))


def _logarithm(ring: Ring, polynomial: Polynomial) -> Polynomial:
    if polynomial.is_zero:
        raise OutsideLanguageError("it takes the logarithm of 0")
    content, factors = parts(ring, polynomial)
    known = [(factor, exponent) for factor, exponent in factors if is_positive(ring, factor)]
    rest = [(factor, exponent) for factor, exponent in factors if not is_positive(ring, factor)]
    summed = [ring.scale(_logarithm_of_factor(ring, factor), exponent) for factor, exponent in known]
    if len(rest) == 1 and content > 0 and rest[0][1].denominator == 1 and rest[0][1].numerator % 2:
        summed += [ring.scale(_logarithm_of_factor(ring, rest[0][0]), rest[0][1]), _logarithm_of_number(ring, content)]
    elif rest:
        product = ring.multiply(*(to_power(ring, factor, exponent) for factor, exponent in rest))
        summed += [_logarithm_of_number(ring, abs(content)), _log_atom(ring, ring.scale(product, _sign(content)))]
    elif content < 0:
        raise OutsideLanguageError("it takes the logarithm of a negative number")
    else:
        summed.append(_logarithm_of_number(ring, content))
    return ring.add(*summed)


def _sign(content: Fraction) -> int:
    return 1 if content > 0 else -1


def _logarithm_of_factor(ring: Ring, factor: Polynomial) -> Polynomial:
    """Return log of one atom or of an irreducible polynomial."""
    if len(factor) == 1:
        (term,) = factor.terms
        if len(term.factors) == 1 and not term.bound:
            atom, exponent = term.factors[0]
            if ring.kind(atom) == EXP:
                return ring.scale(ring.bodies(atom)[0], exponent)
            if ring.kind(atom) == PRIME:
                return ring.scale(_log_atom(ring, number(ring.heads[atom[0]].content)), exponent)
    return _log_atom(ring, factor)


def _log_atom(ring: Ring, polynomial: Polynomial) -> Polynomial:
    return ring.atom(*ring.function(LOG, None, (polynomial,)))


def _logarithm_of_number(ring: Ring, value: Fraction) -> Polynomial:
    summed = [ZERO]
    for whole, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, exponent in _prime_factors(whole).items():
            summed.append(ring.scale(_log_atom(ring, number(prime)), sign * exponent))
    return ring.add(*summed)


def _prime_factors(whole: int) -> dict[int, int]:
    if whole > LARGEST_FACTORED:
        return {whole: 1}
    return {int(prime): int(exponent) for prime, exponent in factorint(whole).items()}


def power(ring: Ring, polynomial: Polynomial, exponent: Fraction) -> Polynomial:
    """Return p^e for a rational exponent; an even root of p says that p is not negative."""
    if exponent.denominator == 1:
        if abs(exponent) > HIGHEST_POWER and len(polynomial) > 1:
            raise OutsideLanguageError(f"it has a power of {exponent}, more than the limit of {HIGHEST_POWER}")
        if exponent < 0:
            return power(ring, reciprocal(ring, polynomial), -exponent)
        monomial = _monomial(polynomial)
        if monomial is not None:
            coefficient, factors = monomial
            if abs(exponent) > HIGHEST_POWER and coefficient not in (1, -1):
                raise OutsideLanguageError(f"it has a power of {exponent}, more than the limit of {HIGHEST_POWER}")
            value = ring.monomial([(atom, e * exponent) for atom, e in factors])
            return ring.scale(value, coefficient ** int(exponent))
        return ring.power(polynomial, int(exponent))
    return by_cases(ring, polynomial, lambda case: _root(ring, case, exponent))


def _monomial(polynomial: Polynomial) -> tuple[Fraction, tuple[tuple[Atom, Fraction], ...]] | None:
    if len(polynomial) != 1:
        return None
    ((term, coefficient),) = polynomial.terms.items()
    return None if term.bound else (coefficient, term.factors)


def _root(ring: Ring, polynomial: Polynomial, exponent: Fraction) -> Polynomial:
    if polynomial.is_zero:
        if exponent < 0:
            raise OutsideLanguageError("it divides by 0")
        return ZERO
    content, factors = parts(ring, polynomial)
    known = [(factor, e) for factor, e in factors if is_positive(ring, factor)]
    rest = [(factor, e) for factor, e in factors if not is_positive(ring, factor)]
    result = ONE if content < 0 and rest else _root_of_number(ring, content, exponent)
    for factor, e in known:
        result = ring.multiply(result, _root_of_factor(ring, factor, e * exponent))
    if not rest:
        return result
    if len(rest) == 1 and content > 0:
        factor, e = rest[0]
        if e.denominator == 1 and e.numerator % 2 == 0:
            return ring.multiply(result, _root_of_absolute(ring, factor, e * exponent))
        return ring.multiply(result, _root_of_factor(ring, factor, e * exponent))
    product = ring.multiply(*(to_power(ring, factor, e) for factor, e in rest))
    whole = product if content > 0 else ring.scale(product, content)
    return ring.multiply(result, _base_power(ring, whole, exponent))


def _root_of_number(ring: Ring, value: Fraction, exponent: Fraction) -> Polynomial:
    if value < 0:
        raise OutsideLanguageError("it takes the root of a negative number")
    factors = []
    for whole, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, e in _prime_factors(whole).items():
            factors.append(((ring.head(PRIME, prime), ()), sign * e * exponent))
    return ring.monomial(factors)


def _root_of_factor(ring: Ring, factor: Polynomial, exponent: Fraction) -> Polynomial:
    """Return the power of an atom or an irreducible polynomial that is not negative."""
    if exponent.denominator == 1:
        return to_power(ring, factor, exponent)
    monomial = _monomial(factor)
    if monomial is not None and monomial[0] == 1 and len(monomial[1]) == 1:
        ((atom, e),) = monomial[1]
        return ring.monomial([(atom, e * exponent)])
    return _base_power(ring, factor, exponent)


def _root_of_absolute(ring: Ring, factor: Polynomial, exponent: Fraction) -> Polynomial:
    """Return |p|^e."""
    if exponent.denominator == 1:
        if exponent.numerator % 2 == 0:
            return to_power(ring, factor, exponent)
        return ring.multiply(absolute(ring, factor), to_power(ring, factor, exponent - 1))
    return _base_power(ring, ring.power(factor, 2), exponent / 2)


def _base_power(ring: Ring, polynomial: Polynomial, exponent: Fraction) -> Polynomial:
    atom = ring.function(BASE, None, (polynomial,))
    return ring.atom(*atom, exponent)


def general_power(ring: Ring, base: Polynomial, exponent: Polynomial) -> Polynomial:
    """Return p^q; where p is known to be positive, it is e^{q log p}."""
    value = exponent.number
    if value is not None:
        return power(ring, base, value)
    if is_positive(ring, base):
        return exponential(ring, ring.multiply(exponent, logarithm(ring, base)))
    whole = floor(exponent.constant)
    rest = ring.subtract(exponent, number(whole))
    atom = ring.function("power of", None, (base, rest))
    return ring.multiply(ring.atom(*atom), power(ring, base, Fraction(whole)))


def above(ring: Ring, polynomial: Polynomial) -> Polynomial:
    """Return [p > 0], which is 1 where p is positive and 0 elsewhere.

    p is divided by its positive factors; what is left is compared with its constant, in the orientation that sorts
    first.
    """
    known = _of_bit(ring, polynomial, lambda x: x > 0)
    return by_cases(ring, polynomial, lambda case: _above(ring, case)) if known is None else known


def _of_bit(ring: Ring, polynomial: Polynomial, holds: Callable[[Fraction], bool]) -> Polynomial | None:
    """Return a condition on c b + d as a polynomial in b, which is 0 or 1; None where there is no such b alone."""
    terms = [term for term in polynomial.terms if term != Term()]
    if len(terms) != 1 or len(terms[0].factors) != 1 or terms[0].bound or terms[0].factors[0][1] != 1:
        return None
    atom, _ = terms[0].factors[0]
    if atom[0] not in ring.binary:
        return None
    at_zero, at_one = (int(holds(polynomial.constant + bit * polynomial.terms[terms[0]])) for bit in (0, 1))
    return ring.add(number(at_zero), ring.scale(ring.atom(*atom), at_one - at_zero))


def _above(ring: Ring, polynomial: Polynomial) -> Polynomial:
    if polynomial.is_zero:
        return ZERO
    content, factors = parts(ring, polynomial)
    odd: list[Polynomial] = []
    even: list[Polynomial] = []
    for factor, exponent in factors:
        if not is_positive(ring, factor):
            is_even = exponent.denominator == 1 and exponent.numerator % 2 == 0
            (even if is_even else odd).append(factor)
    nonzero = ring.multiply(ONE, *(ring.subtract(ONE, equal(ring, factor)) for factor in even))
    if not odd:
        return nonzero if content > 0 else ZERO
    if len(odd) > MOST_SIGNS:
        return ring.multiply(nonzero, _threshold(ring, ring.scale(ring.multiply(*odd), _sign(content))))
    positive, negative = _signs(ring, odd[0])
    for factor in odd[1:]:
        here = _signs(ring, factor)
        same = ring.add(ring.multiply(positive, here[0]), ring.multiply(negative, here[1]))
        different = ring.add(ring.multiply(positive, here[1]), ring.multiply(negative, here[0]))
        positive, negative = same, different
    return ring.multiply(nonzero, positive if content > 0 else negative)


def _signs(ring: Ring, polynomial: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Return [p > 0] and [p < 0]."""
    return _threshold(ring, polynomial), _threshold(ring, ring.scale(polynomial, -1))


def _threshold(ring: Ring, polynomial: Polynomial) -> Polynomial:
    body = Polynomial({term: c for term, c in polynomial.terms.items() if term != Term()})
    if body.is_zero:
        return ONE if polynomial.constant > 0 else ZERO
    bounds = range_of(ring, polynomial)
    if bounds.is_positive:
        return ONE
    if bounds.is_nonpositive:
        return ZERO
    scale, normed = content_of(ring, body)
    threshold = -polynomial.constant / scale
    exponents = _only_exponential(ring, normed)
    if exponents is not None and threshold == 1:  # e^p > 1 where p > 0
        return above(ring, exponents) if scale > 0 else above(ring, ring.scale(exponents, -1))
    bodies, places, symmetries = ring.abstract((normed,))
    head = ring.head(ABOVE, threshold, arguments=bodies, arity=len(places), symmetries=symmetries)
    if scale > 0:
        return ring.atom(head, places)
    return ring.subtract(ring.subtract(ONE, ring.atom(head, places)), equal(ring, polynomial))


def _only_exponential(ring: Ring, polynomial: Polynomial) -> Polynomial | None:
    """Return p for e^p, which is a product of exponentials; None for anything else."""
    monomial = _monomial(polynomial)
    if monomial is None or not monomial[1] or monomial[0] != 1:
        return None
    if any(ring.kind(atom) != EXP for atom, _ in monomial[1]):
        return None
    return ring.add(*(ring.scale(ring.bodies(atom)[0], exponent) for atom, exponent in monomial[1]))


def equal(ring: Ring, polynomial: Polynomial) -> Polynomial:
    """Return [p = 0], which is 1 where p is 0 and 0 elsewhere."""
    known = _of_bit(ring, polynomial, lambda x: x == 0)
    return by_cases(ring, polynomial, lambda case: _equal(ring, case)) if known is None else known


def _equal(ring: Ring, polynomial: Polynomial) -> Polynomial:
    if polynomial.is_zero:
        return ONE
    _, factors = parts(ring, polynomial)
    zero = [factor for factor, exponent in factors if exponent > 0 and not is_nonzero(ring, factor)]
    return ring.subtract(ONE, ring.multiply(ONE, *(ring.subtract(ONE, _at(ring, factor)) for factor in zero)))


def _at(ring: Ring, polynomial: Polynomial) -> Polynomial:
    body = Polynomial({term: c for term, c in polynomial.terms.items() if term != Term()})
    if body.is_zero:
        return ZERO
    scale, normed = content_of(ring, body)
    exponents = _only_exponential(ring, normed)
    threshold = -polynomial.constant / scale
    if exponents is not None:
        return equal(ring, exponents) if threshold == 1 else _at_atom(ring, normed, threshold)
    return _at_atom(ring, normed, threshold)


def _at_atom(ring: Ring, body: Polynomial, threshold: Fraction) -> Polynomial:
    bodies, places, symmetries = ring.abstract((body,))
    head = ring.head(AT, threshold, arguments=bodies, arity=len(places), symmetries=symmetries)
    if head not in ring.patterns and solved(bodies[0], threshold) is None:
        ring.patterns[head] = []
        pattern = equation_pattern(ring, head, bodies[0], threshold)
        ring.patterns[head] = [] if pattern is None else [pattern]
    return ring.atom(head, places)


def absolute(ring: Ring, polynomial: Polynomial) -> Polynomial:
    """Return |p| = 2 p [p > 0] − p."""
    twice = ring.scale(ring.multiply(polynomial, above(ring, polynomial)), 2)
    return ring.subtract(twice, polynomial)


def greatest(ring: Ring, polynomials: Sequence[Polynomial]) -> Polynomial:
    """Return the greatest of several: max(p, q) = q + (p − q) [p > q]."""
    result = polynomials[0]
    for each in polynomials[1:]:
        difference = ring.subtract(each, result)
        result = ring.add(result, ring.multiply(difference, above(ring, difference)))
    return result


def odd_function(ring: Ring, name: str, polynomial: Polynomial) -> Polynomial:
    """Return f(p) for f(−p) = −f(p), of p or −p, whichever sorts first."""

    def one(case: Polynomial) -> Polynomial:
        if case.is_zero:
            return ZERO
        scale, normed = content_of(ring, case)
        value = ring.atom(*ring.function(name, None, (ring.scale(normed, abs(scale)),)))
        return ring.scale(value, _sign(scale))

    return by_cases(ring, polynomial, one)


def cosine(ring: Ring, polynomial: Polynomial) -> Polynomial:
    """Return cos p = cos(−p), of p or −p, whichever sorts first."""

    def one(case: Polynomial) -> Polynomial:
        if case.is_zero:
            return ONE
        scale, normed = content_of(ring, case)
        return ring.atom(*ring.function("cos", None, (ring.scale(normed, abs(scale)),)))

    return by_cases(ring, polynomial, one)


def unknown(ring: Ring, name: Any, arguments: Sequence[Polynomial]) -> Polynomial:
    """Return a function of which nothing is known but its name: equal arguments give equal values."""
    return ring.atom(*ring.function("unknown", name, tuple(arguments)))


def _threshold_again(ring: Ring, content: Fraction, bodies: Sequence[Polynomial]) -> Polynomial:
    return above(ring, ring.subtract(bodies[0], number(content)))


def _at_again(ring: Ring, content: Fraction, bodies: Sequence[Polynomial]) -> Polynomial:
    return equal(ring, ring.subtract(bodies[0], number(content)))


def _of_one(function: Any) -> Constructor:
    return lambda ring, _, bodies: function(ring, bodies[0])


CONSTRUCTORS: Mapping[str, Constructor] = {
    EXP: _of_one(exponential),
    LOG: _of_one(logarithm),
    RECIPROCAL: _of_one(reciprocal),
    BASE: lambda *given: given[2][0],
    "power": lambda ring, exponent, bodies: power(ring, bodies[0], exponent),
    "power of": lambda ring, _, bodies: general_power(ring, bodies[0], bodies[1]),
    ABOVE: _threshold_again,
    AT: _at_again,
    "sin": lambda ring, _, bodies: odd_function(ring, "sin", bodies[0]),
    "atan": lambda ring, _, bodies: odd_function(ring, "atan", bodies[0]),
    "erf": lambda ring, _, bodies: odd_function(ring, "erf", bodies[0]),
    "cos": _of_one(cosine),
    "unknown": unknown,
}
"""How a function is made of other polynomials, by the kind of its head."""
