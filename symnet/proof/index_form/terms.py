"""The data of the index form: places, heads, atoms, terms and polynomials, all immutable and hashable.

======== =======================================================================================================
place    where an entry is taken: a number, or an index that runs from 0 to its size
head     what is taken at places: the entries of a matrix symbol, a function of other polynomials, a delta
atom     a head at places: ``W[i, k]``, ``exp(Z[i, j])``
term     a product of powers of atoms, summed over the indices that are bound in it
======== =======================================================================================================

A head that holds polynomials holds them over parameters in place of their indices, so that an atom of any head looks
like an entry: renaming the indices of a term never looks into its heads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

NUMBER, PARAMETER, BOUND, FRESH, FREE, COMPOSITE, SHIFTED = range(7)


class Place(NamedTuple):
    """A row or column: its kind, its number, and the number of its size; a composite or shifted place holds its parts.

    ========= ==================================================================================================
    NUMBER    a definite row or column, counted from 0
    PARAMETER the k-th place at which a head is taken
    BOUND     an index that its term is summed over
    FRESH     an index that nothing else uses
    FREE      an index that stands outside of every sum
    COMPOSITE several places at once, of a matrix with stacked columns: (i, j) of sizes (m, n) is row i n + j
    SHIFTED   a place of a part, in the whole: row i of the rows from o on is row i + o; its number is that of o
    ========= ==================================================================================================
    """

    kind: int
    number: int
    size: int = 0
    parts: tuple[Place, ...] = ()


ZERO_PLACE = Place(NUMBER, 0)

Atom = tuple[int, tuple[Place, ...]]
"""The number of a head, and the places at which it is taken."""

Factor = tuple[Atom, Fraction]
"""An atom and its exponent."""


class Term(NamedTuple):
    """A product of powers of atoms; the bound places among theirs are summed over."""

    factors: tuple[Factor, ...] = ()
    bound: tuple[Place, ...] = ()


ONE_TERM = Term()


class Polynomial:
    """A sum of terms with rational coefficients: ``{term: coefficient}``, none of them zero."""

    __slots__ = ("_hash", "terms")

    def __init__(self, terms: Mapping[Term, Fraction]) -> None:
        self.terms = terms
        self._hash: int | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Polynomial) and self.terms == other.terms

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __len__(self) -> int:
        return len(self.terms)

    @property
    def is_zero(self) -> bool:
        """Whether there is no term."""
        return not self.terms

    @property
    def number(self) -> Fraction | None:
        """The value, where it is a number; None elsewhere."""
        if not self.terms:
            return Fraction(0)
        return self.terms.get(ONE_TERM) if len(self.terms) == 1 else None

    @property
    def constant(self) -> Fraction:
        """The coefficient of 1."""
        return self.terms.get(ONE_TERM, Fraction(0))


ZERO = Polynomial({})
ONE = Polynomial({ONE_TERM: Fraction(1)})


def number(value: Fraction | int) -> Polynomial:
    """Return a number as a polynomial."""
    return Polynomial({ONE_TERM: Fraction(value)}) if value else ZERO


@dataclass(frozen=True)
class Head:
    """What atoms are taken of.

    ========== =====================================================================================================
    kind       ``entry``, ``symbol``, ``delta``, ``exp``, ``reciprocal``, … : what its rules are found by
    content    what tells it from others of its kind: a symbol, a name, a threshold
    arguments  the polynomials that it is a function of, over parameters
    arity      the number of places
    symmetries the orders of its places that give the same value, beside the given one
    ========== =====================================================================================================
    """

    kind: str
    content: Any
    arguments: tuple[Polynomial, ...]
    arity: int
    symmetries: tuple[tuple[int, ...], ...] = ()


class Range(NamedTuple):
    """Between which numbers a value lies; None is infinity. An open end is never taken, a closed one may be."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_is_open: bool = True
    high_is_open: bool = True

    def narrowed(self, other: Range) -> Range:
        """Return the values that lie in both ranges: of each end the one that says more.

        >>> Range(Fraction(0)).narrowed(Range(Fraction(-5), Fraction(3)))
        Range(low=Fraction(0, 1), high=Fraction(3, 1), low_is_open=True, high_is_open=True)
        """
        lows = [(each.low, each.low_is_open) for each in (self, other) if each.low is not None]
        highs = [(each.high, not each.high_is_open) for each in (self, other) if each.high is not None]
        low, low_is_open = max(lows, default=(None, True))
        high, high_is_closed = min(highs, default=(None, False))
        return Range(low, high, low_is_open=low_is_open, high_is_open=not high_is_closed)

    @property
    def is_positive(self) -> bool:
        """Whether no value is 0 or less."""
        return self.low is not None and (self.low > 0 or (self.low == 0 and self.low_is_open))

    @property
    def is_nonnegative(self) -> bool:
        """Whether no value is below 0."""
        return self.low is not None and self.low >= 0

    @property
    def is_nonpositive(self) -> bool:
        """Whether no value is above 0."""
        return self.high is not None and self.high <= 0


def indices_of(places: Iterable[Place]) -> Iterable[Place]:
    """Yield the indices among places, those within composite places too."""
    for place in places:
        if place.parts:
            yield from indices_of(place.parts)
        elif place.kind != NUMBER:
            yield place


def moved(place: Place, names: Mapping[Place, Place]) -> Place:
    """Return a place with its indices renamed."""
    if place.parts:
        return names.get(place) or place._replace(parts=tuple(moved(part, names) for part in place.parts))
    return names.get(place, place)


def moved_factors(factors: Iterable[Factor], names: Mapping[Place, Place]) -> tuple[Factor, ...]:
    """Return factors with the indices of their places renamed."""
    return tuple(((head, tuple(moved(place, names) for place in places)), power) for (head, places), power in factors)


def used_indices(factors: Iterable[Factor]) -> set[Place]:
    """Return the indices at which the atoms are taken."""
    return {index for (_, places), _ in factors for index in indices_of(places)}


def free_indices(polynomial: Polynomial) -> list[Place]:
    """Return the indices that are not summed over, in order."""
    found: set[Place] = set()
    for term in polynomial.terms:
        found |= used_indices(term.factors).difference(term.bound)
    return sorted(found)


def filled(place: Place, places: Sequence[Place]) -> Place:
    """Return a place with each parameter in it replaced by the place that it stands for."""
    if place.parts:
        return place._replace(parts=tuple(filled(part, places) for part in place.parts))
    return places[place.number] if place.kind == PARAMETER else place


def collected(factors: Iterable[Factor]) -> dict[Atom, Fraction]:
    """Return the factors with the exponents of equal atoms added, those of exponent 0 left out."""
    collected: dict[Atom, Fraction] = {}
    for atom, power in factors:
        total = collected.get(atom, 0) + power
        if total:
            collected[atom] = Fraction(total)
        else:
            collected.pop(atom, None)
    return collected
