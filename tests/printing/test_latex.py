"""LaTeX of every node type: order of writing, parentheses from one table, one rule for SymPy's printer and ours."""

import pytest
import sympy
from sympy import (
    HadamardPower,
    HadamardProduct,
    Identity,
    KroneckerProduct,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    OneMatrix,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    sin,
    symbols,
)

import symnet as sn

m, n = symbols("m n", integer=True, positive=True)
A, B, C = (MatrixSymbol(name, n, n) for name in "ABC")
b, X = MatrixSymbol("b", n, 1), MatrixSymbol("X", n, m)
V = MatrixSymbol("V", n**2, 1)
u = Symbol("u", real=True)

PRINTED = [
    (sn.add(B, A), "B + A"),
    (sn.add(B, sn.multiply(-1, A)), "B - A"),
    (sn.add(B, sn.multiply(-2, A)), "B - 2 A"),
    (sn.multiply(-1, A), "-A"),
    (sn.multiply(sn.add(A, B), C), r"\left(A + B\right) C"),
    (sn.multiply(A, sn.hadamard(B, C)), r"A \left(B \odot C\right)"),
    (sn.hadamard(sn.multiply(A, B), C), r"A B \odot C"),
    (sn.hadamard(sn.add(A, B), C), r"\left(A + B\right) \odot C"),
    (Transpose(sn.add(A, B)), r"\left(A + B\right)^{T}"),
    (Transpose(sn.multiply(A, B)), r"\left(A B\right)^{T}"),
    (Transpose(A), "A^{T}"),
    (HadamardPower(sn.add(A, B), 2), r"\left(A + B\right)^{\odot 2}"),
    (sn.multiply(1 / m, A, Transpose(B)), r"\frac{1}{m} A B^{T}"),
    (sn.Broadcast(b, n, m), r"b \mathbf{1}_{m}^{T}"),
    (sn.softmax(X), r"\operatorname{softmax}\left(X\right)"),
    (sn.sigmoid(sn.add(A, B)), r"\sigma\left(A + B\right)"),
    (sn.Elementwise(Lambda(u, u * (1 - u)), A), r"\left(1 - A\right) \odot A"),
    (sn.Elementwise(Lambda(u, 1 - u), sn.add(A, B)), r"1 - \left(A + B\right)"),
    (sn.Elementwise(Lambda(u, u**2), A), r"A^{\odot 2}"),
    (sn.Elementwise(Lambda(u, sin(u) * u), A), r"A \odot \sin\left(A\right)"),
    (sn.SumEntries(sn.Elementwise(Lambda(u, u**2), A)), r"\left\lVert A \right\rVert_{F}^{2}"),
    (sn.SumEntries(sn.Elementwise(Lambda(u, abs(u)), A)), r"\left\lVert A \right\rVert_{1}"),
    (sn.SumEntries(A), r"\sum_{i,j} \left(A\right)_{ij}"),
    (sn.Slice(A, 2), r"{A}_{:,2}"),
    (sn.Slice(A, 2, 0), r"{A}_{2,:}"),
    (OneMatrix(n, 1), r"\mathbf{1}_{n}"),
    (OneMatrix(1, n), r"\mathbf{1}_{n}^{T}"),
    (ZeroMatrix(n, n), r"\mathbf{0}_{n \times n}"),
    (Identity(n), r"\mathbf{I}_{n}"),
    (A[0, 1], "{A}_{0,1}"),
    (X.applyfunc(sin), r"\sin\left(X\right)"),
    (MatPow(sn.add(A, B), 3), r"\left(A + B\right)^{3}"),
    (sn.multiply(KroneckerProduct(A, B), V), r"\left(A \otimes B\right) V"),
    (Trace(A), r"\operatorname{tr}\left(A\right)"),
]


@pytest.mark.parametrize(("expression", "printed"), PRINTED, ids=range(len(PRINTED)))
def test_latex(expression, printed):
    assert sn.latex(expression) == printed


def test_all_of_it_passes_katex(assert_katex):
    assert_katex([printed for _, printed in PRINTED])
    assert_katex([sympy.latex(expression) for expression, _ in PRINTED])


def test_ones_are_shown_on_demand():
    assert sn.latex(sn.add(A * X, sn.Broadcast(b, n, m)), ones=True) == r"A X + b \mathbf{1}^{T}"


OURS = [sn.add(B, A), sn.multiply(sn.add(B, A), C), sn.sigmoid(sn.add(B, A)), sn.Broadcast(b, n, m), sn.softmax(X)]


@pytest.mark.parametrize("expression", OURS, ids=range(len(OURS)))
def test_sympy_s_latex_keeps_the_order(expression):
    assert sympy.latex(expression) == sn.latex(expression)


@pytest.mark.parametrize("expression", [A + B * C, MatAdd(B, A), MatMul(A, B), HadamardProduct(A, B)], ids=range(4))
def test_any_matrix_expression_of_sympy_prints(expression):
    assert sn.latex(expression)
    assert sn.text(expression)
