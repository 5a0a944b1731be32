"""Identities for stability: the same value, computed where the formula as written overflows or loses its digits.

A table of rewrites, each with its condition; every row is an identity for all real arguments that its condition admits.
A row knows nothing of losses or layers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sympy import Add, Mul, Pow, log

from symnet.codegen import logarithm_identities as logarithms
from symnet.codegen import product_identities as products
from symnet.codegen import sum_identities as sums


class Row(NamedTuple):
    """An identity: from which type of node, under which condition, by which rule (None where it does not apply)."""

    name: str
    node: type
    condition: str
    rule: Callable[[Any], Any]


REWRITES: tuple[Row, ...] = (
    Row("c - c σ(u) = c σ(-u)", Add, "c a number", sums.complement_of_sigmoid),
    Row("c - c Φ(u) = c Φ(-u)", Add, "c a number", sums.complement_of_normal_cdf),
    Row("c - c softmax(Z) = c softmax_complement(Z)", Add, "c a number", sums.complement_of_softmax),
    Row("1 ± tanh(u) = 2 σ(±2u)", Add, "or times a number", sums.one_plus_tanh),
    Row("1 ± erf(u) = 2 Φ(±√2 u)", Add, "or times a number", sums.one_plus_error_function),
    Row("c - c tanh(u)² = c sech²(u)", Add, "c a number", sums.derivative_of_tanh),
    Row("f/s² - z f/s³ = b/(2 s³)", Add, "f squareplus(z, b), s² = z² + b", sums.curvature_of_squareplus),
    Row("f (1/s² - z/s³) = b/(2 s³)", Mul, "f squareplus(z, b), s² = z² + b", sums.curvature_of_squareplus),
    Row("exp(u) - 1 = expm1(u)", Add, "or times a number", sums.exp_minus_one),
    Row(
        "a log σ(u) + b log σ(-u) = -(a + b) (softplus(u) - u a/(a + b))",
        Add,
        "a + b ≠ 0 a number",
        sums.two_log_sigmoids,
    ),
    Row("1/(1 + exp(u)) = σ(-u)", Pow, "or a positive power", sums.reciprocal_of_one_plus_exp),
    Row("exp(u) σ(-u) = σ(u)", Mul, "always", products.exp_times_sigmoid),
    Row("σ(u)/softplus(u) = sigmoid_over_softplus(u)", Mul, "always", products.slope_of_log_softplus),
    Row("exp(-u²/2)/Φ(u) = √(2π) inverse_mills(u)", Mul, "always", products.density_over_distribution),
    Row("elu'(u)/(1 + elu(u)) = 1/(1 + max(u, 0))", Mul, "alpha = 1; or celu", products.slope_over_one_plus_elu),
    Row("(1 - tanh(u)²)/σ(2u) = 2 - 2 tanh(u)", Mul, "always", products.slope_of_tanh_over_sigmoid),
    Row("y log(y/p) = kl_divergence(p, y)", Mul, "0 where y is 0", products.relative_entropy),
    Row("x log(y) = xlogy(x, y)", Mul, "0 where x and y are 0", products.weighted_logarithm),
    Row("log σ(u) = log_sigmoid(u)", log, "always", logarithms.log_of_sigmoid),
    Row("log Φ(u) = log_normal_cdf(u)", log, "always", logarithms.log_of_normal_cdf),
    Row("log softplus(u) = log_softplus(u)", log, "always", logarithms.log_of_softplus),
    Row("log exp(-u²) = -u²", log, "always", logarithms.log_of_gaussian),
    Row("log cosh(u) = log_cosh(u, 0)", log, "always", logarithms.log_of_cosh),
    Row("log softmax(Z) = log_softmax(Z)", log, "entry by entry", logarithms.log_of_softmax),
    Row("log(1 - tanh(u)²) = log_sech_squared(u)", log, "always", logarithms.log_of_tanh_derivative),
    Row("log(1 + elu(u)) = log1p(max(u, 0)) + min(u, 0)", log, "alpha = 1; or celu", logarithms.log_of_one_plus_elu),
    Row("log(1 + exp(u)) = softplus(u), log(1 + x) = log1p(x)", log, "x > -1", logarithms.log_of_one_plus),
    Row("log(exp(u)) = u", log, "u real", logarithms.log_of_exp),
    Row("log(c |K|^k) = log(c) + k log|K|", log, "c > 0", logarithms.log_of_determinant),
    Row("log Σ exp(Z) = log_sum_exp(Z)", log, "always", logarithms.log_of_sum_of_exps),
    Row("log(p^k) = k log(p)", log, "p > 0 known", logarithms.log_of_power),
    Row("log(p x) = log(p) + log(x)", log, "p > 0 known; then x > 0", logarithms.log_of_product),
)
