"""Small random matrix expressions, built twice: over symbolic sizes to compile, over integers to write out."""

from collections.abc import Callable
from typing import Any

import sympy as sp
from hypothesis import strategies as st
from sympy import HadamardPower, Identity, MatrixSymbol, OneMatrix, Rational, Symbol, ZeroMatrix
from sympy.matrices.expressions.diagonal import DiagMatrix

from symnet.expressions.activations import leaky_relu, log_sigmoid, sigmoid, softplus, tanh
from symnet.expressions.arithmetic import add, hadamard, multiply, transpose
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import apply_elementwise
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice

NUMBERS = (1, 2, 3)
SYMBOLS = tuple(Symbol(f"n_{k}", integer=True, positive=True) for k in (1, 2, 3))
ONE = -1
UNARY = {
    "sigmoid": sigmoid,
    "tanh": tanh,
    "softplus": softplus,
    "leaky_relu": lambda u: leaky_relu(u, Rational(1, 5)),
    "log_sigmoid": log_sigmoid,
    "square": lambda u: u**2,
    "cube": lambda u: 3 * u**3 - u / 7,
    "one_minus_sigmoid": lambda u: 1 - sigmoid(u),
    "max": lambda u: sp.Max(u, Rational(1, 3)),
    "piecewise": lambda u: sp.Piecewise((sp.exp(u) - 1, u < 0), (u / (1 + u), u < 1), (2, True)),
    "log1p": lambda u: sp.log(1 + sp.exp(u)) * u,
}
BINARY = {
    "difference": lambda u, v: u - 2 * v,
    "product": lambda u, v: u * v - v**2 / 3,
    "heaviside": lambda u, v: v * sp.Heaviside(u, 0),
}


@st.composite
def recipes(draw, depth=3, shape=None):
    """A nested tuple (operation, shape, operands); a size is an index into the sizes, or ONE."""
    sizes = st.sampled_from((0, 1, 2, ONE))
    shape = shape or (draw(sizes), draw(sizes))
    if depth == 0:
        return ("symbol", shape, draw(st.sampled_from("AB")))
    inner = st.deferred(lambda: recipes(depth=depth - 1, shape=shape))
    options = ["symbol", "add", "multiply", "hadamard", "transpose", "unary", "binary", "scale", "power", "softmax"]
    options += ["one", "zero", "broadcast", "diagonal", "slice"]
    options += ["identity"] if shape[0] == shape[1] else []
    kind = draw(st.sampled_from(options))
    middle = draw(sizes)
    operands = {
        "symbol": lambda: draw(st.sampled_from("AB")),
        "add": lambda: (draw(inner), draw(inner)),
        "hadamard": lambda: (draw(inner), draw(inner)),
        "binary": lambda: (draw(st.sampled_from(sorted(BINARY))), draw(inner), draw(inner)),
        "unary": lambda: (draw(st.sampled_from(sorted(UNARY))), draw(inner)),
        "scale": lambda: (draw(st.sampled_from([-1, Rational(-2, 3), Rational(1, 4), 5])), draw(inner)),
        "power": lambda: (draw(st.sampled_from([1, 2, 3, 4, 5])), draw(inner)),
        "softmax": lambda: (draw(st.sampled_from([0, 1])), draw(inner)),
        "transpose": lambda: (draw(recipes(depth=depth - 1, shape=shape[::-1])),),
        "multiply": lambda: (
            draw(recipes(depth=depth - 1, shape=(shape[0], middle))),
            draw(recipes(depth=depth - 1, shape=(middle, shape[1]))),
        ),
        "broadcast": lambda: (
            draw(recipes(depth=depth - 1, shape=draw(st.sampled_from([(shape[0], ONE), (ONE, shape[1])])))),
        ),
        "diagonal": lambda: (draw(recipes(depth=depth - 1, shape=(shape[0], ONE))), draw(inner)),
        "slice": lambda: (draw(recipes(depth=depth - 1, shape=(shape[0], middle))), draw(st.just(1))),
    }
    return (kind, shape, operands.get(kind, tuple)())


def build(recipe, sizes):
    """Return the expression of a recipe over the given sizes."""
    kind, shape, operands = recipe
    rows, columns = (sizes[k] if k != ONE else 1 for k in shape)
    if kind == "symbol":
        return MatrixSymbol(f"{operands}_{shape[0] + 1}{shape[1] + 1}", rows, columns)
    if kind in ("one", "zero", "identity"):
        return {"one": OneMatrix, "zero": ZeroMatrix, "identity": lambda n, _: Identity(n)}[kind](rows, columns)
    parts = [build(part, sizes) if isinstance(part, tuple) else part for part in operands]
    rules: dict[str, Callable[..., Any]] = {
        "add": add,
        "multiply": multiply,
        "hadamard": hadamard,
        "transpose": transpose,
        "unary": lambda name, a: apply_elementwise(UNARY[name], a),
        "binary": lambda name, a, b: apply_elementwise(BINARY[name], a, b),
        "scale": multiply,
        "power": lambda k, a: HadamardPower(a, k),
        "softmax": lambda axis, a: Softmax(a, axis),
        "broadcast": lambda a: Broadcast(a, rows, columns),
        "diagonal": lambda v, a: multiply(DiagMatrix(v), a),
        "slice": lambda a, k: Broadcast(Slice(a, k), rows, columns),
    }
    return rules[kind](*parts)
