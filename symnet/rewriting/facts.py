"""Facts about symbols, with which an equation may be simplified: assumed, named where they are used, never silent."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import MatMul, MatrixExpr, OneMatrix

from symnet.rewriting.algebra import times


@dataclass(frozen=True)
class SumToOne:
    """The columns of a matrix sum to one (axis 0), or its rows do (axis 1): one-hot targets, and probabilities.

    >>> from sympy import MatrixSymbol
    >>> Y = MatrixSymbol("Y", 3, 5)
    >>> SumToOne(Y).apply(MatMul(OneMatrix(1, 3), Y)).shape
    (1, 5)
    >>> str(SumToOne(Y))
    'the columns of Y sum to one'
    """

    matrix: MatrixExpr
    axis: int = 0

    def apply(self, product: MatrixExpr) -> MatrixExpr:
        """Return a product in which ones beside the matrix have swallowed it; any other expression as it is."""
        if not isinstance(product, MatMul):
            return product
        factors = list(product.args)
        for place, factor in enumerate(factors):
            if factor != self.matrix:
                continue
            beside = place - 1 if self.axis == 0 else place + 1
            if not 0 <= beside < len(factors) or not _is_vector_of_ones(factors[beside], self.axis):
                continue
            size = self.matrix.shape[1 - self.axis]
            ones = OneMatrix(1, size) if self.axis == 0 else OneMatrix(size, 1)
            first, last = sorted((place, beside))
            return times(*factors[:first], ones, *factors[last + 1 :])
        return product

    def __str__(self) -> str:
        return f"the {'columns' if self.axis == 0 else 'rows'} of {self.matrix} sum to one"


def _is_vector_of_ones(matrix: MatrixExpr, axis: int) -> bool:
    return isinstance(matrix, OneMatrix) and matrix.shape[axis] == 1
