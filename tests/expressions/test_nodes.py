"""The nodes that SymPy lacks: shapes checked where they are built, right entries, and what SymPy users expect."""

import copy
import pickle

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Function, HadamardProduct, Lambda, MatrixSymbol, Symbol, Transpose, symbols

import symnet as sn
from symnet.errors import ShapeError
from symnet.expressions.entries import operands_first
from symnet.expressions.hooks import latex_rule, numpy_rule, text_rule
from symnet.expressions.node import Hooked, Node
from symnet.expressions.slope import Slope

n, k, m = symbols("n k m", integer=True, positive=True)
u, v = symbols("u v", real=True)
g = Function("g")


def all_nodes():
    """One expression of each node type."""
    Z, Y, b = MatrixSymbol("Z", 2, 3), MatrixSymbol("Y", 2, 3), MatrixSymbol("b", 2, 1)
    net = sn.Network([2, 3])
    return {
        "Elementwise": sn.Elementwise(Lambda((u, v), sympy.exp(u) * v), Z, Y),
        "Broadcast": sn.Broadcast(b, 2, 3),
        "Softmax": sn.softmax(Z),
        "SumEntries": sn.SumEntries(Z),
        "MatrixSum": sn.add(Z, Y),
        "MatrixProduct": sn.multiply(3, Z, Transpose(Y)),
        "Slice": sn.Slice(Z, 2),
        "LogSumExp": sn.LogSumExp(Z),
        "UnitVector": sn.UnitVector(3, 2),
        "Vec": sn.Vec(Z),
        "Unvec": sn.Unvec(sn.Vec(Z), 3, 2),
        "CommutationMatrix": sn.CommutationMatrix(2, 3),
        "Variable": net.input,
        "Slope": Slope(sn.sigmoid(Symbol("z", real=True))),
        "GenericActivation": net.equations()[-1].expression.function.expr,
    }


def subclasses(kind):
    return {kind, *(found for below in kind.__subclasses__() for found in subclasses(below))}


def test_the_list_of_nodes_is_complete():
    abstract = {"Differentiated", "Hooked", "Node", "_Stored"}
    ours = {kind.__name__ for kind in subclasses(Hooked) if kind.__module__.startswith("symnet.expressions")}
    assert ours - abstract == set(all_nodes())


@pytest.mark.parametrize("name", all_nodes())
def test_a_node_is_admitted_with_all_its_papers(name):
    node = all_nodes()[name]
    for rule in (latex_rule, text_rule, numpy_rule):
        assert rule.dispatch(type(node)) is not rule.dispatch(object), rule
    assert sympy.latex(node)
    assert sn.latex(node)
    assert str(node)
    assert sn.explicit(node) is not None


@pytest.mark.parametrize("name", all_nodes())
def test_sympy_can_rebuild_copy_and_pickle_a_node(name):
    node = all_nodes()[name]
    assert node.func(*node.args) == node
    assert hash(node.func(*node.args)) == hash(node)
    assert pickle.loads(pickle.dumps(node)) == node  # noqa: S301
    assert copy.deepcopy(node) == node
    names = {**vars(sympy), **{name: getattr(sn, name) for name in dir(sn)}, "Str": sympy.core.symbol.Str}
    assert eval(sympy.srepr(node), names) == node  # noqa: S307


def test_two_roads_to_the_entries_of_a_nested_product():
    """SymPy's own entries of such a product reuse a summation index; ours do not."""
    A, B, C = MatrixSymbol("A", 2, n), MatrixSymbol("B", n, k), MatrixSymbol("C", k, 2)
    inner = sn.multiply(B, sn.sigmoid(sn.multiply(C, A, B)))
    entry = sn.entry(sn.multiply(A, inner), 0, 1)
    indices = [limit[0] for total in entry.atoms(sympy.Sum) for limit in total.limits]
    assert len(indices) == len(set(indices)) == 4
    numbers = entry.xreplace({n: sympy.Integer(2), k: sympy.Integer(3)}).doit()
    sized = sn.multiply(A, inner).xreplace({n: sympy.Integer(2), k: sympy.Integer(3)})
    assert (numbers - sn.explicit(sized)[0, 1]).expand() == 0


