"""Numbers, sets and formulas as LaTeX and as mathtext, short enough for a table or a title."""

from __future__ import annotations

import re

from sympy import Expr, Float, Interval, Piecewise, Rational, S, Set, Union

from symnet.expressions.scalar import Activation, ScalarFunction
from symnet.printing.present import latex, text

LARGEST = 100
"""Integers below this may stand in a closed form; a number that needs larger ones is shown as a decimal."""

OPERATIONS = 5
"""A closed form with more operations is shown as a decimal."""


def number(value: Expr) -> str:
    r"""Return a number as LaTeX: in closed form where that is short, else five digits behind an ≈.

    >>> from sympy import Float, oo, pi
    >>> number(pi / 2), number(S(17159) / 10000), number(Float("1.0998393")), number(oo)
    ('\\frac{\\pi}{2}', '1.7159', '\\approx 1.0998', '\\infty')
    """
    return _exact(value) or rf"\approx {decimal(value)}"


def _exact(value: Expr) -> str | None:
    """Return the closed form of a number, a fraction with many digits as a decimal, or None where it is not short."""
    if value.is_Rational and value.q > 20 and Rational(decimal(value)) == value:
        return decimal(value)
    if value.is_Integer and abs(value) < 10**9:
        return str(value)
    integers = [abs(part) for rational in value.atoms(Rational) for part in (rational.p, rational.q)]
    short = not value.is_Float and value.count_ops() <= OPERATIONS and max(integers, default=0) < LARGEST
    return str(latex(value)) if short else None


def decimal(value: Expr) -> str:
    """Return a number as a decimal with five significant digits.

    >>> decimal(S(1) / 3), decimal(S(10) ** 12)
    ('0.33333', '1e+12')
    """
    return f"{float(value.n(20)):.5g}"


def number_set(values: Set) -> str:
    r"""Return a set as LaTeX, with one ≈ in front where an end of it is rounded.

    >>> from sympy import FiniteSet, Float, oo
    >>> number_set(Interval(Float("-0.27846454"), oo)), number_set(FiniteSet(0, 1)), number_set(S.EmptySet)
    ('\\approx \\left[-0.27846, \\infty\\right)', '\\left\\{0, 1\\right\\}', '\\emptyset')
    """
    rounded = any(_exact(bound) is None for part in _parts(values) for bound in _bounds(part))
    return (r"\approx " if rounded else "") + (r" \cup ".join(map(_part, _parts(values))) or r"\emptyset")


def _parts(values: Set) -> list[Set]:
    """Return the intervals and finite sets that a set is the union of, from left to right."""
    parts = values.args if isinstance(values, Union) else () if values == S.EmptySet else (values,)
    return sorted(parts, key=lambda part: float(part.inf))


def _bounds(part: Set) -> tuple[Expr, ...]:
    return (part.inf, part.sup) if isinstance(part, Interval) else tuple(sorted(part, key=float))


def _part(part: Set) -> str:
    if part == S.Reals:
        return r"\mathbb{R}"
    inner = ", ".join(_exact(bound) or decimal(bound) for bound in _bounds(part))
    if not isinstance(part, Interval):
        return rf"\left\{{{inner}\right\}}"
    left, right = r"\left(" if part.left_open else r"\left[", r"\right)" if part.right_open else r"\right]"
    return f"{left}{inner}{right}"


def definition(value: Expr) -> Expr:
    """Return the formula of a function, one level deep: what a table shows as its definition."""
    return with_decimals(value.definition() if isinstance(value, ScalarFunction) else value)


def with_decimals(formula: Expr) -> Expr:
    """Return a formula for people, in which a fraction with a large denominator is a decimal of five digits.

    >>> from symnet.calculus.curves import Z
    >>> with_decimals(Z / 100 + Z**2 / 2)
    z**2/2 + 0.01*z
    """
    fractions = {each for each in formula.atoms(Rational) if each.q > 20}
    return formula.xreplace({each: Float(decimal(each), 5) for each in fractions})


def symbol_of(value: Expr) -> str:
    r"""Return the left side of the definition: ``\sigma\left(z\right)``, and ``g`` for a function without a name."""
    return str(latex(value)) if isinstance(value, Activation) else r"g\left(z\right)"


def title_lines(value: Expr) -> list[str]:
    r"""Return the definition as lines of mathtext, one for each branch.

    >>> from symnet.calculus.curves import Z
    >>> from symnet.expressions.activations import relu
    >>> for line in title_lines(relu(Z)):
    ...     print(line)
    $\operatorname{ReLU}\left(z\right) = z$  for $z > 0$
    $0$  otherwise
    """
    formula = definition(value)
    left = symbol_of(value)
    if latex(formula) == left:
        left = r"g\left(z\right)"
    if not isinstance(formula, Piecewise):
        return [f"${left} = {_mathtext(formula)}$".replace(r"\frac", r"\dfrac")]  # there is room for them
    branches = [
        f"{_mathtext(branch)}$  " + ("otherwise" if condition == S.true else f"for ${_mathtext(condition)}$")
        for branch, condition in formula.args
    ]
    first, *others = branches
    return [f"${left} = {first}", *(f"${other}" for other in others)]


MATHTEXT = (
    (re.compile(r"\\(left|right)\|"), "|"),  # its growing bars are too short
    (re.compile(r"(?<=[\w}]) (?=\\(operatorname|tanh|sin|cos|exp|log)\b)"), r" \\, "),  # it sets no space before a word
)
"""How mathtext needs what LaTeX understands."""


def _mathtext(formula: Expr) -> str:
    found = str(latex(formula))
    for pattern, replacement in MATHTEXT:
        found = pattern.sub(replacement, found)
    return found


def plain_title(value: Expr) -> str:
    """Return the definition as plain text, for what mathtext cannot set."""
    return f"{text(value) if isinstance(value, Activation) else 'g(z)'} = {text(definition(value))}"
