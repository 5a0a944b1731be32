"""Rules of the nodes that put matrices together from parts: diagonals, blocks, Kronecker products, entries."""

from __future__ import annotations

from typing import Any

from sympy import (
    BlockDiagMatrix,
    BlockMatrix,
    Identity,
    ImmutableDenseMatrix,
    ImmutableSparseMatrix,
    KroneckerProduct,
    MatrixExpr,
    OneMatrix,
    ZeroMatrix,
)
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.calculus.constructors import diagonal_matrix, diagonal_of, diagonal_part, turned
from symnet.calculus.pullbacks import Contributions, pullback
from symnet.calculus.pushforwards import Tangents, pushforward
from symnet.calculus.variables import zero_like
from symnet.expressions.entries import entry
from symnet.expressions.shapes import Shape
from symnet.rewriting.algebra import entrywise, plus, times


@pullback.register
def _(node: DiagMatrix, C: MatrixExpr) -> Contributions:
    """F = diag(v): v̄ = the diagonal of C, as a column or row like v."""
    vector = node.args[0]
    column = diagonal_of(C)
    return [(vector, column if vector.shape[1] == 1 else turned(column))]


@pullback.register
def _(node: DiagonalMatrix, C: MatrixExpr) -> Contributions:
    """F = I ⊙ X: X̄ = I ⊙ C."""
    return [(node.arg, diagonal_part(C))]


@pullback.register
def _(node: DiagonalOf, C: MatrixExpr) -> Contributions:
    """F = the diagonal of X as a column: X̄ = diag(C), with zeros beside it where X is not square."""
    rows, columns = node.arg.shape
    if rows == columns:
        return [(node.arg, diagonal_matrix(C))]
    spread = times(C, OneMatrix(1, columns)) if node.shape[0] == rows else times(OneMatrix(rows, 1), turned(C))
    return [(node.arg, diagonal_part(spread))]


@pullback.register
def _(node: KroneckerProduct, C: MatrixExpr) -> Contributions:
    """F = L ⊗ X ⊗ R: X̄ = (1ᵀ ⊗ I ⊗ 1ᵀ) (C ⊙ (L ⊗ 1 1ᵀ ⊗ R)) (1 ⊗ I ⊗ 1): the sums of C ⊙ F / X over each block."""
    factors = node.args
    contributions: Contributions = []
    for position, X in enumerate(factors):
        weights = KroneckerProduct(*factors[:position], OneMatrix(*X.shape), *factors[position + 1 :])
        sums = [summing_factor(factors, position, axis) for axis in (0, 1)]
        contributions.append((X, times(turned_factor(sums[0]), entrywise(C, weights), sums[1])))
    return contributions


def summing_factor(factors: tuple[MatrixExpr, ...], position: int, axis: int) -> MatrixExpr:
    """Return 1 ⊗ I ⊗ 1: the sums over the rows (axis 0) or columns (axis 1) of all factors but one."""
    parts = [OneMatrix(factor.shape[axis], 1) for factor in factors]
    parts[position] = Identity(factors[position].shape[axis])
    kept = [part for part in parts if part.shape != (1, 1)] or [Identity(1)]
    return KroneckerProduct(*kept)


def turned_factor(product: MatrixExpr) -> MatrixExpr:
    """Return (1 ⊗ I ⊗ 1)ᵀ factor by factor."""
    return KroneckerProduct(*map(turned, product.args)) if isinstance(product, KroneckerProduct) else turned(product)


def block_starts(sizes: list[Any]) -> list[Any]:
    """Return where each block starts, and where the last ends."""
    starts: list[Any] = [0]
    for size in sizes:
        starts.append(starts[-1] + size)
    return starts


def part(C: MatrixExpr, rows: tuple[Any, Any], columns: tuple[Any, Any]) -> MatrixExpr:
    """Return the rows and columns of a matrix from the first, counted from 0, up to but not including the second.

    >>> from sympy import MatrixSymbol
    >>> part(MatrixSymbol("C", 3, 5), (1, 3), (0, 5)), part(ZeroMatrix(3, 5), (1, 3), (0, 5)).shape
    (C[1:, :], (2, 5))
    """
    shape = rows[1] - rows[0], columns[1] - columns[0]
    if shape == C.shape:
        return C
    return type(C)(*shape) if isinstance(C, ZeroMatrix | OneMatrix) else MatrixSlice(C, rows, columns)


@pullback.register
def _(node: BlockMatrix, C: MatrixExpr) -> Contributions:
    """F = [[A, B], …]: Ā = the part of C where A stands in F."""
    rows, columns = block_starts(node.rowblocksizes), block_starts(node.colblocksizes)
    return [
        (node.blocks[i, j], part(C, (rows[i], rows[i + 1]), (columns[j], columns[j + 1])))
        for i in range(node.blockshape[0])
        for j in range(node.blockshape[1])
    ]


