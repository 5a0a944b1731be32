"""The table of emission: `emit` has one rule for each node type, registered by `scalar_rules` and `matrix_rules`."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from symnet.codegen.code import Code
from symnet.codegen.writer import Writer
from symnet.errors import SymnetTypeError
from symnet.expressions.shapes import brief


@singledispatch
def emit(node: Any, operands: list[Code], writer: Writer) -> Code:
    """Return the code of a node from the codes of its operands (`walking.operands`)."""
    raise SymnetTypeError(
        f"{type(node).__name__} has no rule for NumPy, in {brief(node)}; write it with the nodes that have one."
    )
