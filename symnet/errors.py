"""The errors that symnet raises: every one is a `SymnetError` and the built-in error that it is.

A message is one sentence: what was asked, what must hold, both values, where, and what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class SymnetError(Exception):
    """Base of every error that symnet raises on purpose."""


class SymnetValueError(SymnetError, ValueError):
    """A value of the right type that cannot be used."""


class SymnetTypeError(SymnetError, TypeError):
    """A value of the wrong type."""


class TooLargeError(SymnetValueError, MemoryError):
    """Something that can be asked, and is too large for any machine."""


class ShapeError(SymnetValueError):
    """Operands whose shapes do not fit, or an array of another shape than its symbol."""


class SymnetWarning(UserWarning):
    """Something that was done as it was asked, and may not be what was meant."""


def suggest(asked: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the known name nearest to the asked one, or ``""``.

    >>> suggest("sigmiod", ["tanh", "sigmoid"])
    "; did you mean 'sigmoid'?"
    >>> suggest("zzz", ["tanh", "sigmoid"])
    ''
    """
    nearest = get_close_matches(asked.lower(), list(known), n=1)
    return f"; did you mean {nearest[0]!r}?" if nearest else ""


def kind_of(thing: object) -> str:
    """Return the name of the type of a thing with its article, as it is said: ``"an int"``, ``"a OneMatrix"``.

    >>> kind_of(3), kind_of([])
    ('an int', 'a list')
    """
    name = type(thing).__name__
    sounds_like_a_vowel = name[:1] in "aeiouAEIOU" and name[:3].lower() not in ("one", "uni")
    return f"{'an' if sounds_like_a_vowel else 'a'} {name}"
