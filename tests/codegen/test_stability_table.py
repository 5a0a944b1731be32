"""The stability table: every loss behind its natural outputs, every activation and its two derivatives, up to ±1000.

Values and gradients by the logits are compared with `jets`, in a thousand digits. Where a logarithm or a derivative is
what it is about, 1e-12 of the value is allowed; elsewhere the rounding of the prediction and of the target comes to it.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mpf
from sympy import Lambda, MatrixSymbol, Symbol, log

import symnet as sn
from symnet.codegen.numpy_activations import sigmoid
from symnet.codegen.sources import NUMPY_FUNCTIONS
from tests.codegen import jets
from tests.codegen.jets import Jet, jet

LOGITS = (0, 1, -1, 3, -3, 5, -5, 30, -30, 40, -40, 100, -100, 709, -709, 750, -750, 1000, -1000)
LARGEST = mpf(np.finfo(float).max)
EPSILON = 2.0**-52

SIGMOIDS = ("sigmoid", "hardsigmoid", "sparse_sigmoid", "step", "normal_cdf")
CLAMPS = ("identity", "relu", "relu6", "hardtanh")
SIGNED = ("tanh", "error_function", "elu", "celu")
RATES = ("exponential", "softplus")
REALS = (
    "identity",
    "tanh",
    "hardtanh",
    "relu",
    "leaky_relu",
    "elu",
    "sigmoid",
    "hardsigmoid",
    "step",
    "softplus",
    "exponential",
)
OUTPUTS: dict[str, tuple[str, ...]] = {
    "binary_cross_entropy": (*SIGMOIDS, *CLAMPS, "tanh"),
    "binary_focal_cross_entropy": (*SIGMOIDS, *CLAMPS),
    "cross_entropy": (*SIGMOIDS, *CLAMPS, "tanh", "softmax", "exponential"),
    "categorical_focal_cross_entropy": (*SIGMOIDS, *CLAMPS, "softmax", "exponential"),
    "kl_divergence": (*SIGMOIDS, *CLAMPS, "softmax", *RATES),
    "poisson": (*SIGMOIDS, *CLAMPS, "softmax", *RATES),
    "squared_logarithmic_error": (*SIGMOIDS, *CLAMPS, *RATES, *SIGNED, "softsign", "arctan"),
    "squared_error": (*REALS, "softmax"),
    "absolute_error": (*REALS, "softmax"),
    "kl_divergence_with_logs": ("identity", "log_sigmoid"),
    "poisson_with_logs": ("identity", "log_sigmoid", "relu"),
}
TARGETS: dict[str, tuple[float, ...]] = {
    "binary_focal_cross_entropy": (0.0, 1.0),
    "absolute_percentage_error": (1.0, -0.25),
    **dict.fromkeys(("hinge", "squared_hinge", "hinge_embedding", "soft_margin"), (-1.0, 1.0)),
    **dict.fromkeys(("squared_error", "absolute_error", "huber", "pinball", "log_cosh"), (0.0, 1.0, -0.7, 998.5)),
}
COLUMNS = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (0.3, 0.2, 0.5))
BY_LOGARITHM = {"binary_cross_entropy", "binary_focal_cross_entropy", "cross_entropy", "categorical_focal_cross_entropy", "kl_divergence", "poisson"}  # fmt: skip
PAIRS = [(loss, output) for loss in jets.LOSSES for output in OUTPUTS.get(loss, REALS)]


@pytest.fixture(autouse=True)
def enough_digits():
    """1 + exp(-2000) and 1 are different numbers."""
    with mpmath.workdps(1000):
        yield


def fits(loss: str, prediction: Any) -> bool:
    """Tell whether a prediction, in floating point too, is one that the loss is defined for."""
    low, high = {
        "poisson": (0, mpmath.inf),
        "kl_divergence": (0, LARGEST),
        "squared_logarithmic_error": (mpmath.mpf(-1) + mpf(10) ** -990, LARGEST),
    }.get(loss, (0, 1) if loss in BY_LOGARITHM else (-LARGEST, LARGEST))
    return low <= prediction <= high


def predictions(output: str, logits: tuple[float, ...], moving: int) -> list[Jet]:
    """Return the outputs as functions of one of the logits."""
    places = [Jet(mpf(z), mpf(int(i == moving))) for i, z in enumerate(logits)]
    if output != "softmax":
        return [jets.ACTIVATIONS[output](place) for place in places]
    powers = [jets.exp(place) for place in places]
    return [power / sum(powers, jet(0)) for power in powers]


def cases(loss: str, output: str) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    if output == "softmax":
        return [((float(z), 0.0, float(-z)), column) for z in LOGITS for column in COLUMNS]
    # the tails of the normal distribution would take 200,000 digits at 1000
    logits = [z for z in LOGITS if output not in {"normal_cdf", "error_function"} or abs(z) <= 40]
    return [((float(z),), (y,)) for z in logits for y in TARGETS.get(loss, (0.0, 1.0, 0.3))]


def exact(loss: str, output: str, logits: Any, targets: Any) -> list[Jet] | None:
    """Return the loss as a function of each logit, or None where it is infinite or not defined."""
    if not all(fits(loss, p.value) for p in predictions(output, logits, 0)):
        return None
    try:
        return [
            sum((jets.LOSSES[loss](p, y) for p, y in zip(predictions(output, logits, k), targets, strict=True)), jet(0))
            for k in range(len(logits))
        ]
    except ZeroDivisionError:
        return None


def assert_close(got: float, expected: Any, allowed: Any, where: Any) -> None:
    if abs(expected) > LARGEST:
        assert got == math.copysign(math.inf, expected), where
    else:
        assert abs(mpf(got) - expected) <= 1e-12 * abs(expected) + allowed, (where, got, mpmath.nstr(expected, 17))


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_a_loss_behind_an_output_and_its_gradient(loss, output):
    size = 3 if output == "softmax" else 1
    step = sn.Network([1, size], activations=output).cost(loss).lambdify(gradient=True)
    compared = 0
    for logits, targets in cases(loss, output):
        expected = exact(loss, output, logits, targets)
        if expected is None:
            continue
        column = [np.array(numbers).reshape(size, 1) for numbers in (logits, targets)]
        with warnings.catch_warnings(), np.errstate(over="ignore"):
            warnings.simplefilter("error")
            value, gradient = step({"w0": np.zeros((size, 1)), "b0": column[0]}, np.ones((1, 1)), column[1])
        largest = max(1, *(abs(p.value) for p in predictions(output, logits, 0)), *map(abs, targets))
        rounding = 4 * EPSILON * largest * (100 if loss == "absolute_percentage_error" else 1)
        is_by_logarithm = loss in BY_LOGARITHM and output not in {"tanh", "hardtanh", "softplus"}
        where = (loss, output, logits, targets)
        assert_close(value, expected[0].value, 1e-307 if is_by_logarithm else rounding * largest, where)
        for got, jet_of_logit in zip(gradient["b0"][:, 0], expected, strict=True):
            assert_close(got, jet_of_logit.first, rounding, where)
        compared += 1
    assert compared > len(LOGITS) // 2 or output in CLAMPS


HARD = ("hardsigmoid", "step", "sparse_sigmoid", "sigmoid", "softmax")
y_hat, y = Symbol("y_hat", real=True), Symbol("y", real=True)
OWN = {
    "binary": (-y * log(y_hat) - (1 - y) * log(1 - y_hat), jets.LOSSES["binary_cross_entropy"]),
    "weighed": (
        -3 * y * log(y_hat) - (1 - y) * log(1 - y_hat),
        lambda p, t: -3 * jets.weighted_log(t, p) - jets.weighted_log(1 - t, 1 - p),
    ),
    "categorical": (-y * log(y_hat), jets.LOSSES["cross_entropy"]),
    "focal": (-((1 - y_hat) ** 3) * y * log(y_hat), lambda p, t: -jets.power(1 - p, 3) * jets.weighted_log(t, p)),
    "generalized": (y * log(y / y_hat) - y + y_hat, lambda p, t: jets.LOSSES["kl_divergence"](p, t) - t + p),
}


@pytest.mark.parametrize("output", HARD)
@pytest.mark.parametrize("name", OWN)
def test_a_loss_that_a_user_writes_out_has_the_same_guards(name, output, monkeypatch):
    formula, loss = OWN[name]
    monkeypatch.setitem(jets.LOSSES, "cross_entropy", loss)
    size = 3 if output == "softmax" else 1
    step = sn.Network([1, size], activations=output).cost(Lambda((y_hat, y), formula)).lambdify(gradient=True)
    for z in (-1000, -40, -9, 9, 40, 1000):
        logits = (float(z), 0.0, float(-z)) if size > 1 else (float(z),)
        targets = (0.0, 0.0, 1.0) if size > 1 else (float(z > 0),)  # what it says, so that the loss is finite
        targets = targets if z < 0 else targets[::-1]
        expected = exact("cross_entropy", output, logits, targets)
        assert expected is not None
        column = [np.array(numbers).reshape(size, 1) for numbers in (logits, targets)]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            value, gradient = step({"w0": np.zeros((size, 1)), "b0": column[0]}, np.ones((1, 1)), column[1])
        assert_close(value, expected[0].value, 1e-15, (name, output, z))
        for got, jet_of_logit in zip(gradient["b0"][:, 0], expected, strict=True):
            assert_close(got, jet_of_logit.first, 1e-15, (name, output, z))


OF_COMPLEMENTS = {
    "two classes": sn.binary_cross_entropy,
    "two classes, weighed": sn.binary_focal_cross_entropy,
    "the others": Lambda((y_hat, y), -(1 - y) * log(1 - y_hat)),
    "a pole": Lambda((y_hat, y), 1 / (1 - y_hat) - y),
}


@pytest.mark.parametrize("notation", ["zero_based", "rows"])
@pytest.mark.parametrize("name", OF_COMPLEMENTS)
def test_a_gradient_behind_a_softmax_where_the_largest_entry_has_nearly_everything(name, notation):
    """The terms of that entry cancel; up to logits that are 700 apart, where what is left underflows."""
    losses = {
        "two classes": jets.LOSSES["binary_cross_entropy"],
        "two classes, weighed": jets.LOSSES["binary_focal_cross_entropy"],
        "the others": lambda p, t: -jets.weighted_log(1 - t, 1 - p),
        "a pole": lambda p, t: 1 / (1 - p) - t,
    }
    cost = sn.Network([3, 3], activations="softmax", notation=notation).cost(OF_COMPLEMENTS[name])
    step, turned = cost.lambdify(gradient=True), notation == "rows"
    for logits in [(z, 0.0, w) for z in (0.0, 1.0, -1.0, 20.0, 38.0, 100.0, -300.0) for w in (0.0, 1e-9, -z)]:
        for targets in COLUMNS[: 3 if "weighed" in name else 4]:
            expected = []
            for k in range(3):
                outputs = predictions("softmax", logits, k)
                terms = [losses[name](p, mpf(t)) for p, t in zip(outputs, targets, strict=True)]
                expected.append(sum(terms, jet(0)).first)
            column = [np.array(numbers).reshape((1, 3) if turned else (3, 1)) for numbers in (logits, targets)]
            parameters = dict(zip(cost.network.parameters.names, (np.zeros((3, 3)), column[0]), strict=True))
            _, gradient = step(parameters, np.ones((1, 3) if turned else (3, 1)), column[1])
            for got, first in zip(list(gradient.values())[1].ravel(), expected, strict=True):
                assert_close(got, first, 8 * EPSILON * max(1, *map(abs, expected)), (name, logits, targets))


OF_SIGNED = {
    "margins": (
        -(1 + y) * log((1 + y_hat) / 2) - (1 - y) * log((1 - y_hat) / 2),
        lambda p, t: -jets.weighted_log(1 + t, (1 + p) / 2) - jets.weighted_log(1 - t, (1 - p) / 2),
    ),
    "likelihood": (-y * log(1 + y_hat), lambda p, t: -jets.weighted_log(t, 1 + p)),
    "difference": ((log(1 + y_hat) - y) ** 2, lambda p, t: (jets.log(1 + p) - t) * (jets.log(1 + p) - t)),
    "rate": (y_hat - (1 + y) * log(1 + y_hat), lambda p, t: p - (1 + t) * jets.log(1 + p)),
}


@pytest.mark.parametrize(
    ("name", "output"), [(n, o) for n in OF_SIGNED for o in SIGNED if n != "margins" or not o.endswith("elu")]
)
def test_a_logarithm_of_one_more_than_an_output_and_its_gradient(name, output, monkeypatch):
    formula, loss = OF_SIGNED[name]
    monkeypatch.setitem(jets.LOSSES, "squared_logarithmic_error", loss)
    step = sn.Network([1, 1], activations=output).cost(Lambda((y_hat, y), formula)).lambdify(gradient=True)
    for z in (-1000.0, -40.0, -20.0, -9.0, -0.5, 0.0, 0.5, 9.0, 20.0, 40.0, 1000.0):
        if abs(z) > 40 and output == "error_function":
            continue
        for target in (-1.0, 0.0, 1.0):
            expected = exact("squared_logarithmic_error", output, (z,), (target,))
            assert expected is not None
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                got = step({"w0": np.zeros((1, 1)), "b0": np.array([[z]])}, np.ones((1, 1)), np.array([[target]]))
            rounding = 16 * EPSILON * max(1, abs(expected[0].value))
            assert_close(got[0], expected[0].value, rounding, (name, output, z, target))
            assert_close(got[1]["b0"][0, 0], expected[0].first, rounding, (name, output, z, target))


def test_equations_of_a_sample_keep_the_guards_too():
    for loss, output, bias, target, expected in (
        ("binary_cross_entropy", "hardsigmoid", 5, 1, 0.0),
        ("cross_entropy", "relu", -5, 0, 0.0),
        ("kl_divergence", "relu", -5, 0, 0.0),
        ("binary_cross_entropy", "sigmoid", 1000, 0, 1000.0),
        ("poisson", "softplus", -1000, 2, 2000.0),
    ):
        cost = sn.Network([1, 1], activations=output).cost(loss)
        for form in (cost.equations(), cost.equations("batch"), cost.expression):
            f = sn.lambdify(form, [cost.data, cost.target], parameters=cost.network.parameters)
            got = f({"w0": [[0.0]], "b0": [[float(bias)]]}, [[1.0]], [[float(target)]])
            assert got == expected, (loss, output)


@pytest.mark.parametrize(
    ("loss", "output", "bias", "target", "expected"),
    [
        ("binary_cross_entropy", "hardsigmoid", 5, 1, 0.0),
        ("binary_cross_entropy", "hardsigmoid", 0, 1, 1 / 9),  # of -log(z/6 + 1/2): (1/6)²/(1/2)²
        ("cross_entropy", "relu", -5, 0, 0.0),
        ("binary_cross_entropy", "sigmoid", 40, 1, math.exp(-40)),
        ("poisson", "exponential", -3, 0, math.exp(-3)),
        ("kl_divergence", "hardsigmoid", -5, 0, 0.0),
    ],
)
def test_second_derivatives_keep_the_guards(loss, output, bias, target, expected):
    product = sn.Network([1, 1], activations=output).cost(loss).hessian_vector_product()
    parameters = {"w0": np.zeros((1, 1)), "b0": np.full((1, 1), float(bias))}
    direction = {"w0": np.zeros((1, 1)), "b0": np.ones((1, 1))}
    got = product(parameters, np.ones((1, 1)), np.full((1, 1), float(target)), direction)
    assert got["b0"][0, 0] == pytest.approx(expected, rel=1e-12, abs=1e-300)


def test_a_gradient_of_an_expression_keeps_the_guards():
    A, Y = MatrixSymbol("A", 1, 1), MatrixSymbol("Y", 1, 1)
    for loss in (sn.binary_cross_entropy, sn.binary_focal_cross_entropy):
        cost = sn.SumEntries(loss(sn.hardsigmoid(A), Y))
        for z, y, slope in ((5.0, 1.0, 0.0), (-5.0, 0.0, 0.0)):
            assert sn.lambdify([cost, sn.gradient(cost, A)], [A, Y])([[z]], [[y]]) == (0.0, np.array([[slope]]))
            assert sn.lambdify(sn.gradient(cost, A), [A, Y])([[z]], [[y]]) == slope


def test_an_impossible_target_costs_infinitely_much():
    for loss in ("binary_cross_entropy", "cross_entropy", "kl_divergence"):
        cost = sn.Network([1, 1], activations="hardsigmoid").cost(loss).lambdify()
        with np.errstate(divide="ignore"):
            assert cost({"w0": np.zeros((1, 1)), "b0": np.full((1, 1), -9.0)}, np.ones((1, 1)), [[1.0]]) == math.inf


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("name", jets.ACTIVATIONS)
def test_an_activation_and_its_derivatives(name, order):
    u, Z = Symbol("u", real=True), MatrixSymbol("Z", 1, 1)
    formula = sn.activation(name)(u)
    for _ in range(order):
        formula = formula.diff(u)
    function = sn.lambdify(sn.Elementwise(Lambda(u, formula), Z))
    for z in LOGITS:
        expected = jets.ACTIVATIONS[name](Jet(mpf(z), mpf(1)))
        with warnings.catch_warnings(), np.errstate(over="ignore"):
            warnings.simplefilter("error")
            got = function([[float(z)]])[0, 0]
        assert_close(got, (expected.value, expected.first, expected.second)[order], 1e-307, (name, order, z))


def test_every_activation_and_loss_stands_in_the_table():
    assert list(jets.ACTIVATIONS) == list(sn.activations())
    assert list(jets.LOSSES) == list(sn.losses())


@pytest.mark.parametrize("name", sn.activations())
def test_an_activation_answers_its_limits(name):
    limits = sn.activation(name)(Symbol("z", real=True)).limits()
    function = sn.lambdify(sn.activation(name)(MatrixSymbol("Z", 1, 2)))
    if name == "sine":
        with np.errstate(invalid="ignore"):
            assert np.isnan(function([[-np.inf, np.inf]])).all()
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = function([[-np.inf, np.inf]])
        single = function(np.array([[-np.inf, np.inf]], dtype=np.float32))
    np.testing.assert_allclose(got, [[float(limit) for limit in limits]], rtol=1e-15)
    np.testing.assert_allclose(single, got, rtol=1e-6)


def test_the_table_can_fail(monkeypatch):
    monkeypatch.setitem(jets.ACTIVATIONS, "sigmoid", jets.ACTIVATIONS["hardsigmoid"])
    with pytest.raises(AssertionError):
        test_an_activation_and_its_derivatives("sigmoid", 0)
    assert NUMPY_FUNCTIONS["sigmoid"] is sigmoid
