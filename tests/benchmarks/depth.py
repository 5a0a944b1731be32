"""What depth costs: build, print and compile networks of 100, 200 and 1000 layers, and import symnet, side by side.

    python -m tests.benchmarks.depth

Each figure is the best of several runs in one process, with the ratio to the row above, so that it can be read on a
noisy machine. A row for SymPy's own matrix expressions stands beside ours as far as they go.
"""

import gc
import subprocess
import sys
import time
from functools import partial

import sympy
from sympy import Function, MatrixSymbol

import symnet as sn

DEPTHS = (50, 100, 200, 400, 1000)


def best_of(runs, job):
    """Return the shortest time of several runs, in seconds."""
    times = []
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def build(depth):
    return sn.Network([4] * (depth + 1), activations="tanh")


def compose_with_sympy(depth):
    """The same composition with SymPy's operators and its elementwise node."""
    x = MatrixSymbol("x", 4, 1)
    g = Function("g")
    for layer in range(depth):
        x = (MatrixSymbol(f"w{layer}", 4, 4) * x + MatrixSymbol(f"b{layer}", 4, 1)).applyfunc(g)
    return x


def compose(depth):
    return build(depth).output


def measure(depth, runs=3):
    net = build(depth)
    return {
        "equations": best_of(runs, lambda: build(depth).equations("batch")),
        "latex": best_of(runs, lambda: sn.latex(net.equations("batch"))),
        "text": best_of(runs, lambda: sn.text(net.equations("batch"))),
        "compile": best_of(runs, lambda: net.lambdify().source),
        "compose": best_of(runs, lambda: build(depth).output),
    }


def print_depths():
    print(
        f"{'layers':>8}{'equations':>12}{'latex':>12}{'text':>12}{'compile':>12}{'compose':>12}{'all':>10}{'ratio':>10}"
    )
    before = None
    for depth in DEPTHS:
        figures = measure(depth)
        total = sum(figures.values())
        ratio = "" if before is None else f"{total / before[1]:.2f}/{depth / before[0]:.2f}"
        print(
            f"{depth:>8}" + "".join(f"{seconds:>11.3f}s" for seconds in figures.values()) + f"{total:>9.3f}s{ratio:>10}"
        )
        before = depth, total
    print("ratio: time to the row above / depth to the row above; equal is linear")


def print_sympy():
    for depth in (10, 20, 40):
        theirs = best_of(1, partial(compose_with_sympy, depth))
        ours = best_of(3, partial(compose, depth))
        print(
            f"compose {depth:>4} layers: SymPy's operators {theirs:7.3f}s, symnet {ours:7.4f}s, ratio {theirs / ours:8.1f}"
        )


def seconds_to_run(program):
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - start


def print_imports(runs=15):
    """Time imports in new processes, in turn, and print the medians of the ratios of neighbours.

    `import symnet` loads no room; the last column is what it costs until the first public name is there.
    """
    programs = ("import sympy", "import symnet", "import symnet; symnet.Network", "pass")
    rounds = [[seconds_to_run(program) for program in programs] for _ in range(runs + 1)][1:]
    medians = [sorted(column)[runs // 2] for column in zip(*rounds, strict=True)]
    for program, seconds in zip(programs, medians, strict=True):
        print(f"{program:<32} {seconds:.3f}s, {seconds / medians[0]:.2f} times `import sympy`")


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, SymPy {sympy.__version__}")
    print_depths()
    print_sympy()
    print_imports()
