"""Functions of numbers: they behave as arrays do, take arrays entry by entry, and count as SymPy counts."""

import warnings

import numpy as np
import pytest
import sympy as sp
from sympy import Abs, Derivative, Lambda, MatrixSymbol, Max, Piecewise, Rational, Sum, Symbol, Trace, sign

import symnet as sn
from symnet import ShapeError, SymnetTypeError, SymnetValueError
from symnet.codegen import lambdify
from symnet.expressions.equations import Equations

t, x, y = sp.symbols("t x y", real=True)
n, k = sp.symbols("n k", integer=True, positive=True)
i, j = sp.symbols("i j", integer=True)
S, Q, R = (MatrixSymbol(name, 2, 2) for name in "SQR")
EYE = np.eye(2)

FORMULAS = {
    "reciprocal": 1 / t,
    "square": t**2,
    "exponential": sp.exp(t),
    "logarithm": sp.log(t),
    "reciprocal of a logarithm": 1 / sp.log(t),
    "root": t ** Rational(1, 3),
    "power of a number": 2**t,
    "quotient of functions": sp.sin(t) / sp.tan(t),
    "branches": Piecewise((1, t > 0), (t**3, True)),
    "constant branches": Piecewise((1, t > 0), (2, True)),
    "maximum": Max(t, 1 / t),
    "activations": sn.sigmoid(t) + sn.relu(t) * sn.softplus(t),
}
VALUES = (0.0, -0.0, 1.0, -1.0, 0.3, 700.0, 1e200, -1e200, 1e-200, np.inf, -np.inf, np.nan)


@pytest.mark.parametrize("name", FORMULAS)
def test_a_number_is_an_array_of_one_entry(name):
    by_number = lambdify(FORMULAS[name], [t])
    by_array = sp.lambdify(t, FORMULAS[name].rewrite("definition"), "numpy")
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        got = [by_number(value) for value in VALUES]
        together = by_number(np.array(VALUES))
        apart = by_number(np.array(VALUES).reshape(3, 4))
    np.testing.assert_array_equal(got, together)
    np.testing.assert_array_equal(apart.ravel(), together)
    assert all(type(value) is float for value in got)
    if name != "activations":  # ours are stable where SymPy's are not
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(together, by_array(np.array(VALUES)), rtol=1e-15)


def test_what_divides_by_zero_warns_as_an_array_does():
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert lambdify(1 / t)(0.0) == np.inf
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert lambdify(t**2)(1e200) == np.inf


def test_numbers_beside_matrices_behave_as_arrays_too():
    with np.errstate(all="ignore"):
        assert lambdify(S / t, [S, t])(EYE, 0)[0, 0] == np.inf
        assert lambdify(Trace(S) * t**2, [S, t])(EYE, 1e200) == np.inf
        assert lambdify(Trace(MatrixSymbol("C", n, n)) / (n - 1))(np.eye(1)) == np.inf
        assert lambdify(Trace(MatrixSymbol("C", n, n)) * 2 ** (1000 * n))(EYE) == np.inf
    assert lambdify(t * S, [S, t])(EYE.astype(np.float32), 0.1).dtype == np.float32


def test_a_formula_takes_arrays_that_broadcast():
    f = lambdify(sp.sin(x) + x * y, [x, y])
    column, row = np.arange(3.0)[:, None], np.arange(4.0)
    np.testing.assert_allclose(f(column, row), np.sin(column) + column * row)
    assert f(np.arange(3, dtype=np.float32), 2.0).dtype == np.float32
    assert f([1, 2], 3).tolist() == [np.sin(1) + 3, np.sin(2) + 6]
    assert f(1, 2) == np.sin(1) + 2
    with pytest.raises(ShapeError) as refused:
        f(np.arange(3.0), np.arange(4.0))
    assert str(refused.value) == (
        "function takes numbers, or arrays of shapes that broadcast, but x has (3,) and y has (4,)."
    )
    with pytest.raises(SymnetTypeError, match="function takes 2 arguments"):
        f(1.0)
    for sentence, wrong in {
        "x must be a real number, but its dtype is complex128.": 1j,
        "x must be a real number, but its dtype is <U1.": "a",
        "x must be a number, or an array of numbers, but is None.": None,
        "x must be a number, or an array of numbers, but its rows differ in length.": [[1, 2], [3]],
    }.items():
        with pytest.raises(sn.SymnetError) as wrongly:
            f(wrong, 2)
        assert str(wrongly.value) == sentence


def test_what_an_array_gives_has_its_shape_and_memory_of_its_own():
    data = np.arange(3.0)
    for expression in (sp.Integer(3), x, x + 0 * y):
        got = lambdify(expression, [x])(data)
        assert got.shape == (3,)
        assert got.dtype == np.float64
        assert not np.shares_memory(got, data)
    both = lambdify(Equations([(y, 2 * x)]), results={"y": y}, parameters=[x])({"x": data})
    assert both["y"].tolist() == [0.0, 2.0, 4.0]


