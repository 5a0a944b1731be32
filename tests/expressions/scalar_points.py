"""Where scalar functions are tried: parameters, points, and the exact value of a definition there."""

from __future__ import annotations

from functools import cache
from typing import Any

import mpmath
from sympy import S, Symbol, lambdify

from symnet.expressions.activations import ACTIVATIONS
from symnet.expressions.losses import LOSSES

# Digits for the definitions as they stand: 1 + tanh(u) of gelu_tanh at -40 cancels two thousand of them.
DIGITS = 2300

POINTS = (0.0, 1e-9, 1e-3, 0.1, 0.25, 0.46, 0.66, 0.67, 0.9, 1.2, 1.7, 2.5, 3.7, 5.3, 5.7, 7.1, 10.3, 19.7, 26.0, 36.6,
          40.0, 1000.0)  # fmt: skip
GRID = tuple(-z for z in reversed(POINTS[1:])) + POINTS

PREDICTIONS = {"reals": (-1000.0, -40.0, -2.3, -0.3, 0.0, 0.4, 1.9, 40.0, 1000.0), "positive": (1e-9, 0.01, 0.3, 0.7, 1.4, 40.0, 1000.0),
               "probability": (1e-300, 1e-9, 0.01, 0.3, 0.5, 0.77, 0.999, 1 - 2**-40)}  # fmt: skip
TARGETS = {"reals": (-1000.0, -1.1, 0.0, 0.37, 2.5, 1000.0), "counts": (0.0, 1.0, 2.0, 7.0),
           "probability": (0.0, 0.2, 0.5, 1.0), "margin": (-1.0, 1.0)}  # fmt: skip


def rows(table):
    return {"argnames": "row", "argvalues": table, "ids": [row.__name__ for row in table]}


EVERY_ACTIVATION = rows(ACTIVATIONS)
EVERY_LOSS = rows(LOSSES)
EVERY_ROW = rows((*ACTIVATIONS, *LOSSES))


def default_parameters(row) -> tuple[Any, ...]:
    return tuple(parameter.default for parameter in row.facts.parameters)


def parameter_choices(row) -> list[tuple[Any, ...]]:
    """Return the defaults, and others inside the domains."""
    defaults = default_parameters(row)
    others = tuple(S(2) * value / 3 for value in defaults)
    return [defaults, others] if defaults else [()]


def loss_points(row) -> list[tuple[float, float]]:
    """Return pairs of prediction and target inside the domain of the row."""
    facts = row.facts
    inside = lambda domain, value: domain.contains(S(value)) == S.true  # noqa: E731
    predictions = {p for points in PREDICTIONS.values() for p in points if inside(facts.predictions, p)}
    targets = {y for points in TARGETS.values() for y in points if inside(facts.targets, y)}
    return [(p, y) for p in sorted(predictions) for y in sorted(targets)]


@cache
def exact(row, parameters):
    """Return the definition, written out to the end, as a function of mpmath numbers: of nothing but the definition."""
    variables = [Symbol(name, real=True) for name in row.variables]
    return lambdify(variables, row(*variables, *parameters).rewrite("definition"), "mpmath")


def exact_value(row, parameters, *numbers: float) -> mpmath.mpf:
    if row.variables == ("y_hat", "y") and numbers[1] in (0.0, 1.0):  # 0 log 0 is decided by the row, not by mpmath
        p = Symbol("p", real=True)
        function = lambdify(p, row(p, S(int(numbers[1])), *parameters).rewrite("definition"), "mpmath")
        return function(mpmath.mpf(numbers[0]))
    return exact(row, parameters)(*(mpmath.mpf(number) for number in numbers))
