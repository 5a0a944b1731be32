"""The index forms of slices and of matrices made of blocks: parts of a whole, at the places where they begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import BlockMatrix, Expr, S, ZeroMatrix
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.expressions.shapes import same_size
from symnet.proof.index_form.forms import MatrixForm, place_of, renewed
from symnet.proof.index_form.language import OutsideLanguageError, says
from symnet.proof.index_form.reader import Reader, form_of, named_of, operands_of
from symnet.proof.index_form.shifts import place_at, shifted
from symnet.proof.index_form.structure import delta
from symnet.proof.index_form.terms import ONE, ZERO, Place, Polynomial


@operands_of.register
def _(node: MatrixSlice, reader: Reader) -> Any:
    del reader
    return [node.parent]


@named_of.register
def _(node: MatrixSlice) -> Any:
    """The first row and the first column, the ends, and the steps."""
    return node.args[1:]


@form_of.register
@says("(K_{a:b, c:d})_ij = K_{a + i, c + j}")
def _(node: MatrixSlice, reader: Reader) -> MatrixForm:
    form = renewed(reader.ring, reader.matrix(node.parent))
    cuts = zip((form.rows, form.columns), node.args[1:], node.parent.shape, node.shape, strict=True)
    (rows, at_rows), (columns, at_columns) = (_cut(*cut, reader) for cut in cuts)
    return MatrixForm(rows, columns, reader.ring.rename(form.body, {**at_rows, **at_columns}))


def _cut(
    old: tuple[Place, ...], cut: Sequence[Expr], whole: Expr, size: Expr, reader: Reader
) -> tuple[tuple[Place, ...], dict[Place, Place]]:
    """Return the indices of the part, and the place of the whole for each of the old ones."""
    first, _, step = cut
    reader.require_constant(size)
    if len(old) > 1:
        raise OutsideLanguageError("it takes a part of stacked rows or columns")
    if size == S.One:
        return (), dict.fromkeys(old, reader.place(first, whole))
    if same_size(size, whole) and first.is_zero and step == S.One:
        return old, {}
    reader.require_constant(first)
    if step != S.One or not old:
        raise OutsideLanguageError(f"it takes every {step}th of {whole} rows or columns")
    (index,) = reader.indices(size)
    return (index,), {old[0]: shifted(reader.ring, index, first, whole)}


@operands_of.register
def _(node: BlockMatrix, reader: Reader) -> Any:
    del reader
    return list(node.blocks)


@named_of.register
def _(node: BlockMatrix) -> Any:
    """The blocks, by row and column."""
    return node.args


@form_of.register
@says("[A B]_iq = Σ_k A_ik δ_{k, q} + Σ_l B_il δ_{l + o, q}, with o the columns of A")
def _(node: BlockMatrix, reader: Reader) -> MatrixForm:
    ring = reader.ring
    rows, columns = reader.symbol_indices(node)
    terms = [ZERO]
    above = S.Zero
    for row, height in enumerate(node.rowblocksizes):
        before = S.Zero
        for column, width in enumerate(node.colblocksizes):
            block = node.blocks[row, column]
            if not isinstance(block, ZeroMatrix):
                form = renewed(ring, reader.matrix(block))
                here = (_at(form.rows, above, rows, reader), _at(form.columns, before, columns, reader))
                terms.append(reader.total(ring.multiply(form.body, *here), *form.rows, *form.columns))
            before += width
        above += height
    return MatrixForm(rows, columns, ring.add(*terms))


def _at(inner: Sequence[Place], offset: Expr, outer: Sequence[Place], reader: Reader) -> Polynomial:
    """Return 1 where a place of the whole is that of a block which begins at an offset, and 0 elsewhere."""
    ring = reader.ring
    if len(inner) > 1:
        raise OutsideLanguageError("it has a block with stacked rows or columns")
    if not outer:
        return ONE
    whole = ring.size_of(outer[0])
    place = shifted(ring, inner[0], offset, whole) if inner else place_at(ring, offset)
    return delta(ring, place, place_of(outer))
