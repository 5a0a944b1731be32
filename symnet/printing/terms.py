r"""Terms and factors in the order of writing: signs, coefficients, and products entry by entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sympy import Expr, Mul, Pow, Rational, S, Sum, fraction
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.reductions import SumEntries
from symnet.parsing.functions import FUNCTION_LETTERS
from symnet.printing.precedence import Formula, Precedence, Printed, enclose, enclosed, printed, superscript

_ENDS_IN_NUMBER = re.compile(r"[0-9][} ]*$")
_BEGINS_WITH_NUMBER = re.compile(r"\d|\\frac\{\d+\}\{\d+\}")
_FUNCTION = re.compile(rf"[{FUNCTION_LETTERS}]'*(?:_\{{?\w+\}}?)?")
_NAME = re.compile(r"\\?[A-Za-z]+|\\(?:mathit|operatorname)\{[^{}]*\}")


def signed_terms(terms: Iterable[tuple[str, str]]) -> Formula:
    """Return terms with their signs between them; the first with its sign only where that is a minus."""
    (first, size), *rest = terms
    text = f"{'-' if first == '-' else ''}{size}" + "".join(f" {sign} {term}" for sign, term in rest)
    return Formula(text, Precedence.SUM)


def split_sign(term: Expr) -> tuple[str, Expr]:
    """Return the sign of a term and the term without it."""
    first = term.args[0] if isinstance(term, Mul) and term.args else term
    if not _is_negative(first):
        return "+", term
    rest = term.args[1:] if first is not term else ()
    factors = (*(() if first == -1 and rest else (-first,)), *rest)
    return "-", factors[0] if len(factors) == 1 else term.func(*factors, evaluate=False)


def _is_negative(scalar: Expr) -> bool:
    """Tell whether a number, or a scalar product that begins with one, is negative: −2, −1/m."""
    if isinstance(scalar, Mul) and not getattr(scalar, "is_Matrix", False) and scalar.args:
        return _is_negative(scalar.args[0])
    return bool(getattr(scalar, "is_Number", False) and scalar.is_negative)


def minus(formula: str, binds: Precedence, *, negative: bool, spaced: bool = False) -> Formula:
    """Return a formula behind a minus where it is negative; nothing tight holds one that begins with a minus."""
    return Formula(f"-{' ' if spaced else ''}{formula}", Precedence.SUM) if negative else Formula(formula, binds)


def juxtaposed(factors: Iterable[str], printer: Any) -> str:
    r"""Return factors side by side, with ``\cdot`` between two numbers, or a name and what could be its argument."""
    text = last = ""
    for factor in factors:
        ends_in_number = _ENDS_IN_NUMBER.search(last) and not _NAME.fullmatch(last)
        meet = (ends_in_number and _BEGINS_WITH_NUMBER.match(factor)) or _calls(last, factor, printer)
        text += (r" \cdot " if meet else " " if text else "") + factor
        last = factor
    return text


def _calls(name: str, factor: str, printer: Any) -> bool:
    """Tell whether a name beside parentheses would read as a function that is applied."""
    is_function = name in getattr(printer, "applied", ()) or _FUNCTION.fullmatch(name)
    return bool(factor.startswith(r"\left(") and is_function)


def scalar_terms(expr: Expr, printer: Any, order: str | None) -> Formula:
    """Print a sum of scalars in SymPy's order, or in that of writing where it is one of entries."""
    if is_of_entries(expr):
        pairs = [split_sign(term) for term in sorted(expr.args, key=lambda term: split_sign(term)[0] == "-")]
        return signed_terms((sign, enclose(size, Precedence.KRONECKER, printer)) for sign, size in pairs)
    if expr.has(Printed):
        pairs = [split_sign(term) for term in printer.ordered_terms(expr, order)]
        return signed_terms((sign, enclose(size, Precedence.KRONECKER, printer)) for sign, size in pairs)
    first, *rest = printer.ordered_terms(expr, order)
    signed = [("-", -term) if term.could_extract_minus_sign() else ("+", term) for term in rest]
    shown = [(sign, enclose(term, Precedence.KRONECKER, printer)) for sign, term in signed]
    return signed_terms([("+", printed(first, printer)), *shown])


