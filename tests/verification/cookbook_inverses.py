"""The Matrix Cookbook, chapter 2: the differentials (33) to (44), 2.1 determinants, 2.2 inverses, 2.3 eigenvalues."""

from sympy import HadamardProduct, Inverse, KroneckerProduct, MatMul, Trace, Transpose, ZeroMatrix, log

from symnet.expressions.assumptions import Invertible, PositiveDefinite, Symmetric
from tests.verification.cookbook_symbols import (
    A,
    B,
    C,
    D,
    I,
    W,
    X,
    Y,
    Y_t,
    Z,
    a,
    alpha,
    b,
    det,
    differential,
    dX,
    dY,
    dY_t,
    dZ,
    entry,
    gradient,
    i,
    inv_t,
    j,
    n,
    p,
    q,
    t,
)
from tests.verification.rows import Row

DIFFERENTIALS = (
    Row("33", "d A", lambda: differential(A, X), lambda: ZeroMatrix(n, n), lambda: A),
    Row("34", "d(alpha X)", lambda: differential(alpha * X, X), lambda: alpha * dX, lambda: alpha * X),
    Row("35", "d(X + Y)", lambda: differential(X + Y, [X, Y]), lambda: dX + dY, lambda: dX - dY),
    Row("36", "d tr X", lambda: differential(Trace(X), X), lambda: Trace(dX), lambda: 2 * Trace(dX)),
    Row("37", "d(XY)", lambda: differential(X * Y, [X, Y]), lambda: dX * Y + X * dY, lambda: dX * Y + dY * X),
    Row(
        "38",
        "d(X∘Y)",
        lambda: differential(HadamardProduct(X, Y), [X, Y]),
        lambda: HadamardProduct(dX, Y) + HadamardProduct(X, dY),
        lambda: HadamardProduct(dX, Y) + HadamardProduct(X, dY.T),
    ),
    Row(
        "39",
        "d(X⊗Z)",
        lambda: differential(KroneckerProduct(X, Z), [X, Z]),
        lambda: KroneckerProduct(dX, Z) + KroneckerProduct(X, dZ),
        lambda: KroneckerProduct(dX, Z) - KroneckerProduct(X, dZ),
    ),
    Row(
        "40",
        "d X⁻¹",
        lambda: differential(Inverse(X), X),
        lambda: -Inverse(X) * dX * Inverse(X),
        lambda: -Inverse(X) * Inverse(X) * dX,
        (Invertible(X),),
    ),
    Row(
        "41",
        "d det X by the adjugate det(X) X⁻¹",
        lambda: differential(det(X), X),
        lambda: Trace(MatMul(det(X), Inverse(X), dX)),
        lambda: Trace(MatMul(det(X), inv_t(X), dX)),
        (Invertible(X),),
    ),
    Row(
        "42",
        "d det X",
        lambda: differential(det(X), X),
        lambda: det(X) * Trace(Inverse(X) * dX),
        lambda: det(X) * Trace(X * dX),
        (Invertible(X),),
    ),
    Row(
        "43",
        "d log det X",
        lambda: differential(log(det(X)), X),
        lambda: Trace(Inverse(X) * dX),
        lambda: 2 * Trace(Inverse(X) * dX),
        (PositiveDefinite(X),),
    ),
    Row("44", "d Zᵀ", lambda: differential(Z.T, Z), lambda: Transpose(dZ), lambda: -Transpose(dZ)),
)

ZZ = (Invertible(Z.T * A * Z),)

