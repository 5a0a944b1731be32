"""The small checker of certificates: it evaluates both sides exactly, and knows nothing of the prover.

A refuted claim is checked completely: at the witness both sides are evaluated again, and certainly differ. A proved
claim is checked at a few points only; that would find a wrong proof, but it is not a second proof, and the sentence
says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, Literal

import numpy as np
from sympy import Integer, Lambda, Symbol

from symnet.counterexamples.drawing import (
    POOLS,
    Claimed,
    draw_matrix,
    draw_scalar,
    facts_of,
    free_symbols,
    related_sizes,
    satisfies,
)
from symnet.errors import SymnetError, SymnetValueError
from symnet.expressions.assumptions import Between
from symnet.expressions.equations import Equations
from symnet.limits import LimitReachedError, Limits
from symnet.parsing.reading import read_expression
from symnet.values.evaluation import evaluate, evaluate_equations
from symnet.values.numbers.exact import Exact
from symnet.values.undefined_functions import choose_functions, function_names
from symnet.verdicts import Counterexample, Enclosure
from symnet.verification.certificates.certificate import Certificate, from_json, size_symbols
from symnet.verification.wording import claim_text
from symnet.version import __version__

ARITHMETIC = Exact(bits=240, at_kinks=False)
NARROW = Fraction(1, 2**80)
"""Two sides agree where the enclosure of their difference holds 0 and is narrower than this, relative to their size."""
LARGEST_MATRIX = 10_000
"""Entries of a matrix that are drawn."""


@dataclass(frozen=True)
class Recheck:
    """What a check of a certificate found.

    ========== ====================================================================================================
    status     ``confirmed``; ``rejected``: the certificate says something false; ``open``: it could not be checked
    sentence   what was checked, and what that means
    claim      what the certificate says: the equation, and whether it is proved or refuted
    ========== ====================================================================================================
    """

    status: Literal["confirmed", "rejected", "open"]
    sentence: str
    claim: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether the certificate was confirmed."""
        return self.status == "confirmed"


class _RejectedError(SymnetError):
    """What a certificate says is false, or contradicts itself."""


class _Site:
    """The claim of a certificate at one choice of values."""

    def __init__(self, certificate: Certificate, limits: Limits) -> None:
        self._certificate = certificate
        self._limits = limits
        self._given = Equations(certificate.given)
        self.expressions = [certificate.left, certificate.right, *(side for pair in certificate.given for side in pair)]
        defined = set(self._given.symbols)
        free = sorted(free_symbols(self.expressions) - defined, key=str)
        self.sizes = size_symbols(self.expressions)
        self.inputs = [symbol for symbol in free if symbol not in self.sizes]

    def functions(self, variant: int) -> Mapping[Any, Lambda]:
        return choose_functions(self.expressions, variant=variant)

    def sides(self, values: Mapping[Any, Any], functions: Mapping[Any, Lambda]) -> tuple[Any, Any]:
        """Return both sides as 2-D arrays of numbers; raise where a fact does not hold, or a side has no value."""
        options: dict[str, Any] = {"arithmetic": ARITHMETIC, "functions": functions, "limits": self._limits}
        with np.errstate(all="ignore"):
            known = evaluate_equations(self._given, values, **options)
            self._require_facts(known)
            sides = self._certificate.left, self._certificate.right
            left, right = (np.atleast_2d(evaluate(side, known, **options)) for side in sides)
        return left, right

    def _require_facts(self, known: Mapping[Any, Any]) -> None:
        sizes = related_sizes(self._certificate.facts)
        for size, other in sizes.items():
            if size in known and int(known[size]) != evaluate(other, known, arithmetic=ARITHMETIC):
                raise _RejectedError(f"the assumption {size} = {other} does not hold at the sizes of the certificate")
        for symbol, value in known.items():
            claimed = facts_of(symbol, self._certificate.facts)
            if claimed.facts and not _has(value, claimed):
                about = ", ".join(map(str, claimed.facts))
                raise _RejectedError(f"the values do not have what is assumed: {about}")


def _has(value: Any, claimed: Claimed) -> bool:
    """Tell whether a value has what is claimed of it; an enclosed number can only be told to lie between two others."""
    entries = list(np.ravel(value)) if isinstance(value, np.ndarray) else [value]
    if not any(isinstance(entry, Enclosure) for entry in entries):
        exact = np.asarray(value, dtype=object) if isinstance(value, np.ndarray) else Fraction(value)
        return satisfies(exact, claimed)
    ends = [end for entry in entries for end in ((entry.low, entry.high) if isinstance(entry, Enclosure) else (entry,))]
    if not all(isinstance(fact, Between) for fact in claimed.facts):
        about = ", ".join(map(str, claimed.facts))
        raise SymnetValueError(f"What is assumed cannot be told exactly of numbers that are not rational: {about}.")
    return all(claimed.admits(end) for end in ends)


