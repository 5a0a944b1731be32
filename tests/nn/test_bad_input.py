"""Bad input: each a SymnetError that is one sentence, tested by its message."""

import numpy as np
import pytest
import sympy
from sympy import Function, Lambda, Symbol, symbols

import symnet as sn

x, y = symbols("x y")

SIZES = [
    (
        [],
        "A network needs at least two sizes, input and output, but was given 0: []; write sn.Network([2, 1]).",
    ),
    (
        [2],
        "A network needs at least two sizes, input and output, but was given 1: [2]; write sn.Network([2, 1]).",
    ),
    (
        [2, 0, 1],
        "Size 1 of the network is 0, but a layer has at least one neuron; write a positive integer or a name as 'n_1'.",
    ),
    (
        [2, -3],
        "Size 1 of the network is -3, but a layer has at least one neuron; write a positive integer or a name as 'n_1'.",
    ),
    (
        [2, 1.5],
        "Size 1 of the network is 1.5, a float, but it must be a positive integer, a name or a symbol; "
        "write 3 or 'n_1'.",
    ),
    (
        [2, True],
        "Size 1 of the network is True, a bool, but it must be a positive integer, a name or a symbol; "
        "write 3 or 'n_1'.",
    ),
    (
        [2, None],
        "Size 1 of the network is None, a NoneType, but it must be a positive integer, a name or a symbol; "
        "write 3 or 'n_1'.",
    ),
    ("231", "The sizes of a network are a list, but '231' is a str; write sn.Network([2, 3, 1])."),
    (7, "The sizes of a network are a list, but 7 is an int; write sn.Network([2, 3, 1])."),
    (
        [2, Symbol("n")],
        "Size 1 of the network is the symbol n, which is not known to be a positive integer; "
        "write sympy.Symbol('n', integer=True, positive=True) or 'n'.",
    ),
    (
        [2, ""],
        "Size 1 of the network is named '', but a name begins with a letter and holds letters, digits and LaTeX scripts; "
        "write 'n_1'.",
    ),
    (
        [2, "n; import os"],
        "Size 1 of the network is named 'n; import os', but a name begins with a letter and holds letters, digits and "
        "LaTeX scripts; write 'n_1'.",
    ),
    ([2, "m"], "Size 1 of the network is called 'm', but that name is taken by the batch size; write 'n_1'."),
    (
        ["n", Symbol("n", integer=True, positive=True, even=True)],
        "Size 1 of the network is called 'n', but that name is taken by another symbol; write 'n_1'.",
    ),
    ([2, "w0"], "Size 1 of the network is called 'w0', but so is a symbol of the network; write 'n_1'."),
]


@pytest.mark.parametrize(("sizes", "message"), SIZES, ids=range(len(SIZES)))
def test_sizes(sizes, message):
    with pytest.raises(sn.SymnetError) as caught:
        sn.Network(sizes)
    assert str(caught.value) == message
    assert isinstance(caught.value, ValueError | TypeError)


ACTIVATIONS = [
    (
        ["tanh"],
        "The network has 2 layers, but 1 activations were given; give one a layer, or one name for all.",
    ),
    (
        ["softmax", "tanh"],
        "Softmax was given to layer 0, but it acts on a whole column and must stand in the last layer; "
        "write activations=[…, 'softmax'].",
    ),
    (
        [Lambda((x, y), x + y), "tanh"],
        "The activation of layer 0 must be a name or a SymPy function of one argument, "
        "but Lambda((x, y), x + y) takes {2} arguments; write activations=['tanh'] or sympy.Lambda(z, …).",
    ),
    (
        sympy.atan2,
        "The activation of layer 0 must be a name or a SymPy function of one argument, "
        "but atan2 takes {2} arguments; write activations=['tanh'] or sympy.Lambda(z, …).",
    ),
    (
        ["tanh", 3],
        "The activation of layer 1 must be a name or a SymPy function of one argument, "
        "but 3 is no SymPy function; write activations=['tanh'] or sympy.Lambda(z, …).",
    ),
]


@pytest.mark.parametrize(("activations", "message"), ACTIVATIONS, ids=range(len(ACTIVATIONS)))
def test_activations(activations, message):
    with pytest.raises(sn.SymnetError) as caught:
        sn.Network([2, 3, 1], activations=activations)
    assert str(caught.value) == message


def test_an_unknown_activation_is_answered_with_the_nearest_name():
    with pytest.raises(sn.SymnetValueError, match=r"'sigmiod'.*did you mean 'sigmoid'"):
        sn.Network([2, 1], activations="sigmiod")


def test_an_unknown_loss_is_answered_with_the_nearest_name():
    with pytest.raises(sn.SymnetValueError, match=r"'squared_eror'.*did you mean 'squared_error'"):
        sn.Network([2, 1]).cost("squared_eror")


