"""Sums over an index; the sum of a function over all samples is the sum of its entries over the batch."""

from __future__ import annotations

from sympy import Dummy, Expr, Integer, Lambda, MatrixExpr, Sum, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.elementwise import Elementwise
from symnet.expressions.entries import entry, operands_first
from symnet.expressions.reductions import SumEntries


def sum_over_index(body: Expr, index: Symbol, first: Expr, last: Expr) -> Expr:
    """Return the sum of a scalar, or of a 1 × 1 matrix; as `SumEntries` where it runs over all entries of matrices.

    >>> from sympy import MatrixSymbol, log, symbols
    >>> i, m = symbols("i m", integer=True, positive=True)
    >>> a = MatrixSymbol("a", 1, m)
    >>> sum_over_index(log(a[0, i - 1]), i, Integer(1), m)
    SumEntries(log(a))
    """
    scalar = entry(body, Integer(0), Integer(0)) if body.is_Matrix else body
    total = Sum(scalar, (index, first, last))
    return _of_all_entries(total) or total


def _of_all_entries(total: Sum) -> Expr | None:
    """Return the sum over whole matrices that a sum over their rows or columns or both is, or None."""
    ranges: dict[Symbol, tuple[Expr, Expr]] = {}
    scalar: Expr = total
    while isinstance(scalar, Sum):
        ranges |= {limit[0]: limit[1:] for limit in scalar.limits}
        scalar = scalar.function
    elements = [node for node in operands_first(scalar) if isinstance(node, MatrixElement)]
    if not elements or len({(element.parent.shape, element.i, element.j) for element in elements}) != 1:
        return None
    first = elements[0]
    used = [
        _runs_over_all(position, size, ranges)
        for position, size in zip((first.i, first.j), first.parent.shape, strict=True)
    ]
    if None in used or sorted(map(str, filter(None, used))) != sorted(map(str, ranges)):
        return None
    parents: list[MatrixExpr] = [element.parent for element in elements]
    marks = [Dummy("u", real=True) for _ in parents]
    function = scalar.xreplace(dict(zip(elements, marks, strict=True)))
    if function.free_symbols & set(ranges):
        return None
    return SumEntries(Elementwise(Lambda(tuple(marks), function), *parents))


def _runs_over_all(position: Expr, size: Expr, ranges: dict[Expr, tuple[Expr, Expr]]) -> Symbol | bool | None:
    """Return the index that takes a position through all rows or columns, False where there is one only, else None."""
    if size == 1:
        return False
    index = next((symbol for symbol in ranges if position.has(symbol)), None)
    if index is None:
        return None
    first, last = ranges[index]
    at = [position.xreplace({index: end}) for end in (first, last)]
    linear = (position - index).is_number
    return index if linear and at[0] == 0 and (at[1] - size + 1) == 0 else None
