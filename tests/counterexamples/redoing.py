"""Counterexamples redone by SymPy: both sides from their explicit entries, and each fact of SymPy's own matrices."""

from fractions import Fraction
from typing import Any

import sympy
from sympy import Integer, Rational
from sympy.matrices.expressions.matexpr import MatrixElement

import symnet as sn
from symnet.counterexamples.drawing import free_symbols
from symnet.expressions.assumptions import (
    Between,
    Binary,
    Invertible,
    Nonzero,
    Orthogonal,
    PositiveDefinite,
    SameSize,
    SumToOne,
    Symmetric,
)
from symnet.values.undefined_functions import choose_functions, function_names, with_functions
from tests.values.comparing import rational


def with_numbers(expression, found, functions):
    """The second road: SymPy's explicit entries at the sizes and values of a counterexample, with 40 digits."""
    expression = sympy.sympify(expression)
    symbols_used = free_symbols([expression])
    sizes = {s: Integer(found.sizes[str(s)]) for s in symbols_used if str(s) in found.sizes}
    scalars = {
        s: rational(found.values[str(s)]) for s in symbols_used if isinstance(found.values.get(str(s)), Fraction)
    }
    definite = with_functions(expression, functions)
    definite = definite.replace(lambda part: isinstance(part, sympy.Derivative), lambda part: part.doit())
    definite = definite.xreplace({**sizes, **scalars})
    matrices = {s for s in free_symbols([definite]) if s.is_Matrix}
    entries = {
        MatrixElement(s, Integer(p), Integer(q)): rational(number)
        for s in matrices
        for p, row in enumerate(found.values[s.name])
        for q, number in enumerate(row)
    }
    written = sn.explicit(definite).xreplace(entries)
    written = written[found.place[0] - 1, found.place[1] - 1] if found.place else written
    written = without_rows(written.doit())
    return sympy.N(written, 40, maxn=1000)


def without_rows(number):
    return number.rewrite("definition") if hasattr(number, "rewrite") else number


def assert_refuted(left, right, found):
    assert found is not None
    assert found.left.excludes(found.right)
    functions = choose_functions([sympy.sympify(left), sympy.sympify(right)])
    if found.functions != function_names(functions):
        functions = choose_functions([sympy.sympify(left), sympy.sympify(right)], variant=1)
        assert found.functions == function_names(functions)
    numbers = [with_numbers(side, found, functions) for side in (left, right)]
    for number, enclosure in zip(numbers, (found.left, found.right), strict=True):
        slack = Rational(1, 10**35) * (1 + abs(number))
        assert rational(enclosure.low) - slack <= number <= rational(enclosure.high) + slack
    assert numbers[0] != numbers[1]


def assert_holds(fact, found):
    """The second road for facts: SymPy's own matrices."""
    if isinstance(fact, SameSize):
        assert found.sizes[str(fact.size)] == fact.other.xreplace(
            {s: Integer(found.sizes[str(s)]) for s in fact.other.free_symbols}
        )
        return
    symbol: Any = getattr(fact, "matrix", getattr(fact, "symbol", None))
    value = found.values[str(symbol)]
    matrix = (
        sympy.Matrix([[rational(number) for number in row] for row in value])
        if isinstance(value, tuple)
        else sympy.Matrix([[rational(value)]])
    )
    holds: Any = {
        SumToOne: lambda: all(sum(line) == 1 for line in ((matrix.T if fact.axis == 0 else matrix).tolist())),
        Between: lambda: all(fact.low < number < fact.high for number in matrix),
        Nonzero: lambda: all(number != 0 for number in matrix),
        Binary: lambda: all(number in (0, 1) for number in matrix),
        Symmetric: lambda: matrix == matrix.T,
        Orthogonal: lambda: matrix.T * matrix == sympy.eye(matrix.rows),
        Invertible: lambda: matrix.det() != 0,
        PositiveDefinite: lambda: matrix.is_positive_definite,
    }
    assert holds[type(fact)]()
