"""A sample of the campaign, and the campaign itself with planted faults: a check that cannot fail is no check."""

import ast
import json
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import symnet as sn
from tests.benchmarks.campaign import finished, run, table
from tests.campaign.chance import seeded
from tests.campaign.claims import STRATA, differences, generate, record_of
from tests.campaign.equations import Slopes, wrong_lines
from tests.campaign.points import Claim
from tests.campaign.trees import matrix, number, scalar, total

SEED, TIMEOUT = 3, 10.0
CYCLES = 2  # claims of each stratum, true and false
PLAIN = tuple(stratum for stratum in STRATA if stratum not in {"gradients", "backward"})
# Strata in whose sample symnet has a fault today, by the kind of fault; the mark goes when the fault is mended.
KNOWN: dict[str, str] = {}
ROOM = Path(__file__).parent
# What makes symnet's expressions, or reads them; everything else knows neither symnet nor SymPy.
MEETS_SYMNET = {"building", "deciding", "equations", "backward", "reading"}


def numbers_of(stratum):
    place = STRATA.index(stratum)
    return [2 * (cycle * len(STRATA) + place) + side for cycle in range(CYCLES) for side in (0, 1)]


def marked(stratum):
    marks = [pytest.mark.xfail(reason=KNOWN[stratum], strict=True)] if stratum in KNOWN else []
    return pytest.param(stratum, marks=marks, id=stratum.replace(" ", "_"))


@pytest.mark.parametrize("stratum", [marked(stratum) for stratum in STRATA])
def test_no_verdict_of_the_sample_is_wrong(stratum):
    records = {number: record_of(SEED, number, timeout=TIMEOUT) for number in numbers_of(stratum)}
    assert {number: record for number, record in records.items() if record.fault} == {}
    assert any(record.status not in {"impossible", "unbuilt"} for record in records.values())


@pytest.mark.parametrize("stratum", PLAIN)
def test_truth_is_seen_at_other_points(stratum):
    for place in numbers_of(stratum):
        claim = generate(SEED, place)
        assert claim == generate(SEED, place)
        differing, found = differences(claim, seeded(f"other {place}"))
        assert found
        assert (differing > 0) == (claim.truth == "false")


def planted(monkeypatch, answer):
    monkeypatch.setattr(sn, "verify", answer)


def status(name):
    return lambda *_arguments, **_options: SimpleNamespace(status=name)


def test_a_prover_that_says_yes_is_found(monkeypatch):
    planted(monkeypatch, status("proved"))
    assert record_of(SEED, 1, timeout=TIMEOUT).fault == "FALSE PROVED"
    assert record_of(SEED, 0, timeout=TIMEOUT).fault == ""


def test_a_prover_that_says_no_is_found(monkeypatch):
    planted(monkeypatch, status("refuted"))
    assert record_of(SEED, 0, timeout=TIMEOUT).fault == "FALSE REFUTED"
    assert record_of(SEED, 1, timeout=TIMEOUT).fault == ""


def test_a_prover_that_says_nothing_is_not_wrong(monkeypatch):
    planted(monkeypatch, status("undecided"))
    assert record_of(SEED, 0, timeout=TIMEOUT).fault == record_of(SEED, 1, timeout=TIMEOUT).fault == ""


def test_a_crash_is_found(monkeypatch):
    def crash(*_arguments, **_options):
        raise TypeError("planted")

    planted(monkeypatch, crash)
    record = record_of(SEED, 0, timeout=TIMEOUT)
    assert record.fault == "CRASH"
    assert "planted" in record.note


def test_a_missed_limit_is_found(monkeypatch):
    def late(*_arguments, **_options):
        start = time.process_time()
        while time.process_time() - start < 0.2:
            pass
        return SimpleNamespace(status="undecided")

    planted(monkeypatch, late)
    assert record_of(SEED, 0, timeout=0.05).fault == "BEYOND THE LIMIT"


def test_a_wrong_gradient_is_found(monkeypatch):
    X, L = matrix("X", number(2), number(3)), scalar("L")
    slopes = Slopes(Claim("gradients", L, L, definitions=((L, total(X)),)), (X,))
    assert wrong_lines(slopes) == ""
    right = sn.gradient
    monkeypatch.setattr(
        sn,
        "gradient",
        lambda *arguments: sn.Equations([(line.symbol, 2 * line.expression) for line in right(*arguments)]),
    )
    assert wrong_lines(slopes)


def test_a_run_is_taken_up_where_it_was_left(tmp_path):
    path = tmp_path / "campaign.jsonl"
    written = []

    def write(number, record):
        written.append(number)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"seed": SEED, "number": number, **record}) + "\n")

    run([0, 1], seed=SEED, workers=1, timeout=TIMEOUT, write=write)
    path.write_text(path.read_text(encoding="utf-8") + '{"seed": 3, "numb', encoding="utf-8")
    rows = finished(path, SEED)
    assert sorted(rows) == sorted(written) == [0, 1]
    assert finished(path, SEED + 1) == {}
    lines = list(table(list(rows.values())))
    assert lines[1].split()[:4] == ["algebra", "true", "1", "1"]
    assert lines[2].split()[:5] == ["algebra", "false", "1", "0", "1"]


def test_truth_shares_no_code_with_symnet():
    for path in ROOM.glob("*.py"):
        if path.stem in MEETS_SYMNET or path.stem.startswith("test_"):
            continue
        names = {name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for name in modules(node)}
        assert not {name for name in names if name.split(".")[0] in {"symnet", "sympy"}}, path.name


def modules(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
