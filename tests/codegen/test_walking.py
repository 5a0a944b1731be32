"""A compiled function takes every input of its equations, whatever it stands in, and computes what they say."""

from typing import Any

import numpy as np
import pytest
import sympy as sp
from sympy import FunctionMatrix, Lambda, MatrixSymbol, Sum, Symbol, symbols

import symnet as sn
from symnet.codegen.names import plain
from symnet.expressions.operands import parts, subexpressions, symbols_in
from tests.calculus import laws
from tests.calculus.cases import CASES

ALL = {f"{name}-{place}": F for name, cases in CASES.items() for place, F in enumerate(cases)}


def is_computed(F):
    """The value and the gradient, at an arbitrary cotangent, are those of the explicit entries."""
    table, expected = laws.reference(F)
    is_matrix = getattr(F, "is_Matrix", False)
    C = laws.cotangent_of(F)
    Y = MatrixSymbol("Y_", *F.shape) if is_matrix else Symbol("y_", real=True)
    lines = sn.Equations([(Y, F), (Symbol("L_"), sn.SumEntries(sn.hadamard(C, Y)) if is_matrix else C * Y)])
    gradient = sn.gradient(lines, list(expected))
    names = {symbol.name: symbol for symbol in gradient.symbols}
    step = sn.lambdify(sn.Equations([*lines, *gradient]), results=[Y, {v.name: names[f"d{v.name}"] for v in expected}])
    symbols = {plain(symbol.name): symbol for symbol in (*expected, C)}
    taken = [slot.name for slot in step.signature.arguments]
    if sorted(taken) != sorted(symbols) or set(lines.inputs) != set(symbols.values()):
        return False
    value, found = step(*(array_of(symbols[name], table) for name in taken))
    return close(value, laws.numbers(F, table)) and all(
        close(found[variable.name], wanted) for variable, wanted in expected.items()
    )


def array_of(symbol, table):
    numbers = [float(table[place]) for place in laws.places(symbol)]
    return np.array(numbers).reshape(symbol.shape, order="F") if symbol.is_Matrix else numbers[0]


def close(found, wanted):
    return np.allclose(np.asarray(found, dtype=float).reshape(-1, order="F"), np.array(wanted, dtype=float), rtol=1e-9)


@pytest.mark.parametrize("name", ALL)
def test_every_input_is_taken_and_computed_with(name):
    assert is_computed(ALL[name])


# ------------------------------------------------------------------------------------------------------ seen to fail


def rows():
    """Each part of a node of a case that holds a symbol."""
    for name, F in ALL.items():
        node = next((node for node in subexpressions(F) if type(node).__name__ == name.split("-")[0]), None)
        for place, part in enumerate(parts(node) if node is not None else ()):
            if symbols_in(part.expression):
                yield f"{name.split('-')[0]}-{place}", type(node), place


ROWS = {row: (kind, place) for row, kind, place in rows()}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_without_a_part_is_found(row):
    kind, place = ROWS[row]
    for F in CASES[kind.__name__]:
        laws.reference(F)  # remembered while the table is whole
    rule = parts.dispatch(kind)
    parts.register(kind)(lambda node: (*rule(node)[:place], *rule(node)[place + 1 :]))
    try:
        found = any(is_rejected(F) for F in CASES[kind.__name__])
    finally:
        parts.register(kind)(rule)
    assert found


def is_rejected(F):
    """Tell whether the law finds a case wrong; an error is a finding too."""
    try:
        return not is_computed(F)
    except laws.ZeroReferenceError:
        raise
    except Exception:  # noqa: BLE001 - a table without a part may break in any way
        return True


# ------------------------------------------------------------------------------------------------------------ loops

n, m = symbols("n m", integer=True, positive=True)
i, j, k = symbols("i j k", integer=True, nonnegative=True)
t = Symbol("t", real=True)
X = MatrixSymbol("X", n, 2)
x = np.array([[0.5, -1.0], [2.0, 0.25], [-0.75, 1.5]])

LOOPS: dict[str, tuple[Any, dict[str, Any], Any]] = {
    "an index that is free, too": (
        X[k, 0] + Sum(X[k, 0] ** 2, (k, 0, n - 1)),
        {"X": x, "k": 1},
        x[1, 0] + (x[:, 0] ** 2).sum(),
    ),
    "one index of two sums": (
        Sum(X[k, 0] ** 2 * Sum(X[k, 0], (k, 0, n - 1)), (k, 0, n - 1)),
        {"X": x},
        (x[:, 0] ** 2).sum() * x[:, 0].sum(),
    ),
    "a matrix by a function": (
        FunctionMatrix(n, 2, Lambda((i, j), X[i, j] * t + i)),
        {"X": x, "t": 3.0},
        3 * x + np.arange(3)[:, None],
    ),
    "a sum in a matrix by a function, over its row": (
        FunctionMatrix(n, 2, Lambda((i, j), Sum(sn.tanh(X)[i, 0] * X[i, j], (i, 0, n - 1)) + X[i, j])),
        {"X": x},
        (np.tanh(x[:, [0]]) * x).sum(axis=0) + x,
    ),
    "a matrix in the function of entries": (
        sn.Elementwise(Lambda(t, sn.SumEntries(sn.tanh(t * X))), sn.multiply(X, sp.Integer(2))),
        {"X": x},
        np.array([[np.tanh(2 * each * x).sum() for each in row] for row in x]),
    ),
    "the logarithm of a form": (sp.log((X.T * X)[0, 0] + 1), {"X": x}, np.log((x[:, 0] ** 2).sum() + 1)),
}


