r"""The LaTeX of each node type: one rule a node, for our printer and for SymPy's.

SymPy's ``latex`` reaches these rules through the ``_latex`` hook of the nodes; it cannot tell a batch from a sample,
so with it parameters print as beside samples.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    HadamardPower,
    HadamardProduct,
    Identity,
    Inverse,
    Lambda,
    MatAdd,
    MatMul,
    MatrixExpr,
    OneMatrix,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise, is_plain
from symnet.expressions.generic import GenericActivation
from symnet.expressions.hooks import latex_rule
from symnet.expressions.slope import Slope
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice, Variable
from symnet.printing.precedence import Precedence, Printed, enclose, enclosed, raisable
from symnet.printing.spelling import notation_of, spell, spell_entry, spell_layer, spell_neuron, spell_sample
from symnet.printing.terms import signed_product, signed_terms


def _batch(printer: Any) -> bool:
    return bool(getattr(printer, "batch", False))


@latex_rule.register
def _(variable: Variable, printer: Any) -> str:
    return spell(variable, printer._print, batch=_batch(printer))


@latex_rule.register
def _(part: Slice, printer: Any) -> str:
    return _spell_slice(part, printer)


def _spell_slice(part: Slice, printer: Any, superscript: str = "") -> str:
    matrix, index = part.matrix, part.index
    if isinstance(matrix, Variable):
        if matrix.grain == "batch":
            return spell_sample(matrix, index, printer._print, superscript=superscript)
        return spell_neuron(matrix, index, printer._print, superscript=superscript)
    place = f":,{printer._print(index)}" if part.axis == 1 else f"{printer._print(index)},:"
    text = f"{{{enclose(matrix, Precedence.ATOM, printer)}}}_{{{place}}}"
    return f"{text}^{{{superscript}}}" if superscript else text


@latex_rule.register
def _(element: MatrixElement, printer: Any) -> str:
    parent, i, j = element.parent, element.i, element.j
    if isinstance(parent, Variable):
        return spell_entry(parent, i, j, printer._print)
    if parent.shape == (1, 1):  # the one output of one sample: no index
        return str(printer._print(parent))
    if isinstance(parent, Slice) and isinstance(parent.matrix, Variable):
        row, column = (i, parent.index - 1) if parent.axis == 1 else (parent.index - 1, j)
        return spell_entry(parent.matrix, row, column, printer._print)
    return f"{{{enclose(parent, Precedence.ATOM, printer)}}}_{{{printer._print(i)},{printer._print(j)}}}"


@latex_rule.register
def _(generic: GenericActivation, printer: Any) -> str:
    notation = notation_of(generic.spelling)
    above = spell_layer(generic.layer, notation, printer._print) + r"\prime" * generic.order
    return f"g{f'^{{{above}}}' if above else ''}\\left({printer._print(generic.args[0])}\\right)"


@latex_rule.register
def _(slope: Slope, printer: Any) -> str:
    name, opening, rest = str(printer._print(slope.application)).partition(r"\left(")
    base = f"{{{name}}}" if "^" in name else name
    return f"{base}{chr(39) * slope.order}{opening}{rest}"


@latex_rule.register
def _(total: MatAdd, printer: Any) -> str:
    return signed_terms(total.args, printer)


@latex_rule.register
def _(product: MatMul, printer: Any) -> str:
    return signed_product(product, printer)


@latex_rule.register
def _(product: HadamardProduct, printer: Any) -> str:
    return rf" {_hadamard(printer)} ".join(enclose(factor, Precedence.HADAMARD, printer) for factor in product.args)


@latex_rule.register
def _(power: HadamardPower, printer: Any) -> str:
    base = raisable(enclose(power.base, Precedence.ATOM, printer))
    return rf"{base}^{{{_hadamard(printer)} {enclose(power.exp, Precedence.ATOM, printer)}}}"


@latex_rule.register
def _(transposed: Transpose, printer: Any) -> str:
    inner = transposed.arg
    if isinstance(inner, Variable):
        return spell(inner, printer._print, batch=_batch(printer), superscript="T")
    if isinstance(inner, Slice):
        return _spell_slice(inner, printer, superscript="T")
    if isinstance(inner, Inverse) and not isinstance(inner.arg, Transpose):
        return f"{enclose(inner.arg, Precedence.ATOM, printer)}^{{-T}}"
    return f"{enclose(inner, Precedence.ATOM, printer)}^{{T}}"


@latex_rule.register
def _(ones: OneMatrix, _printer: Any) -> str:
    return r"\mathbf{1}^{T}" if ones.shape[0] == 1 else r"\mathbf{1}"


@latex_rule.register
def _(zero: ZeroMatrix, _printer: Any) -> str:
    del zero
    return r"\mathbf{0}"


@latex_rule.register
def _(identity: Identity, _printer: Any) -> str:
    del identity
    return r"\mathbf{I}"


@latex_rule.register
def _(broadcast: Broadcast, printer: Any) -> str:
    if getattr(printer, "ones", False) or not broadcast.vector.is_symbol:  # a bias is read as repeated, a sum is not
        return str(latex_rule(broadcast.as_product(), printer))
    return str(printer._print(broadcast.vector))


@latex_rule.register
def _(node: Softmax, printer: Any) -> str:
    return rf"\operatorname{{softmax}}\left({printer._print(node.logits)}\right)"


@latex_rule.register
def _(node: Elementwise, printer: Any) -> str:
    return _apply(node.function, node.matrices, printer)


@latex_rule.register
def _(node: ElementwiseApplyFunction, printer: Any) -> str:
    return _apply(node.function, (node.expr,), printer)


def _apply(function: Lambda, matrices: tuple[MatrixExpr, ...], printer: Any) -> str:
    """Print a scalar formula with matrices in the places of its arguments."""
    printed = [
        Printed(str(text), enclosed(str(text), matrix, Precedence.ATOM), is_one_by_one=matrix.shape == (1, 1))
        for matrix, text in ((matrix, printer._print(matrix)) for matrix in matrices)
    ]
    if not getattr(printer, "encloses", False) and not is_plain(function):  # SymPy's does not know when to
        printed = [Printed(mark.enclosed, mark.enclosed, is_one_by_one=mark.is_one_by_one) for mark in printed]
    return str(printer._print(function.expr.xreplace(dict(zip(function.variables, printed, strict=True)))))


def _hadamard(printer: Any) -> str:
    return str(getattr(printer, "hadamard", r"\odot"))
