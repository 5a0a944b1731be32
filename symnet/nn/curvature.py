"""The second derivatives of a cost: blocks of the Hessian, and its product with a direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sympy import Dummy, Expr, MatrixSymbol, ZeroMatrix

from symnet.calculus.forward import tangents
from symnet.codegen import CompiledFunction, lambdify
from symnet.errors import SymnetTypeError, SymnetValueError, suggest
from symnet.expressions.equations import Equations
from symnet.expressions.variables import Variable, gradient_symbol
from symnet.nn.tables import Parameters


@dataclass(frozen=True)
class HessianVectorProduct:
    """``product(parameters, X, Y, direction)``: the Hessian of a cost times a direction, as a dictionary of arrays.

    `direction` has an array for each parameter, under its name and of its shape. The Hessian is not formed: the cost is
    that of a few gradients.
    """

    compiled: CompiledFunction
    names: tuple[str, ...]

    @property
    def source(self) -> str:
        """The generated Python."""
        return self.compiled.source

    def __call__(self, parameters: Any, X: Any, Y: Any, direction: Mapping[str, Any]) -> dict[str, Any]:
        """Check the direction, and compute."""
        if not isinstance(direction, Mapping):
            raise SymnetTypeError(
                f"A direction is a dictionary with an array for each parameter, but was given a "
                f"{type(direction).__name__}; write {{{self.names[0]!r}: …}}."
            )
        for name in direction:
            if name not in self.names:
                raise SymnetValueError(
                    f"The direction has {name!r}, which is no parameter{suggest(str(name), self.names) or '.'} "
                    f"The parameters are {', '.join(self.names)}."
                )
        for name in self.names:
            if name not in direction:
                given = ", ".join(direction) or "none"
                raise SymnetValueError(f"The direction needs an array for {name!r}, but was given {given}.")
        result: dict[str, Any] = self.compiled(parameters, X, Y, *(direction[name] for name in self.names))
        return result


def hessian_vector_product(
    program: Equations, parameters: Parameters, data: tuple[Variable, Variable], backend: str
) -> HessianVectorProduct:
    """Return the product of the Hessian with a direction, from the forward and backward pass of a cost."""
    changes = {symbol: MatrixSymbol(Dummy(f"V_{symbol.name}"), *symbol.shape) for symbol in parameters}
    name = cache(_change)
    moved = tangents(program, changes, name)
    wanted = {symbol: name(gradient_symbol(symbol)) for symbol in parameters}
    missing = [(name, _nothing(symbol)) for symbol, name in wanted.items() if name not in moved.symbols]
    compiled = lambdify(
        program + moved + Equations(missing),
        [*data, *changes.values()],
        parameters=parameters,
        results={symbol.name: name for symbol, name in wanted.items()},
        name="hessian_vector_product",
        backend=backend,
    )
    return HessianVectorProduct(compiled, parameters.names)


def _change(symbol: Any) -> Expr:
    """Return a new symbol for the change of a symbol: whatever a user's is called, it is another."""
    name = Dummy(f"t_{symbol}", real=True)
    return MatrixSymbol(name, *symbol.shape) if getattr(symbol, "is_Matrix", False) else name


def _nothing(symbol: Variable) -> Expr:
    """Return zeros of the shape of a parameter by which the gradient does not change."""
    return ZeroMatrix(*symbol.shape)
