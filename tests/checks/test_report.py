"""A report is a mapping of results; it prints as text and as a table, and JSON can write it."""

import json
from collections.abc import Mapping

import pytest

import symnet as sn
from symnet.checks import Finding, Report, Result, Worst
from tests.checks import passes
from tests.checks.passes import LINEAR, spoiled


def half_right(parameters, X, Y):
    gradients = passes.linear(parameters, X, Y)
    return {"dw0": gradients["w0"], "b0": gradients["b0"].ravel(), "A0": X}


FLAT = "It is flat: the numbers are right, but the shape is (2,) instead of (2, 1)."
NOTE = "No parameter belongs to what was returned under 'A0'; the parameters are w0 and b0."


@pytest.fixture(scope="module")
def report():
    return sn.check_gradient(half_right, LINEAR, extremes=False)


@pytest.fixture(scope="module")
def right():
    return sn.check_gradient(passes.linear, LINEAR, extremes=False)


def test_a_report_is_a_mapping_in_the_order_of_the_parameters(report):
    assert isinstance(report, Mapping)
    assert (list(report), len(report), [*report.values()]) == (["w0", "b0"], 2, [report["w0"], report["b0"]])
    assert ("w0" in report, "W9" in report) == (True, False)


def test_a_result_says_its_status_and_why(report):
    assert (report["w0"].status, report["w0"].explanation, report["w0"].ok) == ("ok", "", True)
    assert (report["b0"].status, report["b0"].explanation, report["b0"].ok) == ("wrong shape", FLAT, False)
    assert (report["b0"].expected_shape, report["w0"].batches) == ((2, 1), 17)


def test_all_is_well_where_every_array_is_right_and_no_finding_is_a_fault(report, right):
    assert (report.ok, report.wrong, report.explanation) == (False, ("b0",), FLAT)
    assert (right.ok, right.wrong, right.explanation) == (True, (), "")
    for is_fault in (True, False):
        noted = Report("check_cost", "J", {"J": Result("ok")}, (Finding("pair", "It is a pair.", is_fault),))
        assert (noted.ok, len(noted.faults), noted.explanation) == (not is_fault, is_fault, "It is a pair." * is_fault)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("w_0", "There is no result for 'w_0'; did you mean 'w0'?"),
        ("dw0", "There is no result for 'dw0'; did you mean 'w0'?"),
        ("bias", "There is no result for 'bias', but for w0, b0."),
    ],
)
def test_another_name_is_an_error_that_says_which_there_are(report, name, said):
    with pytest.raises(sn.SymnetValueError) as caught:
        report[name]
    assert str(caught.value) == said


def test_get_gives_the_default_as_that_of_every_mapping_does(report):
    assert report.get("w0") is report["w0"]
    assert (report.get("w9"), report.get("w9", 1)) == (None, 1)


def test_a_report_prints_as_lines(report, right):
    assert str(report).splitlines() == [
        "check_gradient: half_right is not right.",
        "  w0  ok",
        f"  b0  wrong shape. {FLAT}",
        f"  note: {NOTE}",
    ]
    assert str(right) == "check_gradient: linear is right.\n  w0  ok\n  b0  ok"


def test_a_report_is_represented_by_its_first_fault(report, right):
    assert repr(report) == f"<Report check_gradient(half_right): wrong: {FLAT}>"
    assert repr(right) == "<Report check_gradient(linear): ok>"


def test_a_report_is_a_table_in_a_notebook(report):
    assert report._repr_markdown_().splitlines() == [
        "**check_gradient**: `half_right` is not right.",
        "",
        "| array | status | explanation |",
        "|---|---|---|",
        "| `w0` | ok |  |",
        f"| `b0` | wrong shape | {FLAT} |",
        "",
        f"- note: {NOTE}",
    ]


def test_a_bar_does_not_end_the_column_of_the_table():
    report = Report("check_cost", "J", {"J": Result("error", "It raised in `a | b`.")}, (Finding("raised", "`a | b`"),))
    assert "| `J` | error | It raised in `a \\| b`. |\n\n- fault: `a \\| b`" in report._repr_markdown_()


def test_a_report_goes_through_json(report):
    written = report.as_dict()
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    assert list(written) == ["check", "function", "ok", "results", "findings", "seconds"]
    assert written["results"]["b0"] == {
        "status": "wrong shape",
        "explanation": FLAT,
        "expected_shape": [2, 1],
        "worst": None,
        "error": "inf",
        "batches": 17,
    }
    assert written["findings"] == [{"kind": "unknown keys", "sentence": NOTE, "fault": False}]


def test_the_worst_entry_goes_through_json_also_where_it_is_not_a_number():
    student = spoiled(passes.linear, lambda g, p, X, Y: g | {"b0": g["b0"] * float("nan")})
    report = sn.check_gradient(student, LINEAR, extremes=False)
    worst = json.loads(json.dumps(report.as_dict(), allow_nan=False))["results"]["b0"]["worst"]
    assert (worst["place"], worst["got"], worst["batch"]) == ([0, 0], "nan", "m = 13")


@pytest.mark.parametrize(
    ("worst", "said"),
    [
        (Worst((0, 1), 2.0, 1.0, "m = 7"), "at [0, 1] it is 2 instead of 1 (m = 7)"),
        (Worst((), 2.0, 1.0, "m = 7"), "it is 2 instead of 1 (m = 7)"),
        (Worst((0,), 1.00000001, 1.0, "m = 7"), "at [0] it is 1.00000001 instead of 1 (m = 7)"),
        (Worst((0,), float("inf"), 1.0, "m = 7"), "at [0] it is inf instead of 1 (m = 7)"),
    ],
)
def test_two_numbers_that_differ_are_printed_differently(worst, said):
    assert str(worst) == said


def test_reports_are_equal_where_what_they_say_is_and_have_no_hash(right):
    again = sn.check_gradient(passes.linear, LINEAR, extremes=False)
    assert (again == right, again.seconds > 0) == (True, True)
    with pytest.raises(TypeError, match="unhashable"):
        hash(right)
