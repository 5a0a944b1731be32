"""Equal pairs that need a fact, beside facts that are redundant or that nothing uses; sizes; derivatives."""

from tests.campaign.pairs import matrices, matrix_law, scalar_law, scalars
from tests.campaign.trees import (
    ONE,
    ZERO,
    add,
    apply,
    broadcast,
    call,
    cases,
    compare,
    derivative,
    determinant,
    divide,
    entry,
    hadamard,
    identity,
    inverse,
    local,
    minus,
    multiply,
    negative,
    number,
    ones,
    plus,
    power,
    scalar,
    size,
    slope,
    summed,
    times,
    total,
    trace,
    transpose,
    zeros,
)


def with_fact(context, rows, columns, kind, *values):
    """Return a new matrix symbol with a fact, sometimes with a second, weaker one."""
    symbol = context.fresh_matrix(rows, columns)
    context.assume(kind, symbol.label, *values)
    if context.chance(0.3):
        weaker = {"orthogonal": "invertible", "positive_definite": "symmetric"}.get(kind)
        if weaker:
            context.assume(weaker, symbol.label)
    return symbol


@matrix_law("facts")
def symmetric(context, shape, depth):
    S = with_fact(context, shape[0], shape[0], context.one_of("symmetric", "positive_definite"))
    a, b = matrices(context, shape, depth)
    return multiply(transpose(S), a), multiply(S, b)


@matrix_law("facts")
def symmetric_sandwich(context, shape, depth):
    S = with_fact(context, shape[1], shape[1], "symmetric")
    A = context.matrix(*shape)
    _, b = matrices(context, (shape[1], shape[0]), depth)
    a = transpose(transpose(b))
    return transpose(multiply(S, transpose(A))) if a == b else multiply(A, S), multiply(A, S)


@matrix_law("facts")
def orthogonal(context, shape, depth):
    Q = with_fact(context, shape[0], shape[0], "orthogonal")
    a, b = matrices(context, shape, depth)
    first = context.one_of(transpose(Q), inverse(Q))
    return context.one_of(multiply(first, Q, a), multiply(Q, first, a)), b


@scalar_law("facts")
def lengths_are_kept(context, depth):
    n, k = context.size(), context.size()
    Q = with_fact(context, n, n, "orthogonal")
    a, b = matrices(context, (n, k), depth)
    turned = multiply(Q, a)
    return total(hadamard(turned, turned)), trace(multiply(transpose(b), b))


@scalar_law("facts")
def columns_sum_to_one(context, depth):
    n, k = context.size(), context.size()
    axis = context.one_of(0, 1)
    Y = with_fact(context, n, k, "sum_to_one", axis)
    x = context.matrix(*((ONE, k) if axis == 0 else (n, ONE)))
    weighted = total(hadamard(Y, broadcast(x, n, k)))
    return weighted, total(x)


@scalar_law("facts")
def one_column_sums_to_one(context, depth):
    n, k = context.size(), context.size()
    Y = with_fact(context, n, k, "sum_to_one", 0)
    if context.chance(0.4):
        context.assume("between", Y.label, ZERO.label, ONE.label) if context.chance(0.5) else context.assume(
            "binary", Y.label
        )
    j, i = context.free_index(k), context.bound_index()
    s, t = scalars(context, depth)
    return summed(times(s, entry(Y, i, j)), i.label, ZERO, minus(n, ONE)), t


@matrix_law("facts")
def binary(context, shape, depth):
    Y = with_fact(context, *shape, "binary")
    a, b = matrices(context, shape, depth)
    u = local("u")
    same = context.one_of(
        apply(power(u, 3), ("u",), Y),
        hadamard(Y, Y),
        apply(call("sign", u), ("u",), Y),
        apply(call("relu", u), ("u",), Y),
    )
    return hadamard(same, a), hadamard(Y, b)


@scalar_law("facts")
def binary_scalars(context, depth):
    y = context.fresh_scalar()
    context.assume("binary", y.label)
    (s, t), (p, q) = scalars(context, depth), scalars(context, depth)
    chosen = plus(times(y, s), times(minus(ONE, y), p))
    return chosen, cases(compare("==", y, ONE), t, q)


# Functions of one number, rational, with pieces, and smooth ones: of 0 and 1 each is a line.
OF_BINARY = (
    lambda y: call("softsign", y),
    lambda y: divide(y, plus(ONE, y)),
    lambda y: divide(ONE, plus(y, number(2))),
    lambda y: call("exp", y),
    lambda y: call("relu", minus(times(number(3), y), ONE)),
    lambda y: call("abs", minus(y, number("1/3"))),
    lambda y: divide(minus(y, number(2)), plus(ONE, call("abs", minus(y, number("1/2"))))),
    lambda y: cases(compare(">", y, number("1/2")), divide(ONE, y), y),
    lambda y: cases(compare(">=", y, ONE), number(5), divide(y, plus(y, number(3)))),
    lambda y: call("sigmoid", y),
    lambda y: power(plus(y, ONE), 3),
    lambda y: call("hardtanh", times(number(2), y)),
    lambda y: call("floor", times(number("3/2"), y)),
    lambda y: divide(call("sign", y), plus(ONE, power(y, 2))),
    lambda y: call("log", plus(ONE, y)),
)


