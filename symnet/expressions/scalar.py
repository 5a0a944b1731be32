r"""Scalar functions: SymPy functions that know their definition, derivative, range and LaTeX from one row of facts.

A row is a class statement of a few lines in `activations` or `losses`; all that SymPy asks of a function (`diff`,
`evalf`, `rewrite`, `latex`, `lambdify`, assumptions) is answered here, once, by walking the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sympy import (
    Abs,
    Dummy,
    E,
    Expr,
    Float,
    Function,
    Interval,
    Lambda,
    MatrixBase,
    MatrixExpr,
    Piecewise,
    Rational,
    S,
    Set,
    SympifyError,
    oo,
    sign,
    zoo,
)
from sympy.core.function import ArgumentIndexError
from sympy.core.sympify import _sympify
from sympy.printing.latex import LatexPrinter

from symnet.errors import SymnetTypeError
from symnet.expressions.elementwise import apply_elementwise
from symnet.expressions.facts import ActivationFacts, Facts, FrameworkName, LossFacts, Parameter, even


class ScalarFunction(Function):
    """Base of the scalar functions: some variables, then parameters, which take their defaults when left out.

    Applied to matrices it is applied entry by entry. Parameters are exact: a float stands for the decimal that it
    prints as. Raises `SymnetTypeError` for the wrong number of arguments, and for what is neither an expression nor a
    matrix.

    >>> from sympy import MatrixSymbol, Symbol
    >>> from symnet.expressions.activations import leaky_relu, sigmoid
    >>> leaky_relu(Symbol("z")), leaky_relu(Symbol("z"), 0.2)
    (leaky_relu(z, 1/100), leaky_relu(z, 1/5))
    >>> sigmoid(MatrixSymbol("Z", 2, 3)).shape
    (2, 3)
    >>> sigmoid(0), sigmoid(1), sigmoid(1).evalf(30)
    (1/2, sigmoid(1), 0.731058578630004879251159241822)
    """

    facts: ClassVar[Facts]
    variables: ClassVar[tuple[str, ...]]

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        """Return the function of scalars, or the elementwise node or explicit matrix where a variable is a matrix."""
        complete = _complete(cls, arguments)
        matrices = complete[: len(cls.variables)]
        if any(isinstance(matrix, (MatrixBase, MatrixExpr)) for matrix in matrices):
            return _entry_by_entry(cls, matrices, complete[len(cls.variables) :])
        return super().__new__(cls, *complete, **options)

    @classmethod
    def eval(cls, *arguments: Expr) -> Expr | None:
        """Return the exact value at exact numbers where it is free of functions, and None elsewhere.

        A value such as 1/(1 + exp(-1)) says less than `sigmoid(1)`, so that one stays.
        """
        variables = arguments[: len(cls.variables)]
        if S.NaN in arguments:
            return S.NaN
        if not all(variable.is_comparable and not variable.has(Float) for variable in variables):
            return None
        value = cls.facts.definition(*arguments)
        at_zero = all(variable.is_zero for variable in variables)
        barred = (Piecewise, S.NaN, zoo) if at_zero else (Function, E, S.NaN, zoo)
        return None if value.has(*barred) else value

    def definition(self) -> Expr:
        """Return the definition, one level deep; `rewrite("definition")` goes on to the end.

        >>> from sympy import Symbol
        >>> from symnet.expressions.activations import silu
        >>> silu(Symbol("z")).definition(), silu(Symbol("z")).rewrite("definition")
        (z*sigmoid(z), z/(1 + exp(-z)))
        """
        return self.facts.definition(*self.args)

    def image(self) -> Set:
        """Return a set that holds every value the function takes on the reals with these parameters.

        It is the range itself, except where the range ends in a number without a closed form: gelu, gelu_tanh and mish
        begin at most 1e-20 below their minimum. Parameters outside the domain of the row leave all the reals.

        >>> from sympy import Symbol
        >>> from symnet.expressions.activations import elu
        >>> elu(Symbol("z")).image(), elu(Symbol("z"), Symbol("a")).image()
        (Interval.open(-1, oo), Reals)
        """
        return self.facts.image(*self.parameters) if self._facts_hold() else S.Reals

    def kinks(self) -> dict[Expr, Expr]:
        """Return the points where the derivative by the first argument does not exist, with what stands for it there.

        >>> from sympy import Symbol
        >>> from symnet.expressions.activations import relu
        >>> relu(Symbol("z")).kinks()
        {0: 0}
        """
        rest = self.args[1:]
        probe = Dummy("u", real=True)
        slope = self.func(probe, *rest).fdiff(1)
        return {point: slope.subs(probe, point) for point in self.facts.kinks(*rest)}

    @property
    def parameters(self) -> tuple[Expr, ...]:
        """The arguments after the variables."""
        return tuple(self.args[len(self.variables) :])

    def _facts_hold(self) -> bool:
        return _in_domain(self.func, self.parameters)

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative by the argument of that position, counted from 1, as SymPy does."""
        if not 1 <= argindex <= len(self.args):
            raise ArgumentIndexError(self, argindex)
        if argindex == 1 and self.facts.derivative is not None:
            return self.facts.derivative(self, *self.args)
        return _branchwise(self, argindex - 1)

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr | None:
        word = self.facts.for_numbers
        if word is not None and rule is word:  # sympy.tanh, say
            return word(*args)
        written_out = self.facts.definition(*args).rewrite(rule, **hints)
        # SymPy's limits rewrite as "tractable"; "definition" is ours. Any other rule counts where it leaves its mark.
        return written_out if isinstance(rule, str) or written_out.has(rule) else None

    def _eval_evalf(self, prec: int) -> Expr | None:
        if not all(argument.is_number for argument in self.args):
            return None
        # Exact arguments, so that SymPy evaluates once, at the end, and knows how many digits it has lost on the way.
        exact = [argument.xreplace({f: Rational(f) for f in argument.atoms(Float)}) for argument in self.args]
        value = self.func(*exact)
        if not isinstance(value, self.func):
            return value.evalf(int(prec * 0.30103) + 2)
        # A value that is exactly 0 has been found by now. One that SymPy finds here has lost all its digits, so it gets
        # more to begin with: it asks for two digits to learn a sign, and would be told that a small number is 0.
        for digits in (max(int(prec * 0.30103) + 2, 15), 100, 1000):
            value = _for_numbers(self.func, *exact).evalf(digits, maxn=digits + 500)
            if not value.is_zero:
                break
        return value

    def _eval_is_real(self) -> bool | None:
        return True if _is_defined(self) else None

    def _eval_is_positive(self) -> bool | None:
        return True if _is_defined(self) and _lies_in(self.image(), Interval.open(0, oo)) else None

    def _eval_is_nonnegative(self) -> bool | None:
        return True if _is_defined(self) and _lies_in(self.image(), Interval(0, oo)) else None

    def _eval_is_negative(self) -> bool | None:
        return True if _is_defined(self) and _lies_in(self.image(), Interval.open(-oo, 0)) else None

    def _eval_is_nonpositive(self) -> bool | None:
        return True if _is_defined(self) and _lies_in(self.image(), Interval(-oo, 0)) else None

    def _latex(self, printer: LatexPrinter, exp: str | None = None) -> str:
        name = self.facts.latex + _subscript(self, printer)
        power = "" if exp is None else f"^{{{exp}}}"
        inner = ", ".join(printer._print(argument) for argument in self.args[: len(self.variables)])
        return rf"{name}{power}\left({inner}\right)"

    def _code(self, printer: Any, **_options: Any) -> str:
        """Print the definition for `sympy.lambdify`, in parentheses: the printer takes it for one function call."""
        return f"({printer._print(_for_numbers(self.func, *self.args))})"

    # One hook for each of SymPy's code printers. For numbers at their best, symnet's own `lambdify` knows stable forms.
    _pythoncode = _numpycode = _scipycode = _mpmathcode = _jaxcode = _torchcode = _tensorflowcode = _ccode = _code


