"""The NumPy forms against the exact definitions at high precision, at their extremes, in float32, and with NaN."""

from __future__ import annotations

import ast
import inspect
import math
import textwrap

import mpmath
import numpy as np
import pytest

from symnet.codegen.sources import NUMPY_FUNCTIONS
from symnet.expressions.activations import tanh
from tests.expressions.scalar_points import (
    DIGITS,
    EVERY_ACTIVATION,
    EVERY_LOSS,
    EVERY_ROW,
    GRID,
    default_parameters,
    exact_value,
    loss_points,
    parameter_choices,
)

EPSILON = 2.0**-52


def assert_accurate(row, parameters, points, digits=DIGITS):
    """Compare with the definition: 1e-14 relative, and what a few roundings of the arguments would change."""
    function = NUMPY_FUNCTIONS[row.__name__]
    columns = [np.array(column) for column in zip(*points, strict=True)]
    computed = function(*columns, *map(float, parameters))
    assert computed.dtype == np.float64
    with mpmath.workdps(digits):
        for point, value in zip(points, computed.tolist(), strict=True):
            expected = mpmath.mpf(exact_value(row, parameters, *point))
            if abs(expected) > 1e308:
                assert value == math.copysign(math.inf, expected), point
                continue
            nearby = [
                exact_value(row, parameters, *(n * (1 + h) if i == j else n for j, n in enumerate(point)))
                for i in range(len(point))
                for h in (-4 * EPSILON, 4 * EPSILON)
            ]
            allowed = 1e-14 * abs(expected) + sum(abs(n - expected) for n in nearby) + 1e-323
            assert abs(value - expected) <= allowed, (row, parameters, point, value, float(expected))


@pytest.mark.parametrize(**EVERY_ACTIVATION)
def test_activations_agree_with_their_definition(row):
    for parameters in parameter_choices(row):
        assert_accurate(row, parameters, [(z,) for z in GRID])


@pytest.mark.parametrize(**EVERY_LOSS)
def test_losses_agree_with_their_definition(row):
    for parameters in parameter_choices(row):
        assert_accurate(row, parameters, loss_points(row), digits=1000)


def test_the_comparison_can_fail(monkeypatch):
    softsign = NUMPY_FUNCTIONS["softsign"]
    monkeypatch.setattr(f"{__name__}.NUMPY_FUNCTIONS", {"tanh": softsign})
    with pytest.raises(AssertionError, match="tanh"):
        assert_accurate(tanh, (), [(1.0,)])


@pytest.mark.parametrize("name", ["erf", "erfc", "normal_cdf"])
def test_error_functions_keep_their_relative_accuracy_in_the_tails(name):
    oracle = {"erf": mpmath.erf, "erfc": mpmath.erfc, "normal_cdf": lambda z: mpmath.erfc(-z / mpmath.sqrt(2)) / 2}[
        name
    ]
    grid = np.concatenate([np.linspace(-37, 26.5, 4001), np.geomspace(1e-300, 1, 50), [-0.46875, 0.46875, 4.0]])
    with mpmath.workdps(60):
        expected = np.array([float(oracle(mpmath.mpf(z))) for z in grid])
    computed = NUMPY_FUNCTIONS[name](grid)
    normal = np.abs(expected) > 1e-306  # below, float64 itself has fewer digits
    assert normal.sum() > 3500
    np.testing.assert_allclose(computed[normal], expected[normal], rtol=2e-15)


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize(**EVERY_ROW)
def test_single_precision_stays_single_and_close(row, sign):
    points = [(sign * z,) for z in GRID] if len(row.variables) == 1 else loss_points(row)
    single = [np.array(column, dtype=np.float32) for column in zip(*points, strict=True)]
    double = [column.astype(np.float64) for column in single]
    parameters = [float(value) for value in default_parameters(row)]
    function = NUMPY_FUNCTIONS[row.__name__]
    with np.errstate(invalid="ignore", divide="ignore"):  # 1 - 2**-40 is 1 in single precision: off the domain
        computed = function(*single, *parameters)
        expected = function(*double, *parameters)
    assert computed.dtype == np.float32
    np.testing.assert_allclose(computed, expected.astype(np.float32), rtol=2e-4, atol=1e-6)


@pytest.mark.parametrize(**EVERY_ROW)
def test_nan_passes_through(row):
    function, parameters = NUMPY_FUNCTIONS[row.__name__], [float(value) for value in default_parameters(row)]
    count = len(row.variables)
    for dtype in (np.float32, np.float64):
        hole = np.array([np.nan], dtype=dtype)
        assert np.isnan(function(*[hole] * count, *parameters)).all()
        if count == 2 and row.__name__ not in {"hinge_embedding", "kl_divergence_with_logs"}:
            for y in (0, 1, -1):
                assert np.isnan(function(hole, np.array([y], dtype=dtype), *parameters)).all(), y


@pytest.mark.parametrize(**EVERY_ROW)
def test_a_python_float_is_accepted(row):
    parameters = [float(value) for value in default_parameters(row)]
    arguments = [0.25, 1.0][: len(row.variables)]
    function = NUMPY_FUNCTIONS[row.__name__]
    array = function(*(np.array([argument]) for argument in arguments), *parameters)
    assert float(function(*arguments, *parameters)) == array[0]


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0, 4)])
def test_shapes_are_kept(shape):
    z = np.full(shape, 0.3)
    for row in EVERY_ROW["argvalues"]:
        parameters = [float(value) for value in default_parameters(row)]
        assert np.shape(NUMPY_FUNCTIONS[row.__name__](*[z] * len(row.variables), *parameters)) == shape


@pytest.mark.parametrize(**EVERY_ROW)
def test_parameters_follow_the_variables_as_in_the_row(row):
    names = list(inspect.signature(NUMPY_FUNCTIONS[row.__name__]).parameters)
    assert names == [*row.variables, *(parameter.name for parameter in row.facts.parameters)]


@pytest.mark.parametrize("name", NUMPY_FUNCTIONS)
def test_the_source_stands_alone(name):
    """What generated code copies: NumPy, builtins, the function's own names, and functions of the table."""
    function = NUMPY_FUNCTIONS[name]
    nodes = list(ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))))
    used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    annotations = {"Any", "tuple"}
    assert used <= {"np", "float", *NUMPY_FUNCTIONS, *function.__code__.co_varnames} | annotations
    assert function.__name__ == name
