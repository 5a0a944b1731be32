"""The losses in NumPy, stable from -1000 to 1000: prediction, target, then parameters as Python floats."""

from __future__ import annotations

from typing import Any

import numpy as np

from symnet.codegen.numpy_activations import exponential, softplus
from symnet.codegen.numpy_special import xlog1my, xlogy


def squared_error(y_hat: Any, y: Any) -> Any:
    """Squared error."""
    error = y_hat - y
    return error * error


def half_squared_error(y_hat: Any, y: Any) -> Any:
    """Half of the squared error."""
    error = y_hat - y
    return error * error / 2


def absolute_error(y_hat: Any, y: Any) -> Any:
    """Absolute error."""
    return np.abs(y_hat - y)


def huber(y_hat: Any, y: Any, delta: float) -> Any:
    """Half of the squared error up to delta, and a line beyond; u (|e| - u/2) is both, with u = min(|e|, delta)."""
    error = np.abs(y_hat - y)
    u = np.minimum(error, delta)
    return u * (error - u / 2)


def smooth_l1(y_hat: Any, y: Any, beta: float) -> Any:
    """`huber`, over its parameter."""
    return huber(y_hat, y, beta) / beta


def log_cosh(y_hat: Any, y: Any) -> Any:
    """log(cosh(e)) of the error e: log(1 + 2 sinh(e/2)^2) near 0, and without the large exponential far from it."""
    error = np.abs(y_hat - y)
    half = np.sinh(np.minimum(error, 1) / 2)
    far = error - 0.6931471805599453 + np.log1p(np.exp(-2 * error))
    return np.where(error < 1, np.log1p(2 * half * half), far)


def pinball(y_hat: Any, y: Any, tau: float) -> Any:
    """Tau u for u = y - y_hat >= 0, and (tau - 1) u elsewhere."""
    u = y - y_hat
    return np.maximum(tau * u, (tau - 1) * u)


def absolute_percentage_error(y_hat: Any, y: Any) -> Any:
    """Absolute error in percent of the target; it is infinite where the target is 0 and the prediction is not."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100 * np.abs((y_hat - y) / y)


def squared_logarithmic_error(y_hat: Any, y: Any) -> Any:
    """(log(1 + y_hat) - log(1 + y))^2."""
    with np.errstate(divide="ignore"):
        difference = np.log1p(y_hat) - np.log1p(y)
        return difference * difference


def poisson(y_hat: Any, y: Any) -> Any:
    """y_hat - y log(y_hat)."""
    return y_hat - xlogy(y, y_hat)


def poisson_with_logs(y_hat: Any, y: Any) -> Any:
    """exp(y_hat) - y y_hat."""
    return exponential(y_hat) - y * y_hat


def gaussian_nll(y_hat: Any, y: Any, variance: float) -> Any:
    """(log(variance) + (y_hat - y)^2/variance)/2."""
    error = y_hat - y
    return (float(np.log(variance)) + error * error / variance) / 2


def binary_cross_entropy(y_hat: Any, y: Any) -> Any:
    """-(y log(y_hat) + (1 - y) log(1 - y_hat))."""
    return -(xlogy(y, y_hat) + xlog1my(1 - y, y_hat))


def cross_entropy(y_hat: Any, y: Any) -> Any:
    """-y log(y_hat)."""
    return -xlogy(y, y_hat)


def binary_cross_entropy_with_logits(y_hat: Any, y: Any) -> Any:
    """Softplus(y_hat) - y y_hat, as softplus(-|y_hat|) and what is then left, so that the large parts never meet."""
    positive = y_hat > 0
    return np.where(positive, 1 - y, -y) * y_hat + np.log1p(np.exp(-np.abs(y_hat)))


def binary_focal_cross_entropy(y_hat: Any, y: Any, gamma: float) -> Any:
    """Binary cross-entropy with each class weighed by (1 - its probability)^gamma."""
    return -((1 - y_hat) ** gamma * xlogy(y, y_hat) + y_hat**gamma * xlog1my(1 - y, y_hat))


def categorical_focal_cross_entropy(y_hat: Any, y: Any, alpha: float, gamma: float) -> Any:
    """-alpha (1 - y_hat)^gamma y log(y_hat)."""
    return -alpha * (1 - y_hat) ** gamma * xlogy(y, y_hat)


def kl_divergence(y_hat: Any, y: Any) -> Any:
    """Y log(y/y_hat)."""
    with np.errstate(divide="ignore"):
        return xlogy(y, y / np.where((y == 0) & (y_hat == 0), 1, y_hat))


def kl_divergence_with_logs(y_hat: Any, y: Any) -> Any:
    """Y (log(y) - y_hat)."""
    return xlogy(y, y) - y * y_hat


def hinge(y_hat: Any, y: Any) -> Any:
    """1 - y y_hat where it is positive, and 0 elsewhere."""
    return np.maximum(1 - y * y_hat, 0)


def squared_hinge(y_hat: Any, y: Any) -> Any:
    """Square of the hinge loss."""
    gap = np.maximum(1 - y * y_hat, 0)
    return gap * gap


def hinge_embedding(y_hat: Any, y: Any, margin: float) -> Any:
    """y_hat for the target 1, and margin - y_hat for the target -1, where it is positive."""
    return np.where(y > 0, y_hat, np.maximum(margin - y_hat, 0))


def soft_margin(y_hat: Any, y: Any) -> Any:
    """log(1 + exp(-y y_hat))."""
    return softplus(-y * y_hat, 1.0)
