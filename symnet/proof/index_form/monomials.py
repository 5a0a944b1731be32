"""Polynomials in powers of one monomial: what can be divided as polynomials in one unknown are."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from symnet.proof.index_form.terms import Atom, Factor, Polynomial

Coefficients = dict[Fraction, Fraction]
"""A polynomial in one atom: exponent to coefficient."""


class InMonomial(NamedTuple):
    """A polynomial in powers of one monomial: ``Σ_j c_j M^j``; the first atom of M has the exponent 1 or −1 in it."""

    monomial: tuple[Factor, ...]
    coefficients: Coefficients

    @property
    def pivot(self) -> Atom:
        """The atom by whose exponent powers of the monomial are counted."""
        return self.monomial[0][0]

    def power(self, exponent: Fraction) -> list[Factor]:
        """Return the factors of a power of the monomial."""
        return [(atom, power * exponent) for atom, power in self.monomial]


def in_monomial(polynomial: Polynomial) -> InMonomial | None:
    """Return a polynomial with a constant as one in powers of a monomial; None where it is none, or has sums.

    ``1 + e^{2z}`` is one in e^z, and ``1 + e^{z - w}`` one in e^z e^{-w}.
    """
    terms = [term for term in polynomial.terms if term.factors]
    if not terms or any(term.bound for term in terms) or not polynomial.constant:
        return None
    first = min(terms)
    scale = abs(first.factors[0][1])
    monomial = tuple((atom, power / scale) for atom, power in first.factors)
    coefficients = {Fraction(0): polynomial.constant}
    for term in terms:
        exponent = dict(term.factors).get(monomial[0][0], Fraction(0)) / monomial[0][1]
        if not exponent or term.factors != tuple((atom, power * exponent) for atom, power in monomial):
            return None
        coefficients[exponent] = polynomial.terms[term]
    return InMonomial(monomial, coefficients) if min(coefficients) == 0 else None
