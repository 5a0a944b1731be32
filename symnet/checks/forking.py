"""Tasks in a child process, which is killed when their time is up, with everything that they started.

The child is a copy of this process (``os.fork``), so any function can run in it: nothing needs to be importable. What
the tasks print is printed by this process, wherever its output goes. It is a limit on time and memory, and no sandbox.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import io
import os
import pickle
import select
import signal
import struct
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

MEMORY = 2 * 2**30
"""Bytes that the child may have beyond those of this process."""

PRINTED = 1_000_000
"""Characters that are printed before the rest is left out."""

HEAD = struct.Struct("!cQ")
ANSWER, OUTPUT, ERRORS, LAST = b"a", b"o", b"e", b"."
GLANCE = 0.05
"""Seconds between two looks at whether the child still lives."""


def answers(tasks: Sequence[Callable[[], Any]], *, seconds: float) -> Iterator[Any]:
    """Yield the answer of each task, computed one after the other in one child process.

    Raises `TimeoutError` when the time is up, and `ChildProcessError`, with how it ended, where the child died.
    """
    deadline = monotonic() + seconds
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of threads; the libraries that have them are not forked
        child = os.fork()
    if child == 0:
        os.close(reading)
        _live(tasks, writing, seconds)
    os.close(writing)
    try:
        yield from _received(reading, child, deadline)
    finally:
        os.close(reading)
        _end(child)


def _received(reading: int, child: int, deadline: float) -> Iterator[Any]:
    """Yield the answers as they come, and print what the child prints."""
    received = bytearray()
    printed = 0
    while True:
        while (message := _message(received)) is not None:
            kind, content = message
            if kind == LAST:
                return
            if kind == ANSWER:
                yield _unpacked(content)
                continue
            text = content.decode(errors="replace")
            stream = sys.stdout if kind == OUTPUT else sys.stderr
            stream.write(text[: max(0, PRINTED - printed)])
            printed += len(text)
        if monotonic() > deadline:
            raise TimeoutError
        if select.select([reading], [], [], min(GLANCE, max(0.0, deadline - monotonic())))[0]:
            part = os.read(reading, 2**20)
            received += part
            if not part:
                raise ChildProcessError(_how_it_ended(child))
        elif (how := _how_it_ended(child, wait=False)) and not select.select([reading], [], [], 0)[0]:
            raise ChildProcessError(how)  # something that it started holds the pipe open


def _message(received: bytearray) -> tuple[bytes, bytes] | None:
    """Take the next whole message from the front of what was received, or None."""
    if len(received) < HEAD.size:
        return None
    kind, length = HEAD.unpack_from(received)
    if len(received) < HEAD.size + length:
        return None
    content = bytes(received[HEAD.size : HEAD.size + length])
    del received[: HEAD.size + length]
    return kind, content


def _unpacked(content: bytes) -> Any:
    """Return an answer of the child; what a task wrote into the pipe by itself may be none."""
    try:
        return pickle.loads(content)  # noqa: S301 - written by our own copy, which runs what this process runs
    except Exception as error:
        raise ChildProcessError("spoiled what was sent back from its process") from error


def _how_it_ended(child: int, *, wait: bool = True) -> str:
    """Return how the child ended, in words; the empty text while it lives."""
    try:
        seen = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT | (0 if wait else os.WNOHANG))
    except ChildProcessError:  # this process ignores SIGCHLD, so nobody knows
        return "ended"
    if seen is None:
        return ""
    if seen.si_code == os.CLD_EXITED:
        return f"ended Python itself with exit status {seen.si_status}"
    return f"ended Python itself by the signal {signal.Signals(seen.si_status).name}"


def _end(child: int) -> None:
    """Kill the child and what it started; it leads a process group of its own. Leave no zombie."""
    for kill in (os.killpg, os.kill):  # the group first: until the child is waited for, its number is not given away
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)


def _live(tasks: Sequence[Callable[[], Any]], writing: int, seconds: float) -> None:
    """Be the child: compute the answers, write them, and never return."""
    status = 1
    try:
        os.setsid()
        faulthandler.disable()
        gc.freeze()  # what this copy inherited is not its to finalize
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)  # its end, should its parent be killed before
        _limit_memory()
        sys.stdin = io.StringIO()
        sys.stdout, sys.stderr = _Printed(writing, OUTPUT), _Printed(writing, ERRORS)
        owner = os.getpid()
        for task in tasks:
            answer = task()
            if os.getpid() != owner:  # a copy that the task made of this process, and left to run on
                os._exit(0)
            _write(writing, ANSWER, pickle.dumps(answer))
        _write(writing, LAST, b"")
        status = 0
    finally:
        os._exit(status)


def _limit_memory() -> None:
    """Limit the address space, and write no core file."""
    import resource  # noqa: PLC0415 - there is none on Windows, where nothing forks

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = Path("/proc/self/statm")
    if pages.exists():
        most = int(pages.read_text().split()[0]) * resource.getpagesize() + MEMORY
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard in (resource.RLIM_INFINITY, -1) or hard > most:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _write(writing: int, kind: bytes, content: bytes) -> None:
    rest = memoryview(HEAD.pack(kind, len(content)) + content)
    while rest:
        rest = rest[os.write(writing, rest) :]


class _Printed(io.TextIOBase):
    """A stream of the child whose text the parent prints."""

    def __init__(self, writing: int, kind: bytes) -> None:
        super().__init__()
        self._writing, self._kind = writing, kind
        self._owner = os.getpid()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text and os.getpid() == self._owner:  # a process that the task started does not share the pipe
            _write(self._writing, self._kind, text.encode(errors="replace"))
        return len(text)
