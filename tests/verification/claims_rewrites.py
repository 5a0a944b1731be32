"""What the rules share: how a rule gets its name, and the parts of a node that it looks at."""

import random
from collections.abc import Callable
from typing import Any

from sympy import MatMul, MatrixExpr

import symnet as sn

Rule = Callable[[Any, random.Random], Any]
"""Takes a node and a source of random choices; returns an equal node, or None where it does not apply."""

Rules = dict[str, tuple[Rule, tuple[type, ...]]]
"""By name: the rule, and what it asks of a node before it is tried."""


def registering(rules: Rules) -> Callable[..., Callable[[Rule], Rule]]:
    """Return the decorator that puts a rule for these kinds of nodes into a table."""

    def rule(*kinds: type) -> Callable[[Rule], Rule]:
        def register(function: Rule) -> Rule:
            rules[function.__name__.replace("_", " ").strip()] = (function, kinds or (MatrixExpr,))
            return function

        return register

    return rule


def matrices_of(product):
    return [factor for factor in product.args if factor.is_Matrix]


def scalars_of(product):
    return [factor for factor in product.args if not factor.is_Matrix]


def flat(*factors):
    return sn.multiply(
        *[part for factor in factors for part in (factor.args if isinstance(factor, MatMul) else (factor,))]
    )


def plain(node, name):
    """Whether a node is that function, applied entry by entry."""
    return isinstance(node, sn.Elementwise) and len(node.matrices) == 1 and node.function.expr.func == name


def inner(node):
    return node.matrices[0]


def each(function, *matrices):
    return sn.apply_elementwise(function, *matrices)
