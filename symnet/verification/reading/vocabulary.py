"""The names that a text about a network may use: each symbol as it prints in each grain, and its plain name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from sympy import Dummy, Expr, Lambda, Symbol
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import ShapeError, SymnetError, SymnetValueError
from symnet.expressions.assumptions import Fact
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.entries import operands_first
from symnet.expressions.equations import Equations
from symnet.expressions.generic import GenericActivation
from symnet.expressions.variables import Slice, Variable, gradient_symbol
from symnet.limits import checkpoint
from symnet.nn.architecture import Architecture
from symnet.nn.cost import SAMPLE, Cost
from symnet.parsing.reading import read_equation
from symnet.parsing.symbols import SymbolTable, symbol_table
from symnet.printing.latex import Printer
from symnet.printing.notations import Notation
from symnet.printing.spelling import notation_of, spell_layer
from symnet.printing.typesetting import typeset
from symnet.verification.reading.assuming import assumed

Grain = Literal["batch", "sample"]
GRAINS: tuple[Grain, ...] = ("batch", "sample")

ENTRY = Symbol("k", integer=True)
"""The index of an entry of a sample, as it is printed under a sum."""


class Claimed(NamedTuple):
    """A claim that was read: two sides of one shape, and what is assumed."""

    left: Expr
    right: Expr
    facts: tuple[Fact, ...]


OTHER: Mapping[Grain, Grain] = MappingProxyType({"batch": "sample", "sample": "batch"})

DIFFERENTIATED = frozenset({"weight", "bias", "preactivation", "activation"})
"""The roles by which texts take gradients."""
INDICES = (SAMPLE, ENTRY)
"""What sums run over: no names that a text may use alone."""
PARAMETERS = frozenset({"weight", "bias"})


def table_of(network_or_cost: Architecture | Cost, *, grain: Grain | None = None) -> SymbolTable:
    """Return the table of names for texts about a network or a cost.

    Without a grain the table holds the names of a batch, then those of one sample and of the i-th sample of a batch
    where they are not taken, and each small for capital where that has one reading. Mind that most notations write some
    symbols alike at both grains, as ``δ^[1]``: those are then of the batch; `tables_of` tells the grains apart.

    >>> import symnet as sn
    >>> table = table_of(sn.Network([2, 3, 1]).cost("squared_error"))
    >>> [table.symbols[name].name for name in ("W^[1]", "w^[1]", "W1", "∂J/∂W^[1]", "δ^[0]", "Yhat", "m")]
    ['w1', 'w1', 'w1', 'dw1', 'dZ0', 'Y_hat', 'm']
    """
    network = network_or_cost.network if isinstance(network_or_cost, Cost) else network_or_cost
    names: list[tuple[str, Expr]] = []
    functions: dict[str, Callable[..., Expr]] = {}
    for each in GRAINS if grain is None else (grain,):
        lines = [line for equations in _equations(network_or_cost, each) for line in equations]
        nodes = operands_of([side for line in lines for side in line])
        symbols = [
            symbol
            for symbol in _symbols(nodes, whole=grain == "sample")
            if not (isinstance(symbol, Variable) and symbol.grain == OTHER[each])
        ]
        names += _spelled(symbols, batch=each == "batch")
        functions |= _functions(nodes, network.notation)
    axis = 0 if network.notation.samples == "columns" else 1
    return symbol_table(names, functions=functions, axis=axis, either_case=grain is None)


def tables_of(network_or_cost: Architecture | Cost) -> tuple[SymbolTable, ...]:
    """Return the tables in which a claim is to be read, in this order: of a batch, of one sample, and of both.

    The first in which the claim can be read is the one that is meant. ``δ^[1] = a^[1] - y`` is about one sample,
    because a batch has no y, and is true there without the 1/m of a batch.

    >>> import symnet as sn
    >>> [("y" in table.symbols, "Y" in table.symbols) for table in tables_of(sn.Network([2, 1]).cost("squared_error"))]
    [(False, True), (True, False), (True, True)]
    """
    return (*(table_of(network_or_cost, grain=grain) for grain in GRAINS), table_of(network_or_cost))


def read_claim(text: str, tables: Sequence[SymbolTable], assuming: Iterable[Any] = ()) -> Claimed:
    """Return the sides and the facts of a claim, read in the first table in which it can be.

    Sizes that are assumed to be equal are one size in what is read.

    >>> import symnet as sn
    >>> cost = sn.Network([2, 1], activations="sigmoid").cost("binary_cross_entropy")
    >>> read_claim("δ^[0] = a^[0] - y", tables_of(cost)).left.shape
    (1, 1)

    Raises what `read_equation` and `assumed` raise: a `ShapeError` rather than an unknown name.
    """
    given = tuple(assuming)
    unfit: ShapeError | None = None
    unknown: SymnetError | None = None
    for table in tables:
        try:
            facts, sized = assumed(given, table)
        except SymnetError as error:  # an assumption that cannot be made is a mistake, and refutes nothing
            unknown = SymnetValueError(str(error)) if isinstance(error, ShapeError) else error
            continue
        try:
            return Claimed(*read_equation(text, sized), facts)
        except ShapeError as error:
            unfit = unfit or error
        except SymnetError as error:
            unknown = error
    raise unfit or unknown or SymnetValueError("A claim needs a table of names to be read in.")


def _equations(network_or_cost: Architecture | Cost, grain: Grain) -> list[Equations]:
    """Return every set of equations of that grain that symnet prints."""
    network = network_or_cost.network if isinstance(network_or_cost, Cost) else network_or_cost
    if not isinstance(network_or_cost, Cost):
        return [network.equations(grain)]
    cost = network_or_cost
    return [network.equations(grain), cost.equations(grain), cost.gradient(grain)]


def operands_of(expressions: Iterable[Expr]) -> list[Expr]:
    """Return every distinct subexpression of some expressions."""
    return list(dict.fromkeys(node for expression in expressions for node in operands_first(expression)))


def _symbols(nodes: Iterable[Expr], *, whole: bool) -> list[Expr]:
    """Return the symbols among some nodes, the sizes of them, and the gradients by each; `whole` counts ``L(ŷ, y)``."""
    found: dict[Expr, None] = {}
    for node in nodes:
        is_name = isinstance(node, Symbol) and not isinstance(node, Dummy) and node not in INDICES
        if is_name or isinstance(node, Variable | Slice) or (whole and isinstance(node, AppliedUndef)):
            found[node] = None
    for symbol in list(found):
        if isinstance(symbol, Variable) and not symbol.is_gradient and symbol.role in DIFFERENTIATED:
            found[gradient_symbol(symbol)] = None
        if isinstance(symbol, Variable) and symbol.grain == "batch" and not symbol.is_gradient:
            found[Slice(symbol, SAMPLE, 1 if notation_of(symbol.spelling).samples == "columns" else 0)] = None
    sizes = {
        size for symbol in found if isinstance(symbol, Variable) for side in symbol.shape for size in side.free_symbols
    }
    return [*found, *sorted(sizes, key=str)]


def _spelled(symbols: Iterable[Expr], *, batch: bool) -> Iterator[tuple[str, Expr]]:
    """Give each symbol as it prints, then as it is called in code; a sample of a batch also entry by entry."""
    listed = list(symbols)
    printer = Printer(batch=batch)
    for symbol in listed:
        checkpoint()
        yield typeset(printer._print(symbol)), symbol
    for symbol in listed:
        if isinstance(symbol, Variable | Symbol):
            yield symbol.name, symbol
    for symbol in listed:
        if isinstance(symbol, Variable) and symbol.base_role in PARAMETERS:  # of no grain: there is one W1 only
            letter = len("d") if symbol.is_gradient else 0
            yield f"{symbol.name[:letter]}{symbol.name[letter].swapcase()}{symbol.name[letter + 1 :]}", symbol
    for symbol in listed:
        checkpoint()
        if isinstance(symbol, Slice) and isinstance(symbol.matrix, Variable):
            yield typeset(printer._print(_running_entry(symbol, shifted=False))), _running_entry(symbol, shifted=True)


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
