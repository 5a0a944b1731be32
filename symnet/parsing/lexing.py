"""Words of a text: the longest known name first, so that ``∂J/∂W^[1]`` and ``z^[1](i)`` are one word each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from lark import Token
from sympy import Rational, S

from symnet.expressions.letters import SUBSCRIPTS, SUPERSCRIPTS
from symnet.parsing.functions import known_functions
from symnet.parsing.mistakes import mistake, nearest
from symnet.parsing.symbols import LIFTED, LOWERED, SymbolTable

LONGEST_NUMBER = 60
"""Digits, and the largest power of ten."""
MOST_PRIMES = 4

RELATIONS: Mapping[str, str] = MappingProxyType(
    {"<": "<", ">": ">", "≤": "<=", "<=": "<=", "≥": ">=", ">=": ">=", "≠": "!=", "!=": "!="}
)
"""Every sign between two sides of a condition, in ASCII."""

WORDS: Mapping[str, str] = MappingProxyType({"for": "FOR", "otherwise": "OTHERWISE"})

OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("⊙", "∘", ".*"), "HADAMARD"),
        **dict.fromkeys(("^⊙", "^∘", ".^"), "ENTRYWISE_CARET"),
        **dict.fromkeys(("^", "**"), "CARET"),
        **dict.fromkeys(("*", "@", "·", "×"), "TIMES"),
        **dict.fromkeys(("-", "−", "–"), "MINUS"),
        **dict.fromkeys(("=", "=="), "EQUAL"),
        **dict.fromkeys(("‖", "||"), "DOUBLE_BAR"),
        **dict.fromkeys(RELATIONS, "RELATION"),
        "∧": "AND",
        "∨": "OR",
        "{": "OPEN_CASES",
        ";": "SEMICOLON",
        "}": "CLOSE_CASES",
        "⊗": "KRONECKER",
        "+": "PLUS",
        "/": "DIVIDE",
        "|": "BAR",
        "√": "ROOT",
        "(": "OPEN",
        ")": "CLOSE",
        ",": "COMMA",
        "_F": "FROBENIUS",
        **{f"∑_{{{first},{second}}}": "SUM_OF_ENTRIES" for first, second in ("ij", "kl", "rs", "uv")},
        **dict.fromkeys(("ᵢⱼ", "ₖₗ", "ᵣₛ", "ᵤᵥ"), "ENTRIES"),
    }
)
"""Every sign, and the terminal of the grammar that it is."""

_SCRIPT = re.escape(SUPERSCRIPTS + SUBSCRIPTS)
_LETTER = rf"[^\W\d_{_SCRIPT}]"
_WORD = rf"(?:{_LETTER}|_(?=[^F{{\W]|F\w))(?:[^\W{_SCRIPT}]|\u0302)*"
_RUN = {"lower": f"[{re.escape(SUBSCRIPTS)}]+", "raised": f"[{re.escape(SUPERSCRIPTS)}]+"}

PATTERNS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("TRANSPOSE", re.compile(r"ᵀ|\^[T⊤](?![A-Za-z0-9_])|\.T(?![A-Za-z0-9_])|\^\([T⊤]\)|\^\{T\}")),
    ("INVERSE_TRANSPOSE", re.compile(r"⁻ᵀ|\^-T(?!\w)|\^\(-T\)|\^\{-T\}")),
    ("RAISED", re.compile("⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ]")),
    ("PLACES", re.compile(r"_\{[^{}]*\}")),
    ("LOWERED", re.compile(r"[₀₁₂₃₄₅₆₇₈₉]+|_[12](?!\w)")),
    ("PRIMES", re.compile("[′'’]{1,4}")),
    ("NUMBER", re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3}(?!\w))?")),
    ("OPERATOR", re.compile("|".join(re.escape(sign) for sign in sorted(OPERATORS, key=len, reverse=True)))),
)
_PRINTED_BOUNDS = rf"∑({_RUN['lower']})({_RUN['raised']}|\^\w{_RUN['lower'][:-1]}*|\^\([^()]*\))"
_TYPED_BOUNDS = r"(?:∑|sum)_[({](\w+) *= *([^(){}]*)[)}]\^(?:\{([^{}]*)\}|\(([^(){}]*)\)|(\w))"
_SUMMATION = re.compile(f"{_PRINTED_BOUNDS}|{_TYPED_BOUNDS}")
_PARAMETERS = rf"(?P<parameters>_\{{[^{{}}]*\}}|_\([^()]*\)|_-?[\d.]+(?:/\d+)?|_\w+|[{SUBSCRIPTS}]+)?"
_CALL = re.compile(rf"{_PARAMETERS}(?P<primes>[′'’]*)(?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹]*)\s*\(")
_PRINTED_WORD = re.compile(rf"{_WORD}(?:\^\[[^\]]*\](?:\(\w\))?|{_RUN['raised']})?(?:{_RUN['lower']})?")
_QUOTIENT = re.compile(r"∂\w*/∂[^\s=+*/]+")
_RAISES = re.compile(rf"\^(?![⊙∘]|[T⊤](?!\w)|\([T⊤]\)|\{{T\}})|\*\*|⁻?[{SUPERSCRIPTS[:10]}]|[{SUPERSCRIPTS[15:-1]}]")
_AMBIGUOUS = re.compile(rf"/\s*\d+(?:\.\d+)?(?={_LETTER})")


class Called(NamedTuple):
    """A function as it is called: itself, how often it is differentiated, its parameters, the power of its value.

    The parameters in its subscript are texts until their meaning is asked for.
    """

    name: str
    function: Any
    order: int
    parameters: tuple[Any, ...]
    power: int = 1


class Bounds(NamedTuple):
    """The name of what a sum runs over, and the texts of its first and last value."""

    name: str
    first: str
    last: str


@dataclass(frozen=True)
class Words:
    """The words of a text in order, each with its place; bars alternate between opening and closing."""

    text: str
    table: SymbolTable

    def read(self) -> list[Token]:
        """Return the tokens of the whole text; raise `ReadingError` at the first that is none."""
        found = _AMBIGUOUS.search(self.text)
        if found:
            raise mistake(
                f"{self.text[found.start() :][:20].strip()!r} has two readings; write a space or parentheses, as "
                "1/2 m for one half of m, or 1/(2 m)",
                self.text,
                found.start(),
            )
        return list(_with_sides(self._words()))

    def _words(self) -> Iterator[Token]:
        functions = {**known_functions(), **self.table.functions}
        names = _alternatives((*self.table.symbols, *functions))
        place = 0
        while place < len(self.text):
            if self.text[place].isspace():
                place += 1
                continue
            token = self._summation(place) or self._named(place, names, functions) or self._sign(place)
            if token is None:
                raise self._unknown(place)
            yield token
            place += len(token)

    def _token(self, kind: str, place: int, end: int, value: Any = None) -> Token:
        token = Token(kind, self.text[place:end], start_pos=place, end_pos=end)
        token.value = value  # what the word stands for goes with it
        return token

    def _summation(self, place: int) -> Token | None:
        found = _SUMMATION.match(self.text, place)
        if not found:
            return None
        bounds = _bounds_of(found)
        return self._token("SUMMATION", place, found.end(), bounds) if bounds else None

    def _named(self, place: int, names: re.Pattern[str], functions: Mapping[str, Any]) -> Token | None:
        found = names.match(self.text, place)
        while found:
            name, end = found[0], found.end()
            call = _CALL.match(self.text, end) if name in functions else None
            if call and self._is_call(name, call, place):
                return self._call(name, functions[name], call, place)
            if name in self.table.symbols and self._ends(name, end):
                return self._symbol(name, place, end)
            found = names.match(self.text, place, end - 1)
        for name, meaning in (("e", S.Exp1), ("π", S.Pi), ("pi", S.Pi)):
            if self.text.startswith(name, place) and self._ends(name, place + len(name)):
                return self._token("NUMBER", place, place + len(name), meaning)
        for word, kind in WORDS.items():
            if self.text.startswith(word, place) and self._ends(word, place + len(word)):
                return self._token(kind, place, place + len(word))
        if self.text.startswith("I", place) and self._ends("I", place + 1):
            return self._token("IDENTITY", place, place + 1)
        return None

    def _symbol(self, name: str, place: int, end: int) -> Token:
        symbol = self.table.symbols[name]
        if name == "e" and _RAISES.match(self.text, end):
            if not symbol.is_Matrix or symbol.shape[0] == symbol.shape[1]:
                raise mistake(
                    "A power of 'e' has two readings, because e is a symbol and a number; write exp(…), or (e)^… for "
                    "the symbol",
                    self.text,
                    place,
                )
            return self._token("NUMBER", place, end, S.Exp1)
        return self._token("SYMBOL", place, end, symbol)

    def _is_call(self, name: str, call: re.Match[str], place: int) -> bool:
        """Tell whether a name before a parenthesis is that of a function; by a space where it is a symbol's too."""
        if name not in self.table.symbols:
            return True
        if call[0][-2:-1].isspace():
            return False
        if name in self.table.functions:
            return True
        raise mistake(
            f"{name!r} before a parenthesis has two readings, because it is a symbol and a function; write {name}·(…) "
            "for the product, or the function by its long name",
            self.text,
            place,
        )

    def _call(self, name: str, function: Any, call: re.Match[str], place: int) -> Token:
        order = len(call["primes"])
        if order > MOST_PRIMES:
            raise mistake(f"{name!r} has {order} primes, but at most {MOST_PRIMES} are read", self.text, place)
        written = call["parameters"] or ""
        subscript = (written if written.startswith("_") else written.translate(LIFTED)).strip("_{}()")
        values = subscript.split(",") if subscript else []
        parameters = tuple(value.strip() for value in values)
        power = int(self._number(call["power"].translate(LOWERED) or "1", place))
        return self._token("FUNCTION", place, call.end() - 1, Called(name, function, order, parameters, power))

    def _ends(self, name: str, end: int) -> bool:
        """Tell whether a name ends there, and is not the beginning of a longer one."""
        after = self.text[end : end + 1]
        if not after or not re.fullmatch(rf"[\w{_SCRIPT}]", after):
            return True
        if after in SUPERSCRIPTS:
            return after != "⁽"
        if after == "_":
            if self.text.startswith("_{", end):
                return True
            return self.text.startswith("_F", end) and not re.match(r"_F\w", self.text[end : end + 3])
        return not (after in SUBSCRIPTS or re.fullmatch(r"\w", name[-1])) or self.text.startswith("ᵢⱼ", end)

    def _sign(self, place: int) -> Token | None:
        for kind, pattern in PATTERNS:
            found = pattern.match(self.text, place)
            if found and found[0] in ("^T", "^(T)", "^{T}") and not self._is_transpose():
                raise mistake(
                    "'^T' has two readings, because T is a scalar; write ᵀ for the transpose", self.text, place
                )
            if found and kind == "NUMBER":
                return self._token(kind, place, found.end(), self._number(found[0], place))
            if found and found[0].isalpha() and kind == "RAISED":
                return self._raised_letter(found[0], place, found.end())
            if found and kind == "RAISED":
                return self._token(kind, place, found.end(), self._number(found[0].translate(LOWERED), place))
            if found:
                return self._token(OPERATORS.get(found[0], kind), place, found.end())
        return None

    def _raised_letter(self, letter: str, place: int, end: int) -> Token:
        symbol = self.table.symbols.get(letter.translate(LOWERED))
        if symbol is None:
            raise mistake(f"unknown symbol {letter.translate(LOWERED)!r} in a power", self.text, place)
        return self._token("RAISED", place, end, symbol)

    def _is_transpose(self) -> bool:
        """Tell whether T can only be the sign of the transpose: no scalar is called so."""
        return bool(getattr(self.table.symbols.get("T"), "is_Matrix", True))

    def _number(self, text: str, place: int) -> Rational:
        if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?(/\d+)?", text):
            raise mistake(f"A number is expected, but here is {text!r}", self.text, place)
        power = re.search(r"[eE]([+-]?\d+)", text)
        if len(text) > LONGEST_NUMBER or (power and abs(int(power[1])) > LONGEST_NUMBER) or re.search(r"/0+$", text):
            raise mistake(
                f"The number {text[:12]}… is not read; a number has at most {LONGEST_NUMBER} digits", self.text, place
            )
        return Rational(text)

    def _unknown(self, place: int) -> Exception:
        word = _QUOTIENT.match(self.text, place) or _PRINTED_WORD.match(self.text, place)
        if word is None:
            named = f"{self.text[place]!r}" if self.text[place].isprintable() else f"U+{ord(self.text[place]):04X}"
            return mistake(f"The character {named} means nothing here", self.text, place)
        name = word[0]
        known = [*self.table.symbols, *self.table.functions]
        if _CALL.match(self.text, word.end()) and len(name) > 1:
            known += known_functions()
        parts = [self.table.symbols.get(letter) for letter in name]
        if len(name) > LONGEST_NUMBER:
            return mistake(f"unknown symbol {name[:20]}…, a word of {len(name)} letters", self.text, place)
        hint = f"; write {' '.join(name)!r} for the product" if len(name) > 1 and None not in parts else ""
        return mistake(f"unknown symbol {name!r}{hint or nearest(name, known)}", self.text, place)


