r"""Checks of a derivation: both sides of every step, computed at random numbers by generated code.

The first step of a line, ``∂J/∂w = …``, is checked against differences; the others, side against side. Sizes that are
symbols become different primes; undefined functions become definite ones.

The differences are not those of the cost: of a first layer under forty others they would be lost in its rounding. They
are those of the Lagrangian :math:`J(…, z_L) + \sum_l \langle \partial J/\partial z_l, f_l(…, z_{l-1}) \rangle`, in
which every pre-activation that has a line is a variable of its own, at the value of the forward pass. Its derivative by
a weight or pre-activation is that of the cost, given the lines behind it, which have checks of their own; and each term
is as large as the gradient (Y. LeCun, A theoretical framework for back-propagation, 1988).
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from sympy import Dummy, Expr, Integer, MatrixExpr, MatrixSymbol, S, exp, sin
from sympy.core.function import AppliedUndef

from symnet.calculus.derivation import Check, Derivation
from symnet.codegen import lambdify
from symnet.errors import TooLargeError
from symnet.expressions.equations import Equations
from symnet.expressions.generic import GenericActivation
from symnet.expressions.operands import symbols_in
from symnet.expressions.slope import Slope
from symnet.expressions.variables import Variable, gradient_symbol
from symnet.nn.sizes import BATCH_SIZE

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
SAMPLES = 3
ATTEMPTS = 500
DRAWS = ((1.0, 0.0), (2.0, 0.0), (4.0, 0.0), (0.5, 1.0))
"""How widely arrays are drawn, and around which mean, by turns: small weights let nothing through many layers of
sigmoids, and weights of both signs nothing through many of relus."""
ZERO = 1e-8
"""What is smaller, relative to the gradients from which it is computed, counts as zero."""
LARGEST = 10**8
"""Entries of one array that are drawn; a billion numbers would not fit into every memory."""
EXACT, DIFFERENCES = 1e-9, 1e-5
STEPS = (1e-3, 1e-5)


def checked(
    derivation: Derivation, forward: Equations, backward: Equations, cost: Expr, target: Variable
) -> Derivation:
    """Return the derivation with a check for each step."""
    program = _Program(forward, backward, cost, target, derivation)
    return derivation.with_checks([program.check(place) for place in range(len(derivation))])


class _Program:
    """The forward pass, the lines behind it and both sides of every step as compiled functions of named arrays."""

    def __init__(
        self, forward: Equations, backward: Equations, cost: Expr, target: Variable, derivation: Derivation
    ) -> None:
        self._derivation = derivation
        self._lines = dict(backward)
        moved = [(symbol, _definite(expression)) for symbol, expression in forward]
        later = [(symbol, _definite(expression)) for symbol, expression in backward]
        sides = {
            f"{which}_{place}": (_like("side", value), _definite(value))
            for place, step in enumerate(derivation)
            for which, value in (("before", step.before), ("after", step.after))
        }
        program = Equations([*moved, *later, *sides.values()])
        sizes = _sizes(forward)
        self._inputs = [symbol for symbol in program.inputs if symbol not in sizes]
        self._named = [symbol for symbol in forward.symbols if _gradient_of(symbol) in self._lines]
        self._origin = {_gradient_of(symbol): symbol for symbol in (*self._inputs, *self._named)}
        self._compute = lambdify(
            program,
            self._inputs,
            results=[
                cost,
                {name: symbol for name, (symbol, _) in sides.items()},
                {_key(place): symbol for place, symbol in enumerate(self._named)},
                {_key(place): symbol for place, symbol in enumerate(self._lines)},
            ],
            name="sides",
        )
        self._terms = self._lagrangian(moved, cost)
        for seed in range(ATTEMPTS):
            self._draw(target, seed)
            if np.isfinite(self._cost) and all(map(self._shows_something, range(len(derivation)))):
                break  # inside every domain, and nothing is zero

    def _lagrangian(self, moved: list[tuple[Any, Expr]], cost: Expr) -> Any:
        """Return the function of the terms: the cost, and each named symbol, computed from the values of the others."""
        computed = {symbol: _like("computed", symbol) for symbol in self._named}
        program = Equations([(computed.get(symbol, symbol), expression) for symbol, expression in moved])
        results = [cost, {_key(place): symbol for place, symbol in enumerate(computed.values())}]
        wanted = set(program.inputs)
        self._taken = [symbol for symbol in (*self._inputs, *self._named) if symbol in wanted]
        return lambdify(program, self._taken, results=results if computed else [cost, cost], name="terms")

    def check(self, place: int) -> Check:
        step = self._derivation[place]
        if not self._shows_something(place):
            return Check(float("nan"), EXACT, "nothing: every number drawn gave zero, which shows nothing")
        after = np.asarray(self._sides[f"after_{place}"])
        if step.before == step.symbol:
            return Check(self._slope_error(step.symbol, after), DIFFERENCES, "differences of the cost")
        before = np.asarray(self._sides[f"before_{place}"])
        return Check(float(np.abs(before - after).max() / np.abs(before).max()), EXACT, "both sides at random numbers")

    def _shows_something(self, place: int) -> bool:
        """Tell whether both sides are numbers, and not zero beside the gradients from which the line is computed."""
        symbol = self._derivation[place].symbol
        used = [self._gradients[each] for each in symbols_in(self._lines[symbol]) if each in self._lines]
        scale = max((float(np.abs(value).max()) for value in used), default=1.0)
        sides = [np.asarray(self._sides[f"{which}_{place}"]) for which in ("before", "after")]
        return all(bool(np.all(np.isfinite(side)) and np.any(np.abs(side) > ZERO * scale)) for side in sides)

    def _slope_error(self, gradient: Any, value: Any) -> float:
        """Compare the gradient along a random direction with differences of the Lagrangian, relative to their size."""
        origin = self._origin[gradient]
        direction = np.random.default_rng(1).normal(size=value.shape)
        along = float((value * direction).sum())
        cotangents = {_key(place): self._gradients[_gradient_of(each)] for place, each in enumerate(self._named)}

        def terms(distance: float) -> Any:
            arrays = self._arrays | {origin: self._arrays[origin] + distance * direction}
            with np.errstate(all="ignore"):
                return self._terms(*(arrays[symbol] for symbol in self._taken))

        def change(distance: float) -> float:
            (far, after), (near, before) = terms(distance), terms(-distance)
            return float(far - near) + sum(
                float((cotangent * (after[key] - before[key])).sum()) for key, cotangent in cotangents.items()
            )

        def error(step: float) -> float:
            slope = (8 * change(step) - change(2 * step)) / (12 * step)
            return abs(along - slope) / max(abs(slope), abs(along))

        with np.errstate(all="ignore"):
            return float(np.nanmin([error(step) for step in STEPS]))  # a wrong gradient is wrong at every step

    def _draw(self, target: Variable, seed: int) -> None:
        """Draw numbers for everything from outside, and compute what follows."""
        generator = np.random.default_rng(seed)
        sizes: dict[Expr, int] = {BATCH_SIZE: SAMPLES}
        self._arrays: dict[Any, Any] = {}
        for symbol in self._inputs:
            if not isinstance(symbol, MatrixExpr):
                self._arrays[symbol] = float(generator.uniform(0.2, 0.8))
                continue
            shape = tuple(_number(size, sizes) for size in symbol.shape)
            _require_room(symbol, shape)
            if symbol == target:
                self._arrays[symbol] = _targets(generator, shape, rows=symbol.shape[0] == BATCH_SIZE)
            else:
                spread, mean = DRAWS[seed % len(DRAWS)]
                drawn = generator.normal(size=shape)
                self._arrays[symbol] = spread / np.sqrt(max(shape)) * drawn + mean / max(shape)
        with np.errstate(all="ignore"):
            self._cost, self._sides, values, gradients = self._compute(*self._arrays.values())
        self._arrays |= {symbol: values[_key(place)] for place, symbol in enumerate(self._named)}
        self._gradients = {symbol: gradients[_key(place)] for place, symbol in enumerate(self._lines)}


def _gradient_of(symbol: Any) -> Any:
    """Return the symbol of the gradient by a symbol of a network; None for others, by which no line is derived."""
    return gradient_symbol(symbol) if isinstance(symbol, Variable) and not symbol.is_gradient else None


def _key(place: int) -> str:
    return f"value_{place}"


def _like(name: str, value: Expr) -> Any:
    """Return a new symbol of the shape of an expression, which no symbol of a user is equal to."""
    symbol = Dummy(name, real=True)
    return MatrixSymbol(symbol, *value.shape) if isinstance(value, MatrixExpr) else symbol


def _require_room(symbol: MatrixExpr, shape: tuple[int, ...]) -> None:
    if prod(shape) > LARGEST:
        raise TooLargeError(
            f"A derivation is checked with numbers, but {symbol.name} alone has {' × '.join(map(str, shape))} of them; "
            "write smaller sizes, or names as n_0."
        )


def _targets(generator: Any, shape: tuple[int, ...], *, rows: bool) -> Any:
    """Return targets in (0, 1); those of a sample sum to one where there are several."""
    values = generator.uniform(0.2, 0.8, size=shape)
    axis = 1 if rows else 0
    return values / values.sum(axis=axis, keepdims=True) if shape[axis] > 1 else values


def _number(size: Expr, sizes: dict[Expr, int]) -> int:
    if size.is_Integer:
        return int(size)
    return sizes.setdefault(size, PRIMES[(len(sizes) - 1) % len(PRIMES)])


def _sizes(forward: Equations) -> set[Expr]:
    """Return what is a number of rows or columns of a symbol: it is read from the arrays, and not drawn."""
    symbols = (*forward.symbols, *forward.inputs)
    return {BATCH_SIZE, *(size for symbol in symbols for size in getattr(symbol, "shape", ()))}


def _definite(expression: Any) -> Any:
    """Return an expression in which an undefined activation or loss is a definite smooth function."""
    generic = expression.atoms(GenericActivation)
    undefined = {part for part in expression.atoms(AppliedUndef) if len(part.args) <= 2}
    slopes = {part for part in expression.atoms(Slope) if isinstance(part.application, AppliedUndef)}
    if not generic and not undefined:
        return expression
    replacements: dict[Any, Any] = {part: _smooth_slope(part) for part in slopes}
    replacements |= {part: _activation(part) for part in generic}
    replacements |= {part: _smooth(*part.args) for part in undefined}
    return expression.xreplace(replacements)


def _activation(part: GenericActivation) -> Expr:
    z = part.args[0]
    u = Dummy("u", real=True)
    value = sin(u + Integer(part.layer) / 3 + Integer(1) / 5) if part.layer.is_Integer else sin(u)
    return value.diff(u, part.order).xreplace({u: z}) if part.order else value.xreplace({u: z})


def _smooth(first: Expr, second: Expr = S.One) -> Expr:
    return exp(first / 2) + (first - second) ** 2 * first


def _smooth_slope(part: Slope) -> Expr:
    u = Dummy("u", real=True)
    return _smooth(u, *part.application.args[1:]).diff(u, part.order).xreplace({u: part.argument})
