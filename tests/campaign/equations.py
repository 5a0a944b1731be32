"""Claims from `Equations`: definitions used under sums and as entries, and the lines of gradients."""

import time
from dataclasses import dataclass, replace

import sympy as sp
from mpmath import mp

import symnet as sn
from symnet import SymnetError
from tests.campaign import pairs_facts, pairs_functions, pairs_steps, pairs_sums
from tests.campaign.building import Builder
from tests.campaign.chance import seeded
from tests.campaign.context import Context
from tests.campaign.deciding import Record, from_sympy, last_lines
from tests.campaign.evaluation import STEP, filled
from tests.campaign.functions import UndefinedError, real
from tests.campaign.pairs import matrices, scalars
from tests.campaign.pairs_steps import AT_ZERO, vanishing
from tests.campaign.points import Claim, draw, with_definitions
from tests.campaign.reading import UnreadError, tree_of
from tests.campaign.trees import (
    ONE,
    ZERO,
    Tree,
    apply,
    call,
    entry,
    index,
    local,
    minus,
    number,
    plus,
    scalar,
    summed,
    times,
    total,
)

ROOMS = (pairs_facts, pairs_functions, pairs_steps, pairs_sums)  # importing them fills the tables of laws
KINDS = ("algebra", "sums", "parts", "inside", "functions", "traces")
TRIES = 30


def substituted(tree, definitions, random):
    """Return a tree in which some of the defined symbols became what they are."""
    if tree in definitions and random.random() < 0.7:
        return substituted(definitions[tree], definitions, random)
    arguments = tuple(substituted(argument, definitions, random) for argument in tree.args)
    return Tree(tree.op, arguments, tree.label, tree.shape)


def definitions_of(context):
    """Return definitions: each a symbol, the tree that is given for it, and an equal one."""
    made = []
    for _ in range(context.random.choice((1, 2, 2, 3))):
        kind = context.one_of(*KINDS)
        if context.chance(0.65):
            shape = context.one_of((context.size(), ONE), (context.size(), context.size()))
            left, right = matrices(context, shape, 1, kind if kind not in {"sums", "traces"} else "algebra")
            symbol = context.fresh_matrix(*shape)
        else:
            left, right = scalars(context, 1, kind if kind != "inside" else "parts")
            symbol = scalar(context.name(("p", "q", "r", "mu", "tau")))
            context.named.append(symbol)
        made.append((symbol, left, right))
    return made


def given_claim(random, stratum):
    """Return a true claim whose right side has some definitions opened."""
    if random.random() < 0.06:
        return captured_claim(random, stratum)
    if random.random() < 0.15:
        return vanishing_claim(random, stratum)
    context = Context(random, clash=random.random() < 0.25)
    made = definitions_of(context)
    kind = context.one_of(*KINDS)
    if kind == "inside" or (kind in {"functions", "algebra"} and context.chance(0.5)):
        left, right = matrices(context, (context.size(), context.size()), context.one_of(1, 2), kind)
    else:
        left, right = scalars(context, context.one_of(1, 1, 2), kind)
    definitions = {symbol: context.random.choice((given, equal)) for symbol, given, equal in made}
    left, right = substituted(left, {}, random), substituted(right, definitions, random)
    return Claim(
        stratum, left, right, "true", (), tuple((symbol, given) for symbol, given, _ in made), tuple(context.functions),
        tuple(context.indices.items()), random.randrange(10**9),
    )  # fmt: skip


def captured_claim(random, stratum):
    """c is one entry of B, at a free index; a sum over an index of the same name does not move it."""
    context = Context(random)
    n = context.size()
    B, A = context.fresh_matrix(n, ONE), context.fresh_matrix(n, ONE)
    c, i = scalar("c"), index("i")
    left = summed(times(c, entry(A, i, ZERO)), "i", ZERO, minus(n, ONE))
    right = times(entry(B, i, ZERO), summed(entry(A, index("j"), ZERO), "j", ZERO, minus(n, ONE)))
    return Claim(stratum, left, right, "true", (), ((c, entry(B, i, ZERO)),), (), (("i", n),), random.randrange(10**9))


def vanishing_claim(random, stratum):
    """A defined scalar is 0, by an identity or under a fact; a step or a kink of it is asked for."""
    context = Context(random)
    zero = vanishing(context, 1)
    c, s = scalar("zero"), context.scalar()
    left, right = random.choice(AT_ZERO)(context.one_of(c, times(number(2), c), times(c, s)), s)
    return Claim(
        stratum, left, right, "true", tuple(context.facts), ((c, zero),), tuple(context.functions),
        tuple(context.indices.items()), random.randrange(10**9),
    )  # fmt: skip


# -------------------------------------------------------------------------------------------------- lines of gradients


@dataclass(frozen=True)
class Slopes:
    """Equations that end in a scalar, and the symbols to differentiate by."""

    claim: Claim
    variables: tuple[Tree, ...]


SMOOTH = ("tanh", "sigmoid", "sin", "softplus", "gaussian", "relu")


