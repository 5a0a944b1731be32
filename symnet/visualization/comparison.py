"""Activations side by side: a table of what each is like, computed from the functions themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, overload

from sympy import Expr, Rational, S, oo

from symnet.calculus.curves import Curve
from symnet.calculus.pieces import exactly
from symnet.calculus.traits import (
    SATURATED,
    Found,
    centred,
    dead_set_of,
    largest_slope_of,
    lipschitz_constant_of,
    monotony_of,
    range_of,
    saturated_set_of,
    smoothness_of,
)
from symnet.errors import SymnetTypeError, SymnetValueError
from symnet.printing.present import Style, latex, latex_of, text_of
from symnet.printing.typesetting import typeset
from symnet.visualization.naming import Named, find
from symnet.visualization.spelling import definition, number, number_set, symbol_of, with_decimals


@dataclass(frozen=True)
class Row:
    """One function of a comparison: what was found, each with whether it is proved."""

    named: Named
    range: Found
    zero_centred: Found
    monotone: Found
    smooth: Found
    saturated: Found
    dead: Found
    largest_slope: Found
    lipschitz: Found

    @property
    def name(self) -> str:
        """The name, with the parameters that are not the defaults."""
        return self.named.name

    @property
    def curve(self) -> Curve:
        """The function as a curve: its pieces and its derivative."""
        return self.named.curve

    @property
    def kinks(self) -> dict[Expr, Expr | None]:
        """The points without a derivative, with what stands for it there by convention."""
        return self.curve.kinks()


def _row(given: Any, below: Expr) -> Row:
    named = find(given)
    curve = named.curve
    return Row(
        named=named,
        range=range_of(curve),
        zero_centred=centred(curve),
        monotone=monotony_of(curve),
        smooth=smoothness_of(curve),
        saturated=saturated_set_of(curve, below=below),
        dead=dead_set_of(curve),
        largest_slope=largest_slope_of(curve),
        lipschitz=lipschitz_constant_of(curve),
    )


def _formula(row: Row) -> str:
    return f"${symbol_of(row.named.value)} = {latex(definition(row.named.value))}$"


def _derivative(row: Row) -> str:
    return f"${latex(with_decimals(row.curve.slope))}$"


def _known(found: Found, written: Callable[[Any], str]) -> str:
    """Write what was found; a sampled answer that is no number says so, and what was not found is not known."""
    return "not known" if found.value is None else written(found.value) + ("" if found.proved else "*")


def _saturated(row: Row) -> str:
    found = _known(row.saturated, lambda values: "nowhere" if values == S.EmptySet else f"${number_set(values)}$")
    return found if row.curve.period is None else f"{found} and so on, with period ${latex(row.curve.period)}$"


def _smooth(order: Any) -> str:
    return {oo: r"$C^{\infty}$", -1: "not continuous"}.get(order, f"$C^{{{order}}}$")


def _kinks(row: Row) -> str:
    shown = [
        f"{'none' if slope is None else f'${number(slope)}$'} at ${number(point)}$"
        for point, slope in row.kinks.items()
    ]
    return ", ".join(shown) or "no kink"


COLUMNS: MappingProxyType[str, Callable[[Row], str]] = MappingProxyType(
    {
        "name": lambda row: row.name,
        "formula": _formula,
        "derivative": _derivative,
        "range": lambda row: _known(row.range, lambda values: f"${number_set(values)}$"),
        "zero-centred": lambda row: _known(row.zero_centred, lambda holds: "yes" if holds else "no"),
        "monotone": lambda row: _known(row.monotone, str),
        "smooth": lambda row: _known(row.smooth, _smooth),
        "saturated": _saturated,
        "no gradient": lambda row: "nowhere" if row.dead.value == S.EmptySet else f"${number_set(row.dead.value)}$",
        "largest slope": lambda row: _known(row.largest_slope, lambda slope: f"${number(slope)}$"),
        "Lipschitz constant": lambda row: _known(row.lipschitz, lambda slope: f"${number(slope)}$"),
        "derivative at a kink": _kinks,
    }
)
"""The columns of the table: text in which what stands between dollars is LaTeX."""

IN_LISTS = ("formula", "derivative")
"""In plain text these two stand above the table: they are wide."""


@dataclass(frozen=True)
class Comparison(Sequence[Row]):
    """A table of functions. Print it, or take `sn.text`, `sn.latex` or `markdown()` of it; a row has the numbers."""

    rows: tuple[Row, ...]
    below: Expr

    @overload
    def __getitem__(self, key: int | str) -> Row: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, str):
            return self.rows[key]
        for row in self.rows:
            if row.name == key:
                return row
        names = ", ".join(row.name for row in self.rows)
        raise SymnetValueError(f"The comparison has no function named {key!r}; it has {names}.")

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __str__(self) -> str:
        return str(text_of(self, Style(None, ones=False)))

    def __repr__(self) -> str:
        return f"<a comparison of {', '.join(row.name for row in self.rows)}>"

    def header(self) -> list[str]:
        """Return the titles of the columns."""
        level = latex(self.below) if self.below != SATURATED else "10^{-4}"
        return [rf"saturated: $\lvert{{g'}}\rvert < {level}$" if name == "saturated" else name for name in COLUMNS]

    def cells(self) -> list[list[str]]:
        """Return the rows of the table as text, in which what stands between dollars is LaTeX."""
        return [[write(row) for write in COLUMNS.values()] for row in self.rows]

    def footnote(self) -> str:
        """Return what a star in the table means, or nothing where it has none."""
        starred = any(cell.endswith("*") for row in self.cells() for cell in row)
        return "* found on a grid of points in 60 digits, and not proved" if starred else ""

    def markdown(self) -> str:
        """Return the table in Markdown, with formulas between dollars.

        >>> print(compare_activations(["relu"]).markdown().splitlines()[2].split(" | ")[5])
        nondecreasing
        """
        lines = [self.header(), ["---"] * len(COLUMNS), *self.cells()]
        table = "\n".join(f"| {' | '.join(map(_in_markdown, line))} |" for line in lines)
        return f"{table}\n\n{self.footnote()}".rstrip() + "\n"

    def _repr_markdown_(self) -> str:
        return self.markdown()


def _in_markdown(cell: str) -> str:
    bars = cell.replace(r"\left|", r"\left\vert ").replace(r"\right|", r"\right\vert ").replace("|", r"\vert ")
    return bars.replace("*", r"\*").replace("\n", " ")


def compare_activations(functions: Iterable[Any], *, below: Any = SATURATED) -> Comparison:
    """Return a table of activations: formula, derivative, range, growth, smoothness, saturation, slopes, kinks.

    Each function is a name, an activation, a SymPy function of one argument, a `Lambda`, or an expression with one
    symbol. It is zero-centred where g(-z) = -g(z), and saturated where the derivative is smaller than `below`.

    >>> table = compare_activations(["sigmoid", "relu"])
    >>> table["sigmoid"].largest_slope.value, table["relu"].saturated.value, table["relu"].kinks
    (1/4, Interval(-oo, 0), {0: 0})

    Raises `SymnetError` for an unknown name, and for a function that is not real everywhere.
    """
    if isinstance(functions, str) or not isinstance(functions, Iterable):
        raise SymnetTypeError(
            f"A comparison takes a list of activations, but was given {functions!r}; "
            "write compare_activations(['relu'])."
        )
    level = exactly(below)
    if not (level.is_Rational and level > 0):
        raise SymnetValueError(
            f"Saturation begins below a positive size of the derivative, but below is {below}; write below=1e-4."
        )
    rows = tuple(_row(function, Rational(level)) for function in functions)
    if not rows:
        raise SymnetValueError("There is no activation to compare: the list is empty; write ['relu', 'tanh'].")
    return Comparison(rows, level)


def _in_text(cell: str) -> str:
    parts = cell.split("$")
    parts[1::2] = map(typeset, parts[1::2])
    return "".join(parts)


@text_of.register
def _(comparison: Comparison, style: Style) -> str:
    names = list(COLUMNS)
    width = max(len(row.name) for row in comparison)
    lists = []
    for name in IN_LISTS:
        column = names.index(name)
        lists += [name, *(f"  {row[0]:<{width}}  {_in_text(row[column])}" for row in comparison.cells()), ""]
    kept = [place for place, name in enumerate(names) if name not in IN_LISTS]
    lines = [[_in_text(row[place]) for place in kept] for row in [comparison.header(), *comparison.cells()]]
    lines[0][0] = ""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = ["  ".join(cell.ljust(size) for cell, size in zip(line, widths, strict=True)).rstrip() for line in lines]
    note = comparison.footnote()
    return "\n".join([*lists, *table, *([note] if note else [])])


@latex_of.register
def _(comparison: Comparison, style: Style) -> str:
    lines = [comparison.header(), *comparison.cells()]
    rows = [" & ".join(map(_in_array, line)) for line in lines]
    note = comparison.footnote()
    if note:
        rows.append(rf"\rlap{{\text{{{note}}}}}")
    body = " \\\\\n".join(rows[1:])
    return f"\\begin{{array}}{{{'l' * len(COLUMNS)}}}\n{rows[0]} \\\\ \\hline\n{body}\n\\end{{array}}"


ESCAPED = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "_": r"\_",
        "#": r"\#",
        "%": r"\%",
        "&": r"\&",
        "{": r"\{",
        "}": r"\}",
        "^": r"\textasciicircum{}",
    }
)


def _in_array(cell: str) -> str:
    """Return a cell for a LaTeX array, where all is mathematics but what is text."""
    parts = cell.split("$")
    parts[::2] = [rf"\text{{{part.translate(ESCAPED)}}}" if part else "" for part in parts[::2]]
    return "".join(parts)
