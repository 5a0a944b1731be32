"""What a node is made of: the one answer, which every room filters and none gives anew.

Each node type states its parts in one row: symnet's nodes where they are defined, SymPy's below. A type without a row
is made of every argument that it has, so that nothing can be invisible. A part says which role it plays, and which
symbols it binds; a symbol that is bound somewhere and free elsewhere is two symbols.

Only the prover does not ask here: it reads SymPy's arguments by itself, so that a fault in this table cannot pass both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from enum import Enum
from functools import singledispatch
from types import MappingProxyType
from typing import Any, NamedTuple

from sympy import (
    Basic,
    BlockMatrix,
    Derivative,
    Expr,
    FunctionMatrix,
    Identity,
    Integral,
    Lambda,
    Limit,
    MatrixBase,
    MatrixSymbol,
    OneMatrix,
    Poly,
    Subs,
    ZeroMatrix,
)
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice
from sympy.matrices.expressions.special import GenericIdentity, GenericZeroMatrix

from symnet.expressions.walking import postorder


class Role(Enum):
    """What a part is to its node."""

    MATRIX = "a matrix that it is computed from"
    SCALAR = "a scalar that it is computed from"
    CONDITION = "a condition, which selects and has no derivative"
    INDEX = "a place: an index, a position, the bound of a range"
    SIZE = "a number of rows or columns"
    OPTION = "a choice that is always a number: an axis, an order"


class Part(NamedTuple):
    """One of the expressions that a node is made of, its role, and the symbols that the node binds in it."""

    expression: Any
    role: Role
    bound: tuple[Any, ...] = ()


Rule = Callable[[Any], tuple[Part, ...]]


@singledispatch
def parts(node: Any) -> tuple[Part, ...]:
    """Return what a node is made of: every argument, unless its type says otherwise.

    >>> from sympy import Sum, Symbol, symbols
    >>> i, n = symbols("i n", integer=True)
    >>> [(part.expression, part.role.name, part.bound) for part in parts(Sum(Symbol("x") ** i, (i, 0, n)))]
    [(x**i, 'SCALAR', (i,)), (0, 'INDEX', ()), (n, 'INDEX', ())]
    """
    return tuple(part for argument in node.args for part in _of_argument(argument, None))


def by_position(*roles: Role) -> Rule:
    """Return the rule of a node whose arguments play these roles in order; the last is that of all further ones."""

    def rule(node: Any) -> tuple[Part, ...]:
        named = [*roles, *[roles[-1]] * (len(node.args) - len(roles))]
        return tuple(
            part for argument, role in zip(node.args, named, strict=False) for part in _of_argument(argument, role)
        )

    return rule


def _of_argument(argument: Any, role: Role | None) -> Iterator[Part]:
    """Yield the parts in an argument: itself, what a function binds, or what a container holds."""
    stack = [argument]
    while stack:
        found = stack.pop()
        if isinstance(found, Lambda):
            yield Part(found.expr, role or _role_of(found.expr), tuple(found.bound_symbols))
        elif isinstance(found, Expr | MatrixBase | Boolean | Poly):
            yield Part(found, role or _role_of(found))
        elif isinstance(found, Basic):  # a Tuple, a Dict, a pair of a Piecewise, a set; a name holds nothing
            stack.extend(reversed(found.args))


def _role_of(expression: Any) -> Role:
    if isinstance(expression, Boolean) and not expression.is_Symbol:
        return Role.CONDITION
    return Role.MATRIX if getattr(expression, "is_Matrix", False) else Role.SCALAR


# ------------------------------------------------------------------------------------------- the table of SymPy's types


@parts.register
def _(node: MatrixSymbol) -> tuple[Part, ...]:
    """A symbol is an atom: its sizes are read from it, and are no parts of what uses it."""
    return ()


BY_POSITION: Mapping[Any, Rule] = MappingProxyType({
    Identity: by_position(Role.SIZE),
    GenericIdentity: by_position(Role.SIZE),
    ZeroMatrix: by_position(Role.SIZE),
    GenericZeroMatrix: by_position(Role.SIZE),
    OneMatrix: by_position(Role.SIZE),
    MatrixElement: by_position(Role.MATRIX, Role.INDEX),
    MatrixSlice: by_position(Role.MATRIX, Role.INDEX),
    FunctionMatrix: by_position(Role.SIZE, Role.SIZE, Role.SCALAR),
})  # fmt: skip

for _kind, _rule in BY_POSITION.items():
    parts.register(_kind, _rule)


@parts.register
def _(node: MatrixBase) -> tuple[Part, ...]:
    return tuple(Part(entry, _role_of(entry)) for entry in node.flat())


@parts.register
def _(node: BlockMatrix) -> tuple[Part, ...]:
    return parts(node.blocks)


@parts.register
def _(node: Lambda) -> tuple[Part, ...]:
    return tuple(_of_argument(node, None))


@parts.register
def _(node: ExprWithLimits) -> tuple[Part, ...]:
    """The first limits are those of the innermost sum: their bounds may hold the indices of those after them."""
    indices = [limit[0] for limit in node.limits]
    role = Role.SCALAR if isinstance(node, Integral) else Role.INDEX
    bounded = tuple(index for index, limit in zip(indices, node.limits, strict=True) if len(limit) > 1)
    found = [Part(node.function, _role_of(node.function), bounded)]
    for place, (index, *ends) in enumerate(node.limits, 1):
        found += [Part(end, role, tuple(indices[place:])) for end in ends or [index]]
    return tuple(found)


@parts.register
def _(node: Subs) -> tuple[Part, ...]:
    points = (Part(point, _role_of(point)) for point in node.point)
    return (Part(node.expr, _role_of(node.expr), tuple(node.variables)), *points)


@parts.register
def _(node: Limit) -> tuple[Part, ...]:
    """The last argument of a limit is a direction, + or −, which SymPy writes as a symbol."""
    expression, variable, point, _direction = node.args
    return Part(expression, _role_of(expression), (variable,)), Part(point, Role.SCALAR)


@parts.register
def _(node: Derivative) -> tuple[Part, ...]:
    """The value at x of a derivative by x holds x; how often it is taken may be a symbol."""
    orders = (Part(count, Role.INDEX) for _, count in node.variable_count)
    return (Part(node.expr, _role_of(node.expr)), *orders)


@parts.register
def _(node: Poly) -> tuple[Part, ...]:
    return (Part(node.as_expr(), Role.SCALAR, () if node.free_symbols >= set(node.gens) else tuple(node.gens)),)


# ---------------------------------------------------------------------------------------------------------------- walks


def subexpressions(expression: Any, *, whole: Container[Any] = ()) -> list[Any]:
    """Return every distinct expression that one is made of, itself included, parts before what is made of them.

    What stands in `whole` is not looked into. What a node binds is among them; see `symbols_in` for what is free.

    >>> from sympy import MatrixSymbol
    >>> subexpressions(MatrixSymbol("A", 2, 3)[0, 1] ** 2)
    [A, 0, 1, A[0, 1], 2, A[0, 1]**2]
    """
    return postorder([expression], lambda node: () if node in whole else [part.expression for part in parts(node)])


def symbols_in(expression: Any, *, whole: Container[Any] = ()) -> list[Any]:
    """Return the free symbols of an expression, in the order of first use; what stands in `whole` counts as one.

    A matrix is a symbol, an entry of one is none. The sizes of a matrix symbol belong to it; those that a node states
    itself, as ``OneMatrix(n, 1)`` does, are symbols like others.

    >>> from sympy import MatrixSymbol, Sum, Symbol, symbols
    >>> i, n = symbols("i n", integer=True, positive=True)
    >>> symbols_in(Symbol("t") * Sum(MatrixSymbol("x", n, 1)[i, 0], (i, 0, n - 1)))
    [t, x, n]
    """

    def below(node: Any) -> Iterable[Any]:
        if node in whole:
            return ()
        found = parts(node)
        return [each for part in found for each in (_free(part, whole) if part.bound else (part.expression,))]

    return [node for node in postorder([expression], below) if node in whole or is_symbol(node)]


def is_symbol(node: Any) -> bool:
    """Tell whether a node is a symbol, of a scalar or a matrix, and no part of one."""
    return bool(getattr(node, "is_symbol", False)) and not parts(node)


def _free(part: Part, whole: Container[Any]) -> list[Any]:
    """Return the symbols that are free in a part and not bound by its node, in the order of first use."""
    order = subexpressions(part.expression, whole=whole)
    free = _free_symbols(order, whole)[part.expression] - frozenset(part.bound)
    return [node for node in order if node in free]


def _free_symbols(order: Iterable[Any], whole: Container[Any]) -> dict[Any, frozenset[Any]]:
    """Return the free symbols of every node of an order in which parts come first."""
    free: dict[Any, frozenset[Any]] = {}
    for node in order:
        if node in whole or is_symbol(node):
            free[node] = frozenset((node,))
            continue
        inner = (free[part.expression].difference(part.bound) for part in parts(node))
        free[node] = frozenset().union(*inner)
    return free


def outside(part: Part, roles: Collection[Role] = tuple(Role)) -> list[Any]:
    """Return what a part needs from outside its node: the largest expressions in it that hold nothing bound.

    Only parts in some roles are looked at.

    >>> from sympy import symbols
    >>> u, a, b = symbols("u a b")
    >>> outside(Part(a**b * u + a, Role.SCALAR, (u,)))
    [a, a**b]
    """
    free = _free_symbols(subexpressions(part.expression), ())
    bound = frozenset(part.bound)
    found: dict[Any, None] = {}

    def below(node: Any, hidden: frozenset[Any]) -> Iterator[tuple[Any, frozenset[Any]]]:
        for inner in parts(node):
            if inner.role in roles:
                yield inner.expression, hidden.union(inner.bound)

    stack = [(part.expression, bound)]
    seen: set[Any] = set()
    while stack:
        node, hidden = stack.pop()
        if (node, hidden) in seen:
            continue
        seen.add((node, hidden))
        if free[node].isdisjoint(hidden):
            found[node] = None
        else:
            stack.extend(reversed(list(below(node, hidden & free[node]))))
    return list(found)
