"""Traps of facts: each kind with claims that it makes true, claims that it does not, and facts that contradict."""

from sympy import (
    Abs,
    Determinant,
    Eq,
    Inverse,
    MatMul,
    Max,
    Min,
    Ne,
    OneMatrix,
    Piecewise,
    Pow,
    Q,
    Sum,
    Trace,
    ZeroMatrix,
    exp,
    log,
    sign,
    sqrt,
)
from sympy import Identity as Eye

import symnet as sn
from tests.campaign.traps.row import (
    FALSE,
    NOT_PLAIN,
    NOT_PROVED,
    NOT_REFUTED,
    TRUE,
    A,
    B,
    C,
    F,
    M,
    Trap,
    above,
    behind,
    each,
    half,
    i,
    j,
    k,
    n,
    over,
    x,
    y,
    z,
)
from tests.campaign.traps.row import verify as V

Sym, Orth, Inv, PD = sn.Symmetric, sn.Orthogonal, sn.Invertible, sn.PositiveDefinite
Y = M("Y", n, k)
columns, rows = sn.SumToOne(Y), sn.SumToOne(Y, 1)
one_row, one_column = OneMatrix(1, n), OneMatrix(k, 1)
inverse = Inverse

# fmt: off
SYMMETRIC = (
    Trap("Aᵀ = A", lambda: V(A.T, A, assuming=[Sym(A)]), TRUE, "the fact itself"),
    Trap("(AB)ᵀ = AB, both symmetric", lambda: V((A * B).T, A * B, assuming=[Sym(A), Sym(B)]), FALSE, "BA is not AB"),
    Trap("(AB)ᵀ = BA, both symmetric", lambda: V((A * B).T, B * A, assuming=[Sym(A), Sym(B)]), TRUE, "both turned"),
    Trap("(AB)ᵀ = BA, one symmetric", lambda: V((A * B).T, B * A, assuming=[Sym(A)]), FALSE, "Bᵀ stays"),
    Trap("AB = BA, both symmetric", lambda: V(A * B, B * A, assuming=[Sym(A), Sym(B)]), FALSE, "n = 2"),
    Trap("A_ij = A_ji", lambda: V(A[i, j], A[j, i], assuming=[Sym(A)]), NOT_REFUTED, "the fact, by entries"),
    Trap("A_ij = A_ji without", lambda: V(A[i, j], A[j, i]), NOT_PROVED, "no fact"),
    Trap("H(A_ij - A_ji) = H⁺(A_ij - A_ji)", lambda: V(above(A[i, j] - A[j, i]), behind(A[i, j] - A[j, i]), assuming=[Sym(A)]), NOT_PROVED, "1 against 0"),
    Trap("sign(A_ij - A_ji)² = 1", lambda: V(sign(A[i, j] - A[j, i]) ** 2, 1, assuming=[Sym(A)]), NOT_PROVED, "0 under the fact"),
    Trap("sign(tr AB - tr BAᵀ)² = 1", lambda: V(sign(Trace(A * B) - Trace(B * A.T)) ** 2, 1, assuming=[Sym(A)]), NOT_PROVED, "0 under the fact"),
    Trap("A + Aᵀ = 2A", lambda: V(A + A.T, 2 * A, assuming=[Sym(A)]), TRUE, "the fact"),
    Trap("A - Aᵀ = A", lambda: V(A - A.T, A, assuming=[Sym(A)]), FALSE, "0"),
    Trap("symmetric is not positive", lambda: V(above(Trace(A)), 1, assuming=[Sym(A)]), NOT_PROVED, "A = -I"),
    Trap("symmetric is not invertible", lambda: V(MatMul(A, inverse(A)), Eye(n), assuming=[Sym(A)]), NOT_PLAIN, "A = 0: nothing is said of the left side"),
    Trap("A⁻ᵀ = A⁻¹", lambda: V(inverse(A).T, inverse(A), assuming=[Sym(A)]), NOT_REFUTED, "where A is invertible"),
    Trap("fact in words, of another matrix", lambda: V(A.T, A, assuming=["B is symmetric"]), NOT_PROVED, "it is about B"),
    Trap("fact of another shape", lambda: V(A.T, A, assuming=[Sym(M("A", k, k))]), NOT_PROVED, "another A"),
    Trap("Q.symmetric", lambda: V(A.T, A, assuming=[Q.symmetric(A)]), NOT_REFUTED, "SymPy's word for it"),
    Trap("f(A)ᵀ = f(A)", lambda: V(each(exp, A).T, each(exp, A), assuming=[Sym(A)]), NOT_REFUTED, "entry by entry"),
    Trap("softmax(A)ᵀ = softmax(A)", lambda: V(sn.Softmax(A).T, sn.Softmax(A), assuming=[Sym(A)]), NOT_PROVED, "columns against rows"),
)
# fmt: on

