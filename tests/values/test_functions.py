"""Values of functions: every activation and loss against SymPy's 60 digits, and definite functions for undefined ones."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Derivative, Function, Integer, Rational, Subs, Symbol, symbols

import symnet as sn
from symnet.expressions.generic import GenericActivation
from symnet.expressions.slope import Slope
from symnet.expressions.variables import Spelling
from symnet.values.evaluation import EXACT, evaluate
from symnet.values.undefined_functions import choose_functions, function_names, with_functions
from tests.expressions.scalar_points import EVERY_ACTIVATION, EVERY_LOSS, loss_points, parameter_choices
from tests.values.comparing import rational

k = Symbol("k", integer=True, positive=True)
u, x, y, z = symbols("u x y z", real=True)
g, L = Function("g"), Function("L")


POINTS = [
    Fraction(p, q)
    for p, q in [(0, 1), (1, 1000), (-1, 3), (2, 3), (-7, 5), (5, 2), (-6, 1), (13, 2), (40, 1), (-40, 1)]
]


def oracle(expression, numbers):
    """SymPy's value with 60 digits of a formula without functions of ours."""
    written_out = expression.rewrite("definition").xreplace(numbers)
    return sympy.N(written_out, 60, maxn=4000)


def assert_encloses(result, value):
    """The value is known to 50 digits at least."""
    low, high = (result, result) if isinstance(result, Fraction) else (result.low, result.high)
    slack = (1 + abs(value)) * Rational(1, 10**45)
    assert rational(low) - slack <= value <= rational(high) + slack


@pytest.mark.parametrize(**EVERY_ACTIVATION)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_every_activation_and_its_derivatives(row, order):
    for parameters in parameter_choices(row):
        application = row(z, *parameters)
        for _ in range(order):
            application = Slope(application) if not application.is_Number else Integer(0)
        for point in POINTS:
            formula = application.formula() if isinstance(application, Slope) else application
            value = oracle(formula, {z: rational(point)})
            assert_encloses(evaluate(application, {z: point}, arithmetic=EXACT), value)
            floating = evaluate(application, {z: float(point)})
            assert abs(floating - float(value)) <= 1e-9 * (1 + abs(float(value)))


@pytest.mark.parametrize(**EVERY_LOSS)
@pytest.mark.parametrize("order", [0, 1])
def test_every_loss_and_its_derivative(row, order):
    for parameters in parameter_choices(row):
        application = Slope(row(x, y, *parameters)) if order else row(x, y, *parameters)
        for prediction, target in loss_points(row):
            p, t = Fraction(prediction), Fraction(target)
            definite = row(rational(p) if not order else x, rational(t), *parameters)
            slope = Slope(definite) if order and isinstance(definite, Function) else definite
            formula = slope.formula() if isinstance(slope, Slope) else slope
            value = oracle(sympy.sympify(formula), {x: rational(p)})
            assert_encloses(evaluate(application, {x: p, y: t}, arithmetic=EXACT), value)
            floating = evaluate(application, {x: prediction, y: target})
            assert floating == pytest.approx(float(value), rel=1e-9, abs=1e-9) or not np.isfinite(float(value))


@pytest.mark.parametrize("number", [1000.0, -1000.0])
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "silu", "mish", "gelu", "log_sigmoid", "elu"])
def test_floats_do_not_overflow_in_the_activations(name, number):
    exact = evaluate(getattr(sn, name)(z), {z: Fraction(number)}, arithmetic=EXACT)
    close = float(exact if isinstance(exact, Fraction) else exact.low)
    assert evaluate(getattr(sn, name)(z), {z: number}) == pytest.approx(close, rel=1e-12, abs=1e-30)


# ------------------------------------------------------------------------------------------------ undefined functions


def generic(layer, order=0):
    return GenericActivation(z, layer, order, Spelling("plain"))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (g(x), 6),
        (g(x).diff(x), 5),
        (g(x**2).diff(x), 2 * 2 * 9),
        (g(g(x)), 42),
        (Slope(g(x)), 5),
        (Subs(Derivative(g(u), u), u, 2 * x), 9),
        (Derivative(g(x), x, x) + 0 * x, 12),
        (Slope(Slope(g(x))), 12),
        (L(x, y).diff(x), None),
    ],
    ids=range(9),
)
def test_undefined_functions_become_polynomials(expression, value):
    functions = choose_functions([expression])
    found = evaluate(expression, {x: Fraction(2), y: Fraction(3)}, arithmetic=EXACT, functions=functions)
    by_sympy = with_functions(expression.doit() if isinstance(expression, Subs) else expression, functions).doit()
    if not expression.has(Slope):
        assert rational(found) == by_sympy.subs({x: 2, y: 3})
    assert value is None or found == value


def test_the_activations_of_layers_are_different_functions_and_their_derivatives_fit():
    expressions = [generic(0), generic(1), generic(0, 1), Slope(generic(0))]
    functions = choose_functions(expressions)
    assert function_names(functions) == {"g0": "u**2 + u", "g1": "u**2 + 2*u"}
    values = [evaluate(each, {z: Fraction(3)}, arithmetic=EXACT, functions=functions) for each in expressions]
    assert values == [12, 15, 7, 7]


def test_a_layer_that_is_an_index_has_the_function_of_every_layer():
    functions = choose_functions([generic(0), generic(k)])
    assert function_names(functions) == {"g": "u**2 + u"}
    assert evaluate(generic(0) - generic(k), {z: Fraction(3)}, arithmetic=EXACT, functions=functions) == 0


@pytest.mark.parametrize("order", range(5))
def test_no_derivative_is_constant_by_accident(order):
    functions = choose_functions([generic(0, order)])
    assert functions[Integer(0)].expr.diff(Symbol("u"), order).has(Symbol("u"))
