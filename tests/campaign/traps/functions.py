"""Traps of numbers, undefined functions, derivatives, and symbols that are not real numbers."""

from sympy import (
    Abs,
    Derivative,
    E,
    Float,
    Function,
    I,
    Integer,
    Lambda,
    Pow,
    Rational,
    Subs,
    Symbol,
    cos,
    exp,
    floor,
    gamma,
    pi,
    sign,
    sin,
    sqrt,
    tanh,
)

import symnet as sn
from tests.campaign.traps.row import (
    FALSE,
    NOT_PLAIN,
    NOT_PROVED,
    NOT_REFUTED,
    TRUE,
    Trap,
    above,
    behind,
    f,
    g,
    half,
    s,
    t,
    u,
    v,
    x,
    y,
)
from tests.campaign.traps.row import verify as V

positive = Symbol("p", positive=True)

# fmt: off
NUMBERS = (
    Trap("e^(π√163) is an integer", lambda: V(exp(pi * sqrt(163)) + 0 * x, 262537412640768744), NOT_PROVED, "it ends in .9999999999992"),
    Trap("sign of e^(π√163) - 262537412640768744", lambda: V(sign(exp(pi * sqrt(163)) - 262537412640768744, evaluate=False), 1), NOT_PROVED, "it is negative"),
    Trap("x + 1e-300 = x", lambda: V(x + Rational(1, 10**300), x), NOT_PROVED, "1e-300 is not 0"),
    Trap("x + e^-1000 = x", lambda: V(x + exp(-1000), x), NOT_PROVED, "e^-1000 > 0"),
    Trap("10²² + x = 10²² + 1 + x", lambda: V(x + 10**22, x + 10**22 + 1), NOT_PROVED, "1 is not 0"),
    Trap("(10²² + x) - 10²² = x", lambda: V((10**22 + x) * y - 10**22 * y, x * y), TRUE, "algebra"),
    Trap("0.1 + 0.2 = 0.3", lambda: V(Float("0.1") * x + Float("0.2") * x, Float("0.3") * x), NOT_REFUTED, "a decimal is what was written"),
    Trap("1.0 A = A", lambda: V(Float("1.0") * sn.relu(x), sn.relu(x)), NOT_REFUTED, "1.0 is 1"),
    Trap("0.333 x = x/3", lambda: V(Float("0.333") * x, x / 3), NOT_PROVED, "0.333 is not 1/3"),
    Trap("√2 = 1414213562/10⁹", lambda: V(sqrt(2) * x, Rational(1414213562, 10**9) * x), NOT_PROVED, "√2 is irrational"),
    Trap("π = 355/113", lambda: V(pi * x, Rational(355, 113) * x), NOT_PROVED, "π is irrational"),
    Trap("e = 2718281828459045/10¹⁵", lambda: V(E * x, Rational(2718281828459045, 10**15) * x), NOT_PROVED, "e is irrational"),
    Trap("selu has four digits", lambda: V(sn.selu(x), Rational(10507, 10000) * sn.relu(x) - Rational(17581, 10000) * sn.relu(1 - exp(x))), NOT_PROVED, "more digits"),
    Trap("gelu = its tanh approximation", lambda: V(sn.gelu(x), sn.gelu_tanh(x)), NOT_PROVED, "they differ by up to 5e-4"),
    Trap("gelu = quick gelu", lambda: V(sn.gelu(x), sn.quick_gelu(x)), NOT_PROVED, "an approximation"),
    Trap("sin x = x - x³/6", lambda: V(sin(x), x - x**3 / 6), NOT_PROVED, "x = 3"),
    Trap("tanh 20 = 1", lambda: V(x * tanh(20), x), NOT_PROVED, "tanh < 1"),
    Trap("σ(800) = 1", lambda: V(sn.sigmoid(Integer(800)) * x, x), NOT_PROVED, "σ < 1"),
    Trap("σ(-800) = 0", lambda: V(sn.sigmoid(Integer(-800)) * x, 0), NOT_PROVED, "σ > 0"),
    Trap("sign(x - 1e-12 - x) = 0", lambda: V(sign(sin(x) ** 2 + cos(x) ** 2 - 1 - Rational(1, 10**12)), 0), NOT_PROVED, "-1"),
    Trap("x^(1/10¹²) ends", lambda: V(x ** Rational(1, 10**12), x), NOT_PROVED, "x = 2"),
    Trap("(x + 1)^600 is not begun", lambda: V((x + 1) ** 600, (1 + x) ** 599 * (x + 1)), NOT_REFUTED, "algebra"),
)
# fmt: on

