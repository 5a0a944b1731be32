"""Which returned key holds which gradient: ``w0``, ``dw0``, ``dW0``, ``grad_w0``, ``dJ/dw0``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BEFORE = ("d", "grad", "gradient", "djd", "dld", "dcostd", "dlossd", "dcd", "partial", "nabla", "delta")
AFTER = ("grad", "gradient")


@dataclass(frozen=True)
class Naming:
    """The keys of a returned dictionary by the parameter that they stand for.

    ======= ========================================================================================================
    keys    for each parameter, the keys that may stand for it
    unknown the keys that stand for none
    shifted how the layers were counted, where they were counted from another number: ``1`` for 0; else None
    ======= ========================================================================================================
    """

    keys: dict[str, tuple[str, ...]]
    unknown: tuple[str, ...]
    shifted: int | None = None


def match(names: Sequence[str], keys: Sequence[str]) -> Naming:
    """Return which keys stand for which parameter.

    Case, and every sign that is no letter or digit, is passed over where that leaves the names different.

    >>> match(["W1", "b1"], ["dW_1", "grad_b1", "A1"])
    Naming(keys={'W1': ('dW_1',), 'b1': ('grad_b1',)}, unknown=('A1',), shifted=None)
    >>> match(["w0", "w1"], ["dW1", "dW2"]).shifted
    1
    """
    reduce = _bare if len({_bare(name) for name in names}) == len(names) else str
    forms = {form: name for name in reversed(names) for form in _forms(reduce(name))}
    found: dict[str, list[str]] = {name: [] for name in names}
    unknown = []
    for key in keys:
        if (name := forms.get(reduce(key))) is not None:
            found[name].append(key)
        else:
            unknown.append(key)
    return Naming({name: tuple(held) for name, held in found.items()}, tuple(unknown), _shift(names, keys))


def _forms(name: str) -> list[str]:
    return [name, *(before + name for before in BEFORE), *(name + after for after in AFTER)]


def _bare(key: str) -> str:
    return re.sub(r"[^0-9a-z]", "", key.casefold().replace("∂", "d").replace("∇", "nabla"))


def _shift(names: Sequence[str], keys: Sequence[str]) -> int | None:
    """Return the first number of the keys where all names are there, counted from another number than asked."""
    wanted, given = _numbered(names), _numbered(keys)
    if not wanted or not given:
        return None
    first, start = min(number for _, number in wanted), min(number for _, number in given)
    moved = {(letter, number - first + start) for letter, number in wanted}
    letters = {letter for letter, _ in wanted}
    theirs = {(_letter(letter, letters), number) for letter, number in given}
    return start if start != first and moved == {pair for pair in theirs if pair[0] is not None} else None


def _numbered(keys: Sequence[str]) -> set[tuple[Any, int]]:
    parts = [re.fullmatch(r"([a-z]+)(\d+)", _bare(key)) for key in keys]
    return {(part[1], int(part[2])) for part in parts if part}


def _letter(given: str, letters: set[str]) -> str | None:
    return next((letter for letter in letters if given in _forms(letter)), None)


def hint(name: str, unknown: Sequence[str]) -> str:
    """Return which unknown key may have been meant, in words: the one with the same letter and the same number.

    >>> hint("w0", ["dweights_0", "dbias_0"]), hint("w0", ["cache"])
    ("; is it 'dweights_0'?", '')
    """
    letter, number = re.sub(r"\d", "", _bare(name)), re.sub(r"\D", "", name)
    meant = [key for key in unknown if letter in _bare(key) and re.sub(r"\D", "", key) == number]
    return f"; is it {meant[0]!r}?" if len(meant) == 1 else ""
