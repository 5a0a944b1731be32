"""Identities of activations and losses, entry by entry, on matrices of symbolic shape."""

import sympy as sp
from sympy import (
    Abs,
    HadamardProduct,
    Lambda,
    MatrixSymbol,
    Max,
    Min,
    OneMatrix,
    Rational,
    Symbol,
    cosh,
    exp,
    log,
    pi,
    sinh,
    sqrt,
    symbols,
)

import symnet as sn
from symnet.expressions.assumptions import Between, Binary, Nonzero
from tests.verification.rows import Row
from tests.verification.rows import identity as tree

n, m, k = symbols("n m k", integer=True, positive=True)
alpha = Symbol("alpha", positive=True)
Z, Y = MatrixSymbol("Z", n, m), MatrixSymbol("Y", n, m)
A, B = MatrixSymbol("A", m, k), MatrixSymbol("B", k, n)
ONES = OneMatrix(n, m)
had, total = HadamardProduct, sn.SumEntries
sigmoid, tanh, relu, softplus = sn.sigmoid, sn.tanh, sn.relu, sn.softplus


def each(function, *matrices):
    """The function of scalars, entry by entry."""
    return sn.apply_elementwise(function, *(matrices or (Z,)))


def slope(function):
    """f'(Z), by the calculus: the gradient of the sum of the entries of f(Z)."""
    return sn.gradient(total(function(Z)), Z)


def curvature(function):
    """f''(Z)."""
    return sn.gradient(total(slope(function)), Z)


def equal(name, left, right, wrong, *facts):
    """A row: two functions of one entry."""
    return Row("", name, lambda: each(left), lambda: each(right), lambda: each(wrong), facts)


def pairs(name, left, right, wrong, *facts):
    """A row: two functions of the entries of two matrices."""
    return Row("", name, lambda: each(left, Z, Y), lambda: each(right, Z, Y), lambda: each(wrong, Z, Y), facts)


def derivative(name, function, right, wrong, *facts):
    """A row: the derivative of an activation, and a formula of one entry."""
    return Row("", name, lambda: slope(function), lambda: each(right), lambda: each(wrong), facts)


def second(name, function, right, wrong):
    """A row: the second derivative."""
    return Row("", name, lambda: curvature(function), lambda: each(right), lambda: each(wrong))


def phi(z):
    """The density of the normal distribution."""
    return exp(-(z**2) / 2) / sqrt(2 * pi)


def cube(z):
    return z + Rational(44715, 1000000) * z**3


