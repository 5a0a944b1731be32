"""Laws of the neighbours of an expression, and a fault for each rule that it must find."""

from typing import Any

import numpy as np
import pytest
from sympy import (
    Abs,
    HadamardProduct,
    Inverse,
    Lambda,
    MatAdd,
    MatMul,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Symbol,
    Trace,
)
from sympy.matrices.expressions.slice import MatrixSlice

import symnet as sn
from symnet.explaining.edits import Scope, neighbours
from symnet.explaining.edits.neighbourhood import MOST_NEIGHBOURS, RULES
from symnet.explaining.edits.wording import voice_of
from symnet.expressions.arithmetic import MatrixProduct, MatrixSum, hadamard
from symnet.expressions.elementwise import Elementwise, apply_elementwise
from symnet.expressions.reductions import SumEntries
from symnet.expressions.slope import Slope
from symnet.expressions.softmax import softmax
from symnet.nn.sizes import BATCH_SIZE
from symnet.values.evaluation import evaluate

n = Symbol("n", integer=True, positive=True)
m = BATCH_SIZE
W, D, Z, A = (MatrixSymbol(name, *shape) for name, shape in zip("WDZA", [(n, n), (n, m), (n, m), (n, m)], strict=True))
B, V = MatrixSymbol("B", n, n), MatrixSymbol("V", 1, m)
z = Symbol("z", real=True)
u = Symbol("u", real=True)
SLOPE = apply_elementwise(lambda entry: Slope(sn.tanh(entry)), Z)
SCOPE = Scope(
    symbols=(W, D, Z, A, B, V), factors=(Rational(1, 10),), slopes=((frozenset((A, Z)), SLOPE),), batch_size=m
)

EXAMPLES = {
    "product": MatrixProduct(1 / m, W.T, D),
    "ones": MatrixProduct(D, OneMatrix(m, 1)),
    "sum": MatrixSum(MatrixProduct(W, D), MatrixProduct(-1, A)),
    "hadamard": HadamardProduct(MatrixProduct(W, D), apply_elementwise(sn.tanh, Z)),
    "square": MatrixProduct(W, B),
    "slope": Elementwise(Lambda(u, Slope(sn.leaky_relu(u))), Z),
    "softmax": softmax(Z),
    "cost": SumEntries(hadamard(D, A)) / m,
    "trace": 2 * Trace(W * B) + Trace(W) ** 2,
    "inverse": Inverse(W) * B,
    "scalar": Rational(1, 2) * sn.sigmoid(z) * (1 - sn.sigmoid(z)) + z**2,
    "absolute": apply_elementwise(Abs, Z),
}


def sizes_and_arrays(seed=0):
    generator = np.random.default_rng(seed)
    lengths = {n: 3, m: 5}
    values: dict[Any, Any] = {n: 3, m: 5, z: 0.3}
    for symbol in (W, D, Z, A, B, V):
        shape = tuple(int(size.subs(lengths)) for size in symbol.shape)
        values[symbol] = generator.uniform(0.2, 0.9, size=shape)
    return values


@pytest.mark.parametrize("name", EXAMPLES)
def test_neighbours_are_new_and_different_from_each_other(name):
    found = [edit.expression for edit in neighbours(EXAMPLES[name], context=SCOPE)]
    assert len(found) == len(set(found)) >= 3
    assert EXAMPLES[name] not in found


@pytest.mark.parametrize("name", EXAMPLES)
def test_neighbours_come_in_the_same_order_each_time_likeliest_first(name):
    first, second = (list(neighbours(EXAMPLES[name], context=SCOPE)) for _ in range(2))
    assert [edit.expression for edit in first] == [edit.expression for edit in second]
    assert [edit.rank for edit in first] == sorted(edit.rank for edit in first)


@pytest.mark.parametrize("name", EXAMPLES)
def test_neighbours_have_the_shape_that_they_say(name):
    values = sizes_and_arrays()
    for edit in neighbours(EXAMPLES[name], context=SCOPE):
        value = evaluate(edit.expression, values)
        if edit.expression.is_Matrix:
            assert np.shape(value) == tuple(int(size.subs({n: 3, m: 5})) for size in edit.expression.shape)
        else:
            assert np.ndim(value) == 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_sentences_are_complete(name):
    voice = voice_of(EXAMPLES[name])
    scope = Scope(symbols=SCOPE.symbols, batch_size=m, voice=voice)
    for edit in neighbours(EXAMPLES[name], context=scope):
        for sentence in (edit.sentence, edit.instruction):
            assert sentence
            assert "{}" not in sentence
            assert "  " not in sentence
            assert "MatrixProduct" not in sentence


