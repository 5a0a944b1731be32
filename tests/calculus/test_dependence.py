"""What a gradient sees: a symbol is reached through whatever it stands in, or the gradient is refused."""

import pytest
import sympy as sp
from sympy import Lambda, MatrixSymbol, Symbol, symbols

import symnet as sn
from symnet.expressions.operands import Role, parts, subexpressions
from tests.calculus import laws
from tests.calculus.cases import CASES, S, X, alpha, beta, v

ALL = {f"{name}-{place}": F for name, cases in CASES.items() for place, F in enumerate(cases)}


def sees_every_symbol(F):
    """Through `Equations`, at an arbitrary cotangent, as SymPy's derivative of the explicit entries."""
    table, expected = laws.reference(F)
    is_matrix = getattr(F, "is_Matrix", False)
    C = laws.cotangent_of(F)
    Y = MatrixSymbol("Y_", *F.shape) if is_matrix else Symbol("y_", real=True)
    lines = sn.Equations([(Y, F), (Symbol("L_"), sn.SumEntries(sn.hadamard(C, Y)) if is_matrix else C * Y)])
    if not set(expected) <= set(lines.inputs):
        return False
    gradient = sn.gradient(lines, list(expected))
    both = sn.Equations([*lines, *gradient])
    names = {symbol.name: symbol for symbol in gradient.symbols}
    return all(
        laws.agree(laws.numbers(both.compose(names[f"d{variable.name}"]), table), wanted)
        for variable, wanted in expected.items()
    )


@pytest.mark.parametrize("name", ALL)
def test_the_gradient_through_equations_sees_every_symbol(name):
    assert sees_every_symbol(ALL[name])


# ------------------------------------------------------------------------------------------------------ seen to fail


def rows():
    """Each part from which a node of a case is computed: what the row of its type says, less that part."""
    for name, F in ALL.items():
        kind = next((type(node) for node in subexpressions(F) if type(node).__name__ == name.split("-")[0]), None)
        node = next((node for node in subexpressions(F) if type(node) is kind), None)
        for place, part in enumerate(parts(node) if node is not None else ()):
            if part.role in {Role.MATRIX, Role.SCALAR} and laws.variables_of(part.expression):
                yield f"{name.split('-')[0]}-{place}", kind, place


ROWS = {row: (kind, place) for row, kind, place in rows()}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_without_a_part_is_found(row):
    kind, place = ROWS[row]
    for F in CASES[kind.__name__]:
        laws.reference(F)  # remembered while the table is whole
    rule = parts.dispatch(kind)
    parts.register(kind)(lambda node: (*rule(node)[:place], *rule(node)[place + 1 :]))
    try:
        found = any(is_rejected(F) for F in CASES[kind.__name__])
    finally:
        parts.register(kind)(rule)
    assert found


def is_rejected(F):
    """Tell whether the law finds a case wrong; an error is a finding too."""
    try:
        return not sees_every_symbol(F)
    except laws.ZeroReferenceError:
        raise
    except Exception:  # noqa: BLE001 - a table without a part may break in any way
        return True


# --------------------------------------------------------------------------------------------------------- refusals

n = Symbol("n", integer=True, positive=True)
k, i = symbols("k i", integer=True)
x, W = MatrixSymbol("x", n, 1), MatrixSymbol("W", 3, 2)