# fmt: off
ORTHOGONAL = (
    Trap("Aᵀ A = I", lambda: V(A.T * A, Eye(n), assuming=[Orth(A)]), TRUE, "the fact"),
    Trap("A Aᵀ = I", lambda: V(A * A.T, Eye(n), assuming=[Orth(A)]), TRUE, "square"),
    Trap("A² = I", lambda: V(A * A, Eye(n), assuming=[Orth(A)]), NOT_PROVED, "a turn by 90 degrees"),
    Trap("A² = I, also symmetric", lambda: V(A * A, Eye(n), assuming=[Orth(A), Sym(A)]), NOT_REFUTED, "A = Aᵀ = A⁻¹"),
    Trap("A = I", lambda: V(A, Eye(n), assuming=[Orth(A)]), NOT_PROVED, "a turn"),
    Trap("det A = 1", lambda: V(Determinant(A), 1, assuming=[Orth(A)]), NOT_PROVED, "a mirror: -1"),
    Trap("det A² = 1", lambda: V(Determinant(A) ** 2, 1, assuming=[Orth(A)]), NOT_REFUTED, "±1"),
    Trap("Aᵀ B A = B", lambda: V(A.T * B * A, B, assuming=[Orth(A)]), NOT_PROVED, "B need not commute"),
    Trap("tr Aᵀ B A = tr B", lambda: V(Trace(A.T * B * A), Trace(B), assuming=[Orth(A)]), TRUE, "cyclic"),
    Trap("A ∘ A = I", lambda: V(sn.hadamard(A, A), Eye(n), assuming=[Orth(A)]), NOT_PROVED, "entry by entry is something else"),
    Trap("‖A z‖ = ‖z‖", lambda: V((z.T * A.T * A * z)[0, 0], (z.T * z)[0, 0], assuming=[Orth(A)]), NOT_REFUTED, "lengths stay"),
    Trap("A B⁻¹ with B orthogonal", lambda: V(A * inverse(B), A * B.T, assuming=[Orth(B)]), TRUE, "B⁻¹ = Bᵀ"),
    Trap("A⁻¹ = Aᵀ for another", lambda: V(inverse(A), A.T, assuming=[Orth(B)]), NOT_PROVED, "the fact is about B"),
    Trap("F orthogonal is not square", lambda: V(F.T * F, Eye(k), assuming=[Orth(F)]), NOT_REFUTED, "only where n = k, and true there"),
    Trap("[A_00 > 2] = 0", lambda: V(behind(A[0, 0] - 2), 0, assuming=[Orth(A)]), NOT_REFUTED, "entries of at most 1"),
    Trap("[A_00 > 1/2] = 0", lambda: V(behind(A[0, 0] - half), 0, assuming=[Orth(A)]), NOT_PROVED, "A = I"),
)
# fmt: on

# fmt: off
DEFINITE = (
    Trap("Aᵀ = A, A positive definite", lambda: V(A.T, A, assuming=[PD(A)]), TRUE, "symmetric by definition"),
    Trap("tr A > 0", lambda: V(behind(Trace(A)), 1, assuming=[PD(A)]), NOT_REFUTED, "positive eigenvalues"),
    Trap("A_ij > 0", lambda: V(behind(A[i, j]), 1, assuming=[PD(A)]), NOT_PROVED, "[[2, -1], [-1, 2]]"),
    Trap("log A_01 is defined", lambda: V(log(A[0, 1] ** 2), 2 * log(Abs(A[0, 1])), assuming=[PD(A)]), NOT_REFUTED, "where A_01 ≠ 0"),
    Trap("|A| = A entrywise", lambda: V(each(Abs, A), A, assuming=[PD(A)]), NOT_PROVED, "[[2, -1], [-1, 2]]"),
    Trap("A A⁻¹ = I", lambda: V(MatMul(A, inverse(A)), Eye(n), assuming=[PD(A)]), NOT_REFUTED, "invertible"),
    Trap("sign det A = 1", lambda: V(sign(Determinant(A)), 1, assuming=[PD(A)]), NOT_REFUTED, "positive"),
    Trap("log det AB = log det A + log det B", lambda: V(log(Determinant(A * B)), log(Determinant(A)) + log(Determinant(B)), assuming=[PD(A), PD(B)]), NOT_REFUTED, "positive"),
    Trap("AB is positive definite", lambda: V((A * B).T, A * B, assuming=[PD(A), PD(B)]), FALSE, "not symmetric"),
    Trap("A A = A, A invertible", lambda: V(A * A, A, assuming=[Inv(A)]), FALSE, "A = 2I"),
    Trap("det A ≠ 0, A invertible", lambda: V(sign(Determinant(A)) ** 2, 1, assuming=[Inv(A)]), NOT_REFUTED, "not 0"),
    Trap("A⁻¹ A = I, A invertible", lambda: V(MatMul(inverse(A), A), Eye(n), assuming=[Inv(A)]), TRUE, "the fact"),
    Trap("(A + B)⁻¹ exists", lambda: V(MatMul(A + B, inverse(A + B)), Eye(n), assuming=[Inv(A), Inv(B)]), NOT_PLAIN, "B = -A: nothing is said of the left side"),
    Trap("(A + B)⁻¹ = A⁻¹ + B⁻¹", lambda: V(inverse(A + B), inverse(A) + inverse(B), assuming=[Inv(A), Inv(B)]), NOT_PROVED, "A = B = I"),
    Trap("entries of an invertible are not 0", lambda: V(sign(A[0, 0]) ** 2, 1, assuming=[Inv(A)]), NOT_PLAIN, "[[0, 1], [1, 0]]"),
)
# fmt: on

