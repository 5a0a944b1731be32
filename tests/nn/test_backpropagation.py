"""The backward pass: as textbooks print it, and as scikit-learn and finite differences compute it."""

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Function

import symnet as sn
from tests.strategies import networks


def rows(printed):
    return [line.removesuffix(r" \\") for line in printed.split("\n")[1:-1]]


def test_sigmoid_with_binary_cross_entropy_ends_in_a_minus_y():
    cost = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy", l2="lambda")
    assert rows(sn.latex(cost.gradient())) == [
        r"\delta^{[1]} &= \frac{1}{m} \left(A^{[1]} - Y\right)",
        r"\frac{\partial J}{\partial W^{[1]}} &= \delta^{[1]} A^{[0]T} + \frac{\lambda}{m} W^{[1]}",
        r"\frac{\partial J}{\partial b^{[1]}} &= \delta^{[1]} \mathbf{1}",
        r"\delta^{[0]} &= W^{[1]T} \delta^{[1]} \odot \tanh'\left(Z^{[0]}\right)",
        r"\frac{\partial J}{\partial W^{[0]}} &= \delta^{[0]} X^{T} + \frac{\lambda}{m} W^{[0]}",
        r"\frac{\partial J}{\partial b^{[0]}} &= \delta^{[0]} \mathbf{1}",
    ]
    assert cost.gradient().assumptions == ()


def test_softmax_with_cross_entropy_ends_in_a_minus_y_and_names_what_it_assumes():
    cost = sn.Network([2, 3, 4], activations=["relu", "softmax"], notation="one_based").cost("cross_entropy")
    gradient = cost.gradient()
    assert sn.latex(gradient[0]) == r"dZ^{[2]} = \frac{1}{m} \left(A^{[2]} - Y\right)"
    assert gradient.assumptions == ("the columns of Y sum to one",)
    assert gradient.conventions == ("relu'(0) = 0 by convention",)
    assert sn.text(gradient).split("\n")[-2:] == [
        "assuming that the columns of Y sum to one",
        "with relu'(0) = 0 by convention",
    ]
    without = cost.gradient(assuming_targets=False)
    assert sn.latex(without[0]) == (
        r"dZ^{[2]} = \frac{1}{m} \left(A^{[2]} \odot \mathbf{1} \mathbf{1}^{T} Y - Y\right)"
    )
    assert without.assumptions == ()


def test_other_pairs_are_derived_by_the_same_rules():
    net = sn.Network([2, 3], activations="sigmoid")
    assert sn.text(net.cost("half_squared_error").gradient()[0]) == "δ^[0] = 1/m (A^[0] - Y) ⊙ σ'(Z^[0])"
    assert sn.text(net.cost("half_squared_error").gradient(slopes="activation")[0]) == (
        "δ^[0] = 1/m (A^[0] - Y) ⊙ A^[0] ⊙ (1 - A^[0])"
    )
    exponential = sn.Network([2, 3], activations="exponential").cost("poisson")
    assert sn.text(exponential.gradient()[0]) == "δ^[0] = 1/m (A^[0] - Y)"


def test_undefined_activations_and_losses_keep_their_primes():
    gradient = sn.Network(["n_0", "n_1", "n_2"]).cost(Function("L")).gradient()
    assert rows(sn.latex(gradient))[0] == (
        r"\delta^{[1]} &= \frac{1}{m} L'\left(A^{[1]}, Y\right) \odot g^{[1]\prime}\left(Z^{[1]}\right)"
    )
    assert rows(sn.latex(gradient))[3] == (
        r"\delta^{[0]} &= W^{[1]T} \delta^{[1]} \odot g^{[0]\prime}\left(Z^{[0]}\right)"
    )


