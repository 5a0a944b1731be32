r"""Sums of products of entries as products of matrices: :math:`\sum_{jk} y_j (K^{-1})_{jk} y_k` is ``yᵀ K⁻¹ y``.

SymPy writes an entry of a product in this way. In matrix form an inverse becomes the solution of a linear system, and a
loop in Python becomes one call.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sympy import Expr, MatrixExpr, Mul, OneMatrix, Pow, Sum, Trace
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.arithmetic import hadamard, multiply, transpose
from symnet.expressions.reductions import SumEntries


class Edge(NamedTuple):
    """A matrix between two places: the entry ``matrix[first, last]``."""

    matrix: MatrixExpr
    first: Expr
    last: Expr

    def turned(self) -> Edge:
        """Return the same entry as one of the transpose."""
        return Edge(transpose(self.matrix), self.last, self.first)


def contracted(total: Sum) -> Expr | None:
    """Return a sum of products of entries as products of matrices, or None where it is no such sum.

    Every index must run over all rows or columns, and stand in at most two places.

    >>> from sympy import MatrixSymbol, symbols
    >>> i, n = symbols("i n", integer=True)
    >>> y = MatrixSymbol("y", n, 1)
    >>> contracted(Sum(y[i, 0] ** 2, (i, 0, n - 1)))
    (y.T*y)[0, 0]
    """
    indices = {limit[0]: limit[2] + 1 for limit in total.limits if limit[1] == 0}
    factors = [part for factor in Mul.make_args(total.function) for part in _powers(factor)]
    constant = [factor for factor in factors if not factor.has(*indices)]
    edges = [Edge(*factor.args) for factor in factors if isinstance(factor, MatrixElement) and factor.has(*indices)]
    if len(indices) < len(total.limits) or len(constant) + len(edges) < len(factors):
        return None
    if not all(_is_whole(index, size, edges) for index, size in indices.items()):
        return None
    edges += [Edge(OneMatrix(size, 1), i, 0 * size) for i, size in indices.items() if _places(i, edges) == 1]
    products: list[Expr] = []
    while edges:
        products.append(_chain(edges, indices))
    return Mul(*constant, *products)


def _powers(factor: Expr) -> list[Expr]:
    whole = isinstance(factor, Pow) and factor.exp.is_Integer and factor.exp > 0
    return [factor.base] * int(factor.exp) if whole else [factor]


def _places(index: Expr, edges: list[Edge]) -> int:
    return sum((edge.first == index) + (edge.last == index) for edge in edges)


def _is_whole(index: Expr, size: Expr, edges: list[Edge]) -> bool:
    """Tell whether an index stands alone in one or two places, and runs over the whole of their axes."""
    sizes = [edge.matrix.shape[axis] for edge in edges for axis in (0, 1) if edge[axis + 1] == index]
    alone = all(place == index or not place.has(index) for edge in edges for place in edge[1:])
    return alone and 1 <= len(sizes) <= 2 and all(given == size for given in sizes)


def _chain(edges: list[Edge], indices: Any) -> Expr:
    """Take a chain of edges out of the list, and return its entry, or the trace where it closes."""
    ends = [edge for edge in edges if edge.first not in indices or edge.last not in indices]
    start = ends[0] if ends else edges[0]
    edges.remove(start)
    chain = [start if start.first not in indices or not ends else start.turned()]
    while chain[-1].last in indices and chain[-1].last != chain[0].first:
        joint = chain[-1].last
        following = next(edge for edge in edges if joint in (edge.first, edge.last))
        edges.remove(following)
        chain.append(following if following.first == joint else following.turned())
    matrices = [edge.matrix for edge in chain]
    if chain[-1].last in indices:
        *others, last = matrices  # tr(M N) = Σ M ⊙ Nᵀ, which is one product less
        return SumEntries(hadamard(_product(others), transpose(last))) if others else Trace(last)
    return MatrixElement(_product(matrices), chain[0].first, chain[-1].last)


def _product(matrices: list[MatrixExpr]) -> MatrixExpr:
    return multiply(*matrices) if len(matrices) > 1 else matrices[0]
