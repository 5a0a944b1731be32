r"""The gradient by everything: ∂J/∂v for each intermediate, the prediction, the data and the targets, each with a line.

A printed backward pass names δ, ∂J/∂W and ∂J/∂b. A course also names dA, dX, ∂J/∂ŷ. Each of these has one meaning, that
of calculus, and here is the line that says it.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, Literal

from sympy import Expr

from symnet.calculus.backward import backward
from symnet.calculus.passes import textbook_passes
from symnet.expressions.equations import Equations
from symnet.expressions.variables import Variable, gradient_symbol
from symnet.nn.conventions import in_convention
from symnet.nn.cost import Cost, J

REMEMBERED = 64
"""Of how many costs the definitions are kept."""


@lru_cache(maxsize=REMEMBERED)
def everything(cost: Cost, grain: Literal["sample", "batch"]) -> Equations:
    """Return the forward pass, the cost (of a sample: its loss) and the gradient by every symbol, as one list.

    Nothing is assumed of the targets. The lines are those of the backward pass that is printed, then one for each
    symbol that has none there.

    >>> import symnet as sn
    >>> cost = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]).cost("half_squared_error")
    >>> print(sn.text(everything(cost, "batch")[-5:]))
    ∂J/∂Y     = 1/m (-A^[1] + Y)
    ∂J/∂Ŷ     = 1/m (A^[1] - Y)
    ∂J/∂A^[1] = ∂J/∂Ŷ
    ∂J/∂A^[0] = W^[1]ᵀ δ^[1]
    ∂J/∂X     = W^[0]ᵀ δ^[0]
    """
    forward, of = _forward(cost, grain)
    result = cost.backward(grain, assuming_targets=False).equations
    name = partial(_name_of_gradient, of_sample=grain == "sample")
    by = [symbol for symbol in forward.inputs if isinstance(symbol, Variable) and symbol.role != "mask"]
    every = backward(forward, of, by, name=name, passes=textbook_passes(forward)).equations
    known = set(result.symbols)
    others = Equations([line for line in every if line.symbol not in known], spelling=result.spelling)
    return forward + result + in_convention(others)


def _forward(cost: Cost, grain: str) -> tuple[Equations, Expr]:
    if grain == "batch":
        return cost.equations("batch"), J
    forward, of, _ = cost.one_sample()
    return forward, of


def _name_of_gradient(symbol: Any, *, of_sample: bool) -> Expr | None:
    return gradient_symbol(symbol, of_sample=of_sample) if isinstance(symbol, Variable) else None
