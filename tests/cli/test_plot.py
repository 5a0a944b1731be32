"""`symnet plot`: pictures are written whole or not at all, and a mistake is one sentence."""

import sys

import pytest

from symnet.cli import main


@pytest.fixture(scope="module", autouse=True)
def matplotlib():
    return pytest.importorskip("matplotlib")


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("PDF", b"%PDF")])
def test_a_picture_is_written(tmp_path, capsys, ending, start):
    file = tmp_path / f"plot.{ending}"
    assert main(["plot", "tanh", "leaky_relu:0.05", "--z", "-10", "10", "-o", str(file)]) == 0
    assert file.read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert capsys.readouterr() == ("", "")


def test_all_and_depth(tmp_path):
    for name, options in (
        ("all.svg", ["--all", "--columns", "7"]),
        ("depth.png", ["sigmoid", "relu", "--depth", "20"]),
    ):
        assert main(["plot", *options, "-o", str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 10_000


MISTAKES = [
    (["tanh"], "A picture goes into a file, but none was named; write -o activations.svg."),
    ([], "There is no activation to plot; write symnet plot tanh -o tanh.png, or --all."),
    (["tanh", "--all"], "Plot either all activations or those named, but both were asked for: --all and tanh."),
    (["tnah", "-o", "a.png"], "There is no activation named 'tnah'; did you mean 'tanh'? sn.activations() lists all names."),
    (["tanh", "-o", "a.jpg"], "A picture is written as png, svg, pdf, but 'a.jpg' ends in none of them; write -o activations.svg."),
    (["leaky_relu:x", "-o", "a.png"], "The parameter of leaky_relu must be a number, but it is 'x'; write leaky_relu:0.05."),
    (["identity:3", "-o", "a.png"], "identity takes z, but was given 2 arguments."),
    (["tanh", "--z", "3", "1", "-o", "a.png"], "The range z of a plot must go from a smaller number to a larger one, but it goes from 3 to 1; write z=(-10, 10)."),
    (["tanh", "relu", "--columns", "0", "-o", "a.png"], "A grid has at least one column, but columns is 0; write columns=3."),
    (["tanh", "-o", "/no/such/a.png"], "Cannot write '/no/such/a.png': No such file or directory; nothing was written. Name a file in a folder that exists."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_answered_with_a_sentence(capsys, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    assert main(["plot", *arguments]) == 2
    assert capsys.readouterr() == ("", f"symnet: {sentence}\n")
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_nothing_is_written(capsys, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    file = tmp_path / "a.png"
    file.write_bytes(b"old")
    assert main(["plot", "tanh", "-o", str(file)]) == 2
    assert "pip install 'symnet[plot]'" in capsys.readouterr().err
    assert file.read_bytes() == b"old"
