"""The value of every scalar node: sums, products and functions, branches, the rows of the tables, sums over an index.

The rules are written for one number and hold for whole arrays of them: the function of an elementwise node is computed
once, with arrays for its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

import sympy
from sympy import (
    Abs,
    Add,
    And,
    Derivative,
    Dummy,
    Expr,
    Float,
    Heaviside,
    Integer,
    KroneckerDelta,
    Lambda,
    Max,
    Min,
    Mod,
    Mul,
    Not,
    Number,
    NumberSymbol,
    Or,
    Piecewise,
    Pow,
    Product,
    Subs,
    Sum,
    ceiling,
    floor,
    sign,
)
from sympy.codegen import cfunctions
from sympy.core.function import AppliedUndef
from sympy.core.numbers import ImaginaryUnit
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from symnet.errors import SymnetValueError
from symnet.expressions.generic import GenericActivation
from symnet.expressions.scalar import Loss, ScalarFunction
from symnet.expressions.shapes import brief
from symnet.expressions.slope import Slope
from symnet.values.matrix_values import product, total
from symnet.values.numbers.nowhere import NotEvaluableError
from symnet.values.undefined_functions import function_key, with_functions
from symnet.values.valuation import Valuation, operands, value_rule

PLACES = tuple(Dummy(f"argument {position}", real=True) for position in (1, 2, 3, 4, 5))
"""What stands for the arguments of a function while its definition is computed: no symbol of a user is one of them."""

PLACE = PLACES[0]

FUNCTIONS: Mapping[type, str] = MappingProxyType({
    sympy.exp: "exp", sympy.log: "log", sympy.sin: "sin", sympy.cos: "cos", sympy.tan: "tan",
    sympy.sinh: "sinh", sympy.cosh: "cosh", sympy.tanh: "tanh",
    sympy.asin: "arcsin", sympy.acos: "arccos", sympy.atan: "arctan",
    sympy.asinh: "arcsinh", sympy.acosh: "arccosh", sympy.atanh: "arctanh",
    sympy.erf: "erf", sympy.erfc: "erfc", Abs: "abs",
})  # fmt: skip

COMPOSED: Mapping[type, Expr] = MappingProxyType({
    sympy.cot: sympy.cos(PLACE) / sympy.sin(PLACE), sympy.sec: 1 / sympy.cos(PLACE), sympy.csc: 1 / sympy.sin(PLACE),
    sympy.coth: 1 / sympy.tanh(PLACE), sympy.sech: 1 / sympy.cosh(PLACE), sympy.csch: 1 / sympy.sinh(PLACE),
    cfunctions.log1p: sympy.log(1 + PLACE), cfunctions.expm1: sympy.exp(PLACE) - 1,
    cfunctions.log2: sympy.log(PLACE) / sympy.log(2), cfunctions.log10: sympy.log(PLACE) / sympy.log(10),
    cfunctions.exp2: 2**PLACE, cfunctions.Sqrt: sympy.sqrt(PLACE),
    sympy.re: PLACE, sympy.im: Integer(0), sympy.conjugate: PLACE,
})  # fmt: skip


@value_rule.register
def _(node: Number, at: Valuation) -> Any:
    """A float stands for the decimal that it prints as."""
    if not node.is_finite:
        return at.arithmetic.nothing(str(node))
    return at.arithmetic.number(Fraction(str(node)) if isinstance(node, Float) else Fraction(int(node.p), int(node.q)))


@value_rule.register
def _(node: NumberSymbol, at: Valuation) -> Any:
    names = {sympy.pi: "pi", sympy.E: "e"}
    if node == sympy.GoldenRatio:
        return at.value((1 + sympy.sqrt(5)) / 2)
    if node not in names:
        raise NotEvaluableError(
            f"Cannot evaluate {node}: of the named constants only pi, E and GoldenRatio have a value here."
        )
    return at.arithmetic.constant(names[node])


@value_rule.register
def _(node: ImaginaryUnit, at: Valuation) -> Any:
    return at.arithmetic.nothing("the imaginary unit is no real number")


@value_rule.register(type(sympy.zoo))
def _(node: Any, at: Valuation) -> Any:
    return at.arithmetic.nothing("an infinite number")


@value_rule.register
def _(node: Add, at: Valuation, *terms: Any) -> Any:
    return total(terms)


@operands.register
def _(node: Mul) -> Iterable[Any]:
    """A power of a factor with a negative exponent is a divisor: one quotient is exacter than a power and a product."""
    return [_divisor(factor) or factor for factor in node.args]


@value_rule.register
def _(node: Mul, at: Valuation, *values: Any) -> Any:
    parts = list(zip(node.args, values, strict=True))
    above = [value for factor, value in parts if _divisor(factor) is None]
    below = [value for factor, value in parts if _divisor(factor) is not None]
    numerator = product(above) if above else at.arithmetic.number(Fraction(1))
    return at.arithmetic.quotient(numerator, product(below)) if below else numerator


def _divisor(factor: Any) -> Any:
    """Return the base of ``base**-1``, None for any other factor."""
    return factor.base if isinstance(factor, Pow) and factor.exp == -1 else None


@value_rule.register
def _(node: Pow, at: Valuation, base: Any, exponent: Any) -> Any:
    if node.exp == -1:
        return at.arithmetic.quotient(at.arithmetic.number(Fraction(1)), base)
    return at.arithmetic.power(base, exponent)


@value_rule.register(Max)
@value_rule.register(Min)
def _(node: Any, at: Valuation, *values: Any) -> Any:
    return at.arithmetic.extreme(values, largest=isinstance(node, Max))


def _apply(node: Any, at: Valuation, *values: Any) -> Any:
    return at.arithmetic.apply(FUNCTIONS[type(node)], *values)


def _compose(node: Any, at: Valuation, value: Any) -> Any:
    return at.within(COMPOSED[type(node)], {PLACE: value})


for _table, _rule in ((FUNCTIONS, _apply), (COMPOSED, _compose)):
    for _kind in _table:
        value_rule.register(_kind)(_rule)


@value_rule.register
def _(node: sign, at: Valuation, value: Any) -> Any:
    return at.arithmetic.jump("sign", value, discrete=at.is_discrete(node.args[0]))


@value_rule.register
def _(node: floor, at: Valuation, value: Any) -> Any:
    return at.arithmetic.jump("floor", value, discrete=at.is_discrete(node.args[0]))


@value_rule.register
def _(node: ceiling, at: Valuation, value: Any) -> Any:
    return -at.arithmetic.jump("floor", -value, discrete=at.is_discrete(node.args[0]))


@value_rule.register
def _(node: Mod, at: Valuation, value: Any, modulus: Any) -> Any:
    quotient = at.arithmetic.quotient(value, modulus)
    return value - modulus * at.arithmetic.jump("floor", quotient, discrete=at.is_discrete(node))


@value_rule.register
def _(node: Heaviside, at: Valuation, value: Any, at_zero: Any) -> Any:
    zero, one = (at.arithmetic.number(Fraction(number)) for number in (0, 1))
    discrete = at.is_discrete(node.args[0])
    conditions = [at.arithmetic.compare(relation, value, zero, discrete=discrete) for relation in (">", "==")]
    return at.arithmetic.choose([one, at_zero, zero], [*conditions, True])


@operands.register
def _(node: KroneckerDelta) -> Iterable[Any]:
    return node.args[:2]


@value_rule.register
def _(node: KroneckerDelta, at: Valuation, i: Any, j: Any) -> Any:
    zero, one = (at.arithmetic.number(Fraction(number)) for number in (0, 1))
    equal = at.arithmetic.compare("==", i, j, discrete=at.is_discrete(node))
    return at.arithmetic.choose([one, zero], [equal, True])


@value_rule.register
def _(node: Relational, at: Valuation, left: Any, right: Any) -> Any:
    return at.arithmetic.compare(node.rel_op, left, right, discrete=at.is_discrete(node))


@value_rule.register
def _(node: BooleanAtom, at: Valuation) -> Any:
    return bool(node)


@value_rule.register
def _(node: And, at: Valuation, *truths: Any) -> Any:
    return at.arithmetic.all_of(truths)


@value_rule.register
def _(node: Or, at: Valuation, *truths: Any) -> Any:
    return at.arithmetic.any_of(truths)


@value_rule.register
def _(node: Not, at: Valuation, truth: Any) -> Any:
    return at.arithmetic.negation(truth)


@value_rule.register
def _(node: Piecewise, at: Valuation, *values: Any) -> Any:
    return at.arithmetic.choose(values[::2], values[1::2])


@operands.register(Sum)
@operands.register(Product)
def _(node: Any) -> Iterable[Any]:
    return ()


@value_rule.register(Sum)
@value_rule.register(Product)
def _(node: Any, at: Valuation) -> Any:
    """The last limits are those of the outermost sum."""
    *inner, (index, first, last) = node.limits
    start, stop = (at.arithmetic.as_integer(at.value(end), end) for end in (first, last))
    at.limits.check_size(stop - start + 1)
    if stop < start - 1:
        return at.arithmetic.nothing(f"a sum over {index} from {start} to {stop}")
    body = node.func(node.function, *inner) if inner else node.function
    places = ({index: at.arithmetic.number(Fraction(place))} for place in range(start, stop + 1))
    rule, neutral = (total, 0) if isinstance(node, Sum) else (product, 1)
    values = list(at.each(body, places))
    return rule(values) if values else at.arithmetic.number(Fraction(neutral))


@operands.register
def _(node: ScalarFunction) -> Iterable[Any]:
    return node.args[: len(node.variables)]


@value_rule.register
def _(node: ScalarFunction, at: Valuation, *values: Any) -> Any:
    return _by_definition(node, at, 0, values)


def _by_definition(node: Any, at: Valuation, order: int, values: tuple[Any, ...]) -> Any:
    row: Callable[..., Any] = type(node)
    binding = dict(zip(PLACES, values, strict=False))
    value = at.within(_definition(row, node.parameters, order, stable=at.arithmetic.stable), binding)
    if not isinstance(node, Loss) or at.arithmetic.is_traced(values[1]):  # 0 log 0 has no derivative by the target
        return value
    target = values[1]
    for weight in (0, 1):  # 0 log 0 is 0: the definition says so for a target that is 0 or 1
        there = at.arithmetic.compare("==", target, at.arithmetic.number(Fraction(weight)), discrete=True)
        if at.arithmetic.is_somewhere(there):
            special = _definition(row, node.parameters, order, stable=at.arithmetic.stable, target=Integer(weight))
            value = at.arithmetic.choose([at.within(special, binding), value], [there, True])
    return value


@cache
def _definition(
    row: Callable[..., Any], parameters: tuple[Expr, ...], order: int, *, stable: bool, target: Expr | None = None
) -> Expr:
    """Return what a row computes at `PLACES`, or its derivative of some order by the first of them."""
    facts, count = row.facts, len(row.variables)  # type: ignore[attr-defined] # a row of the tables
    places: list[Expr] = list(PLACES[:count])
    if target is not None:
        places[1] = target
    if order:
        formula = row(*places, *parameters)
        for _ in range(order):
            formula = formula.diff(PLACE)
        return formula
    rule: Callable[..., Expr] = (facts.for_numbers if stable else None) or facts.definition
    return rule(*places, *parameters)


@operands.register
def _(node: Slope) -> Iterable[Any]:
    return operands(node.application)


@value_rule.register
def _(node: Slope, at: Valuation, *values: Any) -> Any:
    application = node.application
    if isinstance(application, ScalarFunction):
        return _by_definition(application, at, node.order, values)
    if isinstance(application, AppliedUndef | GenericActivation):
        return _undefined(application, at, node.order + getattr(application, "order", 0), values)
    places = PLACES[: len(application.args)]
    formula = application.func(*places).diff(PLACE, node.order)
    return at.within(formula, dict(zip(places, values, strict=True)))


@value_rule.register
def _(node: AppliedUndef, at: Valuation, *values: Any) -> Any:
    return _undefined(node, at, 0, values)


@operands.register
def _(node: GenericActivation) -> Iterable[Any]:
    return node.args[:1]


@value_rule.register
def _(node: GenericActivation, at: Valuation, value: Any) -> Any:
    return _undefined(node, at, node.order, (value,))


def _undefined(node: Any, at: Valuation, order: int, values: tuple[Any, ...]) -> Any:
    key = function_key(node, at.functions)
    if key not in at.functions:
        raise SymnetValueError(
            f"Cannot evaluate {brief(node)}: its function is not defined; give a definite function for it, as in "
            "functions=choose_functions([left, right])."
        )
    return at.within(_derivative(at.functions[key], order), dict(zip(at.functions[key].variables, values, strict=True)))


@cache
def _derivative(function: Lambda, order: int) -> Expr:
    return function.expr.diff(function.variables[0], order) if order else function.expr


@operands.register(Derivative)
@operands.register(Subs)
def _(node: Any) -> Iterable[Any]:
    return ()


@value_rule.register
def _(node: Derivative, at: Valuation) -> Any:
    """A derivative of undefined functions, as SymPy writes it; one by f(x) is by what stands where f(x) does."""
    applied = {by: Dummy(str(by.func), real=True) for by, _ in node.variable_count if isinstance(by, AppliedUndef)}
    if applied:
        by_symbols = [(applied.get(by, by), count) for by, count in node.variable_count]
        opened = Derivative(node.expr.xreplace(applied), *by_symbols, evaluate=False)
        return at.within(opened, {place: at.value(by) for by, place in applied.items()})
    definite = with_functions(node, at.functions).doit()
    if isinstance(definite, Derivative):
        raise NotEvaluableError(f"Cannot evaluate {brief(node)}: SymPy does not know this derivative.")
    return at.value(definite)


@value_rule.register
def _(node: Subs, at: Valuation) -> Any:
    return at.within(
        node.expr, {symbol: at.value(point) for symbol, point in zip(node.variables, node.point, strict=True)}
    )
