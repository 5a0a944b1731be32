"""The Matrix Cookbook, sections 2.5 traces, 2.6 vector norms, 2.7 matrix norms."""

from sympy import Inverse, KroneckerProduct, Trace, Transpose, sqrt

import symnet as sn
from symnet.expressions.assumptions import Invertible, Symmetric
from tests.verification.cookbook_symbols import (
    A,
    B,
    C,
    I,
    K,
    P,
    Q,
    X,
    Z,
    a,
    gradient,
    inv_t,
    jacobian,
    powers,
    summed,
    x,
)
from tests.verification.rows import Row


def tr(*factors):
    return Trace(sn.multiply(*factors))


FIRST_ORDER = (
    Row("99", "tr X", lambda: gradient(Trace(X), X), lambda: I, lambda: -I),
    Row("100", "tr XA", lambda: gradient(tr(X, A), X), lambda: A.T, lambda: A),
    Row("101", "tr AXB", lambda: gradient(tr(A, X, B), X), lambda: A.T * B.T, lambda: B.T * A.T),
    Row("101", "tr PZQ", lambda: gradient(tr(P, Z, Q), Z), lambda: P.T * Q.T, lambda: 2 * P.T * Q.T),
    Row("102", "tr AXᵀB", lambda: gradient(tr(A, X.T, B), X), lambda: B * A, lambda: A * B),
    Row("103", "tr XᵀA", lambda: gradient(tr(X.T, A), X), lambda: A, lambda: A.T),
    Row("104", "tr AXᵀ", lambda: gradient(tr(A, X.T), X), lambda: A, lambda: A.T),
    Row(
        "105",
        "tr A⊗X",
        lambda: gradient(Trace(KroneckerProduct(A, X)), X),
        lambda: Trace(A) * I,
        lambda: Trace(X) * I,
    ),
)

SECOND_ORDER = (
    Row("106", "tr X²", lambda: gradient(Trace(X**2), X), lambda: 2 * X.T, lambda: 2 * X),
    Row(
        "107",
        "tr X²B",
        lambda: gradient(Trace(X**2 * B), X),
        lambda: Transpose(X * B + B * X),
        lambda: X * B + B * X,
    ),
    Row("108", "tr XᵀBX", lambda: gradient(tr(X.T, B, X), X), lambda: B * X + B.T * X, lambda: 2 * B * X),
    Row("109", "tr BXXᵀ", lambda: gradient(tr(B, X, X.T), X), lambda: B * X + B.T * X, lambda: B * X - B.T * X),
    Row("110", "tr XXᵀB", lambda: gradient(tr(X, X.T, B), X), lambda: B * X + B.T * X, lambda: X * B + X * B.T),
    Row("111", "tr XBXᵀ", lambda: gradient(tr(X, B, X.T), X), lambda: X * B.T + X * B, lambda: B.T * X + B * X),
    Row("112", "tr BXᵀX", lambda: gradient(tr(B, X.T, X), X), lambda: X * B.T + X * B, lambda: 2 * X * B),
    Row("113", "tr XᵀXB", lambda: gradient(tr(X.T, X, B), X), lambda: X * B.T + X * B, lambda: X.T * B.T + X.T * B),
    Row(
        "114",
        "tr AXBX",
        lambda: gradient(tr(A, X, B, X), X),
        lambda: A.T * X.T * B.T + B.T * X.T * A.T,
        lambda: A.T * X * B.T + B.T * X * A.T,
    ),
    Row("115a", "tr ZᵀZ", lambda: gradient(tr(Z.T, Z), Z), lambda: 2 * Z, lambda: Z),
    Row("115b", "tr ZZᵀ", lambda: gradient(tr(Z, Z.T), Z), lambda: 2 * Z, lambda: -2 * Z),
    Row(
        "116",
        "tr BᵀXᵀCXB",
        lambda: gradient(tr(B.T, X.T, C, X, B), X),
        lambda: C.T * X * B * B.T + C * X * B * B.T,
        lambda: C.T * X * B.T * B + C * X * B.T * B,
    ),
    Row(
        "117",
        "tr XᵀBXC",
        lambda: gradient(tr(X.T, B, X, C), X),
        lambda: B * X * C + B.T * X * C.T,
        lambda: B * X * C + B.T * X * C,
    ),
    Row(
        "118",
        "tr AXBXᵀC",
        lambda: gradient(tr(A, X, B, X.T, C), X),
        lambda: A.T * C.T * X * B.T + C * A * X * B,
        lambda: C.T * A.T * X * B.T + A * C * X * B,
    ),
    Row(
        "119",
        "tr (AXB + C)(AXB + C)ᵀ",
        lambda: gradient(Trace((A * X * B + C) * (A * X * B + C).T), X),
        lambda: 2 * A.T * (A * X * B + C) * B.T,
        lambda: 2 * A * (A * X * B + C) * B,
    ),
    Row(
        "120",
        "tr X⊗X",
        lambda: gradient(Trace(KroneckerProduct(X, X)), X),
        lambda: 2 * Trace(X) * I,
        lambda: Trace(X) * I,
    ),
)

