"""The small checker of certificates: it evaluates both sides exactly, and knows nothing of the prover.

A refuted claim is checked completely: at the witness both sides are evaluated again, and certainly differ; that is
``confirmed``. A proved claim is evaluated at points: that would find a wrong proof, but it is no second proof, and the
answer is ``agrees``. A small second prover would have its place beside `_refuted` and `_proved`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, Literal

import numpy as np
from sympy import Lambda, Symbol

from symnet.counterexamples.agreement import examine, outcome
from symnet.counterexamples.drawing import POOLS, related_sizes
from symnet.counterexamples.points import ClaimAtPoints, Point, Sides
from symnet.errors import SymnetError
from symnet.expressions.equations import Equations
from symnet.limits import LimitReachedError, Limits, limited
from symnet.parsing.reading import read_expression
from symnet.values.numbers.enclosures import as_enclosure
from symnet.values.numbers.nowhere import Nowhere
from symnet.values.undefined_functions import function_names
from symnet.verdicts import Claim, Counterexample, Enclosure
from symnet.verification.certificates.certificate import Certificate, size_symbols, symbols_of
from symnet.verification.certificates.files import from_json
from symnet.verification.certificates.scopes import complaint
from symnet.verification.reach import exceptions_in
from symnet.verification.wording import claim_text
from symnet.version import __version__

BITS = 240


@dataclass(frozen=True)
class Recheck:
    """What a check of a certificate found.

    ========== ====================================================================================================
    status     ``confirmed``: shown again; ``agrees``: equal at some points, which is no proof; ``rejected``: the
               certificate says something false; ``open``: it could not be checked
    sentence   what was checked, and what that means
    claim      what the certificate says: the equation, and whether it is proved or refuted
    ========== ====================================================================================================
    """

    status: Literal["confirmed", "agrees", "rejected", "open"]
    sentence: str
    claim: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether what the certificate says was shown again."""
        return self.status == "confirmed"


class _RejectedError(SymnetError):
    """What a certificate says is false, or contradicts itself."""


def check_certificate(written: str, *, timeout: float = 10.0) -> Recheck:
    """Return what a second look at the text of a certificate finds; see `symnet.certificate`.

    Raises `SymnetValueError` for a text that is no certificate, or was changed after it was written.
    """
    certificate = from_json(written)
    found = recheck(certificate, limits=Limits(timeout), version=__version__)
    facts = "".join(f", assuming that {fact}" for fact in certificate.facts)
    given = f", with {len(certificate.given)} definitions" if certificate.given else ""
    return replace(found, claim=f"{certificate.claim} ({certificate.status}){facts}{given}")


def recheck(certificate: Certificate, *, limits: Limits | None = None, version: str | None = None) -> Recheck:
    """Return what a second look at a certificate finds; `version` is that of the symnet that looks.

    >>> from sympy import MatrixSymbol, symbols
    >>> from symnet.verification.certificates.certificate import certificate_of
    >>> from symnet.verdicts import Verdict
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> A, B = MatrixSymbol("A", n, k), MatrixSymbol("B", k, n)
    >>> proved = Verdict("proved", "", ("all sizes",))
    >>> recheck(certificate_of(proved, (A * B).T, B.T * A.T)).status
    'agrees'
    >>> recheck(certificate_of(proved, (A * B).T, A * B)).status
    'rejected'
    """
    bound = Limits(10.0) if limits is None else limits
    try:
        with np.errstate(all="ignore"), limited(bound):
            return _of_version(_looked_at(certificate, bound), certificate.version, version)
    except _RejectedError as wrong:
        return Recheck("rejected", f"The certificate is rejected: {wrong}.")
    except LimitReachedError as reached:
        return Recheck("open", f"The certificate could not be checked: {reached}.")
    except RecursionError:
        return Recheck("open", "The certificate could not be checked: it is nested too deeply.")
    except Exception as obstacle:  # noqa: BLE001 - SymPy may fail in any way on what SymPy did not build
        return Recheck("open", f"The certificate could not be checked: {str(obstacle)[:300].removesuffix('.')}.")


