"""One call of somebody's function: it gets copies, and what it returns, raises or changes is written down."""

from __future__ import annotations

import linecache
import os
import signal
import threading
import traceback
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

import numpy as np

from symnet.checks.in_place import TimeIsUpError

OURS = str(Path(__file__).resolve().parents[2])
"""Where the lines of symnet itself are."""
LONGEST = 200
"""Characters of a foreign message, or of a line of code, that are shown."""


@dataclass(frozen=True)
class Raised:
    """An exception that a function raised: its type, its message, and the line of the function that it came from."""

    kind: str
    message: str
    place: str

    def __str__(self) -> str:
        """Return the exception in words.

        >>> str(Raised("ValueError", "no", "line 3, `x = y`"))
        "ValueError ('no') in line 3, `x = y`"
        """
        said = f" ({self.message!r})" if self.message else ""
        return f"{self.kind}{said}{f' in {self.place}' if self.place else ''}"


@dataclass(frozen=True)
class Answer:
    """What came of one call.

    ======== =======================================================================================================
    returned what was returned, as it was read; None where the function raised
    raised   what it raised, or None
    changed  the names of the arguments that it changed in place: ``w0``, ``X``
    added    the keys that it added to the dictionary of parameters
    ======== =======================================================================================================
    """

    returned: Any
    raised: Raised | None
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def call(
    function: Callable[..., Any],
    parameters: Mapping[str, Any],
    arrays: Mapping[str, Any],
    read: Callable[[Any], Any],
) -> Answer:
    """Call ``function(parameters, *arrays)`` with copies, and read what it returns.

    Warnings are silent: overflow shows in the numbers.

    >>> call(lambda parameters, X: X[0, 0], {}, {"X": np.ones((1, 1))}, float).returned
    1.0
    """
    given = {name: _copy(value) for name, value in parameters.items()}
    arguments = {name: _copy(value) for name, value in arrays.items()}
    returned, raised = None, None
    with warnings.catch_warnings(), np.errstate(all="ignore"), Interrupts() as interrupts:
        warnings.simplefilter("ignore")
        try:
            returned = read(function(given, *arguments.values()))
        except TimeIsUpError:
            raise
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) and interrupts.may_have_come:
                raise
            raised = _described(error, function)  # whatever it raises is what we came to see
        changed, added = _effects(parameters, given)
        changed += [name for name in arrays if not _same(arrays[name], arguments[name])]
    return Answer(returned, raised, tuple(changed), tuple(added))


class Interrupts:
    """Tells a Ctrl-C of the user from a `KeyboardInterrupt` that a function raises by itself."""

    def __init__(self) -> None:
        self.may_have_come = False
        self._is_watching = False

    def __enter__(self) -> Self:
        """Take the place of Python's own answer to Ctrl-C, which only the main thread hears."""
        if threading.current_thread() is threading.main_thread():
            self._is_watching = signal.getsignal(signal.SIGINT) is signal.default_int_handler
            self.may_have_come = not self._is_watching
            if self._is_watching:
                signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        """Give the place back."""
        if self._is_watching:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self.may_have_come = True
        raise KeyboardInterrupt


def _effects(parameters: Mapping[str, Any], given: Mapping[Any, Any]) -> tuple[list[str], list[str]]:
    """Return which parameters a function changed, and the names of those that it added."""
    try:
        changed = [name for name in parameters if not _same(parameters[name], given.get(name))]
        added = [_spelled(name) for name in given if type(name) is not str or name not in parameters]
    except Exception:  # noqa: BLE001 - a key that it added may refuse in any way to be compared
        return list(parameters), []
    return changed, added


def _spelled(name: Any) -> str:
    try:
        return str(name)[:LONGEST]
    except Exception:  # noqa: BLE001 - what it added may refuse in any way to be printed
        return type(name).__name__


def _copy(value: Any) -> Any:
    return np.array(value, copy=True) if isinstance(value, np.ndarray) else value


def _same(before: Any, after: Any) -> bool:
    """Tell whether an argument is what it was, in shape, dtype and every entry."""
    if not isinstance(before, np.ndarray):
        return bool(type(before) is type(after) and before == after)
    return bool(
        type(after) is np.ndarray
        and before.shape == after.shape
        and before.dtype == after.dtype
        and np.array_equal(before, after)
    )


def _described(error: BaseException, function: Any) -> Raised:
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - an exception that cannot be printed has no message
        message = ""
    try:
        place = _place(error.__traceback__, function)
    except Exception:  # noqa: BLE001 - a function may refuse in any way to say where it is written
        place = ""
    return Raised(str(type(error).__name__), " ".join(message.split())[:LONGEST], place)


def _place(trace: TracebackType | None, function: Any) -> str:
    """Return the innermost line of the function's own file, or of any file that is not ours."""
    called = getattr(function, "func", function)  # a partial function holds what it calls
    code = getattr(called, "__code__", None) or getattr(type(called).__call__, "__code__", None)
    own = getattr(code, "co_filename", None)
    frames = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(trace)]
    theirs = [place for place in frames if place[0] == own] or [
        place for place in frames if not place[0].startswith(OURS + os.sep)
    ]
    if not theirs:
        return ""
    file, line = theirs[-1]
    code = linecache.getline(file, line).strip()[:LONGEST]
    return f"line {line}, `{code}`" if code else f"line {line}"
