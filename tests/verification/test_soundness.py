"""Soundness on generated claims whose truth is known: no false *proved*, no false *refuted*.

Here is a sample; `python -m tests.benchmarks.soundness` runs as many as are wanted, and prints what the docs show.
"""

import pytest

import symnet as sn
from symnet.verdicts import Verdict
from tests.benchmarks import soundness
from tests.verification import claims
from tests.verification.claims_rules import RULES
from tests.verification.exact_values import truth

CHUNKS, CLAIMS = 8, 12
MOST_UNDECIDED = 2
"""Of a chunk; over ten thousand claims it is less than one in fifty."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_verdict_contradicts_the_truth(chunk):
    seeds = range(chunk * CLAIMS, (chunk + 1) * CLAIMS)
    found = [soundness.outcome_of(seed) for seed in seeds]
    assert [outcome.shown for outcome in found if outcome.is_false] == []
    undecided = [outcome.shown for outcome in found if outcome.truth and outcome.status == "undecided"]
    assert len(undecided) <= MOST_UNDECIDED, undecided


def test_there_are_true_and_false_claims_of_many_kinds():
    drawn = [soundness.claim_of(seed) for seed in range(60)]
    assert 15 <= sum(claim.truth for claim in drawn) <= 45
    assert len({rule for claim in drawn for rule in claim.rules}) > 40
    assert len({claim.edit for claim in drawn if not claim.truth}) > 5


@pytest.mark.parametrize("status", ["proved", "refuted"])
def test_a_prover_that_always_says_the_same_is_found_out(monkeypatch, status):
    monkeypatch.setattr(sn.public, "verify", lambda *_, **__: Verdict(status, ""))
    assert any(soundness.outcome_of(seed).is_false for seed in range(10))


def test_a_rewrite_that_is_not_sound_is_an_error_of_the_generator(monkeypatch):
    rules = {name: (lambda node, _source: 2 * node, kinds) for name, (_, kinds) in RULES.items()}
    monkeypatch.setattr("tests.verification.claims.RULES", rules)
    with pytest.raises(claims.GeneratorError):
        list(map(soundness.claim_of, range(30)))


def test_the_numbers_that_settle_a_claim_tell_true_from_false():
    claim = next(claim for claim in map(soundness.claim_of, range(50)) if claim.truth and not claim.facts)
    assert truth(claim.left, claim.right, claim.facts, seeds=claims.SEEDS) is True
    assert truth(claim.left, 2 * claim.right, claim.facts, seeds=claims.SEEDS) is False
