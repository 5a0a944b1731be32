"""Facts about symbols, with which an equation may be simplified: assumed, named where they are used, never silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sympy import Expr, MatrixExpr, Max, Min, S

from symnet.errors import ShapeError, SymnetValueError
from symnet.expressions.shapes import as_expression, as_polynomial, brief, same_size, shaped


@dataclass(frozen=True)
class SumToOne:
    """The columns of a matrix sum to one (axis 0), or its rows do (axis 1): one-hot targets, and probabilities.

    >>> from sympy import MatrixSymbol
    >>> str(SumToOne(MatrixSymbol("Y", 3, 5)))
    'the columns of Y sum to one'
    """

    matrix: MatrixExpr
    axis: int = 0

    def __str__(self) -> str:
        return f"the {'columns' if self.axis == 0 else 'rows'} of {self.matrix} sum to one"


@dataclass(frozen=True)
class Between:
    """Every entry of a matrix, or a scalar, lies strictly between two numbers; an infinite end is no bound.

    >>> from sympy import MatrixSymbol, oo, Symbol
    >>> str(Between(MatrixSymbol("A", 2, 3), 0, 1)), str(Between(Symbol("c"), 0, oo))
    ('the entries of A lie in (0, 1)', 'c > 0')
    """

    symbol: Expr
    low: Expr
    high: Expr

    def __post_init__(self) -> None:
        for end in ("low", "high"):
            object.__setattr__(self, end, as_expression(getattr(self, end)))

    def __str__(self) -> str:
        if self.high == S.Infinity or self.low == S.NegativeInfinity:
            bound = f"> {self.low}" if self.high == S.Infinity else f"< {self.high}"
            return f"the entries of {self.symbol} are {bound}" if self.symbol.is_Matrix else f"{self.symbol} {bound}"
        named = f"the entries of {self.symbol} lie" if self.symbol.is_Matrix else f"{self.symbol} lies"
        return f"{named} in ({self.low}, {self.high})"


@dataclass(frozen=True)
class Nonzero:
    """No entry of a matrix is 0, or a scalar is not 0."""

    symbol: Expr

    def __str__(self) -> str:
        return f"no entry of {self.symbol} is 0" if self.symbol.is_Matrix else f"{self.symbol} is not 0"


@dataclass(frozen=True)
class Binary:
    """Every entry of a matrix, or a scalar, is 0 or 1."""

    symbol: Expr

    def __str__(self) -> str:
        return f"the entries of {self.symbol} are 0 or 1" if self.symbol.is_Matrix else f"{self.symbol} is 0 or 1"


@dataclass(frozen=True)
class _Square:
    """A fact that only a square matrix can have."""

    matrix: MatrixExpr

    def __post_init__(self) -> None:
        rows, columns = self.matrix.shape
        if rows != columns:
            raise ShapeError(
                f"{shaped(self.matrix)} cannot be assumed {self.adjective}: only a square matrix can be; "
                "leave the assumption out, or give the matrix as many rows as columns."
            )

    @property
    def adjective(self) -> str:
        """What the matrix is, in one word or two."""
        raise NotImplementedError

    def __str__(self) -> str:
        return f"{self.matrix} is {self.adjective}"


@dataclass(frozen=True)
class Symmetric(_Square):
    """A matrix equals its transpose."""

    adjective = "symmetric"


@dataclass(frozen=True)
class Orthogonal(_Square):
    """The transpose of a matrix is its inverse."""

    adjective = "orthogonal"


@dataclass(frozen=True)
class Invertible(_Square):
    """A matrix has an inverse."""

    adjective = "invertible"


@dataclass(frozen=True)
class PositiveDefinite(_Square):
    """A matrix is symmetric, and x^T A x > 0 for every x that is not 0."""

    adjective = "symmetric and positive definite"


@dataclass(frozen=True)
class SameSize:
    """Two sizes are equal: a symbol, and what it equals.

    >>> from sympy import symbols
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> str(SameSize(n, 2 * k))
    'n = 2*k'
    """

    size: Expr
    other: Expr

    def __post_init__(self) -> None:
        for side in ("size", "other"):
            object.__setattr__(self, side, as_expression(getattr(self, side)))
        if not self.size.is_Symbol or self.other.has(self.size):
            raise SymnetValueError(
                f"The assumption {brief(self.size)} = {brief(self.other)} must have one size symbol on its left that "
                "is not on its right; write it as n = 2*k."
            )
        if self.other.is_integer is False or self.other.is_positive is False:
            raise SymnetValueError(
                f"A size is a positive integer, but here {brief(self.size)} = {brief(self.other)} is assumed."
            )

    def __str__(self) -> str:
        return f"{self.size} = {self.other}"


Fact = SumToOne | Between | Nonzero | Binary | Symmetric | Orthogonal | Invertible | PositiveDefinite | SameSize


def subject_of(fact: Fact) -> Expr:
    """Return the matrix or the scalar that a fact is about; of two sizes, the first.

    >>> from sympy import MatrixSymbol, Symbol
    >>> subject_of(Symmetric(MatrixSymbol("A", 2, 2))), subject_of(Nonzero(Symbol("c")))
    (A, c)
    """
    if isinstance(fact, SameSize):
        return fact.size
    return fact.symbol if isinstance(fact, Between | Binary | Nonzero) else fact.matrix


def equal_sizes(facts: Iterable[Fact]) -> dict[Expr, Expr]:
    """Return, for each size that facts determine, what it equals in sizes that none determines.

    Equality is followed: from n = k and k = m, or from n = k and n = m, all three are one size.

    >>> from sympy import symbols
    >>> n, k, m = symbols("n k m", integer=True, positive=True)
    >>> equal_sizes([SameSize(n, k), SameSize(k, 2 * m)])
    {n: 2*m, k: 2*m}
    """
    solved: dict[Expr, Expr] = {}
    for fact in facts:
        if not isinstance(fact, SameSize):
            continue
        sides = [as_polynomial(side.xreplace(solved)) for side in (fact.size, fact.other)]
        for symbol, other in (sides, sides[::-1]):
            if symbol.is_Symbol and not other.has(symbol):
                solved = {known: size.xreplace({symbol: other}) for known, size in solved.items()} | {symbol: other}
                break
    return solved


def ties(facts: Iterable[Fact]) -> list[SameSize]:
    """Return the sizes that must be equal: of a matrix whose columns and rows sum to one, there are as many of both.

    The sum of all entries is the number of the columns, and that of the rows.

    >>> from sympy import MatrixSymbol, symbols
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> F = MatrixSymbol("F", n, k)
    >>> print(*ties([SumToOne(F), SumToOne(F, 1)]))
    n = k
    """
    sums = [fact for fact in facts if isinstance(fact, SumToOne)]
    both = dict.fromkeys(fact.matrix for fact in sums if fact.axis == 0 and SumToOne(fact.matrix, 1) in sums)
    found = []
    for matrix in both:
        rows, columns = map(as_expression, matrix.shape)
        pairs = ((rows, columns), (columns, rows))
        pair = next(((size, other) for size, other in pairs if size.is_Symbol and not other.has(size)), None)
        found += [] if pair is None else [SameSize(*pair)]
    return found


def in_sizes(fact: Fact, equal: Mapping[Expr, Expr]) -> Fact:
    """Return a fact about a matrix with sizes that are determined by others written in these.

    >>> from sympy import MatrixSymbol, symbols
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> in_sizes(SumToOne(MatrixSymbol("F", n, k)), {n: k}).matrix.shape
    (k, k)
    """
    subject = subject_of(fact)
    if isinstance(fact, SameSize) or subject in equal or not equal:
        return fact
    field = "symbol" if isinstance(fact, Between | Binary | Nonzero) else "matrix"
    return replace(fact, **{field: subject.xreplace(dict(equal))})


def contradiction(facts: Iterable[Fact]) -> str:
    """Say which facts cannot hold together, from which everything would follow; nothing where none are seen.

    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> contradiction([Between(x, 0, S.Infinity), Between(x, S.NegativeInfinity, -5)])
    'the assumptions x > 0 and x < -5 cannot hold together'
    """
    listed = list(facts)
    entries: dict[Expr, list[Any]] = {}
    for fact in listed:
        if isinstance(fact, Between | Nonzero | Binary):
            entries.setdefault(fact.symbol, []).append(fact)
    equal = equal_sizes(listed)
    sizes = [fact for fact in listed if isinstance(fact, SameSize) and _is_impossible(fact, equal)]
    groups = [[*sizes, *(f for f in listed if isinstance(f, SameSize) and f not in sizes)]] if sizes else []
    groups += [about for symbol, about in entries.items() if not _has_value(symbol, about)]
    if not groups:
        return ""
    return f"the assumptions {' and '.join(map(str, groups[0]))} cannot hold together"


def _is_impossible(fact: SameSize, equal: dict[Expr, Expr]) -> bool:
    """Tell whether two sizes, which are positive integers, certainly differ."""
    if same_size(fact.size, fact.other, equal):
        return False
    difference = as_polynomial((fact.size - fact.other).xreplace(equal))
    return difference.is_zero is False


def _has_value(symbol: Expr, about: Iterable[Any]) -> bool:
    """Tell whether some number has everything that is known of a symbol."""
    facts = list(about)
    bounds = [fact for fact in facts if isinstance(fact, Between)]
    low = Max(S.NegativeInfinity, *(fact.low for fact in bounds))
    high = Min(S.Infinity, *(fact.high for fact in bounds))
    if not symbol.is_Matrix:
        low = Max(low, S.Zero) if symbol.is_positive else low
        high = Min(high, S.Zero) if symbol.is_negative else high
    if not any(isinstance(fact, Binary) for fact in facts):
        return bool(low < high)
    is_nonzero = any(isinstance(fact, Nonzero) for fact in facts)
    return any(low < value < high for value in (S.Zero, S.One) if value or not is_nonzero)
