"""The symbols of the Matrix Cookbook's chapter 2, of symbolic size, and the few words that its equations need."""

from sympy import Determinant, Identity, Inverse, MatrixSymbol, Transpose, symbols

import symnet as sn

n, k, m = symbols("n k m", integer=True, positive=True)
i, j, p, q = symbols("i j p q", integer=True, nonnegative=True)
t, alpha = symbols("t alpha", real=True)

A, B, C, D, W, X, Y = (MatrixSymbol(name, n, n) for name in "ABCDWXY")
Z, T = MatrixSymbol("Z", n, k), MatrixSymbol("T", n, k)
"""n × k: where the book says that X is not square."""
P, Q, F = MatrixSymbol("P", m, n), MatrixSymbol("Q", k, m), MatrixSymbol("F", m, m)
K = MatrixSymbol("K", k, k)
a, b, c, d, r, s, x, y = (MatrixSymbol(name, n, 1) for name in "abcdrsxy")
g, h, u = MatrixSymbol("g", k, 1), MatrixSymbol("h", k, 1), MatrixSymbol("u", m, 1)
dX, dY, dZ = MatrixSymbol("dX", n, n), MatrixSymbol("dY", n, n), MatrixSymbol("dZ", n, k)
I = Identity(n)

Y_t = A + t * B + t**2 * C
"""A matrix that depends on t: its derivative is B + 2 t C, its second derivative 2 C."""
dY_t = B + 2 * t * C
r_t, s_t = a + t * b, c + t**2 * d

det = Determinant
gradient, differential, hessian, jacobian, entry = sn.gradient, sn.differential, sn.hessian, sn.jacobian, sn.entry


def inv_t(M):
    """M⁻ᵀ."""
    return Transpose(Inverse(M))


def single_entry(row, column):
    """J^ij, n × n: a one in row i and column j, counted from 0."""
    return sn.UnitVector(n, row + 1) * Transpose(sn.UnitVector(n, column + 1))


def powers(M, exponent):
    """M to a small power, written as a product."""
    return sn.multiply(*[M] * exponent) if exponent else I


def summed(count, term):
    """Σ_r term(r) for r = 0 … count − 1."""
    return sn.add(*(term(index) for index in range(count)))
