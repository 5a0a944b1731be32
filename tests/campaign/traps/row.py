"""One row of the table of traps, and the names that the rows use."""

import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

import symnet as sn

PROVED, REFUTED, UNDECIDED, REFUSED = "proved", "refuted", "undecided", "refused"
# What may be answered. "proved in part": proved with a scope that says more than the sizes.
IN_PART = "proved in part"
TRUE = frozenset({PROVED, IN_PART})
FALSE = frozenset({REFUTED})
NOT_PROVED = frozenset({REFUTED, UNDECIDED, REFUSED})
NOT_REFUTED = frozenset({PROVED, IN_PART, UNDECIDED, REFUSED})
NOT_PLAIN = frozenset({IN_PART, REFUTED, UNDECIDED, REFUSED})  # false somewhere, or nowhere said
IN_PART_ONLY = frozenset({IN_PART, UNDECIDED, REFUSED})  # true where both sides are defined, and that is not everywhere
NO_ANSWER = frozenset({UNDECIDED, REFUSED})
LIMIT = 3.0


@dataclass(frozen=True)
class Trap:
    """A claim in words, how it is asked, what may be answered, and why that is sure."""

    name: str
    ask: Callable[[], Any]
    may: frozenset[str]
    why: str


def verify(left, right=None, **options):
    return sn.verify(left, right, timeout=LIMIT, **options)


class EndlessError(Exception):
    """A verdict that did not come, long after its limit."""


def alarm(_signal, _frame):
    raise EndlessError


def answer(trap):
    """Return what is answered: a status, or that the question is refused."""
    before = signal.signal(signal.SIGALRM, alarm)
    timer = signal.setitimer(signal.ITIMER_REAL, 4 * LIMIT)  # the tests may have one of their own
    try:
        return answered(trap)
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, before)


def answered(trap):
    try:
        verdict = trap.ask()
    except sn.SymnetError:
        return REFUSED
    if isinstance(verdict, str):
        return verdict
    scope = tuple(part for part in getattr(verdict, "scope", ()) if part != "all sizes")
    return IN_PART if verdict.status == PROVED and scope else verdict.status


def size(name):
    return sp.Symbol(name, integer=True, positive=True)


def above(t):
    """Return the step that is 1 at 0."""
    return sp.Piecewise((1, t >= 0), (0, True))


def behind(t):
    """Return the step that is 0 at 0."""
    return sp.Piecewise((1, t > 0), (0, True))


M = sp.MatrixSymbol
n, m, k, d = (size(name) for name in "nmkd")
x, y, u, v, s, t = (sp.Symbol(name, real=True) for name in "xyuvst")
i, j, l = (sp.Symbol(name, integer=True) for name in "ijl")
A, B, C = (M(name, n, n) for name in "ABC")
F, G, H = M("F", n, k), M("G", k, n), M("H", n, k)
a, b, z = (M(name, n, 1) for name in ("a", "b", "z"))
f, g = sp.Function("f"), sp.Function("g")
half = sp.Rational(1, 2)


def each(function, *matrices):
    """Return a function of scalars applied entry by entry."""
    names = sp.symbols("u v", real=True)[: len(matrices)]
    return sn.Elementwise(sp.Lambda(names, function(*names)), *matrices)


def rows(matrix):
    return matrix.shape[0]


def over(body, index, last):
    """Return the sum from 0 to before a size."""
    return sp.Sum(body, (index, 0, last - 1))
