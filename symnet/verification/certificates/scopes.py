"""What a certificate may say of its own reach: the scope and the conventions that belong to its claim."""

from __future__ import annotations

from symnet.counterexamples.points import ClaimAtPoints
from symnet.expressions.scalar import ScalarFunction
from symnet.verification.certificates.certificate import Certificate
from symnet.verification.reach import EXCEPT, WHERE, reach

MOST_PRIMES = 3


def complaint(certificate: Certificate, at: ClaimAtPoints) -> str:
    """Say what is wrong with the scope or the conventions of a certificate; nothing where they fit its claim."""
    scope = certificate.scope
    if certificate.status == "refuted":
        return "a refuted claim has no scope and no conventions" if scope or certificate.conventions else ""
    right = reach([certificate.left, certificate.right])
    if not scope or scope[0] != right:
        return f"its scope must begin with {right!r}, but is {list(scope)}"
    strange = next((part for part in scope[1:] if not part.startswith((EXCEPT, WHERE))), None)
    if strange is not None:
        return f"its scope holds {strange[:80]!r}, which says neither where it holds nor where it does not"
    known = _conventions(at)
    foreign = next((text for text in certificate.conventions if text not in known), None)
    return "" if foreign is None else f"the convention {foreign[:80]!r} is about no function in the claim"


def _conventions(at: ClaimAtPoints) -> set[str]:
    """Return the conventions that the functions of a claim have, in words."""
    found = set()
    for node in at.nodes:
        if isinstance(node, ScalarFunction):
            for point, value in node.kinks().items():
                for primes in range(1, MOST_PRIMES + 1):
                    text = f"{type(node).__name__}{chr(39) * primes}({point}) = {value}"
                    found |= {text, f"derivatives of {text}"}
    return found
