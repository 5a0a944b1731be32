"""The text syntax: each way of typing, each error with its place, and hostile texts."""

import time

import pytest
from sympy import (
    Determinant,
    HadamardPower,
    HadamardProduct,
    Identity,
    Inverse,
    KroneckerProduct,
    MatrixSymbol,
    OneMatrix,
    Piecewise,
    Rational,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    exp,
    log,
    sqrt,
    symbols,
)

import symnet as sn
from symnet.parsing import ReadingError, read_equation, read_expression, symbol_table
from symnet.verification.reading.vocabulary import table_of
from tests.parsing.agreement import same

n, k, m = symbols("n k m", integer=True, positive=True)
A, B, S, X, b = (MatrixSymbol(*spec) for spec in (("A", n, k), ("B", k, n), ("S", n, n), ("X", n, m), ("b", n, 1)))
c = Symbol("c", real=True)
TABLE = {"A": A, "B": B, "S": S, "X": X, "b": b, "c": c, "n": n, "k": k, "m": m}

READINGS = [
    (("A B", "A*B", "A @ B", "A·B", "(A)B"), A * B),
    (("X ⊙ X", "X ∘ X", "X .* X"), HadamardProduct(X, X)),
    (("Aᵀ", "A^T", "A.T", "A^(T)", "A^{T}", "transpose(A)"), A.T),
    (("S⁻¹", "S^-1", "S^(-1)", "inv(S)", "S**-1"), Inverse(S)),
    (("S⁻ᵀ", "S^-T", "S^(-T)"), Transpose(Inverse(S))),
    (("X^⊙2", "X.^2", "X^∘2"), HadamardPower(X, 2)),
    (("S²", "S^2", "S**2"), S**2),
    (("A ⊗ B", "kron(A, B)"), KroneckerProduct(A, B)),
    (("X 1", "X ones(m, 1)"), X * OneMatrix(m, 1)),
    (("1ᵀ X", "1^T X", "ones(1, n) X"), OneMatrix(1, n) * X),
    (("X + b 1ᵀ", "b 1ᵀ + X", "X + b ones(1, m)", "X + broadcast(b, n, m)"), X + b * OneMatrix(1, m)),
    (("1 - X", "ones(n, m) - X", "1 1ᵀ - X", "-X + 1"), OneMatrix(n, m) - X),
    (("S - I", "S - I(n)", "-(I - S)"), S - Identity(n)),
    (("A I B", "A B"), A * B),
    (("tr(S)", "trace(S)"), Trace(S)),
    (("det(S)",), Determinant(S)),
    (("1/m X", "X/m", "1/m*X", "m^-1 X"), X / m),
    (("1/2 m", "m/2", "0.5 m", "5e-1 m"), m / 2),
    (("‖X‖_F²", "||X||_F^2", "sum(X.^2)", "sum(X ⊙ X)", "tr(Xᵀ X)", "∑_{i,j} (X ⊙ X)ᵢⱼ"), Trace(X.T * X)),
    (("‖b‖²", "||b||^2", "‖b‖₂²", "bᵀ b"), Trace(b.T * b)),
    (("‖X‖₁", "||X||_1", "sum(|X|)", "sum(abs(X))"), sn.SumEntries(sn.absolute_value(X))),
    (("σ(X)", "sigmoid(X)", "logistic(X)", "1/(1 + e^(-X))", "1/(1 + exp(-X))"), sn.sigmoid(X)),
    (("σ'(X)", "sigmoid'(X)", "σ′(X)", "σ(X) ⊙ (1 - σ(X))"), HadamardProduct(sn.sigmoid(X), OneMatrix(n, m) - sn.sigmoid(X))),
    (("tanh''(c)", "-2 tanh(c) tanh'(c)"), -2 * sn.tanh(c) * (1 - sn.tanh(c) ** 2)),
    (("leaky_relu(X, 0.2)", "LeakyReLU_0.2(X)", "LeakyReLU_{1/5}(X)"), sn.leaky_relu(X, Rational(1, 5))),
    (("log(X)", "ln(X)"), sn.apply_elementwise(log, X)),
    (("√X", "sqrt(X)", "X^⊙(1/2)"), sn.apply_elementwise(sqrt, X)),
    (("√(c + 1)", "(c + 1)^(1/2)"), sqrt(c + 1)),
    (("e^c", "exp(c)"), exp(c)),
    (("X/X", "X ⊙ (1/X)"), OneMatrix(n, m)),
    (("(bᵀ b) X", "X tr(b bᵀ)"), Trace(b * b.T) * X),
    (("softmax(X)",), sn.softmax(X)),
    (("column(X, 1)",), sn.Slice(X, 1)),
    (("unvec(vec(X), n, m)",), X),
    (("∑ᵢ₌₁ᵐ c", "sum_{i=1}^{m} c", "sum_(i=1)^m c", "m c"), m * c),
    (("{ c for c > 0; 0 otherwise }", "{ 0 for c ≤ 0; c otherwise }"), Piecewise((c, c > 0), (0, True))),
    (("{ 1 for X > 1/2 ∧ X < 2; -1 otherwise }",), sn.apply_elementwise(lambda u: Piecewise((1, u > Rational(1, 2)), (-1, True)), X)),
    (("zeros(n, m)", "0 X", "X - X"), ZeroMatrix(n, m)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), [(text, meant) for texts, meant in READINGS for text in texts])
