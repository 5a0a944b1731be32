"""What is false in the convention of its notation and true in another: δ as the gradient of the cost, or of the losses.

``dZ = A - Y`` with ``dW = 1/m dZ Aᵀ`` and ``dZ = 1/m (A - Y)`` with ``dW = dZ Aᵀ`` are the same backward pass, said in
two conventions. Who is refuted for the convention alone is told so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from types import MappingProxyType

from sympy import Basic, Expr

from symnet.expressions.arithmetic import multiply
from symnet.expressions.equations import Equations
from symnet.expressions.shapes import brief
from symnet.expressions.variables import Variable
from symnet.expressions.walking import postorder
from symnet.nn.conventions import in_convention, rescaled_line
from symnet.printing.present import text
from symnet.printing.spelling import is_delta, notation_of, sample_count
from symnet.verdicts import Verdict, Verdicts

MEANINGS = MappingProxyType({"cost": "the cost", "sum": "the sum of the losses", "sample": "the loss of each sample"})
"""What δ may be the gradient of, in words."""

Prove = Callable[[Expr, Expr], bool]


def in_another_convention(left: Expr, right: Expr, *, prove: Prove) -> str:
    """Return in which convention an equation would be right, in one sentence; nothing where `prove` proves it in none.

    >>> import symnet as sn
    >>> cost = sn.Network([2, 1], activations="sigmoid", notation="one_based").cost("binary_cross_entropy")
    >>> sn.verify("dZ1 = A1 - Y", network=cost).explanation
    'right where dZ^[1] is the gradient of the loss of each sample: Notation(delta_of="sample")'
    """
    scales = other_scales([left, right])
    if not scales:
        return ""
    multiples = {symbol: multiply(scale, symbol) for symbol, scale in scales.items()}
    return sentence(scales) if prove(left.xreplace(multiples), right.xreplace(multiples)) else ""


def told_in_convention(
    verdicts: Verdicts, stated: Equations, prove: Callable[[Equations], Iterable[Verdict]]
) -> Verdicts:
    """Return verdicts on the lines of a backward pass of the cost, told in the convention in which they are stated.

    A wrong line is also proved in the other convention; where that succeeds, it is told so.
    """
    told: dict[str, Verdict] = {}
    for (symbol, expression), (name, verdict) in zip(stated, verdicts.items(), strict=True):
        scales = other_scales([symbol, expression])
        told[name] = verdict
        if verdict.refuted and scales:
            dividing = {each: 1 / scale for each, scale in scales.items()}
            line = Equations([(symbol, rescaled_line(symbol, expression, dividing))])
            if all(proved.proved for proved in prove(in_convention(line, back=True))):
                told[name] = replace(verdict, explanation=sentence(scales))
        told[name] = replace(told[name], claim=f"{brief(symbol)} = {brief(expression)}")
    return Verdicts(told)


def other_scales(expressions: Iterable[Expr]) -> dict[Basic, Expr]:
    """Return what each δ of a batch must be multiplied by to be what the other convention calls so."""
    nodes = postorder(expressions, lambda node: node.args)
    deltas = [node for node in nodes if isinstance(node, Variable) and is_delta(node)]
    return {node: sample_count(node) if _meaning(node) == "cost" else 1 / sample_count(node) for node in deltas}


def sentence(scales: Iterable[Basic]) -> str:
    """Say in which convention a claim about these symbols is right."""
    first = next(iter(sorted(scales, key=str)))
    other = "sample" if _meaning(first) == "cost" else "cost"
    return f'right where {text(first)} is the gradient of {MEANINGS[other]}: Notation(delta_of="{other}")'


def _meaning(delta: Basic) -> str:
    return notation_of(delta.spelling).delta_of if isinstance(delta, Variable) else "cost"
