"""Losses for targets that are classes or probabilities.

A prediction is a probability where the name says nothing else; `with_logits` takes what a sigmoid would be applied to,
and `with_logs` a logarithm. The margins (`hinge`, ...) take targets -1 and 1.
"""
# ruff: noqa: N801 - SymPy's functions are classes, and mathematics writes them small

from __future__ import annotations

from sympy import FiniteSet, Interval, Piecewise, Rational, S, exp, log, oo

from symnet.expressions.activations.bounded import sigmoid
from symnet.expressions.activations.smooth import softplus
from symnet.expressions.facts import FrameworkName, LossFacts, Parameter
from symnet.expressions.logarithms import log_one_plus, weighted_log
from symnet.expressions.scalar import Loss

NONNEGATIVE = Interval(0, oo)
PROBABILITY = Interval(0, 1)
INNER_PROBABILITY = Interval.open(0, 1)
MARGIN_TARGETS = FiniteSet(-1, 1)


class binary_cross_entropy(Loss):
    """Cross-entropy of two classes, -(y log(y_hat) + (1 - y) log(1 - y_hat)), with 0 log(0) = 0.

    >>> binary_cross_entropy(1, 1), binary_cross_entropy(Rational(1, 2), 1).evalf(10)
    (0, 0.6931471806)
    """

    facts = LossFacts(
        latex=r"\operatorname{BCE}",
        definition=lambda p, y: -(weighted_log(y, p) + weighted_log(1 - y, 1 - p)),
        for_numbers=lambda p, y: -(weighted_log(y, p) + (1 - y) * log_one_plus(-p)),
        derivative=lambda _, p, y: -(y / p - (1 - y) / (1 - p)),
        image=lambda: NONNEGATIVE,
        predictions=INNER_PROBABILITY,
        targets=PROBABILITY,
        aliases=("bce", "binary_crossentropy"),
        frameworks=(
            FrameworkName("pytorch", ("BCELoss", "binary_cross_entropy")),
            FrameworkName("keras", ("BinaryCrossentropy", "binary_crossentropy")),
        ),
        source="Good: Rational Decisions, 1952",
    )


class cross_entropy(Loss):
    """One class's part of the cross-entropy, -y log(y_hat), with 0 log(0) = 0.

    >>> from sympy import symbols
    >>> cross_entropy(0, 0), cross_entropy(*symbols("p y")).diff("p")
    (0, -y/p)
    """

    facts = LossFacts(
        latex=r"\operatorname{CE}",
        definition=lambda p, y: -weighted_log(y, p),
        derivative=lambda _, p, y: -y / p,
        image=lambda: NONNEGATIVE,
        predictions=Interval.Lopen(0, 1),
        targets=PROBABILITY,
        aliases=("categorical_cross_entropy", "categorical_crossentropy"),
        frameworks=(FrameworkName("keras", ("CategoricalCrossentropy", "categorical_crossentropy")),),
        source="Good: Rational Decisions, 1952",
    )


class binary_cross_entropy_with_logits(Loss):
    """Binary cross-entropy of the sigmoid of y_hat: softplus(y_hat) - y y_hat.

    >>> from sympy import symbols
    >>> binary_cross_entropy_with_logits(*symbols("z y")).diff("z")
    -y + sigmoid(z)
    """

    facts = LossFacts(
        latex=r"\operatorname{BCE}_{\sigma}",
        definition=lambda p, y: softplus(p) - y * p,
        derivative=lambda _, p, y: sigmoid(p) - y,
        image=lambda: NONNEGATIVE,
        targets=PROBABILITY,
        frameworks=(FrameworkName("pytorch", ("BCEWithLogitsLoss", "binary_cross_entropy_with_logits")),),
        source="PyTorch, torch.nn.BCEWithLogitsLoss",
    )


class binary_focal_cross_entropy(Loss):
    """Binary cross-entropy that weighs each class by (1 - its probability)^gamma.

    >>> binary_focal_cross_entropy(1, 1), binary_focal_cross_entropy(Rational(1, 2), 1).evalf(10)
    (0, 0.1732867951)
    """

    facts = LossFacts(
        latex=r"\operatorname{FocalBCE}",
        definition=lambda p, y, gamma: -((1 - p) ** gamma * weighted_log(y, p) + p**gamma * weighted_log(1 - y, 1 - p)),
        for_numbers=lambda p, y, gamma: (
            -((1 - p) ** gamma * weighted_log(y, p) + p**gamma * (1 - y) * log_one_plus(-p))
        ),
        parameters=(Parameter("gamma", S(2), NONNEGATIVE),),
        image=lambda _: NONNEGATIVE,
        predictions=INNER_PROBABILITY,
        targets=FiniteSet(0, 1),  # between them, Keras weighs the sum instead of each part
        aliases=("binary_focal_crossentropy",),
        frameworks=(FrameworkName("keras", ("BinaryFocalCrossentropy", "binary_focal_crossentropy")),),
        source="Lin, Goyal, Girshick, He, Dollár: Focal Loss for Dense Object Detection, 2017",
    )


