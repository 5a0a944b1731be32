"""Transposes pushed down to the symbols: ``(A B)ᵀ = Bᵀ Aᵀ``, and the same for every node.

The result has a `Transpose` around symbols only. Each subexpression is turned once, so the cost is linear.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from sympy import (
    Basic,
    HadamardPower,
    HadamardProduct,
    Identity,
    ImmutableDenseMatrix,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    OneMatrix,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix

from symnet.expressions.arithmetic import MatrixProduct, MatrixSum, transpose
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.entries import operands_first
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.softmax import Softmax
from symnet.expressions.substitution import rebuild
from symnet.expressions.variables import Slice
from symnet.expressions.vectors import CommutationMatrix


def push_transposes(expression: Basic) -> Basic:
    """Return an equal expression in which only symbols are transposed.

    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 4)
    >>> push_transposes(Transpose(MatMul(A, B)))
    B.T*A.T
    """
    plain: dict[Basic, Basic] = {}
    turned: dict[Basic, Basic] = {}
    for node in operands_first(expression):
        operands = [plain.get(argument, argument) for argument in node.args]
        changed = any(new is not old for new, old in zip(operands, node.args, strict=True))
        plain[node] = turned[node.arg] if isinstance(node, Transpose) else rebuild(node, operands) if changed else node
        if isinstance(node, MatrixExpr):
            turned[node] = transpose_rule(node, plain, turned)
    return plain[expression]


@singledispatch
def transpose_rule(node: Any, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    """Return the transpose of a node whose operands stand in `plain` and, transposed, in `turned`."""
    del turned
    return transpose(plain[node])


@transpose_rule.register
def _(node: Transpose, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del turned
    return plain[node.arg]


@transpose_rule.register
def _(node: MatMul, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    scalars = [plain.get(factor, factor) for factor in node.args if not factor.is_Matrix]
    return MatrixProduct(*scalars, *(turned[factor] for factor in reversed(node.args) if factor.is_Matrix))


@transpose_rule.register
def _(node: MatAdd, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain
    return MatrixSum(*(turned[term] for term in node.args))


@transpose_rule.register
def _(node: HadamardProduct, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain
    return HadamardProduct(*(turned[factor] for factor in node.args))


@transpose_rule.register
def _(node: HadamardPower, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain
    return HadamardPower(turned[node.base], node.exp)


@transpose_rule.register
def _(node: Elementwise, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain
    return Elementwise(node.function, *(turned[matrix] for matrix in node.matrices))


@transpose_rule.register
def _(node: Broadcast, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain
    return Broadcast(turned[node.vector], *reversed(node.shape))


@transpose_rule.register
def _(node: Softmax, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain
    return Softmax(turned[node.logits], 1 - node.axis)


@transpose_rule.register
def _(node: Slice, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain
    return Slice(turned[node.matrix], node.index, 1 - node.axis)


@transpose_rule.register
def _(node: ImmutableDenseMatrix, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain, turned
    return node.T


@transpose_rule.register
def _(node: OneMatrix, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain, turned
    return OneMatrix(*reversed(node.shape))


@transpose_rule.register
def _(node: ZeroMatrix, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain, turned
    return ZeroMatrix(*reversed(node.shape))


@transpose_rule.register
def _(node: Identity, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain, turned
    return node


@transpose_rule.register
def _(node: LogSumExp, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain
    return LogSumExp(turned[node.matrix], 1 - node.axis)


@transpose_rule.register
def _(node: CommutationMatrix, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain, turned
    return CommutationMatrix(*reversed(node.operand_shape))


@transpose_rule.register
def _(node: KroneckerProduct, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain
    return KroneckerProduct(*(turned[factor] for factor in node.args))


@transpose_rule.register
def _(node: MatPow, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain
    return MatPow(turned[node.base], node.exp)


@transpose_rule.register
def _(node: Inverse, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    """X⁻ᵀ is read as one power, so an inverse is turned as a symbol is."""
    del turned
    return transpose(plain[node])


@transpose_rule.register
def _(node: DiagMatrix, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del turned
    return plain[node]


@transpose_rule.register
def _(node: DiagonalMatrix, plain: dict[Basic, Basic], turned: dict[Basic, Basic]) -> Any:
    del plain
    return DiagonalMatrix(turned[node.arg])
