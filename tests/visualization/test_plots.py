"""The plots: what is drawn is the function, and nothing is in the way of anything."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from sympy import Function, Lambda, S, Symbol, lambdify

import symnet as sn
from symnet.calculus.curves import curve_of
from symnet.visualization.canvas import picture

z = Symbol("z", real=True)
HOSTILE = [
    "<script>alert(1)</script>",
    r"$\input{/etc/passwd}$",
    '"&<>',
    "f" * 200,
    "שלום\u202eabc",
    "a\nb\x00",
    "_^{}",
]


@pytest.fixture(scope="module", autouse=True)
def matplotlib():
    return pytest.importorskip("matplotlib")


def drawn(figure, gid):
    return [line for line in figure.axes[0].lines if line.get_gid() == gid]


def joined(lines):
    return np.concatenate([line.get_xdata() for line in lines]), np.concatenate([line.get_ydata() for line in lines])


@pytest.mark.parametrize("name", sn.activations())
def test_the_lines_are_the_function_and_its_derivative(name):
    figure = sn.plot_activation(name)
    application = sn.activation(name)(z)
    for gid, expression in (("function", application), ("derivative", application.diff(z))):
        places, values = joined(drawn(figure, gid))
        assert places[0] < -5.9
        assert places[-1] > 5.9
        assert (np.diff(places) > 0).all()
        exact = np.array([float(v) for v in map(lambdify(z, expression, "mpmath"), places)])
        assert np.allclose(values, exact, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", sn.activations())
def test_kinks_are_marked_by_the_convention(name):
    figure = sn.plot_activation(name)
    marks = [(line.get_xdata()[0], line.get_ydata()[0]) for line in drawn(figure, "derivative filled")]
    assert marks == [(float(point), float(value)) for point, value in sn.activation(name)(z).kinks().items()]
    for line in drawn(figure, "derivative open"):
        assert line.get_markerfacecolor() == "white"
        assert (line.get_xdata()[0], line.get_ydata()[0]) not in marks


@pytest.mark.parametrize("name", sn.activations())
def test_title_and_legend_are_inside_the_figure_and_over_nothing(name):
    figure = sn.plot_activation(name)
    figure.canvas.draw()
    axes, renderer = figure.axes[0], figure.canvas.get_renderer()
    title, legend = axes.title.get_window_extent(renderer), figure.legends[0].get_window_extent(renderer)
    assert title.y0 >= axes.bbox.y1 - 1e-6
    assert legend.y1 <= axes.get_tightbbox(renderer).y0 + 1
    for box in (title, legend):
        assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
        assert figure.bbox.y0 <= box.y0 < box.y1 <= figure.bbox.y1
    assert all(line.get_xdata()[0] <= axes.get_xlim()[1] for line in drawn(figure, "function"))


def test_what_the_legend_says():
    texts = [text.get_text() for text in sn.plot_activation("sigmoid").legends[0].texts]
    assert texts == ["function $g(z)$", "derivative $g'(z)$", "asymptote", r"range $\left(0, 1\right)$"]
    texts = [text.get_text() for text in sn.plot_activation("relu").legends[0].texts]
    assert texts[2:] == [r"range $\left[0, \infty\right)$", "no gradient: $g'(z) = 0$"]


def test_asymptotes_and_range():
    figure = sn.plot_activation("tanh")
    assert sorted(line.get_ydata()[0] for line in drawn(figure, "asymptote")) == [-1, 1]
    (bar,) = drawn(figure, "range")
    assert list(bar.get_ydata()) == [-1, 1]
    assert [line.get_markerfacecolor() for line in drawn(figure, "end of the range")] == ["white", "white"]
    assert [line.get_ydata()[0] for line in drawn(sn.plot_activation("step"), "end of the range")] == [0, 1]
    assert drawn(sn.plot_activation("step"), "range") == []


def test_parameters_range_of_z_and_own_functions():
    figure = sn.plot_activation("leaky_relu", parameters={"alpha": 0.05}, z=(-10, 10))
    places, values = joined(drawn(figure, "function"))
    assert values[0] == pytest.approx(-0.5)
    assert figure.axes[0].get_xlim() == (-10, 10)
    assert "0.05" in figure.axes[0].get_title()
    places, values = joined(drawn(sn.plot_activation(Lambda(z, z**3 / 10)), "function"))
    assert np.allclose(values, places**3 / 10)
    assert sn.plot_activation(sn.leaky_relu(z, 0.2)).axes[0].get_title().count("0.2")


def test_a_grid_has_one_plot_for_each_and_one_legend():
    figure = sn.plot_activations(["relu", "tanh", "step", "gelu"], columns=3)
    assert len(figure.axes) == 4
    assert len(figure.legends) == 1


def test_pyplot_is_not_touched(matplotlib):
    code = "import symnet as sn, sys; sn.plot_activation('relu'); assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
    before = dict(matplotlib.rcParams)
    picture(sn.plot_activation("tanh"), "svg")
    assert dict(matplotlib.rcParams) == before


def test_importing_symnet_loads_no_matplotlib():
    code = "import symnet as sn, sys; sn.compare_activations(['relu']); assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_a_missing_matplotlib_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(sn.SymnetError) as refusal:
        sn.plot_activation("relu")
    assert (
        str(refusal.value)
        == "A plot needs matplotlib, which is not installed; install it with pip install 'symnet[plot]'."
    )


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_plot_gives_the_same_bytes(kind):
    first, second = (picture(sn.plot_activation("relu"), kind) for _ in range(2))
    assert first == second
    assert first.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[kind])


def hostile(name):
    return type(name, (Function,), {"eval": classmethod(lambda cls, _: None), "fdiff": lambda self, _index=1: S.One,
                                    "_mpmathcode": lambda self, printer: printer._print(self.args[0]),
                                    "_eval_is_real": lambda self: True})  # fmt: skip


@pytest.mark.parametrize("name", [name for name in HOSTILE if "\x00" not in name], ids=range(len(HOSTILE) - 1))
def test_a_hostile_name_is_inert(name):
    figure = sn.plot_activation(hostile(name))
    svg = picture(figure, "svg")
    ET.fromstring(svg)
    assert b"<script" not in svg


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sn.plot_activation("tnah"), "There is no activation named 'tnah'; did you mean 'tanh'? sn.activations() lists all names."),
        (lambda: sn.plot_activation("relu", z=3), "The range z of a plot must be two numbers, but it is 3; write z=(-10, 10)."),  # type: ignore[arg-type]
        (lambda: sn.plot_activation("relu", z=(3, 1)), "The range z of a plot must go from a smaller number to a larger one, but it goes from 3 to 1; write z=(-10, 10)."),
        (lambda: sn.plot_activation("leaky_relu", parameters={"slope": 1}), "leaky_relu has no parameter 'slope'; its parameters are: alpha."),
        (lambda: sn.plot_activation(Lambda(z, z**2), parameters={"alpha": 1}), "Only an activation of symnet has named parameters, but Lambda(z, z**2) was given {'alpha': 1}; write the numbers into the function itself."),
        (lambda: sn.plot_activation(Function("g")), "The function g is undefined, so it has no values and no curve; write a SymPy function, such as sympy.tanh, or a Lambda."),
        (lambda: sn.plot_activations([]), "There is no activation to plot: the list is empty; write ['relu', 'tanh']."),
        (lambda: sn.plot_activations(["relu"], columns=0), "A grid has at least one column, but columns is 0; write columns=3."),
        (lambda: picture(sn.plot_activation("relu"), "gif"), "A picture is written as png, svg, pdf, but its kind is 'gif'; write a name that ends in .svg."),
    ],
)  # fmt: skip
def test_a_mistake_is_answered_with_a_sentence(call, message):
    with pytest.raises(sn.SymnetError) as refusal:
        call()
    assert str(refusal.value) == message


def test_a_planted_wrong_curve_is_seen():
    """The check of the lines fails where another function is drawn."""
    places, values = joined(drawn(sn.plot_activation("tanh"), "function"))
    assert not np.allclose(values, np.arctan(places))
    assert curve_of(sn.tanh).kinks() == {}
