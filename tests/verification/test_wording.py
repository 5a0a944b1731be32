"""Verdicts, counterexamples and reports in words: as text, as LaTeX that KaTeX takes, as JSON."""

import json
from fractions import Fraction
from typing import Any

import pytest
from sympy import Function, MatrixSymbol, Symbol, Trace, symbols

import symnet as sn

n, m = symbols("n m", integer=True, positive=True)
u = Symbol("u", real=True)
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
ODD = MatrixSymbol("W^{[1]}_{ij}", n, n)
X = MatrixSymbol("X", n, m)
COST = sn.Network(["n_0", "n_1"], activations="softmax").cost("cross_entropy")
g = Function("g")

VERDICTS: dict[str, Any] = {
    "proved": lambda: sn.verify(Trace(A * B), Trace(B * A)),
    "refuted": lambda: sn.verify(A * B, B * A),
    "unfit": lambda: sn.verify(X, X.T),
    "undecided": lambda: sn.verify(sn.multiply(A, A), A, timeout=1e-6),
    "odd names": lambda: sn.verify(ODD * A, A * ODD),
    "functions": lambda: sn.verify(g(u + 1), g(u) + 1),
    "irrational": lambda: sn.verify(sn.tanh(X), sn.sigmoid(X)),
    "network": lambda: sn.verify("dZ0 = 1/m (A0 - Y)", network=COST, assuming=["the columns of Y sum to one"]),
    "a backward pass": lambda: sn.verify_gradient(COST.gradient(), COST),
    "a report": lambda: sn.check_gradient(
        lambda parameters, X, Y: {}, sn.Network([2, 1], activations="tanh").cost("huber")
    ),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_everything_prints_as_text_and_latex(name, assert_katex):
    thing = VERDICTS[name]()
    assert sn.text(thing) == str(thing)
    assert_katex([sn.latex(thing)])
    if hasattr(thing, "_repr_latex_"):
        assert_katex([thing._repr_latex_().strip("$")])


@pytest.mark.parametrize("name", [name for name in VERDICTS if name != "a backward pass"])
def test_everything_is_json(name):
    thing = VERDICTS[name]()
    assert json.loads(json.dumps(thing.as_dict())) == thing.as_dict()


def test_the_text_of_a_refuted_claim_can_be_redone_by_hand():
    lines = str(VERDICTS["refuted"]()).splitlines()
    assert lines[0] == "refuted: A B = B A"
    assert lines[1] == "  because     n = 2"
    assert lines[4].startswith("              left ")


def test_a_counterexample_fails_where_it_says():
    found = VERDICTS["refuted"]().counterexample
    rows = {name: [list(row) for row in value] for name, value in found.values.items()}
    i, j = (place - 1 for place in found.place)
    left, right = (
        sum((rows[first][i][k] * rows[second][k][j] for k in range(found.sizes["n"])), Fraction(0))
        for first, second in ("AB", "BA")
    )
    assert (left, right) == (found.left.low, found.right.low)
    assert left != right


def test_numbers_that_are_not_rational_show_the_digits_that_are_certain():
    found = VERDICTS["irrational"]().counterexample
    assert found.left.excludes(found.right)
    assert str(found.left) in ("0", "-0.761594155956", "0.761594155956")


def test_a_verdict_is_compared_without_its_time():
    assert VERDICTS["proved"]() == VERDICTS["proved"]()
    assert VERDICTS["proved"]() != VERDICTS["refuted"]()
