r"""Text for a terminal: the LaTeX that symnet prints, set in one line of Unicode.

There is one printing engine. Text is made from its LaTeX, so the two cannot disagree: ``w^{[0]T}`` becomes ``w^[0]T``,
``x_1`` becomes ``x₁``, ``\frac{1}{m}`` becomes ``1/m``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import MappingProxyType

from symnet.expressions import letters
from symnet.expressions.letters import COMBINED, GREEK, RAISED, TO_SUBSCRIPTS, TO_SUPERSCRIPTS, VARIANTS

SUBSCRIPTS, SUPERSCRIPTS = TO_SUBSCRIPTS, TO_SUPERSCRIPTS
WORDS = (
    *("exp", "log", "ln", "max", "min", "sup", "inf", "lim", "det"),
    *("sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"),
)

SYMBOLS = MappingProxyType(
    {
        **{f"\\{name}": letter for name, letter in GREEK.items()},
        **{f"\\{name.capitalize()}": letter.upper() for name, letter in GREEK.items()},
        **{f"\\{name}": name for name in WORDS},
        **{f"\\{name}": letter for name, letter in VARIANTS.items()},
        r"\ell": "ℓ",
        r"\nabla": "∇",
        r"\odot": "⊙",
        r"\circ": "∘",
        r"\otimes": "⊗",
        r"\cup": "∪",
        r"\emptyset": "∅",
        r"\cdot": "·",
        r"\times": "×",
        r"\operatorname": "",
        r"\sum": "∑",
        r"\prod": "∏",
        r"\int": "∫",
        r"\dagger": "†",
        r"\prime": "′",
        r"\infty": "∞",
        r"\partial": "∂",
        r"\mapsto": "↦",
        r"\to": "→",
        r"\in": "∈",
        r"\leq": "≤",
        r"\le": "≤",
        r"\geq": "≥",
        r"\ge": "≥",
        r"\neq": "≠",
        r"\ne": "≠",
        r"\approx": "≈",
        r"\equiv": "≡",
        r"\wedge": "∧",
        r"\vee": "∨",
        r"\neg": "¬",
        r"\pm": "±",
        r"\dots": "…",
        r"\ldots": "…",
        r"\cdots": "⋯",
        r"\vdots": "⋮",
        r"\lVert": "‖",
        r"\rVert": "‖",
        r"\lvert": "|",
        r"\rvert": "|",
        r"\vert": "|",
        r"\lfloor": "⌊",
        r"\rfloor": "⌋",
        r"\|": "‖",
        r"\{": "{",
        r"\}": "}",
        r"\left": "",
        r"\right": "",
        r"\limits": "",
        r"\displaystyle": "",
        r"\quad": "  ",
        r"\qquad": "    ",
        r"\colon": ":",
        r"\,": " ",
        r"\;": " ",
        r"\:": " ",
        r"\!": "",
        r"\ ": " ",
        **{f"\\{sign}": sign for sign in "_%#&$"},
        r"\land": "^",
        r"\sim": "~",
        r"\langle": "⟨",
        r"\rangle": "⟩",
        "~": " ",
    }
)

STYLES = frozenset({r"\mathrm", r"\mathbf", r"\mathbb", r"\mathcal", r"\text", r"\textrm", r"\mathit", r"\boldsymbol"})
ACCENTS = MappingProxyType({f"\\{name}": mark for name, mark in letters.ACCENTS.items()})

SIZED = MappingProxyType({"1": "ones", "0": "zeros", "I": "I", "e": "unit", "K": "K"})
"""Constant matrices by their bold letter, as they are called with their sizes."""

_ATOM = re.compile(
    rf"(?![{letters.SUPERSCRIPTS}])(?:\d+(?:\.\d+)?|(?:(?![{letters.SUPERSCRIPTS}])[\w\u0300-\u036f])+|⟨[^⟨⟩]*⟩|∞)"
)
"""A number or a name: what needs no parentheses behind a sign."""
_INDEX = re.compile(r"(?:\[[^\[\]]*\](?:\(\w+\))?|(?:\([\w+-]+\))+)′*")
"""The number of a layer, of a sample: a superscript that is no power."""
_BOUND = re.compile(rf"[{letters.SUPERSCRIPTS}]+|\^\w[{letters.SUBSCRIPTS}]*|\^\([^()]*\)")

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)


def typeset(latex: str) -> str:
    r"""Return one formula of the printed LaTeX as Unicode text.

    >>> typeset(r"z^{[0]}_1 = w^{[0]}_{10} x_0 + b^{[0]}_1")
    'z^[0]₁ = w^[0]₁₀ x₀ + b^[0]₁'
    >>> typeset(r"\frac{1}{1 + e^{- z}}")
    '1/(1 + e^(-z))'
    >>> typeset(r"\begin{bmatrix} x_0 \\ x_1 \end{bmatrix}")
    '[x₀; x₁]'
    """
    one_space = re.sub(r" {2,}", " ", _Reader(latex).read()).replace("∂ ", "∂")
    return re.sub(r"‖ (.*?) ‖", r"‖\1‖", one_space.replace(" )", ")")).strip()


class _Reader:
    """Reads LaTeX tokens from left to right; `read` returns the text of one group."""

    def __init__(self, latex: str) -> None:
        self._tokens = [word for word in _TOKEN.findall(latex) if word]
        self._place = 0

    def read(self, *, until: str | None = None) -> str:
        pieces: list[str] = []
        while self._place < len(self._tokens):
            word = self._next()
            if word == until:
                break
            pieces.append(self._piece(word, pieces))
        return "".join(pieces)

    def _piece(self, word: str, before: list[str]) -> str:
        if word.isspace():
            return "" if before and before[-1] == "-" and len(before) == 1 else " "
        if word == "{":
            return self.read(until="}")
        if word in ("_", "^"):
            return _SCRIPTS[word](self._argument())
        if word in COMMANDS:
            return COMMANDS[word](self)
        if word in STYLES or word in ACCENTS:
            accented = self._argument() + ACCENTS.get(word, "")
            return COMBINED.get(accented, accented)
        return SYMBOLS.get(word, word.removeprefix("\\"))  # a command without a row shows its name

    def _next(self) -> str:
        word = self._tokens[self._place]
        self._place += 1
        return word

    def _argument(self) -> str:
        while self._tokens[self._place].isspace():
            self._place += 1
        word = self._next()
        return self.read(until="}").strip() if word == "{" else self._piece(word, [])

    def fraction(self) -> str:
        above, below = self._argument().strip(), self._argument().strip()
        if above == "d" and below.startswith("d "):  # d could be a symbol, and the quotient one of numbers
            return f"∂/∂{below[2:]}"
        if above.startswith("∂") and below.startswith("∂") and "/" not in above + below:
            return f"{above}/{below}"
        divisor = f"({below})" if re.search(r"[ /·]|^-", _outside(below)) else below
        return f"{_closed(above)}/{divisor}"

    def root(self) -> str:
        degree = ""
        if self._tokens[self._place] == "[":
            self._next()
            degree = self.read(until="]")
        inner = _tight(self._argument())
        return f"{inner}^(1/{degree})" if degree else f"√{inner}"

    def bold(self) -> str:
        """Set a constant matrix with its sizes as the function that makes it, and bare as its letter."""
        letter = self._argument()
        if letter not in SIZED or not self._skip("_"):
            return letter
        sizes = re.split(r" ?× ?|, ?", self._argument())
        if letter == "1" and len(sizes) == 1:
            is_row = self._tokens[self._place : self._place + 4] == ["^", "{", "T", "}"]
            sizes = ["1", *sizes] if is_row else [*sizes, "1"]
            self._place += 4 * is_row
        return f"{SIZED[letter]}({', '.join(sizes)})"

    def operator(self) -> str:
        name = self._argument()
        if name != "vec" or not self._skip("_"):
            return name
        sizes = self._argument().replace(",", ", ")
        _ = self._skip("^") and self._argument()
        return f"unvec({self._parenthesized()}, {sizes})"

    def sum(self) -> str:
        below = self._argument() if self._skip("_") else ""
        above = self._argument() if self._skip("^") else ""
        low, high = letters.lowered(below), _superscript(above) if above else ""
        if above and (low.startswith("_") or not _BOUND.fullmatch(high)):
            return f"∑_{{{below}}}^{{{above}}}"
        return f"∑{low}{high}" if above else f"∑_{{{below}}}" if below else "∑"

    def _skip(self, word: str) -> bool:
        """Skip a word where it is the next one, and tell whether it was."""
        found = self._place < len(self._tokens) and self._tokens[self._place] == word
        self._place += found
        return found

    def _parenthesized(self) -> str:
        r"""Return what stands between the next ``\left(`` and its ``\right)``."""
        start, depth = self._place + 2, 0
        for place in range(self._place, len(self._tokens)):
            depth += {r"\left": 1, r"\right": -1}.get(self._tokens[place], 0)
            if depth == 0:
                self._place = place + 2
                return typeset("".join(self._tokens[start:place]))
        return ""

    def binary(self) -> str:
        return f"binomial({self._argument()}, {self._argument()})"

    def environment(self) -> str:
        kind = self._argument()
        if kind == "array":
            self._argument()
        body = self._body(kind)
        rows = [[cell.strip() for cell in row] for row in body if any(cell.strip() for cell in row)]
        if kind == "cases":
            return "{ " + "; ".join(" ".join(row) for row in rows) + " }"
        between = ", " if any(" " in cell for row in rows if len(row) > 1 for cell in row) else " "
        return "[" + "; ".join(between.join(row) for row in rows) + "]"

    def _body(self, kind: str) -> Iterator[list[str]]:
        row: list[str] = []
        cell = ""
        while True:
            word = self._next()
            if word == r"\end" and self._argument() == kind:
                yield [*row, cell]
                return
            if word == r"\\":
                yield [*row, cell]
                row, cell = [], ""
            elif word == "&":
                row, cell = [*row, cell], ""
            else:
                cell += self._piece(word, [cell])


COMMANDS: MappingProxyType[str, Callable[[_Reader], str]] = MappingProxyType(
    {
        r"\frac": _Reader.fraction,
        r"\dfrac": _Reader.fraction,
        r"\tfrac": _Reader.fraction,
        r"\sqrt": _Reader.root,
        r"\binom": _Reader.binary,
        r"\begin": _Reader.environment,
        r"\mathbf": _Reader.bold,
        r"\operatorname": _Reader.operator,
        r"\sum": _Reader.sum,
    }
)


def _subscript(text: str) -> str:
    if "," in text or ":" in text:
        return f"_{{{text}}}"
    low = letters.lowered(text)
    is_word = not low.startswith("_") or re.fullmatch(r"-?[\d./]+|[^\W_]+", text)
    return low if is_word else f"_{{{text}}}"


def _superscript(text: str) -> str:
    """Raise numbers, one letter, and indices in parentheses; anything else stands behind a ``^``."""
    if set(text) == {"′"}:
        return text
    if re.fullmatch(r"-?\d+|[a-zT]|(\(\w+\))+T?", text) and set(text) <= set(RAISED):
        return text.translate(SUPERSCRIPTS)
    if text.startswith(("⊙ ", "∘ ")):
        return f"^{text[0]}{_tight(text[2:])}"
    turned = text.removesuffix("T")
    if _INDEX.fullmatch(turned):
        return f"^{turned}ᵀ" if turned != text else f"^{text}"
    return f"^{_tight(text)}"


_SCRIPTS: MappingProxyType[str, Callable[[str], str]] = MappingProxyType({"_": _subscript, "^": _superscript})


def _closed(text: str) -> str:
    """Return the text in parentheses unless it is one term already."""
    stripped = text.strip()
    outside = _outside(stripped)
    loose = re.search(r" [+\-−⊗] |∑", outside) is not None
    return f"({stripped})" if loose else stripped


def _tight(text: str) -> str:
    """Return the text in parentheses unless it is a number or a name already."""
    stripped = text.strip()
    return stripped if _ATOM.fullmatch(stripped) or _is_enclosed(stripped) else f"({stripped})"


def _outside(text: str) -> str:
    """Return what of a text stands in no parentheses."""
    depth = 0
    kept = []
    for letter in text:
        depth -= letter in ")]}"
        if depth == 0:
            kept.append(letter)
        depth += letter in "([{"
    return "".join(kept)


def _is_enclosed(text: str) -> bool:
    return text.startswith("(") and text.endswith(")") and _outside(text) == "()"
