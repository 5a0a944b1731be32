"""Losses for targets that are numbers or counts."""
# ruff: noqa: N801 - SymPy's functions are classes, and mathematics writes them small

from __future__ import annotations

from sympy import Abs, Interval, Piecewise, S, cosh, exp, log, oo

from symnet.expressions.activations.bounded import tanh
from symnet.expressions.facts import FrameworkName, LossFacts, Parameter
from symnet.expressions.logarithms import log_one_plus, weighted_log
from symnet.expressions.scalar import Loss, absolute_value, signum

POSITIVE = Interval.open(0, oo)
NONNEGATIVE = Interval(0, oo)


class squared_error(Loss):
    """Squared error, (y_hat - y)^2.

    >>> squared_error(3, 1)
    4
    """

    facts = LossFacts(
        latex=r"\operatorname{SE}",
        definition=lambda p, y: (p - y) ** 2,
        derivative=lambda _, p, y: 2 * (p - y),
        image=lambda: NONNEGATIVE,
        aliases=("mse", "mean_squared_error"),
        frameworks=(
            FrameworkName("pytorch", ("MSELoss", "mse_loss")),
            FrameworkName("keras", ("MeanSquaredError", "mean_squared_error", "mse")),
        ),
        source="Gauss 1809",
    )


class half_squared_error(Loss):
    """Half of the squared error, (y_hat - y)^2/2: its derivative is the error.

    >>> half_squared_error(3, 1)
    2
    """

    facts = LossFacts(
        latex=r"\operatorname{HSE}",
        definition=lambda p, y: (p - y) ** 2 / 2,
        derivative=lambda _, p, y: p - y,
        image=lambda: NONNEGATIVE,
        source="scikit-learn, MLPRegressor",
    )


class absolute_error(Loss):
    """Absolute error, |y_hat - y|.

    >>> absolute_error(1, 3)
    2
    """

    facts = LossFacts(
        latex=r"\operatorname{AE}",
        definition=lambda p, y: Abs(p - y),
        derivative=lambda _, p, y: signum(p - y),
        image=lambda: NONNEGATIVE,
        kinks=lambda y: (y,),
        aliases=("mae", "mean_absolute_error", "l1_loss"),
        frameworks=(
            FrameworkName("pytorch", ("L1Loss", "l1_loss")),
            FrameworkName("keras", ("MeanAbsoluteError", "mean_absolute_error", "mae")),
        ),
        source="Laplace 1774",
    )


class huber(Loss):
    """Huber's loss with u = y_hat - y: u^2/2 where |u| <= delta, and delta (|u| - delta/2) elsewhere.

    >>> from sympy import Rational
    >>> huber(Rational(1, 2), 0), huber(3, 0)
    (1/8, 5/2)
    """

    facts = LossFacts(
        latex=r"\operatorname{Huber}",
        definition=lambda p, y, delta: Piecewise(
            ((p - y) ** 2 / 2, Abs(p - y) <= delta), (delta * (Abs(p - y) - delta / 2), True)
        ),
        derivative=lambda _, p, y, delta: Piecewise((-delta, p - y < -delta), (delta, p - y > delta), (p - y, True)),
        parameters=(Parameter("delta", S.One, POSITIVE),),
        image=lambda _: NONNEGATIVE,
        frameworks=(
            FrameworkName("pytorch", ("HuberLoss", "huber_loss")),
            FrameworkName("keras", ("Huber", "huber")),
        ),
        source="Huber: Robust Estimation of a Location Parameter, 1964",
    )


class smooth_l1(Loss):
    """Smooth absolute error with u = y_hat - y: u^2/(2 beta) where |u| <= beta, and |u| - beta/2 elsewhere.

    >>> from sympy import Rational
    >>> smooth_l1(Rational(1, 2), 0), smooth_l1(3, 0)
    (1/8, 5/2)
    """

    facts = LossFacts(
        latex=r"\operatorname{SmoothL1}",
        definition=lambda p, y, beta: Piecewise(
            ((p - y) ** 2 / (2 * beta), Abs(p - y) <= beta), (Abs(p - y) - beta / 2, True)
        ),
        derivative=lambda _, p, y, beta: Piecewise((-1, p - y < -beta), (1, p - y > beta), ((p - y) / beta, True)),
        parameters=(Parameter("beta", S.One, POSITIVE),),
        image=lambda _: NONNEGATIVE,
        frameworks=(FrameworkName("pytorch", ("SmoothL1Loss", "smooth_l1_loss")),),
        source="Girshick: Fast R-CNN, 2015",
    )


