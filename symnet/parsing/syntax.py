"""The grammar, and the tree of a text: what is written, before anybody asks what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedToken, v_args
from lark.lexer import Lexer

from symnet.expressions.letters import TO_SUBSCRIPTS
from symnet.parsing.lexing import RELATIONS, Bounds, Words
from symnet.parsing.mistakes import ReadingError, mistake
from symnet.parsing.symbols import SymbolTable

DEEPEST = 100
"""Levels of parentheses, functions, powers and the like, one inside the other."""
LONGEST = 20_000
"""Characters of a text."""

GRAMMAR = r"""
equation: expression EQUAL expression
?expression: term | (PLUS | MINUS) term ((PLUS | MINUS) term)* -> total | term ((PLUS | MINUS) term)+ -> total
?term: hadamard | hadamard (KRONECKER hadamard)+ -> kronecker
?hadamard: product | product (HADAMARD product)+ -> entrywise
?product: summation | factors summation? -> product
factors: factor | factors (TIMES | DIVIDE)? factor
summation: SUMMATION MINUS? hadamard
?factor: atom
    | factor TRANSPOSE -> transposed
    | factor INVERSE_TRANSPOSE -> transposed
    | factor RAISED -> raised
    | factor CARET exponent -> power
    | factor ENTRYWISE_CARET exponent -> power
    | factor PLACES -> places
?exponent: NUMBER -> number | MINUS NUMBER -> number | SYMBOL -> symbol | IDENTITY -> identity
    | OPEN expression CLOSE -> enclosed
?atom: NUMBER -> number
    | SYMBOL -> symbol
    | IDENTITY -> identity
    | FUNCTION OPEN expression (COMMA expression)* CLOSE -> application
    | OPEN expression CLOSE -> enclosed
    | OPENING_BAR expression CLOSING_BAR PRIMES? -> norm
    | OPENING_DOUBLE_BAR expression CLOSING_DOUBLE_BAR (FROBENIUS | LOWERED)? -> norm
    | ROOT atom -> root
    | SUM_OF_ENTRIES OPEN expression CLOSE ENTRIES -> sum_of_entries
    | OPEN_CASES branch (SEMICOLON branch)* CLOSE_CASES -> cases
