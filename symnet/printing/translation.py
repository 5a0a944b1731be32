"""From one notation to another: the same expression over the other notation's symbols.

A notation chooses letters and numbers, and it chooses layouts: weights may be stored transposed, samples may be rows.
Translating replaces each variable by its counterpart, transposed where the layouts differ, and pushes the transposes
down to the symbols, where they meet and vanish.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from typing import Any

from sympy import Basic, Eq, Expr, ImmutableDenseMatrix, MatrixExpr, Mul, Transpose
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import SymnetTypeError
from symnet.expressions.entries import operands_first
from symnet.expressions.equations import Equations
from symnet.expressions.operands import subexpressions
from symnet.expressions.substitution import substitute
from symnet.expressions.variables import GRADIENT, Slice, Spelling, Variable
from symnet.printing.notations import Notation, find_notation
from symnet.printing.spelling import notation_of, scale_of_gradient
from symnet.rewriting.algebra import scaled, split_scalar
from symnet.rewriting.tidying import tidied
from symnet.rewriting.transposition import push_transposes


def plain_name(role: str, layer: Expr, grain: str, notation: Notation) -> str:
    """Return the identifier of a variable: ``w0``, ``W1``, ``z0``, ``Z0``, ``x``, ``Y_hat``.

    >>> plain_name("weight", 0, "parameter", find_notation("one_based"))
    'W1'
    """
    if role.startswith(GRADIENT):
        return f"d{plain_name(role.removeprefix(GRADIENT), layer, grain, notation)}"
    if role in ("weight", "bias"):
        return f"{notation.parameters[role == 'bias']}{layer + notation.first_layer}"
    if role == "mask":
        return f"mask{layer + notation.first_layer}"
    letter = {"input": "x", "target": "y", "prediction": "y_hat", "preactivation": "z", "activation": "a"}[role]
    name = letter[0].upper() + letter[1:] if grain == "batch" else letter
    return f"{name}{layer + notation.first_layer}" if role in ("preactivation", "activation") else name


def is_turned(role: str, notation: Notation) -> bool:
    """Tell whether the notation stores a role transposed, against columns as samples and weights n_l × n_{l-1}."""
    of_weights = role.removeprefix(GRADIENT) in ("weight", "mask")
    return notation.transposed_weights if of_weights else notation.samples == "rows"


def counterpart(variable: Variable, notation: Notation) -> Variable:
    """Return the variable that plays the same part in another notation.

    >>> W = Variable("w0", 3, 2, "weight", 0, "parameter", find_notation("zero_based").spelling)
    >>> counterpart(W, find_notation("rows")).shape
    (2, 3)
    """
    role, layer, grain = variable.role, variable.layer, variable.grain
    if role == "activation" and layer == -1 and not notation.input_is_layer:
        role = "input"
    turned = is_turned(role, notation) != is_turned(role, notation_of(variable.spelling))
    rows, columns = reversed(variable.shape) if turned else variable.shape
    return Variable(plain_name(role, layer, grain, notation), rows, columns, role, layer, grain, notation.spelling)


@singledispatch
def translate(thing: Any, notation: str | Notation) -> Any:
    """Return an expression, an `Eq` or `Equations` over the symbols of another notation.

    The value is the same table of numbers in the other notation's layout: where samples become rows, an expression over
    a batch becomes its transpose.

    >>> from symnet.expressions.arithmetic import multiply
    >>> columns = find_notation("zero_based").spelling
    >>> W = Variable("w0", 3, 2, "weight", 0, "parameter", columns)
    >>> x = Variable("x", 2, 1, "input", -1, "sample", columns)
    >>> translate(multiply(W, x), "rows")
    x*W1
    """
    return _natural(_replaced(thing, find_notation(notation)))


@translate.register
def _(equation: Eq, notation: Any) -> Eq:
    return Eq(*_translate_sides(equation.lhs, equation.rhs, find_notation(notation)), evaluate=False)


@translate.register
def _(equations: Equations, notation: Any) -> Equations:
    target = find_notation(notation)
    named = _name_input(equations) if target.input_is_layer else equations
    sides = [_translate_sides(symbol, expression, target) for symbol, expression in named]
    return Equations(
        ((left, right) for left, right in sides if left != right),
        spelling=target.spelling,
        assumptions=equations.assumptions,
        conventions=equations.conventions,
    )


def _name_input(equations: Equations) -> Sequence[tuple[Expr, Expr]]:
    """Return the definitions with the input called ``a^{[0]}``; in a forward pass after the line that says so."""
    inputs = {
        node: None
        for _, expression in equations
        for node in operands_first(expression, closed=(Slice, MatrixElement, Variable))
        if _base(node) is not None
    }
    inputs = dict.fromkeys(sorted(inputs, key=_place))
    if any(symbol.has(Variable) and expression in inputs for symbol, expression in equations):
        return list(equations)
    names: dict[Basic, Expr] = {node: _as_activation(node) for node in inputs}
    renamed = [(symbol, substitute(expression, names)) for symbol, expression in equations]
    is_forward = any(getattr(_whole(symbol), "role", "") == "preactivation" for symbol, _ in equations)
    return [*(((name, node) for node, name in names.items()) if is_forward else ()), *renamed]


def _place(node: Any) -> tuple[Expr, ...]:
    """Return where an entry stands, to list entries in their own order; other nodes keep the order of first use."""
    numbered = isinstance(node, MatrixElement) and node.i.is_Integer and node.j.is_Integer
    return (node.i, node.j) if numbered else ()


def _whole(node: Any) -> Any:
    """Return what a node is an entry or a sample of, or the node itself."""
    return node.matrix if isinstance(node, Slice) else node.parent if isinstance(node, MatrixElement) else node


def _base(node: Any) -> Variable | None:
    """Return the input that a node is, or is an entry or a sample of; None where it is something else."""
    inner = _whole(node)
    return inner if isinstance(inner, Variable) and inner.role == "input" else None


def _as_activation(node: Any) -> Any:
    """Return the activation of layer -1 in the place of the input: ``a^{[0]}`` for ``x``."""
    x = _base(node)
    if x is None:
        raise SymnetTypeError(f"{node} is not the input of a network, so it has no name as an activation.")
    name = plain_name("activation", x.layer, x.grain, notation_of(x.spelling))
    rows, columns = x.shape
    a = Variable(name, rows, columns, "activation", x.layer, x.grain, x.spelling)
    if isinstance(node, Slice):
        return Slice(a, node.index, node.axis)
    return MatrixElement(a, node.i, node.j) if isinstance(node, MatrixElement) else a


def _translate_sides(left: Expr, right: Expr, notation: Notation) -> tuple[Expr, Expr]:
    is_scaled = isinstance(left, Variable) and _factor(left, notation) != 1
    left, right = _replaced(left, notation), _replaced(right, notation)
    if is_scaled:  # the symbol stands alone, and the other side takes its factor
        factor, left = split_scalar(left)
        right = tidied(scaled(1 / factor, right))
    if isinstance(left, Transpose):
        return left.arg, push_transposes(Transpose(right))
    return left, right


def _factor(variable: Variable, notation: Notation) -> Expr:
    """Return what a δ is as a multiple of that of another notation, where they are not gradients of the same."""
    return scale_of_gradient(variable) / scale_of_gradient(counterpart(variable, notation))


def _replaced(expression: Basic, notation: Notation) -> Basic:
    replacements: dict[Basic, Expr] = {}
    is_scaled = False
    for node in subexpressions(expression):
        if isinstance(node, Variable):
            other = counterpart(node, notation)
            factor = _factor(node, notation)
            same = other if other.shape == node.shape and _same_layout(node, notation) else other.T
            replacements[node] = same if factor == 1 else scaled(factor, same)
            is_scaled = is_scaled or factor != 1
        elif isinstance(node, MatrixElement) and isinstance(node.parent, Variable):
            other = counterpart(node.parent, notation)
            place = (node.i, node.j) if _same_layout(node.parent, notation) else (node.j, node.i)
            replacements[node] = Mul(_factor(node.parent, notation), MatrixElement(other, *place))
        elif isinstance(node, ImmutableDenseMatrix):
            replacements[node] = node.applyfunc(lambda scalar: _replaced(scalar, notation))
    respelled = substitute(expression, replacements)
    respelled = tidied(respelled) if is_scaled else respelled
    marks = {mark: notation.spelling for mark in respelled.atoms(Spelling) if mark != notation.spelling}
    return push_transposes(respelled.xreplace(marks) if marks else respelled)


def _same_layout(variable: Variable, notation: Notation) -> bool:
    return is_turned(variable.role, notation) == is_turned(variable.role, notation_of(variable.spelling))


def _natural(expression: Basic) -> Basic:
    """Return a matrix expression or its transpose, whichever has fewer transposed symbols."""
    if not isinstance(expression, MatrixExpr):
        return expression
    turned = push_transposes(Transpose(expression))
    return turned if _count_transposes(turned) < _count_transposes(expression) else expression


def _count_transposes(expression: Basic) -> int:
    return sum(isinstance(node, Transpose) for node in operands_first(expression))
