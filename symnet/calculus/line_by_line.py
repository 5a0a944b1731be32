"""The gradient of equations: again equations, one line for each symbol on the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sympy import Expr, MatrixSymbol, OneMatrix, Symbol
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.calculus.backward import backward
from symnet.calculus.passes import textbook_passes
from symnet.calculus.variables import is_matrix, part_of, require_no_size, root_of
from symnet.errors import SymnetTypeError
from symnet.expressions.equations import Equations
from symnet.expressions.operands import subexpressions, symbols_in
from symnet.expressions.shapes import brief
from symnet.expressions.variables import Slice, Variable, gradient_symbol

INSTEAD = (
    "stands for every sample at once; take equations of whole matrices, such as cost.equations('batch'), "
    "or those of one sample, cost.one_sample()[0]."
)


def gradient_of_equations(equations: Equations, variables: Any) -> Equations:
    """Return the equations of the gradient of the last symbol, a scalar, by the given symbols.

    The gradient by a symbol is called as the symbol, with a d before it, and an underscore behind it where the
    equations have a symbol of that name. The lines use the symbols of the equations that were given; both together are
    a program. The cost is linear in the number of equations.

    >>> from sympy import MatrixSymbol
    >>> from symnet.expressions.reductions import SumEntries
    >>> W, x, z = MatrixSymbol("W", 2, 2), MatrixSymbol("x", 2, 1), MatrixSymbol("z", 2, 1)
    >>> print(gradient_of_equations(Equations([(z, W * x), (Symbol("J"), SumEntries(z))]), W))
    dz = ones(2, 1)
    dW = dz xᵀ

    By an entry, a row or a column of a symbol it is that part of the gradient by the symbol.

    Raises `SymnetTypeError` for what is no symbol, and for equations about the i-th sample.
    """
    _require_no_sample(equations)
    several = list(variables) if isinstance(variables, Sequence) else [variables]
    roots = {variable: variable if variable in equations.symbols else root_of(variable) for variable in several}
    scalars = [root for root in roots.values() if not is_matrix(root)]
    if scalars:
        require_no_size([node for _, expression in equations for node in subexpressions(expression)], scalars)
    last = equations[-1].symbol
    name = _name_within(equations)
    seed = OneMatrix(1, 1) if getattr(last, "shape", None) == (1, 1) else None
    lines = backward(
        equations, last, list(dict.fromkeys(roots.values())), name=name, passes=textbook_passes(equations), seed=seed
    ).equations
    parts = [(name(variable), part_of(variable, name(root))) for variable, root in roots.items() if variable != root]
    return lines + Equations(parts) if parts else lines


def _require_no_sample(equations: Equations) -> None:
    """Raise where a line stands for many, one for each index: what a sum over the index does is not in the lines."""
    for symbol in equations.symbols:
        if isinstance(symbol, Slice | MatrixElement | AppliedUndef) and any(map(symbols_in, symbol.args[1:])):
            raise SymnetTypeError(f"Cannot take the gradient of equations in which {brief(symbol)} {INSTEAD}")
    for _, expression in equations:
        for node in subexpressions(expression, whole=equations.symbols):
            if isinstance(node, AppliedUndef) and any(isinstance(argument, Slice) for argument in node.args):
                raise SymnetTypeError(f"Cannot take the gradient of equations in which {brief(node)} {INSTEAD}")


def _name_within(equations: Equations) -> Callable[[Any], Any]:
    """Return a function that names the gradient by a symbol; the last symbol and mere aliases get no line."""
    last = equations[-1].symbol
    aliases = {symbol for symbol, expression in equations if getattr(expression, "is_symbol", False)}
    taken = {getattr(symbol, "name", None) for symbol in (*equations.symbols, *equations.inputs)}

    def name(symbol: Any) -> Expr | None:
        if symbol == last or symbol in aliases:
            return None
        if isinstance(symbol, Variable):
            gradient = gradient_symbol(symbol)
            while gradient.name in taken:
                gradient = gradient.func(f"{gradient.name}_", *gradient.args[1:])
            return gradient
        text = f"d{getattr(symbol, 'name', symbol)}"
        while text in taken:
            text += "_"
        is_matrix = isinstance(symbol, MatrixSymbol | Slice)
        return MatrixSymbol(text, *symbol.shape) if is_matrix else Symbol(text, real=True)

    return name
