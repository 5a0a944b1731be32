"""One walk from the operands up that rebuilds an expression with the tidying constructors and one rule."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import Any

from sympy import Basic, HadamardProduct, Identity, MatAdd, MatMul, MatrixExpr, OneMatrix, Transpose

from symnet.expressions.broadcast import Broadcast
from symnet.expressions.entries import operands_first
from symnet.expressions.substitution import rebuild
from symnet.rewriting.algebra import entrywise, plus, scaled, split_scalar, times, turned

Rule = Callable[[Any], Any]


def tidied(expression: Any, rule: Rule = lambda node: node) -> Any:
    """Return an equal expression, rebuilt from its operands up; `rule` is applied to each rebuilt matrix.

    >>> from sympy import Identity, MatrixSymbol
    >>> A = MatrixSymbol("A", 2, 2)
    >>> tidied(MatAdd(MatMul(Identity(2), A), MatMul(2, A, evaluate=False)))
    3*A
    """
    done: dict[Basic, Any] = {}
    for node in operands_first(expression):
        arguments = [done.get(argument, argument) for argument in node.args]
        rebuilt = tidy(node, arguments)
        done[node] = rule(rebuilt) if isinstance(rebuilt, MatrixExpr) else rebuilt
    return done[expression]


@singledispatch
def tidy(node: Any, arguments: list[Any]) -> Any:
    """Return a node over tidy arguments, built by the constructor that tidies it; other nodes are rebuilt."""
    changed = any(new is not old for new, old in zip(arguments, node.args, strict=True))
    return rebuild(node, arguments) if changed else node


@tidy.register
def _(_node: MatAdd, arguments: list[Any]) -> Any:
    return plus(*arguments)


@tidy.register
def _(_node: MatMul, arguments: list[Any]) -> Any:
    matrices = [factor for factor in arguments if factor.is_Matrix]
    scalars = [factor for factor in arguments if not factor.is_Matrix]
    result = times(*matrices)
    for scalar in scalars:
        result = scaled(scalar, result)
    return result


@tidy.register
def _(_node: HadamardProduct, arguments: list[Any]) -> Any:
    return entrywise(*arguments)


@tidy.register
def _(_node: Transpose, arguments: list[Any]) -> Any:
    pushed = turned(arguments[0])
    around_symbols = sum(isinstance(node, Transpose) for node in operands_first(pushed))
    if around_symbols <= 1:
        return pushed
    scalar, core = split_scalar(arguments[0])
    return scaled(scalar, Transpose(core))  # one around it all reads better than many inside


@tidy.register
def _(_node: Broadcast, arguments: list[Any]) -> Any:
    scalar, vector = split_scalar(arguments[0])
    rows, columns = arguments[1:]
    if isinstance(vector, OneMatrix) or vector == Identity(1):
        return scaled(scalar, OneMatrix(rows, columns))
    return scaled(scalar, Broadcast(vector, rows, columns))
