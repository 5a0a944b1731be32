"""Sums of entries: a matrix becomes a scalar."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Self

from sympy import Basic, Expr, ImmutableDenseMatrix, MatrixExpr

from symnet.errors import ShapeError
from symnet.expressions.entries import entry, explicit, explicit_rule, sum_over
from symnet.expressions.node import Differentiated
from symnet.expressions.shapes import as_expression, require_matrix


class SumEntries(Differentiated, Expr):
    r""":math:`\mathbf{1}^T X \mathbf{1} = \sum_{ij} X_{ij}`: the sum of all entries of a matrix, a scalar.

    >>> from sympy import MatrixSymbol
    >>> SumEntries(MatrixSymbol("X", 1, 2)).doit()
    X[0, 0] + X[0, 1]
    """

    is_commutative = True
    is_extended_real = True

    def __new__(cls, matrix: MatrixExpr) -> Self:
        """Return the node of a matrix."""
        node = Basic.__new__(cls, require_matrix("sum the entries of", as_expression(matrix)))
        hash(node)
        return node

    @property
    def matrix(self) -> MatrixExpr:
        """The matrix that is summed."""
        return self.args[0]

    def doit(self, **_hints: Any) -> Expr:
        """Return the sum in entries: written out where the sizes are integers, else a `Sum` over each symbolic size."""
        rows, columns = self.matrix.shape
        if rows.is_Integer and columns.is_Integer:
            with suppress(ShapeError):  # a size within is a symbol: K B of shape 1 × n and n × 1
                return explicit(self)
        return sum_over(columns, lambda j: sum_over(rows, lambda i: entry(self.matrix, i, j)))


@explicit_rule.register
def _(total: SumEntries, matrix: ImmutableDenseMatrix) -> Expr:
    del total
    return sum(matrix)
