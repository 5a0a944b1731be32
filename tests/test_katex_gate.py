r"""KaTeX accepts what symnet prints, and is seen to refuse each kind of fault that a printer can make."""

import pytest

from tests.katex_gate import KatexGate, KatexMissingError

FAULTS = {
    "double superscript": (r"a^{[1]}^T", "Double superscript"),
    "double subscript": (r"w_1_2", "Double subscript"),
    "unbalanced brace": (r"\hat{y", "expected '}'"),
    "unbalanced delimiter": (r"\left(z", r"Expected '\right'"),
    "unbalanced environment": (r"\begin{align} a &= b", r"Expected & or"),
    "unknown macro": (r"\softmax(z)", "Undefined control sequence"),
    "operatorname without argument": (r"\operatorname", "Unexpected end of input"),
    "operatorname of a subscript": (r"\operatorname_i(z)", "Expected group"),
    "unknown character": ("ᵀW", "Unrecognized Unicode character"),
    "accented letter": ("ŷ", "Accented Unicode text character"),
    "alignment outside an environment": ("a &= b", "Expected 'EOF'"),
    "nothing": (" ", "nothing to render"),
}
FINE = [
    r"a^{[1]} = g^{[1]}\left(w^{[1]} g^{[0]}\left(w^{[0]} x + b^{[0]}\right) + b^{[1]}\right)",
    r"J = \frac{1}{m} \sum_{i=1}^{m} L\left(\hat{y}^{(i)}, y^{(i)}\right)",
    r"\begin{align} z^{[1]} &= w^{[1]T} a^{[0]} + b^{[1]} \\ a^{[1]} &= \sigma\left(z^{[1]}\right) \end{align}",
    r"w^{[0]} = \begin{bmatrix} w_{00} & w_{01} \\ w_{10} & w_{11} \end{bmatrix} \in \mathbb{R}^{2 \times 2}",
    r"\delta^{[0]} = \left(w^{[1]}\right)^{T} \delta^{[1]} \odot \operatorname{tanh}'\left(z^{[0]}\right)",
]


@pytest.mark.parametrize(("latex", "reason"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_caught_and_explained(assert_katex, latex, reason):
    with pytest.raises(AssertionError) as refused:
        assert_katex([*FINE, latex])
    assert f"  {latex}\n    " in str(refused.value)
    assert reason in str(refused.value)


def test_every_fault_of_a_list_is_reported_and_only_those(assert_katex):
    planted = [latex for latex, _ in FAULTS.values()]
    assert list(assert_katex.faults([*FINE, *planted])) == planted


def test_network_equations_pass(assert_katex):
    assert_katex(FINE)


def test_a_single_string_is_one_equation(assert_katex):
    assert_katex("x")
    assert assert_katex.faults("ŷ").keys() == {"ŷ"}


def test_without_node_the_reason_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(KatexMissingError, match=r"node is not on the PATH: install Node.js"):
        KatexGate()


def test_without_katex_the_reason_says_what_to_install(assert_katex, monkeypatch, tmp_path):
    script = tmp_path / "no_katex_here.js"
    script.write_text('require("a-package-that-nobody-has")', encoding="utf-8")
    monkeypatch.setattr("tests.katex_gate.SCRIPT", script)
    with pytest.raises(KatexMissingError, match=r"does not find the package katex: .*npm install"):
        KatexGate()
