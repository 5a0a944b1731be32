"""A function that is wrong only somewhere is found there: at a size, a sign, a constant, a dtype, far out in any layer."""

import time

import numpy as np
import pytest

import symnet as sn
from tests.checks import passes
from tests.checks.passes import CLASSES, LOGISTIC, explanations, sigmoid, softmax

NET = sn.Network([3, 4, 2], activations=["tanh", "sigmoid"])
DEEP = sn.Network([3, 4, 5, 4, 2], activations=["relu", "relu", "relu", "sigmoid"])
COST = DEEP.cost("binary_cross_entropy")


def relu(Z):
    return np.maximum(Z, 0)


def relu6(Z):
    return np.clip(Z, 0, 6)


def activations(parameters, X, functions):
    A = [X]
    for layer, g in enumerate(functions):
        A.append(g(parameters[f"w{layer}"] @ A[-1] + parameters[f"b{layer}"]))
    return A


def losses(A, Y):
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))


def deep(functions):
    """Return forward pass, cost and gradient of the deep network with some activations."""

    def forward(p, X):
        return activations(p, X, [*functions, sigmoid])[-1]

    def cost(p, X, Y):
        Z = p["w3"] @ activations(p, X, functions)[-1] + p["b3"]
        return np.sum(np.logaddexp(0, Z) - Y * Z) / X.shape[1]

    def gradient(p, X, Y):
        A = activations(p, X, [*functions, sigmoid])
        gradients: dict[str, np.ndarray] = {}
        delta = (A[-1] - Y) / X.shape[1]
        for layer in (3, 2, 1, 0):
            gradients |= {f"w{layer}": delta @ A[layer].T, f"b{layer}": delta.sum(axis=1, keepdims=True)}
            inside = (A[layer] > 0) & ((A[layer] < 6) | (functions[layer - 1] is relu))
            delta = p[f"w{layer}"].T @ delta * inside
        return gradients

    return forward, cost, gradient


def checked(functions):
    forward, cost, gradient = deep(functions)
    return sn.check_forward(forward, DEEP), sn.check_cost(cost, COST), sn.check_gradient(gradient, COST)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_an_activation_that_differs_for_large_numbers_only_is_found_in_every_layer(layer):
    for report in checked([relu6 if place == layer else relu for place in range(3)]):
        assert not report.ok


def test_the_right_activations_pass_in_every_layer():
    for report in checked([relu, relu, relu]):
        assert (report.ok, report.findings, explanations(report)) == (True, (), {})


SOMEWHERE = {
    "two samples": lambda p, X, Y: X.shape[1] == 2,
    "as many samples as inputs": lambda p, X, Y: X.shape[1] == 3,
    "as many samples as outputs": lambda p, X, Y: X.shape[1] == Y.shape[0],
    "50 samples": lambda p, X, Y: X.shape[1] >= 50,
    "more than 256 samples": lambda p, X, Y: X.shape[1] > 256,
    "positive inputs": lambda p, X, Y: (X > 0).all(),
    "negative inputs": lambda p, X, Y: (X < 0).all(),
    "targets all 1": lambda p, X, Y: (Y == 1).all(),
    "targets all 0": lambda p, X, Y: (Y == 0).all(),
    "inputs above 100": lambda p, X, Y: 100 < np.abs(X).max() < 1000,
    "biases of zero": lambda p, X, Y: not p["b0"].any(),
    "positive parameters": lambda p, X, Y: all((value > 0).all() for value in p.values()),
    "integers": lambda p, X, Y: X.dtype.kind == "i",
    "a hidden pre-activation of 20 to 100": lambda p, X, Y: between(20, hidden(p, X), 100),
    "a hidden pre-activation below -50": lambda p, X, Y: -1000 < hidden(p, X).min() < -50,
}
FAR = "a last pre-activation of 20 to 100"
OUTPUT = {FAR: lambda p, X, Y: between(20, last(p, X), 100)}


def hidden(p, X):
    return p["w0"] @ X + p["b0"]


def last(p, X):
    return p["w1"] @ np.tanh(hidden(p, X)) + p["b1"]


def between(low, Z, high):
    return low < np.abs(Z).max() < high


