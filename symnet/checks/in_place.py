"""Tasks in this very process, ended by an alarm that raises in the middle of them.

For where a copy of the process could not run: libraries with threads of their own do not survive a fork. Code that
waits inside a compiled library is not interrupted until it returns, and a function that catches everything, in loops
around loops, may go on for longer.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from types import FrameType
from typing import Any

AGAIN = (1e-2, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 1e-3)
"""Seconds until the alarm rings again, for a function that catches everything: soon one falls outside its ``try``."""

AND_AGAIN = 0.01
"""... and seconds from then on: an alarm that rings between the last look and a wait does not end the wait."""


class TimeIsUpError(BaseException):
    """The alarm rang; no `Exception`, so that a function which catches those does not catch it."""


def answers(tasks: Sequence[Callable[[], Any]], *, seconds: float) -> Iterator[Any]:
    """Yield the answer of each task; of the main thread only.

    Raises `TimeoutError` when the time is up.
    """
    deadline = monotonic() + seconds
    for task in tasks:
        yield _Alarm().limited(task, deadline - monotonic())


class _Alarm:
    """One use of the alarm clock and of the hook for lost exceptions, which go back to whom they belonged to."""

    def __init__(self) -> None:
        self._armed = True
        self._rung = 0
        self._former_hook = sys.unraisablehook

    def limited(self, task: Callable[[], Any], seconds: float) -> Any:
        """Return the answer of the task, or raise `TimeoutError`.

        The alarm raises nothing in the lines of this method itself, so none of them can be left undone.
        """
        begun = monotonic()
        sys.unraisablehook = self._lose
        former = signal.signal(signal.SIGALRM, self._ring)
        left, interval = signal.setitimer(signal.ITIMER_REAL, max(1e-6, seconds), AND_AGAIN)
        try:
            return task()
        except TimeIsUpError:
            raise TimeoutError from None
        finally:
            self._armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            sys.unraisablehook = self._former_hook
            if former is not None:  # one that was not set from Python cannot be set back from it
                signal.signal(signal.SIGALRM, former)
            if left:
                signal.setitimer(signal.ITIMER_REAL, max(1e-6, left - (monotonic() - begun)), interval)

    def _ring(self, _number: int, frame: FrameType | None) -> None:
        if self._armed and frame is not None and frame.f_code is not _LIMITED and not _is_in(_LOSE, frame):
            again = AGAIN[self._rung % len(AGAIN)]
            self._rung += 1  # before the alarm is set: one that rings in this very method sets a later one
            signal.setitimer(signal.ITIMER_REAL, again, AND_AGAIN)
            raise TimeIsUpError

    def _lose(self, lost: Any) -> None:
        """Say nothing of an alarm that rang where no exception can rise, as in a ``__del__``: it rings again."""
        if lost.exc_type is not TimeIsUpError:
            self._former_hook(lost)


_LIMITED, _LOSE = _Alarm.limited.__code__, _Alarm._lose.__code__  # noqa: SLF001 - its own module


def _is_in(code: Any, frame: FrameType | None) -> bool:
    """Whether a frame runs the code, or was called from it."""
    while frame is not None and frame.f_code is not code:
        frame = frame.f_back
    return frame is not None
