"""What a node is made of: nothing is invisible, what is bound is not free, and each row of the table is needed."""

import time

import pytest
import sympy as sp
from sympy import Lambda, MatrixSymbol, Sum, Symbol, symbols
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement

import symnet as sn
from symnet.expressions.operands import Part, Role, outside, parts, subexpressions, symbols_in
from symnet.expressions.substitution import substitute, with_indices_apart
from tests.expressions.one_of_each import ALL, types_that_exist

i, j, k = symbols("i j k", integer=True)
n = Symbol("n", integer=True, positive=True)
a, b, u = symbols("a b u", real=True)
x, A, B = MatrixSymbol("x", n, 1), MatrixSymbol("A", n, 1), MatrixSymbol("B", n, 1)


def defined_as(expression):
    """Equations of one line: a new symbol, of the shape of the expression."""
    is_matrix = getattr(expression, "is_Matrix", False)
    return sn.Equations([(MatrixSymbol("_F", *expression.shape) if is_matrix else Symbol("_f"), expression)])


def sees_everything(name):
    """The law: every symbol that stands in an argument is an input of equations that use the node."""
    expression, expected = ALL[name]
    if name in {"GenericIdentity", "GenericZeroMatrix"}:  # they have no shape, so that no line can be one
        return set(symbols_in(expression)) == expected
    return set(defined_as(expression).inputs) == expected


def test_there_is_one_of_each():
    assert types_that_exist() <= set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_every_symbol_in_a_node_is_an_input(name):
    assert sees_everything(name)


@pytest.mark.parametrize("name", sorted(set(ALL) - {"Limit"}))
def test_sympy_finds_the_same_symbols(name):
    """SymPy's own walk, written without the table; it takes the direction of a limit, + or −, for a symbol of it."""
    expression, expected = ALL[name]
    theirs = {symbol for symbol in expression.free_symbols if not isinstance(symbol, sp.Indexed | MatrixElement)}
    assert theirs == expected


@pytest.mark.parametrize("name", ALL)
def test_substituting_reaches_every_symbol(name):
    """Every free symbol is replaced wherever it stands, and nothing else."""
    expression, expected = ALL[name]
    scalars = [symbol for symbol in expected if symbol.is_Symbol and not symbol.is_integer]
    new = {symbol: Symbol(f"{symbol}_new", real=True) for symbol in scalars}
    new |= {S: MatrixSymbol(f"{S}_new", *S.shape) for S in expected if isinstance(S, MatrixSymbol)}
    if name in {"MatrixSymbol", "CompanionMatrix"}:
        return
    found = substitute(expression, new)
    assert set(symbols_in(found)) == {new.get(symbol, symbol) for symbol in expected}
    back = substitute(found, {value: key for key, value in new.items()})
    assert back == (expression if name != "Derivative" else back)  # which has become a derivative at a place
    assert set(symbols_in(back)) == expected


# ------------------------------------------------------------------------------------------------------ seen to fail


def rows():
    """Every part of every node type: what a row says, less one part."""
    for name, (expression, expected) in ALL.items():
        conditions = [each for each in subexpressions(expression) if isinstance(each, Boolean) and not each.is_Symbol]
        for node in [expression, *conditions]:
            for place, part in enumerate(parts(node)):
                if not expected.isdisjoint(symbols_in(part.expression)):
                    yield name, node, place


ALL_ROWS = {f"{name}-{type(node).__name__}-{place}": (name, node, place) for name, node, place in rows()}


@pytest.mark.parametrize("row", ALL_ROWS)
def test_a_row_without_a_part_is_found(row):
    name, node, place = ALL_ROWS[row]
    kind = type(node)
    rule = parts.dispatch(kind)
    parts.register(kind)(lambda node: (*rule(node)[:place], *rule(node)[place + 1 :]))
    try:
        found = not sees_everything(name)
    finally:
        parts.register(kind)(rule)
    assert found
    assert sees_everything(name)


# ------------------------------------------------------------------------------------------------- what is bound

BOUND = {
    "an index beside the same symbol": (a * i + Sum(i * x[i, 0], (i, 0, 2)), [a, i, x]),
    "an index under two sums": (Sum(x[i, 0] * Sum(A[i, 0], (i, 0, 2)), (i, 0, n - 1)), [x, A, n]),
    "the bound of an inner sum": (Sum(x[i, 0], (i, 0, j), (j, 0, k)), [x, k]),
    "the range that names its own index": (Sum(x[i, 0], (i, 0, i)), [x, i]),
    "a function over a symbol of that name": (sn.Elementwise(Lambda(u, u * a), u * x), [a, u, x]),
    "a scalar of a matrix in a function": (sn.Elementwise(Lambda(u, u * sp.Trace(A.T * B)), x), [A, B, x]),
    "a condition in a function": (sn.Elementwise(Lambda(u, sp.Piecewise((u, a > u), (b, True))), x), [a, b, x]),
    "a matrix by a function": (sp.FunctionMatrix(n, 1, Lambda((i, j), x[i, 0] * j)), [n, x]),
    "an integral up to its variable": (sp.Integral(u * a, (u, 0, u)), [a, u]),
}


