"""What the guard before *proved* costs: the time of proofs without it and with it, by family.

    python -m tests.benchmarks.guard

Processor seconds of one run over the identities that the tests prove, and over backward passes and typed claims. The
first use of each, which fills the caches of SymPy, is not counted.
"""

import time
from collections.abc import Callable
from typing import Any

import symnet as sn
from symnet.limits import Limits
from symnet.verdicts import Claim
from symnet.verification.claims import decide
from symnet.verification.guarding import unguarded
from tests.verification import (
    cookbook,
    identities_hessians,
    identities_inverses,
    identities_matrices,
    identities_networks,
    identities_scalars,
    identities_sums,
)

TIMEOUT = 60.0
FAMILIES = {
    "traces": identities_matrices.TRACES,
    "entry by entry": identities_matrices.ENTRYWISE,
    "products": identities_matrices.PRODUCTS,
    "Kronecker": identities_inverses.KRONECKER,
    "inverses": identities_inverses.INVERSES,
    "sums": identities_sums.SUMS,
    "softmax": identities_sums.SOFTMAX,
    "activations": identities_scalars.SMOOTH,
    "pieces": identities_scalars.PIECEWISE,
    "losses": identities_scalars.LOSSES,
    "networks": identities_networks.COLLAPSE,
    "Hessians": identities_hessians.HESSIANS,
    "cookbook": tuple(cookbook.ROWS.values()),
}
TYPED = ("dW1 = dZ1 A0ᵀ", "db0 = dZ0 1", "dZ0 = W1ᵀ dZ1 ⊙ (1 - A0 ⊙ A0)")


def decided(rows: Any) -> list[Callable[[], Any]]:
    """Return the decisions of a family."""
    claims = [row.build() for row in rows]
    subjects = [Claim(claim.left, claim.right, tuple(claim.facts)) for claim in claims]
    return [lambda subject=subject: decide(subject, Limits(TIMEOUT)) for subject in subjects]  # type: ignore[misc]


def passes(depth: int) -> list[Callable[[], Any]]:
    """Return the decision about a backward pass of so many layers, with symbolic widths."""
    network = sn.Network([f"n_{layer}" for layer in range(depth + 1)], activations=["tanh"] * (depth - 1) + ["sigmoid"])
    cost = network.cost("binary_cross_entropy", l2="lambda")
    lines = cost.gradient()
    return [lambda: sn.verify_gradient(lines, cost, timeout=TIMEOUT)]


def typed() -> list[Callable[[], Any]]:
    """Return the decisions about texts on a network of three layers."""
    network = sn.Network(["n_0", "n_1", "n_2", "n_3"], activations=["tanh", "tanh", "sigmoid"])
    cost = network.cost("binary_cross_entropy")
    return [lambda text=text: sn.verify(text, network=cost) for text in TYPED]  # type: ignore[misc]


def seconds(jobs: list[Callable[[], Any]]) -> float:
    """Return the processor seconds of some jobs."""
    start = time.process_time()
    for job in jobs:
        job()
    return time.process_time() - start


def main() -> None:
    """Print a row for each family."""
    families = {name: decided(rows) for name, rows in FAMILIES.items()}
    families |= {f"{depth} layers": passes(depth) for depth in (1, 3, 10, 40)}
    families["typed, 3 layers"] = typed()
    print(f"{'family':>16} {'claims':>7} {'without':>9} {'with':>9} {'a claim':>9} {'ratio':>6}")
    for name, jobs in families.items():
        seconds(jobs)
        with unguarded():
            without = seconds(jobs)
        guarded = seconds(jobs)
        print(
            f"{name:>16} {len(jobs):7d} {without:8.3f}s {guarded:8.3f}s {guarded / len(jobs):8.4f}s "
            f"{guarded / without:6.2f}"
        )


if __name__ == "__main__":
    main()
