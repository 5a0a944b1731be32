"""Law: forward, reverse, first and second order agree with JAX in float64, against random cotangents and tangents."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sympy import MatrixSymbol

import symnet as sn
from symnet.calculus import (
    differential,
    gradient,
    hessian,
    hessian_vector_product,
    jacobian,
    vector_jacobian_product,
)
from tests.calculus.random_expressions import RECIPES, built, evaluated

jax = pytest.importorskip("jax", reason="needs jax, from the extra symnet[oracles]")
jnp = jax.numpy
SEEDS = st.integers(0, 10**6)
FEW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def test_jax_computes_in_float64():
    assert jnp.zeros(1).dtype == np.float64


def variables_of(F):
    return sorted(F.free_symbols, key=str)


def drawn(symbols, seed):
    source = np.random.default_rng(seed)
    return {
        symbol: source.uniform(-1, 1, tuple(map(int, symbol.shape)) if symbol.is_Matrix else ()) for symbol in symbols
    }


def like(symbol, letter):
    """A symbol of the same shape, for a tangent or a cotangent."""
    name = f"{letter}_{symbol.name}"
    return MatrixSymbol(name, *symbol.shape) if symbol.is_Matrix else sp.Symbol(name, real=True)


def value(expression, table):
    """Run an expression by the code that symnet generates."""
    arguments = [symbol for symbol in table if symbol in expression.free_symbols]
    return sn.lambdify(expression, arguments)(*(table[symbol] for symbol in arguments))


def function_of(recipe, F):
    def function(table):
        result = evaluated(recipe, {symbol: table[symbol] for symbol in table}, jnp)
        return jnp.broadcast_to(result, tuple(map(int, F.shape)))

    return jax.jit(function)  # as a whole: operation by operation, JAX compiles each one for each new shape


def by_name(table):
    return {symbol.name: jnp.asarray(array) for symbol, array in table.items()}


def require_nonzero(*references):
    """A reference that vanishes is no reference: a wrong rule could agree with it."""
    assume(any(np.max(np.abs(reference)) > 1e-6 for reference in references))
    assume(all(np.all(np.isfinite(reference)) and np.max(np.abs(reference)) < 1e6 for reference in references))


def assert_close(found, expected):
    expected = np.asarray(expected)
    np.testing.assert_allclose(np.broadcast_to(found, expected.shape), expected, rtol=1e-10, atol=1e-10)


@FEW
@given(RECIPES, SEEDS)
def test_reverse_and_forward(recipe, seed):
    F = built(recipe)
    symbols = variables_of(F)
    C = MatrixSymbol("C_", *F.shape)
    table, weights = drawn(symbols, seed), drawn([C], seed + 1)
    steps = drawn(symbols, seed + 2)
    function = function_of(recipe, F)

    expected, pull = jax.vjp(function, by_name(table))
    (cotangents,) = pull(jnp.asarray(weights[C]))
    require_nonzero(*cotangents.values())
    assert_close(value(F, table), expected)
    for symbol, found in zip(symbols, vector_jacobian_product(F, symbols, C), strict=True):
        assert_close(value(found, table | weights), cotangents[symbol.name])

    tangents = [like(symbol, "D") for symbol in symbols]
    _, change = jax.jvp(function, (by_name(table),), (by_name(steps),))
    directions = {tangent: steps[symbol] for symbol, tangent in zip(symbols, tangents, strict=True)}
    assert_close(value(differential(F, symbols, tangent=tangents), table | directions), change)


@FEW
@given(RECIPES, SEEDS)
def test_second_order(recipe, seed):
    """The Hessian of ⟨C, tanh F⟩ in a random direction: forward over reverse, and reverse over reverse."""
    F = built(recipe)
    symbols = variables_of(F)
    C = MatrixSymbol("C_", *F.shape)
    table, weights, steps = drawn(symbols, seed), drawn([C], seed + 1), drawn(symbols, seed + 2)
    scalar = sn.SumEntries(sp.HadamardProduct(C, sn.tanh(F)))
    function = function_of(recipe, F)

    def paired(point):
        return jnp.sum(jnp.asarray(weights[C]) * jnp.tanh(function(point)))

    _, expected = jax.jvp(jax.grad(paired), (by_name(table),), (by_name(steps),))
    require_nonzero(*expected.values())
    tangents = [like(symbol, "D") for symbol in symbols]
    directions = {tangent: steps[symbol] for symbol, tangent in zip(symbols, tangents, strict=True)}
    everything = table | weights | directions
    for symbol, found in zip(symbols, hessian_vector_product(scalar, symbols, tangents), strict=True):
        assert_close(value(found, everything), expected[symbol.name])
    pairing = sum(
        sn.SumEntries(sp.HadamardProduct(part, tangent)) if tangent.is_Matrix else part * tangent
        for part, tangent in zip(gradient(scalar, symbols), tangents, strict=True)
    )
    for symbol, found in zip(symbols, gradient(pairing, symbols), strict=True):
        assert_close(value(found, everything), expected[symbol.name])


@FEW
@given(RECIPES, SEEDS)
def test_jacobians(recipe, seed):
    """The Jacobian in matrix form is the one of JAX, with columns stacked on both sides."""
    F = built(recipe)
    symbols = variables_of(F)
    table = drawn(symbols, seed)
    expected = jax.jacfwd(function_of(recipe, F))(by_name(table))
    require_nonzero(*expected.values())
    for symbol in symbols:
        array = np.asarray(expected[symbol.name])
        rows = np.moveaxis(array, 0, 1).reshape(F.shape[0] * F.shape[1], *array.shape[2:])
        reference = rows.reshape(len(rows), -1, order="F") if array.ndim == 4 else rows[:, None]
        stacked = np.stack([row.ravel(order="F") for row in rows]) if array.ndim == 4 else reference
        assert_close(value(jacobian(F, symbol), table), stacked)


def test_the_hessian_of_a_small_network_is_that_of_jax():
    W, V, x, y = (
        MatrixSymbol(name, *shape) for name, shape in [("W", (3, 2)), ("V", (2, 3)), ("x", (2, 5)), ("y", (2, 5))]
    )
    b = MatrixSymbol("b", 3, 1)
    hidden = sn.tanh(sn.add(sn.multiply(W, x), sn.Broadcast(b, 3, 5)))
    J = sn.SumEntries(sn.cross_entropy(sn.softmax(sn.multiply(V, hidden)), y)) / 5
    table = drawn([W, V, x, y, b], seed=3)
    table[y] = np.abs(table[y])

    def cost(parameters):
        hidden = jnp.tanh(parameters["W"] @ table[x] + parameters["b"])
        return -jnp.sum(table[y] * jnp.log(jax.nn.softmax(parameters["V"] @ hidden, axis=0))) / 5

    expected = jax.hessian(cost)(by_name({symbol: table[symbol] for symbol in (W, V, b)}))
    for first in (W, V, b):
        for second in (W, V, b):
            found = value(hessian(J, first, second), table)
            block = np.asarray(expected[first.name][second.name])
            rows = first.shape[0] * first.shape[1]
            columns = second.shape[0] * second.shape[1]
            reference = block.transpose(1, 0, 3, 2).reshape(rows, columns)
            assert np.max(np.abs(reference)) > 1e-6
            assert_close(found, reference)
            if first == second:
                assert_close(found, found.T)
