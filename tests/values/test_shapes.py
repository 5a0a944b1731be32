"""Matrices of different shapes: nothing is repeated to make them fit, as NumPy would."""

import pytest
from sympy import MatrixSymbol, symbols

import symnet as sn

n, k = symbols("n k", integer=True, positive=True)
F, G = MatrixSymbol("F", n, k), MatrixSymbol("G", k, n)

UNFIT = {
    "a sum": (F + F.T, F.T + 2 * F),
    "three": (F + G.T + F.T, F),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_has_no_shape_for_all_sizes_is_neither_proved_nor_refuted_by_numbers(name):
    verdict = sn.verify(*UNFIT[name])
    assert verdict.status == "undecided"
    assert "must have one shape" in verdict.explanation or "stacked" in verdict.explanation
