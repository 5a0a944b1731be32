r"""Forward rules: how a change of the operands changes a node, one rule for each node type.

Given the tangent dX of each operand X, of the shape of X, a rule returns the tangent dF of the node F: the differential
of Magnus and Neudecker, linear in the tangents. The rules are written without a look at the reverse rules, and the
tests hold the two against each other: :math:`\langle C, dF \rangle = \langle \bar X, dX \rangle`.

Source: J. Magnus and H. Neudecker, Matrix differential calculus, chapters 8 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from sympy import (
    Add,
    Adjoint,
    Determinant,
    Dummy,
    Function,
    HadamardPower,
    HadamardProduct,
    Identity,
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
    S,
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
    column_or_row,
    element,
    mapped,
    negated,
    power,
    repeated,
    stacked,
    sums_along,
    total,
    trace_of,
    turned,
    unstacked,
)
from symnet.calculus.dependence import integer_exponent, operands, parameters, partial
from symnet.calculus.mixed import takes_matrix, with_entries
from symnet.calculus.scalar_rules import partial_by_argument, partial_of_scalar, partial_of_slope, slope_of
from symnet.calculus.variables import zero_like
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

Tangents = Mapping[Any, Any]


@singledispatch
def pushforward(node: Any, tangents: Tangents) -> Any:
    """Return the tangent of a node, given those of its operands; an operand that is not among them does not change.

    >>> from sympy import MatrixSymbol
    >>> W, x, dx = MatrixSymbol("W", 3, 2), MatrixSymbol("x", 2, 1), MatrixSymbol("dx", 2, 1)
    >>> pushforward(MatMul(W, x), {x: dx})
    W*dx

    Raises `SymnetTypeError` for a node without a rule.
    """
    del tangents
    raise SymnetTypeError(
        f"{brief(node)} is {kind_of(node)}, which has no differential rule; "
        "write it with nodes that have one, or register one with symnet.calculus.pushforwards.pushforward."
    )


# -------------------------------------------------------------------------------------------------- what is constant


@pushforward.register(MatrixSymbol)
@pushforward.register(Identity)
@pushforward.register(ZeroMatrix)
@pushforward.register(OneMatrix)
@pushforward.register(UnitVector)
@pushforward.register(CommutationMatrix)
@pushforward.register(PermutationMatrix)
@pushforward.register(Symbol)
@pushforward.register(Number)
@pushforward.register(NumberSymbol)
def _(node: Any, tangents: Tangents) -> Any:
    """DA = 0 for a constant A."""
    del tangents
    return zero_like(node)


# ---------------------------------------------------------------------------------------------------- matrix algebra


@pushforward.register
def _(node: MatAdd, tangents: Tangents) -> Any:
    """d(A + B) = dA + dB."""
    return plus(zero_like(node), *(tangents[term] for term in node.args if term in tangents))


@pushforward.register
def _(node: MatMul, tangents: Tangents) -> Any:
    """d(c A B) = dc A B + c dA B + c A dB."""
    terms = [zero_like(node)]
    for position, factor in enumerate(node.args):
        if factor in tangents:
            factors = [*node.args[:position], tangents[factor], *node.args[position + 1 :]]
            scalars = [each for each in factors if not getattr(each, "is_Matrix", False)]
            terms.append(scaled(Mul(*scalars), times(*(each for each in factors if each not in scalars))))
    return plus(*terms)


@pushforward.register
def _(node: MatPow, tangents: Tangents) -> Any:
    """d(X^k) = Σ_i X^i dX X^(k−1−i); d(X^(−p)) = −Σ_i X^(−i) dX X^(i−1−p), i from 1 to p."""
    k, X = integer_exponent(node), node.base
    dX = tangents.get(X, zero_like(X))
    if k >= 0:
        return plus(zero_like(X), *(times(power(X, i), dX, power(X, k - 1 - i)) for i in range(k)))
    return negated(plus(*(times(power(X, -i), dX, power(X, i - 1 + k)) for i in range(1, 1 - k))))


@pushforward.register
def _(node: Inverse, tangents: Tangents) -> Any:
    """d(X⁻¹) = −X⁻¹ dX X⁻¹."""
    return negated(times(node, tangents.get(node.arg, zero_like(node)), node))


@pushforward.register(Transpose)
@pushforward.register(Adjoint)
def _(node: Any, tangents: Tangents) -> Any:
    """d(Xᵀ) = (dX)ᵀ; entries are real, so the adjoint is the transpose."""
    return turned(tangents[node.arg]) if node.arg in tangents else zero_like(node)


@pushforward.register
def _(node: Trace, tangents: Tangents) -> Any:
    """d(tr X) = tr dX."""
    return trace_of(tangents.get(node.arg, zero_like(node.arg)))


@pushforward.register
def _(node: Determinant, tangents: Tangents) -> Any:
    """d(det X) = det(X) tr(X⁻¹ dX) (Jacobi)."""
    return node * trace_of(times(Inverse(node.arg), tangents.get(node.arg, zero_like(node.arg))))


# ----------------------------------------------------------------------------------------------------- entry by entry


@pushforward.register
def _(node: HadamardProduct, tangents: Tangents) -> Any:
    """d(A ⊙ B) = dA ⊙ B + A ⊙ dB."""
    terms = [zero_like(node)]
    for position, factor in enumerate(node.args):
        if factor in tangents:
            terms.append(entrywise(*node.args[:position], tangents[factor], *node.args[position + 1 :]))
    return plus(*terms)


_U, _P = Dummy("u", real=True), Dummy("p", real=True)
LOGARITHM = Lambda(_U, log(_U))


@pushforward.register
def _(node: HadamardPower, tangents: Tangents) -> Any:
    """d(X^∘P) = P ⊙ X^∘(P−1) ⊙ dX + X^∘P ⊙ log X ⊙ dP, with a scalar for X or P repeated to the shape."""
    base, exponent = node.base, node.exp
    ones = OneMatrix(*node.shape)
    terms = [zero_like(node)]
    if base in tangents:
        lowered = node.func(base, exponent - 1) if not exponent.is_Matrix else _lowered(base, exponent)
        factor, change = (term if term.is_Matrix else scaled(term, ones) for term in (exponent, tangents[base]))
        terms.append(entrywise(factor, lowered, change))
    if exponent in tangents:
        logarithm = mapped(LOGARITHM, base) if base.is_Matrix else scaled(log(base), ones)
        change = tangents[exponent]
        terms.append(entrywise(node, logarithm, change if change.is_Matrix else scaled(change, ones)))
    return plus(*terms)


def _lowered(base: Any, exponent: MatrixExpr) -> MatrixExpr:
    """Return X^∘(P−1) for a matrix P."""
    if base.is_Matrix:
        return mapped(Lambda((_U, _P), _U ** (_P - 1)), base, exponent)
    return mapped(Lambda(_P, base ** (_P - 1)), exponent)


@pushforward.register
def _(node: Elementwise, tangents: Tangents) -> Any:
    """F = f(A, B, …; p): dF = ∂f/∂u_1(A, B, …) ⊙ dA + ∂f/∂u_2(A, B, …) ⊙ dB + … + dp ∂f/∂p(A, B, …)."""
    function, matrices = node.function, node.matrices
    if is_mixed(function):
        return pushforward(in_index_form(node), tangents)
    terms = [zero_like(node)]
    for position, matrix in enumerate(matrices, 1):
        if matrix in tangents:
            terms.append(entrywise(mapped(partial_by_argument(function, position), *matrices), tangents[matrix]))
    changing = [parameter for parameter in parameters(function) if parameter in tangents]
    terms += [scaled(tangents[p], mapped(partial(function, p), *matrices)) for p in changing]
    return plus(*terms)


@pushforward.register
def _(node: ElementwiseApplyFunction, tangents: Tangents) -> Any:
    """F = f(X) as SymPy writes it."""
    return pushforward(as_elementwise(node), tangents)


@pushforward.register
def _(node: Softmax, tangents: Tangents) -> Any:
    """DS = S ⊙ (dZ − 1 1ᵀ (S ⊙ dZ)), multiplied out: the change of each logit, less its mean under the softmax."""
    change = entrywise(node, tangents.get(node.logits, zero_like(node)))
    mean = sums_along(change, node.axis)
    return plus(change, negated(entrywise(node, repeated(mean, *node.shape))))


@pushforward.register
def _(node: LogSumExp, tangents: Tangents) -> Any:
    """F = logsumexp(Z): dF = 1ᵀ (softmax(Z) ⊙ dZ): the mean of the change under the softmax."""
    change = tangents.get(node.matrix, zero_like(node.matrix))
    return sums_along(entrywise(Softmax(node.matrix, node.axis), change), node.axis)


# ------------------------------------------------------------------------------------------- sums, repeats and places


@pushforward.register
def _(node: SumEntries, tangents: Tangents) -> Any:
    """d(1ᵀ X 1) = 1ᵀ dX 1."""
    return total(tangents.get(node.matrix, zero_like(node.matrix)))


@pushforward.register
def _(node: Broadcast, tangents: Tangents) -> Any:
    """d(b 1ᵀ) = db 1ᵀ."""
    return repeated(tangents.get(node.vector, zero_like(node.vector)), *node.shape)


@pushforward.register
def _(node: Slice, tangents: Tangents) -> Any:
    """The column (or row) of dX."""
    return column_or_row(tangents.get(node.matrix, zero_like(node.matrix)), node.index, node.axis)


@pushforward.register
def _(node: MatrixElement, tangents: Tangents) -> Any:
    """The entry of dX."""
    return element(tangents.get(node.parent, zero_like(node.parent)), node.i, node.j)


@pushforward.register
def _(node: Vec, tangents: Tangents) -> Any:
    """F = vec X: dF = vec dX."""
    return stacked(tangents.get(node.matrix, zero_like(node.matrix)))


@pushforward.register
def _(node: Unvec, tangents: Tangents) -> Any:
    """F = vec⁻¹(v): dF = vec⁻¹(dv)."""
    return unstacked(tangents.get(node.vector, zero_like(node.vector)), *node.shape)


# ------------------------------------------------------------------------------------------------------------ scalars


@pushforward.register
def _(node: Add, tangents: Tangents) -> Any:
    """d(a + b) = da + db."""
    return Add(*(tangents[term] for term in node.args if term in tangents))


@pushforward.register
def _(node: Mul, tangents: Tangents) -> Any:
    """d(a b) = da b + a db."""
    return Add(*(node.func(*_exchanged(node.args, k, tangents[a])) for k, a in enumerate(node.args) if a in tangents))


def _exchanged(factors: tuple[Any, ...], position: int, tangent: Any) -> tuple[Any, ...]:
    return (*factors[:position], tangent, *factors[position + 1 :])


@pushforward.register
def _(node: Pow, tangents: Tangents) -> Any:
    """d(a^p) = p a^(p−1) da + a^p log(a) dp."""
    if takes_matrix(node):
        return pushforward(with_entries(node), _of_entries(tangents))
    base, exponent = node.args
    by_base = exponent * base ** (exponent - 1) * tangents[base] if base in tangents else S.Zero
    return by_base + node * log(base) * tangents[exponent] if exponent in tangents else by_base


@pushforward.register
def _(node: Function, tangents: Tangents) -> Any:
    """F = f(a, b, …): dF = ∂f/∂u_1(a, b, …) da + ∂f/∂u_2(a, b, …) db + …."""
    if takes_matrix(node):
        return pushforward(with_entries(node), _of_entries(tangents))
    changing = [(place, argument) for place, argument in enumerate(node.args, 1) if argument in tangents]
    return Add(*(slope_of(node, place) * tangents[argument] for place, argument in changing))


@pushforward.register(Max)
@pushforward.register(Min)
def _(node: Any, tangents: Tangents) -> Any:
    """F = max(a, b, …): dF = da where a is the greatest; at a tie of two, (da + db)/2. The same for the least."""
    changing = [argument for argument in operands(node) if argument in tangents]
    return Add(*(partial_of_scalar(node, argument) * tangents[argument] for argument in changing))


def _of_entries(tangents: Tangents) -> dict[Any, Any]:
    """Return the tangents of the entries of matrices of one entry, beside those of scalars."""
    return {
        (MatrixElement(part, 0, 0) if part.is_Matrix else part): element(change, 0, 0) if part.is_Matrix else change
        for part, change in tangents.items()
    }


@pushforward.register
def _(node: GenericActivation, tangents: Tangents) -> Any:
    """F = g(z): dF = g'(z) dz."""
    return node.fdiff() * tangents.get(node.args[0], S.Zero)


@pushforward.register
def _(node: Slope, tangents: Tangents) -> Any:
    """F = f'(z; p): dF = f''(z; p) dz + ∂f'/∂p(z; p) dp."""
    return Add(*(partial_of_slope(node, operand) * change for operand, change in tangents.items()))


@pushforward.register
def _(node: Piecewise, tangents: Tangents) -> Any:
    """The differential of the branch that is taken."""
    return Piecewise(*((tangents.get(branch.expr, S.Zero), branch.cond) for branch in node.args))
