"""Identities of sums: what cancels in ``1 - f(u)`` is written so that nothing cancels."""

from __future__ import annotations

from typing import Any

from sympy import Add, Expr, Mul, Pow, Rational, exp, expand, expand_mul, sqrt
from sympy.codegen.cfunctions import expm1
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.codegen.complements import SoftmaxComplement
from symnet.codegen.functions import TANH, sech_squared
from symnet.codegen.walking import StandIn
from symnet.expressions.activations import error_function, log_sigmoid, normal_cdf, sigmoid, squareplus
from symnet.expressions.losses import binary_cross_entropy_with_logits
from symnet.expressions.softmax import Softmax


def beside_number(total: Add, kind: Any) -> tuple[Expr, Expr, Expr, Expr] | None:
    """Return ``c, k, f, rest`` of a sum ``c ± c f + rest``: f is of a kind of function, k = ± c beside the number c."""
    constant = total.args[0]
    if not constant.is_Number:
        return None
    for term in total.args[1:]:
        coefficient, function = term.as_coeff_Mul()
        if isinstance(function, kind) and abs(coefficient) == abs(constant):
            return constant, coefficient, function, Add(*(other for other in total.args[1:] if other is not term))
    return None


def complement_of_sigmoid(total: Add) -> Expr | None:
    """``c - c σ(u) = c σ(-u)``."""
    found = beside_number(total, sigmoid)
    if found is None or found[0] != -found[1]:
        return None
    constant, _, function, rest = found
    return constant * sigmoid(-function.args[0]) + rest


def complement_of_normal_cdf(total: Add) -> Expr | None:
    """``c - c Φ(u) = c Φ(-u)``."""
    found = beside_number(total, normal_cdf)
    if found is None or found[0] != -found[1]:
        return None
    constant, _, function, rest = found
    return constant * normal_cdf(-function.args[0]) + rest


def complement_of_softmax(total: Add) -> Expr | None:
    """``c - c softmax(Z)``, entry by entry, from the sum of the other entries."""
    found = beside_number(total, (StandIn, MatrixElement))
    if found is None or found[0] != -found[1]:
        return None
    constant, _, entry, rest = found
    if isinstance(entry, StandIn) and isinstance(entry.matrix, Softmax):
        return constant * StandIn.of(SoftmaxComplement.of(entry.matrix)) + rest
    if isinstance(entry, MatrixElement) and isinstance(entry.parent, Softmax):
        return constant * MatrixElement(SoftmaxComplement.of(entry.parent), entry.i, entry.j) + rest
    return None


def one_plus_tanh(total: Add) -> Expr | None:
    """``1 ± tanh(u) = 2 σ(±2u)``."""
    found = beside_number(total, TANH)
    if found is None:
        return None
    constant, coefficient, function, rest = found
    return 2 * constant * sigmoid(2 * coefficient / constant * function.args[0]) + rest


def one_plus_error_function(total: Add) -> Expr | None:
    """``1 ± erf(u) = 2 Φ(±√2 u)``."""
    found = beside_number(total, error_function)
    if found is None:
        return None
    constant, coefficient, function, rest = found
    return 2 * constant * normal_cdf(sqrt(2) * coefficient / constant * function.args[0]) + rest


def derivative_of_tanh(total: Add) -> Expr | None:
    """``c - c tanh(u)² = c sech²(u)``."""
    found = beside_number(total, Pow)
    if found is None or found[0] != -found[1] or found[2].exp != 2 or not isinstance(found[2].base, TANH):
        return None
    return found[0] * sech_squared(found[2].base.args[0]) + found[3]


def curvature_of_squareplus(node: Expr) -> Expr | None:
    """Return ``f/s² - z f/s³`` with ``s² = z² + b``, where the terms cancel for large z, as ``b/(2 s³)``."""
    total = expand_mul(node) if isinstance(node, Mul) and node.has(squareplus) else node
    if not isinstance(total, Add) or len(total.args) != 2:
        return None
    for first, second in (total.args, total.args[::-1]):
        for function in first.atoms(squareplus):
            z, b = function.args
            square = z**2 + b
            factor = first * square / function
            if second == -factor * z * function / square ** Rational(3, 2):
                return factor * b / (2 * square ** Rational(3, 2))
    return None


def exp_minus_one(total: Add) -> Expr | None:
    """``exp(u) - 1 = expm1(u)``."""
    found = beside_number(total, exp)
    if found is None or found[0] != -found[1]:
        return None
    return found[1] * expm1(found[2].args[0]) + found[3]


def reciprocal_of_one_plus_exp(power: Pow) -> Expr | None:
    """``1/(1 + exp(u)) = σ(-u)``."""
    if not (power.exp.is_Integer and power.exp < 0 and isinstance(power.base, Add)):
        return None
    found = beside_number(power.base, exp)
    if found is None or (found[0], found[1], found[3]) != (1, 1, 0):
        return None
    return sigmoid(-found[2].args[0]) ** -power.exp


def two_log_sigmoids(total: Add) -> Expr | None:
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


def _log_sigmoids(term: Mul) -> list[Expr]:
    return [factor for factor in term.args if isinstance(factor, log_sigmoid)]
