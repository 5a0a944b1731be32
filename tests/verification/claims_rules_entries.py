"""Sound rewrites of entrywise products, broadcasts, sums over entries, traces and stacked columns."""

import sympy as sp
from sympy import (
    HadamardPower,
    HadamardProduct,
    KroneckerProduct,
    Lambda,
    MatAdd,
    MatMul,
    MatrixSymbol,
    OneMatrix,
    Sum,
    Symbol,
    Trace,
    Transpose,
)
from sympy.matrices.expressions.diagonal import DiagMatrix

import symnet as sn
from tests.verification.claims_expressions import Y
from tests.verification.claims_rewrites import Rules, inner, registering, scalars_of

RULES: Rules = {}
rule = registering(RULES)


# --------------------------------------------------------------------------------------------------- entrywise products


@rule(HadamardProduct)
def entrywise_product_commutes(node, source):
    return HadamardProduct(*reversed(node.args))


@rule()
def times_ones(node, source):
    return HadamardProduct(node, OneMatrix(*node.shape))


@rule(HadamardProduct)
def entrywise_product_distributes(node, source):
    places = [k for k, factor in enumerate(node.args) if isinstance(factor, MatAdd)]
    if not places:
        return None
    k = source.choice(places)
    return sn.add(*(HadamardProduct(*node.args[:k], term, *node.args[k + 1 :]) for term in node.args[k].args))


@rule(HadamardProduct)
def columns_by_a_diagonal(node, source):
    for k, factor in enumerate(node.args):
        rest = [*node.args[:k], *node.args[k + 1 :]]
        if isinstance(factor, sn.Broadcast) and rest and factor.vector.shape[0] != 1 and factor.vector.shape[1] == 1:
            return sn.multiply(DiagMatrix(factor.vector), sn.hadamard(*rest))
    return None


@rule(MatMul)
def diagonal_by_columns(node, source):
    first, *rest = node.args
    if not isinstance(first, DiagMatrix) or not rest:
        return None
    A = sn.multiply(*rest)
    return HadamardProduct(sn.Broadcast(first.args[0], *A.shape), A)


@rule(HadamardPower)
def power_by_products(node, source):
    return HadamardProduct(*[node.base] * int(node.exp)) if node.exp in (2, 3) else None


@rule(HadamardProduct)
def square_by_a_power(node, source):
    return HadamardPower(node.args[0], 2) if len(node.args) == 2 and node.args[0] == node.args[1] else None


@rule(HadamardProduct)
def entrywise_product_as_function(node, source):
    if len(node.args) != 2:
        return None
    u, v = Symbol("u"), Symbol("v")
    return sn.Elementwise(Lambda((u, v), u * v), *node.args)


@rule(MatAdd)
def sum_as_function(node, source):
    u, v = Symbol("u"), Symbol("v")
    return sn.Elementwise(Lambda((u, v), u + v), *node.args) if len(node.args) == 2 else None


# -------------------------------------------------------------------------------------------------- broadcasts and sums


@rule(sn.Broadcast)
def broadcast_by_ones(node, source):
    v, (rows, columns) = node.vector, node.shape
    left = [OneMatrix(rows, 1)] if v.shape[0] == 1 and rows != 1 else []
    right = [OneMatrix(1, columns)] if v.shape[1] == 1 and columns != 1 else []
    return sn.multiply(*left, v, *right) if left or right else None


@rule(sn.Broadcast)
def broadcast_of_a_sum(node, source):
    if not isinstance(node.vector, MatAdd):
        return None
    return sn.add(*(sn.Broadcast(term, *node.shape) for term in node.vector.args))


@rule(sn.Broadcast)
def broadcast_of_a_product(node, source):
    v = node.vector
    if not isinstance(v, MatMul) or v.shape[1] != 1 or scalars_of(v) or v.args[-1].shape[0] == 1:
        return None
    if v.shape[0] == 1:
        return None
    return sn.multiply(*v.args[:-1], sn.Broadcast(v.args[-1], v.args[-1].shape[0], node.shape[1]))


@rule(sn.Elementwise)
def function_of_a_broadcast(node, source):
    if len(node.matrices) != 1 or not isinstance(inner(node), sn.Broadcast):
        return None
    return sn.Broadcast(sn.Elementwise(node.function, inner(node).vector), *node.shape)


@rule(OneMatrix)
def ones_by_columns_that_sum_to_one(node, source):
    if node.shape != (1, Y.shape[1]):
        return None
    return sn.multiply(OneMatrix(1, Y.shape[0]), Y)


@rule(sn.SumEntries)
def sum_of_the_transpose(node, source):
    return sn.SumEntries(Transpose(node.matrix))


