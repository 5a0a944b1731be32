"""What a claim about a network stands on: a cost, and the definitions behind its symbols."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal

from sympy import Expr, Function, Mul, Piecewise, Sum
from sympy.core.function import AppliedUndef

from symnet.errors import SymnetTypeError, kind_of
from symnet.expressions.equations import Equations
from symnet.expressions.variables import Slice, Variable
from symnet.expressions.walking import postorder
from symnet.nn.cost import ONE_LOSS, Cost, J
from symnet.nn.intermediates import everything
from symnet.nn.losses import symbol_of
from symnet.nn.network import Network
from symnet.parsing.symbols import SymbolTable
from symnet.verification.reading.relevance import symbols_in

Level = Literal["batch", "sample"]
LEVELS: tuple[Level, ...] = ("batch", "sample")
TWO = 2
"""What a loss takes: a prediction and a target."""
REMEMBERED = 64
"""Of how many networks the cost with an undefined loss is kept."""


def cost_of(about: Network | Cost) -> Cost:
    """Return a cost, or the cost of a network with an undefined loss.

    Raises `SymnetTypeError` for what is neither.
    """
    if isinstance(about, Cost):
        return about
    if not isinstance(about, Network):
        raise SymnetTypeError(
            f"A claim is about a Network or a Cost, but {str(about)[:60]} is {kind_of(about)}; write "
            "network=sn.Network([2, 3, 1])."
        )
    return _cost_of(about)


@lru_cache(maxsize=REMEMBERED)
def _cost_of(network: Network) -> Cost:
    return network.cost(Function("L"))


def definitions_of(cost: Cost, sides: Iterable[Expr]) -> Equations:
    """Return the definitions that the sides of a claim about a cost stand on, in order, and no others.

    They are lines of the forward pass, of the cost, and of the gradient by each symbol: of a batch, of one sample, or
    of both, as the claim is. Nothing is assumed of the targets: who assumes that they sum to one says so.

    >>> import symnet as sn
    >>> cost = sn.Network([2, 1], activations="sigmoid").cost("binary_cross_entropy")
    >>> [str(symbol) for symbol in definitions_of(cost, [everything(cost, "batch")[-1].symbol]).symbols]
    ['Z0', 'A0', 'dZ0', 'dX']
    """
    wanted = symbols_in(sides)
    needed: list[tuple[Expr, Expr]] = []
    for grain in _grains(wanted):
        lines: list[tuple[Expr, Expr]] = []
        for symbol, expression in reversed(everything(cost, grain)):
            if symbol in wanted:
                lines.append((symbol, expression))
                wanted |= symbols_in([expression])
        needed = [*needed, *reversed(lines)]
    return Equations(needed, spelling=cost.network.notation.spelling)


def with_losses(cost: Cost, side: Expr) -> Expr:
    """Return a side of a claim in which the loss of a sample, ``L(ŷ⁽ⁱ⁾, y⁽ⁱ⁾)``, is its formula.

    >>> import symnet as sn
    >>> cost = sn.Network([2, 1], activations="sigmoid").cost("squared_error")
    >>> line = cost.equations("sample")[-2]
    >>> with_losses(cost, line.symbol) == line.expression
    True
    """
    nodes = postorder([side], lambda node: node.args)
    sums = {node: total for node in nodes if isinstance(node, Sum) and (total := _over_all(cost, node)) is not None}
    opened = side.xreplace(sums) if sums else side
    left = postorder([opened], lambda node: node.args)
    formulas = {node: cost.loss_of(*node.args) for node in left if _is_loss(cost, node)}
    is_summed = any(_is_loss(cost, part) for node in left if isinstance(node, Sum) for part in node.atoms(AppliedUndef))
    if is_summed and any(formula.has(Piecewise) for formula in formulas.values()):
        return opened  # SymPy folds cases out of the function that they belong to when it builds a sum
    return opened.xreplace(formulas) if formulas else opened


def _is_loss(cost: Cost, node: Any) -> bool:
    """Tell whether a node is the loss of the cost, of the prediction and the target of one sample."""
    if not isinstance(node, AppliedUndef) or not all(argument.is_Matrix for argument in node.args):
        return False
    return len(node.args) == TWO and node.func == symbol_of(cost.loss, *node.args).func


def _over_all(cost: Cost, total: Sum) -> Expr | None:
    """Return a sum of the loss over all samples as one over the entries of the batch; None where it is another sum."""
    if len(total.limits) != 1:
        return None
    (index, first, last) = total.limits[0]
    coefficient, loss = total.function.as_independent(AppliedUndef, as_Add=False)
    if not _is_loss(cost, loss) or index in coefficient.free_symbols or first != 1:
        return None
    parts = loss.args
    if not all(
        isinstance(part, Slice) and part.index == index and last == part.matrix.shape[part.axis] for part in parts
    ):
        return None
    return Mul(coefficient, cost.loss_of(*(part.matrix for part in parts)))


def names_near(left: str, table: SymbolTable, cost: Cost) -> list[str]:
    """Return the names of what the definition of a symbol is made of, as a text may write them; ones are among them.

    >>> import symnet as sn
    >>> from symnet.verification.reading.vocabulary import table_of
    >>> cost = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy")
    >>> names_near("dZ0", table_of(cost, grain="batch"), cost)
    ['w1', 'dZ1', 'Z0', '1']
    """
    symbol = table.symbols.get(left.strip())
    lines = {name: line for grain in LEVELS for name, line in everything(cost, grain)}
    if symbol not in lines:
        return []
    near = [node for node in postorder([lines[symbol]], lambda node: node.args) if isinstance(node, Variable)]
    plain = {node: name for name, node in reversed(list(table.symbols.items())) if name.isidentifier()}
    return [*(plain[node] for node in near if node in plain), "1"]


def without_meaning(cost: Cost, sides: Iterable[Expr], given: Equations) -> list[Expr]:
    """Return the symbols of a claim that are called as in a network and that nothing defines.

    >>> import symnet as sn
    >>> cost = sn.Network([2, 1], activations="sigmoid").cost("binary_cross_entropy")
    >>> foreign = sn.Network([2, 1], notation="rows").parameters[0]
    >>> without_meaning(cost, [foreign], Equations([]))
    [W1]
    """
    found = symbols_in(sides)
    known = {*given.symbols, *(symbol for grain in LEVELS for symbol in _inputs(cost, grain))}
    names = {
        (symbol.name, symbol.is_Matrix)
        for grain in LEVELS
        for symbol in (*everything(cost, grain).symbols, *_inputs(cost, grain))
    }
    unknown = [
        symbol for symbol in found - known if isinstance(symbol, Variable) or (symbol.name, symbol.is_Matrix) in names
    ]
    return sorted(unknown, key=str)


def _inputs(cost: Cost, grain: Level) -> tuple[Expr, ...]:
    return tuple(symbol for symbol in everything(cost, grain).inputs if isinstance(symbol, Variable))


def _grains(symbols: set[Any]) -> list[Level]:
    """Return whether a claim is about a batch, about one sample, or about both."""
    held = {symbol.grain for symbol in symbols if isinstance(symbol, Variable)}
    held |= {grain for grain, of in (("batch", J), ("sample", ONE_LOSS)) if of in symbols}
    return [grain for grain in LEVELS if grain in held] or ["batch"]
