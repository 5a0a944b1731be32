"""Which key stands for which gradient, and what is said of keys that stand for none, for two, or for another layer."""

import pytest

import symnet as sn
from symnet.checks.naming import Naming, hint, match
from tests.checks import passes
from tests.checks.passes import LINEAR, explanations, sentences, spoiled

ACCEPTED = ("W1", "w1", "dW1", "dw1", "dW_1", "dW[1]", "dW^{[1]}", "grad_W1", "W1_grad", "gradient W1", "W1.gradient",
            "dJ/dW1", "dL_dW1", "dcost/dW1", "∂J/∂W1", "∇W1", "delta_W1", "partial W1")  # fmt: skip


@pytest.mark.parametrize("key", ACCEPTED)
def test_a_common_name_of_the_gradient_is_accepted(key):
    assert match(["W1", "b1"], [key, "db1"]) == Naming({"W1": (key,), "b1": ("db1",)}, ())


@pytest.mark.parametrize("key", ["A1", "W", "W11", "ddW1", "weights1", "dW2", ""])
def test_another_name_is_not(key):
    assert match(["W1", "b1"], [key, "db1"]) == Naming({"W1": (), "b1": ("db1",)}, (key,))


def test_case_counts_where_names_differ_in_it_only():
    assert match(["w1", "W1"], ["W1", "w1"]).keys == {"w1": ("w1",), "W1": ("W1",)}


@pytest.mark.parametrize(
    ("names", "keys", "first"),
    [
        (["w0", "b0", "w1", "b1"], ["dW1", "db1", "dW2", "db2"], 1),
        (["W1", "b1", "W2", "b2"], ["w0", "b0", "w1", "b1"], 0),
        (["w0", "b0"], ["W1", "b1", "A1", "Z1"], 1),
        (["w0", "b0", "w1", "b1"], ["dW0", "db0", "dW1", "db1"], None),
        (["W1", "b1"], ["dA0", "dW1", "db1"], None),
        (["w0", "b0"], ["dW1"], None),
        (["w0", "b0"], ["weights", "bias"], None),
    ],
)
def test_layers_that_are_counted_from_another_number_are_recognized(names, keys, first):
    assert match(names, keys).shifted == first


@pytest.mark.parametrize(
    ("name", "unknown", "said"),
    [
        ("w0", ["dweights_0", "dbias_0"], "; is it 'dweights_0'?"),
        ("w0", ["dweights_1"], ""),
        ("w0", ["dw_new_0", "dw_old_0"], ""),
        ("w0", [], ""),
    ],
)
def test_a_hint_is_given_where_one_key_may_be_meant(name, unknown, said):
    assert hint(name, unknown) == said


def report_on(spoil):
    return sn.check_gradient(spoiled(passes.linear, lambda g, p, X, Y: spoil(g)), LINEAR, extremes=False)


FAULTS = {
    "missing": (lambda g: {"w0": g["w0"]}, "missing", {"b0": "Neither 'b0' nor 'db0' was returned."}, []),
    "empty": (
        lambda g: {},
        "missing",
        {"w0": "Neither 'w0' nor 'dw0' was returned.", "b0": "Neither 'b0' nor 'db0' was returned."},
        [],
    ),
    "other names": (
        lambda g: {"dw0": g["w0"], "dbias_0": g["b0"]},
        "missing",
        {"b0": "Neither 'b0' nor 'db0' was returned; is it 'dbias_0'?"},
        ["No parameter belongs to what was returned under 'dbias_0'; the parameters are w0 and b0."],
    ),
    "counted from 1": (
        lambda g: {"dW1": g["w0"], "db1": g["b0"]},
        "missing",
        {
            "w0": "The layers of the returned keys begin with 1, but 'w0' or 'dw0' is expected.",
            "b0": "The layers of the returned keys begin with 1, but 'b0' or 'db0' is expected.",
        },
        ["The returned keys count layers from 1, but the parameters are w0 and b0."],
    ),
    "both, and they differ": (
        lambda g: g | {"dw0": 2 * g["w0"]},
        "ambiguous",
        {"w0": "'w0' and 'dw0' both stand for the gradient by w0, and differ; return one of them."},
        [],
    ),
}


@pytest.mark.parametrize(("spoil", "status", "said", "found"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_with_the_keys_is_said(spoil, status, said, found):
    report = report_on(spoil)
    assert (report.ok, explanations(report)) == (False, said)
    assert {report[name].status for name in said} == {status}
    assert sentences(report.findings) == found


NOTES = {
    "nothing": (lambda g: g, []),
    "both, and they agree": (lambda g: g | {"dw0": g["w0"]}, []),
    "additional keys": (
        lambda g: g | {"A0": 1.0, "dZ0": None},
        ["No parameter belongs to what was returned under 'A0' and 'dZ0'; the parameters are w0 and b0."],
    ),
    "keys that are no names": (
        lambda g: g | {0: g["w0"], ("b", 0): 1},
        ["The keys of the returned dictionary must be names, but it has 0 and ('b', 0)."],
    ),
    "the cost before": (
        lambda g: (1.0, g),
        ["The function returned a number and a dictionary; only the dictionary was checked."],
    ),
}


@pytest.mark.parametrize(("change", "found"), NOTES.values(), ids=NOTES)
def test_what_is_no_fault_of_the_keys_is_only_noted(change, found):
    report = report_on(change)
    assert (report.ok, sentences(report.findings)) == (True, found)
