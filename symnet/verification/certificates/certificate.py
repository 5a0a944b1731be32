"""Certificates: a decision with all that is needed to check it again, as a file.

A certificate holds the claim itself, not only its text; the definitions and facts that it stands on; and for a refuted
claim the numbers at which it fails. `symnet.verification.certificates.rechecking` checks it without the prover.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal

from sympy import Basic, Expr, Integer

from symnet.counterexamples.drawing import free_symbols, related_sizes
from symnet.errors import SymnetValueError
from symnet.expressions.assumptions import Fact
from symnet.expressions.equations import Definition
from symnet.verdicts import Claim, Counterexample, Gradients, Verdict
from symnet.verification.wording import claim_text
from symnet.version import __version__

METHODS = {"proved": "index form", "refuted": "counterexample"}
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19)
TURNS = 3
"""At how many choices of sizes a proof is checked again."""

Sizes = Mapping[str, int]


@dataclass(frozen=True)
class Certificate:
    """A decision that can be checked again.

    =========== ===================================================================================================
    status      ``proved`` or ``refuted``
    claim       the equation as text
    left, right the two sides
    given       the definitions that the claim stands on
    gradients   which symbols are derivatives, of what and by what
    facts       what is assumed of the symbols
    scope       for what it is proved
    conventions what stands for derivatives that do not exist
    method      ``index form`` or ``counterexample``
    sizes       the sizes at which a proof is checked again, by name: one mapping for each check
    seeds       from what the entries are drawn in each check
    witness     the numbers at which a refuted claim fails, or those at which the prover and its guard disagree
    version     the version of symnet that decided
    =========== ===================================================================================================
    """

    status: Literal["proved", "refuted"]
    claim: str
    left: Expr
    right: Expr
    given: tuple[Definition, ...] = ()
    gradients: Gradients | None = None
    facts: tuple[Fact, ...] = ()
    scope: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()
    method: str = "index form"
    sizes: tuple[Sizes, ...] = ()
    seeds: tuple[int, ...] = ()
    witness: Counterexample | None = None
    version: str = ""


def certificate_of(
    verdict: Verdict,
    left: Expr,
    right: Expr,
    *,
    given: Iterable[tuple[Expr, Expr]] = (),
    gradients: Gradients | None = None,
    facts: Sequence[Fact] = (),
    version: str = "",
) -> Certificate:
    """Return the certificate of a verdict about two sides; `version` is that of symnet (``symnet.__version__``).

    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)
    >>> certificate = certificate_of(Verdict("proved", "", ("the given sizes",)), (A * B).T, B.T * A.T)
    >>> certificate.claim, certificate.method
    ('Bᵀ Aᵀ = Bᵀ Aᵀ', 'index form')

    Raises `SymnetValueError` for a verdict that decides nothing, or refutes without numbers.
    """
    if verdict.status == "undecided":
        raise SymnetValueError(f"An undecided claim has no certificate: {verdict.explanation or verdict.claim}")
    if verdict.refuted and verdict.counterexample is None:
        raise SymnetValueError(
            f"A claim that is refuted without numbers has no certificate: {verdict.explanation or verdict.claim}"
        )
    definitions = tuple(Definition(*pair) for pair in given)
    sides = [left, right, *(side for pair in definitions for side in pair)]
    return Certificate(
        status=verdict.status,
        claim=claim_text(left, right),
        left=left,
        right=right,
        given=definitions,
        gradients=gradients,
        facts=tuple(facts),
        scope=verdict.scope,
        conventions=verdict.conventions,
        method=METHODS[verdict.status],
        sizes=tuple(sizes_at(sides, facts, turn=turn) for turn in range(TURNS)) if verdict.proved else (),
        seeds=tuple(range(TURNS)) if verdict.proved else (),
        witness=verdict.counterexample,
        version=version,
    )


def certificate_of_claim(verdict: Verdict, claim: Claim) -> Certificate:
    """Return the certificate of a verdict about a claim: with the definitions and the facts that it reaches."""
    given, gradients = _reached(claim)
    sides = (claim.left, claim.right, *(side for pair in given for side in pair))
    known = free_symbols([*sides, *size_symbols(sides)])
    facts = [fact for fact in claim.facts if known & symbols_of(fact)]
    return certificate_of(
        verdict, claim.left, claim.right, given=given, gradients=gradients, facts=facts, version=__version__
    )


def symbols_of(fact: Fact) -> set[Basic]:
    """Return the symbols that a fact is about."""
    return free_symbols([value for each in fields(fact) if isinstance(value := getattr(fact, each.name), Basic)])


def _reached(claim: Claim) -> tuple[list[Definition], Gradients | None]:
    """Return the definitions that the sides of a claim need, in order, and what the gradients in them are."""
    names = {} if claim.gradients is None else dict(claim.gradients.names)
    wanted = free_symbols([claim.left, claim.right])
    used = {name: symbol for name, symbol in names.items() if name in wanted}
    if claim.gradients is not None and used:
        wanted |= free_symbols([claim.gradients.of, *used.values()])
    needed = []
    for definition in reversed(claim.given or ()):
        if definition.symbol in wanted and definition.symbol not in names:
            needed.append(definition)
            wanted |= free_symbols([definition.expression])
    gradients = replace(claim.gradients, names=tuple(used.items())) if claim.gradients is not None and used else None
    return needed[::-1], gradients


def size_symbols(expressions: Iterable[Expr]) -> list[Expr]:
    """Return the symbols in the shapes of matrices, by name.

    >>> from sympy import MatrixSymbol, symbols
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> size_symbols([MatrixSymbol("A", n, 2 * k)])
    [k, n]
    """
    matrices = [symbol for symbol in free_symbols(expressions) if symbol.is_Matrix]
    return sorted({size for symbol in matrices for side in symbol.shape for size in side.free_symbols}, key=str)


def sizes_at(expressions: Iterable[Expr], facts: Sequence[Fact], *, turn: int) -> Sizes:
    """Return a prime for each size symbol, all different, and others in each turn; as the facts say where they do.

    >>> from sympy import MatrixSymbol, symbols
    >>> from symnet.expressions.assumptions import SameSize
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> sizes_at([MatrixSymbol("A", n, k)], [SameSize(n, 2 * k)], turn=1)
    {'k': 3, 'n': 6}

    Raises `SymnetValueError` where an assumed size is no positive integer.
    """
    related = related_sizes(facts)
    wanted = {*size_symbols(expressions), *(symbol for other in related.values() for symbol in other.free_symbols)}
    free = sorted(wanted - set(related), key=str)
    found = {size: PRIMES[(place + turn) % len(PRIMES)] for place, size in enumerate(free)}
    for _ in related:  # one may be told by another
        for size, other in related.items():
            value = other.xreplace({symbol: Integer(number) for symbol, number in found.items()})
            if value.is_Integer and value > 0:
                found[size] = int(value)
    if set(related) - set(found):
        raise SymnetValueError(f"There are no sizes with {', '.join(f'{a} = {b}' for a, b in related.items())}.")
    return {str(size): number for size, number in sorted(found.items(), key=str)}
