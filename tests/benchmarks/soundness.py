"""Soundness and completeness of the prover, measured on generated claims whose truth is known.

    python -m tests.benchmarks.soundness 12000 --seed 1 --workers 2

Half of the claims are true, half are true ones with one random edit; how they are made and settled is told in
`tests.verification.claims`. Each claim has a seed of its own, so a single one can be repeated:

    python -m tests.benchmarks.soundness --only 4711

A false *proved* or a false *refuted* ends the run with exit status 1.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context

import symnet as sn
from tests.verification.claims import Claim, GeneratorError, draw_claim

TIMEOUT = 10.0
UNSETTLED = "unsettled"
"""The generator made a claim whose truth contradicts its making: a mistake in a rewrite, and no claim."""


@dataclass(frozen=True)
class Outcome:
    """What became of one claim."""

    seed: int
    truth: bool
    status: str
    seconds: float
    shown: str
    rules: tuple[str, ...] = ()
    nodes: frozenset[str] = frozenset()
    explanation: str = ""

    @property
    def is_false(self) -> bool:
        """Whether the verdict contradicts the truth."""
        return self.status == ("refuted" if self.truth else "proved")


def claim_of(seed: int) -> Claim:
    """Return the claim of a seed."""
    return draw_claim(random.Random(seed))  # noqa: S311 - the same claims each time


def outcome_of(seed: int) -> Outcome:
    """Return what the prover says of the claim of a seed."""
    try:
        claim = claim_of(seed)
    except GeneratorError as error:
        return Outcome(seed, truth=True, status=UNSETTLED, seconds=0.0, shown=str(error))
    start = time.perf_counter()
    verdict = sn.verify(claim.left, claim.right, assuming=claim.facts, timeout=TIMEOUT)
    seconds = time.perf_counter() - start
    rules = claim.rules if claim.truth else (*claim.rules, f"edit: {claim.edit}")
    shown = f"{verdict.claim} {'; '.join(map(str, claim.facts))}"
    return Outcome(
        seed, claim.truth, verdict.status, seconds, shown, rules, frozenset(claim.nodes), verdict.explanation
    )


def outcomes(seeds: range, workers: int) -> Iterator[Outcome]:
    """Yield the outcomes of claims, in any order."""
    if workers == 1:
        yield from map(outcome_of, seeds)
        return
    with get_context("spawn").Pool(workers) as pool:
        yield from pool.imap_unordered(outcome_of, seeds, chunksize=8)


def _shown(outcome: Outcome) -> str:
    kind = "true" if outcome.truth else "false"
    return f"{outcome.seed} ({kind}, {outcome.status}): {outcome.shown[:300]}\n    by {outcome.rules}\n    {outcome.explanation[:200]}"


def report(everything: list[Outcome]) -> None:
    """Print the table of verdicts, the times, what was left undecided, and what occurs in the claims."""
    found = [outcome for outcome in everything if outcome.status != UNSETTLED]
    if len(found) < len(everything):
        print(f"{len(everything) - len(found)} claims were not made, because a rewrite of the generator is wrong")
    counts = Counter((outcome.truth, outcome.status) for outcome in found)
    print(f"{'':>8} {'claims':>8} {'proved':>8} {'refuted':>8} {'undecided':>10}")
    for truth in (True, False):
        row = [counts[truth, status] for status in ("proved", "refuted", "undecided")]
        print(f"{'true' if truth else 'false':>8} {sum(row):>8} {row[0]:>8} {row[1]:>8} {row[2]:>10}")
    times = sorted(outcome.seconds for outcome in found)
    print(
        f"seconds: median {times[len(times) // 2]:.3f}, 99 % below {times[int(0.99 * len(times))]:.2f}, most {times[-1]:.2f}"
    )
    for name, of in (("rules", lambda o: o.rules), ("nodes", lambda o: o.nodes)):
        seen = Counter(each for outcome in found for each in of(outcome))
        print(f"{len(seen)} {name}: {', '.join(f'{each} {count}' for each, count in seen.most_common())}")


def main() -> int:
    """Run, print, and tell whether every verdict agrees with the truth."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first claim, in thousands of thousands")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    if options.only is not None:
        print(_shown(outcome_of(options.only)))
        return 0
    first = options.seed * 1_000_000
    found = []
    for outcome in outcomes(range(first, first + options.count), options.workers):
        found.append(outcome)
        if outcome.is_false or outcome.status in ("undecided", UNSETTLED):
            print("FALSE" if outcome.is_false else outcome.status, _shown(outcome), flush=True)
        if not len(found) % 1000:
            report(found)
    report(found)
    return int(any(outcome.is_false for outcome in found))


if __name__ == "__main__":
    sys.exit(main())
