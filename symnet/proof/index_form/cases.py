"""The index forms of what is defined by cases: maxima, steps, piecewise functions, and conditions."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import sympy
from sympy import And, Eq, Ge, Gt, Heaviside, Le, Lt, Max, Min, Ne, Not, Or, Piecewise
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanFunction, BooleanTrue

from symnet.proof.index_form.functions import above, equal, greatest
from symnet.proof.index_form.language import OutsideLanguageError, says
from symnet.proof.index_form.reader import Reader, form_of, named_of, operands_of
from symnet.proof.index_form.terms import ONE, ZERO, Polynomial


@form_of.register
def _(node: Max, reader: Reader) -> Polynomial:
    """max(p, q)."""
    return greatest(reader.ring, [reader.scalar(argument) for argument in node.args])


@form_of.register
@says("min(p, q) = −max(−p, −q)")
def _(node: Min, reader: Reader) -> Polynomial:
    ring = reader.ring
    return ring.scale(greatest(ring, [ring.scale(reader.scalar(argument), -1) for argument in node.args]), -1)


@form_of.register
@says("H(z) = [z > 0] + H(0) [z = 0]")
def _(node: Heaviside, reader: Reader) -> Polynomial:
    z, at_zero = (reader.scalar(argument) for argument in node.args)
    ring = reader.ring
    return ring.add(above(ring, z), ring.multiply(at_zero, equal(ring, z)))


@operands_of.register
def _(node: Piecewise, reader: Reader) -> Any:
    del reader
    return [value for value, _ in node.args] + [side for _, test in node.args for side in _sides(test)]


@named_of.register
def _(node: Piecewise) -> Any:
    """The cases."""
    return node.args


def _sides(test: Any) -> list[Any]:
    if isinstance(test, Relational):
        return [test.lhs, test.rhs]
    return [side for part in getattr(test, "args", ()) for side in _sides(part)]


@form_of.register
def _(node: Piecewise, reader: Reader) -> Polynomial:
    """The value of the first case whose condition holds."""
    ring = reader.ring
    result, still = ZERO, ONE
    for value, test in node.args:
        here = ring.multiply(still, truth_of(test, reader))
        result = ring.add(result, ring.multiply(here, reader.scalar(value)))
        still = ring.subtract(still, here)
    if not still.is_zero:
        raise OutsideLanguageError("it has cases that leave a value undefined")
    return result


@singledispatch
def truth_of(test: Any, reader: Reader) -> Polynomial:
    """Return a condition as a polynomial that is 1 where it holds and 0 elsewhere."""
    del reader
    raise OutsideLanguageError(f"the condition {test} has no index form")


@truth_of.register(BooleanTrue)
def _(test: Any, reader: Reader) -> Polynomial:
    del test, reader
    return ONE


@truth_of.register(sympy.logic.boolalg.BooleanFalse)
def _(test: Any, reader: Reader) -> Polynomial:
    del test, reader
    return ZERO


@truth_of.register
def _(test: Relational, reader: Reader) -> Polynomial:
    ring = reader.ring
    difference = ring.subtract(reader.scalar(test.lhs), reader.scalar(test.rhs))
    greater = above(ring, difference) if isinstance(test, Gt | Ge) else ZERO
    less = above(ring, ring.scale(difference, -1)) if isinstance(test, Lt | Le) else ZERO
    same = equal(ring, difference) if isinstance(test, Ge | Le | Eq) else ZERO
    if isinstance(test, Ne):
        return ring.subtract(ONE, equal(ring, difference))
    return ring.add(greater, less, same)


@truth_of.register
def _(test: BooleanFunction, reader: Reader) -> Polynomial:
    ring = reader.ring
    parts = [truth_of(part, reader) for part in test.args]
    if isinstance(test, And):
        return ring.multiply(*parts)
    if isinstance(test, Not):
        return ring.subtract(ONE, parts[0])
    if isinstance(test, Or):
        return ring.subtract(ONE, ring.multiply(*(ring.subtract(ONE, part) for part in parts)))
    raise OutsideLanguageError(f"the condition {test} has no index form")
