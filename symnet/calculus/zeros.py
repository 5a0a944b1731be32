"""Where an expression of one variable is zero: all zeros where it is algebraic, those found on a grid elsewhere.

An expression that is rational in z, rational in exp(z/q), or a polynomial times one exponential has zeros that can
be counted, so that the list is complete: `exact` says so. For any other expression the sign is followed along a grid,
in 60 digits: a pair of zeros that are closer to each other than two points of the grid may be missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm

import mpmath
from sympy import (
    QQ,
    CRootOf,
    Dummy,
    Expr,
    Float,
    Poly,
    PolynomialError,
    Rational,
    Symbol,
    cancel,
    exp,
    expand,
    fraction,
    log,
    pi,
    powsimp,
    roots,
    sqrt,
    together,
)
from sympy import lambdify as compiled

DIGITS = 60
NOISE = mpmath.mpf(10) ** -45
"""Below this a value computed in 60 digits has no sign."""

NEAR = 20
STEPS = 16
"""The grid: 16 points to the unit up to 20, then 8 to the octave up to 2^36 times that."""


@dataclass(frozen=True)
class Zeros:
    """The zeros in an open interval, in order; `exact` where the list is proved to be complete."""

    points: tuple[Expr, ...]
    exact: bool


def zeros(expression: Expr, z: Symbol, start: Expr, end: Expr, *, numbers: Expr | None = None) -> Zeros:
    """Return the zeros of an expression between two numbers; none where it is constant.

    `numbers` is the same expression in words that keep their digits, for the search on the grid.

    >>> from sympy import oo
    >>> z = Symbol("z", real=True)
    >>> zeros(exp(z) / (1 + exp(z)) ** 2 - Rational(2, 9), z, -oo, oo)
    Zeros(points=(-log(2), log(2)), exact=True)
    >>> zeros((2 - z**2) * exp(-(z**2)), z, Rational(0), oo)
    Zeros(points=(sqrt(2),), exact=True)
    >>> zeros(z * exp(z) - 1, z, -oo, oo).points[0].n(10), zeros(z * exp(z) - 1, z, -oo, oo).exact
    (0.5671432904, False)
    """
    if not expression.has(z):
        return Zeros((), exact=True)
    solutions = _solutions(expression, z)
    if solutions is not None:
        inside = {point for point in solutions if start < point < end}
        return Zeros(tuple(sorted(inside, key=lambda point: point.n(30))), exact=True)
    return Zeros(tuple(_on_grid(numbers or expression, z, start, end)), exact=False)


def algebraic(expression: Expr, z: Symbol) -> tuple[Expr, Symbol, int] | None:
    """Return the expression as a rational function of z, or of t = exp(z/q): that function, its variable, and q or 0.

    >>> algebraic(1 / (1 + exp(-Symbol("z") / 2)), Symbol("z"))[2]
    2
    """
    if expression.is_rational_function(z):
        return expression, z, 0
    exponentials = [node for node in expression.atoms(exp) if node.has(z)]
    speeds = [node.args[0].diff(z) for node in exponentials]
    if not speeds or not all(speed.is_Rational for speed in speeds):
        return None
    q = reduce(lcm, (int(speed.q) for speed in speeds))
    t = Dummy("t", positive=True)
    powers = {
        node: exp(node.args[0].subs(z, 0)) * t ** (speed * q) for node, speed in zip(exponentials, speeds, strict=True)
    }
    rational = expression.xreplace(powers)
    return None if rational.has(z) or not rational.is_rational_function(t) else (rational, t, q)


def _solutions(expression: Expr, z: Symbol) -> list[Expr] | None:
    """Return every real zero, or None where they cannot be counted."""
    form = algebraic(_without_exponential(expression, z), z)
    if form is None:
        return None
    rational, variable, q = form
    numerator, _ = fraction(cancel(together(rational)))
    found = _real_roots(numerator, variable)
    if found is None or not q:
        return found
    return [q * log(root) for root in found if root > 0]


def _without_exponential(expression: Expr, z: Symbol) -> Expr:
    """Return P(z) for P(z) exp(h(z)) with an h that is not linear, which has the same zeros."""
    curved = {node.args[0] for node in expression.atoms(exp) if node.has(z) and node.args[0].diff(z).has(z)}
    if len(curved) != 1:
        return expression
    return powsimp(expand(expression * exp(-curved.pop())))


def _real_roots(numerator: Expr, variable: Symbol) -> list[Expr] | None:
    try:
        polynomial = Poly(numerator, variable)
    except PolynomialError:
        return None
    if polynomial.degree() <= 0:
        return []
    if polynomial.to_field().get_domain() == QQ:
        found = {root for root in polynomial.real_roots() if root.is_real}
        return [root.n(DIGITS) if isinstance(root, CRootOf) else root for root in found]
    counted = roots(polynomial)
    return [root for root in counted if root.is_real] if sum(counted.values()) == polynomial.degree() else None


def grid(start: Expr, end: Expr) -> Iterator[mpmath.mpf]:
    """Return the points of the grid between two numbers, and some very near to each end."""
    a, b = (mpmath.mpf(str(bound.n(DIGITS))) if bound.is_finite else None for bound in (start, end))
    near = [mpmath.mpf(k) / STEPS for k in range(-NEAR * STEPS, NEAR * STEPS + 1)]
    far = [NEAR * mpmath.mpf(2) ** (mpmath.mpf(k) / 8) for k in range(1, 8 * 36)]
    points = {*near, *far, *(-point for point in far)}
    width = b - a if a is not None and b is not None else mpmath.mpf(1)
    for k in range(1, 40):
        points |= {a + width / 2**k} if a is not None else set()
        points |= {b - width / 2**k} if b is not None else set()
    return iter(sorted(p for p in points if (a is None or a < p) and (b is None or p < b)))


def number_of(expression: Expr, z: Symbol) -> Callable[[mpmath.mpf], mpmath.mpf]:
    """Return the expression as a function of mpmath numbers."""
    return compiled(z, expression, "mpmath")


def _on_grid(expression: Expr, z: Symbol, start: Expr, end: Expr) -> Iterator[Expr]:
    with mpmath.workdps(DIGITS):
        f = number_of(expression, z)
        left = left_value = None
        for right in grid(start, end):
            right_value = f(right)
            if abs(right_value) < NOISE:
                continue
            if left is not None and left_value * right_value < 0:
                yield _closed_form(_bisect(f, left, right), expression, z)
            left, left_value = right, right_value


def _bisect(f: Callable[[mpmath.mpf], mpmath.mpf], left: mpmath.mpf, right: mpmath.mpf) -> mpmath.mpf:
    """Return the place where a function that has different signs at two points changes its sign, to all digits."""
    sign = mpmath.sign(f(left))
    for _ in range(4 * DIGITS):
        middle = (left + right) / 2
        left, right = (middle, right) if mpmath.sign(f(middle)) == sign else (left, middle)
    return (left + right) / 2


FORMS: tuple[tuple[Callable[[mpmath.mpf], mpmath.mpf], Callable[[Expr], Expr]], ...] = (
    (lambda v: v, lambda r: r),
    (lambda v: v / mpmath.pi, lambda r: r * pi),
    (lambda v: v * abs(v), lambda r: sqrt(r) if r >= 0 else -sqrt(-r)),
)
"""Closed forms that a number is compared with: rational, a rational multiple of π, the root of a rational."""

SCALE = 10**45
"""Numbers are rounded to multiples of 1/SCALE before they are compared."""


def closed_form(number: mpmath.mpf) -> Expr:
    """Return the simple closed form that a number agrees with to 40 digits, or the number to 30.

    >>> with mpmath.workdps(60):
    ...     closed_form(mpmath.sqrt(2)), closed_form(mpmath.pi / 2), closed_form(mpmath.exp(1)).n(5)
    (sqrt(2), pi/2, 2.7183)
    """
    for transform, back in FORMS if abs(number) < SCALE else ():
        value = transform(number)
        near = Fraction(int(mpmath.nint(value * SCALE)), SCALE).limit_denominator(1000)
        if abs(value - mpmath.mpf(near.numerator) / near.denominator) < mpmath.mpf(10) ** -40:
            return back(Rational(near.numerator, near.denominator))
    return Float(str(mpmath.nstr(number, 32)), 30)


def _closed_form(number: mpmath.mpf, expression: Expr, z: Symbol) -> Expr:
    """Return the closed form of a zero where the expression vanishes there exactly, the number elsewhere."""
    form = closed_form(number)
    vanishes = form.is_Float or expand(expression.subs(z, form)).is_zero
    return form if vanishes else Float(str(mpmath.nstr(number, 32)), 30)
