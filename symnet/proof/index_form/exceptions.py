"""Exceptional sets: where ``p = c`` leaves out single points only, for all sizes and in every row and column.

That p cannot be brought to the form of a constant does not say that it is none: ``cos 2x − 2 cos² x + 1`` is 0 for
every x, and ``(n − 1) x`` for n = 1. A set counts as exceptional only with a reason that p is not c somewhere, and with
it nearly nowhere:

- p can be solved for an entry: it stands in one place only, and what it is multiplied by is 0 at single points only;
- p is a polynomial that depends on its entries also where all entries of a matrix are one number;
- p is an analytic function on a connected domain, and an enclosure of its value at some numbers excludes c.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any

from sympy import Rational, Symbol, pi

from symnet.proof.index_form.conditions import AT
from symnet.proof.index_form.factors import (
    RECIPROCAL,
    is_inhabited,
    is_nonzero,
    is_positive,
    over_common_denominator,
)
from symnet.proof.index_form.functions import BASE, EXP, LOG, PRIME
from symnet.proof.index_form.ring import Ring
from symnet.proof.index_form.terms import (
    FRESH,
    ONE,
    ZERO,
    Atom,
    Place,
    Polynomial,
    Range,
    indices_of,
    moved,
    moved_factors,
    number,
)
from symnet.values.numbers.enclosures import compare
from symnet.values.numbers.exact import Exact
from symnet.values.numbers.nowhere import Nowhere

FREE_KINDS = frozenset({"entry", "symbol"})
ENTIRE: Mapping[str, str] = {EXP: "exp", "sin": "sin", "cos": "cos", "erf": "erf"}
"""Functions that are analytic in the whole complex plane, by their names in an arithmetic."""

BRANCHED: Mapping[str, str] = {LOG: "log", "atan": "arctan"}
"""Functions that are analytic for real numbers, and have branches in the plane."""

NAMES: Mapping[str, str] = {**ENTIRE, **BRANCHED}

LEAVES: Mapping[str, Callable[[Any], Fraction]] = {PRIME: Fraction, "delta": lambda _: Fraction(1)}
"""What is a number wherever there is one row and one column."""

TRIED = tuple(Fraction(p, q) for p, q in ((1, 2), (3, 2), (2, 3), (5, 7), (-1, 3), (2, 1), (-3, 2), (7, 3), (1, 9)))
SIGNS = ("is_positive", "is_negative", "is_nonnegative", "is_nonpositive", "is_nonzero")
ATTEMPTS = 9
BITS = 160


def thin_conditions(ring: Ring, polynomial: Polynomial) -> list[Atom]:
    """Return the conditions ``p = c`` among the factors of a polynomial that hold at single points only."""
    found = dict.fromkeys(atom for term in polynomial.terms for atom, _ in term.factors if ring.kind(atom) == AT)
    return [atom for atom in found if is_thin(ring, atom)]


def is_thin(ring: Ring, condition: Atom) -> bool:
    """Tell whether ``p = c`` certainly holds at single points only."""
    head = ring.heads[condition[0]]
    heads = heads_in(ring, head.arguments[0])
    if any(ring.heads[each].content in ring.tied for each in heads if ring.heads[each].kind in FREE_KINDS):
        return False  # it may follow from others that stand here too
    return _has_thin_zeros(ring, ring.subtract(head.arguments[0], number(head.content)))


def _has_thin_zeros(ring: Ring, polynomial: Polynomial) -> bool:
    """Tell whether a polynomial is 0 at single points at most; False where that is not known."""
    ring.limits.check()
    if polynomial.number is not None:
        return polynomial.number != 0
    return (
        is_nonzero(ring, polynomial)
        or _can_be_solved(ring, polynomial)
        or _depends_on_constants(ring, polynomial)
        or _differs_somewhere(ring, polynomial)
    )


def has_points(ring: Ring) -> bool:
    """Tell whether everything that must hold for both sides to be defined certainly holds somewhere, and around there.

    Where nothing is defined but at the single points that are left out, as in ``√(−x² − y²)``, nothing would be said.
    The values are those of constant matrices of one row and column.
    """
    needed = [polynomial for polynomial, _ in ring.domain]
    heads = {head for each in needed for head in heads_in(ring, each) if ring.heads[head].kind in FREE_KINDS}
    if not all(is_free(ring, head) or _is_constant(ring, head) for head in heads):
        return False
    return not needed or any(
        all(_holds(ring, polynomial, relation, values) for polynomial, relation in ring.domain)
        for values in _assignments(ring, heads)
    )


def _holds(ring: Ring, polynomial: Polynomial, relation: str, values: Mapping[int, Fraction]) -> bool:
    order = compare(_value(ring, polynomial, values, Exact(bits=BITS)), Fraction(0))
    return not isinstance(order, Nowhere) and (order != 0 if relation == "≠ 0" else order > 0)


def _is_constant(ring: Ring, head: int) -> bool:
    """Tell whether a symbol is a number of its own, or a number of rows, which is 1 in a witness."""
    content = ring.heads[head].content
    return getattr(content, "is_NumberSymbol", False) or content in ring.discrete_symbols


def is_free(ring: Ring, head: int) -> bool:
    """Tell whether an entry or a symbol may be any real number of an interval, whatever all others are."""
    known = ring.heads[head]
    if known.kind not in FREE_KINDS or known.content in ring.tied or head in ring.binary:
        return False
    if known.kind == "entry":
        return True
    symbol = known.content
    if not isinstance(symbol, Symbol) or symbol in ring.discrete_symbols:
        return False
    return symbol.is_integer is symbol.is_rational is symbol.is_algebraic is None and not symbol.is_zero


def heads_in(ring: Ring, polynomial: Polynomial) -> Counter[int]:
    """Return how often each head stands in a polynomial, also within functions."""
    found: Counter[int] = Counter()
    for term in polynomial.terms:
        for (head, _), _ in term.factors:
            found[head] += 1
            for body in ring.heads[head].arguments:
                found += heads_in(ring, body)
    return found


def _can_be_solved(ring: Ring, polynomial: Polynomial) -> bool:
    """Tell whether p = Σ_k X_ik g_k + rest, with an X that stands nowhere else, and g 0 at single points only."""
    found = heads_in(ring, polynomial)
    for head in sorted(found):
        if is_free(ring, head):
            factor = _cofactor(ring, polynomial, head, found[head])
            if factor is not None and _has_thin_zeros(ring, factor):
                return True
    return False


def _cofactor(ring: Ring, polynomial: Polynomial, head: int, times: int) -> Polynomial | None:
    """Return what one entry of a matrix is multiplied by; None where it is not linear, or taken at several places."""
    parts = [ZERO]
    places: tuple[Place, ...] | None = None
    for term, coefficient in polynomial.terms.items():
        factors, bound = ring.opened(term)
        own = [atom for atom, power in factors if atom[0] == head and power == 1]
        if not own:
            continue
        if len(own) > 1:
            return None
        (solved,) = own
        its = list(dict.fromkeys(indices_of(solved[1])))
        if not all(index in its and is_inhabited(ring, index) for index in bound):
            return None
        names = {index: Place(FRESH, -1 - its.index(index), index.size) for index in bound}
        here = tuple(moved(place, names) for place in solved[1])
        if places not in (None, here):
            return None
        places = here
        rest = moved_factors([factor for factor in factors if factor[0] != solved], names)
        parts.append(ring.scale(ring.monomial(rest), coefficient))
    return ring.add(*parts) if len(parts) == times + 1 else None


def _depends_on_constants(ring: Ring, polynomial: Polynomial) -> bool:
    """Tell whether p is a polynomial in free entries that is no constant where each matrix has one number everywhere.

    The sums are then numbers of terms. What is no constant for those matrices is none at all.
    """
    numerator, _ = over_common_denominator(ring, polynomial)
    coefficients: dict[tuple[Any, ...], Polynomial] = {}
    for term, coefficient in numerator.terms.items():
        degrees: Counter[int] = Counter()
        sizes = [ring.size_polynomial(index) for index in term.bound]
        for atom, power in term.factors:
            if power.denominator != 1 or power < 0:
                return False
            if is_free(ring, atom[0]):
                degrees[atom[0]] += int(power)
            elif ring.kind(atom) == "symbol" and ring.heads[atom[0]].content in ring.discrete_symbols:
                sizes.append(ring.monomial([(atom, power)]))
            else:
                return False
        key = tuple(sorted(degrees.items()))
        scaled = ring.scale(ring.multiply(ONE, *sizes), coefficient)
        coefficients[key] = ring.add(coefficients.get(key, ZERO), scaled)
    return any(
        degrees and (is_positive(ring, each) or is_positive(ring, ring.scale(each, -1)))
        for degrees, each in coefficients.items()
    )


def _differs_somewhere(ring: Ring, polynomial: Polynomial) -> bool:
    """Tell whether p is analytic on a connected domain, with a value that is certainly not 0.

    Without sums and sizes, one number for all entries of each matrix is a witness for every size and place at once.
    Where p is divided by functions, its numerator is what is 0.
    """
    numerator, _ = over_common_denominator(ring, polynomial)
    if not _is_analytic(ring, numerator):
        return False
    heads = set(heads_in(ring, numerator))
    return any(_holds(ring, numerator, "≠ 0", values) for values in _assignments(ring, heads))


def _is_analytic(ring: Ring, polynomial: Polynomial) -> bool:
    """Tell whether a polynomial is analytic on a connected domain, which the complement of poles need not be.

    Functions without branches are so on the plane without their poles, which is connected. Roots, logarithms and
    arcus tangents are so where nothing within them is divided, and what they are taken of is linear, or positive
    everywhere: on a convex set of real numbers.
    """
    kinds = {ring.heads[head].kind for head in heads_in(ring, polynomial)}
    if not kinds <= FREE_KINDS | {PRIME, RECIPROCAL, BASE, *ENTIRE, *BRANCHED}:
        return False
    if any(term.bound for each in _all_bodies(ring, polynomial) for term in each.terms):
        return False
    heads = [head for head in heads_in(ring, polynomial) if ring.heads[head].kind in FREE_KINDS]
    if not all(is_free(ring, head) or getattr(ring.heads[head].content, "is_NumberSymbol", False) for head in heads):
        return False
    return not _has_branches(ring, polynomial) or _is_convex(ring, polynomial)


def _all_bodies(ring: Ring, polynomial: Polynomial) -> Iterator[Polynomial]:
    yield polynomial
    for term in polynomial.terms:
        for (head, _), _ in term.factors:
            for body in ring.heads[head].arguments:
                yield from _all_bodies(ring, body)


def _has_branches(ring: Ring, polynomial: Polynomial) -> bool:
    return any(
        ring.kind(atom) in {BASE, *BRANCHED} or (power.denominator != 1 and ring.kind(atom) in FREE_KINDS)
        for each in _all_bodies(ring, polynomial)
        for term in each.terms
        for atom, power in term.factors
    )


def _is_convex(ring: Ring, polynomial: Polynomial) -> bool:
    """Tell whether a numerator with branches has a convex domain."""
    for each in _all_bodies(ring, polynomial):
        for term in each.terms:
            for atom, power in term.factors:
                kind = ring.kind(atom)
                if kind == RECIPROCAL or (power < 0 and kind != EXP):
                    return False
                if kind in {LOG, BASE} and not _has_convex_domain(ring, ring.heads[atom[0]].arguments[0]):
                    return False
    return True


def _has_convex_domain(ring: Ring, body: Polynomial) -> bool:
    """Tell whether ``body > 0`` on a convex set: everywhere, or in a half space."""
    if is_positive(ring, body):
        return True
    return all(
        len(term.factors) <= 1 and all(ring.kind(atom) in FREE_KINDS and power == 1 for atom, power in term.factors)
        for term in body.terms
    )


def _assignments(ring: Ring, found: Collection[int]) -> Iterator[dict[int, Fraction]]:
    """Give numbers for the free entries among some heads, within what is known of them."""
    heads = sorted(head for head in found if is_free(ring, head))
    allowed = {head: list(islice(_allowed(ring, head), ATTEMPTS)) for head in heads}
    if not all(allowed.values()):
        return
    for attempt in range(ATTEMPTS):
        yield {
            head: allowed[head][(attempt + place * (1 + attempt // 3)) % len(allowed[head])]
            for place, head in enumerate(heads)
        }


def _allowed(ring: Ring, head: int) -> Iterator[Fraction]:
    bounds = ring.ranges.get(head, Range())
    content = ring.heads[head].content
    candidates = list(TRIED)
    if bounds.low is not None and bounds.high is not None:
        candidates = [bounds.low + abs(share) / 3 * (bounds.high - bounds.low) for share in TRIED]
    elif bounds.low is not None:
        candidates = [bounds.low + abs(each) for each in TRIED]
    elif bounds.high is not None:
        candidates = [bounds.high - abs(each) for each in TRIED]
    for value in candidates:
        exact = Rational(value.numerator, value.denominator)
        if content.is_Matrix or all(getattr(content, sign) in (None, getattr(exact, sign)) for sign in SIGNS):
            yield value


def _value(ring: Ring, polynomial: Polynomial, values: Mapping[int, Fraction], numbers: Exact) -> Any:
    """Return an enclosure of a polynomial with one number for all entries of each matrix, and one term in each sum."""
    total: Any = Fraction(0)
    for term, coefficient in polynomial.terms.items():
        product: Any = coefficient
        for (head, _), power in term.factors:
            product = product * numbers.power(_value_of_head(ring, head, values, numbers), power)
        total = total + product
    return total


def _value_of_head(ring: Ring, head: int, values: Mapping[int, Fraction], numbers: Exact) -> Any:
    known = ring.heads[head]
    if head in values:
        return values[head]
    if known.kind == "symbol":
        return _value_of_symbol(ring, known.content, numbers)
    if known.kind in LEAVES:
        return LEAVES[known.kind](known.content)
    if known.kind not in {RECIPROCAL, BASE, *ENTIRE, *BRANCHED}:
        return Nowhere("undecided", f"{known.kind} has no enclosure")
    inner = _value(ring, known.arguments[0], values, numbers)
    if known.kind == BASE:
        return inner
    return numbers.quotient(Fraction(1), inner) if known.kind == RECIPROCAL else numbers.apply(NAMES[known.kind], inner)


def _value_of_symbol(ring: Ring, symbol: Any, numbers: Exact) -> Any:
    """Return an enclosure of a constant, and 1 for a number of rows."""
    if symbol in ring.discrete_symbols:
        return Fraction(1)
    return numbers.constant("pi") if symbol == pi else Nowhere("undecided", f"{symbol} has no enclosure")
