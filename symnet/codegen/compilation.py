"""Compilation: equations or an expression to a function of NumPy arrays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integer, MatrixBase, MatrixExpr, MatrixSymbol, Mul, Sum, Symbol, sympify
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from symnet.codegen.compiled import CompiledFunction
from symnet.codegen.complements import LogSoftmaxComplement, SoftmaxComplement
from symnet.codegen.names import RESERVED, Names, plain
from symnet.codegen.program import Program, program
from symnet.codegen.rules import emit
from symnet.codegen.signature import Signature, Slot
from symnet.codegen.sources import COPIED_FUNCTIONS, sources
from symnet.codegen.walking import LogSoftmax, is_fraction, operands_first
from symnet.codegen.writer import Writer
from symnet.errors import SymnetTypeError, SymnetValueError, kind_of
from symnet.expressions.equations import Equations
from symnet.expressions.shapes import brief
from symnet.expressions.softmax import Softmax
from symnet.expressions.variables import Slice
from symnet.expressions.vectors import UnitVector

BACKENDS = ("numpy",)


def lambdify(
    thing: Any,
    arguments: Sequence[Any] | None = None,
    *,
    parameters: Iterable[Any] | None = None,
    results: Any = None,
    name: str = "function",
    backend: str = "numpy",
) -> CompiledFunction:
    """Return equations, any SymPy expression, or a list of expressions, as a function of arrays.

    ========== =========================================================================================================
    arguments  the symbols that are passed one by one; by default all inputs in the order of first use
    parameters the symbols that are passed first, in one dictionary by their plain names
    results    what is returned: a symbol, a mapping of names to symbols, or a tuple or list of these for a tuple (a
               list of one is that one); by default the last symbol that is defined, for a backward pass all the
               gradients that it ends in, by name, and for a list of expressions all of them
    name       what the function is called in its source
    backend    ``"numpy"``
    ========== =========================================================================================================

    Sizes are read from the shapes of the arrays. A scalar that is neither an argument nor a size belongs to the
    parameters where there are some, and follows the arguments where there are none. A scalar result is a float; a
    function of numbers alone takes arrays of them too. SymPy's order, arguments first, is understood as well.

    >>> from sympy import MatrixSymbol, Symbol
    >>> from symnet.expressions.activations import sigmoid
    >>> m = Symbol("m", integer=True, positive=True)
    >>> W, X = MatrixSymbol("W", 1, 2), MatrixSymbol("X", 2, m)
    >>> f = lambdify(sigmoid(W * X), [X], parameters=[W])
    >>> f({"W": [[1.0, -1.0]]}, [[3.0, 0.0], [3.0, 1000.0]])
    array([[0.5, 0. ]])
    >>> t = Symbol("t")
    >>> lambdify(1 / (1 + t), [t])([0.0, 1.0]), lambdify(t, t**2)(3)
    (array([1. , 0.5]), 9.0)

    Raises `SymnetValueError` for a name, a result or a backend that does not exist, and for a matrix that is neither an
    argument nor a parameter; `SymnetTypeError` for what has no value, such as an undefined function.
    """
    _check_options(name, backend)
    if _is_in_order_of_sympy(thing, arguments):
        thing, arguments = arguments, thing if isinstance(thing, Sequence) else [thing]
    return _Compilation.of(program(thing, results), arguments, parameters, name).compiled()


def _is_in_order_of_sympy(first: Any, second: Any) -> bool:
    """Tell whether the arguments come first, as in SymPy's own ``lambdify(x, x**2)``."""
    symbols = tuple(first) if isinstance(first, (list, tuple)) else (first,)
    is_given = isinstance(second, (Expr, MatrixBase, Equations, list, tuple))
    if not is_given or not symbols or not _are_symbols(symbols):
        return False
    return isinstance(first, (list, tuple)) or not isinstance(second, (list, tuple)) or not _are_symbols(second)


