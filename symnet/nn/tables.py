"""What a network holds, by name: its parameters, and the shape of every symbol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from symnet.errors import SymnetValueError, suggest
from symnet.expressions.shapes import Shape
from symnet.expressions.variables import Variable


class Parameters(tuple[Variable, ...]):
    """The parameters of a network in order; index by position or by name.

    >>> import symnet as sn
    >>> parameters = sn.Network([2, 3, 1]).parameters
    >>> parameters["w0"].shape, parameters.names
    ((3, 2), ('w0', 'b0', 'w1', 'b1'))
    """

    __slots__ = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The plain names, in order: the keys of a dictionary of arrays."""
        return tuple(parameter.name for parameter in self)

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, str):
            return super().__getitem__(key)
        for parameter in self:
            if parameter.name == key:
                return parameter
        raise SymnetValueError(
            f"The network has no parameter {key!r}{suggest(key, self.names) or '.'} It has {', '.join(self.names)}."
        )


class Shapes(Mapping[Variable, Shape]):
    """The shape of every symbol; look up by symbol or by plain name.

    >>> import symnet as sn
    >>> shapes = sn.Network([2, 3, 1]).shapes()
    >>> shapes["w0"], len(shapes)
    ((3, 2), 9)
    """

    def __init__(self, symbols: Iterable[Variable]) -> None:
        self._symbols = tuple(dict.fromkeys(symbols))

    def __getitem__(self, key: Variable | str) -> Shape:
        for symbol in self._symbols:
            if key in (symbol, symbol.name):
                rows, columns = symbol.shape
                return rows, columns
        names = [symbol.name for symbol in self._symbols]
        raise SymnetValueError(
            f"The network has no symbol {str(key)!r}{suggest(str(key), names) or '.'} It has {', '.join(names)}."
        )

    def get(self, key: Any, default: Any = None) -> Any:
        """Return the shape of a symbol, or the default where there is none of that name."""
        if key in self:
            return self[key]
        return default

    def __contains__(self, key: object) -> bool:
        return any(key in (symbol, symbol.name) for symbol in self._symbols)

    def __iter__(self) -> Iterator[Variable]:
        return iter(self._symbols)

    def __len__(self) -> int:
        return len(self._symbols)

    def __repr__(self) -> str:
        return f"Shapes({', '.join(f'{symbol.name}: {self[symbol]}' for symbol in self)})"