LOSSES = [
    (sympy.sin, "but it is sin; write net.cost('squared_error') or sympy.Lambda((y_hat, y), …)."),
    (Lambda(x, x**2), "but it is Lambda(x, x**2); write net.cost('squared_error') or sympy.Lambda((y_hat, y), …)."),
    (x + y, "but it is x + y; write net.cost('squared_error') or sympy.Lambda((y_hat, y), …)."),
    (None, "but it is None; write net.cost('squared_error') or sympy.Lambda((y_hat, y), …)."),
]


@pytest.mark.parametrize(("loss", "ending"), LOSSES, ids=range(len(LOSSES)))
def test_losses(loss, ending):
    with pytest.raises(sn.SymnetTypeError) as caught:
        sn.Network([2, 1]).cost(loss)
    beginning = "A loss must be a name, a SymPy function of (y_hat, y), or an expression in the symbols y_hat and y, "
    assert str(caught.value) == beginning + ending


@pytest.mark.parametrize("strength", [-1, -0.5, float("nan"), float("inf"), sympy.oo])
def test_strengths(strength):
    with pytest.raises(sn.SymnetValueError) as caught:
        sn.Network([2, 1]).cost("squared_error", l2=strength)
    assert str(caught.value) == (
        f"The strength l2 must be a number that is not negative, or a symbol, but it is {strength}; write l2=0.01."
    )


def test_a_regularization_that_is_a_matrix():
    net = sn.Network([2, 1])
    with pytest.raises(sn.SymnetValueError) as caught:
        net.cost("squared_error", regularization=net.parameters["w0"])
    assert str(caught.value) == (
        "A regularization must be a scalar, but w0 is a matrix of shape (1, 2); write sn.SumEntries(…) of it."
    )


CHOICES = [
    (
        lambda net: net.equations("batches"),
        "The grain must be one of 'neuron', 'sample', 'batch', but it is 'batches'; did you mean 'batch'?",
    ),
    (
        lambda net: net.equations("batch", sample=Symbol("i")),
        "A sample index belongs to grain 'sample', but the grain is 'batch'; leave sample=i out.",
    ),
    (
        lambda net: net.shapes("neuron"),
        "The grain must be one of 'sample', 'batch', but it is 'neuron'.",
    ),
    (
        lambda net: net.with_notation("one-based"),
        "There is no notation named 'one-based'; did you mean 'one_based'? The notations are zero_based, one_based, "
        "one_based_transposed, parenthesized, rows, zero_based_short, single_layer.",
    ),
    (
        lambda net: net.with_notation("single_layer"),
        "Notation 'single_layer' has no layer numbers, so it cannot tell 2 layers apart; write notation='zero_based'.",
    ),
    (
        lambda net: net.parameters["w3"],
        "The network has no parameter 'w3'. It has w0, b0, w1, b1.",
    ),
    (
        lambda net: net.collapse(),
        "Cannot collapse the network: layer 0 has the activation g, and only affine layers compose to one; "
        "build it with activations='identity'.",
    ),
    (
        lambda net: net.lambdify(),
        "Cannot compute layer 0: its activation is undefined; build the network with activations=['tanh', …].",
    ),
    (
        lambda net: net.cost(Function("L")).lambdify(),
        "Cannot compute layer 0: its activation is undefined; build the network with activations=['tanh', …].",
    ),
    (
        lambda net: sn.Network([2, 1], activations="tanh").cost(Function("L")).lambdify(),
        "Cannot compute the cost: the loss L is undefined; write net.cost('squared_error').",
    ),
    (
        lambda net: sn.Network(["n_0", 1]).matrices(),
        "Cannot write out the entries of a network of sizes [n_0, 1]: every size must be an integer, "
        "but n_0 is a symbol; build it with numbers, as sn.Network([2, 3, 1]).",
    ),
    (
        lambda net: sn.Network(["n_0", 1]).initialize(seed=0),
        "Cannot draw w0: its size n_0 is a symbol; write net.initialize(seed=0, sizes={'n_0': 4}).",
    ),
    (
        lambda net: sn.latex(3j),
        "Cannot print 3j: it must be a SymPy expression, Equations, a Network or a Cost, but it is a complex.",
    ),
    (
        lambda net: sn.Notation(name="mine", parameters=("w", "b c")),
        "The plain name 'b c' of notation 'mine' must be a Python identifier, as 'w' is.",
    ),
    (
        lambda net: sn.Notation(name="mine", samples="rows"),
        "Notation 'mine' has samples in rows, so its weights must be n_(l-1) × n_l: write transposed_weights=True.",
    ),
]


@pytest.mark.parametrize(("ask", "message"), CHOICES, ids=range(len(CHOICES)))
def test_choices(ask, message):
    with pytest.raises(sn.SymnetError) as caught:
        ask(sn.Network([2, 3, 1]))
    assert str(caught.value) == message


def test_numpy_integers_are_integers():
    assert sn.Network(np.array([2, 3, 1])).sizes == (2, 3, 1)