SMOOTH = (
    equal("tanh z = 2σ(2z) − 1", tanh, lambda z: 2 * sigmoid(2 * z) - 1, lambda z: 2 * sigmoid(z) - 1),
    equal("σ(z) = (1 + tanh(z/2))/2", sigmoid, lambda z: (1 + tanh(z / 2)) / 2, lambda z: (1 + tanh(z)) / 2),
    equal("σ(−z) = 1 − σ(z)", lambda z: sigmoid(-z), lambda z: 1 - sigmoid(z), sigmoid),
    equal("tanh is odd", lambda z: tanh(-z), lambda z: -tanh(z), tanh),
    equal("tanh by sinh and cosh", tanh, lambda z: sinh(z) / cosh(z), lambda z: cosh(z) / 2),
    equal("cosh² − sinh² = 1", lambda z: cosh(z) ** 2 - sinh(z) ** 2, lambda z: 1 + 0 * z, lambda z: cosh(z) ** 2),
    equal("σ by its definition", sigmoid, lambda z: exp(z) / (1 + exp(z)), lambda z: 1 / (1 + exp(z))),
    equal("σ(z)/σ(−z) = exp z", lambda z: sigmoid(z) / sigmoid(-z), exp, lambda z: exp(-z)),
    equal("softplus(z) − softplus(−z) = z", lambda z: softplus(z) - softplus(-z), lambda z: z, lambda z: 2 * z),
    equal("softplus by its definition", softplus, lambda z: log(1 + exp(z)), lambda z: log(1 - exp(-Abs(z) - 1))),
    equal("log σ = −softplus(−z)", lambda z: log(sigmoid(z)), lambda z: -softplus(-z), lambda z: -softplus(z)),
    equal("log-sigmoid", sn.log_sigmoid, lambda z: -softplus(-z), lambda z: softplus(-z)),
    equal("log-sigmoid, shifted", sn.log_sigmoid, lambda z: z - softplus(z), lambda z: z + softplus(z)),
    equal("silu", sn.silu, lambda z: z * sigmoid(z), lambda z: z * tanh(z)),
    equal("silu(z) − silu(−z) = z", lambda z: sn.silu(z) - sn.silu(-z), lambda z: z, lambda z: -z),
    equal("mish", sn.mish, lambda z: z * tanh(softplus(z)), lambda z: z * sigmoid(softplus(z))),
    equal(
        "mish by exp",
        sn.mish,
        lambda z: z * ((1 + exp(z)) ** 2 - 1) / ((1 + exp(z)) ** 2 + 1),
        lambda z: z * ((1 + exp(z)) ** 2 + 1) / ((1 + exp(z)) ** 2 + 2),
    ),
    equal(
        "tanh(softplus) by exp",
        lambda z: tanh(softplus(z)),
        lambda z: (exp(2 * z) + 2 * exp(z)) / (exp(2 * z) + 2 * exp(z) + 2),
        lambda z: (exp(2 * z) + exp(z)) / (exp(2 * z) + exp(z) + 2),
    ),
    equal("gelu", sn.gelu, lambda z: z * sn.normal_cdf(z), lambda z: z * sigmoid(z)),
    equal("gelu(z) − gelu(−z) = z", lambda z: sn.gelu(z) - sn.gelu(-z), lambda z: z, lambda z: z / 2),
    equal("Φ by erf", sn.normal_cdf, lambda z: (1 + sp.erf(z / sqrt(2))) / 2, lambda z: (1 + sp.erf(z)) / 2),
    equal(
        "gelu by tanh is a silu",
        sn.gelu_tanh,
        lambda z: z * sigmoid(2 * sqrt(2 / pi) * cube(z)),
        lambda z: z * sigmoid(sqrt(2 / pi) * cube(z)),
    ),
    equal("quick gelu", sn.quick_gelu, lambda z: z * sigmoid(Rational(1702, 1000) * z), lambda z: z * sigmoid(z)),
    equal("scaled tanh", sn.scaled_tanh, lambda z: Rational(17159, 10000) * tanh(2 * z / 3), lambda z: tanh(2 * z / 3)),
    equal("tanhshrink", sn.tanhshrink, lambda z: z - tanh(z), lambda z: z + tanh(z)),
    equal("squareplus", sn.squareplus, lambda z: (z + sqrt(z**2 + 4)) / 2, lambda z: (z + sqrt(z**2 + 1)) / 2),
    equal(
        "softplus(2z) by tanh", lambda z: softplus(2 * z), lambda z: z + log(2 * cosh(z)), lambda z: log(2 * cosh(z))
    ),
    equal("log of a quotient of exps", lambda z: log((1 + exp(z)) / (1 + exp(-z))), lambda z: z, exp),
    equal("sin² + cos² = 1", lambda z: sp.sin(z) ** 2 + sp.cos(z) ** 2, lambda z: 1 + 0 * z, lambda z: sp.cos(2 * z)),
    equal("logit", lambda p: sigmoid(log(p / (1 - p))), lambda p: p, lambda p: 1 - p, Between(Z, 0, 1)),
    equal("log of a root", lambda p: log(sqrt(p)), lambda p: log(p) / 2, lambda p: 2 * log(p), Between(Z, 0, sp.oo)),
    pairs("exp of a sum", lambda z, y: exp(z + y), lambda z, y: exp(z) * exp(y), lambda z, y: exp(z) + exp(y)),
    pairs(
        "log of a product",
        lambda z, y: log(z * y),
        lambda z, y: log(z) + log(y),
        lambda z, y: log(z) - log(y),
        Between(Z, 0, sp.oo),
        Between(Y, 0, sp.oo),
    ),
    pairs(
        "tanh of a sum",
        lambda z, y: tanh(z + y),
        lambda z, y: (tanh(z) + tanh(y)) / (1 + tanh(z) * tanh(y)),
        lambda z, y: (tanh(z) + tanh(y)) / (1 - tanh(z) ** 2 * tanh(y) ** 2 / 2),
    ),
)

