"""Networks that are not fully connected: what they print, and that they are the network with weights of 0."""

from itertools import pairwise

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from tests.nn.test_agreement import by_composed_expression, by_explicit_entries
from tests.strategies import LAYERED, LAYERED_NOTATIONS

APART = [[[1, 0], [0, 1]], None]
"""x_0 → z_0_0, x_1 → z_0_1, both → z_1_0: the second course page's network that is not fully connected."""
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def masked_networks(draw):
    """A network with a random mask in each layer, in any notation."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    notation = draw(LAYERED)
    generator = np.random.default_rng(draw(SEEDS))
    masks = [generator.integers(0, 2, (n, k)) for k, n in pairwise(sizes)]
    turned = sn.NOTATIONS[notation].transposed_weights
    given_masks = [mask.T if turned else mask for mask in masks]
    activations = [draw(st.sampled_from(["tanh", "softplus", "sigmoid", "identity"])) for _ in masks]
    return sn.Network(sizes, activations=activations, connections=given_masks, notation=notation), generator


def arrays(net, generator):
    parameters = {p.name: generator.normal(size=tuple(int(n) for n in p.shape)) for p in net.parameters}
    X, Y = generator.normal(size=(int(net.sizes[0]), 3)), generator.normal(size=(int(net.sizes[-1]), 3))
    return parameters, *((X.T, Y.T) if net.notation.samples == "rows" else (X, Y))


def kept(net, parameters):
    """The parameters with 0 where a connection is missing: the other road to the same network."""
    masks = {mask.layer: np.array(entries, float) for mask, entries in net.masks.items()}
    return {
        p.name: parameters[p.name] * masks[p.layer] if p.role == "weight" and p.layer in masks else parameters[p.name]
        for p in net.parameters
    }


def full(net):
    return sn.Network(net.sizes, activations=[layer.activation for layer in net.layers], notation=net.notation)


def test_only_the_terms_that_exist_are_printed():
    net = sn.Network([2, 2, 1], activations="identity", connections=APART)
    assert not net.is_fully_connected
    assert sn.text(net.equations("neuron", identities=False)).split("\n") == [
        "z^[0]₀ = w^[0]₀₀ x₀ + b^[0]₀",
        "z^[0]₁ = w^[0]₁₁ x₁ + b^[0]₁",
        "z^[1]₀ = w^[1]₀₀ z^[0]₀ + w^[1]₀₁ z^[0]₁ + b^[1]₀",
    ]
    assert sn.text(net.equations(identities=False)[:2]) == "M^[0] = [1 0; 0 1]\nz^[0] = (w^[0] ⊙ M^[0]) x + b^[0]"
    assert sn.text(net.matrices()[2]) == "w^[0] = [w^[0]₀₀ 0; 0 w^[0]₁₁]"
    assert sn.text(net.equations("neuron", weights="vectors")[1]) == "z^[0]₁ = (w^[0]₁ ⊙ M^[0]₁) x + b^[0]₁"
    backward = sn.text(net.cost("half_squared_error").gradient("neuron"))
    assert "∂L/∂w^[0]₁₁" in backward
    assert "∂L/∂w^[0]₀₁" not in backward
    assert sn.text(net.cost("half_squared_error").gradient()[-2]) == "∂J/∂W^[0] = δ^[0] Xᵀ ⊙ M^[0]"


def test_wide_layers_share_one_equation_with_the_entries_of_the_mask():
    mask = np.ones((12, 2), int)
    mask[3, 0] = 0
    net = sn.Network([2, 12, 1], connections=[mask, None])
    assert sn.text(net.equations("neuron")[0]) == "z^[0]ⱼ = w^[0]ⱼ₀ M^[0]ⱼ₀ x₀ + w^[0]ⱼ₁ M^[0]ⱼ₁ x₁ + b^[0]ⱼ"


def test_a_neuron_without_inputs_is_its_bias():
    net = sn.Network([2, 2], activations="identity", connections=[[[0, 0], [1, 0]]])
    assert sn.text(net.equations("neuron", identities=False)) == "z^[0]₀ = b^[0]₀\nz^[0]₁ = w^[0]₁₀ x₀ + b^[0]₁"
    out = net.lambdify()({"w0": np.ones((2, 2)), "b0": np.array([[2.0], [3.0]])}, np.array([[5.0], [7.0]]))
    assert out.tolist() == [[2.0], [8.0]]


@given(masked_networks())
def test_it_is_the_full_network_with_zeros(drawn):
    net, generator = drawn
    parameters, X, Y = arrays(net, generator)
    zeroed = kept(net, parameters)
    assert np.allclose(net.lambdify()(parameters, X), full(net).lambdify()(zeroed, X), rtol=1e-13)
    assert np.allclose(net.lambdify()(parameters, X), by_composed_expression(net, parameters, X), rtol=1e-12)
    rows = net.notation.samples == "rows"
    one = X[:1] if rows else X[:, :1]
    assert np.allclose(net.lambdify()(parameters, one), by_explicit_entries(net, parameters, one), rtol=1e-12)
    cost, reference = (network.cost("half_squared_error", l1=0.2, l2=0.3) for network in (net, full(net)))
    value, gradients = cost.lambdify(gradient=True)(parameters, X, Y)
    expected, theirs = reference.lambdify(gradient=True)(zeroed, X, Y)
    assert value == pytest.approx(expected, rel=1e-12)
    for name, array in kept(net, theirs).items():
        assert np.allclose(gradients[name], array, rtol=1e-12, atol=1e-13)


@given(masked_networks())
def test_the_gradient_is_the_slope_of_the_cost(drawn):
    net, generator = drawn
    parameters, X, Y = arrays(net, generator)
    cost = net.cost("half_squared_error", l2=0.3)
    _, gradients = cost.lambdify(gradient=True)(parameters, X, Y)
    J, step = cost.lambdify(), 1e-5
    for name, array in parameters.items():
        for place in np.ndindex(array.shape):
            nudge = np.zeros_like(array)
            nudge[place] = step
            high, low = (J({**parameters, name: array + sign * nudge}, X, Y) for sign in (1, -1))
            assert gradients[name][place] == pytest.approx((high - low) / (2 * step), rel=1e-6, abs=1e-7)


def test_jax_agrees():
    jax = pytest.importorskip("jax", reason="needs jax, from the extra symnet[oracles]")
    net = sn.Network(
        [3, 4, 2], activations=["tanh", "sigmoid"], connections=[np.eye(4, 3), [[1, 0, 1, 1], [0, 1, 1, 0]]]
    )
    generator = np.random.default_rng(0)
    parameters, X, Y = arrays(net, generator)
    masks = [np.array(entries, float) for entries in net.masks.values()]

    def cost(p):
        a = jax.numpy.tanh((p["w0"] * masks[0]) @ X + p["b0"])
        a = jax.nn.sigmoid((p["w1"] * masks[1]) @ a + p["b1"])
        return ((a - Y) ** 2).sum() / 3

    theirs = jax.grad(cost)(parameters)
    _, ours = net.cost("squared_error").lambdify(gradient=True)(parameters, X, Y)
    for name, array in ours.items():
        assert np.abs(array - np.asarray(theirs[name])).max() < 1e-14


def test_training_leaves_missing_weights_at_zero():
    net = sn.Network([2, 2, 1], activations=["tanh", "sigmoid"], connections=APART)
    parameters = net.initialize(seed=0)
    assert parameters["w0"].tolist() == [[parameters["w0"][0, 0], 0], [0, parameters["w0"][1, 1]]]
    step = net.cost("binary_cross_entropy", l2=0.1).lambdify(gradient=True)
    _, gradients = step(parameters, np.array([[0.3, -1.0], [2.0, 0.5]]), np.array([[1.0, 0.0]]))
    assert gradients["w0"][0, 1] == gradients["w0"][1, 0] == 0 != gradients["w0"][0, 0]


@pytest.mark.parametrize("notation", LAYERED_NOTATIONS)
def test_it_survives_a_change_of_notation(notation):
    mask = [[1, 0, 1], [0, 1, 1]]
    net = sn.Network([3, 2, 1], activations="tanh", connections=[mask, None])
    other = net.with_notation(notation)
    assert other.with_notation("zero_based") == net
    assert hash(other.with_notation("zero_based")) == hash(net)
    assert sn.text(net.equations("batch"), notation=notation) == sn.text(other.equations("batch"))
    assert sn.text(net.equations("neuron"), notation=notation) == sn.text(other.equations("neuron"))
    assert net.cost("squared_error").with_notation(notation).derivation(other.parameters.names[0]).holds


def test_second_derivatives_know_the_mask():
    net = sn.Network([2, 2, 1], activations=["tanh", "identity"], connections=APART)
    cost = net.cost("half_squared_error")
    parameters, X, Y = arrays(net, np.random.default_rng(1))
    direction = {name: np.ones_like(array) for name, array in parameters.items()}
    product = cost.hessian_vector_product()(parameters, X, Y, direction)
    step, size = cost.lambdify(gradient=True), 1e-6
    moved = [step({n: a + sign * size for n, a in parameters.items()}, X, Y)[1] for sign in (1, -1)]
    for name, array in product.items():
        assert np.allclose(array, (moved[0][name] - moved[1][name]) / (2 * size), atol=1e-7)
    assert product["w0"][0, 1] == 0 != product["w0"][0, 0]


def test_masks_are_part_of_what_a_network_is():
    net = sn.Network([2, 2, 1], connections=APART)
    assert net != sn.Network([2, 2, 1])
    assert net == sn.Network([2, 2, 1], connections=[sympy.eye(2), [[True, True]]])
    assert sn.Network([2, 2, 1], connections=[np.ones((2, 2)), None]) == sn.Network([2, 2, 1])
    assert sn.Network([2, 2, 1]).is_fully_connected
    assert repr(net) == (
        "Network([2, 2, 1], activations=['g', 'g'], connections=[[[1, 0], [0, 1]], None], notation='zero_based')"
    )
    assert net.shapes()["mask0"] == (2, 2)
    W, B = sn.Network([2, 2, 1], activations="identity", connections=APART).collapse()
    assert (sn.text(W), sn.text(B)) == ("w^[1] (w^[0] ⊙ M^[0])", "w^[1] b^[0] + b^[1]")


MISTAKES = [
    (
        [[1, 0], [0, 1]],
        "The connections of layer 0 must be 2 × 3, as its weights are, but the mask is 2, with rows of one length.",
    ),
    (
        [np.ones((3, 2)), None],
        "The connections of layer 0 must be 2 × 3, as its weights are, but the mask is 3 × 2; it looks transposed.",
    ),
    (
        [1, None],
        "The connections of layer 0 must be 2 × 3, as its weights are, but the mask is a number, with rows of one length.",
    ),
    (
        [None, [[1, 0.5]]],
        "The connections of layer 1 must be 0 or 1, but the entry [0, 1] is 0.5; write 1 where an input leads to a "
        "neuron, and 0 where it does not.",
    ),
    (
        [None],
        "The network has 2 layers, but 1 connection masks were given; give one a layer, and None for a layer that is "
        "fully connected.",
    ),
    (
        np.ones((2, 3)),
        "The connections of a network are a list with one mask a layer, but were given as a ndarray; write "
        "connections=[mask, None].",
    ),
]


@pytest.mark.parametrize(("connections", "message"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mask_that_cannot_be(connections, message):
    with pytest.raises(sn.SymnetError) as caught:
        sn.Network([3, 2, 1], connections=connections)
    assert str(caught.value) == message


def test_a_mask_needs_sizes_that_are_numbers():
    with pytest.raises(sn.SymnetValueError) as caught:
        sn.Network([2, "n_1", 1], connections=[[[1, 0]], None])
    assert str(caught.value) == (
        "The connections of layer 0 cannot be given, because its size n_1 is a symbol; build the network with numbers, "
        "as sn.Network([2, 2, 1])."
    )


def test_the_recursion_is_for_full_layers():
    with pytest.raises(sn.SymnetValueError, match="but layer 0 has a mask of connections; leave layer out"):
        sn.Network([2, 2, 1], activations="tanh", connections=APART).cost("squared_error").gradient(layer="l")
