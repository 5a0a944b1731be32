"""The table of names that a text may use, and the other ways in which each name may be typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sympy import Expr, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.variables import Slice

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ"
LOWERED = str.maketrans(SUPERSCRIPTS, "0123456789+-=()abcdefghijklmnoprstuvwxyzT")
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
LIFTED = str.maketrans(SUBSCRIPTS, "0123456789+-=()aehijklmnoprstuvx")

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
    ========= =============================================================================================

    >>> from sympy import MatrixSymbol
    >>> sorted(symbol_table({"W1": MatrixSymbol("W", 3, 2)}, either_case=True).symbols)
    ['W1', 'w1']
    """

    symbols: Mapping[str, Expr]
    functions: Mapping[str, Callable[..., Expr]] = field(default_factory=dict)
    axis: int = 0
    counted: int = 0

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

    def index(self, name: str) -> Symbol:
        """Return the index of that name in the symbols, as the i of ``x⁽ⁱ⁾``, or a new one."""
        return self._indices.get(name) or Symbol(name, integer=True, positive=True)

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
    pairs = symbols.items() if isinstance(symbols, Mapping) else symbols
    given: dict[str, Expr] = {}
    for name, symbol in pairs:
        given.setdefault(name, symbol)
    ways = (_typed, _in_other_case) if either_case else (_typed,)
    return SymbolTable(_with_spellings(given, ways), _with_spellings(functions or {}, (_typed,)), axis, counted)


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


def _typed(name: str) -> Iterator[str]:
    """Give the spellings of a name in ASCII."""
    ascii_letters = name
    for letter, word in SPELLED_OUT.items():
        ascii_letters = ascii_letters.replace(letter, word)
    for spelled in (name, ascii_letters):
        yield spelled
        yield _RAISED_NUMBER.sub(lambda run: f"^({run[1].translate(LOWERED)})", spelled)
        yield spelled.replace("_hat", "hat")
        yield spelled.replace("′", "'")
        yield _LOWERED_RUN.sub(lambda run: f"_{run[0].translate(LIFTED)}", spelled)
        yield _LOWERED_RUN.sub(lambda run: f"_{{{run[0].translate(LIFTED)}}}", spelled)


def _in_other_case(name: str) -> Iterator[str]:
    """Give a name with its first letter (that behind the d of a gradient) the other way: ``w1`` and ``W1``."""
    found = re.fullmatch(r"(d?)([A-Za-z])(hat|(?:\^\[)?\d+\]?)", name)
    if found:
        yield f"{found[1]}{found[2].swapcase()}{found[3]}"
