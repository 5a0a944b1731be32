"""Traps of networks: the lines of a backward pass as a course types them, in text and as expressions, right and spoilt."""

from functools import cache, partial
from typing import Any

from sympy import MatMul, OneMatrix, Rational, Symbol, Trace, tanh

import symnet as sn
from tests.campaign.traps.row import (
    FALSE,
    LIMIT,
    NOT_PROVED,
    NOT_REFUTED,
    TRUE,
    Trap,
    j,
)

ONE_HOT = ("the columns of Y sum to one",)


@cache
def cost_of(kind):
    """Return one of the costs that the rows are about."""
    widths: Any = {"square": ["n", "n", "n"], "one class": ["n_0", 1]}.get(kind, ["n_0", "n_1", "n_2"])
    activations, loss, notation = {
        "course": (["tanh", "sigmoid"], "binary_cross_entropy", "one_based"),
        "zero": (["tanh", "sigmoid"], "binary_cross_entropy", "zero_based"),
        "softmax": (["relu", "softmax"], "cross_entropy", "one_based"),
        "squares": (["sigmoid", "identity"], "half_squared_error", "one_based"),
        "square": (["tanh", "tanh"], "half_squared_error", "one_based"),
        "one class": (["softmax"], "cross_entropy", "zero_based"),
        "unknown": ([None, None], "half_squared_error", "one_based"),
    }[kind]
    if activations == [None, None]:
        return sn.Network(widths, notation=notation).cost(loss)
    return sn.Network(widths, activations=activations, notation=notation).cost(loss)


def said(text, kind="course", **options):
    return sn.verify(text, network=cost_of(kind), timeout=LIMIT, **options)


def course(text, may, why, kind="course", **options):
    return Trap(f"{kind}: {text}", lambda: said(text, kind, **options), may, why)


