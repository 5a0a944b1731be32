"""What a network prints: the equations that textbooks print, at three grains and in every notation."""

import pytest
import sympy
from sympy import Eq, Function, Symbol

import symnet as sn
from symnet.printing.notations import NOTATIONS
from tests.strategies import LAYERED_NOTATIONS

COMPOSED = r"a^{[1]} = g^{[1]}\left(w^{[1]} g^{[0]}\left(w^{[0]} x + b^{[0]}\right) + b^{[1]}\right)"


@pytest.mark.parametrize("sizes", [[2, 3, 1], ["n_0", "n_1", "n_2"]])
@pytest.mark.parametrize("printer", [sn.latex, sympy.latex], ids=["symnet", "sympy"])
def test_composed_prints_exactly(sizes, printer):
    assert printer(sn.Network(sizes).composed) == COMPOSED


def test_the_composed_equation_is_an_equation_of_sympy():
    net = sn.Network([2, 3, 1])
    assert isinstance(net.composed, Eq)
    assert net.composed.rhs == net.output
    assert net.output.free_symbols == {net.input, *net.parameters}


def rows(printed):
    return [line.removesuffix(r" \\") for line in printed.split("\n")[1:-1]]


def test_the_three_grains():
    net = sn.Network([2, 3, 1])
    assert rows(sn.latex(net.equations("sample"))) == [
        r"z^{[0]} &= w^{[0]} x + b^{[0]}",
        r"a^{[0]} &= g^{[0]}\left(z^{[0]}\right)",
        r"z^{[1]} &= w^{[1]} a^{[0]} + b^{[1]}",
        r"a^{[1]} &= g^{[1]}\left(z^{[1]}\right)",
    ]
    assert rows(sn.latex(net.equations("batch"))) == [
        r"Z^{[0]} &= W^{[0]} X + b^{[0]}",
        r"A^{[0]} &= g^{[0]}\left(Z^{[0]}\right)",
        r"Z^{[1]} &= W^{[1]} A^{[0]} + b^{[1]}",
        r"A^{[1]} &= g^{[1]}\left(Z^{[1]}\right)",
    ]
    assert (
        rows(
            sn.latex(
                net.equations("batch"),
            )
        )[0]
        != rows(sn.latex(net.equations("batch"), ones=True))[0]
    )
    assert rows(sn.latex(net.equations("batch"), ones=True))[0] == (r"Z^{[0]} &= W^{[0]} X + b^{[0]} \mathbf{1}^{T}")
    neurons = rows(sn.latex(net.equations("neuron")))
    assert len(neurons) == 8
    assert neurons[1] == r"z^{[0]}_1 &= w^{[0]}_{10} x_0 + w^{[0]}_{11} x_1 + b^{[0]}_1"
    assert neurons[6] == (
        r"z^{[1]}_0 &= w^{[1]}_{00} a^{[0]}_0 + w^{[1]}_{01} a^{[0]}_1 + w^{[1]}_{02} a^{[0]}_2 + b^{[1]}_0"
    )


def test_neurons_of_symbolic_sizes_share_one_equation():
    lines = rows(sn.latex(sn.Network(["n_0", "n_1"], notation="one_based").equations("neuron")))
    assert lines[1] == r"z^{[1]}_j &= \sum_{k=1}^{n_{0}} w^{[1]}_{jk} a^{[0]}_k + b^{[1]}_j"
    lines = rows(sn.latex(sn.Network(["n_0", "n_1"]).equations("neuron")))
    assert lines[0] == r"z^{[0]}_j &= \sum_{k=0}^{n_{0} - 1} w^{[0]}_{jk} x_k + b^{[0]}_j"


def test_the_sample_superscript():
    lines = rows(sn.latex(sn.Network([2, 3, 1]).equations(sample=Symbol("i"))))
    assert lines[2] == r"z^{[1](i)} &= w^{[1]} a^{[0](i)} + b^{[1]}"


FIRST_LAYER = {
    "zero_based": r"z^{[0]} &= w^{[0]} x + b^{[0]}",
    "one_based": r"z^{[1]} &= W^{[1]} a^{[0]} + b^{[1]}",
    "one_based_transposed": r"z^{[1]} &= w^{[1]T} a^{[0]} + b^{[1]}",
    "parenthesized": r"z^{(1)} &= W^{(1)} a^{(0)} + b^{(1)}",
    "rows": r"z^{[1]} &= a^{[0]} W^{[1]} + b^{[1]}",
    "zero_based_short": r"z^{[0]} &= w^{[0]} x + b^{[0]}",
    "single_layer": r"z &= w x + b",
}


def test_every_notation_is_tested():
    assert set(FIRST_LAYER) == set(NOTATIONS)


@pytest.mark.parametrize(("notation", "line"), FIRST_LAYER.items())
def test_the_first_layer_in_each_notation(notation, line):
    sizes = [2, 3] if notation == "single_layer" else [2, 3, 1]
    assert line in rows(sn.latex(sn.Network(sizes, notation=notation).equations()))


def test_weights_of_the_first_course_page():
    net = sn.Network([2, 3, 1], notation="one_based_transposed")
    w = net.parameters["w1"]
    assert w.shape == (2, 3)
    assert sn.latex(sn.explicit(w)) == (
        r"\begin{bmatrix} w^{[1]}_{1,1} & w^{[1]}_{2,1} & w^{[1]}_{3,1} \\ "
        r"w^{[1]}_{1,2} & w^{[1]}_{2,2} & w^{[1]}_{3,2} \end{bmatrix}"
    )


