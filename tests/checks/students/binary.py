"""Backward passes of binary classifiers, as students hand them in: a hidden layer, a sigmoid, binary cross-entropy."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def ng_without_tanh_slope(parameters, X, Y):
    W1, b1, W2, b2 = (parameters[k] for k in ("W1", "b1", "W2", "b2"))
    m = X.shape[1]
    A1 = np.tanh(W1 @ X + b1)
    A2 = sigmoid(W2 @ A1 + b2)
    dZ2 = A2 - Y
    dW2 = (1 / m) * np.dot(dZ2, A1.T)
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(W2.T, dZ2)  # dA1 is already dZ1, I think
    dW1 = (1 / m) * np.dot(dZ1, X.T)
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def ng_bias_without_mean(parameters, X, Y):
    W1, b1, W2, b2 = (parameters[k] for k in ("W1", "b1", "W2", "b2"))
    m = X.shape[1]
    A1 = np.tanh(W1 @ X + b1)
    A2 = sigmoid(W2 @ A1 + b2)
    dZ2 = A2 - Y
    dW2 = (1 / m) * np.dot(dZ2, A1.T)
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
    dW1 = (1 / m) * np.dot(dZ1, X.T)
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def ng_divides_twice(parameters, X, Y):
    W1, b1, W2, b2 = (parameters[k] for k in ("W1", "b1", "W2", "b2"))
    m = X.shape[1]
    A1 = np.tanh(W1 @ X + b1)
    A2 = sigmoid(W2 @ A1 + b2)
    dZ2 = (A2 - Y) / m
    dW2 = (1 / m) * np.dot(dZ2, A1.T)
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
    dW1 = (1 / m) * np.dot(dZ1, X.T)
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def tanh_prime_of_the_output(params, X, Y):
    def tanh_prime(z):
        return 1 - np.tanh(z) ** 2

    hidden = np.tanh(params["W1"].dot(X) + params["b1"])
    y_hat = sigmoid(params["W2"].dot(hidden) + params["b2"])
    delta2 = (y_hat - Y) / X.shape[1]
    delta1 = params["W2"].T.dot(delta2) * tanh_prime(hidden)
    return {
        "W2": delta2.dot(hidden.T),
        "b2": delta2.sum(axis=1, keepdims=True),
        "W1": delta1.dot(X.T),
        "b1": delta1.sum(axis=1, keepdims=True),
    }


def tanh_slope_without_square(params, X, Y):
    hidden = np.tanh(params["W1"].dot(X) + params["b1"])
    y_hat = sigmoid(params["W2"].dot(hidden) + params["b2"])
    delta2 = (y_hat - Y) / X.shape[1]
    delta1 = params["W2"].T.dot(delta2) * (1 - hidden)
    return {
        "W2": delta2.dot(hidden.T),
        "b2": delta2.sum(axis=1, keepdims=True),
        "W1": delta1.dot(X.T),
        "b1": delta1.sum(axis=1, keepdims=True),
    }


def tanh_slope_from_z(params, x, y):
    n = x.shape[1]
    z1 = params["W1"] @ x + params["b1"]
    z2 = params["W2"] @ np.tanh(z1) + params["b2"]
    e = sigmoid(z2) - y
    back = (params["W2"].T @ e) * (1 - z1**2)
    grads = {}
    grads["W2"] = e @ np.tanh(z1).T / n
    grads["b2"] = e.mean(axis=1, keepdims=True)
    grads["W1"] = back @ x.T / n
    grads["b1"] = back.mean(axis=1, keepdims=True)
    return grads


def target_minus_prediction(params, x, y):
    n = x.shape[1]
    h = np.tanh(params["W1"] @ x + params["b1"])
    p = sigmoid(params["W2"] @ h + params["b2"])
    e = y - p
    back = (params["W2"].T @ e) * (1 - h**2)
    return {
        "W2": e @ h.T / n,
        "b2": e.mean(axis=1, keepdims=True),
        "W1": back @ x.T / n,
        "b1": back.mean(axis=1, keepdims=True),
    }


def bias_summed_over_neurons(params, x, y):
    n = x.shape[1]
    h = np.tanh(params["W1"] @ x + params["b1"])
    p = sigmoid(params["W2"] @ h + params["b2"])
    e = (p - y) / n
    back = (params["W2"].T @ e) * (1 - h**2)
    return {
        "W2": e @ h.T,
        "b2": e.sum(axis=1, keepdims=True),
        "W1": back @ x.T,
        "b1": back.sum(axis=0, keepdims=True),  # axis 0 are the rows
    }


def output_slope_of_squared_error(params, X, Y):
    """Multiplies by the sigmoid's derivative, which the cross-entropy has already cancelled."""
    A1 = np.tanh(params["W1"] @ X + params["b1"])
    A2 = sigmoid(params["W2"] @ A1 + params["b2"])
    m = Y.shape[1]
    dZ2 = (A2 - Y) * A2 * (1 - A2) / m
    dZ1 = params["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T,
        "db1": dZ1 @ np.ones((m, 1)),
        "dW2": dZ2 @ A1.T,
        "db2": dZ2 @ np.ones((m, 1)),
    }


