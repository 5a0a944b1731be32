"""The tree of a SymPy expression that symnet made: a gradient is evaluated by the campaign, not by symnet.

Only what a node says of itself is used, its class and its arguments. What is not known here is refused.
"""

from fractions import Fraction
from functools import reduce

import sympy as sp

from tests.campaign.building import RELATIONS, SYMNET, SYMPY
from tests.campaign.trees import (
    Tree,
    above,
    add,
    apply,
    beside,
    block,
    broadcast,
    call,
    cases,
    column,
    compare,
    delta,
    determinant,
    diagonal,
    diagonal_of,
    entry,
    hadamard,
    identity,
    index,
    inverse,
    kronecker,
    local,
    logsumexp,
    matrix,
    multiply,
    number,
    ones,
    plus,
    power,
    row,
    scalar,
    scale,
    size,
    softmax,
    summed,
    tabulate,
    times,
    total,
    trace,
    transpose,
    unit,
    written_out,
    zeros,
)

CLASSES = {found: name for name, found in SYMPY.items() if isinstance(found, type)}
COMPARED = {relation: name for name, relation in RELATIONS.items()}


class UnreadError(Exception):
    """A node that the campaign does not know."""


def tree_of(expression, bound=()) -> Tree:
    """Return the tree of an expression; `bound` are the variables of functions and sums around it."""
    if isinstance(expression, sp.Rational):
        return number(numeral(expression))
    if isinstance(expression, sp.MatrixSymbol):
        return matrix(expression.name, *(tree_of(side) for side in expression.shape))
    if isinstance(expression, sp.Symbol):
        return symbol_of(expression, bound)
    if isinstance(expression, sp.MatrixBase):
        entries = [tree_of(each, bound) for each in expression.flat()]
        return written_out(entries, *map(int, expression.shape))
    return RULES.get(type(expression).__name__, function)(expression, bound)


def numeral(rational):
    return Fraction(int(rational.p), int(rational.q))


def function(expression, bound):
    """Return a function of SymPy's or symnet's, or a relation."""
    if type(expression) in CLASSES:
        return call(CLASSES[type(expression)], *(tree_of(each, bound) for each in expression.args))
    if type(expression) in COMPARED:
        return compare(COMPARED[type(expression)], *(tree_of(each, bound) for each in expression.args))
    if type(expression).__name__ in SYMNET | {"tanh", "arctan"}:
        return activation(expression, bound)
    raise UnreadError(type(expression).__name__)


def activation(expression, bound):
    argument, *parameters = expression.args
    if parameters and [str(each) for each in parameters] not in DEFAULTS.get(type(expression).__name__, []):
        raise UnreadError(expression)
    name = {"arctan": "atan"}.get(type(expression).__name__, type(expression).__name__)
    return call(name, tree_of(argument, bound))


DEFAULTS = {"leaky_relu": [["1/100"]], "elu": [["1"]], "softplus": [["1"]], "hardtanh": [["-1", "1"]]}


def label_of(symbol):
    """Return a name that no other symbol has: bound variables of symnet's own may print alike."""
    return f"{symbol.name}#{symbol.dummy_index}" if isinstance(symbol, sp.Dummy) else symbol.name


def symbol_of(symbol, bound):
    if symbol in bound:
        return index(label_of(symbol)) if symbol.is_integer else local(label_of(symbol))
    if symbol.is_integer and symbol.is_positive:
        return size(symbol.name)
    return index(symbol.name) if symbol.is_integer else scalar(symbol.name)


def slope(expression, bound):
    """Return f'(z) as a difference that evaluation takes: the label says that it is no symbol's derivative."""
    inner = tree_of(expression.args[0], bound)
    return Tree("slope", inner.args, (inner.label, 0))


def product(expression, bound):
    """Return a product of scalars and matrices."""
    parts = [tree_of(each, bound) for each in expression.args]
    numbers, factors = (
        [part for part in parts if part.shape is None],
        [part for part in parts if part.shape is not None],
    )
    whole = multiply(*factors) if len(factors) > 1 else factors[0]
    return scale(times(*numbers), whole) if numbers else whole


def elementwise(expression, bound):
    names = expression.function.variables
    inner = (*bound, *names)
    body = tree_of(expression.function.expr, inner)
    return apply(body, [label_of(name) for name in names], *(tree_of(each, bound) for each in expression.args[1:]))


