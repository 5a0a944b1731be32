"""Parts of a whole: blocks, slices, and sums over a part of the places, each with a false twin beside it."""

import pytest
from sympy import (
    BlockDiagMatrix,
    BlockMatrix,
    Derivative,
    FunctionMatrix,
    HadamardProduct,
    Heaviside,
    Identity,
    KroneckerDelta,
    Lambda,
    MatrixSymbol,
    Mod,
    OneMatrix,
    Sum,
    Trace,
    exp,
    sign,
    symbols,
)

import symnet as sn
from symnet.proof.index_form import shifts
from tests.proof.unguarded import proves

n, k, m = symbols("n k m", integer=True, positive=True)
i, j = symbols("i j", integer=True)
x, y = symbols("x y", real=True)
A, B, C, D = (MatrixSymbol(name, *shape) for name, shape in zip("ABCD", [(n, k), (n, m), (k, n), (m, n)], strict=True))
P, R, K, F = MatrixSymbol("P", n, n), MatrixSymbol("R", m, m), MatrixSymbol("K", n, k), MatrixSymbol("F", n, k)
Z = MatrixSymbol("Z", 4, k)
a, b = MatrixSymbol("a", n, 1), MatrixSymbol("b", n + 1, 1)
ROW, DIAGONAL = BlockMatrix([[A, B]]), BlockDiagMatrix(P, R)
SQUARE = BlockMatrix([[P, B], [D, R]])
Y = MatrixSymbol("Y", 1, k)
total = sn.SumEntries

BLOCKS = {
    "a product": (ROW * BlockMatrix([[C], [D]]), A * C + B * D, A * C),
    "a transpose": (ROW.T, BlockMatrix([[A.T], [B.T]]), BlockMatrix([[2 * A.T], [B.T]])),
    "a sum of entries": (total(ROW), total(A) + total(B), total(A)),
    "a trace": (Trace(SQUARE), Trace(P) + Trace(R), Trace(P) + Trace(B * D)),
    "a trace of a diagonal": (Trace(DIAGONAL), Trace(P) + Trace(R), Trace(P) * Trace(R)),
    "a square times a column": (
        SQUARE * BlockMatrix([[A], [D * A]]),
        BlockMatrix([[P * A + B * D * A], [D * A + R * D * A]]),
        BlockMatrix([[P * A], [D * A + R * D * A]]),
    ),
    "entry by entry": (
        HadamardProduct(ROW, ROW),
        BlockMatrix([[HadamardProduct(A, A), HadamardProduct(B, B)]]),
        BlockMatrix([[HadamardProduct(A, A), B]]),
    ),
    "the first block": (BlockMatrix([[A], [D * A]])[:n, :], A, K),
    "the last block": (BlockMatrix([[A], [D * A]])[n:, :], D * A, 2 * D * A),
    "of one row": (total(BlockMatrix([[OneMatrix(1, n), a.T]])), n + total(a), 1 + total(a)),
    "two in the place of one": (BlockMatrix([[K[:1, :]], [K[1:, :]]]), K, F),
}
SLICES = {
    "the first rows of a product": (K[:1, :] * F.T, (K * F.T)[:1, :], (K * F.T)[1:, :]),
    "the other rows of a product": (K[1:, :] * F.T, (K * F.T)[1:, :], (F * K.T)[1:, :]),
    "a transpose": (K[1:, :].T, K.T[:, 1:], F.T[:, 1:]),
    "the sum of both": (total(K[:1, :]) + total(K[1:, :]), total(K), total(F)),
    "the product of both": (K[1:, :].T * K[1:, :] + K[:1, :].T * K[:1, :], K.T * K, F.T * K),
    "of a function": (sn.sigmoid(K)[1:, :], sn.sigmoid(K[1:, :]), sn.sigmoid(K)[1:, :] * 2),
    "of a function with a kink": (sn.relu(K)[1:, :], sn.relu(K[1:, :]), K[1:, :]),
    "sums of a function": (total(sn.sigmoid(K[1:, :])) + total(sn.sigmoid(K[:1, :])), total(sn.sigmoid(K)), total(K)),
    "the last row": (K[n - 1 :, :], K[n - 1, :], K[0, :]),
    "other rows": (K[1:, :], K[1:, :], K[: n - 1, :]),
    "other rows in a product": (K[1:, :].T * K[1:, :], K[1:, :].T * K[1:, :], K[1:, :].T * K[: n - 1, :]),
    "of a definite size": (total(Z[:2, :]) + total(Z[2:, :]), total(Z), total(Z) + total(Z[1:3, :])),
    "a definite product": (Z[1:3, :].T * Z[1:3, :], Z[1, :].T * Z[1, :] + Z[2, :].T * Z[2, :], Z.T * Z),
}
SUMS = {
    "moved by one": (Sum(a[j + 1, 0], (j, 0, n - 2)), Sum(a[j, 0], (j, 1, n - 1)), Sum(a[j, 0], (j, 0, n - 1))),
    "moved in a longer one": (
        Sum(b[j + 1, 0], (j, 0, n - 1)),
        Sum(b[j, 0], (j, 1, n)),
        Sum(b[j, 0], (j, 0, n - 1)),
    ),
    "neighbours": (
        Sum(b[j + 1, 0] * b[j, 0], (j, 0, n - 1)),
        Sum(b[i, 0] * b[i + 1, 0], (i, 0, n - 1)),
        Sum(b[j, 0] ** 2, (j, 0, n - 1)),
    ),
    "a telescope": (Sum(b[j + 1, 0] - b[j, 0], (j, 0, n - 1)), b[n, 0] - b[0, 0], b[n, 0]),
    "the last apart": (a[n - 1, 0] + Sum(a[j, 0], (j, 0, n - 2)), Sum(a[j, 0], (j, 0, n - 1)), a[0, 0]),
    "an exponential": (
        Sum(exp(b[j + 1, 0]), (j, 0, n - 1)) + exp(b[0, 0]),
        Sum(exp(b[j, 0]), (j, 0, n)),
        Sum(exp(b[j, 0]), (j, 0, n - 1)),
    ),
    "an index beside an entry": (Sum(j * b[j, 0], (j, 0, 2)), b[1, 0] + 2 * b[2, 0], 3 * b[1, 0]),
    "a delta after the end": (Sum(KroneckerDelta(j, n + 2) * x, (j, 0, n - 1)), 0 * x, x),
    "a delta before the beginning": (Sum(KroneckerDelta(j, -1) * x, (j, 0, n - 1)), 0 * x, x),
}
TABLES = {
    "of sums of its places": (
        total(FunctionMatrix(n, k, Lambda((i, j), i * x + j))),
        k * n * (n - 1) / 2 * x + n * k * (k - 1) / 2,
        k * n * (n - 1) / 2 * x + n * k * (k + 1) / 2,
    ),
    "of products of its places": (
        total(FunctionMatrix(n, k, Lambda((i, j), i * j * x))),
        n * (n - 1) * k * (k - 1) / 4 * x,
        n * (n - 1) * k * (k - 1) / 2 * x,
    ),
    "of entries": (total(FunctionMatrix(n, k, Lambda((i, j), K[i, j] * x))), x * total(K), total(K)),
    "in a ring of places": (FunctionMatrix(n, k, Lambda((i, j), K[Mod(i, n), j])), K, F),
    "a place of a single row": (
        Sum(x * KroneckerDelta(j, i) * Y[j, 0], (j, 0, 0)),
        x * Y[i, 0],
        2 * x * Y[i, 0],
    ),
}
DERIVATIVES = {
    "of a trace": (Derivative(Trace(exp(x) * P), x), exp(x) * Trace(P), Trace(P)),
    "of a function": (
        Derivative(total(sn.sigmoid(x * K)), x),
        total(HadamardProduct(K, sn.sigmoid(x * K), OneMatrix(n, k) - sn.sigmoid(x * K))),
        total(HadamardProduct(K, sn.sigmoid(x * K))),
    ),
    "twice": (Derivative(total(x**3 * K), x, 2), 6 * x * total(K), 6 * x**2 * total(K)),
    "of what has a kink elsewhere": (Derivative(sn.relu(y) * x, x), sn.relu(y), y),
}
TRUE_AND_FALSE = {**BLOCKS, **SLICES, **SUMS, **TABLES, **DERIVATIVES}

