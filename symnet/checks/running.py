"""Somebody's code, run with a time limit that ends it: in a child process, under an alarm, or, last, without a limit.

============== ====================================================================================================
in a child     where the system can fork, and no library with threads of its own is loaded: it is killed
under an alarm in the main thread elsewhere: an exception is raised in the middle of it
without limit  in another thread, where neither is possible; the run says so
============== ====================================================================================================
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from symnet.checks import forking, in_place

THREADED = ("jax", "jaxlib", "tensorflow", "torch")
"""Libraries with threads of their own, whose functions may wait forever in a copy of the process."""

MOST = 1e8
"""Seconds: three years. No alarm clock takes an infinite time."""

Way = Literal["fork", "alarm", "unlimited"]


@dataclass(frozen=True)
class Run:
    """What came of some tasks.

    ======= ========================================================================================================
    answers those of the tasks that were finished, in order
    end     ``finished``, ``time`` (the limit was reached), or ``died`` (the process ended in the middle)
    how     how the process ended, in words, where it died
    way     how the tasks were run
    ======= ========================================================================================================
    """

    answers: tuple[Any, ...]
    end: Literal["finished", "time", "died"]
    how: str
    way: Way


def run(tasks: Sequence[Callable[[], Any]], *, seconds: float, way: Way | None = None) -> Run:
    """Run the tasks one after the other; all of them together have the given time.

    In a child, an answer must be what can be pickled. A task must raise nothing.

    >>> run([lambda: 1 + 1], seconds=10.0).answers
    (2,)
    """
    chosen = way or choose_way()
    received: list[Any] = []
    try:
        received.extend(_RUNNERS[chosen](tasks, seconds=min(seconds, MOST)))
    except (TimeoutError, ChildProcessError) as ending:
        if len(received) < len(tasks):  # after the last answer nothing is missing
            end: Literal["time", "died"] = "time" if isinstance(ending, TimeoutError) else "died"
            return Run(tuple(received), end, str(ending), chosen)
    return Run(tuple(received), "finished", "", chosen)


def choose_way() -> Way:
    """Return how code can be run with a limit here.

    A fork on macOS is left out: its system libraries may crash in a copy of a process.
    """
    if hasattr(os, "fork") and sys.platform == "linux" and not any(name in sys.modules for name in THREADED):
        return "fork"
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        return "alarm"
    return "unlimited"


def _unlimited(tasks: Sequence[Callable[[], Any]], *, seconds: float) -> Iterator[Any]:
    for task in tasks:
        yield task()


_RUNNERS: dict[Way, Callable[..., Iterator[Any]]] = {
    "fork": forking.answers,
    "alarm": in_place.answers,
    "unlimited": _unlimited,
}
