r"""Rules of the nodes in index form: sums over an index, and matrices given by a function of row and column.

Their operands are what stands inside and does not change with the index. Where the limits of a sum are
integers its terms are written out, and the derivative is a sum of matrices; where they are symbols, a matrix stays in
index form: a `FunctionMatrix` whose entries are sums.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from sympy import (
    Add,
    Dummy,
    Expr,
    FunctionMatrix,
    Integer,
    KroneckerDelta,
    Lambda,
    MatrixExpr,
    Mod,
    Mul,
    S,
    Sum,
    expand_mul,
    floor,
)

from symnet.calculus.constructors import plus_scalars_or_matrices
from symnet.calculus.dependence import operands
from symnet.calculus.differentials import pushed_forward
from symnet.calculus.jacobians import factor_of
from symnet.calculus.linear import Factors, linear_factors
from symnet.calculus.pullbacks import Contributions, pullback
from symnet.calculus.pushforwards import Tangents, pushforward
from symnet.calculus.reverse import cotangents
from symnet.calculus.variables import is_matrix, zero_like
from symnet.expressions.entries import entry
from symnet.expressions.operands import symbols_in
from symnet.expressions.substitution import renamed, substitute
from symnet.rewriting.algebra import scaled


def summed(term: Any, limits: tuple[Any, ...]) -> Any:
    """Return the sum of a scalar or matrix over the ranges of its indices.

    >>> from sympy import MatrixSymbol, symbols
    >>> i, n = symbols("i n", integer=True, positive=True)
    >>> X = MatrixSymbol("X", 2, n)
    >>> summed(X * X.T, ((i, Integer(1), Integer(2)),))
    2*X*X.T
    """
    terms = [term]
    for index, first, last in limits:
        if not (first.is_Integer and last.is_Integer):
            return _in_index_form(term, limits)
        terms = [substitute(each, {index: Integer(k)}) for each in terms for k in range(int(first), int(last) + 1)]
    if not terms:
        return zero_like(term)
    return plus_scalars_or_matrices([scaled(S.One, each) if is_matrix(each) else each for each in terms])


def _in_index_form(term: Any, limits: tuple[Any, ...]) -> Any:
    if not is_matrix(term):
        return Sum(term, *limits)
    row, column = (Dummy(name, integer=True, nonnegative=True) for name in "pq")
    sizes = dict(zip((row, column), term.shape, strict=True))
    terms = (_without_deltas(part, limits, sizes) for part in Add.make_args(expand_mul(entry(term, row, column))))
    return FunctionMatrix(*term.shape, Lambda((row, column), Add(*terms)))


def _without_deltas(term: Expr, limits: tuple[Any, ...], sizes: dict[Any, Expr]) -> Expr:
    """Return the sum of a term; where a delta says that an index is a row or column, only that one is left.

    The index must run over all rows, or all columns: 0 to their number less one.
    """
    factors = list(Mul.make_args(term))
    for position, (index, first, last) in enumerate(limits):
        if any(end.has(index) for _, *ends in limits for end in ends):
            continue
        for factor in factors:
            place = _place_of(factor, index, sizes)
            if place is not None and first == 0 and (last - sizes[place] + 1).expand() == 0:
                rest = Mul(*(other for other in factors if other is not factor))
                remaining = (*limits[:position], *limits[position + 1 :])
                return _without_deltas(substitute(rest, {index: place}), remaining, sizes)
    return Sum(term, *limits) if limits else term


def _place_of(factor: Expr, index: Any, places: Iterable[Any]) -> Any:
    """Return the row or column to which a delta makes the index equal; None where it does not."""
    if not isinstance(factor, KroneckerDelta):
        return None
    difference = factor.args[0] - factor.args[1]
    return next((place for place in places if difference in (index - place, place - index)), None)


@pullback.register
def _(node: Sum, c: Expr) -> Contributions:
    """F = Σ_i f_i(X): X̄ = c Σ_i ∂f_i/∂X."""
    apart = _apart(node, [c])
    found = cotangents(apart.function, c, dict.fromkeys(operands(apart)))
    return [(variable, summed(contribution, apart.limits)) for variable, contribution in found.items()]


def _apart(node: Sum, others: Iterable[Any]) -> Sum:
    """Return a sum over indices that a cotangent or tangent does not have: it is not summed once more."""
    free = {symbol for other in others for symbol in symbols_in(other)}
    new = {index: Dummy(index.name, **index.assumptions0) for index, *_ in node.limits if index in free}
    return renamed(node, new) if new else node


@pushforward.register
def _(node: Sum, tangents: Tangents) -> Any:
    """F = Σ_i f_i: dF = Σ_i df_i."""
    apart = _apart(node, tangents.values())
    return summed(pushed_forward(apart.function, tangents), apart.limits)


def _applied(function: Lambda, row: Expr, column: Expr) -> Any:
    """Return the entry; SymPy's own call replaces an index that is bound again inside, too."""
    return substitute(function.expr, dict(zip(function.variables, (row, column), strict=True)))


@pullback.register
def _(node: FunctionMatrix, C: MatrixExpr) -> Contributions:
    """F_pq = f(p, q; X): X̄ = Σ_pq C_pq ∂f(p, q)/∂X."""
    row, column = (Dummy(name, integer=True, nonnegative=True) for name in "pq")
    found = cotangents(_applied(node.lamda, row, column), entry(C, row, column), dict.fromkeys(operands(node)))
    limits = ((row, Integer(0), node.shape[0] - 1), (column, Integer(0), node.shape[1] - 1))
    return [(variable, summed(contribution, limits)) for variable, contribution in found.items()]


@pushforward.register
def _(node: FunctionMatrix, tangents: Tangents) -> Any:
    """F_pq = f(p, q): dF_pq = df(p, q)."""
    row, column = (Dummy(name, integer=True, nonnegative=True) for name in "pq")
    change = pushed_forward(_applied(node.lamda, row, column), tangents)
    return FunctionMatrix(*node.shape, Lambda((row, column), change))


@linear_factors.register
def _(node: Sum, active: Container[Any]) -> Factors:
    """Σ_i L_i vec X with the factor L_i of each term."""
    changes = [symbol for symbol in operands(node) if symbol in active]
    return [(change, summed(factor_of(node.function, change, fixed=operands(node)), node.limits)) for change in changes]


@linear_factors.register
def _(node: FunctionMatrix, active: Container[Any]) -> Factors:
    """Row j m + i is the factor of f(i, j)."""
    row, column = (Dummy(name, integer=True, nonnegative=True) for name in "pq")
    rows, columns = node.shape
    found: Factors = []
    for change in (symbol for symbol in operands(node) if symbol in active):
        factor = factor_of(_applied(node.lamda, Mod(row, rows), floor(row / rows)), change, fixed=operands(node))
        found.append(
            (change, FunctionMatrix(rows * columns, factor.shape[1], Lambda((row, column), factor[0, column])))
        )
    return found
