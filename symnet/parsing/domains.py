"""Where a text is defined, although the expression that it becomes is defined in more places: ``x/x`` at 0.

SymPy evaluates scalars while they are built, and what cancels takes with it where it had no value.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from sympy import (
    Basic,
    Expr,
    Pow,
    acos,
    acosh,
    acot,
    acoth,
    acsc,
    asec,
    asin,
    atanh,
    cot,
    coth,
    csc,
    csch,
    log,
    sec,
    tan,
)

from symnet.expressions.scalar import Loss
from symnet.expressions.shapes import brief
from symnet.expressions.walking import postorder

Sign = Literal["> 0", "≥ 0", "≠ 0", "is defined"]
WEAKER: dict[Sign, tuple[Sign, ...]] = {
    "> 0": ("> 0", "≥ 0", "≠ 0"), "≥ 0": ("≥ 0",), "≠ 0": ("≠ 0",), "is defined": ("is defined",)
}  # fmt: skip
"""What follows from what is known of the sign of a number."""
PARTIAL = (tan, cot, sec, csc, asin, acos, acot, asec, acsc, acosh, atanh, acoth, coth, csch, Loss)
"""Functions of real numbers that are not defined for all of them, besides powers and logarithms."""


class Need(NamedTuple):
    """What must hold so that a scalar has a value."""

    scalar: Expr
    of: Expr
    sign: Sign


def lost(written: Iterable[Expr], left: Expr, right: Expr) -> tuple[Expr, ...]:
    """Return the scalars that a text writes, that may have no value, and of which its two sides show nothing more.

    >>> from sympy import Symbol, log
    >>> x = Symbol("x", real=True)
    >>> lost([1 / x, log(x)], x, 1 + log(x)), lost([1 / x, log(x)], x, x)
    ((), (log(x),))
    """
    needs = _needs(written)
    if not needs:
        return ()
    kept = {(need.of, sign) for need in _needs([left, right]) for sign in WEAKER[need.sign]}
    stronger = {(need.of, sign) for need in needs for sign in WEAKER[need.sign] if sign != need.sign}
    by_need = {(need.of, need.sign): need.scalar for need in needs}
    return tuple(scalar for need, scalar in by_need.items() if need not in kept and need not in stronger)


def domain_in_words(scalars: Iterable[Expr]) -> list[str]:
    """Say where scalars have values.

    >>> from sympy import Symbol, log, tan
    >>> x, y = Symbol("x", real=True), Symbol("y", real=True)
    >>> domain_in_words([1 / x, log(y), tan(x)])
    ['x ≠ 0', 'y > 0', 'tan(x) is defined']
    """
    found = (_need(scalar) for scalar in scalars)
    return [f"{brief(need.of)} {need.sign}" for need in found if need is not None]


def _needs(expressions: Iterable[Expr]) -> list[Need]:
    nodes = postorder(expressions, lambda node: node.args)
    return [need for need in map(_need, nodes) if need is not None]


def _need(node: Basic) -> Need | None:
    """Return what a node needs besides what its parts need; None where it always has a value."""
    if isinstance(node, PARTIAL):
        return Need(node, node, "is defined")
    if isinstance(node, log):
        return _unless_known(node, node.args[0], "> 0")
    if isinstance(node, Pow) and not (node.exp.is_integer and node.exp.is_nonnegative):
        sign: Sign = "≠ 0" if node.exp.is_integer else "≥ 0" if node.exp.is_positive else "> 0"
        return _unless_known(node, node.base, sign)
    return None


def _unless_known(node: Expr, of: Expr, sign: Sign) -> Need | None:
    known = {"> 0": of.is_positive, "≥ 0": of.is_nonnegative, "≠ 0": of.is_nonzero or of.is_zero is False}
    return None if known[sign] else Need(node, of, sign)
