"""The Matrix Cookbook, section 2.4: derivatives of linear, quadratic and higher forms, the gradient and the Hessian."""

from sympy import KroneckerDelta, Pow, Trace, Transpose

from symnet.expressions.assumptions import Symmetric
from symnet.expressions.reductions import SumEntries
from tests.verification.cookbook_symbols import (
    A,
    B,
    C,
    D,
    W,
    X,
    Z,
    a,
    b,
    c,
    d,
    differential,
    entry,
    g,
    gradient,
    h,
    hessian,
    i,
    j,
    p,
    powers,
    q,
    r_t,
    s,
    s_t,
    single_entry,
    summed,
    t,
    x,
    y,
)
from tests.verification.rows import Row

FIRST_ORDER = (
    Row("69a", "xᵀa", lambda: gradient(x.T * a, x), lambda: a, lambda: 2 * a),
    Row("69b", "aᵀx", lambda: gradient(a.T * x, x), lambda: a, lambda: x),
    Row("70", "aᵀZg", lambda: gradient(a.T * Z * g, Z), lambda: a * g.T, lambda: -a * g.T),
    Row("70", "aᵀXb", lambda: gradient(a.T * X * b, X), lambda: a * b.T, lambda: b * a.T),
    Row("71", "gᵀZᵀb", lambda: gradient(g.T * Z.T * b, Z), lambda: b * g.T, lambda: 2 * b * g.T),
    Row("71", "aᵀXᵀb", lambda: gradient(a.T * X.T * b, X), lambda: b * a.T, lambda: a * b.T),
    Row("72a", "aᵀXa", lambda: gradient(a.T * X * a, X), lambda: a * a.T, lambda: 2 * a * a.T),
    Row("72b", "aᵀXᵀa", lambda: gradient(a.T * X.T * a, X), lambda: a * a.T, lambda: a * b.T),
    Row(
        "73",
        "X by X_ij",
        lambda: differential(X, X, tangent=gradient(X[i, j], X)),
        lambda: single_entry(i, j),
        lambda: single_entry(j, i),
    ),
    Row(
        "74",
        "(XA)_ij by X_pq",
        lambda: gradient(entry(X * A, i, j), X[p, q]),
        lambda: KroneckerDelta(i, p) * A[q, j],
        lambda: KroneckerDelta(i, p) * A[j, q],
    ),
    Row(
        "74",
        "(XA)_ij by X_pq, by J",
        lambda: gradient(entry(X * A, i, j), X[p, q]),
        lambda: entry(single_entry(p, q) * A, i, j),
        lambda: entry(single_entry(q, p) * A, i, j),
    ),
    Row(
        "75",
        "(XᵀA)_ij by X_pq",
        lambda: gradient(entry(X.T * A, i, j), X[p, q]),
        lambda: KroneckerDelta(i, q) * A[p, j],
        lambda: KroneckerDelta(i, p) * A[q, j],
    ),
    Row(
        "75",
        "(XᵀA)_ij by X_pq, by J",
        lambda: gradient(entry(X.T * A, i, j), X[p, q]),
        lambda: entry(single_entry(q, p) * A, i, j),
        lambda: entry(single_entry(p, q) * A, i, j),
    ),
)

WHITE = x - A * s
"""What is left of x where A s is taken away."""

