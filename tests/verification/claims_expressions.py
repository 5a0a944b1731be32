"""Random expressions of symbolic size over every node of the language: what the generated claims are made of.

An expression is drawn for a shape. Each symbol has one shape, and a few have a fact that is true of them wherever they
stand: R is invertible, S symmetric, Q orthogonal, V positive definite, Y has columns that sum to one, P positive entries.
"""

import itertools

import sympy as sp
from sympy import (
    Determinant,
    Function,
    HadamardPower,
    HadamardProduct,
    Identity,
    Inverse,
    KroneckerProduct,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Symbol,
    Trace,
    Transpose,
    exp,
    log,
    symbols,
)
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalOf

import symnet as sn
from symnet.expressions.assumptions import Between, Invertible, Orthogonal, PositiveDefinite, SumToOne, Symmetric
from symnet.expressions.entries import operands_first

n, m, k = symbols("n m k", integer=True, positive=True)
SIZES = (n, m, k)
c = Symbol("c", real=True)
ONE = sp.S.One


def square(z):
    return z**2


def rational(z):
    return z / (1 + z**2)


def undefined(z):
    return Function("g")(z)


SMOOTH = (sn.sigmoid, sn.tanh, sn.softplus, sn.silu, exp, square, rational, undefined, sn.mish, sn.arctan)
KINKED = (sn.relu, sn.leaky_relu, sn.absolute_value, sn.hardtanh, sn.elu)
BINARY = (lambda u, v: u * v - v, lambda u, v: u**2 + 3 * v, lambda u, v: sn.sigmoid(u) * v)


def shape_symbols(rows, columns):
    """Three symbols of a shape, which no other shape has."""
    tag = f"{rows}{columns}".replace("1", "o")
    return tuple(MatrixSymbol(f"{letter}_{tag}", rows, columns) for letter in "ABC")


R, S, Q, V = (MatrixSymbol(f"{letter}", n, n) for letter in "RSQV")
Y, P = MatrixSymbol("Y", n, m), MatrixSymbol("P", n, m)
SPECIAL = {
    R: Invertible(R),
    S: Symmetric(S),
    Q: Orthogonal(Q),
    V: PositiveDefinite(V),
    Y: SumToOne(Y),
    P: Between(P, 0, sp.oo),
}
"""The symbols with a fact."""


def facts_of(*expressions):
    """The facts about the symbols that stand in the expressions."""
    used = {node for each in expressions for node in operands_first(each)}
    used |= {symbol for each in expressions for symbol in each.atoms(MatrixSymbol)}
    return tuple(fact for symbol, fact in SPECIAL.items() if symbol in used)


