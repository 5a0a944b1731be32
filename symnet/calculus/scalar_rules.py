"""The derivative of a scalar function of one argument or several, as textbooks write it: g'(z), or the formula."""

from __future__ import annotations

from typing import Any

from sympy import Derivative, Dummy, Expr, Function, Lambda, S
from sympy.core.function import AppliedUndef, ArgumentIndexError

from symnet.calculus.dependence import between_jumps, partial
from symnet.errors import SymnetTypeError, kind_of
from symnet.expressions.elementwise import is_plain
from symnet.expressions.generic import GenericActivation
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.shapes import brief
from symnet.expressions.slope import Slope, at_arguments


def slope_of(application: Expr, position: int) -> Expr:
    """Return ∂f/∂u_i of an application f(u_1, …), i counted from 1.

    By its first argument an activation, a loss, an undefined function, and a slope give their `Slope`, f'(u). Other
    functions give the formula that they know; SymPy's exp is its own derivative, and 1/u says more than log'(u).
    A function that jumps has the derivative 0 between its jumps.

    >>> from sympy import Symbol, log
    >>> from symnet.expressions.activations import sigmoid
    >>> u = Symbol("u", real=True)
    >>> slope_of(sigmoid(u), 1), slope_of(log(u), 1)
    (sigmoid'(u), 1/u)
    """
    if isinstance(application, GenericActivation):
        return application.fdiff()
    if position == 1 and isinstance(application, AppliedUndef | ScalarFunction | Slope):
        return Slope(application)
    if isinstance(application, AppliedUndef):
        return _by_place(application, position)
    derivative = _known(application, position)
    if derivative is None:
        raise SymnetTypeError(
            f"{brief(application)} is {kind_of(application)}, whose derivative SymPy does not know; "
            "write it with functions that have one."
        )
    return derivative


def _known(application: Any, position: int) -> Expr | None:
    """Return the derivative of a function that SymPy knows, taken at symbols: of sign(tr A) it knows none."""
    places = [Dummy("u", real=True) for _ in application.args]
    general = application.func(*places)
    try:
        found = general.fdiff(position) if isinstance(general, application.func) else general.diff(places[position - 1])
    except ArgumentIndexError:  # so SymPy says that it knows none: of zeta
        return None
    if found.has(Derivative):
        found = general.diff(places[position - 1])
    found = between_jumps(found)
    return None if found.has(Derivative) else found.xreplace(dict(zip(places, application.args, strict=True)))


def _by_place(application: Expr, position: int) -> Expr:
    """Return ∂f/∂u_i of an undefined function, whatever its other arguments have in common with the i-th."""
    argument = application.args[position - 1]
    place = Dummy(f"xi_{position}", real=True, dummy_index=hash(argument))  # the same each time, as SymPy has it
    arguments = [*application.args[: position - 1], place, *application.args[position:]]
    return at_arguments(Derivative(application.func(*arguments), place), [place], [argument])


def partial_by_argument(function: Lambda, position: int) -> Lambda:
    """Return ∂f/∂u_i of the function of an elementwise node, i counted from 1.

    >>> from sympy import Symbol
    >>> from symnet.expressions.activations import sigmoid
    >>> u = Symbol("u", real=True)
    >>> partial_by_argument(Lambda(u, sigmoid(u)), 1), partial_by_argument(Lambda(u, u**2), 1)
    (Lambda(u, sigmoid'(u)), Lambda(u, 2*u))
    """
    body, variables = function.expr, tuple(function.variables)
    if position == 1 and isinstance(body, Slope) and body.argument == variables[0]:
        return Lambda(variables, Slope(body))
    if isinstance(body, Function) and is_plain(function):
        return Lambda(variables, slope_of(body, position))
    return partial(function, variables[position - 1])


def partial_of_slope(node: Slope, operand: Any) -> Expr:
    """Return ∂f'(z, p)/∂z = f''(z, p), and ∂f'(z, p)/∂p by the formula of f', at all the places where it stands.

    >>> from sympy import Symbol
    >>> from symnet.expressions.activations import leaky_relu
    >>> z, p = Symbol("z", real=True), Symbol("p", real=True)
    >>> partial_of_slope(Slope(leaky_relu(z, p)), p)
    Piecewise((0, z > 0), (1, True))
    """
    arguments = node.application.args
    places = [Dummy("p", real=True) for _ in arguments]
    formula = node.moved(places).formula()
    total = Slope(node) if operand == node.argument else S.Zero
    for place, argument in list(zip(places, arguments, strict=True))[1:]:
        if argument == operand:
            total += at_arguments(partial(Lambda((), formula), place).expr, places, arguments)
    return total


def partial_of_scalar(node: Any, operand: Any) -> Expr:
    """Return ∂node/∂operand of a scalar function for one of its arguments, with all the places where it stands."""
    places = [position for position, argument in enumerate(node.args, 1) if argument == operand]
    return sum((slope_of(node, position) for position in places), S.Zero)