SECOND_ORDER = (
    Row(
        "76",
        "Σ X_kl X_mn by X_ij",
        lambda: gradient(SumEntries(X) * SumEntries(X), X[i, j]),
        lambda: 2 * SumEntries(X),
        lambda: SumEntries(X),
    ),
    Row(
        "77",
        "bᵀXᵀXc",
        lambda: gradient(b.T * X.T * X * c, X),
        lambda: X * (b * c.T + c * b.T),
        lambda: X * (b * c.T - c * b.T),
    ),
    Row(
        "77",
        "gᵀZᵀZh",
        lambda: gradient(g.T * Z.T * Z * h, Z),
        lambda: Z * (g * h.T + h * g.T),
        lambda: Z * (2 * g * h.T),
    ),
    Row(
        "78",
        "(Bx + b)ᵀC(Dx + d)",
        lambda: gradient((B * x + b).T * C * (D * x + d), x),
        lambda: B.T * C * (D * x + d) + D.T * C.T * (B * x + b),
        lambda: B.T * C * (D * x + d) + D.T * C * (B * x + b),
    ),
    Row(
        "79",
        "(XᵀBX)_pq by X_ij",
        lambda: gradient(entry(X.T * B * X, p, q), X[i, j]),
        lambda: KroneckerDelta(q, j) * entry(X.T * B, p, i) + KroneckerDelta(p, j) * entry(B * X, i, q),
        lambda: KroneckerDelta(q, j) * entry(X.T * B, p, i) + KroneckerDelta(p, i) * entry(B * X, j, q),
    ),
    Row(
        "80",
        "XᵀBX by X_ij",
        lambda: differential(X.T * B * X, X, tangent=gradient(X[i, j], X)),
        lambda: X.T * B * single_entry(i, j) + single_entry(j, i) * B * X,
        lambda: X.T * B * single_entry(i, j) + single_entry(i, j) * B * X,
    ),
    Row("81", "xᵀBx", lambda: gradient(x.T * B * x, x), lambda: (B + B.T) * x, lambda: 2 * B * x),
    Row(
        "82",
        "bᵀXᵀDXc",
        lambda: gradient(b.T * X.T * D * X * c, X),
        lambda: D.T * X * b * c.T + D * X * c * b.T,
        lambda: D * X * b * c.T + D * X * c * b.T,
    ),
    Row(
        "83",
        "(Xb + c)ᵀD(Xb + c)",
        lambda: gradient((X * b + c).T * D * (X * b + c), X),
        lambda: (D + D.T) * (X * b + c) * b.T,
        lambda: (D + D.T) * (X * b + c) * c.T,
    ),
    Row(
        "84",
        "(x − As)ᵀW(x − As) by s",
        lambda: gradient(WHITE.T * W * WHITE, s),
        lambda: -2 * A.T * W * WHITE,
        lambda: -2 * A * W * WHITE,
        (Symmetric(W),),
    ),
    Row(
        "85",
        "(x − s)ᵀW(x − s) by x",
        lambda: gradient((x - s).T * W * (x - s), x),
        lambda: 2 * W * (x - s),
        lambda: W * (x - s),
        (Symmetric(W),),
    ),
    Row(
        "86",
        "(x − s)ᵀW(x − s) by s",
        lambda: gradient((x - s).T * W * (x - s), s),
        lambda: -2 * W * (x - s),
        lambda: 2 * W * (x - s),
        (Symmetric(W),),
    ),
    Row(
        "87",
        "(x − As)ᵀW(x − As) by x",
        lambda: gradient(WHITE.T * W * WHITE, x),
        lambda: 2 * W * WHITE,
        lambda: 2 * W * (x - s),
        (Symmetric(W),),
    ),
    Row(
        "88",
        "(x − As)ᵀW(x − As) by A",
        lambda: gradient(WHITE.T * W * WHITE, A),
        lambda: -2 * W * WHITE * s.T,
        lambda: -2 * W * WHITE * x.T,
        (Symmetric(W),),
    ),
)


def _first(left):
    return powers(X, 1 - left) * a * b.T * Transpose(X**2) * powers(X, left)


def _second(left):
    return Transpose(powers(X, left)) * X**2 * a * b.T * Transpose(powers(X, 1 - left))


HIGHER_ORDER = (
    Row(
        "89",
        "(X³)_pq by X_ij",
        lambda: gradient(entry(powers(X, 3), p, q), X[i, j]),
        lambda: sum(entry(X**left * single_entry(i, j) * X ** (2 - left), p, q) for left in range(3)),
        lambda: sum(entry(X**left * single_entry(j, i) * X ** (2 - left), p, q) for left in range(3)),
    ),
    Row(
        "90",
        "aᵀX³b",
        lambda: gradient(a.T * X**3 * b, X),
        lambda: summed(3, lambda left: Transpose(X**left) * a * b.T * Transpose(X ** (2 - left))),
        lambda: summed(3, lambda left: X**left * a * b.T * X ** (2 - left)),
    ),
    Row(
        "91",
        "aᵀ(X²)ᵀX²b, the book's first term transposed",
        lambda: gradient(a.T * Transpose(X**2) * X**2 * b, X),
        lambda: summed(2, lambda left: _first(left).T + _second(left)),
        lambda: summed(2, lambda left: _first(left) + _second(left)),  # as it is printed
    ),
    Row(
        "92",
        "s(t)ᵀAr(t) by t",
        lambda: gradient(s_t.T * A * r_t, t),
        lambda: Trace((2 * t * d).T * A * r_t + b.T * A.T * s_t),
        lambda: Trace((2 * t * d).T * A * r_t + b.T * A * s_t),
    ),
    Row(
        "94",
        "|Ax|²/|Bx|²",
        lambda: gradient(Trace(x.T * A.T * A * x) / Trace(x.T * B.T * B * x), x),
        lambda: (
            2 / Trace(x.T * B.T * B * x) * A.T * A * x
            - 2 * Trace(x.T * A.T * A * x) * Pow(Trace(x.T * B.T * B * x), -2) * B.T * B * x
        ),
        lambda: (
            2 / Trace(x.T * B.T * B * x) * A.T * A * x
            - 2 * Trace(x.T * A.T * A * x) * Pow(Trace(x.T * B.T * B * x), -1) * B.T * B * x
        ),
    ),
)

GRADIENT_AND_HESSIAN = (
    Row(
        "96",
        "the gradient of xᵀAx + bᵀx",
        lambda: gradient(x.T * A * x + b.T * x, x),
        lambda: (A + A.T) * x + b,
        lambda: 2 * A * x + b,
    ),
    Row(
        "97",
        "the Hessian of xᵀAx + bᵀx",
        lambda: hessian(x.T * A * x + b.T * x, x),
        lambda: A + A.T,
        lambda: 2 * A,
    ),
    Row("97", "the mixed Hessian of xᵀAy", lambda: hessian(x.T * A * y, x, y), lambda: A, lambda: A.T),
)
