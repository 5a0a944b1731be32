"""Random expressions over all nodes, built twice by one recipe: as a symnet expression, and as a function of arrays."""

from typing import Any

import sympy as sp
from hypothesis import strategies as st
from sympy import (
    BlockMatrix,
    Determinant,
    HadamardPower,
    HadamardProduct,
    Identity,
    Inverse,
    KroneckerProduct,
    MatPow,
    MatrixSymbol,
    Symbol,
    Trace,
    Transpose,
)
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.slice import MatrixSlice

import symnet as sn
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.vectors import UnitVector, Unvec, Vec

SIZES = (1, 2, 3, 5)
ALPHA = Symbol("alpha", real=True)


UNARY = {
    "tanh": sn.tanh,
    "sigmoid": sn.sigmoid,
    "softplus": sn.softplus,
    "elu": sn.elu,
    "sine": sp.sin,
    "square": lambda u: u**2,
    "relu": sn.relu,
    "rational": lambda u: u / (2 + u**2),
}


def unary(name, z, np):
    """The same functions, by an independent implementation on arrays."""
    table = {
        "tanh": np.tanh,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "softplus": lambda z: np.log1p(np.exp(z)),
        "elu": lambda z: np.where(z > 0, z, np.expm1(z)),
        "sine": np.sin,
        "square": lambda z: z**2,
        "relu": lambda z: np.maximum(z, 0),
        "rational": lambda z: z / (2 + z**2),
    }
    return table[name](z)


# The same in SymPy and on arrays.
BINARY = {
    "product": lambda u, v: u * v**2 - v / 3,
    "quotient": lambda u, v: u / (3 + v**2),
    "squares": lambda u, v: (u - v) ** 2,
}


def symbol(name, rows, columns):
    return MatrixSymbol(f"{name}_{rows}{columns}", rows, columns)


@st.composite
def matrices(draw, rows, columns, depth):
    """A recipe (operation, rows, columns, operands) of a matrix of that shape."""
    if depth == 0:
        return ("symbol", rows, columns, (draw(st.sampled_from("AB")),))
    inner = matrices(rows, columns, depth - 1)
    options: dict[str, Any] = {
        "symbol": st.tuples(st.sampled_from("AB")),
        "add": st.tuples(inner, inner),
        "hadamard": st.tuples(inner, inner),
        "transpose": st.tuples(matrices(columns, rows, depth - 1)),
        "unary": st.tuples(st.sampled_from(sorted(UNARY)), inner),
        "binary": st.tuples(st.sampled_from(sorted(BINARY)), inner, inner),
        "power": st.tuples(st.sampled_from([2, 3]), inner),
        "scale": st.tuples(scalars(depth - 1), inner),
        "parameter": st.tuples(inner),
        "softmax": st.tuples(st.sampled_from([0, 1]), inner),
    }
    for size in SIZES:
        options[f"multiply {size}"] = st.tuples(matrices(rows, size, depth - 1), matrices(size, columns, depth - 1))
    options["column"] = st.tuples(matrices(rows, 1, depth - 1))
    options["row"] = st.tuples(matrices(1, columns, depth - 1))
    options |= of_special_shape(rows, columns, depth, inner)
    options["diagonal part"] = st.tuples(inner)
    options["place"] = st.tuples(scalars(depth - 1), inner)
    kind = draw(st.sampled_from(sorted(options)))
    return (kind, rows, columns, draw(options[kind]))


def of_special_shape(rows, columns, depth, inner):
    """What only matrices of some shapes can be."""
    options: dict[str, Any] = {}
    if columns == 1:
        options["slice"] = st.tuples(matrices(rows, 3, depth - 1))
        options["diagonal of"] = st.tuples(matrices(rows, rows, depth - 1))
        options["log-sum-exp rows"] = st.tuples(matrices(rows, 2, depth - 1))
        if rows == 6:
            options["vec"] = st.tuples(matrices(2, 3, depth - 1))
    if rows == 1:
        options["row slice"] = st.tuples(matrices(2, columns, depth - 1))
        options["log-sum-exp"] = st.tuples(matrices(3, columns, depth - 1))
    if rows == columns:
        options["inverse"] = options["inverse square"] = options["matrix power"] = st.tuples(inner)
        options["diagonal"] = st.tuples(matrices(rows, 1, depth - 1))
    if (rows, columns) == (2, 3):
        options["unvec"] = st.tuples(matrices(6, 1, depth - 1))
    if rows == 6:
        options["kronecker"] = st.tuples(matrices(2, 1, depth - 1), matrices(3, columns, depth - 1))
    if rows == 5:
        options["blocks"] = st.tuples(matrices(2, columns, depth - 1), matrices(3, columns, depth - 1))
    if rows == 2:
        options["part"] = st.tuples(matrices(5, columns, depth - 1))
    return options


