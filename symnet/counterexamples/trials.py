"""Where a wrong proof would show: which sizes are tried, and what numbers are drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from symnet.counterexamples.drawing import POOLS, SIMPLE
from symnet.counterexamples.points import ClaimAtPoints
from symnet.counterexamples.turning_points import has_turning_points
from symnet.expressions.assumptions import Binary, Orthogonal, PositiveDefinite, SumToOne

GENERIC = 3
"""How many points with numbers that satisfy no equation by accident are tried where a proof makes exceptions."""

DIFFERENT = (2, 3, 4, 5, 1, 6, 7)
"""Small sizes, for symbols that are all to be different; where there are more symbols, 2 and 3 in turn."""

BESIDE = Fraction(1, 1000)
"""How near to a bound a number is."""

PLACES, FEW_PLACES = 6, 2
"""How many points more are tried of a claim about an entry somewhere, or about matrices of a special kind; and how many
where all the definitions of a network are evaluated at each."""

LARGEST_SIZE, MOST_CONSTANTS = 30, 3
"""Up to which number, and for how many constants of a claim, sizes around them are tried."""

RESOLUTION = 1 << 16

Pool = Sequence[Fraction]


@dataclass(frozen=True)
class Trial:
    """One point to draw: the sizes, what entries are drawn from, and which functions stand for undefined ones."""

    sizes: Mapping[Any, int]
    pool: Pool
    variant: int = 0
    is_generic: bool = False


def trials(
    at: ClaimAtPoints, random: Random, has_point: Callable[[], bool], *, is_exceptional: bool
) -> Iterator[Trial]:
    """Yield the points to try for a claim; `has_point` tells whether one had a value so far."""
    for turn in range(GENERIC if is_exceptional else 1):
        yield Trial(different(at.free_sizes, turn), generic(random), turn % 2, is_generic=True)
    if not has_point():
        for pool in POOLS[1:]:
            yield Trial(different(at.free_sizes, 1), pool, 1)
    yield from _of_sizes(at)
    yield from _of_numbers(at)
    if any(symbol.is_integer for symbol in at.scalars) or not is_free(at):
        for turn in range(FEW_PLACES if at.definitions else PLACES):
            yield Trial(different(at.free_sizes, turn + 1), POOLS[turn % 3], turn % 2)


def _of_sizes(at: ClaimAtPoints) -> Iterator[Trial]:
    """Yield all sizes 1, all sizes 2, and sizes around the numbers of the claim."""
    sizes = at.free_sizes
    if not sizes:
        return
    yield Trial(dict.fromkeys(sizes, 1), POOLS[0], 1)
    if not at.definitions:
        yield Trial(dict.fromkeys(sizes, 2), POOLS[2])
    if max(map(abs, at.constants), default=0) < LARGEST_SIZE:
        for constant in (each for each in at.constants[:MOST_CONSTANTS] if each > 1):
            for step in (0, 1, 2):
                yield Trial(dict.fromkeys(sizes, int(constant) + step), POOLS[0])


def _of_numbers(at: ClaimAtPoints) -> Iterator[Trial]:
    """Yield special numbers where something steps or bends, and small ones of each kind for scalars."""
    sizes = at.free_sizes
    twos = dict.fromkeys(sizes, 2)
    is_special = has_turning_points(at)
    if is_special or not sizes:
        for turn, pool in enumerate(special_pools(at)):
            yield Trial(different(sizes, turn) if turn % 2 else twos, pool, turn % 2)
    if not at.matrices:
        for turn in range(1, 5):
            yield Trial(dict.fromkeys(sizes, turn), POOLS[turn % 3], turn % 2)
            yield Trial(different(sizes, turn), SIMPLE, turn % 2)
    elif not is_special:
        yield Trial(twos, SIMPLE, 1)


def trials_of_lines(at: ClaimAtPoints, random: Random, have_points: Callable[[], bool]) -> Iterator[Trial]:
    """Yield the points to try for all lines of a backward pass; `have_points` tells whether each had values so far."""
    sizes = at.free_sizes
    yield Trial(different(sizes, 0), generic(random))
    for turn, pool in enumerate(POOLS[:0:-1]):
        if not have_points():
            yield Trial(different(sizes, turn), pool, turn)
    if sizes:
        yield Trial(dict.fromkeys(sizes, 1), POOLS[2], 1)
    if any(symbol.is_integer for symbol in at.scalars):
        for turn in range(PLACES):
            yield Trial(different(sizes, turn), POOLS[2 - turn % 3], turn % 2)


def generic(random: Random) -> Pool:
    """Return numbers of both signs that satisfy no equation by accident."""
    return [Fraction(number, RESOLUTION) for number in random.sample(range(-3 * RESOLUTION, 3 * RESOLUTION), 60)]


def special_pools(at: ClaimAtPoints) -> list[Pool]:
    """Return what entries are drawn from where it matters most: 0, the constants of the claim, near the bounds."""
    constants = [constant + step for constant in at.constants for step in (0, 1, -1)]
    near = [BESIDE, 1 - BESIDE, 1 + BESIDE, -BESIDE]
    near += [end + step for end in at.bounds for step in (BESIDE, -BESIDE)]
    pools: list[Pool] = [[Fraction(0)], SIMPLE, near]
    if not at.matrices:
        return [*pools, *([constant] for constant in constants)]
    return [*pools, [*constants, *(-number for number in constants)], constants] if constants else pools


def different(sizes: Sequence[Any], turn: int) -> dict[Any, int]:
    """Return small sizes, all different where there are enough, in another order each turn."""
    numbers = DIFFERENT[: max(2, len(sizes)) if len(sizes) <= len(DIFFERENT) else 2]
    return {size: numbers[(place + turn) % len(numbers)] for place, size in enumerate(sizes)}


def is_free(at: ClaimAtPoints) -> bool:
    """Tell whether only inequalities are assumed of the numbers: what holds of the generic holds of nearly all."""
    tied = Binary | Orthogonal | PositiveDefinite | SumToOne
    return not any(isinstance(fact, tied) for fact in at.facts) and not any(x.is_integer for x in at.scalars)