def check_certificate(written: str, *, timeout: float = 10.0) -> Recheck:
    """Return what a second look at the text of a certificate finds; see `symnet.certificate`.

    Raises `SymnetValueError` for a text that is no certificate, or was changed after it was written.
    """
    certificate = from_json(written)
    found = recheck(certificate, limits=Limits(timeout), version=__version__)
    return replace(found, claim=f"{certificate.claim} ({certificate.status})")


def recheck(certificate: Certificate, *, limits: Limits | None = None, version: str | None = None) -> Recheck:
    """Return what a second look at a certificate finds; `version` is that of the symnet that looks.

    >>> from sympy import MatrixSymbol, symbols
    >>> from symnet.verification.certificates.certificate import certificate_of
    >>> from symnet.verdicts import Verdict
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> A, B = MatrixSymbol("A", n, k), MatrixSymbol("B", k, n)
    >>> recheck(certificate_of(Verdict("proved", ""), (A * B).T, B.T * A.T)).status
    'confirmed'
    >>> recheck(certificate_of(Verdict("proved", ""), (A * B).T, A * B)).status
    'rejected'
    """
    bound = Limits(10.0) if limits is None else limits
    try:
        _require_same_claim(certificate)
        check = _refuted if certificate.status == "refuted" else _proved
        return _of_version(check(certificate, bound), certificate.version, version)
    except _RejectedError as wrong:
        return Recheck("rejected", f"The certificate is rejected: {wrong}.")
    except LimitReachedError as reached:
        return Recheck("open", f"The certificate could not be checked: {reached}.")
    except SymnetError as obstacle:
        return Recheck("open", f"The certificate could not be checked: {str(obstacle).removesuffix('.')}.")


def _require_same_claim(certificate: Certificate) -> None:
    claim = claim_text(certificate.left, certificate.right)
    if certificate.claim != claim:
        shown = claim if len(claim) <= 120 else f"{claim[:119]}…"
        raise _RejectedError(f"its text is another claim than its expressions, {shown}")


# ----------------------------------------------------------------------------------------------------------- refuted


def _refuted(certificate: Certificate, limits: Limits) -> Recheck:
    witness = certificate.witness
    if witness is None:
        raise _RejectedError("a refuted claim needs the numbers at which it fails, and there are none")
    if not witness.left.excludes(witness.right):
        raise _RejectedError(f"the two stated values, {witness.left} and {witness.right}, do not certainly differ")
    site = _Site(certificate, limits)
    left, right = site.sides(_values(site, witness), _functions(site, witness))
    found = _enclosure(left, witness.place), _enclosure(right, witness.place)
    for name, stated, again in zip(("left", "right"), (witness.left, witness.right), found, strict=True):
        if again.excludes(stated) or (stated.is_exact and again.is_exact and stated != again):
            raise _RejectedError(f"the {name} side is {again} at the witness, but the certificate states {stated}")
    if not found[0].excludes(found[1]):
        raise _RejectedError(f"both sides are {found[0]} at the witness")
    return Recheck(
        "confirmed",
        f"Evaluated again with exact numbers, the left side is {found[0]} and the right side is {found[1]} at the "
        f"witness: the claim is false.",
    )


def _values(site: _Site, witness: Counterexample) -> dict[Any, Any]:
    values: dict[Any, Any] = {}
    for symbol in (*site.sizes, *site.inputs):
        same = [other for other in (*site.sizes, *site.inputs) if str(other) == str(symbol)]
        table: Mapping[str, Any] = witness.sizes if symbol in site.sizes else witness.values
        if len(same) > 1 or str(symbol) not in table:
            raise _RejectedError(f"the witness has no value for {symbol}")
        value = table[str(symbol)]
        if symbol.is_Matrix != isinstance(value, tuple):
            raise _RejectedError(f"the witness has a value of another kind for {symbol}")
        values[symbol] = np.array(value, dtype=object) if symbol.is_Matrix else Fraction(value)
    return values


def _functions(site: _Site, witness: Counterexample) -> dict[Any, Lambda]:
    """Return the functions of the witness, read from their text."""
    found = {}
    for key, default in site.functions(0).items():
        (name,) = function_names({key: default})
        if name not in witness.functions:
            raise _RejectedError(f"the witness has no function for {name}")
        arguments: tuple[Symbol, ...] = tuple(default.variables)
        found[key] = Lambda(arguments, read_expression(witness.functions[name], {a.name: a for a in arguments}))
    return found


def _enclosure(side: Any, place: tuple[int, int] | None) -> Enclosure:
    i, j = (1, 1) if place is None else place
    rows, columns = side.shape
    if not (1 <= i <= rows and 1 <= j <= columns):
        raise _RejectedError(f"there is no entry in row {i} and column {j}: the sides are {rows} × {columns}")
    number = side[i - 1, j - 1]
    return number if isinstance(number, Enclosure) else Enclosure(Fraction(number), Fraction(number))


