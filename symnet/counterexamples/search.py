"""Counterexamples: numbers at which two sides certainly differ, made as small as they can be found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice
from random import Random
from typing import Any

import numpy as np
from sympy import Expr

from symnet.counterexamples.drawing import POOLS, SIMPLE
from symnet.counterexamples.points import ClaimAtPoints, Difference, Point
from symnet.counterexamples.shrinking import SHARE, shrink
from symnet.expressions.assumptions import Fact
from symnet.expressions.equations import Equations
from symnet.limits import Limits
from symnet.values.undefined_functions import function_names
from symnet.verdicts import Counterexample, Gradients

PRIMES = (2, 3, 5, 7)
ATTEMPTS = 30
"""How many points are tried before the search gives up; a false claim fails at nearly every one."""

MORE_ATTEMPTS = 120
"""The same for a claim about the entry at some places, of which many do not exist or show nothing."""

SMALL_SIZES = 48
"""How many choices of smaller sizes are tried, the smallest first."""

DRAWS = 3
"""How many points of each of those sizes."""


def find_counterexample(
    left: Expr,
    right: Expr,
    *,
    facts: Sequence[Fact] = (),
    given: Equations | None = None,
    gradients: Gradients | None = None,
    defined: Sequence[Expr] = (),
    limits: Limits,
    at_kinks: bool = False,
) -> Counterexample | None:
    """Return numbers at which the sides certainly differ and every fact holds, small enough to redo by hand, or None.

    Both sides have a value there, as has what must be `defined` besides, and enclosures of the two exclude each other.
    Symbols that `given` defines get their values from it. Points where a function jumps are left out, unless
    `at_kinks`: an equation that fails only there is no wrong one. The same call gives the same counterexample.

    >>> from sympy import MatrixSymbol, Symbol
    >>> n = Symbol("n", integer=True, positive=True)
    >>> A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
    >>> found = find_counterexample((A * B).T, A.T * B.T, limits=Limits(seconds=10.0))
    >>> found.sizes["n"], found.place, str(found.left), str(found.right)
    (2, (1, 2), '0', '1')

    Raises `LimitReachedError` where the time is up, `NotEvaluableError` for a node without a rule.
    """
    with np.errstate(all="ignore"):
        claim = ClaimAtPoints(
            left, right, facts=facts, given=given, gradients=gradients, at_kinks=at_kinks, beside=defined
        )
        random = Random(0)  # noqa: S311 - the same search each time
        found = _first(claim, random, limits)
        if found is None:
            return None
        point, difference = shrink(claim, _smaller(claim, found, random, limits), limits=limits)
    return counterexample_of(claim, point, difference)


def _first(claim: ClaimAtPoints, random: Random, limits: Limits) -> tuple[Point, Difference] | None:
    """Return the first point of many that is a counterexample: sizes all different, entries of every kind."""
    places = [symbol for symbol in claim.scalars if symbol.is_integer]
    pools = claim.pools
    for attempt in range(MORE_ATTEMPTS if places else ATTEMPTS):
        limits.check()
        sizes = different_sizes(claim.free_sizes, attempt)
        pool = SIMPLE if claim.at_kinks and attempt % 2 else pools[attempt % len(pools)]
        point = claim.draw(sizes, random, pool, claim.functions(attempt % 2))
        difference = None if point is None else claim.difference(point, limits=limits)
        if point is not None and difference is not None:
            return point, difference
    return None


def different_sizes(sizes: Sequence[Any], attempt: int) -> dict[Any, int]:
    """Return different primes, in another order each time; where there are too many, 2 and 3 in turn."""
    primes = PRIMES[: max(2, len(sizes)) if len(sizes) <= len(PRIMES) else 2]
    return {size: primes[(place + attempt // len(POOLS)) % len(primes)] for place, size in enumerate(sizes)}


def _smaller(
    claim: ClaimAtPoints, found: tuple[Point, Difference], random: Random, limits: Limits
) -> tuple[Point, Difference]:
    """Return a counterexample of the smallest sizes that a few draws find, or the one that was found."""
    start = claim.functions(0)
    for sizes in islice(_size_choices(claim.free_sizes, found[0]), SMALL_SIZES):
        for draw in range(DRAWS):
            if limits.elapsed > SHARE * limits.seconds:
                return found
            pool = POOLS[draw] if draw else SIMPLE
            point = claim.draw(sizes, random, pool, start)
            difference = None if point is None else claim.difference(point, limits=limits)
            if point is not None and difference is not None:
                return point, difference
    return found


def _size_choices(sizes: Sequence[Any], point: Point) -> Iterator[dict[Any, int]]:
    """Yield smaller sizes, the smallest first: all of them 1, then one or more of them larger, up to what was found."""
    found = {size: int(point.values[size]) for size in sizes}
    ones = dict.fromkeys(sizes, 1)
    for count in range(len(sizes) + 1):
        for raised in combinations(sizes, count):
            yield ones | {size: min(2, found[size]) for size in raised}
    for size in sizes:
        yield dict.fromkeys(sizes, 2) | {size: 3}


def counterexample_of(claim: ClaimAtPoints, point: Point, difference: Difference) -> Counterexample:
    """Return a point at which the sides of a claim differ, as it is reported."""
    values: dict[str, Fraction | tuple[tuple[Fraction, ...], ...]] = {}
    for symbol in (*claim.matrices, *claim.scalars):
        value = point.values[symbol]
        values[str(symbol)] = tuple(map(tuple, value)) if isinstance(value, np.ndarray) else value
    return Counterexample(
        sizes={str(size): int(point.values[size]) for size in claim.sizes},
        values=values,
        functions=_functions(point.functions),
        place=difference.place,
        left=difference.left,
        right=difference.right,
    )


def _functions(functions: Mapping[Any, Any]) -> Mapping[str, str]:
    return function_names(functions)
