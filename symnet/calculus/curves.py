"""The curve of a function of one real variable: its pieces, the places where they meet, and its derivative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mpmath
from sympy import DiracDelta, Expr, Float, Lambda, Piecewise, S, Symbol, periodicity
from sympy.core.function import AppliedUndef, FunctionClass
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from symnet.calculus.ends import limit_at
from symnet.calculus.pieces import Piece, cut, written_out
from symnet.calculus.zeros import DIGITS, Zeros, grid, number_of, zeros
from symnet.errors import SymnetTypeError, SymnetValueError

Z = Symbol("z", real=True)
"""The variable of every curve."""


@dataclass(frozen=True)
class Curve:
    """A function g of z, its derivative as symnet takes it, and the pieces that both are made of.

    With a `period` the pieces cover one period, and all that is said of the curve holds for it moved by the period.
    """

    value: Expr
    slope: Expr
    pieces: tuple[Piece, ...]
    period: Expr | None = None

    @cached_property
    def bend(self) -> Expr:
        """The second derivative."""
        return self.slope.diff(Z).replace(DiracDelta, lambda *_: S.Zero)

    @property
    def joints(self) -> tuple[Expr, ...]:
        """The points between two pieces; with a period, also where the pieces begin and end."""
        inner = tuple(piece.end for piece in self.pieces[:-1])
        return inner if self.period is None else (self.pieces[0].start, *inner, self.pieces[-1].end)

    @property
    def is_settled(self) -> bool:
        """Whether the curve cannot go on forever to wave outside of the grid that is searched."""
        return self.period is not None or not written_out(self.value).has(TrigonometricFunction)

    def at(self, point: Expr) -> Expr:
        """Return the value at a point."""
        return _at(self.value, point)

    def slope_at(self, point: Expr) -> Expr | None:
        """Return the derivative at a point, at a kink the one by convention; None where there is none."""
        slope = _at(self.slope, point)
        return slope if slope.is_finite else None

    def slope_inside(self, piece: Piece, point: Expr) -> Expr:
        """Return the derivative at a point of a piece."""
        return _at(piece.slope, point)

    def ends_of(self, piece: Piece) -> tuple[Expr | None, Expr | None]:
        """Return what the function tends to at the two ends of a piece."""
        return self._limits(piece, piece.value, self.value)

    def slopes_at_ends_of(self, piece: Piece) -> tuple[Expr | None, Expr | None]:
        """Return what the derivative tends to at the two ends of a piece."""
        return self._limits(piece, piece.slope, self.slope)

    @cached_property
    def turns(self) -> Mapping[Piece, Zeros]:
        """Where the derivative is zero inside each piece."""
        return {piece: zeros(piece.slope, Z, piece.start, piece.end, numbers=self.slope) for piece in self.pieces}

    @cached_property
    def bends(self) -> Mapping[Piece, Zeros]:
        """Where the second derivative is zero inside each piece."""
        return {
            piece: zeros(piece.slope.diff(Z), Z, piece.start, piece.end, numbers=self.bend) for piece in self.pieces
        }

    def slope_reaches(self, level: Expr, piece: Piece) -> Zeros:
        """Return where the derivative is ±level inside a piece."""
        found = [
            zeros(piece.slope - each, Z, piece.start, piece.end, numbers=self.slope - each) for each in (level, -level)
        ]
        points = {point for one in found for point in one.points}
        return Zeros(tuple(sorted(points, key=lambda point: point.n(30))), all(one.exact for one in found))

    def kinks(self) -> dict[Expr, Expr | None]:
        """Return the points without a derivative, with what stands for it there by convention.

        >>> curve_of(Lambda(Z, abs(Z))).kinks()
        {0: 0}
        """
        return {point: self.slope_at(point) for point in self.joints if not self._is_smooth_at(point)}

    def _is_smooth_at(self, point: Expr) -> bool:
        before, after = self.around(point)
        values = [limit_at(before.value, Z, point, from_left=True), self.at(point), self.at(point)]
        values[2] = limit_at(after.value, Z, point, from_left=False)
        slopes = [
            limit_at(before.value.diff(Z), Z, point, from_left=True),
            limit_at(after.value.diff(Z), Z, point, from_left=False),
        ]
        return all_equal(values) and all_equal(slopes)

    def around(self, point: Expr) -> tuple[Piece, Piece]:
        """Return the piece that ends at a joint and the one that begins there."""
        if self.period is not None and point in (self.pieces[0].start, self.pieces[-1].end):
            return _shifted(self.pieces[-1], self.pieces[0], point)
        (place,) = (index for index, piece in enumerate(self.pieces) if piece.end == point)
        return self.pieces[place], self.pieces[place + 1]

    @staticmethod
    def _limits(piece: Piece, formula: Expr, numbers: Expr) -> tuple[Expr | None, Expr | None]:
        start = limit_at(formula, Z, piece.start, from_left=False, numbers=numbers)
        return start, limit_at(formula, Z, piece.end, from_left=True, numbers=numbers)


def _shifted(last: Piece, first: Piece, point: Expr) -> tuple[Piece, Piece]:
    """Return the pieces before and after the place where a period ends and the next begins."""
    back = point - last.end
    moved = {Z: Z - back} if back else {Z: Z}
    forth = {Z: Z - (point - first.start)}
    before = Piece(last.start + back, point, last.value.subs(moved), last.slope.subs(moved))
    return before, Piece(point, first.end + point - first.start, first.value.subs(forth), first.slope.subs(forth))


def all_equal(numbers: list[Expr | None]) -> bool:
    """Tell whether all numbers are known and the same."""
    first, *others = known = [number for number in numbers if number is not None]
    return len(known) == len(numbers) and all(
        other == first or (other - first).n(30, chop=True) == 0 for other in others
    )


def _at(expression: Expr, point: Expr) -> Expr:
    found = written_out(expression).subs(Z, point)
    whole = found.doit() if found.has(Piecewise) else found
    return whole.n(30) if whole.has(Float) else whole


def curve_of(function: Any) -> Curve:
    """Return the curve of a SymPy function of one variable, a `Lambda`, or an expression with one symbol.

    >>> from symnet.expressions.activations import relu
    >>> curve_of(relu).slope_at(S.Zero), [(piece.value, piece.slope) for piece in curve_of(relu).pieces]
    (0, [(0, 0), (z, 1)])

    Raises `SymnetTypeError` for anything else, `SymnetValueError` for a function that is not real for every real z.
    """
    value = applied(function)
    slope = value.diff(Z).replace(DiracDelta, lambda *_: S.Zero)
    period = _period(written_out(value))
    if period is None:
        curve = Curve(value, slope, cut(value, slope, Z))
    else:
        half = period / 2
        pieces = cut(value, slope, Z, extra=(-half, half))
        curve = Curve(value, slope, tuple(p for p in pieces if -half <= p.start and p.end <= half), period)
    _require_real(curve, function)
    return curve


def _period(value: Expr) -> Expr | None:
    if not value.has(TrigonometricFunction):
        return None
    period = periodicity(value, Z)
    return period if period is not None and period.is_positive else None


def applied(function: Any) -> Expr:
    """Return a function applied to z; an expression with one symbol is taken as a function of it.

    >>> from sympy import sin
    >>> applied(sin), applied(Lambda(Symbol("x"), Symbol("x") ** 2)), applied(2 * Symbol("t"))
    (sin(z), z**2, 2*z)
    """
    if isinstance(function, FunctionClass | Lambda) and 1 in function.nargs:
        value = function(Z)
    elif isinstance(function, Expr) and not isinstance(function, Lambda) and len(function.free_symbols) == 1:
        value = function.xreplace({next(iter(function.free_symbols)): Z})
    else:
        value = None
    if isinstance(value, Expr) and value.has(AppliedUndef):
        raise SymnetTypeError(
            f"The function {function} is undefined, so it has no values and no curve; write a SymPy function, such as "
            "sympy.tanh, or a Lambda."
        )
    if not isinstance(value, Expr) or value.free_symbols - {Z}:
        raise SymnetTypeError(
            f"An activation is a function of one variable with numbers for its parameters, but {function!r} is not; "
            "write a name such as 'tanh', a SymPy function, Lambda(z, …), or an expression with one symbol."
        )
    return value


def _require_real(curve: Curve, function: Any) -> None:
    """Refuse what is not a finite real number at each point of the grid."""
    with mpmath.workdps(DIGITS):
        f = number_of(curve.value, Z)
        for point in grid(curve.pieces[0].start, curve.pieces[-1].end):
            if not _is_real_number(f, point):
                raise SymnetValueError(
                    f"An activation has a real value for every real z, but {function} has none at "
                    f"z = {mpmath.nstr(point, 6)}; write one that is defined everywhere, such as log(1 + exp(z))."
                )


def _is_real_number(f: Any, point: mpmath.mpf) -> bool:
    try:
        value = mpmath.mpmathify(f(point))
    except (ValueError, ZeroDivisionError, OverflowError):
        return False
    return isinstance(value, mpmath.mpf) and bool(mpmath.isfinite(value))
