"""`symnet diagram`: what it writes, and what it says of a mistake."""

import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

import symnet as sn
from symnet.cli import main


def run(capsys, *arguments):
    status = main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_without_a_file_it_prints_svg(capsys):
    status, out, err = run(capsys, "diagram", "2-2-1")
    assert (status, err) == (0, "")
    assert ET.fromstring(out).tag.endswith("svg")
    assert out == sn.diagram(sn.Network([2, 2, 1])).svg


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("net.svg", "<svg "),
        ("net.dot", "digraph "),
        ("net.gv", "digraph "),
        ("net.tex", "\\documentclass"),
        ("net.tikz", "\\begin{tikzpicture}"),
        ("NET.SVG", "<svg "),
    ],
)
def test_the_ending_says_the_format(capsys, tmp_path, name, beginning):
    target = tmp_path / name
    arguments = ["diagram", "2-3-1", "--activations", "tanh,sigmoid", "--loss", "squared_error", "--notation", "rows"]
    for grain in ("neuron", "layer", "computation"):
        assert run(capsys, *arguments, "--grain", grain, "-o", str(target)) == (0, "", "")
        assert target.read_text(encoding="utf-8").startswith(beginning)
    assert run(capsys, *arguments, "--weights", "--equations", "-o", str(target)) == (0, "", "")


MISTAKES = [
    (["2-2-1", "-o", "net.png"], "A diagram is written as .svg, .dot, .gv, .tex, .tikz, but 'net.png' ends with '.png'; "
     "name a file as net.svg."),
    (["2-2-1", "-o", "net"], "A diagram is written as .svg, .dot, .gv, .tex, .tikz, but 'net' ends with ''; name a file as "
     "net.svg."),
    (["2-0-1"], "Size 1 of the network is 0, but a layer has at least one neuron; write a positive integer or a name as "
     "'n_1'."),
    (["2-1", "--weights", "--grain", "layer"], "The option weights=True belongs to grain 'neuron', but the grain is "
     "'layer'; leave weights out."),
    (["2-1", "-o", "/no/such/folder/net.svg"], "Cannot write '/no/such/folder/net.svg': No such file or directory; nothing "
     "was written. Name a file in a folder that exists."),
    (["2-64-1", "--equations"], "Cannot write the equations into a drawing of sizes [2, 64, 1]: every size must be a "
     "number of at most 10; leave equations=True out, or draw grain='layer'."),
    (["2-1", "--loss", "squared"], "There is no loss named 'squared'; did you mean 'squared_hinge'? sn.losses() lists "
     "all names."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_answered_with_a_sentence(capsys, arguments, sentence):
    assert run(capsys, "diagram", *arguments) == (2, "", f"symnet: {sentence}\n")


def test_a_mistake_leaves_the_old_file(capsys, tmp_path):
    target = tmp_path / "net.svg"
    target.write_text("old", encoding="utf-8")
    assert run(capsys, "diagram", "2-x y-1", "-o", str(target))[0] == 2
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["net.svg"]


def test_it_runs_as_a_module():
    command = [sys.executable, "-m", "symnet", "diagram", "1-1", "--grain", "layer"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.startswith("<svg ")
