"""Sums and products that tidy themselves while they are built: what a derivative is made of.

Each constructor returns an expression that is equal to the plain one for all values of its operands. Zeros vanish,
ones and identities are left out, scalars come to the front, transposes go down to the symbols.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from sympy import (
    Expr,
    HadamardProduct,
    Identity,
    MatAdd,
    MatMul,
    MatrixExpr,
    Mul,
    OneMatrix,
    S,
    Transpose,
    ZeroMatrix,
)

from symnet.expressions.arithmetic import MatrixProduct, MatrixSum
from symnet.expressions.shapes import require_product_shape, require_same_shape
from symnet.rewriting.transposition import push_transposes


def turned(matrix: MatrixExpr) -> MatrixExpr:
    """Return the transpose, with a `Transpose` around symbols only; a 1 × 1 matrix is its own.

    >>> from sympy import MatrixSymbol
    >>> turned(MatMul(MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)))
    B.T*A.T
    """
    return push_transposes(Transpose(matrix))


def split_scalar(matrix: MatrixExpr) -> tuple[Expr, MatrixExpr]:
    """Return the scalar in front of a matrix, and the matrix without it.

    >>> from sympy import MatrixSymbol
    >>> split_scalar(MatMul(3, MatrixSymbol("A", 2, 2)))
    (3, A)
    """
    if not isinstance(matrix, MatMul):
        return S.One, matrix
    scalars = [factor for factor in matrix.args if not factor.is_Matrix]
    matrices = [factor for factor in matrix.args if factor.is_Matrix]
    if len(matrices) > 1:
        return Mul(*scalars), MatrixProduct(*matrices)
    inner, rest = split_scalar(matrices[0])
    return Mul(*scalars, inner), rest


def scaled(scalar: Any, matrix: MatrixExpr) -> MatrixExpr:
    """Return a multiple of a matrix, with one scalar in front; the sign of a multiple of a sum goes into the sum.

    >>> from sympy import MatrixSymbol
    >>> scaled(2, scaled(3, MatrixSymbol("A", 2, 2)))
    6*A
    """
    inner, rest = split_scalar(matrix)
    coefficient = Mul(S(scalar), inner)
    if coefficient == 1:
        return rest
    if coefficient == 0 or isinstance(rest, ZeroMatrix):
        return ZeroMatrix(*matrix.shape)
    if isinstance(rest, MatAdd) and coefficient.could_extract_minus_sign():
        coefficient, rest = -coefficient, _negated_sum(rest)
        if coefficient == 1:
            return rest
    factors = rest.args if isinstance(rest, MatMul) else (rest,)
    return MatrixProduct(coefficient, *factors)


def _negated_sum(total: MatAdd) -> MatrixExpr:
    """Return −(A − B) as B − A: the sign goes into the sum, and what is positive then stands first."""
    terms = [scaled(S.NegativeOne, term) for term in total.args]
    return MatrixSum(*sorted(terms, key=lambda term: split_scalar(term)[0].could_extract_minus_sign()))


def plus(*terms: MatrixExpr) -> MatrixExpr:
    """Return the sum without zeros, equal terms collected; a scalar that all terms share stands in front of it.

    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 2, 2)
    >>> plus(scaled(2, A), ZeroMatrix(2, 2), scaled(-2, B))
    2*(A - B)
    >>> plus(A, B, A), plus(A, scaled(-1, A)).shape
    (2*A + B, (2, 2))
    """
    rows, columns = require_same_shape("add", terms)
    flat = [part for term in terms for part in (term.args if isinstance(term, MatAdd) else (term,))]
    collected: dict[MatrixExpr, Expr] = {}
    for scalar, rest in map(split_scalar, flat):
        collected[rest] = collected.get(rest, S.Zero) + scalar
    pairs = [(scalar, rest) for rest, scalar in collected.items() if scalar != 0 and not isinstance(rest, ZeroMatrix)]
    kept = [scaled(scalar, rest) for scalar, rest in pairs]
    if not kept:
        return ZeroMatrix(rows, columns)
    if len(kept) == 1:
        return kept[0]
    common = pairs[0][0]
    if common != 1 and all(scalar in (common, -common) for scalar, _ in pairs):
        signed = [scaled(S.One if scalar == common else S.NegativeOne, rest) for scalar, rest in pairs]
        return scaled(common, MatrixSum(*signed))
    return MatrixSum(*kept)


def times(*factors: MatrixExpr) -> MatrixExpr:
    """Return the matrix product without identities, its scalars in front.

    >>> from sympy import MatrixSymbol
    >>> A = MatrixSymbol("A", 2, 3)
    >>> times(Identity(2), scaled(5, A), turned(A))
    5*A*A.T
    """
    rows, columns = require_product_shape(factors)
    pairs = [split_scalar(factor) for factor in factors]
    coefficient = Mul(*(scalar for scalar, _ in pairs))
    matrices = [rest for _, rest in pairs if not isinstance(rest, Identity) and rest != OneMatrix(1, 1)]
    if coefficient == 0 or any(isinstance(rest, ZeroMatrix) for rest in matrices):
        return ZeroMatrix(rows, columns)
    if not matrices:
        return scaled(coefficient, Identity(rows))
    flat = [part for rest in matrices for part in (rest.args if isinstance(rest, MatMul) else (rest,))]
    return scaled(coefficient, flat[0] if len(flat) == 1 else MatrixProduct(*flat))


def entrywise(*factors: MatrixExpr) -> MatrixExpr:
    """Return the product entry by entry without matrices of ones, its scalars in front.

    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 2, 3)
    >>> entrywise(scaled(2, A), OneMatrix(2, 3), B).args
    (2, HadamardProduct(A, B))
    """
    rows, columns = require_same_shape("multiply entry by entry", factors)
    pairs = [split_scalar(factor) for factor in factors]
    coefficient = Mul(*(scalar for scalar, _ in pairs))
    matrices = [rest for _, rest in pairs if not isinstance(rest, OneMatrix) and rest != Identity(1)]
    if any(isinstance(rest, ZeroMatrix) for rest in matrices):
        return ZeroMatrix(rows, columns)
    if not matrices:
        return scaled(coefficient, OneMatrix(rows, columns))
    flat = [part for rest in matrices for part in (rest.args if isinstance(rest, HadamardProduct) else (rest,))]
    return scaled(coefficient, reduce(lambda left, right: HadamardProduct(*_parts(left), right), flat))


def _parts(matrix: MatrixExpr) -> tuple[MatrixExpr, ...]:
    return tuple(matrix.args) if isinstance(matrix, HadamardProduct) else (matrix,)
