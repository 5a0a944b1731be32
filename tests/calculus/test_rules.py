"""Every rule against SymPy's own derivative of explicit entries, at an arbitrary cotangent; and each seen to fail."""

import types

import pytest
import sympy as sp
from sympy import MatrixSymbol, Trace

import symnet as sn
from symnet.calculus.dependence import operands
from symnet.calculus.linear import linear_factors
from symnet.calculus.pullbacks import pullback
from symnet.calculus.pushforwards import pushforward
from tests.calculus import laws
from tests.calculus.cases import CASES, CONSTANTS, UNDEFINED
from tests.calculus.laws import jacobians_hold, pullbacks_hold, pushforwards_hold

ALL = {f"{name}-{k}": F for name, cases in CASES.items() for k, F in enumerate(cases)}


def sums_hold(_expression):
    """Sums over a symbolic range, whose terms the linear rule has to sum."""
    n, i = sp.Symbol("n", integer=True, positive=True), sp.Symbol("i", integer=True, positive=True)
    W, batch, sized = MatrixSymbol("W", 2, 2), MatrixSymbol("X", 2, n), MatrixSymbol("X", 2, 3)
    table = laws.random_rationals([W, sized])

    def jacobian_of(X, last):
        return sn.jacobian(sp.Sum(sn.SumEntries(sn.tanh(sn.multiply(W, sn.Slice(X, i)))) * i, (i, 1, last)), W)

    found = laws.numbers(jacobian_of(batch, n).xreplace({n: sp.Integer(3)}), table)
    return laws.agree(found, laws.numbers(jacobian_of(sized, 3), table))


LAWS = {pullback: pullbacks_hold, pushforward: pushforwards_hold, linear_factors: jacobians_hold}


@pytest.mark.parametrize("name", ALL)
def test_a_pullback_agrees_with_the_entries(name):
    assert pullbacks_hold(ALL[name])


@pytest.mark.parametrize("name", ALL)
def test_a_pushforward_agrees_with_the_entries(name):
    assert pushforwards_hold(ALL[name])


@pytest.mark.parametrize("name", ALL)
def test_a_jacobian_agrees_with_the_entries(name):
    assert jacobians_hold(ALL[name])


def rules(table):
    return {kind.__name__: kind for kind in table.registry if kind is not object}


@pytest.mark.parametrize("table", [pullback, pushforward], ids=["pullback", "pushforward"])
def test_every_rule_has_a_case(table):
    covered = set(CASES) | set(CONSTANTS) | set(UNDEFINED) - {"AppliedUndef"}
    assert set(rules(table)) == covered


def test_every_node_of_ours_has_both_rules():
    from tests.expressions.test_nodes import all_nodes

    for node in all_nodes().values():
        for table in (pullback, pushforward):
            assert table.dispatch(type(node)) is not table.dispatch(object), type(node)
        operands(node)


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_constant_passes_nothing_on(name):
    node = CONSTANTS[name]
    assert pullback(node, laws.cotangent_of(node)) == []
    assert all(value == 0 for value in laws.numbers(pushforward(node, {}), {}))


@pytest.mark.parametrize("table", [pullback, pushforward, linear_factors], ids=["pullback", "pushforward", "linear"])
def test_a_node_without_a_rule_is_named(table):
    node = sp.Permanent(MatrixSymbol("A", 2, 2))
    with pytest.raises(sn.SymnetTypeError) as caught:
        table(node, {})
    assert "is a Permanent, " in str(caught.value)


# ------------------------------------------------------------------------------------------------- seen to fail

MUTANTS = {
    "turned": lambda M: M,
    "negated": lambda M: M,
    "scaled": lambda c, M: M,
    "entrywise": lambda *factors: factors[0],
    "times": lambda *factors: factors[-1],
    "plus": lambda *terms: terms[-1],
    "repeated": lambda M, *shape: sp.ZeroMatrix(*shape),
    "mapped": lambda function, *matrices: matrices[0],
    "sums_along": lambda M, axis: M,
    "diagonal_of": lambda M: M,
    "diagonal_part": lambda M: M,
    "diagonal_matrix": lambda v: sp.OneMatrix(v.shape[0], v.shape[0]),
    "stacked": lambda M: sp.OneMatrix(M.shape[0] * M.shape[1], 1),
    "unstacked": lambda v, *shape: sp.OneMatrix(*shape),
    "kron": lambda *factors: factors[0],
    "chain": lambda A, B: B,
    "unit": lambda size, position: sp.OneMatrix(size, 1),
    "total": lambda M: M.shape[0] * M.shape[1],
    "inner": lambda A, B: A[0, 0],
    "partial_by_argument": lambda function, position: function,
    "trace_of": lambda M: sp.S.One,
    "power": lambda M, k: M,
}
"""For each constructor a wrong one: a transpose, a sign, a factor, a term or a sum is dropped."""


def contributions_changed(change):
    """A mutant of a whole rule: what it returns is changed."""

    def mutate(rule):
        def mutant(node, given):
            found = rule(node, given)
            if isinstance(found, list):
                return [(operand, change(part)) for operand, part in found]
            return change(found)

        return mutant

    return mutate


def multiplied(factor):
    return contributions_changed(
        lambda part: sn.multiply(factor, part) if getattr(part, "is_Matrix", False) else factor * part
    )


def with_wrong(name):
    """A mutant of a rule in which one constructor is the wrong one."""

    def mutate(rule):
        wrong = {**rule.__globals__, name: MUTANTS[name]}
        return types.FunctionType(rule.__code__, wrong, rule.__name__, rule.__defaults__, rule.__closure__)

    return mutate


def mutations():
    for table, law in LAWS.items():
        for kind in rules(table).values():
            if kind.__name__ not in CASES:
                continue
            rule = table.registry[kind]
            # Only sums over a symbolic range meet this one rule; others are written out.
            decided_by = sums_hold if (table, kind) == (linear_factors, sp.Sum) else law
            yield table, decided_by, kind, "sign flipped", multiplied(-1)
            yield table, decided_by, kind, "factor 2 too much", multiplied(2)
            for name in MUTANTS:
                if name in rule.__code__.co_names:
                    yield table, decided_by, kind, f"{name} dropped", with_wrong(name)


ALL_MUTATIONS = {
    f"{table.__name__}-{kind.__name__}-{what}": (table, law, kind, mutate)
    for table, law, kind, what, mutate in mutations()
}


def rejects(law, kind):
    """Tell whether the law finds that one of the cases of a node type is wrong; an error is a finding too."""
    for F in CASES[kind.__name__]:
        try:
            if not law(F):
                return True
        except laws.ZeroReferenceError:
            raise
        except Exception:  # noqa: BLE001 - a mutant may break in any way
            return True
    return False


@pytest.mark.parametrize("name", ALL_MUTATIONS)
def test_a_wrong_rule_is_found(name):
    table, law, kind, mutate = ALL_MUTATIONS[name]
    rule = table.registry[kind]
    table.register(kind, mutate(rule))
    try:
        found = rejects(law, kind)
    finally:
        table.register(kind, rule)
    assert found


def test_a_reference_that_is_zero_is_refused():
    A = MatrixSymbol("A", 2, 2)
    with pytest.raises(laws.ZeroReferenceError):
        laws.reference(sn.SumEntries(sn.softmax(A)) + 0 * Trace(A))
