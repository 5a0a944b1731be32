"""What becomes of an expression that is printed and read again, settled without symnet's prover."""

from typing import Any, NamedTuple

import mpmath
import sympy as sp

import symnet as sn
from symnet.expressions.assumptions import Between
from symnet.parsing import read_expression, symbol_table
from tests.printing.expressions import draw_expression
from tests.verification.exact_points import OutsideError, Point
from tests.verification.exact_values import differ, numbers, of_operands

of_operands(sp.Max)(max)
of_operands(sp.Min)(min)
SAME = mpmath.mpf(10) ** -25


class Outcome(NamedTuple):
    """The seed of an expression and what became of it: identical, equal, misread, refused or unsettled."""

    seed: int
    status: str
    printed: str
    found: str


def read_back(seed: int) -> Outcome | None:
    """Print the expression of a seed as text and read it; None where the seed has none."""
    drawn = draw_expression(seed)
    if drawn is None:
        return None
    text = sn.text(drawn.expression)
    try:
        found = read_expression(text, symbol_table(drawn.symbols, functions=drawn.functions))
    except sn.SymnetError as refused:
        return Outcome(seed, "refused", text, str(refused).split("\n")[0])
    return Outcome(seed, compared(drawn.expression, found), text, str(found))


def compared(expression: Any, found: Any) -> str:
    """Tell whether two expressions are one object, or have one value at random rationals, or two."""
    if expression == found:
        return "identical"
    settled = [agree(expression, found, seed) for seed in range(4)]
    if True not in settled and False not in settled:  # a logarithm or a root wants numbers between 0 and 1
        settled = [agree(expression, found, seed, within=True) for seed in range(4)]
    if False in settled:
        return "misread"
    return "equal" if True in settled else "unsettled"


def agree(expression: Any, found: Any, seed: int, *, within: bool = False) -> bool | None:
    """Tell whether two expressions have one value at a point (`within` (0, 1)), or None where one has none there."""
    if shape(expression) != shape(found):
        return False
    symbols = expression.atoms(sp.MatrixSymbol) | {
        symbol for symbol in expression.free_symbols if not symbol.is_integer
    }
    facts = [Between(symbol, sp.S.Zero, sp.S.One) for symbol in symbols] if within else ()
    point = Point((expression, found), facts, seed=seed)
    values = []
    for side in (expression, found):
        try:
            values.append(numbers(side, point))
        except (
            OutsideError,
            NotImplementedError,
            ValueError,
            OverflowError,
            KeyError,
            TypeError,
            IndexError,
            ZeroDivisionError,
        ):
            values.append(None)
    if any(value is None for value in values):
        return None
    return bool(differ(*values) < SAME)


def shape(expression: Any) -> tuple[Any, Any]:
    return tuple(expression.shape) if getattr(expression, "is_Matrix", False) else (1, 1)
