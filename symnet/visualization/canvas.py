"""Where matplotlib comes in: figures without pyplot, the reading of mathtext, and the bytes of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from symnet.errors import SymnetError, SymnetValueError

FORMATS = ("png", "svg", "pdf")
"""The kinds of pictures that are written, by the ending of the file's name."""

UNDATED = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
"""What is left out of a file, so that the same picture gives the same bytes."""


class MissingExtraError(SymnetError, ImportError):
    """An optional library that is not installed."""


@dataclass(frozen=True)
class Library:
    """The parts of matplotlib that draw without pyplot."""

    matplotlib: Any
    figure: Any
    canvas: Any
    mathtext: Any


def library() -> Library:
    """Return matplotlib, or raise `MissingExtraError`, which says how to install it."""
    try:
        import matplotlib as root  # noqa: ICN001 - the one place where this extra is imported
        from matplotlib import figure, mathtext
        from matplotlib.backends import backend_agg
    except ImportError as missing:
        raise MissingExtraError(
            "A plot needs matplotlib, which is not installed; install it with pip install 'symnet[plot]'."
        ) from missing
    return Library(root, figure, backend_agg, mathtext)


def new_figure(*, width: float, height: float) -> Any:
    """Return an empty figure of so many inches that belongs to the caller: pyplot neither knows nor shows it."""
    parts = library()
    figure = parts.figure.Figure(figsize=(width, height), layout="constrained", facecolor="white")
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.06)
    parts.canvas.FigureCanvasAgg(figure)
    return figure


def is_mathtext(text: str) -> bool:
    """Tell whether matplotlib can set a text that has formulas between dollars."""
    try:
        library().mathtext.MathTextParser("path").parse(text)
    except (ValueError, RuntimeError):
        return False
    return True


def width_of(artist: Any) -> float:
    """Return the width of a text in pixels, as the figure's own canvas sets it."""
    return float(artist.get_window_extent(artist.get_figure(root=True).canvas.get_renderer()).width)


def picture(figure: Any, kind: str) -> bytes:
    """Return a figure as the bytes of a PNG, SVG or PDF file; the same figure gives the same bytes.

    Raises `SymnetValueError` for another kind.
    """
    if kind not in FORMATS:
        raise SymnetValueError(
            f"A picture is written as {', '.join(FORMATS)}, but its kind is {kind!r}; write a name that ends in .svg."
        )
    memory = BytesIO()
    with library().matplotlib.rc_context({"svg.hashsalt": "symnet", "pdf.fonttype": 42}):
        figure.savefig(memory, format=kind, dpi=150, metadata=UNDATED[kind])
    return memory.getvalue()
