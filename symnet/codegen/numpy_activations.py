"""The scalar functions in NumPy, stable from -1000 to 1000 and beyond: the source that generated code is made of.

Each takes arrays (or numbers), then parameters as Python floats, and answers an array of the same precision. None
warns at finite numbers; NaN passes through. The parameters are trusted: they come from an expression that was checked
where it was built. A function uses NumPy and the functions above it, nothing else, because its source is copied.
Overflow to infinity and the logarithm of 0 are answers here, not accidents, so their warnings are silenced where they
can occur. At -oo and +oo each answers its limit; a factor that meets a 0 there is kept finite: at -1000 the other one
is 0 already.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symnet.codegen.numpy_special import normal_cdf

# ------------------------------------------------------------------------------------------------- sigmoids and steps


def identity(z: Any) -> Any:
    """Z itself."""
    return z


def affine(z: Any, alpha: float, beta: float) -> Any:
    """Alpha z + beta."""
    return alpha * z + beta


def sigmoid(z: Any) -> Any:
    """1/(1 + exp(-z)), with an exponential that is at most 1."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def tanh(z: Any) -> Any:
    """Hyperbolic tangent."""
    return np.tanh(z)


def scaled_tanh(z: Any, alpha: float, beta: float) -> Any:
    """Alpha tanh(beta z)."""
    return alpha * np.tanh(beta * z)


def arctan(z: Any) -> Any:
    """Arctangent."""
    return np.arctan(z)


def softsign(z: Any) -> Any:
    """z/(1 + |z|)."""
    z = np.clip(z, -1e30, 1e30)
    return z / (1 + np.abs(z))


def hardsigmoid(z: Any, alpha: float, beta: float) -> Any:
    """Alpha z + beta, between 0 and 1."""
    return np.clip(alpha * z + beta, 0, 1)


def hardtanh(z: Any, low: float, high: float) -> Any:
    """Z between low and high."""
    return np.clip(z, low, high)


def sparse_sigmoid(z: Any) -> Any:
    """(z + 1)/2, between 0 and 1."""
    return np.clip((z + 1) / 2, 0, 1)


def step(z: Any) -> Any:
    """1 where z >= 0, and 0 elsewhere."""
    return np.heaviside(z, 1)


def bipolar_step(z: Any) -> Any:
    """Sign of z."""
    return np.sign(z)


def gaussian(z: Any) -> Any:
    """exp(-z^2); beyond 40 it is 0 in float64."""
    z = np.clip(z, -40, 40)
    return np.exp(-z * z)


def sine(z: Any) -> Any:
    """Sine."""
    return np.sin(z)


def gelu(z: Any) -> Any:
    """Z times its normal distribution function."""
    return np.maximum(z, -1000) * normal_cdf(z)


def gelu_tanh(z: Any) -> Any:
    """Z (1 + tanh(u))/2 with u = sqrt(2/pi) (z + 0.044715 z^3), written as z sigmoid(2 u)."""
    z = np.maximum(z, -1000)
    return z * sigmoid(1.5957691216057308 * (z + 0.044715 * (z * z * z)))


def quick_gelu(z: Any) -> Any:
    """Z sigmoid(1.702 z)."""
    return np.maximum(z, -1000) * sigmoid(1.702 * z)


# ----------------------------------------------------------------------------------------------------------- rectifiers


def absolute_value(z: Any) -> Any:
    """|z|."""
    return np.abs(z)


def relu(z: Any) -> Any:
    """Z where it is positive, and 0 elsewhere."""
    return np.maximum(z, 0)


def leaky_relu(z: Any, alpha: float) -> Any:
    """Z where it is positive, and alpha z elsewhere."""
    return np.where(z > 0, z, alpha * z)


def prelu(z: Any, alpha: float) -> Any:
    """Z where it is positive, and alpha z elsewhere."""
    return np.where(z > 0, z, alpha * z)


def rrelu(z: Any, lower: float, upper: float) -> Any:
    """Z where it is positive, and (lower + upper)/2 z elsewhere."""
    return np.where(z > 0, z, (lower + upper) / 2 * z)


def relu6(z: Any) -> Any:
    """Z between 0 and 6."""
    return np.clip(z, 0, 6)


