"""The values at logits where the formula as written overflows, against mpmath; and every identity of the table."""

import warnings

import mpmath
import numpy as np
import pytest
import sympy as sp
from sympy import Lambda, MatrixSymbol, Symbol

from symnet.codegen import lambdify
from symnet.codegen.identities import REWRITES
from symnet.expressions.activations import (
    celu,
    elu,
    error_function,
    gaussian,
    normal_cdf,
    sigmoid,
    softplus,
    squareplus,
    tanh,
)
from symnet.expressions.elementwise import Elementwise, apply_elementwise
from symnet.expressions.equations import Equations
from symnet.expressions.losses import binary_cross_entropy, binary_focal_cross_entropy, cross_entropy, kl_divergence
from symnet.expressions.reductions import SumEntries
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice

m = Symbol("m", integer=True, positive=True)
i = Symbol("i", integer=True, positive=True)
J = Symbol("J")
u = Symbol("u", real=True)
LOGITS = (0.0, 1e-8, -1e-8, 1.0, -1.0, 40.0, -40.0, 1000.0, -1000.0)


@pytest.fixture(autouse=True)
def enough_digits():
    """1 + exp(-1000) and 1 are different numbers."""
    with mpmath.workdps(1000):
        yield


def matrices(rows, *names):
    return (MatrixSymbol(name, rows, m) for name in names)


def exact_sigmoid(z):
    return 1 / (1 + mpmath.exp(-mpmath.mpf(z)))


def xlogy(x, y):
    return mpmath.mpf(0) if x == 0 else x * mpmath.log(y)


EXACT = {
    binary_cross_entropy: lambda p, q, y: -(xlogy(y, p) + xlogy(1 - y, q)),
    cross_entropy: lambda p, _, y: -xlogy(y, p),
    kl_divergence: lambda p, _, y: xlogy(y, y) - xlogy(y, p),
    binary_focal_cross_entropy: lambda p, q, y: -(q**2 * xlogy(y, p) + p**2 * xlogy(1 - y, q)),
}


