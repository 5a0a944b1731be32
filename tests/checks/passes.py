"""Right functions of small networks, written by hand, into which the tests plant one fault at a time."""

import numpy as np

import symnet as sn

LINEAR = sn.Network([3, 2], activations="identity").cost("half_squared_error")
SIGMOID_NET = sn.Network([3, 2], activations="sigmoid")
LOGISTIC = SIGMOID_NET.cost("binary_cross_entropy")
SOFTMAX_NET = sn.Network([3, 4], activations="softmax")
CLASSES = SOFTMAX_NET.cost("cross_entropy")
SQUARE = sn.Network([3, 3, 3], activations="identity").cost("half_squared_error")


def slopes(delta, X):
    return {"w0": delta @ X.T, "b0": delta.sum(axis=1, keepdims=True)}


def linear(parameters, X, Y):
    return slopes((parameters["w0"] @ X + parameters["b0"] - Y) / X.shape[1], X)


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


def forward_of(activation):
    return lambda parameters, X: activation(parameters["w0"] @ X + parameters["b0"])


def classifier(activation):
    """Return the backward pass that a sigmoid with binary, and a softmax with categorical cross-entropy, share."""

    def backward(parameters, X, Y):
        return slopes((activation(parameters["w0"] @ X + parameters["b0"]) - Y) / X.shape[1], X)

    return backward


def square(parameters, X, Y):
    A = parameters["w0"] @ X + parameters["b0"]
    delta = (parameters["w1"] @ A + parameters["b1"] - Y) / X.shape[1]
    back = parameters["w1"].T @ delta
    sums = back.sum(axis=1, keepdims=True), delta.sum(axis=1, keepdims=True)
    return {"w0": back @ X.T, "b0": sums[0], "w1": delta @ A.T, "b1": sums[1]}


def product(parameters, X, Y, cotangent):
    """Return the vector-Jacobian product of the softmax network: (diag(a) - a aᵀ) c for each sample."""
    A = softmax(parameters["w0"] @ X + parameters["b0"])
    return slopes(A * (cotangent - (A * cotangent).sum(axis=0)), X)


def spoiled(right, spoil):
    """Return a right function into which ``spoil(gradients, parameters, X, Y)`` puts a fault."""

    def student(parameters, X, Y):
        return spoil(right(parameters, X, Y), parameters, X, Y)

    return student


def each(change):
    """Return the fault that changes every gradient alike."""
    return lambda gradients, parameters, X, Y: {name: change(value) for name, value in gradients.items()}


def explanations(report):
    return {name: result.explanation for name, result in report.items() if not result.ok}


def sentences(findings):
    return [str(finding) for finding in findings]
