"""Shapes: what fits, what does not, and the sentence that says so.

Two sizes are equal when they are the same polynomial: different symbols are different sizes, so that a network of
symbolic widths is checked as strictly as one of integers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from sympy import Expr, MatrixExpr, Pow, SympifyError, expand, sympify
from sympy import __version__ as sympy_version

from symnet.errors import ShapeError, SymnetTypeError, kind_of
from symnet.expressions.requirements import require_sympy

require_sympy(sympy_version)  # here, because every room that uses SymPy stands on this module

Shape = tuple[Expr, Expr]

LONGEST = 400
"""Numbers of more bits are not printed in a sentence."""


def as_expression(given: Any) -> Any:
    """Return a number or an expression as SymPy's; text is refused, because reading it would mean to evaluate it.

    >>> as_expression(2)
    2
    >>> as_expression("2")
    Traceback (most recent call last):
        ...
    symnet.errors.SymnetTypeError: '2' is a str, but it must be a number or a SymPy expression; text is not evaluated.
    """
    try:
        return sympify(given, strict=True)
    except SympifyError:
        raise SymnetTypeError(
            f"{given!r} is {kind_of(given)}, but it must be a number or a SymPy expression; text is not evaluated."
        ) from None


HIGHEST_DEGREE = 64
"""A size with a higher power is not written out."""


def as_polynomial(size: Any) -> Any:
    """Return a size as a sum of products, so that equal polynomials are equal expressions.

    >>> from sympy import Symbol
    >>> n = Symbol("n")
    >>> as_polynomial((n + 1) ** 2)
    n**2 + 2*n + 1
    """
    known = as_expression(size)
    if known.is_Atom or any(power.exp.is_Integer and power.exp > HIGHEST_DEGREE for power in known.atoms(Pow)):
        return known
    return expand(known)


def same_size(one: Any, other: Any, equal: Mapping[Any, Any] = MappingProxyType({})) -> bool:
    """Tell whether two sizes are equal as polynomials; `equal` says what else stands for a symbol.

    >>> from sympy import symbols
    >>> n, k = symbols("n k")
    >>> same_size((n + 1) ** 2, n**2 + 2 * n + 1), same_size(n, k), same_size(n, k, {n: k})
    (True, False, True)
    """
    if one == other:
        return True
    first, second = (as_polynomial(as_expression(size).xreplace(dict(equal))) for size in (one, other))
    return bool(first == second)


def same_shape(one: Sequence[Any], other: Sequence[Any], equal: Mapping[Any, Any] = MappingProxyType({})) -> bool:
    """Tell whether two shapes are equal, size by size."""
    return all(same_size(a, b, equal) for a, b in zip(one, other, strict=True))


def require_same_shape(operation: str, operands: Sequence[MatrixExpr]) -> Shape:
    """Return the one shape that all operands have, or raise `ShapeError` naming the first that differs.

    >>> from sympy import MatrixSymbol
    >>> require_same_shape("add", [MatrixSymbol("A", 2, 3), MatrixSymbol("B", 2, 3)])
    (2, 3)
    >>> require_same_shape("add", [MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)])
    Traceback (most recent call last):
        ...
    symnet.errors.ShapeError: Cannot add A (2 × 3) and B (3 × 2): every operand must have the same shape.
    """
    first = operands[0]
    for other in operands[1:]:
        if not same_shape(other.shape, first.shape):
            raise ShapeError(
                f"Cannot {operation} {shaped(first)} and {shaped(other)}: every operand must have the same shape."
            )
    rows, columns = first.shape
    return rows, columns


def require_product_shape(factors: Sequence[MatrixExpr]) -> Shape:
    """Return the shape of a matrix product, or raise `ShapeError` naming the first two neighbours that do not fit.

    >>> from sympy import MatrixSymbol
    >>> require_product_shape([MatrixSymbol("A", 2, 3), MatrixSymbol("B", 2, 4)])
    Traceback (most recent call last):
        ...
    symnet.errors.ShapeError: Cannot multiply A (2 × 3) by B (2 × 4): the 3 columns of A must equal the 2 rows of B.
    """
    for left, right in pairwise(factors):
        if not same_size(left.shape[1], right.shape[0]):
            raise ShapeError(
                f"Cannot multiply {shaped(left)} by {shaped(right)}: the {left.shape[1]} columns of {brief(left)} "
                f"must equal the {right.shape[0]} rows of {brief(right)}."
            )
    return factors[0].shape[0], factors[-1].shape[1]


def require_matrix(operation: str, operand: Any) -> MatrixExpr:
    """Return the operand if it has a shape, or raise `ShapeError`."""
    if not getattr(operand, "is_Matrix", False):
        raise ShapeError(f"Cannot {operation} {brief(operand)}: it must be a matrix, but it is a scalar.")
    return operand


def shaped(matrix: MatrixExpr) -> str:
    """Return a short name of a matrix with its shape, as ``A (2 × 3)``."""
    rows, columns = matrix.shape
    return f"{brief(matrix)} ({rows} × {columns})"


def brief(expression: Any, limit: int = 60) -> str:
    """Return the text of an expression, or its type where the text would not fit into a sentence.

    Depth and breadth are tested before anything is printed: SymPy's printers recurse, Python refuses to print long
    integers, and an error must not raise another.

    >>> from sympy import Integer, Symbol
    >>> brief(Symbol("x") + 1), brief(Integer(10) ** 10_000)
    ('x + 1', 'a large Integer')
    """
    kind = _too_large(expression, limit)
    if kind:
        return f"a {kind} {type(expression).__name__}"
    try:
        text = str(expression)
    except Exception:  # noqa: BLE001 - SymPy's printer may fail in any way on what SymPy did not build
        return f"{kind_of(expression)}"
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _too_large(expression: Any, limit: int) -> str:
    """Return ``nested`` or ``large`` for what is not printed in a sentence, and nothing for all else."""
    level = [expression]
    for _ in range(limit):
        if any(is_long(node) for node in level):
            return "large"
        level = [argument for node in level for argument in getattr(node, "args", ())]
        if not level:
            return ""
        if len(level) > 4 * limit:
            return "large"
    return "nested"


def is_long(node: Any) -> bool:
    """Tell whether a node is a number of so many digits that Python may refuse to print it.

    >>> from sympy import Integer
    >>> is_long(Integer(10) ** 10_000), is_long(Integer(10))
    (True, False)
    """
    return bool(getattr(node, "is_Rational", False)) and node.p.bit_length() + node.q.bit_length() > LONGEST
