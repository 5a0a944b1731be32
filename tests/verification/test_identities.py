"""Every identity of the tables is proved for all sizes, and its twin with one planted error is refuted."""

import pytest

import symnet as sn
from tests.verification import cookbook, identities

ROWS = {**identities.ROWS, **{f"cookbook {title}": row for title, row in cookbook.ROWS.items()}}
TIMEOUT = 60.0  # seconds: a slow machine is no reason for another verdict


@pytest.mark.parametrize("title", ROWS)
def test_an_identity_is_proved(title):
    claim = ROWS[title].build()
    verdict = sn.verify(claim.left, claim.right, assuming=claim.facts, timeout=TIMEOUT)
    assert verdict.status == "proved", verdict


@pytest.mark.parametrize("title", ROWS)
def test_its_wrong_twin_is_refuted(title):
    claim = ROWS[title].twin()
    verdict = sn.verify(claim.left, claim.right, assuming=claim.facts, timeout=TIMEOUT)
    assert verdict.status == "refuted", verdict
    assert verdict.counterexample is None or verdict.counterexample.left.excludes(verdict.counterexample.right)


@pytest.mark.parametrize("title", identities.BEYOND)
def test_what_is_beyond_the_prover_is_not_refuted(title):
    claim = identities.BEYOND[title].build()
    assert sn.verify(claim.left, claim.right, assuming=claim.facts).status == "undecided"


def test_chapter_two_of_the_cookbook_is_there():
    numbers = {row.number for row in cookbook.ROWS.values()}
    assert len(numbers) >= 60
