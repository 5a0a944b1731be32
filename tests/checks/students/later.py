"""More backward passes, written after the explanations were: how well they do on mistakes that nobody had in mind."""

from typing import Any

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def silu_slope_as_sigmoid(p, X, Y):
    """silu'(z) is more than σ(z)."""
    z = p["w0"] @ X + p["b0"]
    h = z * sigmoid(z)
    d1 = (p["w1"] @ h + p["b1"] - Y) / X.shape[1]
    d0 = (p["w1"].T @ d1) * sigmoid(z)
    return {"w0": d0 @ X.T, "b0": d0.sum(1, keepdims=True), "w1": d1 @ h.T, "b1": d1.sum(1, keepdims=True)}


def silu_slope_applied_to_output(p, X, Y):
    def slope(z):
        s = sigmoid(z)
        return s + z * s * (1 - s)

    z = p["w0"] @ X + p["b0"]
    h = z * sigmoid(z)
    d1 = (p["w1"] @ h + p["b1"] - Y) / X.shape[1]
    d0 = (p["w1"].T @ d1) * slope(h)
    return {"w0": d0 @ X.T, "b0": d0.sum(1, keepdims=True), "w1": d1 @ h.T, "b1": d1.sum(1, keepdims=True)}


def lasso_as_ridge(p, X, Y):
    m = X.shape[1]
    a = np.tanh(p["w0"] @ X + p["b0"])
    d1 = (p["w1"] @ a + p["b1"] - Y) / m
    d0 = p["w1"].T @ d1 * (1 - a**2)
    return {
        "w0": d0 @ X.T + 0.1 / m * p["w0"],
        "b0": d0.sum(1, keepdims=True),
        "w1": d1 @ a.T + 0.1 / m * p["w1"],
        "b1": d1.sum(1, keepdims=True),
    }


def lasso_of_one_layer(p, X, Y):
    m = X.shape[1]
    a = np.tanh(p["w0"] @ X + p["b0"])
    d1 = (p["w1"] @ a + p["b1"] - Y) / m
    d0 = p["w1"].T @ d1 * (1 - a**2)
    return {
        "w0": d0 @ X.T + 0.1 / m * np.sign(p["w0"]),
        "b0": d0.sum(1, keepdims=True),
        "w1": d1 @ a.T,
        "b1": d1.sum(1, keepdims=True),
    }


def softmax_forgotten_in_backward(p, X, Y):
    Z = p["w0"] @ X + p["b0"]
    E = np.exp(Z - Z.max(axis=0))
    A = E / E.sum(axis=0)
    d = -Y / A / X.shape[1]
    return {"w0": d @ X.T, "b0": d.sum(axis=1, keepdims=True)}


def softmax_jacobian_only_diagonal(p, X, Y):
    Z = p["w0"] @ X + p["b0"]
    E = np.exp(Z - Z.max(axis=0))
    A = E / E.sum(axis=0)
    d = -Y / A / X.shape[1] * A * (1 - A)
    return {"w0": d @ X.T, "b0": d.sum(axis=1, keepdims=True)}


def huber_as_squared(p, X, Y):
    e = p["w0"] @ X + p["b0"] - Y
    return {"w0": e @ X.T / X.shape[1], "b0": e.mean(axis=1, keepdims=True)}


def absolute_error_without_sign(p, X, Y):
    e = p["w0"] @ X + p["b0"] - Y
    return {"w0": e @ X.T / X.shape[1], "b0": e.mean(axis=1, keepdims=True)}


def stops_before_the_sigmoid(p, X, Y):
    """Takes the gradient by the prediction for the one by z."""
    A = sigmoid(p["w0"] @ X + p["b0"])
    d = (A - Y) / (A * (1 - A)) / X.shape[1]
    return {"w0": d @ X.T, "b0": d.sum(axis=1, keepdims=True)}


def thresholds_the_prediction(p, X, Y):
    """Compares the predicted class with the target, as the perceptron does."""
    A = sigmoid(p["w0"] @ X + p["b0"])
    d = ((A > 0.5) - Y) / X.shape[1]
    return {"w0": d @ X.T, "b0": d.sum(axis=1, keepdims=True)}


def half_too_much(p, X, Y):
    A = sigmoid(p["w0"] @ X + p["b0"])
    d = 0.5 * (A - Y) / X.shape[1]
    return {"w0": d @ X.T, "b0": d.sum(axis=1, keepdims=True)}


