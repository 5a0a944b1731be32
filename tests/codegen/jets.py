"""Values with their first two derivatives in many digits, by truncated Taylor series: an oracle that shares nothing.

A jet is ``(f, f', f'')`` at a point, of mpmath's numbers. The functions of this page are written from the definitions in
the literature, branch by branch; where two branches meet, the branch that is taken says what the derivative is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mpmath
from mpmath import mpf


@dataclass(frozen=True)
class Jet:
    """A value and its first two derivatives by one variable."""

    value: Any
    first: Any = 0
    second: Any = 0

    def __add__(self, other):
        other = jet(other)
        return Jet(self.value + other.value, self.first + other.first, self.second + other.second)

    def __mul__(self, other):
        other = jet(other)
        return Jet(
            self.value * other.value,
            self.first * other.value + self.value * other.first,
            self.second * other.value + 2 * self.first * other.first + self.value * other.second,
        )

    def __neg__(self):
        return Jet(-self.value, -self.first, -self.second)

    def __sub__(self, other):
        return self + -jet(other)

    def __rsub__(self, other):
        return jet(other) - self

    def __truediv__(self, other):
        return self * through(jet(other), lambda x: (1 / x, -1 / x**2, 2 / x**3))

    def __rtruediv__(self, other):
        return jet(other) / self

    def __abs__(self):
        return -self if self.value < 0 else self if self.value > 0 else jet(0)

    __radd__, __rmul__ = __add__, __mul__


def jet(number):
    """Return a number as a jet: one that does not depend on the variable."""
    return number if isinstance(number, Jet) else Jet(mpf(number))


def through(inner, rule):
    """Return a function of a jet by the chain rule; the rule gives its value and derivatives at a number."""
    value, first, second = rule(inner.value)
    return Jet(value, first * inner.first, second * inner.first**2 + first * inner.second)


def exp(x):
    return through(jet(x), lambda u: (mpmath.exp(u),) * 3)


def log(x):
    return through(jet(x), lambda u: (mpmath.log(u), 1 / u, -1 / u**2))


def sqrt(x):
    return through(jet(x), lambda u: (mpmath.sqrt(u), 1 / (2 * mpmath.sqrt(u)), -1 / (4 * u * mpmath.sqrt(u))))


def sin(x):
    return through(jet(x), lambda u: (mpmath.sin(u), mpmath.cos(u), -mpmath.sin(u)))


def atan(x):
    return through(jet(x), lambda u: (mpmath.atan(u), 1 / (1 + u**2), -2 * u / (1 + u**2) ** 2))


def sigmoid(x):
    """1/(1 + exp(-x)); its derivatives as in a textbook, with 1 - σ(u) = σ(-u)."""

    def rule(u):
        p, q = 1 / (1 + mpmath.exp(-u)), 1 / (1 + mpmath.exp(u))
        return p, p * q, p * q * (q - p)

    return through(jet(x), rule)


def tanh(x):
    return 2 * sigmoid(2 * jet(x)) - 1


def normal_cdf(x):
    def rule(u):
        density = mpmath.exp(-(u**2) / 2) / mpmath.sqrt(2 * mpmath.pi)
        return mpmath.erfc(-u / mpmath.sqrt(2)) / 2, density, -u * density

    return through(jet(x), rule)


def erf(x):
    def rule(u):
        density = 2 * mpmath.exp(-(u**2)) / mpmath.sqrt(mpmath.pi)
        return mpmath.erf(u), density, -2 * u * density

    return through(jet(x), rule)


def power(x, k):
    """x^k for x >= 0."""
    return through(
        jet(x),
        lambda u: (u**k, k * u ** (k - 1) if k else mpf(0), k * (k - 1) * u ** (k - 2) if k * (k - 1) else mpf(0)),
    )


def weighted_log(weight, x):
    """weight log(x), and 0 for the weight 0 whatever x is, as a function of x."""
    return jet(0) if weight == 0 else weight * log(x)


def softplus(z):
    return log(1 + exp(z))


def branches(*pairs):
    """Return the value of the first condition that holds; values are functions, so that the others are not computed."""
    return next(value() for condition, value in pairs if condition)


THIRD, SIXTH = mpf(1) / 3, mpf(1) / 6
SELU_ALPHA, SELU_SCALE = "1.6732632423543772848170429916717", "1.0507009873554804934193349852946"


def selu(z):
    alpha, scale = mpf(SELU_ALPHA), mpf(SELU_SCALE)
    return branches((z.value > 0, lambda: scale * z), (True, lambda: scale * alpha * (exp(z) - 1)))


def gelu_tanh(z):
    """z/2 (1 + tanh u) = z σ(2u)."""
    u = mpmath.sqrt(2 / mpmath.pi) * (z + mpf("0.044715") * z * z * z)
    return z * sigmoid(2 * u)


def linear(low, high, slope=1, shift=0):
    """Return slope z + shift, between low and high; flat where it meets them."""

    def function(z):
        line = slope * z + shift
        return branches(
            (line.value <= low, lambda: jet(low)), (line.value >= high, lambda: jet(high)), (True, lambda: line)
        )

    return function


def rectifier(slope):
    return lambda z: z if z.value > 0 else slope * z


ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "arctan": atan,
    "relu": rectifier(0),
    "leaky_relu": rectifier(mpf(1) / 100),
    "elu": lambda z: z if z.value > 0 else exp(z) - 1,
    "selu": selu,
    "gelu": lambda z: z * normal_cdf(z),
    "gelu_tanh": gelu_tanh,
    "softplus": softplus,
    "softsign": lambda z: z / (1 + abs(z)),
    "silu": lambda z: z * sigmoid(z),
    "mish": lambda z: z * tanh(softplus(z)),
    "hardsigmoid": lambda z: branches(
        (z.value <= -3, lambda: jet(0)), (z.value >= 3, lambda: jet(1)), (True, lambda: (z + 3) / 6)
    ),
    "hardtanh": linear(-1, 1),
    "relu6": linear(0, 6),
    "log_sigmoid": lambda z: -softplus(-z),
    "celu": lambda z: z if z.value > 0 else exp(z) - 1,
    "prelu": rectifier(mpf(1) / 4),
    "rrelu": rectifier(mpf(11) / 48),
    "threshold": rectifier(0),
    "thresholded_relu": lambda z: z if z.value > 1 else jet(0),
    "squared_relu": lambda z: z * z if z.value > 0 else jet(0),
    "hardswish": lambda z: branches(
        (z.value <= -3, lambda: jet(0)), (z.value >= 3, lambda: z), (True, lambda: z * (z + 3) / 6)
    ),
    "hardshrink": lambda z: z if abs(z.value) > mpf(1) / 2 else jet(0),
    "softshrink": lambda z: branches(
        (z.value > 0.5, lambda: z - 0.5), (z.value < -0.5, lambda: z + 0.5), (True, lambda: jet(0))
    ),
    "shrink": lambda z: z if abs(z.value) > mpf(1) / 2 else jet(0),
    "tanhshrink": lambda z: z - tanh(z),
    "squareplus": lambda z: (z + sqrt(z * z + 4)) / 2,
    "sparse_plus": lambda z: branches(
        (z.value <= -1, lambda: jet(0)), (z.value >= 1, lambda: z), (True, lambda: (z + 1) * (z + 1) / 4)
    ),
    "sparse_sigmoid": linear(0, 1, mpf(1) / 2, mpf(1) / 2),
    "quick_gelu": lambda z: z * sigmoid(mpf("1.702") * z),
    "exponential": exp,
    "scaled_tanh": lambda z: mpf("1.7159") * tanh(2 * z / 3),
    "affine": lambda z: z,
    "absolute_value": abs,
    "step": lambda z: jet(int(z.value >= 0)),
    "bipolar_step": lambda z: jet(int(mpmath.sign(z.value))),
    "normal_cdf": normal_cdf,
    "error_function": erf,
    "gaussian": lambda z: exp(-z * z),
    "sine": sin,
}


def kept_within(u, bound, inside, outside):
    return inside if abs(u.value) <= bound else outside


def huber(p, y):
    u = p - y
    return branches((u.value < -1, lambda: -u - 0.5), (u.value > 1, lambda: u - 0.5), (True, lambda: u * u / 2))


def log_cosh(p, y):
    u = p - y
    size = -u if u.value < 0 else u  # log cosh is even and smooth
    return size + log(1 + exp(-2 * size)) - mpmath.log(2)


LOSSES = {
    "squared_error": lambda p, y: (p - y) * (p - y),
    "half_squared_error": lambda p, y: (p - y) * (p - y) / 2,
    "binary_cross_entropy": lambda p, y: -(weighted_log(y, p) + weighted_log(1 - y, 1 - p)),
    "cross_entropy": lambda p, y: -weighted_log(y, p),
    "absolute_error": lambda p, y: abs(p - y),
    "huber": huber,
    "hinge": lambda p, y: 1 - y * p if y * p.value < 1 else jet(0),
    "log_cosh": log_cosh,
    "kl_divergence": lambda p, y: weighted_log(y, y / p) if y else jet(0),
    "poisson": lambda p, y: p - weighted_log(y, p),
    "smooth_l1": huber,
    "squared_hinge": lambda p, y: (1 - y * p) * (1 - y * p) if y * p.value < 1 else jet(0),
    "binary_cross_entropy_with_logits": lambda p, y: softplus(p) - y * p,
    "soft_margin": lambda p, y: softplus(-y * p),
    "hinge_embedding": lambda p, y: branches((y > 0, lambda: p), (p.value < 1, lambda: 1 - p), (True, lambda: jet(0))),
    "kl_divergence_with_logs": lambda p, y: weighted_log(y, y) - y * p,
    "poisson_with_logs": lambda p, y: exp(p) - y * p,
    "gaussian_nll": lambda p, y: (p - y) * (p - y) / 2,
    "squared_logarithmic_error": lambda p, y: power_of_difference(log(1 + p), log(1 + y)),
    "absolute_percentage_error": lambda p, y: 100 * abs((p - y) / y),
    "pinball": lambda p, y: (y - p) / 2 if p.value <= y else (p - y) / 2,
    "binary_focal_cross_entropy": lambda p, y: (
        -(power(1 - p, 2) * weighted_log(y, p) + power(p, 2) * weighted_log(1 - y, 1 - p))
    ),
    "categorical_focal_cross_entropy": lambda p, y: -power(1 - p, 2) * weighted_log(y, p) / 4,
}


def power_of_difference(a, b):
    return (a - b) * (a - b)
