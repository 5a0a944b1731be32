"""The broadcast node: a vector repeated to the shape of a batch."""

from __future__ import annotations

from typing import Any, Self

from sympy import Expr, ImmutableDenseMatrix, MatrixExpr, OneMatrix

from symnet.errors import ShapeError
from symnet.expressions.arithmetic import multiply
from symnet.expressions.entries import entry, explicit_rule
from symnet.expressions.node import Node
from symnet.expressions.operands import Role, by_position, parts
from symnet.expressions.shapes import as_expression, require_matrix, shaped


class Broadcast(Node):
    r"""``b 1ᵀ``: a vector repeated until it has the given shape.

    A column (n × 1) is repeated to n × m, a row (1 × n) to m × n. What stands in one entry of the vector stands in the
    whole row or column of the result.

    >>> from sympy import MatrixSymbol
    >>> Broadcast(MatrixSymbol("b", 3, 1), 3, 5).shape
    (3, 5)
    >>> Broadcast(MatrixSymbol("b", 3, 1), 4, 5)
    Traceback (most recent call last):
        ...
    symnet.errors.ShapeError: Cannot broadcast b (3 × 1) to (4 × 5): each size must be 1 or stay as it is.
    """

    def __new__(cls, vector: MatrixExpr, rows: Any, columns: Any) -> Self:
        """Return the node, its shape checked against the vector."""
        operand = require_matrix("broadcast", as_expression(vector))
        shape = as_expression(rows), as_expression(columns)
        if any(size not in (1, wanted) for size, wanted in zip(operand.shape, shape, strict=True)):
            raise ShapeError(
                f"Cannot broadcast {shaped(operand)} to ({shape[0]} × {shape[1]}): "
                "each size must be 1 or stay as it is."
            )
        return cls._build(shape, operand, *shape)

    @property
    def vector(self) -> MatrixExpr:
        """What is repeated."""
        return self.args[0]

    def as_product(self) -> MatrixExpr:
        """Return the same matrix as a product with ones.

        >>> from sympy import MatrixSymbol
        >>> Broadcast(MatrixSymbol("b", 3, 1), 3, 5).as_product().args
        (b, 1)
        """
        factors = [self.vector]
        if self.vector.shape[0] != self.shape[0]:
            factors.insert(0, OneMatrix(self.shape[0], 1))
        if self.vector.shape[1] != self.shape[1]:
            factors.append(OneMatrix(1, self.shape[1]))
        return multiply(*factors)


parts.register(Broadcast, by_position(Role.MATRIX, Role.SIZE))


@entry.register
def _(broadcast: Broadcast, i: Expr, j: Expr) -> Expr:
    rows, columns = broadcast.vector.shape
    return entry(broadcast.vector, 0 if rows == 1 else i, 0 if columns == 1 else j)


@explicit_rule.register
def _(broadcast: Broadcast, vector: ImmutableDenseMatrix, *_shape: Any) -> ImmutableDenseMatrix:
    rows, columns = broadcast.shape
    return ImmutableDenseMatrix(
        int(rows), int(columns), lambda i, j: vector[0 if vector.rows == 1 else i, 0 if vector.cols == 1 else j]
    )
