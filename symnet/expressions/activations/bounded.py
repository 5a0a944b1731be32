"""Activations with a bounded range: sigmoids, their piecewise linear forms, steps, bumps and waves."""
# ruff: noqa: N801 - SymPy's functions are classes, and mathematics writes them small

from __future__ import annotations

import sympy
from sympy import Abs, FiniteSet, Interval, Piecewise, Rational, S, atan, erf, erfc, exp, pi, sin, sqrt
from sympy.calculus.accumulationbounds import AccumBounds

from symnet.expressions.facts import ActivationFacts, FrameworkName, Parameter, even, odd
from symnet.expressions.scalar import Activation, absolute_value

POSITIVE = Interval.open(0, sympy.oo)


class sigmoid(Activation):
    """Logistic sigmoid, 1/(1 + exp(-z)).

    >>> from sympy import Symbol
    >>> sigmoid(Symbol("z")).diff()
    (1 - sigmoid(z))*sigmoid(z)
    """

    facts = ActivationFacts(
        latex=r"\sigma",
        definition=lambda z: 1 / (1 + exp(-z)),
        derivative=lambda f, _: f * (1 - f),
        image=lambda: Interval.open(0, 1),
        limits=lambda: (S.Zero, S.One),
        monotone="nondecreasing",
        aliases=("logistic",),
        frameworks=(
            FrameworkName("pytorch", ("Sigmoid", "sigmoid")),
            FrameworkName("keras", ("sigmoid",)),
            FrameworkName("jax", ("sigmoid",)),
            FrameworkName("onnx", ("Sigmoid",)),
        ),
        source="Verhulst 1845",
    )


class tanh(Activation):
    """Hyperbolic tangent, (exp(z) - exp(-z))/(exp(z) + exp(-z)).

    >>> from sympy import Symbol
    >>> tanh(Symbol("z")).diff(), tanh(Symbol("z")).rewrite(sympy.tanh)
    (1 - tanh(z)**2, tanh(z))
    """

    facts = ActivationFacts(
        latex=r"\tanh",
        definition=lambda z: (exp(z) - exp(-z)) / (exp(z) + exp(-z)),
        derivative=lambda f, _: 1 - f**2,
        image=lambda: Interval.open(-1, 1),
        limits=lambda: (S.NegativeOne, S.One),
        parity=odd,
        monotone="nondecreasing",
        for_numbers=sympy.tanh,
        frameworks=(
            FrameworkName("pytorch", ("Tanh", "tanh")),
            FrameworkName("keras", ("tanh",)),
            FrameworkName("jax", ("tanh",)),
            FrameworkName("onnx", ("Tanh",)),
        ),
        source="LeCun, Bottou, Orr, Müller: Efficient BackProp, 1998",
    )


