"""Backpropagation: the backward pass of a cost, in the names and the order of a textbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sympy import Expr, Integer, MatrixExpr, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.calculus.backward import BackwardPass, backward
from symnet.calculus.gradients import gradient
from symnet.calculus.passes import textbook_passes
from symnet.expressions.assumptions import SumToOne
from symnet.expressions.equations import Equations
from symnet.expressions.variables import Variable, gradient_symbol
from symnet.nn.connections import NO_MASKS, Masks
from symnet.nn.grains import Symbols, written_entry
from symnet.nn.layers import Layer
from symnet.printing.notations import Notation
from symnet.printing.spelling import notation_of
from symnet.rewriting.algebra import plus

WRITTEN = 100
"""A gradient of up to this many entries is written out entry by entry."""

NAMED = frozenset({"weight", "bias", "preactivation"})
"""The roles whose gradient gets a line of its own; that by an activation is passed on inside the next."""


def name_of_gradient(symbol: Any, *, of_sample: bool = False) -> Expr | None:
    """Return the symbol under which the gradient by a symbol gets its line, or None where it gets none."""
    if isinstance(symbol, Variable) and symbol.role in NAMED:
        return gradient_symbol(symbol, of_sample=of_sample)
    return None


def backpropagate(
    forward: Equations,
    of: Expr,
    parameters: Sequence[Variable],
    *,
    targets_sum_to_one: MatrixExpr | None = None,
    slopes_by_activation: bool = False,
    seed: Expr | None = None,
    of_sample: bool = False,
) -> BackwardPass:
    """Return the backward pass of forward equations: δ, then ∂J/∂W and ∂J/∂b, from the last layer to the first."""
    facts = []
    if targets_sum_to_one is not None:
        rows = notation_of(parameters[0].spelling).samples == "rows"
        facts.append(SumToOne(targets_sum_to_one, 1 if rows else 0))
    passes = textbook_passes(forward, facts=facts, slopes_by_activation=slopes_by_activation)
    name = partial(name_of_gradient, of_sample=of_sample)
    return backward(forward, of, parameters, name=name, passes=passes, seed=seed)


def assumptions_of(result: BackwardPass) -> tuple[str, ...]:
    """Return what was assumed in a backward pass, in words."""
    return tuple(dict.fromkeys(step.condition for step in result.steps if step.rule == "assumption" and step.condition))


def conventions_of(result: BackwardPass) -> tuple[str, ...]:
    """Return the conventions at points without a derivative that a backward pass uses, in words."""
    return tuple(dict.fromkeys(step.condition for step in result.steps if step.rule == "chain rule" and step.condition))


def neuron_by_neuron(result: BackwardPass, masks: Masks = NO_MASKS) -> BackwardPass:
    """Return a backward pass of one sample entry by entry: δ_j, ∂L/∂w_jk, ∂L/∂b_j, for the weights that exist."""
    known = {mask.layer: entries for mask, entries in masks.items()}
    definitions = []
    for symbol, expression in result.equations:
        rows, columns = (int(size) if size.is_Integer else None for size in symbol.shape)
        if rows is None or columns is None or rows * columns > WRITTEN:
            places = [_indices(symbol)]
        else:
            places = [(Integer(i), Integer(j)) for i in range(rows) for j in range(columns)]
        entries = known.get(symbol.layer) if symbol.base_role == "weight" else None
        definitions += [
            (MatrixElement(symbol, *place), written_entry(expression, *place, masks))
            for place in places
            if entries is None or not place[0].is_Integer or entries[place]
        ]
    return BackwardPass(Equations(definitions, spelling=result.equations.spelling), result.steps)


def _indices(symbol: Variable) -> tuple[Expr, Expr]:
    """Return the indices that stand for every entry of a gradient: j, k for weights, j for a vector."""
    j, k = Symbol("j", integer=True), Symbol("k", integer=True)
    rows, columns = symbol.shape
    if symbol.base_role == "weight":
        turned = notation_of(symbol.spelling).transposed_weights
        return (k, j) if turned else (j, k)
    return (Integer(0), j) if rows == 1 and columns != 1 else (j, Integer(0))


def recursion(
    layers: tuple[Layer, ...], notation: Notation, letter: str, *, penalty: Callable[[Variable], list[Expr]]
) -> Equations:
    """Return the backward pass through one layer between the first and the last, for a symbolic layer index.

    `penalty` gives the terms by which a weight matrix adds to the cost.

    Its activation is the one that all hidden layers share, or undefined where they differ. It is derived as every
    backward pass is: from the equations of the layer and the next, and a cotangent δ of the next.

    >>> import symnet as sn
    >>> net = sn.Network([2, 3, 3, 1])
    >>> print(sn.text(net.cost("squared_error").gradient(layer="l")))
    δ^[l]     = W^[l+1]ᵀ δ^[l+1] ⊙ g^[l]′(Z^[l])
    ∂J/∂W^[l] = δ^[l] A^[l-1]ᵀ
    ∂J/∂b^[l] = δ^[l] 1
    """
    position = Symbol(letter, integer=True, positive=True) - notation.first_layer
    sizes = [Symbol(f"n_{{{letter}{offset}}}", integer=True, positive=True) for offset in ("-1", "", "+1")]
    shared = {layer.activation for layer in layers[:-1]}
    activation = shared.pop() if len(shared) == 1 else None
    here, after = (
        Layer(position + step, sizes[step], sizes[step + 1], activation) for step in (0, 1)
    )  # their positions are expressions in the letter
    symbols = Symbols(notation, "batch")
    before = symbols.make("activation", position - 1, sizes[0])
    z, a = (symbols.make(role, position, sizes[1]) for role in ("preactivation", "activation"))
    z_after = symbols.make("preactivation", position + 1, sizes[2])
    forward = Equations(
        [
            (z, here.preactivation(before, notation)),
            (a, here.activate(z, notation)),
            (z_after, after.preactivation(a, notation)),
        ],
        spelling=notation.spelling,
    )

    def name(symbol: Any) -> Expr | None:
        return None if symbol == z_after else name_of_gradient(symbol)

    parameters = [here.weight(notation), here.bias(notation)]
    seed = gradient_symbol(z_after)
    result = backward(forward, z_after, parameters, name=name, passes=textbook_passes(forward), seed=seed)
    weight = parameters[0]
    added = [gradient(term, weight) for term in penalty(weight)]
    lines = [
        (symbol, plus(line, *added) if symbol == gradient_symbol(weight) else line) for symbol, line in result.equations
    ]
    return Equations(lines, spelling=notation.spelling, conventions=conventions_of(result))
