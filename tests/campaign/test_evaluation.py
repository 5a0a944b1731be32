"""The campaign's own arithmetic against values that are known, and its points against the facts that they obey."""

from fractions import Fraction
from typing import Any

import pytest
from mpmath import mp

from tests.campaign.chance import seeded
from tests.campaign.evaluation import Point, differ, eliminated, multiplied, value_of
from tests.campaign.functions import FUNCTIONS, UndefinedError, rounded_down, snapped
from tests.campaign.points import Claim, Fact, draw
from tests.campaign.trees import (
    ONE,
    ZERO,
    Tree,
    above,
    apply,
    beside,
    block,
    call,
    cases,
    column,
    compare,
    delta,
    derivative,
    determinant,
    entry,
    index,
    inverse,
    kronecker,
    local,
    logsumexp,
    matrix,
    minus,
    multiply,
    number,
    plus,
    power,
    row,
    scalar,
    size,
    softmax,
    summed,
    tabulate,
    times,
    total,
    trace,
    transpose,
    unit,
    zeros,
)

n, k = size("n"), size("k")
A, F, x = matrix("A", n, n), matrix("F", n, k), scalar("x")
ROWS = [[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]]
POINT = Point(
    {"n": 2, "k": 3},
    {"x": Fraction(1, 2)},
    {"A": ROWS, "F": [[Fraction(3 * i + j) for j in range(3)] for i in range(2)]},
)
i, u = index("i"), local("u")

EXACT: dict[str, tuple[Tree, Any]] = {
    "trace": (trace(A), 5),
    "determinant": (determinant(A), -2),
    "a product of matrices": (total(multiply(A, F)), 84),
    "an entry": (entry(transpose(F), number(2), ONE), 5),
    "a sum of indices": (summed(i, "i", ZERO, minus(n, ONE)), 1),
    "an empty sum": (summed(x, "i", n, minus(n, ONE)), 0),
    "a delta inside of its range": (summed(delta(i, ONE), "i", ZERO, minus(n, ONE)), 1),
    "a delta outside of its range": (summed(delta(i, n), "i", ZERO, minus(n, ONE)), 0),
    "an inverse": (total(inverse(A)), 0),
    "a Kronecker product": (trace(kronecker(A, A)), 25),
    "blocks": (total(beside(A, F)), 25),
    "blocks above each other": (entry(above(A, A), number(2), ZERO), 1),
    "a block": (total(block(F, (ONE, n), (ZERO, number(2)))), 7),
    "a column": (total(column(F, ONE)), 3),
    "a row": (total(row(F, ONE)), 3),
    "a table": (total(tabulate(plus(i, index("j")), ("i", "j"), n, n)), 4),
    "a unit vector": (total(multiply(A, unit(n, number(2)))), 6),
    "a function of entries": (total(apply(times(u, u), ("u",), A)), 30),
    "a piece": (cases(compare(">=", x, number("1/2")), number(7), ZERO), 7),
    "softmax": (total(softmax(A)), 2),
    "softmax over rows": (total(softmax(F, 1)), 2),
    "zeros": (total(zeros(n, k)), 0),
    "a negative power": (power(x, -2), 4),
    "a root": (power(power(x, 2), "1/2"), Fraction(1, 2)),
}


@pytest.mark.parametrize("name", EXACT)
def test_values_are_those_by_hand(name):
    tree, value = EXACT[name]
    assert not differ(value_of(tree, POINT), Fraction(value))


def test_smooth_functions_have_many_digits():
    assert abs(value_of(derivative(call("sin", times(x, x)), "x"), POINT) - mp.cos(mp.mpf(1) / 4)) < mp.mpf(10) ** -30
    logsum = value_of(entry(logsumexp(matrix("A", n, n)), ZERO, ZERO), POINT)
    assert abs(logsum - mp.log(mp.e + mp.e**3)) < mp.mpf(10) ** -60


@pytest.mark.parametrize("tree", [call("log", ZERO), power(ZERO, -1), power(number(-1), "1/2"), inverse(zeros(n, n))])
def test_what_has_no_value_says_so(tree):
    with pytest.raises(UndefinedError):
        value_of(tree, POINT)


def test_an_argument_that_vanishes_by_an_identity_is_zero():
    double = times(number(2), x)
    vanishing = minus(call("cos", double), minus(times(number(2), power(call("cos", x), 2)), ONE))
    value = value_of(vanishing, POINT)
    assert value != 0
    assert snapped(value) == 0
    assert value_of(call("step", vanishing), POINT) == 1
    assert value_of(cases(compare(">", vanishing, ZERO), ONE, ZERO), POINT) == 0


def test_rounding_down_takes_what_is_near_an_integer_for_it():
    assert rounded_down(mp.mpf(2) - mp.mpf(10) ** -60) == 2
    assert rounded_down(Fraction(-1, 2)) == -1
    assert FUNCTIONS["floor"](mp.mpf("1.5")) == 1


def drawn(*facts):
    claim = Claim("", trace(A), entry(A, ZERO, ZERO), facts=facts)
    random = seeded(str(facts))
    points = [draw(claim, random, special=place % 2 == 0) for place in range(12)]
    return [point.matrices["A"] for point in points if point is not None]


def turned(rows):
    return [list(line) for line in zip(*rows, strict=True)]


def flat(rows):
    return [value for line in rows for value in line]


HOLDS = {
    "symmetric": ((), lambda rows: rows == turned(rows)),
    "orthogonal": (
        (),
        lambda rows: all(
            value == (i == j) for i, line in enumerate(multiplied(turned(rows), rows)) for j, value in enumerate(line)
        ),
    ),
    "invertible": ((), lambda rows: eliminated(rows)[0] != 0),
    "positive_definite": (
        (),
        lambda rows: (
            rows == turned(rows)
            and all(eliminated([line[:size] for line in rows[:size]])[0] > 0 for size in range(1, len(rows) + 1))
        ),
    ),
    "binary": ((), lambda rows: set(flat(rows)) <= {0, 1}),
    "nonzero": ((), lambda rows: 0 not in flat(rows)),
    "between": ((0, 1), lambda rows: all(0 < value < 1 for value in flat(rows))),
    "sum_to_one": ((0,), lambda rows: all(sum(line) == 1 for line in turned(rows))),
}


@pytest.mark.parametrize("kind", HOLDS)
def test_points_obey_each_fact(kind):
    values, holds = HOLDS[kind]
    matrices = drawn(Fact(kind, "A", values))
    assert len(matrices) > 3
    assert all(holds(rows) for rows in matrices)


@pytest.mark.parametrize("kind", sorted(set(HOLDS) - {"nonzero", "invertible"}))
def test_points_without_the_fact_do_not_obey_it(kind):
    _, holds = HOLDS[kind]
    assert not all(holds(rows) for rows in drawn())


def test_sizes_obey_facts_about_sizes():
    claim = Claim("", trace(A), entry(F, ZERO, ZERO), facts=(Fact("same_size", "n", (plus(k, ONE),)),))
    random = seeded(1)
    assert all(point.sizes["n"] == point.sizes["k"] + 1 for point in (draw(claim, random) for _ in range(10)) if point)
