"""Backward passes of classifiers with several classes: ReLU, softmax, cross-entropy; also with samples in rows."""

import numpy as np


def softmax(z, axis=0):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def relu(z):
    return np.maximum(0, z)


def gradients(p, X, A1, d2, d1):
    """Return the last lines, which these students got right."""
    return {
        "w1": d2 @ A1.T,
        "b1": np.sum(d2, axis=1, keepdims=True),
        "w0": d1 @ X.T,
        "b0": np.sum(d1, axis=1, keepdims=True),
    }


def relu_where_its_slope_belongs(p, X, Y):
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    d2 = (softmax(p["w1"] @ A1 + p["b1"]) - Y) / X.shape[1]
    d1 = p["w1"].T @ d2 * relu(Z1)
    return gradients(p, X, A1, d2, d1)


def mask_the_wrong_way_round(p, X, Y):
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    d2 = (softmax(p["w1"] @ A1 + p["b1"]) - Y) / X.shape[1]
    d1 = p["w1"].T @ d2
    d1[Z1 > 0] = 0
    return gradients(p, X, A1, d2, d1)


def softmax_over_the_samples(p, X, Y):
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    scores = p["w1"] @ A1 + p["b1"]
    d2 = (softmax(scores, axis=1) - Y) / X.shape[1]
    d1 = p["w1"].T @ d2 * (Z1 > 0)
    return gradients(p, X, A1, d2, d1)


def softmax_over_everything(p, X, Y):
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    exps = np.exp(p["w1"] @ A1 + p["b1"])
    d2 = (exps / np.sum(exps) - Y) / X.shape[1]
    d1 = p["w1"].T @ d2 * (Z1 > 0)
    return gradients(p, X, A1, d2, d1)


def forgets_to_normalize(p, X, Y):
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    d2 = (np.exp(p["w1"] @ A1 + p["b1"]) - Y) / X.shape[1]
    d1 = p["w1"].T @ d2 * (Z1 > 0)
    return gradients(p, X, A1, d2, d1)


def forgets_a_bias(p, X, Y):
    Z1 = p["w0"] @ X
    A1 = relu(Z1)
    d2 = (softmax(p["w1"] @ A1 + p["b1"]) - Y) / X.shape[1]
    d1 = p["w1"].T @ d2 * (Z1 > 0)
    return gradients(p, X, A1, d2, d1)


def forgets_the_targets(p, X, Y):
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    d2 = softmax(p["w1"] @ A1 + p["b1"]) / X.shape[1]
    d1 = p["w1"].T @ d2 * (Z1 > 0)
    return gradients(p, X, A1, d2, d1)


def divides_by_the_classes(p, X, Y):
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    batch_size = len(Y)
    d2 = (softmax(p["w1"] @ A1 + p["b1"]) - Y) / batch_size
    d1 = p["w1"].T @ d2 * (Z1 > 0)
    return gradients(p, X, A1, d2, d1)


def divides_by_all_entries(p, X, Y):
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    d2 = (softmax(p["w1"] @ A1 + p["b1"]) - Y) / Y.size
    d1 = p["w1"].T @ d2 * (Z1 > 0)
    return gradients(p, X, A1, d2, d1)


def softmax_slope_as_of_sigmoid(p, X, Y):
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    A2 = softmax(p["w1"] @ A1 + p["b1"])
    d2 = (A2 - Y) * A2 * (1 - A2) / X.shape[1]
    d1 = p["w1"].T @ d2 * (Z1 > 0)
    return gradients(p, X, A1, d2, d1)


def weights_not_transposed(p, X, Y):
    """All layers have the same width, so nobody complains."""
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    d2 = (softmax(p["w1"] @ A1 + p["b1"]) - Y) / X.shape[1]
    d1 = p["w1"] @ d2 * (Z1 > 0)
    return gradients(p, X, A1, d2, d1)


def activation_instead_of_input(p, X, Y):
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    d2 = (softmax(p["w1"] @ A1 + p["b1"]) - Y) / X.shape[1]
    d1 = p["w1"].T @ d2 * (Z1 > 0)
    return gradients(p, A1, A1, d2, d1)


def gradient_transposed(p, X, Y):
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    d2 = (softmax(p["w1"] @ A1 + p["b1"]) - Y) / X.shape[1]
    d1 = p["w1"].T @ d2 * (Z1 > 0)
    return gradients(p, X, A1, d2, d1) | {"w1": A1 @ d2.T}


def rows_bias_over_the_wrong_axis(params, X, Y):
    h = np.tanh(X @ params["W1"] + params["b1"])
    p = softmax(h @ params["W2"] + params["b2"], axis=1)
    d2 = (p - Y) / len(X)
    d1 = d2 @ params["W2"].T * (1 - h * h)
    return {
        "W1": X.T @ d1,
        "b1": d1.sum(axis=0, keepdims=True),
        "W2": h.T @ d2,
        "b2": d2.sum(axis=1, keepdims=True),
    }


def rows_without_mean(params, X, Y):
    h = np.tanh(X @ params["W1"] + params["b1"])
    p = softmax(h @ params["W2"] + params["b2"], axis=1)
    d2 = p - Y
    d1 = d2 @ params["W2"].T * (1 - h * h)
    return {
        "W1": X.T @ d1,
        "b1": d1.sum(axis=0, keepdims=True),
        "W2": h.T @ d2,
        "b2": d2.sum(axis=0, keepdims=True),
    }


def rows_softmax_over_the_columns(params, X, Y):
    h = np.tanh(X @ params["W1"] + params["b1"])
    p = softmax(h @ params["W2"] + params["b2"])  # the function of the lecture, whose samples are columns
    d2 = (p - Y) / len(X)
    d1 = d2 @ params["W2"].T * (1 - h * h)
    return {
        "W1": X.T @ d1,
        "b1": d1.sum(axis=0, keepdims=True),
        "W2": h.T @ d2,
        "b2": d2.sum(axis=0, keepdims=True),
    }


def rows_hidden_slope_missing(params, X, Y):
    h = np.tanh(X @ params["W1"] + params["b1"])
    p = softmax(h @ params["W2"] + params["b2"], axis=1)
    d2 = (p - Y) / len(X)
    return {
        "W1": X.T @ (d2 @ params["W2"].T),
        "b1": np.sum(d2 @ params["W2"].T * (1 - h**2), axis=0, keepdims=True),
        "W2": h.T @ d2,
        "b2": d2.sum(axis=0, keepdims=True),
    }


def clips_its_gradient(p, X, Y):
    """Clips, as optimizers do: that is no gradient any more, and no edit of one."""
    Z1 = p["w0"] @ X + p["b0"]
    A1 = relu(Z1)
    d2 = (softmax(p["w1"] @ A1 + p["b1"]) - Y) / X.shape[1]
    d1 = p["w1"].T @ d2 * (Z1 > 0)
    return {name: np.clip(value, -0.01, 0.01) for name, value in gradients(p, X, A1, d2, d1).items()}
