"""Definite functions for undefined ones: an equation that holds for every g holds for u**2 + u."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sympy import Add, Basic, Derivative, Integer, Lambda, Mul, Symbol
from sympy.core.function import AppliedUndef, UndefinedFunction

from symnet.expressions.generic import GenericActivation
from symnet.expressions.shapes import brief
from symnet.expressions.slope import Slope
from symnet.expressions.walking import postorder
from symnet.values.numbers.nowhere import NotEvaluableError

ANY_LAYER = "any layer"
"""The key of the one function that stands for the activations of all layers, where a layer is an index."""


POSSIBLE = tuple(
    {name: value for name, value in known.items() if value is not None and name != "commutative"}
    for known in ({}, *(Symbol("u", **{name: True}).assumptions0 for name in ("real", "positive", "nonnegative")))
)
"""What may be assumed of an undefined function for which a polynomial stands."""


def choose_functions(expressions: Iterable[Basic], *, variant: int = 0) -> dict[Any, Lambda]:
    """Return a definite function for every undefined function in some expressions.

    They are polynomials, one degree higher than the derivatives that occur, so that no derivative is zero or constant
    by accident; different functions are different. Another variant gives others.

    >>> from sympy import Function, Symbol
    >>> g, h, x = Function("g"), Function("h"), Symbol("x")
    >>> choose_functions([g(x) + h(x, x), g(x).diff(x)])
    {g: Lambda(u, u**2 + u), h: Lambda((u_1, u_2), u_1**2*u_2 + 2*u_1 + 3*u_2)}

    Raises `NotEvaluableError` for a function that is assumed to be something that no such polynomial is, and for one
    that is applied to two numbers of arguments.
    """
    orders: dict[Any, int] = {}
    nodes = postorder(expressions, lambda node: node.args)
    layers = {node.layer for node in nodes if isinstance(node, GenericActivation)}
    shared = layers if all(layer.is_Integer for layer in layers) else {ANY_LAYER}
    examples: dict[Any, Any] = {}
    for node in nodes:
        for application, order in _applications(node):
            key = function_key(application, shared)
            known = examples.setdefault(key, application)
            if len(known.args) != len(application.args):
                raise NotEvaluableError(
                    f"Cannot evaluate {brief(known)} beside {brief(application)}: one function takes one number of "
                    "arguments; give the second function a name of its own."
                )
            orders[key] = max(orders.get(key, 0), order)
    return {
        key: _polynomial(examples[key], order, rank, variant)
        for rank, (key, order) in enumerate(orders.items(), start=1)
    }


def function_key(application: Any, known: Iterable[Any]) -> Any:
    """Return under what a function is chosen: its class, or the layer of a `GenericActivation`."""
    if isinstance(application, GenericActivation):
        return ANY_LAYER if ANY_LAYER in known else application.layer
    return application.func


def function_names(functions: Mapping[Any, Lambda]) -> dict[str, str]:
    """Return the chosen functions as text, by name: ``g0`` is the activation of the first layer.

    >>> from sympy import Function, Symbol
    >>> function_names(choose_functions([Function("g")(Symbol("x"))]))
    {'g': 'u**2 + u'}
    """
    return {_name(key): str(function.expr) for key, function in functions.items()}


def _name(key: Any) -> str:
    if key == ANY_LAYER:
        return "g"
    return str(key) if isinstance(key, UndefinedFunction) else f"g{key}"


def with_functions(expression: Basic, functions: Mapping[Any, Lambda]) -> Any:
    """Return a small expression with the definite functions in place of the undefined ones.

    >>> from sympy import Function, Symbol
    >>> g, x = Function("g"), Symbol("x")
    >>> with_functions(g(x).diff(x), choose_functions([g(x)])).doit()
    2*x + 1
    """
    slopes = {part for part in expression.atoms(Slope) if isinstance(part.application, AppliedUndef)}
    expression = expression.xreplace({slope: _slope(slope, functions) for slope in slopes})
    while found := expression.atoms(AppliedUndef):
        innermost = {part for part in found if not any(argument.has(AppliedUndef) for argument in part.args)}
        expression = expression.xreplace({part: functions[part.func](*part.args) for part in innermost})
    return expression


def _slope(slope: Any, functions: Mapping[Any, Lambda]) -> Any:
    function, application = functions[slope.application.func], slope.application
    return Lambda(function.signature, function.expr.diff(function.variables[0], slope.order))(*application.args)


def _applications(node: Any) -> list[tuple[Any, int]]:
    """Return the undefined functions that a node applies, each with the order of its derivative."""
    if isinstance(node, AppliedUndef):
        return [(node, 0)]
    if isinstance(node, GenericActivation):
        return [(node, node.order)]
    if isinstance(node, Slope) and isinstance(node.application, AppliedUndef | GenericActivation):
        below = node.application.order if isinstance(node.application, GenericActivation) else 0
        return [(node.application, node.order + below)]
    if isinstance(node, Derivative):
        return [(application, node.derivative_count) for application in node.expr.atoms(AppliedUndef)]
    return []


def _polynomial(application: Any, order: int, rank: int, variant: int) -> Lambda:
    count = 1 if isinstance(application, GenericActivation) else len(application.args)
    arguments = (Symbol("u"),) if count == 1 else tuple(Symbol(f"u_{k + 1}") for k in range(count))
    degree = max(2, order + 1)
    leading = Mul(arguments[0] ** degree, *(argument ** max(1, order) for argument in arguments[1:]))
    linear = [Integer(rank + place) * argument for place, argument in enumerate(arguments)]
    chosen = Add(leading, *linear, Integer(variant))
    declared = {
        name: value for name, value in getattr(application.func, "_kwargs", {}).items() if name != "commutative"
    }
    if declared not in POSSIBLE or application.is_commutative is False:
        raise NotEvaluableError(
            f"{application.func.__name__} is assumed to be special, so no polynomial can stand for it."
        )
    if application.is_positive or application.is_nonnegative:
        chosen = Add(leading**2, Integer(rank + variant))
    return Lambda(arguments, chosen)
