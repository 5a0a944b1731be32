"""Time limits hold, and nothing is left behind: in a child process, under an alarm, and in a thread."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from symnet.checks.forking import PRINTED
from symnet.checks.in_place import TimeIsUpError
from symnet.checks.running import choose_way, run

ROOT = Path(__file__).parents[2]
LIMIT = 0.5

linux = pytest.mark.skipif(sys.platform != "linux", reason="child processes are used on Linux only")


@pytest.fixture(scope="module")
def forked(tmp_path_factory):
    """What the scenarios gave in a fresh interpreter, and what they printed before."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PID_FILE": str(tmp_path_factory.mktemp("pids") / "pid"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.checks.scenarios"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    *printed, last = done.stdout.splitlines()
    return json.loads(last) | {"output": printed, "errors": done.stderr.splitlines()}


@linux
@pytest.mark.parametrize("name", ["spin", "sleep", "swallow", "process and hang"])
def test_what_hangs_is_ended_in_time(forked, name):
    way, end, _, answers, seconds = forked[name]
    assert (way, end, answers) == ("fork", "time", ["before"])
    assert LIMIT <= seconds < LIMIT + 0.4


@linux
@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("exit", "ended Python itself with exit status 3"),
        ("segfault", "ended Python itself by the signal SIGSEGV"),
        ("abort", "ended Python itself by the signal SIGABRT"),
        ("generator left", "ended Python itself with exit status 1"),
    ],
)
def test_what_dies_is_said_at_once(forked, name, how):
    _, end, said, answers, seconds = forked[name]
    assert (end, said, answers) == ("died", how, ["before"])
    assert seconds < LIMIT


@linux
@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("answer", [0.0, 1.0, 2.0]),
        ("print", "printed"),
        ("input", "nobody answers"),
        ("threads", "left"),
        ("memory", "no memory"),
    ],
)
def test_what_ends_by_itself_answers(forked, name, answer):
    assert forked[name][1:4] == ["finished", "", ["before", answer, "after"]]


@linux
def test_nothing_is_left_behind(forked):
    assert forked["left processes"] == []
    assert forked["children"] == []
    assert forked["threads"][-1] == 1
    assert forked["descriptors"] == 0


@linux
def test_what_a_child_prints_is_printed_once_and_where_it_should(forked):
    assert forked["output"] == ["to the output"]
    assert forked["errors"] == ["to the errors"]


@linux
def test_what_is_printed_without_end_is_cut(forked):
    assert (forked["print much"], forked["printed"]) == (["printed"], PRINTED)


@linux
def test_a_function_that_ends_python_is_reported(forked):
    said = "The function ended Python itself with exit status 3, in the first call."
    assert forked["report"].splitlines() == [
        "check_gradient: <lambda> is not right.",
        f"  w0  error. {said}",
        f"  b0  error. {said}",
        f"  fault: {said}",
    ]


@linux
def test_what_was_answered_before_the_end_is_judged(forked):
    assert forked["dies at one"].splitlines() == [
        "check_gradient: dies_at_one is not right.",
        "  w0  ok",
        "  b0  ok",
        "  fault: The function ended Python itself by the signal SIGABRT, in call 5 of 32 (where m = 1).",
    ]


@linux
def test_a_library_with_threads_is_not_forked(forked):
    assert forked["with torch"] == "alarm"


@linux
def test_without_a_process_and_outside_the_main_thread_there_is_no_limit_and_the_report_says_so(forked):
    said = (
        "  note: The time limit of 10 s was not enforced: outside the main thread, and without a process of its own, "
        "a function cannot be stopped."
    )
    assert said in forked["in a thread with torch"].splitlines()


def spin():
    while True:
        pass


def swallow():
    caught = 0
    while True:
        try:
            time.sleep(1e6)
        except BaseException:  # noqa: BLE001 - nothing can end it from inside, which is the point
            caught += 1


def swallow_in_a_computation():
    caught = 0
    while True:
        try:
            sum(i * i for i in range(1000))
        except BaseException:  # noqa: BLE001 - nothing can end it from inside, which is the point
            caught += 1


@pytest.mark.parametrize("task", [spin, lambda: time.sleep(1e6), swallow, swallow_in_a_computation])
def test_the_alarm_ends_what_hangs(task):
    start = time.monotonic()
    ended = run([lambda: 1, task, lambda: 2], seconds=0.3, way="alarm")
    assert (ended.answers, ended.end) == ((1,), "time")
    assert time.monotonic() - start < 0.8


class Slow:
    """Takes its time to go, which is where most alarms ring, and none can end it."""

    def __del__(self):
        sum(i * i for i in range(1000))


def leave_slowly():
    while True:
        Slow()


def test_an_alarm_that_is_lost_is_not_heard_of():
    heard: list[object] = []
    before, sys.unraisablehook = sys.unraisablehook, heard.append
    own = sys.unraisablehook
    try:
        for _ in range(5):
            assert run([leave_slowly], seconds=0.05, way="alarm").end == "time"
            assert sys.unraisablehook is own
    finally:
        sys.unraisablehook = before
    assert heard == []


def test_what_else_is_lost_is_heard_of():
    class Loud:
        def __del__(self):
            raise ValueError

    heard = []
    before, sys.unraisablehook = sys.unraisablehook, lambda lost: heard.append(lost.exc_type)
    try:
        run([lambda: bool(Loud())], seconds=1.0, way="alarm")
    finally:
        sys.unraisablehook = before
    assert heard == [ValueError]


@pytest.fixture
def own_alarm():
    """An alarm clock that somebody else has set, as pytest-timeout does."""
    before = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)
    rung = []
    signal.signal(signal.SIGALRM, lambda *_: rung.append(time.monotonic()))
    yield rung
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before[0])
    signal.setitimer(signal.ITIMER_REAL, *before[1])


def test_the_alarm_clock_goes_back_to_its_owner(own_alarm):
    handler = signal.getsignal(signal.SIGALRM)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    start = time.monotonic()
    run([lambda: time.sleep(1e6)], seconds=0.2, way="alarm")
    assert signal.getsignal(signal.SIGALRM) is handler
    assert own_alarm == []
    time.sleep(0.6)
    assert 0.45 < own_alarm[0] - start < 0.8


@pytest.mark.parametrize("seconds", [1e-6, 2e-5, 5e-5, 1e-4])
def test_an_alarm_that_rings_around_the_answer_does_nothing_else(seconds):
    for _ in range(500):
        assert run([lambda: sum(range(100))], seconds=seconds, way="alarm").end in ("finished", "time")
    time.sleep(0.05)


def test_an_interrupt_reaches_the_user():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([interrupted], seconds=1.0, way="alarm")


def test_no_function_catches_the_end_of_time_by_mistake():
    assert not issubclass(TimeIsUpError, Exception)


def test_in_a_thread_a_task_runs_without_an_alarm(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", signal)
    chosen = []
    thread = threading.Thread(target=lambda: chosen.append(choose_way()))
    thread.start()
    thread.join()
    assert (chosen, choose_way()) == (["unlimited"], "alarm")
    assert run([lambda: 1], seconds=1.0, way="unlimited").answers == (1,)
