r"""SymPy's LaTeX printer with symnet's rules for matrices.

Three things differ from SymPy's LaTeX of matrices. Terms stay in the order in which they were written; a Hadamard
power is ``Z^{\odot 2}``; and a transpose joins the superscript that is there, as in ``w^{[1]T}``. Scalar mathematics
(fractions, functions, sums) is SymPy's.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from types import MappingProxyType
from typing import Any

from sympy import Add, Basic, Float, Function, Mul, NumberSymbol, Pow, Rational, S, Sum
from sympy.core.function import AppliedUndef
from sympy.core.numbers import ImaginaryUnit
from sympy.core.relational import Relational
from sympy.printing.latex import LatexPrinter

from symnet.errors import SymnetValueError
from symnet.expressions.hooks import latex_rule
from symnet.expressions.letters import is_latex, spelled
from symnet.parsing.functions import written_name
from symnet.printing import rules, strings, structures  # noqa: F401 - their rules must be registered
from symnet.printing.precedence import Formula, Precedence, enclose, printed, scripted, superscript
from symnet.printing.sizes import Beside, fitting, leans
from symnet.printing.sums import sum_with_bounds
from symnet.printing.terms import power, scalar_product, scalar_terms

DOUBLE = 53
"""Binary digits of a number in double precision."""
RELATIONS = MappingProxyType({"==": "=", ">": ">", "<": "<", ">=": r"\geq", "<=": r"\leq", "!=": r"\neq"})
INVERSES = MappingProxyType({"asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan"})


SPECIAL = ("sympy.functions.special", "sympy.functions.combinatorial")
BY_SYMPY = frozenset({"gamma", "erf", "factorial", "binomial"})
"""The special functions whose letter in SymPy's print is no other's."""
CONSTANTS = MappingProxyType(
    {
        S.Pi: Formula(r"\pi", Precedence.ATOM),
        S.Exp1: Formula("e^{1}", Precedence.POWER),
        S.ImaginaryUnit: Formula(r"\sqrt{-1}", Precedence.ATOM),
    }
)


def constant(number: Any) -> Formula:
    """Return how a constant is written; e and i alone are what a symbol may be called, as is γ."""
    return CONSTANTS.get(number) or Formula(rf"\operatorname{{{type(number).__name__}}}", Precedence.ATOM)


class Printer(LatexPrinter):
    """SymPy's LaTeX printer with symnet's rules for matrices.

    `batch` chooses the letters of parameters; `ones` shows a broadcast as a product with ones; `hadamard` is the
    operator of the entrywise product; `axis` is that of the samples, 0 for columns; `taken` are the names of symbols,
    which no index may have, and `applied` those of functions.
    """

    encloses = True
    """It knows where a printed matrix needs parentheses."""

    def __init__(
        self,
        *,
        batch: bool = False,
        ones: bool = False,
        hadamard: str = r"\odot",
        axis: int = 0,
        taken: Container[str] = (),
        applied: Container[str] = (),
    ) -> None:
        super().__init__({"mul_symbol": None})
        self.batch = batch
        self.ones = ones
        self.hadamard = hadamard
        self.axis = axis
        self.taken = taken
        self.applied = applied
        self.in_norm = False
        self.in_bars = False

    def _print(self, expr: Any, **options: Any) -> Any:
        """Print a constant or a special function by its own name: SymPy's letters are those of symbols too."""
        if isinstance(expr, NumberSymbol | ImaginaryUnit):
            return constant(expr)
        kind = type(expr)
        if isinstance(expr, Function) and str(kind.__module__).startswith(SPECIAL) and kind.__name__ not in BY_SYMPY:
            return self._print_Function(expr, options.get("exp"))
        return super()._print(expr, **options)

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

    def ordered_terms(self, total: Add, order: str | None = None) -> Sequence[Any]:
        """Return the terms of a sum in SymPy's order."""
        return list(self._as_ordered_terms(total, order))

    def _print_Add(self, expr: Add, order: str | None = None) -> Formula:
        return scalar_terms(expr, self, order)

    def _print_Mul(self, expr: Mul) -> Formula:
        return scalar_product(expr, self)

    def _print_Pow(self, expr: Pow) -> Formula:
        return power(expr, self)

    def _print_Rational(self, expr: Rational) -> Formula:
        if expr.q == 1:
            return Formula(self._print_int(expr.p), Precedence.SUM if expr.p < 0 else Precedence.ATOM)
        size = rf"\frac{{{self._print_int(abs(expr.p))}}}{{{self._print_int(expr.q)}}}"
        return Formula(f"- {size}", Precedence.SUM) if expr.p < 0 else Formula(size, Precedence.PRODUCT)

    def _print_Integer(self, expr: Rational) -> Formula:
        return self._print_Rational(expr)

    def _print_Float(self, expr: Float) -> Formula:
        r"""Print the shortest decimal that is this number, and no other: ``0.1``, ``1.5 \cdot 10^{-30}``."""
        is_double = expr._prec == DOUBLE  # noqa: SLF001 - SymPy tells the digits of a number nowhere else
        mantissa, _, exponent = (repr(float(expr)) if is_double else str(expr)).partition("e")
        text = rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa
        binds = Precedence.PRODUCT if exponent else Precedence.ATOM
        return Formula(text, Precedence.SUM if text.startswith("-") else binds)

    def _print_Symbol(self, expr: Any, style: str = "plain") -> Formula:
        return scripted(
            str(super()._print_Symbol(expr, style=style)) if is_latex(expr.name) else spelled(expr.name).latex
        )

    _print_Dummy = _print_Symbol

    def _print_MatrixSymbol(self, expr: Any) -> Formula:
        return self._print_Symbol(expr)

    def _print_Sum(self, expr: Sum) -> Formula:
        return sum_with_bounds(expr, self)

    def _print_Relational(self, expr: Relational) -> Formula:
        sign = RELATIONS[expr.rel_op]
        if getattr(expr.rhs, "is_Matrix", False):
            right = fitting(expr.rhs, Beside.NOTHING if leans(expr.lhs) else Beside.SHAPE, self)
        else:
            right = printed(expr.rhs, self)
        return Formula(f"{self._print(expr.lhs)} {sign} {right}", Precedence.RELATION)

    def _print_Piecewise(self, expr: Any) -> Formula:
        return Formula(str(super()._print_Piecewise(expr)), Precedence.HADAMARD)

    def _print_Abs(self, expr: Any, exp: str | None = None) -> Formula:
        if self.in_bars:  # both sides of a bar look alike, so no bars stand in bars
            text = rf"\operatorname{{abs}}\left({self._print(expr.args[0])}\right)"
        else:
            self.in_bars = True
            try:
                text = rf"\left|{{{self._print(expr.args[0])}}}\right|"
            finally:
                self.in_bars = False
        return Formula(text, Precedence.ATOM) if exp is None else Formula(f"{text}^{{{exp}}}", Precedence.POWER)

    def _print_ExpBase(self, expr: Any, exp: str | None = None) -> Formula:
        if "e" in self.taken:  # e^x would be a power of the symbol
            raised = f"^{{{exp}}}" if exp is not None else ""
            return Formula(rf"\exp{raised}\left({self._print(expr.args[0])}\right)", Precedence.ATOM)
        text = f"e^{{{superscript(str(self._print(expr.args[0])))}}}"
        return Formula(text if exp is None else rf"\left({text}\right)^{{{exp}}}", Precedence.POWER)

    def _print_log(self, expr: Any, exp: str | None = None) -> Formula:
        return self._print_Function(expr, exp)

    def _print_Function(self, expr: Any, exp: str | None = None) -> Formula:
        r"""Print an application without the braces that SymPy sets around the arguments: ``g\left(z\right)``."""
        raised = f"^{{{exp}}}" if exp is not None else ""
        return Formula(
            rf"{self._head(expr)}{raised}\left({', '.join(map(self._print, expr.args))}\right)", Precedence.ATOM
        )

    def _head(self, expr: Any) -> str:
        word = expr.func.__name__
        if isinstance(expr, AppliedUndef):
            return word if is_latex(word) else written_name(word).latex
        if str(type(expr).__module__).startswith(SPECIAL):
            return rf"\operatorname{{{word}}}".replace("_", r"\_")
        return INVERSES.get(word) or str(self._hprint_Function(word))

    def _hprint_variadic_function(self, expr: Any, exp: str | None = None) -> Formula:
        text = str(super()._hprint_variadic_function(expr, exp))
        return Formula(text, Precedence.ATOM if exp is None else Precedence.POWER)

    _print_Min = _print_Max = _hprint_variadic_function

    def _print_Derivative(self, expr: Any) -> Formula:
        r"""Print d/dx or ∂/∂x before what is differentiated; no d where that is what a symbol is called."""
        sign = "d" if len(expr.variables) == 1 and "d" not in self.taken else r"\partial"
        below = " ".join(
            f"{sign} {self._print(x)}" + (f"^{{{self._print(times)}}}" if times != 1 else "")
            for x, times in expr.variable_count
        )
        order = expr.derivative_count
        above = sign + (f"^{{{self._print(order)}}}" if order != 1 else "")
        return Formula(
            rf"\frac{{{above}}}{{{below}}} {enclose(expr.expr, Precedence.POWER, self)}", Precedence.HADAMARD
        )

    def _print_Subs(self, expr: Any) -> Formula:
        pairs = ", ".join(
            rf"{self._print(old)} \mapsto {self._print(new)}"
            for old, new in zip(expr.variables, expr.point, strict=True)
        )
        return Formula(rf"\left[{self._print(expr.expr)}\right]_{{{pairs}}}", Precedence.ATOM)

    def _print_MatrixBase(self, expr: Any) -> str:
        rows = r" \\ ".join(" & ".join(map(self._print, expr.row(i))) for i in range(expr.rows))
        return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"

    _print_ImmutableDenseMatrix = _print_MatrixBase
    _print_MutableDenseMatrix = _print_MatrixBase
