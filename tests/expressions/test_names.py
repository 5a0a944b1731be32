"""A symbol of a user may have any name: it never becomes an argument, an index or a stand-in that symnet uses itself."""

from functools import cache

import pytest
from sympy import HadamardPower, HadamardProduct, Integer, Lambda, MatrixSymbol, Rational, Symbol, symbols

import symnet as sn
from symnet.parsing.cases import Condition, by_cases
from symnet.parsing.summation import sum_over_index

n, m = symbols("n m", integer=True, positive=True)
Z = MatrixSymbol("Z", n, m)
x, q = symbols("x q", real=True)
NAMES = ["u", "u_", "u_1", "u_2", "p", "z", "y", "y_hat", "a", "a_0", "a_1", "x_0", "t", "J", "L", "u_definite", "argument",
         "argument 0", "argument 1 of a definition", "place where the slope is taken"]  # fmt: skip
ROW, i = MatrixSymbol("r", 1, m), Symbol("i", integer=True)
VALUE = Rational(3, 7)


MADE = {
    "an activation": lambda a: sn.elu(Z, a),
    "a function of the user": lambda a: sn.apply_elementwise(lambda s: a * s**2, Z),
    "a gradient": lambda a: sn.gradient(sn.SumEntries(HadamardProduct(sn.elu(Z, a), sn.leaky_relu(Z, a))), Z),
    "a gradient by it": lambda a: sn.gradient(sn.SumEntries(sn.elu(Z, a)), a),
    "activations in activations": lambda a: sn.gradient(sn.SumEntries(sn.tanh(sn.elu(sn.elu(Z, a), a))), Z),
    "a differential": lambda a: sn.differential(sn.leaky_relu(Z, a), Z),
    "a power": lambda a: sn.differential(HadamardPower(Z, a), Z),
    "a power of it": lambda a: sn.differential(HadamardPower(a, Z), Z),
    "a slope": lambda a: sn.elu(x * a + 1, a).diff(x, 2),
    "a substitution": lambda a: sn.elu(Z, q).subs(q, a),
    "a replacement": lambda a: sn.elu(Z, q).xreplace({q: a}),
    "a sum that is read": lambda a: sum_over_index(a * ROW[0, i - 1] ** 2, i, Integer(1), m),
    "a formula by cases that is read": lambda a: by_cases([(a, Condition(">", (Z, a))), (Z, None)], {Z: Z}),
}  # fmt: skip


@cache
def reference(made):
    return MADE[made](Symbol("nobody", real=True)).subs(Symbol("nobody", real=True), VALUE)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("made", MADE)
def test_with_any_name_it_is_the_same(made, name):
    a = Symbol(name, real=True)
    found = MADE[made](a).subs(a, VALUE)
    assert found == reference(made) or sn.verify(found, reference(made)).proved


def cost_with(a):
    net = sn.Network([2, 2], activations=Lambda(x, sn.elu(x, a) + a * x))
    return net.cost(Lambda((x, q), a * (x - q) ** 2))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("grain", ["batch", "neuron"])
def test_a_network_with_it_has_the_same_gradient(name, grain):
    a, b = Symbol(name, real=True), Symbol("nobody", real=True)
    for (_, found), (_, wanted) in zip(cost_with(a).gradient(grain), cost_with(b).gradient(grain), strict=True):
        assert sn.verify(found.subs(a, VALUE), wanted.subs(b, VALUE)).proved


@pytest.mark.parametrize("name", NAMES)
def test_nothing_false_is_proved_of_it(name):
    a = Symbol(name, real=True)
    assert sn.verify(sn.leaky_relu(x + 1, a), sn.leaky_relu(x + 1, x + 1)).status == "refuted"
    assert sn.verify(sn.elu(Z, a), sn.elu(Z, 2 * a)).status == "refuted"