def test_the_recursion_for_any_layer():
    cost = sn.Network([2, 3, 3, 1], activations=["tanh", "tanh", "sigmoid"]).cost("squared_error", l2="lambda")
    assert sn.text(cost.gradient(layer="l")).split("\n") == [
        "δ^[l]     = W^[l+1]ᵀ δ^[l+1] ⊙ tanh'(Z^[l])",
        "∂J/∂W^[l] = δ^[l] A^[l-1]ᵀ + λ/m W^[l]",
        "∂J/∂b^[l] = δ^[l] 1",
    ]
    rows_ = sn.Network([2, 3, 3, 1], activations="relu", notation="rows").cost("squared_error").gradient(layer="l")
    assert sn.text(rows_[0]) == "dZ^[l] = dZ^[l+1] W^[l+1]ᵀ ⊙ ReLU'(Z^[l])"
    assert rows_.conventions == ("relu'(0) = 0 by convention",)


def test_the_recursion_swallows_no_option():
    net = sn.Network([2, 3, 1])
    with pytest.raises(sn.SymnetValueError) as caught:
        net.cost("squared_error").gradient("sample", layer="l")
    assert str(caught.value) == (
        "The recursion for a layer 'l' is written for a batch and with primes, but was asked for with grain 'sample' "
        "and slopes 'prime'; leave these two out."
    )
    with pytest.raises(sn.SymnetValueError) as caught:
        net.cost("squared_error", regularization=sn.SumEntries(net.parameters["w0"])).gradient(layer="l")
    assert str(caught.value) == (
        "The recursion for a layer 'l' holds for every layer, but the regularization SumEntries(w0) is about certain "
        "parameters; write it as l1 or l2, or leave layer out."
    )


def test_one_sample_and_its_neurons():
    cost = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy")
    assert rows(sn.latex(cost.gradient("sample")))[:3] == [
        r"\delta^{[1]} &= a^{[1]} - y",
        r"\frac{\partial L}{\partial w^{[1]}} &= \delta^{[1]} a^{[0]T}",
        r"\frac{\partial L}{\partial b^{[1]}} &= \delta^{[1]}",
    ]
    neurons = rows(sn.latex(cost.gradient("neuron")))
    assert r"\delta^{[0]}_1 &= w^{[1]}_{01} \delta^{[1]}_0 \tanh'\left(z^{[0]}_1\right)" in neurons
    assert r"\frac{\partial L}{\partial w^{[0]}_{10}} &= \delta^{[0]}_1 x_0" in neurons


def test_samples_in_rows():
    gradient = sn.Network([2, 3, 4], activations=["relu", "softmax"], notation="rows").cost("cross_entropy").gradient()
    assert rows(sn.latex(gradient))[1:4] == [
        r"dW^{[2]} &= A^{[1]T} dZ^{[2]}",
        r"db^{[2]} &= \mathbf{1}^{T} dZ^{[2]}",
        r"dZ^{[1]} &= dZ^{[2]} W^{[2]T} \odot \operatorname{ReLU}'\left(Z^{[1]}\right)",
    ]


def data(net, seed, samples=4):
    generator = np.random.default_rng(seed)
    parameters = {}
    for symbol in net.parameters:
        parameters[symbol.name] = generator.normal(size=tuple(map(int, symbol.shape))) * 0.4
    X = generator.normal(size=(int(net.sizes[0]), samples))
    Y = generator.uniform(0.2, 0.8, size=(int(net.sizes[-1]), samples))
    return (parameters, X.T, Y.T) if net.notation.samples == "rows" else (parameters, X, Y)


SMOOTH = [
    "sigmoid",
    "tanh",
    "arctan",
    "softplus",
    "softsign",
    "silu",
    "mish",
    "gelu",
    "gelu_tanh",
    "log_sigmoid",
    "elu",
]


@given(
    networks(depths=st.integers(1, 3), widths=st.integers(1, 4)),
    st.sampled_from(["squared_error", "log_cosh", "half_squared_error"]),
    st.sampled_from(SMOOTH),
    st.integers(0, 2**32 - 1),
)
def test_the_gradient_is_the_slope_of_the_cost(net, loss, hidden, seed):
    """Central differences of the compiled cost along a random direction, in any notation."""
    last = net.layers[-1].activation
    smooth = sn.Network(
        net.sizes,
        activations=[*[hidden] * (len(net.layers) - 1), last if last == "softmax" else hidden],
        notation=net.notation,
    )
    cost = smooth.cost(loss, l2=0.3)
    parameters, X, Y = data(smooth, seed)
    J, step = cost.lambdify(), cost.lambdify(gradient=True)
    value, gradients = step(parameters, X, Y)
    assert abs(value - J(parameters, X, Y)) <= 1e-12 * max(1, abs(value))
    generator = np.random.default_rng(seed + 1)
    direction = {name: generator.normal(size=array.shape) for name, array in parameters.items()}
    along = sum((gradients[name] * direction[name]).sum() for name in parameters)

    def moved(size):
        return J({name: array + size * direction[name] for name, array in parameters.items()}, X, Y)

    h = 1e-4
    differences = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h)
    assert abs(along) > 1e-12, "a reference of zero shows nothing"
    assert abs(along - differences) <= 1e-7 * max(1, abs(along))


