"""Points at which a claim is evaluated: sizes, then numbers that obey the facts.

A generic point misses every null set (entries are odd multiples of fractions with large primes); a special point is made of
small integers, so that arguments vanish and ties occur.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

from tests.campaign.evaluation import Point, eliminated, filled, multiplied, value_of, whole
from tests.campaign.functions import UndefinedError
from tests.campaign.trees import Tree

PRIMES = (89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149)
MOST_ENTRIES = 60


@dataclass(frozen=True)
class Fact:
    """What is assumed of one name: a kind, the name, and numbers or a second size where the kind has them."""

    kind: str
    name: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Claim:
    """Two trees with all that they stand on. `truth` is "true" or "false", by construction."""

    stratum: str
    left: Tree
    right: Tree
    truth: str = "true"
    facts: tuple[Fact, ...] = ()
    definitions: tuple[tuple[Tree, Tree], ...] = ()
    functions: tuple[str, ...] = ()
    indices: tuple[tuple[str, Tree], ...] = ()  # free indices, each with the size that it stays below
    style: int = 0
    domains: dict[str, str] = field(default_factory=dict)  # what SymPy says of a scalar: "positive", "integer", …


def leaves(claim):
    """Return every leaf of a claim, each once."""
    pending = [claim.left, claim.right, *(side for pair in claim.definitions for side in pair)]
    found: dict[Tree, None] = {}
    while pending:
        for _, tree in pending.pop().walk():
            if not tree.args:
                found[tree] = None
            if tree.shape:
                pending += [side for side in tree.shape if side.op != "number"]
    return list(found)


def fraction(random, special):
    if special:
        return Fraction(random.choice((-2, -1, 0, 0, 1, 1, 2)))
    return Fraction(random.choice((-1, 1)) * (2 * random.randrange(3, 190) + 1), random.choice(PRIMES))


def between(random, low, high):
    part = Fraction(random.randrange(5, 96), 101)
    if low is None and high is None:
        return fraction(random, special=False)
    if high is None:
        return low + 3 * part
    if low is None:
        return high - 3 * part
    return low + (high - low) * part


def scalar_under(random, special, kinds, domain):
    if "binary" in kinds:
        return Fraction(random.randrange(2))
    if domain == "integer":
        return Fraction(random.randrange(-3, 6))
    if "between" in kinds:
        return between(random, *kinds["between"])
    value = fraction(random, special)
    if domain == "positive":
        return abs(value) or Fraction(1)
    if "nonzero" in kinds:
        return value or Fraction(1)
    return value


def orthogonal(random, count):
    """Return a rational orthogonal matrix: Cayley's (I − S)⁻¹ (I + S) of a skew S, some columns negated."""
    while True:
        upper = {(i, j): fraction(random, special=False) / 3 for i in range(count) for j in range(i)}
        skew = filled((count, count), lambda i, j: upper.get((i, j), -upper.get((j, i), Fraction(0))))  # noqa: B023
        one = [[Fraction(int(i == j)) for j in range(count)] for i in range(count)]
        minus = filled((count, count), lambda i, j: one[i][j] - skew[i][j])  # noqa: B023
        plus = filled((count, count), lambda i, j: one[i][j] + skew[i][j])  # noqa: B023
        _, back = eliminated(minus)
        if back is not None:
            signs = [random.choice((-1, 1)) for _ in range(count)]
            return [[value * signs[j] for j, value in enumerate(row)] for row in multiplied(back, plus)]


def matrix_under(random, special, kinds, rows, columns):
    """Return a matrix that obeys its facts, or None where this mixture of facts cannot be drawn."""
    if "orthogonal" in kinds:
        return orthogonal(random, rows) if set(kinds) <= {"orthogonal", "invertible"} and rows == columns else None
    drawn = filled((rows, columns), lambda _i, _j: scalar_under(random, special, kinds, ""))
    if "sum_to_one" in kinds:
        drawn = summing(random, drawn, kinds)
    if "positive_definite" in kinds:
        transposed = [list(line) for line in zip(*drawn, strict=True)]
        square = multiplied(drawn, transposed)
        return filled((rows, rows), lambda i, j: square[i][j] + (i == j))
    if "symmetric" in kinds:
        drawn = filled((rows, rows), lambda i, j: drawn[min(i, j)][max(i, j)])
    if "invertible" in kinds and eliminated(drawn)[1] is None:
        return None
    return drawn