# ------------------------------------------------------------------------------------------------------------ proved


def _proved(certificate: Certificate, limits: Limits) -> Recheck:
    site = _Site(certificate, limits)
    _require_telling(certificate, site)
    reached = 0
    obstacle: SymnetError | None = None
    for sizes, seed in zip(certificate.sizes, certificate.seeds, strict=True):
        for values in _points(site, certificate, sizes, seed):
            limits.check()
            try:
                left, right = site.sides(values, site.functions(seed))
            except (_RejectedError, LimitReachedError):
                raise
            except SymnetError as without:  # no value there: a logarithm of a negative number, say
                obstacle = without
                continue
            _require_equal(left, right, sizes)
            reached += 1
            break
    if reached < min(2, len(certificate.sizes)):
        reason = f": {str(obstacle).removesuffix('.')}" if obstacle else ""
        return Recheck(
            "open",
            f"The certificate could not be checked: no points were found at which both sides have values{reason}.",
        )
    listed = (", ".join(f"{name} = {size}" for name, size in sizes.items()) for sizes in certificate.sizes)
    shown = "; ".join(sizes or "fixed sizes" for sizes in listed)
    return Recheck(
        "confirmed",
        f"Both sides are equal, in exact arithmetic, at {reached} random points ({shown}). This is a check at these "
        f"points and not a second proof.",
    )


def _require_telling(certificate: Certificate, site: _Site) -> None:
    """Reject sizes at which a wrong claim might hold: 1, or equal ones where nothing says that they are equal."""
    tied = {str(size) for size in related_sizes(certificate.facts)}
    names = {str(size) for size in site.sizes}
    if len(certificate.sizes) < 2 or len(certificate.sizes) != len(certificate.seeds):
        raise _RejectedError("it must be checked at two choices of sizes at least, each with a seed")
    for sizes in certificate.sizes:
        free = [size for name, size in sizes.items() if name not in tied]
        if not names <= set(sizes):
            raise _RejectedError(f"it has no size for {', '.join(sorted(names - set(sizes)))}")
        if len(set(free)) != len(free) or any(size < 2 for size in free):
            raise _RejectedError(f"its sizes {dict(sizes)} must be different and at least 2")
    if names - tied and len({tuple(sorted(sizes.items())) for sizes in certificate.sizes}) < len(certificate.sizes):
        raise _RejectedError("it is checked at the same sizes twice")


def _points(site: _Site, certificate: Certificate, sizes: Mapping[str, int], seed: int) -> Iterator[dict[Any, Any]]:
    """Yield values of everything that is not defined: of both signs, then positive, then between 0 and 1."""
    random = Random(seed)  # noqa: S311 - the same points each time
    numbers = {size: Integer(sizes[str(size)]) for size in site.sizes}
    for pool in POOLS:
        values: dict[Any, Any] = dict(numbers)
        for symbol in site.inputs:
            claimed = facts_of(symbol, certificate.facts)
            if symbol.is_Matrix:
                rows, columns = (int(side.xreplace(numbers)) for side in symbol.shape)
                if rows * columns > LARGEST_MATRIX:
                    raise LimitReachedError(f"{symbol} has {rows} × {columns} entries, more than {LARGEST_MATRIX}")
                values[symbol] = draw_matrix(rows, columns, claimed, random, pool)
            else:
                values[symbol] = draw_scalar(symbol, claimed, random, pool)
        if all(value is not None for value in values.values()):
            yield values


def _require_equal(left: Any, right: Any, sizes: Mapping[str, int]) -> None:
    if left.shape != right.shape:
        raise _RejectedError(f"the sides have the shapes {left.shape} and {right.shape} at {dict(sizes)}")
    for place in np.ndindex(*left.shape):
        first, second = (_enclosure(side, (place[0] + 1, place[1] + 1)) for side in (left, right))
        where = f"in row {place[0] + 1} and column {place[1] + 1}, at sizes {dict(sizes)}"
        if first.excludes(second):
            raise _RejectedError(f"the left side is {first} and the right side is {second} {where}")
        width = max(first.high - second.low, second.high - first.low)
        if width > NARROW * max(Fraction(1), abs(first.low), abs(first.high)):
            raise LimitReachedError(f"240 bits are too few to tell whether the sides agree {where}")


def _of_version(found: Recheck, made_by: str, checked_by: str | None) -> Recheck:
    if checked_by is None or made_by == checked_by:
        return found
    other = f"The certificate was made by symnet {made_by or 'of an unknown version'}, and checked by {checked_by}."
    return replace(found, sentence=f"{found.sentence} {other}")
