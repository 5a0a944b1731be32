"""A function of one real variable, cut into open intervals on each of which one formula holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sympy import (
    Abs,
    DiracDelta,
    Expr,
    Heaviside,
    Max,
    Min,
    Piecewise,
    Poly,
    PolynomialError,
    Rational,
    S,
    Symbol,
    oo,
    roots,
    sign,
)
from sympy.core.relational import Relational

from symnet.errors import SymnetValueError
from symnet.expressions.scalar import ScalarFunction, absolute_value

BRANCHING = (Abs, Heaviside, Max, Min, absolute_value, sign)
"""What SymPy writes without branches although it has some."""


@dataclass(frozen=True)
class Piece:
    """An open interval, and the formulas that hold on it: of the function and of its derivative."""

    start: Expr
    end: Expr
    value: Expr
    slope: Expr

    def middle(self) -> Expr:
        """Return a number inside the interval.

        >>> Piece(-oo, S(3), S.Zero, S.Zero).middle()
        2
        """
        return between(self.start, self.end)


def between(start: Expr, end: Expr) -> Expr:
    """Return a number between two numbers, either of which may be infinite."""
    if start == -oo:
        return S.Zero if end == oo else end - 1
    return start + 1 if end == oo else (start + end) / 2


def written_out(expression: Expr) -> Expr:
    """Return an expression with every definition put in, and every sign, maximum and |z| as branches.

    >>> from symnet.expressions.activations import softsign
    >>> written_out(softsign(Symbol("z", real=True)))
    z/(Piecewise((z, z >= 0), (-z, True)) + 1)
    """
    plain = expression.rewrite("definition") if expression.has(ScalarFunction) else expression
    plain = plain.replace(DiracDelta, lambda *_: S.Zero)
    for _ in range(plain.count(BRANCHING) + 1):
        if not plain.has(*BRANCHING):
            break
        plain = plain.replace(
            lambda node: isinstance(node, BRANCHING), lambda node: _real(node).rewrite(Piecewise, evaluate=False)
        )
    return plain


def _real(node: Expr) -> Expr:
    return Abs(*node.args) if isinstance(node, absolute_value) else node


def breakpoints(expression: Expr, z: Symbol) -> tuple[Expr, ...]:
    """Return the points at which a written out expression changes from one branch to another, in order.

    >>> z = Symbol("z", real=True)
    >>> breakpoints(Piecewise((z, z > 2), (0, z**2 < 1), (1, True)), z)
    (-1, 1, 2)

    Raises `SymnetValueError` for a condition that is no polynomial in z.
    """
    found: set[Expr] = set()
    for piecewise in expression.atoms(Piecewise):
        for _, condition in piecewise.args:
            for relation in condition.atoms(Relational):
                found |= set(_solutions(relation, z))
    return tuple(sorted(found, key=float))


def _solutions(relation: Relational, z: Symbol) -> Iterable[Expr]:
    difference = relation.lhs - relation.rhs
    try:
        polynomial = Poly(difference, z)
        solutions = roots(polynomial)
    except PolynomialError:
        solutions, polynomial = {}, None
    if polynomial is None or sum(solutions.values()) != polynomial.degree():
        raise SymnetValueError(
            f"Cannot find where the condition {relation} begins to hold: it must compare polynomials in {z}; "
            "write the branches with conditions such as z > 1."
        )
    return [solution for solution in solutions if solution.is_real]


def cut(value: Expr, slope: Expr, z: Symbol, *, extra: Iterable[Expr] = ()) -> tuple[Piece, ...]:
    """Return the pieces of a function and its derivative, from left to right, cut at the extra points too.

    >>> z = Symbol("z", real=True)
    >>> [(piece.start, piece.end, piece.value) for piece in cut(Abs(z), sign(z), z)]
    [(-oo, 0, -z), (0, oo, z)]
    """
    function, derivative = written_out(value), written_out(slope)
    inner = {*breakpoints(function, z), *breakpoints(derivative, z), *extra}
    ends = [-oo, *sorted(inner, key=float), oo]
    return tuple(
        Piece(start, end, *(_on_branch(formula, z, between(start, end)) for formula in (function, derivative)))
        for start, end in pairwise(ends)
    )


def _on_branch(expression: Expr, z: Symbol, place: Expr) -> Expr:
    """Return the formula that holds around a place which is no breakpoint."""

    def chosen(*branches: Any) -> Expr:
        return next((formula for formula, condition in branches if condition.subs(z, place) == S.true), S.NaN)

    return expression.replace(Piecewise, chosen)


def exactly(number: Any) -> Expr:
    """Return an exact number: a float stands for the decimal that it prints as."""
    return Rational(str(number)) if isinstance(number, float) else S(number)
