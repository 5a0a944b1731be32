"""Parentheses: one table of how tightly each node binds."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Self

from sympy import Add, Basic, Expr, HadamardPower, HadamardProduct, MatAdd, MatMul, Mul, Pow, Sum, Symbol, Transpose

from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise, is_plain
from symnet.expressions.reductions import SumEntries


class Precedence(IntEnum):
    """How tightly a node binds; a looser one inside a tighter one is set in parentheses."""

    SUM = 1
    HADAMARD = 2
    PRODUCT = 3
    POWER = 4
    ATOM = 5


PRECEDENCES: tuple[tuple[type, Precedence], ...] = (
    (MatAdd, Precedence.SUM),
    (Add, Precedence.SUM),
    (HadamardProduct, Precedence.HADAMARD),
    (HadamardPower, Precedence.POWER),
    (MatMul, Precedence.PRODUCT),
    (Sum, Precedence.HADAMARD),
    (SumEntries, Precedence.HADAMARD),
    (Mul, Precedence.PRODUCT),
    (Transpose, Precedence.POWER),
    (Pow, Precedence.POWER),
)


def precedence(node: Basic) -> Precedence:
    """Return how tightly a node binds: its row in the table, an atom where it has none."""
    if isinstance(node, Broadcast):
        return precedence(node.vector)
    if isinstance(node, Elementwise) and not is_plain(node.function):
        return precedence(node.function.expr)
    return next((row for kind, row in PRECEDENCES if isinstance(node, kind)), Precedence.ATOM)


class Printed(Symbol):
    """A matrix that is printed already, standing in a scalar formula as the argument of a function."""

    def __new__(cls, text: str, enclosed: str, *, is_one_by_one: bool) -> Self:
        """Return the mark: its text alone, and its text where it stands among others."""
        node = Symbol.__xnew__(cls, text)
        node.enclosed = enclosed
        node.is_one_by_one = is_one_by_one
        return node

    def alone(self) -> Self:
        """Return the mark as it prints among factors, in parentheses where it needs them."""
        return type(self)(self.enclosed, self.enclosed, is_one_by_one=self.is_one_by_one)

    def _latex(self, _printer: Any) -> str:
        return str(self.name)


def enclose(node: Expr, outer: Precedence, printer: Any) -> str:
    """Print a node, in parentheses where it binds less tightly than what is around it."""
    if isinstance(node, Printed):
        return str(node.enclosed)
    return enclosed(str(printer._print(node)), node, outer)


def enclosed(text: str, node: Expr, outer: Precedence) -> str:
    """Return the printed text of a node, in parentheses where it binds less tightly than what is around it."""
    return rf"\left({text}\right)" if precedence(node) < outer else text
