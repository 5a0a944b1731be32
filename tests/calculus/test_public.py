"""What a user calls: shapes, orders, several variables at once, SymPy's own diff, and the sentences of errors."""

import numpy as np
import pytest
import sympy as sp
from sympy import Determinant, HadamardProduct, Identity, MatrixSymbol, Symbol, Trace, ZeroMatrix, log, symbols

import symnet as sn
from tests.calculus import laws

n, k, m = symbols("n k m", integer=True, positive=True)
A, X, Y = MatrixSymbol("A", n, n), MatrixSymbol("X", n, m), MatrixSymbol("Y", n, m)
W, x, z, s = MatrixSymbol("W", k, n), MatrixSymbol("x", n, 1), MatrixSymbol("z", n, 1), MatrixSymbol("s", n, 1)
S = MatrixSymbol("S", 2, 2)
alpha = Symbol("alpha", real=True)

TEXTBOOK = [
    (Trace(A * X * X.T), X, r"A^{T} X + A X"),
    (log(Determinant(A)), A, r"A^{-T}"),
    (Trace(A), A, r"\mathbf{I}_{n}"),
    (x.T * A * x, x, r"A^{T} x + A x"),
    (sn.SumEntries(sn.tanh(W * x)), W, r"\tanh'\left(W x\right) x^{T}"),
    (Determinant(A), A, r"\det\left(A\right) A^{-T}"),
    (sn.SumEntries(HadamardProduct(X, Y)), X, "Y"),
    (sp.sqrt(sn.SumEntries(sp.HadamardPower(X, 2))), X, None),
]


@pytest.mark.parametrize(("scalar", "variable", "expected"), TEXTBOOK, ids=range(len(TEXTBOOK)))
def test_a_gradient_reads_like_a_textbook(scalar, variable, expected):
    gradient = sn.gradient(scalar, variable)
    assert gradient.shape == variable.shape
    if expected is not None:
        assert sn.latex(gradient) == expected


def test_the_frobenius_norm():
    norm = sp.sqrt(sn.SumEntries(sp.HadamardPower(MatrixSymbol("M", 2, 3), 2)))
    assert laws.pullbacks_hold(norm)


def test_the_jacobian_of_a_softmax_is_diag_s_less_s_s_transposed():
    expected = r"\operatorname{diag}\left(s\right) - s s^{T}"
    assert sn.latex(sn.jacobian(sn.Equations([(s, sn.softmax(z))]), z)) == expected
    written_out = r"\operatorname{diag}\left(%s\right) - %s %s^{T}".replace(
        "%s", r"\operatorname{softmax}\left(z\right)"
    )
    assert sn.latex(sn.jacobian(sn.softmax(z), z)) == written_out


def test_the_jacobian_of_equations_is_that_of_the_composed_expression():
    W, V, x = MatrixSymbol("W", 3, 2), MatrixSymbol("V", 2, 3), MatrixSymbol("x", 2, 1)
    z, a, s = MatrixSymbol("z", 3, 1), MatrixSymbol("a", 3, 1), MatrixSymbol("s", 2, 1)
    steps = sn.Equations([(z, W * x), (a, sn.tanh(z)), (s, sn.softmax(V * a))])
    values = laws.random_rationals([W, V, x])
    for variable in (W, x, V):
        J = sn.jacobian(steps, variable)
        assert J.has(s)
        composed = J.xreplace({a: sn.tanh(z), s: sn.softmax(V * sn.tanh(z))}).xreplace({z: W * x})
        expected = laws.numbers(sn.jacobian(steps.compose(), variable), values)
        assert laws.agree(laws.numbers(composed, values), expected)
        assert any(expected)


def test_several_variables_come_in_their_order():
    f = sn.SumEntries(sn.tanh(alpha * W * X))
    variables = [X, alpha, W]
    found = sn.gradient(f, variables)
    assert [getattr(part, "shape", None) for part in found] == [X.shape, None, W.shape]
    assert list(found) == [sn.gradient(f, variable) for variable in variables]


