"""Points of a claim: definite sizes, values and functions for all that is in it, and whether its sides agree there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
from sympy import Basic, Derivative, Expr, ImmutableDenseMatrix, Lambda, MatrixSymbol, Product, Rational, Sum, Symbol

from symnet.counterexamples.beside import conditions, subjects_beside
from symnet.counterexamples.drawing import (
    POOLS,
    SIGNED,
    Claimed,
    draw_matrix,
    draw_scalar,
    facts_of,
    free_symbols,
    is_allowed,
    related_sizes,
    satisfies,
)
from symnet.expressions.assumptions import Between, Fact, SameSize, subject_of
from symnet.expressions.equations import Equations
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.shapes import as_expression, brief
from symnet.expressions.walking import postorder
from symnet.limits import LimitReachedError, Limits
from symnet.values.derivatives import differentiated
from symnet.values.evaluation import valued
from symnet.values.numbers.enclosures import as_enclosure, compare
from symnet.values.numbers.exact import Exact
from symnet.values.numbers.nowhere import NotEvaluableError, Nowhere
from symnet.values.undefined_functions import choose_functions
from symnet.values.valuation import Valuation
from symnet.verdicts import Enclosure, Gradients

MOST_SIMPLE, LARGEST_CONSTANT, MOST_CONSTANTS = 1, 10**6, 12
"""Between which sizes a constant of an expression is a number to draw around, and how many are."""

MOST_DRAWN = 10_000
"""Entries of one matrix that are drawn."""

NARROW = Fraction(1, 2**40)
"""Numbers agree where their difference is less, relative to their size."""

PRECISIONS = (120, 400)
"""Bits of an enclosure: first few, and more where two enclosures overlap."""


@dataclass(frozen=True)
class Point:
    """Sizes, values and functions: one case of a claim.

    `values` holds the sizes too, as fractions, and 2-D object arrays of fractions for matrices.
    """

    values: Mapping[Any, Any]
    functions: Mapping[Any, Lambda]

    def with_value(self, symbol: Any, value: Any) -> Point:
        """Return the point with another value of one symbol."""
        return Point({**self.values, symbol: value}, self.functions)


@dataclass(frozen=True)
class Difference:
    """Where two sides differ, and what they are there: counted from 1, None for scalars."""

    place: tuple[int, int] | None
    left: Enclosure
    right: Enclosure


@dataclass(frozen=True)
class Sides:
    """Both sides at a point, as arrays of exact numbers; a scalar is an array of one."""

    left: Any
    right: Any
    are_matrices: bool

    def first_difference(self) -> Difference | None:
        """Return the first entry in which the sides certainly differ."""
        for place in np.ndindex(*self.left.shape):
            if compare(self.left[place], self.right[place]) in (-1, 1):
                counted = (place[0] + 1, place[1] + 1) if self.are_matrices else None
                return Difference(counted, as_enclosure(self.left[place]), as_enclosure(self.right[place]))
        return None

    @property
    def are_near(self) -> bool:
        """Whether all entries are equal, or enclosed so tightly that a difference would show."""
        return all(_is_near(self.left[place], self.right[place]) for place in np.ndindex(*self.left.shape))

    @property
    def are_equal(self) -> bool:
        """Whether all entries are certainly equal: rationals that are the same."""
        return all(compare(self.left[place], self.right[place]) == 0 for place in np.ndindex(*self.left.shape))


class ClaimAtPoints:
    """Two sides, the definitions that they use, and the facts that are assumed: what to draw, and what comes of it.

    What stands `beside` the sides gets values too; where it has none the sides have none. `keeps_all` definitions.
    """

    def __init__(
        self,
        left: Any,
        right: Any,
        *,
        facts: Sequence[Fact] = (),
        given: Equations | None = None,
        gradients: Gradients | None = None,
        at_kinks: bool = False,
        keeps_all: bool = False,
        beside: Iterable[Expr] = (),
    ) -> None:
        self.sides = (as_expression(left), as_expression(right))
        self.facts = tuple(facts)
        self._beside = tuple(beside)
        shown = (*self.sides, *self._beside)
        shown += tuple(subjects_beside(self.facts, shown, () if given is None else given.symbols))
        self._conditions = conditions(self.facts)
        self._differentiated = _differentiated(shown, gradients, given)
        behind = () if self._differentiated is None else (self._differentiated.of, *self._differentiated.by_symbol())
        self.definitions = list(given or ()) if keeps_all else _needed((*shown, *behind), given, self._differentiated)
        self.at_kinks = at_kinks
        self._expressions = (*shown, *behind, *(body for _, body in self.definitions))
        self.related = related_sizes(self.facts)
        self._relations = [fact for fact in self.facts if isinstance(fact, SameSize)]
        known = {symbol for symbol, _ in self.definitions}
        _require_closed_derivatives(self.nodes, known)
        known |= {name for name, _ in self._differentiated.names} if self._differentiated is not None else set()
        used = [symbol for symbol in _in_order(self._expressions) if symbol not in known]
        in_relations = free_symbols([*self.related, *self.related.values()])
        lengths = _lengths(self._expressions) | in_relations
        scalars = [symbol for symbol in used if not isinstance(symbol, MatrixSymbol)]
        self.matrices = [symbol for symbol in used if isinstance(symbol, MatrixSymbol)]
        self.scalars = [symbol for symbol in scalars if symbol not in lengths]
        self.sizes = [*(symbol for symbol in scalars if symbol in lengths), *sorted(in_relations - set(used), key=str)]

    @property
    def nodes(self) -> list[Basic]:
        """All that the sides and the definitions are made of, each part once."""
        return postorder(self._expressions, lambda node: node.args)

    @property
    def bounds(self) -> list[Fraction]:
        """The ends of the intervals in which numbers are assumed to lie, and that are rational."""
        ends = [end for fact in self.facts if isinstance(fact, Between) for end in (fact.low, fact.high)]
        return [Fraction(int(end.p), int(end.q)) for end in ends if isinstance(end, Rational)]

    @property
    def constants(self) -> list[Fraction]:
        """The numbers of the claim that are not small, and those at which its functions bend: ``relu6`` at 6."""
        bends = [point for node in self.nodes if isinstance(node, ScalarFunction) for point in node.kinks()]
        found = {
            Fraction(int(node.p), int(node.q))
            for node in (*self.nodes, *bends)
            if isinstance(node, Rational) and MOST_SIMPLE < abs(node) < LARGEST_CONSTANT
        }
        return sorted(found)[:MOST_CONSTANTS]

    @property
    def pools(self) -> tuple[Sequence[Fraction], ...]:
        """What entries are drawn from, in turn; numbers around the constants of the expressions among them."""
        around = [constant + step for constant in self.constants for step in (1, -1, 0, 2)]
        return (*POOLS, [*around, *SIGNED]) if around else POOLS

    @property
    def free_sizes(self) -> list[Any]:
        """The sizes that are not determined by others."""
        return [size for size in self.sizes if size not in self.related]

    def functions(self, variant: int) -> Mapping[Any, Lambda]:
        """Return definite functions for the undefined ones."""
        return choose_functions(self._expressions, variant=variant)

    def draw(
        self, sizes: Mapping[Any, int], random: Random, pool: Sequence[Fraction], functions: Mapping[Any, Lambda]
    ) -> Point | None:
        """Return a point of the given sizes that satisfies the facts, or None where none is found."""
        values: dict[Any, Any] = {size: Fraction(length) for size, length in self._all_sizes(sizes).items()}
        if not all(self._is_possible(size, values.get(size)) for size in self.sizes):
            return None
        if not all(_length(fact.size, values) == _length(fact.other, values) for fact in self._relations):
            return None
        lengths = dict(values)
        for symbol in self.scalars:
            drawn = draw_scalar(symbol, facts_of(symbol, self.facts), random, _pool(symbol, pool, lengths, random))
            if drawn is None:
                return None
            values[symbol] = drawn
        for symbol in self.matrices:
            rows, columns = (_length(size, values) for size in symbol.shape)
            matrix = None
            if rows * columns > MOST_DRAWN:
                raise LimitReachedError(f"{brief(symbol)} has {rows} × {columns} entries, more than {MOST_DRAWN}")
            if rows >= 1 and columns >= 1:
                matrix = draw_matrix(rows, columns, facts_of(symbol, self.facts), random, pool)
            if matrix is None:
                return None
            values[symbol] = matrix
        return Point(values, functions)

    def _all_sizes(self, sizes: Mapping[Any, int]) -> dict[Any, int]:
        """Return the sizes with those that are determined by them; one that is not found is left out."""
        found = dict(sizes)
        waiting = dict(self.related)
        while ready := [size for size, other in waiting.items() if free_symbols([other]) <= set(found)]:
            known = {symbol: Fraction(length) for symbol, length in found.items()}
            found |= {size: _length(waiting.pop(size), known) for size in ready}
        return found

    def _is_possible(self, symbol: Any, number: Fraction | None) -> bool:
        if number is None or (symbol in self.sizes and number < 1):
            return False
        return is_allowed(symbol, number) and facts_of(symbol, self.facts).admits(number)

    def is_possible(self, point: Point) -> bool:
        """Tell whether the values satisfy every fact about them, and SymPy's assumptions."""
        values = point.values
        return all(self._is_possible(symbol, values[symbol]) for symbol in (*self.sizes, *self.scalars)) and all(
            satisfies(values[symbol], facts_of(symbol, self.facts)) for symbol in self.matrices
        )

    def length(self, size: Expr, values: Mapping[Any, Any]) -> int:
        """Return a number of rows or columns; 0, which nothing has, where it is no integer."""
        return _length(size, values)

    def difference(self, point: Point, *, limits: Limits) -> Difference | None:
        """Return an entry in which the sides certainly differ, or None; where enclosures overlap, with more bits."""
        for bits in PRECISIONS:
            sides = self.values(point, bits=bits, limits=limits)
            if isinstance(sides, Nowhere):
                if sides.reason == "undecided":
                    continue
                return None
            found = sides.first_difference()
            if found is not None or sides.are_equal:
                return found
        return None

    def values(self, point: Point, *, bits: int, limits: Limits) -> Sides | Nowhere:
        """Return both sides at a point, or why one has no value there."""
        valuation = self.valuation(point, bits=bits, limits=limits)
        if isinstance(valuation, Nowhere):
            return valuation
        beside = [valuation.value(scalar) for scalar in self._beside]
        nowhere = [number for number in beside if isinstance(number, Nowhere)]
        return nowhere[0] if nowhere else sides_in(valuation, *self.sides)

    def valuation(self, point: Point, *, bits: int, limits: Limits) -> Valuation | Nowhere:
        """Return the values of all that is defined at a point, or why something has none there."""
        arithmetic = Exact(bits=bits, at_kinks=self.at_kinks)
        known = point.values
        if self._differentiated is not None:
            known = differentiated(
                self._differentiated, self.definitions, known, bits=bits, functions=point.functions, limits=limits
            )
        valuation = valued(known, arithmetic=arithmetic, functions=point.functions, limits=limits)
        for symbol, body in self.definitions:
            value = known[symbol] if symbol in known else valuation.define(symbol, body)
            if not satisfies(value, facts_of(symbol, self.facts)):
                return Nowhere("outside", "a fact that a definition does not surely satisfy")
        for fact in self._conditions:
            if not satisfies(valuation.value(subject_of(fact)), Claimed((fact,))):
                return Nowhere("outside", "a fact that the values do not surely satisfy")
        return valuation


