"""What is special about a batch of ordinary numbers: sizes, signs, constants and integers to stumble on.

A function may be wrong for them only: where it tells rows from columns by their numbers, overwrites what has one class,
takes a bias of zero for none, or adds up in the integers of its inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from sympy import FiniteSet, Set

from symnet.checks.batches import Batch
from symnet.nn.architecture import Architecture
from symnet.nn.layers import SOFTMAX

MANY, FEWER = 257, 53
"""Numbers of samples that are larger than what people cut into pieces (32, 64, 100, 128, 256), and than 50."""

WORK = 10**7
"""Parameters times samples, at most: a loop over all takes seconds beyond."""

SIZES = 4
"""Of so many sizes of a network the number of samples is one."""

HUNDREDS = 150.0
"""How many times larger X is where it is large and what goes into the first layer is not."""

Change = Callable[[Batch, np.random.Generator], Batch]


def sample_counts(network: Architecture) -> list[int | str]:
    """Return the numbers of samples that may be special: 2, the sizes of the network (or their names), and many.

    >>> import symnet as sn
    >>> sample_counts(sn.Network([3, 2, 1])), sample_counts(sn.Network(["n", 2]))
    ([2, 3, 257], [2, 'n', 257])
    """
    numbers = [int(size) if size.is_Integer else 1 for size in network.sizes]
    entries = sum(rows * (columns + 1) for columns, rows in pairwise(numbers))
    sizes = dict.fromkeys([2, *(int(size) if size.is_Integer else size.name for size in network.sizes if size != 1)])
    affordable = [size for size in list(sizes)[:SIZES] if isinstance(size, str) or size * entries <= WORK]
    return [*affordable, *[count for count in (MANY, FEWER) if count * entries <= WORK][:1]]


def changes(network: Architecture, domain: Set | None, *, extremes: bool) -> Iterator[Change]:
    """Yield the changes of a batch that make it special.

    `domain` holds the targets that the loss allows; `extremes` tells whether anything may be large.
    """
    yield _inputs("positive", 1.0)
    yield _inputs("negative", -1.0)
    if extremes:
        yield _scaled_inputs(network)
    yield _without_biases(network)
    yield _with_positive_parameters
    if network.layers[-1].activation == SOFTMAX:
        yield from (_of_one_class(network, place) for place in (0, -1))
    else:
        yield from map(_constant_targets, _constants(domain))
    yield _in_integers(network, domain)


def _inputs(word: str, sign: float) -> Change:
    def change(batch: Batch, _generator: np.random.Generator) -> Batch:
        return replace(batch, told=f"all of X is {word}", arrays=batch.arrays | {"X": sign * np.abs(batch.arrays["X"])})

    return change


def _scaled_inputs(network: Architecture) -> Change:
    """Return the change after which X is as large as the grey of a picture, and what is made of it is as before."""
    weight = network.layers[0].weight(network.notation).name

    def change(batch: Batch, _generator: np.random.Generator) -> Batch:
        return replace(
            batch,
            told="the entries of X reach hundreds",
            arrays=batch.arrays | {"X": HUNDREDS * batch.arrays["X"]},
            parameters=batch.parameters | {weight: batch.parameters[weight] / HUNDREDS},
        )

    return change


def _without_biases(network: Architecture) -> Change:
    biases = [parameter.name for parameter in network.parameters if parameter.role == "bias"]

    def change(batch: Batch, _generator: np.random.Generator) -> Batch:
        zeros = {name: np.zeros_like(batch.parameters[name]) for name in biases}
        return replace(batch, told="all biases are zero", parameters=batch.parameters | zeros)

    return change


def _with_positive_parameters(batch: Batch, _generator: np.random.Generator) -> Batch:
    positive = {name: np.abs(value) for name, value in batch.parameters.items()}
    return replace(batch, told="all parameters are positive", parameters=positive)


def _constants(domain: Set | None) -> list[float]:
    """Return the targets that all samples may share: the ends of what is allowed, or 0 and 1."""
    if domain is None:
        return [0.0, 1.0]
    if isinstance(domain, FiniteSet):
        return [float(min(domain)), float(max(domain))]
    low, high = float(domain.inf), float(domain.sup)
    first = low if np.isfinite(low) else 0.0
    return [first, high if np.isfinite(high) else first + 1.0]


def _constant_targets(value: float) -> Change:
    def change(batch: Batch, _generator: np.random.Generator) -> Batch:
        if "Y" not in batch.arrays:
            return batch
        targets = np.full_like(batch.arrays["Y"], value)
        return replace(batch, told=f"all targets are {value:g}", classes=True, arrays=batch.arrays | {"Y": targets})

    return change


def _of_one_class(network: Architecture, place: int) -> Change:
    rows = network.notation.samples == "rows"

    def change(batch: Batch, _generator: np.random.Generator) -> Batch:
        if "Y" not in batch.arrays:
            return batch
        targets = np.zeros_like(batch.arrays["Y"])
        targets[(slice(None), place) if rows else place] = 1.0
        told = f"all samples are of the {'last' if place else 'first'} class"
        return replace(batch, told=told, classes=True, arrays=batch.arrays | {"Y": targets})

    return change


def _in_integers(network: Architecture, domain: Set | None) -> Change:
    """Return the change after which X and Y hold integers, as images and labels do, with their dtype."""

    def change(batch: Batch, generator: np.random.Generator) -> Batch:
        arrays = batch.arrays | {"X": generator.integers(-3, 4, size=batch.arrays["X"].shape)}
        if "Y" in arrays:
            arrays["Y"] = _labels(network, domain, arrays["Y"], generator)
        return replace(batch, kind="integers", told="X and Y hold integers", classes=True, arrays=arrays)

    return change


def _labels(network: Architecture, domain: Set | None, targets: Any, generator: np.random.Generator) -> Any:
    if network.layers[-1].activation == SOFTMAX:
        axis = 1 if network.notation.samples == "rows" else 0
        return (targets == targets.max(axis=axis, keepdims=True)).astype(np.int64)
    return generator.choice([round(value) for value in _constants(domain)], size=targets.shape)
