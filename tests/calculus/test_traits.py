"""What is computed of every activation, against its definition sampled in 50 digits, against the row, and SymPy's limits.

The definition is evaluated by `exact`, which knows neither the derivative of the row nor anything that the traits use.
"""

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from sympy import (
    Abs,
    AccumBounds,
    Interval,
    Lambda,
    Max,
    Piecewise,
    Rational,
    S,
    Symbol,
    Union,
    cos,
    exp,
    limit,
    log,
    oo,
    pi,
    sin,
    sqrt,
)
from sympy import tanh as sympy_tanh

from symnet.calculus.curves import Z, curve_of
from symnet.calculus.traits import (
    Found,
    asymptotes_of,
    centred,
    dead_set_of,
    largest_slope_of,
    lipschitz_constant_of,
    monotony_of,
    range_of,
    saturated_set_of,
    smoothness_of,
)
from symnet.errors import SymnetTypeError, SymnetValueError
from symnet.expressions.activations import ACTIVATIONS, gelu, gelu_tanh, leaky_relu, relu, sigmoid, silu, tanh
from symnet.expressions.kinks import with_slope_at
from symnet.expressions.scalar import Activation
from tests.expressions.scalar_points import default_parameters, exact, parameter_choices

PLACES = [mpmath.mpf(float(n)) / 64 for n in np.linspace(-30 * 64 + 1, 30 * 64 - 3, 1201).round()]
NEAR = [
    mpmath.mpf(n) / 6 + side * mpmath.mpf(2) ** -14
    for n in (-18, -6, -4, -3, -2, 0, 2, 3, 4, 6, 18, 36)
    for side in (-1, 1)
]
FAR = [mpmath.mpf(sign * 10**power) for power in (2, 4, 8) for sign in (-1, 1)]
LEVEL = Rational(1, 10**4)

CASES = [(row, parameters) for row in ACTIVATIONS for parameters in dict.fromkeys(parameter_choices(row))]
IDS = [f"{row.__name__}-{'-'.join(map(str, parameters)) or 'none'}" for row, parameters in CASES]


@dataclass(frozen=True)
class Sampled:
    places: list[mpmath.mpf]
    values: list[mpmath.mpf]
    slopes: list[mpmath.mpf]


@cache
def sampled(row, parameters) -> Sampled:
    """The definition and its differences; where a kink may be inside a difference, there is none."""
    with mpmath.workdps(160):
        f, h = exact(row, parameters), mpmath.mpf(10) ** -30
        places = sorted([*PLACES, *NEAR, *FAR])
        values = [f(place) for place in places]
        return Sampled(places, values, [(f(place + h) - f(place - h)) / (2 * h) for place in places])


def number(expression):
    return (
        mpmath.mpf(str(expression.n(40)))
        if expression.is_finite
        else mpmath.mpf("inf") * (1 if expression == oo else -1)
    )


def inside(values):
    """Whether a place lies in a set of intervals, and None near an end, as a function of the place."""
    parts = values.args if isinstance(values, Union) else (values,)
    intervals = [(number(part.start), number(part.end)) for part in parts if isinstance(part, Interval)]

    def answer(place):
        ends = [end for interval in intervals for end in interval if mpmath.isfinite(end)]
        if any(abs(place - end) < 1e-12 * (1 + abs(end)) for end in ends):
            return None
        return any(start < place < end for start, end in intervals)

    return answer


def range_violations(row, parameters, curve):
    found, stated = range_of(curve).value, row(Z, *parameters).image()
    for ours, theirs in ((found.inf, stated.inf), (found.sup, stated.sup)):
        if number(ours) != number(theirs) and not abs(number(ours) - number(theirs)) < 1e-18:
            yield f"range {found}, in the row {stated}"
    low, high = number(found.inf), number(found.sup)
    values = sampled(row, parameters).values
    if not all(low - mpmath.mpf(10) ** -25 <= value <= high + mpmath.mpf(10) ** -25 for value in values):
        yield f"values outside of the range {found}"
    if (
        found.contains(found.inf) != stated.contains(stated.inf)
        and row not in {gelu, gelu_tanh}
        and row.__name__ != "mish"
    ):
        yield f"range {found} and {stated} have other ends"
    for end in (low, high):
        if mpmath.isfinite(end) and min(abs(value - end) for value in values) > 1e-2:
            yield f"the range {found} ends at {end}, which no value comes near to"


def centred_violations(row, parameters, curve):
    f = exact(row, parameters)
    with mpmath.workdps(160):
        odd = all(abs(f(place) + f(-place)) < mpmath.mpf(10) ** -40 for place in PLACES[::7])
    if centred(curve).value is not odd:
        yield f"zero-centred {centred(curve).value}, sampled {odd}"