class scaled_tanh(Activation):
    """Scaled hyperbolic tangent, alpha tanh(beta z); LeCun's alpha = 1.7159 and beta = 2/3.

    >>> scaled_tanh(0), scaled_tanh(sympy.oo)
    (0, 17159/10000)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{ScaledTanh}",
        definition=lambda z, alpha, beta: alpha * tanh(beta * z),
        parameters=(Parameter("alpha", Rational(17159, 10000), POSITIVE), Parameter("beta", Rational(2, 3), POSITIVE)),
        image=lambda alpha, _: Interval.open(-alpha, alpha),
        limits=lambda alpha, _: (-alpha, alpha),
        parity=odd,
        monotone="nondecreasing",
        frameworks=(FrameworkName("onnx", ("ScaledTanh",)),),
        source="LeCun, Bottou, Orr, Müller: Efficient BackProp, 1998",
    )


class arctan(Activation):
    """Arctangent, atan(z).

    >>> from sympy import Symbol
    >>> arctan(1), arctan(Symbol("z")).diff()
    (pi/4, 1/(z**2 + 1))
    """

    facts = ActivationFacts(
        latex=r"\arctan",
        definition=atan,
        derivative=lambda _, z: 1 / (1 + z**2),
        image=lambda: Interval.open(-pi / 2, pi / 2),
        limits=lambda: (-pi / 2, pi / 2),
        parity=odd,
        monotone="nondecreasing",
        aliases=("atan",),
        frameworks=(FrameworkName("onnx", ("Atan",)),),
        source="ONNX operator Atan",
    )


class softsign(Activation):
    """Softsign, z/(1 + |z|).

    >>> softsign(-3)
    -3/4
    """

    facts = ActivationFacts(
        latex=r"\operatorname{softsign}",
        definition=lambda z: z / (1 + Abs(z)),
        # our own |z|: SymPy's differentiates into a Dirac delta, or, of a symbol that is not known to be real, worse
        derivative=lambda _, z: 1 / (1 + absolute_value(z)) ** 2,
        image=lambda: Interval.open(-1, 1),
        limits=lambda: (S.NegativeOne, S.One),
        parity=odd,
        monotone="nondecreasing",
        frameworks=(
            FrameworkName("pytorch", ("Softsign", "softsign")),
            FrameworkName("keras", ("softsign",)),
            FrameworkName("jax", ("soft_sign",)),
            FrameworkName("onnx", ("Softsign",)),
        ),
        source="Turian, Bergstra, Bengio 2009",
    )


class hardsigmoid(Activation):
    """Piecewise linear sigmoid, min(max(alpha z + beta, 0), 1).

    >>> hardsigmoid(-4), hardsigmoid(1), hardsigmoid(1, 0.2)
    (0, 2/3, 7/10)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{HardSigmoid}",
        definition=lambda z, alpha, beta: Piecewise(
            (0, z <= -beta / alpha), (1, z >= (1 - beta) / alpha), (alpha * z + beta, True)
        ),
        parameters=(Parameter("alpha", Rational(1, 6), POSITIVE), Parameter("beta", Rational(1, 2))),
        image=lambda *_: Interval(0, 1),
        limits=lambda *_: (S.Zero, S.One),
        monotone="nondecreasing",
        kinks=lambda alpha, beta: (-beta / alpha, (1 - beta) / alpha),
        aliases=("hard_sigmoid",),
        frameworks=(
            FrameworkName("pytorch", ("Hardsigmoid", "hardsigmoid")),
            FrameworkName("keras", ("hard_sigmoid",)),
            FrameworkName("jax", ("hard_sigmoid",)),
            FrameworkName("onnx", ("HardSigmoid",), (Rational(1, 5), Rational(1, 2))),
        ),
        source="Courbariaux, Bengio, David: BinaryConnect, 2015",
    )


class hardtanh(Activation):
    """Piecewise linear tanh, min(max(z, low), high) for low < high.

    >>> hardtanh(-4), hardtanh(Rational(1, 3)), hardtanh(4, 0, 3)
    (-1, 1/3, 3)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{HardTanh}",
        definition=lambda z, low, high: Piecewise((low, z <= low), (high, z >= high), (z, True)),
        parameters=(Parameter("low", S.NegativeOne), Parameter("high", S.One)),
        # low < high is not a fact about one of them, so it is asked here
        image=lambda low, high: Interval(low, high) if (high - low).is_positive else S.Reals,
        limits=lambda low, high: (low, high),
        parity=lambda low, high: "odd" if low == -high else None,
        monotone="nondecreasing",
        kinks=lambda low, high: (low, high),
        aliases=("hard_tanh", "clip"),
        frameworks=(
            FrameworkName("pytorch", ("Hardtanh", "hardtanh")),
            FrameworkName("keras", ("hard_tanh",)),
            FrameworkName("jax", ("hard_tanh",)),
        ),
        source="Collobert: Large Scale Machine Learning, 2004",
    )


class sparse_sigmoid(Activation):
    """Sparse sigmoid, the derivative of `sparse_plus`: min(max((z + 1)/2, 0), 1).

    >>> sparse_sigmoid(-2), sparse_sigmoid(0)
    (0, 1/2)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{SparseSigmoid}",
        definition=lambda z: Piecewise((0, z <= -1), (1, z >= 1), ((z + 1) / 2, True)),
        image=lambda: Interval(0, 1),
        limits=lambda: (S.Zero, S.One),
        monotone="nondecreasing",
        kinks=lambda: (S.NegativeOne, S.One),
        frameworks=(FrameworkName("keras", ("sparse_sigmoid",)), FrameworkName("jax", ("sparse_sigmoid",))),
        source="Martins, Astudillo: From Softmax to Sparsemax, 2016 (its case of two classes)",
    )


