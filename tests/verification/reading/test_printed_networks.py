"""What symnet prints about a network is read as what it was printed from, and proved, at every grain and notation."""

from typing import Any

import pytest
from sympy import Function

import symnet as sn
from symnet.parsing import read_equation
from symnet.verification.reading.vocabulary import table_of
from tests.parsing.agreement import same

NETWORKS: list[Any] = [
    ([2, 3, 1], {"activations": ["tanh", "sigmoid"]}, "binary_cross_entropy", {}),
    (["n_0", "n_1", "n_2"], {"activations": ["relu", "softmax"]}, "cross_entropy", {"l2": "lambda"}),
    ([2, 3], {"activations": "softmax"}, "cross_entropy", {"l2": 1}),
    ([2, 2], {}, Function("L"), {"l1": "mu"}),
    ([1, 1], {"activations": "identity"}, "huber", {}),
]
# Entries carry no layer there, and what two layers print alike is refused.
ALIKE = {"zero_based_short"}
CASES = [
    (notation, *network)
    for notation, row in sn.NOTATIONS.items()
    for network in NETWORKS
    if row.brackets is not None or len(network[0]) == 2
]


@pytest.mark.parametrize("grain", ["neuron", "sample", "batch"])
@pytest.mark.parametrize(("notation", "sizes", "options", "loss", "penalty"), CASES)
def test_every_printed_line_is_read_and_proved(notation, sizes, options, loss, penalty, grain):
    cost = sn.Network(sizes, **options, notation=notation).cost(loss, **penalty)
    for equations in (cost.network.equations(grain), cost.equations(grain), cost.gradient(grain)):
        for line in sn.text(equations).split("\n")[: len(equations)]:
            try:
                verdict = sn.verify(line, network=cost, assuming=equations.assumptions)
            except sn.SymnetError:
                assert notation in ALIKE
                assert grain == "neuron"
                continue
            assert verdict.proved, f"{line}: {verdict}"


@pytest.mark.parametrize("notation", [name for name in sn.NOTATIONS if name not in ALIKE])
@pytest.mark.parametrize(("sizes", "options", "loss", "penalty"), NETWORKS[:3])
def test_every_line_of_a_neuron_is_read_as_the_same_equation(notation, sizes, options, loss, penalty):
    if sn.NOTATIONS[notation].brackets is None and len(sizes) > 2:
        sizes, options = sizes[-2:], {"activations": "sigmoid"}
    cost = sn.Network(sizes, **options, notation=notation).cost(loss, **penalty)
    table = table_of(cost, grain="neuron")
    for equations in (cost.network.equations("neuron"), cost.gradient("neuron")):
        for line, (symbol, expression) in zip(sn.text(equations).split("\n"), equations, strict=False):
            left, right = read_equation(line, table)
            assert left == symbol, line
            assert same(right, expression), line


def test_what_two_layers_print_alike_is_refused():
    cost = sn.Network([2, 2, 2], activations="tanh", notation="zero_based_short").cost("squared_error")
    for line in ("z₀ = w₀₀ x₀ + w₀₁ x₁ + b₀", "δ₀ = δ₀"):
        with pytest.raises(sn.SymnetError, match="unknown symbol"):
            sn.verify(line, network=cost)
