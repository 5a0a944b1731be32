"""What the rows of functions say of derivatives and ranges, against enclosures of the functions themselves.

The calculus, the prover and the numbers all read these rows, so a wrong row would be wrong on every road. The mean value
theorem needs the definition alone: where f is smooth on [a, b], the quotient (f(b) − f(a))/(b − a) is f' somewhere inside,
so it lies in what f' encloses over the whole interval.
"""

import math
from fractions import Fraction

import pytest
from sympy import Interval, Rational, Symbol, oo

from symnet.expressions.slope import Slope
from symnet.limits import Limits
from symnet.values import evaluation  # noqa: F401 - it registers the rules
from symnet.values.numbers.enclosures import Enclosed, as_enclosure, hull
from symnet.values.numbers.exact import EXACT
from symnet.values.numbers.nowhere import Nowhere
from symnet.values.valuation import Valuation
from tests.expressions.scalar_points import EVERY_ACTIVATION, EVERY_LOSS, loss_points, parameter_choices
from tests.values.comparing import rational

x, y, z = (Symbol(name, real=True) for name in "xyz")

STARTS = [Fraction(p, q) for p, q in [(-13, 2), (-31, 10), (-7, 5), (-2, 7), (1, 9), (4, 7), (8, 5), (16, 5), (13, 2)]]
WIDTH = Fraction(1, 2**24)


def value(expression, known):
    """The value, a rational or an interval; intervals go in, and what they allow comes out."""
    return Valuation(known, arithmetic=EXACT, functions={}, limits=Limits(math.inf, terms=10**6)).value(expression)


def over(start, width=WIDTH):
    return hull([start, start + width], EXACT.bits)


def mean_slope(function, variable, start, known):
    ends = [value(function, {**known, variable: end}) for end in (start, start + WIDTH)]
    return (ends[1] - ends[0]) * (1 / WIDTH)


def assert_overlap(one, other, *, narrow):
    """Two enclosures of one number meet; the second is narrow enough to say something."""
    assert not as_enclosure(one).excludes(as_enclosure(other)), (one, other)
    low, high = other.bounds if isinstance(other, Enclosed) else (other, other)
    assert high - low < narrow, f"too wide to say anything: {float(low)} to {float(high)}"


def smooth_starts(application, starts=STARTS):
    kinks = application.kinks()
    return [start for start in starts if not any(rational(start) <= kink <= rational(start + WIDTH) for kink in kinks)]


@pytest.mark.parametrize(**EVERY_ACTIVATION)
@pytest.mark.parametrize("order", [1, 2])
def test_the_derivative_of_a_row_encloses_the_mean_slopes_of_its_function(row, order):
    compared = 0
    for parameters in parameter_choices(row):
        function = row(z, *parameters)
        derivative = slope(function)
        if order == 2:
            function, derivative = derivative, slope(derivative)
        for start in smooth_starts(row(z, *parameters)):
            inside = value(derivative, {z: over(start)})
            assert_overlap(mean_slope(function, z, start, {}), inside, narrow=Fraction(1, 100))
            compared += 1
    assert compared >= 4


def slope(application):
    return Slope(application) if getattr(application, "is_Function", False) else application.diff(z)


@pytest.mark.parametrize(**EVERY_ACTIVATION)
def test_the_range_of_a_row_holds_the_values_of_its_function(row):
    for parameters in parameter_choices(row):
        application = row(z, *parameters)
        image = application.image()
        low, high = (image.inf, image.sup) if not image.is_FiniteSet else (min(image), max(image))
        for start in [*STARTS, Fraction(-40), Fraction(40), Fraction(0)]:
            found = as_enclosure(value(application, {z: start}))
            assert low is -oo or rational(found.high) >= low
            assert high is oo or rational(found.low) <= high


@pytest.mark.parametrize(**EVERY_LOSS)
def test_the_derivative_of_a_loss_encloses_its_mean_slopes(row):
    compared = 0
    for parameters in parameter_choices(row):
        loss = row(x, y, *parameters)
        for prediction, target in loss_points(row):
            start, known = Fraction(prediction), {y: Fraction(target)}
            inside = value(Slope(loss), {**known, x: over(start)})
            ends = [value(loss, {**known, x: end}) for end in (start, start + WIDTH)]
            near = any(
                rational(start) <= kink.subs(y, rational(known[y])) <= rational(start + WIDTH) for kink in loss.kinks()
            )
            if near or any(isinstance(each, Nowhere) for each in (inside, *ends)):
                continue
            assert not as_enclosure((ends[1] - ends[0]) * (1 / WIDTH)).excludes(as_enclosure(inside))
            compared += 1
    assert compared


def test_a_wrong_row_is_found():
    from symnet.expressions.activations import softsign, tanh

    start, wrong = Fraction(4, 7), (1 - tanh(z)) * Rational(9, 10)
    inside = value(wrong, {z: over(start)})
    assert as_enclosure(mean_slope(tanh(z), z, start, {})).excludes(as_enclosure(inside))
    beyond = as_enclosure(value(2 * softsign(z), {z: Fraction(40)}))
    assert Interval.open(-1, 1).sup < rational(beyond.low)