def test_what_a_text_means(text, meant):
    assert same(read_expression(text, TABLE), meant)


def test_precedence_is_that_of_the_printer():
    first, second = read_expression("A B ⊙ S", TABLE), read_expression("1/m X ⊙ X", TABLE)
    assert first == HadamardProduct(A * B, S) or same(first, HadamardProduct(A * B, S))
    assert same(second, HadamardProduct(X, X) / m)
    assert same(read_expression("-c^2", TABLE), -(c**2))
    assert same(read_expression("c - n - k", TABLE), (c - n) - k)
    assert same(read_expression("c/n/k", TABLE), c / (n * k))
    assert same(read_expression("c/n k", TABLE), c * k / n)


def test_terms_stay_in_the_order_in_which_they_were_written():
    assert sn.text(read_expression("X - A B X + 2 X", TABLE)) == "X - A B X + 2 X"
    assert sn.text(read_expression("B (A - Aᵀᵀ)", TABLE)) == "B (A - A)"


def test_equations():
    assert read_equation("A B - A B = 0", TABLE)[1] == ZeroMatrix(n, n)
    assert read_equation("0 = A", TABLE) == (ZeroMatrix(n, k), A)
    left, right = read_equation("bᵀ b = tr(b bᵀ)", TABLE)
    assert not left.is_Matrix
    assert same(left, right)
    assert same(read_equation("X = b 1ᵀ", TABLE)[1], b * OneMatrix(1, m))


def test_names_of_a_network_may_be_typed_in_many_ways():
    table = table_of(sn.Network([2, 3, 1]).cost("squared_error"))
    for names in (
        ("W^[1]", "w^[1]", "w1", "W1"), ("∂J/∂W^[1]", "dJ/dW^[1]", "dw1", "dW1"), ("δ^[0]", "delta^[0]", "dZ0"),
        ("Ŷ", "Y_hat", "Yhat"), ("A^[0]", "A0"), ("∂J/∂b^[0]", "db0"), ("X",), ("m",), ("J",),
    ):  # fmt: skip
        assert len({read_expression(name, table) for name in names}) == 1
    assert read_expression("z0", table) != read_expression("Z0", table)
    assert read_expression("g0'(Z0)", table) == read_expression("g^[0]′(Z^[0])", table)


def test_a_bias_is_repeated_and_no_other_vector_is():
    table = table_of(sn.Network(["n_0", "n_1"]))
    assert isinstance(read_expression("W0 X + b0", table).args[1], sn.Broadcast)
    with pytest.raises(sn.ShapeError, match="Cannot add"):
        read_expression("X + b", TABLE)


def test_softmax_in_rows_is_that_of_rows():
    table = table_of(sn.Network([2, 3], notation="rows", activations="softmax"))
    assert read_expression("softmax(Z^[1])", table).axis == 1


