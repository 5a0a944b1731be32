"""When two expressions are the same: as objects, or in every entry at small sizes, in exact arithmetic."""

from fractions import Fraction
from random import Random

import numpy as np
from sympy import MatrixSymbol, Symbol
from sympy.core.function import AppliedUndef

from symnet.counterexamples.drawing import free_symbols
from symnet.expressions.substitution import substitute
from symnet.values.evaluation import evaluate
from symnet.values.numbers.exact import Exact
from symnet.values.undefined_functions import choose_functions
from symnet.verdicts import Enclosure

ARITHMETIC = Exact(bits=200)


def value_at(expression, seed):
    """The value of an expression at rationals in (0, 1) that depend only on the names: a scalar is a 1 × 1 matrix."""
    losses = {node: Symbol(str(node)) for node in expression.atoms(AppliedUndef) if any(a.is_Matrix for a in node.args)}
    expression = substitute(expression, losses)  # L(ŷ, y) of two columns is only a name
    symbols = free_symbols([expression])
    sizes = {symbol for symbol in symbols if symbol.is_integer and symbol.is_positive and str(symbol) != "i"}
    numbers = {size: Fraction(2 + sum(map(ord, str(size))) % 3) for size in sizes}
    values = dict(numbers)
    for symbol in symbols - sizes:
        random = Random(f"{symbol} {seed}")  # noqa: S311 - the same points each time
        if isinstance(symbol, MatrixSymbol):
            shape = [int(side.xreplace({s: int(v) for s, v in numbers.items()})) for side in symbol.shape]
            values[symbol] = np.array(
                [[Fraction(random.randint(1, 19), 20) for _ in range(shape[1])] for _ in range(shape[0])]
            )
        elif isinstance(symbol, Symbol):
            values[symbol] = Fraction(1) if symbol.is_integer else Fraction(random.randint(1, 19), 20)
    return np.atleast_2d(
        evaluate(expression, values, arithmetic=ARITHMETIC, functions=choose_functions([expression], variant=seed))
    )


def same(left, right):
    """Whether two expressions are one object, or have certainly overlapping values in every entry at two points."""
    if left == right:
        return True
    for seed in (0, 1):
        first, second = value_at(left, seed), value_at(right, seed)
        if first.shape != second.shape:
            return False
        for one, other in zip(first.flat, second.flat, strict=True):
            a, b = (each if isinstance(each, Enclosure) else Enclosure(each, each) for each in (one, other))
            if a.excludes(b) or a.high - b.low > Fraction(1, 10**30):
                return False
    return True
