"""Identities of Kronecker products and vec, of inverses and determinants."""

import sympy as sp
from sympy import (
    Identity,
    Inverse,
    MatPow,
    Trace,
    Transpose,
)

import symnet as sn
from symnet.expressions.assumptions import Invertible, Orthogonal, PositiveDefinite, Symmetric
from tests.verification.identities_symbols import A, B, E, F, I, M, N, S, det, i, j, kron, m, n, r, tr, x
from tests.verification.rows import identity

KRONECKER = (
    identity(
        "determinant of ⊗",
        lambda: det(kron(A, M)),
        lambda: det(A) ** m * det(M) ** n,
        lambda: det(A) ** n * det(M) ** m,
        (),
    ),
    identity(
        "vec AEB = (Bᵀ⊗A) vec E",
        lambda: sn.Vec(A * E * M),
        lambda: kron(M.T, A) * sn.Vec(E),
        lambda: kron(M, A) * sn.Vec(E),
    ),
    identity("mixed product", lambda: kron(A, M) * kron(B, N), lambda: kron(A * B, M * N), lambda: kron(B * A, M * N)),
    identity("transpose of ⊗", lambda: Transpose(kron(A, E)), lambda: kron(A.T, E.T), lambda: kron(A, E.T)),
    identity("trace of ⊗", lambda: Trace(kron(A, M)), lambda: Trace(A) * Trace(M), lambda: Trace(A) + Trace(M)),
    identity(
        "inverse of ⊗",
        lambda: Inverse(kron(A, M)),
        lambda: kron(Inverse(A), Inverse(M)),
        lambda: kron(Inverse(A), M),
        (Invertible(A), Invertible(M)),
    ),
    identity(
        "⊗ is distributive", lambda: kron(A, E + F), lambda: kron(A, E) + kron(A, F), lambda: kron(A, E) + kron(A, E)
    ),
    identity("⊗ of identities", lambda: kron(A, Identity(m)) * kron(I, M), lambda: kron(A, M), lambda: kron(A, M.T)),
    identity(
        "commutation matrix", lambda: sn.CommutationMatrix(n, m) * sn.Vec(E), lambda: sn.Vec(E.T), lambda: sn.Vec(E)
    ),
    identity(
        "commutation and back",
        lambda: sn.CommutationMatrix(m, n) * sn.CommutationMatrix(n, m),
        lambda: Identity(n * m),
        lambda: sn.CommutationMatrix(n, m),
    ),
    identity(
        "transpose of a commutation matrix",
        lambda: Transpose(sn.CommutationMatrix(n, m)),
        lambda: sn.CommutationMatrix(m, n),
        lambda: sn.CommutationMatrix(n, m),
    ),
    identity(
        "vec is linear", lambda: sn.Vec(2 * E + F), lambda: 2 * sn.Vec(E) + sn.Vec(F), lambda: sn.Vec(E) + sn.Vec(F)
    ),
    identity("vec(E)ᵀ vec(F) is a trace", lambda: tr(sn.Vec(E).T, sn.Vec(F)), lambda: tr(E.T, F), lambda: tr(E.T, E)),
    identity("vec of an outer product", lambda: sn.Vec(x * r.T), lambda: kron(r, x), lambda: kron(x, r)),
    identity("unvec takes vec back", lambda: sn.Unvec(sn.Vec(E), n, m), lambda: E, lambda: 2 * E),
    identity(
        "unit vectors cut out an entry",
        lambda: tr(sn.UnitVector(n, i + 1).T, E, sn.UnitVector(m, j + 1)),
        lambda: E[i, j],
        lambda: E[j, i],
    ),
    identity(
        "unit vectors cut out a column",
        lambda: E * sn.UnitVector(m, j + 1),
        lambda: sn.Slice(E, j + 1),
        lambda: 2 * sn.Slice(E, j + 1),
    ),
)


def _projection():
    return E * Inverse(E.T * E) * E.T


INVERSES = (
    identity("A A⁻¹", lambda: sn.multiply(A, Inverse(A)), lambda: I, lambda: A, (Invertible(A),)),
    identity(
        "inverse of a product",
        lambda: Inverse(A * B),
        lambda: Inverse(B) * Inverse(A),
        lambda: Inverse(A) * Inverse(B),
        (Invertible(A), Invertible(B)),
    ),
    identity(
        "inverse of a transpose",
        lambda: Inverse(A.T),
        lambda: Transpose(Inverse(A)),
        lambda: Inverse(A),
        (Invertible(A),),
    ),
    identity(
        "inverse of a multiple",
        lambda: Inverse(3 * A),
        lambda: Inverse(A) / 3,
        lambda: 3 * Inverse(A),
        (Invertible(A),),
    ),
    identity(
        "similar matrices have one trace",
        lambda: Trace(Inverse(A) * B * A),
        lambda: Trace(B),
        lambda: Trace(A),
        (Invertible(A),),
    ),
    identity(
        "A⁻¹ − B⁻¹",
        lambda: Inverse(A) - Inverse(B),
        lambda: Inverse(A) * (B - A) * Inverse(B),
        lambda: Inverse(A) * (A - B) * Inverse(B),
        (Invertible(A), Invertible(B)),
    ),
    identity("inverse of an orthogonal matrix", lambda: Inverse(S), lambda: S.T, lambda: S, (Orthogonal(S),)),
    identity(
        "inverse of a symmetric matrix",
        lambda: Transpose(Inverse(S)),
        lambda: Inverse(S),
        lambda: S,
        (Symmetric(S), Invertible(S)),
    ),
    identity(
        "powers of the inverse",
        lambda: MatPow(A, -2),
        lambda: sn.multiply(Inverse(A), Inverse(A)),
        lambda: Inverse(A),
        (Invertible(A),),
    ),
    identity("determinant of a product", lambda: det(A * B), lambda: det(A) * det(B), lambda: det(A) + det(B)),
    identity("determinant of a transpose", lambda: det(A.T), lambda: det(A), lambda: -det(A)),
    identity(
        "determinant of an inverse", lambda: det(Inverse(A)), lambda: 1 / det(A), lambda: det(A), (Invertible(A),)
    ),
    identity("determinant of a multiple", lambda: det(2 * A), lambda: 2**n * det(A), lambda: 2 * det(A)),
    identity(
        "determinant of the inverse of an orthogonal matrix",
        lambda: det(Inverse(S)),
        lambda: det(S),
        lambda: sp.S.One,
        (Orthogonal(S),),
    ),
    identity(
        "determinant of an orthogonal matrix",
        lambda: det(S) ** 2,
        lambda: sp.S.One,
        lambda: det(S) * 2,
        (Orthogonal(S),),
    ),
    identity(
        "log det of a product",
        lambda: sp.log(det(A * B)),
        lambda: sp.log(det(A)) + sp.log(det(B)),
        lambda: sp.log(det(A)) * sp.log(det(B)),
        (PositiveDefinite(A), PositiveDefinite(B)),
    ),
    identity(
        "a projection is idempotent",
        lambda: _projection() * _projection(),
        _projection,
        lambda: 2 * _projection(),
        (Invertible(E.T * E),),
    ),
)