# fmt: off
FUNCTIONS = (
    Trap("f(-x) = -f(x)", lambda: V(f(-x), -f(x)), NOT_PROVED, "only if f is odd"),
    Trap("f(x + y) = f(x) + f(y)", lambda: V(f(x + y), f(x) + f(y)), NOT_PROVED, "only if f is additive"),
    Trap("f(2x) = 2 f(x)", lambda: V(f(2 * x), 2 * f(x)), NOT_PROVED, "only if f is linear"),
    Trap("f(x) = g(x)", lambda: V(f(x), g(x)), NOT_PROVED, "two functions"),
    Trap("f(x) = f(x, y)", lambda: V(f(x), f(x, y)), NOT_PROVED, "two functions"),
    Trap("f(x, y) = f(y, x)", lambda: V(f(x, y), f(y, x)), NOT_PROVED, "only if f is symmetric"),
    Trap("f((x+1)²) = f(x²+2x+1)", lambda: V(f((x + 1) ** 2), f(x**2 + 2 * x + 1)), TRUE, "equal arguments"),
    Trap("f(√x²) = f(x)", lambda: V(f(Pow(x**2, half, evaluate=False)), f(x)), NOT_PROVED, "x = -1"),
    Trap("f(f(x)) = f(x)", lambda: V(f(f(x)), f(x)), NOT_PROVED, "only if f is idempotent"),
    Trap("f(0) = 0", lambda: V(f(Integer(0)), 0), NOT_PROVED, "only of some f"),
    Trap("f(x)/f(x) = 1", lambda: V(f(x) / f(x) * y, y), NOT_REFUTED, "SymPy cancels"),
    Trap("exp(f(x) + g(x)) splits", lambda: V(exp(f(x) + g(x)), exp(f(x)) * exp(g(x))), TRUE, "a law of exp"),
    Trap("sign(f(x))² = 1", lambda: V(sign(f(x)) ** 2, 1), NOT_PROVED, "f = 0"),
    Trap("H(f(x)) = H⁺(f(x))", lambda: V(above(f(x)), behind(f(x))), NOT_PROVED, "f = 0"),
    Trap("gamma is not a user's gamma", lambda: V(gamma(x), Function("gamma")(x)), NOT_PROVED, "an unknown function of that name"),
    Trap("exp is not a user's exp", lambda: V(exp(x), Function("exp")(x)), NOT_PROVED, "an unknown function of that name"),
    Trap("relu is not a user's relu", lambda: V(sn.relu(x), Function("relu")(x)), NOT_PROVED, "an unknown function of that name"),
    Trap("d/dx f(x, x²) is not partial", lambda: V(Derivative(f(x, x**2), x), Subs(Derivative(f(u, v), u), (u, v), (x, x**2))), NOT_PROVED, "f(u, v) = v: 2x against 0"),
    Trap("d/dx f(x²) = f'(x²)", lambda: V(Derivative(f(x**2), x), Subs(Derivative(f(u), u), u, x**2)), NOT_PROVED, "2x is missing"),
    Trap("d/dx f(x²) = 2x f'(x²)", lambda: V(Derivative(f(x**2), x), 2 * x * Subs(Derivative(f(u), u), u, x**2)), NOT_REFUTED, "the chain rule"),
    Trap("d/dx f(-x) = f'(-x)", lambda: V(Derivative(f(-x), x), Subs(Derivative(f(u), u), u, -x)), NOT_PROVED, "a sign is missing"),
    Trap("d/dx f(x, y) = d/dy f(x, y)", lambda: V(Derivative(f(x, y), x), Derivative(f(x, y), y)), NOT_PROVED, "f = x"),
    Trap("d/dx d/dy exchange", lambda: V(Derivative(f(x, y), x, y), Derivative(f(x, y), y, x)), NOT_REFUTED, "smooth functions"),
    Trap("d/dx (f g) = f' g'", lambda: V(Derivative(f(x) * g(x), x), Derivative(f(x), x) * Derivative(g(x), x)), NOT_PROVED, "f = g = x"),
    Trap("d/dx f(y) = 0", lambda: V(Derivative(f(y), x) + y, y), NOT_REFUTED, "f(y) has no x"),
    Trap("d/dx sin(xy) = cos(xy)", lambda: V(Derivative(sin(x * y), x), cos(x * y)), NOT_PROVED, "y is missing"),
    Trap("d/dx sin(xy) = y cos(xy)", lambda: V(Derivative(sin(x * y), x), y * cos(x * y)), NOT_REFUTED, "the chain rule"),
    Trap("d/dx |x| = 1", lambda: V(Derivative(Abs(x), x), 1), NOT_PROVED, "x = -1"),
    Trap("d/dx |x| = sign x", lambda: V(Derivative(Abs(x), x), sign(x)), NOT_REFUTED, "where x ≠ 0, by convention at 0"),
    Trap("d/dx H(x) = 0", lambda: V(Derivative(above(x), x), 0), NOT_PLAIN, "not differentiable at 0"),
    Trap("f'(x) at y is f'(y)", lambda: V(Subs(Derivative(f(x), x), x, y), Derivative(f(y), y)), NOT_REFUTED, "one function"),
    Trap("f'(0) = d/dx f(0)", lambda: V(Subs(Derivative(f(x), x), x, 0), Derivative(f(Integer(0)), x)), NOT_PROVED, "f = x: 1 against 0"),
    Trap("σ'(x) = σ(x)", lambda: V(sn.sigmoid(x).diff(x), sn.sigmoid(x)), FALSE, "x = 0: 1/4 against 1/2"),
    Trap("σ'(x) = σ(x)(1 - σ(x))", lambda: V(sn.sigmoid(x).diff(x), sn.sigmoid(x) * (1 - sn.sigmoid(x))), TRUE, "the known rule"),
    Trap("tanh' = 1 - tanh", lambda: V(1 - sn.tanh(x) ** 2, 1 - sn.tanh(x)), FALSE, "x = 1"),
    Trap("softmax of two is σ of the difference", lambda: V(exp(s) / (exp(s) + exp(t)), sn.sigmoid(s - t)), TRUE, "divide by e^s"),
    Trap("softmax of two is σ of one", lambda: V(exp(s) / (exp(s) + exp(t)), sn.sigmoid(s)), FALSE, "t = 1"),
    Trap("y of a function is not x", lambda: V(Lambda(x, x + y)(s), s + x), NOT_PROVED, "y is not x"),
)
# fmt: on

