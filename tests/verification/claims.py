"""Claims whose truth is known before the prover sees them: the soundness run of sn.verify is made of these.

A true claim is an expression and what a random sequence of sound rewrites made of it, or the derivatives of both. A false
one is a true one with one random edit. Both are settled by numbers of forty digits at sizes that are all different: a
rewrite that changed a value is an error of the generator, an edit that changed none is thrown away.
"""

import random
from dataclasses import dataclass
from typing import Any

from sympy import Basic, MatrixExpr, MatrixSymbol, S, Sum
from sympy.matrices.expressions.matexpr import MatrixElement

import symnet as sn
from symnet.errors import SymnetError
from symnet.expressions.entries import operands_first
from symnet.expressions.substitution import substitute
from tests.verification.claims_edits import edited
from tests.verification.claims_expressions import SPECIAL, Drawing, facts_of, k, m, n
from tests.verification.claims_rules import RULES
from tests.verification.exact_values import truth

LARGEST = 120
"""An expression with more nodes is drawn again."""
SEEDS = (2, 0)
"""Of the points at which a claim is settled: small numbers, then larger ones, at other sizes."""


@dataclass(frozen=True)
class Claim:
    """Two sides, the facts, whether they are equal; and how it was made: the rewrites, and the edit of a false one."""

    left: Any
    right: Any
    facts: tuple[Any, ...]
    truth: bool
    rules: tuple[str, ...]
    edit: str = ""

    @property
    def nodes(self) -> set[str]:
        """The node types that stand on either side."""
        return {type(node).__name__ for side in (self.left, self.right) for node in operands_first(side)}

    @property
    def size(self) -> int:
        """How many distinct subexpressions both sides have."""
        return len({node for side in (self.left, self.right) for node in operands_first(side)})


class GeneratorError(Exception):
    """A rewrite that is not sound."""


def draw_claim(source: random.Random) -> Claim:
    """Return a claim; about half of them are true."""
    wanted = source.random() < 0.5
    while True:
        found = _true_claim(source)
        if found is None:
            continue
        if wanted:
            return found
        wrong = _false_claim(found, source)
        if wrong is not None:
            return wrong


def _true_claim(source: random.Random) -> Claim | None:
    """Return a true claim, or None where the luck was bad: too large, no change, or no point to settle it at."""
    differentiated = source.random() < 0.15
    drawing = Drawing(source, kinks=not differentiated)
    left = _base(drawing, source, scalar=differentiated)
    count = source.randint(2, 8)
    right = left
    rules: list[str] = []
    for _ in range(4 * count):
        if len(rules) == count:
            break
        right, name = rewritten(right, source)
        if name:
            rules.append(name)
        if len(operands_first(right)) > LARGEST:
            return None
    if source.random() < 0.3:
        left, name = rewritten(left, source)
        rules += [name] if name else []
    if differentiated:
        sides = _differentiated(left, right, source)
        if sides is None:
            return None
        (left, right), rules = sides, [*rules, "derivative of both sides"]
    if left == right or len(rules) < 2 or max(len(operands_first(side)) for side in (left, right)) > LARGEST:
        return None
    facts = facts_of(left, right)
    settled = _settled(left, right, facts, seeds=SEEDS)
    if settled is False:
        raise GeneratorError(f"{left} is not {right}, after {rules}")
    return Claim(left, right, facts, truth=True, rules=tuple(rules)) if settled else None


def _settled(left: Any, right: Any, facts: Any, *, seeds: tuple[int, ...]) -> bool | None:
    """Return whether two sides are equal at some points; None where the numbers cannot be computed."""
    try:
        settled: bool | None = truth(left, right, facts, seeds=seeds)
    except (ArithmeticError, AttributeError, IndexError, NotImplementedError, TypeError, ValueError):
        return None  # some derivatives hold nodes for which there are no numbers: a delta with a range, say
    return settled


def _base(drawing: Drawing, source: random.Random, *, scalar: bool) -> Any:
    """Return what the claim is about: a matrix, a scalar, a network, or a stacked column."""
    depth = source.choice((2, 2, 3, 3, 4))
    if scalar:
        return drawing.cost() if source.random() < 0.5 else drawing.scalar(depth)
    kind = source.choice(("matrix", "matrix", "matrix", "scalar", "scalar", "network", "stacked", "vec"))
    if kind == "matrix":
        rows = source.choice((n, m, k))
        return drawing.matrix(rows, source.choice((n, m, k, S.One, rows)), depth)
    table = {
        "scalar": lambda: drawing.scalar(depth),
        "network": drawing.network,
        "stacked": lambda: drawing.stacked(2),
        "vec": lambda: drawing.vector_of_stack(2),
    }
    return table[kind]()


def rewritten(expression: Any, source: random.Random) -> tuple[Any, str]:
    """Return the expression with one rule applied at one place, and the rule's name; or as it is, and no name."""
    places = places_of(expression)
    fitting = {}
    for name, (_, kinds) in RULES.items():
        found = [node for node in places if isinstance(node, kinds)]
        if found:
            fitting[name] = found
    weights = [weight_of(name) for name in fitting]
    for name in source.choices(tuple(fitting), weights, k=8) if fitting else ():
        node = source.choice(fitting[name])
        changed = RULES[name][0](node, source)
        if changed is not None and changed != node:
            return substitute(expression, {node: changed}), name
    return expression, ""


COMMON = {
    "product of transposes",
    "pull minus out",
    "function of a transpose",
    "distribute scalar",
    "commute terms",
    "sum as function",
    "entrywise product commutes",
    "flatten factors",
    "broadcast by ones",
}
"""The rules that fit nearly everywhere."""


def weight_of(name: str) -> int:
    """Return how often a rule is tried: a rule that fits anywhere less often than one that seldom fits."""
    if RULES[name][1] == (MatrixExpr,):
        return 1
    return 2 if name in COMMON else 10


def places_of(expression: Any) -> list[Any]:
    """Return the subexpressions that a rule may change: those that stand in no sum over an index."""
    closed = (MatrixSymbol, MatrixElement, Sum)
    return [node for node in operands_first(expression, closed=closed) if isinstance(node, Basic) and _may_change(node)]


def _may_change(node: Any) -> bool:
    return isinstance(node, MatrixExpr) or not getattr(node, "is_Atom", True)


def _differentiated(left: Any, right: Any, source: random.Random) -> tuple[Any, Any] | None:
    """Return the gradients of both sides by a symbol that no fact is about, or None where there is none."""
    symbols = [each for each in sorted(left.atoms(MatrixSymbol), key=str) if each not in SPECIAL]
    if not symbols:
        return None
    variable = source.choice(symbols)
    try:
        return sn.gradient(left, variable), sn.gradient(right, variable)
    except SymnetError:
        return None


def _false_claim(claim: Claim, source: random.Random) -> Claim | None:
    """Return the claim with one edit that makes it false, or None where no point shows a difference."""
    for _ in range(8):
        right, name = edited(claim.right, source)
        if not name:
            continue
        facts = facts_of(claim.left, right)
        if _settled(claim.left, right, facts, seeds=(*SEEDS, 1)) is False:
            return Claim(claim.left, right, facts, truth=False, rules=claim.rules, edit=name)
    return None
