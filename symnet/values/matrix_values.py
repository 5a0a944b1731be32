"""The value of every matrix node, as a 2-D array: written from the definitions, on arrays of numbers of any kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from sympy import (
    Adjoint,
    BlockDiagMatrix,
    BlockMatrix,
    Determinant,
    DotProduct,
    Dummy,
    FunctionMatrix,
    HadamardPower,
    HadamardProduct,
    Identity,
    ImmutableDenseMatrix,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    OneMatrix,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.reductions import SumEntries
from symnet.expressions.shapes import brief
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec
from symnet.values.numbers.nowhere import NotEvaluableError
from symnet.values.valuation import Valuation, operands, value_rule

LONG_PRODUCT = 4096  # from so many multiplications on the time is looked at within a product


def total(values: Iterable[Any]) -> Any:
    """Return a sum, from the left."""
    return reduce(lambda left, right: left + right, values)


def product(values: Iterable[Any]) -> Any:
    """Return a product, from the left."""
    return reduce(lambda left, right: left * right, values)


def _of_one_shape(node: Any, matrices: Sequence[Any]) -> Sequence[Any]:
    """Return matrices, all of one shape: NumPy would repeat a row or a column, SymPy leaves F + F.T to the sizes."""
    shapes = list(dict.fromkeys(map(np.shape, matrices)))
    if len(shapes) > 1:
        sizes = " and ".join(" × ".join(map(str, shape)) for shape in shapes)
        raise NotEvaluableError(
            f"Cannot evaluate {brief(node)} where its parts are {sizes}: they must have one shape; assume that the "
            "sizes are equal, or write matrices that fit."
        )
    return matrices


def _times(at: Valuation, left: Any, right: Any) -> Any:
    """Return a product; one of large matrices of exact numbers row by row, so that a time limit ends it."""
    if not (np.ndim(left) and np.ndim(right)):
        return left * right
    if left.dtype == object and not left.shape[1]:  # of sums of no terms NumPy makes an int
        return np.full((left.shape[0], right.shape[1]), Fraction(0), dtype=object)
    if left.dtype != object or left.size * right.shape[1] < LONG_PRODUCT:
        return left @ right
    result = np.empty((left.shape[0], right.shape[1]), dtype=object)
    for place, row in enumerate(left):
        at.limits.check()
        result[place] = row @ right
    return result


@value_rule.register
def _(node: MatAdd, at: Valuation, *terms: Any) -> Any:
    return total(_of_one_shape(node, terms))


@operands.register
def _(node: MatMul) -> Iterable[Any]:
    """SymPy makes it a kind of `Mul`, whose factors 1/c are looked at as divisors c."""
    return node.args


@value_rule.register
def _(node: MatMul, at: Valuation, *factors: Any) -> Any:
    return reduce(lambda left, right: _times(at, left, right), factors)


@value_rule.register
def _(node: HadamardProduct, at: Valuation, *factors: Any) -> Any:
    return product(_of_one_shape(node, factors))


@value_rule.register
def _(node: HadamardPower, at: Valuation, base: Any, exponent: Any) -> Any:
    return at.arithmetic.power(base, exponent)


@value_rule.register(Transpose)
@value_rule.register(Adjoint)
def _(node: Any, at: Valuation, matrix: Any) -> Any:
    return matrix.T


@value_rule.register
def _(node: DotProduct, at: Valuation, left: Any, right: Any) -> Any:
    return total((left.reshape(-1) * right.reshape(-1)).tolist())


@value_rule.register
def _(node: Inverse, at: Valuation, matrix: Any, _exponent: Any) -> Any:
    return at.arithmetic.inverse(matrix, at.limits.check)


@value_rule.register
def _(node: MatPow, at: Valuation, matrix: Any, exponent: Any) -> Any:
    power = at.arithmetic.as_integer(exponent, node.exp)
    at.limits.check_size(abs(power))
    base = at.arithmetic.inverse(matrix, at.limits.check) if power < 0 else matrix
    result = _identity(at, matrix.shape[0])
    for bit in f"{abs(power):b}":
        result = _times(at, result, result)
        result = at.arithmetic.settled(_times(at, result, base) if bit == "1" else result)
    return result


@value_rule.register
def _(node: Trace, at: Valuation, matrix: Any) -> Any:
    return total(matrix[k, k] for k in range(len(matrix)))


@value_rule.register
def _(node: Determinant, at: Valuation, matrix: Any) -> Any:
    return at.arithmetic.determinant(matrix, at.limits.check)


@operands.register
def _(node: UnitVector) -> Iterable[Any]:
    return ()


def _identity(at: Valuation, size: int) -> Any:
    result = _filled(at, 0, size, size)
    for k in range(size):
        result[k, k] = at.arithmetic.filled(1, 1, 1)[0, 0]
    return result


def _filled(at: Valuation, value: int, rows: int, columns: int) -> Any:
    at.limits.check_size(rows * columns)
    return at.arithmetic.filled(value, rows, columns)


@value_rule.register
def _(node: Identity, at: Valuation) -> Any:
    return _identity(at, at.size(node.shape[0]))


@value_rule.register
def _(node: ZeroMatrix, at: Valuation) -> Any:
    return _filled(at, 0, *map(at.size, node.shape))


@value_rule.register
def _(node: OneMatrix, at: Valuation) -> Any:
    return _filled(at, 1, *map(at.size, node.shape))


@value_rule.register
def _(node: KroneckerProduct, at: Valuation, *factors: Any) -> Any:
    def kronecker(left: Any, right: Any) -> Any:
        (m, n), (p, q) = left.shape, right.shape
        at.limits.check_size(m * n * p * q)
        return (left[:, None, :, None] * right[None, :, None, :]).reshape(m * p, n * q)

    return reduce(kronecker, factors)


@value_rule.register
def _(node: DiagMatrix, at: Valuation, vector: Any) -> Any:
    return _with_diagonal(at, vector.reshape(-1), (vector.size, vector.size))


@value_rule.register
def _(node: DiagonalMatrix, at: Valuation, matrix: Any) -> Any:
    return _with_diagonal(at, [matrix[k, k] for k in range(min(matrix.shape))], matrix.shape)


@value_rule.register
def _(node: DiagonalOf, at: Valuation, matrix: Any) -> Any:
    return np.array([[matrix[k, k]] for k in range(min(matrix.shape))], dtype=matrix.dtype)


def _with_diagonal(at: Valuation, diagonal: Any, shape: tuple[int, int]) -> Any:
    result = _filled(at, 0, *shape)
    for k, entry in enumerate(diagonal):
        result[k, k] = entry
    return result


@value_rule.register
def _(node: MatrixElement, at: Valuation, matrix: Any, i: Any, j: Any) -> Any:
    row, column = at.arithmetic.as_integer(i, node.i), at.arithmetic.as_integer(j, node.j)
    rows, columns = matrix.shape
    if not (0 <= row < rows and 0 <= column < columns):
        return at.arithmetic.nothing(f"entry ({row + 1}, {column + 1}) of a {rows} × {columns} matrix")
    return matrix[row, column]


@operands.register
def _(part: MatrixSlice) -> Iterable[Any]:
    return (part.parent,)


@value_rule.register
def _(part: MatrixSlice, at: Valuation, matrix: Any) -> Any:
    rows, columns = (slice(*map(at.size, places)) for places in (part.rowslice, part.colslice))
    return matrix[rows, columns]


@operands.register
def _(node: BlockDiagMatrix) -> Iterable[Any]:
    return list(node.blocks)


@value_rule.register(BlockMatrix)
@value_rule.register(BlockDiagMatrix)
def _(node: Any, at: Valuation, *blocks: Any) -> Any:
    rows, columns = node.blockshape
    return np.vstack([np.hstack(blocks[i * columns : (i + 1) * columns]) for i in range(rows)])


@value_rule.register
def _(matrix: ImmutableDenseMatrix, at: Valuation, *entries: Any) -> Any:
    result = at.arithmetic.filled(0, *matrix.shape)
    for place, entry in enumerate(entries):
        result[divmod(place, matrix.shape[1])] = entry
    return result


@value_rule.register
def _(node: Elementwise, at: Valuation, *matrices: Any) -> Any:
    """The function is computed once, of whole arrays."""
    value = at.within(node.function.expr, dict(zip(node.function.variables, matrices, strict=True)))
    return np.broadcast_to(np.asarray(value, dtype=matrices[0].dtype), matrices[0].shape)


@value_rule.register
def _(node: ElementwiseApplyFunction, at: Valuation, matrix: Any) -> Any:
    """SymPy's own elementwise node."""
    place = Dummy("d", real=True)
    value = at.within(node.function(place), {place: matrix})
    return np.broadcast_to(np.asarray(value, dtype=matrix.dtype), matrix.shape)


