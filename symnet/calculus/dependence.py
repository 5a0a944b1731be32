"""What a node is made of that it can be differentiated by, and walks over that, without recursion."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import singledispatch
from typing import Any

from sympy import (
    Basic,
    BlockDiagMatrix,
    BlockMatrix,
    Determinant,
    Dummy,
    Expr,
    ImmutableDenseMatrix,
    Integer,
    Lambda,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Piecewise,
    S,
    Symbol,
    Trace,
)
from sympy.functions.special.delta_functions import DiracDelta
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.errors import SymnetTypeError
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.generic import GenericActivation
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.reductions import SumEntries
from symnet.expressions.shapes import brief
from symnet.expressions.slope import Slope
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec
from symnet.expressions.walking import postorder

SCALARS_OF_MATRICES = (MatrixElement, SumEntries, Trace, Determinant)


@singledispatch
def operands(node: Any) -> tuple[Any, ...]:
    """Return the operands of a node by which it can be differentiated; sizes, indices and names are none."""
    return tuple(argument for argument in node.args if isinstance(argument, Expr) and not argument.is_number)


@operands.register(MatrixSymbol)
@operands.register(Symbol)
@operands.register(UnitVector)
@operands.register(CommutationMatrix)
def _(node: Any) -> tuple[Any, ...]:
    del node
    return ()


@operands.register(Broadcast)
@operands.register(Softmax)
@operands.register(LogSumExp)
@operands.register(Slice)
@operands.register(MatrixSlice)
@operands.register(MatrixElement)
@operands.register(MatPow)
@operands.register(Vec)
@operands.register(Unvec)
@operands.register(GenericActivation)
def _(node: Any) -> tuple[Any, ...]:
    return (node.args[0],)


@operands.register
def _(node: Slope) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(argument for argument in node.application.args if not argument.is_number))


@operands.register
def _(node: Elementwise) -> tuple[Any, ...]:
    return (*node.matrices, *parameters(node.function))


@operands.register
def _(node: ElementwiseApplyFunction) -> tuple[Any, ...]:
    return (node.expr, *parameters(as_elementwise(node).function))


@operands.register
def _(node: BlockMatrix) -> tuple[Any, ...]:
    return tuple(node.blocks.flat())


@operands.register
def _(node: BlockDiagMatrix) -> tuple[Any, ...]:
    return tuple(node.diag)


@operands.register
def _(node: ImmutableDenseMatrix) -> tuple[Any, ...]:
    return tuple(scalar for scalar in node.flat() if not scalar.is_number)


@operands.register
def _(node: Piecewise) -> tuple[Any, ...]:
    """Return what the branches are; where their conditions change over is a kink, and not differentiated."""
    return tuple(branch.expr for branch in node.args if not branch.expr.is_number)


def as_elementwise(node: ElementwiseApplyFunction) -> Elementwise:
    """Return SymPy's elementwise node as symnet's."""
    argument = Dummy("u", real=True)
    return Elementwise(Lambda(argument, node.function(argument)), node.expr)


def parameters(function: Lambda) -> tuple[Any, ...]:
    """Return the scalars in the body of a function that are none of its arguments: symbols, and scalars of matrices.

    >>> from sympy import MatrixSymbol
    >>> u, alpha = Symbol("u"), Symbol("alpha")
    >>> parameters(Lambda(u, alpha * u + Trace(MatrixSymbol("A", 2, 2))))
    (Trace(A), alpha)
    """
    found: dict[Any, None] = {}
    stack: list[Any] = [function.expr]
    while stack:
        part = stack.pop()
        if part in function.variables or part in found:
            continue
        if isinstance(part, SCALARS_OF_MATRICES) or part.is_Symbol:
            found[part] = None
        elif isinstance(part, Piecewise):
            stack.extend(branch.expr for branch in part.args)
        else:
            stack.extend(reversed(operands(part)))
    return tuple(sorted(found, key=str))


def operands_first(root: Basic, leaves: Container[Any] = ()) -> list[Any]:
    """Return what an expression is computed from, each once, operands first; `leaves` are not looked into."""
    return postorder([root], lambda node: () if node in leaves else operands(node))


def depending(order: Iterable[Any], variables: Container[Any]) -> set[Any]:
    """Return the nodes of an operands-first order that depend on one of the variables, the variables included."""
    found: set[Any] = set()
    for node in order:
        if node in variables or any(operand in found for operand in operands(node)):
            found.add(node)
    return found


def partial(function: Lambda, variable: Any) -> Lambda:
    """Return ∂f/∂u of a Lambda, by an argument or a parameter, at points where f has a derivative there.

    A function that jumps, such as a sign, has the derivative 0 between the jumps; SymPy's Dirac delta at them is no
    function of numbers.

    >>> from sympy import Abs
    >>> u = Symbol("u", real=True)
    >>> partial(partial(Lambda(u, Abs(u)), u), u)
    Lambda(u, 0)
    """
    symbol = variable if variable.is_Symbol else Dummy("p", real=True)
    derivative = function.expr.xreplace({variable: symbol}).diff(symbol)
    smooth = derivative.replace(DiracDelta, lambda *_: S.Zero) if derivative.has(DiracDelta) else derivative
    return Lambda(function.variables, smooth.xreplace({symbol: variable}))


def shapes_of(nodes: Iterable[Any]) -> set[Any]:
    """Return the symbols in the sizes of matrices."""
    matrices = (node for node in nodes if isinstance(node, MatrixExpr))
    return {symbol for matrix in matrices for size in matrix.shape for symbol in S(size).free_symbols}


def integer_exponent(node: MatPow) -> int:
    """Return the exponent of a matrix power, or raise where it is none that can be differentiated."""
    if not isinstance(node.exp, Integer):
        raise SymnetTypeError(f"A matrix power must have an integer exponent, but {brief(node)} has {node.exp}.")
    return int(node.exp)
