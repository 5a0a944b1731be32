"""Every name in a claim about a network has its meaning: each gradient, in every notation, at every grain."""

from dataclasses import replace

import pytest
from sympy import Eq, MatrixSymbol

import symnet as sn
from symnet.expressions.variables import gradient_symbol
from symnet.verification.reading.vocabulary import table_of

ONE_BASED = sn.Network(["n_0", "n_1", "n_2"], activations=["tanh", "sigmoid"], notation="one_based").cost(
    "binary_cross_entropy"
)
BY_ACTIVATIONS = [
    ("dA1 = W2ᵀ dZ2", "dA1 = -W2ᵀ dZ2"),
    ("dZ1 = dA1 ⊙ tanh'(Z1)", "dZ1 = dA1 ⊙ σ'(Z1)"),
    ("dZ1 = dA1 ⊙ (1 - A1 ⊙ A1)", "dZ1 = dA1 ⊙ (1 - A1)"),
    ("dA2 = 1/m (-Y/A2 + (1 - Y)/(1 - A2))", "dA2 = -Y/A2 + (1 - Y)/(1 - A2)"),
    ("dZ2 = dA2 ⊙ A2 ⊙ (1 - A2)", "dZ2 = dA2 ⊙ A2"),
    ("da1 = w2ᵀ dz2", "da1 = 2 w2ᵀ dz2"),
    ("dX = W1ᵀ dZ1", "dX = -W1ᵀ dZ1"),
    ("dx = W1ᵀ dz1", "dx = -W1ᵀ dz1"),
    ("dA0 = dX", "dA0 = 2 dX"),
    ("dYhat = dA2", "dYhat = -dA2"),
    ("dY = 1/m (log(1 - A2) - log(A2))", "dY = 1/m (log(1 - A2) + log(A2))"),
    ("∂J/∂A^[1] = W^[2]ᵀ ∂J/∂Z^[2]", "∂J/∂A^[1] = -W^[2]ᵀ ∂J/∂Z^[2]"),
    ("dJ/dA1 = W2ᵀ delta2", "dJ/dA1 = W2ᵀ delta2/m"),
    ("∂L/∂a^[1] = W^[2]ᵀ ∂L/∂z^[2]", "∂L/∂a^[1] = 3 W^[2]ᵀ ∂L/∂z^[2]"),
    ("∂J/∂z1 = ∂J/∂a1 ⊙ tanh'(z1)", "∂J/∂z1 = ∂J/∂a1"),
    ("da^[1](i) = W^[2]ᵀ dz^[2](i)", "da^[1](i) = -W^[2]ᵀ dz^[2](i)"),
    ("dz^[1]ⱼ = da^[1]ⱼ tanh'(z^[1]ⱼ)", "dz^[1]ⱼ = da^[1]ⱼ"),
    ("dz1_j = sum_{k=1}^{n_2} w2_kj dz2_k (1 - a1_j^2)", "dz1_j = sum_{k=1}^{n_2} w2_kj dz2_k (1 - a1_j)"),
    ("∂L/∂w^[1]ⱼₖ = δ^[1]ⱼ xₖ", "∂L/∂w^[1]ⱼₖ = δ^[1]ⱼ xⱼ"),
]


@pytest.mark.parametrize(("right", "wrong"), BY_ACTIVATIONS)
def test_a_gradient_by_anything_is_what_calculus_says(right, wrong):
    assert sn.verify(right, network=ONE_BASED).status == "proved"
    verdict = sn.verify(wrong, network=ONE_BASED)
    assert verdict.status == "refuted"
    assert verdict.counterexample is not None
    inputs = {"X", "Y", "x", "y", "W1", "b1", "W2", "b2", "i", "j", "k"}
    assert set(verdict.counterexample.values) <= inputs  # no gradient is set freely


def names(notation):
    """How a notation calls the layers, weights and products of a network of two layers."""
    first, last = (sn.NOTATIONS[notation].first_layer + layer for layer in (0, 1))
    return first, last, sn.NOTATIONS[notation].parameters[0]


@pytest.mark.parametrize("notation", [name for name, row in sn.NOTATIONS.items() if row.brackets is not None])
def test_gradients_are_read_in_every_notation(notation):
    cost = sn.Network(["n_0", "n_1", "n_2"], activations=["tanh", "sigmoid"], notation=notation).cost("squared_error")
    first, last, w = names(notation)
    rows, turned = sn.NOTATIONS[notation].samples == "rows", sn.NOTATIONS[notation].transposed_weights
    back = f"dZ{last} {w}{last}ᵀ" if rows else f"{w}{last} dZ{last}" if turned else f"{w}{last}ᵀ dZ{last}"
    for name in (f"dA{first}", f"∂J/∂A{first}"):
        assert sn.verify(f"{name} = {back}", network=cost).proved
        assert sn.verify(f"{name} = -{back}", network=cost).refuted
    assert sn.verify(f"dZ{first} = dA{first} ⊙ tanh'(Z{first})", network=cost).proved
    assert sn.verify(f"da{first} = {back.replace('Z', 'z')}", network=cost).proved


def test_an_entry_of_a_defined_symbol_keeps_the_definition():
    cost = sn.Network(["n_0", "n_1"], activations=["sigmoid"]).cost("binary_cross_entropy")
    forward, _, target = cost.one_sample()
    z, a = forward[0].symbol, forward[1].symbol
    b = cost.network.parameters["b0"]
    subject = sn.verify("δ^[0]ⱼ = a^[0]ⱼ - yⱼ", network=cost).subject
    assert subject is not None
    j = subject.left.args[1]
    dz, db = (gradient_symbol(symbol, of_sample=True) for symbol in (z, b))
    assert sn.verify(db[j, 0], dz[j, 0], network=cost).proved
    assert sn.verify(dz[j, 0], a[j, 0] - target[j, 0], network=cost).proved
    assert sn.verify(dz[j, 0], a[j, 0] + target[j, 0], network=cost).refuted