DERIVATIVES = (
    derivative(
        "σ' = σ(1 − σ)", sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z)), lambda z: sigmoid(z) * (1 + sigmoid(z))
    ),
    derivative("σ' by exp", sigmoid, lambda z: exp(-z) / (1 + exp(-z)) ** 2, lambda z: exp(z) / (1 + exp(-z)) ** 2),
    derivative("tanh' = 1 − tanh²", tanh, lambda z: 1 - tanh(z) ** 2, lambda z: 1 - tanh(z)),
    derivative("tanh' = 1/cosh²", tanh, lambda z: 1 / cosh(z) ** 2, lambda z: 1 / cosh(z)),
    derivative("softplus' = σ", softplus, sigmoid, lambda z: sigmoid(-z)),
    derivative("(log σ)' = σ(−z)", sn.log_sigmoid, lambda z: sigmoid(-z), sigmoid),
    derivative(
        "silu'",
        sn.silu,
        lambda z: sigmoid(z) * (1 + z * (1 - sigmoid(z))),
        lambda z: sigmoid(z) * (1 + z * sigmoid(z)),
    ),
    derivative(
        "mish'",
        sn.mish,
        lambda z: tanh(softplus(z)) + z * sigmoid(z) * (1 - tanh(softplus(z)) ** 2),
        lambda z: tanh(softplus(z)) + z * (1 - tanh(softplus(z)) ** 2),
    ),
    derivative(
        "mish' by exp",
        sn.mish,
        lambda z: (
            exp(z)
            * (4 * (z + 1) + 4 * exp(2 * z) + exp(3 * z) + exp(z) * (4 * z + 6))
            / (2 * exp(z) + exp(2 * z) + 2) ** 2
        ),
        lambda z: (
            exp(z)
            * (4 * (z + 1) + 4 * exp(2 * z) + exp(3 * z) + exp(z) * (4 * z + 2))
            / (2 * exp(z) + exp(2 * z) + 2) ** 2
        ),
    ),
    derivative("gelu'", sn.gelu, lambda z: sn.normal_cdf(z) + z * phi(z), lambda z: sn.normal_cdf(z) + phi(z)),
    derivative("arctan'", sn.arctan, lambda z: 1 / (1 + z**2), lambda z: 2 / (1 + z**2)),
    derivative("softsign'", sn.softsign, lambda z: 1 / (1 + Abs(z)) ** 2, lambda z: 1 / (1 + z**2)),
    derivative("tanhshrink' = tanh²", sn.tanhshrink, lambda z: tanh(z) ** 2, lambda z: 1 - tanh(z) ** 2),
    derivative("gaussian'", sn.gaussian, lambda z: -2 * z * exp(-(z**2)), lambda z: -z * exp(-(z**2))),
    derivative("elu' = min(1, exp z)", sn.elu, lambda z: Min(1, exp(z)), lambda z: Max(1, exp(z))),
    derivative(
        "relu'",
        relu,
        lambda z: sp.Piecewise((1, z > 0), (0, True)),
        lambda z: sp.Piecewise((1, z < 0), (0, True)),
    ),
    second(
        "σ''",
        sigmoid,
        lambda z: sigmoid(z) * (1 - sigmoid(z)) * (1 - 2 * sigmoid(z)),
        lambda z: sigmoid(z) * (1 - sigmoid(z)),
    ),
    second("tanh''", tanh, lambda z: -2 * tanh(z) * (1 - tanh(z) ** 2), lambda z: 2 * tanh(z) * (1 - tanh(z) ** 2)),
    second("softplus''", softplus, lambda z: sigmoid(z) * sigmoid(-z), lambda z: sigmoid(z) ** 2),
    tree("relu'∘relu' = relu'", lambda: had(slope(relu), slope(relu)), lambda: slope(relu), lambda: 2 * slope(relu)),
    tree("Z∘relu'(Z) = relu(Z)", lambda: had(Z, slope(relu)), lambda: relu(Z), lambda: Z),
    tree(
        "relu'(Z) + relu'(−Z)",
        lambda: slope(relu) + slope(lambda z: -relu(-z)),
        lambda: ONES,
        lambda: 2 * ONES,
        (Nonzero(Z),),
    ),
    tree(
        "leaky relu'",
        lambda: slope(sn.leaky_relu),
        lambda: slope(relu) + (ONES - slope(relu)) / 100,
        lambda: slope(relu),
    ),
)

