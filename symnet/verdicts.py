"""What a decision says: proved, refuted or undecided, for which sizes, under which assumptions, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from mpmath import mpf, nstr, workdps
from sympy import Expr

from symnet.expressions.assumptions import Fact
from symnet.expressions.equations import Equations
from symnet.expressions.hooks import latex_rule, text_rule

Status = Literal["proved", "refuted", "undecided"]

Value = Fraction | tuple[tuple[Fraction, ...], ...]
"""A scalar, or the rows of a matrix."""


@dataclass(frozen=True)
class Gradients:
    """What names of gradients mean: each name the derivative of one scalar by a symbol, ``dW`` is ∂J/∂W.

    `of` and the symbols are defined, or used, by the definitions that the claim stands on.
    """

    of: Expr
    names: tuple[tuple[Expr, Expr], ...]

    def by_symbol(self) -> dict[Expr, Expr]:
        """Return the names by the symbols."""
        return {symbol: name for name, symbol in self.names}


@dataclass(frozen=True)
class Claim:
    """Two sides that are said to be equal, with what may be used: facts, the definitions and the gradients of symbols.

    The sides are equal where they have values, and so has all that is `defined` besides.
    A symbol that `gradients` names is no input and has no definition: it is the derivative that it is said to be.
    """

    left: Expr
    right: Expr
    facts: tuple[Fact, ...] = ()
    given: Equations | None = None
    gradients: Gradients | None = None
    defined: tuple[Expr, ...] = ()


LONGEST = 4000
"""Numbers of more bits are written as decimals: Python refuses to write very long integers."""


def written(number: Fraction) -> str:
    """Return a rational as text, or as a decimal where it is too long to be read.

    >>> written(Fraction(-2, 3)), written(Fraction(10) ** 10_000)
    ('-2/3', '1.0e+10000')
    """
    bits = number.numerator.bit_length() + number.denominator.bit_length()
    return str(number) if bits <= LONGEST else decimal(number, 12)


def decimal(number: Fraction, digits: int) -> str:
    """Return a rational rounded to some digits, as ``0.3333`` or ``1.0e+10000``."""
    with workdps(digits + 10):
        return str(nstr(mpf(number.numerator) / mpf(number.denominator), digits))


@dataclass(frozen=True)
class Enclosure:
    """A real number that is known to lie in ``[low, high]``; both ends are exact, and equal where it is a rational."""

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"An enclosure goes from its lower end to its upper, not from {self.low} to {self.high}.")

    @property
    def is_exact(self) -> bool:
        """Whether it is one rational number."""
        return self.low == self.high

    def excludes(self, other: Enclosure) -> bool:
        """Tell whether the two numbers certainly differ."""
        return self.high < other.low or other.high < self.low

    def __str__(self) -> str:
        """Return the rational, or as many digits as are certain.

        >>> third, pi = Fraction(1, 3), (Fraction(314159, 100000), Fraction(31416, 10000))
        >>> str(Enclosure(third, third)), str(Enclosure(*pi))
        ('1/3', '3.1416')
        """
        if self.is_exact:
            return written(self.low)
        for digits in range(12, 1, -1):
            shown = {decimal(end, digits) for end in (self.low, self.high)}
            if len(shown) == 1:
                return shown.pop()
        return decimal((self.low + self.high) / 2, 2)


@dataclass(frozen=True)
class Counterexample:
    """Numbers at which the two sides differ, small enough to redo by hand.

    ========= =====================================================================================================
    sizes     the size symbols by name
    values    the matrices and scalars by name: a tuple of rows for a matrix, exact rationals
    functions the definite functions that stand for undefined ones: ``{"g": "u**2 + u"}``
    place     row and column of the entry that differs, counted from 1; None for scalars
    left      the value of the left side there
    right     the value of the right side there
    ========= =====================================================================================================
    """

    sizes: Mapping[str, int]
    values: Mapping[str, Value]
    functions: Mapping[str, str]
    place: tuple[int, int] | None
    left: Enclosure
    right: Enclosure

    __hash__ = None  # type: ignore[assignment]  # it holds mappings

    def as_dict(self) -> dict[str, Any]:
        """Return the counterexample as texts, lists and dictionaries, which JSON can write; numbers are fractions."""
        return {
            "sizes": dict(self.sizes),
            "values": {name: _written(value) for name, value in self.values.items()},
            "functions": dict(self.functions),
            "place": None if self.place is None else list(self.place),
            "left": [written(self.left.low), written(self.left.high)],
            "right": [written(self.right.low), written(self.right.high)],
        }

    def __str__(self) -> str:
        return text_rule(self, None)


def _written(value: Value) -> Any:
    return [[written(entry) for entry in row] for row in value] if isinstance(value, tuple) else written(value)


@dataclass(frozen=True)
class Verdict:
    """The answer to one claim.

    ============== ================================================================================================
    status         ``proved``, ``refuted`` or ``undecided``
    claim          the equation, as text
    scope          for what it is proved: ``all sizes``, ``z not 0``, ``n = 2, k = 3``
    assumptions    the facts about symbols that the proof uses, each of them needed
    conventions    what stands for derivatives that do not exist, where one was used
    proof          the rules that made both sides the same, in words
    counterexample numbers at which the sides differ, where refuted by numbers
    explanation    one sentence: what is wrong and which single change makes it right, or why it is undecided
    reproducer     where the prover and the check of it disagree: a text to report, which `check_certificate` repeats
    seconds        how long it took
    subject        the claim itself, as expressions; None where its sides do not fit together
    ============== ================================================================================================

    >>> verdict = Verdict("proved", "A + B = B + A", scope=("all sizes",))
    >>> print(verdict)
    proved: A + B = B + A
      for         all sizes
    >>> verdict.as_dict()["status"]
    'proved'
    """

    status: Status
    claim: str
    scope: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    explanation: str = ""
    reproducer: str = field(default="", repr=False)
    seconds: float = field(default=0.0, compare=False)
    subject: Claim | None = field(default=None, compare=False, repr=False)

    __hash__ = None  # type: ignore[assignment]  # its counterexample holds mappings

    @property
    def proved(self) -> bool:
        """Whether the claim is proved."""
        return self.status == "proved"

    @property
    def refuted(self) -> bool:
        """Whether the claim is refuted."""
        return self.status == "refuted"

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as texts, numbers, lists and dictionaries, which JSON can write."""
        return {
            "status": self.status,
            "claim": self.claim,
            "scope": list(self.scope),
            "assumptions": list(self.assumptions),
            "conventions": list(self.conventions),
            "proof": list(self.proof),
            "counterexample": None if self.counterexample is None else self.counterexample.as_dict(),
            "explanation": self.explanation,
            "seconds": round(self.seconds, 6),
        }

    def __str__(self) -> str:
        return text_rule(self, None)

    def _repr_latex_(self) -> str:
        return latex_rule(self, None)


