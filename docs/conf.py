"""How Sphinx builds this documentation: `sphinx-build -W docs docs/out`, with the extra `docs`."""

from symnet import __version__

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
