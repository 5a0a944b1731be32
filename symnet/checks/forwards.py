"""`check_forward`: whether somebody's forward pass is that of a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from symnet.checks.batches import ALL, Batch
from symnet.checks.drawing import Drawing
from symnet.checks.floors import floor_of_outputs
from symnet.checks.outputs import Output, check_output
from symnet.checks.report import Report
from symnet.checks.trying import limits_of, name_of, require_function
from symnet.errors import SymnetTypeError
from symnet.nn.network import Network


def check_forward(
    function: Callable[..., Any], network: Network, *, timeout: float = 10.0, extremes: bool = True
) -> Report:
    """Check whether ``function(parameters, X)`` returns the output of a network, n_L × m (m × n_L for samples in rows).

    It is called with random batches of several sizes, m = 1 among them, with X zero, and with inputs or pre-activations
    that reach 1000; the values count there too. It gets copies. `timeout` and `extremes` are as for `check_gradient`.

    >>> import numpy as np, symnet as sn
    >>> from symnet.checks import check_forward
    >>> net = sn.Network([2, 1], activations="tanh")
    >>> report = check_forward(lambda parameters, X: np.tanh(parameters["w0"] @ X), net)
    >>> report.ok, report["A0"].status
    (False, 'wrong value')

    Raises `SymnetTypeError` for what is no network, or no function of two arguments; `SymnetValueError` for a network
    that cannot be computed.
    """
    start = monotonic()
    limits = limits_of(timeout)
    if not isinstance(network, Network):
        raise SymnetTypeError(
            f"check_forward takes a function and the network that it belongs to, but {network!r} is a "
            f"{type(network).__name__}; write sn.Network([2, 3, 1], activations='tanh')."
        )
    require_function(function, "check_forward", "parameters, X")
    forward = network.lambdify()
    name = network.equations("batch")[-1].symbol.name

    def reference(batch: Batch) -> Mapping[str, Any]:
        return {name: forward(batch.parameters, batch.arrays["X"])}

    batches = Drawing(network, None, reference, extremes=extremes).batches()
    floor = floor_of_outputs(network)
    output = Output(name, "output", network, reference, is_number=False, counted=ALL, floor=lambda _batch: floor)
    results, findings = check_output(output, function, batches, limits)
    return Report("check_forward", name_of(function), results, findings, monotonic() - start)
