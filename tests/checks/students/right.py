"""Right backward passes in the styles in which people write them."""

from typing import Any

import numpy as np

from tests.checks.students.regression import PENALTY, ridge


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def course_style(parameters, X, Y):
    W1, b1, W2, b2 = (parameters[k] for k in ("W1", "b1", "W2", "b2"))
    m = X.shape[1]
    A1 = np.tanh(W1 @ X + b1)
    A2 = sigmoid(W2 @ A1 + b2)
    dZ2 = A2 - Y
    dW2 = (1 / m) * np.dot(dZ2, A1.T)
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(A1, 2))
    dW1 = (1 / m) * np.dot(dZ1, X.T)
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def uncancelled(parameters, X, Y):
    """Never notices that the sigmoid and the cross-entropy cancel."""
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = np.tanh(Z1)
    A2 = sigmoid(parameters["W2"] @ A1 + parameters["b2"])
    dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2)) / Y.shape[1]
    dZ2 = dA2 * A2 * (1 - A2)
    dZ1 = parameters["W2"].T @ dZ2 / np.cosh(Z1) ** 2
    ones = np.ones((Y.shape[1], 1))
    return {"W1": dZ1 @ X.T, "b1": dZ1 @ ones, "W2": dZ2 @ A1.T, "b2": dZ2 @ ones}


def sample_by_sample(p, X, Y):
    grads = {name: np.zeros_like(value) for name, value in p.items()}
    for x, y in zip(X.T, Y.T, strict=True):
        a0 = sigmoid(p["w0"] @ x + p["b0"].ravel())
        a1 = sigmoid(p["w1"] @ a0 + p["b1"].ravel())
        d1 = a1 - y
        d0 = p["w1"].T @ d1 * a0 * (1 - a0)
        grads["w1"] += np.outer(d1, a0)
        grads["b1"] += d1[:, None]
        grads["w0"] += np.outer(d0, x)
        grads["b0"] += d0[:, None]
    return {name: value / X.shape[1] for name, value in grads.items()}


def neuron_by_neuron(p, X, Y):
    """Has never heard of matrices."""
    (hidden, inputs), m = p["w0"].shape, X.shape[1]
    grads = {name: np.zeros(value.shape) for name, value in p.items()}
    for i in range(m):
        a0 = [sigmoid(sum(p["w0"][j, k] * X[k, i] for k in range(inputs)) + p["b0"][j, 0]) for j in range(hidden)]
        a1 = sigmoid(sum(p["w1"][0, j] * a0[j] for j in range(hidden)) + p["b1"][0, 0])
        d1 = (a1 - Y[0, i]) / m
        grads["b1"][0, 0] += d1
        for j in range(hidden):
            grads["w1"][0, j] += d1 * a0[j]
            d0 = p["w1"][0, j] * d1 * a0[j] * (1 - a0[j])
            grads["b0"][j, 0] += d0
            for k in range(inputs):
                grads["w0"][j, k] += d0 * X[k, i]
    return grads


def softmax_by_its_jacobian(p, X, Y):
    m = X.shape[1]
    Z0 = p["w0"] @ X + p["b0"]
    A0 = np.maximum(Z0, 0)
    Z1 = p["w1"] @ A0 + p["b1"]
    A1 = np.exp(Z1 - Z1.max(axis=0)) / np.exp(Z1 - Z1.max(axis=0)).sum(axis=0)
    dA1 = -Y / A1 / m
    dZ1 = np.stack([(np.diag(a) - np.outer(a, a)) @ d for a, d in zip(A1.T, dA1.T, strict=True)], axis=1)
    dA0 = p["w1"].T @ dZ1
    dA0[Z0 <= 0] = 0
    return {
        "w1": dZ1 @ A0.T,
        "b1": dZ1.sum(axis=1, keepdims=True),
        "w0": dA0 @ X.T,
        "b0": dA0.sum(axis=1, keepdims=True),
    }


