r"""SymPy's LaTeX printer with symnet's rules for matrices.

Three things differ from SymPy's LaTeX of matrices. Terms stay in the order in which they were written; a Hadamard
power is ``Z^{\odot 2}``; and a transpose joins the superscript that is there, as in ``w^{[1]T}``. Scalar mathematics
(fractions, functions, sums) is SymPy's.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from sympy import Add, Basic, Mul, Pow, Sum
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.printing.latex import LatexPrinter

from symnet.errors import SymnetValueError
from symnet.expressions.hooks import latex_rule
from symnet.expressions.reductions import SumEntries
from symnet.printing import rules, strings, structures  # noqa: F401 - their rules must be registered
from symnet.printing.precedence import Printed, raisable
from symnet.printing.sums import sum_with_bounds
from symnet.printing.terms import (
    hadamard_of_printed,
    is_of_entries,
    multiplies_printed,
    scaled_sum,
    signed_product,
    signed_terms,
    split_sign,
)

INVERSES = MappingProxyType({"asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan"})


class Printer(LatexPrinter):
    """SymPy's LaTeX printer with symnet's rules for matrices.

    `batch` chooses the letters of parameters; `ones` shows a broadcast as a product with ones; `hadamard` is
    the operator of the entrywise product.
    """

    encloses = True
    """It knows where a printed matrix needs parentheses."""

    def __init__(self, *, batch: bool = False, ones: bool = False, hadamard: str = r"\odot") -> None:
        super().__init__({"mul_symbol": None})
        self.batch = batch
        self.ones = ones
        self.hadamard = hadamard

    def _by_rule(self, node: Basic, **_options: Any) -> str:
        return latex_rule(node, self)

    def _print_int(self, number: int) -> str:
        try:
            return str(number)
        except ValueError:  # Python does not write integers of thousands of digits
            raise SymnetValueError(
                f"A number of {number.bit_length()} bits is too long to be printed; evaluate the expression with evalf."
            ) from None

    _print_MatAdd = _by_rule
    _print_MatMul = _by_rule
    _print_HadamardProduct = _by_rule
    _print_HadamardPower = _by_rule
    _print_Transpose = _by_rule
    _print_OneMatrix = _by_rule
    _print_ZeroMatrix = _by_rule
    _print_Identity = _by_rule
    _print_MatrixElement = _by_rule
    _print_ElementwiseApplyFunction = _by_rule
    _print_DiagMatrix = _by_rule
    _print_DiagonalOf = _by_rule
    _print_DiagonalMatrix = _by_rule
    _print_KroneckerProduct = _by_rule
    _print_MatPow = _by_rule
    _print_Inverse = _by_rule
    _print_Trace = _by_rule
    _print_Determinant = _by_rule
    _print_MatrixSlice = _by_rule

    def _print_Add(self, expr: Add, order: str | None = None) -> str:
        if is_of_entries(expr):
            return signed_terms(sorted(expr.args, key=lambda term: split_sign(term)[0] == "-"), self)
        if any(term.has(Printed) for term in expr.args):
            return signed_terms(self._as_ordered_terms(expr, order), self)
        return super()._print_Add(expr, order=order)

    def _print_Mul(self, expr: Mul) -> str:
        if multiplies_printed(expr):
            if all(mark.is_one_by_one for mark in expr.atoms(Printed)):
                return str(super()._print_Mul(expr.xreplace({mark: mark.alone() for mark in expr.atoms(Printed)})))
            return hadamard_of_printed(expr, self)
        if any(factor.has(Sum, SumEntries) for factor in expr.args):
            return scaled_sum(expr, self)
        if is_of_entries(expr) and not any(isinstance(factor, Pow) for factor in expr.args):
            return signed_product(expr, self)
        return super()._print_Mul(expr)

    def _print_Pow(self, expr: Pow) -> str:
        if isinstance(expr.base, Printed) and expr.exp.is_Integer and expr.exp > 1:
            return rf"{raisable(expr.base.enclosed)}^{{{self.hadamard} {expr.exp}}}"
        return super()._print_Pow(expr)

    def _helper_print_standard_power(self, expr: Pow, template: str) -> str:
        if isinstance(expr.base, MatrixElement):  # an entry has scripts of its own
            return rf"\left({self._print(expr.base)}\right)^{{{self._print(expr.exp)}}}"
        return str(super()._helper_print_standard_power(expr, template))

    def _print_Sum(self, expr: Sum) -> str:
        if len(expr.limits) > 1:
            return super()._print_Sum(expr)
        return sum_with_bounds(expr, self)

    def _print_log(self, expr: Any, exp: str | None = None) -> str:
        return self._print_Function(expr, exp)

    def _print_Function(self, expr: Any, exp: str | None = None) -> str:
        r"""Print an application without the braces that SymPy sets around the arguments: ``g\left(z\right)``."""
        word = expr.func.__name__
        name = INVERSES.get(word) or self._hprint_Function(word)
        raised = f"^{{{exp}}}" if exp is not None else ""
        return rf"{name}{raised}\left({', '.join(map(self._print, expr.args))}\right)"

    def _print_MatrixBase(self, expr: Any) -> str:
        rows = r" \\ ".join(" & ".join(map(self._print, expr.row(i))) for i in range(expr.rows))
        return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"

    _print_ImmutableDenseMatrix = _print_MatrixBase
    _print_MutableDenseMatrix = _print_MatrixBase
