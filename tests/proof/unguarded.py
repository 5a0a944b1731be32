"""What the prover says by itself, without the check at numbers that a verdict also stands on."""

from sympy import sympify

import symnet as sn
from symnet.limits import LimitReachedError, Limits
from symnet.proof.proving import prove
from symnet.verdicts import Claim


def proves(left, right, facts=(), given=None):
    """Whether the prover says that two sides are equal."""
    lines = sn.Equations(given) if given else None
    try:
        return prove(Claim(sympify(left), sympify(right), tuple(facts), lines), Limits(20.0)) is not None
    except LimitReachedError:
        return False


def reason(left, right, facts=(), given=None):
    """Why the prover could not begin."""
    lines = sn.Equations(given) if given else None
    try:
        prove(Claim(sympify(left), sympify(right), tuple(facts), lines), Limits(20.0))
    except LimitReachedError as error:
        return str(error)
    return ""
