"""The search for the edit that explains: lines are changed, the program is run again, and the results are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sympy import Expr

from symnet.errors import SymnetError
from symnet.explaining.edits.neighbourhood import Edit, neighbours
from symnet.explaining.edits.scope import Scope
from symnet.explaining.edits.wording import voice_of
from symnet.explaining.programs import Program, Run, Trial, same, wrong_results
from symnet.expressions.equations import Equations
from symnet.expressions.substitution import substitute
from symnet.expressions.variables import Variable
from symnet.limits import Limits
from symnet.nn.sizes import BATCH_SIZE
from symnet.printing.spelling import scale_of_gradient
from symnet.values.evaluation import evaluate_equations

LIKELY = 2
"""The largest rank of an edit that is tried inside another line."""


ITSELF = "it is the right"
ZERO = "it is zero"


@dataclass(frozen=True)
class Candidate:
    """Some lines changed, how unlikely that is, and the sentence that says it, without what follows from it."""

    changed: Mapping[Expr, Expr]
    rank: int
    edits: tuple[tuple[Expr, Edit], ...]
    inside: Expr | None = None


class Search:
    """The search over the candidates for some trials."""

    def __init__(
        self,
        program: Program,
        trials: Sequence[Trial],
        *,
        limits: Limits,
        nearby: Scope | None = None,
    ) -> None:
        self._program = program
        self._trials = sorted(trials, key=lambda trial: np.size(trial.inputs))
        self._limits = limits
        self._nearby = Scope() if nearby is None else nearby
        self._voice = voice_of(*(expression for _, expression in program.lines))
        self._neighbours: dict[Expr, list[Edit]] = {}
        self._of_form: dict[tuple[Expr, Expr], list[Edit]] = {}
        with np.errstate(all="ignore"):
            self._runs = [Run(program, trial, limits) for trial in self._trials]
            self._wrong = wrong_results(program, self._runs, self._trials)

    def explain(self) -> dict[str, str]:
        """Return a sentence for each wrong result that is explained."""
        with np.errstate(all="ignore"):
            return self._explain()

    def _explain(self) -> dict[str, str]:
        zero = {name: ZERO for name in self._wrong if not any(np.any(each.returned[name]) for each in self._trials)}
        if len(zero) == len(self._wrong):
            return zero
        found = self._explain_all(frozenset(self._wrong))
        alone = {name for name in zero if found.get(name, ITSELF).startswith(ITSELF)}
        return {name: ZERO if name in alone else found[name] for name in self._wrong if name in alone or name in found}

    def _explain_all(self, wrong: frozenset[str]) -> dict[str, str]:
        for candidates in (self._single(wrong), self._in_every_layer(wrong), self._inlined(wrong)):
            found = self._first(candidates, wrong)
            if found is not None:
                return dict.fromkeys(self._in_order(wrong), self._sentence(found, wrong))
        return self._in_parts(wrong)

    def _in_parts(self, wrong: frozenset[str]) -> dict[str, str]:
        """Explain some of the wrong results by one edit, and others by another."""
        left, said = set(wrong), {}
        parts = {self._program.reach[symbol] for symbol in self._program.equations.symbols}
        for part in sorted(parts, key=lambda names: (-len(names), sorted(names))):
            if not part or part == wrong or not part <= left:
                continue
            for candidates in (self._single(part), self._inlined(part)):
                found = self._first(candidates, part)
                if found is not None:
                    said.update(dict.fromkeys(part, self._sentence(found, part)))
                    left -= part
                    break
        return {name: said[name] for name in self._in_order(wrong) if name in said}

    def _in_order(self, names: frozenset[str]) -> list[str]:
        return [name for name in self._wrong if name in names]

    # ------------------------------------------------------------------------------------------------- candidates

    def _single(self, wrong: frozenset[str]) -> list[Candidate]:
        """One edit of one line on which exactly the wrong results depend."""
        found = [
            Candidate({symbol: edit.expression}, edit.rank + (not self._is_gradient(symbol)), ((symbol, edit),))
            for symbol in reversed(self._program.equations.symbols)
            if self._program.reach[symbol] == wrong
            for edit in self._edits(symbol)
        ]
        return sorted(found, key=lambda candidate: (candidate.rank, *_order(candidate.edits[0][1])))

    def _in_every_layer(self, wrong: frozenset[str]) -> list[Candidate]:
        """The same edit in the corresponding line of every layer."""
        groups: dict[Any, dict[Expr, Edit]] = {}
        for style, equations in enumerate(self._styles):
            for symbol, form in equations:
                if self._program.reach[symbol] and self._program.reach[symbol] <= wrong:
                    for edit in self._edits_of(symbol, form):
                        groups.setdefault((style, getattr(symbol, "role", ""), edit.key), {})[symbol] = edit
        found = [
            Candidate(
                {symbol: edit.expression for symbol, edit in edits.items()},
                max(edit.rank for edit in edits.values()),
                tuple(edits.items()),
            )
            for edits in groups.values()
            if len(edits) > 1 and frozenset().union(*(self._program.reach[symbol] for symbol in edits)) == wrong
        ]
        return sorted(found, key=lambda candidate: candidate.rank)

    def _inlined(self, wrong: frozenset[str]) -> Iterator[Candidate]:
        """One edit of what stands for a symbol in one line only."""
        for symbol, expression in reversed(self._program.lines):
            if self._program.reach[symbol] != wrong:
                continue
            for used in self._program.equations.symbols:
                if used in self._program.uses[symbol] and self._is_gradient(used):
                    for edit in self._edits(used):
                        if (edit.rank <= LIKELY or _is_stand_in(edit)) and edit.expression.shape == used.shape:
                            edited = substitute(expression, {used: edit.expression})
                            yield Candidate({symbol: edited}, edit.rank, ((used, edit),), inside=symbol)

    def _edits(self, symbol: Expr) -> list[Edit]:
        """Return the edits of every form of a line."""
        if symbol not in self._neighbours:
            lines = [line for equations in self._styles for line in equations]
            forms = dict.fromkeys(form for defined, form in (*lines, *self._program.steps) if defined == symbol)
            seen: dict[Expr, Edit] = {}
            for form in forms:
                for edit in self._edits_of(symbol, form):
                    if edit.expression not in seen or _order(edit) < _order(seen[edit.expression]):
                        seen[edit.expression] = edit
            self._neighbours[symbol] = sorted(seen.values(), key=_order)
        return self._neighbours[symbol]

    @property
    def _styles(self) -> tuple[Equations, ...]:
        return (*self._program.styles, self._program.equations)

    def _edits_of(self, symbol: Expr, form: Expr) -> list[Edit]:
        """Return the edits of one form of a line; none, where the form is only right under an assumption."""
        if (symbol, form) not in self._of_form:
            right = all(same(run.value(form), run.values[symbol]) for run in self._runs)
            self._of_form[symbol, form] = list(neighbours(form, context=self._scope(symbol))) if right else []
        return self._of_form[symbol, form]

    def _scope(self, symbol: Expr) -> Scope:
        """Return what is defined where a line stands."""
        symbols = self._program.equations.symbols
        before = (*symbols[: symbols.index(symbol)], *self._program.equations.inputs)
        gradient = self._is_gradient(symbol)
        nearby = self._nearby
        is_result = symbol in self._program.results.values()
        return Scope(
            symbols=tuple(each for each in before if each.is_Matrix and getattr(each, "role", "") != "prediction"),
            factors=nearby.factors if gradient else (),
            terms=nearby.terms if is_result else (),
            stand_ins=nearby.stand_ins,
            wholes=tuple(pair for pair in nearby.wholes if pair[1][1] == symbol),
            batch_size=BATCH_SIZE,
            mean=gradient and scale_of_gradient(symbol) == 1,
            voice=self._voice,
        )

    def _is_gradient(self, symbol: Any) -> bool:
        return isinstance(symbol, Variable) and bool(symbol.is_gradient)

    # ------------------------------------------------------------------------------------------------- comparison

    def edits_of(self, symbol: Expr) -> list[Edit]:
        """Return the edits of a line, likeliest first."""
        return self._edits(symbol)

    def is_reproduced_by(self, program: Program) -> bool:
        """Tell whether another program gives all results that were returned, the right ones too."""
        return all(map(partial(self._gives, program), self._trials))

    def _gives(self, program: Program, trial: Trial) -> bool:
        self._limits.check()
        try:
            with np.errstate(all="ignore"):
                values = evaluate_equations(program.equations, program.values_of(trial))
        except (SymnetError, ValueError):
            return False
        named = [(symbol, trial.returned[name]) for name, symbol in program.results.items() if name in trial.returned]
        return bool(named) and all(same(values[symbol], returned) for symbol, returned in named)

    def _first(self, candidates: Iterable[Candidate], wanted: frozenset[str]) -> Candidate | None:
        """Return the first candidate that reproduces the wanted results of every trial."""
        for candidate in candidates:
            self._limits.check()
            if all(self._reproduces(candidate, place, wanted) for place in range(len(self._runs))):
                return candidate
        return None

    def _reproduces(self, candidate: Candidate, place: int, wanted: frozenset[str]) -> bool:
        names = {symbol: name for name, symbol in self._program.results.items()}
        missing = set(wanted)
        try:
            for symbol, value in self._runs[place].results(candidate.changed):
                name = names[symbol]
                returned = self._trials[place].returned
                noise = self._runs[place].noise(symbol)
                if name in returned and not same(value, returned[name], noise=noise):
                    return False
                missing.discard(name)
        except (SymnetError, ValueError):  # an edit that does not fit these arrays
            return False
        return not missing

    # --------------------------------------------------------------------------------------------------- sentences

    def _sentence(self, found: Candidate, wrong: frozenset[str]) -> str:
        names = [name for name in self._program.results if name in wrong]
        symbol, edit = found.edits[0]
        if len(found.edits) > 1:
            parts = [f"{self._voice.spell(each)} {one.sentence}" for each, one in found.edits]
            return f"the same mistake in several lines: {_listed(parts)}"
        if found.inside is not None:
            said = f"with {self._voice.spell(symbol)} {edit.sentence}"
            return self._about(found.inside, said, names)
        return self._about(symbol, edit.sentence, names)

    def _about(self, symbol: Expr, said: str, names: list[str]) -> str:
        if symbol in self._program.results.values():
            return f"{ITSELF} {'gradient' if self._is_gradient(symbol) else 'output'} {said}"
        line = f"in {self._voice.spell(symbol)}: {said}"
        return f"{line}; {_listed(names)} follow{'s' * (len(names) == 1)} from it" if self._names_follow else line

    @property
    def wrong(self) -> tuple[str, ...]:
        """The names of the results that are wrong."""
        return self._wrong

    @property
    def _names_follow(self) -> bool:
        return tuple(self._program.results) != ("output",)


def _is_stand_in(edit: Edit) -> bool:
    """Tell whether an edit writes the slope of another activation, the commonest mistake inside another line."""
    detail = edit.key[1]
    return isinstance(detail, tuple) and detail[0] == "stand-in"


def _order(edit: Edit) -> tuple[int, int, int]:
    """Return how far back an edit stands: the likely ones first, the outermost of these, the shortest of these."""
    return edit.rank, edit.depth, edit.wording.length


def _listed(parts: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
