"""Evaluation of every node: explicit entries, SymPy's numbers, and exact numbers against floating point."""

import time
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import (
    Adjoint,
    BlockDiagMatrix,
    BlockMatrix,
    Determinant,
    DotProduct,
    FunctionMatrix,
    HadamardPower,
    HadamardProduct,
    Identity,
    ImmutableDenseMatrix,
    Inverse,
    KroneckerDelta,
    KroneckerProduct,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Max,
    Min,
    Mod,
    OneMatrix,
    Piecewise,
    Product,
    Rational,
    Sum,
    Trace,
    Transpose,
    ZeroMatrix,
    symbols,
)
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

import symnet as sn
from symnet.counterexamples.drawing import free_symbols
from symnet.limits import LimitReachedError
from symnet.values.evaluation import EXACT, FLOATS, OutsideDomainError, choose_functions, evaluate
from symnet.values.numbers.exact import Exact
from tests.codegen.expressions import NUMBERS, SYMBOLS, build, recipes
from tests.expressions.test_nodes import all_nodes
from tests.values.comparing import assert_holds, by_explicit_entries, draw, flat

n, m, k = symbols("n m k", integer=True, positive=True)
i, j = symbols("i j", integer=True, nonnegative=True)
u, x, y = symbols("u x y", real=True)
A, B, C = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2), MatrixSymbol("C", 2, 3)
S, a, b = MatrixSymbol("S", 2, 2), MatrixSymbol("a", 2, 1), MatrixSymbol("b", 2, 1)
GENERIC = Exact(at_kinks=False)
HALF = Fraction(1, 2)


def sympy_nodes():
    """One expression of every node of SymPy that belongs to the language."""
    return {
        "MatAdd": MatAdd(A, C),
        "MatMul": MatMul(Rational(2, 3), A, B),
        "MatMul and divisors": MatMul(1 / (A[0, 0] ** 2 + 2), A, B, A[0, 1] ** -2),
        "Transpose": Transpose(A),
        "Adjoint": Adjoint(A),
        "HadamardProduct": HadamardProduct(A, C, A),
        "HadamardPower": HadamardPower(A, 3),
        "HadamardPower of matrices": HadamardPower(HadamardProduct(A, A) + OneMatrix(2, 3), -2),
        "MatPow": MatPow(S, 5),
        "MatPow, negative": MatPow(S, -2),
        "Inverse": Inverse(S),
        "Trace": Trace(MatMul(A, B)),
        "Determinant": Determinant(MatAdd(S, Identity(2))),
        "Identity": MatAdd(S, Identity(2)),
        "ZeroMatrix": MatAdd(A, ZeroMatrix(2, 3)),
        "OneMatrix": MatMul(A, OneMatrix(3, 2)),
        "KroneckerProduct": KroneckerProduct(A, S, a),
        "DiagMatrix": MatMul(DiagMatrix(a), A),
        "DiagonalOf": DiagonalOf(A),
        "DiagonalMatrix": DiagonalMatrix(A),
        "MatrixElement": A[1, 2] * B[0, 1],
        "MatrixElement of a product": MatrixElement(MatMul(A, B), 1, 0),
        "MatrixSlice": A[0:2, 1:3],
        "MatrixSlice in steps": A[0:2, 0:3:2],
        "BlockMatrix": BlockMatrix([[S, A], [Transpose(A), MatMul(B, A)]]),
        "BlockDiagMatrix": BlockDiagMatrix(S, A),
        "ImmutableDenseMatrix": MatMul(ImmutableDenseMatrix([[1, Rational(1, 2)], [A[0, 0], 3]]), A),
        "FunctionMatrix": MatAdd(A, FunctionMatrix(2, 3, Lambda((i, j), i + 2 * j))),
        "ElementwiseApplyFunction": A.applyfunc(lambda t: t**2 - t),
        "DotProduct": DotProduct(a, b),
        "Sum": Sum(A[i, j] * B[j, i], (j, 0, 2), (i, 0, 1)),
        "Max": Max(A[0, 0], B[0, 0], Rational(1, 3)),
        "Min": Min(A[0, 0], B[0, 0]),
        "Abs": sympy.Abs(A[0, 0] - B[0, 0]),
        "Piecewise": Piecewise((A[0, 0], A[0, 0] > B[0, 0]), (B[1, 1], True)),
        "quotient": (A[0, 0] + 1) / (B[0, 0] ** 2 + 1) ** 3,
    }


