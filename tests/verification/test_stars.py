"""``*`` beside ``@`` means what NumPy means; where a text does not settle what it means, the answer says so."""

import numpy as np
import pytest
from sympy import MatrixSymbol, symbols

import symnet as sn
from symnet.codegen import lambdify
from symnet.parsing import read_equation
from tests.parsing.agreement import same

COST = sn.Network(["n_0", "n_1", "n_2"], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy")
SQUARE = sn.Network([3, 3, 3], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy")

CODE = [
    ("dZ0 = (W1.T @ dZ1) * (1 - A0**2)", "proved"),
    ("dZ0 = W1.T @ dZ1 * (1 - A0**2)", "proved"),
    ("dZ0 = (W1.T @ dZ1) * (1 - A0)", "refuted"),
    ("dW1 = 1/m * (A1 - Y) @ A0.T", "proved"),
    ("dW1 = dZ1 @ A0.T", "proved"),
    ("dW1 = (A1 - Y) @ A0.T / m", "proved"),
    ("dZ1 = 1/m * (A1 - Y) + 0 * (W1 @ A0)", "proved"),
    ("dW1 = (dZ1 * 1) @ A0.T", "proved"),
]
MATHEMATICS = [
    ("dZ0 = W1ᵀ dZ1 * (1 - A0²)", "proved"),
    ("dZ0 = W1ᵀ dZ1 * tanh'(Z0)", "proved"),
    ("dZ0 = tanh'(Z0) * W1ᵀ dZ1", "proved"),
    ("dZ0 = W1ᵀ dZ1 ⊙ (1 - A0^2)", "proved"),
    ("dZ0 = W1ᵀ dZ1 * (1 - A0)", "refuted"),
    ("Z0 = W0 * X + b0", "proved"),
]


@pytest.mark.parametrize(("text", "status"), [*CODE, *MATHEMATICS])
def test_a_star_is_what_fits(text, status):
    assert sn.verify(text, network=COST).status == status


@pytest.mark.parametrize("text", ["dW1 = dZ1 * A0.T", "dW1 = 1/m * (A1 - Y) * A0.T", "dW1 = dZ1 * A0.T @ I(n_1)"])
def test_what_numpy_refuses_is_not_proved(text):
    verdict = sn.verify(text, network=COST)
    assert verdict.status == "undecided"
    assert "does not fit here; write @" in verdict.explanation


@pytest.mark.parametrize("text", ["W1 * W0 = W1 W0", "W1**2 = W1 W1", "W1 * W0 = W0 * W1", "dW1 * W1 = dW1 W1"])
def test_where_both_readings_fit_and_differ_both_are_named(text):
    verdict = sn.verify(text, network=SQUARE)
    assert verdict.status == "undecided"
    assert "the product of matrices, with which it is" in verdict.explanation
    assert "or the product entry by entry, with which it is" in verdict.explanation


@pytest.mark.parametrize(
    ("text", "status"),
    [("tr(W1 * W0) = tr(W0 * W1)", "proved"), ("W1 * W0 = -W1 * W0", "refuted"), ("2 * W1 = W1 * 2", "proved")],
)
def test_where_both_readings_say_the_same_it_is_the_answer(text, status):
    assert sn.verify(text, network=SQUARE).status == status


def test_a_text_about_declared_symbols_is_settled_likewise():
    n, k = symbols("n k", integer=True, positive=True)
    table = {"A": MatrixSymbol("A", n, k), "B": MatrixSymbol("B", k, n), "S": MatrixSymbol("S", n, n)}
    assert sn.verify("(A*B).T = B.T*A.T", symbols=table).proved
    assert sn.verify("A * A = A.^2", symbols=table).proved
    assert sn.verify("S * S = S**2", symbols=table).status == "proved"
    assert sn.verify("S * S = S.^2", symbols=table).status == "undecided"


ARRAYS = {"A": (3, 4), "B": (3, 4), "W": (2, 3), "D": (2, 4), "b": (3, 1), "r": (1, 4), "S": (3, 3), "u": (1, 1)}
PYTHON = [
    "(W.T @ D) * (1 - A**2)", "W.T @ D * A", "A * b", "b * r", "r * b", "2 * A * B", "A * B / B", "A / 2 * B", "A * r - B",
    "1/2 * A @ B.T", "S**2 @ A", "S * S @ S", "-A * B", "A * u", "u * A", "(A * b) @ r.T", "A @ B.T * S", "3 * A * B * A",
]  # fmt: skip


@pytest.mark.parametrize("code", PYTHON)
def test_a_star_has_the_value_that_numpy_gives(code):
    """Two roads: the text evaluated by Python here (it is ours), and its reading compiled."""
    generator = np.random.default_rng(0)
    arrays = {name: generator.uniform(0.5, 2, shape) for name, shape in ARRAYS.items()}
    known = {name: MatrixSymbol(name, *shape) for name, shape in ARRAYS.items()}
    wanted = eval(code, {}, arrays)  # noqa: S307 - a text of this file
    left, _ = read_equation(f"{code} = {code}", known, stars="entries")
    compute = lambdify(left, list(known.values()))
    np.testing.assert_allclose(compute(*arrays.values()), wanted, rtol=1e-12)


@pytest.mark.parametrize("code", ["A * B.T", "W * A", "S * A", "A @ B.T * A"])
def test_what_numpy_cannot_broadcast_does_not_fit(code):
    known = {name: MatrixSymbol(name, *shape) for name, shape in ARRAYS.items()}
    with pytest.raises(sn.ShapeError):
        read_equation(f"{code} = {code}", known, stars="entries")


def test_without_stars_between_matrices_both_readings_are_one():
    known = {name: MatrixSymbol(name, *shape) for name, shape in ARRAYS.items()}
    for text in ("1/2 A Bᵀ = S", "2 * A = A * 2", "A ⊙ B / 3 = A", "W Aᵀᵀ = D"):
        plain, numpy = (read_equation(text, known, stars=stars) for stars in ("matrix", "entries"))
        assert all(same(one, other) for one, other in zip(plain, numpy, strict=True))


ONES = [
    ("Y 1 = 1", "the rows of Y sum to one", "proved"),
    ("1 = Y 1", "the rows of Y sum to one", "proved"),
    ("1ᵀ Y = 1", "the columns of Y sum to one", "proved"),
    ("Y 1 = 1", (), "refuted"),
]


@pytest.mark.parametrize(("text", "assuming", "status"), ONES)
def test_a_bare_one_beside_a_vector_is_its_ones(text, assuming, status):
    n, k = symbols("n k", integer=True, positive=True)
    verdict = sn.verify(text, symbols={"Y": MatrixSymbol("Y", n, k)}, assuming=assuming)
    assert verdict.status == status
    assert (verdict.counterexample is None) == (status == "proved")


SOFTMAX = sn.Network([2, 3, 3], activations=["tanh", "softmax"], notation="one_based").cost("cross_entropy")
V = {
    "v": MatrixSymbol("v", 3, 1),
    "s": MatrixSymbol("s", 1, 1),
    "A": MatrixSymbol("A", 3, 2),
    "r": MatrixSymbol("r", 1, 2),
}

REPEATED = [
    ("v * (v - v.T @ v) = v * v - v * (v.T @ v)", "proved"),
    ("v * (v - v.T @ v) = (v.T @ v) * v - v * v", "refuted"),
    ("(s + v) @ r = s * (ones(3, 1) @ r) + v @ r", "proved"),
    ("A * (A + v @ s) = A * A + A * v * s", "proved"),
    ("A * (A - r) @ r.T = (A * A) @ r.T - (A * r) @ r.T", "proved"),
]


@pytest.mark.parametrize(("text", "status"), REPEATED)
def test_a_sum_beside_at_repeats_what_has_one_row_or_column(text, status):
    assert sn.verify(text, symbols=V).status == status


@pytest.mark.parametrize("text", ["dz2 = a2 * (da2 - a2.T @ da2)", "dz2 = a2 * da2 - a2 * (a2.T @ da2)"])
def test_right_numpy_is_not_refuted_for_its_shape(text):
    assert sn.verify(text, network=SOFTMAX).status != "refuted"


@pytest.mark.parametrize("text", ["v + A @ A.T = A @ A.T + A", "r + v + A.T @ A * 1 = r", "A * A + v @ v.T = A"])
def test_what_numpy_does_not_repeat_is_refuted_for_its_shape(text):
    verdict = sn.verify(text, symbols=V)
    assert (verdict.status, verdict.counterexample) == ("refuted", None)
