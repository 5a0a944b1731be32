"""Expressions as trees that JSON holds, and back: a list of nodes, each named by its place, shared parts only once.

Reading makes only what is in the table of node types, and makes nothing out of text but names and numbers. A file that
says something else is refused with one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from sympy import Basic, Dummy, Float, Function, Integer, Rational, Symbol
from sympy.core.function import UndefinedFunction
from sympy.core.symbol import Str

from symnet.errors import SymnetTypeError, SymnetValueError, kind_of
from symnet.expressions import assumptions as facts
from symnet.expressions.assumptions import Fact
from symnet.expressions.shapes import brief
from symnet.expressions.variables import Spelling
from symnet.expressions.walking import postorder
from symnet.nn.cost import ONE_LOSS, CostSymbol, J
from symnet.printing.notations import NOTATIONS, Notation
from symnet.verification.certificates.node_table import CONSTANTS, is_undefined, names_of_types, node_types, rebuilt
from symnet.verification.certificates.weights import weight

Tree = dict[str, Any]

MOST_NODES = 100_000
LONGEST_NUMBER = 1000
LONGEST_NAME = 200

FACTS: Mapping[str, type] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            facts.SumToOne, facts.Between, facts.Nonzero, facts.Binary, facts.Symmetric, facts.Orthogonal,
            facts.Invertible, facts.PositiveDefinite, facts.SameSize,
        )
    }
)  # fmt: skip

MATRIX_FACTS = frozenset({"SumToOne", "Symmetric", "Orthogonal", "Invertible", "PositiveDefinite"})
SCALAR_FACTS = frozenset({"SameSize"})

COMMON_ASSUMPTIONS: tuple[dict[str, bool], ...] = (
    {}, {"real": True}, {"integer": True}, {"integer": True, "positive": True}, {"nonnegative": True},
    {"positive": True}, {"integer": True, "nonnegative": True}, {"nonzero": True, "real": True},
)  # fmt: skip


class TreeError(SymnetValueError):
    """What a file holds is no tree of an expression."""


def to_tree(expression: Basic) -> Tree:
    """Return an expression as a tree for JSON.

    >>> from sympy import MatrixSymbol
    >>> tree = to_tree(MatrixSymbol("A", 2, 2) * MatrixSymbol("A", 2, 2).T)
    >>> [node.get("node") for node in tree["nodes"]]
    [None, None, 'MatrixSymbol', 'Transpose', 'MatMul']

    Raises `SymnetTypeError` for a node type that is not in the table, and `SymnetValueError` for too large a tree.
    """
    return to_trees([expression])


def from_tree(tree: Any) -> Any:
    """Return the expression of a tree.

    >>> from sympy import symbols
    >>> x, y = symbols("x y", positive=True)
    >>> from_tree(to_tree(x * y + 2)) == x * y + 2
    True

    Raises `TreeError` for what is no such tree, with the place of what is wrong.
    """
    found = from_trees(tree)
    if len(found) != 1:
        raise TreeError(f"The tree of an expression has one root, but this has {len(found)}.")
    return found[0]


def to_trees(expressions: Iterable[Basic]) -> Tree:
    """Return several expressions as one tree with several roots."""
    roots = list(expressions)
    order = postorder(roots, lambda node: () if _is_atom(node) else node.args)
    if len(order) > MOST_NODES:
        raise SymnetValueError(f"The expression has {len(order)} nodes, but at most {MOST_NODES} are written.")
    places = {node: place for place, node in enumerate(order)}
    nodes = [_atom(node) if _is_atom(node) else _node(node, places) for node in order]
    return {"nodes": nodes, "roots": [places[root] for root in roots]}


def from_trees(tree: Any) -> list[Any]:
    """Return the expressions of a tree with several roots."""
    rows, roots = _field(tree, "nodes", list), _field(tree, "roots", list)
    if len(rows) > MOST_NODES:
        raise TreeError(f"The tree has {len(rows)} nodes, but at most {MOST_NODES} are read.")
    made: list[Any] = []
    weights: list[int | None] = []
    for place, row in enumerate(rows):
        made.append(_made(row, made, place))
        weights.append(_weight(row, made[-1], weights, place))
    return [made[_place(root, len(made), "a root")] for root in roots]


def _weight(row: Tree, node: Any, weights: Sequence[int | None], place: int) -> int | None:
    if not isinstance(node, Basic):
        return None
    try:
        return weight(node, [weights[each] for each in row.get("arguments", ())])
    except OverflowError as reason:
        raise TreeError(f"Node {place} cannot be read: {reason}.") from None


def _is_atom(node: Basic) -> bool:
    return not node.args or isinstance(node, Symbol | Str | Spelling)


def _node(node: Basic, places: Mapping[Basic, int]) -> Tree:
    arguments = [places[argument] for argument in node.args]
    if is_undefined(node):
        if Function(node.func.__name__) != node.func:
            raise SymnetTypeError(f"The function {node.func} has assumptions of its own, and is not written.")
        return {"undefined": node.func.__name__, "arguments": arguments}
    name = names_of_types().get(type(node))
    if name is None:
        raise SymnetTypeError(f"{brief(node)} is {kind_of(node)}, which is not written to files.")
    return {"node": name, "arguments": arguments}


ATOMS: tuple[tuple[type, Callable[[Any], Tree]], ...] = (
    (Rational, lambda node: {"rational": f"{node.p}/{node.q}"}),
    (Dummy, lambda node: {"dummy": node.name, "number": node.dummy_index, "assumptions": _assumptions(node)}),
    (CostSymbol, lambda node: {"cost": node.name}),
    (Symbol, lambda node: {"symbol": node.name, "assumptions": _assumptions(node)}),
    (Str, lambda node: {"text": node.name}),
    (Spelling, lambda node: {"spelling": _choice(node.choice)}),
)
"""How a node without arguments is written; the first row that fits counts."""


def _atom(node: Basic) -> Tree:
    for name, constant in CONSTANTS.items():
        if type(node) is type(constant):
            return {"constant": name}
    for kind, written in ATOMS:
        if isinstance(node, kind):
            return written(node)
    if type(node) in names_of_types():
        return {"node": names_of_types()[type(node)], "arguments": []}
    hint = "; write it as a rational" if isinstance(node, Float) else ""
    raise SymnetTypeError(f"{brief(node)} is {kind_of(node)}, which is not written to files{hint}.")


def _assumptions(symbol: Symbol) -> dict[str, bool]:
    known = {name: value for name, value in symbol.assumptions0.items() if value is not None}
    for few in COMMON_ASSUMPTIONS:
        probe = Symbol(symbol.name, **few)
        if {name: value for name, value in probe.assumptions0.items() if value is not None} == known:
            return dict(few)
    return known


def _choice(choice: Any) -> Any:
    if isinstance(choice, str):
        return {"name": choice}
    if isinstance(choice, Notation):
        if NOTATIONS.get(choice.name) == choice:
            return {"notation": choice.name}
        return {"notation": {each.name: getattr(choice, each.name) for each in fields(choice)}}
    raise SymnetTypeError(f"A spelling of {choice!r} is not written to files; use a Notation or its name.")


# -------------------------------------------------------------------------------------------------------------- back


def _made(row: Any, made: Sequence[Any], place: int) -> Any:
    kinds = [kind for kind in READERS if isinstance(row, dict) and kind in row]
    if len(kinds) != 1:
        raise TreeError(f"Node {place} is {_shown(row)}, but a node is one of {', '.join(READERS)}.")
    try:
        return READERS[kinds[0]](row, made)
    except TreeError as wrong:
        raise TreeError(f"Node {place} cannot be read: {wrong}") from None
    except Exception as refused:  # noqa: BLE001 - SymPy may refuse in any way what it did not build
        reason = str(refused).split("\n")[0][:200].removesuffix(".")
        raise TreeError(f"Node {place} cannot be read: it is {_shown(row)}, and {reason}.") from None


def _read_node(row: Tree, made: Sequence[Any]) -> Any:
    name, arguments = _field(row, "node", str), _arguments(row, made)
    if name not in node_types():
        raise TreeError(f"there is no node type {name[:60]!r}.")
    node = rebuilt(node_types()[name], arguments)
    if (type(node), tuple(node.args)) != (node_types()[name], tuple(arguments)):
        raise TreeError(f"a {name} over these arguments would become {brief(node)}.")
    return node


def _read_undefined(row: Tree, made: Sequence[Any]) -> Any:
    function: UndefinedFunction = Function(_name(row, "undefined"))
    return function(*_arguments(row, made))


def _read_constant(row: Tree, _made: Sequence[Any]) -> Any:
    name = _field(row, "constant", str)
    if name not in CONSTANTS:
        raise TreeError(f"there is no constant {name[:60]!r}.")
    return CONSTANTS[name]


def _read_rational(row: Tree, _made: Sequence[Any]) -> Any:
    number = read_fraction(_field(row, "rational", str))
    return Rational(number.numerator, number.denominator)


def _read_symbol(row: Tree, _made: Sequence[Any]) -> Any:
    return Symbol(_name(row, "symbol"), **_read_assumptions(row))


def _read_cost(row: Tree, _made: Sequence[Any]) -> Any:
    named = {symbol.name: symbol for symbol in (J, ONE_LOSS)}
    name = _name(row, "cost")
    if name not in named:
        raise TreeError(f"there is no cost {name[:60]!r}; the costs are {', '.join(named)}.")
    return named[name]


def _read_dummy(row: Tree, _made: Sequence[Any]) -> Any:
    number = _field(row, "number", int)
    return Dummy(_name(row, "dummy"), dummy_index=number, **_read_assumptions(row))


def _read_text(row: Tree, _made: Sequence[Any]) -> Any:
    return Str(_name(row, "text"))


def _read_spelling(row: Tree, _made: Sequence[Any]) -> Any:
    choice = _field(row, "spelling", dict)
    if set(choice) == {"name"}:
        return Spelling(_name(choice, "name"))
    notation = choice.get("notation")
    if isinstance(notation, str) and notation in NOTATIONS:
        return Spelling(NOTATIONS[notation])
    if not isinstance(notation, dict) or set(notation) != {each.name for each in fields(Notation)}:
        raise TreeError(f"there is no notation {_shown(notation)}.")
    tupled: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in notation.items()
    }
    return Spelling(Notation(**tupled))


READERS: Mapping[str, Callable[[Tree, Sequence[Any]], Any]] = MappingProxyType(
    {
        "node": _read_node,
        "undefined": _read_undefined,
        "constant": _read_constant,
        "rational": _read_rational,
        "symbol": _read_symbol,
        "cost": _read_cost,
        "dummy": _read_dummy,
        "text": _read_text,
        "spelling": _read_spelling,
    }
)
"""How a node is read, by the key that says what it is."""


def read_fraction(text: Any) -> Fraction:
    """Return the exact number of ``-3/4``; raise `TreeError` for anything else."""
    if not isinstance(text, str) or not re.fullmatch(r"-?\d+(/[1-9]\d*)?", text) or len(text) > LONGEST_NUMBER:
        raise TreeError(f"a number is written as -3/4, but here is {_shown(text)}.")
    return Fraction(text)


def _read_assumptions(row: Tree) -> dict[str, bool]:
    assumptions = _field(row, "assumptions", dict)
    known = set(Symbol("x", real=True, positive=True, integer=True).assumptions0) | {"even", "odd", "prime", "nonzero"}
    if not all(name in known and isinstance(value, bool) for name, value in assumptions.items()):
        raise TreeError(f"these are no assumptions: {_shown(assumptions)}.")
    return assumptions


def _arguments(row: Tree, made: Sequence[Any]) -> list[Any]:
    return [made[_place(place, len(made), "an argument")] for place in _field(row, "arguments", list)]


def _place(place: Any, count: int, what: str) -> int:
    if type(place) is not int or not 0 <= place < count:
        raise TreeError(f"{what} must be the place of an earlier node, but it is {_shown(place)}.")
    return place


def _name(row: Tree, key: str) -> str:
    name = _field(row, key, str)
    if not 0 < len(name) <= LONGEST_NAME:
        raise TreeError(f"a name has 1 to {LONGEST_NAME} characters, but this has {len(name)}.")
    return str(name)


def _field(row: Any, key: str, kind: type) -> Any:
    if not isinstance(row, dict) or not isinstance(row.get(key), kind) or isinstance(row.get(key), bool):
        raise TreeError(f"there must be a {kind.__name__} under {key!r}, but here is {_shown(row)}.")
    return row[key]


def _shown(thing: Any) -> str:
    text = repr(thing) if not isinstance(thing, dict | list) or len(thing) < 10 else f"{kind_of(thing)}"
    return text if len(text) <= 80 else f"{text[:79]}…"


# ------------------------------------------------------------------------------------------------------------- facts


def fact_to_tree(fact: Fact) -> Tree:
    """Return a fact as a tree: its kind, and what it is about.

    >>> from sympy import MatrixSymbol
    >>> fact_to_tree(facts.Symmetric(MatrixSymbol("A", 2, 2)))["fact"]
    'Symmetric'
    """
    values = [getattr(fact, each.name) for each in fields(fact)]
    return {"fact": type(fact).__name__, **to_trees([_as_node(value) for value in values])}


def fact_from_tree(tree: Any) -> Fact:
    """Return the fact of a tree.

    >>> from sympy import MatrixSymbol
    >>> print(fact_from_tree(fact_to_tree(facts.SumToOne(MatrixSymbol("Y", 2, 3), 1))))
    the rows of Y sum to one
    """
    name = _field(tree, "fact", str)
    if name not in FACTS:
        raise TreeError(f"There is no fact {name[:60]!r}; the facts are {', '.join(FACTS)}.")
    values = from_trees(tree)
    if len(values) != len(fields(FACTS[name])):
        raise TreeError(f"The fact {name} is about {len(fields(FACTS[name]))} things, but this is about {len(values)}.")
    try:
        return _fact(name, values)
    except TreeError:
        raise
    except Exception as refused:  # noqa: BLE001 - SymPy may refuse in any way what it did not build
        raise TreeError(f"The fact {name} cannot be read: {str(refused)[:200]}") from None


def _fact(name: str, values: list[Any]) -> Fact:
    """Return a fact about a symbol; numbers are where numbers belong."""
    about, *others = values
    if not getattr(about, "is_symbol", False):
        raise TreeError(f"the fact {name} is about a symbol, and not about {brief(about)}.")
    if name == "SumToOne":
        if others not in ([0], [1]):
            raise TreeError(f"sums are those of columns (0) or of rows (1), but here is {brief(others[0])}.")
        others = [int(others[0])]
    if name == "Between" and not all(end.is_number and end.is_extended_real for end in others):
        raise TreeError("the ends of an interval are numbers.")
    is_matrix = name in MATRIX_FACTS or (name not in SCALAR_FACTS and about.is_Matrix)
    if about.is_Matrix is not is_matrix:
        raise TreeError(f"the fact {name} is not about {brief(about)}.")
    fact: Fact = FACTS[name](about, *others)
    return fact


def _as_node(value: Any) -> Basic:
    return Integer(value) if isinstance(value, int) else value
