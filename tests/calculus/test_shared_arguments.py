"""Functions of several arguments that depend on the same thing: each partial derivative holds the others fast."""

from math import prod

import pytest
from sympy import Derivative, Function, MatrixSymbol, Symbol, exp, symbols, zeta

import symnet as sn
from symnet.errors import SymnetError
from symnet.expressions.slope import without_slopes

n = Symbol("n", integer=True, positive=True)
x, y = symbols("x y", real=True)
s, A = MatrixSymbol("s", n, 1), MatrixSymbol("A", n, n)
f, g, h = Function("f"), Function("g"), Function("h")
a = s[0, 0]

PRODUCTS = {
    "an entry twice": (f(a, a), a, 2 * a),
    "an entry and its square": (f(a**2, a), a, 3 * a**2),
    "an entry of a matrix": (f(A[0, 0], A[0, 0]), A[0, 0], 2 * A[0, 0]),
    "two entries": (f(a * A[0, 0], a), a, 2 * a * A[0, 0]),
    "a symbol twice": (f(x, x), x, 2 * x),
    "a symbol and a function of it": (f(exp(x), x), x, exp(x) * (x + 1)),
    "the same function": (f(exp(x), exp(x)), x, 2 * exp(2 * x)),
    "a function of both": (f(x * y, x), x, 2 * x * y),
    "three": (h(a, a, x), a, 2 * a * x),
}


def multiplied(derivative):
    """Return an expression with the product of its arguments in place of each undefined function."""
    for function in (f, h):
        derivative = derivative.replace(function, lambda *each: prod(each))
    return derivative.doit()


@pytest.mark.parametrize("name", PRODUCTS)
def test_the_derivative_of_a_product_is_that_of_a_function_of_its_factors(name):
    function, by, right = PRODUCTS[name]
    assert (multiplied(without_slopes(sn.gradient(function, by))) - right).expand() == 0


SLOPES = {
    "equal arguments": f(x, y).subs(y, x),
    "an expression": f(2 * x),
    "an expression beside its symbol": f(2 * x, x),
    "a function": f(g(x), x),
    "equal functions": f(g(x), g(x)),
}


@pytest.mark.parametrize("name", SLOPES)
def test_a_slope_written_out_is_the_slope(name):
    slope = sn.Slope(SLOPES[name])
    assert sn.verify(slope, slope.doit()).status != "refuted"
    assert sn.verify(slope, 2 * slope.doit()).status == "refuted"
    assert (multiplied(slope.doit()) - prod(slope.application.args[1:])).expand() == 0


@pytest.mark.parametrize("function", [f(x, x), f(x, x**2), f(2 * x, x)], ids=str)
def test_a_derivative_of_second_order_is_that_of_sympy(function):
    found = without_slopes(sn.gradient(function, x).diff(x))
    assert sn.verify(found, Derivative(function, x, x)).status != "refuted"
    twice = function.args[0] * function.args[1]
    assert (multiplied(found) - twice.diff(x, x)).expand() == 0


@pytest.mark.parametrize(
    ("derivative", "right"),
    [
        (Derivative(g(x) ** 2, g(x)), 2 * g(x)),
        (Derivative(x * g(x), g(x)), x),
        (Derivative(g(x) ** 3, (g(x), 2)), 6 * g(x)),
    ],
    ids=str,
)
def test_a_derivative_by_an_applied_function_is_evaluated(derivative, right):
    assert sn.verify(derivative, right).status != "refuted"
    assert sn.verify(derivative, right + 1).status == "refuted"


def test_a_derivative_that_sympy_has_not_is_an_error_of_symnet():
    with pytest.raises(SymnetError, match="does not know"):
        sn.gradient(zeta(x), x)
