"""The table of the backward passes that students hand in: for which cost, what is wrong, what has to be said."""

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Rational

import symnet as sn
from tests.checks.students import binary, classes, later, regression, right

ALL_OF_TWO = ("W1", "b1", "W2", "b2")
FIRST_OF_TWO = ("W1", "b1")
ALL_FROM_ZERO = ("w0", "b0", "w1", "b1")
FIRST_FROM_ZERO = ("w0", "b0")
ALL_OF_THREE = ("W1", "b1", "W2", "b2", "W3", "b3")

COSTS = {
    "tanh": lambda: _cost([2, 4, 1], ["tanh", "sigmoid"], "binary_cross_entropy", "one_based"),
    "sigmoid": lambda: _cost([3, 4, 1], ["sigmoid", "sigmoid"], "binary_cross_entropy", "zero_based"),
    "classes": lambda: _cost([4, 5, 3], ["relu", "softmax"], "cross_entropy", "zero_based"),
    "square": lambda: _cost([4, 4, 4], ["relu", "softmax"], "cross_entropy", "zero_based"),
    "rows": lambda: _cost([3, 4, 2], ["tanh", "softmax"], "cross_entropy", "rows"),
    "linear": lambda: _cost([3, 2], ["identity"], "half_squared_error", "zero_based"),
    "ridge": lambda: _cost([3, 4, 2], ["relu", "identity"], "half_squared_error", "zero_based", l2=Rational(1, 5)),
    "leaky": lambda: _cost([3, 4, 2], ["leaky_relu", "identity"], "squared_error", "zero_based"),
    "silu": lambda: _cost([3, 4, 2], ["silu", "identity"], "half_squared_error", "zero_based"),
    "lasso": lambda: _cost([3, 4, 2], ["tanh", "identity"], "half_squared_error", "zero_based", l1=Rational(1, 10)),
    "softmax": lambda: _cost([3, 4], ["softmax"], "cross_entropy", "zero_based"),
    "huber": lambda: _cost([3, 2], ["identity"], "huber", "zero_based"),
    "absolute": lambda: _cost([3, 2], ["identity"], "absolute_error", "zero_based"),
    "logistic": lambda: _cost([3, 1], ["sigmoid"], "binary_cross_entropy", "zero_based"),
    "deep": lambda: _cost([3, 4, 5, 2], ["tanh", "sigmoid", "identity"], "half_squared_error", "one_based"),
    "deep square": lambda: _cost([3, 3, 3, 3], ["tanh", "sigmoid", "identity"], "half_squared_error", "one_based"),
}


def _cost(sizes, activations, loss, notation, l1=0, l2=0):
    return sn.Network(sizes, activations=activations, notation=notation).cost(loss, l1=l1, l2=l2)


@dataclass(frozen=True)
class Student:
    """A function, the cost it is for, the gradients that it gets wrong, and what their explanation must contain.

    Without phrases no single edit explains it; `reason` says why. `extremes` is false where a function is right for
    ordinary numbers only.
    """

    function: Callable[..., object]
    cost: str
    wrong: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    reason: str = ""
    extremes: bool = True

    def __str__(self):
        return self.function.__name__


