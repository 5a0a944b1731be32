r"""The LaTeX and text of nodes that put matrices together: diagonals, Kronecker products, stacked columns, inverses."""

from __future__ import annotations

from typing import Any

from sympy import Determinant, Inverse, KroneckerProduct, MatPow, Trace, Transpose
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.expressions.hooks import latex_rule, text_rule
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec
from symnet.printing.axes import along
from symnet.printing.precedence import Formula, Precedence, enclose, superscript

OPERATORS: tuple[tuple[type, str], ...] = (
    (DiagMatrix, r"\operatorname{diag}"),
    (DiagonalOf, r"\operatorname{diagonal}"),
    (Trace, r"\operatorname{tr}"),
    (Determinant, r"\det"),
    (Vec, r"\operatorname{vec}"),
)
"""Nodes that print as an operator before their one matrix."""


def _print_operator(node: Any, printer: Any) -> Formula:
    operator = next(name for kind, name in OPERATORS if isinstance(node, kind))
    return _applied(operator, node.args[0], printer)


def _applied(operator: str, matrix: Any, printer: Any) -> Formula:
    return Formula(rf"{operator}\left({printer._print(matrix)}\right)", Precedence.ATOM)


for _kind, _operator in OPERATORS:
    latex_rule.register(_kind, _print_operator)


@latex_rule.register
def _(node: DiagonalMatrix, printer: Any) -> Formula:
    return _applied(r"\operatorname{diag}", DiagonalOf(node.args[0]), printer)


@latex_rule.register
def _(node: LogSumExp, printer: Any) -> Formula:
    return _applied(rf"\operatorname{{logsumexp}}{along(node.axis, printer)}", node.matrix, printer)


@latex_rule.register
def _(node: Unvec, printer: Any) -> Formula:
    rows, columns = map(printer._print, node.shape)
    return _applied(rf"\operatorname{{vec}}_{{{rows},{columns}}}^{{-1}}", node.vector, printer)


@latex_rule.register
def _(node: UnitVector, printer: Any) -> Formula:
    size, place = printer._print(node.shape[0]), printer._print(node.position)
    return Formula(f"\\mathbf{{e}}_{{{size},{place}}}", Precedence.ATOM)


@latex_rule.register
def _(node: CommutationMatrix, printer: Any) -> Formula:
    rows, columns = map(printer._print, node.operand_shape)
    return Formula(f"\\mathbf{{K}}_{{{rows},{columns}}}", Precedence.ATOM)


@latex_rule.register
def _(product: KroneckerProduct, printer: Any) -> Formula:
    text = r" \otimes ".join(enclose(factor, Precedence.PRODUCT, printer) for factor in product.args)
    return Formula(text, Precedence.KRONECKER)


@latex_rule.register
def _(power: MatPow, printer: Any) -> Formula:
    return _raised(power.base, superscript(str(printer._print(power.exp))), printer)


@latex_rule.register
def _(inverse: Inverse, printer: Any) -> Formula:
    if isinstance(inverse.arg, Transpose):
        return _raised(inverse.arg.arg, "-T", printer)
    return _raised(inverse.arg, "-1", printer)


def _raised(base: Any, above: str, printer: Any) -> Formula:
    return Formula(f"{enclose(base, Precedence.ATOM, printer)}^{{{above}}}", Precedence.POWER)


@latex_rule.register
def _(part: MatrixSlice, printer: Any) -> Formula:
    r"""Print the first and last row and column, counted from 1: ``{C}_{1:2,3:5}``."""
    places = []
    for start, stop, step in (part.rowslice, part.colslice):
        by = "" if step == 1 else f"{printer._print(step)}:"
        places.append(f"{printer._print(start + 1)}:{by}{printer._print(stop)}")
    return Formula(f"{{{enclose(part.parent, Precedence.ATOM, printer)}}}_{{{','.join(places)}}}", Precedence.ATOM)


@text_rule.register
def _(node: Vec, printer: Any) -> str:
    return f"vec({printer._print(node.matrix)})"


@text_rule.register
def _(node: Unvec, printer: Any) -> str:
    rows, columns = map(printer._print, node.shape)
    return f"unvec({printer._print(node.vector)}, {rows}, {columns})"


@text_rule.register
def _(node: UnitVector, printer: Any) -> str:
    return f"e_{printer._print(node.position)}"


@text_rule.register
def _(node: CommutationMatrix, printer: Any) -> str:
    rows, columns = map(printer._print, node.operand_shape)
    return f"K({rows}, {columns})"


@text_rule.register
def _(node: LogSumExp, printer: Any) -> str:
    return f"logsumexp({printer._print(node.matrix)}{', axis=1' if node.axis else ''})"
