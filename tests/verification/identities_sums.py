"""Identities of sums, broadcasts, softmax and logsumexp; and what lies beyond an index form."""

import sympy as sp
from sympy import (
    Identity,
    Inverse,
    MatrixSymbol,
    OneMatrix,
    Sum,
    Symbol,
    Transpose,
    ZeroMatrix,
)

import symnet as sn
from symnet.expressions.assumptions import Invertible, SumToOne
from tests.verification.identities_symbols import (
    CENTRE,
    ONE,
    ONES,
    A,
    B,
    C,
    D,
    E,
    F,
    H,
    I,
    P,
    c,
    det,
    diag,
    had,
    i,
    j,
    k,
    m,
    n,
    r,
    row_of_ones,
    total,
    tr,
    x,
    y,
)
from tests.verification.rows import identity

SUMS = (
    identity("centring is idempotent", lambda: CENTRE * CENTRE, lambda: CENTRE, lambda: 2 * CENTRE),
    identity("centring is symmetric", lambda: Transpose(CENTRE), lambda: CENTRE, lambda: I),
    identity("centred ones are 0", lambda: CENTRE * ONE, lambda: ZeroMatrix(n, 1), lambda: ONE),
    identity("sum of centred entries", lambda: total(CENTRE * x), lambda: sp.S.Zero, lambda: total(x)),
    identity(
        "variance by squares",
        lambda: tr(x.T, CENTRE, x),
        lambda: tr(x.T, x) - total(x) ** 2 / n,
        lambda: tr(x.T, x) - total(x) ** 2,
    ),
    identity(
        "broadcast of a column",
        lambda: sn.Broadcast(x, n, m),
        lambda: x * OneMatrix(1, m),
        lambda: 2 * x * OneMatrix(1, m),
    ),
    identity("broadcast of a row", lambda: sn.Broadcast(r.T, n, m), lambda: ONE * r.T, lambda: ONES),
    identity(
        "broadcast by an entrywise product",
        lambda: had(sn.Broadcast(x, n, m), E),
        lambda: diag(x) * E,
        lambda: had(sn.Broadcast(x, n, m), F),
    ),
    identity("sum of a broadcast", lambda: total(sn.Broadcast(x, n, m)), lambda: m * total(x), lambda: total(x)),
    identity(
        "sum of a product",
        lambda: total(E * H),
        lambda: tr(row_of_ones, E, H, OneMatrix(k, 1)),
        lambda: total(E) * total(H),
    ),
    identity(
        "sum of an outer product", lambda: total(x * r.T), lambda: total(x) * total(r), lambda: total(x) + total(r)
    ),
    identity(
        "ones count",
        lambda: sn.multiply(ONES, OneMatrix(m, k)),
        lambda: m * OneMatrix(n, k),
        lambda: n * OneMatrix(n, k),
    ),
    identity("sum of squares of the rows", lambda: total(had(E, E)), lambda: tr(E, E.T), lambda: total(E) ** 2),
    identity(
        "EEᵀ by the samples", lambda: sn.entry(E * E.T, i, j), lambda: _over_samples(i, j), lambda: _over_samples(i, i)
    ),
    identity(
        "columns that sum to one",
        lambda: OneMatrix(1, n) * E,
        lambda: OneMatrix(1, m),
        lambda: OneMatrix(1, n) * F,
        (SumToOne(E),),
    ),
    identity("sum of columns that sum to one", lambda: total(E), lambda: m, lambda: n, (SumToOne(E),)),
    identity(
        "a stochastic matrix times another",
        lambda: OneMatrix(1, n) * A * B,
        lambda: OneMatrix(1, n),
        lambda: OneMatrix(1, n) * A.T,
        (SumToOne(A), SumToOne(B)),
    ),
)


def _over_samples(first, second):
    q = Symbol("q", integer=True)
    return Sum(E[first, q] * E[second, q], (q, 0, m - 1))


