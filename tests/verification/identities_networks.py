"""Identities of networks of symbolic sizes: forward collapse, backpropagation at every grain, A − Y."""

import sympy as sp
from sympy import (
    HadamardProduct,
    Identity,
    KroneckerProduct,
    MatrixSymbol,
    OneMatrix,
    Sum,
    Symbol,
    Transpose,
    log,
    symbols,
)
from sympy.matrices.expressions.diagonal import DiagMatrix

import symnet as sn
from symnet.expressions.assumptions import SumToOne
from tests.verification.rows import identity

m, *SIZES = symbols("m n_0 n_1 n_2 n_3 n_4", integer=True, positive=True)
n_0, n_1, n_2, n_3, n_4 = SIZES
j, k = symbols("j k", integer=True, nonnegative=True)
x, X, Y = MatrixSymbol("x", n_0, 1), MatrixSymbol("X", n_0, m), MatrixSymbol("Y", n_2, m)
W = [MatrixSymbol(f"W_{layer}", SIZES[layer + 1], SIZES[layer]) for layer in range(4)]
b = [MatrixSymbol(f"b_{layer}", SIZES[layer + 1], 1) for layer in range(4)]
T = MatrixSymbol("T", n_1, n_0)
c = MatrixSymbol("c", n_2, 1)
had, diag, total, bce = HadamardProduct, DiagMatrix, sn.SumEntries, sn.binary_cross_entropy
tanh, sigmoid = sn.tanh, sn.sigmoid
ROW = OneMatrix(1, m)


def linear(depth, start, *, batch=False):
    """W(… W_0 X + b_0 …) + b, layer by layer."""
    value = start
    for layer in range(depth):
        bias = b[layer] * ROW if batch else b[layer]
        value = sn.add(sn.multiply(W[layer], value), bias)
    return value


def collapsed(depth, start, *, batch=False, biases=True):
    """The same with one matrix and one bias."""
    weights = [W[layer] for layer in reversed(range(depth))]
    terms = [sn.multiply(*weights, start)]
    for layer in range(depth if biases else depth - 1):
        factors = [*weights[: depth - 1 - layer], b[layer]]
        terms.append(sn.multiply(*factors, ROW) if batch else sn.multiply(*factors))
    return sn.add(*terms)


COLLAPSE = tuple(
    identity(
        f"{depth} linear layers are one, by {'batch' if batch else 'sample'}",
        lambda depth=depth, start=start, batch=batch: linear(depth, start, batch=batch),
        lambda depth=depth, start=start, batch=batch: collapsed(depth, start, batch=batch),
        lambda depth=depth, start=start, batch=batch: collapsed(depth, start, batch=batch, biases=False),
    )
    for start, batch in ((x, False), (X, True))
    for depth in (2, 3, 4)
)

NET = sn.Network(["n_0", "n_1", "n_2"], activations=["tanh", "sigmoid"])
SQUARE = NET.cost("half_squared_error")
CROSS = NET.cost("binary_cross_entropy")
SOFT = sn.Network(["n_0", "n_1", "n_2"], activations=["relu", "softmax"]).cost("cross_entropy")
GENERIC = sn.Network(["n_0", "n_1", "n_2"]).cost("half_squared_error")


def line(cost, name, grain):
    """The right side of one line of the backward pass."""
    found = {str(symbol): expression for symbol, expression in cost.gradient(grain=grain)}
    return found[name]


def named(cost, grain):
    """The symbols of the backward and the forward pass by name."""
    found = {}
    for equations in (cost.network.equations(grain), cost.gradient(grain=grain)):
        for symbol in (*equations.symbols, *equations.inputs):
            whole = getattr(symbol, "parent", symbol)
            found[str(whole)] = whole
    return type("Named", (), found)


def step(title, cost, grain, name, right, wrong, *, way=""):
    """A row: one line of the backward pass, and the textbook's."""
    return identity(
        f"{title}, {grain}: {name}{way}",
        lambda: line(cost, name, grain),
        lambda: right(named(cost, grain)),
        lambda: wrong(named(cost, grain)),
    )


def one_minus_square(a):
    return sn.apply_elementwise(lambda u: 1 - u**2, a)


def a_one_minus_a(a):
    return sn.apply_elementwise(lambda u: u * (1 - u), a)


def slope_of(function, z):
    return sn.gradient(total(function(z)), z)


