"""A program: the definitions that the results need, lowered, and what comes from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Basic, Expr, MatrixBase, MatrixExpr, MatrixSymbol, Symbol

from symnet.codegen.batching import lifted, vectorized
from symnet.codegen.names import plain
from symnet.codegen.stability import Stabilizer
from symnet.codegen.walking import operands, operands_first
from symnet.errors import SymnetTypeError, SymnetValueError
from symnet.expressions.equations import Definition, Equations
from symnet.expressions.operands import symbols_in
from symnet.expressions.shapes import brief
from symnet.expressions.substitution import with_indices_apart


@dataclass(frozen=True)
class Program:
    """What is compiled: definitions in order, the tree of results, and the symbols from outside by first use.

    A result is a symbol, or a mapping of names to symbols; `returns_tuple` tells one result from a tuple of one.
    """

    definitions: tuple[Definition, ...]
    results: tuple[Any, ...]
    returns_tuple: bool
    inputs: tuple[Any, ...]

    @property
    def result_symbols(self) -> tuple[Any, ...]:
        """The symbols that are returned, in order."""
        return flat(self.results)


def flat(results: Sequence[Any]) -> tuple[Any, ...]:
    """Return the symbols in a tree of results, in order."""
    return tuple(s for part in results for s in (part.values() if isinstance(part, Mapping) else (part,)))


def program(thing: Any, results: Any) -> Program:
    """Return the program of equations or of one expression; what no result needs is left out.

    >>> from sympy import symbols
    >>> a, b, c, d = symbols("a b c d")
    >>> p = program(Equations([(b, 2 * a), (c, a + 1), (d, b + 1)]), None)
    >>> [str(definition.symbol) for definition in p.definitions], p.inputs
    (['b', 'd'], (a,))
    """
    given = _equations(thing)
    equations = lifted(given)
    several = given.symbols if isinstance(thing, (list, tuple)) else _gradients(given)
    tree, returns_tuple = _results(several if results is None else results, equations)
    wanted = flat(tree)
    original = _live(equations, wanted)
    live = {symbol for symbol, _ in original}
    stabilizer = Stabilizer()
    lowered = []
    for symbol, expression in equations:
        apart = with_indices_apart(vectorized(expression))
        if symbol in live:
            lowered.append(Definition(symbol, stabilizer.define(symbol, apart)))
        else:
            stabilizer.note(symbol, apart)
    return Program(_live(lowered, wanted), tree, returns_tuple, _inputs(original))


def _equations(thing: Any) -> Equations:
    if isinstance(thing, Equations):
        if not thing:
            raise SymnetValueError("Cannot compile equations without a definition; give at least one.")
        return thing
    if isinstance(thing, (list, tuple)) and thing:
        return Equations([_named(f"result_{number}", part) for number, part in enumerate(thing, start=1)])
    return Equations([_named("result", thing)])


def _named(name: str, thing: Any) -> tuple[Expr, Expr]:
    """Return a definition of what is compiled by itself."""
    expression = thing.as_immutable() if isinstance(thing, MatrixBase) else thing
    if isinstance(expression, MatrixExpr):
        return ResultMatrix(name, *expression.shape), expression
    if isinstance(expression, Expr):
        return Result(name), expression
    raise SymnetTypeError(
        f"lambdify takes Equations or a SymPy expression, but was given {brief(thing)} ({type(thing).__name__})."
    )


def _gradients(equations: Equations) -> Mapping[str, Any] | None:
    """Return the gradients that a backward pass ends in, by name; None where it ends in one, or is no backward pass."""
    used = {part for _, expression in equations for part in _used(expression, set(equations.symbols))}
    ends = [symbol for symbol in equations.symbols if symbol not in used]
    known = {getattr(symbol, "name", None) for symbol in (*equations.inputs, *equations.symbols)}
    names = [getattr(symbol, "name", "") for symbol in equations.symbols]
    is_backward = all(getattr(end, "is_gradient", False) for end in ends) or (
        all(name[:1] == "d" and name.isidentifier() for name in names) and any(name[1:] in known for name in names)
    )
    by_name = {plain(end.name): end for end in ends} if is_backward and len(ends) > 1 else {}
    return by_name if len(by_name) == len(ends) > 1 else None


class Result(Symbol):
    """The name of a scalar that is compiled by itself: no symbol of the user is equal to it."""


class ResultMatrix(MatrixSymbol):
    """The name of a matrix that is compiled by itself."""


def _results(results: Any, equations: Equations) -> tuple[tuple[Any, ...], bool]:
    """Return the results as a tuple of symbols and mappings, and whether a tuple is returned."""
    if results is None:
        return (equations.symbols[-1],), False
    is_sequence = isinstance(results, Sequence) and not isinstance(results, str)
    parts = tuple(results) if is_sequence else (results,)
    if not flat(parts):
        raise SymnetValueError("lambdify needs at least one result, but results is empty.")
    defined = set(equations.symbols)
    for symbol in flat(parts):
        if symbol not in defined:
            shown = ", ".join(map(brief, equations.symbols[:12])) + (", …" if len(equations) > 12 else "")
            raise SymnetValueError(f"The result {brief(symbol)} is not defined by the equations, which define {shown}.")
    for part in parts:
        for key in part if isinstance(part, Mapping) else ():
            if not (isinstance(key, str) and key.isidentifier() and key.isascii()):
                raise SymnetValueError(f"A name in a dictionary of results must be an identifier, but is {key!r}.")
    return parts, isinstance(results, tuple) or len(parts) > 1


def _live(definitions: Sequence[Definition], wanted: Sequence[Any]) -> tuple[Definition, ...]:
    """Return the definitions that the wanted symbols need, in order."""
    defined = {definition.symbol for definition in definitions}
    needed = set(wanted)
    kept: list[Definition] = []
    for symbol, expression in reversed(definitions):
        if symbol in needed:
            kept.append(Definition(symbol, expression))
            needed.update(_used(expression, defined))
    return tuple(reversed(kept))


def _used(expression: Basic, defined: set[Any]) -> list[Any]:
    """Return the defined symbols that an expression uses."""
    nodes = operands_first([expression], defined)
    return [part for part in (expression, *(part for node in nodes for part in operands(node))) if part in defined]


def _inputs(definitions: Sequence[Definition]) -> tuple[Any, ...]:
    """Return the symbols that come from outside, by first use."""
    defined = {definition.symbol for definition in definitions}
    used = (symbol for _, expression in definitions for symbol in symbols_in(expression, whole=defined))
    return tuple(dict.fromkeys(symbol for symbol in used if symbol not in defined))
