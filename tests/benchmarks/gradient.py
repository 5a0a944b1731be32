"""What a gradient costs: derive, tidy, print and compile the backward pass of a deep network, beside others.

    python -m tests.benchmarks.gradient

Widths 4, tanh, half squared error. For the others the row says what they do in that time: JAX traces and compiles,
PyTensor derives and rewrites its graph (and compiles), tensorgrad derives and simplifies by the first weight alone,
at depths where it ends, SymPy's own matrix calculus raises. Whoever is not installed is
named and left out. All figures are of one run; the ratios can be read on a noisy machine.
"""

import time
from functools import partial

import numpy as np
import sympy
from sympy import Function, MatrixSymbol

import symnet as sn

DEPTHS = (10, 50, 100, 200)


def best_of(runs, job):
    """Return the shortest time of several runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def network(depth):
    return sn.Network([4] * (depth + 1), activations="tanh").cost("half_squared_error")


def symnet_figures(depth):
    cost = network(depth)
    gradient = cost.gradient()
    return {
        "derive and tidy": best_of(3, cost.gradient),
        "LaTeX": best_of(3, partial(sn.latex, gradient)),
        "compile": best_of(3, partial(cost.lambdify, gradient=True)),
    }


def by_sympy(depth):
    x = MatrixSymbol("x", 4, 1)
    g = Function("g")
    for layer in range(depth):
        x = (MatrixSymbol(f"w{layer}", 4, 4) * x).applyfunc(g)
    (x.T * x).diff(MatrixSymbol("w0", 4, 4))


def by_jax(depth):
    import jax

    def J(weights, x):
        for w in weights:
            x = jax.numpy.tanh(w @ x)
        return (x**2).sum() / 2

    weights = [jax.ShapeDtypeStruct((4, 4), np.float64) for _ in range(depth)]
    jax.clear_caches()
    jax.jit(jax.value_and_grad(J)).lower(weights, jax.ShapeDtypeStruct((4, 5), np.float64)).compile()


def by_pytensor(depth):
    import pytensor
    import pytensor.tensor as pt

    weights = [pt.dmatrix(f"w{layer}") for layer in range(depth)]
    x = X = pt.dmatrix("X")
    for w in weights:
        x = pt.tanh(w @ x)
    J = (x**2).sum() / 2
    pytensor.function([*weights, X], [J, *pytensor.grad(J, weights)], mode="FAST_COMPILE")


def by_tensorgrad(depth):
    import tensorgrad
    from tensorgrad import functions

    sizes = [sympy.Symbol(f"n{layer}") for layer in range(depth + 1)]
    x = tensorgrad.Variable("x", b=sympy.Symbol("b"), i0=sizes[0])
    for layer in range(depth):
        edges = {f"i{layer}": sizes[layer], f"i{layer + 1}": sizes[layer + 1]}
        x = functions.tanh(x @ tensorgrad.Variable(f"w{layer}", **edges))
    J = functions.sum(x * x / 2)
    first = tensorgrad.Variable("w0", i0=sizes[0], i1=sizes[1])
    tensorgrad.Derivative(J, first).full_simplify()


def print_symnet():
    print(f"{'layers':>8}{'derive and tidy':>18}{'LaTeX':>10}{'compile':>10}{'all':>10}{'ratio to the row above':>26}")
    before = None
    totals = {}
    for depth in DEPTHS:
        figures = symnet_figures(depth)
        total = totals[depth] = sum(figures.values())
        ratio = "" if before is None else f"{total / before[1]:.2f} for {depth / before[0]:.0f} times the depth"
        cells = zip(figures.values(), (17, 9, 9), strict=True)
        print(
            f"{depth:>8}"
            + "".join(f"{seconds:>{width}.3f}s" for seconds, width in cells)
            + f"{total:>9.3f}s{ratio:>26}"
        )
        before = depth, total
    return totals


def print_other(name, job, depth, ours):
    try:
        seconds = best_of(1, partial(job, depth))
    except ImportError as missing:
        print(f"{name}: not installed ({missing.name})")
    except Exception as failure:  # noqa: BLE001 - what it raises is the finding
        print(f"{name} at {depth} layers: {type(failure).__name__}: {str(failure)[:80]}")
    else:
        print(f"{name} at {depth} layers: {seconds:.3f}s, {seconds / ours:.1f} times symnet's {ours:.3f}s")


if __name__ == "__main__":
    print(f"SymPy {sympy.__version__}")
    measured = print_symnet()
    print_other("SymPy's matrix derivative", by_sympy, 10, measured[10])
    print_other("JAX, trace and compile", by_jax, 50, measured[50])
    print_other("PyTensor, derive and compile", by_pytensor, 50, measured[50])
    for layers in (2, 4, 5, 6):
        cost = network(layers)
        ours = best_of(3, cost.gradient)
        print_other("tensorgrad, derive and simplify by one weight", by_tensorgrad, layers, ours)