branch: expression FOR condition | expression OTHERWISE
?condition: relation | relation (AND relation)+ -> all_of | relation (OR relation)+ -> any_of
relation: expression (RELATION | EQUAL) expression
%declare EQUAL MINUS PLUS KRONECKER HADAMARD TIMES DIVIDE SUMMATION TRANSPOSE INVERSE_TRANSPOSE RAISED CARET
%declare ENTRYWISE_CARET PLACES NUMBER SYMBOL IDENTITY FUNCTION OPEN CLOSE COMMA OPENING_BAR CLOSING_BAR
%declare OPENING_DOUBLE_BAR CLOSING_DOUBLE_BAR FROBENIUS LOWERED ROOT SUM_OF_ENTRIES ENTRIES
%declare OPEN_CASES CLOSE_CASES SEMICOLON FOR OTHERWISE RELATION AND OR PRIMES
"""


CLOSINGS: Mapping[str, str] = MappingProxyType(
    {
        "CLOSE": "')'",
        "CLOSING_BAR": "'|'",
        "CLOSING_DOUBLE_BAR": "'‖'",
        "EQUAL": "'='",
        "COMMA": "','",
        "FOR": "'for'",
        "CLOSE_CASES": "'}'",
    }
)
"""What may have been forgotten, as it is written."""


@dataclass(frozen=True, eq=False)
class Syntax:
    """One node of the tree: what it is, its parts, where it stands, and how many levels are in it."""

    kind: str
    parts: tuple[Syntax, ...]
    start: int
    end: int
    depth: int
    meaning: Any = None


class _RefusedError(Exception):
    """A sentence and a place, on the way to where the text is known."""

    def __init__(self, sentence: str, place: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    """Makes the tree while the text is read: no second walk, and no recursion."""

    def _node(
        self, kind: str, parts: list[Syntax], around: list[Any], meaning: Any = None, *, level: int = 1
    ) -> Syntax:
        start = min(_start(each) for each in around)
        end = max(_end(each) for each in around)
        depth = max((part.depth for part in parts), default=0) + level
        if depth > DEEPEST:
            raise _RefusedError(f"The text is nested more than {DEEPEST} levels deep", start)
        return Syntax(kind, tuple(parts), start, end, depth, meaning)

    def number(self, *words: Token) -> Syntax:
        return self._node("number", [], list(words), -words[1].value if words[1:] else words[0].value, level=0)

    def symbol(self, word: Token) -> Syntax:
        return self._node("symbol", [], [word], word.value, level=0)

    def identity(self, word: Token) -> Syntax:
        return self._node("identity", [], [word], level=0)

    def enclosed(self, opening: Token, inner: Syntax, closing: Token) -> Syntax:
        return self._node("enclosed", [inner], [opening, closing])

    def application(self, function: Token, *rest: Any) -> Syntax:
        arguments = [each for each in rest if isinstance(each, Syntax)]
        return self._node("application", arguments, [function, rest[-1]], function.value)

    def norm(self, opening: Token, inner: Syntax, *closing: Token) -> Syntax:
        return self._node("norm", [inner], [opening, *closing], "".join(map(str, (opening, *closing[1:]))))

    def root(self, sign: Token, inner: Syntax) -> Syntax:
        return self._node("root", [inner], [sign, inner])

    def places(self, base: Syntax, sign: Token) -> Syntax:
        return self._node("places", [base], [base, sign], str(sign)[2:-1])

    def sum_of_entries(self, sign: Token, _opening: Token, inner: Syntax, *closing: Token) -> Syntax:
        names = str(sign)[3:-1].replace(",", "").translate(TO_SUBSCRIPTS)
        if names != str(closing[-1]):
            raise _RefusedError(
                f"A sum over {str(sign)[3:-1]} is of the entries (…){names}", closing[-1].start_pos or 0
            )
        return self._node("sum_of_entries", [inner], [sign, *closing])

    def transposed(self, base: Syntax, sign: Token) -> Syntax:
        return self._node("transposed", [base], [base, sign], sign.type == "INVERSE_TRANSPOSE")

    def raised(self, base: Syntax, sign: Token) -> Syntax:
        exponent = self._node("number", [], [sign], sign.value, level=0)
        return self._node("power", [base, exponent], [base, sign], "RAISED")

    def power(self, base: Syntax, sign: Token, exponent: Syntax) -> Syntax:
        if base.kind == "power":
            raise _RefusedError(
                "A power of a power has two readings; write parentheses, as (a^b)^c or a^(b^c)", sign.start_pos or 0
            )
        return self._node("power", [base, exponent], [base, exponent], "STARS" if sign == "**" else sign.type)

    def factors(self, first: Any, *rest: Any) -> list[tuple[str, Syntax]]:
        if not rest:
            return [("", first)]
        operator = ("STAR" if rest[0] == "*" else rest[0].type) if isinstance(rest[0], Token) else ""
        first.append((operator, rest[-1]))
        return first

    def product(self, factors: list[tuple[str, Syntax]], *summation: Syntax) -> Syntax:
        pairs = [*factors, *(("", each) for each in summation)]
        if len(pairs) == 1:
            return pairs[0][1]
        parts = [part for _, part in pairs]
        return self._node("product", parts, parts, tuple(operator for operator, _ in pairs))

    def summation(self, sign: Token, *body: Any) -> Syntax:
        bounds: Bounds = sign.value
        return self._node("summation", [body[-1]], [sign, body[-1]], (bounds, len(body) == 2))

    def total(self, *parts: Any) -> Syntax:
        terms = [part for part in parts if isinstance(part, Syntax)]
        signs = [part.type == "MINUS" for part in parts if isinstance(part, Token)]
        return self._node("total", terms, list(parts), ((False,) * (len(terms) - len(signs)) + tuple(signs)))

    def kronecker(self, *parts: Any) -> Syntax:
        return self._chain("kronecker", parts)

    def entrywise(self, *parts: Any) -> Syntax:
        return self._chain("entrywise", parts)

    def _chain(self, kind: str, parts: tuple[Any, ...]) -> Syntax:
        operands = [part for part in parts if isinstance(part, Syntax)]
        return self._node(kind, operands, operands)

    def relation(self, left: Syntax, sign: Token, right: Syntax) -> Syntax:
        return self._node("relation", [left, right], [left, right], RELATIONS.get(str(sign), "=="))

    def all_of(self, *parts: Any) -> Syntax:
        return self._chain("all_of", parts)

    def any_of(self, *parts: Any) -> Syntax:
        return self._chain("any_of", parts)

    def branch(self, *parts: Any) -> Syntax:
        return self._chain("branch", parts)

    def cases(self, *parts: Any) -> Syntax:
        branches = [part for part in parts if isinstance(part, Syntax)]
        return self._node("cases", branches, [parts[0], parts[-1]])

    def equation(self, left: Syntax, _sign: Token, right: Syntax) -> Syntax:
        return self._node("equation", [left, right], [left, right])


def _start(part: Any) -> int:
    return int(part.start if isinstance(part, Syntax) else part.start_pos)


def _end(part: Any) -> int:
    return int(part.end if isinstance(part, Syntax) else part.end_pos)


class _GivenWords(Lexer):
    """The lexer that Lark asks for words: it passes on those that were found before."""

    def __init__(self, _configuration: Any) -> None:
        """Take Lark's configuration, of which nothing is needed."""

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Token]:
        """Return the words, which Lark passes on as it was given them."""
        del parser_state
        return iter(lexer_state)


