"""The names that a text about a network may use: each symbol as it prints in each grain, and its plain name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from sympy import Dummy, Expr, Lambda, Symbol
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.elementwise import Elementwise
from symnet.expressions.entries import operands_first
from symnet.expressions.equations import Equations
from symnet.expressions.generic import GenericActivation
from symnet.expressions.variables import ROLES, Slice, Variable, gradient_symbol
from symnet.limits import checkpoint
from symnet.nn.architecture import Architecture
from symnet.nn.cost import SAMPLE, Cost
from symnet.nn.intermediates import everything
from symnet.parsing.symbols import SymbolTable, symbol_table
from symnet.printing.latex import Printer
from symnet.printing.notations import Notation
from symnet.printing.spelling import notation_of, spell_layer
from symnet.printing.typesetting import typeset
from symnet.verification.reading.neurons import entries_spelled
from symnet.verification.reading.spellings import gradients_spelled, in_capitals, printed

Level = Literal["batch", "sample"]
Grain = Literal["batch", "sample", "neuron"]
GRAINS: tuple[Level, ...] = ("batch", "sample")
REMEMBERED = 64
"""How many tables are kept: networks and costs do not change."""

ENTRY = Symbol("k", integer=True)
"""The index of an entry of a sample, as it is printed under a sum."""


OTHER: Mapping[Level, Level] = MappingProxyType({"batch": "sample", "sample": "batch"})

DIFFERENTIATED = frozenset(ROLES) - {"mask"}
"""The roles by which texts take gradients."""
INDICES = (SAMPLE, ENTRY)
"""What sums run over: no names that a text may use alone."""


@lru_cache(maxsize=REMEMBERED)
def table_of(network_or_cost: Architecture | Cost, *, grain: Grain | None = None) -> SymbolTable:
    """Return the table of names for texts about a network or a cost.

    Without a grain the table holds the names of a batch, then those of one sample and of the i-th sample of a batch
    where they are not taken, and each small for capital where that has one reading. Mind that most notations write some
    symbols alike at both grains, as ``δ^[1]``: those are then of the batch; `tables_of` tells the grains apart. At
    grain ``neuron`` there are also the names of single neurons and weights, and ∂J/∂z for ∂L/∂z where the cost of one
    sample is its loss.

    >>> import symnet as sn
    >>> table = table_of(sn.Network([2, 3, 1]).cost("squared_error"))
    >>> [table.symbols[name].name for name in ("W^[1]", "w^[1]", "W1", "∂J/∂W^[1]", "δ^[0]", "Yhat", "m")]
    ['w1', 'w1', 'w1', 'dw1', 'dZ0', 'Y_hat', 'm']
    """
    network = network_or_cost.network if isinstance(network_or_cost, Cost) else network_or_cost
    names: list[tuple[str, Expr]] = []
    functions: dict[str, Callable[..., Expr]] = {}
    cost_is_loss = not (isinstance(network_or_cost, Cost) and network_or_cost.has_penalties)
    for each in GRAINS if grain is None else (grain,):
        within: Level = "batch" if each == "batch" else "sample"
        lines = [line for equations in _equations(network_or_cost, within) for line in equations]
        nodes = operands_of([side for line in lines for side in line])
        symbols = [
            symbol
            for symbol in _symbols(nodes, within, whole=grain in ("sample", "neuron"))
            if not (isinstance(symbol, Variable) and symbol.grain == OTHER[within])
        ]
        names += _spelled(symbols, batch=each == "batch", cost_is_loss=cost_is_loss and each == "neuron")
        if each == "neuron":  # a sample of a batch is named at the other grains; here letters number neurons
            names = [(name, symbol) for name, symbol in names if not symbol.has(Slice, MatrixElement)]
            names += entries_spelled(symbols, cost_is_loss=cost_is_loss)
        functions |= _functions(nodes, network.notation)
    axis = 0 if network.notation.samples == "columns" else 1
    counted = network.notation.first_entry if grain == "neuron" else 0
    return symbol_table(_of_one(names), functions=functions, axis=axis, counted=counted, either_case=grain is None)


def _of_one(names: Sequence[tuple[str, Expr]]) -> list[tuple[str, Expr]]:
    """Leave out the names that a user gave to a scalar and that something else of the network has, too: ``l2="A0"``.

    A capital and a small letter count as one: a0 is a sample of A0.
    """
    meant: dict[str, set[Expr]] = {}
    for name, symbol in names:
        meant.setdefault(name.casefold(), set()).add(symbol)
    shared = {name for name, found in meant.items() if len(found) > 1 and any(map(_is_scalar, found))}
    return [(name, symbol) for name, symbol in names if name.casefold() not in shared]


def _is_scalar(symbol: Expr) -> bool:
    return isinstance(symbol, Symbol) and not isinstance(symbol, Variable)


def tables_of(network_or_cost: Architecture | Cost) -> Iterator[SymbolTable]:
    """Give the tables in which a claim is to be read, in this order: of a batch, of one sample, of neurons, of both.

    The first in which the claim can be read is the one that is meant. ``δ^[1] = a^[1] - y`` is about one sample,
    because a batch has no y, and is true there without the 1/m of a batch.

    >>> import symnet as sn
    >>> [("y" in table.symbols, "Y" in table.symbols) for table in tables_of(sn.Network([2, 1]).cost("squared_error"))]
    [(False, True), (True, False), (True, False), (True, True)]
    """
    yield from (table_of(network_or_cost, grain=grain) for grain in (*GRAINS, "neuron", None))


def _equations(network_or_cost: Architecture | Cost, grain: Level) -> list[Equations]:
    """Return every set of equations of that grain that symnet prints, and what defines the other gradients."""
    if not isinstance(network_or_cost, Cost):
        return [network_or_cost.equations(grain)]
    cost = network_or_cost
    return [cost.network.equations(grain), cost.equations(grain), everything(cost, grain)]


def operands_of(expressions: Iterable[Expr]) -> list[Expr]:
    """Return every distinct subexpression of some expressions."""
    return list(dict.fromkeys(node for expression in expressions for node in operands_first(expression)))


def _symbols(nodes: Iterable[Expr], grain: Level, *, whole: bool) -> list[Expr]:
    """Return the symbols among some nodes, the sizes of them, and the gradients by each; `whole` counts ``L(ŷ, y)``."""
    found: dict[Expr, None] = {}
    for node in nodes:
        is_name = isinstance(node, Symbol) and not isinstance(node, Dummy) and node not in INDICES
        if is_name or isinstance(node, Variable | Slice) or (whole and isinstance(node, AppliedUndef)):
            found[node] = None
    for symbol in list(found):
        if isinstance(symbol, Variable) and symbol.role in DIFFERENTIATED and symbol.grain != OTHER[grain]:
            found[gradient_symbol(symbol, of_sample=grain == "sample")] = None
    for symbol in list(found):
        if isinstance(symbol, Variable) and symbol.grain == "batch":
            found[Slice(symbol, SAMPLE, 1 if notation_of(symbol.spelling).samples == "columns" else 0)] = None
    sizes = {
        size for symbol in found if isinstance(symbol, Variable) for side in symbol.shape for size in side.free_symbols
    }
    return [*found, *sorted(sizes, key=str)]


def _spelled(symbols: Iterable[Expr], *, batch: bool, cost_is_loss: bool) -> Iterator[tuple[str, Expr]]:
    """Give each symbol as it prints, as it is called in code, then in other ways; samples of a batch by entry too."""
    listed = list(symbols)
    printer = Printer(batch=batch)
    for symbol in listed:
        checkpoint()
        yield printed(symbol, printer), symbol
    yield from ((symbol.name, symbol) for symbol in listed if isinstance(symbol, Variable | Symbol))
    yield from in_capitals(listed)
    for symbol in listed:
        checkpoint()
        if isinstance(symbol, Slice) and isinstance(symbol.matrix, Variable):
            yield printed(_running_entry(symbol, shifted=False), printer), _running_entry(symbol, shifted=True)
    yield from gradients_spelled(listed, printer, cost_is_loss=cost_is_loss)


def _running_entry(part: Slice, *, shifted: bool) -> Expr:
    """Return entry k of a sample; `shifted` counts k as the notation does, and is what the printed letter means."""
    first = notation_of(part.matrix.spelling).first_entry if shifted else 0
    row, sample = ENTRY - first, part.index - 1
    return MatrixElement(part.matrix, *((row, sample) if part.axis == 1 else (sample, row)))


def _functions(nodes: Iterable[Expr], notation: Notation) -> dict[str, Callable[..., Expr]]:
    """Return the undefined functions: the activations of layers as they print, and a loss that is only a name."""
    found: dict[str, Callable[..., Expr]] = {}
    for node in nodes:
        if not isinstance(node, Elementwise):
            continue
        for applied in node.function.expr.atoms(GenericActivation, AppliedUndef):
            if isinstance(applied, AppliedUndef):
                found[applied.func.__name__] = applied.func
                continue
            above = spell_layer(applied.layer, notation, str)
            z = Symbol("z", real=True)
            generic = Lambda(z, GenericActivation(z, applied.layer, 0, applied.spelling))
            for name in (typeset(f"g^{{{above}}}") if above else "g", f"g{applied.layer + notation.first_layer}"):
                found[name] = generic
    return found
