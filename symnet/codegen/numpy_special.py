"""Error functions and guarded logarithms in NumPy, from which the activations and losses are made."""

from __future__ import annotations

from typing import Any

import numpy as np


def rational(x: Any, numerator: tuple[float, ...], denominator: tuple[float, ...]) -> Any:
    """Quotient of two polynomials, highest coefficients first."""
    above = below = x * 0
    for a in numerator:
        above = above * x + a
    for b in denominator:
        below = below * x + b
    return above / below


def small_erf(x: Any) -> Any:
    """erf(x) for |x| <= 0.46875: Cody, Rational Chebyshev Approximations for the Error Function, 1969."""
    p = (
        1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
        3.20937758913846947e3,
    )  # fmt: skip
    q = (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3)
    return x * rational(x * x, p, q)


def scaled_erfc(x: Any) -> Any:
    """exp(x^2) erfc(x) for x >= 0.46875: the other two of Cody's approximations, up to 4 and beyond."""
    p = (
        2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
        2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
        1.23033935479799725e3,
    )  # fmt: skip
    q = (
        1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
        3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
    )  # fmt: skip
    r = (
        1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
        1.60837851487422766e-2, 6.58749161529837803e-4,
    )  # fmt: skip
    s = (
        1.0, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2,
        2.33520497626869185e-3,
    )  # fmt: skip
    far = np.maximum(x, 4)
    w = 1 / (far * far)
    return np.where(x <= 4, rational(np.clip(x, 0.46875, 4), p, q), (0.5641895835477563 - w * rational(w, r, s)) / far)


def exp_of_square(x: Any, scale: float) -> Any:
    """exp(-scale x^2) for x >= 0: x^2 would lose the digits that matter, so x is split where its square is exact."""
    high = np.floor(x * 16) / 16
    return np.exp(-scale * high * high) * np.exp(-scale * (x - high) * (x + high))


def erf(z: Any) -> Any:
    """Error function."""
    x = np.minimum(np.abs(z), 40)
    tail = np.copysign(1 - exp_of_square(x, 1.0) * scaled_erfc(x), z)
    return np.where(x <= 0.46875, small_erf(np.clip(z, -0.46875, 0.46875)), tail)


def erfc(z: Any) -> Any:
    """Complementary error function, 1 - erf(z)."""
    x = np.minimum(np.abs(z), 40)
    tail = exp_of_square(x, 1.0) * scaled_erfc(x)
    return np.where(x <= 0.46875, 1 - small_erf(np.clip(z, -0.46875, 0.46875)), np.where(z > 0, tail, 2 - tail))


def error_function(z: Any) -> Any:
    """Error function, under the name of the activation."""
    return erf(z)


def normal_cdf(z: Any) -> Any:
    """Distribution function of the standard normal distribution."""
    x = np.minimum(np.abs(z), 40)
    y = x * 0.7071067811865476
    tail = exp_of_square(x, 0.5) * scaled_erfc(y) / 2
    near = (1 + small_erf(np.clip(z * 0.7071067811865476, -0.46875, 0.46875))) / 2
    return np.where(y <= 0.46875, near, np.where(z < 0, tail, 1 - tail))


def xlogy(x: Any, y: Any) -> Any:
    """X log(y), which is 0 where both are 0."""
    with np.errstate(divide="ignore"):
        return x * np.log(np.where((x == 0) & (y == 0), x + 1, y))


def xlog1my(x: Any, y: Any) -> Any:
    """X log(1 - y), which is 0 where x is 0 and y is 1."""
    with np.errstate(divide="ignore"):
        return x * np.log1p(np.where((x == 0) & (y == 1), x, -y))


def quotient(x: Any, y: Any) -> Any:
    """X/y, which is 0 where both are 0; a number over 0 is infinite."""
    with np.errstate(divide="ignore"):
        return x / np.where((x == 0) & (y == 0), x + 1, y)


def log_normal_cdf(z: Any) -> Any:
    """Logarithm of `normal_cdf`: on the left, exp(-z^2/2) is taken out of it."""
    x = np.clip(-z, 0.66291260736238833, 1e150)
    left = np.log(scaled_erfc(x * 0.7071067811865476) / 2) - x * x / 2
    return np.where(-z > 0.66291260736238833, left, np.log1p(-normal_cdf(-np.maximum(z, -1))))


def inverse_mills(z: Any) -> Any:
    """Density over distribution function of the standard normal distribution."""
    left = 0.7978845608028654 / scaled_erfc(np.clip(-z, 0.66291260736238833, 1e150) * 0.7071067811865476)
    right = 0.3989422804014327 * exp_of_square(np.minimum(np.abs(z), 40), 0.5) / normal_cdf(np.maximum(z, -1))
    return np.where(-z > 0.66291260736238833, left, right)
