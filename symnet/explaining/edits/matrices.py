"""What can be changed in one node of a matrix expression: the table of edit rules over sums, products and symbols."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from sympy import Expr, HadamardProduct, MatAdd, MatMul, MatrixExpr, MatrixSymbol, OneMatrix, S, Transpose

from symnet.explaining.edits.scope import Change, Rule, Scope
from symnet.explaining.edits.wording import Wording, additional, instead, simply, without
from symnet.expressions.arithmetic import MatrixProduct, MatrixSum, multiply
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.shapes import Shape
from symnet.expressions.variables import Slice, Variable
from symnet.expressions.walking import postorder
from symnet.rewriting.algebra import scaled


def is_ones(matrix: Any) -> bool:
    """Tell whether a matrix is a vector of ones, by which a product sums."""
    return isinstance(matrix, OneMatrix) and 1 in matrix.shape


def fitting(*factors: Any) -> Any:
    """Return a product, or None where the columns of a factor are not the rows of the next."""
    matrices = [factor for factor in factors if factor.is_Matrix]
    fit = all(left.shape[1] == right.shape[0] for left, right in pairwise(matrices))
    return multiply(*factors) if fit else None


def drop_factor(product: MatMul, scope: Scope) -> Iterator[Change]:
    """Leave out one factor of a matrix product; without its ones it no longer sums."""
    for place, factor in enumerate(product.args):
        rest = fitting(*product.args[:place], *product.args[place + 1 :])
        if rest is None or not rest.is_Matrix:
            continue
        if factor == S.NegativeOne:
            yield Change(rest, instead(rest, product), 3, "sign")
        elif is_ones(factor):
            along = factor.shape[0] if factor.shape[1] == 1 else factor.shape[1]
            what = "the samples" if along == scope.batch_size else "all entries"
            yield Change(rest, simply(f"not summed over {what}", f"do not sum over {what}"), 2, place)
        else:
            yield Change(rest, without("factor", factor), 1, place)


def turn_factor(product: MatMul, _scope: Scope) -> Iterator[Change]:
    """Transpose one factor of a matrix product."""
    for place, factor in enumerate(product.args):
        if not factor.is_Matrix or is_ones(factor) or factor.shape == (1, 1):
            continue
        factors = [*product.args[:place], _turned(factor), *product.args[place + 1 :]]
        yield Change(fitting(*factors), _turning(factor), 2, place)


def _turned(matrix: MatrixExpr) -> MatrixExpr:
    return matrix.arg if isinstance(matrix, Transpose) else Transpose(matrix)


def _turning(factor: MatrixExpr) -> Wording:
    if isinstance(factor, Transpose):
        return Wording("with {} not transposed", "do not transpose {}", (factor.arg,))
    return Wording("with {} transposed", "transpose the factor {}", (factor,))


def exchange_factors(product: MatMul, _scope: Scope) -> Iterator[Change]:
    """Exchange two neighbouring matrices of a product."""
    factors = list(product.args)
    for place in range(len(factors) - 1):
        pair = factors[place : place + 2]
        if all(factor.is_Matrix for factor in pair) and not any(map(is_ones, pair)):
            other = [*factors[:place], *reversed(pair), *factors[place + 2 :]]
            words = Wording("with the factors {} and {} exchanged", "exchange the factors {} and {}", tuple(pair))
            yield Change(fitting(*other), words, 4, place)


def multiply_entrywise(product: MatMul, _scope: Scope) -> Iterator[Change]:
    """Take the entrywise product of two neighbouring matrices instead of their matrix product."""
    factors = list(product.args)
    for place in range(len(factors) - 1):
        left, right = factors[place : place + 2]
        if left.is_Matrix and right.is_Matrix and left.shape == right.shape != (1, 1):
            other = [*factors[:place], HadamardProduct(left, right), *factors[place + 2 :]]
            words = Wording(
                "with {} and {} multiplied entry by entry", "multiply {} and {} entry by entry", (left, right)
            )
            yield Change(fitting(*other), words, 4, place)


def sum_otherwise(product: MatMul, _scope: Scope) -> Iterator[Change]:
    """Sum along the other axis, or along both, where a product with ones sums."""
    ones = [factor for factor in product.args if is_ones(factor)]
    rest = [factor for factor in product.args if not is_ones(factor)]
    if len(ones) != 1 or not any(factor.is_Matrix for factor in rest):
        return
    rows, columns = MatrixProduct(*rest).shape
    wrong = simply("summed over the wrong axis", "sum over the other axis")
    total = simply("summed over both axes", "sum over both axes")
    left, right = OneMatrix(1, rows), OneMatrix(columns, 1)
    on_the_right = product.args[-1] == ones[0]
    other = [left, *rest] if on_the_right else [*rest, right]
    yield Change(fitting(*other), wrong, 1, "axis")
    both = MatrixProduct(left, *rest, right)
    yield Change(both, total, 2, "both")
    yield Change(Broadcast(both, *product.shape), total, 2, "both, repeated")


def one_sample(product: MatMul, scope: Scope) -> Iterator[Change]:
    """Take one sample where a product sums over all: a loop that overwrites, or ends too early."""
    m = scope.batch_size
    matrices = [factor for factor in product.args if factor.is_Matrix]
    scalars = [factor for factor in product.args if not factor.is_Matrix]
    if m is None or len(matrices) != 2 or matrices[0].shape[1] != m:
        return
    for index, word in ((m, "last"), (S.One, "first")):
        parts = [_sample(matrix, index, axis) for matrix, axis in zip(matrices, (1, 0), strict=True)]
        words = simply(f"of the {word} sample only", f"take the {word} sample only")
        yield Change(multiply(*scalars, *(part for part in parts if part is not None)), words, 3, word)


def _sample(matrix: MatrixExpr, index: Expr, axis: int) -> MatrixExpr | None:
    if is_ones(matrix):
        return None
    if isinstance(matrix, Transpose):
        return Transpose(Slice(matrix.arg, index, 1 - axis))
    return Slice(matrix, index, axis)


def drop_term(total: MatAdd, _scope: Scope) -> Iterator[Change]:
    """Leave out one term of a sum; of one term nothing is left."""
    for place, term in enumerate(total.args if len(total.args) > 1 else ()):
        rest = [*total.args[:place], *total.args[place + 1 :]]
        shown = scaled(S.NegativeOne, term) if _is_negative(term) else term
        yield Change(rest[0] if len(rest) == 1 else MatrixSum(*rest), without("term", shown), 1, place)


def _is_negative(term: MatrixExpr) -> bool:
    if not isinstance(term, MatMul) or term.args[0].is_Matrix:
        return False
    return bool(term.args[0].could_extract_minus_sign())


def _holds(term: MatrixExpr, part: Any) -> bool:
    """Tell whether a part stands somewhere in a term, also in its sizes; shared parts are looked at once."""
    return part in postorder([term], lambda node: node.args)


def scale_term(total: MatAdd, scope: Scope) -> Iterator[Change]:
    """Change the sign or the size of one term of a sum."""
    for place, term in enumerate(total.args):
        for factor, before, after, rank in scales(scope, mean=scope.mean or _holds(term, scope.batch_size)):
            terms = [*total.args[:place], scaled(factor, term), *total.args[place + 1 :]]
            shown = scaled(S.NegativeOne, term) if _is_negative(term) else term
            words = Wording(f"{before} in the term {{}}", after.format("the term {}"), (shown,))
            yield Change(MatrixSum(*terms), words, rank + 1, (place, factor))


def scale_term_by_factor(total: MatAdd, scope: Scope) -> Iterator[Change]:
    """Multiply one term of a sum by a scalar that does not belong."""
    for place, term in enumerate(total.args):
        for factor in scope.factors:
            if not factor.is_Matrix:
                terms = [*total.args[:place], scaled(factor, term), *total.args[place + 1 :]]
                yield Change(MatrixSum(*terms), additional("factor", factor).within(term), 3, (place, str(factor)))


def complement(total: MatAdd, _scope: Scope) -> Iterator[Change]:
    """Take A where 1 − A belongs."""
    if len(total.args) == 2 and isinstance(total.args[0], OneMatrix) and _is_negative(total.args[1]):
        other = scaled(S.NegativeOne, total.args[1])
        yield Change(other, instead(other, total), 2, "complement")


def drop_entrywise_factor(product: HadamardProduct, _scope: Scope) -> Iterator[Change]:
    """Leave out one factor of an entrywise product; of one factor nothing is left."""
    for place, factor in enumerate(product.args if len(product.args) > 1 else ()):
        rest = [*product.args[:place], *product.args[place + 1 :]]
        yield Change(rest[0] if len(rest) == 1 else HadamardProduct(*rest), without("factor", factor), 1, place)


def change_entrywise_factor(product: HadamardProduct, _scope: Scope) -> Iterator[Change]:
    """Take a factor twice, or 1 − A for a factor A, or the matrix product for the entrywise product."""
    for place, factor in enumerate(product.args):
        before, after = product.args[:place], product.args[place + 1 :]
        words = Wording("with the factor {} twice", "take the factor {} twice", (factor,))
        yield Change(HadamardProduct(*before, factor, factor, *after), words, 4, (place, "twice"))
        if not isinstance(factor, MatAdd | MatMul):
            other = MatrixSum(OneMatrix(*factor.shape), MatrixProduct(-1, factor))
            yield Change(HadamardProduct(*before, other, *after), instead(other, factor), 3, (place, "complement"))
    if len(product.args) == 2:
        words = Wording(
            "with the matrix product of {} and {}", "take the matrix product of {} and {}", tuple(product.args)
        )
        yield Change(fitting(*product.args), words, 4, "matrix product")


def take_slope(product: HadamardProduct, scope: Scope) -> Iterator[Change]:
    """Take the slope of an activation for all factors that are made of it: ``tanh'(Z)`` for ``A ⊙ (1 - A)``."""
    for symbols, slope in scope.slopes:
        if not slope.is_Matrix or slope.shape != product.shape:
            continue
        written = [factor for factor in product.args if _is_made_of(factor, symbols)]
        if not written or written == [slope]:
            continue
        rest = [factor for factor in product.args if factor not in written]
        old = written[0] if len(written) == 1 else HadamardProduct(*written)
        yield Change(HadamardProduct(*rest, slope) if rest else slope, instead(slope, old), 5, "slope")


