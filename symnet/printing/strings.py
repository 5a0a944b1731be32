"""SymPy's ``str`` of the nodes: plain names and operators, in the order of writing."""

from __future__ import annotations

from typing import Any

from sympy import MatMul, Symbol
from sympy.printing.precedence import PRECEDENCE

from symnet.expressions.arithmetic import MatrixProduct, MatrixSum
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.generic import GenericActivation
from symnet.expressions.hooks import text_rule
from symnet.expressions.reductions import SumEntries
from symnet.expressions.slope import Slope
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice, Variable
from symnet.printing.notations import Notation


@text_rule.register
def _(variable: Variable, _printer: Any) -> str:
    return str(variable.name)


@text_rule.register
def _(part: Slice, printer: Any) -> str:
    place = f":, {printer._print(part.index - 1)}" if part.axis == 1 else f"{printer._print(part.index - 1)}, :"
    return f"{printer.parenthesize(part.matrix, PRECEDENCE['Atom'], strict=True)}[{place}]"


@text_rule.register
def _(generic: GenericActivation, printer: Any) -> str:
    notation = generic.spelling.choice
    number = generic.layer + (notation.first_layer if isinstance(notation, Notation) else 0)
    return f"g{number}{chr(39) * generic.order}({printer._print(generic.args[0])})"


@text_rule.register
def _(slope: Slope, printer: Any) -> str:
    name, opening, rest = str(printer._print(slope.application)).partition("(")
    return f"{name}{chr(39) * slope.order}{opening}{rest}"


@text_rule.register
def _(total: MatrixSum, printer: Any) -> str:
    text = ""
    for term in total.args:
        printed = printer._print(term) if isinstance(term, MatMul) else printer.parenthesize(term, PRECEDENCE["Add"])
        text += printed if not text else f" - {printed[1:]}" if printed.startswith("-") else f" + {printed}"
    return text


@text_rule.register
def _(product: MatrixProduct, printer: Any) -> str:
    factors = list(product.args)
    sign = ""
    if factors[0] == -1 and len(factors) > 1:
        sign, factors = "-", factors[1:]
    return sign + "*".join(printer.parenthesize(factor, PRECEDENCE["Mul"]) for factor in factors)


@text_rule.register
def _(broadcast: Broadcast, printer: Any) -> str:
    rows, columns = broadcast.shape
    return f"Broadcast({printer._print(broadcast.vector)}, {rows}, {columns})"


@text_rule.register
def _(node: Softmax, printer: Any) -> str:
    return f"softmax({printer._print(node.logits)}{', axis=1' if node.axis else ''})"


@text_rule.register
def _(node: Elementwise, printer: Any) -> str:
    names = [Symbol(printer._print(matrix)) for matrix in node.matrices]
    return str(printer._print(node.function.expr.xreplace(dict(zip(node.function.variables, names, strict=True)))))


@text_rule.register
def _(total: SumEntries, printer: Any) -> str:
    return f"SumEntries({printer._print(total.matrix)})"