# fmt: off
SUMMING = (
    Trap("1ᵀ Y = 1ᵀ", lambda: V(one_row * Y, OneMatrix(1, k), assuming=[columns]), TRUE, "the columns"),
    Trap("Y 1 = 1 for columns", lambda: V(Y * one_column, OneMatrix(n, 1), assuming=[columns]), NOT_PROVED, "the rows need not"),
    Trap("Y 1 = 1 for rows", lambda: V(Y * one_column, OneMatrix(n, 1), assuming=[rows]), TRUE, "the rows"),
    Trap("1ᵀ Y = 1ᵀ for rows", lambda: V(one_row * Y, OneMatrix(1, k), assuming=[rows]), NOT_PROVED, "the columns need not"),
    Trap("the sum of Y is k", lambda: V(sn.SumEntries(Y), k, assuming=[columns]), TRUE, "k columns"),
    Trap("the sum of Y is n", lambda: V(sn.SumEntries(Y), n, assuming=[columns]), NOT_PROVED, "k columns"),
    Trap("n = k by both", lambda: V(sn.SumEntries(Y), n, assuming=[columns, rows]), NOT_REFUTED, "rows give n"),
    Trap("Σ_i Y_ij = 1", lambda: V(over(Y[i, j], i, n), 1, assuming=[columns]), NOT_REFUTED, "one column"),
    Trap("Σ_j Y_ij = 1", lambda: V(over(Y[i, j], j, k), 1, assuming=[columns]), NOT_PROVED, "a row"),
    Trap("Σ_1^(n-1) Y_ij = 1", lambda: V(Sum(Y[i, j], (i, 1, n - 1)), 1, assuming=[columns]), NOT_PROVED, "the first is missing"),
    Trap("Σ_i Y_ij² = 1", lambda: V(over(Y[i, j] ** 2, i, n), 1, assuming=[columns]), NOT_PROVED, "Y = (1/2, 1/2)"),
    Trap("Σ_i Y_ij² = 1, one-hot", lambda: V(over(Y[i, j] ** 2, i, n), 1, assuming=[columns, sn.Binary(Y)]), NOT_REFUTED, "y² = y"),
    Trap("Y > 0 from the sum", lambda: V(each(Abs, Y), Y, assuming=[columns]), NOT_PROVED, "(2, -1)"),
    Trap("Yᵀ has rows that sum to one", lambda: V(Y.T * OneMatrix(n, 1), OneMatrix(k, 1), assuming=[columns]), TRUE, "turned"),
    Trap("the sum of C Y", lambda: V(one_row * C * Y, OneMatrix(1, k), assuming=[columns]), NOT_PROVED, "C is in between"),
    Trap("one class: Y = 1", lambda: V(M("y", 1, k), OneMatrix(1, k), assuming=[sn.SumToOne(M("y", 1, k))]), NOT_REFUTED, "a column of one entry"),
    Trap("softmax sums to one in columns", lambda: V(one_row * sn.Softmax(F), OneMatrix(1, k)), TRUE, "the definition"),
    Trap("softmax sums to one in rows", lambda: V(sn.Softmax(F) * one_column, OneMatrix(n, 1)), FALSE, "the other axis"),
    Trap("contradiction: sums to one and all 0", lambda: V(x, y, assuming=[columns, sn.Between(Y, 2, 3)]), NOT_PROVED | {"undecided"}, "facts that nothing obeys prove nothing that is asked"),
)
# fmt: on

