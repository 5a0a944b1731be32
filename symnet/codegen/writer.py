"""The writer: collects the lines of a function while its expressions are emitted one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

from sympy import Basic, Dummy, Expr, Integer, Inverse, MatMul, Number, Piecewise, Symbol
from sympy.matrices.expressions.diagonal import DiagMatrix

from symnet.codegen.code import Binding, Code, enclose, number
from symnet.codegen.names import Names
from symnet.codegen.walking import TAKEN, Formula, operands, operands_first
from symnet.expressions.operands import Part, Role, outside
from symnet.expressions.shapes import Shape

LONGEST_PART = 60  # characters; a longer part gets a line of its own, which also bounds the nesting of parentheses
DEFERRED = (Inverse, DiagMatrix)  # a product does not compute them

Emit = Callable[[Any, list[Code], "Writer"], Code]


class Line(NamedTuple):
    """A statement, its level of indentation, and whether it computes branches that are not taken."""

    text: str
    level: int
    guarded: bool


class Writer:
    """Emits expressions into lines: each subexpression once, by the rule of its node type.

    `symbols` are the identifiers of what the function gets from outside; `emit` is the table of rules; `counts` are the
    symbols that are sizes or places, and so Python integers; other numbers are NumPy's, of the precision of the arrays.
    """

    def __init__(
        self,
        symbols: Mapping[Any, str],
        names: Names,
        emit: Emit,
        *,
        counts: Container[Any],
        sizes: Iterable[Any] = (),
        elementwise: bool = False,
    ) -> None:
        self._symbols = dict(symbols)
        self._counts = counts
        self._sizes = sizes
        self._elementwise = elementwise
        self._returned: set[str] = set()
        self._names = names
        self._emit = emit
        self._codes: dict[Any, Code] = {}
        self._uses: Counter[Any] = Counter()
        self._branches: Container[Any] = frozenset()
        self._bodies: Container[Any] = frozenset()
        self._level = 1
        self.lines: list[Line] = []
        self.functions: dict[str, None] = {}
        self.used: dict[Any, None] = {}
        self.needs_dtype = False

    def prepare(self, roots: list[Any], leaves: Container[Any]) -> None:
        """Count how often each subexpression is used, and find what is computed for a branch only."""
        nodes = operands_first(roots, leaves)
        self._uses = _uses(nodes) + Counter(roots)
        self._bodies = frozenset(node.body for node in nodes if isinstance(node, Formula))
        always: set[Any] = set()
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node in always or node in leaves:
                continue
            always.add(node)
            stack.extend(operands(node)[1:2] if isinstance(node, Piecewise) else operands(node))
        self._branches = frozenset(node for node in nodes if node not in always)

    def define(self, symbol: Expr, identifier: str, expression: Expr) -> Code:
        """Write the line that defines a symbol; afterwards the expression is known by that name."""
        if isinstance(expression, Formula) and expression.body not in self._codes:
            self._codes[expression.body] = self.code(expression.body, keep_whole=True)
        code = self.code(expression, keep_whole=True)
        code = replace(code, view=code.view or code.trivial)
        self._line(f"{identifier} = {code.text}", code.guarded or expression in self._branches)
        self._codes[symbol] = self._codes[expression] = code.named(identifier)
        if isinstance(expression, Formula):
            self._codes[expression.body] = self._codes[symbol]
        return self._codes[symbol]

    def code(self, expression: Any, *, keep_whole: bool = False) -> Code:
        """Return the code of an expression; what it needs is written before."""
        order = operands_first([expression], self._codes)
        self._emit_all(order[:-1])
        if expression in self._codes:
            return self._codes[expression]
        if not keep_whole:
            self._emit_all([expression])
            return self._codes[expression]
        return self._emit(expression, [self._codes[part] for part in operands(expression)], self)

    def _emit_all(self, nodes: Iterable[Any]) -> None:
        for node in nodes:
            code = self._emit(node, [self._codes[part] for part in operands(node)], self)
            long = len(code.text) > LONGEST_PART and node not in self._bodies
            keep = code.trivial or not (long or self._uses[node] > 1)
            self._codes[node] = code if keep else self._temporary(code, guarded=node in self._branches)

    def _temporary(self, code: Code, *, guarded: bool = False) -> Code:
        identifier = self._names.temporary()
        self._line(f"{identifier} = {code.text}", guarded or code.guarded)
        return code.named(identifier)

    def _line(self, text: str, guarded: bool = False) -> None:  # noqa: FBT001, FBT002 - a flag of the line
        self.lines.append(Line(text, self._level, guarded))

    def name(self, code: Code) -> Code:
        """Return a name or number for a code that is written more than once."""
        return code if code.trivial else self._temporary(code)

    def symbol(self, symbol: Any) -> str:
        """Return the identifier of a symbol that comes from outside."""
        if symbol not in self._symbols:
            self._symbols[symbol] = self._names.new(str(symbol.name))
        self.used[symbol] = None
        return self._symbols[symbol]

    def is_count(self, symbol: Any) -> bool:
        """Tell whether a symbol is a size or a place, a Python integer."""
        return symbol in self._counts

    def identifier(self, symbol: Any) -> str:
        """Return the identifier of a symbol, whether the code uses it or not."""
        return self._symbols[symbol]

    def result(self, symbol: Any, *, alone: bool) -> str:
        """Return the text of a result: a float, or an array that shares its memory with no argument and no result."""
        code = self._codes[symbol]
        if not getattr(symbol, "is_Matrix", False):
            return code.text if self._elementwise else f"float({code.text})"
        whole = self.full(code, symbol.shape)
        repeated = whole is not code and code.shape is not None
        shared = whole.view and not alone
        again = whole.text in self._returned
        self._returned.add(whole.text)
        return f"{whole.text}.copy()" if repeated or whole.borrowed or shared or again else whole.text

    def statement(self, text: str) -> None:
        """Write a line as it is."""
        self._line(text)

    def size(self, size: Expr) -> Code:
        """Return the code of a number of rows or columns: a number, or read from an array."""
        if isinstance(size, (Number, Symbol)):
            return number(size) if isinstance(size, Number) else Code(self.symbol(size), trivial=True, weak=True)
        code = self.code(size)
        is_float = any(part in code.text for part in ("/", ".", "float("))
        return replace(code, text=f"int({code.text})", binding=Binding.ATOM) if is_float else code

    def full(self, code: Code, shape: Shape) -> Code:
        """Return the code with every row and column of the shape, where it left the repeating to NumPy."""
        if code.shape == shape:
            return code
        sizes = f"({self.size(shape[0]).text}, {self.size(shape[1]).text})"
        if code.shape is None:
            return Code(f"np.full({sizes}, {code.text}, dtype={self.dtype()})", shape=shape)
        return replace(
            code, text=f"np.broadcast_to({code.text}, {sizes})", binding=Binding.ATOM, shape=shape, trivial=False
        )

    def dtype(self) -> str:
        """Return the name of the precision of the arguments."""
        self.needs_dtype = True
        return "dtype"

    def function(self, name: str) -> str:
        """Return the name of one of the functions whose source is copied."""
        self.functions[name] = None
        return name

    def loop(self, limits: list[tuple[Symbol, Any, Any]], body: Expr) -> Code:
        """Write the loops that sum the body; a limit is an index, its first value and its end, the innermost first.

        Where the end may come before the beginning, the sum is minus that of what lies between, as in SymPy.
        """
        result = self._names.temporary()
        self._line(f"{result} = 0.0")
        self._repeat(limits, body, f"{result} += {{}}")
        return Code(result, trivial=True)

    def fill(self, shape: Shape, indices: tuple[Symbol, Symbol], body: Expr) -> Code:
        """Write the loops that fill a matrix, entry by entry, with a body that holds the row and the column."""
        result = self._names.temporary()
        rows, columns = (self.size(size).text for size in shape)
        self._line(f"{result} = np.empty(({rows}, {columns}), dtype={self.dtype()})")
        limits = [(index, Integer(0), size) for index, size in zip(reversed(indices), reversed(shape), strict=True)]
        self._repeat(limits, body, f"{result}[{{}}, {{}}] = {{}}", shown=indices)
        return Code(result, shape=shape, trivial=True)

    def _repeat(
        self, limits: list[tuple[Symbol, Any, Any]], body: Expr, line: str, *, shown: tuple[Symbol, ...] = ()
    ) -> None:
        """Write a line for every value of the indices; it holds those that are shown, and the body."""
        for part in outside(Part(body, Role.SCALAR, tuple(index for index, *_ in limits)), TAKEN):
            if part in self._codes:  # computed once, before the loop
                self._codes[part] = self.name(self._codes[part])
        outer, uses, level = dict(self._codes), self._uses, self._level
        signs: list[str] = []
        for index, first, end in reversed(limits):
            is_upward = self._is_upward(first, end)
            kept = [bound for bound in (first, end) if bound != 0 or bound is end or not is_upward]
            bounds = ", ".join(self.code(bound).text for bound in kept)
            identifier = self._names.new(index.name)
            if not is_upward:
                signs.append(self._names.new("sign"))
                self._line(f"{signs[-1]} = 1 if {bounds.replace(', ', ' <= ')} else -1")
                bounds = f"min({bounds}), max({bounds})"
            self._line(f"for {identifier} in range({bounds}):")
            self._level += 1
            self._codes[index] = Code(identifier, trivial=True, weak=True)
        self._uses = _uses(operands_first([body], self._codes))
        term = self.code(body)
        factors = [*signs, enclose(term, Binding.POWER)] if signs else [term.text]
        self._line(line.format(*(self._codes[index].text for index in shown), " * ".join(factors)), term.guarded)
        self._codes, self._uses, self._level = outer, uses, level

    def _is_upward(self, first: Expr, end: Expr) -> bool:
        """Tell whether a range surely does not end before it begins; a size is not negative."""
        sizes = {symbol: Dummy(integer=True, nonnegative=True) for symbol in self._sizes}
        return bool((end - first).xreplace(sizes).is_nonnegative)

    def text(self) -> str:
        """Return the lines, those with branches that are not taken under a guard."""
        written: list[str] = []
        for (guarded, level), lines in groupby(self.lines, key=lambda line: (line.guarded, line.level)):
            if guarded:
                written.append(
                    f'{"    " * level}with np.errstate(all="ignore"):  # every branch is computed, one is taken'
                )
            written += [f"{'    ' * (level + guarded)}{line.text}" for line in lines]
        return "\n".join(written)


def _uses(nodes: Iterable[Basic]) -> Counter[Any]:
    return Counter(
        part
        for node in nodes
        for part in operands(node)
        if not (isinstance(node, MatMul) and isinstance(part, DEFERRED))
    )
