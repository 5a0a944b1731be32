"""Traps of sums inside functions, sums over triangles, powers with a symbol, SymPy's own functions, and what is no number."""

from sympy import (
    Abs,
    Derivative,
    DiracDelta,
    FunctionMatrix,
    Heaviside,
    Inverse,
    KroneckerDelta,
    Lambda,
    Max,
    Mod,
    OneMatrix,
    Product,
    Rational,
    Sum,
    Symbol,
    Trace,
    arg,
    binomial,
    conjugate,
    cos,
    exp,
    factorial,
    floor,
    log,
    nan,
    oo,
    sign,
    sin,
    sqrt,
    zoo,
)
from sympy import Identity as Eye

import symnet as sn
from tests.campaign.traps.row import (
    FALSE,
    NO_ANSWER,
    NOT_PLAIN,
    NOT_PROVED,
    NOT_REFUTED,
    TRUE,
    A,
    F,
    M,
    Trap,
    a,
    above,
    b,
    behind,
    i,
    j,
    k,
    n,
    over,
    u,
    x,
    y,
)
from tests.campaign.traps.row import verify as V

E, D = sn.Elementwise, KroneckerDelta
c, bare, under = Symbol("c", real=True), Symbol("z"), Symbol("_i", integer=True)
weighted = E(Lambda(u, u * over(a[i, 0], i, n)), F)
at_i = E(Lambda(u, u * a[i, 0]), F)
is_b = sn.Equations([(c, b[i, 0])])
is_square = sn.Equations([(c, x**2)])
matrix_c = M("c", 1, 1)

# fmt: off
INSIDE = (
    Trap("a sum inside a function leaves", lambda: V(sn.SumEntries(weighted), over(a[i, 0], i, n) * sn.SumEntries(F)), NOT_REFUTED, "a factor"),
    Trap("a sum inside a function is not the row's", lambda: V(sn.SumEntries(weighted), over(over(F[i, j] * a[i, 0], i, n), j, k)), NOT_PROVED, "its index is its own"),
    Trap("a free i inside a function", lambda: V(sn.SumEntries(at_i), a[i, 0] * sn.SumEntries(F)), NOT_REFUTED, "one number"),
    Trap("a free i inside a function is not the row", lambda: V(sn.SumEntries(at_i), over(over(F[i, j] * a[i, 0], i, n), j, k)), NOT_PROVED, "i is free"),
    Trap("a free _i inside a function is not the row", lambda: V(sn.SumEntries(E(Lambda(u, u * a[under, 0]), F)), over(over(F[i, j] * a[i, 0], i, n), j, k)), NOT_PROVED, "_i is free"),
    Trap("a table and a definition with its index", lambda: V(FunctionMatrix(n, 1, Lambda((i, j), a[i, 0] * c)), FunctionMatrix(n, 1, Lambda((i, j), a[i, 0] * b[i, 0])), given=is_b), NOT_PROVED, "c is at the free i"),
    Trap("a table and a definition, as a factor", lambda: V(FunctionMatrix(n, 1, Lambda((i, j), a[i, 0] * c)), b[i, 0] * a, given=is_b), NOT_REFUTED, "c is at the free i"),
    Trap("a table of sums over its own index", lambda: V(FunctionMatrix(n, n, Lambda((i, j), over(A[i, j], i, n))), over(A[i, j], i, n) * OneMatrix(n, n)), NOT_PROVED, "column j against the free j"),
    Trap("a table of sums over its own index, as a product", lambda: V(FunctionMatrix(n, n, Lambda((i, j), over(A[i, j], i, n))), OneMatrix(n, n) * A), NOT_REFUTED, "column sums"),
    Trap("a definition named as a function's variable", lambda: V(E(Lambda(u, u), F), x**2 * OneMatrix(n, k), given=sn.Equations([(u, x**2)])), NOT_PROVED, "u is bound there"),
    Trap("d(c y)/dx is 2xy where c = x²", lambda: V(Derivative(c * y, x), 2 * x * y, given=is_square), NOT_REFUTED, "c is x²"),
    Trap("d(c y)/dx is 0 where c = x²", lambda: V(Derivative(c * y, x), 0, given=is_square), NOT_PROVED, "c is x²"),
)

