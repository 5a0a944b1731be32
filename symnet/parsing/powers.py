"""Powers, roots, transposes and norms: of scalars, of square matrices, and entry by entry."""

from __future__ import annotations

from sympy import Abs, E, Expr, Function, HadamardPower, Integer, Inverse, MatPow, Pow, exp, sqrt

from symnet.errors import ShapeError, SymnetTypeError, SymnetValueError
from symnet.expressions.arithmetic import transpose
from symnet.expressions.elementwise import apply_elementwise
from symnet.expressions.reductions import SumEntries
from symnet.expressions.scalar import absolute_value
from symnet.expressions.shapes import brief, shaped
from symnet.parsing.applications import apply, require_square
from symnet.parsing.lexing import Called

LARGEST_EXPONENT = 100
LONGEST_NUMBER = 4000
"""Binary digits of a number that is raised to a power."""


def raised(base: Expr, exponent: Expr, *, entrywise: bool) -> Expr:
    """Return a power; of a matrix it is the matrix power, or with `entrywise` that of each entry.

    >>> from sympy import MatrixSymbol
    >>> A = MatrixSymbol("A", 2, 2)
    >>> raised(A, Integer(-1), entrywise=False), raised(A, Integer(2), entrywise=True)
    (A**(-1), HadamardPower(A, 2))
    """
    if exponent.is_Matrix and exponent.shape == (1, 1) and not base.is_Matrix and base != E:
        exponent = SumEntries(exponent)
    if exponent.is_Matrix:
        if base == E:
            return apply_elementwise(exp, exponent)
        if entrywise:
            return _powers_of_entries(base, exponent)
        raise SymnetTypeError(f"An exponent is a scalar, but here is {shaped(exponent)}; write e^A or exp(A).")
    _require_moderate(base, exponent)
    if not base.is_Matrix:
        if base == 0 and exponent.is_negative:
            raise SymnetValueError("Nothing can be divided by 0.")
        return Pow(base, exponent)
    if entrywise:
        return HadamardPower(base, exponent)
    if base.shape == (1, 1):
        return apply_elementwise(lambda entry: Pow(entry, exponent), base)
    if not exponent.is_integer:
        raise SymnetTypeError(
            f"A matrix is raised to an integer, but here {brief(base)} is to {brief(exponent)}; write A.^(1/2) for the "
            "power of each entry."
        )
    require_square(base)
    return Inverse(base) if exponent == -1 else base if exponent == 1 else MatPow(base, exponent)


def _powers_of_entries(base: Expr, exponent: Expr) -> Expr:
    if base.is_Matrix:
        return apply_elementwise(Pow, base, exponent)
    return apply_elementwise(lambda entry: Pow(base, entry), exponent)


def _require_moderate(base: Expr, exponent: Expr) -> None:
    """Raise where a number would be raised to a power that is too large to be written out."""
    if exponent.is_number and (exponent.has(Function) or not exponent.is_Rational):
        if base != E:
            raise SymnetValueError(f"The exponent {brief(exponent)} is not read; write a number or a symbol.")
    elif exponent.is_Rational and (abs(exponent.p) > LARGEST_EXPONENT or exponent.q > LARGEST_EXPONENT):
        raise SymnetValueError(
            f"The exponent {brief(exponent)} is larger than {LARGEST_EXPONENT}, the largest that is read."
        )
    if base.is_Rational and exponent.is_Rational and _bits(base) * abs(exponent) > LONGEST_NUMBER:
        raise SymnetValueError(f"The number {brief(base, 20)} is too large to be raised to a power.")


def _bits(number: Expr) -> int:
    return max(int(number.p).bit_length(), int(number.q).bit_length())


def root(value: Expr) -> Expr:
    """Return the square root, entry by entry of a matrix."""
    return apply_elementwise(sqrt, value) if value.is_Matrix else sqrt(value)


def transposed(value: Expr, *, inverse: bool) -> Expr:
    """Return the transpose, or the transpose of the inverse; a scalar is its own transpose."""
    if not value.is_Matrix:
        return 1 / value if inverse else value
    if inverse:
        require_square(value)
        return transpose(Inverse(value))
    return transpose(value)


def norm(bars: str, value: Expr) -> Expr:
    """Return an absolute value or a norm, by the bars and what stands behind them.

    >>> from sympy import MatrixSymbol
    >>> norm("‖_F", MatrixSymbol("W", 3, 2)) ** 2
    SumEntries(W**2)
    """
    if bars.startswith("|") and not bars.startswith("||"):
        return apply(Called("abs", absolute_value, len(bars) - 1, ()), [value])
    if not value.is_Matrix:
        raise SymnetTypeError(f"A norm is of a matrix, but {brief(value)} is a scalar; write |x|.")
    if bars.endswith(("₁", "1")):
        return SumEntries(apply_elementwise(Abs, value))
    if not bars.endswith("_F") and 1 not in value.shape:
        raise ShapeError(f"The norm of {shaped(value)} without an index is that of a vector; write ‖A‖_F.")
    if not bars.endswith(("_F", "‖", "||", "₂", "2")):
        raise SymnetValueError(f"There is no norm {bars}; write ‖A‖_F, ‖A‖₁ or ‖x‖.")
    return sqrt(SumEntries(apply_elementwise(lambda entry: Pow(entry, Integer(2)), value)))
