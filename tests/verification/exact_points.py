"""A point at which a claim is settled: definite sizes, and numbers of forty digits of which the facts are true."""

import random

import mpmath
import numpy as np
import sympy as sp
from mpmath import mpf
from sympy import MatrixSymbol, Symbol

from symnet.expressions.assumptions import (
    Between,
    Binary,
    Nonzero,
    Orthogonal,
    PositiveDefinite,
    SameSize,
    SumToOne,
    Symmetric,
)
from symnet.expressions.entries import operands_first

DIGITS = 40
SAME = mpf(10) ** -28
PRIMES = ((2, 3, 5, 7, 11, 13), (3, 2, 7, 5, 4, 6), (5, 2, 3, 7, 4, 6))


class OutsideError(Exception):
    """A side has no real value at this point: a logarithm of a negative number, a singular matrix."""


class Point:
    """Definite sizes, and a number for each scalar and each entry, such that the facts hold."""

    def __init__(self, expressions, facts=(), *, seed=0, primes=PRIMES[0]):
        with mpmath.workdps(DIGITS):
            self._draw(expressions, facts, seed, primes)

    def _draw(self, expressions, facts, seed, primes):
        self.wide, self.small = seed % 3 == 1, seed % 3 == 2
        self.source = random.Random(f"{seed} {primes}")  # noqa: S311 - numbers for a test
        nodes = [node for each in expressions for node in operands_first(each)]
        self.facts = tuple(facts)
        self.equal_sizes = {fact.size: fact.other for fact in facts if isinstance(fact, SameSize)}
        matrices = {symbol for each in expressions for symbol in each.atoms(MatrixSymbol)}
        symbols = {symbol for each in expressions for symbol in each.free_symbols if isinstance(symbol, Symbol)}
        shapes = {
            symbol
            for each in (*nodes, *matrices)
            if getattr(each, "is_Matrix", False)
            for size in each.shape
            for symbol in sp.sympify(size).free_symbols
        }
        free = sorted(shapes - set(self.equal_sizes), key=str)
        self.numbers = {}
        for size, prime in zip(free, primes, strict=False):
            self.numbers[size] = prime
        for size, other in self.equal_sizes.items():
            self.numbers[size] = int(other.xreplace(self.numbers))
        self.matrices = {matrix: self._matrix(matrix) for matrix in sorted(matrices, key=str)}
        names = {matrix.name for matrix in matrices}
        for symbol in sorted(symbols - set(self.numbers), key=str):
            if symbol.name not in names:
                self.numbers[symbol] = self._scalar(symbol)

    def size(self, size):
        return int(size) if size.is_Integer else int(size.xreplace({k: sp.Integer(v) for k, v in self.integers()}))

    def integers(self):
        return [(symbol, value) for symbol, value in self.numbers.items() if isinstance(value, int)]

    def rational(self, low=None, high=None):
        """A rational number that is not small, between the bounds."""
        if low is not None and high is not None:
            return low + (high - low) * mpf(self.source.randint(5, 95)) / 101
        number = mpf(self.source.randint(3, 17)) / (23 if self.small else 7)
        if low is not None or high is not None:
            return low + number if low is not None else high - number
        if self.wide and self.source.random() < 0.6:  # at kinks and beyond them
            return mpf(self.source.randint(-8, 8))
        return number if self.source.random() < 0.6 else -number

    def _scalar(self, symbol):
        bounds = [fact for fact in self.facts if isinstance(fact, Between) and fact.symbol == symbol]
        if any(isinstance(fact, Binary) and fact.symbol == symbol for fact in self.facts):
            return mpf(self.source.randint(0, 1))
        if symbol.is_integer:
            return self.source.randint(int(bool(symbol.is_positive)), 1)
        if bounds:
            return self.rational(*_ends(bounds[0]))
        if any(isinstance(fact, Nonzero) and fact.symbol == symbol for fact in self.facts):
            return self.rational() or mpf(1)
        return self.rational(mpf(0)) if symbol.is_positive else self.rational()

    def _matrix(self, symbol):
        rows, columns = map(self.size, symbol.shape)
        facts = [fact for fact in self.facts if getattr(fact, "matrix", getattr(fact, "symbol", None)) == symbol]
        kinds = {type(fact) for fact in facts}
        bounds = [fact for fact in facts if isinstance(fact, Between)]
        if Binary in kinds and SumToOne in kinds:
            return _one_hot(rows, columns, facts, self.source)
        ends = _ends(bounds[0]) if bounds else ((mpf(0), None) if SumToOne in kinds else (None, None))
        A = np.array([[self.rational(*ends) for _ in range(columns)] for _ in range(rows)], dtype=object)
        for fact in facts:
            A = _made_so(fact, A, self.source)
        return A


def _ends(fact):
    low, high = fact.low, fact.high
    return (None if low == -sp.oo else number_of(low)), (None if high == sp.oo else number_of(high))


def number_of(x):
    x = sp.sympify(x)
    return mpf(x.p) / x.q if x.is_Rational else mpmath.mpmathify(x.evalf(DIGITS))


def _one_hot(rows, columns, facts, source):
    A = np.full((rows, columns), mpf(0), dtype=object)
    axis = next(fact.axis for fact in facts if isinstance(fact, SumToOne))
    for k in range(columns if axis == 0 else rows):
        place = (source.randrange(rows), k) if axis == 0 else (k, source.randrange(columns))
        A[place] = mpf(1)
    return A


def _made_so(fact, A, source):
    """Return a matrix like A of which the fact is true."""
    unit = eye(len(A))
    table = {
        Symmetric: lambda: (A + A.T) / 2,
        PositiveDefinite: lambda: A @ A.T + unit,
        Orthogonal: lambda: (unit - (A - A.T)) @ inverse(unit + (A - A.T)),
        SumToOne: lambda: A / A.sum(axis=fact.axis, keepdims=True),
        Binary: lambda: np.array([[mpf(source.randint(0, 1)) for _ in row] for row in A], dtype=object),
        Nonzero: lambda: np.where(A == 0, mpf(1), A),
        Between: lambda: A,
    }
    return table.get(type(fact), lambda: A)()


def eye(size):
    return np.array([[mpf(int(i == j)) for j in range(size)] for i in range(size)], dtype=object).reshape(size, size)


def eliminated(A):
    """Return the determinant and the inverse of a square matrix, by elimination with pivots."""
    size = len(A)
    M = np.concatenate([A, eye(size)], axis=1)
    determinant = mpf(1)
    for k in range(size):
        pivot = max(range(k, size), key=lambda row: abs(M[row, k]))
        if abs(M[pivot, k]) < SAME:
            return mpf(0), None
        if pivot != k:
            M[[k, pivot]] = M[[pivot, k]]
            determinant = -determinant
        determinant *= M[k, k]
        M[k] = M[k] / M[k, k]
        for row in range(size):
            if row != k:
                M[row] = M[row] - M[row, k] * M[k]
    return determinant, M[:, size:]


def inverse(A):
    found = eliminated(A)[1]
    if found is None:
        raise OutsideError("the inverse of a singular matrix")
    return found
