"""What the index form has no word for."""

from __future__ import annotations

from symnet.limits import LimitReachedError


class OutsideLanguageError(LimitReachedError):
    """An expression says something that the index form has no word for; the message says what."""
