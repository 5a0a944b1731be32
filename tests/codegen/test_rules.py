"""Every rule of emission, one example each at least; the tables are walked, so that no row is without one."""

import builtins
import dis
import math
from typing import Any

import numpy as np
import pytest
import sympy as sp
from sympy import (
    BlockMatrix,
    Determinant,
    HadamardPower,
    HadamardProduct,
    Identity,
    ImmutableMatrix,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Sum,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.codegen import cfunctions
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.slice import MatrixSlice

import symnet as sn
from symnet import SymnetTypeError
from symnet.codegen import functions, lambdify, scalar_rules
from symnet.codegen.program import program
from symnet.codegen.rules import emit
from symnet.codegen.sources import COPIED_FUNCTIONS, sources
from symnet.codegen.walking import Lowered, operands_first
from symnet.expressions.activations import ACTIVATIONS
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise, apply_elementwise
from symnet.expressions.generic import GenericActivation
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.losses import LOSSES
from symnet.expressions.node import Node
from symnet.expressions.reductions import SumEntries
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec

n, m, i, j = sp.symbols("n m i j", integer=True, positive=True)
k = sp.Symbol("k")
A, B, C, v = MatrixSymbol("A", n, n), MatrixSymbol("B", n, m), MatrixSymbol("C", m, n), MatrixSymbol("v", n, 1)
generator = np.random.default_rng(1)
a, b, c, w = (generator.normal(size=shape) for shape in ((3, 3), (3, 4), (4, 3), (3, 1)))
ENVIRONMENT = {"A": a, "B": b, "C": c, "v": w, "n": 3, "m": 4, "k": 0.75}
normal_cdf = np.vectorize(lambda z: math.erfc(-z / math.sqrt(2)) / 2)


def over(function, matrix=A):
    return apply_elementwise(function, matrix)


SHARES = np.exp(b) / np.exp(b).sum(axis=0)
BEHIND = 1 / (1 - SHARES)

MATRICES: dict[str, Any] = {
    "solve": (MatMul(Inverse(A), B), np.linalg.solve(a, b)),
    "solve on the right": (MatMul(C, Inverse(A)), c @ np.linalg.inv(a)),
    "inverse": (Inverse(A), np.linalg.inv(a)),
    "row sums": (MatMul(B, OneMatrix(m, n)), b @ np.ones((4, 3))),
    "column sums": (MatMul(OneMatrix(1, n), B), np.ones((1, 3)) @ b),
    "ones times ones": (MatMul(OneMatrix(m, n), OneMatrix(n, m)), np.full((4, 4), 3.0)),
    "all": (MatMul(OneMatrix(m, n), B, OneMatrix(m, 1)), np.ones((4, 3)) @ b @ np.ones((4, 1))),
    "ones": (OneMatrix(n, m), np.ones((3, 4))),
    "zero": (ZeroMatrix(n, m), np.zeros((3, 4))),
    "zero in a product": (MatMul(A, ZeroMatrix(n, m)), np.zeros((3, 4))),
    "broadcast on the right": (MatMul(C, Broadcast(v, n, m)), c @ np.repeat(w, 4, 1)),
    "broadcast on the left": (MatMul(Broadcast(v, n, m), C), np.repeat(w, 4, 1) @ c),
    "broadcast": (Broadcast(v, n, m), np.repeat(w, 4, 1)),
    "diagonal matrix": (DiagMatrix(v), np.diagflat(w)),
    "diagonal on the left": (MatMul(DiagMatrix(v), B), np.diagflat(w) @ b),
    "diagonal on the right": (MatMul(C, DiagMatrix(v)), c @ np.diagflat(w)),
    "diagonal of": (DiagonalOf(A), np.diag(a)[:, None]),
    "power": (MatPow(A, 3), a @ a @ a),
    "trace": (Trace(MatMul(A, A)), np.trace(a @ a)),
    "determinant": (Determinant(A), np.linalg.det(a)),
    "identity": (MatAdd(A, Identity(n)), a + np.eye(3)),
    "identity in a product": (MatMul(Identity(n), Transpose(A)), a.T),
    "adjoint": (sp.Adjoint(A), a.T),
    "blocks": (BlockMatrix([[A, B], [C, MatMul(C, B)]]), np.block([[a, b], [c, c @ b]])),
    "kronecker": (KroneckerProduct(A, B), np.kron(a, b)),
    "difference": (MatAdd(OneMatrix(n, m), MatMul(-1, B)), 1 - b),
    "negative hadamard power": (HadamardPower(A, -2), a**-2.0),
    "fractional hadamard power": (HadamardPower(over(sp.exp), Rational(1, 3)), np.exp(a / 3)),
    "symbolic hadamard power": (HadamardPower(over(sp.exp), k), np.exp(a * 0.75)),
    "hadamard product": (HadamardProduct(A, A, Transpose(A)), a * a * a.T),
    "divided by a size": (MatMul(1 / n, A, v), a @ w / 3),
    "explicit": (ImmutableMatrix([[A[0, 0], 1], [v[0, 0] ** 2, sp.pi]]), [[a[0, 0], 1], [w[0, 0] ** 2, np.pi]]),
    "explicit and sparse": (sp.ImmutableSparseMatrix([[A[0, 0], 0], [0, v[0, 0]]]), np.diag([a[0, 0], w[0, 0]])),
    "by a function": (sp.FunctionMatrix(n, m, sp.Lambda((i, j), B[i, j] * (i + 1))), b * np.array([[1], [2], [3]])),
    "column": (Slice(MatMul(A, B), 2), (a @ b)[:, [1]]),
    "row": (Slice(B, 3, 0), b[[2], :]),
    "softmax": (Softmax(B), np.exp(b) / np.exp(b).sum(axis=0)),
    "softmax of rows": (Softmax(B, 1), np.exp(b) / np.exp(b).sum(axis=1, keepdims=True)),
    "log-sum-exp of columns": (LogSumExp(B), np.log(np.exp(b).sum(axis=0, keepdims=True))),
    "log-sum-exp of rows": (LogSumExp(B, 1), np.log(np.exp(b).sum(axis=1, keepdims=True))),
    "stacked columns": (Vec(B), b.T.reshape(-1, 1)),
    "cut into columns": (Unvec(Vec(Transpose(B)), n, m), b.ravel().reshape(4, 3).T),
    "unit vector": (MatMul(A, UnitVector(n, 2)), a[:, [1]]),
    "commutation": (MatMul(CommutationMatrix(n, m), Vec(B)), b.reshape(-1, 1)),
    "diagonal part": (DiagonalMatrix(B), b * np.eye(3, 4)),
    "part": (MatrixSlice(MatMul(A, B), (1, 3), (0, m)), (a @ b)[1:3]),
    "every second column": (MatrixSlice(A, (0, n), (0, 2, 2)), a[:, 0:2:2]),
    "share of the others": (over(lambda p: 1 - p, Softmax(B)), 1 - np.exp(b) / np.exp(b).sum(axis=0)),
    "log of the share of the others": (
        over(lambda p: sp.log(1 - p), Softmax(B)),
        np.log(1 - np.exp(b) / np.exp(b).sum(axis=0)),
    ),
    "through a softmax": (
        MatAdd(
            over(lambda p: 1 / (1 - p), Softmax(B)),
            MatMul(
                -1,
                HadamardProduct(
                    Softmax(B),
                    Broadcast(MatMul(OneMatrix(1, n), over(lambda p: 1 / (1 - p), Softmax(B))), n, m),
                ),
            ),
        ),
        BEHIND - SHARES * BEHIND.sum(axis=0),
    ),
    "log softmax": (over(sp.log, Softmax(B)), b - np.log(np.exp(b).sum(axis=0))),
}
SCALARS: dict[str, Any] = {
    "trace of a sum of entries": (SumEntries(Broadcast(v, n, m)), w.sum() * 4),
    "sum of one index": (Sum(A[i, i] * v[i, 0], (i, 0, n - 1)), (np.diag(a) * w[:, 0]).sum()),
    "sum of two": (Sum(B[i, j] * C[j, i], (i, 0, n - 1), (j, 0, m - 1)), (b * c.T).sum()),
    "bound by the outer index": (
        Sum(Sum(B[i, j] * v[i, 0], (i, 0, j)), (j, 0, n - 1)),
        sum(b[p, q] * w[p, 0] for q in range(3) for p in range(q + 1)),
    ),
    "sum over samples": (Sum(n * SumEntries(HadamardPower(Slice(B, i), 2)), (i, 1, m)), 3 * (b**2).sum()),
    "sum over a delta": (Sum(sp.KroneckerDelta(i + 1, 2) * A[i, 0], (i, 0, n - 1)), a[1, 0]),
    "a delta of sizes": (sp.KroneckerDelta(n, 3) * A[0, 1] + sp.KroneckerDelta(n, m), a[0, 1]),
    "sum that stays a loop": (Sum(SumEntries(Slice(B, i)) ** 2, (i, 1, m)), (b.sum(axis=0) ** 2).sum()),
    "entries": (A[0, 1] + B[1, 2] * n, a[0, 1] + b[1, 2] * 3),
    "entry of a broadcast": (sp.matrices.expressions.matexpr.MatrixElement(Broadcast(v, n, m), 1, 2), w[1, 0]),
    "log of a determinant": (sp.log(Determinant(MatMul(A, Transpose(A)))), np.log(np.linalg.det(a @ a.T))),
    "delta of a size": (sp.KroneckerDelta(n, 3) * A[0, 1] + sp.KroneckerDelta(n, 2), a[0, 1]),
    "delta in a sum": (Sum(i * sp.KroneckerDelta(i, 2) * v[i, 0] ** 3, (i, 0, n - 1)), 2 * w[2, 0] ** 3),
    "log-sum-exp": (sp.log(SumEntries(over(sp.exp))), np.log(np.exp(a).sum())),
    "a constant": (sp.sqrt(2) + sp.pi + Rational(1, 3) + sp.Float(0.1), np.sqrt(2) + np.pi + 1 / 3 + 0.1),
}
FORMULAS: dict[str, Any] = {
    "number": (lambda u: u * sp.Float(0.25) + sp.E, lambda z: z * 0.25 + np.e),
    "square root": (lambda u: sp.sqrt(1 + u**2), lambda z: np.sqrt(1 + z * z)),
    "quotient": (lambda u: 2 * u / (3 * (1 + u**2)) - k / 7, lambda z: 2 * z / (3 * (1 + z * z)) - 0.75 / 7),
    "powers": (lambda u: u**4 + u**5 + 1 / (2 + u**2) ** 3, lambda z: z**4 + z**5 + (2 + z * z) ** -3.0),
    "exponential": (lambda u: 2**u + k ** (u + 1), lambda z: 2.0**z + 0.75 ** (z + 1)),
    "maximum": (lambda u: sp.Max(u, 0, k) + sp.Min(u, k), lambda z: np.maximum(z, 0.75) + np.minimum(z, 0.75)),
    "branches": (
        lambda u: sp.Piecewise((1, sp.And(u > -1, u < 0)), (2, sp.Or(u < -2, u > 1)), (k, True)),
        lambda z: np.where((z > -1) & (z < 0), 1, np.where((z < -2) | (z > 1), 2, 0.75)),
    ),
    "no default": (lambda u: sp.Piecewise((u, sp.Not(sp.And(u > 5, u < 6)))), lambda z: z),
    "relations": (
        lambda u: sp.Piecewise((1, sp.Le(u, 0)), (2, sp.Ge(u, 1)), (3, sp.Ne(u, 5)), (4, True)),
        lambda z: np.where(z <= 0, 1, np.where(z >= 1, 2, 3)),
    ),
    "infinity": (lambda u: sp.Min(u, sp.oo), lambda z: z),
    "a tail that would warn": (lambda u: sp.Piecewise((sp.exp(u), u < 9), (0, True)), np.exp),
}
BY_NAME: dict[Any, Any] = {
    cfunctions.hypot: lambda u: (cfunctions.hypot(u, k), lambda z: np.hypot(z, 0.75)),
    sp.atan2: lambda u: (sp.atan2(u, k), lambda z: np.arctan2(z, 0.75)),
    sp.Mod: lambda u: (sp.Mod(u, k), lambda z: np.mod(z, 0.75)),
    sp.Heaviside: lambda u: (sp.Heaviside(u, 0), lambda z: np.heaviside(z, 0)),
    sp.erf: lambda u: (sp.erf(u), np.vectorize(math.erf)),
    sp.erfc: lambda u: (sp.erfc(u), np.vectorize(math.erfc)),
    functions.xlogy: lambda u: (functions.xlogy(sp.Abs(u), sp.Abs(u)), lambda z: abs(z) * np.log(abs(z))),
    functions.xlog1my: lambda u: (functions.xlog1my(u, u), lambda z: z * np.log(1 - z)),
    functions.quotient: lambda u: (functions.quotient(k, u), lambda z: 0.75 / z),
    functions.sech_squared: lambda u: (functions.sech_squared(u), lambda z: 1 / np.cosh(z) ** 2),
    functions.log_softplus: lambda u: (functions.log_softplus(u), lambda z: np.log(np.log(1 + np.exp(z)))),
    functions.log_normal_cdf: lambda u: (functions.log_normal_cdf(u), lambda z: np.log(normal_cdf(z))),
    functions.sigmoid_over_softplus: lambda u: (
        functions.sigmoid_over_softplus(u),
        lambda z: 1 / (1 + np.exp(-z)) / np.log(1 + np.exp(z)),
    ),
    functions.inverse_mills: lambda u: (
        functions.inverse_mills(u),
        lambda z: np.exp(-z * z / 2) / np.sqrt(2 * np.pi) / normal_cdf(z),
    ),
    functions.log_sech_squared: lambda u: (functions.log_sech_squared(u), lambda z: np.log(1 - np.tanh(z) ** 2)),
}


def compute(expression):
    function = lambdify(expression)
    return function(*(ENVIRONMENT[slot.name] for slot in function.signature.arguments))


@pytest.mark.parametrize("name", [*MATRICES, *SCALARS])
def test_an_expression_against_numpy_by_hand(name):
    expression, expected = (MATRICES | SCALARS)[name]
    got = compute(expression)
    assert np.shape(got) == np.shape(expected)
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_against_numpy_by_hand(name):
    formula, expected = FORMULAS[name]
    np.testing.assert_allclose(compute(over(formula)), expected(a), rtol=1e-12)


@pytest.mark.parametrize("kind", [*scalar_rules.FUNCTIONS, *scalar_rules.COPIED], ids=lambda kind: kind.__name__)
def test_a_function_of_the_tables_against_an_oracle(kind):
    positive = over(lambda u: sp.Rational(1, 2) + u**2 / 100)
    data = 0.5 + a**2 / 100
    shift = 1 if kind is sp.acosh else 0
    if kind in BY_NAME:
        expected = BY_NAME[kind](sp.Symbol("x", real=True))[1](data)
        expression = over(lambda u: BY_NAME[kind](u)[0], positive)
    else:
        expected = np.vectorize(lambda x: float(kind(sp.Float(x, 30)).evalf(30)))(data + shift)
        expression = over(lambda u: kind(u + shift), positive)
    np.testing.assert_allclose(compute(expression), expected, rtol=1e-12)


@pytest.mark.parametrize("kind", [*ACTIVATIONS, *LOSSES], ids=lambda kind: kind.__name__)
def test_a_function_of_symnet_is_its_definition(kind):
    u, p = sp.Symbol("u", real=True), sp.Symbol("p", real=True)
    arguments = (u, p)[: len(kind.variables)]
    matrices = [over(lambda u: sp.Rational(1, 3) + u**2 / 99), over(lambda u: sp.Rational(1, 4) + u**2 / 101)]
    data = [1 / 3 + a**2 / 99, 1 / 4 + a**2 / 101]
    exact = kind(*arguments).rewrite("definition")
    numbers = np.vectorize(lambda *z: float(exact.subs(dict(zip(arguments, map(sp.Float, z), strict=True))).evalf(20)))
    got = compute(kind(*matrices[: len(arguments)]))
    np.testing.assert_allclose(got, numbers(*data[: len(arguments)]), rtol=1e-9, atol=1e-12)


def test_every_rule_has_an_example():
    met = set()
    examples = [expression for expression, _ in (*MATRICES.values(), *SCALARS.values())]
    examples += [over(formula) for formula, _ in FORMULAS.values()]
    examples += [over(lambda u, kind=kind: kind(u)) for kind in (sp.sin, ACTIVATIONS[1])]
    for example in examples:
        for node in operands_first([definition.expression for definition in program(example, None).definitions]):
            met.add(emit.dispatch(type(node)))
    refusing = {emit.registry[GenericActivation], emit.registry[sp.core.function.AppliedUndef], emit.registry[object]}
    assert set(emit.registry.values()) - met - refusing == set()


def test_every_node_of_symnet_has_a_rule():
    nodes = {*Node.__subclasses__(), *Lowered.__subclasses__()} - {Lowered}
    kinds = {kind for kind in nodes if kind.__module__.startswith("symnet.")} | {SumEntries}
    without = {kind.__name__ for kind in kinds if emit.dispatch(kind) is emit.registry[object]}
    assert without == {Elementwise.__name__}  # lowered to a formula before


def test_a_node_without_a_rule_is_named():
    with pytest.raises(SymnetTypeError) as refused:
        lambdify(sp.Derivative(sp.sin(k), k))
    assert str(refused.value) == (
        "Derivative has no rule for NumPy, in Derivative(sin(k), k); write it with the nodes that have one."
    )


def test_branches_that_are_not_taken_do_not_warn():
    f = lambdify(over(lambda u: sp.Piecewise((sp.exp(u), u < 0), (sp.log(u), u > 0), (u, True))))
    with np.errstate(all="raise"):
        got = f([[1000.0, -1000.0, 0.0]] * 3)
    assert got.tolist() == [[np.log(1000.0), 0.0, 0.0]] * 3


def test_branches_that_have_a_name_of_their_own_do_not_warn():
    tail = sp.Function("tail")
    formula = sp.Piecewise((sp.exp(k), k < 0), (0, True))
    f = lambdify(over(lambda u: (tail(u) + sp.sin(tail(u))).replace(tail, lambda v: formula.subs(k, v))))
    assert "t0 = np.where" in f.source
    with np.errstate(all="raise"):
        assert not f(np.full((3, 3), 1000.0)).any()


def test_terms_are_written_in_the_order_of_a_textbook():
    f = lambdify(over(lambda u: 1 - u - sp.sin(u) + sp.cos(u) + u**2 / 3))
    assert "result = A**2 / 3 + np.cos(A) + 1 - A - np.sin(A)\n" in f.source


@pytest.mark.parametrize("name", COPIED_FUNCTIONS)
def test_a_copied_function_runs_by_itself(name):
    namespace: dict[str, Any] = {"np": np}
    exec("\n".join(sources([name])), namespace)  # noqa: S102 - that is what is claimed
    used = {line.argval for line in dis.get_instructions(namespace[name]) if line.opname == "LOAD_GLOBAL"}
    assert used <= {*namespace, *dir(builtins)}


def test_float32_survives_constants_and_functions_of_numbers():
    formula = over(lambda u: u * sp.sqrt(2) + sp.log(k) * u + sp.Piecewise((sp.pi, u > 0), (1, True)) + sp.exp(n) * 0)
    f = lambdify(formula)
    arrays = {"A": a.astype(np.float32), "k": 0.75}
    assert f(*(arrays[slot.name] for slot in f.signature.arguments)).dtype == np.float32


def test_a_delta_compiles_with_the_range_that_sympy_remembers_with_it():
    n, i, j = sp.symbols("n i j", integer=True, positive=True)
    A = sp.MatrixSymbol("A", n, n)
    diagonal = sn.lambdify(sn.multiply(sn.hadamard(A, sp.Identity(n)), sp.OneMatrix(n, 1))[0, 0], [A])
    assert diagonal(2.0 * np.eye(3)) == 2.0
    of_trace = sn.lambdify(sn.gradient(sp.Trace(A), A[i, j]), [i, j, n])
    assert (of_trace(1, 1, 3), of_trace(1, 2, 3)) == (1.0, 0.0)
