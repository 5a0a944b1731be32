"""From what was seen in each batch to one result for each array."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symnet.checks.batches import NEAR, Batch, Kind
from symnet.checks.calling import Answer
from symnet.checks.comparing import Comparison, compare
from symnet.checks.drawing import DEAD
from symnet.checks.facts import Pair, explain, integers
from symnet.checks.floors import SMALL
from symnet.checks.reading import Reading
from symnet.checks.report import Result, Worst

DIFFERENT = ("imprecise", "wrong value")
"""What is said of finite numbers that are not the right ones."""


@dataclass(frozen=True, eq=False)  # arrays do not compare as a whole
class Call:
    """One call: the batch, the right arrays by name (a number is an array of no dimensions), and what came of it."""

    batch: Batch
    expected: Mapping[str, Any]
    answer: Answer


@dataclass(frozen=True, eq=False)  # arrays do not compare as a whole
class Seen:
    """What was seen of one array in one call, and what was read of it."""

    call: Call
    comparison: Comparison
    reading: Reading | None = None

    @property
    def status(self) -> str:
        """The status of the comparison."""
        return self.comparison.status


def with_floor(one: Seen, allowed: Callable[[Batch], float], name: str) -> Seen:
    """Return what was seen; right, where it differs by no more than a small floor makes it."""
    if one.reading is None or one.status not in DIFFERENT:
        return one
    expected = one.call.expected[name]
    compared = compare(one.reading, expected, scale=0.0, batch="", allowance=allowed(one.call.batch))
    return replace(one, comparison=replace(compared, floor=SMALL)) if compared.status == "ok" else one


def settle(name: str, noun: str, seen: Sequence[Seen], explained: str | None, *, counted: frozenset[Kind]) -> Result:
    """Return the result for one array.

    `explained` is the one edit that makes the right array this one, where it is known. `counted` are the kinds of batch
    in which values count; in the others only that no exponential overflows does.
    """
    expected = seen[0].call.expected[name]
    shape = tuple(np.shape(expected))
    near = [one for one in seen if one.call.batch.kind in NEAR]
    far = [one for one in seen if one.call.batch.kind not in NEAR]
    common: dict[str, Any] = {"expected_shape": shape, "batches": len([one for one in near if one.reading])}
    wrong = [one for one in near if one.status != "ok" and not refuses_integers(one)]
    if wrong:
        first = next((one for one in wrong if one.status != "imprecise"), wrong[0])
        return Result(
            first.comparison.status,
            sentence(_what(name, noun, first, near, explained) or _when(name, wrong, near) + _remark(noun, first)),
            worst=first.comparison.worst,
            error=max(one.comparison.error for one in wrong),
            **common,
        )
    far_wrong = wrong_where_values_count(far, counted) or overflowing(
        [one for one in far if one.call.batch.kind not in counted]
    )
    if far_wrong:
        return Result(
            far_wrong[0].comparison.status,
            sentence(_far(far_wrong[0])),
            worst=far_wrong[0].comparison.worst,
            error=float("inf"),
            **common,
        )
    if all(_is_dead(one.call.expected[name]) for one in near):
        said = f"the right {noun} is zero in every batch, which shows nothing"
        return Result("not checked", sentence(said), **common)
    return Result("ok", error=max((one.comparison.error for one in near), default=0.0), **common)


def wrong_where_values_count(seen: Sequence[Seen], counted: frozenset[Kind]) -> list[Seen]:
    """Return where an array is wrong, of the batches in which its values count."""
    return [one for one in seen if one.status != "ok" and one.call.batch.kind in counted and not refuses_integers(one)]


def refuses_integers(one: Seen) -> bool:
    """Tell whether a function raises where it is given integers, which some libraries do not mix with numbers."""
    return one.call.batch.kind == "integers" and one.status == "error"


def overflowing(far: Sequence[Seen]) -> list[Seen]:
    """Return where the function raises or overflows, of the batches in which something is large.

    What is not finite there is an overflow if adding 1000 to all that goes into a softmax does it; or, without softmax,
    if 1000 does it and 100 does not. Anything else, as a quotient of zeros where an activation is flat, is only noted.
    """
    raised = [one for one in far if one.status == "error"]
    unfinished = [one for one in far if one.status == "not finite"]
    if any(one.call.batch.kind == "shifted" for one in far):
        return raised + [one for one in unfinished if one.call.batch.kind == "shifted"]
    if any(one.call.batch.kind == "saturated" for one in unfinished):
        return raised
    flat = [one for one in far if one.call.batch.flat]
    if any(one.call.batch.kind == "saturated" for one in far) and all(one.status == "not finite" for one in flat):
        return raised + [one for one in unfinished if not one.call.batch.flat]  # the others are logarithms of zero
    return raised + unfinished


def sentence(text: str) -> str:
    """Return a text as a sentence.

    >>> sentence("it is zero")
    'It is zero.'
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def _what(name: str, noun: str, first: Seen, near: Sequence[Seen], explained: str | None) -> str | None:
    """Return what is wrong with values or a shape in all batches at once, where that is known."""
    if first.status == "wrong shape":
        return f"{explained}; {first.comparison.remark}" if explained else None
    if first.status != "wrong value" or first.call.batch.kind == "zeros":  # then all others, which facts see, are right
        return None
    pairs = _pairs(name, near)
    return integers(name, pairs) or explained or explain(name, pairs)


