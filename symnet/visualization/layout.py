"""A drawing as data: nodes, arrows and labels with their places. The writers only walk it.

Lengths are in CSS pixels, x to the right and y downwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from typing import Literal, NamedTuple

from symnet.visualization.formulas import Formula

MARGIN = 14.0
LEADING = 5.0
"""Between two lines of a node."""

Kind = Literal["input", "sum", "activation", "bias", "output", "dots", "layer", "parameter", "cost", "gradient"]
Shape = Literal["circle", "box", "none"]


class Point(NamedTuple):
    """A place."""

    x: float
    y: float


class Box(NamedTuple):
    """A rectangle: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower side."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """The middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def overlaps(self, other: Box) -> bool:
        """Tell whether the two have more than an edge in common.

        >>> Box(0, 0, 2, 2).overlaps(Box(1, 1, 2, 2)), Box(0, 0, 2, 2).overlaps(Box(2, 0, 2, 2))
        (True, False)
        """
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    @classmethod
    def around(cls, center: Point, width: float, height: float) -> Box:
        """Return the box with this middle."""
        return cls(center.x - width / 2, center.y - height / 2, width, height)


@dataclass(frozen=True)
class Label:
    """A formula in its place; `box` is what it may cover."""

    formula: Formula
    box: Box

    @property
    def baseline(self) -> Point:
        """Where the formula begins: it stands in the middle of its box."""
        middle = self.box.center
        top = middle.y - self.formula.height / 2
        return Point(middle.x - self.formula.width / 2, top + self.formula.ascent)


def label_at(formula: Formula, center: Point) -> Label:
    """Return a formula with its middle at a point."""
    return Label(formula, Box.around(center, formula.width, formula.height))


def label_right_of(formula: Formula, left: Point) -> Label:
    """Return a formula that begins at a point, and has its middle at that height."""
    return label_at(formula, Point(left.x + formula.width / 2, left.y))


@dataclass(frozen=True)
class Node:
    """A node with its lines, each under the one before; `rank` is the column (or row) it stands in."""

    name: str
    kind: Kind
    shape: Shape
    box: Box
    lines: tuple[Label, ...]
    rank: int


def node_at(
    name: str, center: Point, lines: Iterable[Formula], *, kind: Kind, shape: Shape, rank: int, size: Point
) -> Node:
    """Return a node around its lines; it is at least of a size."""
    formulas = tuple(lines)
    needed = needed_size(formulas)
    width, height = max(size.x, needed.x), max(size.y, needed.y)
    if shape == "circle":
        width = height = max(width, height)
    box = Box.around(center, width, height)
    top = center.y - _height(formulas) / 2
    placed = []
    for formula in formulas:
        placed.append(label_at(formula, Point(center.x, top + formula.height / 2)))
        top += formula.height + LEADING
    return Node(name, kind, shape, box, tuple(placed), rank)


def needed_size(formulas: tuple[Formula, ...]) -> Point:
    """Return the size of a node around lines."""
    return Point(max((formula.width for formula in formulas), default=0.0) + 14, _height(formulas) + 10)


def _height(formulas: tuple[Formula, ...]) -> float:
    return sum(formula.height for formula in formulas) + LEADING * max(0, len(formulas) - 1)


@dataclass(frozen=True)
class Arrow:
    """An arrow along points from one node to another; a label stands beside it or, with a gap for it, on it."""

    start: str
    end: str
    points: tuple[Point, ...]
    _: KW_ONLY
    label: Label | None = None
    on_arrow: bool = False
    backward: bool = False


@dataclass(frozen=True)
class Drawing:
    """Everything that is drawn, in the order in which it is drawn; `across` says that ranks are columns."""

    title: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    _: KW_ONLY
    across: bool

    @property
    def labels(self) -> tuple[Label, ...]:
        """Every label, of nodes and of arrows."""
        of_nodes = [line for node in self.nodes for line in node.lines]
        return (*of_nodes, *(arrow.label for arrow in self.arrows if arrow.label is not None))

    @property
    def frame(self) -> Box:
        """The rectangle around everything, with a margin."""
        boxes = [*(node.box for node in self.nodes), *(label.box for label in self.labels)]
        corners = [*(Point(box.x, box.y) for box in boxes), *(Point(box.right, box.bottom) for box in boxes)]
        corners += [point for arrow in self.arrows for point in arrow.points]
        left, top = min(corner.x for corner in corners), min(corner.y for corner in corners)
        right, bottom = max(corner.x for corner in corners), max(corner.y for corner in corners)
        return Box(left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN)