imaginary, complex_, noncommutative = Symbol("s", imaginary=True), Symbol("c"), Symbol("q", commutative=False)
whole = Symbol("w", integer=True)
# fmt: off
KINDS = (
    Trap("s² = |s|², s imaginary", lambda: V(imaginary**2, Abs(imaginary) ** 2), NOT_PROVED, "s = i: -1 against 1"),
    Trap("|I x| = x", lambda: V(Abs(I * x), x), NOT_PROVED, "x = -1, and complex besides"),
    Trap("c² = |c|², c undeclared", lambda: V(complex_**2, Abs(complex_) ** 2), NOT_REFUTED, "everything is real unless it says otherwise"),
    Trap("q x = x q", lambda: V(noncommutative * Symbol("r", commutative=False), Symbol("r", commutative=False) * noncommutative), NOT_PROVED, "they do not commute"),
    Trap("w = floor w, w an integer", lambda: V(floor(whole + half), whole), NOT_REFUTED, "an integer"),
    Trap("H(w) = H⁺(w), w an integer", lambda: V(above(whole), behind(whole)), NOT_PROVED, "w = 0, and 0 is no null set of the integers"),
    Trap("sign(w)² = 1, w an integer", lambda: V(sign(whole) ** 2, 1), NOT_PROVED, "w = 0"),
    Trap("sin(π w) = 0", lambda: V(sin(pi * whole), 0), NOT_REFUTED, "w is an integer"),
    Trap("w² ≥ w as a step", lambda: V(above(whole**2 - whole), 1), NOT_REFUTED, "true of every integer"),
    Trap("p > 0 declared: √p² = p", lambda: V(Pow(positive**2, half, evaluate=False), positive), TRUE, "declared positive"),
    Trap("n declared negative: √n² = -n", lambda: V(sqrt(Symbol("h", negative=True) ** 2), -Symbol("h", negative=True)), NOT_REFUTED, "declared negative"),
    Trap("zero declared", lambda: V(Symbol("o", zero=True) * x + y, y), NOT_REFUTED, "o = 0"),
    Trap("even: (-1)^e = 1", lambda: V((-1) ** Symbol("e", even=True) * x, x), NOT_REFUTED, "e is even"),
    Trap("nonnegative: sign = 1", lambda: V(sign(Symbol("r", nonnegative=True)), 1), NOT_PLAIN, "r = 0"),
    Trap("one name, two symbols", lambda: V(Symbol("x", real=True), Symbol("x", positive=True)), NOT_PROVED, "two symbols that print alike"),
)
# fmt: on

TRAPS = (*NUMBERS, *FUNCTIONS, *KINDS)