@scalar_law("facts", "steps")
def lines_of_binary(context, depth):
    y = context.fresh_scalar()
    context.assume("binary", y.label)
    f = context.random.choice(OF_BINARY)
    s, t = scalars(context, depth)
    low, high = f(ZERO), f(ONE)
    return times(s, f(y)), times(t, plus(low, times(minus(high, low), y)))


@scalar_law("facts")
def positive(context, depth):
    x, y = context.fresh_scalar(), context.fresh_scalar()
    for symbol in (x, y):
        context.assume("between", symbol.label, 0, None)
        if context.chance(0.3):
            context.assume("between", symbol.label, -5, None)
    s, t = scalars(context, depth)
    return context.one_of(
        (plus(s, call("log", times(x, y))), plus(t, call("log", x), call("log", y))),
        (times(s, power(power(x, 2), "1/2")), times(x, t)),
        (plus(s, call("abs", negative(x))), plus(x, t)),
        (plus(s, call("log", power(x, 3))), plus(times(number(3), call("log", x)), t)),
        (times(s, call("sign", plus(x, y))), t),
        (times(s, power(times(x, y), "1/2")), times(power(x, "1/2"), t, power(y, "1/2"))),
        (times(s, call("relu", x)), times(x, t)),
    )


@scalar_law("facts")
def within_one(context, depth):
    a = context.fresh_scalar()
    context.assume("between", a.label, 0, 1)
    s, t = scalars(context, depth)
    return context.one_of(
        (plus(s, call("log", divide(a, minus(ONE, a)))), plus(t, minus(call("log", a), call("log", minus(ONE, a))))),
        (times(s, call("abs", minus(a, ONE))), times(t, minus(ONE, a))),
        (times(s, call("hardtanh", a)), times(a, t)),
        (times(s, call("floor", a)), times(ZERO, t)),
        (times(s, call("step", minus(ONE, a))), t),
        (plus(s, call("relu6", a)), plus(t, a)),
    )


@matrix_law("facts")
def matrices_within(context, shape, depth):
    A = with_fact(context, *shape, "between", 0, 1)
    a, b = matrices(context, shape, depth)
    u = local("u")
    return hadamard(a, apply(call("abs", u), ("u",), A)), hadamard(A, b)


@scalar_law("facts")
def nonzero(context, depth):
    x = context.fresh_scalar()
    context.assume("nonzero", x.label)
    s, t = scalars(context, depth)
    return context.one_of(
        (times(s, power(call("sign", x), 2)), t),
        (divide(times(s, x), x), t),
        (times(s, cases(compare("==", x, ZERO), number(7), ONE)), t),
        (call("log", power(x, 2)), times(number(2), call("log", call("abs", x)))),
    )


@matrix_law("facts")
def inverses_of_facts(context, shape, depth):
    kind = context.one_of("symmetric", "positive_definite", "invertible")
    S = with_fact(context, shape[0], shape[0], kind)
    a, b = matrices(context, shape, depth)
    if kind == "invertible":
        return multiply(S, inverse(S), a), b
    if kind == "symmetric":
        context.assume("invertible", S.label)
    return multiply(transpose(inverse(S)), a), multiply(inverse(S), b)


@scalar_law("facts")
def determinants(context, depth):
    n = context.size()
    A, B = context.matrix(n, n), context.matrix(n, n)
    s, t = scalars(context, depth)
    if context.chance(0.5):
        return times(s, determinant(multiply(A, B))), times(determinant(B), t, determinant(A))
    Q = with_fact(context, n, n, "orthogonal")
    return times(s, power(determinant(Q), 2)), t


@scalar_law("facts", "sizes")
def same_size(context, depth):
    n, k = size(context.one_of("n", "m")), size("k_0")
    context.assume("same_size", "k_0", context.one_of(n, plus(n, ONE), times(number(2), n)))
    ((_, equal),) = [(fact, fact.values[0]) for fact in context.facts if fact.name == "k_0"][:1]
    context.facts[:] = list(
        dict.fromkeys(fact for fact in context.facts if fact.name != "k_0" or fact.values[0] == equal)
    )
    s, t = scalars(context, depth)
    i = context.bound_index()
    return summed(s, i.label, ONE, k), times(equal, t)


# ----------------------------------------------------------------------------------------------------------- sizes


@scalar_law("sizes")
def traces_of_identities(context, depth):
    n = context.size()
    s, t = scalars(context, depth)
    return times(s, trace(identity(n))), times(n, t)


@scalar_law("sizes")
def totals_of_ones(context, depth):
    n, k = context.size(), context.size()
    s, t = scalars(context, depth)
    return times(s, total(ones(n, k))), times(t, k, n)


