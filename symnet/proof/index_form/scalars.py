"""The index forms of scalar nodes: arithmetic, entries, sums, functions, conditions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy
from sympy import (
    Abs,
    Add,
    Determinant,
    Expr,
    Function,
    KroneckerDelta,
    Lambda,
    Mul,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    Trace,
    atan,
    cos,
    erf,
    exp,
    log,
    sign,
    sin,
)
from sympy.core.function import AppliedUndef
from sympy.core.numbers import Exp1, Infinity, NaN, NegativeInfinity, NumberSymbol
from sympy.functions.elementary.complexes import adjoint, conjugate, re
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.generic import GenericActivation
from symnet.expressions.reductions import SumEntries
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.shapes import brief
from symnet.expressions.slope import Slope
from symnet.proof.index_form.factors import is_positive
from symnet.proof.index_form.forms import aligned, at
from symnet.proof.index_form.functions import (
    above,
    absolute,
    cosine,
    exponential,
    general_power,
    logarithm,
    odd_function,
    unknown,
)
from symnet.proof.index_form.inverses import determinant
from symnet.proof.index_form.language import OutsideLanguageError
from symnet.proof.index_form.reader import WRITTEN_OUT, Reader, compound, form_of, named_of, operands_of
from symnet.proof.index_form.structure import delta
from symnet.proof.index_form.terms import FREE, NUMBER, ONE, ZERO, Place, Polynomial, Range, number


@form_of.register
def _(node: Rational, reader: Reader) -> Polynomial:
    """A rational number."""
    del reader
    return number(Fraction(int(node.p), int(node.q)))


@form_of.register(sympy.Float)
@form_of.register(Infinity)
@form_of.register(NegativeInfinity)
@form_of.register(NaN)
def _(node: Any, reader: Reader) -> Polynomial:
    del reader
    raise OutsideLanguageError(f"{node} is no exact number; write a fraction")


@form_of.register
def _(node: NumberSymbol, reader: Reader) -> Polynomial:
    """π and other constants: positive numbers of which nothing else is known; e is e^1."""
    if isinstance(node, Exp1):
        return exponential(reader.ring, ONE)
    head = reader.ring.head("symbol", node)
    reader.ring.ranges[head] = Range(low=Fraction(0))
    return reader.ring.atom(head)


@operands_of.register
def _(node: Symbol, reader: Reader) -> Any:
    is_defined = node in reader.definitions and reader is reader.outermost
    return [reader.definitions[node]] if is_defined else []


@form_of.register
def _(node: Symbol, reader: Reader) -> Any:
    """A scalar symbol."""
    if node in reader.scalars:
        return reader.scalars[node]
    if node in reader.places:
        raise OutsideLanguageError(f"the index {node} stands outside of an entry")
    if node in reader.definitions:
        return reader.defined(node)
    require_real(node)
    head = reader.ring.head("symbol", node)
    if node.is_positive:
        low = Fraction(1 if node.is_integer else 0)
        reader.ring.narrow(head, Range(low, low_is_open=not node.is_integer))
    if node.is_nonzero:
        reader.ring.nonzero.add(head)
    return reader.ring.atom(head)


def require_real(symbol: Any) -> None:
    """Raise for a symbol that is declared to be something else than a real number; undeclared, it is one."""
    declared = next(
        (name for name in ("imaginary", "infinite") if getattr(symbol, f"is_{name}")),
        "complex" if symbol.is_complex and symbol.is_real is None else "",
    )
    if declared or symbol.is_real is False:
        raise OutsideLanguageError(
            f"{brief(symbol)} is declared {declared or 'not real'}, and everything here is a real number"
        )


@form_of.register
def _(node: Add, reader: Reader) -> Polynomial:
    """A sum."""
    return reader.ring.add(*(reader.scalar(term) for term in node.args))


@form_of.register
def _(node: Mul, reader: Reader) -> Any:
    """A product; SymPy also writes a number times a matrix of one entry so."""
    return reader.ring.multiply(*(reader.scalar(factor) for factor in node.args))


@form_of.register
def _(node: Pow, reader: Reader) -> Polynomial:
    """A power."""
    if node.base == S.Exp1:
        return exponential(reader.ring, reader.scalar(node.exp))
    base, exponent = reader.scalar(node.base), reader.scalar(node.exp)
    reader.require_power(node.base, base, exponent)
    return general_power(reader.ring, base, exponent)


@form_of.register
def _(node: MatrixElement, reader: Reader) -> Polynomial:
    """A_ij."""
    form = reader.matrix(node.parent)
    rows, columns = node.parent.shape
    if len(form.rows) > 1 or len(form.columns) > 1:
        raise OutsideLanguageError("it takes an entry of a matrix with stacked rows")
    names = dict.fromkeys(form.rows, reader.place(node.i, rows))
    names |= dict.fromkeys(form.columns, reader.place(node.j, columns))
    return reader.ring.rename(form.body, names)


@operands_of.register
def _(node: MatrixElement, reader: Reader) -> Any:
    del reader
    return [node.parent]


@named_of.register
def _(node: MatrixElement) -> Any:
    """The places."""
    return [node.i, node.j]


@form_of.register
def _(node: KroneckerDelta, reader: Reader) -> Polynomial:
    """δ_ij."""
    bound = [symbol for each in node.args[:2] for symbol in each.free_symbols & set(reader.places)]
    indices = [reader.places[symbol][0] for symbol in bound]
    size = next((reader.ring.size_of(index) for index in indices if index.kind not in (NUMBER, FREE)), S.Zero)
    if bound:
        holder = next(each for each in node.args[:2] if each.has(bound[0]))
        shift = holder - bound[0] + reader.places[bound[0]][1]
    else:
        shift = node.args[0].as_coeff_Add()[0]
    i, j = (reader.place(each - shift, size) for each in node.args[:2])  # δ_{i+1, j+1} = δ_ij
    return delta(reader.ring, i, j)


@operands_of.register(KroneckerDelta)
@operands_of.register(Sum)
def _(node: Any, reader: Reader) -> Any:
    del node, reader
    return []


@named_of.register
def _(node: KroneckerDelta) -> Any:
    """The places; a third argument, between which numbers they lie, is not read."""
    return node.args[:2]


@form_of.register
def _(node: Sum, reader: Reader) -> Polynomial:
    """Σ_{k=a}^{b} f(k), over b − a + 1 places."""
    *inner_limits, limit = node.limits
    if len(limit) != 3:
        raise OutsideLanguageError("it has a sum without bounds")
    symbol, first, last = limit
    function = Sum(node.function, *inner_limits) if inner_limits else node.function
    size = last - first + 1
    if not size.free_symbols.isdisjoint({*reader.places, *reader.scalars, *reader.definitions}):
        raise OutsideLanguageError(f"the number of terms of a sum, {brief(size)}, is not the same everywhere")
    if size.is_Integer and size < 0:
        raise OutsideLanguageError(f"it has a sum over {brief(size)} places")
    if size.is_Integer and reader.written_out and size <= WRITTEN_OUT and not _binds(function, symbol):
        terms = [
            reader.inside(places={symbol: (Place(NUMBER, k), first)}).scalar(function.xreplace({symbol: first + k}))
            for k in range(int(size))
        ]
        return reader.ring.add(ZERO, *terms)
    index = reader.ring.fresh(reader.ring.size(size))
    return reader.ring.total(reader.inside(places={symbol: (index, first)}).scalar(function), index)


@named_of.register
def _(node: Sum) -> Any:
    """What is summed, and between which bounds."""
    return node.args


def _binds(expression: Any, symbol: Any) -> bool:
    """Tell whether a sum or a function in an expression gives a symbol another meaning."""
    inner = expression.atoms(Sum, Lambda, sympy.Subs)
    return any(symbol in each.variables for each in inner)


@form_of.register
def _(node: Trace, reader: Reader) -> Polynomial:
    """Tr A = Σ_i A_ii."""
    form = reader.matrix(node.arg)
    shared, (rows, columns) = aligned(reader.ring, form.rows, form.columns)
    return reader.total(at(reader.ring, form, rows, columns), *shared)


@form_of.register
def _(node: SumEntries, reader: Reader) -> Polynomial:
    """The sum of all entries: Σ_ij A_ij."""
    rows, columns, body = reader.matrix(node.matrix)
    return reader.total(body, *rows, *columns)


@form_of.register
def _(node: Determinant, reader: Reader) -> Polynomial:
    """Det A; det(A B) = det A det B for square A and B, det Aᵀ = det A."""
    inner = node.arg
    if isinstance(inner, sympy.Transpose):
        return reader.inside().scalar(Determinant(inner.arg))
    if isinstance(inner, sympy.MatPow) and inner.exp.is_Integer:
        form = reader.inside().matrix(inner.base)
        return general_power(reader.ring, determinant(reader.ring, form), number(int(inner.exp)))
    if isinstance(inner, sympy.KroneckerProduct) and all(factor.is_square for factor in inner.args):
        return _determinant_of_kronecker(inner, reader)
    factors = [factor for factor in inner.args if factor.is_Matrix] if isinstance(inner, sympy.MatMul) else []
    if len(factors) > 1 and all(factor.is_square for factor in factors):
        scalars = [factor for factor in inner.args if not factor.is_Matrix]
        scaled = sympy.MatMul(*scalars, factors[0]) if scalars else factors[0]
        forms = [reader.inside().matrix(each) for each in (scaled, *factors[1:])]
        return reader.ring.multiply(*(determinant(reader.ring, form) for form in forms))
    return determinant(reader.ring, reader.matrix(inner))


def _determinant_of_kronecker(node: sympy.KroneckerProduct, reader: Reader) -> Polynomial:
    """det(A ⊗ B) = (det A)^m (det B)^n for A n × n and B m × m."""
    powers = []
    for place, factor in enumerate(node.args):
        others = Mul(*(other.shape[0] for other in (*node.args[:place], *node.args[place + 1 :])))
        form = reader.inside().matrix(factor)
        exponent = reader.ring.polynomial_of_size(others)
        powers.append(general_power(reader.ring, determinant(reader.ring, form), exponent))
    return reader.ring.multiply(*powers)


@operands_of.register
def _(node: Determinant, reader: Reader) -> Any:
    del reader
    read_later = sympy.MatPow | sympy.KroneckerProduct | sympy.Transpose
    return [] if isinstance(node.arg, read_later) else [node.arg]


# ------------------------------------------------------------------------------------------------------------ functions

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
        if rule is logarithm and not is_positive(reader.ring, reader.scalar(node.args[0])):
            reader.require("> 0", node.args[0])
        return rule(reader.ring, reader.scalar(node.args[0]))
    if isinstance(node, IN_EXPONENTIALS):
        return reader.scalar(_by_exponentials(node))
    if isinstance(node, sympy.LambertW | sympy.Integral | sympy.Derivative):
        raise OutsideLanguageError(f"{type(node).__name__} has no index form")
    return unknown(reader.ring, (type(node), (0,) * len(node.args)), [reader.scalar(a) for a in node.args])


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
@named_of.register(Determinant)
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
    """∂^k f(u, v): an unknown function of its own for each order; by a symbol that is one of the arguments only."""
    application = node.expr
    if not isinstance(application, AppliedUndef):
        raise OutsideLanguageError("it has a derivative that is not evaluated")
    orders = dict(node.variable_count)
    for symbol, order in orders.items():
        holding = [argument for argument in application.args if argument.has(symbol)]
        if holding != [symbol] or not order.is_Integer:  # d/dx f(x, x²) has a term for each of its arguments
            raise OutsideLanguageError("it has a derivative that is not evaluated")
    if any(symbol in reader.definitions for argument in application.args for symbol in argument.free_symbols):
        raise OutsideLanguageError("it has a derivative of a function of symbols that are defined by others")
    counts = tuple(int(orders.get(argument, 0)) for argument in application.args)
    return unknown(reader.ring, (type(application), counts), [reader.scalar(a) for a in application.args])
