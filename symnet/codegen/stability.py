"""Stability: every scalar formula of a program, rewritten by the table of `identities`.

Where a logarithm, or a loss that contains one, is taken of a symbol that the equations define as a sigmoid, a softmax
or a tanh, the definition is looked up: ``log(A1)`` becomes ``log_sigmoid(Z1)`` whichever loss it stands in.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Abs,
    Add,
    Derivative,
    Determinant,
    Dummy,
    Expr,
    Function,
    FunctionMatrix,
    HadamardProduct,
    Lambda,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Pow,
    Symbol,
    Transpose,
    expand_mul,
    log,
    sign,
    sympify,
)
from sympy.codegen.cfunctions import log1p
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from symnet.codegen.complements import SoftmaxComplement, through_softmax
from symnet.codegen.functions import LOGARITHMS, SIGNED, TANH, VANISHING
from symnet.codegen.identities import REWRITES, Row
from symnet.codegen.quotients import (
    distributed,
    guarded_quotients,
    taken_apart,
    weighted_logarithms,
    with_denominators,
)
from symnet.codegen.solving import solvable
from symnet.codegen.sources import has_numpy
from symnet.codegen.sum_identities import derivative_of_tanh
from symnet.codegen.walking import Formula, StandIn, is_fraction, operands_first, rewritten
from symnet.expressions.elementwise import Elementwise, as_elementwise, in_index_form, is_mixed
from symnet.expressions.scalar import ScalarFunction, absolute_value, signum
from symnet.expressions.slope import Slope, without_slopes
from symnet.expressions.softmax import Softmax
from symnet.expressions.substitution import substitute


def _of_entries(node: Any) -> Any:
    """Return a scalar function or power of 1 × 1 matrices as that of their entries: ``log(xᵀ A x)``."""
    places = [getattr(each, "shape", None) == (1, 1) for each in node.args]
    if not any(places) or not isinstance(node, Function | Pow):
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
        self._named: set[Expr] = set()
        self._softmaxes: dict[Softmax, Expr] = {}
        self._weights: dict[Expr, set[Expr]] = {}

    def define(self, symbol: Expr, expression: Expr) -> Any:
        """Return the expression lowered and guarded, and remember what the symbol stands for."""
        lowered = self.lower(expression)
        self._definitions[symbol] = lowered
        if isinstance(lowered, Softmax):
            self._softmaxes.setdefault(lowered, symbol)
        if isinstance(lowered, Formula) and isinstance(lowered.body, TANH):
            self._named.add(lowered.body)
        return self._guarded(lowered)

    def note(self, symbol: Expr, expression: Expr) -> None:
        """Remember what a definition that is not computed says of the others: another name, weights of logarithms."""
        if isinstance(expression, MatrixSymbol):
            self._definitions[symbol] = expression
        for node in operands_first([expression]):
            if isinstance(node, Elementwise):
                self._noted(node)

    def _noted(self, node: Elementwise) -> Expr:
        """Return the formula of an elementwise node; the weights of the logarithms in it are remembered."""
        formula = node.at(*map(self._stand_in, node.matrices))
        for weight, argument in weighted_logarithms(formula):
            self._weights.setdefault(self._canonical(argument), set()).add(self._canonical(weight))
        return formula

    def lower(self, expression: Any) -> Any:
        """Return an expression over formulas and stand-ins, stable."""
        return rewritten(expression, self._lower, self._done)

    def _lower(self, node: Any) -> Any:
        if isinstance(node, Slope):
            return rewritten(node.formula(), self._lower, self._done)
        if isinstance(node, ElementwiseApplyFunction):
            return self._lower(as_elementwise(node))
        if isinstance(node, Elementwise) and is_mixed(node.function):
            return self._lower(in_index_form(node))
        if isinstance(node, Elementwise):
            body = without_slopes(self._noted(node))
            return Formula.of(self._without_vanishing([self._stable(body)]), node.shape)
        return self._merged(node) if isinstance(node, HadamardProduct) else self._lower_rest(node)

    def _lower_rest(self, node: Any) -> Any:
        if isinstance(node, FunctionMatrix):
            return node.func(*node.shape, Lambda(node.lamda.variables, self.lower(node.lamda.expr)))
        if isinstance(node, MatAdd):
            return through_softmax(node) or node
        if isinstance(node, MatMul | Transpose | Determinant):
            return solvable(node)
        return self._rewrite(_of_entries(node)) if isinstance(node, Expr) and not isinstance(node, MatrixExpr) else node

    def _stand_in(self, matrix: MatrixExpr) -> StandIn:
        return self._stand_ins.setdefault(matrix, StandIn.of(matrix))

    def _stable(self, body: Expr) -> Any:
        return rewritten(body, self._rewrite, {})

    def _rewrite(self, node: Any) -> Any:
        """Return a node, whose arguments are stable, as a stable node."""
        if isinstance(node, Slope):
            return self._stable(node.formula())
        if isinstance(node, Derivative):
            return self._stable(_without_jumps(node)) if node.expr.has(Abs, sign) else node
        if isinstance(node, log):
            return self._logarithm(node)
        if isinstance(node, ScalarFunction):
            return self._opened(node)
        result = self._by_table(node)
        return node if result is None else result

    def _by_table(self, node: Any) -> Any:
        for row in self._rewrites:
            if row.rule is derivative_of_tanh and self._is_named_tanh(node):
                continue
            if isinstance(node, row.node) and (result := row.rule(node)) is not None:
                return self._shared(result)
        return None

    def _is_named_tanh(self, node: Any) -> bool:
        """Tell whether a tanh in a formula has a name ``A``: then ``1 - A²`` costs next to nothing, and is kept."""
        return isinstance(node, Add) and not self._named.isdisjoint(node.atoms(*TANH))

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
        predicted = {atom for argument in known for atom in (looked_up.get(argument) or argument).free_symbols}
        stable = sympify(self._stable(in_full))
        if stable.has(log, log1p):
            expanded = sympify(self._stable(expand_mul(stable)))
            stable = min(expanded, stable, key=lambda formula: self._logarithms(formula, predicted))
        return stable if self._logarithms(stable, predicted) < len(definition.atoms(log)) else node

    @staticmethod
    def _logarithms(formula: Expr, predicted: set[Any]) -> float:
        """Return how many logarithms of the prediction are left; infinitely many where one is without its guard."""
        at_risk = [part for part in formula.atoms(*LOGARITHMS) if not (isinstance(part, log1p) and part.is_nonnegative)]
        left = [part for part in at_risk if part.args[-1].free_symbols & predicted]
        return float("inf") if any(isinstance(part, (log, log1p)) for part in left) else len(left)

    def _saturates(self, logarithm: Any) -> bool:
        """Tell whether a logarithm is still taken of something that reaches 0 by rounding."""
        argument = logarithm.args[0]
        softmaxes = [part for part in argument.atoms(StandIn) if isinstance(part.matrix, Softmax)]
        return bool(softmaxes) or argument.has(*VANISHING, *SIGNED) or self._look_up(argument) is not None

    def _is_known(self, argument: Expr) -> bool:
        if argument.is_Symbol or isinstance(argument, MatrixElement):
            return self._look_up(argument) is not None
        return isinstance(argument, (*VANISHING, *SIGNED))

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
        return formula if isinstance(formula, (*VANISHING, *SIGNED)) else None

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

    def _merged(self, node: HadamardProduct) -> Any:
        """Return a product entry by entry as one formula, where a quotient or a logarithm in it asks for the others."""
        bodies = [part.body if isinstance(part, Formula) else self._stand_in(part) for part in node.args]
        if any(self._vanishing_quotients(body) for body in bodies):
            merged = self._without_vanishing(bodies)
            if len(self._vanishing_quotients(merged)) < sum(len(self._vanishing_quotients(body)) for body in bodies):
                return Formula.of(merged, node.shape)
        if any(isinstance(factor, LOGARITHMS) for body in bodies for factor in Mul.make_args(body)):
            return Formula.of(self._stable(Mul(*bodies)), node.shape)
        return node

    def _without_vanishing(self, factors: list[Expr]) -> Any:
        """Return a product of formulas in which fewer quotients have a denominator that vanishes by underflow.

        What cancels is cancelled term by term; then the definitions of the denominators are looked up.
        """
        product = Mul(*factors)
        if not self._vanishing_quotients(product):
            return product
        cancelled = distributed(factors, lambda power: power in self._vanishing_quotients(power))
        known = [s for s in cancelled.atoms(StandIn) if isinstance(self._formula_of(s), StandIn)]
        looked_up = with_denominators(self._complemented(taken_apart(cancelled, known)), self._looked_up)
        candidates = (product, self._stable(product), self._stable(looked_up), cancelled)
        return min(candidates, key=lambda f: len(self._vanishing_quotients(f)))

    def _vanishing_quotients(self, formula: Any) -> list[Expr]:
        """Return the fractions in a formula whose denominator comes near 0 exponentially fast."""
        return [power for power in sympify(formula).atoms(Pow) if is_fraction(power) and self._vanishes(power.base)]

    def _vanishes(self, denominator: Expr) -> bool:
        softmaxes = (s for s in denominator.atoms(StandIn) if isinstance(s.matrix, Softmax))
        if denominator.has(*VANISHING, *SIGNED) or any(softmaxes):
            return True
        formulas = [self._formula_of(atom) for atom in denominator.atoms(Symbol, MatrixElement)]
        return any(f is not None and (isinstance(f, StandIn) or f.has(*VANISHING, *SIGNED)) for f in formulas)

    def _looked_up(self, expression: Expr) -> Any:
        found = self._look_up(expression)
        return expression if found is None else found

    def _complemented(self, formula: Expr) -> Any:
        """Return a formula with ``1 - p`` computed from what p is, where p is a sigmoid or a softmax."""

        def rewrite(node: Any) -> Any:
            if not isinstance(node, Add):
                return node
            found = self._look_up(node)
            return found if found is not None and not isinstance(found, Add) else node

        return rewritten(formula, rewrite, {})

    def _guarded(self, lowered: Any) -> Any:
        """Return a lowered expression with its quotients guarded as the logarithms of the program are."""
        if not self._weights:
            return lowered
        formulas = [node for node in operands_first([lowered]) if isinstance(node, Formula)]
        bodies = {node: guarded_quotients(node.body, self._weights, self._canonical) for node in formulas}
        changed = {node: Formula.of(body, node.shape) for node, body in bodies.items() if body != node.body}
        return substitute(lowered, changed) if changed else lowered

    def _canonical(self, formula: Expr) -> Any:
        """Return a formula over the first names of its matrices."""
        return formula.xreplace({part: self._first_name(part.matrix) for part in formula.atoms(StandIn)})

    def _first_name(self, matrix: MatrixExpr) -> Any:
        if isinstance(matrix, SoftmaxComplement):
            return 1 - self._first_name(Softmax(*matrix.args))
        matrix = self._softmaxes.get(matrix, matrix)
        while isinstance(self._definitions.get(matrix), MatrixSymbol):
            matrix = self._definitions[matrix]
        return self._stand_in(matrix)


def _without_jumps(node: Derivative) -> Expr:
    """Return a derivative over the reals of what holds a sign or |u|: where it jumps it is 0, by convention.

    SymPy leaves it undone where a symbol is not declared real.
    """
    real = {variable: Dummy("u", real=True) for variable in node.variables}
    body = node.expr.replace(sign, signum).replace(Abs, absolute_value)
    derivative = body.xreplace(real).diff(*(real[variable] for variable in node.variables))
    return sympify(derivative.xreplace({dummy: variable for variable, dummy in real.items()}))