def scalar_product(product: Mul, printer: Any) -> Formula:
    """Print a product of scalars: a sum in it last, entries in the order of writing, all else as one fraction."""
    if _multiplies_printed(product):
        return _of_printed(product, printer)
    if any(_is_open(factor) for factor in product.args):
        return _before_sum(product, printer)
    if is_of_entries(product) and not any(isinstance(factor, Pow) for factor in product.args):
        sign, size = split_sign(product)
        factors = size.args if isinstance(size, Mul) else (size,)
        text = juxtaposed((enclose(factor, Precedence.PRODUCT, printer) for factor in factors), printer)
        return minus(text, Precedence.PRODUCT, negative=sign == "-")
    return _as_fraction(product, printer)


def _as_fraction(product: Mul, printer: Any) -> Formula:
    first, *rest = product.args
    if first is S.One or any(getattr(factor, "is_Number", False) for factor in rest):  # not evaluated: as it stands
        text = _factors(product.args, printer)
        return Formula(text, Precedence.SUM if text.startswith("-") else Precedence.PRODUCT)
    negative = bool(product.could_extract_minus_sign())
    size = -product if negative else product
    if not isinstance(size, Mul):  # -(y - x), which SymPy writes as x - y
        return minus(enclose(size, Precedence.PRODUCT, printer), Precedence.PRODUCT, negative=negative, spaced=True)
    above, below = fraction(size, exact=True)
    if below == 1:
        return minus(_ordered(size, printer), Precedence.PRODUCT, negative=negative, spaced=True)
    text = rf"\frac{{{_ordered(above, printer)}}}{{{_ordered(below, printer)}}}"
    return minus(text, Precedence.PRODUCT, negative=negative, spaced=True)


def _ordered(product: Expr, printer: Any) -> str:
    if not isinstance(product, Mul):
        return printed(product, printer)
    return _factors(product.as_ordered_factors(), printer)


def _factors(factors: Sequence[Expr], printer: Any) -> str:
    first, *rest = factors
    pieces = [enclose(first, Precedence.PRODUCT, printer), *(_as_later_factor(factor, printer) for factor in rest)]
    return juxtaposed(pieces, printer)


def _as_later_factor(factor: Expr, printer: Any) -> str:
    """Print a factor that is not the first; a number in front of a product in it would seem to belong to all."""
    return enclose(factor, Precedence.POWER if isinstance(factor, Mul) else Precedence.PRODUCT, printer)


def _is_open(factor: Expr) -> bool:
    return factor.has(Sum, SumEntries) and not _divides(factor)


def _divides(factor: Expr) -> bool:
    return isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp.is_negative


def _before_sum(product: Mul, printer: Any) -> Formula:
    r"""Print a coefficient before a sum, as ``\frac{1}{m} \sum``, where SymPy would put the sum on the fraction."""
    sums = [factor for factor in product.args if _is_open(factor)]
    coefficient = Mul(*(factor for factor in product.args if factor not in sums))
    *first, last = sums
    pieces = [
        *(enclose(factor, Precedence.PRODUCT, printer) for factor in first),
        enclose(last, Precedence.HADAMARD, printer),
    ]
    size = -coefficient if coefficient.could_extract_minus_sign() else coefficient
    if size != 1:
        pieces = [enclose(size, Precedence.PRODUCT, printer), *pieces]
    return minus(juxtaposed(pieces, printer), Precedence.HADAMARD, negative=size != coefficient)


def _multiplies_printed(product: Mul) -> bool:
    """Tell whether a product in a formula is one of matrices, entry by entry."""
    return product.has(Printed) and not all(mark.is_one_by_one for mark in product.atoms(Printed))


