"""What an edit may bring in: the symbols, factors and sizes that stand nearby, and what one change of a node is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sympy import Expr, MatrixExpr

from symnet.explaining.edits.wording import Voice, Wording


@dataclass(frozen=True)
class Scope:
    """What stands near an expression.

    ========== ===================================================================================================
    symbols    the matrices that somebody may write by mistake for another
    factors    the factors that somebody may write although they do not belong: slopes of activations
    terms      the terms that somebody may add although they do not belong: penalties
    products   the matrices that may be missing in, or too many in, a matrix product
    stand_ins  pairs of an expression and what somebody may write for it: a slope and the slope of another function
    slopes     the symbols of each activation, A and Z, with its slope: whatever stands for the slope is made of these
    wholes     pairs of an expression that may stand for the whole, and how both are called
    batch_size the number of samples, by which a mean is divided; None where there is none
    mean       whether the expression is about a mean over the samples, also where it does not say so itself
    voice      how expressions are spelled in sentences
    ========== ===================================================================================================
    """

    symbols: tuple[Any, ...] = ()
    factors: tuple[MatrixExpr, ...] = ()
    terms: tuple[Any, ...] = ()
    products: tuple[MatrixExpr, ...] = ()
    stand_ins: tuple[tuple[Expr, Expr], ...] = ()
    slopes: tuple[tuple[frozenset[Any], MatrixExpr], ...] = ()
    wholes: tuple[tuple[Expr, tuple[Expr, Expr]], ...] = ()
    batch_size: Expr | None = None
    mean: bool = False
    voice: Voice = field(default_factory=Voice)

    @property
    def sizes(self) -> tuple[Expr, ...]:
        """The numbers of rows and columns in scope that are neither 1 nor the number of samples."""
        found = (size for symbol in self.symbols if symbol.is_Matrix for size in symbol.shape)
        return tuple(dict.fromkeys(size for size in found if size not in (1, self.batch_size)))


@dataclass(frozen=True)
class Change:
    """One change of one node.

    ======= ======================================================================================================
    node    what stands there instead
    wording what was done
    rank    how unlikely the mistake is: 1 for the usual ones
    detail  what tells it from the other changes of the same rule, in words that fit every layer
    ======= ======================================================================================================
    """

    node: Any
    wording: Wording
    rank: int
    detail: Hashable = None


Rule = Callable[[Any, Scope], Iterator[Change]]
"""A rule returns the changes of a node of its type; the node of a change is None where its factors do not fit."""
