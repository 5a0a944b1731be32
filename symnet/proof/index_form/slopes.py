"""The derivative of a scalar function by one of its arguments, as the prover takes it: nothing of calculus is used.

Where a function has a kink its derivative does not exist; what is read there is stated as a convention. A function
whose derivative is an impulse jumps, and is not differentiated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import (
    Abs,
    DiracDelta,
    Dummy,
    Expr,
    Heaviside,
    KroneckerDelta,
    Lambda,
    Max,
    Min,
    Mod,
    Piecewise,
    Sum,
    ceiling,
    floor,
    sign,
)
from sympy.core.function import AppliedUndef, Derivative, Subs

from symnet.expressions.generic import GenericActivation
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.shapes import brief
from symnet.expressions.slope import Slope
from symnet.proof.index_form.language import OutsideLanguageError

KINKED = (Piecewise, Max, Min, Abs, sign, Heaviside, floor, ceiling, Mod, KroneckerDelta)
"""What jumps, or has kinks."""
BINDING = (Sum, Lambda, Subs, Derivative)


def slope(function: Lambda, position: int) -> Lambda:
    """Return ∂f/∂u_i, i counted from 1.

    By its first argument an activation, a loss and an undefined function have their `Slope`; all else SymPy
    differentiates, case by case.

    >>> from sympy import Symbol
    >>> from symnet.expressions.activations import sigmoid
    >>> u = Symbol("u", real=True)
    >>> slope(Lambda(u, sigmoid(u)), 1), slope(Lambda(u, u**2), 1)
    (Lambda(u, sigmoid'(u)), Lambda(u, 2*u))

    Raises `OutsideLanguageError` for a function that jumps.
    """
    body, variables = function.expr, tuple(function.variables)
    variable = variables[position - 1]
    application = body.application if isinstance(body, Slope) else body
    if isinstance(application, AppliedUndef | ScalarFunction | GenericActivation):
        first, *others = application.args
        if first == variable and not any(other.has(variable) for other in others):
            is_generic = isinstance(application, GenericActivation)
            return Lambda(variables, application.fdiff() if is_generic else Slope(body))
    derivative = body.diff(variable)
    if derivative.has(DiracDelta):
        raise OutsideLanguageError(f"it differentiates {brief(body)}, which jumps")
    return Lambda(variables, derivative)


def conventions(function: Lambda) -> Iterator[str]:
    """Say what stands for the derivative of a function where there is none."""
    body = function.expr
    for application in body.atoms(ScalarFunction):
        for point, value in application.kinks().items():
            yield f"{type(application).__name__}'({point}) = {value}"
    if body.has(*KINKED):
        yield f"{brief(body)} is differentiated case by case"


def with_parameters(function: Lambda) -> tuple[Lambda, list[Expr]]:
    """Return a function that also takes what stands in it beside its arguments, and these parameters.

    >>> from sympy import Symbol
    >>> u, a = Symbol("u", real=True), Symbol("a", real=True)
    >>> with_parameters(Lambda(u, a * u))[1]
    [a]

    Raises `OutsideLanguageError` where an argument stands within a sum, or in what binds a name.
    """
    found: dict[Expr, Dummy] = {}

    def opened(node: Any) -> Any:
        if getattr(node, "is_Matrix", False):
            raise OutsideLanguageError(f"it differentiates {brief(node)} within a function of entries")
        if not node.args and not node.is_Symbol:
            return node
        if not node.has(*function.variables):
            return found.setdefault(node, Dummy("p", real=True)) if _is_parameter(node) else _inner(node)
        if node in function.variables:
            return node
        if isinstance(node, BINDING):
            raise OutsideLanguageError(f"it differentiates {brief(node)} within a function of entries")
        return _inner(node)

    def _inner(node: Any) -> Any:
        arguments = [opened(argument) for argument in node.args]
        changed = any(new is not old for new, old in zip(arguments, node.args, strict=True))
        return node.func(*arguments) if changed else node

    body = opened(function.expr)
    return Lambda((*function.variables, *found.values()), body), list(found)


def _is_parameter(node: Any) -> bool:
    return isinstance(node, Expr) and not node.is_number and bool(node.free_symbols)
