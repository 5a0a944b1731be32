"""The gradient of equations is the gradient of what they compose to, and its cost is linear in their number."""

import numpy as np
from sympy import MatrixSymbol, Symbol

import symnet as sn

W, V, x = MatrixSymbol("W", 3, 2), MatrixSymbol("V", 3, 3), MatrixSymbol("x", 2, 1)
z, a, J = MatrixSymbol("z", 3, 1), MatrixSymbol("a", 3, 1), Symbol("J")
program = sn.Equations(
    [(z, sn.multiply(W, x)), (a, sn.tanh(z)), (J, sn.SumEntries(sn.sigmoid(sn.add(sn.multiply(V, a), a))))]
)


def test_two_roads():
    backward = sn.gradient(program, [W, V])
    both = program + backward
    names = {"W": MatrixSymbol("dW", 3, 2), "V": MatrixSymbol("dV", 3, 3)}
    by_lines = sn.lambdify(both, [W, V, x], results=names)
    by_expression = sn.gradient(program.compose(), [W, V])
    generator = np.random.default_rng(0)
    arrays = [generator.normal(size=shape) for shape in ((3, 2), (3, 3), (2, 1))]
    for ours, theirs in zip(by_lines(*arrays).values(), by_expression, strict=True):
        expected = sn.lambdify(theirs, [W, V, x])(*arrays)
        assert np.abs(expected).max() > 1e-3
        assert np.abs(ours - expected).max() <= 1e-14


def test_every_line_is_in_symbols():
    assert sn.text(sn.gradient(program, W)[-1]) == "dW = dz xᵀ"


def test_a_long_program_is_no_recursion():
    steps = [(MatrixSymbol("a0", 2, 2), sn.tanh(MatrixSymbol("X", 2, 2)))]
    for place in range(1, 1500):
        before = MatrixSymbol(f"a{place - 1}", 2, 2)
        steps.append((MatrixSymbol(f"a{place}", 2, 2), sn.tanh(sn.multiply(before, before))))
    steps.append((Symbol("J"), sn.SumEntries(steps[-1][0])))
    assert len(sn.gradient(sn.Equations(steps), MatrixSymbol("X", 2, 2))) == 1501