SHIFT = sn.Broadcast(r.T, n, m)
SOFTMAX = (
    identity(
        "softmax is not changed by a shift",
        lambda: sn.softmax(x + c * ONE),
        lambda: sn.softmax(x),
        lambda: sn.softmax(c * x),
    ),
    identity(
        "softmax of a batch, shifted by column",
        lambda: sn.softmax(E + SHIFT),
        lambda: sn.softmax(E),
        lambda: sn.softmax(E + sn.Broadcast(x, n, m)),
    ),
    identity(
        "softmax sums to one",
        lambda: OneMatrix(1, n) * sn.softmax(E),
        lambda: OneMatrix(1, m),
        lambda: 2 * OneMatrix(1, m),
    ),
    identity("softmax of rows", lambda: sn.Softmax(E, 1), lambda: Transpose(sn.softmax(E.T)), lambda: sn.softmax(E)),
    identity(
        "log softmax",
        lambda: sn.apply_elementwise(sp.log, sn.softmax(E)),
        lambda: E - sn.Broadcast(sn.LogSumExp(E), n, m),
        lambda: E + sn.Broadcast(sn.LogSumExp(E), n, m),
    ),
    identity(
        "logsumexp, shifted",
        lambda: sn.LogSumExp(x + c * ONE),
        lambda: sn.LogSumExp(x) + c * OneMatrix(1, 1),
        lambda: sn.LogSumExp(x),
    ),
    identity(
        "logsumexp of a batch, shifted",
        lambda: sn.LogSumExp(E + SHIFT),
        lambda: sn.LogSumExp(E) + r.T,
        lambda: sn.LogSumExp(E) - r.T,
    ),
    identity(
        "softmax by logsumexp",
        lambda: sn.apply_elementwise(sp.exp, E - sn.Broadcast(sn.LogSumExp(E), n, m)),
        lambda: sn.softmax(E),
        lambda: sn.apply_elementwise(sp.exp, E),
    ),
    identity(
        "Jacobian of softmax",
        lambda: sn.jacobian(sn.softmax(x), x),
        lambda: diag(sn.softmax(x)) - sn.softmax(x) * sn.softmax(x).T,
        lambda: diag(sn.softmax(x)),
    ),
    identity(
        "Jacobian of softmax is symmetric",
        lambda: sn.jacobian(sn.softmax(x), x),
        lambda: Transpose(sn.jacobian(sn.softmax(x), x)),
        lambda: -Transpose(sn.jacobian(sn.softmax(x), x)),
    ),
    identity(
        "Jacobian of softmax kills ones",
        lambda: sn.jacobian(sn.softmax(x), x) * ONE,
        lambda: ZeroMatrix(n, 1),
        lambda: sn.softmax(x),
    ),
    identity(
        "gradient of logsumexp",
        lambda: sn.gradient(sn.LogSumExp(x), x),
        lambda: sn.softmax(x),
        lambda: 2 * sn.softmax(x),
    ),
    identity(
        "Hessian of logsumexp",
        lambda: sn.hessian(sn.LogSumExp(x), x),
        lambda: diag(sn.softmax(x)) - sn.softmax(x) * sn.softmax(x).T,
        lambda: diag(sn.softmax(x)) + sn.softmax(x) * sn.softmax(x).T,
    ),
    identity(
        "softmax differentials sum to zero",
        lambda: OneMatrix(1, n) * sn.differential(sn.softmax(E), E),
        lambda: ZeroMatrix(1, m),
        lambda: OneMatrix(1, n) * MatrixSymbol("dE", n, m),
    ),
    identity(
        "blocks",
        lambda: sp.BlockMatrix([[A, B]]) * sp.BlockMatrix([[C], [D]]),
        lambda: A * C + B * D,
        lambda: A * C + D * B,
    ),
)

BEYOND = (
    identity(
        "Sherman and Morrison",
        lambda: Inverse(A + x * y.T),
        lambda: Inverse(A) - 1 / (1 + tr(y.T, Inverse(A), x)) * (Inverse(A) * x * y.T * Inverse(A)),
        lambda: Inverse(A) - Inverse(A) * x * y.T * Inverse(A),
        (Invertible(A), Invertible(A + x * y.T)),
    ),
    identity(
        "push-through",
        lambda: E * Inverse(Identity(m) + P * E),
        lambda: Inverse(I + E * P) * E,
        lambda: Inverse(I - E * P) * E,
        (Invertible(Identity(m) + P * E), Invertible(I + E * P)),
    ),
    identity(
        "Sylvester's determinants",
        lambda: det(I + E * P),
        lambda: det(Identity(m) + P * E),
        lambda: det(I + E * F.T),
        (),
    ),
    identity(
        "inverse of a sum",
        lambda: Inverse(Inverse(A) + Inverse(B)),
        lambda: A * Inverse(A + B) * B,
        lambda: A + B,
        (Invertible(A), Invertible(B), Invertible(A + B)),
    ),
)
"""True, and harder than what an index form sees; whatever the verdict, the row is not refuted and its twin not proved."""