def test_what_does_not_matter_has_the_gradient_zero():
    assert sn.gradient(Trace(A), X) == ZeroMatrix(n, m)
    assert sn.gradient(Trace(A), alpha) == 0
    assert sn.differential(Trace(A), X) == 0
    assert sn.jacobian(X, A) == ZeroMatrix(n * m, n**2)
    assert sn.gradient(sp.Integer(3), X) == ZeroMatrix(n, m)


def test_a_gradient_by_a_part_is_that_part_of_the_gradient():
    M = MatrixSymbol("M", 2, 3)
    f = sn.SumEntries(sp.HadamardPower(M, 3))
    table = laws.random_rationals([M])
    whole = laws.numbers(sn.gradient(f, M), table)
    assert laws.numbers(sn.gradient(f, M[1, 2]), table) == [whole[5]]
    assert laws.numbers(sn.gradient(f, sn.Slice(M, 2)), table) == whole[2:4]
    assert laws.numbers(sn.gradient(f, sn.Slice(M, 1, 0)), table) == whole[0::2]


def test_a_hessian_is_symmetric_and_mixed_ones_are_transposes():
    M, N = MatrixSymbol("M", 2, 3), MatrixSymbol("N", 3, 2)
    f = Trace(sp.MatMul(M, N, M, N)) + sn.SumEntries(sn.sigmoid(M))
    table = laws.random_rationals([M, N])

    def entries(H):
        return sp.Matrix(H.shape[1], H.shape[0], laws.numbers(H, table)).T

    H, mixed = entries(sn.hessian(f, M)), entries(sn.hessian(f, M, N))
    assert max(abs(entry) for entry in H - H.T) < 1e-25
    assert max(abs(entry) for entry in H) > 1
    assert mixed == entries(sn.hessian(f, N, M)).T


def test_sums_over_a_symbolic_range_stay_in_index_form_and_are_right():
    """Written out first and differentiated, or differentiated first and then written out: the same."""
    i = Symbol("i", integer=True, positive=True)
    W, batch, sized = MatrixSymbol("W", 2, 2), MatrixSymbol("X", 2, m), MatrixSymbol("X", 2, 3)
    table = laws.random_rationals([W, sized])

    def cost(X, last):
        return sp.Sum(sn.SumEntries(sn.tanh(sn.multiply(W, sn.Slice(X, i)))) * i, (i, 1, last))

    def agree(symbolic, expected):
        assert symbolic.has(sp.FunctionMatrix)
        found = laws.numbers(symbolic.xreplace({m: sp.Integer(3)}), table)
        assert laws.agree(found, laws.numbers(expected, table))
        assert any(found)

    agree(sn.gradient(cost(batch, m), W), sn.gradient(cost(sized, 3), W))
    agree(sn.gradient(cost(batch, m), batch), sn.gradient(cost(sized, 3), sized))
    agree(sn.jacobian(cost(batch, m), W), sn.jacobian(cost(sized, 3), W))
    agree(sn.hessian(cost(batch, m), W), sn.hessian(cost(sized, 3), W))


def test_derivatives_can_be_differentiated_again():
    f = sn.SumEntries(sn.sigmoid(sn.sigmoid(MatrixSymbol("M", 2, 2))))
    M = MatrixSymbol("M", 2, 2)
    third = sn.gradient(sn.SumEntries(sn.gradient(sn.SumEntries(sn.gradient(f, M)), M)), M)
    entry = 1 / (1 + sp.exp(-1 / (1 + sp.exp(-alpha))))
    table = laws.random_rationals([M])
    expected = [entry.diff(alpha, 3).xreplace({alpha: table[place]}).evalf(40) for place in laws.places(M)]
    assert laws.agree(laws.numbers(third, table), expected)


def test_a_slope_can_be_moved_to_where_the_function_has_a_value():
    z = Symbol("z", real=True)
    slope = sn.Slope(sn.sigmoid(z))
    assert slope.subs(z, 0) == slope.xreplace({z: sp.Integer(0)}) == sp.Rational(1, 4)
    assert sn.Slope(slope).subs(z, 0) == 0
    assert slope.subs(z, 2 * alpha) == sn.Slope(sn.sigmoid(2 * alpha))
    assert sn.Slope(sn.leaky_relu(z, alpha)).subs(z, 3) == 1
    with pytest.raises(sn.SymnetTypeError) as caught:
        sn.Slope(sp.Rational(1, 2))
    assert str(caught.value) == (
        "Cannot take the slope of 1/2: it must be an application f(z) of a function; differentiate an expression with "
        "its diff."
    )


