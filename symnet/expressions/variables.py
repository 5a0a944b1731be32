"""Symbols with a role: the input, the weights, the activations of a layer, and one column of a batch."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Self

from sympy import Atom, Basic, Expr, ImmutableDenseMatrix, MatrixExpr, MatrixSymbol
from sympy.core.symbol import Str

from symnet.errors import SymnetValueError, suggest
from symnet.expressions.entries import entry, explicit_rule
from symnet.expressions.node import Hooked, Node
from symnet.expressions.operands import Role, by_position, parts
from symnet.expressions.shapes import as_expression, require_matrix

ROLES = ("input", "target", "weight", "mask", "bias", "preactivation", "activation", "prediction")
GRADIENT = "gradient of "
"""What stands before a role in the role of a gradient: the gradient of the cost by a weight, and so on."""
GRAINS = ("parameter", "sample", "batch")


class Spelling(Atom):
    """How a variable is spelled: a choice that its symbols carry and only the printing room interprets."""

    __slots__ = ("_key", "choice")

    choice: Hashable
    _key: str

    def __new__(cls, choice: Hashable) -> Self:
        """Return the mark of a choice."""
        node = super().__new__(cls)
        node.choice = choice
        node._key = repr(choice)
        return node

    def __getnewargs__(self) -> tuple[Hashable]:
        return (self.choice,)

    def _hashable_content(self) -> tuple[str]:
        return (self._key,)  # SymPy sorts by this, and text has an order

    def _sympyrepr(self, _printer: Any) -> str:
        return f"Spelling({self.choice!r})"

    def _sympystr(self, _printer: Any) -> str:
        return str(self.choice)


class Variable(Hooked, MatrixSymbol):
    """A `MatrixSymbol` that knows what it is in a network.

    ========== =========================================================================================
    name       a plain identifier, unique in its network: ``w0``; generated code and dictionaries use it
    role       one of `ROLES`
    layer      the position of its layer, counted from 0; -1 for the input; an integer or an index
    grain      ``parameter``, or whether it holds one ``sample`` or a ``batch`` of them
    spelling   how it prints
    ========== =========================================================================================

    >>> w = Variable("w0", 3, 2, role="weight", layer=0, grain="parameter", spelling=Spelling("plain"))
    >>> w.shape, w.role, w.layer
    ((3, 2), 'weight', 0)
    >>> w.func(*w.args) == w
    True
    """

    def __new__(cls, name: Any, rows: Any, columns: Any, role: Any, layer: Any, grain: Any, spelling: Spelling) -> Self:
        """Return the symbol; its role and grain are checked."""
        _one_of("role", str(role).removeprefix(GRADIENT), ROLES)
        checked = Str(str(role)), as_expression(layer), _one_of("grain", grain, GRAINS)
        sizes = as_expression(rows), as_expression(columns)
        for size in sizes:
            cls._check_dim(size)
        node = Basic.__new__(cls, Str(str(name)), *sizes, *checked, spelling)
        hash(node)
        return node

    @property
    def role(self) -> str:
        """What it is in the network; ``gradient of …`` for the gradient of the cost by something."""
        return str(self.args[3])

    @property
    def base_role(self) -> str:
        """The role, or that of what the gradient is taken by."""
        return self.role.removeprefix(GRADIENT)

    @property
    def is_gradient(self) -> bool:
        """Whether it is the gradient of the cost by something."""
        return self.role.startswith(GRADIENT)

    @property
    def layer(self) -> Expr:
        """The position of its layer, counted from 0."""
        return self.args[4]

    @property
    def grain(self) -> str:
        """``parameter``, ``sample`` or ``batch``."""
        return str(self.args[5])

    @property
    def spelling(self) -> Spelling:
        """How it prints."""
        return self.args[6]


def gradient_symbol(variable: Variable, *, of_sample: bool = False) -> Variable:
    """Return the symbol of the gradient by a variable, of the same shape: of the cost, or of the loss of one sample.

    >>> w = Variable("w0", 3, 2, "weight", 0, "parameter", Spelling("plain"))
    >>> gradient_symbol(w), gradient_symbol(w).role
    (dw0, 'gradient of weight')
    """
    role, name = f"{GRADIENT}{variable.role}", f"d{variable.name}"
    grain = "sample" if of_sample else variable.grain
    rows, columns = variable.shape
    return Variable(name, rows, columns, role, variable.layer, grain, variable.spelling)


def _one_of(what: str, given: Any, allowed: tuple[str, ...]) -> Str:
    if str(given) not in allowed:
        raise SymnetValueError(
            f"The {what} of a variable must be one of {', '.join(allowed)}, but it is {str(given)!r}"
            f"{suggest(str(given), allowed) or '.'}"
        )
    return Str(str(given))


class Slice(Node):
    r"""One column (``axis=1``) or one row (``axis=0``) of a matrix, counted from 1.

    Of a batch it is a sample, :math:`x^{(i)}`; of a weight matrix it holds the weights of one neuron, :math:`w_j`.

    >>> from sympy import MatrixSymbol, Symbol
    >>> Slice(MatrixSymbol("X", 2, 5), Symbol("i")).shape
    (2, 1)
    >>> Slice(MatrixSymbol("X", 2, 5), 3)[0, 0]
    X[0, 2]
    """

    def __new__(cls, matrix: MatrixExpr, index: Any, axis: Any = 1) -> Self:
        """Return the column or row of a matrix."""
        operand = require_matrix("take a column of", as_expression(matrix))
        rows, columns = operand.shape
        shape = (rows, as_expression(1)) if axis == 1 else (as_expression(1), columns)
        return cls._build(shape, operand, as_expression(index), as_expression(axis))

    @property
    def matrix(self) -> MatrixExpr:
        """The matrix that it is taken from."""
        return self.args[0]

    @property
    def index(self) -> Expr:
        """Which column or row, counted from 1."""
        return self.args[1]

    @property
    def axis(self) -> int:
        """1 for a column, 0 for a row."""
        return int(self.args[2])


parts.register(Slice, by_position(Role.MATRIX, Role.INDEX, Role.OPTION))


@entry.register
def _(part: Slice, i: Expr, j: Expr) -> Expr:
    position = part.index - 1
    return entry(part.matrix, i, position) if part.axis == 1 else entry(part.matrix, position, j)


@explicit_rule.register
def _(part: Slice, matrix: ImmutableDenseMatrix, index: Expr, _axis: Expr) -> ImmutableDenseMatrix:
    return matrix[:, index - 1] if part.axis == 1 else matrix[index - 1, :]
