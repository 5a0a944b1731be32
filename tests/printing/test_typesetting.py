"""Text is the LaTeX, set in one line."""

import pytest

from symnet.printing.typesetting import SYMBOLS, typeset

LINES = [
    (r"z^{[1]}_{21}", "z^[1]₂₁"),
    (r"w^{[1]T} a^{[0]}", "w^[1]ᵀ a^[0]"),
    (r"W^{T}", "Wᵀ"),
    (r"z^{(1)(i)}", "z⁽¹⁾⁽ⁱ⁾"),
    (r"x^{2} + x^{-1}", "x² + x⁻¹"),
    (r"e^{- z}", "e^(-z)"),
    (r"\frac{a + b}{2 m}", "(a + b)/(2 m)"),
    (r"\frac{\lambda}{m}", "λ/m"),
    (r"\sum_{i=1}^{m} L\left(\hat{y}^{(i)}, y^{(i)}\right)", "∑ᵢ₌₁ᵐ L(ŷ⁽ⁱ⁾, y⁽ⁱ⁾)"),
    (r"\sqrt{1 + z^{2}}", "√(1 + z²)"),
    (r"\operatorname{ReLU}\left(Z\right) \odot \sigma\left(Z\right)", "ReLU(Z) ⊙ σ(Z)"),
    (r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}", "[a b; c d]"),
    (r"\begin{cases} z & \text{for}\: z > 0 \\0 & \text{otherwise} \end{cases}", "{ z for z > 0; 0 otherwise }"),
    (r"\left\lVert W \right\rVert_{F}^{2}", "‖W‖_F²"),
    (r"w_{1,2}", "w_{1,2}"),
    (r"\Gamma\left(z\right)", "Γ(z)"),
    (r"\unknown{z}", "unknownz"),
]


@pytest.mark.parametrize(("latex", "text"), LINES)
def test_lines(latex, text):
    assert typeset(latex) == text


@pytest.mark.parametrize("command", SYMBOLS)
def test_every_symbol_has_a_row_that_leaves_no_backslash(command):
    assert "\\" not in typeset(f"{command} x")