@pytest.mark.parametrize("case", BOUND)
def test_what_is_bound_is_no_input(case):
    expression, expected = BOUND[case]
    assert set(symbols_in(expression)) == set(expected)
    assert len(symbols_in(expression)) == len(expected)


def test_what_a_part_needs_from_outside_holds_nothing_bound():
    inner = Sum(a * x[i, 0] * A[j, 0] + sp.Trace(A.T * B) * u, (i, 0, n - 1))
    (body, *_) = parts(Sum(inner, (j, 0, 2)))
    assert set(outside(body)) == {a, x, A, sp.Trace(A.T * B) * u, sp.S.Zero}
    assert outside(Part(sp.Piecewise((a * u, u > b), (b**2, True)), Role.SCALAR, (u,)), [Role.SCALAR]) == [a, b**2]


def test_a_definition_is_not_captured_by_an_index():
    c = Symbol("c")
    composed = sn.Equations([(c, B[i, 0]), (Symbol("J"), Sum(c * A[i, 0], (i, 0, n - 1)))]).compose()
    sized = {n: sp.Integer(3)}
    by_hand = B[i, 0] * (A[0, 0] + A[1, 0] + A[2, 0])
    assert sp.expand(composed.subs(sized).doit() - by_hand.subs(sized)) == 0


def test_a_bound_index_is_no_occurrence_of_a_defined_symbol():
    total = Sum(x[i, 0] * a, (i, 0, 2))
    composed = sn.Equations([(i, 2 * k), (Symbol("J"), total + i)]).compose()
    assert composed == total + 2 * k


def test_a_derivative_at_another_place():
    g = sp.Function("g")
    assert substitute(g(a).diff(a), {a: b**2}).subs(g, sp.sin).doit() == sp.cos(b**2)


def test_a_definition_is_put_in_under_an_entry():
    W, v, y = MatrixSymbol("W", 2, 2), MatrixSymbol("v", 2, 1), MatrixSymbol("y", 2, 1)
    composed = sn.Equations([(y, W * v), (Symbol("L"), y[0, 0] ** 2)]).compose()
    assert sn.explicit(composed) == (W[0, 0] * v[0, 0] + W[0, 1] * v[1, 0]) ** 2


def test_a_symbol_is_used_before_it_is_defined_through_an_entry():
    y = MatrixSymbol("y", 2, 1)
    with pytest.raises(sn.SymnetValueError) as caught:
        sn.Equations([(Symbol("L"), y[0, 0]), (y, 2 * MatrixSymbol("v", 2, 1))])
    assert str(caught.value) == "L uses y before it is defined; define y first."


def test_indices_are_kept_apart():
    nested = x[i, 0] + Sum(x[i, 0] * Sum(x[i, 0] ** 2, (i, 0, 2)), (i, 0, 2))
    apart = with_indices_apart(nested)
    indices = [limit[0] for total in apart.atoms(Sum) for limit in total.limits]
    assert len({*indices, i}) == 3
    sized = MatrixSymbol("x", 3, 1)
    values = {n: sp.Integer(3), i: sp.Integer(1)}
    by_hand = sized[1, 0] + sum(sized[r, 0] for r in range(3)) * sum(sized[r, 0] ** 2 for r in range(3))
    assert sp.expand(sn.explicit(substitute(apart, values).xreplace({x: sized})) - by_hand) == 0


def test_walks_are_linear_and_not_recursive():
    """A chain of 3000 nodes, each used twice; walked as a tree it has 2^3000."""
    chain = MatrixSymbol("X", 2, 2)
    for _ in range(1500):
        chain = sn.add(sn.tanh(chain), chain)
    start = time.perf_counter()
    assert symbols_in(chain) == [MatrixSymbol("X", 2, 2)]
    assert len(subexpressions(chain)) < 3010
    renamed = substitute(chain, {MatrixSymbol("X", 2, 2): MatrixSymbol("Z", 2, 2)})
    assert symbols_in(renamed) == [MatrixSymbol("Z", 2, 2)]
    assert time.perf_counter() - start < 10


def test_what_is_defined_at_every_index_is_put_in_under_a_sum():
    square = MatrixSymbol("s", n, 1)[i, 0]
    lines = sn.Equations([(square, x[i, 0] ** 2), (Symbol("J"), Sum(a * square, (i, 0, n - 1)))])
    assert lines.inputs == (x, i, a, n)
    assert lines.compose() == Sum(a * x[i, 0] ** 2, (i, 0, n - 1))


def test_the_lines_about_a_sample_compose_and_compile():
    cost = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy")
    lines = cost.equations("sample")
    assert not lines.compose().atoms(sp.core.function.AppliedUndef)
    data = [[0.5, -1.0], [2.0, 0.25]], [[0.0, 1.0]]
    parameters = cost.network.initialize(seed=0)
    by_sample = sn.lambdify(lines, [cost.data, cost.target], parameters=cost.network.parameters)
    assert by_sample(parameters, *data) == pytest.approx(cost.lambdify()(parameters, *data), rel=1e-12)
