"""Transposes pushed to the symbols leave every entry as it was."""

import pytest
import sympy
from sympy import (
    HadamardPower,
    HadamardProduct,
    Identity,
    Lambda,
    MatrixSymbol,
    OneMatrix,
    Symbol,
    Transpose,
    ZeroMatrix,
)

import symnet as sn
from symnet.expressions.entries import operands_first
from symnet.rewriting.transposition import push_transposes

A, B, C = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2), MatrixSymbol("C", 2, 3)
b = MatrixSymbol("b", 2, 1)
u, v = sympy.symbols("u v", real=True)

EXPRESSIONS = [
    sn.multiply(2, A, B),
    sn.add(A, C),
    HadamardProduct(A, C),
    HadamardPower(A, 3),
    sn.sigmoid(sn.add(A, Transpose(B))),
    sn.Elementwise(Lambda((u, v), u - v**2), A, C),
    sn.Broadcast(b, 2, 3),
    sn.softmax(sn.add(A, C)),
    sn.Softmax(A, 1),
    sn.Slice(sn.add(A, C), 2),
    sn.Slice(A, 1, 0),
    sn.multiply(A, OneMatrix(3, 4)),
    sn.add(A, ZeroMatrix(2, 3)),
    sn.multiply(A, Identity(3)),
    sn.multiply(A, sn.tanh(Transpose(sn.multiply(A, B, A)))),
]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=range(len(EXPRESSIONS)))
def test_the_transpose_is_the_transpose(expression):
    pushed = push_transposes(Transpose(expression))
    assert pushed.shape == expression.shape[::-1]
    assert sn.explicit(pushed).expand() == sn.explicit(expression).T.expand()
    assert all(node.arg.is_symbol for node in operands_first(pushed) if isinstance(node, Transpose))


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=range(len(EXPRESSIONS)))
def test_twice_is_nothing(expression):
    twice = push_transposes(Transpose(push_transposes(Transpose(expression))))
    assert sn.explicit(twice).expand() == sn.explicit(expression).expand()


def test_a_deep_expression_is_turned_without_recursion():
    expression = A
    for _ in range(400):
        expression = sn.add(sn.multiply(A, B, expression), C)
    assert push_transposes(Transpose(expression)).shape == (3, 2)


def test_no_name_is_lost():
    index = Symbol("i")
    assert push_transposes(Transpose(sn.Slice(A, index))).free_symbols == {A, index}