PIECEWISE = (
    equal("relu(z) − relu(−z) = z", lambda z: relu(z) - relu(-z), lambda z: z, Abs),
    equal("|z| = relu(z) + relu(−z)", Abs, lambda z: relu(z) + relu(-z), lambda z: relu(z) - relu(-z)),
    equal("relu by |z|", relu, lambda z: (z + Abs(z)) / 2, lambda z: (z - Abs(z)) / 2),
    equal("relu by max", relu, lambda z: Max(z, 0), lambda z: Min(z, 0)),
    equal("relu(relu(z)) = relu(z)", lambda z: relu(relu(z)), relu, lambda z: z),
    equal("relu(z) relu(−z) = 0", lambda z: relu(z) * relu(-z), lambda z: 0 * z, lambda z: relu(z) ** 2),
    equal("relu² + relu² = z²", lambda z: relu(z) ** 2 + relu(-z) ** 2, lambda z: z**2, lambda z: relu(z) ** 2),
    equal("|z|² = z²", lambda z: sn.absolute_value(z) ** 2, lambda z: z**2, lambda z: z * Abs(z)),
    equal(
        "hardtanh by relus", sn.hardtanh, lambda z: relu(z + 1) - relu(z - 1) - 1, lambda z: relu(z + 1) - relu(z - 1)
    ),
    equal("hardtanh by min and max", sn.hardtanh, lambda z: Max(-1, Min(1, z)), lambda z: Max(0, Min(1, z))),
    equal("leaky relu by relu", sn.leaky_relu, lambda z: relu(z) - relu(-z) / 100, lambda z: relu(z) + relu(-z) / 100),
    equal(
        "leaky relu of any slope",
        lambda z: sn.leaky_relu(z, alpha),
        lambda z: relu(z) - alpha * relu(-z),
        lambda z: relu(z) - relu(-z),
    ),
    equal("leaky relu by max", sn.leaky_relu, lambda z: Max(z, z / 100), lambda z: Min(z, z / 100)),
    equal("elu", sn.elu, lambda z: relu(z) + Min(0, exp(z) - 1), lambda z: relu(z) + Min(0, exp(z))),
    equal("hardsigmoid by relu6", sn.hardsigmoid, lambda z: sn.relu6(z + 3) / 6, lambda z: sn.relu6(z) / 6),
    equal(
        "hardsigmoid(−z) = 1 − hardsigmoid(z)",
        lambda z: sn.hardsigmoid(-z),
        lambda z: 1 - sn.hardsigmoid(z),
        sn.hardsigmoid,
    ),
    equal("relu6 by min and max", sn.relu6, lambda z: Min(Max(z, 0), 6), lambda z: Min(z, 6)),
    equal("relu6 by relus", sn.relu6, lambda z: relu(z) - relu(z - 6), lambda z: relu(z) - relu(z + 6)),
    equal("hardswish", sn.hardswish, lambda z: z * sn.relu6(z + 3) / 6, lambda z: z * sn.relu6(z) / 6),
    equal("softsign", sn.softsign, lambda z: z / (1 + Abs(z)), lambda z: z / (1 + z**2)),
    equal(
        "softshrink", sn.softshrink, lambda z: relu(z - sp.S.Half) - relu(-z - sp.S.Half), lambda z: relu(z - sp.S.Half)
    ),
    equal("squared relu", sn.squared_relu, lambda z: relu(z) * z, lambda z: z**2),
    equal("celu is elu", lambda z: sn.celu(z, 1), lambda z: sn.elu(z, 1), relu),
    equal("relu of a multiple", lambda z: relu(3 * z), lambda z: 3 * relu(z), relu),
    equal("relu of a positive multiple", lambda z: relu(alpha * z), lambda z: alpha * relu(z), relu),
    pairs("max by relu", Max, lambda z, y: y + relu(z - y), lambda z, y: z + relu(z - y)),
    pairs("min by relu", Min, lambda z, y: z - relu(z - y), lambda z, y: y - relu(z - y)),
    pairs("max + min", lambda z, y: Max(z, y) + Min(z, y), lambda z, y: z + y, lambda z, y: z - y),
    pairs("max · min", lambda z, y: Max(z, y) * Min(z, y), lambda z, y: z * y, lambda z, y: z * z),
    pairs("|z − y| by max and min", lambda z, y: Abs(z - y), lambda z, y: Max(z, y) - Min(z, y), lambda z, y: z - y),
    pairs("|z y| = |z| |y|", lambda z, y: Abs(z * y), lambda z, y: Abs(z) * Abs(y), lambda z, y: z * Abs(y)),
    equal("relu of what is positive", relu, lambda z: z, lambda z: 0 * z, Between(Z, 0, sp.oo)),
    equal("binary squares", lambda z: z**2, lambda z: z, lambda z: 1 - z, Binary(Z)),
    equal("binary cubes", lambda z: z**3 - 2 * z**2 + z, lambda z: 0 * z, lambda z: z, Binary(Z)),
    equal("(z² + z)/z = z + 1", lambda z: (z**2 + z) / z, lambda z: z + 1, lambda z: z, Nonzero(Z)),
)

