"""From the tree of a text to an expression: shapes are checked, and sizes that are not written are found.

A vector of ones or an identity is written without its size. It gets a size symbol of its own, which the first neighbour
that must fit replaces: in ``W X + b 1ᵀ`` the ones have as many columns as X.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Literal

from sympy import Add, Dummy, Expr, Identity, Integer, KroneckerProduct, Mul, OneMatrix, Rational, S, ZeroMatrix

from symnet.errors import ShapeError, SymnetError, SymnetTypeError, SymnetValueError
from symnet.expressions.arithmetic import add, hadamard, multiply
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import apply_elementwise
from symnet.expressions.entries import operands_first
from symnet.expressions.reductions import SumEntries
from symnet.expressions.shapes import shaped
from symnet.expressions.substitution import substitute
from symnet.expressions.walking import postorder
from symnet.parsing.applications import apply
from symnet.parsing.cases import Condition, by_cases, matrices_of
from symnet.parsing.combining import (
    divisor,
    is_bias,
    ones_like,
    repeated,
    repeated_alike,
    repeated_size,
    scaled,
    split_scalars,
)
from symnet.parsing.domains import lost
from symnet.parsing.functions import MatrixFunction
from symnet.parsing.mistakes import ReadingError, located, mistake
from symnet.parsing.places import part_of
from symnet.parsing.powers import norm, raised, root, transposed
from symnet.parsing.summation import sum_over_index
from symnet.parsing.symbols import SymbolTable
from symnet.parsing.syntax import Syntax, parse

Stars = Literal["matrix", "entries"]
"""What ``A * B`` and ``A**2`` of matrices are: of matrices, as in SymPy, or entry by entry, as in NumPy."""


class Meaning:
    """What the tree of one text means, with the symbols of a table; `stars` says what ``*`` of matrices is."""

    def __init__(self, text: str, table: SymbolTable, *, stars: Stars = "matrix") -> None:
        self._text = text
        self._table = table
        self._stars = stars
        self._repeats = stars == "entries" and "@" in text  # then it is NumPy, which also repeats what it adds
        self._written: list[Expr] = []  # the scalars before SymPy makes one out of several: x and 1/x before they are 1
        self._open: dict[Expr, int] = {}  # the size symbols that are still to be found, and where they were written

    def expression(self, tree: Syntax) -> Expr:
        """Return the expression of a tree."""
        return self._closed(self._built(tree))

    def equation(self, tree: Syntax) -> tuple[Expr, Expr]:
        """Return both sides of an equation, of one shape; a bare 1 beside a vector is its ones."""
        sides = [self._built(part) for part in tree.parts]
        left, right = (ones_like(sides[1 - i]) if is_one(part) else sides[i] for i, part in enumerate(tree.parts))
        try:
            left, right = self._sides(left, right)
        except ShapeError as unfit:
            raise self._at(tree, unfit) from None
        return self._closed(left), self._closed(right)

    def lost(self, sides: tuple[Expr, Expr]) -> tuple[Expr, ...]:
        """Return the scalars of the text that may have no value, and that its sides do not hold any more."""
        unknown = {*self._open, *self._table.marks.values()}
        written = [scalar for scalar in self._written if unknown.isdisjoint(scalar.free_symbols)]
        return lost(written, *sides) if written else ()

    def _built(self, tree: Syntax) -> Expr:
        values: dict[Syntax, Any] = {}
        for node in postorder([tree], lambda each: each.parts):
            try:
                values[node] = RULES[node.kind](self, node, [values[part] for part in node.parts])
                if node.kind in PARTIAL and not values[node].is_Matrix:
                    self._written.append(values[node])
            except ReadingError:
                raise
            except SymnetError as refused:
                raise self._at(node, refused) from None
            except (
                ValueError,
                TypeError,
                LookupError,
                ArithmeticError,
                NotImplementedError,
                RecursionError,
            ) as refused:
                reason = str(refused).split("\n")[0][:100] or type(refused).__name__
                raise mistake(f"This cannot be read: {reason}", self._text, node.start) from None
        return values[tree]

    def _at(self, node: Syntax, refused: SymnetError) -> SymnetError:
        """Return an error of the same kind that also says where."""
        kind = next(kind for kind in (ShapeError, SymnetTypeError, SymnetValueError) if isinstance(refused, kind))
        return kind(f"{str(refused).removesuffix('.')} {located(self._text, node.start)}")

    def _sides(self, left: Expr, right: Expr) -> tuple[Expr, Expr]:
        if left.is_Matrix == right.is_Matrix:
            if left.is_Matrix:
                left, right = self.fitted([left, right], [(0, 1)])
                if left.shape != right.shape:
                    raise ShapeError(f"The two sides differ in shape: left is {shaped(left)}, right {shaped(right)}.")
            return left, right
        matrix, scalar = (left, right) if left.is_Matrix else (right, left)
        if scalar == 0:
            sides = matrix, ZeroMatrix(*matrix.shape)
        elif matrix.shape == (1, 1):
            sides = SumEntries(matrix), scalar
        else:
            raise ShapeError(
                f"One side is the matrix {shaped(matrix)}, the other the scalar {scalar}; "
                f"write {scalar} times ones(n, m)."
            )
        return sides if left.is_Matrix else sides[::-1]

    def new_size(self, place: int) -> Expr:
        """Return a symbol for a size that is not written."""
        size = Dummy("n", integer=True, positive=True)
        self._open[size] = place
        return size

    def fitted(self, matrices: Sequence[Expr], same: Sequence[tuple[int, int]]) -> list[Expr]:
        """Return the matrices with open sizes replaced, so that the pairs named in `same` have one shape."""
        sizes = [(matrices[i].shape[axis], matrices[j].shape[axis]) for i, j in same for axis in (0, 1)]
        return self._with_sizes(matrices, sizes)

    def chained(self, matrices: Sequence[Expr]) -> list[Expr]:
        """Return the factors of a product with open sizes replaced, so that neighbours fit."""
        return self._with_sizes(matrices, [(left.shape[1], right.shape[0]) for left, right in pairwise(matrices)])

    def _with_sizes(self, matrices: Sequence[Expr], equal: Sequence[tuple[Expr, Expr]]) -> list[Expr]:
        found: dict[Expr, Expr] = {}
        for pair in [*equal, *equal]:  # twice: what is found on the right may be what the left waits for
            first, second = (self._known(size, found) for size in pair)
            if first != second and first in self._open:
                found[first] = second
            elif first != second and second in self._open:
                found[second] = first
        if not found:
            return list(matrices)
        settled = {size: self._known(size, found) for size in found}
        return [substitute(matrix, settled) for matrix in matrices]

    def _known(self, size: Expr, found: Mapping[Expr, Expr]) -> Expr:
        while size in found:
            size = found[size]
        return size

    def _closed(self, expression: Expr) -> Expr:
        """Return the expression; raise where a size in it was never found, or an index has no sum."""
        return self._free(self._sized(expression))

    def _sized(self, expression: Expr) -> Expr:
        left = [node for node in operands_first(expression) if node in self._open] if self._open else []
        if left:
            raise mistake(
                "The size of this is not known, because nothing beside it must fit; write ones(n, m) or I(n)",
                self._text,
                self._open[left[0]],
            )
        return expression

    def _free(self, expression: Expr) -> Expr:
        """Return the expression with the names of indices that stand outside of their sums as the symbols they are."""
        outside = {mark: name for name, mark in self._table.marks.items() if expression.has(mark)}
        for mark, name in outside.items():
            if name not in self._table.behind:
                raise mistake(f"The index {name!r} stands outside of its sum", self._text, 0)
            expression = expression.xreplace({mark: self._table.behind[name]})
        return expression

    def _inner(self, text: str) -> Expr:
        """Return the meaning of a text inside the text: a bound of a sum, the place of an entry, a parameter."""
        inner = Meaning(text, self._table)
        return inner._sized(inner._built(parse(text, self._table, start="expression")))

    # One rule for each kind of node: it takes the node, and what its parts mean.

    def number(self, node: Syntax, _values: list[Expr]) -> Expr:
        """Return a number or a symbol as it stands in the tree."""
        return node.meaning

    def identity(self, node: Syntax, _values: list[Expr]) -> Expr:
        """Return an identity of a size to be found."""
        return Identity(self.new_size(node.start))

    def enclosed(self, _node: Syntax, values: list[Expr]) -> Expr:
        """Return what stands in parentheses."""
        return values[0]

    def transposed(self, node: Syntax, values: list[Expr]) -> Expr:
        """Return a transpose; that of a bare 1 is a row of ones."""
        if is_one(node.parts[0]) and not node.meaning:
            return OneMatrix(1, self.new_size(node.start))
        return transposed(values[0], inverse=node.meaning)

    def product(self, node: Syntax, values: list[Expr]) -> Expr:
        """Return factors from left to right: a quotient divides all that stands before it."""
        before: Expr = S.One  # what stands before the last star, where a star is the product entry by entry
        scalars: list[Expr] = []
        matrices: list[Expr] = []
        for place, (operator, part, value) in enumerate(zip(node.meaning, node.parts, values, strict=True)):
            factor = value
            if self._stars == "entries" and operator != "":  # only what stands side by side binds closer than a star
                before = self._starred(before, self._multiplied(scalars, matrices))
                scalars, matrices = [], []
                if operator != "STAR":
                    (matrices if before.is_Matrix else scalars).append(before)
                    before = S.One
            if operator == "" and is_one(part) and (matrices or _is_row_of_ones(node.parts[place + 1 :])):
                factor = OneMatrix(matrices[-1].shape[1] if matrices else self.new_size(part.start), 1)
            if operator == "DIVIDE" and factor.is_Matrix and factor.shape != (1, 1):
                matrices = [self._quotient(matrices, factor)]
            elif operator == "DIVIDE":
                scalars.append(1 / divisor(factor))
                self._written.append(scalars[-1])
            else:
                (matrices if factor.is_Matrix else scalars).append(factor)
        return self._starred(before, self._multiplied(scalars, matrices))

    def _starred(self, left: Expr, right: Expr) -> Expr:
        """Return the product of NumPy's star: entry by entry, with what has one row or column repeated."""
        if left is S.One:
            return right
        if not (left.is_Matrix and right.is_Matrix):
            coefficient, matrix = (right, left) if left.is_Matrix else (left, right)
            return scaled(coefficient, matrix)
        pair = self.fitted([left, right], [(0, 1)]) if self._open else [left, right]
        shape = tuple(repeated_size(*sizes) for sizes in zip(*(matrix.shape for matrix in pair), strict=True))
        return self.entrywise(None, [each if each.shape == shape else Broadcast(each, *shape) for each in pair])

    def _quotient(self, matrices: list[Expr], divisor: Expr) -> Expr:
        if not matrices:
            return apply_elementwise(lambda u: 1 / u, divisor)
        above, below = self.fitted([self._multiplied([], matrices), divisor], [(0, 1)])
        return apply_elementwise(lambda u, v: u / v, above, below)

    def _multiplied(self, scalars: list[Expr], matrices: list[Expr]) -> Expr:
        factors = self.chained(matrices)
        inner: list[Expr] = []
        for place, factor in enumerate(factors):
            beside = [
                *(f.shape[1] for f in factors[max(place - 1, 0) : place]),
                *(f.shape[0] for f in factors[place + 1 : place + 2]),
            ]
            if factor.shape == (1, 1) and any(size != 1 for size in beside):
                scalars = [*scalars, SumEntries(factor)]
            else:
                inner.append(factor)
        return scaled(Mul(*scalars), multiply(*inner)) if inner else Mul(*scalars)

    def entrywise(self, _node: Syntax | None, values: list[Expr]) -> Expr:
        """Return a product entry by entry, its scalars in front."""
        coefficient, matrices = split_scalars(values)
        if not matrices:
            return coefficient
        fitted = self.fitted(matrices, [(0, place) for place in range(1, len(matrices))])
        return scaled(coefficient, hadamard(*fitted))

    def kronecker(self, _node: Syntax, values: list[Expr]) -> Expr:
        """Return a Kronecker product, its scalars in front."""
        coefficient, matrices = split_scalars(values)
        if not matrices:
            return coefficient
        return scaled(coefficient, KroneckerProduct(*matrices) if len(matrices) > 1 else matrices[0])

    def total(self, node: Syntax, values: list[Expr]) -> Expr:
        """Return a sum: biases are repeated to the shape of the rest, a bare number is that many ones."""
        signed = [
            scaled(S.NegativeOne, value) if minus else value for minus, value in zip(node.meaning, values, strict=True)
        ]
        matrices = [place for place, value in enumerate(signed) if value.is_Matrix]
        if not matrices:
            return Add(*signed)
        if self._repeats and not self._open:
            signed = repeated_alike(signed)
        plain = [place for place in matrices if not is_bias(signed[place])] or matrices
        fitted = self.fitted([signed[place] for place in plain], [(0, place) for place in range(1, len(plain))])
        known = dict(zip(plain, fitted, strict=True))
        shape = fitted[0].shape
        terms = [known.get(place, repeated(value, shape)) for place, value in enumerate(signed)]
        return add(*terms)

    def norm(self, node: Syntax, values: list[Expr]) -> Expr:
        """Return an absolute value or a norm."""
        return norm(node.meaning, values[0])

    def root(self, _node: Syntax, values: list[Expr]) -> Expr:
        """Return a square root, entry by entry of a matrix."""
        return root(values[0])

    def power(self, node: Syntax, values: list[Expr]) -> Expr:
        """Return a power of a scalar or a square matrix, or one entry by entry."""
        by_entries = node.meaning == "ENTRYWISE_CARET"
        if self._stars == "entries" and values[0].is_Matrix and not values[1].is_Matrix:
            rows, columns = values[0].shape
            by_entries = by_entries or node.meaning == "STARS" or rows != columns
        if by_entries and all(value.is_Matrix for value in values):
            values = self.fitted(values, [(0, 1)])
        return raised(values[0], values[1], entrywise=by_entries)

    def application(self, node: Syntax, values: list[Expr]) -> Expr:
        """Return a function applied, and raised where its name carries a power."""
        if values[1:] and all(value.is_Matrix for value in values):
            values = self.fitted(values, [(0, place) for place in range(1, len(values))])
        called = node.meaning._replace(parameters=tuple(map(self._inner, node.meaning.parameters)))
        applied = apply(called, values, axis=self._table.axis)
        if called.power == 1:
            return applied
        if isinstance(called.function, MatrixFunction) and applied.is_Matrix:
            raise SymnetTypeError(f"A power of {called.name} has two readings; write ({called.name}(…))^⊙2 or ^2.")
        return raised(applied, Integer(called.power), entrywise=True)

    def places(self, node: Syntax, values: list[Expr]) -> Expr:
        """Return an entry, a row, a column or a part of a matrix."""
        return part_of(values[0], node.meaning, self._inner)

    def condition(self, node: Syntax, values: list[Any]) -> Condition:
        """Return a condition as it is written, before its matrices become entries."""
        return Condition(node.meaning or node.kind, tuple(values))

    def branch(self, _node: Syntax, values: list[Any]) -> tuple[Expr, Condition | None]:
        """Return a value and the condition for it, or None for what holds otherwise."""
        return values[0], values[1] if values[1:] else None

    def cases(self, _node: Syntax, values: list[Any]) -> Expr:
        """Return a formula by cases, entry by entry of matrices."""
        matrices = matrices_of(values)
        fitted = self.fitted(matrices, [(0, place) for place in range(1, len(matrices))])
        return by_cases(values, dict(zip(matrices, fitted, strict=True)))

    def sum_of_entries(self, _node: Syntax, values: list[Expr]) -> Expr:
        """Return the sum of all entries."""
        return SumEntries(values[0])

    def summation(self, node: Syntax, values: list[Expr]) -> Expr:
        """Return a sum over an index."""
        bounds, negative = node.meaning
        first, last = self._inner(bounds.first), self._inner(bounds.last)
        index = self._table.index(bounds.name, positive=bool(first.is_Integer and first >= 1))
        body = scaled(S.NegativeOne, values[0]) if negative else values[0]
        if body.is_Matrix and body.shape != (1, 1):
            raise ShapeError(f"A sum over {bounds.name} is of scalars, but here is {shaped(body)}; write sum(A).")
        shift = self._table.counted
        scalar = body.xreplace({self._table.marks[bounds.name]: index + shift})
        return sum_over_index(scalar, index, first - shift, last - shift)


