"""Stacking columns, and the constant matrices that go with it: what a Jacobian in matrix form is made of."""

from __future__ import annotations

from typing import Any, Self

from sympy import Expr, ImmutableDenseMatrix, KroneckerDelta, MatrixExpr, Mod, S, floor

from symnet.errors import ShapeError
from symnet.expressions.entries import entry, explicit_rule
from symnet.expressions.node import Node
from symnet.expressions.operands import Role, by_position, parts
from symnet.expressions.shapes import as_expression, require_matrix, shaped


class UnitVector(Node):
    r""":math:`e_k`: the column of n rows with a 1 in row k, counted from 1, and zeros elsewhere.

    >>> from symnet.expressions.entries import explicit
    >>> explicit(UnitVector(3, 2)).T
    Matrix([[0, 1, 0]])

    Raises `ShapeError` where both are integers and there is no such row.
    """

    def __new__(cls, size: Any, position: Any) -> Self:
        """Return the unit vector of that many rows."""
        rows, index = as_expression(size), as_expression(position)
        if rows.is_Integer and index.is_Integer and not 1 <= index <= rows:
            raise ShapeError(
                f"A unit vector of {rows} rows has its 1 in one of the rows 1 to {rows}, but row {index} was asked for."
            )
        return cls._build((rows, S.One), rows, index)

    @property
    def position(self) -> Expr:
        """The row of the 1, counted from 1."""
        return self.args[1]


class Vec(Node):
    r""":math:`\operatorname{vec}(X)`: the columns of X one below the other, (m n) × 1 for X of shape m × n.

    Entry :math:`X_{ij}` stands in row :math:`j m + i` (all counted from 0). Magnus and Neudecker write it so.

    >>> from sympy import MatrixSymbol
    >>> Vec(MatrixSymbol("X", 2, 3)).shape, Vec(MatrixSymbol("X", 2, 3))[3, 0]
    ((6, 1), X[1, 1])
    """

    def __new__(cls, matrix: MatrixExpr) -> Self:
        """Return the node of a matrix."""
        operand = require_matrix("stack the columns of", as_expression(matrix))
        rows, columns = operand.shape
        return cls._build((rows * columns, S.One), operand)

    @property
    def matrix(self) -> MatrixExpr:
        """The matrix whose columns are stacked."""
        return self.args[0]


class Unvec(Node):
    r""":math:`\operatorname{vec}^{-1}_{m × n}(v)`: the m × n matrix whose stacked columns are the column v.

    >>> from sympy import MatrixSymbol
    >>> Unvec(MatrixSymbol("v", 6, 1), 2, 3)[1, 1]
    v[3, 0]

    Raises `ShapeError` where v is no column of m n rows.
    """

    def __new__(cls, vector: MatrixExpr, rows: Any, columns: Any) -> Self:
        """Return the node, its shape checked against the vector."""
        operand = require_matrix("cut into columns", as_expression(vector))
        shape = as_expression(rows), as_expression(columns)
        if operand.shape != (shape[0] * shape[1], 1):
            raise ShapeError(
                f"Cannot cut {shaped(operand)} into a ({shape[0]} × {shape[1]}) matrix: "
                f"it must have the shape ({shape[0] * shape[1]} × 1)."
            )
        return cls._build(shape, operand, *shape)

    @property
    def vector(self) -> MatrixExpr:
        """The stacked columns."""
        return self.args[0]


class CommutationMatrix(Node):
    r""":math:`K_{m,n}`: the permutation with :math:`K_{m,n} \operatorname{vec}(X) = \operatorname{vec}(X^T)`, X m × n.

    Its shape is (m n) × (m n), and its transpose is :math:`K_{n,m}` (Magnus and Neudecker, section 3.7).

    >>> from symnet.expressions.entries import explicit
    >>> explicit(CommutationMatrix(2, 1))
    Matrix([
    [1, 0],
    [0, 1]])
    """

    def __new__(cls, rows: Any, columns: Any) -> Self:
        """Return the commutation matrix of matrices of that shape."""
        m, n = as_expression(rows), as_expression(columns)
        return cls._build((m * n, m * n), m, n)

    @property
    def operand_shape(self) -> tuple[Expr, Expr]:
        """The shape m × n of the matrices whose vec it permutes."""
        return self.args[0], self.args[1]


parts.register(UnitVector, by_position(Role.SIZE, Role.INDEX))
parts.register(Unvec, by_position(Role.MATRIX, Role.SIZE))
parts.register(CommutationMatrix, by_position(Role.SIZE))


@entry.register
def _(vector: UnitVector, i: Expr, j: Expr) -> Expr:
    del j
    return KroneckerDelta(as_expression(i) + 1, vector.position)


@entry.register
def _(stacked: Vec, i: Expr, j: Expr) -> Expr:
    del j
    rows, position = stacked.matrix.shape[0], as_expression(i)
    return entry(stacked.matrix, Mod(position, rows), floor(position / rows))


@entry.register
def _(matrix: Unvec, i: Expr, j: Expr) -> Expr:
    return entry(matrix.vector, as_expression(j) * matrix.shape[0] + as_expression(i), S.Zero)


@entry.register
def _(node: CommutationMatrix, i: Expr, j: Expr) -> Expr:
    """Row i = p n + q of vec(Xᵀ) is X_pq, which stands in row q m + p of vec(X)."""
    m, n = node.operand_shape
    row = as_expression(i)
    return KroneckerDelta(Mod(row, n) * m + floor(row / n), as_expression(j))


@explicit_rule.register
def _(vector: UnitVector, *_sizes: Any) -> ImmutableDenseMatrix:
    return _by_entries(vector)


@explicit_rule.register
def _(stacked: Vec, matrix: ImmutableDenseMatrix) -> ImmutableDenseMatrix:
    del stacked
    return ImmutableDenseMatrix(matrix.rows * matrix.cols, 1, [matrix[i, j] for j, i in _places(matrix)])


def _places(matrix: ImmutableDenseMatrix) -> list[tuple[int, int]]:
    return [(j, i) for j in range(matrix.cols) for i in range(matrix.rows)]


@explicit_rule.register
def _(matrix: Unvec, vector: ImmutableDenseMatrix, *_sizes: Any) -> ImmutableDenseMatrix:
    rows, columns = map(int, matrix.shape)
    return ImmutableDenseMatrix(rows, columns, lambda i, j: vector[j * rows + i, 0])


@explicit_rule.register
def _(node: CommutationMatrix, *_sizes: Any) -> ImmutableDenseMatrix:
    return _by_entries(node)


def _by_entries(node: Node) -> ImmutableDenseMatrix:
    rows, columns = node.shape
    if not (rows.is_Integer and columns.is_Integer):
        raise ShapeError(
            f"Cannot write out the entries of {shaped(node)}: its sizes must be integers; "
            "substitute them first, as in expression.subs(n, 3)."
        )
    return ImmutableDenseMatrix(int(rows), int(columns), lambda i, j: entry(node, as_expression(i), as_expression(j)))
