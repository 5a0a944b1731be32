"""What a compiled function refuses, word for word, and what it accepts."""

import time
from typing import Any

import numpy as np
import pytest
from sympy import MatrixSymbol, Symbol

from symnet import ShapeError, SymnetError, SymnetTypeError, SymnetValueError
from symnet.codegen import lambdify
from symnet.expressions.activations import sigmoid
from symnet.expressions.arithmetic import add, multiply
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.equations import Equations
from symnet.expressions.losses import squared_error
from symnet.expressions.reductions import SumEntries

m = Symbol("m", integer=True, positive=True)
n = Symbol("n_0", integer=True, positive=True)
k = Symbol("k", integer=True, positive=True)
w0, b0, X, Y = MatrixSymbol("w0", 3, 2), MatrixSymbol("b0", 3, 1), MatrixSymbol("X", 2, m), MatrixSymbol("Y", 3, m)
A, J = MatrixSymbol("A", 3, m), Symbol("J")
EQUATIONS = Equations(
    [
        (A, sigmoid(add(multiply(w0, X), Broadcast(b0, 3, m)))),
        (J, SumEntries(squared_error(A, Y)) / m + Symbol("lambda") * SumEntries(w0)),
    ]
)
cost = lambdify(EQUATIONS, [X, Y], parameters=[w0, b0], name="cost")
W, H = np.ones((3, 2)), np.ones((3, 1))
P: dict[str, Any] = {"w0": W, "b0": H, "lambda": 0.1}
x, y = np.ones((2, 5)), np.ones((3, 5))