LOSSES = (
    pairs(
        "log cosh by softplus",
        sn.log_cosh,
        lambda z, y: softplus(2 * (z - y)) - (z - y) - log(2),
        lambda z, y: softplus(2 * (z - y)) - log(2),
    ),
    pairs("half the squared error", sn.half_squared_error, lambda z, y: sn.squared_error(z, y) / 2, sn.squared_error),
    pairs(
        "absolute error by relus", sn.absolute_error, lambda z, y: relu(z - y) + relu(y - z), lambda z, y: relu(z - y)
    ),
    pairs("hinge by relu", sn.hinge, lambda z, y: relu(1 - y * z), lambda z, y: relu(1 + y * z)),
    pairs(
        "pinball at 1/2", lambda z, y: sn.pinball(z, y, sp.S.Half), lambda z, y: Abs(z - y) / 2, lambda z, y: Abs(z - y)
    ),
    pairs(
        "cross-entropy of logits",
        lambda z, y: sn.binary_cross_entropy(sigmoid(z), y),
        sn.binary_cross_entropy_with_logits,
        lambda z, y: sn.binary_cross_entropy_with_logits(z, 1 - y),
        Binary(Y),
    ),
    tree(
        "log cosh' = tanh", lambda: sn.gradient(total(sn.log_cosh(Z, Y)), Z), lambda: tanh(Z - Y), lambda: tanh(Y - Z)
    ),
    tree(
        "squared error'",
        lambda: sn.gradient(total(sn.squared_error(Z, Y)), Z),
        lambda: 2 * (Z - Y),
        lambda: Z - Y,
    ),
    tree(
        "cross-entropy' of logits",
        lambda: sn.gradient(total(sn.binary_cross_entropy_with_logits(Z, Y)), Z),
        lambda: sigmoid(Z) - Y,
        lambda: sigmoid(Z) + Y,
    ),
    tree(
        "cross-entropy'",
        lambda: sn.gradient(total(sn.binary_cross_entropy(Z, Y)), Z),
        lambda: each(lambda p, y: (p - y) / (p * (1 - p)), Z, Y),
        lambda: each(lambda p, y: (p - y) / p, Z, Y),
        (Between(Z, 0, 1),),
    ),
)


