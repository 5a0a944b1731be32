"""One verdict out of several things: of the readings of a text, and of what is said beside an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symnet.verdicts import Verdict
from symnet.verification.reading.statements import KINDS


def settled(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict on a text from those on its readings: what all say, or *undecided*, naming both.

    >>> readings = [Verdict("refuted", "A * B = B * A"), Verdict("proved", "A * B = B * A")]
    >>> settled(readings).status, settled(readings[:1]).status
    ('undecided', 'refuted')
    """
    first, *others = verdicts
    if all(other.status == first.status for other in others):
        return first
    ways = ", or ".join(
        f"{kind}, with which it is {verdict.status}" for kind, verdict in zip(KINDS, verdicts, strict=True)
    )
    return Verdict("undecided", first.claim, explanation=f"* is {ways}: write @ or ⊙")


def noted(verdict: Verdict, note: str) -> Verdict:
    """Return a verdict with one more sentence, on a line of its own.

    >>> noted(Verdict("proved", "A = A"), "Y is not in it").explanation
    'Y is not in it'
    """
    return replace(verdict, explanation="\n".join(filter(None, (verdict.explanation, note))))
