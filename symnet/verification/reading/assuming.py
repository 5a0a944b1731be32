"""Assumptions as users give them: sentences, SymPy's predicates and relations, each as one fact.

A sentence is what a fact prints as, or one of its short forms. The words are fixed; what stands between them is read as
an expression is, and nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sympy import And, Basic, Eq, Expr, Ne, Q, S, StrictGreaterThan, StrictLessThan, Transpose
from sympy.assumptions.assume import AppliedPredicate

from symnet.errors import ShapeError, SymnetError, SymnetTypeError, SymnetValueError
from symnet.expressions.assumptions import (
    Between,
    Binary,
    Fact,
    Invertible,
    Nonzero,
    Orthogonal,
    PositiveDefinite,
    SameSize,
    SumToOne,
    Symmetric,
    equal_sizes,
    in_sizes,
    ties,
)
from symnet.expressions.shapes import as_expression, brief
from symnet.parsing.reading import Symbols, read_expression
from symnet.parsing.symbols import SymbolTable

FACTS = (SumToOne, Between, Nonzero, Binary, Symmetric, Orthogonal, Invertible, PositiveDefinite, SameSize)

Make = Callable[..., Fact]


def _matrix(what: Expr) -> Expr:
    if not what.is_Matrix:
        raise ShapeError(f"This can be assumed of a matrix only, but {brief(what)} is a scalar.")
    return what


def _scalar(what: Expr) -> Expr:
    if what.is_Matrix:
        raise ShapeError(
            f"This can be assumed of a scalar only, but {brief(what)} is a matrix; write what holds for its entries, "
            f"as 'the entries of {brief(what)} are > 0'."
        )
    return what


def _equal(left: Expr, right: Expr) -> Fact:
    """Return an equation of sizes, or of a matrix and its transpose."""
    if left.is_Matrix or right.is_Matrix:
        if right == Transpose(left).doit() or left == Transpose(right).doit():
            return Symmetric(left if left.is_symbol else right)
        raise SymnetValueError(
            f"{brief(left)} = {brief(right)} is no fact that can be assumed; "
            "give definitions as equations, with given=."
        )
    if not left.is_Symbol and right.is_Symbol:
        left, right = right, left
    if not all(symbol.is_integer and symbol.is_positive for symbol in left.free_symbols | right.free_symbols):
        raise SymnetValueError(
            f"{brief(left)} = {brief(right)} can be assumed of sizes only, which are positive integers; "
            "give definitions as equations, with given=."
        )
    return SameSize(left, right)


SENTENCES: tuple[tuple[str, str, Make], ...] = (
    ("the columns of Y sum to one", r"(?:the )?columns of (?P<what>.+?) sum to (?:one|1)",
     lambda what: SumToOne(_matrix(what), 0)),
    ("the rows of Y sum to one", r"(?:the )?rows of (?P<what>.+?) sum to (?:one|1)",
     lambda what: SumToOne(_matrix(what), 1)),
    ("Y columns sum to one", r"(?P<what>.+?) columns sum to (?:one|1)", lambda what: SumToOne(_matrix(what), 0)),
    ("Y rows sum to one", r"(?P<what>.+?) rows sum to (?:one|1)", lambda what: SumToOne(_matrix(what), 1)),
    ("the entries of A lie in (0, 1)",
     r"(?:the )?entries of (?P<what>.+?) (?:lie |are )?(?:in|∈) ?\((?P<low>[^,]+),(?P<high>[^,]+)\)",
     lambda what, low, high: Between(_matrix(what), low, high)),
    ("the entries of A are > 0", r"(?:the )?entries of (?P<what>.+?) are > ?(?P<low>\S+)",
     lambda what, low: Between(_matrix(what), low, S.Infinity)),
    ("the entries of A are < 1", r"(?:the )?entries of (?P<what>.+?) are < ?(?P<high>\S+)",
     lambda what, high: Between(_matrix(what), S.NegativeInfinity, high)),
    ("no entry of A is 0", r"no entry of (?P<what>.+?) is (?:0|zero)", lambda what: Nonzero(_matrix(what))),
    ("the entries of Y are 0 or 1", r"(?:the )?entries of (?P<what>.+?) are 0 or 1",
     lambda what: Binary(_matrix(what))),
    ("A is symmetric and positive definite", r"(?P<what>.+?) (?:is )?(?:symmetric and )?positive definite",
     lambda what: PositiveDefinite(_matrix(what))),
    ("A is symmetric", r"(?P<what>.+?) (?:is )?symmetric", lambda what: Symmetric(_matrix(what))),
    ("A is orthogonal", r"(?P<what>.+?) (?:is )?orthogonal", lambda what: Orthogonal(_matrix(what))),
    ("A is invertible", r"(?P<what>.+?) (?:is )?invertible", lambda what: Invertible(_matrix(what))),
    ("Y is binary", r"(?P<what>.+?) (?:is )?binary", Binary),
    ("y is 0 or 1", r"(?P<what>.+?) is 0 or 1", lambda what: Binary(_scalar(what))),
    ("c is not 0", r"(?P<what>.+?) (?:is )?(?:not 0|not zero|nonzero)", lambda what: Nonzero(_scalar(what))),
    ("c != 0", r"(?P<what>.+?) ?(?:!=|≠) ?0", lambda what: Nonzero(_scalar(what))),
    ("c lies in (0, 1)", r"(?P<what>.+?) (?:lies )?(?:in|∈) ?\((?P<low>[^,]+),(?P<high>[^,]+)\)", Between),
    ("0 < c < 1", r"(?P<low>[^<>=]+?) ?< ?(?P<what>[^<>=]+?) ?< ?(?P<high>[^<>=]+)",
     lambda what, low, high: Between(_scalar(what), low, high)),
    ("c > 0", r"(?P<what>[^<>=]+?) ?> ?(?P<low>[^<>=]+)", lambda what, low: Between(_scalar(what), low, S.Infinity)),
    ("c < 1", r"(?P<what>[^<>=]+?) ?< ?(?P<high>[^<>=]+)",
     lambda what, high: Between(_scalar(what), S.NegativeInfinity, high)),
    ("n = k", r"(?P<what>[^<>=]+?) ?= ?(?P<other>[^<>=]+)", _equal),
)  # fmt: skip
"""Each sentence by an example, its pattern, and the fact that it states; the first pattern that fits counts."""

NAMES = ("what", "low", "high", "other")
"""The parts of a sentence, in the order in which a fact takes them."""

INFINITIES: Mapping[str, Expr] = MappingProxyType(
    {"oo": S.Infinity, "∞": S.Infinity, "inf": S.Infinity, "-oo": S.NegativeInfinity, "-∞": S.NegativeInfinity,
     "−∞": S.NegativeInfinity, "-inf": S.NegativeInfinity}
)  # fmt: skip

PREDICATES: Mapping[Any, Make] = MappingProxyType(
    {
        Q.symmetric: lambda what: Symmetric(_matrix(what)),
        Q.orthogonal: lambda what: Orthogonal(_matrix(what)),
        Q.invertible: lambda what: Invertible(_matrix(what)),
        Q.positive_definite: lambda what: PositiveDefinite(_matrix(what)),
        Q.positive: lambda what: Between(_scalar(what), S.Zero, S.Infinity),
        Q.negative: lambda what: Between(_scalar(what), S.NegativeInfinity, S.Zero),
        Q.nonzero: lambda what: Nonzero(_scalar(what)),
    }
)
"""The predicates of SymPy that say what a fact says."""


def read_fact(sentence: str, symbols: Symbols) -> Fact:
    """Return the fact that a sentence states about the symbols of a table.

    >>> from sympy import MatrixSymbol, Symbol
    >>> table = {"Y": MatrixSymbol("Y", 3, 5), "A": MatrixSymbol("A", 2, 2), "c": Symbol("c")}
    >>> for sentence in ("Y columns sum to one", "A symmetric", "Y in (0, 1)", "c > 0"):
    ...     print(read_fact(sentence, table))
    the columns of Y sum to one
    A is symmetric
    the entries of Y lie in (0, 1)
    c > 0

    Raises `SymnetValueError` for a sentence that states no known fact, `ShapeError` for a fact that such a matrix
    cannot have, and what `read_expression` raises for what is between the words.
    """
    plain = " ".join(sentence.split()).rstrip(".")
    for _, pattern, make in SENTENCES:
        found = re.fullmatch(pattern, plain)
        if found:
            parts = found.groupdict()
            return _require_bounds(make(*(_read(parts[name], symbols) for name in NAMES if name in parts)))
    examples = ", ".join(repr(example) for example, _, _ in SENTENCES)
    raise SymnetValueError(f"{sentence[:80]!r} states no fact that can be assumed; write one as {examples}.")


def is_of_nothing(given: Any, symbols: Symbols) -> bool:
    """Tell whether a sentence has the form of a fact, about a symbol that is not there.

    >>> is_of_nothing("A is symmetric", {}), is_of_nothing("A is nice", {})
    (True, False)
    """
    if not isinstance(given, str):
        return False
    plain = " ".join(given.split()).rstrip(".")
    found = next((found for _, pattern, _ in SENTENCES if (found := re.fullmatch(pattern, plain))), None)
    names = [] if found is None else re.findall(r"[^\W\d]\w*", found.groupdict().get("what") or "")
    known = symbols.symbols if isinstance(symbols, SymbolTable) else symbols
    return len(names) == 1 and names[0] not in known


def _read(part: str, symbols: Symbols) -> Expr:
    text = part.strip()
    return INFINITIES[text] if text in INFINITIES else read_expression(text, symbols)


def as_fact(given: Any, symbols: Symbols) -> Fact:
    """Return a fact from what a user gives: a fact, a sentence, or a predicate or relation of SymPy.

    >>> from sympy import Eq, MatrixSymbol, Q, symbols
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> print(as_fact(Q.symmetric(MatrixSymbol("A", 2, 2)), {}), as_fact(Eq(n, k), {}), sep="; ")
    A is symmetric; n = k

    Raises `SymnetTypeError` for anything else, and `SymnetValueError` for a relation that no fact states.
    """
    if isinstance(given, FACTS):
        return given
    if isinstance(given, str):
        return read_fact(given, symbols)
    if isinstance(given, AppliedPredicate):
        return _from_predicate(given)
    if isinstance(given, Eq):
        return _equal(given.lhs, given.rhs)
    if isinstance(given, Ne) and given.rhs == 0:
        return Nonzero(given.lhs)
    if isinstance(given, StrictGreaterThan | StrictLessThan):
        return _from_bound(given)
    shown = brief(given) if isinstance(given, Basic) else repr(given)[:60]
    raise SymnetTypeError(
        f"{shown} ({type(given).__name__}) cannot be assumed; write a sentence as 'A is symmetric', a fact as "
        "Symmetric(A), a predicate as Q.symmetric(A), or a strict relation as c > 0."
    )


def as_facts(given: Iterable[Any], symbols: Symbols) -> tuple[Fact, ...]:
    """Return the facts from a list; what SymPy knows already says nothing, and a conjunction says several.

    >>> from sympy import Symbol, true
    >>> c = Symbol("c")
    >>> sorted(str(fact) for fact in as_facts([true, (c > 0) & (c < 1)], {}))
    ['c < 1', 'c > 0']
    """
    listed = one_or_several(given)
    parts = [part for each in listed for part in (each.args if isinstance(each, And) else (each,))]
    if any(part is False or part == S.false for part in parts):
        raise SymnetValueError("An assumption is false, so everything would follow from it; leave it out.")
    return tuple(as_fact(part, symbols) for part in parts if part is not True and part != S.true)


def one_or_several(given: Any) -> list[Any]:
    """Return what is assumed as a list: one sentence, fact or relation is one of them.

    >>> one_or_several("the columns of Y sum to one")
    ['the columns of Y sum to one']
    """
    return list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [given]


def assumed(given: Iterable[Any], table: SymbolTable) -> tuple[tuple[Fact, ...], SymbolTable]:
    """Return the facts, and the table in which the sizes that are assumed to be equal, or have to be, are one.

    >>> from sympy import MatrixSymbol, symbols
    >>> from symnet.parsing.symbols import symbol_table
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> table = symbol_table({"A": MatrixSymbol("A", n, k), "n": n, "k": k})
    >>> facts, square = assumed(["A symmetric", "n = k"], table)
    >>> square.symbols["A"].shape, [str(fact) for fact in facts]
    ((k, k), ['n = k', 'A is symmetric'])
    >>> [str(fact) for fact in assumed(["A rows sum to one", "A columns sum to one"], table)[0]]
    ['n = k', 'the rows of A sum to one', 'the columns of A sum to one']
    """
    listed = one_or_several(given)
    sizes = [(each, fact) for each in listed if isinstance(fact := _size_fact(each, table), SameSize)]
    related = table.with_sizes(equal_sizes(fact for _, fact in sizes))
    others = as_facts([each for each in listed if not any(each is one for one, _ in sizes)], related)
    equal = [fact for _, fact in sizes]
    equal += ties([in_sizes(fact, equal_sizes(equal)) for fact in others])
    solved = equal_sizes(equal)
    return (*equal, *(in_sizes(fact, solved) for fact in others)), table.with_sizes(solved)


def _size_fact(given: Any, table: SymbolTable) -> Fact | None:
    if isinstance(given, str) and not re.fullmatch("[^<>=!≠]+=[^<>=]+", given):
        return None
    try:
        return as_fact(given, table)
    except SymnetError:  # it may be one that can be read once the sizes are known; if not, it is reported then
        return None


def _from_predicate(given: AppliedPredicate) -> Fact:
    if given.function not in PREDICATES:
        names = ", ".join(f"Q.{predicate.name}" for predicate in PREDICATES)
        raise SymnetValueError(f"{given} states no fact that can be assumed; the predicates are {names}.")
    return PREDICATES[given.function](*given.arguments)


def _from_bound(given: Any) -> Fact:
    what, bound = given.lhs, given.rhs
    above = isinstance(given, StrictGreaterThan)
    if what.is_number:
        what, bound, above = bound, what, not above
    return _require_bounds(Between(what, bound, S.Infinity) if above else Between(what, S.NegativeInfinity, bound))


def _require_bounds(fact: Fact) -> Fact:
    if not isinstance(fact, Between):
        return fact
    low, high = as_expression(fact.low), as_expression(fact.high)
    if not (low.is_extended_real and high.is_extended_real and low.is_number and high.is_number):
        raise SymnetValueError(f"Bounds are numbers, but here they are {brief(low)} and {brief(high)}.")
    if not (low < high) == S.true:
        raise SymnetValueError(f"Nothing lies between {brief(low)} and {brief(high)}; write the smaller bound first.")
    return fact