def _remark(noun: str, first: Seen) -> str:
    """Return what is wrong in one batch."""
    comparison = first.comparison
    said = {
        "wrong value": f"it differs from the right {noun}: {comparison.worst}",
        "not finite": f"it is not finite: {comparison.worst}",
        "imprecise": (
            f"it is right only to {comparison.error:.0e} of its largest entry, as differences of the cost are, or with "
            f"a small number added to a denominator: {comparison.worst}"
        ),
    }
    return said.get(comparison.status, comparison.remark)


def _pairs(name: str, near: Sequence[Seen]) -> list[Pair]:
    """Return what can be compared; nothing, where a batch has another shape or no array at all."""
    if any(one.reading is None or one.status not in ("ok", "imprecise", "wrong value") for one in near):
        return []
    return [
        Pair(one.reading.array, one.call.expected[name], one.call.expected, one.call.batch, one.reading.dtype)
        for one in near
        if one.reading is not None and one.call.batch.kind != "zeros"
    ]


def _when(name: str, wrong: Sequence[Seen], near: Sequence[Seen]) -> str:
    """Return in which batches it is wrong, where those that are right say something: a zero that is right does not."""
    right = [one.call.batch for one in near if one.status == "ok" and not _is_dead(one.call.expected[name])]
    wrongs = [one.call.batch for one in wrong]
    if not right:
        return ""
    if all(batch.kind == "single" for batch in wrongs) and not any(batch.kind == "single" for batch in right):
        return "for m = 1 only: "
    if all(batch.kind == "single" for batch in right) and not any(batch.kind == "single" for batch in wrongs):
        turned = wrong[0].status == "wrong shape"  # for m = 1 some wrong shapes are right by chance
        return "" if turned else "for m > 1 only: "
    if len({batch.told for batch in wrongs}) == 1 and wrongs[0].kind not in ("ordinary", "single"):
        return f"where {wrongs[0].told} only: "
    if all(batch.classes for batch in right) and not any(batch.classes for batch in wrongs):
        return "it is right where the targets are classes, but where they are not: "
    return f"in {len(wrong)} of {len(near)} batches: "


def _is_dead(expected: Any) -> bool:
    return bool(np.abs(expected).max() <= DEAD)


def _far(one: Seen) -> str:
    """Return what is wrong with an array that is right where nothing is large."""
    batch, comparison = one.call.batch, one.comparison
    if comparison.status == "error":
        said = comparison.remark
    elif comparison.status != "not finite":
        said = f"it is not: {comparison.worst or comparison.remark}"
    elif batch.kind == "shifted":
        said = f"it is {_value(comparison.worst)}: the softmax is not shifted, overflow at 1000"
    elif batch.kind != "extreme" and _value(comparison.worst) == "nan":
        said = f"it is {_value(comparison.worst)}: a quotient by zero, or the logarithm of zero, where A is flat"
    else:
        said = f"it is {_value(comparison.worst)}: an exponential overflows"
    return f"it is right for ordinary numbers, but where {batch.told} {said}"


def _value(worst: Worst | None) -> str:
    return "nan" if worst is None or np.isnan(worst.got) else "infinite"
