"""Backward passes and derivations, proved for all sizes line by line; and wrong ones, refuted."""

from typing import Any

import pytest
from sympy import Function, Lambda, Rational, symbols

import symnet as sn
from symnet.calculus.pullbacks import pullback
from symnet.expressions.arithmetic import multiply
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.variables import gradient_symbol
from symnet.proof.index_form.ring import Ring

TIMEOUT = 60.0
ONE, TWO, THREE = (["n_0", "n_1", "n_2", "n_3"][: layers + 1] for layers in (1, 2, 3))
u, y = symbols("u y", real=True)

COSTS = {
    "sigmoid": lambda: sn.Network(ONE, activations="sigmoid").cost("binary_cross_entropy"),
    "tanh, sigmoid, l2": lambda: sn.Network(TWO, activations=["tanh", "sigmoid"]).cost(
        "binary_cross_entropy", l2="lambda"
    ),
    "relu, softmax": lambda: sn.Network(TWO, activations=["relu", "softmax"]).cost("cross_entropy"),
    "softmax, l1": lambda: sn.Network(ONE, activations="softmax").cost("cross_entropy", l1="mu"),
    "leaky, identity": lambda: sn.Network(TWO, activations=["leaky_relu", "identity"]).cost("half_squared_error"),
    "undefined": lambda: sn.Network(THREE).cost(Function("L")),
    "own activation": lambda: sn.Network(TWO, activations=[Lambda(u, u**3), "identity"]).cost("squared_error"),
    "own loss": lambda: sn.Network(ONE, activations="tanh").cost(Lambda((u, y), (u - y) ** 4)),
    "huber": lambda: sn.Network(TWO, activations=["softplus", "identity"]).cost("huber"),
    "log cosh": lambda: sn.Network(ONE, activations="arctan").cost("log_cosh"),
    "poisson": lambda: sn.Network(ONE, activations="exponential").cost("poisson"),
    "hinge": lambda: sn.Network(ONE, activations="identity").cost("hinge"),
    "kl": lambda: sn.Network(ONE, activations="softmax").cost("kl_divergence"),
    "three": lambda: sn.Network(THREE, activations=["silu", "gelu", "softsign"]).cost("half_squared_error"),
    "rows": lambda: sn.Network(TWO, activations=["tanh", "softmax"], notation="rows").cost("cross_entropy"),
    "transposed": lambda: sn.Network(TWO, activations=["elu", "sigmoid"], notation="one_based_transposed").cost(
        "binary_cross_entropy"
    ),
    "one-based": lambda: sn.Network(TWO, activations=["mish", "identity"], notation="one_based").cost("absolute_error"),
    "numbers": lambda: sn.Network([2, 3, 2], activations=["tanh", "softmax"]).cost("cross_entropy", l2=Rational(1, 10)),
}


@pytest.fixture(params=COSTS, scope="module")
def cost(request):
    return COSTS[request.param]()


@pytest.mark.parametrize("grain", ["batch", "sample"])
def test_every_line_of_a_backward_pass_is_proved(cost, grain):
    verdicts = sn.verify_gradient(cost.gradient(grain), cost, timeout=TIMEOUT)
    assert verdicts.proved, verdicts


def test_every_step_of_every_derivation_is_proved(cost):
    for name in cost.network.parameters.names:
        verdicts = sn.verify_derivation(cost.derivation(name), cost, timeout=TIMEOUT)
        assert verdicts.proved, verdicts


def test_every_line_that_is_spoiled_is_not_proved(cost):
    equations = cost.gradient()
    for place, (symbol, expression) in enumerate(equations):
        lines = [*equations[:place], (symbol, multiply(2, expression)), *equations[place + 1 :]]
        verdict = sn.verify_gradient(sn.Equations(lines), cost, assuming=equations.assumptions, timeout=TIMEOUT)[
            str(symbol)
        ]
        assert verdict.status in ("refuted", "undecided"), verdict


@pytest.mark.parametrize("name", ["sigmoid", "relu, softmax", "rows", "numbers"])
def test_a_wrong_line_is_refuted_and_explained(name):
    cost = COSTS[name]()
    equations = cost.gradient()
    symbol, expression = equations[-1]
    lines = [*equations[:-1], (symbol, multiply(2, expression))]
    verdict = sn.verify_gradient(sn.Equations(lines), cost, assuming=equations.assumptions, timeout=TIMEOUT)[
        str(symbol)
    ]
    assert verdict.status == "refuted"
    assert "factor" in verdict.explanation


