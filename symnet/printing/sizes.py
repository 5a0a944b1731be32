r"""Ones, zeros, identities and repeated vectors: with their size, unless what is beside them settles it.

In ``A 1`` the ones have as many rows as A has columns, in ``A X + b 1ᵀ`` as many columns as X. Where nothing beside
it must fit, a constant matrix shows its size: ``\mathbf{1}_{n \times m}``, in text ``ones(n, m)``. An identity always
does, ``\mathbf{I}_{n}`` or ``I(n)``, because I is what a matrix may be called. A bias is read as repeated in a sum, and
stands there alone; every other repeated vector shows its ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Any

from sympy import Expr, HadamardProduct, Identity, MatAdd, MatMul, MatrixExpr, OneMatrix, ZeroMatrix

from symnet.expressions.arithmetic import multiply
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import Elementwise
from symnet.expressions.hooks import latex_rule
from symnet.expressions.variables import Variable
from symnet.printing.precedence import Formula, Precedence, enclose, enclosed, printed
from symnet.printing.terms import juxtaposed, minus, signed_terms, split_sign


class Beside(Enum):
    """What the place of a matrix says of its shape."""

    NOTHING = auto()
    SHAPE = auto()
    """Something beside it has the same shape."""
    TERM = auto()
    """It is a term of a sum in which another one shows the shape."""


def leans(matrix: Expr) -> bool:
    """Tell whether the bare spelling of a matrix would leave its shape to what stands beside it."""
    if isinstance(matrix, OneMatrix | ZeroMatrix | Broadcast):
        return True
    if isinstance(matrix, Elementwise):
        return constant_of(matrix) is not None
    if not isinstance(matrix, MatMul):
        return False
    factors = split_factors(matrix)[1]
    if all(isinstance(factor, ZeroMatrix | OneMatrix) for factor in factors):
        return True
    first, last = factors[0], factors[-1]
    return (isinstance(first, OneMatrix) and first.shape[0] != 1) or (
        isinstance(last, OneMatrix) and last.shape[1] != 1
    )


def constant_of(node: Elementwise) -> Expr | None:
    """Return what a function is everywhere, where it does not depend on its matrices at all."""
    first: dict[Expr, Expr] = {}
    pairs = zip(node.function.variables, node.matrices, strict=True)
    body = node.function.expr.xreplace({variable: first.setdefault(matrix, variable) for variable, matrix in pairs})
    return None if body.has(*node.function.variables) else body


def fitting(node: Expr, beside: Beside, printer: Any) -> Formula:
    """Print a matrix in a place that says something of its shape."""
    if beside is not Beside.NOTHING:
        rule = next((rule for kind, rule in IN_PLACE if isinstance(node, kind)), None)
        if rule is not None:
            return rule(node, beside, printer)
    return printed(node, printer)


def side_by_side(matrices: Sequence[Expr], printer: Any, *, beside: Beside, inside: Beside) -> list[Formula]:
    """Print matrices of one shape: those that lean as they may `inside`, if one does not, or `beside` settles all."""
    settled = beside is not Beside.NOTHING or not all(map(leans, matrices))
    return [
        fitting(matrix, inside if settled or place else Beside.NOTHING, printer)
        for place, matrix in enumerate(matrices)
    ]


def _ones(ones: OneMatrix, beside: Beside, printer: Any) -> Formula:
    if beside is Beside.TERM:
        return Formula(r"\mathbf{1}", Precedence.ATOM)
    rows, columns = map(printer._print, ones.shape)
    if ones.shape[1] == 1 and ones.shape[0] != 1:
        return Formula(rf"\mathbf{{1}}_{{{rows}}}", Precedence.ATOM)
    if ones.shape[0] == 1 and ones.shape[1] != 1:
        return Formula(rf"\mathbf{{1}}_{{{columns}}}^{{T}}", Precedence.POWER)
    return Formula(rf"\mathbf{{1}}_{{{rows} \times {columns}}}", Precedence.ATOM)


def _zeros(zeros: ZeroMatrix, beside: Beside, printer: Any) -> Formula:
    if beside is Beside.TERM:
        return Formula(r"\mathbf{0}", Precedence.ATOM)
    rows, columns = map(printer._print, zeros.shape)
    return Formula(rf"\mathbf{{0}}_{{{rows} \times {columns}}}", Precedence.ATOM)


def _identity(identity: Identity, beside: Beside, printer: Any) -> Formula:
    return Formula(rf"\mathbf{{I}}_{{{printer._print(identity.shape[0])}}}", Precedence.ATOM)


def _broadcast(broadcast: Broadcast, beside: Beside, printer: Any) -> Formula:
    vector = broadcast.vector
    is_bias = isinstance(vector, Variable) and vector.role == "bias"
    if is_bias and beside is Beside.TERM and not getattr(printer, "ones", False):
        return printed(vector, printer)
    product = broadcast.as_product()
    return _product(product, beside, printer) if isinstance(product, MatMul) else fitting(product, beside, printer)


def _elementwise(node: Elementwise, beside: Beside, printer: Any) -> Formula:
    constant = constant_of(node)
    if constant is None:
        return printed(node, printer)
    if beside is Beside.TERM:
        return printed(constant, printer)
    if constant == 0:
        return _zeros(ZeroMatrix(*node.shape), beside, printer)
    ones = OneMatrix(*node.shape)
    return _ones(ones, beside, printer) if constant == 1 else _product(multiply(constant, ones), beside, printer)


def split_factors(product: MatMul) -> tuple[list[Expr], list[MatrixExpr]]:
    """Return the scalars and the matrices of a product, those of products in it too."""
    scalars: list[Expr] = []
    matrices: list[MatrixExpr] = []
    for argument in product.args:
        factor = argument.as_product() if isinstance(argument, Broadcast) else argument
        if isinstance(factor, MatMul):
            inner = split_factors(factor)
            scalars += inner[0]
            matrices += inner[1]
        else:
            (matrices if getattr(factor, "is_Matrix", False) else scalars).append(factor)
    return scalars, matrices


def _product(product: MatMul, beside: Beside, printer: Any) -> Formula:
    """Print a product: one sign, the scalars, then the matrices in order."""
    scalars, matrices = split_factors(product)
    sign = "+"
    if scalars:
        sign, first = split_sign(scalars[0])
        scalars = [*([] if first == 1 and sign == "-" else [first]), *scalars[1:]]
    shown = _factors(matrices, beside, printer)
    if not scalars and len(shown) == 1:
        return minus(enclosed(shown[0], Precedence.HADAMARD), shown[0].binds, negative=sign == "-")
    tightness = Precedence.HADAMARD if len(shown) == 1 else Precedence.PRODUCT  # a multiple of A ⊙ B needs none
    pieces = [enclose(scalar, Precedence.PRODUCT, printer) for scalar in scalars]
    pieces += [enclosed(formula, tightness) for formula in shown]
    return minus(
        juxtaposed(pieces, printer), Precedence.HADAMARD if scalars else Precedence.PRODUCT, negative=sign == "-"
    )


def _factors(matrices: Sequence[MatrixExpr], beside: Beside, printer: Any) -> list[Formula]:
    shown = []
    for place, factor in enumerate(matrices):
        before = place > 0 and not isinstance(matrices[place - 1], OneMatrix)
        after = place + 1 < len(matrices) and not isinstance(matrices[place + 1], OneMatrix)
        closes = place + 1 == len(matrices) and place > 0 and beside is not Beside.NOTHING
        if place == 0 and beside is not Beside.NOTHING and _is_column_before_row(matrices):
            shown.append(Formula(r"\mathbf{1}", Precedence.ATOM))
        elif isinstance(factor, OneMatrix) and len(matrices) > 1:
            shown.append(_ones_among(factor, before=before, after=after or closes, printer=printer))
        else:
            shown.append(fitting(factor, beside, printer) if len(matrices) == 1 else printed(factor, printer))
    return shown


def _is_column_before_row(matrices: Sequence[MatrixExpr]) -> bool:
    """Tell whether a product begins with ``1 1ᵀ``, whose rows may be those of what stands beside it."""
    pair = matrices[:2]
    return (
        len(pair) == 2
        and all(isinstance(each, OneMatrix) for each in pair)
        and 1 == pair[0].shape[1] == pair[1].shape[0]
    )


def _ones_among(ones: OneMatrix, *, before: bool, after: bool, printer: Any) -> Formula:
    if before and ones.shape[1] == 1:
        return Formula(r"\mathbf{1}", Precedence.ATOM)
    if after and ones.shape[0] == 1:
        return Formula(r"\mathbf{1}^{T}", Precedence.POWER)
    return _ones(ones, Beside.NOTHING, printer)


def _sum(total: MatAdd, beside: Beside, printer: Any) -> Formula:
    """Print a sum; a term that leans shows no size beside one that does not."""
    pairs = [split_sign(_with_ones(term)) for term in total.args]
    shown = side_by_side([size for _, size in pairs], printer, beside=beside, inside=Beside.TERM)
    if all(leans(size) for _, size in pairs):
        shown = [
            fitting(size, Beside.TERM if place else Beside.NOTHING, printer) for place, (_, size) in enumerate(pairs)
        ]
    terms = ((sign, enclosed(formula, Precedence.KRONECKER)) for (sign, _), formula in zip(pairs, shown, strict=True))
    return signed_terms(terms)


def _with_ones(term: Expr) -> Expr:
    """Return a repeated sum or product as a product with ones: its sign is that of the term."""
    if not (isinstance(term, Broadcast) and isinstance(term.vector, MatMul)):
        return term
    scalars, matrices = split_factors(term.as_product())
    return multiply(*scalars, *matrices)


def _hadamard(product: HadamardProduct, beside: Beside, printer: Any) -> Formula:
    shown = side_by_side(product.args, printer, beside=beside, inside=Beside.SHAPE)
    text = rf" {hadamard_of(printer)} ".join(enclosed(formula, Precedence.HADAMARD) for formula in shown)
    return Formula(text, Precedence.HADAMARD)


def hadamard_of(printer: Any) -> str:
    """Return the operator of the product entry by entry, as the printer writes it."""
    return str(getattr(printer, "hadamard", r"\odot"))


Rule = Callable[[Any, Beside, Any], Formula]
IN_PLACE: tuple[tuple[type, Rule], ...] = (
    (OneMatrix, _ones),
    (ZeroMatrix, _zeros),
    (Identity, _identity),
    (Broadcast, _broadcast),
    (Elementwise, _elementwise),
    (MatMul, _product),
    (MatAdd, _sum),
    (HadamardProduct, _hadamard),
)
"""How a matrix prints in its place, by its type."""


def _in_no_place(rule: Rule) -> Callable[[Any, Any], Formula]:
    return lambda node, printer: rule(node, Beside.NOTHING, printer)


for _kind, _rule in IN_PLACE:
    if _kind is not Elementwise:
        latex_rule.register(_kind, _in_no_place(_rule))