def _are_symbols(things: Any) -> bool:
    return all(isinstance(thing, (Symbol, MatrixSymbol)) for thing in things)


def _check_options(name: str, backend: str) -> None:
    if backend not in BACKENDS:
        raise SymnetValueError(f"There is no backend {backend!r}; the backends are {', '.join(map(repr, BACKENDS))}.")
    if plain(str(name)) != name or name in RESERVED or name in COPIED_FUNCTIONS:
        raise SymnetValueError(
            f"The name of a compiled function must be an identifier that Python and NumPy leave free, but is {name!r}."
        )


@dataclass(frozen=True)
class _Compilation:
    """One run of the compiler: the program, and who passes which symbol."""

    program: Program
    arguments: tuple[Any, ...]
    parameters: tuple[Any, ...] | None
    name: str

    @classmethod
    def of(cls, compiled: Program, arguments: Any, parameters: Any, name: str) -> _Compilation:
        given = None if parameters is None else _symbols("parameters", parameters)
        taken = set(given or ())
        matrices = [symbol for symbol in compiled.inputs if isinstance(symbol, MatrixSymbol)]
        if arguments is None:
            sizes = _sizes([*matrices, *(s for s in taken if isinstance(s, MatrixSymbol))])
            wanted = matrices if given is not None else compiled.inputs
            chosen = tuple(s for s in wanted if s not in taken and s not in sizes)
        else:
            chosen = _symbols("arguments", arguments)
        for symbol in chosen:
            if symbol in taken:
                raise SymnetValueError(f"{brief(symbol)} is both an argument and a parameter; name it once.")
        placed = taken | set(chosen)
        missing = [symbol for symbol in matrices if symbol not in placed]
        if missing:
            raise SymnetValueError(
                f"{brief(missing[0])} is used but is neither an argument nor a parameter; add it to one of them."
            )
        return cls(compiled, chosen, given, name)

    def compiled(self) -> CompiledFunction:
        """Emit the program, then give the symbols that it turned out to need a place."""
        names = Names([*COPIED_FUNCTIONS, self.name])
        sizes = _sizes([s for s in (*self.arguments, *(self.parameters or ())) if isinstance(s, MatrixSymbol)])
        outside = dict.fromkeys([*self.arguments, *(self.parameters or ()), *self.program.inputs, *sizes])
        identifiers = {symbol: names.new(symbol.name) for symbol in outside}
        counts = {*sizes, *_counts(self.program)}
        elementwise = self._is_of_numbers()
        writer = Writer(identifiers, names, emit, counts=counts, sizes=sizes, elementwise=elementwise)
        self._emit(writer, names)
        known = {*sizes, *self.arguments, *(self.parameters or ())}
        candidates = dict.fromkeys([*self.program.inputs, *writer.used])
        extra = [s for s in candidates if s not in known and not isinstance(s, MatrixSymbol)]
        placed = _Compilation(
            self.program,
            self.arguments if self.parameters is not None else (*self.arguments, *extra),
            None if self.parameters is None else (*self.parameters, *extra),
            self.name,
        )
        return placed._finish(writer, sizes)

    def _is_of_numbers(self) -> bool:
        """Tell whether the function is one of numbers alone, which arrays can stand for."""
        symbols = (*self.arguments, *(self.parameters or ()), *self.program.inputs, *self.program.result_symbols)
        return not any(getattr(symbol, "is_Matrix", False) for symbol in symbols)

    def _emit(self, writer: Writer, names: Names) -> None:
        defined = {definition.symbol for definition in self.program.definitions}
        writer.prepare([definition.expression for definition in self.program.definitions], defined)
        identifiers = {symbol: names.new(_name(symbol)) for symbol, _ in self.program.definitions}
        for symbol, expression in self.program.definitions:
            writer.define(symbol, identifiers[symbol], expression)
        single = len(self.program.result_symbols) == 1
        shown = [
            "{" + ", ".join(f'"{key}": {writer.result(value, alone=single)}' for key, value in part.items()) + "}"
            if isinstance(part, Mapping)
            else writer.result(part, alone=single)
            for part in self.program.results
        ]
        alone = len(shown) == 1 and self.program.returns_tuple
        writer.statement(f"return {', '.join(shown)}{',' if alone else ''}")

    def _finish(self, writer: Writer, sizes: Mapping[Any, tuple[Any, int]]) -> CompiledFunction:
        keys = _keys(self.parameters or ())
        slots = [_slot(s, writer.identifier(s), sizes, writer.is_count(s)) for s in self.arguments]
        named = (
            None if self.parameters is None else [_slot(s, keys[s], sizes, writer.is_count(s)) for s in self.parameters]
        )
        taken = ", ".join([*(["parameters"] if named is not None else []), *(slot.name for slot in slots)])
        sources_of_sizes = {source for size, (source, _) in sizes.items() if size in writer.used}
        unpacked = [
            f'{writer.identifier(symbol)} = parameters["{key}"]'
            for symbol, key in keys.items()
            if symbol in writer.used or writer.needs_dtype or symbol in sources_of_sizes
        ]
        given = {*self.arguments, *(self.parameters or ())}
        arrays = [
            writer.identifier(s)
            for s in (*(self.parameters or ()), *self.arguments)
            if isinstance(s, MatrixSymbol) or (self._is_of_numbers() and not writer.is_count(s))
        ]
        precision = [f"dtype = np.result_type({', '.join(arrays)})" if arrays else "dtype = np.float64"]
        read = [
            f"{writer.identifier(size)} = {writer.identifier(symbol)}.shape[{axis}]"
            for size, (symbol, axis) in sizes.items()
            if size in writer.used and size not in given
        ]
        lines = [*unpacked, *(precision if writer.needs_dtype else []), *read]
        body = "".join(f"    {line}\n" for line in lines) + writer.text()
        parts = ["import numpy as np", *sources(writer.functions)]
        parts.append(f'def {self.name}({taken}):\n    """{self._documentation(slots, named)}"""\n{body}')
        nonzero = tuple(size for size in _divisors(self.program) if size in sizes)
        compound = any(
            isinstance(size, Expr) and not size.is_Symbol
            for slot in (*slots, *(named or ()))
            for size in slot.shape or ()
        )
        signature = Signature(
            self.name, tuple(slots), None if named is None else tuple(named), nonzero, compound, self._is_of_numbers()
        )
        return CompiledFunction(self.name, "\n\n\n".join(parts) + "\n", signature)

    def _documentation(self, slots: Sequence[Slot], named: Sequence[Slot] | None) -> str:
        """Return the docstring: what comes out, and the shape of everything that goes in."""
        results = ", ".join(_described(_name(symbol), symbol) for symbol in self.program.result_symbols)
        lines = [f"Return {results}."]
        symbols = dict(zip([*(named or ()), *slots], [*(self.parameters or ()), *self.arguments], strict=True))
        if named is not None:
            lines.append("parameters: " + (", ".join(_described(slot.name, symbols[slot]) for slot in named) or "none"))
        lines += [_described(slot.name, symbols[slot]) for slot in slots]
        return (
            lines[0] if len(lines) == 1 else "\n    ".join([lines[0], "", *lines[1:], ""]).replace("\n    \n", "\n\n")
        )


