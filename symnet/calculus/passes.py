"""The rules by which a line of the backward pass becomes what a textbook prints.

Each is derived from the forward equations themselves: what an activation is called, what a loss is. There is no table
of pairs of losses and activations.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Expr, Interval, MatrixExpr, Symbol
from sympy.core.function import AppliedUndef

from symnet.calculus.backward import Pass, Simplification
from symnet.expressions.assumptions import SumToOne
from symnet.expressions.elementwise import Elementwise, is_plain
from symnet.expressions.entries import operands_first
from symnet.expressions.equations import Equations
from symnet.expressions.scalar import Activation
from symnet.expressions.slope import Slope, without_slopes
from symnet.expressions.softmax import Softmax
from symnet.expressions.substitution import substitute
from symnet.expressions.variables import Variable
from symnet.rewriting.merging import Merged, as_matrix, cancelled, denominators, factors_of, merge
from symnet.rewriting.ones import swallowed_by_ones
from symnet.rewriting.tidying import tidied

Activations = dict[MatrixExpr, Elementwise]


def textbook_passes(
    forward: Equations, *, facts: Iterable[SumToOne] = (), slopes_by_activation: bool = False
) -> tuple[Pass, ...]:
    """Return the passes for the backward pass of these equations, in the order in which they are tried.

    With `slopes_by_activation` a slope is written in terms of the activation where it can be: ``A ⊙ (1 − A)`` for
    ``σ'(Z)``.
    """
    activations = _activations(forward)
    passes = [
        Pass("definition", _naming(forward)),
        Pass("derivative of the loss", _loss_derivative),
        Pass("cancellation", _cancellation(forward, activations)),
        *(Pass("assumption", _assumption(fact)) for fact in facts),
    ]
    if slopes_by_activation:
        passes.append(Pass("derivative of the activation", _by_activation(activations)))
    return tuple(passes)


def _activations(forward: Equations) -> Activations:
    """Return the symbols that are defined as an activation of one matrix."""
    return {
        symbol: node
        for symbol, node in forward
        if isinstance(node, Elementwise) and len(node.matrices) == 1 and is_plain(node.function)
    }


def _naming(forward: Equations) -> Any:
    """Use the names that the forward pass gave: a for softmax(z), and a for its alias ŷ."""
    names: dict[Any, Expr] = {node: symbol for symbol, node in forward if isinstance(node, Elementwise | Softmax)}
    aliases: dict[Any, Expr] = {
        symbol: node
        for symbol, node in forward
        if isinstance(symbol, Variable) and symbol.role == "prediction" and getattr(node, "is_symbol", False)
    }

    def apply(expression: Expr) -> Simplification | None:
        named = substitute(substitute(expression, aliases), names)
        return None if named is expression else Simplification(named)

    return apply


def _loss_derivative(expression: Expr) -> Simplification | None:
    """Write out the derivative of a function of several arguments, the loss; ``L'(ŷ, y)`` of an undefined L stays."""

    def write(node: Any) -> Any:
        if not isinstance(node, Elementwise) or len(node.matrices) < 2:
            return node
        slopes = node.function.expr.atoms(Slope)
        if not slopes or any(isinstance(slope.application, AppliedUndef) for slope in slopes):
            return node
        formula = without_slopes(node.function.expr)
        return as_matrix(formula, dict(zip(node.function.variables, node.matrices, strict=True)), node)

    return _where_changed(expression, write)


def _cancellation(forward: Equations, activations: Activations) -> Any:
    """Merge each product entry by entry into one formula, and cancel it where that makes it shorter."""
    softmaxes = {symbol for symbol, node in forward if isinstance(node, Softmax)}

    def apply(expression: Expr) -> Simplification | None:
        conditions: list[str] = []

        def cancel(node: Any) -> Any:
            if len(factors_of(node)) < 2:
                return node
            merged = merge(node, activations)
            shorter = None if merged is None else cancelled(merged)
            if merged is None or shorter is None:
                return node
            conditions.append(_nonzero(merged, activations, softmaxes))
            return shorter.as_matrix()

        result = tidied(expression, cancel)
        return Simplification(result, "; ".join(dict.fromkeys(conditions))) if conditions else None

    return apply


def _nonzero(merged: Merged, activations: Activations, softmaxes: set[Any]) -> str:
    """Say what must not be zero for a cancellation, and what makes it so where the range of an activation does."""
    divisors = denominators(merged)
    named = {symbol: Symbol(str(matrix)) for symbol, matrix in merged.matrices.items()}
    reasons = [
        _range(matrix, activations, softmaxes)
        for symbol, matrix in merged.matrices.items()
        if any(divisor.has(symbol) for divisor in divisors)
    ]
    known = [reason for reason in reasons if reason]
    divided = " or ".join(str(divisor.xreplace(named)) for divisor in divisors)
    return f"no entry of {divided} is 0" + (f", because {' and '.join(known)}" if known else "")


def _range(matrix: Any, activations: Activations, softmaxes: set[Any]) -> str:
    if matrix in softmaxes:
        return f"softmax gives {matrix} entries in (0, 1)"
    body = activations[matrix].function.expr if matrix in activations else None
    if not isinstance(body, Activation):
        return ""
    image = body.image()
    if not isinstance(image, Interval) or not (image.left_open and image.right_open):
        return ""
    ends = ", ".join(str(end).replace("oo", "∞") for end in (image.start, image.end))
    return f"{type(body).__name__} gives {matrix} entries in ({ends})"


def _assumption(fact: SumToOne) -> Any:
    """Use a fact about a symbol wherever it applies."""

    def apply(expression: Expr) -> Simplification | None:
        result = _where_changed(expression, lambda node: swallowed_by_ones(node, fact))
        return None if result is None else Simplification(result.expression, str(fact))

    return apply


def _by_activation(activations: Activations) -> Any:
    """Write ``σ'(Z)`` in terms of A where the derivative is a polynomial in the activation."""

    def apply(expression: Expr) -> Simplification | None:
        def write(node: Any) -> Any:
            if not isinstance(node, Elementwise) or not isinstance(node.function.expr, Slope):
                return node
            merged = merge(node, activations)
            if merged is None or set(merged.matrices.values()) == set(node.matrices):
                return node
            return merged.as_matrix()

        return _where_changed(expression, write)

    return apply


def _where_changed(expression: Expr, rule: Any) -> Simplification | None:
    """Apply a rule to every matrix in an expression; None where it changes nothing."""
    changed = [node for node in operands_first(expression) if isinstance(node, MatrixExpr) and rule(node) is not node]
    return Simplification(tidied(expression, rule)) if changed else None
