"""Expressions to print: random trees over every node type, with names, shapes, powers, axes and indices of every family.

Each expression belongs to a seed and is built from its own tree; nothing here knows how anything prints or reads.
"""

import random
from collections.abc import Callable
from typing import Any, NamedTuple

import sympy as sp
from sympy import HadamardPower, HadamardProduct, MatAdd, MatMul, MatrixSymbol, Rational, Symbol, symbols
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

import symnet as sn
from symnet.expressions.activations import ACTIVATIONS
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.slope import Slope
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec

FAMILIES = (
    tuple("ABCDXYWZSVPQ"),
    ("W_1", "W_2", "b_1", "A_i", "X_max", "Z_12", "Q_q", "U_T", "V_k", "S_n", "C_x", "D_F"),
    ("W1", "W2", "b1", "A0", "X12", "weight", "Theta0", "x_0_weight", "layer_2_bias", "Wq", "QK", "Data"),
    ("Sigma", "Theta", "Phi", "Lambda", "mu", "sigma", "theta", "beta", "dgamma", "dW", "dW_2", "Omega_1"),
    ("y_hat", "Y_hat", "x_bar", "I", "K", "e", "T", "L", "A'", "Gamma", "J", "theta_hat"),
)
SCALARS = (
    ("a", "b", "c", "x", "y", "t"),
    ("alpha", "lambda", "eta", "eps", "tau", "phi"),
    ("x_1", "x1", "x_i", "k", "i", "j"),
    ("e", "g", "f", "T", "pi", "d"),
)
SIZES = symbols("n m k", integer=True, positive=True)


class Drawn(NamedTuple):
    """An expression, and every symbol that a text about it may name."""

    expression: Any
    symbols: dict[str, Any]
    functions: dict[str, Any]


FUNCTIONS = {name: sp.Function(name) for name in ("f", "loss", "L", "tanh2")}
PLAIN = (
    sp.tanh,
    sp.log,
    sp.exp,
    sp.sin,
    sp.sqrt,
    sp.Abs,
    sn.tanh,
    sn.sigmoid,
    sn.relu,
    sn.absolute_value,
    *ACTIVATIONS,
)
FORMULAS: tuple[Callable[..., Any], ...] = (
    lambda u: u**2, lambda u: 1 - u, lambda u: 1 / u, sp.exp, sp.sqrt, lambda u: u**3 / 2,
    lambda u: -u, lambda u: u * (1 - u), lambda u: (1 - u) ** 2, lambda u: sp.exp(-u) / 2, abs,
    lambda u: 1 / (1 + sp.exp(-u)), lambda u: sp.tanh(u) ** 2, lambda u: 1 - sn.tanh(u) ** 2, lambda u: 2 * u + 1,
    lambda u: sp.Integer(1), lambda u: sp.Integer(0), lambda u: u**-2, lambda u: u ** Rational(3, 2), lambda u: 2**u,
    lambda u: Slope(sn.sigmoid(u)), lambda u: sp.Piecewise((u, u > 0), (-1, True)), lambda u: sp.log(u) * u,
)  # fmt: skip
PAIRED: tuple[Callable[..., Any], ...] = (
    lambda u, v: u * v, lambda u, v: u / v, lambda u, v: u - v, lambda u, v: (u - v) ** 2, lambda u, v: u * v**2 - v,
    lambda u, v: (u + v) / (u * v), FUNCTIONS["L"], lambda u, v: u**v, lambda u, v: sp.exp(u) * v,
    lambda u, v: -u * sp.log(v), lambda u, v: u * sp.exp(-v), lambda u, v: abs(u - v), lambda u, v: 1 / (u * v),
    sn.binary_cross_entropy, lambda u, v: sp.Piecewise((u, u > v), (v, True)),
)  # fmt: skip


