"""What a curve is like: its range, where it grows, how smooth it is, how steep, and where it is flat.

All is computed from the formula and its derivative; nothing is looked up. Each answer says whether it is proved. What
is not was found on a grid (see `zeros`), to 30 digits; what could not be found is None.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import mpmath
from sympy import Expr, FiniteSet, Interval, Piecewise, Rational, S, Set, Union, cancel, expand, oo

from symnet.calculus.curves import Curve, Z, all_equal
from symnet.calculus.ends import limit_at
from symnet.calculus.pieces import Piece, between, written_out
from symnet.calculus.zeros import DIGITS, NEAR, NOISE, Zeros, algebraic, grid, number_of

SATURATED = Rational(1, 10**4)
"""Below this size of the derivative a function counts as saturated."""

ORDERS = 8
"""Derivatives up to this order are compared at a joint; a function whose all agree counts as smooth."""


@dataclass(frozen=True)
class Found:
    """An answer, None where there is none, and whether it is proved."""

    value: Any
    proved: bool


def range_of(curve: Curve) -> Found:
    """Return the set of all values.

    >>> from symnet.calculus.curves import curve_of
    >>> from symnet.expressions.activations import hardswish, step
    >>> range_of(curve_of(hardswish)), range_of(curve_of(step)).value
    (Found(value=Interval(-3/8, oo), proved=True), {0, 1})
    """
    if not curve.is_settled:
        return Found(None, proved=False)
    parts: list[Set] = [FiniteSet(*(curve.at(joint) for joint in curve.joints))]
    proved = True
    for piece in curve.pieces:
        turns, ends = curve.turns[piece], curve.ends_of(piece)
        if None in ends:
            return Found(None, proved=False)
        proved = proved and turns.exact
        parts.append(_image([curve.at(turn) for turn in turns.points], [end for end in ends if end is not None]))
    return Found(Union(*parts), proved)


def _image(reached: list[Expr], approached: list[Expr]) -> Set:
    """Return the values of a continuous function on an open interval, from those at its turns and its two limits."""
    low, high = _least([*reached, *approached]), -_least([-value for value in (*reached, *approached)])
    if low == high:
        return FiniteSet(low)
    return Interval(low, high, left_open=low not in reached, right_open=high not in reached)


def _least(values: list[Expr]) -> Expr:
    return min(values, key=_size)


def _size(number: Expr) -> mpmath.mpf:
    """Return a number for comparison, to more digits than a float has."""
    if not number.is_finite:
        return mpmath.mpf("inf") if number == oo else mpmath.mpf("-inf")
    with mpmath.workdps(40):
        return mpmath.mpf(str(number.n(40)))


def centred(curve: Curve) -> Found:
    """Tell whether g(-z) = -g(z) for every z: then, and only then, values centred on 0 give values centred on 0.

    >>> from symnet.calculus.curves import curve_of
    >>> from symnet.expressions.activations import leaky_relu, tanh
    >>> centred(curve_of(tanh)), centred(curve_of(leaky_relu))
    (Found(value=True, proved=True), Found(value=False, proved=True))
    """
    with mpmath.workdps(DIGITS):
        g = number_of(curve.value, Z)
        sums = (abs(g(point) + g(-point)) for point in grid(S.Zero, S(10)))
        if any(total > NOISE for total in sums):
            return Found(value=False, proved=True)
    if any((curve.at(joint) + curve.at(-joint)).n(30, chop=True) != 0 for joint in {*curve.joints, S.Zero}):
        return Found(value=False, proved=True)
    mirrored = zip(curve.pieces, reversed(curve.pieces), strict=True)
    if all(_is_zero(piece.value + other.value.subs(Z, -Z)) for piece, other in mirrored):
        return Found(value=True, proved=True)
    return Found(None, proved=False)


def _is_zero(expression: Expr) -> bool:
    """Tell whether an expression is seen to be 0, by expanding it, or by cancelling where it is rational."""
    if expand(expression) == 0:
        return True
    form = algebraic(expression, Z)
    return form is not None and cancel(form[0]) == 0


def monotony_of(curve: Curve) -> Found:
    """Return "increasing", "nondecreasing", "decreasing", "nonincreasing", "constant", or "no".

    >>> from symnet.calculus.curves import curve_of
    >>> from symnet.expressions.activations import relu, sigmoid, silu
    >>> [monotony_of(curve_of(row)).value for row in (sigmoid, relu, silu)]
    ['increasing', 'nondecreasing', 'no']
    """
    signs, proved, flat = set(_jumps(curve)), True, False
    for piece in curve.pieces:
        turns = curve.turns[piece] if curve.is_settled else _somewhere_in(piece)
        proved = proved and turns.exact
        flat = flat or piece.slope == 0
        signs |= _signs(curve, piece, turns.points)
    if {1, -1} <= signs:
        return Found("no", proved=True)  # whatever else there is, it goes up and it goes down
    words = {
        (): ("constant", "constant"),
        (1,): ("increasing", "nondecreasing"),
        (-1,): ("decreasing", "nonincreasing"),
    }
    word = words[tuple(sorted(signs - {0}))][int(flat)]
    return Found(word, proved) if curve.is_settled else Found(None, proved=False)


def _somewhere_in(piece: Piece) -> Zeros:
    """Return the integers near 0 in a piece, in place of its turns, which are too many where a curve waves forever."""
    return Zeros(tuple(S(k) for k in range(-NEAR, NEAR + 1) if piece.start < k < piece.end), exact=False)


def _jumps(curve: Curve) -> Iterator[int]:
    """Return the signs of the steps that the function makes at its joints."""
    for joint in curve.joints:
        before, after = curve.around(joint)
        left = limit_at(before.value, Z, joint, from_left=True)
        right = limit_at(after.value, Z, joint, from_left=False)
        for low, high in ((left, curve.at(joint)), (curve.at(joint), right)):
            if low is not None and high is not None and not all_equal([low, high]):
                yield 1 if _size(high) > _size(low) else -1


def _signs(curve: Curve, piece: Piece, turns: tuple[Expr, ...]) -> set[int]:
    """Return the signs that the derivative has on a piece."""
    slopes = _slopes_between(curve, [piece.start, *turns, piece.end])
    return {int(mpmath.sign(slope)) for slope in slopes if abs(slope) > NOISE}


def _slopes_between(curve: Curve, places: list[Expr]) -> list[mpmath.mpf]:
    """Return the derivative somewhere between each two of the places."""
    with mpmath.workdps(DIGITS):
        slope = number_of(curve.slope, Z)
        middles = [between(start, end) for start, end in pairwise(places)]
        return [mpmath.mpf(slope(mpmath.mpf(str(middle.n(DIGITS))))) for middle in middles]


def smoothness_of(curve: Curve) -> Found:
    """Return how many derivatives are continuous: -1 where the function itself is not, oo where all are.

    >>> from symnet.calculus.curves import curve_of
    >>> from symnet.expressions.activations import elu, relu, step, tanh
    >>> [smoothness_of(curve_of(row)).value for row in (step, relu, elu, tanh)]
    [-1, 0, 1, oo]
    """
    if not written_out(curve.value).has(Piecewise):
        return Found(oo, proved=True)  # one formula of functions that have all derivatives
    worst = min(_agreement(curve, joint) for joint in curve.joints)
    return Found(oo, proved=False) if worst > ORDERS else Found(S(worst), proved=True)


def _agreement(curve: Curve, joint: Expr) -> int:
    before, after = curve.around(joint)
    left, right = before.value, after.value
    for order in range(ORDERS + 1):
        sides = [limit_at(left, Z, joint, from_left=True), limit_at(right, Z, joint, from_left=False)]
        if not all_equal([*sides, curve.at(joint)] if order == 0 else sides):
            return order - 1
        left, right = left.diff(Z), right.diff(Z)
    return ORDERS + 1


def largest_slope_of(curve: Curve) -> Found:
    """Return the least upper bound of |g'| where g has a derivative.

    >>> from symnet.calculus.curves import curve_of
    >>> from symnet.expressions.activations import sigmoid, step
    >>> largest_slope_of(curve_of(sigmoid)).value, largest_slope_of(curve_of(step)).value
    (1/4, 0)
    """
    if not curve.is_settled:
        return Found(None, proved=False)
    sizes: list[Expr] = []
    proved = True
    for piece in curve.pieces:
        bends, ends = curve.bends[piece], curve.slopes_at_ends_of(piece)
        if None in ends:
            return Found(None, proved=False)
        proved = proved and bends.exact
        inner = [curve.slope_inside(piece, bend) for bend in bends.points]
        sizes += [abs(value) for value in (*inner, *ends) if value is not None]
    return Found(-_least([-size for size in sizes]), proved)


def lipschitz_constant_of(curve: Curve) -> Found:
    """Return the least K with |g(x) - g(y)| ≤ K |x - y|: the largest slope, and oo where the function jumps.

    >>> from symnet.calculus.curves import curve_of
    >>> from symnet.expressions.activations import step
    >>> lipschitz_constant_of(curve_of(step)).value
    oo
    """
    smoothness = smoothness_of(curve)
    return Found(oo, smoothness.proved) if smoothness.value == -1 else largest_slope_of(curve)


def saturated_set_of(curve: Curve, *, below: Expr = SATURATED) -> Found:
    """Return where |g'| is below a level; at a kink the derivative is the one by convention.

    >>> from symnet.calculus.curves import curve_of
    >>> from symnet.expressions.activations import relu, tanh
    >>> saturated_set_of(curve_of(relu)).value
    Interval(-oo, 0)
    >>> saturated_set_of(curve_of(tanh)).value.boundary.n(4)
    {-5.298, 5.298}
    """
    if not curve.is_settled:
        return Found(None, proved=False)
    parts: list[Set] = []
    proved = True
    for piece in curve.pieces:
        reached = curve.slope_reaches(below, piece)
        proved = proved and reached.exact
        ends = [piece.start, *reached.points, piece.end]
        slopes = _slopes_between(curve, ends)
        parts += [
            Interval.open(start, end)
            for start, end, slope in zip(ends, ends[1:], slopes, strict=False)
            if abs(slope) < _size(below)
        ]
    at_joints = {joint: curve.slope_at(joint) for joint in curve.joints}
    points = [joint for joint, slope in at_joints.items() if slope is not None and abs(_size(slope)) < _size(below)]
    return Found(Union(FiniteSet(*points), *parts), proved)


def dead_set_of(curve: Curve) -> Found:
    """Return the intervals on which g' is 0, so that no gradient flows back: the half-line of a dying ReLU.

    >>> from symnet.calculus.curves import curve_of
    >>> from symnet.expressions.activations import relu, sigmoid
    >>> dead_set_of(curve_of(relu)).value, dead_set_of(curve_of(sigmoid)).value
    (Interval(-oo, 0), EmptySet)
    """
    flat = [Interval.open(piece.start, piece.end) for piece in curve.pieces if piece.slope == 0]
    closed = Union(*(part.closure for part in flat))
    points = [joint for joint in curve.joints if curve.slope_at(joint) == 0 and closed.contains(joint) == S.true]
    return Found(Union(FiniteSet(*points), *flat), proved=True)


def asymptotes_of(curve: Curve) -> tuple[Expr, ...]:
    """Return the straight lines that the function comes near to at -oo and at oo without being one.

    >>> from symnet.calculus.curves import curve_of
    >>> from symnet.expressions.activations import silu, tanh
    >>> asymptotes_of(curve_of(tanh)), asymptotes_of(curve_of(silu))
    ((-1, 1), (0, z))
    """
    if curve.period is not None:
        return ()
    found = [
        _asymptote(curve, curve.pieces[0], -oo, curve.slopes_at_ends_of(curve.pieces[0])[0]),
        _asymptote(curve, curve.pieces[-1], oo, curve.slopes_at_ends_of(curve.pieces[-1])[1]),
    ]
    return tuple(dict.fromkeys(line for line in found if line is not None))


def _asymptote(curve: Curve, piece: Piece, end: Expr, slope: Expr | None) -> Expr | None:
    if slope is None or not slope.is_finite or not piece.slope.has(Z):
        return None
    rest = limit_at(piece.value - slope * Z, Z, end, from_left=end == oo, numbers=curve.value - slope * Z)
    return None if rest is None or not rest.is_finite else slope * Z + rest
