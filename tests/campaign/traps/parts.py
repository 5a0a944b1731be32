"""Traps of entries, blocks, slices, tables, explicit matrices, and of definitions."""

from sympy import (
    BlockMatrix,
    Derivative,
    FunctionMatrix,
    HadamardProduct,
    ImmutableMatrix,
    Lambda,
    MatMul,
    OneMatrix,
    Piecewise,
    Sum,
    Symbol,
    Trace,
    Transpose,
    sign,
    sin,
)
from sympy import Identity as Eye

import symnet as sn
from tests.campaign.traps.row import (
    FALSE,
    NOT_PROVED,
    NOT_REFUTED,
    TRUE,
    A,
    B,
    C,
    F,
    G,
    H,
    M,
    Trap,
    a,
    above,
    b,
    behind,
    each,
    i,
    j,
    k,
    n,
    over,
    s,
    t,
    x,
    y,
    z,
)
from tests.campaign.traps.row import verify as V

E = sn.Elementwise
u = Symbol("u", real=True)
square = ImmutableMatrix([[x, y], [s, t]])
high = M("K", n + 1, k)

# fmt: off
PARTS = (
    Trap("(AB)_ij = A_ij B_ij", lambda: V(sn.entry(A * B, i, j), A[i, j] * B[i, j]), NOT_PROVED, "a sum is missing"),
    Trap("(AB)_ij = Σ A_il B_lj", lambda: V(sn.entry(A * B, i, j), over(A[i, m_ := Symbol("q", integer=True)] * B[m_, j], m_, n)), NOT_REFUTED, "the definition"),
    Trap("(zᵀAz)_00 = Σ A_ii z_i²", lambda: V((z.T * A * z)[0, 0], over(A[i, i] * z[i, 0] ** 2, i, n)), NOT_PROVED, "off the diagonal"),
    Trap("(zᵀAz)_00 = zᵀAᵀz", lambda: V((z.T * A * z)[0, 0], (z.T * A.T * z)[0, 0]), NOT_REFUTED, "a number"),
    Trap("A_00 = tr A", lambda: V(A[0, 0], Trace(A)), NOT_PROVED, "n = 2"),
    Trap("[A B] [C; D] = AC + BD", lambda: V(BlockMatrix([[A, B]]) * BlockMatrix([[C], [A]]), A * C + B * A), NOT_REFUTED, "blocks"),
    Trap("[A B] [C; D] = AC + DB", lambda: V(BlockMatrix([[A, B]]) * BlockMatrix([[C], [A]]), A * C + A * B), NOT_PROVED, "the order"),
    Trap("[A B] = [B A]", lambda: V(BlockMatrix([[A, B]]), BlockMatrix([[B, A]])), NOT_PROVED, "another order"),
    Trap("[A B]ᵀ = [Aᵀ Bᵀ]", lambda: V(BlockMatrix([[A, B]]).T, BlockMatrix([[A.T, B.T]])), NOT_PROVED, "one above the other"),
    Trap("Σ of [A B] = Σ A + Σ B", lambda: V(sn.SumEntries(BlockMatrix([[A, B]])), sn.SumEntries(A) + sn.SumEntries(B)), NOT_REFUTED, "all entries"),
    Trap("first and other rows", lambda: V(sn.SumEntries(high[:1, :]) + sn.SumEntries(high[1:, :]), sn.SumEntries(high)), NOT_REFUTED, "all rows"),
    Trap("first minus other rows", lambda: V(sn.SumEntries(high[:1, :]) - sn.SumEntries(high[1:, :]), sn.SumEntries(high)), NOT_PROVED, "signs"),
    Trap("a slice that may be empty", lambda: V(sn.SumEntries(F[:1, :]) - sn.SumEntries(F[1:, :]), sn.SumEntries(F)), NOT_PROVED, "n = 2"),
    Trap("column 1 is column 2", lambda: V(sn.Slice(F, 1), sn.Slice(F, k)), NOT_PROVED, "k = 2"),
    Trap("columns are counted from 1", lambda: V(sn.Slice(M("P", 2, 5), 3)[0, 0], M("P", 2, 5)[0, 3]), NOT_PROVED, "P_02"),
    Trap("A e_1 is the first column", lambda: V(A * sn.UnitVector(n, 1), sn.Slice(A, 1)), NOT_REFUTED, "the definition"),
    Trap("A e_1 is the first row", lambda: V(A * sn.UnitVector(n, 1), sn.Slice(A, 1, axis=0).T), NOT_PROVED, "A is not symmetric"),
    Trap("the table of A_ij is A", lambda: V(FunctionMatrix(n, k, Lambda((i, j), F[i, j])), F), NOT_REFUTED, "entry by entry"),
    Trap("the table of A_ji is A", lambda: V(FunctionMatrix(n, n, Lambda((i, j), A[j, i])), A), NOT_PROVED, "turned"),
    Trap("the table of i + j", lambda: V(FunctionMatrix(n, n, Lambda((i, j), i + j)).T, FunctionMatrix(n, n, Lambda((i, j), i + j))), NOT_REFUTED, "symmetric"),
    Trap("the table of i - j", lambda: V(FunctionMatrix(n, n, Lambda((i, j), i - j)).T, FunctionMatrix(n, n, Lambda((i, j), i - j))), NOT_PROVED, "skew"),
    Trap("explicit: tr = x + t", lambda: V(Trace(square), x + t), NOT_REFUTED, "written out"),
    Trap("explicit: not symmetric", lambda: V(square.T, square), NOT_PROVED, "y against s"),
    Trap("explicit: A² written out", lambda: V(square * square, ImmutableMatrix([[x**2 + y * s, x * y + y * t], [s * x + t * s, s * y + t**2]])), NOT_REFUTED, "written out"),
    Trap("explicit: det", lambda: V(square.det(), x * t + y * s), FALSE, "minus"),
    Trap("a matrix called I", lambda: V(M("I", n, n) * A, A), NOT_PROVED, "a matrix called I is no identity"),
    Trap("Xᵀ of ones", lambda: V(Transpose(OneMatrix(n, k)), OneMatrix(k, n)), TRUE, "ones"),
    Trap("d/dx of x F", lambda: V(Derivative(sin(x) * Trace(A), x), Trace(A)), NOT_PROVED, "cos x"),
    Trap("step of a sum escapes no index", lambda: V(sn.SumEntries(each(behind, F) * G + A), sn.SumEntries(A) + sn.SumEntries(each(behind, F) * G)), TRUE, "linear"),
)
# fmt: on

