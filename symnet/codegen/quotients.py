r"""Quotients of the backward pass, where both sides reach 0: by a convention, or because numbers end at 1e-308.

The derivative of ``w log(p)`` by p is ``w/p``, and 0 where w is 0, as ``0 log(0)`` is. Behind an activation it is
multiplied by ``f'(z)``; where ``p = f(z)`` underflows, ``w/p f'(z)`` is 0/0 although ``w (log f)'(z)`` is a number.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, NamedTuple

from sympy import Add, Expr, Mul, Pow, S, apart, log, sympify
from sympy.codegen.cfunctions import log1p

from symnet.codegen.functions import quotient
from symnet.codegen.walking import is_fraction, rewritten
from symnet.expressions.scalar import Loss

LONGEST_TAKEN_APART = 40
"""Terms with more factors stay as they are: SymPy's `apart` has no limit of its own."""


class Weighted(NamedTuple):
    """A weight beside what the logarithm is taken of, in ``weight · log(argument)``."""

    weight: Expr
    argument: Expr


def weighted_logarithms(formula: Expr) -> list[Weighted]:
    """Return the weights of the logarithms in a formula, and of those in the losses in it.

    >>> from sympy import symbols
    >>> from symnet.expressions.losses import binary_cross_entropy
    >>> [tuple(map(str, pair)) for pair in weighted_logarithms(binary_cross_entropy(*symbols("p y")))]
    [('1 - y', '1 - p'), ('y', 'p')]
    """
    found = [pair for loss in formula.atoms(Loss) for pair in _of_derivative(loss)]
    for product in formula.atoms(Mul):
        for factor in product.args:
            if isinstance(factor, (log, log1p)):
                argument = factor.args[0] + (1 if isinstance(factor, log1p) else 0)
                found += [Weighted(other, argument) for other in _others(product, argument)]
                shared = [w for w in Mul.make_args(argument) if w.free_symbols and w in product.args]  # y log(y/p)
                found += [Weighted(weight, weight / argument) for weight in shared]
    return sorted(found, key=str)


def _of_derivative(loss: Loss) -> Iterable[Weighted]:
    if not loss.definition().has(log):
        return
    for term in Add.make_args(loss.fdiff(1)):
        for factor in Mul.make_args(term):
            if is_fraction(factor) and factor.has(loss.args[0]):
                yield from (Weighted(other, factor.base) for other in _others(term, factor.base))


def _others(product: Expr, argument: Expr) -> list[Expr]:
    """Return the factors of a product that do not move with the argument."""
    return [f for f in Mul.make_args(product) if f.free_symbols and not f.free_symbols & argument.free_symbols]


def guarded_quotients(body: Expr, pairs: Mapping[Expr, set[Expr]], canonical: Callable[[Expr], Expr]) -> Expr:
    """Return a formula with ``w/p`` as 0 where both are 0, for the weights w that logarithms of p have."""
    fractions = [power.base for power in body.atoms(Pow) if is_fraction(power) and power.free_symbols]
    at_risk = [base for base in fractions if _sign_in(canonical(base), pairs)]
    if not at_risk:
        return body
    apart_in = set().union(*(base.free_symbols for base in at_risk))

    def rewrite(node: Any) -> Any:
        return _guarded(node, pairs, canonical) if isinstance(node, Mul) else node

    guarded = sympify(rewritten(taken_apart(body, sorted(apart_in, key=str)), rewrite, {}))
    return guarded if guarded.has(quotient) else body


def _guarded(product: Mul, pairs: Mapping[Expr, set[Expr]], canonical: Callable[[Expr], Expr]) -> Expr:
    for below in filter(is_fraction, product.args):
        argument = canonical(below.base)
        weights: Container[Expr] = pairs.get(_sign_in(argument, pairs) * argument, frozenset())
        for above in product.args:
            sign = _sign_in(canonical(above), weights)
            if sign:
                rest = [other for other in product.args if other is not above and other is not below]
                return Mul(sign, quotient(sign * above, below.base**-below.exp), *rest)
    return product


def _sign_in(expression: Expr, known: Container[Expr]) -> int:
    """Return 1 or -1 where ± the expression is known, and 0 where neither is."""
    return next((sign for sign in (1, -1) if sign * expression in known), 0)


def taken_apart(body: Expr, parts: Iterable[Expr]) -> Expr:
    """Return a formula with ``(p - y)/(p - 1)`` as ``1 + (1 - y)/(p - 1)``, for each of the parts p.

    >>> from sympy import symbols
    >>> p, y = symbols("p y")
    >>> taken_apart(3 + (p - y) / (p - 1), [p])
    4 - (y - 1)/(p - 1)
    """
    terms = list(Add.make_args(body))
    for part in parts:
        terms = [piece for term in terms for piece in Add.make_args(_apart(term, part))]
    return Add(*terms)


def _apart(term: Expr, part: Expr) -> Expr:
    factors = Mul.make_args(term)
    mixed = any(is_fraction(f) and f.has(part) for f in factors) and any(
        f.has(part) and not is_fraction(f) for f in factors
    )
    if not mixed or len(factors) > LONGEST_TAKEN_APART or not term.is_rational_function(part):
        return term
    return sympify(apart(term, part))


def distributed(factors: Iterable[Expr], is_open: Callable[[Expr], bool]) -> Expr:
    """Return a product with the sums that hold such a quotient multiplied out, so that SymPy cancels in each term."""
    result: Expr = S.One
    sums = []
    for factor in factors:
        if isinstance(factor, Add) and any(map(is_open, factor.atoms(Pow))):
            sums.append(factor)
        else:
            result *= factor
    for factor in sums:
        result = Add(*(term * part for term in Add.make_args(result) for part in factor.args))
    return result


def with_denominators(body: Expr, replace: Callable[[Expr], Expr]) -> Expr:
    """Return a formula with every denominator replaced.

    >>> from sympy import symbols
    >>> p, y = symbols("p y")
    >>> with_denominators(p * y / (1 - p), lambda base: base.subs(p, 7))
    -p*y/6
    """
    fractions: Mapping[Expr, Expr] = {
        power: replace(power.base) ** power.exp
        for power in body.atoms(Pow)
        if is_fraction(power) and power.free_symbols
    }
    return sympify(body.xreplace(fractions))
