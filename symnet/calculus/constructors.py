"""Constructors of what derivatives are made of, which tidy themselves as those of `symnet.rewriting.algebra` do.

Each returns an expression that is equal to the plain one for all values of its operands.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Expr,
    Identity,
    ImmutableDenseMatrix,
    Inverse,
    KroneckerProduct,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    OneMatrix,
    S,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.arithmetic import transpose
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.reductions import SumEntries
from symnet.expressions.variables import Slice
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec
from symnet.rewriting.algebra import entrywise, plus, scaled, split_scalar, times
from symnet.rewriting.transposition import push_transposes


def turned(matrix: MatrixExpr) -> MatrixExpr:
    """Return the transpose, pushed down through a sum and a product and no further: (W f(Z))ᵀ is f(Z)ᵀ Wᵀ.

    >>> from sympy import MatrixSymbol
    >>> from symnet.expressions.activations import sigmoid
    >>> turned(times(MatrixSymbol("W", 2, 3), sigmoid(MatrixSymbol("Z", 3, 5))))
    sigmoid(Z).T*W.T
    """
    if isinstance(matrix, MatAdd):
        return plus(*(_turned_product(term) for term in matrix.args))
    return _turned_product(matrix)


def _turned_product(matrix: MatrixExpr) -> MatrixExpr:
    scalar, rest = split_scalar(matrix)
    factors = rest.args if isinstance(rest, MatMul) else (rest,)
    return scaled(scalar, times(*(_turned_factor(factor) for factor in reversed(factors))))


def _turned_factor(factor: MatrixExpr) -> MatrixExpr:
    if factor.shape == (1, 1):
        return factor
    return push_transposes(Transpose(factor)) if isinstance(factor, TURNED_INSIDE) else transpose(factor)


TURNED_INSIDE = (Identity, OneMatrix, ZeroMatrix, DiagMatrix, CommutationMatrix, KroneckerProduct, ImmutableDenseMatrix)
"""What is turned without a sign of it: what is symmetric, what has a shape only, and products of such."""


def negated(matrix: MatrixExpr) -> MatrixExpr:
    """Return −M.

    >>> from sympy import MatrixSymbol
    >>> negated(scaled(-1, MatrixSymbol("A", 2, 2)))
    A
    """
    return scaled(S.NegativeOne, matrix)


def total(matrix: MatrixExpr) -> Expr:
    """Return the sum of the entries 1ᵀ M 1, a scalar, with the scalar of the matrix in front.

    >>> from sympy import MatrixSymbol
    >>> total(scaled(2, MatrixSymbol("A", 2, 3))), total(OneMatrix(2, 3)), total(ZeroMatrix(2, 3))
    (2*SumEntries(A), 6, 0)
    """
    scalar, rest = split_scalar(matrix)
    if isinstance(rest, ZeroMatrix):
        return S.Zero
    if isinstance(rest, OneMatrix):
        return scalar * rest.shape[0] * rest.shape[1]
    return scalar * SumEntries(rest)


def inner(A: MatrixExpr, B: MatrixExpr) -> Expr:
    """Return ⟨A, B⟩ = Σ A_ij B_ij = tr(Aᵀ B), a scalar.

    >>> from sympy import MatrixSymbol
    >>> inner(OneMatrix(2, 3), MatrixSymbol("A", 2, 3))
    SumEntries(A)
    """
    return total(entrywise(A, B))


def column_sums(matrix: MatrixExpr) -> MatrixExpr:
    """Return the row 1ᵀ M of the sums of the columns, 1 × m for M of shape n × m.

    >>> from sympy import MatrixSymbol
    >>> column_sums(MatrixSymbol("A", 2, 3)).shape
    (1, 3)
    """
    return matrix if matrix.shape[0] == 1 else times(OneMatrix(1, matrix.shape[0]), matrix)


def row_sums(matrix: MatrixExpr) -> MatrixExpr:
    """Return the column M 1 of the sums of the rows, n × 1 for M of shape n × m.

    >>> from sympy import MatrixSymbol
    >>> row_sums(MatrixSymbol("A", 2, 3)).shape
    (2, 1)
    """
    return matrix if matrix.shape[1] == 1 else times(matrix, OneMatrix(matrix.shape[1], 1))


def sums_along(matrix: MatrixExpr, axis: int) -> MatrixExpr:
    """Return the sums of the columns (axis 0) or of the rows (axis 1)."""
    return column_sums(matrix) if axis == 0 else row_sums(matrix)


def repeated(vector: MatrixExpr, rows: Expr, columns: Expr) -> MatrixExpr:
    """Return a vector repeated to a shape, its scalar in front.

    >>> from sympy import MatrixSymbol
    >>> repeated(scaled(2, MatrixSymbol("b", 3, 1)), 3, 5)
    2*Broadcast(b, 3, 5)
    """
    if vector.shape == (rows, columns):
        return vector
    scalar, rest = split_scalar(vector)
    if isinstance(rest, ZeroMatrix):
        return ZeroMatrix(rows, columns)
    if isinstance(rest, OneMatrix):
        return scaled(scalar, OneMatrix(rows, columns))
    return scaled(scalar, Broadcast(rest, rows, columns))


def mapped(function: Lambda, *matrices: MatrixExpr) -> MatrixExpr:
    """Return f(A, B, …) entry by entry; constant factors stand in front, a constant is a multiple of ones.

    >>> from sympy import MatrixSymbol, symbols
    >>> u, v = symbols("u v", real=True)
    >>> mapped(Lambda((u, v), 3 * v), MatrixSymbol("A", 2, 3), MatrixSymbol("B", 2, 3))
    3*B
    """
    variables = function.variables
    coefficient, rest = function.expr.as_independent(*variables, as_Add=False)
    if rest == 1:
        return scaled(coefficient, OneMatrix(*matrices[0].shape))
    if rest in variables:
        return scaled(coefficient, matrices[variables.index(rest)])
    return scaled(coefficient, Elementwise(Lambda(variables, rest), *matrices))


def unit(size: Expr, position: Expr) -> MatrixExpr:
    """Return the unit vector with its 1 in that row, counted from 1; of one row it is the identity."""
    return Identity(1) if size == 1 else UnitVector(size, position)


def stacked(matrix: MatrixExpr) -> MatrixExpr:
    """Return vec(M); a column is its own, ones and zeros stay what they are.

    >>> from sympy import MatrixSymbol
    >>> stacked(MatrixSymbol("z", 3, 1)), stacked(scaled(2, MatrixSymbol("Z", 3, 2)))
    (z, 2*vec(Z))
    """
    rows, columns = matrix.shape
    scalar, rest = split_scalar(matrix)
    if columns == 1:
        return matrix
    if isinstance(rest, ZeroMatrix | OneMatrix):
        return scaled(scalar, type(rest)(rows * columns, 1))
    if rows == 1:
        return turned(matrix)
    return scaled(scalar, rest.vector if isinstance(rest, Unvec) else Vec(rest))


def unstacked(vector: MatrixExpr, rows: Expr, columns: Expr) -> MatrixExpr:
    """Return the matrix of that shape with vec(M) = v.

    >>> from sympy import MatrixSymbol
    >>> Z = MatrixSymbol("Z", 3, 2)
    >>> unstacked(stacked(Z), 3, 2), unstacked(MatrixSymbol("v", 3, 1), 3, 1)
    (Z, v)
    """
    scalar, rest = split_scalar(vector)
    if columns == 1:
        return vector
    if isinstance(rest, ZeroMatrix | OneMatrix):
        return scaled(scalar, type(rest)(rows, columns))
    if rows == 1:
        return turned(vector)
    if isinstance(rest, Vec) and rest.matrix.shape == (rows, columns):
        return scaled(scalar, rest.matrix)
    return scaled(scalar, Unvec(rest, rows, columns))


def trace_of(matrix: MatrixExpr) -> Expr:
    """Return tr M of a square matrix, its scalar in front.

    >>> from sympy import MatrixSymbol
    >>> trace_of(scaled(2, MatrixSymbol("A", 3, 3))), trace_of(Identity(3))
    (2*Trace(A), 3)
    """
    scalar, rest = split_scalar(matrix)
    if isinstance(rest, ZeroMatrix):
        return S.Zero
    return scalar * (rest.shape[0] if isinstance(rest, Identity | OneMatrix) else Trace(rest))


def element(matrix: MatrixExpr, i: Expr, j: Expr) -> Expr:
    """Return one entry, counted from 0, without writing it out.

    >>> from sympy import MatrixSymbol
    >>> element(scaled(2, MatrixSymbol("A", 3, 3)), S(0), S(1)), element(OneMatrix(2, 2), S(0), S(1))
    (2*A[0, 1], 1)
    """
    scalar, rest = split_scalar(matrix)
    if isinstance(rest, ZeroMatrix | OneMatrix):
        return scalar * int(isinstance(rest, OneMatrix))
    return scalar * MatrixElement(rest, i, j)


def column_or_row(matrix: MatrixExpr, index: Expr, axis: int) -> MatrixExpr:
    """Return one column (axis 1) or row (axis 0), counted from 1."""
    if isinstance(matrix, ZeroMatrix | OneMatrix):
        return type(matrix)(*((matrix.shape[0], 1) if axis == 1 else (1, matrix.shape[1])))
    scalar, rest = split_scalar(matrix)
    return scaled(scalar, Slice(rest, index, axis))


def diagonal_of(matrix: MatrixExpr) -> MatrixExpr:
    """Return the diagonal as a column; of a multiple of the identity it is a multiple of ones.

    >>> from sympy import MatrixSymbol
    >>> diagonal_of(Identity(3)).shape, diagonal_of(DiagMatrix(MatrixSymbol("v", 3, 1)))
    ((3, 1), v)
    """
    scalar, rest = split_scalar(matrix)
    size = DiagonalOf(rest).shape[0]
    if isinstance(rest, ZeroMatrix):
        return ZeroMatrix(size, 1)
    if isinstance(rest, Identity | OneMatrix):
        return scaled(scalar, OneMatrix(size, 1))
    if isinstance(rest, DiagMatrix):
        return scaled(scalar, as_column(rest.args[0]))
    return scaled(scalar, DiagonalOf(rest))


def diagonal_matrix(vector: MatrixExpr) -> MatrixExpr:
    """Return diag(v) of a column or row; of ones it is the identity.

    >>> from sympy import MatrixSymbol
    >>> diagonal_matrix(OneMatrix(3, 1)), diagonal_matrix(scaled(2, MatrixSymbol("v", 3, 1)))
    (I, 2*DiagMatrix(v))
    """
    scalar, rest = split_scalar(as_column(vector))
    size = rest.shape[0]
    if isinstance(rest, ZeroMatrix):
        return ZeroMatrix(size, size)
    if isinstance(rest, OneMatrix):
        return scaled(scalar, Identity(size))
    return scaled(scalar, rest if size == 1 else DiagMatrix(rest))


def diagonal_part(matrix: MatrixExpr) -> MatrixExpr:
    """Return the matrix with zeros off its diagonal."""
    scalar, rest = split_scalar(matrix)
    if isinstance(rest, ZeroMatrix | Identity | DiagMatrix | DiagonalMatrix):
        return matrix
    if isinstance(rest, OneMatrix) and rest.shape[0] == rest.shape[1]:
        return scaled(scalar, Identity(rest.shape[0]))
    return scaled(scalar, DiagonalMatrix(rest))


def as_column(vector: MatrixExpr) -> MatrixExpr:
    """Return a column as it is, and a row turned."""
    return vector if vector.shape[1] == 1 else turned(vector)


def power(matrix: MatrixExpr, exponent: int) -> MatrixExpr:
    """Return an integer power of a square matrix.

    >>> from sympy import MatrixSymbol
    >>> A = MatrixSymbol("A", 2, 2)
    >>> power(A, 0), power(A, 1), power(A, -1), power(A, 3)
    (I, A, A**(-1), A**3)
    """
    if exponent == 0:
        return Identity(matrix.shape[0])
    if exponent == 1:
        return matrix
    return Inverse(matrix) if exponent == -1 else MatPow(matrix, exponent)


def plus_scalars_or_matrices(contributions: list[Any]) -> Any:
    """Return the sum of contributions of one kind, scalars or matrices of one shape."""
    first, *rest = contributions
    if not rest:
        return first
    return plus(*contributions) if first.is_Matrix else sum(rest, first)
