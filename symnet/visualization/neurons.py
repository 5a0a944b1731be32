"""The drawing of neurons: inputs, sums and activations in columns, with the weights on the arrows where asked for.

The neurons of a layer stand in the order of their numbers. A wide layer shows its first neurons, dots, and its last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integer
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import SymnetValueError
from symnet.nn.architecture import Architecture
from symnet.nn.cost import Cost
from symnet.nn.grains import LISTED, Symbols, can_list
from symnet.nn.layers import Layer
from symnet.nn.present import latex
from symnet.printing.latex import Printer
from symnet.printing.spelling import notation_of, spell_entry
from symnet.visualization.formulas import Formula, set_formula
from symnet.visualization.layout import (
    Arrow,
    Drawing,
    Kind,
    Label,
    Node,
    Point,
    Shape,
    label_at,
    needed_size,
    node_at,
)

SIZE, SMALL = 16.0, 14.0
SHOWN = 8
"""A layer of up to this many neurons is drawn whole."""
FIRST = 4
"""Of a wider layer the first neurons that are drawn, before the dots and the last."""
PITCH, GAP = 58.0, 110.0
"""From neuron to neuron of a layer, and from layer to layer."""
BIAS_PITCH = 34.0
"""What a bias adds to the pitch."""
WEIGHT_PITCH = 23.0
"""The room for one weight above the next."""
SMALLEST = Point(38.0, 34.0)


@dataclass(frozen=True)
class _Column:
    """The neurons of one kind in one layer: their numbers (None for the dots) and how each is called."""

    kind: Kind
    shape: Shape
    symbol: Any
    numbers: tuple[Expr | None, ...]
    layer: Layer | None

    def name(self, number: Expr | None) -> str:
        return f"{self.symbol.name}_{'dots' if number is None else number}"

    def formula(self, number: Expr | None) -> Formula:
        if number is None:
            return set_formula(r"\vdots", SIZE)
        return set_formula(_spelled(self.symbol, number), SIZE)


def _spelled(symbol: Any, number: Expr) -> str:
    """Return the LaTeX of an entry; its number may be the last of a layer whose size is a symbol."""
    place = (Integer(0), number) if _is_row(symbol) else (number, Integer(0))
    return spell_entry(symbol, *place, Printer()._print)


def _is_row(symbol: Any) -> bool:
    """Tell whether the neurons of a symbol stand in its one row, because samples are rows."""
    return bool(notation_of(symbol.spelling).samples == "rows")


def _entry(symbol: Any, number: Expr) -> MatrixElement:
    """Return the symbol that an equation defines."""
    return MatrixElement(symbol, 0, number) if _is_row(symbol) else MatrixElement(symbol, number, 0)


def _numbers(size: Expr, first_entry: int) -> tuple[Expr | None, ...]:
    """Return the numbers of the neurons that are drawn, counted from 0, with None for the dots."""
    if size.is_Integer and size <= SHOWN:
        return tuple(Integer(number) for number in range(int(size)))
    shown = FIRST if size.is_Integer else FIRST - 2
    last = size - 1 if size.is_Integer else size - 1 + first_entry  # an index that is a symbol prints as it is
    return (*(Integer(number) for number in range(shown)), None, last)


def draw_neurons(network: Architecture, cost: Cost | None, *, weights: bool, biases: bool, equations: bool) -> Drawing:
    """Return the drawing of a network, neuron by neuron, with the cost behind the outputs where there is one."""
    lines = _equations(network) if equations else {}
    columns = _columns(network)
    pitch = _pitch(columns, weights=weights, biases=biases, network=network)
    nodes: list[Node] = []
    arrows: list[Arrow] = []
    previous: dict[str, Node] = {}
    right = 0.0
    for rank, column in enumerate(columns):
        size = _node_size(column, network, biases=biases)
        gap = _gap(columns[rank - 1], column, lines, weights=weights, network=network) if rank else 0.0
        placed = list(_place(column, right + gap + size.x / 2, pitch, size, rank))
        if biases and column.kind == "sum":
            _add_biases(column, placed, network, nodes, arrows)
        if rank:
            arrows += _connect(columns[rank - 1], column, previous, placed, network, lines, weights=weights)
        nodes += placed
        previous = {node.name: node for node in placed}
        right = max(node.box.right for node in placed)
    if cost is not None:
        _add_cost(columns[-1], previous, nodes, arrows)
    return Drawing(f"Neurons of {network!r}", tuple(_in_order(nodes)), tuple(arrows), across=True)


def _in_order(nodes: list[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: (node.rank, node.box.center.y))


def _columns(network: Architecture) -> list[_Column]:
    """Return the columns: the input, z and a of each layer (no a where it is z), and the outputs."""
    symbols = Symbols(network.notation, "sample")
    first = network.notation.first_entry

    def column(kind: Kind, shape: Shape, symbol: Any, size: Expr, layer: Layer | None = None) -> _Column:
        return _Column(kind, shape, symbol, _numbers(size, first), layer)

    found = [column("input", "circle", symbols.input(network.layers), network.sizes[0])]
    for layer in network.layers:
        z = symbols.make("preactivation", layer.position, layer.outputs)
        found.append(column("sum", "box", z, layer.outputs, layer))
        if not layer.is_identity:
            a = symbols.make("activation", layer.position, layer.outputs)
            found.append(column("activation", "circle", a, layer.outputs, layer))
    prediction = symbols.make("prediction", 0, network.sizes[-1])
    return [*found, column("output", "none", prediction, network.sizes[-1])]


def _equations(network: Architecture) -> Mapping[Expr, Formula]:
    """Return the equation of each neuron."""
    if not can_list(network.layers):
        raise SymnetValueError(
            f"Cannot write the equations into a drawing of sizes {list(network.sizes)}: every size must be a number of "
            f"at most {LISTED}; leave equations=True out, or draw grain='layer'."
        )
    steps = network.equations("neuron", identities=False)
    return {step.symbol: set_formula(latex(step), SMALL) for step in steps}


def _pitch(columns: list[_Column], *, weights: bool, biases: bool, network: Architecture) -> float:
    """Return the distance of two neurons of a layer, the same everywhere."""
    pitch = PITCH + (BIAS_PITCH if biases else 0.0)
    if weights:
        fan = max(len(column.numbers) for column in columns if column.kind == "sum")
        pitch = max(pitch, (fan + 1) * WEIGHT_PITCH)
    return pitch


def _node_size(column: _Column, network: Architecture, *, biases: bool) -> Point:
    """Return the size that all nodes of a column share; a sum is as wide as its bias."""
    widths = [needed_size((column.formula(number),)).x for number in column.numbers]
    if biases and column.kind == "sum":
        widths += [needed_size((_bias(column, number, network),)).x for number in column.numbers if number is not None]
    width = max(SMALLEST.x, *widths)
    return Point(width, width if column.shape == "circle" else SMALLEST.y)


def _place(column: _Column, x: float, pitch: float, size: Point, rank: int) -> Iterator[Node]:
    top = -(len(column.numbers) - 1) / 2 * pitch
    for row, number in enumerate(column.numbers):
        dots = number is None
        yield node_at(
            column.name(number),
            Point(x, top + row * pitch),
            [column.formula(number)],
            kind="dots" if dots else column.kind,
            shape="none" if dots else column.shape,
            rank=rank,
            size=Point(14, 14) if dots else size,
        )


def _bias(column: _Column, number: Expr, network: Architecture) -> Formula:
    assert column.layer is not None  # noqa: S101 - a sum has a layer
    bias = column.layer.bias(network.notation)
    return set_formula(_spelled(bias, number), SMALL)


def _add_biases(
    column: _Column, placed: list[Node], network: Architecture, nodes: list[Node], arrows: list[Arrow]
) -> None:
    """Put the bias of each neuron above it."""
    for number, node in zip(column.numbers, placed, strict=True):
        if number is None:
            continue
        formula = _bias(column, number, network)
        center = Point(node.box.center.x, node.box.y - 14 - 13)
        bias = node_at(
            f"b_{node.name}", center, [formula], kind="bias", shape="box", rank=node.rank, size=Point(26, 24)
        )
        nodes.append(bias)
        points = (Point(center.x, bias.box.bottom), Point(center.x, node.box.y))
        arrows.append(Arrow(bias.name, node.name, points))


def _add_cost(column: _Column, outputs: Mapping[str, Node], nodes: list[Node], arrows: list[Arrow]) -> None:
    """Put the cost behind the outputs."""
    x = max(node.box.right for node in outputs.values()) + GAP / 2
    rank = len({node.rank for node in nodes})
    cost = node_at("J", Point(x, 0.0), [set_formula("J", SIZE)], kind="cost", shape="box", rank=rank, size=SMALLEST)
    nodes.append(cost)
    drawn = [outputs[column.name(number)] for number in column.numbers if number is not None]
    arrows += [_arrow(output, cost, formula=None, share=None) for output in drawn]


def _gap(
    before: _Column, column: _Column, lines: Mapping[Expr, Formula], *, weights: bool, network: Architecture
) -> float:
    """Return the distance to the column before: room for the weights, or for the equations."""
    if column.kind == "sum":
        if not weights:
            return GAP
        widest = max(formula.width for *_, formula in _weights(before, column, network))
        return GAP + 5.0 * widest
    written = [lines[entry].width for entry in _entries(before) if entry in lines] if lines else []
    return max([46.0, *(width + 30 for width in written)])


def _entries(column: _Column) -> list[Expr]:
    return [_entry(column.symbol, number) for number in column.numbers if number is not None]


def _weights(before: _Column, column: _Column, network: Architecture) -> Iterator[tuple[Expr, Expr, Formula]]:
    """Yield input, neuron and weight of every connection that is drawn."""
    assert column.layer is not None  # noqa: S101 - a sum has a layer
    notation, mask = network.notation, column.layer.connections
    weight = column.layer.weight(notation)
    for source in before.numbers:
        for neuron in column.numbers:
            if source is None or neuron is None or (mask is not None and not mask[neuron, source]):
                continue
            place = (source, neuron) if notation.transposed_weights else (neuron, source)
            yield source, neuron, set_formula(spell_entry(weight, *place, Printer()._print), SMALL)


def _connect(
    before: _Column,
    column: _Column,
    previous: Mapping[str, Node],
    placed: list[Node],
    network: Architecture,
    lines: Mapping[Expr, Formula],
    *,
    weights: bool,
) -> Iterator[Arrow]:
    here = {node.name: node for node in placed}
    if column.kind != "sum":
        for number in column.numbers:
            if number is not None:
                start, end = previous[before.name(number)], here[column.name(number)]
                formula = lines.get(_entry(before.symbol, number)) if lines else None
                yield _arrow(start, end, formula=formula, share=None)
        return
    pitch = abs(placed[1].box.center.y - placed[0].box.center.y) if len(placed) > 1 else None
    for source, neuron, formula in _weights(before, column, network):
        start, end = previous[before.name(source)], here[column.name(neuron)]
        share = 0.5 if pitch is None else WEIGHT_PITCH / pitch
        yield _arrow(start, end, formula=formula if weights else None, share=share)


def _arrow(start: Node, end: Node, *, formula: Formula | None, share: float | None) -> Arrow:
    """Return a straight arrow; its label stands at a share of the way, or above its middle."""
    first, last = Point(start.box.right, start.box.center.y), Point(end.box.x, end.box.center.y)
    label: Label | None = None
    if formula is not None and share is not None:
        place = Point(first.x + share * (last.x - first.x), first.y + share * (last.y - first.y))
        label = label_at(formula, place)
    elif formula is not None:
        label = label_at(formula, Point((first.x + last.x) / 2 - 3, first.y - formula.height / 2 - 4))
    return Arrow(start.name, end.name, (first, last), label=label, on_arrow=share is not None and label is not None)
