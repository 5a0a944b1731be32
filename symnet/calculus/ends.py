"""What an expression of one variable tends to at the ends of an open interval."""

from __future__ import annotations

from itertools import pairwise

import mpmath
from sympy import AccumBounds, Expr, S, Symbol, limit, oo

from symnet.calculus.zeros import DIGITS, algebraic, closed_form, number_of

FAR = tuple(mpmath.mpf(10) ** power for power in (8, 16, 32, 64))
"""Where a limit at infinity is read off that no rational function gives."""

AGREED = mpmath.mpf(10) ** -45


def limit_at(expression: Expr, z: Symbol, point: Expr, *, from_left: bool, numbers: Expr | None = None) -> Expr | None:
    """Return the limit at a point from one side, or at an infinite end; None where none was found.

    Rational functions of z and of exp(z/q) have theirs exactly. Others are evaluated at 10^8, …, 10^64, and the limit
    is what these agree on; `numbers` is the same expression in words that keep their digits.

    >>> from sympy import atan, exp, sin
    >>> z = Symbol("z", real=True)
    >>> [limit_at(e, z, oo, from_left=True) for e in (1 / (1 + exp(-z)), atan(z), z * atan(z), sin(z))]
    [1, pi/2, oo, None]
    >>> limit_at(1 + z**2, z, S(2), from_left=False)
    5
    """
    if not expression.has(z):
        return expression
    if point.is_finite:
        value = expression.subs(z, point)
        found = value if value.is_finite else limit(expression, z, point, "-" if from_left else "+")
        return None if isinstance(found, AccumBounds) else found
    form = algebraic(expression, z)
    if form is None:
        return _far_away(numbers or expression, z, 1 if point == oo else -1)
    rational, variable, q = form
    end, side = (point, "-") if not q or point == oo else (S.Zero, "+")
    return limit(rational, variable, end, side)


def _far_away(expression: Expr, z: Symbol, direction: int) -> Expr | None:
    with mpmath.workdps(DIGITS + 70):  # at 10^64 a difference of two terms may lose 64 digits
        f = number_of(expression, z)
        values = [f(direction * place) for place in FAR]
        if not all(isinstance(value, mpmath.mpf) for value in values):
            return None
        if abs(values[-1] - values[-2]) < AGREED ** mpmath.mpf("0.7"):
            return closed_form(values[-1])
        sizes = [abs(value) for value in values]
        grows = all(small + 1 < large for small, large in pairwise(sizes))
        one_sided = len({mpmath.sign(value) for value in values}) == 1
        return (oo if values[-1] > 0 else -oo) if grows and one_sided else None
