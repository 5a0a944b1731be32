"""A text is defined where all that it writes is, also what cancels: SymPy evaluates scalars while they are read."""

from fractions import Fraction

import pytest
from sympy import MatrixSymbol, Symbol

import symnet as sn

x, y = Symbol("x", real=True), Symbol("y", real=True)
n = Symbol("n", integer=True, positive=True)
NAMES = {"x": x, "y": y, "A": MatrixSymbol("A", n, n), "v": MatrixSymbol("v", n, 1), "n": n}

SCOPES = [
    ("exp(log(x)) = x", "x > 0"),
    ("exp(2 log(x)) = x^2", "x > 0"),
    ("log(x) - log(x) = 0", "x > 0"),
    ("0 log(x) = 0", "x > 0"),
    ("sqrt(x)^2 = x", "x ≥ 0"),
    ("√x √x = x", "x ≥ 0"),
    ("sqrt(x)^4 = x^2", "x ≥ 0"),
    ("1/sqrt(x) sqrt(x) = 1", "x > 0"),
    ("x/x = 1", "x ≠ 0"),
    ("1/(1/x) = x", "x ≠ 0"),
    ("(1/x) x = 1", "x ≠ 0"),
    ("x^2/x = x", "x ≠ 0"),
    ("(x - y)/(x - y) = 1", "x - y ≠ 0"),
    ("(x/x) A = A", "x ≠ 0"),
    ("tan(x) - tan(x) = 0", "tan(x) is defined"),
    ("sin(arcsin(x)) = x", "asin(x) is defined"),
]


@pytest.mark.parametrize(("text", "scope"), SCOPES)
def test_the_scope_of_a_proof_says_where_what_cancels_is_defined(text, scope):
    verdict = sn.verify(text, symbols=NAMES)
    assert verdict.status == "proved"
    assert f"where {scope}" in verdict.scope


TRUE_WHERE_DEFINED = [
    "sqrt(x)^2 = |x|", "x^(1/2) x^(1/2) = |x|", "√x² = |x|", "exp(log(x)) = |x|", "exp(log(x)) A = |x| A",
    "sqrt(x)^6 = |x|^3", "(x - y)/(x - y) = |x - y|/|x - y|", "exp(log(x)/2)^2 = |x|",
]  # fmt: skip


@pytest.mark.parametrize("text", TRUE_WHERE_DEFINED)
def test_no_counterexample_is_taken_where_a_side_is_not_defined(text):
    assert sn.verify(text, symbols=NAMES).status != "refuted"


@pytest.mark.parametrize("text", ["x/x = 2", "sqrt(x)^2 = -x", "exp(log(x)) = 2 x", "sqrt(x)^4 = x", "(x/x) A = 2 A"])
def test_what_is_false_where_it_is_defined_is_refuted_there(text):
    verdict = sn.verify(text, symbols=NAMES)
    assert verdict.status == "refuted"
    assert verdict.counterexample is not None
    number = verdict.counterexample.values["x"]
    assert isinstance(number, Fraction)
    assert number > 0


TOTAL = [
    "log(exp(x)) = x", "sqrt(x^2) = |x|", "(x^2 + 1)/(x^2 + 1) = 1", "exp(x) exp(-x) = 1", "n/n = 1", "√(x^2) = |x|",
    "x - x = 0", "cosh(x)/cosh(x) = 1",
]  # fmt: skip


@pytest.mark.parametrize("text", TOTAL)
def test_what_is_defined_everywhere_has_no_such_scope(text):
    verdict = sn.verify(text, symbols=NAMES)
    assert (verdict.status, verdict.scope) == ("proved", ("all sizes",))
