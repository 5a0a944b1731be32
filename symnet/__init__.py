"""symnet: neural networks as SymPy expressions. Derive, run, prove.

Importing the package loads none of its rooms. The first public name that is used loads `symnet.public`, and with it
all of them; so does the first node that is printed in a process that only unpickled it.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from symnet.expressions.hooks import RULES
from symnet.version import __version__ as __version__

if TYPE_CHECKING:
    from symnet.public import *  # noqa: F403 - the list stands in one place
else:

    def __getattr__(name: str) -> Any:
        if name == "__path__" or (name.startswith("__") and name != "__all__"):
            raise AttributeError(f"module 'symnet' has no attribute {name!r}")
        public = import_module("symnet.public")
        if name not in public.__all__ and name != "__all__":
            raise AttributeError(f"module 'symnet' has no attribute {name!r}")
        return getattr(public, name)


def __dir__() -> list[str]:
    return ["__version__", *import_module("symnet.public").__all__]


def _load_and_retry(rule: Any, node: object, given: Any) -> Any:
    """Load the rooms that register rules, and ask again."""
    import_module("symnet.public")
    found = rule.dispatch(type(node))
    if found is rule.dispatch(object):
        raise NotImplementedError(f"{type(node).__name__} has no {rule.__name__}")
    return found(node, given)


for _rule in RULES:
    _rule.register(object, partial(_load_and_retry, _rule))
