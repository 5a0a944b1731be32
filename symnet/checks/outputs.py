"""What `check_forward` and `check_cost` share: a function that returns one array or one number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from symnet.checks.batches import Batch, Kind, Reference
from symnet.checks.calling import Answer
from symnet.checks.comparing import compare
from symnet.checks.findings import of_calls, of_far_values, of_overflow
from symnet.checks.judging import Call, Seen, settle, with_floor
from symnet.checks.reading import Reading, read_array
from symnet.checks.report import Finding, Result
from symnet.checks.trying import Trials, no_answer, try_out, unanswered
from symnet.explaining import Trial, explain_output
from symnet.limits import Limits
from symnet.nn.architecture import Architecture
from symnet.nn.cost import Cost

EXPLAINING = 3.0
"""Seconds for the explanation by one edit, at most."""

SAFE_FLOOR, SMALLEST_SHOWN = 1e-2, 1e-3
"""How far a cost may be off where predictions are nearly certain, beside its value and beside an ordinary cost: so far
goes 1e-7 in a logarithm, which keeps it from infinity, and not 0.01."""


@dataclass(frozen=True)
class Output:
    """What is checked: its name, what it is called in a sentence, of what it is an output, and what is right.

    `is_number` tells that it is a number, which may come as an array of one entry; `counted` are the kinds of batch in
    which values count; `floor` gives how far a small floor, which keeps a logarithm from infinity, moves it in a batch.
    """

    name: str
    noun: str
    of: Architecture | Cost
    reference: Reference
    is_number: bool
    counted: frozenset[Kind]
    floor: Callable[[Batch], float]


def check_output(
    output: Output, function: Callable[..., Any], batches: Sequence[Batch], limits: Limits
) -> tuple[Mapping[str, Result], tuple[Finding, ...]]:
    """Return the result for the output, and the findings."""
    read = _read_number if output.is_number else read_array
    trials = try_out(function, batches, output.reference, read, seconds=limits.seconds)
    if trials.failure():
        shape = np.shape(output.reference(batches[0])[output.name])
        return unanswered([output.name], [shape], trials.failure()), trials.ending
    natural = float(np.abs(trials.calls[0].expected[output.name]).max())
    seen = [with_floor(_seen(output, one, natural), output.floor, output.name) for one in trials.calls]
    wrong = any(one.status in ("wrong value", "wrong shape") for one in seen)
    explained = _explained(output, trials, limits) if wrong else None
    result = settle(output.name, output.noun, seen, explained, counted=output.counted)

    def readings(answer: Answer) -> Mapping[str, Reading]:
        return {output.name: answer.returned} if answer.returned is not None else {}

    findings = [
        *trials.ending,
        *of_calls(trials.calls, trials.repeated, readings),
        *of_overflow({output.name: seen}, output.noun, output.counted),
        *of_far_values({output.name: seen}, output.noun, output.counted),
    ]
    return {output.name: result}, tuple(findings)


def _read_number(value: Any) -> Reading:
    """Return a number, which may come as an array of one entry."""
    reading = read_array(value)
    if reading.array is None or reading.array.size != 1:
        return reading
    return Reading(reading.array.reshape(()), (), reading.dtype)


def _seen(output: Output, one: Call, natural: float) -> Seen:
    failed = no_answer(one)
    if failed:
        return Seen(one, failed)
    expected, reading = one.expected[output.name], one.answer.returned
    scale = float(np.abs(expected).max())
    allowance = 0.0
    if output.is_number and one.batch.kind in ("confident", "saturated"):
        allowance = max(SAFE_FLOOR * scale, SMALLEST_SHOWN * natural)
    return Seen(one, compare(reading, expected, scale=scale, batch=one.batch.told, allowance=allowance), reading)


def _explained(output: Output, trials: Trials, limits: Limits) -> str | None:
    """Return the one edit of the right equations that gives what was returned, where there is one."""
    listed = [
        Trial(one.batch.parameters, one.batch.arrays["X"], one.batch.arrays.get("Y"), one.answer.returned.array)
        for one in trials.calls
        if one.batch.kind in ("ordinary", "single")
        and one.answer.returned is not None
        and one.answer.returned.array is not None
    ]
    with suppress(Exception):  # it took too long, or met what no edit can: the verdict stands without an explanation
        return explain_output(output.of, listed, limits=Limits(max(0.5, min(EXPLAINING, limits.remaining))))
    return None