WRONG = (
    Student(binary.ng_without_tanh_slope, "tanh", FIRST_OF_TWO, ("without the factor tanh'(Z^[1])",)),
    Student(binary.ng_bias_without_mean, "tanh", ("b1",), ("1/m",)),
    Student(binary.ng_divides_twice, "tanh", ALL_OF_TWO, ("divided by m twice",)),
    Student(binary.tanh_prime_of_the_output, "tanh", FIRST_OF_TWO, ("A^[1] where Z^[1] belongs",)),
    Student(binary.tanh_slope_without_square, "tanh", FIRST_OF_TWO, ("where", "A^[1]")),
    Student(binary.tanh_slope_from_z, "tanh", FIRST_OF_TWO, ("Z^[1] where A^[1] belongs",)),
    Student(binary.target_minus_prediction, "tanh", ALL_OF_TWO, ("sign",)),
    Student(binary.bias_summed_over_neurons, "tanh", ("b1",), ("wrong axis",)),
    Student(binary.output_slope_of_squared_error, "tanh", ALL_OF_TWO, ("additional factor σ'(Z^[2])",)),
    Student(
        binary.loss_slope_with_wrong_sign,
        "tanh",
        ALL_OF_TWO,
        ("with -(1 - Y)/(1 - A^[2]) - Y/A^[2] where (1 - Y)/(1 - A^[2]) - Y/A^[2] belongs",),
    ),
    Student(binary.slope_of_the_wrong_layer, "tanh", FIRST_OF_TWO, ("A^[2]", "where A^[1] belongs")),
    Student(binary.overwrites_instead_of_adding, "sigmoid", ("w0",), ("last sample",)),
    Student(binary.class_without_mean, "sigmoid", ALL_FROM_ZERO, ("without the factor 1/m",)),
    Student(binary.sigmoid_slope_with_plus, "sigmoid", FIRST_FROM_ZERO, ("wrong sign in the term A^[0]",)),
    Student(binary.sigmoid_slope_half_done, "sigmoid", FIRST_FROM_ZERO, ("without the factor", "1 - A^[0]")),
    Student(binary.sigmoid_slope_of_z, "sigmoid", FIRST_FROM_ZERO, ("Z^[0] where A^[0] belongs",)),
    Student(binary.bias_mean_after_mean, "sigmoid", ("b0", "b1"), ("divided by m twice",)),
    Student(
        binary.updates_before_propagating,
        "sigmoid",
        FIRST_FROM_ZERO,
        reason="the learning rate 0.1 is in no equation of the cost",
    ),
    Student(classes.relu_where_its_slope_belongs, "classes", FIRST_FROM_ZERO, ("where ReLU'(Z^[0]) belongs",)),
    Student(classes.mask_the_wrong_way_round, "classes", FIRST_FROM_ZERO, ("1 - ReLU'",)),
    Student(classes.softmax_over_the_samples, "classes", ALL_FROM_ZERO, ("softmax", "wrong axis")),
    Student(classes.softmax_over_everything, "classes", ALL_FROM_ZERO, ("softmax", "whole batch")),
    Student(classes.forgets_to_normalize, "classes", ALL_FROM_ZERO, ("softmax", "without")),
    Student(classes.forgets_a_bias, "classes", ALL_FROM_ZERO, ("without the term b^[0]", "Z^[0]")),
    Student(classes.forgets_the_targets, "classes", ALL_FROM_ZERO, ("without the term Y",)),
    Student(classes.divides_by_the_classes, "classes", ALL_FROM_ZERO, ("divided by 3", "m belongs")),
    Student(classes.divides_by_all_entries, "classes", ALL_FROM_ZERO, ("divided by 3",)),
    Student(classes.softmax_slope_as_of_sigmoid, "classes", ALL_FROM_ZERO, ("additional factor", "1 - A^[1]")),
    Student(classes.weights_not_transposed, "square", FIRST_FROM_ZERO, ("W^[1] not transposed",)),
    Student(classes.activation_instead_of_input, "square", ("w0",), ("A^[0] where X belongs",)),
    Student(classes.gradient_transposed, "square", ("w1",), ("transposed",)),
    Student(classes.rows_bias_over_the_wrong_axis, "rows", ("b2",), ("wrong axis",)),
    Student(classes.rows_without_mean, "rows", ALL_OF_TWO, ("without the factor 1/m",)),
    Student(classes.rows_softmax_over_the_columns, "rows", ALL_OF_TWO, ("softmax", "wrong axis")),
    Student(classes.rows_hidden_slope_missing, "rows", ("W1",), ("without the factor tanh'(Z^[1])",)),
    Student(
        classes.clips_its_gradient, "classes", ALL_FROM_ZERO, reason="a clipped gradient is no edit of the equations"
    ),
    Student(regression.linear_with_factor_two, "linear", FIRST_FROM_ZERO, ("factor 2",)),
    Student(regression.linear_with_wrong_sign, "linear", FIRST_FROM_ZERO, ("sign",)),
    Student(regression.linear_bias_summed_over_outputs, "linear", ("b0",), ("summed over",)),
    Student(regression.linear_with_absolute_residual, "linear", FIRST_FROM_ZERO, ("|",)),
    Student(regression.linear_stops_at_the_first_sample, "linear", FIRST_FROM_ZERO, ("first sample",)),
    Student(regression.ridge_forgotten_in_first_layer, "ridge", ("w0",), ("without the term", "W^[0]")),
    Student(regression.ridge_without_mean, "ridge", ("w0", "w1"), ("1/m", "term")),
    Student(regression.ridge_with_factor_two, "ridge", ("w0", "w1"), ("2", "term")),
    Student(regression.ridge_subtracted, "ridge", ("w1",), ("sign", "W^[1]")),
    Student(regression.ridge_of_the_biases, "ridge", ("b0", "b1"), ("additional term", "b^[")),
    Student(regression.leaky_as_relu, "leaky", FIRST_FROM_ZERO, ("ReLU'", "where LeakyReLU")),
    Student(regression.leaky_with_negative_slope, "leaky", FIRST_FROM_ZERO, ("LeakyReLU",)),
    Student(regression.leaky_without_factor_two, "leaky", ALL_FROM_ZERO, ("without the factor 2",)),
    Student(
        regression.loop_without_slopes,
        "deep",
        ("W1", "b1", "W2", "b2"),
        ("without the factor σ'(Z^[2]) and", "without the factor tanh'(Z^[1])"),
    ),
    Student(regression.loop_without_transposes, "deep square", ("W1", "b1", "W2", "b2"), ("not transposed",)),
    Student(regression.loop_with_next_activation, "deep square", ("W1", "W2", "W3"), ("A^[1] where A^[0] belongs",)),
    Student(regression.skips_a_layer, "deep square", FIRST_OF_TWO, ("dZ^[1]: with dZ^[3] where dZ^[2] belongs",)),
    Student(regression.slope_of_the_neighbouring_layer, "deep square", ALL_OF_TWO, ("A^[1] where A^[2] belongs",)),
    Student(regression.uses_da_for_dz_in_one_weight, "deep", ("W1",), ("without the factor tanh'(Z^[1])",)),
    Student(
        regression.rounds_to_three_digits, "deep", ALL_OF_THREE, reason="rounded numbers are no edit of the equations"
    ),
)