CASES = {**{name: node for name, node in all_nodes().items() if name != "GenericActivation"}, **sympy_nodes()}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_node_has_the_value_of_its_explicit_entries(name, seed):
    values, entries = draw(CASES[name], seed)
    expected = by_explicit_entries(CASES[name], entries)
    result = evaluate(CASES[name], values, arithmetic=EXACT)
    if expected.is_Matrix:
        assert result.shape == expected.shape
    assert_holds(result, expected)


@pytest.mark.parametrize("name", CASES)
def test_floats_agree_with_exact_numbers(name):
    values, _ = draw(CASES[name], 3)
    exact = [
        float(number) if isinstance(number, Fraction) else float(number.low)
        for number in flat(evaluate(CASES[name], values, arithmetic=EXACT))
    ]
    floats = evaluate(CASES[name], {symbol: np.asarray(value, dtype=float) for symbol, value in values.items()})
    assert np.allclose(np.asarray(floats, dtype=float).reshape(-1), exact, rtol=1e-12, atol=1e-13)
    assert isinstance(floats, np.ndarray) is getattr(CASES[name], "is_Matrix", False)


def test_rational_nodes_stay_rational():
    irrational = {"Elementwise", "Softmax", "LogSumExp", "Slope"}
    for name in CASES.keys() - irrational:
        values, _ = draw(CASES[name])
        assert all(isinstance(number, Fraction) for number in flat(evaluate(CASES[name], values, arithmetic=EXACT))), (
            name
        )


@given(recipes(), st.integers(0, 10**6))
def test_random_expressions_three_ways(recipe, seed):
    """Symbolic sizes and floats, definite sizes and exact numbers, SymPy's numbers of the explicit entries."""
    sized, symbolic = build(recipe, NUMBERS), build(recipe, SYMBOLS)
    values, entries = draw(sized, seed)
    exact = np.vectorize(lambda number: float(number) if isinstance(number, Fraction) else float(number.low))(
        evaluate(sized, values, arithmetic=EXACT)
    )
    arrays = {symbol.name: np.asarray(value, dtype=float) for symbol, value in values.items()}
    named = {symbol: arrays[symbol.name] for symbol in free_symbols([symbolic]) if symbol.is_Matrix}
    sizes = dict(zip(SYMBOLS, NUMBERS, strict=True))
    assert np.allclose(evaluate(symbolic, {**sizes, **named}), exact, rtol=1e-9, atol=1e-9)
    entry = by_explicit_entries(sn.entry(sized, 0, 0), entries)
    assert abs(float(entry.evalf(30)) - exact[0, 0]) <= 1e-9 * (1 + abs(exact[0, 0]))


X = MatrixSymbol("X", n, m)


@pytest.mark.parametrize(
    ("expression", "sized"),
    [
        (Sum(X[i, j] * (i + 2 * j), (i, 0, n - 1), (j, 0, m - 1)), lambda p: sum(p[r, c] * (r + 2 * c) for r in range(2) for c in range(3))),
        (Sum(X[i, j], (j, 0, i), (i, 0, n - 1)), lambda p: sum(p[r, c] for r in range(2) for c in range(r + 1))),
        (Sum(sn.SumEntries(sn.Slice(X, k)) * k, (k, 1, m)), lambda p: sum(p[r, c] * (c + 1) for r in range(2) for c in range(3))),
        (sn.SumEntries(X).doit() / (n * m), lambda p: p.sum() / 6),
        (Sum(KroneckerDelta(i, j) * X[i, j], (i, 0, n - 1), (j, 0, m - 1)), lambda p: p[0, 0] + p[1, 1]),
        (Sum(Piecewise((X[i, 0], i > 0), (0, True)), (i, 0, n - 1)), lambda p: p[1, 0]),
        (Sum(Mod(i, 2) * sympy.floor(j / 2) * X[i, j], (i, 0, n - 1), (j, 0, m - 1)), lambda p: p[1, 2]),
        (Sum(X[0, 0], (i, 0, -1)), lambda _: 0),
        (Product(X[0, j] + i, (j, 0, m - 1), (i, 0, n - 1)), lambda p: np.prod(p[0]) * np.prod(p[0] + 1)),
        (sn.Vec(X)[k, 0], lambda p: p[1, 1]),
    ],
    ids=range(10),
)  # fmt: skip
@pytest.mark.parametrize("arithmetic", [EXACT, GENERIC, FLOATS])
def test_sums_with_symbolic_limits(expression, sized, arithmetic):
    p = np.array([[Fraction(r - 2, c + 2) for c in range(3)] for r in range(2)])
    result = evaluate(expression, {X: p, k: 3}, arithmetic=arithmetic)
    assert result == sized(p) if arithmetic is not FLOATS else result == pytest.approx(float(sized(p)))


