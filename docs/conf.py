"""How Sphinx builds this documentation: `sphinx-build -W docs docs/out`, with the extra `docs`."""

import re
from doctest import DocTestParser, DocTestRunner
from pathlib import Path
from shlex import split

from sphinx.application import Sphinx

from symnet import Diagram, __version__
from symnet.cli import main

project = "symnet"
author = "the symnet authors"
copyright = author
release = version = __version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.mathjax"]
exclude_patterns = ["out", "pictures"]

html_theme = "furo"
html_title = f"symnet {release}"

myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # pytest runs the examples of every page, and checks what they print
autodoc_typehints = "description"

PLOT = re.compile(r'!\[[^\]]*\]\((?:\.\./)?pictures/([\w-]+\.svg) "symnet (plot [^"]+)"\)')
"""A plot on a page: its title is the command that makes it."""


def write_plots(pages: dict[Path, str], pictures: Path) -> None:
    """Run the commands in the titles of plots."""
    for name, command in sorted({found for text in pages.values() for found in PLOT.findall(text)}):
        if main([*split(command), "-o", str(pictures / name)]):
            raise RuntimeError(f"symnet {command} failed")


def write_diagrams(pages: dict[Path, str], pictures: Path) -> None:
    """Run the examples of pages, and write each diagram that they make under the name that they give it."""
    for page, text in pages.items():
        if "sn.diagram(" in text:
            test = DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
            DocTestRunner(verbose=False).run(test, clear_globs=False)
            for name, made in test.globs.items():
                if isinstance(made, Diagram):
                    made.save(pictures / f"{name}.svg")


def setup(app: Sphinx) -> None:
    """Make the pictures before the pages are read; the folder `docs/pictures` is not under version control."""
    docs = Path(app.srcdir)
    pictures = docs / "pictures"
    pictures.mkdir(exist_ok=True)
    found = (page for page in sorted(docs.rglob("*.md")) if "out" not in page.relative_to(docs).parts)
    pages = {page: page.read_text(encoding="utf-8") for page in found}
    write_plots(pages, pictures)
    write_diagrams(pages, pictures)
