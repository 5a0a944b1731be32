"""The command line: what it prints, what it writes, and what it says of a mistake."""

import json
import re
import subprocess
import sys

import pytest

import symnet as sn
from symnet.cli import main
from symnet.cli.derive import _proof
from symnet.verdicts import Verdict, Verdicts
from tests.strategies import LAYERED_NOTATIONS


def run(capsys, *arguments):
    status = main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def difference(page):
    """How far the check with numbers says the two computations are apart."""
    (figure,) = re.findall(r"they\s+differ\s+by\s+(\S+)\.\n", page)
    return float(figure)


def test_without_arguments_it_shows_a_network_in_full(capsys):
    status, out, err = run(capsys, "derive")
    assert (status, err) == (0, "")
    for line in (
        "a^[1] = σ(w^[1] tanh(w^[0] x + b^[0]) + b^[1])",
        "z^[0]₁ = w^[0]₁₀ x₀ + w^[0]₁₁ x₁ + b^[0]₁",
        "Z^[1] = W^[1] A^[0] + b^[1]",
        "J             = 1/m ∑ᵢ₌₁ᵐ L(ŷ⁽ⁱ⁾, y⁽ⁱ⁾)",
        "W^[0]  3 × 2",
    ):
        assert line in out.split("\n"), line
    assert difference(out) < 1e-14


PROVED = "Every line is proved, for all numbers of samples, by the chain rule entry by entry, and not by the rules that derived it."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), PROVED),
        (("n_0-n_1", "--notation", "rows"), PROVED.replace("numbers of samples", "sizes")),
        (
            ("2-3-2", "--activations", "relu,softmax", "--loss", "cross_entropy"),
            f"{PROVED} Assumptions: the columns of Y sum to one. Conventions: relu'(0) = 0.",
        ),
    ],
)
def test_the_backward_pass_is_proved(capsys, arguments, said):
    status, out, _ = run(capsys, "derive", *arguments)
    paragraph = out.split("\nProof\n-----\n")[1].split("\n\n")[0]
    assert (status, " ".join(paragraph.split())) == (0, said)


def test_a_line_that_is_not_proved_is_named():
    verdicts = Verdicts({"dw0": Verdict("proved", "dw0 = dZ0 Xᵀ"), "db0": Verdict("undecided", "db0 = dZ0 1")})
    said = _proof(verdicts, sn.Network([2, 1]))
    assert said.startswith("1 of the 2 lines are proved, for all numbers of samples")
    assert said.endswith(" Not proved: db0 (undecided).")


@pytest.mark.parametrize("notation", LAYERED_NOTATIONS)
def test_the_check_with_numbers_runs_in_every_notation(capsys, notation):
    status, out, _ = run(capsys, "derive", "2-3-2", "--activations", "relu,softmax", "--loss", "cross_entropy",
                         "--notation", notation)  # fmt: skip
    assert status == 0
    assert difference(out) < 1e-13


def test_json(capsys):
    status, out, _ = run(capsys, "derive", "4-8-3", "--activations", "relu,softmax", "--loss", "cross_entropy",
                         "--grain", "batch", "--format", "json")  # fmt: skip
    page = json.loads(out)
    assert status == 0
    lines = page["sections"][0]["equations"]
    assert lines[0] == {"left": "Z^{[0]}", "right": "W^{[0]} X + b^{[0]}", "text": "Z^[0] = W^[0] X + b^[0]"}
    assert lines[-1]["left"] == "J"


def test_markdown_passes_katex(capsys, assert_katex):
    _, out, _ = run(capsys, "derive", "2-2-1", "--activations", "leaky_relu:0.05,sigmoid", "--loss",
                    "binary_cross_entropy", "--l2", "lambda", "--l1", "0.1", "--format", "markdown")  # fmt: skip
    assert_katex(re.findall(r"\$\$\n(.*?)\n\$\$", out, re.DOTALL))
    assert r"\operatorname{LeakyReLU}_{0.05}" in out


def test_the_gradient_and_its_steps(capsys):
    arguments = ["derive", "2-3-1", "--activations", "tanh,sigmoid", "--loss", "binary_cross_entropy"]
    _, out, _ = run(capsys, *arguments, "--gradient")
    assert "δ^[1]     = 1/m (A^[1] - Y)" in out.split("\n")
    assert "Derivation" not in out
    _, out, _ = run(capsys, *arguments, "--steps", "--wrt", "w0")
    assert out.count("; checked]\n") == 7
    assert "cancellation: no entry of A^[1] or 1 - A^[1] is 0, because sigmoid gives A^[1] entries in (0, 1)" in out
    _, out, _ = run(capsys, *arguments, "--wrt", "b1", "--format", "json")
    assert all(step["checked"] for step in json.loads(out)["sections"][0]["steps"])
    status, _, err = run(capsys, *arguments, "--wrt", "w7")
    assert (status, err) == (2, "symnet: The network has no parameter 'w7'. It has w0, b0, w1, b1.\n")


