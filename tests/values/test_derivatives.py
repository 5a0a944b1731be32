"""Derivatives found number by number: each against difference quotients of exact enclosures, and by definition."""

from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Determinant, HadamardProduct, Lambda, MatrixSymbol, Max, Piecewise, Symbol, Trace, symbols

import symnet as sn
from symnet.expressions.activations import ACTIVATIONS
from symnet.expressions.losses import LOSSES
from symnet.limits import Limits
from symnet.values.derivatives import differentiated
from symnet.values.evaluation import evaluate
from symnet.values.numbers.enclosures import as_enclosure
from symnet.values.numbers.exact import Exact
from symnet.values.numbers.nowhere import Nowhere
from symnet.values.numbers.traced import SLOPES
from symnet.values.scalar_values import FUNCTIONS
from symnet.verdicts import Gradients

x, y, dx, dy, J = symbols("x y dx dy J", real=True)
A, B, dA, dB = (MatrixSymbol(name, 2, 2) for name in ("A", "B", "dA", "dB"))
BITS = 300
STEP = Fraction(1, 2**60)


def derivative(formula, values, wanted):
    options: dict[str, Any] = {"bits": BITS, "functions": {}, "limits": Limits(20.0)}
    return differentiated(Gradients(J, wanted), [(J, formula)], values, **options)


def enclosure(number):
    assert not isinstance(number, Nowhere), number
    return as_enclosure(number)


def quotient(formula, values, symbol):
    """Return a symmetric difference quotient: off by a third derivative times 2^-120."""
    ends = []
    for step in (STEP, -STEP):
        value = evaluate(formula, {**values, symbol: values[symbol] + step}, arithmetic=Exact(bits=BITS))
        ends.append(value.low if isinstance(value, sn.verdicts.Enclosure) else value)
    return (ends[0] - ends[1]) / (2 * STEP)


def near(found, expected):
    middle = (found.low + found.high) / 2
    return found.high - found.low < Fraction(1, 2**60) and abs(middle - expected) < Fraction(1, 2**40) * max(
        1, abs(expected)
    )


AT = {"log": Fraction(3, 2), "sqrt": Fraction(3, 2), "arcsin": Fraction(1, 3), "arccos": Fraction(1, 3),
      "arccosh": Fraction(5, 2), "arctanh": Fraction(1, 3)}  # fmt: skip


@pytest.mark.parametrize("kind", FUNCTIONS, ids=lambda kind: kind.__name__)
def test_every_function_has_the_slope_of_its_difference_quotient(kind):
    point = {x: AT.get(FUNCTIONS[kind], Fraction(-3, 7))}
    found = derivative(kind(x), point, ((dx, x),))[dx]
    assert near(enclosure(found), quotient(kind(x), point, x))


def test_every_function_has_a_slope():
    assert set(SLOPES) | {"abs"} == {*FUNCTIONS.values(), "sqrt"}


@pytest.mark.parametrize("row", ACTIVATIONS, ids=lambda row: row.__name__)
@pytest.mark.parametrize("at", [Fraction(-7, 5), Fraction(2, 7), Fraction(13, 4)])
def test_every_activation_has_the_slope_of_its_difference_quotient(row, at):
    formula = row(x)
    found = derivative(formula, {x: at}, ((dx, x),))[dx]
    assert near(enclosure(found), quotient(formula, {x: at}, x))


@pytest.mark.parametrize("row", LOSSES, ids=lambda row: row.__name__)
@pytest.mark.parametrize("target", [Fraction(1, 3), Fraction(1)])
def test_every_loss_has_the_slope_of_its_difference_quotient(row, target):
    formula = row(x, y)
    point = {x: Fraction(3, 7), y: target}
    found = derivative(formula, point, ((dx, x),))[dx]
    assert near(enclosure(found), quotient(formula, point, x))


