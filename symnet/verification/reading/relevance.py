"""Which facts are about a claim: also what is said of a batch where the claim is of one sample, and the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sympy import MatrixSymbol, Symbol

from symnet.counterexamples.beside import subjects_beside
from symnet.expressions.assumptions import Between, Binary, Fact, Nonzero, SameSize, SumToOne, subject_of
from symnet.expressions.variables import Variable
from symnet.expressions.walking import postorder
from symnet.printing.spelling import notation_of

GRAINS = ("batch", "sample")


def facts_about(facts: Sequence[Fact], symbols: Iterable[Any]) -> tuple[Fact, ...]:
    """Return the facts, those about each sample of a batch also about the one sample that the symbols are of.

    What holds of every column of Y holds of y, which is any of them; and what holds of y holds of every column.

    >>> import symnet as sn
    >>> cost = sn.Network([2, 3], activations="softmax").cost("cross_entropy")
    >>> print(*facts_about([SumToOne(cost.target)], [cost.one_sample()[2]]), sep="; ")
    the columns of y sum to one
    """
    present = [symbol for symbol in dict.fromkeys(symbols) if isinstance(symbol, Variable) and symbol.grain in GRAINS]
    places = {(symbol.role, symbol.layer, symbol.grain): symbol for symbol in present}
    found: dict[Fact, None] = {}
    for fact in facts:
        others = list(_of_the_other_grain(fact, places))
        found |= dict.fromkeys(others if others and subject_of(fact) not in present else [fact, *others])
    return tuple(found)


def _of_the_other_grain(fact: Fact, places: dict[Any, Variable]) -> Iterator[Fact]:
    """Give what a fact says about the same symbol at the other grain, where it says it sample by sample."""
    symbol = subject_of(fact)
    if not isinstance(fact, SumToOne | Between | Binary | Nonzero) or not isinstance(symbol, Variable):
        return
    along = 0 if notation_of(symbol.spelling).samples == "columns" else 1
    other = places.get((symbol.role, symbol.layer, GRAINS[symbol.grain == "batch"]))
    if other is not None and getattr(fact, "axis", along) == along:
        yield replace(fact, matrix=other) if isinstance(fact, SumToOne) else replace(fact, symbol=other)


def beside_the_point(facts: Iterable[Fact], expressions: Iterable[Any]) -> str:
    """Say which facts are about nothing in a claim, in one sentence; nothing where each is about something.

    Sizes that are assumed to be equal are one in the claim, so nothing is said of them; nor of several facts about one
    matrix, which may tie the sizes of the claim.

    >>> from sympy import MatrixSymbol
    >>> A, Y = MatrixSymbol("A", 2, 2), MatrixSymbol("Y", 2, 2)
    >>> beside_the_point([Binary(Y)], [A])
    'this assumption is about nothing in the claim: the entries of Y are 0 or 1'
    """
    listed, sides = list(facts), list(expressions)
    held, tied = symbols_in(sides), subjects_beside(listed, sides)
    aside = [
        fact
        for fact in listed
        if not isinstance(fact, SameSize)
        and (subject := subject_of(fact)) not in tied
        and held.isdisjoint(symbols_in([subject]))
    ]
    return of_nothing(map(str, aside))


def of_nothing(sentences: Iterable[str]) -> str:
    """Say of assumptions that they are about nothing in a claim."""
    listed = list(sentences)
    which = "this assumption is" if len(listed) == 1 else "these assumptions are"
    return f"{which} about nothing in the claim: {'; '.join(listed)}" if listed else ""


def symbols_in(expressions: Iterable[Any]) -> set[Any]:
    """Return the matrices and scalars in expressions, also those of which only an entry is written; no sizes."""
    found: set[Any] = set()
    for expression in expressions:
        try:
            found |= _remembered(expression)
        except RecursionError:  # it is compared with another that is as deep
            found |= _symbols_of(expression)
    return found


@lru_cache(maxsize=4096)
def _remembered(expression: Any) -> frozenset[Any]:
    return _symbols_of(expression)


def _symbols_of(expression: Any) -> frozenset[Any]:
    nodes = postorder([expression], lambda node: () if isinstance(node, MatrixSymbol) else node.args)
    return frozenset(node for node in nodes if isinstance(node, MatrixSymbol | Symbol))
