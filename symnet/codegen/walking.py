"""Walking expressions without recursion: operands before what is made of them, each once."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from functools import singledispatch
from typing import Any, Self

from sympy import (
    Basic,
    Dummy,
    Expr,
    FunctionMatrix,
    Lambda,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Number,
    Pow,
    Sum,
    sympify,
)
from sympy.core.symbol import Str

from symnet.expressions.generic import GenericActivation
from symnet.expressions.node import Node
from symnet.expressions.operands import Role, by_position, outside, parts
from symnet.expressions.shapes import Shape
from symnet.expressions.slope import Slope
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Spelling
from symnet.expressions.walking import postorder

Rewrite = Callable[[Any], Any]


class StandIn(Dummy):
    """A real symbol for the entries of a matrix, in the scalar formula that is applied to each of them."""

    matrix: MatrixExpr

    @classmethod
    def of(cls, matrix: MatrixExpr) -> StandIn:
        """Return a new symbol for the entries of a matrix."""
        symbol = Dummy.__new__(cls, "u", real=True)
        symbol.matrix = matrix
        return symbol


class Lowered(Node):
    """A node that only the compiler makes."""

    def _sympystr(self, printer: Any) -> str:
        """Print it as a call of its arguments; SymPy asks where it orders the parts of a function such as `Mod`."""
        return f"{type(self).__name__}({', '.join(map(printer._print, self.args))})"


class Formula(Lowered):
    """An elementwise node as it is compiled: one scalar formula over stand-ins, the same objects in all formulas."""

    def __new__(cls, body: Expr, rows: Expr, columns: Expr) -> Self:
        """Return the node from its arguments, as SymPy does when it puts an expression together again."""
        return cls._build((rows, columns), body, rows, columns)

    @classmethod
    def of(cls, body: Expr, shape: Shape) -> Formula:
        """Return the matrix whose entries are given by the formula."""
        return cls(body, *map(sympify, shape))

    @property
    def body(self) -> Expr:
        """The scalar formula."""
        return self.args[0]


class LogSoftmax(Lowered):
    """The logarithm of `Softmax`, as one node, because it can be computed where the softmax is 0."""

    def __new__(cls, logits: MatrixExpr, axis: Expr) -> Self:
        """Return the node from its arguments."""
        return cls._build(logits.shape, logits, axis)

    @classmethod
    def of(cls, softmax: Softmax) -> LogSoftmax:
        """Return the logarithm of a softmax."""
        return cls(*softmax.args)


TAKEN = (Role.MATRIX, Role.SCALAR, Role.CONDITION, Role.INDEX)
"""The roles of what a rule of emission takes; sizes it reads from arrays, and options are numbers."""

parts.register(Formula, by_position(Role.SCALAR, Role.SIZE))
parts.register(LogSoftmax, by_position(Role.MATRIX, Role.OPTION))


@singledispatch
def operands(node: Any) -> tuple[Any, ...]:
    """Return what a node is computed from, in the order in which its rule of emission takes it.

    Of what a node binds, these are the largest expressions in it that hold no bound variable. The types below take
    their operands in another form.
    """
    return tuple(
        operand
        for part in parts(node)
        if part.role in TAKEN
        for operand in (outside(part, TAKEN) if part.bound else [part.expression])
    )


@operands.register
def _(node: StandIn) -> tuple[Any, ...]:
    return (node.matrix,)


@operands.register
def _(node: Mul) -> tuple[Any, ...]:
    """Return the factors, those below the fraction bar with a positive exponent, without the numbers."""
    return tuple(upright(factor) for factor in node.args if not isinstance(factor, Number))


@operands.register
def _(node: Pow) -> tuple[Any, ...]:
    return (node.base,) if isinstance(node.exp, Number) else (node.base, node.exp)


def upright(factor: Expr) -> Expr:
    """Return the denominator of a fraction 1/d, and any other factor as it is."""
    return 1 / factor if is_fraction(factor) else factor


def is_fraction(factor: Expr) -> bool:
    """Tell whether a factor stands below the fraction bar."""
    return isinstance(factor, Pow) and isinstance(factor.exp, Number) and factor.exp.is_negative


@operands.register
def _(node: Sum) -> tuple[Any, ...]:
    """Return the bounds of the ranges, and what the loop over the index needs from outside it."""
    indices = {limit[0] for limit in node.limits}
    ranges = [bound for _, first, last in node.limits for bound in (first, last + 1)]
    return (*(bound for bound in ranges if not bound.has(*indices)), *_outside_loop(node.function, indices))


@operands.register
def _(node: FunctionMatrix) -> tuple[Any, ...]:
    return _outside_loop(node.lamda.expr, set(node.lamda.variables))


def _outside_loop(body: Expr, indices: set[Any]) -> tuple[Any, ...]:
    """Return what is computed before a loop: unlike `outside`, this looks into stand-ins."""
    inside = depending(body, indices)
    return tuple({part: None for node in inside for part in operands(node) if part not in inside} if inside else [body])


def depending(expression: Basic, symbols: Container[Any]) -> dict[Basic, None]:
    """Return the subexpressions that depend on one of the symbols, operands first."""
    found: dict[Basic, None] = {}
    for node in operands_first([expression]):
        if node in symbols or any(part in found for part in operands(node)):
            found[node] = None
    return found


def operands_first(roots: Iterable[Basic], leaves: Container[Basic] = ()) -> list[Basic]:
    """Return every distinct subexpression of the roots, after its operands; what is in `leaves` is left out."""

    def kept(nodes: Iterable[Basic]) -> list[Basic]:
        return [node for node in nodes if node not in leaves]

    return postorder(kept(roots), lambda node: kept(operands(node)))


# A slope is looked into by its formula only: f itself, rewritten, would not be the function whose slope it is.
_CLOSED = (MatrixSymbol, Lambda, Str, Spelling, GenericActivation, StandIn, Slope)


def rewritten(expression: Basic, rewrite: Rewrite, done: dict[Basic, Any]) -> Any:
    """Return the expression with `rewrite` applied to every node after its arguments, each distinct node once."""
    stack = [(expression, False)]
    while stack:
        node, expanded = stack.pop()
        if node in done:
            continue
        arguments = () if isinstance(node, _CLOSED) or not node.args else node.args
        if not expanded and arguments:
            stack.append((node, True))
            stack.extend((argument, False) for argument in arguments)
            continue
        new = [done[argument] for argument in arguments]
        changed = any(after is not before for after, before in zip(new, arguments, strict=True))
        done[node] = rewrite(node.func(*new) if changed else node)
    return done[expression]
