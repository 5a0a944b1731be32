"""What should be known before numbers of a cost are believed: a loss that is no number there, or says nothing."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sympy import Dummy, FiniteSet, Interval, Lambda, S, Set

from symnet.errors import SymnetWarning
from symnet.expressions.losses.classification import (
    categorical_focal_cross_entropy,
    cross_entropy,
    kl_divergence,
)
from symnet.expressions.scalar import Activation, Loss
from symnet.nn.architecture import Architecture
from symnet.nn.layers import SOFTMAX, is_undefined

ROOT = str(Path(__file__).resolve().parents[1])

OF_CLASSES = (cross_entropy, categorical_focal_cross_entropy, kl_divergence)
"""Losses that look at the output of the class that occurs, and leave it to a softmax that the others are small."""

FITTING: tuple[tuple[Set, str], ...] = (
    (S.Reals, "identity"),
    (Interval.open(0, S.Infinity), "exponential"),
    (Interval.open(0, 1), "sigmoid"),
)
"""Activations with the sets of their outputs, the largest first: the first that fits is advised."""


def cautions_of_network(network: Architecture) -> Iterator[str]:
    """Yield that a softmax has one neuron, where it has.

    >>> import symnet as sn
    >>> print(*cautions_of_network(sn.Network([2, 1], activations="softmax")))
    A softmax of one neuron is 1, whatever goes in, and its gradient is 0; write two neurons, or 'sigmoid'.
    """
    if network.layers[-1].activation == SOFTMAX and network.sizes[-1] == 1:
        yield "A softmax of one neuron is 1, whatever goes in, and its gradient is 0; write two neurons, or 'sigmoid'."


def cautions_of_cost(network: Architecture, loss: Any) -> Iterator[str]:
    """Yield what is to be known of a network with a loss, a sentence each.

    >>> import symnet as sn
    >>> print(*cautions_of_cost(sn.Network([2, 1], activations="relu"), sn.loss("poisson")))
    The loss poisson is for predictions in (0, ∞), but relu gives outputs in [0, ∞): the cost may be infinite or no \
number; write 'exponential' for the last layer.
    """
    yield from cautions_of_network(network)
    if not (isinstance(loss, type) and issubclass(loss, Loss)):
        return
    name, allowed = loss.__name__, loss.facts.predictions
    outputs = _outputs(network)
    if outputs is not None and outputs.is_subset(allowed) is False:
        instead = "softmax" if loss in OF_CLASSES else next(n for image, n in FITTING if image.is_subset(allowed))
        yield (
            f"The loss {name} is for predictions in {_spelled(allowed)}, but {_name(network)} gives outputs in "
            f"{_spelled(outputs)}: the cost may be infinite or no number; write {instead!r} for the last layer."
        )
    if loss in OF_CLASSES and network.sizes[-1] == 1 and network.layers[-1].activation != SOFTMAX:
        yield (
            f"The loss {name} with one output says nothing of the samples whose target is 0; write "
            "'binary_cross_entropy', or one output for each class and 'softmax'."
        )


def warn(sentences: Iterable[str]) -> None:
    """Warn of each sentence where the caller was called; Python says each once for each place.

    Where symnet itself is at work, as in a check of somebody's function, nothing is said.
    """
    caller = inspect.stack(0)[2].filename
    if not caller.startswith(ROOT):
        for sentence in sentences:
            warnings.warn(sentence, SymnetWarning, stacklevel=3)


def _outputs(network: Architecture) -> Set | None:
    """Return a set that holds all outputs; None where nothing is known of the last activation."""
    last = network.layers[-1].activation
    if last == SOFTMAX:
        return FiniteSet(1) if network.sizes[-1] == 1 else Interval.open(0, 1)
    if is_undefined(last) or isinstance(last, str) or last is None:
        return None
    applied = last.expr if isinstance(last, Lambda) else last(Dummy("u", real=True))
    return applied.image() if isinstance(applied, Activation) else None


def _name(network: Architecture) -> str:
    last = network.layers[-1].activation
    applied = last.expr.func if isinstance(last, Lambda) else last
    return str(getattr(applied, "__name__", applied))


def _spelled(values: Set) -> str:
    """Return an interval as it is written by hand.

    >>> _spelled(Interval.Lopen(0, 1)), _spelled(Interval(0, S.Infinity))
    ('(0, 1]', '[0, ∞)')
    """
    if not isinstance(values, Interval):
        return str(values)
    left, right = "(" if values.left_open else "[", ")" if values.right_open else "]"
    return f"{left}{values.start}, {values.end}{right}".replace("oo", "∞")