MISTAKES = [
    ("A +", ReadingError, "Expected a symbol, a number, a function or '(' after '+', but the text ends (line 1, column 4).\n"
     "    A +\n       ^"),
    ("A\n + W3", ReadingError, "unknown symbol 'W3' (line 2, column 4).\n     + W3\n       ^"),
    ("A + Xx", ReadingError, "unknown symbol 'Xx'; did you mean 'X'? (line 1, column 5).\n    A + Xx\n        ^"),
    ("AB", ReadingError, "unknown symbol 'AB'; write 'A B' for the product (line 1, column 1).\n    AB\n    ^"),
    ("sigmiod(X)", ReadingError, "unknown symbol 'sigmiod'; did you mean 'sigmoid'? (line 1, column 1).\n"
     "    sigmiod(X)\n    ^"),
    ("(A", ReadingError, "Expected an operator or ')' after 'A', but the text ends (line 1, column 3).\n    (A\n      ^"),
    ("A)", ReadingError, "Expected an operator after 'A', but here is ')' (line 1, column 2).\n    A)\n     ^"),
    ("1/2m", ReadingError, "'/2m' has two readings; write a space or parentheses, as 1/2 m for one half of m, or "
     "1/(2 m) (line 1, column 2).\n    1/2m\n     ^"),
    ("c^c^c", ReadingError, "A power of a power has two readings; write parentheses, as (a^b)^c or a^(b^c) (line 1, "
     "column 4).\n    c^c^c\n       ^"),
    ("A # B", ReadingError, "The character '#' means nothing here (line 1, column 3).\n    A # B\n      ^"),
    ("A = B", ReadingError, "An expression has no '='; give an equation where one is asked for (line 1, column 3).\n"
     "    A = B\n      ^"),
    ("1 1ᵀ", ReadingError, "The size of this is not known, because nothing beside it must fit; write ones(n, m) or I(n) "
     "(line 1, column 1).\n    1 1ᵀ\n    ^"),
    ("A + B", sn.ShapeError, "Cannot add A (n × k) and B (k × n): every operand must have the same shape (line 1, column "
     "1).\n    A + B\n    ^"),
    ("c + A A", sn.ShapeError, "Cannot multiply A (n × k) by A (n × k): the k columns of A must equal the n rows of A "
     "(line 1, column 5).\n    c + A A\n        ^"),
    ("tr(A)", sn.ShapeError, "Only a square matrix has a trace, but here is A (n × k) (line 1, column 1).\n    tr(A)\n    ^"),
    ("A^2", sn.ShapeError, "Only a square matrix has powers, but here is A (n × k) (line 1, column 1).\n    A^2\n    ^"),
    ("tr(A, B)", sn.SymnetTypeError, "tr is written tr(A), but here it is tr(A, B) (line 1, column 1).\n    tr(A, B)\n"
     "    ^"),
    ("softmax(c)", sn.SymnetTypeError, "softmax is written softmax(Z), but here it is softmax(c) (line 1, column 1).\n"
     "    softmax(c)\n    ^"),
    ("max(A)", sn.SymnetTypeError, "max takes two or more and compares them entry by entry, as max(A, B), but here it is "
     "max(A); the largest entry of a matrix is not read (line 1, column 1).\n    max(A)\n    ^"),
    ("‖A‖", sn.ShapeError, "The norm of A (n × k) without an index is that of a vector; write ‖A‖_F (line 1, column 1).\n"
     "    ‖A‖\n    ^"),
    ("c/0", sn.SymnetValueError, "Nothing can be divided by 0 (line 1, column 1).\n    c/0\n    ^"),
    ("c^999", sn.SymnetValueError, "The exponent 999 is larger than 100, the largest that is read (line 1, column 1).\n"
     "    c^999\n    ^"),
    ("{ 1 for c > 0 }", sn.SymnetValueError, "A formula by cases ends with its one 'otherwise'; write { -1 for z < 0; 1 "
     "otherwise } (line 1, column 1).\n    { 1 for c > 0 }\n    ^"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "message"), MISTAKES, ids=[text for text, *_ in MISTAKES])
def test_a_mistake_is_told_with_its_place(text, kind, message):
    with pytest.raises(kind) as caught:
        read_expression(text, TABLE)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["max", "min"])
@pytest.mark.parametrize("inner", ["X", "c X", "Xᵀ", "X ⊙ X", "column(X, 1)", "exp(X)"])
def test_the_largest_entry_of_a_matrix_is_no_function_of_each_entry(name, inner):
    with pytest.raises(sn.SymnetTypeError, match=f"{name} takes two or more"):
        read_expression(f"{name}({inner})", TABLE)
    assert read_expression(f"{name}({inner}, 0)", TABLE).is_Matrix


OUTSIDE = [
    "S_{n,0}", "S_{0,n}", "S_{n+1,0}", "S_{-1,0}", "S_{0,n+2}", "S_{:,n+1}", "S_{0,:}", "S_{1:n+1,1:n}", "S_{0:n,1:n}"
]  # fmt: skip


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_place_that_is_never_there_is_told(text):
    with pytest.raises(sn.SymnetValueError, match=r"There is no (row|column) ") as caught:
        read_expression(text, TABLE)
    assert not isinstance(caught.value, sn.ShapeError)  # which would refute a claim


@pytest.mark.parametrize("text", ["S_{n-1,0}", "S_{0,n-1}", "S_{:,n}", "S_{1,:}", "S_{1:n,1:1}"])
def test_the_last_place_is_there(text):
    assert read_expression(text, TABLE) is not None


def test_a_bare_one_beside_a_vector_is_its_ones():
    assert read_equation("X 1 = 1", TABLE)[1] == OneMatrix(n, 1)
    assert read_equation("1 = 1ᵀ X", TABLE)[0] == OneMatrix(1, m)
    assert read_equation("c = 1", TABLE) == (c, 1)


