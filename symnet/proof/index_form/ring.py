"""The ring of index forms: sums, products and sums over indices of polynomials in indexed atoms, in normal form.

A product is rewritten by rules until none applies, its bound indices get canonical names, and equal terms are added.
What a rule knows is in its own module; here is only the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

from sympy import Expr

from symnet.expressions.shapes import as_polynomial
from symnet.limits import LimitReachedError, Limits
from symnet.proof.index_form.canonical import abstracted, canonical_term
from symnet.proof.index_form.language import sentence_of
from symnet.proof.index_form.terms import (
    FREE,
    FRESH,
    ONE,
    ONE_TERM,
    ZERO,
    Atom,
    Factor,
    Head,
    Place,
    Polynomial,
    Range,
    Term,
    collected,
    filled,
    moved_factors,
    number,
)

HIGHEST_POWER = 512


class Product(NamedTuple):
    """A product that is being rewritten: a coefficient, powers of atoms, and the indices that it is summed over."""

    coefficient: Fraction
    factors: dict[Atom, Fraction]
    bound: frozenset[Place]


class Pattern(NamedTuple):
    """A rule ``product = polynomial``: its parameters match any place, its bound indices only what is summed over.

    A bound index of the pattern matches a bound index that stands nowhere else in the product.
    """

    factors: tuple[Factor, ...]
    replacement: Polynomial


Rule = Callable[["Ring", Product], "list[Product] | None"]
"""It returns the products whose sum a product is, or None where it does not apply."""

Constructor = Callable[["Ring", Any, Sequence[Polynomial]], Polynomial]
"""It returns a function of polynomials, given what tells the function from others of its kind."""


class Ring:
    """Polynomials in indexed atoms, with the heads, sizes and rules of one decision.

    `rules` rewrite products, `limits` end the work, `tied` are symbols that are not free: they follow from others, or
    only some values of them are allowed. Nothing outlives the ring: heads are numbered within it.
    """

    def __init__(
        self,
        limits: Limits,
        rules: Sequence[Rule],
        constructors: Mapping[str, Constructor],
        tied: Iterable[Any] = (),
    ) -> None:
        self.limits = limits
        self.tied = frozenset(tied)
        self.constructors = constructors
        self.heads: list[Head] = []
        self.patterns: dict[int, list[Pattern]] = {}
        self.ranges: dict[int, Range] = {}
        self.nonzero: set[int] = set()
        self.binary: set[int] = set()
        self.signs: set[int] = set()
        self.orthogonal: set[int] = set()
        self.symmetric: set[Any] = set()
        self.definite: set[Any] = set()
        self.invertible: set[Any] = set()
        self.places_of_size: set[tuple[Place, int]] = set()
        self.trace: dict[str, None] = {}
        self.conventions: dict[str, None] = {}
        self.conditions: dict[str, None] = {}
        self.domain: dict[tuple[Polynomial, str], None] = {}
        self._rules = tuple(rules)
        self._numbers: dict[Head, int] = {}
        self._sizes: dict[Expr, int] = {}
        self._size_list: list[Expr] = []
        self._names: dict[Any, int] = {}
        self._fresh = 0
        self._abstractions: dict[Any, Any] = {}

    def size(self, expression: Expr) -> int:
        """Return the number of a size; sizes that are the same polynomial have one number."""
        if expression not in self._sizes:
            known = as_polynomial(expression)
            if known not in self._sizes:
                self._sizes[known] = len(self._size_list)
                self._size_list.append(known)
            self._sizes[expression] = self._sizes[known]
        return self._sizes[expression]

    def size_of(self, place: Place) -> Expr:
        """Return the size over which an index runs."""
        return self._size_list[place.size]

    def fresh(self, size: int) -> Place:
        """Return an index that nothing else uses."""
        self._fresh += 1
        return Place(FRESH, self._fresh, size)

    def free(self, name: Any) -> Place:
        """Return the index of a name, which stands outside of every sum."""
        return Place(FREE, self._names.setdefault(name, len(self._names)))

    def name_of(self, place: Place) -> Any:
        """Return the name of a free index."""
        return list(self._names)[place.number]

    # --------------------------------------------------------------------------------------------------------- heads

    def head(
        self,
        kind: str,
        content: Any = None,
        *,
        arguments: tuple[Polynomial, ...] = (),
        arity: int = 0,
        symmetries: tuple[tuple[int, ...], ...] = (),
    ) -> int:
        """Return the number of a head; equal heads have one number."""
        head = Head(kind, content, arguments, arity, symmetries)
        if head not in self._numbers:
            self._numbers[head] = len(self.heads)
            self.heads.append(head)
        return self._numbers[head]

    @property
    def discrete_symbols(self) -> set[Any]:
        """The symbols that are numbers of rows or terms, or say at which place an entry is taken."""
        return set().union(*(each.free_symbols for each in (*self._size_list, *self._names)))

    def narrow(self, head: int, bounds: Range) -> None:
        """Note bounds of a head, beside those that are known already."""
        self.ranges[head] = self.ranges.get(head, Range()).narrowed(bounds)

    def kind(self, atom: Atom) -> str:
        """Return the kind of an atom's head."""
        return self.heads[atom[0]].kind

    def atom(self, head: int, places: tuple[Place, ...] = (), power: Fraction | int = 1) -> Polynomial:
        """Return a power of one atom."""
        return self.normal([Product(Fraction(1), {(head, places): Fraction(power)}, frozenset())])

    def function(self, kind: str, content: Any, arguments: Sequence[Polynomial]) -> Atom:
        """Return the atom of a function of polynomials: its head holds them over parameters."""
        bodies, places, symmetries = self.abstract(arguments)
        return self.head(kind, content, arguments=bodies, arity=len(places), symmetries=symmetries), places

    def abstract(self, polynomials: Sequence[Polynomial], fixed: Sequence[Place] = ()) -> Any:
        """Return polynomials over parameters, the places of these, and their symmetries; see `abstracted`."""
        key = tuple(polynomials), tuple(fixed)
        if key not in self._abstractions:
            self._abstractions[key] = abstracted(polynomials, fixed, self.heads, self.limits)
        return self._abstractions[key]

    def bodies(self, atom: Atom) -> tuple[Polynomial, ...]:
        """Return the polynomials that an atom is a function of, at its own places."""
        head, places = atom
        arguments = self.heads[head].arguments
        return tuple(self.at_parameters(body, places) for body in arguments) if places else arguments

    def at_parameters(self, body: Polynomial, places: Sequence[Place]) -> Polynomial:
        """Return a polynomial over parameters at places."""
        products = []
        for term, coefficient in body.terms.items():
            factors, bound = self.opened(term)
            products.append(Product(coefficient, collected(self.filled(factors, places)), bound))
        return self.normal(products)

    def rebuilt(self, atom: Atom, bodies: Sequence[Polynomial]) -> Polynomial:
        """Return the function of an atom of other polynomials."""
        head = self.heads[atom[0]]
        return self.constructors[head.kind](self, head.content, bodies)

    def filled(self, factors: Iterable[Factor], places: Sequence[Place]) -> tuple[Factor, ...]:
        """Return factors over parameters at places."""
        return tuple(((head, tuple(filled(place, places) for place in at)), power) for (head, at), power in factors)

    # ---------------------------------------------------------------------------------------------------- arithmetic

    def add(self, *polynomials: Polynomial) -> Polynomial:
        """Return the sum."""
        total: dict[Term, Fraction] = dict(polynomials[0].terms) if polynomials else {}
        for each in polynomials[1:]:
            for term, coefficient in each.terms.items():
                _put(total, term, coefficient)
        self.limits.check_size(len(total))
        return Polynomial(total)

    def scale(self, polynomial: Polynomial, factor: Fraction | int) -> Polynomial:
        """Return a polynomial times a number."""
        if not factor:
            return ZERO
        return Polynomial({term: coefficient * factor for term, coefficient in polynomial.terms.items()})

    def subtract(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """Return the difference."""
        return self.add(left, self.scale(right, -1))

    def multiply(self, *polynomials: Polynomial) -> Polynomial:
        """Return the product: first of all that have one term, then with each of the others."""
        if any(each.is_zero for each in polynomials):
            return ZERO
        result = self._product_of_terms([next(iter(each.terms.items())) for each in polynomials if len(each) == 1])
        for each in polynomials:
            if len(each) == 1:
                continue
            if result.number is not None:
                result = self.scale(each, result.number)
                continue
            self.limits.check_size(len(result) * len(each))
            result = self.normal(
                self._joined([left, right]) for left in result.terms.items() for right in each.terms.items()
            )
        return result

    def _product_of_terms(self, terms: Sequence[tuple[Term, Fraction]]) -> Polynomial:
        """Return a product of terms; of one, or of numbers, as it is."""
        others = [term for term in terms if term[0] != ONE_TERM]
        if len(others) > 1:
            return self.normal([self._joined(terms)])
        coefficient = prod((c for _, c in terms), start=Fraction(1))
        return Polynomial({others[0][0] if others else ONE_TERM: coefficient})

    def _joined(self, terms: Iterable[tuple[Term, Fraction]]) -> Product:
        coefficient, bound = Fraction(1), frozenset[Place]()
        factors: list[Factor] = []
        for term, c in terms:
            opened, summed = self.opened(term)
            coefficient, bound = coefficient * c, bound | summed
            factors += opened
        return Product(coefficient, collected(factors), bound)

    def power(self, polynomial: Polynomial, exponent: int) -> Polynomial:
        """Return a natural power."""
        if exponent > HIGHEST_POWER:
            raise LimitReachedError(f"it has a power of {exponent}, more than the limit of {HIGHEST_POWER}")
        result, square = ONE, polynomial
        while exponent:
            if exponent & 1:
                result = self.multiply(result, square)
            exponent >>= 1
            if exponent:
                square = self.multiply(square, square)
        return result

    def total(self, polynomial: Polynomial, *indices: Place) -> Polynomial:
        """Return the sum over indices."""
        summed = frozenset(indices)
        products = []
        for term, coefficient in polynomial.terms.items():
            factors, bound = self.opened(term)
            products.append(Product(coefficient, dict(factors), bound | summed))
        return self.normal(products)

    def rename(self, polynomial: Polynomial, names: Mapping[Place, Place]) -> Polynomial:
        """Return a polynomial with free indices renamed, or at definite places."""
        if not names:
            return polynomial
        products = []
        for term, coefficient in polynomial.terms.items():
            factors, bound = self.opened(term)
            products.append(Product(coefficient, collected(moved_factors(factors, names)), bound))
        return self.normal(products)

    # --------------------------------------------------------------------------------------------------- normal form

    def opened(self, term: Term) -> tuple[tuple[Factor, ...], frozenset[Place]]:
        """Return the factors of a term with new names for its bound indices, so that they meet no others."""
        if not term.bound:
            return term.factors, frozenset()
        names = {index: self.fresh(index.size) for index in term.bound}
        return moved_factors(term.factors, names), frozenset(names.values())

    def normal(self, products: Iterable[Product]) -> Polynomial:
        """Return the sum of products, each rewritten until no rule applies."""
        self.limits.check()
        total: dict[Term, Fraction] = {}
        waiting = list(products)
        waiting.reverse()
        steps = 0
        while waiting:
            product = waiting.pop()
            steps += 1
            if not steps % 32:
                self.limits.check()
                self.limits.check_size(max(len(waiting), len(total), steps // 8))
            rewritten = self._rewritten(product)
            if rewritten is None:
                term = canonical_term(tuple(product.factors.items()), tuple(product.bound), self.heads, self.limits)
                _put(total, term, product.coefficient)
            else:
                waiting.extend(rewritten)
        return Polynomial(total)

    def _rewritten(self, product: Product) -> list[Product] | None:
        for rule in self._rules:
            result = rule(self, product)
            if result is not None:
                self.trace[sentence_of(rule)] = None
                return result
        return None

    def times(self, product: Product, polynomial: Polynomial, without: Iterable[Factor] = ()) -> list[Product]:
        """Return a product times a polynomial, with some factors of the product taken out first."""
        kept = collected((*product.factors.items(), *((atom, -power) for atom, power in without)))
        results = []
        for term, coefficient in polynomial.terms.items():
            factors, bound = self.opened(term)
            joined = collected((*kept.items(), *factors))
            results.append(Product(product.coefficient * coefficient, joined, product.bound | bound))
        return results

    def where(self, polynomial: Polynomial, condition: Atom, *, holds: bool) -> Polynomial:
        """Return a polynomial with 1 or 0 for a condition where it is a factor of a term, not within functions."""
        products = []
        for term, coefficient in polynomial.terms.items():
            kept = tuple(factor for factor in term.factors if factor[0] != condition)
            if len(kept) < len(term.factors) and not holds:
                continue
            factors, bound = self.opened(term._replace(factors=kept))
            products.append(Product(coefficient, dict(factors), bound))
        return self.normal(products)

    def substitute(self, polynomial: Polynomial, choose: Callable[[Atom], Polynomial | None]) -> Polynomial:
        """Return a polynomial with atoms replaced, also within functions; `choose` answers None for what stays."""
        parts = []
        for term, coefficient in polynomial.terms.items():
            factors, bound = self.opened(term)
            result = number(coefficient)
            for atom, power in factors:
                result = self.multiply(result, self._substituted(atom, power, choose))
            parts.append(self.total(result, *bound) if bound else result)
        return self.add(ZERO, *parts)

    def _substituted(self, atom: Atom, power: Fraction, choose: Callable[[Atom], Polynomial | None]) -> Polynomial:
        chosen = choose(atom)
        if chosen is None and self.heads[atom[0]].arguments and self.heads[atom[0]].kind in self.constructors:
            bodies = self.bodies(atom)
            changed = tuple(self.substitute(body, choose) for body in bodies)
            chosen = None if changed == bodies else self.rebuilt(atom, changed)
        if chosen is None:
            return self.atom(*atom, power)
        return self.constructors["power"](self, power, (chosen,))

    def monomial(self, factors: Iterable[Factor]) -> Polynomial:
        """Return a product of powers of atoms as a polynomial."""
        return self.normal([Product(Fraction(1), collected(factors), frozenset())])

    def size_polynomial(self, place: Place) -> Polynomial:
        """Return the size over which an index runs as a polynomial in symbols."""
        return self.polynomial_of_size(self.size_of(place))

    def polynomial_of_size(self, size: Expr) -> Polynomial:
        """Return a size, a polynomial in size symbols, as a polynomial of this ring."""
        if size.is_Integer:
            return number(int(size))
        if size.is_Add:
            return self.add(*map(self.polynomial_of_size, size.args))
        if size.is_Mul:
            return self.multiply(*map(self.polynomial_of_size, size.args))
        if size.is_Pow and size.exp.is_Integer and size.exp > 0:
            return self.power(self.polynomial_of_size(size.base), int(size.exp))
        head = self.head("symbol", size)
        if size.is_Symbol and size.is_integer and size.is_positive:
            self.narrow(head, Range(Fraction(1), low_is_open=False))
        return self.atom(head)


def _put(total: dict[Term, Fraction], term: Term, coefficient: Fraction) -> None:
    found = total.get(term, 0) + coefficient
    if found:
        total[term] = found
    else:
        total.pop(term, None)
