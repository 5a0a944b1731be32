"""`check_gradient`: whether somebody's backward pass is the gradient of a cost."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import Any, Literal

import numpy as np

from symnet.checks.batches import NEAR, WITH_GRADIENTS, Batch, Reference
from symnet.checks.comparing import Comparison, compare
from symnet.checks.drawing import Drawing
from symnet.checks.findings import listed, of_calls, of_far_values, of_overflow
from symnet.checks.floors import Floors, product_of
from symnet.checks.judging import DIFFERENT, Call, Seen, sentence, settle, with_floor
from symnet.checks.naming import Naming, hint, match
from symnet.checks.reading import Reading, read_mapping, tolerance_of
from symnet.checks.report import Finding, Report, Result
from symnet.checks.trying import (
    Trials,
    limits_of,
    name_of,
    no_answer,
    require_function,
    try_out,
    unanswered,
)
from symnet.errors import SymnetTypeError, kind_of
from symnet.explaining import Trial, explain_gradients
from symnet.limits import Limits
from symnet.nn.architecture import Architecture, require_choice
from symnet.nn.cost import Cost

COTANGENT = "cotangent"
EXPLAINING = 3.0
"""Seconds for the explanation by one edit, at most."""
ROUNDED = 0.1
"""The share of a tolerance that is rounding where something is large, beside the largest gradient."""
EXPLAINED = ("wrong value", "wrong shape")


def check_gradient(
    function: Callable[..., Any],
    cost: Cost,
    *,
    timeout: float = 10.0,
    targets: Literal["any", "classes"] = "any",
    extremes: bool = True,
) -> Report:
    r"""Check whether ``function(parameters, X, Y)`` returns the gradients of a cost by its parameters.

    The function returns a dictionary of arrays. A gradient may be under the name of its parameter or any common name of
    the gradient: ``w0``, ``dw0``, ``dW0``, ``grad_w0``. Arrays have the layout of the notation, and the shape of their
    parameter. It is called with random batches of several sizes, m = 1, m = 2 and m as the sizes of the network among
    them, with some of which something is special (all of X positive, biases of zero, integers), and with some in which
    the pre-activations of a layer reach 30, 100 and 1000; it gets copies.

    ======== =======================================================================================================
    timeout  seconds for the function, all calls together; it is ended then, and nothing is left running where it ran in
             a process of its own (on Linux, unless JAX, PyTorch or TensorFlow is loaded)
    targets  ``any`` that suit the loss; ``classes``: only 0 and 1, one-hot after a softmax, for a function that is for
             these only
    extremes whether it is also called where something is large
    ======== =======================================================================================================

    A function whose fourth parameter is named ``cotangent``, or has no default, is called as
    ``function(parameters, X, Y, cotangent)``, one whose third has that name as ``function(parameters, X, cotangent)``.
    It gets an arbitrary gradient by the output of the network, of its shape (n_L × m), in the place of that of the
    loss; what it returns is compared with the vector-Jacobian product.

    >>> import numpy as np, symnet as sn
    >>> from symnet.checks import check_gradient
    >>> cost = sn.Network([2, 1], activations="sigmoid").cost("binary_cross_entropy")
    >>> def backward(parameters, X, Y):
    ...     A = 1 / (1 + np.exp(-(parameters["w0"] @ X + parameters["b0"])))
    ...     return {"dw0": (A - Y) @ X.T / X.shape[1], "db0": np.mean(Y - A, axis=1, keepdims=True)}
    >>> report = check_gradient(backward, cost)
    >>> report.ok, report["w0"].status, report["b0"].status
    (False, 'ok', 'wrong value')

    Raises `SymnetTypeError` for what is no cost, or no function of three arguments; `SymnetValueError` for a cost that
    cannot be computed.
    """
    start = monotonic()
    limits = limits_of(timeout)
    _require_cost(cost, "check_gradient")
    require_choice("targets", targets, ("any", "classes"))
    function = _with_target(function)
    takes_cotangent = _takes_cotangent(function)
    arguments = "parameters, X, Y, cotangent" if takes_cotangent else "parameters, X, Y"
    require_function(function, "check_gradient", arguments)
    reference = _product(cost.network) if takes_cotangent else _gradient(cost)
    drawing = Drawing(
        cost.network, cost, reference, classes=targets == "classes", cotangent=takes_cotangent, extremes=extremes
    )
    batches = drawing.batches()
    trials = try_out(function, batches, reference, read_mapping, seconds=limits.seconds)
    names = cost.network.parameters.names
    if trials.failure():
        shapes = [batches[0].parameters[name].shape for name in names]
        results: Mapping[str, Result] = unanswered(names, shapes, trials.failure())
        findings = trials.ending
    else:
        results, findings = _judged(cost, trials, limits, has_loss=not takes_cotangent)
    return Report("check_gradient", name_of(function), results, findings, monotonic() - start)


def _require_cost(cost: Any, check: str) -> None:
    if not isinstance(cost, Cost):
        raise SymnetTypeError(
            f"{check} takes a function and the cost that it belongs to, but {cost!r} is {kind_of(cost)}; "
            "write net.cost('squared_error')."
        )


def _with_target(function: Any) -> Any:
    """Return a function of (parameters, X, cotangent) as one that takes targets too, any other as it is."""
    return _WithoutTarget(function) if [one.name for one in _positional(function)[2:3]] == [COTANGENT] else function


@dataclass(frozen=True)
class _WithoutTarget:
    """A function of (parameters, X, cotangent), called with targets that it does not see."""

    func: Callable[..., Any]

    @property
    def __name__(self) -> str:
        return name_of(self.func)

    def __call__(self, parameters: Any, X: Any, Y: Any, cotangent: Any) -> Any:
        return self.func(parameters, X, cotangent)


def _takes_cotangent(function: Any) -> bool:
    """Tell whether a function takes a cotangent: by that name, or as a fourth parameter without default."""
    return any(one.name == COTANGENT or one.default is one.empty for one in _positional(function)[3:4])


def _positional(function: Any) -> list[inspect.Parameter]:
    """Return the parameters that can be given by their places; none of a builtin, which says nothing of them."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except Exception:  # noqa: BLE001 - a builtin says nothing of them, and an object may refuse in any way
        return []
    return [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]