def sides_in(valuation: Valuation, left: Expr, right: Expr) -> Sides | Nowhere:
    """Return two sides where all that they use has a value, or why one has none."""
    values = [valuation.value(side) for side in (left, right)]
    first, second = (np.array([[value]], dtype=object) if np.ndim(value) == 0 else value for value in values)
    if first.shape != second.shape:
        return Nowhere("outside", "two sides of different shapes")
    nowhere = [number for side in (first, second) for number in side.reshape(-1) if isinstance(number, Nowhere)]
    outside = [number for number in nowhere if number.reason != "undecided"]
    if nowhere:
        return (outside or nowhere)[0]
    return Sides(first, second, any(np.ndim(value) for value in values))


def agree(
    left: Any,
    right: Any,
    point: Point,
    *,
    given: Equations | None = None,
    limits: Limits,
    at_kinks: bool = False,
) -> bool | None:
    """Tell whether two sides are equal at a point: True and False are certain, None is neither.

    >>> from sympy import cos, sin, symbols
    >>> x, y = symbols("x y")
    >>> point = Point({x: Fraction(1), y: Fraction(2)}, {})
    >>> claims = [(2 * x, y), (x, y), (sin(x) ** 2, 1 - cos(x) ** 2)]
    >>> [agree(left, right, point, limits=Limits(seconds=10.0)) for left, right in claims]
    [True, False, None]
    """
    claim = ClaimAtPoints(left, right, given=given, at_kinks=at_kinks)
    if claim.difference(point, limits=limits) is not None:
        return False
    sides = claim.values(point, bits=PRECISIONS[0], limits=limits)
    return True if isinstance(sides, Sides) and sides.are_equal else None