def test_a_name_that_nothing_defines_decides_nothing():
    foreign = sn.Network(["n_0", "n_1", "n_2"], notation="zero_based").equations("batch")
    verdict = sn.verify(Eq(foreign[0].symbol, 2 * foreign[0].symbol, evaluate=False), network=ONE_BASED)
    assert verdict.status == "undecided"
    assert verdict.explanation == "Z0 is no symbol of this network in its notation, so the claim says nothing about it"
    plain = MatrixSymbol("dA1", *foreign[1].symbol.shape)
    assert sn.verify(plain, 2 * plain, network=ONE_BASED).status == "undecided"
    masked = sn.Network([2, 2, 1], connections=[[[1, 0], [0, 1]], None])
    with pytest.raises(sn.SymnetError, match="dmask0"):
        sn.verify("dmask0 = 2 dmask0", network=masked.cost("squared_error"))


def test_what_a_user_gives_stands_beside_the_definitions_of_the_network():
    table = table_of(ONE_BASED, grain="batch").symbols
    shortcut = MatrixSymbol("E", *table["A2"].shape)
    given = sn.Equations([(shortcut, table["A2"] - table["Y"])])
    m = table["m"]
    assert sn.verify(table["dZ2"], shortcut / m, network=ONE_BASED, given=given).proved
    assert sn.verify(table["dZ2"], shortcut, network=ONE_BASED, given=given).refuted


CONVENTIONS = {
    delta: sn.Network(
        ["n_0", "n_1", "n_2"],
        activations=["tanh", "sigmoid"],
        notation=replace(sn.NOTATIONS["one_based"], name="mine", delta_of=delta),
    ).cost("binary_cross_entropy", l2="lambda")
    for delta in ("cost", "sum", "sample")
}
OF_THE_LOSSES = [
    "dZ2 = A2 - Y",
    "dW2 = 1/m dZ2 A1ᵀ + λ/m W2",
    "db1 = 1/m dZ1 1",
    "dA2 = -Y/A2 + (1 - Y)/(1 - A2)",
    "dz^[2](i) = a^[2](i) - y⁽ⁱ⁾",
    "∂J/∂Z2 = 1/m dZ2",
]
OF_THE_COST = [
    "dZ2 = 1/m (A2 - Y)",
    "dW2 = dZ2 A1ᵀ + λ/m W2",
    "db1 = dZ1 1",
    "dA2 = 1/m (-Y/A2 + (1 - Y)/(1 - A2))",
    "∂J/∂Z2 = dZ2",
]
IN_ALL = [
    "dZ1 = W2ᵀ dZ2 ⊙ tanh'(Z1)",
    "dX = W1ᵀ dZ1",
    "∂J/∂Z2 = 1/m (A2 - Y)",
    "dz2 = a2 - y",
    "∂J/∂W1 = ∂J/∂Z1 Xᵀ + λ/m W1",
]


@pytest.mark.parametrize("delta", CONVENTIONS)
def test_the_convention_says_what_delta_is_the_gradient_of(delta):
    of_cost = delta == "cost"
    for line in OF_THE_LOSSES:
        assert sn.verify(line, network=CONVENTIONS[delta]).status == ("refuted" if of_cost else "proved"), line
    for line in OF_THE_COST:
        assert sn.verify(line, network=CONVENTIONS[delta]).status == ("proved" if of_cost else "refuted"), line
    for line in IN_ALL:
        assert sn.verify(line, network=CONVENTIONS[delta]).proved, line


def test_a_line_that_is_right_in_another_convention_says_so():
    course, found = (
        CONVENTIONS["cost"],
        'right where dZ^[2] is the gradient of the loss of each sample: Notation(delta_of="sample")',
    )
    assert sn.verify("dZ2 = A2 - Y", network=course).explanation == found
    assert sn.verify("dW2 = 1/m dZ2 A1ᵀ + λ/m W2", network=course).explanation == found
    assert sn.verify("dZ2 = 1/m (A2 - Y)", network=CONVENTIONS["sample"]).explanation == (
        'right where dZ^[2] is the gradient of the cost: Notation(delta_of="cost")'
    )
    assert "delta_of" not in sn.verify("dZ2 = A2 + Y", network=course).explanation


@pytest.mark.parametrize("delta", ["sum", "sample"])
def test_what_is_printed_in_a_convention_is_proved_in_it(delta):
    cost = CONVENTIONS[delta]
    lines = cost.gradient()
    for line in sn.text(lines).split("\n"):
        assert sn.verify(line, network=cost).proved, line
    assert sn.verify_gradient(lines, cost).proved
    assert sn.verify_derivation(cost.derivation("W1"), cost).proved
    assert cost.derivation("W1").holds


@pytest.mark.parametrize("name", ["A0", "dZ0", "J", "m", "w0"])
def test_a_name_with_two_meanings_refutes_nothing(name):
    """A strength that is called as a symbol of the network leaves the name without a meaning of its own."""
    cost = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy", l2=name)
    printed = sn.text(cost.gradient()[1])
    for claim in ("A0 = tanh(Z0)", "dZ0 = W1ᵀ dZ1 ⊙ (1 - A0 ⊙ A0)", printed):
        try:
            assert sn.verify(claim, network=cost).status == "proved"
        except sn.SymnetError as error:
            assert "unknown symbol" in str(error)  # noqa: PT017 - one of the two must be
