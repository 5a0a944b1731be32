"""The computation graph: every symbol of the forward pass and, where there is a cost, of the backward pass beside it.

The forward pass runs down, with the parameters at its left; the backward pass runs up at the right. Beside an arrow
stands the equation of what it leads to; a gradient by a parameter holds its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sympy import Expr

from symnet.expressions.equations import Equations, atoms
from symnet.expressions.variables import Variable, gradient_symbol
from symnet.nn.architecture import Architecture
from symnet.nn.cost import Cost
from symnet.printing.latex import Printer
from symnet.visualization.formulas import Formula, set_formula
from symnet.visualization.layout import Arrow, Drawing, Kind, Node, Point, Shape, label_right_of, node_at

SIZE, SMALL = 16.0, 14.0
GAP, APART = 40.0, 8.0
"""Between two columns, and between two nodes that stand one above the other."""
EDGE = 26.0
"""Between two rows: half of it above the equation beside an arrow, half below."""
BESIDE = 9.0
"""From an arrow to its equation."""
SMALLEST = Point(40.0, 34.0)

KINDS: MappingProxyType[str, tuple[Kind, Shape]] = MappingProxyType(
    {
        "input": ("input", "circle"),
        "target": ("input", "circle"),
        "preactivation": ("sum", "box"),
        "activation": ("activation", "circle"),
        "weight": ("parameter", "box"),
        "bias": ("parameter", "box"),
        "mask": ("parameter", "box"),
    }
)
"""How a role is drawn; the cost has none."""


@dataclass(frozen=True)
class _Row:
    """One symbol of the forward pass: its equation, what else it is made of, and what is derived beside it."""

    symbol: Any
    equation: Formula | None
    parameters: tuple[Any, ...] = ()
    penalized: tuple[Any, ...] = ()
    delta: Any = None
    gradients: tuple[Any, ...] = ()


def draw_computation(network: Architecture, cost: Cost | None) -> Drawing:
    """Return the computation graph of a network for one sample, or of a cost and its gradient for a batch."""
    printer = Printer(batch=cost is not None, hadamard=network.notation.hadamard)
    forward = network.equations("sample") if cost is None else cost.equations("batch", prediction=False)
    backward = Equations([]) if cost is None else cost.gradient()
    graph = _Graph(list(_rows(forward, backward, printer)), dict(backward), printer)
    return Drawing(f"Computation of {network!r}", *graph.placed(), across=False)


def _rows(forward: Equations, backward: Equations, printer: Printer) -> Iterator[_Row]:
    """Yield the rows: the input, then every definition but those of masks."""
    derived = set(backward.symbols)
    seen: set[Expr] = set()
    last: Any = None
    for symbol, expression in forward:
        if getattr(symbol, "role", "") == "mask":
            continue
        used = [part for part in atoms(expression) if isinstance(part, Variable) and part != last]
        if last is None:
            last = next(part for part in used if part.role == "input")
            used.remove(last)
            yield _Row(last, None)
        new = tuple(part for part in used if part not in seen)
        again = tuple(part for part in used if part in seen and part.role == "weight")
        gradients = tuple(name for name in map(gradient_symbol, new) if name in derived)
        delta = gradient_symbol(symbol) if isinstance(symbol, Variable) else None
        equation = set_formula(f"{printer._print(symbol)} = {printer._print(expression)}", SMALL)
        yield _Row(symbol, equation, new, again, delta if delta in derived else None, gradients)
        seen |= {*new, symbol}
        last = symbol


class _Graph:
    """The rows with their places; `placed` returns nodes and arrows."""

    def __init__(self, rows: list[_Row], derived: dict[Any, Any], printer: Printer) -> None:
        self._rows, self._derived, self._printer = rows, derived, printer
        self._nodes: dict[Any, Node] = {}
        self._arrows: list[Arrow] = []
        labels = max((row.equation.width for row in rows if row.equation is not None), default=0.0)
        widest = max((self._formula(part).width for row in rows for part in row.parameters), default=0.0)
        chain = max(self._formula(row.symbol).width for row in rows) + 14
        self._left = -max(chain, SMALLEST.x) / 2 - GAP - max(widest + 14, SMALLEST.x) / 2
        self._right = BESIDE + labels + GAP + SMALLEST.x / 2

    def placed(self) -> tuple[tuple[Node, ...], tuple[Arrow, ...]]:
        """Return the nodes and the arrows."""
        top = 0.0
        for rank, row in enumerate(self._rows):
            if row.equation is not None:
                top += EDGE + row.equation.height
            top = self._place(row, top, rank)
        self._connect_forward()
        self._connect_backward()
        return tuple(self._nodes.values()), tuple(self._arrows)

    def _formula(self, symbol: Any) -> Formula:
        return set_formula(self._printer._print(symbol), SIZE)

    def _gradient(self, symbol: Any) -> Formula:
        equation = f"{self._printer._print(symbol)} = {self._printer._print(self._derived[symbol])}"
        return set_formula(equation, SMALL)

    def _place(self, row: _Row, top: float, rank: int) -> float:
        """Place a row below a height, and return where it ends."""
        stacks = [
            [(row.symbol, self._formula(row.symbol))],
            [(part, self._formula(part)) for part in row.parameters],
            [(part, self._gradient(part)) for part in row.gradients],
        ]
        heights = [_stack_height(stack) for stack in stacks]
        middle = top + max(heights) / 2
        starts = self._right + SMALLEST.x / 2 + GAP
        gradients = [(starts + (formula.width + 14) / 2, part, formula) for part, formula in stacks[2]]
        self._stack([(self._left, *item) for item in stacks[1]], middle, rank)
        self._stack([(0.0, *item) for item in stacks[0]], middle, rank)
        if row.delta is not None:
            self._stack([(self._right, row.delta, self._formula(row.delta))], middle, rank)
        self._stack(gradients, middle, rank)
        return top + max(heights)

    def _stack(self, items: list[tuple[float, Any, Formula]], middle: float, rank: int) -> None:
        top = middle - _stack_height([(symbol, formula) for _, symbol, formula in items]) / 2
        for x, symbol, formula in items:
            kind, shape = _kind(symbol)
            height = _height(formula)
            center = Point(x, top + height / 2)
            size = Point(SMALLEST.x, height)
            self._nodes[symbol] = node_at(
                str(symbol.name), center, [formula], kind=kind, shape=shape, rank=rank, size=size
            )
            top += height + APART

    def _connect_forward(self) -> None:
        for before, row in zip([None, *self._rows], self._rows, strict=False):
            node = self._nodes[row.symbol]
            if before is not None:
                start = self._nodes[before.symbol]
                ends = Point(0.0, start.box.bottom), Point(0.0, node.box.y)
                self._arrows.append(Arrow(start.name, node.name, ends, label=self._beside(row.equation, ends)))
            for part in row.parameters:
                start = self._nodes[part]
                ends = _right_of(start), Point(node.box.x, node.box.center.y)
                self._arrows.append(Arrow(start.name, node.name, ends))
            for part in row.penalized:
                self._arrows.append(self._around_left(self._nodes[part], node))

    def _connect_backward(self) -> None:
        later = self._nodes[self._rows[-1].symbol]
        for row in reversed(self._rows):
            if row.delta is None:
                continue
            delta = self._nodes[row.delta]
            up = Point(delta.box.center.x, delta.box.bottom)
            start = Point(up.x, later.box.y if later.kind == "gradient" else later.box.center.y)
            points = (start, up) if later.kind == "gradient" else (_right_of(later), start, up)
            label = self._beside(self._gradient(row.delta), (start, up))
            self._arrows.append(Arrow(later.name, delta.name, points, label=label, backward=True))
            for symbol in row.gradients:
                node = self._nodes[symbol]
                ends = _right_of(delta), Point(node.box.x, node.box.center.y)
                self._arrows.append(Arrow(delta.name, node.name, ends, backward=True))
            later = delta

    def _beside(self, formula: Formula | None, ends: tuple[Point, Point]) -> Any:
        if formula is None:
            return None
        return label_right_of(formula, Point(ends[0].x + BESIDE, (ends[0].y + ends[1].y) / 2))

    def _around_left(self, weight: Node, cost: Node) -> Arrow:
        """Return the arrow by which a weight enters the cost as a penalty: left of everything, and in from below."""
        outside, below = self._left - SMALLEST.x, cost.box.bottom + 18
        points = (
            Point(weight.box.x, weight.box.center.y),
            Point(outside, weight.box.center.y),
            Point(outside, below),
            Point(0.0, below),
            Point(0.0, cost.box.bottom),
        )
        return Arrow(weight.name, cost.name, points)


def _right_of(node: Node) -> Point:
    return Point(node.box.right, node.box.center.y)


def _height(formula: Formula) -> float:
    return max(SMALLEST.y, formula.height + 10)


def _stack_height(stack: list[tuple[Any, Formula]]) -> float:
    return sum(_height(formula) for _, formula in stack) + APART * max(0, len(stack) - 1)


def _kind(symbol: Any) -> tuple[Kind, Shape]:
    if getattr(symbol, "is_gradient", False):
        return "gradient", "box"
    return KINDS.get(getattr(symbol, "role", ""), ("cost", "box"))
