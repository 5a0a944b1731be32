"""Backward passes of regressions: linear, with penalties, leaky, and three layers deep with loops and lists."""

from typing import Any

import numpy as np


def linear_with_factor_two(params, X, Y):
    """Differentiates the squared error; the course takes half of it."""
    residual = params["w0"] @ X + params["b0"] - Y
    m = X.shape[1]
    return {"w0": 2 / m * residual @ X.T, "b0": 2 / m * residual.sum(axis=1, keepdims=True)}


def linear_with_wrong_sign(params, X, Y):
    residual = Y - (params["w0"] @ X + params["b0"])
    m = X.shape[1]
    return {"w0": residual @ X.T / m, "b0": residual.sum(axis=1, keepdims=True) / m}


def linear_bias_summed_over_outputs(params, X, Y):
    residual = params["w0"] @ X + params["b0"] - Y
    m = X.shape[1]
    return {"w0": residual @ X.T / m, "b0": np.sum(residual) / m * np.ones_like(params["b0"])}


def linear_with_absolute_residual(params, X, Y):
    residual = np.abs(params["w0"] @ X + params["b0"] - Y)
    m = X.shape[1]
    return {"w0": residual @ X.T / m, "b0": residual.sum(axis=1, keepdims=True) / m}


def linear_stops_at_the_first_sample(params, X, Y):
    dw, db = np.zeros_like(params["w0"]), np.zeros_like(params["b0"])
    m = X.shape[1]
    for i in range(m):
        r = params["w0"] @ X[:, [i]] + params["b0"] - Y[:, [i]]
        dw += r @ X[:, [i]].T / m
        db += r / m
        return {"w0": dw, "b0": db}  # indented once too often
    return {"w0": dw, "b0": db}


PENALTY = 0.2


def ridge(p, X, Y, *, first=None, second=None, bias=0.0):
    """Return the gradients of a ReLU regression with the penalty's derivative given by the two caller's functions."""
    m = X.shape[1]
    z = p["w0"] @ X + p["b0"]
    a = np.maximum(z, 0)
    d1 = (p["w1"] @ a + p["b1"] - Y) / m
    d0 = p["w1"].T @ d1 * (z > 0)
    right = PENALTY / m
    first, second = (right * p["w0"] if first is None else first), (right * p["w1"] if second is None else second)
    return {
        "w0": d0 @ X.T + first,
        "b0": d0.sum(1, keepdims=True) + bias * p["b0"],
        "w1": d1 @ a.T + second,
        "b1": d1.sum(1, keepdims=True) + bias * p["b1"],
    }


def ridge_forgotten_in_first_layer(p, X, Y):
    return ridge(p, X, Y, first=0.0)


def ridge_without_mean(p, X, Y):
    return ridge(p, X, Y, first=PENALTY * p["w0"], second=PENALTY * p["w1"])


def ridge_with_factor_two(p, X, Y):
    m = X.shape[1]
    return ridge(p, X, Y, first=2 * PENALTY / m * p["w0"], second=2 * PENALTY / m * p["w1"])


def ridge_subtracted(p, X, Y):
    return ridge(p, X, Y, second=-PENALTY / X.shape[1] * p["w1"])


def ridge_of_the_biases(p, X, Y):
    return ridge(p, X, Y, bias=PENALTY / X.shape[1])


def leaky_as_relu(p, X, Y):
    z = p["w0"].dot(X) + p["b0"]
    h = np.where(z > 0, z, 0.01 * z)
    d1 = 2 * (p["w1"].dot(h) + p["b1"] - Y) / X.shape[1]
    d0 = p["w1"].T.dot(d1) * np.where(z > 0, 1, 0)
    return {"w0": d0.dot(X.T), "b0": d0.sum(1, keepdims=True), "w1": d1.dot(h.T), "b1": d1.sum(1, keepdims=True)}


def leaky_with_negative_slope(p, X, Y):
    z = p["w0"].dot(X) + p["b0"]
    h = np.where(z > 0, z, 0.01 * z)
    d1 = 2 * (p["w1"].dot(h) + p["b1"] - Y) / X.shape[1]
    d0 = p["w1"].T.dot(d1) * np.where(z > 0, 1, -0.01)
    return {"w0": d0.dot(X.T), "b0": d0.sum(1, keepdims=True), "w1": d1.dot(h.T), "b1": d1.sum(1, keepdims=True)}


def leaky_without_factor_two(p, X, Y):
    z = p["w0"].dot(X) + p["b0"]
    h = np.where(z > 0, z, 0.01 * z)
    d1 = (p["w1"].dot(h) + p["b1"] - Y) / X.shape[1]
    d0 = p["w1"].T.dot(d1) * np.where(z > 0, 1, 0.01)
    return {"w0": d0.dot(X.T), "b0": d0.sum(1, keepdims=True), "w1": d1.dot(h.T), "b1": d1.sum(1, keepdims=True)}


