"""What is drawn satisfies the facts, and whether two sides agree at a point."""

from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Lambda, MatrixSymbol, Rational, Sum, Symbol, cos, exp, log, oo, symbols

import symnet as sn
from symnet.counterexamples import points
from symnet.counterexamples.drawing import (
    POOLS,
    SIGNED,
    Claimed,
    determinant,
    draw_matrix,
    free_symbols,
    satisfies,
)
from symnet.counterexamples.points import ClaimAtPoints, Point, agree
from symnet.expressions.assumptions import (
    Between,
    Binary,
    Invertible,
    Nonzero,
    Orthogonal,
    PositiveDefinite,
    SumToOne,
    Symmetric,
)
from symnet.expressions.slope import Slope
from symnet.limits import Limits
from tests.counterexamples.redoing import assert_holds
from tests.values.comparing import rational

n, m, k = symbols("n m k", integer=True, positive=True)
u, x, y = symbols("u x y", real=True)
A, B, S = MatrixSymbol("A", n, m), MatrixSymbol("B", m, k), MatrixSymbol("S", n, n)


def seeded(seed):
    return Random(seed)  # noqa: S311 - the same numbers each time


def draw(*arguments):
    """Return a drawn matrix, which may be none."""
    return draw_matrix(*arguments)


STRUCTURED = [
    [], [Symmetric(S)], [Orthogonal(S)], [Invertible(S)], [PositiveDefinite(S)], [SumToOne(S)], [SumToOne(S, 1)],
    [SumToOne(S), SumToOne(S, 1)], [SumToOne(S), Binary(S)], [SumToOne(S, 1), Binary(S)], [Binary(S)], [Nonzero(S)],
    [Between(S, 0, 1)], [Between(S, 0, 1), SumToOne(S)], [Between(S, -oo, 0)], [Between(S, 7, 8)], [Symmetric(S), Orthogonal(S)],
    [Symmetric(S), Invertible(S)], [Symmetric(S), Nonzero(S)], [Binary(S), Symmetric(S)], [Binary(S), Invertible(S)],
    [PositiveDefinite(S), Orthogonal(S)], [Orthogonal(S), Binary(S)], [SumToOne(S), SumToOne(S, 1), Binary(S)],
    [Between(S, 0, oo), Invertible(S)],
]  # fmt: skip


@pytest.mark.parametrize("facts", STRUCTURED, ids=lambda facts: " and ".join(map(str, facts)) or "no facts")
@pytest.mark.parametrize("size", [2, 3, 5])
def test_what_is_drawn_satisfies_the_facts(facts, size):
    claimed = Claimed(tuple(facts))
    drawn = [draw(size, size, claimed, seeded(seed), POOLS[seed % len(POOLS)]) for seed in range(6)]
    found = [matrix for matrix in drawn if matrix is not None]
    assert len(found) >= 4
    for matrix in found:
        assert all(type(number) is Fraction for number in matrix.reshape(-1))
        sized = type("Found", (), {"values": {"S": tuple(map(tuple, matrix))}, "sizes": {}})
        for fact in facts:
            assert_holds(fact, sized)
    if facts != [PositiveDefinite(S), Orthogonal(S)]:
        assert len({tuple(matrix.reshape(-1)) for matrix in found}) > 1


@pytest.mark.parametrize("facts", STRUCTURED[1:], ids=lambda facts: " and ".join(map(str, facts)))
def test_a_planted_violation_of_a_fact_is_seen(facts):
    claimed = Claimed(tuple(facts))
    if any(isinstance(fact, Invertible) for fact in facts):
        assert not satisfies(np.full((3, 3), Fraction(1), dtype=object), claimed) or len(facts) == 0
        return
    if facts == [Nonzero(S)]:
        assert not satisfies(np.full((3, 3), Fraction(0), dtype=object), claimed)
        return
    matrix = draw(3, 3, claimed, seeded(0))
    changed = matrix.copy()
    changed[0, 1] += Fraction(1009, 7) * (
        -1 if any(isinstance(fact, Between) and fact.high != oo and fact.low == -oo for fact in facts) else 1
    )
    if facts == [Between(S, -oo, 0)]:
        changed[0, 1] = Fraction(1)
    assert satisfies(matrix, claimed)
    assert not satisfies(changed, claimed)


def test_determinants():
    random = seeded(3)
    for size in range(1, 6):
        matrix = draw(size, size, Claimed(), random)
        assert rational(determinant(matrix)) == sympy.Matrix(size, size, lambda p, q: rational(matrix[p, q])).det()  # noqa: B023


def test_sizes_are_different_at_first():
    claim = ClaimAtPoints(A * B, 2 * A * B)
    point: Any = claim.draw({n: 2, m: 3, k: 5}, seeded(0), SIGNED, {})
    assert [point.values[matrix].shape for matrix in claim.matrices] == [(2, 3), (3, 5)]
    assert claim.is_possible(point)


def test_agreement_is_certain_or_unknown():
    point = Point({x: Fraction(1, 2), y: Fraction(0)}, {})
    limits = Limits(seconds=10.0)
    assert agree(x * 2, 1, point, limits=limits) is True
    assert agree(x * 2, exp(y), point, limits=limits) is True
    assert agree(exp(x), 2, point, limits=limits) is False
    assert agree(exp(x) ** 2 / sympy.E, cos(y), point, limits=limits) in (True, None)
    assert agree(log(y), x, point, limits=limits) is None
    assert agree(Slope(sn.relu(y)), x, point, limits=limits) is None
    assert agree(Slope(sn.relu(y)), x, point, limits=limits, at_kinks=True) is False


def test_a_side_without_a_value_in_one_entry_shows_nothing_in_another():
    left, right = sympy.ImmutableDenseMatrix([[log(x), x]]), sympy.ImmutableDenseMatrix([[log(x), 2 * x]])
    assert agree(left, right, Point({x: Fraction(-1)}, {}), limits=Limits(seconds=10.0)) is None
    assert agree(left, right, Point({x: Fraction(1)}, {}), limits=Limits(seconds=10.0)) is False


def test_more_bits_decide_where_few_do_not(monkeypatch):
    left, right = exp(x) + Rational(1, 10**50), exp(x)
    point = Point({x: Fraction(1)}, {})
    assert agree(left, right, point, limits=Limits(seconds=10.0)) is False
    monkeypatch.setattr(points, "PRECISIONS", (120,))
    assert agree(left, right, point, limits=Limits(seconds=10.0)) is None


def test_free_symbols_are_not_what_is_bound():
    index = Symbol("l", integer=True)
    expression = sn.SumEntries(sn.Elementwise(Lambda(u, u * x), A)) + Sum(A[index, 0], (index, 0, k - 1))
    assert free_symbols([expression]) == {A, n, m, x, k}
    assert free_symbols([sn.SumEntries(sn.Elementwise(Lambda(u, u * x), A)) * u]) == {A, n, m, x, u}
