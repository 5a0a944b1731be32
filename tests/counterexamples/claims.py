"""Claims for the search: wrong ones, wrong ones with facts, and true ones that it must not refute."""

from typing import Any

import sympy
from sympy import (
    BlockMatrix,
    Determinant,
    Function,
    HadamardPower,
    HadamardProduct,
    Heaviside,
    Identity,
    Inverse,
    KroneckerProduct,
    MatrixSymbol,
    Max,
    OneMatrix,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    cos,
    exp,
    log,
    oo,
    sin,
    sqrt,
    symbols,
)
from sympy.matrices.expressions.diagonal import DiagMatrix

import symnet as sn
from symnet.expressions.assumptions import (
    Between,
    Binary,
    Invertible,
    Nonzero,
    Orthogonal,
    PositiveDefinite,
    SameSize,
    SumToOne,
    Symmetric,
)
from symnet.expressions.slope import Slope

n, m, k = symbols("n m k", integer=True, positive=True)
i, j = symbols("i j", integer=True, nonnegative=True)
x, y = symbols("x y", real=True)
c = Symbol("c", positive=True)
A, B, C = MatrixSymbol("A", n, m), MatrixSymbol("B", m, k), MatrixSymbol("C", n, m)
S, T, b = MatrixSymbol("S", n, n), MatrixSymbol("T", n, n), MatrixSymbol("b", n, 1)
g, L = Function("g"), Function("L")


def elementwise(function, *matrices):
    return sn.apply_elementwise(function, *matrices)


def ones(rows, columns):
    return OneMatrix(rows, columns)


def derivative(row):
    return Slope(row)


WRONG = {
    "a factor": (A * B, 2 * A * B),
    "a sign": (A - C, C - A),
    "the order of a product": (S * T, T * S),
    "the order of a transposed product": ((S * T).T, S.T * T.T),
    "a transposition in a trace": (Trace(S * T), Trace(S * T.T)),
    "a transposition": (S, S.T),
    "a product of determinants": (Determinant(S + T), Determinant(S) + Determinant(T)),
    "an inverse of a sum": (Inverse(S + T), Inverse(S) + Inverse(T)),
    "a power": (S**3, S * S),
    "an entrywise power": (HadamardPower(A, 2), 2 * A),
    "a product for an entrywise product": (HadamardProduct(S, T), S * T),
    "a sum over the other axis": (sn.SumEntries(sn.Broadcast(b, n, m)), n * sn.SumEntries(b)),
    "a mean without its 1/m": (A * ones(m, 1), A * ones(m, 1) / m),
    "a Kronecker product the other way": (KroneckerProduct(S, T), KroneckerProduct(T, S)),
    "vec of a product": (sn.Vec(S * T), sn.Vec(T * S)),
    "a commutation matrix": (sn.multiply(sn.CommutationMatrix(n, m), sn.Vec(A)), sn.Vec(A)),
    "a diagonal": (DiagMatrix(b) * A, A),
    "blocks": (BlockMatrix([[S, T]]), BlockMatrix([[T, S]])),
    "a sum of squares": (Sum(A[i, j] ** 2, (i, 0, n - 1), (j, 0, m - 1)), sn.SumEntries(A) ** 2),
    "the first column": (sn.Slice(A, 1), A * ones(m, 1)),
    "some column": (sn.Slice(A, k), sn.Slice(A, k + 1)),
    "a rectangular identity": (A * Identity(m) * 2, A),
    "zero": (A, ZeroMatrix(n, m)),
    "sigmoid": (sn.sigmoid(x) + sn.sigmoid(-x), 2),
    "the slope of sigmoid": (derivative(sn.sigmoid(x)), sn.sigmoid(x) * (1 + sn.sigmoid(x))),
    "tanh": (sn.tanh(x), 2 * sn.sigmoid(x) - 1),
    "softmax of rows": (sn.softmax(A), Transpose(sn.softmax(A.T))),
    "softmax and logarithm": (elementwise(log, sn.softmax(A)), A),
    "logsumexp": (sn.LogSumExp(A), ones(1, n) * A),
    "relu": (sn.relu(x), Max(x, 1)),
    "the slope of relu": (derivative(sn.relu(x)), Heaviside(-x)),
    "elu": (sn.elu(x), sn.selu(x)),
    "gelu": (sn.gelu(x), sn.gelu_tanh(x)),
    "normal": (derivative(sn.gelu(x)), sn.normal_cdf(x)),
    "a root": (sqrt(x**2), x),
    "a root of a sum": (sqrt(c**2 + 1), c + 1),
    "a logarithm": (log(c * 2), log(c) * log(2)),
    "a logarithm of a matrix": (elementwise(log, A), A),
    "an angle": (sin(2 * x), sin(x) * cos(x)),
    "Euler": (sympy.E**x, 3**x),
    "pi": (sympy.pi * x, Rational(22, 7) * x),
    "nearly equal": (exp(x) + Rational(1, 10**30), exp(x)),
    "a branch": (Piecewise((x, x > 1), (1, True)), x),
    "linearity of g": (g(x + y), g(x) + g(y)),
    "g is its derivative": (g(x).diff(x), g(x)),
    "the chain rule": (g(2 * x).diff(x), Slope(g(x))),
    "g of a matrix": (elementwise(g, A), A),
    "two functions": (g(x), L(x)),
    "a derivative by the other argument": (L(x, y).diff(x), L(x, y).diff(y)),
    "cross-entropy": (derivative(sn.loss("binary_cross_entropy")(x, y)), (x - y) / x),
    "squared error": (sn.loss("squared_error")(x, y), (x - y) ** 2 / 2),
    "powers": (HadamardProduct(A, A, A), HadamardPower(A, 2)),
}  # fmt: skip

