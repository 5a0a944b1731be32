r"""Formulas as boxes: the LaTeX that symnet prints, set in words with a place, so that a picture knows how large it is.

Superscripts and subscripts of one letter stand one above the other, fractions have a bar. What has no form of its own
here (a matrix, branches) is set as the text that a terminal shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from types import MappingProxyType
from typing import Literal, NamedTuple

from symnet.expressions.letters import COMBINED
from symnet.printing.typesetting import ACCENTS, STYLES, SYMBOLS, typeset
from symnet.visualization.glyphs import width_of

SCRIPT = 0.72
"""How large a script is beside its letter."""
IN_FRACTION = 0.85
RAISED, LOWERED = 0.42, 0.24
ACCENT = 0.14
"""What an accent adds to the height of its letter."""
ASCENT, DESCENT = 0.74, 0.24
LONGEST = 110
"""A formula of more letters is cut, and shows that it is."""

PLAIN = str.maketrans({"\\": "∖", "{": "(", "}": ")"})
COMMANDS = MappingProxyType(
    {letter: command for command, letter in SYMBOLS.items() if len(letter) == 1 and not letter.isascii()}
)
"""The command of each letter that is not of ASCII."""
STRANGE = frozenset("}%#$&")
"""What LaTeX would not take as it stands."""
OPERATORS = frozenset("=+-−±×⊙∘⊗·→≈≠≤≥∈")
_SIGN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\begin\{(\w+)\}.*?\\end\{\1\}", re.DOTALL)


Style = Literal["upright", "italic", "bold"]


class Word(NamedTuple):
    """Letters in one style: where they begin, x to the right and y downwards from the base line, and their size."""

    text: str
    x: float
    y: float
    size: float
    width: float
    style: Style


class Bar(NamedTuple):
    """The bar of a fraction."""

    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Formula:
    """A formula that has been set: its words, and how far it reaches from its base line.

    `text` is it in one line, as a terminal shows it. `latex` is its source, and empty where it is set as plain text;
    `size` is that of its letters.
    """

    text: str = ""
    latex: str = ""
    size: float = 0.0
    words: tuple[Word, ...] = ()
    bars: tuple[Bar, ...] = ()
    width: float = 0.0
    ascent: float = 0.0
    descent: float = 0.0

    @property
    def height(self) -> float:
        """From the top to the bottom."""
        return self.ascent + self.descent

    def moved(self, x: float, y: float) -> Formula:
        """Return the formula at another place."""
        return replace(
            self,
            words=tuple(word._replace(x=word.x + x, y=word.y + y) for word in self.words),
            bars=tuple(bar._replace(x=bar.x + x, y=bar.y + y) for bar in self.bars),
            ascent=self.ascent - y,
            descent=self.descent + y,
        )


NOTHING = Formula()


def set_formula(latex: str, size: float) -> Formula:
    r"""Return a formula, set in letters of a size.

    >>> [(word.text, word.y) for word in set_formula(r"w^{[0]}_{01}", 10).words]
    [('w', 0.0), ('[0]', -4.2), ('01', 2.4)]

    What is no LaTeX of the kind that symnet prints, such as a name with commands of its own, is set as plain text; so
    is what is too long, which ends with ``…``.

    >>> set_formula(r"\input{secret}_0", 10).text
    '∖input(secret)_0'
    """
    with_words = _ENVIRONMENT.sub(lambda match: rf"\text{{{without_commands(typeset(match[0]))}}}", latex)
    setter = _Setter(with_words, size)
    formula = setter.read()
    if setter.is_strange:
        return set_words(without_commands(latex), size)
    text = typeset(latex)
    return set_words(text, size) if len(text) > LONGEST else replace(formula, text=text, latex=latex, size=size)


def set_words(text: str, size: float) -> Formula:
    """Return plain text, upright and in one line; what is too long is cut, and ends with ``…``.

    >>> set_words("layer 1", 10).words[0].text
    'layer 1'
    """
    spaced = " ".join(text.split())
    shown = spaced if len(spaced) <= LONGEST else f"{spaced[: LONGEST - 1]}…"
    return replace(_word(shown, size), text=shown, size=size)


def without_commands(text: str) -> str:
    r"""Return text in which nothing is a command or a group of LaTeX.

    >>> without_commands(r"\input{x}")
    '∖input(x)'
    """
    return text.translate(PLAIN)


def _is_known(letter: str) -> bool:
    """Tell whether a letter is one that LaTeX has, by itself or as one of the commands that symnet prints."""
    return (letter.isascii() and letter.isprintable()) or letter in COMMANDS


def _word(text: str, size: float, style: Style = "upright") -> Formula:
    if not text:
        return NOTHING
    width = width_of(text, italic=style == "italic") * size
    word = Word(text, 0.0, 0.0, size, width, style)
    return Formula(words=(word,), width=width, ascent=ASCENT * size, descent=DESCENT * size)


def _beside(left: Formula, right: Formula) -> Formula:
    """Return two formulas on one base line."""
    placed = right.moved(left.width, 0.0)
    return Formula(
        words=_joined(left.words, placed.words),
        bars=left.bars + placed.bars,
        width=left.width + right.width,
        ascent=max(left.ascent, right.ascent),
        descent=max(left.descent, right.descent),
    )


def _joined(left: tuple[Word, ...], right: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words, with the last and the next as one where nothing but their letters differs."""
    if not left or not right:
        return left + right
    last, following = left[-1], right[0]
    alike = all(
        (word.y, word.size, word.style, word.text.isascii()) == (last.y, last.size, last.style, last.text.isascii())
        for word in (last, following)
    )  # letters of other fonts keep a width of their own
    if not alike or abs(last.x + last.width - following.x) > 1e-6:
        return left + right
    one = last._replace(text=last.text + following.text, width=last.width + following.width)
    return (*left[:-1], one, *right[1:])


