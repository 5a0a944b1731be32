"""Equal pairs: sums with bound variables, Kronecker deltas, entries, blocks, tables and explicit matrices."""

from tests.campaign.context import Pair
from tests.campaign.pairs import matrices, matrix_law, scalar_law, scalars
from tests.campaign.trees import (
    ONE,
    ZERO,
    above,
    add,
    beside,
    block,
    column,
    delta,
    divide,
    entry,
    hadamard,
    identity,
    index,
    minus,
    multiply,
    negative,
    number,
    plus,
    power,
    row,
    scale,
    subtract,
    summed,
    tabulate,
    times,
    total,
    trace,
    transpose,
    unit,
    written_out,
)


def last(size):
    return minus(size, ONE)


def over(body, i, size):
    """Return the sum over all rows or columns of a size."""
    return summed(body, i.label, ZERO, last(size))


def vector_entry(context, depth):
    """Return a size, and a function of an index that gives a pair: an entry of a column of that size."""
    n = context.size()
    a, b = matrices(context, (n, ONE), depth)
    return n, lambda i: (entry(a, i, ZERO), entry(b, i, ZERO))


# ------------------------------------------------------------------------------------------------------------ sums


@scalar_law("sums")
def sums_are_linear(context, depth):
    n, term = vector_entry(context, depth)
    s, t = scalars(context, depth)
    i = context.bound_index()
    a, b = term(i)
    return over(times(s, a), i, n), times(t, over(b, i, n))


@scalar_law("sums")
def constants_are_counted(context, depth):
    n = context.size()
    s, t = scalars(context, depth)
    return over(s, context.bound_index(), n), times(n, t)


@scalar_law("sums")
def sums_exchange(context, depth):
    n, k = context.size(), context.size()
    a, b = matrices(context, (n, k), depth)
    i, j = context.bound_index(), context.bound_index()
    return over(over(entry(a, i, j), j, k), i, n), over(over(entry(b, i, j), i, n), j, k)


@scalar_law("sums")
def deltas_pick(context, depth):
    n, term = vector_entry(context, depth)
    i, j = context.bound_index(), context.bound_index()
    a, b = term(i)
    c, _ = term(j)
    return over(over(times(delta(i, j), a, c), j, n), i, n), over(times(b, b), i, n)


@scalar_law("sums")
def deltas_pick_a_free_index(context, depth):
    n, term = vector_entry(context, depth)
    free, i = context.free_index(n), context.bound_index()
    return over(times(delta(i, free), term(i)[0]), i, n), term(free)[1]


@scalar_law("sums")
def deltas_at_the_ends(context, depth):
    n, term = vector_entry(context, depth)
    i = context.bound_index()
    outside = context.chance(0.5)
    place = n if outside else last(n)
    body = times(delta(i, place), term(i)[0])
    return over(body, i, n), times(ZERO, term(last(n))[1]) if outside else term(last(n))[1]


@scalar_law("sums")
def first_terms_split(context, depth):
    n, term = vector_entry(context, depth)
    i = context.bound_index()
    (a, b), (_, first) = term(i), term(ZERO)
    return over(a, i, n), plus(first, summed(b, i.label, ONE, last(n)))


@scalar_law("sums")
def sums_shift(context, depth):
    n, term = vector_entry(context, depth)
    i = context.bound_index()
    step = number(context.one_of(1, -1, 2))
    shifted, plain = term(minus(i, step))[0], term(i)[1]
    return summed(shifted, i.label, step, plus(last(n), step)), over(plain, i, n)


@scalar_law("sums")
def counting(context, depth):
    n, i = context.size(), context.bound_index()
    s, t = scalars(context, depth)
    return over(times(s, i), i, n), divide(times(n, last(n), t), number(2))


@scalar_law("sums")
def differences_within(context, depth):
    n, term = vector_entry(context, depth)
    i, j = context.bound_index(), context.bound_index()
    (a, b), (c, _) = term(i), term(j)
    squares = over(over(power(minus(a, c), 2), j, n), i, n)
    return squares, minus(times(number(2), n, over(power(b, 2), i, n)), times(number(2), power(over(b, i, n), 2)))


@scalar_law("sums")
def empty_ranges(context, depth):
    n, term = vector_entry(context, depth)
    i = context.bound_index()
    s, t = scalars(context, depth)
    return plus(s, summed(term(i)[0], i.label, n, last(n))), t


@matrix_law("sums", "parts")
def products_by_entries(context, shape, depth):
    inner = context.size()
    (a, b), (c, d) = matrices(context, (shape[0], inner), depth), matrices(context, (inner, shape[1]), depth)
    i, j, k = index("i"), index("j"), context.bound_index()
    if k.label in {"i", "j"}:
        k = index("k9")
    return multiply(a, c), tabulate(over(times(entry(b, i, k), entry(d, k, j)), k, inner), ("i", "j"), *shape)


@matrix_law("sums", "parts")
def identity_by_deltas(context, shape, depth):
    a, b = matrices(context, shape, depth)
    i, j = index("i"), index("j")
    return multiply(tabulate(delta(i, j), ("i", "j"), shape[0], shape[0]), a), b


# ----------------------------------------------------------------------------------------------------------- parts


