"""Functions applied: to scalars, to matrices entry by entry, to whole matrices, and to sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, Function, Inverse, MatrixSymbol, Max, Min, Symbol, Trace, Transpose
from sympy.matrices.expressions.determinant import Determinant

from symnet.errors import ShapeError, SymnetTypeError
from symnet.expressions.arithmetic import transpose
from symnet.expressions.elementwise import apply_elementwise
from symnet.expressions.generic import GenericActivation
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.shapes import brief, shaped
from symnet.expressions.slope import Slope
from symnet.parsing.functions import MatrixFunction
from symnet.parsing.lexing import Called

SQUARE = {Trace: "a trace", Determinant: "a determinant", Inverse: "an inverse"}
"""What only square matrices have."""

OF_SEVERAL = {Max: "largest", Min: "smallest"}
"""What is of several things, and is asked of the entries of one matrix by other languages."""


def apply(called: Called, arguments: Sequence[Expr], *, axis: int = 0) -> Expr:
    """Return a function applied to what was read as its arguments.

    >>> from sympy import MatrixSymbol
    >>> from symnet.parsing.functions import known_functions
    >>> apply(Called("σ", known_functions()["σ"], 1, ()), [MatrixSymbol("Z", 2, 3)])
    sigmoid'(Z)

    Raises `SymnetTypeError` for arguments of the wrong number or kind, `ShapeError` for shapes that do not fit.
    """
    if isinstance(called.function, MatrixFunction):
        return _of_matrices(called, called.function, arguments, axis)
    if not any(argument.is_Matrix for argument in arguments):
        return call_scalar(called, arguments)
    return _entry_by_entry(called, arguments)


def _of_matrices(called: Called, function: MatrixFunction, arguments: Sequence[Expr], axis: int) -> Expr:
    takes = function.takes
    if function.many:
        takes = (*takes, *takes[-1:] * (len(arguments) - len(takes)))
    kinds = tuple("matrix" if argument.is_Matrix else "scalar" for argument in arguments)
    if kinds != takes or called.order or called.parameters:
        given = ", ".join(map(brief, arguments))
        raise SymnetTypeError(f"{called.name} is written {function.written}, but here it is {called.name}({given}).")
    if function.make in SQUARE:
        _require_square(SQUARE[function.make], arguments[0])
    if function.make is Transpose:
        return transpose(arguments[0])
    along = function.axis if function.axis is not None else axis if function.by_axis else None
    return function.make(*arguments) if along is None else function.make(*arguments, along)


def _require_square(what: str, matrix: Expr) -> None:
    if matrix.shape[0] != matrix.shape[1]:
        raise ShapeError(f"Only a square matrix has {what}, but here is {shaped(matrix)}.")


def require_square(matrix: Expr) -> None:
    """Raise `ShapeError` where a matrix cannot be raised to a power."""
    _require_square("powers", matrix)


def _entry_by_entry(called: Called, arguments: Sequence[Expr]) -> Expr:
    _require_two(called, arguments)
    count = next((place for place, argument in enumerate(arguments) if not argument.is_Matrix), len(arguments))
    matrices, rest = arguments[:count], arguments[count:]
    variables = _variables(called)
    if any(argument.is_Matrix for argument in rest) or (variables is not None and count != len(variables)):
        wanted = f" for {' and '.join(variables)}" if variables else ""
        raise SymnetTypeError(
            f"{called.name} is applied entry by entry and takes matrices of one shape{wanted}, then scalar parameters, "
            f"but here it is {called.name}({', '.join(map(brief, arguments))})."
        )
    return apply_elementwise(lambda *entries: call_scalar(called, [*entries, *rest]), *matrices)


def _require_two(called: Called, arguments: Sequence[Expr]) -> None:
    """Raise for the largest of one matrix: entry by entry it would be the matrix itself, and nobody means that."""
    if called.function in OF_SEVERAL and len(arguments) == 1:
        raise SymnetTypeError(
            f"{called.name} takes two or more and compares them entry by entry, as {called.name}(A, B), but here it is "
            f"{called.name}({brief(arguments[0])}); the {OF_SEVERAL[called.function]} entry of a matrix is not read."
        )


def _variables(called: Called) -> tuple[str, ...] | None:
    function = called.function
    return function.variables if isinstance(function, type) and issubclass(function, ScalarFunction) else None


def call_scalar(called: Called, arguments: Sequence[Expr]) -> Expr:
    """Return a function of scalars, or its derivative by the first where the name has primes."""
    values = [*arguments, *called.parameters]
    if not any(_holds_symbol(value) for value in values) and any(value.has(Function) for value in values):
        raise SymnetTypeError(
            f"{called.name} is applied to the number {brief(values[0])}, which holds a function itself; such towers "
            "of numbers are not read."
        )
    try:
        applied = called.function(*values)
    except SymnetTypeError:
        raise
    except TypeError:
        raise SymnetTypeError(f"{called.name} does not take {len(values)} arguments.") from None
    for _ in range(called.order):
        applied = applied.fdiff(1) if isinstance(applied, GenericActivation) else _slope(called, applied)
    return applied


def _slope(called: Called, applied: Any) -> Expr:
    if not getattr(applied, "is_Function", False):
        raise SymnetTypeError(
            f"{called.name} has a value there, {brief(applied)}, and no primes; write its derivative."
        )
    return Slope(applied)


def _holds_symbol(value: Expr) -> bool:
    return bool(value.atoms(Symbol, MatrixSymbol))