# fmt: off
COURSE = (
    course("dZ2 = 1/m (A2 - Y)", TRUE, "σ' cancels"),
    course("dZ2 = A2 - Y", NOT_PROVED, "1/m is missing, where dZ is that of the cost"),
    course("dZ2 = 1/m (Y - A2)", FALSE, "sign"),
    course("dZ2 = 1/m (A2 + Y)", FALSE, "sign"),
    course("dW2 = dZ2 A1ᵀ", TRUE, "known"),
    course("dW2 = 1/m dZ2 A1ᵀ", NOT_PROVED, "1/m twice"),
    course("dW2 = A1 dZ2ᵀ", NOT_PROVED, "turned"),
    course("dW2 = dZ2 A0ᵀ", NOT_PROVED, "another layer"),
    course("db2 = dZ2 1", TRUE, "the sum over the samples"),
    course("db2 = 1/m dZ2 1", NOT_PROVED, "1/m twice"),
    course("db2 = dZ2", NOT_PROVED, "the sum is missing"),
    course("dZ1 = W2ᵀ dZ2 ⊙ (1 - A1 ⊙ A1)", TRUE, "tanh'"),
    course("dZ1 = W2ᵀ dZ2 ⊙ (1 - A1)", FALSE, "tanh' is 1 - tanh²"),
    course("dZ1 = W2ᵀ dZ2 ⊙ A1 ⊙ (1 - A1)", FALSE, "that is σ'"),
    course("dZ1 = W2ᵀ dZ2 ⊙ (1 - Z1 ⊙ Z1)", FALSE, "Z for A"),
    course("dZ1 = W2 dZ2 ⊙ (1 - A1 ⊙ A1)", NOT_PROVED, "a transpose is missing"),
    course("dZ1 = W2ᵀ dZ2", FALSE, "tanh' is missing"),
    course("dZ1 = W2ᵀ dZ2 ⊙ tanh'(Z1)", TRUE, "as symnet prints it"),
    course("dZ1 = W2ᵀ dZ2 ⊙ tanh'(A1)", FALSE, "A for Z"),
    course("dZ1 = -W2ᵀ dZ2 ⊙ (1 - A1 ⊙ A1)", FALSE, "sign"),
    course("dZ1 = 2 W2ᵀ dZ2 ⊙ (1 - A1 ⊙ A1)", FALSE, "twice"),
    course("dW1 = dZ1 A0ᵀ", TRUE, "known"),
    course("dW1 = dZ1 A1ᵀ", NOT_PROVED, "another layer"),
    course("dW1 = (W2ᵀ dZ2 ⊙ (1 - A1 ⊙ A1)) A0ᵀ", TRUE, "inlined"),
    course("dW1 = (W2ᵀ dZ2 ⊙ (1 - A1)) A0ᵀ", FALSE, "inlined, wrong tanh'"),
    course("dW1 = 1/m (W2ᵀ (A2 - Y) ⊙ (1 - A1 ⊙ A1)) A0ᵀ", TRUE, "inlined twice"),
    course("dW1 = (W2ᵀ (A2 - Y) ⊙ (1 - A1 ⊙ A1)) A0ᵀ", FALSE, "1/m is missing"),
    course("dA1 = W2ᵀ dZ2", NOT_REFUTED, "the gradient by A1"),
    course("dA1 = W2 dZ2", NOT_PROVED, "a transpose is missing"),
    course("dA1 = 2 W2ᵀ dZ2", NOT_PROVED, "twice the gradient by A1"),
    course("dZ1 = dA1 ⊙ (1 - A1 ⊙ A1)", NOT_REFUTED, "the chain rule by A1"),
    course("dZ1 = dA1 ⊙ (1 - A1)", NOT_PROVED, "wrong tanh'"),
    course("dZ2 = dA2 ⊙ A2 ⊙ (1 - A2)", NOT_REFUTED, "the chain rule by A2"),
    course("dZ2 = dA2", NOT_PROVED, "σ' is missing"),
    course("dX = W1ᵀ dZ1", NOT_REFUTED, "the gradient by the input"),
    course("dA0 = W1ᵀ dZ1", NOT_REFUTED, "the gradient by the input"),
    course("dA0 = W1ᵀ dZ2", NOT_PROVED, "another layer"),
    course("foo = dZ1", NOT_PROVED, "a name without a meaning"),
    course("Z1 = W1 A0 + b1", TRUE, "the forward pass"),
    course("Z1 = W1 A0", FALSE, "the bias is missing"),
    course("Z2 = W2 Z1 + b2", FALSE, "the activation is missing"),
    course("A1 = tanh(Z1)", TRUE, "the forward pass"),
    course("A2 = tanh(Z2)", FALSE, "it is σ"),
    course("dZ1 = (W2.T @ dZ2) * (1 - A1**2)", NOT_REFUTED, "NumPy: entry by entry beside @"),
    course("dZ1 = (W2.T @ dZ2) * (1 - A1)", NOT_PROVED, "NumPy, wrong tanh'"),
    course("dW1 = dZ1 * A0.T", NOT_PROVED, "an error in NumPy"),
    course("dW1 = dZ1 @ A0.T", NOT_REFUTED, "NumPy"),
    course("dW2 = dZ2 * A1", NOT_PROVED, "nowhere right"),
)
# fmt: on

