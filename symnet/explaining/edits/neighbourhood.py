"""The neighbours of an expression: everything that is one edit away from it, likeliest first.

What can be edited is a table of rules over node types, not a list of known mistakes: every node of the tree is changed
in every way that its type allows, and the candidates that do not fit together are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Any

from sympy import (
    Add,
    Determinant,
    Expr,
    Function,
    HadamardProduct,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Mul,
    Pow,
    Symbol,
    Trace,
    ZeroMatrix,
)
from sympy.matrices.exceptions import ShapeError as SympyShapeError
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import ShapeError, SymnetError
from symnet.explaining.edits.functions import FUNCTION_RULES
from symnet.explaining.edits.matrices import (
    MATRIX_RULES,
    insert_factor,
    insert_into_product,
    insert_term,
    scale_by_sizes,
    scales,
)
from symnet.explaining.edits.scalars import SCALAR_RULES, insert_scalar
from symnet.explaining.edits.scope import Change, Rule, Scope
from symnet.explaining.edits.wording import Voice, Wording, instead, simply
from symnet.expressions.entries import operands_first
from symnet.expressions.shapes import require_product_shape, require_same_shape, shaped
from symnet.expressions.substitution import rebuild, substitute
from symnet.limits import Limits, checkpoint
from symnet.rewriting.algebra import scaled, turned

MOST_PLACES = 400
"""How many places of an expression are edited: the outermost ones."""
MOST_NEIGHBOURS = 3000

RULES: MappingProxyType[type, tuple[Rule, ...]] = MappingProxyType({
    kind: tuple(rule for table in (MATRIX_RULES, FUNCTION_RULES, SCALAR_RULES) for rule in table.get(kind, ()))
    for kind in (*MATRIX_RULES, *FUNCTION_RULES, *SCALAR_RULES)
})  # fmt: skip
"""Every rule that changes one node, by the type of the node."""

SCALARS_BELOW = (MatMul, Add, Mul, Pow, Function)
"""The nodes whose scalar operands are edited too; elsewhere a scalar is a size or a place."""


ITS_SIGN = "change its sign"

SQUARE = (Trace, Determinant, Inverse, MatPow)
"""The nodes whose matrix must be square."""


@dataclass(frozen=True)
class Edit:
    """One edit of an expression.

    ========== ===================================================================================================
    expression what it becomes; it may have another shape, because people make that mistake too
    wording    what it is beside the first, in words
    rank       how unlikely the mistake is; 1 for the usual ones
    key        what the edit does, in terms that are the same for corresponding lines of two layers
    depth      how deep in the expression it is done
    voice      how the expressions in the sentence are spelled
    ========== ===================================================================================================
    """

    expression: Any
    wording: Wording
    rank: int
    key: tuple[tuple[int, ...], Any]
    depth: int
    voice: Voice

    @property
    def sentence(self) -> str:
        """What the edited expression is beside the first: ``without the factor 1/m``."""
        return self.voice.say(self.wording.description, self.wording.parts)

    @property
    def instruction(self) -> str:
        """What to do to the first to get the edited one: ``leave out the factor 1/m``."""
        return self.voice.say(self.wording.instruction, self.wording.parts)


@dataclass(frozen=True)
class _Place:
    """One occurrence of a node: the node, the place above it, and which of its operands it is."""

    node: Any
    above: _Place | None = None
    index: int = 0

    @property
    def path(self) -> tuple[int, ...]:
        """The way down from the whole expression."""
        way: list[int] = []
        here: _Place | None = self
        while here is not None and here.above is not None:
            way.append(here.index)
            here = here.above
        return tuple(reversed(way))


def neighbours(expression: Any, *, context: Scope | None = None, limits: Limits | None = None) -> Iterator[Edit]:
    """Return every expression that is one edit away from an expression, likeliest first.

    Raises `LimitReachedError` where limits are given and the time is up.

    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)
    >>> for edit in neighbours(A * B.T.T, context=Scope(symbols=(A, B))):
    ...     if edit.rank == 1:
    ...         print(edit.expression, "|", edit.sentence, "|", edit.instruction)
    B | without the factor A | leave out the factor A
    A | without the factor B | leave out the factor B
    -A*B | with the wrong sign | change its sign
    B.T*A.T | transposed | transpose it
    """
    scope = Scope() if context is None else context
    whole = _Place(expression)
    changes = []
    for place in islice(_places(expression), MOST_PLACES):
        if limits is not None:
            limits.check()
        changes += [(place, change) for change in _changes(place, scope)]
    changes += [(whole, change) for change in _whole_changes(expression, scope)]
    changes.sort(key=lambda pair: pair[1].rank)  # stable: the outermost place first among equals
    seen = {expression}
    for place, change in islice(changes, MOST_NEIGHBOURS):
        edited = _put(place, change.node)
        if edited is not None and edited not in seen:
            seen.add(edited)
            yield Edit(
                edited,
                _located(change.wording, place),
                change.rank,
                (place.path, change.detail),
                len(place.path),
                scope.voice,
            )


def _places(expression: Any) -> Iterator[_Place]:
    """Return every occurrence of a node, the outermost first."""
    waiting = [_Place(expression)]
    for place in waiting:
        yield place
        node: Any = place.node
        if not isinstance(node, MatrixSymbol | MatrixElement | Symbol):
            waiting.extend(
                _Place(operand, place, index) for index, operand in enumerate(node.args) if _is_edited(node, operand)
            )


def _is_edited(node: Any, operand: Any) -> bool:
    if not isinstance(operand, Expr):
        return False
    return bool(operand.is_Matrix) or isinstance(node, SCALARS_BELOW)


def _changes(place: _Place, scope: Scope) -> Iterator[Change]:
    node: Any = place.node
    for kind, rules in RULES.items():
        if issubclass(type(node), kind) and (kind not in SCALAR_RULES or not node.is_Matrix):
            for rule in rules:
                for change in rule(node, scope):
                    checkpoint()  # a long product has many changes, each as long
                    yield Change(change.node, change.wording, change.rank, (rule.__name__, change.detail))
    if node.is_Matrix and place.above is not None:
        yield from insert_term(node, scope)
    for number, (known, other) in enumerate(scope.stand_ins):
        if node == known:
            yield Change(other, instead(other, known), 3, ("stand-in", number))


def _put(place: _Place, node: Any) -> Any:
    """Return the whole expression with another node at a place; None where it does not fit there."""
    if node is None:
        return None
    here = place
    try:
        while here.above is not None:
            arguments = list(here.above.node.args)
            arguments[here.index] = node
            node = rebuild(here.above.node, arguments)
            _require_fitting(node)
            here = here.above
    except (SymnetError, SympyShapeError, TypeError, ValueError, AttributeError, IndexError):
        return None  # SymPy's slices say with an IndexError that they do not fit
    return node


def _require_fitting(node: Any) -> None:
    """Raise `ShapeError` where SymPy builds what does not fit: it takes sizes that are symbols as they come."""
    if isinstance(node, HadamardProduct | MatAdd):
        require_same_shape("combine", node.args)
    if isinstance(node, MatMul):
        require_product_shape([factor for factor in node.args if factor.is_Matrix])
    if isinstance(node, SQUARE) and node.args[0].shape[0] != node.args[0].shape[1]:
        raise ShapeError(f"Cannot take the {type(node).__name__} of {shaped(node.args[0])}: it must be square.")


def _located(wording: Wording, place: _Place) -> Wording:
    """Return the wording with the term in which the place lies, where the wording needs it."""
    here = place
    while wording.local and here.above is not None:
        if isinstance(here.above.node, MatAdd | Add):
            return wording.within(here.node)
        here = here.above
    return wording


def _whole_changes(expression: Any, scope: Scope) -> Iterator[Change]:
    """Return the changes of an expression as a whole: its sign, its size, its transpose, a factor or term too many."""
    mean = scope.mean or (scope.batch_size is not None and scope.batch_size**-1 in operands_first(expression))
    for factor, before, after, rank in scales(scope, mean=mean):
        yield Change(
            _times(factor, expression),
            simply(before, ITS_SIGN if factor == -1 else after.format("it")),
            rank,
            ("times", factor),
        )
    for factor, wording, rank in scale_by_sizes(expression, scope):
        yield Change(_times(factor, expression), wording, rank, ("times", factor))
    if expression.is_Matrix:
        yield from _whole_matrix_changes(expression, scope)
    else:
        yield from insert_scalar(expression, scope)


def _whole_matrix_changes(expression: Any, scope: Scope) -> Iterator[Change]:
    if 1 not in expression.shape:
        yield Change(turned(expression), simply("transposed", "transpose it"), 1, "transposed")
    yield from insert_factor(expression, scope)
    yield from insert_term(expression, scope)
    for other, names in scope.wholes:
        if other.shape == expression.shape:
            yield Change(other, instead(*names), 2, "whole")
    yield from insert_into_product(expression, scope)
    yield from _swap_everywhere(expression, scope)
    zero = ZeroMatrix(*expression.shape)
    yield Change(zero, simply("set to zero", "set it to zero"), 6, "zero")


def _swap_everywhere(expression: Any, scope: Scope) -> Iterator[Change]:
    """Take another symbol of the same shape for a symbol wherever it stands, where it stands more than once."""
    counts: dict[Any, int] = {}
    for place in islice(_places(expression), MOST_PLACES):
        if isinstance(place.node, MatrixSymbol):
            counts[place.node] = counts.get(place.node, 0) + 1
    for symbol, count in counts.items():
        for other in scope.symbols:
            if count > 1 and other != symbol and getattr(other, "shape", None) == symbol.shape:
                yield Change(substitute(expression, {symbol: other}), instead(other, symbol), 3, (symbol, other))


def _times(factor: Any, expression: Any) -> Any:
    if expression.is_Matrix:
        return scaled(factor, expression)
    number, rest = expression.as_coeff_Mul()
    coefficient = [] if factor * number == 1 else [factor * number]
    return Mul(*coefficient, *Mul.make_args(rest), evaluate=False)
