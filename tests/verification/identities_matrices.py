"""Identities of traces, entrywise products and products of matrices of symbolic size."""

import sympy as sp
from sympy import (
    MatPow,
    OneMatrix,
    Sum,
    Symbol,
    Trace,
    Transpose,
)
from sympy.matrices.expressions.diagonal import DiagonalMatrix, DiagonalOf

import symnet as sn
from symnet.expressions.assumptions import Orthogonal, SameSize, Symmetric
from tests.verification.identities_symbols import (
    ONE,
    ONES,
    A,
    B,
    C,
    D,
    E,
    F,
    G,
    H,
    I,
    K,
    L,
    S,
    c,
    column_of_ones,
    diag,
    had,
    i,
    j,
    kron,
    m,
    n,
    r,
    total,
    tr,
    x,
    y,
)
from tests.verification.rows import identity

TRACES = (
    identity(
        "trace of a product turned round", lambda: tr(E, H, K, L), lambda: tr(K, L, E, H), lambda: tr(A, E, H, K, L)
    ),
    identity("trace is no more than cyclic", lambda: tr(A, B, C), lambda: tr(C, A, B), lambda: tr(A, C, B)),
    identity("trace of a transpose", lambda: tr(A, B), lambda: tr(A.T, B.T), lambda: tr(A.T, B)),
    identity("trace is linear", lambda: Trace(2 * A + B), lambda: 2 * Trace(A) + Trace(B), lambda: Trace(A) + Trace(B)),
    identity("tr EᵀF = Σ E∘F", lambda: tr(E.T, F), lambda: total(had(E, F)), lambda: tr(E.T, E)),
    identity(
        "tr EFᵀ = 1ᵀ(E∘F)1",
        lambda: tr(E, F.T),
        lambda: tr(ONE.T, had(E, F), OneMatrix(m, 1)),
        lambda: 2 * total(had(E, F)),
    ),
    identity("tr xyᵀ = yᵀx", lambda: tr(x, y.T), lambda: (y.T * x)[0, 0], lambda: (x.T * x)[0, 0]),
    identity("xᵀAx by a trace", lambda: Trace(x.T * A * x), lambda: tr(A, x, x.T), lambda: tr(A, A, x, x.T)),
    identity("tr of the identity", lambda: Trace(I), lambda: n, lambda: 2 * n),
    identity(
        "tr AB of symmetric A and skew B", lambda: tr(A, B - B.T), lambda: sp.S.Zero, lambda: tr(A, B), (Symmetric(A),)
    ),
    identity(
        "tr (A∘B)C = tr A(Bᵀ∘C)",
        lambda: Trace(had(A, B) * C),
        lambda: Trace(A * had(B.T, C)),
        lambda: Trace(A * had(B, C)),
    ),
    identity(
        "tr ABCD by vec",
        lambda: tr(A, B, C, D),
        lambda: tr(sn.Vec(D.T).T, kron(C.T, A), sn.Vec(B)),
        lambda: tr(sn.Vec(D).T, kron(C.T, A), sn.Vec(B)),
    ),
)

