"""Scalar functions by name: symnet's own names, their aliases, and the names that the frameworks use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from sympy import Symbol

from symnet.errors import SymnetValueError, suggest
from symnet.expressions.activations import ACTIVATIONS
from symnet.expressions.facts import FrameworkName
from symnet.expressions.losses import LOSSES
from symnet.expressions.scalar import ScalarFunction, bound

FRAMEWORKS = ("pytorch", "keras", "jax", "onnx")
Framework = Literal["pytorch", "keras", "jax", "onnx"]


def activation(name: str, framework: Framework | None = None) -> Any:
    """Return the activation of that name, as a SymPy function of one variable.

    With a framework, the name is the one that the framework uses (symnet's own is understood too), and the parameters
    are those that it takes when none are given: the function class itself where they are symnet's, else a `Lambda`.

    Raises `SymnetValueError` for an unknown name or framework.

    >>> activation("swish"), activation("leaky_relu", framework="keras")
    (silu, Lambda(z, leaky_relu(z, 1/5)))
    >>> activation("gelu", framework="jax")
    gelu_tanh
    """
    if name in ("softmax", "Softmax"):
        raise SymnetValueError(
            "softmax is no function of one entry but of a whole column, so activation('softmax') cannot be "
            "answered; give it to Network as the last layer's activation: activations=[…, 'softmax']."
        )
    return _look_up("activation", ACTIVATIONS, name, framework)


def activations() -> tuple[str, ...]:
    """Return the names of the elementwise activations.

    >>> activations()[:4]
    ('identity', 'sigmoid', 'tanh', 'arctan')
    """
    return tuple(row.__name__ for row in ACTIVATIONS)


def loss(name: str, framework: Framework | None = None) -> Any:
    """Return the loss of that name, as a SymPy function of the prediction and the target.

    With a framework as in `activation`. Raises `SymnetValueError` for an unknown name or framework.

    >>> loss("mse"), loss("KLDivLoss", framework="pytorch")
    (squared_error, kl_divergence_with_logs)
    """
    return _look_up("loss", LOSSES, name, framework)


def losses() -> tuple[str, ...]:
    """Return the names of the elementwise losses.

    >>> losses()[:3]
    ('squared_error', 'half_squared_error', 'binary_cross_entropy')
    """
    return tuple(row.__name__ for row in LOSSES)


def _look_up(kind: str, rows: Sequence[type[ScalarFunction]], name: str, framework: str | None) -> Any:
    if framework is not None and framework not in FRAMEWORKS:
        raise SymnetValueError(
            f"There is no framework named {framework!r}{suggest(str(framework), FRAMEWORKS) or ';'} "
            f"symnet knows {', '.join(map(repr, FRAMEWORKS))}."
        )
    in_framework = [(row, entry) for row, entry in _entries(rows, framework) if name in entry.names]
    if in_framework:
        return _with_parameters(*in_framework[0])
    for row in rows:
        if name in (row.__name__, *row.facts.aliases):
            entries = [entry for other, entry in _entries((row,), framework)]
            return _with_parameters(row, entries[0]) if entries else row
    known = {name for row in rows for name in (row.__name__, *row.facts.aliases)}
    if kind == "activation":
        known.add("softmax")  # not elementwise, but it is what somebody may have meant
    known.update(name for _, entry in _entries(rows, framework) for name in entry.names)
    where = "" if framework is None else f" in {framework}"
    raise SymnetValueError(
        f"There is no {kind} named {name!r}{where}{suggest(str(name), sorted(known)) or ';'} "
        f"sn.{'losses' if kind == 'loss' else 'activations'}() lists all names."
    )


def _entries(
    rows: Sequence[type[ScalarFunction]], framework: str | None
) -> Iterator[tuple[type[ScalarFunction], FrameworkName]]:
    return ((row, entry) for row in rows for entry in row.facts.frameworks if entry.framework == framework)


def _with_parameters(row: type[ScalarFunction], entry: FrameworkName) -> Any:
    """Return the row itself where its defaults are the framework's, and a Lambda with the framework's elsewhere."""
    defaults = tuple(parameter.default for parameter in row.facts.parameters)
    if entry.parameters in {(), defaults}:
        return row
    return bound(row(*(Symbol(name) for name in row.variables), *entry.parameters))
