"""Traps of matrices: products, inverses, functions of entries, softmax."""

from sympy import (
    Abs,
    DiagMatrix,
    HadamardPower,
    HadamardProduct,
    ImmutableMatrix,
    Inverse,
    KroneckerProduct,
    Lambda,
    MatMul,
    OneMatrix,
    Symbol,
    Trace,
    ZeroMatrix,
    det,
    exp,
    log,
    sign,
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
    G,
    H,
    M,
    Trap,
    above,
    behind,
    each,
    f,
    k,
    m,
    n,
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
PRODUCTS = (
    Trap("(AB)ᵀ = AᵀBᵀ", lambda: V((A * B).T, A.T * B.T), FALSE, "the order turns"),
    Trap("(ABC)ᵀ = CᵀBᵀAᵀ", lambda: V((A * B * C).T, C.T * B.T * A.T), TRUE, "the order turns"),
    Trap("tr ABC = tr ACB", lambda: V(Trace(A * B * C), Trace(A * C * B)), FALSE, "not a cycle"),
    Trap("tr ABC = tr CAB", lambda: V(Trace(A * B * C), Trace(C * A * B)), TRUE, "a cycle"),
    Trap("tr AB = tr ABᵀ", lambda: V(Trace(A * B), Trace(A * B.T)), FALSE, "B is not symmetric"),
    Trap("tr AB = tr A tr B", lambda: V(Trace(A * B), Trace(A) * Trace(B)), FALSE, "A = B = I₂: 2 against 4"),
    Trap("(A + B)² = A² + 2AB + B²", lambda: V((A + B) * (A + B), A * A + 2 * A * B + B * B), FALSE, "AB is not BA"),
    Trap("(A + B)(A - B) = A² - B²", lambda: V((A + B) * (A - B), A * A - B * B), FALSE, "AB is not BA"),
    Trap("AB = A ∘ B", lambda: V(A * B, HadamardProduct(A, B)), FALSE, "two products"),
    Trap("(A ∘ B)ᵀ = Bᵀ ∘ Aᵀ", lambda: V(HadamardProduct(A, B).T, HadamardProduct(B.T, A.T)), TRUE, "entry by entry"),
    Trap("A(B ∘ C) = AB ∘ AC", lambda: V(A * HadamardProduct(B, C), HadamardProduct(A * B, A * C)), FALSE, "sums are in between"),
    Trap("diag(z) A = A diag(z)", lambda: V(DiagMatrix(z) * A, A * DiagMatrix(z)), FALSE, "rows against columns"),
    Trap("diag(z) A = z 1ᵀ ∘ A", lambda: V(DiagMatrix(z) * A, HadamardProduct(sn.Broadcast(z, n, n), A)), TRUE, "rows"),
    Trap("diag(z) A = 1 zᵀ ∘ A", lambda: V(DiagMatrix(z) * A, HadamardProduct(sn.Broadcast(z.T, n, n), A)), FALSE, "columns"),
    Trap("z 1ᵀ = 1 zᵀ", lambda: V(sn.Broadcast(z, n, n), sn.Broadcast(z.T, n, n)), FALSE, "rows against columns"),
    Trap("A 1 = 1 A", lambda: V(A * OneMatrix(n, n), OneMatrix(n, n) * A), FALSE, "row sums against column sums"),
    Trap("1 1 = 1", lambda: V(OneMatrix(n, n) * OneMatrix(n, n), OneMatrix(n, n)), FALSE, "n"),
    Trap("1 1 = n 1", lambda: V(OneMatrix(n, k) * OneMatrix(k, m), k * OneMatrix(n, m)), TRUE, "k ones"),
    Trap("A ⊗ B = B ⊗ A", lambda: V(KroneckerProduct(A, B), KroneckerProduct(B, A)), NOT_PROVED, "another order of rows"),
    Trap("(A ⊗ B)ᵀ = Bᵀ ⊗ Aᵀ", lambda: V(KroneckerProduct(A, B).T, KroneckerProduct(B.T, A.T)), NOT_PROVED, "the order stays"),
    Trap("(A ⊗ B)ᵀ = Aᵀ ⊗ Bᵀ", lambda: V(KroneckerProduct(A, B).T, KroneckerProduct(A.T, B.T)), NOT_REFUTED, "the order stays"),
    Trap("tr(A ⊗ B) = tr A tr B", lambda: V(Trace(KroneckerProduct(A, B)), Trace(A) * Trace(B)), NOT_REFUTED, "known"),
    Trap("vec(F) = vec(Fᵀ)", lambda: V(sn.Vec(F), sn.Vec(F.T)), NOT_PROVED, "another shape, or another order"),
    Trap("vec(A) = vec(Aᵀ)", lambda: V(sn.Vec(A), sn.Vec(A.T)), NOT_PROVED, "another order"),
    Trap("A^2 entrywise", lambda: V(A**2, HadamardPower(A, 2)), FALSE, "two powers"),
    Trap("det(A + B) = det A + det B", lambda: V(det(A + B), det(A) + det(B)), NOT_PROVED, "A = B = I₂"),
    Trap("det AB = det BA", lambda: V(det(A * B), det(B * A)), NOT_REFUTED, "product of determinants"),
    Trap("det 2A = 2 det A", lambda: V(det(2 * A), 2 * det(A)), NOT_PROVED, "2ⁿ"),
    Trap("det Aᵀ = det A", lambda: V(det(A.T), det(A)), NOT_REFUTED, "known"),
    Trap("det FG = det GF", lambda: V(det(F * G), det(G * F)), NOT_PROVED, "n = 1, k = 2: det GF = 0"),
    Trap("det FG = 0", lambda: V(det(F * G), 0), NOT_PROVED, "n = 1"),
)
# fmt: on

# fmt: off
INVERSES = (
    Trap("A A⁻¹ = I", lambda: V(MatMul(A, Inverse(A)), Eye(n)), NOT_PLAIN, "where A is invertible"),
    Trap("(AB)⁻¹ = A⁻¹B⁻¹", lambda: V(Inverse(A * B), Inverse(A) * Inverse(B)), NOT_PROVED, "the order turns"),
    Trap("(AB)⁻¹ = B⁻¹A⁻¹", lambda: V(Inverse(A * B), Inverse(B) * Inverse(A)), NOT_REFUTED, "the order turns"),
    Trap("(A + B)⁻¹ = A⁻¹ + B⁻¹", lambda: V(Inverse(A + B), Inverse(A) + Inverse(B)), NOT_PROVED, "A = B = I"),
    Trap("(A⁻¹)ᵀ = A⁻¹", lambda: V(Inverse(A).T, Inverse(A)), NOT_PROVED, "A is not symmetric"),
    Trap("A⁻¹ = A", lambda: V(Inverse(A), A), NOT_PROVED, "A = 2I"),
    Trap("(FG)⁻¹(FG) = I", lambda: V(MatMul(Inverse(MatMul(F, G)), F, G), Eye(n)), NOT_PLAIN, "k < n: never defined; the scope says so"),
    Trap("Z ∘ 1/Z = 1", lambda: V(HadamardProduct(F, HadamardPower(F, -1)), OneMatrix(n, k)), NOT_PLAIN, "where no entry is 0"),
    Trap("A B A⁻¹ = B", lambda: V(A * B * Inverse(A), B), NOT_PROVED, "they do not commute"),
    Trap("tr A B A⁻¹ = tr B", lambda: V(Trace(A * B * Inverse(A)), Trace(B)), NOT_REFUTED, "cyclic"),
    Trap("(I + AB)⁻¹A = A(I + BA)⁻¹", lambda: V(Inverse(Eye(n) + A * B) * A, A * Inverse(Eye(n) + B * A)), NOT_REFUTED, "push through"),
    Trap("(I + AB)⁻¹A = A(I + AB)⁻¹", lambda: V(Inverse(Eye(n) + A * B) * A, A * Inverse(Eye(n) + A * B)), NOT_PROVED, "B is on the wrong side"),
    Trap("det(I + AB) = det(I + BA)", lambda: V(det(Eye(n) + F * G), det(Eye(k) + G * F)), NOT_REFUTED, "Sylvester"),
    Trap("(A - A)⁻¹ is anything", lambda: V(Inverse(A - A + B - B), A), NOT_PROVED, "never defined"),
    Trap("inverse of z zᵀ", lambda: V(MatMul(Inverse(z * z.T), z, z.T), Eye(n)), NOT_PLAIN, "rank 1: defined at n = 1 alone"),
)
# fmt: on

# fmt: off
ENTRYWISE = (
    Trap("relu(A)ᵀ = relu(Aᵀ)", lambda: V(each(sn.relu, F).T, each(sn.relu, F.T)), TRUE, "entry by entry"),
    Trap("relu(AB) = relu(A) relu(B)", lambda: V(each(sn.relu, A * B), each(sn.relu, A) * each(sn.relu, B)), FALSE, "A = B = -I"),
    Trap("tanh(A + B) = tanh A + tanh B", lambda: V(each(sn.tanh, A + B), each(sn.tanh, A) + each(sn.tanh, B)), FALSE, "not linear"),
    Trap("f(F)ᵀ = f(Fᵀ)", lambda: V(each(f, F).T, each(f, F.T)), TRUE, "any f"),
    Trap("f(A) = f(Aᵀ)", lambda: V(each(f, A), each(f, A.T)), FALSE, "A is not symmetric"),
    Trap("f(0) = 0 entrywise", lambda: V(each(f, ZeroMatrix(n, k)), ZeroMatrix(n, k)), NOT_PROVED, "f(0) = 1"),
    Trap("f(-F) = -f(F)", lambda: V(each(f, -F), -each(f, F)), NOT_PROVED, "f is not odd"),
    Trap("tanh(-F) = -tanh F", lambda: V(each(sn.tanh, -F), -each(sn.tanh, F)), TRUE, "tanh is odd"),
    Trap("σ(-F) = -σ(F)", lambda: V(each(sn.sigmoid, -F), -each(sn.sigmoid, F)), FALSE, "1 - σ"),
    Trap("exp(A) is no matrix exponential", lambda: V(each(exp, ZeroMatrix(n, n)), Eye(n)), FALSE, "a matrix of ones"),
    Trap("exp(A + B) = exp A ∘ exp B", lambda: V(each(exp, A + B), HadamardProduct(each(exp, A), each(exp, B))), TRUE, "entry by entry"),
    Trap("exp(A + B) = exp A exp B", lambda: V(each(exp, A + B), each(exp, A) * each(exp, B)), FALSE, "the matrix product"),
    Trap("H(F - F ∘ 1) = 1", lambda: V(each(above, F - HadamardProduct(F, OneMatrix(n, k))), OneMatrix(n, k)), NOT_REFUTED, "the step of 0 is 1"),
    Trap("H⁺((F - H) - F + H) = 1", lambda: V(each(behind, (F - H) - F + H), OneMatrix(n, k)), NOT_PROVED, "the argument is 0"),
    Trap("sign(F)∘sign(F) = 1", lambda: V(HadamardProduct(each(sign, F), each(sign, F)), OneMatrix(n, k)), NOT_PLAIN, "an entry 0"),
    Trap("σ inside: u s = u t", lambda: V(E(Lambda(u, u * s), F), E(Lambda(u, u * t), F)), FALSE, "s is not t"),
    Trap("σ inside leaves", lambda: V(E(Lambda(u, u * s), F), s * F), TRUE, "a factor"),
    Trap("σ inside an unknown", lambda: V(E(Lambda(u, f(u, s)), F), E(Lambda(u, f(u, t)), F)), NOT_PROVED, "s is not t"),
    Trap("the variable of a function is bound", lambda: V(E(Lambda(u, u + x), F), E(Lambda(x, x + x), F)), NOT_PROVED, "x is free on the left"),
    Trap("the variable of a function has any name", lambda: V(E(Lambda(u, u + 1), F), E(Lambda(x, x + 1), F)), TRUE, "bound"),
    Trap("the variable of a function, free outside", lambda: V(u * E(Lambda(u, u + 1), F), u * E(Lambda(x, x + 1), F)), TRUE, "free outside, bound inside"),
    Trap("constant functions", lambda: V(E(Lambda(u, s), F), s * OneMatrix(n, k)), NOT_REFUTED, "no entry is used"),
    Trap("|F| = F", lambda: V(each(Abs, F), F), FALSE, "F = -1"),
    Trap("softmax(F + c) = softmax(F)", lambda: V(sn.Softmax(F + x * OneMatrix(n, k)), sn.Softmax(F)), TRUE, "one shift"),
    Trap("softmax(F + rows) = softmax(F)", lambda: V(sn.Softmax(F + sn.Broadcast(z, n, k)), sn.Softmax(F)), FALSE, "the shift differs in a column"),
    Trap("softmax(F + columns) = softmax(F)", lambda: V(sn.Softmax(F + sn.Broadcast(M("c", 1, k), n, k)), sn.Softmax(F)), TRUE, "one shift for each column"),
    Trap("softmax over columns and rows", lambda: V(sn.Softmax(A), sn.Softmax(A, axis=1)), FALSE, "two axes"),
    Trap("softmax(Fᵀ)ᵀ over rows", lambda: V(sn.Softmax(F.T).T, sn.Softmax(F, axis=1)), TRUE, "turned twice"),
    Trap("softmax of one class is 1", lambda: V(sn.Softmax(M("q", 1, k)), OneMatrix(1, k)), NOT_REFUTED, "e/e"),
    Trap("softmax(2F) = softmax(F)", lambda: V(sn.Softmax(2 * F), sn.Softmax(F)), FALSE, "sharper"),
    Trap("log softmax = F - lse", lambda: V(each(log, sn.Softmax(F)), F - sn.Broadcast(sn.LogSumExp(F), n, k)), NOT_REFUTED, "the definition"),
    Trap("log softmax = F - lse over rows", lambda: V(each(log, sn.Softmax(A)), A - sn.Broadcast(sn.LogSumExp(A, axis=1), n, n)), NOT_PROVED, "the other axis"),
    Trap("lse(F + c) = lse F", lambda: V(sn.LogSumExp(F + x * OneMatrix(n, k)), sn.LogSumExp(F)), FALSE, "c is missing"),
    Trap("lse of one is itself", lambda: V(sn.LogSumExp(M("q", 1, k)), M("q", 1, k)), NOT_REFUTED, "log e^q"),
    Trap("Σ f(F) = f(Σ F)", lambda: V(sn.SumEntries(each(f, F)), f(sn.SumEntries(F))), NOT_PROVED, "f is not linear"),
    Trap("|Σ F| = Σ |F|", lambda: V(Abs(sn.SumEntries(F)), sn.SumEntries(each(Abs, F))), FALSE, "1 and -1"),
    Trap("a 1 × 1 product is its entry", lambda: V(Trace(z.T * A * z), (z.T * A * z)[0, 0]), NOT_REFUTED, "1 × 1"),
)
# fmt: on

TRAPS = (*PRODUCTS, *INVERSES, *ENTRYWISE)