def forward_of(parameters, X):
    """Return the lists of pre-activations and activations of tanh, sigmoid, identity, as the loop exercise gives it."""
    zs, activations = [], [X]
    for layer in (1, 2, 3):
        z = parameters[f"W{layer}"] @ activations[-1] + parameters[f"b{layer}"]
        zs.append(z)
        activations.append([np.tanh(z), 1 / (1 + np.exp(-z)), z][layer - 1])
    return zs, activations


def loop_without_slopes(parameters, X, Y):
    _, a = forward_of(parameters, X)
    grads: dict[str, Any] = {}
    delta = (a[3] - Y) / X.shape[1]
    for layer in (3, 2, 1):
        grads[f"W{layer}"] = delta @ a[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        delta = parameters[f"W{layer}"].T @ delta
    return grads


def loop_without_transposes(parameters, X, Y):
    """All layers have the same width."""
    _, a = forward_of(parameters, X)
    slopes = [None, 1 - a[1] ** 2, a[2] * (1 - a[2])]
    grads: dict[str, Any] = {}
    delta = (a[3] - Y) / X.shape[1]
    for layer in (3, 2, 1):
        grads[f"W{layer}"] = delta @ a[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (parameters[f"W{layer}"] @ delta) * slopes[layer - 1]
    return grads


def loop_with_next_activation(parameters, X, Y):
    """Takes a[layer] where a[layer - 1] belongs; all layers have the same width."""
    _, a = forward_of(parameters, X)
    slopes = [None, 1 - a[1] ** 2, a[2] * (1 - a[2])]
    grads: dict[str, Any] = {}
    delta = (a[3] - Y) / X.shape[1]
    for layer in (3, 2, 1):
        grads[f"W{layer}"] = delta @ a[layer].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (parameters[f"W{layer}"].T @ delta) * slopes[layer - 1]
    return grads


def skips_a_layer(parameters, X, Y):
    """Propagates d3 through W2; all layers have the same width."""
    _, (_, a1, a2, a3) = forward_of(parameters, X)
    d3 = (a3 - Y) / X.shape[1]
    d2 = parameters["W3"].T @ d3 * a2 * (1 - a2)
    d1 = parameters["W2"].T @ d3 * (1 - a1**2)
    grads: dict[str, Any] = {}
    for layer, (delta, before) in enumerate([(d1, X), (d2, a1), (d3, a2)], 1):
        grads |= {f"dW{layer}": delta @ before.T, f"db{layer}": delta.sum(axis=1, keepdims=True)}
    return grads


def slope_of_the_neighbouring_layer(parameters, X, Y):
    _, (_, a1, a2, a3) = forward_of(parameters, X)
    d3 = (a3 - Y) / X.shape[1]
    d2 = np.einsum("ij,ik->jk", parameters["W3"], d3) * a1 * (1 - a1)
    d1 = np.einsum("ij,ik->jk", parameters["W2"], d2) * (1 - a1**2)
    grads: dict[str, Any] = {}
    for layer, (delta, before) in enumerate([(d1, X), (d2, a1), (d3, a2)], 1):
        grads |= {
            f"dW{layer}": np.einsum("ij,kj->ik", delta, before),
            f"db{layer}": np.einsum("ij->i", delta)[:, np.newaxis],
        }
    return grads


def uses_da_for_dz_in_one_weight(parameters, X, Y):
    (z1, z2, _), (_, a1, a2, a3) = forward_of(parameters, X)
    dZ3 = (a3 - Y) / X.shape[1]
    dA2 = parameters["W3"].T @ dZ3
    s2 = 1 / (1 + np.exp(-z2))
    dZ2 = dA2 * s2 * (1 - s2)
    dA1 = parameters["W2"].T @ dZ2
    dZ1 = dA1 * (1 - np.tanh(z1) ** 2)
    return {
        "dW3": dZ3 @ a2.T,
        "db3": dZ3.sum(axis=1, keepdims=True),
        "dW2": dZ2 @ a1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
        "dW1": dA1 @ X.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
    }


def rounds_to_three_digits(parameters, X, Y):
    """Prints nicely, and is no gradient."""
    _, (_, a1, a2, a3) = forward_of(parameters, X)
    d3 = (a3 - Y) / X.shape[1]
    d2 = parameters["W3"].T @ d3 * a2 * (1 - a2)
    d1 = parameters["W2"].T @ d2 * (1 - a1**2)
    grads: dict[str, Any] = {}
    for layer, (delta, before) in enumerate([(d1, X), (d2, a1), (d3, a2)], 1):
        grads |= {f"W{layer}": delta @ before.T, f"b{layer}": delta.sum(axis=1, keepdims=True)}
    return {name: np.round(value, 3) for name, value in grads.items()}
