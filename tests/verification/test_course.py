"""A backward pass typed as courses type it is proved line by line; spoilt, it is refuted with the edit named."""

from functools import cache
from time import process_time

import pytest

import symnet as sn
from symnet.nn.intermediates import everything
from symnet.verification.reading.contexts import cost_of
from symnet.verification.reading.vocabulary import table_of
from tests.verification.course import lines, network, neurons, spoilt

STYLES = ["d", "delta", "partial"]
made = cache(network)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("grain", ["batch", "sample"])
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_every_line_of_a_course_is_proved(depth, grain, style):
    for line in lines(depth, grain, style):
        verdict = sn.verify(line, network=made(depth))
        assert verdict.proved, f"{line}: {verdict}"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_every_line_of_a_neuron_is_proved(depth, style):
    for line in neurons(depth, style):
        verdict = sn.verify(line, network=made(depth))
        assert verdict.proved, f"{line}: {verdict}"


@pytest.mark.parametrize(
    ("depth", "grain", "style"), [(1, "batch", "partial"), (2, "batch", "d"), (2, "sample", "delta")]
)
def test_every_spoilt_line_is_refuted_with_the_edit_named(depth, grain, style):
    for line in lines(depth, grain, style):
        for wrong in spoilt(line):
            verdict = sn.verify(wrong, network=made(depth))
            assert verdict.refuted, f"{wrong}: {verdict}"
            assert "the right side" in verdict.explanation, f"{wrong}: {verdict.explanation}"


@pytest.mark.parametrize("style", ["partial"])
def test_every_spoilt_line_of_a_neuron_is_refuted_with_the_edit_named(style):
    for line in neurons(2, style):
        for wrong in list(spoilt(line))[:2]:
            verdict = sn.verify(wrong, network=made(2))
            assert verdict.refuted, f"{wrong}: {verdict}"
            assert "the right side" in verdict.explanation, f"{wrong}: {verdict.explanation}"


INLINED = [
    ("dW1 = 1/m (W2ᵀ (A2 - Y) ⊙ A1 ⊙ (1 - A1)) Xᵀ", "write tanh'(Z^[1]) where A^[1] ⊙ (1 - A^[1]) stands"),
    ("dW1 = 1/m (W2ᵀ (A2 - Y) ⊙ (1 - A1)) Xᵀ", "write (A^[1])^⊙2 where A^[1] stands"),
    ("dW1 = 1/m W2ᵀ (A2 - Y) Xᵀ", "the factor tanh'(Z^[1]) of 1/m W^[2]ᵀ (A^[2] - Y) is missing"),
    ("dW1 = 1/m (W2ᵀ (Y - A2) ⊙ tanh'(Z1)) Xᵀ", "change its sign"),
    ("dW1 = (W2ᵀ (A2 - Y) ⊙ tanh'(Z1)) Xᵀ", "divide it by m"),
    ("dW1 = 1/m (W2 (A2 - Y) ⊙ tanh'(Z1)) Xᵀ", "transpose W2"),
    ("dW1 = 1/m (W2ᵀ (A2 - Y) ⊙ tanh'(Z1)) X", "transpose X"),
    ("dW1 = 1/m (W2ᵀ (A2 - Y) ⊙ tanh'(A1)) Xᵀ", "write Z^[1] where A^[1] stands"),
    ("dW1 = (W2ᵀ dZ2) Xᵀ", "the factor tanh'(Z^[1]) of W^[2]ᵀ dZ^[2] is missing"),
    ("db1 = dZ1", "the factor 1 is missing"),
    ("dW1 = dZ1", "the factor A0ᵀ is missing"),
    ("dZ1 = dZ2 ⊙ tanh'(Z1)", "the factor W2ᵀ is missing"),
    ("dW2 = A1 dZ2ᵀ", "transpose it"),
    ("dW1 = Xᵀ dZ1", "exchange Xᵀ and dZ1"),
    ("dW1 = dZ1 A1ᵀ", "write A0 where A1 stands"),
]


@pytest.mark.parametrize(("line", "edit"), INLINED)
def test_the_edit_of_the_commonest_mistakes_is_named(line, edit):
    verdict = sn.verify(line, network=made(2))
    assert verdict.refuted
    assert verdict.explanation.endswith(edit)


NUMBERED = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"], notation="one_based").cost("binary_cross_entropy")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("dz2_1 = a2_1 - y_1", "proved"), ("dw1_21 = dz1_2 x_1", "proved"), ("dw1_{2,1} = dz1_2 x_1", "proved"),
        ("dw^[1]₂₁ = dz^[1]₂ x₁", "proved"), ("dw^[1]_{2,1} = dz^[1]_2 x_1", "proved"), ("dw1_21 = dz1_1 x_2", "refuted"),
        ("dz1_3 = w2_13 dz2_1 (1 - a1_3^2)", "proved"), ("dz1_3 = w2_13 dz2_1 (1 - a1_3)", "refuted"),
        ("dz1_j = w2_1j dz2_1 (1 - a1_j^2)", "proved"), ("db^[1]₃ = -dz^[1]₃", "refuted"),
    ],
)  # fmt: skip
def test_single_neurons_and_weights_are_named(line, status):
    assert sn.verify(line, network=NUMBERED).status == status


def test_a_claim_after_the_first_is_a_matter_of_tenths_of_a_second():
    """On a quiet machine none takes 0.1 s, as the benchmark of the guard shows; here others may share the caches."""
    cost = network(3)
    claims = [
        "dZ1 = W2ᵀ dZ2 ⊙ tanh'(Z1)",
        "dW1 = dZ1 Xᵀ",
        "da2 = W3ᵀ dz3",
        "dZ3 = 1/m (A3 - Y)",
        "dz^[1]ⱼ = da^[1]ⱼ tanh'(z^[1]ⱼ)",
    ]
    for claim in claims:
        sn.verify(claim, network=cost)  # the tables are made here
    for claim in claims:
        seconds = []
        for _ in range(3):
            start = process_time()
            assert sn.verify(claim, network=cost).proved
            seconds.append(process_time() - start)
        assert min(seconds) < 0.3, claim


def test_the_tables_are_made_once_for_a_network_and_a_cost():
    cost = network(2)
    assert table_of(cost, grain="batch") is table_of(cost, grain="batch")
    assert everything(cost, "batch") is everything(cost, "batch")
    other = sn.Network(["n_0", "n_1"])
    assert cost_of(other) is cost_of(sn.Network(["n_0", "n_1"]))