HIGHER_ORDER = (
    Row("121", "tr X⁴", lambda: gradient(Trace(X**4), X), lambda: 4 * Transpose(X**3), lambda: 4 * X**3),
    Row(
        "122",
        "tr AX³",
        lambda: gradient(Trace(A * X**3), X),
        lambda: summed(3, lambda left: Transpose(sn.multiply(powers(X, left), A, powers(X, 2 - left)))),
        lambda: summed(3, lambda left: Transpose(sn.multiply(A, powers(X, 2)))),
    ),
    Row(
        "123",
        "tr BᵀXᵀCXXᵀCXB",
        lambda: gradient(tr(B.T, X.T, C, X, X.T, C, X, B), X),
        lambda: (
            C * X * X.T * C * X * B * B.T
            + C.T * X * B * B.T * X.T * C.T * X
            + C * X * B * B.T * X.T * C * X
            + C.T * X * X.T * C.T * X * B * B.T
        ),
        lambda: (
            C * X * X.T * C * X * B * B.T
            + C.T * X * B * B.T * X.T * C.T * X
            + C * X * B * B.T * X.T * C * X
            + C.T * X * X.T * C * X * B * B.T
        ),
    ),
)

ZCZ = Inverse(Z.T * C * Z)
AZCZ = Inverse(K + Z.T * C * Z)

OTHER = (
    Row(
        "124a",
        "tr AX⁻¹B",
        lambda: gradient(Trace(A * Inverse(X) * B), X),
        lambda: -Transpose(Inverse(X) * B * A * Inverse(X)),
        lambda: -Inverse(X) * B * A * Inverse(X),
        (Invertible(X),),
    ),
    Row(
        "124b",
        "tr AX⁻¹B, transposed",
        lambda: gradient(Trace(A * Inverse(X) * B), X),
        lambda: -inv_t(X) * A.T * B.T * inv_t(X),
        lambda: -inv_t(X) * B.T * A.T * inv_t(X),
        (Invertible(X),),
    ),
    Row(
        "125",
        "tr (ZᵀCZ)⁻¹K",
        lambda: gradient(Trace(ZCZ * K), Z),
        lambda: -(C * Z * ZCZ) * (K + K.T) * ZCZ,
        lambda: -(C * Z * ZCZ) * (2 * K) * ZCZ,
        (Symmetric(C), Invertible(Z.T * C * Z)),
    ),
    Row(
        "126",
        "tr (ZᵀCZ)⁻¹ZᵀBZ",
        lambda: gradient(Trace(ZCZ * (Z.T * B * Z)), Z),
        lambda: -2 * C * Z * ZCZ * Z.T * B * Z * ZCZ + 2 * B * Z * ZCZ,
        lambda: 2 * C * Z * ZCZ * Z.T * B * Z * ZCZ + 2 * B * Z * ZCZ,
        (Symmetric(B), Symmetric(C), Invertible(Z.T * C * Z)),
    ),
    Row(
        "127",
        "tr (K + ZᵀCZ)⁻¹ZᵀBZ",
        lambda: gradient(Trace(AZCZ * (Z.T * B * Z)), Z),
        lambda: -2 * C * Z * AZCZ * Z.T * B * Z * AZCZ + 2 * B * Z * AZCZ,
        lambda: -2 * C * Z * ZCZ * Z.T * B * Z * AZCZ + 2 * B * Z * AZCZ,
        (Symmetric(B), Symmetric(C), Symmetric(K), Invertible(K + Z.T * C * Z)),
    ),
    Row(
        "98",
        "tr of the powers of X, F(X) = X³ + 2X² − X",
        lambda: gradient(Trace(X**3 + 2 * X**2 - X), X),
        lambda: Transpose(3 * X**2 + 4 * X - I),
        lambda: 3 * X**2 + 4 * X - I,
    ),
)

NORM = sqrt(Trace((x - a).T * (x - a)))

NORMS = (
    Row("129", "|x − a|", lambda: gradient(NORM, x), lambda: 1 / NORM * (x - a), lambda: 1 / NORM * (a - x)),
    Row(
        "130",
        "(x − a)/|x − a|",
        lambda: jacobian(1 / NORM * (x - a), x),
        lambda: 1 / NORM * I - NORM**-3 * (x - a) * (x - a).T,
        lambda: 1 / NORM * I - NORM**-2 * (x - a) * (x - a).T,
    ),
    Row("131a", "|x|²", lambda: gradient(Trace(x.T * x), x), lambda: 2 * x, lambda: x),
    Row("131b", "xᵀx", lambda: gradient(x.T * x, x), lambda: 2 * x, lambda: -2 * x),
    Row(
        "132a",
        "|Z|² as the sum of squares",
        lambda: gradient(sn.SumEntries(sn.hadamard(Z, Z)), Z),
        lambda: 2 * Z,
        lambda: Z,
    ),
    Row("132b", "tr ZZᴴ", lambda: gradient(Trace(Z * Z.T), Z), lambda: 2 * Z, lambda: Z),
)
