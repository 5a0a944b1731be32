"""Zeros of what a step, a kink or a branch of a claim looks at, found in one scalar at a time."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

from sympy import (
    Abs,
    Expr,
    Heaviside,
    KroneckerDelta,
    Max,
    Min,
    ceiling,
    floor,
    sign,
)
from sympy.core.relational import Relational

from symnet.counterexamples.drawing import facts_of, free_symbols, is_allowed
from symnet.counterexamples.points import ClaimAtPoints, Point
from symnet.expressions.scalar import ScalarFunction
from symnet.limits import Limits
from symnet.values.evaluation import valued
from symnet.values.numbers.exact import Exact

STEPS = (Abs, Heaviside, Max, Min, KroneckerDelta, sign, floor, ceiling)
BESIDE = Fraction(1, 1000)
"""How near to a turning point both its sides are looked at."""

MOST_ARGUMENTS, MOST_PAIRS, MOST_SYMBOLS = 6, 3, 3


def has_turning_points(at: ClaimAtPoints) -> bool:
    """Tell whether a claim holds anything that steps, bends or branches."""
    return any(
        isinstance(node, (*STEPS, Relational)) or (isinstance(node, ScalarFunction) and bool(node.kinks()))
        for node in at.nodes
    )


def turning_points(at: ClaimAtPoints, point: Point, limits: Limits) -> Iterator[Point]:
    """Yield the point with one scalar changed, so that the argument of a step or a kink is 0, or nearly.

    Where the argument is linear in the scalar, the line through its values at 0 and 1 has its zero there.
    """
    for argument in arguments(at):
        free = free_symbols([argument])
        for symbol in [each for each in at.scalars if each in free][:MOST_SYMBOLS]:
            first, second = (_value(argument, point.with_value(symbol, Fraction(end)), at, limits) for end in (0, 1))
            if not (isinstance(first, Fraction) and isinstance(second, Fraction)) or first == second:
                continue
            zero = first / (first - second)
            for step in (0, BESIDE, -BESIDE):
                if is_allowed(symbol, zero + step) and facts_of(symbol, at.facts).admits(zero + step):
                    yield point.with_value(symbol, zero + step)


def arguments(at: ClaimAtPoints) -> list[Expr]:
    """Return what is 0 where a step, a kink or a branch turns; of functions that are applied to scalars."""
    found: dict[Expr, None] = {}
    known = set(at.scalars)
    for node in at.nodes:
        for argument in _arguments(node):
            symbols = free_symbols([argument])
            if symbols and symbols <= known | set(at.sizes) | set(at.matrices):
                found[argument] = None
        if len(found) >= MOST_ARGUMENTS:
            break
    return list(found)


def _arguments(node: Any) -> list[Expr]:
    if isinstance(node, Max | Min):
        return [a - b for a, b in list(combinations(node.args, 2))[:MOST_PAIRS]]
    if isinstance(node, KroneckerDelta):
        return [node.args[0] - node.args[1]]
    if isinstance(node, STEPS):
        return [node.args[0]]
    if isinstance(node, Relational):
        return [node.lhs - node.rhs] if isinstance(node.lhs, Expr) and isinstance(node.rhs, Expr) else []
    if isinstance(node, ScalarFunction):
        return [node.args[0] - point for point in node.kinks() if not point.is_infinite]
    return []


def _value(argument: Expr, point: Point, at: ClaimAtPoints, limits: Limits) -> Any:
    valuation = valued(point.values, arithmetic=Exact(), functions=point.functions, limits=limits)
    for symbol, body in at.definitions:
        valuation.define(symbol, body)
    return valuation.value(argument)