BATCH = (
    step("cross-entropy", CROSS, "batch", "dZ1", lambda s: (s.A1 - s.Y) / m, lambda s: s.A1 - s.Y),
    step("cross-entropy", CROSS, "batch", "dw1", lambda s: s.dZ1 * s.A0.T, lambda s: s.dZ1 * s.Z0.T),
    step(
        "cross-entropy", CROSS, "batch", "db1", lambda s: s.dZ1 * OneMatrix(m, 1), lambda s: s.dZ1 * OneMatrix(m, 1) / m
    ),
    step(
        "cross-entropy",
        CROSS,
        "batch",
        "dZ0",
        lambda s: had(s.w1.T * s.dZ1, OneMatrix(n_1, m) - had(tanh(s.Z0), tanh(s.Z0))),
        lambda s: had(s.w1.T * s.dZ1, OneMatrix(n_1, m) - tanh(s.Z0)),
    ),
    step("cross-entropy", CROSS, "batch", "dw0", lambda s: s.dZ0 * s.X.T, lambda s: 2 * s.dZ0 * s.X.T),
    step(
        "squared error",
        SQUARE,
        "batch",
        "dZ1",
        lambda s: had((s.A1 - s.Y) / m, a_one_minus_a(sigmoid(s.Z1))),
        lambda s: (s.A1 - s.Y) / m,
    ),
    step(
        "any activation",
        GENERIC,
        "batch",
        "dZ0",
        lambda s: had(_slopes(GENERIC), s.w1.T * s.dZ1),
        lambda s: s.w1.T * s.dZ1,
    ),
    step("softmax", SOFT, "batch", "dZ1", lambda s: s.A1 / m - s.Y / m, lambda s: s.Y / m - s.A1 / m),
    step(
        "softmax",
        SOFT,
        "batch",
        "dZ0",
        lambda s: had(s.w1.T * s.dZ1, sn.apply_elementwise(lambda u: sp.Piecewise((1, u > 0), (0, True)), s.Z0)),
        lambda s: had(s.w1.T * s.dZ1, s.Z0),
    ),
)


def _slopes(cost):
    """g'(Z) of the first layer, as a node of its own."""
    activation = cost.network.equations("batch")[1].expression
    return slope_of(lambda Z: activation.xreplace({activation.matrices[0]: Z}), activation.matrices[0])


SAMPLE = (
    step("cross-entropy", CROSS, "sample", "dz1", lambda s: s.a1 - s.y, lambda s: s.y - s.a1),
    step("cross-entropy", CROSS, "sample", "dw1", lambda s: s.dz1 * s.a0.T, lambda s: s.dz1 * s.z0.T),
    step("cross-entropy", CROSS, "sample", "db1", lambda s: s.dz1, lambda s: 2 * s.dz1),
    step(
        "cross-entropy",
        CROSS,
        "sample",
        "dz0",
        lambda s: diag(one_minus_square(tanh(s.z0))) * s.w1.T * s.dz1,
        lambda s: s.w1.T * s.dz1,
    ),
    step(
        "squared error",
        SQUARE,
        "sample",
        "dz1",
        lambda s: diag(a_one_minus_a(sigmoid(s.z1))) * (s.a1 - s.y),
        lambda s: diag(a_one_minus_a(s.z1)) * (s.a1 - s.y),
    ),
)

_J, _K = Symbol("j", integer=True), Symbol("k", integer=True)


def _backward_sum(s):
    q = Symbol("q", integer=True)
    return Sum(s.w1[q, _J] * s.dz1[q, 0], (q, 0, n_2 - 1))


NEURON = (
    step(
        "squared error",
        SQUARE,
        "neuron",
        "dz1[j, 0]",
        lambda s: (s.a1[_J, 0] - s.y[_J, 0]) * sigmoid(s.z1[_J, 0]) * (1 - sigmoid(s.z1[_J, 0])),
        lambda s: (s.a1[_J, 0] - s.y[_J, 0]) * sigmoid(s.z1[_J, 0]),
    ),
    step(
        "squared error",
        SQUARE,
        "neuron",
        "dw1[j, k]",
        lambda s: s.dz1[_J, 0] * s.a0[_K, 0],
        lambda s: s.dz1[_K, 0] * s.a0[_J, 0],
    ),
    step(
        "squared error",
        SQUARE,
        "neuron",
        "dz0[j, 0]",
        lambda s: (1 - tanh(s.z0[_J, 0]) ** 2) * sn.entry(s.w1.T * s.dz1, _J, 0),
        lambda s: (1 - tanh(s.z0[_J, 0]) ** 2) * s.w1[0, _J] * s.dz1[0, 0],
    ),
    step(
        "squared error",
        SQUARE,
        "neuron",
        "dz0[j, 0]",
        lambda s: (1 - tanh(s.z0[_J, 0])) * (1 + tanh(s.z0[_J, 0])) * _backward_sum(s),
        lambda s: (1 - tanh(s.z0[_J, 0])) * _backward_sum(s),
        way=" by a sum",
    ),
)

Z_out, z = MatrixSymbol("Z", n_2, m), MatrixSymbol("z", n_2, 1)
y = MatrixSymbol("y", n_2, 1)
HIDDEN = tanh(W[0] * X + b[0] * ROW)
OUT = sigmoid(W[1] * HIDDEN + b[1] * ROW)
WHOLE = (OUT - Y) / m
"""What flows back from the output of the whole network, composed."""


def cross_entropy_of(Z):
    """Σ −Y∘log softmax(Z)."""
    return -total(had(Y, sn.apply_elementwise(log, sn.softmax(Z))))