def _is_made_of(factor: Any, symbols: frozenset[Any]) -> bool:
    held = {node for node in postorder([factor], lambda node: node.args) if isinstance(node, MatrixSymbol)}
    return bool(held) and held <= symbols


def insert_entrywise(product: MatMul, scope: Scope) -> Iterator[Change]:
    """Multiply some neighbouring factors of a matrix product entry by entry by a slope that is missing."""
    factors = list(product.args)
    for start in range(len(factors)):
        for end in range(start + 1, len(factors) + (start > 0)):
            part = fitting(*factors[start:end])
            if part is None or not part.is_Matrix:
                continue
            for _, factor in scope.slopes:
                if factor.is_Matrix and factor.shape == part.shape != (1, 1):
                    changed = [*factors[:start], HadamardProduct(part, factor), *factors[end:]]
                    words = Wording(
                        "with an additional factor {} of {}", "the factor {} of {} is missing", (factor, part)
                    )
                    yield Change(fitting(*changed), words, 2, (start, end, _kind(factor)))


def swap_symbol(symbol: Any, scope: Scope) -> Iterator[Change]:
    """Take another symbol in scope; one row or column is repeated, as NumPy does it."""
    for other in scope.symbols:
        if other == symbol or not other.is_Matrix:
            continue
        rank, detail = _distance(symbol, other)
        if other.shape == symbol.shape:
            yield Change(other, instead(other, symbol), rank, detail)
        elif _is_repeatable(other.shape, symbol.shape):
            yield Change(Broadcast(other, *symbol.shape), instead(other, symbol), 5, detail)
            yield Change(other, instead(other, symbol), 6, detail)
        else:
            yield Change(other, instead(other, symbol), 6, detail)