def _gradient(cost: Cost) -> Reference:
    step = cost.lambdify(gradient=True)

    def reference(batch: Batch) -> Mapping[str, Any]:
        gradients: Mapping[str, Any] = step(batch.parameters, batch.arrays["X"], batch.arrays["Y"])[1]
        return gradients

    return reference


def _product(network: Architecture) -> Reference:
    """Return the vector-Jacobian product of the network."""
    product = product_of(network, network.equations("batch"))
    return lambda batch: product(batch, batch.arrays[COTANGENT])


def _judged(
    cost: Cost, trials: Trials, limits: Limits, *, has_loss: bool
) -> tuple[dict[str, Result], tuple[Finding, ...]]:
    """Return a result for each parameter, and the findings."""
    names = cost.network.parameters.names
    natural = _largest(trials.calls[0])
    floors = Floors(cost) if has_loss else None
    seen = {name: _floored(floors, name, [_seen(names, name, one, natural) for one in trials.calls]) for name in names}
    wrong = {name for name in names if any(one.status in EXPLAINED for one in seen[name])}
    explained = _explained(cost, names, trials, limits) if wrong and has_loss else {}
    results = {
        name: settle(name, "gradient", seen[name], explained.get(name), counted=WITH_GRADIENTS) for name in names
    }

    def readings(answer: Any) -> Mapping[str, Reading]:
        return dict(answer.returned.items) if answer.returned is not None else {}

    findings = [
        *trials.ending,
        *_about_keys(names, trials.calls),
        *of_calls(trials.calls, trials.repeated, readings),
        *of_overflow(seen, "gradient", WITH_GRADIENTS),
        *of_far_values(seen, "gradient", WITH_GRADIENTS),
    ]
    return results, tuple(findings)


def _held(names: Sequence[str], one: Call) -> tuple[Naming, dict[str, Reading]]:
    readings = dict(one.answer.returned.items)
    return match(names, list(readings)), readings


def _largest(one: Call) -> float:
    return max(float(np.abs(value).max()) for value in one.expected.values())