def forward(p, X):
    return sigmoid(last(p, X))


def cost(p, X, Y):
    return np.sum(np.logaddexp(0, last(p, X)) - Y * last(p, X)) / X.shape[1]


def gradient(p, X, Y):
    A0 = np.tanh(hidden(p, X))
    d1 = (sigmoid(last(p, X)) - Y) / X.shape[1]
    d0 = p["w1"].T @ d1 * (1 - A0**2)
    sums = d0.sum(axis=1, keepdims=True), d1.sum(axis=1, keepdims=True)
    return {"w0": d0 @ X.T, "b0": sums[0], "w1": d1 @ A0.T, "b1": sums[1]}


@pytest.mark.parametrize("notation", ["any", "classes"])
def test_the_same_functions_without_a_fault_are_right(notation):
    bce = NET.cost("binary_cross_entropy")
    for report in (
        sn.check_gradient(gradient, bce, targets=notation),
        sn.check_cost(cost, bce, targets=notation),
        sn.check_forward(forward, NET),
    ):
        assert (report.ok, explanations(report), report.findings) == (True, {}, ())


@pytest.mark.parametrize("wanted", [*SOMEWHERE.values(), *OUTPUT.values()], ids=[*SOMEWHERE, *OUTPUT])
def test_a_gradient_that_is_wrong_somewhere_only_is_found(wanted):
    def student(p, X, Y):
        right = gradient(p, X, Y)
        return right | {"b1": right["b1"] + 0.01} if wanted(p, X, Y) else right

    report = sn.check_gradient(student, NET.cost("binary_cross_entropy"))
    assert report.wrong == ("b1",)


@pytest.mark.parametrize("wanted", SOMEWHERE.values(), ids=SOMEWHERE)
def test_a_cost_that_is_wrong_somewhere_only_is_found(wanted):
    def student(p, X, Y):
        return cost(p, X, Y) + (0.01 if wanted(p, X, Y) else 0)

    assert sn.check_cost(student, NET.cost("binary_cross_entropy"))["J"].status == "wrong value"


@pytest.mark.parametrize(
    "name", [name for name in (*SOMEWHERE, *OUTPUT) if "targets" not in name and "outputs" not in name]
)
def test_a_forward_pass_that_is_wrong_somewhere_only_is_found(name):
    wanted = (SOMEWHERE | OUTPUT)[name]

    def student(p, X):
        return forward(p, X) + (0.01 if wanted(p, X, np.zeros((2, 0))) else 0)

    assert sn.check_forward(student, NET)["A1"].status == "wrong value"


def test_where_it_is_wrong_is_said():
    def student(p, X, Y):
        right = gradient(p, X, Y)
        return {name: 2 * value for name, value in right.items()} if X.shape[1] == 2 else right

    report = sn.check_gradient(student, NET.cost("binary_cross_entropy"), extremes=False)
    assert report["w0"].explanation.startswith("Where m = 2 only: it differs from the right gradient: at [")


def test_a_sum_in_the_integers_of_the_inputs_is_found():
    def student(p, X, Y):
        total = np.zeros_like(X)[:2] + 0 * Y.astype(X.dtype)
        total += (sigmoid(p["w0"] @ X + p["b0"]) - Y).astype(X.dtype)
        return passes.slopes(total / X.shape[1], X)

    report = sn.check_gradient(student, LOGISTIC, extremes=False)
    assert report["w0"].explanation.startswith("Where X and Y hold integers only: ")


def test_a_function_that_refuses_integers_is_not_wrong_for_it():
    def student(p, X, Y):
        if X.dtype.kind != "f":
            raise TypeError(X.dtype)
        return passes.classifier(sigmoid)(p, X, Y)

    report = sn.check_gradient(student, LOGISTIC)
    assert report.ok
    (note,) = report.findings
    assert (note.kind, note.is_fault) == ("raised", False)
    assert str(note).endswith(" where X and Y hold integers.")


