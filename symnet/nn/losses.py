"""The loss of one sample, as a user gives it, and the penalties on the parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Abs, Add, Expr, Float, Function, Lambda, MatrixExpr, Mul, Rational, S, Symbol
from sympy.core.function import FunctionClass, UndefinedFunction

from symnet.errors import SymnetTypeError, SymnetValueError
from symnet.expressions.catalogue import loss
from symnet.expressions.elementwise import apply_elementwise
from symnet.expressions.reductions import SumEntries
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.shapes import as_expression
from symnet.nn.sizes import BATCH_SIZE

Y_HAT, Y = Symbol("y_hat", real=True), Symbol("y", real=True)


def find_loss(given: Any) -> Any:
    """Return what a user gave as a loss as a SymPy function of the prediction and the target.

    A name, a SymPy function or Lambda of two arguments, or an expression in the symbols ``y_hat`` and ``y``.

    >>> y_hat, y = Symbol("y_hat"), Symbol("y")
    >>> find_loss((y_hat - y) ** 4)
    Lambda((y_hat, y), (-y + y_hat)**4)
    """
    if isinstance(given, str):
        return loss(given)
    if isinstance(given, FunctionClass | Lambda) and 2 in given.nargs:
        return given
    if isinstance(given, Expr) and not isinstance(given, Lambda):
        named = {symbol.name: symbol for symbol in given.free_symbols}
        if {"y_hat", "y"} <= set(named):
            return Lambda((named["y_hat"], named["y"]), given)
    raise SymnetTypeError(
        f"A loss must be a name, a SymPy function of (y_hat, y), or an expression in the symbols y_hat and y, "
        f"but it is {given!r}; write net.cost('squared_error') or sympy.Lambda((y_hat, y), …)."
    )


def is_undefined_loss(function: Any) -> bool:
    """Tell whether a loss is a bare name such as ``sympy.Function("L")``.

    >>> is_undefined_loss(Function("L"))
    True
    """
    return isinstance(function, UndefinedFunction)


def written_out(function: Any, prediction: Expr, target: Expr) -> Expr:
    """Return the formula of a loss at a prediction and a target."""
    value = function(prediction, target)
    return value.definition() if isinstance(value, ScalarFunction) else value


def symbol_of(function: Any, prediction: Expr, target: Expr) -> Expr:
    """Return what a loss is called in an equation: ``L(ŷ, y)``, or the user's own name for it."""
    name = function if is_undefined_loss(function) else Function("L")
    return name(prediction, target)


def penalties(weights: Sequence[MatrixExpr], *, l1: Any, l2: Any, other: Any) -> list[Expr]:
    """Return the terms that regularization adds to the cost.

    ``l2``: λ/(2m) Σ‖W‖²; ``l1``: λ/m Σ|W|; `other`: any scalar in the parameters and m. Biases are not penalized.
    """
    terms: list[Expr] = []
    ridge, lasso = strength("l2", l2), strength("l1", l1)
    if ridge != 0:
        squares = [SumEntries(apply_elementwise(_square, weight)) for weight in weights]
        terms.append(Mul(ridge / (2 * BATCH_SIZE), _written_sum(squares), evaluate=False))
    if lasso != 0:
        sizes = [SumEntries(apply_elementwise(Abs, weight)) for weight in weights]
        terms.append(Mul(lasso / BATCH_SIZE, _written_sum(sizes), evaluate=False))
    extra = as_expression(other)
    if getattr(extra, "is_Matrix", False):
        raise SymnetValueError(
            f"A regularization must be a scalar, but {extra} is a matrix of shape {extra.shape}; "
            "write sn.SumEntries(…) of it."
        )
    if extra != 0:
        terms.append(extra)
    return terms


def _square(scalar: Expr) -> Expr:
    return scalar**2


def _written_sum(terms: list[Expr]) -> Expr:
    return terms[0] if len(terms) == 1 else Add(*terms, evaluate=False)


def strength(name: str, given: Any) -> Expr:
    """Return a regularization strength: a nonnegative number, exact, or a symbol.

    >>> strength("l2", 0.01), strength("l2", "lambda")
    (1/100, lambda)
    """
    if isinstance(given, str):
        return Symbol(given, nonnegative=True)
    value = as_expression(given)
    if isinstance(value, Float):
        value = Rational(str(given))
    if not isinstance(value, Expr) or value is S.NaN or value.is_negative or value.is_finite is False:
        raise SymnetValueError(
            f"The strength {name} must be a number that is not negative, or a symbol, but it is {given}; "
            f"write {name}=0.01."
        )
    return value
