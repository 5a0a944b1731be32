r"""Sums over samples as sums of entries: :math:`\sum_i L(\hat{y}^{(i)}, y^{(i)})` is one pass over the batch.

An expression about the i-th sample becomes the expression about all of them: a column of X becomes X, a column that
does not depend on i is repeated. Equations about the i-th sample, as a textbook writes them, become equations about the
batch. Whatever is not of this form stays as it is, and is summed in a loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from sympy import Add, Expr, Function, MatAdd, MatMul, MatrixExpr, Mul, Sum, Symbol

from symnet.codegen.contractions import contracted
from symnet.codegen.walking import depending
from symnet.expressions.arithmetic import add, multiply
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.equations import Equations
from symnet.expressions.operands import subexpressions
from symnet.expressions.reductions import SumEntries
from symnet.expressions.softmax import Softmax
from symnet.expressions.substitution import substitute
from symnet.expressions.variables import Slice


class NoBatchError(Exception):
    """Raised within this module where an expression about a sample has no counterpart about the batch."""


def vectorized(expression: Any) -> Any:
    """Return the expression with its sums over samples as sums of entries, and sums of entries as products.

    >>> from sympy import MatrixSymbol
    >>> m, i = Symbol("m", integer=True), Symbol("i", integer=True)
    >>> X = MatrixSymbol("X", 2, m)
    >>> vectorized(Sum(SumEntries(Slice(X, i)), (i, 1, m)))
    SumEntries(X)
    """
    sums = [node for node in subexpressions(expression) if isinstance(node, Sum)]
    replacements = {total: new for total in sums if (new := _vectorized_sum(total)) is not None}
    return substitute(expression, replacements) if replacements else expression


def lifted(equations: Equations) -> Equations:
    """Return equations about the i-th sample as equations about the batch; others as they are."""
    indices = {symbol.index for symbol in equations.symbols if isinstance(symbol, Slice)}
    if not any(isinstance(index, Symbol) for index in indices):
        return equations
    try:
        return _lifted(equations, indices)
    except NoBatchError:
        return equations


def _lifted(equations: Equations, indices: set[Expr]) -> Equations:
    if len(indices) != 1:
        raise NoBatchError
    (index,) = indices
    definitions: list[tuple[Expr, Expr]] = []
    scalars: dict[Any, Expr] = {}
    for symbol, expression in equations:
        known = substitute(expression, scalars)
        if isinstance(symbol, Slice):
            definitions.append((symbol.matrix, batch(known, index, symbol.axis, symbol.matrix.shape[symbol.axis])))
        elif isinstance(symbol, Function) and symbol.has(index):
            scalars[symbol] = known
        else:
            definitions.append((symbol, vectorized(known)))
    return Equations(definitions, spelling=equations.spelling)


def _vectorized_sum(total: Sum) -> Expr | None:
    product = contracted(total)
    if product is not None or len(total.limits) != 1:
        return product
    (index, first, last), *_ = total.limits
    try:
        return _sum_of(total.function, index, first, last) if first == 1 else None
    except NoBatchError:
        return None


def _sum_of(term: Expr, index: Expr, first: Expr, last: Expr) -> Expr:
    """Return the sum of a term over the index, without a `Sum`."""
    if not term.has(index):
        return term * (last - first + 1)
    if isinstance(term, Add):
        return Add(*(_sum_of(part, index, first, last) for part in term.args))
    if isinstance(term, Mul):
        constant = [factor for factor in term.args if not factor.has(index)]
        moving = [factor for factor in term.args if factor.has(index)]
        if len(moving) == 1:
            return Mul(*constant, _sum_of(moving[0], index, first, last))
    if isinstance(term, SumEntries):
        axes = {part.axis for part in subexpressions(term) if isinstance(part, Slice) and part.index == index}
        if len(axes) == 1:
            return SumEntries(batch(term.matrix, index, axes.pop(), last))
    raise NoBatchError


def batch(expression: MatrixExpr, index: Expr, axis: int, size: Expr) -> MatrixExpr:
    """Return the matrix whose columns (axis 1) or rows (axis 0) are the expression at the index 1 to size."""
    frame = Frame(index, axis, size, {})
    for node in depending(expression, {index}):
        if isinstance(node, MatrixExpr):
            frame.batches[node] = batch_rule(node, frame)
    return frame.at(expression)


@dataclass(frozen=True)
class Frame:
    """The samples of a batch: their index, 1 to `size`, the axis along which they stand, and what is batched so far."""

    index: Expr
    axis: int
    size: Expr
    batches: dict[Any, MatrixExpr]

    def at(self, node: MatrixExpr) -> MatrixExpr:
        """Return the batch of a node; one that does not depend on the index is repeated."""
        if node in self.batches:
            return self.batches[node]
        rows, columns = node.shape
        if node.shape[self.axis] != 1:
            raise NoBatchError
        return Broadcast(node, *((rows, self.size) if self.axis == 1 else (self.size, columns)))


@singledispatch
def batch_rule(node: Any, frame: Frame) -> Any:
    """Return the batch of a node that depends on the index; the node types that have a rule are below."""
    raise NoBatchError


@batch_rule.register
def _(part: Slice, frame: Frame) -> Any:
    whole = part.matrix
    if (part.index, part.axis, whole.shape[frame.axis]) != (frame.index, frame.axis, frame.size):
        raise NoBatchError
    if whole in frame.batches:
        raise NoBatchError
    return whole


@batch_rule.register
def _(total: MatAdd, frame: Frame) -> Any:
    return add(*map(frame.at, total.args))


@batch_rule.register
def _(product: MatMul, frame: Frame) -> Any:
    """Batch the last factor of ``W a`` where samples are columns, the first of ``a W`` where they are rows."""
    factors = list(product.args)
    matrices = [position for position, factor in enumerate(factors) if factor.is_Matrix]
    place = matrices[-1 if frame.axis == 1 else 0]
    if any(factor in frame.batches for position, factor in enumerate(factors) if position != place):
        raise NoBatchError
    if any(not factor.is_Matrix and factor.has(frame.index) for factor in factors):
        raise NoBatchError
    factors[place] = frame.at(factors[place])
    return multiply(*factors)


@batch_rule.register
def _(node: Elementwise, frame: Frame) -> Any:
    if node.function.has(frame.index):
        raise NoBatchError
    return Elementwise(node.function, *map(frame.at, node.matrices))


@batch_rule.register
def _(node: Softmax, frame: Frame) -> Any:
    if node.axis == frame.axis:
        raise NoBatchError
    return Softmax(frame.at(node.logits), node.axis)
