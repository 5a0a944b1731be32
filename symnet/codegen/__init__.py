"""Equations to source: a function of NumPy arrays, readable, stable, checked at every call."""

from symnet.codegen import matrix_rules, scalar_rules, structure_rules, sympy_numpy  # noqa: F401 - each has rules
from symnet.codegen.compilation import lambdify
from symnet.codegen.compiled import CompiledFunction

__all__ = ["CompiledFunction", "lambdify"]
