"""Traps of gradients of equations: a symbol that is reached through anything; each line against differences."""

from tests.campaign.equations import Slopes, wrong_lines
from tests.campaign.points import Claim
from tests.campaign.traps.row import Trap
from tests.campaign.trees import (
    ONE,
    ZERO,
    above,
    add,
    apply,
    beside,
    block,
    broadcast,
    call,
    cases,
    column,
    compare,
    delta,
    diagonal,
    entry,
    hadamard,
    index,
    inverse,
    kronecker,
    local,
    logsumexp,
    matrix,
    minus,
    multiply,
    negative,
    number,
    plus,
    power,
    row,
    scalar,
    scale,
    size,
    softmax,
    summed,
    tabulate,
    times,
    total,
    trace,
    transpose,
    unit,
    written_out,
)

RIGHT = frozenset({"right"})
n, k = size("n"), size("k")
X, Z, v, w, y = matrix("X", n, k), matrix("Z", n, k), matrix("v", k, ONE), matrix("w", n, ONE), matrix("y", n, ONE)
A, B, D = matrix("A", n, n), matrix("B", n, n), matrix("D", n, k)
high = matrix("K", plus(n, ONE), k)
L, s, c = scalar("L"), scalar("s"), scalar("c")
i, j, u = index("i"), index("j"), local("u")


def lines(*definitions, by):
    claim = Claim("gradients", L, L, definitions=definitions)
    return "wrong" if wrong_lines(Slopes(claim, by)) else "right"


def reached(name, loss, *by, before=()):
    """Return a trap: the gradient of a scalar, which uses symbols in some way."""
    return Trap(
        f"by {', '.join(map(str, by))}: {name}",
        lambda: lines(*before, (L, loss), by=by),
        RIGHT,
        "differences in many digits",
    )


def over(body, place, rows):
    return summed(body, place.label, ZERO, minus(rows, ONE))


