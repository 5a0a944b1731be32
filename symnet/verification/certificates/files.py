"""Certificates as files: JSON with a digest. Whatever a file holds, it is read or refused with one kind of error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Any

from sympy import Basic, Expr, MatrixExpr

from symnet.errors import SymnetValueError
from symnet.expressions.equations import Definition
from symnet.verdicts import Counterexample, Enclosure, Gradients, Verdict
from symnet.verification.certificates.certificate import METHODS, Certificate, Sizes, certificate_of_claim
from symnet.verification.certificates.serialization import (
    TreeError,
    fact_from_tree,
    fact_to_tree,
    from_trees,
    read_fraction,
    to_trees,
)

FORMAT = "symnet certificate 2"
LONGEST_FILE = 20_000_000
"""Characters of a file that is read."""

KEYS = frozenset({
    "format", "version", "status", "claim", "sides", "gradients", "facts", "assuming", "scope", "conventions", "method",
    "sizes", "seeds", "witness",
})  # fmt: skip
"""What a file says; no more and no less."""

WITNESS = frozenset({"sizes", "values", "functions", "place", "left", "right"})


class CertificateError(SymnetValueError):
    """A file that is no certificate, or one that was changed."""


def certificate(verdict: Verdict) -> str:
    """Return the text of a file from which `check_certificate` can decide a claim again, without the prover.

    >>> import symnet as sn
    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)
    >>> verdicts = sn.verify((A * B).T, B.T * A.T), sn.verify((A * B).T, 2 * B.T * A.T)
    >>> [sn.check_certificate(sn.certificate(verdict)).status for verdict in verdicts]
    ['agrees', 'confirmed']

    Raises `SymnetValueError` for a verdict that decides nothing, or refutes without numbers.
    """
    subject = verdict.subject
    if subject is None:
        raise SymnetValueError(
            f"There is no certificate, because the sides do not fit together: {verdict.explanation or verdict.claim}"
        )
    return as_json(certificate_of_claim(verdict, subject))


def as_json(certificate: Certificate) -> str:
    """Return a certificate as the text of a file, with a digest of all that is in it."""
    sides = [certificate.left, certificate.right, *(side for pair in certificate.given for side in pair)]
    gradients = certificate.gradients
    content = {
        "format": FORMAT,
        "version": certificate.version,
        "status": certificate.status,
        "claim": certificate.claim,
        "sides": to_trees(sides),
        "gradients": None
        if gradients is None
        else to_trees([gradients.of, *(part for pair in gradients.names for part in pair)]),
        "facts": [fact_to_tree(fact) for fact in certificate.facts],
        "assuming": [str(fact) for fact in certificate.facts],
        "scope": list(certificate.scope),
        "conventions": list(certificate.conventions),
        "method": certificate.method,
        "sizes": [dict(sizes) for sizes in certificate.sizes],
        "seeds": list(certificate.seeds),
        "witness": None if certificate.witness is None else certificate.witness.as_dict(),
    }
    return json.dumps({**content, "digest": digest_of(content)}, ensure_ascii=False, indent=1)


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of all that a file says: whoever changes a file can compute it again."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def from_json(written: str) -> Certificate:
    """Return the certificate of a file.

    Raises `CertificateError` for a file that is none, or was changed after it was written.
    """
    try:
        return _read(_content(written))
    except CertificateError:
        raise
    except TreeError as wrong:
        raise CertificateError(f"The file is no certificate: {wrong}") from None
    except Exception as wrong:  # noqa: BLE001 - SymPy may fail in any way on what SymPy did not build
        raise CertificateError(f"The file is no certificate: {type(wrong).__name__}: {str(wrong)[:200]}.") from None


def _content(written: str) -> dict[str, Any]:
    """Return what a file says, once it is known that it says just what a certificate does."""
    if len(written) > LONGEST_FILE:
        raise CertificateError(
            f"The file is no certificate: it has {len(written)} characters, more than {LONGEST_FILE}."
        )
    try:
        content = json.loads(written)
    except (ValueError, RecursionError) as reason:
        raise CertificateError(f"The file is no certificate: it is no JSON ({str(reason)[:200]}).") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CertificateError(f"The file is no certificate: it must say {FORMAT!r} under 'format'.")
    if content.pop("digest", None) != digest_of(content):
        raise CertificateError(
            "The certificate was changed after it was written: its digest is another; verify the claim anew."
        )
    _require_keys(content, KEYS)
    return content


def _require_keys(tree: Any, keys: frozenset[str]) -> None:
    if not isinstance(tree, dict) or set(tree) != keys:
        found = f"are {', '.join(map(repr, sorted(tree)))[:200]}" if isinstance(tree, dict) else "is no such table"
        raise TreeError(f"there must be {', '.join(sorted(keys))}, but here {found}.")


def _read(content: Mapping[str, Any]) -> Certificate:
    roots = from_trees(content["sides"])
    if len(roots) < 2 or len(roots) % 2:
        raise TreeError(f"a claim has two sides, and each definition too, but here are {len(roots)}.")
    left, right, *given = map(_expression, roots)
    pairs = tuple(Definition(_name(symbol), body) for symbol, body in zip(given[::2], given[1::2], strict=True))
    facts = tuple(fact_from_tree(tree) for tree in _list(content["facts"]))
    status = content["status"]
    if not isinstance(status, str) or METHODS.get(status) != content["method"]:
        raise TreeError(
            f"a claim is 'proved' by index form or 'refuted' by a counterexample, but this is {str(status)[:60]!r}."
        )
    if [str(fact) for fact in facts] != content["assuming"]:
        raise TreeError("its assumptions are other than their text says.")
    return Certificate(
        status=status,  # type: ignore[arg-type] # one of the two
        claim=_text(content["claim"]),
        left=left,
        right=right,
        given=pairs,
        gradients=None if content["gradients"] is None else _gradients(from_trees(content["gradients"])),
        facts=facts,
        scope=_texts(content["scope"]),
        conventions=_texts(content["conventions"]),
        method=content["method"],
        sizes=tuple(_sizes(sizes) for sizes in _list(content["sizes"])),
        seeds=tuple(_number(seed) for seed in _list(content["seeds"])),
        witness=None if content["witness"] is None else witness_from_tree(content["witness"]),
        version=_text(content["version"]),
    )


def _gradients(roots: list[Any]) -> Gradients:
    if len(roots) < 3 or len(roots) % 2 == 0:
        raise TreeError(f"gradients are of one scalar, each a name and a symbol, but here are {len(roots)} things.")
    of, *parts = map(_name, roots)
    names = tuple(zip(parts[::2], parts[1::2], strict=True))
    shapes = [[getattr(part, "shape", None) for part in pair] for pair in names]
    if any(a != b for a, b in shapes) or getattr(of, "is_Matrix", False):
        raise TreeError("a gradient has the shape of what it is taken by, and is that of a scalar.")
    if len({name for name, _ in names}) < len(names) or {name for name, _ in names} & {of, *(by for _, by in names)}:
        raise TreeError("each name is the gradient by one symbol, and no such symbol itself.")
    return Gradients(of, names)


def _expression(node: Any) -> Expr:
    if not isinstance(node, Expr | MatrixExpr) and not getattr(node, "is_Matrix", False):
        raise TreeError(f"a side must be an expression, but here is {str(node)[:60]!r}.")
    side: Expr = node
    return side


def _name(node: Any) -> Expr:
    if not isinstance(node, Basic) or not getattr(node, "is_symbol", False):
        raise TreeError(f"what is defined must be a symbol, but here is {str(node)[:60]!r}.")
    name: Expr = node
    return name


def witness_from_tree(tree: Any) -> Counterexample:
    """Return the counterexample of a tree; raise `TreeError` for what is none."""
    _require_keys(tree, WITNESS)
    place = tree["place"]
    if place is not None and len(_list(place)) != 2:
        raise TreeError("a place is a row and a column.")
    return Counterexample(
        sizes=_sizes(tree["sizes"]),
        values={str(name): _value_from_tree(value) for name, value in _table(tree["values"]).items()},
        functions={str(name): _text(function) for name, function in _table(tree["functions"]).items()},
        place=None if place is None else (_number(place[0]), _number(place[1])),
        left=_enclosure(tree["left"]),
        right=_enclosure(tree["right"]),
    )


def _enclosure(tree: Any) -> Enclosure:
    ends = [read_fraction(end) for end in _list(tree)]
    if len(ends) != 2 or ends[0] > ends[1]:
        raise TreeError("an enclosure goes from its lower end to its upper.")
    return Enclosure(*ends)


def _value_from_tree(value: Any) -> Fraction | tuple[tuple[Fraction, ...], ...]:
    if not isinstance(value, list):
        return read_fraction(value)
    rows = tuple(tuple(map(read_fraction, _list(row))) for row in value)
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise TreeError("the rows of a matrix are lists of one length.")
    return rows


def _sizes(tree: Any) -> Sizes:
    return {str(name): _number(size) for name, size in _table(tree).items()}


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 10_000:
        raise TreeError(f"a number from 0 to 10000 is expected, but here is {str(value)[:60]}.")
    return value


def _table(tree: Any) -> dict[str, Any]:
    if not isinstance(tree, dict):
        raise TreeError(f"a table of names is expected, but here is {str(tree)[:60]!r}.")
    return tree


def _list(tree: Any) -> list[Any]:
    if not isinstance(tree, list):
        raise TreeError(f"a list is expected, but here is {str(tree)[:60]!r}.")
    return tree


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TreeError(f"a text is expected, but here is {str(value)[:60]}.")
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TreeError("a list of texts is expected.")
    return tuple(values)