UNKNOWN = {
    "rows that may be none": (sign(total(K[1:, :])) ** 2, 1),
    "ones that may be none": (sign(total(OneMatrix(n, k)[1:, :])), 1),
    "a difference that is 0 for one row": (sign(total(K[1:, :]) - total(K[: n - 1, :])) ** 2, 1),
    "one less than a sum of one": (sign(b[1, 0] - Sum(b[j + 1, 0], (j, 0, n - 1))) ** 2, 1),
    "terms that are none": (Sum(a[j + 1, 0], (j, 0, n - 1)), Sum(a[j, 0], (j, 0, n - 1))),
    "a place that may be inside": (Sum(KroneckerDelta(j, m) * x, (j, 0, n - 1)), 0),
    "a place before 1 that may be 0": (Sum(KroneckerDelta(j, 1 - m) * x, (j, 0, n - 1)), 0),
    "the place before a later beginning": (Sum(KroneckerDelta(j, -1) * x, (j, -1, n - 1)), 0),
    "the place 0, moved": (Sum(KroneckerDelta(j - 1, -1) * x, (j, 0, n - 1)), 0),
    "a value outside": (1 / a[0, 0] + Sum(1 / a[j + 1, 0], (j, 0, n - 2)), Sum(1 / a[j, 0], (j, 0, n - 1))),
    "a derivative at a kink": (Derivative(total(sn.relu(x * K)), x), Derivative(total(sn.relu(x * K)) + 0 * y, x) * 2),
    "a derivative of a step": (Derivative(Trace(Heaviside(x) * P), x), 0),
    "ends that depend on the other index": (Sum(i * j * x, (i, 0, j), (j, 0, n)), n**2 * (n + 1) ** 2 / 4 * x),
    "in a ring of other places": (FunctionMatrix(n, k, Lambda((i, j), K[Mod(i, m), j])), K),
    "rows that are too few": (total(K[:2, :]) + total(K[2:, :]), total(F)),
}


@pytest.mark.parametrize("name", TRUE_AND_FALSE)
def test_parts_are_read_at_the_places_where_they_begin(name):
    part, right, wrong = TRUE_AND_FALSE[name]
    assert proves(part, right)
    assert not proves(part, wrong)


@pytest.mark.parametrize("name", UNKNOWN)
def test_nothing_is_said_of_places_that_may_not_be_there(name):
    assert not proves(*UNKNOWN[name])


def test_parts_that_may_meet_are_not_taken_for_apart(monkeypatch):
    unit = Identity(n)
    meeting = total(unit[1:, :] * unit[: n - 1, :].T), 0
    assert not proves(*meeting)
    monkeypatch.setattr(shifts, "_is_nonnegative", lambda *_: True)
    assert proves(*meeting)


def test_a_slice_of_an_inverse_is_no_inverse_of_a_slice():
    assert proves(P.inverse()[1:, :] * P, Identity(n)[1:, :])
    assert not proves(P.inverse()[1:, 1:], P[1:, 1:].inverse())
