"""The node types that may be written to a file and read from it: nothing else is made from what a file says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

import sympy
from sympy import Add, Basic, Expr, ImmutableDenseMatrix, Mul, Pow
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanFunction
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.expressions.activations import ACTIVATIONS
from symnet.expressions.arithmetic import MatrixProduct, MatrixSum
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.generic import GenericActivation
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.losses import LOSSES
from symnet.expressions.reductions import SumEntries
from symnet.expressions.slope import Slope
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice, Variable
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec

CONSTANTS: Mapping[str, Basic] = MappingProxyType(
    {"e": sympy.E, "pi": sympy.pi, "infinity": sympy.oo, "minus infinity": -sympy.oo, "true": sympy.true,
     "false": sympy.false, "zero": sympy.S.Zero, "one": sympy.S.One, "minus one": sympy.S.NegativeOne,
     "half": sympy.S.Half, "identity function": sympy.S.IdentityFunction}
)  # fmt: skip

OF_SYMPY: tuple[type, ...] = (
    sympy.Add, sympy.Mul, sympy.Pow, sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan, sympy.sinh, sympy.cosh,
    sympy.tanh, sympy.asin, sympy.acos, sympy.atan, sympy.asinh, sympy.acosh, sympy.atanh, sympy.erf, sympy.gamma,
    sympy.Abs, sympy.sign, sympy.floor, sympy.ceiling, sympy.Mod, sympy.Max, sympy.Min, sympy.Heaviside,
    sympy.KroneckerDelta, sympy.Piecewise, ExprCondPair, sympy.Tuple, sympy.Lambda, sympy.Sum, sympy.Derivative,
    sympy.Equality, sympy.Unequality, sympy.StrictLessThan, sympy.LessThan, sympy.StrictGreaterThan,
    sympy.GreaterThan, sympy.And, sympy.Or, sympy.Not,
    sympy.MatrixSymbol, MatrixElement, sympy.MatAdd, sympy.MatMul, sympy.MatPow, sympy.HadamardProduct,
    sympy.HadamardPower, sympy.KroneckerProduct, sympy.Transpose, sympy.Inverse, sympy.Identity, sympy.ZeroMatrix,
    sympy.OneMatrix, sympy.Trace, sympy.Determinant, DiagMatrix, DiagonalMatrix, DiagonalOf, MatrixSlice,
    sympy.BlockMatrix, sympy.BlockDiagMatrix, ElementwiseApplyFunction, ImmutableDenseMatrix,
)  # fmt: skip

OF_SYMNET: tuple[type, ...] = (
    Elementwise, Broadcast, Softmax, LogSumExp, SumEntries, MatrixSum, MatrixProduct, Slice, Slope, Variable,
    GenericActivation, Vec, Unvec, UnitVector, CommutationMatrix,
)  # fmt: skip

PREFIX = "symnet."
"""What stands before the name of a node type of symnet: its tanh is not SymPy's."""


@cache
def node_types() -> Mapping[str, type]:
    """Return the node types by the names that files give them.

    >>> node_types()["tanh"], node_types()["symnet.tanh"].__module__
    (tanh, 'symnet.expressions.activations.bounded')
    """
    ours = (*OF_SYMNET, *ACTIVATIONS, *LOSSES)
    return MappingProxyType(
        {
            **{kind.__name__: kind for kind in OF_SYMPY},
            **{f"{PREFIX}{kind.__name__}": kind for kind in ours},
        }
    )


@cache
def names_of_types() -> Mapping[type, str]:
    """Return the names by node type."""
    return MappingProxyType({kind: name for name, kind in node_types().items()})


ARITHMETIC = (Add, Mul, Pow, sympy.MatAdd, sympy.MatMul, sympy.HadamardProduct, sympy.KroneckerProduct)


def _unevaluated(kind: Any, arguments: Sequence[Any]) -> Any:
    return kind(*arguments, evaluate=False)


def _matrix(_kind: Any, arguments: Sequence[Any]) -> Any:
    rows, columns, entries = arguments
    if not 0 < rows * columns == len(entries):
        raise ValueError(f"there are {len(entries)} entries for {rows} × {columns} places")
    return ImmutableDenseMatrix(rows, columns, list(entries))


BUILDERS: tuple[tuple[type | tuple[type, ...], Callable[[Any, Sequence[Any]], Any]], ...] = (
    (ImmutableDenseMatrix, _matrix),
    ((Add, Mul, Pow), _unevaluated),
    ((sympy.MatAdd, sympy.MatMul, sympy.Lambda, ExprCondPair, sympy.Derivative), lambda kind, parts: kind(*parts)),
    ((Relational, BooleanFunction, sympy.Max, sympy.Min), _unevaluated),
    (GenericActivation, lambda kind, parts: kind(*parts)),
    (sympy.Function, _unevaluated),
)
"""How a node is made so that SymPy leaves it as it was; the first row that fits counts, other types are called."""


def rebuilt(kind: type, arguments: Sequence[Any]) -> Any:
    """Return a node of a type over arguments, as it was written: SymPy evaluates nothing.

    >>> rebuilt(sympy.Mul, (sympy.Integer(2), sympy.Integer(3)))
    2*3
    """
    if issubclass(kind, ARITHMETIC) and not all(isinstance(argument, Expr) for argument in arguments):
        raise ValueError("only expressions are added and multiplied")
    for kinds, build in BUILDERS:
        if issubclass(kind, kinds):
            return build(kind, arguments)
    return kind(*arguments)


def is_undefined(node: Basic) -> bool:
    """Tell whether a node applies a function that is only a name."""
    return isinstance(node, AppliedUndef)
