"""A drawing as SVG: plain shapes and words, which look the same in a browser, a notebook and print.

Ink is the colour of the text around the picture, so that it is readable wherever the text is; alone in a file, it
follows the reader's dark mode. Kinds of nodes differ in shape and stroke, and not only in colour.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from symnet.visualization.formulas import Formula
from symnet.visualization.layout import Arrow, Drawing, Label, Node, Point
from symnet.visualization.palette import FILLS, FILLS_DEFAULT
from symnet.visualization.strokes import strokes, towards

FONT = "'Times New Roman', Times, 'Liberation Serif', 'Nimbus Roman', 'TeX Gyre Termes', serif"

STYLES = MappingProxyType(
    {"upright": 'font-style="normal"', "italic": 'font-style="italic"', "bold": 'font-weight="bold"'}
)

STYLE = ".symnet-diagram:root{color-scheme:light dark;color:CanvasText;background:Canvas}"
"""`:root` is the picture alone in a file: it takes the reader's colours, with a ground of its own, because the page
around it may have others. Written into a page, it takes the colour of the page's text. A program that does not know
these colours draws black on nothing.
"""

SMALLEST = 0.6
"""A picture that is wider than its page shrinks to this part of its size and not further, so that it stays readable."""
HEAD, HALF = 8.0, 3.2
"""Length and half width of the head of an arrow."""


def as_svg(drawing: Drawing, *, set_label: Callable[[Label], str | None] | None = None) -> str:
    """Return the drawing as an SVG document.

    `set_label` sets labels in its own way, and answers None for one that it cannot set.
    """
    parts = [
        _opening(drawing),
        f"<title>{written(drawing.title)}</title>",
        f"<style>{STYLE}</style>",
        '<g stroke="currentColor" stroke-width="1.1" fill="none" stroke-opacity="0.75">',
        *(_arrow(arrow) for arrow in drawing.arrows),
        "</g>",
        '<g stroke="currentColor" stroke-width="1.2">',
        *(_shape(node) for node in drawing.nodes if node.shape != "none"),
        "</g>",
        '<g fill="currentColor">',
        *(_head(arrow) for arrow in drawing.arrows),
        *((set_label(label) if set_label else None) or _label(label) for label in drawing.labels),
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _opening(drawing: Drawing) -> str:
    frame = drawing.frame
    view = " ".join(map(_number, frame))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="symnet-diagram" role="img" width="{_number(frame.width)}" '
        f'height="{_number(frame.height)}" viewBox="{view}" '
        f'style="max-width:100%;min-width:{_number(SMALLEST * frame.width)}px;height:auto" '
        f"font-family={quoteattr(FONT)}>"
    )


def written(text: str) -> str:
    """Return text as it may stand in XML: without its signs, and without letters that are invisible or turn others."""
    return escape("".join("\ufffd" if unicodedata.category(letter)[0] == "C" else letter for letter in text))


def _number(value: float) -> str:
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def _shape(node: Node) -> str:
    box, fill = node.box, FILLS.get(node.kind, FILLS_DEFAULT)
    dashed = ' stroke-dasharray="3 2"' if node.kind == "bias" else ""
    paint = f'fill="{fill}" fill-opacity="0.25"{dashed}'
    if node.shape == "circle":
        middle = box.center
        radii = f'rx="{_number(box.width / 2)}" ry="{_number(box.height / 2)}"'
        return f'<ellipse cx="{_number(middle.x)}" cy="{_number(middle.y)}" {radii} {paint}/>'
    corner = {"bias": box.height / 2, "parameter": 9.0}.get(node.kind, 3.0)
    size = f'width="{_number(box.width)}" height="{_number(box.height)}" rx="{_number(corner)}"'
    return f'<rect x="{_number(box.x)}" y="{_number(box.y)}" {size} {paint}/>'


def _arrow(arrow: Arrow) -> str:
    dashed = ' stroke-dasharray="5 3"' if arrow.backward else ""
    lines = strokes(arrow, shortened=HEAD - 1)
    path = " ".join("M" + " L".join(f"{_number(p.x)} {_number(p.y)}" for p in line) for line in lines)
    return f'<path d="{path}"{dashed}/>'


def _head(arrow: Arrow) -> str:
    tip, before = arrow.points[-1], arrow.points[-2]
    base = towards(tip, before, HEAD)
    length = math.hypot(tip.x - before.x, tip.y - before.y) or 1.0
    across = Point((tip.y - before.y) / length * HALF, -(tip.x - before.x) / length * HALF)
    corners = [tip, Point(base.x + across.x, base.y + across.y), Point(base.x - across.x, base.y - across.y)]
    return f'<polygon points="{" ".join(f"{_number(p.x)},{_number(p.y)}" for p in corners)}"/>'


def _label(label: Label) -> str:
    start = label.baseline
    return "".join(_words(label.formula.moved(start.x, start.y)))


def _words(formula: Formula) -> list[str]:
    words = [
        f'<text x="{_number(word.x)}" y="{_number(word.y)}" font-size="{_number(word.size)}" '
        f"{STYLES[word.style]} "
        f'textLength="{_number(word.width)}" lengthAdjust="spacingAndGlyphs">{written(word.text)}</text>'
        for word in formula.words
        if word.text.strip()
    ]
    bars = [
        f'<rect x="{_number(bar.x)}" y="{_number(bar.y)}" width="{_number(bar.width)}" height="0.9"/>'
        for bar in formula.bars
    ]
    return words + bars
