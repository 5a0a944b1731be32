"""The names of a network: every symbol by its printed and its plain name, at each grain."""

import pytest

import symnet as sn
from symnet.expressions.variables import Slice
from symnet.verification.reading.vocabulary import table_of


@pytest.mark.parametrize("notation", sn.NOTATIONS)
def test_the_batch_comes_before_the_sample(notation):
    table = table_of(sn.Network([2, 3], notation=notation).cost("squared_error"))
    for name in ("X", "Y"):
        assert table.symbols[name].grain == "batch"
    layer = sn.NOTATIONS[notation].first_layer
    plain = sn.NOTATIONS[notation].parameters[0]
    assert table.symbols[f"d{plain}{layer}"].grain == "parameter"
    assert table.symbols[f"z{layer}"].grain == "sample"
    assert table.symbols[f"Z{layer}"].grain == "batch"


def test_one_grain_alone_has_its_own_gradients():
    cost = sn.Network([2, 3], notation="one_based").cost("squared_error")
    assert table_of(cost, grain="batch").symbols["dW^[1]"].grain == "parameter"
    assert table_of(cost, grain="sample").symbols["dW^[1]"].grain == "sample"


def test_a_network_without_a_cost_and_samples_of_a_batch():
    table = table_of(sn.Network(["n_0", "n_1"]))
    assert {"n_0", "n_1", "m", "W^[0]", "Z^[0]", "g^[0]"} <= {*table.symbols, *table.functions}
    assert isinstance(table.symbols["x⁽ⁱ⁾"], Slice)
    assert "J" not in table.symbols
