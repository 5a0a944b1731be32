"""What is found of a function as a whole has its sentence, and the function without the fault has no finding."""

import itertools
import sys
import time

import numpy as np
import pytest

import symnet as sn
from symnet.checks import running
from symnet.checks.findings import of_run
from symnet.checks.running import Run, run
from tests.checks import passes
from tests.checks.passes import CLASSES, LINEAR, LOGISTIC, each, explanations, sentences, spoiled


def before(change):
    """Return the right linear pass, which first does something with its arguments."""

    def student(parameters, X, Y):
        gradients = passes.linear(parameters, X, Y)
        change(parameters, X, Y)
        return gradients

    return student


CHANGED = {
    "a step": (lambda p, X, Y: p["w0"].__isub__(1), "w0"),
    "inputs and targets": (lambda p, X, Y: (np.multiply(X, 2, out=X), np.add(Y, 1, out=Y)), "X and Y"),
    "everything": (lambda p, X, Y: [array.fill(np.nan) for array in (*p.values(), X, Y)], "w0, b0, X and Y"),
    "another array": (lambda p, X, Y: p.update(b0=p["b0"] + 1), "b0"),
    "another dtype": (lambda p, X, Y: p.update(w0=p["w0"].astype(np.float32)), "w0"),
    "taken away": (lambda p, X, Y: p.pop("w0"), "w0"),
}


@pytest.mark.parametrize(("change", "named"), CHANGED.values(), ids=CHANGED)
def test_changes_in_place_are_a_fault_and_reach_no_later_call(change, named):
    report = sn.check_gradient(before(change), LINEAR, extremes=False)
    assert (report.ok, explanations(report)) == (False, {})
    assert sentences(report.faults) == [f"The function changes {named} in place; it must compute with copies."]


@pytest.mark.skipif(sys.platform != "linux", reason="child processes are used on Linux only")
def test_in_a_process_of_its_own_a_function_changes_nothing_of_the_caller(monkeypatch):
    monkeypatch.setattr(running, "THREADED", ())
    kept = np.ones((2, 3))

    def student(parameters, X, Y):
        np.add(kept, 1, out=kept)
        return passes.linear(parameters, X, Y)

    assert sn.check_gradient(student, LINEAR, extremes=False).ok
    assert np.array_equal(kept, np.ones((2, 3)))


def test_in_this_process_a_function_changes_what_it_holds_itself(monkeypatch):
    """The limit of the promise: only the arguments are copies, and nothing says so."""
    monkeypatch.setattr(running, "choose_way", lambda: "alarm")
    kept = np.zeros(1)
    report = sn.check_gradient(before(lambda *_: np.add(kept, 1, out=kept)), LINEAR, extremes=False)
    assert (report.findings, kept[0]) == ((), 19)


def test_keys_that_are_added_to_the_parameters_are_noted():
    report = sn.check_gradient(before(lambda p, X, Y: p.update(A0=X, cache=1)), LINEAR, extremes=False)
    said = "The function adds 'A0' and 'cache' to the dictionary of parameters that it is given."
    assert (report.ok, sentences(report.findings), report.faults) == (True, [said], ())


def refuse(wanted):
    def change(parameters, X, Y):
        if wanted(X):
            raise ValueError("not this")

    return before(change)


RAISED = {
    "always": (lambda X: True, "The function raised ", ""),
    "one sample": (lambda X: X.shape[1] == 1, "For m = 1 only: the function raised ", " where m = 1"),
    "far": (
        lambda X: np.abs(X).max() > 900,
        "It is right for ordinary numbers, but where the entries of X are 1000 or -1000 the function raised ",
        " where the entries of X are 1000 or -1000",
    ),
}


@pytest.mark.parametrize(("wanted", "begin", "where"), RAISED.values(), ids=RAISED)
def test_an_exception_is_said_with_its_line_and_where(wanted, begin, where):
    report = sn.check_gradient(refuse(wanted), LINEAR)
    *_, line = report["w0"].explanation.split(" in line ")
    raised = f"ValueError ('not this') in line {line.removesuffix('.')}"
    assert line.endswith(', `raise ValueError("not this")`.')
    assert explanations(report) == dict.fromkeys(("w0", "b0"), f"{begin}{raised}.")
    assert report["w0"].status == "error"
    assert sentences(report.findings) == [f"The function raised {raised}{where}."]


def test_without_a_reason_to_raise_the_same_function_is_right():
    report = sn.check_gradient(refuse(lambda X: False), LINEAR)
    assert (report.ok, report.findings) == (True, ())


class Inverting:
    """A function that is an object, and raises deep inside NumPy."""

    def __call__(self, parameters, X, Y):
        return np.linalg.inv(X)


def test_the_line_of_an_object_is_its_own_and_not_that_of_a_library():
    report = sn.check_gradient(Inverting(), LINEAR, extremes=False)
    assert report["w0"].explanation.endswith("`return np.linalg.inv(X)`.")


COUNT = itertools.count()
NOISE = np.random.default_rng(0)


def momentum():
    held: dict[str, np.ndarray] = {}

    def student(parameters, X, Y):
        gradients = passes.linear(parameters, X, Y)
        moved = {name: g + 0.9 * held[name] if held else g for name, g in gradients.items()}
        held.update(gradients)
        return moved

    return student


def best_so_far():
    held: list[dict[str, np.ndarray]] = []

    def student(parameters, X, Y):
        held.append(passes.linear(parameters, X, Y))
        return max(held, key=lambda gradients: float(np.abs(gradients["b0"]).max()))

    return student


