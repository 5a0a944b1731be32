"""One layer: an affine map and an activation, with the symbols that a notation gives to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Lambda, MatrixExpr
from sympy.core.function import FunctionClass, UndefinedFunction

from symnet.errors import SymnetTypeError, SymnetValueError
from symnet.expressions.activations import identity
from symnet.expressions.arithmetic import add, hadamard, multiply, transpose
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.catalogue import activation
from symnet.expressions.elementwise import apply_elementwise
from symnet.expressions.generic import GenericActivation
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Variable
from symnet.nn.connections import Mask
from symnet.printing.notations import Notation
from symnet.printing.translation import is_turned, plain_name

SOFTMAX = "softmax"
ScalarActivation = Callable[..., Expr]


@dataclass(frozen=True)
class Layer:
    """``a = g(w a' + b)``: the layer at a position counted from 0, from `inputs` to `outputs` neurons.

    The activation is a scalar SymPy function of one argument, the word ``softmax``, or None while it is undefined.
    """

    position: Any  # an integer; an expression in the letter l for a layer that stands for any
    inputs: Expr
    outputs: Expr
    activation: ScalarActivation | str | None
    connections: Mask | None = None  # n_l × n_{l-1}; None where every input leads to every neuron

    def weight(self, notation: Notation) -> Variable:
        """Return the weight matrix: n_l × n_{l-1}, or transposed where the notation stores it so."""
        return self._parameter("weight", (self.outputs, self.inputs), notation)

    def mask(self, notation: Notation) -> tuple[Variable, Mask] | None:
        """Return the symbol of the connections and their zeros and ones, laid out as the weights; None where full."""
        if self.connections is None:
            return None
        symbol = self._parameter("mask", (self.outputs, self.inputs), notation)
        return symbol, self.connections.T if is_turned("mask", notation) else self.connections

    def connected(self, notation: Notation, *, turned: bool = False) -> MatrixExpr:
        """Return the weights that exist, ``w``, or ``w ⊙ M`` where connections are missing; or their transpose."""
        weight, mask = self.weight(notation), self.mask(notation)
        factors = [weight] if mask is None else [weight, mask[0]]
        return hadamard(*map(transpose, factors)) if turned else hadamard(*factors)

    def bias(self, notation: Notation) -> Variable:
        """Return the bias: n_l × 1, or 1 × n_l where samples are rows."""
        return self._parameter("bias", (self.outputs, 1), notation)

    def preactivation(self, previous: MatrixExpr, notation: Notation) -> MatrixExpr:
        """Return ``w a + b`` for what the previous layer gives, in the layout of the notation."""
        columns, bias = notation.samples == "columns", self.bias(notation)
        weight = self.connected(notation, turned=columns and notation.transposed_weights)
        product = multiply(weight, previous) if columns else multiply(previous, weight)
        return add(product, bias if bias.shape == product.shape else Broadcast(bias, *product.shape))

    def activate(self, preactivation: MatrixExpr, notation: Notation) -> MatrixExpr:
        """Return the activation of a pre-activation."""
        if isinstance(self.activation, str):  # softmax, the one activation that is not of one entry
            return Softmax(preactivation, 0 if notation.samples == "columns" else 1)
        if self.is_identity:
            return preactivation
        if self.activation is None:
            mark = (self.position, 0, notation.spelling)
            return apply_elementwise(GenericActivation, preactivation, parameters=mark)
        return apply_elementwise(self.activation, preactivation)

    @property
    def is_identity(self) -> bool:
        """Whether the layer is affine."""
        return self.activation is identity

    def _parameter(self, role: str, shape: tuple[Any, Any], notation: Notation) -> Variable:
        rows, columns = reversed(shape) if is_turned(role, notation) else shape
        name = plain_name(role, self.position, "parameter", notation)
        return Variable(name, rows, columns, role, self.position, "parameter", notation.spelling)


def find_activation(given: Any, *, layer: int, last: bool) -> ScalarActivation | str | None:
    """Return what a user gave as the activation of a layer, checked.

    Raises `SymnetValueError` for an unknown name and for softmax before the last layer, `SymnetTypeError` for what is
    not a scalar function of one argument.
    """
    if given is None:
        return None
    if isinstance(given, str):
        return _find_by_name(given, layer=layer, last=last)
    takes_one = isinstance(given, FunctionClass | Lambda) and 1 in given.nargs
    if not takes_one:
        count = (
            f"takes {given.nargs} arguments" if isinstance(given, FunctionClass | Lambda) else "is no SymPy function"
        )
        raise SymnetTypeError(
            f"The activation of layer {layer} must be a name or a SymPy function of one argument, "
            f"but {given!r} {count}; write activations=['tanh'] or sympy.Lambda(z, …)."
        )
    return given


def _find_by_name(name: str, *, layer: int, last: bool) -> ScalarActivation | str:
    if name.lower() == SOFTMAX:
        if not last:
            raise SymnetValueError(
                f"Softmax was given to layer {layer}, but it acts on a whole column and must stand in the last layer; "
                "write activations=[…, 'softmax']."
            )
        return SOFTMAX
    return activation(name)


def is_undefined(function: Any) -> bool:
    """Tell whether a scalar function is one that can be printed and not computed.

    >>> from sympy import Function, sin
    >>> is_undefined(Function("g")), is_undefined(sin), is_undefined(None)
    (True, False, True)
    """
    return function is None or isinstance(function, UndefinedFunction)
