"""The SymPy expression of a tree, as a user would type it, and the facts of a claim as symnet takes them.

One tree has several spellings (`A*B` or `sn.multiply(A, B)`, `x[0, 0]` or `sn.entry`); which one is typed is drawn.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy as sp

import symnet as sn
from tests.campaign.chance import seeded
from tests.campaign.trees import Tree

SYMNET = {
    "sigmoid", "relu", "leaky_relu", "relu6", "hardtanh", "elu", "softplus", "log_sigmoid", "softsign", "silu", "step",
    "bipolar_step", "absolute_value", "squared_relu", "gaussian",
}  # fmt: skip
SYMPY = {
    "exp": sp.exp, "log": sp.log, "sqrt": sp.sqrt, "sin": sp.sin, "cos": sp.cos, "sinh": sp.sinh, "cosh": sp.cosh,
    "tanh": sp.tanh, "atan": sp.atan, "erf": sp.erf, "gamma": sp.gamma, "abs": sp.Abs, "sign": sp.sign, "floor": sp.floor,
    "ceiling": sp.ceiling, "mod": sp.Mod, "heaviside": sp.Heaviside,
    "max": sp.Max, "min": sp.Min,
}  # fmt: skip
RELATIONS = {"<": sp.Lt, "<=": sp.Le, ">": sp.Gt, ">=": sp.Ge, "==": sp.Eq, "!=": sp.Ne}


class Builder:
    """Builds the trees of one claim; a name becomes the same symbol everywhere."""

    def __init__(self, *, style=0, domains=None, symbols=None):
        self.random = seeded(style)
        self.domains = domains or {}
        self.symbols = symbols or {}  # what a network calls its own

    def __call__(self, tree: Tree) -> Any:
        if tree.op in {"matrix", "scalar", "size"} and tree.label in self.symbols:
            return self.symbols[tree.label]
        return RULES[tree.op](self, tree, [self(argument) for argument in tree.args])

    def shape(self, tree):
        return [self(side) for side in tree.shape]

    def either(self, *spellings: Callable[[], Any]) -> Any:
        return self.random.choice(spellings)()

    def index(self, name):
        return sp.Symbol(name, integer=True)

    def local(self, name):
        return sp.Symbol(name, real=True)

    def scalar(self, name):
        domain = self.domains.get(name, "real")
        return sp.Symbol(name, **({domain: True} if domain else {}))


def function(build, tree, arguments):
    if tree.label in SYMNET:
        return getattr(sn, tree.label)(*arguments)
    if tree.label in SYMPY:
        return SYMPY[tree.label](*arguments)
    return sp.Function(tree.label)(*arguments)


def slope(build, tree, arguments):
    name, place = tree.label
    if name in SYMNET or name in SYMPY:
        z = sp.Dummy("z", real=True)
        return function(build, replace(tree, label=name), [z]).diff(z).subs(z, arguments[0])
    inner = [sp.Symbol(f"xi_{number}", real=True) for number in range(len(arguments))]
    inside = sp.Derivative(sp.Function(name)(*inner), inner[place])
    return sp.Subs(inside, tuple(inner), tuple(arguments))


def apply(build, tree, arguments):
    body, *matrices = arguments
    names = [build.local(name) for name in tree.label]
    (inside, *_) = tree.args
    direct = inside.op == "call" and all(argument.op == "local" for argument in inside.args)
    if direct and tuple(argument.label for argument in inside.args) == tree.label and len(names) == 1:
        called = (
            getattr(sn, inside.label)
            if inside.label in SYMNET
            else SYMPY.get(inside.label) or sp.Function(inside.label)
        )
        return build.either(
            lambda: sn.apply_elementwise(called, *matrices),
            lambda: sn.Elementwise(sp.Lambda(tuple(names), body), *matrices),
        )
    return sn.Elementwise(sp.Lambda(tuple(names), body), *matrices)


def plain(factor):
    return isinstance(factor, sp.MatrixSymbol) or (
        isinstance(factor, sp.Transpose) and isinstance(factor.arg, sp.MatrixSymbol)
    )


def entry(build, tree, arguments):
    matrix, i, j = arguments
    if isinstance(matrix, sp.MatrixSymbol):
        return build.either(lambda: matrix[i, j], lambda: sn.entry(matrix, i, j))
    if isinstance(matrix, sp.MatMul) and len(matrix.args) <= 3 and all(plain(factor) for factor in matrix.args):
        return build.either(
            lambda: matrix[i, j], lambda: sn.entry(matrix, i, j)
        )  # SymPy's own entries, where they are right
    return build.either(
        lambda: sn.entry(matrix, i, j),
        lambda: sp.matrices.expressions.matexpr.MatrixElement(matrix, i, j),
    )


def summed(build, tree, arguments):
    body, low, high = arguments
    return sp.Sum(body, (build.index(tree.label), low, high))


def product(build, tree, arguments):
    return build.either(
        lambda: sp.MatMul(*arguments), lambda: sn.multiply(*arguments), lambda: sp.prod(arguments[1:], arguments[0])
    )


def added(build, tree, arguments):
    return build.either(
        lambda: sp.MatAdd(*arguments), lambda: sn.add(*arguments), lambda: sum(arguments[1:], arguments[0])
    )


def entrywise(build, tree, arguments):
    return build.either(lambda: sp.HadamardProduct(*arguments), lambda: sn.hadamard(*arguments))


def transposed(build, tree, arguments):
    return build.either(lambda: arguments[0].T, lambda: sp.Transpose(arguments[0]))


def tabulated(build, tree, arguments):
    rows, columns = build.shape(tree)
    names = tuple(build.index(name) for name in tree.label)
    return sp.FunctionMatrix(rows, columns, sp.Lambda(names, arguments[0]))


def block(build, tree, arguments):
    matrix, top, bottom, left, right = arguments
    return sp.matrices.expressions.slice.MatrixSlice(matrix, (top, bottom, 1), (left, right, 1))


def numeral(tree):
    return sp.Rational(tree.label.numerator, tree.label.denominator)


RULES: dict[str, Callable[[Builder, Tree, list[Any]], Any]] = {
    "number": lambda build, tree, of: numeral(tree),
    "scalar": lambda build, tree, of: build.scalar(tree.label),
    "size": lambda build, tree, of: sp.Symbol(tree.label, integer=True, positive=True),
    "index": lambda build, tree, of: build.index(tree.label),
    "local": lambda build, tree, of: build.local(tree.label),
    "plus": lambda build, tree, of: sp.Add(*of),
    "times": lambda build, tree, of: sp.Mul(*of),
    "power": lambda build, tree, of: sp.Pow(of[0], numeral(tree)),
    "call": function,
    "slope": slope,
    "entry": entry,
    "trace": lambda build, tree, of: sp.Trace(of[0]),
    "total": lambda build, tree, of: sn.SumEntries(of[0]),
    "det": lambda build, tree, of: sp.Determinant(of[0]),
    "sum": summed,
    "delta": lambda build, tree, of: sp.KroneckerDelta(*of),
    "cases": lambda build, tree, of: sp.Piecewise((of[1], of[0]), (of[2], True)),
    "compare": lambda build, tree, of: RELATIONS[tree.label](*of),
    "derivative": lambda build, tree, of: sp.Derivative(of[0], (build.scalar(tree.label[0]), tree.label[1])),
    "matrix": lambda build, tree, of: sp.MatrixSymbol(tree.label, *build.shape(tree)),
    "add": added,
    "multiply": product,
    "scale": lambda build, tree, of: of[0] * of[1],
    "transpose": transposed,
    "hadamard": entrywise,
    "ones": lambda build, tree, of: sp.OneMatrix(*build.shape(tree)),
    "zeros": lambda build, tree, of: sp.ZeroMatrix(*build.shape(tree)),
    "identity": lambda build, tree, of: sp.Identity(build.shape(tree)[0]),
    "diagonal": lambda build, tree, of: sp.DiagMatrix(of[0]),
    "broadcast": lambda build, tree, of: sn.Broadcast(of[0], *build.shape(tree)),
    "apply": apply,
    "softmax": lambda build, tree, of: sn.Softmax(of[0], axis=tree.label),
    "logsumexp": lambda build, tree, of: sn.LogSumExp(of[0], axis=tree.label),
    "inverse": lambda build, tree, of: sp.Inverse(of[0]),
    "kronecker": lambda build, tree, of: sp.KroneckerProduct(*of),
    "beside": lambda build, tree, of: sp.BlockMatrix([[of[0], of[1]]]),
    "above": lambda build, tree, of: sp.BlockMatrix([[of[0]], [of[1]]]),
    "column": lambda build, tree, of: sn.Slice(of[0], of[1], axis=1),
    "row": lambda build, tree, of: sn.Slice(of[0], of[1], axis=0),
    "block": block,
    "tabulate": tabulated,
    "explicit": lambda build, tree, of: sp.ImmutableDenseMatrix(*tree.label, of),
    "unit": lambda build, tree, of: sn.UnitVector(build.shape(tree)[0], of[0]),
}


def facts(claim, build, sides):
    """Return the facts of a claim as symnet's own, SymPy's, or sentences (about what SymPy has left in the sides)."""
    written = {symbol.name for side in sides for symbol in side.atoms(sp.MatrixSymbol)}
    written -= {symbol.name for side in sides for symbol in side.atoms(sp.Symbol)}  # a name that two symbols have
    return [fact_of(each, build, claim, spoken=each.name in written and not claim.definitions) for each in claim.facts]


def fact_of(fact, build, claim, *, spoken):
    if fact.kind == "same_size":
        left = sp.Symbol(fact.name, integer=True, positive=True)
        right = build(fact.values[0])
        return build.either(lambda: sn.SameSize(left, right), lambda: sp.Eq(left, right))
    symbol = symbol_of(fact.name, build, claim)
    if fact.kind == "between":
        low, high = fact.values
        return sn.Between(symbol, -sp.oo if low is None else low, sp.oo if high is None else high)
    if fact.kind == "sum_to_one":
        words = {0: "columns", 1: "rows"}[fact.values[0]]
        sentence = f"the {words} of {fact.name} sum to one"
        return build.either(
            lambda: sn.SumToOne(symbol, *fact.values), lambda: sentence if spoken else sn.SumToOne(symbol, *fact.values)
        )
    own, sentence, theirs = KINDS[fact.kind]
    spellings = [lambda: own(symbol)]
    if sentence and symbol.is_Matrix and spoken:
        spellings.append(lambda: sentence.format(fact.name))
    if theirs:
        spellings.append(lambda: theirs(symbol))
    return build.either(*spellings)


KINDS: dict[str, tuple[Any, str, Any]] = {
    "symmetric": (sn.Symmetric, "{} is symmetric", sp.Q.symmetric),
    "orthogonal": (sn.Orthogonal, "{} is orthogonal", sp.Q.orthogonal),
    "invertible": (sn.Invertible, "{} is invertible", sp.Q.invertible),
    "positive_definite": (sn.PositiveDefinite, "{} is symmetric and positive definite", sp.Q.positive_definite),
    "binary": (sn.Binary, "the entries of {} are 0 or 1", None),
    "nonzero": (sn.Nonzero, "no entry of {} is 0", None),
}


def symbol_of(name, build, claim):
    """Return the symbol of a name, from the trees of the claim."""
    trees = [claim.left, claim.right, *(side for pair in claim.definitions for side in pair)]
    for tree in trees:
        for _, found in tree.walk():
            if found.op in {"matrix", "scalar"} and found.label == name:
                return build(found)
    raise AssertionError(f"a fact about {name}, which the claim does not have")
