"""`verify`: is an equation true for all sizes? Proved, refuted by numbers that anybody can check, or undecided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sympy import Basic, Eq, Expr, Inverse, MatrixExpr
from sympy.matrices import MatrixBase

from symnet.counterexamples.drawing import free_symbols
from symnet.counterexamples.search import find_counterexample
from symnet.errors import ShapeError, SymnetError, SymnetTypeError, kind_of
from symnet.explaining import explain_equation, may_be_equal
from symnet.expressions.assumptions import Fact, Invertible, Orthogonal, PositiveDefinite, SameSize, equal_sizes
from symnet.expressions.equations import Equations
from symnet.expressions.operands import subexpressions
from symnet.expressions.shapes import as_expression, brief, same_size, shaped
from symnet.limits import LimitReachedError, Limits, limited
from symnet.nn.cost import Cost
from symnet.nn.network import Network
from symnet.parsing.domains import domain_in_words
from symnet.parsing.symbols import SymbolTable, symbol_table
from symnet.proof.proving import Proof, prove, with_sizes
from symnet.values.numbers.nowhere import NotEvaluableError
from symnet.verdicts import Claim, Verdict
from symnet.verification.conventions import in_another_convention
from symnet.verification.guarding import guarded
from symnet.verification.meanings import explained_misfit, with_meaning
from symnet.verification.reach import EXCEPT, WHERE, reach
from symnet.verification.reading.assuming import assumed, is_of_nothing, one_or_several
from symnet.verification.reading.contexts import cost_of, without_meaning
from symnet.verification.reading.relevance import beside_the_point, of_nothing
from symnet.verification.reading.statements import read_statement
from symnet.verification.reading.vocabulary import table_of, tables_of
from symnet.verification.settling import noted, settled
from symnet.verification.wording import claim_text

MOST_NODES = 20_000
"""A claim with more different subexpressions is not begun."""

TIMEOUT = 10.0
"""The default time limit in seconds."""


def verify(
    left: Any,
    right: Any = None,
    *,
    assuming: Any = (),
    given: Equations | None = None,
    network: Network | Cost | None = None,
    symbols: SymbolTable | Mapping[str, Expr] | None = None,
    timeout: float = TIMEOUT,
) -> Verdict:
    r"""Decide whether ``left = right`` holds for all real entries and all sizes at once.

    ======== =======================================================================================================
    left     a SymPy expression, scalar or matrix; or an ``Eq`` of two; or text: ``"dW1 = dZ1 A0ᵀ"``
    right    the other side, where `left` is only one
    assuming facts about symbols, or one: `SumToOne`, `Between`, `Binary`, `Symmetric` … , SymPy's ``Q.symmetric(A)``,
             ``Eq(n, k)``, ``c > 0``, or a sentence as ``"the columns of Y sum to one"``
    given    equations whose symbols may be replaced by what they define: ``net.equations("batch")``
    network  a network or a cost that the claim is about: its names are read in text, its equations are given
    symbols  what the names in a text without a network stand for: ``{"A": A, "B": B}``
    timeout  seconds, after which the answer is ``undecided``
    ======== =======================================================================================================

    Two sides are equal where both are defined: the scope of the verdict says where that is.

    >>> import symnet as sn
    >>> from sympy import MatrixSymbol, Symbol, Trace
    >>> n, k = (Symbol(name, integer=True, positive=True) for name in "nk")
    >>> A, B = MatrixSymbol("A", n, k), MatrixSymbol("B", k, n)
    >>> sn.verify(Trace(A * B), Trace(B * A)).status
    'proved'
    >>> verdict = sn.verify((A * B).T, A.T * B.T)
    >>> verdict.status, verdict.explanation
    ('refuted', 'the left side has the shape n × n, the right side k × k; they fit only where n = k')

    >>> cost = sn.Network(["n_0", "n_1", "n_2"], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy")
    >>> sn.verify("dZ0 = W1ᵀ dZ1 ⊙ (1 - A0 ⊙ A0)", network=cost).status
    'proved'
    >>> print(sn.verify("dZ0 = W1ᵀ dZ1 ⊙ (1 - A0)", network=cost).explanation)
    the right side should be W^[1]ᵀ δ^[1] ⊙ (1 - (A^[0])^⊙2): write (A^[0])^⊙2 where A^[0] stands

    ``*`` beside ``@`` is the product entry by entry, as in NumPy. In a text without ``@`` it is what fits; where it may
    be that or the product of matrices, the claim is decided in both, and undecided where they differ.

    >>> sn.verify("dZ0 = (W1.T @ dZ1) * (1 - A0**2)", network=cost).status
    'proved'
    >>> square = {name: MatrixSymbol(name, n, n) for name in "AB"}
    >>> sn.verify("A * B = B * A", symbols=square).status
    'undecided'

    Raises `SymnetTypeError` for sides that are no expressions, `SymnetValueError` for text or a fact that cannot be
    read.
    """
    limits = Limits(timeout)
    text = left if isinstance(left, str) else None
    try:
        with limited(limits):
            verdict = _verified(left, right, assuming, given, network, symbols, limits)
    except RecursionError:  # SymPy compares what is deep level by level
        verdict = Verdict("undecided", "" if text is None else text, explanation="it is nested too deeply")
    except LimitReachedError as error:  # while the claim was read
        verdict = Verdict("undecided", "" if text is None else text, explanation=str(error))
    return replace(verdict, claim=verdict.claim if text is None else text, seconds=limits.elapsed)


def _verified(
    left: Any, right: Any, assuming: Any, given: Equations | None, network: Any, symbols: Any, limits: Limits
) -> Verdict:
    """Return the verdict on a claim that is still to be read."""
    about = None if network is None else cost_of(network)
    if not isinstance(left, str):
        sides = _sides(left, right)
        require_size(sides)
        claim, aside = _of_sides(*sides, about, assuming)
        return noted(_decided(claim, about, given, limits), aside)
    if right is not None or (about is None) == (symbols is None):
        raise SymnetTypeError(
            f"A claim in text is one string with a network that its names belong to, or with symbols, but was given "
            f'{left[:60]!r} {_wrongly_given(right, about)}; write sn.verify("dZ1 = A1 - Y", network=net).'
        )
    tables = [_as_table(symbols)] if about is None else tables_of(about)
    return _of_text(left, tables, assuming, about, given, limits)


def _wrongly_given(right: Any, about: Cost | None) -> str:
    if right is not None:
        return "and a second side"
    return "without a network" if about is None else "with both"


def _as_table(symbols: Any) -> SymbolTable:
    return symbols if isinstance(symbols, SymbolTable) else symbol_table(symbols)


def _of_text(
    text: str,
    tables: Iterable[SymbolTable],
    assuming: Iterable[Any],
    about: Cost | None,
    given: Equations | None,
    limits: Limits,
) -> Verdict:
    """Return the verdict on what a text claims; where it may claim two things, on both."""
    names = None if about is None else table_of(about)
    try:
        statement = read_statement(text, tables, one_or_several(assuming), names=names, is_code=about is not None)
    except ShapeError as unfit:
        verdict = Verdict("refuted", text, explanation=str(unfit).split("\n")[0])
        if about is not None:
            verdict = noted(verdict, explained_misfit(text, about, one_or_several(assuming), limits.part(0.3)))
        return replace(verdict, seconds=limits.elapsed)
    if statement.doubt:
        return Verdict("undecided", text, explanation=statement.doubt, seconds=limits.elapsed)
    claims = [
        Claim(
            with_sizes(read.left, read.facts),
            with_sizes(read.right, read.facts),
            read.facts,
            defined=tuple(with_sizes(scalar, read.facts) for scalar in read.defined),
        )
        for read in statement.readings
    ]
    verdict = settled([_decided(claim, about, given, limits) for claim in claims])
    return replace(verdict, claim=text, seconds=limits.elapsed)


def _decided(claim: Claim, about: Cost | None, given: Equations | None, limits: Limits) -> Verdict:
    """Return the verdict on a claim, with what is said of facts that are about nothing in it."""
    whole = with_meaning(claim, about, given)
    sides = whole.left, whole.right
    lines = whole.given or Equations([])
    unknown = [] if about is None else without_meaning(about, sides, lines)
    verdict = _unknown(unknown, whole) if unknown else decide(whole, limits)
    return noted(verdict, beside_the_point(whole.facts, [*sides, *(side for line in lines for side in line)]))


def _unknown(symbols: Sequence[Expr], claim: Claim) -> Verdict:
    """Say that a claim holds symbols that look like those of the network, and which nothing defines."""
    named = ", ".join(map(str, symbols))
    verb = "is no symbol" if len(symbols) == 1 else "are no symbols"
    explanation = f"{named} {verb} of this network in its notation, so the claim says nothing about it"
    return Verdict("undecided", claim_text(claim.left, claim.right), explanation=explanation, subject=claim)


def _of_sides(left: Expr, right: Expr, about: Cost | None, assuming: Iterable[Any]) -> tuple[Claim, str]:
    """Return the claim that two expressions make, and what is assumed of symbols that are not in it.

    Sentences may name the symbols in the sides, or those of the network.
    """
    names = (
        symbol_table({str(symbol): symbol for symbol in sorted(free_symbols([left, right]), key=str)})
        if about is None
        else table_of(about)
    )
    listed = one_or_several(assuming)
    aside = [each for each in listed if about is None and is_of_nothing(each, names)]
    facts, _ = assumed([each for each in listed if each not in aside], names)
    return Claim(with_sizes(left, facts), with_sizes(right, facts), facts), of_nothing(aside)


def _sides(left: Any, right: Any) -> tuple[Expr, Expr]:
    if right is None:
        if not isinstance(left, Eq):
            raise SymnetTypeError(
                f"verify takes two sides or an Eq, but was given only {brief(left)}, {kind_of(left)}; "
                "write sn.verify(left, right) or sn.verify(sympy.Eq(left, right, evaluate=False))."
            )
        return left.lhs, left.rhs
    sides = tuple(as_expression(side) for side in (left, right))
    for side in sides:
        if not isinstance(side, Expr | MatrixBase):
            raise SymnetTypeError(
                f"A side of an equation must be a SymPy expression, but {brief(side)} is {kind_of(side)}."
            )
    first, second = (side.as_immutable() if isinstance(side, MatrixBase) else side for side in sides)
    return first, second


def decide(claim: Claim, limits: Limits) -> Verdict:
    """Return the verdict on a claim: by shapes, by proof, by a counterexample, or none of these."""
    text = claim_text(claim.left, claim.right)
    mismatch = _shape_mismatch(claim)
    if mismatch:
        return Verdict("refuted", text, explanation=mismatch)
    try:
        require_size((claim.left, claim.right))
        with np.errstate(all="ignore"):
            verdict = _proved_or_refuted(claim, text, limits)
    except LimitReachedError as error:
        verdict = Verdict("undecided", text, explanation=str(error))
    return replace(verdict, subject=claim)


def require_size(sides: Iterable[Basic]) -> None:
    """Raise `LimitReachedError` for a claim that is too large to begin with; the parts are counted no further."""
    waiting, seen = list(sides), set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if len(seen) > MOST_NODES:
            raise LimitReachedError(f"it has more than {MOST_NODES} different parts, which is the limit")
        waiting.extend(node.args)


def _proved_or_refuted(claim: Claim, text: str, limits: Limits) -> Verdict:
    reason = ""
    try:
        proof = prove(claim, limits)
        if proof is not None:
            return guarded(_proved(claim, text, proof), claim, limits)
    except LimitReachedError as error:
        reason = str(error)
    return refute(claim, text, limits, reason)


def _shape_mismatch(claim: Claim) -> str:
    """Say how the shapes of the sides differ, and which sizes would have to be equal; nothing where they do not."""
    sides = claim.left, claim.right
    kinds = ["matrix" if isinstance(side, MatrixExpr) else "scalar" for side in sides]
    shapes = [side.shape if isinstance(side, MatrixExpr) else (1, 1) for side in sides]
    equal = equal_sizes(claim.facts)
    differ = [(a, b) for a, b in zip(*shapes, strict=True) if not same_size(a, b, equal)]
    if not differ:
        return ""
    if kinds[0] != kinds[1]:
        scalar, matrix = sides if kinds[0] == "scalar" else sides[::-1]
        return f"{brief(scalar)} is a scalar, but {shaped(matrix)} is a matrix"
    (a, b), (c, d) = shapes
    text = f"the left side has the shape {a} × {b}, the right side {c} × {d}"
    if any(getattr(x, "is_Integer", False) and getattr(y, "is_Integer", False) for x, y in differ):
        return text
    needed = " and ".join(dict.fromkeys(f"{x} = {y}" for x, y in differ))
    return f"{text}; they fit only where {needed}"


def _proved(claim: Claim, text: str, proof: Proof) -> Verdict:
    assumed = [fact for fact in claim.facts if fact in proof.facts or _is_needed_to_be_read(claim, fact)]
    return Verdict(
        "proved",
        text,
        scope=(
            reach([claim.left, claim.right]),
            *(f"{EXCEPT}{place}" for place in proof.exceptions),
            *_where(claim, proof),
        ),
        assumptions=tuple(map(str, assumed)),
        conventions=proof.conventions,
        proof=proof.rules,
    )


def _is_needed_to_be_read(claim: Claim, fact: Fact) -> bool:
    """Tell whether a fact is used by the expressions themselves: an inverse exists, two sizes are the same."""
    if isinstance(fact, SameSize):
        return True
    inverted = {node.arg for side in (claim.left, claim.right) for node in _inverses(side)}
    return isinstance(fact, Invertible | PositiveDefinite | Orthogonal) and fact.matrix in inverted


def _inverses(side: Expr) -> set[Any]:
    return {node for node in subexpressions(side) if isinstance(node, Inverse)}


def _where(claim: Claim, proof: Proof) -> list[str]:
    assumed = {fact.matrix for fact in claim.facts if isinstance(fact, Invertible | PositiveDefinite | Orthogonal)}
    inverted = [node.arg for side in (claim.left, claim.right) for node in _inverses(side)]
    texts = dict.fromkeys(f"{brief(matrix)} is invertible" for matrix in inverted if matrix not in assumed)
    return [f"{WHERE}{text}" for text in dict.fromkeys((*texts, *proof.conditions, *domain_in_words(claim.defined)))]


def refute(claim: Claim, text: str, limits: Limits, reason: str, *, explained: Claim | None = None) -> Verdict:
    """Return the verdict on a claim that was not proved: refuted by numbers, or undecided for the reason.

    A refuted claim is explained by the single change that would make it right, where one is proved to. What is
    `explained` may be the claim in other words: with a formula on the left, where the claim has a name.
    """
    try:
        found = find_counterexample(
            claim.left,
            claim.right,
            facts=claim.facts,
            given=claim.given,
            gradients=claim.gradients,
            defined=claim.defined,
            limits=limits,
        )
    except (LimitReachedError, NotEvaluableError) as error:
        return Verdict("undecided", text, explanation=reason or str(error))
    except RecursionError:
        return Verdict("undecided", text, explanation=reason or "it is nested too deeply")
    if found is None:
        evidence = "no proof was found, and no numbers at which the sides differ"
        return Verdict("undecided", text, explanation=f"{evidence}: {reason}" if reason else evidence)
    return Verdict("refuted", text, counterexample=found, explanation=_explained(explained or claim, limits))


def _explained(claim: Claim, limits: Limits) -> str:
    if not free_symbols([claim.left, claim.right]):
        return ""  # any number becomes any other by one edit

    def proves(left: Expr, right: Expr) -> bool:
        try:
            return prove(replace(claim, left=left, right=right), limits.part(0.2)) is not None
        except LimitReachedError:
            return False

    def proves_if_likely(left: Expr, right: Expr) -> bool:
        likely = may_be_equal(left, right, given=claim.given, facts=claim.facts, limits=limits.part(0.2))
        return likely and proves(left, right)

    part = limits.part(0.5)
    try:
        with limited(part):
            convention = in_another_convention(claim.left, claim.right, prove=proves_if_likely)
            if convention:
                return convention
            sentence = explain_equation(
                claim.left, claim.right, given=claim.given, facts=claim.facts, limits=part, prove=proves
            )
    except (SymnetError, RecursionError, NotImplementedError):  # too long, or no way to spell it
        sentence = None
    return sentence or ""
