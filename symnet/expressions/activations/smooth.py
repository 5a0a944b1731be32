"""Activations that grow without bound and are not piecewise linear: soft rectifiers and exponentials."""
# ruff: noqa: N801 - SymPy's functions are classes, and mathematics writes them small

from __future__ import annotations

from sympy import Abs, Expr, Interval, LambertW, Max, Min, Piecewise, Rational, S, exp, log, oo, pi, sqrt

from symnet.expressions.activations.bounded import normal_cdf, sigmoid, sparse_sigmoid, tanh
from symnet.expressions.facts import ActivationFacts, FrameworkName, Parameter, odd
from symnet.expressions.logarithms import log_one_plus
from symnet.expressions.scalar import Activation

POSITIVE = Interval.open(0, oo)
SELU_ALPHA = Rational("1.6732632423543772848170429916717")
SELU_SCALE = Rational("1.0507009873554804934193349852946")
QUICK = Rational("1.702")


class elu(Activation):
    """Exponential linear unit: z for z > 0, and alpha (exp(z) - 1) elsewhere.

    >>> elu(3), elu(0), elu(-oo, 2)
    (3, 0, -2)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{ELU}",
        definition=lambda z, alpha: Piecewise((z, z > 0), (alpha * (exp(z) - 1), True)),
        derivative=lambda _, z, alpha: Piecewise((1, z > 0), (alpha * exp(z), True)),
        parameters=(Parameter("alpha", S.One, POSITIVE),),
        image=lambda alpha: Interval.open(-alpha, oo),
        limits=lambda alpha: (-alpha, oo),
        monotone="nondecreasing",
        kinks=lambda alpha: () if alpha == 1 else (S.Zero,),
        frameworks=(
            FrameworkName("pytorch", ("ELU", "elu")),
            FrameworkName("keras", ("elu",)),
            FrameworkName("jax", ("elu",)),
            FrameworkName("onnx", ("Elu",)),
        ),
        source="Clevert, Unterthiner, Hochreiter: Fast and Accurate Deep Network Learning by ELUs, 2015",
    )


class celu(Activation):
    """Continuously differentiable ELU: z for z > 0, and alpha (exp(z/alpha) - 1) elsewhere.

    >>> celu(3), celu(-oo, 2)
    (3, -2)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{CELU}",
        definition=lambda z, alpha: Piecewise((z, z > 0), (alpha * (exp(z / alpha) - 1), True)),
        derivative=lambda _, z, alpha: Piecewise((1, z > 0), (exp(z / alpha), True)),
        parameters=(Parameter("alpha", S.One, POSITIVE),),
        image=lambda alpha: Interval.open(-alpha, oo),
        limits=lambda alpha: (-alpha, oo),
        monotone="nondecreasing",
        frameworks=(
            FrameworkName("pytorch", ("CELU", "celu")),
            FrameworkName("keras", ("celu",)),
            FrameworkName("jax", ("celu",)),
            FrameworkName("onnx", ("Celu",)),
        ),
        source="Barron: Continuously Differentiable Exponential Linear Units, 2017",
    )


class selu(Activation):
    """Scaled exponential linear unit: scale z for z > 0, and scale alpha (exp(z) - 1) elsewhere.

    alpha = 1.6732632423543772848..., scale = 1.0507009873554804934...

    >>> selu(-oo).evalf(15)
    -1.75809934084738
    """

    facts = ActivationFacts(
        latex=r"\operatorname{SELU}",
        definition=lambda z: Piecewise((SELU_SCALE * z, z > 0), (SELU_SCALE * SELU_ALPHA * (exp(z) - 1), True)),
        derivative=lambda _, z: Piecewise((SELU_SCALE, z > 0), (SELU_SCALE * SELU_ALPHA * exp(z), True)),
        image=lambda: Interval.open(-SELU_SCALE * SELU_ALPHA, oo),
        limits=lambda: (-SELU_SCALE * SELU_ALPHA, oo),
        monotone="nondecreasing",
        kinks=lambda: (S.Zero,),
        frameworks=(
            FrameworkName("pytorch", ("SELU", "selu")),
            FrameworkName("keras", ("selu",)),
            FrameworkName("jax", ("selu",)),
            FrameworkName("onnx", ("Selu",)),
        ),
        source="Klambauer, Unterthiner, Mayr, Hochreiter: Self-Normalizing Neural Networks, 2017",
    )


