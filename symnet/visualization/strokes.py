"""The lines that an arrow is drawn with: it ends before its head, and leaves a gap for a label that stands on it."""

from __future__ import annotations

import math

from symnet.visualization.layout import Arrow, Box, Point

PAD = 2.0
"""Between a label and the line on which it stands."""


def strokes(arrow: Arrow, *, shortened: float) -> tuple[tuple[Point, ...], ...]:
    """Return the lines of an arrow, each through its points; the last ends a distance before the arrow does.

    >>> strokes(Arrow("a", "b", (Point(0, 0), Point(10, 0))), shortened=2)
    ((Point(x=0, y=0), Point(x=8.0, y=0.0)),)
    """
    points = (*arrow.points[:-1], towards(arrow.points[-1], arrow.points[-2], shortened))
    if arrow.label is None or not arrow.on_arrow:
        return (points,)
    return _around(arrow.label.box, points[0], points[-1])


def _around(box: Box, first: Point, last: Point) -> tuple[tuple[Point, ...], ...]:
    """Return a straight line without what would run through a box."""
    length = math.hypot(last.x - first.x, last.y - first.y)
    dx, dy = (last.x - first.x) / length, (last.y - first.y) / length
    along = (box.center.x - first.x) * dx + (box.center.y - first.y) * dy
    reach_x = (box.width / 2 + PAD) / abs(dx) if abs(dx) > 1e-9 else math.inf
    reach_y = (box.height / 2 + PAD) / abs(dy) if abs(dy) > 1e-9 else math.inf
    reach = min(reach_x, reach_y)
    before, after = max(0.0, along - reach), min(length, along + reach)
    return (
        (first, Point(first.x + dx * before, first.y + dy * before)),
        (Point(first.x + dx * after, first.y + dy * after), last),
    )


def towards(end: Point, before: Point, distance: float) -> Point:
    """Return the point at a distance from the end, on the way back."""
    length = math.hypot(end.x - before.x, end.y - before.y)
    share = min(1.0, distance / length) if length else 0.0
    return Point(end.x + (before.x - end.x) * share, end.y + (before.y - end.y) * share)
