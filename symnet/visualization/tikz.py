r"""A drawing as TikZ, for a LaTeX document: the formulas are the LaTeX that symnet prints.

Nothing else of a name reaches LaTeX: what is not printed by symnet is set as plain text, letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from symnet.printing.typesetting import SUBSCRIPTS, SUPERSCRIPTS
from symnet.visualization.formulas import COMMANDS, Formula
from symnet.visualization.layout import Arrow, Drawing, Label, Node, Point
from symnet.visualization.palette import FILLS, FILLS_DEFAULT
from symnet.visualization.strokes import strokes

UNIT = 0.72
"""Points to a pixel."""
FULL = 16.0
"""The size of letters that are set in the size of the document; what is smaller there is smaller here."""
ESCAPES = MappingProxyType(
    {
        **{chr(number): f"\\textsubscript{{{chr(letter)}}}" for letter, number in SUBSCRIPTS.items()},
        **{chr(number): f"\\textsuperscript{{{chr(letter)}}}" for letter, number in SUPERSCRIPTS.items()},
        **{letter: f"\\({command}\\)" for letter, command in COMMANDS.items()},
        **{letter: f"\\{letter}" for letter in "%#$&_"},
        "…": r"\dots{}",
        "∖": r"\textbackslash{}",
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
        "ŷ": r"\^{y}",
        "Ŷ": r"\^{Y}",
    }
)
"""How a letter stands in the text of LaTeX, where it does not stand for itself."""
DOCUMENT = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath,amssymb}
\usepackage{tikz}
\usepackage[paperwidth=%.2fpt,paperheight=%.2fpt,margin=0pt]{geometry}
\pagestyle{empty}
\begin{document}
\noindent
%s\end{document}
"""
"""A page as large as the picture, without a document class that not every installation has."""


def as_tikz(drawing: Drawing) -> str:
    """Return the drawing as a ``tikzpicture``, which needs the packages tikz, amsmath and amssymb."""
    frame = drawing.frame
    corners = f"{_at(Point(frame.x, frame.y))} rectangle {_at(Point(frame.right, frame.bottom))}"
    lines = [
        rf"\begin{{tikzpicture}}[x={UNIT}pt, y=-{UNIT}pt, every node/.style={{inner sep=0pt, outer sep=0pt}}]",
        rf"  \path[use as bounding box] {corners};",
        *(rf"  \definecolor{{symnet-{kind}}}{{HTML}}{{{color[1:]}}}" for kind, color in FILLS.items()),
        rf"  \definecolor{{symnet-other}}{{HTML}}{{{FILLS_DEFAULT[1:]}}}",
        *(f"  {line}" for arrow in drawing.arrows for line in _arrow(arrow)),
        *(f"  {_shape(node)}" for node in drawing.nodes if node.shape != "none"),
        *(f"  {_label(line)}" for node in drawing.nodes for line in node.lines),
        *(f"  {_label(arrow.label, beside=not drawing.across)}" for arrow in drawing.arrows if arrow.label is not None),
        r"\end{tikzpicture}",
    ]
    return "\n".join(lines) + "\n"


def as_document(drawing: Drawing) -> str:
    """Return a LaTeX document with the drawing, which compiles by itself."""
    frame = drawing.frame
    return DOCUMENT % (UNIT * frame.width, UNIT * frame.height + 1, as_tikz(drawing))


def in_text(text: str) -> str:
    r"""Return text in which LaTeX finds letters only.

    >>> print(in_text(r"50% \input{x}"))
    50\% \textbackslash{}input\{x\}
    """
    return "".join(map(_letter, text))


def _letter(letter: str) -> str:
    if letter in ESCAPES:
        return ESCAPES[letter]
    return letter if letter.isascii() and letter.isprintable() else rf"\texttt{{U+{ord(letter):04X}}}"


def _at(point: Point) -> str:
    return f"({point.x:.2f},{point.y:.2f})"


def _arrow(arrow: Arrow) -> Iterator[str]:
    lines = strokes(arrow, shortened=0.0)
    dashed = ", dashed" if arrow.backward else ""
    for place, line in enumerate(lines):
        head = "-latex" if place == len(lines) - 1 else "-"
        yield rf"\draw[{head}{dashed}] {' -- '.join(map(_at, line))};"


def _shape(node: Node) -> str:
    box = node.box
    color = f"symnet-{node.kind}" if node.kind in FILLS else "symnet-other"
    dashed = ", dashed" if node.kind == "bias" else ""
    paint = f"draw, fill={color}, fill opacity=0.25{dashed}"
    if node.shape == "circle":
        return rf"\path[{paint}] {_at(box.center)} circle[radius={box.width / 2 * UNIT:.2f}pt];"
    rounded = ", rounded corners=4pt" if node.kind in ("bias", "parameter") else ", rounded corners=1.5pt"
    return rf"\path[{paint}{rounded}] {_at(Point(box.x, box.y))} rectangle {_at(Point(box.right, box.bottom))};"


def _label(label: Label, *, beside: bool = False) -> str:
    """Return a label in the middle of its box, or from its left side where it stands beside an arrow."""
    middle = label.box.center
    where = f"[anchor=west] at {_at(Point(label.box.x, middle.y))}" if beside else f"at {_at(middle)}"
    small = r"\footnotesize " if label.formula.size < FULL else ""
    return rf"\node{'' if beside else ' '}{where} {{{small}{_formula(label.formula)}}};"


def _formula(formula: Formula) -> str:
    if not formula.latex:
        return in_text(formula.text)
    return f"${''.join(f'{COMMANDS[letter]} ' if letter in COMMANDS else letter for letter in formula.latex)}$"
