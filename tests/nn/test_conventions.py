"""What δ is the gradient of: the same backward pass in every convention, by numbers and between notations."""

from dataclasses import replace

import numpy as np
import pytest

import symnet as sn
from symnet.nn.intermediates import everything

BASES = [name for name, row in sn.NOTATIONS.items() if row.gradient != "partial"]


def cost_in(name, delta, **options):
    notation = replace(sn.NOTATIONS[name], delta_of=delta)
    return sn.Network([2, 3, 2], activations=["tanh", "sigmoid"], notation=notation).cost(
        "binary_cross_entropy", **options
    )


def computed(cost, seed=0):
    """Every gradient of a batch by name, and the number of samples."""
    generator = np.random.default_rng(seed)
    lines = everything(cost, "batch")
    parameters = cost.network.initialize(seed=seed)
    rows = cost.network.notation.samples == "rows"
    X, Y = generator.normal(size=(2, 5)), generator.uniform(0.2, 0.8, size=(2, 5))
    symbols = [symbol for symbol in lines.symbols if getattr(symbol, "is_gradient", False)]
    compute = sn.lambdify(
        lines, [cost.data, cost.target], parameters=cost.network.parameters,
        results=[{symbol.name: symbol for symbol in symbols}],
    )  # fmt: skip
    (values,) = (compute(parameters, *((X.T, Y.T) if rows else (X, Y))),)
    return values[0] if isinstance(values, tuple) else values


@pytest.mark.parametrize("delta", ["sum", "sample"])
@pytest.mark.parametrize("name", BASES)
def test_delta_is_m_times_the_gradient_of_the_cost_and_those_of_parameters_stay(name, delta):
    of_cost, of_losses = (computed(cost_in(name, which, l2=0.1)) for which in ("cost", delta))
    assert set(of_cost) == set(of_losses)
    for key, value in of_cost.items():
        factor = 1 if key.startswith(("dw", "dW", "db")) else 5
        np.testing.assert_allclose(of_losses[key], factor * value, rtol=1e-12, err_msg=key)


@pytest.mark.parametrize("name", BASES)
def test_translating_to_another_convention_is_writing_in_it(name):
    here, there = cost_in("zero_based", "cost"), cost_in(name, "sample")
    assert sn.text(here.gradient(), notation=there.network.notation) == sn.text(there.gradient())
    assert sn.text(there.gradient(), notation=here.network.notation) == sn.text(
        sn.Network([2, 3, 2], activations=["tanh", "sigmoid"], notation=name).cost("binary_cross_entropy").gradient(),
        notation="zero_based",
    )


def test_one_sample_is_the_same_in_every_convention():
    texts = {
        sn.text(cost_in("one_based", delta).gradient(grain))
        for delta in ("cost", "sum", "sample")
        for grain in ("sample",)
    }
    assert len(texts) == 1


def test_the_recursion_and_the_derivation_follow_the_convention():
    cost = cost_in("one_based", "sample")
    assert sn.text(cost.gradient(layer="l")[1]) == "dW^[l] = 1/m dZ^[l] A^[l-1]ᵀ"
    derivation = cost.derivation("W1")
    assert derivation.holds
    assert str(derivation[0].after) == "1/m*dZ1*A0.T"


def test_a_convention_that_cannot_be_is_refused():
    with pytest.raises(sn.SymnetValueError, match="must be one of 'cost', 'sum', 'sample', but it is 'mean'"):
        sn.Notation(delta_of="mean")  # type: ignore[arg-type] # what the test is about
    with pytest.raises(sn.SymnetValueError, match="writes ∂J/∂Z, which is of the cost, so delta_of cannot be 'sample'"):
        sn.Notation(gradient="partial", delta_of="sample")
    assert sn.Notation(delta_of="sample").name == "own"


def test_a_check_of_a_gradient_speaks_in_the_convention():
    cost = cost_in("one_based", "sample")

    def without_m(parameters, X, Y):
        A1 = np.tanh(parameters["W1"] @ X + parameters["b1"])
        A2 = 1 / (1 + np.exp(-(parameters["W2"] @ A1 + parameters["b2"])))
        dZ2, m = A2 - Y, X.shape[1]
        dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
        db = {"b2": dZ2.mean(1, keepdims=True), "b1": dZ1.mean(1, keepdims=True)}
        return {"W2": dZ2 @ A1.T, "W1": dZ1 @ X.T / m, **db}

    report = sn.check_gradient(without_m, cost, extremes=False)
    assert [name for name in ("W1", "b1", "W2", "b2") if report[name].status != "ok"] == ["W2"]
    assert report["W2"].explanation == "It is the right gradient without the factor 1/m."