def summing(random, drawn, kinds):
    """Return the drawn matrix with columns (axis 0) or rows (axis 1) that sum to one."""
    axis = kinds["sum_to_one"][0]
    lines = [list(line) for line in zip(*drawn, strict=True)] if axis == 0 else drawn
    if "binary" in kinds:
        lines = [
            [Fraction(int(place == chosen)) for place in range(len(line))]
            for line in lines
            for chosen in [random.randrange(len(line))]
        ]
    elif "between" in kinds:
        if len(lines[0]) == 1:
            raise UndefinedError  # one entry that is 1 and below 1
        lines = [[abs(value) / sum(map(abs, line)) for value in line] for line in lines]
    else:
        lines = [[*line[1:], 1 - sum(line[1:])] for line in lines]
    return [list(line) for line in zip(*lines, strict=True)] if axis == 0 else lines


def polynomial(random, arguments):
    """Return an undefined function: a random polynomial, neither odd nor even."""
    parts = [fraction(random, special=False) / 40 for _ in range(4)]

    def function(*values):
        mixed = sum((value * (place + 1) for place, value in enumerate(values)), start=Fraction(0))
        return parts[0] + parts[1] * mixed + parts[2] * mixed * mixed + parts[3] * mixed * mixed * values[0]

    return function


def sizes_under(random, names, facts, largest):
    found = {name: random.choices(range(1, largest + 1), weights=(1, *(3,) * (largest - 1)))[0] for name in names}
    for _ in range(3):
        for fact in facts:
            if fact.kind == "same_size":
                found[fact.name] = whole(fact.values[0], Point(found, {}, {}))
    return found


def kinds_of(name, facts):
    """Return the facts about one name; several bounds become one."""
    kinds: dict[str, tuple[Any, ...]] = {}
    for fact in facts:
        if fact.name != name or fact.kind == "same_size":
            continue
        if fact.kind == "between" and "between" in kinds:
            lows, highs = zip(kinds["between"], fact.values, strict=True)
            low = max((bound for bound in lows if bound is not None), default=None)
            high = min((bound for bound in highs if bound is not None), default=None)
            kinds["between"] = (low, high)
        else:
            kinds[fact.kind] = fact.values
    return kinds


def draw(claim: Claim, random: Random, *, special: bool = False, largest: int = 4) -> Point | None:
    """Return a point inside the facts of a claim, or None where none was found this time."""
    found = leaves(claim)
    names = [leaf.label for leaf in found if leaf.op == "size"]
    for fact in claim.facts:
        if fact.kind == "same_size":
            names += [fact.name, *(leaf.label for _, leaf in fact.values[0].walk() if leaf.op == "size")]
    names += [
        name for _, below in claim.indices for _, leaf in below.walk() if leaf.op == "size" for name in [leaf.label]
    ]
    sizes = sizes_under(random, sorted(set(names)), claim.facts, largest)
    bare = Point(sizes, {}, {})
    indices = {name: random.randrange(whole(below, bare)) for name, below in claim.indices}
    defined = {symbol for symbol, _ in claim.definitions}
    scalars, matrices = {}, {}
    for leaf in found:
        kinds = kinds_of(leaf.label, claim.facts) if isinstance(leaf.label, str) else {}
        if leaf.op == "scalar" and leaf not in defined and leaf.label not in scalars:
            scalars[leaf.label] = scalar_under(random, special, kinds, claim.domains.get(leaf.label, ""))
        elif leaf.op == "matrix" and leaf not in defined and leaf.label not in matrices:
            rows, columns = (whole(side, bare) for side in leaf.shape)
            if rows < 1 or columns < 1 or rows * columns > MOST_ENTRIES:
                return None
            drawn = matrix_under(random, special, kinds, rows, columns)
            if drawn is None:
                return None
            matrices[leaf.label] = drawn
    functions = {name: polynomial(random, 1) for name in claim.functions}
    return with_definitions(claim, Point(sizes, scalars, matrices, functions, indices))


def with_definitions(claim, point):
    """Return a point with the values of what the claim defines, in order."""
    scalars, matrices = dict(point.scalars), dict(point.matrices)
    for symbol, expression in claim.definitions:
        value = value_of(expression, Point(point.sizes, scalars, matrices, point.functions, point.indices))
        (matrices if symbol.shape else scalars)[symbol.label] = value
    return Point(point.sizes, scalars, matrices, point.functions, point.indices)