@cache
def _grammar(start: str) -> Lark:
    return Lark(
        GRAMMAR, parser="lalr", lexer=_GivenWords, start=start, maybe_placeholders=False, transformer=_Builder()
    )


def parse(text: str, table: SymbolTable, *, start: str) -> Syntax:
    """Return the tree of a text; `start` is ``expression`` or ``equation``.

    Raises `ReadingError` where the text is none, with the place and what is expected there.
    """
    if len(text) > LONGEST:
        raise ReadingError(f"The text has {len(text)} characters, but at most {LONGEST} are read; give it in parts.")
    words = Words(text, table).read()
    try:
        return _grammar(start).parse(words)  # type: ignore[return-value] # our own tree, and not Lark's
    except UnexpectedToken as met:
        raise _unexpected(met, words, text, start) from None
    except _RefusedError as refused:
        raise mistake(refused.sentence, text, refused.place) from None


def _unexpected(met: UnexpectedToken, words: list[Token], text: str, start: str) -> ReadingError:
    """Return the sentence about a word that cannot stand where it stands."""
    ended = met.token.type == "$END"
    place = len(text) if ended else int(met.token.start_pos or 0)
    here = "the text ends" if ended else f"here is {text[place : met.token.end_pos]!r}"
    if met.token.type == "EQUAL" and start == "expression":
        return mistake("An expression has no '='; give an equation where one is asked for", text, place)
    possible = met.expected
    if "SYMBOL" in possible and "CARET" not in possible:
        wanted = "a symbol, a number, a function or '('"
    else:
        closing = [CLOSINGS[kind] for kind in sorted(possible) if kind in CLOSINGS]
        wanted = " or ".join(["an operator", *closing, *(["the end"] if "$END" in possible else [])])
    before = [word for word in words if int(word.end_pos or 0) <= place]
    after = f" after {str(before[-1])!r}" if before else ""
    return mistake(f"Expected {wanted}{after}, but {here}", text, place)