def _is_near(left: Any, right: Any) -> bool:
    """Tell whether a difference that may be 0 is certainly small beside the numbers."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left == right
    difference, size = (as_enclosure(number) for number in (left - right, abs(left)))
    return max(abs(difference.low), abs(difference.high)) <= NARROW * max(Fraction(1), size.high)


def _require_closed_derivatives(nodes: Iterable[Basic], defined: set[Any]) -> None:
    """A derivative is taken before its symbols get values: one of a symbol with a definition would lack what it is."""
    for node in nodes:
        if isinstance(node, Derivative) and not defined.isdisjoint(free_symbols([node.expr])):
            raise NotEvaluableError(
                f"Cannot evaluate {brief(node)}: it is taken of a symbol with a definition; substitute the definition."
            )


def _differentiated(sides: Iterable[Expr], gradients: Gradients | None, given: Equations | None) -> Gradients | None:
    """Return the gradients that the sides name; None where they name none, or the scalar is not among what is given."""
    if gradients is None or given is None or gradients.of not in given.symbols:
        return None
    wanted = free_symbols(sides)
    names = tuple(pair for pair in gradients.names if pair[0] in wanted)
    return replace(gradients, names=names) if names else None


def _needed(
    sides: Iterable[Expr], given: Equations | None, gradients: Gradients | None = None
) -> list[tuple[Expr, Expr]]:
    """Return the definitions that the sides use, in order; what is a gradient has a meaning without one."""
    named = {name for name, _ in gradients.names} if gradients is not None else set()
    wanted = free_symbols(sides)
    needed: list[tuple[Expr, Expr]] = []
    for symbol, body in reversed(list(given or ())):
        if symbol in wanted and symbol not in named:
            needed.append((symbol, body))
            wanted |= free_symbols([body])
    return needed[::-1]


def _in_order(expressions: Sequence[Basic]) -> list[Any]:
    """Return the free symbols in the order in which they are written."""
    free = free_symbols(expressions)
    return [node for node in postorder(expressions, lambda node: node.args) if node in free]


def _lengths(expressions: Sequence[Basic]) -> set[Basic]:
    """Return the symbols that are numbers of rows, columns or terms."""
    sizes: dict[Basic, None] = {}
    for node in postorder(expressions, lambda node: node.args):
        if isinstance(node, Sum | Product):
            sizes |= dict.fromkeys(end for limit in node.limits for end in limit[1:])
        elif getattr(node, "is_Matrix", False) and not isinstance(node, ImmutableDenseMatrix):
            sizes |= dict.fromkeys(map(as_expression, node.shape))  # of an explicit matrix they are Python integers
    return free_symbols(sizes)


def _length(size: Expr, values: Mapping[Any, Any]) -> int:
    """Return a number of rows or columns; 0, which nothing has, where it is no integer."""
    replaced = size.xreplace(
        {
            symbol: Rational(value.numerator, value.denominator)
            for symbol, value in values.items()
            if isinstance(value, Fraction)
        }
    )
    return int(replaced) if replaced.is_Integer else 0


def _pool(
    symbol: Symbol, pool: Sequence[Fraction], values: Mapping[Any, Fraction], random: Random
) -> Sequence[Fraction]:
    """An integer that is no size is most likely a place, counted from 0 or from 1: one that there is."""
    if not symbol.is_integer:
        return pool
    lengths = [int(length) for length in values.values()]
    if not lengths:
        return [number for number in pool if number.denominator == 1] or range_of(2)
    largest = random.choice((min(lengths, default=2), max(lengths, default=2)))
    return range_of(max(1, largest))


def range_of(largest: int) -> list[Fraction]:
    """Return the places from 0 to the largest."""
    return [Fraction(place) for place in range(largest + 1)]
