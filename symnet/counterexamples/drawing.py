"""Random small rationals for symbols, exactly as the facts about them say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from types import MappingProxyType
from typing import Any

import numpy as np
from sympy import Basic, Expr, Lambda, MatrixSymbol, Product, Rational, S, Subs, Sum, Symbol

from symnet.expressions.assumptions import (
    Between,
    Binary,
    Fact,
    Invertible,
    Nonzero,
    Orthogonal,
    PositiveDefinite,
    SumToOne,
    Symmetric,
    equal_sizes,
)
from symnet.expressions.shapes import as_expression
from symnet.expressions.walking import postorder
from symnet.values.numbers.enclosures import compare
from symnet.values.numbers.nowhere import Nowhere

Matrix = Any
"""A 2-D object array of fractions."""

SIGNED = tuple(Fraction(p, q) for q in (1, 2, 3) for p in (1, -1, 2, -2, 3, -3, 5, -5) if q == 1 or p % q)
POSITIVE = tuple(number for number in SIGNED if number > 0)
PROPER = tuple(Fraction(p, q) for q in (2, 3, 4, 5, 7) for p in range(1, q) if q != 4 or p % 2)
POOLS = (SIGNED, POSITIVE, PROPER)
"""What entries are drawn from, in turn: numbers of both signs; positive ones, for logarithms and roots; and numbers
between 0 and 1, for probabilities."""

SIMPLE = (*map(Fraction, (0, 1, -1, 2, -2, 3)), Fraction(1, 2), Fraction(1, 3))
"""The numbers that a person likes best to reckon with."""

BITS = (Fraction(0), Fraction(1))

ATTEMPTS = 40


@dataclass(frozen=True)
class Claimed:
    """What is known of one symbol: the facts about it."""

    facts: tuple[Fact, ...] = ()

    def has(self, kind: type) -> bool:
        """Whether there is such a fact."""
        return any(isinstance(fact, kind) for fact in self.facts)

    def admits(self, number: Fraction) -> bool:
        """Whether one entry may be that number."""
        return all(ENTRY_RULES[type(fact)](fact, number) for fact in self.facts if type(fact) in ENTRY_RULES)


def _lies_between(fact: Between, number: Fraction) -> bool:
    return bool(fact.low < Rational(number.numerator, number.denominator)) and bool(
        Rational(number.numerator, number.denominator) < fact.high
    )


ENTRY_RULES: Mapping[type, Callable[[Any, Fraction], bool]] = MappingProxyType({
    Between: _lies_between,
    Nonzero: lambda _, number: number != 0,
    Binary: lambda _, number: number in (0, 1),
})  # fmt: skip


def facts_of(symbol: Basic, facts: Iterable[Fact]) -> Claimed:
    """Return the facts about one symbol."""
    return Claimed(tuple(fact for fact in facts if getattr(fact, "matrix", getattr(fact, "symbol", None)) == symbol))


def free_symbols(expressions: Iterable[Basic]) -> set[Basic]:
    """Return the symbols that must have a value: sizes and matrices too, but not what a sum or a function binds.

    >>> from sympy import MatrixSymbol, Symbol
    >>> n, i = Symbol("n"), Symbol("i")
    >>> sorted(map(str, free_symbols([Sum(MatrixSymbol("a", n, 1)[i, 0], (i, 0, n - 1))])))
    ['a', 'n']
    """
    roots = list(expressions)
    free: dict[Basic, frozenset[Basic]] = {}
    for node in postorder(roots, lambda node: node.args):
        found = set().union(*(free[argument] for argument in node.args))
        if isinstance(node, MatrixSymbol | Symbol):
            found.add(node)
        if isinstance(node, Lambda | Subs):
            found.difference_update(node.variables)
        if isinstance(node, Sum | Product):
            found.difference_update(limit[0] for limit in node.limits)
        free[node] = frozenset(found)
    return set().union(*(free[root] for root in roots))


def is_allowed(symbol: Symbol, number: Fraction) -> bool:
    """Tell whether a number is what SymPy assumes of a symbol: positive, an integer, even.

    >>> is_allowed(Symbol("c", positive=True), Fraction(-1, 2))
    False
    """
    exact = Rational(number.numerator, number.denominator)
    return all(getattr(exact, f"is_{name}", None) in (None, value) for name, value in symbol.assumptions0.items())


def draw_scalar(symbol: Symbol, claimed: Claimed, random: Random, pool: Sequence[Fraction]) -> Fraction | None:
    """Return a number for a scalar, or None where none of the usual ones fits."""
    numbers = [*random.sample(pool, len(pool)), *random.sample(SIGNED, len(SIGNED)), *PROPER, *_near(claimed)]
    return next((x for x in (*numbers, Fraction(0)) if is_allowed(symbol, x) and claimed.admits(x)), None)


def _near(claimed: Claimed) -> list[Fraction]:
    """Return numbers inside the bounds that are given, where these are far from the usual ones."""
    found: list[Fraction] = []
    for fact in claimed.facts:
        if isinstance(fact, Between):
            ends = [Fraction(str(end)) for end in map(as_expression, (fact.low, fact.high)) if end.is_Rational]
            found += [ends[0] + share * (ends[1] - ends[0]) for share in PROPER] if len(ends) == 2 else []
            found += [end + step for end in ends for step in SIGNED]
    return found


def draw_matrix(
    rows: int, columns: int, claimed: Claimed, random: Random, pool: Sequence[Fraction] = SIGNED
) -> Matrix | None:
    """Return a matrix of small rationals with all that is claimed of it, or None where none is found.

    >>> S = draw_matrix(2, 2, Claimed((Symmetric(MatrixSymbol("S", 2, 2)),)), Random(0))
    >>> bool(S[0, 1] == S[1, 0])
    True
    """
    entries = [number for number in (BITS if claimed.has(Binary) else pool) if claimed.admits(number)]
    entries = entries or [
        number for number in (*SIGNED, *PROPER, *_near(claimed), Fraction(0)) if claimed.admits(number)
    ]
    if not entries:
        return None
    for _ in range(ATTEMPTS):
        matrix = _structured(rows, columns, claimed, random, entries)
        if matrix is not None and satisfies(matrix, claimed):
            return matrix
    return None


def _structured(
    rows: int, columns: int, claimed: Claimed, random: Random, entries: Sequence[Fraction]
) -> Matrix | None:
    """Return a matrix that is likely to satisfy the facts; the first structure in the table decides."""
    for kind, rule in STRUCTURES.items():
        if claimed.has(kind):
            return rule(rows, columns, claimed, random, entries)
    return _entries(rows, columns, random, entries)


def _entries(rows: int, columns: int, random: Random, entries: Sequence[Fraction]) -> Matrix:
    matrix = np.empty((rows, columns), dtype=object)
    for place in np.ndindex(rows, columns):
        matrix[place] = random.choice(entries)
    return matrix


def identity(size: int) -> Matrix:
    """Return the identity matrix of fractions."""
    matrix = np.full((size, size), Fraction(0), dtype=object)
    np.fill_diagonal(matrix, Fraction(1))
    return matrix


def _permutation(size: int, random: Random) -> Matrix:
    return identity(size)[random.sample(range(size), size)]


def _orthogonal(rows: int, _columns: int, claimed: Claimed, random: Random, _entries: Sequence[Fraction]) -> Matrix:
    """Reflections I - 2 v vᵀ/(vᵀ v), one for a symmetric matrix, else two or a permutation with signs."""
    if claimed.has(PositiveDefinite):
        return identity(rows)
    if claimed.has(Binary):
        return _permutation(rows, random)
    reflections = [_reflection(rows, random) for _ in range(2)]
    if claimed.has(Symmetric):
        return reflections[0]
    signs = [random.choice((1, -1)) for _ in range(rows)]
    permuted = np.array(
        [[x * Fraction(s) for x in row] for row, s in zip(_permutation(rows, random), signs, strict=True)]
    )
    return random.choice((permuted, reflections[0] @ reflections[1]))


def _reflection(size: int, random: Random) -> Matrix:
    vector = [Fraction(random.choice((1, -1, 2, 0))) for _ in range(size)]
    length = sum((x * x for x in vector), Fraction(0))
    if not length:
        return -identity(size)
    outer = np.array([[2 * x * y / length for y in vector] for x in vector], dtype=object)
    return identity(size) - outer


def _positive_definite(
    rows: int, _columns: int, _claimed: Claimed, random: Random, entries: Sequence[Fraction]
) -> Matrix:
    whole = [number for number in entries if number.denominator == 1] or entries
    lower = _entries(rows, rows, random, whole)
    for i in range(rows):
        lower[i, i + 1 :] = Fraction(0)
    return lower @ lower.T + identity(rows)


def _summing_to_one(
    rows: int, columns: int, claimed: Claimed, random: Random, entries: Sequence[Fraction]
) -> Matrix | None:
    axes = {fact.axis for fact in claimed.facts if isinstance(fact, SumToOne)}
    if axes == {1}:
        flipped = replace(claimed, facts=tuple(_flipped(fact) for fact in claimed.facts))
        return _transposed(_summing_to_one(columns, rows, flipped, random, entries))
    if axes == {0, 1}:
        if rows != columns:
            return None
        share = Fraction(random.choice((1, 2, 3)), 4) if not claimed.has(Binary) else Fraction(1)
        return share * _permutation(rows, random) + (1 - share) * _permutation(rows, random)
    matrix = _entries(rows, columns, random, entries)
    for j in range(columns):
        matrix[:, j] = _column(rows, claimed, random, matrix[:, j])
    return matrix


def _column(rows: int, claimed: Claimed, random: Random, entries: Sequence[Fraction]) -> list[Fraction]:
    if claimed.has(Binary):
        place = random.randrange(rows)
        return [Fraction(int(k == place)) for k in range(rows)]
    weights = [abs(entry) or Fraction(1) for entry in entries]
    return [weight / sum(weights, Fraction(0)) for weight in weights]


def _flipped(fact: Fact) -> Fact:
    return replace(fact, axis=1 - fact.axis) if isinstance(fact, SumToOne) else fact


def _transposed(matrix: Matrix | None) -> Matrix | None:
    return None if matrix is None else matrix.T


def _symmetric(rows: int, columns: int, _claimed: Claimed, random: Random, entries: Sequence[Fraction]) -> Matrix:
    matrix = _entries(rows, columns, random, entries)
    for i in range(rows):
        matrix[i, :i] = matrix[:i, i]
    return matrix


STRUCTURES: Mapping[type, Callable[..., Matrix | None]] = MappingProxyType({
    Orthogonal: _orthogonal,
    PositiveDefinite: _positive_definite,
    SumToOne: _summing_to_one,
    Symmetric: _symmetric,
})  # fmt: skip
"""How a matrix with a structure is made; what else is claimed of it is tried out."""


def satisfies(value: Any, claimed: Claimed) -> bool:
    """Tell whether a matrix or a number surely has all that is claimed: with rationals, bounds with enclosures too."""
    numbers = list(value.reshape(-1)) if isinstance(value, np.ndarray) else [value]
    if not all(isinstance(number, Fraction) for number in numbers):
        return all(_is_enclosed(fact, number) for fact in claimed.facts for number in numbers)
    if not all(claimed.admits(number) for number in numbers):
        return False
    return all(MATRIX_RULES[type(fact)](fact, value) for fact in claimed.facts if type(fact) in MATRIX_RULES)


def _is_enclosed(fact: Fact, number: Any) -> bool:
    """Tell whether a number of which only an enclosure is known lies surely between rational bounds, or is not 0."""
    if isinstance(number, Nowhere):
        return False
    if isinstance(fact, Nonzero):
        return compare(number, Fraction(0)) in (-1, 1)
    if not isinstance(fact, Between):
        return False
    ends = ((fact.low, 1, S.NegativeInfinity), (fact.high, -1, S.Infinity))
    return all(
        end == nowhere or (end.is_Rational and compare(number, Fraction(int(end.p), int(end.q))) == side)
        for end, side, nowhere in ends
    )


def _sums_to_one(fact: SumToOne, matrix: Matrix) -> bool:
    return all(total == 1 for total in matrix.sum(axis=fact.axis))


def _is_symmetric(matrix: Matrix) -> bool:
    return bool(np.all(matrix == matrix.T))


def determinant(matrix: Matrix) -> Fraction:
    """Return the determinant of a matrix of rationals, by elimination.

    >>> determinant(np.array([[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]]))
    Fraction(-2, 1)
    """
    work, result = matrix.copy(), Fraction(1)
    for k in range(len(work)):
        pivot = next((row for row in range(k, len(work)) if work[row, k]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != k:
            work[[k, pivot]] = work[[pivot, k]]
            result = -result
        result *= work[k, k]
        for row in range(k + 1, len(work)):
            work[row] = work[row] - work[k] * (work[row, k] / work[k, k])
    return result


def _is_positive_definite(matrix: Matrix) -> bool:
    """Sylvester: every leading minor is positive."""
    return _is_symmetric(matrix) and all(determinant(matrix[:k, :k]) > 0 for k in range(1, len(matrix) + 1))


MATRIX_RULES: Mapping[type, Callable[[Any, Matrix], bool]] = MappingProxyType({
    SumToOne: _sums_to_one,
    Symmetric: lambda _, matrix: _is_symmetric(matrix),
    Orthogonal: lambda _, matrix: bool(np.all(matrix.T @ matrix == identity(len(matrix)))),
    Invertible: lambda _, matrix: determinant(matrix) != 0,
    PositiveDefinite: lambda _, matrix: _is_positive_definite(matrix),
})  # fmt: skip


def related_sizes(facts: Iterable[Fact]) -> dict[Expr, Expr]:
    """Return the sizes that others determine, each with what it equals in sizes that none does."""
    return equal_sizes(facts)
