"""The sizes of a network, as a user gives them: integers, names, or SymPy symbols."""

from __future__ import annotations

import re
from collections.abc import Iterable
from numbers import Integral
from typing import Any

from sympy import Expr, Integer, Symbol

from symnet.errors import SymnetTypeError, SymnetValueError, kind_of

BATCH_SIZE = Symbol("m", integer=True, positive=True)

_NAME = re.compile(r"[A-Za-z](\w|[\^{}\[\]()\\,])*")


def read_sizes(sizes: Any) -> tuple[Expr, ...]:
    """Return the sizes n_0, …, n_L as positive integers or symbols of positive integers.

    >>> read_sizes([2, "n_1", 1])
    (2, n_1, 1)
    >>> read_sizes([2, 0])
    Traceback (most recent call last):
        ...
    symnet.errors.SymnetValueError: Size 1 of the network is 0, but a layer has at least one neuron; write a positive \
integer or a name as 'n_1'.
    """
    if isinstance(sizes, str | bytes) or not isinstance(sizes, Iterable):
        raise SymnetTypeError(
            f"The sizes of a network are a list, but {sizes!r} is {kind_of(sizes)}; write sn.Network([2, 3, 1])."
        )
    read = tuple(_read_size(size, position) for position, size in enumerate(sizes))
    if len(read) < 2:
        raise SymnetValueError(
            f"A network needs at least two sizes, input and output, but was given {len(read)}: {list(read)}; "
            "write sn.Network([2, 1])."
        )
    _require_distinct_names(read)
    return read


def _read_size(size: Any, position: int) -> Expr:
    if isinstance(size, Integral | Integer) and type(size) is not bool:
        if size < 1:
            raise SymnetValueError(
                f"Size {position} of the network is {size}, but a layer has at least one neuron; "
                f"write a positive integer or a name as 'n_{position}'."
            )
        return Integer(int(size))
    if isinstance(size, str):
        if not _NAME.fullmatch(size):
            raise SymnetValueError(
                f"Size {position} of the network is named {size!r}, but a name begins with a letter and holds letters, "
                f"digits and LaTeX scripts; write 'n_{position}'."
            )
        return Symbol(size, integer=True, positive=True)
    if isinstance(size, Symbol):
        if not (size.is_integer and size.is_positive):
            raise SymnetValueError(
                f"Size {position} of the network is the symbol {size}, which is not known to be a positive integer; "
                f"write sympy.Symbol({size.name!r}, integer=True, positive=True) or {size.name!r}."
            )
        return size
    raise SymnetTypeError(
        f"Size {position} of the network is {size!r}, {kind_of(size)}, but it must be a positive integer, "
        f"a name or a symbol; write {position + 2} or 'n_{position}'."
    )


def _require_distinct_names(sizes: tuple[Expr, ...]) -> None:
    seen: dict[str, Expr] = {BATCH_SIZE.name: BATCH_SIZE}
    for position, size in enumerate(sizes):
        if not isinstance(size, Symbol):
            continue
        if size == BATCH_SIZE or seen.setdefault(size.name, size) != size:
            raise SymnetValueError(
                f"Size {position} of the network is called {size.name!r}, but that name is taken by "
                f"{'the batch size' if size.name == BATCH_SIZE.name else 'another symbol'}; "
                f"write 'n_{position}'."
            )
