"""What the index form has no word for, and what its rules say in the proofs that use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from symnet.expressions.shapes import brief
from symnet.limits import LimitReachedError

Rule = TypeVar("Rule", bound=Callable[..., Any])


class OutsideLanguageError(LimitReachedError):
    """An expression says something that the index form has no word for; the message says what."""


def require_real(symbol: Any) -> None:
    """Raise for what is declared to be something else than a real number; undeclared, a symbol or function is one."""
    declared = next(
        (name for name in ("imaginary", "infinite") if getattr(symbol, f"is_{name}")),
        "complex" if symbol.is_complex and symbol.is_real is None else "",
    )
    if symbol.is_commutative is False:
        raise OutsideLanguageError(f"{brief(symbol)} does not commute, and everything here is a real number")
    if declared or symbol.is_real is False:
        raise OutsideLanguageError(
            f"{brief(symbol)} is declared {declared or 'not real'}, and everything here is a real number"
        )


def says(sentence: str) -> Callable[[Rule], Rule]:
    """Give a rule the sentence that a proof shows where the rule was used; it is data, which no style may edit.

    >>> @says("A + A = 2 A")
    ... def doubled(term):
    ...     return 2 * term
    >>> sentence_of(doubled)
    'A + A = 2 A'
    """

    def with_sentence(rule: Rule) -> Rule:
        setattr(rule, _SENTENCE, sentence)
        return rule

    return with_sentence


def sentence_of(rule: Any) -> str:
    """Return what a rule says in a proof; nothing where it goes without saying."""
    return str(getattr(rule, _SENTENCE, ""))


_SENTENCE = "sentence"
