r"""The Jacobian of a linear node: how vec of the node depends on vec of its operand, one rule for each node type.

A differential is linear in the tangent dX, and made of the nodes below; so the Jacobian is read off it. A rule returns
for each operand that depends on the tangent the matrix L with :math:`\operatorname{vec}(F) = L \operatorname{vec}(X)`;
a scalar counts as its own vec.

Source: J. Magnus and H. Neudecker, Matrix differential calculus, chapters 2 and 3 (Kronecker products, vec,
commutation matrices), and the identification tables of chapter 9.
"""

from __future__ import annotations

from collections.abc import Container
from functools import singledispatch
from typing import Any

from sympy import (
    Add,
    BlockDiagMatrix,
    BlockMatrix,
    HadamardProduct,
    Identity,
    ImmutableDenseMatrix,
    ImmutableSparseMatrix,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatrixExpr,
    Mul,
    OneMatrix,
    Piecewise,
    Trace,
    Transpose,
)
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.calculus.blocks import block_starts
from symnet.calculus.constructors import diagonal_matrix, diagonal_part, stacked, turned, unit
from symnet.calculus.kronecker import chain, kron
from symnet.calculus.pullbacks import indicator
from symnet.errors import SymnetTypeError, kind_of
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.reductions import SumEntries
from symnet.expressions.shapes import brief
from symnet.expressions.variables import Slice
from symnet.expressions.vectors import CommutationMatrix, Unvec, Vec
from symnet.rewriting.algebra import entrywise, scaled, times

Factors = list[tuple[Any, MatrixExpr]]


def size_of(thing: Any) -> Any:
    """Return how many entries a matrix has, 1 for a scalar."""
    return thing.shape[0] * thing.shape[1] if thing.is_Matrix else 1


@singledispatch
def linear_factors(node: Any, active: Container[Any]) -> Factors:
    """Return each active operand of a linear node with the matrix L of vec F = L vec X.

    >>> from sympy import MatrixSymbol
    >>> A, X, B = MatrixSymbol("A", 2, 3), MatrixSymbol("X", 3, 5), MatrixSymbol("B", 5, 7)
    >>> linear_factors(MatMul(A, X, B), {X})
    [(X, KroneckerProduct(B.T, A))]

    Raises `SymnetTypeError` for a node that is not linear.
    """
    del active
    raise SymnetTypeError(
        f"{brief(node)} is {kind_of(node)}, of which no linear form is known; "
        "register one with symnet.calculus.linear.linear_factors."
    )


@linear_factors.register(MatAdd)
@linear_factors.register(Add)
def _(node: Any, active: Container[Any]) -> Factors:
    """vec(A + B) = vec A + vec B."""
    return [(term, Identity(size_of(node))) for term in node.args if term in active]


@linear_factors.register
def _(node: MatMul, active: Container[Any]) -> Factors:
    """vec(c A X B) = c (Bᵀ ⊗ A) vec X, and vec(A B) c for a scalar c that depends on the tangent."""
    scalars = [factor for factor in node.args if not factor.is_Matrix]
    matrices = [factor for factor in node.args if factor.is_Matrix]
    found: Factors = []
    for position, factor in enumerate(scalars):
        if factor in active:
            others = Mul(*scalars[:position], *scalars[position + 1 :])
            found.append((factor, scaled(others, stacked(times(*matrices)))))
    for position, X in enumerate(matrices):
        if X in active:
            A = times(Identity(node.shape[0]), *matrices[:position])
            B = times(*matrices[position + 1 :], Identity(node.shape[1]))
            found.append((X, scaled(Mul(*scalars), kron(turned(B), A))))
    return found


@linear_factors.register
def _(node: Transpose, active: Container[Any]) -> Factors:
    """vec(Xᵀ) = K vec X."""
    del active
    rows, columns = node.arg.shape
    return [(node.arg, Identity(rows * columns) if 1 in (rows, columns) else CommutationMatrix(rows, columns))]


@linear_factors.register
def _(node: HadamardProduct, active: Container[Any]) -> Factors:
    """vec(A ⊙ X) = diag(vec A) vec X."""
    factors = node.args
    return [
        (X, diagonal_matrix(stacked(entrywise(*factors[:k], *factors[k + 1 :]))))
        for k, X in enumerate(factors)
        if X in active
    ]


@linear_factors.register
def _(node: SumEntries, active: Container[Any]) -> Factors:
    """1ᵀ X 1 = 1ᵀ vec X."""
    del active
    return [(node.matrix, OneMatrix(1, size_of(node.matrix)))]


@linear_factors.register
def _(node: Trace, active: Container[Any]) -> Factors:
    """Tr X = vec(I)ᵀ vec X."""
    del active
    return [(node.arg, turned(stacked(Identity(node.arg.shape[0]))))]


@linear_factors.register
def _(node: Broadcast, active: Container[Any]) -> Factors:
    """vec(b 1ᵀ) = (1 ⊗ I) b; vec(1 b) = (I ⊗ 1) bᵀ."""
    del active
    sides = [
        Identity(size) if size == old else OneMatrix(size, 1)
        for size, old in zip(node.shape, node.vector.shape, strict=True)
    ]
    return [(node.vector, kron(sides[1], sides[0]))]


@linear_factors.register
def _(node: Slice, active: Container[Any]) -> Factors:
    """vec(X e_j) = (e_jᵀ ⊗ I) vec X; vec(e_iᵀ X) = (I ⊗ e_iᵀ) vec X."""
    del active
    rows, columns = node.matrix.shape
    if node.axis == 1:
        return [(node.matrix, kron(turned(unit(columns, node.index)), Identity(rows)))]
    return [(node.matrix, kron(Identity(columns), turned(unit(rows, node.index))))]


