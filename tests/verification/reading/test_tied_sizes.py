"""Sizes that assumptions tie: facts about matrices hold at the sizes that are assumed equal, or that have to be equal."""

import pytest
from sympy import Eq, MatrixSymbol, Sum, Symbol, Trace, symbols

import symnet as sn
from symnet.expressions.assumptions import SameSize, SumToOne, ties

n, k, m = symbols("n k m", integer=True, positive=True)
x = Symbol("x", real=True)
i = Symbol("i", integer=True, nonnegative=True)
F, G, s = MatrixSymbol("F", n, k), MatrixSymbol("G", k, m), MatrixSymbol("s", n, 1)
COLUMN = Sum(F[i, 0], (i, 0, n - 1))


def summing(*matrices):
    """The rows and the columns sum to one: such a matrix is square."""
    return [SumToOne(matrix, axis) for matrix in matrices for axis in (0, 1)]


PROVED = {
    "equal": (COLUMN, 1, [Eq(n, k), SumToOne(F)]),
    "the other way": (COLUMN, 1, [Eq(k, n), SumToOne(F)]),
    "the fact first": (COLUMN, 1, [SumToOne(F), SameSize(n, k)]),
    "a multiple": (COLUMN, 1, [SameSize(n, 2 * k), SumToOne(F)]),
    "a number": (COLUMN, 1, [SameSize(k, 3), SumToOne(F)]),
    "a sentence": (COLUMN, 1, ["n = k", "the columns of F sum to one"]),
    "sums, sizes": (n, k, summing(F)),
    "sums, powers": (x**n, x**k, summing(F)),
    "sums, a chain": (n * x, m * x, summing(F, G)),
    "sums, one column": (n, 1, summing(s)),
    "sums, a trace": (Trace(F * F.T) + n, Trace(F.T * F) + k, summing(F)),
    "sums, shapes": (F + F.T, F.T + F, summing(F)),
    "sums, a successor": (n + 1, k, summing(MatrixSymbol("H", n + 1, k))),
}


@pytest.mark.parametrize("name", PROVED)
def test_what_holds_at_the_sizes_that_are_assumed_is_proved(name):
    left, right, facts = PROVED[name]
    verdict = sn.verify(left, right, assuming=facts)
    assert verdict.proved, verdict.explanation
    assert verdict.assumptions
    assert sn.verify(left, right).status != "proved"


REFUTED = {
    "equal": (COLUMN, 2, [Eq(n, k), SumToOne(F)]),
    "sums": (n * x, 2 * k * x, summing(F)),
    "sums, shapes": (F * F.T, F.T * F, summing(F)),
    "one sum ties nothing": (n, k, [SumToOne(F)]),
    "sums of two matrices tie nothing": (n, k, [SumToOne(F), SumToOne(MatrixSymbol("H", n, k), 1)]),
}


@pytest.mark.parametrize("name", REFUTED)
def test_what_fails_at_these_sizes_is_refuted(name):
    left, right, facts = REFUTED[name]
    assert sn.verify(left, right, assuming=facts).status == "refuted"


def test_a_tie_that_is_no_equation_of_one_size_is_left_to_numbers():
    assert ties(summing(MatrixSymbol("H", 2 * n, 3 * k))) == []
    assert ties(summing(MatrixSymbol("H", n, n**2))) == []
    assert sn.verify(n, 1, assuming=summing(MatrixSymbol("H", n, n**2))).status != "refuted"
    assert sn.verify(2 * n, 3 * k, assuming=summing(MatrixSymbol("H", 2 * n, 3 * k))).status != "refuted"


@pytest.mark.parametrize("other", [1, 3])
def test_a_size_may_be_a_number_of_python(other):
    assert sn.verify(n, other, assuming=SameSize(n, other)).proved
