"""Everything that is one edit away from an expression, by a table of rules over node types."""

from symnet.explaining.edits.neighbourhood import Edit, neighbours
from symnet.explaining.edits.scope import Scope

__all__ = ["Edit", "Scope", "neighbours"]