class log_cosh(Loss):
    """Logarithm of the hyperbolic cosine of the error, log(cosh(y_hat - y)).

    >>> from sympy import symbols
    >>> log_cosh(*symbols("p y")).diff("p")
    tanh(p - y)
    """

    facts = LossFacts(
        latex=r"\operatorname{LogCosh}",
        definition=lambda p, y: log(cosh(p - y)),
        derivative=lambda _, p, y: tanh(p - y),
        for_numbers=lambda p, y: Abs(p - y) - log(2) + log_one_plus(exp(-2 * Abs(p - y))),
        image=lambda: NONNEGATIVE,
        aliases=("logcosh",),
        frameworks=(FrameworkName("keras", ("LogCosh", "log_cosh")),),
        source="Keras, keras.losses.LogCosh",
    )


class pinball(Loss):
    """Quantile loss with u = y - y_hat: tau u where u >= 0, and (tau - 1) u elsewhere.

    >>> from sympy import Rational
    >>> pinball(1, 3), pinball(1, 3, Rational(9, 10))
    (1, 9/5)
    """

    facts = LossFacts(
        latex=r"\operatorname{Pinball}",
        definition=lambda p, y, tau: Piecewise((tau * (y - p), p <= y), ((1 - tau) * (p - y), True)),
        parameters=(Parameter("tau", S.Half, Interval.open(0, 1)),),
        image=lambda _: NONNEGATIVE,
        kinks=lambda y, _: (y,),
        aliases=("quantile",),
        source="Koenker, Bassett: Regression Quantiles, 1978",
    )


class absolute_percentage_error(Loss):
    """Absolute error in percent of the target, 100 |y_hat - y|/|y|.

    >>> absolute_percentage_error(3, 4)
    25
    """

    facts = LossFacts(
        latex=r"\operatorname{APE}",
        definition=lambda p, y: 100 * Abs(p - y) / Abs(y),
        derivative=lambda _, p, y: 100 * signum(p - y) / absolute_value(y),
        image=lambda: NONNEGATIVE,
        targets=S.Reals - {S.Zero},
        kinks=lambda y: (y,),
        aliases=("mape", "mean_absolute_percentage_error"),
        frameworks=(FrameworkName("keras", ("MeanAbsolutePercentageError", "mean_absolute_percentage_error", "mape")),),
        source="Keras, keras.losses.MeanAbsolutePercentageError",
    )


class squared_logarithmic_error(Loss):
    """Squared difference of logarithms, (log(1 + y_hat) - log(1 + y))^2.

    >>> squared_logarithmic_error(5, 5)
    0
    """

    facts = LossFacts(
        latex=r"\operatorname{SLE}",
        definition=lambda p, y: (log(1 + p) - log(1 + y)) ** 2,
        for_numbers=lambda p, y: (log_one_plus(p) - log_one_plus(y)) ** 2,
        image=lambda: NONNEGATIVE,
        predictions=Interval.open(-1, oo),
        targets=Interval.open(-1, oo),
        convex=False,
        aliases=("msle", "mean_squared_logarithmic_error"),
        frameworks=(FrameworkName("keras", ("MeanSquaredLogarithmicError", "mean_squared_logarithmic_error", "msle")),),
        source="Keras, keras.losses.MeanSquaredLogarithmicError",
    )


class poisson(Loss):
    """Poisson loss of a rate, y_hat - y log(y_hat), with 0 log(0) = 0.

    >>> poisson(1, 7)
    1
    """

    facts = LossFacts(
        latex=r"\operatorname{Poisson}",
        definition=lambda p, y: p - weighted_log(y, p),
        derivative=lambda _, p, y: 1 - y / p,
        image=lambda: S.Reals,
        predictions=POSITIVE,
        targets=NONNEGATIVE,
        frameworks=(FrameworkName("keras", ("Poisson", "poisson")),),
        source="Nelder, Wedderburn: Generalized Linear Models, 1972",
    )


class poisson_with_logs(Loss):
    """Poisson loss of the logarithm of a rate, exp(y_hat) - y y_hat.

    >>> poisson_with_logs(0, 7)
    1
    """

    facts = LossFacts(
        latex=r"\operatorname{PoissonLog}",
        definition=lambda p, y: exp(p) - y * p,
        derivative=lambda _, p, y: exp(p) - y,
        image=lambda: S.Reals,
        targets=NONNEGATIVE,
        frameworks=(FrameworkName("pytorch", ("PoissonNLLLoss", "poisson_nll_loss")),),
        source="PyTorch, torch.nn.PoissonNLLLoss",
    )


class gaussian_nll(Loss):
    """Negative logarithm of a Gaussian likelihood without its constant, (log v + (y_hat - y)^2/v)/2.

    >>> gaussian_nll(3, 1)
    2
    """

    facts = LossFacts(
        latex=r"\operatorname{GaussianNLL}",
        definition=lambda p, y, variance: (log(variance) + (p - y) ** 2 / variance) / 2,
        derivative=lambda _, p, y, variance: (p - y) / variance,
        parameters=(Parameter("variance", S.One, POSITIVE),),
        image=lambda variance: Interval(log(variance) / 2, oo),
        frameworks=(FrameworkName("pytorch", ("GaussianNLLLoss", "gaussian_nll_loss")),),
        source="Nix, Weigend 1994",
    )
