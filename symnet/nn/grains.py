"""The forward pass at its three grains: by neuron, by sample, by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sympy import Add, Expr, HadamardProduct, Integer, MatAdd, MatMul, MatrixExpr, Mul, S, Sum, Symbol, Transpose
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.expressions.arithmetic import hadamard
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.entries import entry
from symnet.expressions.equations import Definition, Equations
from symnet.expressions.variables import Slice, Variable
from symnet.nn.connections import NO_MASKS, Masks
from symnet.nn.layers import Layer
from symnet.nn.sizes import BATCH_SIZE
from symnet.printing.notations import Notation
from symnet.printing.translation import plain_name

LISTED = 10
"""Neurons are written out one by one where no layer has more; above, one index stands for all."""


@dataclass(frozen=True)
class Symbols:
    """The symbols of one pass: of a sample, of a batch, or of the sample `index` of a batch."""

    notation: Notation
    grain: str
    index: Expr | None = None

    def make(self, role: str, layer: Any, size: Expr) -> MatrixExpr:
        """Return the symbol of a role; it holds `size` numbers a sample."""
        grain = "batch" if self.index is not None else self.grain
        shape = (size, BATCH_SIZE if grain == "batch" else Integer(1))
        columns = self.notation.samples == "columns"
        rows_columns = shape if columns else shape[::-1]
        name = plain_name(role, layer, grain, self.notation)
        whole = Variable(name, *rows_columns, role, layer, grain, self.notation.spelling)
        return whole if self.index is None else Slice(whole, self.index, 1 if columns else 0)

    def input(self, layers: Iterable[Layer]) -> MatrixExpr:
        """Return the input x or X."""
        return self.make("input", -1, next(iter(layers)).inputs)


def forward(layers: tuple[Layer, ...], symbols: Symbols) -> Equations:
    """Return ``z = w a + b`` and ``a = g(z)`` for each layer, after ``a^{[0]} = x`` where the notation says so.

    A layer that is not fully connected begins with the line that defines its mask.
    """
    notation = symbols.notation
    previous = symbols.input(layers)
    definitions: list[tuple[Expr, Expr]] = []
    if notation.input_is_layer:
        first = symbols.make("activation", -1, layers[0].inputs)
        definitions.append((first, previous))
        previous = first
    for layer in layers:
        mask = layer.mask(notation)
        if mask is not None:
            definitions.append(mask)
        z = symbols.make("preactivation", layer.position, layer.outputs)
        a = symbols.make("activation", layer.position, layer.outputs)
        definitions += [(z, layer.preactivation(previous, notation)), (a, layer.activate(z, notation))]
        previous = a
    return Equations(definitions, spelling=notation.spelling)


def by_neuron(equations: Equations, *, listed: bool, masks: Masks = NO_MASKS) -> Equations:
    """Return the equations of a sample neuron by neuron: written out, or with an index j for all neurons of a layer.

    Written out, a term whose connection is missing is not there.
    """
    definitions: list[tuple[Expr, Expr]] = []
    for symbol, expression in equations:
        if symbol in masks:
            continue
        along = 1 if symbol.shape[0] == 1 and _is_row(symbol) else 0
        count = symbol.shape[along]
        indices: list[Expr] = [Integer(j) for j in range(int(count))] if listed else [Symbol("j", integer=True)]
        for index in indices:
            place = (index, Integer(0)) if along == 0 else (Integer(0), index)
            definitions.append((MatrixElement(symbol, *place), written_entry(expression, *place, masks)))
    return Equations(definitions, spelling=equations.spelling)


def _is_row(symbol: Variable | Slice) -> bool:
    notation = _variable(symbol).spelling.choice
    return isinstance(notation, Notation) and notation.samples == "rows"


def by_weight_vector(equations: Equations, layers: tuple[Layer, ...], notation: Notation) -> Equations:
    """Return the equations neuron by neuron, with the weights of each neuron as one vector: ``z_1 = w_1 x + b_1``."""
    definitions: list[tuple[Expr, Expr]] = []
    known = {layer.position: layer for layer in layers}
    for symbol, expression in equations:
        if symbol.role == "mask":
            continue
        along = 1 if _is_row(symbol) else 0
        for j in range(int(symbol.shape[along])):
            place = (j, 0) if along == 0 else (0, j)
            right = written_entry(expression, *map(Integer, place))
            if symbol.role == "preactivation":
                right = _by_vector(expression, known[int(symbol.layer)], j, notation)
            definitions.append((MatrixElement(symbol, *place), right))
    return Equations(definitions, spelling=equations.spelling)


def _by_vector(affine: MatAdd, layer: Layer, neuron: int, notation: Notation) -> Expr:
    """Return ``w_j a + b_j`` of one neuron; w_j is a row of w, or a column where weights are transposed."""
    product, bias = affine.args
    weight = layer.weight(notation)
    axis = 1 if notation.transposed_weights else 0
    mask = layer.mask(notation)
    of_neuron = [Slice(whole, neuron + 1, axis) for whole in (weight, *(mask[:1] if mask else ()))]
    vector = hadamard(*of_neuron)
    previous = next(factor for factor in product.args if not factor.has(weight))
    if notation.samples == "rows":
        inner = MatMul(previous, vector)
    else:
        inner = MatMul(vector.T if notation.transposed_weights else vector, previous)
    place = (0, neuron) if notation.samples == "rows" else (neuron, 0)
    return Add(MatrixElement(inner, 0, 0), MatrixElement(bias, *place), evaluate=False)


def written_entry(expression: Any, i: Expr, j: Expr, masks: Masks = NO_MASKS) -> Expr:
    """Return an entry as a textbook writes it: terms and factors in the order in which they stand, unevaluated.

    The entries of a mask are the numbers that they are: what is multiplied by 0 is left out.
    """
    if isinstance(expression, MatAdd):
        return _sum_of([written_entry(term, i, j, masks) for term in expression.args])
    if isinstance(expression, MatMul):
        scalars = [factor for factor in expression.args if not factor.is_Matrix]
        matrices = [factor for factor in expression.args if factor.is_Matrix]
        return _product_of([*scalars, _written_product(matrices, i, j, masks)])
    if isinstance(expression, HadamardProduct):
        return _product_of([written_entry(factor, i, j, masks) for factor in expression.args])
    if isinstance(expression, Transpose):
        return written_entry(expression.arg, j, i, masks)
    if isinstance(expression, Elementwise):
        return expression.at(*(written_entry(matrix, i, j, masks) for matrix in expression.matrices))
    known = masks.get(expression) if i.is_Integer and j.is_Integer else None
    return entry(expression, i, j) if known is None else known[i, j]


def _written_product(matrices: list[MatrixExpr], i: Expr, j: Expr, masks: Masks) -> Expr:
    first, *rest = matrices
    if not rest:
        return written_entry(first, i, j, masks)
    return _written_sum(
        first.shape[1],
        lambda k: _weight_first(written_entry(first, i, k, masks), _written_product(rest, k, j, masks)),
    )


def _weight_first(left: Expr, right: Expr) -> Expr:
    """Return the product as ``w_{jk} x_k``, also where samples are rows and the matrices stand the other way round."""
    roles = [getattr(getattr(factor, "parent", None), "role", "") for factor in (left, right)]
    pair = (right, left) if roles[1] == "weight" != roles[0] else (left, right)
    return S.Zero if S.Zero in pair else Mul(*pair, evaluate=False)


def _written_sum(size: Expr, term: Callable[[Expr], Expr]) -> Expr:
    if size == 1:
        return term(Integer(0))
    if size.is_Integer and size <= LISTED:
        return _sum_of([term(Integer(k)) for k in range(int(size))])
    index = Symbol("k", integer=True)
    return Sum(term(index), (index, 0, size - 1))


def _sum_of(terms: list[Expr]) -> Expr:
    """Return the sum of the terms that are there, unevaluated."""
    there = [term for term in terms if term != 0]
    return _unevaluated(Add, there) if there else S.Zero


def _product_of(factors: list[Expr]) -> Expr:
    """Return the product, unevaluated, without the ones of a mask; 0 where a connection is missing."""
    if S.Zero in factors:
        return S.Zero
    there = [factor for factor in factors if factor is not S.One]
    return _unevaluated(Mul, there) if there else S.One


def _unevaluated(operation: Any, terms: list[Expr]) -> Expr:
    flat = [part for term in terms for part in (term.args if isinstance(term, operation) else (term,))]
    return flat[0] if len(flat) == 1 else operation(*flat, evaluate=False)


def can_list(layers: tuple[Layer, ...]) -> bool:
    """Tell whether every layer is small enough to write out its neurons."""
    sizes = (layers[0].inputs, *(layer.outputs for layer in layers))
    return all(size.is_Integer and size <= LISTED for size in sizes)


def _variable(symbol: Variable | Slice) -> Variable:
    return symbol.matrix if isinstance(symbol, Slice) else symbol


def without_identities(equations: Equations) -> Equations:
    """Return the equations without the lines that only rename: ``a = z`` of a layer without activation."""
    renamed: dict[Expr, Expr] = {}
    kept: list[Definition] = []
    for symbol, expression in equations:
        used = expression.xreplace(renamed)
        if isinstance(used, Variable | Slice) and _variable(used).role == "preactivation":
            renamed[symbol] = used
        else:
            kept.append(Definition(symbol, used))
    return Equations(kept, spelling=equations.spelling)
