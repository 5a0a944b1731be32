"""The tables of docs/activations.md and docs/losses.md, made from the rows; `python -m` this module prints them."""

from __future__ import annotations

from sympy import Dummy, Rational, Symbol, latex

from symnet.expressions.activations import ACTIVATIONS
from symnet.expressions.losses import LOSSES

HEADS = {"pytorch": "PyTorch", "keras": "Keras", "jax": "JAX", "onnx": "ONNX"}


def framework_cell(row, framework: str) -> str:
    entries = [entry for entry in row.facts.frameworks if entry.framework == framework]
    cells = []
    for entry in entries:
        values = ", ".join(str(value) for value in entry.parameters)
        cells.append(", ".join(f"`{name}`" for name in entry.names) + (f" ({values})" if values else ""))
    return "; ".join(cells) or "–"


def signature(row) -> str:
    parameters = [f"{parameter.name}={parameter.default}" for parameter in row.facts.parameters]
    return f"`{row.__name__}({', '.join((*row.variables, *parameters))})`"


def formula(row) -> str:
    variables = [Symbol(name) for name in row.variables]
    if len(variables) == 2:
        variables = [Symbol(r"\hat{y}"), Symbol("y")]
    parameters = [
        Symbol(parameter.name) if parameter.name != "lambd" else Symbol("lambda") for parameter in row.facts.parameters
    ]
    definition = row.facts.definition(*variables, *parameters)
    long = {number: number.evalf(7) for number in definition.atoms(Rational) if number.q > 10**4}
    return "$" + latex(definition.xreplace(long)).replace("|", r"\vert ") + "$"


def table(heads: list[str], lines: list[list[str]]) -> str:
    rows = [heads, ["---"] * len(heads), *lines]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows) + "\n"


def activation_table() -> str:
    lines = []
    for row in ACTIVATIONS:
        instance = row(Dummy("z", real=True))
        kinks = ", ".join(f"{value} at {point}" for point, value in instance.kinks().items()) or "–"
        names = [framework_cell(row, framework) for framework in HEADS]
        lines.append(
            [signature(row), formula(row), kinks, ", ".join(f"`{a}`" for a in row.facts.aliases) or "–", *names]
        )
    return table(["symnet", "definition", "derivative where it has none", "also", *HEADS.values()], lines)


def loss_table() -> str:
    lines = []
    for row in LOSSES:
        names = [framework_cell(row, framework) for framework in ("pytorch", "keras")]
        aliases = ", ".join(f"`{a}`" for a in row.facts.aliases) or "–"
        lines.append([signature(row), formula(row), "yes" if row.facts.convex else "no", aliases, *names])
    return table(["symnet", "definition", "convex in ŷ", "also", "PyTorch", "Keras"], lines)


if __name__ == "__main__":
    print(activation_table())  # noqa: T201
    print(loss_table())  # noqa: T201