@given(st.permutations([2, 3, 5]), st.integers(0, 1), st.integers(0, 1))
def test_entries_agree_with_the_explicit_matrix(sizes, i, j):
    p, q, r = sizes
    A, B, b = MatrixSymbol("A", p, q), MatrixSymbol("B", q, r), MatrixSymbol("b", p, 1)
    product = sn.add(sn.multiply(A, B), sn.Broadcast(b, p, r))
    expressions = [
        product,
        sn.softmax(product),
        sn.tanh(product),
        HadamardProduct(product, sn.sigmoid(product)),
        sn.Slice(product, 1),
    ]
    for expression in expressions:
        column = 0 if isinstance(expression, sn.Slice) else j
        assert (sn.entry(expression, i, column) - sn.explicit(expression)[i, column]).expand() == 0
        assert sn.explicit(expression) == expression.as_explicit()
    assert sn.explicit(sn.SumEntries(product)).expand() == sum(sn.explicit(product)).expand()


def test_sums_of_symbolic_size_are_sums():
    X = MatrixSymbol("X", n, m)
    total = sn.SumEntries(X).doit()
    sized = MatrixSymbol("X", 2, 1)
    assert total.xreplace({n: sympy.Integer(2), m: sympy.Integer(1)}).doit() == sized[0, 0] + sized[1, 0]
    assert sn.SumEntries(MatrixSymbol("X", 1, 2)).doit() == sum(MatrixSymbol("X", 1, 2))


SHAPES = [
    (
        lambda: sn.add(MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)),
        "Cannot add A (2 × 3) and B (3 × 2): every operand must have the same shape.",
    ),
    (
        lambda: sn.add(MatrixSymbol("A", n, 1), MatrixSymbol("B", k, 1)),
        "Cannot add A (n × 1) and B (k × 1): every operand must have the same shape.",
    ),
    (
        lambda: sn.multiply(MatrixSymbol("W", 3, n), MatrixSymbol("x", k, 1)),
        "Cannot multiply W (3 × n) by x (k × 1): the n columns of W must equal the k rows of x.",
    ),
    (
        lambda: sn.hadamard(MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)),
        "Cannot multiply entry by entry A (2 × 3) and B (3 × 2): every operand must have the same shape.",
    ),
    (
        lambda: sn.squared_error(MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)),
        "Cannot apply a function entry by entry to A (2 × 3) and B (3 × 2): every operand must have the same shape.",
    ),
    (
        lambda: sn.Broadcast(MatrixSymbol("b", 3, 1), 2, m),
        "Cannot broadcast b (3 × 1) to (2 × m): each size must be 1 or stay as it is.",
    ),
    (
        lambda: sn.softmax(Symbol("z")),
        "Cannot take the softmax of z: it must be a matrix, but it is a scalar.",
    ),
    (
        lambda: sn.explicit(MatrixSymbol("A", n, 2)),
        "Cannot write out the entries of A (n × 2): its sizes must be integers; substitute them first, "
        "as in expression.subs(n, 3).",
    ),
    (
        lambda: sn.Equations([(MatrixSymbol("z", 2, 1), MatrixSymbol("x", 3, 1))]),
        "Cannot define z (2 × 1) as x (3 × 1): both sides must have the same shape.",
    ),
    (
        lambda: sn.Equations([(MatrixSymbol("z", 2, 1), Symbol("x"))]),
        "Cannot define z (2 × 1) as the scalar x: both sides must have the same shape.",
    ),
]


@pytest.mark.parametrize(("build", "message"), SHAPES, ids=range(len(SHAPES)))
def test_shapes_are_checked_where_an_expression_is_built(build, message):
    with pytest.raises(ShapeError) as caught:
        build()
    assert str(caught.value) == message


def test_a_message_about_a_deep_expression_is_short():
    deep = MatrixSymbol("A", 2, 2)
    for _ in range(2000):
        deep = sn.sigmoid(sn.multiply(deep, MatrixSymbol("B", 2, 2)))
    with pytest.raises(ShapeError) as caught:
        sn.add(deep, MatrixSymbol("C", 3, 3))
    assert str(caught.value) == (
        "Cannot add a nested Elementwise (2 × 2) and C (3 × 3): every operand must have the same shape."
    )


def test_an_elementwise_function_takes_one_argument_a_matrix():
    with pytest.raises(sn.SymnetTypeError) as caught:
        sn.Elementwise(Lambda(u, u**2), MatrixSymbol("A", 2, 3), MatrixSymbol("B", 2, 3))
    assert str(caught.value) == (
        "An elementwise node over 2 matrices needs a SymPy Lambda of 2 arguments, but was given Lambda(u, u**2); "
        "write apply_elementwise(function, …) for a function class."
    )


