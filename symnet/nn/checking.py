"""Checks of a derivation: both sides of every step, computed at random numbers by generated code.

The first step of a line, ``∂J/∂w = …``, is checked against differences of the cost itself; the others, side against
side. Sizes that are symbols become different primes; undefined functions become definite ones.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from sympy import Expr, Integer, MatrixExpr, MatrixSymbol, S, Symbol, exp, sin
from sympy.core.function import AppliedUndef

from symnet.calculus.derivation import Check, Derivation
from symnet.codegen import lambdify
from symnet.errors import TooLargeError
from symnet.expressions.arithmetic import MatrixProduct, MatrixSum
from symnet.expressions.equations import Equations
from symnet.expressions.generic import GenericActivation
from symnet.expressions.slope import Slope
from symnet.expressions.variables import Variable
from symnet.nn.sizes import BATCH_SIZE

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
SAMPLES = 3
ATTEMPTS = 500
ZERO = 1e-8
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
    """The forward pass, the cost and both sides of every step as one compiled function of named arrays."""

    def __init__(
        self, forward: Equations, backward: Equations, cost: Expr, target: Variable, derivation: Derivation
    ) -> None:
        self._derivation = derivation
        self._derived = {step.symbol.name.removeprefix("d") for step in derivation}
        self._nudges: dict[str, tuple[Symbol, MatrixSymbol]] = {}
        moved = [(symbol, self._nudged(symbol, _definite(expression))) for symbol, expression in forward]
        later = [(symbol, _definite(expression)) for symbol, expression in backward]
        sides = [
            (_side(place, which, value), _definite(value))
            for place, step in enumerate(derivation)
            for which, value in (("before", step.before), ("after", step.after))
        ]
        equations = Equations([*moved, *later, *sides])
        sizes = _sizes(forward)
        self._inputs = [symbol for symbol in equations.inputs if symbol not in sizes]
        self._compute = lambdify(
            equations, self._inputs, results=[cost, {symbol.name: symbol for symbol, _ in sides}], name="sides"
        )
        for seed in range(ATTEMPTS):
            self._arrays = self._draw(target, seed)
            with np.errstate(all="ignore"):
                cost, self._values = self._compute(*self._arrays.values())
            if np.isfinite(cost) and all(map(_shows_something, self._values.values())):
                break  # inside every domain, and nothing is zero

    def check(self, place: int) -> Check:
        step = self._derivation[place]
        after = np.asarray(self._values[f"after_{place}"])
        if not np.any(np.abs(after) > ZERO):
            return Check(float("nan"), EXACT, "nothing: every number drawn gave zero, which shows nothing")
        if step.before == step.symbol:
            return Check(self._slope_error(step.symbol, after), DIFFERENCES, "differences of the cost")
        before = np.asarray(self._values[f"before_{place}"])
        scale = max(1e-12, float(np.abs(before).max()))
        return Check(float(np.abs(before - after).max()) / scale, EXACT, "both sides at random numbers")

    def _slope_error(self, gradient: Any, value: Any) -> float:
        """Compare the gradient along a random direction with differences of the cost, relative to their size."""
        name = gradient.name.removeprefix("d")
        direction = np.random.default_rng(1).normal(size=value.shape)
        along = float((value * direction).sum())

        def cost(distance: float) -> float:
            arrays = dict(self._arrays)
            if name in self._nudges:
                size, place = self._nudges[name]
                arrays |= {size.name: distance, place.name: direction}
            else:
                arrays[name] = arrays[name] + distance * direction
            with np.errstate(all="ignore"):
                return float(self._compute(*arrays.values())[0])

        def error(step: float) -> float:
            near, far = cost(step) - cost(-step), cost(2 * step) - cost(-2 * step)
            slope = (8 * near - far) / (12 * step)
            return abs(along - slope) / max(ZERO, abs(slope), abs(along))

        return float(np.nanmin([error(step) for step in STEPS]))  # a wrong gradient is wrong at every step

    def _nudged(self, symbol: Any, expression: Expr) -> Expr:
        """Return ``Z + t D`` for a pre-activation whose gradient is derived, so that the cost can be moved there."""
        if not isinstance(symbol, Variable) or symbol.name not in self._derived:
            return expression
        size, place = Symbol(f"t_{symbol.name}", real=True), MatrixSymbol(f"D_{symbol.name}", *symbol.shape)
        self._nudges[symbol.name] = size, place
        return MatrixSum(expression, MatrixProduct(size, place))

    def _draw(self, target: Variable, seed: int) -> dict[str, Any]:
        generator = np.random.default_rng(seed)
        sizes: dict[Expr, int] = {BATCH_SIZE: SAMPLES}
        drawn: dict[str, Any] = {}
        nudges = {part.name for pair in self._nudges.values() for part in pair}
        for symbol in self._inputs:
            if not isinstance(symbol, MatrixExpr):
                drawn[symbol.name] = 0.0 if symbol.name in nudges else float(generator.uniform(0.2, 0.8))
                continue
            shape = tuple(_number(size, sizes) for size in symbol.shape)
            _require_room(symbol, shape)
            if symbol == target:
                drawn[symbol.name] = _targets(generator, shape, rows=symbol.shape[0] == BATCH_SIZE)
            else:
                spread = 0.0 if symbol.name in nudges else 1 / np.sqrt(max(shape))
                drawn[symbol.name] = spread * generator.normal(size=shape)
        return drawn


def _require_room(symbol: MatrixExpr, shape: tuple[int, ...]) -> None:
    if prod(shape) > LARGEST:
        raise TooLargeError(
            f"A derivation is checked with numbers, but {symbol.name} alone has {' × '.join(map(str, shape))} of them; "
            "write smaller sizes, or names as n_0."
        )


def _shows_something(value: Any) -> bool:
    return bool(np.all(np.isfinite(value)) and np.any(np.abs(value) > ZERO))


def _targets(generator: Any, shape: tuple[int, ...], *, rows: bool) -> Any:
    """Return targets in (0, 1); those of a sample sum to one where there are several."""
    values = generator.uniform(0.2, 0.8, size=shape)
    axis = 1 if rows else 0
    return values / values.sum(axis=axis, keepdims=True) if shape[axis] > 1 else values


def _side(place: int, which: str, value: Expr) -> Any:
    name = f"{which}_{place}"
    return MatrixSymbol(name, *value.shape) if isinstance(value, MatrixExpr) else Symbol(name)


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
    u = Symbol("u_definite", real=True)
    value = sin(u + Integer(part.layer) / 3 + Integer(1) / 5) if part.layer.is_Integer else sin(u)
    return value.diff(u, part.order).xreplace({u: z}) if part.order else value.xreplace({u: z})


def _smooth(first: Expr, second: Expr = S.One) -> Expr:
    return exp(first / 2) + (first - second) ** 2 * first


def _smooth_slope(part: Slope) -> Expr:
    u = Symbol("u_definite", real=True)
    return _smooth(u, *part.application.args[1:]).diff(u, part.order).xreplace({u: part.argument})
