"""The batches that a function is tried on: random numbers of several sizes and scales, away from every kink.

Sizes of the network that are symbols become primes, all different, and different again in the next batch; the number of
samples is a prime that is no size of the network. Targets suit the loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from time import monotonic
from typing import Any

import numpy as np
from sympy import FiniteSet, Interval, Set, primerange

from symnet.checks.batches import Batch, Kind, Reference
from symnet.checks.corners import Change, changes, sample_counts
from symnet.checks.far import Values, confident_batches, far_batches
from symnet.codegen import CompiledFunction, lambdify
from symnet.errors import SymnetValueError
from symnet.expressions.scalar import Loss
from symnet.nn.architecture import Architecture
from symnet.nn.cost import Cost
from symnet.nn.layers import SOFTMAX

PRIMES = tuple(primerange(2, 1000))
ATTEMPTS = 40
SECONDS, BRIEFLY = 0.3, 0.05
"""For the attempts at one batch, and at one corner; the best that was drawn is taken."""
NUDGE, SMOOTH = 1e-4, 1e-5
"""How far the parameters are moved to find kinks, and the relative second difference of a smooth gradient at most."""
DEAD = 1e-9
"""A gradient below this shows nothing."""


PLANS: tuple[tuple[Kind, int, float, float, bool], ...] = (
    ("ordinary", 3, 1.0, 1.0, False),
    ("ordinary", 5, 0.5, 3.0, True),
    ("ordinary", 2, 2.0, 0.01, False),
    ("single", 0, 1.0, 1.0, False),
    ("ordinary", 4, 1.5, 1.0, True),
    ("single", 0, 0.7, 2.0, True),
)
"""Kind, which prime for the samples, scale of the weights, scale of the inputs, and whether targets are classes."""


class Drawing:
    """Batches for a network, or for a cost of it, at which a reference is finite, not zero and smooth.

    With `classes` all targets are classes; with `cotangent` there is an array of that name, of the shape of the
    targets; without `extremes` nothing is large.
    """

    def __init__(
        self,
        network: Architecture,
        cost: Cost | None,
        reference: Reference,
        *,
        classes: bool = False,
        cotangent: bool = False,
        extremes: bool = True,
    ) -> None:
        self._has_extremes = extremes
        self._network = network
        self._has_cotangent = cotangent
        self._loss = None if cost is None else cost.loss
        loss = self._loss
        facts = loss.facts if isinstance(loss, type) and issubclass(loss, Loss) else None
        self._domain: Set | None = None if facts is None else facts.targets
        self._predictions: Set | None = None if facts is None else facts.predictions
        self._reference = reference
        self._only_classes = classes
        self._step = _arrays_of(network, cost)
        self._values = _layer_values(network)

    def batches(self) -> list[Batch]:
        """Return the batches in the order in which they are tried: ordinary ones first."""
        drawn = [self._ordinary(number, plan) for number, plan in enumerate(PLANS)]
        first, classes = drawn[:2]
        zeros = replace(
            first, kind="zeros", told="X is zero", arrays=first.arrays | {"X": np.zeros_like(first.arrays["X"])}
        )
        corners = [batch for batch in self._corners() if batch is not None]
        far = (
            far_batches(self._network, first, self._values),
            confident_batches(self._network, classes, self._values, self._domain),
        )
        rest = (zeros, *(chain(*far) if self._has_extremes else ()))
        kept = [replace(batch, flat=self._is_flat(batch)) for batch in rest if self._is_finite(batch)]
        return [*drawn, *kept[:1], *corners, *kept[1:]]

    def _ordinary(self, number: int, plan: tuple[Kind, int, float, float, bool]) -> Batch:
        chosen = self._best(lambda attempt: self._draw(number, plan, attempt), SECONDS)
        if chosen is None:
            raise SymnetValueError(
                f"Cannot check {self._subject()}: at all of {ATTEMPTS} random draws it is not a finite number; "
                "give the last layer an activation whose values the loss allows, as 'sigmoid' with "
                "'binary_cross_entropy'."
            )
        return chosen

    def _corners(self) -> Iterator[Batch | None]:
        """Yield the batches of ordinary numbers in which something is special."""
        for number, samples in enumerate(sample_counts(self._network), len(PLANS)):
            yield self._smooth(partial(self._special, number, samples))
        for number, change in enumerate(changes(self._network, self._domain, extremes=self._has_extremes), 100):
            yield self._smooth(partial(self._changed, number, change))

    def _smooth(self, draw: Callable[[int], Batch]) -> Batch | None:
        """Return the best of some draws; None where each is at a kink, as zero biases behind a dead relu make it.

        There a gradient is a convention, and who has chosen another one is not wrong.
        """
        batch = self._best(draw, BRIEFLY)
        return batch if batch is not None and self._bend_of(batch, self._computed(batch)) < SMOOTH else None

    def _special(self, number: int, samples: int | str, attempt: int) -> Batch:
        return self._draw(number, ("corner", 2, 1.0, 1.0, number % 2 == 1), attempt, samples=samples)

    def _changed(self, number: int, change: Change, attempt: int) -> Batch:
        drawn = self._draw(number, ("corner", 2, 1.0, 1.0, number % 2 == 1), attempt)
        return change(drawn, np.random.default_rng([number, attempt, 1]))

    def _best(self, draw: Callable[[int], Batch], seconds: float) -> Batch | None:
        """Return the first draw that is good, or the best of many; None where none is finite."""
        chosen, lowest = None, float("inf")
        end = monotonic() + seconds
        for attempt in range(ATTEMPTS):
            batch = draw(attempt)
            badness = self._badness(batch)
            if badness < lowest:
                chosen, lowest = batch, badness
            if badness < SMOOTH or (chosen is not None and monotonic() > end):
                break
        return chosen

    def _subject(self) -> str:
        return "the network" if self._loss is None else f"the cost with the loss {_name(self._loss)}"

    def _badness(self, batch: Batch) -> float:
        """Return how bad a draw is: 0 where the reference is smooth there, infinity where it is not finite.

        It is up to 1 for a kink, and 1 more for each array that is zero. Between two points around a kink the gradient
        jumps, so its second difference is not small.
        """
        middle = self._computed(batch)
        if not _finite(middle):
            return float("inf")
        dead = sum(float(np.abs(value).max()) <= DEAD for value in middle.values())
        return dead + self._bend_of(batch, middle)

    def _bend_of(self, batch: Batch, middle: Mapping[str, Any]) -> float:
        return max(self._bend(batch, middle, seed) for seed in (1, 2))

    def _bend(self, batch: Batch, middle: Mapping[str, Any], seed: int) -> float:
        generator = np.random.default_rng(seed)
        direction = {
            name: NUDGE * _size_of(value) * generator.normal(size=np.shape(value))
            for name, value in batch.parameters.items()
        }
        near, far = (
            self._computed(
                replace(batch, parameters={name: batch.parameters[name] + side * direction[name] for name in direction})
            )
            for side in (1, -1)
        )
        if not (_finite(near) and _finite(far)):
            return 1.0
        bends = [
            float(np.abs(near[name] - 2 * value + far[name]).max()) / max(DEAD, float(np.abs(value).max()))
            for name, value in middle.items()
        ]
        return min(1.0, max(bends))

    def _computed(self, batch: Batch) -> Mapping[str, Any]:
        with np.errstate(all="ignore"):
            return self._reference(batch)

    def _is_finite(self, batch: Batch) -> bool:
        return _finite(self._computed(batch))

    def _is_flat(self, batch: Batch) -> bool:
        allowed = self._predictions
        if not isinstance(allowed, Interval):
            return False
        outputs = self._values(batch)["output"]
        low = allowed.left_open and np.any(outputs <= float(allowed.start))
        return bool(low or (allowed.right_open and np.any(outputs >= float(allowed.end))))

    def _draw(
        self, number: int, plan: tuple[Kind, int, float, float, bool], attempt: int, *, samples: int | str | None = None
    ) -> Batch:
        kind, which, weight, spread, classes = plan
        generator = np.random.default_rng([number, attempt])
        sizes = self._sizes(number, which)
        if samples is not None:
            sizes |= {"m": sizes[samples] if isinstance(samples, str) else samples}
        roles = {parameter.name: parameter.role for parameter in self._network.parameters}
        parameters = {}
        for slot in self._step.signature.parameters or ():  # a parameter may be called X, too
            value = _drawn(slot, sizes, generator)
            parameters[slot.name] = value * _scale(roles.get(slot.name), value, weight)
        arrays = {slot.name: _drawn(slot, sizes, generator) for slot in self._step.signature.arguments}
        arrays["X"] = arrays["X"] * spread
        if "Y" in arrays:
            arrays["Y"] = self._targets(generator, arrays["Y"].shape, classes=classes or self._only_classes)
        if self._has_cotangent:
            arrays["cotangent"] = generator.normal(size=arrays["Y"].shape)
        return Batch(parameters, arrays, sizes, kind, f"m = {sizes['m']}", classes)

    def _sizes(self, number: int, which: int) -> dict[str, int]:
        """Return a prime for each symbol, and for m; none is a size of the network."""
        taken = {int(size) for size in self._network.sizes if size.is_Integer}
        symbols = list(dict.fromkeys(size.name for size in self._network.sizes if not size.is_Integer))
        free = [prime for prime in PRIMES if prime not in taken]
        samples = free[which]
        rest = islice((prime for prime in free if prime != samples), len(symbols))
        listed = list(rest)
        turned = listed[number % max(1, len(listed)) :] + listed[: number % max(1, len(listed))]
        return {**dict(zip(symbols, turned, strict=True)), "m": samples if which else 1}

    def _targets(self, generator: np.random.Generator, shape: tuple[int, int], *, classes: bool) -> Any:
        """Return targets of the domain of the loss; after a softmax those of a sample sum to one."""
        axis = 1 if self._network.notation.samples == "rows" else 0
        if self._network.layers[-1].activation == SOFTMAX:
            weights = generator.uniform(0.1, 0.9, size=shape)
            if classes:
                return (weights == weights.max(axis=axis, keepdims=True)).astype(float)
            return weights / weights.sum(axis=axis, keepdims=True)
        return _of_domain(generator, self._domain, shape, classes=classes)


def _drawn(slot: Any, sizes: Mapping[str, int], generator: np.random.Generator) -> Any:
    """Return a random array of the shape of a slot, or a number."""
    if slot.shape is None:
        return float(generator.uniform(0.2, 0.8))
    rows, columns = (int(size) if str(size).isdigit() else sizes[str(size)] for size in slot.shape)
    return generator.normal(size=(rows, columns))


def _size_of(value: Any) -> float:
    """Return the size of numbers that are small, so that they move by a part of themselves; 1 for others, and zeros."""
    largest = float(np.abs(value).max())
    return min(1.0, largest) or 1.0


def _arrays_of(network: Architecture, cost: Cost | None) -> CompiledFunction:
    """Return the compiled function whose signature says which arrays there are."""
    if cost is not None:
        return cost.lambdify()
    steps = network.equations("batch")
    return lambdify(steps, parameters=network.parameters, name="forward")


def _layer_values(network: Architecture) -> Values:
    """Return a function that gives the pre-activations of a batch, ``z0`` for the first layer, and its output."""
    steps = network.equations("batch")
    symbols = [symbol for symbol in steps.symbols if symbol.role == "preactivation"]
    named = {f"z{symbol.layer}": symbol for symbol in symbols} | {"output": steps[-1].symbol}
    compiled = lambdify(steps, parameters=network.parameters, results=[named], name="forward")
    names = [slot.name for slot in compiled.signature.parameters or ()]

    def values(batch: Batch) -> Mapping[str, Any]:
        with np.errstate(all="ignore"):
            found = compiled({name: batch.parameters[name] for name in names}, batch.arrays["X"])
        return found[0] if isinstance(found, tuple) else found

    return values


def _scale(role: str | None, value: Any, weight: float) -> Any:
    if role is None:
        return 1.0
    return 0.5 if role == "bias" else weight / np.sqrt(max(1, min(value.shape)))


def _finite(values: Mapping[str, Any]) -> bool:
    return all(np.isfinite(value).all() for value in values.values())


def _of_domain(generator: np.random.Generator, domain: Set | None, shape: tuple[int, int], *, classes: bool) -> Any:
    """Return numbers of a set of real numbers, away from its ends; or some of its ends, for classes."""
    if domain is None:
        return generator.uniform(0.2, 0.8, size=shape)
    if isinstance(domain, FiniteSet):
        return generator.choice([float(value) for value in sorted(domain)], size=shape)
    low, high = float(domain.inf), float(domain.sup)
    if np.isfinite([low, high]).all():
        ends = generator.choice([low, high], size=shape)
        return ends if classes else generator.uniform(0.9 * low + 0.1 * high, 0.1 * low + 0.9 * high, size=shape)
    if np.isfinite(low):
        return low + (generator.integers(1, 5, size=shape) if classes else generator.uniform(0.2, 3.0, size=shape))
    normal = generator.normal(size=shape)
    return normal + 0.1 * np.sign(normal)


def _name(loss: Any) -> str:
    return str(getattr(loss, "__name__", loss))
