"""Parentheses: one table of how tightly each node binds."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Self

from sympy import (
    Add,
    Basic,
    Expr,
    HadamardPower,
    HadamardProduct,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    Mul,
    Pow,
    Sum,
    Symbol,
    Transpose,
)

from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise, is_plain
from symnet.expressions.reductions import SumEntries


class Precedence(IntEnum):
    """How tightly a node binds; a looser one inside a tighter one is set in parentheses."""

    SUM = 1
    KRONECKER = 2
    HADAMARD = 3
    PRODUCT = 4
    POWER = 5
    ATOM = 6


PRECEDENCES: tuple[tuple[type, Precedence], ...] = (
    (MatAdd, Precedence.SUM),
    (Add, Precedence.SUM),
    (KroneckerProduct, Precedence.KRONECKER),
    (HadamardProduct, Precedence.HADAMARD),
    (HadamardPower, Precedence.POWER),
    (MatMul, Precedence.PRODUCT),
    (MatPow, Precedence.POWER),
    (Sum, Precedence.HADAMARD),
    (SumEntries, Precedence.HADAMARD),
    (Mul, Precedence.PRODUCT),
    (Transpose, Precedence.POWER),
    (Pow, Precedence.POWER),
)


def precedence(node: Basic) -> Precedence:
    """Return how tightly a node binds: its row in the table, an atom where it has none."""
    if isinstance(node, Broadcast):
        return precedence(node.vector if node.vector.is_symbol else node.as_product())
    if isinstance(node, Elementwise) and not is_plain(node.function):
        return precedence(node.function.expr)
    if isinstance(node, MatMul):  # a multiple of A ⊙ B is printed as one, and binds as it does
        matrices = [factor for factor in node.args if factor.is_Matrix]
        return precedence(matrices[0]) if len(matrices) == 1 and _is_hadamard(matrices[0]) else Precedence.PRODUCT
    return next((row for kind, row in PRECEDENCES if isinstance(node, kind)), Precedence.ATOM)


def _is_hadamard(node: Basic) -> bool:
    return precedence(node) is Precedence.HADAMARD


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


def raisable(text: str) -> str:
    """Return a printed base in parentheses where it has a superscript of its own: two in a row are not LaTeX."""
    return rf"\left({text}\right)" if "^" in text and not text.startswith(r"\left(") else text


def enclosed(text: str, node: Expr, outer: Precedence) -> str:
    """Return the printed text of a node, in parentheses where it binds less tightly than what is around it."""
    return rf"\left({text}\right)" if precedence(node) < outer else text
