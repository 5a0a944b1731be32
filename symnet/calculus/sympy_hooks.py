"""What ``expr.diff(X)`` and ``sympy.diff(expr, X)`` answer for expressions with nodes of symnet in them.

A scalar by a matrix gives the `gradient`, anything by a scalar the derivative entry by entry. A matrix by a matrix has
four indices; it stays SymPy's unevaluated derivative, and `jacobian` gives it in matrix form.

SymPy differentiates by matrices in `ArrayDerivative`. What it does not know it takes for a constant: it answers 0 for
the gradient of ``SumEntries(X)**2``, whose outermost node is its own `Pow`, so that no hook of ours is asked. Its three
doors are therefore replaced here, and pass on every expression without a node of symnet as before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import S
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.tensor.array.array_derivatives import ArrayDerivative

from symnet.calculus.differentials import differential
from symnet.calculus.gradients import gradient
from symnet.calculus.variables import is_matrix
from symnet.expressions.generic import GenericActivation
from symnet.expressions.hooks import derivative_rule
from symnet.expressions.node import Differentiated
from symnet.expressions.operands import subexpressions
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.slope import Slope


@derivative_rule.register(Differentiated)
def derivative(node: Any, variable: Any) -> Any:
    """Return the gradient of a scalar, and the derivative of a matrix by a scalar, entry by entry; None for the rest.

    >>> from sympy import MatrixSymbol, Symbol
    >>> from symnet.expressions.reductions import SumEntries
    >>> X, t = MatrixSymbol("X", 2, 3), Symbol("t")
    >>> SumEntries(X).diff(X).shape, (SumEntries(X) ** 2).diff(X).args
    ((2, 3), (2*SumEntries(X), 1))
    >>> derivative(SumEntries(t * X), t)
    SumEntries(X)
    """
    if not is_matrix(node):
        return gradient(node, variable)
    if is_matrix(variable):
        return None
    if isinstance(variable, MatrixElement):
        return differential(node, variable.parent, tangent=gradient(variable, variable.parent))
    return differential(node, variable, tangent=S.One)


OURS = (Differentiated, ScalarFunction, Slope, GenericActivation)


def _door(original: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def through(expression: Any, variable: Any) -> Any:
        if any(isinstance(node, OURS) for node in subexpressions(expression)):
            return derivative(expression, variable)
        return original(expression, variable)

    return through


for _name in ("_call_derive_scalar_by_matexpr", "_call_derive_matexpr_by_scalar", "_call_derive_default"):
    _original = getattr(ArrayDerivative, _name)
    if _original.__module__ != __name__:  # a module that is loaded twice puts no door behind the door
        setattr(ArrayDerivative, _name, staticmethod(_door(_original)))
