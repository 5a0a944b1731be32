"""One returned array beside the right one: shape, finiteness, values, and simple facts about how they differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from symnet.checks.reading import Reading, tolerance_of
from symnet.checks.report import Status, Worst

IMPRECISE = 1e-5
"""Up to this relative difference an array may come from differences of the cost."""
FLOOR = 1e-13
"""A relative difference to the largest of all right arrays of the batch that is rounding anyhow."""

ROUNDING = 1e-14
"""A difference that is rounding where every right array of the batch is a sum that cancels to zero."""


@dataclass(frozen=True)
class Comparison:
    """How a returned array relates to the right one in one batch.

    `error` is the largest difference relative to the largest right entry; `remark` says in words what is known of a
    wrong shape. `floor` is that of a logarithm or a denominator by which it differs and is right; 0 for none.
    """

    status: Status
    error: float = 0.0
    worst: Worst | None = None
    remark: str = ""
    floor: float = 0.0


@np.errstate(all="ignore")  # what was returned may be infinite, or as large as a number can be
def compare(reading: Reading, expected: Any, *, scale: float, batch: str, allowance: float = 0.0) -> Comparison:
    """Compare a returned array with the right one.

    `scale` is the largest entry of all right arrays of the batch: beside it, the rounding of a zero is zero. A
    difference of up to the `allowance` is none.

    >>> compare(Reading(np.zeros((2, 1)), (2, 1), "float64"), np.zeros((2, 1)), scale=1.0, batch="m = 7").status
    'ok'
    >>> compare(Reading(np.ones(2), (2,), "float64"), np.ones((2, 1)), scale=1.0, batch="m = 7").remark
    'it is flat: the numbers are right, but the shape is (2,) instead of (2, 1)'
    """
    expected = np.asarray(expected, dtype=np.float64)
    if reading.array is None:
        return Comparison("not an array", remark=f"it {reading.problem}")
    if reading.array.shape != expected.shape:
        return Comparison("wrong shape", float("inf"), remark=_shape_remark(reading, expected, scale))
    return _compare_values(reading, expected, max(FLOOR * scale, ROUNDING, allowance), batch)


def _compare_values(reading: Reading, expected: Any, floor: float, batch: str) -> Comparison:
    got = reading.array
    if not np.isfinite(got).all():
        place = _first(~np.isfinite(got))
        return Comparison("not finite", float("inf"), Worst(place, float(got[place]), float(expected[place]), batch))
    error, place = _error(got, expected, floor)
    tolerance = tolerance_of(reading.dtype)
    if error <= tolerance:
        return Comparison("ok", error)
    status: Status = "imprecise" if error <= IMPRECISE else "wrong value"
    return Comparison(status, error, Worst(place, float(got[place]), float(expected[place]), batch))


def _error(got: Any, expected: Any, floor: float) -> tuple[float, tuple[int, ...]]:
    """Return the largest difference relative to the largest right entry, and where it is."""
    if not expected.size:
        return 0.0, ()
    difference = np.abs(got - expected)
    place = tuple(int(index) for index in np.unravel_index(np.argmax(difference), difference.shape))
    largest = float(np.abs(expected).max())
    absolute = float(difference[place])
    if absolute <= floor:
        return 0.0, place
    return (absolute / largest if largest else float("inf")), place


def _first(where: Any) -> tuple[int, ...]:
    return tuple(int(index) for index in np.argwhere(where)[0])


def close(got: Any, expected: Any, tolerance: float = 1e-7) -> bool:
    """Tell whether two arrays of one shape agree relative to the largest entry of the second.

    >>> close(np.ones(2), np.ones(2)), close(np.ones(2), np.zeros(2)), close(np.ones(2), np.ones(3))
    (True, False, False)
    """
    if got.shape != expected.shape or not (np.isfinite(got).all() and np.isfinite(expected).all()):
        return False
    largest = float(np.abs(expected).max()) if expected.size else 0.0
    return bool(np.abs(got - expected).max() <= tolerance * largest) if largest else not np.any(got)


def _flat(got: Any, expected: Any, tolerance: float) -> bool:
    return got.size == expected.size and close(got.reshape(expected.shape), expected, tolerance)


def _transposed(got: Any, expected: Any, tolerance: float) -> bool:
    return close(got.T, expected, tolerance)


def _reduced(by: Callable[..., Any]) -> Callable[[Any, Any, float], bool]:
    def matches(got: Any, expected: Any, tolerance: float) -> bool:
        if got.ndim != expected.ndim:
            return False
        return any(close(by(got, axis=axis, keepdims=True), expected, tolerance) for axis in range(got.ndim))

    return matches


def _repeated(got: Any, expected: Any, tolerance: float) -> bool:
    try:
        repeated = np.broadcast_to(expected, got.shape)
    except ValueError:
        return False
    return close(got, repeated, tolerance)


FACTS: tuple[tuple[str, Callable[[Any, Any, float], bool]], ...] = (
    ("it is transposed: the shape is {got} instead of {expected}", _transposed),
    ("it is flat: the numbers are right, but the shape is {got} instead of {expected}", _flat),
    ("its numbers are repeated: the shape is {got} instead of {expected}", _repeated),
    ("it is not summed over the samples: the shape is {got} instead of {expected}", _reduced(np.sum)),
    ("it is not averaged over the samples: the shape is {got} instead of {expected}", _reduced(np.mean)),
)
"""What is known of an array of the wrong shape: the first that holds is said."""


def _shape_remark(reading: Reading, expected: Any, scale: float) -> str:
    got, tolerance = reading.array, tolerance_of(reading.dtype)
    shapes = {"got": reading.array.shape, "expected": expected.shape}
    if got.size and np.abs(expected).max(initial=0.0) > FLOOR * scale:
        for sentence, holds in FACTS:
            if holds(got, expected, tolerance):
                return sentence.format(**shapes)
    said = "it is a number" if got.ndim == 0 else f"its shape is {got.shape}"
    return f"{said} instead of {expected.shape}, and the numbers differ as well"