def monotony_violations(row, parameters, curve):
    values = sampled(row, parameters).values
    steps = [right - left for left, right in pairwise(values)]
    noise = mpmath.mpf(10) ** -60
    up, down = any(step > noise for step in steps), any(step < -noise for step in steps)
    level = any(abs(step) <= noise for step in steps[400:820])
    word = {(True, True): "no", (True, False): "nondecreasing" if level else "increasing"}[up, down]
    if monotony_of(curve).value != word:
        yield f"monotone {monotony_of(curve).value}, sampled {word}"


def smoothness_violations(row, parameters, curve):
    """One-sided differences of the definition: up to the stated order they agree, and the next does not."""
    stated = smoothness_of(curve).value
    orders, worst = range(5 if stated == oo else int(stated) + 2), 5
    with mpmath.workdps(160):
        f, h = exact(row, parameters), mpmath.mpf(10) ** -25
        for joint in {*curve.joints, S.Zero}:
            at = number(joint)
            for order in orders:
                sides = [mpmath.diff(f, at + side * 100 * h, order, h=h, relative=False) for side in (-1, 1)]
                if abs(sides[0] - sides[1]) > 1e-10:
                    worst = min(worst, order - 1)
                    break
    if (oo if worst == 5 else worst) != stated:
        yield f"smooth to order {stated}, sampled {worst}"


def slope_violations(row, parameters, curve):
    largest = largest_slope_of(curve).value
    slopes = [abs(slope) for slope in sampled(row, parameters).slopes if abs(slope) < 10**20]  # else it is a jump
    if largest == oo:
        if max(slopes) < 50:
            yield f"the slope is not bounded, but the largest that is found is {max(slopes)}"
        return
    if max(slopes) > number(largest) + mpmath.mpf(10) ** -20:
        yield f"largest slope {largest}, but there is one of {max(slopes)}"
    if max(slopes) < number(largest) - 2e-3:
        yield f"largest slope {largest}, but the largest that is found is {max(slopes)}"
    constant = lipschitz_constant_of(curve).value
    jumps = any(abs(slope) >= 10**20 for slope in sampled(row, parameters).slopes) or smoothness_of(curve).value == -1
    if constant != (oo if jumps else largest):
        yield f"Lipschitz constant {constant}"


def flat_violations(row, parameters, curve):
    saturated, dead = saturated_set_of(curve).value, dead_set_of(curve).value
    if curve.period is not None:
        return
    in_saturated, in_dead = inside(saturated), inside(dead)
    sample, joints = sampled(row, parameters), {number(joint) for joint in curve.joints}
    for place, slope in zip(sample.places, sample.slopes, strict=True):
        if place in joints:
            continue
        if in_saturated(place) not in {None, bool(abs(slope) < mpmath.mpf(1) / 10**4)}:
            yield f"saturated {saturated}, but at {place} the slope is {slope}"
        if abs(place) < 5 and in_dead(place) not in {None, bool(slope == 0)}:
            yield f"no gradient on {dead}, but at {place} the slope is {slope}"


def kink_violations(row, parameters, curve):
    if curve.kinks() != row(Z, *parameters).kinks():
        yield f"kinks {curve.kinks()}, in the row {row(Z, *parameters).kinks()}"


CHECKS = (range_violations, centred_violations, monotony_violations, smoothness_violations, slope_violations,
          flat_violations, kink_violations)  # fmt: skip


def violations(row, parameters):
    curve = curve_of(row(Z, *parameters))
    with mpmath.workdps(60):
        return [sentence for check in CHECKS for sentence in check(row, parameters, curve)]


@pytest.mark.parametrize(("row", "parameters"), CASES, ids=IDS)
def test_what_is_computed_is_what_is_sampled(row, parameters):
    assert violations(row, parameters) == []


@pytest.mark.parametrize(
    ("right", "field", "value", "found"),
    [
        (sigmoid, "derivative", lambda f, _: f * (1 + f), "largest slope"),
        (tanh, "derivative", lambda f, _: (1 - f**2) / 2, "largest slope"),
        (relu, "derivative", lambda _, z: Piecewise((1, z > 0), (Rational(1, 10), True)), "no gradient|saturated"),
        (relu, "derivative", lambda _, z: Piecewise((2, z > 0), (0, True)), "largest slope"),
        (silu, "image", lambda: Interval(0, oo), "range"),
        (sigmoid, "image", lambda: Interval(0, 1), "range"),
        (leaky_relu, "kinks", lambda _: (), "kinks"),
        (sigmoid, "kinks", lambda: (S.Zero,), "kinks"),
    ],
)
def test_a_wrong_row_is_found(right, field, value, found):
    wrong = type(f"wrong_{right.__name__}", (Activation,), {"facts": replace(right.facts, **{field: value})})
    sentences = violations(wrong, default_parameters(right))
    assert any(word in sentence for sentence in sentences for word in found.split("|")), sentences