def _symbols(what: str, given: Any) -> tuple[Any, ...]:
    if isinstance(given, (str, Expr)) or not isinstance(given, Iterable):
        raise SymnetTypeError(f"The {what} must be a sequence of symbols, but are {given!r}; write [{given}].")
    symbols = tuple(given)
    for symbol in symbols:
        if not isinstance(symbol, (MatrixSymbol, Symbol)):
            raise SymnetTypeError(f"The {what} must be symbols, but {symbol!r} is {kind_of(symbol)}.")
    if len(set(symbols)) < len(symbols):
        twice = next(symbol for symbol in symbols if symbols.count(symbol) > 1)
        raise SymnetValueError(f"{brief(twice)} stands twice among the {what}; name it once.")
    return symbols


def _sizes(matrices: Iterable[Any]) -> dict[Any, tuple[Any, int]]:
    """Return each symbolic size with the first matrix, and the axis, from which it is read."""
    sizes: dict[Any, tuple[Any, int]] = {}
    for matrix in matrices:
        for axis in (0, 1):
            if matrix.shape[axis].is_Symbol:
                sizes.setdefault(matrix.shape[axis], (matrix, axis))
    return sizes


def _counts(compiled: Program) -> set[Any]:
    """Return the symbols that sizes, places and ranges are made of."""
    places: list[Any] = []
    for node in operands_first([expression for _, expression in compiled.definitions]):
        if isinstance(node, MatrixExpr):
            places += node.shape
        if isinstance(node, (MatrixElement, Slice, UnitVector)):
            places += [argument for argument in node.args if not getattr(argument, "is_Matrix", False)]
        if isinstance(node, MatrixSlice):
            places += [*node.rowslice, *node.colslice]
        if isinstance(node, Sum):
            places += [bound for _, *bounds in node.limits for bound in bounds]
    return {symbol for place in places for symbol in sympify(place).free_symbols}


