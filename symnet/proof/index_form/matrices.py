"""The index forms of matrix nodes: one line each, beside its formula."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import (
    Adjoint,
    FunctionMatrix,
    HadamardPower,
    HadamardProduct,
    Identity,
    ImmutableDenseMatrix,
    Integer,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    OneMatrix,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf

from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice
from symnet.expressions.vectors import CommutationMatrix, UnitVector
from symnet.proof.index_form.factors import is_inhabited
from symnet.proof.index_form.forms import MatrixForm, aligned, at, like, place_of, renewed
from symnet.proof.index_form.functions import exponential, general_power, logarithm, unknown
from symnet.proof.index_form.language import OutsideLanguageError, says
from symnet.proof.index_form.reader import Reader, form_of, named_of, operands_of
from symnet.proof.index_form.reciprocals import reciprocal
from symnet.proof.index_form.slopes import with_parameters
from symnet.proof.index_form.structure import delta
from symnet.proof.index_form.terms import NUMBER, ONE, ZERO, Place, Polynomial, Range


@named_of.register(MatrixSymbol)
@named_of.register(ImmutableDenseMatrix)
def _(node: Any) -> Any:
    """A symbol is what all of this says, and so is a matrix of numbers."""
    return node.args


@named_of.register(Identity)
@named_of.register(OneMatrix)
@named_of.register(ZeroMatrix)
@named_of.register(UnitVector)
@named_of.register(CommutationMatrix)
def _(node: Any) -> Any:
    """The sizes, and a place."""
    return node.args[:2]


@named_of.register
def _(node: FunctionMatrix) -> Any:
    """The sizes and the function of the places."""
    return node.args[:3]


@named_of.register(Broadcast)
@named_of.register(Softmax)
@named_of.register(LogSumExp)
@named_of.register(Slice)
def _(node: Any) -> Any:
    """What follows the matrix: a number of columns, an axis, an index."""
    return node.args[1:]


@named_of.register
def _(node: Elementwise) -> Any:
    return [node.function]


@operands_of.register
def _(node: MatrixSymbol, reader: Reader) -> Any:
    return [reader.definitions[node]] if _is_defined_here(node, reader) else []


def _is_defined_here(node: Any, reader: Reader) -> bool:
    """Tell whether a symbol has a definition, which the outermost reader reads: each once, and without recursion."""
    return node in reader.definitions and reader is reader.outermost


@form_of.register
def _(node: MatrixSymbol, reader: Reader) -> MatrixForm:
    """A_ij."""
    if node in reader.definitions:
        form = reader.defined(node)
        return form if isinstance(form, MatrixForm) else MatrixForm((), (), form)
    for size in node.shape:
        if size.is_Symbol and (size.is_positive or not size.is_nonnegative):  # a matrix has a row, unless declared so
            reader.ring.narrow(reader.ring.head("symbol", size), Range(Fraction(1), low_is_open=False))
    rows, columns = reader.symbol_indices(node)
    symmetries = ((1, 0),) if node in reader.ring.symmetric else ()
    head = reader.ring.head("entry", node, arity=2, symmetries=symmetries)
    return MatrixForm(rows, columns, reader.ring.atom(head, (place_of(rows), place_of(columns))))


@form_of.register
@says("(A + B)_ij = A_ij + B_ij")
def _(node: MatAdd, reader: Reader) -> MatrixForm:
    rows, columns, bodies = reader.together([reader.matrix(term) for term in node.args])
    return MatrixForm(rows, columns, reader.ring.add(*bodies))


@form_of.register
@says("(c A B)_ij = c Σ_k A_ik B_kj")
def _(node: MatMul, reader: Reader) -> MatrixForm:
    ring = reader.ring
    scalars = [reader.scalar(factor) for factor in node.args if not factor.is_Matrix]
    first, *others = [reader.matrix(factor) for factor in node.args if factor.is_Matrix]
    product = renewed(ring, first)
    for factor in others:
        columns = like(ring, factor.columns)
        summed, (left, right) = aligned(ring, product.columns, factor.rows)
        joined = ring.multiply(at(ring, product, product.rows, left), at(ring, factor, right, columns))
        product = MatrixForm(product.rows, columns, reader.total(joined, *summed))
    return product._replace(body=ring.multiply(*scalars, product.body))


@form_of.register(Transpose)
@form_of.register(Adjoint)
@says("(Aᵀ)_ij = A_ji; everything is real")
def _(node: Any, reader: Reader) -> MatrixForm:
    rows, columns, body = reader.matrix(node.arg)
    return MatrixForm(columns, rows, body)


@form_of.register
@says("(A ⊙ B)_ij = A_ij B_ij")
def _(node: HadamardProduct, reader: Reader) -> MatrixForm:
    rows, columns, bodies = reader.together([reader.matrix(factor) for factor in node.args])
    return MatrixForm(rows, columns, reader.ring.multiply(*bodies))


@form_of.register
@says("(A^∘e)_ij = A_ij^e")
def _(node: HadamardPower, reader: Reader) -> MatrixForm:
    matrices = [argument for argument in node.args if argument.is_Matrix]
    rows, columns, bodies = reader.together([reader.matrix(each) for each in matrices])
    found = iter(bodies)
    base, exponent = (next(found) if each.is_Matrix else reader.scalar(each) for each in node.args)
    reader.require_power(node.args[0], base, exponent)
    return MatrixForm(rows, columns, general_power(reader.ring, base, exponent))


@form_of.register
@says("I_ij = δ_ij")
def _(node: Identity, reader: Reader) -> MatrixForm:
    rows, columns = reader.symbol_indices(node)
    return MatrixForm(rows, columns, delta(reader.ring, place_of(rows), place_of(columns)))


@form_of.register(OneMatrix)
@form_of.register(ZeroMatrix)
@says("1_ij = 1, 0_ij = 0")
def _(node: Any, reader: Reader) -> MatrixForm:
    rows, columns = reader.symbol_indices(node)
    return MatrixForm(rows, columns, ONE if isinstance(node, OneMatrix) else ZERO)


@operands_of.register
def _(node: FunctionMatrix, reader: Reader) -> Any:
    del node, reader
    return []


@form_of.register
@says("F_ij = f(i, j), with i and j counted from 0")
def _(node: FunctionMatrix, reader: Reader) -> MatrixForm:
    rows, columns = reader.symbol_indices(node)
    first, second = node.lamda.variables
    places = {first: (place_of(rows), Integer(0)), second: (place_of(columns), Integer(0))}
    return MatrixForm(rows, columns, reader.inside(places=places).scalar(node.lamda.expr))


@form_of.register
@says("M_ij = Σ_ab M_ab δ_ia δ_jb, over the definite places a, b")
def _(node: ImmutableDenseMatrix, reader: Reader) -> MatrixForm:
    ring = reader.ring
    rows, columns = reader.symbol_indices(node)
    row, column = place_of(rows), place_of(columns)
    terms = [ZERO]
    for i in range(node.rows):
        for j in range(node.cols):
            value = reader.scalar(node[i, j])
            here = ring.multiply(delta(ring, row, Place(NUMBER, i)), delta(ring, column, Place(NUMBER, j)))
            terms.append(ring.multiply(value, here))
    return MatrixForm(rows, columns, ring.add(*terms))


@operands_of.register
def _(node: ImmutableDenseMatrix, reader: Reader) -> Any:
    del reader
    return list(node.flat())


@form_of.register
@says("diag(v)_ij = v_i δ_ij")
def _(node: DiagMatrix, reader: Reader) -> MatrixForm:
    form = reader.matrix(node.args[0])
    if form.rows and form.columns:
        raise OutsideLanguageError("it makes a diagonal matrix of a matrix that is no vector")
    rows = form.rows or form.columns
    columns = like(reader.ring, rows)
    ends = delta(reader.ring, place_of(rows), place_of(columns))
    return MatrixForm(rows, columns, reader.ring.multiply(form.body, ends))


@form_of.register
@says("(I ⊙ A)_ij = A_ij δ_ij")
def _(node: DiagonalMatrix, reader: Reader) -> MatrixForm:
    rows, columns, body = reader.matrix(node.arg)
    if node.shape[0] != node.shape[1]:
        raise OutsideLanguageError("it has the diagonal part of a matrix that is not square")
    return MatrixForm(rows, columns, reader.ring.multiply(body, delta(reader.ring, place_of(rows), place_of(columns))))


@form_of.register
@says("The diagonal of A as a column: v_i = A_ii")
def _(node: DiagonalOf, reader: Reader) -> MatrixForm:
    if node.arg.shape[0] != node.arg.shape[1]:
        raise OutsideLanguageError("it has the diagonal of a matrix that is not square")
    form = reader.matrix(node.arg)
    shared, (rows, columns) = aligned(reader.ring, form.rows, form.columns)
    return MatrixForm(shared, (), at(reader.ring, form, rows, columns))


@form_of.register
@says("f(A, B)_ij = f(A_ij, B_ij)")
def _(node: Elementwise, reader: Reader) -> MatrixForm:
    rows, columns, bodies = reader.together([reader.matrix(each) for each in node.matrices])
    if reader.opaque:
        function, parameters = with_parameters(node.function)
        arguments = [*bodies, *map(reader.scalar, parameters)]
        name = ("elementwise", function, (0,) * len(arguments))
        return MatrixForm(rows, columns, unknown(reader.ring, name, arguments))
    variables = node.function.variables
    inside = reader.inside(
        scalars=dict(zip(variables, bodies, strict=True)), names=dict(zip(variables, node.matrices, strict=True))
    )
    return MatrixForm(rows, columns, inside.scalar(node.function.expr))


@operands_of.register
def _(node: Broadcast, reader: Reader) -> Any:
    del reader
    return [node.vector]


@form_of.register
@says("(b 1ᵀ)_ij = b_i")
def _(node: Broadcast, reader: Reader) -> MatrixForm:
    rows, columns, body = reader.matrix(node.vector)
    new_rows, new_columns = reader.symbol_indices(node)
    return MatrixForm(rows or new_rows, columns or new_columns, body)


@form_of.register
@says("softmax(Z)_ij = e^Z_ij / Σ_k e^Z_kj")
def _(node: Softmax, reader: Reader) -> MatrixForm:
    ring = reader.ring
    form = reader.matrix(node.logits)
    powers = exponential(ring, form.body)
    return form._replace(body=ring.multiply(powers, reciprocal(ring, _summed(reader, form, powers, node.axis))))


@form_of.register
@says("logsumexp(Z)_j = log Σ_k e^Z_kj")
def _(node: LogSumExp, reader: Reader) -> MatrixForm:
    form = reader.matrix(node.matrix)
    summed = _summed(reader, form, exponential(reader.ring, form.body), node.axis)
    body = logarithm(reader.ring, summed)
    return MatrixForm((), form.columns, body) if node.axis == 0 else MatrixForm(form.rows, (), body)


def _summed(reader: Reader, form: MatrixForm, body: Polynomial, axis: int) -> Polynomial:
    """Return the sum over the rows (axis 0) or columns (axis 1), over an index of its own."""
    old = form.rows if axis == 0 else form.columns
    new = like(reader.ring, old)
    if not all(is_inhabited(reader.ring, index) for index in new):
        raise OutsideLanguageError("it has a softmax of what may be empty, whose sum is 0 and not 1")
    return reader.total(reader.ring.rename(body, dict(zip(old, new, strict=True))), *new)


@operands_of.register
def _(node: Slice, reader: Reader) -> Any:
    del reader
    return [node.matrix]


@form_of.register
@says("X^(k)_i = X_ik: a column, or a row, counted from 1")
def _(node: Slice, reader: Reader) -> MatrixForm:
    form = reader.matrix(node.matrix)
    old = form.columns if node.axis == 1 else form.rows
    place = reader.place(node.index - 1, node.matrix.shape[node.axis])
    if len(old) > 1:
        raise OutsideLanguageError("it takes a column of a matrix with stacked columns")
    body = reader.ring.rename(form.body, dict.fromkeys(old, place))
    return MatrixForm(form.rows, (), body) if node.axis == 1 else MatrixForm((), form.columns, body)


@form_of.register
def _(node: UnitVector, reader: Reader) -> MatrixForm:
    """e_k: 1 in row k, counted from 1."""
    rows = reader.indices(node.shape[0])
    place = reader.place(node.position - 1, node.shape[0])
    return MatrixForm(rows, (), delta(reader.ring, place_of(rows), place))


@operands_of.register(UnitVector)
@operands_of.register(CommutationMatrix)
@operands_of.register(Identity)
@operands_of.register(OneMatrix)
@operands_of.register(ZeroMatrix)
def _(node: Any, reader: Reader) -> Any:
    del node, reader
    return []


@form_of.register(MatrixExpr)
def _(node: Any, reader: Reader) -> MatrixForm:
    raise OutsideLanguageError(f"{type(node).__name__} has no index form")