def _elu_of_a_product(least):
    """σ(A (relu(B Z) + min(least, e^(B Z) − 1))): with 0 for `least` the elu of a product, inside a function."""
    z = B * Z
    return sigmoid(A * (relu(z) + each(lambda u: Min(least, u), each(lambda u: exp(u) - 1, z))))


TREES = (
    tree(
        "elu of a product by relu and min, inside a function",
        lambda: sigmoid(A * sn.elu(B * Z)),
        lambda: _elu_of_a_product(0),
        lambda: _elu_of_a_product(1),
    ),
    tree(
        "tanh(Z) = 2σ(2Z) − 1, by nodes",
        lambda: tanh(Z),
        lambda: 2 * sigmoid(2 * Z) - ONES,
        lambda: 2 * sigmoid(2 * Z) + ONES,
    ),
    tree("σ' by nodes", lambda: slope(sigmoid), lambda: had(sigmoid(Z), ONES - sigmoid(Z)), lambda: sigmoid(Z) - ONES),
    tree("tanh of a transpose", lambda: tanh(Z.T), lambda: sp.Transpose(tanh(Z)), lambda: -sp.Transpose(tanh(Z))),
    tree("silu by nodes", lambda: sn.silu(Z), lambda: had(Z, sigmoid(Z)), lambda: had(Z, tanh(Z))),
    tree("relu(Z) + relu(−Z) = |Z|, by nodes", lambda: relu(Z) + relu(-Z), lambda: each(Abs), lambda: relu(Z)),
    tree(
        "f of a broadcast",
        lambda: sigmoid(sn.Broadcast(sn.Slice(Z, 1), n, m)),
        lambda: sn.Broadcast(sigmoid(sn.Slice(Z, 1)), n, m),
        lambda: sigmoid(Z),
    ),
    tree(
        "an unknown function, twice",
        lambda: had(each(sp.Function("g")), Z),
        lambda: each(lambda z: z * sp.Function("g")(z)),
        lambda: each(sp.Function("g")),
    ),
    tree(
        "the slope of an unknown function",
        lambda: slope(lambda M: each(sp.Function("g"), M)),
        lambda: each(lambda z: sn.Slope(sp.Function("g")(z))),
        lambda: each(sp.Function("g")),
    ),
    tree(
        "the chain rule at a multiple",
        lambda: slope(lambda M: sigmoid(3 * M)),
        lambda: 3 * had(sigmoid(3 * Z), sigmoid(-3 * Z)),
        lambda: had(sigmoid(3 * Z), sigmoid(-3 * Z)),
    ),
    tree(
        "entrywise functions keep entries",
        lambda: sn.entry(sigmoid(Z), 0, 0),
        lambda: sigmoid(Z[0, 0]),
        lambda: sigmoid(-Z[0, 0]),
    ),
    tree(
        "a function of two matrices",
        lambda: sn.Elementwise(Lambda((Symbol("p"), Symbol("q")), Symbol("p") * Symbol("q")), Z, Y),
        lambda: had(Z, Y),
        lambda: Z + Y,
    ),
)
