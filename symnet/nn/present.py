"""Networks, costs and tables of shapes as LaTeX and text: the rules that this room gives to the printing room."""

from __future__ import annotations

from symnet.nn.cost import Cost
from symnet.nn.network import Network
from symnet.nn.tables import Parameters, Shapes
from symnet.printing import derivations  # noqa: F401 - its rules must be registered
from symnet.printing.latex import Printer
from symnet.printing.notations import find_notation
from symnet.printing.present import Style, latex, latex_of, text, text_of
from symnet.printing.translation import counterpart
from symnet.printing.typesetting import typeset

__all__ = ["latex", "text"]


@latex_of.register
def _(network: Network, style: Style) -> str:
    shown = network if style.notation is None else network.with_notation(style.notation)
    return latex(shown.composed, ones=style.ones)


@text_of.register
def _(network: Network, style: Style) -> str:
    shown = network if style.notation is None else network.with_notation(style.notation)
    return text(shown.composed, ones=style.ones)


@latex_of.register
def _(cost: Cost, style: Style) -> str:
    shown = cost if style.notation is None else cost.with_notation(style.notation)
    return latex(shown.equations(), ones=style.ones)


@text_of.register
def _(cost: Cost, style: Style) -> str:
    shown = cost if style.notation is None else cost.with_notation(style.notation)
    return text(shown.equations(), ones=style.ones)


def _rows(given: Shapes, style: Style) -> list[tuple[str, str]]:
    shapes = given
    if style.notation is not None:
        notation = find_notation(style.notation)
        shapes = Shapes(counterpart(symbol, notation) for symbol in given)
    printer = Printer(batch=any(symbol.grain == "batch" for symbol in shapes))
    return [(printer._print(symbol), r" \times ".join(map(printer._print, shapes[symbol]))) for symbol in shapes]


@latex_of.register
def _(shapes: Shapes, style: Style) -> str:
    rows = " \\\\\n".join(f"{symbol} & {shape}" for symbol, shape in _rows(shapes, style))
    return f"\\begin{{array}}{{ll}}\n{rows}\n\\end{{array}}"


@text_of.register
def _(shapes: Shapes, style: Style) -> str:
    rows = [(typeset(symbol), typeset(shape)) for symbol, shape in _rows(shapes, style)]
    width = max(len(symbol) for symbol, _ in rows)
    return "\n".join(f"{symbol:<{width}}  {shape}" for symbol, shape in rows)


@latex_of.register
def _(parameters: Parameters, style: Style) -> str:
    return ", ".join(latex(parameter, notation=style.notation) for parameter in parameters)


@text_of.register
def _(parameters: Parameters, style: Style) -> str:
    return ", ".join(text(parameter, notation=style.notation) for parameter in parameters)
