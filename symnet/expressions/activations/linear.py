"""Activations that grow without bound and are piecewise linear (one of them squared): rectifiers and shrinkage."""
# ruff: noqa: N801 - SymPy's functions are classes, and mathematics writes them small

from __future__ import annotations

from sympy import FiniteSet, Interval, Piecewise, Rational, S, Union, oo

from symnet.expressions.facts import ActivationFacts, FrameworkName, Parameter, odd
from symnet.expressions.scalar import Activation

POSITIVE = Interval.open(0, oo)


class identity(Activation):
    """Identity, z: no activation.

    >>> identity(7)
    7
    """

    facts = ActivationFacts(
        latex=r"\operatorname{id}",
        definition=lambda z: z,
        derivative=lambda *_: S.One,
        image=lambda: S.Reals,
        limits=lambda: (-oo, oo),
        parity=odd,
        monotone="nondecreasing",
        aliases=("linear",),
        frameworks=(
            FrameworkName("pytorch", ("Identity",)),
            FrameworkName("keras", ("linear",)),
            FrameworkName("jax", ("identity",)),
            FrameworkName("onnx", ("Identity",)),
        ),
        source="Widrow, Hoff: Adaptive Switching Circuits, 1960",
    )


class affine(Activation):
    """Affine function, alpha z + beta.

    >>> affine(3), affine(3, 2, 1)
    (3, 7)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{Affine}",
        definition=lambda z, alpha, beta: alpha * z + beta,
        parameters=(Parameter("alpha", S.One, POSITIVE), Parameter("beta", S.Zero)),
        image=lambda *_: S.Reals,
        limits=lambda *_: (-oo, oo),
        parity=lambda _, beta: "odd" if beta.is_zero else None,
        monotone="nondecreasing",
        frameworks=(FrameworkName("onnx", ("Affine",)),),
        source="ONNX operator RNN, activation Affine",
    )


class relu(Activation):
    """Rectified linear unit, max(z, 0).

    >>> relu(-3), relu(2)
    (0, 2)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{ReLU}",
        definition=lambda z: Piecewise((z, z > 0), (0, True)),
        image=lambda: Interval(0, oo),
        limits=lambda: (S.Zero, oo),
        monotone="nondecreasing",
        kinks=lambda: (S.Zero,),
        frameworks=(
            FrameworkName("pytorch", ("ReLU", "relu")),
            FrameworkName("keras", ("relu",)),
            FrameworkName("jax", ("relu",)),
            FrameworkName("onnx", ("Relu",)),
        ),
        source="Nair, Hinton: Rectified Linear Units Improve Restricted Boltzmann Machines, 2010",
    )


