"""Products entry by entry, merged and cancelled; sums and products that tidy themselves; facts that apply where they fit."""

import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import HadamardProduct, Identity, Lambda, MatMul, MatrixSymbol, OneMatrix, Rational, Symbol, ZeroMatrix

import symnet as sn
from symnet.expressions.assumptions import SumToOne
from symnet.expressions.slope import Slope
from symnet.rewriting.algebra import entrywise, plus, scaled, split_scalar, times, turned
from symnet.rewriting.merging import LONGEST_CANCELLED, cancelled, denominators, merge
from symnet.rewriting.ones import swallowed_by_ones
from symnet.rewriting.tidying import tidied

A, B, Y, Z = (MatrixSymbol(name, 2, 3) for name in "ABYZ")
u, v = sympy.symbols("u v", real=True)


def elementwise(formula, *matrices):
    return sn.Elementwise(Lambda((u, v)[: len(matrices)], formula), *matrices)


def merged_and_cancelled(product, activations=()):
    """The product as one formula, and that formula cancelled."""
    merged = merge(product, dict(activations))
    assert merged is not None
    return merged, cancelled(merged)


def test_the_product_of_a_loss_slope_and_an_activation_slope_cancels():
    loss = elementwise((1 - v) / (1 - u) - v / u, A, Y)
    product = HadamardProduct(loss, elementwise(Slope(sn.sigmoid(u)), Z))
    merged, shorter = merged_and_cancelled(product, {A: sn.sigmoid(Z)})
    assert [str(divisor) for divisor in denominators(merged)] == ["a_0", "1 - a_0"]
    assert shorter is not None
    assert shorter.as_matrix() == sn.add(A, sn.multiply(-1, Y))


def test_what_does_not_get_shorter_stays():
    for product in (HadamardProduct(elementwise(1 / u, A), Y), HadamardProduct(A, Y)):
        assert merged_and_cancelled(product)[1] is None


def test_a_long_formula_is_left_alone():
    long = sum(v**k / (u + k) for k in range(1, LONGEST_CANCELLED))
    assert merged_and_cancelled(HadamardProduct(elementwise(long, A, Y), A))[1] is None


def test_a_piecewise_slope_is_not_merged():
    assert merge(HadamardProduct(elementwise(Slope(sn.relu(u)), Z), Y), {A: sn.relu(Z)}) is None


PIECES = st.sampled_from([A, B, sn.sigmoid(A), scaled(2, A), scaled(-1, B), ZeroMatrix(2, 3), OneMatrix(2, 3)])
SCALARS = st.fractions(min_value=-3, max_value=3, max_denominator=4).map(Rational)


@given(st.lists(PIECES, min_size=1, max_size=4), SCALARS)
def test_the_tidying_constructors_are_equal_to_the_plain_ones(pieces, scalar):
    explicit = [sn.explicit(piece) for piece in pieces]
    total, product = explicit[0], explicit[0]
    for piece in explicit[1:]:
        total, product = total + piece, product.multiply_elementwise(piece)
    assert (sn.explicit(plus(*pieces)) - total).expand().is_zero_matrix
    assert (sn.explicit(entrywise(*pieces)) - product).expand().is_zero_matrix
    assert (sn.explicit(scaled(scalar, pieces[0])) - scalar * explicit[0]).expand().is_zero_matrix
    coefficient, rest = split_scalar(scaled(scalar, pieces[0]))
    assert (coefficient * sn.explicit(rest) - scalar * explicit[0]).expand().is_zero_matrix
    chain = times(pieces[0], turned(pieces[-1]), Identity(2))
    assert (sn.explicit(chain) - explicit[0] * explicit[-1].T).expand().is_zero_matrix
    assert (sn.explicit(tidied(plus(*pieces))) - total).expand().is_zero_matrix


def test_a_sum_to_one_applies_only_beside_ones_on_its_own_side():
    columns, rows = SumToOne(Y), SumToOne(Y, 1)
    assert swallowed_by_ones(MatMul(OneMatrix(1, 2), Y), columns) == OneMatrix(1, 3)
    assert swallowed_by_ones(MatMul(Y, OneMatrix(3, 1)), rows) == OneMatrix(2, 1)
    for fact, product in (
        (columns, MatMul(Y, OneMatrix(3, 1))),
        (columns, MatMul(OneMatrix(4, 2), Y)),
        (columns, MatMul(OneMatrix(1, 2), A)),
        (rows, MatMul(OneMatrix(1, 2), Y)),
        (columns, sn.add(A, Y)),
    ):
        assert swallowed_by_ones(product, fact) == product
    assert str(columns) == "the columns of Y sum to one"
    assert Symbol("Y") not in columns.matrix.free_symbols