def loss_slope_with_wrong_sign(params, X, Y):
    A1 = np.tanh(params["W1"] @ X + params["b1"])
    A2 = sigmoid(params["W2"] @ A1 + params["b2"])
    m = Y.shape[1]
    dA2 = -(Y / A2) - (1 - Y) / (1 - A2)
    dZ2 = dA2 * A2 * (1 - A2) / m
    dZ1 = params["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
    }


def slope_of_the_wrong_layer(params, X, Y):
    """Types A2 where A1 belongs; NumPy broadcasts the single row without a word."""
    A1 = np.tanh(params["W1"] @ X + params["b1"])
    A2 = sigmoid(params["W2"] @ A1 + params["b2"])
    dZ2 = (A2 - Y) / Y.shape[1]
    dZ1 = params["W2"].T @ dZ2 * (1 - A2**2)
    return {
        "dW1": dZ1 @ X.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
    }


def overwrites_instead_of_adding(p, X, Y):
    m = X.shape[1]
    g_w0, g_b0 = np.zeros_like(p["w0"]), np.zeros_like(p["b0"])
    g_w1, g_b1 = np.zeros_like(p["w1"]), np.zeros_like(p["b1"])
    for i in range(m):
        x, y = X[:, i : i + 1], Y[:, i : i + 1]
        a0 = sigmoid(p["w0"] @ x + p["b0"])
        a1 = sigmoid(p["w1"] @ a0 + p["b1"])
        d1 = (a1 - y) / m
        d0 = p["w1"].T @ d1 * a0 * (1 - a0)
        g_w1 += d1 @ a0.T
        g_b1 += d1
        g_w0 = d0 @ x.T  # should be +=
        g_b0 += d0
    return {"w0": g_w0, "b0": g_b0, "w1": g_w1, "b1": g_b1}


class TwoLayerNet:
    """The object that the course hands out, with the backward method filled in."""

    def __init__(self, parameters):
        self.w0, self.b0, self.w1, self.b1 = (parameters[name] for name in ("w0", "b0", "w1", "b1"))

    def forward(self, X):
        self.X = X
        self.h = sigmoid(self.w0 @ X + self.b0)
        return sigmoid(self.w1 @ self.h + self.b1)

    def backward(self, X, Y):
        d1 = self.forward(X) - Y
        d0 = (self.w1.T @ d1) * self.h * (1 - self.h)
        return {"w1": d1 @ self.h.T, "b1": d1.sum(1)[:, None], "w0": d0 @ self.X.T, "b0": d0.sum(1)[:, None]}


def class_without_mean(parameters, X, Y):
    return TwoLayerNet(parameters).backward(X, Y)


def sigmoid_slope_with_plus(p, X, Y):
    a0 = sigmoid(p["w0"] @ X + p["b0"])
    a1 = sigmoid(p["w1"] @ a0 + p["b1"])
    d1 = (a1 - Y) / X.shape[1]
    d0 = p["w1"].T @ d1 * a0 * (1 + a0)
    return {"w0": d0 @ X.T, "b0": d0.sum(1, keepdims=True), "w1": d1 @ a0.T, "b1": d1.sum(1, keepdims=True)}


def sigmoid_slope_half_done(p, X, Y):
    a0 = sigmoid(p["w0"] @ X + p["b0"])
    a1 = sigmoid(p["w1"] @ a0 + p["b1"])
    d1 = (a1 - Y) / X.shape[1]
    d0 = p["w1"].T @ d1 * a0
    return {"w0": d0 @ X.T, "b0": d0.sum(1, keepdims=True), "w1": d1 @ a0.T, "b1": d1.sum(1, keepdims=True)}


def sigmoid_slope_of_z(p, X, Y):
    z0 = p["w0"] @ X + p["b0"]
    a0 = sigmoid(z0)
    a1 = sigmoid(p["w1"] @ a0 + p["b1"])
    d1 = (a1 - Y) / X.shape[1]
    d0 = p["w1"].T @ d1 * z0 * (1 - z0)
    return {"w0": d0 @ X.T, "b0": d0.sum(1, keepdims=True), "w1": d1 @ a0.T, "b1": d1.sum(1, keepdims=True)}


def bias_mean_after_mean(p, X, Y):
    a0 = sigmoid(p["w0"] @ X + p["b0"])
    a1 = sigmoid(p["w1"] @ a0 + p["b1"])
    d1 = (a1 - Y) / X.shape[1]
    d0 = p["w1"].T @ d1 * a0 * (1 - a0)
    return {"w0": d0 @ X.T, "b0": d0.mean(1, keepdims=True), "w1": d1 @ a0.T, "b1": d1.mean(1, keepdims=True)}


def updates_before_propagating(p, X, Y):
    """Takes a step in w1 before it propagates through w1: no single edit of an equation is that."""
    a0 = sigmoid(p["w0"] @ X + p["b0"])
    a1 = sigmoid(p["w1"] @ a0 + p["b1"])
    d1 = (a1 - Y) / X.shape[1]
    dw1 = d1 @ a0.T
    w1 = p["w1"] - 0.1 * dw1
    d0 = w1.T @ d1 * a0 * (1 - a0)
    return {"w0": d0 @ X.T, "b0": d0.sum(1, keepdims=True), "w1": dw1, "b1": d1.sum(1, keepdims=True)}
