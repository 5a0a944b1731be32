"""Every construct renders: in KaTeX's strict mode and in MathJax 3, without an error and without raw TeX."""

import pytest
import sympy
from sympy import HadamardPower, Inverse, MatrixSymbol, OneMatrix, Symbol, Transpose, exp

import symnet as sn
from symnet.expressions.activations import ACTIVATIONS
from symnet.expressions.losses import LOSSES
from tests.printing.expressions import draw_expression

SEEDS = range(2_000_000, 2_000_400)
A, B = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 2, 2)


def everything():
    """The LaTeX of generated expressions, of names of every kind, and of all functions with their slopes."""
    for drawn in filter(None, map(draw_expression, SEEDS)):
        yield sn.latex(drawn.expression)
    for name in ("x_0_weight", "a b", "x^2", "50%", "a#b&c", "x'", "λ", "dgamma", "varkappa", "Omega", "ŷ", "weight_1"):
        yield sn.latex(Symbol(name) ** 2)
    z, y = Symbol("z", real=True), Symbol("y", real=True)
    for row in ACTIVATIONS:
        yield sn.latex(row(z))
        yield sn.latex(row(z).diff(z))
        yield sn.latex(row(A))
    for row in LOSSES:
        yield sn.latex(row(z, y))


@pytest.mark.parametrize("judge", ["assert_katex", "assert_mathjax"])
def test_every_construct_renders(judge, request):
    request.getfixturevalue(judge)(list(dict.fromkeys(everything())))


def networks():
    for notation in (name for name in sn.NOTATIONS if name != "single_layer"):  # that tells no layers apart
        cost = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"], notation=notation).cost(
            "binary_cross_entropy", l2="lambda"
        )
        yield cost
        yield sn.Network(["n_0", "n_1", "n_2"], notation=notation).cost("squared_error")


@pytest.mark.parametrize("judge", ["assert_katex", "assert_mathjax"])
def test_everything_about_a_network_renders(judge, request):
    shown = []
    for cost in networks():
        for grain in ("batch", "sample", "neuron"):
            shown += [sn.latex(cost.network.equations(grain)), sn.latex(cost.equations(grain))]
        gradient = cost.gradient()
        shown += [sn.latex(gradient), sn.latex(cost.network)]
        shown += [
            block(thing) for thing in (gradient, cost.derivation(next(iter(cost.network.parameters))), cost.network)
        ]
    request.getfixturevalue(judge)(list(dict.fromkeys(shown)))


def block(thing):
    """What a notebook shows: one block of mathematics, with nothing around it."""
    text = thing._repr_latex_()
    assert text.startswith("$")
    assert text.endswith("$")
    return text.strip("$")


def test_several_lines_are_one_display_block():
    equations = sn.Network([2, 1]).equations()
    assert equations._repr_latex_().startswith(r"$$\begin{aligned}")
    assert equations._repr_latex_().endswith(r"\end{aligned}$$")


w = sn.Network([2, 3]).parameters["w0"]
E = sn.apply_elementwise(exp, A)
BARE = {
    "a Hadamard power of a weight": HadamardPower(w, 2),
    "a transpose of a weight": Transpose(w),
    "an inverse of an exponential": Inverse(E),
    "a transpose of an exponential": Transpose(E),
    "a power of an exponential": E**2,
    "a transpose of ones": Transpose(OneMatrix(1, 3)),
    "a product with a formula": A * sn.apply_elementwise(lambda u: 1 - u, B),
    "a product with a repeated vector": sn.Broadcast(MatrixSymbol("b", 2, 1), 2, 2) * A,
    "a sum in a product": sn.multiply(sn.add(A, B), A),
}


@pytest.mark.parametrize("judge", ["assert_katex", "assert_mathjax"])
def test_a_bare_node_of_sympy_renders_in_both_printers(judge, request):
    both = [*map(sympy.latex, BARE.values()), *map(sn.latex, BARE.values())]
    request.getfixturevalue(judge)(both)


def test_sympy_s_print_encloses_what_is_loose():
    assert sympy.latex(BARE["a Hadamard power of a weight"]) == r"\left(w^{[0]}\right)^{\circ {2}}"
    assert sympy.latex(BARE["a product with a formula"]) == r"A \left(1 - B\right)"
    assert sympy.latex(BARE["a product with a repeated vector"]) == r"\left(b \mathbf{1}_{2}^{T}\right) A"
    assert sympy.latex(BARE["a sum in a product"]) == r"\left(A + B\right) A"
