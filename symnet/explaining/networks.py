"""What stands near the lines of a network, and other networks of which a gradient may be the right one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Expr, Lambda, MatAdd, MatMul, MatrixExpr, OneMatrix, S, Symbol

from symnet.calculus.backward import backward
from symnet.calculus.gradients import gradient
from symnet.errors import SymnetError
from symnet.explaining.edits import Edit, Scope
from symnet.explaining.edits.functions import slopes_of
from symnet.explaining.programs import Program
from symnet.explaining.searching import Search
from symnet.expressions.arithmetic import MatrixProduct, MatrixSum, hadamard, multiply
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.equations import Equations
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Variable, gradient_symbol
from symnet.nn.backpropagation import name_of_gradient
from symnet.nn.cost import Cost

NETWORK_EDITS = frozenset({"change_function", "change_arguments", "change_softmax", "activate"})
"""The rules that put another activation into a layer."""


def nearby(cost: Cost) -> Scope:
    """Return what people write by mistake in the backward pass of a cost, besides its own symbols."""
    return Scope(
        factors=tuple(_factors(cost)),
        terms=tuple(_penalties_of_biases(cost)),
        stand_ins=tuple(_other_slopes(cost)),
        wholes=tuple(_gradients_by_predictions(cost)),
    )


def _factors(cost: Cost) -> Iterator[MatrixExpr]:
    """Return the slopes of the activations: a factor that people write once too often."""
    for symbol, expression in cost.equations("batch"):
        if isinstance(expression, Elementwise) and len(expression.matrices) == 1:
            yield from slopes_of(expression)
        if isinstance(expression, Softmax):
            yield hadamard(symbol, _complement(symbol))


def _complement(matrix: MatrixExpr) -> MatrixExpr:
    return MatrixSum(OneMatrix(*matrix.shape), MatrixProduct(S.NegativeOne, matrix))


def _other_slopes(cost: Cost) -> Iterator[tuple[MatrixExpr, MatrixExpr]]:
    """Return the slopes, each with what the slope of another activation is in terms of the activation."""
    u = Symbol("u", real=True)
    for symbol, expression in cost.equations("batch"):
        if isinstance(expression, Elementwise) and len(expression.matrices) == 1:
            for slope in slopes_of(expression):
                yield slope, hadamard(symbol, _complement(symbol))  # as of the sigmoid
                yield slope, _complement(Elementwise(Lambda(u, u**2), symbol))  # as of tanh


def _penalties_of_biases(cost: Cost) -> Iterator[MatrixExpr]:
    """Return the derivatives of the penalties, taken of the biases: a term that does not belong."""
    parameters = {gradient_symbol(symbol): symbol for symbol in cost.network.parameters}
    biases = {str(symbol.layer): symbol for symbol in cost.network.parameters if symbol.role == "bias"}
    for symbol, expression in cost.backward().equations:
        if isinstance(symbol, Variable) and symbol.base_role == "weight" and isinstance(expression, MatAdd):
            for term in expression.args:
                if isinstance(term, MatMul) and [part for part in term.args if part.is_Matrix] == [parameters[symbol]]:
                    scalars = [part for part in term.args if not part.is_Matrix]
                    yield multiply(*scalars, biases[str(symbol.layer)])


def _gradients_by_predictions(cost: Cost) -> Iterator[tuple[Any, tuple[Expr, Expr]]]:
    """Return the gradient by the prediction, which people take for the one by what goes into the softmax."""
    *lines, (_, total) = cost.equations("batch")
    prediction, last = lines[-1]
    before = lines[-2].expression
    if isinstance(before, Softmax) and isinstance(last, Variable) and isinstance(prediction, Variable):
        yield gradient(total, prediction), (gradient_symbol(prediction), gradient_symbol(before.logits))


def explain_by_another_network(cost: Cost, search: Search) -> str | None:
    """Return which other network the returned gradients belong to: one with another activation in one layer.

    Its forward and its backward pass agree, so that no edit of one line gives its gradients.
    """
    forward = cost.equations("batch")
    results = {parameter.name: gradient_symbol(parameter) for parameter in cost.network.parameters}
    for symbol, edit in _other_activations(forward, search):
        lines = [(defined, edit.expression if defined == symbol else expression) for defined, expression in forward]
        try:
            derived = _backward(Equations(lines), cost)
        except SymnetError:  # what has no derivative is no network
            continue
        if search.is_reproduced_by(Program(Equations(lines[:-1]) + derived, results)):
            return f"it is the right gradient of another network: in {edit.voice.spell(symbol)}, {edit.sentence}"
    return None


def _backward(forward: Equations, cost: Cost) -> Equations:
    """Return the backward pass as the chain rule gives it, which is computed and not read."""
    return backward(forward, forward[-1].symbol, cost.network.parameters, name=name_of_gradient).equations


def _other_activations(forward: Equations, search: Search) -> Iterator[tuple[Expr, Edit]]:
    for symbol, expression in forward:
        if getattr(symbol, "role", "") == "activation" and getattr(expression, "role", "") != "input":
            for edit in search.edits_of(symbol):
                rule = edit.key[1]
                named = isinstance(rule, tuple) and rule[0] in NETWORK_EDITS and not isinstance(rule[1], tuple)
                if named and edit.expression.shape == symbol.shape:
                    yield symbol, edit
