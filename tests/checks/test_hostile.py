"""No function makes a check raise: a table of hostile functions and hostile results, under the three checks."""

import os
import signal
import sys
from functools import partial

import numpy as np
import pytest

import symnet as sn
from symnet.checks import outputs, running
from tests.checks.hostile import FUNCTIONS, RESULTS, returning, under_each_name
from tests.checks.passes import LINEAR, LOGISTIC, SIGMOID_NET, SOFTMAX_NET, forward_of, sigmoid

CHECKS = {
    "gradient": partial(sn.check_gradient, cost=LINEAR),
    "cost": partial(sn.check_cost, cost=LOGISTIC),
    "forward": partial(sn.check_forward, network=SOFTMAX_NET),
}
WAYS = ("fork", "alarm") if sys.platform == "linux" else ("alarm",)


@pytest.fixture
def way(monkeypatch):
    """Let functions run in this way, whichever libraries are loaded."""
    return lambda chosen: monkeypatch.setattr(running, "choose_way", lambda: chosen)


def refused(check, function):
    report = check(function, extremes=False, timeout=5.0)
    assert not report.ok
    assert report.explanation
    assert "\x1b" not in str(report)
    assert report.as_dict()["ok"] is False
    assert max(map(len, str(report).splitlines())) < 2000


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
@pytest.mark.parametrize("chosen", WAYS)
@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_no_function_makes_a_check_raise(way, chosen, check, function):
    way(chosen)
    refused(check, function)


@pytest.mark.parametrize("value", RESULTS.values(), ids=RESULTS)
def test_no_result_makes_a_check_raise(way, value):
    way(WAYS[-1])  # in this very process, where nothing but the check itself can be in the way
    refused(CHECKS["gradient"], under_each_name(value))
    for check in CHECKS.values():
        refused(check, returning(value))


@pytest.mark.parametrize("name", ["keys that are texts of their own", "an array that refuses", "without end"])
@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_no_result_that_is_sent_between_processes_makes_a_check_raise(way, check, name):
    way(WAYS[0])
    refused(check, under_each_name(RESULTS[name]))


WRONG_COSTS = {
    "a root": lambda A, Y: np.sqrt(np.mean((A - Y) ** 2)),
    "a little more": lambda A, Y: -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / Y.shape[1] + 1e-3,
    "another loss": lambda A, Y: np.maximum(0, 1.5 - A * Y).sum() / Y.shape[1],
    "a maximum": lambda A, Y: np.abs(A - Y).max(),
    "a constant": lambda A, Y: 7.0,
    "a norm": lambda A, Y: float(np.linalg.norm(A - Y)),
}


@pytest.mark.parametrize("cost", WRONG_COSTS.values(), ids=WRONG_COSTS)
def test_a_wrong_cost_that_no_edit_explains_is_said_to_be_wrong(cost):
    report = sn.check_cost(lambda p, X, Y: cost(forward_of(sigmoid)(p, X), Y), LOGISTIC, extremes=False)
    assert (report.ok, report["J"].status) == (False, "wrong value")
    assert "instead of" in report["J"].explanation


def test_what_goes_wrong_in_the_search_for_an_explanation_takes_no_verdict_away(monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(outputs, "explain_output", fail)
    report = sn.check_forward(lambda p, X: 2 * forward_of(sigmoid)(p, X), SIGMOID_NET, extremes=False)
    assert report["A0"].status == "wrong value"


def test_an_interrupt_of_the_user_reaches_the_user(way):
    way("alarm")

    def interrupted(parameters, X):
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        sn.check_forward(interrupted, SIGMOID_NET)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(sys.platform != "linux", reason="child processes are used on Linux only")
def test_a_copy_that_a_function_makes_of_its_process_answers_nothing(way):
    way("fork")

    def forking(parameters, X):
        os.fork()
        return forward_of(sigmoid)(parameters, X)

    assert sn.check_forward(forking, SIGMOID_NET, extremes=False).ok
