"""What is divided by is multiplied out only where it cannot be 0: in each case of a function by itself."""

import pytest
from sympy import Abs, Eq, HadamardProduct, Identity, Lambda, MatrixSymbol, Max, Piecewise, Rational, Sum, sign, symbols

import symnet as sn
from symnet.limits import Limits
from symnet.proof.index_form import Reader, factors
from symnet.proof.proving import ring_with
from tests.proof.unguarded import proves

n = symbols("n", integer=True, positive=True)
i, j = symbols("i j", integer=True)
x, y, u, a = symbols("x y u a", real=True)
A, V = MatrixSymbol("A", n, n), MatrixSymbol("V", n, 1)
BINARY, BELOW = [sn.Binary(x)], [sn.Between(x, -1, 1)]


def cases(first, test, other):
    return Piecewise((first, test), (other, True))


FALSE = {
    "softsign of a bit": (sn.softsign(x), 7 * x, BINARY),
    "the other case has the pole": (cases(0, x >= 0, 1 / (1 - x)), 5 * x * cases(1, x >= 0, 0), BINARY),
    "the other case divides": (
        cases(0, y >= 0, 1 / (1 - x) - 1 / (1 - x + a)),
        cases(5 * x, y >= 0, a / ((1 - x) * (1 - x + a))),
        BINARY,
    ),
    "a pole at the boundary": (cases(1 / (x - 1), x < 1, 2), cases(1 / (x - 1), x < 1, 3), []),
    "a pole of a bit, inside a sum": (Sum(cases(1 / (1 - x), V[i, 0] > 0, 0), (i, 0, n - 1)), 0, BINARY),
    "a pole beside an identity matrix": (
        sn.add(Identity(n), sn.Elementwise(Lambda(u, u * sn.softsign(x)), A)),
        sn.add(Identity(n), sn.Elementwise(Lambda(u, 7 * u * x), A)),
        BINARY,
    ),
    "a sign": (sign(x) / (1 + Abs(x)), sign(x), []),
}
TRUE = {
    "softsign": (sn.softsign(x), x / (1 + Abs(x)), []),
    "softsign of a bit": (sn.softsign(x), x / 2, BINARY),
    "one over an absolute value": (1 / Abs(x), Abs(1 / x), []),
    "in one case": (cases(x / (x + 1) + 1 / (x + 1), x > 0, 2), cases(1, x > 0, 2), []),
    "in both cases": (1 / (x - 1) - 1 / (x + 1), 2 / (x**2 - 1), []),
    "with a maximum": (Max(x, 0) / (x - 3) - Max(x, 0) / (x + 3), 6 * Max(x, 0) / (x**2 - 9), []),
    "in bounds": (1 / (1 - x) + 1 / (1 + x), 2 / (1 - x**2), BELOW),
    "with equal indices": (cases(1 / (x - 1) - 1 / (x + 1), Eq(y, 0), 0), cases(2 / (x**2 - 1), Eq(y, 0), 0), []),
    "a scaled identity": ((1 / (x - 1) - 1 / (x + 1)) * Identity(n), 2 / (x**2 - 1) * Identity(n), []),
    "by cases of an entry": (
        HadamardProduct(sn.Elementwise(Lambda(u, Abs(u) / (u**2 + 1)), A), A),
        sn.Elementwise(Lambda(u, u * Abs(u) / (1 + Abs(u) ** 2)), A),
        [],
    ),
    "halves": (Rational(1, 2) * (sn.softsign(x) + sn.softsign(-x)), 0, []),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_divisor_of_one_case_is_not_multiplied_into_another(name):
    assert not proves(*FALSE[name])


@pytest.mark.parametrize("name", TRUE)
def test_quotients_are_still_compared(name):
    assert proves(*TRUE[name])


def first_case(monkeypatch=None):
    """What is left of 5 x in one case when all is multiplied out, where the other case divides by 1 − x."""
    if monkeypatch is not None:
        monkeypatch.setattr(factors, "CASES", frozenset())
    ring = ring_with(BINARY, Limits(10.0))
    form = Reader(ring).scalar(cases(5 * x, y > 0, 1 / (1 - x)))
    condition = next(atom for term in form.terms for atom, _ in term.factors if ring.kind(atom) == "above")
    return ring.where(factors.cleared(ring, form), condition, holds=True)


def test_multiplying_out_in_all_cases_at_once_would_lose_what_is_false(monkeypatch):
    """The guard can fail: 5 x (1 − x) is 0 for x that is 0 or 1, and 5 x is not."""
    assert not first_case().is_zero
    assert first_case(monkeypatch).is_zero
