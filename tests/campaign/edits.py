"""One edit of a tree that keeps its shape: what makes a claim false, if the numbers say so."""

from dataclasses import replace
from itertools import pairwise

from tests.campaign.trees import (
    ONE,
    Tree,
    hadamard,
    minus,
    multiply,
    negative,
    number,
    plus,
    power,
    scale,
    times,
    transpose,
)

FUNCTION_SWAPS = {
    "tanh": "sigmoid", "sigmoid": "tanh", "relu": "abs", "abs": "relu", "exp": "sinh", "sin": "cos", "cos": "sin",
    "max": "min", "min": "max", "sign": "step", "step": "sign", "softplus": "relu", "leaky_relu": "relu", "relu6": "relu",
    "hardtanh": "relu6", "log": "atan", "floor": "ceiling", "ceiling": "floor", "elu": "relu", "silu": "relu", "softsign": "tanh",
    "squared_relu": "relu", "gaussian": "exp", "log_sigmoid": "softplus", "bipolar_step": "step", "sinh": "cosh",
    "cosh": "sinh", "atan": "tanh", "absolute_value": "relu",
}  # fmt: skip
FLIPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}


def square(tree):
    return tree.shape is not None and tree.shape[0] == tree.shape[1]


def edits_of(tree: Tree) -> list[Tree]:
    """Return what a tree may become by one edit at its root."""
    made = GENERATORS.get(tree.op, lambda _: [])(tree)
    if square(tree):
        made = [*made, transpose(tree)]
    if tree.shape is not None:
        made = [*made, scale(number(-1), tree), scale(number("1/2"), tree)]
    return made


def without_one(tree):
    """Return a sum or an entrywise product without one of its parts."""
    rests = [(*tree.args[:place], *tree.args[place + 1 :]) for place in range(len(tree.args))]
    return [replace(tree, args=rest) if len(rest) > 1 else rest[0] for rest in rests if rest]


def fits(factors):
    return all(one.shape[1] == other.shape[0] for one, other in pairwise(factors))


def products(tree):
    factors = tree.args
    rests = [(*factors[:place], *factors[place + 1 :]) for place in range(len(factors))]
    rests = [rest for rest in rests if fits(rest) and (rest[0].shape[0], rest[-1].shape[1]) == tree.shape]
    kept = [multiply(*rest) if len(rest) > 1 else rest[0] for rest in rests if rest]
    if len(factors) == 2 and factors[0].shape == factors[1].shape and square(factors[0]):
        kept += [hadamard(*factors), multiply(*factors[::-1])]
    return kept


def sums(tree):
    body, low, high = tree.args
    return [
        replace(tree, args=(body, plus(low, ONE), high)),
        replace(tree, args=(body, low, minus(high, ONE))),
        replace(tree, args=(body, low, plus(high, ONE))),
        body if all(found.op != "index" or found.label != tree.label for _, found in body.walk()) else plus(tree, ONE),
    ]


def numbers(tree):
    return [number(tree.label + 1), number(-tree.label), number(tree.label / 2)]


def calls(tree):
    swapped = FUNCTION_SWAPS.get(tree.label)
    made = [replace(tree, label=swapped)] if swapped else []
    return [*made, negative(tree), replace(tree, args=(negative(tree.args[0]), *tree.args[1:])), *calls_doubled(tree)]


def calls_doubled(tree):
    return [replace(tree, args=(times(number(2), tree.args[0]), *tree.args[1:]))]


def comparisons(tree):
    left, right = tree.args
    return [
        replace(tree, label=FLIPS[tree.label]),
        replace(tree, args=(right, left)),
        replace(tree, args=(left, plus(right, ONE))),
    ]


def entries(tree):
    matrix, i, j = tree.args
    return [replace(tree, args=(matrix, j, i))] if square(matrix) and i != j else [times(tree, tree)]


def deltas(tree):
    one, other = tree.args
    return [replace(tree, args=(one, plus(other, ONE))), minus(ONE, tree), ONE]


def powers(tree):
    return [power(tree.args[0], tree.label + 1), power(tree.args[0], -tree.label), tree.args[0]]


def broadcasts(tree):
    return [] if not square(tree) else [transpose(tree)]


GENERATORS = {
    "plus": lambda tree: [*without_one(tree), replace(tree, args=(negative(tree.args[0]), *tree.args[1:]))],
    "times": lambda tree: [*without_one(tree), plus(*tree.args)],
    "add": lambda tree: [*without_one(tree), replace(tree, args=(scale(number(-1), tree.args[0]), *tree.args[1:]))],
    "multiply": products,
    "hadamard": without_one,
    "scale": lambda tree: [
        tree.args[1],
        scale(times(tree.args[0], number(2)), tree.args[1]),
        scale(plus(tree.args[0], ONE), tree.args[1]),
    ],
    "transpose": lambda tree: [tree.args[0]] if square(tree) else [],
    "inverse": lambda tree: [tree.args[0]],
    "sum": sums,
    "number": numbers,
    "call": calls,
    "compare": comparisons,
    "cases": lambda tree: [tree.args[1], tree.args[2], replace(tree, args=(tree.args[0], tree.args[2], tree.args[1]))],
    "entry": entries,
    "delta": deltas,
    "power": powers,
    "softmax": lambda tree: [replace(tree, label=1 - tree.label), tree.args[0]],
    "logsumexp": lambda tree: [scale(number(2), tree)],
    "broadcast": broadcasts,
    "trace": lambda tree: [Tree("total", tree.args), negative(tree)],
    "total": lambda tree: [Tree("trace", tree.args)] if square(tree.args[0]) else [negative(tree)],
    "det": lambda tree: [Tree("trace", tree.args)],
    "slope": lambda tree: [times(number(2), tree)],
    "derivative": lambda tree: [tree.args[0]],
    "ones": lambda tree: [Tree("identity", (), None, tree.shape)] if square(tree) else [],
    "identity": lambda tree: [Tree("ones", (), None, tree.shape)],
}
UNTOUCHED = ("block", "column", "row", "unit", "tabulate")  # an edit of their places would change their shape


def edited(tree, random):
    """Return a tree with one edit at a random place, or None where the place has none."""
    places = [(path, found) for path, found in tree.walk() if not inside_untouched(tree, path)]
    path, found = random.choice(places)
    choices = edits_of(found)
    return tree.replaced(path, random.choice(choices)) if choices else None


def inside_untouched(tree, path):
    """Tell whether a path leads to a place of a block, row, column or unit vector, not to the matrix itself."""
    for step in path:
        if tree.op in UNTOUCHED and (step > 0 or tree.op == "unit"):
            return True
        tree = tree.args[step]
    return False
