"""Whether a proof leaves out a point: its exceptions are sentences, and are read and evaluated like any other."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sympy import Expr

from symnet.counterexamples.points import ClaimAtPoints, Point
from symnet.errors import SymnetError
from symnet.limits import LimitReachedError, Limits
from symnet.parsing.reading import read_equation
from symnet.values.evaluation import valued
from symnet.values.numbers.exact import Exact


def read_exceptions(sentences: Sequence[str], at: ClaimAtPoints) -> list[tuple[Expr, Expr]] | None:
    """Return exceptions as equations of scalars; None where one of them cannot be read, as those about entries.

    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> claim = ClaimAtPoints(x, x)
    >>> read_exceptions(["x = 3"], claim), read_exceptions(["x[i, j] = 3"], claim)
    ([(x, 3)], None)
    """
    names = {str(symbol): symbol for symbol in (*at.scalars, *at.sizes)}
    try:
        return [read_equation(sentence, names) for sentence in sentences]
    except LimitReachedError:
        raise
    except SymnetError:
        return None


def is_left_out(exceptions: Sequence[tuple[Expr, Expr]], at: ClaimAtPoints, point: Point, limits: Limits) -> bool:
    """Tell whether one of the exceptions holds at a point, or may hold."""
    valuation = valued(point.values, arithmetic=Exact(), functions=point.functions, limits=limits)
    for symbol, body in at.definitions:
        valuation.define(symbol, body)
    differences: list[Any] = [valuation.value(left - right) for left, right in exceptions]
    return any(not (isinstance(number, Fraction) and number) for number in differences)