@pytest.mark.parametrize("symbols", [{"x": "y"}, {"x": None}, ["x"], "x", [c], {1: c}, {"f": sn.relu}, None, 3])
def test_what_is_no_table_of_symbols_is_told(symbols):
    with pytest.raises(sn.SymnetTypeError, match="names with the SymPy expressions"):
        read_equation("x = x", symbols)


EQUATION_MISTAKES = [
    ("A = B", "The two sides differ in shape: left is A (n × k), right B (k × n) (line 1, column 1).\n    A = B\n    ^"),
    ("A = 2", "One side is the matrix A (n × k), the other the scalar 2; write 2 times ones(n, m) (line 1, column 1).\n"
     "    A = 2\n    ^"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), EQUATION_MISTAKES)
def test_sides_that_do_not_fit(text, message):
    with pytest.raises(sn.ShapeError) as caught:
        read_equation(text, TABLE)
    assert str(caught.value) == message


HOSTILE = [
    "(" * 10_000, "(" * 9_000 + "A" + ")" * 9_000, "A " * 10_000, "A + " * 5_000, "S " * 9_999, "S + " * 4_999 + "S",
    "A" * 20_000, "A" * 20_001, "9" * 20_000, "9^9^9^9", "(9^99)^99", "((9^100)^100)^100", "exp(exp(exp(exp(99))))",
    "sigmoid(exp(100))", "9^(9^9)", "c^(10^9)", "exp(10^50)^100", "Aᵀ" * 5_000, "A" + "ᵀ" * 19_000, "S" + "⁻¹" * 9_000,
    "-" * 19_999, "- " * 9_999 + "A", "σ'''''''(X)", "σ(" * 150 + "X" + ")" * 150, "c(c+" * 90 + "c" + ")" * 90,
    "σ(c + 2 " * 95 + "c" + ")" * 95, "X ⊙ " * 4_999 + "X", "S ⊗ " * 4_999 + "S", "c^0.5" * 3_000, "c " * 9_999,
    "__import__('os').system('true')", "lambda: 0", "A; B", "\x00", "A\u202eB", "\ud800", "", "   \n ", "=", "= =", "…",
    "∑ᵢ₌₁ᵐ " * 2_000 + "c", "∑ᵢ₌₁^(∑ᵢ₌₁ᵐ c) c", "{ " * 5_000, "{ c for c > 0; " * 90 + "c otherwise" + " }" * 90,
    "|" * 20_000, "‖" * 20_000, "|c" * 9_000, "√" * 19_000 + "c", "tr(" * 6_000, "kron(" + "S," * 5_000 + "S)",
    "1e999 c", "1e-999 c", "1/0", "0^-1", "c/(c - c)", "c" + "/c" * 9_000, "ones(10^50, 1)", "ones(-1, c)", "I(c)",
    "unvec(A, 2, 2)", "broadcast(A, 2, 2)", "K(m, n)" * 2000, "unit(2, 5)", "log(0)", "1/log(1)", "tanh(10^100)",
    "gelu(9^50/7^50)", "c^c^c", "det(S" + " S" * 3_000 + ")", "column(A, -1)", "arctan(1/0)", "0/0", "X .^ X", "X ^ X",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_read_or_refused_with_a_sentence_in_a_second(text):
    sentence = "none"

    def seconds():
        nonlocal sentence
        start = time.process_time()
        try:
            read_expression(text, TABLE)
        except sn.SymnetError as refused:
            sentence = str(refused)
        return time.process_time() - start

    # Python may collect the garbage of a thousand other tests in the middle of the first try.
    assert any(seconds() < 1.5 for _ in range(3))
    assert 0 < len(sentence) < 1000


@pytest.mark.parametrize("given", [None, 3, b"A"])
def test_what_is_no_text_is_refused(given):
    with pytest.raises(sn.SymnetTypeError, match="What is read must be a text"):
        read_expression(given, TABLE)


def test_a_scalar_called_t_is_not_taken_for_a_transpose():
    with pytest.raises(ReadingError, match="'\\^T' has two readings, because T is a scalar"):
        read_expression("c^T", {**TABLE, "T": c})
    assert read_expression("S^T", {**TABLE, "T": S}) == S.T


def test_the_first_of_two_equal_names_counts_and_a_spelling_of_two_things_is_none():
    table = symbol_table([("W0", A), ("W0", B), ("δ", S), ("delta", X), ("b^[1]", b), ("B^[1]", A)], either_case=True)
    assert table.symbols["W0"] == A
    assert table.symbols["delta"] == X
    assert table.symbols["w0"] == A
    assert (table.symbols["b^[1]"], table.symbols["B^[1]"]) == (b, A)
