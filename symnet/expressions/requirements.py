"""What symnet needs of SymPy: the version that its metadata ask for, said in one sentence where it is older."""

from __future__ import annotations

import re

from symnet.errors import SymnetError

OLDEST_SYMPY = (1, 14)


class OutdatedError(SymnetError, ImportError):
    """A package that symnet is built on is installed in a version that is too old."""


def require_sympy(installed: str) -> None:
    """Raise `OutdatedError` where the installed SymPy is older than the metadata asks.

    >>> require_sympy("1.14.0")
    >>> require_sympy("1.13.3")
    Traceback (most recent call last):
    ...
    symnet.expressions.requirements.OutdatedError: symnet needs SymPy 1.14 or newer, but SymPy 1.13.3 is installed; \
install a newer one with pip install --upgrade sympy.
    """
    numbers = tuple(int(number) for number in re.findall(r"\d+", installed)[: len(OLDEST_SYMPY)])
    if numbers < OLDEST_SYMPY:
        raise OutdatedError(
            f"symnet needs SymPy {'.'.join(map(str, OLDEST_SYMPY))} or newer, but SymPy {installed} is installed; "
            "install a newer one with pip install --upgrade sympy."
        )
