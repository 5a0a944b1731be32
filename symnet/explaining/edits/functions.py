"""What can be changed in a function that is applied to a matrix: f for f', another activation, a softmax gone wrong."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from sympy import Abs, Expr, Lambda, MatAdd, MatrixSymbol, Pow, Rational, Symbol, exp
from sympy.core.function import AppliedUndef

from symnet.calculus.scalar_rules import partial_by_argument
from symnet.errors import SymnetError
from symnet.explaining.edits.formulas import edited_formulas
from symnet.explaining.edits.scope import Change, Rule, Scope
from symnet.explaining.edits.wording import Wording, instead, simply
from symnet.expressions.activations import ACTIVATIONS, leaky_relu, relu, sigmoid, tanh
from symnet.expressions.arithmetic import MatrixProduct
from symnet.expressions.elementwise import Elementwise, apply_elementwise
from symnet.expressions.generic import GenericActivation
from symnet.expressions.losses import LOSSES
from symnet.expressions.reductions import SumEntries
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.slope import Slope
from symnet.expressions.softmax import Softmax

COMMON = (sigmoid, tanh, relu, leaky_relu)
"""The activations that people take for one another."""
LEAKS = (Rational(1, 5), Rational(1, 10), Rational(3, 10), Rational(1, 100))
"""The leaks of leaky ReLU that the frameworks take."""

SQUARED = Symbol("u", real=True)

Body = tuple[Expr, int, Any]
"""Another body of a scalar function, how unlikely it is, and what tells it from the others."""


def change_function(node: Elementwise, _scope: Scope) -> Iterator[Change]:
    """Take another function: f for f', f' for f, another activation or loss, or a formula one edit away."""
    for body, rank, detail in _bodies(node.function.expr):
        try:
            changed = Elementwise(Lambda(node.function.variables, body), *node.matrices)
        except SymnetError:  # a function that does not exist for these parameters
            continue
        yield Change(changed, _instead_of_function(changed, node, detail), rank, detail)


def _instead_of_function(changed: Elementwise, node: Elementwise, detail: Any) -> Wording:
    """Say that another formula stands for a slope, and what the right formula is."""
    body = node.function.expr
    if not isinstance(body, Slope) or not isinstance(detail, tuple):
        return instead(changed, node)
    right = Elementwise(Lambda(node.function.variables, body.formula()), *node.matrices)
    parts = (changed, node, right)
    return Wording("with {} where {} = {} belongs", "write {} where {} = {} stands", parts)


def change_arguments(node: Elementwise, _scope: Scope) -> Iterator[Change]:
    """Leave the function out, or exchange its two arguments."""
    if len(node.matrices) == 1:
        yield Change(node.matrices[0], instead(node.matrices[0], node), 2, "argument")
    if len(node.matrices) == 2:
        changed = Elementwise(node.function, *reversed(node.matrices))
        yield Change(changed, instead(changed, node), 4, "exchanged")


def _bodies(body: Expr) -> Iterator[Body]:
    if isinstance(body, Slope):
        yield from _bodies_for_slope(body)
    elif isinstance(body, GenericActivation):
        yield body.fdiff(), 2, "slope"
        if body.order:
            place, layer, order, spelling = body.args
            yield body.func(place, layer, order - 1, spelling), 2, "function"
    elif isinstance(body, AppliedUndef):
        yield Slope(body), 2, "slope"
    elif isinstance(body, ScalarFunction):
        if body.func in ACTIVATIONS:
            yield Slope(body), 2, "slope"
        yield from ((other, 4, detail) for other, detail in _others(body))
        yield from _formulas(body.definition(), 4)
    else:
        yield from _formulas(body, 3)


def _bodies_for_slope(slope: Slope) -> Iterator[Body]:
    application = slope.args[0]
    yield application, 2, "function"
    yield 1 - slope, 3, "complement"
    if isinstance(application, ScalarFunction):
        yield from ((Slope(other), 3, detail) for other, detail in _others(application))
        yield from _formulas(slope.formula(), 3)


def _formulas(formula: Expr, rank: int) -> Iterator[Body]:
    for place, edited in enumerate(edited_formulas(formula)):
        yield edited, rank, ("formula", place)


def _others(application: Expr) -> Iterator[tuple[Expr, str]]:
    """Return the functions that are taken for this one, and this one with the parameters that are taken for its own."""
    if application.func in LOSSES:
        plain = (other for other in LOSSES if other is not application.func and not other.facts.parameters)
        yield from ((other(*application.args[:2]), other.__name__) for other in plain)
    if application.func not in ACTIVATIONS:
        return
    place, *parameters = application.args
    yield from ((other(place), other.__name__) for other in COMMON if other is not application.func)
    if application.func is leaky_relu:
        leaks = (*LEAKS, -parameters[0])
        yield from ((leaky_relu(place, leak), str(leak)) for leak in leaks if leak != parameters[0])


def slopes_of(node: Elementwise) -> Iterator[Elementwise]:
    """Return the slope of a function where it is taken, ``tanh'(Z)`` of ``tanh(Z)``; nothing where it has none.

    >>> list(slopes_of(apply_elementwise(tanh, MatrixSymbol("Z", 2, 3))))
    [tanh'(Z)]
    """
    try:
        slope = Elementwise(partial_by_argument(node.function, 1), *node.matrices)
    except SymnetError:  # whatever a user may define: a repair needs no slope
        return
    yield slope


def change_softmax(node: Softmax, _scope: Scope) -> Iterator[Change]:
    """Normalize along the other axis, over everything, or not at all; or take no softmax."""
    powers = apply_elementwise(exp, node.logits)
    words = simply("with the softmax over the wrong axis", "take the softmax over the other axis")
    yield Change(Softmax(node.logits, 1 - node.axis), words, 1, "axis")
    words = simply("with the softmax not normalized, so without its denominator", "do not normalize the softmax")
    yield Change(powers, words, 2, "powers")
    words = simply("with the softmax normalized over the whole batch", "normalize the softmax over the whole batch")
    yield Change(MatrixProduct(Pow(SumEntries(powers), -1), powers), words, 2, "everything")
    yield Change(node.logits, instead(node.logits, node), 2, "argument")
    for function in (sigmoid, tanh, relu):
        other = apply_elementwise(function, node.logits)
        yield Change(other, instead(other, node), 4, function.__name__)


def take_absolute_values(total: MatAdd, _scope: Scope) -> Iterator[Change]:
    """Take the absolute values of the entries of a sum."""
    absolute = apply_elementwise(Abs, total)
    yield Change(absolute, instead(absolute, total), 4, "absolute")


def activate(symbol: MatrixSymbol, _scope: Scope) -> Iterator[Change]:
    """Apply an activation, or a square, that does not belong."""
    for function in COMMON:
        other = apply_elementwise(function, symbol)
        yield Change(other, instead(other, symbol), 5, function.__name__)
    squared = Elementwise(Lambda(SQUARED, SQUARED**2), symbol)
    yield Change(squared, instead(squared, symbol), 4, "square")


FUNCTION_RULES: MappingProxyType[type, tuple[Rule, ...]] = MappingProxyType({
    Elementwise: (change_function, change_arguments),
    Softmax: (change_softmax,),
    MatAdd: (take_absolute_values,),
    MatrixSymbol: (activate,),
})  # fmt: skip
"""The rules by the type of the node that they change."""
