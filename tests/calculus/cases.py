"""One expression or more for each node type, over tiny matrices, with a name for each way through its rules."""

import sympy as sp
from sympy import (
    Adjoint,
    BlockDiagMatrix,
    BlockMatrix,
    Determinant,
    Function,
    HadamardPower,
    HadamardProduct,
    ImmutableDenseMatrix,
    Inverse,
    KroneckerProduct,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Piecewise,
    Symbol,
    Trace,
    Transpose,
    exp,
    log,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

import symnet as sn
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.slope import Slope
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec

S, T = MatrixSymbol("S", 2, 2), MatrixSymbol("T", 2, 2)
X, Y, Z = MatrixSymbol("X", 2, 3), MatrixSymbol("Y", 3, 2), MatrixSymbol("Z", 2, 3)
P, Q = MatrixSymbol("P", 2, 3), MatrixSymbol("Q", 2, 3)  # their entries are positive
v, r, w = MatrixSymbol("v", 2, 1), MatrixSymbol("r", 1, 3), MatrixSymbol("w", 6, 1)
i, j = sp.symbols("i j", integer=True, nonnegative=True)
alpha, beta = sp.symbols("alpha beta", real=True)
a, b = sp.symbols("p_a p_b", positive=True)
u_1, u_2 = sp.symbols("u_1 u_2", real=True)
TRACE = Trace(MatMul(S, S))

CASES = {
    "MatAdd": [MatAdd(X, Transpose(Y)), sn.add(S, Transpose(S), MatMul(S, S))],
    "MatMul": [
        MatMul(3, X, Y),
        MatMul(S, T, S),
        MatMul(T, S, v),
        sn.multiply(alpha, 2, beta, S, T),
        MatMul(TRACE, alpha, S, X),
        sn.multiply(S, sn.multiply(alpha, sn.multiply(beta, alpha, T))),
    ],
    "MatPow": [MatPow(S, 3), MatPow(S, 2), MatPow(S, -2), MatPow(S, -3)],
    "Inverse": [Inverse(S), Inverse(MatMul(S, T))],
    "Transpose": [Transpose(X), Transpose(S), MatMul(S, Transpose(MatMul(S, T)))],
    "Adjoint": [Adjoint(X), Adjoint(S)],
    "HadamardProduct": [HadamardProduct(S, T, Transpose(S)), HadamardProduct(X, Transpose(Y))],
    "HadamardPower": [
        HadamardPower(X, 3),
        HadamardPower(X, 2),
        HadamardPower(P, alpha),
        HadamardPower(P, Q),
        HadamardPower(2, X),
        HadamardPower(a, Z),
    ],
    "Elementwise": [
        sn.tanh(MatMul(S, X)),
        sn.apply_elementwise(lambda u, p: u * p**2 + 1 / (2 + u**2), X, Transpose(Y)),
        sn.Elementwise(Lambda(u_1, alpha * u_1**2 + u_1 * TRACE), X),
        sn.leaky_relu(X, alpha),
        sn.squared_error(X, Z),
        sn.apply_elementwise(lambda u: sp.Abs(u) + sp.Max(u, sp.Rational(1, 5)), X),
        sn.Elementwise(Lambda(u_1, Slope(sn.sigmoid(u_1))), X),
        sn.Elementwise(Lambda((u_1, u_2), u_2 * 3 + u_1), X, Z),
        sn.Elementwise(Lambda((u_1, u_2), Slope(sn.log_cosh(u_1, u_2))), X, Z),
        sn.Elementwise(Lambda(u_1, u_1 * sp.sin(alpha) + alpha * u_1**2 + (alpha + beta) * u_1), X),
        sn.Elementwise(Lambda(u_1, u_1 * Trace(alpha * S) + alpha * u_1**2 + Determinant(S) ** 2), X),
        sn.Elementwise(Lambda(u_1, sn.SumEntries(sn.tanh(u_1 * S))), X),
        sn.Elementwise(Lambda(u_1, sp.Sum(u_1**2 * X[0, i] * alpha, (i, 0, 2))), X),
        sn.Elementwise(Lambda(u_1, Piecewise((alpha * u_1, u_1 > sp.Rational(1, 3)), (u_1 * S[0, 1], True))), X),
    ],
    "ElementwiseApplyFunction": [ElementwiseApplyFunction(sp.sin, X), X.applyfunc(Lambda(u_1, u_1**3 * alpha))],
    "Softmax": [sn.softmax(X), sn.Softmax(MatMul(S, X), axis=1), sn.softmax(v)],
    "LogSumExp": [LogSumExp(X), LogSumExp(MatMul(S, X), 1)],
    "SumEntries": [sn.SumEntries(MatMul(S, X)), sn.SumEntries(S) * sn.SumEntries(S)],
    "Broadcast": [
        sn.Broadcast(v, 2, 3),
        sn.Broadcast(r, 2, 3),
        sn.Broadcast(MatMul(r, Y, v), 2, 3),
        HadamardProduct(X, sn.Broadcast(MatMul(S, v), 2, 3)),
    ],
    "Slice": [sn.Slice(X, 2), sn.Slice(X, 1, 0), MatMul(S, sn.Slice(S, 2)), MatMul(sn.Slice(S, 2, 0), S)],
    "MatrixElement": [
        X[0, 1] ** 2 * X[1, 2],
        sp.MatrixSymbol("X", 2, 3)[1, 0] * X,
        S[0, 1] * S[1, 0],
        sn.entry(S, 0, 1) * sp.sin(S[1, 1]),
        MatrixElement(MatMul(S, X), 0, 1) * S[0, 0],
        (v.T * S * v)[0, 0],
        MatrixElement(v.T * S * v, 0, 0),
    ],
    "Vec": [Vec(X), Vec(MatMul(S, X)), MatMul(Transpose(Vec(S)), Vec(T))],
    "Unvec": [Unvec(w, 2, 3), Unvec(Vec(X), 3, 2), MatMul(S, Unvec(w, 2, 3))],
    "Trace": [TRACE, Trace(MatMul(X, Y)) ** 2, sn.multiply(Trace(S), S)],
    "Determinant": [Determinant(S), log(Determinant(MatMul(S, Transpose(S)))), Determinant(S) ** 2 * Trace(S)],
    "DiagMatrix": [DiagMatrix(v), DiagMatrix(r), MatMul(DiagMatrix(MatMul(S, v)), S)],
    "DiagonalMatrix": [DiagonalMatrix(X), DiagonalMatrix(MatMul(S, T))],
    "DiagonalOf": [DiagonalOf(S), DiagonalOf(X), DiagonalOf(Y), DiagonalOf(MatMul(S, S))],
    "KroneckerProduct": [
        KroneckerProduct(S, v),
        KroneckerProduct(r, S, v),
        KroneckerProduct(S, S),
        KroneckerProduct(X, Y),
    ],
    "BlockMatrix": [BlockMatrix([[S, X], [Y, MatMul(Y, X)]]), BlockMatrix([[S, S]]), BlockMatrix([[S, X], [T, Z]])],
    "BlockDiagMatrix": [BlockDiagMatrix(S, X), BlockDiagMatrix(S, MatMul(S, S))],
    "MatrixSlice": [
        MatrixSlice(X, (0, 2), (1, 3)),
        MatMul(S, MatrixSlice(X, (0, 2), (0, 2))),
        MatrixSlice(Transpose(w), (0, 1), (0, 6, 2)),
        MatrixSlice(MatMul(Y, X), (1, 3), (1, 2)),
    ],
    "ImmutableDenseMatrix": [
        ImmutableDenseMatrix([[X[0, 0] ** 2, alpha * X[1, 1], 3], [Trace(S), X[0, 0], X[0, 1]]]),
        ImmutableDenseMatrix([[alpha, beta, S[0, 0]], [T[0, 1], a, X[1, 1]]]),
    ],
    "ImmutableSparseMatrix": [sp.ImmutableSparseMatrix([[X[0, 0] ** 2, 0, alpha * X[1, 1]], [0, Trace(S), X[0, 1]]])],
    "Add": [Trace(S) + sn.SumEntries(MatMul(S, S)) + alpha, sp.Add(X[0, 0], X[0, 0] * alpha)],
    "Mul": [2 * Trace(S) * sn.SumEntries(S) * alpha],
    "Pow": [
        Trace(P * Transpose(Q)) ** 3,
        sn.SumEntries(P) ** sn.SumEntries(Q),
        2 ** Trace(S),
        a**b,
        sp.Pow(2, v.T * v),
    ],
    "Function": [
        exp(Trace(S)),
        sn.sigmoid(alpha * Trace(S)),
        sn.squared_error(Trace(S), alpha * S[0, 0]),
        sn.huber(alpha, beta),
        sp.atan2(a, sn.SumEntries(P)),
        log(v.T * S * S.T * v),
        exp(alpha * v.T * v) ** 2,
    ],
    "Max": [  # one of the two maxima takes each of the operands
        sp.Max(X[0, 0], Z[0, 1]) + 3 * sp.Max(-X[0, 0], -Z[0, 1]),
        alpha * (sp.Max(Trace(S), T[0, 0] ** 2) + 2 * sp.Max(-Trace(S), -(T[0, 0] ** 2))) + alpha,
        sp.Max(X[0, 0], alpha, beta) + 2 * sp.Max(-X[0, 0], -alpha, -beta) + 5 * (X[0, 0] + alpha + beta),
    ],
    "Min": [
        sp.Min(X[0, 0], Z[0, 1]) + 3 * sp.Min(-X[0, 0], -Z[0, 1]),
        sn.SumEntries(X) * sp.Min(Trace(S), 9) + alpha * sp.Min(alpha, 0) + alpha**2 * X[1, 1],
    ],
    "Slope": [
        Slope(sn.elu(-(S[0, 0] ** 2), T[0, 1])),
        sn.Elementwise(Lambda(u_1, u_1 * Slope(sn.elu(u_1, alpha))), X),
        Slope(sn.tanh(Trace(S))),
        Slope(Slope(sn.sigmoid(alpha * Trace(S)))),
        Slope(sn.elu(alpha * beta, alpha)),
    ],
    "Sum": [
        sp.Sum(X[0, i] ** 2 * X[1, i], (i, 0, 2)),
        sp.Sum(sn.SumEntries(sn.tanh(MatMul(S, sn.Slice(X, i)))) * i * alpha, (i, 1, 3)),
        sp.Sum(Trace(S) * X[0, i] * (alpha + beta) * i, (i, 0, 2)),
        sp.Sum(X[0, i], (i, 0, 2)) * sp.Sum(X[0, i] ** 2 * S[0, 0], (i, 0, 2)),
        sp.Sum(X[0, i] * sp.Sum(X[1, i] ** 2, (i, 0, 2)), (i, 0, 2)),
    ],
    "FunctionMatrix": [
        sp.FunctionMatrix(2, 3, Lambda((i, j), X[i, j] ** 2 * (i + 1) * alpha + S[0, 1] * X[i, 0])),
        sp.FunctionMatrix(2, 3, Lambda((i, j), X[i, j] * sp.Sum(X[0, i] ** 2, (i, 0, 2)))),
    ],
    "Piecewise": [
        Piecewise((Trace(S) ** 2, alpha > 0), (S[0, 0], True)) + Piecewise((alpha, beta > 9), (beta**2 * alpha, True)),
        alpha * Piecewise((Trace(S), Trace(T) > 0), (b, True))
        + 3 * Piecewise((b, Trace(T) > 0), (Trace(S), True)) * T[0, 0]
        + 5 * Piecewise((Trace(S), Trace(T) <= 0), (b, True)),
    ],
}
"""By the name of the node type whose rule each expression is a test of."""

CONSTANTS = {
    "MatrixSymbol": X,
    "Identity": sp.Identity(2),
    "ZeroMatrix": sp.ZeroMatrix(2, 3),
    "OneMatrix": sp.OneMatrix(2, 3),
    "UnitVector": UnitVector(3, 2),
    "CommutationMatrix": CommutationMatrix(2, 3),
    "PermutationMatrix": sp.matrices.expressions.permutation.PermutationMatrix(sp.combinatorics.Permutation([1, 0])),
    "Symbol": Symbol("x"),
    "Number": sp.Rational(1, 2),
    "NumberSymbol": sp.pi,
}

GENERIC = Function("g")
UNDEFINED = {
    "GenericActivation": sn.Network([2, 3]).equations()[-1].expression.function.expr,
    "AppliedUndef": GENERIC(Trace(S)),
}
