"""The derivative of a scalar function as a function of its own: ``σ'(z)``, before anybody writes ``σ(1 − σ)``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mpmath.libmp import prec_to_dps
from sympy import Derivative, Dummy, Expr, Function, Integer, Piecewise, S, Subs
from sympy.core.function import ArgumentIndexError

from symnet.errors import SymnetTypeError
from symnet.expressions.entries import explicit_rule
from symnet.expressions.hooks import latex_rule
from symnet.expressions.node import Hooked
from symnet.expressions.operands import Part, parts
from symnet.expressions.shapes import brief
from symnet.expressions.substitution import arguments, rebuild

# One symbol for all, and not a new one each time: SymPy remembers what it found out about an expression of it.
_PLACE = Dummy("z", real=True)


class Slope(Hooked, Function):
    r""":math:`f'(z)` of an application ``f(z, …)``: the derivative of f by its first argument, at that argument.

    It prints as ``f'(z)``; `formula` is what it is, in terms of f where the function's own rule says so. The slope of a
    slope is the second derivative.

    >>> from sympy import Symbol
    >>> from symnet.expressions.activations import sigmoid
    >>> z = Symbol("z", real=True)
    >>> Slope(sigmoid(z)).formula()
    (1 - sigmoid(z))*sigmoid(z)
    >>> Slope(sigmoid(2 * z)).diff(z)
    2*sigmoid''(2*z)
    """

    nargs = (1,)
    is_commutative = True
    is_extended_real = True

    @classmethod
    def eval(cls, application: Expr) -> Expr | None:
        """Return the derivative itself where it is a number; refuse what is no application of a function."""
        if not getattr(application, "is_Function", False) or isinstance(application, Piecewise):
            raise SymnetTypeError(
                f"Cannot take the slope of {brief(application)}: it must be an application f(z) of a function; "
                "differentiate an expression with its diff."
            )
        if isinstance(application, Slope):
            return None
        derivative = application.fdiff(1)
        return derivative if derivative.is_Number else None

    def formula(self) -> Expr:
        """Return the derivative written out, every slope in it too."""
        application = self.application
        value = application.func(_PLACE, *application.args[1:])
        for _ in range(self.order):
            value = value.diff(_PLACE)
        return at_arguments(value, [_PLACE], [self.argument])

    @property
    def order(self) -> int:
        """How often the function is differentiated."""
        application = self.args[0]
        return 1 + (application.order if isinstance(application, Slope) else 0)

    @property
    def application(self) -> Expr:
        """The application ``f(z, …)`` itself."""
        inner = self.args[0]
        return inner.application if isinstance(inner, Slope) else inner

    @property
    def argument(self) -> Expr:
        """The place z where the derivative is taken."""
        return self.application.args[0]

    def fdiff(self, argindex: int = 1) -> Expr:
        """Raise: a slope is differentiated by what is in its argument, see `_eval_derivative`."""
        raise ArgumentIndexError(self, argindex)

    def doit(self, **_hints: Any) -> Expr:
        """Return the derivative written out."""
        return self.formula()

    def _eval_derivative(self, symbol: Any) -> Expr:
        if any(argument.has(symbol) for argument in self.application.args[1:]):
            return self.formula().diff(symbol)
        inner = self.argument.diff(symbol)
        return S.Zero if inner == Integer(0) else Slope(self) * inner

    def _eval_subs(self, old: Any, new: Any) -> Expr:
        return self.moved([argument._subs(old, new) for argument in self.application.args])  # noqa: SLF001 - SymPy's hooks

    def _xreplace(self, rule: Any) -> tuple[Expr, bool]:
        if self in rule:
            return rule[self], True
        found = [argument._xreplace(rule) for argument in self.application.args]  # noqa: SLF001 - SymPy's hooks
        changed = any(each for _, each in found)
        return (self.moved([argument for argument, _ in found]), True) if changed else (self, False)

    def moved(self, arguments: list[Any]) -> Expr:
        """Return the slope at other arguments; where f has a value there, σ(0) = 1/2, the derivative has one too."""
        application = self.application.func(*arguments)
        if not isinstance(application, self.application.func):
            places = [Dummy("z", real=True) for _ in arguments]
            general = self.moved(places).formula()
            return at_arguments(general, places, arguments)
        for _ in range(self.order):
            application = Slope(application)
        return application

    def _eval_evalf(self, prec: int) -> Expr:
        return self.formula().evalf(prec_to_dps(prec))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = str(latex_rule(self, printer))
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


def at_arguments(formula: Expr, places: Sequence[Any], arguments: Sequence[Any]) -> Expr:
    """Return a formula in places at arguments; a derivative by a place is taken before the argument is put in.

    >>> from sympy import Derivative, Symbol
    >>> f, x, z = Function("f"), Symbol("x", real=True), Symbol("z", real=True)
    >>> at_arguments(Derivative(f(z, x), z), [z], [x]), at_arguments(2 * z, [z], [x])
    (Subs(Derivative(f(z, x), z), z, x), 2*x)
    """
    is_renaming = all(argument.is_Symbol for argument in arguments) and len(set(arguments)) == len(arguments)
    if formula.has(Derivative, Subs) and not (is_renaming and not formula.has(*arguments)):
        return Subs(formula, tuple(places), tuple(arguments))
    return formula.xreplace(dict(zip(places, arguments, strict=True)))


@parts.register
def _(node: Slope) -> tuple[Part, ...]:
    """f'(z, p) is made of z and p; the value f(z, p), by which it is written, is no part of it."""
    return parts(node.application)


@arguments.register
def _(node: Slope) -> Sequence[Any]:
    return tuple(node.application.args)


@rebuild.register
def _(node: Slope, arguments: Sequence[Any]) -> Any:
    return node.moved(list(arguments))


@explicit_rule.register
def _(node: Slope, *arguments: Any) -> Expr:
    return node.moved(list(arguments))


def without_slopes(formula: Expr) -> Expr:
    """Return a formula with every slope written out.

    >>> from sympy import Symbol
    >>> from symnet.expressions.activations import tanh
    >>> z = Symbol("z", real=True)
    >>> without_slopes(3 * Slope(tanh(z)))
    3 - 3*tanh(z)**2
    """
    slopes = formula.atoms(Slope)
    return formula.xreplace({slope: slope.formula() for slope in slopes}) if slopes else formula
