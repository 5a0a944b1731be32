"""The guard before *proved*: an independent evaluation must agree, or the answer is *undecided* and says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace

from symnet.counterexamples.agreement import Agreement, examine, examine_lines
from symnet.errors import SymnetError
from symnet.limits import Limits
from symnet.verdicts import Claim, Counterexample, Verdict
from symnet.verification.certificates.certificate import certificate_of_claim
from symnet.verification.certificates.files import as_json
from symnet.verification.reach import exceptions_in

SHARE = 0.5
"""Which part of the time that is left the guard may take."""

_IS_ON: ContextVar[bool] = ContextVar("the guard is on", default=True)


@contextmanager
def unguarded() -> Iterator[None]:
    """Let the prover speak alone: for campaigns that measure it, and for nothing else.

    >>> import symnet as sn
    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> with unguarded():
    ...     sn.verify((x + 1) ** 2, x**2 + 2 * x + 1).status
    'proved'
    """
    token = _IS_ON.set(False)
    try:
        yield
    finally:
        _IS_ON.reset(token)


def guarded(verdict: Verdict, claim: Claim, limits: Limits) -> Verdict:
    """Return a verdict as it is, but *undecided* where it says *proved* and the evaluation of the claim disagrees.

    Where no point is found at which both sides are defined, a proof that leaves out points says nothing: perhaps it
    leaves out all. A claim that is too large to be evaluated is left as it is.
    """
    if not verdict.proved or not _IS_ON.get():
        return verdict
    return _judged(verdict, claim, examine(claim, exceptions=exceptions_in(verdict.scope), limits=limits.part(SHARE)))


def guarded_lines(verdicts: Sequence[Verdict], limits: Limits) -> list[Verdict]:
    """Return the verdicts on lines of one backward pass, those that were proved after a look at the numbers.

    Each verdict has its line as subject; all are of one pass, which is evaluated once.
    """
    proved = [verdict for verdict in verdicts if verdict.proved and verdict.subject is not None]
    claims = [verdict.subject for verdict in proved if verdict.subject is not None]
    if not claims or not _IS_ON.get() or claims[0].given is None or claims[0].gradients is None:
        return list(verdicts)
    found = examine_lines(
        [(claim.left, claim.right) for claim in claims],
        given=claims[0].given,
        gradients=claims[0].gradients,
        facts=claims[0].facts,
        limits=limits.part(SHARE),
    )
    judged = iter([_judged(*each) for each in zip(proved, claims, found, strict=True)])
    return [next(judged) if verdict.proved and verdict.subject is not None else verdict for verdict in verdicts]


def _judged(verdict: Verdict, claim: Claim, found: Agreement) -> Verdict:
    """Return a verdict *proved*, or *undecided* where the points speak against it."""
    if found.difference is not None:
        return _disagreement(verdict, claim, found.difference)
    if found.too_large:
        return verdict
    if claim.facts and not found.drawn and not found.points and not found.obstacle:
        about = "; ".join(map(str, claim.facts))
        return _undecided(verdict, f"no numbers were found that satisfy what is assumed: {about}")
    if exceptions_in(verdict.scope) and (not found.points or found.is_exceptional):
        return _undecided(
            verdict, "no point was found at which both sides are defined and which is none of the exceptions"
        )
    return verdict


def _undecided(verdict: Verdict, sentence: str) -> Verdict:
    return Verdict("undecided", verdict.claim, explanation=sentence, subject=verdict.subject)


def _disagreement(verdict: Verdict, claim: Claim, difference: Counterexample) -> Verdict:
    where = ", ".join(f"{name} = {size}" for name, size in difference.sizes.items())
    sentence = (
        f"the prover and the check of it disagree, which is a fault of symnet: proved, but the left side is "
        f"{difference.left} and the right side {difference.right} at other numbers than the proof knows of"
        f"{f', with {where}' if where else ''}; please report the text under verdict.reproducer"
    )
    return Verdict(
        "undecided",
        verdict.claim,
        explanation=sentence,
        reproducer=_reproducer(verdict, claim, difference),
        subject=verdict.subject,
    )


def _reproducer(verdict: Verdict, claim: Claim, difference: Counterexample) -> str:
    """Return the certificate of the proof together with the numbers at which it fails, or both in words."""
    try:
        return as_json(certificate_of_claim(replace(verdict, counterexample=difference), claim))
    except SymnetError:  # a node that is not written to files
        facts = "".join(f", assuming {fact}" for fact in claim.facts)
        return f"{claim.left} = {claim.right}{facts}: {'; '.join(verdict.proof)}; but {difference.as_dict()}"
