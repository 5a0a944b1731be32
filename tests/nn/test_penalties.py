"""A penalty that reaches its parameters through something, down every road that a cost takes."""

import numpy as np
import pytest
import sympy as sp
from sympy import Lambda, Symbol, Trace
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

import symnet as sn

i, j = sp.symbols("i j", integer=True, nonnegative=True)
u, sigma = sp.symbols("u sigma", real=True)
NET = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"])
W, B = NET.parameters["w0"], NET.parameters["b0"]

PENALTIES = {
    "an entry": W[0, 0] ** 2,
    "two entries of two parameters": sp.sin(W[1, 0] * B[2, 0]),
    "a form": (B.T * W * W.T * B)[0, 0],
    "an entry of an activation of it": sn.entry(sn.tanh(W), 1, 1) ** 2,
    "an entry kept whole": MatrixElement(W.T * B, 1, 0) ** 2,
    "blocks": sn.SumEntries(sn.tanh(sp.BlockMatrix([[W, B]]))),
    "a slice": sn.SumEntries(sn.tanh(MatrixSlice(W, (0, 2), (1, 2)))),
    "a row": sn.SumEntries(sn.tanh(sn.Slice(W, 2, 0))),
    "an explicit matrix": Trace(sp.ImmutableMatrix([[W[0, 0] ** 2, 1], [W[1, 1], B[0, 0]]]) * W.T * W),
    "a matrix by a function": sn.SumEntries(sp.FunctionMatrix(3, 2, Lambda((i, j), W[i, j] ** 2 * (i + 1)))),
    "a sum over an index": sp.Sum(W[i, 0] ** 2 * B[i, 0], (i, 0, 2)),
    "a scalar in a function": sn.SumEntries(sn.Elementwise(Lambda(u, sp.exp(-(u**2) / sigma)), W)),
    "a trace in a function": sn.SumEntries(sn.Elementwise(Lambda(u, u**2 * Trace(W.T * W)), B)),
    "a determinant": sp.log(sp.Determinant(W.T * W)),
    "a branch": sp.Piecewise((W[0, 0] ** 2, W[1, 1] > 0), (W[0, 1] ** 3, True)),
    "a form in a logarithm": sp.log(B.T * B),
}


def arrays(step):
    """Parameters in which nothing is zero, a number for each scalar, and a batch."""
    generator = np.random.default_rng(3)
    parameters = {name: generator.normal(size=array.shape) for name, array in NET.initialize(seed=0).items()}
    parameters |= {slot.name: 0.7 for slot in step.signature.parameters if slot.name not in parameters}
    return parameters, generator.normal(size=(2, 4)), generator.uniform(0.2, 0.8, size=(1, 4))


def differences(function, parameters, *data):
    """The gradient of a function of parameters by central differences of sixth order."""
    found = {}
    for name, array in parameters.items():
        gradient = np.zeros_like(array)
        for place in np.ndindex(np.shape(array)):

            def moved(distance, name=name, place=place, array=array):
                changed = np.array(array, dtype=float)
                changed[place] += distance
                return function(parameters | {name: changed}, *data)

            weights = {1: 45, 2: -9, 3: 1}
            gradient[place] = sum(w * (moved(k * 1e-3) - moved(-k * 1e-3)) for k, w in weights.items()) / 60e-3
        found[name] = gradient
    return found


def cost_of(name):
    return NET.cost("binary_cross_entropy", regularization=PENALTIES[name])


@pytest.mark.parametrize("name", PENALTIES)
def test_the_gradient_is_that_of_the_cost(name):
    cost = cost_of(name)
    J, step = cost.lambdify(), cost.lambdify(gradient=True)
    parameters, *data = arrays(step)
    value, gradient = step(parameters, *data)
    weights = {key: parameters[key] for key in gradient}
    wanted = differences(lambda moved, X, Y: J(parameters | moved, X, Y), weights, *data)
    plain = NET.cost("binary_cross_entropy").lambdify(gradient=True)(weights, *data)[1]
    assert value == pytest.approx(J(parameters, *data))
    for key, array in wanted.items():
        np.testing.assert_allclose(gradient[key], array, rtol=1e-7, atol=1e-9)
    assert any(np.abs(gradient[key] - plain[key]).max() > 1e-3 for key in wanted), "the penalty does nothing here"


