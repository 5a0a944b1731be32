"""Facts reach the grain of the claim, and a fact about nothing in a claim is said."""

import pytest
from sympy import MatrixSymbol, Q

import symnet as sn
from symnet.expressions.assumptions import Binary, Symmetric

SOFTMAX = sn.Network([2, 3], activations="softmax").cost("cross_entropy")
ROWS = sn.Network([2, 3], activations="softmax", notation="rows").cost("cross_entropy")
A, Y = MatrixSymbol("A", 2, 2), MatrixSymbol("Y", 2, 2)


@pytest.mark.parametrize("assuming", [["the columns of Y sum to one"], ["the columns of y sum to one"]])
@pytest.mark.parametrize(
    "line",
    ["dz0 = a0 - y", "δ^[0] = a^[0] - y", "dZ0 = 1/m (A0 - Y)", "δ^[0]₀ = a^[0]₀ - y₀", "∂J/∂w^[0] = (a^[0] - y) xᵀ"],
)
def test_a_fact_about_a_batch_is_one_about_a_sample_and_the_reverse(line, assuming):
    verdict = sn.verify(line, network=SOFTMAX, assuming=assuming)
    assert verdict.proved
    assert len(verdict.assumptions) == 1
    assert sn.verify(line, network=SOFTMAX).refuted


def test_a_fact_across_the_samples_is_none_about_one():
    assert sn.verify("dz1 = a1 - y", network=ROWS, assuming="the rows of Y sum to one").proved
    verdict = sn.verify("dz1 = a1 - y", network=ROWS, assuming="the columns of Y sum to one")
    assert verdict.refuted
    assert verdict.explanation == "this assumption is about nothing in the claim: the columns of Y sum to one"


def test_entries_and_losses_keep_the_facts_of_the_batch():
    cost = sn.Network([2, 1], activations="sigmoid").cost("binary_cross_entropy")
    for line in ("y ⊙ y = y", "Y ⊙ Y = Y", "y⁽ⁱ⁾ ⊙ y⁽ⁱ⁾ = y⁽ⁱ⁾"):
        assert sn.verify(line, network=cost, assuming="Y is binary").proved, line
        assert sn.verify(line, network=cost).refuted


def test_one_assumption_may_stand_alone():
    for one in ("A is symmetric", Symmetric(A), Q.symmetric(A)):
        assert sn.verify(A.T, A, assuming=one).proved
    assert sn.verify("dZ0 = 1/m (A0 - Y)", network=SOFTMAX, assuming="columns of Y sum to one").proved
    assert sn.verify_gradient(SOFTMAX.gradient("sample"), SOFTMAX, assuming="columns of Y sum to one").proved


@pytest.mark.parametrize("given", [Binary(Y), "the entries of Y are 0 or 1", "Y is binary"])
def test_a_superfluous_fact_is_said_and_is_no_mistake(given):
    for verdict in (sn.verify(A.T.T, A, assuming=[given]), sn.verify(A, 2 * A, assuming=[given])):
        assert "this assumption is about nothing in the claim" in verdict.explanation
    assert "assumption" not in sn.verify(A * Y, A * Y * 1, assuming=[given]).explanation
    two = sn.verify(A.T.T, A, assuming=["Y is binary", "no entry of Z is 0"]).explanation
    assert two == "these assumptions are about nothing in the claim: Y is binary; no entry of Z is 0"


def test_what_is_no_fact_is_still_a_mistake():
    with pytest.raises(sn.SymnetValueError, match="states no fact"):
        sn.verify(A.T.T, A, assuming=["Y is nice"])
    with pytest.raises(sn.SymnetError, match="unknown symbol 'Q'"):
        sn.verify("dZ0 = 1/m (A0 - Y)", network=SOFTMAX, assuming="columns of Q sum to one")
