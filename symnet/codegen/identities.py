"""Identities for stability: the same value, computed where the formula as written overflows or loses its digits.

A table of rewrites, each with its condition; every row is an identity for all real arguments that its condition admits.
A row knows nothing of losses or layers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sympy import Add, Expr, Function, Mul, Pow, S, exp, expand, log, tanh
from sympy.codegen.cfunctions import expm1, log1p
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.codegen.walking import Formula, LogSoftmax, StandIn
from symnet.expressions.activations import log_sigmoid, sigmoid, softplus
from symnet.expressions.activations import tanh as tanh_activation
from symnet.expressions.losses import binary_cross_entropy_with_logits
from symnet.expressions.reductions import SumEntries
from symnet.expressions.softmax import Softmax

TANH = (tanh, tanh_activation)


class log_sech_squared(Function):  # noqa: N801 - SymPy's functions are classes, and mathematics writes them small
    """log(1 - tanh(u)^2), which has a form without cancellation."""

    nargs = (1,)
    is_extended_real = True


class log_sum_exp(Function):  # noqa: N801
    """The logarithm of the sum of the exponentials of all entries of a matrix."""

    nargs = (1,)
    is_extended_real = True

    @classmethod
    def eval(cls, *_matrix: Any) -> None:
        """Never evaluate."""


class xlogy(Function):  # noqa: N801
    """``x log(y)``, and 0 where both are 0."""

    nargs = (2,)
    is_extended_real = True


class Row(NamedTuple):
    """An identity: from which type of node, under which condition, by which rule (None where it does not apply)."""

    name: str
    node: type
    condition: str
    rule: Callable[[Any], Any]


def _split(terms: tuple[Expr, ...], kind: Any) -> tuple[Expr, Expr, Expr] | None:
    """Return ``c, k, f`` of a sum of two terms ``c + k f`` in which f is of a kind of function and c, k are numbers."""
    if len(terms) != 2:
        return None
    for constant, term in (terms, terms[::-1]):
        coefficient, function = term.as_coeff_Mul()
        if constant.is_Number and isinstance(function, kind):
            return constant, coefficient, function
    return None


def _complement_of_sigmoid(total: Add) -> Expr | None:
    found = _split(total.args, sigmoid)
    if found is None or found[0] != -found[1]:
        return None
    constant, _, function = found
    return constant * sigmoid(-function.args[0])


def _one_plus_tanh(total: Add) -> Expr | None:
    found = _split(total.args, TANH)
    if found is None or abs(found[0]) != abs(found[1]):
        return None
    constant, coefficient, function = found
    return 2 * constant * sigmoid(2 * coefficient / constant * function.args[0])


def _exp_minus_one(total: Add) -> Expr | None:
    found = _split(total.args, exp)
    if found is None or found[0] != -found[1]:
        return None
    return found[1] * expm1(found[2].args[0])


def _reciprocal_of_one_plus_exp(power: Pow) -> Expr | None:
    if not (power.exp.is_Integer and power.exp < 0 and isinstance(power.base, Add)):
        return None
    found = _split(power.base.args, exp)
    if found is None or found[:2] != (1, 1):
        return None
    return sigmoid(-found[2].args[0]) ** -power.exp


def _exp_times_sigmoid(product: Mul) -> Expr | None:
    for factor in product.args:
        partner = sigmoid(-factor.args[0]) if isinstance(factor, exp) else None
        if partner is not None and partner in product.args:
            rest = [other for other in product.args if other not in (factor, partner)]
            return Mul(sigmoid(factor.args[0]), *rest)
    return None


def _two_log_sigmoids(total: Add) -> Expr | None:
    """Join ``a log σ(u) + b log σ(-u)`` where a + b is a number: one exponential instead of two."""
    terms = [term for term in total.args if isinstance(term, Mul) and len(_log_sigmoids(term)) == 1]
    for position, first in enumerate(terms):
        for second in terms[position + 1 :]:
            (left,), (right,) = _log_sigmoids(first), _log_sigmoids(second)
            a, b = first / left, second / right
            weight = expand(a + b)
            if left.args[0] == -right.args[0] and weight.is_Number and weight != 0:
                rest = [term for term in total.args if term not in (first, second)]
                minus = left.args[0].could_extract_minus_sign()
                u, y = (right.args[0], b / weight) if minus else (left.args[0], a / weight)
                return Add(-weight * binary_cross_entropy_with_logits(u, expand(y)), *rest)
    return None


def _entropy(product: Mul) -> Expr | None:
    """Write ``x log(x)`` as one function, which is 0 at 0 where the product would be 0 times infinity."""
    for factor in product.args:
        if isinstance(factor, log) and factor.args[0] in product.args:
            rest = [other for other in product.args if other not in (factor, factor.args[0])]
            return Mul(xlogy(factor.args[0], factor.args[0]), *rest)
    return None


def _log_sigmoids(term: Mul) -> list[Expr]:
    return [factor for factor in term.args if isinstance(factor, log_sigmoid)]


def _log_of_sigmoid(node: log) -> Expr | None:
    return log_sigmoid(node.args[0].args[0]) if isinstance(node.args[0], sigmoid) else None


def _log_of_softmax(node: log) -> Expr | None:
    entries = node.args[0]
    if isinstance(entries, StandIn) and isinstance(entries.matrix, Softmax):
        return StandIn.of(LogSoftmax.of(entries.matrix))
    if isinstance(entries, MatrixElement) and isinstance(entries.parent, Softmax):
        return MatrixElement(LogSoftmax.of(entries.parent), entries.i, entries.j)
    return None


def _log_of_tanh_derivative(node: log) -> Expr | None:
    found = _split(node.args[0].args, Pow) if isinstance(node.args[0], Add) else None
    if found is None or found[:2] != (1, -1) or found[2].exp != 2 or not isinstance(found[2].base, TANH):
        return None
    return log_sech_squared(found[2].base.args[0])


def _log_of_one_plus(node: log) -> Expr | None:
    argument = node.args[0]
    if not isinstance(argument, Add) or S.One not in argument.args:
        return None
    rest = Add(*(term for term in argument.args if term is not S.One))
    return softplus(rest.args[0]) if isinstance(rest, exp) else log1p(rest)


def _log_of_power(node: log) -> Expr | None:
    power = node.args[0]
    return power.exp * log(power.base) if isinstance(power, Pow) and _is_known_positive(power.base) else None


def _log_of_product(node: log) -> Expr | None:
    product = node.args[0]
    if not isinstance(product, Mul):
        return None
    positive = [factor for factor in product.args if _is_known_positive(factor)]
    rest = Mul(*(factor for factor in product.args if factor not in positive))
    return Add(*map(log, positive), log(rest)) if positive else None


def _log_of_exp(node: log) -> Expr | None:
    return node.args[0].args[0] if isinstance(node.args[0], exp) else None


def _log_of_sum_of_exps(node: log) -> Expr | None:
    total = node.args[0]
    if isinstance(total, SumEntries) and isinstance(total.matrix, Formula):
        body = total.matrix.body
        if isinstance(body, exp) and isinstance(body.args[0], StandIn):
            return log_sum_exp(body.args[0].matrix)
    return None


def _is_known_positive(factor: Expr) -> bool:
    """Tell whether a factor is positive, and its logarithm has a rule of its own."""
    base = factor.base if isinstance(factor, Pow) and not isinstance(factor, exp) else factor
    if isinstance(base, StandIn):
        return isinstance(base.matrix, Softmax)
    if isinstance(base, MatrixElement):
        return isinstance(base.parent, Softmax)
    return isinstance(base, (sigmoid, exp))


REWRITES: tuple[Row, ...] = (
    Row("c - c σ(u) = c σ(-u)", Add, "c a number", _complement_of_sigmoid),
    Row("1 ± tanh(u) = 2 σ(±2u)", Add, "or times a number", _one_plus_tanh),
    Row("exp(u) - 1 = expm1(u)", Add, "or times a number", _exp_minus_one),
    Row(
        "a log σ(u) + b log σ(-u) = -(a + b) (softplus(u) - u a/(a + b))", Add, "a + b ≠ 0 a number", _two_log_sigmoids
    ),
    Row("1/(1 + exp(u)) = σ(-u)", Pow, "or a positive power", _reciprocal_of_one_plus_exp),
    Row("exp(u) σ(-u) = σ(u)", Mul, "always", _exp_times_sigmoid),
    Row("x log(x) = xlogy(x, x)", Mul, "0 at x = 0, the limit", _entropy),
    Row("log σ(u) = log_sigmoid(u)", log, "always", _log_of_sigmoid),
    Row("log softmax(Z) = log_softmax(Z)", log, "entry by entry", _log_of_softmax),
    Row("log(1 - tanh(u)²) = log_sech_squared(u)", log, "always", _log_of_tanh_derivative),
    Row("log(1 + exp(u)) = softplus(u), log(1 + x) = log1p(x)", log, "x > -1", _log_of_one_plus),
    Row("log(exp(u)) = u", log, "u real", _log_of_exp),
    Row("log Σ exp(Z) = log_sum_exp(Z)", log, "always", _log_of_sum_of_exps),
    Row("log(p^k) = k log(p)", log, "p > 0 known", _log_of_power),
    Row("log(p x) = log(p) + log(x)", log, "p > 0 known; then x > 0", _log_of_product),
)
