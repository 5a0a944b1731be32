r"""The cost ``J``: the mean of a loss over the samples, with regularization, as equations and as a function."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

from sympy import Add, Eq, Expr, Integer, Mul, Pow, Sum, Symbol
from sympy.core.function import Lambda

from symnet.codegen import CompiledFunction, lambdify
from symnet.errors import SymnetValueError
from symnet.expressions.elementwise import Elementwise, apply_elementwise
from symnet.expressions.equations import Equations
from symnet.expressions.reductions import SumEntries
from symnet.expressions.shapes import as_expression
from symnet.expressions.variables import Variable
from symnet.nn.architecture import Architecture
from symnet.nn.grains import Symbols
from symnet.nn.losses import find_loss, is_undefined_loss, penalties, symbol_of, written_out
from symnet.nn.sizes import BATCH_SIZE
from symnet.printing.notations import Notation
from symnet.printing.translation import translate

J = Symbol("J", real=True)
SAMPLE = Symbol("i", integer=True, positive=True)


class Cost:
    r""":math:`J = \frac{1}{m} \sum_{i=1}^{m} L(\hat{y}^{(i)}, y^{(i)})`: the mean loss of a batch, plus penalties.

    The loss of a sample with several outputs is the sum over the outputs; the mean is over the samples only.

    ============== ================================================================================================
    loss           a name (`sn.losses()`), a SymPy function or Lambda of (ŷ, y), or an expression in y_hat and y
    l2             λ: adds λ/(2m) Σ‖W‖² over the weight matrices, as scikit-learn does
    l1             λ: adds λ/m Σ|W|
    regularization any SymPy scalar in the parameters and m
    ============== ================================================================================================

    >>> import symnet as sn
    >>> cost = sn.Network([2, 3, 1], activations="sigmoid").cost("binary_cross_entropy", l2=0.1)
    >>> print(sn.text(cost.equations()[-1]))
    J = 1/m ∑ᵢ₌₁ᵐ L(ŷ⁽ⁱ⁾, y⁽ⁱ⁾) + 1/(20 m) (‖w^[0]‖_F² + ‖w^[1]‖_F²)
    """

    def __init__(self, network: Architecture, loss: Any, *, l1: Any = 0, l2: Any = 0, regularization: Any = 0) -> None:
        self._network = network
        self._loss = find_loss(loss)
        weights = [layer.weight(network.notation) for layer in network.layers]
        self._strengths = {"l1": l1, "l2": l2}
        self._regularization = as_expression(regularization)
        self._penalties = penalties(weights, l1=l1, l2=l2, other=regularization)

    @property
    def network(self) -> Architecture:
        """The network whose cost it is."""
        return self._network

    @property
    def loss(self) -> Any:
        """The scalar loss, a SymPy function of the prediction and the target."""
        return self._loss

    @property
    def target(self) -> Variable:
        """The target Y of a batch, of the shape of the output."""
        return self._symbols("batch").make("target", 0, self._network.sizes[-1])

    @cached_property
    def expression(self) -> Expr:
        """The cost as one scalar in X, Y and the parameters: a view, composed on demand."""
        return self.equations("batch").compose()

    @property
    def composed(self) -> Eq:
        r"""The cost as one equation, with the network written out in :math:`x^{(i)}` under the sum."""
        prediction = self._network.equations(sample=SAMPLE).compose()
        target = self._symbols("batch", SAMPLE).make("target", 0, self._network.sizes[-1])
        one = symbol_of(self._loss, prediction, target)
        return Eq(J, self._total(Sum(one, (SAMPLE, 1, BATCH_SIZE))), evaluate=False)

    def equations(
        self, grain: Literal["neuron", "sample", "batch"] = "sample", *, prediction: bool = True
    ) -> Equations:
        r"""Return the forward pass and the cost; the last line defines ``J``.

        At grain ``sample`` the lines are about the i-th sample, :math:`z^{[0](i)}`, and J sums over i. At grain
        ``neuron`` the forward pass is written out neuron by neuron. At grain ``batch`` X and Y hold all samples; this
        is the form that is compiled. Without `prediction` the last activation keeps its name instead of ŷ.
        """
        if grain == "neuron":
            return self._network.equations(grain) + self._by_sample(prediction=prediction)[-1:]
        if grain == "sample":
            return self._network.equations(sample=SAMPLE) + self._by_sample(prediction=prediction)
        steps = self._network.equations(grain)
        named = self._prediction(self._symbols("batch"), steps[-1].symbol, prediction=prediction)
        total = SumEntries(apply_elementwise(self._loss, named[-1][0] if named else steps[-1].symbol, self.target))
        return steps + Equations([*named, (J, self._total(total))])

    def lambdify(self, *, backend: str = "numpy") -> CompiledFunction:
        """Return the cost as a function ``J(parameters, X, Y)`` of a batch, a float; its text is ``J.source``.

        >>> import numpy as np, symnet as sn
        >>> net = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"])
        >>> J = net.cost("binary_cross_entropy").lambdify()
        >>> print(f"{J(net.initialize(seed=0), np.zeros((2, 5)), np.ones((1, 5))):.12f}")
        0.693147180560
        """
        self._network.require_defined()
        if is_undefined_loss(self._loss):
            raise SymnetValueError(
                f"Cannot compute the cost: the loss {self._loss} is undefined; write net.cost('squared_error')."
            )
        data = self._symbols("batch").input(self._network.layers)
        return lambdify(
            self.equations("batch"),
            [data, self.target],
            parameters=self._network.parameters,
            results=[J],
            name="cost",
            backend=backend,
        )

    def with_notation(self, notation: str | Notation) -> Cost:
        """Return the same cost, written otherwise.

        >>> import symnet as sn
        >>> cost = sn.Network([2, 1], activations="sigmoid").cost("squared_error")
        >>> print(sn.text(cost.with_notation("rows").equations()[1]))
        z^[1](i) = a^[0](i) W^[1] + b^[1]
        """
        other = translate(self._regularization, notation)
        return Cost(self._network.with_notation(notation), self._loss, **self._strengths, regularization=other)

    def _by_sample(self, *, prediction: bool) -> Equations:
        """Return the lines after the forward pass: what ŷ is, what L is, and J as the sum over the samples."""
        symbols = self._symbols("batch", SAMPLE)
        last = self._network.equations(sample=SAMPLE)[-1].symbol
        target = symbols.make("target", 0, self._network.sizes[-1])
        lines = self._prediction(symbols, last, prediction=prediction)
        output = lines[-1][0] if lines else last
        one = symbol_of(self._loss, output, target)
        if not is_undefined_loss(self._loss):
            lines.append((one, self._of_sample(output, target)))
        lines.append((J, self._total(Sum(one, (SAMPLE, Integer(1), BATCH_SIZE)))))
        return Equations(lines)

    def _prediction(self, symbols: Symbols, last: Expr, *, prediction: bool) -> list[tuple[Expr, Expr]]:
        return [(symbols.make("prediction", 0, self._network.sizes[-1]), last)] if prediction else []

    def _of_sample(self, prediction: Any, target: Any) -> Expr:
        """Return the loss of one sample, with the formula of the loss written out."""
        u_1, u_2 = Symbol("u_1", real=True), Symbol("u_2", real=True)
        formula = Lambda((u_1, u_2), written_out(self._loss, u_1, u_2))
        return SumEntries(Elementwise(formula, prediction, target))

    def _total(self, total: Expr) -> Expr:
        mean = Mul(Pow(BATCH_SIZE, -1), total, evaluate=False)
        return Add(mean, *self._penalties, evaluate=False) if self._penalties else mean

    def _symbols(self, grain: str, index: Expr | None = None) -> Symbols:
        return Symbols(self._network.notation, grain, index)

    def __repr__(self) -> str:
        name = getattr(self._loss, "__name__", self._loss)
        return f"Cost({self._network!r}, {name}{''.join(f' + {penalty}' for penalty in self._penalties)})"
