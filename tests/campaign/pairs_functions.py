"""Equal pairs: functions of scalars and of entries, softmax, free scalars inside elementwise functions."""

from tests.campaign.context import Pair
from tests.campaign.pairs import matrices, matrix_law, scalar_law, scalars, turned
from tests.campaign.trees import (
    ONE,
    ZERO,
    add,
    apply,
    broadcast,
    call,
    cases,
    compare,
    divide,
    entry,
    hadamard,
    local,
    logsumexp,
    minus,
    multiply,
    negative,
    number,
    ones,
    plus,
    power,
    scale,
    softmax,
    subtract,
    times,
    total,
    transpose,
)

TWO, HALF = number(2), number("1/2")

# Identities of one real variable: the first side, the second; each holds wherever both are defined.
IDENTITIES = (
    lambda u: (call("tanh", u), minus(times(TWO, call("sigmoid", times(TWO, u))), ONE)),
    lambda u: (call("sigmoid", negative(u)), minus(ONE, call("sigmoid", u))),
    lambda u: (minus(call("relu", u), call("relu", negative(u))), u),
    lambda u: (plus(call("relu", u), call("relu", negative(u))), call("abs", u)),
    lambda u: (call("abs", u), times(u, call("sign", u))),
    lambda u: (call("leaky_relu", u), minus(call("relu", u), times(number("1/100"), call("relu", negative(u))))),
    lambda u: (minus(call("softplus", u), call("softplus", negative(u))), u),
    lambda u: (call("log_sigmoid", u), negative(call("softplus", negative(u)))),
    lambda u: (call("silu", u), times(u, call("sigmoid", u))),
    lambda u: (times(call("exp", u), call("exp", negative(u))), ONE),
    lambda u: (plus(power(call("sin", u), 2), power(call("cos", u), 2)), ONE),
    lambda u: (minus(power(call("cosh", u), 2), power(call("sinh", u), 2)), ONE),
    lambda u: (call("cos", times(TWO, u)), minus(times(TWO, power(call("cos", u), 2)), ONE)),
    lambda u: (call("sin", times(TWO, u)), times(TWO, call("sin", u), call("cos", u))),
    lambda u: (call("relu6", u), call("min", call("max", u, ZERO), number(6))),
    lambda u: (call("hardtanh", u), call("max", number(-1), call("min", ONE, u))),
    lambda u: (times(call("softsign", u), plus(ONE, call("abs", u))), u),
    lambda u: (power(power(u, 2), "1/2"), call("abs", u)),
    lambda u: (power(call("sign", u), 3), call("sign", u)),
    lambda u: (cases(compare(">", u, ZERO), u, ZERO), call("relu", u)),
    lambda u: (cases(compare(">=", u, ZERO), ONE, ZERO), call("step", u)),
    lambda u: (cases(compare("<", u, ONE), u, ONE), call("min", ONE, u)),
    lambda u: (call("squared_relu", u), power(call("relu", u), 2)),
    lambda u: (call("squared_relu", u), times(u, call("relu", u))),
    lambda u: (call("gaussian", u), call("exp", negative(power(u, 2)))),
    lambda u: (call("log", power(u, 2)), times(TWO, call("log", call("abs", u)))),
    lambda u: (call("exp", call("log", plus(ONE, power(u, 2)))), plus(ONE, power(u, 2))),
    lambda u: (divide(power(u, 2), u), u),
    lambda u: (call("sigmoid", u), divide(call("exp", u), plus(ONE, call("exp", u)))),
    lambda u: (call("elu", u), plus(call("relu", u), call("min", ZERO, minus(call("exp", u), ONE)))),
    lambda u: (call("sigmoid", u), times(HALF, plus(ONE, call("tanh", times(HALF, u))))),
    lambda u: (call("abs", negative(u)), call("abs", u)),
    lambda u: (call("absolute_value", u), call("max", u, negative(u))),
    lambda u: (call("bipolar_step", u), call("sign", u)),
    lambda u: (times(call("step", u), u), call("relu", u)),
    lambda u: (call("exp", times(TWO, u)), power(call("exp", u), 2)),
    lambda u: (call("softplus", u), call("log", plus(ONE, call("exp", u)))),
    lambda u: (minus(call("floor", plus(u, ONE)), ONE), call("floor", u)),
)
# … and of two.
IDENTITIES_OF_TWO = (
    lambda u, v: (plus(call("max", u, v), call("min", u, v)), plus(u, v)),
    lambda u, v: (call("max", u, v), times(HALF, plus(u, v, call("abs", minus(u, v))))),
    lambda u, v: (call("max", u, v), plus(v, call("relu", minus(u, v)))),
    lambda u, v: (call("abs", times(u, v)), times(call("abs", u), call("abs", v))),
    lambda u, v: (call("exp", plus(u, v)), times(call("exp", u), call("exp", v))),
    lambda u, v: (minus(power(u, 2), power(v, 2)), times(minus(u, v), plus(u, v))),
    lambda u, v: (cases(compare(">", u, v), u, v), call("max", v, u)),
    lambda u, v: (cases(compare("<=", u, v), v, u), call("max", u, v)),
    lambda u, v: (call("sign", times(u, v)), times(call("sign", v), call("sign", u))),
    lambda u, v: (minus(divide(u, v), divide(v, u)), divide(minus(power(u, 2), power(v, 2)), times(u, v))),
    lambda u, v: (cases(compare("==", u, v), u, v), v),
    lambda u, v: (call("sigmoid", minus(u, v)), divide(call("exp", u), plus(call("exp", u), call("exp", v)))),
)


