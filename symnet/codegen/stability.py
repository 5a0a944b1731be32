"""Stability: every scalar formula of a program, rewritten by the table of `identities`.

Where a logarithm, or a loss that contains one, is taken of a symbol that the equations define as a sigmoid, a softmax
or a tanh, the definition is looked up: ``log(A1)`` becomes ``log_sigmoid(Z1)`` whichever loss it stands in.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Expr,
    Function,
    FunctionMatrix,
    Lambda,
    MatrixExpr,
    Pow,
    Symbol,
    Transpose,
    exp,
    expand_mul,
    log,
    sympify,
)
from sympy.codegen.cfunctions import log1p
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.codegen.identities import REWRITES, TANH, Row
from symnet.codegen.sources import has_numpy
from symnet.codegen.walking import Formula, StandIn, rewritten
from symnet.expressions.activations import sigmoid
from symnet.expressions.elementwise import Elementwise, as_elementwise
from symnet.expressions.scalar import ScalarFunction
from symnet.expressions.slope import Slope, without_slopes
from symnet.expressions.softmax import Softmax


def _of_entries(node: Any) -> Any:
    """Return a scalar function or power of 1 × 1 matrices as that of their entries: ``log(xᵀ A x)``."""
    places = [getattr(each, "shape", None) == (1, 1) for each in node.args]
    if not any(places):
        return node
    return node.func(*(MatrixElement(each, 0, 0) if one else each for each, one in zip(node.args, places, strict=True)))


class Stabilizer:
    """Lowers the expressions of a program: elementwise nodes become formulas, and formulas stable ones.

    `definitions` holds what is defined so far, lowered.
    """

    def __init__(self, rewrites: tuple[Row, ...] = REWRITES) -> None:
        self._rewrites = rewrites
        self._definitions: dict[Expr, Any] = {}
        self._stand_ins: dict[MatrixExpr, StandIn] = {}
        self._done: dict[Any, Any] = {}

    def define(self, symbol: Expr, expression: Expr) -> Any:
        """Return the expression lowered, and remember what the symbol stands for."""
        lowered = self.lower(expression)
        self._definitions[symbol] = lowered
        return lowered

    def lower(self, expression: Any) -> Any:
        """Return an expression over formulas and stand-ins, stable."""
        return rewritten(expression, self._lower, self._done)

    def _lower(self, node: Any) -> Any:
        if isinstance(node, Slope):
            return rewritten(node.formula(), self._lower, self._done)
        if isinstance(node, FunctionMatrix):
            return node.func(*node.shape, Lambda(node.lamda.variables, self.lower(node.lamda.expr)))
        if isinstance(node, ElementwiseApplyFunction):
            return self._lower(as_elementwise(node))
        if isinstance(node, Elementwise):
            body = without_slopes(node.at(*map(self._stand_in, node.matrices)))
            return Formula.of(self._stable(body), node.shape)
        if not isinstance(node, Expr) or isinstance(node, MatrixExpr):
            return node
        return self._rewrite(_of_entries(node) if isinstance(node, Function | Pow) else node)

    def _stand_in(self, matrix: MatrixExpr) -> StandIn:
        return self._stand_ins.setdefault(matrix, StandIn.of(matrix))

    def _stable(self, body: Expr) -> Any:
        return rewritten(body, self._rewrite, {})

    def _rewrite(self, node: Any) -> Any:
        """Return a node, whose arguments are stable, as a stable node."""
        if isinstance(node, Slope):
            return self._stable(node.formula())
        if isinstance(node, log):
            return self._logarithm(node)
        if isinstance(node, ScalarFunction):
            return self._opened(node)
        result = self._by_table(node)
        return node if result is None else result

    def _by_table(self, node: Any) -> Any:
        for row in self._rewrites:
            if isinstance(node, row.node) and (result := row.rule(node)) is not None:
                return self._shared(result)
        return None

    def _shared(self, result: Any) -> Any:
        """Give the new stand-ins of a rewrite the identity that the matrix has in all formulas."""
        fresh = [s for s in sympify(result).atoms(StandIn) if self._stand_in(s.matrix) is not s]
        return result.xreplace({s: self._stand_ins[s.matrix] for s in fresh}) if fresh else result

    def _logarithm(self, node: Any) -> Any:
        """Return a logarithm as a stable formula; its argument is looked up where that leads to one."""
        candidates = [node.args[0]]
        looked_up = self._look_up(node.args[0])
        if looked_up is not None:
            candidates.insert(0, looked_up)
        for argument in candidates:
            result = self._by_table(log(argument, evaluate=False))
            if result is not None:
                parts = {part: self._logarithm(part) for part in result.atoms(log) if part.args[0] != argument}
                stable = result.xreplace(parts) if parts else result
                if argument is node.args[0] or not any(map(self._saturates, stable.atoms(log))):
                    return stable
        return node

    def _opened(self, node: ScalarFunction) -> Any:
        """Return a loss by its definition where its logarithms, of what is looked up, all turn out stable."""
        if not has_numpy(type(node)):
            return self._stable(node.definition())
        known = [argument for argument in node.args if self._is_known(argument)]
        if not known:
            return node
        definition = node.definition()
        looked_up = {argument: self._look_up(argument) for argument in known}
        if not any(part.has(*known) for part in definition.atoms(log)):
            return node
        in_full = node.func(*(looked_up.get(argument) or argument for argument in node.args)).definition()
        stable = sympify(self._stable(in_full))
        if stable.has(log):
            stable = sympify(self._stable(expand_mul(stable)))
        return node if any(map(self._saturates, stable.atoms(log, log1p))) else stable

    def _saturates(self, logarithm: Any) -> bool:
        """Tell whether a logarithm is still taken of something that reaches 0 by rounding."""
        argument = logarithm.args[0]
        softmaxes = [part for part in argument.atoms(StandIn) if isinstance(part.matrix, Softmax)]
        return bool(softmaxes) or argument.has(sigmoid, *TANH) or self._look_up(argument) is not None

    def _is_known(self, argument: Expr) -> bool:
        if argument.is_Symbol or isinstance(argument, MatrixElement):
            return self._look_up(argument) is not None
        return isinstance(argument, (sigmoid, exp, *TANH))

    def _look_up(self, expression: Expr) -> Any:
        """Return the expression with each symbol that has a formula replaced by it, or None where there is none."""
        atoms = expression.atoms(Symbol, MatrixElement)
        found = {atom: formula for atom in atoms if (formula := self._formula_of(atom)) is not None}
        return self._stable(expression.xreplace(found)) if found else None

    def _formula_of(self, atom: Any) -> Any:
        if isinstance(atom, StandIn):
            return self._entries(atom.matrix)
        if isinstance(atom, MatrixElement) and atom not in self._definitions:
            entries = self._entries(atom.parent)
            places = (
                {}
                if entries is None
                else {part: MatrixElement(part.matrix, atom.i, atom.j) for part in entries.atoms(StandIn)}
            )
            return None if entries is None else entries.xreplace(places)
        formula = self._definitions.get(atom)
        while formula in self._definitions:
            formula = self._definitions[formula]
        return formula if isinstance(formula, (sigmoid, exp, *TANH)) else None

    def _entries(self, matrix: MatrixExpr) -> Any:
        """Return the formula of the entries of a matrix, through the names that it has."""
        turned = isinstance(matrix, Transpose)
        inner = matrix.arg if turned else matrix
        named = inner
        while named in self._definitions:
            named = self._definitions[named]
        if isinstance(named, Softmax):
            entries = self._stand_in(Softmax(Transpose(named.logits), 1 - named.axis) if turned else named)
            return entries if entries.matrix != matrix else None
        if not isinstance(named, Formula):
            return None
        turn = {part: self._stand_in(Transpose(part.matrix)) for part in named.body.atoms(StandIn)} if turned else {}
        return named.body.xreplace(turn)
