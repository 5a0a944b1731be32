"""Reading what a user types about a network: ``4-8-3`` and ``relu,softmax``. Nothing is evaluated."""

from __future__ import annotations

import re
from typing import Any

from sympy import Lambda, Rational, Symbol

from symnet.errors import SymnetValueError, TooLargeError
from symnet.expressions.catalogue import activation
from symnet.nn.layers import SOFTMAX

DIGITS = 18
"""Digits of a number of neurons; of a parameter there may be ten times as many."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?(/\d+)?")


def read_widths(text: str) -> list[int | str]:
    """Return the sizes of ``2-3-1`` or ``n_0-n_1-n_2``.

    >>> read_widths("2-n_1-1")
    [2, 'n_1', 1]
    """
    sizes = [size.strip() for size in text.split("-")]
    if not all(sizes):
        raise SymnetValueError(
            f"A network is written as its sizes with '-' between them, but {text!r} has an empty one; write 2-3-1."
        )
    return [_width(size) for size in sizes]


def _width(text: str) -> int | str:
    if not text.isdigit():
        return text
    if len(text) > DIGITS:
        raise TooLargeError(
            f"A layer of {text[:10]}… neurons, a number of {len(text)} digits, is too large; write 2-3-1."
        )
    return int(text) if text.isdecimal() else text


def read_activations(text: str | None) -> list[Any] | Any:
    """Return the activations of ``tanh`` (every layer) or ``relu,softmax`` (one a layer), parameters after a colon.

    >>> read_activations("leaky_relu:0.05,sigmoid")
    [Lambda(z, leaky_relu(z, 1/20)), sigmoid]
    """
    if text is None:
        return None
    names = [read_activation(name.strip()) for name in text.split(",")]
    return names[0] if len(names) == 1 else names


def read_activation(text: str) -> Any:
    """Return one activation, with its parameters after colons.

    >>> read_activation("hardtanh:0:3")
    Lambda(z, hardtanh(z, 0, 3))
    """
    name, *values = text.split(":")
    if name == SOFTMAX:
        return name
    function = activation(name)
    if not values:
        return function
    z = Symbol("z", real=True)
    return Lambda(z, function(z, *(read_number(value, name) for value in values)))


def read_number(text: str, what: str) -> Rational:
    """Return the exact number that a text spells.

    >>> read_number("0.05", "leaky_relu")
    1/20
    """
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        raise SymnetValueError(f"The parameter of {what} must be a number, but it is {text!r}; write {what}:0.05.")
    if len(plain) > 10 * DIGITS:
        raise TooLargeError(f"The parameter of {what} has {len(plain)} digits, which are too many; write {what}:0.05.")
    if re.search(r"/0+$", plain):
        raise SymnetValueError(f"The parameter of {what} must be a number, but {text!r} divides by zero.")
    return Rational(plain)


def read_strength(text: str) -> Any:
    """Return a regularization strength: a number, or the name of a symbol."""
    return read_number(text, "the penalty") if _NUMBER.fullmatch(text.strip()) else text.strip()
