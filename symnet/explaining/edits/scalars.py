"""What can be changed in one scalar node: a term, a factor, a power, a number, a size."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from sympy import Add, Mul, Pow, Rational, S

from symnet.explaining.edits.scope import Change, Rule, Scope
from symnet.explaining.edits.wording import Wording, additional, instead, simply, without
from symnet.expressions.entries import operands_first
from symnet.expressions.reductions import SumEntries
from symnet.expressions.scalar import Activation, ScalarFunction
from symnet.expressions.slope import Slope


def change_sum(total: Add, _scope: Scope) -> Iterator[Change]:
    """Leave out one term of a scalar sum, change its sign, or take it twice or half."""
    for place, term in enumerate(total.args):
        before, after = total.args[:place], total.args[place + 1 :]
        shown = -term if term.could_extract_minus_sign() else term
        yield Change(Add(*before, *after, evaluate=False), without("term", shown), 1, place)
        sign = Wording("with the wrong sign in the term {}", "change the sign of the term {}", (shown,))
        yield Change(Add(*before, Mul(-1, term), *after, evaluate=False), sign, 2, (place, "sign"))
        for factor in (S(2), S.Half):
            changed = Mul(factor, term, evaluate=False)
            words = Wording(f"with {factor} times the term {{}}", f"take {factor} times the term {{}}", (shown,))
            yield Change(Add(*before, changed, *after, evaluate=False), words, 3, (place, factor))


def complement(total: Add, _scope: Scope) -> Iterator[Change]:
    """Take a where 1 − a belongs."""
    rest = [term for term in total.args if term != 1]
    if len(total.args) == 2 and len(rest) == 1:
        yield Change(-rest[0], instead(-rest[0], total), 2, "complement")


def change_application(node: ScalarFunction, _scope: Scope) -> Iterator[Change]:
    """Apply a function to another argument, take its slope, or leave it out."""
    first, *rest = node.args
    for factor in (S(2), S.Half, S.NegativeOne):
        other = node.func(factor * first, *rest)
        yield Change(other, instead(other, node), 4, f"argument times {factor}")
    if isinstance(node, Activation):
        yield Change(Slope(node), instead(Slope(node), node), 3, "slope")
    yield Change(first, instead(first, node), 3, "argument")
    other = 1 - node
    yield Change(other, instead(other, node), 4, "complement")


def insert_scalar(scalar: Any, scope: Scope) -> Iterator[Change]:
    """Multiply by a factor, or add a term, that does not belong."""
    for factor in scope.factors:
        if not factor.is_Matrix:
            yield Change(Mul(scalar, factor, evaluate=False), additional("factor", factor), 2, "factor")
    for term in scope.terms:
        if not term.is_Matrix:
            yield Change(Add(scalar, term, evaluate=False), additional("term", term), 2, "term")


def change_product(product: Mul, _scope: Scope) -> Iterator[Change]:
    """Leave out one factor of a scalar product."""
    for place, factor in enumerate(product.args):
        rest = Mul(*product.args[:place], *product.args[place + 1 :], evaluate=False)
        if factor == S.NegativeOne:
            yield Change(rest, instead(rest, product), 3, "sign")
        else:
            yield Change(rest, without("factor", factor), 1, place)


def take_slope(product: Mul, scope: Scope) -> Iterator[Change]:
    """Take the slope of an activation for all factors that are made of it: ``tanh'(z_j)`` for ``a_j (1 - a_j)``."""
    for symbols, slope in scope.slopes:
        written = [] if slope.is_Matrix else [factor for factor in product.args if _is_made_of(factor, symbols)]
        if written and written != [slope]:
            rest = [factor for factor in product.args if factor not in written]
            new = Mul(*rest, slope, evaluate=False) if rest else slope
            yield Change(new, instead(slope, Mul(*written, evaluate=False)), 5, "slope")


def _is_made_of(factor: Any, symbols: frozenset[Any]) -> bool:
    held = {node for node in operands_first(factor) if node.is_symbol}
    return bool(held) and held <= symbols


def change_power(power: Pow, scope: Scope) -> Iterator[Change]:
    """Leave out a power, or turn it round; divide by another size than the number of samples."""
    base, exponent = power.args
    sizes = scope.sizes if scope.batch_size is None else (scope.batch_size, *scope.sizes)
    if base in sizes and exponent == S.NegativeOne:
        for size in sizes:
            if size == base:
                continue
            words = Wording("divided by {} where {} belongs", "divide by {} instead of {}", (size, base), local=True)
            yield Change(1 / size, words, 2, ("size", str(size)))
        return
    if exponent != S.NegativeOne:
        yield Change(base, instead(base, power), 2, "base")
    other = Pow(base, -exponent)
    yield Change(other, instead(other, power), 4, "inverse")


def change_number(number: Rational, _scope: Scope) -> Iterator[Change]:
    """Take another number: the opposite, its square, ten times as much, a tenth."""
    if number in (0, 1, -1):
        return
    for other in (-number, number**2, 10 * number, number / 10):
        yield Change(other, instead(other, number), 5, f"times {other / number}")


def average(total: SumEntries, scope: Scope) -> Iterator[Change]:
    """Take the mean over all entries where their sum belongs, or over the samples and the outputs."""
    rows, columns = total.matrix.shape
    words = simply("with the mean of all entries where their sum belongs", "take the mean of all entries")
    yield Change(Mul(1 / (rows * columns), total, evaluate=False), words, 4, "mean")
    for size in dict.fromkeys((rows, columns)):
        if size not in (1, scope.batch_size):
            divided = Wording("also divided by {}", "divide by {}", (size,))
            yield Change(Mul(1 / size, total, evaluate=False), divided, 3, "divided")


SCALAR_RULES: MappingProxyType[type, tuple[Rule, ...]] = MappingProxyType({
    Add: (change_sum, complement),
    ScalarFunction: (change_application,),
    Mul: (change_product, take_slope),
    Pow: (change_power,),
    Rational: (change_number,),
    SumEntries: (average,),
})  # fmt: skip
"""The rules by the type of the node that they change."""