def identity_of(context, u):
    return turned(context, context.random.choice(IDENTITIES)(u))


@scalar_law("functions", "steps", "derivatives")
def functions_of_scalars(context, depth):
    (a, b) = scalars(context, depth)
    one, _ = identity = identity_of(context, a)
    other = one if context.chance(0.2) else renamed(identity, a, b)
    return one, other


def renamed(identity, a, b):
    """Return the second side of an identity with the equal argument in place of the first."""
    return exchanged(identity[1], a, b)


def exchanged(tree, old, new):
    if tree == old:
        return new
    return type(tree)(tree.op, tuple(exchanged(argument, old, new) for argument in tree.args), tree.label, tree.shape)


@scalar_law("functions", "steps")
def functions_of_two_scalars(context, depth):
    (a, b), (c, d) = scalars(context, depth), scalars(context, depth)
    left, right = turned(context, context.random.choice(IDENTITIES_OF_TWO)(a, c))
    return left, exchanged(exchanged(right, a, b), c, d) if a != c and not contains(c, a) and not contains(
        b, c
    ) else right


def contains(tree, part):
    return any(found == part for _, found in tree.walk())


@matrix_law("functions", "inside")
def functions_of_entries(context, shape, depth) -> Pair:
    a, b = matrices(context, shape, depth)
    u = local("u")
    left, right = identity_of(context, u)
    return apply(left, ("u",), a), apply(right, ("u",), b)


@matrix_law("functions")
def functions_of_two_matrices(context, shape, depth):
    (a, b), (c, d) = matrices(context, shape, depth), matrices(context, shape, depth - 1)
    left, right = turned(context, context.random.choice(IDENTITIES_OF_TWO)(local("u"), local("v")))
    return apply(left, ("u", "v"), a, c), apply(right, ("u", "v"), b, d)


@matrix_law("functions")
def functions_compose(context, shape, depth):
    a, b = matrices(context, shape, depth)
    one, other = (context.one_of("tanh", "relu", "sigmoid", "exp", "softsign", "sin", "abs") for _ in range(2))
    u = local("u")
    return apply(call(one, call(other, u)), ("u",), a), apply(call(one, u), ("u",), apply(call(other, u), ("u",), b))


@matrix_law("functions")
def functions_and_transposes(context, shape, depth):
    a, b = matrices(context, shape, depth)
    name = context.one_of("tanh", "relu", "sigmoid", "exp", "step", context.function())
    u = local("u")
    return transpose(apply(call(name, u), ("u",), transpose(a))), apply(call(name, u), ("u",), b)


@matrix_law("functions")
def entrywise_by_function(context, shape, depth):
    (a, b), (c, d) = matrices(context, shape, depth), matrices(context, shape, depth - 1)
    return apply(times(local("u"), local("v")), ("u", "v"), a, c), hadamard(d, b)


