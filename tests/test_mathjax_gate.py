"""The gate must have teeth: each planted fault is caught with its reason, and every other formula passes."""

import pytest

FAULTS = {
    "two superscripts in a row": ("a^{[1]}^{T}", "Double exponent"),
    "an unknown command": (r"\foo{x}", "Undefined control sequence"),
    "a command in text": (r"\text{a\_b}", r"raw TeX: a\_b"),
    "mathematics of text in mathematics": (r"\rlap{(no \(A\))}", "Undefined control sequence"),
    "nothing": (" ", "nothing to render"),
}
FINE = [
    r"\begin{align*} z^{[1]} &= w^{[1]T} a^{[0]} \\ & \quad \rlap{\text{(no entry of \(A^{[1]}\) is 0)}} \end{align*}",
    r"\mathit{x\_0} \left\langle\text{a b}\right\rangle \operatorname{softmax}_{\mathrm{rows}}\left(X\right)",
]


@pytest.mark.parametrize(("latex", "reason"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_caught_and_explained(assert_mathjax, latex, reason):
    with pytest.raises(AssertionError) as refused:
        assert_mathjax([*FINE, latex])
    assert f"  {latex}\n    " in str(refused.value)
    assert reason in str(refused.value)


def test_every_fault_of_a_list_is_reported_and_only_those(assert_mathjax):
    planted = [latex for latex, _ in FAULTS.values()]
    assert list(assert_mathjax.faults([*FINE, *planted])) == planted
