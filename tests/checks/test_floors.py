"""Floors that keep a logarithm from infinity: up to 1e-7, as everybody writes them, they are noted; from 1e-6 wrong."""

from functools import partial

import numpy as np
import pytest
from sympy import Symbol

import symnet as sn
from tests.checks.passes import explanations, sigmoid, softmax

NETS = {
    "sigmoid of one layer": sn.Network([2, 1], activations="sigmoid"),
    "sigmoid of two": sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]),
    "sigmoid of three": sn.Network([4, 5, 5, 1], activations=["relu", "relu", "sigmoid"]),
    "softmax of one layer": sn.Network([3, 4], activations="softmax"),
    "softmax of two": sn.Network([3, 4, 3], activations=["tanh", "softmax"]),
    "softmax of three": sn.Network([3, 5, 4, 3], activations=["tanh", "relu", "softmax"]),
}
SMALL = [2.0**-23, 1e-8]


def is_softmax(net):
    return net.layers[-1].activation == "softmax"


def cost_of(net, **penalty):
    return net.cost("cross_entropy" if is_softmax(net) else "binary_cross_entropy", **penalty)


def hidden_of(net):
    return [np.tanh if layer.activation is not sn.relu else partial(np.maximum, 0) for layer in net.layers[:-1]]


def forward(net, p, X):
    """Return the outputs of all layers, X first."""
    A = [X]
    for layer, g in enumerate([*hidden_of(net), softmax if is_softmax(net) else sigmoid_of]):
        A.append(g(p[f"w{layer}"] @ A[-1] + p[f"b{layer}"]))
    return A


def sigmoid_of(Z):
    with np.errstate(over="ignore"):
        return sigmoid(Z)


def backward(net, p, A, delta):
    gradients: dict[str, np.ndarray] = {}
    for layer in reversed(range(len(net.layers))):
        gradients |= {f"w{layer}": delta @ A[layer].T, f"b{layer}": delta.sum(axis=1, keepdims=True)}
        slope = (A[layer] > 0) if net.layers[layer - 1].activation is sn.relu else 1 - A[layer] ** 2
        delta = p[f"w{layer}"].T @ delta * slope
    return gradients


def through(net, A, by_output):
    """Return the gradient by the last pre-activation from that by the output."""
    return A * (by_output - (A * by_output).sum(axis=0)) if is_softmax(net) else by_output * A * (1 - A)


def clipped(A, floor):
    return np.clip(A, floor, 1 - floor)


def losses(net, low, high, Y):
    return -np.sum(Y * np.log(low) + (0 if is_softmax(net) else (1 - Y) * np.log(high)))


COSTS = {
    "clipped": lambda net, A, Y, e: losses(net, clipped(A, e), 1 - clipped(A, e), Y),
    "clipped from below": lambda net, A, Y, e: losses(net, np.maximum(A, e), np.maximum(1 - A, e), Y),
    "added": lambda net, A, Y, e: losses(net, A + e, 1 - A + e, Y),
}


def slope(net, low, high, Y):
    return -Y / low + (0 if is_softmax(net) else (1 - Y) / high)


DELTAS = {
    "predictions": lambda net, A, Y, e: clipped(A, e) - Y,
    "added": lambda net, A, Y, e: through(net, A, slope(net, A + e, 1 - A + e, Y)),
    "clipped": lambda net, A, Y, e: through(net, A, slope(net, clipped(A, e), 1 - clipped(A, e), Y)),
    "clipped, and flat": lambda net, A, Y, e: through(
        net, A, slope(net, clipped(A, e), 1 - clipped(A, e), Y) * (clipped(A, e) == A)
    ),
}
DIVIDED = {
    "divided": lambda net, A, Y, e: (A - Y) / (A * (1 - A) + e) * A * (1 - A),
    "divided from below": lambda net, A, Y, e: (A - Y) / np.maximum(A * (1 - A), e) * A * (1 - A),
}


def cost_with(net, way, floor):
    return lambda p, X, Y: way(net, forward(net, p, X)[-1], Y, floor) / X.shape[1]


def gradient_with(net, way, floor):
    def student(p, X, Y):
        A = forward(net, p, X)
        return backward(net, p, A, way(net, A[-1], Y, floor) / X.shape[1])

    return student


def of(ways):
    return pytest.mark.parametrize("way", ways.values(), ids=ways)


each_net = pytest.mark.parametrize("net", NETS.values(), ids=NETS)


@each_net
@of(COSTS)
def test_a_small_floor_in_a_cost_is_no_fault(net, way):
    for floor in SMALL:
        report = sn.check_cost(cost_with(net, way, floor), cost_of(net))
        assert (floor, explanations(report), report.ok) == (floor, {}, True)