def _looked_at(certificate: Certificate, limits: Limits) -> Recheck:
    is_everywhere = certificate.status == "proved" and not exceptions_in(certificate.scope)
    at = ClaimAtPoints(
        certificate.left,
        certificate.right,
        facts=certificate.facts,
        given=Equations(certificate.given),
        gradients=certificate.gradients,
        at_kinks=is_everywhere,  # an equation that fails only at kinks is no wrong one, unless it is said to hold there
    )
    _require_same_claim(certificate)
    _require_sound(certificate, at)
    return (_refuted if certificate.status == "refuted" else _proved)(certificate, at, limits)


def _require_same_claim(certificate: Certificate) -> None:
    claim = claim_text(certificate.left, certificate.right)
    if certificate.claim != claim:
        shown = claim if len(claim) <= 120 else f"{claim[:119]}…"
        raise _RejectedError(f"its text is another claim than its expressions, {shown}")


def _require_sound(certificate: Certificate, at: ClaimAtPoints) -> None:
    """Reject a scope, conventions, facts or names that do not belong to the claim."""
    wrong = complaint(certificate, at)
    if wrong:
        raise _RejectedError(wrong)
    known = {*at.nodes, *at.sizes}
    for fact in certificate.facts:
        if not symbols_of(fact) & known:
            raise _RejectedError(f"the assumption that {fact} is about nothing in the claim")
    names = [str(symbol) for symbol in (*at.sizes, *at.scalars, *at.matrices)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise _RejectedError(f"two symbols have the name {twice[0]}")


# ----------------------------------------------------------------------------------------------------------- refuted


def _refuted(certificate: Certificate, at: ClaimAtPoints, limits: Limits) -> Recheck:
    witness = certificate.witness
    if witness is None:
        raise _RejectedError("a refuted claim needs the numbers at which it fails, and there are none")
    left, right = _at_witness(witness, at, limits)
    return Recheck(
        "confirmed",
        f"Evaluated again with exact numbers, the left side is {left} and the right side is {right} at the "
        f"witness: the claim is false.",
    )


def _at_witness(witness: Counterexample, at: ClaimAtPoints, limits: Limits) -> tuple[Enclosure, Enclosure]:
    """Return both sides at a witness, which certainly differ there and are what the witness says."""
    if not witness.left.excludes(witness.right):
        raise _RejectedError(f"the two stated values, {witness.left} and {witness.right}, do not certainly differ")
    point = Point(_values(at, witness), _functions(at, witness))
    _require_possible(at, point)
    sides = at.values(point, bits=BITS, limits=limits)
    if isinstance(sides, Nowhere):
        sides.fail()
    found = _entry(sides, sides.left, witness.place), _entry(sides, sides.right, witness.place)
    for name, stated, again in zip(("left", "right"), (witness.left, witness.right), found, strict=True):
        if again.excludes(stated) or (stated.is_exact and again.is_exact and stated != again):
            raise _RejectedError(f"the {name} side is {again} at the witness, but the certificate states {stated}")
    if not found[0].excludes(found[1]):
        raise _RejectedError(f"both sides are {found[0]} at the witness")
    return found


def _values(at: ClaimAtPoints, witness: Counterexample) -> dict[Any, Any]:
    values: dict[Any, Any] = {}
    for symbol in (*at.sizes, *at.scalars, *at.matrices):
        table: Mapping[str, Any] = witness.sizes if symbol in at.sizes else witness.values
        if str(symbol) not in table:
            raise _RejectedError(f"the witness has no value for {symbol}")
        value = table[str(symbol)]
        if symbol.is_Matrix != isinstance(value, tuple):
            raise _RejectedError(f"the witness has a value of another kind for {symbol}")
        values[symbol] = np.array(value, dtype=object) if symbol.is_Matrix else Fraction(value)
    return values


def _require_possible(at: ClaimAtPoints, point: Point) -> None:
    """Reject values that are not what the facts say, or what SymPy assumes of their symbols."""
    for size, other in related_sizes(at.facts).items():
        if size in point.values and at.length(other, point.values) != point.values[size]:
            raise _RejectedError(f"the assumption {size} = {other} does not hold at the sizes of the certificate")
    for symbol in at.matrices:
        shape = tuple(at.length(side, point.values) for side in symbol.shape)
        if point.values[symbol].shape != shape:
            raise _RejectedError(f"the value of {symbol} is not {shape[0]} × {shape[1]}")
    if not at.is_possible(point):
        about = "; ".join(map(str, at.facts)) or "the assumptions of its symbols"
        raise _RejectedError(f"the values do not have what is assumed: {about}")


def _functions(at: ClaimAtPoints, witness: Counterexample) -> dict[Any, Lambda]:
    """Return the functions of the witness, read from their text: polynomials, which have every derivative."""
    found = {}
    for key, default in at.functions(0).items():
        (name,) = function_names({key: default})
        if name not in witness.functions:
            raise _RejectedError(f"the witness has no function for {name}")
        arguments: tuple[Symbol, ...] = tuple(default.variables)
        formula = read_expression(witness.functions[name], {each.name: each for each in arguments})
        if not formula.is_polynomial(*arguments) or formula.free_symbols - set(arguments):
            raise _RejectedError(f"the function {name} of the witness is no polynomial")
        found[key] = Lambda(arguments, formula)
    return found


def _entry(sides: Sides, side: Any, place: tuple[int, int] | None) -> Enclosure:
    if sides.are_matrices is (place is None):
        raise _RejectedError(f"the place {place} is none of the sides")
    i, j = (1, 1) if place is None else place
    rows, columns = side.shape
    if not (1 <= i <= rows and 1 <= j <= columns):
        raise _RejectedError(f"there is no entry in row {i} and column {j}: the sides are {rows} × {columns}")
    return as_enclosure(side[i - 1, j - 1])


# ------------------------------------------------------------------------------------------------------------ proved


def _proved(certificate: Certificate, at: ClaimAtPoints, limits: Limits) -> Recheck:
    _require_telling(certificate)
    exceptions = exceptions_in(certificate.scope)
    if certificate.witness is not None:
        left, right = _at_witness(certificate.witness, at, limits)
        raise _RejectedError(f"the left side is {left} and the right side is {right} at the numbers that it holds")
    given = Equations(certificate.given)
    claim = Claim(certificate.left, certificate.right, certificate.facts, given, certificate.gradients)
    found = examine(claim, exceptions=exceptions, limits=limits)
    if found.difference is not None:
        raise _differ(found.difference.left, found.difference.right, found.difference.place, found.difference.sizes)
    stated = _at_stated_sizes(certificate, at, limits)
    points = found.points + stated
    if not points or (exceptions and found.is_exceptional):
        why = f": {found.obstacle.removesuffix('.')}" if found.obstacle else ""
        return Recheck(
            "open",
            f"The certificate could not be checked: no points were found at which both sides have values{why}.",
        )
    return Recheck(
        "agrees",
        f"Both sides agree at {points} points, in exact numbers or tight enclosures. This is a check at these points "
        f"and not a second proof.",
    )


def _at_stated_sizes(certificate: Certificate, at: ClaimAtPoints, limits: Limits) -> int:
    """Return at how many of the sizes of the certificate the sides agree at a point."""
    reached = 0
    for sizes, seed in zip(certificate.sizes, certificate.seeds, strict=True):
        random = Random(seed)  # noqa: S311 - the same points each time
        numbers = {size: sizes[str(size)] for size in at.free_sizes if str(size) in sizes}
        for pool in POOLS:
            limits.check()
            point = at.draw(numbers, random, pool, at.functions(seed % 2))
            difference, word = (None, "") if point is None else outcome(at, point, limits)
            if difference is not None:
                raise _differ(difference.left, difference.right, difference.place, sizes)
            if word == "equal":
                reached += 1
                break
    return reached


def _differ(
    left: Enclosure, right: Enclosure, place: tuple[int, int] | None, sizes: Mapping[str, int]
) -> _RejectedError:
    where = f" in row {place[0]} and column {place[1]}" if place else ""
    return _RejectedError(f"the left side is {left} and the right side is {right}{where}, at sizes {dict(sizes)}")


def _require_telling(certificate: Certificate) -> None:
    """Reject sizes at which a wrong claim might hold: 1, or equal ones where nothing says that they are equal."""
    tied = {str(size) for size in related_sizes(certificate.facts)}
    sides = [certificate.left, certificate.right, *(side for pair in certificate.given for side in pair)]
    names = {str(size) for size in size_symbols(sides)}
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


def _of_version(found: Recheck, made_by: str, checked_by: str | None) -> Recheck:
    if checked_by is None or made_by == checked_by:
        return found
    other = f"The certificate was made by symnet {made_by or 'of an unknown version'}, and checked by {checked_by}."
    return replace(found, sentence=f"{found.sentence} {other}")
