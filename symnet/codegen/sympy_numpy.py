"""What SymPy's own ``sympy.lambdify`` prints for the nodes of symnet, with NumPy and with SciPy.

The printers are SymPy's; a rule returns one expression in their dialect, in parentheses, because they set none around
what a node prints. For stable code, checked shapes and named intermediates there is symnet's own `lambdify`.
"""

from __future__ import annotations

from typing import Any

from sympy import Symbol

from symnet.errors import SymnetTypeError
from symnet.expressions.arithmetic import MatrixProduct, MatrixSum
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.generic import GenericActivation
from symnet.expressions.hooks import numpy_rule
from symnet.expressions.reductions import SumEntries
from symnet.expressions.slope import Slope
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice, Variable


def qualified(name: str, printer: Any) -> str:
    """Return a function of the array module as the printer names it, which also notes that it is needed."""
    return str(printer._module_format(f"{printer._module}.{name}"))  # noqa: SLF001 - how SymPy's own rules print it


@numpy_rule.register
def _(variable: Variable, printer: Any) -> str:
    return str(printer._print(Symbol(variable.name)))


@numpy_rule.register
def _(total: MatrixSum, printer: Any) -> str:
    return f"({' + '.join(printer._print(term) for term in total.args)})"


@numpy_rule.register
def _(product: MatrixProduct, printer: Any) -> str:
    scalars = [f"({printer._print(factor)})" for factor in product.args if not factor.is_Matrix]
    matrices = " @ ".join(printer._print(factor) for factor in product.args if factor.is_Matrix)
    return f"({' * '.join([*scalars, f'({matrices})'])})"


@numpy_rule.register
def _(node: Broadcast, printer: Any) -> str:
    rows, columns = node.shape
    function = qualified("broadcast_to", printer)
    return f"{function}({printer._print(node.vector)}, ({printer._print(rows)}, {printer._print(columns)}))"


@numpy_rule.register
def _(node: Softmax, printer: Any) -> str:
    """Print the softmax, shifted; the functions in place name what stands in the formula twice."""
    along = f"axis={node.axis}, keepdims=True"
    shifted = f"(lambda z: {qualified('exp', printer)}(z - z.max({along})))({printer._print(node.logits)})"
    return f"(lambda e: e / e.sum({along}))({shifted})"


@numpy_rule.register
def _(node: Elementwise, printer: Any) -> str:
    function = node.function
    free = {symbol.name for symbol in function.free_symbols}
    names = [_unused(f"u_{position}", free) for position in range(len(node.matrices))]
    arguments = [Symbol(name, real=True) for name in names]
    body = printer._print(function.expr.xreplace(dict(zip(function.variables, arguments, strict=True))))
    return f"(lambda {', '.join(names)}: {body})({', '.join(printer._print(matrix) for matrix in node.matrices)})"


def _unused(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


@numpy_rule.register
def _(part: Slice, printer: Any) -> str:
    matrix, place = printer._print(part.matrix), printer._print(part.index - 1)
    return f"{matrix}[:, [{place}]]" if part.axis == 1 else f"{matrix}[[{place}], :]"


@numpy_rule.register
def _(total: SumEntries, printer: Any) -> str:
    return f"{qualified('sum', printer)}({printer._print(total.matrix)})"


@numpy_rule.register
def _(generic: GenericActivation, _printer: Any) -> str:
    raise SymnetTypeError(
        f"g of layer {generic.layer} is undefined; give Network activations=..., as in activations='tanh'."
    )


@numpy_rule.register
def _(slope: Slope, printer: Any) -> str:
    return str(printer._print(slope.formula()))
