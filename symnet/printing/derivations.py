r"""Derivations in LaTeX and as text: one line a step, with its rule, its shapes and its condition beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from symnet.calculus.derivation import Derivation, DerivationStep
from symnet.errors import SymnetValueError
from symnet.expressions.equations import Equations
from symnet.expressions.hooks import latex_rule, text_rule
from symnet.expressions.variables import Variable
from symnet.printing.present import Style, displayed, escaped, latex, latex_of, lines, text, text_of
from symnet.printing.typesetting import typeset


def rows(derivation: Derivation, *, ones: bool = False) -> list[tuple[str, str, DerivationStep]]:
    """Return the LaTeX of each step: the left side where a new line begins, the right side, and the step."""
    shown = []
    last = None
    for step in derivation:
        ((left, right),) = lines(Equations([(step.symbol, step.after)]), ones=ones)
        shown.append(("" if step.symbol == last else left, right, step))
        last = step.symbol
    return shown


def remark(step: DerivationStep) -> str:
    """Return the rule of a step, with its condition where it has one, in words."""
    return f"{step.rule}: {_spelled(step, in_words=text)}" if step.condition else step.rule


def _spelled(step: DerivationStep, *, in_words: Callable[[Variable], str]) -> str:
    """Return the condition of a step with each plain name, as A1, spelled as the equations spell it."""
    sides = (step.before, step.after)
    names = {variable.name: variable for side in sides for variable in side.atoms(Variable)}

    def spelled(word: re.Match[str]) -> str:
        return in_words(names[word[0]]) if word[0] in names else word[0]

    return re.sub(r"\b[A-Za-z_]\w*\b", spelled, step.condition or "")


def aligned(derivation: Derivation, *, ones: bool = False) -> str:
    """Return the rows of a derivation for an aligned environment."""
    return " \\\\\n".join(_row(*row) for row in rows(derivation, ones=ones))


def _row(left: str, right: str, step: DerivationStep) -> str:
    """Return the row of a step; its condition stands in a row of its own, and pushes nothing aside."""
    shapes = step.shapes.replace("×", r"\times").replace("⊙", r"\odot").replace("→", r"\to")
    row = rf"{left} &= {right} && \text{{{step.rule}}} && {shapes}"
    if step.condition is None:
        return row
    condition = _spelled(step, in_words=lambda variable: rf"\({latex(variable)}\)")
    return rf"{row} \\ & \quad \rlap{{\text{{({escaped(condition)})}}}}"


def _require_no_notation(style: Style) -> None:
    if style.notation is not None:
        raise SymnetValueError(
            "A derivation is printed in the notation in which it was made; "
            f"write cost.with_notation({str(style.notation)!r}).derivation(…)."
        )


@latex_of.register
def _(derivation: Derivation, style: Style) -> str:
    _require_no_notation(style)
    return f"\\begin{{align*}}\n{aligned(derivation, ones=style.ones)}\n\\end{{align*}}"


@text_of.register
def _(derivation: Derivation, style: Style) -> str:
    _require_no_notation(style)
    table = [(typeset(left), typeset(right), step) for left, right, step in rows(derivation, ones=style.ones)]
    first, second = max(len(left) for left, _, _ in table), max(len(right) for _, right, _ in table)
    return "\n".join(
        f"{left:<{first}} = {right:<{second}}   [{remark(step)}; {step.shapes}{_verdict(step)}]"
        for left, right, step in table
    )


def _verdict(step: DerivationStep) -> str:
    if step.check is None:
        return ""
    return "; checked" if step.check.holds else f"; NOT CONFIRMED: the sides differ by {step.check.difference:.1e}"


@latex_rule.register
def _(derivation: Derivation, _printer: Any) -> str:
    """Set a derivation for a notebook."""
    return displayed(aligned(derivation))


@text_rule.register
def _(derivation: Derivation, _printer: Any) -> str:
    return text(derivation)