def subtracts_in_place(p, X, Y):
    """Works in place, on arrays of its own."""
    scores = np.maximum(p["w0"] @ X + p["b0"], 0)
    mask = scores > 0
    probabilities = p["w1"] @ scores + p["b1"]
    probabilities -= probabilities.max(axis=0)
    np.exp(probabilities, out=probabilities)
    probabilities /= probabilities.sum(axis=0)
    probabilities -= Y
    probabilities /= X.shape[1]
    back = p["w1"].T @ probabilities
    back *= mask
    return {
        "w1": probabilities @ scores.T,
        "b1": probabilities.sum(axis=1, keepdims=True),
        "w0": back @ X.T,
        "b0": back.sum(axis=1, keepdims=True),
    }


def samples_in_rows(params, X, Y):
    h = np.tanh(X @ params["W1"] + params["b1"])
    scores = h @ params["W2"] + params["b2"]
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    d2 = (e / e.sum(axis=1, keepdims=True) - Y) / len(X)
    d1 = d2 @ params["W2"].T * (1 - h * h)
    return {"W1": X.T @ d1, "b1": d1.sum(axis=0, keepdims=True), "W2": h.T @ d2, "b2": d2.sum(axis=0, keepdims=True)}


def one_expression(params, X, Y):
    return {
        "w0": ((E := params["w0"] @ X + params["b0"] - Y) @ X.T) / (m := X.shape[1]),
        "b0": E.sum(axis=1, keepdims=True) / m,
    }


def bias_inside_the_weights(params, X, Y):
    """Puts a row of ones below the inputs, as courses on regression do."""
    m = X.shape[1]
    stacked = np.vstack([X, np.ones((1, m))])
    theta = np.hstack([params["w0"], params["b0"]])
    slope = (theta @ stacked - Y) @ stacked.T / m
    return {"w0": slope[:, :-1], "b0": slope[:, -1:]}


def with_penalty(p, X, Y):
    m = X.shape[1]
    return ridge(p, X, Y, first=PENALTY / m * p["w0"], second=PENALTY / m * p["w1"])


def leaky_by_masks(p, X, Y):
    z = p["w0"] @ X + p["b0"]
    leak = np.full_like(z, 0.01)
    leak[z > 0] = 1.0
    h = leak * z
    d1 = 2 / X.shape[1] * (p["w1"] @ h + p["b1"] - Y)
    d0 = p["w1"].T @ d1 * leak
    return {"w0": d0 @ X.T, "b0": d0.sum(1, keepdims=True), "w1": d1 @ h.T, "b1": d1.sum(1, keepdims=True)}


class Dense:
    """One layer of a list of layers, each with its own forward and backward."""

    def __init__(self, weight, bias, function, slope):
        self.weight, self.bias, self.function, self.slope = weight, bias, function, slope

    def forward(self, x):
        self.x = x
        self.z = self.weight @ x + self.bias
        return self.function(self.z)

    def backward(self, cotangent):
        delta = cotangent * self.slope(self.z)
        self.gradients = delta @ self.x.T, delta.sum(axis=1, keepdims=True)
        return self.weight.T @ delta


def list_of_layers(parameters, X, Y):
    functions = [
        (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
        (sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
        (lambda z: z, np.ones_like),
    ]
    layers = [Dense(parameters[f"W{l}"], parameters[f"b{l}"], *pair) for l, pair in enumerate(functions, 1)]
    value = X
    for layer in layers:
        value = layer.forward(value)
    cotangent = (value - Y) / X.shape[1]
    for layer in reversed(layers):
        cotangent = layer.backward(cotangent)
    return {
        f"d{letter}{l}": gradient
        for l, layer in enumerate(layers, 1)
        for letter, gradient in zip("Wb", layer.gradients, strict=True)
    }


def einsum_everywhere(parameters, X, Y):
    a, slopes = [X], [lambda a: 1 - a**2, lambda a: a - a**2]
    for l in (1, 2, 3):
        z = np.einsum("ij,jm->im", parameters[f"W{l}"], a[-1]) + parameters[f"b{l}"]
        a.append((np.tanh(z), sigmoid(z), z)[l - 1])
    grads: dict[str, Any] = {}
    delta = (a[-1] - Y) / X.shape[1]
    for l in (3, 2, 1):
        grads[f"W{l}"] = np.einsum("im,jm->ij", delta, a[l - 1])
        grads[f"b{l}"] = np.einsum("im->i", delta).reshape(-1, 1)
        if l > 1:
            delta = np.einsum("ij,im,jm->jm", parameters[f"W{l}"], delta, slopes[l - 2](a[l - 1]))
    return grads
