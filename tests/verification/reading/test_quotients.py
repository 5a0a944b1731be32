"""``dA/dZ`` is written for a derivative, and is no quotient of two gradients of the cost."""

import pytest

import symnet as sn
from symnet.verification.reading.quotients import DifferentialsError

SAMPLE = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"], notation="one_based").cost("binary_cross_entropy")
ROWS = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"], notation="rows").cost("binary_cross_entropy")
NEURON = sn.Network([1, 1], activations=["sigmoid"]).cost("binary_cross_entropy")

DERIVATIVES = [
    (SAMPLE, "da2/dz2 = a2 (1 - a2)"),
    (SAMPLE, "da^[2]/dz^[2] = a2 (1 - a2)"),
    (SAMPLE, "dA2/dZ2 = A2 * (1 - A2)"),
    (SAMPLE, "dA1 / dZ1 = 1 - A1^⊙2"),
    (SAMPLE, "dL/dz2 = dL/da2 · da2/dz2"),
    (SAMPLE, "dJ/dZ2 = dJ/dA2 ⊙ dA2/dZ2"),
    (SAMPLE, "dz2/da1 = W2"),
    (SAMPLE, "dz2/dw2 = a1ᵀ"),
    (SAMPLE, "dz2/db2 = 1"),
    (SAMPLE, "dyhat/dz2 = a2 (1 - a2)"),
    (SAMPLE, "dW2 = 1/m dA2/dZ2 @ A1.T"),
    (ROWS, "dA2/dZ2 = A2 * (1 - A2)"),
    (NEURON, "dz0/dw0 = x"),
    (NEURON, "dz0/dx = w0"),
    (NEURON, "dL/dw0 = dL/da0 * da0/dz0 * dz0/dw0"),
]


@pytest.mark.parametrize(("network", "text"), DERIVATIVES)
def test_a_quotient_of_differentials_is_refused(network, text):
    with pytest.raises(DifferentialsError, match=r"d.*d.* has two readings, the derivative of one by the other"):
        sn.verify(text, network=network)


GRADIENTS = [
    ("dL/dz2 = dL/da2 a2 (1 - a2)", "proved"),
    ("dJ/dZ2 = dJ/dA2 ⊙ A2 ⊙ (1 - A2)", "proved"),
    ("dW2 = dJ/dZ2 A1ᵀ", "proved"),
    ("dJ/dZ2 = dJ/dA2 ⊙ A2", "refuted"),
    ("dZ2/m = (1/m) dZ2", "proved"),
    ("dA2 / A2 = dA2 ⊙ (1/A2)", "proved"),
]


@pytest.mark.parametrize(("text", "status"), GRADIENTS)
def test_a_gradient_keeps_its_meaning(text, status):
    assert sn.verify(text, network=SAMPLE).status == status


def test_parentheses_say_that_it_is_the_quotient():
    assert sn.verify("(dA2)/(dZ2) = A2 ⊙ (1 - A2)", network=SAMPLE).status == "refuted"
    assert sn.verify("(dZ2)/(dA2) = A2 ⊙ (1 - A2)", network=SAMPLE).status != "refuted"
