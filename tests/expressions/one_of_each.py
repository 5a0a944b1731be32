"""One expression of each node type, with a symbol of its own in every argument that can hold one."""

import importlib
import pkgutil

import sympy as sp
from sympy import Function, Lambda, MatrixSymbol, Symbol, symbols
from sympy.matrices.expressions import companion, diagonal, factorizations, fourier, permutation
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice
from sympy.matrices.expressions.special import GenericIdentity, GenericZeroMatrix

import symnet as sn
from symnet.expressions.generic import GenericActivation
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.slope import Slope
from symnet.expressions.variables import Spelling

a, b, c, d = symbols("a b c d", real=True)
i, j, k, l = symbols("i j k l", integer=True)
n, m, p, q = symbols("n m p q", integer=True, positive=True)
u, v = symbols("u v", real=True)
S, T, X, Y = (
    MatrixSymbol(name, *shape) for name, shape in (("S", (2, 2)), ("T", (2, 2)), ("X", (2, 3)), ("Y", (2, 3)))
)
x, y, big = MatrixSymbol("x", 2, 1), MatrixSymbol("y", n, 1), MatrixSymbol("M", n, m)
f = Function("f")

OURS = {
    "Elementwise": (sn.Elementwise(Lambda((u, v), a * u + sp.Piecewise((v, b > u), (c, True))), X, Y), {a, b, c, X, Y}),
    "Broadcast": (sn.Broadcast(y, n, m), {y, n, m}),
    "Softmax": (sn.softmax(X), {X}),
    "LogSumExp": (sn.LogSumExp(X), {X}),
    "SumEntries": (sn.SumEntries(X), {X}),
    "MatrixSum": (sn.add(X, Y), {X, Y}),
    "MatrixProduct": (sn.multiply(a, S, X), {a, S, X}),
    "Slice": (sn.Slice(big, k), {big, k}),
    "UnitVector": (sn.UnitVector(p, k), {p, k}),
    "Vec": (sn.Vec(X), {X}),
    "Unvec": (sn.Unvec(MatrixSymbol("w", p * q, 1), p, q), {MatrixSymbol("w", p * q, 1), p, q}),
    "CommutationMatrix": (sn.CommutationMatrix(p, q), {p, q}),
    "Variable": (sn.Network([2, 3]).input, {sn.Network([2, 3]).input}),
    "Slope": (Slope(sn.elu(a, b)), {a, b}),
    "GenericActivation": (GenericActivation(a, l, 0, Spelling("plain")), {a, l}),
}

