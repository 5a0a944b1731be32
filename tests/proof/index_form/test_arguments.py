"""No argument of a node is lost: what a node is made of is in its index form, or the node is not read."""

import pytest
import sympy
from sympy import (
    Abs,
    BlockMatrix,
    Derivative,
    Function,
    FunctionMatrix,
    HadamardPower,
    Heaviside,
    ImmutableDenseMatrix,
    Integral,
    KroneckerDelta,
    Lambda,
    MatPow,
    MatrixSymbol,
    Max,
    Piecewise,
    Product,
    Subs,
    Sum,
    Symbol,
    Trace,
    Tuple,
    gamma,
    symbols,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

import symnet as sn
from symnet.limits import Limits
from symnet.proof.index_form import OutsideLanguageError, Reader, new_ring, reader
from symnet.proof.index_form.derivatives import symbols_of
from tests.expressions.test_nodes import all_nodes
from tests.proof.unguarded import proves, reason

x, y, u, t = symbols("x y u t", real=True)
i, j, n = symbols("i j n", integer=True, positive=True)
A, B, C = (MatrixSymbol(name, 3, 3) for name in "ABC")
f = Function("f")

HIDDEN = {
    "an entry": A[0, 1] + B[1, 2],
    "an entry of an expression": (A * B)[0, 1],
    "an entry at a free place": A[i, j] * B[j, i],
    "an explicit matrix": sn.SumEntries(ImmutableDenseMatrix([[A[0, 0], 1], [x, B[1, 1]]])),
    "a function matrix": Trace(FunctionMatrix(3, 3, Lambda((i, j), A[i, j] * B[j, i]))),
    "a sum": Sum(A[i, 0] * B[0, i], (i, 0, 2)),
    "a free scalar in a function": sn.SumEntries(sn.Elementwise(Lambda(u, f(u, x)), A)),
    "an entry in a function": sn.SumEntries(sn.Elementwise(Lambda(u, u * B[0, 0]), A)),
    "a condition": Piecewise((x, A[0, 0] > B[1, 1]), (y, True)),
    "an exponent": sn.SumEntries(HadamardPower(A, x)),
    "a matrix power": Trace(MatPow(A, x)),
    "a point": Subs(Derivative(f(t), t), t, x * y),
    "a parameter": sn.leaky_relu(x, y),
    "a value at 0": Heaviside(x, y),
    "a maximum": Max(x, A[0, 0], B[1, 1]),
    "a block matrix": sn.SumEntries(BlockMatrix([[A, B], [C, A]])),
    "a slice of a matrix": sn.SumEntries(A[:2, :1] + B[1:, :1]),
    "an elementwise function of SymPy": sn.SumEntries(ElementwiseApplyFunction(Lambda(u, u * x), A)),
    "a product over indices": Product(A[i, 0], (i, 0, 2)),
    "an integral": Integral(x * y, (x, 0, 1)),
}


def names_in(expression):
    """Every symbol that stands anywhere in an expression but for those that are bound, and sizes."""
    bound = {each for node in expression.atoms(Sum, Lambda, Subs, Product) for each in node.variables}
    return {*expression.atoms(MatrixSymbol, Symbol)} - bound - {i, j, n}


def read(expression, *, opaque):
    ring = new_ring(Limits(20.0))
    return symbols_of(ring, Reader(ring, opaque=opaque).matrix(expression).body)


@pytest.mark.parametrize("opaque", [False, True])
@pytest.mark.parametrize("name", HIDDEN)
def test_every_symbol_is_in_the_form_or_the_form_is_refused(name, opaque):
    try:
        found = read(HIDDEN[name], opaque=opaque)
    except OutsideLanguageError:
        assert name in {
            "an elementwise function of SymPy", "a product over indices",
            "an integral",
        }  # fmt: skip
        return
    assert found == names_in(HIDDEN[name])


@pytest.mark.parametrize("opaque", [False, True])
@pytest.mark.parametrize("name", all_nodes())
def test_every_symbol_of_a_node_is_in_its_form(name, opaque):
    node = all_nodes()[name]
    if name == "Unvec":  # see test_reading
        return
    missing = names_in(node) - read(node, opaque=opaque)
    assert {each for each in missing if each.name not in {"u_1", "u_2"}} == set()


class Weighted(Trace):
    """A node of a user that says more than the node that it is a kind of."""

    def __new__(cls, matrix, weight):
        return sympy.Basic.__new__(cls, matrix, weight)


class Named(Function):
    def __new__(cls, argument, name):
        return sympy.Basic.__new__(cls, argument, name)


UNREAD = {
    "a set as an argument": (Named(x, Tuple(1, 2)), Named(x, Tuple(1, 3))),
    "a function as an argument": (Named(x, Lambda(u, u)), Named(x, Lambda(u, 2 * u))),
    "a range of a delta": (KroneckerDelta(i, j, (1, 3)), KroneckerDelta(i, j)),
}


@pytest.mark.parametrize("name", UNREAD)
def test_an_argument_that_no_rule_reads_makes_the_claim_unreadable(name):
    left, right = UNREAD[name]
    assert not proves(left, right)
    assert "nothing says what" in reason(left, right) or "has no index form" in reason(left, right)


def test_a_further_argument_of_a_known_node_is_not_overlooked():
    assert not proves(Weighted(A, x), Weighted(A, y))
    assert not proves(Weighted(A, x), Trace(A))


def test_the_account_is_what_refuses(monkeypatch):
    monkeypatch.setattr(reader.Reader, "_accounted", lambda self, node, rule: rule(node, self))
    assert proves(Weighted(A, x), Trace(A))


def test_functions_are_told_apart_by_what_they_are_and_not_by_their_names():
    assert not proves(gamma(x), Function("gamma")(x))
    assert not proves(Function("f", real=True)(x), Function("f", positive=True)(x))
    assert not proves(f(x), f(x, y))
    assert proves(f(x + y), Function("f")(y + x))


DERIVATIVES = {
    "of an argument that holds another": (Derivative(f(x, x**2), x), Subs(Derivative(f(u, t), u), (u, t), (x, x**2))),
    "of an argument twice": (Derivative(f(x, x), x), Subs(Derivative(f(u, x), u), u, x)),
    "of no argument": (Derivative(f(2 * x), x), Subs(Derivative(f(u), u), u, 2 * x)),
}


@pytest.mark.parametrize("name", DERIVATIVES)
def test_a_total_derivative_is_not_a_partial_one(name):
    assert not proves(*DERIVATIVES[name])


EVALUATED = {
    "of a function of a product": (Derivative(sympy.sin(3 * x), x), 3 * sympy.cos(3 * x)),
    "twice": (Derivative((x + y) ** 3, (x, 2)), 6 * (x + y)),
    "of a logarithm": (Derivative(sympy.log(x), x), 1 / x),
    "of an activation": (Derivative(sn.sigmoid(x), x), sn.sigmoid(x) * (1 - sn.sigmoid(x))),
    "of both arguments": (
        Derivative(f(x, x**2), x),
        Subs(Derivative(f(u, t), u), (u, t), (x, x**2)) + 2 * x * Subs(Derivative(f(u, t), t), (u, t), (x, x**2)),
    ),
    "under a sum": (Derivative(Sum(x * A[i, 0], (i, 0, 2)), x), Sum(A[i, 0], (i, 0, 2))),
}
KINKED = {
    "an absolute value": (Derivative(Abs(x), x), sympy.sign(x)),
    "a step": (Derivative(Heaviside(x), x), 0),
    "a rectifier": (Derivative(sn.relu(x), x), Heaviside(x, 0)),
    "a floor": (Derivative(sympy.floor(x), x), 0),
    "cases": (Derivative(Piecewise((1, x > 0), (0, True)), x, evaluate=False), 0),
}


@pytest.mark.parametrize("name", EVALUATED)
def test_derivatives_of_smooth_functions_are_read(name):
    assert proves(*EVALUATED[name])


@pytest.mark.parametrize("name", KINKED)
def test_derivatives_of_what_has_kinks_are_not(name):
    assert not proves(*KINKED[name])


def test_a_derivative_of_a_symbol_that_is_defined_by_another_is_not_read():
    assert not proves(Derivative(x * y, x, evaluate=False), y, given=[(y, x**2)])


def test_partial_derivatives_are_read():
    assert proves(Derivative(f(x, y), x, y), Derivative(f(x, y), y, x))
    assert proves(Subs(Derivative(f(u, y), u), u, x), Derivative(f(x, y), x))


UNREAL = {
    "imaginary": (Symbol("s", imaginary=True), lambda s: (s**2, Abs(s) ** 2)),
    "complex": (Symbol("s", complex=True), lambda s: (sympy.conjugate(s), s)),
    "not real": (Symbol("s", real=False), lambda s: (sympy.conjugate(s), s)),
    "infinite": (Symbol("s", infinite=True), lambda s: (s - s, 0 * s)),
}


@pytest.mark.parametrize("name", UNREAL)
def test_a_symbol_that_is_declared_to_be_no_real_number_is_refused(name):
    symbol, sides = UNREAL[name]
    assert not proves(*sides(symbol)) or sides(symbol)[0] == sides(symbol)[1]
    assert f"{symbol} is declared {name}" in reason(symbol + x, x + symbol + y)


def test_factors_that_do_not_commute_are_refused():
    a, b = symbols("a b", commutative=False)
    assert "does not commute" in reason(a * b, b * a)


def test_a_symbol_that_is_not_declared_is_real():
    z = Symbol("z")
    assert proves(sympy.conjugate(z), z)
