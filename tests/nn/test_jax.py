"""JAX differentiates the same networks: gradients, Hessians, and Hessian-vector products, in float64.

Each derivative is compiled as a whole: operation by operation, JAX compiles each one for each new shape.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn

jax = pytest.importorskip("jax", reason="needs jax, from the extra symnet[oracles]")

ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": jax.nn.sigmoid,
    "tanh": jax.numpy.tanh,
    "relu": jax.nn.relu,
    "leaky_relu": jax.nn.leaky_relu,
    "elu": jax.nn.elu,
    "selu": jax.nn.selu,
    "gelu": lambda z: jax.nn.gelu(z, approximate=False),
    "gelu_tanh": jax.nn.gelu,
    "softplus": jax.nn.softplus,
    "softsign": jax.nn.soft_sign,
    "silu": jax.nn.silu,
    "mish": jax.nn.mish,
    "log_sigmoid": jax.nn.log_sigmoid,
    "softmax": lambda z: jax.nn.softmax(z, axis=0),
}
LOSSES = {
    "half_squared_error": lambda p, y: (p - y) ** 2 / 2,
    "log_cosh": lambda p, y: jax.numpy.log(jax.numpy.cosh(p - y)),
    "binary_cross_entropy": lambda p, y: -(y * jax.numpy.log(p) + (1 - y) * jax.numpy.log(1 - p)),
    "cross_entropy": lambda p, y: -y * jax.numpy.log(p),
}
L2 = 0.3


def in_jax(activations, loss):
    """The cost written by hand for JAX."""

    def J(parameters, X, Y):
        a = X
        for layer, name in enumerate(activations):
            a = ACTIVATIONS[name](parameters[f"w{layer}"] @ a + parameters[f"b{layer}"])
        penalty = sum((parameters[f"w{layer}"] ** 2).sum() for layer in range(len(activations)))
        return LOSSES[loss](a, Y).sum() / X.shape[1] + L2 / (2 * X.shape[1]) * penalty

    return J


@st.composite
def problems(draw, *, widest=5, deepest=4):
    depth = draw(st.integers(1, deepest))
    sizes = draw(st.lists(st.integers(1, widest), min_size=depth + 1, max_size=depth + 1))
    loss = draw(st.sampled_from(sorted(LOSSES)))
    hidden = st.sampled_from(sorted(ACTIVATIONS.keys() - {"softmax"}))
    # the softmax of one number is 1, and there the binary cross-entropy is infinite
    fitting = {"binary_cross_entropy": ["sigmoid"], "cross_entropy": ["sigmoid", "softmax"]}
    last = st.sampled_from(fitting.get(loss, sorted(ACTIVATIONS)))
    activations = [*draw(st.lists(hidden, min_size=depth - 1, max_size=depth - 1)), draw(last)]
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    parameters = {}
    for layer in range(depth):
        parameters[f"w{layer}"] = generator.normal(size=(sizes[layer + 1], sizes[layer])) / np.sqrt(sizes[layer])
        parameters[f"b{layer}"] = generator.normal(size=(sizes[layer + 1], 1)) * 0.5
    X = generator.normal(size=(sizes[0], 7))
    Y = generator.uniform(0.1, 0.9, size=(sizes[-1], 7))
    direction = {name: generator.normal(size=array.shape) for name, array in parameters.items()}
    return sizes, activations, loss, parameters, X, Y, direction


def require_close(ours, theirs, tolerance=1e-10):
    """Compare dictionaries of arrays; a reference that is zero everywhere shows nothing and is refused."""
    scale = max(np.abs(array).max() for array in theirs.values())
    assert scale > 1e-12, "the reference is identically zero"
    for name, array in theirs.items():
        assert np.abs(ours[name] - np.asarray(array)).max() <= tolerance * max(1, scale), name


@given(problems())
def test_gradients(problem):
    sizes, activations, loss, parameters, X, Y, _ = problem
    cost = sn.Network(sizes, activations=activations).cost(loss, l2=L2)
    value, gradients = cost.lambdify(gradient=True)(parameters, X, Y)
    expected, theirs = jax.jit(jax.value_and_grad(in_jax(activations, loss)))(parameters, X, Y)
    assert abs(value - expected) <= 1e-10 * max(1, abs(expected))
    require_close(gradients, theirs)


@given(problems())
def test_hessian_vector_products(problem):
    sizes, activations, loss, parameters, X, Y, direction = problem
    product = sn.Network(sizes, activations=activations).cost(loss, l2=L2).hessian_vector_product()
    gradient = jax.grad(in_jax(activations, loss))
    _, theirs = jax.jit(lambda p, d: jax.jvp(lambda q: gradient(q, X, Y), (p,), (d,)))(parameters, direction)
    require_close(product(parameters, X, Y, direction), theirs, 1e-9)


@given(problems(widest=3, deepest=2))
def test_hessians(problem):
    sizes, activations, loss, parameters, X, Y, _ = problem
    net = sn.Network(sizes, activations=activations)
    cost = net.cost(loss, l2=L2)
    theirs = jax.jit(jax.hessian(in_jax(activations, loss)))(parameters, X, Y)
    for first, second in (("w0", "w0"), ("w0", "b0")):
        block = cost.hessian(first, second)
        compiled = sn.lambdify(block, [net.parameters[name] for name in parameters] + [cost.data, cost.target])
        ours = compiled(*parameters.values(), X, Y)
        array = np.asarray(theirs[first][second])
        rows, columns = parameters[first].size, parameters[second].size
        stacked = array.transpose(1, 0, 3, 2).reshape(rows, columns)  # vec stacks columns
        assert np.abs(ours - stacked).max() <= 1e-9 * max(1, np.abs(stacked).max())


def test_the_comparison_can_fail():
    theirs = {"w0": np.array([[1.0, 2.0]])}
    with pytest.raises(AssertionError, match="w0"):
        require_close({"w0": np.array([[1.0, 2.1]])}, theirs)
    with pytest.raises(AssertionError, match="identically zero"):
        require_close({"w0": np.zeros((1, 2))}, {"w0": np.zeros((1, 2))})
