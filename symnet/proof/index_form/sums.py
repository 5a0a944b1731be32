"""The index forms of sums over an index, and of the delta of two indices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, FunctionMatrix, KroneckerDelta, Poly, Pow, S, Sum, factorial, ff
from sympy.polys.polyerrors import BasePolynomialError

from symnet.expressions.reductions import SumEntries
from symnet.expressions.shapes import brief
from symnet.proof.index_form.language import OutsideLanguageError, says
from symnet.proof.index_form.reader import WRITTEN_OUT, Reader, form_of, named_of, operands_of
from symnet.proof.index_form.structure import delta
from symnet.proof.index_form.terms import BOUND, FRESH, NUMBER, ZERO, ZERO_PLACE, Place, Polynomial

BOUND_KINDS = frozenset({BOUND, FRESH})

HIGHEST_DEGREE = 6
"""Sums of higher powers of an index are not written in closed form."""


@operands_of.register(KroneckerDelta)
@operands_of.register(Sum)
def _(node: Any, reader: Reader) -> Any:
    del node, reader
    return []


@named_of.register(KroneckerDelta)
@named_of.register(Sum)
def _(node: Any) -> Any:
    """The places and their range; what is summed, and between which bounds."""
    return node.args


@form_of.register
def _(node: KroneckerDelta, reader: Reader) -> Polynomial:
    """δ_ij."""
    bound = [symbol for each in node.args[:2] for symbol in each.free_symbols & set(reader.places)]
    if bound:
        holder = next(each for each in node.args[:2] if each.has(bound[0]))
        shift = holder - bound[0] + reader.places[bound[0]][1]
    else:
        shift = node.args[0].as_coeff_Add()[0]
    ends = [each - shift for each in node.args[:2]]  # δ_{i+1, j+1} = δ_ij
    if bound and len(node.args) == 2 and any(each.is_Integer and each < 0 for each in ends):
        return ZERO
    i, j = (_only_place(reader.place(each, None), reader) for each in ends)
    if {i.kind, j.kind} <= BOUND_KINDS and i.size != j.size:
        raise OutsideLanguageError(f"{brief(node)} compares indices of different ranges")
    if len(node.args) > 2 and not (shift.is_zero and _is_within(node.args[2], (i, j), reader)):
        raise OutsideLanguageError(f"nothing says what {brief(node.args[2])} means as an argument of KroneckerDelta")
    return delta(reader.ring, i, j)


def _only_place(place: Place, reader: Reader) -> Place:
    """Return 0 for a name that says where an entry of a single row or column is."""
    return ZERO_PLACE if (place, reader.ring.size(S.One)) in reader.ring.places_of_size else place


def _is_within(limits: Any, places: Sequence[Place], reader: Reader) -> bool:
    """Tell whether one of two indices runs between the limits of a delta anyway, which then say nothing more."""
    low, high = limits
    size = reader.ring.size(high + 1)
    return low.is_zero and any(
        place.size == size if place.kind in BOUND_KINDS else (place, size) in reader.ring.places_of_size
        for place in places
    )


@form_of.register
@says("Σ_{k=a}^{b} f(k), over b − a + 1 places")
def _(node: Sum, reader: Reader) -> Polynomial:
    return _summed(node.function, node.limits, reader)


def _summed(function: Expr, limits: Sequence[Any], reader: Reader) -> Polynomial:
    """Return the sum over the last limits of the sum over the others.

    No `Sum` is built of fewer limits: SymPy's constructor would draw conditions out of the sums that bind their index.
    """
    if not limits:
        return reader.scalar(function)
    *inner, limit = limits
    if len(limit) != 3:
        raise OutsideLanguageError("it has a sum without bounds")
    symbol, first, last = limit
    size = last - first + 1
    reader.require_constant(size)
    if size.is_Integer and size < 0:
        raise OutsideLanguageError(f"it has a sum over {brief(size)} places")
    if size.is_zero:
        return ZERO
    if size.is_Integer and first.is_Integer and size <= (WRITTEN_OUT if reader.written_out else 1):
        return _written_out(function, inner, (symbol, first, int(size)), reader)
    try:
        return _over_index(function, inner, (symbol, first, size), reader)
    except OutsideLanguageError:
        if size.is_Integer and first.is_Integer and size <= WRITTEN_OUT:
            return _written_out(function, inner, (symbol, first, int(size)), reader)
        other = _of_powers(function, inner, limit, reader) or _without_first(function, inner, limit, reader)
        if other is None:
            raise
        return other


def _written_out(function: Expr, inner: Sequence[Any], over: tuple[Any, Expr, int], reader: Reader) -> Polynomial:
    symbol, first, count = over
    places = [{symbol: (Place(NUMBER, k), first)} for k in range(count)]
    return reader.ring.add(ZERO, *(_summed(function, inner, reader.inside(places=each)) for each in places))


def _over_index(function: Expr, inner: Sequence[Any], over: tuple[Any, Expr, Expr], reader: Reader) -> Polynomial:
    symbol, first, size = over
    index = reader.ring.fresh(reader.ring.size(size))
    return reader.ring.total(_summed(function, inner, reader.inside(places={symbol: (index, first)})), index)


def _of_powers(function: Expr, inner: Sequence[Any], limit: Any, reader: Reader) -> Polynomial | None:
    """Return Σ_k Σ_e c_e k^e with c_e that do not depend on k, and the sums of powers in closed form; or None.

    The c_e may be sums over other indices, whose ends do not depend on k.

    A power is a sum of falling powers, k^e = Σ_s S(e, s) k(k − 1)…(k − s + 1), and those telescope:
    Σ_{k=a}^{b} of the s-th is the difference of the next one at b + 1 and at a, divided by s + 1.
    """
    symbol, first, last = limit
    is_high = any(power.exp.is_Integer and power.exp > HIGHEST_DEGREE for power in function.atoms(Pow))
    if is_high or any(end.has(symbol) for _, *ends in inner for end in ends):
        return None
    try:
        powers = Poly(function, symbol)
    except BasePolynomialError:
        return None
    if powers.degree() > HIGHEST_DEGREE or any(each.has(symbol) for each in powers.coeffs()):
        return None
    parts = [ZERO]
    for (exponent,), coefficient in powers.terms():
        total = sum(
            (_stirling(exponent, s) * (ff(last + 1, s + 1) - ff(first, s + 1)) / (s + 1) for s in range(exponent + 1)),
            0 * last,
        )
        closed = total.expand(func=True)
        parts.append(reader.ring.multiply(_summed(coefficient, inner, reader), reader.scalar(closed)))
    return reader.ring.add(*parts)


def _stirling(exponent: int, parts: int) -> Expr:
    """Return in how many ways so many things are divided into so many parts."""
    signed = ((-1) ** (parts - k) * k**exponent / (factorial(k) * factorial(parts - k)) for k in range(parts + 1))
    return sum(signed, factorial(0) * 0)


def _without_first(function: Expr, inner: Sequence[Any], limit: Any, reader: Reader) -> Polynomial | None:
    """Return Σ_{k=a}^{b} f(k) as the sum from 0 without its first terms; None where f may not be defined there."""
    symbol, first, last = limit
    if not first.is_Integer or not 0 < first <= WRITTEN_OUT:
        return None
    domain = len(reader.ring.domain)
    whole = _over_index(function, inner, (symbol, first * 0, last + 1), reader)
    terms = _written_out(function, inner, (symbol, first * 0, int(first)), reader)
    return reader.ring.subtract(whole, terms) if len(reader.ring.domain) == domain else None


@operands_of.register
def _(node: SumEntries, reader: Reader) -> Any:
    del reader
    return [] if isinstance(node.matrix, FunctionMatrix) else [node.matrix]


@form_of.register
@says("The sum of all entries: Σ_ij A_ij")
def _(node: SumEntries, reader: Reader) -> Polynomial:
    if isinstance(node.matrix, FunctionMatrix):  # whose indices may stand outside of entries, as in Σ_ij (i + j)
        entry_of, ends = node.matrix.lamda, [size - 1 for size in node.matrix.shape]
        limits = [(index, S.Zero, end) for index, end in zip(entry_of.variables, ends, strict=True)]
        return _summed(entry_of.expr, limits, reader)
    rows, columns, body = reader.matrix(node.matrix)
    return reader.total(body, *rows, *columns)


@named_of.register
def _(node: SumEntries) -> Any:
    """A matrix that is given by a function of the places, which is read in its place."""
    return node.args if isinstance(node.matrix, FunctionMatrix) else ()
