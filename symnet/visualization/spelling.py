"""Numbers, sets and formulas as LaTeX and as mathtext, short enough for a table or a title."""

from __future__ import annotations

from sympy import Expr, FiniteSet, Integer, Interval, Piecewise, Rational, S, Set, Union, oo

from symnet.calculus.curves import Z
from symnet.expressions.scalar import Activation, ScalarFunction
from symnet.printing.present import latex, text

LARGEST = 10**5
"""Integers below this may stand in a closed form; a number that needs larger ones is shown as a decimal."""

OPERATIONS = 5
"""A closed form with more operations is shown as a decimal."""


def number(value: Expr) -> str:
    r"""Return a number as LaTeX: in closed form where that is short, else four digits behind an ≈.

    >>> from sympy import Float, pi
    >>> number(pi / 2), number(S(17159) / 10000), number(Float("1.0998393")), number(oo)
    ('\\frac{\\pi}{2}', '1.7159', '\\approx 1.0998', '\\infty')
    """
    if value.is_Rational and not value.is_Integer and _is_decimal(value):
        return f"{float(value):.6g}"
    integers = [abs(part) for rational in value.atoms(Rational) for part in (rational.p, rational.q)]
    short = not value.is_Float and value.count_ops() <= OPERATIONS and max(integers, default=0) < LARGEST
    return str(latex(value)) if short else rf"\approx {decimal(value)}"


def _is_decimal(value: Expr) -> bool:
    """Tell whether a fraction with a denominator above 20 has at most four decimals."""
    return bool(value.q > 20 and 10**4 % value.q == 0 and abs(value.p) < LARGEST)


def decimal(value: Expr) -> str:
    """Return a number as a decimal with five significant digits.

    >>> decimal(S(1) / 3), decimal(S(10) ** 12)
    ('0.33333', '1e+12')
    """
    return f"{float(value.n(20)):.5g}"


def number_set(values: Set) -> str:
    r"""Return a set as LaTeX, its ends as `number` writes them.

    >>> from sympy import Float
    >>> number_set(Interval(Float("-0.27846454"), oo)), number_set(FiniteSet(0, 1))
    ('\\left[\\approx -0.27846, \\infty\\right)', '\\left\\{0, 1\\right\\}')
    """
    if values == S.Reals:
        return r"\mathbb{R}"
    if isinstance(values, Union):
        parts = sorted(values.args, key=lambda part: float(part.inf))
        return r" \cup ".join(map(number_set, parts))
    if isinstance(values, Interval):
        left, right = r"\left(" if values.left_open else r"\left[", r"\right)" if values.right_open else r"\right]"
        return f"{left}{number(values.start)}, {number(values.end)}{right}"
    if isinstance(values, FiniteSet):
        return rf"\left\{{{', '.join(number(each) for each in sorted(values, key=float))}\right\}}"
    return str(latex(values))


def rounded_set(values: Set) -> Set:
    """Return a set of intervals whose ends have no short closed form with ends of five digits.

    >>> from sympy import log
    >>> rounded_set(Interval.open(log(9999), oo))
    Interval.open(9.2102, oo)
    """
    if isinstance(values, Union):
        return Union(*map(rounded_set, values.args))
    if not isinstance(values, Interval):
        return values
    start, end = (_rounded(bound) for bound in (values.start, values.end))
    return Interval(start, end, values.left_open, values.right_open)


def _rounded(bound: Expr) -> Expr:
    if not bound.is_finite or isinstance(bound, Integer) or (bound.is_Rational and bound.q < LARGEST):
        return bound
    return Rational(decimal(bound))


def definition(value: Expr) -> Expr:
    """Return the formula of a function, one level deep: what a table shows as its definition."""
    return value.definition() if isinstance(value, ScalarFunction) else value


def symbol_of(value: Expr) -> str:
    r"""Return the left side of the definition: ``\sigma\left(z\right)``, and ``g`` for a function without a name."""
    return str(latex(value)) if isinstance(value, Activation) else r"g\left(z\right)"


def title_lines(value: Expr) -> list[str]:
    """Return the definition as lines of mathtext, one for each branch.

    >>> from symnet.expressions.activations import relu
    >>> title_lines(relu(Z))
    ['$\\operatorname{ReLU}\\left(z\\right) = z$  for $z > 0$', '$0$  otherwise']
    """
    formula = definition(value)
    left = symbol_of(value)
    if not isinstance(formula, Piecewise):
        return [f"${left} = {latex(formula)}$"]
    branches = [
        f"{latex(branch)}$  " + ("otherwise" if condition == S.true else f"for ${latex(condition)}$")
        for branch, condition in formula.args
    ]
    first, *others = branches
    return [f"${left} = {first}", *(f"${other}" for other in others)]


def plain_title(value: Expr) -> str:
    """Return the definition as plain text, for what mathtext cannot set."""
    return f"{text(value) if isinstance(value, Activation) else 'g(z)'} = {text(definition(value))}"
