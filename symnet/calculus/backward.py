"""The backward pass: one cotangent equation for each forward equation, in reverse order, so that the cost is linear.

Reverse mode over `Equations`. The cotangent of a symbol collects what each later equation contributes; it gets a line
and a name of its own where a textbook gives it one (δ, ∂J/∂W), and is passed on as it is where not. Every line is made
by named rules in order, and keeps them: the steps that are shown are the steps that were made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sympy import Add, Expr, MatrixExpr, MatrixSymbol, S, Symbol, ZeroMatrix, sign
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.calculus.reverse import cotangents
from symnet.errors import SymnetTypeError, SymnetValueError
from symnet.expressions.equations import Definition, Equations
from symnet.expressions.operands import subexpressions, symbols_in
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.shapes import brief
from symnet.expressions.slope import Slope
from symnet.rewriting.algebra import plus

LONGEST_VALUE = 20
"""Characters of a value that is shown as it is."""


@dataclass(frozen=True)
class Step:
    """One equality in a derivation: ``symbol = before = after`` by a rule, under a condition where it has one."""

    symbol: Expr
    before: Expr
    after: Expr
    rule: str
    condition: str | None = None


@dataclass(frozen=True)
class Simplification:
    """What a pass of tidying made of an expression, and why that is allowed."""

    expression: Expr
    condition: str | None = None


@dataclass(frozen=True)
class Pass:
    """A named rule over whole expressions: it returns what it makes of one, or None where it does not apply."""

    name: str
    apply: Callable[[Expr], Simplification | None]


@dataclass(frozen=True)
class BackwardPass:
    """The equations of a backward pass, and the steps by which each was made."""

    equations: Equations
    steps: tuple[Step, ...]

    def steps_of(self, symbol: Expr) -> tuple[Step, ...]:
        """Return the steps that made the line of a symbol."""
        return tuple(step for step in self.steps if step.symbol == symbol)


def backward(
    forward: Equations,
    of: Expr,
    by: Sequence[Expr],
    *,
    name: Callable[[Expr], Expr | None],
    passes: Iterable[Pass] = (),
    seed: Expr | None = None,
) -> BackwardPass:
    """Return the equations of the gradient of a symbol by others.

    ======= =========================================================================================================
    forward definitions, among them that of `of`
    of      the symbol that is differentiated: a scalar, or a matrix with its cotangent as `seed`
    by      the symbols that it is differentiated by
    name    gives the symbol for the cotangent of a symbol, or None where it needs no line of its own
    passes  the rules that tidy each line, tried in order until none applies
    seed    the cotangent to start with, 1 for a scalar
    ======= =========================================================================================================

    Raises `SymnetValueError` where `of` is not defined, `SymnetTypeError` where it is a matrix without a seed.
    """
    if of not in forward.symbols:
        raise SymnetValueError(
            f"Cannot differentiate {brief(of)}: the equations define {', '.join(map(brief, forward.symbols[-3:]))}."
        )
    if seed is None and getattr(of, "is_Matrix", False):
        raise SymnetTypeError(
            f"Cannot take the gradient of {brief(of)}, a matrix: only a scalar has a gradient; "
            "take its jacobian, or give a cotangent."
        )
    return _Sweep(forward, tuple(by), name, tuple(passes)).run(of, S.One if seed is None else seed)


class _Sweep:
    """One run from the last equation to the first."""

    def __init__(
        self, forward: Equations, by: tuple[Expr, ...], name: Callable[[Expr], Expr | None], passes: tuple[Pass, ...]
    ) -> None:
        self._forward = forward
        self._by = by
        self._name = name
        self._passes = passes
        self._contributions: dict[Expr, list[tuple[int, Expr]]] = {}
        self._definitions: list[Definition] = []
        self._steps: list[Step] = []

    def run(self, of: Expr, seed: Expr) -> BackwardPass:
        active = self._active()
        first_use = self._first_uses()
        self._contributions[of] = [(len(self._forward), seed)]
        for place in range(len(self._forward) - 1, -1, -1):
            symbol = self._forward[place].symbol
            contributions = self._contributions.pop(symbol, None)
            if contributions is not None and symbol in active:
                self._pull(place, _total(_in_order(contributions)), active)
            for parameter in first_use.get(place, ()):
                self._finish(parameter)
        return BackwardPass(Equations(self._definitions, spelling=self._forward.spelling), tuple(self._steps))

    def _pull(self, place: int, cotangent: Expr, active: set[Expr]) -> None:
        name = self._name(self._forward[place].symbol)
        passed_on = cotangent if name is None else self._define(name, cotangent)
        for operand, contribution in contributions_to(self._forward[place].expression, passed_on, active):
            self._contributions.setdefault(operand, []).append((place, contribution))

    def _finish(self, parameter: Expr) -> None:
        contributions = self._contributions.pop(parameter, [(0, _zero(parameter))])
        name = self._name(parameter)
        if name is None:
            raise SymnetValueError(f"The gradient by {brief(parameter)} was asked for, but it has no name.")
        self._define(name, _total(_in_order(contributions)))

    def _define(self, name: Expr, raw: Expr) -> Expr:
        expression = raw
        self._steps.append(Step(name, name, raw, "chain rule", conventions_in(raw)))
        progress = True
        while progress:
            progress = False
            for rule in self._passes:
                result = rule.apply(expression)
                if result is not None and result.expression != expression:
                    self._steps.append(Step(name, expression, result.expression, rule.name, result.condition))
                    expression = result.expression
                    progress = True
        self._definitions.append(Definition(name, expression))
        return name

    def _active(self) -> set[Expr]:
        """Return the symbols through which the result depends on what it is differentiated by."""
        active = set(self._by)
        for symbol, expression in self._forward:
            if not active.isdisjoint(symbols_in(expression, whole=active)):
                active.add(symbol)
        return active

    def _first_uses(self) -> dict[int, list[Expr]]:
        """Return, for each equation, the parameters that no earlier equation uses: there their gradient is complete."""
        wanted = set(self._by)
        places: dict[Expr, int] = {}
        for place, (_, expression) in enumerate(self._forward):
            for atom in symbols_in(expression, whole=wanted):
                if atom in wanted:
                    places.setdefault(atom, place)
        uses: dict[int, list[Expr]] = {}
        for parameter in self._by:
            uses.setdefault(places.get(parameter, 0), []).append(parameter)
        return uses


def conventions_in(expression: Expr) -> str | None:
    """Say what stands for the derivatives that do not exist: ``relu'(0) = 0 by convention``; None where all exist."""
    nodes = subexpressions(expression)
    slopes = {node for node in nodes if isinstance(node, Slope) and node.order == 1}
    values = {
        f"{type(slope.application).__name__}'({_named(point)}) {_shown(value)}"
        for slope in slopes
        if isinstance(slope.application, ScalarFunction)
        for point, value in slope.application.kinks().items()
    }
    if any(isinstance(node, sign) for node in nodes):
        values.add("abs'(0) = 0")
    return f"{', '.join(sorted(values))} by convention" if values else None


