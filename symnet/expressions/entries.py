"""Entries: one entry of a matrix expression as a scalar, or all of them as an explicit matrix.

SymPy's own ``expr[i, j]`` of a nested product can reuse one summation index for two sums, and expands each entry anew.
Here every sum has an index of its own, and `explicit` computes each subexpression once.

Each node type registers its two rules where it is defined; the rules for SymPy's nodes are below.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import reduce, singledispatch
from typing import Any

from sympy import (
    Add,
    Basic,
    BlockDiagMatrix,
    BlockMatrix,
    Determinant,
    Dummy,
    Expr,
    FunctionMatrix,
    HadamardPower,
    HadamardProduct,
    ImmutableDenseMatrix,
    Integer,
    MatAdd,
    MatMul,
    MatrixBase,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Piecewise,
    Sum,
    Trace,
    Transpose,
    Tuple,
    diag,
)
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.errors import ShapeError
from symnet.expressions.operands import Part, Role, parts
from symnet.expressions.shapes import as_expression, shaped
from symnet.expressions.substitution import applied, arguments, substitute
from symnet.expressions.walking import postorder


def sum_over(size: Expr, term: Callable[[Expr], Expr]) -> Expr:
    """Return ``term(0) + … + term(size − 1)``: written out where the size is an integer, else a `Sum` with a new index.

    >>> from sympy import Symbol
    >>> x = Symbol("x")
    >>> sum_over(Integer(3), lambda k: x**k)
    x**2 + x + 1
    """
    if size.is_Integer:
        return Add(*(term(Integer(k)) for k in range(int(size))))
    index = Dummy("k", integer=True, nonnegative=True)
    return _unfolded_sum(term(index), (index, Integer(0), size - 1))


def _unfolded_sum(function: Expr, limit: tuple[Expr, Expr, Expr]) -> Expr:
    """Return a sum in which each condition stays within the sum that binds its index.

    SymPy's constructor draws the conditions of inner sums out of them: ``Σ_k Σ_l [K_kl > 0]`` would become
    ``Σ_k [K_kl > 0] Σ_l 1``, with an l that nothing binds.
    """
    if not any(inner.has(Piecewise) for inner in function.atoms(Sum)):
        return Sum(function, limit)
    total = Expr.__new__(Sum)
    total._args = (function, Tuple(*limit))  # noqa: SLF001 - as SymPy's constructor does at its end
    total.is_commutative = True
    return total


@singledispatch
def entry(expression: Any, i: Expr, j: Expr) -> Expr:
    r"""Return the entry in row i and column j, counted from 0, as a scalar expression.

    >>> from sympy import MatrixSymbol, Symbol
    >>> n = Symbol("n", integer=True, positive=True)
    >>> A, B = MatrixSymbol("A", 2, n), MatrixSymbol("B", n, 2)
    >>> entry(MatMul(A, B), 0, 1)
    Sum(A[0, _k]*B[_k, 1], (_k, 0, n - 1))
    """
    return expression._entry(as_expression(i), as_expression(j))


@entry.register
def _(product: MatMul, i: Expr, j: Expr) -> Expr:
    coefficient, factors = product.as_coeff_matrices()
    return coefficient * _entry_of_product(factors, as_expression(i), as_expression(j))


def _entry_of_product(factors: list[MatrixExpr], i: Expr, j: Expr) -> Expr:
    first, *rest = factors
    if not rest:
        return entry(first, i, j)
    return sum_over(first.shape[1], lambda k: Mul(entry(first, i, k), _entry_of_product(rest, k, j)))


@entry.register
def _(total: MatAdd, i: Expr, j: Expr) -> Expr:
    return Add(*(entry(term, i, j) for term in total.args))


@entry.register
def _(product: HadamardProduct, i: Expr, j: Expr) -> Expr:
    return Mul(*(entry(factor, i, j) for factor in product.args))


@entry.register
def _(power: HadamardPower, i: Expr, j: Expr) -> Expr:
    base, exponent = (entry(each, i, j) if each.is_Matrix else each for each in power.args)
    return base**exponent


@entry.register
def _(transposed: Transpose, i: Expr, j: Expr) -> Expr:
    return entry(transposed.arg, j, i)


@entry.register
def _(matrix: FunctionMatrix, i: Expr, j: Expr) -> Expr:
    return applied(matrix.lamda, as_expression(i), as_expression(j))


def explicit(expression: Any) -> Any:
    """Return the expression with every matrix written out in its entries; the sizes must be integers.

    A matrix becomes an `ImmutableDenseMatrix`, a scalar a scalar of entries. Each subexpression is computed once.

    >>> from sympy import MatrixSymbol
    >>> explicit(MatrixSymbol("A", 1, 2) + MatrixSymbol("B", 1, 2))
    Matrix([[A[0, 0] + B[0, 0], A[0, 1] + B[0, 1]]])

    Raises `ShapeError` where a size is a symbol.
    """
    done: dict[Basic, Any] = {}
    for node in operands_first(expression, closed=(MatrixSymbol, MatrixElement, Sum)):
        done[node] = explicit_rule(node, *(done.get(argument, argument) for argument in arguments(node)))
    return done[expression]


def operands_first(
    expression: Basic, *, whole: Container[Basic] = (), closed: tuple[type, ...] = (MatrixSymbol, MatrixElement)
) -> list[Basic]:
    """Return the subexpressions that can be rewritten where they stand, operands before what is made of them.

    What stands in `whole`, or is of a type in `closed`, is not looked into. What a function binds, and conditions, are
    left out: this is no answer to which symbols an expression has, see `symbols_in` for that.
    """

    def looked_into(node: Basic) -> list[Basic]:
        if isinstance(node, closed) or node in whole:
            return []
        return [part.expression for part in parts(node) if _is_rewritten(node, part)]

    return postorder([expression], looked_into)


def _is_rewritten(node: Basic, part: Part) -> bool:
    return part.role is not Role.CONDITION and (not part.bound or isinstance(node, ExprWithLimits))


@singledispatch
def explicit_rule(node: Any, *operands: Any) -> Any:
    """Return a node over explicit operands; every node type may register a rule, the default rebuilds the node."""
    if not isinstance(node, MatrixExpr):
        return node.func(*map(_of_one_entry, operands)) if operands else node
    result = node.func(*operands).doit()
    return result if isinstance(result, ImmutableDenseMatrix) else result.as_explicit()


def _of_one_entry(operand: Any) -> Any:
    """Return the entry of a 1 × 1 matrix, which a scalar function takes for it, and anything else as it is."""
    return operand[0, 0] if isinstance(operand, MatrixBase) and operand.shape == (1, 1) else operand


@explicit_rule.register
def _(symbol: MatrixSymbol, *_operands: Any) -> ImmutableDenseMatrix:
    if not all(size.is_Integer for size in symbol.shape):
        raise ShapeError(
            f"Cannot write out the entries of {shaped(symbol)}: its sizes must be integers; "
            "substitute them first, as in expression.subs(n, 3)."
        )
    rows, columns = symbol.shape
    return ImmutableDenseMatrix(int(rows), int(columns), lambda i, j: MatrixElement(symbol, i, j))


@explicit_rule.register
def _(element: MatrixElement, *_operands: Any) -> Expr:
    if isinstance(element.parent, MatrixSymbol):
        return element
    return entry(element.parent, element.i, element.j)


@explicit_rule.register
def _(total: Sum, *_operands: Any) -> Expr:
    terms = [total.function]
    for index, first, last in total.limits:
        if not (first.is_Integer and last.is_Integer):
            raise ShapeError(f"Cannot write out a sum over {index} from {first} to {last}: both must be integers.")
        terms = [substitute(term, {index: Integer(k)}) for term in terms for k in range(int(first), int(last) + 1)]
    return Add(*(explicit(term) for term in terms))


@explicit_rule.register
def _(node: Piecewise, *_operands: Any) -> Expr:
    return Piecewise(*((explicit(branch.expr), _explicit_condition(branch.cond)) for branch in node.args))


def _explicit_condition(condition: Any) -> Any:
    arguments = (explicit(part) if isinstance(part, Expr) else _explicit_condition(part) for part in condition.args)
    return condition.func(*arguments) if condition.args else condition


@explicit_rule.register
def _(product: MatMul, *operands: Any) -> ImmutableDenseMatrix:
    del product
    return reduce(lambda left, right: left * right, operands)


@explicit_rule.register
def _(total: MatAdd, *operands: Any) -> ImmutableDenseMatrix:
    del total
    return reduce(lambda left, right: left + right, operands)


@explicit_rule.register
def _(product: HadamardProduct, *operands: Any) -> ImmutableDenseMatrix:
    del product
    return reduce(lambda left, right: left.multiply_elementwise(right), operands)


@explicit_rule.register
def _(power: HadamardPower, base: Any, exponent: Any) -> ImmutableDenseMatrix:
    def at(operand: Any, i: int, j: int) -> Any:
        return operand[i, j] if operand.is_Matrix else operand

    return ImmutableDenseMatrix(*map(int, power.shape), lambda i, j: at(base, i, j) ** at(exponent, i, j))


@explicit_rule.register
def _(transposed: Transpose, operand: ImmutableDenseMatrix) -> ImmutableDenseMatrix:
    del transposed
    return operand.T


@explicit_rule.register(Trace)
@explicit_rule.register(Determinant)
def _(node: Any, operand: ImmutableDenseMatrix) -> Expr:
    return operand.trace() if isinstance(node, Trace) else operand.det(method="berkowitz")


@explicit_rule.register
def _(node: DiagMatrix, vector: ImmutableDenseMatrix) -> ImmutableDenseMatrix:
    del node
    return ImmutableDenseMatrix(diag(*vector))


@explicit_rule.register
def _(node: DiagonalOf, matrix: ImmutableDenseMatrix) -> ImmutableDenseMatrix:
    del node
    size = min(matrix.shape)
    return ImmutableDenseMatrix(size, 1, [matrix[k, k] for k in range(size)])


@explicit_rule.register
def _(node: DiagonalMatrix, matrix: ImmutableDenseMatrix) -> ImmutableDenseMatrix:
    del node
    return ImmutableDenseMatrix(*matrix.shape, lambda i, j: matrix[i, j] if i == j else 0)


@explicit_rule.register
def _(part: MatrixSlice, matrix: ImmutableDenseMatrix, *_places: Any) -> ImmutableDenseMatrix:
    rows, columns = (slice(*map(int, places)) for places in (part.rowslice, part.colslice))
    return matrix[rows, columns]


@explicit_rule.register(BlockMatrix)
@explicit_rule.register(BlockDiagMatrix)
def _(node: Any, *_blocks: Any) -> ImmutableDenseMatrix:
    rows = [[explicit(node.blocks[i, j]) for j in range(node.blockshape[1])] for i in range(node.blockshape[0])]
    return ImmutableDenseMatrix.vstack(*(ImmutableDenseMatrix.hstack(*row) for row in rows))
