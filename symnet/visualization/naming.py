"""What a user may name: an activation by its name, by name and parameters, or their own function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr
from sympy.core.function import FunctionClass

from symnet.calculus.curves import Curve, Z, applied, curve_of
from symnet.calculus.pieces import exactly
from symnet.errors import SymnetTypeError, SymnetValueError, suggest
from symnet.expressions.catalogue import activation
from symnet.expressions.scalar import Activation


@dataclass(frozen=True)
class Named:
    """A function with the name that it goes by, and its curve."""

    name: str
    value: Expr
    curve: Curve


def find(given: Any, *, parameters: Mapping[str, Any] | None = None) -> Named:
    """Return the function that a user gave, with its parameters.

    >>> find("leaky_relu", parameters={"alpha": 0.05}).value
    leaky_relu(z, 1/20)
    >>> from sympy import Lambda
    >>> find(Lambda(Z, Z**2)).name
    'z**2'
    """
    function = activation(given) if isinstance(given, str) else given
    if parameters:
        function = _with_parameters(function, parameters)
    value = applied(function)
    return Named(_name_of(given, value), value, curve_of(function))


def _with_parameters(function: Any, given: Mapping[str, Any]) -> Expr:
    if not (isinstance(function, type) and issubclass(function, Activation)):
        raise SymnetTypeError(
            f"Only an activation of symnet has named parameters, but {function!r} was given {dict(given)}; write the "
            "numbers into the function itself."
        )
    known = {parameter.name: parameter.default for parameter in function.facts.parameters}
    for name in given:
        if name not in known:
            listed = ", ".join(known) or "none"
            raise SymnetValueError(
                f"{function.__name__} has no parameter {name!r}{suggest(name, known) or ';'} "
                f"its parameters are: {listed}."
            )
    return function(Z, *(exactly(given.get(name, default)) for name, default in known.items()))


def _name_of(given: Any, value: Expr) -> str:
    if isinstance(value, Activation):
        defaults = tuple(parameter.default for parameter in value.facts.parameters)
        changed = value.parameters != defaults
        return type(value).__name__ + "".join(f":{_short(each)}" for each in value.parameters if changed)
    return str(given.__name__) if isinstance(given, FunctionClass) else str(value)


def _short(number: Expr) -> str:
    decimal = f"{float(number):.6g}"
    return decimal if exactly(float(decimal)) == number else str(number)
