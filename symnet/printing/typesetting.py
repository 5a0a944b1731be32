r"""Text for a terminal: the LaTeX that symnet prints, set in one line of Unicode.

There is one printing engine. Text is made from its LaTeX, so the two cannot disagree: ``w^{[0]T}`` becomes ``w^[0]T``,
``x_1`` becomes ``x₁``, ``\frac{1}{m}`` becomes ``1/m``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import MappingProxyType

SUBSCRIPTS = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
RAISED = "0123456789+-=()abcdefghijklmnoprstuvwxyzT"
SUPERSCRIPTS = str.maketrans(RAISED, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ")

LETTERS = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "omicron", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
GREEK = {name: chr(0x3B1 + place) for place, name in enumerate(LETTERS)}
WORDS = (
    *("exp", "log", "ln", "max", "min", "sup", "inf", "lim", "det"),
    *("sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"),
)

SYMBOLS = MappingProxyType(
    {
        **{f"\\{name}": letter for name, letter in GREEK.items()},
        **{f"\\{name.capitalize()}": letter.upper() for name, letter in GREEK.items()},
        **{f"\\{name}": name for name in WORDS},
        r"\varepsilon": "ε",
        r"\vartheta": "ϑ",
        r"\varphi": "φ",
        r"\varrho": "ϱ",
        r"\ell": "ℓ",
        r"\nabla": "∇",
        r"\operatorname": "",
        r"\odot": "⊙",
        r"\circ": "∘",
        r"\otimes": "⊗",
        r"\cup": "∪",
        r"\emptyset": "∅",
        r"\cdot": "·",
        r"\times": "×",
        r"\sum": "∑",
        r"\prod": "∏",
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
        r"\_": "_",
        r"\%": "%",
        "~": " ",
    }
)

STYLES = frozenset({r"\mathrm", r"\mathbf", r"\mathbb", r"\mathcal", r"\text", r"\textrm", r"\mathit", r"\boldsymbol"})
ACCENTS = MappingProxyType({r"\hat": "\u0302", r"\tilde": "\u0303", r"\bar": "\u0304", r"\dot": "\u0307"})
COMBINED = MappingProxyType({"y\u0302": "ŷ", "Y\u0302": "Ŷ", "x\u0302": "x̂"})

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
        if above.startswith("∂") and below.startswith("∂"):
            return f"{above}/{below}"
        divisor = f"({below})" if re.search(r"[ /]|^-", below) and not _is_enclosed(below) else below
        return f"{_closed(above)}/{divisor}"

    def root(self) -> str:
        return f"√{_closed(self._argument(), strictly=True)}"

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
        return "[" + "; ".join(" ".join(row) for row in rows) + "]"

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
    }
)


def _subscript(text: str) -> str:
    set_low = text.translate(SUBSCRIPTS)
    lowered = all(letter != low or letter in ",=" for letter, low in zip(text, set_low, strict=True))
    return set_low if lowered and "," not in text else f"_{_closed(text)}" if "," not in text else f"_{{{text}}}"


def _superscript(text: str) -> str:
    """Raise numbers, one letter, and indices in parentheses; anything else stands behind a ``^``."""
    if set(text) == {"′"}:
        return text
    if re.fullmatch(r"-?\d+|[a-zT]|(\(\w+\))+T?", text) and set(text) <= set(RAISED):
        return text.translate(SUPERSCRIPTS)
    if text.startswith("⊙ ") and " " not in text[2:]:
        return f"^⊙{text[2:]}"
    if text.startswith(("[", "(")):
        return f"^{text[:-1]}ᵀ" if text.endswith("T") else f"^{text}"
    return f"^{_closed(text, strictly=True)}"


_SCRIPTS: MappingProxyType[str, Callable[[str], str]] = MappingProxyType({"_": _subscript, "^": _superscript})


def _closed(text: str, *, strictly: bool = False) -> str:
    """Return the text in parentheses unless it is one term (strictly: one atom) already."""
    stripped = text.strip()
    loose = re.search(r"[ ^_]", stripped) is not None if strictly else re.search(r" [+\-−] ", stripped) is not None
    loose = loose or (strictly and (stripped.startswith("-") or "/" in stripped))
    return f"({stripped})" if loose and not _is_enclosed(stripped) else stripped


def _is_enclosed(text: str) -> bool:
    depth = 0
    if not (text.startswith("(") and text.endswith(")")):
        return False
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return place == len(text) - 1
    return False
