"""The activation that is not chosen yet: an undefined function ``g`` that knows its layer."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Function, Integer, S
from sympy.core.function import ArgumentIndexError

from symnet.expressions.node import Hooked
from symnet.expressions.operands import Role, by_position, parts
from symnet.expressions.variables import Spelling


class GenericActivation(Hooked, Function):
    r""":math:`g^{[l]}(z)`, and its derivatives: the undefined activation of layer l.

    The arguments are z, the layer's position counted from 0, the order of the derivative, and the spelling.

    >>> from sympy import Symbol
    >>> z = Symbol("z", real=True)
    >>> g = GenericActivation(z, 0, 0, Spelling("plain"))
    >>> g.diff(z).order
    1
    """

    nargs = (4,)
    is_commutative = True
    is_extended_real = True

    @classmethod
    def eval(cls, *_arguments: Any) -> None:
        """Never evaluate: nothing is known of the function."""

    @property
    def layer(self) -> Expr:
        """The position of its layer, counted from 0."""
        return self.args[1]

    @property
    def order(self) -> int:
        """How often it is differentiated."""
        return int(self.args[2])

    @property
    def spelling(self) -> Spelling:
        """How it prints."""
        return self.args[3]

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative by z, which is again a generic activation, one order higher."""
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        z, layer, order, spelling = self.args
        return self.func(z, layer, order + 1, spelling)

    def _eval_derivative(self, symbol: Any) -> Expr:
        inner = self.args[0].diff(symbol)
        return S.Zero if inner == Integer(0) else self.fdiff() * inner


parts.register(GenericActivation, by_position(Role.SCALAR, Role.INDEX, Role.OPTION))
