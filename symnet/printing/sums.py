r"""Sums: over the entries of a matrix, over the samples of a batch, and with bounds as the notation counts."""

from __future__ import annotations

from typing import Any

from sympy import Dummy, Expr, Integer, MatrixExpr, Sum, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.elementwise import Elementwise
from symnet.expressions.hooks import latex_rule
from symnet.expressions.reductions import SumEntries
from symnet.expressions.variables import Slice, Variable
from symnet.printing.precedence import Formula, Precedence, enclose, printed
from symnet.printing.spelling import notation_of

NORMS: tuple[tuple[str, str], ...] = (
    ("square", r"\left\lVert {} \right\rVert_{{F}}^{{2}}"),
    ("absolute", r"\left\lVert {} \right\rVert_{{1}}"),
)


PAIRS = ("ij", "kl", "rs", "uv")
"""The two indices of a sum over all entries: the first pair of which neither is a name already."""
INDICES = "krstuvplnmqwxyzabcdefgh"
"""The index of a sum over the entries of a column: the first letter that is no name already."""


@latex_rule.register
def _(total: SumEntries, printer: Any) -> Formula:
    return _norm(total, printer) or _indexed_sum(total, printer) or _of_entries(total, printer)


def _norm(total: SumEntries, printer: Any) -> Formula | None:
    matrix = total.matrix
    if not isinstance(matrix, Elementwise) or len(matrix.matrices) != 1 or getattr(printer, "in_norm", False):
        return None
    u = matrix.function.variables[0]
    shown = {u**2: NORMS[0][1], abs(u): NORMS[1][1]}.get(matrix.function.expr)
    if shown is None:
        return None
    inner = _inside_norm(matrix.matrices[0], printer)
    return Formula(shown.format(inner), Precedence.POWER)


def _inside_norm(matrix: MatrixExpr, printer: Any) -> str:
    """Print what stands between the bars of a norm, where no other norm may stand: both sides of a bar look alike."""
    if not hasattr(printer, "in_norm"):
        return str(printer._print(matrix))
    before, printer.in_norm = printer.in_norm, True
    try:
        return str(printer._print(matrix))
    finally:
        printer.in_norm = before


def _of_entries(total: SumEntries, printer: Any) -> Formula:
    if total.matrix.shape == (1, 1):
        return printed(total.matrix, printer)
    taken = getattr(printer, "taken", ())
    pair = next((pair for pair in PAIRS if not set(pair) & set(taken)), PAIRS[0])
    text = rf"\sum_{{{pair[0]},{pair[1]}}} \left({printer._print(total.matrix)}\right)_{{{pair}}}"
    return Formula(text, Precedence.HADAMARD)


def _indexed_sum(total: SumEntries, printer: Any) -> Formula | None:
    r"""Print the sum of a function of columns through their entries: ``\sum_{k} L(\hat{y}_k, y_k)``."""
    matrix = total.matrix
    if not isinstance(matrix, Elementwise):
        return None
    if all(isinstance(operand, Variable) and operand.grain == "batch" for operand in matrix.matrices):
        return None if "i" in getattr(printer, "taken", ()) else _sum_over_samples(matrix, printer)
    if matrix.shape == (1, 1):
        return printed(matrix, printer)
    if not all(_is_vector(operand) for operand in matrix.matrices):
        return None
    along = 0 if matrix.shape[1] == 1 else 1
    taken = getattr(printer, "taken", ())
    index = Symbol(next(letter for letter in INDICES if letter not in taken), integer=True)
    size = matrix.shape[along]
    place = (index, 0) if along == 0 else (0, index)
    entries = (MatrixElement(operand, *place) for operand in matrix.matrices)
    return printed(Sum(matrix.at(*entries), (index, Integer(0), size - 1)), printer)


def _sum_over_samples(matrix: Elementwise, printer: Any) -> Formula:
    index = Symbol("i", integer=True, positive=True)
    axis = 1 if notation_of(matrix.matrices[0].spelling).samples == "columns" else 0
    columns = [Slice(operand, index, axis) for operand in matrix.matrices]
    one = SumEntries(Elementwise(matrix.function, *columns))
    text = rf"\sum_{{i=1}}^{{{printer._print(matrix.shape[axis])}}} {enclose(one, Precedence.HADAMARD, printer)}"
    return Formula(text, Precedence.HADAMARD)


def _is_vector(matrix: MatrixExpr) -> bool:
    base = matrix.matrix if isinstance(matrix, Slice) else matrix
    return isinstance(base, Variable) and 1 in matrix.shape


def sum_with_bounds(total: Sum, printer: Any) -> Formula:
    """Print a sum over its indices, one sign each; an index of neurons runs as the notation counts, from 0 or 1."""
    body: Any = total.function
    formula = None
    for limit in total.limits:  # the first index is the innermost
        body, shift = _counted(body, limit[0])
        text = enclose(body, Precedence.HADAMARD, printer) if formula is None else str(formula)
        formula = Formula(f"{_bounds(limit, shift, printer)} {text}", Precedence.HADAMARD)
    return formula or printed(body, printer)


def _bounds(limit: Any, shift: int, printer: Any) -> str:
    index, first, last = limit
    name = printer._print(index)
    return rf"\sum_{{{name}={printer._print(first + shift)}}}^{{{printer._print(last + shift)}}}"


def _counted(body: Expr, index: Expr) -> tuple[Expr, int]:
    """Return what is summed with its index as the notation counts, and by how much that moves the bounds.

    In the place of an entry the index is a label, so it stays; everywhere else it is what it was.
    """
    labels = [part for part in body.atoms(MatrixElement) if _holder(part) is not None and index in part.free_symbols]
    if not labels:
        return body, 0
    first_entry = notation_of(_holder(labels[0]).spelling).first_entry
    if not first_entry:
        return body, 0
    marks = {label: Dummy("entry") for label in labels}
    moved = body.xreplace(marks).xreplace({index: index - first_entry})
    return moved.xreplace({mark: label for label, mark in marks.items()}), first_entry


def _holder(element: MatrixElement) -> Any:
    """Return the variable whose entry an element is, by itself or of one sample, or None."""
    parent = element.parent
    inner = parent.matrix if isinstance(parent, Slice) else parent
    return inner if isinstance(inner, Variable) else None
