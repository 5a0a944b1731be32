"""What a proof costs: the whole backward pass of a deep network, proved line by line for all sizes.

    python -m tests.benchmarks.proof

Symbolic widths, tanh and a last sigmoid, binary cross-entropy with an l2 penalty. Beside it the time to derive the same
backward pass, and to refute it with one line spoiled. All figures are of one run; the ratios can be read on a noisy
machine.
"""

import time

import symnet as sn
from symnet.expressions.arithmetic import multiply
from symnet.verification.gradients import verify_gradient

DEPTHS = (1, 2, 5, 10, 20, 50, 100)
TIMEOUT = 120.0


def timed(job):
    """Return what a job returns, and its seconds."""
    start = time.perf_counter()
    result = job()
    return result, time.perf_counter() - start


def cost_of(depth):
    sizes = [f"n_{layer}" for layer in range(depth + 1)]
    network = sn.Network(sizes, activations=["tanh"] * (depth - 1) + ["sigmoid"])
    return network.cost("binary_cross_entropy", l2="lambda")


def spoiled(gradient):
    """Return a backward pass whose last line is twice what it should be."""
    *lines, (symbol, expression) = gradient
    return sn.Equations([*lines, (symbol, multiply(2, expression))])


def main():
    print(
        f"{'layers':>6} {'lines':>6} {'derive':>9} {'prove':>9} {'prove/layer':>12} {'prove/derive':>13} {'refute one':>11}"
    )
    for depth in DEPTHS:
        cost = cost_of(depth)
        gradient, derive = timed(cost.gradient)
        verdicts, prove = timed(lambda: verify_gradient(gradient, cost, timeout=TIMEOUT))  # noqa: B023 - called at once
        assert verdicts.proved, verdicts
        wrong, refute = timed(lambda: verify_gradient(spoiled(gradient), cost, timeout=TIMEOUT))  # noqa: B023
        assert wrong.status != "proved", wrong
        print(
            f"{depth:6d} {len(gradient):6d} {derive:8.3f}s {prove:8.3f}s {prove / depth:11.4f}s {prove / derive:12.1f}x "
            f"{refute:10.3f}s"
        )


if __name__ == "__main__":
    main()
