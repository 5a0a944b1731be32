"""What a function is called with: parameters, inputs and targets, and what is special about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "ordinary", "single", "zeros", "corner", "integers", "large", "confident", "saturated", "extreme", "shifted"
]

NEAR: frozenset[Kind] = frozenset({"ordinary", "single", "zeros", "corner", "integers"})
"""The kinds of batch in which nothing is large."""

WITH_OUTPUTS: frozenset[Kind] = NEAR | {"large", "confident"}
"""... and those in which the loss is still an ordinary number."""

WITH_GRADIENTS: frozenset[Kind] = WITH_OUTPUTS | {"saturated"}
"""... and those in which its gradient is, though the logarithm of a prediction may have lost its digits."""


ALL: frozenset[Kind] = WITH_GRADIENTS | {"extreme", "shifted"}


@dataclass(frozen=True, eq=False)  # arrays do not compare as a whole
class Batch:
    """One set of arguments.

    ========== =====================================================================================================
    parameters arrays by their plain names, in the layout of the notation; a float for a strength that is a symbol
    arrays     what follows them: ``X``, and ``Y`` and the cotangent where the function takes them
    sizes      the numbers that were given to symbols, ``m`` among them
    kind       ``ordinary``; ``single``: m = 1; ``zeros``: X = 0; ``corner``: something else is special about ordinary
               numbers; ``integers``: X and Y have an integer dtype; ``large``: a hidden pre-activation reaches 30 or
               100, and the last are ordinary; ``confident``: the last reach 15; ``saturated``: the last reach 30 or
               100; ``extreme``: something reaches 1000; ``shifted``: all that goes into the softmax is 1000 larger or
               smaller, which changes nothing
    told       what is special about it, in words that follow "where": ``m = 1``
    classes    whether the targets are classes, which only some losses tell from others
    flat       whether a prediction is rounded to where the loss is no number: to 0, of which there is no logarithm
    ========== =====================================================================================================
    """

    parameters: dict[str, Any]
    arrays: dict[str, Any]
    sizes: Mapping[str, int]
    kind: Kind
    told: str
    classes: bool = False
    flat: bool = False

    @property
    def samples(self) -> int:
        """The number of samples m."""
        return self.sizes["m"]


Reference = Callable[[Batch], Mapping[str, Any]]
"""The right arrays of a batch, by name."""
