"""What a compiled function takes: arrays under their names, with their shapes, checked at every call.

The check costs a few microseconds an array. NaN and infinity are numbers like others and pass through; arrays are never
modified. Integers and booleans are computed as float64. A number becomes one of NumPy's, of the precision of the
arrays, so that it overflows and divides by zero as they do; a function of numbers alone takes arrays too, entry by
entry.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from sympy import Expr

from symnet.errors import ShapeError, SymnetTypeError, SymnetValueError, suggest

AXES = ("rows", "columns")
Sizes = dict[Any, tuple[int, str, int]]  # size symbol: its value, the array that it was read from, and the axis there


@dataclass(frozen=True)
class Slot:
    """One array or number that a function takes: its name, and its shape (None for a number).

    A size is an int, a symbol, or an expression of symbols. A count is passed on as a Python integer.
    """

    name: str
    shape: tuple[Any, Any] | None
    is_integer: bool = False
    is_count: bool = False
    size: Any = None  # the symbol, where a number is at once the size of an array

    def described(self) -> str:
        """Return the shape in words, as ``3 × m``."""
        return "a number" if self.shape is None else f"{self.shape[0]} × {self.shape[1]}"

    def read(self, value: Any, sizes: Sizes) -> Any:
        """Return the value as an array of floats of the right shape, or a Python number; remember the sizes."""
        if self.shape is None:
            return self._read_number(value, sizes)
        array = value if type(value) is np.ndarray else self._as_array(value)
        if array.dtype.kind != "f":
            array = self._as_floats(array)
        if array.ndim != 2:
            raise ShapeError(self._wrong_dimension(array, sizes))
        for axis in (0, 1):
            expected, given = self.shape[axis], array.shape[axis]
            if expected.__class__ is int:
                if expected != given:
                    raise ShapeError(self._wrong_shape(array, sizes))
            elif expected not in sizes:
                if expected.is_Symbol:
                    sizes[expected] = (given, self.name, axis)
            elif sizes[expected][0] != given:
                raise ShapeError(self._wrong_size(array, axis, sizes))
        return array

    def check_compound(self, array: Any, sizes: Sizes) -> None:
        """Check the sizes that are expressions, such as ``n + 1``, once the symbols are known."""
        known = {symbol: value for symbol, (value, _, _) in sizes.items()}
        for axis in (0, 1):
            expected = self.shape[axis] if self.shape else 0
            if isinstance(expected, Expr) and not expected.is_Symbol:
                wanted = expected.subs(known)
                if wanted.is_Integer and wanted != array.shape[axis]:
                    raise ShapeError(
                        f"{self.name} must have {expected} = {wanted} {AXES[axis]}, but it has {array.shape[axis]}."
                    )

    def _as_array(self, value: Any) -> Any:
        wanted = "a number, or an array of numbers" if self.shape is None else f"an array of shape {self.described()}"
        if value is None:
            raise SymnetTypeError(f"{self.name} must be {wanted}, but is None.")
        if isinstance(value, np.ma.MaskedArray):
            raise SymnetTypeError(
                f"{self.name} is a masked array, and its mask would be lost; fill it first: {self.name}.filled(0.0)."
            )
        try:
            return np.asarray(value)
        except ValueError:
            raise SymnetValueError(f"{self.name} must be {wanted}, but its rows differ in length.") from None

    def _as_floats(self, array: Any) -> Any:
        if array.dtype.kind not in "iub":
            raise SymnetTypeError(
                f"{self.name} must hold real numbers, but its dtype is {array.dtype}; write {self.name}.astype(float)."
            )
        return array.astype(np.float64)

    def _read_number(self, value: Any, sizes: Sizes) -> Any:
        array = value if isinstance(value, (int, float)) else self._as_array(value)
        if isinstance(array, np.ndarray):
            if array.dtype.kind not in "iubf":
                raise SymnetTypeError(f"{self.name} must be a real number, but its dtype is {array.dtype}.")
            if array.ndim != 0:
                raise ShapeError(f"{self.name} must be a number, but is an array of shape {array.shape}.")
            array = array.item()
        if not self.is_integer:
            return float(array)
        if not (math.isfinite(array) and int(array) == array):
            raise SymnetValueError(f"{self.name} must be an integer, but is {array}.")
        if not self.is_count:
            return float(array)
        if self.size is not None:
            if self.size in sizes and sizes[self.size][0] != array:
                known, first, axis = sizes[self.size]
                raise ShapeError(f"{first} has {self.size} = {known} {AXES[axis]}, but {self.name} is {array}.")
            sizes[self.size] = (int(array), self.name, -1)
        return int(array)

    def read_entries(self, value: Any) -> Any:
        """Return a number, or the numbers of an array, as an array of floats: what a function of numbers takes."""
        if self.is_count:
            return self._read_number(value, {})
        array = self._as_array(value)
        if array.dtype.kind not in "iubf":
            raise SymnetTypeError(f"{self.name} must be a real number, but its dtype is {array.dtype}.")
        if self.is_integer and not np.all(np.isfinite(array) & (np.floor(array) == array)):
            raise SymnetValueError(f"{self.name} must be an integer, but is {value}.")
        return array if array.dtype.kind == "f" else array.astype(np.float64)

    def _wrong_dimension(self, array: Any, sizes: Sizes) -> str:
        hint = ""
        if array.ndim == 1 and self.shape is not None:
            rows, columns = (_value(size, sizes) for size in self.shape)
            if columns == 1 or (rows != 1 and rows in (None, array.size)):
                hint = f"; write {self.name}.reshape({array.size}, 1)" if rows in (None, array.size) else ""
            elif rows == 1:
                hint = f"; write {self.name}.reshape(1, {array.size})"
        dimensions = f"{array.ndim} dimension{'' if array.ndim == 1 else 's'}"
        return (
            f"{self.name} must have 2 dimensions ({self.described()}), but the array has {dimensions} "
            f"and shape {array.shape}{hint}."
        )

    def _wrong_shape(self, array: Any, sizes: Sizes) -> str:
        wanted = [_value(size, sizes) for size in self.shape or ()]
        shown = " × ".join(
            str(size if value is None else value) for size, value in zip(self.shape or (), wanted, strict=True)
        )
        symbolic = f" ({self.described()})" if shown != self.described() else ""
        rows, columns = array.shape
        turned = all(value in (None, given) for value, given in zip(wanted, (columns, rows), strict=True))
        hint = "; it looks transposed" if turned else ""
        return f"{self.name} must be {shown}{symbolic}, but the array is {rows} × {columns}{hint}."

    def _wrong_size(self, array: Any, axis: int, sizes: Sizes) -> str:
        wanted = [_value(size, sizes) for size in self.shape or ()]
        if rows_and_columns(array) == wanted[::-1] and wanted[0] != wanted[1]:
            return self._wrong_shape(array, sizes)
        symbol = (self.shape or ())[axis]
        value, first, first_axis = sizes[symbol]
        where = f" {AXES[axis]}" if first_axis != axis else ""
        if first_axis < 0:
            return f"{first} is {value}, but {self.name} has {array.shape[axis]} {AXES[axis]}."
        return f"{first} has {symbol} = {value} {AXES[first_axis]} but {self.name} has {array.shape[axis]}{where}."


def rows_and_columns(array: Any) -> list[int]:
    """Return the shape of an array as a list."""
    return list(array.shape)


def _value(size: Any, sizes: Sizes) -> int | None:
    """Return a size as an int, or None where it is not known yet."""
    if isinstance(size, int):
        return size
    return sizes[size][0] if size in sizes else None


@dataclass(frozen=True)
class Signature:
    """The slots of a function: those in the dictionary of parameters, if it takes one, and the arguments.

    `nonzero` are the sizes that the function divides by, or takes a maximum over. An elementwise function is one of
    numbers alone: it takes arrays of them too.
    """

    function: str
    arguments: tuple[Slot, ...]
    parameters: tuple[Slot, ...] | None = None
    nonzero: tuple[Any, ...] = ()
    compound: bool = field(default=False)
    elementwise: bool = field(default=False)

    def bind(self, given: Sequence[Any]) -> list[Any]:
        """Return what is passed to the compiled code, or raise a `SymnetError` that names what does not fit."""
        first = 0 if self.parameters is None else 1
        if self.elementwise:
            return self._bind_entries(given, first)
        if len(given) != first + len(self.arguments):
            raise SymnetTypeError(self._wrong_count(len(given)))
        sizes: Sizes = {}
        bound: list[Any] = []
        if self.parameters is not None:
            bound.append(self._read_parameters(given[0], self.parameters, sizes))
        bound += [slot.read(value, sizes) for slot, value in zip(self.arguments, given[first:], strict=True)]
        if self.compound:
            self._check_compound(bound)
        for size in self.nonzero:
            if size in sizes and sizes[size][0] == 0:
                _, name, axis = sizes[size]
                raise SymnetValueError(
                    f"{self.function} needs {size} to be positive, but {name} has {size} = 0 {AXES[axis]}; "
                    "give at least one."
                )
        return self._with_precision(bound, first) if self._has_numbers else bound

    @cached_property
    def _has_numbers(self) -> bool:
        return any(slot.shape is None and not slot.is_count for slot in (*(self.parameters or ()), *self.arguments))

    def _with_precision(self, bound: list[Any], first: int) -> list[Any]:
        """Return the numbers as NumPy's, of the precision of the arrays."""
        values = [*(bound[0].values() if first else ()), *bound[first:]]
        arrays = [value.dtype for value in values if isinstance(value, np.ndarray)]
        number = np.result_type(*arrays).type if arrays else np.float64

        def read(value: Any) -> Any:
            return number(value) if isinstance(value, float) else value

        named = [{name: read(value) for name, value in bound[0].items()}] if first else []
        return [*named, *map(read, bound[first:])]

    def _bind_entries(self, given: Sequence[Any], first: int) -> list[Any]:
        """Return numbers and arrays of numbers, of one precision; their shapes must broadcast."""
        if len(given) != first + len(self.arguments):
            raise SymnetTypeError(self._wrong_count(len(given)))
        slots = [*(self.parameters or ()), *self.arguments]
        values = [*(self._named(given[0], self.parameters) if self.parameters is not None else ()), *given[first:]]
        read = {slot: slot.read_entries(value) for slot, value in zip(slots, values, strict=True)}
        arrays = {slot: value for slot, value in read.items() if isinstance(value, np.ndarray)}
        try:
            np.broadcast_shapes(*(array.shape for array in arrays.values()))
        except ValueError:
            shown = " and ".join(f"{slot.name} has {array.shape}" for slot, array in arrays.items() if array.ndim)
            raise ShapeError(
                f"{self.function} takes numbers, or arrays of shapes that broadcast, but {shown}."
            ) from None
        dtypes = [array.dtype for array in arrays.values() if array.ndim]
        precision = np.result_type(*dtypes) if dtypes else np.dtype(np.float64)
        ready = {slot: array.astype(precision)[()] for slot, array in arrays.items()}
        bound = [ready.get(slot, value) for slot, value in read.items()]
        count = len(self.parameters or ())
        names = [slot.name for slot in self.parameters or ()]
        return [*([dict(zip(names, bound[:count], strict=True))] if first else []), *bound[count:]]

    def spread(self, result: Any, bound: Sequence[Any]) -> Any:
        """Return what an elementwise function computed: a float of numbers, and arrays of the shape of the arrays."""
        values = [*(bound[0].values() if self.parameters is not None else ()), *bound[self.parameters is not None :]]
        return _spread(result, np.broadcast_shapes(*map(np.shape, values)))

    def _read_parameters(self, given: Any, slots: tuple[Slot, ...], sizes: Sizes) -> dict[str, Any]:
        values = self._named(given, slots)
        return {slot.name: slot.read(value, sizes) for slot, value in zip(slots, values, strict=True)}

    def _named(self, given: Any, slots: tuple[Slot, ...]) -> list[Any]:
        """Return the values of a dictionary of parameters, in order."""
        if not isinstance(given, Mapping):
            example = slots[0].name if slots else "w0"
            raise SymnetTypeError(
                f"{self.function} takes its parameters as a dictionary {{{example!r}: …}}, "
                f"but was given {_article(type(given).__name__)}."
            )
        names = [slot.name for slot in slots]
        if len(given) != len(slots) or any(name not in given for name in names):
            raise SymnetValueError(self._wrong_names(given, slots))
        return [given[slot.name] for slot in slots]

    def _wrong_names(self, given: Mapping[Any, Any], slots: tuple[Slot, ...]) -> str:
        names = [slot.name for slot in slots]
        unknown = [name for name in given if name not in names]
        if unknown:
            hint = suggest(str(unknown[0]), names) or f"; its parameters are {', '.join(names)}"
            return f"{self.function} has no parameter {unknown[0]!r}{hint}{'' if hint.endswith('?') else '.'}"
        missing = next(slot for slot in slots if slot.name not in given)
        have = ", ".join(map(str, given)) or "nothing"
        return f"{self.function} needs the parameter {missing.name!r} ({missing.described()}), but was given {have}."

    def _wrong_count(self, count: int) -> str:
        names = [*(["parameters"] if self.parameters is not None else []), *(slot.name for slot in self.arguments)]
        noun = "argument" if len(names) == 1 else "arguments"
        return f"{self.function} takes {len(names)} {noun} ({', '.join(names)}), but was given {count}."

    def _check_compound(self, bound: list[Any]) -> None:
        values = [*bound[0].values(), *bound[1:]] if self.parameters is not None else bound
        slots = [*(self.parameters or ()), *self.arguments]
        sizes: Sizes = {}
        for slot, value in zip(slots, values, strict=True):
            slot.read(value, sizes)
        for slot, value in zip(slots, values, strict=True):
            slot.check_compound(value, sizes)


def _spread(result: Any, shape: tuple[int, ...]) -> Any:
    if isinstance(result, tuple):
        return tuple(_spread(part, shape) for part in result)
    if isinstance(result, dict):
        return {name: _spread(part, shape) for name, part in result.items()}
    values = np.asarray(result, dtype=None if np.asarray(result).dtype.kind == "f" else np.float64)
    return np.array(np.broadcast_to(values, shape)) if shape else float(result)


def _article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
