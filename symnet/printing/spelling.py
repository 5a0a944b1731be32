"""How one variable, or an entry or a column of it, is spelled in its notation."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from sympy import Expr, Integer, S

from symnet.errors import SymnetTypeError
from symnet.expressions.shapes import as_expression
from symnet.expressions.variables import Spelling, Variable
from symnet.printing.notations import NOTATIONS, Notation

PARAMETERS = frozenset({"weight", "bias"})
OF = MappingProxyType({"cost": "J", "sum": r"\sum L", "sample": "L"})
"""What stands above in ∂J/∂A, by what δ is the gradient of."""
LAYERED = frozenset({"weight", "mask", "bias", "preactivation", "activation"})

Print = Callable[[Expr], str]


def notation_of(spelling: Spelling) -> Notation:
    """Return the notation that a spelling stands for."""
    if isinstance(spelling.choice, Notation):
        return spelling.choice
    if spelling.choice in NOTATIONS:
        return NOTATIONS[str(spelling.choice)]
    raise SymnetTypeError(
        f"A spelling must hold a Notation or the name of one, but holds {spelling.choice!r}; "
        "write Spelling('zero_based')."
    )


def scale_of_gradient(variable: Variable) -> Expr:
    """Return what a symbol is times the gradient of the cost: m for the δ of a batch that is of the losses, else 1.

    >>> from dataclasses import replace
    >>> mine = Spelling(replace(NOTATIONS["one_based"], name="mine", delta_of="sample"))
    >>> scale_of_gradient(Variable("dZ1", 3, 5, "gradient of preactivation", 0, "batch", mine))
    5
    """
    notation = notation_of(variable.spelling)
    return S.One if notation.delta_of == "cost" or not is_delta(variable) else sample_count(variable)


def sample_count(variable: Variable) -> Expr:
    """Return how many samples a batch holds: its columns, or its rows."""
    return variable.shape[1 if notation_of(variable.spelling).samples == "columns" else 0]


def is_delta(variable: Variable) -> bool:
    """Tell whether a symbol is the gradient by something of each sample of a batch: dZ, dA, dX; not dW."""
    return variable.is_gradient and variable.grain == "batch" and variable.base_role not in PARAMETERS


def spell(variable: Variable, print_index: Print, *, batch: bool, superscript: str = "") -> str:
    """Return the LaTeX of a whole variable.

    `batch` chooses the letter of the parameters (``W`` beside batches, ``w`` beside samples, where the notation tells
    them apart); `superscript` is set behind the layer: ``T``, or the index of a sample.
    """
    notation = notation_of(variable.spelling)
    capital = batch if variable.grain == "parameter" else variable.grain == "batch"
    above = _layer(variable, notation, print_index)
    return _differentiated(variable, notation, 2 if capital else 1, above, superscript)


def spell_sample(variable: Variable, index: Expr, print_index: Print, *, superscript: str = "") -> str:
    """Return the LaTeX of one sample of a batch: ``z^{[0](i)}``."""
    notation = notation_of(variable.spelling)
    above = f"{_layer(variable, notation, print_index)}({_in_one(index, print_index)})"
    return _differentiated(variable, notation, 1, above, superscript)


def spell_neuron(variable: Variable, index: Expr, print_index: Print, *, superscript: str = "") -> str:
    """Return the LaTeX of the weights of one neuron: ``w^{[1]}_2``; the index counts from 1."""
    notation = notation_of(variable.spelling)
    number = print_index(as_expression(index) - 1 + notation.first_entry)
    above = _layer(variable, notation, print_index) if notation.entries_have_layer else ""
    return _differentiated(variable, notation, 0, above, superscript, number)


def spell_entry(variable: Variable, i: Expr, j: Expr, print_index: Print, *, superscript: str = "") -> str:
    """Return the LaTeX of an entry: ``w^{[0]}_{01}``, ``z^{[0]}_1``, ``x^{(i)}_1``.

    The row and column count from 0, as SymPy's do; the notation says what they are called.
    """
    notation = notation_of(variable.spelling)
    above = _layer(variable, notation, print_index) if notation.entries_have_layer else ""
    if variable.base_role in ("weight", "mask"):
        below = _pair(variable, notation, i, j, print_index)
    else:
        neuron, position = (i, j) if notation.samples == "columns" else (j, i)
        below = print_index(_number(neuron, notation))
        if variable.grain == "batch":
            above += f"({_in_one(position + 1, print_index)})"
    return _differentiated(variable, notation, 0, above, superscript, below)


def _differentiated(
    variable: Variable, notation: Notation, place: int, above: str, superscript: str, below: str = ""
) -> str:
    """Return a letter with its scripts, or the gradient of the cost by it as the notation writes gradients."""
    letters: tuple[str, str, str] = getattr(notation, variable.base_role)
    if not variable.is_gradient:
        return _scripted(letters[place], above + superscript, below)
    if notation.gradient == "d":
        return _scripted(f"d{letters[place]}", above + superscript, below)
    if notation.gradient == "delta" and variable.base_role == "preactivation":
        return _scripted(r"\delta", above + superscript, below)
    of = "L" if variable.grain == "sample" else OF[notation.delta_of] if is_delta(variable) else "J"
    quotient = rf"\frac{{\partial {of}}}{{\partial {_scripted(letters[place], above, below)}}}"
    return rf"\left({quotient}\right)^{{{superscript}}}" if superscript else quotient


def _pair(variable: Variable, notation: Notation, i: Expr, j: Expr, print_index: Print) -> str:
    stored_by_row_neuron = not notation.transposed_weights
    if notation.single_row_index == 1 and variable.shape[0] == 1 and stored_by_row_neuron:
        return print_index(_number(j, notation))
    pair = (i, j) if stored_by_row_neuron == notation.destination_first else (j, i)
    first, second = (print_index(_number(index, notation)) for index in pair)
    separator = notation.separator if len(first) == len(second) == 1 else ","
    return f"{first}{separator}{second}"


def _number(index: Expr, notation: Notation) -> Expr:
    """Return an index as the notation counts it: numbers shift, and an index symbol is a label in its own right."""
    return as_expression(index) + notation.first_entry if as_expression(index).is_Integer else index


def layer_number(layer: Expr, notation: Notation) -> Expr:
    """Return the number that the notation gives to a layer position."""
    return as_expression(layer) + Integer(notation.first_layer)


def spell_layer(layer: Expr, notation: Notation, print_index: Print) -> str:
    """Return a layer number in the notation's brackets: ``[1]``, or nothing where the notation has none."""
    if notation.brackets is None:
        return ""
    left, right = notation.brackets
    return f"{left}{_in_one(layer_number(layer, notation), print_index)}{right}"


def _in_one(index: Expr, print_index: Print) -> str:
    """Return an index as one word: ``l-1``."""
    return print_index(index).replace(" ", "")


def _layer(variable: Variable, notation: Notation, print_index: Print) -> str:
    return spell_layer(variable.layer, notation, print_index) if variable.base_role in LAYERED else ""


def _scripted(letter: str, above: str = "", below: str = "") -> str:
    subscript = "" if not below else f"_{below}" if len(below) == 1 else f"_{{{below}}}"
    return f"{letter}{f'^{{{above}}}' if above else ''}{subscript}"
