"""The soundness campaign: claims whose truth is known before symnet sees them, with nothing in common with symnet.

    python -m tests.benchmarks.campaign 20000 --seed 7 --workers 2 --out campaign.jsonl
    python -m tests.benchmarks.campaign --seed 7 --repeat 1267

Each claim has a number; what the file already has is skipped, so that a run can be stopped and taken up again, and shards
(`--shard 1/8`) can run on several machines into files of their own. A claim that does not end is ended from outside.
"""

import argparse
import contextlib
import json
import multiprocessing
import time
from collections import Counter
from dataclasses import asdict
from multiprocessing.connection import wait
from pathlib import Path

from tests.campaign.claims import STRATA, generate, record_of, stratum_of
from tests.campaign.deciding import Record, decide
from tests.campaign.shrinking import shrunk

PATIENCE = 8  # times the limit, and seconds besides, until a claim counts as hanging
START = 60


def work(connection, seed, timeout):
    """Decide the claims whose numbers come in, until None comes."""
    while (number := connection.recv()) is not None:
        try:
            record = record_of(seed, number, timeout=timeout)
        except Exception as error:  # noqa: BLE001 - the campaign itself failed: it is seen, and the run goes on
            text = f"{type(error).__name__}: {error}"[:600]
            record = Record(stratum_of(number), "none", "campaign", "CAMPAIGN", 0.0, 0.0, "", "", text)
        connection.send((number, asdict(record)))


class Worker:
    """A process that decides one claim at a time, and can be ended."""

    def __init__(self, seed, timeout):
        started = multiprocessing.get_context("spawn")  # a fork of a process with threads may wait for ever
        self.connection, theirs = started.Pipe()
        self.process = started.Process(target=work, args=(theirs, seed, timeout), daemon=True)
        self.process.start()
        self.number, self.begun = None, 0.0

    def give(self, number):
        self.number, self.begun = number, time.perf_counter()
        self.connection.send(number)

    def end(self):
        self.process.terminate()
        self.process.join()


def run(numbers, *, seed, workers, timeout, write):
    """Decide all numbers; each record goes to `write` as soon as it is there."""
    pending = list(reversed(numbers))
    active = [Worker(seed, timeout) for _ in range(min(workers, len(pending)))]
    for worker in active:
        worker.give(pending.pop())
    while active:
        ready = wait([worker.connection for worker in active], timeout=1.0)
        for worker in list(active):
            if worker.connection in ready:
                write(*worker.connection.recv())
            elif time.perf_counter() - worker.begun > PATIENCE * timeout + START:
                hung = Record(stratum_of(worker.number), "none", "hang", "HANG", 0.0, 0.0, "", "")
                write(worker.number, asdict(hung))
                worker.end()
                active.remove(worker)
                active.append(worker := Worker(seed, timeout))
            else:
                continue
            if pending:
                worker.give(pending.pop())
            else:
                worker.end()
                active.remove(worker)


def finished(path, seed):
    """Return the records that a file has of a seed, by number; a line that was cut short is none."""
    found = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(json.JSONDecodeError):
                row = json.loads(line)
                if row["seed"] == seed:
                    found[row["number"]] = row
    return found


COLUMNS = ("proved", "refuted", "undecided", "right", "wrong", "crash", "unbuilt", "other")


def table(rows):
    """Yield the figures of each stratum as lines."""
    yield f"{'stratum':<12} {'truth':<6} {'claims':>7} " + " ".join(f"{name:>9}" for name in COLUMNS) + "   proved"
    for stratum in (*STRATA, "all"):
        for truth in ("true", "false"):
            chosen = [row for row in rows if row["truth"] == truth and stratum in {row["stratum"], "all"}]
            if chosen:
                counts = Counter(row["status"] if row["status"] in COLUMNS else "other" for row in chosen)
                share = f"{100 * (counts['proved'] + counts['right']) / len(chosen):7.1f} %" if truth == "true" else ""
                yield (
                    f"{stratum:<12} {truth:<6} {len(chosen):>7} "
                    + " ".join(f"{counts[name]:>9}" for name in COLUMNS)
                    + share
                )


def report(rows, seed, timeout):
    print("\n".join(table(rows)))
    faults = Counter(row["fault"] for row in rows if row["fault"])
    print("faults:", ", ".join(f"{count} {fault}" for fault, count in sorted(faults.items())) or "none")
    for row in sorted(rows, key=lambda row: row["fault"]):
        if row["fault"]:
            repeat = f"python -m tests.benchmarks.campaign --seed {seed} --timeout {timeout:g} --repeat {row['number']}"
            print(f"  {row['fault']:<16} {row['stratum']:<11} {repeat}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("claims", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=10.0)
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("--shard", default="1/1", help="which part of how many: 3/8")
    parser.add_argument("--repeat", type=int, default=None, help="one number, shown in full")
    parser.add_argument("--shrink", action="store_true", help="… as the smallest claim with its fault")
    return parser.parse_args()


def main():
    asked = arguments()
    if asked.repeat is not None:
        record = record_of(asked.seed, asked.repeat, timeout=asked.timeout)
        if asked.shrink:
            small = shrunk(generate(asked.seed, asked.repeat), timeout=asked.timeout)
            record = decide(small, timeout=asked.timeout)
        print("\n".join(f"{name:<10} {value}" for name, value in asdict(record).items()))
        return
    part, parts = (int(each) for each in asked.shard.split("/"))
    rows = {} if asked.out is None else finished(asked.out, asked.seed)
    missing = [number for number in range(part - 1, asked.claims, parts) if number not in rows]

    def write(number, record):
        rows[number] = {"seed": asked.seed, "number": number, **record}
        if asked.out is not None:
            with asked.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(rows[number], ensure_ascii=False) + "\n")

    run(missing, seed=asked.seed, workers=asked.workers, timeout=asked.timeout, write=write)
    report(list(rows.values()), asked.seed, asked.timeout)


if __name__ == "__main__":
    main()
