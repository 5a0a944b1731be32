"""`verify`: is an equation true for all sizes? Proved, refuted by numbers that anybody can check, or undecided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from sympy import Basic, Eq, Expr, Inverse, MatrixExpr
from sympy.matrices import MatrixBase

from symnet.counterexamples.drawing import free_symbols
from symnet.counterexamples.search import find_counterexample
from symnet.errors import ShapeError, SymnetError, SymnetTypeError, kind_of
from symnet.explaining import explain_equation
from symnet.expressions.assumptions import Fact, Invertible, Orthogonal, PositiveDefinite, SameSize
from symnet.expressions.entries import operands_first
from symnet.expressions.equations import Equations
from symnet.expressions.shapes import as_expression, brief, shaped
from symnet.limits import LimitReachedError, Limits, limited
from symnet.nn.cost import Cost
from symnet.nn.network import Network
from symnet.parsing.symbols import symbol_table
from symnet.proof.proving import Proof, prove, with_sizes
from symnet.values.numbers.nowhere import NotEvaluableError
from symnet.verdicts import Claim, Verdict
from symnet.verification.guarding import guarded
from symnet.verification.meanings import with_meanings
from symnet.verification.reach import EXCEPT, WHERE, reach
from symnet.verification.reading.assuming import assumed
from symnet.verification.reading.contexts import cost_of, definitions_of
from symnet.verification.reading.vocabulary import read_claim, table_of, tables_of
from symnet.verification.wording import claim_text

MOST_NODES = 20_000
"""A claim with more different subexpressions is not begun."""

TIMEOUT = 10.0
"""The default time limit in seconds."""


def verify(
    left: Any,
    right: Any = None,
    *,
    assuming: Iterable[Any] = (),
    given: Equations | None = None,
    network: Network | Cost | None = None,
    timeout: float = TIMEOUT,
) -> Verdict:
    r"""Decide whether ``left = right`` holds for all real entries and all sizes at once.

    ======== =======================================================================================================
    left     a SymPy expression, scalar or matrix; or an ``Eq`` of two; or, with a network, text: ``"dW1 = dZ1 A0ᵀ"``
    right    the other side, where `left` is only one
    assuming facts about symbols: `SumToOne`, `Between`, `Binary`, `Symmetric` … , SymPy's ``Q.symmetric(A)``,
             ``Eq(n, k)``, ``c > 0``, or a sentence as ``"the columns of Y sum to one"``
    given    equations whose symbols may be replaced by what they define: ``net.equations("batch")``
    network  a network or a cost that the claim is about: its names are read in text, its equations are given
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

    Raises `SymnetTypeError` for sides that are no expressions, `SymnetValueError` for text or a fact that cannot be
    read.
    """
    limits = Limits(timeout)
    text = left if isinstance(left, str) else None
    try:
        with limited(limits):
            verdict = _verified(left, right, assuming, given, network, limits)
    except LimitReachedError as error:  # while the claim was read
        verdict = Verdict("undecided", "" if text is None else text, explanation=str(error))
    return replace(verdict, claim=verdict.claim if text is None else text, seconds=limits.elapsed)


def _verified(
    left: Any, right: Any, assuming: Iterable[Any], given: Equations | None, network: Any, limits: Limits
) -> Verdict:
    """Return the verdict on a claim that is still to be read."""
    about = None if network is None else cost_of(network)
    if isinstance(left, str):
        try:
            claim = _read(left, right, about, assuming)
        except ShapeError as unfit:
            return Verdict("refuted", left, explanation=str(unfit).split("\n")[0])
    else:
        sides = _sides(left, right)
        require_size(sides)
        claim = _of_sides(*sides, about, assuming)
    if given is not None or about is None:
        return decide(replace(claim, given=given), limits)
    definitions, gradients = with_meanings(about, definitions_of(about, (claim.left, claim.right)))
    return decide(replace(claim, given=definitions, gradients=gradients), limits)


def _read(text: str, other: Any, about: Cost | None, assuming: Iterable[Any]) -> Claim:
    """Return the claim that a text makes about a network."""
    if about is None or other is not None:
        raise SymnetTypeError(
            f"A claim in text is one string with a network that its names belong to, but was given {text[:60]!r} "
            f"{'without a network' if about is None else 'and a second side'}; write "
            'sn.verify("dZ1 = A1 - Y", network=net).'
        )
    return Claim(*read_claim(text, tables_of(about), assuming))


def _of_sides(left: Expr, right: Expr, about: Cost | None, assuming: Iterable[Any]) -> Claim:
    """Return the claim that two expressions make; sentences may name the symbols in them, or those of the network."""
    names = (
        symbol_table({str(symbol): symbol for symbol in sorted(free_symbols([left, right]), key=str)})
        if about is None
        else table_of(about)
    )
    facts, _ = assumed(assuming, names)
    return Claim(with_sizes(left, facts), with_sizes(right, facts), facts)


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
    differ = [(a, b) for a, b in zip(*shapes, strict=True) if a != b]
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
    return {node for node in operands_first(side) if isinstance(node, Inverse)}


def _where(claim: Claim, proof: Proof) -> list[str]:
    assumed = {fact.matrix for fact in claim.facts if isinstance(fact, Invertible | PositiveDefinite | Orthogonal)}
    inverted = [node.arg for side in (claim.left, claim.right) for node in _inverses(side)]
    texts = dict.fromkeys(f"{brief(matrix)} is invertible" for matrix in inverted if matrix not in assumed)
    return [f"{WHERE}{text}" for text in (*texts, *proof.conditions)]


def refute(claim: Claim, text: str, limits: Limits, reason: str, *, explained: Claim | None = None) -> Verdict:
    """Return the verdict on a claim that was not proved: refuted by numbers, or undecided for the reason.

    A refuted claim is explained by the single change that would make it right, where one is proved to. What is
    `explained` may be the claim in other words: with a formula on the left, where the claim has a name.
    """
    try:
        found = find_counterexample(
            claim.left, claim.right, facts=claim.facts, given=claim.given, gradients=claim.gradients, limits=limits
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

    part = limits.part(0.5)
    try:
        with limited(part):
            sentence = explain_equation(
                claim.left, claim.right, given=claim.given, facts=claim.facts, limits=part, prove=proves
            )
    except (SymnetError, RecursionError, NotImplementedError):  # too long, or no way to spell it
        sentence = None
    return sentence or ""
