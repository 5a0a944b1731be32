"""How large a number is that a file writes as a formula: a tower of powers is refused before anybody computes it."""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import Add, Basic, Mul, Number, Pow, Rational

MOST_BITS = 100_000
"""Bits of the largest number that a formula without symbols may be."""

LARGEST_ARGUMENT = 32
"""Bits of the argument of an exponential."""

MOST_ROOTS = 10_000
"""Of what degree a root of a number may be."""

GROWING = (sympy.exp, sympy.sinh, sympy.cosh, sympy.gamma)


def weight(node: Basic, arguments: Sequence[int | None]) -> int | None:
    """Return about how many bits the largest part of a number has, given those of its arguments; None for no number.

    >>> nine = sympy.Integer(9)
    >>> weight(nine, []), weight(Pow(nine, 1000, evaluate=False), [4, 10])
    (4, 4004)

    Raises `OverflowError` for a number that is too large.
    """
    if isinstance(node, Number):
        return int(node.p).bit_length() + int(node.q).bit_length() - 1 if isinstance(node, Rational) else 2
    if not node.args:
        return None if getattr(node, "is_symbol", False) else 2
    known = [each for each in arguments if each is not None]
    if len(known) < len(arguments) or getattr(node, "is_Matrix", False):
        return None
    bits = _grown(node, known)
    if bits > MOST_BITS:
        raise OverflowError(f"it is a number of more than {MOST_BITS} bits")
    return bits


def _grown(node: Basic, arguments: Sequence[int]) -> int:
    if isinstance(node, Pow):
        exponent = node.args[1]
        if isinstance(exponent, Rational):
            if exponent.q > MOST_ROOTS:
                raise OverflowError(f"it is a root of a degree above {MOST_ROOTS}")
            return int(arguments[0] * (1 + abs(exponent.p) // exponent.q))
        return int(arguments[0] << min(arguments[1], LARGEST_ARGUMENT))
    if isinstance(node, GROWING):
        if max(arguments) > LARGEST_ARGUMENT:
            raise OverflowError(f"its argument has more than {LARGEST_ARGUMENT} bits")
        return 2
    if isinstance(node, Mul):
        return sum(arguments)
    return max(arguments) + (len(arguments).bit_length() if isinstance(node, Add) else 0)
