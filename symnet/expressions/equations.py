"""Equations: definitions in order, each symbol used after it is defined.

What a textbook prints and a compiler calls a straight-line program. It is the working form of everything in symnet:
it grows by one line a step, where the composed expression grows by one level.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple, overload

from sympy import Basic, Eq, Expr, MatrixBase, MatrixExpr
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import ShapeError, SymnetValueError
from symnet.expressions.hooks import latex_rule, text_rule
from symnet.expressions.operands import subexpressions, symbols_in
from symnet.expressions.shapes import brief, shaped
from symnet.expressions.substitution import substitute
from symnet.expressions.variables import Slice, Spelling


class Definition(NamedTuple):
    """``symbol := expression``."""

    symbol: Expr
    expression: Expr

    def as_equation(self) -> Eq:
        """Return the definition as SymPy's `Eq`."""
        return Eq(self.symbol, self.expression, evaluate=False)


class Equations(Sequence[Definition]):
    """An immutable list of definitions; iterate, index, slice, `len`.

    >>> from sympy import MatrixSymbol
    >>> W, x, z = MatrixSymbol("W", 3, 2), MatrixSymbol("x", 2, 1), MatrixSymbol("z", 3, 1)
    >>> steps = Equations([(z, W * x)])
    >>> len(steps), steps[0].symbol, steps.symbols, steps.inputs
    (1, z, (z,), (W, x))

    Raises `SymnetValueError` where a symbol is defined twice or used before it is defined, and `ShapeError` where the
    two sides differ in shape.
    """

    def __init__(
        self,
        definitions: Iterable[tuple[Expr, Expr]],
        *,
        spelling: Spelling | None = None,
        assumptions: Iterable[str] = (),
        conventions: Iterable[str] = (),
    ) -> None:
        self._definitions = tuple(Definition(*definition) for definition in definitions)
        self._spelling = spelling
        self._assumptions = tuple(dict.fromkeys(assumptions))
        self._conventions = tuple(dict.fromkeys(conventions))
        self._inputs = _check(self._definitions)

    @property
    def spelling(self) -> Spelling | None:
        """How the symbols print, or None where each symbol prints as it says itself."""
        return self._spelling

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was assumed of symbols to write the equations as they are, in words; empty where nothing was."""
        return self._assumptions

    @property
    def conventions(self) -> tuple[str, ...]:
        """What stands for derivatives that do not exist, in words: ``relu'(0) = 0 by convention``."""
        return self._conventions

    @property
    def notes(self) -> tuple[str, ...]:
        """The assumptions and conventions, as they are printed below the equations."""
        return (
            *(f"assuming that {text}" for text in self._assumptions),
            *(f"with {text}" for text in self._conventions),
        )

    @property
    def symbols(self) -> tuple[Expr, ...]:
        """What is defined, in order."""
        return tuple(definition.symbol for definition in self._definitions)

    @property
    def inputs(self) -> tuple[Expr, ...]:
        """The symbols that are used and not defined, in the order of first use.

        A symbol counts wherever it stands: through an entry ``W[0, 0]``, in a block, a sum, the function of an
        elementwise node, a condition. The index of a sum is none. The sizes of a matrix symbol belong to it; a size
        that an expression states itself, as ``OneMatrix(n, 1)`` and a broadcast do, is an input.

        >>> from sympy import MatrixSymbol, Symbol
        >>> W = MatrixSymbol("W", 3, 2)
        >>> Equations([(Symbol("R"), Symbol("t") * W[0, 0] ** 2)]).inputs
        (t, W)
        """
        return self._inputs

    def compose(self, symbol: Expr | None = None) -> Expr:
        """Return the expression of a symbol (the last one by default) with every definition substituted.

        This is a view for people: each definition is substituted once, and nothing is differentiated or compiled from
        it.

        >>> from sympy import MatrixSymbol
        >>> a, b, c = (MatrixSymbol(name, 2, 2) for name in "abc")
        >>> Equations([(b, a.T), (c, b * a)]).compose()
        a.T*a
        """
        wanted = self._definitions[-1].symbol if symbol is None else symbol
        if wanted not in self.symbols:
            raise SymnetValueError(
                f"Cannot compose {brief(wanted)}: these equations define {', '.join(map(brief, self.symbols))}."
            )
        composed: dict[Basic, Expr] = {}
        for definition in self._definitions:
            composed[definition.symbol] = substitute(definition.expression, composed)
            if definition.symbol == wanted:
                break
        return composed[wanted]

    @overload
    def __getitem__(self, index: int) -> Definition: ...
    @overload
    def __getitem__(self, index: slice) -> Equations: ...
    def __getitem__(self, index: int | slice) -> Definition | Equations:
        if isinstance(index, slice):
            return self._like(self._definitions[index])
        return self._definitions[index]

    def __len__(self) -> int:
        return len(self._definitions)

    def __iter__(self) -> Iterator[Definition]:
        return iter(self._definitions)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Equations) and self._definitions == other._definitions

    def __hash__(self) -> int:
        return hash(self._definitions)

    def __add__(self, other: Equations) -> Equations:
        notes = (*self._assumptions, *other._assumptions), (*self._conventions, *other._conventions)
        return Equations([*self, *other], spelling=self._spelling, assumptions=notes[0], conventions=notes[1])

    def _like(self, definitions: Iterable[tuple[Expr, Expr]]) -> Equations:
        """Return other equations with the spelling and the notes of these."""
        return Equations(
            definitions, spelling=self._spelling, assumptions=self._assumptions, conventions=self._conventions
        )

    def __str__(self) -> str:
        return text_rule(self, None)

    def _repr_latex_(self) -> str:
        return latex_rule(self, None)

    def __repr__(self) -> str:
        return f"Equations({', '.join(brief(definition.symbol) for definition in self._definitions)})"


