"""Sound rewrites of products, sums, transposes and inverses."""

from itertools import permutations

import sympy as sp
from sympy import (
    Determinant,
    HadamardProduct,
    Identity,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Rational,
    S,
    Transpose,
)

import symnet as sn
from tests.verification.claims_expressions import Q, R, V, shape_symbols
from tests.verification.claims_expressions import S as SYMMETRIC
from tests.verification.claims_rewrites import Rules, flat, matrices_of, registering, scalars_of

RULES: Rules = {}
rule = registering(RULES)


# ---------------------------------------------------------------------------------------------------- products and sums


@rule(MatMul)
def distribute(node, source):
    places = [k for k, factor in enumerate(node.args) if isinstance(factor, MatAdd)]
    if not places:
        return None
    k = source.choice(places)
    return sn.add(*(sn.multiply(*node.args[:k], term, *node.args[k + 1 :]) for term in node.args[k].args))


def factored(node, first):
    places = [k for k, term in enumerate(node.args) if isinstance(term, MatMul) and not scalars_of(term)]
    end = 0 if first else -1
    for j, k in permutations(places, 2):
        pair = node.args[j], node.args[k]
        rest = [sn.multiply(*(each.args[1:] if first else each.args[:-1])) for each in pair]
        if pair[0].args[end] == pair[1].args[end] and rest[0].shape == rest[1].shape:
            kept = [term for place, term in enumerate(node.args) if place not in (j, k)]
            joint, common = sn.add(*rest), pair[0].args[end]
            return sn.add(*kept, sn.multiply(common, joint) if first else sn.multiply(joint, common))
    return None


@rule(MatAdd)
def factor_on_the_left(node, source):
    return factored(node, first=True)


@rule(MatAdd)
def factor_on_the_right(node, source):
    return factored(node, first=False)


@rule(MatMul)
def group_factors(node, source):
    if len(node.args) < 3:
        return None
    k = source.randrange(len(node.args) - 1)
    return sn.multiply(*node.args[:k], sn.multiply(*node.args[k : k + 2]), *node.args[k + 2 :])


@rule(MatMul)
def flatten_factors(node, source):
    return flat(*node.args) if any(isinstance(factor, MatMul) for factor in node.args) else None


@rule(MatAdd)
def commute_terms(node, source):
    return sn.add(*reversed(node.args))


@rule(MatAdd)
def flatten_terms(node, source):
    if not any(isinstance(term, MatAdd) for term in node.args):
        return None
    return sn.add(*(part for term in node.args for part in (term.args if isinstance(term, MatAdd) else (term,))))


@rule()
def add_and_take_away(node, source):
    other = source.choice(shape_symbols(*node.shape))
    return sn.add(node, other, sn.multiply(S.NegativeOne, other))


@rule()
def halves(node, source):
    return sn.add(sn.multiply(S.Half, node), sn.multiply(S.Half, node))


@rule()
def twice_less_once(node, source):
    return sn.add(sn.multiply(2, node), sn.multiply(-1, node))


@rule(MatMul)
def move_scalar(node, source):
    scalars, matrices = scalars_of(node), matrices_of(node)
    if not scalars or len(matrices) < 2:
        return None
    return sn.multiply(*matrices[:-1], sn.multiply(*scalars, matrices[-1]))


@rule(MatAdd)
def distribute_scalar(node, source):
    return sn.multiply(Rational(1, 3), sn.add(*(sn.multiply(3, term) for term in node.args)))


@rule(MatMul)
def pull_minus_out(node, source):
    return sn.multiply(-1, sn.multiply(-1, *node.args))


@rule(MatMul)
def square_as_power(node, source):
    for k in range(len(node.args) - 1):
        A, B = node.args[k : k + 2]
        if A == B and A.is_Matrix and A.shape[0] == A.shape[1] and A.shape[0] != 1:
            return sn.multiply(*node.args[:k], MatPow(A, 2), *node.args[k + 2 :])
    return None


