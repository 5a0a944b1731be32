"""Inverses as what a linear system is solved for: ``K⁻² y``, ``K⁻ᵀ y`` and ``|K⁻¹|`` without an inverse."""

from __future__ import annotations

from typing import Any

from sympy import Determinant, Inverse, MatPow, Transpose

from symnet.expressions.arithmetic import multiply

MOST_SOLVED = 8
"""A higher power is computed as one: solving costs as much as a product each time."""


def solvable(node: Any) -> Any:
    """Return a product, transpose or determinant with the inverses in it where a product can solve for them.

    >>> from sympy import Determinant, Inverse, MatMul, MatPow, MatrixSymbol, Transpose
    >>> K, y = MatrixSymbol("K", 3, 3), MatrixSymbol("y", 3, 1)
    >>> solvable(MatMul(MatPow(K, -2), y)), solvable(Transpose(Inverse(K))), solvable(Determinant(Inverse(K)))
    (K**(-1)*K**(-1)*y, K.T**(-1), 1/Determinant(K))
    """
    if isinstance(node, Transpose):
        return Inverse(Transpose(node.arg.arg)) if isinstance(node.arg, Inverse) else node
    if isinstance(node, Determinant):
        return 1 / Determinant(node.arg.arg) if isinstance(node.arg, Inverse) else node
    if not any(map(_is_negative_power, node.args)):
        return node
    return multiply(*(part for factor in node.args for part in _inverses(factor)))


def _is_negative_power(factor: Any) -> bool:
    is_power = isinstance(factor, MatPow) and not isinstance(factor, Inverse)
    return is_power and factor.exp.is_Integer and -MOST_SOLVED <= factor.exp < -1


def _inverses(factor: Any) -> list[Any]:
    return [Inverse(factor.base)] * int(-factor.exp) if _is_negative_power(factor) else [factor]