def slopes_of(random, stratum) -> Slopes:
    context = Context(random, clash=random.random() < 0.2, known=True)
    made = definitions_of(context)
    made = [(symbol, bent(given, random), equal) for symbol, given, equal in made]
    kind = context.one_of("sums", "parts", "parts", "traces", "functions")
    left, _ = scalars(context, 2, kind)
    last = [symbol for symbol, *_ in made if symbol.shape is not None]
    extra = [total(symbol) for symbol in last[-1:]]
    definitions = [(symbol, given) for symbol, given, _ in made]
    loss = scalar(context.name(("L", "loss")))
    definitions.append((loss, plus(left, *extra) if extra else left))
    claim = Claim(
        stratum, loss, loss, "true", (), tuple(definitions), (), tuple(context.indices.items()), random.randrange(10**9)
    )
    defined = {symbol for symbol, _ in definitions}
    found = {tree for _, expression in definitions for _, tree in expression.walk() if tree.op in {"matrix", "scalar"}}
    inputs = sorted(found - defined, key=repr)
    return Slopes(claim, tuple(random.sample(inputs, min(len(inputs), 3))))


def bent(tree, random):
    """Return a matrix with a smooth function of its entries, sometimes."""
    if tree.shape is None or random.random() < 0.5:
        return tree
    return apply(call(random.choice(SMOOTH), local("u")), ("u",), tree)


def differences_by(claim, variable, point):
    """Return the gradient of the last definition by a variable, by differences in many digits."""
    loss = claim.definitions[-1][0].label

    def at(value):
        scalars_, matrices_ = dict(point.scalars), dict(point.matrices)
        (matrices_ if variable.shape else scalars_)[variable.label] = value
        return real(with_definitions(claim, replace(point, scalars=scalars_, matrices=matrices_)).scalars[loss])

    if variable.shape is None:
        here = real(point.scalars[variable.label])
        return (at(here + STEP) - at(here - STEP)) / (2 * STEP)
    rows = [[real(value) for value in row] for row in point.matrices[variable.label]]

    def along(i, j):
        moved = [
            [[value + side * STEP * (p == i and q == j) for q, value in enumerate(row)] for p, row in enumerate(rows)]
            for side in (1, -1)
        ]
        return (at(moved[0]) - at(moved[1])) / (2 * STEP)

    return filled((len(rows), len(rows[0])), along)


def near(left, right):
    """Tell whether two gradients agree to some ten digits."""
    if isinstance(left, list):
        return all(near(one, other) for rows in zip(left, right, strict=True) for one, other in zip(*rows, strict=True))
    left, right = real(left), real(right)
    return abs(left - right) <= mp.mpf(10) ** -10 * (1 + abs(left))


def lines_of(slopes: Slopes):
    """Return symnet's lines as pairs of trees, with names that nothing else has, and the line of each variable."""
    claim = slopes.claim
    build = Builder(style=claim.style)
    equations = sn.Equations([(build(symbol), build(tree)) for symbol, tree in claim.definitions])
    lines = sn.gradient(equations, [build(variable) for variable in slopes.variables])
    own = {line.symbol: renamed(line.symbol, f"line {place}") for place, line in enumerate(lines)}
    read = [(tree_of(own[line.symbol]), tree_of(line.expression.xreplace(own))) for line in lines]
    found = {
        str(variable): f"line {place}"
        for variable in slopes.variables
        for place, line in enumerate(lines)
        if named(line.symbol, variable)
    }
    return read, found


def renamed(symbol, name):
    return sp.MatrixSymbol(name, *symbol.shape) if symbol.is_Matrix else sp.Symbol(name, real=True)


def named(symbol, variable):
    return symbol.name.rstrip("_") == f"d{variable.label}" and (variable.shape is not None) == bool(symbol.is_Matrix)


def wrong_lines(slopes: Slopes) -> str:
    """Return what symnet's gradient of the equations has wrong, nothing where it is right."""
    read, lines = lines_of(slopes)
    random, checked = seeded(slopes.claim.style), 0
    for _ in range(12):
        try:
            point = draw(slopes.claim, random, largest=3)
            if point is None:
                continue
            after = with_definitions(replace(slopes.claim, definitions=tuple(read)), point)
            for variable in slopes.variables:
                found = {**after.matrices, **after.scalars}.get(lines.get(str(variable)))
                right = differences_by(slopes.claim, variable, point)
                if found is None or not near(found, right):
                    return f"by {variable}, {lines.get(str(variable))}: " + "; ".join(
                        f"{symbol} = {tree}" for symbol, tree in read
                    )
        except (UndefinedError, OverflowError):
            continue
        checked += 1
        if checked == 2:
            return ""
    return "" if checked else "unchecked"


def gradient_record(random, *, timeout) -> Record:
    """Return whether the gradient that symnet derives from equations is right."""
    slopes = slopes_of(random, "gradients")
    by = ", ".join(map(str, slopes.variables))
    written = Record("gradients", "true", "none", "", 0.0, 0.0, text_of(slopes.claim), f"gradient by {by}")
    start = time.perf_counter()
    try:
        wrong = wrong_lines(slopes)
    except UnreadError as error:
        return replace(written, status="unread", note=str(error))
    except SymnetError as error:
        return replace(written, status="unbuilt", note=last_lines(error))
    except Exception as error:  # noqa: BLE001 - every other error is a finding, unless SymPy cannot build the equations
        theirs = from_sympy(error)
        return replace(
            written, status="unbuilt" if theirs else "crash", fault="" if theirs else "CRASH", note=last_lines(error)
        )
    status = "unchecked" if wrong == "unchecked" else "wrong" if wrong else "right"
    fault = "WRONG GRADIENT" if status == "wrong" else ""
    return replace(written, status=status, fault=fault, note=wrong, seconds=round(time.perf_counter() - start, 3))


def text_of(claim):
    return "; ".join(f"{symbol} := {tree}" for symbol, tree in claim.definitions)
