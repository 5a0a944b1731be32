"""The symbols of the identities: square matrices A to S, rectangular E to P, columns x, y, r, of symbolic size."""

from sympy import (
    Determinant,
    HadamardProduct,
    Identity,
    KroneckerProduct,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Trace,
    symbols,
)
from sympy.matrices.expressions.diagonal import DiagMatrix

import symnet as sn

n, m, k, l = symbols("n m k l", integer=True, positive=True)
i, j = symbols("i j", integer=True, nonnegative=True)
c, t = symbols("c t", real=True)
A, B, C, D, S = (MatrixSymbol(name, n, n) for name in "ABCDS")
E, F, G = (MatrixSymbol(name, n, m) for name in "EFG")
H, K, L = MatrixSymbol("H", m, k), MatrixSymbol("K", k, l), MatrixSymbol("L", l, n)
M, N = MatrixSymbol("M", m, m), MatrixSymbol("N", m, m)
P = MatrixSymbol("P", m, n)
x, y, v = (MatrixSymbol(name, n, 1) for name in "xyv")
r = MatrixSymbol("r", m, 1)
I = Identity(n)
ONE = OneMatrix(n, 1)
ONES = OneMatrix(n, m)
CENTRE = I - Rational(1) / n * (ONE * ONE.T)
"""What subtracts the mean."""

had, diag, total, kron, det = HadamardProduct, DiagMatrix, sn.SumEntries, KroneckerProduct, Determinant
row_of_ones, column_of_ones = OneMatrix(1, n), OneMatrix(m, 1)


def tr(*factors):
    return Trace(sn.multiply(*factors))
