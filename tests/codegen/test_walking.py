"""A compiled function takes every input of its equations, whatever it stands in, and computes what they say."""

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

LOOPS = {
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
