"""What is wrong with a text, and where: one sentence, then the line with a caret under the place."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from symnet.errors import SymnetValueError

SHOWN = 60
"""Characters of a line that are shown around a mistake."""


class ReadingError(SymnetValueError):
    """A text that cannot be read: the sentence says what was met where and what may stand there."""


def mistake(sentence: str, text: str, place: int) -> ReadingError:
    """Return the error for a place in a text, counted in characters from 0.

    >>> print(mistake("A factor is missing", "A +", 3))
    A factor is missing (line 1, column 4).
        A +
           ^
    """
    return ReadingError(f"{sentence} {located(text, place)}")


def located(text: str, place: int) -> str:
    """Return the line and column of a place, and the line itself with a caret below it."""
    before = text[:place]
    line, column = before.count("\n") + 1, place - (before.rfind("\n") + 1)
    full = text.splitlines()[line - 1] if text.splitlines()[line - 1 :] else ""
    first = max(0, column - SHOWN // 2)
    shown = full[first : first + SHOWN].replace("\t", " ")
    return f"(line {line}, column {column + 1}).\n    {shown}\n    {' ' * (column - first)}^"


def nearest(asked: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the known name that is most like the asked one, or ``""``.

    >>> nearest("W^[3]", ["W^[1]", "b^[1]"])
    "; did you mean 'W^[1]'?"
    """
    names = sorted(known)
    found = get_close_matches(asked, names, n=1) or [name for name in names if name.lower() == asked.lower()]
    found = found or [name for name in names if len(asked) == len(name) > 1 and asked[0] == name[0]]
    return f"; did you mean {found[0]!r}?" if found else ""
