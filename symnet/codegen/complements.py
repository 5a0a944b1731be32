"""What a softmax leaves to the others, ``1 - p``, and its logarithm: nodes of their own, without cancellation."""

from __future__ import annotations

from typing import Any, Self

from sympy import Expr, MatrixExpr

from symnet.codegen.walking import Lowered, operands
from symnet.expressions.softmax import Softmax


class SoftmaxComplement(Lowered):
    """``1 - softmax(Z)`` entry by entry: the share of all the other entries of the column or row."""

    def __new__(cls, logits: MatrixExpr, axis: Expr) -> Self:
        """Return the node from its arguments."""
        return cls._build(logits.shape, logits, axis)

    @classmethod
    def of(cls, softmax: Softmax) -> SoftmaxComplement:
        """Return what a softmax leaves to the others."""
        return cls(*softmax.args)


class LogSoftmaxComplement(Lowered):
    """The logarithm of `SoftmaxComplement`, which can be computed where that is 0 in floating point."""

    def __new__(cls, logits: MatrixExpr, axis: Expr) -> Self:
        """Return the node from its arguments."""
        return cls._build(logits.shape, logits, axis)

    @classmethod
    def of(cls, complement: SoftmaxComplement) -> LogSoftmaxComplement:
        """Return the logarithm of a complement."""
        return cls(*complement.args)


@operands.register(SoftmaxComplement)
@operands.register(LogSoftmaxComplement)
def _(node: Any) -> tuple[Any, ...]:
    return (node.args[0],)