class step(Activation):
    """Heaviside's step, 1 for z >= 0 and 0 below: the perceptron.

    >>> step(-1), step(0), step(2)
    (0, 1, 1)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{step}",
        definition=lambda z: Piecewise((1, z >= 0), (0, True)),
        image=lambda: FiniteSet(0, 1),
        limits=lambda: (S.Zero, S.One),
        monotone="nondecreasing",
        kinks=lambda: (S.Zero,),
        aliases=("heaviside",),
        source="Rosenblatt: The Perceptron, 1958",
    )


class bipolar_step(Activation):
    """Sign of z: -1, 0 or 1.

    >>> bipolar_step(-7), bipolar_step(0), bipolar_step(2)
    (-1, 0, 1)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{sgn}",
        definition=lambda z: Piecewise((-1, z < 0), (1, z > 0), (0, True)),
        image=lambda: FiniteSet(-1, 0, 1),
        limits=lambda: (S.NegativeOne, S.One),
        parity=odd,
        monotone="nondecreasing",
        kinks=lambda: (S.Zero,),
        frameworks=(FrameworkName("onnx", ("Sign",)),),
        source="Widrow, Hoff: Adaptive Switching Circuits, 1960",
    )


class normal_cdf(Activation):
    """Distribution function of the standard normal distribution, (1 + erf(z/sqrt(2)))/2: the probit activation.

    >>> from sympy import Symbol
    >>> normal_cdf(Symbol("z")).diff()
    sqrt(2)*exp(-z**2/2)/(2*sqrt(pi))
    """

    facts = ActivationFacts(
        latex=r"\Phi",
        definition=lambda z: (1 + erf(z / sqrt(2))) / 2,
        derivative=lambda _, z: exp(-(z**2) / 2) / sqrt(2 * pi),
        image=lambda: Interval.open(0, 1),
        limits=lambda: (S.Zero, S.One),
        monotone="nondecreasing",
        for_numbers=lambda z: erfc(-z / sqrt(2)) / 2,  # 1 + erf loses its digits in the left tail
        aliases=("probit",),
        source="Abramowitz, Stegun: Handbook of Mathematical Functions, 26.2.29",
    )

    def _numpycode(self, printer: sympy.printing.printer.Printer, **_options: object) -> str:
        """Print Python's own erfc, vectorised: NumPy has no error function, and SymPy would print an unknown name."""
        vectorize, erfc_name = printer._module_format("numpy.vectorize"), printer._module_format("math.erfc")  # noqa: SLF001 - a hook
        return f"({vectorize}({erfc_name})({printer._print(-self.args[0] / sqrt(2))})/2)"


class error_function(Activation):
    """Gauss's error function, erf(z).

    >>> from sympy import Symbol
    >>> error_function(Symbol("z")).diff()
    2*exp(-z**2)/sqrt(pi)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{erf}",
        definition=erf,
        derivative=lambda _, z: 2 * exp(-(z**2)) / sqrt(pi),
        image=lambda: Interval.open(-1, 1),
        limits=lambda: (S.NegativeOne, S.One),
        parity=odd,
        monotone="nondecreasing",
        aliases=("erf",),
        frameworks=(FrameworkName("onnx", ("Erf",)),),
        source="Abramowitz, Stegun: Handbook of Mathematical Functions, 7.1.1",
    )

    def _numpycode(self, printer: sympy.printing.printer.Printer, **_options: object) -> str:
        """Print Python's own erf, vectorised; see `normal_cdf`."""
        vectorize, erf_name = printer._module_format("numpy.vectorize"), printer._module_format("math.erf")  # noqa: SLF001 - a hook
        return f"({vectorize}({erf_name})({printer._print(self.args[0])}))"


class gaussian(Activation):
    """Gaussian bump, exp(-z^2).

    >>> from sympy import Symbol
    >>> gaussian(0), gaussian(Symbol("z")).diff()
    (1, -2*z*gaussian(z))
    """

    facts = ActivationFacts(
        latex=r"\operatorname{gaussian}",
        definition=lambda z: exp(-(z**2)),
        derivative=lambda f, z: -2 * z * f,
        image=lambda: Interval.Lopen(0, 1),
        limits=lambda: (S.Zero, S.Zero),
        parity=even,
        source="Broomhead, Lowe 1988",
    )


class sine(Activation):
    """Sine, sin(z), as in periodic networks.

    >>> from sympy import Symbol, cos
    >>> sine(Symbol("z")).diff() == cos(Symbol("z"))
    True
    """

    facts = ActivationFacts(
        latex=r"\sin",
        definition=sin,
        image=lambda: Interval(-1, 1),
        limits=lambda: (AccumBounds(-1, 1), AccumBounds(-1, 1)),
        parity=odd,
        frameworks=(FrameworkName("onnx", ("Sin",)),),
        source="Sitzmann and others: Implicit Neural Representations with Periodic Activation Functions, 2020",
    )
