"""Claims with all that they stand on, and why a text that is no claim does not fit."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

from symnet.errors import SymnetError
from symnet.explaining import explain_text, may_be_equal
from symnet.expressions.assumptions import SameSize, subject_of
from symnet.expressions.equations import Equations
from symnet.limits import LimitReachedError, Limits
from symnet.nn.cost import Cost
from symnet.proof.proving import prove
from symnet.verdicts import Claim
from symnet.verification.gradient_names import with_gradients
from symnet.verification.reading.contexts import definitions_of, names_near, with_losses
from symnet.verification.reading.relevance import facts_about, symbols_in
from symnet.verification.reading.statements import read_statement
from symnet.verification.reading.vocabulary import table_of, tables_of


def with_meaning(claim: Claim, about: Cost | None, given: Equations | None) -> Claim:
    """Return a claim with all that it stands on: losses, definitions, facts at its own grain."""
    gradients = None
    if about is not None:
        claim = replace(claim, left=with_losses(about, claim.left), right=with_losses(about, claim.right))
        given = _with_the_networks(given, claim, about)
        given, gradients = with_gradients(about, given, [claim.left, claim.right])
    held = symbols_in([claim.left, claim.right, *(side for line in given or () for side in line)])
    return replace(claim, given=given, gradients=gradients, facts=facts_about(claim.facts, held))


def _with_the_networks(given: Equations | None, claim: Claim, about: Cost) -> Equations:
    """Return what a user gives, and the definitions of the network for whatever that leaves open."""
    sides = (claim.left, claim.right, *(subject_of(fact) for fact in claim.facts if not isinstance(fact, SameSize)))
    if given is None:
        return definitions_of(about, sides)
    known = definitions_of(about, (*sides, *(side for line in given for side in line)))
    try:
        return Equations([*(line for line in known if line.symbol not in given.symbols), *given])
    except SymnetError:  # a symbol of the network is defined by what a user defines otherwise
        return given


def explained_misfit(text: str, about: Cost, assuming: list[Any], limits: Limits) -> str:
    """Return the single change by which a text about a network fits and holds, or nothing."""

    def holds(changed: str) -> bool:
        limits.check()
        try:
            statement = read_statement(changed, [table], assuming, names=table_of(about))
            left, right, _, facts = statement.readings[0]
            claim = with_meaning(Claim(left, right, facts), about, None)
            likely = may_be_equal(left, right, given=claim.given, facts=facts, limits=limits)
            return likely and prove(claim, limits) is not None
        except LimitReachedError:
            raise
        except (SymnetError, RecursionError):
            return False

    for table in islice(tables_of(about), 2):
        known = names_near(text.partition("=")[0], table, about)
        try:
            found = explain_text(text, table, known, holds=holds) if known else None
        except LimitReachedError:
            return ""
        except SymnetError:  # it cannot be read with these names
            continue
        if found:
            return found
    return ""
