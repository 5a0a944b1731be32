"""Verdicts, counterexamples and reports in words: as text, and as LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from sympy import Expr, ImmutableDenseMatrix, Rational, Symbol

from symnet.errors import SymnetError
from symnet.expressions.hooks import latex_rule, text_rule
from symnet.expressions.shapes import brief, is_long
from symnet.printing.present import Style, displayed, latex_of, text, text_of
from symnet.printing.present import latex as symnet_latex
from symnet.verdicts import Counterexample, Value, Verdict, Verdicts

WIDTH = 12
"""Columns before what a line says."""

MOST_NODES = 400
"""A side of more parts is shown in short."""


SPECIAL: Mapping[str, str] = MappingProxyType(
    {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
    | {sign: f"\\{sign}" for sign in "{}$&#_%"}
)
"""What must be written otherwise in LaTeX text."""


def claim_text(left: Expr, right: Expr) -> str:
    """Return an equation as symnet prints it, or a short form of one that is too long or too deep to be printed.

    >>> from sympy import MatrixSymbol
    >>> claim_text(MatrixSymbol("A", 2, 3).T, MatrixSymbol("B", 3, 2))
    'Aᵀ = B'
    """
    if is_short(left) and is_short(right):
        try:
            return f"{text(left)} = {text(right)}"
        except Exception:  # noqa: BLE001 - SymPy's printer may fail in any way on what SymPy did not build
            return f"{brief(left)} = {brief(right)}"
    return f"{brief(left)} = {brief(right)}"


def is_short(expression: Expr) -> bool:
    """Tell whether an expression is small when it is written out, where a part that occurs twice is written twice."""
    waiting, count = [expression], 0
    while waiting and count <= MOST_NODES:
        node = waiting.pop()
        count += 1
        if is_long(node):
            return False
        waiting.extend(node.args)
    return count <= MOST_NODES


def rows_of(verdict: Verdict) -> Iterator[tuple[str, Sequence[str]]]:
    """Give what a verdict says, row by row: a name, and the lines that belong to it."""
    yield "for", verdict.scope
    yield "assuming", verdict.assumptions
    yield "with", verdict.conventions
    yield "proof", verdict.proof
    yield "because", () if verdict.counterexample is None else tuple(lines_of(verdict.counterexample))
    yield "explanation", verdict.explanation.splitlines()


def lines_of(found: Counterexample) -> Iterator[str]:
    """Give the numbers so that a person can redo the example: sizes, values, functions, then both sides."""
    if found.sizes:
        yield ", ".join(f"{name} = {size}" for name, size in found.sizes.items())
    for name, value in found.values.items():
        yield f"{name} = {_value(value)}"
    for name, function in found.functions.items():
        yield f"{name}: {function}"
    where = "" if found.place is None else f" in row {found.place[0]}, column {found.place[1]}"
    yield f"left {found.left}, right {found.right}{where}"


def _value(value: Value) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return f"[{'; '.join(' '.join(map(str, row)) for row in value)}]"


@text_of.register
def _(verdict: Verdict, _style: Style) -> str:
    lines = [f"{verdict.status}: {verdict.claim}"]
    for name, values in rows_of(verdict):
        lines += [f"  {name if place == 0 else '':<{WIDTH}}{value}" for place, value in enumerate(values)]
    return "\n".join(lines)


@text_of.register
def _(found: Counterexample, _style: Style) -> str:
    return "\n".join(lines_of(found))


@text_of.register
def _(verdicts: Verdicts, _style: Style) -> str:
    return "\n".join(f"{name}: {verdict}" for name, verdict in verdicts.items())


@text_rule.register(Verdict)
@text_rule.register(Verdicts)
@text_rule.register(Counterexample)
def _(thing: Verdict | Verdicts | Counterexample, _printer: object) -> str:
    return text(thing)


@latex_of.register
def _(verdict: Verdict, style: Style) -> str:
    """Set the claim, the verdict, and the numbers of a counterexample; sentences stay in the text."""
    return f"\\begin{{align*}}\n{_aligned(verdict, style)}\n\\end{{align*}}"


@latex_of.register
def _(found: Counterexample, _style: Style) -> str:
    rows = [f"{left} &= {right}" for left, right in _equations_of(found)]
    return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}"


@latex_of.register
def _(verdicts: Verdicts, style: Style) -> str:
    return f"\\begin{{align*}}\n{_all_aligned(verdicts, style)}\n\\end{{align*}}"


@latex_rule.register
def _(verdict: Verdict, _printer: object) -> str:
    """Set a verdict for a notebook."""
    return displayed(_aligned(verdict, Style(None, ones=False)))


@latex_rule.register
def _(verdicts: Verdicts, _printer: object) -> str:
    """Set verdicts for a notebook."""
    return displayed(_all_aligned(verdicts, Style(None, ones=False)))


def _all_aligned(verdicts: Verdicts, style: Style) -> str:
    return " \\\\\n".join(_aligned(verdict, style) for verdict in verdicts.values())


def _aligned(verdict: Verdict, style: Style) -> str:
    subject = verdict.subject
    rows = [rf"& \text{{{plain(verdict.status)}{_for(verdict.scope)}}}"]
    if subject is not None:
        try:
            left, right = (symnet_latex(side, notation=style.notation) for side in (subject.left, subject.right))
            rows.insert(0, f"{left} &= {right}")
        except SymnetError:  # it is nested too deep to be printed
            pass
    if verdict.counterexample is not None:
        rows += [f"{left} &= {right}" for left, right in _equations_of(verdict.counterexample)]
    return " \\\\\n".join(rows)


def _for(scope: Iterable[str]) -> str:
    shown = [plain(part) for part in scope if plain(part)]
    return f" for {', '.join(shown)}" if shown else ""


def plain(sentence: str) -> str:
    r"""Return a sentence as it may stand in LaTeX text, and nothing where it holds more than ASCII.

    >>> print(plain("where n_0 = 2"))
    where n\_0 = 2
    """
    if not (sentence.isascii() and sentence.isprintable()):
        return ""
    return "".join(SPECIAL.get(sign, sign) for sign in sentence)


def _equations_of(found: Counterexample) -> Iterator[tuple[str, str]]:
    for name, size in found.sizes.items():
        yield symnet_latex(Symbol(name)), str(size)
    for name, value in found.values.items():
        yield symnet_latex(Symbol(name)), _latex(value)
    for name, function in found.functions.items():
        yield symnet_latex(Symbol(name)), rf"\text{{{plain(function)}}}"
    place = "" if found.place is None else f"_{{{found.place[0]},{found.place[1]}}}"
    yield rf"\text{{left}}{place}", str(found.left)
    yield rf"\text{{right}}{place}", str(found.right)


def _latex(value: Value) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return symnet_latex(ImmutableDenseMatrix([[Rational(str(entry)) for entry in row] for row in value]))
