"""What may be empty, and what is declared to be no real number: nothing is proved of them."""

import pytest
import sympy
from sympy import Function, MatrixSymbol, Symbol

import symnet as sn
from tests.proof.unguarded import proves

n, k = sympy.symbols("n k", integer=True, positive=True)
n0 = Symbol("n0", integer=True, nonnegative=True)
x = Symbol("x", real=True)


@pytest.mark.parametrize("size", [n - 1, n - k, n0, sympy.Integer(0), (n - 1) ** 2], ids=str)
def test_a_softmax_of_nothing_does_not_sum_to_one(size):
    column, row = MatrixSymbol("r", size, 1), MatrixSymbol("r", 1, size)
    assert not proves(sn.SumEntries(sn.softmax(column)), 1)
    assert not proves(sn.SumEntries(sn.Softmax(row, axis=1)), 1)


@pytest.mark.parametrize("size", [n, n + 1, n * k, sympy.Integer(3)], ids=str)
def test_a_softmax_of_something_does(size):
    assert proves(sn.SumEntries(sn.softmax(MatrixSymbol("r", size, 1))), 1)


@pytest.mark.parametrize("declared", ["imaginary", "infinite", "complex"])
def test_a_function_that_is_declared_to_be_no_real_number_is_refused(declared):
    h = Function("h", **{declared: True})
    assert sn.verify(h(x) ** 2, abs(h(x)) ** 2).status == "undecided"
    assert sn.verify(h(x) ** 2, -(abs(h(x)) ** 2)).status == "undecided"


@pytest.mark.parametrize("declared", ["integer", "negative", "odd", "zero", "rational"])
def test_no_polynomial_stands_for_a_function_that_is_declared_special(declared):
    h = Function("h", **{declared: True})
    assert sn.verify(h(x), x**2 + 1).status == "undecided"