Rule = Callable[[Meaning, Syntax, list[Any]], Any]
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "number": Meaning.number,
        "symbol": Meaning.number,
        "identity": Meaning.identity,
        "enclosed": Meaning.enclosed,
        "transposed": Meaning.transposed,
        "product": Meaning.product,
        "entrywise": Meaning.entrywise,
        "kronecker": Meaning.kronecker,
        "total": Meaning.total,
        "norm": Meaning.norm,
        "root": Meaning.root,
        "power": Meaning.power,
        "places": Meaning.places,
        "application": Meaning.application,
        "sum_of_entries": Meaning.sum_of_entries,
        "relation": Meaning.condition,
        "all_of": Meaning.condition,
        "any_of": Meaning.condition,
        "branch": Meaning.branch,
        "cases": Meaning.cases,
        "summation": Meaning.summation,
    }
)
"""What each kind of node means."""

PARTIAL = ("application", "root", "power", "transposed", "norm")
"""The kinds of nodes, besides quotients, that may have no value where their parts have one."""


def is_one(node: Syntax) -> bool:
    """Tell whether a node is the numeral 1."""
    return node.kind == "number" and node.meaning == Rational(1)


def _is_row_of_ones(following: Sequence[Syntax]) -> bool:
    return bool(following) and following[0].kind == "transposed" and is_one(following[0].parts[0])
