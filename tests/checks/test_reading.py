"""What a function may return, how it is read, and what is said of what cannot be read."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import symnet as sn
from symnet.checks.reading import LARGEST, described, read_array, read_mapping, tolerance_of
from tests.checks import passes
from tests.checks.passes import LINEAR, each, explanations, sentences, spoiled


class Refusing:
    """An object that raises where NumPy asks it for an array."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("no")


class Tensor:
    """An array that has to be detached, as PyTorch's."""

    def __init__(self, array, *, attached=True):
        self.array, self.attached = array, attached

    def detach(self):
        return Tensor(self.array, attached=False)

    def __array__(self, dtype=None, copy=None):
        if self.attached:
            raise RuntimeError("detach it")
        return self.array


READ = {
    "array": (np.array([[1.5, 2.0]]), "float64"),
    "list": ([[1.5, 2.0]], "float64"),
    "tuple": (((1.5, 2.0),), "float64"),
    "float32": (np.array([[1.5, 2.0]], np.float32), "float32"),
    "complex with no imaginary part": (np.array([[1.5, 2.0]], complex), "complex128"),
    "objects": (np.array([[1.5, 2.0]], object), "object"),
    "fractions": ([[Fraction(3, 2), 2]], "object"),
    "tensor": (Tensor(np.array([[1.5, 2.0]])), "float64"),
    "mask without masked entries": (np.ma.array([[1.5, 2.0]]), "float64"),
}


@pytest.mark.parametrize(("value", "dtype"), READ.values(), ids=READ)
def test_what_holds_numbers_is_read_as_float64(value, dtype):
    reading = read_array(value)
    assert (reading.array.dtype, reading.array.tolist()) == (np.float64, [[1.5, 2.0]])
    assert (reading.shape, reading.dtype, reading.problem) == ((1, 2), dtype, "")


@pytest.mark.parametrize("value", [1.5, np.float64(1.5), np.array(1.5), Fraction(3, 2), Decimal("1.5")], ids=repr)
def test_a_number_is_read_as_an_array_of_no_dimensions(value):
    assert (read_array(value).array.item(), read_array(value).shape) == (1.5, ())


def test_what_was_read_does_not_change_with_what_was_returned():
    array = np.zeros((2, 2))
    reading = read_array(array)
    array += 1
    assert not reading.array.any()


UNREADABLE = {
    "none": (None, "is None"),
    "a text": ("W", "is a str and no array"),
    "a number in a text": ("1.5", "is a str and no array"),
    "a dictionary": ({}, "is a dict and no array"),
    "an object": (object(), "is an object and no array"),
    "different lengths": ([[1], [2, 3]], "has rows of different lengths"),
    "an array and a cache": ((np.ones((2, 3)), {}), "is a tuple of 2 items and no array"),
    "complex": (np.array([1j]), "is complex"),
    "texts": (np.array(["a"]), "holds entries that are no numbers (dtype <U1)"),
    "numbers in texts": (np.array(["1.5"]), "holds entries that are no numbers (dtype <U3)"),
    "dates": (np.zeros(2, "M8[s]"), "holds entries that are no numbers (dtype datetime64[s])"),
    "objects": (np.array([object()]), "holds entries that are no numbers (dtype object)"),
    "an integer that no float holds": (np.array([10**400]), "holds entries that are no numbers (dtype object)"),
    "a refusal": (Refusing(), "is a Refusing that NumPy cannot read (RuntimeError)"),
    "masked entries": (np.ma.array([1, 2], mask=[True, False]), "is a masked array with masked entries"),
    "too many": (np.broadcast_to(0.0, (2, LARGEST)), f"has {2 * LARGEST} entries"),
}


@pytest.mark.parametrize(("value", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_says_why(value, problem):
    assert (read_array(value).array, read_array(value).problem) == (None, problem)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        ([1], "a list of 1 items"),
        ({1, 2}, "a set of 2 items"),
        (True, "a number"),
        (np.float64(1), "a number"),
        (np.ones((3, 2)), "an array of shape (3, 2)"),
        ("w0", "a str"),
        (iter([]), "a list_iterator"),
        (object(), "an object"),
    ],
)
def test_what_is_no_dictionary_is_described(value, words):
    assert described(value) == words
    assert read_mapping(value).instead == words


