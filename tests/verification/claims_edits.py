"""One edit that keeps the shape and, most often, makes a true equation false."""

import random
from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy import (
    HadamardProduct,
    Inverse,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    S,
    Sum,
    Transpose,
)
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

import symnet as sn
from symnet.expressions.entries import operands_first
from symnet.expressions.substitution import substitute
from tests.verification.claims_expressions import SIZES, SPECIAL, shape_symbols

Edit = Callable[[Any, random.Random], Any]

EDITS: dict[str, tuple[Edit, tuple[type, ...]]] = {}
"""By name: the edit, and the nodes that it is tried on."""


def edit(*kinds):
    def register(function):
        EDITS[function.__name__.replace("_", " ")] = (function, kinds)
        return function

    return register


def edited(expression, source):
    """Return the expression with one edit at one place, and its name; or as it is, and no name."""
    places = operands_first(expression, closed=(MatrixSymbol, MatrixElement, Sum))
    name = source.choice(tuple(EDITS))
    change, kinds = EDITS[name]
    fitting = [node for node in places if isinstance(node, kinds)]
    if not fitting:
        return expression, ""
    node = source.choice(fitting)
    found = change(node, source)
    if found is None or found == node or getattr(found, "shape", None) != getattr(node, "shape", None):
        return expression, ""
    return substitute(expression, {node: found}), name


def is_square(node):
    return node.is_Matrix and node.shape[0] == node.shape[1] and node.shape[0] != 1


@edit(MatMul)
def drop_a_factor(node, source):
    k = source.randrange(len(node.args))
    rest = [*node.args[:k], *node.args[k + 1 :]]
    if not any(part.is_Matrix for part in rest) or (node.args[k].is_Matrix and not is_square(node.args[k])):
        return None
    return sn.multiply(*rest)


@edit(MatrixExpr)
def transpose(node, source):
    return Transpose(node) if is_square(node) else None


@edit(Transpose)
def lose_a_transpose(node, source):
    return node.arg if is_square(node.arg) else None


@edit(MatrixExpr)
def flip_a_sign(node, source):
    return sn.multiply(-1, node)


@edit(MatAdd)
def flip_one_term(node, source):
    k = source.randrange(len(node.args))
    return sn.add(*node.args[:k], sn.multiply(-1, node.args[k]), *node.args[k + 1 :])


@edit(MatAdd)
def drop_a_term(node, source):
    k = source.randrange(len(node.args))
    return sn.add(*node.args[:k], *node.args[k + 1 :])


@edit(MatrixSymbol)
def another_symbol(node, source):
    others = [each for each in (*shape_symbols(*node.shape), *SPECIAL) if each != node and each.shape == node.shape]
    return source.choice(others)


@edit(MatrixExpr)
def factor_two(node, source):
    return sn.multiply(2, node)


@edit(MatMul)
def swap_factors(node, source):
    k = source.randrange(len(node.args) - 1)
    first, second = node.args[k : k + 2]
    if not (is_square(first) and is_square(second)):
        return None
    return sn.multiply(*node.args[:k], second, first, *node.args[k + 2 :])


@edit(HadamardProduct)
def drop_an_entrywise_factor(node, source):
    k = source.randrange(len(node.args))
    return sn.hadamard(*node.args[:k], *node.args[k + 1 :])


@edit(HadamardProduct)
def product_instead_of_entrywise(node, source):
    return sn.multiply(*node.args) if all(is_square(part) for part in node.args) else None


@edit(MatMul)
def entrywise_instead_of_product(node, source):
    return (
        HadamardProduct(*node.args) if all(getattr(part, "shape", None) == node.shape for part in node.args) else None
    )


FUNCTIONS = (sn.sigmoid, sn.tanh, sn.softplus, sn.relu, sn.silu, sp.exp)


@edit(sn.Elementwise)
def another_function(node, source):
    return sn.apply_elementwise(source.choice(FUNCTIONS), node.matrices[0])


@edit(sn.Elementwise)
def drop_the_function(node, source):
    return node.matrices[0]


@edit(sn.Elementwise)
def change_a_number(node, source):
    numbers = sorted(node.function.expr.atoms(sp.Number), key=str)
    if not numbers:
        return None
    wrong = node.function.expr.xreplace({source.choice(numbers): S(source.choice((2, 3, 5)))})
    return sn.Elementwise(sp.Lambda(node.function.variables, wrong), *node.matrices)


@edit(sn.Elementwise)
def swap_arguments(node, source):
    return sn.Elementwise(node.function, *reversed(node.matrices))


@edit(sn.Softmax)
def another_axis(node, source):
    return sn.Softmax(node.logits, 1 - node.axis)


@edit(sn.Broadcast)
def broadcast_a_multiple(node, source):
    return sn.Broadcast(sn.multiply(source.choice(SIZES), node.vector), *node.shape)


@edit(Inverse)
def lose_an_inverse(node, source):
    return node.arg


@edit(DiagMatrix)
def turn_a_diagonal_round(node, source):
    return sn.multiply(node, node)


@edit(sp.Trace, sn.SumEntries, sp.Determinant)
def scale_a_scalar(node, source):
    return source.choice((S(2), S.NegativeOne, *SIZES)) * node


@edit(sn.SumEntries)
def another_sum(node, source):
    return sp.Trace(node.matrix) if is_square(node.matrix) else None


@edit(sp.Trace)
def sum_instead_of_trace(node, source):
    return sn.SumEntries(node.arg)


@edit(sp.Add)
def drop_a_scalar_term(node, source):
    k = source.randrange(len(node.args))
    return sp.Add(*node.args[:k], *node.args[k + 1 :])


@edit(Sum)
def one_term_less(node, source):
    (index, first, last), *rest = node.limits
    return Sum(node.function, (index, first, last - 1), *rest)