class gelu(Activation):
    """Gaussian error linear unit, z Phi(z), with the normal distribution function Phi.

    >>> from sympy import Symbol
    >>> gelu(Symbol("z")).definition()
    z*normal_cdf(z)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{GELU}",
        definition=lambda z: z * normal_cdf(z),
        # the minimum -0.1699712074799036616..., near z = -0.7518, has no closed form
        image=lambda: Interval(Rational("-0.16997120747990366170"), oo),
        limits=lambda: (S.Zero, oo),
        frameworks=(
            FrameworkName("pytorch", ("GELU", "gelu")),
            FrameworkName("keras", ("gelu",)),
            FrameworkName("onnx", ("Gelu",)),
        ),
        source="Hendrycks, Gimpel: Gaussian Error Linear Units, 2016",
    )


def _gelu_argument(z: Expr) -> Expr:
    return sqrt(2 / pi) * (z + Rational("0.044715") * z**3)


class gelu_tanh(Activation):
    """Approximation of `gelu` by tanh: z (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3)))/2.

    >>> gelu_tanh(0), gelu_tanh(1).evalf(10)
    (0, 0.8411919906)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{GELU}_{\tanh}",
        definition=lambda z: z / 2 * (1 + tanh(_gelu_argument(z))),
        image=lambda: Interval(Rational("-0.17004075057125405064"), oo),
        limits=lambda: (S.Zero, oo),
        for_numbers=lambda z: z * sigmoid(2 * _gelu_argument(z)),  # 1 + tanh loses its digits in the left tail
        frameworks=(FrameworkName("pytorch", ("gelu_tanh",)), FrameworkName("jax", ("gelu",))),
        source="Hendrycks, Gimpel: Gaussian Error Linear Units, 2016",
    )


class quick_gelu(Activation):
    """Approximation of `gelu` by the sigmoid: z sigmoid(1.702 z).

    >>> quick_gelu(0), quick_gelu(oo)
    (0, oo)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{QuickGELU}",
        definition=lambda z: z * sigmoid(QUICK * z),
        image=lambda: Interval(-LambertW(exp(-1)) / QUICK, oo),
        limits=lambda: (S.Zero, oo),
        source="Hendrycks, Gimpel: Gaussian Error Linear Units, 2016",
    )


class softplus(Activation):
    """Softplus, log(1 + exp(beta z))/beta.

    >>> from sympy import Symbol
    >>> softplus(0), softplus(Symbol("z")).diff("z")
    (log(2), sigmoid(z))
    """

    facts = ActivationFacts(
        latex=r"\operatorname{softplus}",
        definition=lambda z, beta: log(1 + exp(beta * z)) / beta,
        derivative=lambda _, z, beta: sigmoid(beta * z),
        for_numbers=lambda z, beta: (Max(beta * z, 0) + log_one_plus(exp(-Abs(beta * z)))) / beta,
        parameters=(Parameter("beta", S.One, POSITIVE, neutral=S.One),),
        image=lambda _: POSITIVE,
        limits=lambda _: (S.Zero, oo),
        monotone="nondecreasing",
        frameworks=(
            FrameworkName("pytorch", ("Softplus", "softplus")),
            FrameworkName("keras", ("softplus",)),
            FrameworkName("jax", ("softplus",)),
            FrameworkName("onnx", ("Softplus",)),
        ),
        source="Dugas, Bengio, Bélisle, Nadeau, Garcia 2001",
    )


class squareplus(Activation):
    """Squareplus, (z + sqrt(z^2 + b))/2.

    >>> squareplus(0), squareplus(Rational(3, 2))
    (1, 2)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{squareplus}",
        definition=lambda z, b: (z + sqrt(z**2 + b)) / 2,
        derivative=lambda f, z, b: f / sqrt(z**2 + b),
        parameters=(Parameter("b", S(4), POSITIVE),),
        image=lambda _: POSITIVE,
        limits=lambda _: (S.Zero, oo),
        monotone="nondecreasing",
        frameworks=(FrameworkName("keras", ("squareplus",)), FrameworkName("jax", ("squareplus",))),
        source="Barron: Squareplus, 2021",
    )


class sparse_plus(Activation):
    """Sparse plus: 0 for z <= -1, z for z >= 1, and (z + 1)^2/4 between.

    >>> sparse_plus(-2), sparse_plus(0), sparse_plus(2)
    (0, 1/4, 2)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{SparsePlus}",
        definition=lambda z: Piecewise((0, z <= -1), (z, z >= 1), ((z + 1) ** 2 / 4, True)),
        derivative=lambda _, z: sparse_sigmoid(z),
        image=lambda: Interval(0, oo),
        limits=lambda: (S.Zero, oo),
        monotone="nondecreasing",
        frameworks=(FrameworkName("keras", ("sparse_plus",)), FrameworkName("jax", ("sparse_plus",))),
        source="JAX, jax.nn.sparse_plus",
    )


class silu(Activation):
    """Sigmoid linear unit (swish), z sigmoid(z).

    >>> from sympy import Symbol
    >>> silu(Symbol("z")).definition()
    z*sigmoid(z)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{SiLU}",
        definition=lambda z: z * sigmoid(z),
        image=lambda: Interval(-LambertW(exp(-1)), oo),
        limits=lambda: (S.Zero, oo),
        aliases=("swish",),
        frameworks=(
            FrameworkName("pytorch", ("SiLU", "silu")),
            FrameworkName("keras", ("silu", "swish")),
            FrameworkName("jax", ("silu", "swish")),
            FrameworkName("onnx", ("Swish",)),
        ),
        source="Elfwing, Uchibe, Doya 2017; Ramachandran, Zoph, Le 2017",
    )


