r"""Two different expressions never print alike, in text or in LaTeX.

What prints alike may differ as an object, as A ⊙ (B ⊙ C) and (A ⊙ B) ⊙ C do, and not in value. LaTeX is compared as it is
set: spaces that TeX ignores, and braces that only group, count for nothing.
"""

import re
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest
from sympy import (
    E,
    Function,
    HadamardPower,
    I,
    Identity,
    MatrixSymbol,
    OneMatrix,
    S,
    Symbol,
    Transpose,
    ZeroMatrix,
    exp,
    gamma,
    pi,
    symbols,
)

import symnet as sn
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.vectors import CommutationMatrix, UnitVector
from tests.printing.expressions import draw_in_universe
from tests.printing.reading_back import agree

SEEDS = range(3000)


def set_in_type(latex):
    """LaTeX without what TeX ignores."""
    without_spaces = re.sub(r"(\\[A-Za-z]+) +(?![A-Za-z ])", r"\1", latex)
    without_spaces = re.sub(r"(?<!\\)(?<![A-Za-z]) +| +(?![A-Za-z])", "", without_spaces)
    words = re.findall(r"\\[A-Za-z]+|\\.|[^ ]", without_spaces)
    return " ".join(words)


def groups_of(spelled, expressions):
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for expression in expressions:
        if expression not in found[spelled(expression)]:
            found[spelled(expression)].append(expression)
    return found


def alike_but_different(spelled, expressions):
    """The prints that two expressions of different value share."""
    return {
        text: group
        for text, group in groups_of(spelled, expressions).items()
        for left, right in pairwise(group)
        if False in [agree(left, right, seed) for seed in range(3)]
    }


@pytest.fixture(scope="module")
def drawn():
    return list(dict.fromkeys(expression for expression in map(draw_in_universe, SEEDS) if expression is not None))


@pytest.mark.parametrize(
    "spelled", [sn.text, lambda expression: set_in_type(sn.latex(expression))], ids=["text", "LaTeX"]
)
def test_what_prints_alike_is_alike(drawn, spelled):
    assert len(drawn) > 1000
    assert alike_but_different(spelled, drawn) == {}


def test_two_that_print_alike_are_seen():
    """The law has teeth: with a printer that leaves the axes out it fails."""
    X = MatrixSymbol("X", 2, 3)
    careless = lambda expression: sn.text(expression).replace("_rows", "")  # noqa: E731 - a spelling with a fault
    assert alike_but_different(careless, [sn.Softmax(X), sn.Softmax(X, axis=1)]) != {}


n, m, k = symbols("n m k", integer=True, positive=True)
A, X, x, y = MatrixSymbol("A", n, n), MatrixSymbol("X", n, m), MatrixSymbol("x", n, 1), MatrixSymbol("y", 1, n)
t, one = Symbol("t", real=True), S.One
FAMILIES = {
    "names": [Symbol(name) for name in ("x_1", "x1", "x_0_weight", "x_0weight", "lambda", "lamda", "dgamma", "gamma", "xhat", "x_hat", "abs", "xabs", "a b", "a_b", "ab", "x_i", "x_max", "x^2", "Alpha", "A", "epsilon", "varepsilon", "phi", "varphi", "x'", "T", "d", "e", "i", "pi")]
    + [E, I, pi, S.EulerGamma, S.GoldenRatio, Symbol("a") * Symbol("b"), Symbol("d") * Symbol("gamma"), Symbol("x") ** 2, abs(Symbol("x", real=True))],
    "constant matrices": [OneMatrix(n, m), OneMatrix(m, n), OneMatrix(n, 1), OneMatrix(1, n), ZeroMatrix(n, m), ZeroMatrix(m, n), Identity(n), Identity(m), one, S.Zero, UnitVector(n, 2), UnitVector(m, 2), CommutationMatrix(n, m), CommutationMatrix(m, n)],
    "powers": [A**2, HadamardPower(A, 2), sn.apply_elementwise(lambda u: u**3, A), A**3, A.inverse(), sn.apply_elementwise(lambda u: 1 / u, A), A**-2, HadamardPower(A, -2), Transpose(A), exp(t**2), exp(t) ** 2 * t, 2 ** (t**2), (2**t) ** 3 * t, t ** Symbol("T"), t ** Symbol("n", real=True)],
    "axes": [sn.Softmax(X), sn.Softmax(X, axis=1), LogSumExp(A), LogSumExp(A, axis=1), sn.SumEntries(X), sn.multiply(OneMatrix(1, n), X), sn.multiply(X, OneMatrix(m, 1))],
    "repeated vectors": [x, sn.Broadcast(x, n, m), sn.Broadcast(x, n, k), sn.Broadcast(y, m, n), y, sn.multiply(x, OneMatrix(1, 1))],
    "quotients": [1 / sn.SumEntries(X), -sn.SumEntries(X), t / sn.SumEntries(X) ** 2, t - 2 * sn.SumEntries(X), sn.SumEntries(X) ** 2, sn.SumEntries(sn.apply_elementwise(lambda u: u**2, X)), 1 / A[0, 0], -A[0, 0]],
    "functions": [sn.sigmoid(t), Function("sigma")(t), Function("sigmoid")(t), Symbol("sigma") * (t + 1), sn.sigmoid(t + 1), gamma(t), Function("gamma")(t), Function("Gamma")(t), sn.tanh(t), Function("tanh")(t), Symbol("f") * (t + 1), Function("f")(t + 1)],
}  # fmt: skip


@pytest.mark.parametrize("members", FAMILIES.values(), ids=FAMILIES)
@pytest.mark.parametrize(
    "spelled", [sn.text, lambda expression: set_in_type(sn.latex(expression))], ids=["text", "LaTeX"]
)
def test_each_of_a_family_prints_in_its_own_way(members, spelled):
    shared = {text: group for text, group in groups_of(spelled, members).items() if len(group) > 1}
    assert shared == {}
