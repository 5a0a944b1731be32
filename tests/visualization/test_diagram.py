"""Diagrams by their boxes: nothing covers anything, neurons stand in order, every writer gives the same each time."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from sympy import Function

import symnet as sn
from symnet.visualization.diagram import GRAINS
from symnet.visualization.layout import Box
from symnet.visualization.tikz import as_document

SIZES = ([1, 1], [2, 3, 1], [2, 2, 1], [64, 128, 64, 10], [784, 512, 256, 10], [3] * 13, ["n_0", "n_1", "n_2"])
NETWORKS = {"-".join(map(str, sizes)): sn.Network(sizes, activations="tanh") for sizes in SIZES}
OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"weights": True},
    {"biases": False},
    {"weights": True, "notation": "one_based_transposed"},
)


SVG = "{http://www.w3.org/2000/svg}"


def elements(svg):
    """Every element of an SVG document, the document itself first; an error where it is no XML."""
    found = list(ET.fromstring(svg).iter())
    assert found[0].tag == f"{SVG}svg"
    return found


def pictures():
    for name, net in NETWORKS.items():
        for thing in (net, net.cost("squared_error", l2="lambda")):
            what = f"{name}{'' if thing is net else ' with cost'}"
            for grain in GRAINS:
                for options in OPTIONS if grain == "neuron" else ({}, {"notation": "rows"}):
                    yield pytest.param(thing, grain, options, id=f"{what}, {grain}, {options or 'plain'}")


EVERY = pytest.mark.parametrize(("thing", "grain", "options"), list(pictures()))


def covered(drawing):
    """Pairs of things that cover each other: labels, nodes, and a label of an arrow over a node."""
    labels = drawing.labels
    beside = [arrow.label for arrow in drawing.arrows if arrow.label is not None]
    pairs = [(a, b) for i, a in enumerate(labels) for b in labels[:i] if a.box.overlaps(b.box)]
    pairs += [(a, b) for i, a in enumerate(drawing.nodes) for b in drawing.nodes[:i] if a.box.overlaps(b.box)]
    return pairs + [(label, node) for label in beside for node in drawing.nodes if label.box.overlaps(node.box)]


@EVERY
def test_nothing_covers_anything(thing, grain, options):
    drawing = sn.diagram(thing, grain=grain, **options).drawing
    assert covered(drawing) == []
    for node in drawing.nodes:
        for line in node.lines:
            assert line.box.x >= node.box.x
            assert line.box.right <= node.box.right
            assert line.box.y >= node.box.y
            assert line.box.bottom <= node.box.bottom


@EVERY
def test_everything_is_within_the_frame(thing, grain, options):
    drawing = sn.diagram(thing, grain=grain, **options).drawing
    frame = drawing.frame
    for box in [*(node.box for node in drawing.nodes), *(label.box for label in drawing.labels)]:
        assert frame.x < box.x
        assert frame.y < box.y
        assert box.right < frame.right
        assert box.bottom < frame.bottom


@EVERY
def test_svg_is_xml_and_the_same_each_time(thing, grain, options):
    picture = sn.diagram(thing, grain=grain, **options)
    again = sn.diagram(thing, grain=grain, **options)
    assert elements(picture.svg)
    assert (picture.svg, picture.dot, picture.tikz) == (again.svg, again.dot, again.tikz)
    assert picture == again


def test_a_picture_by_itself_has_letters_and_ground_of_one_scheme():
    """Letters for dark mode on the white ground of a page, or dark ones on a dark page, cannot be read."""
    everything = elements(sn.diagram(NETWORKS["2-2-1"]).svg)
    (style,) = [element.text for element in everything if element.tag == f"{SVG}style"]
    assert style == ".symnet-diagram:root{color-scheme:light dark;color:CanvasText;background:Canvas}"
    drawn = [element.get(name) for element in everything for name in ("stroke", "fill")]
    assert {"currentColor"} < set(drawn)
    assert not {"black", "white", "#000", "#fff", "#000000", "#ffffff"} & set(drawn)


@pytest.mark.parametrize("net", NETWORKS.values(), ids=NETWORKS.keys())
def test_neurons_stand_in_order(net):
    """Every column has its numbers from top to bottom, and every column stands right of the one before."""
    drawing = sn.diagram(net).drawing
    for rank in {node.rank for node in drawing.nodes}:
        column = [node for node in drawing.nodes if node.rank == rank and node.kind != "bias"]
        tops = [node.box.center.y for node in column]
        assert tops == sorted(tops)
        numbers = [node.name.rpartition("_")[2] for node in column]
        whole = [int(number) for number in numbers if number.isdigit()]
        assert whole == sorted(whole)
        assert numbers.count("dots") <= 1
        if "dots" in numbers:
            assert numbers.index("dots") == len(numbers) - 2
        left = [node.box.right for node in drawing.nodes if node.rank == rank - 1]
        assert all(right < min(node.box.x for node in column) for right in left)


def label_of(arrow):
    return arrow.label.formula.text


def texts(drawing):
    return [node.lines[0].formula.text for node in drawing.nodes]


def test_the_names_are_those_of_the_notation():
    net = sn.Network([2, 2, 1])
    shown = texts(sn.diagram(net).drawing)
    assert shown[:4] == ["x₀", "x₁", "b^[0]₀", "z^[0]₀"]
    assert texts(sn.diagram(net, notation="parenthesized").drawing)[:4] == ["x₁", "x₂", "b⁽¹⁾₁", "z⁽¹⁾₁"]
    wide = texts(sn.diagram(sn.Network(["n_0", 128], notation="one_based"), biases=False).drawing)
    assert wide[:4] == ["x₁", "x₂", "⋮", "x_n₀"]
    assert wide[4:10] == ["z^[1]₁", "z^[1]₂", "z^[1]₃", "z^[1]₄", "⋮", "z^[1]₁₂₈"]


@pytest.mark.parametrize("notation", sorted(sn.NOTATIONS))
def test_a_weight_stands_on_the_arrow_that_it_weighs(notation):
    """The label of an arrow from x_k to z_j is what the equation of z_j multiplies x_k by."""
    sizes = [2, 3]
    net = sn.Network(sizes, activations="identity", notation=notation)
    drawing = sn.diagram(net, weights=True).drawing
    names = {node.name: node.lines[0].formula.text for node in drawing.nodes}
    lines = [line for line in sn.text(net.equations("neuron", identities=False)).split("\n") if line.startswith("z")]
    for arrow in drawing.arrows:
        if arrow.on_arrow:
            (line,) = [line for line in lines if line.startswith(f"{names[arrow.end]} ")]
            source = names[arrow.start].replace("x", "x" if " x" in line else _first_activation(notation))
            assert f"{label_of(arrow)} {source}" in line


def _first_activation(notation):
    left, right = sn.NOTATIONS[notation].brackets or ("", "")
    return f"a{'⁽⁰⁾' if left == '(' else f'^{left}0{right}'}"


def test_missing_connections_are_not_drawn():
    net = sn.Network([2, 2, 1], activations="identity", connections=[[[1, 0], [0, 1]], None])
    arrows = {(arrow.start, arrow.end) for arrow in sn.diagram(net, biases=False).drawing.arrows}
    assert arrows == {("x_0", "z0_0"), ("x_1", "z0_1"), ("z0_0", "z1_0"), ("z0_1", "z1_0"), ("z1_0", "y_hat_0")}


def test_masks_of_wide_layers_are_drawn_where_they_are_seen():
    mask = np.zeros((20, 2), int)
    mask[19, 1] = 1
    net = sn.Network([2, 20], activations="identity", connections=[mask])
    weighed = [(arrow.start, arrow.end) for arrow in sn.diagram(net, weights=True).drawing.arrows if arrow.on_arrow]
    assert weighed == [("x_1", "z0_19")]


def test_a_large_mask_is_named_with_its_shape():
    net = sn.Network([2, 20], activations="identity", connections=[np.eye(20, 2)])
    lines = [line.formula.text for line in sn.diagram(net, grain="layer").drawing.nodes[1].lines]
    assert lines[1] == "z^[0] = (w^[0] ⊙ M^[0]) x + b^[0]"
    assert lines[-1] == "M^[0]: 20 × 2, w^[0]: 20 × 2, b^[0]: 20 × 1"
    small = sn.Network([2, 2], activations="identity", connections=[np.eye(2)])
    assert sn.diagram(small, grain="layer").drawing.nodes[1].lines[1].formula.text == "M^[0] = [1 0; 0 1]"


def test_equations_stand_on_the_arrows():
    net = sn.Network([2, 1], activations=Function("g"), notation="single_layer")
    drawing = sn.diagram(net, weights=True, equations=True).drawing
    shown = [label_of(arrow) for arrow in drawing.arrows if arrow.label]
    assert shown == ["w₀", "w₁", "z₀ = w₀ x₀ + w₁ x₁ + b₀", "a₀ = g(z₀)"]
    assert covered(drawing) == []


def test_layers_have_their_equations_and_shapes():
    drawing = sn.diagram(sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]), grain="layer").drawing
    assert [line.formula.text for line in drawing.nodes[1].lines] == [
        "layer 0",
        "z^[0] = w^[0] x + b^[0]",
        "a^[0] = tanh(z^[0])",
        "w^[0]: 3 × 2, b^[0]: 3 × 1",
    ]
    assert [label_of(arrow) for arrow in drawing.arrows] == ["x: 2 × 1", "a^[0]: 3 × 1", "a^[1]: 1 × 1"]


def test_the_computation_graph_has_every_line_of_both_passes():
    cost = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy", l2="lambda")
    drawing = sn.diagram(cost, grain="computation").drawing
    shown = {label.formula.text for label in drawing.labels}
    for equations in (cost.equations("batch", prediction=False), cost.gradient()):
        for line in sn.text(equations).split("\n"):
            left, _, right = line.partition("=")
            assert f"{left.rstrip()} ={right}" in shown
    arrows = {(arrow.start, arrow.end): arrow.backward for arrow in drawing.arrows}
    assert arrows["X", "Z0"] is arrows["w0", "Z0"] is arrows["w0", "J"] is arrows["Y", "J"] is False
    assert arrows["J", "dZ1"] is arrows["dZ1", "dZ0"] is arrows["dZ0", "dw0"] is True


def test_a_notebook_shows_a_network_and_a_failure_is_silent(monkeypatch):
    net = sn.Network([2, 1])
    assert net._repr_svg_() == sn.diagram(net)._repr_svg_()

    def fail(*_arguments):
        raise RuntimeError("planted")

    monkeypatch.setattr("symnet.nn.network.svg_rule", fail)
    assert net._repr_svg_() is None


def test_a_covered_label_is_found():
    assert Box(0, 0, 10, 10).overlaps(Box(9, 9, 10, 10))
    drawing = sn.diagram(sn.Network([2, 2], activations="identity"), weights=True).drawing
    moved = [type(node)(**{**vars(node), "box": Box(0, 0, 500, 500)}) for node in drawing.nodes]
    planted = type(drawing)(drawing.title, tuple(moved), drawing.arrows, across=True)
    assert covered(planted)


MISTAKES: list[tuple[Callable[[Any], Any], str]] = [
    (
        lambda net: sn.diagram(str(net)),  # type: ignore[arg-type] # that is the mistake
        "A diagram is of a Network or a Cost, but was asked of a str; write sn.diagram(sn.Network([2, 1])).",
    ),
    (
        lambda net: sn.diagram(net, grain="neurons"),  # type: ignore[arg-type] # that is the mistake
        "The grain must be one of 'neuron', 'layer', 'computation', but it is 'neurons'; did you mean 'neuron'?",
    ),
    (
        lambda net: sn.diagram(net, grain="layer", equations=True),
        "The option equations=True belongs to grain 'neuron', but the grain is 'layer'; leave equations out.",
    ),
    (
        lambda net: sn.diagram(net).save("net.pdf"),
        "A diagram is written as .svg, .dot, .gv, .tex, .tikz, but 'net.pdf' ends with '.pdf'; name a file as net.svg.",
    ),
]


@pytest.mark.parametrize(("ask", "message"), MISTAKES, ids=range(len(MISTAKES)))
def test_mistakes(ask, message):
    with pytest.raises(sn.SymnetError) as caught:
        ask(sn.Network([2, 1]))
    assert str(caught.value) == message


def test_a_picture_is_saved(tmp_path):
    picture = sn.diagram(sn.Network([2, 1]))
    picture.save(tmp_path / "net.svg")
    assert (tmp_path / "net.svg").read_text(encoding="utf-8") == picture.svg
    assert repr(picture) == "<Diagram: Neurons of Network([2, 1], activations=['g'], notation='zero_based')>"


HOSTILE = {
    "markup": "<script>alert(1)</script>",
    "quote": 'a" onload="b',
    "command": r"\input{/etc/passwd}",
    "long": "a" * 200,
    "right to left": "שלום\u202eabc",
    "brace": "{",
    "script": "x^",
    "signs": "%#$&~_^|",
    "control": "\x07\x08",
}


def hostile_pictures(name):
    """Pictures in which a name is an activation, a loss, and a letter of the notation."""
    letters = (name, name, name)
    notation = sn.Notation(name="hostile", weight=letters, bias=letters, preactivation=letters)
    net = sn.Network([2, 1], activations=Function(name), notation=notation)
    yield sn.diagram(net, weights=True, equations=True)
    for grain in ("layer", "computation"):
        yield sn.diagram(net.cost(Function(name)), grain=grain)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_are_text_in_svg(name):
    for picture in hostile_pictures(name):
        found = elements(picture.svg)
        allowed = {
            f"{SVG}{tag}" for tag in ("svg", "title", "style", "g", "path", "rect", "ellipse", "polygon", "text")
        }
        assert {element.tag for element in found} <= allowed
        assert not {key for element in found for key in element.attrib if key.startswith("on") or "href" in key}
        assert not set("\u202e\u202d\x07\x08") & set(picture.svg + picture.dot + picture.tikz)
        assert covered(picture.drawing) == []


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_end_no_string_in_dot(name):
    for picture in hostile_pictures(name):
        for line in picture.dot.splitlines():
            rest = line.replace("\\\\", "").replace('\\"', "")
            assert rest.count('"') % 2 == 0


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_are_no_commands_in_tikz(name):
    for picture in hostile_pictures(name):
        assert "\\input" not in picture.tikz
        assert picture.tikz.isascii()


def test_labels_of_ziamath_stay_in_their_boxes():
    pytest.importorskip("ziamath", reason="needs ziamath, from the extra symnet[diagrams]")
    net = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"])
    for grain in GRAINS:
        picture = sn.diagram(net.cost("binary_cross_entropy", l2="lambda"), grain=grain, labels="ziamath")
        boxes = [label.box for label in picture.drawing.labels]
        nested = [element for element in elements(picture.svg)[1:] if element.tag == f"{SVG}svg"]
        assert len(nested) > len(boxes) / 2
        for element in nested:
            x, y, width, height = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
            inside = [
                box
                for box in boxes
                if x > box.x - 0.01
                and y > box.y - 0.01
                and x + width < box.right + 0.01
                and y + height < box.bottom + 0.01
            ]
            assert inside
        assert "id=" not in picture.svg
        assert (
            picture.svg == sn.diagram(net.cost("binary_cross_entropy", l2="lambda"), grain=grain, labels="ziamath").svg
        )


def test_without_ziamath_a_sentence_names_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "ziamath", None)
    with pytest.raises(sn.SymnetError) as caught:
        sn.diagram(sn.Network([2, 1]), labels="ziamath")
    assert str(caught.value) == (
        "The labels 'ziamath' need the package ziamath, which is not installed; write pip install 'symnet[diagrams]', or "
        "leave labels='ziamath' out."
    )


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"needs {program}, which is not installed")


SEEN: dict[str, tuple[Any, Any]] = {
    **{f"{name}, {grain}": (net, grain) for name, net in NETWORKS.items() for grain in GRAINS},
    **{f"cost, {grain}": (NETWORKS["2-3-1"].cost("squared_error", l2="lambda"), grain) for grain in GRAINS},
}


@needs("pdflatex")
@pytest.mark.parametrize("name", [*SEEN, *HOSTILE])
def test_tikz_compiles(name, tmp_path):
    pages = [sn.diagram(SEEN[name][0], grain=SEEN[name][1])] if name in SEEN else hostile_pictures(HOSTILE[name])
    for number, picture in enumerate(pages):
        page = tmp_path / f"net{number}.tex"
        page.write_text(as_document(picture.drawing), encoding="utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", page.name]
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
        if "not found" in result.stdout and ".sty" in result.stdout:
            pytest.skip("needs the LaTeX packages tikz, amsmath and geometry")
        assert result.returncode == 0, result.stdout[-2000:]
        assert "Overfull" not in result.stdout


@needs("dot")
@pytest.mark.parametrize("name", [*SEEN, *HOSTILE])
def test_dot_draws_it(name):
    pages = [sn.diagram(SEEN[name][0], grain=SEEN[name][1])] if name in SEEN else hostile_pictures(HOSTILE[name])
    for picture in pages:
        result = subprocess.run(["dot", "-Tsvg"], input=picture.dot, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stderr) == (0, "")
        assert elements(result.stdout)


@needs("dot")
def test_dot_keeps_the_order_of_neurons():
    """In the plain output of dot, y grows upwards; the neurons of a column stand one below the other."""
    drawing = sn.diagram(sn.Network([3, 4, 2])).drawing
    plain = subprocess.run(
        ["dot", "-Tplain"], input=sn.diagram(sn.Network([3, 4, 2])).dot, capture_output=True, text=True, check=True
    ).stdout
    heights = {f[1]: float(f[3]) for f in (line.split() for line in plain.splitlines()) if f[0] == "node"}
    for rank in {node.rank for node in drawing.nodes}:
        column = [heights[f"n{place}"] for place, node in enumerate(drawing.nodes) if node.rank == rank]
        assert column == sorted(column, reverse=True)
