"""What is found of a function as a whole: each finding a sentence of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from symnet.checks.batches import WITH_GRADIENTS, Kind
from symnet.checks.calling import Answer
from symnet.checks.floors import SMALL
from symnet.checks.judging import DIFFERENT, Call, Seen, overflowing, wrong_where_values_count
from symnet.checks.reading import Reading, tolerance_of
from symnet.checks.report import Finding
from symnet.checks.running import Run

Readings = Callable[[Answer], Mapping[str, Reading]]

DTYPES = {
    "int": "integers ({dtype}), which lose what follows the point",
    "uint": "integers ({dtype}), which lose what follows the point",
    "bool": "booleans instead of numbers",
    "object": "arrays of dtype object",
    "complex": "complex numbers, whose imaginary part is zero",
}
"""What is said of a dtype, by its name without the size."""


def of_calls(calls: Sequence[Call], repeated: Sequence[Call], readings: Readings) -> list[Finding]:
    """Return what the calls show. `repeated` are calls with the first batch: at once again, and after all others."""
    everything = [*calls, *repeated]
    found = [
        _changed(everything),
        _added(everything),
        _raised(calls),
        *_dtypes(calls, readings),
        *_repetitions(calls, repeated, readings),
    ]
    return [finding for finding in found if finding is not None]


def listed(words: Iterable[str]) -> str:
    """Return words as a list in prose.

    >>> listed(["w0"]), listed(["w0", "b0", "X"])
    ('w0', 'w0, b0 and X')
    """
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _changed(calls: Sequence[Call]) -> Finding | None:
    names = list(dict.fromkeys(name for call in calls for name in call.answer.changed))
    if not names:
        return None
    return Finding("changed in place", f"The function changes {listed(names)} in place; it must compute with copies.")


def _added(calls: Sequence[Call]) -> Finding | None:
    keys = list(dict.fromkeys(key for call in calls for key in call.answer.added))
    if not keys:
        return None
    said = f"The function adds {listed(map(repr, keys[:5]))} to the dictionary of parameters that it is given."
    return Finding("added keys", said, is_fault=False)


def _raised(calls: Sequence[Call]) -> Finding | None:
    """Say what was raised: always, or where."""
    raising = [call for call in calls if call.answer.raised]
    if not raising:
        return None
    where = "" if len(raising) == len(calls) else f" where {raising[0].batch.told}"
    is_fault = any(call.batch.kind != "integers" for call in raising)
    return Finding("raised", f"The function raised {raising[0].answer.raised}{where}.", is_fault=is_fault)


def _dtypes(calls: Sequence[Call], readings: Readings) -> list[Finding]:
    by_dtype: dict[str, dict[str, None]] = {}
    for call in calls:
        if call.batch.kind == "integers":
            continue  # there it may return what it was given
        for name, reading in readings(call.answer).items():
            if reading.array is None:
                continue  # what could not be read is said of the array itself
            by_dtype.setdefault(reading.dtype, {})[name] = None
    found = []
    for dtype, names in by_dtype.items():
        if said := DTYPES.get(dtype.rstrip("0123456789")):
            text = f"The function returns {said.format(dtype=dtype)}: {listed(names)}."
            found.append(Finding("dtype", text, is_fault=False))
        elif tolerance_of(dtype) != tolerance_of("float64"):
            text = (
                f"The function returns {dtype} ({listed(names)}), which was compared to {tolerance_of(dtype):g} only."
            )
            found.append(Finding("low precision", text, is_fault=False))
    return found


def _repetitions(calls: Sequence[Call], repeated: Sequence[Call], readings: Readings) -> list[Finding]:
    """Compare the first call with the same call again, at once and at the end."""
    if not calls or not repeated:
        return []
    first = calls[0].answer
    if names := _different(readings(first), readings(repeated[0].answer)):
        text = (
            f"Two calls with equal arguments gave different results ({listed(names)}): the function is random, or "
            "keeps something from call to call."
        )
        return [Finding("not repeatable", text)]
    if len(repeated) > 1 and (names := _different(readings(first), readings(repeated[1].answer))):
        text = (
            f"The first batch gave another result after other batches ({listed(names)}): the function keeps something "
            "from call to call."
        )
        return [Finding("depends on earlier calls", text)]
    return []


def _different(first: Mapping[str, Reading], second: Mapping[str, Reading]) -> list[str]:
    return [name for name in first if not _equal(first[name], second.get(name))]


def _equal(first: Reading, second: Reading | None) -> bool:
    if second is None or first.shape != second.shape or (first.array is None) != (second.array is None):
        return False
    return first.array is None or np.allclose(first.array, second.array, rtol=1e-9, atol=0, equal_nan=True)


def of_run(run: Run, told: Sequence[str], seconds: float) -> list[Finding]:
    """Return how the run ended, where it did not finish; `told` says of each call what is special about its batch."""
    if run.way == "unlimited":
        text = (
            f"The time limit of {seconds:g} s was not enforced: outside the main thread, and without a process of its "
            "own, a function cannot be stopped."
        )
        return [Finding("no time limit", text, is_fault=False)]
    if run.end == "finished":
        return []
    done = len(run.answers)
    where = f"in call {done + 1} of {len(told)} (where {told[done]})" if done else "in the first call"
    if run.end == "time":
        text = (
            f"The function did not return within the time limit of {seconds:g} s, {where}; if it is only slow, write "
            f"timeout={6 * seconds:g}."
        )
        return [Finding("time limit", text)]
    return [Finding("died", f"The function {run.how}, {where}.")]


def of_batches_left_out(count: int, calls: int, seconds: float) -> list[Finding]:
    """Return that a function was too slow to be called with all batches, where it was."""
    if not count:
        return []
    text = (
        f"It was tried on {calls - count} of {calls} batches only, because it is slow; for all of them write "
        f"timeout={6 * seconds:g}."
    )
    return [Finding("not tried", text, is_fault=False)]


def of_overflow(seen: Mapping[str, Sequence[Seen]], noun: str, counted: frozenset[Kind]) -> list[Finding]:
    """Return where numbers are not finite only because something is large: an overflow is a fault, another is noted."""
    faults: dict[str, tuple[Seen, list[str]]] = {}
    notes: dict[str, tuple[Seen, list[str]]] = {}
    for name, listed_seen in seen.items():
        if wrong_where_values_count(listed_seen, counted & WITH_GRADIENTS):
            continue
        all_seen = [one for one in listed_seen if one.call.batch.kind not in counted & WITH_GRADIENTS]
        unfinished = [one for one in all_seen if one.status == "not finite"]
        bad = [one for one in overflowing(all_seen) if one.status == "not finite"]
        for found, places in ((bad, faults), (unfinished if not bad else [], notes)):
            if found:
                places.setdefault(found[0].call.batch.told, (found[0], []))[1].append(name)
    return [
        *(_overflow(one, names) for one, names in faults.values()),
        *(_undefined(one, names, noun) for one, names in notes.values()),
    ]


def _overflow(one: Seen, names: Sequence[str]) -> Finding:
    told = one.call.batch.told
    if one.call.batch.kind == "shifted":
        text = f"The softmax is not shifted: overflow at 1000, where {told}, in {listed(names)}."
        return Finding("softmax not shifted", text)
    return Finding("overflow", f"Where {told}, {listed(names)} {_be(names)} not finite: an exponential overflows.")


def _undefined(one: Seen, names: Sequence[str], noun: str) -> Finding:
    text = (
        f"Where {one.call.batch.told}, {listed(names)} {_be(names)} not finite, and the right {noun} is: as a quotient "
        "by zero, or the logarithm of zero, is where an activation is flat."
    )
    return Finding("not finite far out", text, is_fault=False)


def _be(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def of_far_values(seen: Mapping[str, Sequence[Seen]], noun: str, counted: frozenset[Kind]) -> list[Finding]:
    """Return a note where values differ only where they do not count, as those of clipped logarithms do."""
    places: dict[str, dict[str, None]] = {}
    for name, all_seen in seen.items():
        if wrong_where_values_count(all_seen, counted):
            continue
        for one in all_seen:
            if one.call.batch.kind not in counted and one.status in DIFFERENT:
                places.setdefault(one.call.batch.told, {})[name] = None
    return [
        Finding(
            "differs far out",
            f"Where {told}, {listed(names)} {_be(list(names))} finite and not the right {noun}, as after clipping.",
            is_fault=False,
        )
        for told, names in list(places.items())[:1]
    ] or _of_floors(seen)


def _of_floors(seen: Mapping[str, Sequence[Seen]]) -> list[Finding]:
    """Return a note where values that are right else differ by a small floor in a logarithm or a denominator."""
    right = {name: each for name, each in seen.items() if all(one.comparison.status == "ok" for one in each)}
    floors = {name: max(one.comparison.floor for one in each) for name, each in right.items()}
    names = [name for name, floor in floors.items() if floor]
    if not names:
        return []
    largest = max(floors.values())
    size = "below 1e-6" if largest == SMALL else f"of about {largest:.0e}"
    text = f"There is a floor {size} in {listed(names)}, which keeps a logarithm or a quotient from infinity."
    return [Finding("floor", text, is_fault=False)]
