"""What the names of gradients mean in a claim about a cost: derivatives, whatever formula is derived for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sympy import Expr

from symnet.expressions.equations import Equations
from symnet.expressions.variables import Variable, gradient_symbol
from symnet.nn.cost import Cost, J
from symnet.printing.spelling import scale_of_gradient
from symnet.verdicts import Gradients
from symnet.verification.reading.relevance import symbols_in


def gradients_in(forward: Equations, of: Expr) -> Gradients:
    """Return the names of the gradients by all that a forward pass uses and defines.

    >>> import symnet as sn
    >>> cost = sn.Network([2, 1], activations="sigmoid").cost("squared_error")
    >>> [str(name) for name, _ in gradients_in(cost.equations("batch"), J).names][:3]
    ['dZ0', 'dA0', 'dY_hat']
    """
    symbols = [*forward.symbols, *forward.inputs]
    named = [symbol for symbol in symbols if isinstance(symbol, Variable) and not symbol.is_gradient]
    of_sample = of != J
    return Gradients(of, tuple((gradient_symbol(symbol, of_sample=of_sample), symbol) for symbol in named))


def with_gradients(cost: Cost, given: Equations, sides: Iterable[Expr]) -> tuple[Equations, Gradients | None]:
    """Return definitions together with the scalar that is differentiated, and what its gradients are called.

    Nothing is added where no name of a gradient is used, where names of a batch stand beside names of one sample, or
    where what is given defines a symbol of the forward pass otherwise.
    """
    held = symbols_in([*sides, *(side for line in given for side in line)])
    grains = {symbol.grain for symbol in held if isinstance(symbol, Variable) and symbol.is_gradient}
    if len(grains) != 1:
        return given, None
    forward, of, *_ = cost.one_sample() if grains == {"sample"} else (cost.equations("batch"), J)
    lines = dict(forward)
    if any(lines.get(symbol, expression) != expression for symbol, expression in given):
        return given, None
    later = [line for line in given if line.symbol not in lines]
    return Equations([*forward, *later], spelling=given.spelling), _of_the_cost(gradients_in(forward, of))


def _of_the_cost(gradients: Gradients) -> Gradients:
    """Leave out the names that stand for a multiple of the derivative, as δ does in some notations."""
    return replace(gradients, names=tuple(pair for pair in gradients.names if scale_of_gradient(pair[0]) == 1))
