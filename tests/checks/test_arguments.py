"""A wrong argument of a check is a sentence that says what to write instead."""

from functools import partial
from typing import Any

import pytest

import symnet as sn
from tests.checks import passes
from tests.checks.passes import LINEAR

NET: Any = LINEAR.network
untyped: Any = sn  # what is tested is what a type checker forbids
NETWORK = "Network([3, 2], activations=['identity'], notation='zero_based')"
TIME = "A time limit is a positive number of seconds, but "


def output(parameters, X):
    return parameters["w0"] @ X + parameters["b0"]


TYPES = {
    "no cost": (
        lambda: untyped.check_gradient(passes.linear, NET),
        f"check_gradient takes a function and the cost that it belongs to, but {NETWORK} is a Network; "
        "write net.cost('squared_error').",
    ),
    "no cost of a cost": (
        lambda: untyped.check_cost(passes.linear, None),
        "check_cost takes a function and the cost that it belongs to, but None is a NoneType; "
        "write net.cost('squared_error').",
    ),
    "no network": (
        lambda: untyped.check_forward(output, LINEAR),
        f"check_forward takes a function and the network that it belongs to, but {LINEAR!r} is a Cost; "
        "write sn.Network([2, 3, 1], activations='tanh').",
    ),
    "no function": (
        lambda: untyped.check_gradient({"w0": 1}, LINEAR),
        "check_gradient takes a function of (parameters, X, Y), but {'w0': 1} is a dict; "
        "write the name of your function without parentheses.",
    ),
    "one argument": (
        lambda: untyped.check_cost(lambda parameters: 1, LINEAR),
        "check_cost calls its function with 3 arguments, (parameters, X, Y), but <lambda> takes (parameters); "
        "wrap it in a function of (parameters, X, Y).",
    ),
    "targets of a forward pass": (
        lambda: untyped.check_forward(passes.linear, NET),
        "check_forward calls its function with 2 arguments, (parameters, X), but linear takes (parameters, X, Y); "
        "wrap it in a function of (parameters, X).",
    ),
    "five arguments": (
        lambda: untyped.check_gradient(lambda p, X, Y, C, rate: p, LINEAR),
        "check_gradient calls its function with 4 arguments, (parameters, X, Y, cotangent), but <lambda> takes "
        "(p, X, Y, C, rate); wrap it in a function of (parameters, X, Y, cotangent).",
    ),
    "a text for a time": (
        lambda: untyped.check_gradient(passes.linear, LINEAR, timeout="long"),
        f"{TIME}'long' is a str; write 10.0.",
    ),
    "no time": (lambda: untyped.check_forward(output, NET, timeout=None), f"{TIME}None is a NoneType; write 10.0."),
}


@pytest.mark.parametrize(("call", "said"), TYPES.values(), ids=TYPES)
def test_what_has_the_wrong_type_is_refused(call, said):
    with pytest.raises(sn.SymnetTypeError) as caught:
        call()
    assert str(caught.value) == said


VALUES = {
    "no time": (lambda: untyped.check_gradient(passes.linear, LINEAR, timeout=0), f"{TIME}it is 0.0; write 10.0."),
    "a negative time": (
        lambda: untyped.check_cost(passes.linear, LINEAR, timeout=-1),
        f"{TIME}it is -1.0; write 10.0.",
    ),
    "not a number": (lambda: untyped.check_forward(output, NET, timeout=float("nan")), f"{TIME}it is nan; write 10.0."),
    "targets": (
        lambda: untyped.check_gradient(passes.linear, LINEAR, targets="x"),
        "The targets must be one of 'any', 'classes', but it is 'x'.",
    ),
    "misspelt targets": (
        lambda: untyped.check_cost(passes.linear, LINEAR, targets="clases"),
        "The targets must be one of 'any', 'classes', but it is 'clases'; did you mean 'classes'?",
    ),
    "logarithms of negative numbers": (
        lambda: untyped.check_cost(passes.linear, NET.cost("binary_cross_entropy")),
        "Cannot check the cost with the loss binary_cross_entropy: at all of 40 random draws it is not a finite number; "
        "give the last layer an activation whose values the loss allows, as 'sigmoid' with 'binary_cross_entropy'.",
    ),
}


@pytest.mark.parametrize(("call", "said"), VALUES.values(), ids=VALUES)
def test_what_has_the_wrong_value_is_refused(call, said):
    with pytest.raises(sn.SymnetValueError) as caught:
        call()
    assert str(caught.value) == said


class Model:
    """An object with a method, and one that is called itself."""

    def backward(self, parameters, X, Y):
        return passes.linear(parameters, X, Y)

    __call__ = backward


@pytest.mark.parametrize(
    ("function", "name"),
    [(Model().backward, "backward"), (Model(), "Model"), (partial(Model.backward, Model()), "partial")],
)
def test_whatever_can_be_called_is_a_function(function, name):
    report = sn.check_gradient(function, LINEAR, extremes=False)
    assert (report.ok, report.function) == (True, name)


def test_a_builtin_that_says_nothing_of_its_arguments_is_called():
    said = "The function raised TypeError ('dict expected at most 1 argument, got 3')."
    assert sn.check_gradient(dict, LINEAR, extremes=False)["w0"].explanation == said