# fmt: off
BOUNDS = (
    Trap("√x² = x, x > 0", lambda: V(Pow(x**2, half, evaluate=False), x, assuming=[x > 0]), TRUE, "the fact"),
    Trap("√x² = x, x > -5", lambda: V(Pow(x**2, half, evaluate=False), x, assuming=[x > -5]), NOT_PROVED, "x = -1"),
    Trap("√x² = x, x > 0 and x > -5", lambda: V(Pow(x**2, half, evaluate=False), x, assuming=[x > 0, x > -5]), NOT_REFUTED, "the stronger fact"),
    Trap("√x² = x, x > -5 and x > 0", lambda: V(Pow(x**2, half, evaluate=False), x, assuming=[x > -5, x > 0]), NOT_REFUTED, "the order says nothing"),
    Trap("log xy splits, x, y > 0", lambda: V(log(x * y), log(x) + log(y), assuming=[x > 0, y > 0]), TRUE, "the facts"),
    Trap("[x > 2] = 0, 0 < x < 1", lambda: V(behind(x - 2), 0, assuming=[sn.Between(x, 0, 1)]), NOT_REFUTED, "below 1"),
    Trap("[x > 1/2] = 0, 0 < x < 1", lambda: V(behind(x - half), 0, assuming=[sn.Between(x, 0, 1)]), NOT_PROVED, "3/4"),
    Trap("[x > 1] = 0, 0 < x < 1", lambda: V(behind(x - 1), 0, assuming=[sn.Between(x, 0, 1)]), NOT_REFUTED, "below 1"),
    Trap("[x + y > 1] = 0, both in (0, 1)", lambda: V(behind(x + y - 1), 0, assuming=[sn.Between(x, 0, 1), sn.Between(y, 0, 1)]), NOT_PROVED, "3/4 and 3/4"),
    Trap("relu6 x = relu x, x < 6", lambda: V(sn.relu6(x), sn.relu(x), assuming=[sn.Between(x, -100, 6)]), NOT_REFUTED, "below 6"),
    Trap("relu6 x = relu x, x < 7", lambda: V(sn.relu6(x), sn.relu(x), assuming=[sn.Between(x, -100, 7)]), NOT_PROVED, "13/2"),
    Trap("hardtanh x = x, -1 < x < 1", lambda: V(sn.hardtanh(x), x, assuming=[sn.Between(x, -1, 1)]), TRUE, "inside"),
    Trap("max(αx, x) = leaky relu, 0 < α < 1", lambda: V(Max(y * x, x), Piecewise((x, x > 0), (y * x, True)), assuming=[sn.Between(y, 0, 1)]), NOT_REFUTED, "α < 1"),
    Trap("max(αx, x) = leaky relu, 0 < α < 2", lambda: V(Max(y * x, x), Piecewise((x, x > 0), (y * x, True)), assuming=[sn.Between(y, 0, 2)]), NOT_PROVED, "α = 3/2, x = 1"),
    Trap("√(xy) for negative x, y", lambda: V(sqrt(x * y), sqrt(-x) * sqrt(-y), assuming=[x < 0, y < 0]), NOT_REFUTED, "-x, -y > 0"),
    Trap("x > 1 and x < 0", lambda: V(x, y, assuming=[x > 1, x < 0]), NOT_PROVED, "facts that nothing obeys"),
    Trap("min(x, y) = x, x < 0 < y", lambda: V(Min(x, y), x, assuming=[x < 0, y > 0]), NOT_REFUTED, "ordered"),
    Trap("min(x, y) = x, x < 1 and y > 0", lambda: V(Min(x, y), x, assuming=[x < 1, y > 0]), NOT_PROVED, "1/2 and 1/4"),
    Trap("entries in (0, 1): log F is defined", lambda: V(each(lambda u: exp(log(u)), F), F, assuming=[sn.Between(F, 0, 1)]), NOT_REFUTED, "positive"),
    Trap("entries in (0, 1), the sum is not", lambda: V(behind(sn.SumEntries(F) - 1), 0, assuming=[sn.Between(F, 0, 1)]), NOT_PROVED, "two entries of 3/4"),
)
# fmt: on

