"""Every row of the table of losses against mathematics; and planted wrong rows, which must be found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mpmath
import pytest
from sympy import Interval, Lambda, Matrix, MatrixSymbol, Rational, S, Symbol, latex, log, oo, symbols

from symnet.errors import SymnetError, SymnetTypeError, SymnetValueError
from symnet.expressions.catalogue import loss, losses
from symnet.expressions.losses import (
    LOSSES,
    absolute_error,
    absolute_percentage_error,
    binary_cross_entropy,
    cross_entropy,
    hinge,
    huber,
    kl_divergence,
    kl_divergence_with_logs,
    poisson,
    squared_error,
    squared_logarithmic_error,
)
from symnet.expressions.scalar import Loss
from tests.expressions.reference_tables import loss_table
from tests.expressions.scalar_points import EVERY_LOSS, default_parameters, exact_value, parameter_choices

PREDICTIONS = [Rational(n, 7) for n in (-23, -9, -4, -1, 1, 2, 4, 6, 8, 19, 47)]
TARGETS = [Rational(n, 11) for n in (-40, -11, -3, 0, 2, 5, 8, 11, 27)]
STEP = Rational(1, 10**15)


def inside(domain, values):
    return [value for value in values if domain.contains(value) == S.true]


def points(row):
    return [(p, y) for p in inside(row.facts.predictions, PREDICTIONS) for y in inside(row.facts.targets, TARGETS)]


def value_at(row, parameters, p, y):
    return exact_value(row, parameters, mpmath.mpf(p.p) / p.q, mpmath.mpf(y.p) / y.q) if y in (0, 1) else mpmath.mpf(
        row(p, y, *parameters, evaluate=False).definition().evalf(50)
    )  # fmt: skip


def derivative_violations(row, parameters):
    p = Symbol("p", real=True)
    inner_targets = [value for value in inside(row.facts.targets, TARGETS) if value not in (0, 1)] or [S.One]
    orders = {(p,): 1, (p, p): 2}
    for wanted, order in orders.items():
        for at in inside(row.facts.predictions, PREDICTIONS):
            for target in inner_targets:
                by_rule = row(p, target, *parameters).diff(*wanted).subs(p, at).evalf(40)
                with mpmath.workdps(60):
                    y = mpmath.mpf(target.p) / target.q
                    step = mpmath.mpf(10) ** -15
                    here = mpmath.mpf(at.p) / at.q
                    low, middle, high = (exact_value(row, parameters, here + k * step, y) for k in (-1, 0, 1))
                    by_differences = (high - low) / (2 * step) if order == 1 else (high - 2 * middle + low) / step**2
                if abs(mpmath.mpf(by_rule) - by_differences) > 1e-12 * (1 + abs(by_rule)):
                    yield f"derivative {order} at {(at, target)} is {by_rule}, by differences {by_differences}"


def other_derivative_violations(row, parameters):
    """By the target and by the parameters, from exact values a small step apart."""
    if row.facts.targets.is_FiniteSet:
        return
    for p, y in points(row):
        arguments = (p, y, *parameters)
        if y in (0, 1):
            continue
        for position in range(1, len(arguments)):
            by_rule = row(*arguments, evaluate=False).fdiff(position + 1).evalf(40)
            ends = [
                row(*(a + s * STEP if i == position else a for i, a in enumerate(arguments)), evaluate=False).definition().evalf(60)
                for s in (1, -1)
            ]  # fmt: skip
            by_differences = (ends[0] - ends[1]) / (2 * STEP)
            if abs(by_rule - by_differences) > 1e-12 * (1 + abs(by_rule)):
                yield f"derivative by argument {position + 1} at {arguments} is {by_rule}, by differences {by_differences}"


def image_violations(row, parameters):
    image = row(*symbols("p y"), *parameters).image()
    for p, y in points(row):
        value = value_at(row, parameters, p, y)
        if image.inf.is_finite and not mpmath.mpf(image.inf.evalf(20)) - mpmath.mpf(10) ** -18 <= value:
            yield f"{value} at {(p, y)} is outside of {image}"
    if (
        image.inf.is_zero
        and not image.left_open
        and not any(abs(value_at(row, parameters, *at)) < 0.05 for at in points(row))
    ):
        equal = [
            (v, v)
            for v in TARGETS
            if row.facts.predictions.contains(v) == S.true and row.facts.targets.contains(v) == S.true
        ]
        if not any(abs(value_at(row, parameters, *at)) < 0.7 for at in equal):
            yield f"{image} begins at 0, but no value comes near it"


def convexity_violations(row, parameters):
    """Compare each chord with the curve; a row that is not convex must have a chord that says so."""
    concave = False
    for y in inside(row.facts.targets, TARGETS):
        predictions = inside(row.facts.predictions, PREDICTIONS)
        for a, b in zip(predictions, predictions[2:], strict=False):
            middle = value_at(row, parameters, (a + b) / 2, y)
            chord = (value_at(row, parameters, a, y) + value_at(row, parameters, b, y)) / 2
            concave = concave or middle > chord + mpmath.mpf(10) ** -12
    if concave == row.facts.convex:
        yield f"convex is stated as {row.facts.convex}"


def kink_violations(row, parameters):
    p = Symbol("p", real=True)
    for y in inside(row.facts.targets, TARGETS):
        if y == 0 or (row.facts.targets.contains(-1) != S.true and y == 1):
            continue
        stated = set(row(p, y, *parameters).kinks())
        found = set()
        for point in {
            *row.facts.kinks(y, *parameters),
            y,
            *(y + q for q in parameters),
            *(y - q for q in parameters),
            S.One / y,
        }:
            if (
                row.facts.predictions.contains(point) != S.true
                or row.facts.predictions.boundary.contains(point) == S.true
            ):
                continue
            ends = [value_at(row, parameters, point + k * STEP, y) for k in (-2, -1, 1, 2)]
            left, right = (ends[1] - ends[0]) / mpmath.mpf(10) ** -15, (ends[3] - ends[2]) / mpmath.mpf(10) ** -15
            if abs(left - right) > 1e-8:
                found.add(point)
        if found != stated:
            yield f"kinks {stated} for the target {y}, found {found}"


def violations(row, parameters) -> list[str]:
    checks = (
        derivative_violations,
        other_derivative_violations,
        image_violations,
        convexity_violations,
        kink_violations,
    )
    with mpmath.workdps(50):
        return [sentence for check in checks for sentence in check(row, parameters)]


@pytest.mark.parametrize(**EVERY_LOSS)
def test_every_fact_holds(row):
    for parameters in parameter_choices(row):
        assert violations(row, parameters) == []


@pytest.mark.parametrize(
    ("right", "field", "value", "found"),
    [
        (squared_error, "derivative", lambda _, p, y: p - y, "derivative 1"),
        (binary_cross_entropy, "derivative", lambda _, p, y: y / p - (1 - y) / (1 - p), "derivative 1"),
        (binary_cross_entropy, "image", lambda: Interval(1, oo), "outside of"),
        (hinge, "kinks", lambda y: (y + 3,), "kinks"),
        (absolute_error, "kinks", lambda _: (), "kinks"),
        (squared_logarithmic_error, "convex", True, "convex"),
        (squared_error, "convex", False, "convex"),
    ],
)
def test_a_wrong_row_is_found(right, field, value, found):
    wrong = type(f"wrong_{right.__name__}", (Loss,), {"facts": replace(right.facts, **{field: value})})
    assert any(found in sentence for sentence in violations(wrong, default_parameters(right)))


def test_there_are_23_and_every_name_is_found():
    assert losses() == tuple(row.__name__ for row in LOSSES)
    assert len(losses()) == 23
    names = [name for row in LOSSES for name in (row.__name__, *row.facts.aliases)]
    assert len(names) == len(set(names))
    for row in LOSSES:
        for name in (row.__name__, *row.facts.aliases):
            assert loss(name) is row
        for entry in row.facts.frameworks:
            for name in entry.names:
                assert loss(name, framework=entry.framework) is row


def test_a_frameworks_name_wins_over_ours():
    assert loss("kl_div", framework="pytorch") is kl_divergence_with_logs
    assert loss("kl_divergence", framework="pytorch") is kl_divergence
    assert loss("kl_divergence", framework="keras") is kl_divergence


def test_unknown_names_are_refused_in_one_sentence():
    with pytest.raises(SymnetValueError) as refusal:
        loss("huberr")
    assert str(refusal.value) == "There is no loss named 'huberr'; did you mean 'huber'? sn.losses() lists all names."


def test_zero_times_the_logarithm_of_zero_is_zero():
    p = Symbol("p")
    assert cross_entropy(0, 0) == 0
    assert binary_cross_entropy(0, 0) == binary_cross_entropy(1, 1) == 0
    assert kl_divergence(p, 0).definition() == 0
    assert poisson(3, 0) == 3


def test_on_matrices():
    A, B = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 2, 3)
    assert squared_error(A, B).shape == (2, 3)
    assert huber(A, B, 2).at(5, 0) == 8
    assert squared_error(Matrix([[3, 1]]), Matrix([[1, 1]])) == Matrix([[4, 0]])
    with pytest.raises(SymnetTypeError) as refusal:
        squared_error(A, 1)
    assert (
        str(refusal.value)
        == "squared_error takes matrices of one shape or scalars only, but was given y_hat = A and y = 1."
    )
    with pytest.raises(SymnetError, match=r"2.*3"):
        squared_error(A, MatrixSymbol("B", 3, 2))


def test_assumptions_hold_on_the_domain_only():
    p, y, q = Symbol("p", positive=True), Symbol("y", nonnegative=True), Symbol("q", real=True)
    assert squared_error(q, y).is_nonnegative
    assert cross_entropy(q, y).is_real is None
    assert poisson(p, y).is_real
    assert cross_entropy(Rational(1, 2), Rational(1, 3)).is_nonnegative
    assert absolute_percentage_error(q, Symbol("n", real=True)).is_real is None


def test_latex_passes_katex(assert_katex):
    p, y = Symbol(r"\hat{y}"), Symbol("y")
    shown = [
        f
        for row in LOSSES
        for f in (row(p, y), row(p, y) ** 2, row(p, y).diff(p), row(p, y).diff(y), row(p, y).definition())
    ]
    assert_katex([latex(expression) for expression in shown])


def test_a_loss_of_ones_own_is_any_lambda():
    p, y = symbols("p y")
    own = Lambda((p, y), -y * log(p))
    assert own(p, y) == cross_entropy(p, y).definition()


def test_the_reference_page_shows_the_table():
    page = (Path(__file__).parents[2] / "docs" / "losses.md").read_text(encoding="utf-8")
    assert loss_table() in page
