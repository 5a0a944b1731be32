"""Explanation of texts whose shapes do not fit: the single change of what was written that makes it fit and hold.

Such a text is no expression, so it is changed as it is written: a factor is transposed, left out, exchanged with its
neighbour, written for another, or put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lark import Token

from symnet.parsing.lexing import Words
from symnet.parsing.symbols import SymbolTable

OPENING, CLOSING = ("OPEN", "FUNCTION"), "CLOSE"
MOST_CHANGES = 400


@dataclass(frozen=True)
class Factor:
    """One factor as it is written: where it stands, and the sign of its transpose where it has one."""

    start: int
    end: int
    turned: int | None = None  # where the sign of the transpose begins


@dataclass(frozen=True)
class Rewritten:
    """A text with one change, and what to do to the first to get it."""

    text: str
    instruction: str

    @property
    def right(self) -> str:
        """What stands right of the sign of equality."""
        return self.text.partition("=")[2].strip()


def explain_text(text: str, table: SymbolTable, known: Sequence[str], *, holds: Callable[[str], bool]) -> str | None:
    """Return which single change makes a text fit and hold, in one sentence; None where none does.

    `known` are the names that may be missing or meant, likeliest first; `holds` tells whether a text is proved.

    >>> from sympy import MatrixSymbol
    >>> table = SymbolTable({"A": MatrixSymbol("A", 2, 3), "B": MatrixSymbol("B", 2, 4), "C": MatrixSymbol("C", 3, 4)})
    >>> explain_text("C = A B", table, [], holds=lambda text: text == "C = Aᵀ B")
    'the right side should be Aᵀ B: transpose A'
    """
    for place, changed in enumerate(rewritten(text, table, known)):
        if place >= MOST_CHANGES:
            return None
        if holds(changed.text):
            return f"the right side should be {changed.right}: {changed.instruction}"
    return None


def rewritten(text: str, table: SymbolTable, known: Sequence[str]) -> Iterator[Rewritten]:
    """Return every text that is one change of a factor on the right away, likeliest first."""
    words = Words(text, table).read()
    equal = next((place for place, word in enumerate(words) if word.type == "EQUAL"), len(words))
    factors = list(_factors(words[equal + 1 :]))
    yield from _turned(text, factors)
    yield from _replaced(text, factors, known)
    yield from _inserted(text, factors, known)
    yield from _exchanged(text, factors)
    yield from _left_out(text, factors)
    left, _, right = text.partition("=")
    yield Rewritten(f"{left.strip()} = ({right.strip()})ᵀ", "transpose it")


def _factors(words: Sequence[Token]) -> Iterator[Factor]:
    """Return every symbol, function and group in parentheses with the signs behind it, from left to right."""
    opened: list[int] = []
    found: list[Factor] = []
    for word, after in pairwise([*words, Token("END", "")]):
        if word.type in OPENING:
            opened.append(int(word.start_pos or 0))
        start = None
        if word.type == CLOSING and opened:
            start = opened.pop()
        elif word.type == "SYMBOL":
            start = int(word.start_pos or 0)
        if start is not None:
            is_turned = after.type == "TRANSPOSE"
            end = int((after if is_turned else word).end_pos or 0)
            found.append(Factor(start, end, int(after.start_pos or 0) if is_turned else None))
    yield from sorted(found, key=lambda factor: (factor.start, -factor.end))


def _turned(text: str, factors: Iterable[Factor]) -> Iterator[Rewritten]:
    for factor in factors:
        if factor.turned is None:
            shown = text[factor.start : factor.end]
            yield Rewritten(f"{text[: factor.end]}ᵀ{text[factor.end :]}", f"transpose {shown}")
        else:
            shown = text[factor.start : factor.turned]
            yield Rewritten(text[: factor.turned] + text[factor.end :], f"do not transpose {shown}")


def _replaced(text: str, factors: Iterable[Factor], known: Sequence[str]) -> Iterator[Rewritten]:
    for factor in factors:
        end = factor.end if factor.turned is None else factor.turned
        for name in known:
            shown = text[factor.start : end]
            if name not in (shown, "1"):
                yield Rewritten(text[: factor.start] + name + text[end:], f"write {name} where {shown} stands")


def _inserted(text: str, factors: Iterable[Factor], known: Sequence[str]) -> Iterator[Rewritten]:
    places = dict.fromkeys(place for factor in factors for place in (factor.end, factor.start))
    for name in known:
        for place in places:
            for written in (name, f"{name}ᵀ"):
                changed = f"{text[:place]} {written} {text[place:]}"
                yield Rewritten(" ".join(changed.split()), f"the factor {written} is missing")


def _exchanged(text: str, factors: Sequence[Factor]) -> Iterator[Rewritten]:
    for first, second in pairwise(factors):
        if first.end <= second.start:
            one, other = text[first.start : first.end], text[second.start : second.end]
            between = text[first.end : second.start]
            changed = text[: first.start] + other + between + one + text[second.end :]
            yield Rewritten(changed, f"exchange {one} and {other}")


def _left_out(text: str, factors: Iterable[Factor]) -> Iterator[Rewritten]:
    for factor in factors:
        shown = text[factor.start : factor.end]
        rest = " ".join((text[: factor.start] + text[factor.end :]).split())
        for sign in ("⊙", "*", "@"):
            rest = rest.removesuffix(f" {sign}").replace(f"= {sign} ", "= ")
        yield Rewritten(rest, f"leave out {shown}")
