"""The index forms of matrices whose rows or columns are stacked: Kronecker products, vec and what turns it."""

from __future__ import annotations

from typing import Any

from sympy import KroneckerProduct

from symnet.expressions.vectors import CommutationMatrix, Unvec, Vec
from symnet.proof.index_form.forms import MatrixForm, aligned, at, like, place_of, renewed
from symnet.proof.index_form.language import OutsideLanguageError, says
from symnet.proof.index_form.reader import Reader, form_of, named_of, operands_of
from symnet.proof.index_form.structure import delta


@form_of.register
@says("(A ⊗ B)_(i p)(j q) = A_ij B_pq")
def _(node: KroneckerProduct, reader: Reader) -> MatrixForm:
    forms = [renewed(reader.ring, reader.matrix(factor)) for factor in node.args]
    rows = tuple(index for form in forms for index in form.rows)
    columns = tuple(index for form in forms for index in form.columns)
    return MatrixForm(rows, columns, reader.ring.multiply(*(form.body for form in forms)))


@form_of.register
@says("vec(X)_(j i) = X_ij: the columns one below the other")
def _(node: Vec, reader: Reader) -> MatrixForm:
    rows, columns, body = reader.matrix(node.matrix)
    return MatrixForm((*columns, *rows), (), body)


@named_of.register
def _(node: Unvec) -> Any:
    """The numbers of rows and columns."""
    return node.args[1:]


@operands_of.register
def _(node: Unvec, reader: Reader) -> Any:
    del reader
    return [node.vector]


@form_of.register
@says("unvec(v)_ij = v_(j i)")
def _(node: Unvec, reader: Reader) -> MatrixForm:
    form = reader.matrix(node.vector)
    rows, columns = reader.symbol_indices(node)
    shared, (old, new) = aligned(reader.ring, form.rows, (*columns, *rows))
    del new
    body = at(reader.ring, form, old, ())
    split = len(columns)
    if len(shared) != split + len(rows):
        raise OutsideLanguageError("rows or columns are stacked in two different ways")
    return MatrixForm(shared[split:], shared[:split], body)


@form_of.register
@says("K vec(X) = vec(Xᵀ) for X of shape m × n: K_(p q)(s r) = δ_pr δ_qs, with p, r < m and q, s < n")
def _(node: CommutationMatrix, reader: Reader) -> MatrixForm:
    ring = reader.ring
    m, n = (reader.indices(size) for size in node.operand_shape)
    other_m, other_n = like(ring, m), like(ring, n)
    body = ring.multiply(delta(ring, place_of(m), place_of(other_m)), delta(ring, place_of(n), place_of(other_n)))
    return MatrixForm((*m, *n), (*other_n, *other_m), body)