@st.composite
def scalars(draw, depth):
    """A recipe of a scalar."""
    if depth <= 0:
        return ("alpha", 0, 0, ())
    rows, columns = draw(st.permutations([2, 3, 5]))[:2]
    matrix, square = matrices(rows, columns, depth - 1), matrices(2, 2, depth - 1)
    options: dict[str, Any] = {
        "alpha": st.tuples(),
        "total": st.tuples(matrix),
        "trace": st.tuples(square),
        "determinant": st.tuples(square),
        "log determinant": st.tuples(square),
        "norm": st.tuples(matrix),
        "element": st.tuples(matrix),
        "scalar product": st.tuples(scalars(depth - 1), scalars(depth - 1)),
        "scalar function": st.tuples(scalars(depth - 1)),
        "branches": st.tuples(scalars(depth - 1), scalars(depth - 1)),
    }
    kind = draw(st.sampled_from(sorted(options)))
    return (kind, 0, 0, draw(options[kind]))


def built(recipe):
    """Return the expression of a recipe."""
    kind, rows, columns, given = recipe
    parts = [built(part) if isinstance(part, tuple) else part for part in given]
    return _expression(kind.split(" ")[0] if kind.startswith("multiply") else kind, rows, columns, parts)


def _expression(kind, rows, columns, parts):
    first: Any = parts[0] if parts else None
    last: Any = parts[-1] if parts else None
    table = {
        "symbol": lambda: symbol(first, rows, columns),
        "alpha": lambda: ALPHA,
        "add": lambda: sn.add(*parts),
        "hadamard": lambda: HadamardProduct(*parts),
        "transpose": lambda: Transpose(first),
        "unary": lambda: sn.apply_elementwise(UNARY[first], last),
        "binary": lambda: sn.apply_elementwise(BINARY[first], *parts[1:]),
        "power": lambda: HadamardPower(last, first),
        "scale": lambda: sn.multiply(first, last),
        "parameter": lambda: sn.apply_elementwise(lambda u: sp.tanh(ALPHA * u) + u, first),
        "softmax": lambda: sn.Softmax(last, first),
        "multiply": lambda: sn.multiply(*parts),
        "column": lambda: sn.Broadcast(first, rows, columns),
        "row": lambda: sn.Broadcast(first, rows, columns),
        "slice": lambda: sn.Slice(first, 2),
        "row slice": lambda: sn.Slice(first, 2, 0),
        "diagonal of": lambda: DiagonalOf(first),
        "log-sum-exp": lambda: LogSumExp(first),
        "log-sum-exp rows": lambda: LogSumExp(first, 1),
        "vec": lambda: Vec(first),
        "unvec": lambda: Unvec(first, 2, 3),
        "inverse": lambda: Inverse(_regular(first, rows)),
        "inverse square": lambda: MatPow(_regular(first, rows), -2),
        "matrix power": lambda: MatPow(first, 3),
        "diagonal": lambda: DiagMatrix(first) if rows > 1 else first,
        "kronecker": lambda: KroneckerProduct(*parts),
        "blocks": lambda: BlockMatrix([[first], [last]]),
        "part": lambda: MatrixSlice(first, (1, 3), (0, columns)),
        "diagonal part": lambda: DiagonalMatrix(first),
        "place": lambda: sn.add(sn.multiply(first, UnitVector(rows, rows), Transpose(UnitVector(columns, 1))), last),
        "total": lambda: sn.SumEntries(first),
        "trace": lambda: Trace(first),
        "determinant": lambda: Determinant(first),
        "log determinant": lambda: sp.log(Determinant(_regular(first, 2))),
        "norm": lambda: sp.sqrt(1 + sn.SumEntries(HadamardPower(first, 2))),
        "element": lambda: sp.matrices.expressions.matexpr.MatrixElement(first, 1, 0),
        "scalar product": lambda: first * last,
        "scalar function": lambda: sn.tanh(first) + sp.exp(-(first**2)),
        "branches": lambda: sp.Piecewise((first, ALPHA > 0), (last, True)),
    }
    return table[kind]()