@value_rule.register
def _(node: FunctionMatrix, at: Valuation) -> Any:
    result = _filled(at, 0, *map(at.size, node.shape))
    i, j = node.lamda.variables
    places = list(np.ndindex(*result.shape))
    numbers = ({i: at.arithmetic.number(Fraction(p)), j: at.arithmetic.number(Fraction(q))} for p, q in places)
    for place, entry in zip(places, at.each(node.lamda.expr, numbers), strict=True):
        result[place] = entry
    return result


@value_rule.register
def _(node: Broadcast, at: Valuation, vector: Any) -> Any:
    rows, columns = map(at.size, node.shape)
    at.limits.check_size(rows * columns)
    return np.broadcast_to(vector, (rows, columns))


@value_rule.register
def _(node: SumEntries, at: Valuation, matrix: Any) -> Any:
    if not matrix.size:  # a slice may be empty
        return at.arithmetic.number(Fraction(0))
    return total(matrix.reshape(-1)) if matrix.dtype == object else matrix.sum()


@value_rule.register
def _(node: Softmax, at: Valuation, logits: Any) -> Any:
    powers = at.arithmetic.apply("exp", logits - _reference(logits, node.axis))
    return at.arithmetic.quotient(powers, _sums(powers, node.axis))


@value_rule.register
def _(node: LogSumExp, at: Valuation, matrix: Any) -> Any:
    reference = _reference(matrix, node.axis)
    return at.arithmetic.apply("log", _sums(at.arithmetic.apply("exp", matrix - reference), node.axis)) + reference


