"""Entries of matrices that are functions of their places: an index that is bound inside is no place."""

import pytest
from sympy import FunctionMatrix, Lambda, MatrixSymbol, Product, Sum, Symbol, symbols

import symnet as sn

n, k, m = symbols("n k m", integer=True, positive=True)
i, j, t = symbols("i j t", integer=True)
u = Symbol("u", real=True)
F, P, s = MatrixSymbol("F", n, k), MatrixSymbol("P", k, m), MatrixSymbol("s", n, 1)
INDEXED = FunctionMatrix(n, m, Lambda((i, j), Sum(F[i, t] * P[t, j], (t, 0, k - 1))))

SAME = {
    "a product, row": (sn.entry(INDEXED, t, j), sn.entry(F * P, t, j)),
    "a product, column": (sn.entry(INDEXED, i, t), sn.entry(F * P, i, t)),
    "a product, both": (sn.entry(INDEXED, t, t), sn.entry(F * P, t, t)),
    "a place and its successor": (sn.entry(INDEXED, t + 1, j), sn.entry(F * P, t + 1, j)),
    "entry by entry": (sn.entry(sn.Elementwise(Lambda(u, Sum(u * t, (t, 0, 2))), s), t, 0), 3 * s[t, 0]),
    "a product of numbers": (
        sn.entry(sn.Elementwise(Lambda(u, Product(u + t, (t, 0, 1))), s), t, 0),
        s[t, 0] * (s[t, 0] + 1),
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_an_index_that_is_bound_captures_no_place(name):
    left, right = SAME[name]
    assert left.free_symbols == right.free_symbols
    assert (left.doit() - right.doit()).expand() == 0 or sn.verify(left, right).proved


def test_a_sum_over_such_entries_is_that_of_the_product():
    total = Sum(sn.entry(INDEXED, t, j), (t, 0, n - 1))
    assert sn.verify(total, Sum(sn.entry(F * P, i, j), (i, 0, n - 1))).proved
