"""Another convention at a kink: the same activation with other values of the derivative where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sympy import Eq, Expr, Piecewise, Rational, Symbol

from symnet.errors import SymnetTypeError, SymnetValueError
from symnet.expressions.scalar import Activation
from symnet.expressions.shapes import as_expression


def with_slope_at(activation: Any, values: Mapping[Any, Any]) -> type[Activation]:
    """Return an activation like the given one, whose derivative has the given values at its kinks.

    PyTorch, JAX and the textbooks differ there: relu'(0) is 0, 1/2 or 1. The function itself stays the same.

    >>> from sympy import Rational, Symbol
    >>> from symnet.expressions.activations import relu
    >>> half = with_slope_at(relu, {0: Rational(1, 2)})
    >>> half(Symbol("z", real=True)).kinks(), relu(Symbol("z", real=True)).kinks()
    ({0: 1/2}, {0: 0})

    Raises `SymnetValueError` for a point where the activation has a derivative, `SymnetTypeError` for what is no
    activation of symnet.
    """
    if not (isinstance(activation, type) and issubclass(activation, Activation)):
        raise SymnetTypeError(
            f"Only an activation of symnet has kinks to choose a derivative at, but {activation!r} is none; "
            "write with_slope_at(sn.relu, {0: 1})."
        )
    chosen = {_exact(point): _exact(value) for point, value in values.items()}
    default = activation(Symbol("z", real=True))
    known = default.kinks() if isinstance(default, Activation) else {}
    for point in chosen:
        if point not in known:
            shown = ", ".join(map(str, known)) or "none"
            raise SymnetValueError(
                f"{activation.__name__} has no kink at {point}, so its derivative there is not a convention; "
                f"its kinks are: {shown}."
            )
    facts = replace(activation.facts, derivative=_chosen_derivative(activation, chosen))
    return type(activation.__name__, (activation,), {"facts": facts, "__module__": activation.__module__})


def _exact(number: Any) -> Expr:
    """Return an exact number: a float stands for the decimal that it prints as."""
    return Rational(str(number)) if isinstance(number, float) else as_expression(number)


def _chosen_derivative(activation: type[Activation], chosen: Mapping[Expr, Expr]) -> Any:
    def derivative(_function: Expr, z: Expr, *parameters: Expr) -> Expr:
        elsewhere = activation(z, *parameters).fdiff(1)
        return Piecewise(*((value, Eq(z, point)) for point, value in chosen.items()), (elsewhere, True))

    return derivative
