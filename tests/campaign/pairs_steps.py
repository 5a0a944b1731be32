"""Equal pairs: steps, kinks and pieces of arguments that vanish by an identity, or only under a fact."""

from tests.campaign.pairs import matrices, matrix_law, scalar_law, scalars
from tests.campaign.pairs_functions import identity_of
from tests.campaign.trees import (
    ONE,
    ZERO,
    apply,
    call,
    cases,
    compare,
    delta,
    entry,
    local,
    minus,
    multiply,
    number,
    ones,
    plus,
    power,
    scale,
    size,
    subtract,
    summed,
    times,
    total,
    trace,
    transpose,
)

# What is known of a function of z where z = 0: the function, its value there.
AT_ZERO = (
    lambda z, s: (power(call("sign", z), 2), ZERO),
    lambda z, s: (call("step", z), ONE),
    lambda z, s: (cases(compare(">", z, ZERO), s, minus(ONE, s)), minus(ONE, s)),
    lambda z, s: (cases(compare(">=", z, ZERO), s, minus(ONE, s)), s),
    lambda z, s: (cases(compare("==", z, ZERO), s, ONE), s),
    lambda z, s: (cases(compare("!=", z, ZERO), s, ONE), ONE),
    lambda z, s: (call("abs", z), ZERO),
    lambda z, s: (call("max", z, s), call("relu", s)),
    lambda z, s: (call("min", plus(z, s), s), s),
    lambda z, s: (call("floor", z), ZERO),
    lambda z, s: (plus(call("sign", z), s), s),
    lambda z, s: (call("bipolar_step", z), ZERO),
    lambda z, s: (times(s, call("relu", z)), ZERO),
    lambda z, s: (call("max", call("sign", z), number("-1/2")), ZERO),
    lambda z, s: (call("softsign", z), ZERO),
    lambda z, s: (call("ceiling", z), ZERO),
    lambda z, s: (cases(compare("<", z, ZERO), s, cases(compare(">", z, ZERO), ONE, s)), s),
    lambda z, s: (call("sign", call("abs", z)), ZERO),
    lambda z, s: (call("max", z, times(number(-1), z)), ZERO),
    lambda z, s: (call("sign", call("max", z, ZERO)), ZERO),
    lambda z, s: (times(call("sign", plus(z, ONE)), s), s),
)


def vanishing(context, depth):
    """Return a scalar tree that is 0 for every value of its symbols, inside the facts that it assumes."""
    return context.random.choice(VANISHING)(context, depth)


def by_an_identity(context, depth):
    s, t = scalars(context, depth)
    left, right = identity_of(context, t)
    return minus(left, right) if s == t else plus(minus(left, right), minus(s, t))


def by_a_cycle(context, depth):
    n, k = context.size(), context.size()
    A, B = context.matrix(n, k), context.matrix(k, n)
    return minus(trace(multiply(A, B)), trace(multiply(B, A)))


def by_symmetry(context, depth):
    n = context.size()
    A = context.fresh_matrix(n, n)
    context.assume("symmetric", A.label)
    i, j = context.free_index(n), context.free_index(n)
    B = context.matrix(n, n)
    return context.one_of(
        minus(entry(A, i, j), entry(A, j, i)),
        minus(trace(multiply(A, B)), trace(multiply(B, transpose(A)))),
        minus(total(multiply(A, B)), total(multiply(transpose(B), A))),
    )


def by_orthogonality(context, depth):
    n = context.size()
    Q, x = context.fresh_matrix(n, n), context.matrix(n, ONE)
    context.assume("orthogonal", Q.label)
    return context.one_of(
        minus(trace(multiply(transpose(Q), Q)), n),
        minus(entry(multiply(transpose(Q), Q), ZERO, ZERO), ONE),
        minus(
            entry(multiply(transpose(x), transpose(Q), Q, x), ZERO, ZERO), entry(multiply(transpose(x), x), ZERO, ZERO)
        ),
    )


def by_a_sum_of_one(context, depth):
    n, k = context.size(), context.size()
    Y = context.fresh_matrix(n, k)
    context.assume("sum_to_one", Y.label, 0)
    i, j = context.bound_index(), context.free_index(k)
    return context.one_of(
        minus(total(Y), k),
        minus(summed(entry(Y, i, j), i.label, ZERO, minus(n, ONE)), ONE),
    )


def by_binary(context, depth):
    y = context.fresh_scalar()
    context.assume("binary", y.label)
    return context.one_of(
        minus(power(y, 2), y), times(y, minus(ONE, y)), minus(power(minus(times(number(2), y), ONE), 2), ONE)
    )


def by_a_size(context, depth):
    n, k = size("n"), size("k_0")
    if not any(fact.name == "k_0" for fact in context.facts):
        context.assume("same_size", "k_0", n)
    return minus(k, n)


def by_logarithms(context, depth):
    inner = call(context.one_of("exp", "cosh"), context.scalar())
    return minus(call("log", power(inner, 2)), times(number(2), call("log", inner)))


def by_transposes(context, depth):
    n = context.size()
    a, b = matrices(context, (n, n), depth)
    return minus(total(a), total(transpose(b)))


def by_algebra(context, depth):
    s, t = scalars(context, depth)
    return minus(power(plus(s, ONE), 2), plus(power(t, 2), times(number(2), t), ONE))


def by_a_delta(context, depth):
    n, i = context.size(), context.bound_index()
    return summed(delta(i, n), i.label, ZERO, minus(n, ONE))


VANISHING = (
    by_an_identity, by_an_identity, by_a_cycle, by_symmetry, by_orthogonality, by_a_sum_of_one, by_binary, by_a_size,
    by_logarithms, by_transposes, by_algebra, by_a_delta,
)  # fmt: skip


@scalar_law("steps")
def steps_at_zero(context, depth):
    z = vanishing(context, depth)
    s = context.scalar()
    return context.random.choice(AT_ZERO)(z, s)


@scalar_law("steps")
def steps_beside_zero(context, depth):
    """The argument is an identity away from another: the two steps are the same everywhere."""
    s, t = scalars(context, depth)
    left, right = identity_of(context, s)
    name = context.one_of("sign", "step", "relu", "abs", "floor", "bipolar_step")
    return (call(name, left), call(name, right)) if s == t else (call(name, s), call(name, t))


@scalar_law("steps")
def steps_shifted(context, depth):
    """A step of 1 plus what vanishes is that of 1."""
    z = vanishing(context, depth)
    shift = number(context.one_of("1/3", 1, "-1/2"))
    name = context.one_of("sign", "step", "relu", "abs", "hardtanh")
    return call(name, plus(z, shift)), call(name, shift)


@scalar_law("steps")
def squares_are_not_negative(context, depth):
    (a, b), (c, d) = scalars(context, depth), scalars(context, depth)
    square = plus(power(minus(a, c), 2), ONE)
    return cases(compare(">", square, ZERO), b, d), b


@matrix_law("steps")
def steps_of_entries(context, shape, depth):
    a, b = matrices(context, shape, depth)
    u, v = local("u"), local("v")
    gap = minus(u, v)
    s = context.scalar()
    one, other = context.random.choice(AT_ZERO)(gap, s)
    fixed = apply(other, ("u",), a) if other != ZERO else scale(ZERO, ones(*shape))
    return apply(one, ("u", "v"), a, b), fixed


@matrix_law("steps")
def kinks_of_differences(context, shape, depth):
    a, b = matrices(context, shape, depth)
    name = context.one_of("abs", "relu", "sign", "bipolar_step")
    return apply(call(name, local("u")), ("u",), subtract(a, b)), scale(ZERO, ones(*shape))
