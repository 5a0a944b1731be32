r"""What users call: `latex` and `text` of anything that symnet makes.

Rooms above register what they add (a network, a cost) with `latex_of` and `text_of`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import singledispatch
from typing import Any

from sympy import Basic
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import SymnetTypeError, SymnetValueError, kind_of
from symnet.expressions.entries import operands_first
from symnet.expressions.equations import Definition, Equations
from symnet.expressions.hooks import latex_rule, text_rule
from symnet.expressions.variables import Slice, Variable
from symnet.printing.latex import Printer
from symnet.printing.names import told_apart
from symnet.printing.notations import NOTATIONS, Notation
from symnet.printing.sizes import Beside, fitting
from symnet.printing.spelling import notation_of
from symnet.printing.translation import translate
from symnet.printing.typesetting import typeset

CALLED = frozenset({r"\sigma", r"\Phi", "I", "K"})
"""Names of symbols that are also those of functions, as both print."""


@dataclass(frozen=True)
class Style:
    """How something is to be printed: in which notation, and whether broadcasts show their ones."""

    notation: str | Notation | None
    _: KW_ONLY
    ones: bool

    def translate(self, thing: Any) -> Any:
        """Return the thing over the symbols of the notation, or as it is where no notation was asked for."""
        return thing if self.notation is None else translate(thing, self.notation)


def latex(thing: Any, *, notation: str | Notation | None = None, ones: bool = False) -> str:
    r"""Return the LaTeX of an expression, an equation, `Equations`, a network or a cost.

    Several equations are set in an ``align*`` environment, in the subset that KaTeX takes in strict mode. With
    `notation` the symbols are first translated; without, each prints in its own. With `ones` a broadcast is shown as
    the product with ones that it is.

    >>> from sympy import MatrixSymbol
    >>> latex(MatrixSymbol("W", 3, 2) * MatrixSymbol("x", 2, 1))
    'W x'

    Raises `SymnetTypeError` for something that is not an expression.
    """
    return str(latex_of(thing, Style(notation, ones=ones)))


def text(thing: Any, *, notation: str | Notation | None = None, ones: bool = False) -> str:
    """Return the same as Unicode text for a terminal, one line an equation.

    >>> from sympy import MatrixSymbol
    >>> text(MatrixSymbol("W", 3, 2) * MatrixSymbol("x", 2, 1).applyfunc(abs))
    'W |x|'
    """
    return str(text_of(thing, Style(notation, ones=ones)))


@singledispatch
def latex_of(thing: Any, style: Style) -> str:
    """Return the LaTeX of one kind of thing: the rule behind `latex`."""
    return _one(_printable(thing), style)


@singledispatch
def text_of(thing: Any, style: Style) -> str:
    """Return the text of one kind of thing: the rule behind `text`."""
    return typeset(_one(_printable(thing), style))


def _printable(thing: Any) -> Any:
    if not isinstance(thing, Basic | MatrixBase):
        raise SymnetTypeError(
            f"Cannot print {thing!r}: it must be a SymPy expression, Equations, a Network or a Cost, "
            f"but it is {kind_of(thing)}."
        )
    return thing.as_immutable() if isinstance(thing, MatrixBase) else thing


def _one(thing: Any, style: Style) -> str:
    shown = style.translate(thing)
    try:
        printer, (told,) = _printer([shown], ones=style.ones)
        return str(printer._print(told))
    except RecursionError:
        raise SymnetValueError(
            f"A {type(shown).__name__} of this depth cannot be printed as one expression, because each level stands "
            "inside the next; print its equations instead, as sn.latex(net.equations())."
        ) from None


def _printer(expressions: Sequence[Any], *, ones: bool) -> tuple[Printer, Sequence[Any]]:
    """Return a printer with the letters and operators of what is to be printed, and that with its names told apart."""
    spelling = next((variable.spelling for shown in expressions for variable in shown.atoms(Variable)), None)
    notation = NOTATIONS["zero_based"] if spelling is None else notation_of(spelling)
    names = told_apart(expressions)
    printer = Printer(
        batch=any(map(holds_batch, expressions)),
        ones=ones,
        hadamard=notation.hadamard,
        axis=0 if notation.samples == "columns" else 1,
        taken=names.symbols,
        applied=names.applied | CALLED,
    )
    return printer, names.expressions


def holds_batch(expression: Any) -> bool:
    """Tell whether an expression is about whole batches: then parameters print beside them as capitals.

    One sample of a batch is a sample, so what is below a `Slice` does not count.
    """
    nodes = operands_first(expression, closed=(Slice, Variable, MatrixElement))
    return any(isinstance(node, Variable) and node.grain == "batch" for node in nodes)


def noted(equations: Equations) -> list[str]:
    """Return the assumptions and conventions of equations as rows of an aligned environment."""
    return [rf"& \text{{{escaped(note)}}}" for note in equations.notes]


def escaped(note: str) -> str:
    r"""Return a sentence as it may stand in ``\text{…}``, where MathJax knows no command: underscores leave it."""
    parts = re.split(r"(\\\(.*?\\\))", note)  # every other part is mathematics already
    parts[::2] = [
        part.replace("_", r"}\_\text{").replace("∞", r"\(\infty\)").replace("≈", r"\(\approx\)") for part in parts[::2]
    ]
    return "".join(parts)


def lines(equations: Equations, *, ones: bool = False) -> list[tuple[str, str]]:
    """Return the LaTeX of the two sides of each definition."""
    printer, told = _printer([side for definition in equations for side in definition], ones=ones)
    return [(printer._print(left), _right_side(left, right, printer)) for left, right in batched(told)]


def batched(sides: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Give sides two by two."""
    return zip(sides[::2], sides[1::2], strict=True)


def _right_side(left: Any, right: Any, printer: Printer) -> str:
    """Print the right side of a definition; the left one is a symbol, and shows the shape."""
    return str(fitting(right, Beside.SHAPE, printer) if getattr(left, "is_Matrix", False) else printer._print(right))


@latex_of.register
def _(equations: Equations, style: Style) -> str:
    shown = style.translate(equations)
    rows = [f"{left} &= {right}" for left, right in lines(shown, ones=style.ones)]
    rows += noted(shown)
    return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}"


@text_of.register
def _(equations: Equations, style: Style) -> str:
    shown = style.translate(equations)
    rows = [(typeset(left), typeset(right)) for left, right in lines(shown, ones=style.ones)]
    width = max((len(left) for left, _ in rows), default=0)
    shown_rows = [f"{left:<{width}} = {right}" for left, right in rows]
    return "\n".join([*shown_rows, *shown.notes])


@latex_of.register
def _(definition: Definition, style: Style) -> str:
    return _one(definition.as_equation(), style)


@text_of.register
def _(definition: Definition, style: Style) -> str:
    return typeset(_one(definition.as_equation(), style))


@latex_rule.register
def _(equations: Equations, _printer: Any) -> str:
    """Set equations for a notebook."""
    shown = [f"{left} &= {right}" for left, right in lines(equations)]
    return displayed(" \\\\ ".join([*shown, *noted(equations)]))


def displayed(rows: str) -> str:
    """Return rows as one block of a notebook: ``aligned`` stands in displayed mathematics, ``align*`` does not."""
    return f"$$\\begin{{aligned}} {rows} \\end{{aligned}}$$"


@text_rule.register
def _(equations: Equations, _printer: Any) -> str:
    return text(equations)