def test_the_gradient_is_stable_where_the_naive_one_is_not():
    for activations, loss in ((["sigmoid"], "binary_cross_entropy"), (["softmax"], "cross_entropy")):
        net = sn.Network([2, 2], activations=activations)
        step = net.cost(loss).lambdify(gradient=True)
        parameters = {"w0": np.eye(2), "b0": np.zeros((2, 1))}
        X, Y = np.array([[1000.0, -1000.0], [-1000.0, 1000.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
        value, gradients = step(parameters, X, Y)
        assert np.isfinite(value)
        assert value >= 1000
        assert all(np.isfinite(gradient).all() for gradient in gradients.values())
        assert np.abs(gradients["w0"]).max() == 1000


def test_scikit_learn_s_backpropagation():
    datasets = pytest.importorskip("sklearn.datasets", reason="needs scikit-learn, from the extra symnet[oracles]")
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import LabelBinarizer

    X, labels = datasets.load_digits(return_X_y=True)
    X = X / 16
    classifier = MLPClassifier((32, 16), activation="tanh", alpha=0.05, max_iter=3, random_state=0)
    with pytest.warns(UserWarning, match="Maximum iterations"):
        classifier.fit(X, labels)
    Y = LabelBinarizer().fit_transform(labels).astype(float)
    net = sn.Network([64, 32, 16, 10], activations=["tanh", "tanh", "softmax"], notation="rows")
    step = net.cost("cross_entropy", l2=0.05).lambdify(gradient=True)
    parameters: dict[str, np.ndarray] = {}
    for layer, (W, b) in enumerate(zip(classifier.coefs_, classifier.intercepts_, strict=True), start=1):
        parameters |= {f"W{layer}": W, f"b{layer}": b.reshape(1, -1)}
    value, gradients = step(parameters, X, Y)
    theirs = [np.empty_like(W) for W in classifier.coefs_], [np.empty_like(b) for b in classifier.intercepts_]
    loss, weights, biases = classifier._backprop(X, Y, None, [X, None, None, None], [None] * 3, *theirs)
    assert abs(value - loss) <= 1e-12
    for layer, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
        assert np.abs(W).max() > 1e-6
        assert np.abs(gradients[f"W{layer}"] - W).max() <= 1e-10
        assert np.abs(gradients[f"b{layer}"].ravel() - b).max() <= 1e-10


def test_a_thousand_layers():
    net = sn.Network([2] * 1001, activations="tanh")
    gradient = net.cost("squared_error").gradient()
    assert len(gradient) == 3000
    assert sn.latex(gradient).count("\n") == 3001


def test_every_gradient_passes_katex(assert_katex):
    strings = []
    for notation in ("zero_based", "one_based", "one_based_transposed", "parenthesized", "rows"):
        net = sn.Network([2, 3, 2], activations=["tanh", "softmax"], notation=notation)
        cost = net.cost("cross_entropy", l2="lambda")
        strings += [
            sn.latex(cost.gradient(grain, slopes=slopes))
            for slopes in ("prime", "activation")
            for grain in ("neuron", "sample", "batch")
        ]
    strings += [sn.latex(sn.Network([2, 3], activations=name).cost("log_cosh").gradient()) for name in sn.activations()]
    strings += [sn.latex(sn.Network([2, 3]).cost(name).gradient()) for name in sn.losses()]
    strings += [sympy.latex(sn.Network([2, 3]).cost("squared_error").gradient()[0].as_equation())]
    assert_katex(strings)
