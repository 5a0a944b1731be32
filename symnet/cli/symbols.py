"""Reading what a user types about symbols: ``A: n x k, c: scalar, g: function``. Nothing is evaluated."""

from __future__ import annotations

import re
from collections.abc import Callable

from sympy import Expr, Function, Integer, MatrixSymbol, Symbol

from symnet.errors import SymnetValueError
from symnet.parsing.symbols import SymbolTable, symbol_table

_NAME = re.compile(r"[^\W\d]\w*(\^\[\w+\])?")
_SHAPE = re.compile(r"(\w+)(?:\s+[x×]\s+|×)(\w+)|(\d+)x(\d+)")
LARGEST_SIZE = 1000


def read_symbols(text: str) -> SymbolTable:
    """Return the table of declared symbols; the names of sizes are symbols too.

    >>> table = read_symbols("A: n x k, x: 3 x 1, c: scalar, g: function")
    >>> table.symbols["A"].shape, table.symbols["c"].is_real, sorted(table.functions), "n" in table.symbols
    ((n, k), True, ['g'], True)

    Raises `SymnetValueError` for a declaration that cannot be read, or a name that is declared twice.
    """
    symbols: dict[str, Expr] = {}
    sizes: dict[str, Expr] = {}
    functions: dict[str, Callable[..., Expr]] = {}
    for declaration in filter(str.strip, text.split(",")):
        name, kind = _parts(declaration)
        if name in symbols or name in functions:
            raise SymnetValueError(f"The symbol {name} is declared twice; give the second a name of its own.")
        shape = _SHAPE.fullmatch(kind)
        if kind == "function":
            functions[name] = Function(name)
        elif kind == "scalar":
            symbols[name] = Symbol(name, real=True)
        elif shape:
            rows, columns = (_size(size, sizes) for size in shape.groups() if size)
            symbols[name] = MatrixSymbol(name, rows, columns)
        else:
            raise _unreadable(declaration)
    taken = sorted(set(symbols) & set(sizes))
    if taken:
        raise SymnetValueError(f"{taken[0]} is declared as a symbol, and is the name of a size; rename one of them.")
    return symbol_table({**symbols, **sizes}, functions=functions)


def _parts(declaration: str) -> tuple[str, str]:
    name, colon, kind = declaration.partition(":")
    if not colon or not _NAME.fullmatch(name.strip()):
        raise _unreadable(declaration)
    return name.strip(), " ".join(kind.split())


def _size(text: str, sizes: dict[str, Expr]) -> Expr:
    if text.isdigit():
        if not (text.isdecimal() and len(text) <= len(str(LARGEST_SIZE)) and 1 <= int(text) <= LARGEST_SIZE):
            raise SymnetValueError(f"A size is a number from 1 to {LARGEST_SIZE} or a name, but here is {text[:20]}.")
        return Integer(int(text))
    return sizes.setdefault(text, Symbol(text, integer=True, positive=True))


def _unreadable(declaration: str) -> SymnetValueError:
    return SymnetValueError(
        f"{declaration.strip()!r} declares no symbol; write 'A: n x k' for a matrix, 'c: scalar', or 'g: function'."
    )
