"""What a network is made of: its layers, their symbols, and the equations of its forward pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, Self

import numpy as np
from sympy import Eq, Expr, MatrixExpr, S, Symbol

from symnet.errors import SymnetValueError, suggest
from symnet.expressions.arithmetic import add, multiply
from symnet.expressions.entries import entry, explicit
from symnet.expressions.equations import Equations
from symnet.expressions.variables import Variable
from symnet.nn.connections import Masks, read_connections
from symnet.nn.grains import Symbols, by_neuron, by_weight_vector, can_list, forward, without_identities
from symnet.nn.layers import Layer, find_activation, is_undefined
from symnet.nn.sizes import read_sizes
from symnet.nn.tables import Parameters, Shapes
from symnet.printing.notations import Notation, find_notation
from symnet.printing.translation import is_turned

Grain = Literal["neuron", "sample", "batch"]
GRAINS = ("neuron", "sample", "batch")


class Architecture:
    """The layers of a network and the equations of its forward pass; `Network` is its public face."""

    def __init__(
        self,
        sizes: Iterable[Any],
        *,
        activations: Any = None,
        connections: Any = None,
        notation: str | Notation = "zero_based",
    ) -> None:
        self._sizes = read_sizes(sizes)
        self._notation = find_notation(notation)
        given = _one_each(activations, len(self._sizes) - 1)
        last = len(given) - 1
        masks = read_connections(connections, self._sizes, turned=is_turned("mask", self._notation))
        self._layers = tuple(
            Layer(k, self._sizes[k], self._sizes[k + 1], find_activation(name, layer=k, last=k == last), masks[k])
            for k, name in enumerate(given)
        )
        _require_free_names(self)
        _require_layer_numbers(self)

    @property
    def sizes(self) -> tuple[Expr, ...]:
        """n_0, …, n_L."""
        return self._sizes

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers, from the first that computes to the last."""
        return self._layers

    @property
    def notation(self) -> Notation:
        """How the network is written."""
        return self._notation

    @property
    def is_fully_connected(self) -> bool:
        """Whether in every layer each input leads to each neuron.

        >>> import symnet as sn
        >>> sn.Network([2, 2, 1]).is_fully_connected
        True
        >>> sn.Network([2, 2, 1], connections=[[[1, 0], [0, 1]], None]).is_fully_connected
        False
        """
        return all(layer.connections is None for layer in self._layers)

    @property
    def masks(self) -> Masks:
        """The connections of each layer that is not fully connected: the symbol of the mask, and its zeros and ones."""
        return dict(mask for layer in self._layers if (mask := layer.mask(self._notation)) is not None)

    @property
    def input(self) -> Variable:
        """The input x of one sample."""
        return Symbols(self._notation, "sample").input(self._layers)

    @property
    def output(self) -> MatrixExpr:
        """The composed expression of the last activation in the input x and the parameters.

        A view for people: nothing is differentiated or compiled from it.
        """
        return self.equations().compose()

    @property
    def composed(self) -> Eq:
        r"""The whole network as one equation, ``a^{[L]} = g^{[L]}(w^{[L]} … + b^{[L]})``."""
        return Eq(self.equations()[-1].symbol, self.output, evaluate=False)

    @cached_property
    def parameters(self) -> Parameters:
        """The weights and biases, layer by layer."""
        return Parameters(
            parameter
            for layer in self._layers
            for parameter in (layer.weight(self._notation), layer.bias(self._notation))
        )

    def equations(
        self,
        grain: Grain = "sample",
        *,
        sample: Expr | str | None = None,
        weights: Literal["entries", "vectors"] = "entries",
        identities: bool = True,
    ) -> Equations:
        r"""Return the forward pass as equations.

        ========== ==================================================================================================
        grain      ``neuron``: one equation a neuron; ``sample``: one a layer, for a column x; ``batch``: for all
                   samples as the columns of X
        sample     an index or its name, i: the equations of the sample ``x^{(i)}`` of a batch (grain ``sample``)
        weights    at grain ``neuron``: every weight by itself, or the weights of a neuron as one vector
        identities whether a layer without activation gets its line ``a = z``
        ========== ==================================================================================================

        At grain ``neuron`` the neurons are written out where every layer has at most 10 of them; otherwise one index j
        stands for all neurons of a layer.

        >>> import symnet as sn
        >>> print(sn.text(sn.Network([2, 1], activations="sigmoid").equations("neuron")))
        z^[0]₀ = w^[0]₀₀ x₀ + w^[0]₀₁ x₁ + b^[0]₀
        a^[0]₀ = σ(z^[0]₀)
        """
        require_choice("grain", grain, GRAINS)
        require_choice("weights", weights, ("entries", "vectors"))
        if sample is not None and grain != "sample":
            raise SymnetValueError(
                f"A sample index belongs to grain 'sample', but the grain is {grain!r}; leave sample={sample} out."
            )
        index = Symbol(sample, integer=True, positive=True) if isinstance(sample, str) else sample
        steps = forward(self._layers, Symbols(self._notation, "batch" if grain == "batch" else "sample", index))
        if not identities:
            steps = without_identities(steps)
        if grain != "neuron":
            return steps
        if weights == "vectors":
            self._require_integers("write out the neurons")
            return by_weight_vector(steps, self._layers, self._notation)
        return by_neuron(steps, listed=can_list(self._layers), masks=self.masks)

    def shapes(self, grain: Literal["sample", "batch"] = "sample") -> Shapes:
        """Return the shape of every symbol of the forward pass.

        >>> import symnet as sn
        >>> sn.Network([2, 3, 1]).shapes("batch")["Z0"]
        (3, m)
        """
        require_choice("grain", grain, ("sample", "batch"))
        symbols = Symbols(self._notation, grain)
        found: list[Variable] = [symbols.input(self._layers)]
        for definition in forward(self._layers, symbols):
            if definition.symbol.role == "preactivation":
                layer = self._layers[int(definition.symbol.layer)]
                found += [layer.weight(self._notation), layer.bias(self._notation)]
            found.append(definition.symbol)
        return Shapes(found)

    def matrices(self) -> Equations:
        """Return every symbol of one sample with its entries written out; the sizes must be integers.

        A weight whose connection is missing is written as 0.

        >>> import symnet as sn
        >>> print(sn.text(sn.Network([2, 1]).matrices()[1]))
        w^[0] = [w^[0]₀₀ w^[0]₀₁]
        """
        self._require_integers("write out the entries")
        left_out: dict[Expr, Expr] = {}
        for layer in self._layers:
            left_out |= _missing_entries(layer, self._notation)
        written = [(symbol, self.masks.get(symbol, explicit(symbol).xreplace(left_out))) for symbol in self.shapes()]
        return Equations(written, spelling=self._notation.spelling)

    def collapse(self) -> tuple[MatrixExpr, MatrixExpr]:
        """Return W and B with which a network without activations is ``W x + B``.

        Where samples are rows it is ``x W + B``.

        >>> import symnet as sn
        >>> sn.Network([2, 3, 1], activations="identity").collapse()
        (w1*w0, w1*b0 + b1)

        Raises `SymnetValueError` where a layer has an activation.
        """
        for layer in self._layers:
            if not layer.is_identity:
                raise SymnetValueError(
                    f"Cannot collapse the network: layer {layer.position} has the activation {_name(layer.activation)},"
                    " and only affine layers compose to one; build it with activations='identity'."
                )
        rows = self._notation.samples == "rows"
        turned = self._notation.transposed_weights and not rows
        factors = [layer.connected(self._notation, turned=turned) for layer in self._layers]

        def applied(start: int, *last: MatrixExpr) -> MatrixExpr:
            later = factors[start:]
            return multiply(*last, *later) if rows else multiply(*reversed(later), *last)

        biases = [layer.bias(self._notation) for layer in self._layers]
        return applied(0), add(*(applied(position + 1, bias) for position, bias in enumerate(biases)))

    def initialize(
        self, *, seed: int, sizes: Mapping[str, int] | None = None, dtype: Any = np.float64
    ) -> dict[str, np.ndarray[Any, Any]]:
        """Return random parameters: weights uniform in ±√(6 / (n_{l-1} + n_l)), biases zero (Glorot and Bengio 2010).

        A weight whose connection is missing is 0; training leaves it so, because its gradient is 0. `sizes` gives
        numbers to symbolic sizes.

        >>> import symnet as sn
        >>> parameters = sn.Network([2, 3, 1]).initialize(seed=0)
        >>> {name: array.shape for name, array in parameters.items()}
        {'w0': (3, 2), 'b0': (3, 1), 'w1': (1, 3), 'b1': (1, 1)}
        """
        generator = np.random.default_rng(seed)
        values = dict(sizes or {})
        drawn: dict[str, np.ndarray[Any, Any]] = {}
        for parameter in self.parameters:
            shape = tuple(_number(size, values, parameter) for size in parameter.shape)
            if parameter.role == "bias":
                drawn[parameter.name] = np.zeros(shape, dtype)
            else:
                limit = float(np.sqrt(6 / sum(shape)))
                drawn[parameter.name] = generator.uniform(-limit, limit, shape).astype(dtype)
        for layer in self._layers:
            mask = layer.mask(self._notation)
            if mask is not None:
                name = layer.weight(self._notation).name
                drawn[name] = np.where(np.array(mask[1], dtype) == 1, drawn[name], np.zeros(1, dtype))
        return drawn

    def with_notation(self, notation: str | Notation) -> Self:
        """Return the same network, written otherwise.

        >>> import symnet as sn
        >>> print(sn.text(sn.Network([2, 3, 1]).with_notation("rows")))
        a^[2] = g^[2](g^[1](x W^[1] + b^[1]) W^[2] + b^[2])
        """
        found = find_notation(notation)
        return type(self)(
            self._sizes,
            activations=[layer.activation for layer in self._layers],
            connections=[mask and mask[1] for mask in (layer.mask(found) for layer in self._layers)],
            notation=found,
        )

    def _require_integers(self, what: str) -> None:
        symbolic = [size for size in self._sizes if not size.is_Integer]
        if symbolic:
            raise SymnetValueError(
                f"Cannot {what} of a network of sizes {list(self._sizes)}: every size must be an integer, "
                f"but {symbolic[0]} is a symbol; build it with numbers, as sn.Network([2, 3, 1])."
            )

    def require_defined(self) -> None:
        """Raise `SymnetValueError` where a layer cannot be computed, because its activation is undefined."""
        for layer in self._layers:
            if is_undefined(layer.activation):
                raise SymnetValueError(
                    f"Cannot compute layer {layer.position}: its activation is undefined; "
                    "build the network with activations=['tanh', …]."
                )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Architecture) and (self._layers, self._notation) == (other._layers, other._notation)

    def __hash__(self) -> int:
        return hash((self._layers, self._notation))

    def __repr__(self) -> str:
        names = [_name(layer.activation) for layer in self._layers]
        masks = [mask and mask[1].tolist() for mask in (layer.mask(self._notation) for layer in self._layers)]
        connections = "" if self.is_fully_connected else f", connections={masks}"
        return (
            f"{type(self).__name__}({list(self._sizes)}, activations={names}{connections}, "
            f"notation={self._notation.name!r})"
        )