@matrix_law("sizes")
def shapes_by_polynomials(context, shape, depth):
    n = size("n")
    a, b = matrices(context, shape, depth)
    high, flat = (power(plus(n, ONE), 2), plus(power(n, 2), times(number(2), n), ONE))
    one, other = total(zeros(high, ONE)), total(zeros(flat, ONE))
    return (
        (
            add(a, multiply(ones(shape[0], high), ones(high, shape[1]))),
            add(b, multiply(ones(shape[0], flat), ones(flat, shape[1]))),
        )
        if one != other
        else (a, b)
    )


@scalar_law("sizes")
def sign_of_sizes(context, depth):
    n = size("n")
    s, t = scalars(context, depth)
    i = context.bound_index()
    return context.one_of(
        (times(s, call("sign", summed(ONE, i.label, ONE, n))), t),
        (times(s, call("sign", minus(n, number("1/2")))), t),
        (times(s, call("max", n, ONE)), times(t, n)),
        (times(s, call("abs", minus(n, ONE))), times(t, minus(n, ONE))),
        (
            times(s, call("sign", summed(ONE, i.label, ONE, power(minus(n, ONE), 2)))),
            times(t, cases(compare(">", n, ONE), ONE, ZERO)),
        ),
        (times(s, cases(compare(">=", n, ONE), n, ZERO)), times(t, n)),
        (
            times(s, cases(compare("==", size("n"), size("k")), ONE, ZERO)),
            times(t, cases(compare("==", size("k"), size("n")), ONE, ZERO)),
        ),
    )


# ----------------------------------------------------------------------------------------------------- derivatives

SLOPES = {
    "sin": lambda u: call("cos", u),
    "exp": lambda u: call("exp", u),
    "tanh": lambda u: minus(ONE, power(call("tanh", u), 2)),
    "sigmoid": lambda u: times(call("sigmoid", u), minus(ONE, call("sigmoid", u))),
    "atan": lambda u: divide(ONE, plus(ONE, power(u, 2))),
    "softplus": lambda u: call("sigmoid", u),
    "cos": lambda u: negative(call("sin", u)),
    "gaussian": lambda u: times(number(-2), u, call("gaussian", u)),
}
# An inner function of a scalar, and its derivative.
INNER = (
    lambda x: (power(x, 2), times(number(2), x)),
    lambda x: (times(number(3), x), number(3)),
    lambda x: (call("sin", x), call("cos", x)),
    lambda x: (call("exp", x), call("exp", x)),
    lambda x: (plus(power(x, 3), x), plus(times(number(3), power(x, 2)), ONE)),
)


@scalar_law("derivatives")
def chain_rule(context, depth):
    x = scalar(context.one_of("x", "y"))
    inner, inner_slope = context.random.choice(INNER)(x)
    name = context.one_of(*SLOPES)
    return derivative(call(name, inner), x.label), times(SLOPES[name](inner), inner_slope)


@scalar_law("derivatives")
def chain_rule_of_the_unknown(context, depth):
    x = scalar("x")
    inner, inner_slope = context.random.choice(INNER)(x)
    f = context.function()
    return derivative(call(f, inner), "x"), times(slope((f, 0), inner), inner_slope)


@scalar_law("derivatives")
def two_arguments(context, depth):
    x = scalar("x")
    inner, inner_slope = context.random.choice(INNER)(x)
    f = context.function()
    whole = derivative(call(f, x, inner), "x")
    return whole, plus(slope((f, 0), x, inner), times(slope((f, 1), x, inner), inner_slope))


@scalar_law("derivatives")
def product_rule(context, depth):
    x = scalar("x")
    (p, dp), (q, dq) = (context.random.choice(INNER)(x) for _ in range(2))
    y = context.one_of(scalar("y"), number(2))
    return derivative(times(p, q, y), "x"), times(y, plus(times(dp, q), times(p, dq)))


@scalar_law("derivatives")
def derivatives_of_sums(context, depth):
    x, n, i = scalar("x"), size("n"), context.bound_index()
    v = context.matrix(n, ONE)
    name = context.one_of(*SLOPES)
    inner = times(x, entry(v, i, ZERO))
    whole = derivative(summed(call(name, inner), i.label, ZERO, minus(n, ONE)), "x")
    return whole, summed(times(entry(v, i, ZERO), SLOPES[name](inner)), i.label, ZERO, minus(n, ONE))


@scalar_law("derivatives")
def second_derivatives(context, depth):
    x = scalar("x")
    y = scalar("y")
    return context.one_of(
        (derivative(call("sin", times(y, x)), "x", 2), negative(times(power(y, 2), call("sin", times(x, y))))),
        (
            derivative(call("exp", power(x, 2)), "x", 2),
            times(plus(number(2), times(number(4), power(x, 2))), call("exp", power(x, 2))),
        ),
        (derivative(power(plus(x, y), 3), "x", 2), times(number(6), plus(y, x))),
    )