class Activation(ScalarFunction):
    """A scalar function of one variable z: a row of the table of activations.

    >>> from sympy import Symbol, oo
    >>> from symnet.expressions.activations import tanh
    >>> tanh(Symbol("z")).limits(), tanh(oo)
    ((-1, 1), 1)
    """

    facts: ClassVar[ActivationFacts]
    variables = ("z",)

    @classmethod
    def eval(cls, *arguments: Expr) -> Expr | None:
        """Return the exact value at ±oo too, from the limits of the row."""
        z, *parameters = arguments
        if z in {oo, -oo} and _in_domain(cls, parameters):
            return cls.facts.limits(*parameters)[int(z is oo)]
        return super().eval(*arguments)

    def limits(self) -> tuple[Expr, Expr] | None:
        """Return the limits at -oo and at +oo, or None for parameters outside the domain of the row."""
        return tuple(self.facts.limits(*self.parameters)) if self._facts_hold() else None

    def parity(self) -> str | None:
        """Return "odd", "even", or None for neither.

        >>> from sympy import Symbol
        >>> from symnet.expressions.activations import hardtanh
        >>> hardtanh(Symbol("z")).parity(), hardtanh(Symbol("z"), 0, 1).parity()
        ('odd', None)
        """
        return self.facts.parity(*self.parameters)

    def monotone(self) -> str | None:
        """Return "nondecreasing" or "nonincreasing", or None where the row does not say so.

        >>> from sympy import Symbol
        >>> from symnet.expressions.activations import relu, silu
        >>> relu(Symbol("z")).monotone(), silu(Symbol("z")).monotone()
        ('nondecreasing', None)
        """
        return self.facts.monotone if self._facts_hold() else None