def _one_each(activations: Any, count: int) -> list[Any]:
    if isinstance(activations, list | tuple):
        if len(activations) != count:
            raise SymnetValueError(
                f"The network has {count} layer{'s' * (count != 1)}, but {len(activations)} activations were given; "
                "give one a layer, or one name for all."
            )
        return list(activations)
    return [activations] * count


def _missing_entries(layer: Layer, notation: Notation) -> dict[Expr, Expr]:
    """Return a 0 for each weight of a layer whose connection is missing."""
    mask = layer.mask(notation)
    if mask is None:
        return {}
    weight, entries = layer.weight(notation), mask[1]
    places = [(i, j) for i in range(entries.rows) for j in range(entries.cols)]
    return {entry(weight, i, j): S.Zero for i, j in places if entries[i, j] == 0}


def _name(activation: Any) -> str:
    if activation is None:
        return "g"
    return activation if isinstance(activation, str) else str(getattr(activation, "__name__", activation))


def _number(size: Expr, values: Mapping[str, int], parameter: Variable) -> int:
    if size.is_Integer:
        return int(size)
    if size.name not in values:
        raise SymnetValueError(
            f"Cannot draw {parameter.name}: its size {size} is a symbol; "
            f"write net.initialize(seed=0, sizes={{{size.name!r}: 4}})."
        )
    return int(values[size.name])


def require_choice(what: str, given: Any, allowed: Sequence[str]) -> None:
    """Raise `SymnetValueError` where an option is none of the words that it may be."""
    if given not in allowed:
        raise SymnetValueError(
            f"The {what} must be one of {', '.join(map(repr, allowed))}, but it is {given!r}"
            f"{suggest(str(given), allowed) or '.'}"
        )


def _require_layer_numbers(network: Architecture) -> None:
    """Raise where two layers would print alike."""
    if network.notation.brackets is None and len(network.layers) > 1:
        raise SymnetValueError(
            f"Notation {network.notation.name!r} has no layer numbers, so it cannot tell {len(network.layers)} layers "
            "apart; write notation='zero_based'."
        )


def _require_free_names(network: Architecture) -> None:
    """Raise where a size is called as a symbol of the network is."""
    taken = {*network.parameters.names, *(mask.name for mask in network.masks), "x", "y", "X", "Y"}
    for position, size in enumerate(network.sizes):
        if not size.is_Integer and size.name in taken:
            raise SymnetValueError(
                f"Size {position} of the network is called {size.name!r}, but so is a symbol of the network; "
                f"write 'n_{position}'."
            )
