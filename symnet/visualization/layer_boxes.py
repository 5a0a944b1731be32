"""The drawing of layers: a box each, with its equations and the shapes of its parameters, from the input downwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sympy import Expr

from symnet.nn.architecture import Architecture
from symnet.nn.cost import Cost
from symnet.nn.grains import Symbols
from symnet.nn.layers import Layer
from symnet.printing.latex import Printer
from symnet.printing.spelling import layer_number
from symnet.visualization.formulas import Formula, set_formula, set_words
from symnet.visualization.layout import Arrow, Drawing, Kind, Node, Point, label_right_of, needed_size, node_at

SIZE, SMALL = 16.0, 13.0
WRITTEN = 6
"""A mask of up to this many rows and columns is written out."""
GAP = 46.0
"""Between a box and the next, where the arrow says what flows."""


@dataclass(frozen=True)
class _Box:
    """One box, and the symbol of what leaves it (None for the last)."""

    name: str
    kind: Kind
    lines: tuple[Formula, ...]
    flow: Any = None


def draw_layers(network: Architecture, cost: Cost | None) -> Drawing:
    """Return the drawing of a network layer by layer: for one sample, or for a batch where there is a cost."""
    grain: Literal["sample", "batch"] = "sample" if cost is None else "batch"
    printer = Printer(batch=cost is not None, hadamard=network.notation.hadamard)
    steps = list(network.equations(grain))
    x = next(iter(network.shapes(grain)))
    flow = x if not network.notation.input_is_layer else steps[0].symbol
    of_input = [step for step in steps if step.symbol.role == "activation" and step.symbol.layer == -1]
    boxes = [_Box("input", "input", (set_words("input", SMALL), *_written(of_input, printer)), flow)]
    for layer in network.layers:
        chosen = [step for step in steps if step.symbol.layer == layer.position and not _is_large_mask(step.symbol)]
        written = (_heading(network, layer), *_written(chosen, printer), _parameters(network, layer, printer))
        boxes.append(_Box(f"layer_{layer.position}", "layer", written, chosen[-1].symbol))
    if cost is not None:
        total = cost.equations("batch", prediction=False)[-1]
        target = set_formula(_with_shape(cost.target, printer), SMALL)
        boxes.append(_Box("cost", "cost", (set_words("cost", SMALL), *_written([total], printer), target)))
    else:
        y_hat = Symbols(network.notation, "sample").make("prediction", 0, network.sizes[-1])
        last = _written([(y_hat, steps[-1].symbol)], printer)
        boxes.append(_Box("output", "output", (set_words("output", SMALL), *last)))
    return _stack(f"Layers of {network!r}", boxes, printer)


def _heading(network: Architecture, layer: Layer) -> Formula:
    notation = network.notation
    number = "" if notation.brackets is None else f" {layer_number(layer.position, notation)}"
    return set_words(f"layer{number}", SMALL)


def _is_large_mask(symbol: Any) -> bool:
    """Tell whether a symbol is a mask with too many entries to write them out; its shape is then written."""
    return bool(symbol.role == "mask" and max(symbol.shape) > WRITTEN)


def _written(steps: Iterable[tuple[Expr, Expr]], printer: Printer) -> list[Formula]:
    return [set_formula(f"{printer._print(left)} = {printer._print(right)}", SIZE) for left, right in steps]


def _parameters(network: Architecture, layer: Layer, printer: Printer) -> Formula:
    mask = layer.mask(network.notation)
    large = [mask[0]] if mask is not None and _is_large_mask(mask[0]) else []
    symbols = [*large, layer.weight(network.notation), layer.bias(network.notation)]
    return set_formula(r",\quad ".join(_with_shape(symbol, printer) for symbol in symbols), SMALL)


def _with_shape(symbol: Any, printer: Printer) -> str:
    rows, columns = map(printer._print, symbol.shape)
    return rf"{printer._print(symbol)}\colon {rows} \times {columns}"


def _stack(title: str, boxes: list[_Box], printer: Printer) -> Drawing:
    """Place the boxes one below the other, with what flows written beside the arrows."""
    width = max(needed_size(box.lines).x for box in boxes)
    nodes: list[Node] = []
    arrows: list[Arrow] = []
    top = 0.0
    for rank, box in enumerate(boxes):
        height = needed_size(box.lines).y
        middle = Point(0.0, top + height / 2)
        node = node_at(box.name, middle, box.lines, kind=box.kind, shape="box", rank=rank, size=Point(width, height))
        if nodes:
            before, symbol = nodes[-1], boxes[rank - 1].flow
            ends = Point(0.0, before.box.bottom), Point(0.0, node.box.y)
            flow = label_right_of(
                set_formula(_with_shape(symbol, printer), SMALL), Point(8.0, (ends[0].y + ends[1].y) / 2)
            )
            arrows.append(Arrow(before.name, node.name, ends, label=flow))
        nodes.append(node)
        top = node.box.bottom + GAP
    return Drawing(title, tuple(nodes), tuple(arrows), across=False)