# fmt: off
OTHERS = (
    course("dZ0 = w1ᵀ dZ1 ⊙ (1 - A0 ⊙ A0)", TRUE, "layers from 0", "zero"),
    course("dZ1 = w1ᵀ dZ1 ⊙ (1 - A0 ⊙ A0)", NOT_PROVED, "layers from 0", "zero"),
    course("dw0 = dZ0 Xᵀ", TRUE, "the input", "zero"),
    course("dw0 = dZ0 X", NOT_PROVED, "a transpose is missing", "zero"),
    course("dw0 = X dZ0ᵀ", NOT_PROVED, "turned", "zero"),
    course("dw1 = dZ1 A0ᵀ", TRUE, "the hidden layer", "zero"),
    course("db0 = dZ0 1", TRUE, "the sum over the samples", "zero"),
    course("dA0 = w1ᵀ dZ1", NOT_REFUTED, "the gradient by A0", "zero"),
    course("dA0 = w1ᵀ dZ1 ⊙ (1 - A0 ⊙ A0)", NOT_PROVED, "that is dZ0", "zero"),
    course("dX = w0ᵀ dZ0", NOT_REFUTED, "the gradient by the input", "zero"),
    course("dX = w0 dZ0", NOT_PROVED, "a transpose is missing", "zero"),
    course("dZ2 = 1/m (A2 - Y)", NOT_PROVED, "only for columns that sum to one", "softmax"),
    Trap("softmax: dZ2 with one-hot", lambda: said("dZ2 = 1/m (A2 - Y)", "softmax", assuming=ONE_HOT), TRUE, "Σ y = 1"),
    Trap("softmax: rows for columns", lambda: said("dZ2 = 1/m (A2 - Y)", "softmax", assuming=("the rows of Y sum to one",)), NOT_PROVED, "the other axis"),
    Trap("softmax: binary alone", lambda: said("dZ2 = 1/m (A2 - Y)", "softmax", assuming=("the entries of Y are 0 or 1",)), NOT_PROVED, "Y = 0"),
    Trap("softmax: wrong with one-hot", lambda: said("dZ2 = 1/m (A2 + Y)", "softmax", assuming=ONE_HOT), NOT_PROVED, "sign"),
    Trap("softmax: σ' for softmax'", lambda: said("dZ2 = -1/m Y ⊙ (1 - A2)", "softmax", assuming=ONE_HOT), NOT_PROVED, "the other classes"),
    course("dZ1 = W2ᵀ dZ2 ⊙ relu'(Z1)", TRUE, "as symnet prints it", "softmax"),
    course("dZ1 = W2ᵀ dZ2 ⊙ relu(Z1)", NOT_PROVED, "relu is not its slope", "softmax"),
    course("dZ1 = W2ᵀ dZ2 ⊙ relu'(A1)", NOT_REFUTED, "relu' of relu is relu', with relu'(0) = 0", "softmax"),
    course("dW2 = dZ2 A1ᵀ", TRUE, "known", "softmax"),
    course("dZ2 = 1/m (A2 - Y)", TRUE, "identity and half squares", "squares"),
    course("dZ2 = 2/m (A2 - Y)", FALSE, "half squares", "squares"),
    course("dZ1 = W2ᵀ dZ2 ⊙ A1 ⊙ (1 - A1)", TRUE, "σ'", "squares"),
    course("dZ1 = W2ᵀ dZ2 ⊙ (1 - A1 ⊙ A1)", FALSE, "that is tanh'", "squares"),
    course("dZ1 = W2ᵀ dZ2 ⊙ Z1 ⊙ (1 - Z1)", FALSE, "Z for A", "squares"),
    course("dZ2 = 1/m (A2 - Y) ⊙ (1 - A2 ⊙ A2)", TRUE, "tanh'", "square"),
    course("dZ1 = W2 dZ2 ⊙ (1 - A1 ⊙ A1)", NOT_PROVED, "it fits, and is wrong", "square"),
    course("dZ1 = W1ᵀ dZ2 ⊙ (1 - A1 ⊙ A1)", NOT_PROVED, "it fits, and is wrong", "square"),
    course("dW2 = dZ2 A0ᵀ", NOT_PROVED, "it fits, and is wrong", "square"),
    course("dW1 = dZ2 A0ᵀ", NOT_PROVED, "it fits, and is wrong", "square"),
    course("dZ1 = W2ᵀ dZ2 ⊙ g^[1]'(Z1)", NOT_REFUTED, "an unknown activation", "unknown"),
    course("dZ1 = W2ᵀ dZ2 ⊙ (1 - A1 ⊙ A1)", NOT_PROVED, "an unknown activation", "unknown"),
    course("dZ1 = W2ᵀ dZ2", NOT_PROVED, "an unknown activation", "unknown"),
)
# fmt: on