@pytest.mark.parametrize("name", PENALTIES)
def test_the_product_with_the_hessian_is_that_of_the_gradient(name):
    cost = cost_of(name)
    step, product = cost.lambdify(gradient=True), cost.hessian_vector_product()
    parameters, *data = arrays(step)
    generator = np.random.default_rng(4)
    direction = {key: generator.normal(size=array.shape) for key, array in step(parameters, *data)[1].items()}

    def moved(distance):
        changed = {key: parameters[key] + distance * change for key, change in direction.items()}
        return step(parameters | changed, *data)[1]

    found = product(parameters, *data, direction)
    for key in direction:
        weights = {1: 45, 2: -9, 3: 1}
        wanted = sum(w * (moved(k * 1e-3)[key] - moved(-k * 1e-3)[key]) for k, w in weights.items()) / 60e-3
        np.testing.assert_allclose(found[key], wanted, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", PENALTIES)
def test_the_derivation_and_the_check_of_code_agree(name):
    cost = cost_of(name)
    assert cost.derivation("w0").holds
    step = cost.lambdify(gradient=True)
    assert sn.check_gradient(lambda parameters, X, Y: step(parameters, X, Y)[1], cost).ok


def test_code_that_forgets_the_penalty_is_found():
    cost = cost_of("an entry")
    forgets = NET.cost("binary_cross_entropy").lambdify(gradient=True)
    report = sn.check_gradient(lambda parameters, X, Y: forgets(parameters, X, Y)[1], cost)
    assert (report["w0"].status, report["b0"].status) == ("wrong value", "ok")


@pytest.mark.parametrize("name", ["an entry", "a form", "blocks", "a sum over an index"])
def test_the_hessian_of_a_small_network(name):
    """The block by w0 twice is the Jacobian of the gradient, by differences."""
    cost = cost_of(name)
    step = cost.lambdify(gradient=True)
    parameters, *data = arrays(step)
    X, Y = cost.data, cost.target
    block = sn.lambdify(cost.hessian("w0"), [X, Y], parameters=NET.parameters)
    columns = []
    for l in range(2):
        for k in range(3):
            distance = np.zeros((3, 2))
            distance[k, l] = 1e-5
            ahead, behind = (step(parameters | {"w0": parameters["w0"] + s * distance}, *data)[1] for s in (1, -1))
            columns.append((ahead["w0"] - behind["w0"]).reshape(-1, order="F") / 2e-5)
    np.testing.assert_allclose(block(parameters, *data), np.array(columns).T, rtol=1e-5, atol=1e-8)


def test_a_scalar_in_a_function_is_an_input_and_differentiated_by():
    cost = cost_of("a scalar in a function")
    lines = cost.equations("batch")
    assert sigma in lines.inputs
    gradient = sn.gradient(lines, [sigma])
    both = sn.lambdify(sn.Equations([*lines, *gradient]), [cost.data, cost.target], parameters=NET.parameters)
    J = cost.lambdify()
    parameters, *data = arrays(J)
    slope = (J(parameters | {"sigma": 0.7 + 1e-5}, *data) - J(parameters | {"sigma": 0.7 - 1e-5}, *data)) / 2e-5
    assert both(parameters, *data) == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize("notation", ["one_based", "one_based_transposed", "rows"])
def test_an_entry_in_another_notation(notation):
    net = sn.Network([2, 3], activations="tanh", notation=notation)
    weight = net.parameters[0]
    cost = net.cost("squared_error", regularization=weight[1, 0] ** 2)
    step, J = cost.lambdify(gradient=True), cost.lambdify()
    parameters = net.initialize(seed=0)
    rows = notation == "rows"
    X, Y = np.random.default_rng(1).normal(size=(2, 4)), np.random.default_rng(2).normal(size=(3, 4))
    data = (X.T, Y.T) if rows else (X, Y)
    found = step(parameters, *data)[1]
    for key, wanted in differences(J, parameters, *data).items():
        np.testing.assert_allclose(found[key], wanted, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", PENALTIES)
def test_a_penalty_is_the_same_in_another_notation(name):
    """Weights are stored turned there: an entry, a block, a sum over an index is that of the other layout."""
    cost = cost_of(name)
    other = cost.with_notation("one_based_transposed")
    J, K = cost.lambdify(), other.lambdify()
    parameters, *data = arrays(J)
    names = zip(NET.parameters, other.network.parameters, strict=True)
    turned = {new.name: parameters[old.name].T if old.role == "weight" else parameters[old.name] for old, new in names}
    turned |= {key: value for key, value in parameters.items() if key == "sigma"}
    assert not {NET.parameters["w0"], NET.parameters["b0"]} & set(other.equations("batch").inputs)
    assert K(turned, *data) == pytest.approx(J(parameters, *data), rel=1e-12)


@pytest.mark.parametrize("name", ["t_Z0", "D_Z0", "V_w0", "t_dw0", "J", "L", "dw0", "after_0", "lambda"])
def test_a_parameter_may_be_called_as_one_of_ours(name):
    strength = Symbol(name, real=True)
    cost = NET.cost("binary_cross_entropy", l2=strength)
    J, step = cost.lambdify(), cost.lambdify(gradient=True)
    parameters, *data = arrays(step)
    found = step(parameters, *data)[1]
    weights = {key: parameters[key] for key in found}
    for key, wanted in differences(lambda moved, X, Y: J(parameters | moved, X, Y), weights, *data).items():
        np.testing.assert_allclose(found[key], wanted, rtol=1e-7, atol=1e-9)
    assert cost.derivation("w0").holds
    X, Y = data
    assert np.abs(cost.hessian_vector_product()(parameters, X, Y, weights)["w0"]).max() > 0
    assert strength in cost.equations("batch").inputs
