"""Batches in which something is large: every layer in its turn, so that no activation sees small numbers only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from sympy import FiniteSet, Set

from symnet.checks.batches import Batch, Kind
from symnet.nn.architecture import Architecture
from symnet.nn.layers import SOFTMAX, Layer

Values = Callable[[Batch], Mapping[str, Any]]
"""The pre-activations of a batch: ``z0`` for those of the first layer; and its output, ``output``."""

FAR = 1000.0
"""Where no exponential may overflow."""

FARS: tuple[tuple[Kind, float], ...] = (
    ("saturated", 100.0),
    ("saturated", -100.0),
    ("saturated", 30.0),
    ("saturated", -30.0),
    ("extreme", FAR),
    ("extreme", -FAR),
)
"""What the largest pre-activation of a layer becomes; the other sign turns every other one round.

At 30 and 100 activations are flat, or beyond their last kink, and no exponential overflows.
"""

CONFIDENT = 15.0
"""Where a sigmoid is 3e-7 from its ends: a floor above 1e-6 shows, and a logarithm of 1 - A has its digits."""

PINNED = 15.0
"""Where a bias alone takes a pre-activation, so that all samples are nearly certain."""

NEARLY, AWAY = 1e-2, 30.0
"""How far the targets of a good and of a bad prediction are from it, where they may be any numbers."""


def far_batches(network: Architecture, first: Batch, values: Values) -> Iterator[Batch]:
    """Yield batches in which something is large, X first, then the pre-activations of each layer.

    What goes into the layer after a hidden one is brought back to its size, so that the outputs stay ordinary numbers.
    """
    generator = np.random.default_rng(7)
    signs = np.where(generator.random(first.arrays["X"].shape) < 0.5, -1.0, 1.0)
    *hidden, last = network.layers
    if last.activation == SOFTMAX:
        bias = last.bias(network.notation).name
        for shift, done in ((FAR, "added to"), (-FAR, "subtracted from")):
            moved = first.parameters | {bias: first.parameters[bias] + shift}
            yield replace(first, kind="shifted", parameters=moved, told=f"{FAR:g} is {done} {bias}")
    yield replace(
        first, kind="extreme", arrays=first.arrays | {"X": FAR * signs}, told="the entries of X are 1000 or -1000"
    )
    reached = _sizes(values(first))
    for layer in (last, *hidden):
        for kind, far in FARS:
            batch = _scaled(network, first, layer, far / reached[f"z{layer.position}"])
            told = f"a pre-activation of layer {layer.position + network.notation.first_layer} reaches {abs(far):g}"
            if layer is last:
                yield replace(batch, kind=kind, told=told)
            else:
                after = network.layers[layer.position + 1]
                there = _sizes(values(batch))[f"z{after.position}"]
                back = min(1.0, reached[f"z{after.position}"] / there)
                yield replace(
                    _scaled(network, batch, after, back, bias=False),
                    kind="large" if kind == "saturated" else kind,
                    told=told,
                )


def confident_batches(network: Architecture, first: Batch, values: Values, domain: Set | None) -> Iterator[Batch]:
    """Yield batches whose predictions are nearly certain: wrongly, and rightly, where a cost is nearly zero."""
    if "Y" not in first.arrays:
        return
    last = network.layers[-1]
    found = values(first)
    is_softmax = last.activation == SOFTMAX
    axis = 1 if network.notation.samples == "rows" else 0
    preactivations = found[f"z{last.position}"]
    most = float(np.ptp(preactivations, axis=axis).max()) if is_softmax else _sizes(found)[f"z{last.position}"]
    most = most or 1.0
    what = "difference of pre-activations" if is_softmax else "pre-activation"
    for far in (CONFIDENT, -CONFIDENT):
        batch = replace(_scaled(network, first, last, far / most), kind="confident")
        yield replace(batch, told=f"the largest {what} of the last layer is {CONFIDENT:g}")
    bias = last.bias(network.notation).name
    signs = np.resize([1.0, -1.0], first.parameters[bias].size).reshape(first.parameters[bias].shape)
    pinned_at = PINNED / 2 if is_softmax else PINNED  # it is differences that go into a softmax
    for sign in (1, -1):
        pinned = replace(first, kind="confident", parameters=first.parameters | {bias: sign * pinned_at * signs})
        outputs = values(pinned)["output"]
        near, away = _fitting(network, outputs, domain), _fitting(network, outputs, domain, nearest=False)
        yield replace(pinned, arrays=pinned.arrays | {"Y": near}, told="the targets are nearly the outputs")
        yield replace(pinned, arrays=pinned.arrays | {"Y": away}, told="the targets are far from the outputs")


def _sizes(values: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(np.abs(value).max()) or 1.0 for name, value in values.items()}


def _scaled(network: Architecture, batch: Batch, layer: Layer, factor: float, *, bias: bool = True) -> Batch:
    weight = layer.weight(network.notation).name
    names = [weight, layer.bias(network.notation).name] if bias else [weight]
    return replace(batch, parameters=batch.parameters | {name: factor * batch.parameters[name] for name in names})


def _fitting(network: Architecture, outputs: Any, domain: Set | None, *, nearest: bool = True) -> Any:
    """Return targets that the loss allows, as near to the outputs as they can be; or as far, in reason."""
    if network.layers[-1].activation == SOFTMAX:
        axis = 1 if network.notation.samples == "rows" else 0
        chosen = outputs.argmax(axis=axis) if nearest else outputs.argmin(axis=axis)
        one_hot = np.eye(outputs.shape[axis])[chosen]  # a row for each sample
        return one_hot if axis else one_hot.T
    low, high = (-np.inf, np.inf) if domain is None else (float(domain.inf), float(domain.sup))
    if isinstance(domain, FiniteSet) or np.isfinite([low, high]).all():
        return np.where((outputs > (low + high) / 2) == nearest, high, low)
    distance = NEARLY if nearest else AWAY
    return np.maximum(outputs + distance * (1 + np.abs(outputs)), low + NEARLY if np.isfinite(low) else low)
