"""What a verdict says beside proved and refuted: which facts were needed, where it holds, by which conventions."""

import pytest
from sympy import (
    Abs,
    Determinant,
    Eq,
    HadamardProduct,
    Identity,
    Integer,
    Inverse,
    Lambda,
    MatrixSymbol,
    Max,
    Min,
    OneMatrix,
    Piecewise,
    Q,
    Symbol,
    Trace,
    ZeroMatrix,
    log,
    symbols,
)

import symnet as sn
from symnet.proof.index_form import satisfiability

n, m, k = symbols("n m k", integer=True, positive=True)
u, v, w, c = symbols("u v w c", real=True)
A, B, S, T = (MatrixSymbol(name, n, n) for name in "ABST")
X, Y, Z = (MatrixSymbol(name, n, m) for name in "XYZ")


def entrywise(body, *matrices):
    return sn.Elementwise(Lambda((u, v, w)[: len(matrices)], body), *matrices)


# ------------------------------------------------------------------------------------------------------------- facts

NEEDED = {
    "symmetric": (A.T, A, ["A is symmetric"], ["A is symmetric"]),
    "one of two": (A.T * B, A * B, ["A is symmetric", "B is symmetric"], ["A is symmetric"]),
    "both": ((A * B).T, B * A, ["A is symmetric", "B is symmetric"], ["A is symmetric", "B is symmetric"]),
    "none": ((A * B).T, B.T * A.T, ["A is symmetric"], []),
    "orthogonal": (A.T * A, Identity(n), ["A is orthogonal", "A is invertible"], ["A is orthogonal"]),
    "binary": (HadamardProduct(Y, Y), Y, ["Y is binary"], ["the entries of Y are 0 or 1"]),
    "columns": (OneMatrix(1, n) * Y, OneMatrix(1, m), ["the columns of Y sum to one"], ["the columns of Y sum to one"]),
    "positive": (
        entrywise(log(u * v), X, Y),
        entrywise(log(u) + log(v), X, Y),
        ["the entries of X are > 0", "the entries of Y are < 9"],
        ["the entries of X are > 0"],  # then Y is positive wherever the left side is defined
    ),
    "sizes": (Trace(X * X.T), Trace(X.T * X), ["n = 2*m"], ["n = 2*m"]),
    "scalar": (Abs(c), c, [c > 0], ["c > 0"]),
}


@pytest.mark.parametrize("name", NEEDED)
def test_a_fact_is_named_if_and_only_if_it_is_needed(name):
    left, right, given, named = NEEDED[name]
    verdict = sn.verify(left, right, assuming=given)
    assert (verdict.status, sorted(verdict.assumptions)) == ("proved", sorted(named))


@pytest.mark.parametrize("name", ["symmetric", "one of two", "both", "orthogonal", "binary", "columns", "scalar"])
def test_without_the_fact_there_is_no_proof(name):
    left, right, _, _ = NEEDED[name]
    assert sn.verify(left, right).status == "refuted"


def test_facts_of_sympy_are_taken():
    assert sn.verify(A.T, A, assuming=[Q.symmetric(A)]).proved
    assert sn.verify(Trace(Identity(n)), k, assuming=[Eq(n, k)]).proved


# ------------------------------------------------------------------------------------------------------------- scope


def test_where_something_must_be_invertible_or_positive_the_scope_says_so():
    assert sn.verify(sn.multiply(A, Inverse(A)), Identity(n)).scope == ("all sizes", "where A is invertible")
    assert "where X > 0" in sn.verify(entrywise(2 * log(u), X), 2 * entrywise(log(u), X)).scope
    assert "where X ≠ 0" in sn.verify(entrywise(u / u**2, X), entrywise(1 / u, X)).scope


def test_where_two_sides_differ_at_single_points_the_scope_leaves_them_out():
    here, there = (entrywise(Piecewise((1, test), (0, True)), X) for test in (u >= 0, u > 0))
    verdict = sn.verify(here, there)
    assert (verdict.status, verdict.scope) == ("proved", ("all sizes", "except where X[i, j] = 0"))


def test_a_convention_is_named_where_it_is_used():
    assert sn.verify(
        entrywise(sn.Slope(sn.relu(u)), X), entrywise(Piecewise((1, u > 0), (0, True)), X)
    ).conventions == ("relu'(0) = 0",)
    assert sn.verify(entrywise(sn.Slope(sn.tanh(u)), X), entrywise(1 - sn.tanh(u) ** 2, X)).conventions == ()


VACUOUS = {
    "a definition": (entrywise(Piecewise((1, Eq(u, 0)), (0, True)), X - 2 * Y), ZeroMatrix(n, m), [(X, 2 * Y)], []),
    "an orthogonal matrix": (Piecewise((1, Eq(Determinant(A), 1)), (0, True)), Integer(0), [], ["A is orthogonal"]),
    "a binary matrix": (entrywise(Piecewise((1, Eq(u, 1)), (0, True)), Y), ZeroMatrix(n, m), [], ["Y is binary"]),
    "columns": (
        entrywise(Piecewise((1, Eq(u, 1)), (0, True)), OneMatrix(1, n) * Y),
        ZeroMatrix(1, m),
        [],
        ["the columns of Y sum to one"],
    ),
}


@pytest.mark.parametrize("name", VACUOUS)
def test_points_that_are_not_single_for_these_symbols_are_not_left_out(name):
    left, right, given, facts = VACUOUS[name]
    verdict = sn.verify(left, right, given=sn.Equations(given) if given else None, assuming=facts)
    assert verdict.status != "proved"