TRIANGLES = (
    Trap("Σ_i Σ_j≤i exchanged", lambda: V(over(Sum(A[i, j], (j, 0, i)), i, n), over(Sum(A[i, j], (i, j, n - 1)), j, n)), NOT_REFUTED, "one triangle"),
    Trap("Σ_i Σ_j≤i = Σ A", lambda: V(over(Sum(A[i, j], (j, 0, i)), i, n), sn.SumEntries(A)), NOT_PROVED, "the other triangle"),
    Trap("Σ_i Σ_j≤i turned", lambda: V(over(Sum(A[i, j], (j, 0, i)), i, n), over(Sum(A[j, i], (j, 0, i)), i, n)), NOT_PROVED, "A is not symmetric"),
    Trap("Σ_i Σ_j<i δ = n", lambda: V(over(Sum(D(i, j), (j, 0, i - 1)), i, n), n), NOT_PROVED, "0"),
    Trap("Σ_i Σ_j≤i δ = n", lambda: V(over(Sum(D(i, j), (j, 0, i)), i, n), n), NOT_REFUTED, "the diagonal"),
    Trap("Σ_i Σ_j≤i 1 = n²", lambda: V(over(Sum(1, (j, 0, i)), i, n), n**2), NOT_PROVED, "n(n+1)/2"),
    Trap("Σ_i Σ_j≤i 1 = n(n+1)/2", lambda: V(over(Sum(1, (j, 0, i)), i, n), n * (n + 1) / 2), NOT_REFUTED, "the triangle"),
    Trap("Σ_i Σ_j<i x = n x", lambda: V(over(Sum(x, (j, 0, i - 1)), i, n), n * x), NOT_PROVED, "n(n-1)/2 x"),
    Trap("Σ_j a_j over j ≤ 0", lambda: V(Sum(a[j, 0], (j, 0, 0)), over(a[j, 0], j, n)), NOT_PROVED, "a_0"),
)

POWERS = (
    Trap("x^n x^k = x^(n+k)", lambda: V(x**n * x**k, x ** (n + k)), NOT_REFUTED, "exponents add"),
    Trap("x^n x^k = x^(nk)", lambda: V(x**n * x**k, x ** (n * k)), NOT_PROVED, "n = k = 1: x² against x"),
    Trap("(xy)^n = x^n y^n", lambda: V((x * y) ** n, x**n * y**n), NOT_REFUTED, "numbers commute"),
    Trap("(x^n)^(1/n) = x", lambda: V((x**n) ** (1 / n), x), NOT_PROVED, "n = 2, x = -1"),
    Trap("√(x^(2n)) = x^n", lambda: V(sqrt(x ** (2 * n)), x**n), NOT_PROVED, "n = 1, x = -1"),
    Trap("x^n = x", lambda: V(x**n, x), NOT_PROVED, "n = 2"),
    Trap("x^(2n) = |x|^n", lambda: V(x ** (2 * n), Abs(x) ** n), NOT_PROVED, "n = 1, x = 2"),
    Trap("sign x^n = sign x", lambda: V(sign(x**n), sign(x)), NOT_PROVED, "n = 2, x = -1"),
    Trap("(-1)^(n(n+1)) = 1", lambda: V((-1) ** (n * (n + 1)) * x, x), NOT_REFUTED, "even"),
    Trap("Σ 0^i = 0", lambda: V(over(0**i, i, n), 0), NOT_PROVED, "0⁰ = 1"),
    Trap("0^(n-1) = 0", lambda: V(0 ** (n - 1) * x, 0), NOT_PROVED, "n = 1: 0⁰ = 1"),
    Trap("Σ x^i (1 - x) = 1 - x^n", lambda: V(over(x**i, i, n) * (1 - x), 1 - x**n), NOT_REFUTED, "the geometric sum"),
    Trap("Σ x^i = (1 - x^n)/(1 + x)", lambda: V(over(x**i, i, n), (1 - x**n) / (1 + x)), NOT_PROVED, "n = 1, x = 1"),
    Trap("Σ x^i = (1 - x^n)/(1 - x)", lambda: V(over(x**i, i, n), (1 - x**n) / (1 - x)), NOT_PLAIN - {"refuted"}, "x ≠ 1"),
    Trap("e^(x log y) = y^x", lambda: V(exp(x * log(y)), y**x), NOT_REFUTED, "where y > 0"),
    Trap("log₂ x log 2 = log x", lambda: V(log(x, 2) * log(2), log(x)), NOT_REFUTED, "where x > 0"),
    Trap("A^k A = A^(k+1)", lambda: V(A**k * A, A ** (k + 1)), NOT_REFUTED, "exponents add"),
    Trap("A^k = A", lambda: V(A**k, A), NOT_PROVED, "k = 2"),
    Trap("A^n = A^k", lambda: V(A**n, A**k), NOT_PROVED, "n = 1, k = 2, A = 2"),
    Trap("tr A^k = (tr A)^k", lambda: V(Trace(A**k), Trace(A) ** k), NOT_PROVED, "A = I₂, k = 2"),
    Trap("A⁰ = 0", lambda: V(A**0, 0 * A), NOT_PROVED, "A⁰ = I"),
    Trap("A⁻² = A⁻¹", lambda: V(A**-2, Inverse(A)), NOT_PROVED, "A = 2I"),
    Trap("Π x = n x", lambda: V(Product(x, (i, 1, n)), n * x), NOT_PROVED, "x^n"),
    Trap("Π x = x^n", lambda: V(Product(x, (i, 1, n)), x**n), NOT_REFUTED, "n factors"),
    Trap("(Π a)² = Π a", lambda: V(Product(a[i, 0], (i, 0, n - 1)) ** 2, Product(a[i, 0], (i, 0, n - 1))), NOT_PROVED, "n = 1, a = 2"),
)

