"""Certificates: what is written is read, what was changed is refused, and what is false is found without the prover."""

import json
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest
from sympy import Function, HadamardProduct, MatrixSymbol, OneMatrix, Symbol, Trace, exp, log, oo, symbols

import symnet as sn
from symnet.expressions.assumptions import (
    Between,
    Binary,
    Invertible,
    Orthogonal,
    PositiveDefinite,
    SameSize,
    SumToOne,
    Symmetric,
)
from symnet.limits import Limits
from symnet.verdicts import Counterexample, Enclosure, Verdict
from symnet.verification.certificates.certificate import Certificate, certificate_of
from symnet.verification.certificates.files import CertificateError, as_json, from_json
from symnet.verification.certificates.rechecking import recheck

n, k, m = symbols("n k m", integer=True, positive=True)
A, B, S, Q, Y = (MatrixSymbol(*spec) for spec in (("A", n, k), ("B", k, n), ("S", n, n), ("Q", n, n), ("Y", n, m)))
c, g = Symbol("c", real=True), Function("g")
PROVED = Verdict("proved", "", scope=("all sizes",))


def exactly(number):
    return Enclosure(Fraction(number), Fraction(number))


TRUE: dict[str, Any] = {
    "transpose": ((A * B).T, B.T * A.T, ()),
    "trace": (Trace(A * B), Trace(B * A), ()),
    "symmetric": (S.T, S, [Symmetric(S)]),
    "orthogonal": (Q.T * Q * A, A, [Orthogonal(Q)]),
    "invertible": (S.inv() * S * A, A, [Invertible(S)]),
    "positive definite": (S.T, S, [PositiveDefinite(S)]),
    "columns": (OneMatrix(1, n) * Y, OneMatrix(1, m), [SumToOne(Y)]),
    "rows": (Y * OneMatrix(m, 1), OneMatrix(n, 1), [SumToOne(Y, 1)]),
    "binary": (HadamardProduct(Y, Y), Y, [Binary(Y)]),
    "one-hot": (Trace(Y.T * Y), m, [Binary(Y), SumToOne(Y)]),
    "between": (sn.apply_elementwise(lambda u: log(u**2), Y), 2 * sn.apply_elementwise(log, Y), [Between(Y, 0, 1)]),
    "sizes": (S * A, S * A, [SameSize(n, 2 * k)]),
    "scalar": ((c + 1) ** 2, c**2 + 2 * c + 1, ()),
    "function": (g(c + c), g(2 * c), ()),
    "exponentials": (exp(c) * exp(-c), Symbol("c", real=True) ** 0, ()),
    "softmax": (OneMatrix(1, n) * sn.softmax(Y), OneMatrix(1, m), ()),
    "logarithm": (sn.apply_elementwise(lambda u: exp(log(u)), Y), Y, ()),
    "slope": (sn.apply_elementwise(lambda u: sn.sigmoid(u).diff(u), Y), HadamardProduct(sn.sigmoid(Y), OneMatrix(n, m) - sn.sigmoid(Y)), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_a_true_claim_agrees_and_survives_json(name):
    left, right, facts = TRUE[name]
    certificate = certificate_of(PROVED, left, right, facts=facts)
    assert from_json(as_json(certificate)) == certificate
    found = recheck(certificate, limits=Limits(20.0))
    assert found.status == "agrees", found.sentence
    assert not found.confirmed
    assert "not a second proof" in found.sentence


FALSE: dict[str, Any] = {
    "transpose": (S.T * Q.T, (S * Q).T, ()),
    "factor": (A * B, 2 * A * B, ()),
    "symmetric": (S.T, S, ()),
    "orthogonal": (Q.T * Q * A, A, [Invertible(Q)]),
    "columns": (OneMatrix(1, n) * Y, OneMatrix(1, m), [SumToOne(Y, 1)]),
    "binary": (HadamardProduct(Y, Y), Y, [Between(Y, 0, 1)]),
    "tiny": (c, c + Symbol("d", real=True) * 0 + 10 ** -60 * c**2, ()),
    "softmax": (OneMatrix(1, n) * sn.softmax(Y), 2 * OneMatrix(1, m), ()),
    "shape": (S.T * 0 + S, S + S, ()),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_that_says_it_is_proved_is_rejected(name):
    left, right, facts = FALSE[name]
    found = recheck(certificate_of(PROVED, left, right, facts=facts), limits=Limits(20.0))
    assert found.status == "rejected", found.sentence


def test_definitions_are_used():
    cost = sn.Network(["n_0", "n_1"], activations="sigmoid").cost("binary_cross_entropy")
    given = cost.equations("batch") + cost.gradient()
    (dZ, dZ_right), (dW, dW_right), _ = cost.gradient()
    assert recheck(certificate_of(PROVED, dW, dW_right, given=given)).status == "agrees"
    assert (
        recheck(certificate_of(PROVED, dZ, dZ_right, given=cost.equations("batch") + cost.gradient()[:1])).status
        == "agrees"
    )
    assert recheck(certificate_of(PROVED, dW, 2 * dW_right, given=given)).status == "rejected"


X2 = MatrixSymbol("X", n, n)
WITNESS = Counterexample(
    sizes={"n": 2},
    values={"X": ((Fraction(0), Fraction(1)), (Fraction(0), Fraction(0)))},
    functions={},
    place=(1, 2),
    left=exactly(1),
    right=exactly(0),
)
REFUTED = certificate_of(Verdict("refuted", "", counterexample=WITNESS), X2, X2.T)


def test_a_witness_is_evaluated_again():
    found = recheck(from_json(as_json(REFUTED)))
    assert (found.status, found.sentence) == (
        "confirmed",
        "Evaluated again with exact numbers, the left side is 1 and the right side is 0 at the witness: the claim is false.",
    )


def with_witness(**fields):
    return replace(REFUTED, witness=replace(WITNESS, **fields))


LIES = {
    "another place": (with_witness(place=(1, 1)), "the left side is 0 at the witness, but the certificate states 1"),
    "no such place": (with_witness(place=(3, 1)), "there is no entry in row 3 and column 1: the sides are 2 × 2"),
    "another left": (with_witness(left=exactly(2)), "the left side is 1 at the witness, but the certificate states 2"),
    "equal values": (with_witness(left=exactly(0)), "the two stated values, 0 and 0, do not certainly differ"),
    "other numbers": (with_witness(values={"X": ((Fraction(0),) * 2,) * 2}), "the left side is 0 at the witness"),
    "no numbers": (with_witness(values={}), "the witness has no value for X"),
    "a scalar": (with_witness(values={"X": Fraction(1)}), "the witness has a value of another kind for X"),
    "no witness": (replace(REFUTED, witness=None), "a refuted claim needs the numbers at which it fails"),
    "an assumption that fails": (replace(REFUTED, facts=(Symmetric(X2),)), "the values do not have what is assumed: X is symmetric"),
    "another claim as text": (replace(REFUTED, claim="X = 2 X"), "its text is another claim than its expressions, X = Xᵀ"),
    "another claim": (replace(REFUTED, right=X2, claim="X = X"), "the right side is 1 at the witness, but the certificate states 0"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_a_witness_that_lies_is_rejected(name):
    certificate, reason = LIES[name]
    found = recheck(certificate)
    assert found.status == "rejected"
    assert found.sentence.startswith(f"The certificate is rejected: {reason}")


def test_sizes_that_do_not_fit_the_numbers_are_no_confirmation():
    assert not recheck(with_witness(sizes={"n": 3})).confirmed


def test_functions_of_a_witness_are_read_and_not_evaluated():
    witness = Counterexample(
        sizes={}, values={"c": Fraction(1)}, functions={"g": "u**2 + u"}, place=None, left=exactly(2), right=exactly(3)
    )
    certificate = certificate_of(Verdict("refuted", "", counterexample=witness), g(c), g(c) + 1)
    assert recheck(certificate).confirmed
    assert recheck(replace(certificate, witness=replace(witness, functions={"g": "u**3"}))).status == "rejected"
    for hostile in ("__import__('os')", "9**9**9", "u.__class__"):
        assert recheck(replace(certificate, witness=replace(witness, functions={"g": hostile}))).status == "open"
    assert recheck(replace(certificate, witness=replace(witness, functions={}))).status == "rejected"


@pytest.mark.parametrize(
    "sizes",
    [(), ({"n": 2, "k": 3},), ({"n": 1, "k": 2}, {"n": 3, "k": 2}), ({"n": 2, "k": 2}, {"n": 3, "k": 3}),
     ({"n": 2, "k": 3}, {"n": 2, "k": 3}), ({"n": 2}, {"n": 3})],
)  # fmt: skip
def test_sizes_at_which_a_wrong_claim_might_hold_are_rejected(sizes):
    certificate = replace(certificate_of(PROVED, A, A), sizes=sizes, seeds=tuple(range(len(sizes))))
    assert recheck(certificate).status == "rejected"


def test_another_version_is_named():
    found = recheck(replace(REFUTED, version="0.0.1"), version="0.0.2")
    assert found.confirmed
    assert "The certificate was made by symnet 0.0.1, and checked by 0.0.2." in found.sentence


def test_what_has_no_value_stays_open():
    found = recheck(certificate_of(PROVED, log(-exp(c)), log(-exp(c))))
    assert found.status == "open"
    assert "no points were found at which both sides have values" in found.sentence


def test_a_matrix_that_is_too_large_stays_open():
    big = MatrixSymbol("A", 10**6, 10**6)
    assert recheck(certificate_of(replace(PROVED, scope=("the given sizes",)), big, big)).sentence == (
        "The certificate could not be checked: A has 1000000 × 1000000 entries, more than 10000."
    )


def test_a_time_limit_holds():
    big = [MatrixSymbol(f"M{i}", n, n) for i in range(3)]
    left = big[0]
    for _ in range(300):
        left = sn.multiply(left, sn.sigmoid(sn.multiply(*big)))
    found = recheck(certificate_of(PROVED, left, left + big[0] - big[0]), limits=Limits(0.05))
    assert found.status == "open"
    assert "the time limit of 0.05 s is reached" in found.sentence


WRITTEN = json.loads(as_json(REFUTED))


@pytest.mark.parametrize("key", [key for key in WRITTEN if key not in ("digest", "format")])
def test_a_file_that_was_changed_is_refused(key):
    changed = {
        **WRITTEN,
        key: "proved" if key == "status" else [*WRITTEN[key], 1] if isinstance(WRITTEN[key], list) else "x",
    }
    with pytest.raises(CertificateError, match="was changed after it was written: its digest is another"):
        from_json(json.dumps(changed))


def signed(**fields):
    """A changed file with a digest of its own, as a forger would write it."""
    content = {key: value for key, value in {**WRITTEN, **fields}.items() if key != "digest"}
    digest = sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return json.dumps({**content, "digest": digest}, ensure_ascii=False)


FORGED = [
    ({"status": "proved"}, "a claim is 'proved' by index form or 'refuted' by a counterexample, but this is 'proved'"),
    ({"status": "undecided"}, "a claim is 'proved' by index form or 'refuted' by a counterexample, but this is 'undecided'"),
    ({"assuming": ["X is symmetric"]}, "its assumptions are other than their text says"),
    ({"sides": {"nodes": [], "roots": []}}, "a claim has two sides, and each definition too, but here are 0"),
    ({"sides": None}, "there must be a list under 'nodes'"),
    ({"witness": {"sizes": {"n": 2}}}, "there must be functions, left, place, right, sizes, values, but here are 'sizes'"),
    ({"witness": {**WRITTEN["witness"], "left": ["1", "0"]}}, "an enclosure goes from its lower end"),
    ({"witness": {**WRITTEN["witness"], "values": {"X": "2**99"}}}, "a number is written as -3/4, but here is '2**99'"),
    ({"witness": {**WRITTEN["witness"], "sizes": {"n": 10**9}}}, "a number from 0 to 10000 is expected"),
    ({"scope": "all"}, "a list of texts is expected"),
    ({"facts": [{"fact": "os"}]}, "There is no fact 'os'"),
    ({"seeds": 7}, "a list is expected, but here is '7'"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "reason"), FORGED, ids=range(len(FORGED)))
def test_a_forged_file_is_refused_with_a_sentence(fields, reason):
    with pytest.raises(CertificateError) as caught:
        from_json(signed(**fields))
    assert str(caught.value).startswith(f"The file is no certificate: {reason}")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": "other"}', "[" * 100_000])
def test_what_is_no_certificate_is_refused(text):
    with pytest.raises(CertificateError, match="The file is no certificate"):
        from_json(text)


def test_a_forged_claim_is_rejected_by_the_numbers():
    """Another right side, well signed, with its text: the witness no longer tells the sides apart."""
    forged = replace(REFUTED, right=X2 + 0 * X2, claim=f"X = {sn.text(X2 + 0 * X2)}")
    assert recheck(from_json(as_json(forged))).status == "rejected"


def test_an_undecided_claim_and_one_refuted_by_shapes_have_no_certificate():
    with pytest.raises(sn.SymnetValueError, match="An undecided claim has no certificate: too long"):
        certificate_of(Verdict("undecided", "", explanation="too long"), A, A)
    with pytest.raises(sn.SymnetValueError, match="refuted without numbers has no certificate: shapes"):
        certificate_of(Verdict("refuted", "", explanation="shapes"), A, A)


def test_a_certificate_holds_what_it_says():
    certificate = certificate_of(PROVED, A, A, facts=[SameSize(n, 2 * k)])
    assert isinstance(certificate, Certificate)
    assert certificate.sizes == ({"k": 2, "n": 4}, {"k": 3, "n": 6}, {"k": 5, "n": 10})
    assert (certificate.status, certificate.claim, certificate.method) == ("proved", "A = A", "index form")
    assert oo not in certificate.seeds
