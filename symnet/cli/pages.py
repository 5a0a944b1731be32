"""A page of sections as text, LaTeX, Markdown or JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sympy import Eq

from symnet.calculus.derivation import Derivation, DerivationStep
from symnet.errors import SymnetValueError
from symnet.expressions.equations import Equations
from symnet.nn.present import latex, text
from symnet.nn.tables import Shapes
from symnet.printing.derivations import aligned, remark, rows
from symnet.printing.present import lines, noted
from symnet.printing.typesetting import typeset


@dataclass(frozen=True)
class Section:
    """A title and one thing under it: equations, a table of shapes, code, or a paragraph."""

    title: str
    _: KW_ONLY
    equations: Equations | list[Eq] | None = None
    derivation: Derivation | None = None
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
        sides = [(typeset(left), typeset(right)) for left, right in _sides(section.equations)]
        width = max(len(left) for left, _ in sides)
        assumed = section.equations.notes if isinstance(section.equations, Equations) else ()
        return "\n".join([*(f"{left:<{width}} = {right}" for left, right in sides), *assumed])
    if section.derivation is not None:
        return text(section.derivation)
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
        return f"$$\n\\begin{{aligned}}\n{_rows(section.equations)}\n\\end{{aligned}}\n$$"
    if section.derivation is not None:
        return f"$$\n\\begin{{aligned}}\n{aligned(section.derivation)}\n\\end{{aligned}}\n$$"
    if section.table is not None:
        return f"$$\n{latex(section.table)}\n$$"
    if section.code is not None:
        return f"```python\n{section.code.rstrip()}\n```"
    return section.paragraph or ""


def as_latex(title: str, sections: Iterable[Section]) -> str:
    """Return a LaTeX document that compiles by itself."""
    shown = list(sections)
    wide = "landscape," if any(section.derivation for section in shown) else ""  # a step is long, with its shapes
    parts = [
        r"\documentclass{article}",
        r"\usepackage[utf8]{inputenc}",
        r"\usepackage[T1]{fontenc}",
        r"\usepackage{amsmath,amssymb}",
        rf"\usepackage[{wide}margin=2cm]{{geometry}}",
        r"\begin{document}",
        rf"\section*{{{_escape(title)}}}",
    ]
    for section in shown:
        parts += [rf"\subsection*{{{_escape(section.title)}}}", _latex_body(section)]
    return "\n".join([*parts, r"\end{document}"])


def _latex_body(section: Section) -> str:
    if section.equations is not None:
        return f"\\begin{{align*}}\n{_rows(section.equations)}\n\\end{{align*}}"
    if section.derivation is not None:
        return latex(section.derivation)
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
    if section.derivation is not None:
        return {"steps": [_json_step(left, right, step) for left, right, step in rows(section.derivation)]}
    if section.table is not None:
        table = section.table
        return {"shapes": {symbol.name: [str(size) for size in table[symbol]] for symbol in table}}
    return {"code": section.code} if section.code is not None else {"text": section.paragraph}


def _json_step(left: str, right: str, step: DerivationStep) -> dict[str, Any]:
    return {
        "left": left,
        "right": right,
        "rule": remark(step),
        "shapes": step.shapes,
        "checked": step.check is not None and step.check.holds,
    }


def _rows(equations: Equations | list[Eq]) -> str:
    """Return the rows of an aligned environment, with what the equations assume as the last."""
    shown = [f"{left} &= {right}" for left, right in _sides(equations)]
    if isinstance(equations, Equations):
        shown += noted(equations)
    return " \\\\\n".join(shown)


def _sides(equations: Equations | list[Eq]) -> list[tuple[str, str]]:
    if isinstance(equations, Equations):
        return lines(equations)
    return [(latex(equation.lhs), latex(equation.rhs)) for equation in equations]


ENDINGS: Mapping[str, str] = MappingProxyType(
    {".txt": "text", ".tex": "latex", ".md": "markdown", ".markdown": "markdown", ".json": "json"}
)
"""The format of a file by what its name ends in."""


def format_of(path: str | None) -> str:
    """Return the format that a file's name ends in; text for the terminal, and for a name without an ending.

    >>> format_of("forward.tex"), format_of(None)
    ('latex', 'text')
    """
    ending = Path(path).suffix.lower() if path else ""
    if ending and ending not in ENDINGS:
        raise SymnetValueError(
            f"A page is written as {', '.join(ENDINGS)}, but {path!r} ends with {ending!r}; write page.tex, or "
            f"write --format {'|'.join(FORMATS)} as well."
        )
    return ENDINGS.get(ending, "text")


FORMATS: Mapping[str, Callable[[str, Iterable[Section]], str]] = MappingProxyType(
    {"text": as_text, "latex": as_latex, "markdown": as_markdown, "json": as_json}
)
