"""Reading: the index form of a SymPy expression, each distinct subexpression once and without recursion.

The rules for the node types are in `matrices` and `scalars`; here is the walk, and what a rule may ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import singledispatch
from typing import Any

from sympy import Dummy, Expr, Lambda, Mod, S, Symbol

from symnet.expressions.shapes import brief
from symnet.expressions.walking import postorder
from symnet.proof.index_form.factors import is_nonzero, is_positive
from symnet.proof.index_form.forms import MatrixForm, aligned, at, indices
from symnet.proof.index_form.language import OutsideLanguageError, sentence_of
from symnet.proof.index_form.ring import Ring
from symnet.proof.index_form.shifts import is_inside, shifted
from symnet.proof.index_form.terms import FREE, NUMBER, ZERO, ZERO_PLACE, Place, Polynomial

WRITTEN_OUT = 16
"""Sums over definite sizes up to this one are written out where that is asked for."""


class Reader:
    """Reads expressions into one ring.

    =========== ===================================================================================================
    definitions what is read in place of a symbol: the lines of equations that a proof may use
    written_out write sums over small definite sizes out, term by term
    opaque      read each elementwise function as an unknown one, so that it can be differentiated as it is written
    =========== ===================================================================================================
    """

    def __init__(  # noqa: PLR0913 - what a reader knows, each part by its name
        self,
        ring: Ring,
        *,
        definitions: Mapping[Any, Expr] | None = None,
        written_out: bool = False,
        opaque: bool = False,
        scalars: Mapping[Any, Polynomial] | None = None,
        places: Mapping[Any, tuple[Place, Expr]] | None = None,
        formulas: dict[str, None] | None = None,
        names: Mapping[Any, Expr] | None = None,
        outside: Reader | None = None,
        asked: set[Any] | None = None,
    ) -> None:
        self.ring = ring
        self.outermost = self if outside is None else outside
        self.definitions = definitions or {}
        self.written_out = written_out
        self.opaque = opaque
        self.scalars = scalars or {}
        self.places = places or {}
        self.formulas = {} if formulas is None else formulas
        self._names = names or {}
        self._done: dict[Any, MatrixForm | Polynomial] = {}
        self._asked = set[Any]() if asked is None else asked

    def inside(
        self,
        *,
        scalars: Mapping[Any, Polynomial] | None = None,
        places: Mapping[Any, Any] | None = None,
        names: Mapping[Any, Expr] | None = None,
    ) -> Reader:
        """Return a reader for the inside of a function or a sum, where more symbols have a meaning.

        `names` says what a symbol of a function stands for, so that a condition can name it.
        """
        return Reader(
            self.ring,
            definitions=self.definitions,
            written_out=self.written_out,
            opaque=self.opaque,
            scalars={**_without(self.scalars, places), **(scalars or {})},
            places={**_without(self.places, scalars), **(places or {})},
            formulas=self.formulas,
            names={**self._names, **(names or {})},
            outside=self.outermost,
            asked=self._asked,
        )

    def defined(self, symbol: Any) -> MatrixForm | Polynomial:
        """Return the form of what a symbol is defined as, which knows of no sum or function that the symbol stands in.

        With c := B_i0 the i of ``Σ_i c A_i0`` is another than the i of c.
        """
        return self.outermost.read(self.definitions[symbol])

    def inside_function(self, arguments: Sequence[Any]) -> tuple[dict[Any, Symbol], Reader]:
        """Return symbols for the compound arguments of a function, and a reader that knows what they stand for.

        SymPy looks through all that stands in a definition, however deep it is; a symbol it knows at once. None of the
        user's symbols is one of these.
        """
        places = {argument: Dummy("argument", real=True) for argument in compound(arguments)}
        forms = {place: self.scalar(argument) for argument, place in places.items()}
        return places, self.inside(scalars=forms, names={place: argument for argument, place in places.items()})

    def read(self, expression: Any) -> MatrixForm | Polynomial:
        """Return the index form: a polynomial for a scalar, a `MatrixForm` for a matrix."""
        self._asked.add(expression)
        for node in postorder([expression], lambda node: [] if node in self._done else operands_of(node, self)):
            if node not in self._done:
                self.ring.limits.check()
                rule = form_of.dispatch(type(node))
                self._done[node] = self._accounted(node, rule)
                if sentence_of(rule):
                    self.formulas[sentence_of(rule)] = None
        return self._done[expression]

    def _accounted(self, node: Any, rule: Callable[[Any, Reader], MatrixForm | Polynomial]) -> MatrixForm | Polynomial:
        """Return what a rule makes of a node; raise for an argument that it did not ask for.

        What such an argument says would be lost, and two different nodes would be one.
        """
        before = set(self._asked)
        self._asked.clear()
        try:
            form = rule(node, self)
            accounted = {*self._asked, *named_of(node)}
        finally:
            self._asked.clear()
            self._asked.update(before)
        for argument in node.args:
            if argument not in accounted:
                raise OutsideLanguageError(
                    f"nothing says what {brief(argument)} means as an argument of {type(node).__name__}"
                )
        return form

    def scalar(self, expression: Any) -> Polynomial:
        """Return the form of a scalar, or of a matrix with one entry."""
        form = self.read(expression)
        if isinstance(form, MatrixForm):
            if form.rows or form.columns:
                raise OutsideLanguageError(f"{brief(expression)} is a matrix where a scalar is expected")
            return form.body
        return form

    def matrix(self, expression: Any) -> MatrixForm:
        """Return the form of a matrix."""
        form = self.read(expression)
        return form if isinstance(form, MatrixForm) else MatrixForm((), (), form)

    def require(self, condition: str, expression: Any, form: Polynomial) -> None:
        """Note what must hold of an expression, with its form, for its value to be defined: ``1 - A > 0``."""
        self.ring.domain[form, condition] = None
        named: dict[Any, Symbol] = {}
        for symbol, name in self._names.items():  # the outer ones first, which may stand in the inner ones
            named[symbol] = Symbol(brief(name.xreplace(named)))
        self.ring.conditions[f"{brief(expression.xreplace(named))} {condition}"] = None

    def require_power(self, node: Any, base: Polynomial, exponent: Polynomial) -> None:
        """Note what must hold of a base for its power to be a real number."""
        value = exponent.number
        if (value is None or value < 0) and not is_nonzero(self.ring, base):
            self.require("≠ 0", node, base)
        if (value is None or value.denominator != 1) and not is_positive(self.ring, base):
            self.require("≥ 0", node, base)

    def symbol_indices(self, matrix: Any) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
        """Return new row and column indices for a matrix of that shape."""
        rows, columns = matrix.shape
        return self.indices(rows), self.indices(columns)

    def indices(self, size: Expr) -> tuple[Place, ...]:
        """Return a new index for a size, and none for size 1."""
        self.require_constant(size)
        return indices(self.ring, size)

    def require_constant(self, size: Any) -> None:
        """Raise for a size that is not the same everywhere: a bound index, an entry, or a definition stands in it."""
        changing = {*self.places, *self.scalars, *self.definitions}
        if not getattr(size, "free_symbols", set()).isdisjoint(changing):
            raise OutsideLanguageError(f"the size {brief(size)} is not the same everywhere")

    def together(self, forms: Sequence[MatrixForm]) -> tuple[tuple[Place, ...], tuple[Place, ...], list[Polynomial]]:
        """Return common row and column indices for matrices of one shape, and the entry of each there."""
        rows, row_places = aligned(self.ring, *(form.rows for form in forms))
        columns, column_places = aligned(self.ring, *(form.columns for form in forms))
        bodies = [
            at(self.ring, form, row, column) for form, row, column in zip(forms, row_places, column_places, strict=True)
        ]
        return rows, columns, bodies

    def total(self, polynomial: Polynomial, *summed: Place) -> Polynomial:
        """Return the sum over indices, written out where that is asked for."""
        result = polynomial
        for index in summed:
            size = self.ring.size_of(index)
            if self.written_out and size.is_Integer and size <= WRITTEN_OUT:
                terms = [self.ring.rename(result, {index: Place(NUMBER, k)}) for k in range(int(size))]
                result = self.ring.add(ZERO, *terms)
            else:
                result = self.ring.total(result, index)
        return result

    def place(self, position: Expr, size: Expr | None) -> Place:
        """Return the place of a position, counted from 0: a number, an index of a sum, or a free one.

        With a size there is such a place: where the size is 1, it is 0.
        """
        if position.is_Integer:
            if position < 0:
                raise OutsideLanguageError(f"it has an entry at the negative position {position}")
            return Place(NUMBER, int(position))
        if not position.free_symbols.isdisjoint(self.scalars):
            raise OutsideLanguageError(f"the index {brief(position)} is an entry of a matrix")
        bound = [symbol for symbol in position.free_symbols if symbol in self.places]
        if not bound:
            return ZERO_PLACE if size == S.One else self.ring.free(position)
        index, first = self.places[bound[0]]
        if index.kind == NUMBER and first.is_Integer:
            return self.place(position.xreplace({bound[0]: first + index.number}), size)
        offset = (self._reduced(position, bound[0]) - bound[0] + first).expand()
        if len(bound) > 1 or not offset.free_symbols.isdisjoint(self.places):
            raise OutsideLanguageError(f"the index {brief(position)} is shifted within a sum")
        return self._moved(index, offset, size, position)

    def _reduced(self, position: Expr, symbol: Any) -> Expr:
        """Return i for i mod m, where i runs over 0 to m − 1."""
        index, first = self.places[symbol]
        if isinstance(position, Mod) and position.args[0] == symbol and first.is_zero and index.kind != NUMBER:
            modulus = position.args[1]
            if not modulus.has(symbol) and index.size == self.ring.size(modulus):
                return symbol
        return position

    def _moved(self, index: Place, offset: Expr, size: Expr | None, position: Expr) -> Place:
        """Return the place of an index plus an offset, which certainly is a place."""
        is_whole = index.kind in (NUMBER, FREE) or size is None or index.size == self.ring.size(size)
        if offset.is_zero and is_whole:
            return index
        if size is None or index.kind in (NUMBER, FREE):
            raise OutsideLanguageError(f"the index {brief(position)} is shifted within a sum")
        if not is_inside(self.ring, self.ring.size_of(index), offset, size):
            raise OutsideLanguageError(f"the index {brief(position)} may leave the {size} places")
        return shifted(self.ring, index, offset, size)


def _without(meanings: Mapping[Any, Any], bound: Mapping[Any, Any] | None) -> dict[Any, Any]:
    """Return what symbols mean where others, of the same names, are bound within."""
    return {symbol: meaning for symbol, meaning in meanings.items() if symbol not in (bound or {})}


def compound(arguments: Sequence[Any]) -> list[Any]:
    """Return what is neither a symbol nor a number."""
    return [argument for argument in arguments if argument.args]


@singledispatch
def named_of(node: Any) -> Sequence[Any]:
    """Return the arguments that the rule of a node reads itself: sizes, places, names, functions, what binds a name.

    An argument that is neither here nor read as an operand makes an expression unreadable.
    """
    del node
    return ()


@singledispatch
def operands_of(node: Any, reader: Reader) -> Sequence[Any]:
    """Return what must be read before a node; functions and names are not."""
    del reader
    return [argument for argument in node.args if isinstance(argument, Expr) and not isinstance(argument, Lambda)]


@singledispatch
def form_of(node: Any, reader: Reader) -> MatrixForm | Polynomial:
    """Return the index form of a node whose operands have been read; each node type has its rule."""
    del reader
    raise OutsideLanguageError(f"{type(node).__name__} has no index form")