LATER = (
    Student(later.silu_slope_as_sigmoid, "silu", FIRST_FROM_ZERO, ("with σ(Z^[0]) where SiLU'(Z^[0])",)),
    Student(later.silu_slope_applied_to_output, "silu", FIRST_FROM_ZERO, ("A^[0] where Z^[0] belongs",)),
    Student(later.lasso_as_ridge, "lasso", ("w0", "w1"), ("W^[0] where sign(W^[0]) belongs",)),
    Student(later.lasso_of_one_layer, "lasso", ("w1",), ("without the term 1/(10 m) sign(W^[1])",)),
    Student(later.softmax_forgotten_in_backward, "softmax", FIRST_FROM_ZERO, ("with ∂J/∂Ŷ where δ^[0] belongs",)),
    Student(later.softmax_jacobian_only_diagonal, "softmax", FIRST_FROM_ZERO, ("δ^[0]: not summed",)),
    Student(later.huber_as_squared, "huber", FIRST_FROM_ZERO, ("with HSE'(Ŷ, Y) where Huber",)),
    Student(
        later.absolute_error_without_sign, "absolute", FIRST_FROM_ZERO, ("with HSE'(Ŷ, Y) where AE'(Ŷ, Y) belongs",)
    ),
    Student(later.stops_before_the_sigmoid, "logistic", FIRST_FROM_ZERO, ("without the factor σ'(Z^[0])",)),
    Student(later.thresholds_the_prediction, "logistic", FIRST_FROM_ZERO, reason="no step function is near"),
    Student(later.half_too_much, "logistic", FIRST_FROM_ZERO, ("additional factor 1/2",)),
    Student(later.divides_by_one_less, "logistic", FIRST_FROM_ZERO, reason="m - 1 is in no equation"),
    Student(later.sums_before_multiplying, "logistic", ("w0",), reason="two sums are two edits"),
    Student(later.bias_of_the_last_sample, "logistic", ("b0",), ("last sample",)),
    Student(later.weights_of_the_same_layer, "deep square", ALL_OF_TWO, ("dZ^[1] with W^[1] where W^[2] belongs",)),
    Student(later.one_over_cosh, "deep square", FIRST_OF_TWO, reason="1/cosh² is no form of tanh' that is tried"),
    Student(later.exchanges_the_slopes, "deep square", FIRST_OF_TWO, ("A^[1] ⊙ (1 - A^[1]) where tanh'(Z^[1])",)),
    Student(later.preactivation_in_the_weights, "deep square", ("W2",), ("Z^[1] where A^[1] belongs",)),
    Student(later.transposes_the_wrong_factor, "deep square", FIRST_OF_TWO, ("dZ^[1]: with W^[2] not transposed",)),
    Student(
        later.drops_a_layer_in_forward, "deep square", ALL_OF_THREE, ("another network: in A^[1], with Z^[1] where",)
    ),
)
"""Written when the explanations were: 14 of the 20 were explained at once."""

RIGHT = (
    Student(right.course_style, "tanh"),
    Student(right.uncancelled, "tanh", extremes=False),
    Student(right.sample_by_sample, "sigmoid"),
    Student(right.neuron_by_neuron, "sigmoid"),
    Student(right.softmax_by_its_jacobian, "classes", extremes=False),
    Student(right.subtracts_in_place, "classes"),
    Student(right.samples_in_rows, "rows"),
    Student(right.one_expression, "linear"),
    Student(right.bias_inside_the_weights, "linear"),
    Student(right.with_penalty, "ridge"),
    Student(right.leaky_by_masks, "leaky"),
    Student(right.list_of_layers, "deep"),
    Student(right.einsum_everywhere, "deep"),
)
