"""Which inputs of a layer lead to which of its neurons: masks of 0 and 1, one a layer.

A layer without a mask is fully connected. A mask has the layout of the weights that it keeps or leaves out; inside, it
has a row for each neuron and a column for each input, whatever the notation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from sympy import Expr, ImmutableDenseMatrix

from symnet.errors import ShapeError, SymnetTypeError, SymnetValueError
from symnet.expressions.variables import Variable

Mask: TypeAlias = ImmutableDenseMatrix
Masks = Mapping[Variable, Mask]
"""The masks of a network under their symbols, in the layout of the notation."""
NO_MASKS: Masks = MappingProxyType({})


def read_connections(given: Any, sizes: Sequence[Expr], *, turned: bool) -> tuple[Mask | None, ...]:
    """Return one mask a layer, n_l × n_{l-1}, or None where every input leads to every neuron.

    `turned` says that the masks are given as n_{l-1} × n_l, which is how the notation stores weights.

    >>> read_connections([[[1, 0], [0, 1]], [[1, 1]]], [2, 2, 1], turned=False)
    (Matrix([
    [1, 0],
    [0, 1]]), None)
    """
    count = len(sizes) - 1
    if given is None:
        return (None,) * count
    if not isinstance(given, list | tuple):
        raise SymnetTypeError(
            f"The connections of a network are a list with one mask a layer, but were given as {_article(given)}; "
            f"write connections=[{', '.join(['mask'] + ['None'] * (count - 1))}]."
        )
    if len(given) != count:
        raise SymnetValueError(
            f"The network has {count} layer{'s' * (count != 1)}, but {len(given)} connection masks were given; "
            "give one a layer, and None for a layer that is fully connected."
        )
    return tuple(
        None if mask is None else _read_mask(mask, layer, sizes[layer + 1], sizes[layer], turned=turned)
        for layer, mask in enumerate(given)
    )


def _read_mask(given: Any, layer: int, outputs: Expr, inputs: Expr, *, turned: bool) -> Mask | None:
    for size in (outputs, inputs):
        if not getattr(size, "is_Integer", isinstance(size, int)):
            raise SymnetValueError(
                f"The connections of layer {layer} cannot be given, because its size {size} is a symbol; "
                "build the network with numbers, as sn.Network([2, 2, 1])."
            )
    entries = np.array(given, dtype=object)
    wanted = (int(inputs), int(outputs)) if turned else (int(outputs), int(inputs))
    if entries.shape != wanted:
        raise ShapeError(_wrong_shape(entries.shape, layer, wanted))
    if (entries == 1).all():
        return None
    for place in np.argwhere((entries != 0) & (entries != 1)):
        raise SymnetValueError(
            f"The connections of layer {layer} must be 0 or 1, but the entry {[int(index) for index in place]} is "
            f"{entries[tuple(place)]}; write 1 where an input leads to a neuron, and 0 where it does not."
        )
    mask = ImmutableDenseMatrix(*wanted, [int(entry) for entry in entries.ravel()])
    return mask.T if turned else mask


def _wrong_shape(given: tuple[int, ...], layer: int, wanted: tuple[int, int]) -> str:
    shown = " × ".join(map(str, given)) or "a number"
    hint = "; it looks transposed" if given == wanted[::-1] else ", with rows of one length" if len(given) != 2 else ""
    return (
        f"The connections of layer {layer} must be {wanted[0]} × {wanted[1]}, as its weights are, "
        f"but the mask is {shown}{hint}."
    )


def _article(given: Any) -> str:
    name = type(given).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
