"""`check_gradient`, `check_forward`, `check_cost`: each fault has its sentence, and the function without it passes."""

import json
import time
from typing import Any

import numpy as np
import pytest
from sympy import Lambda, symbols

import symnet as sn
from symnet.printing.notations import NOTATIONS

NET = sn.Network([2, 3, 2], activations=["tanh", "softmax"])
COST = NET.cost("cross_entropy")
STEP = COST.lambdify(gradient=True)
NAMES = ("w0", "b0", "w1", "b1")


def right(parameters, X, Y):
    """The right gradients, as new arrays."""
    return {name: np.array(value) for name, value in STEP(parameters, X, Y)[1].items()}


def changed(change):
    """A function whose right answer is changed before it is returned."""

    def backward(parameters, X, Y):
        return change(right(parameters, X, Y), parameters, X)

    return backward


def replaced(name, change):
    return changed(lambda found, parameters, X: found | {name: change(found[name], parameters, X)})


def in_place(parameters, X, Y):
    found = right(parameters, X, Y)
    parameters["w0"] -= 0.1 * found["w0"]
    X += 1
    return found


def unshifted(parameters, X, Y):
    A0 = np.tanh(parameters["w0"] @ X + parameters["b0"])
    E = np.exp(parameters["w1"] @ A0 + parameters["b1"])
    dZ1 = (E / E.sum(axis=0) - Y) / X.shape[1]
    dZ0 = parameters["w1"].T @ dZ1 * (1 - A0**2)
    rows = {"b0": dZ0.sum(axis=1, keepdims=True), "b1": dZ1.sum(axis=1, keepdims=True)}
    return {"w0": dZ0 @ X.T, "w1": dZ1 @ A0.T, **rows}


def raises_for_one(parameters, X, Y):
    if X.shape[1] == 1:
        raise IndexError("no second sample")
    return right(parameters, X, Y)


def keeper():
    """A function that keeps a velocity from call to call."""
    velocity: dict[str, Any] = {}

    def backward(parameters, X, Y):
        for name, value in right(parameters, X, Y).items():
            velocity[name] = (
                0.9 * velocity.get(name, 0) + value if np.shape(velocity.get(name, value)) == value.shape else value
            )
        return dict(velocity)

    return backward


