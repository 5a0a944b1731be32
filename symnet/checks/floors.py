"""What a small floor under a prediction does to a cost and its gradient: it keeps a logarithm from infinity.

======= ==========================================================================================================
clipped log(max(A, ε)), and the slope with it, or the slope 0 where the floor holds
added   log(A + ε)
divided (A - Y) ⊙ s / (s + ε), or / max(s, ε), with the slope s = A ⊙ (1 - A)
======= ==========================================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from sympy import Dummy, Interval, Lambda, MatrixSymbol

from symnet.checks.batches import Batch
from symnet.codegen import CompiledFunction, lambdify
from symnet.expressions.activations import sigmoid
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.equations import Equations
from symnet.expressions.variables import gradient_symbol
from symnet.nn.architecture import Architecture
from symnet.nn.backpropagation import backpropagate
from symnet.nn.cost import Cost
from symnet.nn.layers import SOFTMAX
from symnet.nn.losses import written_out

SMALL = 5e-7
"""A floor up to which nothing is wrong: people write 1e-7 and less, and 1e-6 is a fault."""

COMMON = (1e-7, 2.0**-23, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15, 2.0**-52, 1e-16)
"""The floors that people write; two are the precisions of float32 and float64."""

ALIKE = 3e-3
"""The relative difference that rounding makes of 1 - A at 30, where A is a few units of the last place from 1."""

PATTERNS = 4
"""So many signs are tried of what a floor adds to each entry, since it may cancel in a sum."""

Gradients = Mapping[str, Any]


def floor_of_outputs(network: Architecture) -> float:
    """Return how far a floor may move the outputs: where they are probabilities, whose logarithms are taken."""
    last = network.layers[-1].activation
    if last == SOFTMAX:
        return SMALL
    image = last(Dummy("u", real=True)).image() if callable(last) and hasattr(last, "facts") else None
    return SMALL if image is not None and image.is_subset(Interval(0, 1)) else 0.0


class Floors:
    """The effects of floors on a cost, for those of its ends 0 and 1 at which the loss is not finite."""

    def __init__(self, cost: Cost) -> None:
        self._cost = cost
        self._network = cost.network

    @np.errstate(all="ignore")  # what is not finite is left out
    def of_cost(self, batch: Batch) -> float:
        """Return how far a small floor moves the cost of a batch: the mean of what it does to each loss."""
        if not any(self._ends):
            return 0.0
        return float(self._moved(self._loss, batch).sum()) / batch.samples

    @np.errstate(all="ignore")  # what is not finite is left out
    def of_gradient(self, batch: Batch) -> Mapping[str, float]:
        """Return how far a small floor moves each gradient: that of the loss, and the predictions in A - Y.

        Where predictions are saturated it can take the slope to nothing, which is recognized (see `candidates`) and not
        allowed; there only A - Y may be moved.
        """
        if not any(self._ends):
            return {}
        moved = self._moved(self._slope, batch) * (batch.kind != "saturated")
        generator = np.random.default_rng(11)
        by_target = np.where(batch.arrays["Y"] > 0.5, 1.0, -1.0)
        drawn = [generator.choice([-1.0, 1.0], size=moved.shape) for _ in range(PATTERNS)]
        signs = [np.ones_like(moved), by_target, *drawn]
        parts = [
            _largest([product(batch, sign * part / batch.samples) for sign in signs])
            for product, part in ((self._behind_output, moved), (self._behind_preactivation, SMALL))
        ]
        return {name: parts[0][name] + parts[1][name] for name in parts[0]}

    @np.errstate(all="ignore")  # what is not finite is left out
    def recognized(self, name: str, returned: Sequence[tuple[Batch, Any, Any]]) -> float | None:
        """Return the floor with which a gradient is what was returned, in batches with the right one; None for none."""
        if not any(self._ends) or self._network.layers[-1].activation not in (sigmoid, SOFTMAX):
            return None
        left: set[tuple[str, float]] | None = None
        for batch, got, expected in returned:
            scale = ALIKE * float(np.abs(expected).max())
            matching = {
                form
                for form, gradients in self._candidates(batch, left)
                if float(np.abs(gradients[name] - got).max()) <= scale
            }
            left = matching if left is None else left & matching
            if not left:
                return None
        return max(floor for _, floor in left) if left else None

    def _candidates(
        self, batch: Batch, left: set[tuple[str, float]] | None
    ) -> Iterator[tuple[tuple[str, float], Gradients]]:
        outputs, penalty = self._outputs(batch), self._penalty(batch)
        for floor in COMMON:
            for way, delta in self._deltas(outputs, batch.arrays["Y"], floor):
                if (left is None or (way, floor) in left) and np.isfinite(delta).all():
                    gradients = self._behind_preactivation(batch, delta / batch.samples)
                    yield (way, floor), {name: value + penalty.get(name, 0.0) for name, value in gradients.items()}

    def _deltas(self, outputs: Any, targets: Any, floor: float) -> Iterator[tuple[str, Any]]:
        """Yield the gradient by the last pre-activations, times m, for each way to write a floor."""
        slope = self._slope
        clipped = np.clip(outputs, floor, 1 - floor if self._ends[1] else None)
        by_output = slope(clipped, targets)
        ones = np.ones_like(outputs)
        added = targets * slope(outputs + floor, ones) + (1 - targets) * slope(outputs - floor, 0 * ones)
        yield "clipped", self._through(outputs, by_output)
        yield "flat", self._through(outputs, by_output * (clipped == outputs))
        yield "added", self._through(outputs, added)
        if self._network.layers[-1].activation != SOFTMAX:
            slopes = outputs * (1 - outputs)
            right = np.where(slopes > 0, slope(outputs, targets) * slopes, 0.0)
            yield "divided", right * slopes / (slopes + floor)
            yield "divided from below", right * slopes / np.maximum(slopes, floor)

    def _through(self, outputs: Any, by_output: Any) -> Any:
        """Return the gradient by what went into the last activation, from that by the outputs."""
        if self._network.layers[-1].activation != SOFTMAX:
            return by_output * outputs * (1 - outputs)
        axis = 1 if self._network.notation.samples == "rows" else 0
        return outputs * (by_output - (by_output * outputs).sum(axis=axis, keepdims=True))

    def _moved(self, function: Callable[[Any, Any], Any], batch: Batch) -> Any:
        """Return how far a small floor moves the loss of each entry, or its slope.

        The terms of a target y are moved apart, y times that of 1 and 1 - y times that of 0: where A is Y they cancel.
        """
        outputs, targets = self._outputs(batch), np.asarray(batch.arrays["Y"], dtype=np.float64)
        inwards = self._inwards(outputs)

        def moved(target: Any) -> Any:
            found = np.abs(function(inwards, target) - function(outputs, target))
            return np.where(np.isfinite(found), found, 0.0)

        ones = np.ones_like(targets)
        parts = np.abs(targets) * moved(ones) + np.abs(1 - targets) * moved(0 * ones)
        return np.maximum(moved(targets), parts)

    def _inwards(self, outputs: Any) -> Any:
        """Return predictions that are moved by a small floor away from the nearer end at which the loss is infinite."""
        low, high = self._ends
        from_low = low & ((outputs < 0.5) | (not high))
        return outputs + SMALL * from_low - SMALL * (high & ~from_low)

    @cached_property
    def _ends(self) -> tuple[bool, bool]:
        """Whether the loss is not finite where a prediction is 0, and where it is 1."""
        if self._formula.free_symbols - set(self._variables):
            return False, False  # a loss with a strength that is a symbol
        targets = np.array([[0.0, 0.3, 1.0]])
        low, high = (bool(~np.isfinite(self._loss(end + 0 * targets, targets)).all()) for end in (0.0, 1.0))
        return low, high

    @cached_property
    def _variables(self) -> tuple[Dummy, Dummy]:
        return Dummy("u", real=True), Dummy("y", real=True)

    @cached_property
    def _formula(self) -> Any:
        return written_out(self._cost.loss, *self._variables)

    @cached_property
    def _loss(self) -> Callable[[Any, Any], Any]:
        return self._entrywise(derived=False)

    @cached_property
    def _slope(self) -> Callable[[Any, Any], Any]:
        return self._entrywise(derived=True)

    def _entrywise(self, *, derived: bool) -> Callable[[Any, Any], Any]:
        """Return the loss of each entry of the prediction, or its derivative, as a function of arrays."""
        shape = Dummy("r", integer=True, positive=True), Dummy("c", integer=True, positive=True)
        matrices = [MatrixSymbol(f"{name}_given", *shape) for name in "AY"]
        formula = self._formula.diff(self._variables[0]) if derived else self._formula
        value = Elementwise(Lambda(self._variables, formula), *matrices)
        result = MatrixSymbol("L_given", *value.shape)
        return _quiet(lambdify(Equations([(result, value)]), matrices, name="loss"))

    @cached_property
    def _outputs(self) -> Callable[[Batch], Any]:
        steps = self._network.equations("batch")
        compiled = lambdify(steps, parameters=self._network.parameters, results=[steps[-1].symbol], name="forward")
        return lambda batch: _quiet(compiled)(_taken(compiled, batch), batch.arrays["X"])

    @cached_property
    def _behind_output(self) -> Callable[[Batch, Any], Gradients]:
        return product_of(self._network, self._network.equations("batch"))

    @cached_property
    def _behind_preactivation(self) -> Callable[[Batch, Any], Gradients]:
        return product_of(self._network, self._network.equations("batch")[:-1])

    @cached_property
    def _penalty(self) -> Callable[[Batch], Gradients]:
        """Return a function that gives the gradients of the penalties: those of the cost without those of the loss."""
        if not self._cost.has_penalties:
            return lambda _batch: {}
        steps = [one.lambdify(gradient=True) for one in (self._cost, Cost(self._network, self._cost.loss))]

        def penalty(batch: Batch) -> Gradients:
            whole, loss = (_quiet(step)(_taken(step, batch), batch.arrays["X"], batch.arrays["Y"])[1] for step in steps)
            return {name: whole[name] - loss[name] for name in whole}

        return penalty


def product_of(network: Architecture, steps: Equations) -> Callable[[Batch, Any], Gradients]:
    """Return the vector-Jacobian product of the last of some steps: the gradient of the sum of C ⊙ A over all entries.

    C, the cotangent, is given as an array of the shape of A.
    """
    output = steps[-1].symbol
    cotangent = MatrixSymbol("C_given", *output.shape)
    backward = backpropagate(steps, output, network.parameters, seed=cotangent)
    compiled = lambdify(
        steps + backward.equations,
        [*(symbol for symbol in steps.inputs if getattr(symbol, "role", "") == "input"), cotangent],
        parameters=network.parameters,
        results={parameter.name: gradient_symbol(parameter) for parameter in network.parameters},
        name="product",
    )

    def product(batch: Batch, given: Any) -> Gradients:
        found: Gradients = compiled(_taken(compiled, batch), batch.arrays["X"], given)
        return found

    return product


def _taken(compiled: CompiledFunction, batch: Batch) -> dict[str, Any]:
    """Return the parameters that a compiled function takes."""
    return {slot.name: batch.parameters[slot.name] for slot in compiled.signature.parameters or ()}


def _quiet(compiled: CompiledFunction) -> Callable[..., Any]:
    def quietly(*arguments: Any) -> Any:
        with np.errstate(all="ignore"):  # logarithms of zero are expected
            return compiled(*arguments)

    return quietly


def _largest(found: Sequence[Gradients]) -> dict[str, float]:
    return {name: max(float(np.abs(one[name]).max()) for one in found) for name in found[0]}
