"""Facts together: which sizes they make equal, and which facts contradict each other."""

from typing import Any

import pytest
from sympy import Identity, MatrixSymbol, OneMatrix, Symbol, Trace, ZeroMatrix, oo, symbols

import symnet as sn
from symnet.expressions.assumptions import contradiction, equal_sizes
from symnet.expressions.shapes import same_size
from tests.proof.unguarded import reason

n, k, m, p = symbols("n k m p", integer=True, positive=True)
x, y = symbols("x y", real=True)
A = MatrixSymbol("A", 2, 2)

CHAINS = {
    "a chain": ([(n, k), (k, m)], [n, k, m], n, m),
    "a chain, backwards": ([(k, m), (n, k)], [n, k, m], n, m),
    "two of one": ([(n, k), (n, m)], [n, k, m], k, m),
    "a circle": ([(n, k), (k, m), (m, n)], [n, k, m], n, m),
    "a multiple": ([(n, 2 * k), (k, m + 1)], [n, k], n, 2 * m + 2),
    "through a product": ([(n, k * m), (k, p)], [n, k], n, m * p),
}


@pytest.mark.parametrize("name", CHAINS)
def test_equality_of_sizes_is_followed(name):
    given, determined, one, other = CHAINS[name]
    facts = [sn.SameSize(*each) for each in given]
    equal = equal_sizes(facts)
    assert same_size(one, other, equal)
    assert not any(set(equal) & size.free_symbols for size in equal.values())
    assert len(equal) <= len(determined)
    assert sn.verify(Trace(Identity(one)), other, assuming=facts).proved


@pytest.mark.parametrize("name", CHAINS)
def test_no_size_is_equal_to_another_without_a_fact(name):
    given, _, one, other = CHAINS[name]
    facts = [sn.SameSize(*each) for each in given[1:]]
    assert (name == "a circle") == same_size(one, other, equal_sizes(facts))


POLYNOMIALS = {
    "a square": ((n + 1) ** 2, n**2 + 2 * n + 1),
    "a product": ((n + k) * m, n * m + k * m),
    "a difference": ((n + 1) * (n + 2) - 2, n * (n + 3)),
}


@pytest.mark.parametrize("name", POLYNOMIALS)
def test_equal_polynomials_are_one_size(name):
    one, other = POLYNOMIALS[name]
    assert same_size(one, other)
    assert sn.verify(ZeroMatrix(one, 1), ZeroMatrix(other, 1)).proved
    assert sn.verify(Trace(Identity(one)), Trace(Identity(other))).proved
    first, second = MatrixSymbol("F", one, m), MatrixSymbol("G", other, m)
    assert sn.add(first, second).shape == (one, m)
    assert sn.verify(sn.add(first, second), sn.add(second, first)).proved
    assert not same_size(one, other + 1)
    assert sn.verify(ZeroMatrix(one, 1), ZeroMatrix(other + 1, 1)).refuted


def test_a_high_power_is_not_written_out():
    assert same_size((n + 1) ** 10**9, (n + 1) ** 10**9)
    assert not same_size((n + 1) ** 10**9, n)


CONTRADICTORY: dict[str, Any] = {
    "bounds": [sn.Between(x, 0, oo), sn.Between(x, -oo, -5)],
    "bounds that touch": [sn.Between(x, 0, 1), sn.Between(x, 1, 2)],
    "a bit between": [sn.Binary(x), sn.Between(x, 0, 1)],
    "a bit that is not there": [sn.Binary(x), sn.Between(x, -1, 1), sn.Nonzero(x)],
    "of entries": [sn.Between(A, 0, 1), sn.Between(A, 2, 3)],
    "a declared sign": [sn.Between(Symbol("c", positive=True), -oo, -1)],
    "sizes": [sn.SameSize(n, k), sn.SameSize(n, k + 1)],
    "sizes, through others": [sn.SameSize(n, k), sn.SameSize(k, 2 * m), sn.SameSize(m, n)],
}
POSSIBLE: dict[str, Any] = {
    "two bounds": [sn.Between(x, 0, oo), sn.Between(x, -5, oo)],
    "of two symbols": [sn.Between(x, 0, 1), sn.Between(y, 2, 3)],
    "a bit": [sn.Binary(x), sn.Nonzero(x), sn.Between(x, 0, 2)],
    "sizes": [sn.SameSize(n, 2 * k), sn.SameSize(k, 3 * m)],
    "nothing": [],
}


@pytest.mark.parametrize("name", CONTRADICTORY)
def test_facts_that_contradict_each_other_are_said(name):
    sentence = contradiction(CONTRADICTORY[name])
    assert "cannot hold together" in sentence or "cannot hold" in sentence
    assert reason(x, x + 1, CONTRADICTORY[name]) == sentence
    verdict = sn.verify(sn.SumEntries(OneMatrix(n, k)) * x, n * k * x, assuming=CONTRADICTORY[name])
    assert (verdict.status, sentence in verdict.explanation) == ("undecided", True)


@pytest.mark.parametrize("name", POSSIBLE)
def test_facts_that_can_hold_together_are_left_alone(name):
    assert contradiction(POSSIBLE[name]) == ""


def test_of_two_bounds_each_end_that_says_more_counts():
    root = abs(x)
    for facts in ([x > 0, x > -5], [x > -5, x > 0]):
        verdict = sn.verify(root, x, assuming=facts)
        assert (verdict.status, verdict.assumptions) == ("proved", ("x > 0",))
    declared = Symbol("d", positive=True)
    assert sn.verify(abs(declared - 2), declared - 2, assuming=[sn.Between(declared, 2, oo)]).proved
    assert sn.verify(abs(declared), declared, assuming=[sn.Between(declared, -5, oo)]).proved
