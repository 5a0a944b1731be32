"""Quotients of differentials, as ``dA1/dZ1``, which look like quotients of gradients and which nobody means so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sympy import Expr
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import SymnetError
from symnet.expressions.variables import Slice, Variable
from symnet.expressions.walking import postorder
from symnet.parsing.lexing import indices_of
from symnet.parsing.mistakes import ReadingError, mistake
from symnet.parsing.symbols import SymbolTable
from symnet.parsing.syntax import Syntax, parse

_LOOKS_SO = re.compile(r"/\s*d")
"""What each such quotient holds; most texts need no second reading."""


class DifferentialsError(ReadingError):
    """A derivative that is written as a quotient of two differentials, neither of which is that of J or L."""


def refuse_differentials(text: str, table: SymbolTable) -> None:
    """Raise `DifferentialsError` where a text divides the name of a gradient by that of another, as ``dA1/dZ1``.

    A course writes the derivative of A1 by Z1 so. In symnet dA1 is ∂J/∂A1, and the quotient of two such gradients is
    something else; with parentheses, ``(dA1)/(dZ1)``, it is that.

    >>> import symnet as sn
    >>> from symnet.verification.reading.vocabulary import table_of
    >>> table = table_of(sn.Network([2, 1]).cost("squared_error"))
    >>> refuse_differentials("dW0 = dJ/dZ0 X^T", table)
    >>> refuse_differentials("dA0/dZ0 = 1", table)
    Traceback (most recent call last):
    symnet.verification.reading.quotients.DifferentialsError: dA0/dZ0 has two readings, the derivative of one by ...
    """
    if not _LOOKS_SO.search(text):
        return
    names = indices_of(text)
    known = table.with_indices(names) if names else table
    try:
        tree = parse(text, known, start="equation")
    except SymnetError:
        return  # who reads the text says so
    for above, below in _quotients(tree, text):
        written = text[above.start : below.end]
        raise mistake_of(written, text, above)


def mistake_of(written: str, text: str, above: Syntax) -> DifferentialsError:
    """Return the error about a quotient that is written so."""
    sentence = (
        f"{written} has two readings, the derivative of one by the other and the quotient of two gradients; "
        "write what the derivative is, as tanh'(Z1), or parentheses for the quotient, as (dA1)/(dZ1)"
    )
    return DifferentialsError(str(mistake(sentence, text, above.start)))


def _quotients(tree: Syntax, text: str) -> Iterator[tuple[Syntax, Syntax]]:
    for node in postorder([tree], lambda each: each.parts):
        if node.kind != "product":
            continue
        operators = node.meaning[1:]
        for (above, below), operator in zip(pairwise(node.parts), operators, strict=True):
            if operator == "DIVIDE" and all(_is_differential(part, text) for part in (above, below)):
                yield above, below


def _is_differential(node: Syntax, text: str) -> bool:
    """Tell whether a node is a gradient that is written as dZ: neither as δ nor as dJ/dZ, which leave no doubt."""
    written = text[node.start : node.end]
    return node.kind == "symbol" and written.startswith("d") and "/" not in written and _is_gradient(node.meaning)


def _is_gradient(symbol: Expr) -> bool:
    whole = symbol.parent if isinstance(symbol, MatrixElement) else symbol
    whole = whole.matrix if isinstance(whole, Slice) else whole
    return isinstance(whole, Variable) and whole.is_gradient
