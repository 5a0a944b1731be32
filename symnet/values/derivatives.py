"""Derivatives at a point: of one scalar that equations define by whatever they use or define, number by number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from sympy import Expr

from symnet.limits import Limits
from symnet.values.evaluation import valued
from symnet.values.numbers.exact import by_entry
from symnet.values.numbers.traced import Tape, Traced, Tracing, plain
from symnet.values.valuation import Functions
from symnet.verdicts import Gradients


def differentiated(
    gradients: Gradients,
    definitions: Iterable[tuple[Expr, Expr]],
    values: Mapping[Any, Any],
    *,
    bits: int,
    functions: Functions,
    limits: Limits,
) -> dict[Any, Any]:
    """Return the values, with those of what is defined, and of the derivatives by their names.

    The derivative of J by a matrix is the matrix of the derivatives by its entries. It is nowhere at a kink.

    >>> from fractions import Fraction
    >>> from sympy import symbols
    >>> x, z, J, dx, dz = symbols("x z J dx dz")
    >>> pass_ = [(z, x**2), (J, 3 * z + x)]
    >>> wanted = Gradients(J, ((dx, x), (dz, z)))
    >>> options = {"bits": 60, "functions": {}, "limits": Limits(10.0)}
    >>> found = differentiated(wanted, pass_, {x: Fraction(2)}, **options)
    >>> found[J], found[dx], found[dz]
    (Fraction(14, 1), Fraction(13, 1), Fraction(3, 1))
    """
    names = gradients.by_symbol()
    tape = Tape(bits)
    mark = by_entry(tape.marked)
    known = {symbol: mark(value) if symbol in names else value for symbol, value in values.items()}
    valuation = valued(known, arithmetic=Tracing(bits=bits), functions=functions, limits=limits)
    marks = {symbol: known[symbol] for symbol in names if symbol in known}
    for symbol, body in definitions:
        value = valuation.define(symbol, body)
        if symbol in names:
            marks[symbol] = valuation.known[symbol] = mark(value)
        known[symbol] = valuation.known[symbol]
    slopes = tape.derivatives(known[gradients.of], limits.check)
    found = {symbol: _plain(value) for symbol, value in known.items()}
    return found | {names[symbol]: _at(slopes, marked, known[gradients.of]) for symbol, marked in marks.items()}


def _plain(value: Any) -> Any:
    return by_entry(plain)(value) if isinstance(value, np.ndarray) else plain(value)


def _at(slopes: Any, marked: Any, of: Any) -> Any:
    """Return the derivative by each marked number; nowhere where the scalar itself is."""

    def slope(number: Any) -> Any:
        if not isinstance(number, Traced):
            return number
        return slopes[number.place] if isinstance(of, Traced) else of * 0

    return by_entry(slope)(marked)