def test_weights_of_the_second_course_page():
    net = sn.Network([2, 2, 1], notation="zero_based_short")
    assert sn.latex(net.matrices()[1]) == (
        r"w^{[0]} = \begin{bmatrix} w_{00} & w_{01} \\ w_{10} & w_{11} \end{bmatrix}"
    )


def test_shapes_hold_every_symbol():
    shapes = sn.Network(["n_0", "n_1", "n_2"]).shapes("batch")
    assert [symbol.name for symbol in shapes] == ["X", "w0", "b0", "Z0", "A0", "w1", "b1", "Z1", "A1"]
    assert [str(size) for size in shapes["A0"]] == ["n_1", "m"]
    assert shapes.get("nothing") is None
    assert sn.text(shapes).split("\n")[1] == "W^[0]  n₁ × n₀"


def test_cost_prints_as_textbooks_print_it():
    for cost in (
        sn.Network([2, 3, 1]).cost(Function("L")),
        sn.Network([2, 3, 1], activations="sigmoid").cost("binary_cross_entropy"),
        sn.Network(["n_0", "n_1", "n_2"]).cost("squared_error"),
    ):
        assert sn.latex(cost.equations()[-1]) == (
            r"J = \frac{1}{m} \sum_{i=1}^{m} L\left(\hat{y}^{(i)}, y^{(i)}\right)"
        )
        assert sn.latex(cost.equations(prediction=False)[-1]) == (
            r"J = \frac{1}{m} \sum_{i=1}^{m} L\left(a^{[1](i)}, y^{(i)}\right)"
        )
    assert sn.latex(sn.Network([2, 3, 1]).cost(Function("L")).composed) == (
        r"J = \frac{1}{m} \sum_{i=1}^{m} "
        r"L\left(g^{[1]}\left(w^{[1]} g^{[0]}\left(w^{[0]} x^{(i)} + b^{[0]}\right) + b^{[1]}\right), y^{(i)}\right)"
    )


def test_penalties_print_as_norms():
    cost = sn.Network([2, 1], activations="sigmoid").cost("squared_error", l2="lambda", l1=0.5)
    assert sn.latex(cost.equations()[-1]).endswith(
        r" + \frac{\lambda}{2 m} \left\lVert w^{[0]} \right\rVert_{F}^{2} "
        r"+ \frac{1}{2 m} \left\lVert w^{[0]} \right\rVert_{1}"
    )


def test_the_user_s_own_loss_and_penalty():
    y_hat, y = sympy.symbols("y_hat y")
    net = sn.Network([2, 1], activations="identity")
    power = net.cost((y_hat - y) ** 4, regularization=sn.SumEntries(net.parameters["w0"]))
    assert power.loss == sympy.Lambda((y_hat, y), (y_hat - y) ** 4)
    assert power.expression.has(sn.SumEntries(net.parameters["w0"]))


@pytest.mark.parametrize("notation", LAYERED_NOTATIONS)
def test_collapse_is_the_network(notation):
    net = sn.Network([2, 3, 4, 2], activations="identity", notation=notation)
    W, B = net.collapse()
    x = net.input
    collapsed = x * W + B if net.notation.samples == "rows" else W * x + B
    assert (sn.explicit(collapsed) - sn.explicit(net.output)).expand().is_zero_matrix


def test_collapse_by_name():
    W, B = sn.Network([2, 3, 1], activations="identity").collapse()
    assert (sn.latex(W), sn.latex(B)) == (r"w^{[1]} w^{[0]}", r"w^{[1]} b^{[0]} + b^{[1]}")


def test_lines_of_layers_without_activation_can_be_left_out():
    net = sn.Network([2, 3, 1], activations="identity")
    assert rows(sn.latex(net.equations(identities=False))) == [
        r"z^{[0]} &= w^{[0]} x + b^{[0]}",
        r"z^{[1]} &= w^{[1]} z^{[0]} + b^{[1]}",
    ]


@pytest.mark.parametrize("target", LAYERED_NOTATIONS)
@pytest.mark.parametrize("source", LAYERED_NOTATIONS)
def test_one_expression_prints_in_any_notation(source, target):
    net, other = (sn.Network([2, 3, 2], activations=["tanh", "softmax"], notation=name) for name in (source, target))
    assert sn.latex(net.output, notation=target) == sn.latex(other.output)
    for grain in ("neuron", "sample", "batch"):
        assert sn.latex(net.equations(grain), notation=target) == sn.latex(other.equations(grain))
    assert sn.latex(net, notation=target) == sn.latex(other)
    assert net.with_notation(target) == other


def test_initialize_repeats_and_scales():
    net = sn.Network([200, 300, 1])
    first, again = net.initialize(seed=3), net.initialize(seed=3)
    assert all((first[name] == again[name]).all() for name in net.parameters.names)
    assert abs(abs(first["w0"]).max() - (6 / 500) ** 0.5) < 1e-4
    assert not first["b0"].any()
    assert sn.Network(["n", 1]).initialize(seed=0, sizes={"n": 4})["w0"].shape == (1, 4)


def test_networks_compare_by_what_they_are():
    assert sn.Network([2, 1]) == sn.Network([2, 1])
    assert sn.Network([2, 1]) != sn.Network([2, 1], notation="rows")
    assert len({sn.Network([2, 1]), sn.Network([2, 1])}) == 1
    assert (
        repr(sn.Network([2, 1], activations="tanh")) == "Network([2, 1], activations=['tanh'], notation='zero_based')"
    )