class Loss(ScalarFunction):
    """A scalar function L(ŷ, y) of a prediction and a target: a row of the table of losses.

    >>> from sympy import symbols
    >>> from symnet.expressions.losses import squared_error
    >>> squared_error(*symbols("p y")).diff("p")
    2*p - 2*y
    """

    facts: ClassVar[LossFacts]
    variables = ("y_hat", "y")


class absolute_value(Activation):  # noqa: N801 - SymPy's functions are small
    r"""Absolute value, |z|: the one row that stands here, because derivatives are written with it.

    SymPy's own Abs differentiates into a Dirac delta, or, of a symbol that is not known to be real, into real parts.

    >>> from sympy import latex, Symbol
    >>> absolute_value(-3), latex(absolute_value(Symbol("z")))
    (3, '\\left|{z}\\right|')
    """

    facts = ActivationFacts(
        latex=r"\operatorname{abs}",
        definition=Abs,
        derivative=lambda _, z: signum(z),
        image=lambda: Interval(0, oo),
        limits=lambda: (oo, oo),
        parity=even,
        kinks=lambda: (S.Zero,),
        frameworks=(FrameworkName("onnx", ("Abs",)),),
        source="Karnewar: AANN, Absolute Artificial Neural Network, 2018",
    )

    def _latex(self, printer: LatexPrinter, exp: str | None = None) -> str:
        return printer._print_Abs(self, exp)  # noqa: SLF001 - a hook


