"""The network, as users meet it: equations, one expression, a function, a cost."""

from __future__ import annotations

from typing import Any

from symnet.codegen import CompiledFunction, lambdify
from symnet.expressions.hooks import svg_rule
from symnet.nn.architecture import Architecture
from symnet.nn.cautions import cautions_of_network, warn
from symnet.nn.cost import Cost
from symnet.nn.grains import Symbols
from symnet.printing.present import latex

SHOWN_COMPOSED = 4
"""A notebook shows networks of up to this many layers as one equation."""


class Network(Architecture):
    r"""A network of dense layers as SymPy expressions.

    ============== ================================================================================================
    sizes          n_0, …, n_L: positive integers, names, or SymPy symbols of positive integers
    activations    one for all layers or a list with one a layer: names, or SymPy functions of one argument;
                   without it each layer has an undefined activation g^{[l]}; ``softmax`` only in the last layer
    connections    where not every input leads to every neuron: a list with one mask a layer, of 0 and 1 in the layout
                   of the weights, or None for a layer that is fully connected
    notation       a name of `NOTATIONS` or a `Notation`
    ============== ================================================================================================

    >>> import symnet as sn
    >>> net = sn.Network([2, 3, 1])
    >>> print(sn.text(net))
    a^[1] = g^[1](w^[1] g^[0](w^[0] x + b^[0]) + b^[1])

    A neuron that no input leads to is its bias, and an input may lead nowhere; both are allowed. Terms that do not
    exist are not printed at grain ``neuron``; elsewhere the weights stand as ``w ⊙ M``.

    >>> apart = sn.Network([2, 2, 1], connections=[[[1, 0], [0, 1]], None])
    >>> print(sn.text(apart.equations("neuron")[0]))
    z^[0]₀ = w^[0]₀₀ x₀ + b^[0]₀
    >>> print(sn.text(apart.equations()[:2]))
    M^[0] = [1 0; 0 1]
    z^[0] = (w^[0] ⊙ M^[0]) x + b^[0]

    Raises `SymnetValueError` or `SymnetTypeError` for sizes, activations, connections or a notation that cannot be.
    """

    def lambdify(self, *, backend: str = "numpy") -> CompiledFunction:
        """Return the forward pass as a function ``forward(parameters, X)`` of a batch; its text is ``forward.source``.

        >>> import numpy as np, symnet as sn
        >>> net = sn.Network([2, 3, 1], activations=["tanh", "sigmoid"])
        >>> net.lambdify()(net.initialize(seed=0), np.zeros((2, 5))).shape
        (1, 5)
        """
        self.require_defined()
        warn(cautions_of_network(self))
        steps = self.equations("batch")
        data = Symbols(self._notation, "batch").input(self._layers)
        return lambdify(
            steps, [data], parameters=self.parameters, results=[steps[-1].symbol], name="forward", backend=backend
        )

    def cost(self, loss: Any, *, l1: Any = 0, l2: Any = 0, regularization: Any = 0) -> Cost:
        """Return the cost ``J``: the mean over the samples of a loss, with regularization; see `Cost`."""
        return Cost(self, loss, l1=l1, l2=l2, regularization=regularization)

    def _repr_svg_(self) -> str | None:
        """Show the neurons in a notebook, or nothing where that fails: what a cell shows must not stop it."""
        try:
            return svg_rule(self, None)
        except Exception:  # noqa: BLE001 - whatever it was, the other forms are still shown
            return None

    def _repr_latex_(self) -> str:
        """Show the composed equation in a notebook, or the equations where it would be too deep for one formula."""
        if len(self.layers) > SHOWN_COMPOSED:
            return self.equations()._repr_latex_()
        return f"$\\displaystyle {latex(self.composed)}$"
