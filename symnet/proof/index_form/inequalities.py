"""Systems of linear inequalities over the rationals: whether any numbers satisfy all of them.

Fourier and Motzkin's elimination: of a variable, each lower bound must lie below each upper one. Exact, and small
systems are all that is needed here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

MOST = 400
"""A system that grows beyond so many inequalities counts as satisfiable, which proves nothing."""


@dataclass(frozen=True)
class Inequality:
    """``Σ c_v v + constant > 0``, or ``≥ 0`` where it is not strict."""

    coefficients: Mapping[Any, Fraction]
    constant: Fraction
    is_strict: bool

    def __neg__(self) -> Inequality:
        """Return the inequality with the other sign on its left side, and as strict: ``−(Σ …) > 0``."""
        return Inequality({v: -c for v, c in self.coefficients.items()}, -self.constant, self.is_strict)

    def combined(self, other: Inequality, a: Fraction, b: Fraction) -> Inequality:
        """Return ``a self + b other`` for positive a and b: it holds where both do."""
        sides = {
            v: a * self.coefficients.get(v, Fraction(0)) + b * other.coefficients.get(v, Fraction(0))
            for v in {**self.coefficients, **other.coefficients}
        }
        constant = a * self.constant + b * other.constant
        return Inequality({v: c for v, c in sides.items() if c}, constant, self.is_strict or other.is_strict)


def are_satisfiable(system: Iterable[Inequality]) -> bool:
    """Tell whether some numbers satisfy every inequality; True too where the system grows too large to tell.

    >>> x, y = {"x": Fraction(1)}, {"y": Fraction(1)}
    >>> both = {"x": Fraction(-1), "y": Fraction(-1)}
    >>> are_satisfiable([Inequality(x, Fraction(0), True), Inequality(both, Fraction(0), False)])
    True
    >>> positive = [Inequality(x, Fraction(0), True), Inequality(y, Fraction(0), True)]
    >>> are_satisfiable([*positive, Inequality(both, Fraction(0), False)])
    False
    """
    current = list(system)
    while variables := {v: None for each in current for v in each.coefficients}:
        if len(current) > MOST:
            return True
        current = _eliminated(current, min(variables, key=lambda v: _cost(current, v)))
    return all(each.constant > 0 or (each.constant == 0 and not each.is_strict) for each in current)


def _cost(system: Sequence[Inequality], variable: Hashable) -> int:
    signs = [each.coefficients.get(variable, Fraction(0)) for each in system]
    return sum(sign > 0 for sign in signs) * sum(sign < 0 for sign in signs)


def _eliminated(system: Sequence[Inequality], variable: Hashable) -> list[Inequality]:
    lower = [each for each in system if each.coefficients.get(variable, 0) > 0]
    upper = [each for each in system if each.coefficients.get(variable, 0) < 0]
    rest = [each for each in system if variable not in each.coefficients]
    met = (
        low.combined(high, -high.coefficients[variable], low.coefficients[variable]) for low in lower for high in upper
    )
    return [*rest, *met]