@pytest.mark.parametrize("case", LOOPS)
def test_a_loop_computes_what_is_meant(case):
    expression, arrays, expected = LOOPS[case]
    function = sn.lambdify(expression)
    names = [slot.name for slot in function.signature.arguments]
    assert sorted(names) == sorted(arrays)
    np.testing.assert_allclose(function(*(arrays[name] for name in names)), expected, rtol=1e-12)


def test_a_function_takes_a_matrix_of_one_entry_for_its_entry():
    A, v = MatrixSymbol("A", n, n), MatrixSymbol("v", n, 1)
    function = sn.lambdify(sp.log(v.T * A * v), [A, v])
    a, w = np.diag([1.0, 2.0]), np.array([[3.0], [1.0]])
    assert function(a, w) == pytest.approx(np.log(11.0))


# ------------------------------------------------------------------------------------- programs of symbolic sizes

d = Symbol("d", integer=True, positive=True)
sigma, u = symbols("sigma u", real=True)
W, v, z, s = (
    MatrixSymbol(name, *shape) for name, shape in (("W", (n, d)), ("v", (d, 1)), ("z", (n, 1)), ("s", (n, 1)))
)
Q, K, V, H = (
    MatrixSymbol(name, *shape) for name, shape in (("Q", (d, d)), ("K", (d, d)), ("V", (d, d)), ("H", (n, d)))
)
L = Symbol("L", real=True)
HEAD = sn.multiply(sn.Softmax(sn.multiply(W, Q, K.T, W.T), axis=1), W, V)
PROGRAMS = {
    "heads side by side": [(H, HEAD), (L, sn.SumEntries(sn.tanh(sp.BlockMatrix([[H, sn.multiply(H, Q)]]))))],
    "the logarithm of a probability": [(z, W * v), (s, sn.softmax(z)), (L, -sp.log(s[0, 0]))],
    "a sum over every row": [(z, W * v), (L, Sum(z[i, 0] ** 3 * W[i, 0] * sigma, (i, 0, n - 1)))],
    "a sum over all rows but one": [(z, W * v), (L, Sum(z[i, 0] ** 2 * W[i + 1, 1], (i, 0, n - 2)))],
    "a sum over rows and columns": [(L, Sum(W[i, j] ** 2 * v[j, 0], (i, 0, n - 1), (j, 0, d - 1)))],
    "a kernel of all pairs": [
        (z, W * v),
        (L, sn.SumEntries(FunctionMatrix(n, n, Lambda((i, j), sp.exp(-((z[i, 0] - z[j, 0]) ** 2) / sigma))))),
    ],
    "a matrix in the function of entries": [
        (z, W * v),
        (s, sn.Elementwise(Lambda(u, u**2 * sigma + u * sn.SumEntries(v)), z)),
        (L, sn.SumEntries(s) * s[1, 0]),
    ],
    "forms in functions": [(z, W * v), (L, sp.log(1 + (z.T * z)[0, 0]) + sp.exp(-sigma * (z.T * W * v)[0, 0] / 5))],
    "branches": [(z, W * v), (L, sp.Piecewise((z[0, 0] ** 2 * sigma, z[1, 0] > 0), (z[2, 0] ** 3 + sigma**2, True)))],
}


@pytest.mark.parametrize("case", PROGRAMS)
def test_a_gradient_is_computed_as_differences_say(case):
    lines = sn.Equations(PROGRAMS[case])
    variables = [symbol for symbol in lines.inputs if symbol not in {n, d}]
    generator = np.random.default_rng(1)
    sizes = {n: 3, d: 2, 1: 1}
    shapes = {v: [sizes[size] for size in v.shape] for v in variables if v.is_Matrix}
    arrays = {v: generator.normal(size=shapes[v]) if v in shapes else 0.7 for v in variables}
    gradient = sn.gradient(lines, variables)
    names = {symbol.name: symbol for symbol in gradient.symbols}
    wanted = {variable.name: names[f"d{variable.name}"] for variable in variables}
    found = sn.lambdify(sn.Equations([*lines, *gradient]), variables, results=wanted)(*arrays.values())
    value = sn.lambdify(lines, variables)
    for variable, array in arrays.items():
        slopes = np.zeros(np.shape(array))
        for place in np.ndindex(slopes.shape):
            moved = [np.array(array, dtype=float) for _ in range(2)]
            moved[0][place] += 1e-5
            moved[1][place] -= 1e-5
            ahead, behind = (
                value(*(arrays | {variable: each if each.ndim else float(each)}).values()) for each in moved
            )
            slopes[place] = (ahead - behind) / 2e-5
        np.testing.assert_allclose(found[variable.name], slopes, rtol=1e-5, atol=1e-8)
        assert np.abs(slopes).max() > 1e-5
