"""The one walk over expressions: operands before what is made of them, without recursion."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from symnet.limits import checkpoint

EVERY = 256
"""After how many nodes the time is looked at."""


def postorder(roots: Iterable[Any], operands: Callable[[Any], Iterable[Any]]) -> list[Any]:
    """Return every distinct node that is reached from the roots, each after its operands; see `limits.checkpoint`.

    `operands` says what a node is made of, as far as the caller looks.

    >>> postorder(["ab"], lambda node: list(node) if len(node) > 1 else [])
    ['a', 'b', 'ab']
    """
    order: dict[Any, None] = {}
    stack = [(root, False) for root in reversed(list(roots))]
    checkpoint()
    while stack:
        node, expanded = stack.pop()
        if node in order:
            continue
        if expanded:
            order[node] = None
            if not len(order) % EVERY:
                checkpoint()
            continue
        stack.append((node, True))
        stack.extend((operand, False) for operand in reversed(list(operands(node))))
    return list(order)