def whole(expression, variables):
    """Return an expression whose summed variables are declared as integers: SymPy's own are not."""
    return expression.xreplace({each: sp.Dummy(each.name, integer=True) for each in variables if not each.is_integer})


def summing(expression, bound):
    body, *limits = whole(expression, expression.variables).args
    inner = (*bound, *(limit[0] for limit in limits))
    tree = tree_of(body, inner)
    for variable, low, high in limits:
        tree = summed(tree, label_of(variable), tree_of(low, inner), tree_of(high, inner))
    return tree


def piecewise(expression, bound):
    *first, (last, condition) = [pair.args for pair in expression.args]
    if condition is not sp.true:
        raise UnreadError(expression)
    tree = tree_of(last, bound)
    for value, when in reversed(first):
        tree = cases(tree_of(when, bound), tree_of(value, bound), tree)
    return tree


def table(expression, bound):
    rows, columns, function = expression.args
    names = function.variables
    body = tree_of(function.expr, (*bound, *names))
    return tabulate(body, [label_of(name) for name in names], tree_of(rows, bound), tree_of(columns, bound))


def powered(expression, bound):
    base, exponent = expression.args
    if base is sp.E or base == sp.E:
        return call("exp", tree_of(exponent, bound))
    tree = tree_of(base, bound)
    if not exponent.is_Rational:
        raise UnreadError(expression)
    if tree.shape is not None:
        if exponent == -1:
            return inverse(tree)
        return multiply(*[tree] * int(exponent))
    return power(tree, numeral(exponent))


def entrywise_power(expression, bound):
    base, exponent = expression.args
    exponent = numeral(exponent)
    return apply(power(local("u_power"), exponent), ("u_power",), tree_of(base, bound))


def sliced(expression, bound):
    matrix_, place, axis = expression.args
    return (column if axis == 1 else row)(tree_of(matrix_, bound), tree_of(place, bound))


def part(expression, bound):
    whole, (top, bottom, _), (left, right, _) = expression.args
    ends = [tree_of(each, bound) for each in (top, bottom, left, right)]
    return block(tree_of(whole, bound), ends[:2], ends[2:])


def blocks(expression, bound):
    rows = expression.blocks.tolist()
    return reduce(above, (reduce(beside, (tree_of(each, bound) for each in row)) for row in rows))


def along(expression, bound):
    return tree_of(expression.args[0], bound), int(expression.args[1])


def of_all(make):
    return lambda expression, bound: make(*(tree_of(each, bound) for each in expression.args))


RULES = {
    "Add": of_all(plus), "Mul": of_all(times), "Pow": powered, "MatAdd": of_all(add), "MatrixSum": of_all(add),
    "MatMul": product, "MatrixProduct": product, "MatPow": powered, "Transpose": of_all(transpose),
    "HadamardProduct": of_all(hadamard), "HadamardPower": entrywise_power, "OneMatrix": of_all(ones), "ZeroMatrix": of_all(zeros),
    "Identity": of_all(identity), "Trace": of_all(trace), "Determinant": of_all(determinant), "SumEntries": of_all(total),
    "MatrixElement": of_all(entry), "KroneckerDelta": of_all(delta),
    "KroneckerProduct": of_all(lambda *factors: reduce(kronecker, factors)), "DiagonalOf": of_all(diagonal_of), "BlockMatrix": blocks,
    "Inverse": lambda expression, bound: inverse(tree_of(expression.args[0], bound)),
    "DiagMatrix": of_all(diagonal), "Broadcast": of_all(broadcast), "Elementwise": elementwise, "Slope": slope,
    "Softmax": lambda expression, bound: softmax(*along(expression, bound)),
    "LogSumExp": lambda expression, bound: logsumexp(*along(expression, bound)),
    "Sum": summing, "Piecewise": piecewise, "FunctionMatrix": table, "Slice": sliced, "MatrixSlice": part,
    "UnitVector": of_all(unit), "exp": of_all(lambda inner: call("exp", inner)),
    "Heaviside": lambda expression, bound: call("heaviside", tree_of(expression.args[0], bound)),
    "absolute_value": of_all(lambda inner: call("abs", inner)),
}  # fmt: skip
