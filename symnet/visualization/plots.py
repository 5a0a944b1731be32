"""An activation and its derivative on one pair of axes; several of them in a grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Any

from sympy import Expr, Interval, Set, Union

from symnet.calculus.curves import Curve, Z
from symnet.calculus.traits import asymptotes_of, dead_set_of, range_of
from symnet.errors import SymnetTypeError, SymnetValueError
from symnet.visualization.canvas import is_mathtext, new_figure, width_of
from symnet.visualization.naming import Named, find
from symnet.visualization.sampling import Line, lines, marks, window
from symnet.visualization.spelling import number_set, plain_title, title_lines

STYLES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {  # Okabe and Ito's colours, which the colour-blind tell apart; in print the dashes do it
        "function": {"color": "#0072B2", "linestyle": "-", "linewidth": 2.2, "zorder": 3},
        "derivative": {"color": "#D55E00", "linestyle": (0, (5, 2)), "linewidth": 1.8, "zorder": 3.1},
        "asymptote": {"color": "#555555", "linestyle": (0, (1, 2)), "linewidth": 1.2, "zorder": 2},
        "axis": {"color": "#999999", "linestyle": "-", "linewidth": 0.8, "zorder": 1},
        "range": {"color": "#009E73", "linestyle": "-", "linewidth": 3.5, "zorder": 4},
        "dead": {"facecolor": "#EDEDED", "edgecolor": "#CFCFCF", "hatch": "//", "linewidth": 0.0, "zorder": 0},
    }
)

RANGE_AT = 1.02
"""Where the bar of the range stands, in widths of the axes: a little to the right of them."""

SMALLEST = 7
"""The smallest size of a title, in points; a formula that is still too wide gives way to the name."""


@dataclass(frozen=True)
class Frame:
    """The part of the plane that is shown."""

    z: tuple[float, float]
    values: tuple[float, float]


def plot_activation(
    function: Any, *, parameters: Mapping[str, Any] | None = None, z: tuple[float, float] | None = None
) -> Any:
    """Return a matplotlib figure of an activation and its derivative.

    The function is a name, an activation, a SymPy function of one argument, a `Lambda`, or an expression with one
    symbol. Where a piece ends without reaching its end there is an open circle, and a filled one where the value is: at
    a kink, the derivative by convention. Dotted lines are asymptotes; the bar at the right is the range; hatched is
    where the derivative is 0. The figure is the caller's: nothing is shown, and pyplot is not touched.

    >>> import pytest
    >>> _ = pytest.importorskip("matplotlib")
    >>> figure = plot_activation("leaky_relu", parameters={"alpha": 0.05}, z=(-10, 10))
    >>> [text.get_text() for text in figure.legends[0].texts][:2]
    ['function $g(z)$', "derivative $g'(z)$"]

    Raises `SymnetError` for an unknown name, a function that is not real everywhere, and where matplotlib is missing.
    """
    named = find(function, parameters=parameters)
    figure = new_figure(width=6.4, height=4.6)
    axes = figure.subplots()
    handles = draw(axes, named, z=z)
    _write_legend(figure, handles, columns=3)
    return figure


def plot_activations(functions: Iterable[Any], *, z: tuple[float, float] | None = None, columns: int = 3) -> Any:
    """Return one matplotlib figure with a plot of each function, in rows of so many columns.

    >>> import pytest
    >>> _ = pytest.importorskip("matplotlib")
    >>> len(plot_activations(["relu", "tanh"]).axes)
    2
    """
    found = [find(function) for function in functions]
    if not found:
        raise SymnetValueError("There is no activation to plot: the list is empty; write ['relu', 'tanh'].")
    if type(columns) is not int or columns < 1:  # True is no number of columns
        raise SymnetTypeError(f"A grid has at least one column, but columns is {columns!r}; write columns=3.")
    across = min(columns, len(found))
    down = ceil(len(found) / across)
    figure = new_figure(width=4.6 * across, height=3.4 * down + 0.5)
    handles: dict[str, Any] = {}
    for place, named in enumerate(found):
        shown = draw(figure.add_subplot(down, across, place + 1), named, z=z)
        handles |= {"range" if label.startswith("range") else label: handle for label, handle in shown.items()}
    _write_legend(figure, handles, columns=min(5, 2 * across))
    return figure


def draw(axes: Any, named: Named, *, z: tuple[float, float] | None) -> dict[str, Any]:
    """Draw a function on matplotlib axes, and return what belongs into a legend, by its label."""
    curve = named.curve
    bounds = window(curve, z)
    function, derivative = lines(curve, bounds), lines(curve, bounds, slope=True)
    frame = Frame(bounds, _heights([*function, *derivative], bounds, range_of(curve).value))
    axes.set(xlim=frame.z, ylim=frame.values, xlabel="$z$")
    axes.axhline(0, **STYLES["axis"])
    axes.axvline(0, **STYLES["axis"])
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    handles = {"function $g(z)$": _draw_lines(axes, function, "function")}
    handles["derivative $g'(z)$"] = _draw_lines(axes, derivative, "derivative")
    _draw_marks(axes, curve, frame)
    handles |= _draw_asymptotes(axes, curve, frame)
    handles |= _draw_range(axes, curve, frame)
    handles |= _draw_dead(axes, curve, frame)
    write_title(axes, named)
    return handles


def _heights(drawn: list[Line], bounds: tuple[float, float], values_of: Set | None) -> tuple[float, float]:
    """Return the lowest and the highest value to show, with a margin; what grows fast is cut."""
    ends = () if values_of is None else (values_of.inf, values_of.sup)
    finite = [float(end) for end in ends if end.is_finite]
    most = max(1.2 * max(map(abs, bounds)), *(1.2 * abs(end) for end in finite if len(finite) == 2), 0.0)
    values = [max(-most, min(most, value)) for line in drawn for value in line.values] + finite
    low, high = min(0.0, *values), max(0.0, *values)
    margin = 0.08 * (high - low or 1.0)
    return low - margin, high + margin


def _draw_lines(axes: Any, drawn: list[Line], style: str) -> Any:
    artists = [axes.plot(line.z, line.values, gid=style, **STYLES[style])[0] for line in drawn]
    return artists[0]


def _draw_marks(axes: Any, curve: Curve, frame: Frame) -> None:
    for style, is_slope in (("function", False), ("derivative", True)):
        colour = STYLES[style]["color"]
        for mark in marks(curve, frame.z, slope=is_slope):
            face = colour if mark.filled else "white"
            axes.plot([mark.z], [mark.value], "o", markersize=6, markerfacecolor=face, markeredgecolor=colour,
                      markeredgewidth=1.5, zorder=5, gid=f"{style} {'filled' if mark.filled else 'open'}")  # fmt: skip


def _draw_asymptotes(axes: Any, curve: Curve, frame: Frame) -> dict[str, Any]:
    handles = {}
    for line in asymptotes_of(curve):
        heights = [float(line.subs(Z, bound)) for bound in frame.z]
        handles["asymptote"] = axes.plot(frame.z, heights, gid="asymptote", scalex=False, scaley=False,
                                         **STYLES["asymptote"])[0]  # fmt: skip
    return handles


def _draw_range(axes: Any, curve: Curve, frame: Frame) -> dict[str, Any]:
    """Draw the range as a bar at the right, with its ends filled where they are reached and open where not."""
    values = range_of(curve).value
    if values is None:
        return {}
    colour = STYLES["range"]["color"]
    place = {"transform": axes.get_yaxis_transform(), "clip_on": False}
    handle = None
    for part in values.args if isinstance(values, Union) else (values,):
        if isinstance(part, Interval):
            heights = [_clipped(bound, frame.values) for bound in (part.inf, part.sup)]
            handle = axes.plot([RANGE_AT] * 2, heights, gid="range", solid_capstyle="butt", **place, **STYLES["range"])[
                0
            ]
        for height, is_open in _ends(part):
            if frame.values[0] <= height <= frame.values[1]:
                dot = axes.plot([RANGE_AT], [height], "o", markersize=5, markeredgecolor=colour, zorder=6, **place,
                                markerfacecolor="white" if is_open else colour, gid="end of the range")[0]  # fmt: skip
                handle = handle or dot
    return {f"range ${number_set(values)}$": handle}


def _ends(part: Set) -> list[tuple[float, bool]]:
    """Return the finite ends of a part of the range, and whether each is left out."""
    if not isinstance(part, Interval):
        return [(float(value), False) for value in part]
    ends = ((part.start, part.left_open), (part.end, part.right_open))
    return [(float(bound), bool(is_open)) for bound, is_open in ends if bound.is_finite]


def _clipped(bound: Expr, heights: tuple[float, float]) -> float:
    return float(max(heights[0], min(heights[1], float(bound))))


def _draw_dead(axes: Any, curve: Curve, frame: Frame) -> dict[str, Any]:
    dead = dead_set_of(curve).value
    handles = {}
    for part in dead.args if isinstance(dead, Union) else (dead,):
        if isinstance(part, Interval):
            start, end = (_clipped(bound, frame.z) for bound in (part.start, part.end))
            handles["no gradient: $g'(z) = 0$"] = axes.axvspan(start, end, gid="dead", **STYLES["dead"])
    return handles


def write_title(axes: Any, named: Named) -> None:
    """Write the formula over the axes, as large as it fits; what cannot be set as mathtext is set as text."""
    rows = title_lines(named.value)
    mathtext = all(map(is_mathtext, rows))
    shown = "\n".join(rows) if mathtext else plain_title(named.value)
    artist = axes.set_title(shown, fontsize=12, pad=9, parse_math=mathtext)
    for size in range(12, SMALLEST - 1, -1):
        artist.set_fontsize(size)
        if width_of(artist) <= axes.bbox.width:
            return
    artist.set_text(shortened(named.name))
    artist.set_parse_math(False)
    artist.set_fontsize(10)


def shortened(name: str) -> str:
    """Return a name of at most 60 characters, without control characters.

    >>> shortened("x" * 70)[-3:]
    'xx…'
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in name)
    return plain if len(plain) <= 60 else f"{plain[:59]}…"


def _write_legend(figure: Any, handles: Mapping[str, Any], *, columns: int) -> None:
    figure.legend(
        handles.values(), handles.keys(), loc="outside lower center", ncols=columns, frameon=False, fontsize=9
    )
