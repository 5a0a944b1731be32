"""What nodes that put matrices together become in NumPy, in symnet's own code and in SymPy's dialect."""

from __future__ import annotations

from typing import Any

from sympy import FunctionMatrix
from sympy.matrices.expressions.diagonal import DiagonalMatrix
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.codegen.code import Binding, Code, enclose
from symnet.codegen.rules import emit
from symnet.codegen.sympy_numpy import qualified
from symnet.codegen.writer import Writer
from symnet.expressions.hooks import numpy_rule
from symnet.expressions.log_sum_exp import LogSumExp
from symnet.expressions.vectors import CommutationMatrix, UnitVector, Unvec, Vec


@emit.register
def _(node: Vec, operands: list[Code], writer: Writer) -> Code:
    matrix = writer.full(operands[0], node.matrix.shape)
    text = f'{enclose(matrix, Binding.ATOM)}.reshape(-1, 1, order="F")'
    return Code(text, shape=node.shape, borrowed=True, guarded=matrix.guarded)


@emit.register
def _(node: Unvec, operands: list[Code], writer: Writer) -> Code:
    vector = writer.full(operands[0], node.vector.shape)
    sizes = ", ".join(writer.size(size).text for size in node.shape)
    text = f'{enclose(vector, Binding.ATOM)}.reshape({sizes}, order="F")'
    return Code(text, shape=node.shape, borrowed=True, guarded=vector.guarded)


@emit.register
def _(node: UnitVector, operands: list[Code], writer: Writer) -> Code:
    position = str(int(node.position) - 1) if node.position.is_Integer else f"{enclose(operands[0], Binding.SUM)} - 1"
    rows = writer.size(node.shape[0]).text
    return Code(f"np.eye({rows}, dtype={writer.dtype()})[:, [{position}]]", shape=node.shape)


@emit.register
def _(node: CommutationMatrix, _operands: list[Code], writer: Writer) -> Code:
    m, n = (writer.size(size) for size in node.operand_shape)
    count = f"{enclose(m, Binding.PRODUCT)} * {enclose(n, Binding.PRODUCT)}"
    order = f"np.arange({count}).reshape({n.text}, {m.text}).T.ravel()"
    return Code(f"np.eye({count}, dtype={writer.dtype()})[{order}]", shape=node.shape)


@emit.register
def _(node: LogSumExp, operands: list[Code], writer: Writer) -> Code:
    matrix = writer.full(operands[0], node.matrix.shape)
    call = f"{writer.function('log_sum_exp_along')}({matrix.text}, {node.axis})"
    return Code(call, shape=node.shape, guarded=matrix.guarded)


@emit.register
def _(node: DiagonalMatrix, operands: list[Code], writer: Writer) -> Code:
    matrix = writer.full(operands[0], node.shape)
    rows, columns = (writer.size(size).text for size in node.shape)
    text = f"np.where(np.eye({rows}, {columns}, dtype=bool), {matrix.text}, 0)"
    return Code(text, shape=node.shape, guarded=matrix.guarded)


@emit.register
def _(node: FunctionMatrix, _operands: list[Code], writer: Writer) -> Code:
    """Return a matrix given by a function of row and column, by loops: the rare ones that are nothing else."""
    row, column = node.lamda.variables
    return writer.fill(node.shape, (row, column), node.lamda.expr)


@emit.register
def _(node: MatrixSlice, operands: list[Code], writer: Writer) -> Code:
    matrix = writer.full(operands[0], node.parent.shape)
    bounds = [writer.size(bound).text for places in (node.rowslice, node.colslice) for bound in places]
    rows, columns = (":".join(bounds[axis : axis + (2 if bounds[axis + 2] == "1" else 3)]) for axis in (0, 3))
    text = f"{enclose(matrix, Binding.ATOM)}[{rows}, {columns}]"
    return Code(text, shape=node.shape, borrowed=True, guarded=matrix.guarded)


@numpy_rule.register
def _(node: Vec, printer: Any) -> str:
    return f"({printer._print(node.matrix)}).reshape(-1, 1, order='F')"


@numpy_rule.register
def _(node: Unvec, printer: Any) -> str:
    rows, columns = map(printer._print, node.shape)
    return f"({printer._print(node.vector)}).reshape({rows}, {columns}, order='F')"


@numpy_rule.register
def _(node: UnitVector, printer: Any) -> str:
    rows, place = printer._print(node.shape[0]), printer._print(node.position - 1)
    return f"{qualified('eye', printer)}({rows})[:, [{place}]]"


@numpy_rule.register
def _(node: CommutationMatrix, printer: Any) -> str:
    m, n = map(printer._print, node.operand_shape)
    order = f"{qualified('arange', printer)}(({m}) * ({n})).reshape({n}, {m}).T.ravel()"
    return f"{qualified('eye', printer)}(({m}) * ({n}))[{order}]"


@numpy_rule.register
def _(node: LogSumExp, printer: Any) -> str:
    """Print the log-sum-exp, shifted by the largest exponent, which stands in the formula twice."""
    along = f"axis={node.axis}, keepdims=True"
    exp, log = qualified("exp", printer), qualified("log", printer)
    shifted = f"(lambda z, c: c + {log}({exp}(z - c).sum({along})))"
    return f"(lambda z: {shifted}(z, z.max({along})))({printer._print(node.matrix)})"