SYMPYS = {
    "MatrixSymbol": (X, {X}),
    "Adjoint": (sp.Adjoint(X), {X}),
    "Transpose": (sp.Transpose(X), {X}),
    "Inverse": (sp.Inverse(S), {S}),
    "MatPow": (sp.MatPow(S, k), {S, k}),
    "MatAdd": (sp.MatAdd(X, Y), {X, Y}),
    "MatMul": (sp.MatMul(a, S, X), {a, S, X}),
    "HadamardProduct": (sp.HadamardProduct(X, Y), {X, Y}),
    "HadamardPower": (sp.HadamardPower(X, a), {X, a}),
    "KroneckerProduct": (sp.KroneckerProduct(S, X), {S, X}),
    "BlockMatrix": (sp.BlockMatrix([[S, X], [T, Y]]), {S, T, X, Y}),
    "BlockDiagMatrix": (sp.BlockDiagMatrix(S, T), {S, T}),
    "DiagMatrix": (diagonal.DiagMatrix(x), {x}),
    "DiagonalMatrix": (diagonal.DiagonalMatrix(X), {X}),
    "DiagonalOf": (diagonal.DiagonalOf(X), {X}),
    "ElementwiseApplyFunction": (ElementwiseApplyFunction(Lambda(u, a * u), X), {a, X}),
    "FunctionMatrix": (sp.FunctionMatrix(p, q, Lambda((i, j), i * a + X[0, 0] * j)), {p, q, a, X}),
    "MatrixSlice": (MatrixSlice(big, (k, l), (i, j)), {big, i, j, k, l}),
    "MatrixElement": (MatrixElement(big, k, l), {big, k, l}),
    "MatrixPermute": (permutation.MatrixPermute(S, sp.combinatorics.Permutation([1, 0])), {S}),
    "PermutationMatrix": (permutation.PermutationMatrix(sp.combinatorics.Permutation([1, 0])), set()),
    "CompanionMatrix": (companion.CompanionMatrix(sp.Poly(u**2 + a * u + b, u)), {a, b, u}),
    "DFT": (fourier.DFT(n), {n}),
    "IDFT": (fourier.IDFT(n), {n}),
    "Identity": (sp.Identity(n), {n}),
    "GenericIdentity": (GenericIdentity(), set()),
    "ZeroMatrix": (sp.ZeroMatrix(n, m), {n, m}),
    "GenericZeroMatrix": (GenericZeroMatrix(), set()),
    "OneMatrix": (sp.OneMatrix(n, m), {n, m}),
    "ImmutableDenseMatrix": (sp.ImmutableMatrix([[a, X[0, 0]], [b, 1]]), {a, b, X}),
    "ImmutableSparseMatrix": (sp.ImmutableSparseMatrix([[a, X[0, 0]], [b, 1]]), {a, b, X}),
    "Determinant": (sp.Determinant(S), {S}),
    "DotProduct": (sp.DotProduct(x, MatrixSymbol("w", 2, 1)), {x, MatrixSymbol("w", 2, 1)}),
    "Permanent": (sp.Permanent(S), {S}),
    "Trace": (sp.Trace(S), {S}),
    **{
        kind.__name__: (kind(S), {S})
        for kind in (
            factorizations.EigenValues,
            factorizations.EigenVectors,
            factorizations.LofCholesky,
            factorizations.LofLU,
            factorizations.QofQR,
            factorizations.RofQR,
            factorizations.SofSVD,
            factorizations.UofCholesky,
            factorizations.UofLU,
            factorizations.UofSVD,
            factorizations.VofSVD,
        )
    },
    "Sum": (sp.Sum(a * i * y[i, 0], (i, k, n)), {a, y, k, n}),
    "Product": (sp.Product(a + y[i, 0], (i, k, n)), {a, y, k, n}),
    "Integral": (sp.Integral(a * u, (u, b, c)), {a, b, c}),
    "Limit": (sp.Limit(a * u, u, b), {a, b}),
    "Subs": (sp.Subs(f(u, a), u, b), {a, b}),
    "Derivative": (sp.Derivative(f(a, b), (a, k)), {a, b, k}),
    "Piecewise": (sp.Piecewise((a, b > c), (d, True)), {a, b, c, d}),
    "KroneckerDelta": (sp.KroneckerDelta(k, l), {k, l}),
    "Pow": (a**b, {a, b}),
    "Add": (a + b, {a, b}),
    "Mul": (a * b, {a, b}),
    "Function": (sp.atan2(a, b), {a, b}),
    "AppliedUndef": (f(a, b), {a, b}),
    "Indexed": (sp.Indexed("z", k), {Symbol("z"), k}),
    "Contains": (sp.Piecewise((a, sp.Contains(b, sp.Interval(c, d))), (0, True)), {a, b, c, d}),
    "Not": (sp.Piecewise((a, sp.Not(sp.Contains(b, sp.Interval(0, c)))), (0, True)), {a, b, c}),
    "And": (sp.Piecewise((a, sp.And(b > 0, sp.Or(c > 0, d > 0))), (0, True)), {a, b, c, d}),
}

ALL = OURS | SYMPYS
"""By the name of the type: an expression, and its symbols."""

ABSTRACT = {"MatrixExpr", "Factorization", "ImmutableRepMatrix", "Node", "_Stored", "Differentiated", "Hooked"}


def subclasses(kind):
    return {kind, *(found for below in kind.__subclasses__() for found in subclasses(below))}


def types_that_exist():
    """The names of SymPy's matrix nodes, its scalars over matrices, and symnet's nodes."""
    for module in pkgutil.iter_modules(sp.matrices.expressions.__path__):
        if module.name != "tests":
            importlib.import_module(f"sympy.matrices.expressions.{module.name}")
    of_matrices = {
        kind for kind in subclasses(sp.Expr) if str(kind.__module__).startswith("sympy.matrices.expressions")
    }
    ours = {kind for kind in subclasses(sp.Expr) if str(kind.__module__).startswith("symnet.expressions")}
    return {kind.__name__ for kind in of_matrices | ours if not issubclass(kind, ScalarFunction)} - ABSTRACT