def squared_relu(z: Any) -> Any:
    """z^2 where z is positive, and 0 elsewhere."""
    positive = np.maximum(z, 0)
    return positive * positive


def threshold(z: Any, level: float, value: float) -> Any:
    """Z above the level, and the value elsewhere; comparing this way round lets NaN through."""
    return np.where(z <= level, value, z)


def thresholded_relu(z: Any, alpha: float) -> Any:
    """Z above alpha, and 0 elsewhere."""
    return np.where(z <= alpha, 0, z)


def hardshrink(z: Any, lambd: float) -> Any:
    """Z where |z| > lambd, and 0 elsewhere."""
    return np.where(np.abs(z) <= lambd, 0, z)


def softshrink(z: Any, lambd: float) -> Any:
    """Z moved towards 0 by lambd."""
    return z - np.clip(z, -lambd, lambd)


def shrink(z: Any, lambd: float, bias: float) -> Any:
    """Z moved towards 0 by the bias where |z| > lambd, and 0 elsewhere."""
    return np.where(np.abs(z) <= lambd, 0, z - bias * np.sign(z))


def tanhshrink(z: Any) -> Any:
    """Z - tanh(z); up to 1 from Lambert's continued fraction of tanh, where the difference would lose its digits."""
    x = np.clip(z, -1, 1)
    t = x * 0
    for k in (19, 17, 15, 13, 11, 9, 7, 5, 3):
        t = x * x / (k + t)
    return np.where(np.abs(z) <= 1, x * t / (1 + t), z - np.tanh(z))


# ------------------------------------------------------------------------------------------ exponentials and logarithms


def exponential(z: Any) -> Any:
    """exp(z), infinite where it is too large."""
    with np.errstate(over="ignore"):
        return np.exp(z)


def elu(z: Any, alpha: float) -> Any:
    """Z where it is positive, and alpha (exp(z) - 1) elsewhere."""
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def celu(z: Any, alpha: float) -> Any:
    """Z where it is positive, and alpha (exp(z/alpha) - 1) elsewhere."""
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0) / alpha))


def selu(z: Any) -> Any:
    """`elu` with a certain alpha, times a certain scale."""
    return 1.0507009873554805 * elu(z, 1.6732632423543772)


def sech_squared(z: Any) -> Any:
    """1 - tanh(z)^2, without cancellation."""
    e = np.exp(-2 * np.abs(z))
    return 4 * e / ((1 + e) * (1 + e))


def softplus(z: Any, beta: float) -> Any:
    """log(1 + exp(beta z))/beta."""
    u = beta * z
    return (np.maximum(u, 0) + np.log1p(np.exp(-np.abs(u)))) / beta


def log_softplus(z: Any) -> Any:
    """Logarithm of softplus, which is z where the softplus is nearly exp(z)."""
    return np.where(z < -36, z, np.log(softplus(np.maximum(z, -36), 1.0)))


def sigmoid_over_softplus(z: Any) -> Any:
    """Sigmoid over softplus, which is nearly 1 where both are nearly exp(z)."""
    z = np.maximum(z, -36)
    return sigmoid(z) / softplus(z, 1.0)


def log_sigmoid(z: Any) -> Any:
    """Logarithm of the sigmoid."""
    return np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))


def squareplus(z: Any, b: float) -> Any:
    """(z + sqrt(z^2 + b))/2; for negative z from the product b/4 of the two roots of t^2 - z t = b/4."""
    larger = (np.abs(z) + np.hypot(z, b**0.5)) / 2
    return np.where(z >= 0, larger, b / 4 / larger)


def sparse_plus(z: Any) -> Any:
    """0 up to -1, z from 1 on, and (z + 1)^2/4 between."""
    u = np.clip(z, -1, 1) + 1
    return np.where(z >= 1, z, u * u / 4)


def silu(z: Any) -> Any:
    """Z sigmoid(z)."""
    return np.maximum(z, -1000) * sigmoid(z)


def hardswish(z: Any) -> Any:
    """Z times (z + 3)/6 between 0 and 1."""
    return np.maximum(z, -3) * (np.clip(z + 3, 0, 6) / 6)


def mish(z: Any) -> Any:
    """Z tanh(softplus(z))."""
    return np.maximum(z, -1000) * np.tanh(softplus(z, 1.0))
