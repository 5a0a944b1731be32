"""Scalar formulas one edit away from a scalar formula: a term, a factor, a sign, a power or a number is another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sympy import Add, Expr, Mul, Piecewise, Pow, Rational, S, exp, log

LARGEST = 60
"""A formula with more nodes than this is not edited."""


def edited_formulas(formula: Expr) -> Iterator[Expr]:
    """Return every scalar formula that is one edit away.

    >>> from sympy import Symbol
    >>> u = Symbol("u")
    >>> list(edited_formulas(1 - u**2))
    [-u**2, -u**2 - 1, 2 - u**2, 1, u**2 + 1, 1 - 2*u**2, 0, 1 - u, 1 - u**3, 1 - 1/u**2, 1 - u**4]
    """
    ways = list(islice(_ways(formula), LARGEST + 1))
    if len(ways) > LARGEST:
        return
    seen = {formula}
    for way in ways:
        for part in _changed(way[-1]):
            edited = _put(way, part)
            if edited not in seen and edited.is_finite is not False:
                seen.add(edited)
                yield edited


def _ways(formula: Expr) -> Iterator[tuple[Any, ...]]:
    """Return the way from the formula to each of its parts: nodes and places in turn; the nearest parts first."""
    waiting: list[tuple[Any, ...]] = [(formula,)]
    while waiting:
        way = waiting.pop(0)
        yield way
        node = way[-1]
        if isinstance(node, Add | Mul | Pow | exp | log):
            waiting.extend((*way, place, part) for place, part in enumerate(node.args))
        elif isinstance(node, Piecewise):
            waiting.extend((*way, place, value) for place, (value, _) in enumerate(node.args))


def _put(way: tuple[Any, ...], part: Expr) -> Expr:
    """Return the formula with another part at the end of a way."""
    for place, node in zip(way[-2::-2], way[-3::-2], strict=True):
        if isinstance(node, Piecewise):
            part = _piecewise([part if other == place else value for other, (value, _) in enumerate(node.args)], node)
        else:
            part = node.func(*node.args[:place], part, *node.args[place + 1 :])
    return part


def _piecewise(values: list[Expr], like: Piecewise) -> Expr:
    return Piecewise(*zip(values, (condition for _, condition in like.args), strict=True))


def _changed(node: Expr) -> Iterator[Expr]:
    if isinstance(node, Add):
        for place, term in enumerate(node.args):
            before, after = node.args[:place], node.args[place + 1 :]
            yield from (Add(*before, changed, *after) for changed in (S.Zero, -term, 2 * term))
        yield Add(*(-term if term.could_extract_minus_sign() else term for term in node.args))
    elif isinstance(node, Mul):
        yield from (Mul(*node.args[:place], *node.args[place + 1 :]) for place in range(len(node.args)))
    elif isinstance(node, Pow):
        if node.exp != -1:
            yield node.base
        yield node.base ** (node.exp + 1) if node.exp != -1 else node.base**-2
    elif isinstance(node, exp | log):
        yield node.args[0]
        yield -node if isinstance(node, log) else exp(-node.args[0])
    elif isinstance(node, Piecewise):
        yield _piecewise([value for value, _ in reversed(node.args)], node)
    elif isinstance(node, Rational) and node not in (0, 1, -1):
        yield from (-node, 2 * node, node / 2, S.One, S.Zero)