def test_equal_functions_are_equal_objects():
    Z = MatrixSymbol("Z", 2, 3)
    assert sn.Elementwise(Lambda(v, g(v)), Z) == sn.apply_elementwise(g, Z)
    parameter = Symbol("u", real=True)
    kept_apart = sn.Elementwise(Lambda(v, v * parameter), Z)
    assert kept_apart.free_symbols == {Z, parameter}
    assert kept_apart.at(2) == 2 * parameter


def test_substitution_reaches_sizes_symbols_and_parameters():
    net = sn.Network(["n_0", "n_1"], activations=[Lambda(u, sn.leaky_relu(u, Symbol("alpha")))])
    small = net.output.subs(dict(zip(net.sizes, (2, 3), strict=True)))
    assert small.shape == (3, 1)
    assert Symbol("alpha") not in small.subs(Symbol("alpha"), sympy.Rational(1, 5)).free_symbols
    w = net.parameters["w0"]
    assert net.output.subs(w, 2 * w).has(2 * w)


def test_sympy_s_lambdify_runs_a_network():
    net = sn.Network([2, 3, 2], activations=["relu", "softmax"])
    parameters = net.initialize(seed=0)
    x = np.array([[0.5], [-1.5]])
    function = sympy.lambdify([net.input, *net.parameters], net.output)
    hidden = np.maximum(parameters["w0"] @ x, 0)
    powers = np.exp(parameters["w1"] @ hidden)
    result = function(x, *(parameters[name] for name in net.parameters.names))
    assert np.allclose(result, powers / powers.sum(), rtol=1e-14)


def test_walking_needs_no_recursion():
    deep = MatrixSymbol("A", 2, 2)
    for _ in range(3000):
        deep = sn.add(sn.multiply(deep, MatrixSymbol("B", 2, 2)), MatrixSymbol("C", 2, 2))
    assert len(operands_first(deep)) == 6003


def test_variables_check_their_role():
    with pytest.raises(sn.SymnetValueError) as caught:
        sn.Variable("w", 2, 3, "wieght", 0, "parameter", sn.Spelling("zero_based"))
    assert str(caught.value) == (
        "The role of a variable must be one of input, target, weight, mask, bias, preactivation, activation, "
        "prediction, but it is 'wieght'; did you mean 'weight'?"
    )


PLANTED = "__import__('pathlib').Path('planted').touch()"


@pytest.mark.parametrize(
    "build",
    [
        lambda: sn.add(PLANTED, PLANTED),
        lambda: sn.multiply(PLANTED, MatrixSymbol("A", 2, 2)),
        lambda: sn.Broadcast(MatrixSymbol("b", 2, 1), 2, PLANTED),
        lambda: sn.Slice(MatrixSymbol("A", 2, 2), PLANTED),
        lambda: sn.Slice(PLANTED, 1),
        lambda: sn.SumEntries(PLANTED),
        lambda: sn.softmax(PLANTED),
        lambda: sn.Elementwise(Lambda(u, u), PLANTED),
        lambda: sn.Variable("w", PLANTED, 1, "weight", 0, "parameter", sn.Spelling("zero_based")),
        lambda: sn.sigmoid(PLANTED),
        lambda: sn.entry(MatrixSymbol("A", 2, 2), PLANTED, 0),
        lambda: sn.Network([2, PLANTED]),
        lambda: sn.Network([2, 1]).cost("squared_error", regularization=PLANTED),
        lambda: sn.Network([2, 1]).cost(PLANTED),
    ],
    ids=range(14),
)
def test_text_is_never_evaluated(build, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(sn.SymnetError):
        build()
    assert not list(tmp_path.iterdir())


def test_a_node_without_a_rule_for_its_entries_is_named():
    class Reversed(Node):
        """A node type that somebody adds and has not finished."""

        def __new__(cls, matrix):
            return cls._build(matrix.shape, matrix)

    node = Reversed(MatrixSymbol("Z", 2, 3))
    for ask in (lambda: node[0, 1], lambda: sn.entry(node, 0, 1)):
        with pytest.raises(sn.SymnetTypeError) as caught:
            ask()
        assert str(caught.value).startswith(
            "Reversed has no rule for its entries, so that Reversed(…)[0, 1] has no value"
        )
    assert sn.Equations([(MatrixSymbol("Y", 2, 3), node)]).inputs == (MatrixSymbol("Z", 2, 3),)
    with pytest.raises(sn.SymnetTypeError):
        sn.gradient(sn.SumEntries(node), MatrixSymbol("Z", 2, 3))
