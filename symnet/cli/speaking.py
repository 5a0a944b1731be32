"""The letters of the output: whatever is printed can be written, on every system."""

from __future__ import annotations

import io
import sys

LETTERS = "λΣŷ∂δ⊙ᵀ⁻¹₀₁ᵐ‖√∑‑…"
"""Some of what symnet prints; who can write these can write the rest."""


def speak() -> None:
    r"""Let the standard streams write every letter.

    Where the output cannot encode mathematics, as a pipe on Windows (cp1252) cannot, it becomes UTF-8, which symnet
    reads again. What no encoding has, as half of a surrogate pair in a file's name, is written as ``\udc80``.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if _can_write(stream) else "utf-8", errors="backslashreplace")


def _can_write(stream: io.TextIOWrapper) -> bool:
    try:
        LETTERS.encode(stream.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
