"""The table of activations: its cells, its four forms, and what follows for depth."""

import re

import pytest
from sympy import Lambda, Rational, S, Symbol, oo, sin

import symnet as sn

z = Symbol("z", real=True)
LESSON = ["sigmoid", "tanh", "arctan", "relu", sn.leaky_relu(z, 0.05)]


@pytest.fixture(scope="module")
def everything():
    return sn.compare_activations(sn.activations())


def test_the_rows_of_the_lesson():
    cells = {row[0]: row[3:] for row in sn.compare_activations(LESSON).cells()}
    assert cells["sigmoid"][:4] == [r"$\left(0, 1\right)$", "no", "increasing", r"$C^{\infty}$"]
    assert cells["sigmoid"][4] == r"$\approx \left(-\infty, -9.2101\right) \cup \left(9.2101, \infty\right)$"
    assert cells["sigmoid"][5:] == ["nowhere", r"$\frac{1}{4}$", r"$\frac{1}{4}$", "no kink"]
    assert cells["relu"] == [
        r"$\left[0, \infty\right)$", "no", "nondecreasing", "$C^{0}$", r"$\left(-\infty, 0\right]$",
        r"$\left(-\infty, 0\right]$", "$1$", "$1$", "$0$ at $0$",
    ]  # fmt: skip
    assert cells["leaky_relu:0.05"][-1] == r"$\frac{1}{20}$ at $0$"


def test_every_activation_has_a_row_without_an_unknown(everything):
    assert [row.name for row in everything] == list(sn.activations())
    assert not any("not known" in cell for row in everything.cells() for cell in row)
    assert str(everything).count("\n") > 3 * 43


def test_what_is_not_known_says_so_and_what_is_sampled_has_a_star():
    table = sn.compare_activations([z * sin(z), "silu"])
    assert table.cells()[0][3] == "not known"
    assert table.cells()[1][3] == r"$\approx \left[-0.27846, \infty\right)$*"
    assert str(table).endswith("* found on a grid of points in 60 digits, and not proved")
    assert "*" not in str(sn.compare_activations(["relu"]))


def test_markdown_is_a_table():
    table = sn.compare_activations([*LESSON, "absolute_value"])
    lines = table.markdown().strip().splitlines()
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {13}
    assert table._repr_markdown_() == table.markdown()


def test_katex_accepts_the_table(assert_katex, everything):
    inline = [
        formula
        for row in [everything.header(), *everything.cells()]
        for cell in row
        for formula in cell.split("$")[1::2]
    ]
    assert_katex([sn.latex(sn.compare_activations(LESSON)), sn.latex(everything), *inline])


def test_rows_by_name_and_another_level():
    table = sn.compare_activations(["softsign"], below=0.01)
    assert table["softsign"].saturated.value.boundary == {-9, 9}
    assert r"< \frac{1}{100}$" in table.header()[7]
    assert repr(table) == "<a comparison of softsign>"
    assert len(table) == len(table[:]) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sn.compare_activations("relu"), "A comparison takes a list of activations, but was given 'relu'; write compare_activations(['relu'])."),
        (lambda: sn.compare_activations([]), "There is no activation to compare: the list is empty; write ['relu', 'tanh']."),
        (lambda: sn.compare_activations(["relu"], below=-1), "Saturation begins below a positive size of the derivative, but below is -1; write below=1e-4."),
        (lambda: sn.compare_activations(["relu"])["tanh"], "The comparison has no function named 'tanh'; it has relu."),
        (lambda: sn.over_depth(["relu"], layers=[0]), "A depth is a number of layers, but layers holds 0; write layers=[1, 10]."),
        (lambda: sn.over_depth(["relu"], layers=[]), "There is no depth to look at: layers is empty; write layers=[1, 10]."),
        (lambda: sn.over_depth(["relu"])["tanh"], "There is no activation named 'tanh' here; there are relu."),
    ],
)  # fmt: skip
def test_a_mistake_is_answered_with_a_sentence(call, message):
    with pytest.raises(sn.SymnetError) as refusal:
        call()
    assert str(refusal.value) == message


def test_depth_in_numbers():
    depth = sn.over_depth(["sigmoid", "relu", "hardtanh", "step", "exponential", z * sin(z)], layers=[3])
    assert depth["sigmoid"].bound(3) == Rational(1, 64)
    assert depth["relu"].flowing(3) == Rational(1, 8)
    assert float(depth["hardtanh"].alive) == pytest.approx(0.6826894921370859)
    assert (depth["step"].alive, depth["exponential"].bound(3)) == (0, oo)
    assert depth["z*sin(z)"].bound(3) is None
    assert "not known" in str(depth)
    assert sn.over_depth([Lambda(z, S.Half * z)], layers=[2])[0].bound(2) == Rational(1, 4)


def test_depth_as_a_plot():
    pytest.importorskip("matplotlib")
    figure = sn.over_depth(["sigmoid", "relu"], layers=[20]).plot()
    left, right = figure.axes
    lines = {line.get_gid(): line for line in left.lines}
    assert list(lines["sigmoid"].get_ydata()) == [0.25**count for count in range(21)]
    lines = {line.get_gid(): line for line in right.lines}
    assert list(lines["relu"].get_ydata()) == [0.5**count for count in range(21)]
    assert [text.get_text() for text in figure.legends[0].texts] == ["sigmoid", "relu"]
