"""Expressions printed as text and read back: identical, equal, misread, refused or unsettled, counted.

    python -m tests.benchmarks.printing 100000 --seed 1 --workers 2 --log shards.jsonl

Each expression has a seed of its own, so a single one can be repeated with `--only 4711`. The run is cut into shards; with
`--log` each finished one is a line of that file, and the same command goes on where the last one ended. How expressions
are made is told in `tests.printing.expressions`, and how two are compared (by their values at random rationals, without
symnet's prover) in `tests.printing.reading_back`. A misreading, or fewer than 97 of 100 that are read, ends the run with
exit status 1.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from tests.printing.reading_back import Outcome, read_back

SHARD = 500
"""Expressions of one line of the log."""
WANTED = 0.97
"""The part of all expressions that is to be read."""
SHOWN = ("misread", "crashed")
"""What is printed with its seed."""


class Shard(NamedTuple):
    """The first seed of a shard, how many it has, and what became of them."""

    first: int
    size: int
    counts: dict[str, int]
    faults: tuple[str, ...] = ()


def shard_of(place: tuple[int, int]) -> Shard:
    """Return what becomes of the expressions of a shard."""
    first, size = place
    counts: Counter[str] = Counter()
    faults = []
    for seed in range(first, first + size):
        outcome = outcome_of(seed)
        if outcome is None:
            continue
        counts[outcome.status] += 1
        if outcome.status in SHOWN:
            faults.append(f"{outcome.status} {seed}: {outcome.printed[:200]} | {outcome.found[:200]}")
    return Shard(first, size, dict(counts), tuple(faults))


def outcome_of(seed: int) -> Outcome | None:
    """Return what becomes of one expression; any exception that is no refusal is a crash."""
    try:
        return read_back(seed)
    except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on and shows it
        return Outcome(seed, "crashed", type(error).__name__, str(error))


def shards(places: list[tuple[int, int]], workers: int) -> Iterator[Shard]:
    """Yield shards in any order."""
    if workers == 1:
        yield from map(shard_of, places)
        return
    with get_context("spawn").Pool(workers) as pool:
        yield from pool.imap_unordered(shard_of, places)


def finished(log: Path | None) -> dict[tuple[int, int], Shard]:
    """Return the shards of a log."""
    if log is None or not log.exists():
        return {}
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return {(line["first"], line["size"]): Shard(**line) for line in lines}


def keep(shard: Shard, log: Path | None) -> None:
    """Add a shard to a log."""
    if log is not None:
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(shard._asdict(), ensure_ascii=False) + "\n")


def report(done: list[Shard], seconds: float) -> Counter[str]:
    """Print and return the counts of all shards."""
    counts = sum((Counter(shard.counts) for shard in done), Counter[str]())
    total = counts.total() or 1
    shown = ", ".join(f"{status} {count} ({count / total:.2%})" for status, count in counts.most_common())
    print(f"{total} expressions in {seconds:.0f} s: {shown}", flush=True)
    return counts


def main() -> int:
    """Run, print, and tell whether nothing was misread and almost all was read."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", nargs="?", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0, help="the first expression, in millions")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--log", type=Path, help="the file of finished shards, to go on from")
    parser.add_argument("--only", type=int, help="the one expression to show")
    options: Any = parser.parse_args()
    if options.only is not None:
        print(outcome_of(options.only))
        return 0
    start, first, last = time.perf_counter(), options.seed * 1_000_000, options.seed * 1_000_000 + options.count
    places = [(place, min(SHARD, last - place)) for place in range(first, last, SHARD)]
    known = finished(options.log)
    done = [known[place] for place in places if place in known]
    for shard in shards([place for place in places if place not in known], options.workers):
        done.append(shard)
        keep(shard, options.log)
        for fault in shard.faults:
            print(fault, flush=True)
    counts = report(done, time.perf_counter() - start)
    read = (counts["identical"] + counts["equal"] + counts["unsettled"]) / (counts.total() or 1)
    return int(bool(counts["misread"] or counts["crashed"]) or read < WANTED)


if __name__ == "__main__":
    sys.exit(main())
