"""A matrix of one entry in a scalar function stands for that entry."""

from __future__ import annotations

from typing import Any

from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import SymnetTypeError
from symnet.expressions.shapes import brief, shaped


def takes_matrix(node: Any) -> bool:
    """Tell whether a matrix stands where a scalar function or power takes a scalar: ``log(xᵀ A x)``."""
    return any(getattr(argument, "is_Matrix", False) for argument in node.args)


def with_entries(node: Any) -> Any:
    """Return a scalar function or power of matrices of one entry as that of the entries.

    >>> from sympy import MatrixSymbol, exp
    >>> with_entries(exp(MatrixSymbol("s", 1, 1)))
    exp(s[0, 0])

    Raises `SymnetTypeError` for a matrix with more entries.
    """
    for argument in node.args:
        if getattr(argument, "is_Matrix", False) and argument.shape != (1, 1):
            name = type(node).__name__
            raise SymnetTypeError(
                f"Cannot differentiate {brief(node)}: {name} takes a scalar, but {shaped(argument)} is a matrix; "
                f"write apply_elementwise({name}, {brief(argument)}) for the function of every entry."
            )
    return node.func(*(MatrixElement(each, 0, 0) if getattr(each, "is_Matrix", False) else each for each in node.args))