@pytest.mark.parametrize("name", ["sigmoid", "tanh, sigmoid, l2", "leaky, identity", "numbers"])
def test_a_backward_pass_neuron_by_neuron_is_proved(name):
    sizes = {"sigmoid": [2, 1], "tanh, sigmoid, l2": [2, 3, 1], "leaky, identity": [2, 2, 2], "numbers": [2, 3, 2]}[
        name
    ]
    drawn = COSTS[name]()
    network = sn.Network(sizes, activations=[layer.activation for layer in drawn.network.layers])
    cost = network.cost(drawn.loss)
    verdicts = sn.verify_gradient(cost.gradient("neuron"), cost, timeout=TIMEOUT)
    assert verdicts.proved, verdicts


def test_the_assumption_of_a_softmax_is_named_and_needed():
    cost = COSTS["relu, softmax"]()
    verdicts = sn.verify_gradient(cost.gradient(), cost)
    assert verdicts["dZ1"].assumptions == ("the columns of Y sum to one",)
    assert verdicts["dw1"].assumptions == ()
    bare = sn.Equations(list(cost.gradient()))  # the same lines, and nothing assumed
    assert sn.verify_gradient(bare, cost)["dZ1"].status == "refuted"


def test_a_fact_that_no_line_needs_is_not_named():
    cost = COSTS["relu, softmax"]()
    verdicts = sn.verify_gradient(cost.gradient(), cost, assuming=["the entries of Y are 0 or 1"])
    assert verdicts["dZ1"].assumptions == ("the columns of Y sum to one",)


def test_a_wrong_rule_of_differentiation_does_not_prove_itself():
    rule = pullback.registry[Elementwise]
    pullback.register(Elementwise, lambda node, C: [(operand, 2 * part) for operand, part in rule(node, C)])
    try:
        cost = COSTS["tanh, sigmoid, l2"]()
        equations = cost.gradient()
    finally:
        pullback.register(Elementwise, rule)
    verdicts = sn.verify_gradient(equations, cost, timeout=TIMEOUT)
    assert not verdicts["dZ0"].proved


def test_a_line_for_something_else_is_an_error():
    cost = COSTS["sigmoid"]()
    with pytest.raises(sn.SymnetValueError, match="Z0 is no gradient of this backward pass; its gradients are"):
        sn.verify_gradient(sn.Equations([*cost.gradient(), cost.equations("batch")[0]]), cost)
    with pytest.raises(sn.SymnetTypeError, match="A backward pass is given as Equations, but dw0 is a Variable"):
        sn.verify_gradient(gradient_symbol(cost.network.parameters["w0"]), cost)


def test_work_grows_with_depth_and_not_with_its_square():
    """Counted in products that are brought to normal form, which no noise of the machine changes."""

    def products(depth, counted):
        network = sn.Network([f"n_{layer}" for layer in range(depth + 1)], activations="tanh")
        cost = network.cost("half_squared_error")
        gradient = cost.gradient()
        counted.clear()
        assert sn.verify_gradient(gradient, cost, timeout=TIMEOUT).proved
        return len(counted)

    counted: list[int] = []
    original = Ring.normal

    def counting(ring, given):
        counted.append(1)
        return original(ring, given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ring, "normal", counting)
        ten, twenty, forty = (products(depth, counted) for depth in (10, 20, 40))
    assert forty - twenty < 2.2 * (twenty - ten)


@pytest.mark.parametrize("kind", ["equations", "network", "text"])
def test_a_backward_pass_stands_beside_a_cost(kind):
    cost = COSTS["sigmoid"]()
    given: Any = {"equations": cost.equations("batch"), "network": cost.network, "text": "cost"}[kind]
    with pytest.raises(sn.SymnetTypeError) as caught:
        sn.verify_gradient(cost.gradient(), given)
    assert str(caught.value).endswith("; write net.cost('…').")
    with pytest.raises(sn.SymnetTypeError) as caught:
        sn.verify_derivation(cost.derivation("w0"), given)
    assert str(caught.value).endswith("; write net.cost('…').")


def test_a_penalty_by_an_entry_is_part_of_the_line():
    net = sn.Network([2, 3], activations=["tanh"])
    plain, penalized = (
        net.cost("squared_error"),
        net.cost("squared_error", regularization=net.parameters["w0"][0, 0] ** 2),
    )
    assert sn.verify_gradient(penalized.gradient(), penalized).status == "proved"
    assert sn.verify_gradient(plain.gradient(), penalized)["dw0"].status == "refuted"
    assert sn.verify_gradient(penalized.gradient(), plain)["dw0"].status == "refuted"
