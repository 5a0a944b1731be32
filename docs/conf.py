"""How Sphinx builds this documentation: `sphinx-build -W docs docs/out`, with the extra `docs`."""

from doctest import DocTestParser, DocTestRunner
from pathlib import Path

from sphinx.application import Sphinx

from symnet import Diagram, __version__

project = "symnet"
author = "the symnet authors"
copyright = author
release = version = __version__


def write_pictures(docs: Path, pictures: Path) -> None:
    """Run the examples of the pages, and write each diagram that they make under the name that they give it."""
    pictures.mkdir(exist_ok=True)
    for page in sorted(docs.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        if "sn.diagram(" in text:
            test = DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
            DocTestRunner(verbose=False).run(test, clear_globs=False)
            for name, made in test.globs.items():
                if isinstance(made, Diagram):
                    made.save(pictures / f"{name}.svg")


def setup(app: Sphinx) -> None:
    """Make the pictures before the pages are read."""
    write_pictures(Path(app.srcdir), Path(app.srcdir) / "pictures")


extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.mathjax"]
exclude_patterns = ["out", "pictures"]

html_theme = "furo"
html_title = f"symnet {release}"

myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # pytest runs the examples of every page, and checks what they print
autodoc_typehints = "description"
