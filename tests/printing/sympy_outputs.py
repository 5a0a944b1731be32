"""Prints SymPy's own prints of SymPy's own expressions as JSON; with the word ``symnet``, after symnet was used.

python sympy_outputs.py [symnet]
"""

import json
import re
import sys

import sympy as sp
from sympy import (
    And,
    Derivative,
    Eq,
    FiniteSet,
    Function,
    HadamardPower,
    HadamardProduct,
    Identity,
    Integral,
    Interval,
    KroneckerProduct,
    Lambda,
    Limit,
    MatAdd,
    MatMul,
    MatPow,
    Matrix,
    MatrixSymbol,
    Mul,
    Not,
    OneMatrix,
    Or,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Tuple,
    ZeroMatrix,
    symbols,
)
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalOf


def scalars():
    """Scalars: every function of one argument, powers and quotients of sums, sums with bounds, names of every kind."""
    x, y, z = symbols("x y z")
    n, k = symbols("n k", integer=True)
    f = Function("f")
    of_one = [
        "sin",
        "cos",
        "tan",
        "cot",
        "sinh",
        "tanh",
        "asin",
        "acos",
        "atan",
        "atanh",
        "exp",
        "log",
        "sqrt",
        "Abs",
        "sign",
        "gamma",
        "erf",
        "zeta",
        "floor",
        "ceiling",
        "factorial",
        "Heaviside",
        "DiracDelta",
        "LambertW",
        "digamma",
        "conjugate",
        "re",
        "im",
        "loggamma",
        "erfc",
        "Ei",
        "cbrt",
        "sec",
        "csc",
        "acosh",
        "asinh",
        "sinc",
        "dirichlet_eta",
        "elliptic_k",
    ]
    for name in of_one:
        function = getattr(sp, name)
        yield from (
            function(x),
            function(x) ** 2,
            1 / function(x + y),
            -function(x * y),
            function(x / (1 + y)),
            Derivative(function(x), x),
        )
    for a in (x, x + y, -x, x * y, x / y, f(x), x**2, Rational(1, 3), -x / 2):
        yield from (
            a**2,
            a**-1,
            a ** Rational(1, 2),
            a**n,
            2**a,
            a / (y + 1),
            z - a,
            a * (z + 1),
            -a * z,
            Mul(2, a, evaluate=False),
            Pow(a, 2, evaluate=False),
        )
    for name in (
        "x_1",
        "x1",
        "alpha",
        "alpha_1",
        "xhat",
        "x_bar",
        "lambda",
        "Gamma",
        "weight",
        "x_0_weight",
        "x^2",
        "w^{[0]}",
        "xdot",
        "Omega_n",
    ):
        yield from (Symbol(name), Symbol(name) ** 2, Symbol(name) / (1 + Symbol(name)))
    yield from (
        Sum(x**k, (k, 0, n)),
        Sum(x**k, (k, 0, n)) ** 2,
        Sum(k * n, (k, 0, 3), (n, 0, 2)),
        Product(k, (k, 1, n)),
        Integral(x**2, x),
        Integral(x, (x, 0, 1)) + 1,
        Limit(x, x, 0),
        Subs(f(x), x, 1),
        Derivative(f(x, y), x, y),
    )
    yield from (
        S.Pi,
        S.Exp1,
        S.ImaginaryUnit,
        S.Infinity,
        S.EulerGamma,
        S.GoldenRatio,
        S.Catalan,
        sp.Float("1e-30"),
        sp.Float(0.5),
        Rational(-7, 3),
        S.NaN,
    )
    yield from (
        Eq(x, y),
        x < y,
        x >= y,
        sp.Ne(x, y),
        And(x > 0, y < 1),
        Or(x > 0, Not(y < 1)),
        Piecewise((x, x > 0), (0, True)),
        Lambda(x, x**2),
        sp.Max(x, y, z),
        sp.Min(x, 1),
        sp.KroneckerDelta(k, n),
        sp.binomial(n, k),
        Interval(0, 1),
        Interval.open(0, x),
        FiniteSet(1, x),
        S.Reals,
        Tuple(x, y),
        sp.O(x**2),
        f(x).diff(x),
        sp.besselj(n, x),
        sp.polygamma(1, x),
        sp.beta(x, y),
    )


def matrices():
    """Matrices: every node of SymPy's, of symbols and of explicit matrices."""
    n, m = symbols("n m", integer=True, positive=True)
    A, B, X = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n), MatrixSymbol("X", n, m)
    for C in (A, A + B, A * B, A.T, 2 * A, MatrixSymbol("W_1", n, n), A.inverse(), HadamardProduct(A, B), -A):
        yield from (
            C.T,
            C**2,
            MatPow(C, -2),
            C + B,
            B + C,
            C * B,
            B * C,
            2 * C,
            -C,
            Trace(C),
            sp.Determinant(C),
            HadamardProduct(C, B),
            HadamardPower(C, 2),
            KroneckerProduct(C, B),
            C[0, 1],
            DiagonalOf(C),
            C.applyfunc(sp.sin),
            MatAdd(C, B, evaluate=False),
            MatMul(C, B, evaluate=False),
        )
    yield from (
        OneMatrix(n, m),
        ZeroMatrix(n, m),
        Identity(n),
        OneMatrix(1, n).T,
        DiagMatrix(MatrixSymbol("v", n, 1)),
        X * X.T,
        Transpose(X),
        X[0, :],
        X[:, 1],
        A[1:3, 0:2],
        sp.BlockMatrix([[A, B], [B, A]]),
        Matrix([[1, n], [m, 2]]),
        Matrix([n, m]),
        Matrix([[1, 2]]).as_immutable(),
        Matrix([[n * m]]) * 2,
    )


def outputs():
    """Every expression in every print."""
    prints = (sp.latex, str, sp.srepr, lambda expression: sp.pretty(expression, use_unicode=True))
    for expression in [*scalars(), *matrices()]:
        for spelled in prints:
            try:
                yield re.sub(r"dummy_index=\d+", "dummy_index", spelled(expression))  # counted through the process
            except Exception as error:  # noqa: BLE001 - then it is the same error with symnet
                yield f"{type(error).__name__}: {error}"


def use_symnet():
    """Import all of symnet, and print with it."""
    import symnet as sn

    sn.latex(sn.Network([2, 3, 1]).cost("squared_error").gradient())
    sn.text(sn.softmax(MatrixSymbol("Z", 2, 3)))


if __name__ == "__main__":
    if sys.argv[1:] == ["symnet"]:
        use_symnet()
    sys.stdout.write(json.dumps(list(outputs())))
