"""Powers that are known: of sine, of roots, of what is 0 or 1, of what is 1 or −1."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from symnet.proof.index_form.functions import BASE, PRIME, cosine, power
from symnet.proof.index_form.language import says
from symnet.proof.index_form.ring import Product, Ring
from symnet.proof.index_form.terms import ONE, number


@says("Powers that are known: sin² = 1 − cos², a root to its power, x² = x for x that is 0 or 1, s² = 1 for the sign s")
def apply_powers(ring: Ring, product: Product) -> list[Product] | None:
    """Conditions: a root is of no negative number, x is assumed to be 0 or 1, s is det Q of an orthogonal Q."""
    for atom, exponent in product.factors.items():
        kind = ring.kind(atom)
        if atom[0] in ring.binary and exponent > 1:
            return [product._replace(factors={**product.factors, atom: Fraction(1)})]
        if atom[0] in ring.signs and exponent.denominator == 1 and exponent != 1:
            others = {other: power for other, power in product.factors.items() if other != atom}
            return [product._replace(factors=others | ({atom: Fraction(1)} if exponent % 2 else {}))]
        if kind == "sin" and exponent >= 2:
            squared = ring.subtract(ONE, ring.power(cosine(ring, ring.bodies(atom)[0]), 2))
            return ring.times(product, squared, [(atom, Fraction(2))])
        if kind in {BASE, PRIME} and not 0 < exponent < 1:
            whole = floor(exponent)
            value = number(ring.heads[atom[0]].content) if kind == PRIME else ring.bodies(atom)[0]
            return ring.times(product, power(ring, value, Fraction(whole)), [(atom, Fraction(whole))])
    return None