def test_compiled_slopes_of_scalars():
    """A second slope of a scalar was compiled as 1."""
    second = sn.gradient(sn.gradient(sn.tanh(alpha), alpha), alpha)
    run = sn.lambdify(second, [alpha])
    assert run(0.5) == pytest.approx(-2 * np.tanh(0.5) * (1 - np.tanh(0.5) ** 2), rel=1e-14)


def test_a_kink_has_the_value_that_the_function_states():
    Z = MatrixSymbol("Z", 1, 3)
    run = sn.lambdify(sn.gradient(sn.SumEntries(sn.relu(Z)), Z), [Z])
    np.testing.assert_array_equal(run(np.array([[-1.0, 0.0, 2.0]])), [[0, 0, 1]])


def test_a_network_of_1000_layers_needs_no_recursion():
    B, C = MatrixSymbol("B", 2, 2), MatrixSymbol("C", 2, 3)
    deep = C
    for _ in range(1000):
        deep = sn.tanh(sn.multiply(B, deep))
    assert sn.gradient(sn.SumEntries(deep), C).shape == (2, 3)
    assert sn.differential(deep, C).shape == (2, 3)


# ------------------------------------------------------------------------------------------------- SymPy's own diff

M, N = MatrixSymbol("M", 2, 3), MatrixSymbol("N", 2, 3)
J = sn.SumEntries(sn.tanh(alpha * M))
SCALARS = [J, J / 3, 3 * J**2 + 1, log(J), sp.exp(J) * Trace(M * N.T), sn.sigmoid(Trace(M * N.T))]


@pytest.mark.parametrize("scalar", SCALARS, ids=range(len(SCALARS)))
def test_sympy_s_diff_of_a_scalar_by_a_matrix_is_the_gradient(scalar):
    assert sp.diff(scalar, M) == scalar.diff(M) == sn.gradient(scalar, M)
    assert not isinstance(scalar.diff(M), ZeroMatrix)


@pytest.mark.parametrize("matrix", [sn.tanh(alpha * M), 2 * sn.tanh(alpha * M), HadamardProduct(N, sn.tanh(alpha * M))])
def test_sympy_s_diff_of_a_matrix_by_a_scalar_is_entry_by_entry(matrix):
    table = laws.random_rationals([M, N, alpha])
    expected = [laws.number_of(entry.diff(alpha), table) for entry in sn.explicit(matrix).T.flat()]
    assert laws.agree(laws.numbers(matrix.diff(alpha), table), expected)
    assert any(expected)


def test_sympy_s_diff_by_an_entry():
    assert sn.SumEntries(sp.HadamardPower(M, 2)).diff(M[0, 1]) == 2 * M[0, 1]
    assert sn.explicit(sn.tanh(M).diff(M[0, 1]))[1, 2] == 0


def test_sympy_s_diff_of_a_matrix_by_a_matrix_stays_unevaluated():
    derivative = sn.tanh(M).diff(M)
    assert isinstance(derivative, sp.Derivative)
    assert derivative.shape == (2, 3, 2, 3)
    net = sn.Network([2, 3, 1])
    assert isinstance(net.output.diff(net.parameters["w0"]), sp.Derivative)


def test_sympy_s_own_expressions_are_left_to_sympy():
    assert (Trace(M * N.T)).diff(M) == N
    assert sp.sin(alpha).diff(alpha) == sp.cos(alpha)


# ---------------------------------------------------------------------------------------------------------- errors