class leaky_relu(Activation):
    """Leaky rectified linear unit, z for z > 0 and alpha z elsewhere; alpha is PyTorch's 0.01 by default.

    >>> leaky_relu(-3), leaky_relu(-3, Rational(1, 5))
    (-3/100, -3/5)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{LeakyReLU}",
        definition=lambda z, alpha: Piecewise((z, z > 0), (alpha * z, True)),
        parameters=(Parameter("alpha", Rational(1, 100), POSITIVE),),
        image=lambda _: S.Reals,
        limits=lambda _: (-oo, oo),
        monotone="nondecreasing",
        kinks=lambda alpha: () if alpha == 1 else (S.Zero,),
        parity=lambda alpha: "odd" if alpha == 1 else None,
        frameworks=(
            FrameworkName("pytorch", ("LeakyReLU", "leaky_relu")),
            FrameworkName("keras", ("leaky_relu",), (Rational(1, 5),)),
            FrameworkName("keras", ("LeakyReLU",), (Rational(3, 10),)),
            FrameworkName("jax", ("leaky_relu",)),
            FrameworkName("onnx", ("LeakyRelu",)),
        ),
        source="Maas, Hannun, Ng: Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013",
    )


class prelu(Activation):
    """Leaky rectified linear unit whose slope alpha is trained, from 0.25 at first.

    >>> prelu(-4)
    -1
    """

    facts = ActivationFacts(
        latex=r"\operatorname{PReLU}",
        definition=lambda z, alpha: Piecewise((z, z > 0), (alpha * z, True)),
        parameters=(Parameter("alpha", Rational(1, 4), POSITIVE),),
        image=lambda _: S.Reals,
        limits=lambda _: (-oo, oo),
        monotone="nondecreasing",
        kinks=lambda alpha: () if alpha == 1 else (S.Zero,),
        parity=lambda alpha: "odd" if alpha == 1 else None,
        frameworks=(
            FrameworkName("pytorch", ("PReLU", "prelu")),
            FrameworkName("keras", ("PReLU",), (S.Zero,)),
            FrameworkName("onnx", ("PRelu",)),
        ),
        source="He, Zhang, Ren, Sun: Delving Deep into Rectifiers, 2015",
    )


class rrelu(Activation):
    """Randomized leaky rectified linear unit when it is evaluated: the slope is the mean of lower and upper.

    >>> rrelu(-48)
    -11
    """

    facts = ActivationFacts(
        latex=r"\operatorname{RReLU}",
        definition=lambda z, lower, upper: Piecewise((z, z > 0), ((lower + upper) / 2 * z, True)),
        parameters=(Parameter("lower", Rational(1, 8), POSITIVE), Parameter("upper", Rational(1, 3), POSITIVE)),
        image=lambda *_: S.Reals,
        limits=lambda *_: (-oo, oo),
        monotone="nondecreasing",
        kinks=lambda lower, upper: () if lower + upper == 2 else (S.Zero,),
        parity=lambda lower, upper: "odd" if lower + upper == 2 else None,
        frameworks=(FrameworkName("pytorch", ("RReLU", "rrelu")),),
        source="Xu, Wang, Chen, Li: Empirical Evaluation of Rectified Activations, 2015",
    )


class relu6(Activation):
    """Rectified linear unit that saturates at 6, min(max(z, 0), 6).

    >>> relu6(-1), relu6(5), relu6(7)
    (0, 5, 6)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{ReLU6}",
        definition=lambda z: Piecewise((0, z <= 0), (6, z >= 6), (z, True)),
        image=lambda: Interval(0, 6),
        limits=lambda: (S.Zero, S(6)),
        monotone="nondecreasing",
        kinks=lambda: (S.Zero, S(6)),
        frameworks=(
            FrameworkName("pytorch", ("ReLU6", "relu6")),
            FrameworkName("keras", ("relu6",)),
            FrameworkName("jax", ("relu6",)),
        ),
        source="Krizhevsky: Convolutional Deep Belief Networks on CIFAR-10, 2010",
    )


class squared_relu(Activation):
    """Squared rectified linear unit, max(z, 0)^2; it has a derivative everywhere.

    >>> squared_relu(-3), squared_relu(3)
    (0, 9)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{ReLU2}",
        definition=lambda z: Piecewise((z**2, z > 0), (0, True)),
        image=lambda: Interval(0, oo),
        limits=lambda: (S.Zero, oo),
        monotone="nondecreasing",
        aliases=("relu2",),
        source="So and others: Primer, 2021",
    )


class threshold(Activation):
    """Threshold: z where z is above the threshold, and the value elsewhere.

    PyTorch asks for both parameters; here they are 0 when left out, which makes it `relu`.

    >>> threshold(3), threshold(3, 5, 1)
    (3, 1)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{Threshold}",
        definition=lambda z, level, value: Piecewise((z, z > level), (value, True)),
        parameters=(Parameter("level", S.Zero), Parameter("value", S.Zero)),
        image=lambda level, value: Union(Interval.open(level, oo), FiniteSet(value)),
        limits=lambda _, value: (value, oo),
        kinks=lambda level, _: (level,),
        frameworks=(FrameworkName("pytorch", ("Threshold", "threshold")), FrameworkName("keras", ("threshold",))),
        source="PyTorch, torch.nn.Threshold",
    )


