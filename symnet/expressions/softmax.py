"""The softmax node: each column (or row) becomes positive and sums to one."""

from __future__ import annotations

from typing import Any, Self

from sympy import Expr, ImmutableDenseMatrix, Integer, MatrixExpr, exp

from symnet.errors import SymnetValueError
from symnet.expressions.entries import entry, explicit_rule, sum_over
from symnet.expressions.node import Node
from symnet.expressions.operands import Role, by_position, parts
from symnet.expressions.shapes import as_expression, require_matrix


class Softmax(Node):
    r""":math:`\mathrm{softmax}(Z)_{ij} = e^{Z_{ij}} / \sum_k e^{Z_{kj}}`: the softmax of each column.

    With ``axis=1`` the softmax of each row, for notations whose samples are rows.

    >>> from sympy import MatrixSymbol
    >>> node = Softmax(MatrixSymbol("Z", 2, 5))
    >>> node.shape, entry(node, 0, 4)
    ((2, 5), exp(Z[0, 4])/(exp(Z[0, 4]) + exp(Z[1, 4])))
    """

    def __new__(cls, logits: MatrixExpr, axis: Any = 0) -> Self:
        """Return the node of the columns (axis 0) or rows (axis 1)."""
        operand = require_matrix("take the softmax of", as_expression(logits))
        if axis not in (0, 1):
            raise SymnetValueError(f"The axis of a softmax must be 0 (columns) or 1 (rows), but it is {axis}.")
        return cls._build(operand.shape, operand, Integer(axis))

    @property
    def logits(self) -> MatrixExpr:
        """The matrix before the softmax."""
        return self.args[0]

    @property
    def axis(self) -> int:
        """0 where the columns sum to one, 1 where the rows do."""
        return int(self.args[1])


def softmax(logits: MatrixExpr) -> Softmax:
    """Return the softmax of each column of a matrix.

    >>> from sympy import MatrixSymbol
    >>> softmax(MatrixSymbol("Z", 2, 5)).axis
    0
    """
    return Softmax(logits)


parts.register(Softmax, by_position(Role.MATRIX, Role.OPTION))


@entry.register
def _(node: Softmax, i: Expr, j: Expr) -> Expr:
    size = node.shape[node.axis]
    if node.axis == 0:
        total = sum_over(size, lambda k: exp(entry(node.logits, k, j)))
    else:
        total = sum_over(size, lambda k: exp(entry(node.logits, i, k)))
    return exp(entry(node.logits, i, j)) / total


@explicit_rule.register
def _(node: Softmax, logits: ImmutableDenseMatrix, _axis: Any) -> ImmutableDenseMatrix:
    powers = logits.applyfunc(exp)
    totals = [sum(powers.col(j)) for j in range(powers.cols)] if node.axis == 0 else None
    if totals is None:
        totals = [sum(powers.row(i)) for i in range(powers.rows)]
        return ImmutableDenseMatrix(powers.rows, powers.cols, lambda i, j: powers[i, j] / totals[i])
    return ImmutableDenseMatrix(powers.rows, powers.cols, lambda i, j: powers[i, j] / totals[j])
