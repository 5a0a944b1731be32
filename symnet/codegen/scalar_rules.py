"""What scalar formulas become in NumPy: one rule for each node type, one table of functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from types import MappingProxyType
from typing import Any

import sympy
from sympy import (
    Abs,
    Add,
    And,
    Function,
    Heaviside,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Not,
    Number,
    NumberSymbol,
    Or,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    log,
    sign,
)
from sympy.codegen import cfunctions
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.codegen.code import Binding, Code, call, combined, enclose, number, weakened
from symnet.codegen.functions import (
    inverse_mills,
    log_normal_cdf,
    log_sech_squared,
    log_softplus,
    log_sum_exp,
    quotient,
    sech_squared,
    sigmoid_over_softplus,
    xlog1my,
    xlogy,
)
from symnet.codegen.rules import emit
from symnet.codegen.walking import StandIn, is_fraction
from symnet.codegen.writer import Writer
from symnet.errors import SymnetTypeError
from symnet.expressions import activations
from symnet.expressions.generic import GenericActivation
from symnet.expressions.scalar import ScalarFunction

# Functions that NumPy has: the same arguments, stable as they are.
FUNCTIONS: Mapping[type, str] = MappingProxyType({
    sympy.exp: "np.exp", log: "np.log", cfunctions.log1p: "np.log1p", cfunctions.expm1: "np.expm1",
    cfunctions.log2: "np.log2", cfunctions.log10: "np.log10", cfunctions.exp2: "np.exp2", cfunctions.hypot: "np.hypot",
    sympy.sin: "np.sin", sympy.cos: "np.cos", sympy.tan: "np.tan",
    sympy.asin: "np.arcsin", sympy.acos: "np.arccos", sympy.atan: "np.arctan", sympy.atan2: "np.arctan2",
    sympy.sinh: "np.sinh", sympy.cosh: "np.cosh", sympy.tanh: "np.tanh",
    sympy.asinh: "np.arcsinh", sympy.acosh: "np.arccosh", sympy.atanh: "np.arctanh",
    Abs: "np.abs", sign: "np.sign", Heaviside: "np.heaviside", sympy.floor: "np.floor", sympy.ceiling: "np.ceil",
    sympy.Mod: "np.mod",
})  # fmt: skip

# Functions whose source is copied: name of the function here, name in the tables of copied functions.
COPIED: Mapping[type, str] = MappingProxyType({
    sympy.erf: "erf", sympy.erfc: "erfc", xlogy: "xlogy", xlog1my: "xlog1my", log_sech_squared: "log_sech_squared",
    quotient: "quotient", sech_squared: "sech_squared", log_softplus: "log_softplus", log_normal_cdf: "log_normal_cdf",
    sigmoid_over_softplus: "sigmoid_over_softplus", inverse_mills: "inverse_mills",
})  # fmt: skip

# Functions of symnet that are one call in NumPy.
DIRECT: Mapping[type, str] = MappingProxyType({
    activations.tanh: "np.tanh({})", activations.arctan: "np.arctan({})", activations.sine: "np.sin({})",
    activations.absolute_value: "np.abs({})", activations.relu: "np.maximum({}, 0)",
})  # fmt: skip

RELATIONS: Mapping[str, str] = MappingProxyType({"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="})


@emit.register(Number)
@emit.register(NumberSymbol)
def _(node: Any, _operands: list[Code], _writer: Writer) -> Code:
    return number(node)


@emit.register
def _(node: Symbol, _operands: list[Code], writer: Writer) -> Code:
    return Code(writer.symbol(node), trivial=True, weak=writer.is_count(node))


@emit.register
def _(node: StandIn, operands: list[Code], _writer: Writer) -> Code:
    del node
    return operands[0]


@emit.register
def _(node: Add, operands: list[Code], _writer: Writer) -> Code:
    del node
    return total(operands)


def total(terms: list[Code]) -> Code:
    """Return a sum; a term that begins with a minus is subtracted, and does not come first if another can."""
    ordered = sorted(terms, key=lambda term: 2 if _is_negative(term) else term.text.isdigit())
    text = enclose(ordered[0], Binding.SUM)
    for term in ordered[1:]:
        if _is_negative(term):
            text += f" - {term.text[1:]}"
        else:
            text += f" + {enclose(term, Binding.PRODUCT)}"
    return combined(text, Binding.SUM, terms)


def _is_negative(term: Code) -> bool:
    return term.text.startswith("-") and term.binding >= Binding.PRODUCT and not term.text.startswith("-np.inf")


@emit.register
def _(node: Mul, operands: list[Code], _writer: Writer) -> Code:
    symbolic = [factor for factor in node.args if not isinstance(factor, Number)]
    coefficient = Mul(*(factor for factor in node.args if isinstance(factor, Number)))
    above = [code for factor, code in zip(symbolic, operands, strict=True) if not is_fraction(factor)]
    below = [code for factor, code in zip(symbolic, operands, strict=True) if is_fraction(factor)]
    return product(coefficient, above, below)


def product(coefficient: Any, above: list[Code], below: list[Code]) -> Code:
    """Return ``coefficient · above / below``; numbers are multiplied first, so that an array is met only once."""
    if coefficient == 1 and len(above) == 1 and not below:
        return above[0]
    minus = "-" if coefficient.is_negative else ""
    size = abs(coefficient)
    if isinstance(size, Rational) and not size.is_Integer and size.is_finite and size.q & (size.q - 1):
        above = [*([number(size * size.q)] if size.p != 1 else []), *above]
        below = [number(sympy.Integer(size.q)), *below]  # x / 100 rounds once, 0.01 * x twice
    elif size != 1:
        above = [number(sympy.Float(size, 17) if isinstance(size, Rational) and not size.is_Integer else size), *above]
    scalars = [code for code in above if code.shape is None]
    arrays = [code for code in above if code.shape is not None]
    everything = [*above, *below]
    if arrays and [code for code in below if code.shape is None] and scalars:
        divisors = [code for code in below if code.shape is None]
        below = [code for code in below if code.shape is not None]
        scalars = [combined(f"({_quotient(scalars, divisors)})", Binding.ATOM, [*scalars, *divisors])]
    if all(code.weak for code in everything) and any(not code.trivial for code in below):
        above_text, below_text = (" * ".join(enclose(c, Binding.POWER) for c in part) for part in (above, below))
        return Code(f"{minus}float(np.divide({above_text or '1'}, {below_text}))", Binding.PRODUCT, weak=True)
    text = _quotient([*scalars, *arrays], below)
    return combined(f"{minus}{text}", Binding.PRODUCT, everything)


def _quotient(above: list[Code], below: list[Code]) -> str:
    text = " * ".join(enclose(code, Binding.POWER) for code in above) or "1"
    if len(below) == 1:
        return f"{text} / {enclose(below[0], Binding.POWER)}"
    return f"{text} / ({' * '.join(enclose(code, Binding.POWER) for code in below)})" if below else text


@emit.register
def _(node: Pow, operands: list[Code], writer: Writer) -> Code:
    return with_exponent(operands[0], node.exp, operands[-1], writer)


def with_exponent(base: Code, exponent: Any, exponent_code: Code, writer: Writer) -> Code:
    """Return a power; a negative exponent stands below a fraction bar."""
    if not isinstance(exponent, Number):
        return raised(base, exponent_code)
    if exponent.is_negative:
        return product(sympy.S.One, [], [power(base, -exponent, writer)])
    return power(base, exponent, writer)


def power(base: Code, exponent: Any, writer: Writer) -> Code:
    """Return a power with a numeric exponent; NumPy is slow at powers other than the square and the root."""
    if exponent == 1:
        return base
    if exponent == Rational(1, 2):
        return call("np.sqrt", base)
    if exponent in (3, 4):
        base = writer.name(base)
        return combined(" * ".join([enclose(base, Binding.POWER)] * int(exponent)), Binding.PRODUCT, [base])
    return raised(base, number(exponent))


def raised(base: Code, exponent: Code) -> Code:
    """Return ``base**exponent``; of Python numbers by NumPy, which overflows to infinity where Python raises."""
    if base.weak and exponent.weak and not exponent.text.isdigit():
        return Code(f"float(np.float_power({base.text}, {exponent.text}))", weak=True)
    below, above = enclose(base, Binding.ATOM), enclose(exponent, Binding.ATOM)
    operator = "**" if below.isidentifier() and above.isalnum() else " ** "
    return combined(f"{below}{operator}{above}", Binding.POWER, [base, exponent])


@emit.register
def _(node: Function, operands: list[Code], writer: Writer) -> Code:
    kind = type(node)
    if kind in FUNCTIONS:
        return call(FUNCTIONS[kind], *operands)
    if kind in COPIED:
        return call(writer.function(COPIED[kind]), *operands)
    raise SymnetTypeError(
        f"{kind.__name__} has no form in NumPy; rewrite it in functions that have one, or give a symnet function."
    )


@emit.register
def _(node: KroneckerDelta, operands: list[Code], _writer: Writer) -> Code:
    """Return 1.0 where both are equal, and 0.0 elsewhere; a range that SymPy remembers with it changes nothing."""
    left, right = (enclose(code, Binding.SUM) for code in operands[:2])
    return combined(f"1.0 * ({left} == {right})", Binding.PRODUCT, operands)


@emit.register
def _(node: ScalarFunction, operands: list[Code], writer: Writer) -> Code:
    if isinstance(node, activations.identity):
        return operands[0]
    if type(node) in DIRECT:
        template = DIRECT[type(node)]
        return weakened(combined(template.format(operands[0].text), Binding.ATOM, operands))
    return call(writer.function(type(node).__name__), *operands)


@emit.register
def _(node: log_sum_exp, operands: list[Code], writer: Writer) -> Code:
    matrix = writer.full(operands[0], node.args[0].shape)
    return Code(f"{writer.function('log_sum_exp')}({matrix.text})", guarded=matrix.guarded)


@emit.register
def _(node: AppliedUndef, _operands: list[Code], _writer: Writer) -> Code:
    raise SymnetTypeError(
        f"{type(node).__name__} is undefined, so it has no value; replace it by a function before compiling."
    )


@emit.register
def _(node: GenericActivation, _operands: list[Code], _writer: Writer) -> Code:
    raise SymnetTypeError(
        f"g of layer {node.layer} is undefined; give Network activations=..., as in activations='tanh'."
    )


@emit.register(Max)
@emit.register(Min)
def _(node: Any, operands: list[Code], _writer: Writer) -> Code:
    function = "np.maximum" if isinstance(node, Max) else "np.minimum"
    arrays_first = sorted(operands, key=lambda code: code.shape is None)
    return reduce(lambda left, right: call(function, left, right), arrays_first)


@emit.register
def _(node: Piecewise, operands: list[Code], writer: Writer) -> Code:
    branches = list(zip(node.args, operands[::2], operands[1::2], strict=True))
    result = Code("np.nan", trivial=True)
    for branch, value, condition in reversed(branches):
        if branch.cond == sympy.true:
            result = value
            continue
        text = f"np.where({condition.text}, {value.text}, {result.text})"
        if value.weak and result.weak and not condition.weak:
            text += f".astype({writer.dtype()})"  # two Python numbers would become a float64 array
        result = replace(weakened(combined(text, Binding.ATOM, [condition, value, result])), guarded=True)
    return result


@emit.register
def _(node: Relational, operands: list[Code], _writer: Writer) -> Code:
    left, right = (enclose(code, Binding.SUM) for code in operands)
    return combined(f"{left} {RELATIONS[node.rel_op]} {right}", Binding.COMPARISON, operands)


@emit.register
def _(node: BooleanAtom, _operands: list[Code], _writer: Writer) -> Code:
    return Code("True" if node == sympy.true else "False", trivial=True, weak=True)


@emit.register(And)
@emit.register(Or)
def _(node: Any, operands: list[Code], _writer: Writer) -> Code:
    operator = " & " if isinstance(node, And) else " | "
    return combined(f"({operator.join(enclose(code, Binding.ATOM) for code in operands)})", Binding.ATOM, operands)


@emit.register
def _(node: Not, operands: list[Code], _writer: Writer) -> Code:
    del node
    return combined(f"np.logical_not({operands[0].text})", Binding.ATOM, operands)


@emit.register
def _(node: MatrixElement, operands: list[Code], _writer: Writer) -> Code:
    parent, *place = operands
    if parent.shape is None:
        return parent
    repeated = [actual == 1 for actual in parent.shape]
    indices = ("0" if only else code.text for only, code in zip(repeated, place, strict=True))
    return Code(f"{enclose(parent, Binding.ATOM)}[{', '.join(indices)}]", guarded=parent.guarded)


@emit.register
def _(node: Sum, _codes: list[Code], writer: Writer) -> Code:
    """Return a sum over indices, by a loop: the rare ones that are no sum of entries."""
    return writer.loop([(index, first, last + 1) for index, first, last in node.limits], node.function)