def test_an_integer_is_checked_and_counts_only_where_it_is_a_place():
    f = lambdify(k * t, [k, t])
    assert f([1, 2], 3.5).tolist() == [3.5, 7.0]
    for wrong in (1.5, np.inf, [1, 2.5]):
        with pytest.raises(SymnetValueError, match="k must be an integer"):
            f(wrong, 3.5)
    powers = lambdify(Sum(t**i, (i, 0, n)), [t, n])
    assert powers([0.5, 1.0], 3).tolist() == [1.875, 4.0]
    with pytest.raises(SymnetValueError, match=r"n must be an integer, but is inf\."):
        powers(0.5, np.inf)


@pytest.mark.parametrize("last", [1, 2, 5])
@pytest.mark.parametrize("total", [Sum(i, (i, k, n)), Sum(t**i, (i, k, n)), Sum(i * j, (i, k, n), (j, 2, n))], ids=str)
def test_a_sum_counts_backwards_as_sympy_does(total, last):
    f = lambdify(total, [t, k, n])
    for first in range(1, 9):
        expected = total.subs({k: first, n: last, t: 2}).doit()
        assert f(2.0, first, last) == float(expected), (first, last)


def test_a_sum_over_a_size_is_a_plain_loop():
    C = MatrixSymbol("C", Symbol("d"), Symbol("d"))
    source = lambdify(Sum(C[i, i] ** 2, (i, 0, Symbol("d") - 1))).source
    assert "for i in range(d):" in source
    assert "sign" not in source


@pytest.mark.parametrize("masked", [np.ma.array(EYE, mask=EYE > 0), np.ma.array(1.0, mask=True)])
def test_a_masked_array_is_refused(masked):
    for f, name in ((lambdify(S), "S"), (lambdify(t), "t"), (lambdify(S * t, [S, t]), "S")):
        with pytest.raises(SymnetTypeError) as refused:
            f(*([masked, masked][: len(f.signature.arguments)]))
        assert str(refused.value) == (
            f"{name} is a masked array, and its mask would be lost; fill it first: {name}.filled(0.0)."
        )


RESULTS = {
    "transpose": [(Q, S + S), (R, Q.T)],
    "same name": [(Q, S + S), (R, Q)],
    "same expression": [(Q, S + S), (R, S + S)],
    "transposed expression": [(Q, (S + S).T), (R, S + S)],
    "first power": [(Q, S + S), (R, sp.MatPow(Q, 1, evaluate=False))],
    "entrywise": [(Q, S + S), (R, sn.apply_elementwise(sn.identity, Q))],
    "argument": [(Q, S.T), (R, S.T)],
}


@pytest.mark.parametrize("case", RESULTS)
def test_no_two_results_share_memory(case):
    first, second, third = lambdify(Equations(RESULTS[case]), [S], results=[Q, R, Q])(np.arange(4.0).reshape(2, 2))
    assert not any(np.shares_memory(*pair) for pair in ((first, second), (first, third), (second, third)))


def test_a_single_result_is_not_copied():
    assert ".copy()" not in lambdify(Equations([(Q, S + S), (R, Q.T)]), [S]).source


def test_a_maximum_beside_a_trace_compiles():
    f = lambdify(Max(Trace(sn.relu(S)), 1))
    assert (f(EYE), f(-EYE)) == (2.0, 1.0)


NESTED = {
    "minimum": (lambda a: sp.Min(Trace(sn.tanh(a)), 3), 2 * np.tanh(2)),
    "branches": (lambda a: Piecewise((Trace(sn.relu(a)), Trace(a) > 0), (0, True)), 4.0),
    "absolute value": (lambda a: Abs(Trace(sn.relu(a)) - 5), 1.0),
    "remainder": (lambda a: sp.Mod(Trace(sn.relu(a)), 3), 1.0),
    "determinant": (lambda a: Max(sp.Determinant(sn.relu(a)), sn.SumEntries(sn.tanh(a))), 4.0),
    "softmax": (lambda a: Max(sn.SumEntries(sn.apply_elementwise(lambda p: 1 - p, sn.Softmax(a))), 0), 2.0),
    "entry": (lambda a: Max(sn.relu(a)[0, 0], 1), 2.0),
}


@pytest.mark.parametrize("name", NESTED)
def test_a_function_of_a_number_made_of_matrices_compiles(name):
    formula, expected = NESTED[name]
    assert lambdify(formula(S))(2 * EYE) == pytest.approx(expected, rel=1e-15)


def test_a_size_in_arithmetic_stays_an_integer():
    C = MatrixSymbol("C", n, n)
    for rows in (2**n, (n + 1) ** 2, n / 2, n * (n + 1) / 2):
        shape = lambdify(sp.OneMatrix(rows, n) * C)(np.eye(4)).shape
        assert shape == (rows.subs(n, 4), 4)


def test_the_derivative_of_a_jump_is_zero():
    free = Symbol("c")
    assert lambdify(Derivative(sign(free), free), [free])(3.0) == 0.0
    assert lambdify(Derivative(Abs(free) * free, free), [free])([-3.0, 3.0]).tolist() == [6.0, 6.0]


