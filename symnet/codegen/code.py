"""A piece of generated Python: its text, how tightly it binds, and the shape that its array has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from sympy import Expr, Integer, Number, NumberSymbol, Rational, S

from symnet.errors import SymnetValueError
from symnet.expressions.shapes import Shape

LARGEST_INTEGER = 2**53  # above, NumPy could not take the Python integer for a float without an error or a loss


class Binding(IntEnum):
    """How tightly Python's operators bind; products of numbers and of matrices are kept apart for the reader."""

    COMPARISON = 0
    SUM = 1
    PRODUCT = 2
    MATMUL = 3
    POWER = 4
    ATOM = 5


@dataclass(frozen=True, slots=True)
class Code:
    """An expression in Python.

    `shape` is the shape of the array that it computes. A size may be 1 where the matrix has more rows or columns: NumPy
    repeats it. It is None for a number, which stands for a matrix of equal entries where a matrix is meant.
    """

    text: str
    binding: Binding = Binding.ATOM
    shape: Shape | None = None
    trivial: bool = False  # a name or a number: it is written again rather than named
    borrowed: bool = False  # it may share its memory with an argument
    view: bool = False  # it may share its memory with another name
    weak: bool = False  # a Python number, which takes the precision of the array that it meets
    guarded: bool = False  # it computes branches that are not taken, which must not warn
    inverse_of: Code | None = None  # A in inv(A): a product solves a linear system instead
    diagonal_of: Code | None = None  # v in diag(v): a product scales rows or columns instead

    def named(self, identifier: str) -> Code:
        """Return the name that this code was given."""
        return replace(self, text=identifier, binding=Binding.ATOM, trivial=True, guarded=False)


def enclose(code: Code, binding: Binding) -> str:
    """Return the text, in parentheses where it binds less tightly than asked.

    >>> enclose(Code("a + b", Binding.SUM), Binding.PRODUCT), enclose(Code("a", Binding.ATOM), Binding.PRODUCT)
    ('(a + b)', 'a')
    """
    return f"({code.text})" if code.binding < binding else code.text


def joined(codes: Iterable[Code]) -> Shape | None:
    """Return the shape to which NumPy broadcasts, or None where all are numbers."""
    shapes = [code.shape for code in codes if code.shape is not None]
    if not shapes:
        return None
    rows, columns = (next((shape[axis] for shape in shapes if shape[axis] != 1), S.One) for axis in (0, 1))
    return rows, columns


def guarded(codes: Iterable[Code]) -> bool:
    """Tell whether one of the operands computes branches that are not taken."""
    return any(code.guarded for code in codes)


def combined(text: str, binding: Binding, codes: Sequence[Code]) -> Code:
    """Return the code of an operation on entries: the shape is what the operands broadcast to."""
    return Code(text, binding, joined(codes), weak=all(code.weak for code in codes), guarded=guarded(codes))


def call(function: str, *operands: Code) -> Code:
    """Return a function applied to entries; of Python numbers it is a Python number again, where NumPy answers float64.

    >>> call("np.exp", Code("x", shape=(S(2), S(3)))).text, call("np.exp", Code("k", weak=True)).text
    ('np.exp(x)', 'float(np.exp(k))')
    """
    return weakened(combined(f"{function}({', '.join(code.text for code in operands)})", Binding.ATOM, operands))


def weakened(code: Code) -> Code:
    """Return what NumPy computed from Python numbers as a Python number."""
    return replace(code, text=f"float({code.text})", binding=Binding.ATOM) if code.weak else code


def number(value: Expr) -> Code:
    """Return a number: the only way by which a number gets into generated code.

    >>> from sympy import Float, pi
    >>> number(Rational(1, 100)).text, number(Float(0.1)).text, number(pi).text, number(Integer(-3)).text
    ('1 / 100', '0.1', 'np.pi', '-3')
    """
    if value in CONSTANTS:
        return Code(CONSTANTS[value], trivial=True, weak=True)
    if isinstance(value, Integer) and abs(value) <= LARGEST_INTEGER:
        return Code(str(int(value)), Binding.ATOM if value >= 0 else Binding.POWER, trivial=True, weak=True)
    if isinstance(value, Rational) and max(abs(value.p), value.q) <= LARGEST_INTEGER:
        return Code(f"{int(value.p)} / {int(value.q)}", Binding.PRODUCT, trivial=True, weak=True)
    if isinstance(value, (Number, NumberSymbol)) and value.is_finite:
        literal = float(value)
        if abs(literal) != float("inf"):
            return Code(repr(literal), Binding.ATOM if literal >= 0 else Binding.POWER, trivial=True, weak=True)
    raise SymnetValueError(f"{value} cannot be written as a floating-point number; it must be real and below 1.8e308.")


CONSTANTS = {
    S.Pi: "np.pi",
    S.Exp1: "np.e",
    S.Infinity: "np.inf",
    S.NegativeInfinity: "-np.inf",
    S.NaN: "np.nan",
}
