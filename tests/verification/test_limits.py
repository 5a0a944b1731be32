"""Limits hold: hostile expressions give a verdict or a clear error in time, in bounded memory, and leave nothing behind."""

import threading
import time

import pytest
from sympy import (
    Abs,
    Add,
    Determinant,
    HadamardProduct,
    Integer,
    KroneckerProduct,
    MatAdd,
    MatrixSymbol,
    Max,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    Trace,
    exp,
    factorial,
    log,
    sin,
    symbols,
)

import symnet as sn
from symnet.limits import LimitReachedError, Limits, limited

n = Symbol("n", integer=True, positive=True)
i, j, l = symbols("i j l", integer=True)
x, y, z, w = symbols("x y z w", real=True)
xs = symbols("x0:600", real=True)
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
WIDE, TALL = MatrixSymbol("M", 10**6, 10**6), MatrixSymbol("T", 10**9, 1)


def nested(function, start, depth):
    value = start
    for _ in range(depth):
        value = function(value)
    return value


HOSTILE = {
    "a huge power": lambda: (x**10**9, x ** (10**9 + 1)),
    "a power of a sum": lambda: ((x + 1) ** 10**6, (1 + x) ** 10**6 + 1),
    "a huge number": lambda: (Integer(10) ** 10**5 * x, x),
    "a tower": lambda: (Pow(9, Pow(9, 9, evaluate=False), evaluate=False) * x, x),
    "deep functions": lambda: (nested(lambda e: Add(sin(e, evaluate=False), 1, evaluate=False), x, 300), x),
    "deep exponentials": lambda: (nested(exp, x, 40), nested(exp, x, 41)),
    "100,000 terms": lambda: (Add(*symbols("a:100000")), x),
    "many factors": lambda: (Mul(*xs), Mul(*xs) + 1),
    "20,000 matrices": lambda: (MatAdd(*(MatrixSymbol(f"A{k}", n, n) for k in range(20_000))), A),
    "a matrix power": lambda: (A**1000, A**1001),
    "symbols as exponents": lambda: (x**y**z**w, x**w**z**y),
    "a Kronecker product": lambda: (KroneckerProduct(*[A] * 12), KroneckerProduct(*[B] * 12)),
    "many cases": lambda: (Piecewise(*[(x + k, x < k) for k in range(300)], (0, True)), x),
    "a huge matrix": lambda: (WIDE * WIDE.T, WIDE.T * WIDE),
    "a huge column": lambda: (TALL.T * TALL, 2 * TALL.T * TALL),
    "a product of sums": lambda: (Mul(*(x + k * y + z**k for k in range(1, 40))), x),
    "a product that doubles": lambda: (nested(lambda e: sn.add(sn.multiply(A, e, B), e), A, 40), A),
    "functions that double": lambda: (nested(lambda e: sn.add(sn.tanh(e), sn.multiply(A, e)), A, 40), B),
    "a sine of what is tiny": lambda: (nested(lambda e: e * sin(e), x, 24), y),
    "activations in activations": lambda: (nested(lambda e: sn.relu(e - 1) + sn.relu(-e), x, 14), y),
    "a large determinant": lambda: (Determinant(MatrixSymbol("M", 100, 100)), Determinant(MatrixSymbol("N", 100, 100))),
    "3,000 layers": lambda: (nested(lambda e: sn.multiply(A, sn.tanh(e)), B, 3000), B),
    "a deep determinant": lambda: (Determinant(nested(lambda e: sn.add(sn.multiply(A, e), B), A, 20)), x),
    "many maxima": lambda: (Max(*xs[:40]), Max(*xs[:39])),
    "many absolute values": lambda: (Add(*map(Abs, xs[:60])), Abs(Add(*xs[:60]))),
    "a long sum": lambda: (Sum(Sum(A[i, j], (i, 0, n - 1)), (l, 0, 10**9)), x),
    "a symmetric trace": lambda: (Trace(sn.multiply(*[A, A.T] * 14)), Trace(sn.multiply(*[A.T, B] * 14))),
    "equal factors": lambda: (Trace(A) ** 30, Trace(B) ** 30),
    "no rule": lambda: (factorial(x) * factorial(10**4), x),
    "a root of a huge degree": lambda: (x ** Rational(1, 10**12), x),
    "a power of Kronecker products": lambda: (Trace(KroneckerProduct(A, B, A.T, B.T) ** 4), x),
    "a tower of sums": lambda: (nested(lambda e: e + sn.tanh(e), x, 20), y),
    "a tower of sums of matrices": lambda: (nested(lambda e: sn.add(e, sn.tanh(e)), A, 20), B),
    "a tower of sines": lambda: (nested(lambda e: sin(e) + sn.sigmoid(e), x, 22), y),
    "a tower of products": lambda: (Trace(nested(lambda e: sn.add(sn.multiply(e, e), e), A, 20)), x),
    "600 factors": lambda: (sn.multiply(*[A] * 600), B),
    "600 entrywise factors": lambda: (HadamardProduct(*[A] * 600), B),
    "many quotients": lambda: (
        Add(*(1 / (x + k * y) for k in range(1, 25))),
        Add(*(1 / (x + k * z) for k in range(1, 25))),
    ),
    "many logarithms": lambda: (log(Mul(*(1 + exp(a) for a in xs[:30]))), Add(*(log(1 + exp(a)) for a in xs[:29]))),
}
TIMEOUT, GRACE = 1.0, 5.0
"""Seconds: what is asked, and what the processor may work beyond that before a test fails."""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_claim_ends_in_time(name):
    left, right = HOSTILE[name]()
    threads = threading.active_count()
    start = time.process_time()
    verdict = sn.verify(left, right, timeout=TIMEOUT)
    assert time.process_time() - start < TIMEOUT + GRACE
    assert verdict.status in ("refuted", "undecided")
    assert threading.active_count() == threads
    assert str(verdict)
    assert verdict.as_dict()


