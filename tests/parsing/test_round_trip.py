"""Whatever symnet prints as text about a network is read back as the same expression."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Function, MatrixSymbol, Rational, Symbol, symbols

import symnet as sn
from symnet.expressions.activations import ACTIVATIONS
from symnet.expressions.losses import LOSSES
from symnet.expressions.slope import Slope
from symnet.parsing import read_equation, read_expression
from symnet.verification.reading.vocabulary import table_of
from tests.parsing.agreement import same
from tests.strategies import networks

SMALL = networks(depths=st.integers(1, 3), widths=st.integers(1, 3))


def lines_of(equations, *, ones=False):
    return list(zip(sn.text(equations, ones=ones).split("\n"), equations, strict=False))


def wrongly_read(cost, grain, *, ones=False, slopes="prime"):
    """The printed lines of a cost at a grain that are not read as what they were printed from."""
    network, table = cost.network, table_of(cost, grain=grain)
    sets = [network.equations(grain), cost.equations(grain), cost.gradient(grain, slopes=slopes)]
    wrong = []
    for line, definition in (pair for equations in sets for pair in lines_of(equations, ones=ones)):
        left, right = read_equation(line, table)
        if left != definition.symbol or not same(right, definition.expression):
            wrong.append((line, left, right))
    return wrong


@settings(max_examples=20)
@given(SMALL, st.sampled_from(sorted(sn.losses())), st.sampled_from(["batch", "sample"]), st.booleans())
def test_every_line_of_a_network_is_read_back(network, loss, grain, ones):
    assert wrongly_read(network.cost(loss, l2="lambda"), grain, ones=ones) == []


@pytest.mark.parametrize("notation", sn.NOTATIONS)
@pytest.mark.parametrize("sizes", [[2, 3], ["n_0", "n_1"]])
def test_undefined_functions_are_read_back_in_every_notation(notation, sizes):
    cost = sn.Network(sizes, notation=notation).cost(Function("L"), l1="mu", l2="lambda")
    for grain in ("batch", "sample"):
        assert wrongly_read(cost, grain) == []


@pytest.mark.parametrize("activation", sn.activations())
def test_slopes_by_activation_are_read_back(activation):
    cost = sn.Network([2, 3, 2], activations=activation).cost("squared_error")
    assert wrongly_read(cost, "batch", slopes="activation") == []


@pytest.mark.parametrize("loss", sn.losses())
def test_the_backward_pass_of_every_loss_is_read_back(loss):
    assert wrongly_read(sn.Network([2, 3], activations="tanh").cost(loss), "batch") == []


def test_the_bounds_of_a_sum_over_cases_count_as_the_entries_do():
    for loss in ("hinge", "squared_error"):
        lines = sn.text(sn.Network([1, 2], notation="one_based").cost(loss).equations("sample"))
        assert "∑ₖ₌₁² " in lines
        assert "∑ₖ₌₀" not in lines


def test_a_wrong_reading_is_seen():
    """The law has teeth: a changed line is not the same."""
    cost = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy")
    gradient = cost.gradient()
    line = sn.text(gradient).split("\n")[0]
    for wrong in (line.replace("1/m ", ""), line.replace("Y", "A^[1]"), line.replace(" - ", " + ")):
        assert wrong != line
        _, right = read_equation(wrong, table_of(cost))
        assert not same(right, gradient[0].expression)


FIXED = {"Z": MatrixSymbol("Z", 2, 3), "Y": MatrixSymbol("Y", 2, 3)}


@pytest.mark.parametrize("row", ACTIVATIONS, ids=lambda row: row.__name__)
def test_every_activation_is_read_by_its_printed_name_and_by_its_own(row):
    node = row(FIXED["Z"])
    slope = sn.apply_elementwise(lambda u: Slope(row(u)), FIXED["Z"])
    assert same(read_expression(sn.text(node), FIXED), node)
    assert read_expression(f"{row.__name__}(Z)", FIXED) == node
    if not slope.function.expr.is_number:  # a constant prints without its shape
        assert same(read_expression(sn.text(slope), FIXED), slope)
    for alias in row.facts.aliases:
        assert same(read_expression(f"{alias}(Z)", FIXED), node)
    if row.facts.parameters:
        other = row(FIXED["Z"], *[Rational(1, 5)] * len(row.facts.parameters))
        assert read_expression(sn.text(other), FIXED) == other


@pytest.mark.parametrize("row", LOSSES, ids=lambda row: row.__name__)
def test_every_loss_is_read_by_its_printed_name_and_by_its_own(row):
    node = row(FIXED["Z"], FIXED["Y"])
    assert read_expression(sn.text(node), FIXED) == node
    assert read_expression(f"{row.__name__}(Z, Y)", FIXED) == node


n, k, m = symbols("n k m", integer=True, positive=True)
A, B, S, X = (MatrixSymbol(*spec) for spec in (("A", n, k), ("B", k, n), ("S", n, n), ("X", n, m)))
c = Symbol("c", real=True)
TABLE = {"A": A, "B": B, "S": S, "X": X, "c": c, "n": n, "k": k, "m": m}
MATRICES = [A * B, 2 * A, c * A * B, A.T, (A * B).T, (A * B) * S - S, S.inv() * A, S**2, A * B / c, -A * B * A]


@pytest.mark.parametrize("expression", MATRICES, ids=str)
def test_matrix_algebra_of_sympy_is_read_back_from_both_printers(expression):
    assert same(read_expression(sn.text(expression), TABLE), expression)
    assert same(read_expression(str(expression), TABLE), expression)
