"""Law: compiled code computes what the expression written out in its entries says."""

import random
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import MatrixSymbol, Rational
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.codegen import lambdify, matrix_rules
from symnet.expressions.entries import explicit
from symnet.expressions.reductions import SumEntries
from tests.codegen.expressions import NUMBERS, SYMBOLS, build, recipes


def values(expression, seed):
    """A rational for each entry of each symbol."""
    source = random.Random(seed)  # noqa: S311 - numbers for a test
    return {
        symbol: sp.Matrix(*map(int, symbol.shape), lambda *_: Rational(source.randint(-9, 9) or 4, 4))
        for symbol in sorted(expression.atoms(MatrixSymbol), key=str)
    }


def written_out(expression, table):
    entries = {MatrixElement(s, i, j): m[i, j] for s, m in table.items() for i in range(m.rows) for j in range(m.cols)}
    result = explicit(expression).xreplace(entries)
    if not hasattr(result, "shape"):
        return float(result.rewrite("definition").evalf(25))
    return np.array([[float(sp.sympify(e).rewrite("definition").evalf(25)) for e in row] for row in result.tolist()])


def compare(recipe, seed, *, total):
    numeric, symbolic = build(recipe, NUMBERS), build(recipe, SYMBOLS)
    if total:
        numeric, symbolic = SumEntries(numeric), SumEntries(symbolic)
    table = values(numeric, seed)
    by_name: dict[str, Any] = {symbol.name: np.array(matrix.tolist(), dtype=float) for symbol, matrix in table.items()}
    by_name |= {str(symbol): number for symbol, number in zip(SYMBOLS, NUMBERS, strict=True)}
    expected = written_out(numeric, table)
    for expression in (numeric, symbolic):
        function = lambdify(expression)
        got = function(*(by_name[slot.name] for slot in function.signature.arguments))
        assert np.shape(got) == np.shape(expected)
        np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-12, err_msg=function.source)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(recipes(), st.integers(0, 1000), st.booleans())
def test_compiled_code_agrees_with_the_entries(recipe, seed, total):
    compare(recipe, seed, total=total)


@given(recipes(), st.integers(0, 1000))
def test_arrays_keep_their_precision_and_their_content_and_share_no_memory(recipe, seed):
    table = values(build(recipe, NUMBERS), seed)
    by_name = {symbol.name: np.array(matrix.tolist(), dtype=np.float32) for symbol, matrix in table.items()}
    before = {name: array.copy() for name, array in by_name.items()}
    function = lambdify(build(recipe, NUMBERS))
    arrays = [by_name[slot.name] for slot in function.signature.arguments]
    result = function(*arrays)
    assert result.dtype == (np.float32 if arrays else np.float64), function.source
    assert not any(np.shares_memory(result, array) for array in arrays)
    assert result.flags.writeable
    for name, array in by_name.items():
        np.testing.assert_array_equal(array, before[name])


def test_a_wrong_rule_is_found(monkeypatch):
    recipe = ("add", (0, 1), (("symbol", (0, 1), "A"), ("symbol", (0, 1), "B")))
    compare(recipe, 0, total=False)
    monkeypatch.setattr(matrix_rules, "total", lambda terms: terms[0])
    with pytest.raises(AssertionError):
        compare(recipe, 0, total=False)
