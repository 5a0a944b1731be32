"""Notations: how the roles of a network are spelled, one row each.

A notation is a frozen row. Printing, plain names and layouts only read it; a test walks every row.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Literal

from symnet.errors import SymnetTypeError, SymnetValueError, kind_of, suggest
from symnet.expressions.variables import Spelling

Letters = tuple[str, str, str]
"""The LaTeX letter of a role for an entry, for one sample, and for a batch."""


@dataclass(frozen=True, kw_only=True)
class Notation:
    r"""How a network is written.

    ================== ==========================================================================================
    name               what it is called
    first_layer        the number of the first layer that computes: 0, or 1 where ``a^{[0]} = x`` is layer 0
    first_entry        the number of the first row, column, neuron: 0 or 1
    brackets           what stands around a layer number, as ``("[", "]")``; None leaves layer numbers out
    entries_have_layer whether ``w_{01}`` carries its layer, as ``w^{[0]}_{01}``
    input_is_layer     whether the input is also called ``a^{[0]}``
    transposed_weights False: weights are n_l × n_{l-1}; True: n_{l-1} × n_l
    samples            whether a sample is one of the ``columns`` or one of the ``rows`` of a batch
    destination_first  whether the weight from input k to neuron j is ``w_{jk}`` (True) or ``w_{kj}``
    single_row_index   whether a weight matrix of one row has entries ``w_{00}`` (two indices) or ``w_0`` (one)
    separator          what stands between the two indices of an entry (a comma is set where digits would run together)
    hadamard           the LaTeX operator of the entrywise product
    gradient           how the gradient by z and by a weight is written: ``delta`` (δ and ∂J/∂W), ``d`` (dZ and dW),
                       ``partial`` (∂J/∂Z and ∂J/∂W)
    delta_of           what δ (dZ, dA, dX) of a batch is the gradient of: the ``cost``; the ``sum`` of the losses of
                       the samples; or, each column by itself, the loss of its ``sample``. The last two are m times
                       the first, and are written with 1/m in ∂J/∂W and ∂J/∂b, which are of the cost in each
    parameters         plain names of weight and bias, which the layer number follows: ``w0``, ``b0``
    ================== ==========================================================================================

    The remaining fields are the letters of the roles.

    >>> from dataclasses import replace
    >>> mine = replace(NOTATIONS["one_based"], name="mine", weight=("\\theta", "\\Theta", "\\Theta"))
    >>> mine.weight[2]
    '\\Theta'
    """

    name: str = "own"
    first_layer: Literal[0, 1] = 0
    first_entry: Literal[0, 1] = 0
    brackets: tuple[str, str] | None = ("[", "]")
    entries_have_layer: bool = True
    input_is_layer: bool = False
    transposed_weights: bool = False
    samples: Literal["columns", "rows"] = "columns"
    destination_first: bool = True
    single_row_index: Literal[1, 2] = 2
    separator: str = ""
    hadamard: str = r"\odot"
    gradient: Literal["delta", "d", "partial"] = "delta"
    delta_of: Literal["cost", "sum", "sample"] = "cost"
    parameters: tuple[str, str] = ("w", "b")
    weight: Letters = ("w", "w", "W")
    bias: Letters = ("b", "b", "b")
    preactivation: Letters = ("z", "z", "Z")
    activation: Letters = ("a", "a", "A")
    input: Letters = ("x", "x", "X")
    target: Letters = ("y", "y", "Y")
    prediction: Letters = (r"\hat{y}", r"\hat{y}", r"\hat{Y}")
    mask: Letters = ("M", "M", "M")

    def __post_init__(self) -> None:
        for field in fields(self):
            _check_field(self.name, field.name, getattr(self, field.name))
        for name in self.parameters:
            if not name.isidentifier():
                raise SymnetValueError(
                    f"The plain name {name!r} of notation {self.name!r} must be a Python identifier, as 'w' is."
                )
        if self.gradient == "partial" and self.delta_of != "cost":
            raise SymnetValueError(
                f"Notation {self.name!r} writes ∂J/∂Z, which is of the cost, so delta_of cannot be {self.delta_of!r}: "
                "write gradient='d' or gradient='delta'."
            )
        if self.transposed_weights is False and self.samples == "rows":
            raise SymnetValueError(
                f"Notation {self.name!r} has samples in rows, so its weights must be n_(l-1) × n_l: "
                "write transposed_weights=True."
            )

    def __repr__(self) -> str:
        if NOTATIONS.get(self.name) == self:
            return f"NOTATIONS[{self.name!r}]"
        return f"Notation({', '.join(f'{field.name}={getattr(self, field.name)!r}' for field in fields(self))})"

    def __str__(self) -> str:
        return self.name

    @property
    def spelling(self) -> Spelling:
        """The notation as the mark that its symbols carry."""
        return Spelling(self)


CHOICES: MappingProxyType[str, tuple[Any, ...]] = MappingProxyType(
    {
        "first_layer": (0, 1),
        "first_entry": (0, 1),
        "single_row_index": (1, 2),
        "samples": ("columns", "rows"),
        "gradient": ("delta", "d", "partial"),
        "delta_of": ("cost", "sum", "sample"),
        "entries_have_layer": (True, False),
        "input_is_layer": (True, False),
        "transposed_weights": (True, False),
        "destination_first": (True, False),
    }
)
"""What a field may be, where it is not a text."""

LETTERED = ("weight", "bias", "preactivation", "activation", "input", "target", "prediction", "mask")


def _check_field(notation: str, field: str, value: Any) -> None:
    """Raise `SymnetValueError` where a field of a notation cannot be used."""
    wanted = None
    if field in CHOICES:
        if value not in CHOICES[field]:
            wanted = f"one of {', '.join(map(repr, CHOICES[field]))}"
    elif field in LETTERED:
        if not _are_texts(value, 3):
            wanted = "three texts: the letters of an entry, of one sample and of a batch"
    elif field in ("brackets", "parameters"):
        if not _are_texts(value, 2) and not (field == "brackets" and value is None):
            wanted = "a pair of texts"
    elif not isinstance(value, str):
        wanted = "a text"
    if wanted:
        raise SymnetValueError(f"The field {field} of notation {notation!r} must be {wanted}, but it is {value!r}.")


def _are_texts(value: Any, count: int) -> bool:
    return isinstance(value, tuple) and len(value) == count and all(isinstance(part, str) for part in value)


NOTATIONS = MappingProxyType(
    {
        notation.name: notation
        for notation in (
            Notation(name="zero_based"),
            Notation(
                name="one_based",
                gradient="d",
                first_layer=1,
                first_entry=1,
                input_is_layer=True,
                parameters=("W", "b"),
                weight=("w", "W", "W"),
            ),
            Notation(
                name="one_based_transposed",
                gradient="d",
                first_layer=1,
                first_entry=1,
                input_is_layer=True,
                transposed_weights=True,
                separator=",",
            ),
            Notation(
                name="parenthesized",
                first_layer=1,
                first_entry=1,
                input_is_layer=True,
                brackets=("(", ")"),
                parameters=("W", "b"),
                weight=("w", "W", "W"),
            ),
            Notation(
                name="rows",
                gradient="d",
                first_layer=1,
                first_entry=1,
                input_is_layer=True,
                transposed_weights=True,
                samples="rows",
                destination_first=False,
                parameters=("W", "b"),
                weight=("w", "W", "W"),
            ),
            Notation(name="zero_based_short", entries_have_layer=False),
            Notation(name="single_layer", brackets=None, single_row_index=1, gradient="partial"),
        )
    }
)
"""The notations by name. The last two are variants of the first: entries without their layer, no layer numbers."""


def find_notation(notation: str | Notation) -> Notation:
    """Return the notation of a name; a `Notation` is returned as it is.

    >>> find_notation("rows").samples
    'rows'
    >>> find_notation("row")
    Traceback (most recent call last):
        ...
    symnet.errors.SymnetValueError: There is no notation named 'row'; did you mean 'rows'? The notations are \
zero_based, one_based, one_based_transposed, parenthesized, rows, zero_based_short, single_layer.
    """
    if isinstance(notation, Notation):
        return notation
    if not isinstance(notation, str):
        raise SymnetTypeError(
            f"A notation is a name or a Notation, but {notation!r} is {kind_of(notation)}; write notation='zero_based'."
        )
    if notation not in NOTATIONS:
        raise SymnetValueError(
            f"There is no notation named {notation!r}{suggest(notation, NOTATIONS) or '.'} "
            f"The notations are {', '.join(NOTATIONS)}."
        )
    return NOTATIONS[notation]