class hardswish(Activation):
    """Piecewise quadratic `silu`: 0 for z <= -3, z for z >= 3, and z (z + 3)/6 between.

    >>> hardswish(-3), hardswish(1), hardswish(4)
    (0, 2/3, 4)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{HardSwish}",
        definition=lambda z: Piecewise((0, z <= -3), (z, z >= 3), (z * (z + 3) / 6, True)),
        image=lambda: Interval(-Rational(3, 8), oo),
        limits=lambda: (S.Zero, oo),
        kinks=lambda: (S(-3), S(3)),
        aliases=("hard_swish", "hard_silu"),
        frameworks=(
            FrameworkName("pytorch", ("Hardswish", "hardswish")),
            FrameworkName("keras", ("hard_silu", "hard_swish")),
            FrameworkName("jax", ("hard_silu", "hard_swish")),
            FrameworkName("onnx", ("HardSwish",)),
        ),
        source="Howard and others: Searching for MobileNetV3, 2019",
    )


class mish(Activation):
    """Mish, z tanh(softplus(z)).

    >>> from sympy import Symbol
    >>> mish(Symbol("z")).definition()
    z*tanh(softplus(z, 1))
    """

    facts = ActivationFacts(
        latex=r"\operatorname{Mish}",
        definition=lambda z: z * tanh(softplus(z)),
        image=lambda: Interval(Rational("-0.30884341301725040663"), oo),
        limits=lambda: (S.Zero, oo),
        frameworks=(
            FrameworkName("pytorch", ("Mish", "mish")),
            FrameworkName("keras", ("mish",)),
            FrameworkName("jax", ("mish",)),
            FrameworkName("onnx", ("Mish",)),
        ),
        source="Misra: Mish, 2019",
    )


class log_sigmoid(Activation):
    """Logarithm of the sigmoid, -log(1 + exp(-z)).

    >>> from sympy import Symbol
    >>> log_sigmoid(Symbol("z")).diff()
    sigmoid(-z)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{LogSigmoid}",
        definition=lambda z: -log(1 + exp(-z)),
        for_numbers=lambda z: Min(z, 0) - log_one_plus(exp(-Abs(z))),
        derivative=lambda _, z: sigmoid(-z),  # 1 - sigmoid(z) would lose its digits for large z
        image=lambda: Interval.open(-oo, 0),
        limits=lambda: (-oo, S.Zero),
        monotone="nondecreasing",
        frameworks=(
            FrameworkName("pytorch", ("LogSigmoid", "logsigmoid")),
            FrameworkName("keras", ("log_sigmoid",)),
            FrameworkName("jax", ("log_sigmoid",)),
        ),
        source="PyTorch, torch.nn.LogSigmoid",
    )


class tanhshrink(Activation):
    """What tanh takes away, z - tanh(z).

    >>> from sympy import Symbol
    >>> tanhshrink(Symbol("z")).diff()
    tanh(z)**2
    """

    facts = ActivationFacts(
        latex=r"\operatorname{TanhShrink}",
        definition=lambda z: z - tanh(z),
        derivative=lambda _, z: tanh(z) ** 2,
        image=lambda: S.Reals,
        limits=lambda: (-oo, oo),
        parity=odd,
        monotone="nondecreasing",
        aliases=("tanh_shrink",),
        frameworks=(
            FrameworkName("pytorch", ("Tanhshrink", "tanhshrink")),
            FrameworkName("keras", ("tanh_shrink",)),
        ),
        source="PyTorch, torch.nn.Tanhshrink",
    )


class exponential(Activation):
    """Exponential, exp(z).

    >>> exponential(0), exponential(-oo)
    (1, 0)
    """

    facts = ActivationFacts(
        latex=r"\exp",
        definition=exp,
        derivative=lambda f, _: f,
        image=lambda: POSITIVE,
        limits=lambda: (S.Zero, oo),
        monotone="nondecreasing",
        aliases=("exp",),
        frameworks=(FrameworkName("keras", ("exponential",)), FrameworkName("onnx", ("Exp",))),
        source="Keras, keras.activations.exponential",
    )
