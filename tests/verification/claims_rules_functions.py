"""Sound rewrites of softmax, and of functions that are applied entry by entry."""

import sympy as sp
from sympy import Abs, HadamardProduct, Lambda, MatAdd, Max, OneMatrix, S, Symbol, Transpose, exp, log

import symnet as sn
from tests.verification.claims_expressions import SIZES, c, shape_symbols
from tests.verification.claims_rewrites import Rules, each, inner, plain, registering

RULES: Rules = {}
rule = registering(RULES)


# -------------------------------------------------------------------------------------------------------------- softmax


@rule(sn.Softmax)
def softmax_shifted(node, source):
    rows, columns = node.shape
    vector = shape_symbols(1, columns)[0] if node.axis == 0 else shape_symbols(rows, 1)[0]
    return sn.Softmax(sn.add(node.logits, sn.Broadcast(vector, rows, columns)), node.axis)


@rule(sn.Softmax)
def softmax_shifted_by_a_number(node, source):
    return sn.Softmax(sn.add(node.logits, sn.multiply(c, OneMatrix(*node.shape))), node.axis)


@rule(sn.Softmax)
def softmax_of_the_transpose(node, source):
    return Transpose(sn.Softmax(Transpose(node.logits), 1 - node.axis))


@rule(sn.Softmax)
def softmax_by_logsumexp(node, source):
    shift = sn.Broadcast(sn.LogSumExp(node.logits, node.axis), *node.shape)
    return each(exp, sn.add(node.logits, sn.multiply(-1, shift)))


@rule(sn.LogSumExp)
def logsumexp_shifted(node, source):
    rows, columns = node.matrix.shape
    shifted = sn.add(node.matrix, sn.multiply(c, OneMatrix(rows, columns)))
    return sn.add(sn.LogSumExp(shifted, node.axis), sn.multiply(-c, OneMatrix(*node.shape)))


@rule(OneMatrix)
def ones_by_a_softmax(node, source):
    if node.shape[0] != 1 or node.shape[1] == 1:
        return None
    rows = source.choice(SIZES)
    return sn.multiply(OneMatrix(1, rows), sn.softmax(shape_symbols(rows, node.shape[1])[1]))


# ------------------------------------------------------------------------------------------------------------ functions

FORMULAS = {
    sn.sigmoid: (
        lambda z: 1 - sn.sigmoid(-z),
        lambda z: (1 + sn.tanh(z / 2)) / 2,
        lambda z: 1 / (1 + exp(-z)),
        lambda z: exp(z) / (1 + exp(z)),
    ),
    sn.tanh: (
        lambda z: 2 * sn.sigmoid(2 * z) - 1,
        lambda z: -sn.tanh(-z),
        lambda z: 1 - 2 / (1 + exp(2 * z)),
    ),
    sn.softplus: (lambda z: z + sn.softplus(-z), lambda z: log(1 + exp(z)), lambda z: -log(sn.sigmoid(-z))),
    sn.silu: (lambda z: z * sn.sigmoid(z), lambda z: z + sn.silu(-z), lambda z: z / (1 + exp(-z))),
    sn.mish: (
        lambda z: z * sn.tanh(sn.softplus(z)),
        lambda z: z * ((1 + exp(z)) ** 2 - 1) / ((1 + exp(z)) ** 2 + 1),
    ),
    sn.arctan: (lambda z: -sn.arctan(-z),),
    exp: (lambda z: 1 / exp(-z), lambda z: exp(z / 2) ** 2, lambda z: sn.sigmoid(z) / sn.sigmoid(-z)),
    sn.relu: (
        lambda z: (z + Abs(z)) / 2,
        lambda z: Max(z, 0),
        lambda z: z + sn.relu(-z),
        lambda z: sn.relu(sn.relu(z)),
        lambda z: sn.relu(2 * z) / 2,
    ),
    sn.leaky_relu: (lambda z: sn.relu(z) - sn.relu(-z) / 100, lambda z: Max(z, z / 100)),
    sn.absolute_value: (lambda z: sn.relu(z) + sn.relu(-z), lambda z: Max(z, -z)),
    sn.hardtanh: (lambda z: sn.relu(z + 1) - sn.relu(z - 1) - 1, lambda z: -sn.hardtanh(-z)),
    sn.elu: (lambda z: sn.relu(z) + sp.Min(0, exp(z) - 1),),
    log: (lambda z: -log(1 / z), lambda z: log(z**2) / 2, lambda z: log(3 * z) - log(S(3))),
}
"""What each function equals, for every real argument (of log: for every positive one)."""


@rule(sn.Elementwise)
def function_by_another(node, source):
    if len(node.matrices) != 1:
        return None
    formulas = FORMULAS.get(node.function.expr.func)
    if not formulas or node.function.expr.args[0] != node.function.variables[0]:
        return None
    return each(source.choice(formulas), inner(node))


@rule(sn.Elementwise)
def slope_written_out(node, source):
    if not node.function.expr.has(sn.Slope):
        return None
    found = {
        slope: slope.formula()
        for slope in node.function.expr.atoms(sn.Slope)
        if isinstance(slope.application, sn.sigmoid | sn.tanh | sn.softplus | sn.silu | sn.mish)
    }
    return (
        sn.Elementwise(Lambda(node.function.variables, node.function.expr.xreplace(found)), *node.matrices)
        if found
        else None
    )


@rule(sn.Elementwise)
def function_by_nodes(node, source):
    if plain(node, sn.silu):
        return HadamardProduct(inner(node), sn.sigmoid(inner(node)))
    if plain(node, sn.sigmoid):
        return sn.add(OneMatrix(*node.shape), sn.multiply(-1, sn.sigmoid(sn.multiply(-1, inner(node)))))
    if plain(node, sn.tanh):
        return sn.add(sn.multiply(2, sn.sigmoid(sn.multiply(2, inner(node)))), sn.multiply(-1, OneMatrix(*node.shape)))
    if plain(node, sn.relu):
        return sn.add(inner(node), sn.relu(sn.multiply(-1, inner(node))))
    return None


@rule(sn.Elementwise)
def function_of_a_sum_of_two(node, source):
    A = inner(node)
    if len(node.matrices) != 1 or not isinstance(A, MatAdd) or len(A.args) != 2:
        return None
    u, v = Symbol("u"), Symbol("v")
    if plain(node, exp):
        return HadamardProduct(each(exp, A.args[0]), each(exp, A.args[1]))
    return sn.Elementwise(Lambda((u, v), node.function(u + v)), *A.args)