def _check(definitions: Sequence[Definition]) -> tuple[Expr, ...]:
    """Return the symbols that are used and not defined; raise where the order or a shape is wrong."""
    later = {definition.symbol for definition in definitions}
    wholes = {_whole_of(symbol) for symbol in later} - later
    defined: set[Expr] = set()
    inputs: dict[Expr, None] = {}
    for symbol, expression in definitions:
        if symbol in defined:
            raise SymnetValueError(f"{brief(symbol)} is defined twice; give the second definition a name of its own.")
        _require_same_kind(symbol, expression)
        for used in symbols_in(expression, whole=later):
            if used in later and used not in defined and not _is_written_out(symbol, expression):
                raise SymnetValueError(
                    f"{brief(symbol)} uses {brief(used)} before it is defined; define {brief(used)} first."
                )
            if used not in defined and used not in wholes:
                inputs[used] = None
        defined.add(symbol)
    return tuple(inputs)


def _is_written_out(symbol: Expr, expression: Expr) -> bool:
    """Tell whether a line only names the entries of a matrix: ``x := [[x[0, 0]], [x[1, 0]]]``, some of them numbers."""
    return isinstance(expression, MatrixBase) and all(
        entry.is_number or (isinstance(entry, MatrixElement) and entry.parent == symbol) for entry in expression
    )


def _whole_of(symbol: Expr) -> Expr:
    """Return the matrix that a definition at every index defines: Z for ``Z[j, 0] := …`` and for its i-th column."""
    places: tuple[Expr, ...] = (symbol.i, symbol.j) if isinstance(symbol, MatrixElement) else ()
    if isinstance(symbol, Slice):
        places = (symbol.index,)
    return symbol if all(place.is_Integer for place in places) else symbol.args[0]


def _require_same_kind(symbol: Expr, expression: Expr) -> None:
    left, right = (side.shape if getattr(side, "is_Matrix", False) else None for side in (symbol, expression))
    if left != right:
        described = [
            shaped(side) if isinstance(side, MatrixExpr) else f"the scalar {brief(side)}"
            for side in (symbol, expression)
        ]
        raise ShapeError(f"Cannot define {described[0]} as {described[1]}: both sides must have the same shape.")


def atoms(expression: Expr, *, whole: Container[Expr] = ()) -> list[Expr]:
    """Return the symbols of an expression, and the entries of them as which they are used, in the order of first use.

    >>> from sympy import MatrixSymbol
    >>> atoms(MatrixSymbol("B", 3, 2)[0, 0] * MatrixSymbol("A", 2, 3))
    [B, A, B[0, 0]]
    """
    symbols = symbols_in(expression, whole=whole)
    entries = [node for node in subexpressions(expression, whole=whole) if isinstance(node, MatrixElement)]
    return [*symbols, *(entry for entry in entries if entry not in symbols)]
