"""Backward passes of networks: each line as symnet derives it, or with one edit, against differences of the cost.

The forward pass and the cost are the campaign's own trees; what a line says is read from its SymPy expression.
"""

from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

import symnet as sn
from tests.campaign.building import Builder
from tests.campaign.deciding import Record, timed
from tests.campaign.edits import edited
from tests.campaign.equations import differences_by, near
from tests.campaign.evaluation import Point
from tests.campaign.functions import UndefinedError
from tests.campaign.points import Claim, Fact, draw, with_definitions
from tests.campaign.reading import tree_of
from tests.campaign.trees import (
    ONE,
    ZERO,
    Tree,
    add,
    apply,
    broadcast,
    call,
    entry,
    hadamard,
    local,
    matrix,
    minus,
    multiply,
    number,
    plus,
    power,
    scalar,
    size,
    softmax,
    times,
    total,
    trace,
    transpose,
)

ACTIVATIONS = ("tanh", "sigmoid", "relu", "softplus", "identity", "silu", "gaussian", "softsign", "leaky_relu")
LOSSES = {
    "squared_error": lambda a, y: power(minus(a, y), 2),
    "half_squared_error": lambda a, y: times(number("1/2"), power(minus(a, y), 2)),
    "binary_cross_entropy": lambda a, y: minus(
        times(number(-1), y, call("log", a)), times(minus(ONE, y), call("log", minus(ONE, a)))
    ),
    "cross_entropy": lambda a, y: times(number(-1), y, call("log", a)),
    "absolute_error": lambda a, y: call("abs", minus(a, y)),
    "log_cosh": lambda a, y: call("log", call("cosh", minus(a, y))),
}
LETTERS = {"zero_based": ("w", 0), "one_based": ("W", 1)}
POINTS = 2


@dataclass(frozen=True)
class Network:
    """A cost of symnet, and the campaign's own trees of it."""

    cost: Any
    claim: Claim
    symbols: tuple[Tree, ...]  # what the lines are gradients by: parameters and intermediates
    text: str


def regularization_of(random, weights):
    """Return a penalty in the parameters, by entries, sums or traces, or nothing."""
    if random.random() < 0.5:
        return None
    W = random.choice(weights)
    penalties = (
        power(entry(W, ZERO, ZERO), 2),
        times(scalar("lambda"), total(hadamard(W, W))),
        trace(multiply(transpose(W), W)),
        total(apply(call("tanh", local("u")), ("u",), W)),
        times(entry(W, ZERO, ZERO), entry(random.choice(weights), ZERO, ZERO)),
        plus(total(hadamard(W, W)), call("sin", entry(W, ZERO, ZERO))),
        total(apply(times(local("u"), call("tanh", times(scalar("mu"), local("u")))), ("u",), W)),
    )
    return random.choice(penalties)


def network_of(random) -> Network:
    depth = random.choice((1, 2, 2, 3))
    notation = random.choice(tuple(LETTERS))
    letter, first = LETTERS[notation]
    symbolic = random.random() < 0.6
    widths = [f"n_{layer}" if symbolic else random.choice((1, 2, 3)) for layer in range(depth + 1)]
    names, loss = outputs_of(random, depth)
    sizes = [size(width) if symbolic else number(width) for width in widths]
    m, before = size("m"), matrix("X" if first == 0 else "A0", sizes[0], size("m"))
    definitions, symbols, weights = [], [], []
    for layer, name in enumerate(names):
        at = layer + first
        W, b = matrix(f"{letter}{at}", sizes[layer + 1], sizes[layer]), matrix(f"b{at}", sizes[layer + 1], ONE)
        Z, A = (matrix(f"{kind}{at}", sizes[layer + 1], m) for kind in "ZA")
        definitions.append((Z, add(multiply(W, before), broadcast(b, *Z.shape))))
        definitions.append((A, activated(name, Z)))
        symbols += [W, b, Z]
        weights.append(W)
        before = A
    Y = matrix("Y", *before.shape)
    mean = times(power(m, -1), total(apply(LOSSES[loss](local("u"), local("v")), ("u", "v"), before, Y)))
    penalty = regularization_of(random, weights)
    definitions.append((scalar("J"), mean if penalty is None else plus(mean, penalty)))
    net = sn.Network([*widths], activations=list(names), notation=notation)
    build = Builder(symbols={tree.label: net.parameters[tree.label] for tree in weights})
    cost = net.cost(loss) if penalty is None else net.cost(loss, regularization=build(penalty))
    facts = targets(loss, names[-1])
    claim = Claim(
        "backward", scalar("J"), scalar("J"), "true", facts, tuple(definitions), style=random.randrange(10**9)
    )
    text = f"Network({widths}, {names}, {notation}).cost({loss}, regularization={penalty})"
    return Network(cost, claim, tuple(symbols), text)


