"""Reading: the index form of an expression is worth what the expression is worth, at numbers, for every node type."""

import math
import random
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from sympy import Integer, MatrixSymbol, Symbol

import symnet as sn
from symnet.expressions.entries import operands_first
from symnet.limits import Limits
from symnet.proof.index_form import OutsideLanguageError, Reader, new_ring
from symnet.proof.index_form.reader import form_of
from symnet.proof.index_form.terms import ONE
from symnet.values.evaluation import evaluate
from tests.expressions.test_nodes import all_nodes
from tests.proof.index_form.values import Point, value
from tests.verification import cookbook, identities

PRIMES = (2, 3, 5, 2, 3, 2, 3, 2)
DIGITS = 40

SIDES = {
    f"{title}, {side}": getattr(row, side)
    for table in (cookbook.ROWS, identities.ROWS)
    for title, row in table.items()
    for side in ("left", "right", "wrong")
}


def sizes_in(expression):
    symbols = [*operands_first(expression), *expression.atoms(MatrixSymbol), *expression.free_symbols]
    found = {size for node in symbols for each in getattr(node, "shape", ()) for size in each.free_symbols}
    return sorted(found | {each for each in expression.free_symbols if each.is_integer}, key=str)


def drawn(expression, seed):
    """A point: sizes that are different primes, entries between -1 and 1."""
    generator = random.Random(seed)  # noqa: S311 - the same numbers each time
    sizes = {size: Integer(PRIMES[place % len(PRIMES)]) for place, size in enumerate(sizes_in(expression))}
    values: dict[Any, Any] = {}
    for symbol in sorted({*expression.free_symbols, *expression.atoms(MatrixSymbol)}, key=str):
        if symbol in sizes or symbol.is_integer:
            continue
        if isinstance(symbol, MatrixSymbol):
            shape = [int(each.xreplace(sizes)) for each in symbol.shape]
            values[symbol] = np.array([[generator.uniform(-1, 1) for _ in range(shape[1])] for _ in range(shape[0])])
        else:
            values[symbol] = generator.uniform(0.1, 1)
    return Point(sizes, values)


def compared(expression, seed, spoil=lambda polynomial: polynomial):
    """Both values, entry by entry: what the reader makes of an expression, and what evaluating it gives."""
    ring = new_ring(Limits(60.0))
    form = Reader(ring).matrix(expression)
    point = drawn(expression, seed)
    expected = np.atleast_2d(evaluate(expression, {**point.values, **{s: int(n) for s, n in point.sizes.items()}}))
    pairs = []
    with mpmath.workdps(DIGITS):
        for i, j in np.ndindex(expected.shape):
            places = {}
            for indices, number in ((form.rows, i), (form.columns, j)):
                rest = number
                for index in reversed(indices):
                    rest, places[index] = divmod(rest, point.size(ring.size_of(index)))
            pairs.append((complex(value(ring, spoil(form.body), point, places)), complex(expected[i, j])))
    return pairs


def agree(pairs):
    """Whether every pair agrees; None where no value is a real number."""
    finite = [(a, b) for a, b in pairs if math.isfinite(b.real) and not a.imag and not b.imag]
    if not finite:
        return None
    scale = max(1.0, *(abs(b) for _, b in finite))
    return all(abs(a - b) <= 1e-9 * scale for a, b in finite)


def is_defined(expression):
    """Whether an expression holds no undefined function and no index that stands for any place."""
    functions = (sympy.core.function.AppliedUndef, sn.GenericActivation, sympy.Derivative, sympy.MatPow)
    return not expression.has(*functions) and not expression.atoms(sympy.KroneckerDelta)


def comparison(expression):
    """Whether both roads agree at two points; None where the expression has no value, or no index form."""
    if not is_defined(expression):
        return None
    try:
        found = [agree(compared(expression, seed)) for seed in (0, 1)]
    except (OutsideLanguageError, KeyError):  # KeyError: an entry at an index that stands for any place
        return None
    return None if None in found else all(found)


@pytest.mark.parametrize("title", list(SIDES)[::3])  # every row, one side of it
def test_the_index_form_is_worth_what_the_expression_is(title):
    assert comparison(SIDES[title]()) is not False


def test_most_of_these_sides_were_really_compared():
    found = [comparison(SIDES[title]()) for title in list(SIDES)[::10]]
    assert found.count(True) > 0.75 * len(found) > 75


def test_a_wrong_form_is_noticed():
    """The comparison can fail: with 1 in place of the entries it does."""
    name = next(each for each in SIDES if each.endswith("left"))
    assert agree(compared(SIDES[name](), 0)) is True
    assert agree(compared(SIDES[name](), 0, spoil=lambda _: ONE)) is False


@pytest.mark.parametrize("name", all_nodes())
def test_every_node_type_has_an_index_form(name):
    node = all_nodes()[name]
    assert form_of.dispatch(type(node)) is not form_of.dispatch(object)
    ring = new_ring(Limits(10.0))
    if name == "Unvec":  # 6 rows as 2 columns of 3 are not 3 columns of 2: stacked in two ways
        with pytest.raises(OutsideLanguageError):
            Reader(ring).matrix(node)
        return
    assert not Reader(ring).matrix(node).body.is_zero


def test_sizes_stay_symbols():
    n, k = (Symbol(name, integer=True, positive=True) for name in "nk")
    A, B = MatrixSymbol("A", n, k), MatrixSymbol("B", k, n)
    ring = new_ring(Limits(10.0))
    reader = Reader(ring)
    assert reader.scalar(sympy.Trace(A * B)) == reader.scalar(sympy.Trace(B * A))
    assert reader.scalar(sn.SumEntries(sympy.OneMatrix(n, k))) == reader.scalar(n * k)


def test_reading_is_linear_in_the_number_of_different_parts():
    A = MatrixSymbol("A", 3, 3)
    deep = A
    for _ in range(3000):
        deep = sn.add(A, sn.transpose(deep))
    ring = new_ring(Limits(10.0))
    assert len(Reader(ring).matrix(deep).body) == 2