REFUSED = {
    "an index": (x[k, 0] ** 2, k, "Cannot differentiate by k: in x[k, 0] it is an index"),
    "a bound": (sp.Sum(x[i, 0], (i, 0, k)), k, "Cannot differentiate by k: in Sum(x[i, 0], (i, 0, k)) it is an index"),
    "an integer in a term": (sp.Sum(alpha * k * x[i, 0], (i, 0, 4)), k, "takes only integers."),
    "an index that moves": (sp.Sum(x[i + k, 0], (i, 0, 4)), k, "takes only integers."),
    "the size of ones": (sn.SumEntries(sp.OneMatrix(n, 1)) * alpha, n, "it is a size"),
    "the size of a symbol": (sn.SumEntries(x), n, "it is a size"),
    "a product": (sp.Product(x[i, 0], (i, 0, 3)), x, "is a Product, which has no "),
    "an integral": (sp.Integral(beta * alpha, (beta, 0, alpha)), alpha, "is an Integral, which has no "),
    "a permanent": (sp.Permanent(S), S, "is a Permanent, which has no "),
    "the exponent of a matrix": (sp.Trace(sp.MatPow(S, k)), k, "A matrix power must have an integer exponent"),
    "a function that SymPy cannot differentiate": (sp.zeta(alpha), alpha, "whose derivative SymPy does not know"),
    "a delta of reals": (sp.KroneckerDelta(alpha, beta), alpha, "whose derivative SymPy does not know"),
    "a function of a matrix": (
        sp.tanh(W * v),
        v,
        "tanh takes a scalar, but W*v (3 × 1) is a matrix; write apply_elementwise(tanh, W*v)",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_has_no_rule_is_refused_and_is_not_zero(case):
    F, variable, sentence = REFUSED[case]
    for derive in (sn.gradient, sn.jacobian):
        with pytest.raises(sn.SymnetTypeError) as caught:
            derive(F, variable)
        assert sentence in str(caught.value)
    lines = sn.Equations([(Symbol("y"), F), (Symbol("L"), 2 * Symbol("y"))]) if not isinstance(F, sp.tanh) else None
    if lines is not None:
        with pytest.raises(sn.SymnetTypeError):
            sn.gradient(lines, variable)


def test_the_condition_of_a_branch_is_an_input_and_contributes_nothing():
    F = sp.Piecewise((beta**2, alpha > 1), (beta, True))
    lines = sn.Equations([(Symbol("L"), F)])
    assert set(lines.inputs) == {alpha, beta}
    assert dict(sn.gradient(lines, [alpha]))[Symbol("dalpha", real=True)] == 0
    assert sn.gradient(F, alpha) == 0


def test_a_function_that_is_constant_between_jumps_contributes_nothing():
    assert sn.gradient(alpha * sp.floor(alpha**2), alpha) == sp.floor(alpha**2)
    assert sn.gradient(sn.SumEntries(sn.Elementwise(Lambda(beta, beta * sp.floor(beta)), X)), X) == sn.Elementwise(
        Lambda(beta, sp.floor(beta)), X
    )


# ------------------------------------------------------------------------------------------- entries as variables


def test_the_gradient_by_an_entry_is_that_part_of_the_gradient():
    y = MatrixSymbol("y", 2, 1)
    lines = sn.Equations([(Symbol("L"), y[0, 0] ** 2 * y[1, 0] + sn.SumEntries(y))])
    gradient = sn.gradient(lines, [y[0, 0], sn.Slice(y, 2, 0)])
    both = sn.Equations([*lines, *gradient])
    first, second = gradient.symbols[1:]
    assert sp.expand(sn.explicit(both.compose(first)) - (2 * y[0, 0] * y[1, 0] + 1)) == 0
    assert sp.expand(sn.explicit(both.compose(second))[0, 0] - (y[0, 0] ** 2 + 1)) == 0


def test_lines_entry_by_entry_are_differentiated():
    net = sn.Network([2, 2], activations="tanh")
    lines = net.equations("neuron")
    out = [symbol for symbol, _ in lines][-2:]
    total = sn.Equations([*lines, (Symbol("L", real=True), out[0] ** 2 + 3 * out[1])])
    w, x_, b = (MatrixSymbol(name, *shape) for name, shape in (("w", (2, 2)), ("x", (2, 1)), ("b", (2, 1))))
    plain = {net.parameters["w0"]: w, net.input: x_, net.parameters["b0"]: b}
    gradient = sn.gradient(total, net.parameters["w0"])
    found = sn.Equations([*total, *gradient]).compose(gradient.symbols[-1]).xreplace(plain)
    a = sn.tanh(sn.add(sn.multiply(w, x_), b))
    C = sp.Matrix([[2 * sn.explicit(a)[0, 0]], [3]])
    table = laws.random_rationals([w, x_, b])
    expected = laws.numbers(sn.vector_jacobian_product(a, w, sp.ImmutableMatrix(C)), table)
    assert laws.agree(laws.numbers(found, table), expected)
    assert not laws.agree(expected, [0] * 4)


def test_a_gradient_takes_no_name_that_is_taken():
    y, dy = MatrixSymbol("y", 2, 1), MatrixSymbol("dy", 2, 1)
    lines = sn.Equations([(Symbol("L"), (y.T * dy)[0, 0] ** 2)])
    gradient = sn.gradient(lines, [y, dy])
    assert [symbol.name for symbol in gradient.symbols] == ["dy_", "ddy"]
    table = laws.random_rationals([y, dy])
    F = (y.T * dy)[0, 0] ** 2
    for symbol, variable in zip(gradient.symbols, (y, dy), strict=True):
        found = laws.numbers(gradient.compose(symbol), table)
        assert laws.agree(found, [F.diff(place).xreplace(table) for place in laws.places(variable)])


def test_lines_about_every_sample_are_refused():
    cost = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy")
    for grain in ("sample", "neuron"):
        with pytest.raises(sn.SymnetTypeError) as caught:
            sn.gradient(cost.equations(grain), [cost.network.parameters["w0"]])
        assert "stands for every sample at once; take equations of whole matrices" in str(caught.value)


def test_a_matrix_of_one_entry_counts_as_its_entry():
    y, s = MatrixSymbol("y", 2, 1), MatrixSymbol("s", 1, 1)
    assert sn.explicit(sn.gradient(sn.Equations([(s, y.T * y)]), y)[-1].expression) == sn.explicit(2 * y)
    assert sn.gradient(sp.log(v.T * S * v), v).shape == (2, 1)
