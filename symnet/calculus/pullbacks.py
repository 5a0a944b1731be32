r"""Reverse rules: what a change of the result means for each operand, one rule for each node type.

With the cotangent C of a node F (of the shape of F), a rule returns for each operand X its contribution to
:math:`\bar X`, which has the shape of X: the matrix with :math:`\langle C, dF \rangle = \langle \bar X, dX \rangle`
for every dX. Entries are real, :math:`\langle A, B \rangle = \sum A_{ij} B_{ij}`.

Sources: M. Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation (2008);
J. Magnus and H. Neudecker, Matrix differential calculus; K. Petersen and M. Pedersen, The matrix cookbook.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from sympy import (
    Add,
    Adjoint,
    Determinant,
    Dummy,
    Expr,
    Function,
    HadamardPower,
    HadamardProduct,
    Identity,
    Integer,
    Inverse,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    OneMatrix,
    Piecewise,
    Pow,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    log,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.permutation import PermutationMatrix

from symnet.calculus.constructors import (
    inner,
    mapped,
    negated,
    power,
    repeated,
    stacked,
    sums_along,
    turned,
    unit,
    unstacked,
)
from symnet.calculus.dependence import integer_exponent, operands, parameters, partial
from symnet.calculus.mixed import takes_matrix, with_entries
from symnet.calculus.scalar_rules import partial_by_argument, partial_of_scalar, partial_of_slope
from symnet.errors import SymnetTypeError, kind_of
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise, as_elementwise, in_index_form, is_mixed
from symnet.expressions.generic import GenericActivation
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.reductions import SumEntries
from symnet.expressions.shapes import brief
from symnet.expressions.slope import Slope
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec
from symnet.rewriting.algebra import entrywise, plus, scaled, times

Contributions = list[tuple[Any, Any]]


@singledispatch
def pullback(node: Any, cotangent: Any) -> Contributions:
    """Return each operand of a node with its contribution, given the cotangent of the node; one rule a node type.

    >>> from sympy import MatrixSymbol
    >>> W, x, delta = MatrixSymbol("W", 3, 2), MatrixSymbol("x", 2, 1), MatrixSymbol("delta", 3, 1)
    >>> pullback(MatMul(W, x), delta)
    [(W, delta*x.T), (x, W.T*delta)]

    Raises `SymnetTypeError` for a node without a rule.
    """
    del cotangent
    raise SymnetTypeError(
        f"{brief(node)} is {kind_of(node)}, which has no derivative rule; "
        "write it with nodes that have one, or register one with symnet.calculus.pullbacks.pullback."
    )


# -------------------------------------------------------------------------------------------------- what is constant


@pullback.register(MatrixSymbol)
@pullback.register(Identity)
@pullback.register(ZeroMatrix)
@pullback.register(OneMatrix)
@pullback.register(UnitVector)
@pullback.register(CommutationMatrix)
@pullback.register(PermutationMatrix)
@pullback.register(Symbol)
@pullback.register(Number)
@pullback.register(NumberSymbol)
def _(node: Any, cotangent: Any) -> Contributions:
    """A constant, or what is not made of anything: no operand."""
    del node, cotangent
    return []


# ---------------------------------------------------------------------------------------------------- matrix algebra


@pullback.register
def _(node: MatAdd, C: MatrixExpr) -> Contributions:
    """F = A + B + …: Ā = C."""
    return [(term, C) for term in node.args]


@pullback.register
def _(node: MatMul, C: MatrixExpr) -> Contributions:
    """F = c A X B: X̄ = c Aᵀ C Bᵀ, c̄ = ⟨C, A X B⟩."""
    scalars = [factor for factor in node.args if not factor.is_Matrix]
    matrices = [factor for factor in node.args if factor.is_Matrix]
    coefficient = Mul(*scalars)
    contributions: Contributions = []
    for position, factor in enumerate(scalars):
        if not factor.is_number:
            others = Mul(*scalars[:position], *scalars[position + 1 :])
            contributions.append((factor, others * inner(C, times(*matrices))))
    for position, factor in enumerate(matrices):
        left, right = matrices[:position], matrices[position + 1 :]
        moved = times(*(turned(A) for A in reversed(left)), C, *(turned(B) for B in reversed(right)))
        contributions.append((factor, scaled(coefficient, moved)))
    return contributions


@pullback.register
def _(node: MatPow, C: MatrixExpr) -> Contributions:
    """F = X^k: X̄ = Σ_i (Xᵀ)^i C (Xᵀ)^(k−1−i); F = X^(−p): X̄ = −Σ_i (Xᵀ)^(−i) C (Xᵀ)^(i−p−1), i from 1 to p."""
    k = integer_exponent(node)
    Xt = turned(node.base)
    if k >= 0:
        terms = [times(power(Xt, i), C, power(Xt, k - 1 - i)) for i in range(k)]
    else:
        terms = [negated(times(power(Xt, -i), C, power(Xt, i + k - 1))) for i in range(1, 1 - k)]
    return [(node.base, plus(*terms))] if terms else []


@pullback.register
def _(node: Inverse, C: MatrixExpr) -> Contributions:
    """F = X⁻¹: X̄ = −X⁻ᵀ C X⁻ᵀ."""
    Ft = turned(node)
    return [(node.arg, negated(times(Ft, C, Ft)))]


@pullback.register(Transpose)
@pullback.register(Adjoint)
def _(node: Any, C: MatrixExpr) -> Contributions:
    """F = Xᵀ: X̄ = Cᵀ; entries are real, so the adjoint is the transpose."""
    return [(node.arg, turned(C))]


@pullback.register
def _(node: Trace, c: Expr) -> Contributions:
    """F = tr X: X̄ = c I."""
    return [(node.arg, scaled(c, Identity(node.arg.shape[0])))]


@pullback.register
def _(node: Determinant, c: Expr) -> Contributions:
    """F = det X: X̄ = c det(X) X⁻ᵀ."""
    return [(node.arg, scaled(c * node, turned(Inverse(node.arg))))]


# ----------------------------------------------------------------------------------------------------- entry by entry


@pullback.register
def _(node: HadamardProduct, C: MatrixExpr) -> Contributions:
    """F = A ⊙ B ⊙ …: Ā = C ⊙ B ⊙ …."""
    factors = node.args
    return [(factor, entrywise(C, *factors[:k], *factors[k + 1 :])) for k, factor in enumerate(factors)]


@pullback.register
def _(node: HadamardPower, C: MatrixExpr) -> Contributions:
    """F = X^∘p: X̄ = p C ⊙ X^∘(p−1), p̄ = ⟨C, X^∘p ⊙ log X⟩; the exponent may be a matrix too."""
    base, exponent = node.base, node.exp
    if not exponent.is_Matrix:
        lowered = hadamard_power(base, exponent - 1)
        contributions: Contributions = [(base, scaled(exponent, entrywise(C, lowered)))]
        if not exponent.is_number:
            contributions.append((exponent, inner(C, entrywise(node, mapped(LOGARITHM, base)))))
        return contributions
    if not base.is_Matrix:
        lowered = HadamardPower(base, plus(exponent, negated(OneMatrix(*exponent.shape))))
        to_exponent = (exponent, scaled(log(base), entrywise(C, node)))
        return [to_exponent] if base.is_number else [to_exponent, (base, inner(C, entrywise(exponent, lowered)))]
    lowered = HadamardPower(base, plus(exponent, negated(OneMatrix(*exponent.shape))))
    return [(base, entrywise(C, exponent, lowered)), (exponent, entrywise(C, node, mapped(LOGARITHM, base)))]


_U = Dummy("u", real=True)
LOGARITHM = Lambda(_U, log(_U))


def hadamard_power(base: MatrixExpr, exponent: Expr) -> MatrixExpr:
    """Return a Hadamard power; to the power 0 it is a matrix of ones, to the power 1 the base."""
    if exponent == 0:
        return OneMatrix(*base.shape)
    return base if exponent == 1 else HadamardPower(base, exponent)


@pullback.register
def _(node: Elementwise, C: MatrixExpr) -> Contributions:
    """F = f(A, B, …; p): Ā = C ⊙ ∂f/∂u_1(A, B, …), p̄ = ⟨C, ∂f/∂p(A, B, …)⟩."""
    function, matrices = node.function, node.matrices
    if is_mixed(function):
        return pullback(in_index_form(node), C)
    by_argument = [
        (matrix, entrywise(C, mapped(partial_by_argument(function, position), *matrices)))
        for position, matrix in enumerate(matrices, 1)
    ]
    return [*by_argument, *((p, inner(C, mapped(partial(function, p), *matrices))) for p in parameters(function))]


@pullback.register
def _(node: ElementwiseApplyFunction, C: MatrixExpr) -> Contributions:
    """F = f(X) as SymPy writes it."""
    return pullback(as_elementwise(node), C)


@pullback.register
def _(node: Softmax, C: MatrixExpr) -> Contributions:
    """S = softmax(Z): Z̄ = S ⊙ C − S ⊙ 1 (1ᵀ (S ⊙ C)), with the sums along the axis of the softmax."""
    weighted = entrywise(node, C)
    sums = repeated(sums_along(weighted, node.axis), *node.shape)
    return [(node.logits, plus(weighted, negated(entrywise(node, sums))))]


@pullback.register
def _(node: LogSumExp, C: MatrixExpr) -> Contributions:
    """F = logsumexp(Z): Z̄ = softmax(Z) ⊙ 1 C, with C repeated along the axis."""
    return [(node.matrix, entrywise(Softmax(node.matrix, node.axis), repeated(C, *node.matrix.shape)))]


# ------------------------------------------------------------------------------------------- sums, repeats and places


@pullback.register
def _(node: SumEntries, c: Expr) -> Contributions:
    """F = 1ᵀ X 1: X̄ = c 1 1ᵀ."""
    return [(node.matrix, scaled(c, OneMatrix(*node.matrix.shape)))]


@pullback.register
def _(node: Broadcast, C: MatrixExpr) -> Contributions:
    """F = b 1ᵀ: b̄ = C 1; F = 1 b: b̄ = 1ᵀ C."""
    rows, columns = node.vector.shape
    sums = sums_along(C, 1) if columns != node.shape[1] else C
    return [(node.vector, sums_along(sums, 0) if rows != node.shape[0] else sums)]


@pullback.register
def _(node: Slice, C: MatrixExpr) -> Contributions:
    """F = X e_j: X̄ = C e_jᵀ; F = e_iᵀ X: X̄ = e_i C."""
    rows, columns = node.matrix.shape
    if node.axis == 1:
        return [(node.matrix, times(C, turned(unit(columns, node.index))))]
    return [(node.matrix, times(unit(rows, node.index), C))]


@pullback.register
def _(node: MatrixElement, c: Expr) -> Contributions:
    """F = X_ij: X̄ = c e_i e_jᵀ."""
    rows, columns = node.parent.shape
    return [(node.parent, scaled(c, times(unit(rows, node.i + 1), turned(unit(columns, node.j + 1)))))]


@pullback.register
def _(node: Vec, C: MatrixExpr) -> Contributions:
    """F = vec X: X̄ = vec⁻¹(C)."""
    return [(node.matrix, unstacked(C, *node.matrix.shape))]


@pullback.register
def _(node: Unvec, C: MatrixExpr) -> Contributions:
    """F = vec⁻¹(v): v̄ = vec(C)."""
    return [(node.vector, stacked(C))]


# ------------------------------------------------------------------------------------------------------------ scalars


@pullback.register
def _(node: Add, c: Expr) -> Contributions:
    """F = a + b + …: ā = c."""
    return [(term, c) for term in operands(node)]


@pullback.register
def _(node: Mul, c: Expr) -> Contributions:
    """F = a b …: ā = c b …."""
    factors = node.args
    others = ((factor, Mul(c, *factors[:k], *factors[k + 1 :])) for k, factor in enumerate(factors))
    return [(factor, contribution) for factor, contribution in others if not factor.is_number]


@pullback.register
def _(node: Pow, c: Expr) -> Contributions:
    """F = a^p: ā = c p a^(p−1), p̄ = c a^p log a."""
    if takes_matrix(node):
        return _through_entries(node, c)
    base, exponent = node.args
    by_base = [] if base.is_number else [(base, c * exponent * base ** (exponent - 1))]
    return by_base if exponent.is_number else [*by_base, (exponent, c * node * log(base))]


@pullback.register
def _(node: Function, c: Expr) -> Contributions:
    """F = f(a, b, …): ā = c ∂f/∂u_1(a, b, …)."""
    if takes_matrix(node):
        return _through_entries(node, c)
    return [(operand, c * partial_of_scalar(node, operand)) for operand in dict.fromkeys(operands(node))]


def _through_entries(node: Any, c: Expr) -> Contributions:
    """Return the contributions to matrices of one entry, in the place of which a function takes that entry."""
    found: Contributions = []
    for operand, contribution in pullback(with_entries(node), c):
        is_entry = isinstance(operand, MatrixElement) and operand.parent in node.args
        found += pullback(operand, contribution) if is_entry else [(operand, contribution)]
    return found


@pullback.register(Max)
@pullback.register(Min)
def _(node: Any, c: Expr) -> Contributions:
    """F = max(a, b, …): ā = c where a is the greatest; at a tie of two, c/2 to each. The same for the least."""
    return [(operand, c * partial_of_scalar(node, operand)) for operand in operands(node)]


@pullback.register
def _(node: GenericActivation, c: Expr) -> Contributions:
    """F = g(z): z̄ = c g'(z)."""
    return [(node.args[0], c * node.fdiff())]


@pullback.register
def _(node: Slope, c: Expr) -> Contributions:
    """F = f'(z; p): z̄ = c f''(z; p), p̄ = c ∂f'/∂p(z; p)."""
    return [(operand, c * partial_of_slope(node, operand)) for operand in operands(node)]


@pullback.register
def _(node: Piecewise, c: Expr) -> Contributions:
    """F = a where p, b elsewhere: ā = c where p, 0 elsewhere."""
    return [(operand, c * indicator(node, operand)) for operand in dict.fromkeys(operands(node))]


def indicator(node: Piecewise, operand: Expr) -> Piecewise:
    """Return 1 where a branch with that expression is taken, and 0 elsewhere."""
    return Piecewise(*((Integer(branch.expr == operand), branch.cond) for branch in node.args))
