"""The index forms of scalar nodes: arithmetic, entries, sums, functions, conditions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy
from sympy import (
    Add,
    Determinant,
    Mul,
    Pow,
    Rational,
    S,
    Symbol,
    Trace,
)
from sympy.core.numbers import Exp1, Infinity, NaN, NegativeInfinity, NumberSymbol
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.proof.index_form.forms import aligned, at
from symnet.proof.index_form.functions import (
    exponential,
    general_power,
)
from symnet.proof.index_form.inverses import determinant
from symnet.proof.index_form.language import OutsideLanguageError, require_real, says
from symnet.proof.index_form.reader import Reader, form_of, named_of, operands_of
from symnet.proof.index_form.terms import NUMBER, ONE, Polynomial, Range, number


@form_of.register
def _(node: Rational, reader: Reader) -> Polynomial:
    """A rational number."""
    del reader
    return number(Fraction(int(node.p), int(node.q)))


@form_of.register(sympy.Float)
@form_of.register(Infinity)
@form_of.register(NegativeInfinity)
@form_of.register(NaN)
def _(node: Any, reader: Reader) -> Polynomial:
    del reader
    raise OutsideLanguageError(f"{node} is no exact number; write a fraction")


@form_of.register
def _(node: NumberSymbol, reader: Reader) -> Polynomial:
    """π and other constants: positive numbers of which nothing else is known; e is e^1."""
    if isinstance(node, Exp1):
        return exponential(reader.ring, ONE)
    head = reader.ring.head("symbol", node)
    reader.ring.ranges[head] = Range(low=Fraction(0))
    return reader.ring.atom(head)


@operands_of.register
def _(node: Symbol, reader: Reader) -> Any:
    is_defined = node in reader.definitions and reader is reader.outermost
    return [reader.definitions[node]] if is_defined else []


@form_of.register
def _(node: Symbol, reader: Reader) -> Any:
    """A scalar symbol."""
    if node in reader.scalars:
        return reader.scalars[node]
    if node in reader.places:
        index, first = reader.places[node]
        if index.kind != NUMBER or not first.is_Integer:
            raise OutsideLanguageError(f"the index {node} stands outside of an entry")
        return number(int(first) + index.number)
    if node in reader.definitions:
        return reader.defined(node)
    require_real(node)
    head = reader.ring.head("symbol", node)
    if node.is_positive:
        low = Fraction(1 if node.is_integer else 0)
        reader.ring.narrow(head, Range(low, low_is_open=not node.is_integer))
    if node.is_nonzero:
        reader.ring.nonzero.add(head)
    return reader.ring.atom(head)


@form_of.register
def _(node: Add, reader: Reader) -> Polynomial:
    """A sum."""
    return reader.ring.add(*(reader.scalar(term) for term in node.args))


@form_of.register
def _(node: Mul, reader: Reader) -> Any:
    """A product; SymPy also writes a number times a matrix of one entry so."""
    return reader.ring.multiply(*(reader.scalar(factor) for factor in node.args))


@form_of.register
def _(node: Pow, reader: Reader) -> Polynomial:
    """A power."""
    if node.base == S.Exp1:
        return exponential(reader.ring, reader.scalar(node.exp))
    base, exponent = reader.scalar(node.base), reader.scalar(node.exp)
    reader.require_power(node.base, base, exponent)
    return general_power(reader.ring, base, exponent)


@form_of.register
def _(node: MatrixElement, reader: Reader) -> Polynomial:
    """A_ij."""
    form = reader.matrix(node.parent)
    rows, columns = node.parent.shape
    if len(form.rows) > 1 or len(form.columns) > 1:
        raise OutsideLanguageError("it takes an entry of a matrix with stacked rows")
    names = dict.fromkeys(form.rows, reader.place(node.i, rows))
    names |= dict.fromkeys(form.columns, reader.place(node.j, columns))
    return reader.ring.rename(form.body, names)


@operands_of.register
def _(node: MatrixElement, reader: Reader) -> Any:
    del reader
    return [node.parent]


@named_of.register
def _(node: MatrixElement) -> Any:
    """The places."""
    return [node.i, node.j]


@form_of.register
@says("Tr A = Σ_i A_ii")
def _(node: Trace, reader: Reader) -> Polynomial:
    form = reader.matrix(node.arg)
    shared, (rows, columns) = aligned(reader.ring, form.rows, form.columns)
    return reader.total(at(reader.ring, form, rows, columns), *shared)


@form_of.register
@says("Det A; det(A B) = det A det B for square A and B, det Aᵀ = det A")
def _(node: Determinant, reader: Reader) -> Polynomial:
    inner = node.arg
    if isinstance(inner, sympy.Transpose):
        return reader.inside().scalar(Determinant(inner.arg))
    if isinstance(inner, sympy.MatPow) and inner.exp.is_Integer:
        form = reader.inside().matrix(inner.base)
        return general_power(reader.ring, determinant(reader.ring, form), number(int(inner.exp)))
    if isinstance(inner, sympy.KroneckerProduct) and all(factor.is_square for factor in inner.args):
        return _determinant_of_kronecker(inner, reader)
    factors = [factor for factor in inner.args if factor.is_Matrix] if isinstance(inner, sympy.MatMul) else []
    if len(factors) > 1 and all(factor.is_square for factor in factors):
        scalars = [factor for factor in inner.args if not factor.is_Matrix]
        scaled = sympy.MatMul(*scalars, factors[0]) if scalars else factors[0]
        forms = [reader.inside().matrix(each) for each in (scaled, *factors[1:])]
        return reader.ring.multiply(*(determinant(reader.ring, form) for form in forms))
    return determinant(reader.ring, reader.matrix(inner))


def _determinant_of_kronecker(node: sympy.KroneckerProduct, reader: Reader) -> Polynomial:
    """det(A ⊗ B) = (det A)^m (det B)^n for A n × n and B m × m."""
    powers = []
    for place, factor in enumerate(node.args):
        others = Mul(*(other.shape[0] for other in (*node.args[:place], *node.args[place + 1 :])))
        form = reader.inside().matrix(factor)
        exponent = reader.ring.polynomial_of_size(others)
        powers.append(general_power(reader.ring, determinant(reader.ring, form), exponent))
    return reader.ring.multiply(*powers)


@named_of.register
def _(node: Determinant) -> Any:
    """The matrix, which may be read in parts."""
    return node.args


@operands_of.register
def _(node: Determinant, reader: Reader) -> Any:
    del reader
    read_later = sympy.MatPow | sympy.KroneckerProduct | sympy.Transpose
    return [] if isinstance(node.arg, read_later) else [node.arg]