def test_every_rule_finds_something_in_the_examples():
    used = {
        edit.key[1][0]
        for expression in EXAMPLES.values()
        for edit in neighbours(expression, context=SCOPE)
        if isinstance(edit.key[1], tuple)
    }
    network = sn.Network([3, 4, 2], activations=["tanh", "softmax"])
    for equations in (network.cost("cross_entropy", l2=1).equations("batch"), network.cost("cross_entropy").gradient()):
        scope = Scope(symbols=tuple(symbol for symbol in equations.symbols if symbol.is_Matrix), batch_size=m)
        for _, expression in equations:
            used |= {edit.key[1][0] for edit in neighbours(expression, context=scope) if isinstance(edit.key[1], tuple)}
    assert {rule.__name__ for rules in RULES.values() for rule in rules} <= used


def test_a_line_of_a_backward_pass_has_tens_to_hundreds_of_neighbours():
    cost = sn.Network([2, 4, 3], activations=["tanh", "softmax"]).cost("cross_entropy", l2=1)
    symbols_in_scope = tuple(symbol for symbol in cost.equations("batch").symbols if symbol.is_Matrix)
    for _, expression in cost.gradient():
        count = sum(1 for _ in neighbours(expression, context=Scope(symbols=symbols_in_scope, batch_size=m)))
        assert 20 <= count <= 300


def test_a_deep_expression_has_neighbours_and_no_recursion_error():
    deep = Z
    for _ in range(1000):
        deep = apply_elementwise(sn.tanh, MatrixProduct(W, deep))
    assert next(iter(neighbours(deep, context=SCOPE))).rank == 1


def test_a_wide_expression_has_at_most_so_many_neighbours():
    many = [MatrixSymbol(f"A_{place}", 2, 2) for place in range(300)]
    assert sum(1 for _ in neighbours(MatrixSum(*many), context=Scope(symbols=tuple(many)))) <= MOST_NEIGHBOURS


PLANTED = [
    ("without the factor Wᵀ", MatrixProduct(W.T, D), D),
    ("with W not transposed", MatrixProduct(W.T, D), MatrixProduct(W, D)),
    ("with W transposed", MatrixProduct(W, D), MatrixProduct(W.T, D)),
    ("transposed", MatrixProduct(D, A.T), MatrixProduct(D, A.T).T),
    ("with the factors W and B exchanged", MatrixProduct(W, B), MatrixProduct(B, W)),
    ("with W and B multiplied entry by entry", MatrixProduct(W, B), HadamardProduct(W, B)),
    ("with the matrix product of W and B", HadamardProduct(W, B), MatrixProduct(W, B)),
    ("without the term A", MatrixSum(D, A), D),
    ("with the wrong sign in the term A", MatrixSum(D, A), MatrixSum(D, MatrixProduct(-1, A))),
    ("with Z where A belongs", HadamardProduct(D, A), HadamardProduct(D, Z)),
    ("divided by m twice", MatrixProduct(1 / m, D), MatrixProduct(1 / m**2, D)),
    ("without the factor 1/m", MatrixProduct(1 / m, D), D),
    ("with an additional factor 2", D, 2 * D),
    ("with the wrong sign", D, -D),
    ("with |D - A| where D - A belongs", MatrixSum(D, -A), apply_elementwise(Abs, MatrixSum(D, -A))),
    ("with the softmax over the wrong axis", softmax(Z), softmax(Z.T).func(Z, 1)),
    (
        "with tanh(Z) where tanh'(Z) belongs",
        Elementwise(Lambda(u, Slope(sn.tanh(u))), Z),
        apply_elementwise(sn.tanh, Z),
    ),
]


@pytest.mark.parametrize(("sentence", "right", "wrong"), PLANTED, ids=[row[0] for row in PLANTED])
def test_a_planted_edit_is_found_and_named(sentence, right, wrong):
    values = sizes_and_arrays()
    wanted = evaluate(wrong, values)
    scope = Scope(symbols=(W, D, Z, A, B), batch_size=m)
    said = [
        edit.sentence
        for edit in neighbours(right, context=scope)
        if np.shape(found := evaluate(edit.expression, values)) == np.shape(wanted) and np.allclose(found, wanted)
    ]
    assert sentence in said


PARTS = [HadamardProduct(W), MatMul(W), MatAdd(W), MatrixProduct(W, B)[:1, :], MatrixSlice(D, (0, 2), (0, 1))]


@pytest.mark.parametrize("node", PARTS, ids=lambda node: f"{type(node).__name__} {node}")
def test_a_node_of_one_operand_and_a_slice_have_neighbours_that_exist(node):
    found = list(neighbours(sn.SumEntries(node), context=SCOPE))
    assert found
    for edit in found:
        evaluate(edit.expression, sizes_and_arrays())