COSTS = {
    "predictions": lambda A, Y: losses(np.clip(A, 0.01, 0.99), Y) / Y.shape[1],
    "predictions from below": lambda A, Y: losses(np.maximum(A, 1e-3), Y) / Y.shape[1],
    "logarithms": lambda A, Y: -np.sum(Y * np.log(A + 1e-3) + (1 - Y) * np.log(1 - A + 1e-3)) / Y.shape[1],
    "the cost from below": lambda A, Y: max(losses(A, Y) / Y.shape[1], 0.01),
    "the cost from above": lambda A, Y: min(losses(A, Y) / Y.shape[1], 10.0),
    "each loss": lambda A, Y: -np.sum(np.maximum(Y * np.log(A) + (1 - Y) * np.log(1 - A), -5)) / Y.shape[1],
}


@pytest.mark.parametrize("clipped", COSTS.values(), ids=COSTS)
def test_a_floor_that_the_cost_does_not_have_is_found(clipped):
    report = sn.check_cost(lambda p, X, Y: clipped(passes.forward_of(sigmoid)(p, X), Y), LOGISTIC)
    assert not report.ok


@pytest.mark.parametrize("floor", [1e-15, 1e-12, 1e-8, 1e-7])
def test_a_floor_that_keeps_a_logarithm_from_infinity_is_noted(floor):
    def student(p, X, Y):
        return losses(np.clip(passes.forward_of(sigmoid)(p, X), floor, 1 - floor), Y) / Y.shape[1]

    report = sn.check_cost(student, LOGISTIC)
    assert report.ok
    assert [(note.kind, note.is_fault) for note in report.findings] == [("differs far out", False)]


def test_a_softmax_that_underflows_is_found():
    def unshifted(Z):
        E = np.exp(np.minimum(Z, 700))
        return E / E.sum(axis=0)

    report = sn.check_gradient(passes.classifier(unshifted), CLASSES)
    assert "where 1000 is subtracted from b0 it is nan" in report["w0"].explanation
    assert sn.check_gradient(passes.classifier(softmax), CLASSES).ok


def test_a_slow_function_is_called_less_often_and_the_report_says_so():
    report = sn.check_gradient(sleepy, LOGISTIC, timeout=1.5)
    assert report.ok
    (note,) = report.findings
    assert (note.kind, note.is_fault) == ("not tried", False)
    assert str(note).startswith("It was tried on ")
    assert str(note).endswith(" batches only, because it is slow; for all of them write timeout=9.")


def sleepy(p, X, Y):
    time.sleep(0.08)
    return passes.classifier(sigmoid)(p, X, Y)


def test_a_logarithm_of_what_underflows_is_no_overflow():
    rates = sn.Network([3, 2], activations="exponential").cost("poisson")

    def student(p, X, Y):
        A = np.exp(p["w0"] @ X + p["b0"])
        return np.sum(A - Y * np.log(A)) / X.shape[1]

    report = sn.check_cost(student, rates)
    assert (report.ok, [note.is_fault for note in report.findings]) == (True, [False])


@pytest.mark.parametrize("depth", [2, 3, 5])
@pytest.mark.parametrize("dead", ["<", "<="])
def test_no_convention_of_relu_at_0_is_wrong(depth, dead):
    """Behind a dead neuron zero biases make a pre-activation exactly 0, where the gradient is a convention."""
    net = sn.Network([1] * (depth + 2), activations=["relu"] * depth + ["identity"])

    def backward(parameters, X, Y):
        A, Z = [X], []
        grads: dict[str, np.ndarray] = {}
        for layer in range(depth + 1):
            Z.append(parameters[f"w{layer}"] @ A[-1] + parameters[f"b{layer}"])
            A.append(np.maximum(0, Z[-1]) if layer < depth else Z[-1])
        delta = (A[-1] - Y) / X.shape[1]
        for layer in range(depth, -1, -1):
            if layer < depth:
                delta = np.where(Z[layer] < 0 if dead == "<" else Z[layer] <= 0, 0.0, delta)
            grads |= {f"w{layer}": delta @ A[layer].T, f"b{layer}": delta.sum(axis=1, keepdims=True)}
            delta = parameters[f"w{layer}"].T @ delta
        return grads

    report = sn.check_gradient(backward, net.cost("half_squared_error"))
    assert report.ok, str(report)
