"""Scalars and matrices of a text put together: multiples, what is repeated to a shape, what divides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sympy import Expr, Mul, OneMatrix, S, ZeroMatrix

from symnet.errors import SymnetValueError
from symnet.expressions.arithmetic import multiply
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.reductions import SumEntries
from symnet.expressions.variables import Variable
from symnet.rewriting.algebra import split_scalar


def divisor(factor: Expr) -> Expr:
    """Return what a text divides by, as a scalar; raise where it is 0."""
    below = SumEntries(factor) if factor.is_Matrix else factor
    if below == 0:
        raise SymnetValueError("Nothing can be divided by 0.")
    return below


def scaled(coefficient: Expr, matrix: Expr) -> Expr:
    """Return a multiple of a scalar or a matrix, with one scalar in front and the rest as it is written."""
    if not matrix.is_Matrix:
        return coefficient * matrix
    if coefficient == 0:
        return ZeroMatrix(*matrix.shape)
    inner, rest = split_scalar(matrix)
    factor = Mul(coefficient, inner)
    if factor == 1:
        return rest
    return multiply(factor, *(rest.args if getattr(rest, "is_MatMul", False) else (rest,)))


def repeated_size(first: Expr, second: Expr) -> Expr:
    """Return the size that two sizes become, where NumPy repeats what is 1; the first where they do not fit."""
    return second if first == 1 else first


def repeated_alike(values: Sequence[Expr]) -> list[Expr]:
    """Return the terms of a sum of NumPy, what has one row or one column repeated to the shape of all.

    >>> from sympy import MatrixSymbol
    >>> x, s = MatrixSymbol("x", 3, 1), MatrixSymbol("s", 1, 1)
    >>> [term.shape for term in repeated_alike([x, s])]
    [(3, 1), (3, 1)]
    """
    matrices = [value for value in values if value.is_Matrix]
    if not matrices:
        return list(values)
    rows, columns = (reduce(repeated_size, sizes) for sizes in zip(*(matrix.shape for matrix in matrices), strict=True))
    return [repeated_to(value, (rows, columns)) for value in values]


def repeated_to(value: Expr, shape: tuple[Expr, Expr]) -> Expr:
    """Return a matrix that has one row or column too few as one of the shape; what does not fit as it is."""
    if not value.is_Matrix or value.shape == shape:
        return value
    fits = all(size in (1, wanted) for size, wanted in zip(value.shape, shape, strict=True))
    return Broadcast(value, *shape) if fits else value


def ones_like(side: Expr) -> Expr:
    """Return the 1 beside a side: of a vector its ones, as in ``Y 1 = 1``, and the number beside all else."""
    is_vector = side.is_Matrix and side.shape != (1, 1) and 1 in side.shape
    return OneMatrix(*side.shape) if is_vector else S.One


def split_scalars(values: Sequence[Expr]) -> tuple[Expr, list[Expr]]:
    """Return the scalars in front of factors as one, and the matrices without them."""
    pairs = [split_scalar(value) if value.is_Matrix else (value, None) for value in values]
    return Mul(*(scalar for scalar, _ in pairs)), [rest for _, rest in pairs if rest is not None]


def is_bias(matrix: Expr) -> bool:
    """Tell whether a matrix is a bias, which a text adds to every sample."""
    return isinstance(matrix, Variable) and matrix.role == "bias"


def repeated(value: Expr, shape: tuple[Expr, Expr]) -> Expr:
    """Return a term of a sum in the shape of the sum: a bias is repeated, a number stands for ones."""
    if not value.is_Matrix:
        return scaled(value, OneMatrix(*shape))
    return repeated_to(value, shape) if is_bias(value) else value
