"""What is drawn of a curve: points of each piece, and the marks where pieces meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
from sympy import Expr

from symnet.calculus.curves import Curve, Z, all_equal
from symnet.calculus.ends import limit_at
from symnet.calculus.pieces import Piece
from symnet.calculus.zeros import number_of
from symnet.errors import SymnetTypeError, SymnetValueError

POINTS = 400
"""How many points a curve is drawn with, all its pieces together."""

MARGIN = 6.0
"""Without a range of their own, plots reach this far to both sides of 0, or half as far again as the last kink."""


@dataclass(frozen=True)
class Line:
    """The points of one piece, from left to right."""

    z: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Mark:
    """A point where pieces meet: filled where the value is, open where a piece comes near without reaching it."""

    z: float
    value: float
    filled: bool


def window(curve: Curve, given: Any) -> tuple[float, float]:
    """Return the interval of z to draw: the given one, checked, or one that shows every kink.

    Raises `SymnetTypeError` and `SymnetValueError` for what is no pair of numbers in order.
    """
    if given is None:
        farthest = max((abs(float(point)) for point in curve.kinks()), default=0.0)
        return -max(MARGIN, 1.5 * farthest), max(MARGIN, 1.5 * farthest)
    try:
        low, high = (float(bound) for bound in given)
    except (TypeError, ValueError):
        raise SymnetTypeError(
            f"The range z of a plot must be two numbers, but it is {given!r}; write z=(-10, 10)."
        ) from None
    if not (np.isfinite([low, high]).all() and low < high):
        raise SymnetValueError(
            f"The range z of a plot must go from a smaller number to a larger one, but it goes from {low:g} to "
            f"{high:g}; write z=(-10, 10)."
        )
    return low, high


def lines(curve: Curve, bounds: tuple[float, float], *, slope: bool = False) -> list[Line]:
    """Return the points of the function, or of its derivative, on each piece inside the bounds."""
    f = number_of(curve.slope if slope else curve.value, Z)
    inner = sorted({float(joint) for joint in _joints_within(curve, bounds)})
    ends = [bounds[0], *inner, bounds[1]]
    return [_line(f, start, end, bounds) for start, end in pairwise(ends) if start < end]


def _line(f: Callable[[Any], Any], start: float, end: float, bounds: tuple[float, float]) -> Line:
    count = max(2, round(POINTS * (end - start) / (bounds[1] - bounds[0])) + 1)
    places = np.linspace(start, end, count)
    places[0] += (end - start) * 1e-9  # a piece is open: its ends belong to nobody, or to the joint
    places[-1] -= (end - start) * 1e-9
    with mpmath.workdps(25):
        return Line(tuple(map(float, places)), tuple(float(f(mpmath.mpf(place))) for place in places))


def _joints_within(curve: Curve, bounds: tuple[float, float]) -> list[Expr]:
    if curve.period is not None and not curve.kinks():
        return []
    return [joint for joint in curve.joints if bounds[0] < joint < bounds[1]]


def marks(curve: Curve, bounds: tuple[float, float], *, slope: bool = False) -> list[Mark]:
    """Return the marks of the function at its jumps, or of the derivative at the kinks.

    >>> from symnet.calculus.curves import curve_of
    >>> from symnet.expressions.activations import relu
    >>> [(mark.value, mark.filled) for mark in marks(curve_of(relu), (-1, 1), slope=True)]
    [(1.0, False), (0.0, True)]
    """
    found: list[Mark] = []
    for joint in _joints_within(curve, bounds):
        if joint not in curve.kinks():
            continue
        value = curve.slope_at(joint) if slope else curve.at(joint)
        sides = _sides(curve, joint, slope=slope)
        if value is not None and all_equal([*sides, value]):
            found.append(Mark(float(joint), float(value), filled=True))
            continue
        known = [side for side in dict.fromkeys(sides) if side is not None and side.is_finite]
        found += [
            Mark(float(joint), float(s), filled=False) for s in known if value is None or not all_equal([s, value])
        ]
        if value is not None:
            found.append(Mark(float(joint), float(value), filled=True))
    return found


def _sides(curve: Curve, joint: Expr, *, slope: bool) -> list[Expr | None]:
    """Return the limits at a joint, from the left and from the right."""
    before, after = curve.around(joint)
    formula: Callable[[Piece], Expr] = (lambda piece: piece.slope) if slope else (lambda piece: piece.value)
    left = limit_at(formula(before), Z, joint, from_left=True)
    return [left, limit_at(formula(after), Z, joint, from_left=False)]
