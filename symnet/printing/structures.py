r"""The LaTeX and text of nodes that put matrices together: diagonals, Kronecker products, stacked columns, inverses."""

from __future__ import annotations

from typing import Any

from sympy import Determinant, Inverse, KroneckerProduct, MatPow, Trace, Transpose
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.expressions.hooks import latex_rule, text_rule
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec
from symnet.printing.precedence import Precedence, enclose

OPERATORS: tuple[tuple[type, str], ...] = (
    (DiagMatrix, r"\operatorname{diag}"),
    (DiagonalOf, r"\operatorname{diagonal}"),
    (DiagonalMatrix, r"\operatorname{diag}\operatorname{diagonal}"),
    (Trace, r"\operatorname{tr}"),
    (Determinant, r"\det"),
    (Vec, r"\operatorname{vec}"),
    (LogSumExp, r"\operatorname{logsumexp}"),
)
"""Nodes that print as an operator before their one matrix."""


def _print_operator(node: Any, printer: Any) -> str:
    operator = next(name for kind, name in OPERATORS if isinstance(node, kind))
    return rf"{operator}\left({printer._print(node.args[0])}\right)"


for _kind, _operator in OPERATORS:
    latex_rule.register(_kind, _print_operator)


@latex_rule.register
def _(node: Unvec, printer: Any) -> str:
    rows, columns = map(printer._print, node.shape)
    return rf"\operatorname{{vec}}_{{{rows},{columns}}}^{{-1}}\left({printer._print(node.vector)}\right)"


@latex_rule.register
def _(node: UnitVector, printer: Any) -> str:
    return f"\\mathbf{{e}}_{{{printer._print(node.position)}}}"


@latex_rule.register
def _(node: CommutationMatrix, printer: Any) -> str:
    rows, columns = map(printer._print, node.operand_shape)
    return f"\\mathbf{{K}}_{{{rows},{columns}}}"


@latex_rule.register
def _(product: KroneckerProduct, printer: Any) -> str:
    return r" \otimes ".join(enclose(factor, Precedence.PRODUCT, printer) for factor in product.args)


@latex_rule.register
def _(power: MatPow, printer: Any) -> str:
    return f"{enclose(power.base, Precedence.ATOM, printer)}^{{{printer._print(power.exp)}}}"


@latex_rule.register
def _(inverse: Inverse, printer: Any) -> str:
    if isinstance(inverse.arg, Transpose):
        return f"{enclose(inverse.arg.arg, Precedence.ATOM, printer)}^{{-T}}"
    return f"{enclose(inverse.arg, Precedence.ATOM, printer)}^{{-1}}"


@latex_rule.register
def _(part: MatrixSlice, printer: Any) -> str:
    r"""Print the first and last row and column, counted from 1: ``{C}_{1:2,3:5}``."""
    places = []
    for start, stop, step in (part.rowslice, part.colslice):
        by = "" if step == 1 else f"{printer._print(step)}:"
        places.append(f"{printer._print(start + 1)}:{by}{printer._print(stop)}")
    return f"{{{enclose(part.parent, Precedence.ATOM, printer)}}}_{{{','.join(places)}}}"


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
