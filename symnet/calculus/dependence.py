"""What a node is made of that it can be differentiated by, and walks over that, without recursion."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from sympy import (
    Basic,
    Derivative,
    Dummy,
    Integer,
    Lambda,
    MatPow,
    MatrixExpr,
    S,
    Subs,
    ceiling,
    floor,
    sign,
)
from sympy.functions.special.delta_functions import DiracDelta

from symnet.errors import SymnetTypeError
from symnet.expressions.operands import Part, Role, outside, parts, subexpressions, symbols_in
from symnet.expressions.shapes import brief
from symnet.expressions.substitution import substitute
from symnet.expressions.walking import postorder

DIFFERENTIABLE = (Role.MATRIX, Role.SCALAR)


def operands(node: Any) -> tuple[Any, ...]:
    """Return the parts of a node by which it can be differentiated, each once; numbers are none.

    Of what a node binds, the term of a sum or the body of a function, these are the largest expressions in it that hold
    no bound variable. Conditions have no derivative; indices and sizes are integers, see `integers_in`.

    >>> from sympy import MatrixSymbol, Sum, symbols
    >>> i, n = symbols("i n", integer=True)
    >>> operands(Sum(MatrixSymbol("x", 3, 1)[i, 0] ** 2 * symbols("t"), (i, 0, n)))
    (t, x)
    """
    found: dict[Any, None] = {}
    for part in parts(node):
        if part.role in DIFFERENTIABLE:
            inside = outside(part, DIFFERENTIABLE) if part.bound else [part.expression]
            found.update(dict.fromkeys(expression for expression in inside if not _is_constant(expression, part)))
    return tuple(found)


def _is_constant(expression: Any, part: Part) -> bool:
    """Tell whether nothing can be differentiated by: a number, or, among bound indices, what is made of integers."""
    return expression.is_number or bool(part.bound and _is_discrete(expression))


def _is_discrete(expression: Any) -> bool:
    return bool(expression.is_integer) and all(symbol.is_integer for symbol in symbols_in(expression))


def integers_in(node: Any) -> Iterator[Any]:
    """Yield the symbols in the parts of a node that take only integers: indices, sizes, and the integers under a sum.

    By these an expression cannot be differentiated; they are no operands.

    >>> from sympy import MatrixSymbol, symbols
    >>> i, n = symbols("i n", integer=True)
    >>> list(integers_in(MatrixSymbol("x", n, 1)[i, 0]))
    [i]
    """
    for part in parts(node):
        if part.role in (Role.INDEX, Role.SIZE):
            yield from symbols_in(part.expression)
        elif part.bound:
            free = symbols_in(Lambda(part.bound, part.expression))
            discrete = [each for each in outside(part, DIFFERENTIABLE) if _is_discrete(each)]
            places = [each for inner in subexpressions(part.expression) for each in integers_in(inner)]
            yield from (symbol for each in (*discrete, *places) for symbol in symbols_in(each) if symbol in free)


def parameters(function: Lambda) -> tuple[Any, ...]:
    """Return the scalars in the body of a function that hold none of its arguments.

    >>> from sympy import MatrixSymbol, Symbol, Trace
    >>> u, alpha = Symbol("u"), Symbol("alpha")
    >>> parameters(Lambda(u, alpha * u + Trace(MatrixSymbol("A", 2, 2))))
    (alpha, Trace(A))
    """
    return operands(function) if function.variables else ()


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

    The other parameters stay as they are, whatever they are made of. A function that jumps, such as a sign, has the
    derivative 0 between the jumps; SymPy's Dirac delta at them is no function of numbers.

    >>> from sympy import Abs, Symbol
    >>> u = Symbol("u", real=True)
    >>> partial(partial(Lambda(u, Abs(u)), u), u)
    Lambda(u, 0)
    """
    composed = [each for each in (*parameters(function), variable) if not each.is_Symbol and not each.is_Matrix]
    names = {parameter: Dummy("p", real=True) for parameter in composed}
    symbol = names.get(variable, variable)
    derivative = between_jumps(substitute(function.expr, names).diff(symbol))
    return Lambda(function.variables, derivative.xreplace({name: parameter for parameter, name in names.items()}))


def between_jumps(derivative: Any) -> Any:
    """Return a derivative of SymPy's without the Dirac deltas at jumps, and with 0 for that of a step function.

    >>> from sympy import Symbol
    >>> u = Symbol("u", real=True)
    >>> between_jumps((u * floor(2 * u)).diff(u))
    floor(2*u)
    """
    if not derivative.has(DiracDelta, Derivative):
        return derivative
    without = derivative.replace(DiracDelta, lambda *_: S.Zero)
    return without.replace(_is_slope_of_steps, lambda _: S.Zero)


def _is_slope_of_steps(node: Any) -> bool:
    if isinstance(node, Subs):
        return bool(node.expr == 0)  # what is below is replaced before
    return isinstance(node, Derivative) and isinstance(node.expr, floor | ceiling | sign)


def shapes_of(nodes: Iterable[Any]) -> set[Any]:
    """Return the symbols in the sizes of matrices."""
    matrices = (node for node in nodes if isinstance(node, MatrixExpr))
    return {symbol for matrix in matrices for size in matrix.shape for symbol in S(size).free_symbols}


def integer_exponent(node: MatPow) -> int:
    """Return the exponent of a matrix power, or raise where it is none that can be differentiated."""
    if not isinstance(node.exp, Integer):
        raise SymnetTypeError(f"A matrix power must have an integer exponent, but {brief(node)} has {node.exp}.")
    return int(node.exp)