def _is_repeatable(shape: Shape, wanted: Shape) -> bool:
    return all(size in (1, there) for size, there in zip(shape, wanted, strict=True))


def _distance(symbol: Any, other: Any) -> tuple[int, Any]:
    """Return how unlikely it is that one symbol is taken for another, and what was done in words for any layer."""
    if not (isinstance(symbol, Variable) and isinstance(other, Variable)):
        return 4, str(other)
    layers = other.layer - symbol.layer
    role = "activation" if other.role == "input" else other.role
    if symbol.role != other.role and layers == 0:
        return 2, (role, layers)
    if role in (symbol.role, "activation") and layers in (-1, 1):
        return 3, (role, layers)
    return 4, (role, layers)


def scales(scope: Scope, *, mean: bool) -> Iterator[tuple[Expr, str, str, int]]:
    """Return the factors by which a mistake is wrong: the factor, how it is said in two ways, how unlikely it is."""
    m = scope.batch_size
    yield S.NegativeOne, "with the wrong sign", "change the sign of {}", 1
    if m is not None:
        yield m, "without the factor 1/m" if mean else "multiplied by m", "multiply {} by m", 1
        yield 1 / m, "divided by m twice" if mean else "divided by m", "divide {} by m", 1
    yield S(2), "with an additional factor 2", "multiply {} by 2", 2
    yield S.Half, "with an additional factor 1/2", "divide {} by 2", 2


