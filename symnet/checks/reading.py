"""What somebody's function returned, as plain float64 arrays with a note of what they were before.

An array of PyTorch or JAX, a list of lists, a sparse or a masked matrix: all become NumPy arrays of their own memory.
Nothing is raised; what cannot be read says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

LARGEST = 2**23
"""Entries above which a returned array is not looked at: no gradient of a small test network has so many."""

MANY = 200
"""Items of a returned dictionary that are read."""

LONGEST = 200
"""Characters of a key that are read."""


@dataclass(frozen=True, eq=False)  # arrays do not compare as a whole
class Reading:
    """One returned array.

    ======= ========================================================================================================
    array   float64, of its own memory; None where it could not be read
    shape   the shape that was returned; None where there is none
    dtype   what the entries were: ``float64``, ``int64``, ``object``, …
    problem why it could not be read, in words that follow its name: ``is None``
    ======= ========================================================================================================
    """

    array: Any = None
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Returned:
    """What a call returned: its items where it is a dictionary, and what it is in words where it is none.

    `items` are the keys as they were, and the readings; `others` describes keys that are no text. `paired` tells that
    the dictionary came as ``(cost, gradients)``.
    """

    items: tuple[tuple[str, Reading], ...] = ()
    others: tuple[str, ...] = ()
    instead: str = ""
    paired: bool = False


def read_array(value: Any) -> Reading:
    """Return a value as an array of float64.

    >>> read_array([[1, 2]])
    Reading(array=array([[1., 2.]]), shape=(1, 2), dtype='int64', problem='')
    >>> read_array(None).problem, read_array([[1], [2, 3]]).problem, read_array("W").problem
    ('is None', 'has rows of different lengths', 'is a str and no array')
    """
    if value is None or isinstance(value, Mapping | AbstractSet | Iterator):  # NumPy would take each for one object
        return Reading(problem="is None" if value is None else f"is {described(value)} and no array")
    if isinstance(value, np.ma.MaskedArray) and np.ma.getmaskarray(value).any():
        return Reading(shape=value.shape, dtype=str(value.dtype), problem="is a masked array with masked entries")
    try:
        array = np.asarray(_plain(value))
    except ValueError:
        ragged = f"is {described(value)} and no array" if isinstance(value, tuple) else "has rows of different lengths"
        return Reading(problem=ragged)
    except Exception as error:  # noqa: BLE001 - a foreign array may refuse in any way
        return Reading(problem=f"is {_article(type(value).__name__)} that NumPy cannot read ({type(error).__name__})")
    if array.size > LARGEST:
        return Reading(shape=array.shape, dtype=str(array.dtype), problem=f"has {array.size} entries")
    return _as_floats(array, value)


def _plain(value: Any) -> Any:
    """Return what NumPy can read: a tensor without its gradient, a sparse matrix filled."""
    for method in ("detach", "toarray"):
        if callable(getattr(value, method, None)):
            value = getattr(value, method)()
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes, list, tuple)) and not _is_array(value):
        return list(islice(value, LARGEST + 1))  # NumPy would go on to the end, and some have none
    return value


def _is_array(value: Any) -> bool:
    protocols = ("__array__", "__array_interface__", "__array_struct__", "__buffer__")
    return isinstance(value, np.generic | memoryview) or any(hasattr(value, name) for name in protocols)


def _as_floats(array: Any, value: Any) -> Reading:
    """Return an array of any dtype as one of float64, or say why that cannot be."""
    dtype, shape = str(array.dtype), array.shape
    kind = array.dtype.kind
    if kind == "c" and np.any(array.imag):
        return Reading(shape=shape, dtype=dtype, problem="is complex")
    if kind in "fiubc":
        return Reading(np.array(array.real, dtype=np.float64), shape, dtype)
    if not array.ndim:
        return _read_scalar(value)
    if kind == "O":
        with suppress(TypeError, ValueError, OverflowError):
            return Reading(np.array(array, dtype=np.float64), shape, dtype)
    return Reading(shape=shape, dtype=dtype, problem=f"holds entries that are no numbers (dtype {dtype})")


def _read_scalar(value: Any) -> Reading:
    """Return a number that NumPy does not know, a fraction or a decimal, as an array of no dimensions."""
    if hasattr(value, "__float__"):
        try:
            return Reading(np.array(float(value)), (), "object")
        except Exception:  # noqa: BLE001 - a foreign number may refuse in any way
            return Reading(problem="is no real number")
    return Reading(problem=f"is {_article(type(value).__name__)} and no array")


def read_mapping(value: Any) -> Returned:
    """Return the items of a returned dictionary.

    A pair of a number and a dictionary, the cost and the gradients, is taken for the dictionary.

    >>> read_mapping({"dW1": [[1.0]]}).items[0][0], read_mapping(([1.0], [2.0])).instead
    ('dW1', 'a tuple of 2 items')
    """
    paired = isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], Mapping) and _is_number(value[0])
    mapping = value[1] if paired else value
    if not isinstance(mapping, Mapping):
        return Returned(instead=described(value))
    listed = [(key, mapping[key]) for key, _ in zip(mapping, range(MANY), strict=False)]
    items = tuple((str.__str__(key)[:LONGEST], read_array(item)) for key, item in listed if isinstance(key, str))
    others = tuple(repr(key)[:60] for key, _ in listed if not isinstance(key, str))
    return Returned(items, others, paired=paired)


def _is_number(value: Any) -> bool:
    reading = read_array(value)
    return reading.array is not None and reading.array.size == 1


def described(value: Any) -> str:
    """Return what a value is, in words.

    >>> described(None), described((1, 2)), described(np.zeros((2, 3))), described(1.5)
    ('None', 'a tuple of 2 items', 'an array of shape (2, 3)', 'a number')
    """
    if value is None:
        return "None"
    if isinstance(value, tuple | list | set | frozenset):
        return f"{_article(type(value).__name__)} of {len(value)} items"
    if isinstance(value, bool | int | float):
        return "a number"
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        return f"an array of shape {tuple(shape)}" if shape else "a number"
    return _article(type(value).__name__)


def tolerance_of(dtype: str) -> float:
    """Return how far rounding may take entries that were computed in a dtype, relative to the largest.

    >>> tolerance_of("float64"), tolerance_of("float32"), tolerance_of("float16")
    (1e-07, 0.0001, 0.02)
    """
    return {"float32": 1e-4, "float16": 2e-2, "bfloat16": 5e-2}.get(dtype, 1e-7)


def _article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