def outputs_of(random, depth):
    """Return the activations of all layers, and a loss whose domain the last one reaches."""
    hidden = [random.choice(ACTIVATIONS) for _ in range(depth - 1)]
    last, loss = random.choice(
        (
            ("sigmoid", "binary_cross_entropy"),
            ("softmax", "cross_entropy"),
            (random.choice(ACTIVATIONS), "squared_error"),
            (random.choice(ACTIVATIONS), "half_squared_error"),
            ("identity", "absolute_error"),
            ("tanh", "log_cosh"),
            ("sigmoid", "cross_entropy"),
            ("softmax", "squared_error"),
        )
    )
    return [*hidden, last], loss


def targets(loss, last):
    if loss == "cross_entropy" and last == "softmax":
        return (Fact("sum_to_one", "Y", (0,)),)
    return ()


def activated(name, Z):
    if name == "softmax":
        return softmax(Z)
    return apply(local("u") if name == "identity" else call(name, local("u")), ("u",), Z)


def gradients_at(network, point):
    """Return the true gradient by every parameter and intermediate, by name."""
    return {f"d{symbol.label}": by_symbol(network.claim, symbol, point) for symbol in network.symbols}


def by_symbol(claim, symbol, point):
    """Return the gradient by a parameter, or by an intermediate as if it were an input."""
    rest = tuple(pair for pair in claim.definitions if pair[0] != symbol)
    return differences_by(replace(claim, definitions=rest), symbol, point)


def truth_of(network, line, random):
    """Return "true" or "false" for a line, a pair of symbol and tree, at points inside the facts; None if none was found."""
    symbol, tree = line
    checked = 0
    for _ in range(10):
        try:
            point = draw(network.claim, random, largest=3)
            if point is None:
                continue
            known = {**point.matrices, **gradients_at(network, point)}
            probe = Claim("", tree, tree, definitions=((symbol, tree),))
            value = with_definitions(probe, Point(point.sizes, point.scalars, known, {}, {})).matrices[symbol.label]
            if not near(value, known[symbol.label]):
                return "false"
        except (UndefinedError, OverflowError):
            continue
        checked += 1
        if checked == POINTS:
            return "true"
    return None


def spoiled(lines, place, random):
    """Return the lines as trees with one edit in one of them."""
    symbol, tree = lines[place]
    for _ in range(20):
        other = edited(tree, random)
        if other is not None and other != tree:
            return symbol, other
    return symbol, tree


def backward_of(random, *, right):
    """Return a network, equations of a backward pass, the line that is asked for, and whether it is right."""
    network = network_of(random)
    derived = network.cost.gradient()
    lines = [(tree_of(line.symbol), tree_of(line.expression)) for line in derived]
    place = random.randrange(len(lines))
    if right:
        return network, derived, lines[place], truth_of(network, lines[place], random)
    symbol, tree = spoiled(lines, place, random)
    known = {str(each.name): each for line in derived for side in line for each in side.atoms(sp.MatrixSymbol)}
    scalars = {each.name: each for line in derived for each in line.expression.free_symbols if not each.is_Matrix}
    build = Builder(style=random.randrange(10**9), symbols={**known, **scalars})
    try:
        truth = truth_of(network, (symbol, tree), random)
        edit = build(tree)
    except (AssertionError, TypeError, ValueError):
        return network, derived, lines[place], None
    if truth == "true":
        truth = None  # an edit that changes nothing at a few points may change something elsewhere
    kept = [(line.symbol, edit if number_ == place else line.expression) for number_, line in enumerate(derived)]
    return network, sn.Equations(kept, assumptions=derived.assumptions), (symbol, tree), truth


def backward_record(random, *, right, timeout) -> Record:
    """Return what `verify_gradient` says of one line."""
    network, lines, (symbol, tree), truth = backward_of(random, right=right)
    written = Record("backward", truth or "none", "impossible", "", 0.0, 0.0, str(symbol), str(tree), network.text)
    if truth is None:
        return written
    if right and truth == "false":
        return replace(written, fault="WRONG GRADIENT", status=status_of(lines, network, symbol, timeout))
    return timed(written, lambda: sn.verify_gradient(lines, network.cost, timeout=timeout)[symbol.label], timeout)


def status_of(lines, network, symbol, timeout):
    return sn.verify_gradient(lines, network.cost, timeout=timeout)[symbol.label].status
