"""Names: from what a symbol is called to a Python identifier that is safe, unique and still readable."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable

RESERVED = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "np", "dtype", "parameters"})
LONGEST = 40


def plain(name: str) -> str:
    r"""Return a name in ASCII letters, digits and underscores: the key of a parameter in its dictionary.

    >>> plain("w0"), plain("W^{[1]}"), plain(r"\lambda"), plain("λ"), plain("x; import os"), plain("__class__")
    ('w0', 'W_1', 'lambda', 'lamda', 'x_import_os', 'class')
    """
    spelled = "".join(map(_in_ascii, unicodedata.normalize("NFKC", name)))
    text = re.sub(r"[^A-Za-z0-9_]+", "_", spelled)[:LONGEST].strip("_")
    return text if text[:1].isalpha() else f"v{text}"


def _in_ascii(character: str) -> str:
    """Return a character, or the last word of what Unicode calls it: ``sigma`` for σ."""
    if character.isascii() or not character.isalpha():
        return character
    return unicodedata.name(character, "v").split()[-1].lower()


class Names:
    """Hands out identifiers, each once: no keyword, no builtin, no name that the generated code uses itself.

    >>> names = Names(["sigmoid"])
    >>> names.new("w0"), names.new("w^0"), names.new("lambda"), names.new("np"), names.new("sigmoid")
    ('w0', 'w_0', 'lambda_', 'np_', 'sigmoid_')
    >>> names.new("w0")
    'w0_2'
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._reserved = {*RESERVED, *reserved}
        self._taken = set(self._reserved)
        self._count = 0

    def new(self, name: str) -> str:
        """Return an identifier like `name` that was not handed out before."""
        wanted = plain(name)
        if wanted in self._reserved:
            wanted += "_"
        identifier, copy = wanted, 2
        while identifier in self._taken:
            identifier, copy = f"{wanted}_{copy}", copy + 1
        self._taken.add(identifier)
        return identifier

    def temporary(self) -> str:
        """Return the next free name of t0, t1, and so on."""
        while (identifier := f"t{self._count}") in self._taken:
            self._count += 1
        self._taken.add(identifier)
        return identifier