def _shown(value: Expr) -> str:
    """Return an equality with a value; of a fraction that nobody would read to its end, a decimal."""
    is_long = value.is_Rational and len(str(value)) > LONGEST_VALUE
    return f"≈ {value.evalf(6)}" if is_long else f"= {value}"


def _named(point: Expr) -> str:
    """Return a point as it is read: that of a loss depends on the target, which is its second argument."""
    return str(point.xreplace({symbol: Symbol("y") for symbol in point.free_symbols if symbol.name == "u_2"}))


def contributions_to(expression: Expr, cotangent: Expr, wanted: set[Expr]) -> list[tuple[Expr, Expr]]:
    """Return what the cotangent of an expression contributes to each wanted symbol in it, in the order of first use."""
    used = [atom for atom in symbols_in(expression, whole=wanted) if atom in wanted]
    return list(cotangents(expression, cotangent, dict.fromkeys(used)).items())


def _in_order(contributions: list[tuple[int, Expr]]) -> list[Expr]:
    """Return contributions in the order of the equations that they come from: of the data before those of a penalty."""
    return [contribution for _, contribution in sorted(contributions, key=lambda pair: pair[0])]


def _total(contributions: list[Expr]) -> Expr:
    if len(contributions) == 1:
        return contributions[0]
    return plus(*contributions) if isinstance(contributions[0], MatrixExpr) else Add(*contributions)


def _zero(symbol: Expr) -> Expr:
    is_matrix = isinstance(symbol, MatrixSymbol) and not isinstance(symbol, MatrixElement)
    return ZeroMatrix(*symbol.shape) if is_matrix else S.Zero
