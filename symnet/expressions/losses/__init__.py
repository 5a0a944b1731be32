"""The elementwise losses L(ŷ, y): one row each, in two files, and the tuple of all of them."""

from __future__ import annotations

from symnet.expressions.losses.classification import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_focal_cross_entropy,
    categorical_focal_cross_entropy,
    cross_entropy,
    hinge,
    hinge_embedding,
    kl_divergence,
    kl_divergence_with_logs,
    soft_margin,
    squared_hinge,
)
from symnet.expressions.losses.regression import (
    absolute_error,
    absolute_percentage_error,
    gaussian_nll,
    half_squared_error,
    huber,
    log_cosh,
    pinball,
    poisson,
    poisson_with_logs,
    smooth_l1,
    squared_error,
    squared_logarithmic_error,
)
from symnet.expressions.scalar import Loss

LOSSES: tuple[type[Loss], ...] = (
    squared_error, half_squared_error, binary_cross_entropy, cross_entropy, absolute_error, huber, hinge, log_cosh,
    kl_divergence, poisson, smooth_l1, squared_hinge, binary_cross_entropy_with_logits, soft_margin, hinge_embedding,
    kl_divergence_with_logs, poisson_with_logs, gaussian_nll, squared_logarithmic_error, absolute_percentage_error,
    pinball, binary_focal_cross_entropy, categorical_focal_cross_entropy,
)  # fmt: skip

__all__ = [
    "LOSSES",
    "absolute_error",
    "absolute_percentage_error",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "binary_focal_cross_entropy",
    "categorical_focal_cross_entropy",
    "cross_entropy",
    "gaussian_nll",
    "half_squared_error",
    "hinge",
    "hinge_embedding",
    "huber",
    "kl_divergence",
    "kl_divergence_with_logs",
    "log_cosh",
    "pinball",
    "poisson",
    "poisson_with_logs",
    "smooth_l1",
    "soft_margin",
    "squared_error",
    "squared_hinge",
    "squared_logarithmic_error",
]
