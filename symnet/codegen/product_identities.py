"""Identities of products: what would be 0 times infinity, or 0/0, where one factor underflows."""

from __future__ import annotations

from sympy import Add, Expr, Max, Mul, Piecewise, Pow, exp, log, pi, sqrt
from sympy.codegen.cfunctions import log1p

from symnet.codegen.functions import TANH, inverse_mills, sech_squared, sigmoid_over_softplus, xlog1my, xlogy
from symnet.expressions.activations import celu, elu, normal_cdf, sigmoid, softplus
from symnet.expressions.losses import kl_divergence


def exp_times_sigmoid(product: Mul) -> Expr | None:
    """``exp(u) σ(-u) = σ(u)``."""
    for factor in product.args:
        partner = sigmoid(-factor.args[0]) if isinstance(factor, exp) else None
        if partner is not None and partner in product.args:
            rest = [other for other in product.args if other not in (factor, partner)]
            return Mul(sigmoid(factor.args[0]), *rest)
    return None


def weighted_logarithm(product: Mul) -> Expr | None:
    """Write ``x log(y)`` as one function, which is 0 where both are 0; the product would be 0 times infinity."""
    for factor in product.args:
        others = [other for other in product.args if other is not factor]
        if isinstance(factor, Add) and any(isinstance(term, log) and term.args[0] in others for term in factor.args):
            return Add(*(weighted_logarithm(part) or part for part in (Mul(*others, term) for term in factor.args)))
        if isinstance(factor, (log, log1p)):
            weight = Mul(*(other for other in others if other.is_zero is not False))
            rest = [other for other in others if other.is_zero is False]
            argument = factor.args[0]
            if weight != 1:
                weighted = xlogy(weight, argument) if isinstance(factor, log) else xlog1my(weight, -argument)
                return Mul(*rest, weighted)
    return None


def relative_entropy(product: Mul) -> Expr | None:
    """``y log(y/p)`` as the loss of that name, which is 0 where y is 0, whatever p is."""
    for factor in product.args:
        if isinstance(factor, log) and isinstance(factor.args[0], Mul):
            for weight in factor.args[0].args:
                if weight.free_symbols and weight in product.args:
                    rest = [other for other in product.args if other not in (factor, weight)]
                    return Mul(kl_divergence(weight / factor.args[0], weight), *rest)
    return None


def slope_of_log_softplus(product: Mul) -> Expr | None:
    """``σ(βu)/softplus(u, β)``: both are nearly exp(βu) on the left."""
    for factor in product.args:
        if isinstance(factor, Pow) and factor.exp == -1 and isinstance(factor.base, softplus):
            u, beta = factor.base.args
            partner = sigmoid(beta * u)
            if partner in product.args:
                rest = [other for other in product.args if other not in (factor, partner)]
                return Mul(beta, sigmoid_over_softplus(beta * u), *rest)
    return None


def slope_over_one_plus_elu(product: Mul) -> Expr | None:
    """``elu'(u)/(1 + elu(u)) = 1/(1 + max(u, 0))``: both are exp(u) on the left."""
    for factor in product.args:
        function = factor.base - 1 if isinstance(factor, Pow) and factor.exp == -1 else None
        if isinstance(function, (elu, celu)) and function.args[1] == 1:
            u = function.args[0]
            partner = Piecewise((1, u > 0), (exp(u), True))
            if partner in product.args:
                rest = [other for other in product.args if other not in (factor, partner)]
                return Mul(1 / (1 + Max(u, 0)), *rest)
    return None


def slope_of_tanh_over_sigmoid(product: Mul) -> Expr | None:
    """``(1 - tanh(u)²)/σ(2u) = 2 - 2 tanh(u)``: both are nearly exp(2u) on the left."""
    for factor in product.args:
        if isinstance(factor, Pow) and factor.exp == -1 and isinstance(factor.base, sigmoid):
            u = factor.base.args[0] / 2
            quotients = {1 - function(u) ** 2: 1 - function(u) for function in TANH}
            quotients[sech_squared(u)] = 2 * sigmoid(-2 * u)
            for partner, result in quotients.items():
                if partner in product.args:
                    return Mul(2, result, *(other for other in product.args if other not in (factor, partner)))
    return None


def density_over_distribution(product: Mul) -> Expr | None:
    """``exp(-u²/2)/Φ(u)``: both are nearly 0 on the left."""
    for factor in product.args:
        if isinstance(factor, Pow) and factor.exp == -1 and isinstance(factor.base, normal_cdf):
            u = factor.base.args[0]
            partner = exp(-(u**2) / 2)
            if partner in product.args:
                rest = [other for other in product.args if other not in (factor, partner)]
                return Mul(sqrt(2 * pi), inverse_mills(u), *rest)
    return None
