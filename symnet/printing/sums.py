r"""Sums: over the entries of a matrix, over the samples of a batch, and with bounds as the notation counts."""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, Integer, MatrixExpr, Sum, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.elementwise import Elementwise
from symnet.expressions.entries import operands_first
from symnet.expressions.hooks import latex_rule
from symnet.expressions.reductions import SumEntries
from symnet.expressions.variables import Slice, Variable
from symnet.printing.notations import Notation
from symnet.printing.precedence import Precedence, enclose
from symnet.printing.spelling import notation_of

NORMS: tuple[tuple[str, str], ...] = (
    ("square", r"\left\lVert {} \right\rVert_{{F}}^{{2}}"),
    ("absolute", r"\left\lVert {} \right\rVert_{{1}}"),
)


@latex_rule.register
def _(total: SumEntries, printer: Any) -> str:
    matrix = total.matrix
    if isinstance(matrix, Elementwise) and len(matrix.matrices) == 1:
        u = matrix.function.variables[0]
        shown = {u**2: NORMS[0][1], abs(u): NORMS[1][1]}.get(matrix.function.expr)
        if shown is not None:
            return str(shown.format(printer._print(matrix.matrices[0])))
    if matrix.shape == (1, 1) and not isinstance(matrix, Elementwise):
        return str(printer._print(matrix))
    return _indexed_sum(total, printer) or rf"\sum_{{i,j}} \left({printer._print(matrix)}\right)_{{ij}}"


def _indexed_sum(total: SumEntries, printer: Any) -> str | None:
    r"""Print the sum of a function of columns through their entries: ``\sum_{k} L(\hat{y}_k, y_k)``."""
    matrix = total.matrix
    if not isinstance(matrix, Elementwise):
        return None
    if all(isinstance(operand, Variable) and operand.grain == "batch" for operand in matrix.matrices):
        return _sum_over_samples(matrix, printer)
    if matrix.shape == (1, 1):
        return str(printer._print(matrix))
    if not all(_is_vector(operand) for operand in matrix.matrices):
        return None
    along = 0 if matrix.shape[1] == 1 else 1
    index, size = Symbol("k", integer=True), matrix.shape[along]
    place = (index, 0) if along == 0 else (0, index)
    entries = (MatrixElement(operand, *place) for operand in matrix.matrices)
    return str(printer._print(Sum(matrix.at(*entries), (index, Integer(0), size - 1))))


def _sum_over_samples(matrix: Elementwise, printer: Any) -> str:
    index = Symbol("i", integer=True, positive=True)
    axis = 1 if notation_of(matrix.matrices[0].spelling).samples == "columns" else 0
    columns = [Slice(operand, index, axis) for operand in matrix.matrices]
    one = SumEntries(Elementwise(matrix.function, *columns))
    return rf"\sum_{{i=1}}^{{{printer._print(matrix.shape[axis])}}} {enclose(one, Precedence.HADAMARD, printer)}"


def _is_vector(matrix: MatrixExpr) -> bool:
    base = matrix.matrix if isinstance(matrix, Slice) else matrix
    return isinstance(base, Variable) and 1 in matrix.shape


def sum_with_bounds(total: Sum, printer: Any) -> str:
    """Print a sum over one index; an index of neurons runs as the notation counts them, from 0 or from 1."""
    ((index, first, last),) = total.limits
    notation = _notation_within(total.function)
    shift = notation.first_entry if notation and _is_entry_index(total.function, index) else 0
    name = printer._print(index)
    bounds = rf"\sum_{{{name}={printer._print(first + shift)}}}^{{{printer._print(last + shift)}}}"
    return f"{bounds} {enclose(total.function, Precedence.HADAMARD, printer)}"


def _is_entry_index(expression: Expr, index: Expr) -> bool:
    nodes = operands_first(expression)
    return any(isinstance(node, MatrixElement) and index in (node.i, node.j) for node in nodes)


def _notation_within(expression: Basic) -> Notation | None:
    """Return the notation of the first variable in an expression."""
    variable = next((node for node in expression.atoms(Variable)), None)
    return None if variable is None else notation_of(variable.spelling)
