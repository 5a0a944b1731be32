"""Proving an equation for all sizes: both sides in index form, the same after renaming what is summed over.

The definitions that an equation stands on (``A := σ(Z)``) are used as far as they are needed: none, then those of
activations and aliases, then the one of a side, then all. Facts are used only where there is no proof without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Lambda, MatrixSymbol, Piecewise, Sum, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.assumptions import (
    Binary,
    Fact,
    Invertible,
    Orthogonal,
    PositiveDefinite,
    SumToOne,
    Symmetric,
    contradiction,
    equal_sizes,
)
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice
from symnet.expressions.vectors import UnitVector
from symnet.expressions.walking import postorder
from symnet.limits import LimitReachedError, Limits
from symnet.proof.index_form import Reader, Ring, new_ring
from symnet.proof.index_form.assumed import assume
from symnet.proof.index_form.exceptions import has_points, thin_conditions
from symnet.proof.index_form.factors import cleared
from symnet.proof.index_form.language import sentence_of
from symnet.proof.index_form.reader import WRITTEN_OUT
from symnet.proof.index_form.regions import is_zero_at_all_places, is_zero_by_regions
from symnet.proof.index_form.satisfiability import is_zero_by_solver
from symnet.proof.index_form.terms import NUMBER, ZERO, Place, Polynomial
from symnet.proof.index_form.words import atom_in_words, in_words, named_indices
from symnet.verdicts import Claim

LONGEST_SHOWN = 160
"""A longer common form is counted, not shown."""

SHARE = 0.4
"""The part of the time that is left which one attempt may take."""


@dataclass(frozen=True)
class Proof:
    """An equality that holds: except where, under which facts and conventions, and by which rules."""

    exceptions: tuple[str, ...]
    facts: tuple[Fact, ...]
    conventions: tuple[str, ...]
    conditions: tuple[str, ...]
    rules: tuple[str, ...]


def prove(claim: Claim, limits: Limits) -> Proof | None:
    """Return a proof of a claim for all sizes, or None where none was found.

    Raises `LimitReachedError` where no attempt came to its end: its message says why.
    """
    unfit = contradiction(claim.facts)
    if unfit:
        raise LimitReachedError(unfit)
    obstacle: LimitReachedError | None = None
    ended = False
    for definitions in _unfoldings(claim):
        for facts in dict.fromkeys(((), claim.facts)):
            for is_written_out in (False, True):
                if is_written_out and not _has_definite_sizes(claim):
                    continue
                limits.check()
                try:
                    attempt = _Attempt(claim, definitions, facts, limits.part(SHARE), is_written_out=is_written_out)
                    proof = attempt.proof()
                except LimitReachedError as error:
                    obstacle = error
                    continue
                except RecursionError:
                    obstacle = LimitReachedError("it is nested too deeply")
                    continue
                ended = True
                if proof is not None:
                    return _with_needed_facts(claim, definitions, proof, limits, is_written_out=is_written_out)
    if obstacle is not None and not ended:
        raise obstacle
    return None


def _with_needed_facts(
    claim: Claim, definitions: Mapping[Any, Expr], proof: Proof, limits: Limits, *, is_written_out: bool
) -> Proof:
    """Return a proof from which no fact can be left out."""
    best = proof
    for fact in proof.facts:
        fewer = tuple(other for other in best.facts if other != fact)
        try:
            found = _Attempt(claim, definitions, fewer, limits.part(SHARE), is_written_out=is_written_out).proof()
        except LimitReachedError:
            found = None
        if found is not None and len(found.exceptions) <= len(best.exceptions):
            best = found
    return best


def _unfoldings(claim: Claim) -> list[dict[Any, Expr]]:
    """Return the definitions to use, from none to all; equal sets once."""
    if claim.given is None:
        return [{}]
    lines = dict(claim.given)
    local = {symbol: expression for symbol, expression in lines.items() if is_local(expression)}
    sides = {side: lines[side] for side in (claim.left, claim.right) if side in lines}
    levels = [{}, _reached(claim, local), _reached(claim, local | sides), _reached(claim, lines)]
    return [level for place, level in enumerate(levels) if level not in levels[:place]]


def is_local(expression: Expr) -> bool:
    """Tell whether a definition names an activation, a softmax, or another symbol: what an author writes either way."""
    return isinstance(expression, Elementwise | Softmax | MatrixSymbol)


def _reached(claim: Claim, lines: dict[Any, Expr]) -> dict[Any, Expr]:
    """Return the lines that the claim reaches."""
    found: dict[Any, Expr] = {}
    queue = symbols_in(claim.left, claim.right)
    while queue:
        symbol = queue.pop()
        if symbol in lines and symbol not in found:
            found[symbol] = lines[symbol]
            queue.extend(symbols_in(lines[symbol]))
    return found


def symbols_in(*expressions: Any) -> list[Any]:
    """Return every symbol that stands anywhere in expressions, whatever it stands in: an entry, a size, a condition.

    >>> symbols_in(MatrixSymbol("A", 2, 2)[0, 1])
    [A]
    """
    nodes = postorder(expressions, lambda node: node.args)
    return [node for node in nodes if isinstance(node, MatrixSymbol | Symbol)]


def _has_definite_sizes(claim: Claim) -> bool:
    """Tell whether a matrix of the claim has a size from 2 to what is written out."""
    sizes = {size for symbol in symbols_in(claim.left, claim.right) for size in getattr(symbol, "shape", ())}
    return any(size.is_Integer and 2 <= size <= WRITTEN_OUT for size in sizes)


class _Attempt:
    """One attempt: both sides read into a new ring, and their difference brought to 0."""

    def __init__(
        self,
        claim: Claim,
        definitions: Mapping[Any, Expr],
        facts: Sequence[Fact],
        limits: Limits,
        *,
        is_written_out: bool,
    ) -> None:
        self._claim = claim
        self._facts = tuple(facts)
        defined = claim.given.symbols if claim.given else ()
        self._ring = ring_with(self._facts, limits, tied=(*defined, *tied_by(claim.facts)))
        regular = Invertible | PositiveDefinite | Orthogonal
        self._ring.invertible |= {fact.matrix for fact in claim.facts if isinstance(fact, regular)}
        self._reader = Reader(self._ring, definitions=definitions, written_out=is_written_out)
        for side in (claim.left, claim.right):
            note_entries(self._ring, with_sizes(side, self._facts))

    def proof(self) -> Proof | None:
        left, right = (with_sizes(side, self._facts) for side in (self._claim.left, self._claim.right))
        forms = [self._reader.matrix(side) for side in (left, right)]
        rows, columns, (first, second) = self._reader.together(forms)
        names = named_indices(rows, columns)
        remainder = is_zero(self._ring, self._ring.subtract(first, second))
        if remainder is None:
            return None
        formulas = list(self._reader.formulas)
        common = in_words(self._ring, first, names)
        shown = common if len(common) <= LONGEST_SHOWN else f"the same {len(first)} terms in index form"
        rules = (*formulas, *self._ring.trace, f"both sides are {shown}")
        return Proof(
            tuple(dict.fromkeys(remainder_in_words(self._ring, remainder, names))),
            self._facts,
            tuple(self._ring.conventions),
            tuple(self._ring.conditions),
            rules,
        )


def note_entries(ring: Ring, expression: Any) -> None:
    """Note the places at which a side takes entries: where one of them does not exist, the side has no value.

    Entries inside a case, or a sum that may be empty, are left out, since a side may have a value without them.
    """
    waiting: list[tuple[Any, frozenset[Any]]] = [(expression, frozenset())]
    seen = set(waiting)
    while waiting:
        node, bound = waiting.pop()
        for position, size in _places_of(node):
            if position.free_symbols.isdisjoint(bound):
                place = Place(NUMBER, int(position)) if position.is_Integer else ring.free(position)
                ring.places_of_size.add((place, ring.size(size)))
        inside = [(part, bound | names) for part, names in _evaluated(node)]
        waiting += [each for each in inside if each not in seen]
        seen.update(inside)


def _evaluated(node: Any) -> list[tuple[Any, frozenset[Any]]]:
    """Return what must have a value before a node can have one, each part with the names that are bound in it."""
    if isinstance(node, Lambda | Piecewise | MatrixSymbol):
        return []
    if isinstance(node, Sum):
        is_inhabited = all(len(limit) == 3 and (limit[2] - limit[1] + 1).is_positive for limit in node.limits)
        return [(node.function, frozenset(node.variables))] if is_inhabited else []
    return [(argument, frozenset()) for argument in node.args]


def _places_of(node: Any) -> Iterable[tuple[Expr, Expr]]:
    """Return the positions at which a node takes entries, counted from 0, each with the size that it is less than."""
    if isinstance(node, MatrixElement):
        return zip(node.args[1:], node.parent.shape, strict=True)
    if isinstance(node, Slice):
        return [(node.index - 1, node.matrix.shape[node.axis])]
    return [(node.position - 1, node.shape[0])] if isinstance(node, UnitVector) else []


def tied_by(facts: Iterable[Fact]) -> list[Expr]:
    """Return the symbols that facts allow some values only: what is true of nearly all matrices may not be of these."""
    tying = Orthogonal | SumToOne | Symmetric | PositiveDefinite
    tied = [fact.matrix for fact in facts if isinstance(fact, tying)]
    return [*tied, *(fact.symbol for fact in facts if isinstance(fact, Binary))]


def ring_with(facts: Iterable[Fact], limits: Limits, *, tied: Iterable[Any] = ()) -> Ring:
    """Return a new ring that knows facts, and which symbols are not free."""
    ring = new_ring(limits, tied=tied)
    ordered = sorted(facts, key=lambda fact: type(fact).__name__ not in {"Symmetric", "PositiveDefinite"})
    for fact in ordered:  # symmetries first: a matrix has one head from the first time that it is met
        assume(fact, ring)
    return ring


def with_sizes(expression: Expr, facts: Iterable[Fact]) -> Expr:
    """Return an expression with each size that is assumed equal to another replaced by it."""
    equal = equal_sizes(facts)
    return expression.xreplace(equal) if equal else expression


def is_zero(ring: Ring, difference: Polynomial) -> Polynomial | None:
    """Return what is left of a difference that is 0 but for single points, and None where more is left."""
    if _vanishes(ring, difference):
        return ZERO
    rest = difference
    for condition in thin_conditions(ring, difference):
        rest = ring.where(rest, condition, holds=False)
    if rest == difference or not has_points(ring) or not _vanishes(ring, rest):
        return None
    return ring.subtract(difference, rest)


def _vanishes(ring: Ring, difference: Polynomial) -> bool:
    """Tell whether a difference is 0 wherever both sides are defined; False where that is not known."""
    if difference.is_zero or is_zero_at_all_places(ring, difference):
        return True
    whole = cleared(ring, difference)
    for decide in (is_zero_by_regions, is_zero_by_solver):
        if decide(ring, whole):
            ring.trace[sentence_of(decide)] = None
            return True
    return False


def remainder_in_words(ring: Ring, remainder: Polynomial, names: Mapping[Place, str]) -> list[str]:
    """Say where a difference is left: ``Z[i, j] = 0``."""
    return [atom_in_words(ring, atom, names)[1:-1] for atom in thin_conditions(ring, remainder)]