ENTRYWISE = (
    identity("x∘y = diag(x) y", lambda: had(x, y), lambda: diag(x) * y, lambda: diag(x) * x),
    identity(
        "(x rᵀ)∘E = diag(x) E diag(r)", lambda: had(x * r.T, E), lambda: diag(x) * E * diag(r), lambda: diag(x) * E
    ),
    identity(
        "the diagonal of EPᵀ… by ones",
        lambda: DiagonalOf(E * F.T),
        lambda: had(E, F) * column_of_ones,
        lambda: had(E, E) * column_of_ones,
    ),
    identity("tr diag(x) A", lambda: tr(diag(x), A), lambda: total(had(x, DiagonalOf(A))), lambda: total(x) * Trace(A)),
    identity("entrywise product commutes", lambda: had(E, F), lambda: had(F, E), lambda: had(F, F)),
    identity(
        "entrywise product is distributive", lambda: had(E, F + G), lambda: had(E, F) + had(E, G), lambda: had(E, F) + G
    ),
    identity("its transpose", lambda: Transpose(had(A, B)), lambda: had(A.T, B.T), lambda: had(A.T, B)),
    identity("ones are neutral", lambda: had(E, ONES), lambda: E, lambda: ONES),
    identity("A∘I is the diagonal part", lambda: had(A, I), lambda: diag(DiagonalOf(A)), lambda: A * I),
    identity(
        "diagonal part of a diagonal matrix", lambda: DiagonalMatrix(diag(x)), lambda: diag(x), lambda: 2 * diag(x)
    ),
    identity("diag(x) 1 = x", lambda: diag(x) * ONE, lambda: x, lambda: ONE),
    identity("diag(x) diag(y)", lambda: diag(x) * diag(y), lambda: diag(had(x, y)), lambda: diag(x + y)),
    identity(
        "diag(x) A diag(y) entry by entry",
        lambda: sn.entry(diag(x) * A * diag(y), i, j),
        lambda: x[i, 0] * A[i, j] * y[j, 0],
        lambda: x[i, 0] * A[j, i] * y[j, 0],
    ),
    identity(
        "xᵀ(E∘F)r", lambda: tr(x.T, had(E, F), r), lambda: tr(diag(x), E, diag(r), F.T), lambda: tr(diag(x), E, F.T)
    ),
    identity("entrywise square", lambda: sp.HadamardPower(E, 2), lambda: had(E, E), lambda: 2 * E),
    identity("scalars pass", lambda: had(c * E, 3 * F), lambda: 3 * c * had(E, F), lambda: c * had(E, F)),
)

PRODUCTS = (
    identity(
        "a product is associative",
        lambda: (E * H) * K,
        lambda: sn.multiply(E, sn.multiply(H, K)),
        lambda: 2 * E * H * K,
    ),
    identity("and distributive", lambda: (E + F) * H, lambda: E * H + F * H, lambda: E * H - F * H),
    identity("transpose of a product", lambda: Transpose(E * H), lambda: H.T * E.T, lambda: -H.T * E.T),
    identity("transpose of square matrices", lambda: Transpose(A * B), lambda: B.T * A.T, lambda: A.T * B.T),
    identity(
        "AB − BA is not 0", lambda: (A + B) ** 2, lambda: A**2 + A * B + B * A + B**2, lambda: A**2 + 2 * A * B + B**2
    ),
    identity("(A + B)(A − B)", lambda: (A + B) * (A - B), lambda: A**2 - A * B + B * A - B**2, lambda: A**2 - B**2),
    identity("power of a product", lambda: MatPow(A, 3), lambda: sn.multiply(A, A, A), lambda: A * A),
    identity("A is symmetric", lambda: A.T * x, lambda: A * x, lambda: A * A * x, (Symmetric(A),)),
    identity(
        "xᵀAy of symmetric A", lambda: tr(x.T, A, y), lambda: tr(y.T, A, x), lambda: tr(y.T, A, y), (Symmetric(A),)
    ),
    identity(
        "symmetric part of a quadratic form",
        lambda: tr(x.T, A, x),
        lambda: Trace(x.T * (A + A.T) * x) / 2,
        lambda: Trace(x.T * (A + A.T) * x),
    ),
    identity(
        "an orthogonal matrix keeps products",
        lambda: (S * x).T * (S * y),
        lambda: x.T * y,
        lambda: x.T * S * y,
        (Orthogonal(S),),
    ),
    identity("S Sᵀ of an orthogonal matrix", lambda: S * S.T, lambda: I, lambda: S, (Orthogonal(S),)),
    identity(
        "A B, written by entries",
        lambda: sn.entry(A * B, i, j),
        lambda: _sum_of(lambda q: A[i, q] * B[q, j]),
        lambda: _sum_of(lambda q: A[q, i] * B[q, j]),
    ),
    identity("sums exchange", lambda: _double(n, m), lambda: _double(m, n, swapped=True), lambda: _double(n, m) * 2),
    identity("sizes that are equal", lambda: total(OneMatrix(n, m)), lambda: n**2, lambda: 2 * n, (SameSize(m, n),)),
)


def _sum_of(term):
    q = Symbol("q", integer=True)
    return Sum(term(q), (q, 0, n - 1))


def _double(first, second, *, swapped=False):
    p, q = Symbol("p", integer=True), Symbol("q", integer=True)
    place = (q, p) if swapped else (p, q)
    return Sum(Sum(E[place] * x[place[0], 0], (q, 0, second - 1)), (p, 0, first - 1))