KEEPS = "the function is random, or keeps something from call to call."
REPEATED = {
    "random": (
        spoiled(passes.linear, each(lambda g: g + NOISE.normal(size=g.shape))),
        f"Two calls with equal arguments gave different results (w0 and b0): {KEEPS}",
    ),
    "counts": (
        spoiled(passes.linear, lambda g, p, X, Y: g | {"b0": g["b0"] + next(COUNT)}),
        f"Two calls with equal arguments gave different results (b0): {KEEPS}",
    ),
    "momentum": (momentum(), f"Two calls with equal arguments gave different results (w0 and b0): {KEEPS}"),
    "best so far": (
        best_so_far(),
        "The first batch gave another result after other batches (w0 and b0): the function keeps something from call "
        "to call.",
    ),
}


@pytest.mark.parametrize(("student", "said"), REPEATED.values(), ids=REPEATED)
def test_a_function_that_does_not_repeat_itself_is_faulty(student, said):
    report = sn.check_gradient(student, LINEAR, extremes=False)
    assert not report.ok
    assert sentences(report.faults) == [said]


def hanging(wanted):
    def student(parameters, X, Y):
        while wanted(X):
            time.sleep(0.01)
        return passes.linear(parameters, X, Y)

    return student


HANGS = {
    "always": (lambda X: True, "in the first call", ("w0", "b0")),
    "one sample": (lambda X: X.shape[1] == 1, "in call 5 of 19 (where m = 1)", ()),
}


@pytest.mark.parametrize(("wanted", "where", "wrong"), HANGS.values(), ids=HANGS)
def test_a_function_that_does_not_return_is_ended_and_said(wanted, where, wrong):
    start = time.monotonic()
    report = sn.check_gradient(hanging(wanted), LINEAR, extremes=False, timeout=0.3)
    assert time.monotonic() - start < 3
    said = (
        f"The function did not return within the time limit of 0.3 s, {where}; if it is only slow, write timeout=1.8."
    )
    assert (report.ok, sentences(report.faults)) == (False, [said])
    assert explanations(report) == dict.fromkeys(wrong, said)


def test_the_same_function_is_right_where_it_does_not_wait():
    report = sn.check_gradient(hanging(lambda X: False), LINEAR, extremes=False, timeout=5)
    assert (report.ok, report.findings) == (True, ())


@pytest.mark.parametrize("seconds", [float("inf"), 1e12])
@pytest.mark.parametrize("way", ["fork", "alarm"])
def test_a_limit_beyond_every_clock_is_none(monkeypatch, way, seconds):
    if sys.platform != "linux":
        way = "alarm"
    monkeypatch.setattr(running, "choose_way", lambda: way)
    assert sn.check_gradient(passes.linear, LINEAR, extremes=False, timeout=seconds).ok


@pytest.mark.parametrize("ending", [TimeoutError, ChildProcessError])
def test_what_ends_after_the_last_answer_is_finished(monkeypatch, ending):
    def answers(tasks, *, seconds):
        yield from (task() for task in tasks)
        raise ending("late")

    monkeypatch.setitem(running._RUNNERS, "fork", answers)
    assert run([lambda: 1], seconds=1.0, way="fork") == Run((1,), "finished", "", "fork")
    assert of_run(run([lambda: 1], seconds=1.0, way="fork"), ["m = 7"], 1.0) == []


def overflowing_softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=0)


def overflowing_sigmoid(Z):
    return np.exp(Z) / (1 + np.exp(Z))


def uncancelled(parameters, X, Y):
    A = passes.sigmoid(parameters["w0"] @ X + parameters["b0"])
    return passes.slopes((-Y / A + (1 - Y) / (1 - A)) * A * (1 - A) / X.shape[1], X)


def test_a_softmax_that_is_not_shifted_overflows_at_1000_only():
    report = sn.check_gradient(passes.classifier(overflowing_softmax), CLASSES)
    said = (
        "It is right for ordinary numbers, but where 1000 is added to b0 it is nan: the softmax is not shifted, "
        "overflow at 1000."
    )
    assert explanations(report) == {"w0": said, "b0": said}
    assert report["w0"].status == "not finite"
    assert sentences(report.faults) == [
        "The softmax is not shifted: overflow at 1000, where 1000 is added to b0, in w0 and b0."
    ]
    assert sn.check_gradient(passes.classifier(overflowing_softmax), CLASSES, extremes=False).ok
    assert sn.check_gradient(passes.classifier(passes.softmax), CLASSES).findings == ()


def test_a_sigmoid_whose_exponential_overflows_is_faulty():
    report = sn.check_gradient(passes.classifier(overflowing_sigmoid), LOGISTIC)
    where = "here a pre-activation of layer 0 reaches 1000"
    said = f"It is right for ordinary numbers, but w{where} it is nan: an exponential overflows."
    assert explanations(report) == {"w0": said, "b0": said}
    assert sentences(report.faults) == [f"W{where}, w0 and b0 are not finite: an exponential overflows."]
    assert sn.check_gradient(passes.classifier(passes.sigmoid), LOGISTIC).findings == ()


def test_a_quotient_of_zeros_where_an_activation_is_flat_is_a_fault():
    report = sn.check_gradient(uncancelled, LOGISTIC)
    said = (
        "It is right for ordinary numbers, but where a pre-activation of layer 0 reaches 100 it is nan: a quotient by "
        "zero, or the logarithm of zero, where A is flat."
    )
    assert (explanations(report), report.findings) == ({"w0": said, "b0": said}, ())
    assert sn.check_gradient(uncancelled, LOGISTIC, extremes=False).ok