def _of_printed(product: Mul, printer: Any) -> Formula:
    """Print a product in a formula of matrices, entry by entry."""
    above, below = fraction(product)
    if below.has(Printed):
        sign, size = split_sign(above)
        text = rf"\frac{{{printed(size, printer)}}}{{{printed(below, printer)}}}"
        return minus(text, Precedence.HADAMARD, negative=sign == "-")
    scalars = [factor for factor in product.args if not factor.has(Printed)]
    matrices = [factor for factor in product.args if factor.has(Printed)]
    alone = len(matrices) == 1
    pieces = [enclose(factor, Precedence.HADAMARD if alone else Precedence.PRODUCT, printer) for factor in matrices]
    text = rf" {printer.hadamard} ".join(pieces)
    coefficient = Mul(*scalars)
    size = -coefficient if coefficient.could_extract_minus_sign() else coefficient
    if size != 1:
        text = juxtaposed([enclose(size, Precedence.PRODUCT, printer), text], printer)
    return minus(text, Precedence.HADAMARD, negative=size != coefficient)


def power(node: Pow, printer: Any) -> Formula:
    """Print a power: a negative one as a fraction, a root as one, of matrices that of each entry."""
    base, exponent = node.base, node.exp
    entrywise = _is_entrywise(node)
    if exponent.is_Rational and exponent.is_negative and not (base.is_Rational and base in (1, -1)):
        below = Pow(base, -exponent, evaluate=False) if exponent != -1 else base
        return Formula(
            rf"\frac{{1}}{{{printed(below, printer)}}}", Precedence.HADAMARD if entrywise else Precedence.PRODUCT
        )
    if isinstance(exponent, Rational) and exponent.p == 1 and exponent.q != 1:
        root = "" if exponent.q == 2 else f"[{exponent.q}]"
        return Formula(rf"\sqrt{root}{{{printed(base, printer)}}}", Precedence.ATOM)
    above = f"{printer.hadamard} {_exponent(exponent, printer)}" if entrywise else printed(exponent, printer)
    return raised(base, above, printer) if entrywise else raised(base, above, printer, exponent)


def _is_entrywise(node: Pow) -> bool:
    marks = node.atoms(Printed)
    return bool(marks) and not all(mark.is_one_by_one for mark in marks)


def _exponent(exponent: Expr, printer: Any) -> str:
    return enclose(exponent, Precedence.ATOM, printer)


def raised(base: Expr, above: str, printer: Any, exponent: Expr | None = None) -> Formula:
    r"""Return a base with an exponent; a function to a whole power as ``\tanh^{2}\left(z\right)``."""
    if base.is_Function and _is_named(base) and (exponent is None or (exponent.is_Integer and exponent > 1)):
        whole = above.removeprefix(f"{getattr(printer, 'hadamard', '')} ")
        if whole.isdigit() and whole != "1":
            return Formula(str(printer._print(base, exp=whole)), Precedence.ATOM)
    shown = enclosed(printed(base, printer), Precedence.ATOM)
    if isinstance(base, MatrixElement) or str(base) in ("e", "E"):  # an entry has scripts of its own; e^x is exp(x)
        shown = shown if shown.startswith(r"\left(") else rf"\left({shown}\right)"
    elif base.is_Function and not shown.startswith(r"\left("):
        shown = rf"\left({shown}\right)"
    return Formula(f"{shown}^{{{superscript(above)}}}", Precedence.POWER)


def _is_named(function: Expr) -> bool:
    """Tell whether a function prints as a name before its arguments, so that the name can carry a power."""
    return type(function).__name__ not in NOT_NAMED


NOT_NAMED = frozenset({"exp", "Abs", "absolute_value", "Slope", "GenericActivation", "Piecewise", "floor", "ceiling",
                       "factorial", "conjugate", "re", "im", "ExprCondPair", "Max", "Min"})  # fmt: skip
"""Functions that print otherwise than as a name."""


def is_of_entries(expression: Expr) -> bool:
    """Tell whether a scalar is made of entries of variables: such sums are printed in the order of writing."""
    return any(
        isinstance(argument, MatrixElement | Sum | SumEntries) or (isinstance(argument, Mul) and _holds_entry(argument))
        for argument in expression.args
    )


def _holds_entry(expression: Expr) -> bool:
    return any(isinstance(argument, MatrixElement | Sum | SumEntries) for argument in expression.args)
