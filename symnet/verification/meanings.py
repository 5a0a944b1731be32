"""What the names of gradients mean in a claim about a cost: derivatives, whatever formula is derived for them."""

from __future__ import annotations

from sympy import Expr

from symnet.expressions.equations import Equations
from symnet.expressions.variables import Variable, gradient_symbol
from symnet.nn.cost import Cost, J
from symnet.verdicts import Gradients


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


def with_meanings(cost: Cost, given: Equations) -> tuple[Equations, Gradients]:
    """Return definitions together with the scalar that is differentiated, and what its gradients are called.

    The definitions of one sample lack its loss, which is what they are gradients of.
    """
    if J in given.symbols:
        return given, gradients_in(given[: given.symbols.index(J) + 1], J)
    whole, loss, _ = cost.one_sample()
    later = [line for line in given if line.symbol not in whole.symbols]
    return Equations([*whole, *later]), gradients_in(whole, loss)
