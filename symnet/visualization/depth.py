"""What an activation does to the gradient of a deep network: how small it can only get, and what never arrives.

Backpropagation multiplies, layer by layer, by the weights and by g'. This page is about the second factor alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Interval, Rational, S, Set, Union, erf, oo, sqrt

from symnet.errors import SymnetTypeError, SymnetValueError
from symnet.printing.present import Style, text_of
from symnet.visualization.canvas import new_figure
from symnet.visualization.comparison import Comparison, compare_activations
from symnet.visualization.spelling import decimal

LAYERS = (1, 2, 5, 10, 20, 50)
"""The depths of a table."""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1)), (0, (6, 1, 1, 1)), (0, (3, 1, 1, 1, 1, 1)))
MARKERS = "osD^vP*X"
"""Colours, dashes and markers go round in 7, 5 and 8, so that 280 lines differ."""

LOWEST = 1e-16
"""Where the axis of a depth plot ends, at about the rounding error of float64 beside 1."""


@dataclass(frozen=True)
class Passage:
    """One activation through many layers.

    After L layers the product of the derivatives along a path is at most `largest_slope` to the power L. With every
    pre-activation drawn from the standard normal distribution by itself, a path lets anything through with the
    probability `alive` to the power L: the share of z where g' is not 0.
    """

    name: str
    largest_slope: Expr | None
    alive: Expr

    def bound(self, layers: int) -> Expr | None:
        """Return the most that so many layers leave of a gradient, apart from the weights."""
        return None if self.largest_slope is None else self.largest_slope**layers

    def flowing(self, layers: int) -> Expr:
        """Return the share of paths through so many layers that let anything through."""
        return self.alive**layers


@dataclass(frozen=True)
class Depth(Sequence[Passage]):
    """Activations at several depths: print it as a table, index it by name, `plot` it."""

    passages: tuple[Passage, ...]
    layers: tuple[int, ...]

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, str):
            return self.passages[key]
        for passage in self.passages:
            if passage.name == key:
                return passage
        names = ", ".join(passage.name for passage in self.passages)
        raise SymnetValueError(f"There is no activation named {key!r} here; there are {names}.")

    def __len__(self) -> int:
        return len(self.passages)

    def __iter__(self) -> Iterator[Passage]:
        return iter(self.passages)

    def __str__(self) -> str:
        return str(text_of(self, Style(None, ones=False)))

    def plot(self) -> Any:
        """Return a matplotlib figure of both tables, from no layer to the deepest."""
        return plot_depth(self)


def over_depth(functions: Iterable[Any] | Comparison, *, layers: Iterable[int] = LAYERS) -> Depth:
    """Return what activations leave of a gradient after so many layers.

    >>> depth = over_depth(["sigmoid", "relu"], layers=[1, 10])
    >>> depth["sigmoid"].bound(10), depth["relu"].bound(10), depth["relu"].flowing(10)
    (1/1048576, 1, 1/1024)
    >>> print(depth)
    the most that is left of a gradient: (largest slope)^L
    L         1           10
    sigmoid   0.25        9.5367e-07
    relu      1           1
    the share of paths on which anything flows, with standard normal pre-activations
    L         1           10
    sigmoid   1           1
    relu      0.5         0.00097656

    Raises `SymnetError` for depths that are no positive integers, and as `compare_activations` does.
    """
    depths = tuple(layers)
    for depth in depths:
        if type(depth) is not int or depth < 1:  # True is no number of layers
            raise SymnetTypeError(f"A depth is a number of layers, but layers holds {depth!r}; write layers=[1, 10].")
    if not depths:
        raise SymnetValueError("There is no depth to look at: layers is empty; write layers=[1, 10].")
    table = functions if isinstance(functions, Comparison) else compare_activations(functions)
    passages = (Passage(row.name, row.largest_slope.value, 1 - normal_share(row.dead.value)) for row in table)
    return Depth(tuple(passages), depths)


def normal_share(values: Set) -> Expr:
    """Return the share of the standard normal distribution that lies in a union of intervals.

    >>> normal_share(Interval(-oo, 0)), normal_share(S.Reals), normal_share(S.EmptySet)
    (1/2, 1, 0)
    """
    parts = values.args if isinstance(values, Union) else (values,)
    intervals = [part for part in parts if isinstance(part, Interval)]
    return sum((_normal_cdf(part.end) - _normal_cdf(part.start) for part in intervals), S.Zero)


def _normal_cdf(z: Expr) -> Expr:
    return Rational(1, 2) * (1 + erf(z / sqrt(2)))


@text_of.register
def _(depth: Depth, style: Style) -> str:
    bounds = [(passage.name, [passage.bound(layer) for layer in depth.layers]) for passage in depth]
    shares = [(passage.name, [passage.flowing(layer) for layer in depth.layers]) for passage in depth]
    return "\n".join(
        [
            "the most that is left of a gradient: (largest slope)^L",
            *_table(bounds, depth.layers),
            "the share of paths on which anything flows, with standard normal pre-activations",
            *_table(shares, depth.layers),
        ]
    )


def _table(rows: list[tuple[str, list[Expr | None]]], layers: tuple[int, ...]) -> list[str]:
    width = max(8, *(len(name) for name, _ in rows)) + 2
    lines = [("L", [str(layer) for layer in layers])]
    lines += [(name, ["not known" if each is None else _number(each) for each in row]) for name, row in rows]
    return [f"{name:<{width}}{''.join(f'{cell:<12}' for cell in cells)}".rstrip() for name, cells in lines]


def _number(value: Expr) -> str:
    return "∞" if value == oo else decimal(value)


def plot_depth(functions: Iterable[Any] | Comparison | Depth, *, layers: int = 50) -> Any:
    """Return a matplotlib figure: what is left of a gradient, and the share of paths that flow, from 0 layers on.

    The axes are logarithmic and end at 1e-16, where float64 loses a number beside 1.

    >>> import pytest
    >>> _ = pytest.importorskip("matplotlib")
    >>> [axes.get_ylabel()[:9] for axes in plot_depth(["sigmoid", "relu"], layers=20).axes]
    ['(largest ', 'share of ']
    """
    depth = functions if isinstance(functions, Depth) else over_depth(functions, layers=[layers])
    figure = new_figure(width=9.6, height=4.2)
    left, right = figure.subplots(1, 2)
    deepest = max(depth.layers)
    counts = list(range(deepest + 1))
    step = max(1, deepest // 6, len(depth))  # lines that lie on each other show their markers in turn
    handles = {}
    for place, passage in enumerate(depth):
        style = {"color": COLOURS[place % 7], "linestyle": DASHES[place % 5], "linewidth": 1.8,
                 "marker": MARKERS[place % 8], "markevery": (place % step, step), "markersize": 5}  # fmt: skip
        slope, alive = passage.largest_slope, float(passage.alive)
        if slope is not None and slope.is_finite:
            left.plot(counts, [_bounded_power(float(slope), count) for count in counts], gid=passage.name, **style)
        handles[passage.name] = right.plot(counts, [alive**count for count in counts], gid=passage.name, **style)[0]
    left.set(ylabel="(largest slope)$^L$", title="What is left of a gradient, at most")
    right.set(ylabel="share of paths", title="Paths on which anything flows")
    for axes in (left, right):
        axes.set(yscale="log", xlim=(0, deepest), xlabel="layers $L$")
        low, high = axes.get_ylim()
        axes.set_ylim(max(LOWEST, min(low, 0.1)), min(1 / LOWEST, max(10.0, high)))
        axes.grid(visible=True, color="#DDDDDD", linewidth=0.6)
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=5, frameon=False, fontsize=9)
    return figure


def _bounded_power(base: float, count: int) -> float:
    """Return a power, or 1e32 in the place of what is larger: the axis ends long before."""
    try:
        return min(base**count, LOWEST**-2)
    except OverflowError:
        return LOWEST**-2
