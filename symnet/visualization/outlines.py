"""Labels as the outlines of a mathematical font, set by ziamath, an optional extra."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from symnet.errors import SymnetValueError
from symnet.visualization.layout import Label

SHARE = 0.93
"""How large its letters are beside Times: they are wider, and few labels must then shrink to stay in their boxes."""


def load_ziamath() -> Any:
    """Return the module, or raise `SymnetValueError` that names the command which installs it."""
    try:
        import ziamath  # an extra, imported where it is used and only here
    except ImportError:
        raise SymnetValueError(
            "The labels 'ziamath' need the package ziamath, which is not installed; "
            "write pip install 'symnet[diagrams]', or leave labels='ziamath' out."
        ) from None
    return ziamath


def outlined(label: Label, ziamath: Any) -> str | None:
    """Return a label as SVG paths, in the middle of its box and no larger; None where ziamath cannot set it."""
    formula, box = label.formula, label.box
    if not formula.latex:
        return None
    symbols = ziamath.config.svg2
    try:
        ziamath.config.svg2 = False  # paths in place: symbols would share their ids with those of other sizes
        level = formula.latex.replace(r"\left", "").replace(r"\right", "")  # the boxes are for delimiters of one size
        element = ziamath.Latex(
            level, size=SHARE * formula.size, color="currentColor", margin=0.0, inline=True
        ).svgxml()
    except Exception:  # noqa: BLE001 - it has errors of several libraries; the label is then set in words
        return None
    finally:
        ziamath.config.svg2 = symbols
    width, height = float(element.get("width", 0)), float(element.get("height", 0))
    if not width or not height:
        return None
    scale = min(1.0, box.width / width, box.height / height)
    width, height = width * scale, height * scale
    corner = box.center.x - width / 2, box.center.y - height / 2
    for name, value in zip(("x", "y", "width", "height"), (*corner, width, height), strict=True):
        element.set(name, f"{value:.2f}")
    return ET.tostring(element, encoding="unicode")
