"""What SymPy asks of a scalar function, and what is refused."""

from __future__ import annotations

import copy
import pickle
import sys

import mpmath
import numpy as np
import pytest
import sympy
from sympy import Float, Matrix, MatrixSymbol, Piecewise, Rational, S, Symbol, exp, latex, nan, oo, series, srepr

from symnet.errors import SymnetTypeError
from symnet.expressions import activations as activation_room
from symnet.expressions import losses as loss_room
from symnet.expressions.activations import (
    ACTIVATIONS,
    absolute_value,
    elu,
    gelu,
    gelu_tanh,
    hardsigmoid,
    hardtanh,
    leaky_relu,
    log_sigmoid,
    mish,
    relu,
    selu,
    sigmoid,
    silu,
    softplus,
    softsign,
    step,
    tanh,
    tanhshrink,
)
from symnet.expressions.losses import binary_cross_entropy, huber, log_cosh, soft_margin
from symnet.expressions.scalar import ScalarFunction
from tests.expressions.scalar_points import EVERY_ACTIVATION, EVERY_ROW, exact, loss_points

z = Symbol("z", real=True)
u = Symbol("u")  # nothing is known of it


def applied(row):
    return row(*(Symbol(name) for name in row.variables))


@pytest.mark.parametrize(**EVERY_ROW)
def test_srepr_pickle_and_copy(row):
    function = applied(row)
    names = vars(sympy) | vars(activation_room) | vars(loss_room)
    assert eval(srepr(function), dict(names)) == function  # noqa: S307 - our own srepr
    assert pickle.loads(pickle.dumps(function)) == function  # noqa: S301 - our own bytes
    assert copy.deepcopy(function) == copy.copy(function) == function
    assert getattr(sys.modules[row.__module__], row.__name__) is row
    assert function.func(*function.args) == function


@pytest.mark.parametrize(**EVERY_ROW)
def test_two_derivatives_of_a_symbol_without_assumptions(row):
    """Closure: no Dirac delta, no derivative of a real part, and every parameter has its derivative."""
    function = applied(row)
    for by in range(1, 1 + len(function.args)):
        slope = function.fdiff(by)
        for twice in (slope, slope.diff(Symbol(row.variables[0]))):
            assert not twice.has(sympy.DiracDelta, sympy.Derivative, sympy.re, sympy.im, sympy.Subs, sympy.sign)


@pytest.mark.parametrize(**EVERY_ACTIVATION)
def test_evalf_to_thirty_digits(row):
    for point in (-40, Rational(-13, 7), Rational(1, 3), 5):
        with mpmath.workdps(2300):
            expected = exact(row, tuple(p.default for p in row.facts.parameters))(mpmath.mpf(S(point).p) / S(point).q)
        value = row(point).evalf(30)
        with mpmath.workdps(60):
            assert abs(mpmath.mpf(value) - expected) <= abs(expected) * mpmath.mpf(10) ** -29, point
            assert abs(mpmath.mpf(row(Float(point, 40)).evalf(15)) - expected) <= abs(expected) * mpmath.mpf(10) ** -14


@pytest.mark.parametrize("modules", ["numpy", "scipy", "math", "mpmath"])
@pytest.mark.parametrize(**EVERY_ROW)
def test_sympys_lambdify(row, modules):
    if modules == "scipy":
        pytest.importorskip("scipy", reason="needs SciPy, from the extra symnet[oracles]")
    function = applied(row)
    arguments = (
        (0.7,)
        if len(row.variables) == 1
        else next(p for p in loss_points(row) if 0.1 < abs(p[0]) < 1 and 0.1 < p[1] < 3)
    )
    compiled = sympy.lambdify([Symbol(name) for name in row.variables], 1 / (3 + function), modules)
    expected = 1 / (
        3 + function.definition().subs(dict(zip(map(Symbol, row.variables), arguments, strict=True))).evalf(20)
    )
    assert float(compiled(*arguments)) == pytest.approx(float(expected), rel=1e-14)


