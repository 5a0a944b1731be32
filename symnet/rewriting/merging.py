"""Products entry by entry, merged into one scalar formula and cancelled.

The gradient through a sigmoid is ``∂L/∂ŷ ⊙ σ'(Z)``. With ``a = σ(z)`` it is a rational function of a and y, and often
it cancels: for the binary cross-entropy to ``a − y``. Nothing here knows a pair of loss and activation; the formula is
formed, SymPy cancels it, and the shorter one is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import (
    Add,
    Dummy,
    Expr,
    HadamardProduct,
    Lambda,
    MatrixExpr,
    Mul,
    OneMatrix,
    Piecewise,
    Pow,
    Symbol,
    cancel,
    count_ops,
    default_sort_key,
    together,
)

from symnet.expressions.elementwise import Elementwise, is_plain
from symnet.expressions.slope import Slope, without_slopes
from symnet.rewriting.algebra import entrywise, plus, scaled

LONGEST_CANCELLED = 200
"""Formulas of more operations stay as they are: SymPy's `cancel` has no limit of its own."""


@dataclass(frozen=True)
class Merged:
    """A matrix whose entries are given by a product of formulas over stand-ins for the entries of other matrices."""

    parts: tuple[Expr, ...]
    matrices: Mapping[Symbol, MatrixExpr]
    like: MatrixExpr

    @property
    def formula(self) -> Expr:
        """The product; SymPy cancels what it sees at once."""
        return Mul(*self.parts)

    def as_matrix(self) -> MatrixExpr:
        """Return the formula as sums and products of matrices where it is a polynomial, else as an elementwise node."""
        return as_matrix(self.formula, self.matrices, self.like)


def factors_of(matrix: MatrixExpr) -> tuple[MatrixExpr, ...]:
    """Return the factors of a product entry by entry; any other matrix is its own factor."""
    return tuple(matrix.args) if isinstance(matrix, HadamardProduct) else (matrix,)


def merge(matrix: MatrixExpr, activations: Mapping[MatrixExpr, Elementwise]) -> Merged | None:
    """Return a product of elementwise nodes as one formula, with each slope in terms of the activation it belongs to.

    `activations` says which symbol is which activation: with ``A := σ(Z)``, ``σ'(Z)`` becomes ``a (1 − a)``. None where
    there is nothing to merge.

    >>> from sympy import MatrixSymbol
    >>> from symnet.expressions.activations import sigmoid
    >>> Z, A = MatrixSymbol("Z", 2, 3), MatrixSymbol("A", 2, 3)
    >>> slope = Elementwise(Lambda(Symbol("u", real=True), Slope(sigmoid(Symbol("u", real=True)))), Z)
    >>> merge(slope, {A: sigmoid(Z)}).formula
    a_0*(1 - a_0)
    """
    stand_ins: dict[MatrixExpr, Symbol] = {}
    factors = factors_of(matrix)
    prefix = _unused_prefix(factors)

    def stand_in(operand: MatrixExpr) -> Symbol:
        return stand_ins.setdefault(operand, Symbol(f"{prefix}{len(stand_ins)}", real=True))

    def formula_of(factor: MatrixExpr) -> Expr:
        if not isinstance(factor, Elementwise):
            return stand_in(factor)
        known = _activation_of(factor, activations)
        if known is not None:
            return known.in_terms_of(stand_in(known.symbol))
        return without_slopes(factor.at(*map(stand_in, factor.matrices)))

    parts = tuple(map(formula_of, factors))
    if any(part.has(Piecewise) for part in parts):
        return None
    return Merged(parts, {symbol: operand for operand, symbol in stand_ins.items()}, matrix)


