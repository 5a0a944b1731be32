"""What an evaluation is given, and what it refuses: what has no value, what is too large, what takes too long."""

import time
from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Function, Inverse, KroneckerProduct, MatPow, MatrixSymbol, OneMatrix, Sum, Symbol, symbols

import symnet as sn
from symnet.errors import ShapeError, SymnetValueError
from symnet.limits import LimitReachedError, Limits
from symnet.values import valuation
from symnet.values.evaluation import EXACT, NotEvaluableError, evaluate, evaluate_equations

n, m, k = symbols("n m k", integer=True, positive=True)
i, j = symbols("i j", integer=True, nonnegative=True)
x, y = symbols("x y", real=True)
A, S, X = MatrixSymbol("A", 2, 3), MatrixSymbol("S", 2, 2), MatrixSymbol("X", n, m)
g = Function("g")
HALF = Fraction(1, 2)


def test_sizes_follow_from_arrays():
    assert evaluate(n + 10 * m, {X: np.zeros((2, 3))}) == 32
    assert evaluate(OneMatrix(n, m), {n: 2, m: 3}).shape == (2, 3)


def test_equations_are_evaluated_in_order():
    equations = sn.Network([2, 3, 2], activations=["tanh", "softmax"]).equations()
    random = np.random.default_rng(0)
    values = {symbol: random.normal(size=tuple(map(int, symbol.shape))) for symbol in equations.inputs}
    found = evaluate_equations(equations, values)
    assert np.allclose(found[equations.symbols[-1]].sum(axis=0), 1)
    composed = evaluate(equations.compose(), values)
    assert np.allclose(composed, found[equations.symbols[-1]])


@pytest.mark.parametrize(
    ("expression", "values", "error", "message"),
    [
        (
            x + y,
            {x: 1},
            SymnetValueError,
            "Cannot evaluate an expression that contains y: it has no value; add y to the values.",
        ),
        (A, {A: [[1, 2]]}, ShapeError, "The value of A (2 × 3) is 1 × 2, but a size of 2 was expected where it has 1."),
        (
            X,
            {X: np.zeros((2, 3)), n: 3},
            ShapeError,
            "The value of X (n × m) is 2 × 3, but a size of 3 was expected where it has 2.",
        ),
        (A, {A: [1, 2]}, ShapeError, "The value of A (2 × 3) must be a 2-D array, but it has 1 dimensions."),
        (
            sympy.zeta(x),
            {x: 2},
            NotEvaluableError,
            "Cannot evaluate zeta(x): there is no rule for the value of a zeta; write it with the functions and matrices that symnet knows.",
        ),
        (
            g(x),
            {x: 2},
            SymnetValueError,
            "Cannot evaluate g(x): its function is not defined; give a definite function for it, as in functions=choose_functions([left, right]).",
        ),
        (
            sympy.exp(S),
            {S: [[1, 2], [3, 4]]},
            NotEvaluableError,
            "Cannot evaluate exp(S): S is a matrix where exp needs a scalar; apply the function entry by entry with apply_elementwise.",
        ),
        (
            g(S),
            {S: [[1, 2], [3, 4]]},
            NotEvaluableError,
            "Cannot evaluate g(S): S is a matrix where g needs a scalar; apply the function entry by entry with apply_elementwise.",
        ),
        (OneMatrix(n, 1), {n: HALF}, SymnetValueError, "The size or place n must be an integer, but it is 1/2."),
        (
            sympy.EulerGamma * x,
            {x: 1},
            NotEvaluableError,
            "Cannot evaluate EulerGamma: of the named constants only pi, E and GoldenRatio have a value here.",
        ),
    ],
    ids=range(10),
)
def test_what_cannot_be_evaluated_says_why(expression, values, error, message):
    with pytest.raises(error) as caught:
        evaluate(expression, values, arithmetic=EXACT)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (OneMatrix(n, n), "it has a matrix of 1000000000 × 1000000000 entries, more than 1000000"),
        (Sum(i, (i, 0, n)), "it needs 1000000001 terms, more than the limit of 10000000"),
        (MatPow(S, n), "it needs 1000000000 terms, more than the limit of 10000000"),
        (
            KroneckerProduct(*[MatrixSymbol("R", 100, 100)] * 2),
            "it has a matrix of 10000 × 10000 entries, more than 1000000",
        ),
    ],
    ids=range(4),
)
def test_what_is_too_large_is_refused(expression, message):
    with pytest.raises(LimitReachedError) as caught:
        evaluate(expression, {n: 10**9, S: np.eye(2), MatrixSymbol("R", 100, 100): np.eye(100)}, arithmetic=EXACT)
    assert str(caught.value) == message


def test_nested_sums_have_a_depth(monkeypatch):
    """SymPy needs a minute to build sixty, so the limit is lowered; sums that do not depend on each other do not nest."""
    monkeypatch.setattr(valuation, "DEEPEST", 4)
    indices = [Symbol(f"i_{level}", integer=True) for level in range(6)]
    nested, beside = sympy.Add(x, *indices), x
    for index in indices:
        nested, beside = Sum(sympy.cos(nested), (index, 1, 1)), Sum(sympy.cos(beside) * index, (index, 1, 1))
    evaluate(beside, {x: 1})
    with pytest.raises(LimitReachedError) as caught:
        evaluate(nested, {x: 1})
    assert str(caught.value) == "it nests more than the limit of 4 sums and functions"


def test_the_time_limit_holds():
    limits = Limits(seconds=0.05)
    start = time.process_time()
    with pytest.raises(LimitReachedError):
        evaluate(Sum(sympy.exp(i + j + k), (i, 1, 300), (j, 1, 300), (k, 1, 300)), {}, arithmetic=EXACT, limits=limits)
    assert time.process_time() - start < 1


def test_nothing_that_is_given_changes():
    array = np.array([[1.0, 2.0], [3.0, 4.0]])
    evaluate(sn.softmax(sn.add(S, S)), {S: array})
    exact = np.array([[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]])
    evaluate(Inverse(S), {S: exact}, arithmetic=EXACT)
    assert array.tolist() == exact.tolist() == [[1, 2], [3, 4]]
