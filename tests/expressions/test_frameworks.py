"""The rows against PyTorch, Keras, JAX and ONNX: values, PyTorch's derivatives, and the conventions at kinks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sympy import Interval, Rational, Symbol, oo

from symnet.codegen.sources import NUMPY_FUNCTIONS
from symnet.expressions.activations import ACTIVATIONS, hardsigmoid
from symnet.expressions.losses import LOSSES
from tests.expressions.scalar_points import GRID, default_parameters

POINTS = np.array(sorted({*GRID, -3.0, -1.0, -0.5, 0.5, 1.0, 3.0, 6.0, *np.linspace(-4, 4, 33)}))
z = Symbol("z", real=True)


def spelled(table, framework):
    """Return each row with each name that the framework has for it, and the parameters it takes there."""
    cases = [(row, name, entry.parameters or default_parameters(row)) for row in table for entry in row.facts.frameworks
             if entry.framework == framework for name in entry.names]  # fmt: skip
    return {
        "argnames": ("row", "name", "parameters"),
        "argvalues": cases,
        "ids": [f"{c[0].__name__}-{c[1]}" for c in cases],
    }


def ours(row, parameters, *arrays):
    return NUMPY_FUNCTIONS[row.__name__](*arrays, *map(float, parameters))


def oracle(name):
    return pytest.importorskip(name, reason=f"needs {name}, from the extra symnet[oracles]")


# ------------------------------------------------------------------------------------------------------------- PyTorch

# What PyTorch itself wants to be given: it has no defaults here, or random ones, or a weight.
TORCH_ARGUMENTS = {
    "Threshold": (0.0, 0.0), "threshold": (0.0, 0.0), "gelu_tanh": (), "prelu": (), "PReLU": (),
}  # fmt: skip


def torch_activation(torch, name):
    functional = torch.nn.functional
    if name == "gelu_tanh":
        return lambda t: functional.gelu(t, approximate="tanh")
    if name == "prelu":
        return lambda t: functional.prelu(t, torch.tensor(0.25, dtype=torch.float64))
    if name[0].isupper():
        module = getattr(torch.nn, name)(*TORCH_ARGUMENTS.get(name, ()))
        return module.double().eval()
    function = getattr(functional, name, None) or getattr(torch, name)
    return lambda t: function(t, *TORCH_ARGUMENTS.get(name, ()))


@pytest.mark.parametrize(**spelled(ACTIVATIONS, "pytorch"))
def test_pytorch_activations_and_their_derivatives(row, name, parameters):
    torch = oracle("torch")
    t = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
    values = torch_activation(torch, name)(t)
    # PyTorch's tanh form rounds 1 + tanh(u) before it multiplies: absolute accuracy in the left tail. So does log1p(exp).
    theirs = values.detach().numpy()
    np.testing.assert_allclose(
        ours(row, parameters, POINTS), theirs, rtol=1e-12, atol=1e-14 if row.__name__ in ABSOLUTE else 0
    )
    values.sum().backward()
    slope = row(z, *parameters).diff(z)
    # as an exact function of each point, kinks included
    derivatives = [float(slope.subs(z, exact_point(point)).evalf(20)) for point in POINTS]
    # PyTorch keeps the slope 1/6 of Hardsigmoid's derivative in single precision
    np.testing.assert_allclose(derivatives, t.grad.numpy(), rtol=1e-7 if row is hardsigmoid else 1e-11, atol=1e-12)


def exact_point(point):
    return Rational(float(point))


# Rows of which a framework rounds an intermediate result that is near 1, so that small values keep absolute accuracy only.
ABSOLUTE = {"gelu", "gelu_tanh", "tanhshrink", "softplus", "mish", "squareplus", "log_sigmoid", "elu", "selu", "celu"}


def torch_loss(torch, name):
    options = {"poisson_nll_loss": {}, "gaussian_nll_loss": {"var": 1.0}}.get(name, {})
    if name[0].isupper():
        module = getattr(torch.nn, name)(reduction="none")
        return (lambda p, y: module(p, y, torch.ones_like(p))) if name == "GaussianNLLLoss" else module
    return lambda p, y: getattr(torch.nn.functional, name)(p, y, reduction="none", **options)


def sample_pairs(row):
    """Return a thousand predictions and targets in the domains, without the ends of the intervals and the kinks."""
    random = np.random.default_rng(3)
    domain = row.facts.predictions
    low, high = (max(float(domain.inf), -8.0), min(float(domain.sup), 8.0))
    p = random.uniform(low, high, 1000)
    targets = row.facts.targets
    if targets.is_FiniteSet:
        y = random.choice([float(value) for value in targets], 1000)
    else:
        y = random.uniform(max(float(targets.inf), -8.0), min(float(targets.sup), 8.0), 1000)
    return p, y


@pytest.mark.parametrize(**spelled(LOSSES, "pytorch"))
def test_pytorch_losses_and_their_derivatives(row, name, parameters):
    torch = oracle("torch")
    p, y = sample_pairs(row)
    t = torch.tensor(p, dtype=torch.float64, requires_grad=True)
    values = torch_loss(torch, name)(t, torch.tensor(y, dtype=torch.float64))
    np.testing.assert_allclose(ours(row, parameters, p, y), values.detach().numpy(), rtol=1e-12, atol=1e-13)
    values.sum().backward()
    prediction, target = Symbol("p", real=True), Symbol("y", real=True)
    slope = row(prediction, target, *parameters).diff(prediction)
    some = slice(None, None, 25)
    pairs = zip(p[some], y[some], strict=True)
    derivatives = [float(slope.subs({prediction: exact_point(a), target: exact_point(b)}).evalf(20)) for a, b in pairs]
    np.testing.assert_allclose(derivatives, t.grad.numpy()[some], rtol=1e-11, atol=1e-13)


# --------------------------------------------------------------------------------------------------------------- Keras


@pytest.fixture
def keras():
    library = oracle("keras")
    before = library.config.floatx()
    library.config.set_floatx("float64")
    yield library
    library.config.set_floatx(before)


@pytest.mark.parametrize(**spelled(ACTIVATIONS, "keras"))
def test_keras_activations(row, name, parameters, keras):
    if name[0].isupper():
        function = getattr(keras.layers, name)(dtype="float64")
    elif name == "threshold":
        function = lambda t: keras.activations.threshold(t, *map(float, parameters))  # noqa: E731
    else:
        function = getattr(keras.activations, name)
    points = POINTS[np.abs(POINTS) < 700] if name == "exponential" else POINTS
    theirs = np.asarray(function(keras.ops.convert_to_tensor(points, dtype="float64")))
    # by Keras's rules of promotion, a float64 that meets a Python float is float32: so is its tanh
    rtol, atol = (1e-12, tolerance(row)) if theirs.dtype == np.float64 else (2e-6, 1e-7)
    np.testing.assert_allclose(ours(row, parameters, points), theirs, rtol=rtol, atol=atol)


def tolerance(row):
    return {"squareplus": 1e-12, "hardsigmoid": 1e-15, "hardswish": 1e-15}.get(
        row.__name__, 1e-14 if row.__name__ in ABSOLUTE else 0
    )


LOGARITHMIC = Interval(0, 1), Interval.open(0, 1), Interval.Lopen(0, 1), Interval.open(0, oo), Interval.open(-1, oo)


@pytest.mark.parametrize(**spelled(LOSSES, "keras"))
def test_keras_losses(row, name, parameters, keras):
    p, y = sample_pairs(row)
    rtol = 2e-6  # Keras computes most of them in float32, whatever it is given; PyTorch's are compared to 1e-12
    if row.facts.predictions in LOGARITHMIC:
        # Keras moves probabilities away from 0 and 1 by 1e-7 before it takes logarithms: well inside, a part in 1e-5.
        p, y = np.clip(p, 0.05, 0.95), y if row.facts.targets.is_FiniteSet else np.clip(y, 0.05, 0.95)
        rtol = 1e-5
    if row.__name__ in {"cross_entropy", "categorical_focal_cross_entropy"}:  # Keras sums over the classes
        P, Y = np.stack([p, 1 - p], axis=1), np.stack([y, 1 - y], axis=1)
        expected = ours(row, parameters, P, Y).sum(axis=1)
    else:
        P, Y, expected = p[:, None], y[:, None], ours(row, parameters, p, y)
    function = keras.losses.get(name)
    if isinstance(function, keras.losses.Loss):
        function.reduction = None
    values = np.asarray(function(Y, P))
    np.testing.assert_allclose(expected, values, rtol=rtol, atol=1e-6)


# ----------------------------------------------------------------------------------------------------------------- JAX


@pytest.mark.parametrize(**spelled(ACTIVATIONS, "jax"))
def test_jax_activations(row, name, parameters):
    jax = oracle("jax")
    theirs = np.asarray(getattr(jax.nn, name)(jax.numpy.asarray(POINTS)))
    assert theirs.dtype == np.float64
    np.testing.assert_allclose(ours(row, parameters, POINTS), theirs, rtol=1e-12, atol=tolerance(row))


# ---------------------------------------------------------------------------------------------------------------- ONNX

# Attributes of ONNX operators by the names of our parameters; PRelu takes its slope as an input.
ONNX_EXTRA = {"PRelu": [0.25]}
NOT_OPERATORS = {"Affine", "ScaledTanh"}  # activations inside the recurrent operators


@pytest.mark.parametrize(**spelled(ACTIVATIONS, "onnx"))
def test_onnx_activations(row, name, parameters):
    if name in NOT_OPERATORS:
        assert name.casefold() == row.__name__.replace("_", "")
        return
    onnx = oracle("onnx")
    from onnx import TensorProto, helper
    from onnx.reference import ReferenceEvaluator

    extra = ONNX_EXTRA.get(name, [])
    node = helper.make_node(name, ["z", *(["s"] if extra else [])], ["a"])
    inputs = [helper.make_tensor_value_info(i, TensorProto.DOUBLE, [None]) for i in node.input]
    output = helper.make_tensor_value_info("a", TensorProto.DOUBLE, [None])
    graph = helper.make_graph([node], "one", inputs, [output])
    evaluator = ReferenceEvaluator(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", onnx.defs.onnx_opset_version())])
    )
    points = POINTS[np.abs(POINTS) < 50]  # the reference evaluator writes exponentials as they stand, and overflows
    feeds = {"z": points} | ({"s": np.array(extra)} if extra else {})
    (theirs,) = evaluator.run(None, feeds)
    # Attributes such as 0.2 are float32 in ONNX, and so are the constants of Selu and HardSwish and the evaluator's erf.
    single = parameters or row.__name__ in {"selu", "hardswish", "error_function", "gelu"}
    rtol, atol = (2e-7, 1e-7) if single else (1e-12, 1e-14)
    np.testing.assert_allclose(ours(row, parameters, points), theirs, rtol=rtol, atol=atol)


# ------------------------------------------------------------------------------------------------------------- at kinks


def documented_conventions():
    page = (Path(__file__).parents[2] / "docs" / "activations.md").read_text(encoding="utf-8")
    lines = page.split("## The derivative at a kink")[1].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [pytest.param(name, *map(float, numbers), id=name) for name, *numbers in rows[2:]]


@pytest.mark.parametrize(("name", "point", "symnet", "pytorch", "jax"), documented_conventions())
def test_the_documented_conventions_at_kinks(name, point, symnet, pytorch, jax):
    torch, jax_library = oracle("torch"), oracle("jax")
    row = next(row for row in ACTIVATIONS if row.__name__ == name)
    t = torch.tensor(point, dtype=torch.float64, requires_grad=True)
    getattr(torch.nn.functional, name)(t).backward()
    jax_name = next(entry.names[0] for entry in row.facts.frameworks if entry.framework == "jax")
    assert row(z).kinks()[exact_point(point)] == pytest.approx(symnet)
    assert t.grad.item() == pytest.approx(pytorch)
    assert float(jax_library.grad(getattr(jax_library.nn, jax_name))(point)) == pytest.approx(jax)
