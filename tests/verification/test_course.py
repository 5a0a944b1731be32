"""A backward pass typed as courses type it is proved line by line; spoilt, it is refuted with the edit named."""

from functools import cache

import pytest

import symnet as sn
from tests.verification.course import lines, network, neurons, spoilt

STYLES = ["d", "delta", "partial"]
cost_of = cache(network)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("grain", ["batch", "sample"])
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_every_line_of_a_course_is_proved(depth, grain, style):
    for line in lines(depth, grain, style):
        verdict = sn.verify(line, network=cost_of(depth))
        assert verdict.proved, f"{line}: {verdict}"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_every_line_of_a_neuron_is_proved(depth, style):
    for line in neurons(depth, style):
        verdict = sn.verify(line, network=cost_of(depth))
        assert verdict.proved, f"{line}: {verdict}"


@pytest.mark.parametrize(
    ("depth", "grain", "style"), [(1, "batch", "partial"), (2, "batch", "d"), (2, "sample", "delta")]
)
def test_every_spoilt_line_is_refuted_with_the_edit_named(depth, grain, style):
    for line in lines(depth, grain, style):
        for wrong in spoilt(line):
            verdict = sn.verify(wrong, network=cost_of(depth))
            assert verdict.refuted, f"{wrong}: {verdict}"
            assert "the right side" in verdict.explanation, f"{wrong}: {verdict.explanation}"


@pytest.mark.parametrize("style", ["partial"])
def test_every_spoilt_line_of_a_neuron_is_refuted_with_the_edit_named(style):
    for line in neurons(2, style):
        for wrong in list(spoilt(line))[:2]:
            verdict = sn.verify(wrong, network=cost_of(2))
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
    verdict = sn.verify(line, network=cost_of(2))
    assert verdict.refuted
    assert verdict.explanation.endswith(edit)
