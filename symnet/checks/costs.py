"""`check_cost`: whether somebody's function computes a cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, Literal

from symnet.checks.batches import WITH_OUTPUTS, Batch
from symnet.checks.drawing import Drawing
from symnet.checks.floors import Floors
from symnet.checks.outputs import Output, check_output
from symnet.checks.report import Report
from symnet.checks.trying import limits_of, name_of, require_function
from symnet.errors import SymnetTypeError, kind_of
from symnet.nn.architecture import require_choice
from symnet.nn.cost import Cost


def check_cost(
    function: Callable[..., Any],
    cost: Cost,
    *,
    timeout: float = 10.0,
    targets: Literal["any", "classes"] = "any",
    extremes: bool = True,
) -> Report:
    """Check whether ``function(parameters, X, Y)`` returns the cost of a batch, a number.

    It is called with random batches of several sizes, m = 1 among them, with X zero, and with some in which something
    is large, up to 1000, where no exponential may overflow; it gets copies. The options `timeout`, `targets` and
    `extremes` are as for `check_gradient`.

    >>> import numpy as np, symnet as sn
    >>> from symnet.checks import check_cost
    >>> cost = sn.Network([2, 1], activations="identity").cost("squared_error")
    >>> def J(parameters, X, Y):
    ...     return np.sum((parameters["w0"] @ X + parameters["b0"] - Y) ** 2)
    >>> check_cost(J, cost)["J"].status
    'wrong value'

    Raises `SymnetTypeError` for what is no cost, or no function of three arguments; `SymnetValueError` for a cost that
    cannot be computed.
    """
    start = monotonic()
    limits = limits_of(timeout)
    if not isinstance(cost, Cost):
        raise SymnetTypeError(
            f"check_cost takes a function and the cost that it belongs to, but {cost!r} is {kind_of(cost)}; "
            "write net.cost('squared_error')."
        )
    require_choice("targets", targets, ("any", "classes"))
    require_function(function, "check_cost", "parameters, X, Y")
    compiled = cost.lambdify()

    def reference(batch: Batch) -> Mapping[str, Any]:
        return {"J": compiled(batch.parameters, batch.arrays["X"], batch.arrays["Y"])}

    batches = Drawing(cost.network, cost, reference, classes=targets == "classes", extremes=extremes).batches()
    output = Output("J", "cost", cost, reference, is_number=True, counted=WITH_OUTPUTS, floor=Floors(cost).of_cost)
    results, findings = check_output(output, function, batches, limits)
    return Report("check_cost", name_of(function), results, findings, monotonic() - start)
