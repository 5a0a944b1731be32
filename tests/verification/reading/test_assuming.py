"""Assumptions: every fact in its own words, in short, and as SymPy says it."""

import pytest
import sympy
from sympy import And, Eq, MatrixSymbol, Ne, Q, Symbol, oo, symbols

import symnet as sn
from symnet.expressions.assumptions import (
    Between,
    Binary,
    Invertible,
    Nonzero,
    Orthogonal,
    PositiveDefinite,
    SameSize,
    SumToOne,
    Symmetric,
)
from symnet.parsing import ReadingError, symbol_table
from symnet.verification.reading.assuming import FACTS, PREDICATES, SENTENCES, as_fact, as_facts, assumed, read_fact

n, k = symbols("n k", integer=True, positive=True)
A, Y, B = MatrixSymbol("A", n, n), MatrixSymbol("Y", n, k), MatrixSymbol("B", 2, 3)
c = Symbol("c", real=True)
TABLE = {"A": A, "Y": Y, "B": B, "c": c, "n": n, "k": k, "y": c}

EXAMPLES = [
    SumToOne(Y), SumToOne(Y, 1), Between(Y, sympy.S.Zero, sympy.S.One), Between(Y, sympy.S.Zero, oo), Between(c, -oo, sympy.S.One),
    Between(Y, -oo, sympy.S.One), Between(c, sympy.S.Zero, oo), Between(c, -sympy.S.Half, sympy.Integer(2)), Nonzero(Y), Nonzero(c),
    Binary(Y), Binary(c), Symmetric(A), Orthogonal(A), Invertible(A), PositiveDefinite(A), SameSize(n, k), SameSize(n, 2 * k),
]  # fmt: skip


@pytest.mark.parametrize("fact", EXAMPLES, ids=str)
def test_a_fact_is_read_in_its_own_words(fact):
    assert read_fact(str(fact), TABLE) == fact
    assert read_fact(f"  {fact}. ", TABLE) == fact
    assert as_fact(fact, {}) is fact


def test_every_kind_of_fact_has_an_example():
    assert {type(fact) for fact in EXAMPLES} == set(FACTS)


@pytest.mark.parametrize("sentence", [example for example, *_ in SENTENCES])
def test_every_sentence_of_the_table_is_read_by_its_own_row(sentence):
    fact = read_fact(sentence, TABLE)
    assert read_fact(str(fact), TABLE) == fact


@pytest.mark.parametrize(
    ("sentence", "fact"),
    [
        ("Y columns sum to one", SumToOne(Y)), ("columns of Y sum to 1", SumToOne(Y)), ("Y rows sum to one", SumToOne(Y, 1)),
        ("Y binary", Binary(Y)), ("Y in (0,1)", Between(Y, sympy.S.Zero, sympy.S.One)), ("A symmetric", Symmetric(A)),
        ("A positive definite", PositiveDefinite(A)), ("A is invertible", Invertible(A)), ("n = k", SameSize(n, k)),
        ("A = Aᵀ", Symmetric(A)), ("c > 0", Between(c, sympy.S.Zero, oo)), ("c ≠ 0", Nonzero(c)), ("c nonzero", Nonzero(c)),
        ("0 < c < 1/2", Between(c, sympy.S.Zero, sympy.S.Half)), ("Y ∈ (0, ∞)", Between(Y, sympy.S.Zero, oo)),
        ("2 k = n", SameSize(n, 2 * k)),
    ],
)  # fmt: skip
def test_short_forms(sentence, fact):
    assert read_fact(sentence, TABLE) == fact


@pytest.mark.parametrize(
    ("given", "fact"),
    [
        (Q.symmetric(A), Symmetric(A)), (Q.orthogonal(A), Orthogonal(A)), (Q.invertible(A), Invertible(A)),
        (Q.positive_definite(A), PositiveDefinite(A)), (Q.positive(c), Between(c, sympy.S.Zero, oo)),
        (Q.negative(c), Between(c, -oo, sympy.S.Zero)), (Q.nonzero(c), Nonzero(c)), (Eq(n, k), SameSize(n, k)),
        (Eq(2 * k, n), SameSize(n, 2 * k)), (c > 0, Between(c, sympy.S.Zero, oo)), (c < 1, Between(c, -oo, sympy.S.One)),
        (sympy.Lt(0, c), Between(c, sympy.S.Zero, oo)), (Ne(c, 0), Nonzero(c)), (Eq(A.T, A), Symmetric(A)),
        ("A is symmetric", Symmetric(A)),
    ],
    ids=str,
)  # fmt: skip
def test_predicates_and_relations_of_sympy(given, fact):
    assert as_fact(given, TABLE) == fact


