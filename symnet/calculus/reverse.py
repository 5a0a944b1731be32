"""The reverse walk: one cotangent a subexpression, from the result down to the variables."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from symnet.calculus.constructors import plus_scalars_or_matrices
from symnet.calculus.dependence import depending, operands_first
from symnet.calculus.pullbacks import pullback
from symnet.calculus.variables import is_zero, require_no_size, zero_like


def cotangents(root: Any, seed: Any, variables: Collection[Any]) -> dict[Any, Any]:
    """Return the cotangent of each variable, given that of the root: the contributions of all paths, summed.

    Each distinct subexpression has one cotangent, which is complete before it is passed on to the operands: the cost is
    linear in the number of distinct subexpressions. No recursion.
    """
    order = operands_first(root, leaves=variables)
    require_no_size(order, variables)
    active = depending(order, variables)
    collected: dict[Any, list[Any]] = {root: [seed]}
    for node in reversed(order):
        if node in variables or node not in active or node not in collected:
            continue
        for operand, contribution in pullback(node, plus_scalars_or_matrices(collected.pop(node))):
            if operand in active and not is_zero(contribution):
                collected.setdefault(operand, []).append(contribution)
    return {
        variable: plus_scalars_or_matrices(collected[variable]) if variable in collected else zero_like(variable)
        for variable in variables
    }
