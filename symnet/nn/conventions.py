r"""What δ is the gradient of: the cost, or the losses of the samples, as the notation says.

The cost is a mean, so ∂J/∂Z is 1/m times the gradient of the sum of the losses. A course that writes ``dZ = A - Y``
with ``dW = 1/m dZ Aᵀ`` means the latter by dZ; one that writes ``dZ = 1/m (A - Y)`` with ``dW = dZ Aᵀ`` the former.
Both are right in their convention. The gradient by a weight or a bias is that of the cost in each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import singledispatch
from typing import Any

from sympy import Basic, Expr, MatrixExpr, Mul

from symnet.calculus.backward import BackwardPass
from symnet.calculus.derivation import Derivation
from symnet.expressions.entries import operands_first
from symnet.expressions.equations import Equations
from symnet.expressions.substitution import substitute
from symnet.expressions.variables import Variable
from symnet.printing.spelling import scale_of_gradient
from symnet.rewriting.algebra import scaled
from symnet.rewriting.tidying import tidied


@singledispatch
def in_convention(result: Any, *, back: bool = False) -> Any:
    """Return a backward pass or a derivation of the cost as one in the convention of its symbols; `back` the reverse.

    >>> from dataclasses import replace
    >>> import symnet as sn
    >>> mine = replace(sn.NOTATIONS["one_based"], name="mine", delta_of="sample")
    >>> net = sn.Network([2, 1], activations="sigmoid", notation=mine)
    >>> print(sn.text(net.cost("binary_cross_entropy").gradient()))
    dZ^[1] = A^[1] - Y
    dW^[1] = 1/m dZ^[1] A^[0]ᵀ
    db^[1] = 1/m dZ^[1] 1
    """
    raise TypeError(f"{type(result).__name__} has no convention, so back={back} says nothing.")


@in_convention.register
def _(lines: Equations, *, back: bool = False) -> Equations:
    scales = _scales((side for line in lines for side in line), back=back)
    if not scales:
        return lines
    return Equations(
        [(symbol, rescaled_line(symbol, expression, scales)) for symbol, expression in lines],
        spelling=lines.spelling,
        assumptions=lines.assumptions,
        conventions=lines.conventions,
    )


@in_convention.register
def _(result: BackwardPass, *, back: bool = False) -> BackwardPass:
    scales = _scales(result.equations.symbols, back=back)
    if not scales:
        return result
    steps = [_step(step, scales) for step in result.steps]
    return BackwardPass(in_convention(result.equations, back=back), tuple(steps))


@in_convention.register
def _(derivation: Derivation, *, back: bool = False) -> Derivation:
    scales = _scales((side for step in derivation for side in (step.symbol, step.before, step.after)), back=back)
    return Derivation(derivation.of, [_step(step, scales) for step in derivation]) if scales else derivation


def _rescaled(expression: Expr, scales: dict[Basic, Expr]) -> Expr:
    """Return an expression in which each symbol is divided by its scale, its scalars in front."""
    multiples: dict[Basic, Expr] = {symbol: scaled(1 / scale, symbol) for symbol, scale in scales.items()}
    replaced = substitute(expression, multiples)
    return expression if replaced is expression else tidied(replaced)


def rescaled_line(symbol: Expr, expression: Expr, scales: dict[Basic, Expr]) -> Expr:
    """Return the right side of a line for symbols that are multiplied by scales, where it was one without."""
    changed, scale = _rescaled(expression, scales), scales.get(symbol)
    if scale is None:
        return changed
    return scaled(scale, changed) if isinstance(changed, MatrixExpr) else Mul(scale, changed)


def _step(step: Any, scales: dict[Basic, Expr]) -> Any:
    before = step.before if step.before == step.symbol else rescaled_line(step.symbol, step.before, scales)
    return replace(step, before=before, after=rescaled_line(step.symbol, step.after, scales))


def _scales(expressions: Iterable[Expr], *, back: bool) -> dict[Basic, Expr]:
    """Return what each gradient is multiplied by, where that is not 1."""
    nodes = [node for expression in expressions for node in operands_first(expression)]
    found = {node: scale_of_gradient(node) for node in dict.fromkeys(nodes) if isinstance(node, Variable)}
    return {symbol: 1 / scale if back else scale for symbol, scale in found.items() if scale != 1}