@scalar_law("parts")
def entries_of_products(context, depth):
    n, k, m = (context.size() for _ in range(3))
    (a, b), (c, d) = matrices(context, (n, k), depth), matrices(context, (k, m), depth)
    i, j, inner = context.free_index(n), context.free_index(m), context.bound_index()
    return entry(multiply(a, c), i, j), over(times(entry(b, i, inner), entry(d, inner, j)), inner, k)


@scalar_law("parts")
def entries_of_transposes(context, depth):
    n, k = context.size(), context.size()
    (a, b), (s, t) = matrices(context, (n, k), depth), scalars(context, depth)
    i, j = context.free_index(k), context.free_index(n)
    return times(s, entry(transpose(a), i, j)), times(entry(b, j, i), t)


@scalar_law("parts")
def corners(context, depth):
    n, k = context.size(), context.size()
    (a, b), (c, d) = matrices(context, (n, k), depth), matrices(context, (n, k), depth - 1)
    return entry(hadamard(a, c), ZERO, last(k)), times(entry(b, ZERO, last(k)), entry(d, ZERO, last(k)))


@scalar_law("parts")
def inner_products(context, depth):
    n, k = context.size(), context.size()
    a, b = matrices(context, (n, k), depth)
    x, y = context.matrix(n, ONE), context.matrix(k, ONE)
    return entry(multiply(transpose(x), a, y), ZERO, ZERO), total(hadamard(b, multiply(x, transpose(y))))


@scalar_law("parts")
def explicit_matrices(context, depth):
    (a, b), (c, d), (e, f) = (scalars(context, depth) for _ in range(3))
    square = written_out((a, c, e, a), 2, 2)
    return trace(multiply(square, square)), plus(times(number(2), power(b, 2)), times(number(2), d, f))


@scalar_law("parts")
def blocks_in_a_row(context, depth):
    n, k, m = (context.size() for _ in range(3))
    (a, b), (c, d) = matrices(context, (n, k), depth), matrices(context, (n, m), depth)
    return total(beside(a, c)), plus(total(b), total(d))


@matrix_law("parts")
def block_products(context, shape, depth):
    k, m = context.size(), context.size()
    (a, b), (c, d) = matrices(context, (shape[0], k), depth - 1), matrices(context, (shape[0], m), depth - 1)
    (e, f), (g, h) = matrices(context, (k, shape[1]), depth - 1), matrices(context, (m, shape[1]), depth - 1)
    return multiply(beside(a, c), above(e, g)), add(multiply(b, f), multiply(d, h))


@scalar_law("parts")
def slices_of_products(context, depth):
    n, k, m = (context.size() for _ in range(3))
    (a, b), (c, d) = matrices(context, (n, k), depth), matrices(context, (k, m), depth)
    place = plus(context.free_index(m), ONE)
    return total(column(multiply(a, c), place)), total(multiply(b, column(d, place)))


@scalar_law("parts")
def rows_by_units(context, depth):
    n, k = context.size(), context.size()
    a, b = matrices(context, (n, k), depth)
    place = plus(context.free_index(n), ONE)
    return total(row(a, place)), total(multiply(transpose(unit(n, place)), b))


@scalar_law("parts")
def parts_of_higher(context, depth):
    n, k = context.size(), context.size()
    a, b = matrices(context, (plus(n, ONE), k), depth)
    top, bottom = block(a, (ZERO, ONE), (ZERO, k)), block(a, (ONE, plus(n, ONE)), (ZERO, k))
    return plus(total(top), total(bottom)), total(b)


@scalar_law("parts")
def tables_of_indices(context, depth):
    n, k = context.size(), context.size()
    s, t = scalars(context, depth)
    i, j = index("i"), index("j")
    table = tabulate(plus(times(s, i), j), ("i", "j"), n, k)
    half = number("1/2")
    return total(table), plus(times(half, t, n, last(n), k), times(half, k, last(k), n))


@matrix_law("parts")
def units_pick_columns(context, shape, depth):
    a, b = matrices(context, shape, depth)
    place = plus(context.free_index(shape[1]), ONE)
    picked = multiply(a, unit(shape[1], place), transpose(unit(shape[1], place)))
    i, j = index("i"), index("j")
    free = minus(place, ONE)
    return picked, tabulate(times(entry(b, i, j), delta(j, free)), ("i", "j"), *shape)


@matrix_law("parts")
def scaled_identity(context, shape, depth) -> Pair:
    (s, t), (a, b) = scalars(context, depth), matrices(context, shape, depth)
    return multiply(scale(s, identity(shape[0])), a), subtract(scale(plus(t, ONE), b), b)


@scalar_law("parts")
def regularizers(context, depth):
    n, k = context.size(), context.size()
    a, b = matrices(context, (n, k), depth)
    i, j = context.bound_index(), context.bound_index()
    return over(over(power(entry(a, i, j), 2), j, k), i, n), trace(multiply(transpose(b), b))


@scalar_law("parts")
def negatives_inside(context, depth):
    (s, t) = scalars(context, depth)
    x = context.column()
    return entry(scale(negative(s), x), ZERO, ZERO), negative(times(t, entry(x, ZERO, ZERO)))
