"""Gradients: the derivative of a scalar, in the shape of what it is taken by."""

from __future__ import annotations

from typing import Any

from sympy import Expr, MatrixExpr, OneMatrix, S

from symnet.calculus.line_by_line import gradient_of_equations
from symnet.calculus.reverse import cotangents
from symnet.calculus.variables import is_matrix, is_several, part_of, require_scalar, require_shape_of, root_of
from symnet.expressions.equations import Equations
from symnet.expressions.shapes import as_expression


def gradient(scalar: Expr | Equations, variables: Any) -> Any:
    r""":math:`\partial f / \partial X`: the gradient of a scalar, in the shape of X (denominator layout).

    By a matrix symbol X it is the matrix of the derivatives by the entries of X; by a scalar symbol, the derivative; by
    an entry, row or column of a matrix symbol, that part of the gradient. Several variables in a list give a tuple, in
    that order and with one walk. A 1 × 1 matrix counts as its entry. Where f does not depend on X, it is a `ZeroMatrix`
    of the shape of X.

    The result is made of nodes that have derivative rules themselves, so it can be differentiated again. At a kink the
    derivative is the value that the function states there (0 at 0 for relu).

    >>> from sympy import MatrixSymbol, Trace
    >>> A, X, x = MatrixSymbol("A", 2, 2), MatrixSymbol("X", 2, 3), MatrixSymbol("x", 2, 1)
    >>> gradient(Trace(X.T * A * X), X)
    A.T*X + A*X
    >>> gradient(x.T * A * x, [x, A])
    (A.T*x + A*x, x*x.T)

    Of `Equations` it is the gradient of their last symbol, as equations, linear in their number: see
    `gradient_of_equations`.

    Raises `SymnetTypeError` where the first argument is no scalar, where a variable is no symbol, and where a node has
    no derivative rule.

    Source: reverse accumulation, M. Giles (2008); J. Magnus and H. Neudecker, Matrix differential calculus.
    """
    if isinstance(scalar, Equations):
        return gradient_of_equations(scalar, variables)
    f = require_scalar("gradient", scalar)
    several = list(variables) if is_several(variables) else [variables]
    seed = OneMatrix(1, 1) if is_matrix(f) else S.One
    found = pulled_back(f, several, seed)
    return found if is_several(variables) else found[0]


def vector_jacobian_product(F: MatrixExpr, variables: Any, cotangent: Any) -> Any:
    r""":math:`\bar X` with :math:`\langle C, dF \rangle = \langle \bar X, dX \rangle`: a cotangent C of F, pulled back.

    C has the shape of F, the result the shape of X; for columns it is :math:`J^T C` with the Jacobian J, which is not
    formed. Several variables in a list give a tuple.

    >>> from sympy import MatrixSymbol
    >>> W, x, c = MatrixSymbol("W", 3, 2), MatrixSymbol("x", 2, 1), MatrixSymbol("c", 3, 1)
    >>> vector_jacobian_product(W * x, [W, x], c)
    (c*x.T, W.T*c)

    Raises `ShapeError` where the cotangent has another shape than F.
    """
    function = as_expression(F)
    seed = require_shape_of("cotangent", cotangent, function)
    several = list(variables) if is_several(variables) else [variables]
    found = pulled_back(function, several, seed)
    return found if is_several(variables) else found[0]


def pulled_back(root: Any, variables: list[Any], seed: Any) -> tuple[Any, ...]:
    """Return the cotangent of each variable, given that of the root, with one walk."""
    wholes = {variable: root_of(variable) for variable in map(as_expression, variables)}
    found = cotangents(root, seed, dict.fromkeys(wholes.values()))
    return tuple(part_of(variable, found[wholes[variable]]) for variable in map(as_expression, variables))
