"""Backward passes and derivations proved: each line against the chain rule, each step against the one before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sympy import Expr
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.calculus.derivation import Derivation, DerivationStep
from symnet.errors import SymnetTypeError, kind_of
from symnet.expressions.assumptions import Fact
from symnet.expressions.equations import Equations
from symnet.expressions.shapes import brief
from symnet.expressions.variables import Variable, gradient_symbol
from symnet.limits import Limits
from symnet.nn.conventions import in_convention
from symnet.nn.cost import Cost, J
from symnet.proof.backward import Pass, prove_lines
from symnet.verdicts import Claim, Verdict, Verdicts
from symnet.verification.claims import TIMEOUT, decide, refute
from symnet.verification.conventions import told_in_convention
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
    facts = _facts([*equations.assumptions, *one_or_several(assuming)], cost, equations)
    stated, equations = equations, in_convention(equations, back=True)
    given = _pass_of(equations, cost)
    verdicts: dict[str, Verdict] = {}
    start = limits.elapsed
    for (symbol, expression), proved in zip(
        equations, prove_lines(given, equations, facts=facts, limits=limits), strict=True
    ):
        verdict = proved if proved.proved else _compared(symbol, expression, proved, equations, cost, facts, limits)
        verdicts[str(symbol)] = replace(verdict, seconds=limits.elapsed - start)
        start = limits.elapsed
    return told_in_convention(
        Verdicts(verdicts), stated, lambda lines: prove_lines(given, lines, facts=facts, limits=limits)
    )


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


def _compared(
    symbol: Expr, expression: Expr, unproved: Verdict, equations: Equations, cost: Cost, facts: Any, limits: Limits
) -> Verdict:
    """Compare a line that was not proved with the derived one, at numbers; all that it may use is computed."""
    grain = "batch"
    if isinstance(symbol, MatrixElement):
        grain = "neuron"
    elif isinstance(symbol, Variable) and symbol.grain == "sample":
        grain = "sample"
    derived = dict(in_convention(cost.gradient(grain, assuming_targets=False), back=True))  # type: ignore[arg-type] # one of the three
    if symbol not in derived:
        return unproved
    forward = _pass_of(equations, cost).forward
    lines = [(name, line) for name, line in derived.items() if name != symbol]
    given = forward if grain == "neuron" else Equations([*forward, *lines])
    return refute(Claim(derived[symbol], expression, facts, given), unproved.claim, limits, unproved.explanation)


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
    facts = _facts(derivation.assumptions, cost, ())
    derivation = in_convention(derivation, back=True)
    forward = cost.equations("batch")
    backward = in_convention(cost.backward().equations, back=True)
    given = {True: backward, False: Equations([*forward, *backward])}
    verdicts = {}
    for place, step in enumerate(derivation, 1):
        if step.before == step.symbol:
            (verdict,) = prove_lines(_pass_of(backward, cost), [(step.symbol, step.after)], facts=facts, limits=limits)
        else:
            verdict = _step(step, facts, given[step.rule == "substitution"], limits)
        verdicts[f"{step.symbol} {place}"] = verdict
    return Verdicts(verdicts)


def _step(step: DerivationStep, facts: tuple[Fact, ...], given: Equations, limits: Limits) -> Verdict:
    return decide(Claim(step.before, step.after, facts, given), limits)
