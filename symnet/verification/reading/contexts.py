"""What a claim about a network stands on: a cost, and the definitions behind its symbols."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr, Function

from symnet.errors import SymnetTypeError, kind_of
from symnet.expressions.entries import operands_first
from symnet.expressions.equations import Equations
from symnet.expressions.variables import Variable
from symnet.nn.cost import Cost
from symnet.nn.network import Network


def cost_of(about: Network | Cost) -> Cost:
    """Return a cost, or the cost of a network with an undefined loss.

    Raises `SymnetTypeError` for what is neither.
    """
    if isinstance(about, Cost):
        return about
    if not isinstance(about, Network):
        raise SymnetTypeError(
            f"A claim is about a Network or a Cost, but {str(about)[:60]} is {kind_of(about)}; write "
            "network=sn.Network([2, 3, 1])."
        )
    return about.cost(Function("L"))


def definitions_of(cost: Cost, sides: Iterable[Expr]) -> Equations:
    """Return the forward pass, the cost and the backward pass, of a batch or of one sample as the claim is about.

    Nothing is assumed of the targets: who assumes that they sum to one says so.

    >>> import symnet as sn
    >>> cost = sn.Network([2, 1], activations="sigmoid").cost("binary_cross_entropy")
    >>> [str(symbol) for symbol in definitions_of(cost, ()).symbols]
    ['Z0', 'A0', 'Y_hat', 'J', 'dZ0', 'dw0', 'db0']
    """
    variables = [node for side in sides for node in operands_first(side) if isinstance(node, Variable)]
    if any(variable.grain == "sample" for variable in variables):
        return cost.network.equations("sample") + cost.gradient("sample", assuming_targets=False)
    return cost.equations("batch") + cost.gradient("batch", assuming_targets=False)
