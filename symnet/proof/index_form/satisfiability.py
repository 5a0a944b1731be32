"""Zero by a solver: where Z3 is installed, it is asked for numbers at which a polynomial with conditions is not 0.

Every atom that is no condition counts as a real number of its own, of which only its bounds are known. Where Z3 proves
that there are no such numbers, there are none; where it finds some, nothing follows, since the atoms may not be free.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from importlib.util import find_spec
from operator import mul
from typing import Any

from symnet.proof.index_form.conditions import ABOVE, CONDITIONS
from symnet.proof.index_form.factors import range_of
from symnet.proof.index_form.language import says
from symnet.proof.index_form.ring import Ring
from symnet.proof.index_form.terms import Atom, Polynomial

SHARE = 0.3
"""The part of the time that is left which the solver may take."""

MOST_TERMS = 60


@says("Z3 finds no numbers at which the sides differ")
def is_zero_by_solver(ring: Ring, polynomial: Polynomial) -> bool:
    """Tell whether it finds none; False without Z3, and where it does not know.

    It is given polynomials without sums over indices, in natural powers.
    """
    atoms = dict.fromkeys(_atoms(ring, polynomial))
    has_conditions = any(ring.kind(atom) in CONDITIONS for atom in atoms)
    if not has_conditions or not _is_plain(ring, polynomial) or find_spec("z3") is None:
        return False
    import z3

    variables = {atom: z3.Real(f"x{place}") for place, atom in enumerate(atoms) if ring.kind(atom) not in CONDITIONS}
    solver = z3.Solver()
    solver.set("timeout", max(1, int(1000 * SHARE * ring.limits.remaining)))
    solver.set("max_memory", 1000)
    for atom, variable in variables.items():
        solver.add(*_bounds(ring, atom, variable))
    solver.add(_expression(ring, polynomial, variables, z3) != 0)
    return bool(solver.check() == z3.unsat)


def _atoms(ring: Ring, polynomial: Polynomial) -> Iterator[Atom]:
    """Give the atoms of a polynomial, and those that its conditions compare."""
    for term in polynomial.terms:
        for atom, _ in term.factors:
            yield atom
            if ring.kind(atom) in CONDITIONS:
                yield from _atoms(ring, ring.bodies(atom)[0])


def _is_plain(ring: Ring, polynomial: Polynomial) -> bool:
    return len(polynomial) <= MOST_TERMS and all(
        not term.bound
        and all(power.denominator == 1 and power > 0 for _, power in term.factors)
        and all(_is_plain(ring, ring.bodies(atom)[0]) for atom, _ in term.factors if ring.kind(atom) in CONDITIONS)
        for term in polynomial.terms
    )


def _bounds(ring: Ring, atom: Atom, variable: Any) -> Iterator[Any]:
    bounds = range_of(ring, ring.atom(*atom))
    if bounds.low is not None:
        yield variable > str(bounds.low) if bounds.low_is_open else variable >= str(bounds.low)
    if bounds.high is not None:
        yield variable < str(bounds.high) if bounds.high_is_open else variable <= str(bounds.high)


def _expression(ring: Ring, polynomial: Polynomial, variables: dict[Atom, Any], z3: Any) -> Any:
    def factor(atom: Atom, power: Fraction) -> Any:
        if atom in variables:
            return reduce(mul, [variables[atom]] * int(power))
        body = _expression(ring, ring.bodies(atom)[0], variables, z3)
        threshold = _number(ring.heads[atom[0]].content, z3)
        holds = body > threshold if ring.kind(atom) == ABOVE else body == threshold
        return z3.If(holds, z3.RealVal(1), z3.RealVal(0))

    total = z3.RealVal(0)
    for term, coefficient in polynomial.terms.items():
        total += reduce(mul, (factor(*each) for each in term.factors), _number(coefficient, z3))
    return total


def _number(value: Fraction, z3: Any) -> Any:
    return z3.RealVal(str(value))
