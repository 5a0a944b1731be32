"""Determinants, inverses and sums of entries: computed as a numerical analyst would, against NumPy and SciPy."""

from typing import Any

import numpy as np
import pytest
import sympy as sp
from sympy import Abs, Determinant, HadamardProduct, Identity, KroneckerDelta, MatPow, MatrixSymbol, Sum, Trace, log

import symnet as sn
from symnet.codegen import lambdify
from symnet.codegen.contractions import contracted

n, m = sp.symbols("n m", integer=True, positive=True)
i, j, q = sp.symbols("i j q", integer=True)
K, y, X = MatrixSymbol("K", n, n), MatrixSymbol("y", n, 1), MatrixSymbol("X", n, m)
B = MatrixSymbol("B", m, n)
generator = np.random.default_rng(3)
x = generator.normal(size=(5, 4))
k = x @ x.T + np.eye(5)
ARRAYS: dict[str, Any] = {
    "K": k,
    "y": generator.normal(size=(5, 1)),
    "X": x,
    "B": generator.normal(size=(4, 5)),
    "i": 1,
    "j": 2,
}
a, b = ARRAYS["y"], ARRAYS["B"]
inverse = np.linalg.inv(k)


def compute(expression):
    function = lambdify(expression)
    return function.source, function(*(ARRAYS[slot.name] for slot in function.signature.arguments))


SOLVED = {
    "quadratic form, as an entry": ((y.T * K.inverse() * y)[0, 0], (a.T @ inverse @ a)[0, 0]),
    "quadratic form": (y.T * K.inverse() * y, a.T @ inverse @ a),
    "an entry of a solution": ((K.inverse() * y)[2, 0], (inverse @ a)[2, 0]),
    "an entry from the left": ((y.T * K.inverse())[0, j], (a.T @ inverse)[0, 2]),
    "behind an exponential": (sp.exp(-(y.T * K.inverse() * y)[0, 0] / 2), np.exp(-(a.T @ inverse @ a)[0, 0] / 2)),
    "transposed": (K.inverse().T * y, inverse.T @ a),
    "squared": (MatPow(K, -2) * y, inverse @ inverse @ a),
    "cubed on the right": (y.T * MatPow(K, -3), a.T @ inverse @ inverse @ inverse),
    "trace": (Trace(K.inverse() * X * X.T), np.trace(inverse @ x @ x.T)),
    "determinant": (Determinant(K.inverse()), 1 / np.linalg.det(k)),
    "sum": (sn.SumEntries(K.inverse() * X), (inverse @ x).sum()),
    "likelihood": (
        -log(Determinant(K)) / 2 - (y.T * K.inverse() * y)[0, 0] / 2,
        -np.linalg.slogdet(k)[1] / 2 - (a.T @ inverse @ a)[0, 0] / 2,
    ),
}


@pytest.mark.parametrize("case", SOLVED)
def test_a_system_is_solved_and_nothing_inverted(case):
    expression, expected = SOLVED[case]
    source, got = compute(expression)
    np.testing.assert_allclose(got, expected, rtol=1e-10)
    assert "inv(" not in source
    assert "for " not in source.partition("def function")[2]


LOGARITHMS = {
    "determinant": (log(Determinant(K)), lambda size: size),
    "of a multiple": (log(3 * Determinant(K)), lambda size: size + np.log(3)),
    "of a quotient": (log(Determinant(K) / (2 * sp.pi)), lambda size: size - np.log(2 * np.pi)),
    "of a power": (log(Determinant(K) ** 3), lambda size: 3 * size),
    "of a root": (log(sp.sqrt(Determinant(K))), lambda size: size / 2),
    "of an even power": (log(Determinant(-K) ** 2), lambda size: 2 * size),
    "of an absolute value": (log(Abs(Determinant(-K))), lambda size: size),
    "of an inverse": (log(Determinant(K.inverse())), lambda size: -size),
    "beside others": (1 + 2 * log(Determinant(K)), lambda size: 1 + 2 * size),
    "of a sum": (log(Determinant(K + Identity(n) - Identity(n))), lambda size: size),
}


