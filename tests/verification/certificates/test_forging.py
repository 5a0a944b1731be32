"""Nothing that was altered or made up is confirmed, and whatever a file holds, there is one kind of error.

Here is a sample; `python -m tests.benchmarks.forging 10000` forges as many as are wanted.
"""

import json
from random import Random

import pytest

import symnet as sn
from symnet.verdicts import Verdict
from symnet.verification.certificates.certificate import certificate_of
from symnet.verification.certificates.files import as_json
from tests.benchmarks import forging

COUNT = 40
GENUINE = forging.valid()


def test_what_is_genuine_is_read_and_refutations_are_confirmed():
    found = [(content["status"], forging.judged(forging.signed(content))[0]) for content in GENUINE]
    assert set(found) == {("refuted", "confirmed"), ("proved", "agrees")}


def _forged(number):
    return forging.forged(GENUINE, Random(f"test {number}"))  # noqa: S311 - the same forgeries each time


@pytest.mark.parametrize("chunk", range(8))
def test_nothing_forged_is_confirmed_that_is_not_shown(chunk):
    for number in range(chunk * COUNT, (chunk + 1) * COUNT):
        written, kind = _forged(number)
        status, seconds = forging.judged(written)
        assert not status.startswith("crash"), (number, kind, status, written)
        assert seconds < 2.5, (number, kind, written)
        assert status != "confirmed" or forging.is_shown(written), (number, kind, written)


def test_a_checker_that_confirms_everything_is_found_out():
    written = [_forged(number) for number in range(60)]
    assert any(not forging.is_shown(each) for each, kind in written if kind == "made up")


@pytest.mark.parametrize("name", range(len(forging.HAND_MADE)))
def test_a_false_claim_that_is_said_to_be_proved_is_never_confirmed(name):
    left, right, facts = forging.HAND_MADE[name]
    verdict = Verdict("proved", "", ("all sizes",))
    certificate = certificate_of(verdict, left, right, facts=facts, version=sn.__version__)
    assert sn.check_certificate(as_json(certificate)).status in ("rejected", "agrees", "open")


REJECTED = {
    "a size 0": lambda c: {**c, "witness": {**c["witness"], "sizes": dict.fromkeys(c["witness"]["sizes"], 0)}},
    "a scope": lambda c: {**c, "scope": ["all sizes"]},
    "a convention": lambda c: {**c, "conventions": ["relu'(0) = 0"]},
}


@pytest.mark.parametrize("name", REJECTED)
def test_a_refutation_with_what_is_not_its_own_is_rejected(name):
    content = next(each for each in GENUINE if each["status"] == "refuted" and each["witness"]["sizes"])
    assert forging.judged(forging.signed(REJECTED[name](content)))[0] == "rejected"


def test_a_number_that_is_not_what_its_symbol_is_assumed_to_be_is_rejected():
    content = next(each for each in GENUINE if each["claim"].startswith("c²") and each["status"] == "refuted")
    changed = {**content["witness"], "values": {"c": "-1"}, "left": ["1", "1"], "right": ["-1", "-1"]}
    found = sn.check_certificate(forging.signed({**content, "witness": changed}))
    assert found.status == "rejected"
    assert "the values do not have what is assumed" in found.sentence


HOSTILE = {
    "deep lists": lambda c: {**c, "scope": json.loads("[" * 900 + "]" * 900)},
    "a deep tree": lambda c: {**c, "sides": _chain("Transpose", 5000)},
    "a deep sine": lambda c: {**c, "sides": _chain("sin", 5000)},
    "a tower": lambda c: {**c, "sides": {"nodes": [{"rational": "9"}] + [{"node": "Pow", "arguments": [0, p]} for p in range(9)], "roots": [9, 9]}},
    "exponentials": lambda c: {**c, "sides": _chain("exp", 40, {"rational": "9"})},
    "a maximum of towers": lambda c: {**c, "sides": {"nodes": [{"rational": "9"}, {"node": "Pow", "arguments": [0, 0]}, {"node": "Pow", "arguments": [0, 1]}, {"node": "Max", "arguments": [0, 2]}], "roots": [3, 3]}},
    "a long number": lambda c: {**c, "sides": {"nodes": [{"rational": "9" * 10**6}], "roots": [0, 0]}},
    "an empty matrix": lambda c: {**c, "sides": {"nodes": [{"rational": "1000000000"}, {"rational": "0"}, {"node": "Tuple", "arguments": []}, {"node": "ImmutableDenseMatrix", "arguments": [0, 1, 2]}], "roots": [3, 3]}},
    "itself": lambda c: {**c, "sides": {"nodes": [{"node": "Transpose", "arguments": [0]}], "roots": [0, 0]}},
    "not a number": lambda c: {**c, "seeds": [float("nan")]},
    "many": lambda c: {**c, "sizes": [{}] * 10**5},
}  # fmt: skip


def _chain(kind, depth, first=None):
    start = [first] if first else [{"symbol": "x", "assumptions": {}}]
    nodes = start + [{"node": kind, "arguments": [place]} for place in range(depth)]
    return {"nodes": nodes, "roots": [depth, depth]}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_time(name):
    written = forging.signed(HOSTILE[name](GENUINE[0]))
    status, seconds = forging.judged(written)
    assert status in ("refused", "rejected", "open")
    assert seconds < 2.5


@pytest.mark.parametrize("key", sorted(set(GENUINE[0]) - {"digest"}))
@pytest.mark.parametrize("odd", range(len(forging.ODD)))
def test_every_field_refuses_what_it_is_not(key, odd):
    status, _ = forging.judged(forging.signed({**GENUINE[0], key: forging.ODD[odd]}))
    assert status in ("refused", "rejected", "agrees", "open")
