"""The functions whose source is copied into generated code, so that it runs by itself."""

from __future__ import annotations

import ast
import dis
import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from symnet.codegen import numpy_activations, numpy_losses, numpy_matrices, numpy_special


def _functions_of(*modules: ModuleType) -> Mapping[str, Callable[..., Any]]:
    """Return every function that stands in the modules, by its name."""
    functions = [member for module in modules for member in vars(module).values() if inspect.isfunction(member)]
    return MappingProxyType({function.__name__: function for function in functions})


NUMPY_FUNCTIONS = _functions_of(numpy_special, numpy_activations, numpy_losses)
"""The activations and losses, by the names of their rows, and what they are made of."""

COPIED_FUNCTIONS = MappingProxyType({**NUMPY_FUNCTIONS, **_functions_of(numpy_matrices)})
"""Every function that generated code may contain."""


def has_numpy(kind: type) -> bool:
    """Tell whether a scalar function of symnet has a stable form; a user's function of the same name has not.

    >>> from symnet.expressions.activations import sigmoid
    >>> has_numpy(sigmoid), has_numpy(int)
    (True, False)
    """
    return kind.__module__.startswith("symnet.expressions.") and kind.__name__ in COPIED_FUNCTIONS


def sources(names: Iterable[str]) -> list[str]:
    """Return the source of the functions and of those that they call, callees first."""
    ordered: dict[str, None] = {}
    for name in names:
        _collect(name, ordered)
    return [_source(COPIED_FUNCTIONS[name]) for name in ordered]


def _collect(name: str, ordered: dict[str, None]) -> None:
    if name in ordered:
        return
    for step in dis.get_instructions(COPIED_FUNCTIONS[name]):
        if step.opname == "LOAD_GLOBAL" and step.argval in COPIED_FUNCTIONS:  # `np.tanh` is no call of `tanh`
            _collect(step.argval, ordered)
    ordered[name] = None


def _source(function: Callable[..., Any]) -> str:
    """Return the source without its annotations, which would need imports that NumPy code does not."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    if not isinstance(definition, ast.FunctionDef):
        raise TypeError(f"{function} is not a function")
    definition.returns = None
    for argument in definition.args.args:
        argument.annotation = None
    return ast.unparse(definition)
