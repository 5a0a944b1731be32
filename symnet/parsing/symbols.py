"""The table of names that a text may use, and the other ways in which each name may be typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sympy import Dummy, Expr, MatrixSymbol, Symbol
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import SymnetTypeError
from symnet.expressions import letters
from symnet.expressions.letters import SUBSCRIPTS, SUPERSCRIPTS, is_latex, spelled
from symnet.expressions.variables import Slice, Variable
from symnet.parsing.functions import written_name

LOWERED = str.maketrans(SUPERSCRIPTS, letters.RAISED)
LIFTED = str.maketrans(SUBSCRIPTS, letters.LOWERED)

SPELLED_OUT: Mapping[str, str] = MappingProxyType(
    {"∂": "d", "δ": "delta", "λ": "lambda", "ŷ": "yhat", "Ŷ": "Yhat", "α": "alpha", "β": "beta", "θ": "theta"}
)
"""How a letter that not every keyboard has is typed in ASCII."""

_LOWERED_RUN = re.compile(f"[{SUBSCRIPTS}]+")
_RAISED_NUMBER = re.compile("⁽([^⁽⁾]+)⁾")


@dataclass(frozen=True)
class SymbolTable:
    """The names that a text may use.

    ========= =============================================================================================
    symbols   what each name stands for: a matrix, a scalar, an entry
    functions the functions that a text may apply besides those that symnet knows, each from scalars to a scalar
    axis      0 where samples are columns, 1 where they are rows: what a softmax sums over
    counted   from which number the letters of entries count in a sum: 1 where ``∑ₖ₌₁ⁿ xₖ`` is over all entries
    marks     what stands for each name of an index until its sum is met, and
    behind    what the name is outside of the sum
    ========= =============================================================================================

    >>> from sympy import MatrixSymbol
    >>> sorted(symbol_table({"W1": MatrixSymbol("W", 3, 2)}, either_case=True).symbols)
    ['W1', 'w1']
    """

    symbols: Mapping[str, Expr]
    functions: Mapping[str, Callable[..., Expr]] = field(default_factory=dict)
    axis: int = 0
    counted: int = 0
    marks: Mapping[str, Dummy] = field(default_factory=dict)
    behind: Mapping[str, Expr] = field(default_factory=dict)

    def with_indices(self, names: Iterable[str]) -> SymbolTable:
        """Return the table for a text with sums over these names: each is a mark until its sum is met.

        Inside its sum the name is the index, whatever else is called so outside.
        """
        marks = {name: self.marks.get(name) or Dummy(name, integer=True) for name in names}
        behind = {name: self.symbols[name] for name in marks if name in self.symbols}
        return replace(self, symbols={**self.symbols, **marks}, marks=marks, behind=behind)

    def with_sizes(self, sizes: Mapping[Expr, Expr]) -> SymbolTable:
        """Return the table with sizes replaced: where n = k is assumed, an n × k matrix is square.

        >>> from sympy import MatrixSymbol, symbols
        >>> n, k = symbols("n k", integer=True, positive=True)
        >>> symbol_table({"A": MatrixSymbol("A", n, k)}).with_sizes({n: k}).symbols["A"].shape
        (k, k)
        """
        if not sizes:
            return self
        symbols = {name: symbol.xreplace(dict(sizes)) for name, symbol in self.symbols.items()}
        return replace(self, symbols=symbols)

    def index(self, name: str, *, positive: bool = True) -> Symbol:
        """Return the index of that name in the symbols, as the i of ``x⁽ⁱ⁾``, or a new one."""
        new = Symbol(name, integer=True, positive=True) if positive else Symbol(name, integer=True)
        return self._indices.get(name) or new

    @cached_property
    def _indices(self) -> Mapping[str, Symbol]:
        """The indices of entries and samples, by name; what a text may use alone is none."""
        parts = {symbol for symbol in self.symbols.values() if isinstance(symbol, Slice | MatrixElement)}
        alone = set(self.symbols.values())
        found = {free for part in parts for place in part.args[1:] for free in place.free_symbols}
        return {symbol.name: symbol for symbol in sorted(found - alone, key=str)}


def symbol_table(
    symbols: Mapping[str, Expr] | Iterable[tuple[str, Expr]],
    *,
    functions: Mapping[str, Callable[..., Expr]] | None = None,
    axis: int = 0,
    counted: int = 0,
    either_case: bool = False,
) -> SymbolTable:
    """Return the table of the given names and of the other ways to type them.

    The first of two equal names counts. A name gets another spelling (ASCII for Greek letters, ``^(1)`` for ``⁽¹⁾``,
    ``Yhat`` for ``Y_hat``, with `either_case` a small letter for a capital and the reverse) only where that spelling
    has one reading.

    >>> from sympy import MatrixSymbol
    >>> W, w = MatrixSymbol("W", 3, 2), MatrixSymbol("w", 3, 1)
    >>> table = symbol_table([("δ⁽¹⁾", W), ("W1", W), ("W2", W), ("w2", w)], either_case=True)
    >>> sorted(table.symbols)
    ['W1', 'W2', 'delta^(1)', 'delta⁽¹⁾', 'w1', 'w2', 'δ^(1)', 'δ⁽¹⁾']
    """
    given: dict[str, Expr] = {}
    for name, symbol in _pairs(symbols):
        given.setdefault(name, symbol)
    for name, symbol in _as_printed(list(given.items())):
        given.setdefault(name, symbol)
    ways = (_typed, _in_other_case) if either_case else (_typed,)
    return SymbolTable(
        _with_spellings(given, ways), _with_spellings(functions or {}, (_as_function, _typed)), axis, counted
    )


def _pairs(symbols: Any) -> list[tuple[str, Expr]]:
    """Return names with what they stand for; raise for what is no such table."""
    listed = symbols.items() if isinstance(symbols, Mapping) else symbols
    pairs = list(listed) if isinstance(listed, Iterable) else [symbols]
    for pair in pairs:
        is_pair = isinstance(pair, tuple) and len(pair) == len(("name", "symbol"))
        if not is_pair or not isinstance(pair[0], str) or not isinstance(pair[1], Expr | MatrixBase):
            raise SymnetTypeError(
                "The symbols of a text are names with the SymPy expressions that they stand for, but here is "
                f'{str(pair)[:60]}; write symbols={{"A": A, "x": x}}.'
            )
    return pairs


def _with_spellings(given: Mapping[str, Any], ways: Sequence[Callable[[str], Iterator[str]]]) -> dict[str, Any]:
    """Return the given names, and every other spelling that belongs to one thing only."""
    table = dict(given)
    for respell in ways:
        readings: dict[str, list[Any]] = {}
        for name, thing in table.items():
            for other in respell(name):
                found = readings.setdefault(other, [])
                if thing not in found:
                    found.append(thing)
        table |= {name: things[0] for name, things in readings.items() if name not in table and len(things) == 1}
    return table


def _as_printed(named: Iterable[tuple[str, Expr]]) -> Iterator[tuple[str, Expr]]:
    """Give each symbol that is called by its name by that as it prints, too: ``x₁`` for ``x_1``."""
    for name, symbol in named:
        plain = isinstance(symbol, Symbol | MatrixSymbol) and not isinstance(symbol, Variable)
        if plain and symbol.name == name and not is_latex(name):
            yield spelled(name).text, symbol


def _as_function(name: str) -> Iterator[str]:
    """Give the name of a function as it prints."""
    if not is_latex(name):
        yield written_name(name).text


def _typed(name: str) -> Iterator[str]:
    """Give the spellings of a name in ASCII."""
    ascii_letters = name
    for letter, word in SPELLED_OUT.items():
        ascii_letters = ascii_letters.replace(letter, word)
    for way in (name, ascii_letters):
        yield way
        yield _RAISED_NUMBER.sub(lambda run: f"^({run[1].translate(LOWERED)})", way)
        yield way.replace("_hat", "hat")
        yield way.replace("′", "'")
        yield _LOWERED_RUN.sub(lambda run: f"_{run[0].translate(LIFTED)}", way)
        yield _LOWERED_RUN.sub(lambda run: f"_{{{run[0].translate(LIFTED)}}}", way)


def _in_other_case(name: str) -> Iterator[str]:
    """Give a name with its first letter (that behind the d of a gradient) the other way: ``w1`` and ``W1``."""
    found = re.fullmatch(r"(d?)([A-Za-z])(hat|(?:\^\[)?\d+\]?)", name)
    if found:
        yield f"{found[1]}{found[2].swapcase()}{found[3]}"