def test_latex_is_a_whole_document(capsys):
    _, out, _ = run(capsys, "derive", "n_0-n_1-n_2", "--format", "latex", "--notation", "one_based")
    assert out.startswith("\\documentclass{article}\n")
    assert out.endswith("\\end{document}\n")
    assert out.count(r"\begin{align*}") == out.count(r"\end{align*}") == 6


def test_a_file_is_written_whole(capsys, tmp_path):
    page = tmp_path / "page.md"
    assert run(capsys, "derive", "2-1", "--format", "markdown", "-o", str(page)) == (0, "", "")
    assert page.read_text(encoding="utf-8").startswith("# A 2-1 network")
    before = page.read_text(encoding="utf-8")
    status, _, _ = run(capsys, "derive", "2-1", "--activations", "nothing", "-o", str(page))
    assert status == 2
    assert page.read_text(encoding="utf-8") == before
    assert [path.name for path in tmp_path.iterdir()] == ["page.md"]


MISTAKES = [
    (["derive", "4-0-3"], "Size 1 of the network is 0, but a layer has at least one neuron; write a positive integer or "
     "a name as 'n_1'."),
    (["derive", "4--3"], "A network is written as its sizes with '-' between them, but '4--3' has an empty one; write "
     "2-3-1."),
    (["derive", "4"], "A network needs at least two sizes, input and output, but was given 1: [4]; write "
     "sn.Network([2, 1])."),
    (["derive", "4-3-2", "--activations", "relu,softmx"], "There is no activation named 'softmx'; did you mean "
     "'softmax'? sn.activations() lists all names."),
    (["derive", "4-3-2", "--activations", "leaky_relu:__import__('os'),tanh"], "The parameter of leaky_relu must be a "
     "number, but it is \"__import__('os')\"; write leaky_relu:0.05."),
    (["derive", "4-3", "--loss", "crossentropy_"], "There is no loss named 'crossentropy_'; did you mean "
     "'cross_entropy'? sn.losses() lists all names."),
    (["derive", "4-3", "--notation", "zero"], "There is no notation named 'zero'. The notations are zero_based, "
     "one_based, one_based_transposed, parenthesized, rows, zero_based_short, single_layer."),
    (["derive", "4-3", "--l2", "-1"], "The strength l2 must be a number that is not negative, or a symbol, but it is "
     "-1; write l2=0.01."),
    (["derive", "4-3", "-o", "/no/such/folder/page"], "Cannot write '/no/such/folder/page': No such file or directory; "
     "nothing was written. Name a file in a folder that exists."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_answered_with_a_sentence(capsys, arguments, sentence):
    status, out, err = run(capsys, *arguments)
    assert (status, out, err) == (2, "", f"symnet: {sentence}\n")


@pytest.mark.parametrize("arguments", [["derive", "--grain", "galaxy"], ["nothing"], ["derive", "--nothing"]])
def test_usage_is_argparse_s(capsys, arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: symnet" in capsys.readouterr().err


def test_version_and_help(capsys):
    for option, expected in (("--version", f"symnet {sn.__version__}\n"), ("--help", "usage: symnet")):
        with pytest.raises(SystemExit) as stopped:
            main([option])
        assert stopped.value.code == 0
        assert capsys.readouterr().out.startswith(expected)
    with pytest.raises(SystemExit):
        main(["derive", "--help"])
    assert "symnet derive 4-8-3 --activations relu,softmax --loss cross_entropy" in capsys.readouterr().out
    assert run(capsys)[0] == 0


def test_it_runs_as_a_module():
    result = subprocess.run(
        [sys.executable, "-m", "symnet", "derive", "2-1"], capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith("A 2-1 network with g\n")


@pytest.mark.parametrize(
    ("network", "said", "numbers"),
    [
        (("2-3-1", "tanh,tanh", "bce"), "(0, 1), but tanh gives outputs in (-1, 1)", "the generated code gives nan, and SymPy none either."),
        (("2-3-1", "tanh,relu", "bce"), "(0, 1), but relu gives outputs in [0, ∞)", "the generated code gives inf, and SymPy none either."),
        (("2-3-1", "tanh,softmax", "squared_error"), "A softmax of one neuron is 1", "The generated code gives J = 0 for 3 random samples;"),
        (("2-3-1", "tanh,sigmoid", "cross_entropy"), "with one output says nothing", "they differ by 0.0e+00."),
        (("2-1", "identity", "absolute_percentage_error"), "", "they differ by "),
    ],
)  # fmt: skip
def test_what_a_cost_cannot_give_is_said_before_its_numbers(capsys, network, said, numbers):
    sizes, activations, loss = network
    status, out, err = run(capsys, "derive", sizes, "--activations", activations, "--loss", loss)
    assert status == 0
    assert (said in err, err.count("\n")) == (True, 1 if said else 0)
    page = " ".join(out.split("Check with numbers")[1].split())
    assert page.index(said) <= page.index(numbers)
