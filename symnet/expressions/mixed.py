"""Where scalars and matrices meet: a matrix of one entry in a function, and a matrix in the function of entries."""

from __future__ import annotations

from typing import Any

from sympy import Dummy, FunctionMatrix, Lambda
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import SymnetTypeError
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.entries import entry
from symnet.expressions.operands import Part, Role, outside
from symnet.expressions.shapes import brief, shaped
from symnet.expressions.substitution import substitute


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


def is_mixed(function: Lambda) -> bool:
    """Tell whether the function of an elementwise node holds a matrix beside its arguments, as in ``1ᵀ (u A) 1``."""
    body = Part(function.expr, Role.SCALAR, tuple(function.variables))
    return any(getattr(beside, "is_Matrix", False) for beside in outside(body))


def in_index_form(node: Elementwise) -> FunctionMatrix:
    """Return an elementwise node as the matrix of its entries, each written with its row and column.

    >>> from sympy import MatrixSymbol, Symbol
    >>> u = Symbol("u")
    >>> in_index_form(Elementwise(Lambda(u, u**2), MatrixSymbol("X", 2, 3))).lamda.expr
    X[_p, _q]**2
    """
    row, column = (Dummy(name, integer=True, nonnegative=True) for name in "pq")
    entries = [entry(matrix, row, column) for matrix in node.matrices]
    body = substitute(node.function.expr, dict(zip(node.function.variables, entries, strict=True)))
    return FunctionMatrix(*node.shape, Lambda((row, column), body))
