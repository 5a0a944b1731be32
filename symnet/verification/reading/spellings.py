"""The ways in which texts write a gradient: ``δ^[1]``, ``dZ^[1]``, ``dZ1``, ``∂J/∂Z^[1]``, in every notation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal

from sympy import Expr, Mul

from symnet.expressions.arithmetic import multiply
from symnet.expressions.variables import Variable
from symnet.printing.latex import Printer
from symnet.printing.notations import Notation
from symnet.printing.spelling import PARAMETERS, notation_of, scale_of_gradient
from symnet.printing.typesetting import typeset

Style = Literal["d", "delta", "partial"]
STYLES: tuple[Style, ...] = ("d", "delta")


def printed(symbol: Expr, printer: Printer) -> str:
    """Return how a symbol prints, as text."""
    return typeset(printer._print(symbol))


def gradients_spelled(
    symbols: Iterable[Any], printer: Printer, *, cost_is_loss: bool = False
) -> Iterator[tuple[str, Expr]]:
    """Give each gradient in the ways that the notation does not choose, and ∂J/∂v, which is that of the cost.

    What a notation calls δ or dZ may be m times the gradient of the cost; ``∂J/∂Z`` is not. Of one sample ∂L/∂z is
    the gradient of its loss, as is ∂J/∂z where the cost of one sample is nothing but its loss.

    >>> from symnet.printing.notations import find_notation
    >>> spelling = find_notation("zero_based").spelling
    >>> dZ = Variable("dZ0", 3, 5, "gradient of preactivation", 0, "batch", spelling)
    >>> [name for name, _ in gradients_spelled([dZ], Printer(batch=True))]
    ['dZ^[0]', 'δ^[0]', '∂J/∂Z^[0]', '∂J/∂Z0', 'δ0']
    """
    for symbol in symbols:
        if not (isinstance(symbol, Variable) and symbol.is_gradient):
            continue
        yield from ((printed(way, printer), symbol) for way in letters_of(symbol))
        plain = dict.fromkeys((symbol.name, *(name for name, _ in in_capitals([symbol]))))
        quotients = [printed(styled(symbol, "partial"), printer), *(f"∂{_of(symbol)}/∂{name[1:]}" for name in plain)]
        yield from ((name, of_cost(symbol)) for each in quotients for name in quotients_of(each, cost_is_loss))
        if symbol.base_role == "preactivation":
            yield f"δ{symbol.name[2:]}", symbol


def letters_of(symbol: Variable) -> list[Variable]:
    """Return a gradient as ``dZ``, and that by a pre-activation as ``δ`` too."""
    return [styled(symbol, style) for style in STYLES if style == "d" or symbol.base_role == "preactivation"]


def quotients_of(name: str, cost_is_loss: bool) -> list[str]:  # noqa: FBT001 - it goes with the name
    """Return ``∂L/∂z`` and, where the cost of one sample is its loss, ``∂J/∂z``."""
    return [name, f"∂J{name.removeprefix('∂L')}"] if cost_is_loss and name.startswith("∂L") else [name]


def _of(symbol: Variable) -> str:
    return "L" if symbol.grain == "sample" else "J"


def of_cost(symbol: Variable) -> Expr:
    """Return the gradient of the cost by what a symbol is a gradient by: the symbol, or 1/m times it."""
    scale = scale_of_gradient(symbol)
    return symbol if scale == 1 else multiply(Mul(1 / scale), symbol)


def styled(symbol: Variable, style: Style) -> Variable:
    """Return a gradient that prints in another style."""
    notation = notation_of(symbol.spelling)
    other: Notation = replace(notation, gradient=style, delta_of="cost")
    return symbol.func(*symbol.args[:-1], other.spelling)


def in_capitals(symbols: Iterable[Any]) -> Iterator[tuple[str, Expr]]:
    """Give each parameter and its gradient with the first letter in the other case: there is one W1 only."""
    for symbol in symbols:
        if isinstance(symbol, Variable) and symbol.base_role in PARAMETERS:
            letter = len("d") if symbol.is_gradient else 0
            yield f"{symbol.name[:letter]}{symbol.name[letter].swapcase()}{symbol.name[letter + 1 :]}", symbol
