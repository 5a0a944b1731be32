"""Derivations: the steps are those of the engine, each with its rule, its shapes, and a check that can fail."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Function, Integer, Lambda, Rational, symbols

import symnet as sn
from symnet.calculus.derivation import Derivation, shapes_of
from symnet.expressions.slope import Slope
from symnet.nn.checking import checked
from symnet.nn.cost import J
from tests.strategies import LAYERED

OF_PROBABILITIES = {
    "binary_cross_entropy",
    "cross_entropy",
    "kl_divergence",
    "poisson",
    "squared_logarithmic_error",
    "binary_focal_cross_entropy",
    "categorical_focal_cross_entropy",
}


def example():
    return sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy")


def test_a_derivation_is_a_chain():
    derivation = example().derivation("w0")
    assert [step.rule for step in derivation] == [
        "chain rule",
        "chain rule",
        "chain rule",
        "definition",
        "derivative of the loss",
        "cancellation",
        "substitution",
    ]
    assert derivation[0].shapes == "(3 × m)(m × 2) → 3 × 2"
    for before, after in pairwise(derivation[2:6]):
        assert before.after == after.before
    assert derivation.holds
    assert sn.text(derivation.result) == "1/m (W^[1]ᵀ (A^[1] - Y) ⊙ tanh'(Z^[0])) Xᵀ"


def test_the_steps_end_in_the_gradient():
    cost = example()
    derivation = cost.derivation("w0")
    lines = dict(cost.gradient())
    last = {step.symbol: step.after for step in derivation[:-1]}
    assert all(lines[symbol] == after for symbol, after in last.items())


def test_the_assumption_is_named_if_and_only_if_it_is_used():
    cost = sn.Network([2, 3], activations="softmax").cost("cross_entropy")
    assert cost.derivation("w0").assumptions == ("the columns of Y sum to one",)
    assert cost.derivation("w0", assuming_targets=False).assumptions == ()
    assert sn.Network([2, 3], activations="softmax").cost("squared_error").derivation("w0").assumptions == ()


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=4),
    st.sampled_from([*sn.activations(), "softmax", None]),
    st.sampled_from([*sn.losses(), None]),
    LAYERED,
)
def test_every_step_of_every_derivation_holds(sizes, last, loss, notation):
    if loss in OF_PROBABILITIES and last is not None:  # elsewhere the cost is not defined at most numbers
        last = "sigmoid" if last != "softmax" else last
    hidden = None if last is None else "tanh"
    net = sn.Network(sizes, activations=[*[hidden] * (len(sizes) - 2), last], notation=notation)
    cost = net.cost(loss or Function("L"), l2="lambda")
    for name in (net.parameters.names[0], net.parameters.names[-1]):
        derivation = cost.derivation(name)
        flat = last in ("step", "bipolar_step")  # its derivative is zero, and zero shows nothing
        assert derivation.holds or flat, sn.text(derivation)


@pytest.mark.parametrize("place", range(7))
def test_a_wrong_step_is_seen(place):
    """Twice the right side of any step: the check of that step fails."""
    cost = example()
    result = cost.backward()
    steps = list(cost.derivation("w0"))
    steps[place] = replace(steps[place], after=sn.multiply(2, steps[place].after), check=None)
    planted = checked(Derivation(steps[0].symbol, steps), cost.equations("batch"), result.equations, J, cost.target)
    assert not planted[place].check.holds
    assert not planted.holds
    assert "NOT CONFIRMED" in sn.text(planted)


def deep(activation, layers):
    net = sn.Network([2, *[3] * layers, 1], activations=[*[activation] * layers, "sigmoid"])
    return net.cost("binary_cross_entropy")


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_a_derivation_through_forty_layers_holds(activation):
    """The gradient of the first layer is far below the rounding of the cost; each line is checked by itself."""
    derivation = deep(activation, 40).derivation("w0")
    assert derivation.holds, sn.text(derivation)


@pytest.mark.parametrize("place", [0, 1, 2, 20, 40, 41, -1])
def test_a_wrong_step_under_forty_layers_is_seen(place):
    cost = deep("tanh", 40)
    result = cost.backward()
    steps = list(cost.derivation("w0"))
    wrong = sn.multiply(Rational(1001, 1000), steps[place].after)
    steps[place] = replace(steps[place], after=wrong, check=None)
    planted = checked(Derivation(steps[0].symbol, steps), cost.equations("batch"), result.equations, J, cost.target)
    holds = [step.check is not None and step.check.holds for step in planted]
    assert holds.index(False) == place % len(steps)


def test_a_gradient_that_is_zero_shows_nothing():
    """Of the mean of a softmax nothing is left but rounding: both sides agree, and neither shows anything."""
    net = sn.Network([2, 3], activations="softmax")
    y_hat, y = symbols("y_hat y", real=True)
    derivation = net.cost(Lambda((y_hat, y), y_hat)).derivation("w0")
    assert not derivation.holds


@pytest.mark.parametrize("wrong", ["w9", 5, None])
def test_a_parameter_that_is_none(wrong):
    with pytest.raises(sn.SymnetValueError) as caught:
        example().derivation(wrong)
    assert str(caught.value) == f"The network has no parameter {str(wrong)!r}. It has w0, b0, w1, b1."


def test_shapes_of_products():
    cost = example()
    assert [shapes_of(expression) for _, expression in cost.gradient()][:4] == [
        "1 × m",
        "(1 × m)(m × 3) → 1 × 3",
        "(1 × m)(m × 1) → 1 × 1",
        "(3 × m) ⊙ (3 × m) → 3 × m",
    ]


def test_latex_and_notebook(assert_katex):
    for cost in (example(), sn.Network(["n_0", "n_1", "n_2"]).cost(Function("L"), l1=0.1)):
        derivation = cost.derivation("w0")
        assert_katex([sn.latex(derivation), derivation._repr_latex_().strip("$")])
        assert str(derivation) == sn.text(derivation)


def test_slopes_of_numbers_are_numbers():
    assert Slope(sn.identity(sn.Network([2, 1]).input[0, 0])) == Integer(1)
