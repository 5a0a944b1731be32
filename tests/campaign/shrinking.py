"""The smallest claim with the same fault: subtrees are replaced by smaller ones as long as the fault stays."""

from dataclasses import replace

from tests.campaign.chance import seeded
from tests.campaign.claims import differences
from tests.campaign.deciding import decide
from tests.campaign.trees import ONE, ZERO, Tree, matrix, ones, scalar

CHECKED = 12  # points at which a smaller claim must show its truth


def smaller(tree: Tree):
    """Yield smaller trees of the same shape that may stand in its place."""
    if tree.op in {"matrix", "scalar", "number", "size", "index", "local", "compare"}:
        return
    for argument in tree.args:
        if argument.shape == tree.shape and argument.op != "compare":
            yield argument
    if tree.shape is not None:
        yield matrix("A", *tree.shape)
        yield ones(*tree.shape)
    else:
        yield from (scalar("x"), ONE, ZERO)
    for place in range(len(tree.args) if tree.op in {"plus", "times", "add", "hadamard"} and len(tree.args) > 2 else 0):
        yield replace(tree, args=(*tree.args[:place], *tree.args[place + 1 :]))


def candidates(claim):
    """Yield claims that are smaller by one step: a fact less, a definition less, a smaller side, or parts of both sides."""
    for name in ("facts", "definitions"):
        kept = getattr(claim, name)
        yield from (replace(claim, **{name: (*kept[:place], *kept[place + 1 :])}) for place in range(len(kept)))
    for side in ("left", "right"):
        tree = getattr(claim, side)
        for path, part in sorted(tree.walk(), key=lambda each: len(each[0])):
            yield from (replace(claim, **{side: tree.replaced(path, other)}) for other in smaller(part))
    yield from parts_of_both(claim)


def parts_of_both(claim):
    if claim.left.op == claim.right.op:
        for one in claim.left.args:
            for other in claim.right.args:
                if one.shape == other.shape and "compare" not in {one.op, other.op}:
                    yield replace(claim, left=one, right=other)


def keeps_truth(claim):
    try:
        differing, found = differences(claim, seeded(claim.style), CHECKED)
    except (AssertionError, KeyError):
        return False
    return found > 3 and (differing == 0 if claim.truth == "true" else differing >= 2)


def shrunk(claim, *, timeout=2.0, steps=400):
    """Return a smaller claim with the fault of this one."""
    fault = decide(claim, timeout=timeout).fault
    tried = 0
    progress = True
    while progress and tried < steps:
        progress = False
        for candidate in candidates(claim):
            tried += 1
            if tried >= steps:
                break
            try:
                if keeps_truth(candidate) and decide(candidate, timeout=timeout).fault == fault:
                    claim, progress = candidate, True
                    break
            except Exception:  # noqa: BLE001, S112 - a candidate that cannot be built is no candidate
                continue
    return claim
