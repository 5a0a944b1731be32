"""What may be differentiated, and by what: the checks of every public function of this room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sympy import Expr, MatrixExpr, MatrixSymbol, S, Symbol, ZeroMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.calculus.dependence import integers_in, shapes_of
from symnet.errors import ShapeError, SymnetTypeError, kind_of
from symnet.expressions.shapes import as_expression, brief, shaped
from symnet.expressions.variables import Slice


def is_matrix(thing: Any) -> bool:
    """Tell whether something has a shape."""
    return bool(getattr(thing, "is_Matrix", False))


def is_several(variables: Any) -> bool:
    """Tell whether several variables were given, one after the other."""
    return isinstance(variables, Sequence) and not isinstance(variables, str)


def require_scalar(operation: str, given: Any) -> Any:
    """Return a scalar, or a 1 × 1 matrix, which stands for its entry; raise `SymnetTypeError` for anything else."""
    scalar = as_expression(given)
    if is_matrix(scalar) and scalar.shape != (1, 1):
        raise SymnetTypeError(
            f"Cannot take the {operation} of {shaped(scalar)}: it must be a scalar; "
            "take a jacobian of it, or a scalar such as the sum of its entries."
        )
    return scalar


def root_of(variable: Any) -> Any:
    """Return the symbol that a variable is, or is a part of; raise `SymnetTypeError` for what is no variable."""
    symbol = as_expression(variable)
    whole = symbol.args[0] if isinstance(symbol, MatrixElement | Slice) else symbol
    if not isinstance(whole, MatrixSymbol | Symbol):
        raise SymnetTypeError(
            f"Cannot differentiate by {brief(symbol)}, {kind_of(symbol)}: it must be a symbol, a matrix "
            "symbol, or an entry, row or column of one; name it by a symbol of its own and differentiate by that."
        )
    return whole


def part_of(variable: Any, gradient: Any) -> Any:
    """Return the part of a gradient by a whole matrix that belongs to the variable."""
    if isinstance(variable, MatrixElement):
        return gradient[variable.i, variable.j]
    return Slice(gradient, variable.index, variable.axis) if isinstance(variable, Slice) else gradient


def require_no_size(nodes: Sequence[Any], variables: Iterable[Any]) -> None:
    """Raise `SymnetTypeError` where a variable is a size of a matrix, an index or an integer under a sum."""
    scalars = [variable for variable in variables if not is_matrix(variable)]
    if not scalars:
        return
    sizes = shapes_of(nodes)
    for variable in scalars:
        if variable in sizes:
            raise SymnetTypeError(
                f"Cannot differentiate by {variable}: it is a size, a number of rows or columns, and takes only "
                "integers."
            )
    for node in nodes:
        for symbol in integers_in(node):
            if symbol in scalars:
                raise SymnetTypeError(
                    f"Cannot differentiate by {symbol}: in {brief(node)} it is an index, a bound or a number of terms, "
                    "and takes only integers."
                )


def require_shape_of(what: str, given: Any, like: Any) -> Any:
    """Return a tangent or cotangent, checked to have the shape of what it belongs to, or to be a scalar beside one."""
    value = as_expression(given)
    if (value.shape if is_matrix(value) else None) != (like.shape if is_matrix(like) else None):
        names = [shaped(thing) if is_matrix(thing) else f"the scalar {brief(thing)}" for thing in (value, like)]
        raise ShapeError(f"The {what} of {names[1]} must have the same shape, but is {names[0]}.")
    return value


def zero_like(thing: Any) -> Expr:
    """Return a zero of the shape of a matrix, or the number 0.

    >>> from sympy import MatrixSymbol
    >>> zero_like(MatrixSymbol("A", 2, 3)).shape, zero_like(Symbol("a"))
    ((2, 3), 0)
    """
    return ZeroMatrix(*thing.shape) if is_matrix(thing) else S.Zero


def is_zero(thing: Any) -> bool:
    """Tell whether a contribution is known to vanish."""
    return isinstance(thing, ZeroMatrix) or thing == 0


def as_scalar(thing: MatrixExpr | Expr) -> Expr:
    """Return the entry of a 1 × 1 matrix, and a scalar as it is."""
    return thing[0, 0] if is_matrix(thing) else thing


def require_symbol(variable: Any) -> Any:
    """Return a variable that is a symbol; raise `SymnetTypeError` for an entry, a row or a column of one."""
    symbol = as_expression(variable)
    if root_of(symbol) != symbol:
        raise SymnetTypeError(
            f"Cannot take a differential by {brief(symbol)}, a part of {brief(root_of(symbol))}: it must be a symbol; "
            f"take it by {brief(root_of(symbol))}, with a tangent that is zero elsewhere."
        )
    return symbol
