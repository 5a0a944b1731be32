"""Substitution: symbols replaced by expressions, where they are free, and nothing captured by a bound variable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import singledispatch
from typing import Any

from sympy import (
    Add,
    Basic,
    Derivative,
    Dummy,
    Expr,
    FunctionMatrix,
    Lambda,
    Limit,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Poly,
    Subs,
)
from sympy.concrete.expr_with_limits import ExprWithLimits

from symnet.expressions.operands import is_symbol, subexpressions, symbols_in
from symnet.expressions.shapes import as_expression
from symnet.expressions.walking import postorder


def substitute(expression: Any, replacements: Mapping[Any, Any]) -> Any:
    """Return the expression with each symbol replaced, without looking into what it is replaced by.

    Each distinct subexpression is rebuilt once, without recursion, and only where something in it changes. The index of
    a sum or the argument of a function is no occurrence of a symbol that is called so; where what is put in holds such
    a symbol, the bound one is renamed.

    >>> from sympy import MatrixSymbol, Sum, Symbol, symbols
    >>> i, n = symbols("i n", integer=True, positive=True)
    >>> A, B, c = MatrixSymbol("A", n, 1), MatrixSymbol("B", n, 1), Symbol("c")
    >>> substitute(Sum(c * A[i, 0], (i, 0, n - 1)), {c: B[i, 0]})
    Sum(A[_i, 0]*B[i, 0], (_i, 0, n - 1))
    """
    if not replacements or not any(node in replacements for node in subexpressions(expression, whole=replacements)):
        return expression
    return _Substitution(replacements).of(expression)


def applied(function: Lambda, *values: Expr) -> Expr:
    """Return the value of a function at some arguments; an index that it binds is no symbol in these.

    >>> from sympy import Sum, symbols
    >>> u, t = symbols("u t", integer=True)
    >>> applied(Lambda(u, Sum(u * t, (t, 0, 2))), t).doit()
    3*t
    """
    if not function.expr.has(ExprWithLimits, Lambda, Subs, Limit):
        return function(*values)
    return substitute(function.expr, dict(zip(function.variables, map(as_expression, values), strict=True)))


class _Substitution:
    """One run of `substitute`: what is put in for what, and what is rebuilt so far."""

    def __init__(self, replacements: Mapping[Any, Any]) -> None:
        self._replacements = replacements
        self._done: dict[Any, Any] = {}
        self._apart: dict[Any, Any] = {}

    def of(self, expression: Any) -> Any:
        for node in postorder([expression], self._inside):
            if node not in self._done:
                self._done[node] = self._rebuilt(node)
        return self._done[expression]

    def _inside(self, node: Any) -> Sequence[Any]:
        if node in self._done or node in self._replacements:
            return ()
        return [each for each in arguments(self._kept_apart(node)) if isinstance(each, Basic)]

    def _kept_apart(self, node: Any) -> Any:
        """Return the node with other names for what it binds, where these are among what is put in or replaced."""
        if node not in self._apart:
            bound = bound_in(node)
            reserved = self._reserved_in(node) if bound else ()
            clash = [symbol for symbol in bound if symbol in reserved]
            names = {symbol: Dummy(symbol.name, **symbol.assumptions0) for symbol in clash}
            self._apart[node] = renamed(node, names) if names else node
        return self._apart[node]

    def _reserved_in(self, node: Any) -> set[Any]:
        """Return the symbols that are replaced in a node, and those that come with what is put in there.

        What is defined for every index, ``L(y_i) := …``, is put in for each value of the index: there it is the same.
        """
        replaced = [each for each in subexpressions(node, whole=self._replacements) if each in self._replacements]
        reserved = {key for key in replaced if is_symbol(key)}
        for key in replaced:
            reserved.update(
                set(symbols_in(self._replacements[key])).difference(() if is_symbol(key) else symbols_in(key))
            )
        return reserved

    def _rebuilt(self, node: Any) -> Any:
        if node in self._replacements:
            return self._replacements[node]
        apart = self._kept_apart(node)
        old = arguments(apart)
        new = [self._done.get(argument, argument) for argument in old]
        changed = any(after is not before for after, before in zip(new, old, strict=True))
        return rebuild(apart, new) if changed else node


@singledispatch
def arguments(node: Any) -> Sequence[Any]:
    """Return the arguments over which `rebuild` makes a node anew: SymPy's own, unless its type says otherwise."""
    found: Sequence[Any] = node.args
    return found


@arguments.register(MatrixSymbol)
@arguments.register(Poly)
def _(node: Any) -> Sequence[Any]:
    """The sizes of a matrix symbol belong to it; a polynomial is over the symbols that it names."""
    return ()