@matrix_law("functions")
def softmax_by_exponentials(context, shape, depth):
    a, b = matrices(context, shape, depth)
    e = apply(call("exp", local("u")), ("u",), b)
    below = broadcast(multiply(ones(ONE, shape[0]), e), *shape)
    axis = context.one_of(0, 1)
    if axis == 1:
        below = broadcast(multiply(e, ones(shape[1], ONE)), *shape)
    return softmax(a, axis), apply(divide(local("u"), local("v")), ("u", "v"), e, below)


@matrix_law("functions")
def softmax_shifts(context, shape, depth):
    a, b = matrices(context, shape, depth)
    axis = context.one_of(0, 1)
    c = context.matrix(*((ONE, shape[1]) if axis == 0 else (shape[0], ONE)))
    return softmax(add(a, broadcast(c, *shape)), axis), softmax(b, axis)


@scalar_law("functions")
def softmax_sums_to_one(context, depth):
    shape = context.size(), context.size()
    axis = context.one_of(0, 1)
    a, _ = matrices(context, shape, depth)
    return total(softmax(a, axis)), shape[1 - axis]


@matrix_law("functions")
def softmax_transposed(context, shape, depth):
    a, b = matrices(context, shape, depth)
    axis = context.one_of(0, 1)
    return transpose(softmax(transpose(a), axis)), softmax(b, 1 - axis)


@matrix_law("functions")
def logarithms_of_softmax(context, shape, depth):
    a, b = matrices(context, shape, depth)
    u = local("u")
    return apply(call("log", u), ("u",), softmax(a)), subtract(b, broadcast(logsumexp(b), *shape))


@scalar_law("functions")
def logsumexp_of_a_column(context, depth):
    x = context.matrix(context.size(), ONE)
    s, t = scalars(context, depth)
    shifted = logsumexp(add(x, broadcast(scale(s, ones(ONE, ONE)), *x.shape)))
    return entry(shifted, ZERO, ZERO), plus(t, entry(logsumexp(x), ZERO, ZERO))


# ------------------------------------------------------------------------------------- free scalars inside functions


def inside(context, body, other, a, b):
    return apply(body, ("u",), a), other if other.shape else apply(other, ("u",), b)


@matrix_law("inside")
def scalars_scale_inside(context, shape, depth):
    (a, b), (s, t) = matrices(context, shape, depth), scalars(context, depth)
    return inside(context, times(local("u"), s), scale(t, b), a, b)


@matrix_law("inside")
def scalars_shift_inside(context, shape, depth):
    (a, b), (s, t) = matrices(context, shape, depth), scalars(context, depth)
    squared = add(hadamard(b, b), scale(times(TWO, t), b), scale(power(t, 2), ones(*shape)))
    return inside(context, power(plus(local("u"), s), 2), squared, a, b)


@matrix_law("inside")
def scalars_in_identities(context, shape, depth):
    (a, b), (s, t) = matrices(context, shape, depth), scalars(context, depth)
    mixed, again = plus(times(s, local("u")), t), plus(s, times(local("u"), t))
    left, right = identity_of(context, plus(times(s, local("u")), t))
    return apply(left, ("u",), a), apply(
        exchanged(right, mixed, plus(times(local("u"), t), s)), ("u",), b
    ) if s == t and again else apply(right, ("u",), b)


@matrix_law("inside")
def scalars_leave(context, shape, depth):
    (a, b), (s, t) = matrices(context, shape, depth), scalars(context, depth)
    name = context.one_of("tanh", "relu", "abs", "sigmoid", context.function())
    return apply(plus(call(name, local("u")), s), ("u",), a), add(
        apply(call(name, local("u")), ("u",), b), scale(t, ones(*shape))
    )


@matrix_law("inside")
def powers_of_a_scalar(context, shape, depth):
    (a, b), (s, t) = matrices(context, shape, depth), scalars(context, depth)
    e = call("exp", times(local("u"), t))
    return apply(power(call("exp", times(s, local("u"))), 2), ("u",), a), hadamard(
        apply(e, ("u",), b), apply(e, ("u",), b)
    )


@matrix_law("inside")
def undefined_with_a_scalar(context, shape, depth):
    (a, b), (s, t) = matrices(context, shape, depth), scalars(context, depth)
    f = context.function()
    return apply(call(f, plus(local("u"), s)), ("u",), a), apply(
        call(f, local("u")), ("u",), add(b, scale(t, ones(*shape)))
    )
