"""What a cost cannot give is said before its numbers are: once, where it is asked for, and never of what fits."""

import warnings

import numpy as np
import pytest
from sympy import Function, Lambda, symbols

import symnet as sn

RANGE = "The loss {} is for predictions in {}, but {} gives outputs in {}: the cost may be infinite or no number; write {} for the last layer."
ONE = "A softmax of one neuron is 1, whatever goes in, and its gradient is 0; write two neurons, or 'sigmoid'."
CLASSES = "The loss {} with one output says nothing of the samples whose target is 0; write 'binary_cross_entropy', or one output for each class and 'softmax'."
y_hat, y, z = symbols("y_hat y z", real=True)

SAID = [
    ([2, 1], "tanh", "binary_cross_entropy", [RANGE.format("binary_cross_entropy", "(0, 1)", "tanh", "(-1, 1)", "'sigmoid'")]),
    ([2, 2], "relu", "bce", [RANGE.format("binary_cross_entropy", "(0, 1)", "relu", "[0, ∞)", "'sigmoid'")]),
    ([2, 2], "identity", "bce", [RANGE.format("binary_cross_entropy", "(0, 1)", "identity", "(-∞, ∞)", "'sigmoid'")]),
    ([2, 2], "tanh", "kl_divergence", [RANGE.format("kl_divergence", "(0, ∞)", "tanh", "(-1, 1)", "'softmax'")]),
    ([2, 2], "relu", "poisson", [RANGE.format("poisson", "(0, ∞)", "relu", "[0, ∞)", "'exponential'")]),
    ([2, 1], "softmax", "squared_error", [ONE]),
    ([2, 1], "softmax", "cross_entropy", [ONE]),
    ([2, 1], "sigmoid", "cross_entropy", [CLASSES.format("cross_entropy")]),
    ([2, 1], "exponential", "kl_divergence", [CLASSES.format("kl_divergence")]),
]  # fmt: skip


@pytest.mark.parametrize(("sizes", "activation", "loss", "said"), SAID, ids=range(len(SAID)))
def test_what_a_cost_cannot_give_is_said(sizes, activation, loss, said):
    assert list(sn.Network(sizes, activations=activation).cost(loss).cautions) == said


@pytest.mark.parametrize(
    ("sizes", "activation", "loss"),
    [
        ([2, 1], "sigmoid", "binary_cross_entropy"),
        ([2, 3], "softmax", "cross_entropy"),
        ([2, 3], "softmax", "binary_cross_entropy"),
        ([2, 3], "sigmoid", "cross_entropy"),
        (["n", "k"], "softmax", "cross_entropy"),
        ([2, 1], "exponential", "poisson"),
        ([2, 1], "relu", "squared_error"),
        ([2, 1], "identity", "hinge"),
        ([2, 1], "identity", "binary_cross_entropy_with_logits"),
        ([2, 1], None, "binary_cross_entropy"),
        ([2, 1], Function("g"), "binary_cross_entropy"),
        ([2, 1], Lambda(z, 1 / (1 + z**2)), "binary_cross_entropy"),
        ([2, 1], "tanh", Function("L")),
        ([2, 1], "tanh", Lambda((y_hat, y), (y_hat - y) ** 4)),
    ],
)
def test_of_what_fits_nothing_is_said(sizes, activation, loss):
    assert sn.Network(sizes, activations=activation).cost(loss).cautions == ()


def test_a_user_hears_it_once_where_numbers_are_asked_for_and_not_before():
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("default")
        cost = sn.Network([2, 1], activations="tanh").cost("bce")
        cost.gradient()
        cost.equations()
        assert heard == []
        for _ in range(3):
            cost.lambdify()
    (one,) = heard
    assert issubclass(one.category, sn.SymnetWarning)
    assert one.filename == __file__
    assert str(one.message) == cost.cautions[0]


@pytest.mark.parametrize("asked", ["lambdify", "hessian_vector_product"])
def test_every_way_to_numbers_says_it(asked):
    net = sn.Network([2, 1], activations="softmax")
    cost = net.cost("squared_error")
    with pytest.warns(sn.SymnetWarning, match="softmax of one neuron"):
        getattr(cost, asked)()
    with pytest.warns(sn.SymnetWarning, match="softmax of one neuron"):
        net.lambdify()


def test_symnet_itself_says_nothing_where_somebody_s_function_is_checked():
    net = sn.Network([2, 1], activations="softmax")
    cost = net.cost("squared_error")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sn.check_cost(lambda p, X, Y: np.mean((1 - Y) ** 2), cost, extremes=False)
        sn.check_forward(lambda p, X: np.ones((1, X.shape[1])), net, extremes=False)
