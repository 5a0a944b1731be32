"""Names that are told apart: two symbols never print alike in one formula, and an index has a name of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any, NamedTuple

from sympy import Basic, Dummy, Lambda, MatrixSymbol, Symbol, default_sort_key
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef

from symnet.expressions.letters import spelled
from symnet.expressions.variables import Variable
from symnet.parsing.functions import written_name
from symnet.printing.precedence import Printed

LETTERS = "klrstpqabcdefghvwxyz"
"""What an index may be called instead."""


class Names(NamedTuple):
    """Expressions whose symbols print differently, the names of the symbols, and those of undefined functions."""

    expressions: Sequence[Any]
    symbols: frozenset[str]
    applied: frozenset[str]


def told_apart(expressions: Sequence[Any]) -> Names:
    """Return the expressions with every symbol renamed that would print as another one does.

    >>> from sympy import Sum
    >>> k, index = Symbol("k", integer=True, positive=True), Dummy("k")
    >>> told_apart([k * Sum(index, (index, 0, k))]).expressions[0]
    k*Sum(l, (l, 0, k))
    """
    symbols = {symbol for symbol in _symbols(expressions) if not isinstance(symbol, Variable | Printed)}
    groups: dict[str, list[Any]] = {}
    for symbol in symbols:
        groups.setdefault(spelled(symbol.name).text, []).append(symbol)
    taken = set(groups)
    if any(len(group) > 1 for group in groups.values()):
        renamed = _renamed([group for group in groups.values() if len(group) > 1], expressions, taken)
        expressions = [expression.xreplace(renamed) for expression in expressions]
    applied = {node.func.__name__ for expression in expressions for node in expression.atoms(AppliedUndef)}
    return Names(expressions, frozenset(taken), frozenset(written_name(name).latex for name in applied))


def _symbols(expressions: Iterable[Any]) -> Iterator[Any]:
    """Give every symbol that prints; the arguments of a function of entries do not."""
    for expression in expressions:
        arguments = {argument for function in expression.atoms(Lambda) for argument in function.variables}
        for symbol in expression.atoms(Symbol, MatrixSymbol):
            if symbol not in arguments or (not isinstance(symbol, Dummy) and symbol in expression.free_symbols):
                yield symbol


def _renamed(groups: Sequence[Sequence[Any]], expressions: Iterable[Any], taken: set[str]) -> dict[Basic, Basic]:
    bound = {
        limit[0] for expression in expressions for node in expression.atoms(ExprWithLimits) for limit in node.limits
    }
    new: dict[Basic, Basic] = {}
    for group in sorted(groups, key=lambda group: group[0].name):
        ordered = sorted(
            group, key=lambda symbol: (symbol in bound, isinstance(symbol, Dummy), default_sort_key(symbol))
        )
        for symbol in ordered[1:]:
            others = (f"{symbol.name}_{number}" for number in count(1))
            name = next(
                name for name in chain(LETTERS if symbol in bound else (), others) if spelled(name).text not in taken
            )
            taken.add(spelled(name).text)
            new[symbol] = _called(symbol, name)
    return new


def _called(symbol: Any, name: str) -> Any:
    if isinstance(symbol, MatrixSymbol):
        return MatrixSymbol(name, *symbol.shape)
    return Symbol(name, **symbol.assumptions0)