class Drawing:
    """Draws one expression; a symbol of a shape keeps its name."""

    def __init__(self, seed: int) -> None:
        self.source = random.Random(seed)  # noqa: S311 - the same expressions each time
        self.names = list(self.source.choice(FAMILIES))
        self.scalars = [name for name in self.source.choice(SCALARS) if name not in self.names]
        self.matrices: dict[tuple[Any, Any], list[Any]] = {}
        self.sizes = self.source.choice(
            [SIZES, SIZES, (sp.Integer(2), sp.Integer(3), SIZES[0]), (SIZES[0], sp.Integer(3), SIZES[1])]
        )
        self.bound: list[Any] = []

    def drawn(self, depth: int) -> Drawn:
        expression = self.scalar(depth) if self.source.random() < 0.4 else self.matrix(*self.shape(), depth)
        table = {symbol.name: symbol for group in self.matrices.values() for symbol in group}
        table |= {name: self.named(name) for name in self.scalars if name not in table}
        table |= {size.name: size for size in SIZES if size.name not in table}
        return Drawn(expression, table, FUNCTIONS)

    def shape(self) -> tuple[Any, Any]:
        return self.size(), self.size()

    def size(self) -> Any:
        return sp.S.One if self.source.random() < 0.2 else self.source.choice(self.sizes)

    def symbol(self, rows: Any, columns: Any) -> Any:
        group = self.matrices.setdefault((rows, columns), [])
        if self.names and (not group or (len(group) < 2 and self.source.random() < 0.4)):
            group.append(MatrixSymbol(self.names.pop(self.source.randrange(len(self.names))), rows, columns))
        if not group:
            name = f"M_{len(self.matrices)}"
            group.append(MatrixSymbol(name, rows, columns))
        return self.source.choice(group)

    def matrix(self, rows: Any, columns: Any, depth: int) -> Any:
        if depth <= 0:
            return self.symbol(rows, columns) if self.source.random() < 0.85 else self.constant(rows, columns)
        kinds = [
            *MATRICES,
            *(SQUARE if rows == columns else ()),
            *(COLUMNS if columns == 1 else ()),
            *(ROWS if rows == 1 else ()),
        ]
        made = self.source.choice(kinds)(self, rows, columns, depth - 1)
        return self.symbol(rows, columns) if made is None else made

    def constant(self, rows: Any, columns: Any) -> Any:
        if rows == columns and self.source.random() < 0.5:
            return sp.Identity(rows)
        return self.source.choice([sp.OneMatrix, sp.OneMatrix, sp.ZeroMatrix])(rows, columns)

    def scalar(self, depth: int) -> Any:
        if depth <= 0:
            if self.bound and self.source.random() < 0.4:
                return self.source.choice(self.bound)
            return self.name() if self.source.random() < 0.7 else self.number()
        return self.source.choice(SCALAR_KINDS)(self, depth - 1)

    def name(self) -> Any:
        return self.named(self.source.choice(self.scalars)) if self.scalars else self.number()

    @staticmethod
    def named(name: str) -> Any:
        """A scalar of that name; a size where it is one's."""
        return next((size for size in SIZES if size.name == name), Symbol(name, real=True))

    def number(self) -> Any:
        return self.source.choice(
            [sp.Integer(2), sp.Integer(3), -sp.Integer(1), Rational(1, 2), Rational(-2, 3), *SIZES]
        )

    def function(self) -> Callable[[Any], Any]:
        if self.source.random() < 0.15:
            return self.source.choice([FUNCTIONS["f"], FUNCTIONS["loss"], FUNCTIONS["tanh2"]])
        return self.source.choice(PLAIN)

    def index(self) -> Any:
        return self.source.choice(
            [
                Symbol("i", integer=True),
                Symbol("k", integer=True),
                sp.Dummy("k", integer=True),
                Symbol("j", integer=True),
                Symbol("q", integer=True),
            ]
        )


# ------------------------------------------------------------------------------------------- matrices of any shape


def _place(draw: Drawing, size: Any) -> Any:
    return sp.Integer(draw.source.randrange(int(size))) if size.is_Integer else sp.Integer(draw.source.choice([0, 1]))


