"""Every backward pass of the corpus: the wrong ones are flagged and explained, the right ones pass."""

import pytest

from symnet.checks import check_gradient, gradients
from tests.checks.students.table import COSTS, LATER, RIGHT, WRONG

EXPLAINED = [student for student in (*WRONG, *LATER) if student.phrases]
UNEXPLAINED = [student for student in (*WRONG, *LATER) if not student.phrases]


@pytest.fixture
def without_haste(monkeypatch):
    """What is explained must not depend on how busy the machine is."""
    monkeypatch.setattr(gradients, "EXPLAINING", 30.0)


def report_on(student):
    extremes = student.extremes and student not in LATER
    return check_gradient(student.function, COSTS[student.cost](), extremes=extremes, timeout=60)


def wrong_in(report):
    return {name for name in report if report[name].status != "ok"}


@pytest.mark.parametrize("student", EXPLAINED, ids=str)
@pytest.mark.usefixtures("without_haste")
def test_wrong_passes_are_flagged_and_explained(student):
    report = report_on(student)
    assert not report.ok
    assert wrong_in(report) == set(student.wrong)
    for name in student.wrong:
        for phrase in student.phrases:
            assert phrase in report[name].explanation


@pytest.mark.parametrize("student", UNEXPLAINED, ids=str)
def test_what_no_edit_gives_is_flagged_and_not_explained(student):
    report = report_on(student)
    assert not report.ok
    assert student.reason
    assert wrong_in(report) == set(student.wrong)
    assert all("it differs from the right gradient" in report[name].explanation.lower() for name in student.wrong)


@pytest.mark.parametrize("student", RIGHT, ids=str)
def test_right_passes_pass(student):
    report = report_on(student)
    assert {name: report[name].explanation for name in wrong_in(report)} == {}
    assert report.ok


def test_the_corpus_is_large_enough():
    names = [str(student) for student in (*WRONG, *LATER, *RIGHT)]
    assert len(names) == len(set(names))
    assert len(EXPLAINED) >= 36
    assert len(RIGHT) >= 12
    assert len({student.cost for student in WRONG}) >= 7
