"""Backward passes and derivations proved: each line against the chain rule, each step against the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sympy import Expr
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.calculus.derivation import Derivation
from symnet.errors import SymnetTypeError, kind_of
from symnet.expressions.assumptions import Fact
from symnet.expressions.equations import Equations
from symnet.expressions.shapes import brief
from symnet.expressions.variables import Variable, gradient_symbol
from symnet.limits import LimitReachedError, Limits, limited
from symnet.nn.conventions import in_convention
from symnet.nn.cost import Cost, J
from symnet.proof.backward import Pass, prove_lines
from symnet.verdicts import Claim, Verdict, Verdicts
from symnet.verification.claims import TIMEOUT, decide, refute
from symnet.verification.conventions import told_in_convention
from symnet.verification.gradient_names import gradients_in
from symnet.verification.guarding import guarded_lines
from symnet.verification.reach import reach
from symnet.verification.reading.assuming import assumed, one_or_several
from symnet.verification.reading.relevance import facts_about, symbols_in
from symnet.verification.reading.vocabulary import table_of


def verify_gradient(equations: Equations, cost: Cost, *, assuming: Any = (), timeout: float = TIMEOUT) -> Verdicts:
    r"""Decide each line of a backward pass, ``∂J/∂W := …``, for all sizes.

    A line is proved from the forward equations alone, by the chain rule in index form; the rules by which symnet
    derives gradients are not used. A line that is not proved is compared with the derived one, and refuted by numbers.
    It may use the forward pass and the lines before it, at grain ``batch``, ``sample`` or ``neuron``. What the
    equations say that they assume is assumed.

    >>> import symnet as sn
    >>> cost = sn.Network(["n_0", "n_1", "n_2"], activations=["relu", "softmax"]).cost("cross_entropy")
    >>> verdicts = sn.verify_gradient(cost.gradient(), cost)
    >>> verdicts.status, verdicts["dZ1"].assumptions, verdicts["dZ0"].conventions
    ('proved', ('the columns of Y sum to one',), ("relu'(0) = 0",))

    Raises `SymnetTypeError` for what is no `Equations` or no `Cost`, `SymnetValueError` for a line of no gradient.
    """
    if not isinstance(equations, Equations):
        raise SymnetTypeError(
            f"A backward pass is given as Equations, but {brief(equations)} is {kind_of(equations)}; "
            "write sn.Equations([(dW, expression), …])."
        )
    _require_cost(cost)
    limits = Limits(timeout)
    stated, equations = equations, in_convention(equations, back=True)
    given = _pass_of(equations, cost)
    decided: list[Verdict] = []
    facts: tuple[Fact, ...] = ()
    try:
        with limited(limits):
            facts = _facts([*stated.assumptions, *one_or_several(assuming)], cost, stated)
            subjects = _subjects(equations, given, facts)
            decided += _proved(given, equations, subjects, facts, limits)
            decided = guarded_lines(decided, limits)
            derive = cache(lambda grain: _derived(cost, grain))
            for place, (verdict, subject) in enumerate(zip(decided, subjects, strict=True)):
                if not verdict.proved:
                    decided[place] = _compared(verdict, subject, derive, limits)
    except LimitReachedError as reached:  # the lines that it did not come to
        texts = [f"{brief(symbol)} = {brief(line)}" for symbol, line in equations[len(decided) :]]
        decided += [Verdict("undecided", text, explanation=str(reached)) for text in texts]
    verdicts = Verdicts({str(symbol): verdict for (symbol, _), verdict in zip(equations, decided, strict=True)})
    return told_in_convention(verdicts, stated, lambda lines: prove_lines(given, lines, facts=facts, limits=limits))


def _derived(cost: Cost, grain: str) -> dict[Any, Expr]:
    lines = cost.gradient(grain, assuming_targets=False)  # type: ignore[arg-type] # one of the three
    return dict(in_convention(lines, back=True))


def _proved(
    given: Pass, lines: Equations, subjects: Sequence[Claim], facts: tuple[Fact, ...], limits: Limits
) -> Iterator[Verdict]:
    """Yield what the prover says of each line, with the time that it took."""
    start = limits.elapsed
    for subject, verdict in zip(subjects, prove_lines(given, lines, facts=facts, limits=limits), strict=True):
        yield replace(_of_line(verdict, subject), seconds=limits.elapsed - start)
        start = limits.elapsed


def _subjects(lines: Iterable[tuple[Expr, Expr]], given: Pass, facts: tuple[Fact, ...]) -> list[Claim]:
    """Return each line as a claim about what its name means: the derivative of the cost by a symbol."""
    meaning = gradients_in(given.forward, given.of)
    return [Claim(symbol, expression, facts, given.forward, meaning) for symbol, expression in lines]


def _of_line(verdict: Verdict, subject: Claim) -> Verdict:
    """Return a verdict with its claim, and in its scope the sizes of this line."""
    _, *others = verdict.scope or ("",)
    scope = (reach([subject.left, subject.right]), *others) if verdict.proved else verdict.scope
    return replace(verdict, scope=scope, subject=subject)


def _require_cost(cost: Any) -> None:
    if not isinstance(cost, Cost):
        raise SymnetTypeError(
            f"A backward pass is verified beside a cost, but {brief(cost)} is {kind_of(cost)}; write net.cost('…')."
        )


def _facts(given: Iterable[Any], cost: Cost, lines: Iterable[tuple[Expr, Expr]]) -> tuple[Fact, ...]:
    """Return the facts that sentences and objects state; names are looked up only where there are sentences."""
    listed = list(given)
    facts = assumed(listed, table_of(cost))[0] if listed else ()
    return facts_about(facts, symbols_in(side for line in lines for side in line))


def _whole(symbol: Expr) -> Any:
    return symbol.parent if isinstance(symbol, MatrixElement) else symbol


def _pass_of(equations: Equations, cost: Cost) -> Pass:
    """Return the forward pass that a backward pass belongs to, and the gradients that it names."""
    stated = {_whole(symbol) for symbol in equations.symbols}
    of_sample = any(isinstance(symbol, Variable) and symbol.grain == "sample" for symbol in stated)
    if of_sample:
        forward, of, _ = cost.one_sample()
    else:
        forward, of = cost.equations("batch"), J
    symbols = [*forward.symbols, *forward.inputs]
    names = {symbol: gradient_symbol(symbol, of_sample=of_sample) for symbol in symbols if isinstance(symbol, Variable)}
    return Pass(forward, of, {symbol: name for symbol, name in names.items() if name in stated})


def _compared(unproved: Verdict, subject: Claim, derive: Callable[[str], dict[Any, Expr]], limits: Limits) -> Verdict:
    """Refute a line that was not proved by numbers at which it is not the derivative; explain it by the derived one."""
    if unproved.reproducer or not limits.remaining:
        return unproved
    symbol = subject.left
    grain = "batch"
    if isinstance(symbol, MatrixElement):
        grain = "neuron"
    elif isinstance(symbol, Variable) and symbol.grain == "sample":
        grain = "sample"
    derived = derive(grain)
    if symbol not in derived:
        return unproved
    lines = [(name, line) for name, line in derived.items() if name != symbol]
    given = subject.given if grain == "neuron" else Equations([*(subject.given or ()), *lines])
    explained = Claim(derived[symbol], subject.right, subject.facts, given)
    verdict = refute(subject, unproved.claim, limits, unproved.explanation, explained=explained)
    return replace(verdict, subject=subject, seconds=unproved.seconds + verdict.seconds)


def verify_derivation(derivation: Derivation, cost: Cost, *, timeout: float = TIMEOUT) -> Verdicts:
    """Decide each step of a derivation of a cost for all sizes.

    The first step of each line is proved by the chain rule from the forward equations, the others as the equation of
    their two sides.

    >>> import symnet as sn
    >>> cost = sn.Network(["n_0", "n_1"], activations="sigmoid").cost("binary_cross_entropy")
    >>> sn.verify_derivation(cost.derivation("w0"), cost)
    Verdicts(dw0 1: proved, dZ0 2: proved, dZ0 3: proved, dZ0 4: proved, dZ0 5: proved, dw0 6: proved)
    """
    _require_cost(cost)
    limits = Limits(timeout)
    verdicts: dict[str, Verdict] = {}
    try:
        with limited(limits):
            _decide_steps(derivation, cost, limits, verdicts)
    except LimitReachedError as reached:  # the steps that it did not come to
        for place, step in enumerate(derivation, 1):
            text = f"{brief(step.before)} = {brief(step.after)}"
            verdicts.setdefault(f"{step.symbol} {place}", Verdict("undecided", text, explanation=str(reached)))
    return Verdicts(verdicts)


def _decide_steps(derivation: Derivation, cost: Cost, limits: Limits, verdicts: dict[str, Verdict]) -> None:
    """Add the verdict on each step, by its line and its place."""
    facts = _facts(derivation.assumptions, cost, ())
    derivation = in_convention(derivation, back=True)
    backward = in_convention(cost.backward().equations, back=True)
    of = _pass_of(backward, cost)
    given = {True: backward, False: Equations([*of.forward, *backward])}
    first: list[str] = []
    for place, step in enumerate(derivation, 1):
        (subject,) = _subjects([(step.before, step.after)], of, facts)
        name = f"{step.symbol} {place}"
        if step.before == step.symbol:
            (verdict,) = prove_lines(of, [(step.symbol, step.after)], facts=facts, limits=limits)
            verdicts[name] = _of_line(verdict, subject)
            first.append(name)
        else:
            verdicts[name] = decide(replace(subject, given=given[step.rule == "substitution"]), limits)
    verdicts |= zip(first, guarded_lines([verdicts[name] for name in first], limits), strict=True)
