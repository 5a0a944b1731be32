"""The frame of every check: call the function with all batches in time, and set the answers beside what is right."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from numbers import Real
from time import monotonic
from typing import Any

import numpy as np

from symnet.checks.batches import Batch, Reference
from symnet.checks.calling import Answer, call
from symnet.checks.comparing import Comparison
from symnet.checks.findings import of_batches_left_out, of_run
from symnet.checks.judging import Call
from symnet.checks.report import Finding, Result
from symnet.checks.running import Run, run
from symnet.errors import SymnetTypeError, kind_of
from symnet.limits import Limits

ALWAYS = ("ordinary", "single", "zeros")
"""The kinds of batch that a function is always called with; others as far as its time allows."""
ENOUGH = 0.5
"""The share of the time after which a function is only called where it must be."""


@dataclass(frozen=True)
class Trials:
    """All calls of one function: those with each batch, the repetitions of the first, and how the run ended."""

    calls: tuple[Call, ...]
    repeated: tuple[Call, ...]
    run: Run
    ending: tuple[Finding, ...]

    def failure(self) -> str:
        """Return why there is no answer at all, in words; empty where there is one."""
        return "" if self.calls else self.ending[0].sentence


def try_out(
    function: Callable[..., Any],
    batches: Sequence[Batch],
    reference: Reference,
    read: Callable[[Any], Any],
    *,
    seconds: float,
) -> Trials:
    """Call the function with each batch, and with the first again, at once and at the end.

    Where it takes half of its time for some of the batches, those that are not ordinary are left out from there on.
    """
    first, *rest = batches
    order = [first, first, *rest, first]
    late = monotonic() + ENOUGH * seconds
    tasks = [
        partial(_call_in_time, late if batch.kind not in ALWAYS else None, function, batch, read) for batch in order
    ]
    ended = run(tasks, seconds=seconds)
    answered = [(place, batch, answer) for place, (batch, answer) in enumerate(zip(order, ended.answers, strict=False))]
    beside = {place: _beside(reference, batch, answer) for place, batch, answer in answered if answer is not None}
    again = (1, len(order) - 1)
    calls = tuple(one for place, one in beside.items() if place not in again)
    repeated = tuple(beside[place] for place in again if place in beside)
    told = [batch.told for batch in order]
    left_out = of_batches_left_out(len(answered) - len(beside), len(order), seconds)
    return Trials(calls, repeated, ended, (*of_run(ended, told, seconds), *left_out))


def _call_in_time(
    late: float | None, function: Callable[..., Any], batch: Batch, read: Callable[[Any], Any]
) -> Answer | None:
    """Call the function, or return None where it is too late to."""
    if late is not None and monotonic() > late:
        return None
    return call(function, batch.parameters, batch.arrays, read)


@np.errstate(all="ignore")  # the right arrays may overflow, too
def _beside(reference: Reference, batch: Batch, answer: Answer) -> Call:
    right = {name: np.asarray(value, dtype=np.float64) for name, value in reference(batch).items()}
    return Call(batch, right, answer)


def no_answer(one: Call) -> Comparison | None:
    """Return that the function raised, where it did."""
    if one.answer.raised is None:
        return None
    return Comparison("error", float("inf"), remark=f"the function raised {one.answer.raised}")


def unanswered(names: Sequence[str], shapes: Sequence[tuple[int, ...]], sentence: str) -> dict[str, Result]:
    """Return results that say why nothing was returned."""
    return {
        name: Result("error", sentence, expected_shape=shape, error=float("inf"))
        for name, shape in zip(names, shapes, strict=True)
    }


def limits_of(timeout: Any) -> Limits:
    """Return the limits of a check.

    Raises `SymnetTypeError` for what is no number, and `SymnetValueError` for a number that is not positive.

    >>> limits_of(10.0).seconds
    10.0
    """
    if not isinstance(timeout, Real):
        raise SymnetTypeError(
            f"A time limit is a positive number of seconds, but {timeout!r} is {kind_of(timeout)}; write 10.0."
        )
    return Limits(float(timeout))


def require_function(function: Any, check: str, arguments: str) -> None:
    """Raise `SymnetTypeError` for what cannot be called with the arguments of a check."""
    if not callable(function):
        raise SymnetTypeError(
            f"{check} takes a function of ({arguments}), but {function!r} is {kind_of(function)}; "
            "write the name of your function without parentheses."
        )
    count = arguments.count(",") + 1
    try:
        signature = inspect.signature(function)
    except Exception:  # noqa: BLE001 - a builtin says nothing of what it takes, and an object may refuse in any way
        return
    try:
        signature.bind(*[None] * count)
    except TypeError:
        raise SymnetTypeError(
            f"{check} calls its function with {count} arguments, ({arguments}), but {name_of(function)} takes "
            f"{signature}; wrap it in a function of ({arguments})."
        ) from None


def name_of(function: Any) -> str:
    """Return what a function is called.

    >>> name_of(name_of)
    'name_of'
    """
    try:
        return str(getattr(function, "__name__", type(function).__name__))
    except Exception:  # noqa: BLE001 - an object may refuse in any way
        return type(function).__name__