DETERMINANTS = (
    Row(
        "46",
        "det Y(t)",
        lambda: gradient(det(Y_t), t),
        lambda: det(Y_t) * Trace(Inverse(Y_t) * dY_t),
        lambda: det(Y_t) * Trace(Inverse(Y_t) * (B + t * C)),
        (Invertible(Y_t),),
    ),
    Row(
        "48",
        "det Y(t) twice",
        lambda: gradient(gradient(det(Y_t), t), t),
        lambda: (
            det(Y_t)
            * (
                Trace(Inverse(Y_t) * (2 * C))
                + Trace(Inverse(Y_t) * dY_t) ** 2
                - Trace(Inverse(Y_t) * dY_t * Inverse(Y_t) * dY_t)
            )
        ),
        lambda: (
            det(Y_t)
            * (
                Trace(Inverse(Y_t) * (2 * C))
                + Trace(Inverse(Y_t) * dY_t) ** 2
                + Trace(Inverse(Y_t) * dY_t * Inverse(Y_t) * dY_t)
            )
        ),
        (Invertible(Y_t),),
    ),
    Row(
        "49",
        "det X",
        lambda: gradient(det(X), X),
        lambda: det(X) * inv_t(X),
        lambda: det(X) * Inverse(X),
        (Invertible(X),),
    ),
    Row(
        "50",
        "Σ ∂det(X)/∂X_ik X_jk",
        lambda: gradient(det(X), X) * X.T,
        lambda: det(X) * I,
        lambda: MatMul(2, det(X), I),
        (Invertible(X),),
    ),
    Row(
        "51",
        "det AXB",
        lambda: gradient(det(A * X * B), X),
        lambda: det(A * X * B) * inv_t(X),
        lambda: det(A * X * B) * Inverse(X),
        (Invertible(A), Invertible(B), Invertible(X)),
    ),
    Row(
        "52",
        "det XᵀAX of square X",
        lambda: gradient(det(X.T * A * X), X),
        lambda: 2 * det(X.T * A * X) * inv_t(X),
        lambda: det(X.T * A * X) * inv_t(X),
        (Invertible(A), Invertible(X)),
    ),
    Row(
        "53",
        "det ZᵀAZ, A symmetric",
        lambda: gradient(det(Z.T * A * Z), Z),
        lambda: 2 * det(Z.T * A * Z) * A * Z * Inverse(Z.T * A * Z),
        lambda: 2 * det(Z.T * A * Z) * Z * Inverse(Z.T * A * Z),
        (Symmetric(A), *ZZ),
    ),
    Row(
        "54",
        "det ZᵀAZ",
        lambda: gradient(det(Z.T * A * Z), Z),
        lambda: det(Z.T * A * Z) * (A * Z * Inverse(Z.T * A * Z) + A.T * Z * Inverse(Z.T * A.T * Z)),
        lambda: det(Z.T * A * Z) * (A * Z * Inverse(Z.T * A * Z) + A.T * Z * Inverse(Z.T * A * Z)),
        ZZ,
    ),
    Row(
        "55",
        "log det ZᵀZ, by the pseudoinverse (ZᵀZ)⁻¹Zᵀ",
        lambda: gradient(log(det(Z.T * Z)), Z),
        lambda: 2 * Transpose(Inverse(Z.T * Z) * Z.T),
        lambda: Transpose(Inverse(Z.T * Z) * Z.T),
        (Invertible(Z.T * Z),),
    ),
    Row(
        "57",
        "log det X",
        lambda: gradient(log(det(X)), X),
        lambda: Inverse(X.T),
        lambda: X.T,
        (PositiveDefinite(X),),
    ),
    Row(
        "58",
        "det X³",
        lambda: gradient(det(X**3), X),
        lambda: 3 * det(X**3) * inv_t(X),
        lambda: 2 * det(X**3) * inv_t(X),
        (Invertible(X),),
    ),
)

INVERSES = (
    Row(
        "59",
        "Y(t)⁻¹ by t",
        lambda: differential(Inverse(Y_t), t, tangent=1),
        lambda: -Inverse(Y_t) * dY_t * Inverse(Y_t),
        lambda: -Inverse(Y_t) * Inverse(Y_t) * dY_t,
        (Invertible(Y_t),),
    ),
    Row(
        "60",
        "(X⁻¹)_pq by X_ij",
        lambda: gradient(entry(Inverse(X), p, q), X[i, j]),
        lambda: -entry(Inverse(X), p, i) * entry(Inverse(X), j, q),
        lambda: -entry(Inverse(X), p, j) * entry(Inverse(X), i, q),
        (Invertible(X),),
    ),
    Row(
        "61",
        "aᵀX⁻¹b",
        lambda: gradient(a.T * Inverse(X) * b, X),
        lambda: -inv_t(X) * a * b.T * inv_t(X),
        lambda: -inv_t(X) * b * a.T * inv_t(X),
        (Invertible(X),),
    ),
    Row(
        "62",
        "det X⁻¹",
        lambda: gradient(det(Inverse(X)), X),
        lambda: -det(Inverse(X)) * inv_t(X),
        lambda: det(Inverse(X)) * inv_t(X),
        (Invertible(X),),
    ),
    Row(
        "63",
        "tr AX⁻¹B",
        lambda: gradient(Trace(A * Inverse(X) * B), X),
        lambda: -Transpose(Inverse(X) * B * A * Inverse(X)),
        lambda: -Transpose(Inverse(X) * A * B * Inverse(X)),
        (Invertible(X),),
    ),
    Row(
        "64",
        "tr (X+A)⁻¹",
        lambda: gradient(Trace(Inverse(X + A)), X),
        lambda: -Transpose(Inverse(X + A) * Inverse(X + A)),
        lambda: -Transpose(Inverse(X + A)),
        (Invertible(X + A),),
    ),
    Row(
        "65",
        "J(A⁻¹) by A, of J(W) = tr(WᵀDWB)",
        lambda: gradient(Trace(Inverse(A).T * D * Inverse(A) * B), A),
        lambda: -inv_t(A) * gradient(Trace(W.T * D * W * B), W).xreplace({W: Inverse(A)}) * inv_t(A),
        lambda: -Inverse(A) * gradient(Trace(W.T * D * W * B), W).xreplace({W: Inverse(A)}) * Inverse(A),
        (Invertible(A),),
    ),
)

EIGENVALUES = (
    Row("66", "the sum of the eigenvalues", lambda: gradient(Trace(X), X), lambda: I, lambda: 2 * I),
    Row(
        "67",
        "the product of the eigenvalues",
        lambda: gradient(det(X), X),
        lambda: det(X) * inv_t(X),
        lambda: inv_t(X),
        (Invertible(X),),
    ),
)
