"""A drawing in the DOT language of Graphviz, which then finds places of its own; the order of neurons is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby, pairwise
from types import MappingProxyType

from symnet.visualization.layout import Arrow, Drawing, Node

SHAPES = MappingProxyType({"circle": "circle", "box": "box", "none": "plaintext"})
STYLES = MappingProxyType({"bias": "dashed", "parameter": "rounded"})


def as_dot(drawing: Drawing) -> str:
    """Return the drawing as a directed graph."""
    names = {node.name: f"n{place}" for place, node in enumerate(drawing.nodes)}
    lines = [
        f"digraph {quoted(drawing.title)} {{",
        f"  rankdir={'LR' if drawing.across else 'TB'};",
        '  node [fontname="Times", margin="0.05,0.03", height=0.3, width=0.4];',
        '  edge [fontname="Times", arrowsize=0.7];',
        *(f"  {line}" for node in drawing.nodes for line in _node(node, names)),
        *(f"  {line}" for line in _ranks(drawing, names)),
        *(f"  {_edge(arrow, names, drawing)}" for arrow in drawing.arrows),
        "}",
    ]
    return "\n".join(lines) + "\n"


def quoted(*lines: str) -> str:
    r"""Return lines of text as one quoted string, in which nothing ends the string or is an escape.

    >>> print(quoted('say "hi"', "\\N"))
    "say \"hi\"\n\\N"
    """
    return '"' + "\\n".join(map(_escaped, lines)) + '"'


def _escaped(text: str) -> str:
    plain = "".join("\ufffd" if unicodedata.category(letter)[0] == "C" else letter for letter in text)
    return plain.replace("\\", "\\\\").replace('"', '\\"')


def _node(node: Node, names: dict[str, str]) -> Iterator[str]:
    style = f", style={STYLES[node.kind]}" if node.kind in STYLES else ""
    label = quoted(*(line.formula.text for line in node.lines))
    yield f"{names[node.name]} [label={label}, shape={SHAPES[node.shape]}{style}];"


def _ranks(drawing: Drawing, names: dict[str, str]) -> Iterator[str]:
    """Yield the columns (or rows) of nodes, each held in its order by invisible edges."""

    def place(node: Node) -> tuple[int, float]:
        return node.rank, node.box.center.y if drawing.across else node.box.center.x

    for _, group in groupby(sorted(drawing.nodes, key=place), key=lambda node: node.rank):
        rank = list(group)
        yield f"{{ rank=same; {' '.join(f'{names[node.name]};' for node in rank)} }}"
        for node, after in pairwise(rank):
            yield f"{names[node.name]} -> {names[after.name]} [style=invis];"


def _edge(arrow: Arrow, names: dict[str, str], drawing: Drawing) -> str:
    ranks = {node.name: node.rank for node in drawing.nodes}
    options = []
    if arrow.label is not None:
        options.append(f"label={quoted(arrow.label.formula.text)}")
    if arrow.backward:
        options.append("style=dashed")
    if ranks[arrow.end] - ranks[arrow.start] not in (0, 1):
        options.append("constraint=false")
    ending = f" [{', '.join(options)}]" if options else ""
    return f"{names[arrow.start]} -> {names[arrow.end]}{ending};"