def test_a_sum_index_may_be_called_like_the_argument_of_a_function():
    """Scopes do not leak: the u of the inner function, of the outer one, and the user's own are three; so with j."""
    inner = sn.Elementwise(Lambda(u, u**2 + Sum(j, (j, 1, 2))), a)
    outer = sn.Elementwise(Lambda(u, u + Sum(j * u, (j, 1, 3))), inner)
    result = evaluate(sn.SumEntries(outer) * u + j, {a: [[2], [3]], u: 10, j: 1}, arithmetic=EXACT)
    assert result == 10 * sum(t + 6 * t for t in (7, 12)) + 1


def test_shared_subexpressions_are_found_once():
    """Sixty levels that use the level below twice: 2**60 terms if they were not shared."""
    deep = S
    for _ in range(60):
        deep = sn.tanh(sn.add(deep, sn.transpose(deep)))
    assert evaluate(deep, {S: [[0.1, 0.2], [0.3, 0.4]]}).shape == (2, 2)


@pytest.mark.parametrize("arithmetic", [EXACT, FLOATS])
def test_deep_expressions_need_no_recursion(arithmetic):
    deep, scalar = S, x
    for _ in range(3000):
        deep = sn.add(sn.transpose(deep), a * a.T)
    for _ in range(400):
        scalar = sympy.Add(sympy.Mul(scalar, y, evaluate=False), 1, evaluate=False)
    zeros, ones = [[0, 0], [0, 0]], [[1], [1]]
    assert flat(evaluate(deep, {S: zeros, a: ones}, arithmetic=arithmetic)) == [3000] * 4
    assert evaluate(scalar, {x: 0, y: 1}, arithmetic=arithmetic) == 400


def test_the_time_is_linear_in_the_depth():
    def seconds(depth):
        deep = S
        for _ in range(depth):
            deep = sn.sigmoid(sn.multiply(deep, S))
        start = time.process_time()
        evaluate(deep, {S: np.eye(2)})
        return time.process_time() - start

    assert min(seconds(800) for _ in range(3)) < 20 * min(seconds(100) for _ in range(3))


def test_equal_exponents_give_exact_softmax():
    result = evaluate(sn.softmax(A), {A: np.full((2, 3), Fraction(1, 3))}, arithmetic=EXACT)
    assert flat(result) == [HALF] * 6


def test_long_rationals_become_enclosures():
    squared = x
    for _ in range(60):
        squared = sympy.Pow(squared, 2, evaluate=False)
    with pytest.raises(LimitReachedError):
        evaluate(squared, {x: Fraction(3, 2)}, arithmetic=EXACT)
    result = evaluate(squared, {x: 1 - Fraction(1, 2**60)}, arithmetic=EXACT)
    with mpmath.workdps(50):
        assert float(result.low) == pytest.approx(float(mpmath.exp(-1)), rel=1e-12)


def test_a_slice_without_rows_sums_to_nothing():
    size = sympy.Symbol("n", integer=True, positive=True)
    matrix = sympy.MatrixSymbol("A", size, 2)
    for arithmetic in (EXACT, FLOATS):
        assert evaluate(sn.SumEntries(matrix[1:, :]), {matrix: [[1, 2]]}, arithmetic=arithmetic) == 0


def test_a_function_of_two_numbers_of_arguments_is_not_evaluated():
    f, x = sympy.Function("f"), sympy.Symbol("x", real=True)
    with pytest.raises(sn.SymnetError, match="one function takes one number of arguments"):
        choose_functions([f(x), f(x, x)])


def test_a_maximum_of_what_jumps_has_no_value_at_the_jump():
    x = sympy.Symbol("x", real=True)
    for node in (sympy.Max(0, sympy.sign(x)), sympy.Min(sympy.floor(x), sympy.sign(x))):
        with pytest.raises(OutsideDomainError):
            evaluate(node, {x: 0}, arithmetic=Exact(at_kinks=False))
        assert evaluate(node, {x: 0}, arithmetic=EXACT) == 0


def test_a_product_of_no_terms_is_a_zero_of_the_same_kind_as_other_numbers():
    n = sympy.Symbol("n", integer=True, positive=True)
    rows = MatrixSymbol("K", n, 2)
    product = MatMul(Transpose(rows[1:, :]), rows[: n - 1, :])
    value = evaluate(product, {n: 1, rows: [[Fraction(1, 2), Fraction(3)]]}, arithmetic=EXACT)
    assert value.shape == (2, 2)
    assert {type(number) for number in value.flat} == {Fraction}
    assert not value.any()
