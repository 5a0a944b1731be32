"""Pairs of trees that are equal by construction: plain matrix algebra.

A law takes pairs for its parts and joins the left sides by one side of an identity, the right sides by the other. So the
depth of a claim is the number of identities that are nested, and its truth needs no check.
"""

from collections.abc import Callable

from tests.campaign.context import Context, Pair
from tests.campaign.trees import (
    ONE,
    ZERO,
    add,
    broadcast,
    diagonal,
    divide,
    entry,
    hadamard,
    identity,
    index,
    inverse,
    kronecker,
    minus,
    multiply,
    number,
    ones,
    plus,
    power,
    scale,
    subtract,
    summed,
    tabulate,
    times,
    total,
    trace,
    transpose,
    zeros,
)

Law = Callable[..., Pair]
MATRIX_LAWS: dict[str, list[Law]] = {}
SCALAR_LAWS: dict[str, list[Law]] = {}


def matrix_law(*strata):
    """Register a law (context, shape, depth) → pair of matrices for strata."""

    def register(law):
        for stratum in strata:
            MATRIX_LAWS.setdefault(stratum, []).append(law)
        return law

    return register


def scalar_law(*strata):
    """Register a law (context, depth) → pair of scalars for strata."""

    def register(law):
        for stratum in strata:
            SCALAR_LAWS.setdefault(stratum, []).append(law)
        return law

    return register


def turned(context, pair):
    return pair if context.chance(0.5) else (pair[1], pair[0])


def matrices(context: Context, shape, depth, stratum="algebra") -> Pair:
    """Return two matrices of a shape that are equal."""
    if depth <= 0:
        symbol = context.matrix(*shape)
        return symbol, symbol
    laws = MATRIX_LAWS[stratum if context.chance(0.6) and stratum in MATRIX_LAWS else "algebra"]
    return turned(context, context.random.choice(laws)(context, shape, depth - 1))


def scalars(context: Context, depth, stratum="algebra") -> Pair:
    """Return two scalars that are equal."""
    if depth <= 0:
        symbol = context.scalar()
        if context.chance(0.4):
            symbol = context.one_of(number("2/3"), some_entry(context))
        return symbol, symbol
    laws = SCALAR_LAWS[stratum if context.chance(0.75) and stratum in SCALAR_LAWS else "algebra"]
    return turned(context, context.random.choice(laws)(context, depth - 1))


def some_entry(context):
    A = context.matrix(context.size(), context.size())
    return entry(A, ZERO, ZERO)


# ------------------------------------------------------------------------------------------------------- matrices


@matrix_law("algebra")
def sums_commute(context, shape, depth):
    (a, b), (c, d) = (matrices(context, shape, depth - place) for place in range(2))
    return add(a, c), add(d, b)


@matrix_law("algebra")
def products_distribute(context, shape, depth):
    inner = context.size()
    (a, b), (c, d) = (matrices(context, (shape[0], inner), depth - 1 - place) for place in range(2))
    (e, f) = matrices(context, (inner, shape[1]), depth - 1)
    return multiply(add(a, c), e), add(multiply(b, f), multiply(d, f))


@matrix_law("algebra")
def transposes_reverse(context, shape, depth):
    inner = context.size()
    (a, b), (c, d) = matrices(context, (inner, shape[0]), depth - 1), matrices(context, (shape[1], inner), depth - 1)
    return transpose(multiply(c, a)), multiply(transpose(b), transpose(d))


@matrix_law("algebra")
def entrywise_products(context, shape, depth):
    (a, b), (c, d), (e, f) = (matrices(context, shape, depth - place) for place in range(3))
    return hadamard(a, add(c, e)), add(hadamard(d, b), hadamard(b, f))


@matrix_law("algebra")
def ones_are_neutral(context, shape, depth):
    a, b = matrices(context, shape, depth)
    return hadamard(a, ones(*shape)), b


@matrix_law("algebra")
def factors_move(context, shape, depth):
    inner, s = context.size(), context.scalar()
    (a, b), (c, d) = matrices(context, (shape[0], inner), depth - 1), matrices(context, (inner, shape[1]), depth - 1)
    return multiply(scale(s, a), c), scale(s, multiply(b, d))


@matrix_law("algebra")
def identities_vanish(context, shape, depth):
    a, b = matrices(context, shape, depth)
    return context.one_of((multiply(identity(shape[0]), a), b), (add(a, zeros(*shape)), b), (subtract(add(a, a), a), b))


