"""The pictures of the pages: each is made by an example of its page, and each that an example makes is shown."""

import re
import runpy
import sys
import types
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

DOCS = Path(__file__).parents[2] / "docs"
SHOWN = re.compile(r"^```\{raw\} html\n:file: (\S+)/(\w+)\.svg\n```$", re.MULTILINE)
MADE = re.compile(r"^>>> (\w+) = sn\.diagram\(", re.MULTILINE)
UNSEEN = {"diagrams.md": {"hostile"}}
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if "sn.diagram(" in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_the_pictures_that_its_examples_make(page):
    text = page.read_text(encoding="utf-8")
    made = [name for name in MADE.findall(text) if name not in UNSEEN.get(page.name, ())]
    assert [name for _, name in SHOWN.findall(text)] == made != []
    for folder, _ in SHOWN.findall(text):
        assert (page.parent / folder).resolve() == DOCS / "pictures"


def test_no_two_pages_give_a_picture_the_same_name():
    names = [name for page in PAGES for name in MADE.findall(page.read_text(encoding="utf-8"))]
    assert len(names) == len(set(names))


def test_the_build_writes_every_picture(tmp_path, monkeypatch):
    """Sphinx itself is not needed: the function that it calls is."""
    stub = types.ModuleType("sphinx.application")
    monkeypatch.setattr(stub, "Sphinx", object, raising=False)
    monkeypatch.setitem(sys.modules, "sphinx", types.ModuleType("sphinx"))
    monkeypatch.setitem(sys.modules, "sphinx.application", stub)
    runpy.run_path(str(DOCS / "conf.py"))["write_diagrams"](
        {page: page.read_text(encoding="utf-8") for page in PAGES}, tmp_path
    )
    for page in PAGES:
        for _, name in SHOWN.findall(page.read_text(encoding="utf-8")):
            assert ET.parse(tmp_path / f"{name}.svg").getroot().tag.endswith("svg")