ERRORS = [
    (
        lambda: sn.gradient(X, X),
        sn.SymnetTypeError,
        "Cannot take the gradient of X (n × m): it must be a scalar; take a jacobian of it, or a scalar such as the sum "
        "of its entries.",
    ),
    (
        lambda: sn.gradient(Trace(A), A * A),
        sn.SymnetTypeError,
        "Cannot differentiate by A**2, a MatPow: it must be a symbol, a matrix symbol, or an entry, row or column of one; "
        "name it by a symbol of its own and differentiate by that.",
    ),
    (
        lambda: sn.gradient(sn.SumEntries(X), n),
        sn.SymnetTypeError,
        "Cannot differentiate by n: it is a size, a number of rows or columns, and takes only integers.",
    ),
    (
        lambda: sn.differential(X, X, tangent=A),
        sn.ShapeError,
        "The tangent of X (n × m) must have the same shape, but is A (n × n).",
    ),
    (
        lambda: sn.vector_jacobian_product(X, X, alpha),
        sn.ShapeError,
        "The cotangent of X (n × m) must have the same shape, but is the scalar alpha.",
    ),
    (
        lambda: sn.differential(X + MatrixSymbol("dX", n, m), X),
        sn.SymnetValueError,
        "The change of X would be called dX, which is a symbol of the expression already; give it another name with "
        "tangent=..., or rename the symbol.",
    ),
    (
        lambda: sn.differential(X, [X, Y], tangent=[X]),
        sn.SymnetValueError,
        "A differential by 2 variables needs 2 tangents, but was given 1.",
    ),
    (
        lambda: sn.jacobian(X, X[0, 0]),
        sn.SymnetTypeError,
        "Cannot take a differential by X[0, 0], a part of X: it must be a symbol; take it by X, with a tangent that is "
        "zero elsewhere.",
    ),
    (
        lambda: sn.gradient(Trace(A**k), A),
        sn.SymnetTypeError,
        "A matrix power must have an integer exponent, but A**k has k.",
    ),
    (
        lambda: sn.gradient(sp.Permanent(S), S),
        sn.SymnetTypeError,
        "Permanent(S) is a Permanent, which has no derivative rule; write it with nodes that have one, or register one "
        "with symnet.calculus.pullbacks.pullback.",
    ),
    (
        lambda: sn.gradient("x", X),
        sn.SymnetTypeError,
        "'x' is a str, but it must be a number or a SymPy expression; text is not evaluated.",
    ),
    (
        lambda: sn.UnitVector(3, 4),
        sn.ShapeError,
        "A unit vector of 3 rows has its 1 in one of the rows 1 to 3, but row 4 was asked for.",
    ),
    (
        lambda: sn.Unvec(x, 2, m),
        sn.ShapeError,
        "Cannot cut x (n × 1) into a (2 × m) matrix: it must have the shape (2*m × 1).",
    ),
    (
        lambda: sn.LogSumExp(X, 2),
        sn.SymnetValueError,
        "The axis of a log-sum-exp must be 0 (columns) or 1 (rows), but it is 2.",
    ),
]


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=range(len(ERRORS)))
def test_an_error_is_a_sentence(call, kind, message):
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == message


# ------------------------------------------------------------------------------------------- constants of matrices


@pytest.mark.parametrize(("rows", "columns"), [(2, 3), (3, 2), (1, 4), (5, 1)])
def test_the_commutation_matrix_turns(rows, columns):
    M = MatrixSymbol("M", rows, columns)
    K = sn.CommutationMatrix(rows, columns)
    assert sn.explicit(sn.multiply(K, sn.Vec(M))) == sn.explicit(sn.Vec(sn.transpose(M)))
    assert sn.explicit(K) * sn.explicit(sn.CommutationMatrix(columns, rows)) == sp.eye(rows * columns)
    np.testing.assert_array_equal(sn.lambdify(K)(), np.array(sn.explicit(K).tolist(), dtype=float))


def test_entries_of_the_nodes_of_stacked_columns():
    M = MatrixSymbol("M", 2, 3)
    for node in (
        sn.Vec(M),
        sn.Unvec(sn.Vec(M), 3, 2),
        sn.CommutationMatrix(2, 3),
        sn.UnitVector(3, 2),
        sn.LogSumExp(M),
    ):
        rows, columns = map(int, node.shape)
        written = sn.explicit(node)
        assert all(sn.entry(node, i, j) == written[i, j] for i in range(rows) for j in range(columns)), node
    assert sn.jacobian(sn.transpose(X), X) == sn.CommutationMatrix(n, m)
    assert sn.jacobian(A * x, x) == A
    assert sn.jacobian(X, X) == Identity(n * m)
