"""How a command ends: one exit status for each way, and one sentence on the error stream where it is no answer.

====== =============================================================================================================
status means
====== =============================================================================================================
0      fine, proved, confirmed
1      refuted or rejected, and nothing else
2      a mistake in what was asked
3      undecided, or not all of it shown again
4      could not be done: no memory, no room on the disk, no permission, a closed pipe, a fault of symnet itself
130    interrupted
====== =============================================================================================================
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from symnet.errors import SymnetError, TooLargeError

FINE, WRONG, USAGE, OPEN, UNDONE, INTERRUPTED = 0, 1, 2, 3, 4, 130

TRACEBACK = "SYMNET_TRACEBACK"
"""The environment variable that asks for the traceback of whatever ends a command."""

LONGEST = 500
"""Characters of a foreign message that are shown."""

ROOT = Path(__file__).resolve().parents[1]


class UndoneError(Exception):
    """What was asked is right, and the machine does not let it be done: no room, no permission, no reader."""


def ended(command: Callable[[], int]) -> int:
    """Run a command and return its exit status; whatever it raises becomes a sentence and a status.

    >>> ended(lambda: 3)
    3

    Raises only `SystemExit`, with 0 or 2, as the reader of the command line does after a help or a usage.
    """
    try:
        status = command()
        finish_output()
    except SystemExit as leaving:
        return _left(leaving)
    except BaseException as error:  # noqa: BLE001 - a traceback would end with status 1, which means refuted
        if os.environ.get(TRACEBACK):
            traceback.print_exc()
        status, sentence = told(error)
        say(sentence)
        _release_output()
    return status


def _left(leaving: SystemExit) -> int:
    """Let the help and the usage of the command line end it, with nothing left to be written."""
    try:
        finish_output()
    except UndoneError as reason:
        say(str(reason))
        _release_output()
        return UNDONE
    if leaving.code in (FINE, USAGE):
        raise leaving
    say(f"something ended Python itself ({leaving.code!r})")
    return UNDONE


def told(error: BaseException) -> tuple[int, str]:
    """Return the exit status and the sentence that belong to what a command raised.

    >>> told(MemoryError())
    (4, 'There is not enough memory for this; ask for smaller sizes.')
    """
    return next((status, sentence(error)) for kind, status, sentence in ENDS if isinstance(error, kind))


def _with_short_numbers(error: BaseException) -> str:
    return re.sub(r"\d{60,}", lambda found: f"{found[0][:20]}… ({len(found[0])} digits)", str(error))


def _of_memory(error: BaseException) -> str:
    said = _shortened(str(error)).rstrip(".")
    return f"There is not enough memory for this{f' ({said})' if said else ''}; ask for smaller sizes."


def _of_the_system(error: BaseException) -> str:
    return f"This could not be done: {reason_of(error)}."


def _fault(error: BaseException) -> str:
    """Say that symnet itself is wrong, and where."""
    said = _shortened(str(error))
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if ROOT in Path(frame.filename).parents]
    place = f" in {Path(ours[-1].filename).relative_to(ROOT.parent)}, line {ours[-1].lineno}" if ours else ""
    because = f" ({said})" if said else ""
    return (
        f"This is a fault of symnet, and no answer: {type(error).__name__}{because}{place}. Please report it with the "
        f"command that you wrote; with {TRACEBACK}=1 in the environment it shows where it comes from."
    )


def reason_of(error: BaseException) -> str:
    """Return why the system refused, in its own words.

    >>> reason_of(OSError(28, "No space left on device"))
    'No space left on device'
    """
    return getattr(error, "strerror", None) or _shortened(str(error)) or type(error).__name__


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]} …"


ENDS: tuple[tuple[type[BaseException], int, Callable[[BaseException], str]], ...] = (
    (KeyboardInterrupt, INTERRUPTED, lambda _: "interrupted"),
    (TooLargeError, UNDONE, str),
    (SymnetError, USAGE, _with_short_numbers),
    (UndoneError, UNDONE, str),
    (MemoryError, UNDONE, _of_memory),
    (RecursionError, UNDONE, lambda _: "This is nested too deep to be worked out; write it in several steps."),
    (OSError, UNDONE, _of_the_system),
    (BaseException, UNDONE, _fault),
)
"""What a command may raise, its exit status and its sentence; the first that fits counts. None ends with 1."""


def say(sentence: str) -> None:
    """Write a sentence to the error stream, if anybody hears it."""
    if sys.stderr is None:
        return
    try:
        print(f"symnet: {sentence}", file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _to_nowhere(sys.stderr)


def print_out(text: str) -> None:
    """Write to the output; raise `UndoneError` where nobody takes it."""
    if sys.stdout is None:
        raise UndoneError("There is no output to write to; leave standard output open, or name a file.")
    with _written():
        sys.stdout.write(text)


def finish_output() -> None:
    """Hand over what waits in the buffer, so that nothing fails after the exit status was chosen."""
    if sys.stdout is not None:
        with _written():
            sys.stdout.flush()


@contextlib.contextmanager
def _written() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise UndoneError("The output was not read to its end: whoever read it has closed the pipe.") from None
    except OSError as reason:
        raise UndoneError(f"The output could not be written: {reason_of(reason)}.") from None


def _release_output() -> None:
    """Let what could not be written go, so that Python does not try again when it ends, and fail with status 120."""
    with contextlib.suppress(UndoneError):
        finish_output()
        return
    _to_nowhere(sys.stdout)


def _to_nowhere(stream: object) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[attr-defined]
        os.close(nowhere)