@pytest.mark.parametrize(
    "name", ["range_of", "centred", "monotony_of", "smoothness_of", "largest_slope_of", "dead_set_of"]
)
def test_a_wrong_answer_is_found(monkeypatch, name):
    wrong = {
        "range_of": Interval(-2, oo), "centred": True, "monotony_of": "increasing", "smoothness_of": S.One,
        "largest_slope_of": S(2), "dead_set_of": Interval(-1, oo),
    }[name]  # fmt: skip
    monkeypatch.setitem(globals(), name, lambda _curve: Found(wrong, proved=True))
    assert violations(relu, ()) != []


EASY_LIMITS = [row for row in ACTIVATIONS if row.__name__ not in {"gelu_tanh", "mish"}]


@pytest.mark.parametrize("row", EASY_LIMITS, ids=lambda row: row.__name__)
def test_the_ends_are_sympy_s_limits(row):
    curve = curve_of(row)
    if curve.period is not None:
        assert isinstance(limit(sin(Z), Z, oo), AccumBounds)
        return
    for piece, place, end in ((curve.pieces[0], -oo, 0), (curve.pieces[-1], oo, 1)):
        assert curve.ends_of(piece)[end] == limit(piece.value, Z, place)


def test_what_is_proved_and_what_is_sampled():
    proved = {row.__name__: largest_slope_of(curve_of(row)).proved for row in ACTIVATIONS}
    assert [name for name, holds in proved.items() if not holds] == [
        "gelu_tanh",
        "silu",
        "mish",
        "squareplus",
        "quick_gelu",
        "sine",
    ]
    growth = {row.__name__: monotony_of(curve_of(row)).proved for row in ACTIVATIONS}
    assert [name for name, holds in growth.items() if not holds] == ["squareplus"]


def test_functions_of_the_user():
    hump = curve_of(Lambda(Z, exp(-Abs(Z))))
    assert (hump.kinks(), range_of(hump).value, largest_slope_of(hump).value) == ({0: 0}, Interval.Lopen(0, 1), 1)
    snake = curve_of(Z + sin(Z) ** 2)
    assert largest_slope_of(snake).value is None  # it waves without a period of its own
    assert curve_of(Lambda(Z, Max(0, Z))).kinks() == {0: Rational(1, 2)}  # SymPy's convention
    wave = curve_of(cos(3 * Z))
    assert (wave.period, range_of(wave).value) == (2 * pi / 3, Interval(-1, 1))
    assert asymptotes_of(curve_of(sqrt(1 + Z**2))) == (-Z, Z)
    assert smoothness_of(curve_of(Lambda(Z, Abs(Z) ** 3))).value == 2
    assert monotony_of(curve_of(-sympy_tanh(Z))).value == "decreasing"
    assert monotony_of(curve_of(Lambda(Z, S(3)))).value == "constant"
    assert range_of(curve_of(Lambda(Z, S(3)))).value == {3}


def test_another_convention_is_another_derivative_at_the_kink():
    half = curve_of(with_slope_at(relu, {0: Rational(1, 2)}))
    assert half.kinks() == {0: Rational(1, 2)}
    assert dead_set_of(half).value == Interval.open(-oo, 0)


@pytest.mark.parametrize(
    ("function", "error", "message"),
    [
        (1 / Z, SymnetValueError, "An activation has a real value for every real z, but 1/z has none at z = 0.0; write one that is defined everywhere, such as log(1 + exp(z))."),
        (log, SymnetValueError, "An activation has a real value for every real z, but log has none at z = -1.26032e+12; write one that is defined everywhere, such as log(1 + exp(z))."),
        (Symbol("a") * Z, SymnetTypeError, "An activation is a function of one variable with numbers for its parameters, but a*z is not; write a name such as 'tanh', a SymPy function, Lambda(z, …), or an expression with one symbol."),
        (3, SymnetTypeError, "An activation is a function of one variable with numbers for its parameters, but 3 is not; write a name such as 'tanh', a SymPy function, Lambda(z, …), or an expression with one symbol."),
        (Piecewise((1, sin(Z) > 0), (0, True)), SymnetValueError, "Cannot find where the condition sin(z) > 0 begins to hold: it must compare polynomials in z; write the branches with conditions such as z > 1."),
    ],
)  # fmt: skip
def test_what_is_no_activation_is_refused(function, error, message):
    with pytest.raises(error) as refusal:
        curve_of(function)
    assert str(refusal.value) == message
