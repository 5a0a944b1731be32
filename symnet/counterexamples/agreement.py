"""Do two sides that are said to be equal agree where they are evaluated? Asked before *proved* is said.

The points are chosen where a wrong proof would show: sizes all different, all equal and all 1; generic numbers, numbers
at zeros of what a step or a kink looks at, at the constants of the claim and beside the bounds of its facts. The sides
are evaluated from the definitions of their nodes; nothing of what proves is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from sympy import Expr

from symnet.counterexamples.excluded import is_left_out, read_exceptions
from symnet.counterexamples.points import PRECISIONS, ClaimAtPoints, Difference, Point, Sides, sides_in
from symnet.counterexamples.search import counterexample_of
from symnet.counterexamples.trials import Trial, is_free, trials, trials_of_lines
from symnet.counterexamples.turning_points import turning_points
from symnet.errors import SymnetError
from symnet.expressions.assumptions import Fact
from symnet.expressions.equations import Equations
from symnet.limits import LimitReachedError, Limits
from symnet.values.numbers.nowhere import Nowhere
from symnet.verdicts import Claim, Counterexample, Gradients


@dataclass(frozen=True)
class Agreement:
    """What came of the points.

    ========== =====================================================================================================
    drawn      how many points were found that satisfy what is assumed
    points     at how many points both sides have values that are equal, or whose tight enclosures overlap
    difference numbers at which they certainly differ
    exceptions at how many generic points a side has a kink, and how many of these points there were
    obstacle   why no more points were tried, where something stood in the way
    too_large  whether that is a limit: of time, or of size
    ========== =====================================================================================================
    """

    drawn: int = 0
    points: int = 0
    difference: Counterexample | None = None
    exceptions: tuple[int, int] = (0, 0)
    obstacle: str = ""
    too_large: bool = False

    @property
    def is_exceptional(self) -> bool:
        """Whether what was to be an exception is the rule."""
        kinks, tried = self.exceptions
        return kinks >= max(2, tried - 1)


def examine(claim: Claim, *, exceptions: Sequence[str] = (), limits: Limits) -> Agreement:
    """Return what the points of a claim say, up to the first at which its sides differ.

    Where the claim is said to hold but for `exceptions`, as ``x = 0``, points at which a function jumps or bends are
    left out, if they are among these. A time limit, or a node that has no value, ends the search.

    >>> from sympy import MatrixSymbol, Symbol
    >>> n = Symbol("n", integer=True, positive=True)
    >>> A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
    >>> limits = Limits(10.0)
    >>> right, wrong = Claim((A * B).T, B.T * A.T), Claim((A * B).T, A.T * B.T)
    >>> examine(right, limits=limits).points
    4
    >>> found = examine(wrong, limits=limits).difference
    >>> found is None, found.sizes["n"]
    (False, 2)
    """
    search = _Search(exceptions, limits)
    try:
        with np.errstate(all="ignore"):
            search.run(claim)
    except (SymnetError, RecursionError) as obstacle:
        search.obstacle = str(obstacle) or "it is nested too deeply"
        search.too_large = isinstance(obstacle, LimitReachedError | RecursionError)
    return Agreement(
        search.drawn, search.points, search.found, (search.kinks, search.generic), search.obstacle, search.too_large
    )


def examine_lines(
    lines: Sequence[tuple[Expr, Expr]],
    *,
    given: Equations,
    gradients: Gradients,
    facts: Sequence[Fact] = (),
    limits: Limits,
) -> list[Agreement]:
    """Return what a few points say of each line of a backward pass; the pass is evaluated once for all lines.

    A line is a name of a gradient, or an entry of it, and what it is said to be. Kinks are left out.
    """
    found = [Agreement() for _ in lines]
    at = ClaimAtPoints(
        gradients.of, gradients.of, facts=facts, given=given, gradients=gradients,
        beside=[side for line in lines for side in line],
    )  # fmt: skip
    random = Random(20)  # noqa: S311 - the same points each time
    try:
        with np.errstate(all="ignore"):
            for trial in trials_of_lines(at, random, lambda: all(each.points for each in found)):
                point = at.draw(trial.sizes, random, trial.pool, at.functions(trial.variant))
                if point is not None:
                    found[:] = _looked_at(lines, at, point, found, limits)
    except (SymnetError, RecursionError) as obstacle:
        too_large = isinstance(obstacle, LimitReachedError | RecursionError)
        return [replace(each, obstacle=str(obstacle), too_large=too_large) for each in found]
    return found


def _looked_at(
    lines: Sequence[tuple[Expr, Expr]], at: ClaimAtPoints, point: Point, found: Sequence[Agreement], limits: Limits
) -> list[Agreement]:
    """Return what is known of each line after one point more."""
    valuation = at.valuation(point, bits=PRECISIONS[0], limits=limits)
    if isinstance(valuation, Nowhere):
        return list(found)
    after = []
    for line, known in zip(lines, found, strict=True):
        sides = sides_in(valuation, *line)
        difference = None if isinstance(sides, Nowhere) or known.difference else sides.first_difference()
        if difference is not None:
            after.append(replace(known, difference=counterexample_of(at, point, difference)))
        else:
            after.append(replace(known, points=known.points + (isinstance(sides, Sides) and sides.are_near)))
    return after


class _Search:
    """The points that were tried so far."""

    def __init__(self, exceptions: Sequence[str], limits: Limits) -> None:
        self.drawn = self.points = self.kinks = self.generic = 0
        self.found: Counterexample | None = None
        self.obstacle = ""
        self.too_large = False
        self._limits = limits
        self._exceptions = tuple(exceptions)
        self._random = Random(20)  # noqa: S311 - the same points each time

    def run(self, claim: Claim) -> None:
        """Try the points of a claim until its sides differ."""
        at, everywhere = (
            ClaimAtPoints(
                claim.left,
                claim.right,
                facts=claim.facts,
                given=claim.given,
                gradients=claim.gradients,
                at_kinks=at_kinks,
            )
            for at_kinks in (not self._exceptions, True)
        )
        left_out = read_exceptions(self._exceptions, at)
        for trial in trials(at, self._random, lambda: bool(self.points), is_exceptional=bool(self._exceptions)):
            point = at.draw(trial.sizes, self._random, trial.pool, at.functions(trial.variant))
            if point is None:
                continue
            self.drawn += 1
            is_generic = trial.is_generic and is_free(at)
            for place, each in enumerate((point, *self._beside(at, point, trial))):
                word = self._look(at, each)
                if word == "kink" and left_out and not is_left_out(left_out, at, each, self._limits):
                    self._look(everywhere, each)
                self.generic += is_generic and not place
                self.kinks += is_generic and not place and word == "kink"
                if self.found is not None:
                    return

    def _beside(self, at: ClaimAtPoints, point: Point, trial: Trial) -> Iterator[Point]:
        if trial.is_generic and at.scalars:
            yield from turning_points(at, point, self._limits)

    def _look(self, at: ClaimAtPoints, point: Point) -> str:
        """Look at one point, and return in one word what came of it."""
        self._limits.check()
        difference, word = outcome(at, point, self._limits)
        if difference is not None:
            self.found = counterexample_of(at, point, difference)
        self.points += word == "equal"
        return word


def outcome(at: ClaimAtPoints, point: Point, limits: Limits) -> tuple[Difference | None, str]:
    """Return where the sides certainly differ, or in one word why they do not: ``equal``, or what stands in the way."""
    reason = "undecided"
    for bits in PRECISIONS:
        sides = at.values(point, bits=bits, limits=limits)
        if isinstance(sides, Nowhere):
            reason = sides.reason
            if reason != "undecided":
                break
            continue
        found = sides.first_difference()
        if found is not None:
            return found, "different"
        if sides.are_near:
            return None, "equal"
    return None, reason
