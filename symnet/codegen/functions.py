"""Functions that formulas are rewritten with, because they can be computed where the formula as written cannot.

Each is real, and never evaluated: it becomes a call of the NumPy function of its name.
"""
# ruff: noqa: N801 - SymPy's functions are classes, and mathematics writes them small

from __future__ import annotations

from typing import Any

from sympy import Function, exp, log, tanh
from sympy.codegen.cfunctions import log1p

from symnet.expressions.activations import (
    celu,
    elu,
    error_function,
    exponential,
    gaussian,
    normal_cdf,
    sigmoid,
    softplus,
)
from symnet.expressions.activations import tanh as tanh_activation


class log_sech_squared(Function):
    """log(1 - tanh(u)^2), which has a form without cancellation."""

    nargs = (1,)
    is_extended_real = True


class log_sum_exp(Function):
    """The logarithm of the sum of the exponentials of all entries of a matrix."""

    nargs = (1,)
    is_extended_real = True

    @classmethod
    def eval(cls, *_matrix: Any) -> None:
        """Never evaluate."""


class xlogy(Function):
    """``x log(y)``, and 0 where both are 0."""

    nargs = (2,)
    is_extended_real = True


class xlog1my(Function):
    """``x log(1 - y)``, and 0 where x is 0 and y is 1."""

    nargs = (2,)
    is_extended_real = True


class quotient(Function):
    """``x/y``, and 0 where both are 0: the derivative of ``x log(y)`` by y."""

    nargs = (2,)
    is_extended_real = True


class sech_squared(Function):
    """1 - tanh(u)^2, which has a form without cancellation."""

    nargs = (1,)
    is_extended_real = True


class log_softplus(Function):
    """log(log(1 + exp(u))), where the inner logarithm is 0 in floating point too."""

    nargs = (1,)
    is_extended_real = True


class log_normal_cdf(Function):
    """The logarithm of the normal distribution function."""

    nargs = (1,)
    is_extended_real = True


class sigmoid_over_softplus(Function):
    """σ(u)/log(1 + exp(u)), the derivative of `log_softplus`."""

    nargs = (1,)
    is_extended_real = True


class inverse_mills(Function):
    """The normal density over the normal distribution function, the derivative of `log_normal_cdf`."""

    nargs = (1,)
    is_extended_real = True


class log_determinant(Function):
    """The logarithm of the determinant of a matrix, where the determinant itself overflows or underflows."""

    nargs = (1,)
    is_extended_real = True

    @classmethod
    def eval(cls, *_matrix: Any) -> None:
        """Never evaluate."""


class log_absolute_determinant(log_determinant):
    """The logarithm of the absolute value of a determinant."""


LOGARITHMS = (log, log1p, xlogy, xlog1my)
"""What a logarithm that no row has made stable is written with."""

TANH = (tanh, tanh_activation)
SIGNED = (*TANH, error_function, elu, celu)
"""Functions that come near -1 exponentially fast, and that the table knows the logarithms of, with 1 added."""
EXP = (exp, exponential)
VANISHING = (sigmoid, *EXP, softplus, normal_cdf, gaussian)
"""Positive functions that come near 0 exponentially fast, and that the table knows the logarithms of."""
