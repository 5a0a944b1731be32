"""The laws of differentiation, decided in exact or 40-digit numbers; a reference that is zero is no reference."""

import random
from functools import cache

import sympy as sp
from sympy import MatrixSymbol, Rational
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.calculus import differential, jacobian, vector_jacobian_product
from symnet.expressions.entries import explicit
from symnet.expressions.slope import without_slopes


class ZeroReferenceError(Exception):
    """The derivative to compare with is zero, so that a wrong result could agree with it."""


def variables_of(F):
    """The symbols of an expression, in order of their names."""
    return sorted((symbol for symbol in F.free_symbols if not symbol.is_integer), key=str)


def random_rationals(symbols, seed=0):
    """A rational for each scalar and each entry; those of P, Q and of names with p_ are positive."""
    source = random.Random(seed)  # noqa: S311 - numbers for a test
    table = {}
    for symbol in symbols:
        positive = str(symbol).startswith(("P", "Q", "p_"))
        for place in places(symbol):
            number = Rational(source.choice([1, 2, 3, 4, 5, 6, 8, 9]) + 10 * source.randint(0, 1), 7)
            table[place] = number if positive or source.random() < 0.6 else -number
    return table


def places(symbol):
    if not getattr(symbol, "is_Matrix", False):
        return [symbol]
    rows, columns = map(int, symbol.shape)
    return [MatrixElement(symbol, i, j) for j in range(columns) for i in range(rows)]


def numbers(expression, table):
    """The entries, column by column, as numbers."""
    written = explicit(expression)
    flat = list(written.T.flat()) if getattr(written, "is_Matrix", False) else [sp.sympify(written)]
    return [number_of(explicit(entry), table) for entry in flat]


def number_of(entry, table):
    value = without_slopes(sp.sympify(entry)).doit().xreplace(table)
    value = value.doit() if not value.is_number else value
    return value if value.is_Rational else sp.re(value.rewrite("definition").evalf(40))


def agree(found, expected):
    return len(found) == len(expected) and all(
        abs(a - b) <= sp.Rational(1, 10**25) * max(1, abs(b)) for a, b in zip(found, expected, strict=True)
    )


def cotangent_of(F):
    return MatrixSymbol("C_", *F.shape) if getattr(F, "is_Matrix", False) else sp.Symbol("c_", real=True)


@cache
def reference(F):
    """SymPy's own scalar derivatives of ⟨C, F⟩, each entry of F written out: by each place of each variable."""
    C = cotangent_of(F)
    table = random_rationals([*variables_of(F), C])
    weights, written = places(C), explicit(F)
    entries = list(written.T.flat()) if getattr(written, "is_Matrix", False) else [sp.sympify(written)]
    pairing = sum(weight * without_slopes(explicit(entry)) for weight, entry in zip(weights, entries, strict=True))
    pairing = pairing.rewrite("definition").doit()
    found = {}
    for variable in variables_of(F):
        found[variable] = [_derivative(pairing, place, table) for place in places(variable)]
        if agree(found[variable], [0] * len(found[variable])):
            raise ZeroReferenceError(f"the derivative of {F} by {variable}")
    return table, found


def _derivative(pairing, place, table):
    symbol = sp.Dummy("x", real=True)
    derivative = pairing.xreplace({place: symbol}).diff(symbol).xreplace({symbol: place})
    return number_of(derivative.replace(sp.DiracDelta, lambda *_: sp.S.Zero), table)


def pullbacks_hold(F):
    """Reverse: ⟨C, F⟩ differentiated by each variable is what the pullback of C says."""
    table, expected = reference(F)
    found = vector_jacobian_product(F, list(expected), cotangent_of(F))
    return all(
        shape_of(mine) == shape_of(variable) and agree(numbers(mine, table), expected[variable])
        for mine, variable in zip(found, expected, strict=True)
    )


def pushforwards_hold(F):
    """Forward: ⟨C, dF⟩ is Σ ⟨X̄, dX⟩ with SymPy's X̄, for a random dX of every variable at once."""
    table, expected = reference(F)
    weights = [table[place] for place in places(cotangent_of(F))]
    changes = [change_of(variable) for variable in expected]
    steps = random_rationals(changes, seed=1)
    change = differential(F, list(expected), tangent=changes)
    found = numbers(change, table | steps)
    mine = sum(weight * value for weight, value in zip(weights, found, strict=True))
    pairs = zip(changes, expected.values(), strict=True)
    wanted = sum(steps[place] * value for dX, theirs in pairs for place, value in zip(places(dX), theirs, strict=True))
    return shape_of(change) == shape_of(F) and agree([mine], [wanted])


def change_of(variable):
    """A symbol of the same shape, for a tangent."""
    name = f"d_{variable.name}"
    return MatrixSymbol(name, *variable.shape) if variable.is_Matrix else sp.Symbol(name, real=True)


def shape_of(thing):
    return tuple(thing.shape) if getattr(thing, "is_Matrix", False) else None


def jacobians_hold(F):
    """Matrix form: Cᵀ J is vec(X̄)ᵀ with SymPy's X̄."""
    table, expected = reference(F)
    weights = sp.Matrix([[table[place] for place in places(cotangent_of(F))]])
    for variable, theirs in expected.items():
        J = jacobian(F, variable)
        matrix = sp.Matrix(J.shape[1], J.shape[0], numbers(J, table)).T
        if not agree(list(weights * matrix), theirs):
            return False
    return True
