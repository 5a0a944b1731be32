"""Places and names: a delta within its range, a bound index only where it is bound, sizes that may be 0."""

import pytest
from sympy import (
    Function,
    FunctionMatrix,
    Identity,
    KroneckerDelta,
    Lambda,
    MatrixSymbol,
    OneMatrix,
    Piecewise,
    Subs,
    Sum,
    Symbol,
    Trace,
    ZeroMatrix,
    sign,
    symbols,
)

import symnet as sn
from symnet.proof.index_form import structure
from tests.proof.unguarded import proves, reason

n, k, p = symbols("n k p", integer=True, positive=True)
i, j, s = symbols("i j s", integer=True)
x, y, u, c = symbols("x y u c", real=True)
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
V, W, ONE = MatrixSymbol("V", n, 1), MatrixSymbol("W", n, 1), MatrixSymbol("O", 1, 1)
f = Function("f")


def total(term, size=n, index=i):
    return Sum(term, (index, 0, size - 1))


OUTSIDE = {
    "the first place outside": (total(KroneckerDelta(i, n)), 1),
    "a place between two": (total(KroneckerDelta(i, u)), 1, [sn.Between(u, 0, 1)]),
    "a place that may be outside": (total(KroneckerDelta(i, n - 2)), 1),
    "a number that may be outside": (total(KroneckerDelta(i, 3)), 1),
    "a name": (total(KroneckerDelta(i, j)), 1),
    "a name, in a product": (total(KroneckerDelta(i, j) * V[i, 0]) * total(KroneckerDelta(i, j) / V[i, 0]), 1),
    "a sum of one term": (Sum(KroneckerDelta(1, i), (i, 0, 0)), 1),
    "a shifted name": (ONE[i, 0], Sum(KroneckerDelta(j, i + 1) * ONE[j, 0], (j, 0, 0))),
    "another range": (Sum(KroneckerDelta(i, j), (i, 0, n - 1), (j, 0, k - 1)), n),
    "a range of its own": (KroneckerDelta(i, j, (1, 3)), KroneckerDelta(i, j)),
    "an entry in a case": (
        Piecewise((V[j, 0], x > 0), (total(KroneckerDelta(i, j)), True)),
        Piecewise((V[j, 0], x > 0), (1, True)),
    ),
}
INSIDE = {
    "the first place": (total(KroneckerDelta(i, 0)), 1),
    "an entry that is there": (total(KroneckerDelta(i, j) * V[i, 0]), V[j, 0]),
    "a number that is there": (total(KroneckerDelta(i, 3) * V[i, 0]), V[3, 0]),
    "the last place": (total(KroneckerDelta(i, n - 1)), 1),
    "no terms": (Sum(x, (i, n, n - 1)), 0),
    "one term": (Sum(i * x, (i, 3, 3)), 3 * x),
    "a shifted entry": (total(KroneckerDelta(i, j + 1) * V[i, 0]), V[j + 1, 0]),
    "two sums": (Sum(KroneckerDelta(i, j), (i, 0, n - 1), (j, 0, n - 1)), n),
    "a definite size": (Sum(KroneckerDelta(i, 3), (i, 0, 4)), 1),
    "a column": (sn.multiply(A, sn.UnitVector(n, k)), sn.Slice(A, k)),
    "an entry within a sum": (
        total(KroneckerDelta(s, j) * total(A[s, i]), index=s),
        total(A[j, i]),
    ),
}
CAPTURED = {
    "a definition under a sum": (total(c * V[i, 0]), total(W[i, 0] * V[i, 0]), [(c, W[i, 0])]),
    "a definition in a function of entries": (
        sn.Elementwise(Lambda(u, u + c), A),
        sn.Elementwise(Lambda(u, 2 * u), A),
        [(c, Symbol("u", real=True))],
    ),
    "a definition at a point": (Subs(f(x) + c, x, y), f(y) + y, [(c, x)]),
    "a matrix under a sum": (
        total(B[i, 0]),
        total(V[i, 0] * A[i, 0]),
        [(B, sn.multiply(V[i, 0], A))],
    ),
}
FREE = {
    "another index": (total(c * V[j, 0], index=j), total(W[i, 0] * V[j, 0], index=j), [(c, W[i, 0])]),
    "outside": (c * total(V[i, 0]), W[j, 0] * total(V[i, 0]), [(c, W[j, 0])]),
}
EMPTY = {
    "a square": (sign(Sum(1, (i, 1, (n - 1) ** 2))), 1),
    "one less": (sign(Sum(1, (i, 1, n - 1))), 1),
    "a matrix of ones": (sign(sn.SumEntries(OneMatrix(n - 1, 1))), 1),
    "a difference": (sign(Sum(1, (i, 1, (n - k) ** 2))), 1),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_delta_outside_of_its_range_is_not_one(name):
    assert not proves(*OUTSIDE[name])


@pytest.mark.parametrize("name", INSIDE)
def test_a_delta_within_its_range_ends_the_sum(name):
    assert proves(*INSIDE[name])


def test_the_range_of_a_delta_is_what_keeps_it(monkeypatch):
    monkeypatch.setattr(structure, "is_place_of", lambda *_: True)
    assert proves(*OUTSIDE["a place that may be outside"])


@pytest.mark.parametrize("name", CAPTURED)
def test_no_definition_is_captured(name):
    assert not proves(*CAPTURED[name][:2], given=CAPTURED[name][2])


@pytest.mark.parametrize("name", FREE)
def test_definitions_are_used_under_sums(name):
    assert proves(*FREE[name][:2], given=FREE[name][2])


@pytest.mark.parametrize("name", EMPTY)
def test_a_sum_may_have_no_terms(name):
    assert not proves(*EMPTY[name])


def test_a_sum_of_at_least_one_term_is_positive():
    assert proves(sign(Sum(1, (i, 1, n))), 1)
    assert proves(sign(Sum(1, (i, 1, n * k + p))), 1)


NAMES_AGAIN = {
    "an index named as an argument": (
        sn.Elementwise(Lambda(u, Sum(u, (u, 0, 2))), A),
        sn.Elementwise(Lambda(u, 3 * u), A),
    ),
    "a delta of entries": (
        sn.Elementwise(Lambda(u, KroneckerDelta(u, 0)), A),
        sn.Elementwise(Lambda(u, KroneckerDelta(u, 0)), B),
    ),
    "a triangle": (total(Sum(1, (i, 0, j - 1)), index=j), n * j),
    "an index of a sum as a number of terms": (total(total(V[0, 0], size=j), index=j), n * j * V[0, 0]),
}


@pytest.mark.parametrize("name", NAMES_AGAIN)
def test_a_name_means_what_binds_it_last(name):
    assert not proves(*NAMES_AGAIN[name])


def test_sizes_are_polynomials():
    one, other = (n + 1) ** 2, n**2 + 2 * n + 1
    assert proves(Trace(Identity(one)), other)
    assert proves(ZeroMatrix(one, 1), ZeroMatrix(other, 1))
    assert proves(sn.SumEntries(OneMatrix(one, k)), other * k)
    assert proves(FunctionMatrix(n, n, Lambda((i, j), A[i, j])), A)


def test_why_something_is_not_read_is_said():
    assert "nothing says what (1, 3) means as an argument of KroneckerDelta" in reason(*OUTSIDE["a range of its own"])
    assert "is not the same everywhere" in reason(*NAMES_AGAIN["a triangle"])


SUMMED = {
    "a product": ((n, n), (n, 1), (n, 1)),
    "a column times one entry": ((n, 1), (1, 1), (n, 1)),
    "one entry times a row": ((1, 1), (1, n), (1, n)),
    "an outer product": ((n, 1), (1, k), (n, k)),
    "an inner product": ((1, n), (n, 1), (1, 1)),
}


@pytest.mark.parametrize("name", SUMMED)
def test_no_index_escapes_from_a_sum_with_conditions(name):
    step = Lambda(u, Piecewise((1, u > 0), (0, True)))
    first, second, third = (MatrixSymbol(letter, *shape) for letter, shape in zip("KLM", SUMMED[name], strict=True))
    summed = sn.SumEntries(sn.add(sn.multiply(sn.Elementwise(step, first), second), third))
    assert {each for each in summed.doit().free_symbols if each.is_Dummy} == set()
    assert proves(summed, summed.doit())


SIZES_OF_INDICES = {
    "ones": (Sum(sn.SumEntries(OneMatrix(j, 1)), (j, 1, n)), n * j),
    "an identity": (Sum(Trace(Identity(j)), (j, 1, n)), n * j),
    "a matrix": (Sum(sn.SumEntries(MatrixSymbol("Z", j, 1)), (j, 1, n)), n * sn.SumEntries(MatrixSymbol("Z", j, 1))),
}


@pytest.mark.parametrize("name", SIZES_OF_INDICES)
def test_a_size_that_is_not_the_same_everywhere_is_refused(name):
    assert not proves(*SIZES_OF_INDICES[name])


CLOSED = {
    "of an index": (total(i * x), n * (n - 1) / 2 * x, n * (n + 1) / 2 * x),
    "of squares": (Sum(i**2 * x, (i, 1, n)), n * (n + 1) * (2 * n + 1) / 6 * x, n * (n + 1) * (2 * n - 1) / 6 * x),
    "between two names": (
        Sum(i**3, (i, k, n)),
        (n * (n + 1) / 2) ** 2 - (k * (k - 1) / 2) ** 2,
        (n * (n + 1) / 2) ** 2,
    ),
    "with an entry that stays": (total(i * A[0, 0] + 1), n * (n - 1) / 2 * A[0, 0] + n, n * (n - 1) / 2 * A[0, 0]),
    "without the first": (V[0, 0] + Sum(V[i, 0], (i, 1, n - 1)), total(V[i, 0]), total(W[i, 0])),
    "without two": (V[0, 0] + V[1, 0] + Sum(V[i, 0], (i, 2, n - 1)), total(V[i, 0]), total(V[i, 0]) + V[2, 0]),
    "with a range that is its own": (
        total(KroneckerDelta(i, j, (0, n - 1)) * V[i, 0]),
        V[j, 0],
        V[0, 0],
    ),
}


@pytest.mark.parametrize("name", CLOSED)
def test_sums_in_closed_form_and_in_part(name):
    summed, right, wrong = CLOSED[name]
    assert proves(summed, right)
    assert not proves(summed, wrong)


def test_a_sum_is_not_begun_where_its_terms_may_not_be_defined():
    assert not proves(1 / V[0, 0] + Sum(1 / V[i, 0], (i, 1, n - 1)), total(1 / V[i, 0]))


def test_an_index_beside_an_entry_is_no_number():
    assert not proves(total(i * V[i, 0]), n * (n - 1) / 2 * V[0, 0])
