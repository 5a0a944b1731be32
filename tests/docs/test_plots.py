"""Every picture of a page is made by the command that its title names, and there is no other picture."""

import re
from pathlib import Path
from shlex import split
from xml.etree import ElementTree as ET

import pytest

from symnet.cli import main

DOCS = Path(__file__).parents[2] / "docs"
PICTURE = re.compile(r'!\[([^\]]+)\]\(((?:\.\./)?)pictures/([\w-]+\.svg) "symnet (plot [^"]+)"\)')
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if "out" not in page.relative_to(DOCS).parts]
PICTURES = sorted(
    {(name, command) for page in PAGES for _, _, name, command in PICTURE.findall(page.read_text("utf-8"))}
)


def test_every_plot_of_the_lessons_is_there():
    commands = [command for _, command in PICTURES]
    for name in ("sigmoid", "tanh", "arctan", "relu", "leaky_relu:0.05"):
        assert f"plot {name} --z -10 10" in commands
    assert any("sigmoid tanh relu leaky_relu:0.1" in command for command in commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_picture_has_a_command_and_the_right_way_to_its_folder(page):
    text = page.read_text("utf-8")
    shown = re.findall(r"!\[[^\]]*\]\([^)]*pictures/", text)
    assert len(shown) == len(PICTURE.findall(text)) or page.stem == "contributing"
    assert {up for _, up, _, _ in PICTURE.findall(text)} <= {"../" * len(page.relative_to(DOCS).parts[1:])}


def test_one_name_is_one_picture():
    assert len({name for name, _ in PICTURES}) == len(PICTURES)


@pytest.mark.parametrize(("name", "command"), PICTURES, ids=[name for name, _ in PICTURES])
def test_the_command_makes_the_picture(name, command, tmp_path):
    pytest.importorskip("matplotlib")
    assert main([*split(command), "-o", str(tmp_path / name)]) == 0
    ET.parse(tmp_path / name)
