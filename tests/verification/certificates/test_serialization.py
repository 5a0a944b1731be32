"""Trees for JSON: what goes in comes out, once for each shared part, and nothing else is made of a file."""

import copy
import json
import time
from dataclasses import replace

import pytest
import sympy
from hypothesis import given
from sympy import Dummy, Function, MatrixSymbol, Symbol, symbols

import symnet as sn
from symnet.expressions import assumptions as facts
from symnet.expressions.activations import ACTIVATIONS
from symnet.expressions.losses import LOSSES
from symnet.expressions.variables import Spelling
from symnet.verification.certificates.node_table import BUILDERS, node_types
from symnet.verification.certificates.serialization import (
    FACTS,
    TreeError,
    fact_from_tree,
    fact_to_tree,
    from_tree,
    from_trees,
    to_tree,
    to_trees,
)
from tests.expressions.test_nodes import all_nodes
from tests.strategies import networks

x, y = symbols("x y", real=True)
n, k = symbols("n k", integer=True, positive=True)
A, Y = MatrixSymbol("A", n, n), MatrixSymbol("Y", n, k)


def through_json(tree):
    return json.loads(json.dumps(tree))


def assert_round_trip(expression):
    back = from_tree(through_json(to_tree(expression)))
    assert back == expression
    assert type(back) == type(expression)  # noqa: E721 - the classes of undefined functions are equal by name


@pytest.mark.parametrize("name", all_nodes())
def test_every_node_of_symnet(name):
    assert_round_trip(all_nodes()[name])


@pytest.mark.parametrize("row", [*ACTIVATIONS, *LOSSES], ids=lambda row: row.__name__)
def test_every_scalar_function(row):
    arguments = symbols("x y", real=True)[: len(row.variables)]
    assert_round_trip(row(*arguments))
    assert_round_trip(row(*arguments).definition())
    assert_round_trip(row(*([sympy.Integer(2)] * len(arguments)), evaluate=False))


SCALARS = [
    x + 2 * y - sympy.Rational(1, 3), sympy.sqrt(x) / y**2, sympy.Mul(2, 3, evaluate=False),
    sympy.Add(y, x, evaluate=False), sympy.Piecewise((x, x < y), (0, sympy.And(x > 1, y > 0)), (1, True)), sympy.pi * sympy.E,
    sympy.Sum(A[n - 1, Symbol("i")], (Symbol("i"), 0, n - 1)), Function("g")(x), Function("g")(x).diff(x), Dummy("d") + 1,
    sympy.Eq(x, y), sympy.KroneckerDelta(n, k), sympy.floor(x / 2), sympy.Max(x, y), sympy.Abs(x), -sympy.oo,
    Symbol("even", even=True) * Symbol("x", nonzero=True), sympy.Lambda((x, y), x * y), sympy.S.Half, sympy.Integer(10) ** 50,
]  # fmt: skip


@pytest.mark.parametrize("expression", SCALARS, ids=range(len(SCALARS)))
def test_scalars_of_sympy(expression):
    assert_round_trip(expression)


MATRICES = [
    A * Y, A.T + A, A.inv(), A**3, 2 * A, sympy.Identity(n), sympy.KroneckerProduct(A, A), sympy.Trace(A * A),
    sympy.Determinant(A), sympy.HadamardProduct(A, A), sympy.HadamardPower(A, 2), sympy.ZeroMatrix(2, n), Y[0, 1],
    sympy.Matrix([[x, 1], [2, y]]).as_immutable(), A[:2, :3], sympy.diag(x, y).as_immutable(),
]  # fmt: skip


@pytest.mark.parametrize("expression", MATRICES, ids=range(len(MATRICES)))
def test_matrices_of_sympy(expression):
    assert_round_trip(expression)


@given(networks())
def test_networks_and_gradients(network):
    cost = network.cost("half_squared_error", l2="lambda")
    sides = [side for lines in (cost.equations("batch"), cost.gradient()) for pair in lines for side in pair]
    assert from_trees(through_json(to_trees(sides))) == sides


def test_a_notation_of_ones_own():
    mine = replace(sn.NOTATIONS["one_based"], name="mine", weight=("u", "U", "U"))
    for choice in (mine, "a name", sn.NOTATIONS["rows"]):
        assert_round_trip(Spelling(choice))
    assert_round_trip(sn.Network([2, 1], notation=mine).equations()[0].expression)


def test_a_deep_expression_with_shared_parts_is_linear():
    deep = MatrixSymbol("A", 2, 2)
    for _ in range(1500):
        deep = sn.sigmoid(sn.multiply(deep, deep))
    tree = to_tree(deep)
    assert len(tree["nodes"]) < 3100
    assert to_tree(from_tree(through_json(tree))) == tree


@pytest.mark.parametrize("name", node_types())
def test_every_row_of_the_table_has_a_class_of_that_name(name):
    assert node_types()[name].__name__ == name.removeprefix("symnet.")
    assert BUILDERS


FACT_EXAMPLES = [
    facts.SumToOne(Y), facts.SumToOne(Y, 1), facts.Between(Y, sympy.Integer(0), sympy.oo), facts.Nonzero(x), facts.Binary(Y),
    facts.Symmetric(A), facts.Orthogonal(A), facts.Invertible(A), facts.PositiveDefinite(A), facts.SameSize(n, 2 * k),
]  # fmt: skip


