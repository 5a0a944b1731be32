"""Whether both sides of a refuted certificate differ at its witness: by floating point, from the witness alone."""

import numpy as np
from sympy import Float, Integer, Lambda, sympify

from symnet.expressions.equations import Equations
from symnet.values.evaluation import FLOATS, choose_functions, evaluate, evaluate_equations


def sides_at(certificate):
    """Tell whether the sides differ there, and whether the numbers are what their symbols and facts say."""
    witness = certificate.witness
    if certificate.gradients is not None:
        return _differs_by_quotients(certificate)
    values = _values(certificate)
    known = evaluate_equations(Equations(certificate.given), values, functions=_functions(certificate))
    left, right = (
        np.atleast_2d(np.asarray(evaluate(side, known, functions=_functions(certificate)), dtype=float))
        for side in (certificate.left, certificate.right)
    )
    place = (0, 0) if witness.place is None else (witness.place[0] - 1, witness.place[1] - 1)
    first, second = left[place], right[place]
    return bool(abs(first - second) > 1e-12 * max(1.0, abs(first))) and _is_possible(values)


def _values(certificate):
    symbols = {str(symbol): symbol for symbol in _symbols(certificate)}
    witness = certificate.witness
    table = {**witness.values, **witness.sizes}
    found = {}
    for name, symbol in symbols.items():
        if name in table:
            value = table[name]
            found[symbol] = np.array(value, dtype=float) if isinstance(value, tuple) else float(value)
    return found


def _symbols(certificate):
    sides = (certificate.left, certificate.right, *(side for pair in certificate.given for side in pair))
    defined = {symbol for symbol, _ in certificate.given}
    names = set() if certificate.gradients is None else {name for name, _ in certificate.gradients.names}
    found = set().union(*(side.free_symbols for side in sides))
    matrices = set().union(*(side.atoms(*[type(x) for x in found]) for side in sides)) if found else set()
    sizes = set().union(*(s.free_symbols for x in found if x.is_Matrix for s in x.shape)) if found else set()
    return (found | matrices | sizes) - defined - names


def _functions(certificate):
    expressions = [certificate.left, certificate.right, *(body for _, body in certificate.given)]
    found = {}
    for key, default in choose_functions(expressions).items():
        text = certificate.witness.functions.get(str(key)) or certificate.witness.functions.get(f"g{key}")
        arguments = tuple(default.variables)
        local = {argument.name: argument for argument in arguments}
        found[key] = Lambda(arguments, sympify(text, locals=local)) if text else default
    return found


def _is_possible(values):
    for symbol, value in values.items():
        if symbol.is_Matrix:
            continue
        exact = Integer(int(value)) if value == int(value) else Float(value)
        for name in ("positive", "negative", "nonnegative", "integer", "nonzero", "even", "odd", "prime"):
            wanted = symbol.assumptions0.get(name)
            if wanted is not None and getattr(exact, f"is_{name}") not in (None, wanted):
                return False
    return True


def _differs_by_quotients(certificate):
    """Compare a line of a backward pass with a difference quotient of the cost, entry by entry."""
    values, gradients = _values(certificate), certificate.gradients
    given, functions = Equations(certificate.given), _functions(certificate)
    (name, by), *others = gradients.names
    if certificate.left != name or others:
        return _by_known_names(certificate, values, given, functions)
    return _entry_differs(certificate, _slope(given, values, functions, gradients.of, by), values, given, functions)


def _by_known_names(certificate, values, given, functions):
    slopes = {
        name: _slope(given, values, functions, certificate.gradients.of, by) for name, by in certificate.gradients.names
    }
    known = {**evaluate_equations(given, values, functions=functions), **slopes}
    left, right = (
        np.atleast_2d(np.asarray(evaluate(side, known, functions=functions), dtype=float))
        for side in (certificate.left, certificate.right)
    )
    return bool(np.max(np.abs(left - right)) > 1e-4)


def _entry_differs(certificate, slope, values, given, functions):
    known = {**evaluate_equations(given, values, functions=functions), certificate.left: slope}
    right = np.atleast_2d(np.asarray(evaluate(certificate.right, known, functions=functions), dtype=float))
    return bool(np.max(np.abs(slope - right)) > 1e-4)


def _slope(given, values, functions, of, by):
    """Return the difference quotients of a scalar by every entry of a symbol, which is used or defined."""
    lines = list(given)
    start = evaluate_equations(given, values, functions=functions)
    base = np.atleast_2d(np.asarray(start[by], dtype=float))
    later = [line for line in lines if line[0] != by]
    slope = np.zeros(base.shape)
    for place in np.ndindex(*base.shape):
        ends = []
        for step in (1e-5, -1e-5):
            moved = base.copy()
            moved[place] += step
            begun = {**values, by: moved if by.is_Matrix else float(moved[0, 0])}
            ends.append(float(_after(later, begun, functions, of)))
        slope[place] = (ends[0] - ends[1]) / 2e-5
    return slope


def _after(lines, values, functions, of):
    known = dict(values)
    for symbol, body in lines:
        known[symbol] = evaluate(body, known, arithmetic=FLOATS, functions=functions)
    return known[of]
