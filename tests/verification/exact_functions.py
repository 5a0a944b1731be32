"""Functions of scalars as functions of mpmath numbers: compiled by SymPy, undefined ones replaced by definite ones."""

from functools import cache

import mpmath
import numpy as np
import sympy as sp
from mpmath import mpf
from sympy import Dummy, Lambda, Symbol
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

import symnet as sn
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.slope import Slope, without_slopes
from tests.verification.exact_points import OutsideError

LARGEST = mpf(10) ** 4
"""Functions of larger numbers are left alone: exp(exp(exp(9))) takes all the memory there is."""


def called(call, *arguments):
    if any(abs(argument) > LARGEST for argument in arguments):
        raise OutsideError("a function of a number that is too large")
    try:
        return mpmath.mpmathify(call(*arguments))
    except (ZeroDivisionError, TypeError, ValueError) as error:
        raise OutsideError(str(error)) from None


exponentials = np.vectorize(mpmath.exp, otypes=[object])


@cache
def recipe(node):
    """A compiled function of the scalars that a scalar function is made of, and these."""
    leaves = sorted(leaves_of(node), key=str)
    names = [Symbol(f"leaf_{k}", real=True) for k in range(len(leaves))]
    return compiled(Lambda(tuple(names), node.xreplace(dict(zip(leaves, names, strict=True))))), leaves


def leaves_of(node):
    """The scalars that a scalar function is made of and that are not functions of scalars themselves."""
    found, stack = set(), [node]
    while stack:
        part = stack.pop()
        if isinstance(part, (MatrixElement, sn.SumEntries, sp.Trace, sp.Determinant, sp.Sum, Symbol)):
            found.add(part)
        else:
            stack.extend(part.args)
    return {leaf for leaf in found if not isinstance(leaf, Symbol) or leaf in node.free_symbols}


@cache
def compiled(function):
    """Return a function of scalars that SymPy compiled for mpmath."""
    body = function.expr
    if body.has(sn.GenericActivation, AppliedUndef):
        body = chosen(body)
    body = without_slopes(body)
    body = without_slopes(body.rewrite("definition") if body.has(ScalarFunction) else body)
    return sp.lambdify(tuple(function.variables), body.replace(sp.DiracDelta, lambda *_: sp.S.Zero), "mpmath")


def chosen(body):
    """Return a formula with a definite function in place of each undefined one."""
    u = Dummy("u", real=True)

    def of_layer(application, order, shift):
        rest = sum(application.args[1:], sp.S.Zero) if isinstance(application, AppliedUndef) else sp.S.Zero
        formula = sp.sin(u + shift) + u**2 / 4 + rest * u
        return formula.diff(u, order).xreplace({u: chosen(application.args[0])})

    def slope(node):
        return of_layer(node.application, node.order, _shift(node.application))

    slopes = [node for node in body.atoms(Slope) if isinstance(node.application, UNDEFINED)]
    body = body.xreplace({node: slope(node) for node in slopes})
    functions = [node for node in body.atoms(*UNDEFINED) if isinstance(node, UNDEFINED)]
    orders = {node: node.order if isinstance(node, sn.GenericActivation) else 0 for node in functions}
    body = body.xreplace({node: of_layer(node, orders[node], _shift(node)) for node in functions})
    return body.doit() if body.has(sp.Derivative, sp.Subs) else body


UNDEFINED = (sn.GenericActivation, AppliedUndef)


def _shift(application):
    return application.layer + 1 if isinstance(application, sn.GenericActivation) else len(str(application.func))
