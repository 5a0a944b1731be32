"""The log-sum-exp node: the smooth maximum of each column or row."""

from __future__ import annotations

from typing import Any, Self

from sympy import Expr, ImmutableDenseMatrix, Integer, MatrixExpr, S, exp, log

from symnet.errors import SymnetValueError
from symnet.expressions.entries import entry, explicit_rule, sum_over
from symnet.expressions.node import Node
from symnet.expressions.operands import Role, by_position, parts
from symnet.expressions.shapes import as_expression, require_matrix


class LogSumExp(Node):
    r""":math:`\operatorname{logsumexp}(Z)_{j} = \log \sum_k e^{Z_{kj}}`: a row 1 × m, from Z of shape n × m.

    With ``axis=1`` a column n × 1, one number for each row. The scalar of one column z is ``LogSumExp(z)[0, 0]``.

    >>> from sympy import MatrixSymbol
    >>> node = LogSumExp(MatrixSymbol("Z", 2, 5))
    >>> node.shape, entry(node, 0, 4)
    ((1, 5), log(exp(Z[0, 4]) + exp(Z[1, 4])))
    """

    def __new__(cls, matrix: MatrixExpr, axis: Any = 0) -> Self:
        """Return the node of the columns (axis 0) or rows (axis 1)."""
        operand = require_matrix("take the log-sum-exp of", as_expression(matrix))
        if axis not in (0, 1):
            raise SymnetValueError(f"The axis of a log-sum-exp must be 0 (columns) or 1 (rows), but it is {axis}.")
        rows, columns = operand.shape
        return cls._build((S.One, columns) if axis == 0 else (rows, S.One), operand, Integer(axis))

    @property
    def matrix(self) -> MatrixExpr:
        """The matrix of the exponents."""
        return self.args[0]

    @property
    def axis(self) -> int:
        """0 for one number a column, 1 for one number a row."""
        return int(self.args[1])


parts.register(LogSumExp, by_position(Role.MATRIX, Role.OPTION))


@entry.register
def _(node: LogSumExp, i: Expr, j: Expr) -> Expr:
    size = node.matrix.shape[node.axis]
    if node.axis == 0:
        return log(sum_over(size, lambda k: exp(entry(node.matrix, k, j))))
    return log(sum_over(size, lambda k: exp(entry(node.matrix, i, k))))


@explicit_rule.register
def _(node: LogSumExp, matrix: ImmutableDenseMatrix, _axis: Any) -> ImmutableDenseMatrix:
    powers = matrix.applyfunc(exp)
    if node.axis == 0:
        return ImmutableDenseMatrix(1, powers.cols, [log(sum(powers.col(j))) for j in range(powers.cols)])
    return ImmutableDenseMatrix(powers.rows, 1, [log(sum(powers.row(i))) for i in range(powers.rows)])