def _product(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    inner = draw.size()
    return sn.multiply(draw.matrix(rows, inner, depth), draw.matrix(inner, columns, depth - 1))


def _long_product(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    first, second = draw.size(), draw.size()
    factors = (
        draw.matrix(rows, first, depth - 1),
        draw.matrix(first, second, depth - 1),
        draw.matrix(second, columns, depth),
    )
    return draw.source.choice([sn.multiply, MatMul])(*factors)


def _scaled(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    scalar, matrix = draw.scalar(depth), draw.matrix(rows, columns, depth)
    return sn.multiply(scalar, matrix) if draw.source.random() < 0.7 else sn.multiply(matrix, scalar)


def _entrywise(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    formula = draw.source.choice(FORMULAS)
    return sn.apply_elementwise(formula, draw.matrix(rows, columns, depth))


def _paired(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    first, second = draw.matrix(rows, columns, depth), draw.matrix(rows, columns, depth - 1)
    return sn.apply_elementwise(draw.source.choice(PAIRED), first, second)


def _with_parameter(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    a = draw.scalar(0)
    formula = draw.source.choice(
        [
            lambda u: a * u,
            lambda u: u**a,
            lambda u: u / a,
            lambda u: a - u,
            lambda u: sn.elu(u, a),
            lambda u: a**2 * u + a,
            lambda u: a,
        ]
    )
    return sn.apply_elementwise(formula, draw.matrix(rows, columns, depth))


def _applied(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    return sn.apply_elementwise(draw.function(), draw.matrix(rows, columns, depth))


def _repeated(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    shape = draw.source.choice([(rows, 1), (1, columns), (1, 1)])
    return sn.Broadcast(draw.matrix(sp.sympify(shape[0]), sp.sympify(shape[1]), depth - 1), rows, columns)


def _hadamard_power(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    exponent = draw.source.choice([2, 3, -1, Rational(1, 2), draw.name(), 2 * draw.name()])
    return HadamardPower(draw.matrix(rows, columns, depth), exponent)


def _slice(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    if columns == 1:
        width = draw.source.choice(draw.sizes)
        return sn.Slice(draw.matrix(rows, width, depth), _place(draw, width) + 1)
    height = draw.source.choice(draw.sizes)
    return sn.Slice(draw.matrix(height, columns, depth), _place(draw, height) + 1, 0) if rows == 1 else None


def _cut(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    if not (rows.is_Integer and columns.is_Integer):
        return None
    return MatrixSlice(draw.matrix(rows + 2, columns + 1, depth - 1), (1, 1 + rows), (0, columns))


def _sum(draw: Drawing, rows: Any, columns: Any, depth: int) -> Any:
    terms = [draw.matrix(rows, columns, depth - (place > 0)) for place in range(draw.source.choice([2, 2, 3]))]
    return draw.source.choice([sn.add, sn.add, MatAdd])(*terms)


MATRICES: list[Callable[..., Any]] = [
    _product, _product, _long_product, _scaled, _entrywise, _entrywise, _paired, _paired, _with_parameter, _applied, _applied,
    _repeated, _hadamard_power, _slice, _cut, _sum, _sum, _sum,
    lambda draw, rows, columns, depth: sp.Transpose(draw.matrix(columns, rows, depth)),
    lambda draw, rows, columns, depth: HadamardProduct(draw.matrix(rows, columns, depth), draw.matrix(rows, columns, depth - 1)),
    lambda draw, rows, columns, depth: sn.Softmax(draw.matrix(rows, columns, depth), axis=draw.source.choice([0, 1])),
    lambda draw, rows, columns, depth: Unvec(draw.matrix(rows * columns, sp.S.One, depth - 1), rows, columns) if rows * columns != 1 else None,
    lambda draw, rows, columns, depth: sn.add(draw.matrix(rows, columns, depth), draw.constant(rows, columns)),
]  # fmt: skip
SQUARE: list[Callable[..., Any]] = [
    lambda draw, n, _, depth: sp.MatPow(draw.matrix(n, n, depth), draw.source.choice([2, 3, -2])),
    lambda draw, n, _, depth: sp.Inverse(draw.matrix(n, n, depth)),
    lambda draw, n, _, depth: DiagMatrix(draw.matrix(n, sp.S.One, depth)) if n != 1 else None,
    lambda draw, n, _, depth: DiagonalMatrix(draw.matrix(n, n, depth)),
    lambda draw, n, _, depth: sp.KroneckerProduct(draw.matrix(sp.S.One, n, depth), draw.matrix(n, sp.S.One, depth)),
    lambda draw, n, _, depth: sn.multiply(UnitVector(n, 1), draw.matrix(sp.S.One, n, depth)),
    lambda draw, n, _, depth: sn.multiply(sp.Identity(n), draw.matrix(n, n, depth)),
]  # fmt: skip
COLUMNS: list[Callable[..., Any]] = [
    lambda draw, rows, _, depth: LogSumExp(draw.matrix(rows, draw.size(), depth), axis=1),
    lambda draw, rows, _, depth: DiagonalOf(draw.matrix(rows, rows, depth)),
    lambda draw, rows, _, depth: UnitVector(rows, 1),
    lambda draw, rows, _, depth: sn.multiply(draw.matrix(rows, SIZES[1], depth), sp.OneMatrix(SIZES[1], 1)),
    lambda draw, rows, _, depth: sn.multiply(CommutationMatrix(2, 3), Vec(draw.matrix(sp.Integer(2), sp.Integer(3), depth))) if rows == 6 else None,
    _slice,
]  # fmt: skip
ROWS: list[Callable[..., Any]] = [
    lambda draw, _, columns, depth: LogSumExp(draw.matrix(draw.size(), columns, depth), axis=0),
    lambda draw, _, columns, depth: sn.multiply(sp.OneMatrix(1, SIZES[1]), draw.matrix(SIZES[1], columns, depth)),
    _slice,
]  # fmt: skip

# ------------------------------------------------------------------------------------------------------------ scalars


def _element(draw: Drawing, depth: int) -> Any:
    rows, columns = draw.shape()
    parent = draw.symbol(rows, columns) if draw.source.random() < 0.7 else draw.matrix(rows, columns, depth - 1)
    return MatrixElement(parent, _place(draw, rows), _place(draw, columns))


def _over_index(draw: Drawing, depth: int) -> Any:
    size, index = draw.source.choice(draw.sizes), draw.index()
    vector = draw.symbol(size, sp.S.One) if draw.source.random() < 0.5 else draw.symbol(size, SIZES[0])
    element = MatrixElement(vector, index, 0)
    draw.bound.append(index)
    other = draw.scalar(depth - 1)
    draw.bound.pop()
    body = draw.source.choice(
        [element, element * other, element**2, sp.tanh(element), element + other, index * element, other * index]
    )
    return sp.Sum(body, (index, 0, size - 1))


def _double_sum(draw: Drawing, _depth: int) -> Any:
    rows, columns = draw.source.choice(draw.sizes), draw.source.choice(draw.sizes)
    i, j = draw.index(), sp.Dummy("k", integer=True)
    element = MatrixElement(draw.symbol(rows, columns), i, j)
    return sp.Sum(
        draw.source.choice([element, element**2, element * draw.name()]), (i, 0, rows - 1), (j, 0, columns - 1)
    )


def _quadratic(draw: Drawing, depth: int) -> Any:
    size = draw.source.choice(draw.sizes)
    x = draw.symbol(size, sp.S.One)
    form = sn.multiply(sp.Transpose(x), draw.matrix(size, size, depth - 1), x)
    return draw.source.choice(
        [lambda: MatrixElement(form, 0, 0), lambda: sn.SumEntries(form), lambda: sp.Trace(form)]
    )()


def _chosen(draw: Drawing, depth: int) -> Any:
    x = draw.name()
    return sp.Piecewise((draw.scalar(depth - 1), x > draw.number()), (draw.scalar(0), True))


def _square_function(kind: Any) -> Callable[[Drawing, int], Any]:
    def made(draw: Drawing, depth: int) -> Any:
        size = draw.source.choice(draw.sizes)
        return kind(draw.matrix(size, size, depth))

    return made


def _unevaluated(draw: Drawing, depth: int) -> Any:
    return draw.source.choice([sp.Mul, sp.Add])(
        draw.scalar(depth), draw.number(), draw.scalar(depth - 1), evaluate=False
    )


SCALAR_KINDS: list[Callable[..., Any]] = [
    _element, _element, _over_index, _over_index, _double_sum, _quadratic, _chosen, _unevaluated,
    _square_function(sp.Trace), _square_function(sp.Determinant),
    lambda draw, depth: draw.scalar(depth) + draw.scalar(depth - 1),
    lambda draw, depth: draw.scalar(depth) - draw.scalar(depth - 1) * draw.number(),
    lambda draw, depth: draw.scalar(depth) * draw.scalar(depth),
    lambda draw, depth: draw.scalar(depth) * (draw.scalar(depth - 1) + draw.name()),
    lambda draw, depth: draw.scalar(depth) / (draw.scalar(depth - 1) + draw.name()),
    lambda draw, depth: draw.name() ** draw.scalar(depth),
    lambda draw, depth: draw.scalar(depth) ** draw.source.choice([2, 3, -1, -2, Rational(1, 2), Rational(-1, 2), Rational(1, 3), Rational(3, 2)]),
    lambda draw, depth: draw.scalar(depth) ** draw.name(),
    lambda draw, depth: draw.function()(draw.scalar(depth)),
    lambda draw, depth: draw.function()(draw.scalar(depth)) ** draw.source.choice([2, -1, 3]),
    lambda draw, depth: sp.exp(draw.scalar(depth)),
    lambda draw, depth: abs(draw.scalar(depth)),
    lambda draw, depth: sp.Max(draw.scalar(depth), draw.name()),
    lambda draw, depth: sn.SumEntries(draw.matrix(*draw.shape(), depth)),
    lambda draw, depth: sn.SumEntries(draw.matrix(*draw.shape(), depth)) ** draw.source.choice([2, -1, Rational(1, 2)]),
    lambda draw, depth: draw.name() / sn.SumEntries(draw.matrix(*draw.shape(), depth)),
    lambda draw, depth: sn.SumEntries(sn.apply_elementwise(draw.source.choice([lambda u: u**2, abs]), draw.matrix(*draw.shape(), depth))),
]  # fmt: skip


UNIVERSE = {
    (SIZES[0], SIZES[0]): "AB", (SIZES[0], SIZES[1]): "XY", (SIZES[1], SIZES[0]): "WV", (SIZES[1], SIZES[1]): "SU",
    (SIZES[0], 1): "xb", (SIZES[1], 1): "yc", (1, SIZES[0]): "rp", (1, SIZES[1]): "qh", (1, 1): "zw",
}  # fmt: skip


class OneUniverse(Drawing):
    """Draws over one set of symbols, so that what prints alike is alike or a fault."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.names, self.scalars, self.sizes = [], ["a", "t", "e", "T", "lambda", "x_1", "x1", "dgamma"], SIZES[:2]
        self.matrices = {
            (sp.sympify(rows), sp.sympify(columns)): [MatrixSymbol(name, rows, columns) for name in names]
            for (rows, columns), names in UNIVERSE.items()
        }


def draw_in_universe(seed: int) -> Any:
    """Return a small expression over the one universe, or None where its parts do not fit."""
    draw = OneUniverse(seed)
    try:
        expression = draw.drawn(draw.source.choice([0, 1, 1, 2])).expression
    except (ValueError, TypeError, AttributeError, NotImplementedError, RecursionError, IndexError, AssertionError):
        return None
    return None if expression.has(sp.nan, sp.zoo, sp.oo, sp.I) else expression


def draw_expression(seed: int, depth: int | None = None) -> Drawn | None:
    """Return the expression of a seed; None where its parts do not fit, as an inverse of zeros."""
    draw = Drawing(seed)
    try:
        drawn = draw.drawn(draw.source.choice([1, 2, 2, 3, 3, 4]) if depth is None else depth)
    except (ValueError, TypeError, AttributeError, NotImplementedError, RecursionError, IndexError, AssertionError):
        return None
    return None if drawn.expression.has(sp.nan, sp.zoo, sp.oo, sp.I) else drawn
