"""For what a proof holds: in the words that a scope begins with, and those with which it goes on."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr

from symnet.expressions.equations import atoms

EXCEPT, WHERE = "except where ", "where "
"""How a scope names what it leaves out, and what it needs."""


def reach(expressions: Iterable[Expr]) -> str:
    """Say for which sizes an equation holds that was proved with its symbols: all, or those that it gives.

    >>> from sympy import MatrixSymbol, Symbol
    >>> n = Symbol("n", integer=True, positive=True)
    >>> reach([MatrixSymbol("A", n, 2)]), reach([MatrixSymbol("A", 3, 2)])
    ('all sizes', 'the given sizes')
    """
    sizes = {size for side in expressions for symbol in atoms(side) for size in getattr(symbol, "shape", ())}
    return "all sizes" if any(not size.is_Integer for size in sizes) or not sizes else "the given sizes"


def exceptions_in(scope: Iterable[str]) -> tuple[str, ...]:
    """Return what a scope leaves out.

    >>> exceptions_in(["all sizes", "except where x = 0"])
    ('x = 0',)
    """
    return tuple(part.removeprefix(EXCEPT) for part in scope if part.startswith(EXCEPT))
