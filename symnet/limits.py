"""Limits that hold: a deadline and a size, asked for in every loop that could go on for long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from symnet.errors import SymnetError, SymnetValueError


class LimitReachedError(SymnetError):
    """A decision was ended by its own limit; the message says which one."""


class Limits:
    """A time limit in seconds, from the moment it is made, and a largest number of terms.

    A long computation calls `check` in its loops; there is no thread and no signal, so nothing is left behind.

    >>> limits = Limits(seconds=10.0)
    >>> limits.check()
    >>> limits.check_size(10**9)
    Traceback (most recent call last):
        ...
    symnet.limits.LimitReachedError: it needs 1000000000 terms, more than the limit of 20000

    Raises `SymnetValueError` for a time that is not positive.
    """

    def __init__(self, seconds: float, *, terms: int = 20_000) -> None:
        if not seconds > 0:
            raise SymnetValueError(f"A time limit is a positive number of seconds, but it is {seconds}; write 10.0.")
        self.seconds = seconds
        self._whole = seconds
        self._start = monotonic()
        self._terms = terms

    @property
    def elapsed(self) -> float:
        """Seconds since the limits were made."""
        return monotonic() - self._start

    @property
    def remaining(self) -> float:
        """Seconds that are left, at least 0."""
        return max(0.0, self.seconds - self.elapsed)

    def check(self) -> None:
        """Raise `LimitReachedError` where the time is up."""
        if self.elapsed > self.seconds:
            raise LimitReachedError(f"the time limit of {self._whole:g} s is reached")

    def check_size(self, terms: int) -> None:
        """Raise `LimitReachedError` where something would have more terms than allowed."""
        if terms > self._terms:
            raise LimitReachedError(f"it needs {terms} terms, more than the limit of {self._terms}")

    def part(self, share: float) -> Limits:
        """Return limits for a part of the work: a share of the time that is left."""
        limits = Limits(max(1e-3, share * self.remaining), terms=self._terms)
        limits._whole = self._whole  # what the user asked for is what a message says
        return limits


_CURRENT: ContextVar[Limits | None] = ContextVar("the limits of what is decided now", default=None)


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """Let limits hold for all that is called inside, also for what does not take limits: see `checkpoint`.

    >>> with limited(Limits(seconds=1e-9)):
    ...     checkpoint()
    Traceback (most recent call last):
        ...
    symnet.limits.LimitReachedError: the time limit of 1e-09 s is reached
    """
    token = _CURRENT.set(limits)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def checkpoint() -> None:
    """Raise `LimitReachedError` where the time of the limits around is up; without any nothing happens.

    Called where every long computation comes by: in the walk over expressions, and in loops over names.
    """
    limits = _CURRENT.get()
    if limits is not None:
        limits.check()
