r"""Terms and factors in the order of writing: signs, coefficients, and products entry by entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Expr, Mul, Sum, fraction
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.reductions import SumEntries
from symnet.printing.precedence import Precedence, Printed, enclose


def signed_terms(terms: Iterable[Expr], printer: Any) -> str:
    """Print terms in order with their signs between them."""
    text = ""
    for term in terms:
        sign, size = split_sign(term)
        printed = enclose(size, Precedence.KRONECKER, printer)
        text += (f" {sign} " if text else "-" if sign == "-" else "") + printed
    return text


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


def signed_product(product: Expr, printer: Any) -> str:
    """Print factors in order behind one sign."""
    sign, size = split_sign(product)
    factors = size.args if isinstance(size, Mul) else (size,)
    matrices = [factor for factor in factors if getattr(factor, "is_Matrix", False)]
    alone = matrices[0] if len(matrices) == 1 else None  # a multiple of A ⊙ B needs no parentheses
    text = " ".join(
        enclose(factor, Precedence.HADAMARD if factor is alone else Precedence.PRODUCT, printer) for factor in factors
    )
    return f"-{text}" if sign == "-" else text


def scaled_sum(product: Mul, printer: Any) -> str:
    r"""Print a coefficient before a sum, as ``\frac{1}{m} \sum``, where SymPy would put the sum on the fraction."""
    sums = [factor for factor in product.args if factor.has(Sum, SumEntries)]
    coefficient = Mul(*(factor for factor in product.args if factor not in sums))
    *first, last = sums
    text = " ".join(
        [
            *(enclose(factor, Precedence.PRODUCT, printer) for factor in first),
            enclose(last, Precedence.HADAMARD, printer),
        ]
    )
    if coefficient == 1:
        return text
    return f"-{text}" if coefficient == -1 else f"{enclose(coefficient, Precedence.PRODUCT, printer)} {text}"


def multiplies_printed(product: Mul) -> bool:
    """Tell whether a product in a formula is one of matrices, entry by entry."""
    factors = [factor for factor in product.args if factor.has(Printed)]
    return len(factors) > 1 or any(isinstance(factor, Printed) for factor in factors)


def hadamard_of_printed(product: Mul, printer: Any) -> str:
    """Print a product in a formula of matrices, entry by entry."""
    above, below = fraction(product)
    if below.has(Printed):
        return rf"\frac{{{printer._print(above)}}}{{{printer._print(below)}}}"
    scalars = [factor for factor in product.args if not factor.has(Printed)]
    matrices = [factor for factor in product.args if factor.has(Printed)]
    text = rf" {printer.hadamard} ".join(enclose(factor, Precedence.PRODUCT, printer) for factor in matrices)
    if not scalars:
        return text
    coefficient = Mul(*scalars)
    return f"-{text}" if coefficient == -1 else f"{enclose(coefficient, Precedence.PRODUCT, printer)} {text}"


def is_of_entries(expression: Expr) -> bool:
    """Tell whether a scalar is made of entries of variables: such sums are printed in the order of writing."""
    return any(
        isinstance(argument, MatrixElement | Sum | SumEntries) or (isinstance(argument, Mul) and _holds_entry(argument))
        for argument in expression.args
    )


def _holds_entry(expression: Expr) -> bool:
    return any(isinstance(argument, MatrixElement | Sum | SumEntries) for argument in expression.args)
