"""What an expression is worth: computed from the definitions of its nodes alone.

Nothing here is shared with the prover or with generated code, so that each can be checked against the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from sympy import Basic, Expr

from symnet.errors import ShapeError
from symnet.expressions.equations import Equations
from symnet.expressions.shapes import shaped
from symnet.limits import Limits
from symnet.values import matrix_values, scalar_values  # noqa: F401 - their rules must be registered
from symnet.values.numbers.arithmetics import Arithmetic
from symnet.values.numbers.exact import EXACT
from symnet.values.numbers.floats import FLOATS
from symnet.values.numbers.nowhere import NotEvaluableError, OutsideDomainError, UndecidedComparisonError
from symnet.values.undefined_functions import choose_functions
from symnet.values.valuation import Functions, Valuation

__all__ = [
    "EXACT",
    "FLOATS",
    "NotEvaluableError",
    "OutsideDomainError",
    "UndecidedComparisonError",
    "choose_functions",
    "evaluate",
    "evaluate_equations",
    "valued",
]

UNLIMITED = 10**7
"""The most entries of one matrix, or terms of one sum, where no limits are given."""


def evaluate(
    expression: Expr,
    values: Mapping[Any, Any],
    *,
    arithmetic: Arithmetic = FLOATS,
    functions: Functions | None = None,
    limits: Limits | None = None,
) -> Any:
    """Return the value of an expression: a 2-D array for a matrix, a number for a scalar.

    `values` holds a 2-D array for a matrix symbol and a number for a scalar one. A size symbol that is a number of rows
    or columns of a given array needs no value of its own. `functions` are definite functions for the undefined ones,
    see `choose_functions`. With `FLOATS` a value that does not exist is NaN; with `EXACT` it raises.

    >>> from sympy import MatrixSymbol, Symbol, exp
    >>> n = Symbol("n", integer=True, positive=True)
    >>> A = MatrixSymbol("A", n, 2)
    >>> evaluate(A.T * A, {A: [[1, 2], [3, 4]]})
    array([[10., 14.],
           [14., 20.]])
    >>> evaluate(n / 2, {A: [[1, 2], [3, 4], [5, 6]]})
    1.5

    Raises `SymnetValueError` for a symbol without a value, `ShapeError` for an array that does not fit its symbol,
    `NotEvaluableError` for a node without a rule; `OutsideDomainError` and `UndecidedComparisonError` see `EXACT`.
    """
    with np.errstate(all="ignore"):
        valuation = valued(values, arithmetic=arithmetic, functions=functions, limits=limits)
        return arithmetic.result(valuation.value(expression))


def evaluate_equations(
    equations: Equations,
    values: Mapping[Any, Any],
    *,
    arithmetic: Arithmetic = FLOATS,
    functions: Functions | None = None,
    limits: Limits | None = None,
) -> dict[Any, Any]:
    """Return the values with those of every symbol that equations define, in order.

    >>> from sympy import symbols
    >>> x, y, z = symbols("x y z")
    >>> evaluate_equations(Equations([(y, x + 1), (z, x * y)]), {x: 2.0})
    {x: 2.0, y: 3.0, z: 6.0}
    """
    with np.errstate(all="ignore"):
        valuation = valued(values, arithmetic=arithmetic, functions=functions, limits=limits)
        defined = {symbol: valuation.define(symbol, expression) for symbol, expression in equations}
        return {**values, **{symbol: arithmetic.result(value) for symbol, value in defined.items()}}


def valued(
    values: Mapping[Any, Any], *, arithmetic: Arithmetic, functions: Functions | None, limits: Limits | None
) -> Valuation:
    """Return the outermost scope: the given values, and the sizes that follow from them."""
    known: dict[Basic, Any] = {symbol: arithmetic.given(value) for symbol, value in values.items()}
    for symbol in values:
        if symbol.is_Matrix:
            for size, length in zip(symbol.shape, _two_dimensional(symbol, known[symbol]), strict=True):
                expected = known.setdefault(size, arithmetic.given(length)) if size.is_Symbol else size
                if size.is_number or size.is_Symbol:
                    _require_size(symbol, known[symbol], int(expected), length)
    return Valuation(
        known,
        arithmetic=arithmetic,
        functions={} if functions is None else functions,
        limits=Limits(math.inf, terms=UNLIMITED) if limits is None else limits,
    )


def _two_dimensional(symbol: Any, array: Any) -> tuple[int, ...]:
    if np.ndim(array) != 2:
        raise ShapeError(f"The value of {shaped(symbol)} must be a 2-D array, but it has {np.ndim(array)} dimensions.")
    return array.shape


def _require_size(symbol: Any, array: Any, expected: int, length: int) -> None:
    if expected != length:
        raise ShapeError(
            f"The value of {shaped(symbol)} is {' × '.join(map(str, array.shape))}, "
            f"but a size of {expected} was expected where it has {length}."
        )
