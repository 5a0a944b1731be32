"""A derivation: a gradient as a chain of equal expressions, with the rule, the shapes and the check of each step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

from sympy import Expr, HadamardProduct, MatMul, MatrixExpr

from symnet.calculus.backward import BackwardPass, Step
from symnet.expressions.hooks import latex_rule, text_rule
from symnet.expressions.operands import symbols_in
from symnet.expressions.shapes import brief
from symnet.expressions.substitution import substitute
from symnet.rewriting.algebra import split_scalar
from symnet.rewriting.tidying import tidied


@dataclass(frozen=True)
class Check:
    """The numerical evidence for one step: both sides computed at random numbers.

    `difference` is the largest absolute difference between them, relative to the largest entry; `by` says how.
    """

    difference: float
    tolerance: float
    by: str

    @property
    def holds(self) -> bool:
        """Whether the two sides agree to the tolerance."""
        return self.difference <= self.tolerance


@dataclass(frozen=True)
class DerivationStep:
    """One equality: ``before = after``, in the line of `symbol`, by a rule, under a condition where it has one."""

    symbol: Expr
    before: Expr
    after: Expr
    rule: str
    condition: str | None
    shapes: str
    check: Check | None = None


class Derivation(Sequence[DerivationStep]):
    """The steps from ``∂J/∂w`` to its final formula; iterate, index, `len`.

    `assumptions` names what was assumed of symbols. The steps are those of the engine that makes `Cost.gradient`.
    """

    def __init__(self, of: Expr, steps: Iterable[DerivationStep]) -> None:
        self._of = of
        self._steps = tuple(steps)

    @property
    def of(self) -> Expr:
        """The symbol that is derived, as ∂J/∂w."""
        return self._of

    @property
    def result(self) -> Expr:
        """The final formula, in symbols of the forward pass only."""
        return self._steps[-1].after

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was assumed, in words."""
        return tuple(dict.fromkeys(step.condition for step in self if step.rule == "assumption" and step.condition))

    def origin(self, factor: Expr) -> tuple[DerivationStep, ...]:
        """Return the path by which a factor of the formula came: from the first step to the one that brought it in.

        One step for each line on the way: through which δ, and by which rule. Empty where no step has the factor.

        >>> import symnet as sn
        >>> net = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"])
        >>> derivation = net.cost("binary_cross_entropy").derivation("w0")
        >>> [(str(step.symbol), step.rule) for step in derivation.origin(net.parameters["w1"])]
        [('dw0', 'chain rule'), ('dZ0', 'chain rule')]
        """
        brought = next((step for step in self if step.after.has(factor) and not step.before.has(factor)), None)
        if brought is None:
            return ()
        path = [brought]
        while path[0].symbol != self._of:
            wanted = path[0].symbol
            path.insert(0, next(step for step in self if step.after.has(wanted) and step.symbol != wanted))
        return tuple(path)

    @property
    def holds(self) -> bool:
        """Whether every step has a check, and every check holds."""
        return all(step.check is not None and step.check.holds for step in self)

    def with_checks(self, checks: Sequence[Check]) -> Derivation:
        """Return the derivation with a check for each step."""
        return Derivation(
            self._of, (replace(step, check=check) for step, check in zip(self._steps, checks, strict=True))
        )

    @overload
    def __getitem__(self, index: int) -> DerivationStep: ...
    @overload
    def __getitem__(self, index: slice) -> Derivation: ...
    def __getitem__(self, index: int | slice) -> DerivationStep | Derivation:
        return Derivation(self._of, self._steps[index]) if isinstance(index, slice) else self._steps[index]

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[DerivationStep]:
        return iter(self._steps)

    def __str__(self) -> str:
        return text_rule(self, None)

    def _repr_latex_(self) -> str:
        return latex_rule(self, None)

    def __repr__(self) -> str:
        return f"Derivation({brief(self._of)}, {len(self)} steps)"


def derive(result: BackwardPass, of: Expr) -> Derivation:
    """Return the derivation of one line of a backward pass: its own steps, then those of each δ that it needs.

    The last step substitutes the lines into each other, so that the formula holds symbols of the forward pass only.
    """
    lines = dict(result.equations)
    needed = _needed(lines, of)
    steps = [_described(step) for symbol in needed for step in result.steps_of(symbol)]
    composed = _composed(lines, needed)
    if composed != lines[of]:
        steps.append(_described(Step(of, lines[of], composed, "substitution")))
    return Derivation(of, steps)


def _needed(lines: dict[Expr, Expr], of: Expr) -> list[Expr]:
    """Return the lines that a line needs, itself first, each before those that it uses."""
    found: dict[Expr, None] = {of: None}
    queue = [of]
    while queue:
        for atom in symbols_in(lines[queue.pop(0)], whole=lines):
            if atom in lines and atom not in found:
                found[atom] = None
                queue.append(atom)
    return list(found)


def _composed(lines: dict[Expr, Expr], needed: list[Expr]) -> Expr:
    done: dict[Any, Expr] = {}
    for symbol in reversed(needed):
        done[symbol] = substitute(lines[symbol], done)
    return tidied(done[needed[0]])


def _described(step: Step) -> DerivationStep:
    return DerivationStep(step.symbol, step.before, step.after, step.rule, step.condition, shapes_of(step.after))


def shapes_of(expression: Expr) -> str:
    """Return the shapes of the factors of a product and of the result: ``(3 × m)(m × 2) → 3 × 2``.

    >>> from sympy import MatrixSymbol
    >>> shapes_of(MatMul(MatrixSymbol("A", 3, 5), MatrixSymbol("B", 5, 2)))
    '(3 × 5)(5 × 2) → 3 × 2'
    """
    if not isinstance(expression, MatrixExpr):
        return "scalar"
    whole = _shape(expression)
    _, core = split_scalar(expression)
    if isinstance(core, HadamardProduct):
        return f"{' ⊙ '.join(f'({_shape(factor)})' for factor in core.args)} → {whole}"
    if isinstance(core, MatMul):
        return f"{''.join(f'({_shape(factor)})' for factor in core.args)} → {whole}"
    return whole


def _shape(matrix: MatrixExpr) -> str:
    rows, columns = matrix.shape
    return f"{rows} × {columns}"
