"""The value of an index form at definite sizes and numbers: a second road to what an expression is worth."""

from itertools import product
from typing import Any

import mpmath

from symnet.proof.index_form.terms import COMPOSITE, NUMBER


class Point:
    """Sizes by SymPy expression, arrays by symbol, scalars by symbol."""

    def __init__(self, sizes, values):
        self.sizes, self.values = sizes, values

    def size(self, expression):
        return int(expression.xreplace(self.sizes))


def value(ring, polynomial, point, places=None):
    """The number that a polynomial is, with its free indices at the given places."""
    known = places or {}
    return mpmath.fsum(
        (mpmath.mpf(c.numerator) / c.denominator) * _term(ring, term, point, known)
        for term, c in polynomial.terms.items()
    )


def _term(ring, term, point, known):
    sizes = [point.size(ring.size_of(index)) for index in term.bound]
    return mpmath.fsum(
        mpmath.fprod(
            _atom(ring, atom, point, {**known, **dict(zip(term.bound, at, strict=True))})
            ** (mpmath.mpf(e.numerator) / e.denominator)
            for atom, e in term.factors
        )
        for at in product(*map(range, sizes))
    )


def _place(ring, place, point, known):
    if place.kind == NUMBER:
        return place.number
    if place.kind == COMPOSITE:
        row = 0
        for part in place.parts:
            row = row * point.size(ring.size_of(part)) + _place(ring, part, point, known)
        return row
    return known[place]


def _atom(ring, atom, point, known):
    head = ring.heads[atom[0]]
    places = [_place(ring, place, point, known) for place in atom[1]]
    if head.kind in LEAVES:
        return LEAVES[head.kind](head.content, places, point)
    if head.kind in {"inverse", "determinant"}:
        return _of_matrix(ring, atom, point, known, head.kind)
    bodies = [value(ring, each, point, known) for each in ring.bodies(atom)]
    return FUNCTIONS[head.kind](*bodies, head.content)


def _symbol(content, places, point):
    if content.is_NumberSymbol:
        return mpmath.mpf(content.evalf(60))
    return mpmath.mpf(point.size(content)) if content in point.sizes else point.values[content]


LEAVES = {
    "entry": lambda content, places, point: point.values[content][places[0], places[1]],
    "symbol": _symbol,
    "prime": lambda content, places, point: mpmath.mpf(content),
    "delta": lambda content, places, point: mpmath.mpf(places[0] == places[1]),
}
"""The atoms without a body: what each is worth at its places."""

FUNCTIONS: dict[str, Any] = {
    "exp": lambda x, _: mpmath.exp(x),
    "power of": lambda x, y, _: x**y,
    "log": lambda x, _: mpmath.log(x),
    "reciprocal": lambda x, _: 1 / x,
    "base": lambda x, _: x,
    "sin": lambda x, _: mpmath.sin(x),
    "cos": lambda x, _: mpmath.cos(x),
    "atan": lambda x, _: mpmath.atan(x),
    "erf": lambda x, _: mpmath.erf(x),
    "above": lambda x, c: mpmath.mpf(x > mpmath.mpf(c.numerator) / c.denominator),
    "at": lambda x, c: mpmath.mpf(x == mpmath.mpf(c.numerator) / c.denominator),
}


def _of_matrix(ring, atom, point, known, kind):
    """An entry of an inverse, or a determinant: of the matrix that the head holds over its first two parameters."""
    head = ring.heads[atom[0]]
    (body,) = head.arguments
    row, column = ring.fresh(0), ring.fresh(0)
    extra = atom[1][2:] if kind == "inverse" else atom[1]
    inner = ring.at_parameters(body, (row, column, *extra))
    heads = [ring.heads[number] for term in body.terms for (number, _), _ in term.factors]
    symbols = [head.content for head in heads if head.kind == "entry"]
    size = next(int(s.shape[0].xreplace(point.sizes)) for s in symbols if s.shape[0] == s.shape[1])
    matrix = mpmath.matrix(size, size)
    for i, j in product(range(size), repeat=2):
        matrix[i, j] = value(ring, inner, point, {**known, row: i, column: j})
    if kind == "determinant":
        return mpmath.det(matrix)
    i, j = (_place(ring, place, point, known) for place in atom[1][:2])
    return mpmath.inverse(matrix)[i, j]
