"""Sums and products of matrices that keep their terms as written and store their shape.

`MatrixSum` and `MatrixProduct` *are* SymPy's `MatAdd` and `MatMul`: every rule for those holds for them, and ``doit``
gives SymPy's canonical form. They differ in three things. The shape is stored instead of recomputed through the whole
tree; the terms stay in the order in which they were written, also in SymPy's own printers; entries of nested products
are right.
"""

from __future__ import annotations

from typing import Any, Self

from mpmath.libmp import prec_to_dps
from sympy import Basic, HadamardProduct, ImmutableDenseMatrix, MatAdd, MatMul, MatrixExpr, Mul, Transpose

from symnet.expressions.entries import entry, explicit
from symnet.expressions.hooks import latex_rule
from symnet.expressions.node import Differentiated
from symnet.expressions.shapes import Shape, as_expression, require_matrix, require_product_shape, require_same_shape


class _Stored(Differentiated):
    """The part that sums and products share: the stored shape and the entries."""

    _shape: Shape
    args: tuple[Any, ...]
    func: Any

    @property
    def shape(self) -> Shape:
        """Rows and columns."""
        return self._shape

    def as_explicit(self) -> ImmutableDenseMatrix:
        """Return the matrix of the entries; the sizes must be integers."""
        return explicit(self)

    def _eval_evalf(self, prec: int) -> Any:
        return self.func(*(argument.evalf(prec_to_dps(prec)) for argument in self.args))

    def _latex(self, printer: Any) -> str:
        return latex_rule(self, printer)  # SymPy knows how tightly sums and products bind

    def _sympyrepr(self, printer: Any) -> str:
        return f"{type(self).__name__}({', '.join(map(printer._print, self.args))})"

    def _entry(self, i: Any, j: Any, **_options: Any) -> Any:
        return entry(self, i, j)


class MatrixSum(_Stored, MatAdd):
    """``A + B + …``: a `MatAdd` in the order of its terms.

    >>> from sympy import MatrixSymbol
    >>> MatrixSum(MatrixSymbol("Z", 2, 3), MatrixSymbol("B", 2, 3)).shape
    (2, 3)

    Raises `ShapeError` where two terms differ in shape.
    """

    def __new__(cls, *terms: MatrixExpr, **_options: Any) -> Self:
        """Return the sum; its terms keep their order."""
        operands = [require_matrix("add", as_expression(term)) for term in terms]
        node = Basic.__new__(cls, *operands)
        node._shape = require_same_shape("add", operands)
        hash(node)
        return node


class MatrixProduct(_Stored, MatMul):
    """``c A B …``: a `MatMul` of scalars and matrices in the order of its factors.

    >>> from sympy import MatrixSymbol
    >>> MatrixProduct(MatrixSymbol("W", 2, 3), MatrixSymbol("X", 3, 5)).shape
    (2, 5)

    Raises `ShapeError` where the columns of a factor are not the rows of the next.
    """

    def __new__(cls, *factors: Any, **_options: Any) -> Self:
        """Return the product; its factors keep their order."""
        operands = [as_expression(factor) for factor in factors]
        matrices = [factor for factor in operands if factor.is_Matrix]
        if not matrices:  # as in SymPy: what is left of a product without its matrices is a scalar
            return Mul(*operands)
        node = Basic.__new__(cls, *operands)
        node._shape = require_product_shape(matrices)
        hash(node)
        return node


def add(*terms: MatrixExpr) -> MatrixExpr:
    """Return the sum of the terms in the order given; one term is returned as it is.

    >>> from sympy import MatrixSymbol
    >>> add(MatrixSymbol("Z", 2, 3), MatrixSymbol("B", 2, 3)).args
    (Z, B)
    """
    return terms[0] if len(terms) == 1 else MatrixSum(*terms)


def multiply(*factors: Any) -> MatrixExpr:
    """Return the product of scalars and matrices in the order given; one factor is returned as it is.

    >>> from sympy import MatrixSymbol
    >>> multiply(2, MatrixSymbol("Z", 2, 3)).args
    (2, Z)
    """
    return factors[0] if len(factors) == 1 else MatrixProduct(*factors)


def hadamard(*factors: MatrixExpr) -> MatrixExpr:
    """Return the entrywise product of the factors in the order given; one factor is returned as it is.

    >>> from sympy import MatrixSymbol
    >>> hadamard(MatrixSymbol("Z", 2, 3), MatrixSymbol("B", 3, 3))
    Traceback (most recent call last):
        ...
    symnet.errors.ShapeError: Cannot multiply entry by entry Z (2 × 3) and B (3 × 3): every operand must have the same \
shape.
    """
    require_same_shape("multiply entry by entry", factors)
    return factors[0] if len(factors) == 1 else HadamardProduct(*factors)


def transpose(matrix: MatrixExpr) -> MatrixExpr:
    """Return the transpose, unevaluated, and the matrix itself for the transpose of a transpose.

    >>> from sympy import MatrixSymbol
    >>> Z = MatrixSymbol("Z", 2, 3)
    >>> transpose(Z), transpose(transpose(Z))
    (Z.T, Z)
    """
    return matrix.arg if isinstance(matrix, Transpose) else Transpose(matrix)
