"""`check_gradient` passes what is right, in every notation, and says what is wrong with what is not."""

import numpy as np
import pytest

import symnet as sn
from symnet.checks import running
from tests.checks import passes
from tests.checks.passes import CLASSES, LINEAR, LOGISTIC, SQUARE, each, explanations, spoiled

NOTATIONS = ("zero_based", "one_based", "one_based_transposed", "parenthesized", "rows")
KEYS = {"plain": "{}", "d": "d{}", "gradient": "grad_{}", "quotient": "dJ/d{}"}


def turned(arrays, notation):
    """Turn arrays between the layout of a notation and that with samples in columns, either way."""
    weights = [array.T for array in arrays] if notation.samples == "rows" else list(arrays)
    if notation.transposed_weights and notation.samples == "columns":
        weights[:4:2] = [array.T for array in weights[:4:2]]
    return weights


def two_layers(cost, key="{}"):
    """Return the backward pass of tanh, sigmoid and binary cross-entropy in the notation of the cost."""
    names, notation = cost.network.parameters.names, cost.network.notation

    def backward(parameters, X, Y):
        W1, b1, W2, b2, X, Y = turned([*(parameters[name] for name in names), X, Y], notation)
        A1 = np.tanh(W1 @ X + b1)
        d2 = (1 / (1 + np.exp(-(W2 @ A1 + b2))) - Y) / X.shape[1]
        d1 = W2.T @ d2 * (1 - A1**2)
        gradients = d1 @ X.T, d1.sum(axis=1, keepdims=True), d2 @ A1.T, d2.sum(axis=1, keepdims=True)
        return {key.format(name): array for name, array in zip(names, turned(gradients, notation), strict=True)}

    return backward


def cost_in(notation):
    net = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"], notation=notation)
    return net.cost("binary_cross_entropy")


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_right_pass_is_right_in_every_notation_and_under_every_name(notation, key):
    cost = cost_in(notation)
    report = sn.check_gradient(two_layers(cost, key), cost, extremes=False)
    assert (report.ok, tuple(report), report.findings) == (True, cost.network.parameters.names, ())


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_wrong_sign_is_said_in_every_notation(notation):
    cost = cost_in(notation)
    report = sn.check_gradient(spoiled(two_layers(cost), each(lambda g: -g)), cost, extremes=False)
    assert report.wrong == cost.network.parameters.names
    assert all("with the wrong sign" in result.explanation for result in report.values())


WRONG = {
    "zero": (LINEAR, each(lambda g: 0 * g), "It is zero."),
    "sign": (LINEAR, each(lambda g: -g), "In δ^[0]: with the wrong sign; w0 and b0 follow from it."),
    "divided twice": (
        LINEAR,
        lambda g, p, X, Y: {name: value / X.shape[1] for name, value in g.items()},
        "In δ^[0]: divided by m twice; w0 and b0 follow from it.",
    ),
    "not divided": (
        LINEAR,
        lambda g, p, X, Y: {name: value * X.shape[1] for name, value in g.items()},
        "In δ^[0]: without the factor 1/m; w0 and b0 follow from it.",
    ),
    "constant": (LINEAR, each(lambda g: 1.5 * g), "It is 1.5 times as large as it should be."),
    "step": (
        LINEAR,
        lambda g, p, X, Y: {name: p[name] - 0.1 * value for name, value in g.items()},
        "It is w0 after a step of 0.1 times the gradient, and not the gradient.",
    ),
    "parameters": (LINEAR, lambda g, p, X, Y: p, "It is w0 itself and not its gradient."),
    "exchanged": (SQUARE, lambda g, p, X, Y: g | {"w0": g["w1"], "w1": g["w0"]}, "It is what belongs to w1."),
    "one sample": (
        LINEAR,
        lambda g, p, X, Y: g if X.shape[1] > 1 else {name: 2 * value for name, value in g.items()},
        "For m = 1 only: it differs from the right gradient: at [",
    ),
    "several samples": (
        LINEAR,
        lambda g, p, X, Y: g if X.shape[1] == 1 else {name: value + 1 for name, value in g.items()},
        "For m > 1 only: it differs from the right gradient: at [",
    ),
    "zero input": (
        LOGISTIC,
        lambda g, p, X, Y: g if X.any() else {name: value + 1 for name, value in g.items()},
        "Where X is zero only: it differs from the right gradient: at [0, 0] it is 1 instead of 0 (X is zero).",
    ),
    "differences": (
        LINEAR,
        each(lambda g: (1 + 1e-6) * g),
        "It is right only to 1e-06 of its largest entry, as differences of the cost are, or with a small number added "
        "to a denominator: at [",
    ),
    "huge": (
        LINEAR,
        each(lambda g: np.where(g > 0, 1e308, -1e308)),
        "It differs from the right gradient: at [0, 0] it is 1e+308",
    ),
}
RIGHT = {LINEAR: passes.linear, SQUARE: passes.square, LOGISTIC: passes.classifier(passes.sigmoid)}