@rule(sn.SumEntries)
def sum_by_a_trace(node, source):
    rows, columns = node.matrix.shape
    return Trace(sn.multiply(OneMatrix(columns, rows), node.matrix))


@rule(sn.SumEntries)
def sum_of_a_sum(node, source):
    return sp.Add(*(sn.SumEntries(term) for term in node.matrix.args)) if isinstance(node.matrix, MatAdd) else None


@rule(sn.SumEntries)
def sum_of_squares(node, source):
    A = node.matrix
    if not isinstance(A, HadamardPower) or A.exp != 2:
        return None
    return Trace(sn.multiply(Transpose(A.base), A.base))


@rule(sn.SumEntries)
def sum_over_entries(node, source):
    (rows, columns), A = node.matrix.shape, node.matrix
    if 1 in (rows, columns) or not isinstance(A, MatrixSymbol | HadamardProduct | sn.Elementwise | HadamardPower):
        return None
    p, q = Symbol("p", integer=True, nonnegative=True), Symbol("q", integer=True, nonnegative=True)
    written = sn.entry(A, p, q)
    if source.random() < 0.5:
        return Sum(Sum(written, (p, 0, rows - 1)), (q, 0, columns - 1))
    return Sum(Sum(written, (q, 0, columns - 1)), (p, 0, rows - 1))


# -------------------------------------------------------------------------------------------------- traces and stacking


@rule(Trace)
def trace_turned_round(node, source):
    A = node.arg
    if not isinstance(A, MatMul) or scalars_of(A) or len(A.args) < 2:
        return None
    k = source.randrange(1, len(A.args))
    return Trace(sn.multiply(*A.args[k:], *A.args[:k]))


@rule(Trace)
def trace_of_a_transpose(node, source):
    return Trace(Transpose(node.arg))


@rule(Trace)
def trace_of_a_sum(node, source):
    return sp.Add(*(Trace(term) for term in node.arg.args)) if isinstance(node.arg, MatAdd) else None


@rule(Trace)
def trace_by_a_sum(node, source):
    A = node.arg
    if not isinstance(A, MatMul) or len(A.args) < 2 or scalars_of(A):
        return None
    first, *rest = A.args
    return sn.SumEntries(HadamardProduct(Transpose(first), sn.multiply(*rest)))


@rule(Trace)
def trace_by_vec(node, source):
    A = node.arg
    if not isinstance(A, MatMul) or len(A.args) < 2 or scalars_of(A):
        return None
    first, *rest = A.args
    return Trace(sn.multiply(Transpose(sn.Vec(Transpose(first))), sn.Vec(sn.multiply(*rest))))


@rule(Trace)
def trace_of_a_kronecker_product(node, source):
    if not isinstance(node.arg, KroneckerProduct):
        return None
    parts = node.arg.args
    if any(A.shape[0] != A.shape[1] for A in parts):
        return None
    return sp.Mul(*(Trace(A) for A in parts))


@rule(sn.Vec)
def vec_of_a_product(node, source):
    A = node.matrix
    if not isinstance(A, MatMul) or len(A.args) != 3 or scalars_of(A):
        return None
    return sn.multiply(KroneckerProduct(Transpose(A.args[2]), A.args[0]), sn.Vec(A.args[1]))


@rule(MatMul)
def mixed_product(node, source):
    for k in range(len(node.args) - 1):
        A, B = node.args[k : k + 2]
        if isinstance(A, KroneckerProduct) and isinstance(B, KroneckerProduct) and len(A.args) == len(B.args) == 2:
            if any(C.shape[1] != D.shape[0] for C, D in zip(A.args, B.args, strict=True)):
                continue
            made = KroneckerProduct(*(sn.multiply(C, D) for C, D in zip(A.args, B.args, strict=True)))
            return sn.multiply(*node.args[:k], made, *node.args[k + 2 :])
    return None


@rule(MatMul)
def kronecker_times_vec(node, source):
    A, B = node.args[-2:]
    if len(node.args) != 2 or not isinstance(A, KroneckerProduct) or not isinstance(B, sn.Vec) or len(A.args) != 2:
        return None
    left, right = A.args
    if right.shape[1] != B.matrix.shape[0] or left.shape[1] != B.matrix.shape[1]:
        return None
    return sn.Vec(sn.multiply(right, B.matrix, Transpose(left)))


@rule(MatMul)
def commutation_turns_vec(node, source):
    if (
        len(node.args) != 2
        or not isinstance(node.args[0], sn.CommutationMatrix)
        or not isinstance(node.args[1], sn.Vec)
    ):
        return None
    return sn.Vec(Transpose(node.args[1].matrix))