def _regular(M, size):
    """A matrix that is far from singular."""
    return sn.add(sn.multiply(2 * size, Identity(size)), sn.tanh(M))


def evaluated(recipe, values, np):
    """Return the value of a recipe on arrays, by the functions of a NumPy-like module, without symnet."""
    kind, rows, columns, given = recipe
    parts = [evaluated(part, values, np) if isinstance(part, tuple) else part for part in given]
    return _value(kind.split(" ")[0] if kind.startswith("multiply") else kind, rows, columns, parts, values, np)


def _value(kind, rows, columns, parts, values, np):
    first: Any = parts[0] if parts else None
    last: Any = parts[-1] if parts else None

    def regular(size):
        return 2 * size * np.eye(size) + np.tanh(first)

    def softmax(z, axis):
        e = np.exp(z - np.max(z, axis=axis, keepdims=True))
        return e / np.sum(e, axis=axis, keepdims=True)

    table = {
        "symbol": lambda: values[f"{first}_{rows}{columns}"],
        "alpha": lambda: values["alpha"],
        "add": lambda: first + last,
        "hadamard": lambda: first * last,
        "transpose": lambda: first.T,
        "unary": lambda: unary(first, last, np),
        "binary": lambda: BINARY[first](*parts[1:]),
        "power": lambda: last**first,
        "scale": lambda: first * last,
        "parameter": lambda: np.tanh(values["alpha"] * first) + first,
        "softmax": lambda: softmax(last, first),
        "multiply": lambda: first @ last,
        "column": lambda: np.repeat(first, columns, axis=1),
        "row": lambda: np.repeat(first, rows, axis=0),
        "slice": lambda: first[:, 1:2],
        "row slice": lambda: first[1:2, :],
        "diagonal of": lambda: np.diagonal(first)[:, None],
        "log-sum-exp": lambda: np.log(np.sum(np.exp(first), axis=0, keepdims=True)),
        "log-sum-exp rows": lambda: np.log(np.sum(np.exp(first), axis=1, keepdims=True)),
        "vec": lambda: first.T.reshape(-1, 1),
        "unvec": lambda: first.reshape(3, 2).T,
        "inverse": lambda: np.linalg.inv(regular(rows)),
        "inverse square": lambda: np.linalg.inv(regular(rows)) @ np.linalg.inv(regular(rows)),
        "matrix power": lambda: first @ first @ first,
        "diagonal": lambda: np.diag(first[:, 0]),
        "kronecker": lambda: np.kron(first, last),
        "blocks": lambda: np.concatenate([first, last]),
        "part": lambda: first[1:3, :],
        "diagonal part": lambda: first * np.eye(rows, columns),
        "place": lambda: last + first * (np.arange(rows)[:, None] == rows - 1) * (np.arange(columns)[None, :] == 0),
        "total": lambda: np.sum(first),
        "trace": lambda: np.trace(first),
        "determinant": lambda: np.linalg.det(first),
        "log determinant": lambda: np.log(np.linalg.det(regular(2))),
        "norm": lambda: np.sqrt(1 + np.sum(first**2)),
        "element": lambda: first[1, 0],
        "scalar product": lambda: first * last,
        "scalar function": lambda: np.tanh(first) + np.exp(-(first**2)),
        "branches": lambda: np.where(values.get("alpha", 1.0) > 0, first, last),
    }
    return table[kind]()


RECIPES = st.tuples(st.sampled_from([2, 3, 5, 6, 1]), st.sampled_from([3, 2, 1])).flatmap(
    lambda shape: matrices(*shape, depth=3)
)
