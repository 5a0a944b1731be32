"""The convention at a kink can be chosen, and is printed where it is used."""

import numpy as np
import pytest
from sympy import Rational, Symbol

import symnet as sn

z = Symbol("z", real=True)


def test_the_chosen_slope_is_computed_and_printed():
    half = sn.with_slope_at(sn.relu, {0: Rational(1, 2)})
    for activation, slope in ((sn.relu, 0.0), (half, 0.5)):
        cost = sn.Network([1, 1], activations=[activation]).cost("half_squared_error")
        step = cost.lambdify(gradient=True)
        value, gradients = step({"w0": [[1.0]], "b0": [[0.0]]}, [[0.0]], [[-1.0]])
        assert (value, gradients["b0"][0, 0]) == (0.5, slope)
        assert cost.gradient().conventions == (f"relu'(0) = {Rational(slope)} by convention",)
    printed = sn.text(sn.Network([1, 1], activations=[half]).cost("half_squared_error").gradient())
    assert printed.endswith("with relu'(0) = 1/2 by convention")


def test_the_function_stays_the_same():
    one = sn.with_slope_at(sn.hardtanh, {1: 1})
    assert one(z).definition() == sn.hardtanh(z).definition()
    assert one(z).diff(z).subs(z, 1) == 1
    assert one(z).diff(z).subs(z, -1) == sn.hardtanh(z).diff(z).subs(z, -1)
    forward = sn.Network([1, 1], activations=[one]).lambdify()
    assert np.array_equal(forward({"w0": [[1.0]], "b0": [[0.0]]}, [[-2.0, 0.5, 3.0]]), [[-1.0, 0.5, 1.0]])


@pytest.mark.parametrize(
    ("activation", "values", "message"),
    [
        (
            sn.relu,
            {1: 0},
            "relu has no kink at 1, so its derivative there is not a convention; its kinks are: 0.",
        ),
        (
            sn.tanh,
            {0: 1},
            "tanh has no kink at 0, so its derivative there is not a convention; its kinks are: none.",
        ),
        (
            max,
            {0: 1},
            "Only an activation of symnet has kinks to choose a derivative at, but <built-in function max> is none; "
            "write with_slope_at(sn.relu, {0: 1}).",
        ),
    ],
    ids=range(3),
)
def test_mistakes(activation, values, message):
    with pytest.raises(sn.SymnetError) as caught:
        sn.with_slope_at(activation, values)
    assert str(caught.value) == message
