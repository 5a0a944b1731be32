r"""Along which axis a softmax or a log-sum-exp goes: shown where it is not the one of the samples.

Where samples are columns, ``softmax(Z)`` is that of each column, in a notation of rows that of each row; the other one
shows its axis, as ``softmax_rows(Z)``.
"""

from __future__ import annotations

from typing import Any

AXES = ("columns", "rows")


def along(axis: int, printer: Any) -> str:
    """Return the subscript of an operator that goes along an axis: nothing where the axis is that of the samples."""
    return "" if axis == getattr(printer, "axis", 0) else rf"_{{\mathrm{{{AXES[axis]}}}}}"
