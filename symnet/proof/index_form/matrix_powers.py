"""The index forms of inverses and powers of matrices."""

from __future__ import annotations

from typing import Any

from sympy import Inverse, KroneckerProduct, MatMul, MatPow, Transpose

from symnet.expressions.shapes import brief
from symnet.proof.index_form.forms import MatrixForm, aligned, at, like, place_of, renewed
from symnet.proof.index_form.inverses import inverse
from symnet.proof.index_form.language import OutsideLanguageError
from symnet.proof.index_form.reader import Reader, form_of, named_of, operands_of
from symnet.proof.index_form.structure import delta

HIGHEST_MATRIX_POWER = 32


@named_of.register
def _(node: Inverse) -> Any:
    """The matrix, which may be read in parts, and the power −1."""
    return node.args


@operands_of.register
def _(node: Inverse, reader: Reader) -> Any:
    del reader
    return [_inverse_written_out(node)] if _inverse_written_out(node) is not None else [node.arg]


def _inverse_written_out(node: Inverse) -> Any:
    """(A B)⁻¹ = B⁻¹ A⁻¹ for square A and B, (Aᵀ)⁻¹ = (A⁻¹)ᵀ, (A ⊗ B)⁻¹ = A⁻¹ ⊗ B⁻¹."""
    inner = node.arg
    if isinstance(inner, Transpose):
        return Transpose(Inverse(inner.arg))
    if isinstance(inner, MatPow) and inner.exp.is_Integer and inner.exp > 1:
        return MatPow(Inverse(inner.base), inner.exp, evaluate=False)
    if isinstance(inner, KroneckerProduct) and all(factor.is_square for factor in inner.args):
        return KroneckerProduct(*map(Inverse, inner.args))
    if not isinstance(inner, MatMul):
        return None
    matrices = [factor for factor in inner.args if factor.is_Matrix]
    if len(inner.args) < 2 or not all(factor.is_square for factor in matrices):
        return None
    scalars = [1 / factor for factor in inner.args if not factor.is_Matrix]
    return MatMul(
        *scalars, *(factor.arg if isinstance(factor, Inverse) else Inverse(factor) for factor in matrices[::-1])
    )


@form_of.register
def _(node: Inverse, reader: Reader) -> MatrixForm:
    """A⁻¹."""
    written_out = _inverse_written_out(node)
    if written_out is not None:
        return reader.matrix(written_out)
    return inverse(reader.ring, reader.matrix(node.arg))


@operands_of.register
def _(node: MatPow, reader: Reader) -> Any:
    del reader
    return [node.base, node.exp]


@form_of.register
def _(node: MatPow, reader: Reader) -> MatrixForm:
    """A^e: a product for an integer e, else an unknown function of A and e."""
    ring, base = reader.ring, reader.matrix(node.base)
    exponent = reader.scalar(node.exp)
    value = exponent.number
    if value is not None and value.denominator == 1:
        return _matrix_power(node, reader, base, int(value))
    if len(base.rows) != 1 or len(base.columns) != 1:
        raise OutsideLanguageError("it has a power of a matrix with stacked rows")
    (body,), places, _ = ring.abstract((base.body,), (*base.rows, *base.columns))
    if len(places) != 2:
        raise OutsideLanguageError("it has a symbolic power of a matrix that depends on a sample")
    head = ring.head("matrix power", None, arguments=(body, exponent), arity=2)
    return MatrixForm(base.rows, base.columns, ring.atom(head, places))


def _matrix_power(node: MatPow, reader: Reader, base: MatrixForm, exponent: int) -> MatrixForm:
    ring = reader.ring
    if abs(exponent) > HIGHEST_MATRIX_POWER:
        raise OutsideLanguageError(f"it has the matrix power {exponent}; at most {HIGHEST_MATRIX_POWER} is written out")
    if exponent < 0:
        if node.base not in ring.invertible:
            ring.conditions[f"{brief(node.base)} is invertible"] = None
        base, exponent = inverse(ring, base), -exponent
    if exponent == 0:
        rows = base.rows
        columns = like(ring, rows)
        return MatrixForm(rows, columns, delta(ring, place_of(rows), place_of(columns)))
    product = renewed(ring, base)
    for _ in range(exponent - 1):
        columns = like(ring, base.columns)
        summed, (left, right) = aligned(ring, product.columns, base.rows)
        joined = ring.multiply(at(ring, product, product.rows, left), at(ring, base, right, columns))
        product = MatrixForm(product.rows, columns, reader.total(joined, *summed))
    return product