WRONG_WITH_FACTS: dict[str, Any] = {
    "one-hot": (HadamardProduct(A, A), 2 * A, [SumToOne(A), Binary(A)]),
    "columns that sum to one": (ones(1, n) * A, 2 * ones(1, m), [SumToOne(A)]),
    "rows that sum to one": (ones(1, n) * A, ones(1, m), [SumToOne(A, 1)]),
    "probabilities that sum to one": (HadamardProduct(A, A), A, [SumToOne(A), Between(A, 0, 1)]),
    "binary is not one-hot": (ones(1, n) * A, ones(1, m), [Binary(A)]),
    "symmetric does not commute": (S * T, T * S, [Symmetric(S), Symmetric(T)]),
    "orthogonal does not commute": (S.T * T * S, T, [Orthogonal(S)]),
    "orthogonal is not symmetric": (S, S.T, [Orthogonal(S)]),
    "orthogonal and symmetric is not the identity": (S, Identity(n), [Orthogonal(S), Symmetric(S)]),
    "invertible": (Inverse(S) * T * S, T, [Invertible(S)]),
    "positive definite": (Inverse(S) * T, T * Inverse(S), [PositiveDefinite(S)]),
    "between": (sqrt(x**2), -x, [Between(x, 2, 5)]),
    "far away": (x, y, [Between(x, 1000, oo), Between(y, 1000, 1001)]),
    "not zero": (elementwise(lambda t: 1 / t, A), A, [Nonzero(A)]),
    "a size": (n * A, k * A, [SameSize(n, 2 * k)]),
    "a scalar that is 0 or 1": (x**2, 2 * x, [Binary(x)]),
    "symmetric and invertible": (Inverse(S), S, [Symmetric(S), Invertible(S)]),
}

TRUE = {
    "transposed product": ((S * T).T, T.T * S.T, []),
    "trace": (Trace(S * T), Trace(T * S), []),
    "determinant": (Determinant(S * T), Determinant(S) * Determinant(T), []),
    "vec": (sn.multiply(sn.CommutationMatrix(n, m), sn.Vec(A)), sn.Vec(A.T), []),
    "tanh": (sn.tanh(x), 2 * sn.sigmoid(2 * x) - 1, []),
    "softplus": (sn.softplus(x) - sn.softplus(-x), x, []),
    "sigmoid": (derivative(sn.sigmoid(x)), sn.sigmoid(x) * sn.sigmoid(-x), []),
    "softmax": (ones(1, n) * sn.softmax(A), ones(1, m), []),
    "angle": (sin(x) ** 2 + cos(x) ** 2, 1, []),
    "logarithm": (log(x**2), 2 * log(x), []),
    "root": (sqrt(x) ** 2, x, []),
    "quotient": ((x**2 - y**2) / (x - y), x + y, []),
    "kink of relu": (derivative(sn.relu(x)), Heaviside(x), []),
    "kink of abs": (derivative(sn.absolute_value(x)), x / sympy.Abs(x), []),
    "an isolated point": (Piecewise((1, sympy.Eq(x, 1)), (0, True)), 0, []),
    "an isolated entry": (elementwise(lambda t: Piecewise((1, sympy.Eq(t, 2)), (0, True)), A), ZeroMatrix(n, m), []),
    "a delta": (sympy.KroneckerDelta(x, y), 0, []),
    "floor": (sympy.floor(x) + sympy.floor(-x), -1, []),
    "one-hot": (HadamardProduct(A, A), A, [SumToOne(A), Binary(A)]),
    "both sums": (ones(1, n) * A, ones(1, m), [SumToOne(A, 0), SumToOne(A, 1)]),
    "orthogonal": (S.T * S, Identity(n), [Orthogonal(S)]),
    "orthogonal, determinant": (Determinant(S) ** 2, 1, [Orthogonal(S)]),
    "positive definite": (Determinant(S) / sympy.Abs(Determinant(S)), 1, [PositiveDefinite(S)]),
    "invertible": (Trace(Inverse(S) * T * S), Trace(T), [Invertible(S)]),
    "size": (n * A, 2 * k * A, [SameSize(n, 2 * k)]),
    "sizes in a chain": (n * A, 4 * m * A, [SameSize(n, 2 * k), SameSize(k, 2 * m)]),
    "the chain rule": (g(2 * x).diff(x), 2 * Slope(g(2 * x)), []),
    "positive": (sympy.Abs(x), x, [Between(x, 0, oo)]),
    "impossible facts": (x, y, [Between(x, 0, 1), Binary(x)]),
    "no such orthogonal matrix": (S, 2 * S, [Orthogonal(S), Between(S, 2, 3)]),
    "no matrix has these sums": (A, 2 * A, [SumToOne(A, 0), SumToOne(A, 1), SameSize(n, m + 1)]),
}  # fmt: skip