class thresholded_relu(Activation):
    """Thresholded rectified linear unit: z where z > alpha, and 0 elsewhere.

    >>> thresholded_relu(Rational(1, 2)), thresholded_relu(2)
    (0, 2)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{ThresholdedReLU}",
        definition=lambda z, alpha: Piecewise((z, z > alpha), (0, True)),
        parameters=(Parameter("alpha", S.One, Interval(0, oo)),),
        image=lambda alpha: Union(FiniteSet(0), Interval.open(alpha, oo)),
        limits=lambda _: (S.Zero, oo),
        monotone="nondecreasing",
        kinks=lambda alpha: (alpha,),
        frameworks=(FrameworkName("onnx", ("ThresholdedRelu",)),),
        source="Konda, Memisevic, Krueger: Zero-bias Autoencoders and the Benefits of Co-adapting Features, 2014",
    )


class hardshrink(Activation):
    """Hard shrinkage: z where |z| > lambd, and 0 elsewhere.

    >>> hardshrink(Rational(1, 2)), hardshrink(-3)
    (0, -3)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{HardShrink}",
        definition=lambda z, lambd: Piecewise((z, z > lambd), (z, z < -lambd), (0, True)),
        parameters=(Parameter("lambd", S.Half, POSITIVE),),
        image=lambda lambd: Union(Interval.open(-oo, -lambd), FiniteSet(0), Interval.open(lambd, oo)),
        limits=lambda _: (-oo, oo),
        parity=odd,
        monotone="nondecreasing",
        kinks=lambda lambd: (-lambd, lambd),
        aliases=("hard_shrink",),
        frameworks=(
            FrameworkName("pytorch", ("Hardshrink", "hardshrink")),
            FrameworkName("keras", ("hard_shrink",)),
        ),
        source="Donoho, Johnstone: Ideal Spatial Adaptation by Wavelet Shrinkage, 1994",
    )


class softshrink(Activation):
    """Soft shrinkage: z moved towards 0 by lambd, and 0 where |z| <= lambd.

    >>> softshrink(Rational(1, 2)), softshrink(-3)
    (0, -5/2)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{SoftShrink}",
        definition=lambda z, lambd: Piecewise((z - lambd, z > lambd), (z + lambd, z < -lambd), (0, True)),
        parameters=(Parameter("lambd", S.Half, POSITIVE),),
        image=lambda _: S.Reals,
        limits=lambda _: (-oo, oo),
        parity=odd,
        monotone="nondecreasing",
        kinks=lambda lambd: (-lambd, lambd),
        aliases=("soft_shrink",),
        frameworks=(
            FrameworkName("pytorch", ("Softshrink", "softshrink")),
            FrameworkName("keras", ("soft_shrink",)),
        ),
        source="Donoho: De-noising by Soft-thresholding, 1995",
    )


class shrink(Activation):
    """Shrinkage with a bias of its own: z - bias above lambd, z + bias below -lambd, and 0 between.

    With bias 0 it is `hardshrink`, with bias = lambd it is `softshrink`.

    >>> shrink(3), shrink(-3, 1, 1)
    (3, -2)
    """

    facts = ActivationFacts(
        latex=r"\operatorname{Shrink}",
        definition=lambda z, lambd, bias: Piecewise((z - bias, z > lambd), (z + bias, z < -lambd), (0, True)),
        parameters=(Parameter("lambd", S.Half, POSITIVE), Parameter("bias", S.Zero)),
        image=lambda lambd, bias: Union(
            Interval.open(-oo, bias - lambd), FiniteSet(0), Interval.open(lambd - bias, oo)
        ),
        limits=lambda *_: (-oo, oo),
        parity=odd,
        kinks=lambda lambd, _: (-lambd, lambd),
        frameworks=(FrameworkName("onnx", ("Shrink",)),),
        source="ONNX operator Shrink",
    )