def test_shapes_that_do_not_fit_are_a_verdict():
    verdict = sn.verify(X * Y.T, Y.T * X)
    assert verdict.status == "refuted"
    assert verdict.explanation == "the left side has the shape n × n, the right side m × m; they fit only where n = m"
    assert sn.verify(Trace(A), A).explanation == "Trace(A) is a scalar, but A (n × n) is a matrix"
    assert sn.verify(MatrixSymbol("M", 2, 3), MatrixSymbol("N", 3, 2)).explanation == (
        "the left side has the shape 2 × 3, the right side 3 × 2"
    )


# ----------------------------------------------------------------------------------------------------------- regions

PIECEWISE = {
    "triangle": (Abs(u + v), Abs(u) + Abs(v), ["the entries of X are > 0", "the entries of Y are > 0"]),
    "three maxima": (Max(Max(u, v), w), Max(u, Max(v, w)), []),
    "min over max": (Min(Max(u, v), Max(u, w)), Max(u, Min(v, w)), []),
    "max by absolute": (Max(u, v), (u + v + Abs(u - v)) / 2, []),
    "a transitive order": (
        Piecewise((1, (u > v) & (v > w)), (0, True)),
        Piecewise((1, (u > v) & (v > w) & (u > w)), (0, True)),
        [],
    ),
    "relu6": (Min(Max(u, 0), 6), Max(u, 0) - Max(u - 6, 0), []),
}
WRONG = {
    "triangle": Abs(u) - Abs(v),
    "three maxima": Max(u, Min(v, w)),
    "min over max": Min(u, Max(v, w)),
    "max by absolute": (u + v - Abs(u - v)) / 2,
    "a transitive order": Piecewise((1, u > w), (0, True)),
    "relu6": Max(u, 0) - Max(u - 5, 0),
}


@pytest.mark.parametrize("solver", ["case analysis", "z3"])
@pytest.mark.parametrize("name", PIECEWISE)
def test_piecewise_linear_functions_are_decided_by_regions(name, solver, monkeypatch):
    if solver == "case analysis":
        monkeypatch.setattr(satisfiability, "find_spec", lambda _: None)
    else:
        pytest.importorskip("z3")
        monkeypatch.setattr("symnet.proof.proving.is_zero_by_regions", lambda *_: False)
    left, right, facts = PIECEWISE[name]
    matrices = (X, Y, Z)[: 3 if left.has(w) or right.has(w) else 2 if left.has(v) else 1]
    assert sn.verify(entrywise(left, *matrices), entrywise(right, *matrices), assuming=facts).proved
    assert sn.verify(entrywise(left, *matrices), entrywise(WRONG[name], *matrices), assuming=facts).refuted


def test_z3_decides_what_is_not_linear():
    pytest.importorskip("z3")
    assert sn.verify(entrywise(Max(u**2 + v**2, 2 * u * v), X, Y), entrywise(u**2 + v**2, X, Y)).proved
    assert sn.verify(entrywise(Max(u**2 + v**2, 2 * u * v + 1), X, Y), entrywise(u**2 + v**2, X, Y)).refuted


# ------------------------------------------------------------------------------------------------------ what is asked


def test_mistakes_in_what_is_asked_are_sentences():
    with pytest.raises(
        sn.SymnetTypeError, match="verify takes two sides or an Eq, but was given only A, a MatrixSymbol"
    ):
        sn.verify(A)
    with pytest.raises(sn.SymnetTypeError, match="A claim in text is one string with a network"):
        sn.verify("A = B")
    with pytest.raises(sn.SymnetTypeError, match=r"A claim is about a Network or a Cost, but 3 is an int"):
        sn.verify("A = B", network=3)  # type: ignore[arg-type] # what the test is about
    with pytest.raises(sn.SymnetValueError, match=r"A time limit is a positive number of seconds, but it is 0"):
        sn.verify(A, A, timeout=0)
    with pytest.raises(sn.SymnetValueError, match="states no fact that can be assumed"):
        sn.verify(A, A, assuming=["A is lovely"])
    with pytest.raises(sn.ShapeError, match=r"X \(n × m\) cannot be assumed symmetric"):
        sn.verify(X, X, assuming=["X is symmetric"])


def test_an_equation_of_sympy_is_taken_as_it_is():
    assert sn.verify(Eq(Symbol("x", real=True) ** 2, Symbol("x", real=True) * Symbol("y", real=True))).refuted
    assert sn.verify(Eq((A * B).T, B.T * A.T, evaluate=False)).proved


def test_a_claim_about_a_network_may_be_text():
    cost = sn.Network(["n_0", "n_1", "n_2"], activations=["tanh", "sigmoid"]).cost("binary_cross_entropy")
    assert sn.verify("dZ1 = 1/m (A1 - Y)", network=cost).proved
    assert sn.verify("δ^[0] = W^[1]ᵀ δ^[1] ⊙ (1 - A^[0] ⊙ A^[0])", network=cost).proved
    wrong = sn.verify("dZ0 = W1ᵀ dZ1 ⊙ (1 - A0)", network=cost)
    assert wrong.refuted
    assert wrong.claim == "dZ0 = W1ᵀ dZ1 ⊙ (1 - A0)"
    unfit = sn.verify("dZ0 = W1 dZ1", network=cost)
    assert unfit.refuted
    assert "n_1" in unfit.explanation
    assert unfit.counterexample is None


def test_two_numbers_are_refuted_and_not_explained():
    verdict = sn.verify(Integer(1), Integer(2))
    assert (verdict.status, verdict.explanation) == ("refuted", "")
