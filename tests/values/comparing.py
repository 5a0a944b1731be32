"""Values for the symbols of an expression, and the second road to its value: SymPy's, of the explicit entries."""

from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import sympy
from sympy import Integer, Rational
from sympy.matrices.expressions.matexpr import MatrixElement

import symnet as sn
from symnet.counterexamples.drawing import free_symbols
from symnet.verdicts import Enclosure


def rational(number):
    return Rational(number.numerator, number.denominator)


def draw(expression, seed=0, numbers=(-3, -2, -1, 1, 2, 3, 5), below=(1, 2, 3)):
    """Values for the symbols of an expression of definite sizes, and the same as a replacement of entries."""
    random = Random(seed)  # noqa: S311 - the same numbers each time
    values: dict[Any, Any] = {}
    entries = {}
    for symbol in sorted(free_symbols([expression]), key=str):
        if not symbol.is_Matrix:
            values[symbol] = Fraction(random.choice(numbers), random.choice(below))
            entries[symbol] = rational(values[symbol])
            continue
        array = np.empty(tuple(map(int, symbol.shape)), dtype=object)
        for place in np.ndindex(*array.shape):
            array[place] = Fraction(random.choice(numbers), random.choice(below))
            entries[MatrixElement(symbol, *map(Integer, place))] = rational(array[place])
        values[symbol] = array
    return values, entries


def by_explicit_entries(expression, entries):
    """The second road: written out, entries replaced, evaluated by SymPy."""
    result = sn.explicit(expression).xreplace(entries)
    return result.doit() if hasattr(result, "doit") else result


def flat(value):
    return list(np.asarray(value, dtype=object).reshape(-1))


def assert_holds(result, expected):
    """A rational must be the same; an enclosure must hold SymPy's 40 digits, and be that narrow."""
    expected = list(expected) if getattr(expected, "is_Matrix", False) else [expected]
    results = flat(result)
    assert len(results) == len(expected)
    for found, value in zip(results, expected, strict=True):
        if isinstance(found, Fraction):
            exact = sympy.nsimplify(value) if not value.is_Rational else value
            assert exact == rational(found) or abs(value.evalf(40) - rational(found)) < Rational(1, 10**35)
            continue
        assert isinstance(found, Enclosure)
        number = value.evalf(40)
        slack = Rational(1, 10**36) * (1 + abs(number))
        assert rational(found.low) - slack <= number <= rational(found.high) + slack
        assert found.high - found.low < Fraction(1, 2**100) * (1 + abs(found.low))