@pullback.register
def _(node: BlockDiagMatrix, C: MatrixExpr) -> Contributions:
    """F = diag(A, B, …): Ā = the part of C where A stands in F."""
    rows, columns = block_starts(node.rowblocksizes), block_starts(node.colblocksizes)
    return [(A, part(C, (rows[k], rows[k + 1]), (columns[k], columns[k + 1]))) for k, A in enumerate(node.diag)]


@pullback.register
def _(node: MatrixSlice, C: MatrixExpr) -> Contributions:
    """F = P X Q with the rows P and columns Q that it selects: X̄ = Pᵀ C Qᵀ, C among zeros."""
    rows, columns = node.rowslice, node.colslice
    if rows[2] == columns[2] == 1:
        return [(node.parent, among_zeros(C, rows, columns, node.parent.shape))]
    P, Q = (selection(part, size) for part, size in zip((rows, columns), node.parent.shape, strict=True))
    return [(node.parent, times(P.T, C, Q))]


def among_zeros(C: MatrixExpr, rows: Any, columns: Any, shape: Shape) -> MatrixExpr:
    """Return the matrix of that shape that has C at the rows and columns, and zeros elsewhere."""
    heights = rows[0], rows[1] - rows[0], shape[0] - rows[1]
    widths = columns[0], columns[1] - columns[0], shape[1] - columns[1]
    grid = [
        [C if (i, j) == (1, 1) else ZeroMatrix(height, width) for j, width in enumerate(widths) if width != 0]
        for i, height in enumerate(heights)
        if height != 0
    ]
    return C if grid == [[C]] else BlockMatrix(grid)


def selection(part: Any, size: Any) -> ImmutableDenseMatrix:
    """Return the rows of the identity from a start up to a stop in steps."""
    start, stop, step = map(int, part)
    chosen = range(start, start + ((stop - start) // step) * step, step)
    return ImmutableDenseMatrix(len(chosen), int(size), lambda i, j: int(chosen[i] == j))


@pullback.register(ImmutableDenseMatrix)
@pullback.register(ImmutableSparseMatrix)
def _(node: Any, C: MatrixExpr) -> Contributions:
    """F written out in entries: the contribution to entry F_ij is C_ij."""
    places = ((i, j) for i in range(node.rows) for j in range(node.cols))
    return [(node[i, j], entry(C, i, j)) for i, j in places if not node[i, j].is_number]


# ------------------------------------------------------------------------------------------------------ forward rules


@pushforward.register
def _(node: DiagMatrix, tangents: Tangents) -> Any:
    """F = diag(v): dF = diag(dv)."""
    return diagonal_matrix(tangents.get(node.args[0], zero_like(node.args[0])))


@pushforward.register
def _(node: DiagonalMatrix, tangents: Tangents) -> Any:
    """d(I ⊙ X) = I ⊙ dX."""
    return diagonal_part(tangents.get(node.arg, zero_like(node.arg)))


@pushforward.register
def _(node: DiagonalOf, tangents: Tangents) -> Any:
    """The diagonal of dX."""
    return diagonal_of(tangents.get(node.arg, zero_like(node.arg)))


@pushforward.register
def _(node: KroneckerProduct, tangents: Tangents) -> Any:
    """d(A ⊗ B) = dA ⊗ B + A ⊗ dB."""
    terms = [zero_like(node)]
    for position, factor in enumerate(node.args):
        change = tangents.get(factor, zero_like(factor))
        if not isinstance(change, ZeroMatrix):
            terms.append(KroneckerProduct(*node.args[:position], change, *node.args[position + 1 :]))
    return plus(*terms)


@pushforward.register
def _(node: BlockMatrix, tangents: Tangents) -> Any:
    """F = [[A, B], …]: dF = [[dA, dB], …]."""
    rows, columns = node.blockshape
    blocks = [[node.blocks[i, j] for j in range(columns)] for i in range(rows)]
    return BlockMatrix([[tangents.get(block, zero_like(block)) for block in row] for row in blocks])


@pushforward.register
def _(node: BlockDiagMatrix, tangents: Tangents) -> Any:
    """F = diag(A, B, …): dF = diag(dA, dB, …)."""
    return BlockDiagMatrix(*(tangents.get(block, zero_like(block)) for block in node.diag))


@pushforward.register
def _(node: MatrixSlice, tangents: Tangents) -> Any:
    """The same rows and columns of dX."""
    change = tangents.get(node.parent, zero_like(node.parent))
    return zero_like(node) if isinstance(change, ZeroMatrix) else MatrixSlice(change, node.rowslice, node.colslice)


@pushforward.register(ImmutableDenseMatrix)
@pushforward.register(ImmutableSparseMatrix)
def _(node: Any, tangents: Tangents) -> Any:
    """The matrix of the differentials of the entries."""
    return node.applyfunc(lambda scalar: tangents.get(scalar, 0))
