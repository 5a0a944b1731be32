"""Simple facts about wrong values: a factor, a transposition, another array in the place of the right one.

A fact is said only where it holds in every batch, the same factor in each or the same size as the factor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symnet.checks.batches import Batch
from symnet.checks.comparing import close
from symnet.checks.reading import tolerance_of


@dataclass(frozen=True, eq=False)  # arrays do not compare as a whole
class Pair:
    """A returned array, the right one, all right arrays by name, the batch, and the dtype that was returned."""

    got: Any
    expected: Any
    others: Mapping[str, Any]
    batch: Batch
    dtype: str = "float64"

    @property
    def tolerance(self) -> float:
        """How far rounding may take the entries."""
        return tolerance_of(self.dtype)


Fact = Callable[[str, Sequence[Pair]], str | None]

FACTORS: tuple[tuple[str, Callable[[int], float]], ...] = (
    ("it has the wrong sign", lambda _: -1.0),
    ("it is m times too large", lambda m: m),
    ("it is m times too small", lambda m: 1 / m),
    ("it is m² times too large", lambda m: m**2),
    ("it is m² times too small", lambda m: 1 / m**2),
    ("it is m times too large and has the wrong sign", lambda m: -m),
    ("it is m times too small and has the wrong sign", lambda m: -1 / m),
    ("it is 2 m times too large", lambda m: 2 * m),
    ("it is 2 m times too small", lambda m: 1 / (2 * m)),
    ("it is m/2 times as large as it should be", lambda m: m / 2),
    ("it is 2/m times as large as it should be", lambda m: 2 / m),
    ("it is m/(m - 1) times as large as it should be", lambda m: m / (m - 1) if m > 1 else float("nan")),
)
"""Factors that a batch size makes, and what is said of each."""

SEEN = 2
"""A fact holds in batches of at least this many different sizes."""


@np.errstate(all="ignore")  # what was returned may be as large as a number can be
def explain(name: str, pairs: Sequence[Pair]) -> str | None:
    """Return the first fact that holds in all pairs, or None.

    Batches whose right array is zero tell nothing and are passed over.
    """
    telling = [pair for pair in pairs if np.any(pair.expected)]
    if len({pair.batch.samples for pair in telling}) < SEEN:
        return None
    return next((sentence for fact in FACTS if (sentence := fact(name, telling))), None)


def integers(_name: str, pairs: Sequence[Pair]) -> str | None:
    """Return that the right numbers were cut to integers, where they were."""
    if pairs and all("int" in pair.dtype and np.abs(pair.got - pair.expected).max() < 1 for pair in pairs):
        return f"it is cut to integers ({pairs[0].dtype}), which lose what follows the point"
    return None


def _by_size(_name: str, pairs: Sequence[Pair]) -> str | None:
    for sentence, factor in FACTORS:
        if all(close(pair.got, factor(pair.batch.samples) * pair.expected, pair.tolerance) for pair in pairs):
            return sentence
    return None


def _by_constant(_name: str, pairs: Sequence[Pair]) -> str | None:
    first = pairs[0]
    factor = float((first.got * first.expected).sum() / (first.expected * first.expected).sum())
    if not factor or not all(close(pair.got, factor * pair.expected, pair.tolerance) for pair in pairs):
        return None
    return f"it is {factor:.6g} times as large as it should be"  # never 1: it would be right


def _zero(_name: str, pairs: Sequence[Pair]) -> str | None:
    return "it is zero" if not any(np.any(pair.got) for pair in pairs) else None


def _transposed(_name: str, pairs: Sequence[Pair]) -> str | None:
    return "it is transposed" if all(close(pair.got, pair.expected.T, pair.tolerance) for pair in pairs) else None


def _other(name: str, pairs: Sequence[Pair]) -> str | None:
    for other in pairs[0].others:
        if other != name and all(close(pair.got, pair.others[other], pair.tolerance) for pair in pairs):
            return f"it is what belongs to {other}"
    return None


def _parameter(name: str, pairs: Sequence[Pair]) -> str | None:
    """Say that it is the parameter, or the parameter after a step against the gradient."""
    if any(name not in pair.batch.parameters for pair in pairs):
        return None
    moved = [pair.got - pair.batch.parameters[name] for pair in pairs]
    if not any(np.any(step) for step in moved):
        return f"it is {name} itself and not its gradient"
    first = pairs[0]
    rate = -float((moved[0] * first.expected).sum() / (first.expected * first.expected).sum())
    tolerance = 1e-6  # of a difference of two numbers
    if rate and all(close(step, -rate * pair.expected, tolerance) for step, pair in zip(moved, pairs, strict=True)):
        return f"it is {name} after a step of {rate:.6g} times the gradient, and not the gradient"
    return None


FACTS: tuple[Fact, ...] = (_zero, _by_size, _by_constant, _transposed, _other, _parameter)