class Verdicts(Mapping[str, Verdict]):
    """A verdict for each line or step, by name; iterate, index, `len`.

    >>> verdicts = Verdicts({"dW1": Verdict("proved", "dW1 = dZ1 A0.T"), "db1": Verdict("undecided", "db1 = dZ1 1")})
    >>> verdicts.status, verdicts.proved
    ('undecided', False)
    """

    def __init__(self, verdicts: Mapping[str, Verdict]) -> None:
        self._verdicts = dict(verdicts)

    @property
    def status(self) -> Status:
        """``refuted`` where one line is, else ``undecided`` where one is, else ``proved``."""
        found = {verdict.status for verdict in self._verdicts.values()}
        statuses: tuple[Status, ...] = ("refuted", "undecided")
        return next((status for status in statuses if status in found), "proved")

    @property
    def proved(self) -> bool:
        """Whether every line is proved."""
        return self.status == "proved"

    def __getitem__(self, name: str) -> Verdict:
        return self._verdicts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._verdicts)

    def __len__(self) -> int:
        return len(self._verdicts)

    def __str__(self) -> str:
        return text_rule(self, None)

    def _repr_latex_(self) -> str:
        return latex_rule(self, None)

    def __repr__(self) -> str:
        return f"Verdicts({', '.join(f'{name}: {verdict.status}' for name, verdict in self._verdicts.items())})"
