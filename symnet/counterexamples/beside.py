"""Facts that bear on a claim although it does not hold what they are about: they tie its sizes, or several symbols."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sympy import Basic, Expr, MatrixSymbol, Symbol

from symnet.counterexamples.drawing import facts_of, free_symbols
from symnet.expressions.assumptions import Fact, SameSize, subject_of


def conditions(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts about what is no symbol: values can be drawn for symbols only, and then tried out.

    >>> from sympy import S, symbols
    >>> from symnet.expressions.assumptions import Between
    >>> x, y = symbols("x y", real=True)
    >>> print(*conditions([Between(x, 0, S.Infinity), Between(x + y, 0, S.Infinity)]))
    x + y > 0
    """
    return [
        fact
        for fact in facts
        if not isinstance(fact, SameSize) and not isinstance(subject_of(fact), Symbol | MatrixSymbol)
    ]


def subjects_beside(facts: Sequence[Fact], sides: Iterable[Expr], defined: Sequence[Expr] = ()) -> list[Expr]:
    """Return what facts are about that must exist beside the sides, since they have symbols or sizes in common.

    One fact about a matrix can be had at all sizes; two may tie them: where the columns of F and its rows sum to one,
    the sum of all its entries is the number of its columns, and that of its rows. A fact about a symbol that is defined
    says something of what defines it.

    >>> from sympy import symbols
    >>> from symnet.expressions.assumptions import SumToOne
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> F = MatrixSymbol("F", n, k)
    >>> subjects_beside([SumToOne(F), SumToOne(F, 1)], [n]), subjects_beside([SumToOne(F)], [n])
    ([F], [])
    """
    composed = [subject_of(fact) for fact in conditions(facts)]
    others = [subject_of(fact) for fact in facts if isinstance(subject_of(fact), MatrixSymbol)]
    waiting = dict.fromkeys([*composed, *(each for each in others if len(facts_of(each, facts).facts) > 1)])
    held, found = free_symbols(sides), list[Expr]()
    while near := [each for each in waiting if not held.isdisjoint(_ties(each)) or not _ties(each)]:
        held |= free_symbols(near)
        found += near
        waiting = dict.fromkeys(each for each in waiting if each not in near)
    return [
        *(each for each in found if each not in defined),
        *(each for each in defined if facts_of(each, facts).facts),
    ]


def _ties(subject: Expr) -> set[Basic]:
    """Return what a subject may have in common with a claim."""
    return free_symbols([subject]) - {subject}
