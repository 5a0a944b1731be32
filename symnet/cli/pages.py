"""A page of sections as text, LaTeX, Markdown or JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from types import MappingProxyType
from typing import Any

from sympy import Eq

from symnet.expressions.equations import Equations
from symnet.nn.present import latex, text
from symnet.nn.tables import Shapes
from symnet.printing.present import lines
from symnet.printing.typesetting import typeset


@dataclass(frozen=True)
class Section:
    """A title and one thing under it: equations, a table of shapes, code, or a paragraph."""

    title: str
    _: KW_ONLY
    equations: Equations | list[Eq] | None = None
    table: Shapes | None = None
    code: str | None = None
    paragraph: str | None = None


def as_text(title: str, sections: Iterable[Section]) -> str:
    """Return a page for a terminal."""
    parts = [title, "=" * len(title)]
    for section in sections:
        parts += ["", section.title, "-" * len(section.title), _text_body(section)]
    return "\n".join(parts)


def _text_body(section: Section) -> str:
    if section.equations is not None:
        rows = [(typeset(left), typeset(right)) for left, right in _sides(section.equations)]
        width = max(len(left) for left, _ in rows)
        return "\n".join(f"{left:<{width}} = {right}" for left, right in rows)
    if section.table is not None:
        return text(section.table)
    return section.code.rstrip() if section.code else textwrap.fill(section.paragraph or "", 100)


def as_markdown(title: str, sections: Iterable[Section]) -> str:
    """Return a Markdown page with display equations, as GitHub, Jupyter and MyST show it."""
    parts = [f"# {title}"]
    for section in sections:
        parts += ["", f"## {section.title}", "", _markdown_body(section)]
    return "\n".join(parts)


def _markdown_body(section: Section) -> str:
    if section.equations is not None:
        rows = " \\\\\n".join(f"{left} &= {right}" for left, right in _sides(section.equations))
        return f"$$\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n$$"
    if section.table is not None:
        return f"$$\n{latex(section.table)}\n$$"
    if section.code is not None:
        return f"```python\n{section.code.rstrip()}\n```"
    return section.paragraph or ""


def as_latex(title: str, sections: Iterable[Section]) -> str:
    """Return a LaTeX document that compiles by itself."""
    parts = [
        r"\documentclass{article}",
        r"\usepackage[utf8]{inputenc}",
        r"\usepackage[T1]{fontenc}",
        r"\usepackage{amsmath,amssymb}",
        r"\usepackage[margin=2cm]{geometry}",
        r"\begin{document}",
        rf"\section*{{{_escape(title)}}}",
    ]
    for section in sections:
        parts += [rf"\subsection*{{{_escape(section.title)}}}", _latex_body(section)]
    return "\n".join([*parts, r"\end{document}"])


def _latex_body(section: Section) -> str:
    if section.equations is not None:
        rows = " \\\\\n".join(f"{left} &= {right}" for left, right in _sides(section.equations))
        return f"\\begin{{align*}}\n{rows}\n\\end{{align*}}"
    if section.table is not None:
        return f"\\[\n{latex(section.table)}\n\\]"
    if section.code is not None:
        return f"\\begin{{verbatim}}\n{section.code.rstrip()}\n\\end{{verbatim}}"
    return _escape(section.paragraph or "")


def _escape(sentence: str) -> str:
    return "".join(
        {"_": r"\_", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$"}.get(letter, letter) for letter in sentence
    )


def as_json(title: str, sections: Iterable[Section]) -> str:
    """Return the page as JSON: each equation with its two sides in LaTeX and as text."""
    body = [{"title": section.title, **_json_body(section)} for section in sections]
    return json.dumps({"title": title, "sections": body}, ensure_ascii=False, indent=2)


def _json_body(section: Section) -> dict[str, Any]:
    if section.equations is not None:
        return {
            "equations": [
                {"left": left, "right": right, "text": f"{typeset(left)} = {typeset(right)}"}
                for left, right in _sides(section.equations)
            ]
        }
    if section.table is not None:
        table = section.table
        return {"shapes": {symbol.name: [str(size) for size in table[symbol]] for symbol in table}}
    return {"code": section.code} if section.code is not None else {"text": section.paragraph}


def _sides(equations: Equations | list[Eq]) -> list[tuple[str, str]]:
    if isinstance(equations, Equations):
        return lines(equations)
    return [(latex(equation.lhs), latex(equation.rhs)) for equation in equations]


FORMATS: Mapping[str, Callable[[str, Iterable[Section]], str]] = MappingProxyType(
    {"text": as_text, "latex": as_latex, "markdown": as_markdown, "json": as_json}
)