@matrix_law("algebra")
def diagonals_scale_rows(context, shape, depth):
    (a, b), (v, w) = matrices(context, shape, depth), matrices(context, (shape[0], ONE), depth - 1)
    return multiply(diagonal(v), a), hadamard(broadcast(w, *shape), b)


@matrix_law("algebra")
def columns_are_repeated(context, shape, depth):
    v, w = matrices(context, (shape[0], ONE), depth)
    return broadcast(v, *shape), multiply(w, ones(ONE, shape[1]))


@matrix_law("algebra")
def outer_products(context, shape, depth):
    (v, w), (a, b) = matrices(context, (shape[0], ONE), depth), matrices(context, (shape[1], ONE), depth)
    return hadamard(broadcast(v, *shape), broadcast(transpose(a), *shape)), multiply(w, transpose(b))


@matrix_law("algebra")
def tables_add(context, shape, depth):
    (a, b), (c, d) = matrices(context, shape, depth), matrices(context, shape, depth - 1)
    i, j = index("i"), index("j")
    return tabulate(plus(entry(a, i, j), entry(c, i, j)), ("i", "j"), *shape), add(b, d)


@matrix_law("algebra")
def kroneckers_transpose(context, shape, depth):
    a, b = matrices(context, shape, depth)
    s = context.matrix(ONE, ONE)
    return kronecker(s, a), scale(entry(s, ZERO, ZERO), b)


@matrix_law("inverses")
def inverses_reverse(context, shape, depth):
    rows = shape[0]
    A, B = context.matrix(rows, rows), context.matrix(rows, rows)
    a, b = matrices(context, shape, depth)
    return multiply(inverse(multiply(A, B)), a), multiply(inverse(B), inverse(A), b)


@matrix_law("inverses")
def inverses_cancel(context, shape, depth):
    A = context.matrix(shape[0], shape[0])
    a, b = matrices(context, shape, depth)
    return multiply(inverse(A), A, a), b


# -------------------------------------------------------------------------------------------------------- scalars


@scalar_law("algebra")
def squares(context, depth):
    (a, b), (c, d) = scalars(context, depth), scalars(context, depth - 1)
    return power(plus(a, c), 2), plus(power(b, 2), times(number(2), b, d), power(d, 2))


@scalar_law("algebra")
def scalars_distribute(context, depth):
    (a, b), (c, d), (e, f) = (scalars(context, depth - place) for place in range(3))
    return times(a, plus(c, e)), plus(times(b, d), times(f, b))


@scalar_law("algebra")
def quotients(context, depth):
    (a, b), (c, d) = scalars(context, depth), scalars(context, depth - 1)
    one = plus(ONE, power(c, 2))
    other = plus(power(d, 2), ONE)
    return divide(plus(a, one), one), plus(ONE, divide(b, other))


@scalar_law("algebra", "traces")
def traces_cycle(context, depth):
    n, k = context.size(), context.size()
    (a, b), (c, d) = matrices(context, (n, k), depth), matrices(context, (k, n), depth)
    return trace(multiply(a, c)), trace(multiply(d, b))


@scalar_law("algebra", "traces")
def traces_are_sums(context, depth):
    shape = context.size(), context.size()
    (a, b), (c, d) = matrices(context, shape, depth), matrices(context, shape, depth)
    return trace(multiply(transpose(a), c)), total(hadamard(b, d))


@scalar_law("algebra", "traces")
def totals_split(context, depth):
    shape = context.size(), context.size()
    (a, b), (c, d) = matrices(context, shape, depth), matrices(context, shape, depth)
    return total(subtract(a, c)), minus(total(b), total(transpose(d)))


@scalar_law("algebra", "traces")
def quadratic_forms(context, depth):
    n = context.size()
    x = context.matrix(n, ONE)
    a, b = matrices(context, (n, n), depth)
    form = entry(multiply(transpose(x), a, x), ZERO, ZERO)
    i, j = context.bound_index(), context.bound_index()
    whole = summed(times(entry(x, i, ZERO), entry(b, i, j), entry(x, j, ZERO)), j.label, ZERO, minus(n, ONE))
    return form, context.one_of(
        trace(multiply(b, x, transpose(x))),
        summed(whole, i.label, ZERO, minus(n, ONE)),
        total(hadamard(b, multiply(x, transpose(x)))),
    )
