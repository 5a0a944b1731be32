"""Logarithms as the tables need them: with 0 log 0 = 0, and of 1 + x for a small x."""

from __future__ import annotations

from sympy import Expr, S, atanh, log


def weighted_log(weight: Expr, probability: Expr) -> Expr:
    """Return weight * log(probability), which is 0 for the weight 0, whatever the probability.

    That is the limit of p log p at 0, and what SciPy's xlogy computes.

    >>> from sympy import Symbol
    >>> weighted_log(S(0), S(0)), weighted_log(S(2), Symbol("p"))
    (0, 2*log(p))
    """
    return S.Zero if weight.is_zero else weight * log(probability)


def log_one_plus(x: Expr) -> Expr:
    """Return log(1 + x) as 2 artanh(x/(2 + x)), for numbers.

    SymPy evaluates log(1 + x) as 0 once 1 + x rounds to 1; of this it finds every digit.

    >>> from sympy import exp, log
    >>> log(1 + exp(-1000)).evalf(5), log_one_plus(exp(-1000)).evalf(5)
    (0, 5.0760e-435)
    """
    return 2 * atanh(x / (2 + x))