def test_every_predicate_of_the_table_is_tested():
    assert len(PREDICATES) == 7


def test_what_sympy_knows_already_says_nothing_and_a_conjunction_says_several():
    positive = Symbol("p", positive=True)
    assert as_facts([positive > 0, True], TABLE) == ()
    assert set(as_facts([And(c > 0, c < 1)], TABLE)) == {Between(c, sympy.S.Zero, oo), Between(c, -oo, sympy.S.One)}
    assert as_facts("A symmetric", TABLE) == (Symmetric(A),)
    with pytest.raises(sn.SymnetValueError, match="everything would follow from it"):
        as_facts([positive < 0], TABLE)


def test_sizes_that_are_equal_come_first():
    facts, table = assumed(["Y symmetric", "n = k"], symbol_table(TABLE))
    assert table.symbols["Y"].shape == (k, k)
    assert facts == (SameSize(n, k), Symmetric(table.symbols["Y"]))
    with pytest.raises(sn.ShapeError):
        assumed(["Y symmetric"], symbol_table(TABLE))


MISTAKES = [
    ("A is nice", sn.SymnetValueError, "'A is nice' states no fact that can be assumed; write one as 'the columns of Y sum to one'"),
    ("Z symmetric", ReadingError, "unknown symbol 'Z' (line 1, column 1)."),
    ("B symmetric", sn.ShapeError, "B (2 × 3) cannot be assumed symmetric: only a square matrix can be"),
    ("c symmetric", sn.ShapeError, "This can be assumed of a matrix only, but c is a scalar."),
    ("Y > 0", sn.ShapeError, "This can be assumed of a scalar only, but Y is a matrix; write what holds for its entries, as "
     "'the entries of Y are > 0'."),
    ("A != 0", sn.ShapeError, "This can be assumed of a scalar only, but A is a matrix"),
    ("c in (1, 0)", sn.SymnetValueError, "Nothing lies between 1 and 0; write the smaller bound first."),
    ("c > k", sn.SymnetValueError, "Bounds are numbers, but here they are k and oo."),
    ("c = 1", sn.SymnetValueError, "c = 1 can be assumed of sizes only, which are positive integers"),
    ("n = n + 1", sn.SymnetValueError, "The assumption n = n + 1 must have one size symbol on its left"),
    ("A A = A", sn.SymnetValueError, "A*A = A is no fact that can be assumed; give definitions as equations, with given=."),
    ("c >= 0", sn.SymnetValueError, "'c >= 0' states no fact that can be assumed"),
    ("__import__('os') is symmetric", ReadingError, "unknown symbol '__import__'"),
    (" ".join(["of"] * 5000), sn.SymnetValueError, "'of of"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "kind", "message"), MISTAKES, ids=[s[:30] for s, *_ in MISTAKES])
def test_a_mistake_is_told(sentence, kind, message):
    with pytest.raises(kind) as caught:
        read_fact(sentence, TABLE)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("given", [3, c >= 0, None, Eq, A])
def test_what_is_no_assumption_is_refused(given):
    with pytest.raises(sn.SymnetTypeError, match="cannot be assumed"):
        as_fact(given, TABLE)


def test_a_predicate_that_no_fact_states_is_refused():
    with pytest.raises(
        sn.SymnetValueError, match=r"Q.even\(c\) states no fact that can be assumed; the predicates are Q.symmetric"
    ):
        as_fact(Q.even(c), TABLE)


@pytest.mark.parametrize("sentence", ["n = 1/2", "n = -3", "n = 0", "n = k + 1/2", "n = -k"])
def test_a_size_that_cannot_be_is_refused(sentence):
    n, k = symbols("n k", integer=True, positive=True)
    with pytest.raises(sn.SymnetValueError, match="A size is a positive integer"):
        sn.verify("n = 1", symbols={"n": n, "k": k}, assuming=sentence)
