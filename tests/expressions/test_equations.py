"""Equations: order, shapes, composing."""

import pytest
from sympy import MatrixSymbol, Sum, Symbol, symbols

import symnet as sn

W, x, z, a = (
    MatrixSymbol(name, *shape) for name, shape in (("W", (3, 2)), ("x", (2, 1)), ("z", (3, 1)), ("a", (3, 1)))
)
steps = sn.Equations([(z, sn.multiply(W, x)), (a, sn.tanh(z))])


def test_equations_are_a_sequence():
    assert len(steps) == 2
    assert [definition.symbol for definition in steps] == [z, a]
    assert steps[-1].expression == sn.tanh(z)
    assert steps[:1] == sn.Equations([(z, sn.multiply(W, x))])
    assert hash(steps[:1]) == hash(sn.Equations([(z, sn.multiply(W, x))]))
    assert steps.inputs == (W, x)
    assert (steps + sn.Equations([(MatrixSymbol("b", 3, 1), a)])).symbols[-1].name == "b"
    assert str(steps) == "z = W x\na = tanh(z)"
    assert repr(steps) == "Equations(z, a)"
    assert steps._repr_latex_() == (r"$$\begin{aligned} z &= W x \\ a &= \tanh\left(z\right) \end{aligned}$$")


def test_equations_cannot_be_changed():
    with pytest.raises(TypeError):
        steps[0] = steps[1]  # type: ignore[index]


def test_composing_substitutes_each_definition_once():
    assert steps.compose() == sn.tanh(sn.multiply(W, x))
    assert steps.compose(z) == sn.multiply(W, x)
    with pytest.raises(sn.SymnetValueError) as caught:
        steps.compose(x)
    assert str(caught.value) == "Cannot compose x: these equations define z, a."


def test_order_is_checked():
    with pytest.raises(sn.SymnetValueError) as caught:
        sn.Equations([(a, sn.tanh(z)), (z, sn.multiply(W, x))])
    assert str(caught.value) == "a uses z before it is defined; define z first."
    with pytest.raises(sn.SymnetValueError) as caught:
        sn.Equations([(a, sn.tanh(z)), (a, z)])
    assert str(caught.value) == "a is defined twice; give the second definition a name of its own."


def test_the_index_of_a_sum_is_not_an_input():
    i, n = symbols("i n", integer=True, positive=True)
    total = Sum(MatrixSymbol("v", n, 1)[i, 0], (i, 0, n - 1))
    assert i not in sn.Equations([(Symbol("s"), total)]).inputs


def test_a_thousand_layers_compose():
    net = sn.Network([2] * 1001, activations="tanh")
    assert net.output.shape == (2, 1)
    assert len(net.equations()) == 2000
