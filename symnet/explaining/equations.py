"""Explanation of equations: the single change of one side of a wrong equation that makes it provable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import Any

import numpy as np
from sympy import Add, Expr, HadamardProduct, Lambda, MatAdd, MatMul, MatrixSymbol, Mul, S, Transpose
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.counterexamples.drawing import POOLS
from symnet.counterexamples.points import ClaimAtPoints
from symnet.counterexamples.search import different_sizes
from symnet.errors import SymnetError
from symnet.explaining.edits.functions import slopes_of
from symnet.explaining.edits.neighbourhood import Edit, neighbours
from symnet.explaining.edits.scope import Scope
from symnet.explaining.edits.wording import voice_of
from symnet.expressions.arithmetic import multiply
from symnet.expressions.assumptions import Fact
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.entries import entry, operands_first
from symnet.expressions.equations import Equations
from symnet.limits import LimitReachedError, Limits
from symnet.nn.sizes import BATCH_SIZE
from symnet.values.evaluation import evaluate, evaluate_equations

Prove = Callable[[Expr, Expr], bool]

Draw = tuple[Mapping[Any, Any], Mapping[Any, Lambda]]
"""The values of all symbols, and the definite functions that stand for undefined ones."""

DRAWS = 3
NEAR = 1e-7
MOST_PROOFS = 12
"""How many candidates are given to the prover where nothing can be computed first."""


@dataclass(frozen=True)
class Repair:
    """One edit of one side after which the equation holds; `side` is ``right`` or ``left``."""

    side: str
    edit: Edit


def explain_equation(
    left: Expr,
    right: Expr,
    *,
    prove: Prove,
    given: Equations | None = None,
    facts: Sequence[Fact] = (),
    limits: Limits,
) -> str | None:
    """Return which single change makes a wrong equation right, in one sentence; None where none is found.

    The right side is edited first, then the left. `prove` tells whether an equation is proved; only that decides.
    `given` are the definitions that the equation is about, `facts` what is assumed.

    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 3, 3), MatrixSymbol("B", 3, 3)
    >>> def prove(left, right):
    ...     return left.doit() == right.doit()
    >>> explain_equation((A * B).T, A.T * B.T, prove=prove, limits=Limits(10.0))
    'the right side should be Bᵀ Aᵀ: exchange the factors Aᵀ and Bᵀ'
    """
    repair = find_repair(left, right, prove=prove, given=given, facts=facts, limits=limits)
    if repair is None:
        return None
    edit = repair.edit
    if repair.side == "left":
        return f"the right side is the left side {edit.sentence}"
    return f"the right side should be {edit.voice.spell(edit.expression)}: {edit.instruction}"


def find_repair(
    left: Expr,
    right: Expr,
    *,
    prove: Prove,
    given: Equations | None = None,
    facts: Sequence[Fact] = (),
    limits: Limits,
) -> Repair | None:
    """Return the likeliest edit of the right side, or else of the left, after which `prove` proves the equation.

    Numbers only choose which candidates the prover sees. None where no single edit is proved, or the time is up.
    """
    try:
        draws = _draws(left, right, facts, given)
        for side, kept, edited in (("right", left, right), ("left", right, left)):
            scope = _scope(left, right, given, other=kept)
            for edit in _matching(kept, edited, scope, draws, limits):
                if prove(kept, edit.expression):
                    return Repair(side, edit)
    except LimitReachedError:
        return None
    return None


def may_be_equal(
    left: Expr, right: Expr, *, given: Equations | None = None, facts: Sequence[Fact] = (), limits: Limits
) -> bool:
    """Tell whether two sides agree at some random numbers, or nothing can be computed: whether a proof is worth a try.

    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 3, 3), MatrixSymbol("B", 3, 3)
    >>> [may_be_equal(A * B, other, limits=Limits(10.0)) for other in (B * A, (B.T * A.T).T)]
    [False, True]
    """
    for draw in _draws(left, right, facts, given):
        wanted = _computed(left, draw, limits)
        if wanted is not None and not _agrees(right, draw, wanted, limits):
            return False
    return True


def _matching(kept: Expr, edited: Expr, scope: Scope, draws: Sequence[Draw], limits: Limits) -> Iterator[Edit]:
    """Return the edits that give the kept side at some random numbers, without those that only copy it."""
    shape = getattr(kept, "shape", None)
    wanted = [_computed(kept, draw, limits) for draw in draws]
    known = [(draw, value) for draw, value in zip(draws, wanted, strict=True) if value is not None]
    tried = 0
    for edit in neighbours(edited, context=scope, limits=limits):
        limits.check()
        if getattr(edit.expression, "shape", None) != shape or (edit.expression == kept and edited.is_symbol):
            continue
        if not known:
            tried += 1
            if tried > MOST_PROOFS:
                return
        if all(_agrees(edit.expression, draw, value, limits) for draw, value in known):
            yield edit


def _draws(left: Expr, right: Expr, facts: Sequence[Fact], given: Equations | None) -> list[Draw]:
    """Return a few points of the claim in floating point: enough to tell sides apart, never that they agree."""
    claim = ClaimAtPoints(left, right, facts=facts, given=given, keeps_all=True)
    functions, lines = claim.functions(0), Equations(claim.definitions)
    found: list[Draw] = []
    for seed in range(DRAWS):
        point = claim.draw(different_sizes(claim.free_sizes, seed), Random(seed), POOLS[seed], functions)  # noqa: S311
        if point is not None:
            values = {symbol: _floats(value) for symbol, value in point.values.items()}
            try:
                found.append((evaluate_equations(lines, values, functions=functions), functions))
            except (SymnetError, ValueError, TypeError, ArithmeticError):  # no numbers here: the prover decides alone
                continue
    return found


def _floats(value: Any) -> Any:
    return value.astype(float) if isinstance(value, np.ndarray) else float(value)


def _computed(expression: Expr, draw: Draw, limits: Limits) -> Any:
    """Return the value at a draw; None where there is none."""
    values, functions = draw
    try:
        value = np.asarray(evaluate(expression, values, functions=functions, limits=limits), dtype=float)
    except LimitReachedError:
        raise
    except (SymnetError, ValueError, TypeError, ArithmeticError):
        return None
    return value if np.all(np.isfinite(value)) else None


def _agrees(expression: Expr, draw: Draw, wanted: Any, limits: Limits) -> bool:
    value = _computed(expression, draw, limits)
    if value is None or value.shape != wanted.shape:
        return False
    return bool(np.abs(value - wanted).max(initial=0.0) <= NEAR * max(1e-300, float(np.abs(wanted).max(initial=0.0))))


def _scope(left: Expr, right: Expr, given: Equations | None, *, other: Expr) -> Scope:
    """Return what stands nearby: the symbols of both sides and of the definitions, and the parts of the other side."""
    definitions = [] if given is None else list(given)
    other = _defined(other, dict(definitions))
    everything = [left, right, *chain.from_iterable(definitions)]
    nodes = list(dict.fromkeys(node for each in everything for node in operands_first(each)))
    symbols = tuple(node for node in nodes if isinstance(node, MatrixSymbol))
    sizes = {size for symbol in symbols for size in symbol.shape}
    return Scope(
        symbols=symbols,
        factors=tuple(dict.fromkeys([*(node for node in nodes if isinstance(node, Elementwise)), *_factors(other)])),
        slopes=tuple(_slopes(definitions, left)),
        terms=tuple(dict.fromkeys(_terms(other))),
        products=tuple(chain.from_iterable((symbol, Transpose(symbol)) for symbol in symbols)),
        batch_size=BATCH_SIZE if BATCH_SIZE in sizes | set(nodes) else None,
        voice=voice_of(left, right),
    )


def _defined(side: Expr, lines: Mapping[Expr, Expr]) -> Expr:
    """Return what a side is defined as, where it is a symbol, or an entry of one."""
    if isinstance(side, MatrixElement) and side.parent in lines:
        return entry(lines[side.parent], side.i, side.j)
    return lines.get(side, side)


def _slopes(definitions: Sequence[tuple[Expr, Expr]], side: Expr) -> Iterator[tuple[frozenset[Any], Any]]:
    """Return the slope of each activation that is defined, with the symbols in which somebody writes it out.

    Where the side is one entry, the slopes are those at the same entry.
    """
    for symbol, expression in definitions:
        if not (isinstance(expression, Elementwise) and len(expression.matrices) == 1):
            continue
        if isinstance(side, MatrixElement) and symbol.shape != side.parent.shape:
            continue  # of another layer: there is no such entry
        parts = (symbol, *expression.matrices)
        for slope in slopes_of(expression):
            if isinstance(side, MatrixElement):
                yield frozenset(entry(part, side.i, side.j) for part in parts), entry(slope, side.i, side.j)
            else:
                yield frozenset(parts), slope


def _factors(expression: Expr) -> Iterator[Any]:
    """Return the factors of every product: entrywise ones, and scalars."""
    for node in operands_first(expression):
        if isinstance(node, HadamardProduct) or (isinstance(node, Mul) and not node.is_Matrix):
            yield from node.args
        if isinstance(node, MatMul):
            yield from (factor for factor in node.args if not factor.is_Matrix and factor != S.NegativeOne)


def _terms(expression: Expr) -> Iterator[Any]:
    """Return the terms of every sum, and those of matrices with the other sign too."""
    for node in operands_first(expression):
        if isinstance(node, MatAdd | Add):
            for term in node.args:
                yield term
                if term.is_Matrix:
                    yield _negative(term)


def _negative(term: Any) -> Any:
    if isinstance(term, MatMul) and term.args[0] == S.NegativeOne:
        return multiply(*term.args[1:])
    return multiply(S.NegativeOne, term)
