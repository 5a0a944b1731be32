"""The names of single neurons and weights, as texts write them: ``z^[1]₂``, ``w^[1]ⱼₖ``, ``∂L/∂b^[0]ⱼ``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from sympy import Expr, Integer, MatrixSymbol, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.letters import SUBSCRIPTS
from symnet.expressions.variables import Variable
from symnet.parsing.symbols import LIFTED
from symnet.printing.latex import Printer
from symnet.verification.reading.spellings import in_capitals, letters_of, printed, quotients_of, styled

LETTERS = tuple(Symbol(letter, integer=True) for letter in "ijkl")
"""The letters that texts take for the number of a neuron."""
LISTED = 16
"""Up to this many rows and columns, every entry has a name."""


def entries_spelled(symbols: Iterable[Expr], *, cost_is_loss: bool) -> list[tuple[str, Expr]]:
    """Return the names of the entries of some symbols, without those that two entries share.

    A letter is a label in its own right, as it is printed: ``z_j`` is the entry j of z, whichever number is first.

    >>> import symnet as sn
    >>> net = sn.Network([2, 3], notation="one_based")
    >>> found = dict(entries_spelled([net.parameters["W1"]], cost_is_loss=True))
    >>> found["w^[1]₃₂"], found["w^[1]ⱼₖ"]
    (W1[2, 1], W1[j, k])
    """
    readings: dict[str, dict[Expr, None]] = {}
    for symbol in symbols:
        if isinstance(symbol, Variable):
            for name, entry in _entries(symbol, cost_is_loss=cost_is_loss):
                readings.setdefault(name, {})[entry] = None
    return [(name, next(iter(found))) for name, found in readings.items() if len(found) == 1]


def _entries(symbol: Variable, *, cost_is_loss: bool) -> Iterator[tuple[str, Expr]]:
    """Give each entry by each of its names."""
    ways: list[Variable] = [symbol, *letters_of(symbol)] if symbol.is_gradient else [symbol]
    quotients = [styled(symbol, "partial")] if symbol.is_gradient else []
    printer = Printer()
    for place in _places(symbol):
        entry = MatrixElement(symbol, *place)
        names = [printed(MatrixElement(way, *place), printer) for way in ways]
        yield from ((each, entry) for name in names for each in (name, *_with_comma(name)))
        plain = dict.fromkeys((symbol.name, *(name for name, _ in in_capitals([symbol]))))
        typed = [f"{name}_{_below(names[0])}" for name in plain]
        yield from ((each, entry) for name in typed for each in (name, *_with_comma(name)))
        for way in quotients:
            name = printed(MatrixElement(way, *place), printer)
            yield from ((each, entry) for each in quotients_of(name, cost_is_loss))


def _with_comma(name: str) -> list[str]:
    """Return a name of an entry with a comma between its two indices, where each is one sign.

    >>> _with_comma("w^[1]ⱼₖ"), _with_comma("dw1_21"), _with_comma("z^[1]ⱼ")
    (['w^[1]_{j,k}'], ['dw1_{2,1}'], [])
    """
    found = re.search(rf"(?:([{SUBSCRIPTS}]{{2}})|_(\w{{2}}))$", name)
    if found is None:
        return []
    pair = (found[1] or found[2]).translate(LIFTED)
    return [f"{name[: found.start()]}_{{{pair[0]},{pair[1]}}}"]


def _below(name: str) -> str:
    """Return the indices of a printed entry as they are typed: ``{j,k}`` of ``w_{j,k}``, ``jk`` of ``wⱼₖ``.

    >>> _below("w^[1]_{j,k}"), _below("∂L/∂z^[1]₂")
    ('{j,k}', '2')
    """
    found = re.search(rf"_(\{{[^{{}}]*\}})$|([{SUBSCRIPTS}]+)$", name)
    return "" if found is None else found[1] or found[2].translate(LIFTED)


def _places(symbol: MatrixSymbol) -> Iterator[tuple[Expr, Expr]]:
    """Give the places of the entries that have names: every number, and letters for any."""
    lengths = [int(size) if size.is_Integer else None for size in symbol.shape]
    numbers: list[list[Any]] = [
        [Integer(number) for number in range(length)] if length is not None and length <= LISTED else []
        for length in lengths
    ]
    letters: list[list[Any]] = [[Integer(0)] if length == 1 else list(LETTERS) for length in lengths]
    yield from product(*numbers)
    yield from (pair for pair in product(*letters) if pair[0] != pair[1])
