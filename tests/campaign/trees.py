"""Expressions of the campaign: plain data, and one function for each kind of node.

A tree has an operation, arguments that are trees, a label of plain data and, if it is a matrix, a shape: two trees that
are sizes. Nothing here knows SymPy or symnet; `evaluation` gives a tree its numbers, `building` its SymPy expression.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class Tree:
    op: str
    args: tuple["Tree", ...] = ()
    label: Any = None
    shape: tuple["Tree", "Tree"] | None = None

    def __str__(self):
        label = "" if self.label is None else f"[{self.label}]"
        if self.op in {"matrix", "scalar", "size", "index", "local", "number"}:
            return str(self.label)
        return f"{self.op}{label}({', '.join(map(str, self.args))})"

    def walk(self):
        """Yield every tree in this one, itself first, with the path that leads to it."""
        pending: list[tuple[tuple[int, ...], Tree]] = [((), self)]
        while pending:
            path, tree = pending.pop()
            yield path, tree
            pending += [((*path, place), argument) for place, argument in enumerate(tree.args)]

    def replaced(self, path, other):
        """Return this tree with another one at a path."""
        if not path:
            return other
        first, *rest = path
        changed = self.args[first].replaced(rest, other)
        return Tree(self.op, (*self.args[:first], changed, *self.args[first + 1 :]), self.label, self.shape)


# ----------------------------------------------------------------------------------------------------------- scalars


def number(value):
    return Tree("number", (), Fraction(value))


def scalar(name):
    return Tree("scalar", (), name)


def size(name):
    return Tree("size", (), name)


def index(name):
    return Tree("index", (), name)


def local(name):
    """Return a variable of an elementwise function."""
    return Tree("local", (), name)


def plus(*terms):
    return Tree("plus", terms)


def times(*factors):
    return Tree("times", factors)


def minus(first, second):
    return plus(first, times(number(-1), second))


def negative(term):
    return times(number(-1), term)


def power(base, exponent):
    return Tree("power", (base,), Fraction(exponent))


def divide(above, below):
    return times(above, power(below, -1))


def call(name, *arguments):
    """Return a function of scalars by its name in the table, or an undefined one."""
    return Tree("call", arguments, name)


def entry(matrix, row, column):
    return Tree("entry", (matrix, row, column))


def trace(matrix):
    return Tree("trace", (matrix,))


def total(matrix):
    return Tree("total", (matrix,))


def determinant(matrix):
    return Tree("det", (matrix,))


def summed(body, name, low, high):
    return Tree("sum", (body, low, high), name)


def delta(one, other):
    return Tree("delta", (one, other))


def cases(condition, yes, no):
    """Return `yes` where a condition holds and `no` elsewhere."""
    return Tree("cases", (condition, yes, no))


def compare(relation, left, right):
    return Tree("compare", (left, right), relation)


def derivative(body, name, order=1):
    """Return the derivative of a scalar by a scalar symbol."""
    return Tree("derivative", (body,), (name, order))


def slope(name, place, *others):
    """Return the derivative of an undefined function of one argument at a place."""
    return Tree("slope", (place, *others), name)


# ---------------------------------------------------------------------------------------------------------- matrices

ONE, ZERO, TWO = number(1), number(0), number(2)


def matrix(name, rows, columns):
    return Tree("matrix", (), name, (rows, columns))


def add(*terms):
    return Tree("add", terms, None, terms[0].shape)


def multiply(*factors):
    return Tree("multiply", factors, None, (factors[0].shape[0], factors[-1].shape[1]))


def scale(factor, term):
    return Tree("scale", (factor, term), None, term.shape)


def subtract(first, second):
    return add(first, scale(number(-1), second))


def transpose(term):
    rows, columns = term.shape
    return Tree("transpose", (term,), None, (columns, rows))


def hadamard(*factors):
    return Tree("hadamard", factors, None, factors[0].shape)


def ones(rows, columns):
    return Tree("ones", (), None, (rows, columns))


def zeros(rows, columns):
    return Tree("zeros", (), None, (rows, columns))


def identity(rows):
    return Tree("identity", (), None, (rows, rows))


def diagonal(vector):
    return Tree("diagonal", (vector,), None, (vector.shape[0], vector.shape[0]))


def diagonal_of(square):
    """Return the column of the entries on the diagonal."""
    return Tree("diagonal_of", (square,), None, (square.shape[0], ONE))


def broadcast(vector, rows, columns):
    return Tree("broadcast", (vector,), None, (rows, columns))


def apply(body, names, *matrices):
    """Return a function, a scalar tree in local variables, of the entries of matrices."""
    return Tree("apply", (body, *matrices), tuple(names), matrices[0].shape)


def softmax(term, axis=0):
    return Tree("softmax", (term,), axis, term.shape)


def logsumexp(term, axis=0):
    rows, columns = term.shape
    return Tree("logsumexp", (term,), axis, (ONE, columns) if axis == 0 else (rows, ONE))


def inverse(term):
    return Tree("inverse", (term,), None, term.shape)


def kronecker(left, right):
    shape = tuple(times(one, other) for one, other in zip(left.shape, right.shape, strict=True))
    return Tree("kronecker", (left, right), None, shape)


def beside(left, right):
    return Tree("beside", (left, right), None, (left.shape[0], plus(left.shape[1], right.shape[1])))


def above(top, bottom):
    return Tree("above", (top, bottom), None, (plus(top.shape[0], bottom.shape[0]), top.shape[1]))


def column(term, place):
    """Return one column, counted from 1 as symnet's `Slice` does."""
    return Tree("column", (term, place), None, (term.shape[0], ONE))


def row(term, place):
    return Tree("row", (term, place), None, (ONE, term.shape[1]))


def block(term, rows, columns):
    """Return the rows and columns of two ranges, each (first, behind the last), as SymPy's slices do."""
    shape = tuple(minus(behind, first) for first, behind in (rows, columns))
    return Tree("block", (term, *rows, *columns), None, shape)


def tabulate(body, names, rows, columns):
    """Return the matrix whose entry in row i and column j is a scalar tree in these two indices."""
    return Tree("tabulate", (body,), tuple(names), (rows, columns))


def written_out(entries, rows, columns):
    """Return an explicit matrix of rows × columns scalars, by rows."""
    return Tree("explicit", tuple(entries), (rows, columns), (number(rows), number(columns)))


def unit(rows, place):
    """Return the column with a 1 in a place, counted from 1."""
    return Tree("unit", (place,), None, (rows, ONE))
