"""What the index form has no word for, and what its rules say of themselves."""

from __future__ import annotations

from typing import Any

from symnet.limits import LimitReachedError


class OutsideLanguageError(LimitReachedError):
    """An expression says something that the index form has no word for; the message says what."""


def first_sentence(rule: Any) -> str:
    """Return what a rule says of itself, for the proofs that use it."""
    return str(rule.__doc__).strip().splitlines()[0].rstrip(".")
