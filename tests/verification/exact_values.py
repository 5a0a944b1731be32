"""The independent road: both sides of a claim as numbers of forty digits, at definite sizes, without symnet's prover.

A matrix is an array of mpmath numbers, each node type one line of array arithmetic; a function of scalars is compiled by
SymPy. Nothing here knows an identity.
"""

from functools import cache, reduce, singledispatch
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from mpmath import mpf
from sympy import Basic, Dummy, Function, Lambda, MatrixSymbol, Symbol
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

import symnet as sn
from symnet.expressions.entries import operands_first
from tests.verification.exact_functions import LARGEST, called, compiled, exponentials, leaves_of, recipe
from tests.verification.exact_points import (
    DIGITS,
    PRIMES,
    SAME,
    OutsideError,
    Point,
    eliminated,
    eye,
    inverse,
    number_of,
)

DIFFERENT = mpf(10) ** -12


def numbers(expression, point):
    """Return the value of an expression at a point: an array, or a number."""
    done: dict[Basic, Any] = {}
    with mpmath.workdps(DIGITS):
        return _evaluated(expression, point, done)


@cache
def order_of(expression):
    """Every distinct subexpression, operands first; sums and blocks are not looked into."""
    return tuple(operands_first(expression, closed=(MatrixSymbol, sp.Sum, sp.BlockMatrix, sp.FunctionMatrix)))


def _evaluated(expression, point, done):
    if expression not in done:
        for node in order_of(expression):
            if node not in done:
                done[node] = _real(value(node, point, done))
    return done[expression]


def at_each(indices, function, point, done):
    """The values of a formula for each value of its indices; what does not depend on an index is computed once."""
    (index, values), *rest = indices
    dependent = dependent_on(index, function)
    for node in order_of(function):
        if not rest and node not in dependent and node not in done:
            done[node] = _real(value(node, point, done))
    kept = {node: number for node, number in done.items() if node not in dependent}
    outer = {index: point.numbers[index]} if index in point.numbers else {}
    for k in values:
        point.numbers[index] = k
        inner = dict(kept)
        yield from at_each(rest, function, point, inner) if rest else [_evaluated(function, point, inner)]
    point.numbers = {each: number for each, number in point.numbers.items() if each != index} | outer


@cache
def dependent_on(index, function):
    return {node for node in order_of(function) if index in node.free_symbols}


def _real(found):
    for entry in found.flat if isinstance(found, np.ndarray) else [found]:
        if isinstance(entry, mpmath.mpc) or not mpmath.isfinite(entry):
            raise OutsideError("a value that is no real number")
    return found


@singledispatch
def value(node, point, done):
    """Return the value of a node whose operands have theirs."""
    raise NotImplementedError(f"no numbers of {type(node).__name__}")


def rule(*kinds):
    def register(function):
        for kind in kinds:
            value.register(kind, function)
        return function

    return register


def of_operands(*kinds):
    """Register a rule that takes the values of the operands only."""

    def register(function):
        rule(*kinds)(lambda node, point, done: function(*(done[part] for part in node.args)))
        return function

    return register


def _power(a, b):
    try:
        return a**b
    except ZeroDivisionError:
        raise OutsideError("a division by zero") from None


# A product is a product whichever class writes it; scalars stand in front or between.
of_operands(sp.MatAdd)(lambda *parts: reduce(lambda A, B: A + B, parts))
of_operands(sp.MatMul)(
    lambda *parts: reduce(
        lambda A, B: A @ B if isinstance(A, np.ndarray) and isinstance(B, np.ndarray) else A * B, parts
    )
)
of_operands(sp.HadamardProduct)(lambda *parts: reduce(lambda A, B: A * B, parts))
of_operands(sp.HadamardPower)(_power)
of_operands(sp.Transpose, sp.Adjoint)(lambda A: A.T)
of_operands(sp.Trace)(lambda A: A.trace())
of_operands(sp.Determinant)(lambda A: eliminated(A)[0])
of_operands(DiagMatrix)(lambda v: eye(v.size) * v.reshape(-1)[:, None])
of_operands(DiagonalMatrix)(
    lambda A: np.array([[A[i, j] * (i == j) for j in range(A.shape[1])] for i in range(A.shape[0])], dtype=object)
)
of_operands(DiagonalOf)(lambda A: np.array([[A[k, k]] for k in range(min(A.shape))], dtype=object))
of_operands(sp.KroneckerProduct)(lambda *parts: reduce(np.kron, parts))
of_operands(sn.SumEntries)(lambda A: A.sum())
of_operands(sn.Vec)(lambda A: A.T.reshape(-1, 1))
of_operands(sp.Add)(lambda *parts: sum(parts, mpf(0)))
of_operands(sp.Mul)(lambda *parts: reduce(lambda a, b: a * b, parts))
of_operands(sp.Pow)(_power)


@rule(sp.MatPow, sp.Inverse)
def _(node, point, done):
    A, exponent = done[node.args[0]], int(node.exp) if node.exp.is_Integer else int(done[node.exp])
    B = inverse(A) if exponent < 0 else A
    return reduce(lambda M, _: M @ B, range(abs(exponent)), eye(len(A)))


@rule(MatrixSymbol)
def _(symbol, point, done):
    return point.matrices[symbol]


@rule(Symbol)
def _(symbol, point, done):
    return mpf(point.numbers[symbol])


@rule(sp.Number)
def _(number, point, done):
    if not number.is_finite:
        raise OutsideError("a number that is not finite")
    return number_of(number)


@rule(sp.NumberSymbol)
def _(number, point, done):
    return mpmath.mpmathify(number.evalf(DIGITS + 5))


