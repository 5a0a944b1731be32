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


TIGHT, TIGHTEST = 5, 6
"""How tightly a formula binds in the rooms above: as a power, as an atom."""


def inside(printer: Any, formula: Any) -> Any:
    r"""Return the formula of a node inside another one, as SymPy's own printer needs it.

    SymPy takes every node that it does not know for an atom. So what binds less tightly stands in parentheses, and what
    has a superscript in braces, which take another one: ``{w^{[0]}}^{\circ {2}}``.
    """
    binds = getattr(formula, "binds", TIGHTEST)
    if getattr(printer, "encloses", False) or binds == TIGHTEST or getattr(printer, "_print_level", 1) <= 1:
        return formula
    text = f"{{{formula}}}" if binds == TIGHT else rf"\left({formula}\right)"
    return type(formula)(text, TIGHTEST)


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