@pytest.mark.parametrize("size", [3, 601])
@pytest.mark.parametrize("case", LOGARITHMS)
def test_the_logarithm_of_a_determinant_does_not_overflow(case, size):
    expression, expected = LOGARITHMS[case]
    factor = np.random.default_rng(0).normal(size=(size, size))
    data = (factor @ factor.T + np.eye(size)) * 1e3
    exact = 2 * np.log(np.diag(np.linalg.cholesky(data))).sum()  # of a positive definite matrix, by another road
    assert lambdify(expression)(data) == pytest.approx(expected(exact), rel=1e-12)


def test_the_logarithm_of_a_determinant_that_is_negative_or_zero():
    f = lambdify(log(Determinant(K)))
    with np.errstate(all="ignore"):
        assert np.isnan(f(-np.eye(3)))
        assert f(np.zeros((3, 3))) == -np.inf
    t = sp.Symbol("t", real=True)
    with np.errstate(all="ignore"):  # a factor of unknown sign stays within the logarithm
        assert lambdify(log(t * Determinant(K)), [K, t])(-np.eye(3), -2.0) == np.log(2)


CONTRACTIONS = {
    "entry of a product": ((X * B)[i, j], (x @ b)[1, 2]),
    "trace": (Sum(K[i, i], (i, 0, n - 1)), np.trace(k)),
    "inner product": (Sum(X[i, j] * B[j, i], (i, 0, n - 1), (j, 0, m - 1)), (x * b.T).sum()),
    "norm": (Sum(X[i, j] ** 2, (i, 0, n - 1), (j, 0, m - 1)), (x**2).sum()),
    "all entries": (Sum(X[i, j], (i, 0, n - 1), (j, 0, m - 1)), x.sum()),
    "a row": (Sum(X[2, j], (j, 0, m - 1)), x[2].sum()),
    "a cycle": (
        Sum(X[i, j] * B[j, q] * K[q, i], (i, 0, n - 1), (j, 0, m - 1), (q, 0, n - 1)), np.trace(x @ b @ k),
    ),
    "against the direction": (Sum(X[i, 1] * K[i, q] * X[q, 3], (i, 0, n - 1), (q, 0, n - 1)), (x.T @ k @ x)[1, 3]),
    "two chains": (Sum(3 * n * y[i, 0] * y[j, 0], (i, 0, n - 1), (j, 0, n - 1)), 15 * a.sum() ** 2),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTRACTIONS)
def test_a_sum_of_entries_is_a_product(case):
    expression, expected = CONTRACTIONS[case]
    source, got = compute(expression)
    np.testing.assert_allclose(got, expected, rtol=1e-12)
    assert "for " not in source.partition("def function")[2]


LOOPS = {
    "three places": (Sum(X[i, 2] * y[i, 0] ** 2, (i, 0, n - 1)), (x[:, [2]] * a**2).sum()),
    "part of a range": (Sum(y[i, 0] ** 2, (i, 1, n - 1)), (a[1:] ** 2).sum()),
    "half of a range": (Sum(y[i, 0] ** 2, (i, 0, n - 2)), (a[:-1] ** 2).sum()),
    "shifted": (Sum(y[i, 0] * y[i + 1, 0], (i, 0, n - 2)), (a[1:] * a[:-1]).sum()),
    "a function": (Sum(sp.exp(K.inverse()[0, i]), (i, 0, n - 1)), np.exp(inverse[0]).sum()),
    "the index itself": (Sum(i * y[i, 0], (i, 0, n - 1)), (np.arange(5)[:, None] * a).sum()),
    "a delta": (Sum(KroneckerDelta(i, 2) * y[i, 0], (i, 0, n - 1)), a[2, 0]),
    "entry by entry": (
        Sum(HadamardProduct(K.inverse(), K)[i, 0] ** 3, (i, 0, n - 1)),
        ((inverse * k)[:, 0] ** 3).sum(),
    ),
}


@pytest.mark.parametrize("case", LOOPS)
def test_what_is_no_product_stays_a_loop_without_an_inverse_in_it(case):
    expression, expected = LOOPS[case]
    source, got = compute(expression)
    assert got == pytest.approx(expected, rel=1e-12)
    _, _, inside = source.partition("def function")[2].partition("for ")
    assert inside
    assert "inv" not in inside


def test_a_contraction_that_is_none_is_left_alone():
    assert contracted(Sum(i, (i, 0, n - 1))) is None
    assert contracted(Sum(y[i, 0] * X[i, 0] * X[i, 1], (i, 0, n - 1))) is None