def _complete(cls: type[ScalarFunction], arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments as SymPy objects, with the defaults of the parameters that were left out."""
    variables, parameters = cls.variables, cls.facts.parameters
    names = [*variables, *(parameter.name for parameter in parameters)]
    if not len(variables) <= len(arguments) <= len(names):
        optional = f" and at most the parameters {', '.join(names[len(variables) :])}" if parameters else ""
        raise SymnetTypeError(
            f"{cls.__name__} takes {' and '.join(variables)}{optional}, but was given {len(arguments)} arguments."
        )
    given = [_expression(cls, name, value) for name, value in zip(names, arguments, strict=False)]
    for parameter, value in zip(parameters, given[len(variables) :], strict=False):
        if not isinstance(value, Expr) or isinstance(value, MatrixExpr):
            raise SymnetTypeError(f"The parameter {parameter.name} of {cls.__name__} must be a scalar, but is {value}.")
    exact = [Rational(str(value)) if isinstance(value, Float) else value for value in given[len(variables) :]]
    defaults = [parameter.default for parameter in parameters[len(exact) :]]
    return (*given[: len(variables)], *exact, *defaults)


def _expression(cls: type[ScalarFunction], name: str, value: Any) -> Any:
    try:
        expression = _sympify(value)  # strictly: a string would be evaluated
    except SympifyError:
        expression = None
    if isinstance(expression, (Expr, MatrixBase, MatrixExpr)):
        return expression
    raise SymnetTypeError(
        f"{cls.__name__} takes SymPy expressions, numbers and matrices, but its argument {name} is {value!r} "
        f"({type(value).__name__}); to run it on arrays, compile it with sn.lambdify."
    )


def _entry_by_entry(cls: type[ScalarFunction], matrices: tuple[Any, ...], parameters: tuple[Expr, ...]) -> Any:
    if not all(isinstance(matrix, (MatrixBase, MatrixExpr)) for matrix in matrices):
        named = " and ".join(f"{name} = {value}" for name, value in zip(cls.variables, matrices, strict=True))
        raise SymnetTypeError(f"{cls.__name__} takes matrices of one shape or scalars only, but was given {named}.")
    if len(matrices) == 1 and isinstance(matrices[0], MatrixBase):
        return matrices[0].applyfunc(lambda entry: cls(entry, *parameters))
    node = apply_elementwise(cls, *matrices, parameters=parameters)
    return node.as_explicit() if all(isinstance(matrix, MatrixBase) for matrix in matrices) else node


def _for_numbers(cls: type[ScalarFunction], *arguments: Expr) -> Expr:
    rule = cls.facts.for_numbers or cls.facts.definition
    return rule(*arguments)


def _branchwise(function: ScalarFunction, position: int) -> Expr:
    """Differentiate the definition by the argument at the position, over the reals and branch by branch.

    Dummies that are real stand for the variables while SymPy differentiates; then the sign becomes branches, and |z|
    the function that knows them, so that the result can be differentiated again whatever the variables are.
    """
    count = len(function.variables)
    stand_ins = [
        Dummy(f"u_{index}", real=True) if index < count or index == position else argument
        for index, argument in enumerate(function.args)
    ]
    slope = function.facts.definition(*stand_ins).diff(stand_ins[position])
    slope = slope.replace(sign, signum).replace(Abs, absolute_value)
    return slope.xreplace(dict(zip(stand_ins, function.args, strict=True)))


def signum(z: Expr) -> Expr:
    """Return the sign of z as branches: its derivative is 0 everywhere by convention, where SymPy's is a Dirac delta.

    >>> signum(S(-3)), signum(S(0))
    (-1, 0)
    """
    return Piecewise((-1, z < 0), (1, z > 0), (0, True))


def _in_domain(cls: type[ScalarFunction], parameters: Sequence[Expr]) -> bool:
    rows: tuple[Parameter, ...] = cls.facts.parameters
    return all(row.domain.contains(value) == S.true for row, value in zip(rows, parameters, strict=True))


def _is_defined(function: ScalarFunction) -> bool:
    """Tell whether the arguments surely lie where the definition is a real number."""
    if not all(argument.is_real for argument in function.args):
        return False
    if isinstance(function, Loss):
        domains = (function.facts.predictions, function.facts.targets)
        return all(d.contains(v) == S.true for d, v in zip(domains, function.args, strict=False))
    return True


def _lies_in(inner: Set, outer: Set) -> bool:
    return inner.is_subset(outer) is True


def _subscript(function: ScalarFunction, printer: LatexPrinter) -> str:
    rows = function.facts.parameters
    values = function.parameters
    if all(value == row.neutral for row, value in zip(rows, values, strict=True)):
        return ""
    return f"_{{{', '.join(_decimal(value, printer) for value in values)}}}"


def _decimal(value: Expr, printer: LatexPrinter) -> str:
    """Print 1/100 as 0.01, as it was most likely written, and what has no short decimal as the printer does."""
    short = Rational(round(value * 10**6), 10**6) if value.is_Rational else None
    return f"{float(value):.6f}".rstrip("0").rstrip(".") if value == short else printer._print(value)


def bound(function: ScalarFunction) -> Lambda:
    """Return the function of its variables alone, with the parameters it has, as a Lambda.

    >>> from sympy import Symbol
    >>> from symnet.expressions.activations import leaky_relu
    >>> bound(leaky_relu(Symbol("z"), Rational(1, 5)))
    Lambda(z, leaky_relu(z, 1/5))
    """
    variables = function.args[: len(function.variables)]
    return Lambda(variables, function)