def net_entry():
    """The line db = dZ by entries, for one sample: db0[j] = dz0[j]."""
    cost = sn.Network(["n_0", "n_1"], activations=["tanh"]).cost("half_squared_error")
    lines = {line.symbol.name: line.symbol for line in cost.gradient("sample")}
    return sn.verify(lines["db0"][j, 0], lines["dz0"][j, 0], network=cost, timeout=LIMIT)


def spoilt(kind, name, change):
    """Return the verdict of one line of a derived backward pass, changed."""
    cost = cost_of(kind)
    lines = [
        (line.symbol, change(line.expression) if line.symbol.name == name else line.expression)
        for line in cost.gradient()
    ]
    return sn.verify_gradient(sn.Equations(lines), cost, timeout=LIMIT)[name]


def derived(penalty, name="dw0"):
    """Return the verdict of a line as symnet derives it, of a cost with a penalty in its parameters."""
    net = sn.Network([2, 3], activations=["tanh"])
    cost = net.cost("squared_error", regularization=penalty(net.parameters["w0"], net.parameters["b0"]))
    return sn.verify_gradient(cost.gradient(), cost, timeout=LIMIT)[name]


def without(penalty, name="dw0"):
    """Return the verdict of the line that forgets the penalty."""
    net = sn.Network([2, 3], activations=["tanh"])
    cost = net.cost("squared_error", regularization=penalty(net.parameters["w0"], net.parameters["b0"]))
    plain = {line.symbol.name: line.expression for line in net.cost("squared_error").gradient()}
    lines = [(line.symbol, plain[line.symbol.name]) for line in cost.gradient()]
    return sn.verify_gradient(sn.Equations(lines), cost, timeout=LIMIT)[name]


PENALTIES = {
    "w_00²": lambda w, b: w[0, 0] ** 2,
    "3 w_12": lambda w, b: 3 * w[1, 1],
    "(wᵀw)_00": lambda w, b: (w.T * w)[0, 0],
    "tr wᵀw": lambda w, b: Trace(w.T * w),
    "w_00 w_11": lambda w, b: w[0, 0] * w[1, 1],
    "tanh w_00": lambda w, b: tanh(w[0, 0]),
    "w_00 b_0": lambda w, b: w[0, 0] * b[0, 0],
    "λ w_00²": lambda w, b: Symbol("lambda", positive=True) * w[0, 0] ** 2,
    "a slice": lambda w, b: sn.SumEntries(w[:1, :]),
    "a column": lambda w, b: sn.SumEntries(sn.Slice(w, 1)),
}
# fmt: off
BACKWARD = (
    *(Trap(f"penalty {name}: derived", partial(derived, penalty), NOT_REFUTED, "symnet's own line") for name, penalty in PENALTIES.items()),
    *(Trap(f"penalty {name}: forgotten", partial(without, penalty), NOT_PROVED, "a term is missing") for name, penalty in PENALTIES.items()),
    Trap("dW2 twice", lambda: spoilt("course", "dW2", lambda line: 2 * line), FALSE, "twice"),
    Trap("dW2 negated", lambda: spoilt("course", "dW2", lambda line: -line), FALSE, "sign"),
    Trap("dZ1 halved", lambda: spoilt("course", "dZ1", lambda line: line * Rational(1, 2)), FALSE, "half"),
    Trap("db1 times a matrix of ones", lambda: spoilt("course", "db1", lambda line: MatMul(line, OneMatrix(1, 1))), NOT_REFUTED, "1 × 1 ones"),
    Trap("dW1 of one class", lambda: spoilt("one class", "dw0", lambda line: 2 * line), NOT_REFUTED, "softmax of one class is 1: 0 = 2·0"),
    Trap("db0[j] = dz0[j]", net_entry, NOT_REFUTED, "one sample: the bias is added"),
)
# fmt: on

TRAPS = (*COURSE, *OTHERS, *BACKWARD)
