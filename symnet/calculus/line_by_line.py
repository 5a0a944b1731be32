"""The gradient of equations: again equations, one line for each symbol on the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, MatrixSymbol, Symbol

from symnet.calculus.backward import backward
from symnet.calculus.passes import textbook_passes
from symnet.expressions.equations import Equations
from symnet.expressions.variables import Variable, gradient_symbol


def gradient_of_equations(equations: Equations, variables: Any) -> Equations:
    """Return the equations of the gradient of the last symbol, a scalar, by the given symbols.

    The gradient by a symbol is called as the symbol, with a d before it. The lines use the symbols of the equations
    that were given; both together are a program. The cost is linear in the number of equations.

    >>> from sympy import MatrixSymbol
    >>> from symnet.expressions.reductions import SumEntries
    >>> W, x, z = MatrixSymbol("W", 2, 2), MatrixSymbol("x", 2, 1), MatrixSymbol("z", 2, 1)
    >>> print(gradient_of_equations(Equations([(z, W * x), (Symbol("J"), SumEntries(z))]), W))
    dz = 1
    dW = dz xᵀ
    """
    several = list(variables) if isinstance(variables, Sequence) else [variables]
    return backward(
        equations, equations[-1].symbol, several, name=_name_within(equations), passes=textbook_passes(equations)
    ).equations


def _name_within(equations: Equations) -> Any:
    """Return a function that names the gradient by a symbol; the last symbol and mere aliases get no line."""
    last = equations[-1].symbol
    aliases = {symbol for symbol, expression in equations if getattr(expression, "is_symbol", False)}

    def name(symbol: Any) -> Expr | None:
        if symbol == last or symbol in aliases:
            return None
        if isinstance(symbol, Variable):
            return gradient_symbol(symbol)
        if isinstance(symbol, MatrixSymbol):
            return MatrixSymbol(f"d{symbol.name}", *symbol.shape)
        return Symbol(f"d{symbol}", real=True)

    return name
