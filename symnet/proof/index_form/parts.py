"""The index forms of slices and of matrices made of blocks: parts of a whole, at the places where they begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import BlockMatrix, Expr, S, ZeroMatrix
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.expressions.shapes import same_size
from symnet.proof.index_form.forms import MatrixForm, place_of, renewed
from symnet.proof.index_form.language import OutsideLanguageError
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
def _(node: MatrixSlice, reader: Reader) -> MatrixForm:
    """(K_{a:b, c:d})_ij = K_{a + i, c + j}."""
    form = renewed(reader.ring, reader.matrix(node.parent))
    groups, names = [], {}
    for axis, (old, cut) in enumerate(zip((form.rows, form.columns), (node.rowslice, node.colslice), strict=True)):
        whole, size = node.parent.shape[axis], node.shape[axis]
        reader.require_constant(size)
        if len(old) > 1:
            raise OutsideLanguageError("it takes a part of stacked rows or columns")
        if size == S.One:
            names.update(dict.fromkeys(old, reader.place(cut[0], whole)))
            groups.append(())
        elif same_size(size, whole) and cut[0].is_zero and cut[2] == S.One:
            groups.append(old)
        else:
            groups.append(_part(old, cut, size, whole, reader))
            names.update(dict(zip(old, (shifted(reader.ring, groups[-1][0], cut[0], whole),), strict=True)))
    return MatrixForm(*groups, reader.ring.rename(form.body, names))


def _part(old: Sequence[Place], cut: Sequence[Expr], size: Expr, whole: Expr, reader: Reader) -> tuple[Place, ...]:
    reader.require_constant(cut[0])
    if cut[2] != S.One or not old:
        raise OutsideLanguageError(f"it takes every {cut[2]}th of {whole} rows or columns")
    return reader.indices(size)


@operands_of.register
def _(node: BlockMatrix, reader: Reader) -> Any:
    del reader
    return list(node.blocks)


@named_of.register
def _(node: BlockMatrix) -> Any:
    """The blocks, by row and column."""
    return node.args


@form_of.register
def _(node: BlockMatrix, reader: Reader) -> MatrixForm:
    """[A B]_iq = Σ_k A_ik δ_{k, q} + Σ_l B_il δ_{l + o, q}, with o the columns of A."""
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