FAULTS = {
    "transposed": (replaced("w1", lambda G, *_: G.T), "w1", "wrong shape", "It is the right gradient transposed; it is transposed: the shape is (3, 2) instead of (2, 3)"),
    "flat": (replaced("b0", lambda G, *_: G.ravel()), "b0", "wrong shape", "It is flat: the numbers are right, but the shape is (3,)"),
    "missing": (changed(lambda G, *_: {k: v for k, v in G.items() if k != "b1"}), "b1", "missing", "Neither 'b1' nor 'db1' was returned"),
    "none": (replaced("w0", lambda *_: None), "w0", "not an array", "It is None"),
    "text": (replaced("w0", lambda *_: "W"), "w0", "not an array", "It is a str and no array"),
    "complex": (replaced("w0", lambda G, *_: G * (1 + 1j)), "w0", "not an array", "It is complex"),
    "ragged": (replaced("w0", lambda *_: [[1.0], [2.0, 3.0]]), "w0", "not an array", "It has rows of different lengths"),
    "nan": (replaced("w0", lambda G, *_: np.full_like(G, np.nan)), "w0", "not finite", "It is not finite"),
    "integers": (replaced("w0", lambda G, *_: G.astype(int)), "w0", "wrong value", "It is cut to integers (int64), which lose what follows the point"),
    "a number": (replaced("b1", lambda G, *_: G.sum()), "b1", "wrong shape", "it is a number instead of (2, 1)"),
    "m too often": (replaced("w0", lambda G, _, X: G / X.shape[1]), "w0", "wrong value", "It is the right gradient divided by m twice."),
    "m too seldom": (replaced("w0", lambda G, _, X: G * X.shape[1]), "w0", "wrong value", "without the factor 1/m"),
    "the sign": (replaced("w1", lambda G, *_: -G), "w1", "wrong value", "with the wrong sign"),
    "zero": (replaced("w0", lambda G, *_: 0 * G), "w0", "wrong value", "It is zero"),
    "the parameter": (replaced("w0", lambda _, p, X: p["w0"]), "w0", "wrong value", "It is w0 itself and not its gradient"),
    "a step": (replaced("w1", lambda G, p, X: p["w1"] - 0.5 * G), "w1", "wrong value", "after a step of 0.5 times the gradient"),
    "for m > 1": (replaced("w0", lambda G, _, X: G if X.shape[1] == 1 else G + 1), "w0", "wrong value", "For m > 1 only"),
    "for m = 1": (replaced("w0", lambda G, _, X: G + 1 if X.shape[1] == 1 else G), "w0", "wrong value", "For m = 1 only"),
    "two names": (changed(lambda G, *_: G | {"dw0": 2 * G["w0"]}), "w0", "ambiguous", "'w0' and 'dw0' both stand for the gradient by w0"),
    "counted from 1": (
        changed(lambda G, *_: {f"{k[0]}{int(k[1]) + 1}": v for k, v in G.items()}), "w0", "missing",
        "The layers of the returned keys begin with 1, but 'w0' or 'dw0' is expected",
    ),
    "no dictionary": (lambda parameters, X, Y: [1.0], "w0", "missing", "The function returned a list of 1 items and no dictionary"),
    "raises": (lambda parameters, X, Y: 1 / 0, "w0", "error", "The function raised ZeroDivisionError ('division by zero') in line"),
    "raises for m = 1": (raises_for_one, "w0", "error", "raised IndexError ('no second sample')"),
    "unshifted": (unshifted, "w0", "not finite", "the softmax is not shifted, overflow at 1000"),
}  # fmt: skip


def check(function, cost=COST, **options):
    return sn.check_gradient(function, cost, **options)


def test_the_right_function_passes():
    report = check(right)
    assert (report.ok, report.wrong, report.findings, report.explanation) == (True, (), (), "")


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_its_sentence(name):
    function, array, status, sentence = FAULTS[name]
    report = check(function, extremes=name == "unshifted")
    assert not report.ok
    assert report[array].status == status
    assert sentence in report[array].explanation


FINDINGS = {
    "in place": (in_place, "changed in place", "The function changes w0 and X in place; it must compute with copies."),
    "random": (
        replaced("w0", lambda G, *_: G + np.random.default_rng(time.perf_counter_ns()).normal()), "not repeatable",
        "Two calls with equal arguments gave different results (w0): the function is random, or keeps something",
    ),
    "hangs": (lambda parameters, X, Y: time.sleep(60), "time limit", "The function did not return within the time limit of 0.5 s"),
    "unshifted": (unshifted, "softmax not shifted", "The softmax is not shifted: overflow at 1000, where 1000 is added to b1"),
}  # fmt: skip


@pytest.mark.parametrize("name", FINDINGS)
def test_each_finding_about_the_function_has_its_sentence(name):
    function, kind, sentence = FINDINGS[name]
    start = time.monotonic()
    report = check(function, timeout=0.5 if name == "hangs" else 10.0, extremes=name == "unshifted")
    assert kind in {finding.kind for finding in report.faults}
    assert any(sentence in str(fault) for fault in report.faults)
    assert not report.ok
    assert time.monotonic() - start < 15


def test_a_function_that_keeps_something_from_call_to_call_is_found():
    assert {"not repeatable", "depends on earlier calls"} & {
        fault.kind for fault in check(keeper(), extremes=False).faults
    }


