"""A backward pass proved line by line: each gradient is the sum of what the later equations pass on to it.

For forward equations ``F := f(S, …)`` the chain rule says ``∂J/∂S_ij = Σ_F Σ_kl ∂J/∂F_kl ∂f_kl/∂S_ij``. The derivative
∂f_kl/∂S_ij is taken in index form, from the definition of f's entries; nothing of the rules that derive gradients is
used. Every line is proved against the lines after it, so a network of L layers takes time linear in L.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from sympy import Expr
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.errors import SymnetValueError
from symnet.expressions.assumptions import Fact, contradiction
from symnet.expressions.equations import Equations
from symnet.expressions.shapes import brief
from symnet.limits import LimitReachedError, Limits
from symnet.proof.index_form import Reader, Ring
from symnet.proof.index_form.derivatives import derivative, symbols_of, written_out
from symnet.proof.index_form.forms import MatrixForm, at, like, place_of
from symnet.proof.index_form.language import OutsideLanguageError
from symnet.proof.index_form.reader import WRITTEN_OUT
from symnet.proof.index_form.slopes import conventions, slope
from symnet.proof.index_form.terms import NUMBER, ONE, ZERO, Atom, Place, Polynomial
from symnet.proof.proving import (
    is_local,
    is_zero,
    note_entries,
    remainder_in_words,
    ring_with,
    symbols_in,
    tied_by,
)
from symnet.verdicts import Verdict


@dataclass(frozen=True)
class Pass:
    """A forward pass, the symbol that is differentiated, and for each symbol the name of its gradient."""

    forward: Equations
    of: Expr
    names: Mapping[Any, Any]


def prove_lines(
    given: Pass, lines: Iterable[tuple[Any, Expr]], *, facts: Sequence[Fact] = (), limits: Limits
) -> Iterator[Verdict]:
    """Yield the verdict on each line ``∂J/∂S := expression``: proved, or undecided.

    A line for an entry, ``MatrixElement(dW, i, j)``, is proved at that entry.

    Raises `SymnetValueError` for a line of a symbol that is no gradient of this pass.
    """
    tied = (*tied_by(facts), *given.forward.symbols)
    unfit = contradiction(facts)
    sweeps: dict[tuple[Fact, ...], _Sweep] = {}

    def decided(line: tuple[Any, Expr], used: tuple[Fact, ...]) -> Verdict:
        if used not in sweeps:
            sweeps[used] = _Sweep(given, used, limits, tied=tied)
        return sweeps[used].line(*line)

    for line in lines:
        if unfit:
            yield Verdict("undecided", _text(*line), explanation=unfit)
            continue
        verdict = decided(line, ())
        if not verdict.proved and facts:
            verdict = _with_needed_facts(line, tuple(facts), decided)
        yield verdict


def _with_needed_facts(
    line: tuple[Any, Expr], facts: tuple[Fact, ...], decided: Callable[[tuple[Any, Expr], tuple[Fact, ...]], Verdict]
) -> Verdict:
    """Return the verdict on a line with facts of which none can be left out."""
    verdict, needed = decided(line, facts), facts
    for fact in facts if verdict.proved else ():
        fewer = tuple(other for other in needed if other != fact)
        found = decided(line, fewer) if fewer else verdict
        if fewer and found.proved:
            verdict, needed = found, fewer
    return verdict


def _is_zero_at_each_place(ring: Ring, polynomial: Polynomial, indices: Sequence[Place]) -> bool:
    """Tell whether a polynomial is 0 at each place of indices that run over a few definite ones."""
    sizes = [ring.size_of(index) for index in indices]
    if not sizes or not all(size.is_Integer for size in sizes) or prod(map(int, sizes)) > WRITTEN_OUT**2:
        return False
    places = product(*(range(int(size)) for size in sizes))
    return all(
        ring.rename(polynomial, {i: Place(NUMBER, k) for i, k in zip(indices, at, strict=True)}).is_zero
        for at in places
    )


def _text(name: Any, expression: Expr) -> str:
    return f"{brief(name)} = {brief(expression)}"


class _Sweep:
    """The cotangents of one pass in one ring, each made once."""

    def __init__(self, given: Pass, facts: Sequence[Fact], limits: Limits, *, tied: Sequence[Any]) -> None:
        self._given = given
        self._facts = tuple(facts)
        self._ring: Ring = ring_with(facts, limits, tied=tied)
        self._local = {symbol: line for symbol, line in given.forward if is_local(line)}
        self._reader = Reader(self._ring, definitions=self._local)
        self._opaque = Reader(self._ring, opaque=True)
        self._plain = Reader(self._ring)
        self._lines = dict(given.forward)
        self._not_free = frozenset(tied_by(facts))
        self._forms: dict[Any, MatrixForm | OutsideLanguageError] = {}
        self._cotangents: dict[Any, MatrixForm] = {}
        self._symbols = {name: symbol for symbol, name in given.names.items()}

    def line(self, name: Any, expression: Expr) -> Verdict:
        text = _text(name, expression)
        whole = name.parent if isinstance(name, MatrixElement) else name
        if whole not in self._symbols:
            raise SymnetValueError(
                f"{brief(name)} is no gradient of this backward pass; its gradients are "
                f"{', '.join(map(brief, self._symbols))}."
            )
        try:
            return self._decided(name, whole, expression, text)
        except LimitReachedError as error:
            return Verdict("undecided", text, explanation=str(error))

    def _decided(self, name: Any, whole: Any, expression: Expr, text: str) -> Verdict:
        ring = self._ring
        for side in (name, expression):
            note_entries(ring, side)
        collected = self._collected(self._symbols[whole])
        stated = self._reader.matrix(expression)
        if isinstance(name, MatrixElement):
            collected = self._entry(collected, name)
        rows, columns, (first, second) = self._reader.together([collected, stated])
        difference = ring.subtract(first, second)
        remainder = is_zero(ring, difference)
        if remainder is None:
            whole = written_out(ring, difference, WRITTEN_OUT)
            remainder = is_zero(ring, whole)
            if remainder is None and _is_zero_at_each_place(ring, whole, (*rows, *columns)):
                remainder = ZERO
        if remainder is None:
            return Verdict("undecided", text, explanation="the chain rule gives another index form")
        return Verdict(
            "proved",
            text,
            scope=("all sizes", *(f"except where {each}" for each in remainder_in_words(ring, remainder, {}))),
            assumptions=tuple(map(str, self._facts)),
            conventions=tuple(ring.conventions),
            proof=("the chain rule through the equations that use it", *ring.trace),
        )

    def _entry(self, form: MatrixForm, name: MatrixElement) -> MatrixForm:
        """Return the entry of a form at the place that an entry names."""
        rows, columns = name.parent.shape
        names = dict.fromkeys(form.rows, self._reader.place(name.i, rows))
        names |= dict.fromkeys(form.columns, self._reader.place(name.j, columns))
        return MatrixForm((), (), self._ring.rename(form.body, names))

    def cotangent(self, symbol: Any) -> MatrixForm:
        """Return ∂J/∂symbol: its name where it has one, else what is collected."""
        if symbol == self._given.of:
            return MatrixForm((), (), ONE)
        if symbol in self._given.names:
            return self._reader.matrix(self._given.names[symbol])
        if symbol not in self._cotangents:
            self._cotangents[symbol] = self._collected(symbol)
        return self._cotangents[symbol]

    def _collected(self, symbol: Any) -> MatrixForm:
        """Return Σ_F Σ_kl ∂J/∂F_kl ∂f_kl/∂symbol_ij over the equations F := f that use the symbol."""
        if symbol in self._not_free:
            raise OutsideLanguageError(f"it differentiates by {brief(symbol)}, of which only some values are allowed")
        ring = self._ring
        entry = self._plain.matrix(symbol)
        rows, columns = like(ring, entry.rows), like(ring, entry.columns)
        by: Atom = (ring.head("symbol", symbol), ())
        if symbol.is_Matrix:
            by = ring.head("entry", symbol, arity=2), (place_of(rows), place_of(columns))
        parts = [ZERO]
        for user, line in self._users(symbol):
            cotangent = self.cotangent(user)
            k, m = like(ring, line.rows), like(ring, line.columns)
            value = at(ring, line, k, m)
            change = derivative(ring, value, by)
            outer = at(ring, cotangent, k, m)
            parts.append(ring.total(ring.multiply(outer, self._expanded(change)), *k, *m))
        return MatrixForm(rows, columns, ring.add(*parts))

    def _users(self, symbol: Any) -> Iterator[tuple[Any, MatrixForm]]:
        """Give the symbols whose definitions use a symbol, with the index forms of these.

        Raises the error of a line that cannot be read, if the symbol stands anywhere in it.
        """
        for user, line in self._lines.items():
            form = self._form(user)
            if isinstance(form, OutsideLanguageError):
                if symbol in symbols_in(line):
                    raise form
            elif symbol in symbols_of(self._ring, form.body):
                yield user, form

    def _form(self, user: Any) -> MatrixForm | OutsideLanguageError:
        """Return the index form of a line, or why it has none."""
        if user not in self._forms:
            try:
                self._forms[user] = self._opaque.matrix(self._lines[user])
            except OutsideLanguageError as error:
                self._forms[user] = error
        return self._forms[user]

    def _expanded(self, polynomial: Polynomial) -> Polynomial:
        """Write out elementwise functions and their derivatives, and the symbols of activations."""
        return self._ring.substitute(polynomial, self._chosen)

    def _chosen(self, atom: Atom) -> Polynomial | None:
        head = self._ring.heads[atom[0]]
        if head.kind == "entry" and head.content in self._local:
            form = self._reader.matrix(head.content)
            rows, columns = atom[1]
            places = dict.fromkeys(form.rows, rows) | dict.fromkeys(form.columns, columns)
            return self._ring.rename(form.body, places)
        if head.kind != "unknown" or head.content[0] != "elementwise":
            return None
        _, function, counts = head.content
        if any(counts):
            self._ring.conventions.update(dict.fromkeys(conventions(function)))
        for position, order in enumerate(counts, 1):
            for _ in range(order):
                function = slope(function, position)
        bodies = [self._expanded(body) for body in self._ring.bodies(atom)]
        inside = self._reader.inside(scalars=dict(zip(function.variables, bodies, strict=True)))
        return inside.scalar(function.expr)
