"""What symnet says of a claim, and what that is worth."""

import time
import traceback
from dataclasses import dataclass, replace

import sympy as sp

import symnet as sn
from tests.campaign.building import Builder, facts
from tests.campaign.chance import seeded
from tests.campaign.points import Claim

LATE = 1.1  # a verdict may take this much of its limit ...
GRACE = 0.1  # ... and these seconds


@dataclass(frozen=True)
class Record:
    """One claim and what came of it; `fault` is empty, or names what is wrong."""

    stratum: str
    truth: str
    status: str
    fault: str
    seconds: float
    processor: float
    left: str
    right: str
    note: str = ""


def fault_of(truth, status):
    return {("false", "proved"): "FALSE PROVED", ("true", "refuted"): "FALSE REFUTED"}.get((truth, status), "")


def decide(claim: Claim, *, timeout: float = 10.0) -> Record:
    """Return what symnet says of a claim, within a limit."""
    build = Builder(style=claim.style, domains=claim.domains)
    written = Record(claim.stratum, claim.truth, "none", "", 0.0, 0.0, str(claim.left), str(claim.right))
    try:
        left, right = build(claim.left), build(claim.right)
        given = (
            sn.Equations([(build(symbol), build(tree)) for symbol, tree in claim.definitions])
            if claim.definitions
            else None
        )
        assuming = facts(claim, build, (left, right))
    except Exception as error:  # noqa: BLE001 - every error is a finding
        return replace(written, status="unbuilt", fault="" if from_sympy(error) else "UNBUILT", note=last_lines(error))
    written = replace(written, note=sentence(left, right, assuming, given))
    sides = asked(claim, left, right)
    return timed(written, lambda: sn.verify(*sides, assuming=assuming, given=given, timeout=timeout), timeout)


def asked(claim, left, right):
    """Return the sides in either order, or as one equation: an edit is not always on the right."""
    choice = seeded(f"sides {claim.style}").random()
    if choice < 0.4:
        return left, right
    return (right, left) if choice < 0.8 else (sp.Eq(left, right, evaluate=False),)


def from_sympy(error):
    """Tell whether SymPy itself, or a node that SymPy rebuilt, refuses what is built: no verdict is asked for yet."""
    return any("/sympy/" in frame.filename for frame in traceback.extract_tb(error.__traceback__)[2:])


def sentence(left, right, assuming, given):
    try:
        return f"{left} = {right}  assuming {assuming}  given {None if given is None else list(given)}"
    except Exception:  # noqa: BLE001 - SymPy's printer rebuilds what it prints, and fails at some of it
        return "no text"


def timed(written, job, timeout):
    """Return a record with the verdict of a job, its time, and its fault."""
    start, processor = time.perf_counter(), time.process_time()
    try:
        status, fault = job().status, ""
    except Exception as error:  # noqa: BLE001 - every error is a finding
        status, fault = "crash", "CRASH"
        written = replace(written, note=f"{written.note}  {last_lines(error)}")
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    if not fault:
        late = min(seconds, processor) > LATE * timeout + GRACE  # a machine that others use is not symnet's fault
        fault = fault_of(written.truth, status) or ("BEYOND THE LIMIT" if late else "")
    return replace(written, status=status, fault=fault, seconds=round(seconds, 3), processor=round(processor, 3))


def last_lines(error):
    frames = traceback.extract_tb(error.__traceback__)[-2:]
    places = ", ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__}: {error} ({places})"[:400]