def _reference(matrix: Any, axis: int) -> Any:
    """Return what is taken from the exponents: the largest, against overflow; of exact numbers the first.

    Exact numbers do not overflow, and so equal exponents become powers of 0, which are exact.
    """
    if matrix.dtype == object:
        return matrix[:1] if axis == 0 else matrix[:, :1]
    return matrix.max(axis=axis, keepdims=True)


def _sums(matrix: Any, axis: int) -> Any:
    return np.add.reduce(matrix, axis=axis, keepdims=True)


@value_rule.register
def _(part: Slice, at: Valuation, matrix: Any, index: Any) -> Any:
    place = at.arithmetic.as_integer(index, part.index)
    if not 1 <= place <= matrix.shape[part.axis]:
        shape = matrix[:, :1].shape if part.axis == 1 else matrix[:1].shape
        missing = at.arithmetic.nothing(f"number {place} of {matrix.shape[part.axis]} rows or columns")
        return np.full(shape, missing, dtype=matrix.dtype)
    return matrix[:, place - 1 : place] if part.axis == 1 else matrix[place - 1 : place]


@value_rule.register
def _(vector: UnitVector, at: Valuation) -> Any:
    result = _filled(at, 0, at.size(vector.shape[0]), 1)
    place = at.size(vector.position)
    if not 1 <= place <= len(result):
        return np.full(result.shape, at.arithmetic.nothing(f"unit vector {place} of {len(result)}"), dtype=result.dtype)
    result[place - 1, 0] = at.arithmetic.filled(1, 1, 1)[0, 0]
    return result


@value_rule.register
def _(stacked: Vec, at: Valuation, matrix: Any) -> Any:
    return matrix.T.reshape(-1, 1)


@value_rule.register
def _(matrix: Unvec, at: Valuation, vector: Any) -> Any:
    rows, columns = map(at.size, matrix.shape)
    return vector.reshape(columns, rows).T


@value_rule.register
def _(node: CommutationMatrix, at: Valuation) -> Any:
    """Entry X_pq stands in row q m + p of vec(X), and in row p n + q of vec(Xᵀ)."""
    m, n = map(at.size, node.operand_shape)
    result = _filled(at, 0, m * n, m * n)
    for p in range(m):
        for q in range(n):
            result[p * n + q, q * m + p] = at.arithmetic.filled(1, 1, 1)[0, 0]
    return result
