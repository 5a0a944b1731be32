"""How an edit is said: a sentence with places for expressions, which are printed only when somebody reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr

from symnet.expressions.broadcast import Broadcast
from symnet.expressions.entries import operands_first
from symnet.expressions.variables import Variable
from symnet.printing.latex import Printer
from symnet.printing.present import holds_batch
from symnet.printing.spelling import notation_of
from symnet.printing.typesetting import typeset


@dataclass(frozen=True)
class Wording:
    """What an edit did.

    ============== ================================================================================================
    description    what the edited expression is beside the first: ``without the factor {}``
    instruction    what to do to the first to get it: ``leave out the factor {}``
    parts          the expressions that go into the places of both
    local          whether it is only understood with the term in which it happened
    ============== ================================================================================================
    """

    description: str
    instruction: str
    parts: tuple[Expr, ...] = ()
    local: bool = False

    @property
    def length(self) -> int:
        """How much it takes to say it: the nodes of the expressions in it."""
        return sum(len(operands_first(part)) for part in self.parts)

    def within(self, term: Expr) -> Wording:
        """Return the wording of what happened inside one term of a sum."""
        description, instruction = (f"{words} in the term {{}}" for words in (self.description, self.instruction))
        return Wording(description, instruction, (*self.parts, term))


@dataclass(frozen=True)
class Voice:
    """How expressions are spelled inside a sentence: with the letters of batches or samples, and with which operator.

    >>> from sympy import MatrixSymbol
    >>> Voice().say("without the factor {}", [MatrixSymbol("A", 2, 3).T])
    'without the factor Aᵀ'
    """

    batch: bool = False
    hadamard: str = r"\odot"

    def spell(self, expression: Any) -> str:
        """Return the text of one expression; a bias is called by its name, however often it is repeated."""
        if isinstance(expression, Broadcast) and isinstance(expression.vector, Variable):
            return self.spell(expression.vector)
        return str(typeset(Printer(batch=self.batch, hadamard=self.hadamard)._print(expression)))

    def say(self, sentence: str, parts: Any) -> str:
        """Return a sentence with its expressions."""
        return sentence.format(*map(self.spell, parts))


def voice_of(*expressions: Any) -> Voice:
    """Return the voice in which these expressions print together."""
    nodes = (node for each in expressions for node in operands_first(each))
    spelling = next((node.spelling for node in nodes if isinstance(node, Variable)), None)
    hadamard = r"\odot" if spelling is None else notation_of(spelling).hadamard
    return Voice(any(map(holds_batch, expressions)), hadamard)


def without(kind: str, part: Expr) -> Wording:
    """Say that a factor or a term is left out."""
    return Wording(f"without the {kind} {{}}", f"leave out the {kind} {{}}", (part,), local=kind == "factor")


def additional(kind: str, part: Expr) -> Wording:
    """Say that a factor or a term is there that was not."""
    return Wording(f"with an additional {kind} {{}}", f"the {kind} {{}} is missing", (part,))


def instead(new: Expr, old: Expr) -> Wording:
    """Say that one expression stands where another did."""
    return Wording("with {} where {} belongs", "write {} where {} stands", (new, old))


def simply(description: str, instruction: str) -> Wording:
    """Say something that needs no expression."""
    return Wording(description, instruction)
