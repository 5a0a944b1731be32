"""Points of a claim: definite sizes, values and functions for all that is in it, and whether its sides agree there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
from sympy import Basic, Derivative, Expr, ImmutableDenseMatrix, Lambda, MatrixSymbol, Product, Rational, Sum, Symbol

from symnet.counterexamples.drawing import (
    POOLS,
    SIGNED,
    draw_matrix,
    draw_scalar,
    facts_of,
    free_symbols,
    is_allowed,
    related_sizes,
    satisfies,
)
from symnet.expressions.assumptions import Fact, SameSize
from symnet.expressions.equations import Equations
from symnet.expressions.shapes import as_expression, brief
from symnet.expressions.walking import postorder
from symnet.limits import LimitReachedError, Limits
from symnet.values.evaluation import valued
from symnet.values.numbers.enclosures import as_enclosure, compare
from symnet.values.numbers.exact import Exact
from symnet.values.numbers.nowhere import Nowhere
from symnet.values.undefined_functions import choose_functions
from symnet.verdicts import Enclosure

MOST_SIMPLE, LARGEST_CONSTANT, MOST_CONSTANTS = 1, 10**6, 12
"""Between which sizes a constant of an expression is a number to draw around, and how many are."""

MOST_DRAWN = 10_000
"""Entries of one matrix that are drawn."""

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
    def are_equal(self) -> bool:
        """Whether all entries are certainly equal: rationals that are the same."""
        return all(compare(self.left[place], self.right[place]) == 0 for place in np.ndindex(*self.left.shape))


class ClaimAtPoints:
    """Two sides, the definitions that they use, and the facts that are assumed: what to draw, and what comes of it.

    With `keeps_all` the other definitions are kept too, for expressions beside the sides.
    """

    def __init__(
        self,
        left: Any,
        right: Any,
        *,
        facts: Sequence[Fact] = (),
        given: Equations | None = None,
        at_kinks: bool = False,
        keeps_all: bool = False,
    ) -> None:
        self.sides = (as_expression(left), as_expression(right))
        self.facts = tuple(facts)
        self.definitions = list(given or ()) if keeps_all else _needed(self.sides, given)
        self.at_kinks = at_kinks
        self._expressions = (*self.sides, *(body for _, body in self.definitions))
        self.related = related_sizes(self.facts)
        self._relations = [fact for fact in self.facts if isinstance(fact, SameSize)]
        defined = {symbol for symbol, _ in self.definitions}
        self._has_derivative_of_defined = any(defined & node.expr.free_symbols for node in _derivatives(self.sides))
        used = [symbol for symbol in _in_order(self._expressions) if symbol not in defined]
        in_relations = free_symbols([*self.related, *self.related.values()])
        lengths = _lengths(self._expressions) | in_relations
        scalars = [symbol for symbol in used if not isinstance(symbol, MatrixSymbol)]
        self.matrices = [symbol for symbol in used if isinstance(symbol, MatrixSymbol)]
        self.scalars = [symbol for symbol in scalars if symbol not in lengths]
        self.sizes = [*(symbol for symbol in scalars if symbol in lengths), *sorted(in_relations - set(used), key=str)]

    @property
    def pools(self) -> tuple[Sequence[Fraction], ...]:
        """What entries are drawn from, in turn; numbers around the constants of the expressions among them."""
        constants = {
            Fraction(int(node.p), int(node.q))
            for node in postorder(self._expressions, lambda node: node.args)
            if isinstance(node, Rational) and MOST_SIMPLE < abs(node) < LARGEST_CONSTANT
        }
        around = [constant + step for constant in sorted(constants)[:MOST_CONSTANTS] for step in (1, -1, 0, 2)]
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
        if self._has_derivative_of_defined:
            return Nowhere("undecided", "a derivative of symbols that are defined by others")
        arithmetic = Exact(bits=bits, at_kinks=self.at_kinks)
        valuation = valued(point.values, arithmetic=arithmetic, functions=point.functions, limits=limits)
        for symbol, body in self.definitions:
            if not satisfies(valuation.define(symbol, body), facts_of(symbol, self.facts)):
                return Nowhere("outside", "a fact that a definition does not surely satisfy")
        values = [valuation.value(side) for side in self.sides]
        left, right = (np.array([[value]], dtype=object) if np.ndim(value) == 0 else value for value in values)
        if left.shape != right.shape:
            return Nowhere("outside", "two sides of different shapes")
        nowhere = [number for side in (left, right) for number in side.reshape(-1) if isinstance(number, Nowhere)]
        outside = [number for number in nowhere if number.reason != "undecided"]
        if nowhere:
            return (outside or nowhere)[0]
        return Sides(left, right, any(np.ndim(value) for value in values))


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


def _derivatives(expressions: Sequence[Basic]) -> list[Any]:
    return [node for node in postorder(expressions, lambda node: node.args) if isinstance(node, Derivative)]


def _needed(sides: Iterable[Expr], given: Equations | None) -> list[tuple[Expr, Expr]]:
    """Return the definitions that the sides use, in order."""
    wanted = free_symbols(sides)
    needed: list[tuple[Expr, Expr]] = []
    for symbol, body in reversed(list(given or ())):
        if symbol in wanted:
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
    largest = random.choice((min(lengths, default=2), max(lengths, default=2)))
    return [Fraction(place) for place in range(max(1, largest) + 1)]
