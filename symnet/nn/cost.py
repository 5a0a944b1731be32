r"""The cost ``J``: the mean of a loss over the samples, with regularization, as equations and as a function."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

from sympy import Add, Dummy, Eq, Expr, Integer, MatrixExpr, Mul, Pow, Sum, Symbol
from sympy.core.function import Lambda

from symnet.calculus.backward import BackwardPass
from symnet.calculus.derivation import Derivation, derive
from symnet.calculus.jacobians import hessian
from symnet.codegen import CompiledFunction, lambdify
from symnet.errors import SymnetValueError
from symnet.expressions.elementwise import Elementwise, apply_elementwise
from symnet.expressions.equations import Equations
from symnet.expressions.reductions import SumEntries
from symnet.expressions.shapes import as_expression, brief
from symnet.expressions.variables import Variable, gradient_symbol
from symnet.nn.architecture import Architecture, require_choice
from symnet.nn.backpropagation import (
    assumptions_of,
    backpropagate,
    conventions_of,
    neuron_by_neuron,
    recursion,
)
from symnet.nn.cautions import cautions_of_cost, warn
from symnet.nn.checking import checked
from symnet.nn.conventions import in_convention
from symnet.nn.curvature import HessianVectorProduct, hessian_vector_product
from symnet.nn.grains import Symbols
from symnet.nn.layers import SOFTMAX
from symnet.nn.losses import find_loss, is_undefined_loss, penalties, symbol_of, written_out
from symnet.nn.sizes import BATCH_SIZE
from symnet.printing.notations import Notation
from symnet.printing.translation import translate


class CostSymbol(Symbol):
    """The name of a cost or loss: no symbol of a user is equal to it, whatever it is called."""


J = CostSymbol("J", real=True)
ONE_LOSS = CostSymbol("L", real=True)
"""The loss of one sample, of which the gradient at grain ``sample`` is taken."""
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
        weights = [layer.connected(network.notation) for layer in network.layers]
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
    def has_penalties(self) -> bool:
        """Whether the cost is more than the mean of the losses."""
        return bool(self._penalties)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What should be known before numbers are believed, a sentence each; `lambdify` warns of it."""
        return tuple(cautions_of_cost(self._network, self._loss))

    @property
    def target(self) -> Variable:
        """The target Y of a batch, of the shape of the output."""
        return self._symbols("batch").make("target", 0, self._network.sizes[-1])

    @property
    def data(self) -> Variable:
        """The input X of a batch."""
        return self._symbols("batch").input(self._network.layers)

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

    def gradient(
        self,
        grain: Literal["neuron", "sample", "batch"] = "batch",
        *,
        assuming_targets: bool = True,
        slopes: Literal["prime", "activation"] = "prime",
        layer: str | None = None,
    ) -> Equations:
        r"""Return the backward pass: δ (or dZ), ∂J/∂W and ∂J/∂b, from the last layer to the first.

        ================ ============================================================================================
        grain            ``batch``: of J; ``sample``: of the loss of one sample; ``neuron``: the same, entry by entry
        assuming_targets with a softmax, take the targets of a sample to sum to one, as classes and probabilities do;
                         the equations name the assumption where they use it
        layer            a letter, as ``l``: the recursion for any layer between the first and the last, as textbooks
                         write it, instead of the equations of this network
        slopes           ``prime`` writes :math:`\sigma'(Z)`, ``activation`` writes :math:`A \odot (1 - A)`
        ================ ============================================================================================

        The lines use the symbols of the forward pass. Each is derived by the rules of calculus and then cancelled;
        there is no table of losses and activations.

        >>> import symnet as sn
        >>> print(sn.text(sn.Network([2, 3, 1], activations="sigmoid").cost("binary_cross_entropy").gradient()))
        δ^[1]     = 1/m (A^[1] - Y)
        ∂J/∂W^[1] = δ^[1] A^[0]ᵀ
        ∂J/∂b^[1] = δ^[1] 1
        δ^[0]     = W^[1]ᵀ δ^[1] ⊙ σ'(Z^[0])
        ∂J/∂W^[0] = δ^[0] Xᵀ
        ∂J/∂b^[0] = δ^[0] 1
        """
        if layer is not None:
            return self._recursion(layer, grain, slopes)
        result = self.backward(grain, assuming_targets=assuming_targets, slopes=slopes)
        return Equations(
            result.equations,
            spelling=self._network.notation.spelling,
            assumptions=assumptions_of(result),
            conventions=conventions_of(result),
        )

    def backward(
        self,
        grain: Literal["neuron", "sample", "batch"] = "batch",
        *,
        assuming_targets: bool = True,
        slopes: Literal["prime", "activation"] = "prime",
    ) -> BackwardPass:
        """Return the backward pass with the steps that made it; see `gradient`."""
        result: BackwardPass = in_convention(self._backward(grain, assuming_targets=assuming_targets, slopes=slopes))
        return result

    def _backward(self, grain: str, *, assuming_targets: bool, slopes: str) -> BackwardPass:
        """Return the backward pass in which each δ is the gradient of the cost."""
        require_choice("grain", grain, ("neuron", "sample", "batch"))
        require_choice("slopes", slopes, ("prime", "activation"))
        if grain == "batch":
            forward, of, target = self.equations("batch"), J, self.target
        else:
            forward, of, target = self.one_sample()
        is_softmax = self._network.layers[-1].activation == SOFTMAX
        result = backpropagate(
            forward,
            of,
            self._network.parameters,
            targets_sum_to_one=target if is_softmax and assuming_targets else None,
            slopes_by_activation=slopes == "activation",
            of_sample=grain != "batch",
        )
        return neuron_by_neuron(result, self._network.masks) if grain == "neuron" else result

    def hessian(self, first: str | Variable, second: str | Variable | None = None) -> MatrixExpr:
        """Return a block of the Hessian: the second derivatives of J by two parameters.

        Its rows belong to the entries of the first parameter, its columns to those of the second (the first again, if
        it is left out); vec stacks columns. It is an expression of the composed cost, meant for small networks; for
        large ones there is `hessian_vector_product`.

        >>> import symnet as sn
        >>> cost = sn.Network([2, 1], activations="identity").cost("half_squared_error")
        >>> cost.hessian("w0").shape
        (2, 2)
        """
        return hessian(self.expression, self._parameter(first), self._parameter(first if second is None else second))

    def hessian_vector_product(self, *, backend: str = "numpy") -> HessianVectorProduct:
        """Return ``product(parameters, X, Y, direction)``, the Hessian times a direction, without forming the Hessian.

        >>> import numpy as np, symnet as sn
        >>> net = sn.Network([2, 1], activations="identity")
        >>> product = net.cost("half_squared_error").hessian_vector_product()
        >>> direction = {"w0": np.ones((1, 2)), "b0": np.zeros((1, 1))}
        >>> product(net.initialize(seed=0), np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros((1, 2)), direction)["w0"]
        array([[ 8., 18.]])
        """
        self._require_computable()
        warn(self.cautions)
        data = self.data, self.target
        return hessian_vector_product(self._equations_of_step(), self._network.parameters, data, backend)

    def _parameter(self, given: str | Variable) -> Variable:
        parameters = self._network.parameters
        if isinstance(given, Variable) and given in parameters:
            return given
        found: Variable = parameters[str(given)]
        return found

    def derivation(
        self,
        parameter: str | Variable,
        *,
        assuming_targets: bool = True,
        slopes: Literal["prime", "activation"] = "prime",
    ) -> Derivation:
        """Return how ∂J/∂w is derived: each step with its rule, its shapes, its condition, and its check.

        Every step is checked at random numbers, the first of each line against differences of the cost.

        >>> import symnet as sn
        >>> derivation = sn.Network([2, 1], activations="sigmoid").cost("binary_cross_entropy").derivation("w0")
        >>> print([step.rule for step in derivation], derivation.holds)
        ['chain rule', 'chain rule', 'definition', 'derivative of the loss', 'cancellation', 'substitution'] True
        """
        symbol = self._parameter(parameter)
        result = self._backward("batch", assuming_targets=assuming_targets, slopes=slopes)
        derivation = checked(
            derive(result, gradient_symbol(symbol)), self.equations("batch"), result.equations, J, self.target
        )
        told: Derivation = in_convention(derivation)
        return told

    def _recursion(self, layer: str, grain: str, slopes: str) -> Equations:
        if (grain, slopes) != ("batch", "prime"):
            raise SymnetValueError(
                f"The recursion for a layer {layer!r} is written for a batch and with primes, but was asked for with "
                f"grain {grain!r} and slopes {slopes!r}; leave these two out."
            )
        if not self._network.is_fully_connected:
            mask = next(iter(self._network.masks))
            raise SymnetValueError(
                f"The recursion for a layer {layer!r} is written for fully connected layers, but layer {mask.layer} "
                "has a mask of connections; leave layer out."
            )
        if self._regularization != 0:
            raise SymnetValueError(
                f"The recursion for a layer {layer!r} holds for every layer, but the regularization "
                f"{brief(self._regularization)} is about certain parameters; write it as l1 or l2, or leave layer out."
            )

        def penalty(weight: Variable) -> list[Expr]:
            return penalties([weight], **self._strengths, other=0)

        lines: Equations = in_convention(
            recursion(self._network.layers, self._network.notation, layer, penalty=penalty)
        )
        return lines

    def one_sample(self) -> tuple[Equations, Expr, Variable]:
        """Return the forward pass and the loss of one sample, the symbol of that loss, and its target.

        >>> import symnet as sn
        >>> equations, loss, target = sn.Network([2, 1], activations="sigmoid").cost("squared_error").one_sample()
        >>> equations[-1].symbol == loss, str(loss), target.shape
        (True, 'L', (1, 1))
        """
        steps = self._network.equations("sample")
        symbols = self._symbols("sample")
        size = self._network.sizes[-1]
        prediction, target = symbols.make("prediction", 0, size), symbols.make("target", 0, size)
        total = SumEntries(apply_elementwise(self._loss, prediction, target))
        return steps + Equations([(prediction, steps[-1].symbol), (ONE_LOSS, total)]), ONE_LOSS, target

    def loss_of(self, prediction: MatrixExpr, target: MatrixExpr) -> Expr:
        """Return the loss of one sample, the sum over its outputs, with the formula of the loss written out.

        >>> import symnet as sn
        >>> cost = sn.Network([2, 1], activations="identity").cost("squared_error")
        >>> steps, _, target = cost.one_sample()
        >>> print(sn.text(cost.loss_of(steps[-2].symbol, target)))
        (ŷ - y)²
        """
        u_1, u_2 = Dummy("u_1", real=True), Dummy("u_2", real=True)  # the loss may hold symbols of any name
        formula = Lambda((u_1, u_2), written_out(self._loss, u_1, u_2))
        return SumEntries(Elementwise(formula, prediction, target))

    def lambdify(self, *, gradient: bool = False, backend: str = "numpy") -> CompiledFunction:
        """Return the cost as a function ``J(parameters, X, Y)`` of a batch, a float; its text is ``J.source``.

        With ``gradient=True`` the function returns the cost and a dictionary of the gradients, by the names of the
        parameters; the forward pass is computed once. Nothing is assumed of the targets.

        >>> import numpy as np, symnet as sn
        >>> net = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"])
        >>> J = net.cost("binary_cross_entropy").lambdify()
        >>> print(f"{J(net.initialize(seed=0), np.zeros((2, 5)), np.ones((1, 5))):.12f}")
        0.693147180560
        """
        self._require_computable()
        warn(self.cautions)
        return lambdify(
            self._equations_of_step() if gradient else self.equations("batch"),
            [self.data, self.target],
            parameters=self._network.parameters,
            results=[J, self._gradients()] if gradient else [J],
            name="cost_and_gradient" if gradient else "cost",
            backend=backend,
        )

    def _require_computable(self) -> None:
        self._network.require_defined()
        if is_undefined_loss(self._loss):
            raise SymnetValueError(
                f"Cannot compute the cost: the loss {self._loss} is undefined; write net.cost('squared_error')."
            )

    def _equations_of_step(self) -> Equations:
        """Return the forward pass, the cost and the backward pass as one program."""
        return self.equations("batch") + self.backward(assuming_targets=False).equations

    def _gradients(self) -> dict[str, Variable]:
        return {parameter.name: gradient_symbol(parameter) for parameter in self._network.parameters}

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
            lines.append((one, self.loss_of(output, target)))
        lines.append((J, self._total(Sum(one, (SAMPLE, Integer(1), BATCH_SIZE)))))
        return Equations(lines)

    def _prediction(self, symbols: Symbols, last: Expr, *, prediction: bool) -> list[tuple[Expr, Expr]]:
        return [(symbols.make("prediction", 0, self._network.sizes[-1]), last)] if prediction else []

    def _total(self, total: Expr) -> Expr:
        mean = Mul(Pow(BATCH_SIZE, -1), total, evaluate=False)
        return Add(mean, *self._penalties, evaluate=False) if self._penalties else mean

    def _symbols(self, grain: str, index: Expr | None = None) -> Symbols:
        return Symbols(self._network.notation, grain, index)

    def __repr__(self) -> str:
        name = getattr(self._loss, "__name__", self._loss)
        return f"Cost({self._network!r}, {name}{''.join(f' + {penalty}' for penalty in self._penalties)})"
