"""Jacobians and Hessians in matrix form, read off the differential."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Dummy, Identity, MatrixExpr, MatrixSymbol, ZeroMatrix

from symnet.calculus.dependence import depending, operands_first
from symnet.calculus.differentials import pushed_forward
from symnet.calculus.gradients import gradient
from symnet.calculus.kronecker import chain
from symnet.calculus.linear import linear_factors, size_of
from symnet.calculus.variables import is_matrix, is_several, require_scalar, require_symbol
from symnet.expressions.equations import Equations
from symnet.expressions.shapes import as_expression
from symnet.rewriting.algebra import plus


def jacobian(F: Any, variables: Any) -> Any:
    r""":math:`\partial \operatorname{vec}(F) / \partial \operatorname{vec}(X)^T`: the matrix J with vec dF = J vec dX.

    `vec` stacks columns: row :math:`j m + i` of J belongs to :math:`F_{ij}` (F of shape m × n), column
    :math:`l p + k` to :math:`X_{kl}` (X of shape p × q), all counted from 0. Of a column by a column it is the plain
    Jacobian, of a scalar the row :math:`\operatorname{vec}(\partial f / \partial X)^T`, by a scalar a column. Several
    variables in a list give a tuple.

    The form is a matrix expression of Kronecker products, diagonals of stacked columns and commutation matrices. Of
    `Equations` it is the Jacobian of the last symbol, written with the symbols that are defined.

    >>> from sympy import MatrixSymbol
    >>> from symnet.expressions.softmax import softmax
    >>> A, X, z, s = MatrixSymbol("A", 2, 3), MatrixSymbol("X", 3, 5), MatrixSymbol("z", 3, 1), MatrixSymbol("s", 3, 1)
    >>> jacobian(A * X, [A, X])
    (KroneckerProduct(X.T, I), KroneckerProduct(I, A))
    >>> jacobian(Equations([(s, softmax(z))]), z)
    DiagMatrix(s) - s*s.T

    Raises `SymnetTypeError` where a variable is no symbol, and where a node has no differential rule.

    Source: J. Magnus and H. Neudecker, Matrix differential calculus, chapters 5 and 9.
    """
    several = [require_symbol(variable) for variable in (variables if is_several(variables) else [variables])]
    if isinstance(F, Equations):
        found = tuple(_of_equations(F, variable) for variable in several)
    else:
        found = tuple(read_off(as_expression(F), variable) for variable in several)
    return found if is_several(variables) else found[0]


def hessian(scalar: Any, first: Any, second: Any = None) -> Any:
    r""":math:`\partial \operatorname{vec}(\partial f / \partial X) / \partial \operatorname{vec}(Y)^T`.

    The matrix of second derivatives: row :math:`j m + i` belongs to :math:`X_{ij}`, column :math:`l p + k` to
    :math:`Y_{kl}`, counted from 0, as in `jacobian`. Without `second` it is the Hessian by X twice, which is symmetric.

    >>> from sympy import MatrixSymbol
    >>> A, x, y = MatrixSymbol("A", 2, 2), MatrixSymbol("x", 2, 1), MatrixSymbol("y", 2, 1)
    >>> hessian(x.T * A * x, x), hessian(x.T * A * y, x, y)
    (A + A.T, A)

    Raises `SymnetTypeError` where the first argument is no scalar, or a variable no symbol.

    Source: J. Magnus and H. Neudecker, Matrix differential calculus, chapter 10.
    """
    f = require_scalar("Hessian", scalar)
    X = require_symbol(first)
    Y = X if second is None else require_symbol(second)
    return read_off(gradient(f, X), Y)


def read_off(function: Any, variable: Any) -> MatrixExpr:
    """Return the Jacobian of an expression by a symbol: the matrix L of vec dF = L vec dX."""
    change = _fresh(variable)
    return factor_of(pushed_forward(function, {variable: change}), change)


def factor_of(linear: Any, change: Any, *, fixed: Iterable[Any] = ()) -> MatrixExpr:
    """Return the matrix L of an expression vec F = L vec dX that is linear in the tangent dX, by one reverse walk.

    What is fixed does not change with dX, although it may hold it.
    """
    others = set(fixed) - {change}
    order = [node for node in operands_first(linear, leaves={change, *others}) if node not in others]
    active = depending(order, {change})
    collected: dict[Any, list[MatrixExpr]] = {linear: [Identity(size_of(linear))]}
    for node in reversed(order):
        if node == change or node not in active:
            continue
        J = plus(*collected.pop(node))
        for operand, L in linear_factors(node, active):
            collected.setdefault(operand, []).append(chain(J, L))
    if change not in collected:
        return ZeroMatrix(size_of(linear), size_of(change))
    return plus(*collected[change])


def _of_equations(equations: Equations, variable: Any) -> MatrixExpr:
    """Return the Jacobian of the last symbol: the chain rule over the definitions, each written with its own symbol."""
    jacobians: dict[Any, MatrixExpr] = {variable: Identity(size_of(variable))}
    for symbol, expression in equations:
        used = [earlier for earlier in jacobians if expression.has(earlier)]
        terms = [chain(read_off(expression, earlier), jacobians[earlier]) for earlier in used]
        if terms:
            jacobians[symbol] = plus(*terms).xreplace({expression: symbol})
    last = equations[-1].symbol
    return jacobians.get(last, ZeroMatrix(size_of(last), size_of(variable)))


def _fresh(variable: Any) -> Any:
    """Return a tangent of the shape of a variable, whose name nothing else has."""
    name = Dummy(f"d{variable.name}", real=True)
    return MatrixSymbol(name, *variable.shape) if is_matrix(variable) else name
