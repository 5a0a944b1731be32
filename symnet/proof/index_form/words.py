"""The index form in words: ``Σ_k A[i, k] B[k, j]``, for proofs and scopes that people read."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from symnet.proof.index_form.ring import Ring
from symnet.proof.index_form.shifts import offset_of
from symnet.proof.index_form.terms import BOUND, COMPOSITE, FREE, NUMBER, SHIFTED, Atom, Place, Polynomial, Term

LONGEST = 300
LETTERS = "klpqrstuvw"

Names = Mapping[Place, str]


def in_words(ring: Ring, polynomial: Polynomial, names: Names | None = None) -> str:
    """Return a polynomial as text, cut off where it is long; `names` says what its free indices are called."""
    known = dict(names or {})
    terms: list[str] = []
    length = 0
    for term, coefficient in polynomial.terms.items():
        sign = "-" if coefficient < 0 else "+"
        text = _term(ring, term, abs(coefficient), known)
        terms.append(f"{sign} {text}" if terms else (f"-{text}" if sign == "-" else text))
        length += len(text)
        if length > LONGEST:
            return f"{' '.join(terms)[:LONGEST]} …"
    return " ".join(terms) or "0"


def _term(ring: Ring, term: Term, coefficient: Fraction, names: Names) -> str:
    named = {**names, **{index: _letter(index.number) for index in term.bound}}
    factors = [_power(ring, atom, power, named) for atom, power in term.factors]
    if coefficient != 1 or not factors:
        is_long = coefficient.numerator.bit_length() + coefficient.denominator.bit_length() > LONGEST
        factors.insert(0, "…" if is_long else str(coefficient))
    summed = f"Σ_{{{', '.join(named[index] for index in term.bound)}}} " if term.bound else ""
    return f"{summed}{' '.join(factors)}"


def _letter(place: int) -> str:
    return LETTERS[place] if place < len(LETTERS) else f"k{place}"


def _power(ring: Ring, atom: Atom, power: Fraction, names: Names) -> str:
    text = atom_in_words(ring, atom, names)
    if power == 1:
        return text
    return f"{text}^{power}" if power.denominator == 1 and power > 0 else f"{text}^({power})"


def atom_in_words(ring: Ring, atom: Atom, names: Names | None = None) -> str:
    """Return an atom as text."""
    known = names or {}
    head = ring.heads[atom[0]]
    places = ", ".join(_place(ring, place, known) for place in atom[1])
    bodies = ", ".join(in_words(ring, body, known) for body in ring.bodies(atom)) if len(atom[1]) < 8 else "…"
    inner = _inner(ring, head.arguments[0]) if head.kind in INNER else ""
    template = TEMPLATES.get(head.kind, "{name}({bodies})")
    name = _name(head.content) if head.kind == "unknown" else head.kind
    return template.format(content=head.content, places=places, bodies=bodies, inner=inner, name=name)


INNER = frozenset({"inverse", "determinant", "matrix power"})
"""What is a function of a whole matrix."""

TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "entry": "{content}[{places}]", "symbol": "{content}", "prime": "{content}", "delta": "δ[{places}]",
        "above": "[{bodies} > {content}]", "at": "[{bodies} = {content}]",
        "reciprocal": "1/({bodies})", "base": "({bodies})",
        "determinant": "det({inner})", "inverse": "({inner})⁻¹[{places}]", "matrix power": "power({inner})[{places}]",
    }
)  # fmt: skip
"""How an atom is spelled, by its kind; a function of bodies in any other case."""


def _inner(ring: Ring, body: Polynomial) -> str:
    """Return a matrix by its name, or by its entry in row i and column j."""
    (term, coefficient), *others = body.terms.items()
    if not others and coefficient == 1 and not term.bound and len(term.factors) == 1:
        (head, places), power = term.factors[0]
        if ring.heads[head].kind == "entry" and power == 1 and [place.number for place in places] == [0, 1]:
            return str(ring.heads[head].content)
    names = {place: ("i", "j")[place.number] for place in _parameters(body) if place.number < 2}
    return in_words(ring, body, names)


def _parameters(body: Polynomial) -> set[Place]:
    return {
        place
        for term in body.terms
        for (_, places), _ in term.factors
        for place in places
        if place.kind not in (BOUND, NUMBER)
    }


def _name(content: Any) -> str:
    *name, counts = content
    primes = "'" * sum(counts)
    first = name[0]
    if isinstance(first, tuple):
        return f"{first[0]}{first[1]}{primes}"
    return f"{name[-1] if len(name) > 1 else first.__name__}{primes}"


def _place(ring: Ring, place: Place, names: Names) -> str:
    if place.kind == SHIFTED:
        return f"{_place(ring, place.parts[0], names)} + {offset_of(ring, place)}"
    if place.kind == NUMBER:
        return str(place.number + 1)
    if place.kind == COMPOSITE:
        return f"({', '.join(_place(ring, part, names) for part in place.parts)})"
    return names.get(place, "i" if place.kind == FREE else f"i{place.number}")


def named_indices(rows: tuple[Place, ...], columns: tuple[Place, ...]) -> dict[Place, str]:
    """Return names for the row and column indices of a matrix: i and j, or i₁, i₂ … where there are more.

    >>> named_indices((Place(FREE, 1),), ())
    {Place(kind=4, number=1, size=0, parts=()): 'i'}
    """
    names = {}
    for letter, places in (("i", rows), ("j", columns)):
        for position, place in enumerate(places, 1):
            names[place] = letter if len(places) == 1 else f"{letter}{position}"
    return names
