"""Where there is no value: an operand that turns every result into itself, as NaN does, and remembers why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, NoReturn

import numpy as np

from symnet.errors import SymnetError, SymnetTypeError
from symnet.limits import LimitReachedError

Reason = Literal["outside", "undecided", "kink", "limit"]


class OutsideDomainError(SymnetError):
    """An expression has no value at a point: a division by 0, the logarithm of -1, a singular matrix."""


class AtKinkError(OutsideDomainError):
    """A point lies exactly where a function jumps, where it was asked to avoid that."""


class UndecidedComparisonError(SymnetError):
    """The enclosure of a number is too wide to say on which side of a bound it lies; more bits may tell."""


class NotEvaluableError(SymnetTypeError):
    """There is no rule for the value of a node."""


ERRORS: Mapping[Reason, type[SymnetError]] = MappingProxyType(
    {
        "outside": OutsideDomainError,
        "kink": AtKinkError,
        "undecided": UndecidedComparisonError,
        "limit": LimitReachedError,
    }
)


@dataclass(frozen=True)
class Nowhere:
    """No value, and why; whatever is computed from it is it again, so that an unused branch of a function does no harm.

    >>> 3 * (1 - Nowhere("outside", "1/0")) ** 2
    Nowhere(reason='outside', text='1/0')
    """

    reason: Reason
    text: str

    def _itself(self, other: Any = None) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else self  # an array asks each of its entries

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _itself
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = _itself
    __neg__ = __pos__ = __abs__ = _itself

    def fail(self) -> NoReturn:
        """Raise the error of the reason.

        >>> Nowhere("outside", "1/0").fail()
        Traceback (most recent call last):
            ...
        symnet.values.numbers.nowhere.OutsideDomainError: there is no value: 1/0
        """
        raise ERRORS[self.reason](f"there is no value: {self.text}")
