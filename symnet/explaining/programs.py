"""Equations that are run again with some lines changed: only what depends on the changed lines is computed anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from sympy import Expr

from symnet.expressions.entries import operands_first
from symnet.expressions.equations import Definition, Equations
from symnet.expressions.operands import symbols_in
from symnet.expressions.variables import Variable
from symnet.limits import Limits
from symnet.values.evaluation import evaluate_equations, valued
from symnet.values.numbers.floats import FLOATS
from symnet.values.valuation import Valuation

CLOSE = 1e-9
"""Two arrays are the same where they differ by at most this share of their largest entry."""
NOISE = 1e-13
"""What is smaller than this share of the largest entry of the right result is rounding: a sum that cancels."""
WRONG = 1e-7
"""A returned array is wrong where it differs from the right one by more than this share."""


class Trial(NamedTuple):
    """One call of somebody's function: what it was given, as copies, and what it returned.

    ========== ===============================================================================================
    parameters the arrays by their plain names, ``{"w0": …, "b0": …}``, in the layout of the notation
    inputs     X
    targets    Y, or None for a forward pass
    returned   a mapping of parameter names (``w0``, not ``dw0``) to arrays for a gradient; an array for a
               forward pass; a number for a cost
    ========== ===============================================================================================
    """

    parameters: Mapping[str, Any]
    inputs: Any
    targets: Any
    returned: Any


@dataclass(frozen=True)
class Program:
    """Equations, the results that somebody computes by them, and the forms in which they may be written.

    ========= ====================================================================================================
    equations how the results are computed
    results   the symbols of the results, by name
    styles    the equations as others write them: the same lines in another form, each style for all lines
    steps     other forms of single lines: what a line is before it is simplified
    ========= ====================================================================================================
    """

    equations: Equations
    results: Mapping[str, Expr]
    styles: tuple[Equations, ...] = ()
    steps: tuple[tuple[Expr, Expr], ...] = ()

    @cached_property
    def lines(self) -> tuple[Definition, ...]:
        """The definitions in order."""
        return tuple(self.equations)

    @cached_property
    def uses(self) -> dict[Expr, frozenset[Expr]]:
        """The symbols that each line uses."""
        return {
            symbol: frozenset([*operands_first(expression), *symbols_in(expression)])
            for symbol, expression in self.lines
        }

    @cached_property
    def reach(self) -> dict[Expr, frozenset[str]]:
        """The names of the results that depend on each line."""
        found: dict[Expr, set[str]] = {symbol: set() for symbol in self.equations.symbols}
        for name, symbol in self.results.items():
            found[symbol].add(name)
        for symbol, _ in reversed(self.lines):
            for used in self.uses[symbol] & found.keys():
                found[used] |= found[symbol]
        return {symbol: frozenset(names) for symbol, names in found.items()}

    def has_dependents(self, symbol: Expr) -> bool:
        """Tell whether another line uses a symbol."""
        return any(symbol in used for used in self.uses.values())

    def values_of(self, trial: Trial) -> dict[Any, Any]:
        """Return the arrays of a trial by symbol."""
        given: dict[Any, Any] = {}
        for symbol in self.equations.inputs:
            role = str(symbol.role) if isinstance(symbol, Variable) else ""
            if role in ("input", "target"):
                given[symbol] = trial.inputs if role == "input" else trial.targets
            elif str(symbol.name) in trial.parameters:  # not the number of samples, which the arrays tell
                given[symbol] = trial.parameters[str(symbol.name)]
        return given


class Run:
    """A program at the arrays of one trial: the value of every line, and its results with some lines changed."""

    def __init__(self, program: Program, trial: Trial, limits: Limits) -> None:
        self._program = program
        self._limits = limits
        self.values = evaluate_equations(program.equations, program.values_of(trial))
        self._base = valued(self.values, arithmetic=FLOATS, functions=None, limits=limits)
        self._dependences: dict[frozenset[Any], dict[Any, bool]] = {}

    def noise(self, symbol: Expr) -> float:
        """Return how large rounding may be in a result."""
        return NOISE * float(np.abs(self.values[symbol]).max(initial=0.0))

    def value(self, expression: Expr) -> Any:
        """Return the value of an expression over the lines as they are."""
        return self._base.value(expression)

    def results(self, changed: Mapping[Expr, Expr]) -> Iterator[tuple[Expr, Any]]:
        """Return the results that change, in order, where some lines have other expressions.

        It ends early where a line takes another shape while others use it.
        """
        names = set(self._program.results.values())
        found: dict[Any, Any] = {}
        for symbol, expression in self._program.lines:
            if symbol not in changed and not (self._program.uses[symbol] & found.keys()):
                continue
            value = self._at(found).value(changed.get(symbol, expression))
            if np.shape(value) != np.shape(self.values[symbol]) and self._program.has_dependents(symbol):
                return
            found[symbol] = value
            if symbol in names:
                yield symbol, value

    def _at(self, found: Mapping[Any, Any]) -> Valuation:
        """Return the valuation in which some symbols have new values; what does not depend on them is found once."""
        if not found:
            return self._base
        bound = frozenset(found)
        dependence = self._dependences.setdefault(bound, dict.fromkeys(bound, True))
        return Valuation(
            found,
            arithmetic=FLOATS,
            functions={},
            limits=self._limits,
            outer=self._base,
            dependence=dependence,
        )


def same(found: Any, given: Any, *, tolerance: float = CLOSE, noise: float = 0.0) -> bool:
    """Tell whether two arrays are the same up to rounding; a flat array is compared by its entries.

    The tolerance is relative to the largest entry given; up to `noise` a difference is always rounding.

    >>> same(np.array([[1.0], [2.0]]), np.array([1.0, 2.0])), same(np.zeros((1, 2)), np.zeros((2, 1)))
    (True, False)
    """
    first, second = np.asarray(found, dtype=float), np.asarray(given, dtype=float)
    if first.ndim != second.ndim and first.size == second.size and max(first.shape, default=1) == first.size:
        first, second = first.ravel(), second.ravel()
    if first.shape != second.shape or not np.all(np.isfinite(first)) or not np.all(np.isfinite(second)):
        return False
    if first.size == 0:
        return True
    return bool(np.abs(first - second).max() <= max(noise, tolerance * np.abs(second).max()))


def wrong_results(program: Program, runs: Sequence[Run], trials: Sequence[Trial]) -> tuple[str, ...]:
    """Return the names of the results that somebody returned, in which some trial differs from the right value."""
    names = [name for name in program.results if all(name in trial.returned for trial in trials)]
    return tuple(
        name
        for name in names
        if not all(
            same(run.values[program.results[name]], trial.returned[name], tolerance=WRONG)
            for run, trial in zip(runs, trials, strict=True)
        )
    )