@singledispatch
def rebuild(node: Any, arguments: Sequence[Any]) -> Any:
    """Return a node over other arguments; scalar sums and products keep the order in which they were written.

    >>> from sympy import Symbol
    >>> a, b = Symbol("a"), Symbol("b")
    >>> rebuild(Mul(b, a, evaluate=False), (b, b)).args
    (b, b)
    """
    if isinstance(node, Add | Mul) and not isinstance(node, MatrixExpr):
        return node.func(*arguments, evaluate=False)
    return node.func(*arguments)


@singledispatch
def bound_in(node: Any) -> tuple[Any, ...]:
    """Return the symbols that a node binds."""
    return ()


@bound_in.register
def _(node: Lambda) -> tuple[Any, ...]:
    return tuple(node.bound_symbols)


@bound_in.register
def _(node: Subs) -> tuple[Any, ...]:
    return tuple(node.variables)


@bound_in.register
def _(node: Derivative) -> tuple[Any, ...]:
    """A derivative by x at x binds the x by which it is taken; `renamed` keeps the place."""
    return tuple(variable for variable, _ in node.variable_count if variable.is_Symbol)


@bound_in.register
def _(node: ExprWithLimits) -> tuple[Any, ...]:
    return tuple(limit[0] for limit in node.limits if len(limit) > 1)


@bound_in.register
def _(node: Limit) -> tuple[Any, ...]:
    return (node.args[1],)


def with_indices_apart(expression: Any) -> Any:
    """Return an equal expression in which no two nodes bind the same index, and none that is free elsewhere.

    What is equal in such an expression is worth the same, whichever sum it stands in.

    >>> from sympy import MatrixSymbol, Sum, Symbol
    >>> i, x = Symbol("i", integer=True), MatrixSymbol("x", 3, 1)
    >>> with_indices_apart(x[i, 0] * Sum(x[i, 0], (i, 0, 2)))
    x[i, 0]*Sum(x[_i, 0], (_i, 0, 2))
    """
    nodes = subexpressions(expression)
    indices = [index for node in nodes for index in _indices_of(node)]
    if not indices or (len(set(indices)) == len(indices) and set(indices).isdisjoint(symbols_in(expression))):
        return expression
    done: dict[Any, Any] = {}
    for node in postorder([expression], lambda node: [each for each in arguments(node) if isinstance(each, Basic)]):
        new = [done.get(argument, argument) for argument in arguments(node)]
        changed = any(after is not before for after, before in zip(new, arguments(node), strict=True))
        done[node] = _with_new_indices(rebuild(node, new) if changed else node)
    return done[expression]


def _indices_of(node: Any) -> tuple[Any, ...]:
    """Return the indices that a sum or a matrix given by a function runs over."""
    if isinstance(node, FunctionMatrix):
        return tuple(node.lamda.variables)
    return bound_in(node) if isinstance(node, ExprWithLimits) else ()


def _with_new_indices(node: Any) -> Any:
    names = {index: Dummy(index.name, **index.assumptions0) for index in _indices_of(node)}
    if isinstance(node, FunctionMatrix):
        return node.func(*node.shape, renamed(node.lamda, names))
    return renamed(node, names) if names else node


@singledispatch
def renamed(node: Any, names: Mapping[Any, Any]) -> Any:
    """Return an equal node with other names for what it binds."""
    raise TypeError(f"{type(node).__name__} binds nothing")  # every type of `bound_in` has a rule


@renamed.register
def _(node: Lambda, names: Mapping[Any, Any]) -> Any:
    return Lambda(node.signature.xreplace(dict(names)), substitute(node.expr, names))


@renamed.register
def _(node: Subs, names: Mapping[Any, Any]) -> Any:
    return Subs(substitute(node.expr, names), [names.get(symbol, symbol) for symbol in node.variables], node.point)


@renamed.register
def _(node: Derivative, names: Mapping[Any, Any]) -> Any:
    counts = [(names.get(symbol, symbol), count) for symbol, count in node.variable_count]
    return Subs(Derivative(substitute(node.expr, names), *counts), list(names.values()), list(names))


@renamed.register
def _(node: Limit, names: Mapping[Any, Any]) -> Any:
    expression, variable, *rest = node.args
    return Limit(substitute(expression, names), names[variable], *rest)


@renamed.register
def _(node: ExprWithLimits, names: Mapping[Any, Any]) -> Any:
    limits = []
    for place, (index, *ends) in enumerate(node.limits, 1):
        later = {each: names[each] for each, *_ in node.limits[place:] if each in names}
        limits.append((names.get(index, index), *(substitute(end, later) for end in ends)))
    return node.func(substitute(node.function, names), *limits)
