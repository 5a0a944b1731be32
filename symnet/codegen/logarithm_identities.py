"""Identities of logarithms: of what is 0 or 1 by rounding where its logarithm is a number."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sympy import Abs, Add, Determinant, Expr, Max, Min, Mul, Pow, S, cosh, exp, log
from sympy.codegen.cfunctions import log1p
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.codegen.complements import LogSoftmaxComplement, SoftmaxComplement
from symnet.codegen.functions import (
    EXP,
    VANISHING,
    log_absolute_determinant,
    log_determinant,
    log_normal_cdf,
    log_sech_squared,
    log_softplus,
    log_sum_exp,
    sech_squared,
)
from symnet.codegen.sum_identities import derivative_of_tanh
from symnet.codegen.walking import Formula, LogSoftmax, StandIn
from symnet.expressions.activations import celu, elu, gaussian, log_sigmoid, normal_cdf, sigmoid, softplus
from symnet.expressions.losses import log_cosh
from symnet.expressions.reductions import SumEntries
from symnet.expressions.softmax import Softmax

_LOG_SOFTMAX: Mapping[type, Any] = MappingProxyType({Softmax: LogSoftmax, SoftmaxComplement: LogSoftmaxComplement})


def log_of_sigmoid(node: log) -> Expr | None:
    """``log σ(u)``."""
    return log_sigmoid(node.args[0].args[0]) if isinstance(node.args[0], sigmoid) else None


def log_of_softmax(node: log) -> Expr | None:
    """``log softmax(Z)``, and of what it leaves to the others, entry by entry."""
    entries = node.args[0]
    if isinstance(entries, StandIn) and isinstance(entries.matrix, tuple(_LOG_SOFTMAX)):
        return StandIn.of(_LOG_SOFTMAX[type(entries.matrix)].of(entries.matrix))
    if isinstance(entries, MatrixElement) and isinstance(entries.parent, tuple(_LOG_SOFTMAX)):
        return MatrixElement(_LOG_SOFTMAX[type(entries.parent)].of(entries.parent), entries.i, entries.j)
    return None


def log_of_normal_cdf(node: log) -> Expr | None:
    """``log Φ(u)``."""
    return log_normal_cdf(node.args[0].args[0]) if isinstance(node.args[0], normal_cdf) else None


def log_of_softplus(node: log) -> Expr | None:
    """``log softplus(u, β)``, with the softplus ``log(1 + exp(βu))/β``."""
    if not isinstance(node.args[0], softplus):
        return None
    u, beta = node.args[0].args
    return log_softplus(beta * u) - log(beta)


def log_of_gaussian(node: log) -> Expr | None:
    """``log exp(-u²) = -u²``."""
    return -(node.args[0].args[0] ** 2) if isinstance(node.args[0], gaussian) else None


def log_of_cosh(node: log) -> Expr | None:
    """``log cosh(u)``, which is the loss of that name at the target 0."""
    return log_cosh(node.args[0].args[0], 0) if isinstance(node.args[0], cosh) else None


def log_of_tanh_derivative(node: log) -> Expr | None:
    """``log(1 - tanh(u)²)``, which a row of sums may have written as sech² before."""
    argument = derivative_of_tanh(node.args[0]) if isinstance(node.args[0], Add) else node.args[0]
    return log_sech_squared(argument.args[0]) if isinstance(argument, sech_squared) else None


def log_of_one_plus(node: log) -> Expr | None:
    """``log(1 + exp(u)) = softplus(u)``, and ``log1p`` of anything else."""
    argument = node.args[0]
    if not isinstance(argument, Add) or S.One not in argument.args:
        return None
    rest = Add(*(term for term in argument.args if term is not S.One))
    return softplus(rest.args[0]) if isinstance(rest, EXP) else log1p(rest)


def log_of_one_plus_elu(node: log) -> Expr | None:
    """``log(1 + elu(u)) = log1p(u)`` where u > 0, and u elsewhere: 1 + (exp(u) - 1) is an exponential."""
    argument = node.args[0]
    function = argument - 1 if isinstance(argument, Add) else None
    if not isinstance(function, (elu, celu)) or function.args[1] != 1:
        return None
    u = function.args[0]
    return log1p(Max(u, 0)) + Min(u, 0)


def log_of_power(node: log) -> Expr | None:
    """``log(p^k) = k log(p)`` for p > 0."""
    power = node.args[0]
    return power.exp * log(power.base) if isinstance(power, Pow) and _is_known_positive(power.base) else None


def log_of_product(node: log) -> Expr | None:
    """``log(p x) = log(p) + log(x)`` for p > 0."""
    product = node.args[0]
    if not isinstance(product, Mul):
        return None
    positive = [factor for factor in product.args if _is_known_positive(factor)]
    rest = Mul(*(factor for factor in product.args if factor not in positive))
    return Add(*map(log, positive), log(rest)) if positive else None


def log_of_exp(node: log) -> Expr | None:
    """``log(exp(u)) = u``."""
    return node.args[0].args[0] if isinstance(node.args[0], EXP) else None


def log_of_determinant(node: log) -> Expr | None:
    """``log(c |K|^k) = log(c) + k log|K|`` for c > 0."""
    factors = Mul.make_args(node.args[0])
    powers = [factor.as_base_exp() for factor in factors]
    found = [(base, k) for base, k in powers if isinstance(_unsigned(base), Determinant) and k.is_Number]
    rest = Mul(*(base**k for base, k in powers if (base, k) not in found))
    if not found or not rest.is_positive or len(found) > 1:
        return None
    ((base, k),) = found
    of_absolute = isinstance(base, Abs) or k.is_even
    logarithm = log_absolute_determinant if of_absolute else log_determinant
    return log(rest) + k * logarithm(_unsigned(base).arg)


def _unsigned(base: Expr) -> Expr:
    return base.args[0] if isinstance(base, Abs) else base


def log_of_sum_of_exps(node: log) -> Expr | None:
    """``log Σ exp(Z)``."""
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
        return isinstance(base.matrix, (Softmax, SoftmaxComplement))
    if isinstance(base, MatrixElement):
        return isinstance(base.parent, (Softmax, SoftmaxComplement))
    return isinstance(base, VANISHING)
