"""The base of the nodes that SymPy lacks, and the hooks through which SymPy reaches the rooms above.

A node is data and a shape. The shape is computed once, where the node is built, and the node is hashed there, so that
neither asks SymPy to walk the tree again: composing is O(1) per node.
"""

from __future__ import annotations

from typing import Any, Self

from sympy import Basic, Expr, ImmutableDenseMatrix, MatrixExpr
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import SymnetTypeError
from symnet.expressions.entries import entry, explicit
from symnet.expressions.hooks import derivative_rule, inside, latex_rule, numpy_rule, text_rule
from symnet.expressions.shapes import Shape


class Hooked:
    """What SymPy's printers call on a node; each hook only delegates to the rule that a higher room registered."""

    def _latex(self, printer: Any) -> str:
        return inside(printer, latex_rule(self, printer))

    def _sympystr(self, printer: Any) -> str:
        return text_rule(self, printer)

    def _numpycode(self, printer: Any) -> str:
        return numpy_rule(self, printer)

    _scipycode = _numpycode
    _jaxcode = _numpycode


class Differentiated(Hooked):
    """What SymPy's ``diff`` calls on a node that contains matrices; it only delegates to the rules of calculus."""

    args: tuple[Any, ...]
    free_symbols: set[Any]

    def diff(self, *variables: Any, **assumptions: Any) -> Any:
        """Return SymPy's derivative; by an entry of a matrix it is found here, where SymPy would see no such symbol."""
        if len(variables) == 1 and isinstance(variables[0], MatrixElement):
            return derivative_rule(self, variables[0])
        return super().diff(*variables, **assumptions)  # type: ignore[misc] # SymPy's, of the other base

    def _eval_derivative(self, symbol: Any) -> Any:
        return derivative_rule(self, symbol)


class Node(Differentiated, MatrixExpr):
    """A matrix expression that stores its shape and prints through the rules of the rooms above."""

    _shape: Shape

    @classmethod
    def _build(cls, shape: Shape, *arguments: Basic) -> Self:
        node = Basic.__new__(cls, *arguments)
        node._shape = shape
        hash(node)
        return node

    @property
    def shape(self) -> Shape:
        """Rows and columns."""
        return self._shape

    def doit(self, **_hints: Any) -> Self:
        """Return the node itself: SymPy's operators call this on the whole tree at each step."""
        return self

    def as_explicit(self) -> ImmutableDenseMatrix:
        """Return the matrix of the entries; the sizes must be integers."""
        return explicit(self)

    def _entry(self, i: Expr, j: Expr, **_options: Any) -> Expr:
        return entry(self, i, j)


@entry.register
def _(node: Node, i: Expr, j: Expr) -> Expr:
    """Raise for a node type that registers no rule of its own."""
    raise SymnetTypeError(
        f"{type(node).__name__} has no rule for its entries, so that {node.func.__name__}(…)[{i}, {j}] has no value; "
        "register one with symnet.expressions.entries.entry."
    )