class Drawing:
    """A source of random expressions; `kinks` says whether piecewise functions may stand in them."""

    def __init__(self, source, *, kinks=True):
        self.source = source
        self.functions = SMOOTH + KINKED if kinks else SMOOTH

    def symbol(self, rows, columns):
        """A symbol of a shape; now and then one with a fact, or a constant."""
        special = [each for each in SPECIAL if each.shape == (rows, columns)]
        luck = self.source.random()
        if luck < 0.3 and special:
            return self.source.choice(special)
        if luck > 0.93:
            return Identity(rows) if rows == columns else OneMatrix(rows, columns)
        return self.source.choice(shape_symbols(rows, columns))

    def matrix(self, rows, columns, depth):
        """An expression of a shape, of at most that depth."""
        if depth <= 0:
            return self.symbol(rows, columns)
        kinds = [name for name, weight, fits in KINDS for _ in range(weight) if fits(rows, columns)]
        return getattr(self, self.source.choice(kinds))(rows, columns, depth - 1)

    def inner_size(self):
        return self.source.choice((*SIZES, *SIZES, ONE))

    def product(self, rows, columns, depth):
        inner = self.inner_size()
        factors = [self.matrix(rows, inner, depth)]
        if self.source.random() < 0.3:
            other = self.inner_size()
            factors.append(self.matrix(inner, other, depth - 1))
            inner = other
        return sn.multiply(*factors, self.matrix(inner, columns, depth))

    def total(self, rows, columns, depth):
        return sn.add(*(self.matrix(rows, columns, depth) for _ in range(self.source.choice((2, 2, 3)))))

    def hadamard(self, rows, columns, depth):
        return HadamardProduct(*(self.matrix(rows, columns, depth) for _ in range(2)))

    def transpose(self, rows, columns, depth):
        return Transpose(self.matrix(columns, rows, depth))

    def function(self, rows, columns, depth):
        return sn.apply_elementwise(self.source.choice(self.functions), self.matrix(rows, columns, depth))

    def function_of_two(self, rows, columns, depth):
        pair = (self.matrix(rows, columns, depth), self.matrix(rows, columns, depth - 1))
        return sn.apply_elementwise(self.source.choice(BINARY), *pair)

    def scaled(self, rows, columns, depth):
        return sn.multiply(self.scalar(depth - 1), self.matrix(rows, columns, depth))

    def column(self, rows, columns, depth):
        return sn.Broadcast(self.matrix(rows, ONE, depth), rows, columns)

    def row(self, rows, columns, depth):
        return sn.Broadcast(self.matrix(ONE, columns, depth), rows, columns)

    def softmax(self, rows, columns, depth):
        return sn.Softmax(self.matrix(rows, columns, depth), self.source.choice((0, 0, 1)))

    def power(self, rows, columns, depth):
        return HadamardPower(self.matrix(rows, columns, depth), 2)

    def inverse(self, rows, columns, depth):
        inverse = Inverse(self.source.choice((R, V)))
        if self.source.random() < 0.3:
            return Inverse(sn.multiply(R, V))
        return sn.multiply(inverse, self.matrix(rows, columns, depth)) if self.source.random() < 0.7 else inverse

    def diagonal(self, rows, columns, depth):
        return DiagMatrix(self.matrix(rows, ONE, depth))

    def matrix_power(self, rows, columns, depth):
        return sp.MatPow(self.symbol(rows, columns), self.source.choice((2, 3)))

    def diagonal_of(self, rows, columns, depth):
        return DiagonalOf(self.matrix(rows, rows, depth))

    def log_sum_exp(self, rows, columns, depth):
        return sn.LogSumExp(self.matrix(rows, self.source.choice(SIZES), depth), 1)

    def slice(self, rows, columns, depth):
        return sn.Slice(self.matrix(rows, self.source.choice(SIZES), depth), 1)

    def logarithm(self, rows, columns, depth):
        return sn.apply_elementwise(log, P)

    def scalar(self, depth):
        """A scalar expression."""
        if depth <= 0:
            return self.source.choice((c, Rational(1, 2), sp.S(3), Rational(-2, 3), 1 / m))
        size, other = self.source.sample(SIZES, 2)
        name = self.source.choice(
            ("trace", "trace", "sum", "sum", "form", "determinant", "norm", "kronecker", "product")
        )
        table = {
            "trace": lambda: Trace(
                sn.multiply(self.matrix(size, other, depth - 1), self.matrix(other, size, depth - 1))
            ),
            "sum": lambda: sn.SumEntries(self.matrix(size, other, depth)),
            "form": lambda: Trace(
                sn.multiply(
                    Transpose(self.symbol(size, ONE)), self.matrix(size, size, depth - 1), self.symbol(size, ONE)
                )
            ),
            "determinant": lambda: Determinant(sn.multiply(self.symbol(n, n), self.symbol(n, n))),
            "norm": lambda: sn.SumEntries(HadamardPower(self.matrix(size, other, depth - 1), 2)),
            "kronecker": lambda: Trace(KroneckerProduct(self.symbol(size, size), self.symbol(other, other))),
            "product": lambda: self.scalar(depth - 1) * self.scalar(depth - 1),
        }
        return table[name]()

    def stacked(self, depth):
        """A Kronecker product with a stacked column, or with another."""
        A, B = self.matrix(n, n, depth - 1), self.matrix(m, m, depth - 1)
        if self.source.random() < 0.5:
            return sn.multiply(KroneckerProduct(B, A), sn.Vec(self.matrix(n, m, depth)))
        return sn.multiply(KroneckerProduct(A, B), KroneckerProduct(self.symbol(n, n), self.symbol(m, m)))

    def vector_of_stack(self, depth):
        """vec of a product, or a commutation matrix with a stacked column."""
        if self.source.random() < 0.6:
            return sn.Vec(sn.multiply(self.symbol(n, n), self.matrix(n, m, depth), self.symbol(m, m)))
        return sn.multiply(sn.CommutationMatrix(n, m), sn.Vec(self.matrix(n, m, depth)))

    def network(self):
        """The forward pass of one or two layers of a batch, composed."""
        sizes = [self.source.choice(SIZES) for _ in range(self.source.choice((2, 3)))]
        value = self.source.choice(shape_symbols(sizes[0], m))
        for inputs, outputs in itertools.pairwise(sizes):
            weights, bias = self.symbol(outputs, inputs), self.symbol(outputs, ONE)
            affine = sn.add(sn.multiply(weights, value), sn.Broadcast(bias, outputs, m))
            value = sn.apply_elementwise(self.source.choice(self.functions), affine)
        return sn.softmax(value) if self.source.random() < 0.2 else value

    def cost(self):
        """A scalar of a network."""
        output = self.network()
        target = shape_symbols(*output.shape)[2]
        losses = (
            lambda: sn.SumEntries(sn.half_squared_error(output, target)) / m,
            lambda: sn.SumEntries(HadamardProduct(output, target)),
            lambda: sn.SumEntries(sn.binary_cross_entropy_with_logits(output, target)) / m,
        )
        return self.source.choice(losses)()


def always(rows, columns):
    return True


def wide(rows, columns):
    return columns != 1


def tall(rows, columns):
    return rows != 1


def column(rows, columns):
    return columns == 1 and rows != 1


def is_square(rows, columns):
    return rows == columns and rows != 1


KINDS = (
    ("product", 6, always),
    ("total", 4, always),
    ("hadamard", 3, always),
    ("transpose", 2, always),
    ("function", 5, always),
    ("function_of_two", 1, always),
    ("scaled", 2, always),
    ("column", 2, wide),
    ("row", 1, tall),
    ("softmax", 1, tall),
    ("power", 1, always),
    ("inverse", 4, lambda rows, columns: rows == columns == n),
    ("diagonal", 2, is_square),
    ("matrix_power", 1, is_square),
    ("diagonal_of", 1, column),
    ("log_sum_exp", 1, column),
    ("slice", 1, column),
    ("logarithm", 1, lambda rows, columns: (rows, columns) == (n, m)),
)
"""What an expression may be at its root: the method that draws it, how often, for which shapes."""