NOTES = {
    "a pair": (STEP, "pair", "only the dictionary was checked"),
    "other keys": (changed(lambda G, *_: G | {"A1": 1.0}), "unknown keys", "No parameter belongs to what was returned under 'A1'"),
    "float32": (
        changed(lambda G, *_: {k: v.astype(np.float32) for k, v in G.items()}), "low precision", "which was compared to 0.0001 only",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTES)
def test_what_is_no_fault_is_only_noted(name):
    function, kind, sentence = NOTES[name]
    report = check(function, extremes=False)
    assert report.ok
    assert [finding.kind for finding in report.findings] == [kind]
    assert sentence in str(report.findings[0])


# ------------------------------------------------------------------------------------------- what the function is given


@pytest.mark.parametrize("notation", [name for name in NOTATIONS if name != "single_layer"])
def test_names_and_layouts_are_those_of_the_notation(notation):
    cost = sn.Network([2, 3, 2], activations=["tanh", "softmax"], notation=notation).cost("cross_entropy")
    step = cost.lambdify(gradient=True)
    assert check(lambda parameters, X, Y: step(parameters, X, Y)[1], cost, extremes=False).ok
    named = {name: f"grad_{name.upper()}" for name in cost.network.parameters.names}
    assert check(lambda p, X, Y: {named[k]: v for k, v in step(p, X, Y)[1].items()}, cost, extremes=False).ok


def test_the_batches_have_different_prime_sizes_and_one_sample_once(monkeypatch):
    monkeypatch.setattr("symnet.verification.checks.running.choose_way", lambda: "alarm")
    seen = []

    def recording(parameters, X, Y):
        seen.append((X.shape, X.dtype, Y.shape, bool(np.any(X)), float(np.abs(X).max())))
        return right(parameters, X, Y)

    assert check(recording).ok
    samples = {shape[1] for shape, *_ in seen}
    assert 1 in samples
    assert {2, 3} & samples == set()  # the sizes of the network
    assert len(samples) >= 4
    assert {dtype for _, dtype, *_ in seen} == {np.dtype(np.float64)}
    assert any(not nonzero for *_, nonzero, _ in seen)
    assert max(largest for *_, largest in seen) == 1000


def test_arrays_outside_the_function_do_not_change(monkeypatch):
    monkeypatch.setattr("symnet.verification.checks.running.choose_way", lambda: "alarm")
    kept = []

    def keeping(parameters, X, Y):
        kept.append((X, X.copy()))
        X[:] = 0
        return right(parameters, X, Y)

    check(keeping, extremes=False)
    assert len(kept) > 3
    assert all(not np.any(given) for given, _ in kept)
    assert any(np.any(before) for _, before in kept)


# ----------------------------------------------------------------------------------------------------------- cotangent

SOFTMAX = sn.Network([2, 3], activations="softmax")


def softmax_product(parameters, X, Y, cotangent, *, wrong=False):
    Z = parameters["w0"] @ X + parameters["b0"]
    E = np.exp(Z - Z.max(axis=0))
    A = E / E.sum(axis=0)
    dZ = A * cotangent if wrong else A * (cotangent - (A * cotangent).sum(axis=0))
    return {"w0": dZ @ X.T, "b0": dZ.sum(axis=1, keepdims=True)}


def test_a_function_that_takes_a_cotangent_gets_an_arbitrary_one():
    cost = SOFTMAX.cost("cross_entropy")
    assert check(softmax_product, cost, extremes=False).ok
    report = check(lambda p, X, Y, cotangent: softmax_product(p, X, Y, cotangent, wrong=True), cost, extremes=False)
    assert not report.ok


def test_zeros_do_not_pass_for_the_gradient_of_a_sum_that_is_constant():
    """A reference that is zero everywhere is no reference: the sum of a softmax is 1, whatever goes in."""
    y_hat, y = symbols("y_hat y", real=True)
    cost = SOFTMAX.cost(Lambda((y_hat, y), y_hat + 0 * y))
    report = check(lambda p, X, Y: {name: np.zeros_like(value) for name, value in p.items()}, cost, extremes=False)
    assert not report.ok
    assert {report[name].status for name in report} == {"not checked"}
    assert "is zero in every batch, which shows nothing" in report["w0"].explanation


# -------------------------------------------------------------------------------------------------- forward and cost

LOGISTIC = sn.Network([3, 1], activations="sigmoid")


def affine(parameters, X):
    return parameters["w0"] @ X + parameters["b0"]


def stable_sigmoid(Z):
    return np.where(Z >= 0, 1, np.exp(-np.abs(Z))) / (1 + np.exp(-np.abs(Z)))


def test_a_forward_pass_is_checked():
    assert sn.check_forward(lambda p, X: stable_sigmoid(affine(p, X)), LOGISTIC).ok
    wrong = {
        "without the term b^[0]": lambda p, X: stable_sigmoid(p["w0"] @ X),
        "tanh": lambda p, X: np.tanh(affine(p, X)),
    }
    for phrase, function in wrong.items():
        report = sn.check_forward(function, LOGISTIC, extremes=False)
        assert report["A0"].status == "wrong value"
        assert phrase in report["A0"].explanation
    assert sn.check_forward(lambda p, X: affine(p, X).T, LOGISTIC, extremes=False)["A0"].status == "wrong shape"


def stable_cost(parameters, X, Y):
    Z = affine(parameters, X)
    return np.mean(np.maximum(Z, 0) - Z * Y + np.log1p(np.exp(-np.abs(Z))))


def naive_cost(parameters, X, Y):
    A = 1 / (1 + np.exp(-affine(parameters, X)))
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


def test_a_cost_is_checked_also_at_extremes():
    cost = LOGISTIC.cost("binary_cross_entropy")
    assert sn.check_cost(stable_cost, cost).ok
    assert sn.check_cost(lambda *given: np.array([[stable_cost(*given)]]), cost, extremes=False).ok
    assert sn.check_cost(naive_cost, cost, extremes=False).ok
    report = sn.check_cost(naive_cost, cost)
    assert [finding.kind for finding in report.findings] == ["not finite far out"]
    assert "J is not finite, and the right cost is" in str(report.findings[0])
    summed = sn.check_cost(lambda p, X, Y: X.shape[1] * stable_cost(p, X, Y), cost, extremes=False)
    assert "without the factor 1/m" in summed["J"].explanation


# -------------------------------------------------------------------------------------------------------------- report


def test_a_report_is_a_mapping_that_prints():
    report = check(FAULTS["flat"][0], extremes=False)
    assert list(report) == list(NAMES)
    assert len(report) == 4
    assert "b0" in report
    assert report.wrong == ("b0",)
    assert str(report).splitlines()[0] == "check_gradient: backward is not right."
    assert "| `b0` | wrong shape |" in report._repr_markdown_()
    assert json.loads(json.dumps(report.as_dict()))["results"]["b0"]["status"] == "wrong shape"
    with pytest.raises(sn.SymnetValueError, match="There is no result for 'wo', but for w0, b0, w1, b1"):
        report["wo"]


def test_mistakes_in_what_is_asked_are_sentences():
    with pytest.raises(sn.SymnetTypeError, match="check_gradient takes a function and the cost that it belongs to"):
        check(right, NET)
    with pytest.raises(sn.SymnetTypeError, match=r"takes a function of \(parameters, X, Y\), but 3 is a int"):
        check(3)
    with pytest.raises(sn.SymnetTypeError, match="calls its function with 3 arguments"):
        check(lambda parameters: {})
    with pytest.raises(sn.SymnetValueError, match="A time limit is a positive number of seconds, but it is 0"):
        check(right, timeout=0)
    with pytest.raises(sn.SymnetValueError, match="The targets must be one of 'any', 'classes', but it is 'x'"):
        check(right, targets="x")


@pytest.mark.parametrize("library", ["jax", "torch"])
def test_arrays_of_other_libraries_are_read(library):
    module = pytest.importorskip("jax.numpy" if library == "jax" else "torch")
    convert = module.asarray if library == "jax" else module.from_numpy
    report = check(changed(lambda G, *_: {name: convert(value) for name, value in G.items()}), extremes=False)
    assert report.ok
