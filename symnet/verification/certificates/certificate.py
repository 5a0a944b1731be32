"""Certificates: a decision with all that is needed to check it again, as a file.

A certificate holds the claim itself, not only its text; the definitions and facts that it stands on; and for a refuted
claim the numbers at which it fails. `symnet.verification.certificates.rechecking` checks it without the prover.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any, Literal

from sympy import Expr, Integer

from symnet.counterexamples.drawing import free_symbols, related_sizes
from symnet.errors import SymnetValueError
from symnet.expressions.assumptions import Fact
from symnet.expressions.equations import Definition
from symnet.verdicts import Counterexample, Enclosure, Verdict
from symnet.verification.certificates.serialization import (
    TreeError,
    fact_from_tree,
    fact_to_tree,
    from_trees,
    read_fraction,
    to_trees,
)
from symnet.verification.wording import claim_text
from symnet.version import __version__

FORMAT = "symnet certificate 1"
METHODS = {"proved": "index form", "refuted": "counterexample"}
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19)
TURNS = 3
"""At how many choices of sizes a proof is checked again."""

Sizes = Mapping[str, int]


class CertificateError(SymnetValueError):
    """A file that is no certificate, or one that was changed."""


@dataclass(frozen=True)
class Certificate:
    """A decision that can be checked again.

    =========== ===================================================================================================
    status      ``proved`` or ``refuted``
    claim       the equation as text
    left, right the two sides
    given       the definitions that the claim stands on
    facts       what is assumed of the symbols
    scope       for what it is proved
    conventions what stands for derivatives that do not exist
    method      ``index form`` or ``counterexample``
    sizes       the sizes at which a proof is checked again, by name: one mapping for each check
    seeds       from what the entries are drawn in each check
    witness     the numbers at which a refuted claim fails
    version     the version of symnet that decided
    =========== ===================================================================================================
    """

    status: Literal["proved", "refuted"]
    claim: str
    left: Expr
    right: Expr
    given: tuple[Definition, ...] = ()
    facts: tuple[Fact, ...] = ()
    scope: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()
    method: str = "index form"
    sizes: tuple[Sizes, ...] = ()
    seeds: tuple[int, ...] = ()
    witness: Counterexample | None = None
    version: str = ""


def certificate_of(
    verdict: Verdict,
    left: Expr,
    right: Expr,
    *,
    given: Iterable[tuple[Expr, Expr]] = (),
    facts: Sequence[Fact] = (),
    version: str = "",
) -> Certificate:
    """Return the certificate of a verdict about two sides; `version` is that of symnet (``symnet.__version__``).

    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)
    >>> certificate = certificate_of(Verdict("proved", "(A B)ᵀ = Bᵀ Aᵀ"), (A * B).T, B.T * A.T)
    >>> from_json(as_json(certificate)) == certificate
    True

    Raises `SymnetValueError` for a verdict that decides nothing, or refutes without numbers.
    """
    if verdict.status == "undecided":
        raise SymnetValueError(f"An undecided claim has no certificate: {verdict.explanation or verdict.claim}")
    if verdict.refuted and verdict.counterexample is None:
        raise SymnetValueError(
            f"A claim that is refuted without numbers has no certificate: {verdict.explanation or verdict.claim}"
        )
    definitions = tuple(Definition(*pair) for pair in given)
    sides = [left, right, *(side for pair in definitions for side in pair)]
    return Certificate(
        status=verdict.status,
        claim=claim_text(left, right),
        left=left,
        right=right,
        given=definitions,
        facts=tuple(facts),
        scope=verdict.scope,
        conventions=verdict.conventions,
        method=METHODS[verdict.status],
        sizes=tuple(sizes_at(sides, facts, turn=turn) for turn in range(TURNS)) if verdict.proved else (),
        seeds=tuple(range(TURNS)) if verdict.proved else (),
        witness=verdict.counterexample,
        version=version,
    )


def certificate(verdict: Verdict) -> str:
    """Return the text of a file from which `check_certificate` can decide a claim again, without the prover.

    >>> import symnet as sn
    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)
    >>> written = sn.certificate(sn.verify((A * B).T, B.T * A.T))
    >>> sn.check_certificate(written).status
    'confirmed'

    Raises `SymnetValueError` for a verdict that decides nothing, or refutes without numbers.
    """
    subject = verdict.subject
    if subject is None:
        raise SymnetValueError(
            f"There is no certificate, because the sides do not fit together: {verdict.explanation or verdict.claim}"
        )
    given = subject.given or ()
    return as_json(
        certificate_of(verdict, subject.left, subject.right, given=given, facts=subject.facts, version=__version__)
    )


def size_symbols(expressions: Iterable[Expr]) -> list[Expr]:
    """Return the symbols in the shapes of matrices, by name.

    >>> from sympy import MatrixSymbol, symbols
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> size_symbols([MatrixSymbol("A", n, 2 * k)])
    [k, n]
    """
    matrices = [symbol for symbol in free_symbols(expressions) if symbol.is_Matrix]
    return sorted({size for symbol in matrices for side in symbol.shape for size in side.free_symbols}, key=str)


def sizes_at(expressions: Iterable[Expr], facts: Sequence[Fact], *, turn: int) -> Sizes:
    """Return a prime for each size symbol, all different, and others in each turn; as the facts say where they do.

    >>> from sympy import MatrixSymbol, symbols
    >>> from symnet.expressions.assumptions import SameSize
    >>> n, k = symbols("n k", integer=True, positive=True)
    >>> sizes_at([MatrixSymbol("A", n, k)], [SameSize(n, 2 * k)], turn=1)
    {'k': 3, 'n': 6}

    Raises `SymnetValueError` where an assumed size is no positive integer.
    """
    related = related_sizes(facts)
    wanted = {*size_symbols(expressions), *(symbol for other in related.values() for symbol in other.free_symbols)}
    free = sorted(wanted - set(related), key=str)
    found = {size: PRIMES[(place + turn) % len(PRIMES)] for place, size in enumerate(free)}
    for _ in related:  # one may be told by another
        for size, other in related.items():
            value = other.xreplace({symbol: Integer(number) for symbol, number in found.items()})
            if value.is_Integer and value > 0:
                found[size] = int(value)
    if set(related) - set(found):
        raise SymnetValueError(f"There are no sizes with {', '.join(f'{a} = {b}' for a, b in related.items())}.")
    return {str(size): number for size, number in sorted(found.items(), key=str)}


# -------------------------------------------------------------------------------------------------------------- JSON


def as_json(certificate: Certificate) -> str:
    """Return a certificate as the text of a file, with a digest of all that is in it."""
    sides = [certificate.left, certificate.right, *(side for pair in certificate.given for side in pair)]
    content = {
        "format": FORMAT,
        "version": certificate.version,
        "status": certificate.status,
        "claim": certificate.claim,
        "sides": to_trees(sides),
        "facts": [fact_to_tree(fact) for fact in certificate.facts],
        "assuming": [str(fact) for fact in certificate.facts],
        "scope": list(certificate.scope),
        "conventions": list(certificate.conventions),
        "method": certificate.method,
        "sizes": [dict(sizes) for sizes in certificate.sizes],
        "seeds": list(certificate.seeds),
        "witness": None if certificate.witness is None else certificate.witness.as_dict(),
    }
    return json.dumps({**content, "digest": _digest(content)}, ensure_ascii=False, indent=1)


def _digest(content: Mapping[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def from_json(written: str) -> Certificate:
    """Return the certificate of a file.

    Raises `CertificateError` for a file that is none, or was changed after it was written.
    """
    try:
        content = json.loads(written)
    except (ValueError, RecursionError) as reason:
        raise CertificateError(f"The file is no certificate: it is no JSON ({reason}).") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CertificateError(f"The file is no certificate: it must say {FORMAT!r} under 'format'.")
    if content.pop("digest", None) != _digest(content):
        raise CertificateError(
            "The certificate was changed after it was written: its digest is another; verify the claim anew."
        )
    try:
        return _read(content)
    except TreeError as wrong:
        raise CertificateError(f"The file is no certificate: {wrong}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise CertificateError(f"The file is no certificate: {type(wrong).__name__}: {str(wrong)[:200]}.") from None


def _read(content: Mapping[str, Any]) -> Certificate:
    left, right, *given = from_trees(content["sides"])
    pairs = tuple(Definition(*pair) for pair in zip(given[::2], given[1::2], strict=True))
    facts = tuple(fact_from_tree(tree) for tree in content["facts"])
    status = content["status"]
    if METHODS.get(status) != content["method"]:
        raise TreeError(f"a claim is 'proved' by index form or 'refuted' by a counterexample, but this is {status!r}.")
    if [str(fact) for fact in facts] != content["assuming"]:
        raise TreeError("its assumptions are other than their text says.")
    return Certificate(
        status=status,
        claim=str(content["claim"]),
        left=left,
        right=right,
        given=pairs,
        facts=facts,
        scope=_texts(content["scope"]),
        conventions=_texts(content["conventions"]),
        method=content["method"],
        sizes=tuple(_sizes(sizes) for sizes in content["sizes"]),
        seeds=tuple(_number(seed) for seed in content["seeds"]),
        witness=None if content["witness"] is None else witness_from_tree(content["witness"]),
        version=str(content["version"]),
    )


def witness_from_tree(tree: Any) -> Counterexample:
    """Return the counterexample of a tree."""
    place = tree["place"]
    return Counterexample(
        sizes=_sizes(tree["sizes"]),
        values={str(name): _value_from_tree(value) for name, value in tree["values"].items()},
        functions={str(name): str(function) for name, function in tree["functions"].items()},
        place=None if place is None else (_number(place[0]), _number(place[1])),
        left=Enclosure(*map(read_fraction, tree["left"])),
        right=Enclosure(*map(read_fraction, tree["right"])),
    )


def _value_from_tree(value: Any) -> Fraction | tuple[tuple[Fraction, ...], ...]:
    if isinstance(value, list):
        return tuple(tuple(map(read_fraction, row)) for row in value)
    return read_fraction(value)


def _sizes(tree: Any) -> Sizes:
    return {str(name): _number(size) for name, size in tree.items()}


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 10_000:
        raise TreeError(f"a number from 0 to 10000 is expected, but here is {value!r}.")
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TreeError("a list of texts is expected.")
    return tuple(values)