@pytest.mark.parametrize("number", [1, 0.5, np.array([[1.0]]), np.float32(1)])
def test_a_number_and_a_dictionary_are_the_cost_and_its_gradients(number):
    returned = read_mapping((number, {"w0": 1.0}))
    assert (returned.paired, [key for key, _ in returned.items]) == (True, ["w0"])


@pytest.mark.parametrize("pair", [({"w0": 1.0}, 1.0), ("cost", {}), (np.ones(2), {}), [1.0, {}], (1.0, {}, {})])
def test_another_pair_is_not(pair):
    assert read_mapping(pair).instead == f"a {type(pair).__name__} of {len(pair)} items"


def report_on(spoil):
    return sn.check_gradient(spoiled(passes.linear, spoil), LINEAR, extremes=False)


INSTEAD = {
    "nothing": (lambda g, p, X, Y: None, "None"),
    "a list": (lambda g, p, X, Y: list(g.values()), "a list of 2 items"),
    "the other way round": (lambda g, p, X, Y: (g, 1.0), "a tuple of 2 items"),
    "an array": (lambda g, p, X, Y: g["w0"], "an array of shape (2, 3)"),
    "a number": (lambda g, p, X, Y: 1.5, "a number"),
}


@pytest.mark.parametrize(("spoil", "words"), INSTEAD.values(), ids=INSTEAD)
def test_without_a_dictionary_every_gradient_is_missing(spoil, words):
    report = report_on(spoil)
    assert explanations(report) == dict.fromkeys(("w0", "b0"), f"The function returned {words} and no dictionary.")
    assert report["w0"].status == "missing"
    assert sentences(report.faults) == [f"The function returned {words}, but must return a dictionary {{'w0': …}}."]


@pytest.mark.parametrize(
    "name", ["none", "a text", "different lengths", "complex", "numbers in texts", "dates", "too many"]
)
def test_a_gradient_that_cannot_be_read_is_no_array(name):
    value, problem = UNREADABLE[name]
    report = report_on(lambda g, p, X, Y: g | {"b0": value})
    assert (report["b0"].status, explanations(report)) == ("not an array", {"b0": f"It {problem}."})
    assert report.findings == ()


CAST = {
    "lists": (np.ndarray.tolist, []),
    "float32": (lambda g: g.astype(np.float32), ["The function returns float32 (w0 and b0), which was compared to 0.0001 only."]),
    "float16": (lambda g: g.astype(np.float16), ["The function returns float16 (w0 and b0), which was compared to 0.02 only."]),
    "complex": (lambda g: g + 0j, ["The function returns complex numbers, whose imaginary part is zero: w0 and b0."]),
    "objects": (lambda g: g.astype(object), ["The function returns arrays of dtype object: w0 and b0."]),
}  # fmt: skip


@pytest.mark.parametrize(("cast", "found"), CAST.values(), ids=CAST)
def test_another_type_with_the_right_numbers_is_only_noted(cast, found):
    report = report_on(each(cast))
    assert (report.ok, sentences(report.findings)) == (True, found)


@pytest.mark.parametrize("name", CAST)
def test_another_type_with_other_numbers_is_wrong(name):
    cast, _ = CAST[name]
    assert report_on(each(lambda g: cast(1.1 * g))).wrong == ("w0", "b0")


def test_integers_lose_what_follows_the_point():
    report = report_on(each(lambda g: g.astype(np.int64)))
    said = "It is cut to integers (int64), which lose what follows the point."
    assert explanations(report) == {"w0": said, "b0": said}
    assert sentences(report.findings) == [
        "The function returns integers (int64), which lose what follows the point: w0 and b0."
    ]


def test_what_is_not_finite_is_said_with_its_place():
    report = report_on(each(lambda g: np.where(np.arange(len(g))[:, None] == 1, np.nan, g)))
    assert report["w0"].status == "not finite"
    assert report["w0"].explanation.startswith("It is not finite: at [1, 0] it is nan instead of ")
    assert report["w0"].worst is not None
    assert report["w0"].worst.place == (1, 0)


def test_the_tolerance_is_that_of_the_type():
    assert [tolerance_of(dtype) for dtype in ("float64", "float32", "bfloat16", "object")] == [1e-7, 1e-4, 5e-2, 1e-7]