SYMPY = (
    Trap("Heaviside x = H(x)", lambda: V(Heaviside(x), above(x)), NOT_PLAIN, "Heaviside 0 is 1/2"),
    Trap("Heaviside x + Heaviside -x = 1", lambda: V(Heaviside(x) + Heaviside(-x), 1), NOT_REFUTED, "also at 0"),
    Trap("Heaviside of what vanishes = 1", lambda: V(Heaviside(sin(x) ** 2 + cos(x) ** 2 - 1), 1), NOT_PROVED, "1/2"),
    Trap("δ(x) = 0", lambda: V(DiracDelta(x), 0), NOT_PROVED, "no function of numbers"),
    Trap("d/dx sign x = 0", lambda: V(Derivative(sign(x), x), 0), NOT_PLAIN, "not at 0"),
    Trap("d/dx floor x = 0", lambda: V(Derivative(floor(x), x), 0), NOT_PLAIN, "not at the integers"),
    Trap("d/dx relu x = x", lambda: V(Derivative(sn.relu(x), x), x), NOT_PROVED, "x = 2: 1"),
    Trap("n! = n", lambda: V(factorial(n), n), NOT_PROVED, "n = 3"),
    Trap("n over 2 = n(n-1)", lambda: V(binomial(n, 2), n * (n - 1)), NOT_PROVED, "n = 2: 1 against 2"),
    Trap("n over 2 = n(n-1)/2", lambda: V(binomial(n, 2), n * (n - 1) / 2), NOT_REFUTED, "known"),
    Trap("(n mod 2)² = 1", lambda: V(Mod(n, 2) ** 2, 1), NOT_PROVED, "n = 2"),
    Trap("n mod 1 = 0", lambda: V(Mod(n, 1), 0), NOT_REFUTED, "an integer"),
    Trap("n mod k = 0", lambda: V(Mod(n, k), 0), NOT_PROVED, "n = 1, k = 2"),
    Trap("conjugate of an undeclared symbol", lambda: V(conjugate(bare), bare), NOT_REFUTED, "everything is real"),
    Trap("arg x = 0", lambda: V(arg(x), 0), NOT_PROVED, "x < 0: π"),
    Trap("A_(-1,-1) = A_00", lambda: V(A[-1, -1], A[0, 0]), NOT_PROVED, "the last entry, or none"),
    Trap("A_00 = A_0k", lambda: V(A[0, 0], A[0, k]), NOT_PROVED, "k = 1, n = 2"),
    Trap("every second row", lambda: V(sn.SumEntries(F[::2, :]), sn.SumEntries(F)), NOT_PROVED, "n = 2"),
    Trap("[n - 1 > 0] from a matrix of n - 1 rows", lambda: V(behind(n - 1), 1), NOT_PROVED, "n = 1"),
    Trap("I₁ = 1", lambda: V(Eye(1) * matrix_c, matrix_c), TRUE, "one row"),
)

NO_NUMBERS = (
    Trap("x + ∞ = ∞", lambda: V(x + oo, oo), NO_ANSWER, "∞ is no number"),
    Trap("max(x, ∞) = x", lambda: V(Max(x, oo), x), NOT_PROVED, "∞ is no number"),
    Trap("∞ x = ∞ y", lambda: V(x * zoo, y * zoo), NO_ANSWER, "no number"),
    Trap("nan = nan", lambda: V(nan, nan), NO_ANSWER, "no number"),
    Trap("nan x = y", lambda: V(x * nan, y), NO_ANSWER, "no number"),
    Trap("e^-∞ x = x", lambda: V(exp(-oo) * x, x), NOT_PROVED, "SymPy says 0"),
    Trap("x/∞ = x", lambda: V(x / oo, x), FALSE, "SymPy says 0"),
    Trap("0/0", lambda: V(Rational(0) * zoo, 0), NO_ANSWER, "no number"),
)
# fmt: on

TRAPS = (*INSIDE, *TRIANGLES, *POWERS, *SYMPY, *NO_NUMBERS)