def test_the_reason_of_an_undecided_claim_is_said():
    said = {
        "100,000 terms": "it has more than 20000 different parts, which is the limit",
        "a huge matrix": "M has 1000000 × 1000000 entries, more than 10000",
        "a long sum": "it needs 1000000001 terms, more than the limit of 20000",
    }
    for name, sentence in said.items():
        assert sn.verify(*HOSTILE[name](), timeout=TIMEOUT).explanation == sentence


def test_a_time_limit_is_named_as_it_was_asked_for():
    verdict = sn.verify(*HOSTILE["3,000 layers"](), timeout=0.3)
    assert (verdict.status, verdict.explanation) == ("undecided", "the time limit of 0.3 s is reached")


def test_a_deep_claim_is_decided_again_without_comparing_it_level_by_level():
    for _ in range(3):  # made anew each time: equal, and not the same object
        assert sn.verify(*HOSTILE["3,000 layers"](), timeout=0.3).status == "undecided"


def deep(layers):
    network = sn.Network(
        [f"n_{layer}" for layer in range(layers + 1)], activations=["tanh"] * (layers - 1) + ["sigmoid"]
    )
    return network.cost("binary_cross_entropy")


READING, SHARE, BESIDE = 0.5, 0.1, 0.1
"""Seconds that are asked for, and by what share and by how many more the processor may work."""


def test_reading_a_claim_about_a_deep_network_is_inside_the_limit():
    cost = deep(300)
    start = time.process_time()
    verdict = sn.verify("dW1 = dZ1 A0ᵀ", network=cost, timeout=READING)
    assert time.process_time() - start < (1 + SHARE) * READING + BESIDE
    assert (verdict.status, verdict.explanation) == ("undecided", "the time limit of 0.5 s is reached")
    assert verdict.claim == "dW1 = dZ1 A0ᵀ"


def test_the_lines_that_the_time_does_not_reach_are_undecided():
    cost = deep(60)
    lines = cost.gradient()
    used, verdicts = [], sn.verify_gradient(lines, cost, timeout=READING)
    for _ in range(3):  # a collection of garbage, or another process in the caches, may come in between
        start = time.process_time()
        verdicts = sn.verify_gradient(lines, cost, timeout=READING)
        used.append(time.process_time() - start)
    assert min(used) < (1 + SHARE) * READING + BESIDE
    assert len(verdicts) == len(lines)
    assert {verdict.status for verdict in verdicts.values()} <= {"proved", "undecided"}


def test_a_text_of_many_terms_is_read_in_time():
    cost = sn.Network([2, 3, 1]).cost("squared_error")
    sn.verify("W1 A0 = Z1", network=cost)
    used = []
    for _ in range(3):  # a collection of garbage, or another process in the caches, may come in between
        start = time.process_time()
        sn.verify(f"{' + '.join(['W1 A0'] * 2000)} = Z1", network=cost, timeout=READING)
        used.append(time.process_time() - start)
    assert min(used) < (1 + SHARE) * READING + BESIDE


def test_a_timeout_is_not_kept_as_an_answer():
    cost = deep(4)
    with pytest.raises(LimitReachedError), limited(Limits(1e-9)):
        cost.gradient()
    assert sn.verify("dW1 = dZ1 A0ᵀ", network=cost, timeout=1e-6).status == "undecided"
    assert sn.verify("dW1 = dZ1 A0ᵀ", network=cost, timeout=60.0).status == "proved"
    assert sn.verify_gradient(cost.gradient(), cost, timeout=1e-6).status == "undecided"
    assert sn.verify_gradient(cost.gradient(), cost, timeout=60.0).proved