def _unused_prefix(factors: Iterable[MatrixExpr]) -> str:
    """Return the first of ``a_``, ``a__``, … with which no parameter of a function begins: such a one stays apart.

    No dummies are taken: by their names SymPy puts the factors of a formula in the same order each time.
    """
    functions = [factor.function for factor in factors if isinstance(factor, Elementwise)]
    taken = {symbol.name for function in functions for symbol in function.free_symbols}
    prefix = "a_"
    while any(name.startswith(prefix) for name in taken):
        prefix += "_"
    return prefix


@dataclass(frozen=True)
class _Known:
    """A slope ``f'(Z)`` beside the symbol that is defined as ``f(Z)``."""

    symbol: MatrixExpr
    slope: Expr
    application: Expr

    def in_terms_of(self, value: Symbol) -> Expr:
        return self.slope.xreplace({self.application: value})


def _activation_of(factor: Elementwise, activations: Mapping[MatrixExpr, Elementwise]) -> _Known | None:
    """Return a slope whose function is known under a name, and can be written in terms of its value alone."""
    body = factor.function.expr
    if not isinstance(body, Slope) or len(factor.matrices) != 1:
        return None
    for symbol, node in activations.items():
        if node.matrices != factor.matrices or not is_plain(node.function):
            continue
        application = node.function.expr.xreplace(
            dict(zip(node.function.variables, factor.function.variables, strict=True))
        )
        if application == body.application:
            slope = body.formula()
            if not slope.xreplace({application: Dummy("a")}).has(*factor.function.variables):
                return _Known(symbol, slope, application)
    return None


def cancelled(merged: Merged) -> Merged | None:
    """Return the formula with common factors cancelled, or None where no divisor goes or it gets no shorter.

    Cancelling divides by what was in a denominator: the caller states that it is not zero.
    """
    size = sum(map(count_ops, merged.parts)) + len(merged.parts) - 1
    divisors = denominators(merged)
    if size > LONGEST_CANCELLED or not divisors:
        return None
    result = Merged((cancel(together(merged.formula)),), merged.matrices, merged.like)
    if count_ops(result.formula) >= size or len(denominators(result)) >= len(divisors):
        return None
    return result


def denominators(merged: Merged) -> list[Expr]:
    """Return what a formula divides by, each divisor that holds a stand-in once."""
    powers = [
        power for part in merged.parts for power in part.atoms(Pow) if power.exp.is_negative and power.free_symbols
    ]
    return sorted({power.base for power in powers}, key=default_sort_key)


def as_matrix(formula: Expr, matrices: Mapping[Symbol, MatrixExpr], like: MatrixExpr) -> MatrixExpr:
    """Return a scalar formula over stand-ins as a matrix: a polynomial by sums and products, else one elementwise."""
    if not formula.free_symbols & set(matrices):
        return scaled(formula, OneMatrix(*like.shape))
    if formula in matrices:
        return matrices[formula]
    if isinstance(formula, Mul):
        number, rest = formula.as_independent(*matrices, as_Add=False)
        if number != 1:
            return scaled(number, as_matrix(rest, matrices, like))
        if _is_polynomial(formula, matrices):
            return entrywise(*(as_matrix(factor, matrices, like) for factor in formula.args))
    if isinstance(formula, Add) and _is_polynomial(formula, matrices):
        terms = sorted(formula.args, key=lambda term: (term.could_extract_minus_sign(), not term.free_symbols))
        return plus(*(as_matrix(term, matrices, like) for term in terms))
    used = [symbol for symbol in matrices if symbol in formula.free_symbols]
    return Elementwise(Lambda(tuple(used), formula), *(matrices[symbol] for symbol in used))


def _is_polynomial(formula: Expr, matrices: Mapping[Symbol, MatrixExpr]) -> bool:
    """Tell whether a formula is made of sums, products and whole powers of stand-ins."""
    if formula in matrices or not formula.free_symbols & set(matrices):
        return True
    if isinstance(formula, Pow):
        return bool(formula.exp.is_Integer and formula.exp > 0 and formula.base in matrices)
    return isinstance(formula, Add | Mul) and all(_is_polynomial(part, matrices) for part in formula.args)