OPERATIONS = {
    "sum": x + 3 * y - x, "product": x * y * x, "quotient": (x + 1) / (x * y), "quotient of a number": 3 / x, "power": x**5, "negative power": x ** (-3),
    "root": (x**2 + 1) ** sympy.Rational(3, 2), "exponent": (x**2 + 1) ** y, "pieces": Piecewise((x**2, x < y), (x * y, True)),
    "maximum": Max(x, y) * x, "step": sympy.Heaviside(x - 5) * x + x**2, "sign": sympy.sign(y) * x**2, "sum of terms": sympy.Sum(x**Symbol("k", integer=True), (Symbol("k", integer=True), 1, 4)),
}  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_the_slope_of_its_difference_quotient(name):
    point = {x: Fraction(5, 7), y: Fraction(3, 2)}
    found = derivative(OPERATIONS[name], point, ((dx, x), (dy, y)))
    for named, symbol in ((dx, x), (dy, y)):
        assert near(enclosure(found[named]), quotient(OPERATIONS[name], point, symbol))


MATRICES = {
    "trace": Trace(A * B), "determinant": Determinant(A), "inverse": Trace(A.inv() * B), "power": Trace(A**3), "entry": (A * B)[0, 1] * A[1, 0],
    "entrywise": sn.SumEntries(HadamardProduct(A, A, B)), "softmax": sn.SumEntries(HadamardProduct(sn.softmax(A), B)),
    "function": sn.SumEntries(sn.tanh(A * B)), "blocks": Trace(sympy.BlockMatrix([[A, B], [B, A]]) * sympy.BlockMatrix([[A, B], [B, A]])),
    "function matrix": Trace(sympy.FunctionMatrix(2, 2, Lambda((Symbol("i"), Symbol("j")), A[0, 0] * Symbol("i") + 1)) * B),
}  # fmt: skip


@pytest.mark.parametrize("name", MATRICES)
def test_every_entry_of_a_gradient_is_that_of_its_difference_quotient(name):
    random = Random(3)  # noqa: S311 - the same numbers each time
    drawn = [np.array([[Fraction(random.randint(-9, 9), 7) for _ in range(2)] for _ in range(2)]) for _ in range(2)]
    values = dict(zip((A, B), drawn, strict=True))
    formula = MATRICES[name]
    found = derivative(formula, values, ((dA, A),))[dA]
    for place in np.ndindex(2, 2):
        ends = []
        for step in (STEP, -STEP):
            moved = values[A].copy()
            moved[place] += step
            value = evaluate(formula, {**values, A: moved}, arithmetic=Exact(bits=BITS))
            ends.append(value.low if isinstance(value, sn.verdicts.Enclosure) else value)
        assert near(enclosure(found[place]), (ends[0] - ends[1]) / (2 * STEP))


def test_a_kink_has_no_derivative():
    for formula in (sympy.Abs(x), sn.relu(x), Max(x, -x), sympy.Heaviside(x), Piecewise((x, x >= 0), (-x, True))):
        found = derivative(formula, {x: Fraction(0)}, ((dx, x),))[dx]
        assert isinstance(found, Nowhere)
        assert found.reason == "kink"


def test_what_is_defined_on_the_way_has_a_derivative_too():
    z, dz = symbols("z dz", real=True)
    options: dict[str, Any] = {"bits": BITS, "functions": {}, "limits": Limits(20.0)}
    found = differentiated(
        Gradients(J, ((dz, z), (dx, x))), [(z, x**2), (J, z**2 + z * x)], {x: Fraction(3)}, **options
    )
    assert (found[dz], found[dx]) == (2 * 9 + 3, (2 * 9 + 3) * 6 + 9)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda row: row.__name__)
@pytest.mark.parametrize("target", [0, 1])
def test_a_loss_has_its_slope_by_a_target_also_where_0_log_0_may_stand(loss, target):
    """That 0 log 0 is 0 says nothing of how the loss changes with the target."""
    inward = STEP if target == 0 else -STEP
    found = derivative(loss(x, y), {x: Fraction(3, 4), y: Fraction(target)}, ((dy, y),))[dy]
    if isinstance(found, Nowhere):  # a kink, or an infinite slope: x log x at 0
        assert loss.__name__ not in {"squared_error", "binary_cross_entropy", "cross_entropy"}
        return
    here, beside = (
        evaluate(loss(x, y), {x: Fraction(3, 4), y: place}, arithmetic=Exact(bits=BITS))
        for place in (Fraction(target), target + inward)
    )
    quotient = (getattr(beside, "low", beside) - getattr(here, "low", here)) / inward
    assert abs(enclosure(found).low - quotient) < Fraction(1, 10**9)
