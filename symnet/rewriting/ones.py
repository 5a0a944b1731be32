"""Ones that swallow a matrix whose columns, or rows, sum to one."""

from __future__ import annotations

from sympy import MatMul, MatrixExpr, OneMatrix

from symnet.expressions.assumptions import SumToOne
from symnet.rewriting.algebra import times


def swallowed_by_ones(product: MatrixExpr, fact: SumToOne) -> MatrixExpr:
    """Return a product in which ones beside the matrix have swallowed it, ``1ᵀ Y = 1ᵀ``; any other as it is.

    >>> from sympy import MatrixSymbol
    >>> Y = MatrixSymbol("Y", 3, 5)
    >>> swallowed_by_ones(MatMul(OneMatrix(1, 3), Y), SumToOne(Y)).shape
    (1, 5)
    """
    if not isinstance(product, MatMul):
        return product
    factors = list(product.args)
    for place, factor in enumerate(factors):
        if factor != fact.matrix:
            continue
        beside = place - 1 if fact.axis == 0 else place + 1
        if not 0 <= beside < len(factors) or not _is_vector_of_ones(factors[beside], fact.axis):
            continue
        size = fact.matrix.shape[1 - fact.axis]
        ones = OneMatrix(1, size) if fact.axis == 0 else OneMatrix(size, 1)
        first, last = sorted((place, beside))
        return times(*factors[:first], ones, *factors[last + 1 :])
    return product


def _is_vector_of_ones(matrix: MatrixExpr, axis: int) -> bool:
    return isinstance(matrix, OneMatrix) and matrix.shape[axis] == 1