DIFFERENCES = (
    identity(
        "A − Y of sigmoid and binary cross-entropy",
        lambda: sn.gradient(total(bce(sigmoid(Z_out), Y)), Z_out),
        lambda: sigmoid(Z_out) - Y,
        lambda: Y - sigmoid(Z_out),
    ),
    identity(
        "A − Y of sigmoid and binary cross-entropy, the mean",
        lambda: sn.gradient(total(bce(sigmoid(Z_out), Y)) / m, Z_out),
        lambda: (sigmoid(Z_out) - Y) / m,
        lambda: sigmoid(Z_out) - Y,
    ),
    identity(
        "A − Y of softmax and cross-entropy",
        lambda: sn.gradient(cross_entropy_of(Z_out), Z_out),
        lambda: sn.softmax(Z_out) - Y,
        lambda: sn.softmax(Z_out) + Y,
        (SumToOne(Y),),
    ),
    identity(
        "A − Y of softmax and cross-entropy, one sample",
        lambda: sn.gradient(-(y.T * sn.apply_elementwise(log, sn.softmax(z))), z),
        lambda: sn.softmax(z) - y,
        lambda: sn.softmax(z) - 2 * y,
        (SumToOne(y),),
    ),
    identity(
        "softmax and cross-entropy without the assumption",
        lambda: sn.gradient(cross_entropy_of(Z_out), Z_out),
        lambda: had(sn.softmax(Z_out), OneMatrix(n_2, n_2) * Y) - Y,
        lambda: sn.softmax(Z_out) - Y,
    ),
    identity(
        "cross-entropy by logsumexp",
        lambda: cross_entropy_of(Z_out),
        lambda: total(sn.LogSumExp(Z_out)) - total(had(Y, Z_out)),
        lambda: total(sn.LogSumExp(Z_out)) + total(had(Y, Z_out)),
        (SumToOne(Y),),
    ),
    identity(
        "squared error of a linear layer",
        lambda: sn.gradient(total(sn.half_squared_error(W[1] * HIDDEN, Y)) / m, W[1]),
        lambda: (W[1] * HIDDEN - Y) * HIDDEN.T / m,
        lambda: HIDDEN.shape[0] * (W[1] * HIDDEN - Y) * HIDDEN.T / m,
    ),
)

COMPOSED = (
    identity(
        "the whole gradient by the last weights",
        lambda: sn.gradient(total(bce(OUT, Y)) / m, W[1]),
        lambda: WHOLE * HIDDEN.T,
        lambda: WHOLE * HIDDEN.T / m,
    ),
    identity(
        "the whole gradient by the last bias",
        lambda: sn.gradient(total(bce(OUT, Y)) / m, b[1]),
        lambda: WHOLE * OneMatrix(m, 1),
        lambda: m * WHOLE * OneMatrix(m, 1),
    ),
    identity(
        "the whole gradient by the first weights",
        lambda: sn.gradient(total(bce(OUT, Y)) / m, W[0]),
        lambda: had(W[1].T * WHOLE, OneMatrix(n_1, m) - had(HIDDEN, HIDDEN)) * X.T,
        lambda: W[1].T * WHOLE * X.T,
    ),
    identity(
        "the whole gradient by the first bias",
        lambda: sn.gradient(total(bce(OUT, Y)) / m, b[0]),
        lambda: had(W[1].T * WHOLE, OneMatrix(n_1, m) - had(HIDDEN, HIDDEN)) * OneMatrix(m, 1),
        lambda: had(W[1].T * WHOLE, OneMatrix(n_1, m) - HIDDEN) * OneMatrix(m, 1),
    ),
    identity(
        "weight decay",
        lambda: sn.gradient(total(had(W[0], W[0])) / (2 * m), W[0]),
        lambda: W[0] / m,
        lambda: 2 * W[0] / m,
    ),
    identity(
        "tied weights",
        lambda: sn.gradient(total(sn.half_squared_error(T.T * T * x, x)), T),
        lambda: T * ((T.T * T * x - x) * x.T + x * (T.T * T * x - x).T),
        lambda: T * (T.T * T * x - x) * x.T,
    ),
    identity(
        "the Jacobian of two layers",
        lambda: sn.jacobian(W[1] * sigmoid(W[0] * x), x),
        lambda: W[1] * diag(a_one_minus_a(sigmoid(W[0] * x))) * W[0],
        lambda: W[1] * diag(sigmoid(W[0] * x)) * W[0],
    ),
    identity(
        "a residual layer",
        lambda: sn.jacobian(x + T.T * tanh(T * x), x),
        lambda: Identity(n_0) + T.T * diag(one_minus_square(tanh(T * x))) * T,
        lambda: T.T * diag(one_minus_square(tanh(T * x))) * T,
    ),
    identity(
        "by the weights, with ⊗",
        lambda: sn.jacobian(W[0] * x + b[0], W[0]),
        lambda: KroneckerProduct(x.T, Identity(n_1)),
        lambda: 2 * KroneckerProduct(x.T, Identity(n_1)),
    ),
    identity(
        "samples in rows",
        lambda: Transpose(sigmoid(W[0] * X + sn.Broadcast(b[0], n_1, m))),
        lambda: sigmoid(X.T * W[0].T + sn.Broadcast(b[0].T, m, n_1)),
        lambda: sigmoid(X.T * W[0].T - sn.Broadcast(b[0].T, m, n_1)),
    ),
)