@rule(MatPow)
def power_as_product(node, source):
    if isinstance(node, Inverse) or not node.exp.is_Integer or not 2 <= node.exp <= 3:
        return None
    return sn.multiply(*[node.base] * int(node.exp))


# ----------------------------------------------------------------------------------------------------------- transposes


@rule(Transpose)
def transpose_of_a_product(node, source):
    if not isinstance(node.arg, MatMul):
        return None
    return sn.multiply(*scalars_of(node.arg), *(Transpose(factor) for factor in reversed(matrices_of(node.arg))))


@rule(MatMul)
def product_of_transposes(node, source):
    matrices = matrices_of(node)
    return sn.multiply(*scalars_of(node), Transpose(sn.multiply(*(Transpose(factor) for factor in reversed(matrices)))))


@rule(Transpose)
def transpose_of_a_sum(node, source):
    return sn.add(*(Transpose(term) for term in node.arg.args)) if isinstance(node.arg, MatAdd) else None


@rule()
def transpose_twice(node, source):
    return Transpose(Transpose(node))


@rule(Transpose)
def transpose_of_a_transpose(node, source):
    return node.arg.arg if isinstance(node.arg, Transpose) else None


@rule(Transpose)
def transpose_of_an_entrywise_product(node, source):
    if not isinstance(node.arg, HadamardProduct):
        return None
    return HadamardProduct(*(Transpose(factor) for factor in node.arg.args))


@rule(Transpose)
def transpose_of_a_function(node, source):
    if not isinstance(node.arg, sn.Elementwise):
        return None
    return sn.Elementwise(node.arg.function, *(Transpose(matrix) for matrix in node.arg.matrices))


@rule(sn.Elementwise)
def function_of_a_transpose(node, source):
    return Transpose(sn.Elementwise(node.function, *(Transpose(matrix) for matrix in node.matrices)))


@rule(MatrixSymbol)
def symmetric_matrix(node, source):
    return Transpose(node) if node in (SYMMETRIC, V) else None


# ---------------------------------------------------------------------------------------------- identities and inverses


@rule()
def identity_on_the_left(node, source):
    return sn.multiply(Identity(node.shape[0]), node)


@rule()
def identity_on_the_right(node, source):
    return sn.multiply(node, Identity(node.shape[1]))


@rule()
def inverse_times_matrix(node, source):
    if node.shape[0] != R.shape[0]:
        return None
    A = source.choice((R, V))
    return sn.multiply(Inverse(A), A, node) if source.random() < 0.5 else sn.multiply(A, Inverse(A), node)


@rule()
def orthogonal_times_transpose(node, source):
    if node.shape[1] != Q.shape[0]:
        return None
    return sn.multiply(node, Q.T, Q) if source.random() < 0.5 else sn.multiply(node, Q, Q.T)


@rule(MatrixSymbol)
def inverse_of_orthogonal(node, source):
    return Transpose(Inverse(node)) if node == Q else None


@rule(Inverse)
def inverse_of_a_product(node, source):
    if not isinstance(node.arg, MatMul) or scalars_of(node.arg):
        return None
    return sn.multiply(*(Inverse(factor) for factor in reversed(node.arg.args)))


@rule(Inverse)
def inverse_of_a_transpose(node, source):
    return Transpose(Inverse(Transpose(node.arg)))


@rule(Inverse)
def inverse_of_a_multiple(node, source):
    return sn.multiply(3, Inverse(sn.multiply(3, node.arg)))


@rule(Determinant)
def determinant_of_a_product(node, source):
    if not isinstance(node.arg, MatMul) or scalars_of(node.arg):
        return None
    return sp.Mul(*(Determinant(factor) for factor in node.arg.args))


@rule(Determinant)
def determinant_of_a_transpose(node, source):
    return Determinant(Transpose(node.arg))
