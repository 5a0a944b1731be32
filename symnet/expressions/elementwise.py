"""The elementwise node: a scalar function of k arguments, applied entry by entry to k matrices of one shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Self

from sympy import Basic, Dummy, Expr, FunctionMatrix, ImmutableDenseMatrix, Lambda, MatrixExpr, Symbol
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from symnet.errors import SymnetTypeError
from symnet.expressions.entries import entry, explicit_rule
from symnet.expressions.node import Node
from symnet.expressions.operands import Part, Role, outside
from symnet.expressions.shapes import as_expression, require_matrix, require_same_shape
from symnet.expressions.substitution import applied, substitute


class Elementwise(Node):
    r"""``f(A, B, …)``: the matrix with the entries :math:`f(A_{ij}, B_{ij}, …)`.

    The function is a SymPy `Lambda` of k scalars; the k matrices share one shape, which is the shape of the node.
    `apply_elementwise` builds it from a function class.

    >>> from sympy import Lambda, MatrixSymbol, Symbol, exp
    >>> u = Symbol("u", real=True)
    >>> Elementwise(Lambda(u, exp(u)), MatrixSymbol("Z", 2, 3)).shape
    (2, 3)

    Raises `ShapeError` where the matrices differ in shape, `SymnetTypeError` where the function takes another number of
    arguments.
    """

    def __new__(cls, function: Lambda, *matrices: MatrixExpr) -> Self:
        """Return the node, its function over canonical argument names."""
        operands = [require_matrix("apply a function entry by entry to", as_expression(matrix)) for matrix in matrices]
        canonical = _canonical(function, len(operands))
        shape = require_same_shape("apply a function entry by entry to", operands)
        return cls._build(shape, canonical, *operands)

    @property
    def function(self) -> Lambda:
        """The scalar function, with canonical names for its arguments."""
        return self.args[0]

    @property
    def matrices(self) -> tuple[MatrixExpr, ...]:
        """The matrices that it is applied to."""
        return tuple(self.args[1:])

    def _eval_subs(self, old: Any, new: Any) -> Any:
        apart = self._apart_from({old: new})
        return None if apart is self else apart._subs(old, new)  # noqa: SLF001 - SymPy's hook

    def _xreplace(self, rule: Mapping[Any, Any]) -> tuple[Any, bool]:
        apart = self._apart_from(rule)
        return super()._xreplace(rule) if apart is self or self in rule else apart._xreplace(rule)  # noqa: SLF001 - SymPy's hook

    def _apart_from(self, rule: Any) -> Self:
        """Return the node with other argument names where a replacement is about symbols that are called as they are.

        SymPy puts u for b in ``Lambda(u, b u)`` and makes it ``u²``, and 2 for u and makes it an error.
        """
        if not isinstance(rule, Mapping):  # one of SymPy's transforms, which are about nodes of a kind and no symbols
            return self
        variables = set(self.function.variables)
        is_free = not self.function.free_symbols or variables.isdisjoint(
            symbol for new in rule.values() for symbol in getattr(new, "free_symbols", ())
        )
        if is_free and variables.isdisjoint(rule):
            return self
        stand_ins = _stand_ins(len(self.matrices))
        return self._build(self.shape, Lambda(stand_ins, self.function(*stand_ins)), *self.matrices)

    def at(self, *scalars: Expr) -> Expr:
        """Return the scalar function at the given scalars.

        >>> from sympy import MatrixSymbol, exp
        >>> apply_elementwise(exp, MatrixSymbol("Z", 2, 3)).at(0)
        1
        """
        return applied(self.function, *scalars)


def apply_elementwise(
    function: Callable[..., Expr], *matrices: MatrixExpr, parameters: Sequence[Expr] = ()
) -> MatrixExpr:
    """Return `function` applied entry by entry; `parameters` are passed to it after the entries.

    >>> from sympy import Function, MatrixSymbol
    >>> node = apply_elementwise(Function("g"), MatrixSymbol("Z", 2, 3))
    >>> node.function
    Lambda(u, g(u))
    """
    stand_ins = _stand_ins(len(matrices))
    return Elementwise(Lambda(stand_ins, function(*stand_ins, *parameters)), *matrices)


def as_elementwise(node: ElementwiseApplyFunction) -> Elementwise:
    """Return SymPy's elementwise node as symnet's.

    >>> from sympy import MatrixSymbol, sin
    >>> as_elementwise(MatrixSymbol("X", 2, 3).applyfunc(sin)).function
    Lambda(u, sin(u))
    """
    argument = Dummy("u", real=True)
    return Elementwise(Lambda(argument, node.function(argument)), node.expr)


def is_mixed(function: Lambda) -> bool:
    """Tell whether the function of an elementwise node holds a matrix beside its arguments, as in ``1ᵀ (u A) 1``."""
    inside = outside(Part(function.expr, Role.SCALAR, tuple(function.variables)), (Role.MATRIX, Role.SCALAR))
    return any(getattr(part, "is_Matrix", False) for part in inside)


def in_index_form(node: Elementwise) -> FunctionMatrix:
    """Return an elementwise node as the matrix of its entries, each written with its row and column.

    >>> from sympy import MatrixSymbol
    >>> u = Symbol("u")
    >>> in_index_form(Elementwise(Lambda(u, u**2), MatrixSymbol("X", 2, 3))).lamda.expr
    X[_p, _q]**2
    """
    row, column = (Dummy(name, integer=True, nonnegative=True) for name in "pq")
    entries = [entry(matrix, row, column) for matrix in node.matrices]
    body = substitute(node.function.expr, dict(zip(node.function.variables, entries, strict=True)))
    return FunctionMatrix(*node.shape, Lambda((row, column), body))


@cache
def _stand_ins(count: int) -> tuple[Dummy, ...]:
    """Return what no user can have: a parameter, or a symbol that a function holds, may be called as an argument is."""
    return tuple(Dummy(name, real=True) for name in _names(count))


def _names(count: int) -> tuple[str, ...]:
    return ("u",) if count == 1 else tuple(f"u_{position + 1}" for position in range(count))


def _canonical(function: Any, count: int) -> Lambda:
    """Return the function as a Lambda over the canonical argument names, so that equal functions are equal objects."""
    if not isinstance(function, Lambda) or len(function.variables) != count:
        raise SymnetTypeError(
            f"An elementwise node over {count} matrices needs a SymPy Lambda of {count} arguments, "
            f"but was given {function}; write apply_elementwise(function, …) for a function class."
        )
    names = _names(count)
    while True:
        arguments = tuple(Symbol(name, real=True) for name in names)
        if function.variables == arguments:
            return function
        if not function.expr.atoms(Symbol) & set(arguments):
            return Lambda(arguments, function.expr.xreplace(dict(zip(function.variables, arguments, strict=True))))
        names = tuple(f"{name}_" for name in names)  # another symbol, free or bound, is called so: keep them apart


def is_plain(function: Lambda) -> bool:
    """Tell whether the Lambda is one function class applied to its arguments and then to constants.

    >>> from sympy import Function, Lambda, Symbol
    >>> u = Symbol("u"); g = Function("g")
    >>> is_plain(Lambda(u, g(u))), is_plain(Lambda(u, 1 - g(u)))
    (True, False)
    """
    body = function.expr
    variables = tuple(function.variables)
    rest: tuple[Basic, ...] = body.args[len(variables) :]
    return (
        bool(getattr(body, "is_Function", False))
        and body.args[: len(variables)] == variables
        and not any(argument.has(*variables) for argument in rest)
    )


@entry.register
def _(node: Elementwise, i: Expr, j: Expr) -> Expr:
    return node.at(*(entry(matrix, i, j) for matrix in node.matrices))


@explicit_rule.register
def _(node: Elementwise, _function: Lambda, *matrices: ImmutableDenseMatrix) -> ImmutableDenseMatrix:
    rows, columns = node.shape
    return ImmutableDenseMatrix(int(rows), int(columns), lambda i, j: node.at(*(matrix[i, j] for matrix in matrices)))