square = power(entry(X, ZERO, ZERO), 2)
W, b = matrix("W", number(2), number(3)), matrix("b", number(2), ONE)
input_ = matrix("x", number(3), ONE)
table = tabulate(times(entry(X, i, j), s), ("i", "j"), n, k)
pair = written_out((entry(X, ZERO, ZERO), s, s, ONE), 2, 2)
# fmt: off
TRAPS = (
    reached("one entry squared", square, X),
    reached("one entry beside a product", plus(power(entry(W, ZERO, ZERO), 2), trace(multiply(transpose(b), b))), W, before=((b, multiply(W, input_)),)),
    reached("a quadratic form by its entry", entry(multiply(transpose(w), A, w), ZERO, ZERO), w, A),
    reached("an entry of a product", entry(multiply(A, X), ZERO, minus(k, ONE)), A, X),
    reached("an entry of a transpose", entry(transpose(X), ZERO, ZERO), X),
    reached("an entry of a defined symbol", power(entry(D, ZERO, ZERO), 2), X, before=((D, hadamard(X, X)),)),
    reached("a sum over entries", over(power(entry(w, i, ZERO), 3), i, n), w),
    reached("a sum over entries of a defined symbol", over(power(entry(D, i, ZERO), 2), i, n), A, X, before=((D, multiply(A, X)),)),
    reached("nested sums", over(over(times(entry(A, i, j), entry(B, j, i)), j, n), i, n), A, B),
    reached("a diagonal by a delta", over(over(times(delta(i, j), entry(A, i, j), entry(w, i, ZERO)), j, n), i, n), A, w),
    reached("an empty sum", plus(summed(times(entry(X, ZERO, ZERO), entry(Z, ZERO, ZERO)), "i", ONE, ZERO), total(X)), X, Z),
    reached("a shifted sum", summed(power(entry(w, minus(i, ONE), ZERO), 2), "i", ONE, n), w),
    reached("blocks side by side", total(multiply(beside(X, Z), above(v, v))), X, v),
    reached("blocks squared", total(hadamard(beside(X, Z), beside(X, Z))), X, Z),
    reached("blocks above each other", total(apply(call("tanh", u), ("u",), above(X, Z))), X, Z),
    reached("a block of rows", total(apply(power(u, 2), ("u",), block(high, (ONE, plus(n, ONE)), (ZERO, k)))), high),
    reached("one column", total(apply(power(u, 2), ("u",), column(X, ONE))), X),
    reached("one row", total(apply(power(u, 2), ("u",), row(X, ONE))), X),
    reached("a column of a defined symbol", total(column(D, ONE)), A, X, before=((D, multiply(A, X)),)),
    reached("a unit vector", total(multiply(X, unit(k, ONE))), X),
    reached("a table", total(hadamard(table, table)), X, s),
    reached("a table of sums", total(tabulate(over(times(entry(A, i, index("q")), entry(X, index("q"), j)), index("q"), n), ("i", "j"), n, k)), A, X),
    reached("an explicit matrix", trace(multiply(pair, pair)), X, s),
    reached("a scalar inside a function", total(apply(call("tanh", times(u, s)), ("u",), X)), X, s),
    reached("a scalar inside a function of a defined symbol", total(apply(call("sin", plus(u, s)), ("u",), D)), X, s, before=((D, hadamard(X, X)),)),
    reached("an entry inside a function", total(apply(times(u, entry(w, ZERO, ZERO)), ("u",), X)), X, w),
    reached("a defined scalar inside a function", total(apply(times(u, c), ("u",), X)), X, w, before=((c, power(entry(w, ZERO, ZERO), 2)),)),
    reached("a symbol in a condition", total(apply(cases(compare(">", u, s), times(u, u), u), ("u",), X)), X),
    reached("pieces of a scalar", cases(compare(">", s, ZERO), times(s, total(X)), negative(total(X))), X, s),
    reached("max of entries", call("max", entry(X, ZERO, ZERO), entry(Z, ZERO, ZERO)), X, Z),
    reached("abs of an entry", call("abs", entry(X, ZERO, ZERO)), X),
    reached("log of a softmax's entry", negative(call("log", entry(softmax(w), ZERO, ZERO))), w),
    reached("a softmax", total(hadamard(softmax(X), Z)), X, Z),
    reached("a softmax over rows", total(hadamard(softmax(X, 1), Z)), X, Z),
    reached("logsumexp of a column", entry(logsumexp(w), ZERO, ZERO), w),
    reached("logsumexp over rows", total(logsumexp(X, 1)), X),
    reached("a broadcast", total(hadamard(broadcast(w, n, k), X)), w, X),
    reached("a row repeated", total(hadamard(broadcast(transpose(v), n, k), X)), v, X),
    reached("a diagonal matrix", trace(multiply(diagonal(w), A)), w, A),
    reached("an inverse", trace(inverse(A)), A),
    reached("an inverse's entry", entry(inverse(A), ZERO, ZERO), A),
    reached("a Kronecker product", total(hadamard(kronecker(A, X), kronecker(A, X))), A, X),
    reached("a scale", total(scale(call("exp", s), hadamard(X, X))), s, X),
    reached("a scale by an entry", total(scale(entry(w, ZERO, ZERO), X)), w, X),
    reached("a power of a trace", power(trace(multiply(A, B)), 3), A, B),
    reached("a quotient of sums", times(total(X), power(plus(ONE, power(total(Z), 2)), -1)), X, Z),
    reached("a defined symbol used twice", plus(total(hadamard(D, D)), entry(D, ZERO, ZERO)), X, before=((D, add(X, hadamard(X, Z))),)),
    reached("three definitions", power(c, 2), A, X, before=((D, multiply(A, X)), (c, plus(entry(D, ZERO, ZERO), total(D))))),
    reached("a square of a square", power(c, 2), s, before=((c, times(s, s)),)),
)
# fmt: on
