"""Parentheses: every printed formula says how tightly it binds, and what is looser than its place is enclosed.

What binds is what was *printed*, not the node it was printed from: a multiple of A ⊙ B is printed as one, the entry of
a 1 × 1 matrix as the matrix, a function of matrices as its formula. So each rule returns a `Formula`, its text with how
it binds. Nodes that SymPy's own printer prints return a plain text; for those there is a table.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Self

from sympy import (
    Add,
    Basic,
    Derivative,
    Dummy,
    Expr,
    HadamardPower,
    HadamardProduct,
    Integral,
    KroneckerProduct,
    Limit,
    MatAdd,
    MatMul,
    MatPow,
    Mul,
    Pow,
    Product,
    Sum,
    Transpose,
)
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean


class Precedence(IntEnum):
    """How tightly a formula binds; a looser one inside a tighter one is set in parentheses."""

    RELATION = 0
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
    (Mul, Precedence.PRODUCT),
    (Transpose, Precedence.POWER),
    (Pow, Precedence.POWER),
    (Derivative, Precedence.SUM),
    (Integral, Precedence.SUM),
    (Limit, Precedence.SUM),
    (Product, Precedence.SUM),
    (Relational, Precedence.RELATION),
    (Boolean, Precedence.RELATION),
)
"""How SymPy's nodes bind that SymPy's printer prints."""


class Formula(str):
    """The LaTeX of a formula, and how tightly it binds."""

    __slots__ = ("binds",)

    binds: Precedence

    def __new__(cls, text: str, binds: Precedence) -> Self:
        """Return the text with its precedence."""
        formula = super().__new__(cls, text)
        formula.binds = binds
        return formula


def scripted(text: str) -> Formula:
    """Return the formula of one symbol: an atom, or as a power where it has a superscript of its own already."""
    has_one = text.startswith(r"\frac") or not {"^", "'"}.isdisjoint(_outside(text))
    return Formula(text, Precedence.POWER if has_one else Precedence.ATOM)


def _outside(text: str) -> str:
    """Return what of a formula stands in no braces or parentheses."""
    depth = 0
    kept = []
    for sign in text:
        depth += (sign in "{(") - (sign in "})")
        if depth == 0:
            kept.append(sign)
    return "".join(kept)


class Printed(Dummy):
    """A matrix that is printed already, standing in a scalar formula as the argument of a function.

    Each is of its own: where two matrices print alike, their difference is still to be printed.
    """

    formula: Formula
    is_one_by_one: bool

    def __new__(cls, formula: Formula, *, is_one_by_one: bool) -> Self:
        """Return the mark of a printed matrix."""
        node: Self = super().__new__(cls, str(formula), real=True)
        node.formula = formula
        node.is_one_by_one = is_one_by_one
        return node

    def _latex(self, _printer: Any) -> Formula:
        return self.formula


def precedence(node: Basic) -> Precedence:
    """Return how tightly a node of SymPy binds: its row in the table, an atom where it has none."""
    return next((row for kind, row in PRECEDENCES if isinstance(node, kind)), Precedence.ATOM)


def printed(node: Expr, printer: Any) -> Formula:
    """Print a node; where its rule does not say how it binds, the table does."""
    text = printer._print(node)
    if isinstance(text, Formula):
        return text
    binds = min(precedence(node), scripted(text).binds) if precedence(node) is Precedence.ATOM else precedence(node)
    return Formula(text, Precedence.SUM if text.startswith("-") else binds)


def enclose(node: Expr, outer: Precedence, printer: Any) -> str:
    """Print a node, in parentheses where it binds less tightly than what is around it."""
    return enclosed(printed(node, printer), outer)


def enclosed(formula: Formula, outer: Precedence) -> str:
    """Return a formula, in parentheses where it binds less tightly than what is around it."""
    return rf"\left({formula}\right)" if formula.binds < outer else str(formula)


def superscript(text: str) -> str:
    """Return what stands as an exponent: a T alone would be the sign of the transpose."""
    return f"+{text}" if text == "T" else text
