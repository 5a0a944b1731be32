"""One valuation: what every subexpression is worth at given values, each found once, without recursion.

An expression is walked operands first. What binds a symbol, a sum or the function of an elementwise node, opens a scope
of its own; a subexpression that does not contain the symbol belongs to the scope outside, and is found once for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import singledispatch
from typing import Any

from sympy import Basic, Determinant, DotProduct, Expr, Lambda, MatrixSymbol, Symbol, Trace
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import SymnetValueError, kind_of
from symnet.expressions.operands import Role, parts
from symnet.expressions.reductions import SumEntries
from symnet.expressions.shapes import brief
from symnet.expressions.walking import postorder
from symnet.limits import LimitReachedError, Limits
from symnet.values.numbers.arithmetics import Arithmetic
from symnet.values.numbers.nowhere import NotEvaluableError

MOST_ENTRIES = 10**6
"""A matrix with more entries is not computed."""

DEEPEST = 40
"""How many sums may stand inside one another: the time grows with the product of their sizes."""

MATRIX_TO_SCALAR = (SumEntries, Trace, Determinant, MatrixElement, DotProduct)
"""The scalar nodes that are made of matrices."""

TAKEN = (Role.MATRIX, Role.SCALAR, Role.CONDITION, Role.INDEX)
"""The roles of what a rule takes the values of."""

Functions = Mapping[Any, Lambda]
"""Definite functions for undefined ones: by class, ``g``, or by layer, for a `GenericActivation`."""


class Valuation:
    """The values of subexpressions in one scope, and the scopes outside it."""

    def __init__(
        self,
        known: Mapping[Basic, Any],
        *,
        arithmetic: Arithmetic,
        functions: Functions,
        limits: Limits,
        outer: Valuation | None = None,
        dependence: dict[Basic, bool] | None = None,
    ) -> None:
        self.arithmetic = arithmetic
        self.functions = functions
        self.limits = limits
        self.known = dict(known)
        self.outer = outer
        self._dependence = {} if dependence is None else dependence
        self.depth: int = 0 if outer is None else outer.depth + 1
        self.discrete: dict[Basic, bool] = {} if outer is None else outer.discrete
        if self.depth > DEEPEST:
            raise LimitReachedError(f"it nests more than the limit of {DEEPEST} sums and functions")

    def value(self, expression: Basic) -> Any:
        """Return the value of an expression."""
        home = self.home(expression)
        if expression not in home.known:
            for node in postorder([expression], self._missing):
                self._find(node)
        return home.known[expression]

    def define(self, symbol: Basic, expression: Basic) -> Any:
        """Return the value of an expression, which a symbol has from now on."""
        self.known[symbol] = self.value(expression)
        return self.known[symbol]

    def size(self, expression: Expr) -> int:
        """Return the value of a number of rows or columns."""
        return int(self.arithmetic.as_integer(self.value(expression), expression))

    def each(self, body: Basic, bindings: Iterable[Mapping[Basic, Any]]) -> Iterator[Any]:
        """Yield the value of a body for every binding of the same symbols."""
        dependence: dict[Basic, bool] = {}
        for binding in bindings:
            if not dependence:
                dependence.update(dict.fromkeys(binding, True))
            inner = Valuation(
                binding,
                arithmetic=self.arithmetic,
                functions=self.functions,
                limits=self.limits,
                outer=self,
                dependence=dependence,
            )
            yield inner.value(body)

    def within(self, body: Basic, binding: Mapping[Basic, Any]) -> Any:
        """Return the value of a body in which symbols are bound."""
        return next(self.each(body, [binding]))

    def is_discrete(self, node: Basic) -> bool:
        """Tell whether an expression is made of integers only, so that a jump of it is no exception but the rule."""
        for part in postorder([node], lambda part: [] if part in self.discrete else part.args):
            if part not in self.discrete:
                self.discrete[part] = _discrete_leaf(part) and all(self.discrete[each] for each in part.args)
        return self.discrete[node]

    def _missing(self, node: Basic) -> list[Basic]:
        return [] if node in self.home(node).known else list(operands(node))

    def _find(self, node: Basic) -> None:
        home = self.home(node)
        if node in home.known:
            return
        self.limits.check()
        _require_scalars(node)
        if getattr(node, "is_Matrix", False):
            self._require_few_entries(node)
        values = [home.home(operand).known[operand] for operand in operands(node)]
        home.known[node] = self.arithmetic.settled(value_rule(node, home, *values))

    def _require_few_entries(self, matrix: Any) -> None:
        rows, columns = (size if isinstance(size, int) else self.size(size) for size in matrix.shape)
        if rows * columns > MOST_ENTRIES:
            raise LimitReachedError(f"it has a matrix of {rows} × {columns} entries, more than {MOST_ENTRIES}")

    def home(self, node: Basic) -> Valuation:
        """Return the innermost scope that binds something in a node: there its value belongs."""
        scope = self
        while scope.outer is not None and not scope.depends(node):
            scope = scope.outer
        return scope

    def depends(self, node: Basic) -> bool:
        """Tell whether a symbol bound in this scope occurs in a node."""
        known = self._dependence
        if node not in known:
            for part in postorder([node], lambda part: [] if part in known else part.args):
                if part not in known:
                    known[part] = any(known[each] for each in part.args)
        return known[node]


def _require_scalars(node: Basic) -> None:
    """A function of a matrix, such as exp(A), is not the function of its entries: there is no rule for it."""
    if getattr(node, "is_Matrix", False) or isinstance(node, MATRIX_TO_SCALAR):
        return
    matrix = next((operand for operand in operands(node) if getattr(operand, "is_Matrix", False)), None)
    if matrix is not None:
        raise NotEvaluableError(
            f"Cannot evaluate {brief(node)}: {brief(matrix)} is a matrix where {type(node).__name__} needs a scalar; "
            "apply the function entry by entry with apply_elementwise."
        )


def _discrete_leaf(part: Basic) -> bool:
    if isinstance(part, MatrixSymbol):
        return False
    return bool(part.is_integer) if isinstance(part, Symbol) else True


@singledispatch
def operands(node: Any) -> Iterable[Basic]:
    """Return what must have a value before a node can have one; a node type that looks at less registers a rule.

    Sizes a rule evaluates by itself, and what is bound only where its symbols have values.
    """
    return [part.expression for part in parts(node) if part.role in TAKEN and not part.bound]


@singledispatch
def value_rule(node: Any, at: Valuation, *values: Any) -> Any:
    """Return the value of a node, given those of its operands; every node type registers a rule."""
    raise NotEvaluableError(
        f"Cannot evaluate {brief(node)}: there is no rule for the value of {kind_of(node)}; "
        "write it with the functions and matrices that symnet knows."
    )


@value_rule.register(Symbol)
@value_rule.register(MatrixSymbol)
def _(symbol: Any, at: Valuation) -> Any:
    raise SymnetValueError(
        f"Cannot evaluate an expression that contains {brief(symbol)}: it has no value; "
        f"add {brief(symbol)} to the values."
    )