c = Symbol("c", real=True)
p = M("p", n, 1)
# fmt: off
GIVEN = (
    Trap("c = B_i0 is not captured by Σ_i", lambda: V(over(c * a[i, 0], i, n), over(b[i, 0] * a[i, 0], i, n), given=sn.Equations([(c, b[i, 0])])), NOT_PROVED, "c is one number"),
    Trap("c = B_i0 leaves Σ_j", lambda: V(over(c * a[j, 0], j, n), b[i, 0] * over(a[j, 0], j, n), given=sn.Equations([(c, b[i, 0])])), NOT_REFUTED, "a factor"),
    Trap("a definition is used", lambda: V(p, A * z, given=sn.Equations([(p, A * z)])), TRUE, "the definition"),
    Trap("a definition is not turned around", lambda: V(p, z * A[0, 0], given=sn.Equations([(p, A * z)])), NOT_PROVED, "something else"),
    Trap("a definition inside a definition", lambda: V(c, (z.T * A.T * A * z)[0, 0], given=sn.Equations([(p, A * z), (c, (p.T * p)[0, 0])])), NOT_REFUTED, "two definitions"),
    Trap("an entry of a defined symbol", lambda: V(p[j, 0], over(A[j, i] * z[i, 0], i, n), given=sn.Equations([(p, A * z)])), NOT_REFUTED, "row j"),
    Trap("a wrong entry of a defined symbol", lambda: V(p[j, 0], A[j, j] * z[j, 0], given=sn.Equations([(p, A * z)])), NOT_PROVED, "a sum is missing"),
    Trap("Σ over entries of a defined symbol", lambda: V(over(p[i, 0], i, n), sn.SumEntries(A * z), given=sn.Equations([(p, A * z)])), NOT_REFUTED, "all rows"),
    Trap("a defined symbol is not free", lambda: V(p, 2 * p, given=sn.Equations([(p, A * z)])), NOT_PROVED, "A z is not 0"),
    Trap("a defined symbol that is 0", lambda: V(p, 2 * p, given=sn.Equations([(p, A * z - A * z)])), NOT_REFUTED, "0 = 0"),
    Trap("sign² of a defined symbol that is 0", lambda: V(sign(c) ** 2, 1, given=sn.Equations([(c, Trace(A * B) - Trace(B * A))])), NOT_PROVED, "c is 0"),
    Trap("H of a defined symbol that is 0", lambda: V(above(c), behind(c), given=sn.Equations([(c, Trace(A * B) - Trace(B * A))])), NOT_PROVED, "c is 0"),
    Trap("a fact about a defined symbol", lambda: V(A.T, A, given=sn.Equations([(A, B + B.T)])), NOT_REFUTED, "B + Bᵀ is symmetric"),
    Trap("a definition with a sum", lambda: V(c * x, over(a[i, 0] * x, i, n), given=sn.Equations([(c, over(a[i, 0], i, n))])), NOT_REFUTED, "distributive"),
    Trap("a definition with a sum, index reused", lambda: V(over(c * a[i, 0], i, n), c**2, given=sn.Equations([(c, over(a[i, 0], i, n))])), NOT_REFUTED, "Σ a squared"),
    Trap("a definition with a sum, index mixed up", lambda: V(over(c * a[i, 0], i, n), over(a[i, 0] ** 2, i, n), given=sn.Equations([(c, over(a[i, 0], i, n))])), NOT_PROVED, "Σ a squared"),
    Trap("a definition inside a function", lambda: V(E(Lambda(u, u * c), F), x**2 * F, given=sn.Equations([(c, x**2)])), NOT_REFUTED, "c is x²"),
    Trap("a definition inside a function, its variable", lambda: V(E(Lambda(u, u * c), F), each(lambda u: u**2, F), given=sn.Equations([(c, u)])), NOT_PROVED, "c is the free u"),
    Trap("a definition of a diagonal", lambda: V(Sum(A[i, i], (i, 0, n - 1)), n * x, given=sn.Equations([(A, x * Eye(n))])), NOT_REFUTED, "n times x"),
    Trap("a definition under a wrong sum", lambda: V(Sum(A[i, j], (i, 0, n - 1)), n * x, given=sn.Equations([(A, x * Eye(n))])), NOT_PROVED, "one x"),
    Trap("two numbers beside a definition with pieces", lambda: V(x, y, given=sn.Equations([(H, each(lambda u: Piecewise((u, u < 1), (1, True)), F))])), FALSE, "0 and 1"),
    Trap("a definition with pieces is not its argument", lambda: V(H, F, given=sn.Equations([(H, each(lambda u: Piecewise((u, u < 1), (1, True)), F))])), FALSE, "F = 2"),
    Trap("two numbers beside a definition with an explicit matrix", lambda: V(s, t, given=sn.Equations([(c, Trace(MatMul(square, square)))])), FALSE, "0 and 1"),
    Trap("two numbers beside a sum of a slice", lambda: V(x, sn.SumEntries(M("P", 4, 3)[1:3, :]), given=sn.Equations([(p, 2 * z)])), FALSE, "0 and 1"),
    Trap("explicit: tr of a square", lambda: V(Trace(MatMul(square, square)), x), FALSE, "x² + 2ys + t²"),
    Trap("explicit: Σ of a square", lambda: V(sn.SumEntries(MatMul(square, square)), x), FALSE, "more terms"),
    Trap("a product of one factor", lambda: V(HadamardProduct(OneMatrix(n, k)), F), FALSE, "F = 0"),
    Trap("a fact of a symbol that is gone", lambda: V(F, F, assuming=["the entries of G are 0 or 1"]), NOT_REFUTED, "F = F"),
)
# fmt: on

TRAPS = (*PARTS, *GIVEN)
