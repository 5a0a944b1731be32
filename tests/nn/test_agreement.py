"""One network, four roads: composed expression, equations, explicit entries, generated NumPy. They agree to 1e-12."""

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from tests.strategies import LAYERED_NOTATIONS, networks

SAMPLES = 3
SEEDS = st.integers(0, 2**32 - 1)


def numbers(net, seed):
    """Random parameters and a batch, in the layout of the notation.

    Weights are small in deep networks: six exponentials on top of each other would lose every digit on every road.
    """
    generator = np.random.default_rng(seed)
    spread = 2.0 if len(net.layers) <= 2 else 0.25
    parameters = {}
    for symbol in net.parameters:
        rows, columns = (int(size) for size in symbol.shape)
        limit = spread / max(rows, columns) if symbol.role == "weight" else 0.3
        parameters[symbol.name] = generator.uniform(-limit, limit, (rows, columns))
    X = generator.normal(size=(int(net.sizes[0]), SAMPLES))
    return parameters, X.T if net.notation.samples == "rows" else X


def by_composed_expression(net, parameters, X):
    """SymPy's own lambdify of the composed expression, one sample at a time."""
    symbols = [net.input, *net.parameters]
    function = sympy.lambdify(symbols, net.output, modules="numpy")
    rows = net.notation.samples == "rows"
    samples = [X[[i], :] if rows else X[:, [i]] for i in range(SAMPLES)]
    results = [function(x, *(parameters[symbol.name] for symbol in net.parameters)) for x in samples]
    return np.concatenate(results, axis=0 if rows else 1)


def by_explicit_entries(net, parameters, x):
    """SymPy's evaluation of every entry of every equation to 30 digits, for one sample."""
    values = {}

    def know(symbol, array):
        values.update({symbol[i, j]: sympy.Float(array[i, j], 30) for i, j in np.ndindex(*array.shape)})

    know(net.input, x)
    for symbol in net.parameters:
        know(symbol, parameters[symbol.name])
    for symbol, expression in net.equations():
        written = sn.explicit(expression).xreplace(values).evalf(30)
        know(symbol, np.array(written.tolist(), dtype=object))
    last = net.equations()[-1].symbol
    return np.array([[float(values[last[i, j]]) for j in range(last.shape[1])] for i in range(last.shape[0])])


def agree(left, right):
    scale = max(1.0, np.abs(right).max())
    return left.shape == right.shape and np.abs(left - right).max() <= 1e-12 * scale


@given(networks(), SEEDS)
def test_the_roads_agree(net, seed):
    parameters, X = numbers(net, seed)
    generated = net.lambdify()(parameters, X)
    with np.errstate(all="ignore"):  # SymPy's code computes branches of a Piecewise that it does not take
        assert agree(by_composed_expression(net, parameters, X), generated)
    x = X[[0], :] if net.notation.samples == "rows" else X[:, [0]]
    first = generated[[0], :] if net.notation.samples == "rows" else generated[:, [0]]
    assert agree(by_explicit_entries(net, parameters, x), first)
    equations = sn.lambdify(net.equations(), [net.input], parameters=net.parameters)
    assert agree(equations(parameters, x), first)


def relaid(symbol, array):
    """An array of the zero-based layout in the layout of another notation."""
    notation = symbol.spelling.choice
    turned = notation.transposed_weights if symbol.role == "weight" else notation.samples == "rows"
    return array.T if turned else array


@given(networks(depths=st.integers(1, 3), widths=st.integers(1, 4)), SEEDS)
def test_every_notation_is_the_same_function(net, seed):
    columns = net.with_notation("zero_based")
    parameters, X = numbers(columns, seed)
    expected = columns.lambdify()(parameters, X)
    for name in LAYERED_NOTATIONS:
        other = net.with_notation(name)
        pairs = zip(other.parameters, parameters.values(), strict=True)
        stored = {symbol.name: relaid(symbol, array) for symbol, array in pairs}
        rows = other.notation.samples == "rows"
        result = other.lambdify()(stored, X.T if rows else X)
        assert agree(result.T if rows else result, expected)


def test_the_comparison_can_fail():
    net = sn.Network([2, 3, 2], activations=["tanh", "sigmoid"])
    parameters, X = numbers(net, 0)
    generated = net.lambdify()(parameters, X)
    other = sn.Network([2, 3, 2], activations=["tanh", "softsign"])
    assert not agree(by_composed_expression(other, parameters, X), generated)
    assert not agree(by_explicit_entries(other, parameters, X[:, [0]]), generated[:, [0]])


@given(networks())
def test_every_string_passes_katex(assert_katex, net):
    cost = net.cost("squared_error", l2="lambda")
    strings = [sn.latex(net), sn.latex(net.shapes()), sn.latex(net.matrices()), sn.latex(cost.composed)]
    for grain in ("neuron", "sample", "batch"):
        strings += [sn.latex(net.equations(grain)), sn.latex(net.equations(grain), ones=True)]
        strings.append(sn.latex(cost.equations(grain)))
    strings.append(sympy.latex(net.composed))
    assert_katex(strings)
    assert all(sn.text(thing) for thing in (net, net.equations(), cost, net.matrices()))


@pytest.mark.parametrize("name", sn.activations())
def test_every_activation_passes_katex(assert_katex, name):
    z = sympy.Symbol("z", real=True)
    value = sn.activation(name)(z)
    assert_katex([sn.latex(value), sn.latex(value.definition()), sn.latex(value.diff(z)), sn.latex(value**2)])


@pytest.mark.parametrize("name", sn.losses())
def test_every_loss_passes_katex(assert_katex, name):
    cost = sn.Network([2, 3, 2], activations="sigmoid").cost(name)
    y_hat, y = sympy.symbols("y_hat y", real=True)
    value = sn.loss(name)(y_hat, y)
    assert_katex([sn.latex(cost), sn.latex(cost.equations("batch")), sn.latex(value.definition())])
    assert sn.text(cost)