def _slot(symbol: Any, name: str, sizes: Mapping[Any, Any], is_count: bool) -> Slot:  # noqa: FBT001 - a fact of the symbol
    if isinstance(symbol, MatrixSymbol):
        rows, columns = (int(size) if isinstance(size, Integer) else size for size in symbol.shape)
        return Slot(name, (rows, columns))
    is_size = symbol in sizes
    is_integer = bool(symbol.is_integer) or is_count
    return Slot(name, None, is_integer=is_integer, is_count=is_count, size=symbol if is_size else None)


def _keys(parameters: Iterable[Any]) -> dict[Any, str]:
    """Return the key of each parameter in the dictionary: its plain name, with a number where two are called alike."""
    symbols: dict[str, Any] = {}
    for symbol in parameters:
        key, copy = plain(symbol.name), 2
        while key in symbols:
            key, copy = f"{plain(symbol.name)}_{copy}", copy + 1
        symbols[key] = symbol
    return {symbol: key for key, symbol in symbols.items()}


def _name(symbol: Any) -> str:
    """Return what a defined symbol is called: ``z0`` for a symbol, ``z0_1_0`` for an entry or column of one."""
    name = getattr(symbol, "name", None)
    if isinstance(name, str):
        return name
    return "_".join(plain(str(getattr(part, "name", part))) for part in (symbol.args or (type(symbol).__name__,)))


def _described(name: str, symbol: Any) -> str:
    shape = getattr(symbol, "shape", None)
    return f"{plain(name)} ({_size(shape[0])} × {_size(shape[1])})" if shape else plain(name)


def _size(size: Expr) -> str:
    """Return a size in characters that are safe in a docstring."""
    shown = str(size.xreplace({symbol: Symbol(plain(symbol.name)) for symbol in size.free_symbols}))
    return re.sub(r"[^A-Za-z0-9_ +*/()-]", "_", shown)


def _divisors(compiled: Program) -> list[Any]:
    """Return the symbols that the program divides by, and the sizes over which it takes a maximum."""
    found: dict[Any, None] = {}
    for node in operands_first([expression for _, expression in compiled.definitions]):
        if isinstance(node, (Softmax, LogSoftmax, SoftmaxComplement, LogSoftmaxComplement)):
            found[node.shape[int(node.args[1])]] = None
        for factor in node.args if isinstance(node, Mul) else (node,):
            if is_fraction(factor):
                found.update(dict.fromkeys(sorted(factor.base.atoms(Symbol), key=str)))
    return list(found)
