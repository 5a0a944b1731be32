"""Functions that hang, die, print and leave things behind, run in child processes: a script, for a fresh interpreter.

It prints one line of JSON. A test process may have loaded a library with threads, in which nothing is forked.
"""

import contextlib
import ctypes
import io
import json
import os
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

import symnet as sn
from symnet.checks import check_gradient, running
from symnet.checks.running import run

LIMIT = 0.5


def spin():
    while True:
        pass


def swallow_everything():
    caught = 0
    while True:
        try:
            while True:
                try:
                    time.sleep(1e6)
                except BaseException:  # noqa: BLE001 - nothing can end it from inside, which is the point
                    caught += 1
        except BaseException:  # noqa: BLE001 - nothing can end it from inside, which is the point
            caught += 1


def leave_threads():
    for _ in range(3):
        threading.Thread(target=time.sleep, args=(1e6,)).start()
    return "left"


STARTED: list[subprocess.Popen[bytes]] = []


def start_a_process():
    STARTED.append(subprocess.Popen(["sleep", "1000"]))  # held, so that nothing warns of it
    return STARTED[0].pid


def start_a_process_and_hang():
    Path(os.environ["PID_FILE"]).write_text(str(start_a_process()), encoding="utf-8")
    time.sleep(1e6)


def fill_the_memory():
    try:
        return [np.empty(2**27) for _ in range(8)] and "filled"
    except MemoryError:
        return "no memory"


def ask():
    try:
        return input()
    except EOFError:
        return "nobody answers"


def print_to_both():
    print("to the output")  # noqa: T201 - what a child prints is what is tested
    print("to the errors", file=sys.stderr)  # noqa: T201 - what a child prints is what is tested
    return "printed"


def print_without_end():
    for _ in range(30):
        print("x" * 99_999)  # noqa: T201 - what a child prints is what is tested
    return "printed"


TASKS = {
    "spin": spin,
    "sleep": lambda: time.sleep(1e6),
    "swallow": swallow_everything,
    "threads": leave_threads,
    "exit": lambda: os._exit(3),
    "segfault": lambda: ctypes.string_at(0),
    "abort": os.abort,
    "process": start_a_process,
    "process and hang": start_a_process_and_hang,
    "memory": fill_the_memory,
    "input": ask,
    "print": print_to_both,
    "answer": lambda: np.arange(3.0).tolist(),
    "generator left": lambda: (_ for _ in ()).throw(GeneratorExit),
}


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[2] != "Z"
    except FileNotFoundError:
        return False


def descriptors():
    return {path.name for path in Path("/proc/self/fd").iterdir()}


def main():
    warnings.simplefilter("error")
    before = descriptors()
    results: dict[str, Any] = {}
    for name, task in TASKS.items():
        start = time.monotonic()
        ended = run([lambda: "before", task, lambda: "after"], seconds=LIMIT)
        results[name] = [ended.way, ended.end, ended.how, list(ended.answers), time.monotonic() - start]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        results["print much"] = list(run([print_without_end], seconds=LIMIT).answers)
    results["printed"] = len(printed.getvalue())
    left = [results["process"][3][1]]
    left.append(int(Path(os.environ["PID_FILE"]).read_text(encoding="utf-8")))
    time.sleep(0.1)
    results["left processes"] = [pid for pid in left if alive(pid)]
    results["children"] = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="utf-8").split()
    results["threads"].append(threading.active_count())
    results["descriptors"] = len(descriptors() - before)
    net = sn.Network([2, 1], activations="identity")
    cost = net.cost("squared_error")
    results["report"] = str(check_gradient(lambda parameters, X, Y: os._exit(3), cost))
    step = cost.lambdify(gradient=True)

    def dies_at_one(parameters, X, Y):
        return os.abort() if X.shape[1] == 1 else step(parameters, X, Y)[1]

    results["dies at one"] = str(check_gradient(dies_at_one, cost))
    sys.modules["torch"] = sys.modules["json"]
    results["with torch"] = running.choose_way()
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(str(check_gradient(step, cost))))
    thread.start()
    thread.join()
    results["in a thread with torch"] = found[0]
    sys.stdout.write(json.dumps(results) + "\n")


if __name__ == "__main__":
    main()
