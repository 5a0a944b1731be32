"""Differentials: how a change of the variables changes an expression, in Magnus and Neudecker's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import MatrixSymbol, Symbol

from symnet.calculus.dependence import depending, operands, operands_first
from symnet.calculus.gradients import gradient
from symnet.calculus.pushforwards import pushforward
from symnet.calculus.variables import (
    is_matrix,
    is_several,
    is_zero,
    require_no_size,
    require_scalar,
    require_shape_of,
    require_symbol,
    zero_like,
)
from symnet.errors import SymnetValueError
from symnet.expressions.operands import symbols_in
from symnet.expressions.shapes import as_expression, brief


def differential(F: Any, variables: Any, *, tangent: Any = None) -> Any:
    r"""``dF``: the change of F, to first order, when the variables change by ``dX``; it is linear in ``dX``.

    ``dX`` has the shape of X and is called so; `tangent` gives it another expression, for several variables a list in
    their order. F may be a matrix or a scalar, a variable a matrix symbol or a scalar symbol; dF has the shape of F.

    >>> from sympy import MatrixSymbol
    >>> A, X = MatrixSymbol("A", 2, 2), MatrixSymbol("X", 2, 2)
    >>> differential(X.T * A * X, X)
    dX.T*A*X + X.T*A*dX
    >>> differential(X.inverse(), X)
    -X**(-1)*dX*X**(-1)

    Raises `SymnetTypeError` where a variable is no symbol, and where a node has no differential rule;
    `SymnetValueError` where ``dX`` is already the name of a symbol in F; `ShapeError` for a tangent of another shape.

    Source: J. Magnus and H. Neudecker, Matrix differential calculus, chapter 9.
    """
    function = as_expression(F)
    several = [require_symbol(variable) for variable in (variables if is_several(variables) else [variables])]
    if tangent is None:
        changes = [_change_of(variable, function) for variable in several]
    else:
        given = list(tangent) if is_several(variables) else [tangent]
        if len(given) != len(several):
            raise SymnetValueError(
                f"A differential by {len(several)} variables needs {len(several)} tangents, but was given {len(given)}."
            )
        changes = [require_shape_of("tangent", *pair) for pair in zip(given, several, strict=True)]
    return pushed_forward(function, dict(zip(several, changes, strict=True)))


def jacobian_vector_product(F: Any, variables: Any, tangent: Any) -> Any:
    r""":math:`J \, \operatorname{vec}(dX)` in the shape of F: the differential of F in the direction of the tangent.

    The Jacobian is not formed; the cost is linear in the size of F.

    >>> from sympy import MatrixSymbol
    >>> A, x, v = MatrixSymbol("A", 2, 2), MatrixSymbol("x", 2, 1), MatrixSymbol("v", 2, 1)
    >>> jacobian_vector_product(A * x, x, v)
    A*v

    Raises `ShapeError` where the tangent has another shape than the variable.
    """
    return differential(F, variables, tangent=tangent)


def hessian_vector_product(scalar: Any, variables: Any, tangent: Any) -> Any:
    r""":math:`H \, \operatorname{vec}(V)` in the shape of X: the differential of the gradient in the direction V.

    The Hessian is not formed (forward over reverse). Several variables in a list, with a tangent for each, give a tuple
    of products with the whole Hessian, one for each variable.

    >>> from sympy import MatrixSymbol
    >>> A, x, v = MatrixSymbol("A", 2, 2), MatrixSymbol("x", 2, 1), MatrixSymbol("v", 2, 1)
    >>> hessian_vector_product(x.T * A * x, x, v)
    A.T*v + A*v

    Source: B. Pearlmutter, Fast exact multiplication by the Hessian (1994).
    """
    f = require_scalar("Hessian", scalar)
    found = gradient(f, variables)
    if is_several(variables):
        return tuple(differential(part, variables, tangent=tangent) for part in found)
    return differential(found, variables, tangent=tangent)


def pushed_forward(root: Any, tangents: Mapping[Any, Any]) -> Any:
    """Return the tangent of the root, given those of the variables: one tangent a subexpression, operands first."""
    order = operands_first(root, leaves=tangents)
    require_no_size(order, tangents)
    active = depending(order, tangents)
    changes: dict[Any, Any] = {node: change for node, change in tangents.items() if not is_zero(change)}
    for node in order:
        if node in active and node not in tangents:
            change = pushforward(node, {part: changes[part] for part in operands(node) if part in changes})
            if not is_zero(change):
                changes[node] = change
    return changes.get(root, zero_like(root))


def _change_of(variable: Any, function: Any) -> Any:
    """Return the symbol dX, of the shape of X."""
    name = f"d{variable.name}"
    if any(getattr(symbol, "name", None) == name for symbol in symbols_in(function)):
        raise SymnetValueError(
            f"The change of {brief(variable)} would be called {name}, which is a symbol of the expression already; "
            "give it another name with tangent=..., or rename the symbol."
        )
    return MatrixSymbol(name, *variable.shape) if is_matrix(variable) else Symbol(name, real=True)