class categorical_focal_cross_entropy(Loss):
    """One class's part of the cross-entropy, weighed: -alpha (1 - y_hat)^gamma y log(y_hat).

    >>> categorical_focal_cross_entropy(1, 1), categorical_focal_cross_entropy(0, 0)
    (0, 0)
    """

    facts = LossFacts(
        latex=r"\operatorname{FocalCE}",
        definition=lambda p, y, alpha, gamma: -alpha * (1 - p) ** gamma * weighted_log(y, p),
        parameters=(
            Parameter("alpha", Rational(1, 4), Interval.open(0, oo)),
            Parameter("gamma", S(2), NONNEGATIVE),
        ),
        image=lambda *_: NONNEGATIVE,
        predictions=Interval.Lopen(0, 1),
        targets=PROBABILITY,
        aliases=("categorical_focal_crossentropy",),
        frameworks=(FrameworkName("keras", ("CategoricalFocalCrossentropy", "categorical_focal_crossentropy")),),
        source="Lin, Goyal, Girshick, He, Dollár: Focal Loss for Dense Object Detection, 2017",
    )


class kl_divergence(Loss):
    """One class's part of the Kullback-Leibler divergence, y log(y/y_hat), with 0 log(0) = 0.

    >>> kl_divergence(Rational(1, 3), Rational(1, 3)), kl_divergence(Rational(1, 3), 0)
    (0, 0)
    """

    facts = LossFacts(
        latex=r"\operatorname{KL}",
        definition=lambda p, y: weighted_log(y, y / p),
        derivative=lambda _, p, y: -y / p,
        image=lambda: S.Reals,
        predictions=Interval.open(0, oo),
        targets=NONNEGATIVE,
        aliases=("kld", "kullback_leibler"),
        frameworks=(FrameworkName("keras", ("KLDivergence", "kl_divergence")),),
        source="Kullback, Leibler: On Information and Sufficiency, 1951",
    )


class kl_divergence_with_logs(Loss):
    """One class's part of the Kullback-Leibler divergence from the logarithm of a probability, y (log(y) - y_hat).

    >>> kl_divergence_with_logs(0, 1), kl_divergence_with_logs(-2, 0)
    (0, 0)
    """

    facts = LossFacts(
        latex=r"\operatorname{KL}_{\log}",
        definition=lambda p, y: weighted_log(y, y) - y * p,
        derivative=lambda _, __, y: -y,
        image=lambda: S.Reals,
        targets=NONNEGATIVE,
        frameworks=(FrameworkName("pytorch", ("KLDivLoss", "kl_div")),),
        source="PyTorch, torch.nn.KLDivLoss",
    )


class hinge(Loss):
    """Hinge loss, max(1 - y y_hat, 0).

    >>> hinge(3, 1), hinge(3, -1)
    (0, 4)
    """

    facts = LossFacts(
        latex=r"\operatorname{Hinge}",
        definition=lambda p, y: Piecewise((1 - y * p, y * p < 1), (0, True)),
        image=lambda: NONNEGATIVE,
        targets=MARGIN_TARGETS,
        kinks=lambda y: (1 / y,),
        frameworks=(FrameworkName("keras", ("Hinge", "hinge")),),
        source="Cortes, Vapnik: Support-Vector Networks, 1995",
    )


class squared_hinge(Loss):
    """Squared hinge loss, max(1 - y y_hat, 0)^2.

    >>> squared_hinge(3, 1), squared_hinge(3, -1)
    (0, 16)
    """

    facts = LossFacts(
        latex=r"\operatorname{SquaredHinge}",
        definition=lambda p, y: Piecewise(((1 - y * p) ** 2, y * p < 1), (0, True)),
        image=lambda: NONNEGATIVE,
        targets=MARGIN_TARGETS,
        frameworks=(FrameworkName("keras", ("SquaredHinge", "squared_hinge")),),
        source="Lee, Mangasarian: SSVM, 2001",
    )


class hinge_embedding(Loss):
    """Hinge loss of a distance: y_hat for the target 1, and max(margin - y_hat, 0) for the target -1.

    >>> hinge_embedding(3, 1), hinge_embedding(Rational(1, 4), -1)
    (3, 3/4)
    """

    facts = LossFacts(
        latex=r"\operatorname{HingeEmbedding}",
        definition=lambda p, y, margin: Piecewise((p, y > 0), (margin - p, p < margin), (0, True)),
        parameters=(Parameter("margin", S.One),),
        image=lambda _: S.Reals,
        targets=MARGIN_TARGETS,
        kinks=lambda y, margin: () if y == 1 else (margin,),
        frameworks=(FrameworkName("pytorch", ("HingeEmbeddingLoss", "hinge_embedding_loss")),),
        source="PyTorch, torch.nn.HingeEmbeddingLoss",
    )


class soft_margin(Loss):
    """Logistic loss of a margin, log(1 + exp(-y y_hat)).

    >>> from sympy import symbols
    >>> soft_margin(*symbols("p y")).diff("p")
    -y*sigmoid(-p*y)
    """

    facts = LossFacts(
        latex=r"\operatorname{SoftMargin}",
        definition=lambda p, y: log(1 + exp(-y * p)),
        for_numbers=lambda p, y: softplus(-y * p),
        derivative=lambda _, p, y: -y * sigmoid(-y * p),
        image=lambda: Interval.open(0, oo),
        targets=MARGIN_TARGETS,
        frameworks=(FrameworkName("pytorch", ("SoftMarginLoss", "soft_margin_loss")),),
        source="Cox: The Regression Analysis of Binary Sequences, 1958",
    )
