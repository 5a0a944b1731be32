"""Sums over an index that stand inside one another: an index of one is not taken for that of another."""

import numpy as np
import pytest
from sympy import MatrixSymbol, Max, Min, Sum, Trace, floor, sign, symbols

import symnet as sn
from symnet.values.evaluation import evaluate

i, j, l = symbols("i j l", integer=True, nonnegative=True)
A, C = MatrixSymbol("A", 3, 2), MatrixSymbol("C", 3, 3)
VALUES = {A: np.arange(6).reshape(3, 2) / 5 - 0.4, C: np.arange(9).reshape(3, 3) / 7 - 0.5}


def nested(last):
    """Σ_ij tanh((C A)_ij), with an inner sum over l."""
    return Sum(Sum(sn.tanh(Sum(C[i, l] * A[l, j], (l, 0, 2))), (i, 0, last)), (j, 0, 1))


@pytest.mark.parametrize("variable", [A, C])
def test_the_gradient_of_nested_sums_is_that_of_the_matrices(variable):
    matrices = sn.SumEntries(sn.tanh(sn.multiply(C, A)))
    expected = evaluate(sn.gradient(matrices, variable), VALUES)
    assert evaluate(sn.gradient(nested(2), variable), VALUES) == pytest.approx(expected, rel=1e-12)
    assert np.abs(expected).max() > 0.1


def test_an_index_that_occurs_in_two_sums_is_kept_apart():
    x = MatrixSymbol("x", 3, 1)
    square = Sum(x[l, 0], (l, 0, 2)) ** 2 * Sum(x[l, 0] ** 2, (l, 0, 2))
    values = {x: np.array([[1.0], [2.0], [-4.0]])}
    total, squares = -1.0, 21.0
    expected = 2 * total * squares + total**2 * 2 * values[x]
    assert evaluate(sn.gradient(square, x), values) == pytest.approx(expected)


@pytest.mark.parametrize("limits", [((l, 1, 0),), ((l, 0, -1), (j, 0, 2)), ((l, 0, 2), (j, 2, 1))], ids=str)
def test_a_sum_over_no_places_has_a_gradient_of_zeros(limits):
    for variable, term in ((A, A[0, 0] ** 2), (C, C[l, 0] * A[0, 0])):
        found = sn.gradient(Sum(term, *limits), variable)
        assert np.array_equal(evaluate(found, VALUES) * np.ones(variable.shape), np.zeros(variable.shape))


def test_an_empty_sum_beside_others_adds_nothing():
    with_empty = sn.SumEntries(A) + Sum(A[0, 0] * C[0, 0], (l, 1, 0))
    assert np.array_equal(evaluate(sn.gradient(with_empty, A), VALUES), np.ones(A.shape))


@pytest.mark.parametrize("greatest", [Max, Min])
def test_a_tie_of_two_is_shared(greatest):
    x = MatrixSymbol("x", 2, 1)
    found = evaluate(sn.gradient(greatest(x[0, 0], x[1, 0]), x), {x: np.array([[3.0], [3.0]])})
    assert found.tolist() == [[0.5], [0.5]]


@pytest.mark.parametrize("jumps", [sign, floor])
def test_what_jumps_is_constant_between_its_jumps_also_of_a_trace(jumps):
    found = evaluate(sn.gradient(jumps(Trace(C)) * C[0, 1], C), {C: np.diag([2.0, 3.0, 1.5])})
    assert found.tolist() == [[0, 1 if jumps is sign else 6, 0], [0, 0, 0], [0, 0, 0]]
