"""The matrix functions, and logarithms, that generated code needs: stable, and copied by their source."""

from __future__ import annotations

from typing import Any

import numpy as np


def softmax(z: Any, axis: int) -> Any:
    """Exponentials along an axis over their sum; the largest is shifted to exp(0)."""
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def log_softmax(z: Any, axis: int) -> Any:
    """Logarithm of softmax; what is beside the largest enters by log1p, so that a result near 0 keeps its digits."""
    shifted = z - np.max(z, axis=axis, keepdims=True)
    e = np.exp(shifted)
    ties = np.sum(shifted == 0, axis=axis, keepdims=True, dtype=e.dtype)
    others = np.sum(np.where(shifted < 0, e, 0), axis=axis, keepdims=True)
    return shifted - np.log1p(np.maximum(ties - 1, 0) + others)


def softmax_complement(z: Any, axis: int) -> Any:
    """1 - softmax: the others' share, summed, where the largest takes nearly everything."""
    shifted = z - np.max(z, axis=axis, keepdims=True)
    e = np.exp(shifted)
    total = np.sum(e, axis=axis, keepdims=True)
    ties = np.sum(shifted == 0, axis=axis, keepdims=True, dtype=e.dtype)
    others = np.sum(np.where(shifted < 0, e, 0), axis=axis, keepdims=True)
    return np.where(shifted < 0, total - e, ties - 1 + others) / total


def log_softmax_complement(z: Any, axis: int) -> Any:
    """Logarithm of `softmax_complement`; for a single largest entry from the logarithm of the sum of the others."""
    shifted = z - np.max(z, axis=axis, keepdims=True)
    e = np.exp(shifted)
    total = np.sum(e, axis=axis, keepdims=True)
    single = (shifted == 0) & (np.sum(shifted == 0, axis=axis, keepdims=True) == 1)
    rest = np.where(single, -np.inf, shifted)
    second = np.maximum(np.max(rest, axis=axis, keepdims=True), -1e30)
    with np.errstate(divide="ignore"):
        others = second + np.log(np.sum(np.exp(rest - second), axis=axis, keepdims=True))
        return np.where(single, others - np.log(total), np.log1p(-np.where(single, 0, e) / total))


def through_softmax(p: Any, t: Any, axis: int) -> Any:
    """T - p Σt, which sums to 0: where p is largest, terms may cancel, so it is minus the sum of the others."""
    change = t - p * np.sum(t, axis=axis, keepdims=True)
    largest = np.expand_dims(np.argmax(p, axis=axis), axis)
    np.put_along_axis(change, largest, 0, axis)
    np.put_along_axis(change, largest, -np.sum(change, axis=axis, keepdims=True), axis)
    return change


def log_sum_exp(z: Any) -> Any:
    """Logarithm of the sum of the exponentials of all entries."""
    largest = np.max(z)
    return largest + np.log(np.sum(np.exp(z - largest)))


def log_sum_exp_along(z: Any, axis: int) -> Any:
    """Logarithm of the sum of the exponentials along an axis; the largest is shifted to exp(0)."""
    largest = np.max(z, axis=axis, keepdims=True)
    return largest + np.log(np.sum(np.exp(z - largest), axis=axis, keepdims=True))


def log_determinant(a: Any) -> Any:
    """Logarithm of the determinant: NaN where it is negative."""
    sign, magnitude = np.linalg.slogdet(a)
    return magnitude + np.log(sign)


def log_absolute_determinant(a: Any) -> Any:
    """Logarithm of the absolute value of the determinant."""
    return np.linalg.slogdet(a)[1]


def log_sech_squared(z: Any) -> Any:
    """log(1 - tanh(z)^2): near 0 from tanh, far from it without the cosh that would overflow."""
    x = np.abs(z)
    t = np.tanh(np.minimum(x, 1))
    far = 1.3862943611198906 - 2 * x - 2 * np.log1p(np.exp(-2 * x))
    return np.where(x < 1, np.log1p(-t * t), far)