def test_lambdify_numpy_takes_arrays():
    grid = np.linspace(-3, 3, 7)
    for row in (sigmoid, relu, gelu, mish, hardtanh):
        values = sympy.lambdify(z, row(z), "numpy")(grid)
        assert values == pytest.approx([float(row(S(int(n))).evalf(20)) for n in grid], rel=1e-13)


def test_small_numbers_are_not_zero():
    """SymPy asks for two digits to learn a sign, and finds log(1 + exp(-26)) to be 0."""
    for small in (softplus(-26), softplus(-1000), log_sigmoid(900), soft_margin(1000, 1), tanhshrink(Rational(1, 10**40)),
                  log_cosh(0, Rational(1, 10**90)), binary_cross_entropy(Rational(1, 10**30), 0)):  # fmt: skip
        assert small.is_zero is not True
        assert small.evalf(2) != 0
        assert 0 < abs(small.evalf(20)) < 1e-11
    slope = mish(z).diff(z).subs(z, -26)
    assert abs(slope.evalf(20) / Float("-1.2772722570091749683e-10", 20) - 1) < 1e-18


def test_exact_values():
    assert sigmoid(0) == S.Half
    assert (sigmoid(-oo), sigmoid(oo)) == (0, 1)
    assert sigmoid(1).func is sigmoid
    assert (relu(-3), relu(3), relu(sympy.sqrt(2)), relu(-sympy.pi)) == (0, 3, sympy.sqrt(2), 0)
    assert leaky_relu(-3, Symbol("a")) == -3 * Symbol("a")
    assert softplus(0) == sympy.log(2)
    assert step(0) == 1
    assert sigmoid(nan) is nan
    assert log_cosh(2, 2) == 0
    assert elu(-oo, Symbol("a")) == -Symbol("a")
    assert leaky_relu(-oo, Symbol("a")) == -oo * Symbol("a")  # whatever the sign of a
    assert softsign(Rational(1, 2)) == Rational(1, 3)


def test_floats_are_evaluated_with_care():
    assert sigmoid(0.5) == pytest.approx(0.6224593312018546, rel=1e-15)
    assert tanhshrink(1e-6) == pytest.approx(3.333333333332e-19, rel=1e-12)
    assert abs(gelu(-40.0) / gelu(-40).evalf(20) - 1) < 1e-14
    assert 0 < gelu_tanh(-40).evalf(20) * -1 < Float("1e-2000")


def test_parameters_are_exact():
    assert leaky_relu(u).args == (u, Rational(1, 100))
    assert leaky_relu(u, 0.05).args == (u, Rational(1, 20))
    assert leaky_relu(u, Symbol("a")).subs("a", 0.001) == leaky_relu(u, Rational(1, 1000))
    assert hardtanh(u, -2).args == (u, -2, 1)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (sigmoid(u), r"\sigma\left(u\right)"),
        (sigmoid(u) ** 2, r"\sigma^{2}\left(u\right)"),
        (leaky_relu(u), r"\operatorname{LeakyReLU}_{0.01}\left(u\right)"),
        (leaky_relu(u, Symbol("alpha")) ** 3, r"\operatorname{LeakyReLU}_{\alpha}^{3}\left(u\right)"),
        (hardsigmoid(u), r"\operatorname{HardSigmoid}_{\frac{1}{6}, 0.5}\left(u\right)"),
        (softplus(u), r"\operatorname{softplus}\left(u\right)"),
        (softplus(u, 2), r"\operatorname{softplus}_{2}\left(u\right)"),
        (absolute_value(u) ** 2, r"\left|{u}\right|^{2}"),
        (huber(u, z, Rational(1, 10**9)), r"\operatorname{Huber}_{\frac{1}{1000000000}}\left(u, z\right)"),
        (tanh(u).diff(u), r"1 - \tanh^{2}\left(u\right)"),
    ],
)
def test_latex(expression, expected):
    assert latex(expression) == expected


