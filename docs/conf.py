"""How Sphinx builds this documentation: `sphinx-build -W docs docs/out`, with the extra `docs`."""

import re
from pathlib import Path
from shlex import split

from symnet import __version__
from symnet.cli import main

project = "symnet"
author = "the symnet authors"
copyright = author
release = version = __version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.mathjax"]
exclude_patterns = ["out"]

html_theme = "furo"
html_title = f"symnet {release}"

myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # pytest runs the examples of every page, and checks what they print
autodoc_typehints = "description"

PICTURE = re.compile(r'!\[[^\]]*\]\((?:\.\./)?pictures/([\w-]+\.svg) "symnet (plot [^"]+)"\)')
"""A picture on a page: its title is the command that makes it."""


def setup(_app: object) -> None:
    """Make the pictures of all pages before Sphinx reads them; `docs/pictures` is not under version control."""
    docs = Path(__file__).parent
    folder = docs / "pictures"
    folder.mkdir(exist_ok=True)
    pages = [page for page in docs.rglob("*.md") if "out" not in page.relative_to(docs).parts]
    for name, command in sorted({found for page in pages for found in PICTURE.findall(page.read_text("utf-8"))}):
        if main([*split(command), "-o", str(folder / name)]):
            raise RuntimeError(f"symnet {command} failed")