REFUSED: dict[str, Any] = {
    "missing parameter": (
        SymnetValueError, ({"w0": W, "lambda": 1}, x, y),
        "cost needs the parameter 'b0' (3 × 1), but was given w0, lambda.",
    ),
    "unknown parameter": (
        SymnetValueError, ({**P, "W0": W}, x, y), "cost has no parameter 'W0'; did you mean 'w0'?",
    ),
    "foreign parameter": (
        SymnetValueError, ({**P, "zzz": W}, x, y), "cost has no parameter 'zzz'; its parameters are w0, b0, lambda.",
    ),
    "not a dictionary": (
        SymnetTypeError, ([W, H], x, y),
        "cost takes its parameters as a dictionary {'w0': …}, but was given a list.",
    ),
    "too few arguments": (
        SymnetTypeError, (P, x), "cost takes 3 arguments (parameters, X, Y), but was given 2.",
    ),
    "one dimension, a column": (
        ShapeError, (P, np.ones(2), y),
        "X must have 2 dimensions (2 × m), but the array has 1 dimension and shape (2,); write X.reshape(2, 1).",
    ),
    "one dimension, a bias": (
        ShapeError, ({**P, "b0": np.ones(3)}, x, y),
        "b0 must have 2 dimensions (3 × 1), but the array has 1 dimension and shape (3,); write b0.reshape(3, 1).",
    ),
    "three dimensions": (
        ShapeError, (P, np.ones((2, 5, 1)), y),
        "X must have 2 dimensions (2 × m), but the array has 3 dimensions and shape (2, 5, 1).",
    ),
    "transposed": (
        ShapeError, ({**P, "w0": W.T}, x, y), "w0 must be 3 × 2, but the array is 2 × 3; it looks transposed.",
    ),
    "wrong shape": (
        ShapeError, ({**P, "w0": np.ones((4, 2))}, x, y), "w0 must be 3 × 2, but the array is 4 × 2.",
    ),
    "samples in rows": (
        ShapeError, (P, x.T, y), "X must be 2 × m, but the array is 5 × 2; it looks transposed.",
    ),
    "other number of samples": (
        ShapeError, (P, x, np.ones((3, 4))), "X has m = 5 columns but Y has 4.",
    ),
    "objects": (
        SymnetTypeError, (P, np.array([[None] * 5] * 2), y),
        "X must hold real numbers, but its dtype is object; write X.astype(float).",
    ),
    "strings": (
        SymnetTypeError, (P, [["a"] * 5] * 2, y),
        "X must hold real numbers, but its dtype is <U1; write X.astype(float).",
    ),
    "complex": (
        SymnetTypeError, (P, x + 0j, y),
        "X must hold real numbers, but its dtype is complex128; write X.astype(float).",
    ),
    "None": (SymnetTypeError, (P, None, y), "X must be an array of shape 2 × m, but is None."),
    "ragged": (
        SymnetValueError, (P, [[1, 2], [3]], y), "X must be an array of shape 2 × m, but its rows differ in length.",
    ),
    "an array for a number": (
        ShapeError, ({**P, "lambda": W}, x, y), "lambda must be a number, but is an array of shape (3, 2).",
    ),
    "a string for a number": (
        SymnetTypeError, ({**P, "lambda": "1"}, x, y), "lambda must be a real number, but its dtype is <U1.",
    ),
    "no sample": (
        SymnetValueError, (P, x[:, :0], y[:, :0]),
        "cost needs m to be positive, but X has m = 0 columns; give at least one.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused_in_a_sentence(case):
    kind, arguments, sentence = REFUSED[case]
    with pytest.raises(SymnetError) as refused:
        cost(*arguments)
    assert str(refused.value) == sentence
    assert type(refused.value) is kind


def test_symbolic_sizes_are_compared_across_arrays():
    f = lambdify(add(multiply(MatrixSymbol("w0", k, n), MatrixSymbol("X", n, m)), MatrixSymbol("B", k, m)))
    with pytest.raises(ShapeError, match="w0 has n_0 = 2 columns but X has 4 rows"):
        f(np.ones((3, 2)), np.ones((4, 5)), np.ones((3, 5)))
    with pytest.raises(ShapeError) as refused:
        f(np.ones((3, 2)), np.ones((2, 5)), np.ones((5, 3)))
    assert str(refused.value) == "B must be 3 × 5 (k × m), but the array is 5 × 3; it looks transposed."


def test_a_size_that_is_an_expression_is_checked():
    f = lambdify(multiply(MatrixSymbol("C", 1, n + 1), MatrixSymbol("D", n + 1, n)))
    with pytest.raises(ShapeError, match=r"C must have n_0 \+ 1 = 3 columns, but it has 4\."):
        f(np.ones((1, 4)), np.ones((3, 2)))
    assert f(np.ones((1, 3)), np.ones((3, 2))).tolist() == [[3.0, 3.0]]


def test_an_integer_argument_that_is_a_size_must_agree():
    f = lambdify(SumEntries(X) / m, [X, m])
    assert f(x, 5) == 2.0
    with pytest.raises(ShapeError, match="X has m = 5 columns, but m is 4"):
        f(x, 4)
    with pytest.raises(SymnetValueError, match=r"m must be an integer, but is 4\.5"):
        f(x, 4.5)


def test_lists_integers_and_booleans_are_computed_in_float64():
    forward = lambdify(EQUATIONS, [X], parameters=[w0, b0], results=[A])
    expected = forward(P_forward(np.float64), x)
    for kind in (np.int32, bool, np.uint8):
        got = forward(P_forward(kind), x.astype(kind))
        assert got.dtype == np.float64
        np.testing.assert_array_equal(got, expected)
    np.testing.assert_array_equal(
        forward({name: a.tolist() for name, a in P_forward(int).items()}, x.tolist()), expected
    )


def P_forward(kind):
    return {"w0": W.astype(kind), "b0": H.astype(kind)}


def test_float32_stays_unless_float64_is_mixed_in():
    forward = lambdify(EQUATIONS, [X], parameters=[w0, b0], results=[A])
    assert forward(P_forward(np.float32), x.astype(np.float32)).dtype == np.float32
    assert forward(P_forward(np.float32), x).dtype == np.float64
    scaled = lambdify(Symbol("lambda") * X, [X, Symbol("lambda")])
    assert scaled(x.astype(np.float32), np.float64(0.1)).dtype == np.float32
    assert isinstance(cost(P, x, y), float)


def test_nan_passes_through():
    broken = x.copy()
    broken[0, 2] = np.nan
    result = lambdify(EQUATIONS, [X], parameters=[w0, b0], results=[A])(P_forward(float), broken)
    assert np.isnan(result).any(axis=0).tolist() == [False, False, True, False, False]


def test_checking_costs_a_few_microseconds_an_array():
    arguments = [P, x, y]

    def once():
        start = time.process_time()
        for _ in range(1000):
            cost.signature.bind(arguments)
        return (time.process_time() - start) / 1000 / 5

    assert min(once() for _ in range(5)) < 10e-6