def test_rewrite():
    assert sigmoid(u).rewrite(exp) == 1 / (1 + exp(-u))
    assert tanh(u).rewrite(exp) == (exp(u) - exp(-u)) / (exp(u) + exp(-u))
    assert tanh(u).rewrite(sympy.tanh) == sympy.tanh(u)
    assert silu(sigmoid(u)).rewrite(exp).has(sigmoid) is False
    assert relu(u).rewrite(exp) == relu(u)
    assert relu(u).rewrite(Piecewise) == Piecewise((u, u > 0), (0, True))
    assert selu(u).rewrite(exp).has(exp)
    assert not mish(u).rewrite("definition").atoms(ScalarFunction)
    assert mish(u).definition() == u * tanh(softplus(u))
    assert (1 - tanh(u)).rewrite(exp) == 1 - tanh(u).definition()


def test_limits_and_series():
    assert sympy.limit(sigmoid(z), z, oo) == 1
    assert sympy.limit(softplus(z) - z, z, oo) == 0
    assert sympy.limit(sigmoid(z), z, -oo) == 0
    assert series(sigmoid(z), z, 0, 4).removeO() == S.Half + z / 4 - z**3 / 48


def test_assumptions():
    p = Symbol("p", positive=True)
    assert sigmoid(z).is_real
    assert sigmoid(z).is_positive
    assert sigmoid(u).is_real is None
    assert relu(z).is_nonnegative
    assert relu(z).is_positive is None
    assert log_sigmoid(z).is_negative
    assert elu(z, p).is_real
    assert elu(z, p).is_positive is None
    assert hardtanh(z, 1, 2).is_positive
    assert hardtanh(z, 2, 1).is_positive is None  # not a clip: nothing is claimed
    assert leaky_relu(z, -1).monotone() is None


def test_on_matrices():
    Z = MatrixSymbol("Z", 2, 3)
    assert leaky_relu(Z, Rational(1, 5)).shape == (2, 3)
    assert leaky_relu(Z, Rational(1, 5)).at(-1) == Rational(-1, 5)
    assert relu(Matrix([[1, -1]])) == Matrix([[1, 0]])
    assert sigmoid(Z + Z).shape == (2, 3)
    assert len({row(Z) for row in ACTIVATIONS}) == len(ACTIVATIONS)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (sigmoid, "sigmoid takes z, but was given 0 arguments."),
        (lambda: sigmoid(1, 2), "sigmoid takes z, but was given 2 arguments."),
        (
            lambda: leaky_relu(1, 2, 3),
            "leaky_relu takes z and at most the parameters alpha, but was given 3 arguments.",
        ),
        (lambda: huber(1), "huber takes y_hat and y and at most the parameters delta, but was given 1 arguments."),
        (
            lambda: sigmoid("z"),
            "sigmoid takes SymPy expressions, numbers and matrices, but its argument z is 'z' (str); to run it on arrays, compile it with sn.lambdify.",
        ),
        (
            lambda: relu(z > 0),
            "relu takes SymPy expressions, numbers and matrices, but its argument z is z > 0 (StrictGreaterThan); to run it on arrays, compile it with sn.lambdify.",
        ),
        (
            lambda: leaky_relu(z, Matrix([1])),
            "The parameter alpha of leaky_relu must be a scalar, but is Matrix([[1]]).",
        ),
    ],
)
def test_wrong_arguments_are_refused_in_one_sentence(call, message):
    with pytest.raises(SymnetTypeError) as refusal:
        call()
    assert str(refusal.value) == message


def test_a_string_is_not_evaluated():
    with pytest.raises(SymnetTypeError):
        sigmoid("__import__('os').getcwd()")


def test_derivatives_by_a_missing_argument_are_refused():
    with pytest.raises(sympy.core.function.ArgumentIndexError):
        sigmoid(u).fdiff(2)