@pytest.mark.parametrize("penalty", ["l1", "own", "loss"])
def test_a_hessian_vector_product_through_an_absolute_value(penalty):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - its own signature
    net = sn.Network([2, 3, 1], activations="tanh")
    absolute = Lambda((x, y), Abs(x - y) * (x - y) ** 2)
    weights = net.parameters["w0"]
    cost = {
        "l1": lambda: net.cost("squared_error", l1=Rational(1, 3)),
        "own": lambda: net.cost("squared_error", regularization=sn.SumEntries(sn.apply_elementwise(Abs, weights))),
        "loss": lambda: net.cost(absolute),
    }[penalty]()
    generator = np.random.default_rng(0)
    P = net.initialize(seed=0)
    direction = {name: generator.normal(size=array.shape) for name, array in P.items()}
    X, Y = generator.normal(size=(2, 5)), generator.normal(size=(1, 5))

    def total(p):
        hidden = jax.numpy.tanh(p["w0"] @ X + p["b0"])
        error = jax.numpy.tanh(p["w1"] @ hidden + p["b1"]) - Y
        if penalty == "loss":
            return (abs(error) * error**2).sum() / 5
        sizes = {"l1": (abs(p["w0"]).sum() + abs(p["w1"]).sum()) / 15, "own": abs(p["w0"]).sum()}
        return (error**2).sum() / 5 + sizes[penalty]

    _, expected = jax.jvp(jax.grad(total), (P,), (direction,))
    got = cost.hessian_vector_product()(P, X, Y, direction)
    for name, array in got.items():
        np.testing.assert_allclose(array, expected[name], rtol=1e-10, atol=1e-12)


def test_the_arguments_may_come_first_as_in_sympy():
    assert lambdify(t, t**2)(3.0) == 9.0
    assert lambdify([x, y], x - y)(3.0, 1.0) == 2.0
    assert lambdify((x, y), sp.Matrix([[x], [y]]))(3, 4).tolist() == [[3.0], [4.0]]
    assert lambdify(S, S * S)(2 * EYE).tolist() == [[4.0, 0.0], [0.0, 4.0]]
    assert lambdify(x, [x, x**2])(3.0) == (3.0, 9.0)
    assert lambdify([S], Equations([(Q, S + S)]))(EYE).tolist() == [[2.0, 0.0], [0.0, 2.0]]
    assert lambdify(x, [x])(3.0) == 3.0  # symnet's own order


def test_several_expressions_give_a_tuple():
    W, v, u = MatrixSymbol("W", 2, 3), MatrixSymbol("v", 3, 1), MatrixSymbol("u", 2, 1)
    gradients = sn.gradient(u.T * W * v, [W, v])
    by_w, by_v = lambdify(gradients, [W, v, u])(np.ones((2, 3)), np.ones((3, 1)), [[1.0], [2.0]])
    assert by_w.tolist() == [[1.0] * 3, [2.0] * 3]
    assert by_v.tolist() == [[3.0]] * 3


def test_a_tuple_of_one_result_is_a_tuple_of_one():
    equations = Equations([(Q, S + S), (R, Q + Q)])
    (alone,) = lambdify(equations, results=(R,))(EYE)
    assert alone.tolist() == (4 * EYE).tolist() == lambdify(equations, results=[R])(EYE).tolist()


def test_a_backward_pass_gives_every_gradient():
    net = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"])
    cost = net.cost("binary_cross_entropy")
    generator = np.random.default_rng(0)
    P, X, Y = net.initialize(seed=0), generator.normal(size=(2, 5)), np.ones((1, 5))
    _, expected = cost.lambdify(gradient=True)(P, X, Y)
    Z0 = P["w0"] @ X + P["b0"]
    A0 = np.tanh(Z0)
    arrays = {"Z0": Z0, "A0": A0, "A1": 1 / (1 + np.exp(-(P["w1"] @ A0 + P["b1"]))), "X": X, "Y": Y, **P}
    backward = lambdify(cost.gradient())
    got = backward(*(arrays[slot.name] for slot in backward.signature.arguments))
    assert list(got) == ["dw1", "db1", "dw0", "db0"]
    for name, array in got.items():
        np.testing.assert_allclose(array, expected[name[1:]], rtol=1e-12)


def test_a_backward_pass_of_equations_gives_every_gradient_too():
    W, v, z, L = MatrixSymbol("W", 2, 3), MatrixSymbol("v", 3, 1), MatrixSymbol("z", 2, 1), Symbol("L")
    backward = lambdify(sn.gradient(Equations([(z, W * v), (L, Trace(z.T * z))]), [W, v]))
    arrays = {"W": np.ones((2, 3)), "v": np.ones((3, 1)), "z": np.full((2, 1), 3.0)}
    got = backward(*(arrays[slot.name] for slot in backward.signature.arguments))
    assert {name: array.tolist() for name, array in got.items()} == {"dW": [[6.0] * 3] * 2, "dv": [[12.0]] * 3}
    assert lambdify(Equations([(Symbol("dx"), x), (Symbol("dist"), 2 * x)]))(1.0) == {"dx": 1.0, "dist": 2.0}
    assert lambdify(Equations([(Symbol("a"), x), (Symbol("dist"), 2 * x)]))(1.0) == 2.0
