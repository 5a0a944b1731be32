"""`check_forward` and `check_cost` pass what is right at every size and scale, and say what is wrong with what is not."""

import time

import numpy as np
import pytest
from sympy import Rational

import symnet as sn
from tests.checks.passes import (
    LOGISTIC,
    SIGMOID_NET,
    SOFTMAX_NET,
    explanations,
    sentences,
    sigmoid,
    softmax,
)

FAR = "It is right for ordinary numbers, but where "
LAYER = "a pre-activation of layer 0 reaches 1000"
FLAT = (
    "Where the entries of X are 1000 or -1000, J is not finite, and the right cost is: as a quotient by zero, or the "
    "logarithm of zero, is where an activation is flat."
)


def affine(parameters, X):
    return parameters["w0"] @ X + parameters["b0"]


def forward(parameters, X):
    return sigmoid(affine(parameters, X))


def classify(parameters, X):
    return softmax(affine(parameters, X))


def unshifted(parameters, X):
    E = np.exp(affine(parameters, X))
    return E / E.sum(axis=0)


def overflowing(parameters, X):
    E = np.exp(affine(parameters, X))
    return E / (1 + E)


@pytest.mark.parametrize(("function", "net"), [(forward, SIGMOID_NET), (classify, SOFTMAX_NET)])
def test_a_right_forward_pass_is_right_at_every_scale(function, net):
    report = sn.check_forward(function, net)
    assert (report.ok, list(report), report.findings) == (True, ["A0"], ())
    assert report["A0"].batches == (18 if net is SIGMOID_NET else 19)


@pytest.mark.parametrize("notation", ["zero_based", "one_based", "one_based_transposed", "parenthesized", "rows"])
def test_a_forward_pass_has_the_layout_of_the_notation(notation):
    net = sn.Network([2, 3], activations="tanh", notation=notation)
    w, b = net.parameters.names

    def plain(parameters, X):
        W = parameters[w].T if net.notation.transposed_weights else parameters[w]
        return np.tanh(X @ parameters[w] + parameters[b] if notation == "rows" else W @ X + parameters[b])

    assert sn.check_forward(plain, net).ok
    turned = sn.check_forward(lambda parameters, X: plain(parameters, X).T, net, extremes=False)
    assert [result.status for result in turned.values()] == ["wrong shape"]


FORWARD = {
    "no bias": (lambda p, X: sigmoid(p["w0"] @ X), "wrong value", "In Z^[0]: without the term b^[0]."),
    "transposed": (
        lambda p, X: forward(p, X).T,
        "wrong shape",
        "It is the right output transposed; it is transposed: the shape is (13, 2) instead of (2, 13).",
    ),
    "squeezed": (
        lambda p, X: np.squeeze(forward(p, X)),
        "wrong shape",
        "For m = 1 only: it is flat: the numbers are right, but the shape is (2,) instead of (2, 1).",
    ),
    "zero input": (
        lambda p, X: forward(p, X) if X.any() else np.ones((2, X.shape[1])),
        "wrong value",
        "Where X is zero only: it differs from the right output: at [",
    ),
    "nothing": (lambda p, X: None, "not an array", "It is None."),
    "with a cache": (lambda p, X: (forward(p, X), {}), "not an array", "It is a tuple of 2 items and no array."),
    "raises": (lambda p, X: p["W1"], "error", "The function raised KeyError (\"'W1'\") in line "),
    "overflow": (overflowing, "not finite", f"{FAR}{LAYER} it is nan: an exponential overflows."),
    "clipped": (
        lambda p, X: np.clip(forward(p, X), 5e-5, 1),
        "wrong value",
        f"{FAR}the entries of X are 1000 or -1000 it is not: at [",
    ),
}


@pytest.mark.parametrize(("function", "status", "said"), FORWARD.values(), ids=FORWARD)
def test_a_wrong_forward_pass_is_said_to_be_wrong_and_how(function, status, said):
    report = sn.check_forward(function, SIGMOID_NET)
    assert (report.ok, report["A0"].status) == (False, status)
    assert report["A0"].explanation.startswith(said)


def test_values_far_out_count_only_where_they_are_asked_for():
    assert sn.check_forward(FORWARD["clipped"][0], SIGMOID_NET, extremes=False)["A0"].status == "ok"
    assert sn.check_forward(overflowing, SIGMOID_NET, extremes=False).ok


def test_a_softmax_that_is_not_shifted_is_found_in_the_forward_pass():
    report = sn.check_forward(unshifted, SOFTMAX_NET)
    assert explanations(report) == {
        "A0": f"{FAR}1000 is added to b0 it is nan: the softmax is not shifted, overflow at 1000."
    }
    assert sentences(report.faults) == [
        "The softmax is not shifted: overflow at 1000, where 1000 is added to b0, in A0."
    ]


def test_a_softmax_over_the_wrong_axis_is_explained():
    def student(parameters, X):
        E = np.exp(affine(parameters, X))
        return E / E.sum(axis=1, keepdims=True)

    report = sn.check_forward(student, SOFTMAX_NET, extremes=False)
    assert report.explanation == "It is the right output with the softmax over the wrong axis."