@each_net
@of(DELTAS)
def test_a_small_floor_in_a_gradient_is_no_fault(net, way):
    for floor in SMALL:
        report = sn.check_gradient(gradient_with(net, way, floor), cost_of(net))
        assert (floor, explanations(report), report.ok) == (floor, {}, True)


@pytest.mark.parametrize("net", [net for net in NETS.values() if not is_softmax(net)])
@of(DIVIDED)
def test_a_small_floor_in_a_quotient_is_no_fault(net, way):
    for floor in SMALL:
        report = sn.check_gradient(gradient_with(net, way, floor), cost_of(net))
        assert (floor, explanations(report), report.ok) == (floor, {}, True)


@each_net
def test_a_small_floor_in_a_forward_pass_is_no_fault(net):
    for floor in SMALL:
        report = sn.check_forward(lambda p, X, e=floor: clipped(forward(net, p, X)[-1], e), net)
        assert (floor, explanations(report), report.ok) == (floor, {}, True)


@each_net
@pytest.mark.parametrize("floor", [1e-6, 1e-5, 1e-3, 1e-2])
def test_a_larger_floor_is_a_fault(net, floor):
    for way in COSTS.values():
        assert not sn.check_cost(cost_with(net, way, floor), cost_of(net)).ok
    for way in DELTAS.values():
        assert not sn.check_gradient(gradient_with(net, way, floor), cost_of(net)).ok
    assert not sn.check_forward(lambda p, X: clipped(forward(net, p, X)[-1], floor), net).ok


@pytest.mark.parametrize("wrong", [1e-2, 1e-3, 1e-4])
@each_net
def test_beside_a_small_floor_a_fault_is_found(net, wrong):
    """A floor excuses what it does itself, nowhere more: neither a term that is missing nor one for m = 2 only."""
    cost, gradient = cost_with(net, COSTS["added"], 1e-8), gradient_with(net, DELTAS["added"], 1e-8)
    for where in (lambda p, X: True, lambda p, X: X.shape[1] == 2, lambda p, X: not p["b0"].any()):

        def spoiled_cost(p, X, Y, where=where):
            return cost(p, X, Y) * (1 + wrong * where(p, X))

        def spoiled_gradient(p, X, Y, where=where):
            right = gradient(p, X, Y)
            return right | {"b0": right["b0"] * (1 + wrong * where(p, X))}

        assert sn.check_cost(spoiled_cost, cost_of(net))["J"].status == "wrong value"
        assert sn.check_gradient(spoiled_gradient, cost_of(net)).wrong == ("b0",)


def test_a_penalty_that_is_missing_beside_a_floor_is_found_and_one_that_is_there_is_right():
    net = NETS["sigmoid of two"]
    gradient = gradient_with(net, DELTAS["added"], 1e-8)

    def with_penalty(p, X, Y):
        gradients = gradient(p, X, Y)
        return gradients | {name: gradients[name] + 0.1 * p[name] / X.shape[1] for name in ("w0", "w1")}

    cost = cost_of(net, l2=0.1)
    assert sn.check_gradient(with_penalty, cost).ok
    assert sn.check_gradient(gradient, cost).wrong == ("w0", "w1")


def test_a_floor_is_noted():
    net = NETS["softmax of two"]
    report = sn.check_gradient(gradient_with(net, DELTAS["added"], 1e-8), cost_of(net), extremes=False)
    assert report.ok
    (note,) = sn.check_cost(cost_with(net, COSTS["added"], 1e-7), cost_of(net), extremes=False).findings
    assert (note.kind, note.is_fault) == ("floor", False)
    assert str(note).startswith("There is a floor ")


def test_a_floor_is_excused_only_where_the_loss_is_infinite():
    net = sn.Network([2, 1], activations="sigmoid")

    def student(p, X, Y):
        return np.sum((sigmoid(p["w0"] @ X + p["b0"]) + 4e-7 - Y) ** 2) / X.shape[1]

    assert sn.check_cost(student, net.cost("squared_error"))["J"].status == "imprecise"


@pytest.mark.parametrize("name", ["X", "Y", "cotangent"])
def test_a_strength_may_be_called_as_an_array_is(name):
    net = sn.Network([3, 2], activations="sigmoid")
    cost = net.cost("binary_cross_entropy", l2=Symbol(name))

    def student(p, X, Y):
        delta = (sigmoid(p["w0"] @ X + p["b0"]) - Y) / X.shape[1]
        penalty = p[name] * p["w0"] / X.shape[1]
        return {"w0": delta @ X.T + penalty, "b0": delta.sum(axis=1, keepdims=True)}

    assert sn.check_gradient(student, cost).ok
    assert not sn.check_gradient(lambda p, X, Y: {n: 2 * v for n, v in student(p, X, Y).items()}, cost).ok
