"""The index forms of functions of scalars: by a form of their own, by their definition, or unknown but for a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy import Abs, Expr, Function, MatrixExpr, MatrixSymbol, atan, cos, erf, exp, log, sign, sin
from sympy.core.function import AppliedUndef
from sympy.functions.elementary.complexes import adjoint, conjugate, re

from symnet.expressions.generic import GenericActivation
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.slope import Slope
from symnet.proof.index_form.derivatives import derivative
from symnet.proof.index_form.factors import is_positive
from symnet.proof.index_form.functions import (
    above,
    absolute,
    cosine,
    exponential,
    logarithm,
    odd_function,
    unknown,
)
from symnet.proof.index_form.language import OutsideLanguageError, require_real
from symnet.proof.index_form.reader import Reader, compound, form_of, named_of, operands_of
from symnet.proof.index_form.slopes import KINKED
from symnet.proof.index_form.terms import ONE, Polynomial

ELEMENTARY: dict[type, Callable[[Any, Polynomial], Polynomial]] = {
    exp: exponential,
    log: logarithm,
    Abs: absolute,
    atan: lambda ring, p: odd_function(ring, "atan", p),
    erf: lambda ring, p: odd_function(ring, "erf", p),
    sympy.erfc: lambda ring, p: ring.subtract(ONE, odd_function(ring, "erf", p)),
    sin: lambda ring, p: odd_function(ring, "sin", p),
    cos: cosine,
    sign: lambda ring, p: ring.subtract(above(ring, p), above(ring, ring.scale(p, -1))),
    re: lambda _, p: p,
    conjugate: lambda _, p: p,
    adjoint: lambda _, p: p,
}
"""Functions of one argument that have a form of their own."""

IN_EXPONENTIALS = (
    sympy.tanh, sympy.sinh, sympy.cosh, sympy.coth, sympy.sech, sympy.csch, sympy.tan, sympy.cot, sympy.sec, sympy.csc,
)  # fmt: skip


@form_of.register
def _(node: Function, reader: Reader) -> Polynomial:
    """A function: of a form of its own, by its definition, or unknown but for its name."""
    rule = ELEMENTARY.get(type(node))
    if rule is not None:
        argument = reader.scalar(node.args[0])
        if rule is logarithm and not is_positive(reader.ring, argument):
            reader.require("> 0", node.args[0], argument)
        return rule(reader.ring, argument)
    if isinstance(node, IN_EXPONENTIALS):
        return reader.scalar(_by_exponentials(node))
    if isinstance(node, sympy.LambertW | sympy.Integral | sympy.Derivative):
        raise OutsideLanguageError(f"{type(node).__name__} has no index form")
    arguments = [reader.scalar(argument) for argument in node.args]
    require_real(node)
    return unknown(reader.ring, (type(node), (0,) * len(node.args)), arguments)


@operands_of.register
def _(node: Function, reader: Reader) -> Any:
    del reader
    return [_by_exponentials(node)] if isinstance(node, IN_EXPONENTIALS) else list(node.args)


@named_of.register
def _(node: Function) -> Any:
    """What is written by exponentials is read in that form; of all else the arguments are operands."""
    return node.args if isinstance(node, IN_EXPONENTIALS) else ()


def _by_exponentials(node: Any) -> Expr:
    """Return a hyperbolic function in exponentials, a circular one in sine and cosine."""
    z = node.args[0]
    sine, cosine_of = sin(z, evaluate=False), cos(z, evaluate=False)
    up, down = exp(z, evaluate=False), exp(-z, evaluate=False)
    written: dict[type, Expr] = {
        sympy.tanh: (up - down) / (up + down),
        sympy.coth: (up + down) / (up - down),
        sympy.sinh: (up - down) / 2,
        sympy.cosh: (up + down) / 2,
        sympy.sech: 2 / (up + down),
        sympy.csch: 2 / (up - down),
        sympy.tan: sine / cosine_of,
        sympy.cot: cosine_of / sine,
        sympy.sec: 1 / cosine_of,
        sympy.csc: 1 / sine,
    }
    return written[type(node)]


@operands_of.register
def _(node: ScalarFunction, reader: Reader) -> Any:
    del reader
    return compound(node.args)


@form_of.register
def _(node: ScalarFunction, reader: Reader) -> Polynomial:
    """An activation or a loss: its definition."""
    places, inside = reader.inside_function(node.args)
    return inside.scalar(node.xreplace(places).definition())


@named_of.register(ScalarFunction)
@named_of.register(Slope)
@named_of.register(sympy.Subs)
@named_of.register(sympy.Derivative)
def _(node: Any) -> Any:
    """The definition is read, with all of its arguments; what is at a point; the matrix."""
    return node.args


@named_of.register
def _(node: GenericActivation) -> Any:
    """The layer, the order and the spelling."""
    return node.args[1:]


@operands_of.register
def _(node: Slope, reader: Reader) -> Any:
    del reader
    return list(node.application.args[:1]) if _is_unknown(node.application) else compound(node.application.args)


def _is_unknown(application: Expr) -> bool:
    return isinstance(application, AppliedUndef | GenericActivation)


@form_of.register
def _(node: Slope, reader: Reader) -> Polynomial:
    """f'(z): the formula of the derivative, with the convention of f where it has a kink."""
    application = node.application
    if _is_unknown(application):
        arguments = [reader.scalar(argument) for argument in application.args]
        counts = (node.order, *(0 for _ in application.args[1:]))
        return unknown(reader.ring, (type(application), counts), arguments)
    if isinstance(application, ScalarFunction):
        for point, value in application.kinks().items():
            text = f"{type(application).__name__}{chr(39) * node.order}({point}) = {value}"
            reader.ring.conventions[text if node.order == 1 else f"derivatives of {text}"] = None
    places, inside = reader.inside_function(application.args)
    return inside.scalar(node.xreplace(places).formula())


