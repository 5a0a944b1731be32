"""Each gradient has one meaning by every name that texts give it, at every grain and in every notation."""

from dataclasses import replace

import pytest

import symnet as sn
from symnet.expressions.arithmetic import multiply
from symnet.nn.intermediates import everything
from symnet.parsing import ReadingError
from symnet.verification.reading.vocabulary import table_of

SHOWN = {"batch": "J", "sample": "L"}


@pytest.mark.parametrize("notation", [name for name, row in sn.NOTATIONS.items() if row.brackets is not None])
@pytest.mark.parametrize("grain", SHOWN)
def test_every_gradient_is_called_d_and_a_quotient(notation, grain):
    cost = sn.Network(["n_0", "n_1", "n_2"], activations="tanh", notation=notation).cost("squared_error", l2=1)
    table = table_of(cost, grain=grain)
    gradients = [symbol for symbol in everything(cost, grain).symbols if getattr(symbol, "is_gradient", False)]
    assert len(gradients) == (11 if sn.NOTATIONS[notation].input_is_layer else 10) + 1
    for symbol in gradients:
        plain = symbol.name.removeprefix("d")
        for name in (symbol.name, f"∂{SHOWN[grain]}/∂{plain}", f"d{SHOWN[grain]}/d{plain}"):
            assert table.symbols[name] == symbol, name
        if symbol.base_role == "preactivation":
            number = symbol.layer + sn.NOTATIONS[notation].first_layer
            assert table.symbols[f"δ{number}"] == table.symbols[f"delta{number}"] == symbol


@pytest.mark.parametrize("delta", ["sum", "sample"])
def test_a_quotient_is_of_the_cost_in_every_convention(delta):
    mine = replace(sn.NOTATIONS["zero_based"], delta_of=delta)
    table = table_of(sn.Network(["n_0", "n_1"], notation=mine).cost("squared_error"), grain="batch")
    dZ, m = table.symbols["dZ0"], table.symbols["m"]
    assert table.symbols["δ^[0]"] == dZ
    assert table.symbols["∂J/∂Z^[0]"] == multiply(1 / m, dZ)
    assert table.symbols["∂J/∂W^[0]"] == table.symbols["dW0"]
    own = {"sum": "∂∑ L/∂A^[0]", "sample": "∂L/∂A^[0]"}[delta]
    assert table.symbols[own] == table.symbols["dA0"]


def test_the_cost_of_one_sample_is_its_loss_where_nothing_is_added():
    plain, ridge = (sn.Network(["n_0", "n_1"]).cost("squared_error", l2=l2) for l2 in (0, 1))
    assert sn.verify("∂J/∂z0 = ∂L/∂z0", network=plain).proved
    with pytest.raises(ReadingError, match="unknown symbol '∂J/∂z0'"):
        sn.verify("∂J/∂z0 = ∂L/∂z0", network=ridge)


def test_a_quotient_of_the_cost_is_not_read_of_a_sample_where_it_may_be_of_the_batch():
    cost = sn.Network(["n_0", "n_1"], activations="sigmoid").cost("binary_cross_entropy")
    assert sn.verify("∂L/∂b^[0] = δ^[0]", network=cost).proved
    assert sn.verify("∂J/∂b^[0] = δ^[0]", network=cost).refuted
    assert sn.verify("∂J/∂b^[0] = δ^[0] 1", network=cost).proved