def _bounds_of(found: re.Match[str]) -> Bounds | None:
    below, above, index, first, *lasts = found.groups()
    last = next(filter(None, lasts), "")
    if below:
        index, _, first = below.translate(LIFTED).partition("=")
        last = above.translate(LOWERED).removeprefix("^")
    return Bounds(index, first, last) if index and first else None


def indices_of(text: str) -> frozenset[str]:
    """Return the names of what the sums in a text run over.

    >>> sorted(indices_of("∑ᵢ₌₁ᵐ i + sum_{k=0}^{n} k"))
    ['i', 'k']
    """
    return frozenset(bounds.name for bounds in map(_bounds_of, _SUMMATION.finditer(text)) if bounds)


@lru_cache(maxsize=64)
def _alternatives(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile("|".join(re.escape(name) for name in longest_first if name) or "(?!)")


def _with_sides(words: Iterable[Token]) -> Iterator[Token]:
    """Give the words with each bar marked as opening or closing: the two sides of an absolute value look alike."""
    open_bars: list[str] = []
    for word in words:
        if word.type in ("BAR", "DOUBLE_BAR"):
            closes = bool(open_bars) and open_bars[-1] == word.type
            if closes:
                open_bars.pop()
            else:
                open_bars.append(word.type)
            kind = f"{'CLOSING' if closes else 'OPENING'}_{word.type}"
            yield Token(kind, str(word), start_pos=word.start_pos, end_pos=word.end_pos)
        else:
            yield word
