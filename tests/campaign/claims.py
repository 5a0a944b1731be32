"""A claim by its seed and number: half true, half false, in strata, each a kind of claim."""

from dataclasses import replace

from tests.campaign.backward import backward_record
from tests.campaign.chance import seeded
from tests.campaign.context import Context
from tests.campaign.deciding import Record, decide
from tests.campaign.edits import edited
from tests.campaign.equations import given_claim, gradient_record
from tests.campaign.evaluation import differ, value_of
from tests.campaign.functions import UndefinedError
from tests.campaign.pairs import matrices, scalars
from tests.campaign.points import Claim, Fact, draw
from tests.campaign.trees import ONE, plus

STRATA = (
    "algebra",
    "inverses",
    "traces",
    "functions",
    "sums",
    "parts",
    "inside",
    "steps",
    "facts",
    "sizes",
    "names",
    "derivatives",
    "given",
    "given again",
    "gradients",
    "backward",
)
SCALAR_ONLY = {"derivatives", "traces", "sums"}
MATRIX_ONLY = {"inverses", "inside"}
TRIES = 60
POINTS = 6  # at which a false claim is looked for, and a true one must hold


class ImpossibleError(Exception):
    """No claim came of this seed."""


def pair_of(context, stratum, depth):
    laws = stratum if stratum != "names" else context.one_of("sums", "parts", "inside", "functions", "facts")
    matrix = laws in MATRIX_ONLY or (laws not in SCALAR_ONLY and context.chance(0.5))
    if not matrix:
        return scalars(context, depth, laws)
    return matrices(context, (context.size(), context.size()), depth, laws)


def unused_facts(context, claim):
    """Add facts that the claim does not need."""
    free = [
        label
        for label, tree in context.matrices.items()
        if all(fact.name != label for fact in claim.facts) and tree.shape
    ]
    used = {found.label for side in (claim.left, claim.right) for _, found in side.walk() if found.op == "matrix"}
    free = [label for label in free if label in used]
    if not free or not context.chance(0.25):
        return claim
    fact = Fact(context.one_of("nonzero", "binary"), context.random.choice(free))
    return replace(claim, facts=(*claim.facts, fact))


def true_claim(random, stratum):
    context = Context(
        random, clash=stratum == "names", arithmetic=stratum == "sizes", declared=stratum != "derivatives"
    )
    left, right = pair_of(context, stratum, random.choice((1, 1, 2, 2, 3)))
    claim = Claim(
        stratum, left, right, "true", tuple(context.facts), functions=tuple(context.functions),
        indices=tuple(context.indices.items()), style=random.randrange(10**9), domains=context.domains,
    )  # fmt: skip
    return unused_facts(context, with_facts_in_use(claim))


def with_facts_in_use(claim):
    """Return a claim without the facts about names that its trees do not have."""
    sides = [claim.left, claim.right, *(tree for _, tree in claim.definitions)]
    names = {found.label for side in sides for _, found in side.walk() if not found.args}
    return replace(claim, facts=tuple(fact for fact in claim.facts if fact.name in names or fact.kind == "same_size"))


def differences(claim, random, points=POINTS, *, special=False):
    """Return at how many of the points at which both sides are defined they differ, and how many those were."""
    found = differing = 0
    for _ in range(4 * points):
        if found == points:
            break
        try:
            point = draw(claim, random, special=special)
            if point is None:
                continue
            left, right = value_of(claim.left, point), value_of(claim.right, point)
        except (UndefinedError, ZeroDivisionError, OverflowError):
            continue
        found += 1
        differing += differ(left, right)
    return differing, found


def false_claim(claim, random):
    """Return the claim with one edit that shows a difference at generic points, inside the facts."""
    for _ in range(TRIES):
        candidate = random.choices(EDITS, weights=(6, 2, 1))[0](claim, random)
        if candidate is None or candidate == claim:
            continue
        candidate = replace(candidate, truth="false")
        try:
            if certainly_false(candidate, random):
                return with_facts_in_use(candidate)
        except AssertionError:
            continue  # the edit broke a shape
    raise ImpossibleError


def other_side(claim, random):
    tree = edited(claim.right, random)
    return None if tree is None else replace(claim, right=tree)


def other_facts(claim, random):
    """Return a claim with a fact less, or with a fact that says something else."""
    if not claim.facts:
        return None
    place = random.randrange(len(claim.facts))
    fact = claim.facts[place]
    kept = [*claim.facts[:place], *claim.facts[place + 1 :]]
    changed = {
        "sum_to_one": lambda: [replace(fact, values=(1 - fact.values[0],))],
        "between": lambda: [replace(fact, values=tuple(None if end is None else end - 1 for end in fact.values))],
        "binary": lambda: [replace(fact, kind="nonzero")],
        "orthogonal": lambda: [replace(fact, kind="invertible")],
        "positive_definite": lambda: [replace(fact, kind="invertible")],
        "same_size": lambda: [replace(fact, values=(plus(fact.values[0], ONE),))],
    }
    return replace(
        claim, facts=tuple(kept + (changed[fact.kind]() if fact.kind in changed and random.random() < 0.5 else []))
    )


def other_definition(claim, random):
    if not claim.definitions:
        return None
    place = random.randrange(len(claim.definitions))
    symbol, tree = claim.definitions[place]
    other = edited(tree, random)
    if other is None:
        return None
    definitions = (*claim.definitions[:place], (symbol, other), *claim.definitions[place + 1 :])
    return replace(claim, definitions=definitions)


EDITS = (other_side, other_facts, other_definition)


def certainly_false(claim, random):
    """Tell whether two of some points show a difference; where a size or an integer decides, it is seen at few of them."""
    seen = 0
    for _ in range(4):
        differing, found = differences(claim, random)
        seen += differing
        if seen >= 2 or not found:
            break
    return seen >= 2


def made(number, random):
    """Return a true claim of the stratum of a number."""
    stratum = stratum_of(number)
    return given_claim(random, stratum) if stratum.startswith("given") else true_claim(random, stratum)


def stratum_of(number):
    return STRATA[number // 2 % len(STRATA)]


def generate(seed: int, number: int) -> Claim:
    """Return the claim of a seed with a number, the same one always."""
    for attempt in range(TRIES):
        random = seeded(f"{seed}:{number}:{attempt}")
        claim = made(number, random)
        if too_large(claim):
            continue
        differing, found = differences(claim, random, 2)
        if differing or differences(claim, random, 2, special=True)[0]:
            raise AssertionError(
                f"a law of the campaign is wrong: {claim.left} = {claim.right} given {claim.definitions}"
            )
        if not found:
            continue
        try:
            return claim if number % 2 == 0 else false_claim(claim, random)
        except ImpossibleError:
            continue
    raise ImpossibleError


def record_of(seed: int, number: int, *, timeout: float) -> Record:
    """Return what came of the claim of a seed with a number."""
    stratum = stratum_of(number)
    if stratum == "gradients":
        return gradient_record(seeded(f"{seed}:{number}"), timeout=timeout)
    if stratum == "backward":
        return backward_record(seeded(f"{seed}:{number}"), right=number % 2 == 0, timeout=timeout)
    try:
        return decide(generate(seed, number), timeout=timeout)
    except ImpossibleError:
        return Record(stratum, "none", "impossible", "", 0.0, 0.0, "", "")


def too_large(claim):
    return sum(1 for side in (claim.left, claim.right) for _ in side.walk()) > 120
