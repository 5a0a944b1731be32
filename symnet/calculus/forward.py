"""Forward mode over equations: the change of every symbol, one line for each line that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sympy import Expr

from symnet.calculus.differentials import pushed_forward
from symnet.calculus.variables import is_zero
from symnet.expressions.equations import Equations
from symnet.expressions.operands import symbols_in


def tangents(equations: Equations, changes: Mapping[Expr, Expr], name: Callable[[Expr], Expr]) -> Equations:
    """Return the equations of the changes of all symbols, to first order, when some symbols change as given.

    `name` gives the symbol for the change of a symbol. Where a symbol does not change there is no line for it. The cost
    is linear in the number of equations. On a backward pass this is the product of the Hessian with the changes,
    forward over reverse.

    >>> from sympy import MatrixSymbol
    >>> W, x, dx, z, dz = (MatrixSymbol(name, *shape) for name, shape in (
    ...     ("W", (2, 2)), ("x", (2, 1)), ("dx", (2, 1)), ("z", (2, 1)), ("dz", (2, 1))))
    >>> tangents(Equations([(z, W * x)]), {x: dx}, lambda symbol: dz)[0]
    Definition(symbol=dz, expression=W*dx)
    """
    known: dict[Any, Expr] = dict(changes)
    definitions: list[tuple[Expr, Expr]] = []
    for symbol, expression in equations:
        used = {atom: known[atom] for atom in symbols_in(expression, whole=known) if atom in known}
        change = pushed_forward(expression, used) if used else None
        if change is None or is_zero(change):
            continue
        known[symbol] = name(symbol)
        definitions.append((known[symbol], change))
    return Equations(definitions, spelling=equations.spelling)
