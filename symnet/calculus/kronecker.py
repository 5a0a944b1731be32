"""Products of Jacobians that tidy themselves: where diagonals, ones and Kronecker products meet."""

from __future__ import annotations

from typing import Any

from sympy import Identity, KroneckerProduct, MatAdd, MatMul, MatrixExpr, Mul, OneMatrix, ZeroMatrix
from sympy.matrices.expressions.diagonal import DiagMatrix

from symnet.calculus.constructors import stacked, turned
from symnet.expressions.vectors import CommutationMatrix, Vec
from symnet.rewriting.algebra import plus, scaled, split_scalar, times


def kron(*factors: MatrixExpr) -> MatrixExpr:
    """Return the Kronecker product A ⊗ B ⊗ …, (p r) × (q s) for A of shape p × q and B of shape r × s.

    >>> from sympy import MatrixSymbol
    >>> A, v = MatrixSymbol("A", 2, 3), MatrixSymbol("v", 3, 1)
    >>> kron(Identity(1), A), kron(Identity(2), Identity(3)).shape, kron(v, turned(v))
    (A, (6, 6), v*v.T)
    """
    pairs = [split_scalar(factor) for factor in factors]
    coefficient = Mul(*(scalar for scalar, _ in pairs))
    rows = Mul(*(factor.shape[0] for factor in factors))
    columns = Mul(*(factor.shape[1] for factor in factors))
    if any(isinstance(rest, ZeroMatrix) for _, rest in pairs):
        return ZeroMatrix(rows, columns)
    merged: list[MatrixExpr] = []
    for rest in (rest for _, rest in pairs if rest not in (Identity(1), OneMatrix(1, 1))):
        for part in rest.args if isinstance(rest, KroneckerProduct) else (rest,):
            _append(merged, part)
    if not merged:
        return scaled(coefficient, Identity(1))
    if len(merged) == 2 and merged[0].shape[1] == merged[1].shape[0] == 1:
        return scaled(coefficient, times(*merged))  # a column ⊗ a row is their product
    return scaled(coefficient, merged[0] if len(merged) == 1 else KroneckerProduct(*merged))


def _append(merged: list[MatrixExpr], part: MatrixExpr) -> None:
    """Put a factor behind the others; I ⊗ I and 1 ⊗ 1 become one."""
    if merged and isinstance(part, Identity) and isinstance(merged[-1], Identity):
        merged[-1] = Identity(merged[-1].shape[0] * part.shape[0])
    elif merged and isinstance(part, OneMatrix) and isinstance(merged[-1], OneMatrix):
        merged[-1] = OneMatrix(*(a * b for a, b in zip(merged[-1].shape, part.shape, strict=True)))
    else:
        merged.append(part)


def chain(J: MatrixExpr, L: MatrixExpr) -> MatrixExpr:
    """Return the product J L of two Jacobians: the chain rule.

    >>> from sympy import MatrixSymbol
    >>> s = MatrixSymbol("s", 3, 1)
    >>> chain(plus(Identity(3), scaled(-1, times(s, OneMatrix(1, 3)))), DiagMatrix(s))
    DiagMatrix(s) - s*s.T
    """
    if isinstance(J, MatAdd) and isinstance(L, DiagMatrix) and any(_is_multiple_of_identity(term) for term in J.args):
        return plus(*(chain(term, L) for term in J.args))
    product = times(J, L)
    coefficient, rest = split_scalar(product)
    if not isinstance(rest, MatMul):
        return product
    factors: list[MatrixExpr] = []
    for factor in rest.args:
        factors.append(factor)
        while len(factors) > 1 and (met := _met(factors[-2], factors[-1])) is not None:
            factors[-2:] = met
            if len(met) == 2:
                break
    return scaled(coefficient, times(*factors))


def _is_multiple_of_identity(term: MatrixExpr) -> bool:
    return isinstance(split_scalar(term)[1], Identity)


def _met(A: Any, B: Any) -> list[MatrixExpr] | None:
    """Return what two factors become where they meet, or None where they stay.

    ============================ ===================================================
    diag(v) 1                    v 1ᵀ, as many columns as the ones had
    1ᵀ diag(v)                   1 vᵀ
    1 1ᵀ, a column and a row     a matrix of ones
    (A ⊗ B) (C ⊗ D)              A C ⊗ B D, where the shapes fit
    K vec(X)                     vec(Xᵀ)
    K_{m,n} K_{n,m}              I
    ============================ ===================================================
    """
    if isinstance(A, DiagMatrix) and isinstance(B, OneMatrix):
        return [A.args[0]] if B.shape[1] == 1 else [A.args[0], OneMatrix(1, B.shape[1])]
    if isinstance(A, OneMatrix) and isinstance(B, DiagMatrix):
        row = turned(B.args[0])
        return [row] if A.shape[0] == 1 else [OneMatrix(A.shape[0], 1), row]
    if isinstance(A, OneMatrix) and isinstance(B, OneMatrix) and A.shape[1] == 1:
        return [OneMatrix(A.shape[0], B.shape[1])]
    if isinstance(A, CommutationMatrix):
        return _commuted(A, B)
    if isinstance(A, KroneckerProduct) and isinstance(B, KroneckerProduct):
        return _mixed_product(A.args, B.args)
    return None


def _commuted(K: CommutationMatrix, B: Any) -> list[MatrixExpr] | None:
    if isinstance(B, Vec) and B.matrix.shape == K.operand_shape:
        return [stacked(turned(B.matrix))]
    if isinstance(B, CommutationMatrix) and K.operand_shape == tuple(reversed(B.operand_shape)):
        return [Identity(K.shape[0])]
    return None


def _mixed_product(left: tuple[Any, ...], right: tuple[Any, ...]) -> list[MatrixExpr] | None:
    pairs = list(zip(left, right, strict=False))
    if len(left) != len(right) or any(A.shape[1] != C.shape[0] for A, C in pairs):
        return None
    return [kron(*(chain(A, C) for A, C in pairs))]
