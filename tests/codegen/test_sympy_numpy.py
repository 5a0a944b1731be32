"""SymPy's own `lambdify` on every node, with NumPy, SciPy, and whatever it takes by default."""

import numpy as np
import pytest
import sympy as sp
from sympy import MatrixSymbol, Rational, Symbol

from symnet import SymnetTypeError
from symnet.codegen import lambdify
from symnet.expressions.activations import leaky_relu, sigmoid
from symnet.expressions.arithmetic import add, multiply
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import apply_elementwise
from symnet.expressions.generic import GenericActivation
from symnet.expressions.hooks import numpy_rule
from symnet.expressions.node import Node
from symnet.expressions.reductions import SumEntries
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice, Spelling, Variable

w, b, X = MatrixSymbol("w", 3, 2), MatrixSymbol("b", 3, 1), MatrixSymbol("X", 2, 5)
V = Variable("v", 3, 2, "weight", 0, "parameter", Spelling("plain"))
scale, slope = Symbol("u_0"), Symbol("lambda")
SYMBOLS = [w, b, X, V, scale, slope]
generator = np.random.default_rng(2)
ARRAYS = [generator.normal(size=shape) for shape in ((3, 2), (3, 1), (2, 5), (3, 2))] + [0.3, 0.1]
Z = multiply(w, X)
EXPRESSIONS = {
    "sum and product": add(multiply(scale / 2, w, X), Broadcast(b, 3, 5)),
    "in a SymPy product": sp.MatMul(add(w, V), X),
    "variable": multiply(V, X),
    "elementwise": apply_elementwise(sigmoid, Z),
    "two matrices": apply_elementwise(lambda u, v: u * sp.exp(v) - scale, Z, multiply(V, X)),
    "a parameter": apply_elementwise(lambda u: leaky_relu(u, slope), Z),
    "softmax": Softmax(multiply(1000, Z)),
    "softmax of rows": Softmax(Z, 1),
    "column": Slice(Z, 2),
    "row": Slice(Z, 2, 0),
    "sum of entries": SumEntries(Z) * scale + Rational(1, 2),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("modules", ["numpy", ["scipy", "numpy"], None], ids=str)
def test_sympy_and_symnet_compile_the_same_function(name, modules):
    if modules != "numpy":
        pytest.importorskip("scipy")
    expression = EXPRESSIONS[name]
    theirs = sp.lambdify(SYMBOLS, expression, modules=modules)(*ARRAYS)
    ours = lambdify(expression, SYMBOLS)(*ARRAYS)
    assert np.shape(theirs) == np.shape(ours)
    np.testing.assert_allclose(theirs, ours, rtol=1e-12)


def test_an_undefined_activation_is_named():
    g = GenericActivation(scale, 1, 0, Spelling("plain"))
    with pytest.raises(SymnetTypeError, match=r"g of layer 1 is undefined; give Network activations=\.\.\."):
        sp.lambdify([scale], g, modules="numpy")


def test_every_node_has_a_rule():
    internal = "symnet.codegen"
    kinds = {kind for kind in Node.__subclasses__() if kind.__module__.startswith("symnet.")}
    nodes = {kind for kind in kinds if not kind.__module__.startswith(internal)} | {SumEntries, Variable}
    assert {kind for kind in nodes if numpy_rule.dispatch(kind) is numpy_rule.registry[object]} == set()
