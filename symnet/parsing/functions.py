"""The functions that a text may apply: by the names of symnet, by the names that symnet prints, and their aliases."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

import sympy
from sympy import Determinant, Expr, Identity, Inverse, KroneckerProduct, OneMatrix, Trace, Transpose, ZeroMatrix
from sympy.core.function import FunctionClass
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalOf

from symnet.expressions.activations import ACTIVATIONS
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.letters import Spelled, spelled
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.losses import LOSSES
from symnet.expressions.reductions import SumEntries
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec

Argument = Literal["matrix", "scalar"]


@dataclass(frozen=True)
class MatrixFunction:
    """A function of whole matrices or of sizes: how it is made, what it takes, and how it is written."""

    make: Callable[..., Expr]
    takes: tuple[Argument, ...]
    written: str
    many: bool = False  # the last argument may be repeated
    by_axis: bool = False  # it works along the samples, and is told their axis
    axis: int | None = None  # it works along this axis, whatever that of the samples is


MATRIX_FUNCTIONS: Mapping[str, MatrixFunction] = MappingProxyType(
    {
        "tr": MatrixFunction(Trace, ("matrix",), "tr(A)"),
        "trace": MatrixFunction(Trace, ("matrix",), "trace(A)"),
        "det": MatrixFunction(Determinant, ("matrix",), "det(A)"),
        "inv": MatrixFunction(Inverse, ("matrix",), "inv(A)"),
        "transpose": MatrixFunction(Transpose, ("matrix",), "transpose(A)"),
        "vec": MatrixFunction(Vec, ("matrix",), "vec(A)"),
        "unvec": MatrixFunction(Unvec, ("matrix", "scalar", "scalar"), "unvec(v, n, m)"),
        "diag": MatrixFunction(DiagMatrix, ("matrix",), "diag(v)"),
        "diagonal": MatrixFunction(DiagonalOf, ("matrix",), "diagonal(A)"),
        "kron": MatrixFunction(KroneckerProduct, ("matrix", "matrix"), "kron(A, B)", many=True),
        "sum": MatrixFunction(SumEntries, ("matrix",), "sum(A)"),
        "softmax": MatrixFunction(Softmax, ("matrix",), "softmax(Z)", by_axis=True),
        "logsumexp": MatrixFunction(LogSumExp, ("matrix",), "logsumexp(Z)", by_axis=True),
        **{
            f"{name}_{axis}": MatrixFunction(make, ("matrix",), f"{name}_{axis}(Z)", axis=place)
            for name, make in (("softmax", Softmax), ("logsumexp", LogSumExp))
            for place, axis in enumerate(("columns", "rows"))
        },
        "broadcast": MatrixFunction(Broadcast, ("matrix", "scalar", "scalar"), "broadcast(b, n, m)"),
        "column": MatrixFunction(Slice, ("matrix", "scalar"), "column(A, 1)"),
        "row": MatrixFunction(lambda matrix, index: Slice(matrix, index, 0), ("matrix", "scalar"), "row(A, 1)"),
        "ones": MatrixFunction(OneMatrix, ("scalar", "scalar"), "ones(n, m)"),
        "zeros": MatrixFunction(ZeroMatrix, ("scalar", "scalar"), "zeros(n, m)"),
        "I": MatrixFunction(Identity, ("scalar",), "I(n)"),
        "unit": MatrixFunction(UnitVector, ("scalar", "scalar"), "unit(n, k)"),
        "K": MatrixFunction(CommutationMatrix, ("scalar", "scalar"), "K(m, n)"),
    }
)

SCALAR_FUNCTIONS: Mapping[str, Any] = MappingProxyType(
    {
        **{name: getattr(sympy, name) for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "sqrt", "sign")},
        "ln": sympy.log,
        "max": sympy.Max,
        "min": sympy.Min,
        "arcsin": sympy.asin,
        "arccos": sympy.acos,
    }
)
"""SymPy's functions; where symnet has a row of the same printed name, as for sin, SymPy's is meant."""

PRINTED: Mapping[str, str] = MappingProxyType(
    {"sigmoid": "σ", "normal_cdf": "Φ", "gelu_tanh": "GELUₜₐₙₕ", "kl_divergence_with_logs": "KL_log",
     "binary_cross_entropy_with_logits": "BCE_σ"}
)  # fmt: skip
"""The printed names that are not the word in their LaTeX."""


@cache
def known_functions() -> Mapping[str, Any]:
    """Return every function by name: a `MatrixFunction`, or a SymPy function of scalars, applied entry by entry.

    >>> known_functions()["σ"], known_functions()["ReLU"], known_functions()["swish"]
    (sigmoid, relu, silu)
    """
    table: dict[str, Any] = {**MATRIX_FUNCTIONS, **SCALAR_FUNCTIONS}
    rows: tuple[type[ScalarFunction], ...] = (*ACTIVATIONS, *LOSSES)
    for names in (_own_name, _printed_name):
        for row in rows:
            table.setdefault(names(row), row)
    for row in rows:
        for alias in row.facts.aliases:
            table.setdefault(alias, row)
    return MappingProxyType(table)


def _own_name(row: type[ScalarFunction]) -> str:
    return row.__name__


def _printed_name(row: type[ScalarFunction]) -> str:
    word = re.sub(r"\\operatorname\{(\w+)\}|\\", r"\1", row.facts.latex)
    return PRINTED.get(row.__name__, word)


FUNCTION_LETTERS = "fghL"
"""What an undefined function is called: such a letter before parentheses is one, and no factor."""


def written_name(name: str) -> Spelled:
    r"""Return how an undefined function of that name is written: so that it is no factor, and no known function.

    >>> [written_name(name).latex for name in ("f", "loss", "x")], written_name("sigma").text
    (['f', '\\operatorname{loss}', '\\operatorname{x}'], '⟨σ⟩')
    """
    spelling = spelled(name)
    known = known_functions()
    is_known = spelling.text in known or name in known or isinstance(getattr(sympy, name, None), FunctionClass)
    if spelling.latex.startswith(r"\mathit{"):
        latex = spelling.latex.replace(r"\mathit{", r"\operatorname{", 1)
    elif spelling.latex[0] in FUNCTION_LETTERS:
        latex = spelling.latex
    elif spelling.latex[0].isalpha():
        latex = rf"\operatorname{{{spelling.latex[0]}}}{spelling.latex[1:]}"
    else:
        latex, is_known = spelling.latex, True
    return (
        Spelled(rf"\left\langle{latex}\right\rangle", f"⟨{spelling.text}⟩")
        if is_known
        else Spelled(latex, spelling.text)
    )
