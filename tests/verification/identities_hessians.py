"""Identities of second derivatives: Hessians that are symmetric, mixed blocks, and the known ones of regressions."""

from sympy import HadamardProduct, Identity, KroneckerProduct, MatrixSymbol, Transpose
from sympy.matrices.expressions.diagonal import DiagMatrix

import symnet as sn
from tests.verification.identities_networks import CROSS, ROW, T, W, X, a_one_minus_a, b, c, m, n_1, x, y
from tests.verification.rows import identity


def symmetric(name, scalar, variable, wrong=None):
    """A row: a Hessian is its own transpose."""
    return identity(
        f"symmetric Hessian: {name}",
        lambda: sn.hessian(scalar(), variable),
        lambda: Transpose(sn.hessian(scalar(), variable)),
        lambda: wrong() if wrong else -Transpose(sn.hessian(scalar(), variable)),
    )


def mixed(name, scalar, first, second):
    """A row: one mixed block is the transpose of the other."""
    return identity(
        f"mixed Hessian: {name}",
        lambda: sn.hessian(scalar(), first, second),
        lambda: Transpose(sn.hessian(scalar(), second, first)),
        lambda: 2 * Transpose(sn.hessian(scalar(), second, first)),
    )


def _loss():
    return sn.SumEntries(sn.binary_cross_entropy(sn.sigmoid(W[1] * sn.tanh(W[0] * x + b[0]) + b[1]), y))


def _linear_loss():
    return sn.SumEntries(sn.half_squared_error(W[0] * x + b[0], sn.tanh(b[0])))


HESSIANS = (
    symmetric("a quadratic form", lambda: x.T * T.T * T * x, x),
    symmetric("a product of weights", lambda: sn.SumEntries(HadamardProduct(W[0] * X, W[0] * X)), W[0]),
    symmetric("tanh of a layer", lambda: sn.SumEntries(sn.tanh(W[0] * x)), W[0]),
    symmetric("by the input", lambda: sn.SumEntries(sn.sigmoid(W[0] * x + b[0])), x),
    symmetric("logsumexp of a layer", lambda: sn.LogSumExp(W[0] * x), x),
    symmetric("a network by its first weights", _loss, W[0]),
    symmetric("a network by its last bias", _loss, b[1]),
    mixed("first weights and first bias", _loss, W[0], b[0]),
    mixed("first weights and last weights", _loss, W[0], W[1]),
    mixed("input and bias", _linear_loss, x, b[0]),
    mixed("a bilinear form", lambda: sn.SumEntries(HadamardProduct(W[1] * W[0], c * x.T)), W[1], W[0]),
    identity(
        "the Hessian of a linear regression",
        lambda: sn.hessian(sn.SumEntries(sn.half_squared_error(W[0] * X, b[0] * ROW)), W[0]),
        lambda: KroneckerProduct(X * X.T, Identity(n_1)),
        lambda: 2 * KroneckerProduct(X * X.T, Identity(n_1)),
    ),
    identity(
        "the Hessian of a cost by its last bias",
        lambda: CROSS.hessian("b1"),
        lambda: Transpose(CROSS.hessian("b1")),
        lambda: 2 * Transpose(CROSS.hessian("b1")),
    ),
    identity(
        "the mixed Hessian of a cost",
        lambda: CROSS.hessian("w1", "b1"),
        lambda: Transpose(CROSS.hessian("b1", "w1")),
        lambda: -Transpose(CROSS.hessian("b1", "w1")),
    ),
    identity(
        "the Hessian of a logistic regression",
        lambda: sn.hessian(
            sn.SumEntries(sn.binary_cross_entropy(sn.sigmoid(Transpose(X) * x), MatrixSymbol("t", m, 1))), x
        ),
        lambda: X * DiagMatrix(a_one_minus_a(sn.sigmoid(Transpose(X) * x))) * X.T,
        lambda: X * DiagMatrix(sn.sigmoid(Transpose(X) * x)) * X.T,
    ),
)