def stable(parameters, X, Y):
    Z = affine(parameters, X)
    return np.sum(np.logaddexp(0, Z) - Y * Z) / X.shape[1]


def naive(parameters, X, Y):
    A = forward(parameters, X)
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / X.shape[1]


def clipped(parameters, X, Y):
    A = np.clip(forward(parameters, X), 1e-12, 1 - 1e-12)
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / X.shape[1]


def softplus_overflows(parameters, X, Y):
    Z = affine(parameters, X)
    return np.sum(np.log(1 + np.exp(Z)) - Y * Z) / X.shape[1]


RIGHT = {
    "stable": (stable, []),
    "an array of one entry": (lambda *given: np.array([[stable(*given)]]), []),
    "a list": (lambda *given: [stable(*given)], []),
    "a float": (lambda *given: float(stable(*given)), []),
    "sample by sample": (
        lambda p, X, Y: np.mean([stable(p, X[:, [i]], Y[:, [i]]) for i in range(X.shape[1])]),
        [],
    ),
    "logarithms of zero": (naive, [FLAT]),
    "clipped": (
        clipped,
        ["Where the entries of X are 1000 or -1000, J is finite and not the right cost, as after clipping."],
    ),
}


@pytest.mark.parametrize(("function", "found"), RIGHT.values(), ids=RIGHT)
def test_a_right_cost_is_right_and_what_it_does_far_out_is_noted(function, found):
    report = sn.check_cost(function, LOGISTIC)
    assert (report.ok, explanations(report), sentences(report.findings)) == (True, {}, found)
    assert report["J"].expected_shape == ()


COST = {
    "no 1/m": (lambda p, X, Y: X.shape[1] * stable(p, X, Y), "wrong value", "It is the right output without the factor 1/m."),
    "over all entries": (lambda p, X, Y: stable(p, X, Y) / 2, "wrong value", "It is the right output with an additional factor 1/2."),
    "no bias": (lambda p, X, Y: stable(p | {"b0": 0}, X, Y), "wrong value", "In Z^[0]: without the term b^[0]."),
    "zero": (lambda p, X, Y: 0, "wrong value", "It is zero."),
    "integer": (lambda *given: int(stable(*given)), "wrong value", "It is cut to integers (int64), which lose what follows the point."),
    "for each sample": (
        lambda p, X, Y: (np.logaddexp(0, affine(p, X)) - Y * affine(p, X)).sum(axis=0),
        "wrong shape",
        "Its shape is (13,) instead of (), and the numbers differ as well.",
    ),
    "a text": (lambda *given: str(stable(*given)), "not an array", "It is a str and no array."),
    "nothing": (lambda *given: None, "not an array", "It is None."),
    "standard deviation": (
        lambda p, X, Y: stable(p, X, Y) if X.shape[1] > 1 else float("nan"),
        "not finite",
        "For m = 1 only: it is not finite: it is nan instead of ",
    ),
    "raises": (
        lambda p, X, Y: stable(p, X, Y) if X.shape[1] > 1 else next(iter([])),
        "error",
        "For m = 1 only: the function raised StopIteration in line ",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("function", "status", "said"), COST.values(), ids=COST)
def test_a_wrong_cost_is_said_to_be_wrong_and_how(function, status, said):
    report = sn.check_cost(function, LOGISTIC, extremes=False)
    assert (report.ok, report["J"].status) == (False, status)
    assert report["J"].explanation.startswith(said)


def test_an_exponential_of_a_cost_that_overflows_is_faulty():
    report = sn.check_cost(softplus_overflows, LOGISTIC)
    assert report["J"].explanation == f"{FAR}{LAYER} it is infinite: an exponential overflows."
    assert sentences(report.faults) == [f"Where {LAYER}, J is not finite: an exponential overflows."]
    assert sn.check_cost(softplus_overflows, LOGISTIC, extremes=False).ok


def test_a_forgotten_penalty_is_explained():
    cost = sn.Network([3, 2], activations="identity").cost("half_squared_error", l2=Rational(1, 5))

    def halved(p, X, Y):
        return np.sum((affine(p, X) - Y) ** 2) / 2 / X.shape[1]

    report = sn.check_cost(halved, cost)
    assert report.explanation.startswith("It is the right output without the term 1/(10 m) ‖W^[0]‖_F²")
    right = sn.check_cost(lambda p, X, Y: halved(p, X, Y) + np.sum(p["w0"] ** 2) / (10 * X.shape[1]), cost)
    assert right.ok


@pytest.mark.parametrize("check", [sn.check_forward, sn.check_cost])
def test_what_does_not_return_is_ended(check):
    subject = LOGISTIC if check is sn.check_cost else SIGMOID_NET
    slow = (lambda p, X, Y: time.sleep(60)) if check is sn.check_cost else (lambda p, X: time.sleep(60))
    report = check(slow, subject, timeout=0.2)
    said = "The function did not return within the time limit of 0.2 s, in the first call; if it is only slow, write timeout=1.2."
    assert (list(explanations(report).values()), sentences(report.faults)) == ([said], [said])