def divides_by_one_less(p, X, Y):
    """The sample mean of statistics: divides by m - 1; with one sample by 1."""
    A = sigmoid(p["w0"] @ X + p["b0"])
    d = (A - Y) / max(1, X.shape[1] - 1)
    return {"w0": d @ X.T, "b0": d.sum(axis=1, keepdims=True)}


def sums_before_multiplying(p, X, Y):
    """Multiplies the sums where the products belong."""
    A = sigmoid(p["w0"] @ X + p["b0"])
    d = (A - Y) / X.shape[1]
    return {"w0": np.outer(d.sum(axis=1), X.sum(axis=1)), "b0": d.sum(axis=1, keepdims=True)}


def bias_of_the_last_sample(p, X, Y):
    A = sigmoid(p["w0"] @ X + p["b0"])
    d = (A - Y) / X.shape[1]
    return {"w0": d @ X.T, "b0": d[:, -1:]}


def three_layers(parameters, X):
    a1 = np.tanh(parameters["W1"] @ X + parameters["b1"])
    a2 = sigmoid(parameters["W2"] @ a1 + parameters["b2"])
    return a1, a2, parameters["W3"] @ a2 + parameters["b3"]


def from_deltas(deltas, inputs):
    grads: dict[str, Any] = {}
    for l, (delta, before) in enumerate(zip(deltas, inputs, strict=True), 1):
        grads[f"W{l}"] = delta @ before.T
        grads[f"b{l}"] = delta.sum(axis=1, keepdims=True)
    return grads


def weights_of_the_same_layer(parameters, X, Y):
    """Takes W_l where W_{l+1} belongs; all layers have the same width."""
    a1, a2, a3 = three_layers(parameters, X)
    d3 = (a3 - Y) / X.shape[1]
    d2 = parameters["W2"].T @ d3 * a2 * (1 - a2)
    d1 = parameters["W1"].T @ d2 * (1 - a1**2)
    return from_deltas((d1, d2, d3), (X, a1, a2))


def one_over_cosh(parameters, X, Y):
    a1, a2, a3 = three_layers(parameters, X)
    d3 = (a3 - Y) / X.shape[1]
    d2 = parameters["W3"].T @ d3 * a2 * (1 - a2)
    d1 = parameters["W2"].T @ d2 / np.cosh(parameters["W1"] @ X + parameters["b1"])
    return from_deltas((d1, d2, d3), (X, a1, a2))


def exchanges_the_slopes(parameters, X, Y):
    """Takes the slope of the sigmoid for the layer of the tanh."""
    a1, a2, a3 = three_layers(parameters, X)
    d3 = (a3 - Y) / X.shape[1]
    d2 = parameters["W3"].T @ d3 * a2 * (1 - a2)
    d1 = parameters["W2"].T @ d2 * a1 * (1 - a1)
    return from_deltas((d1, d2, d3), (X, a1, a2))


def preactivation_in_the_weights(parameters, X, Y):
    a1, a2, a3 = three_layers(parameters, X)
    d3 = (a3 - Y) / X.shape[1]
    d2 = parameters["W3"].T @ d3 * a2 * (1 - a2)
    d1 = parameters["W2"].T @ d2 * (1 - a1**2)
    return from_deltas((d1, d2, d3), (X, parameters["W1"] @ X + parameters["b1"], a2))


def transposes_the_wrong_factor(parameters, X, Y):
    a1, a2, a3 = three_layers(parameters, X)
    d3 = (a3 - Y) / X.shape[1]
    d2 = (d3.T @ parameters["W3"]).T * a2 * (1 - a2)
    d1 = (d2.T @ parameters["W2"].T).T * (1 - a1**2)
    return from_deltas((d1, d2, d3), (X, a1, a2))


def drops_a_layer_in_forward(parameters, X, Y):
    """Forgets the tanh of the first layer, in both passes the same wrong A1."""
    a1 = parameters["W1"] @ X + parameters["b1"]
    a2 = sigmoid(parameters["W2"] @ a1 + parameters["b2"])
    a3 = parameters["W3"] @ a2 + parameters["b3"]
    d3 = (a3 - Y) / X.shape[1]
    d2 = parameters["W3"].T @ d3 * a2 * (1 - a2)
    d1 = parameters["W2"].T @ d2
    return from_deltas((d1, d2, d3), (X, a1, a2))
