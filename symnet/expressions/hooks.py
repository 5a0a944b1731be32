"""The hooks through which SymPy's printers and notebooks reach the rooms above: open tables from type to rule.

The rooms above register their rules here; nothing below them is imported, not even SymPy, so that `import symnet` is
cheap.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any


@singledispatch
def latex_rule(node: object, printer: Any) -> str:
    """Return the LaTeX of a node; the printing room registers a rule for each node type."""
    raise NotImplementedError(f"{type(node).__name__} has no LaTeX rule")


@singledispatch
def text_rule(node: object, printer: Any) -> str:
    """Return the text of a node; the printing room registers a rule for each node type."""
    raise NotImplementedError(f"{type(node).__name__} has no text rule")


@singledispatch
def numpy_rule(node: object, printer: Any) -> str:
    """Return a node as SymPy's NumPy printer wants it; the codegen room registers a rule for each node type."""
    raise NotImplementedError(f"{type(node).__name__} has no NumPy rule")


@singledispatch
def derivative_rule(node: object, variable: Any) -> Any:
    """Return the derivative of a node by a scalar, a matrix or an entry; the calculus room registers the rule."""
    raise NotImplementedError(f"{type(node).__name__} has no derivative rule")


@singledispatch
def svg_rule(thing: object, _given: Any) -> str:
    """Return the picture of a thing as SVG; the visualization room registers a rule for what it draws."""
    raise NotImplementedError(f"{type(thing).__name__} has no SVG rule")


RULES = (latex_rule, text_rule, numpy_rule, derivative_rule, svg_rule)