@pytest.mark.parametrize("loss", EXACT, ids=lambda loss: loss.__name__)
@pytest.mark.parametrize("y", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("z", LOGITS)
def test_a_loss_of_a_sigmoid_is_exact_at_every_logit(loss, z, y):
    Z, A, Y_hat, Y = matrices(1, "Z", "A", "Y_hat", "Y")
    function = lambdify(Equations([(A, sigmoid(Z)), (Y_hat, A), (J, SumEntries(loss(Y_hat, Y)))]), [Z, Y])
    p, q, target = exact_sigmoid(z), exact_sigmoid(-z), mpmath.mpf(y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = function([[z]], [[y]])
    assert got == pytest.approx(float(EXACT[loss](p, q, target)), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("loss", [cross_entropy, kl_divergence], ids=lambda loss: loss.__name__)
@pytest.mark.parametrize("one_hot", [0, 1, 2])
@pytest.mark.parametrize("z", LOGITS)
def test_a_loss_of_a_softmax_is_exact_at_every_logit(loss, z, one_hot):
    Z, A, Y_hat, Y = matrices(3, "Z", "A", "Y_hat", "Y")
    function = lambdify(Equations([(A, Softmax(Z)), (Y_hat, A), (J, SumEntries(loss(Y_hat, Y)))]), [Z, Y])
    column = [mpmath.mpf(z), mpmath.mpf(0), mpmath.mpf(-z) / 2]
    largest = max(column)
    total = mpmath.fsum(mpmath.exp(entry - largest) for entry in column)
    exact = -(column[one_hot] - largest - mpmath.log(total))
    targets = np.eye(3)[:, [one_hot]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = function([[z], [0.0], [-z / 2]], targets)
    assert got == pytest.approx(float(exact), rel=1e-12, abs=1e-300)


SCALARS = {
    "log sigmoid": (sp.log(sigmoid(u)), lambda z: mpmath.log(exact_sigmoid(z))),
    "log of 1 - sigmoid": (sp.log(1 - sigmoid(u)), lambda z: mpmath.log(exact_sigmoid(-z))),
    "1 - sigmoid": (1 - sigmoid(u), lambda z: exact_sigmoid(-z)),
    "log of the definition": (sp.log(1 / (1 + sp.exp(-u))), lambda z: mpmath.log(exact_sigmoid(z))),
    "the definition": (1 / (1 + sp.exp(-u)), exact_sigmoid),
    "the other definition": (sp.exp(u) / (1 + sp.exp(u)), exact_sigmoid),
    "log of 1 + exp": (sp.log(1 + sp.exp(u)), lambda z: -mpmath.log(exact_sigmoid(-z))),
    "log of 1 - tanh squared": (sp.log(1 - tanh(u) ** 2), lambda z: -2 * mpmath.log(mpmath.cosh(z))),
    "1 + tanh": (1 + tanh(u), lambda z: 2 * exact_sigmoid(2 * z)),
    "1 - tanh": (1 - sp.tanh(u), lambda z: 2 * exact_sigmoid(-2 * z)),
    "1 - tanh squared": (1 - tanh(u) ** 2, lambda z: 1 / mpmath.cosh(z) ** 2),
    "more beside 1 - tanh squared": (2 + u - 2 * tanh(u) ** 2, lambda z: z + 2 / mpmath.cosh(z) ** 2),
    "log cosh": (sp.log(sp.cosh(u)), lambda z: mpmath.log(mpmath.cosh(z))),
    "log softplus": (sp.log(softplus(u)), lambda z: mpmath.log(mpmath.log(1 + mpmath.exp(z)))),
    "sigmoid over softplus": (
        3 * sigmoid(u) / softplus(u),
        lambda z: 3 * exact_sigmoid(z) / mpmath.log(1 + mpmath.exp(z)),
    ),
    "log of a square": (sp.log(sigmoid(u) ** 2), lambda z: 2 * mpmath.log(exact_sigmoid(z))),
    "both": (
        -sp.Rational(1, 4) * sp.log(sigmoid(u)) - sp.Rational(3, 4) * sp.log(1 - sigmoid(u)),
        lambda z: -(mpmath.log(exact_sigmoid(z)) + 3 * mpmath.log(exact_sigmoid(-z))) / 4,
    ),
}


@pytest.mark.parametrize("name", SCALARS)
@pytest.mark.parametrize("z", LOGITS)
def test_a_formula_is_exact_at_every_logit(name, z):
    formula, exact = SCALARS[name]
    (Z,) = matrices(1, "Z")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = lambdify(Elementwise(Lambda(u, formula), Z))([[z]])[0, 0]
    assert got == pytest.approx(float(exact(mpmath.mpf(z))), rel=1e-12, abs=1e-300)


def test_exp_minus_one_is_exact_near_zero():
    (Z,) = matrices(1, "Z")
    assert lambdify(apply_elementwise(lambda v: sp.exp(v) - 1, Z))([[1e-12]])[0, 0] == pytest.approx(
        float(mpmath.expm1(mpmath.mpf(1e-12))), rel=1e-12
    )


def test_the_sum_of_exponentials_does_not_overflow():
    (Z,) = matrices(2, "Z")
    assert lambdify(sp.log(SumEntries(apply_elementwise(sp.exp, Z))))([[1000.0], [1000.0]]) == 1000 + np.log(2)


def test_an_entry_of_a_sigmoid_and_a_scalar_alias_are_looked_up():
    Z, A = matrices(1, "Z", "A")
    p, q = Symbol("p"), Symbol("q")
    f = lambdify(Equations([(A, sigmoid(Z)), (J, sp.log(A[0, 1]))]), [Z])
    g = lambdify(Equations([(p, sigmoid(q)), (J, sp.log(p))]), [q])
    h = lambdify(Equations([(A, Softmax(Z)), (J, sp.log(A[0, 0]))]), [Z])
    assert (f([[0.0, -1000.0]]), g(-1000), h([[-5.0]])) == (-1000.0, -1000.0, 0.0)


def test_a_transposed_prediction_is_looked_up():
    Z, A, Y = matrices(1, "Z", "A", "Y")
    f = lambdify(Equations([(A, sigmoid(Z)), (J, SumEntries(binary_cross_entropy(A.T, Y.T)))]), [Z, Y])
    assert f([[-1000.0]], [[1.0]]) == 1000.0


def test_a_sum_over_samples_is_one_pass_and_stable():
    Z, A, Y = matrices(3, "Z", "A", "Y")
    loss = SumEntries(cross_entropy(Slice(A, i), Slice(Y, i)))
    f = lambdify(Equations([(A, Softmax(Z)), (J, sp.Sum(loss, (i, 1, m)) / m)]), [Z, Y])
    assert "for " not in f.source.partition("def function")[2]
    assert f([[1000.0, 0.0], [0.0, 0.0], [0.0, 0.0]], [[0, 1], [1, 0], [0, 0]]) == (1000 + np.log(3)) / 2


def test_a_softmax_within_each_sample_is_not_taken_across_samples():
    (Z,) = matrices(3, "Z")
    f = lambdify(sp.Sum(SumEntries(Softmax(Slice(Z, i), 1)), (i, 1, m)))
    assert f(np.arange(6.0).reshape(3, 2)) == 6.0


def test_what_is_no_longer_used_is_not_computed():
    Z, A, Y_hat, Y = matrices(1, "Z", "A", "Y_hat", "Y")
    equations = Equations([(A, sigmoid(Z)), (Y_hat, A), (J, SumEntries(binary_cross_entropy(Y_hat, Y)))])
    alone = lambdify(equations, [Z, Y], results=[J]).source.partition("def function")[2]
    both = lambdify(equations, [Z, Y], results=[A, J]).source.partition("def function")[2]
    assert ("A = " in alone, "Y_hat = " in alone, "A = sigmoid(Z)" in both, "Y_hat = " in both) == (
        False,
        False,
        True,
        False,
    )


def test_every_identity_of_the_table_is_used():
    """Without its row, one of the formulas of this page is computed otherwise."""
    formulas = [formula for formula, _ in SCALARS.values()]
    formulas += [sp.exp(u) - 1, sp.exp(2 * u) * sp.log(sp.exp(u) + 1), sp.log(sp.exp(u, evaluate=False) * u)]
    formulas += [u * sp.log(u), sp.log(1 + u), sp.log(sp.exp(u) * (1 + u)), sp.log(sp.exp(u) ** 2 * u)]
    formulas += [1 - normal_cdf(u), sp.log(normal_cdf(u)), normal_cdf(u).diff(u) / normal_cdf(u), sp.log(gaussian(u))]
    formulas += [squareplus(u).diff(u, 2), squareplus(u).diff(u).diff(u)]
    formulas += [1 + error_function(u), sp.log(1 + celu(u)), elu(u).diff(u) / (1 + elu(u))]
    used = set()
    probes = {row.name: row for row in REWRITES}
    Z, A, B, Y = matrices(3, "Z", "A", "B", "Y")
    for name, row in probes.items():

        def spy(node, *, rule=row.rule, name=name):
            result = rule(node)
            if result is not None:
                used.add(name)
            return result

        probes[name] = row._replace(rule=spy)
    from symnet.codegen.stability import Stabilizer

    stabilizer = Stabilizer(tuple(probes.values()))
    for formula in formulas:
        stabilizer.lower(Elementwise(Lambda(u, formula), Z))
    stabilizer.define(B, apply_elementwise(tanh, Y))  # a tanh with a name keeps 1 - tanh²
    stabilizer.lower(Elementwise(Lambda(u, (1 - tanh(u) ** 2) / sigmoid(2 * u)), Y))
    stabilizer.define(A, Softmax(Z))
    stabilizer.lower(SumEntries(kl_divergence(A, Y)))
    stabilizer.lower(SumEntries(binary_cross_entropy(A, Y)))
    stabilizer.lower(sp.log(SumEntries(apply_elementwise(sp.exp, Z))))
    stabilizer.lower(sp.log(sp.exp(Symbol("q"), evaluate=False), evaluate=False))
    stabilizer.lower(Elementwise(Lambda((u, Symbol("v", real=True)), u * sp.log(u / Symbol("v", real=True))), Z, Y))
    stabilizer.lower(sp.log(sp.Determinant(MatrixSymbol("K", 2, 2))))
    assert used == set(probes)


TAILS = {
    "log of the normal distribution function": (sp.log(normal_cdf(u)), lambda z: mpmath.log(phi(z))),
    "log of its complement": (sp.log(1 - normal_cdf(u)), lambda z: mpmath.log(phi(-z))),
    "the inverse Mills ratio": (
        normal_cdf(u).diff(u) / normal_cdf(u), lambda z: mpmath.npdf(z) / phi(z),
    ),
}  # fmt: skip


def phi(z):
    return mpmath.erfc(-z / mpmath.sqrt(2)) / 2


@pytest.mark.parametrize("name", TAILS)
@pytest.mark.parametrize("z", [0.0, 0.5, -0.5, 0.6629, -0.6629, -0.663, 1.0, -1.0, 5.0, -5.0, 30.0, -30.0, -40.0])
def test_a_tail_of_the_normal_distribution_is_exact(name, z):
    formula, exact = TAILS[name]
    (Z,) = matrices(1, "Z")
    got = lambdify(Elementwise(Lambda(u, formula), Z))([[z]])[0, 0]
    assert got == pytest.approx(float(exact(mpmath.mpf(z))), rel=1e-13, abs=1e-300)


@pytest.mark.parametrize("axis", [0, 1])
def test_what_a_softmax_leaves_to_the_others_is_exact(axis):
    columns = [(0.0, 0.0, 0.0), (1000.0, 0.0, -1000.0), (40.0, 40.0, -3.0), (-2000.0, 5.0, -1.0), (1e-9, 0.0, -700.0)]
    (Z,) = matrices(3, "Z")
    node = Softmax(Z) if axis == 0 else Softmax(Z.T, 1)
    share = lambdify(apply_elementwise(lambda p: 1 - p, node))
    logarithm = lambdify(apply_elementwise(lambda p: sp.log(1 - p), node))
    for column in columns:
        powers = [mpmath.exp(mpmath.mpf(z)) for z in column]
        others = [(sum(powers) - power) / sum(powers) for power in powers]
        data = np.array(column).reshape(3, 1)
        np.testing.assert_allclose(share(data).ravel(), [float(x) for x in others], rtol=1e-14, atol=1e-320)
        logarithms = [float(mpmath.log(x)) for x in others]
        np.testing.assert_allclose(logarithm(data).ravel(), logarithms, rtol=1e-13, atol=1e-320)