@pytest.mark.parametrize("fact", FACT_EXAMPLES, ids=str)
def test_facts(fact):
    assert fact_from_tree(through_json(fact_to_tree(fact))) == fact


def test_every_kind_of_fact_is_tested():
    assert {type(fact) for fact in FACT_EXAMPLES} == set(FACTS.values())


def changed(**fields):
    tree = copy.deepcopy(to_tree(x + 1))
    place = next(i for i, node in enumerate(tree["nodes"]) if "node" in node)
    tree["nodes"][place] |= fields
    return tree


TAMPERED = [
    (None, "there must be a list under 'nodes', but here is None."),
    ({"nodes": [], "roots": [0]}, "a root must be the place of an earlier node, but it is 0."),
    ({"nodes": [], "roots": []}, "The tree of an expression has one root, but this has 0."),
    (changed(node="eval"), "Node 2 cannot be read: there is no node type 'eval'."),
    (changed(node="Symbol"), "Node 2 cannot be read: there is no node type 'Symbol'."),
    (changed(node="MatAdd"), "Node 2 cannot be read"),
    (changed(node="symnet.Softmax"), "Node 2 cannot be read"),
    (changed(arguments=[0, 2]), "Node 2 cannot be read: an argument must be the place of an earlier node, but it is 2."),
    (changed(arguments=[0, True]), "Node 2 cannot be read: an argument must be the place of an earlier node, but it is True."),
    (changed(arguments=[-1, 0]), "Node 2 cannot be read: an argument must be the place of an earlier node, but it is -1."),
    (changed(symbol="y"), "Node 2 is {'node': 'Add', 'arguments': [0, 1], 'symbol': 'y'}, but a node is one of"),
    ({"nodes": [{"rational": "1/0"}], "roots": [0]}, "Node 0 cannot be read: a number is written as -3/4, but here is '1/0'."),
    ({"nodes": [{"rational": "9" * 2000}], "roots": [0]}, "Node 0 cannot be read: a number is written as -3/4, but here is"),
    ({"nodes": [{"rational": "__import__('os')"}], "roots": [0]}, "Node 0 cannot be read: a number is written as -3/4"),
    ({"nodes": [{"symbol": "x", "assumptions": {"x": True}}], "roots": [0]}, "Node 0 cannot be read: these are no assumptions"),
    ({"nodes": [{"symbol": "x", "assumptions": {"positive": True, "negative": True}}], "roots": [0]}, "Node 0 cannot be read"),
    ({"nodes": [{"symbol": "", "assumptions": {}}], "roots": [0]}, "Node 0 cannot be read: a name has 1 to 200 characters"),
    ({"nodes": [{"constant": "tau"}], "roots": [0]}, "Node 0 cannot be read: there is no constant 'tau'."),
    ({"nodes": [{"spelling": {"notation": {"name": "x"}}}], "roots": [0]}, "Node 0 cannot be read: there is no notation"),
    ({"nodes": [{"node": "exp", "arguments": []}], "roots": [0]}, "Node 0 cannot be read"),
    ({"nodes": [7], "roots": [0]}, "Node 0 is 7, but a node is one of node, undefined, constant, rational"),
    ({"nodes": [{"symbol": "x", "assumptions": {}}] * 100_001, "roots": [0]}, "The tree has 100001 nodes, but at most 100000"),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "message"), TAMPERED, ids=range(len(TAMPERED)))
def test_a_tampered_tree_is_refused_with_a_sentence(tree, message):
    with pytest.raises(TreeError) as caught:
        from_tree(tree)
    assert str(caught.value).startswith(message)


def test_a_tower_of_powers_is_refused_and_not_computed():
    nodes = [{"rational": "9/1"}] + [{"node": "Pow", "arguments": [0, place]} for place in range(50)]
    start = time.process_time()
    with pytest.raises(TreeError, match="Node 2 cannot be read: it is a number of more than 100000 bits"):
        from_tree({"nodes": nodes, "roots": [50]})
    assert time.process_time() - start < 1


REFUSED = [
    (sympy.Float("0.5") * x, "a Float, which is not written to files; write it as a rational."),
    (sympy.Integral(x, x), "Integral(x, x) is an Integral, which is not written to files."),
    (Function("g", positive=True)(x), "The function g has assumptions of its own, and is not written."),
]


@pytest.mark.parametrize(("expression", "message"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_written_is_refused(expression, message):
    with pytest.raises(sn.SymnetTypeError) as caught:
        to_tree(expression)
    assert str(caught.value).endswith(message)


def test_tampered_facts():
    tree = fact_to_tree(facts.Symmetric(A))
    with pytest.raises(TreeError, match="There is no fact 'True'"):
        fact_from_tree({**tree, "fact": "True"})
    with pytest.raises(TreeError, match="The fact SumToOne is about 2 things, but this is about 1"):
        fact_from_tree({**tree, "fact": "SumToOne"})
    with pytest.raises(TreeError, match="cannot be assumed symmetric"):
        fact_from_tree({"fact": "Symmetric", **to_trees([Y])})