def scale_by_sizes(matrix: Any, scope: Scope) -> Iterator[tuple[Expr, Wording, int]]:
    """Return the factors by which an expression is wrong where a wrong size divides it."""
    m = scope.batch_size
    for size in scope.sizes:
        yield 1 / size, Wording("also divided by {}", "divide it by {}", (size,)), 3
        yield size, Wording("also multiplied by {}", "multiply it by {}", (size,)), 4
        if m is not None:
            yield m / size, Wording("divided by {} where m belongs", "divide it by {} instead of m", (size,)), 2


def insert_factor(matrix: Any, scope: Scope) -> Iterator[Change]:
    """Multiply entry by entry by a factor that does not belong."""
    for factor in scope.factors:
        if factor.is_Matrix and factor.shape == matrix.shape:
            yield Change(HadamardProduct(matrix, factor), additional("factor", factor), 2, _kind(factor))
        if not factor.is_Matrix:
            yield Change(scaled(factor, matrix), additional("factor", factor), 3, str(factor))


def insert_term(matrix: Any, scope: Scope) -> Iterator[Change]:
    """Add a term that does not belong."""
    for term in scope.terms:
        if term.is_Matrix and term.shape == matrix.shape:
            yield Change(MatrixSum(matrix, term), additional("term", term), 2, "term")


def insert_into_product(product: Any, scope: Scope) -> Iterator[Change]:
    """Put a matrix between two factors of a matrix product, or before or after them."""
    factors = list(product.args) if isinstance(product, MatMul) else [product]
    for place in range(len(factors) + 1):
        for other in scope.products:
            edited = fitting(*factors[:place], other, *factors[place:])
            yield Change(edited, additional("factor", other), 2, (place, str(other)))


def _kind(factor: MatrixExpr) -> Any:
    return type(factor).__name__


MATRIX_RULES: MappingProxyType[type, tuple[Rule, ...]] = MappingProxyType(
    {
        MatMul: (
            drop_factor,
            turn_factor,
            sum_otherwise,
            one_sample,
            exchange_factors,
            multiply_entrywise,
            insert_entrywise,
        ),
        MatAdd: (drop_term, scale_term, scale_term_by_factor, complement),
        HadamardProduct: (drop_entrywise_factor, change_entrywise_factor, take_slope),
        MatrixSymbol: (swap_symbol,),
    }
)
"""The rules by the type of the node that they change."""
