"""The command that verifies: what it answers, its exit status, the files it writes, and what it says of a mistake."""

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from symnet.cli import main, verify
from symnet.cli.symbols import read_symbols
from symnet.nn.cost import Cost
from symnet.verdicts import Counterexample, Enclosure, Verdict
from symnet.verification import claims

SYMBOLS = ["--symbols", "A: n x k, B: k x n, S: n x n, T: n x n, c: scalar, g: function"]
NETWORK = ["--network", "2-3-1", "--activations", "tanh,sigmoid", "--loss", "binary_cross_entropy"]


def run(capsys, *arguments):
    status = main(["verify", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_proved(capsys):
    status, out, err = run(capsys, "(A B)ᵀ = Bᵀ Aᵀ", *SYMBOLS)
    assert (status, err) == (0, "")
    assert out.startswith("proved: (A B)ᵀ = Bᵀ Aᵀ\n  for         all sizes\n  proof       ")


def test_refuted_with_numbers_that_a_person_can_redo(capsys):
    status, out, err = run(capsys, "S T = T S", *SYMBOLS)
    assert (status, err) == (1, "")
    assert out.startswith("refuted: S T = T S\n  because     n = 2\n              S = [")
    assert "right 0" in out or "left 0" in out


def test_shapes_are_a_verdict(capsys):
    status, out, err = run(capsys, "A B = B A", *SYMBOLS)
    assert (status, err) == (1, "")
    assert out == (
        "refuted: A B = B A\n"
        "  explanation The two sides differ in shape: left is A*B (n × n), right B*A (k × k) (line 1, column 1).\n"
    )


def test_undecided(capsys):
    """Sylvester's identity is true for all sizes, and beyond the prover where a size is a name."""
    assert run(capsys, "det(I + A B) = det(I + B A)", *SYMBOLS) == (
        3,
        "undecided: det(I + A B) = det(I + B A)\n"
        "  explanation no proof was found, and no numbers at which the sides differ\n",
        "",
    )


def test_the_time_limit_is_a_reason_to_be_undecided(capsys):
    status, out, err = run(capsys, "S T = T S", *SYMBOLS, "--timeout", "0.000001")
    assert (status, err) == (3, "")
    assert out == "undecided: S T = T S\n  explanation the time limit of 1e-06 s is reached\n"


@pytest.fixture
def answer(monkeypatch):
    """Let the decision be another: the function that is given what `symnet.verify` is given."""
    return lambda decide: monkeypatch.setattr(verify, "verify", decide)


def test_what_the_decision_is_given(capsys, answer):
    given: dict[str, Any] = {}

    def decide(text, **options):
        given.update(text=text, **options)
        return Verdict("proved", text)

    answer(decide)
    assert run(
        capsys, "Aᵀ = B", *SYMBOLS, "--assuming", "S symmetric", "n = k", "--timeout", "2.5", "--assuming", "c > 0"
    ) == (0, "proved: Aᵀ = B\n", "")
    assert set(given) == {"text", "symbols", "assuming", "timeout"}
    assert given["assuming"] == ["S symmetric", "n = k", "c > 0"]
    assert (given["text"], given["timeout"]) == ("Aᵀ = B", 2.5)
    assert str(given["symbols"].symbols["A"].shape) == "(n, k)"


def test_what_the_decision_on_a_network_is_given(capsys, answer):
    given: dict[str, Any] = {}

    def decide(text, **options):
        given.update(text=text, **options)
        return Verdict("proved", text)

    answer(decide)
    options = [*NETWORK, "--l2", "1/2", "--assuming", "X nonzero", "Y binary", "--timeout", "2.5"]
    assert run(capsys, "dW1 = dZ1 A0.T", *options) == (0, "proved: dW1 = dZ1 A0.T\n", "")
    assert set(given) == {"text", "network", "assuming", "timeout"}
    assert (given["text"], given["timeout"]) == ("dW1 = dZ1 A0.T", 2.5)
    assert given["assuming"] == ["X nonzero", "Y binary"]
    assert isinstance(given["network"], Cost)
    assert str(given["network"]) == (
        "Cost(Network([2, 3, 1], activations=['tanh', 'sigmoid'], notation='zero_based'), "
        "binary_cross_entropy + (1/(4*m))*(SumEntries(w0**2) + SumEntries(w1**2)))"
    )


@pytest.mark.parametrize(
    ("equation", "status"),
    [("dW1 = dZ1 A0.T", 0), ("dW1 = 1/m dZ1 A0.T", 1), ("δ^[1] = 1/m (A^[1] - Y)", 0), ("δ^[1] = 1/m (Y - A^[1])", 1),
     ("δ^[1] = a^[1] - y", 0), ("δ^[1] = 1/m (a^[1] - y)", 1), ("∂L/∂b^[0] = δ^[0]", 0), ("∂J/∂b^[0] = δ^[0]", 1), ("∂L/∂w^[0] = δ^[0] xᵀ", 0), ("Z1 = W1 A0 + b1", 0), ("Z1 = W1 A0 + b1 1ᵀ", 0),
     ("Z1 = A0 W1 + b1", 1)],
)  # fmt: skip
def test_claims_about_a_network(capsys, equation, status):
    assert run(capsys, equation, *NETWORK)[0] == status


def test_the_targets_of_a_softmax_sum_to_one_only_where_that_is_assumed(capsys):
    claim = ["dZ1 = 1/m (A1 - Y)", "--network", "2-2-2", "--activations", "tanh,softmax", "--loss", "cross_entropy"]
    assert run(capsys, *claim)[0] == 1
    status, out, _ = run(capsys, *claim, "--assuming", "columns of Y sum to one")
    assert status == 0
    assert "  assuming    the columns of Y sum to one\n" in out


def test_json(capsys):
    status, out, _ = run(capsys, "S T = T S", *SYMBOLS, "--json")
    answer = json.loads(out)
    assert status == 1
    assert set(answer) == {
        "status", "claim", "scope", "assumptions", "conventions", "proof", "counterexample", "explanation", "seconds",
    }  # fmt: skip
    assert answer["claim"] == "S T = T S"
    assert answer["counterexample"]["sizes"] == {"n": 2}


@pytest.mark.parametrize("equation", ["(A B)ᵀ = Bᵀ Aᵀ", "S T = T S", "g(c + c) = g(2 c)", "g(c) = c"])
def test_a_certificate_is_written_and_checked(capsys, tmp_path, equation):
    path = str(tmp_path / "claim.json")
    status, _, err = run(capsys, equation, *SYMBOLS, "--certificate", path)
    assert err == ""
    again, out, _ = run(capsys, "--certificate", path)
    word, expected = ("agrees", 3) if status == 0 else ("confirmed", 0)
    assert again == expected
    assert out.startswith(f"{word}: ")
    assert json.loads(run(capsys, "--certificate", path, "--json")[1])["status"] == word
    assert f"({'proved' if status == 0 else 'refuted'})\n" in out


def test_a_certificate_of_a_network_is_checked(capsys, tmp_path):
    path = str(tmp_path / "claim.json")
    assert run(capsys, "dW1 = dZ1 A0.T", *NETWORK, "--certificate", path)[0] == 0
    assert run(capsys, "--certificate", path)[0] == 3


def test_a_changed_certificate_is_refused_and_a_false_one_rejected(capsys, tmp_path):
    path = tmp_path / "claim.json"
    run(capsys, "S T = T S", *SYMBOLS, "--certificate", str(path))
    path.write_text(path.read_text(encoding="utf-8").replace('"refuted"', '"proved"'), encoding="utf-8")
    status, out, err = run(capsys, "--certificate", str(path))
    assert (status, out) == (2, "")
    assert err == (
        "symnet: The certificate was changed after it was written: its digest is another; verify the claim anew.\n"
    )


def test_a_wrong_proof_is_rejected(capsys, tmp_path, answer):
    path = str(tmp_path / "claim.json")
    answer(lambda *sides, **options: replace(claims.verify(*sides, **options), status="proved", counterexample=None))
    assert run(capsys, "S T = T S", *SYMBOLS, "--certificate", path)[0] == 0
    status, out, err = run(capsys, "--certificate", path)
    assert (status, err) == (1, "")
    assert out.startswith("rejected: S T = T S (proved)\n")


def test_without_numbers_there_is_no_certificate(capsys, tmp_path):
    path = tmp_path / "claim.json"
    status, out, err = run(capsys, "A B = B A", *SYMBOLS, "--certificate", str(path))
    assert status == 1
    assert out.startswith("refuted: ")
    assert err == "symnet: no certificate was written, because the claim is refuted without numbers\n"
    assert not path.exists()


def test_a_counterexample_shows_functions_and_scalars(capsys, answer):
    witness = Counterexample(
        sizes={}, values={"c": Fraction(1, 2)}, functions={"g": "u**2 + u"}, place=None,
        left=Enclosure(Fraction(3, 4), Fraction(3, 4)), right=Enclosure(Fraction(1, 2), Fraction(1, 2)),
    )  # fmt: skip
    answer(lambda text, **_: Verdict("refuted", text, counterexample=witness))
    assert run(capsys, "g(c) = c", *SYMBOLS) == (
        1,
        "refuted: g(c) = c\n  because     c = 1/2\n              g: u**2 + u\n              left 3/4, right 1/2\n",
        "",
    )


def test_a_real_counterexample_shows_functions_and_scalars(capsys):
    assert run(capsys, "g(c) = c", *SYMBOLS) == (
        1,
        "refuted: g(c) = c\n  because     c = 1\n              g: u**2 + u\n              left 2, right 1\n",
        "",
    )


MISTAKES = [
    ([], 'There is nothing to verify; write symnet verify "A B = B A" --symbols "A: n x n, …".'),
    (["A", *SYMBOLS], "Expected an operator or '=' after 'A', but the text ends (line 1, column 2).\n    A\n     ^"),
    (["A = Z", *SYMBOLS], "unknown symbol 'Z' (line 1, column 5).\n    A = Z\n        ^"),
    (["A = A"], "unknown symbol 'A' (line 1, column 1).\n    A = A\n    ^"),
    (["A = A", "--symbols", "A n x k"], "'A n x k' declares no symbol; write 'A: n x k' for a matrix, 'c: scalar', or "
     "'g: function'."),
    (["A = A", "--symbols", "A: n x k, A: scalar"], "The symbol A is declared twice; give the second a name of its own."),
    (["A = A", "--symbols", "A: 0 x k"], "A size is a number from 1 to 1000 or a name, but here is 0."),
    (["A = A", "--symbols", "A: n x k, n: scalar"], "n is declared as a symbol, and is the name of a size; rename one of "
     "them."),
    (["A = A", "--loss", "huber"], "--loss is about a network; write --network 2-3-1 as well."),
    (["A = A", *SYMBOLS, "--network", "2-1"], "The symbols of a network are known; leave --symbols out, or --network."),
    (["A = A", *SYMBOLS, "--timeout", "soon"], "The parameter of --timeout must be a number, but it is 'soon'; write "
     "--timeout:0.05."),
    (["A = A", *SYMBOLS, "--timeout", "0"], "A time limit is a positive number of seconds, but it is 0.0; write 10.0."),
    (["A = A", *SYMBOLS, "--assuming", "c symmetric"], "This can be assumed of a matrix only, but c is a scalar."),
    (["--certificate", "/no/such/file"], "Cannot read '/no/such/file': No such file or directory."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_one_sentence_and_status_2(capsys, arguments, sentence):
    assert run(capsys, *arguments) == (2, "", f"symnet: {sentence}\n")


def test_declared_symbols():
    table = read_symbols("A: n × k, v: 3x1, W^[1]: n_1 x n_0,")
    assert {name: str(symbol.shape) for name, symbol in table.symbols.items() if symbol.is_Matrix} == {
        "A": "(n, k)", "v": "(3, 1)", "W^[1]": "(n_1, n_0)",
    }  # fmt: skip
    assert table.symbols["n_0"].is_positive
