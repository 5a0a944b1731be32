"""Explanation of arrays: which single change of the right equations gives what somebody's function returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symnet.explaining.networks import explain_by_another_network, nearby
from symnet.explaining.programs import Program, Trial
from symnet.explaining.searching import Search
from symnet.expressions.equations import Equations
from symnet.expressions.variables import gradient_symbol
from symnet.limits import Limits
from symnet.nn.architecture import Architecture
from symnet.nn.cost import Cost


def explain_gradients(cost: Cost, trials: Sequence[Trial], *, limits: Limits) -> Mapping[str, str]:
    """Return, for each wrong gradient that one edit explains, one sentence.

    A gradient without an entry has no explanation by one edit (or is right). Several trials with different batch sizes
    must be given: an edit explains a gradient only where it reproduces the returned arrays of every trial to 1e-9 of
    their largest entry. One edit that explains all wrong gradients is preferred; all of them then have its sentence.

    >>> import numpy as np, symnet as sn
    >>> cost = sn.Network([2, 1], activations="identity").cost("half_squared_error")
    >>> def trial(m):
    ...     X, Y, w0, b0 = np.ones((2, m)) + np.arange(m), np.ones((1, m)), np.ones((1, 2)), np.ones((1, 1))
    ...     E = w0 @ X + b0 - Y
    ...     return Trial({"w0": w0, "b0": b0}, X, Y, {"w0": E @ X.T, "b0": E.mean(axis=1, keepdims=True)})
    >>> explain_gradients(cost, [trial(3), trial(5)], limits=Limits(10.0))
    {'w0': 'it is the right gradient without the factor 1/m'}
    """
    search = Search(program_of_gradients(cost), trials, nearby=nearby(cost), limits=limits)
    found = search.explain()
    if len(search.wrong) == len(cost.network.parameters) and not found:
        said = explain_by_another_network(cost, search)
        return dict.fromkeys(search.wrong, said) if said else found
    return found


def explain_output(of: Architecture | Cost, trials: Sequence[Trial], *, limits: Limits) -> str | None:
    """Return the one edit of the forward pass (or of the cost) that reproduces the returned output of every trial."""
    forward = of.equations("batch")
    program = Program(forward, {"output": forward[-1].symbol})
    named = [trial._replace(returned={"output": trial.returned}) for trial in trials]
    return Search(program, named, limits=limits).explain().get("output")


def program_of_gradients(cost: Cost) -> Program:
    """Return the forward and the backward pass, with every form in which a line is derived."""
    forward = Equations(list(cost.equations("batch"))[:-1])  # nothing depends on J
    passes = [
        cost.backward(assuming_targets=assuming, slopes=slopes)
        for assuming in (True, False)
        for slopes in ("prime", "activation")
    ]
    plain = passes[2]
    steps = dict.fromkeys((step.symbol, step.after) for result in passes for step in result.steps)
    results = {parameter.name: gradient_symbol(parameter) for parameter in cost.network.parameters}
    styles = tuple(forward + result.equations for result in passes)
    return Program(forward + plain.equations, results, styles, tuple(steps))
