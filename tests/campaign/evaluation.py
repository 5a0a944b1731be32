"""The value of a tree at a point: fractions as long as every step is rational, `DIGITS` digits beyond that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from typing import Any

from mpmath import mp

from tests.campaign.functions import (
    FUNCTIONS,
    TINY,
    UndefinedError,
    divided,
    exponential,
    product,
    raised,
    real,
    snapped,
    total,
)
from tests.campaign.trees import Tree

MOST_TERMS = 400  # of a sum: beyond it a point is no use
Matrix = list[list[Any]]


@dataclass(frozen=True)
class Point:
    """What every name stands for: sizes and indices are integers, scalars numbers, matrices lists of rows."""

    sizes: Mapping[str, int]
    scalars: Mapping[str, Any]
    matrices: Mapping[str, Matrix]
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    indices: Mapping[str, int] = field(default_factory=dict)
    locals: Mapping[str, Any] = field(default_factory=dict)


def whole(tree, point):
    """Return the value of a tree that is an integer."""
    value = value_of(tree, point)
    if not isinstance(value, Fraction) or value.denominator != 1:
        raise UndefinedError
    return int(value)


def shape_of(tree, point):
    rows, columns = (whole(side, point) for side in tree.shape)
    if rows < 1 or columns < 1:
        raise UndefinedError
    return rows, columns


def filled(shape, rule):
    rows, columns = shape
    return [[rule(i, j) for j in range(columns)] for i in range(rows)]


def value_of(tree: Tree, point: Point) -> Any:
    """Return a number, or the rows of a matrix. Raises `UndefinedError` where there is none."""
    return RULES[tree.op](tree, point)


def arguments(tree, point):
    return [value_of(argument, point) for argument in tree.args]


def multiplied(one, other):
    if len(one[0]) != len(other):
        raise AssertionError("a tree multiplies what does not fit")
    return filled(
        (len(one), len(other[0])),
        lambda i, j: reduce(total, (product(one[i][k], other[k][j]) for k in range(len(other))), Fraction(0)),
    )


def entrywise(rule):
    def apply(one, other):
        if (len(one), len(one[0])) != (len(other), len(other[0])):
            raise AssertionError("a tree joins entry by entry what does not fit")
        return filled((len(one), len(one[0])), lambda i, j: rule(one[i][j], other[i][j]))

    return apply


def eliminated(rows):
    """Return the determinant of a square matrix and its inverse (None where it has none)."""
    count = len(rows)
    work = [[*row, *(Fraction(int(i == j)) for j in range(count))] for i, row in enumerate(rows)]
    determinant = Fraction(1)
    for pivot in range(count):
        best = max(range(pivot, count), key=lambda i: abs(work[i][pivot]))
        if snapped(work[best][pivot]) == 0:
            return Fraction(0), None
        if best != pivot:
            work[pivot], work[best], determinant = work[best], work[pivot], -determinant
        determinant = product(determinant, work[pivot][pivot])
        work[pivot] = [divided(value, work[pivot][pivot]) for value in work[pivot]]
        for i in range(count):
            if i != pivot and work[i][pivot] != 0:
                factor = work[i][pivot]
                work[i] = [
                    total(value, -product(factor, other)) for value, other in zip(work[i], work[pivot], strict=True)
                ]
    return determinant, [row[count:] for row in work]


def inverted(rows):
    _, result = eliminated(rows)
    if result is None:
        raise UndefinedError
    return result


def normalized(values):
    powers = [exponential(value) for value in values]
    below = reduce(total, powers)
    return [divided(value, below) for value in powers]


def columns_of(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def softmax_of(tree, point):
    (rows,) = arguments(tree, point)
    if tree.label == 1:
        return [normalized(row) for row in rows]
    return columns_of([normalized(column) for column in columns_of(rows)])


def logsumexp_of(tree, point):
    (rows,) = arguments(tree, point)
    lines = rows if tree.label == 1 else columns_of(rows)
    values = [mp.log(real(reduce(total, map(exponential, line)))) for line in lines]
    return [[value] for value in values] if tree.label == 1 else [values]


def sum_of(tree, point):
    body, low, high = tree.args
    first, last = whole(low, point), whole(high, point)
    if last < first - 1 or last - first > MOST_TERMS:
        raise UndefinedError  # limits in reverse: SymPy and textbooks differ
    places = range(first, last + 1)
    values = (value_of(body, replace(point, indices={**point.indices, tree.label: place})) for place in places)
    return reduce(total, values, Fraction(0))


def apply_of(tree, point):
    body, *matrices = tree.args
    values = [value_of(matrix, point) for matrix in matrices]
    rows, columns = len(values[0]), len(values[0][0])

    def at(i, j):
        found = dict(zip(tree.label, (value[i][j] for value in values), strict=True))
        return value_of(body, replace(point, locals={**point.locals, **found}))

    return filled((rows, columns), at)


def tabulate_of(tree, point):
    rows, columns = shape_of(tree, point)
    row, column = tree.label

    def at(i, j):
        return value_of(tree.args[0], replace(point, indices={**point.indices, row: i, column: j}))

    return filled((rows, columns), at)


def entry_of(tree, point):
    rows = value_of(tree.args[0], point)
    i, j = (whole(place, point) for place in tree.args[1:])
    if not (0 <= i < len(rows) and 0 <= j < len(rows[0])):
        raise UndefinedError
    return rows[i][j]


def line_of(tree, point):
    """Return one row or column, counted from 1."""
    rows = value_of(tree.args[0], point)
    place = whole(tree.args[1], point) - 1
    if not 0 <= place < (len(rows) if tree.op == "row" else len(rows[0])):
        raise UndefinedError
    return [rows[place]] if tree.op == "row" else [[row[place]] for row in rows]


def block_of(tree, point):
    rows = value_of(tree.args[0], point)
    top, bottom, left, right = (whole(place, point) for place in tree.args[1:])
    if not (0 <= top < bottom <= len(rows) and 0 <= left < right <= len(rows[0])):
        raise UndefinedError
    return [row[left:right] for row in rows[top:bottom]]


def compare_of(tree, point):
    left, right = arguments(tree, point)
    difference = snapped(total(left, -right))
    return {
        "<": difference < 0,
        "<=": difference <= 0,
        ">": difference > 0,
        ">=": difference >= 0,
        "==": difference == 0,
        "!=": difference != 0,
    }[tree.label]


def cases_of(tree, point):
    condition, yes, no = tree.args
    return value_of(yes if value_of(condition, point) else no, point)


STEP = mp.mpf(10) ** -20


def quotient(function, place, order=1):
    """Return the first or second derivative of a smooth function, right to some twenty digits."""
    before, behind = function(real(place) - STEP), function(real(place) + STEP)
    if order == 1:
        return (behind - before) / (2 * STEP)
    return (behind - 2 * real(function(real(place))) + before) / STEP**2


def derivative_of(tree, point):
    name, order = tree.label

    def along(value):
        return real(value_of(tree.args[0], replace(point, scalars={**point.scalars, name: value})))

    return quotient(along, point.scalars[name], order)


def slope_of(tree, point):
    name, place = tree.label
    values = arguments(tree, point)

    def along(value):
        return real(function_named(name, point)(*values[:place], value, *values[place + 1 :]))

    return quotient(along, values[place])


def function_named(name, point):
    return point.functions[name] if name in point.functions else FUNCTIONS[name]


def broadcast_of(tree, point):
    rows, columns = shape_of(tree, point)
    (vector,) = arguments(tree, point)
    return filled(
        (rows, columns), lambda i, j: vector[i if len(vector) > 1 or rows == 1 else 0][j if len(vector[0]) > 1 else 0]
    )


def kronecker_of(tree, point):
    one, other = arguments(tree, point)
    rows, columns = len(other), len(other[0])
    return filled(
        (len(one) * rows, len(one[0]) * columns),
        lambda i, j: product(one[i // rows][j // columns], other[i % rows][j % columns]),
    )


def everything(rows):
    return reduce(total, (value for row in rows for value in row), Fraction(0))


def trace_of(tree, point):
    (rows,) = arguments(tree, point)
    return reduce(total, (rows[i][i] for i in range(len(rows))), Fraction(0))


def constant(value):
    return lambda tree, point: filled(shape_of(tree, point), lambda _i, _j: Fraction(value))


def explicit_of(tree, point):
    rows, columns = tree.label
    values = arguments(tree, point)
    return [values[i * columns : (i + 1) * columns] for i in range(rows)]


def unit_of(tree, point):
    rows, _ = shape_of(tree, point)
    place = whole(tree.args[0], point)
    if not 1 <= place <= rows:
        raise UndefinedError
    return filled((rows, 1), lambda i, _j: Fraction(int(i == place - 1)))


def folded(rule):
    return lambda tree, point: reduce(rule, arguments(tree, point))


def of_one(rule):
    return lambda tree, point: rule(*arguments(tree, point))


def diagonal_of(vector):
    return filled((len(vector), len(vector)), lambda i, j: vector[i][0] if i == j else Fraction(0))


RULES: dict[str, Callable[[Tree, Point], Any]] = {
    "number": lambda tree, point: tree.label,
    "scalar": lambda tree, point: point.scalars[tree.label],
    "size": lambda tree, point: Fraction(point.sizes[tree.label]),
    "index": lambda tree, point: Fraction(point.indices[tree.label]),
    "local": lambda tree, point: point.locals[tree.label],
    "plus": folded(total),
    "times": folded(product),
    "power": lambda tree, point: raised(value_of(tree.args[0], point), tree.label),
    "call": lambda tree, point: function_named(tree.label, point)(*arguments(tree, point)),
    "entry": entry_of,
    "trace": trace_of,
    "total": of_one(everything),
    "det": of_one(lambda rows: eliminated(rows)[0]),
    "sum": sum_of,
    "delta": of_one(lambda one, other: Fraction(int(snapped(total(one, -other)) == 0))),
    "cases": cases_of,
    "compare": compare_of,
    "derivative": derivative_of,
    "slope": slope_of,
    "matrix": lambda tree, point: point.matrices[tree.label],
    "add": folded(entrywise(total)),
    "multiply": folded(multiplied),
    "scale": of_one(lambda factor, rows: [[product(factor, value) for value in row] for row in rows]),
    "transpose": of_one(columns_of),
    "hadamard": folded(entrywise(product)),
    "ones": constant(1),
    "zeros": constant(0),
    "identity": lambda tree, point: filled(shape_of(tree, point), lambda i, j: Fraction(int(i == j))),
    "diagonal": of_one(diagonal_of),
    "diagonal_of": of_one(lambda rows: [[rows[i][i]] for i in range(len(rows))]),
    "broadcast": broadcast_of,
    "apply": apply_of,
    "softmax": softmax_of,
    "logsumexp": logsumexp_of,
    "inverse": of_one(inverted),
    "kronecker": kronecker_of,
    "beside": of_one(lambda one, other: [[*left, *right] for left, right in zip(one, other, strict=True)]),
    "above": of_one(lambda one, other: [*one, *other]),
    "column": line_of,
    "row": line_of,
    "block": block_of,
    "tabulate": tabulate_of,
    "explicit": explicit_of,
    "unit": unit_of,
}


def differ(left, right):
    """Tell whether two values certainly differ: exactly, or by far more than rounding."""
    if isinstance(left, list) != isinstance(right, list):
        raise AssertionError("a matrix stands against a scalar")
    if not isinstance(left, list):
        gap = abs(total(left, -right))
        if isinstance(gap, Fraction):
            return gap != 0
        return gap > real(TINY) ** (mp.mpf(1) / 4) * (1 + abs(real(left)))  # derivatives have twenty digits
    if (len(left), len(left[0])) != (len(right), len(right[0])):
        raise AssertionError("two sides have different shapes")
    return any(differ(one, other) for rows in zip(left, right, strict=True) for one, other in zip(*rows, strict=True))