@operands_of.register
def _(node: GenericActivation, reader: Reader) -> Any:
    del reader
    return [node.args[0]]


@form_of.register
def _(node: GenericActivation, reader: Reader) -> Polynomial:
    """g^{[l]}(z): unknown but for its layer and the order of its derivative."""
    return unknown(reader.ring, (("g", node.layer), (node.order,)), [reader.scalar(node.args[0])])


@operands_of.register
def _(node: sympy.Subs, reader: Reader) -> Any:
    del reader
    return list(node.point)


@form_of.register
def _(node: sympy.Subs, reader: Reader) -> Polynomial:
    """A derivative of an unknown function, at a point."""
    inside = reader.inside(
        scalars={symbol: reader.scalar(at) for symbol, at in zip(node.variables, node.point, strict=True)}
    )
    return inside.scalar(node.expr)


@operands_of.register
def _(node: sympy.Derivative, reader: Reader) -> Any:
    del reader
    return list(node.expr.args) if isinstance(node.expr, AppliedUndef) else []


@form_of.register
def _(node: sympy.Derivative, reader: Reader) -> Polynomial:
    """∂^k f(u, v): an unknown function of its own for each order; of any other expression, its derivative."""
    if not node.expr.free_symbols.isdisjoint({*reader.definitions, *reader.ring.tied}):
        raise OutsideLanguageError("it has a derivative of symbols that are defined by others")
    orders = dict(node.variable_count)
    if not all(order.is_Integer for order in orders.values()):
        raise OutsideLanguageError("it has a derivative of no definite order")
    if not _is_partial(node.expr, orders):
        return _evaluated(node, reader)
    application = node.expr
    counts = tuple(int(orders.get(argument, 0)) for argument in application.args)
    return unknown(reader.ring, (type(application), counts), [reader.scalar(a) for a in application.args])


def _is_partial(expression: Expr, orders: Mapping[Any, Any]) -> bool:
    """Tell whether each symbol is one argument of an unknown function and stands in no other; d/dx f(x, x²) is not."""
    if not isinstance(expression, AppliedUndef):
        return False
    return all([each for each in expression.args if each.has(symbol)] == [symbol] for symbol in orders)


def _evaluated(node: sympy.Derivative, reader: Reader) -> Polynomial:
    """Return a derivative that SymPy knows, of what has no kinks; of all else the one in index form."""
    inner = node.expr
    kinked = inner.has(*KINKED) or any(each.kinks() for each in inner.atoms(ScalarFunction))
    matrices = any(not isinstance(each, MatrixSymbol) for each in inner.atoms(MatrixExpr))
    if kinked or matrices:
        return _by_entries(node, reader)
    found = inner.diff(*node.variable_count)
    if found.has(sympy.DiracDelta) or node in found.atoms(sympy.Derivative):
        raise OutsideLanguageError("it has a derivative that is not evaluated")
    reader.scalar(inner)  # which says where there is one
    return reader.scalar(found)


def _by_entries(node: sympy.Derivative, reader: Reader) -> Polynomial:
    """Return the derivative of the index form; raise where what is chosen by a condition would change."""
    ring = reader.ring
    result = reader.scalar(node.expr)
    known = dict(ring.conventions)
    ring.conventions.clear()
    for symbol, order in node.variable_count:
        if not symbol.is_Symbol or symbol.is_integer or symbol in reader.scalars or symbol in reader.places:
            raise OutsideLanguageError("it has a derivative that is not evaluated")
        for _ in range(int(order)):
            result = derivative(ring, result, (ring.head("symbol", symbol), ()))
    is_by_convention = bool(ring.conventions)
    ring.conventions.update(known)
    if is_by_convention:
        raise OutsideLanguageError("it has a derivative at what may be a kink")
    return result