def _seen(names: Sequence[str], name: str, one: Call, natural: float) -> Seen:
    """Compare what one call returned for a parameter."""
    failed = no_answer(one)
    if failed:
        return Seen(one, failed)
    if one.answer.returned.instead:
        remark = f"the function returned {one.answer.returned.instead} and no dictionary"
        return Seen(one, Comparison("missing", float("inf"), remark=remark))
    naming, readings = _held(names, one)
    keys = naming.keys[name]
    if naming.shifted is not None:
        remark = f"the layers of the returned keys begin with {naming.shifted}, but {name!r} or 'd{name}' is expected"
        return Seen(one, Comparison("missing", float("inf"), remark=remark))
    if not keys:
        remark = f"neither {name!r} nor 'd{name}' was returned{hint(name, naming.unknown)}"
        return Seen(one, Comparison("missing", float("inf"), remark=remark))
    compared = [Seen(one, _compared(readings[key], name, one, natural), readings[key]) for key in keys]
    if len({part.status for part in compared}) > 1:
        remark = f"{listed(map(repr, keys))} both stand for the gradient by {name}, and differ; return one of them"
        return Seen(one, Comparison("ambiguous", float("inf"), remark=remark))
    return compared[0]


def _compared(reading: Reading, name: str, one: Call, natural: float) -> Comparison:
    """Compare one array; where something is large, slopes like A(1 - A) are the rounding of ordinary numbers."""
    scale = _largest(one)
    allowance = 0.0 if one.batch.kind in NEAR else ROUNDED * tolerance_of(reading.dtype) * max(scale, natural)
    return compare(reading, one.expected[name], scale=scale, batch=one.batch.told, allowance=allowance)


def _floored(floors: Floors | None, name: str, seen: list[Seen]) -> list[Seen]:
    """Return what was seen, where a small floor in a logarithm or a denominator is not wrong."""
    if floors is None:
        return seen
    found = [with_floor(one, partial(_allowed, floors, name), name) for one in seen]
    far = [one for one in found if one.status in DIFFERENT and one.call.batch.kind in WITH_GRADIENTS - NEAR]
    triples = [(one.call.batch, one.reading.array, one.call.expected[name]) for one in far if one.reading is not None]
    floor = floors.recognized(name, triples) if triples else None
    if floor is None:
        return found
    return [replace(one, comparison=Comparison("ok", floor=floor)) if one in far else one for one in found]


def _allowed(floors: Floors, name: str, batch: Batch) -> float:
    return floors.of_gradient(batch).get(name, 0.0)


def _explained(cost: Cost, names: Sequence[str], trials: Trials, limits: Limits) -> Mapping[str, str]:
    """Return for each wrong gradient the one edit of the right equations that gives it, where there is one."""
    listed_trials = []
    for one in trials.calls:
        if one.answer.returned is None or one.batch.kind not in ("ordinary", "single"):
            continue
        naming, readings = _held(names, one)
        returned = {
            name: readings[keys[0]].array
            for name, keys in naming.keys.items()
            if len(keys) == 1 and readings[keys[0]].array is not None
        }
        listed_trials.append(Trial(one.batch.parameters, one.batch.arrays["X"], one.batch.arrays["Y"], returned))
    with suppress(Exception):  # it took too long, or met what no edit can: the verdict stands without an explanation
        seconds = max(0.5, min(EXPLAINING, limits.remaining))
        return explain_gradients(cost, listed_trials, limits=Limits(seconds))
    return {}


def _about_keys(names: Sequence[str], calls: Sequence[Call]) -> list[Finding]:
    """Return what the first dictionary, or what came instead, says by its keys."""
    returned = next((one.answer.returned for one in calls if one.answer.returned is not None), None)
    if returned is None:
        return []
    if returned.instead:
        text = f"the function returned {returned.instead}, but must return a dictionary {{'{names[0]}': …}}"
        return [Finding("no dictionary", sentence(text))]
    naming = match(names, [key for key, _ in returned.items])
    found = []
    if naming.shifted is not None:
        text = f"The returned keys count layers from {naming.shifted}, but the parameters are {listed(names)}."
        found.append(Finding("layers counted otherwise", text))
    elif naming.unknown:
        keys = listed(repr(key) for key in naming.unknown[:5])
        text = f"No parameter belongs to what was returned under {keys}; the parameters are {listed(names)}."
        found.append(Finding("unknown keys", text, is_fault=False))
    if returned.others:
        text = f"The keys of the returned dictionary must be names, but it has {listed(returned.others[:5])}."
        found.append(Finding("keys that are no names", text, is_fault=False))
    if returned.paired:
        text = "The function returned a number and a dictionary; only the dictionary was checked."
        found.append(Finding("pair", text, is_fault=False))
    return found