@pytest.mark.parametrize(("cost", "spoil", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_gradient_is_said_to_be_wrong_and_how(cost, spoil, said):
    report = sn.check_gradient(spoiled(RIGHT[cost], spoil), cost, extremes=False)
    assert not report.ok
    assert report["w0"].status == ("imprecise" if said.startswith("It is right only") else "wrong value")
    assert report["w0"].explanation.startswith(said)
    assert said.endswith("[") or report["w0"].explanation.endswith(".")


@pytest.mark.parametrize("cost", RIGHT, ids=["linear", "square", "logistic"])
def test_without_the_fault_the_same_pass_is_right(cost):
    report = sn.check_gradient(spoiled(RIGHT[cost], each(lambda g: g)), cost)
    assert (report.ok, report.findings, report.explanation) == (True, (), "")


SHAPES = {
    "flat": ("b0", np.ravel, "It is flat: the numbers are right, but the shape is (2,) instead of (2, 1)."),
    "transposed": ("w0", np.transpose, "it is transposed: the shape is (3, 2) instead of (2, 3)."),
    "repeated": ("b0", lambda g: np.tile(g, (1, 5)), "Its numbers are repeated: the shape is (2, 5) instead of (2, 1)."),
    "not summed": (
        "b0",
        lambda g: g * np.array([[0.25, 0.5, 0.25]]),
        "It is not summed over the samples: the shape is (2, 3) instead of (2, 1).",
    ),
    "not averaged": (
        "b0",
        lambda g: g * np.array([[1.0, 0.5, 1.5]]),
        "It is not averaged over the samples: the shape is (2, 3) instead of (2, 1).",
    ),
    "another size": ("b0", lambda g: np.ones((7, 7)), "Its shape is (7, 7) instead of (2, 1), and the numbers differ as well."),
    "a number": ("b0", lambda g: 1.0, "It is a number instead of (2, 1), and the numbers differ as well."),
    "infinite": (
        "b0",
        lambda g: np.tile([np.inf, -np.inf], (2, 2)),
        "Its shape is (2, 4) instead of (2, 1), and the numbers differ as well.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "change", "said"), SHAPES.values(), ids=SHAPES)
def test_a_wrong_shape_is_said_beside_the_right_one(name, change, said):
    student = spoiled(passes.linear, lambda g, p, X, Y: g | {name: change(g[name])})
    report = sn.check_gradient(student, LINEAR, extremes=False)
    assert report.wrong == (name,)
    assert report[name].status == "wrong shape"
    assert report[name].explanation.endswith(said)
    assert report[name].expected_shape == LINEAR.network.shapes("batch")[name]


def test_a_pass_for_classes_only_is_right_where_only_classes_are_asked_for():
    def student(parameters, X, Y):
        return passes.classifier(passes.softmax)(parameters, X, np.eye(4)[Y.argmax(axis=0)].T)

    any_targets = sn.check_gradient(student, CLASSES, extremes=False)
    said = "It is right where the targets are classes, but where they are not: it differs from the right gradient: at ["
    assert any_targets["w0"].explanation.startswith(said)
    assert sn.check_gradient(student, CLASSES, extremes=False, targets="classes").ok


@pytest.mark.parametrize(
    "student",
    [
        passes.product,
        lambda parameters, X, Y, C, /: passes.product(parameters, X, Y, cotangent=C),
        lambda parameters, X, Y, cotangent=None: passes.product(parameters, X, Y, cotangent),
        lambda parameters, X, cotangent: passes.product(parameters, X, None, cotangent),
    ],
    ids=["by name", "fourth", "by name with a default", "third by name"],
)
def test_a_pass_that_takes_a_cotangent_is_right_for_an_arbitrary_one(student):
    assert sn.check_gradient(student, CLASSES).ok


def test_a_pass_without_targets_is_reported_by_its_own_name_and_line():
    def product(parameters, X, cotangent):
        raise ValueError(cotangent.shape == (len(parameters["b0"]), X.shape[1]))

    report = sn.check_gradient(product, CLASSES)
    assert str(report).startswith("check_gradient: product is not right.")
    assert "ValueError ('True') in line" in report["w0"].explanation
    assert "raise ValueError(cotangent.shape" in report["w0"].explanation


def test_a_pass_with_another_option_is_called_without_a_cotangent():
    def student(parameters, X, Y, scale=1.0):
        return each(lambda g: scale * g)(passes.classifier(passes.softmax)(parameters, X, Y), parameters, X, Y)

    assert sn.check_gradient(student, CLASSES, extremes=False).ok


def of_one_loss(parameters, X, Y, cotangent):
    """Take (A ⊙ C) summed over a sample for -1/m, which it is for the cotangent -Y/(m A) of the cross-entropy."""
    A = passes.softmax(parameters["w0"] @ X + parameters["b0"])
    return passes.slopes(A * cotangent + A / X.shape[1], X)


def test_a_pass_that_is_right_for_the_cotangents_of_one_loss_only_is_wrong():
    def with_its_loss(parameters, X, Y):
        A = passes.softmax(parameters["w0"] @ X + parameters["b0"])
        return of_one_loss(parameters, X, Y, -Y / A / X.shape[1])

    assert sn.check_gradient(with_its_loss, CLASSES, extremes=False).ok
    report = sn.check_gradient(of_one_loss, CLASSES, extremes=False)
    assert report.wrong == ("w0", "b0")
    assert report["w0"].explanation.startswith("It differs from the right gradient: at [")


def test_zeros_are_no_vector_jacobian_product_of_a_softmax_although_its_outputs_sum_to_one():
    def student(parameters, X, Y, cotangent):
        return {name: np.zeros_like(value) for name, value in parameters.items()}

    assert explanations(sn.check_gradient(student, CLASSES, extremes=False)) == {
        "w0": "It is zero.",
        "b0": "It is zero.",
    }


def test_where_the_right_gradient_is_always_zero_nothing_passes():
    cost = sn.Network([2, 1], activations="softmax").cost("cross_entropy")
    report = sn.check_gradient(
        lambda parameters, X, Y: {name: np.zeros_like(value) for name, value in parameters.items()},
        cost,
        extremes=False,
    )
    said = "The right gradient is zero in every batch, which shows nothing."
    assert (report.ok, explanations(report)) == (False, {"w0": said, "b0": said})
    assert report["w0"].status == "not checked"


@pytest.fixture
def seen(monkeypatch):
    """The shapes of W, X and Y of every call with a function that runs in this process, where it can write them down."""
    monkeypatch.setattr(running, "choose_way", lambda: "alarm")
    return []


def recording(seen):
    def student(parameters, X, Y):
        seen.append((parameters["w0"].shape, X.shape, Y.shape, float(np.abs(X).max())))
        return passes.linear(parameters, X, Y)

    return student


def test_the_batches_have_sizes_that_are_prime_and_others_that_are_special(seen):
    assert sn.check_gradient(recording(seen), LINEAR).ok
    samples = [X[1] for _, X, _, _ in seen]
    assert {1, 11, 13, 17, 19} | {2, 3, 257} == set(samples)
    assert all((W, X[0], Y) == ((2, 3), 3, (2, X[1])) for W, X, Y, _ in seen)
    assert {0.0, 1000.0} <= {largest for *_, largest in seen}


def test_nothing_reaches_1000_without_extremes(seen):
    sn.check_gradient(recording(seen), LINEAR, extremes=False)
    assert max(largest for *_, largest in seen) < 50


def test_sizes_that_are_symbols_become_primes_all_different(seen):
    cost = sn.Network(["n", "k"], activations="identity").cost("half_squared_error")
    assert sn.check_gradient(recording(seen), cost, extremes=False).ok
    assert len({shape for shape, *_ in seen}) >= 3
    for (k, n), X, Y, _ in seen:
        assert (X[0], Y) == (n, (k, X[1]))
        assert all(size in (1, 2, 3, 5, 7, 11, 13, 257) for size in (n, k, X[1]))
        assert 1 not in (n, k)
    assert len([each for each in seen if len({*each[0], each[1][1]}) == 3]) >= len(seen) - 3
    for place in (0, 1):
        assert any(W[place] == X[1] for W, X, *_ in seen)  # m is the number of inputs, and that of outputs


def test_where_the_cost_is_no_number_its_derivative_is_compared_in_silence():
    """The logarithm of a negative prediction is none, and its derivative is a quotient all the same."""
    cost = sn.Network([3, 2], activations="identity").cost("binary_cross_entropy")
    assert sn.check_gradient(passes.linear, cost, extremes=False).wrong == ("w0", "b0")


def test_a_pass_of_jax_is_right():
    jax = pytest.importorskip("jax", reason="needs jax, from the extra symnet[oracles]")

    def J(parameters, X, Y):
        return ((parameters["w0"] @ X + parameters["b0"] - Y) ** 2).sum() / (2 * X.shape[1])

    assert sn.check_gradient(jax.grad(J), LINEAR, extremes=False).ok
    half = sn.check_gradient(jax.grad(lambda *given: J(*given) / 2), LINEAR, extremes=False)
    assert half.wrong == ("w0", "b0")


@pytest.mark.parametrize("factor", [1, 2])
def test_a_pass_of_pytorch_is_right_where_its_cost_is(factor):
    torch = pytest.importorskip("torch", reason="needs torch, from the extra symnet[oracles]")

    def backward(parameters, X, Y):
        tensors = {name: torch.tensor(value, requires_grad=True) for name, value in parameters.items()}
        error = tensors["w0"] @ torch.tensor(X) + tensors["b0"] - torch.tensor(Y)
        (factor * (error**2).sum() / (2 * X.shape[1])).backward()
        return {name: tensor.grad for name, tensor in tensors.items()}

    assert sn.check_gradient(backward, LINEAR, extremes=False).ok == (factor == 1)