@rule(MatrixElement)
def _(element, point, done):
    i, j = (int(done[index]) for index in (element.i, element.j))
    return done[element.parent][i, j]


@rule(sp.Identity, sp.OneMatrix, sp.ZeroMatrix)
def _(node, point, done):
    rows, columns = (point.size(size) for size in node.shape)
    if isinstance(node, sp.Identity):
        return eye(rows)
    return np.full((rows, columns), mpf(int(isinstance(node, sp.OneMatrix))), dtype=object)


@rule(sp.ImmutableDenseMatrix)
def _(matrix, point, done):
    found = [[_evaluated(matrix[i, j], point, done) for j in range(matrix.cols)] for i in range(matrix.rows)]
    return np.array(found, dtype=object)


@rule(sn.Broadcast)
def _(node, point, done):
    A = done[node.vector]
    return np.array(np.broadcast_to(A, [point.size(size) for size in node.shape]))


@rule(sn.Slice)
def _(node, point, done):
    A, k = done[node.matrix], int(done[node.index])
    return A[:, k - 1 : k] if node.axis == 1 else A[k - 1 : k, :]


@rule(MatrixSlice)
def _(node, point, done):
    A = done[node.parent]
    rows, columns = (slice(*map(point.size, places)) for places in (node.rowslice, node.colslice))
    return A[rows, columns]


@rule(sn.Softmax, sn.LogSumExp)
def _(node, point, done):
    if max(map(abs, done[node.args[0]].flat)) > LARGEST:
        raise OutsideError("an exponential of a number that is too large")
    E = exponentials(done[node.args[0]])
    total = E.sum(axis=int(node.axis), keepdims=True)
    return E / total if isinstance(node, sn.Softmax) else np.vectorize(mpmath.log, otypes=[object])(total)


@rule(sn.UnitVector)
def _(node, point, done):
    k = int(done[node.position])
    return np.array([[mpf(int(row + 1 == k))] for row in range(point.size(node.shape[0]))], dtype=object)


@rule(sn.CommutationMatrix)
def _(node, point, done):
    m, n = map(point.size, node.operand_shape)
    K = np.full((m * n, m * n), mpf(0), dtype=object)
    for i in range(m):
        for j in range(n):
            K[i * n + j, j * m + i] = mpf(1)  # X_ij stands in row j m + i of vec X, in row i n + j of vec Xᵀ
    return K


@rule(sn.Unvec)
def _(node, point, done):
    rows, columns = (point.size(size) for size in node.shape)
    return done[node.vector].reshape(columns, rows).T


@rule(sp.BlockMatrix)
def _(node, point, done):
    blocks = node.blocks
    rows = [[_evaluated(blocks[i, j], point, done) for j in range(blocks.cols)] for i in range(blocks.rows)]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows], axis=0)


@rule(sp.FunctionMatrix)
def _(node, point, done):
    rows, columns = map(point.size, node.shape)
    i, j = node.lamda.variables
    found = list(at_each([(i, range(rows)), (j, range(columns))], node.lamda.expr, point, dict(done)))
    return np.array(found, dtype=object).reshape(rows, columns)


@rule(sp.Sum)
def _(total, point, done):
    indices = []
    for index, first, last in reversed(total.limits):
        ends = [int(_evaluated(end, point, done)) for end in (first, last)]
        indices.append((index, range(ends[0], ends[1] + 1)))
    return sum(at_each(indices, total.function, point, dict(done)), mpf(0))


@rule(sp.KroneckerDelta)
def _(delta, point, done):
    return mpf(int(done[delta.args[0]] == done[delta.args[1]]))


@rule(sn.Elementwise, ElementwiseApplyFunction)
def _(node, point, done):
    function = node.function if isinstance(node.function, Lambda) else Lambda(Dummy("u"), node.function)
    matrices = node.matrices if isinstance(node, sn.Elementwise) else (node.expr,)
    extra = sorted(leaves_of(function.expr) - set(function.variables), key=str)
    names = [Symbol(f"leaf_{k}", real=True) for k in range(len(extra))]
    body = function.expr.xreplace(dict(zip(extra, names, strict=True)))
    call = compiled(Lambda((*function.variables, *names), body))
    values = [_evaluated(leaf, point, done) for leaf in extra]
    return _applied(call, [done[matrix] for matrix in matrices], values)


def _applied(call, matrices, values):
    entries = zip(*(matrix.flat for matrix in matrices), strict=True)
    found = np.empty(matrices[0].shape, dtype=object)
    for place, entry in enumerate(entries):
        found.flat[place] = called(call, *entry, *values)
    return found


@rule(Function, sp.Piecewise)
def _(node, point, done):
    call, leaves = recipe(node)
    return called(call, *(_evaluated(leaf, point, done) for leaf in leaves))


def differ(left, right):
    """Return the largest difference of two values, relative to their size; infinity where the shapes differ."""
    if getattr(left, "shape", (1, 1)) != getattr(right, "shape", (1, 1)):
        return mpmath.inf
    a, b = (np.atleast_1d(np.asarray(side, dtype=object)).reshape(-1) for side in (left, right))
    scale = max([mpf(1), *map(abs, a), *map(abs, b)])
    return max((abs(x - y) for x, y in zip(a, b, strict=True)), default=mpf(0)) / scale


def truth(left, right, facts=(), *, seeds=(0, 1)):
    """Tell whether both sides agree at every point (True), surely differ at one (False), or neither (None)."""
    found = None
    for seed in seeds:
        point = Point((left, right), facts, seed=seed, primes=PRIMES[seed % len(PRIMES)])
        try:
            difference = differ(numbers(left, point), numbers(right, point))
        except OutsideError:
            continue
        if difference > DIFFERENT:
            return False
        if difference > SAME:
            return None
        found = True
    return found
