"""What a softmax leaves to the others, ``1 - p``, and its logarithm: nodes of their own, without cancellation."""

from __future__ import annotations

from typing import Any, Self

from sympy import Expr, HadamardProduct, Integer, MatAdd, MatMul, MatrixExpr, OneMatrix, Pow

from symnet.codegen.walking import Formula, Lowered, StandIn, is_fraction, operands, operands_first
from symnet.expressions.arithmetic import multiply
from symnet.expressions.broadcast import Broadcast
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


class ThroughSoftmax(Lowered):
    """``T - S ⊙ ΣT`` of a softmax S, the sums along its axis: what T pulls back to, where T holds a ``1/(1 - S)``."""

    def __new__(cls, softmax: MatrixExpr, weighted: MatrixExpr, axis: Expr) -> Self:
        """Return the node from its arguments."""
        return cls._build(softmax.shape, softmax, weighted, axis)


def through_softmax(total: MatAdd) -> MatrixExpr | None:
    """Return ``± (T - S ⊙ ΣT)`` as one node, where it is that and the terms of it may cancel."""
    for weighted, other in (total.args, total.args[::-1]) if len(total.args) == 2 else ():
        for sign, (first, second) in ((1, (weighted, _negated(other))), (-1, (_negated(weighted), other))):
            node = None if first is None or second is None else _joined(first, second)
            if node is not None:
                return node if sign == 1 else multiply(-1, node)
    return None


def _negated(term: MatrixExpr) -> MatrixExpr | None:
    """Return the one factor of ``-X``, or None of what is not written with a minus alone."""
    is_negative = isinstance(term, MatMul) and len(term.args) == 2 and term.args[0] == -1
    return term.args[1] if is_negative else None


def _joined(weighted: MatrixExpr, product: MatrixExpr) -> ThroughSoftmax | None:
    if not isinstance(product, HadamardProduct) or len(product.args) != 2 or not _divides_by_complement(weighted):
        return None
    for softmax, sums in (product.args, product.args[::-1]):
        summed = sums.args[0] if isinstance(sums, Broadcast) else sums
        for axis in (0, 1):
            if isinstance(summed, MatMul) and _is_sum(summed, weighted, axis):
                return ThroughSoftmax(softmax, weighted, Integer(axis))
    return None


def _is_sum(product: MatMul, weighted: MatrixExpr, axis: int) -> bool:
    ones = product.args[axis]
    return len(product.args) == 2 and isinstance(ones, OneMatrix) and product.args[1 - axis] == weighted


def _divides_by_complement(weighted: MatrixExpr) -> bool:
    bodies = [node.body for node in operands_first([weighted]) if isinstance(node, Formula)]
    below = [power.base for body in bodies for power in body.atoms(Pow) if is_fraction(power)]
    return any(isinstance(part.matrix, SoftmaxComplement) for base in below for part in base.atoms(StandIn))


@operands.register
def _(node: ThroughSoftmax) -> tuple[Any, ...]:
    return node.args[:2]


@operands.register(SoftmaxComplement)
@operands.register(LogSoftmaxComplement)
def _(node: Any) -> tuple[Any, ...]:
    return (node.args[0],)
