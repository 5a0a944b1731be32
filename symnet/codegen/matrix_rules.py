"""What matrix nodes become in NumPy: one rule for each node type.

Nothing is repeated before it must be: a broadcast is the vector itself, a matrix of ones the number 1. The shape of a
`Code` says what was left to NumPy, and a rule that needs every row or column asks for it by `Writer.full`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import Any

from sympy import (
    Adjoint,
    BlockMatrix,
    Determinant,
    HadamardPower,
    HadamardProduct,
    Identity,
    ImmutableDenseMatrix,
    ImmutableSparseMatrix,
    Integer,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalOf

from symnet.codegen.code import Binding, Code, enclose, guarded, number
from symnet.codegen.complements import LogSoftmaxComplement, SoftmaxComplement, ThroughSoftmax
from symnet.codegen.functions import log_determinant
from symnet.codegen.rules import emit
from symnet.codegen.scalar_rules import product, total, with_exponent
from symnet.codegen.walking import Formula, LogSoftmax, is_fraction
from symnet.codegen.writer import Writer
from symnet.errors import SymnetTypeError
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.reductions import SumEntries
from symnet.expressions.shapes import Shape, brief
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice


@emit.register
def _(node: MatrixSymbol, _operands: list[Code], writer: Writer) -> Code:
    return Code(writer.symbol(node), shape=node.shape, trivial=True, borrowed=True)


@emit.register
def _(node: Formula, operands: list[Code], _writer: Writer) -> Code:
    del node
    return operands[0]


@emit.register
def _(node: MatAdd, operands: list[Code], _writer: Writer) -> Code:
    del node
    return total(operands)


@emit.register
def _(node: HadamardProduct, operands: list[Code], _writer: Writer) -> Code:
    del node
    return product(Integer(1), operands, [])


@emit.register
def _(node: HadamardPower, operands: list[Code], writer: Writer) -> Code:
    return with_exponent(operands[0], node.exp, operands[1], writer)


@emit.register
def _(node: Broadcast, operands: list[Code], _writer: Writer) -> Code:
    del node
    return operands[0]


@emit.register
def _(node: OneMatrix, _operands: list[Code], _writer: Writer) -> Code:
    del node
    return Code("1", trivial=True, weak=True)


@emit.register
def _(node: ZeroMatrix, _operands: list[Code], _writer: Writer) -> Code:
    del node
    return Code("0", trivial=True, weak=True)


@emit.register
def _(node: Identity, _operands: list[Code], writer: Writer) -> Code:
    return Code(f"np.eye({writer.size(node.shape[0]).text}, dtype={writer.dtype()})", shape=node.shape)


@emit.register(Transpose)
@emit.register(Adjoint)
def _(node: Any, operands: list[Code], _writer: Writer) -> Code:
    del node
    return transposed(operands[0])


def transposed(code: Code) -> Code:
    """Return the transpose; all matrices are real, so it is the adjoint too."""
    if code.shape is None:
        return code
    text = code.text[:-2] if code.text.endswith(".T") and code.trivial else f"{enclose(code, Binding.ATOM)}.T"
    return replace(
        code,
        text=text,
        binding=Binding.ATOM,
        shape=(code.shape[1], code.shape[0]),
        view=True,
        inverse_of=None,
        diagonal_of=None,
    )


@emit.register
def _(node: Inverse, operands: list[Code], writer: Writer) -> Code:
    matrix = writer.full(operands[0], node.shape)
    return Code(f"np.linalg.inv({matrix.text})", shape=node.shape, inverse_of=matrix, guarded=matrix.guarded)


@emit.register
def _(node: DiagMatrix, operands: list[Code], writer: Writer) -> Code:
    vector = writer.full(operands[0], node.args[0].shape)
    return Code(f"np.diagflat({vector.text})", shape=node.shape, diagonal_of=vector, guarded=vector.guarded)


@emit.register
def _(node: DiagonalOf, operands: list[Code], writer: Writer) -> Code:
    matrix = writer.full(operands[0], node.arg.shape)
    return Code(f"np.diagonal({matrix.text})[:, None]", shape=node.shape, borrowed=True, guarded=matrix.guarded)


@emit.register
def _(node: MatMul, operands: list[Code], writer: Writer) -> Code:
    """Return a product: numbers first, then the matrices from the end where a column multiplies the fewest numbers."""
    factors = list(zip(node.args, operands_with_numbers(node, operands), strict=True))
    matrices = [
        (code, factor.shape) for factor, code in factors if factor.is_Matrix and not isinstance(factor, Identity)
    ]
    if any(isinstance(factor, ZeroMatrix) for factor, _ in factors):
        return Code("0", trivial=True, weak=True)
    matrices = matrices or [(code, factor.shape) for factor, code in factors if factor.is_Matrix]
    if matrices[-1][1][1] == 1:
        result, _ = reduce(lambda right, left: times(left, right, writer), reversed(matrices))
    else:
        result, _ = reduce(lambda left, right: times(left, right, writer), matrices)
    if all(factor.is_Matrix for factor in node.args):
        return result
    numbers = [factor for factor in node.args if factor.is_Number]
    scalars = [(factor, code) for factor, code in factors if not factor.is_Matrix and not factor.is_Number]
    above = [code for factor, code in scalars if not is_fraction(factor)]
    below = [code for factor, code in scalars if is_fraction(factor)]
    return product(Mul(*numbers), [*above, result], below)


def operands_with_numbers(node: MatMul, operands: list[Code]) -> list[Code]:
    """Return one code for each argument of a product."""
    codes = iter(operands)
    return [number(factor) if factor.is_Number else next(codes) for factor in node.args]


def times(left: tuple[Code, Shape], right: tuple[Code, Shape], writer: Writer) -> tuple[Code, Shape]:
    """Return the product of two matrices, each with its shape; what is only repeated is summed, not multiplied."""
    (a, shape_a), (b, shape_b) = left, right
    shape = (shape_a[0], shape_b[1])
    both = guarded([a, b])
    if a.inverse_of is not None:
        solved = f"np.linalg.solve({a.inverse_of.text}, {writer.full(b, shape_b).text})"
        return Code(solved, shape=shape, guarded=both), shape
    if b.inverse_of is not None:
        turned = transposed(b.inverse_of).text, transposed(writer.full(a, shape_a)).text
        return Code(f"np.linalg.solve({', '.join(turned)}).T", shape=shape, guarded=both), shape
    if a.diagonal_of is not None or b.diagonal_of is not None:
        pair = [_as_column(a), b] if a.diagonal_of is not None else [a, transposed(_as_column(b))]
        return product(Integer(1), pair, []), shape
    return _summed_or_multiplied(a, b, shape_a[1], writer), shape


def _as_column(code: Code) -> Code:
    vector = code.diagonal_of
    if vector is None or vector.shape is None or vector.shape[1] == 1:
        return vector or code
    return transposed(vector)


def _summed_or_multiplied(a: Code, b: Code, inner: Any, writer: Writer) -> Code:
    whole_a, whole_b = (code.shape is not None and code.shape[axis] == inner for code, axis in ((a, 1), (b, 0)))
    if whole_a and not whole_b:
        a = _sum_along(a, 1)
    elif whole_b and not whole_a:
        b = _sum_along(b, 0)
    if a.shape is None or b.shape is None or not (whole_a and whole_b):
        count = [] if whole_a or whole_b or inner == 1 else [writer.size(inner)]
        outer = [code for code in (a, b) if code.text != "1"]
        codes = [*count, *outer]
        return product(Integer(1), codes, []) if len(codes) != 1 else codes[0]
    text = f"{enclose(a, Binding.MATMUL)} @ {enclose(b, Binding.POWER)}"
    return Code(text, Binding.MATMUL, (a.shape[0], b.shape[1]), guarded=guarded([a, b]))


def _sum_along(code: Code, axis: int) -> Code:
    shape = code.shape
    assert shape is not None  # noqa: S101 - for the type checker: it was summed along a size of this shape
    summed = (shape[0], Integer(1)) if axis == 1 else (Integer(1), shape[1])
    return Code(f"np.sum({code.text}, axis={axis}, keepdims=True)", shape=summed, guarded=code.guarded)


@emit.register
def _(node: MatPow, operands: list[Code], writer: Writer) -> Code:
    if not node.exp.is_Integer:
        raise SymnetTypeError(f"A matrix power must have an integer exponent, but {brief(node)} has {node.exp}.")
    matrix = writer.full(operands[0], node.shape)
    if node.exp == 1:
        return matrix
    return Code(f"np.linalg.matrix_power({matrix.text}, {int(node.exp)})", shape=node.shape, guarded=matrix.guarded)


@emit.register
def _(node: Trace, operands: list[Code], writer: Writer) -> Code:
    matrix = writer.full(operands[0], node.arg.shape)
    return Code(f"np.trace({matrix.text})", guarded=matrix.guarded)


@emit.register
def _(node: Determinant, operands: list[Code], writer: Writer) -> Code:
    matrix = writer.full(operands[0], node.arg.shape)
    return Code(f"np.linalg.det({matrix.text})", guarded=matrix.guarded)


@emit.register
def _(node: log_determinant, operands: list[Code], writer: Writer) -> Code:
    matrix = writer.full(operands[0], node.args[0].shape)
    return Code(f"{writer.function(type(node).__name__)}({matrix.text})", guarded=matrix.guarded)


@emit.register
def _(node: SumEntries, operands: list[Code], writer: Writer) -> Code:
    code, shape = operands[0], node.matrix.shape
    actual = code.shape or (Integer(1), Integer(1))
    counts = [writer.size(size) for size, kept in zip(shape, actual, strict=True) if size != kept]
    summed = code if code.shape is None else Code(f"np.sum({code.text})", guarded=code.guarded)
    return product(Integer(1), [*counts, summed], []) if counts else summed


@emit.register
def _(node: Softmax, operands: list[Code], writer: Writer) -> Code:
    return _along_axis("softmax", node, operands[0], writer)


@emit.register
def _(node: LogSoftmax, operands: list[Code], writer: Writer) -> Code:
    return _along_axis("log_softmax", node, operands[0], writer)


@emit.register
def _(node: SoftmaxComplement, operands: list[Code], writer: Writer) -> Code:
    return _along_axis("softmax_complement", node, operands[0], writer)


@emit.register
def _(node: LogSoftmaxComplement, operands: list[Code], writer: Writer) -> Code:
    return _along_axis("log_softmax_complement", node, operands[0], writer)


@emit.register
def _(node: ThroughSoftmax, operands: list[Code], writer: Writer) -> Code:
    softmax, weighted = (writer.full(code, node.shape) for code in operands)
    call = f"{writer.function('through_softmax')}({softmax.text}, {weighted.text}, {int(node.args[2])})"
    return Code(call, shape=node.shape, guarded=guarded([softmax, weighted]))


def _along_axis(name: str, node: Any, code: Code, writer: Writer) -> Code:
    axis = int(node.args[1])
    logits = writer.full(code, node.shape)
    return Code(f"{writer.function(name)}({logits.text}, {axis})", shape=node.shape, guarded=logits.guarded)


@emit.register
def _(node: Slice, operands: list[Code], writer: Writer) -> Code:
    matrix, index = writer.full(operands[0], node.matrix.shape), operands[1]
    place = str(int(index.text) - 1) if index.text.isdigit() else f"{enclose(index, Binding.SUM)} - 1"
    text = f"[:, [{place}]]" if node.axis == 1 else f"[[{place}], :]"
    return Code(f"{enclose(matrix, Binding.ATOM)}{text}", shape=node.shape, guarded=matrix.guarded)


@emit.register
def _(node: KroneckerProduct, operands: list[Code], writer: Writer) -> Code:
    whole = [writer.full(code, factor.shape) for factor, code in zip(node.args, operands, strict=True)]
    texts = reduce(lambda left, right: f"np.kron({left}, {right})", [code.text for code in whole])
    return Code(texts, shape=node.shape, guarded=guarded(whole))


@emit.register
def _(node: BlockMatrix, operands: list[Code], writer: Writer) -> Code:
    blocks = zip(node.blocks.flat(), operands, strict=True)
    return _rows("np.block", [writer.full(code, block.shape) for block, code in blocks], node.blocks.cols, node.shape)


@emit.register(ImmutableDenseMatrix)
@emit.register(ImmutableSparseMatrix)
def _(node: Any, operands: list[Code], writer: Writer) -> Code:
    code = _rows("np.array", operands, node.cols, node.shape)
    return replace(code, text=f"{code.text[:-1]}, dtype={writer.dtype()})")


def _rows(function: str, codes: list[Code], columns: int, shape: Shape) -> Code:
    rows = [codes[start : start + columns] for start in range(0, len(codes), columns)]
    text = ", ".join(f"[{', '.join(code.text for code in row)}]" for row in rows)
    return Code(f"{function}([{text}])", shape=shape, guarded=guarded(codes))