# fmt: off
BINARY = (
    Trap("Y ∘ Y = Y", lambda: V(sn.hadamard(Y, Y), Y, assuming=[sn.Binary(Y)]), TRUE, "0 and 1"),
    Trap("A A = A", lambda: V(A * A, A, assuming=[sn.Binary(A)]), NOT_PROVED, "[[1, 1], [1, 1]]"),
    Trap("y³ = y", lambda: V(y**3, y, assuming=[sn.Binary(y)]), TRUE, "0 and 1"),
    Trap("(2y)² = 2y", lambda: V((2 * y) ** 2, 2 * y, assuming=[sn.Binary(y)]), FALSE, "4 against 2"),
    Trap("sign y = y", lambda: V(sign(y), y, assuming=[sn.Binary(y)]), NOT_REFUTED, "0 and 1"),
    Trap("sign y = 1", lambda: V(sign(y), 1, assuming=[sn.Binary(y)]), NOT_PROVED, "y = 0, and 0 is no null set here"),
    Trap("H(y) = H⁺(y)", lambda: V(above(y), behind(y), assuming=[sn.Binary(y)]), NOT_PROVED, "y = 0"),
    Trap("H(y - 1) = y", lambda: V(above(y - 1), y, assuming=[sn.Binary(y)]), NOT_REFUTED, "0 and 1"),
    Trap("[x = y] = 0, both binary", lambda: V(Piecewise((1, Eq(x, y)), (0, True)), 0, assuming=[sn.Binary(x), sn.Binary(y)]), NOT_PROVED, "x = y = 0"),
    Trap("[Y_ij = 1] = 0", lambda: V(Piecewise((1, Eq(Y[i, j], 1)), (0, True)), 0, assuming=[sn.Binary(Y)]), NOT_PROVED, "Y = 1"),
    Trap("[Y_ij ≠ 1/2] = 1", lambda: V(Piecewise((1, Ne(Y[i, j], half)), (0, True)), 1, assuming=[sn.Binary(Y)]), NOT_REFUTED, "0 and 1"),
    Trap("y/y = 1", lambda: V(Piecewise((y / y, Ne(y, 0)), (0, True)), 1, assuming=[sn.Binary(y)]), NOT_PROVED, "y = 0: 0"),
    Trap("1/y = y", lambda: V(1 / y, y, assuming=[sn.Binary(y)]), NOT_REFUTED, "defined at 1 alone, and true there"),
    Trap("y log y = 0", lambda: V(y * log(y), 0, assuming=[sn.Binary(y)]), NOT_REFUTED, "at 1; at 0 by the convention"),
    Trap("exp y = 1 + (e - 1) y", lambda: V(exp(y), 1 + (exp(1) - 1) * y, assuming=[sn.Binary(y)]), NOT_REFUTED, "0 and 1"),
    Trap("exp y = 1 + y", lambda: V(exp(y), 1 + y, assuming=[sn.Binary(y)]), NOT_PROVED, "y = 1: e against 2"),
    Trap("|1 - 2y| = 1", lambda: V(Abs(1 - 2 * y), 1, assuming=[sn.Binary(y)]), NOT_REFUTED, "±1"),
    Trap("x² = 1, x nonzero", lambda: V(x**2, 1, assuming=[sn.Nonzero(x)]), FALSE, "x = 2"),
    Trap("sign(x)² = 1, x nonzero", lambda: V(sign(x) ** 2, 1, assuming=[sn.Nonzero(x)]), TRUE, "never 0"),
    Trap("sign x = 1, x nonzero", lambda: V(sign(x), 1, assuming=[sn.Nonzero(x)]), NOT_PROVED, "x = -1"),
    Trap("x - y is not 0, both nonzero", lambda: V(sign(x - y) ** 2, 1, assuming=[sn.Nonzero(x), sn.Nonzero(y)]), NOT_PLAIN, "x = y"),
    Trap("det is not 0, entries nonzero", lambda: V(MatMul(A, inverse(A)), Eye(n), assuming=[sn.Nonzero(A)]), NOT_PLAIN, "[[1, 1], [1, 1]]: nothing is said"),
    Trap("binary and nonzero: y = 1", lambda: V(y, 1, assuming=[sn.Binary(y), sn.Nonzero(y)]), NOT_REFUTED, "only 1 is left"),
    Trap("binary and 0 < y < 1", lambda: V(y, x, assuming=[sn.Binary(y), sn.Between(y, 0, 1)]), NOT_PROVED, "facts that nothing obeys"),
    Trap("an unused fact", lambda: V(F + F, 2 * F, assuming=[Sym(A), sn.Binary(y)]), TRUE, "true without"),
    Trap("a fact of 0", lambda: V(F, ZeroMatrix(n, k), assuming=[sn.Binary(F)]), FALSE, "F = 1"),
)
# fmt: on

TRAPS = (*SYMMETRIC, *ORTHOGONAL, *DEFINITE, *SUMMING, *BOUNDS, *BINARY)
