"""Every row of the table of activations against mathematics; and planted wrong rows, which must be found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mpmath
import numpy as np
import pytest
from sympy import AccumBounds, Interval, Piecewise, Rational, S, Symbol, latex, oo, solve_univariate_inequality, symbols
from sympy.core.relational import Relational

from symnet.codegen.sources import NUMPY_FUNCTIONS
from symnet.errors import SymnetValueError
from symnet.expressions.activations import ACTIVATIONS, gelu, gelu_tanh, leaky_relu, relu, sigmoid, silu, tanh
from symnet.expressions.catalogue import FRAMEWORKS, activation, activations
from symnet.expressions.facts import odd
from symnet.expressions.scalar import Activation
from tests.expressions.reference_tables import activation_table
from tests.expressions.scalar_points import EVERY_ACTIVATION, default_parameters, exact, parameter_choices

z = Symbol("z", real=True)
DENSE = np.concatenate([np.linspace(-12, 12, 24001), [-1e6, 1e6]])
SPOTS = [Rational(n, 7) for n in (-61, -23, -9, -4, -1, 1, 3, 5, 8, 19, 47)]


def numbers(row, parameters):
    """Return the values on the dense grid, by the NumPy form, which its own tests compare with the definition."""
    return NUMPY_FUNCTIONS[row.__name__.removeprefix("wrong_")](DENSE, *map(float, parameters))


def limit_violations(row, parameters):
    for far, limit in zip((-1e9, 1e9), row(z, *parameters).limits(), strict=True):
        value = exact(row, parameters)(mpmath.mpf(far))
        if isinstance(limit, AccumBounds):
            fits = limit.min <= value <= limit.max
        elif limit.is_infinite:
            fits = value * limit > 0 and abs(value) > 1e6
        else:
            fits = abs(value - mpmath.mpf(limit.evalf(30))) < 1e-6
        if not fits:
            yield f"limit {limit} at {far}, where the value is {value}"


def derivative_violations(row, parameters):
    function = row(z, *parameters)
    for order in (1, 2):
        slope = function.diff(z, order)
        for spot in SPOTS:
            by_rule = mpmath.mpf(slope.subs(z, spot).evalf(40))
            with mpmath.workdps(60):
                by_differences = mpmath.diff(
                    exact(row, parameters), mpmath.mpf(spot.p) / spot.q, order, h=mpmath.mpf(10) ** -15
                )
            if abs(by_rule - by_differences) > 1e-12 * (1 + abs(by_rule)):
                yield f"derivative {order} at {spot} is {by_rule}, by differences {by_differences}"
    for position in range(2, 2 + len(parameters)):
        for spot in SPOTS:
            by_rule = row(spot, *parameters, evaluate=False).fdiff(position).evalf(40)
            step = mpmath.mpf(10) ** -15
            with mpmath.workdps(60):
                ends = [
                    row(spot, *(p + sign * Rational(1, 10**15) if i == position - 2 else p for i, p in enumerate(parameters)))
                    .evalf(50) for sign in (1, -1)
                ]  # fmt: skip
                by_differences = (mpmath.mpf(ends[0]) - mpmath.mpf(ends[1])) / (2 * step)
            if abs(mpmath.mpf(by_rule) - by_differences) > 1e-12 * (1 + abs(by_rule)):
                yield f"derivative by parameter {position} at {spot} is {by_rule}, by differences {by_differences}"


def parity_violations(row, parameters):
    values = numbers(row, parameters)[:-2]
    here = {
        "odd": np.allclose(values, -values[::-1], rtol=1e-12),
        "even": np.allclose(values, values[::-1], rtol=1e-12),
    }
    found = next((name for name, holds in here.items() if holds), None)
    stated = row(z, *parameters).parity()
    if found != stated:
        yield f"parity {stated}, found {found}"


def image_violations(row, parameters):
    image, values = row(z, *parameters).image(), numbers(row, parameters)
    inside = np.array([bool(image.contains(S(value))) for value in values[::97]])
    # at the ends of an open interval, float64 rounds onto the end
    ends = [float(end) for end in (image.inf, image.sup) if end.is_finite]
    near_end = np.array([any(abs(v - end) < 1e-9 for end in ends) for v in values[::97]])
    if not (inside | near_end).all():
        yield f"values outside of {image}: {values[::97][~(inside | near_end)][:3]}"
    for end, extreme in ((image.inf, values.min()), (image.sup, values.max())):
        reached = abs(extreme) > 1e3 if end.is_infinite else abs(extreme - float(end)) < 1e-5
        if not reached:
            yield f"{image} ends at {end}, but the values at {extreme}"


def monotone_violations(row, parameters):
    stated = row(z, *parameters).monotone()
    growth = np.diff(numbers(row, parameters)[:-2])
    if stated == "nondecreasing" and (growth < -1e-15).any():
        yield "not nondecreasing"
    if stated == "nonincreasing" and (growth > 1e-15).any():
        yield "not nonincreasing"
    sign = {"nondecreasing": 1, "nonincreasing": -1, None: 0}[stated]
    slope = row(z, *parameters).diff(z)
    if any(sign * slope.subs(z, spot).evalf(20) < 0 for spot in SPOTS):
        yield f"{stated}, but the derivative has the other sign"


def breakpoints(expression):
    """Return the points at which the branches of an expression meet."""
    conditions = {c for piecewise in expression.atoms(Piecewise) for c in piecewise.atoms(Relational)}
    return {point for c in conditions for point in solve_univariate_inequality(c, z, relational=False).boundary}


def kink_violations(row, parameters):
    written_out = row(z, *parameters).rewrite("definition")
    candidates = breakpoints(written_out.rewrite(Piecewise)) | set(row.facts.kinks(*parameters)) | {S.Zero}
    found = set()
    f, h = exact(row, parameters), mpmath.mpf(10) ** -20
    for point in candidates:
        with mpmath.workdps(80):
            at = mpmath.mpf(point.p) / point.q
            left, right = (f(at - h) - f(at - 2 * h)) / h, (f(at + 2 * h) - f(at + h)) / h
            if abs(left - right) > 1e-12 or abs(f(at + h) - f(at - h)) > 1e-12:
                found.add(point)
    stated = set(row(z, *parameters).kinks())
    if found != stated:
        yield f"kinks {stated}, found {found}"


def violations(row, parameters) -> list[str]:
    """Return what is wrong with a row, each as a sentence."""
    checks = (
        limit_violations,
        derivative_violations,
        parity_violations,
        image_violations,
        monotone_violations,
        kink_violations,
    )
    return [sentence for check in checks for sentence in check(row, parameters)]


@pytest.mark.parametrize(**EVERY_ACTIVATION)
def test_every_fact_holds(row):
    for parameters in parameter_choices(row):
        assert violations(row, parameters) == []


@pytest.mark.parametrize(
    ("right", "field", "value", "found"),
    [
        (sigmoid, "limits", lambda: (S.Zero, S(2)), "limit"),
        (sigmoid, "derivative", lambda f, _: f * (1 + f), "derivative 1"),
        (leaky_relu, "derivative", lambda _, u, a: Piecewise((1, u > 0), (2 * a, True)), "derivative 1"),
        (tanh, "parity", lambda: None, "parity"),
        (sigmoid, "parity", odd, "parity"),
        (silu, "image", lambda: Interval(0, oo), "values outside"),
        (silu, "image", lambda: Interval(-1, oo), "ends at"),
        (gelu, "monotone", "nondecreasing", "not nondecreasing"),
        (relu, "kinks", lambda: (), "kinks"),
        (sigmoid, "kinks", lambda: (S.Zero,), "kinks"),
    ],
)
def test_a_wrong_row_is_found(right, field, value, found):
    wrong = type(f"wrong_{right.__name__}", (Activation,), {"facts": replace(right.facts, **{field: value})})
    assert any(found in sentence for sentence in violations(wrong, default_parameters(right)))


def test_the_minima_without_closed_form_lie_within_1e_20():
    for row in (gelu, gelu_tanh, activation("mish")):
        with mpmath.workdps(60):
            f = exact(row, ())
            at = mpmath.findroot(lambda u, f=f: mpmath.diff(f, u), -0.8 if row is not activation("mish") else -1.2)
            end = row(z).image().inf
            gap = f(at) - mpmath.mpf(end.p) / end.q
            assert 0 < gap < mpmath.mpf(10) ** -20


def test_names_are_unique():
    names = [name for row in ACTIVATIONS for name in (row.__name__, *row.facts.aliases)]
    assert len(names) == len(set(names))
    for framework in FRAMEWORKS:
        entries = [n for row in ACTIVATIONS for e in row.facts.frameworks if e.framework == framework for n in e.names]
        assert len(entries) == len(set(entries))


def test_every_name_is_found():
    assert activations() == tuple(row.__name__ for row in ACTIVATIONS)
    assert len(activations()) == 43
    for row in ACTIVATIONS:
        for name in (row.__name__, *row.facts.aliases):
            assert activation(name) is row
        for entry in row.facts.frameworks:
            for name in entry.names:
                found = activation(name, framework=entry.framework)
                assert found(z) == row(z, *entry.parameters)


def test_defaults_are_those_of_the_framework():
    assert activation("leaky_relu", framework="pytorch") is leaky_relu
    assert activation("leaky_relu", framework="keras")(-1) == Rational(-1, 5)
    assert activation("LeakyReLU", framework="keras")(-1) == Rational(-3, 10)
    assert activation("hardsigmoid", framework="onnx")(1) == Rational(7, 10)
    assert activation("gelu", framework="jax") is gelu_tanh
    assert activation("gelu", framework="pytorch") is gelu


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("sigmiod",),
            "There is no activation named 'sigmiod'; did you mean 'sigmoid'? sn.activations() lists all names.",
        ),
        (("zzz",), "There is no activation named 'zzz'; sn.activations() lists all names."),
        (
            ("LeakyRelu", "pytorch"),
            "There is no activation named 'LeakyRelu' in pytorch; did you mean 'leaky_relu'? sn.activations() lists all names.",
        ),
        (
            ("relu", "torch"),
            "There is no framework named 'torch'; did you mean 'pytorch'? symnet knows 'pytorch', 'keras', 'jax', 'onnx'.",
        ),
        (("relu", "mxnet"), "There is no framework named 'mxnet'; symnet knows 'pytorch', 'keras', 'jax', 'onnx'."),
        (([1],), "There is no activation named [1]; sn.activations() lists all names."),
        (
            ("softmax",),
            "softmax is no function of one entry but of a whole column, so activation('softmax') cannot be answered; give it to Network as the last layer's activation: activations=[…, 'softmax'].",
        ),
    ],
)
def test_unknown_names_are_refused_in_one_sentence(arguments, message):
    with pytest.raises(SymnetValueError) as refusal:
        activation(*arguments)
    assert str(refusal.value) == message


def test_latex_passes_katex(assert_katex):
    p = symbols("p")
    assert_katex(
        [
            latex(f)
            for row in ACTIVATIONS
            for f in (row(p), row(p) ** 2, 1 / row(p), row(p) ** p, row(p).diff(p), row(p).definition())
        ]
    )


def test_the_reference_page_shows_the_table():
    page = (Path(__file__).parents[2] / "docs" / "activations.md").read_text(encoding="utf-8")
    assert activation_table() in page
