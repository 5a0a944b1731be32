"""Formulas by cases: ``{ -1 for z < 0; 1 otherwise }``, of scalars, or entry by entry of matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sympy import And, Dummy, Eq, Expr, Ge, Gt, Lambda, Le, Lt, Ne, Or, Piecewise, Symbol, true

from symnet.errors import SymnetValueError
from symnet.expressions.elementwise import Elementwise

JOINED: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"<": Lt, ">": Gt, "<=": Le, ">=": Ge, "==": Eq, "!=": Ne, "all_of": And, "any_of": Or}
)
"""What each sign of a condition makes of its parts."""


@dataclass(frozen=True)
class Condition:
    """A relation of two sides, or several conditions joined."""

    sign: str
    parts: tuple[Any, ...]


Branch = tuple[Expr, Condition | None]


def matrices_of(branches: Sequence[Branch]) -> list[Expr]:
    """Return the distinct matrices that a formula by cases is about, in the order in which they stand."""
    return [part for part in dict.fromkeys(_leaves(branches)) if part.is_Matrix]


def _leaves(branches: Sequence[Branch]) -> Iterator[Expr]:
    for value, condition in branches:
        yield value
        if condition is not None:
            for part in condition.parts:
                yield from part.parts if isinstance(part, Condition) else (part,)


def by_cases(branches: Sequence[Branch], matrices: Mapping[Expr, Expr]) -> Expr:
    """Return the formula; `matrices` are those in it, each with the one of known sizes that stands for it.

    >>> z = Symbol("z", real=True)
    >>> by_cases([(z, Condition(">", (z, 0))), (z * 0, None)], {})
    Piecewise((z, z > 0), (0, True))

    Raises `SymnetValueError` where the case for all others is missing, or not the last.
    """
    if branches[-1][1] is not None or any(condition is None for _, condition in branches[:-1]):
        raise SymnetValueError("A formula by cases ends with its one 'otherwise'; write { -1 for z < 0; 1 otherwise }.")
    marks: dict[Expr, Symbol] = {
        matrix: Dummy(f"u_{place}", real=True) for place, matrix in enumerate(matrices, start=1)
    }
    pairs = [(marks.get(value, value), _joined(condition, marks)) for value, condition in branches]
    formula = Piecewise(*pairs)
    if not marks:
        return formula
    return Elementwise(Lambda(tuple(marks.values()), formula), *(matrices[matrix] for matrix in marks))


def _joined(condition: Condition | None, marks: Mapping[Expr, Symbol]) -> Any:
    if condition is None:
        return true
    parts = [_joined(part, marks) if isinstance(part, Condition) else marks.get(part, part) for part in condition.parts]
    return JOINED[condition.sign](*parts)