@linear_factors.register
def _(node: MatrixElement, active: Container[Any]) -> Factors:
    """X_ij = (e_jᵀ ⊗ e_iᵀ) vec X."""
    del active
    row, column = (turned(unit(size, k + 1)) for size, k in zip(node.parent.shape, (node.i, node.j), strict=True))
    return [(node.parent, kron(column, row))]


@linear_factors.register(Vec)
@linear_factors.register(Unvec)
def _(node: Any, active: Container[Any]) -> Factors:
    """vec(vec X) = vec X."""
    del active
    return [(node.args[0], Identity(size_of(node)))]


@linear_factors.register
def _(node: DiagMatrix, active: Container[Any]) -> Factors:
    """vec(diag v) = diag(vec I) (1 ⊗ I) v."""
    del active
    size = node.shape[0]
    spread = kron(OneMatrix(size, 1), Identity(size))
    return [(node.args[0], chain(diagonal_matrix(stacked(Identity(size))), spread))]


@linear_factors.register
def _(node: DiagonalMatrix, active: Container[Any]) -> Factors:
    """vec(I ⊙ X) = diag(vec I) vec X."""
    del active
    return [(node.arg, diagonal_matrix(stacked(diagonal_part(OneMatrix(*node.shape)))))]


@linear_factors.register
def _(node: DiagonalOf, active: Container[Any]) -> Factors:
    """The diagonal of X is (1ᵀ ⊗ I) diag(vec I) vec X, or (I ⊗ 1ᵀ) diag(vec I) vec X where X has fewer columns."""
    del active
    rows, columns = node.arg.shape
    wide = node.shape[0] == rows
    sums = kron(OneMatrix(1, columns), Identity(rows)) if wide else kron(Identity(columns), OneMatrix(1, rows))
    return [(node.arg, chain(sums, diagonal_matrix(stacked(diagonal_part(OneMatrix(rows, columns))))))]


@linear_factors.register
def _(node: KroneckerProduct, active: Container[Any]) -> Factors:
    """vec(A ⊗ B) = (I_q ⊗ K_{s,p} ⊗ I_r) (vec A ⊗ vec B) for A of shape p × q and B of shape r × s."""
    found: Factors = []
    for position, X in enumerate(node.args):
        if X in active:
            before, after = kron(*node.args[:position], Identity(1)), kron(Identity(1), *node.args[position + 1 :])
            inner = KroneckerProduct(X, after)
            right = chain(_shuffle(X, after), kron(Identity(size_of(X)), stacked(after)))
            left = chain(_shuffle(before, inner), kron(stacked(before), Identity(size_of(inner))))
            found.append((X, chain(left, right)))
    return found


def _shuffle(A: MatrixExpr, B: MatrixExpr) -> MatrixExpr:
    (p, q), (r, s) = A.shape, B.shape
    middle = Identity(s * p) if 1 in (s, p) else CommutationMatrix(s, p)
    return kron(Identity(q), middle, Identity(r))


def _strip(size: Any, start: Any, stop: Any) -> MatrixExpr:
    """Return the columns of the identity from a start up to a stop."""
    return Identity(size) if stop - start == size else MatrixSlice(Identity(size), (0, size), (start, stop))


@linear_factors.register(BlockMatrix)
@linear_factors.register(BlockDiagMatrix)
def _(node: Any, active: Container[Any]) -> Factors:
    """Vec of the matrix that has X at some rows and columns is (Q ⊗ P) vec X, with strips P and Q of the identity."""
    rows, columns = block_starts(node.rowblocksizes), block_starts(node.colblocksizes)
    places = ((i, j) for i in range(node.blockshape[0]) for j in range(node.blockshape[1]))
    height, width = node.shape
    return [
        (node.blocks[i, j], kron(_strip(width, *columns[j : j + 2]), _strip(height, *rows[i : i + 2])))
        for i, j in places
        if node.blocks[i, j] in active
    ]


@linear_factors.register
def _(node: MatrixSlice, active: Container[Any]) -> Factors:
    """vec(P X Qᵀ) = (Q ⊗ P) vec X, with the rows P and Q of the identity that are selected."""
    del active
    P, Q = (
        MatrixSlice(Identity(size), tuple(places), (0, size))
        for size, places in zip(node.parent.shape, (node.rowslice, node.colslice), strict=True)
    )
    return [(node.parent, kron(Q, P))]


@linear_factors.register(ImmutableDenseMatrix)
@linear_factors.register(ImmutableSparseMatrix)
def _(node: Any, active: Container[Any]) -> Factors:
    """Entry F_ij stands in row j m + i of vec F."""
    places = ((i, j) for j in range(node.cols) for i in range(node.rows))
    return [(node[i, j], unit(size_of(node), j * node.rows + i + 1)) for i, j in places if node[i, j] in active]


@linear_factors.register
def _(node: Mul, active: Container[Any]) -> Factors:
    """A b with an a that depends on the tangent: b a."""
    factors = node.args
    return [
        (a, scaled(Mul(*factors[:k], *factors[k + 1 :]), Identity(1))) for k, a in enumerate(factors) if a in active
    ]


@linear_factors.register
def _(node: Piecewise, active: Container[Any]) -> Factors:
    """1 where the branch is taken, 0 elsewhere."""
    branches = dict.fromkeys(branch.expr for branch in node.args if branch.expr in active)
    return [(branch, scaled(indicator(node, branch), Identity(1))) for branch in branches]
