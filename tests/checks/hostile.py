"""Functions and results that nobody should write: whatever they do, a check says so and raises nothing."""

import decimal
import fractions
import os
import sys
from collections import UserDict
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np


class Refusing:
    """Refuses to be looked at in any way."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise RuntimeError("repr")

    __str__ = __len__ = __float__ = __bool__ = __iter__ = __array__ = __repr__

    def __eq__(self, other):
        raise RuntimeError("eq")

    def __hash__(self):
        return hash("w0")


class Endless(Mapping[str, Any]):
    """Has keys without end, and no value."""

    def __getitem__(self, key):
        raise KeyError(key)

    def __iter__(self):
        return iter(int, 1)

    def __len__(self):
        return sys.maxsize


class Text(str):
    """A key that cannot be sent from process to process, printed or compared."""

    __slots__ = ()

    def __reduce__(self):
        return (os.getenv, (1,))

    def __str__(self):
        raise RuntimeError("str")

    __repr__ = __str__


class Unprintable(Exception):
    """An exception that cannot be printed or sent from process to process."""

    def __init__(self, first, second):
        super().__init__()

    def __str__(self):
        raise RuntimeError("str")


class Loud(np.ndarray):
    """An array that refuses to be compared and computed with."""

    def __array_function__(self, *_, **__):
        raise RuntimeError("array function")

    def __array_ufunc__(self, *_, **__):
        raise RuntimeError("array ufunc")


def loop():
    cycle: list[Any] = []
    cycle.append(cycle)
    return cycle


def refusing():
    array = np.empty((2, 3), dtype=object)
    array.fill(Refusing())
    return array


def structured():
    return np.zeros((2, 3), dtype=[("a", float), ("b", int)])


RESULTS = {
    "none": None,
    "a float": 1.5,
    "an int beyond floats": 10**400,
    "a bool": True,
    "a text": "W",
    "bytes": b"W",
    "not a number": float("nan"),
    "infinite": float("inf"),
    "complex": 1 + 2j,
    "a fraction": fractions.Fraction(1, 3),
    "a decimal": decimal.Decimal("NaN"),
    "a type": int,
    "a function": len,
    "not implemented": NotImplemented,
    "ellipsis": ...,
    "a slice": slice(None),
    "a set": {1, 2},
    "a range": range(3),
    "a generator": (each for each in [np.ones((2, 3))]),
    "an iterator": iter([1.0]),
    "an empty list": [],
    "a ragged list": [[1.0], [1.0, 2.0]],
    "a list that holds itself": loop(),
    "texts": np.array([["a", "b", "c"], ["d", "e", "f"]]),
    "dates": np.full((2, 3), np.datetime64("2020-01-01")),
    "durations": np.full((2, 3), np.timedelta64(1, "D")),
    "no dimensions": np.array(1.0),
    "no dimensions and an object": np.array(None),
    "no dimensions and a dictionary": np.array({"w0": 1}),
    "many dimensions": np.ones((1,) * 40),
    "no entries": np.zeros((0, 3)),
    "of no width": np.zeros((2, 0)),
    "objects": np.array([[None, "a", 1], [2.0, [], {}]], dtype=object),
    "objects that refuse": refusing(),
    "integers as objects": np.array([[10**400] * 3] * 2, dtype=object),
    "structured": structured(),
    "a record": np.rec.array([(1.0, 2)], dtype=[("a", float), ("b", int)]),
    "a masked array": np.ma.masked_all((2, 3)),
    "an unmasked array": np.ma.ones((2, 3)),
    "a matrix": np.ones((2, 3)).view(np.matrix),
    "an array that refuses": np.ones((2, 3)).view(Loud),
    "half": np.ones((2, 3), dtype=np.float16),
    "long": np.ones((2, 3), dtype=np.longdouble),
    "beyond float": np.full((2, 3), np.finfo(np.longdouble).max),
    "complex numbers": np.full((2, 3), 1j),
    "complex and infinite": np.full((2, 3), complex("inf")),
    "unsigned": np.ones((2, 3), dtype=np.uint8),
    "booleans": np.ones((2, 3), dtype=bool),
    "other byte order": np.ones((2, 3), dtype=">f8"),
    "tiny": np.full((2, 3), 5e-324),
    "huge": np.full((2, 3), -1.7e308),
    "half of them missing": np.array([[1.0, np.nan, 2.0], [np.inf, -np.inf, 0.0]]),
    "without end": np.broadcast_to(np.float64(1.0), (2**30, 2**29)),
    "strided": np.ones((4, 6))[::-2, ::2],
    "refusing": Refusing(),
    "an object with a shape": SimpleNamespace(shape="(2, 3)", dtype=7),
    "an empty dictionary": {},
    "keys without end": Endless(),
    "another mapping": UserDict({"w0": 1.0}),
    "keys that refuse": {Refusing(): 1.0},
    "keys that are texts of their own": {Text("w0"): np.ones((2, 3)), Text("?"): 1},
    "keys that are no texts": {0: 1.0, None: 2.0, (): 3.0, b"w0": 4.0},
    "long keys": {"x" * 10**6: 1.0, "\ud800": 2.0, "w0\n\x1b[2J": 3.0},
    "a pair": (1.0, {"w0": 1.0}),
    "a pair of texts": ("1.0", {"w0": "a"}),
    "a tuple": (np.ones((2, 3)), np.ones((2, 1))),
    "an exception": ValueError("returned"),
}
"""What a function may return: as such, and under the name of each gradient."""


def returning(value):
    def function(*_):
        return value

    return function


def under_each_name(value):
    def function(parameters, *_):
        return dict.fromkeys(parameters, value)

    return function


def raising(error):
    def function(*_):
        raise error

    return function


def recursive(*given):
    return recursive(*given)


def generating(*_):
    yield 1.0


async def waiting(*_):
    return 1.0


def spoiling(parameters, *arrays):
    """Leave in its arguments what cannot be looked at."""
    parameters["w0"] = np.ones((2, 3)).view(Loud)
    parameters["b0"] = Refusing()
    parameters[Refusing()] = 1
    parameters[Text("more")] = 2
    for array in arrays:
        array.shape = (-1,)
        array.fill(np.nan)
    return 1.0


def emptying(parameters, *_):
    parameters.clear()
    return 1.0


class Called:
    """Can be called, and nothing else."""

    def __call__(self, *_):
        return 1.0

    def __getattr__(self, name):
        raise RuntimeError(name)

    @property
    def __signature__(self):
        raise RuntimeError("signature")

    def __repr__(self):
        raise RuntimeError("repr")


class Raising(Called):
    """Raises besides."""

    def __call__(self, *_):
        raise Unprintable(1, 2)


FUNCTIONS = {
    "interrupts": raising(KeyboardInterrupt()),
    "exits": raising(SystemExit(1)),
    "exits with a text": raising(SystemExit("gone")),
    "leaves a generator": raising(GeneratorExit()),
    "stops an iteration": raising(StopIteration(1)),
    "no memory": raising(MemoryError()),
    "out of time": raising(TimeoutError("mine")),
    "unprintable": raising(Unprintable(1, 2)),
    "a group": raising(BaseExceptionGroup("many", [ValueError(1), KeyboardInterrupt()])),
    "a warning": raising(UserWarning("raised")),
    "bare": raising(BaseException()),
    "a long message": raising(ValueError("x" * 10**6)),
    "recursive": recursive,
    "a generator": generating,
    "spoils its arguments": spoiling,
    "empties its arguments": emptying,
    "called only": Called(),
    "called only, and raises": Raising(),
}