class _Setter:
    """Reads LaTeX from left to right and sets it; `read` returns one group."""

    def __init__(self, latex: str, size: float) -> None:
        self._signs = _SIGN.findall(latex)
        self._place = 0
        self._before = ""
        self._size = size
        self.is_strange = False
        """Whether something was read that symnet does not print; it is then no LaTeX to rely on."""
        self._style: Style | None = None  # None is mathematics: letters italic, spaces narrow

    def read(self, *, until: str | None = None) -> Formula:
        parts: list[Formula] = []
        while self._place < len(self._signs):
            sign = self._next()
            if sign == until:
                return reduce(_beside, parts, NOTHING)
            if sign in ("^", "_"):
                base = parts.pop() if parts else NOTHING
                parts.append(self._scripted(base, sign))
            elif not (sign.isspace() and self._before == r"\partial"):
                parts.append(self._piece(sign))
        self.is_strange |= until is not None  # a group that does not end
        return reduce(_beside, parts, NOTHING)

    def _next(self) -> str:
        sign = self._signs[self._place]
        self._before = self._signs[self._place - 1] if self._place else ""
        self._place += 1
        return sign

    def _peek(self) -> str:
        return self._signs[self._place] if self._place < len(self._signs) else ""

    def _piece(self, sign: str) -> Formula:
        if sign == "{":
            return self.read(until="}")
        if sign in FORMS:
            return FORMS[sign](self)
        if sign in STYLES or sign == r"\operatorname":
            return self._styled("bold" if sign == r"\mathbf" else "upright")
        if sign in ACCENTS:
            accented = "".join(word.text for word in self._argument().words) + ACCENTS[sign]
            letters = self._letters(COMBINED.get(accented, accented))
            return replace(letters, ascent=letters.ascent + ACCENT * self._size)
        if sign.isspace():
            return _word(" ", self._size, self._style) if self._style else self._space(0.14)
        is_command = sign.startswith("\\")
        self.is_strange |= sign not in SYMBOLS if is_command else sign in STRANGE or not _is_known(sign)
        shown = SYMBOLS.get(sign, sign.removeprefix("\\"))
        return self._letters(shown) if shown.strip() else self._space(0.25 * len(shown))

    def _letters(self, text: str) -> Formula:
        if self._style:
            return _word(text, self._size, self._style)
        if text in OPERATORS:
            gap = self._space(0.1)
            return _beside(_beside(gap, _word("−" if text == "-" else text, self._size)), gap)
        if text == "'":
            return _word("′", self._size)
        is_letter = len(text.rstrip("\u0302\u0303\u0304\u0307")) == 1 and text[0].isalpha()
        return _word(text, self._size, "italic" if is_letter else "upright")

    def _space(self, ems: float) -> Formula:
        return Formula(width=ems * self._size)

    def _styled(self, style: Style) -> Formula:
        """Set the argument of a command such as ``text`` in one style."""
        before, self._style = self._style, style
        inner = self._argument()
        self._style = before
        return inner

    def _argument(self) -> Formula:
        while self._peek().isspace():
            self._place += 1
        sign = self._next() if self._peek() else ""
        self.is_strange |= sign in ("", "^", "_")
        return self.read(until="}") if sign == "{" else self._piece(sign) if sign else NOTHING

    def _script(self) -> Formula:
        whole = self._size
        self._size = whole * SCRIPT
        inner = self._argument()
        self._size = whole
        return inner

    def _scripted(self, base: Formula, sign: str) -> Formula:
        """Set a superscript, a subscript, or both, one above the other."""
        scripts = {sign: self._script()}
        while self._peek() in ("^", "_") and self._peek() not in scripts:
            other = self._next()
            scripts[other] = self._script()
        self.is_strange |= self._peek() in ("^", "_")  # a second one of a kind
        lift = RAISED * self._size
        placed = NOTHING
        for kind, shift in (("^", -lift), ("_", LOWERED * self._size)):
            if kind in scripts:
                moved = scripts[kind].moved(0.0, shift)
                placed = Formula(
                    words=placed.words + moved.words,
                    bars=placed.bars + moved.bars,
                    width=max(placed.width, moved.width),
                    ascent=max(placed.ascent, moved.ascent),
                    descent=max(placed.descent, moved.descent),
                )
        return _beside(base, placed)

    def fraction(self) -> Formula:
        whole = self._size
        self._size = whole * IN_FRACTION
        above, below = self._argument(), self._argument()
        self._size = whole
        width = max(above.width, below.width) + 0.2 * whole
        axis, gap = -0.26 * whole, 0.12 * whole
        top = above.moved((width - above.width) / 2, axis - gap - above.descent)
        bottom = below.moved((width - below.width) / 2, axis + gap + below.ascent)
        bars = (*top.bars, *bottom.bars, Bar(0.0, axis, width))
        words = top.words + bottom.words
        return Formula(words=words, bars=bars, width=width, ascent=top.ascent, descent=bottom.descent)

    def root(self) -> Formula:
        inner = self._argument()
        return _beside(_beside(_word("√(", self._size), inner), _word(")", self._size))


FORMS: MappingProxyType[str, Callable[[_Setter], Formula]] = MappingProxyType(
    {
        r"\frac": _Setter.fraction,
        r"\dfrac": _Setter.fraction,
        r"\tfrac": _Setter.fraction,
        r"\sqrt": _Setter.root,
    }
)
