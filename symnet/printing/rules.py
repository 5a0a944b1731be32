r"""The LaTeX of each node type: one rule a node, for our printer and for SymPy's.

SymPy's ``latex`` reaches these rules through the ``_latex`` hook of the nodes; it cannot tell a batch from a sample,
so with it parameters print as beside samples.
"""

from __future__ import annotations

from typing import Any

from sympy import HadamardPower, Inverse, Lambda, MatrixExpr, Transpose
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.printing.precedence import PRECEDENCE, PRECEDENCE_TRADITIONAL

from symnet.expressions.elementwise import Elementwise, is_plain
from symnet.expressions.generic import GenericActivation
from symnet.expressions.hooks import latex_rule
from symnet.expressions.slope import Slope
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice, Variable
from symnet.printing.axes import along
from symnet.printing.precedence import Formula, Precedence, Printed, enclose, enclosed, printed, scripted
from symnet.printing.sizes import IN_PLACE as SIZED
from symnet.printing.sizes import Beside, constant_of, hadamard_of, side_by_side
from symnet.printing.spelling import notation_of, spell, spell_entry, spell_layer, spell_neuron, spell_sample

PRECEDENCE_TRADITIONAL["Variable"] = PRECEDENCE["Pow"] - 1
"""What SymPy's LaTeX printer must be told: a variable has a superscript, and needs parentheses for one more.

SymPy looks its nodes up by the name of their type, so nothing else prints otherwise.
"""


def _batch(printer: Any) -> bool:
    return bool(getattr(printer, "batch", False))


@latex_rule.register
def _(variable: Variable, printer: Any) -> str:
    formula = scripted(spell(variable, printer._print, batch=_batch(printer)))
    return formula if getattr(printer, "encloses", False) else str(formula)


@latex_rule.register
def _(part: Slice, printer: Any) -> Formula:
    return _spell_slice(part, printer)


def _spell_slice(part: Slice, printer: Any, superscript: str = "") -> Formula:
    matrix, index = part.matrix, part.index
    if isinstance(matrix, Variable) and matrix.grain == "batch" and _is_sample(part, matrix):
        return scripted(spell_sample(matrix, index, printer._print, superscript=superscript))
    if isinstance(matrix, Variable) and matrix.grain == "parameter":
        return scripted(spell_neuron(matrix, index, printer._print, superscript=superscript))
    place = f":,{printer._print(index)}" if part.axis == 1 else f"{printer._print(index)},:"
    return _indexed(matrix, place, printer, superscript)


def _is_sample(part: Slice, matrix: Variable) -> bool:
    return part.axis == (1 if notation_of(matrix.spelling).samples == "columns" else 0)


def _indexed(matrix: Any, place: str, printer: Any, superscript: str = "") -> Formula:
    text = f"{{{enclose(matrix, Precedence.ATOM, printer)}}}_{{{place}}}"
    return Formula(f"{text}^{{{superscript}}}", Precedence.POWER) if superscript else Formula(text, Precedence.ATOM)


@latex_rule.register
def _(element: MatrixElement, printer: Any) -> Formula:
    parent, i, j = element.parent, element.i, element.j
    if isinstance(parent, Variable):
        return scripted(spell_entry(parent, i, j, printer._print))
    if parent.shape == (1, 1):  # the one output of one sample: no index
        return printed(parent, printer)
    if isinstance(parent, Slice) and isinstance(parent.matrix, Variable):
        row, column = (i, parent.index - 1) if parent.axis == 1 else (parent.index - 1, j)
        return scripted(spell_entry(parent.matrix, row, column, printer._print))
    return _indexed(parent, f"{printer._print(i)},{printer._print(j)}", printer)


@latex_rule.register
def _(generic: GenericActivation, printer: Any) -> Formula:
    notation = notation_of(generic.spelling)
    above = spell_layer(generic.layer, notation, printer._print) + r"\prime" * generic.order
    name = f"g{f'^{{{above}}}' if above else ''}"
    return Formula(f"{name}\\left({printer._print(generic.args[0])}\\right)", Precedence.ATOM)


@latex_rule.register
def _(slope: Slope, printer: Any) -> Formula:
    text = str(printer._print(slope.application))
    if text.startswith(r"\left|"):
        return Formula(text + chr(39) * slope.order, Precedence.POWER)
    name, opening, rest = text.partition(r"\left(")
    base = f"{{{name}}}" if "^" in name else name
    return Formula(f"{base}{chr(39) * slope.order}{opening}{rest}", Precedence.ATOM)


@latex_rule.register
def _(power: HadamardPower, printer: Any) -> Formula:
    above = enclose(power.exp, Precedence.ATOM, printer)
    return Formula(
        f"{enclose(power.base, Precedence.ATOM, printer)}^{{{hadamard_of(printer)} {above}}}", Precedence.POWER
    )


@latex_rule.register
def _(transposed: Transpose, printer: Any) -> Formula:
    inner = transposed.arg
    if isinstance(inner, Variable):
        return scripted(spell(inner, printer._print, batch=_batch(printer), superscript="T"))
    if isinstance(inner, Slice):
        return _spell_slice(inner, printer, superscript="T")
    if isinstance(inner, Inverse) and not isinstance(inner.arg, Transpose):
        return Formula(f"{enclose(inner.arg, Precedence.ATOM, printer)}^{{-T}}", Precedence.POWER)
    return Formula(f"{enclose(inner, Precedence.ATOM, printer)}^{{T}}", Precedence.POWER)


@latex_rule.register
def _(node: Softmax, printer: Any) -> Formula:
    name = rf"\operatorname{{softmax}}{along(node.axis, printer)}"
    return Formula(rf"{name}\left({printer._print(node.logits)}\right)", Precedence.ATOM)


@latex_rule.register
def _(node: Elementwise, printer: Any) -> Formula:
    if constant_of(node) is not None:
        return next(rule for kind, rule in SIZED if kind is Elementwise)(node, Beside.NOTHING, printer)
    return _apply(node.function, node.matrices, printer)


@latex_rule.register
def _(node: ElementwiseApplyFunction, printer: Any) -> Formula:
    return _apply(node.function, (node.expr,), printer)


def _apply(function: Lambda, matrices: tuple[MatrixExpr, ...], printer: Any) -> Formula:
    """Print a scalar formula with matrices in the places of its arguments."""
    shown = side_by_side(matrices, printer, beside=Beside.NOTHING, inside=Beside.SHAPE)
    if not getattr(printer, "encloses", False) and not is_plain(function):  # SymPy's printer does not know when to
        shown = [Formula(enclosed(formula, Precedence.ATOM), Precedence.ATOM) for formula in shown]
    marks: dict[Any, Printed] = {}
    for formula, matrix in zip(shown, matrices, strict=True):
        marks.setdefault(matrix, Printed(formula, is_one_by_one=matrix.shape == (1, 1)))
    places = {variable: marks[matrix] for variable, matrix in zip(function.variables, matrices, strict=True)}
    return printed(function.expr.xreplace(places), printer)
